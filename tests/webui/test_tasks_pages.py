"""The list of tasks, the overdue list, the page of one task, the first page: who sees what, and in what order."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from tests.webui.site import NOW, Site
from workflow import db, history
from workflow.acting import Actor
from workflow.assignments import refresh_due
from workflow.model import Assignment, Series, State, TimeClass


def titles(page: str) -> list[str]:
    """Titles of the rows of a list."""
    return re.findall(r'<th class="what" scope="row"><a href="/nhiem-vu/\d+">([^<]+)</a>', page)


def test_the_office_sees_the_leading_part_of_every_task_late_first(coordinator: FlaskClient) -> None:
    assert titles(coordinator.get("/nhiem-vu").text) == [
        "Số hóa sổ hộ tịch của xã",
        "Kết nối dữ liệu khám, chữa bệnh",
        "Bố trí kinh phí trực gác cháy rừng",
        "Rà soát nhà ở hộ nghèo",
        "Đưa vào khai thác kho dữ liệu hộ tịch",
        "Hướng dẫn hồ sơ công nhận làng nghề",
    ]


def test_an_officer_sees_the_tasks_of_the_agency_only(officer: FlaskClient) -> None:
    shown = titles(officer.get("/nhiem-vu").text)
    assert "Kết nối dữ liệu khám, chữa bệnh" not in shown
    assert "Số hóa sổ hộ tịch của xã" in shown


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ("time_class=qua_han", {"Số hóa sổ hộ tịch của xã", "Kết nối dữ liệu khám, chữa bệnh"}),
        ("q=so+hoa", {"Số hóa sổ hộ tịch của xã"}),
        ("q=ho+tich&state=cho_xac_nhan", {"Đưa vào khai thác kho dữ liệu hộ tịch"}),
        ("due_from=21/11/2026&due_to=25/11/2026", {"Bố trí kinh phí trực gác cháy rừng", "Rà soát nhà ở hộ nghèo"}),
        ("q=khong-co-chu-nay", set()),
    ],
)
def test_the_filter_stands_in_the_address(coordinator: FlaskClient, args: str, expected: set[str]) -> None:
    assert set(titles(coordinator.get(f"/nhiem-vu?{args}").text)) == expected


@pytest.mark.parametrize("args", ["state=bia", "due_from=32/13", "agency_id=abc", "due_from=30/11/2026&due_to=01/11/2026", "page=-4"])
def test_an_impossible_filter_is_told_and_the_plain_list_shown(coordinator: FlaskClient, args: str) -> None:
    answer = coordinator.get(f"/nhiem-vu?{args}")
    assert answer.status_code == 400
    assert "Bộ lọc này đã được bỏ" in answer.text
    assert len(titles(answer.text)) == 6


def test_the_filter_reads_as_a_sentence_with_a_way_out_of_each_part(coordinator: FlaskClient) -> None:
    page = coordinator.get("/nhiem-vu?q=ho+tich&time_class=qua_han&due_to=30/11/2026").text
    assert "có chữ “ho tich”" in page
    assert "hạn đến 30/11/2026" in page
    without = re.search(r'href="([^"]+)" aria-label="Bỏ điều kiện: có chữ', page)
    assert without
    assert "q=" not in without[1]
    assert "time_class=qua_han" in without[1]


def test_an_empty_list_says_what_to_do(coordinator: FlaskClient) -> None:
    assert "Bớt điều kiện" in coordinator.get("/nhiem-vu?q=khong-co-chu-nay").text


def test_overdue_is_listed_by_agency_with_days(coordinator: FlaskClient) -> None:
    page = coordinator.get("/qua-han").text
    assert "2 việc của 2 cơ quan" in page
    assert page.index("Sở Tư pháp") < page.index("Sở Nội vụ")
    assert "Quá hạn 12 ngày" in page
    assert "Quá hạn 3 ngày" in page


def test_an_officer_sees_only_own_overdue_work(officer: FlaskClient) -> None:
    page = officer.get("/qua-han").text
    assert "Sở Tư pháp" in page
    assert "Sở Nội vụ" not in page


@pytest.mark.parametrize(("who", "counts"), [("hang", [2, 3, 1, 2, 1]), ("anh", [1, 1, 1, 1, 1]), ("na", [0, 1, 0, 0, 0])])
def test_the_first_page_counts_what_its_links_list(site: Site, who: str, counts: list[int]) -> None:
    client = site.client(who)
    page = client.get("/").text
    figures = re.findall(r'class="count[^"]*" href="([^"]+)"><b>(\d+)</b>', page)
    assert [int(number) for _, number in figures] == counts
    for address, number in figures:
        assert len(titles(client.get(address.replace("&amp;", "&")).text)) == int(number)


def test_the_next_act_fits_the_person_and_the_state(site: Site, coordinator: FlaskClient, officer: FlaskClient) -> None:
    proposed = f"/nhiem-vu/{site.ids['proposed_task']}"
    assert "Xác nhận hoàn thành" in coordinator.get(proposed).text
    assert "Xác nhận hoàn thành" not in officer.get(proposed).text
    assert "Tiếp nhận" in officer.get(f"/nhiem-vu/{site.ids['fresh_task']}").text
    leader = site.client("chu").get(proposed).text
    assert '<form method="post" action="/phan-cong/' not in leader


def test_a_commune_sees_its_own_part_of_a_groups_task_and_not_its_neighbours(site: Site) -> None:
    page = site.client("na").get(f"/nhiem-vu/{site.ids['group_task']}").text
    assert "UBND xã Nà Ngần" in page
    assert "UBND phường Tân Lập" not in page


def test_the_office_urges_all_members_that_are_not_done(site: Site, coordinator: FlaskClient) -> None:
    assert "Đôn đốc 2 đơn vị chưa xong" in coordinator.get(f"/nhiem-vu/{site.ids['group_task']}").text


def test_a_task_that_is_hidden_and_one_that_is_not_there_answer_alike(site: Site, officer: FlaskClient) -> None:
    hidden = officer.get(f"/nhiem-vu/{site.ids['foreign_task']}")
    missing = officer.get("/nhiem-vu/99999")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.text == missing.text.replace("99999", str(site.ids["foreign_task"]))


def test_words_of_people_are_shown_as_words(site: Site, coordinator: FlaskClient) -> None:
    note = '<script>alert("x")</script>'
    site.post(coordinator, f"/phan-cong/{site.ids['late']}/tam-dung", {"version": str(site.version("late")), "reason": note})
    page = coordinator.get(f"/nhiem-vu/{site.ids['late_task']}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_one_box_finds_tasks_documents_agencies_and_people(coordinator: FlaskClient) -> None:
    assert titles(coordinator.get("/tim?q=so+hoa").text) == ["Số hóa sổ hộ tịch của xã"]
    assert "12/KH-UBND" in coordinator.get("/tim?q=12/KH").text
    page = coordinator.get("/tim?q=tu+phap").text
    assert "Sở Tư pháp" in page
    assert "Lê Hải Yến" in coordinator.get("/tim?q=hai+yen").text


def test_a_code_typed_whole_opens_its_task(site: Site, coordinator: FlaskClient) -> None:
    assert coordinator.get("/tim?q=nv-2026-00001").location == f"/nhiem-vu/{site.ids['late_task']}"


def test_the_search_shows_nobody_more_than_the_lists_do(site: Site) -> None:
    stranger = site.client("thuong")
    assert "Không tìm thấy gì" in stranger.get("/tim?q=ho+tich").text
    assert stranger.get("/tim?q=nv-2026-00001").status_code == 200
    assert "Không tìm thấy gì" in stranger.get("/tim?q=").text


@pytest.mark.parametrize("path", ["/nhiem-vu.xlsx?q=ho+tich", "/qua-han.xlsx"])
def test_the_sheet_has_the_rows_of_the_page(coordinator: FlaskClient, path: str) -> None:
    answer = coordinator.get(path)
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    cells = {str(cell) for row in load_workbook(io.BytesIO(answer.data)).active.values for cell in row}
    shown = titles(coordinator.get(path.replace(".xlsx", "")).text)
    assert len(shown) == 2
    assert all(any(title in cell for cell in cells) for title in shown)
    assert any("Tính đến 08:00, Thứ Sáu 20/11/2026" in cell for cell in cells)


def test_a_sheet_of_an_impossible_filter_is_refused(coordinator: FlaskClient) -> None:
    assert coordinator.get("/nhiem-vu.xlsx?state=bia").status_code == 400


def test_every_state_and_class_can_be_asked_for(coordinator: FlaskClient) -> None:
    for member in (*State, *TimeClass):
        name = "state" if isinstance(member, State) else "time_class"
        assert coordinator.get(f"/nhiem-vu?{name}={member.value}").status_code == 200


def test_the_office_pauses_recurring_work_with_a_reason_and_resumes_it(site: Site, coordinator: FlaskClient, officer: FlaskClient) -> None:
    page = f"/nhiem-vu/{site.ids['late_task']}"
    assert "trước ngày 08 hằng tháng" in officer.get(page).text
    assert "viec-dinh-ky" not in officer.get(page).text
    assert "viec-dinh-ky" in coordinator.get(page).text
    assert site.post(coordinator, f"{page}/viec-dinh-ky", {"paused": "1", "reason": " "}).status_code == 400
    assert not site.read(Series, "monthly").paused
    told = site.post(coordinator, f"{page}/viec-dinh-ky", {"paused": "1", "reason": "Chờ hướng dẫn mới"}, follow_redirects=True).text
    assert "Đang tạm dừng" in told
    assert "Chờ hướng dẫn mới" in coordinator.get(page).text
    assert site.read(Series, "monthly").paused
    site.post(coordinator, f"{page}/viec-dinh-ky", {"reason": "Đã có hướng dẫn"})
    assert not site.read(Series, "monthly").paused


def test_the_office_changes_a_duty_from_a_day_on_and_sees_the_old_one_beside(site: Site, coordinator: FlaskClient) -> None:
    page = f"/nhiem-vu/{site.ids['late_task']}/viec-dinh-ky"
    assert "Thứ Ba 08/12/2026" in coordinator.get(page).text
    said = {"from_on": "1/12/2026", "rule": "ngày 20 hằng tháng", "title": "Báo cáo hộ tịch", "text": "Báo cáo.", "leads": "Sở Nội vụ"}
    refused = site.post(coordinator, f"{page}/doi", said | {"rule": "lúc nào rảnh", "leads": "Sở Lạ", "reason": ""})
    assert refused.status_code == 400
    assert all(word in refused.text for word in ("Không hiểu chu kỳ", "Sở Lạ", "Ghi lý do."))
    told = site.post(coordinator, f"{page}/doi", said | {"reason": "Có quy chế mới"}, follow_redirects=True).text
    assert "Đây là kỳ đầu theo quy tắc mới" in told
    assert all(word in told for word in ("ngày 20 hằng tháng", "20/12/2026", "Sở Nội vụ: Mới giao", "xem quy tắc cũ"))
    assert "Xem quy tắc mới" in coordinator.get(page).text
    assert site.post(coordinator, f"{page}/doi", said | {"reason": "Lần nữa"}).status_code == 409


def test_a_report_of_a_duty_can_follow_the_decree(site: Site, coordinator: FlaskClient) -> None:
    page = f"/nhiem-vu/{site.ids['late_task']}/viec-dinh-ky"
    said = {"from_on": "1/12/2026", "title": "Báo cáo", "text": "Báo cáo.", "leads": "Sở Tư pháp", "reason": "Theo nghị định"}
    told = site.post(coordinator, f"{page}/doi", said | {"rule": "hằng quý", "reading": "nd09"}, follow_redirects=True).text
    assert "Nghị định 09/2019/NĐ-CP" in told
    assert "số liệu 15/09/2026 – 14/12/2026" in told
    assert "15/12/2026" in told
    assert site.post(coordinator, f"{page}/doi", said | {"rule": "hằng tuần", "reading": "nd09"}).status_code in (400, 409)


def test_the_office_ends_a_duty_but_not_in_the_past(site: Site, coordinator: FlaskClient) -> None:
    page = f"/nhiem-vu/{site.ids['late_task']}/viec-dinh-ky"
    assert "đã qua" in site.post(coordinator, f"{page}/ket-thuc", {"from_on": "1/10/2026", "reason": "Hết kế hoạch"}).text
    site.post(coordinator, f"{page}/ket-thuc", {"from_on": "20/11/2026", "withdraw": "1", "reason": "Hết kế hoạch"})
    assert site.read(Series, "monthly").ends_on == date(2026, 11, 19)
    assert "Đã kết thúc" in coordinator.get(page).text


def test_a_task_that_does_not_recur_has_nothing_to_pause(site: Site, coordinator: FlaskClient) -> None:
    page = f"/nhiem-vu/{site.ids['fresh_task']}"
    assert "viec-dinh-ky" not in coordinator.get(page).text
    assert site.post(coordinator, f"{page}/viec-dinh-ky", {"paused": "1", "reason": "x"}).status_code == 404


def test_a_task_nobody_received_is_said_so_with_its_delay(site: Site, coordinator: FlaskClient) -> None:
    page = coordinator.get(f"/nhiem-vu/{site.ids['foreign_task']}").text
    assert re.search(r"Sở Nội vụ: [^.]*quá hạn \d+ ngày, chưa báo cáo\.|Sở Nội vụ: chưa tiếp nhận, quá hạn \d+ ngày\.", page)
    assert "Không có việc nào chờ anh/chị" not in page


def test_what_was_given_to_a_group_at_once_is_one_line_of_the_history(site: Site, coordinator: FlaskClient) -> None:
    with db.transaction(site.engine) as session:
        given = [session.get_one(Assignment, site.ids[name]) for name in ("group", "member", "other_member")]
        told = [history.Entry("assignment.assigned", "assignment", one.id, assignment=one) for one in given]
        history.record_many(session, told, actor=Actor(site.ids["hang"], "web"), now=NOW)
    page = coordinator.get(f"/nhiem-vu/{site.ids['group_task']}").text
    assert page.count("<b>Giao cho cơ quan</b>") == 1
    assert "3 cơ quan" in page, "the group and its two members"
    assert page.count("<li>UBND phường Tân Lập</li>") == 1


def test_urging_several_comes_back_to_the_filtered_list(site: Site, coordinator: FlaskClient) -> None:
    page = coordinator.get("/nhiem-vu?time_class=qua_han").text
    kept = re.search(r'name="next" value="([^"]+)"', page)
    assert kept is not None
    answer = site.post(coordinator, "/nhiem-vu/don-doc", {"id": [str(site.ids["late"])], "next": kept[1].replace("&amp;", "&")})
    assert answer.location == "/nhiem-vu?time_class=qua_han"


def test_the_office_counts_what_is_late_by_lead_everywhere_and_helpers_apart(coordinator: FlaskClient) -> None:
    late = re.findall(r'class="badge late" href="/nhiem-vu\?[^"]*part=lead[^"]*"><svg.*?</svg>(\d+)</a>', coordinator.get("/co-quan").text)
    page = coordinator.get("/qua-han").text
    assert f"{sum(map(int, late))} việc của {len(late)} cơ quan" in page
    assert "tính theo cơ quan chủ trì" in page


def test_an_officer_reads_words_for_the_own_side(officer: FlaskClient) -> None:
    page = officer.get("/").text
    assert "Văn phòng xem kết quả rồi xác nhận" not in page
    assert "Cơ quan chưa bấm tiếp nhận" not in page
    assert "Bấm Tiếp nhận để Văn phòng biết" in page


def test_the_sheet_of_what_is_late_says_what_stands_in_the_way(site: Site, coordinator: FlaskClient, officer: FlaskClient) -> None:
    data = {"version": str(site.version("late")), "progress": "40", "text": "Đã quét xong", "obstacles": "Thiếu máy quét"}
    assert site.post(officer, f"/phan-cong/{site.ids['late']}/bao-cao", data).status_code == 303
    rows = list(load_workbook(io.BytesIO(coordinator.get("/qua-han.xlsx").data)).active.values)
    assert rows[0][0] == "Danh sách nhiệm vụ quá hạn"
    head = [str(cell) for cell in rows[3]]
    told = next(dict(zip(head, row, strict=True)) for row in rows[4:] if "hộ tịch" in str(row))
    assert (told["Tiến độ (%)"], told["Khó khăn, vướng mắc"]) == (40, "Thiếu máy quét")
    assert "Lãnh đạo phụ trách" in head


def test_a_date_that_names_no_day_keeps_its_words_in_the_list(site: Site, coordinator: FlaskClient) -> None:
    with db.transaction(site.engine) as session:
        one = session.get_one(Assignment, site.ids["fresh"])
        (due,) = one.milestones
        due.phrase, due.due_on = "trong quý IV/2026", date(2026, 12, 31)
        due.original_due_on = due.due_on
        refresh_due(one)
    assert "31/12/2026</span></time>\n <small>“trong quý IV/2026”</small>" in coordinator.get("/nhiem-vu").text
