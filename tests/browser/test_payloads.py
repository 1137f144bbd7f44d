"""Script in every text that people can write or upload: a real browser, without the guard of the content policy, runs none of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import JSON, Enum, String, Text, func, select, text
from werkzeug.serving import make_server

from tests.conftest import free_port
from tests.webui.matrix import ACTS, MATRIX
from tests.webui.museum import Museum
from tests.webui.papers import PLAN
from tests.webui.shelves import a_shelf
from workflow import db
from workflow.model import Base, Task

pytestmark = pytest.mark.program

#: leaves attributes, texts, titles and script; tells by a dialog if any of it runs
PAYLOAD = """'"></title></textarea></option><img src=xa onerror=alert(1)><script>alert(2)</script><svg onload=alert(3)>{{7*7}}"""
#: the same as Excel, JavaScript strings and addresses would have it
ADDRESS = "javascript:alert(4)"
#: what the payload would have become
ALIVE = "document.querySelectorAll('img[src=xa], svg[onload], a[href^=\"javascript:\"]').length"
#: columns that machines read: what stands there is not free text
MACHINES = {
    "email", "address", "locale", "code", "identity", "slot", "recipient", "message_id", "media_type", "kind", "level", "rrule", "office_rrule",
    "sha256", "digest", "hash", "previous", "token_hash", "password_hash", "import_key", "action", "subject_kind", "via", "ip", "time_zone",
}  # fmt: skip


@pytest.fixture(scope="module")
def museum(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Museum]:
    """The site with one of everything, every free text of it ending in a payload."""
    made = Museum(tmp_path_factory.mktemp("museum"), a_shelf(request))
    made.site.engine.dispose()
    with db.transaction(made.site.engine) as session:
        for table, column in free_texts():
            session.execute(text(f'UPDATE "{table}" SET "{column}" = "{column}" || :payload'), {"payload": PAYLOAD})
    made.site.engine.dispose()
    made.shelf.keep()
    yield made
    made.site.engine.dispose()


def free_texts() -> list[tuple[str, str]]:
    """Every column of words: not the vocabularies, not what machines compare, not the history, which nobody can change."""
    return [
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if table.name not in ("event", "login_session", "feed", "one_time_link", "mark", "attempt", "lease")
        and isinstance(column.type, String | Text)
        and not isinstance(column.type, Enum | JSON)
        and column.name not in MACHINES
    ]


@pytest.fixture
def address(museum: Museum) -> Iterator[str]:
    museum.site.engine.dispose()
    server = make_server("127.0.0.1", free_port(), museum.site.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Watched:
    """A page of a person's browser; every dialog that opens is noted."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.dialogs = page, address, list[str]()
        page.on("dialog", self.note)

    def note(self, dialog: Any) -> None:
        if dialog.type == "beforeunload":  # our own question about what is not saved
            dialog.accept()
            return
        self.dialogs.append(f"{self.page.url}: {dialog.message}")
        dialog.dismiss()

    def visit(self, path: str) -> None:
        if self.page.goto(self.address + path, wait_until="load") is not None:
            assert self.page.evaluate(ALIVE) == 0, path


def watched(browser: Browser, museum: Museum, who: str, address: str) -> Watched:
    context = browser.new_context(locale="vi-VN", bypass_csp=True)
    context.set_default_timeout(15_000)
    client: FlaskClient = museum.visitor(who)
    cookie = client.get_cookie("dondoc")
    assert cookie is not None
    context.add_cookies([{"name": "dondoc", "value": cookie.value, "url": address}])
    return Watched(context.new_page(), address)


def test_the_browser_would_run_it(browser: Browser) -> None:
    """Without escaping the payload speaks: the test that follows can fail."""
    page = browser.new_context(bypass_csp=True).new_page()
    seen = Watched(page, "")
    page.set_content(f"<title>x</title><p>{PAYLOAD}</p>")
    page.wait_for_function("document.images.length && document.images[0].complete")
    assert page.evaluate(ALIVE) == 2
    assert seen.dialogs
    page.context.close()


def test_texts_are_poisoned() -> None:
    assert {"task", "directive", "candidate", "agency", "user", "report", "message", "reading"} <= {table for table, _ in free_texts()}


@pytest.mark.parametrize("who", ["hang", "anh", "quang"])
def test_no_stored_text_runs_on_any_page(browser: Browser, museum: Museum, address: str, who: str) -> None:
    seen = watched(browser, museum, who, address)
    paths = [
        museum.fill(row.path) for (_, method), row in MATRIX.items() if method == "GET" and "." not in row.path and "/tep/" not in row.path
    ]
    shown = 0
    for path in [*paths, *(museum.fill(f"/phan-cong/{{late}}/{slug}") for slug in ACTS), f"/tim?q={PAYLOAD}", f"/nhiem-vu?q={PAYLOAD}"]:
        seen.visit(path)
        shown += "onerror=alert(1)" in seen.page.inner_text("body")
    assert shown > 10
    assert seen.dialogs == []
    seen.page.context.close()


def test_no_word_of_a_document_runs(browser: Browser, museum: Museum, address: str) -> None:
    """A document whose every line carries script, sent with a poisonous name, reviewed and accepted."""
    lines = [line + PAYLOAD if line.strip() and ("Sở" in line or "truyền thanh" in line) else line for line in PLAN.splitlines()]
    document = "\n".join(lines).replace("268/KH-UBND", "269/KH-UBND").encode()
    seen = watched(browser, museum, "hang", address)
    page = seen.page
    seen.visit("/van-ban/them")
    name = "<img src=xa onerror=alert(5)>.txt"
    page.locator("input[type=file]").first.set_input_files([{"name": name, "mimeType": "text/plain", "buffer": document}])
    page.get_by_role("button", name="Gửi và đọc").click()
    expect(page.locator("body")).to_contain_text("chờ duyệt", timeout=60_000)
    assert page.evaluate(ALIVE) == 0
    with db.reading(museum.site.engine) as session:
        directive = session.scalar(text("SELECT max(id) FROM directive"))
    seen.visit(f"/van-ban/{directive}/duyet")
    assert "onerror=alert(1)" in page.inner_text("body")
    field = page.locator("input[name=deadline]").first
    if field.is_visible():
        field.fill(PAYLOAD)
        page.wait_for_load_state("networkidle")
    for path in (f"/van-ban/{directive}", "/van-ban", "/"):
        seen.visit(path)
    assert seen.dialogs == []
    page.context.close()


def test_a_typed_date_with_script_is_echoed_as_words(browser: Browser, museum: Museum, address: str) -> None:
    seen = watched(browser, museum, "anh", address)
    seen.visit(museum.fill("/phan-cong/{late}/xin-gia-han"))
    box = seen.page.locator("input[data-day]").first
    with seen.page.expect_response(lambda answer: "/ngay?" in answer.url):
        box.fill(PAYLOAD)
    expect(seen.page.locator("body")).to_contain_text("Không hiểu ngày")
    assert seen.page.evaluate(ALIVE) == 0
    assert seen.dialogs == []
    seen.page.context.close()


def test_a_double_click_gives_one_task(browser: Browser, museum: Museum, address: str) -> None:
    seen = watched(browser, museum, "hang", address)
    page, before = seen.page, tasks(museum)
    seen.visit("/van-ban/khong-van-ban")
    page.locator("[name=given_by]").fill("Trần Hữu Lộc")
    page.locator("[name=title]").fill("Rà soát nhà ở hộ nghèo ven sông")
    lead = page.locator("#co-quan option").first.get_attribute("value")
    page.locator("[name=lead]").first.fill(lead or "")
    page.locator("main form button.main, main form button[type=submit], main form button").last.dblclick()
    page.wait_for_url("**/nhiem-vu/*")
    assert tasks(museum) == before + 1
    page.context.close()


def tasks(museum: Museum) -> int:
    with db.reading(museum.site.engine) as session:
        return session.scalar(select(func.count()).select_from(Task)) or 0
