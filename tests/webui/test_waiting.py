"""Deadlines that wait for an event: asked on the first page and on the task's, answered on a page of their own."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.webui.site import NOW, TODAY, Site
from workflow import conditions, db
from workflow.model import Assignment, Milestone
from workflow.settings import Settings

PHRASE = "“sau khi Bộ ban hành hướng dẫn”"


def asked(site: Site) -> str:
    """The address of the question, put by the worker."""
    with db.transaction(site.engine) as session:
        assert conditions.ask(session, today=TODAY, now=NOW, settings=Settings()) == 1
    return f"/moc/{site.ids['waiting']}"


def test_a_task_says_what_it_waits_for_and_the_office_may_answer(site: Site, coordinator: FlaskClient, officer: FlaskClient) -> None:
    page = f"/nhiem-vu/{site.ids['undated_task']}"
    assert PHRASE in officer.get(page).text
    assert "/moc/" not in officer.get(page).text
    assert f"/moc/{site.ids['waiting']}" in coordinator.get(page).text


def test_the_first_page_asks_until_it_is_answered(site: Site, coordinator: FlaskClient, officer: FlaskClient) -> None:
    assert PHRASE not in coordinator.get("/").text
    address = asked(site)
    assert PHRASE in coordinator.get("/").text
    assert PHRASE not in officer.get("/").text
    told = site.post(coordinator, address, {"answer": "chua", "next": "/"}, follow_redirects=True)
    assert "Sẽ hỏi lại sau 30 ngày." in told.text
    assert told.request.path == "/"
    assert PHRASE not in coordinator.get("/").text


def test_an_answer_gives_the_task_its_date(site: Site, coordinator: FlaskClient) -> None:
    address = asked(site)
    refused = site.post(coordinator, address, {"answer": "co", "on": "18/11/2026"})
    assert refused.status_code == 400
    assert "bao nhiêu ngày" in refused.text
    assert 'value="18/11/2026"' in refused.text
    told = site.post(coordinator, address, {"answer": "co", "on": "18/11/2026", "due_on": "18/12/2026"}, follow_redirects=True).text
    assert "Thời hạn là Thứ Sáu 18/12/2026." in told
    assert "Việc đang chờ đã xảy ra, có thời hạn" in told
    assert "Xảy ra ngày 18/11/2026" in told
    assert str(site.read(Assignment, "undated").due_on) == "2026-12-18"
    assert coordinator.get(address).status_code == 409


def test_a_deadline_that_falls_away_needs_a_reason(site: Site, coordinator: FlaskClient) -> None:
    address = asked(site)
    assert "Ghi lý do." in site.post(coordinator, address, {"answer": "khong-con"}).text
    assert site.post(coordinator, address, {"answer": "bịa"}).status_code == 400
    site.post(coordinator, address, {"answer": "khong-con", "reason": "Bộ không ban hành"})
    with db.reading(site.engine) as session:
        assert session.get_one(Milestone, site.ids["waiting"]).dropped_on == TODAY
