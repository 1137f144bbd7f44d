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
