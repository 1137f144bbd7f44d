"""How work stood at an instant, told by its events alone: the first one of an assignment says all of it, each later one what changed.

Nothing here knows the tables that the events describe, so what comes out can be held against them (`workflow.audit`), and shown as a past
day's state (`workflow.past`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import lifecycle
from workflow.model import Event, State

#: the event that makes an assignment, or gives it anew
ASSIGNED = "assignment.assigned"
#: acts about an assignment that change nothing of it
LEAVES_AS_IS = frozenset({"assignment.urged"})
DAYS = frozenset({"due_on", "original_due_on", "completed_on"})
MOMENTS = frozenset({"received_at", "reported_at", "confirmed_at"})
STATES = frozenset({"state", "resumes_to"})
#: tasks whose events are in memory together
AT_ONCE = 500


@dataclass
class Standing:
    """How one assignment stood. The fields are those of `Assignment`, and what `assignments.facts` adds to them."""

    id: int
    task_id: int
    changed_at: datetime
    part: str = ""
    agency_id: int | None = None
    given_to_id: int | None = None
    parent_id: int | None = None
    passed_from_id: int | None = None
    unit: str = ""
    excused: bool = False
    state: State = State.NEW
    resumes_to: State | None = None
    due_on: date | None = None
    due_time: str | None = None
    due_words: str = ""
    original_due_on: date | None = None
    progress: int | None = None
    completed_on: date | None = None
    result_number: str = ""
    officer_id: int | None = None
    received_at: datetime | None = None
    reported_at: datetime | None = None
    confirmed_at: datetime | None = None
    ended_by_id: int | None = None
    ended_with: str = ""
    extension_open: int | None = None
    extension_count: int = 0
    milestone_dates: list[str | None] | None = None
    milestone_met: list[str | None] | None = None
    #: facts that events have told; a program before 2026-11-20 told fewer of a new assignment
    told: set[str] = field(default_factory=set)

    @property
    def whole(self) -> bool:
        """Whether its first event told all of it: then what no event told is as usual."""
        return "state" in self.told


@dataclass(frozen=True)
class Told:
    """What of an event counts here."""

    id: int
    at: datetime
    action: str
    task_id: int
    assignment_id: int
    new: Mapping[str, Any]
    note: str = ""


FACTS = frozenset(Standing.__dataclass_fields__) - {"id", "task_id", "changed_at", "told"}


def replay(events: Iterable[Told]) -> dict[int, Standing]:
    """Where the events, oldest first, leave each assignment. One whose events begin later has no standing."""
    found: dict[int, Standing] = {}
    for event in events:
        standing = found.get(event.assignment_id)
        if standing is None:
            if event.action != ASSIGNED:
                continue
            standing = found[event.assignment_id] = Standing(event.assignment_id, event.task_id, event.at)
            standing.original_due_on = _value("due_on", event.new.get("due_on"))
        _follow(standing, event)
    count_groups(found.values())
    return found


def _follow(standing: Standing, event: Told) -> None:
    if event.action not in LEAVES_AS_IS:
        standing.changed_at = max(standing.changed_at, event.at)
    for name in FACTS & event.new.keys():
        setattr(standing, name, _value(name, event.new[name]))
        standing.told.add(name)


def _value(name: str, said: Any) -> Any:
    """A fact as the history keeps it, as the tables do."""
    if said is None:
        return None
    if name in DAYS:
        return date.fromisoformat(said)
    if name in MOMENTS:
        return datetime.fromisoformat(said)
    return State(said) if name in STATES else said


def count_groups(standings: Iterable[Standing]) -> None:
    """A group's state and completion follow from its members', as `assignments.count_group` keeps them."""
    members: dict[int, list[Standing]] = {}
    by_id = {standing.id: standing for standing in standings}
    for standing in by_id.values():
        if standing.parent_id is not None:
            members.setdefault(standing.parent_id, []).append(standing)
    for parent_id, own in members.items():
        group = by_id.get(parent_id)
        if group is None:
            continue
        group.state = lifecycle.state_of_many(member.state for member in own)
        done = [member.completed_on for member in own if member.completed_on] if group.state is State.DONE else []
        group.completed_on = max(done, default=None)
        group.changed_at = max(group.changed_at, *(member.changed_at for member in own))


def told_of(session: Session, task_ids: Sequence[int], *, until: datetime | None = None, since: datetime | None = None) -> Iterator[Told]:
    """The events on assignments of some tasks in their order: before `until`, from `since` on. One query."""
    query = select(Event.id, Event.at, Event.action, Event.task_id, Event.assignment_id, Event.new, Event.note)
    query = query.where(Event.task_id.in_(task_ids), Event.assignment_id.is_not(None), Event.subject == "assignment")
    if until is not None:
        query = query.where(Event.at < until)
    if since is not None:
        query = query.where(Event.at >= since)
    for row in session.execute(query.order_by(Event.id)):
        yield Told(row.id, row.at, row.action, row.task_id or 0, row.assignment_id or 0, row.new or {}, row.note)


def standings(session: Session, task_ids: Sequence[int], until: datetime | None = None) -> dict[int, Standing]:
    """How every assignment of some tasks stood before an instant (None: stands now), by its id. So many tasks at a time."""
    found: dict[int, Standing] = {}
    for start in range(0, len(task_ids), AT_ONCE):
        found |= replay(told_of(session, task_ids[start : start + AT_ONCE], until=until))
    return found
