"""`dondoc init`, `dondoc backup`, `dondoc restore`: an installation begins, is kept, and comes back."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

import click
from sqlalchemy import select

from webui.console import Console, fail, pass_console, say
from workflow import agencies, backup, db, people
from workflow.addresses import clean_email
from workflow.model import Agency, Post, User
from workflow.settings import parse


@click.command("init")
@click.option("--province", prompt="Tên tỉnh, thành phố (như trong văn bản, không có chữ tỉnh)", help="Tên tỉnh, thành phố.")
@click.option("--city", is_flag=True, help="Thành phố trực thuộc Trung ương.")
@click.option("--base-url", default="http://127.0.0.1:8080", show_default=True, help="Địa chỉ trang web mọi người dùng.")
@click.option("--database", default="sqlite:///dondoc.db", show_default=True, help="Địa chỉ cơ sở dữ liệu.")
@click.option("--admin", "email", prompt="Thư điện tử của người quản trị", help="Người quản trị đầu tiên.")
@click.option("--admin-name", default="Quản trị hệ thống", show_default=True)
@pass_console
def init_command(console: Console, province: str, city: bool, base_url: str, database: str, email: str, admin_name: str) -> None:
    """Dựng một hệ thống mới: tệp cấu hình, khóa ký, cơ sở dữ liệu, danh mục cơ quan, người quản trị đầu tiên.

    Chạy lại không làm mất gì: phần nào đã có thì giữ nguyên.

    \b
    Ví dụ:
      dondoc init --province "Sơn Hà" --admin quantri@sonha.example.vn
    """
    if clean_email(email) is None:
        fail("Thiếu thư điện tử của người quản trị: --admin")
    _write_config(console.path, province=province, city=city, base_url=base_url, database=database)
    _write_secret_key(console.settings.web.secret_key_file)
    db.upgrade(console.engine)
    with console.writing() as session:
        office = console.settings.office
        agencies.seed(session, now=console.now(), province=office.province, city=office.city)
        if session.scalar(select(User.id).limit(1)) is not None:
            say("Cơ sở dữ liệu đã có người dùng: giữ nguyên. Thêm người: dondoc user add")
            return
        body = session.scalars(select(Agency).where(Agency.is_office)).one()
        user = people.create_user(
            session, email=email, name=admin_name, posts=[(Post.ADMINISTRATOR, body.id)], actor=console.actor, now=console.now()
        )
        token = people.invite(session, user, actor=console.actor, now=console.now())
    click.echo(f"{console.settings.web.base_url}/loi-moi/{token}")
    say("Mở đường dẫn trên để đặt mật khẩu cho người quản trị (dùng một lần, trong 72 giờ).")
    say("Chạy trang web: dondoc serve    Chạy tiến trình nhắc việc: dondoc worker    Kiểm tra: dondoc doctor")


def _write_config(path: Path, *, province: str, city: bool, base_url: str, database: str) -> None:
    if path.exists():
        say(f"Đã có {path}: giữ nguyên.")
        return
    text = (
        "# Cấu hình Đôn Đốc. Mọi khóa và ý nghĩa: xem tệp config.toml mẫu đi kèm chương trình.\n\n"
        f'[office]\nname = "Văn phòng UBND {"thành phố" if city else "tỉnh"}"\n'
        f"province = {_quoted(province)}\ncity = {str(city).lower()}\n\n"
        f"[database]\nurl = {_quoted(database)}\n\n"
        f'[web]\nbase_url = {_quoted(base_url)}\nsecret_key_file = "secret-key"\n\n'
        "[mail]\n# Chưa có máy chủ thư thì thư nằm chờ, xem ở trang Thư đã gửi.\n"
        '# host = "mail.example.vn"\n# user = "dondoc@example.vn"\n# password_file = "mail-password"\n# sender = "dondoc@example.vn"\n'
    )
    db.engine(parse(text, path).database)  # a value that cannot be used is said before anything is written
    path.write_text(text, "utf-8")
    say(f"Đã viết {path}.")


def _quoted(value: str) -> str:
    """A TOML basic string; it is written as a JSON string is."""
    return json.dumps(value, ensure_ascii=False)


def _write_secret_key(path: Path | None) -> None:
    """The key that signs cookies: made once, readable by its owner only."""
    if path is None:
        fail("Cấu hình chưa có khóa web.secret_key_file.")
    if path.exists():
        return
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48) + "\n")


@click.command("upgrade")
@pass_console
def upgrade_command(console: Console) -> None:
    """Đưa cơ sở dữ liệu lên phiên bản của chương trình này. Hãy sao lưu trước: dondoc backup"""
    db.require_ours(console.engine)  # an empty database in place of the one that is looked for helps nobody
    db.upgrade(console.engine)
    db.check_version(console.engine)
    say("Cơ sở dữ liệu đã đúng phiên bản.")


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@pass_console
def backup_command(console: Console, file: Path) -> None:
    """Sao lưu toàn bộ vào một tệp, kể cả văn bản; chạy được khi hệ thống đang dùng.

    \b
    Ví dụ:
      dondoc backup /sao-luu/dondoc-2026-11-20.zip
    """
    db.check_version(console.engine)
    summary = backup.backup(console.engine, file, console.now())
    say(f"Đã sao lưu {summary.rows} dòng của {summary.tables} bảng vào {file} ({file.stat().st_size / 1_000_000:.1f} MB).")
    if summary.proves:
        say(f"Bản sao lưu mang theo đầu mối lịch sử. Đối chiếu: dondoc audit verify --head {file}")
    else:
        fail("Đã sao lưu, nhưng lịch sử không còn nguyên nên không kèm đầu mối. Hãy chạy: dondoc audit verify")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--replace", is_flag=True, help="Thay toàn bộ dữ liệu đang có.")
@click.option("--as-it-was", is_flag=True, help="Hàng thư chạy hay bị giữ đúng như trong bản sao lưu (khi nâng cấp không thành).")
@pass_console
def restore_command(console: Console, file: Path, replace: bool, as_it_was: bool) -> None:
    """Phục hồi từ tệp sao lưu. Thư bị giữ lại cho tới khi bạn thả: dondoc mail release

    \b
    Ví dụ:
      dondoc restore /sao-luu/dondoc-2026-11-20.zip
    """
    summary = backup.restore(console.engine, file, console.now(), replace=replace, as_it_was=as_it_was)
    say(f"Đã phục hồi {summary.rows} dòng của {summary.tables} bảng, sao lưu lúc {summary.made_at:%d/%m/%Y %H:%M} UTC.")
    if not as_it_was:
        say("Thư đang bị giữ để không gửi lại những gì đã gửi. Xem trước: dondoc remind --dry-run. Thả: dondoc mail release")
