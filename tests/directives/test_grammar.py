"""Rules that hold for directives of any office: labels by how they are made, openings, conclusions, headings with a qualifier."""

from __future__ import annotations

import pytest

from directives.headings import label_field
from tests.directives.test_assignments import coordinators, due, leads, setting, units, words


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("Bộ phận tham mưu: Sở Y tế", "lead"),
        ("Bộ phận tham mưu thực hiện: Sở Y tế", "lead"),
        ("Phòng, ban chủ trì: Sở Y tế", "lead"),
        ("Cán bộ phụ trách: Sở Y tế", "lead"),
        ("Các đơn vị được phân công thực hiện: Sở Y tế", "lead"),
        ("Bộ phận phối hợp: Sở Y tế", "coordinate"),
        ("Đơn vị cùng phối hợp thực hiện: Sở Y tế", "coordinate"),
        ("Thời gian dự kiến hoàn thành: tháng 6", "deadline"),
        ("Hạn nộp: ngày 5/6", "deadline"),
    ],
)
def test_a_label_that_no_list_has_is_known_by_its_words(line: str, field: str) -> None:
    found = label_field(words(line))
    assert found is not None
    assert found[0] == field


@pytest.mark.parametrize(
    "line", ["Tổ chức thực hiện: như sau", "Bộ phận Tư pháp: tham mưu", "Đơn vị nào chậm: bị phê bình", "Phòng Kinh tế: lập dự toán"]
)
def test_a_name_or_a_title_before_a_colon_is_no_label(line: str) -> None:
    assert label_field(words(line)) is None


def test_two_labels_of_leaders_name_both() -> None:
    (found,) = units(
        "III. NHIỆM VỤ\n1. Kiểm tra kho thuốc\n- Cơ quan chủ trì: Sở Y tế.\n- Bộ phận tham mưu: Sở Nội vụ.\n- Phối hợp: Công an tỉnh.\n"
    )
    assert (leads(found), coordinators(found)) == (["Sở Y tế", "Sở Nội vụ"], ["Công an tỉnh"])


def test_a_title_with_numbered_items_below_it_is_no_label() -> None:
    found = units("6. Thời gian thực hiện:\na) Sở Y tế rà soát kho thuốc.\nb) Sở Nội vụ rà soát biên chế.\n")
    assert [leads(d) for d in found] == [["Sở Y tế"], ["Sở Nội vụ"]]


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("Để phát triển du lịch, thời gian tới, Sở Y tế cần tập trung các nhiệm vụ sau đây:", ["Sở Y tế"]),
        ("Nhằm khắc phục tồn tại nêu trên, yêu cầu Sở Y tế thực hiện các nhiệm vụ sau:", ["Sở Y tế"]),
        ("Tiếp thu ý kiến của Sở Nội vụ, Sở Y tế, các nhiệm vụ trọng tâm là:", []),
    ],
)
def test_an_opening_may_lead_up_to_its_subject(opening: str, expected: list[str]) -> None:
    found = units(f"II. NHIỆM VỤ\n1. {opening}\na) Rà soát kho thuốc;\nb) Kiểm tra nhà thuốc.\n")
    assert [leads(d) for d in found if d.path != "II.1"] == [expected, expected]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("9. Các sở, ban, ngành cấp tỉnh khác và UBND các xã", ["Các sở, ban, ngành", "UBND các xã, phường, đặc khu"]),
        ("9. Sở Y tế và các đơn vị liên quan:", ["Sở Y tế"]),
        ("2. Đối với địa phương:", ["UBND các xã, phường, đặc khu"]),
    ],
)
def test_a_heading_may_go_on_behind_a_qualifier(heading: str, expected: list[str]) -> None:
    (found,) = units(f"IV. TỔ CHỨC THỰC HIỆN\n{heading}\n- Rà soát quy hoạch chung.\n")
    assert [n.name for n in found.lead if not n.vague] == expected


def test_a_group_with_a_qualifier_leads_what_stands_behind_its_colon() -> None:
    (found,) = units("IV. TỔ CHỨC THỰC HIỆN\n1. UBND các xã ven sông: rà soát phương án sơ tán, hoàn thành trước ngày 30/5/2026.\n")
    assert (leads(found), found.text.text[:8], due(found)) == (["UBND các xã, phường, đặc khu"], "rà soát ", ["2026-05-30"])


@pytest.mark.parametrize(
    "text",
    [
        "1. Thời gian qua, các chủ đầu tư đã có nhiều cố gắng, tuy nhiên tiến độ giải ngân còn chậm, nhiều dự án chưa xong mặt bằng.",
        "1. Đồng ý đề xuất của Sở Xây dựng về việc gia hạn hợp đồng của gói thầu số 4 đến hết năm 2026.",
        "1. Về đường ven sông: Thống nhất chủ trương điều chỉnh hướng tuyến theo đề xuất của Sở Xây dựng.",
    ],
)
def test_assessment_and_leave_in_conclusions_are_no_tasks(text: str) -> None:
    assert units(f"Chủ tịch Ủy ban nhân dân tỉnh kết luận như sau:\n{text}\n") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. Đồng ý đề xuất của Sở Xây dựng. Giao Sở Y tế rà soát kho thuốc.", ["Sở Y tế"]),
        ("1. Thống nhất giao Sở Y tế rà soát kho thuốc.", ["Sở Y tế"]),
        ("1. Đối với kho thuốc: Thống nhất chủ trương xây mới, giao Sở Y tế lập dự án.", ["Sở Y tế"]),
    ],
)
def test_leave_that_goes_on_to_give_work_is_a_task(text: str, expected: list[str]) -> None:
    (found,) = units(f"Chủ tịch Ủy ban nhân dân tỉnh kết luận như sau:\n{text}\n")
    assert leads(found) == expected


def test_the_chair_who_concludes_leads_nothing() -> None:
    text = (
        "Ngày 10/8/2026, Phó Chủ tịch UBND tỉnh Trần Văn Bình chủ trì cuộc họp. Sau khi nghe các sở báo cáo, "
        "Phó Chủ tịch kết luận như sau:\n1. Rà soát nguồn vốn của từng dự án.\n"
    )
    (found,) = units(text)
    assert leads(found) == []


def test_a_closing_formula_joined_to_a_unit_is_no_part_of_it() -> None:
    (found,) = units("IV. TỔ CHỨC THỰC HIỆN\n2. Sở Y tế bố trí kinh phí. Trên đây là Kế hoạch phòng dịch của tỉnh.\n")
    assert found.text.text == "Sở Y tế bố trí kinh phí."


def test_an_agency_behind_a_clause_that_ends_with_an_agency_gets_the_work() -> None:
    (found,) = units("1. Để chuẩn bị kỳ họp của Hội đồng nhân dân tỉnh, UBND tỉnh yêu cầu Sở Y tế báo cáo kết quả giải quyết kiến nghị.")
    assert leads(found) == ["Sở Y tế"]
    (found,) = units("1. Để kịp thời báo cáo Chính phủ, Thủ tướng Chính phủ xem xét, rà soát số liệu của các xã.")
    assert leads(found) == []


def test_a_jump_in_the_numbers_keeps_every_item_in_its_place() -> None:
    found = units(
        "1. Sở Y tế rà soát kho thuốc.\n3. Sở Nội vụ rà soát biên chế.\n3. Sở Tài chính rà soát quỹ.\n7. Công an tỉnh rà soát xe.\n",
        setting(),
    )
    assert [(d.path, leads(d)[0]) for d in found] == [("1", "Sở Y tế"), ("3", "Sở Nội vụ"), ("3", "Sở Tài chính"), ("7", "Công an tỉnh")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "2. Sở Y tế chỉ đạo dự trữ thuốc men; Sở Xây dựng bảo đảm giao thông; Sở Công Thương dự trữ hàng hóa.",
            [["Sở Y tế", "Sở Xây dựng", "Sở Công Thương"]],
        ),
        ("2. Sở Y tế rà soát kho thuốc, dự trữ vật tư; rà soát nhân lực; báo cáo Sở Nội vụ.", [["Sở Y tế"]]),
        ("2. Yêu cầu Sở Y tế; Sở Xây dựng rà soát kho của ngành mình.", [["Sở Y tế", "Sở Xây dựng"]]),
    ],
)
def test_clauses_behind_semicolons_are_one_unit_led_by_all_their_subjects(text: str, expected: list[list[str]]) -> None:
    assert [leads(d) for d in units(f"IV. TỔ CHỨC THỰC HIỆN\n{text}\n")] == expected


def test_a_known_agency_before_a_verb_that_no_list_has_leads() -> None:
    found = units("IV. TỔ CHỨC THỰC HIỆN\n3. Công an tỉnh bắn pháo hiệu trên biển. Sở Y tế triển khai lực lượng.\n")
    assert [leads(d) for d in found] == [["Công an tỉnh"], ["Sở Y tế"]]


@pytest.mark.parametrize("text", ["1. Sở Y tế của tỉnh.", "1. Sở Y tế có 12 kho thuốc.", "1. Sở Y tế đã bắn pháo hiệu."])
def test_an_agency_before_words_that_only_tell_leads_nothing(text: str) -> None:
    assert units(f"I. ĐẶC ĐIỂM CHUNG\n{text}\n") == []


@pytest.mark.parametrize(
    ("cell", "lead", "helpers"),
    [
        ("Sở Y tế; phối hợp: Sở Tài chính, Công an tỉnh", ["Sở Y tế"], ["Sở Tài chính", "Công an tỉnh"]),
        ("Sở Y tế phối hợp với Sở Tài chính", ["Sở Y tế"], ["Sở Tài chính"]),
        ("Sở Y tế - chủ trì; Sở Tài chính - phối hợp", ["Sở Y tế"], ["Sở Tài chính"]),
        ("Sở Y tế (chủ trì); Sở Tài chính (phối hợp)", ["Sở Y tế"], ["Sở Tài chính"]),
        ("Sở Y tế; Sở Tài chính", ["Sở Y tế", "Sở Tài chính"], []),
    ],
)
def test_one_label_may_hold_leaders_and_helpers(cell: str, lead: list[str], helpers: list[str]) -> None:
    (found,) = units(f"III. NHIỆM VỤ\n1. Mua sắm thiết bị y tế.\n- Đơn vị thực hiện: {cell}\n")
    assert (leads(found), coordinators(found)) == (lead, helpers)


def test_a_heading_that_ends_with_truc_thuoc_is_whole() -> None:
    (found,) = units("IV. TỔ CHỨC THỰC HIỆN\n3. Các phòng chuyên môn, đơn vị trực thuộc\nQuán triệt đến toàn thể công chức.\n")
    assert found.text.text == "Quán triệt đến toàn thể công chức."


def test_a_section_on_the_situation_is_no_history_where_it_asks() -> None:
    text = (
        "I. Về tình hình kinh tế - xã hội\nChính phủ thống nhất đánh giá: kinh tế tiếp tục phục hồi.\n"
        "Chính phủ yêu cầu các bộ, địa phương thực hiện các nhiệm vụ sau:\n1. Bộ trưởng Bộ Tài chính:\na) Điều hành chính sách tài khóa.\n"
    )
    found = units(text, setting(level="tw"))
    assert [(d.path, leads(d)) for d in found] == [("I.1.a", ["Bộ Tài chính"])]
    assert (
        units("I. Về tình hình kinh tế - xã hội\n1. Sở Y tế rà soát, đạt 90% kế hoạch.\n2. Khó khăn: yêu cầu đặt ra cao:\n- Thiếu vốn.\n")
        == []
    )


def test_what_the_government_agrees_to_is_not_its_own_work() -> None:
    text = "II. Về dự án Luật\nChính phủ thống nhất với nội dung của dự án Luật. Giao Bộ Tư pháp hoàn thiện dự án Luật.\n"
    (found,) = units(text, setting(level="tw"))
    assert leads(found) == ["Bộ Tư pháp"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("1. Theo dõi tình hình thi hành pháp luật, Sở Y tế gửi số liệu.", []),
        ("1. Theo chức năng, nhiệm vụ được giao, Sở Y tế kiểm tra kho thuốc.", ["Sở Y tế"]),
        ("1. Theo kế hoạch đã duyệt, Sở Y tế kiểm tra kho thuốc.", ["Sở Y tế"]),
    ],
)
def test_theo_doi_is_work_and_theo_leads_up_to_it(sentence: str, expected: list[str]) -> None:
    (found,) = units(sentence)
    assert leads(found) == expected


@pytest.mark.parametrize(
    ("last", "path"),
    [("Văn phòng UBND tỉnh đôn đốc việc thực hiện Chỉ thị này./.", ""), ("Sở Y tế kiểm tra việc thực hiện quy chế chi tiêu.", "2")],
)
def test_a_last_paragraph_on_the_directive_itself_closes_it(last: str, path: str) -> None:
    found = units(f"1. Sở Nội vụ rà soát biên chế.\n2. Sở Tài chính rà soát quỹ.\n{last}\n")
    assert found[-1].path == path


@pytest.mark.parametrize(
    ("line", "number"),
    [("1. Tuyên truyền", 0), ("1. Tuyên truyền, vận động", 1), ("1. Tuyên truyền.", 1), ("1. Kiểm tra kho thuốc dự trữ", 1)],
)
def test_two_or_three_words_without_an_end_name_a_topic(line: str, number: int) -> None:
    assert len(units(f"II. NHIỆM VỤ\n{line}\n")) == number
