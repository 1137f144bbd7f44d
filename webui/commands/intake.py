"""`dondoc review`: candidates into tasks."""

from __future__ import annotations

import re

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from directives.vietnamese import bare
from notifier import outbox
from webui.console import Console, fail, pass_console, say
from workflow import bodies, review
from workflow.model import Directive


def directive_name(directive: Directive) -> str:
    """`văn bản 12: 268/KH-UBND ngày 16/11/2026`."""
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
                click.echo(f"{directive_name(directive)}: {len(waiting)} việc chờ duyệt, {sure} chắc")


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
        for remark in bodies.remarks(result.tasks):
            say(f"Lưu ý: {remark}")
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
        fail(f"Có {len(matches)} văn bản số {document}: " + "; ".join(directive_name(d) for d in matches) + ". Dùng mã số.")
    return matches[0]
