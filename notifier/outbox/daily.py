"""The daily run: what the ladder wants said today, less what was said already, becomes one digest for each recipient."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.outbox import valve
from notifier.outbox.report import Entry, Line, RunReport
from notifier.outbox.writing import Desk, put
from notifier.policy import LONGEST_BREAK, DueItem, Proposed, decide_daily
from notifier.recipients import Directory
from workflow.duedates import WorkingCalendar
from workflow.lifecycle import WORKING
from workflow.model import (
    Agency,
    Assignment,
    Directive,
    Extension,
    ExtensionState,
    Message,
    MessageKind,
    MessageState,
    Part,
    State,
    Task,
    TaskNature,
    Urging,
)
from workflow.settings import Settings
from workflow.timeliness import sql_is_open
from workflow.visible import counted

log = logging.getLogger(__name__)


class Due(NamedTuple):
    """All that the ladder and a line of a mail ask of an assignment; there are ten thousand of them on a bad day."""

    id: int
    part: Part
    state: State
    due_on: date
    agency_id: int
    officer_id: int | None
    nature: TaskNature
    code: str
    title: str
    assigned_on: date
    created_at: datetime
    watcher_id: int | None
    agency: Agency


#: stands for the recipient where an agency has neither people nor a mailbox here
NOBODY = ""


COLUMNS: tuple[Any, ...] = (
    Assignment.id,
    Assignment.part,
    Assignment.state,
    Assignment.due_on,
    Assignment.agency_id,
    Assignment.officer_id,
    Task.nature,
    Task.code,
    Task.title,
    Task.assigned_on,
    Task.created_at,
    Directive.watcher_id,
    Agency,
)


@dataclass(frozen=True)
class Plan:
    """What a run would say that was not said yet."""

    #: proposals by recipient
    digests: dict[str, list[Proposed]]
    #: proposals that reach nobody
    unheard: list[Proposed]
    assignments: dict[int, Due]


def decide_and_queue(
    session: Session,
    *,
    settings: Settings,
    today: date,
    now: datetime,
    calendar: WorkingCalendar,
    most: int | None = None,
    leave_out: Collection[str] = (),
) -> RunReport:
    """Decides on the office's civil day `today` and puts one digest for each recipient in the outbox, in the caller's transaction.

    Asked again it adds nothing: each urging has a key that is unique for ever. Nothing is ever sent empty. `most` ends after so many
    digests (`report.more` says whether there are others), so that one transaction does not keep other writers waiting; `leave_out` are
    recipients to pass over.
    """
    desk = Desk(session, settings, now)
    plan = _plan(session, settings, today, calendar, desk.directory)
    report = _report(session, plan, desk.directory, settings)
    chosen = [entry for entry in report.entries if entry.key not in leave_out]
    report.more = most is not None and len(chosen) > most
    report.entries = [entry for entry in chosen[:most] if _queue(desk, entry.key, plan.digests[entry.key], today, report)]
    return report


def preview(session: Session, *, settings: Settings, today: date, now: datetime, calendar: WorkingCalendar) -> RunReport:
    """What `decide_and_queue` would do on a day, without writing anything."""
    directory = Directory(session, today)
    return _report(session, _plan(session, settings, today, calendar, directory), directory, settings)


def _queue(desk: Desk, key: str, proposals: Sequence[Proposed], today: date, report: RunReport) -> bool:
    """One digest. What cannot be written is told and does not stop the others."""
    to = desk.directory.find(key)
    assert to is not None  # the plan has only recipients of the directory
    urgings = [
        Urging(assignment_id=p.assignment_id, recipient=key, rung=p.rung, slot=p.slot, reason=p.reason, decided_at=desk.now)
        for p in proposals
    ]
    try:
        with desk.session.begin_nested():
            if put(desk, to, MessageKind.DIGEST, today.isoformat(), [*urgings, *_take_over(desk, key, today)]) is None:
                raise LeftAlready
            return True
    except LeftAlready:
        return False
    except Exception:
        log.exception("Không soạn được thư nhắc cho %s", key)
        report.failed.append(key)
        report.notes.append(f"Không soạn được thư nhắc cho {to.name} <{to.address}>; xem nhật ký của tiến trình nhắc việc.")
        return False


class LeftAlready(Exception):
    """Today's digest was sent before; what came after it waits for tomorrow."""


def _take_over(desk: Desk, key: str, today: date) -> list[Urging]:
    """Urgings of older digests that never reached anybody: after days of silence there is one mail, not one for each day."""
    older = desk.session.scalars(
        select(Message)
        .where(
            Message.recipient == key,
            Message.kind == MessageKind.DIGEST,
            Message.slot < today.isoformat(),
            Message.state.in_((MessageState.PENDING, MessageState.HELD)),
            Message.maybe_twice.is_(False),
        )
        .with_for_update(skip_locked=True)
    ).all()
    taken = [urging for message in older for urging in message.urgings]
    for message in older:
        message.urgings = []
        message.state, message.finished_at = MessageState.CANCELLED, desk.now
        message.outcome = f"Gộp vào thư nhắc ngày {today:%d/%m/%Y}."
    return taken


def _plan(session: Session, settings: Settings, today: date, calendar: WorkingCalendar, directory: Directory) -> Plan:
    assignments = _due(session, settings, today)
    items = _items(session, assignments.values(), directory, settings, today)
    proposals = decide_daily(items, settings.reminders, today, calendar)
    said = _said(session, proposals)
    fresh = [p for p in proposals if (p.assignment_id, p.recipient, p.rung, p.slot) not in said]
    digests: dict[str, list[Proposed]] = {}
    for proposed in fresh:
        if proposed.recipient != NOBODY:
            digests.setdefault(proposed.recipient, []).append(proposed)
    return Plan(digests, [p for p in fresh if p.recipient == NOBODY], assignments)


def _due(session: Session, settings: Settings, today: date) -> dict[int, Due]:
    """Open dated assignments that a rung can have reached; a group's own is left out, its members answer for themselves."""
    horizon = today + timedelta(days=max(settings.reminders.days_before, default=0) + LONGEST_BREAK)
    wanted = (
        select(*COLUMNS)
        .join(Task, Task.id == Assignment.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .join(Agency, Agency.id == Assignment.agency_id)
        .where(
            sql_is_open(),
            Assignment.part.in_(tuple(Part)),  # so that an index begins with it
            Assignment.state.in_(sorted(WORKING)),
            Assignment.due_on <= horizon,
            Assignment.regular.is_(False),
            counted(),
        )
        .order_by(Assignment.due_on, Assignment.id)
    )
    return {row.id: Due(*row) for row in session.execute(wanted)}


def _items(session: Session, assignments: Iterable[Due], directory: Directory, settings: Settings, today: date) -> list[DueItem]:
    granted = _granted(session, settings, today)
    return [_item(due, directory, settings, granted.get(due.id)) for due in assignments]


def _item(due: Due, directory: Directory, settings: Settings, granted_on: date | None) -> DueItem:
    """An assignment as the ladder sees it. `granted_on`: civil day on which it last got more time."""
    known = (due.assigned_on, due.created_at.astimezone(settings.zone).date(), granted_on or date.min)
    workers = directory.workers_at(due.agency_id, due.officer_id)
    if not workers and due.agency.is_us:
        workers = directory.of_the_office(due.watcher_id)
    return DueItem(
        assignment_id=due.id,
        part=due.part,
        state=due.state,
        nature=due.nature,
        due_on=due.due_on,
        known_on=max(known),
        workers=workers or (NOBODY,),
        heads=directory.heads_at(due.agency_id),
    )


def _granted(session: Session, settings: Settings, today: date) -> dict[int, date]:
    """Civil day on which each assignment last got more time, if no rung that stands now can be older than that."""
    rules = settings.reminders
    oldest = today - timedelta(days=max(rules.days_before, default=0) + 2 * rules.overdue_every_days + 2 * LONGEST_BREAK)
    last = (
        select(Extension.assignment_id, func.max(Extension.decided_at))
        .join(Assignment, Assignment.id == Extension.assignment_id)
        .where(sql_is_open(), Extension.state == ExtensionState.GRANTED, Extension.decided_at >= datetime.combine(oldest, time.min, UTC))
        .group_by(Extension.assignment_id)
    )
    return {assignment_id: moment.astimezone(settings.zone).date() for assignment_id, moment in session.execute(last) if moment}


def _said(session: Session, proposals: Sequence[Proposed]) -> set[tuple[int, str, object, date]]:
    """Keys of urgings that exist already, of all slots that are proposed."""
    if not proposals:
        return set()
    earliest = min(p.slot for p in proposals)
    known = select(Urging.assignment_id, Urging.recipient, Urging.rung, Urging.slot).where(Urging.slot >= earliest)
    return {(row.assignment_id, row.recipient, row.rung, row.slot) for row in session.execute(known)}


def _report(session: Session, plan: Plan, directory: Directory, settings: Settings) -> RunReport:
    report = RunReport()
    for key, proposals in sorted(plan.digests.items()):
        to = directory.find(key)
        assert to is not None
        lines = tuple(_line(plan.assignments[p.assignment_id], p) for p in proposals)
        report.entries.append(Entry(key, to.name, to.address, lines))
    report.notes = [*_valve_notes(session, settings), *_unheard_notes(plan)]
    return report


def _line(due: Due, proposed: Proposed) -> Line:
    return Line(due.id, due.code, due.title, due.agency.name, proposed.rung, proposed.reason)


def _valve_notes(session: Session, settings: Settings) -> list[str]:
    notes = []
    if reason := valve.hold_reason(session):
        notes.append(f"Hàng thư đang bị giữ ({reason}); thư được soạn và nằm chờ tới khi thả.")
    if words := valve.alarm(session):
        notes.append(f"Việc gửi thư đã dừng: {words}")
    if not settings.mail.host:
        notes.append("Chưa cấu hình máy chủ thư; thư được soạn và nằm chờ.")
    return notes


def _unheard_notes(plan: Plan) -> list[str]:
    counts: dict[str, int] = {}
    for proposed in plan.unheard:
        name = plan.assignments[proposed.assignment_id].agency.name
        counts[name] = counts.get(name, 0) + 1
    return [f"{name}: {number} việc cần nhắc nhưng chưa có người đầu mối hay hộp thư." for name, number in sorted(counts.items())]
