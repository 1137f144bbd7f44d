"""The main job from the first command to the restored server, with real parts: browser, mail server, calendar client."""

from __future__ import annotations

import re
import subprocess
import urllib.request
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.office import Office
from tests.conftest import free_port
from tests.notifier.postoffice import PASSWORD, USER, PostOffice, make_authority, open_office
from webui.demo.texts import CONCLUSIONS, Days
from webui.demo.writing import as_bytes

pytestmark = pytest.mark.program

HANG, TUAN = "hang@sonha.example", "tuan@sxd.sonha.example"
SECRET = "mot hai ba bon nam sau"  # what everybody here chooses
LATE = "quy hoạch phân khu khu dân cư phía bắc sông Lam Khê"


@pytest.fixture(scope="module")
def post(tmp_path_factory):
    authority = make_authority(tmp_path_factory.mktemp("ca"))
    office = open_office(authority, login=True)
    office.authority = authority
    yield office
    office.controller.stop()


@pytest.fixture
def office(tmp_path, post) -> Office:
    made = Office(tmp_path / "office", free_port())
    made.folder.mkdir()
    (made.folder / "mail-password").write_text(PASSWORD)
    made.configure(
        {
            "host": "localhost",
            "port": post.port,
            "user": USER,
            "password_file": "mail-password",
            "sender": "dondoc@sonha.example",
            "ca_file": str(post.authority.ca),
        }
    )
    return made


def invited(office: Office, *words: str) -> str:
    """The link that a command printed."""
    link = office.run(*words).stdout.strip().splitlines()[-1]
    assert link.startswith(office.address)
    return link


def choose_password(page: Page, link: str) -> None:
    page.goto(link)
    for box in page.locator("input[type=password]").all():
        box.fill(SECRET)
    page.locator("main form button, form button.main").first.click()
    page.wait_for_url(re.compile(r"/(dang-nhap)?(\?.*)?$"))


def log_in(page: Page, address: str, email: str) -> None:
    page.goto(f"{address}/dang-nhap")
    page.get_by_label("Thư điện tử").fill(email)
    page.get_by_label("Mật khẩu").fill(SECRET)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Việc")


def late_rows(page: Page, address: str) -> list[str]:
    page.goto(f"{address}/qua-han")
    return sorted(" ".join(row.inner_text().split()) for row in page.locator("tbody tr").all())


def test_a_directive_goes_from_upload_to_a_restored_overdue_page(office: Office, post: PostOffice, context: BrowserContext, tmp_path: Path):
    office.run("init", "--province", "Sơn Hà", "--admin", "quantri@sonha.example")
    to_hang = invited(office, "user", "add", HANG, "--name", "Nguyễn Thu Hằng", "--agency", "Văn phòng UBND tỉnh", "--post", "coordinator")
    to_tuan = invited(office, "user", "add", TUAN, "--name", "Trần Anh Tuấn", "--agency", "Sở Xây dựng", "--post", "officer")
    today = date.today()
    sample = tmp_path / "ket-luan.docx"
    sample.write_bytes(as_bytes(CONCLUSIONS, today, Days(today).day(-40)))

    with office.serving() as address:
        page = context.new_page()
        choose_password(page, to_hang)
        choose_password(page, to_tuan)

        # the coordinator uploads, looks, corrects, accepts
        log_in(page, address, HANG)
        page.goto(f"{address}/van-ban/them")
        page.get_by_label("Tệp văn bản, một hoặc nhiều tệp").set_input_files(str(sample))
        page.get_by_role("button", name="Gửi và đọc").click()
        page.get_by_role("link", name="Duyệt ngay").click()
        expect(page.locator("body")).to_contain_text("187/TB-VPUBND")
        directive = re.search(r"/van-ban/(\d+)/duyet", page.url)[1]
        assert office.run("tasks", "--json").stdout == "", "nothing is assigned before a person accepts"
        page.get_by_text(re.compile(r"Chấp nhận \d+ việc chắc…")).click()
        page.get_by_role("button", name=re.compile(r"Chấp nhận \d+ việc chắc")).click()
        page.goto(f"{address}/van-ban/{directive}")
        expect(page.locator("body")).to_contain_text("NV-")

        # the officer receives and reports
        page.locator("summary", has_text="Nguyễn Thu Hằng").click()
        page.get_by_role("button", name="Đăng xuất").click()
        log_in(page, address, TUAN)
        page.goto(f"{address}/nhiem-vu")
        page.get_by_role("link", name=re.compile("Lam Khê")).first.click()
        page.get_by_role("button", name="Tiếp nhận").first.click()
        page.get_by_role("link", name=re.compile("Báo cáo tiến độ")).first.click()
        page.get_by_label(re.compile("Tiến độ")).fill("65")
        page.get_by_label("Tình hình thực hiện").fill("Đang chỉnh sửa theo ý kiến hội đồng.")
        page.get_by_label("Khó khăn, vướng mắc").fill("Chờ ý kiến của Sở Tài chính.")
        page.locator("main form button.main").click()
        expect(page.locator("body")).to_contain_text("Chờ ý kiến của Sở Tài chính.")

        # the worker sends, over STARTTLS and a log-in
        office.run("worker", "--once")
        letters = {letter["To"]: letter for letter in post.letters()}
        to_officer = [letter for to, letter in letters.items() if TUAN in to]
        assert to_officer and post.logins
        assert any("Lam Khê" in letter.get_body(("plain",)).get_content() for letter in post.letters() if TUAN in letter["To"])
        sent = len(post.taken)
        office.run("worker", "--once")
        assert len(post.taken) == sent, "nothing is sent twice"

        # a real calendar client subscribes
        feed = office.run("feed", "create", "--user", TUAN).stdout.strip()
        assert "Lam Khê" in calendar_of(feed, tmp_path)

        before = late_rows(page, address)
        assert any("Lam Khê" in row for row in before)
        assert not any("cảng cạn" in row for row in before), "another agency's work is not shown"

    archive = tmp_path / "sao-luu.zip"
    office.run("backup", str(archive))
    copy = Office(tmp_path / "copy", office.port)
    copy.folder.mkdir()
    copy.config.write_text(office.config.read_text("utf-8"), "utf-8")
    for name in ("secret-key", "mail-password"):
        (copy.folder / name).write_bytes((office.folder / name).read_bytes())
    copy.run("restore", str(archive))
    copy.run("worker", "--once")
    assert len(post.taken) == sent, "a restored server holds its mail"
    with copy.serving() as address:
        context.clear_cookies()
        page = context.new_page()
        log_in(page, address, TUAN)
        assert late_rows(page, address) == before


def calendar_of(feed: str, tmp_path: Path) -> str:
    """What khal shows of a feed that vdirsyncer fetched."""
    (tmp_path / "calendar").mkdir()
    config = tmp_path / "vdirsyncer"
    config.write_text(
        f'[general]\nstatus_path = "{tmp_path}/status/"\n[pair feed]\na = "remote"\nb = "local"\ncollections = null\n'
        f'[storage remote]\ntype = "http"\nurl = "{feed}"\n[storage local]\ntype = "filesystem"\npath = "{tmp_path}/calendar/"\nfileext = ".ics"\n'
    )
    with urllib.request.urlopen(feed, timeout=10) as answer:
        assert answer.headers["ETag"]
    for words in (["discover"], ["sync"]):
        subprocess.run(["vdirsyncer", "-c", str(config), *words], check=True, capture_output=True, timeout=60, input=b"y\n")
    khal = tmp_path / "khal.conf"
    khal.write_text(
        f"[calendars]\n[[feed]]\npath = {tmp_path}/calendar/\n[locale]\nlocal_timezone = Asia/Ho_Chi_Minh\ndefault_timezone = Asia/Ho_Chi_Minh\n"
        f"dateformat = %d/%m/%Y\nlongdateformat = %d/%m/%Y\n[sqlite]\npath = {tmp_path}/khal.db\n"
    )
    start = f"{date.today() - timedelta(days=60):%d/%m/%Y}"
    listed = subprocess.run(["khal", "-c", str(khal), "list", start, "120d"], check=True, capture_output=True, text=True, timeout=60)
    return listed.stdout
