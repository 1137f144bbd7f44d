"""Log-in, log-out, invitation, password reset, my account: through the pages, on a real database."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from notifier import compose
from tests.webui.shelves import ON_SQLITE
from tests.webui.site import NOW, PASSWORD, Site, token_of
from workflow import db, passwords, people
from workflow.acting import MACHINE
from workflow.model import LoginSession, Message, MessageKind, OneTimeLink, User

NEW = "mưa bay qua cầu gỗ 63"


def enter(client: FlaskClient, email: str = "hang@sonha.example", password: str = PASSWORD, target: str = "") -> tuple[int, str]:
    """Try to log in through the form; the status and where it leads."""
    token = token_of_public(client, "/dang-nhap")
    answer = client.post("/dang-nhap", data={"email": email, "password": password, "next": target, "csrf_token": token})
    return answer.status_code, answer.location or answer.text


def token_of_public(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]


def test_the_right_password_opens_the_first_page(anonymous: FlaskClient) -> None:
    assert enter(anonymous) == (303, "/")
    assert "Việc của tôi" in anonymous.get("/").text


def test_after_log_in_one_is_where_one_wanted_to_be(anonymous: FlaskClient) -> None:
    assert enter(anonymous, target="/nhiem-vu?mine=1") == (303, "/nhiem-vu?mine=1")


def test_a_target_on_another_host_is_not_followed(anonymous: FlaskClient) -> None:
    assert enter(anonymous, target="//ke-xau.example/") == (303, "/")


@pytest.mark.parametrize(
    ("email", "password"), [("hang@sonha.example", "sai mật khẩu rồi"), ("khong-co@sonha.example", PASSWORD), ("", "")]
)
def test_a_wrong_password_and_an_unknown_address_are_told_alike(anonymous: FlaskClient, email: str, password: str) -> None:
    status, page = enter(anonymous, email, password)
    assert status == 401
    assert "Thư điện tử hoặc mật khẩu không đúng" in page


def test_a_disabled_person_does_not_enter(anonymous: FlaskClient) -> None:
    assert enter(anonymous, "nghi@sonha.example")[0] == 401


def test_the_eleventh_wrong_try_has_to_wait(anonymous: FlaskClient) -> None:
    for _ in range(10):
        assert enter(anonymous, password="sai bét cả rồi nhé")[0] == 401
    token = token_of_public(anonymous, "/dang-nhap")
    answer = anonymous.post("/dang-nhap", data={"email": "hang@sonha.example", "password": PASSWORD, "csrf_token": token})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Chờ 5 phút" in answer.text


def test_log_in_gives_a_fresh_cookie(anonymous: FlaskClient) -> None:
    with anonymous.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    enter(anonymous)
    with anonymous.session_transaction() as cookie:
        assert "planted" not in cookie


def test_log_out_ends_the_session_on_the_server_so_that_a_copied_cookie_is_dead(site: Site, coordinator: FlaskClient) -> None:
    with coordinator.session_transaction() as cookie:
        copied = dict(cookie)
    assert site.post(coordinator, "/dang-xuat").status_code == 303
    thief = site.app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(copied)
    assert thief.get("/").status_code == 302


def test_an_idle_session_ends(site: Site, coordinator: FlaskClient) -> None:
    site.now = NOW + timedelta(minutes=29)
    assert coordinator.get("/").status_code == 200
    site.now += timedelta(minutes=29)
    assert coordinator.get("/").status_code == 200, "each visit counts as use"
    site.now += timedelta(minutes=31)
    assert coordinator.get("/").status_code == 302


def test_a_page_view_writes_last_seen_at_most_once_a_minute(site: Site, coordinator: FlaskClient) -> None:
    def seen() -> list[object]:
        with db.reading(site.engine) as session:
            return list(session.scalars(select(LoginSession.last_seen_at)))

    site.now = NOW + timedelta(seconds=30)
    coordinator.get("/tai-khoan")
    assert seen() == [NOW]
    site.now = NOW + timedelta(seconds=90)
    coordinator.get("/tai-khoan")
    assert seen() == [site.now]


def test_a_person_who_is_disabled_is_out_at_the_next_request(site: Site, officer: FlaskClient) -> None:
    assert officer.get("/").status_code == 200
    with db.transaction(site.engine) as session:
        people.disable_user(session, session.get_one(User, site.ids["anh"]), actor=MACHINE, now=NOW)
    assert officer.get("/").status_code == 302


def test_an_invitation_is_taken_up_once(site: Site, anonymous: FlaskClient) -> None:
    with db.transaction(site.engine) as session:
        token = people.invite(session, session.get_one(User, site.ids["yen"]), actor=MACHINE, now=NOW)
    path = f"/loi-moi/{token}"
    assert "Lê Hải Yến" in anonymous.get(path).text
    form = {"password": NEW, "password_again": NEW, "csrf_token": token_of_public(anonymous, path)}
    assert anonymous.post(path, data=form).location == "/dang-nhap"
    assert anonymous.get(path).status_code == 404
    assert enter(anonymous, "yen@sonha.example", NEW) == (303, "/")


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("", "", "Gõ mật khẩu mới"),
        (NEW, NEW + "x", "không giống nhau"),
        ("ngắn quá", "ngắn quá", "12"),
        ("password1234", "password1234", "mật khẩu"),
    ],
)
def test_a_bad_new_password_is_refused_with_a_reason(site: Site, anonymous: FlaskClient, password: str, again: str, said: str) -> None:
    with db.transaction(site.engine) as session:
        token = people.invite(session, session.get_one(User, site.ids["yen"]), actor=MACHINE, now=NOW)
    path = f"/loi-moi/{token}"
    form = {"password": password, "password_again": again, "csrf_token": token_of_public(anonymous, path)}
    answer = anonymous.post(path, data=form)
    assert answer.status_code == 400
    assert said in answer.text


def test_a_reset_goes_by_mail_with_a_link_of_the_settings_and_works_once(site: Site, anonymous: FlaskClient) -> None:
    token = token_of_public(anonymous, "/quen-mat-khau")
    answer = anonymous.post("/quen-mat-khau", data={"email": "HANG@sonha.example ", "csrf_token": token})
    assert "Xem hộp thư" in answer.text
    with db.reading(site.engine) as session:
        message = session.scalars(select(Message).where(Message.kind == MessageKind.PASSWORD)).one()
        body = message_from_bytes(message.mime, policy=default).get_body(("plain",))
    assert body is not None
    link = re.search(r"http://localhost(/mat-khau/\S+)", body.get_content())
    assert link
    form = {"password": NEW, "password_again": NEW, "csrf_token": token_of_public(anonymous, link[1])}
    assert anonymous.post(link[1], data=form).location == "/dang-nhap"
    assert anonymous.get(link[1]).status_code == 404
    assert anonymous.get("/").status_code == 302, "a reset does not log in"
    assert enter(anonymous, password=NEW) == (303, "/")


def test_a_reset_for_an_unknown_address_says_the_same_and_sends_nothing(site: Site, anonymous: FlaskClient) -> None:
    token = token_of_public(anonymous, "/quen-mat-khau")
    known = anonymous.post("/quen-mat-khau", data={"email": "hang@sonha.example", "csrf_token": token}).text
    unknown = anonymous.post("/quen-mat-khau", data={"email": "ai-do@sonha.example", "csrf_token": token}).text
    assert known.replace("hang@", "ai-do@") == unknown
    with db.reading(site.engine) as session:
        assert len(list(session.scalars(select(Message)))) == 1


def test_one_machine_cannot_flood_everybody_with_reset_mails(site: Site, anonymous: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webui.auth.RESETS_AN_HOUR", 2)
    token = token_of_public(anonymous, "/quen-mat-khau")
    pages = [
        anonymous.post("/quen-mat-khau", data={"email": f"{who}@sonha.example", "csrf_token": token}).text.replace(f"{who}@", "ai@")
        for who in ("hang", "anh", "yen")
    ]
    assert len(set(pages)) == 1, "the answer does not tell that the limit is reached"
    with db.reading(site.engine) as session:
        assert set(session.scalars(select(Message.address))) == {"hang@sonha.example", "anh@sonha.example"}


def test_a_reset_does_the_same_work_for_an_address_that_nobody_has(
    site: Site, anonymous: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    event.listen(site.engine, "before_cursor_execute", lambda _c, _cursor, words, *_more: done.append(words.split(" sa_savepoint")[0]))
    compose_mime = compose.mime_of
    monkeypatch.setattr(compose, "mime_of", lambda *given, **more: (done.append("letter"), compose_mime(*given, **more))[1])
    work = {}
    for email in ("anh@sonha.example", "khong-co@sonha.example", "nghi@sonha.example"):
        token = token_of_public(anonymous, "/quen-mat-khau")
        done.clear()
        assert anonymous.post("/quen-mat-khau", data={"email": email, "csrf_token": token}).status_code == 200
        work[email] = [step.replace("ROLLBACK TO SAVEPOINT", "RELEASE SAVEPOINT") for step in done]
    known, unknown, disabled = work.values()
    assert "letter" in known
    assert unknown == known
    assert disabled == known
    with db.reading(site.engine) as session:
        assert session.scalars(select(Message.address)).all() == ["anh@sonha.example"]
        assert len(session.scalars(select(OneTimeLink)).all()) == 1


@ON_SQLITE
@pytest.mark.parametrize("act", ["enter", "enter wrong", "enter unknown", "change", "change wrong", "invitation", "reset"])
def test_nobody_waits_to_write_while_a_password_is_weighed(
    site: Site, anonymous: FlaskClient, coordinator: FlaskClient, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    with db.transaction(site.engine) as session:
        user = session.get_one(User, site.ids["yen"])
        invitation, reset = people.invite(session, user, actor=MACHINE, now=NOW), people.request_reset(session, user.email, NOW)
    assert reset
    weighed: list[str] = []
    scrypt = passwords._scrypt

    def writing_meanwhile(password: str, *how: Any) -> bytes:
        with closing(sqlite3.connect(site.engine.url.database or "", timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        weighed.append(password)
        return scrypt(password, *how)

    monkeypatch.setattr(passwords, "_scrypt", writing_meanwhile)
    new = {"password": NEW, "password_again": NEW}
    if act.startswith("enter"):
        who = "khong-co" if act == "enter unknown" else "hang"
        enter(anonymous, f"{who}@sonha.example", "sai bét cả rồi nhé" if act == "enter wrong" else PASSWORD)
    elif act.startswith("change"):
        site.post(coordinator, "/tai-khoan/mat-khau", new | {"current_password": "sai" if act == "change wrong" else PASSWORD})
    else:
        path = f"/loi-moi/{invitation}" if act == "invitation" else f"/mat-khau/{reset[1]}"
        anonymous.post(path, data=new | {"csrf_token": token_of_public(anonymous, path)})
    assert len(weighed) == (2 if act == "change" else 1)


def test_a_weak_password_leaves_the_link_good(site: Site, anonymous: FlaskClient) -> None:
    with db.transaction(site.engine) as session:
        path = f"/loi-moi/{people.invite(session, session.get_one(User, site.ids['yen']), actor=MACHINE, now=NOW)}"
    for password, status in (("lehaiyen@2026!", 400), (NEW, 303)):
        form = {"password": password, "password_again": password, "csrf_token": token_of_public(anonymous, path)}
        assert anonymous.post(path, data=form).status_code == status
    assert enter(anonymous, "yen@sonha.example", NEW)[0] == 303


def test_a_weak_password_is_refused_in_the_language_of_the_reader(site: Site, coordinator: FlaskClient) -> None:
    site.post(coordinator, "/ngon-ngu", {"language": "en"})
    form = {"current_password": PASSWORD, "password": "ngắn", "password_again": "ngắn"}
    answer = site.post(coordinator, "/tai-khoan/mat-khau", form)
    assert answer.status_code == 400
    assert "at least 12 characters" in answer.text
    assert "Mật khẩu cần" not in answer.text


def test_a_made_up_link_is_told_kindly(anonymous: FlaskClient) -> None:
    answer = anonymous.get("/mat-khau/bia-ra-cho-vui")
    assert answer.status_code == 404
    assert "Xin liên kết mới" in answer.text


def test_changing_the_password_ends_other_sessions_and_keeps_this_one(site: Site, coordinator: FlaskClient) -> None:
    elsewhere = site.client("hang")
    form = {"current_password": PASSWORD, "password": NEW, "password_again": NEW}
    assert site.post(coordinator, "/tai-khoan/mat-khau", form).location == "/tai-khoan"
    assert "Đã đổi mật khẩu" in coordinator.get("/tai-khoan").text
    assert elsewhere.get("/").status_code == 302


def test_changing_the_password_needs_the_old_one(site: Site, coordinator: FlaskClient) -> None:
    answer = site.post(coordinator, "/tai-khoan/mat-khau", {"current_password": "đoán mò thôi", "password": NEW, "password_again": NEW})
    assert answer.status_code == 400
    assert "Mật khẩu đang dùng không đúng" in answer.text


def test_another_device_can_be_put_out(site: Site, coordinator: FlaskClient) -> None:
    elsewhere = site.client("hang")
    page = coordinator.get("/tai-khoan").text
    ending = re.findall(r"/tai-khoan/phien/\d+/ket-thuc", page)
    assert len(ending) == 1
    site.post(coordinator, ending[0])
    assert elsewhere.get("/").status_code == 302
    assert coordinator.get("/").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(site: Site, coordinator: FlaskClient, officer: FlaskClient) -> None:
    with db.reading(site.engine) as session:
        theirs = session.scalars(select(LoginSession.id).where(LoginSession.user_id == site.ids["anh"])).one()
    assert site.post(coordinator, f"/tai-khoan/phien/{theirs}/ket-thuc").status_code == 404
    assert officer.get("/").status_code == 200


def test_all_other_sessions_end_at_once(site: Site, coordinator: FlaskClient) -> None:
    others = [site.client("hang"), site.client("hang")]
    site.post(coordinator, "/tai-khoan/phien/ket-thuc-het")
    assert [other.get("/").status_code for other in others] == [302, 302]
    assert coordinator.get("/").status_code == 200


def test_the_language_is_kept_with_the_person(site: Site, coordinator: FlaskClient) -> None:
    site.post(coordinator, "/ngon-ngu", {"language": "en", "next": "/tai-khoan"})
    assert '<html lang="en">' in site.client("hang").get("/").text


def test_the_language_of_a_visitor_is_kept_on_the_device(anonymous: FlaskClient) -> None:
    token = token_of_public(anonymous, "/dang-nhap")
    anonymous.post("/ngon-ngu", data={"language": "en", "next": "/dang-nhap", "csrf_token": token})
    assert '<html lang="en">' in anonymous.get("/dang-nhap").text
    assert token_of(anonymous)
