"""`dondoc remind` and `dondoc mail`: what would be sent and why, and the valve in the hand of the administrator."""

from __future__ import annotations

from datetime import date

import click

from notifier import outbox
from webui.console import Console, Day, fail, pass_console, say


@click.command("remind")
@click.option("--dry-run", is_flag=True, required=True, help="Chỉ xem, không gửi gì (việc gửi là của dondoc worker).")
@click.option("--today", type=Day(), help="Xem như hôm nay là ngày này.")
@pass_console
def remind_command(console: Console, dry_run: bool, today: date | None) -> None:
    """Lần nhắc sắp tới: ai sẽ nhận thư, về việc gì, vì sao.

    \b
    Ví dụ:
      dondoc remind --dry-run
      dondoc remind --dry-run --today 2026-12-01
    """
    assert dry_run
    day = console.today(today)
    with console.reading() as session:
        calendar = console.calendar(session)
        if not calendar.is_working(day):
            say(f"Ngày {day:%d/%m/%Y} là ngày nghỉ: không ai được nhắc. Lần nhắc tới: {calendar.next_working(day):%d/%m/%Y}.")
        report = outbox.preview(session, settings=console.settings, today=day, now=console.now(), calendar=calendar)
        for entry in report.entries:
            click.echo(f"{entry.name} <{entry.address or 'chưa có địa chỉ'}>")
            for line in entry.lines:
                click.echo(f"  - {line.reason}: {line.title} ({line.agency})")
        for reason in report.notes:
            say(reason)
        say(f"Ngày {day:%d/%m/%Y}: {len(report.entries)} thư, {sum(len(e.lines) for e in report.entries)} lượt nhắc. Chưa gửi gì.")


@click.group("mail")
def mail_command() -> None:
    """Van của hàng thư đi: giữ, thả, thử."""


@mail_command.command("hold")
@click.option("--reason", default="Quản trị giữ thư", show_default=True)
@pass_console
def hold(console: Console, reason: str) -> None:
    """Giữ mọi thư lại; thư vẫn được soạn và nằm chờ."""
    with console.writing() as session:
        outbox.hold(session, reason=reason, actor=console.actor, now=console.now())
    say("Đã giữ. Không thư nào được gửi cho tới lệnh: dondoc mail release")


@mail_command.command("release")
@pass_console
def release(console: Console) -> None:
    """Thả: thư đang chờ được gửi ở lượt kế tiếp."""
    with console.writing() as session:
        outbox.release_hold(session, actor=console.actor, now=console.now())
    say("Đã thả. Thư đang chờ sẽ được gửi.")


@mail_command.command("test")
@click.argument("address")
@pass_console
def test(console: Console, address: str) -> None:
    """Gửi một thư thử qua máy chủ thư đã cấu hình."""
    outcome = outbox.send_test(console.settings, address, now=console.now())
    if not outcome.accepted:
        fail(outcome.sentence)
    say(outcome.sentence)
