"""What people, programs and machines do wrong: each gets its status, a sentence in Vietnamese, at most one line in the log, and nothing is lost."""

from __future__ import annotations

import io
import logging
import re
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from openpyxl import load_workbook
from sqlalchemy import event, func, select
from werkzeug.test import TestResponse

from tests.documents import forms
from tests.webui.matrix import ACTS, MATRIX
from tests.webui.museum import CSRF, KEY, Museum
from tests.webui.shelves import ON_SQLITE
from tests.webui.site import PASSWORD, Site, a_site, token_of
from webui.app import create_app
from workflow import db, feed_tokens, people
from workflow.access import viewer_of
from workflow.acting import MACHINE, Actor
from workflow.model import Assignment, Directive, Event, Message, Report, Task, User
from workflow.settings import Database, Settings

WORDS = "Đã rà soát 14 xã, còn 3 xã chờ đường truyền chính thức."


# --- every field of every form -------------------------------------------------------------------------------------


@dataclass
class Form:
    """A form as a page offers it."""

    action: str
    #: name → (kind of field, value)
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)


class Forms(HTMLParser):
    """The forms of a page that are sent with POST."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.found, self.open = path, list[Form](), False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = known.get("method", "").lower() == "post"
            self.found += [Form(known.get("action") or self.path)] if self.open else []
        elif self.open and tag in ("input", "select", "textarea", "button") and known.get("name", "csrf_token") != "csrf_token":
            kind = {"input": known.get("type", "text")}.get(tag, tag)
            self.found[-1].fields.setdefault(known["name"], (kind, known.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        self.open = self.open and tag != "form"


def shape(form: Form) -> tuple[str, ...]:
    """Forms of the same shape differ only in the row that they are about."""
    return (re.sub(r"\d+", "#", form.action), *sorted(form.fields))


@pytest.fixture(scope="module")
def sheets(museum: Museum) -> list[tuple[str | None, Form]]:
    """Every form that anybody is offered, once, with who is offered it."""
    found: dict[tuple[str, ...], tuple[str | None, Form]] = {}
    acts = [f"/phan-cong/{{late}}/{slug}" for slug in ACTS]
    paths = [museum.fill(row.path) for (_, method), row in MATRIX.items() if method == "GET" and "." not in row.path]
    for who in (None, "hang", "anh", "quang"):
        client = museum.visitor(who)
        for path in [*paths, *(museum.fill(act) for act in acts)]:
            with client.get(path) as answer:
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    page = Forms(path)
                    page.feed(answer.text)
                    found |= {shape(form): (who, form) for form in page.found if shape(form) not in found}
    return list(found.values())


#: sent in every field that people type into; the others keep their values
TYPED = [
    "việc\x00 có ký tự rỗng",
    "dòng một\r\nBcc: ke-xau@xa.example\r\n\r\ndòng hai \x01\u202e\ufeff",
    "x" * 10_000,
    "=<script>alert(1)</script>{{ 7*7 }}%(x)s{0}",
    "cuối năm 0000",
]
#: sent in every field, hidden ones and choices included
ANYWHERE = ["--5", "9" * 30, "²", "2147483648"]


def send(museum: Museum, who: str | None, form: Form, junk: str, *, everywhere: bool) -> TestResponse:
    data = {
        name: junk if everywhere or kind in ("text", "search", "email", "textarea", "password") else value
        for name, (kind, value) in form.fields.items()
        if kind != "file"
    }
    token = URLSafeTimedSerializer(KEY, salt="wtf-csrf-token").dumps(CSRF)
    client = museum.visitor(who)
    museum.touched = True
    answer = client.post(form.action, data=data | {"csrf_token": token})
    if answer.status_code == 303:
        answer = client.get(answer.headers["Location"])
    answer.close()
    return answer


def test_forms_are_found(sheets: list[tuple[str | None, Form]]) -> None:
    assert len(sheets) > 30


@pytest.mark.parametrize("junk", TYPED)
def test_no_words_in_any_field_break_a_page(museum: Museum, sheets: list[tuple[str | None, Form]], junk: str) -> None:
    answers = {shape(form): send(museum, who, form, junk, everywhere=False).status_code for who, form in sheets}
    assert {key: status for key, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize("junk", ANYWHERE)
def test_no_value_in_a_hidden_field_breaks_a_page(museum: Museum, sheets: list[tuple[str | None, Form]], junk: str) -> None:
    answers = {shape(form): send(museum, who, form, junk, everywhere=True).status_code for who, form in sheets}
    assert {key: status for key, status in answers.items() if status >= 500} == {}


# --- addresses -----------------------------------------------------------------------------------------------------

HUGE = "9" * 25
ADDRESSES = [
    (f"/nhiem-vu/{HUGE}", 404),
    ("/nhiem-vu/2147483648", 404),
    ("/nhiem-vu/9223372036854775808", 404),
    (f"/phan-cong/{HUGE}/bao-cao", 404),
    ("/phan-cong/1/%00", 404),
    (f"/van-ban/{HUGE}", 404),
    (f"/van-ban/2/duyet?viec={HUGE}&vua={HUGE}&loc=%00", 200),
    (f"/nhiem-vu?page={HUGE}", 400),
    (f"/nhiem-vu?directive_id={HUGE}", 400),
    ("/nhiem-vu?q=%00&q=%ff", 200),
    ("/nhiem-vu?due_from=%00", 400),
    ("/nhiem-vu?due_from=cu%E1%BB%91i+n%C4%83m+0000", 400),
    ("/nhiem-vu.xlsx?page=x", 400),
    ("/tim?q=%00", 200),
    ("/tim?q=" + "x" * 5000, 200),
    ("/tim?q=%25%5f%25", 200),
    (f"/thu?page={HUGE}&state=x&user_id={HUGE}", 200),
    (f"/van-ban?page={HUGE}&q=%00&watcher_id={HUGE}", 200),
    (f"/co-quan/{HUGE}", 404),
    ("/co-quan?q=%00", 200),
    ("/ngay?go=%00", 200),
    ("/ngay?go=qu%C3%BD+I+n%C4%83m+0000", 200),
    ("/van-ban/2/duyet/thoi-han?go=h%E1%BA%B1ng+qu%C3%BD+n%C4%83m+0000", 200),
    ("/lich/%00.ics", 404),
    ("/lich/" + "a" * 5000 + ".ics", 404),
    ("/mat-khau/%00", 404),
    ("/loi-moi/%ff%fe", 404),
    ("/%ff%fe%00", 404),
    ("/static/%2e%2e/app.py", 404),
]


@pytest.mark.parametrize(("path", "status"), ADDRESSES, ids=[path[:40] for path, _ in ADDRESSES])
def test_junk_in_an_address_gets_its_status(museum: Museum, path: str, status: int) -> None:
    answer = museum.visitor("hang").get(path)
    assert answer.status_code == status
    answer.close()


@pytest.mark.parametrize(
    "target", ["//xa.example", "/\\xa.example", "https://xa.example", "javascript:alert(1)", "/\nx", "\x00", "[", "/" * 5000]
)
def test_no_log_in_leads_away(site: Site, anonymous: FlaskClient, target: str) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', anonymous.get("/dang-nhap", query_string={"next": target}).text)
    assert token
    form = {"csrf_token": token[1], "email": "hang@sonha.example", "password": PASSWORD, "next": target}
    answer = anonymous.post("/dang-nhap", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_mails_never_name_a_foreign_host(site: Site, anonymous: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        answer = anonymous.post("/quen-mat-khau", data={"email": "anh@sonha.example"}, headers={"Host": "xa.example"})
    assert answer.status_code == 400
    assert "không trả lời cho địa chỉ" in answer.text
    assert [record.levelname for record in ours(caplog)] == ["WARNING"]
    with db.reading(site.engine) as session:
        assert session.scalar(select(func.count(Message.id))) == 0


# --- the database --------------------------------------------------------------------------------------------------


def database_file(site: Site) -> Path:
    return Path(str(site.engine.url.database))


def ours(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name == "dondoc.web"]


@contextmanager
def locked(site: Site) -> Iterator[None]:
    """Another program writes, and does not end."""
    other = sqlite3.connect(database_file(site), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


@contextmanager
def full(site: Site) -> Iterator[None]:
    """The database may not grow by one page: SQLite says the same as for a full disk (SQLITE_FULL)."""

    def stop(connection: Any) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    event.listen(site.engine, "begin", stop)
    yield
    event.remove(site.engine, "begin", stop)
    site.engine.dispose()


def report(site: Site, client: FlaskClient, **more: Any) -> TestResponse:
    data = {"version": site.version("late"), "progress": "60", "text": WORDS} | more
    return site.post(client, f"/phan-cong/{site.ids['late']}/bao-cao", data)


def count(site: Site, what: type[Any]) -> int:
    with db.reading(site.engine) as session:
        return session.scalar(select(func.count()).select_from(what)) or 0


@ON_SQLITE
def test_a_locked_database_keeps_what_was_typed_and_takes_it_later(
    site: Site, officer: FlaskClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflow.db.BUSY_SECONDS", 0)
    site.engine.dispose()
    token_of(officer)
    with locked(site), caplog.at_level(logging.INFO):
        answer = report(site, officer)
    assert answer.status_code == 503
    assert "đang bận, chưa ghi được gì" in answer.text
    assert WORDS in answer.text
    assert "Gửi lại" in answer.text
    assert [(record.levelname, record.exc_info) for record in ours(caplog)] == [("ERROR", None)]
    page = Forms("")
    page.feed(answer.text)
    form = next(one for one in page.found if "progress" in one.fields)
    again = {name: value for name, (_, value) in form.fields.items()} | {"text": WORDS}
    assert site.post(officer, form.action, again).status_code == 303
    assert count(site, Report) == 1


@ON_SQLITE
def test_a_locked_database_is_still_read(site: Site, officer: FlaskClient) -> None:
    officer.get("/")
    with locked(site):
        assert officer.get("/nhiem-vu").status_code == 200


@ON_SQLITE
def test_a_full_disk_leaves_no_half_report(site: Site, officer: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    token_of(officer)
    events = count(site, Event)
    with full(site), caplog.at_level(logging.INFO):
        answer = report(site, officer, files=(io.BytesIO(b"%PDF" + b"x" * 500_000), "bao-cao.pdf"))
    assert answer.status_code == 503
    assert "Ổ đĩa đã đầy" in answer.text
    assert WORDS in answer.text
    assert "bao-cao.pdf" in answer.text
    assert [record.levelname for record in ours(caplog)] == ["ERROR"]
    assert (count(site, Report), count(site, Event)) == (0, events)
    assert report(site, officer).status_code == 303


def damage(site: Site, contents: bytes) -> None:
    site.engine.dispose()
    file = database_file(site)
    for left in (f"{file}-wal", f"{file}-shm"):
        Path(left).unlink(missing_ok=True)
    file.write_bytes(contents)


@ON_SQLITE
@pytest.mark.parametrize("kind", ["not a database", "damaged pages", "cut off"])
def test_a_damaged_database_is_told_without_a_traceback(
    site: Site, officer: FlaskClient, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    site.engine.dispose()
    whole = database_file(site).read_bytes()
    damage(
        site,
        {
            "not a database": b"khong phai co so du lieu" * 500,
            "damaged pages": whole[:4096] + b"\xff" * (len(whole) - 4096),
            "cut off": whole[: len(whole) // 3],
        }[kind],
    )
    with caplog.at_level(logging.INFO):
        answer = officer.get("/nhiem-vu")
    assert answer.status_code == 503
    assert "dondoc restore" in answer.text
    assert str(database_file(site)) not in answer.text
    assert [(record.levelname, record.exc_info) for record in ours(caplog)] == [("ERROR", None)]


@ON_SQLITE
def test_a_missing_database_is_told_and_no_empty_one_is_made(site: Site, officer: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    site.engine.dispose()
    moved = database_file(site).rename(database_file(site).with_suffix(".away"))
    with caplog.at_level(logging.INFO):
        answer = officer.get("/nhiem-vu")
    assert answer.status_code == 503
    assert "Không thấy tệp cơ sở dữ liệu" in answer.text
    assert str(database_file(site)) not in answer.text
    assert str(database_file(site)) in caplog.text
    assert not database_file(site).exists()
    shutil.move(moved, database_file(site))
    assert officer.get("/nhiem-vu").status_code == 200


@pytest.mark.parametrize("url", ["postgresql+psycopg://dondoc@127.0.0.1:1/dondoc", "postgresql+psycopg://dondoc@khong-co.invalid/dondoc"])
def test_an_unreachable_server_is_told_but_not_named_to_everybody(
    site_settings: Settings, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = create_app(site_settings.model_copy(update={"database": Database(url=url)})).test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "ai đó"
    with caplog.at_level(logging.INFO):
        answer = client.get("/nhiem-vu")
    assert answer.status_code == 503
    assert "không kết nối được máy chủ" in answer.text
    assert "khong-co.invalid" not in answer.text
    assert "127.0.0.1" not in answer.text
    assert [(record.levelname, record.exc_info) for record in ours(caplog)] == [("ERROR", None)]
    assert "mat-khau" not in caplog.text


@pytest.fixture
def large_site(site_settings: Settings, postgresql_url: str) -> Iterator[Site]:
    """The same site on PostgreSQL, which takes neither NUL nor numbers beyond 32 bits."""
    settings = site_settings.model_copy(update={"database": Database(url=postgresql_url)})
    engine = db.engine(settings.database)
    yield a_site(settings, engine)
    engine.dispose()


@pytest.mark.program
def test_postgresql_never_sees_what_it_would_refuse(large_site: Site) -> None:
    site, late = large_site, f"/phan-cong/{large_site.ids['late']}"
    clients = {who: site.client(who) for who in ("hang", "anh", "quang")}
    seen = [(path, clients["hang"].get(path).status_code) for path, _ in ADDRESSES]
    sent = [
        ("anh", f"{late}/bao-cao", {"version": "9" * 12, "text": WORDS}),
        ("anh", f"{late}/bao-cao", {"version": site.version("late"), "text": "a\x00b", "obstacles": "\x01\ud7ff"}),
        ("hang", f"{late}/chuyen", {"version": site.version("late"), "agency_id": "99999999999", "reason": WORDS}),
        ("hang", f"{late}/phan-cong", {"version": site.version("late"), "officer_id": "99999999999"}),
        ("hang", f"{late}/doi-han", {"version": site.version("late"), "milestone_id": "9" * 20, "due_on": "31/12/2026", "reason": WORDS}),
        ("hang", "/nhiem-vu/don-doc", {"id": ["99999999999999999", "\x00"]}),
        ("hang", f"/van-ban/{site.ids['plan']}/phu-trach", {"version": "1", "watcher": "99999999999", "leader": "99999999999"}),
        ("hang", f"/co-quan/{site.ids['xa']}/thanh-vien", {"member": "99999999999"}),
        ("hang", "/co-quan/moi", {"name": "Sở\x00Mới", "email": "\x00"}),
        ("quang", "/nguoi-dung/moi", {"email": "a\x00@sonha.example", "name": "A\x00", "post": "officer", "agency": "99999999999"}),
        ("quang", f"/nguoi-dung/{site.ids['anh']}/chuc-trach", {"post": "officer", "agency": "99999999999"}),
        ("anh", "/lich/tao", {"label": "\x00", "agency": "99999999999"}),
        ("anh", "/tai-khoan/mat-khau", {"current_password": "\x00", "password": "\x00", "password_again": "\x00"}),
    ]
    seen += [(path, site.post(clients[who], path, data).status_code) for who, path, data in sent]
    assert [(path, status) for path, status in seen if status >= 500] == []
    assert count(site, Report) == 0


# --- forms that come late, twice or too large ----------------------------------------------------------------------


def test_a_report_sent_twice_is_taken_once(site: Site, officer: FlaskClient) -> None:
    form = {"version": site.version("late"), "text": WORDS}
    path = f"/phan-cong/{site.ids['late']}/bao-cao"
    assert [site.post(officer, path, form).status_code for _ in range(2)] == [303, 409]
    assert count(site, Report) == 1


def test_two_at_the_same_moment_are_not_both_taken(site: Site) -> None:
    """The same form of two people at once: one is done, the other is told; the history holds one."""
    form = {"version": site.version("late"), "text": WORDS}
    pairs = [(client, {"csrf_token": token_of(client)} | form) for client in (site.client("anh"), site.client("lam"))]
    start, statuses = threading.Barrier(2), list[int]()

    def press(client: FlaskClient, data: dict[str, Any]) -> None:
        start.wait()
        statuses.append(client.post(f"/phan-cong/{site.ids['late']}/bao-cao", data=data).status_code)

    threads = [threading.Thread(target=press, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303, 409]
    assert count(site, Report) == 1


def test_a_stale_form_shows_what_was_typed(site: Site, officer: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    report(site, officer)
    with caplog.at_level(logging.INFO):
        answer = report(site, officer, version=0, text="Bản gõ sau, dài hơn bốn mươi ký tự một chút.")
    assert answer.status_code == 409
    assert "Bản gõ sau" in answer.text
    assert [record.levelname for record in ours(caplog)] == ["INFO"]


def test_words_refused_outside_their_own_page_are_shown_again(site: Site, coordinator: FlaskClient) -> None:
    answer = site.post(coordinator, f"/phan-cong/{site.ids['fresh']}/xac-nhan", {"version": site.version("fresh"), "note": WORDS})
    assert answer.status_code == 409
    assert WORDS in answer.text
    assert "Gửi lại" not in answer.text


def test_a_wrong_token_stands_once_in_the_log(site: Site, officer: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        answer = officer.post(f"/phan-cong/{site.ids['late']}/bao-cao", data={"csrf_token": "sai", "text": WORDS})
    assert answer.status_code == 400
    assert WORDS in answer.text
    assert [record.levelname for record in ours(caplog)] == ["WARNING"]
    assert count(site, Report) == 0


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("/van-ban/dan", {"text": "x" * 6_000_000}, ("Phần chữ gửi lên quá dài", "2000000 ký tự")),
        ("/van-ban/them", {f"o{n}": "x" for n in range(1500)} | {"file": (io.BytesIO(b"x"), "a.txt")}, ("Phần chữ gửi lên quá dài",)),
    ],
    ids=["text", "fields"],
)
def test_too_large_a_form_is_told(site: Site, coordinator: FlaskClient, path: str, data: dict[str, Any], said: tuple[str, ...]) -> None:
    answer = site.post(coordinator, path, data)
    assert answer.status_code in (400, 413)
    assert any(words in answer.text for words in said)
    assert count(site, Directive) == 1


def test_too_large_a_file_is_told_with_the_limit(coordinator: FlaskClient) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + b"x" * (27 << 20) + b"\r\n--b--\r\n"
    answer = coordinator.post("/van-ban/them", data=body, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 413
    assert "tối đa 25 MB" in answer.text


FILES: dict[str, tuple[bytes, str]] = {
    "rong.pdf": (b"", "rỗng"),
    "chuong-trinh.exe": (b"MZ\x90\x00" * 100, "chương trình"),
    "rac.docx": (bytes(range(256)) * 8, "không phải là văn bản"),
    "cut.docx": (forms.docx(forms.paragraph("Giao Sở Y tế"))[:200], "hỏng"),
    "khoa.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    "nen-khoa.zip": (forms.encrypted_zip(), ""),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_is_told_once_and_nothing_is_kept(
    site: Site, coordinator: FlaskClient, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    data, said = FILES[name]
    with caplog.at_level(logging.INFO):
        answer = site.post(coordinator, "/van-ban/them", {"file": (io.BytesIO(data), name)})
    assert answer.status_code == 400
    assert said in answer.text
    assert [(record.levelname, record.exc_info) for record in ours(caplog)] == [("INFO", None)]
    assert name in caplog.text
    assert count(site, Directive) == 1


# --- words that mean something elsewhere ---------------------------------------------------------------------------

SPOKEN = {"given_by": "Trần Hữu Lộc", "given_on": "20/11/2026", "kind": "cuoc_hop", "lead": "Sở Tư pháp", "due_on": "31/12/2026"}


def spoken(site: Site, coordinator: FlaskClient, **more: str) -> TestResponse:
    kind = re.search(r'name="kind" value="([^"]+)"', coordinator.get("/van-ban/khong-van-ban").text)
    assert kind
    return site.post(coordinator, "/van-ban/khong-van-ban", SPOKEN | {"kind": kind[1]} | more)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "=cmd|' /C calc'!A0"])
def test_no_typed_text_becomes_a_formula(site: Site, coordinator: FlaskClient, start: str) -> None:
    assert spoken(site, coordinator, title=f"{start}1+1", text=f"{start}HYPERLINK(1)").status_code == 303
    sheet = load_workbook(io.BytesIO(coordinator.get("/nhiem-vu.xlsx").data)).active
    assert sheet is not None
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if "HYPERLINK" in str(cell.value)}
    assert kinds == {"s"}


def test_a_title_of_ten_thousand_signs_is_refused_and_kept(site: Site, coordinator: FlaskClient) -> None:
    answer = spoken(site, coordinator, title="Rà soát " * 1250)
    assert answer.status_code == 400
    assert "Dài quá 300 ký tự" in answer.text
    assert "Rà soát Rà soát" in answer.text


def test_control_characters_reach_no_task_mail_or_sheet(site: Site, coordinator: FlaskClient) -> None:
    assert spoken(site, coordinator, title="Rà soát\r\nBcc: ke-xau@xa.example\x01\x0b", text="Một\x0chai\x1b[31m").status_code == 303
    with db.reading(site.engine) as session:
        task = session.scalars(select(Task).order_by(Task.id.desc())).first()
        mails = [mail.mime.decode().lower() for mail in session.scalars(select(Message))]
        session.expunge_all()
    assert task is not None
    assert task.title == "Rà soát Bcc: ke-xau@xa.example"
    assert all(sign.isprintable() or sign == "\n" for sign in task.text)
    assert mails
    assert all("\nbcc:" not in mail for mail in mails)
    assert coordinator.get("/nhiem-vu.xlsx").status_code == 200


@pytest.mark.parametrize("typed", ["31/02/2026", "32/12/2026", "29/2/2027", "00/00/0000", "cuối năm 0000", "31/12/9999", "hôm nảo"])
def test_an_impossible_date_is_named_and_the_rest_is_kept(site: Site, officer: FlaskClient, typed: str) -> None:
    form = {"version": site.version("late"), "wanted_on": typed, "reason": WORDS}
    answer = site.post(officer, f"/phan-cong/{site.ids['late']}/xin-gia-han", form)
    assert answer.status_code == 400
    assert f"Không hiểu ngày “{typed}”" in answer.text
    assert WORDS in answer.text


@pytest.mark.parametrize(
    "address",
    ["khong-phai-thu", "a b@sonha.example", "a@b@c.example", "a@sonha", "a@.example", "<a@sonha.example>", "a@sonha.example\r\nBcc: x@y.example",
     "a,b@sonha.example", "x" * 300 + "@sonha.example"],
)  # fmt: skip
def test_a_malformed_address_is_named_and_nobody_is_made(site: Site, address: str) -> None:
    before = count(site, User)
    data = {"email": address, "name": "Lê Văn Mới", "post": "officer", "agency": str(site.ids["stp"])}
    answer = site.post(site.client("quang"), "/nguoi-dung/moi", data)
    assert answer.status_code == 400
    assert "không đúng" in answer.text or "Dài quá" in answer.text
    assert "Lê Văn Mới" in answer.text
    assert count(site, User) == before


# --- the log -------------------------------------------------------------------------------------------------------


def test_no_secret_reaches_the_log(site: Site, anonymous: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with db.transaction(site.engine) as session:
        anh = session.get_one(User, site.ids["anh"])
        invitation = people.invite(session, session.get_one(User, site.ids["yen"]), actor=MACHINE, now=site.now)
        viewer = viewer_of(session, anh)
        feed = feed_tokens.create(
            session, actor=Actor(anh.id, "web"), viewer=viewer, user_id=anh.id, agency_id=None, label="", minimal=False, now=site.now
        )[1]

    def broken(**_values: Any) -> str:
        raise RuntimeError("hỏng")

    for endpoint in ("auth.invitation", "feeds.calendar"):
        site.app.view_functions[endpoint] = public(broken)
    with caplog.at_level(logging.DEBUG):
        statuses = [
            anonymous.get(path).status_code for path in (f"/loi-moi/{invitation}", f"/lich/{feed}.ics", f"/mat-khau/{quote(PASSWORD)}")
        ]
        statuses.append(anonymous.post(f"/loi-moi/{invitation}", data={"password": PASSWORD}).status_code)
        token = re.search(r'name="csrf_token" value="([^"]+)"', anonymous.get("/dang-nhap").text)
        assert token
        for password in (PASSWORD, PASSWORD + "x"):
            form = {"csrf_token": token[1], "email": "hang@sonha.example", "password": password}
            statuses.append(anonymous.post("/dang-nhap", data=form).status_code)
    assert statuses[:4] == [500, 500, 404, 400]
    assert "Sự cố" in caplog.text
    for secret in (invitation, feed, PASSWORD, quote(PASSWORD), token[1], "scrypt"):
        assert secret not in caplog.text


def public(view: Any) -> Any:
    view.is_public = True
    return view


def test_what_people_type_cannot_look_like_a_line_of_the_log(coordinator: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        coordinator.get("/nhiem-vu.xlsx?state=x%0AERROR%20dondoc.web%20gia%20mao")
    assert [len(record.getMessage().splitlines()) for record in ours(caplog)] == [1]


def test_an_error_of_the_database_names_no_values(site: Site) -> None:
    with pytest.raises(Exception, match="no such column") as fault, db.transaction(site.engine) as session:
        session.connection().exec_driver_sql("UPDATE user SET no_such = ?", ("mật khẩu của tôi",))
    assert "mật khẩu của tôi" not in f"{fault.value}{fault.value.__cause__}"


def test_forbidden_pages_stand_once_in_the_log_with_who_asked(site: Site, officer: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        assert officer.get("/nguoi-dung").status_code == 403
        assert officer.get("/nhiem-vu/999999").status_code == 404
    assert [record.levelname for record in ours(caplog)] == ["WARNING"]
    assert f"người dùng {site.ids['anh']}" in caplog.text


def test_nobody_is_told_of_a_task_by_its_number(site: Site, officer: FlaskClient) -> None:
    with db.reading(site.engine) as session:
        assert session.get(Assignment, site.ids["foreign"]) is not None
    assert (
        officer.get(f"/phan-cong/{site.ids['foreign']}/bao-cao").status_code == officer.get("/phan-cong/999999/bao-cao").status_code == 404
    )
