"""Headings that name agencies, and what stands below them."""

from __future__ import annotations

import pytest

from tests.directives.test_assignments import coordinators, leads, receivers, setting, units


def test_a_heading_leads_what_stands_below_it_until_the_next() -> None:
    found = units("IV. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế\n- Rà soát cơ sở khám bệnh.\n2. Sở Tài chính:\n- Bố trí kinh phí tập huấn.")
    assert [(d.path, leads(d)) for d in found] == [("IV.1", ["Sở Y tế"]), ("IV.2", ["Sở Tài chính"])]


def test_a_run_in_heading_is_no_part_of_the_words() -> None:
    (found,) = units("IV. TỔ CHỨC THỰC HIỆN\n1. Sở Tài chính: Tham mưu bố trí kinh phí tập huấn.")
    assert (found.text.text, leads(found)) == ("Tham mưu bố trí kinh phí tập huấn.", ["Sở Tài chính"])


def test_the_nearest_name_wins_over_the_heading() -> None:
    found = units(
        "6. Đối với các sở, ngành\nĐối với Sở Y tế: tiếp tục rà soát cơ sở khám bệnh.\nHội Nông dân tỉnh đẩy mạnh vận động hội viên."
    )
    assert [leads(d) for d in found] == [["Sở Y tế"], ["Hội Nông dân tỉnh"]]


def test_a_capacity_is_a_note_and_who_holds_it_leads() -> None:
    (found,) = units("2. Đối với Ủy viên Ban Chỉ đạo là các sở, ban, ngành tỉnh: tiếp tục rà soát khó khăn của các xã.")
    assert leads(found) == ["Các sở, ban, ngành"]


def test_under_a_heading_phoi_hop_names_the_helper_only() -> None:
    (found,) = units("IV. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế\n- Phối hợp với Sở Tài chính rà soát nguồn vốn.")
    assert (leads(found), coordinators(found)) == (["Sở Y tế"], ["Sở Tài chính"])


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        (
            "Cục Sông nước, Cục Đê điều, hồ đập và công trình thủy, Vụ Đồng ruộng: Rà soát quy trình vận hành hồ chứa.",
            ["Cục Sông nước", "Cục Đê điều, hồ đập và công trình thủy", "Vụ Đồng ruộng"],
        ),
        (
            "Học viện Sông nước Sơn Hà; Trường Đào tạo bồi dưỡng cán bộ thủy văn: Mở lớp bồi dưỡng cho cán bộ xã.",
            ["Học viện Sông nước Sơn Hà", "Trường Đào tạo bồi dưỡng cán bộ thủy văn"],
        ),
        (
            "Trung tâm Bảo tồn di sản, danh thắng và phát triển du lịch: Tổ chức trưng bày hiện vật.",
            ["Trung tâm Bảo tồn di sản, danh thắng và phát triển du lịch"],
        ),
        (
            "Phòng Nước sạch, vệ sinh và môi trường chủ trì, phối hợp với Sở Y tế kiểm tra các giếng khoan.",
            ["Phòng Nước sạch, vệ sinh và môi trường"],
        ),
    ],
)
def test_a_name_with_commas_that_no_list_knows_goes_on_to_the_colon_or_the_verb(heading: str, expected: list[str]) -> None:
    (unit,) = units(f"1. {heading}")
    assert leads(unit) == expected


def test_a_sentence_that_opens_a_list_is_no_name_up_to_its_colon() -> None:
    (unit,) = units("1. Trung tâm Kiểm nghiệm xây dựng kế hoạch lấy mẫu:\n- Lấy mẫu nước tại 12 giếng khoan.")
    assert leads(unit) == ["Trung tâm Kiểm nghiệm"]


def test_a_title_tells_whose_work_stands_below_it_or_who_receives_it() -> None:
    text = "II. GIẢI PHÁP\n1. Các nhiệm vụ, giải pháp thuộc thẩm quyền của Sở Y tế:\n- Giảm giá dịch vụ khám bệnh.\n"
    text += "2. Các nhiệm vụ trình HĐND tỉnh:\n- Ban hành Nghị quyết về mức hỗ trợ."
    first, second = units(text)
    assert (leads(first), receivers(first)) == (["Sở Y tế"], [])
    assert (leads(second), receivers(second)) == ([], ["HĐND tỉnh"])


def test_a_unit_inside_an_agency_heads_its_work_among_tasks_too() -> None:
    text = "II. NHIỆM VỤ\n1. Phòng Nước sạch: Rà soát các giếng khoan.\n2. Thanh tra Sở\n- Kiểm tra các bến thủy."
    assert [leads(unit) for unit in units(text)] == [["Phòng Nước sạch"], ["Thanh tra Sở"]]


def test_a_topic_over_run_in_headings_is_no_task() -> None:
    text = "2. Về báo chí, thông tin cơ sở, phát thanh:\na) Sở Y tế: Cung cấp tin bài hằng tuần.\nb) Sở Tư pháp: Đăng tải văn bản mới."
    assert [leads(unit) for unit in units(text)] == [["Sở Y tế"], ["Sở Tư pháp"]]


def test_a_run_in_heading_with_work_of_its_own_leads_the_list_behind_it_too() -> None:
    text = "1. Về văn bản:\nSở Tư pháp: Rà soát các văn bản đã ban hành. Việc rà soát phải xong đúng hạn, cụ thể:\n"
    text += "1.1. Lập danh mục văn bản hết hiệu lực.\n1.2. Đề xuất văn bản cần thay thế."
    assert [(unit.path, leads(unit)) for unit in units(text)] == [
        ("1", ["Sở Tư pháp"]),
        ("1.1", ["Sở Tư pháp"]),
        ("1.2", ["Sở Tư pháp"]),
    ]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("ĐỐI VỚI SỞ Y TẾ, SỞ TÀI CHÍNH", ["Sở Y tế", "Sở Tài chính"]),
        ("ĐÓI VỚI ĐƠN VỊ THẲM ĐỊNH", ["Đơn vị thẩm định"]),
        ("ĐỐI VỚI CÔNG TÁC TUYÊN TRUYỀN", []),
    ],
)
def test_a_heading_in_capitals_behind_doi_voi_names_who_leads_what_stands_below(heading: str, expected: list[str]) -> None:
    (unit,) = units(f"I. {heading}\n1. Kiểm tra việc thực hiện quy trình tiếp nhận hồ sơ.")
    assert leads(unit) == expected


def test_doi_voi_before_a_group_that_is_named_by_what_it_does_is_a_heading() -> None:
    (unit,) = units("5. Đối với các doanh nghiệp cung cấp dịch vụ vận tải, bến bãi:\na) Kiểm tra phương tiện trước khi rời bến.")
    assert leads(unit) == ["Các doanh nghiệp cung cấp dịch vụ vận tải, bến bãi"]


@pytest.mark.parametrize(
    ("heading", "lead"),
    [
        ("4. Các cơ quan, tổ chức, doanh nghiệp được giao quản lý, khai thác bến đò ngang", None),
        ("4. Các hộ gia đình được cấp phép nuôi cá lồng", None),
        ("3. Chuyên viên phụ trách lĩnh vực tuyên truyền và vận động", None),
        ("5. Ban Công tác Mặt trận các thôn", None),
        ("5. Đối với các doanh nghiệp", "Các doanh nghiệp"),
    ],
)
def test_a_heading_that_describes_who_is_meant_leads_in_its_own_words(heading: str, lead: str | None) -> None:
    (unit,) = units(f"III. TỔ CHỨC THỰC HIỆN\n{heading}\na) Kiểm tra phao cứu sinh trước mùa lũ.")
    assert leads(unit) == [lead or heading[3:]]


@pytest.mark.parametrize(
    ("heading", "lead"),
    [
        (
            "Các doanh nghiệp vận tải hoạt động trong ngành: Hoàn thành đăng kiểm phương tiện.",
            "Các doanh nghiệp vận tải hoạt động trong ngành",
        ),
        ("Các hợp tác xã vận tải trong tỉnh: Hoàn thành đăng kiểm phương tiện.", "Các hợp tác xã vận tải trong tỉnh"),
    ],
)
def test_where_bodies_work_belongs_to_their_name(heading: str, lead: str) -> None:
    (unit,) = units(f"II. NHIỆM VỤ\n1. {heading}")
    assert (leads(unit), unit.text.text) == ([lead], "Hoàn thành đăng kiểm phương tiện.")


def test_a_line_that_only_names_bodies_leads_the_numbers_behind_it() -> None:
    text = (
        "2. Về công tác tại địa phương:\nSở Tư pháp các tỉnh, thành phố:\n2.1. Rà soát hòa giải viên.\n2.2. Báo cáo trước ngày 15/12/2026."
    )
    assert [leads(unit) for unit in units(text, setting(level="tw", own="Bộ Tư pháp"))] == [["Sở Tư pháp các tỉnh, thành phố"]] * 2
