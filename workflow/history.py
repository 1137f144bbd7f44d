"""The history: one event per act, in the act's own transaction, each carrying the hash of the one before.

Events are appended one transaction after the other: SQLite has one writer (BEGIN IMMEDIATE), on PostgreSQL an advisory lock is held to the
end of the transaction. So every event has exactly one predecessor, and the chain has no forks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from workflow.acting import Actor
from workflow.model import Assignment, Directive, Event, Task

#: hash before the first event
GENESIS = "0" * 64
#: advisory lock of the chain on PostgreSQL; any number of our own
CHAIN_LOCK = 0x0D0DD0C
#: subjects of events on work, which another may do in somebody's place
WORK = frozenset({"assignment", "candidate", "directive", "milestone", "series", "task"})
#: events read at a time when the chain is verified
PAGE = 500


def serialise(session: Session) -> None:
    """From here to the end of the transaction no other one appends events, or counts codes."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(CHAIN_LOCK)))


@dataclass(frozen=True)
class Entry:
    """What an event is to say, besides who and when. `old` and `new` hold only what changed; dates and vocabularies become text."""

    action: str
    subject: str
    subject_id: int | None
    task: Task | None = None
    assignment: Assignment | None = None
    directive: Directive | None = None
    old: Mapping[str, Any] | None = None
    new: Mapping[str, Any] | None = None
    note: str = ""


def record(session: Session, *, actor: Actor, now: datetime, **said: Any) -> Event:
    """Appends one event (`said`: the fields of Entry) and flushes."""
    return record_many(session, [Entry(**said)], actor=actor, now=now)[0]


def record_many(session: Session, entries: Sequence[Entry], *, actor: Actor, now: datetime) -> list[Event]:
    """Appends events in their order and flushes once: work for a hundred communes is a hundred events."""
    serialise(session)
    session.flush()
    previous = last_hash(session)
    events = []
    for entry in entries:
        event = _event(entry, actor, now, previous)
        previous = event.hash
        events.append(event)
    session.add_all(events)
    session.flush()
    return events


def _event(entry: Entry, actor: Actor, now: datetime, previous: str) -> Event:
    new = _with_absent(entry, actor)
    event = Event(
        at=now.astimezone(UTC),
        actor_id=actor.user_id,
        via=actor.via,
        ip=actor.ip,
        action=entry.action,
        subject=entry.subject,
        subject_id=entry.subject_id,
        task_id=_task_id(entry.task, entry.assignment),
        assignment_id=entry.assignment.id if entry.assignment else None,
        directive_id=_directive_id(entry.directive, entry.task, entry.assignment),
        old=None if entry.old is None else in_words(entry.old),
        new=None if new is None else in_words(new),
        note=entry.note,
        previous_hash=previous,
    )
    event.hash = hash_of(event)
    return event


def _with_absent(entry: Entry, actor: Actor) -> Mapping[str, Any] | None:
    """What an event says, and in whose place it was done."""
    if not actor.lent or entry.subject not in WORK:
        return entry.new
    absent = actor.stands_for(entry.assignment.agency_id if entry.assignment else None)
    if not absent:
        return entry.new
    return dict(entry.new or {}) | {"for_ids": list(absent), "for": list(absent.values())}


def last_hash(session: Session) -> str:
    """Hash of the newest event, GENESIS when there is none."""
    return session.scalar(select(Event.hash).order_by(Event.id.desc()).limit(1)) or GENESIS


def hash_of(event: Event | Row[Any]) -> str:
    """SHA-256 of the event's canonical JSON (sorted keys, no blanks, UTF-8), the hash before it included."""
    body = {
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_id": event.actor_id,
        "via": event.via,
        "ip": event.ip,
        "action": event.action,
        "subject": event.subject,
        "subject_id": event.subject_id,
        "task_id": event.task_id,
        "assignment_id": event.assignment_id,
        "directive_id": event.directive_id,
        "old": event.old,
        "new": event.new,
        "note": event.note,
        "previous": event.previous_hash,
    }
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def verify(session: Session) -> int | None:
    """Id of the first event that does not fit the chain, None when all do."""
    previous = GENESIS
    for event in _all_events(session):
        if event.previous_hash != previous or event.hash != hash_of(event):
            return int(event.id)
        previous = event.hash
    return None


def _all_events(session: Session) -> Iterator[Row[Any]]:
    """All events by id, so many at a time, as the database has them and not as the session remembers them."""
    columns = Event.__table__.columns
    last = 0
    while page := session.execute(select(*columns).where(Event.id > last).order_by(Event.id).limit(PAGE)).all():
        yield from page
        last = page[-1].id


def events_of_task(session: Session, task_id: int) -> list[Event]:
    """What happened to a task, newest first."""
    return list(session.scalars(select(Event).where(Event.task_id == task_id).order_by(Event.id.desc())))


def _task_id(task: Task | None, assignment: Assignment | None) -> int | None:
    if task is not None:
        return task.id
    return assignment.task_id if assignment else None


def _directive_id(directive: Directive | None, task: Task | None, assignment: Assignment | None) -> int | None:
    if directive is not None:
        return directive.id
    if task is None and assignment is not None:
        task = assignment.task
    return task.directive_id if task else None


def in_words(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as JSON keeps them, so that the hash is the same when they are read back."""
    return {key: _as_json(value) for key, value in values.items()}


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): _as_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_as_json(item) for item in value]
    return value
