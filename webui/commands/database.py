"""`dondoc db`: everything from one database into another."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import Engine

from webui.console import Console, fail, pass_console, say
from workflow import copying, db
from workflow.settings import Database


@click.group("db")
def db_command() -> None:
    """Chuyển toàn bộ dữ liệu từ cơ sở dữ liệu này sang cơ sở dữ liệu khác.

    \b
    Ví dụ:
      dondoc db copy sqlite:///dondoc.db postgresql+psycopg://dondoc@127.0.0.1/dondoc
    """


@db_command.command("copy")
@click.argument("source", metavar="NGUỒN")
@click.argument("target", metavar="ĐÍCH")
@click.option("--as-it-was", is_flag=True, help="Hàng thư chạy hay bị giữ đúng như ở nguồn (khi nguồn thôi chạy từ lúc này).")
@pass_console
def copy(console: Console, source: str, target: str, as_it_was: bool) -> None:
    """Chép mọi bảng của NGUỒN vào ĐÍCH đang trống, rồi chứng minh hai bên giống hệt: số dòng, mã băm từng bảng, đầu mối lịch sử.

    NGUỒN, ĐÍCH là địa chỉ như ở khóa database.url, hoặc tên tệp SQLite. Mật khẩu PostgreSQL: tệp ~/.pgpass hoặc biến PGPASSWORD.
    Hãy dừng trang web và tiến trình nhắc việc trước, để không ai ghi thêm vào NGUỒN. Thư ở ĐÍCH bị giữ cho tới khi bạn thả.

    \b
    Ví dụ:
      dondoc db copy dondoc.db postgresql+psycopg://dondoc@127.0.0.1/dondoc
      dondoc db copy postgresql+psycopg://dondoc@127.0.0.1/dondoc sqlite:///ban-sao.db
    """
    copied = copying.copy(_engine(source), _engine(target), console.now(), as_it_was=as_it_was)
    for proof in copied.proofs:
        click.echo(f"{proof.table}\t{proof.rows}\t{proof.sha256}")
    say(f"Đã chép {copied.rows} dòng của {len(copied.proofs)} bảng; đọc lại thì số dòng và mã băm của từng bảng giống hệt nguồn.")
    if copied.head is None:
        fail("Đã chép y nguyên, nhưng lịch sử của nguồn không còn nguyên từ trước. Hãy chạy: dondoc audit verify")
    say(f"Chuỗi lịch sử {copied.head.events} sự kiện giống hệt, mã cuối {copied.head.last_hash[:16]}….")
    say(f"Để dùng nó, ghi vào {console.path}, khóa database.url. Kiểm tra: dondoc doctor")
    if not as_it_was:
        say("Thư ở đích đang bị giữ để không ai nhận hai lần. Xem trước: dondoc remind --dry-run. Thả: dondoc mail release")


def _engine(address: str) -> Engine:
    """An address, or a SQLite file by its name."""
    return db.engine(Database(url=address if "://" in address else f"sqlite:///{Path(address)}"))
