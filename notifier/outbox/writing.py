"""From rows to a finished message: the letter that urgings make, and the row that carries it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from notifier import compose, links
from notifier.letters import Contact, Letter, Row, as_given, by_lateness
from notifier.outbox import valve
from notifier.recipients import Directory, Recipient
from workflow.duedates import WorkingCalendar
from workflow.model import Assignment, Event, Message, MessageKind, MessageState, Part, Rung, Task, Urging, User
from workflow.settings import Settings
from workflow.timeliness import time_class

#: rungs that count as a reminder in `đã đôn đốc 5 lần`
REMINDERS = (Rung.BEFORE, Rung.TODAY, Rung.OVERDUE, Rung.BY_HAND)
#: kinds that carry a secret link; they are written once and never again
SECRET = frozenset({MessageKind.INVITATION, MessageKind.PASSWORD})
#: slot of a message that an event caused: `event:91`
EVENT_SLOT = re.compile(r"event:(\d{1,18})")
#: a day off is mentioned when it is this near
LOOK_AHEAD_DAYS = 7


@dataclass
class Desk:
    """What one unit of work needs to write letters."""

    session: Session
    settings: Settings
    #: aware
    now: datetime

    @property
    def local(self) -> datetime:
        """The office's time of day."""
        return self.now.astimezone(self.settings.zone)

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The office's working calendar, read when first asked."""
        return WorkingCalendar.load(self.session)

    @cached_property
    def directory(self) -> Directory:
        """All who can be told anything, read when first asked."""
        return Directory(self.session, self.local.date())


def put(desk: Desk, to: Recipient, kind: MessageKind, slot: str, urgings: Sequence[Urging]) -> Message | None:
    """A message with its urgings in the outbox, written; None when the same message (recipient, kind, slot) has left already.

    One that still waits, or was cancelled before it was ever tried, takes the new urgings and is written again.
    """
    known = select(Message).where(Message.recipient == to.key, Message.kind == kind, Message.slot == slot)
    message = desk.session.scalar(known)
    if message is not None and (message.attempts or message.state is MessageState.SENDING):
        return None
    try:
        with desk.session.begin_nested():
            return _put(desk, message or new_message(desk, to, kind, slot), to, urgings)
    except IntegrityError:  # another worker was quicker with the same key
        return None


def _put(desk: Desk, message: Message, to: Recipient, urgings: Sequence[Urging]) -> Message:
    every = [*message.urgings, *urgings]
    write(desk, message, to, every)
    message.state = MessageState.HELD if valve.hold_reason(desk.session) else MessageState.PENDING
    message.outcome, message.finished_at = "", None
    desk.session.add(message)
    message.urgings.extend(urgings)
    desk.session.flush()
    return message


def new_message(desk: Desk, to: Recipient, kind: MessageKind, slot: str) -> Message:
    """An empty message, to be written before it is kept."""
    return Message(
        recipient=to.key,
        user_id=to.user_id,
        agency_id=to.agency_id,
        kind=kind,
        slot=slot,
        message_id=compose.new_message_id(desk.settings.mail.sender),
        created_at=desk.now,
        next_try_at=desk.now,
        attempts=0,
        outcome="",
        maybe_twice=False,
    )


def write(desk: Desk, message: Message, to: Recipient, urgings: Sequence[Urging], *, url: str = "") -> None:
    """Renders a message that was never tried, from what is true now. `url`: the secret link of an account mail."""
    assert not message.attempts, "after its first attempt a message never changes"
    letter = letter_of(desk, message, to, urgings, url=url)
    words = compose.words_of(letter, brand=desk.settings.mail.sender_name)
    message.address = envelope_address(desk.settings, to)
    message.subject = words.subject[:500]
    message.mime = compose.mime_of(
        words, letter, mail=desk.settings.mail, address=message.address, message_id=message.message_id, now=desk.local
    )


def envelope_address(settings: Settings, to: Recipient) -> str:
    """Where a mail really goes: in test mode everything to the one address."""
    return settings.mail.redirect_all_to or to.address


def letter_of(desk: Desk, message: Message, to: Recipient, urgings: Sequence[Urging], *, url: str = "") -> Letter:
    """What a message says."""
    event = _event(desk.session, message.slot)
    assignments = _assignments(desk.session, _subjects(urgings, event))
    rows = _rows(desk, assignments)
    watcher = _only_watcher(assignments)
    return Letter(
        kind=message.kind,
        to=to,
        office=desk.settings.office.name,
        as_of=desk.local,
        sections=as_given(rows) if message.kind is MessageKind.ASSIGNED else by_lateness(rows),
        note=event.note if event else "",
        speaker=event.actor.name if event and event.actor else "",
        contact=_contact(desk.settings, watcher),
        day_off=_day_off(desk) if message.kind is MessageKind.DIGEST else None,
        url=url or _page(desk.settings, message.kind, rows),
        granted=event is not None and event.action == "extension.granted",
        granted_on=_granted_on(event),
        reply_to=watcher.email if watcher and not desk.settings.mail.reply_to else "",
        meant_for=to.address if desk.settings.mail.redirect_all_to else "",
    )


def _subjects(urgings: Sequence[Urging], event: Event | None) -> list[int]:
    """The assignments that a message is about: of its urgings, else of its event."""
    if urgings or event is None or event.assignment_id is None:
        return [urging.assignment_id for urging in urgings]
    return [event.assignment_id]


def _assignments(session: Session, ids: Sequence[int]) -> list[Assignment]:
    wanted = (
        select(Assignment)
        .where(Assignment.id.in_(ids))
        .options(joinedload(Assignment.task).joinedload(Task.directive), joinedload(Assignment.agency))
    )
    return list(session.scalars(wanted).unique()) if ids else []


def _rows(desk: Desk, assignments: list[Assignment]) -> list[Row]:
    counts = _urged(desk.session, [assignment.id for assignment in assignments])
    return [_row(desk, assignment, counts.get(assignment.id, 0)) for assignment in assignments]


def _row(desk: Desk, assignment: Assignment, urged: int) -> Row:
    task, today = assignment.task, desk.local.date()
    directive = task.directive
    return Row(
        title=task.title,
        code=task.code,
        url=links.task(desk.settings.web.base_url, task.id),
        source=directive.number or directive.kind,
        agency=assignment.agency.short_name or assignment.agency.name,
        part=assignment.part,
        time_class=time_class(
            assignment.state,
            assignment.due_on,
            assignment.completed_on,
            today,
            nature=task.nature,
            soon_days=desk.settings.reminders.soon_days,
        ),
        due_on=assignment.due_on,
        due_time=assignment.due_time or "",
        due_words=assignment.due_words,
        urged=urged,
        silence_days=directive.silence_days if assignment.part is Part.COORDINATE and assignment.reported_at is None else None,
    )


def _urged(session: Session, assignment_ids: list[int]) -> dict[int, int]:
    """Reminders of each assignment that went out before this message, one a day however many heard it."""
    counted = (
        select(Urging.assignment_id, func.count(Urging.slot.distinct()).label("times"))
        .join(Message, Message.id == Urging.message_id)
        .where(Urging.assignment_id.in_(assignment_ids), Urging.rung.in_(REMINDERS), Message.state == MessageState.ACCEPTED)
        .group_by(Urging.assignment_id)
    )
    return {row.assignment_id: row.times for row in session.execute(counted)} if assignment_ids else {}


def _event(session: Session, slot: str) -> Event | None:
    found = EVENT_SLOT.fullmatch(slot)
    return session.get(Event, int(found[1])) if found else None


def _granted_on(event: Event | None) -> date | None:
    value = (event.new or {}).get("granted_on") if event else None
    return date.fromisoformat(value) if value else None


def _only_watcher(assignments: list[Assignment]) -> User | None:
    """The coordinator who follows all of this work, None when it is several or nobody."""
    watchers = {a.task.directive.watcher_id: a.task.directive.watcher for a in assignments}
    only = next(iter(watchers.values())) if len(watchers) == 1 else None
    return only if only is not None and only.active else None


def _contact(settings: Settings, watcher: User | None) -> Contact | None:
    if watcher is not None:
        return Contact(f"{watcher.name}, {settings.office.name}", watcher.phone or settings.office.phone)
    return Contact(settings.office.name, settings.office.phone) if settings.office.phone else None


def _day_off(desk: Desk) -> tuple[date, str] | None:
    """The next day off of a working week, with what it is."""
    today = desk.local.date()
    ahead = (today + timedelta(days=number) for number in range(1, LOOK_AHEAD_DAYS + 1))
    found = next((day for day in ahead if day.weekday() < 5 and not desk.calendar.is_working(day)), None)
    return (found, desk.calendar.note_of(found) or "") if found else None


def _page(settings: Settings, kind: MessageKind, rows: list[Row]) -> str:
    """The task when it is one, the list of such tasks when there are more, the first page when there is none."""
    if not rows:
        return links.home(settings)
    if len({row.url for row in rows}) == 1:
        return rows[0].url
    return links.newly_given(settings) if kind is MessageKind.ASSIGNED else links.of_classes(settings, [row.time_class for row in rows])
