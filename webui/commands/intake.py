"""`dondoc import` and `dondoc review`: documents into review, candidates into tasks."""

from __future__ import annotations

import mimetypes
import re
import sys
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from directives import UnreadableDocument
from directives.vietnamese import bare
from notifier import outbox
from webui.commands.parse import file_bytes
from webui.console import Console, fail, pass_console, say
from webui.ingest import read_and_parse
from webui.taught import taught_names
from workflow import access, intake, review, tracking
from workflow.model import Directive, Post
from workflow.refusals import Refused


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="TỆP…")
@click.option("--by", "email", metavar="EMAIL", help="Người nhập (mặc định: quản trị dòng lệnh).")
@click.option("--again", is_flag=True, help="Nhập dù đã có văn bản cùng số, cơ quan và năm.")
@pass_console
def import_command(console: Console, files: tuple[Path, ...], email: str | None, again: bool) -> None:
    """Nhập văn bản vào hàng chờ duyệt. Tệp hoặc văn bản đã có thì được nhận ra, không nhập lần hai.

    \b
    Ví dụ:
      dondoc import van-ban/*.docx
      dondoc import ke-hoach.pdf --by hang@sonha.example.vn
    """
    failures = 0
    if email:
        _require_office(console, email)
    with click.progressbar(files, label="Đang đọc", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        for path in bar:
            try:
                click.echo(f"{path}: {_import_one(console, path, email, again)}")
            except (UnreadableDocument, Refused) as fault:
                failures += 1
                say(f"{path}: {fault}")
    sys.exit(1 if failures else 0)


def _require_office(console: Console, email: str) -> None:
    """Ends the command, before anything is read, unless that person may bring documents in."""
    with console.reading() as session:
        access.require_office(console.actor_for(session, email)[1])


def _import_one(console: Console, path: Path, email: str | None, again: bool) -> str:
    """Read outside the database, then receive in one unit; says what became of the file."""
    data = file_bytes(path)
    with console.reading() as session:
        learned = taught_names(session)
    parsed = read_and_parse(data, path.name, learned=learned)
    with console.writing() as session:
        actor, viewer = console.actor_for(session, email) if email else (console.actor, None)
        received = intake.receive(
            session,
            data=data,
            filename=path.name,
            media_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
            parsed=parsed,
            actor=actor,
            now=console.now(),
            today=console.today(),
            settings=console.settings,
            again=again,
        )
        if received.kind_of_duplicate == "file":
            return f"đã có đúng tệp này: {_name(received.directive)}. Không nhập lại."
        if received.kind_of_duplicate == "number":
            return f"đã có: {_name(received.directive)}. Muốn nhập thêm bản này: --again"
        if viewer is not None and viewer.holds(Post.COORDINATOR):  # as on the page: who brings it in follows it
            made = received.directive
            who = viewer.user_id
            tracking.set_watcher(session, made.id, version=made.version, user_id=who, actor=actor, viewer=viewer, now=console.now())
        return f"đã nhập {_name(received.directive)}, {len(received.directive.candidates)} việc chờ duyệt"


def _name(directive: Directive) -> str:
    day = f" ngày {directive.issued_on:%d/%m/%Y}" if directive.issued_on else ""
    return f"văn bản {directive.id}: {directive.number or directive.kind or 'chưa rõ số'}{day}"


@click.group("review")
def review_command() -> None:
    """Duyệt những việc máy đọc được."""


@review_command.command("list")
@pass_console
def list_waiting(console: Console) -> None:
    """Những văn bản còn việc chờ duyệt."""
    with console.reading() as session:
        for directive in session.scalars(select(Directive).order_by(Directive.id)):
            waiting = [c for c in directive.candidates if c.state.value == "proposed"]
            if waiting:
                sure = sum(c.confidence == "chắc" for c in waiting)
                click.echo(f"{_name(directive)}: {len(waiting)} việc chờ duyệt, {sure} chắc")


@review_command.command("accept")
@click.argument("document")
@click.option("--all", "everything", is_flag=True, help="Chấp nhận tất cả, không chỉ những việc chắc.")
@click.option("--by", "email", required=True, metavar="EMAIL", help="Người duyệt, chịu trách nhiệm.")
@pass_console
def accept(console: Console, document: str, everything: bool, email: str) -> None:
    """Chấp nhận việc của một văn bản: việc được giao và cơ quan được báo.

    DOCUMENT là mã số trong danh sách (12) hoặc số, ký hiệu (268/KH-UBND).

    \b
    Ví dụ:
      dondoc review accept 268/KH-UBND --by hang@sonha.example.vn
      dondoc review accept 12 --all --by hang@sonha.example.vn
    """
    with console.writing() as session:
        actor, viewer = console.actor_for(session, email)
        result = review.accept_many(
            session,
            find_directive(session, document).id,
            ids=None,
            sure_only=not everything,
            actor=actor,
            viewer=viewer,
            now=console.now(),
            today=console.today(),
            settings=console.settings,
            calendar=console.calendar(session),
        )
        outbox.queue_for_new_events(session, settings=console.settings, now=console.now(), today=console.today())
        for task in result.tasks:
            click.echo(f"{task.code}  {task.title}")
        for _, reason in result.skipped:
            say(f"Chưa chấp nhận: {reason}")
        say(f"Đã giao {len(result.tasks)} nhiệm vụ, còn {len(result.skipped)} việc cần xem.")


def find_directive(session: Session, document: str) -> Directive:
    """The directive of that row number or symbol. Ends the command when there is none or more than one."""
    if re.fullmatch(r"\d{1,9}", document):  # `12`
        found = session.get(Directive, int(document))
        if found is not None:
            return found
    wanted = bare(document).replace(" ", "")
    matches = [d for d in session.scalars(select(Directive)) if bare(d.number).replace(" ", "") == wanted]
    if not matches:
        fail(f"Không có văn bản {document}. Xem danh sách: dondoc review list")
    if len(matches) > 1:
        fail(f"Có {len(matches)} văn bản số {document}: " + "; ".join(_name(d) for d in matches) + ". Dùng mã số.")
    return matches[0]
