"""Calendar addresses: made once, revoked at once, read by programs without cookies."""

from __future__ import annotations

import html
import re

import icalendar
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.webui.site import Site
from workflow import db
from workflow.model import Assignment, Feed, User


def make(site: Site, client: FlaskClient, **fields: object) -> str:
    """A new address, as a path."""
    page = site.post(client, "/lich/tao", {"label": "Điện thoại"} | fields).text
    found = re.search(r'readonly value="http://localhost(/lich/[^"]+\.ics)"', html.unescape(page))
    assert found
    return found[1]


def test_the_address_is_shown_once_and_kept_only_as_a_digest(site: Site, officer: FlaskClient) -> None:
    path = make(site, officer)
    secret = path.removeprefix("/lich/").removesuffix(".ics")
    assert len(secret) >= 27, "at least 160 bits"
    assert secret not in officer.get("/lich").text
    assert secret.encode() not in site.settings.database.url.removeprefix("sqlite:///").encode()
    with db.reading(site.engine) as session:
        assert session.scalars(select(Feed.token_hash)).one() != secret


def test_a_calendar_program_gets_my_deadlines_without_a_cookie(site: Site, officer: FlaskClient, anonymous: FlaskClient) -> None:
    answer = anonymous.get(make(site, officer))
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Set-Cookie" not in answer.headers
    assert "max-age=900" in answer.headers["Cache-Control"]
    events = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    summaries = " | ".join(str(event["SUMMARY"]) for event in events)
    assert "Số hóa sổ hộ tịch của xã" in summaries
    assert "Kết nối dữ liệu khám, chữa bệnh" not in summaries, "the work of another agency"


def test_an_unchanged_calendar_is_304_and_a_moved_date_is_not(site: Site, officer: FlaskClient, anonymous: FlaskClient) -> None:
    path = make(site, officer)
    tag = anonymous.get(path).headers["ETag"]
    again = anonymous.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    with db.transaction(site.engine) as session:
        moved = session.get_one(Assignment, site.ids["late"])
        assert moved.due_on is not None
        moved.due_on = moved.due_on.replace(day=1)
        moved.sequence += 1
    assert anonymous.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_a_minimal_calendar_says_no_words_of_the_task(site: Site, officer: FlaskClient, anonymous: FlaskClient) -> None:
    body = anonymous.get(make(site, officer, minimal="1")).text
    assert "hộ tịch" not in body
    assert "NV-2026-" in body


def test_revoked_unknown_and_malformed_addresses_answer_alike(site: Site, officer: FlaskClient, anonymous: FlaskClient) -> None:
    path = make(site, officer)
    found = re.search(r'action="(/lich/\d+/thu-hoi)"', officer.get("/lich").text)
    assert found
    assert site.post(officer, found[1]).status_code == 303
    answers = [anonymous.get(one) for one in (path, "/lich/khong-co.ics", f"/lich/{'a' * 43}.ics", "/lich/%E1%BA%BF.ics")]
    assert {(answer.status_code, answer.data, answer.headers["X-Robots-Tag"]) for answer in answers} == {(404, b"", "noindex, nofollow")}


def test_the_calendar_of_a_disabled_person_ends(site: Site, officer: FlaskClient, anonymous: FlaskClient) -> None:
    path = make(site, officer)
    with db.transaction(site.engine) as session:
        session.get_one(User, site.ids["anh"]).active = False
    assert anonymous.get(path).status_code == 404


def test_nobody_revokes_the_address_of_another(site: Site, officer: FlaskClient) -> None:
    make(site, officer)
    with db.reading(site.engine) as session:
        feed_id = session.scalars(select(Feed.id)).one()
    assert site.post(site.client("yen"), f"/lich/{feed_id}/thu-hoi").status_code == 404
    assert site.post(officer, "/lich/99999/thu-hoi").status_code == 404


def test_an_agency_calendar_is_for_its_own_people(site: Site, officer: FlaskClient, anonymous: FlaskClient) -> None:
    path = make(site, officer, agency=site.ids["stp"])
    assert "Sở Tư pháp" in anonymous.get(path).text
    refused = site.post(officer, "/lich/tao", {"label": "", "agency": site.ids["syt"]})
    assert refused.status_code == 404


def test_use_of_an_address_is_shown_to_its_holder(site: Site, officer: FlaskClient, anonymous: FlaskClient) -> None:
    path = make(site, officer)
    assert "chưa có lịch nào dùng" in officer.get("/lich").text
    anonymous.get(path)
    assert "dùng lần cuối hôm nay" in officer.get("/lich").text


@pytest.mark.parametrize("program", ["Google", "Outlook", "iPhone"])
def test_the_page_tells_how_to_add_it(officer: FlaskClient, program: str) -> None:
    assert program in officer.get("/lich").text
