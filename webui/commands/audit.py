"""`dondoc audit`: is the history whole, and its head for a place that who runs the database cannot write to."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import click

from webui.console import Console, pass_console, say
from workflow import audit, audit_tables
from workflow.audit import Head, Verdict

#: differences between tables and history that are listed
LISTED = 50


@click.group("audit")
def audit_command() -> None:
    """Kiểm chứng lịch sử: không ai sửa, xóa, chèn, đổi chỗ hay cắt bớt sự kiện mà không bị thấy.

    \b
    Ví dụ:
      dondoc audit export /mnt/noi-khac/dau-moi.json
      dondoc audit verify --head /mnt/noi-khac/dau-moi.json
    """


@audit_command.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), metavar="TỆP")
@click.option("--head", "places", multiple=True, type=click.Path(path_type=Path), metavar="TỆP", help="Đầu mối cũ phải khớp trước đã.")
@pass_console
def export(console: Console, file: Path, places: tuple[Path, ...]) -> None:
    """Ghi đầu mối của lịch sử (số sự kiện, mã băm) ra TỆP; `-` là in ra. Cất tệp ở nơi người quản cơ sở dữ liệu không sửa được.

    \b
    Ví dụ:
      dondoc audit export /mnt/noi-khac/dau-moi-2026-11-20.json
    """
    with console.reading() as session:
        head = audit.export(session, now=console.now(), heads=_heads(console, places))
    if str(file) == "-":
        audit.put(head, sys.stdout)
    else:
        audit.write(head, file)
    say(f"Đầu mối của {head.events} sự kiện, sự kiện cuối số {head.last_id}. Sự kiện ghi sau lúc này chưa được chứng minh.")


@audit_command.command("verify")
@click.option("--head", "places", multiple=True, type=click.Path(path_type=Path), metavar="TỆP", help="Đầu mối, bản sao lưu hay thư mục.")
@click.option("--chain-only", is_flag=True, help="Chỉ xem chuỗi sự kiện, không so các bảng và tệp với lịch sử.")
@pass_console
def verify(console: Console, places: tuple[Path, ...], chain_only: bool) -> None:
    """Kiểm tra cả chuỗi sự kiện với các đầu mối đã cất, rồi so nhiệm vụ, báo cáo, chức trách, tệp với lịch sử.

    Không có --head thì dùng thư mục ở khóa audit.heads_folder. Mã thoát 1 khi có chỗ không khớp.

    \b
    Ví dụ:
      dondoc audit verify --head /mnt/noi-khac/dau-moi-2026-11-20.json
      dondoc audit verify --head /sao-luu/dondoc-2026-11-20.zip
    """
    heads = _heads(console, places)
    with console.reading() as session:
        verdict = audit.verify(session, heads, now=console.now())
        wrong = [] if chain_only else list(islice(audit_tables.differences(session), LISTED + 1))
    _tell(verdict, heads, wrong)
    sys.exit(0 if verdict.whole and not wrong else 1)


def _heads(console: Console, places: Iterable[Path]) -> list[Head]:
    folder = console.settings.audit.heads_folder
    return [head for place in (*places, *([folder] if folder and not places else [])) for head in audit.read(place)]


def _tell(verdict: Verdict, heads: list[Head], wrong: list[str]) -> None:
    for found in verdict.findings:
        click.echo(found.sentence if found.event_id is None else f"Sự kiện số {found.event_id}: {found.sentence}")
    if verdict.more:
        click.echo(f"… và {verdict.more} chỗ nữa.")
    for sentence in wrong[:LISTED]:
        click.echo(sentence)
    if len(wrong) > LISTED:
        click.echo("… và còn nữa.")
    if not verdict.whole:
        say("Lịch sử KHÔNG còn nguyên. Giữ nguyên cơ sở dữ liệu đang có, đối chiếu với các bản sao lưu.")
    elif wrong:
        say("Lịch sử nguyên vẹn, nhưng bảng dữ liệu đã bị sửa thẳng ở những chỗ trên.")
    else:
        say(f"Không thấy chỗ nào bị sửa trong {verdict.events} sự kiện.")
    say(_proof(verdict, heads))


def _proof(verdict: Verdict, heads: list[Head]) -> str:
    """How far that is proven, and by what."""
    if not heads:
        return "Chưa được chứng minh: không có đầu mối nào để đối chiếu. Xuất một đầu mối và cất nơi khác: dondoc audit export TỆP"
    if verdict.proven_by is None:
        return "Không đầu mối nào khớp, nên không chứng minh được sự kiện nào."
    after = f"; {verdict.unproven} sự kiện ghi sau đó chưa được chứng minh" if verdict.unproven else ""
    return f"Chứng minh được {verdict.proven} sự kiện đến đầu mối {verdict.proven_by:%d/%m/%Y %H:%M} UTC{after}."
