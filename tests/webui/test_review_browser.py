"""The review and upload pages in a real browser: selections, keys, echoes, files one by one; and nothing scrolls sideways on a phone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route
from sqlalchemy import select
from werkzeug.serving import make_server

from directives import ParsedDirective
from directives.model import Span, WeakWord
from tests.webui.papers import PLAN, as_read, stored
from tests.webui.site import Site
from tests.workflow.test_parting import FIRST, SECOND
from tests.workflow.world import NOW, TODAY
from webui.reading_process import Heard
from workflow import db
from workflow.model import Candidate, CandidateState, Task

pytestmark = pytest.mark.program

#: a sign outside the basic plane stands before everything else: JavaScript counts it twice, Python once
TEXT = PLAN.replace("Nâng cấp truyền thanh", "Nâng cấp 𝐀 truyền thanh")
FORMS = """selected => {
    const run = [...document.querySelectorAll('[data-start]')].find(one => one.textContent.includes(selected));
    const range = document.createRange();
    const at = run.firstChild.data.indexOf(selected);
    range.setStart(run.firstChild, at);
    range.setEnd(run.firstChild, at + selected.length);
    document.getSelection().removeAllRanges();
    document.getSelection().addRange(range);
}"""


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """The site, served on loopback."""
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Browser, address: str, coordinator: FlaskClient) -> Iterator[Page]:
    """The coordinator's browser. Whatever its console complains of fails the test."""
    complaints: list[str] = []
    cookie = coordinator.get_cookie("dondoc")
    assert cookie is not None
    window = browser.new_context(viewport={"width": 1366, "height": 900}, base_url=address)
    window.add_cookies([{"name": "dondoc", "value": cookie.value, "url": address}])
    opened = window.new_page()
    opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda fault: complaints.append(str(fault)))
    yield opened
    window.close()
    assert complaints == []


@pytest.fixture
def plan(site: Site) -> int:
    with db.transaction(site.engine) as session:
        return stored(session, site.settings, user_id=site.ids["hang"], now=NOW, today=TODAY, text=TEXT).id


def candidates(site: Site) -> list[Candidate]:
    with db.reading(site.engine) as session:
        rows = list(session.scalars(select(Candidate).order_by(Candidate.id)))
        session.expunge_all()
    return rows


def test_selected_words_become_a_candidate_word_for_word(page: Page, site: Site, plan: int) -> None:
    page.goto(f"/van-ban/{plan}/duyet?loc=thu-tu")
    page.evaluate(FORMS, "mọi xã, phường có đài truyền thanh")
    page.locator(".marked").click()
    page.get_by_text("Đã thêm một việc từ văn bản").wait_for()
    assert candidates(site)[-1].text == "mọi xã, phường có đài truyền thanh"


def test_the_cursor_says_where_to_split(page: Page, site: Site, plan: int) -> None:
    page.goto(f"/van-ban/{plan}/duyet?loc=thu-tu")
    page.evaluate(
        """() => {
            const words = document.getElementById('v-text');
            const at = words.value.indexOf('trình Ủy ban');
            words.focus();
            words.setSelectionRange(at, at);
            words.dispatchEvent(new Event('keyup'));
        }"""
    )
    page.get_by_text("Tách, gộp, loại có lý do").click()
    page.get_by_role("button", name="Tách thành hai việc").click()
    page.get_by_text("Đã tách thành hai việc").wait_for()
    assert candidates(site)[-1].text.startswith("trình Ủy ban nhân dân tỉnh")


def test_a_whole_review_is_done_with_the_keyboard(page: Page, site: Site, plan: int) -> None:
    page.goto(f"/van-ban/{plan}/duyet?loc=thu-tu")
    page.keyboard.press("r")
    page.get_by_text("Đã loại việc này").wait_for()
    page.keyboard.press("u")
    page.get_by_text("Đã đưa việc này về danh sách").wait_for()
    for reviewed in range(1, 5):
        page.keyboard.press("a")
        page.get_by_text(f"Đã duyệt {reviewed}/4").wait_for()
    page.get_by_text("Đã duyệt xong văn bản này").wait_for()
    assert {one.state for one in candidates(site)} == {CandidateState.ACCEPTED}


def test_keys_do_nothing_while_one_types(page: Page, site: Site, plan: int) -> None:
    page.goto(f"/van-ban/{plan}/duyet?loc=thu-tu")
    page.locator("#v-text").press_sequentially("ara")
    assert {one.state for one in candidates(site)} == {CandidateState.PROPOSED}


def test_a_typed_deadline_is_echoed_as_it_is_typed(page: Page, plan: int) -> None:
    page.goto(f"/van-ban/{plan}/duyet?loc=thu-tu")
    page.locator("#v-deadline").fill("cuối tháng 1")
    page.get_by_text("Chủ Nhật 31/01/2027 · còn 72 ngày").wait_for()


def test_the_browser_asks_before_unsaved_corrections_are_left(page: Page, site: Site, plan: int) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"/van-ban/{plan}/duyet?loc=thu-tu")
    page.locator("#v-title").fill("Tên đang gõ dở")
    page.get_by_role("link", name="Để sau").click()
    page.get_by_role("heading", name="Việc 2/4").wait_for()
    assert asked == ["beforeunload"]
    page.locator("#v-title").fill("Tên đã gõ xong")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_text("Đã lưu chỗ sửa").wait_for()
    assert asked == ["beforeunload"]


def test_the_list_of_keys_opens_and_closes(page: Page, plan: int) -> None:
    page.goto(f"/van-ban/{plan}/duyet")
    page.keyboard.press("?")
    page.get_by_role("heading", name="Phím tắt của trang duyệt").wait_for()
    page.keyboard.press("Escape")
    assert not page.locator("#phim").evaluate("dialog => dialog.open")


def test_files_are_sent_one_by_one_each_with_its_result(page: Page, site: Site, tmp_path: Path) -> None:
    good, empty = tmp_path / "kế hoạch.txt", tmp_path / "rỗng.txt"
    good.write_text(PLAN, "utf-8")
    empty.touch()
    page.goto("/van-ban/them")
    page.locator("#f-file").set_input_files([good, empty])
    page.get_by_role("button", name="Gửi và đọc").click()
    page.get_by_text("Đọc được 4 việc").wait_for()
    page.get_by_text("Tệp rỗng (0 byte)").wait_for()
    page.get_by_role("link", name="Duyệt ngay").click()
    page.get_by_role("heading", name="268/KH-UBND").wait_for()
    with db.reading(site.engine) as session:
        assert session.scalar(select(Task).where(Task.candidate_id.is_not(None))) is None


def test_a_long_reading_tells_how_long_it_takes_and_that_leaving_costs_what_waits(page: Page, tmp_path: Path) -> None:
    held: list[Route] = []
    file = tmp_path / "kế hoạch.txt"
    file.write_text(PLAN, "utf-8")
    page.goto("/van-ban/them")
    page.route("**/van-ban/them", lambda route: held.append(route))
    page.clock.install()
    page.locator("#f-file").set_input_files(file)
    page.get_by_role("button", name="Gửi và đọc").click()
    page.get_by_text("Đang đọc…").wait_for()
    assert "giây" not in page.locator("#ket-qua").inner_text()
    page.clock.run_for(4_000)
    assert page.locator("#ket-qua").inner_text().endswith("4 giây.")
    page.clock.run_for(26_000)
    assert "30 giây. Bản quét mất một đến hai giây mỗi trang; rời trang này thì" in page.locator("#ket-qua").inner_text()
    held[0].continue_()
    page.get_by_text("Đọc được 4 việc").wait_for()
    page.clock.run_for(5_000)
    assert "giây" not in page.locator("#ket-qua").inner_text()


def test_pages_of_a_scan_are_counted_while_they_are_read(page: Page, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen, enough = threading.Event(), 60

    def slowly(data: bytes, name: str, *, learned: object, heard: Heard) -> ParsedDirective:
        for read in range(1, 12):  # eight pages without words, then recognised
            heard(read, 8)
        assert seen.wait(enough)
        return as_read(TEXT)

    monkeypatch.setattr("webui.ingest.read_and_parse", slowly)
    file = tmp_path / "quét.pdf"
    file.write_bytes(b"%PDF-1.4 pages")
    page.goto("/van-ban/them")
    page.locator("#f-file").set_input_files(file)
    page.get_by_role("button", name="Gửi và đọc").click()
    page.get_by_text("Đã đọc 3/8 trang.").wait_for()
    seen.set()
    page.get_by_text("Đọc được 4 việc").wait_for()
    assert site.app.extensions["dondoc"].reading._pages == {}


@pytest.fixture
def letters(site: Site) -> int:
    """A file of two letters, about which nobody has decided."""
    with db.transaction(site.engine) as session:
        return stored(session, site.settings, user_id=site.ids["hang"], now=NOW, today=TODAY, text=FIRST + SECOND).id


def test_a_file_of_two_letters_is_split_with_two_presses(page: Page, site: Site, letters: int) -> None:
    page.goto(f"/van-ban/{letters}/duyet?loc=thu-tu")
    page.get_by_role("link", name="xem chỗ bắt đầu").click()
    assert page.locator("#vb2").is_visible()
    page.get_by_role("button", name="Tách phần đã đánh dấu").click()
    page.get_by_text("Đã tách thành 2 văn bản: 15/UBND-VX, 16/UBND-KT").wait_for()
    page.get_by_role("link", name="Công văn 16/UBND-KT").click()
    page.get_by_role("heading", name="16/UBND-KT").wait_for()
    assert "kho thuốc" not in page.locator("#van-ban").inner_text()


def test_the_question_leaves_room_for_the_review(page: Page, letters: int) -> None:
    page.goto(f"/van-ban/{letters}/duyet")
    box = page.locator(".review").bounding_box()
    assert box is not None
    assert box["height"] > 300


def test_why_a_field_was_read_so_is_told_when_asked(page: Page, plan: int) -> None:
    page.goto(f"/van-ban/{plan}/duyet?loc=thu-tu")
    told = page.locator("#f-lead .explain dl")
    assert not told.is_visible()
    page.locator("#f-lead .explain summary").click()
    assert "Tiêu đề phía trên nêu tên cơ quan." in told.inner_text()
    told.get_by_role("link").first.click()
    assert page.url.endswith("#e2")


def test_words_are_selected_across_those_that_are_weak(page: Page, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = as_read(PLAN)
    place = parsed.source.text.index("xã, phường")
    weak = (WeakWord(span=Span(place, place + 2), trust=40),)
    scan = parsed.model_copy(update={"source": parsed.source.model_copy(update={"weak_words": weak})})
    monkeypatch.setattr("tests.webui.papers.as_read", lambda text: scan)
    with db.transaction(site.engine) as session:
        directive = stored(session, site.settings, user_id=site.ids["hang"], now=NOW, today=TODAY).id
    page.goto(f"/van-ban/{directive}/duyet?loc=thu-tu")
    assert page.locator("mark.weak").inner_text() == "xã"
    page.evaluate(
        """() => {
            const before = [...document.querySelectorAll('[data-start]')].find(one => one.textContent.endsWith('mọi '));
            const after = [...document.querySelectorAll('[data-start]')].find(one => one.textContent.startsWith(', phường có đài'));
            const range = document.createRange();
            range.setStart(before.firstChild, before.firstChild.data.length - 4);
            range.setEnd(after.firstChild, ', phường có đài'.length);
            document.getSelection().removeAllRanges();
            document.getSelection().addRange(range);
        }"""
    )
    page.locator(".marked").click()
    page.get_by_text("Đã thêm một việc từ văn bản").wait_for()
    assert candidates(site)[-1].text == "mọi xã, phường có đài"


@pytest.mark.parametrize("width", [360, 768, 1366])
def test_no_page_scrolls_sideways(page: Page, site: Site, plan: int, letters: int, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in (
        f"/van-ban/{letters}/duyet",
        f"/van-ban/{letters}",
        f"/van-ban/{plan}/duyet",
        f"/van-ban/{plan}",
        f"/van-ban/{site.ids['plan']}",
        "/van-ban",
        "/van-ban/them",
        "/van-ban/khong-van-ban",
        "/co-quan",
        f"/co-quan/{site.ids['stp']}",
        f"/co-quan/{site.ids['xa']}",
        "/co-quan/moi",
        "/lich",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
