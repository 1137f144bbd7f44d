"""What every act on an assignment has in common: taking it up, its milestones and due date, settling it with an event, its group."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from workflow import history, lifecycle
from workflow.access import Viewer
from workflow.acting import Actor
from workflow.due_words import due_words
from workflow.lifecycle import Act, Transition
from workflow.model import Assignment, Extension, ExtensionState, Milestone, State
from workflow.refusals import Invalid, Stale
from workflow.visible import require_seen

#: what an event tells of an assignment: all that `workflow.replay` needs to say how it stood on a past day
TOLD = (
    "agency_id",
    "given_to_id",
    "parent_id",
    "passed_from_id",
    "unit",
    "excused",
    "state",
    "resumes_to",
    "due_on",
    "due_time",
    "due_words",
    "original_due_on",
    "progress",
    "completed_on",
    "result_number",
    "officer_id",
    "received_at",
    "reported_at",
    "confirmed_at",
    "ended_by_id",
    "ended_with",
)
#: what every act asks of it, in one answer of the database
FOR_ACTS = (joinedload(Assignment.task), joinedload(Assignment.milestones), joinedload(Assignment.extensions))
#: a milestone that has no id yet comes after those that have
NEWEST = 2**63
#: what a calendar shows of it
SHOWN = frozenset({"state", "due_on", "milestone_dates"})


def take(session: Session, assignment_id: int, act: Act, *, viewer: Viewer, version: int) -> tuple[Assignment, Transition]:
    """The assignment and the row of the table by which this person may do this to it now.

    Raises, in this order: NotFound, NotAllowed, Stale when `version` is not the one that stands, WrongState. Whoever may not do
    it must not learn from the answer how it stands.
    """
    assignment = require_seen(session, viewer, session.get(Assignment, assignment_id, options=FOR_ACTS))
    lifecycle.require_person(act, assignment, viewer)
    if assignment.version != version:
        raise Stale()
    _with_milestone(assignment)
    return assignment, lifecycle.require(act, assignment, viewer, has_members=has_members(session, assignment))


def has_members(session: Session, assignment: Assignment) -> bool:
    """Whether it is a group's assignment that members carry out."""
    return session.scalar(select(Assignment.id).where(Assignment.parent_id == assignment.id).limit(1)) is not None


def members_of(session: Session, assignment: Assignment) -> list[Assignment]:
    """The assignments of a group's members."""
    return list(session.scalars(select(Assignment).where(Assignment.parent_id == assignment.id).order_by(Assignment.id)))


def facts(assignment: Assignment) -> dict[str, Any]:
    """What an event may tell of it, before or after an act; all its dates where it has more than one."""
    asked = open_request(assignment)
    return _plain_facts(assignment) | {
        "extension_open": asked.id if asked else None,
        "extension_count": sum(e.state is ExtensionState.GRANTED for e in assignment.extensions),
    }


def given_facts(assignment: Assignment) -> dict[str, Any]:
    """What the event of a new assignment tells: what it is, and every fact that is not as usual."""
    told = {name: value for name, value in _plain_facts(assignment).items() if value not in (None, "") and value is not False}
    return told | {"agency": assignment.agency.name, "part": assignment.part, "due_on": assignment.due_on}


def _plain_facts(assignment: Assignment) -> dict[str, Any]:
    several = sorted(assignment.milestones, key=lambda m: m.id or NEWEST) if len(assignment.milestones) > 1 else []
    return {name: getattr(assignment, name) for name in TOLD} | {
        "milestone_dates": [m.due_on.isoformat() if m.due_on else None for m in several] or None,
        "milestone_met": [m.met_on.isoformat() if m.met_on else None for m in several] if any(m.met_on for m in several) else None,
    }


def settle(
    session: Session,
    assignment: Assignment,
    action: str,
    *,
    before: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    also: Mapping[str, Any] | None = None,
    note: str = "",
) -> Assignment:
    """Ends an act: the due date follows the milestones, the event is recorded, the group is counted again."""
    refresh_due(assignment)
    after = facts(assignment)
    changed = {name for name in after if before[name] != after[name]}
    if changed & SHOWN:
        assignment.sequence += 1
    assignment.changed_at = now
    history.record(
        session,
        actor=actor,
        now=now,
        action=action,
        subject="assignment",
        subject_id=assignment.id,
        assignment=assignment,
        old={name: before[name] for name in sorted(changed)},
        new={name: after[name] for name in sorted(changed)} | dict(also or {}),
        note=note,
    )
    count_group(session, assignment.parent_id, now)
    return assignment


def dated_open(assignment: Assignment) -> list[Milestone]:
    """Its dated milestones that are not met, earliest first."""
    waiting = [m for m in assignment.milestones if m.met_on is None and m.due_on is not None]
    return sorted(waiting, key=lambda m: (m.due_on or date.max, m.id or 0))


def refresh_due(assignment: Assignment) -> None:
    """Its due date is that of the earliest milestone not met; when all are met, the last one's stays; the first date said is never lost."""
    dated = sorted((m for m in assignment.milestones if m.due_on is not None), key=lambda m: (m.due_on or date.max, m.id or 0))
    current = next(iter(dated_open(assignment)), dated[-1] if dated else None)
    assignment.due_on = current.due_on if current else None
    assignment.due_time = current.due_time if current else None
    as_said = current is not None and current.due_on == current.original_due_on
    assignment.due_words = due_words(current.phrase or "", current.kind or "date") if current and as_said else ""
    said = (m.original_due_on for m in assignment.milestones if m.original_due_on is not None)
    assignment.original_due_on = current.original_due_on if current else min(said, default=None)


def milestone_of(assignment: Assignment, milestone_id: int | None) -> Milestone | None:
    """The open milestone of that id, or without one the earliest dated open one. Raises Invalid."""
    if milestone_id is None:
        return next(iter(dated_open(assignment)), None)
    for milestone in assignment.milestones:
        if milestone.id == milestone_id and milestone.met_on is None:
            return milestone
    raise Invalid("milestone_id", "Mốc thời hạn này không còn hoặc đã hoàn thành. Hãy tải lại trang và chọn mốc khác.")


def open_request(assignment: Assignment) -> Extension | None:
    """The request for more time that waits for an answer."""
    return next((e for e in assignment.extensions if e.state is ExtensionState.ASKED), None)


def drop_request(assignment: Assignment, now: datetime) -> None:
    """An end of the work is an end of its open request for more time."""
    request = open_request(assignment)
    if request is not None:
        request.state, request.decided_at = ExtensionState.WITHDRAWN, now
        request.decision_reason = "Đề nghị hết hiệu lực vì nhiệm vụ đã kết thúc ở cơ quan này."


def count_group(session: Session, parent_id: int | None, now: datetime) -> None:
    """Sets a group's state from its members'.

    Not through the optimistic lock: a hundred communes may report at once, and none of them changes what another saw of the group.
    Appending the act's event has made the transactions wait for each other, so the count misses nobody.
    """
    if parent_id is None:
        return
    rows = session.execute(select(Assignment.state, Assignment.completed_on).where(Assignment.parent_id == parent_id)).all()
    state = lifecycle.state_of_many(row.state for row in rows)
    completed_on = max((row.completed_on for row in rows if row.completed_on), default=None) if state is State.DONE else None
    session.execute(update(Assignment).where(Assignment.id == parent_id).values(state=state, completed_on=completed_on, changed_at=now))


def _with_milestone(assignment: Assignment) -> None:
    """A date that came without a milestone (from an imported sheet) becomes one."""
    if assignment.due_on is not None and not assignment.milestones:
        original = assignment.original_due_on or assignment.due_on
        milestone = Milestone(phrase="", kind="date", due_on=assignment.due_on, due_time=assignment.due_time, original_due_on=original)
        assignment.milestones.append(milestone)


def same_milestone(milestone: Milestone) -> Milestone:
    """A new milestone with the same words and dates, for another assignment."""
    return Milestone(
        phrase=milestone.phrase or "",
        kind=milestone.kind or "date",
        due_on=milestone.due_on,
        due_time=milestone.due_time,
        original_due_on=milestone.original_due_on,
        office_default=bool(milestone.office_default),
        asked_on=milestone.asked_on,
        answered_on=milestone.answered_on,
        anchor_on=milestone.anchor_on,
        dropped_on=milestone.dropped_on,
    )
