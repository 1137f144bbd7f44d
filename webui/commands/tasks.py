"""`dondoc tasks`: the list of tasks as text, JSON or Excel, and the way in from the Excel sheet that an office keeps today."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import click
from sqlalchemy.orm import Session

from notifier import outbox
from webui.commands.agencies import find_agency
from webui.console import SHELL, Console, Day, pass_console, say
from workflow import past, queries, sheets
from workflow.later_entries import Correction
from workflow.model import TimeClass
from workflow.past import PastDay, PastRow
from workflow.queries import TaskFilter, TaskRow


@click.group("tasks", invoke_without_command=True)
@click.option("--overdue", is_flag=True, help="Chỉ việc quá hạn.")
@click.option("--agency", metavar="TÊN", help="Chỉ việc của một cơ quan.")
@click.option("--all", "everything", is_flag=True, help="Cả việc đã xong.")
@click.option("--today", type=Day(), help="Việc như đang có, tính hạn như hôm nay là ngày này.")
@click.option("--as-of", type=Day(), help="Danh sách như ở cuối ngày này, dựng lại từ lịch sử; ghi sau ngày đó thì nói riêng.")
@click.option("--json", "as_objects", is_flag=True, help="In JSON, mỗi việc một dòng.")
@click.option("--xlsx", type=click.Path(path_type=Path, dir_okay=False), metavar="TỆP", help="Ghi ra tệp Excel.")
@click.pass_context
@pass_console
def tasks_command(
    console: Console,
    ctx: click.Context,
    overdue: bool,
    agency: str | None,
    everything: bool,
    today: date | None,
    as_of: date | None,
    as_objects: bool,
    xlsx: Path | None,
) -> None:
    """Danh sách nhiệm vụ, quá hạn trước.

    \b
    Ví dụ:
      dondoc tasks --overdue
      dondoc tasks --overdue --as-of 30/09/2026
      dondoc tasks --agency "Sở Y tế" --xlsx so-y-te.xlsx
      dondoc tasks import theo-doi.xlsx
    """
    if ctx.invoked_subcommand is not None:
        return
    if as_of is not None and today is not None:
        raise click.UsageError("Chọn một: --as-of dựng lại ngày đã qua, --today tính hạn của việc đang có.")
    with console.reading() as session:
        wanted = _filter(console, session, overdue=overdue, agency=agency, everything=everything)
        rows, later, remarks, stamp = _as_of(console, session, wanted, as_of) if as_of else _now(console, session, wanted, today)
        if xlsx is not None:
            xlsx.write_bytes(sheets.write_tasks(rows, stamp, remarks))
            say(f"Đã ghi {len(rows)} dòng vào {xlsx}.")
        elif as_objects:
            for row in [*rows, *later]:
                click.echo(json.dumps(_object(row), ensure_ascii=False))
        else:
            for row in rows:
                _print(row, remarks)
            say(f"{len(rows)} dòng. {stamp}.")
            for row in later:
                _print(row, remarks)


#: rows of the list, work of that day that was entered after it, remarks by assignment, what day it all is of
Found = tuple[Sequence[TaskRow], Sequence[TaskRow], dict[int, str] | None, str]


def _filter(console: Console, session: Session, *, overdue: bool, agency: str | None, everything: bool) -> TaskFilter:
    chosen = TaskFilter(open_only=not everything, time_class=frozenset({TimeClass.LATE}) if overdue else frozenset())
    return chosen if agency is None else chosen.but(agency_id=find_agency(console, session, agency).id)


def _now(console: Console, session: Session, wanted: TaskFilter, today: date | None) -> Found:
    day = console.today(today)
    rows = queries.task_rows(session, SHELL, wanted, day, console.settings.reminders.soon_days, paged=False).rows
    return rows, (), None, f"Tính đến ngày {day:%d/%m/%Y}"


def _as_of(console: Console, session: Session, wanted: TaskFilter, day: date) -> Found:
    zone = console.settings.zone
    ended = PastDay.of(day, zone, today=console.today())
    found = past.task_rows(session, SHELL, wanted, ended, console.settings.reminders.soon_days, paged=False)
    remarks = past.remarks([*found.page.rows, *found.later], zone)
    return found.page.rows, found.later, remarks, past.stamp(found, ended)


def _print(row: TaskRow, remarks: Mapping[int, str] | None) -> None:
    click.echo(_line(row))
    if remarks and row.assignment_id in remarks:
        click.echo(f"    {remarks[row.assignment_id]}")


def _object(row: TaskRow) -> dict[str, object]:
    corrections = [_correction(one) for one in row.corrections] if isinstance(row, PastRow) else None
    return _plain(row) | ({} if corrections is None else {"corrections": corrections})


def _correction(one: Correction) -> dict[str, object]:
    return {
        "about": one.about.value,
        "day": one.day.isoformat() if one.day else None,
        "recorded_at": one.recorded_at.isoformat(),
        "result_number": one.number,
        "confirmed": one.confirmed,
        "time_class": one.time_class.value if one.time_class else None,
    }


def _plain(row: TaskRow) -> dict[str, object]:
    return {
        "code": row.code,
        "title": row.title,
        "directive": row.directive_number,
        "path": row.path,
        "agency": row.agency_name,
        "part": row.part.value,
        "state": row.state.value,
        "time_class": row.time_class.value,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "original_due_on": row.original_due_on.isoformat() if row.original_due_on else None,
        "days_late": row.days_late,
        "original_time_class": row.original_class.value,
        "original_days_late": row.original_days_late,
        "completed_on": row.completed_on.isoformat() if row.completed_on else None,
        "result_number": row.result_number,
    }


def _line(row: TaskRow) -> str:
    due = f"{row.due_on:%d/%m/%Y}" if row.due_on else "–"
    late = f"  quá hạn {row.days_late} ngày" if row.time_class is TimeClass.LATE else f"  {row.time_class.label.lower()}"
    return f"{row.code}  {due:>10}{late}  {row.agency_name} ({row.part.label.lower()}): {row.title}"


@tasks_command.command("import")
@click.argument("sheet", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="SHEET.xlsx")
@click.option("--column", "columns", multiple=True, metavar="TRƯỜNG=CỘT", help="Chỉ rõ cột, ví dụ 'due=Thời hạn'. Lặp lại được.")
@click.option("--apply", "really", is_flag=True, help="Nhập thật. Không có cờ này thì chỉ thử và báo.")
@click.option("--by", "email", metavar="EMAIL", help="Người nhập; bắt buộc khi nhập thật.")
@pass_console
def import_sheet(console: Console, sheet: Path, columns: tuple[str, ...], really: bool, email: str | None) -> None:
    """Nhập nhiệm vụ từ bảng Excel đang dùng. Mặc định chỉ thử: nói rõ sẽ nhập gì, dòng nào sai.

    \b
    Ví dụ:
      dondoc tasks import theo-doi.xlsx
      dondoc tasks import theo-doi.xlsx --column "lead=Đơn vị" --apply --by hang@sonha.example.vn
    """
    if really and email is None:
        raise click.UsageError("Nhập thật thì cần --by EMAIL của người chịu trách nhiệm.")
    table = sheets.read_sheet(sheet.read_bytes())
    mapping = {**sheets.recognise_columns(table), **_chosen(columns)}
    with console.writing() if really else console.reading() as session:
        plan = sheets.plan_import(session, table, mapping, today=console.today())
        say("Cột nhận ra: " + "; ".join(f"{field} = {column}" for field, column in mapping.items()))
        for row_number, sentence in plan.errors:
            click.echo(f"dòng {row_number}: {sentence}")
        if not really:
            for planned in plan.new:
                due = f"hạn {planned.due_on:%d/%m/%Y}" if planned.due_on else "chưa có hạn"
                click.echo(f"dòng {planned.row}: mới, {due}: {planned.text}")
            say(f"Thử: {len(plan.new)} việc mới, {len(plan.unchanged)} đã có, {len(plan.errors)} dòng sai.")
            if plan.undated:
                rows = ", ".join(str(planned.row) for planned in plan.undated)
                say(f"{len(plan.undated)} việc đã xong nhưng không có ngày hoàn thành, sẽ không tính đúng hạn hay quá hạn: dòng {rows}.")
            say("Nhập thật: thêm --apply --by EMAIL")
            return
        assert email is not None
        actor, viewer = console.actor_for(session, email)
        made = sheets.apply_import(
            session,
            plan,
            actor=actor,
            viewer=viewer,
            now=console.now(),
            today=console.today(),
            settings=console.settings,
            calendar=console.calendar(session),
        )
        outbox.queue_for_new_events(session, settings=console.settings, now=console.now(), today=console.today())
        say(f"Đã nhập {len(made)} việc, {len(plan.unchanged)} đã có từ trước, {len(plan.errors)} dòng sai chưa nhập.")


def _chosen(columns: tuple[str, ...]) -> dict[str, str]:
    chosen = {}
    for item in columns:
        field, equals, column = item.partition("=")
        if not equals or field not in sheets.FIELDS:
            raise click.BadParameter(f"{item!r}: viết TRƯỜNG=CỘT, trường là một trong {', '.join(sheets.FIELDS)}", param_hint="--column")
        chosen[field] = column
    return chosen
