"""Acts on assignments through the pages: one press or a form, what is typed is kept, a stale form shows both versions."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.webui.site import NOW, TODAY, Site
from webui.act_forms import BY_SLUG, FORMS
from workflow import db
from workflow.citations import number_key
from workflow.lifecycle import Act
from workflow.model import Assignment, Directive, Event, Extension, ExtensionState, Message, Report, State, StoredFile
from workflow.settings import Extensions

PDF = b"%PDF-1.4 small"


def send(site: Site, client: FlaskClient, name: str, slug: str, data: dict[str, Any] | None = None, version: int | None = None) -> Any:
    """Send the form of an act on an assignment of the site."""
    form = {"version": str(site.version(name) if version is None else version)} | (data or {})
    return site.post(client, f"/phan-cong/{site.ids[name]}/{slug}", form, content_type="multipart/form-data")


def state_of(site: Site, name: str) -> State:
    return site.read(Assignment, name).state


def test_every_act_of_the_state_machine_has_its_form() -> None:
    assert {form.act for form in FORMS} == set(Act) - {Act.AGREE_BY_SILENCE}
    assert len(BY_SLUG) == len(FORMS)


def test_an_officer_receives_with_one_press(site: Site, officer: FlaskClient) -> None:
    answer = send(site, officer, "fresh", "tiep-nhan")
    assert answer.status_code == 303
    page = officer.get(answer.location).text
    assert "Đã tiếp nhận" in page
    assert state_of(site, "fresh") is State.RECEIVED


def test_a_report_with_obstacles_and_a_file_stands_in_the_history_and_the_file_comes_back_whole(site: Site, officer: FlaskClient) -> None:
    data = {
        "progress": "60",
        "text": "Đã quét 14 xã <b>đậm</b>",
        "obstacles": "Thiếu máy quét",
        "files": (io.BytesIO(PDF), "Báo cáo tiến độ số 1.pdf"),
    }
    answer = send(site, officer, "late", "bao-cao", data)
    assert answer.status_code == 303
    page = officer.get(answer.location).text
    assert "Đã quét 14 xã &lt;b&gt;đậm&lt;/b&gt;" in page
    assert "Vướng mắc: Thiếu máy quét" in page
    with db.reading(site.engine) as session:
        path = f"/bao-cao/{session.scalars(select(Report.id)).one()}/tep/{session.scalars(select(StoredFile.id)).one()}"
    download = officer.get(path)
    assert download.data == PDF
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert "filename*=UTF-8''B%C3%A1o%20c%C3%A1o" in download.headers["Content-Disposition"]
    assert "sandbox" in download.headers["Content-Security-Policy"]
    assert site.client("yen").get(path).status_code == 200, "a helper in the same task"
    assert site.client("na").get(path).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("virus.exe", b"MZ", "Không nhận tệp"),
        ("trong.pdf", b"", "rỗng"),
        ("gia.pdf", b"<html>", "không đúng với phần đuôi"),
        ("khong-duoi", PDF, "Không nhận tệp"),
    ],
)
def test_a_bad_file_is_refused_and_the_words_are_kept(site: Site, officer: FlaskClient, name: str, data: bytes, said: str) -> None:
    answer = send(site, officer, "late", "bao-cao", {"text": "Những lời đã gõ", "files": (io.BytesIO(data), name)})
    assert answer.status_code == 400
    assert said in answer.text
    assert "Những lời đã gõ" in answer.text
    with db.reading(site.engine) as session:
        assert not list(session.scalars(select(Report)))
        assert not list(session.scalars(select(StoredFile)))


def test_completion_is_proposed_confirmed_and_opened_again(site: Site, officer: FlaskClient, coordinator: FlaskClient) -> None:
    result = {"result_number": "142/BC-STP", "result_date": "19/11/2026", "text": "Đã xong"}
    assert send(site, officer, "late", "bao-xong", result).status_code == 303
    assert state_of(site, "late") is State.SUBMITTED
    page = coordinator.get(f"/nhiem-vu/{site.ids['late_task']}").text
    assert "Xác nhận hoàn thành" in page
    assert "1 cơ quan phối hợp chưa xong" in page
    assert send(site, coordinator, "late", "xac-nhan").status_code == 303
    done = site.read(Assignment, "late")
    assert (done.state, done.completed_on.isoformat()) == (State.DONE, "2026-11-19")
    assert send(site, coordinator, "late", "mo-lai", {"reason": "Xác nhận nhầm"}).status_code == 303
    assert state_of(site, "late") is State.REDO


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "Ghi ngày"), ("32/13/2026", "Không hiểu ngày"), ("25/12/2026", "tương lai"), ("01/01/2020", "trước ngày giao việc")],
)
def test_an_impossible_result_date_is_refused_in_its_field(site: Site, officer: FlaskClient, typed: str, said: str) -> None:
    answer = send(site, officer, "late", "bao-xong", {"result_number": "1/BC", "result_date": typed})
    assert answer.status_code == 400
    assert said in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert state_of(site, "late") is State.IN_PROGRESS


def test_sending_back_needs_a_reason_and_tells_the_agency_at_once(site: Site, coordinator: FlaskClient) -> None:
    assert send(site, coordinator, "proposed", "lam-tiep", {"reason": "  "}).status_code == 400
    assert send(site, coordinator, "proposed", "lam-tiep", {"reason": "Thiếu biên bản nghiệm thu"}).status_code == 303
    assert state_of(site, "proposed") is State.REDO
    with db.reading(site.engine) as session:
        addresses = set(session.scalars(select(Message.address)))
    assert addresses == {"anh@sonha.example"}


def test_more_time_is_asked_and_granted_to_another_date(site: Site, officer: FlaskClient, coordinator: FlaskClient) -> None:
    asked = {"wanted_on": "15/12/2026", "reason": "Mưa lũ làm ướt kho sổ", "objective": "yes"}
    assert send(site, officer, "fresh", "xin-gia-han", asked).status_code == 303
    page = coordinator.get(f"/phan-cong/{site.ids['fresh']}/tra-loi-gia-han").text
    assert "Mưa lũ làm ướt kho sổ" in page
    granted = {"granted": "yes", "granted_on": "04/12/2026", "reason": ""}
    assert send(site, coordinator, "fresh", "tra-loi-gia-han", granted).status_code == 303
    given = site.read(Assignment, "fresh")
    assert given.due_on.isoformat() == "2026-12-04"
    assert given.original_due_on.isoformat() == "2026-11-23"
    assert "Gia hạn 1 lần, hạn gốc 23/11/2026" in officer.get(f"/nhiem-vu/{site.ids['fresh_task']}").text


def test_a_leader_decides_an_extension_and_nothing_else(site: Site, officer: FlaskClient) -> None:
    send(site, officer, "fresh", "xin-gia-han", {"wanted_on": "15/12/2026", "reason": "Mưa lũ"})
    leader = site.client("chu")
    assert send(site, leader, "fresh", "huy", {"reason": "x"}).status_code == 403
    assert send(site, leader, "fresh", "tra-loi-gia-han", {"granted": "no", "reason": "Việc gấp"}).status_code == 303
    with db.reading(site.engine) as session:
        assert session.scalars(select(Extension.state)).one() is ExtensionState.REFUSED


def test_an_act_that_the_state_does_not_allow_is_not_told_as_a_change_by_others(site: Site, officer: FlaskClient) -> None:
    answer = officer.get(f"/phan-cong/{site.ids['proposed']}/bao-cao")
    assert answer.status_code == 409
    assert "Chưa làm được ở trạng thái này" in answer.text
    assert "Có người vừa thay đổi" not in answer.text


def test_an_answer_to_an_extension_that_was_withdrawn_is_refused(site: Site, officer: FlaskClient, coordinator: FlaskClient) -> None:
    send(site, officer, "fresh", "xin-gia-han", {"wanted_on": "15/12/2026", "reason": "Mưa lũ"})
    send(site, officer, "fresh", "rut-gia-han")
    answer = send(site, coordinator, "fresh", "tra-loi-gia-han", {"granted": "yes"})
    assert answer.status_code == 409
    assert "Không còn đề nghị gia hạn" in answer.text


def test_a_stale_form_changes_nothing_and_shows_both_versions(site: Site, officer: FlaskClient, coordinator: FlaskClient) -> None:
    seen = site.version("late")
    send(site, coordinator, "late", "doi-han", {"due_on": "30/11/2026", "reason": "Theo chỉ đạo mới"})
    answer = send(site, officer, "late", "bao-cao", {"text": "Lời của tôi gõ trước đó", "progress": "50"}, version=seen)
    assert answer.status_code == 409
    assert "Lời của tôi gõ trước đó" in answer.text
    assert "Thứ Hai 30/11/2026" in answer.text
    assert "Theo chỉ đạo mới" in answer.text
    assert f'name="version" value="{site.version("late")}"' in answer.text
    with db.reading(site.engine) as session:
        assert not list(session.scalars(select(Report)))
    assert send(site, officer, "late", "bao-cao", {"text": "Lời của tôi gõ trước đó"}).status_code == 303


def test_a_date_typed_in_words_is_understood(site: Site, coordinator: FlaskClient) -> None:
    send(site, coordinator, "undated", "doi-han", {"due_on": "cuối tháng 12", "reason": "Đặt hạn"})
    assert site.read(Assignment, "undated").due_on.isoformat() == "2026-12-31"


@pytest.mark.parametrize(
    ("typed", "past", "said"),
    [
        ("27/11", "", "Hiểu là Thứ Sáu 27/11/2026, còn 7 ngày"),
        ("mai", "", "Hiểu là Thứ Bảy 21/11/2026, ngày mai"),
        ("19/11", "1", "Hiểu là Thứ Năm 19/11/2026, hôm qua"),
        ("32/13", "", "Không hiểu ngày “32/13”. Gõ như 27/11/2026."),
        ("", "", ""),
    ],
)
def test_a_typed_date_is_echoed_as_it_was_understood(officer: FlaskClient, typed: str, past: str, said: str) -> None:
    assert officer.get("/ngay", query_string={"go": typed, "qua": past}).get_json() == {"said": said}


def test_files_must_be_chosen_again_after_a_fault(site: Site, officer: FlaskClient) -> None:
    answer = send(site, officer, "late", "bao-cao", {"progress": "nhiều", "files": (io.BytesIO(PDF), "so-lieu.pdf")})
    assert answer.status_code == 400
    assert "Chọn lại tệp: so-lieu.pdf" in answer.text


def test_work_is_transferred_and_the_new_agency_hears_of_it(site: Site, coordinator: FlaskClient) -> None:
    data = {"agency_id": str(site.ids["syt"]), "reason": "Đúng thẩm quyền hơn"}
    assert send(site, coordinator, "fresh", "chuyen", data).status_code == 303
    assert state_of(site, "fresh") is State.CANCELLED
    with db.reading(site.engine) as session:
        assert "yen@sonha.example" in set(session.scalars(select(Message.address)))


def test_pausing_and_going_on(site: Site, coordinator: FlaskClient) -> None:
    send(site, coordinator, "late", "tam-dung", {"reason": "Chờ nghị định mới"})
    assert state_of(site, "late") is State.PAUSED
    send(site, coordinator, "late", "tiep-tuc")
    assert state_of(site, "late") is State.IN_PROGRESS


def test_an_officer_of_the_agency_is_named(site: Site, coordinator: FlaskClient) -> None:
    send(site, coordinator, "late", "phan-cong", {"officer_id": str(site.ids["anh"])})
    assert site.read(Assignment, "late").officer_id == site.ids["anh"]
    refused = send(site, coordinator, "late", "phan-cong", {"officer_id": str(site.ids["yen"])})
    assert refused.status_code == 400
    assert "không thuộc cơ quan" in refused.text


def test_fields_that_a_form_does_not_have_change_nothing(site: Site, officer: FlaskClient) -> None:
    """Field-level permission: an officer cannot set due date, state or officer by adding fields to a report."""
    planted = {
        "due_on": "31/12/2030",
        "state": "hoan_thanh",
        "officer_id": str(site.ids["anh"]),
        "completed_on": "2026-11-20",
        "part": "lead",
    }
    before = site.read(Assignment, "late")
    send(site, officer, "late", "bao-cao", {"text": "Báo cáo"} | planted)
    after = site.read(Assignment, "late")
    assert (after.due_on, after.state, after.officer_id, after.completed_on) == (before.due_on, before.state, None, None)


def test_an_act_that_does_not_exist_is_not_found(coordinator: FlaskClient, site: Site) -> None:
    assert coordinator.get(f"/phan-cong/{site.ids['late']}/xoa-sach").status_code == 404


def test_what_came_over_the_web_is_recorded_with_person_and_address(site: Site, officer: FlaskClient) -> None:
    send(site, officer, "fresh", "tiep-nhan")
    with db.reading(site.engine) as session:
        event = session.scalars(select(Event).where(Event.action == "assignment.received")).one()
        session.expunge(event)
    assert (event.actor_id, event.via, event.ip, event.at) == (site.ids["anh"], "web", "127.0.0.1", NOW)


def test_urging_by_hand_writes_a_mail_and_a_line_of_history(site: Site, coordinator: FlaskClient) -> None:
    path = f"/phan-cong/{site.ids['late']}/don-doc"
    assert "Đỗ Thị Ánh" in coordinator.get(path).text
    assert "Hoàng Văn Lâm" in coordinator.get(path).text, "overdue: the head of the agency hears it too"
    answer = site.post(coordinator, path, {"note": "Báo cáo trước thứ Hai"})
    assert answer.status_code == 303
    page = coordinator.get(answer.location).text
    assert "Văn phòng đôn đốc" in page
    assert "Báo cáo trước thứ Hai" in page
    assert "Hôm nay đã đôn đốc" in page
    assert path not in page, "no way into what would be refused"
    assert "Hôm nay đã đôn đốc" in coordinator.get(path).text
    again = site.post(coordinator, path, {"note": "Gửi cả phụ lục"})
    assert again.status_code == 400
    assert "Hôm nay đã đôn đốc" in again.text
    assert "Gửi cả phụ lục" in again.text, "what was typed is not lost"


def test_many_are_urged_at_once_and_the_refused_are_counted(site: Site, coordinator: FlaskClient) -> None:
    ids = [str(site.ids[name]) for name in ("late", "foreign", "proposed")]
    answer = site.post(coordinator, "/nhiem-vu/don-doc", {"id": ids})
    page = coordinator.get(answer.location).text
    assert "Đã đôn đốc 1 việc" in page
    assert "1 việc chưa đôn đốc: Sở Nội vụ chưa có người đầu mối" in page
    assert "Chờ xác nhận" in page


def test_urging_nothing_is_told(site: Site, coordinator: FlaskClient) -> None:
    answer = site.post(coordinator, "/nhiem-vu/don-doc", {})
    assert "Chưa chọn việc nào" in coordinator.get(answer.location).text


def test_today_is_the_day_of_the_office_not_of_greenwich(site: Site, officer: FlaskClient) -> None:
    """At 18:30 UTC on the 20th it is the 21st in Việt Nam: a result dated the 21st is not in the future."""
    site.now = NOW.replace(hour=18, minute=30)
    officer = site.client("anh")
    assert send(site, officer, "late", "bao-xong", {"result_number": "9/BC", "result_date": "21/11/2026"}).status_code == 303
    assert TODAY.isoformat() == "2026-11-20"


def test_the_ledger_shows_who_asked_who_decided_and_who_confirmed_the_cause(
    site: Site, officer: FlaskClient, coordinator: FlaskClient
) -> None:
    asked = {"wanted_on": "15/12/2026", "reason": "Mưa lũ làm ướt kho sổ", "objective": "yes", "document": "77/STP-VP"}
    send(site, officer, "fresh", "xin-gia-han", asked)
    address = f"/nhiem-vu/{site.ids['fresh_task']}"
    assert "cơ quan nêu là khách quan, chưa ai xác nhận" in officer.get(address).text
    said = {
        "granted": "yes",
        "granted_on": "04/12/2026",
        "cause": "yes",
        "confirmed_by": "Phó Chủ tịch Phạm Văn Chủ",
        "document": "55/UBND-TH",
    }
    assert send(site, coordinator, "fresh", "tra-loi-gia-han", said).status_code == 303
    page = officer.get(address).text
    for words in ("77/STP-VP", "23/11/2026 → 15/12/2026", "55/UBND-TH", "Phó Chủ tịch Phạm Văn Chủ", "Xác nhận nguyên nhân khách quan"):
        assert words in page, words


def test_the_cause_of_a_delay_is_recorded_with_who_confirmed_it(site: Site, coordinator: FlaskClient, officer: FlaskClient) -> None:
    refused = send(site, coordinator, "late", "nguyen-nhan", {"reason": "Bão số 9"})
    assert refused.status_code == 400
    assert "Chọn có hay không có nguyên nhân khách quan." in refused.text
    said = {"cause": "yes", "confirmed_by": "Chủ tịch UBND tỉnh", "reason": "Bão số 9", "document": "12/TB-UBND"}
    assert send(site, officer, "late", "nguyen-nhan", said).status_code == 403
    assert send(site, coordinator, "late", "nguyen-nhan", said).status_code == 303
    page = officer.get(f"/nhiem-vu/{site.ids['late_task']}").text
    assert all(words in page for words in ("chậm, không xin gia hạn", "Chủ tịch UBND tỉnh", "Bão số 9", "12/TB-UBND"))


def test_work_is_cancelled_by_the_directive_that_replaces_it(site: Site, coordinator: FlaskClient, officer: FlaskClient) -> None:
    said = {"reason": "Kế hoạch mới", "agreed_by": "Phó Chủ tịch Phạm Văn Chủ"}
    refused = send(site, coordinator, "fresh", "huy", said | {"by_directive": "999/QĐ-UBND"})
    assert refused.status_code == 400
    assert "Không có văn bản số “999/QĐ-UBND”" in refused.text
    assert 'value="999/QĐ-UBND"' in refused.text
    with db.transaction(site.engine) as session:
        new = Directive(number="20/QĐ-UBND", number_key=number_key("20/QĐ-UBND"), kind="Quyết định", source="file", created_at=NOW)
        session.add(new)
    assert send(site, coordinator, "fresh", "huy", said | {"by_directive": "20/qđ-ubnd"}).status_code == 303
    page = officer.get(f"/nhiem-vu/{site.ids['fresh_task']}").text
    assert all(words in page for words in ("Thôi theo", "Quyết định 20/QĐ-UBND", "Người đồng ý: Phó Chủ tịch Phạm Văn Chủ"))


def test_the_settings_limit_when_an_agency_asks_and_returns(site: Site, officer: FlaskClient) -> None:
    with db.transaction(site.engine) as session:
        session.get_one(Assignment, site.ids["fresh"]).task.created_at = NOW - timedelta(days=10)
    refused = send(site, officer, "fresh", "tra-lai", {"reason": "Không phải việc của Sở"})
    assert refused.status_code == 409
    assert "Chỉ được trả lại trong 2 ngày làm việc" in refused.text
    strict = site.settings.model_copy(update={"extensions": Extensions(ask_days_before=5)})
    site.app.extensions["dondoc"] = replace(site.app.extensions["dondoc"], settings=strict)
    refused = send(site, officer, "fresh", "xin-gia-han", {"wanted_on": "15/12/2026", "reason": "Mưa lũ"})
    assert refused.status_code == 409
    assert "Phải xin gia hạn trước hạn 5 ngày làm việc" in refused.text
