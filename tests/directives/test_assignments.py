"""Who must do what by when: roles, inheritance, splitting, scope of deadlines, on sentences of our own."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from directives.agencies import AgencyRegistry, Context
from directives.assignments import Assignments
from directives.drafts import Draft
from directives.model import Span
from directives.outline import read_outline
from directives.passages import Passage
from directives.receivers import find_receivers
from directives.roles import coordinator_doubts, find_coordinators, find_subject
from directives.setting import Named, Setting
from directives.titles import short_title
from tests.directives.sources import source_of, whole

ISSUED = date(2026, 3, 2)


@cache
def registry() -> AgencyRegistry:
    return AgencyRegistry.load()


def setting(*, level: str = "tinh", issued: date = ISSUED, addressees: tuple[str, ...] = (), own: str | None = None) -> Setting:
    """A directive of the made-up province Sơn Hà."""
    context = Context(issued, level, "Sơn Hà", False, own or "Ủy ban nhân dân tỉnh Sơn Hà", own is not None)
    letter = tuple(Named(name, Span(0, 1), "kính gửi") for name in addressees)
    issuer = Named(own, Span(0, 1), "cơ quan ban hành") if own else None
    return Setting(registry(), context, issued, issuer=issuer, addressees=letter, own_work=own is not None)


def units(text: str, where: Setting | None = None) -> list[Draft]:
    source = source_of(text)
    reader = Assignments(where or setting(), source.text)
    for root in read_outline(source, whole(source)):
        reader.read(root)
    return reader.drafts


def words(text: str) -> Passage:
    return Passage.of(text, [Span(0, len(text))])


def leads(draft: Draft) -> list[str]:
    return [n.name for n in draft.lead]


def coordinators(draft: Draft) -> list[str]:
    return [n.name for n in draft.coordinate]


def receivers(draft: Draft) -> list[str]:
    return [n.name for n in draft.report_to]


def due(draft: Draft) -> list[str | None]:
    return [str(d.found.deadline.due or d.found.deadline.rrule) for d in draft.deadlines]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Giao Sở Xây dựng rà soát quỹ đất.", ["Sở Xây dựng"]),
        ("Giao Giám đốc Sở Xây dựng rà soát quỹ đất.", ["Sở Xây dựng"]),
        ("Sở Y tế chủ trì, phối hợp với Sở Tài chính xây dựng kế hoạch.", ["Sở Y tế"]),
        ("Sở Y tế có trách nhiệm tổng hợp.", ["Sở Y tế"]),
        ("Sở Y tế và Sở Tài chính rà soát nguồn vốn.", ["Sở Y tế", "Sở Tài chính"]),
        ("Đề nghị Hội Nông dân tỉnh vận động hội viên.", ["Hội Nông dân tỉnh"]),
        ("Ủy ban nhân dân tỉnh giao Sở Nội vụ tổng hợp.", ["Sở Nội vụ"]),
        ("Trong quá trình thực hiện, Sở Nội vụ theo dõi, đôn đốc.", ["Sở Nội vụ"]),
        ("Hằng năm, Sở Nội vụ tổng hợp kết quả.", ["Sở Nội vụ"]),
        ("Các sở, ngành chủ động bố trí kinh phí.", ["Các sở, ban, ngành"]),
        ("Rà soát quỹ đất của Sở Xây dựng.", None),  # an owner of things, no subject
        ("Chỉ đạo Sở Xây dựng rà soát quỹ đất.", None),  # the object of somebody's direction
        ("Phát huy vai trò của Hội Nông dân tỉnh trong vận động.", None),
        ("Tham mưu Ủy ban nhân dân tỉnh ban hành quy chế.", None),
        ("Phối hợp với Sở Y tế tổ chức tập huấn.", None),
    ],
)
def test_the_subject_of_a_sentence_leads(sentence: str, expected: list[str] | None) -> None:
    found = find_subject(setting(), words(sentence))
    assert (found and [n.name for n in found.names]) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Chủ trì, phối hợp với Sở Y tế, Sở Tài chính xây dựng kế hoạch.", ["Sở Y tế", "Sở Tài chính"]),
        ("Chủ trì phối hợp với Sở Y tế và các đơn vị liên quan rà soát.", ["Sở Y tế"]),
        ("Phối hợp chặt chẽ với Công an tỉnh tuần tra.", ["Công an tỉnh"]),
        ("Cùng với Sở Y tế tổ chức tập huấn.", ["Sở Y tế"]),
        ("Chủ trì, phối hợp với các cơ quan liên quan rà soát.", []),
        ("Tăng cường phối hợp trong công tác tuyên truyền.", []),
        ("Hướng dẫn Sở Y tế tổ chức tập huấn.", []),
    ],
)
def test_those_after_phoi_hop_help(sentence: str, expected: list[str]) -> None:
    assert [n.name for n in find_coordinators(setting(), words(sentence), ())] == expected


@pytest.mark.parametrize(
    ("sentence", "doubtful"),
    [
        ("Phối hợp với những người am hiểu tổ chức tập huấn.", True),  # whom, no table knows
        ("Phối hợp với Sở Y tế, những người am hiểu tổ chức tập huấn.", True),  # the list goes on
        ("Phối hợp với Sở Y tế, tổ chức tập huấn.", False),
        ("Phối hợp với các đơn vị liên quan tổ chức tập huấn.", False),  # vague, and known to be so
    ],
)
def test_a_list_of_helpers_that_was_not_read_whole_is_a_doubt(sentence: str, doubtful: bool) -> None:
    assert bool(coordinator_doubts(setting(), words(sentence))) is doubtful


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Tổng hợp, báo cáo Ủy ban nhân dân tỉnh.", ["UBND tỉnh"]),
        ("Báo cáo kết quả về Sở Nội vụ trước ngày 05/12/2026.", ["Sở Nội vụ"]),
        ("Báo cáo Ủy ban nhân dân tỉnh (qua Sở Nội vụ) trước ngày 05/12/2026.", ["UBND tỉnh", "Sở Nội vụ"]),
        ("Gửi kết quả về Sở Nội vụ để tổng hợp, báo cáo Ủy ban nhân dân tỉnh.", ["Sở Nội vụ", "UBND tỉnh"]),
        ("Xây dựng quy chế, trình Ủy ban nhân dân tỉnh ban hành.", ["UBND tỉnh"]),
        ("Cung cấp số liệu quỹ đất, dân cư cho Sở Tài chính để cân đối.", ["Sở Tài chính"]),
        ("Tham mưu Ủy ban nhân dân tỉnh ban hành quy chế.", []),
        ("Đề xuất Ủy ban nhân dân tỉnh điều chỉnh quy hoạch.", []),
        ("Kiến nghị Sở Tài chính bố trí vốn.", []),
        ("Thực hiện chế độ báo cáo theo quy định.", []),
        ("Thực hiện các nội dung đã trình Ủy ban nhân dân tỉnh.", []),
        ("Xây dựng nghị quyết trình kỳ họp HĐND tỉnh.", ["HĐND tỉnh"]),
        ("Báo cáo xin ý kiến chỉ đạo của Ủy ban nhân dân tỉnh.", ["UBND tỉnh"]),
        ("Lập danh mục trình cấp có thẩm quyền phê duyệt.", []),
        ("Kịp thời báo cáo cấp có thẩm quyền xem xét những vướng mắc.", []),
        ("Xử lý theo thẩm quyền hoặc báo cáo cơ quan có thẩm quyền xử lý vi phạm.", []),
        ("Lập dự toán, báo cáo cơ quan có thẩm quyền phê duyệt.", ["Cơ quan có thẩm quyền"]),
        ("Báo cáo Sở Tài chính và cơ quan có thẩm quyền theo quy định.", ["Sở Tài chính"]),
        ("Báo cáo cấp có thẩm quyền cho phép, trình Ủy ban nhân dân tỉnh ban hành.", ["UBND tỉnh"]),
        ("Nghiên cứu, báo cáo cấp có thấm quyền giải quyết.", ["Cấp có thẩm quyền"]),
        ("Cung cấp số liệu, tài liệu để Sở Nội vụ tổng hợp.", ["Sở Nội vụ"]),
        ("Chuyển hồ sơ vi phạm cho Thanh tra tỉnh xử lý.", ["Thanh tra tỉnh"]),
        ("Chia sẻ dữ liệu đất đai cho Sở Tài chính vào ngày 01 hằng tháng.", ["Sở Tài chính"]),
        ("Thông báo kết quả xử lý cho Sở Y tế biết.", ["Sở Y tế"]),
        ("Nộp hồ sơ về Sở Nội vụ trước ngày 30/6.", ["Sở Nội vụ"]),
        ("Gửi lấy ý kiến Sở Tài chính về dự toán.", ["Sở Tài chính"]),
        ("Gửi dự thảo để Sở Tư pháp thẩm định.", ["Sở Tư pháp"]),
        ("Báo cáo Ủy ban nhân dân tỉnh hoặc Sở Nội vụ khi vướng mắc.", ["UBND tỉnh", "Sở Nội vụ"]),
        ("Bàn giao dữ liệu cho Sở Tài chính trong quý III.", ["Sở Tài chính"]),
        ("Bàn giao công trình cấp nước cho Sở Tài chính quản lý.", []),
        ("Tuyệt đối không trình Ủy ban nhân dân tỉnh những việc thuộc thẩm quyền.", []),
        ("Dự thảo Nghị định về thư viện (Chưa trình Chính phủ).", []),
        ("Thống nhất nội dung trước khi trình Ủy ban nhân dân tỉnh.", []),
        ("Bảo đảm thời hạn trình Ủy ban nhân dân tỉnh.", []),
        ("Chuyển biến rõ rệt cho Sở Y tế thấy.", []),
    ],
)
def test_those_after_bao_cao_gui_trinh_cung_cap_receive(sentence: str, expected: list[str]) -> None:
    assert [n.name for n in find_receivers(setting(), words(sentence))] == expected


def test_a_kind_of_body_alone_receives_for_the_one_of_the_heading() -> None:
    near = find_receivers(setting(), words("Báo cáo Sở Y tế, Công an tỉnh."))
    for sentence in ("Cung cấp đầy đủ dữ liệu cho Sở trước ngày 15/4.", "Tổng hợp nhu cầu, báo cáo Sở."):
        assert [n.name for n in find_receivers(setting(), words(sentence), near)] == ["Sở Y tế"]
    assert find_receivers(setting(), words("Tổng hợp nhu cầu, báo cáo Sở.")) == ()
    assert find_receivers(setting(), words("Rà soát cho Sở đầy đủ thông tin."), near) == ()


def test_a_leader_is_no_helper_too() -> None:
    (found,) = units("1. Giao Sở Y tế chủ trì, phối hợp với Sở Y tế và Sở Tài chính rà soát nguồn vốn.")
    assert (leads(found), coordinators(found)) == (["Sở Y tế"], ["Sở Tài chính"])


def test_an_item_that_ends_in_a_colon_hands_its_agencies_and_its_deadline_down() -> None:
    found = units(
        "5. Sở Y tế chủ trì, phối hợp với Công an tỉnh thực hiện trước ngày 30/6/2026:\n- Rà soát cơ sở khám bệnh.\n- Lập danh mục thuốc thiết yếu."
    )
    assert [(leads(d), coordinators(d), due(d)) for d in found] == [(["Sở Y tế"], ["Công an tỉnh"], ["2026-06-30"])] * 2


def test_an_instruction_with_sub_items_is_a_task_and_so_is_each_sub_item() -> None:
    found = units("1. Giao Sở Y tế tổ chức tập huấn phòng dịch cho các xã.\n- Biên soạn tài liệu tập huấn.\n- Bố trí giảng viên tập huấn.")
    assert [leads(d) for d in found] == [["Sở Y tế"]] * 3


def test_a_unit_is_split_where_a_later_sentence_names_another_subject() -> None:
    found = units("1. Sở Y tế xây dựng kế hoạch tập huấn trong quý II/2026. Sở Tài chính bố trí kinh phí tập huấn.")
    assert [(leads(d), due(d)) for d in found] == [(["Sở Y tế"], ["2026-06-30"]), (["Sở Tài chính"], [])]


@pytest.mark.parametrize(
    "text",
    [
        "1. Sở Y tế xây dựng kế hoạch tập huấn. Báo cáo Ủy ban nhân dân tỉnh trước ngày 30/6/2026.",
        "1. Sở Y tế xây dựng kế hoạch tập huấn; đồng thời rà soát cơ sở khám bệnh.",
        "1. Sở Y tế xây dựng kế hoạch tập huấn. Sở Y tế báo cáo kết quả trong quý II/2026.",
    ],
)
def test_one_subject_stays_one_unit(text: str) -> None:
    assert len(units(text)) == 1


def test_two_rhythms_are_two_deadlines_of_one_unit() -> None:
    (found,) = units("1. Giao Sở Nội vụ tham mưu sơ kết 6 tháng và hằng năm theo quy định.")
    assert due(found) == ["FREQ=MONTHLY;INTERVAL=6", "FREQ=YEARLY"]


def test_the_date_of_a_cited_document_is_no_deadline() -> None:
    (found,) = units("1. Giao Sở Nội vụ thực hiện Kế hoạch số 15/KH-UBND ngày 12/02/2026 của Ủy ban nhân dân tỉnh.")
    assert due(found) == []


def test_label_lines_below_a_unit_are_no_units_and_win_over_it() -> None:
    text = "II. NHIỆM VỤ\n- Tổ chức hội nghị chuyển đổi số:\n+ Đơn vị chủ trì: Sở Khoa học và Công nghệ.\n+ Thời gian thực hiện: Trong quý II/2026."
    (found,) = units(text)
    assert (leads(found), due(found)) == (["Sở Khoa học và Công nghệ"], ["2026-06-30"])


@pytest.mark.parametrize(
    "text",
    [
        "- Xây dựng quy chế bến bãi (chủ trì: Sở Xây dựng; phối hợp: Công an tỉnh; hoàn thành: tháng 6/2026).",
        "- Xây dựng quy chế bến bãi. Cơ quan chủ trì: Sở Xây dựng; cơ quan phối hợp: Công an tỉnh; thời gian hoàn thành: Tháng 6/2026.",
    ],
)
def test_labels_inside_the_sentence_fill_its_fields(text: str) -> None:
    (found,) = units(f"III. NHIỆM VỤ\n{text}")
    assert (leads(found), coordinators(found), due(found)) == (["Sở Xây dựng"], ["Công an tỉnh"], ["2026-06-30"])


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "1. Sở Y tế chủ trì, phối hợp với Sở Tài chính và các đơn vị liên quan tổ chức tập huấn cho các xã.",
            "Tổ chức tập huấn cho các xã",
        ),
        ("1. Sở Y tế có trách nhiệm tổ chức tập huấn phòng dịch cho các xã.", "Tổ chức tập huấn phòng dịch cho các xã"),
        (
            "1. Sở Y tế chịu trách nhiệm trước Ủy ban nhân dân tỉnh về dịch bệnh.",
            "Chịu trách nhiệm trước Ủy ban nhân dân tỉnh về dịch bệnh",
        ),
        (
            "1. Sở Y tế thẩm định thiết kế kỹ thuật do các xã, phường lập, hoàn thành trước ngày 30/6/2026.",
            "Thẩm định thiết kế kỹ thuật do các xã, phường lập",
        ),
        (
            "1. Để chuẩn bị kỳ họp thứ mười của Hội đồng nhân dân tỉnh, UBND tỉnh yêu cầu Sở Y tế báo cáo kết quả giải quyết kiến nghị.",
            "Báo cáo kết quả giải quyết kiến nghị",
        ),
        ("1. Căn cứ tình hình thực tế của đơn vị, xây dựng phương án trực tết; phân công cán bộ.", "Xây dựng phương án trực tết"),
        ("1. Trong quá trình thực hiện cần thường xuyên rà soát số liệu của các xã.", "Thường xuyên rà soát số liệu của các xã"),
        ("1. Theo dõi, đôn đốc các xã, phường thực hiện kế hoạch.", "Theo dõi, đôn đốc các xã, phường thực hiện kế hoạch"),
        ("1. Rà soát danh mục thủ tục hành chính, báo cáo Ủy ban nhân dân tỉnh.", "Rà soát danh mục thủ tục hành chính"),
    ],
)
def test_a_title_begins_behind_the_words_about_roles(text: str, title: str) -> None:
    (found,) = units(text)
    assert short_title(found.text, found.title_from, [d.found.deadline.text for d in found.deadlines]) == title


def test_a_long_title_is_cut_at_its_last_comma_or_at_a_word() -> None:
    listed = "Rà soát, bổ sung quy hoạch chung của các xã, phường, đặc khu ven biển; " + "x" * 20
    (found,) = units("1. " + listed)
    assert short_title(found.text) == "Rà soát, bổ sung quy hoạch chung của các xã, phường, đặc khu ven biển"
    clause = "Rà soát quy hoạch chung của " + "các xã ven biển, " * 10 + "các đảo"
    (found,) = units("1. " + clause + ".")
    assert len(short_title(found.text)) <= 120
    assert clause.startswith(short_title(found.text))
    (found,) = units("1. Rà soát " + "quy hoạch chung của các xã ven biển " * 6 + ".")
    assert short_title(found.text).endswith("…")


def test_what_stands_below_an_opening_that_asks_is_asked_of_whomever() -> None:
    found = units("Chủ tịch UBND tỉnh yêu cầu:\n1. Các đồng chí Phó Chủ tịch theo lĩnh vực phụ trách chỉ đạo, đôn đốc các cơ quan, đơn vị.")
    assert len(found) == 1


def test_what_a_heading_of_time_and_place_says_makes_the_heading_the_unit() -> None:
    text = "II. CHƯƠNG TRÌNH TẬP HUẤN\n1. Lớp tập huấn cho cán bộ xã\n1.1. Thời gian: Tháng 7/2026\n1.2. Thành phần: Cán bộ các xã\n1.3. Số lượng: 100 người"
    (found,) = units(text)
    assert (found.path, found.text.text, due(found)) == ("II.1", "Lớp tập huấn cho cán bộ xã", ["2026-07-31"])


def test_work_without_an_agency_has_no_leader_in_a_province_s_plan() -> None:
    (found,) = units("III. NHIỆM VỤ, GIẢI PHÁP\n- Đẩy mạnh tuyên truyền phòng cháy trong khu dân cư.")
    assert leads(found) == []


def test_work_without_an_agency_belongs_to_an_agency_that_plans_for_itself() -> None:
    (found,) = units("III. NHIỆM VỤ\n- Đẩy mạnh tuyên truyền phòng cháy.", setting(own="Sở Xây dựng"))
    assert leads(found) == ["Sở Xây dựng"]


def test_a_letter_s_units_belong_to_its_addressees() -> None:
    (found,) = units("1. Rà soát cơ sở khám bệnh, báo cáo trước ngày 30/6/2026.", setting(addressees=("Sở Y tế", "Sở Nội vụ")))
    assert leads(found) == ["Sở Y tế", "Sở Nội vụ"]


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("Ủy ban nhân dân tỉnh yêu cầu các cơ quan, đơn vị thực hiện:", ["Sở Y tế", "Sở Nội vụ"]),
        ("Ủy ban nhân dân tỉnh yêu cầu Sở Y tế thực hiện:", ["Sở Y tế"]),
        ("Chủ tịch Ủy ban nhân dân tỉnh có ý kiến như sau:", ["Sở Y tế", "Sở Nội vụ"]),
    ],
)
def test_in_a_letter_the_opening_names_some_of_the_addressees_or_all_have_the_work(opening: str, expected: list[str]) -> None:
    (found,) = units(f"{opening}\n1. Rà soát cơ sở khám bệnh.", setting(addressees=("Sở Y tế", "Sở Nội vụ")))
    assert leads(found) == expected


def test_the_opening_sentence_leads_the_list_below_it() -> None:
    found = units(
        "Ủy ban nhân dân tỉnh yêu cầu các sở, ngành thực hiện các nội dung sau:\n1. Rà soát quỹ đất công.\n2. Giao Sở Nội vụ tổng hợp kết quả."
    )
    assert [leads(d) for d in found] == [["Các sở, ban, ngành"], ["Sở Nội vụ"]]


@pytest.mark.parametrize(
    "text",
    [
        "I. MỤC ĐÍCH, YÊU CẦU\n1. Nâng cao nhận thức của cán bộ.\n2. Xác định rõ trách nhiệm của các ngành.",
        "I. ĐÁNH GIÁ TÌNH HÌNH\n- Tham mưu ban hành quy chế; tổ chức 05 lớp tập huấn.\n- Triển khai kịp thời các kế hoạch.",
        "V. KINH PHÍ THỰC HIỆN\n1. Kinh phí được bảo đảm từ ngân sách tỉnh.",
        "II. MỤC TIÊU\n- Trên 90% số xã đạt chuẩn vào năm 2030.",
        "Căn cứ Luật Đầu tư ngày 17/6/2020;\nThực hiện Nghị quyết số 12/NQ-HĐND ngày 10/12/2025 của Hội đồng nhân dân tỉnh;\n1. Điều khoản chung",
        "I. NHIỆM VỤ\n1. Sở Y tế\n- Rà soát.\nTrên đây là kế hoạch phòng dịch năm 2026./.",
    ],
)
def test_purpose_history_money_targets_basis_and_formula_are_no_tasks(text: str) -> None:
    assert [d for d in units(text) if d.text.text != "Rà soát."] == []


def test_targets_are_kept_apart() -> None:
    source = source_of("II. MỤC TIÊU\nĐến năm 2030:\n- Trên 90% số xã đạt chuẩn.")
    reader = Assignments(setting(), source.text)
    reader.read(read_outline(source, whole(source))[0])
    assert [(t.text, t.by) for t in reader.targets] == [("Trên 90% số xã đạt chuẩn.", date(2030, 12, 31))]


def test_a_closing_duty_is_a_task_with_no_path() -> None:
    found = units("IV. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế\n- Tổ chức tập huấn.\nGiao Sở Nội vụ theo dõi, đôn đốc, báo cáo Ủy ban nhân dân tỉnh.")
    assert (found[-1].path, leads(found[-1]), receivers(found[-1])) == ("", ["Sở Nội vụ"], ["UBND tỉnh"])


CLOSING = "1. Sở Y tế\n- Tổ chức tập huấn.\nTrên đây là kế hoạch năm 2026. {}"


def test_of_a_closing_formula_the_unit_is_the_instructing_sentence_alone() -> None:
    found = units(CLOSING.format("Yêu cầu các sở, ngành báo cáo Ủy ban nhân dân tỉnh trước ngày 15/12/2026./."))
    assert (found[-1].path, found[-1].text.text[:22]) == ("", "Yêu cầu các sở, ngành ")


@pytest.mark.parametrize(
    "formula",
    [
        "Nếu có vướng mắc, đề nghị các sở, ngành báo cáo Ủy ban nhân dân tỉnh xem xét./.",
        "Trong quá trình thực hiện, nếu có phát sinh, các đơn vị phản ánh về Sở Y tế để tổng hợp.",
        "Chánh Văn phòng, Giám đốc các sở chịu trách nhiệm thi hành Quyết định này./.",
        "Trân trọng cảm ơn./.",
        "Yêu cầu các sở, ngành nghiêm túc thực hiện./.",  # everybody, and no date
    ],
)
def test_a_formula_of_trouble_thanks_or_responsibility_is_no_task(formula: str) -> None:
    assert [d.text.text for d in units(CLOSING.format(formula))] == ["Tổ chức tập huấn."]


def test_every_field_can_be_found_in_the_text() -> None:
    text = "IV. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế\n- Phối hợp với Công an tỉnh tập huấn\n3\ncho các xã trước ngày 30/6/2026."
    source = source_of(text)
    reader = Assignments(setting(), source.text)
    reader.read(read_outline(source, whole(source))[0])
    (found,) = reader.drafts
    said = [source.text[n.span.start : n.span.end] for n in (*found.lead, *found.coordinate)]
    assert said == ["Sở Y tế", "Công an tỉnh"]
    (deadline,) = found.deadlines
    assert source.text[deadline.span.start : deadline.span.end] == "trước ngày 30/6/2026"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("1. Quý I năm 2026", ["2026-03-31"]),
        ("1. Trong tháng 6/2026:", ["2026-06-30"]),
        ("1. Đợt 1 (tháng 4/2026)", ["2026-04-30"]),
        ("1. Rà soát thủ tục hành chính (xong trước ngày 30/6/2026)", ["2026-06-30"]),
        ("1. Nhiệm vụ trọng tâm năm 2026", []),
        ("1. Triển khai Nghị quyết giai đoạn 2026 - 2030", []),
    ],
)
def test_a_title_that_is_a_time_or_sets_a_bound_dates_what_stands_below_it(title: str, expected: list[str]) -> None:
    found = units(f"I. NHIỆM VỤ\n{title}\na) Ban hành quy chế tiếp công dân.\nb) Tổ chức tập huấn cho cán bộ xã.")
    assert [due(unit) for unit in found] == [expected, expected]


def test_a_title_with_a_full_stop_over_numbers_is_no_task_a_sentence_over_dashes_is_one() -> None:
    numbers = units("II. NỘI DUNG\n1. Tổ chức tuyên truyền về cải cách hành chính.\n1.1. Mở chuyên mục trên báo.\n1.2. Phát hành tờ rơi.")
    assert [unit.path for unit in numbers] == ["II.1.1", "II.1.2"]
    dashes = units("II. NỘI DUNG\n1. Tổ chức tuyên truyền về cải cách hành chính.\n- Mở chuyên mục trên báo.\n- Phát hành tờ rơi.")
    assert len(dashes) == 3


def test_label_lines_at_the_end_of_a_list_tell_of_the_whole_list() -> None:
    text = (
        "1. Tổ chức hội nghị quán triệt Kế hoạch:\n- Sở Tư pháp tổ chức cho cán bộ cấp tỉnh.\n- Sở Nội vụ tổ chức cho cán bộ cấp xã.\n"
        "Thời gian thực hiện: Quý II/2026."
    )
    assert [due(unit) for unit in units(text)] == [["2026-06-30"], ["2026-06-30"]]


def test_label_lines_behind_each_of_several_units_tell_of_that_unit_alone() -> None:
    text = "1. Công tác tuyên truyền:\n- Mở chuyên mục trên báo.\nThời gian: tháng 4/2026.\n- Phát hành tờ rơi.\nThời gian: tháng 5/2026."
    assert [due(unit) for unit in units(text)] == [["2026-04-30"], ["2026-05-31"]]


def test_a_line_that_only_tells_who_does_it_belongs_to_the_work_above_it() -> None:
    text = "1. Đăng tải toàn văn Kế hoạch trên Cổng thông tin điện tử.\nSở Tư pháp chủ trì, phối hợp với Sở Nội vụ thực hiện trong tháng 4/2026."
    (unit,) = units(text)
    assert (leads(unit), coordinators(unit), due(unit)) == (["Sở Tư pháp"], ["Sở Nội vụ"], ["2026-04-30"])


def test_a_line_of_labels_in_brackets_belongs_to_the_work_above_it() -> None:
    text = "6.1. Nâng cấp phần mềm quản lý hồ sơ.\n(Chủ trì: Sở Tư pháp; phối hợp: Sở Nội vụ, Sở Tài chính; hoàn thành: Quý II/2026)"
    (unit,) = units(f"6. Hạ tầng số\n{text}")
    assert (leads(unit), coordinators(unit), due(unit)) == (["Sở Tư pháp"], ["Sở Nội vụ", "Sở Tài chính"], ["2026-06-30"])


def test_a_label_s_name_with_commas_is_one_name() -> None:
    (unit,) = units(
        "1. Rà soát quy định về cấp phép.\nCơ quan chủ trì: Phòng Quản lý bến bãi, phương tiện và người lái.\nCơ quan phối hợp: Sở Tư pháp."
    )
    assert (leads(unit), coordinators(unit)) == (["Phòng Quản lý bến bãi, phương tiện và người lái"], ["Sở Tư pháp"])


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Riêng Sở Y tế, Sở Tư pháp khẩn trương xử lý dứt điểm tồn đọng.", ["Sở Y tế", "Sở Tư pháp"]),
        ("Trước mắt Sở Y tế rà soát danh mục thuốc.", ["Sở Y tế"]),
        ("Sở Y tế, là đơn vị có nhiều hồ sơ quá hạn, phải báo cáo giải trình.", ["Sở Y tế"]),
    ],
)
def test_a_subject_may_stand_behind_a_word_without_comma_or_before_what_it_is(sentence: str, expected: list[str]) -> None:
    (unit,) = units(f"1. {sentence}")
    assert leads(unit) == expected


def test_those_after_ket_hop_help() -> None:
    (unit,) = units("1. Sở Y tế chủ trì, kết hợp Bảo hiểm xã hội tỉnh, Sở Tư pháp xây dựng kế hoạch đấu thầu thuốc.")
    assert (leads(unit), coordinators(unit)) == (["Sở Y tế"], ["Bảo hiểm xã hội tỉnh", "Sở Tư pháp"])


def test_clauses_with_subjects_of_their_own_are_one_unit_led_by_all_of_them() -> None:
    (unit,) = units("1. Sở Y tế bảo đảm đủ thuốc và hóa chất tại các trạm; Sở Công Thương chuẩn bị hàng thiết yếu trước ngày 15/9/2026.")
    assert (leads(unit), due(unit)) == (["Sở Y tế", "Sở Công Thương"], ["2026-09-15"])


def test_a_name_that_begins_like_a_verb_may_be_the_subject() -> None:
    (unit,) = units("1. Thanh tra Sở xây dựng đề cương báo cáo gửi các đơn vị.")
    assert leads(unit) == ["Thanh tra Sở"]


@pytest.mark.parametrize(
    ("cell", "lead", "helpers"),
    [
        ("Sở Y tế (chủ trì); Sở Tài chính, Sở Tư pháp", ["Sở Y tế"], ["Sở Tài chính", "Sở Tư pháp"]),
        ("Sở Y tế - chủ trì, Sở Tài chính", ["Sở Y tế"], ["Sở Tài chính"]),
        ("Sở Y tế, Sở Tài chính (chủ trì)", ["Sở Y tế", "Sở Tài chính"], []),
    ],
)
def test_those_marked_as_leading_lead_and_the_others_help(cell: str, lead: list[str], helpers: list[str]) -> None:
    (unit,) = units(f"1. Kiểm tra các bến thủy nội địa.\nĐơn vị thực hiện: {cell}.")
    assert (leads(unit), coordinators(unit)) == (lead, helpers)


def test_a_closing_that_gives_one_body_the_follow_up_is_a_task_though_trouble_is_named() -> None:
    text = "1. Sở Y tế trực cấp cứu.\n\nGiao Văn phòng UBND tỉnh theo dõi, đôn đốc việc thực hiện Công điện này, báo cáo những vấn đề phát sinh."
    assert [leads(unit) for unit in units(text)][-1] == ["Văn phòng UBND tỉnh"]


@pytest.mark.parametrize(
    "line",
    [
        "7. Chỉ thị này có hiệu lực kể từ ngày ký và thay thế Chỉ thị số 05/CT-UBND ngày 20/3/2025.",
        "a) Đối với lĩnh vực bưu chính: việc niêm yết giá cước; giấy phép, văn bản xác nhận thông báo hoạt động.",
    ],
)
def test_effect_and_what_an_inspection_looks_at_are_no_tasks(line: str) -> None:
    assert units(f"II. NỘI DUNG\n{line}") == []


def test_a_label_over_a_list_says_what_stands_in_the_list() -> None:
    text = (
        "7. Kiểm tra việc tiếp công dân tại các xã.\nThời gian thực hiện:\n- Trình ban hành kế hoạch: Quý II/2026\n- Kiểm tra: Quý IV/2026"
    )
    assert [due(unit) for unit in units(text)] == [["2026-06-30", "2026-12-31"]]


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("Trong tháng 4/2026, Ban Giám đốc Sở yêu cầu các phòng:", ["2026-04-30"]),
        (
            "Thời gian qua, các phòng đã nỗ lực. Để khắc phục, trong quý II/2026, yêu cầu các phòng thực hiện các nội dung sau:",
            ["2026-06-30"],
        ),
        ("Để hoàn thành việc bàn giao mặt bằng trong năm 2026, yêu cầu các đơn vị thực hiện các nội dung sau:", []),
        ("Thực hiện Kế hoạch số 12/KH-UBND ngày 05/01/2026 của UBND tỉnh, yêu cầu các đơn vị:", []),
    ],
)
def test_the_time_that_opens_a_directive_dates_the_whole_list(opening: str, expected: list[str]) -> None:
    found = units(f"{opening}\n1. Sở Y tế rà soát danh mục thuốc.\n2. Sở Tư pháp báo cáo trước ngày 30/3/2026.")
    assert [due(unit) for unit in found] == [expected, ["2026-03-30"]]


@pytest.mark.parametrize(
    ("line", "tasks"),
    [
        ("1. Vận tải đường sông được coi là thế mạnh của tỉnh.", 0),
        ("1. Bến đò an toàn là điều kiện tiên quyết để phát triển du lịch.", 0),
        ("1. Tuy nhiên, đây là việc khó, phải làm từng bước.", 0),
        ("1. Phòng, chống đuối nước là nhiệm vụ thường xuyên, phải được kiểm tra hằng quý.", 1),
        ("1. Tuy nhiên, việc kiểm tra bến còn chậm, giao Sở Y tế rà soát trước ngày 20/5/2026.", 1),
        ("1. Tuy nhiên, một số xã chưa có phao. UBND các xã lập hồ sơ mua phao trong quý II/2026.", 1),
        ("1. Nguồn nước là vấn đề cấp bách: Sở Y tế kiểm nghiệm 10 giếng trong tháng 6/2026.", 1),
        ("1. Sở Y tế được xác định là cơ quan đầu mối, tổng hợp kết quả trước ngày 20 hằng tháng.", 1),
    ],
)
def test_what_something_is_gives_nobody_work(line: str, tasks: int) -> None:
    assert len(units(f"II. NHIỆM VỤ\n{line}")) == tasks


@pytest.mark.parametrize(
    "sentence",
    [
        "Đồng ý chủ trương điều chuyển 20 tỷ đồng; giao Sở Y tế hoàn thiện thủ tục trước ngày 30/11/2026.",
        "Tuy nhiên, việc kiểm tra phao cứu sinh ở các bến đò còn chậm, giao Sở Y tế rà soát và báo cáo.",
    ],
)
def test_work_given_in_a_later_clause_has_its_lead(sentence: str) -> None:
    (unit,) = units(f"II. NHIỆM VỤ\n1. {sentence}")
    assert leads(unit) == ["Sở Y tế"]


def test_the_deadline_behind_a_figure_is_the_work_s() -> None:
    (unit,) = units("II. NHIỆM VỤ\n1. Sở Y tế đề xuất khen thưởng các xã đạt trên 90%, báo cáo UBND tỉnh trước ngày 20/12/2026.")
    assert [d.found.deadline.text for d in unit.deadlines] == ["trước ngày 20/12/2026"]


@pytest.mark.parametrize("line", ["Đ/c Lò Văn An phụ trách chung.", "b/c kết quả về Sở Y tế."])
def test_short_forms_with_a_stroke_are_no_marks(line: str) -> None:
    root = read_outline(source_of(f"1. Kiểm tra phao.\n{line}"), whole(source_of(f"1. Kiểm tra phao.\n{line}")))[0]
    assert line in [item.passage.text for item in root.walk()]


def test_what_was_done_elsewhere_in_the_sentence_does_not_make_it_history() -> None:
    (unit,) = units("II. NHIỆM VỤ\n1. Sở Y tế đẩy nhanh thủ tục thanh toán khối lượng đã nghiệm thu trước ngày 30/6/2026.")
    assert (leads(unit), due(unit)) == (["Sở Y tế"], ["2026-06-30"])
    assert units("II. NHIỆM VỤ\n1. Sở Y tế đã ban hành 12 văn bản hướng dẫn trong tháng 01.") == []


def test_a_list_about_the_unit_before_it_is_led_by_those_who_lead_that_unit() -> None:
    text = "2. Về thể thức:\n- Sở Y tế thực hiện đúng quy định về thể thức.\nĐể tiện tra cứu, cần lưu ý như sau:\n+ Nêu rõ trích yếu của văn bản."
    assert [leads(unit) for unit in units(text)] == [["Sở Y tế"], ["Sở Y tế"]]


def test_a_topic_before_a_subject_is_no_part_of_the_words_a_verb_keeps_its_own() -> None:
    (told,) = units("1. Về thể thức văn bản: Các sở, ban, ngành thực hiện đúng quy định của Chính phủ.")
    assert told.text.text.startswith("Các sở")
    (asked,) = units("II. NHIỆM VỤ\n1. Về hồ sơ cấp độ: Rà soát, hoàn thiện hồ sơ đề xuất cấp độ an toàn.")
    assert asked.text.text.startswith("Về hồ sơ")


def test_a_later_sentence_with_its_subject_behind_a_condition_is_a_unit_of_its_own() -> None:
    text = "- Các sở, ban, ngành trả lời đúng hạn, nêu rõ căn cứ. Trường hợp văn bản hỏi chưa nêu đủ tình huống thực tế thì Văn phòng UBND tỉnh đề nghị bổ sung."
    assert [leads(unit) for unit in units(f"1. Tiếp nhận:\n{text}")] == [["Các sở, ban, ngành"], ["Văn phòng UBND tỉnh"]]


def test_who_helps_may_stand_before_the_word() -> None:
    (unit,) = units("1. Giao Sở Y tế chủ trì, Sở Tư pháp và Sở Nội vụ phối hợp mở chuyên trang về vệ sinh an toàn thực phẩm.")
    assert (leads(unit), coordinators(unit)) == (["Sở Y tế"], ["Sở Tư pháp", "Sở Nội vụ"])


def test_what_the_work_is_given_on_stands_before_its_subject_and_in_no_title() -> None:
    (unit,) = units(
        "1. Thực hiện Công điện số 05/CĐ-TTg ngày 12/02/2026 của Thủ tướng Chính phủ, UBND tỉnh giao Sở Y tế chủ trì, phối hợp với "
        "Sở Xây dựng rà soát hồ bơi trước ngày 30/5/2026."
    )
    assert (leads(unit), coordinators(unit), due(unit)) == (["Sở Y tế"], ["Sở Xây dựng"], ["2026-05-30"])
    assert short_title(unit.text, unit.title_from, [d.found.deadline.text for d in unit.deadlines]).startswith("Rà soát hồ bơi")
