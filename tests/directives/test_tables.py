"""Assignment tables: heads, groups, merged and empty cells, rows led by several, indicators, tables over two pages."""

from __future__ import annotations

from datetime import date

import pytest

from directives.assignments import Assignments
from directives.drafts import Draft
from directives.grid import Grid
from directives.model import SourceText, Table
from directives.outline import read_outline
from directives.tables import read_columns
from tests.directives.sources import table_source, whole
from tests.directives.test_assignments import coordinators, due, leads, receivers, setting

HEAD = ["STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành"]


def read(source: SourceText) -> Assignments:
    reader = Assignments(setting(), source.text)
    for root in read_outline(source, whole(source)):
        reader.read(root)
    return reader


def rows(*lines: list[str | tuple[str, int, int]], before: str = "") -> list[Draft]:
    return read(table_source([HEAD, *lines], before)).drafts


def head_fields(*cells: str) -> dict[int, str]:
    source = table_source([list(cells), ["1"] + ["x"] * (len(cells) - 1)])
    (table,) = [b for b in source.blocks if isinstance(b, Table)]
    columns = read_columns(Grid.of(source.text, table))
    return columns.fields if columns else {}


def test_a_row_is_a_unit_and_its_columns_give_agencies_and_deadline() -> None:
    (found,) = rows(["1", "Xây dựng quy chế quản lý bến bãi", "Sở Xây dựng", "Sở Tài chính, UBND các xã", "Quý II/2026"])
    assert found.text.text == "Xây dựng quy chế quản lý bến bãi"
    assert (found.path, leads(found), due(found)) == ("1", ["Sở Xây dựng"], ["2026-06-30"])
    assert coordinators(found) == ["Sở Tài chính", "UBND các xã, phường, đặc khu"]


def test_a_phase_of_years_in_the_column_leaves_the_rhythm_that_the_work_says() -> None:
    (found,) = rows(["1", "Tổ chức tập huấn cho người dân hằng năm", "Sở Xây dựng", "", "2027-2030"])
    assert due(found) == ["FREQ=YEARLY", "2030-12-31"]
    (found,) = rows(["1", "Tổ chức tập huấn cho người dân hằng năm", "Sở Xây dựng", "", "Quý II/2027"])
    assert due(found) == ["2027-06-30"]


@pytest.mark.parametrize(
    ("cells", "fields"),
    [
        (HEAD, {0: "number", 1: "work", 2: "lead", 3: "coordinate", 4: "deadline"}),
        (
            ["TT", "Tên dự án/nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Tiến độ"],
            {1: "work", 2: "lead", 3: "coordinate", 4: "deadline"},
        ),
        (["STT", "Cơ quan chủ trì", "Nội dung thực hiện", "Hình thức văn bản", "Thời gian trình"], {1: "lead", 2: "work", 4: "deadline"}),
        (["Số TT", "Tên luật", "Tên văn bản quy định chi tiết", "Cơ quan chủ trì soạn thảo"], {2: "work", 3: "lead"}),
        (["STT", "Nội dung chỉ tiêu", "Chủ trì", "Phối hợp"], {1: "indicator", 2: "lead", 3: "coordinate"}),
    ],
)
def test_the_head_tells_what_a_column_holds(cells: list[str], fields: dict[int, str]) -> None:
    assert {c: f for c, f in head_fields(*cells).items() if c in fields} == fields


@pytest.mark.parametrize(
    "cells",
    [
        ["STT", "Họ và tên", "Chức vụ", "Điện thoại"],  # a list of persons
        ["STT", "Tên xã", "Diện tích", "Dân số"],  # figures
        ["STT", "Nội dung", "Đơn giá", "Thành tiền"],  # an estimate of costs
    ],
)
def test_other_tables_give_no_units(cells: list[str]) -> None:
    assert head_fields(*cells) == {}


def test_a_head_of_two_rows_is_read_from_its_lower_row() -> None:
    source = table_source(
        [
            [("STT", 2, 1), ("Nội dung công việc", 2, 1), ("Phân công", 1, 2), ("Thời gian", 1, 2)],
            ["Đơn vị chủ trì", "Đơn vị phối hợp", "Bắt đầu", "Hoàn thành"],
            ["1", "Khảo sát bến bãi", "Sở Xây dựng", "Công an tỉnh", "Tháng 3/2026", "Tháng 5/2026"],
        ]
    )
    (found,) = read(source).drafts
    assert (leads(found), coordinators(found), due(found)) == (["Sở Xây dựng"], ["Công an tỉnh"], ["2026-05-31"])


def test_a_group_row_is_context_and_gives_its_number_to_the_paths() -> None:
    found = rows(
        ["I", ("Nhóm nhiệm vụ về thể chế", 1, 4)],
        ["1", "Xây dựng quy chế quản lý bến bãi", "Sở Xây dựng", "", "Quý II/2026"],
        ["II", ("Nhóm nhiệm vụ về hạ tầng", 1, 4)],
        ["1", "Nâng cấp bến số 2", "Sở Xây dựng", "", "Quý IV/2026"],
    )
    assert [(d.path, d.text.text) for d in found] == [("I.1", "Xây dựng quy chế quản lý bến bãi"), ("II.1", "Nâng cấp bến số 2")]


def test_a_merged_cell_counts_for_all_its_rows_and_an_empty_one_says_nothing() -> None:
    found = rows(
        ["1", "Rà soát quỹ đất", ("Sở Nông nghiệp và Môi trường", 2, 1), "", ("Tháng 6/2026", 2, 1)],
        ["2", "Lập bản đồ địa chính", ""],
        ["3", "Đo đạc bổ sung", "", "", ""],
    )
    assert [(leads(d), due(d)) for d in found] == [
        (["Sở Nông nghiệp và Môi trường"], ["2026-06-30"]),
        (["Sở Nông nghiệp và Môi trường"], ["2026-06-30"]),
        ([], []),
    ]


@pytest.mark.parametrize(("lead", "time"), [("nt", "như trên"), ("- nt -", "-nt-"), ("Như trên.", "//"), ("n.t", "”")])
def test_as_above_repeats_the_cell_above(lead: str, time: str) -> None:
    found = rows(["1", "Rà soát quỹ đất", "Sở Y tế", "", "Quý I/2026"], ["2", "Lập bản đồ", lead, "", time])
    assert [(leads(d), due(d)) for d in found] == [(["Sở Y tế"], ["2026-03-31"])] * 2


def test_dashes_led_by_different_units_are_one_task_each() -> None:
    found = rows(
        ["1", "Kế hoạch tập huấn\n- Biên soạn tài liệu.\n- Bố trí kinh phí tập huấn.", "- Sở Y tế\n- Sở Tài chính", "", "Quý I/2026"]
    )
    assert [(d.text.text, leads(d)) for d in found] == [
        ("Biên soạn tài liệu.", ["Sở Y tế"]),
        ("Bố trí kinh phí tập huấn.", ["Sở Tài chính"]),
    ]


def test_dashes_of_one_unit_are_one_task() -> None:
    assert len(rows(["1", "Kế hoạch tập huấn\n- Biên soạn tài liệu.\n- Bố trí kinh phí.", "Sở Y tế", "", "Quý I/2026"])) == 1


def test_a_column_of_bounds_gives_the_last_day_of_the_month() -> None:
    head = ["STT", "Tên văn bản", "Cơ quan chủ trì soạn thảo", "Thời gian trình trước ngày, tháng"]
    (found,) = read(table_source([head, ["1", "Nghị quyết về hỗ trợ bến bãi", "Sở Xây dựng", "8/2026"]])).drafts
    assert due(found) == ["2026-08-31"]


def test_a_head_repeated_on_a_new_page_is_no_row_and_the_group_goes_on() -> None:
    first = [HEAD, ["I", ("Nhóm nhiệm vụ về thể chế", 1, 4)], ["1", "Xây dựng quy chế bến bãi", "Sở Xây dựng", "", "Quý I/2026"]]
    source = table_source([*first, HEAD, ["2", "Lập bản đồ bến bãi", "Sở Xây dựng", "", "Quý II/2026"]])
    assert [d.path for d in read(source).drafts] == ["I.1", "I.2"]


def test_the_work_of_body_and_table_may_name_its_receiver() -> None:
    (found,) = rows(["1", "Tổng hợp, báo cáo Ủy ban nhân dân tỉnh kết quả thực hiện", "Sở Nội vụ", "", "Tháng 12/2026"])
    assert receivers(found) == ["UBND tỉnh"]


def test_a_table_of_indicators_gives_targets_and_no_units() -> None:
    head = ["STT", "Chỉ tiêu", "Cơ quan chủ trì theo dõi", "Cơ quan phối hợp"]
    reader = read(table_source([head, ["1", "90% số xã đạt chuẩn vào năm 2030", "Sở Nông nghiệp và Môi trường", "UBND các xã"]]))
    assert reader.drafts == []
    assert [(t.text, t.by) for t in reader.targets] == [("90% số xã đạt chuẩn vào năm 2030", date(2030, 12, 31))]


def test_every_cell_can_be_found_in_the_text() -> None:
    source = table_source([HEAD, ["1", "Rà soát quỹ đất", "Sở Y tế", "Công an tỉnh", "Quý I/2026"]], before="I. NHIỆM VỤ")
    (found,) = read(source).drafts
    spans = [found.text.span(), *(n.span for n in (*found.lead, *found.coordinate)), *(d.span for d in found.deadlines)]
    assert [source.text[s.start : s.end] for s in spans] == ["Rà soát quỹ đất", "Sở Y tế", "Công an tỉnh", "Quý I/2026"]


def test_the_lower_row_of_a_head_is_known_without_merged_cells() -> None:
    upper, lower = ["STT", "Nội dung", "Cơ quan thực hiện", "", "Thời gian"], ["", "", "Chủ trì", "Phối hợp", ""]
    (found,) = read(table_source([upper, lower, ["1", "Rà soát vỉa hè", "Sở Xây dựng", "Công an tỉnh", "Quý II/2026"]])).drafts
    assert (leads(found), coordinators(found), due(found)) == (["Sở Xây dựng"], ["Công an tỉnh"], ["2026-06-30"])


@pytest.mark.parametrize(
    "group",
    [["", ("SỞ XÂY DỰNG", 1, 3)], ["I", "Sở Xây dựng", "", ""], ["", "", "Sở Xây dựng", ""]],
    ids=["merged and in capitals", "with a number", "in another column"],
)
def test_a_group_row_that_names_an_agency_gives_its_work_to_it(group: list[str | tuple[str, int, int]]) -> None:
    head = ["STT", "Số, ngày văn bản", "Nội dung giao", "Thời hạn"]
    (found,) = read(table_source([head, group, ["01", "Số 12/TB-UBND ngày 05/01/2026", "Lập quy hoạch bến số 2", "20/02/2026"]])).drafts
    assert (found.path.rpartition(".")[2], leads(found), due(found)) == ("1", ["Sở Xây dựng"], ["2026-02-20"])


def test_the_short_form_of_the_group_s_agency_is_that_agency() -> None:
    head = ["STT", "Nội dung giao", "Cơ quan thực hiện", "Thời hạn"]
    rows_ = [head, [("BAN QUẢN LÝ CHỢ BÌNH AN", 1, 4)], ["1", "Thu hồi nợ thuê sạp", "BQL chợ Bình An", "20/02/2026"]]
    (found,) = read(table_source(rows_)).drafts
    assert [name.casefold() for name in leads(found)] == ["ban quản lý chợ bình an"]


def test_times_of_a_register_count_from_the_document_of_the_row() -> None:
    head = ["STT", "Số, ngày văn bản", "Nội dung giao", "Đơn vị thực hiện", "Thời hạn"]
    (found,) = read(table_source([head, ["1", "Số 83/TB ngày 09/7/2025", "Lập danh mục bến", "Sở Xây dựng", "Trong tháng 8"]])).drafts
    assert due(found) == ["2025-08-31"]


@pytest.mark.parametrize("head", ["Đơn vị", "Phòng, ban", "Phân công", "Ai làm", "Cơ quan xử lý"])
def test_where_no_head_says_who_a_column_of_bodies_does(head: str) -> None:
    (found,) = read(table_source([["TT", head, "Công việc", "Hạn"], ["1", "Sở Y tế", "Kiểm tra các trạm y tế", "30/4/2026"]])).drafts
    assert (leads(found), due(found)) == (["Sở Y tế"], ["2026-04-30"])


@pytest.mark.parametrize("words", ["Tổng cộng", "Cộng:", "12.500", "…"])
def test_a_row_of_sums_is_no_unit(words: str) -> None:
    assert [d.text.text for d in rows(["1", "Lập bản đồ", "Sở Y tế", "", "Quý I/2026"], ["", words, "x", "", "5"])] == ["Lập bản đồ"]


def test_a_unit_of_measure_is_no_leader() -> None:
    assert head_fields("STT", "Nội dung", "Đơn vị", "Số lượng", "Thành tiền") == {}


def test_the_last_tick_below_a_time_is_the_deadline() -> None:
    head = ["TT", "Nhiệm vụ", "Đơn vị chủ trì", "Quý I", "Quý II", "Quý III"]
    (found,) = read(table_source([head, ["1", "Khảo sát mặt bằng bến xe", "Sở Xây dựng", "x", "x", ""]])).drafts
    assert due(found) == ["2026-06-30"]


def test_of_a_span_in_two_columns_the_end_counts() -> None:
    head = ["TT", "Công việc", "Người thực hiện", "Từ ngày", "Đến ngày"]
    (found,) = read(table_source([head, ["1", "Rà soát danh sách hộ dân", "Sở Nội vụ", "01/4/2026", "15/4/2026"]])).drafts
    assert due(found) == ["2026-04-15"]


@pytest.mark.parametrize("cell", ["Sở Xây dựng/Công an tỉnh", "Sở Xây dựng, Công an tỉnh", "Chủ trì: Sở Xây dựng; phối hợp: Công an tỉnh"])
def test_one_column_may_name_the_leader_and_the_helpers(cell: str) -> None:
    (found,) = read(table_source([["TT", "Nhiệm vụ", "Chủ trì/Phối hợp", "Hạn"], ["1", "Kiểm tra bến đò", cell, "15/4/2026"]])).drafts
    assert (leads(found), coordinators(found)) == (["Sở Xây dựng"], ["Công an tỉnh"])


def test_sub_rows_stand_below_the_row_that_only_names_them() -> None:
    found = rows(
        ["1", "Xây dựng quy chế", "", "", ""],
        ["1.1", "Soạn thảo quy chế", "Sở Xây dựng", "", "Tháng 4/2026"],
        ["2", "Tuyên truyền quy chế", "", "", ""],
        ["", "- Phát thanh tại các thôn", "Sở Tư pháp", "", "Tháng 5/2026"],
        ["3", "Tập huấn", "", "", ""],
        ["a", "Biên soạn tài liệu", "Sở Tư pháp", "", "Tháng 6/2026"],
    )
    assert [(d.path, d.text.text) for d in found] == [
        ("1.1", "Soạn thảo quy chế"),
        ("2", "Phát thanh tại các thôn"),
        ("3.a", "Biên soạn tài liệu"),
    ]


def test_the_finer_of_two_columns_is_the_work() -> None:
    head = ["TT", "Nhiệm vụ", "Giải pháp", "Chủ trì", "Thời gian"]
    found = read(
        table_source(
            [
                head,
                ["1", "Cải cách thể chế", "Rà soát văn bản hết hiệu lực", "Sở Tư pháp", "Tháng 4/2026"],
                ["", "", "Công bố danh mục văn bản", "Sở Tư pháp", "Tháng 5/2026"],
                ["2", "Cải cách tài chính", "", "Sở Tài chính", "Tháng 6/2026"],
            ]
        )
    ).drafts
    assert [d.text.text for d in found] == ["Rà soát văn bản hết hiệu lực", "Công bố danh mục văn bản", "Cải cách tài chính"]


@pytest.mark.parametrize(
    ("activity", "content", "work"),
    [
        ("Hội thi an toàn sông nước", "Tổ chức hội thi giữa các trường", "Tổ chức hội thi giữa các trường"),
        ("Phát tài liệu", "Cấp sổ tay an toàn sông nước cho học sinh", "Cấp sổ tay an toàn sông nước cho học sinh"),
        ("Xây dựng bộ tiêu chí bến an toàn", "05 nhóm, 20 tiêu chí", "Xây dựng bộ tiêu chí bến an toàn"),
    ],
)
def test_of_activity_and_content_the_one_that_says_what_to_do_is_the_work(activity: str, content: str, work: str) -> None:
    (found,) = read(table_source([["TT", "Hoạt động", "Nội dung", "Chủ trì"], ["1", activity, content, "Sở Xây dựng"]])).drafts
    assert found.text.text == work


def test_a_table_without_a_head_goes_on_with_the_one_before() -> None:
    first = table_source([HEAD, ["1", "Lập bản đồ bến bãi", "Sở Xây dựng", "", "Quý I/2026"]])
    source = table_source(
        [["2", "Cắm mốc bến bãi", "Sở Xây dựng", "", "Quý II/2026"], ["3", "Thu hồi bến", "Sở Xây dựng", "", "Quý III/2026"]]
    )
    reader = read(first)
    for root in read_outline(source, whole(source)):
        reader.text = source.text
        reader.read(root)
    assert [(d.text.text, due(d)) for d in reader.drafts[1:]] == [("Cắm mốc bến bãi", ["2026-06-30"]), ("Thu hồi bến", ["2026-09-30"])]


def test_dashes_may_have_times_of_their_own() -> None:
    found = rows(["1", "- Biên soạn tài liệu;\n- Bố trí kinh phí.", "- Sở Y tế;\n- Sở Tài chính", "", "- Tháng 4/2026;\n- Tháng 5/2026"])
    assert [(leads(d), due(d)) for d in found] == [(["Sở Y tế"], ["2026-04-30"]), (["Sở Tài chính"], ["2026-05-31"])]


def test_the_number_before_the_words_of_the_work_is_its_path() -> None:
    head = ["Nội dung công việc", "Đơn vị thực hiện", "Thời hạn"]
    (found,) = read(table_source([head, ["2. Lập kế hoạch kiểm tra", "Sở Y tế", "10/4/2026"]])).drafts
    assert (found.path, found.text.text) == ("2", "Lập kế hoạch kiểm tra")


def test_without_a_column_of_leaders_the_sentence_tells_who() -> None:
    (found,) = read(table_source([["TT", "Nội dung", "Thời hạn"], ["1", "Sở Tài chính thẩm định kinh phí", "10/4/2026"]])).drafts
    assert leads(found) == ["Sở Tài chính"]


def test_indicators_below_a_title_of_targets_are_targets() -> None:
    head = ["STT", "Chỉ tiêu", "Đơn vị tính", "Cơ quan chủ trì"]
    source = table_source([head, ["1", "Thu gom 95% rác thải đô thị", "%", "Sở Xây dựng"]], before="I. CHỈ TIÊU")
    reader = read(source)
    assert ([t.text for t in reader.targets], reader.drafts) == (["Thu gom 95% rác thải đô thị"], [])


def test_a_group_title_may_say_who_leads_its_documents() -> None:
    head = ["TT", "Tên văn bản", "Thời gian trình"]
    found = read(
        table_source([head, ["A", "SỞ XÂY DỰNG CHỦ TRÌ SOẠN THẢO", ""], ["1", "Quy định quản lý bến thủy", "Tháng 6/2026"]])
    ).drafts
    assert [(d.path, leads(d)) for d in found] == [("A.1", ["Sở Xây dựng"])]


def test_the_mark_before_the_first_dash_of_a_cell_is_none_of_its_words() -> None:
    (found,) = rows(["1", "- Rà soát bến bãi;\n- Lập bản đồ.", "Sở Xây dựng", "", "Quý I/2026"])
    assert found.text.text == "Rà soát bến bãi; - Lập bản đồ."


@pytest.mark.parametrize(
    ("cell", "names", "doubted"),
    [
        ("Sở Tài chính; Mặt trận tỉnh", ["Sở Tài chính", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"], []),
        ("Viễn thông Sơn Hà, VNPT", ["Viễn thông Sơn Hà", "Viễn thông tỉnh"], ["Viễn thông Sơn Hà"]),
        ("Nhà in Sơn Hà", ["Nhà in Sơn Hà"], ["Nhà in Sơn Hà"]),
        ("Siêu thị Sao Mai, Sở Công Thương", ["Siêu thị Sao Mai", "Sở Công Thương"], ["Siêu thị Sao Mai"]),
        ("Sở Tài chính và Hải quan", ["Sở Tài chính", "Hải quan"], ["Hải quan"]),
        ("Đ/c Hà", ["Đ/c Hà"], ["Đ/c Hà"]),
        ("Đ/c Hà, Sở Y tế", ["Sở Y tế"], []),
        ("Sở Tài chính và các đơn vị liên quan", ["Sở Tài chính"], []),
        ("Sở Tài chính (Phòng Giá), ngày 20/11", ["Sở Tài chính"], []),
        ("Sở Tài chính; Tháng 5; Theo kế hoạch; và theo dõi chung", ["Sở Tài chính"], []),
        ("Sở Tài chính, Ngân sách tỉnh", ["Sở Tài chính"], []),
        ("Không", [], []),
    ],
)
def test_a_body_of_a_cell_that_no_list_knows_is_kept_as_written_with_a_doubt(cell: str, names: list[str], doubted: list[str]) -> None:
    (found,) = rows(["1", "Rà soát quy chế quản lý bến bãi", cell, "", "Quý II/2026"])
    assert leads(found) == names
    assert [n.name for n in found.lead if n.doubt == "Tên không có trong danh mục"] == doubted


@pytest.mark.parametrize(
    ("head", "cell", "path", "wanted"),
    [
        ("Tháng", "5", "", ["2026-05-31"]),
        ("Tháng", "12", "", ["2026-12-31"]),
        ("Tháng thực hiện", "5-6", "", ["2026-06-30"]),
        ("Tháng", "Quý II", "", ["2026-06-30"]),
        ("Tháng", "13", "", []),
        ("STT", "5", "5", []),
    ],
)
def test_figures_below_thang_are_months_and_no_numbers_of_rows(head: str, cell: str, path: str, wanted: list[str]) -> None:
    said = read(table_source([[head, "Nội dung công việc", "Cơ quan chủ trì"], [cell, "Rà soát bến bãi", "Sở Xây dựng"]])).drafts
    assert [(d.path, due(d)) for d in said] == [(path, wanted)]
