"""`dondoc doctor`: what is configured, what is missing, whether the mail server answers."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import NamedTuple

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier import mail
from webui.console import Console, pass_console
from workflow import audit, db
from workflow.model import Mark, Message, MessageState, User
from workflow.refusals import Refused
from workflow.settings import SettingsError, secret


class Finding(NamedTuple):
    """One line of the report: `good` None = a remark."""

    good: bool | None
    sentence: str


@click.command("doctor")
@click.option("--offline", is_flag=True, help="Không hỏi máy chủ thư.")
@pass_console
def doctor_command(console: Console, offline: bool) -> None:
    """Kiểm tra cấu hình, cơ sở dữ liệu, chương trình đi kèm và máy chủ thư. Mã thoát 1 khi có lỗi phải sửa."""
    bad = 0
    for finding in findings(console, offline=offline):
        bad += finding.good is False
        mark = {True: "tốt   ", False: "LỖI   ", None: "lưu ý "}[finding.good]
        click.echo(f"{mark} {finding.sentence}")
    sys.exit(1 if bad else 0)


def findings(console: Console, *, offline: bool) -> Iterator[Finding]:
    """All findings in order, each looked up when it is asked for."""
    settings = console.settings
    yield Finding(True, f"Cấu hình {console.path} đọc được.")
    if not settings.office.province:
        yield Finding(False, "Chưa đặt office.province: tên tỉnh cần để hiểu UBND tỉnh, Báo tỉnh trong văn bản.")
    yield from _secret_key(console)
    yield from _programs()
    yield from _database(console)
    if not offline:
        yield from _mail(console)
    if settings.web.base_url.startswith("http://") and settings.web.host not in ("127.0.0.1", "localhost", "::1"):
        yield Finding(False, "web.base_url là http:// mà trang web mở ra ngoài máy này: đặt sau nginx có TLS và dùng https://")


def _secret_key(console: Console) -> Iterator[Finding]:
    try:
        key = secret(console.settings.web.secret_key_file, "khóa ký")
    except SettingsError as fault:
        yield Finding(False, f"{fault} Tạo bằng: dondoc init")
        return
    if key is None or len(key) < 32:
        yield Finding(False, "web.secret_key_file chưa đặt hoặc ngắn hơn 32 ký tự. Tạo bằng: dondoc init")
        return
    assert console.settings.web.secret_key_file is not None
    if sys.platform != "win32" and console.settings.web.secret_key_file.stat().st_mode & 0o077:
        yield Finding(False, f"Người khác đọc được {console.settings.web.secret_key_file}. Sửa: chmod 600")
    else:
        yield Finding(True, "Khóa ký có, chỉ chủ tệp đọc được.")


def _programs() -> Iterator[Finding]:
    for program, package, purpose in (
        ("soffice", "libreoffice-writer-nogui", "đọc .doc, .rtf, .odt"),
        ("tesseract", "tesseract-ocr tesseract-ocr-vie", "đọc bản quét"),
    ):
        if shutil.which(program):
            yield Finding(True, f"Có {program}: {purpose}.")
        else:
            yield Finding(None, f"Không có {program}, nên không {purpose} được. Cài: apt-get install {package}")
    if shutil.which("tesseract"):
        languages = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False, timeout=20).stdout.split()
        if "vie" not in languages:
            yield Finding(None, "tesseract chưa có tiếng Việt. Cài: apt-get install tesseract-ocr-vie")


def _database(console: Console) -> Iterator[Finding]:
    try:
        db.check_version(console.engine)
    except (Refused, SettingsError) as fault:
        yield Finding(False, str(fault))
        return
    yield Finding(True, f"Cơ sở dữ liệu {console.engine.dialect.name} đúng phiên bản.")
    with console.reading() as session:
        yield _history(console, session)
        people = session.scalar(select(func.count()).select_from(User).where(User.active)) or 0
        yield Finding(people > 0, f"{people} người dùng đang hoạt động.")
        hold = session.get(Mark, "mail_hold")
        if hold is not None:
            yield Finding(None, f"Thư đang bị giữ: {hold.value} Thả bằng: dondoc mail release")
        failed = session.scalar(select(func.count()).select_from(Message).where(Message.state == MessageState.FAILED)) or 0
        if failed:
            yield Finding(None, f"{failed} thư không gửi được, xem trang Thư đã gửi.")
        for warning in console.calendar(session).warnings(console.today()):
            yield Finding(None, warning)


def _history(console: Console, session: Session) -> Finding:
    folder = console.settings.audit.heads_folder
    try:
        verdict = audit.verify(session, audit.read(folder) if folder else (), now=console.now())
    except Refused as fault:
        return Finding(False, f"{fault} (khóa audit.heads_folder)")
    if verdict.whole and folder is None:
        return Finding(
            None, f"Lịch sử: {verdict.events} sự kiện nối đúng nhau, nhưng chưa đặt audit.heads_folder nên chưa chứng minh được."
        )
    if verdict.whole:
        return Finding(True, f"Lịch sử nguyên vẹn: {verdict.proven}/{verdict.events} sự kiện có đầu mối chứng minh.")
    at = next((found.event_id for found in verdict.findings if found.event_id is not None), None)
    return Finding(
        False,
        f"Lịch sử không khớp{f' từ sự kiện số {at}' if at is not None else ''}: có người sửa thẳng cơ sở dữ liệu, hoặc ổ đĩa lỗi. "
        "Giữ nguyên tệp đang có, so với các bản sao lưu trước đó. Xem rõ: dondoc audit verify",
    )


def _mail(console: Console) -> Iterator[Finding]:
    if not console.settings.mail.host:
        yield Finding(None, "Chưa có máy chủ thư (mục [mail]): thư nằm chờ, không gửi đi.")
        return
    if console.settings.mail.redirect_all_to:
        yield Finding(None, f"Chế độ thử: mọi thư về {console.settings.mail.redirect_all_to}.")
    try:
        answer = mail.check(console.settings.mail)
    except (mail.MailFault, SettingsError) as fault:
        yield Finding(False, f"Máy chủ thư {console.settings.mail.host}: {fault}")
    else:
        yield Finding(True, f"Máy chủ thư {console.settings.mail.host} trả lời: {answer}")
