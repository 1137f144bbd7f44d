"""The pages in a real browser: nothing breaks the content policy, nothing scrolls sideways, the little script does what it promises."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from tests.webui.matrix import MATRIX
from tests.webui.museum import Museum

pytestmark = pytest.mark.program

#: pages that show HTML
PAGES = sorted(
    endpoint
    for endpoint, method in MATRIX
    if method == "GET" and not endpoint.endswith(("excel", "download", "calendar", "static", "_day", "understood", "progress"))
)


@pytest.fixture(scope="module")
def address(museum: Museum) -> Iterator[str]:
    """The site on a port of its own."""
    server = make_server("127.0.0.1", 0, museum.site.app, threaded=True)
    running = threading.Thread(target=server.serve_forever)
    running.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    running.join()
    server.server_close()


def visit(browser: Browser, museum: Museum, address: str, who: str, width: int = 1366) -> tuple[BrowserContext, Page, list[str]]:
    """A window in which this person is logged in, and what its console complains of."""
    cookie = museum.visitor(who).get_cookie("dondoc")
    assert cookie is not None
    context = browser.new_context(viewport={"width": width, "height": 800})
    context.add_cookies([{"name": "dondoc", "value": cookie.value, "url": address}])
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    return context, page, complaints


@pytest.mark.parametrize(("who", "width"), [("quang", 320), ("quang", 1366), ("anh", 360)])
def test_no_page_complains_or_scrolls_sideways(browser: Browser, museum: Museum, address: str, who: str, width: int) -> None:
    context, page, complaints = visit(browser, museum, address, who, width)
    wide = {}
    for endpoint in PAGES:
        row = MATRIX[endpoint, "GET"]
        sort = "administrator" if who == "quang" else "officer"
        if row.answers[sort] != "yes":
            continue
        page.goto(address + museum.fill(row.path))
        reach = page.evaluate("document.documentElement.scrollWidth")
        if reach > width:
            wide[endpoint] = reach
    context.close()
    assert wide == {}
    assert complaints == []


def test_ticked_rows_are_counted_and_the_head_ticks_all(browser: Browser, museum: Museum, address: str) -> None:
    context, page, _ = visit(browser, museum, address, "hang")
    page.goto(f"{address}/nhiem-vu")
    page.locator("tbody input[type=checkbox]").first.check()
    assert "Đã chọn 1 việc" in page.inner_text(".bulk")
    page.locator("thead input[type=checkbox]").check()
    assert f"Đã chọn {page.locator('tbody input[type=checkbox]').count()} việc" in page.inner_text(".bulk")
    context.close()


def test_a_typed_date_is_echoed_under_its_field(browser: Browser, museum: Museum, address: str) -> None:
    context, page, complaints = visit(browser, museum, address, "hang")
    page.goto(f"{address}/phan-cong/{museum.names['late']}/doi-han")
    page.fill("#f-due_on", "cuối tháng")
    page.get_by_text("Hiểu là Thứ Hai 30/11/2026, còn 10 ngày").wait_for(timeout=5000)
    context.close()
    assert complaints == []


def test_the_slash_key_goes_to_the_search_box_but_not_while_typing(browser: Browser, museum: Museum, address: str) -> None:
    context, page, _ = visit(browser, museum, address, "hang")
    page.goto(f"{address}/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("a/b")
    assert page.input_value("#q") == "a/b"
    context.close()


def test_everything_works_without_script(browser: Browser, museum: Museum, address: str) -> None:
    cookie = museum.visitor("anh").get_cookie("dondoc")
    assert cookie is not None
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": "dondoc", "value": cookie.value, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/nhiem-vu")
    page.click(".chip.filters summary")
    page.fill("#f-q", "cháy rừng")
    page.click(".menu.broad .btn.main")
    page.click("th.what a")
    page.click(".act .btn.main")
    assert "Đã tiếp nhận" in page.inner_text(".said")
    museum.touched = True
    context.close()
