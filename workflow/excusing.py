"""Members of a group that are excused (miễn): they have nothing to do, in this task and in the next occurrences of a recurring one."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from workflow import lifecycle, words
from workflow.access import Viewer
from workflow.acting import Actor
from workflow.assignments import drop_request, facts, settle, take
from workflow.lifecycle import Act
from workflow.model import Assignment, Series, State, Task

#: day of a task that is no occurrence
BEFORE_ALL = date.min + timedelta(days=1)


def excuse(
    session: Session, assignment_id: int, *, actor: Actor, viewer: Viewer, now: datetime, today: date, version: int, reason: str
) -> Assignment:
    """The office excuses a member of a group: its part ends, also in later occurrences that nobody has taken up yet.

    Raises as the verbs of `workflow.tracking`; WrongState for what is not a group member's.
    """
    assignment, _ = take(session, assignment_id, Act.EXCUSE, viewer=viewer, version=version)
    why = words.required("reason", reason, "Lý do miễn")
    for later in _later(session, assignment):
        _excuse_one(session, later, actor, now, why)
    return _excuse_one(session, assignment, actor, now, why)


def _excuse_one(session: Session, assignment: Assignment, actor: Actor, now: datetime, why: str) -> Assignment:
    row = lifecycle.transition(Act.EXCUSE, assignment.state)
    assert row is not None  # asked for above, or new
    before = facts(assignment)
    drop_request(assignment, now)
    assignment.completed_on, assignment.result_number, assignment.excused = None, "", True
    lifecycle.apply(row, assignment)
    return settle(session, assignment, "assignment.excused", before=before, actor=actor, now=now, note=why)


def _later(session: Session, assignment: Assignment) -> list[Assignment]:
    """The same member's parts in later occurrences that were made ahead and that nobody has taken up."""
    task = assignment.task
    if task.series is None or task.occurrence_on is None:
        return []
    query = select(Assignment).join(Task).where(of_series(task.series), Task.occurrence_on > task.occurrence_on)
    same = (Assignment.agency_id == assignment.agency_id, Assignment.part == assignment.part, Assignment.parent_id.is_not(None))
    return list(session.scalars(query.where(*same, Assignment.state == State.NEW).order_by(Assignment.id)))


def left_out(session: Session, series: Series) -> frozenset[int]:
    """Members who have no part in the next occurrence: what they had last in a group was cancelled or excused, and the group's was not."""
    group = aliased(Assignment)
    last = select(Assignment.agency_id, func.max(Task.occurrence_on)).join(Task).where(of_series(series)).group_by(Assignment.agency_id)
    gone = last.join(group, group.id == Assignment.parent_id).where(
        Assignment.state == State.CANCELLED, group.state != State.CANCELLED, Assignment.passed_from_id.is_(None)
    )
    found = _days(session, gone)
    if not found:
        return frozenset()
    since = _days(session, last.where(Assignment.agency_id.in_(found), Assignment.state != State.CANCELLED))
    return frozenset(agency_id for agency_id, day in found.items() if since.get(agency_id, date.min) < day)


def _days(session: Session, query: Select[int, date | None]) -> dict[int, date]:
    """Agency → the day of the newest occurrence; a task that is none counts as given before all."""
    return {agency_id: day or BEFORE_ALL for agency_id, day in session.execute(query)}


def of_series(series: Series) -> ColumnElement[bool]:
    """Tasks of a series, or of any series of the same unit of a directive."""
    return Task.series_id == series.id if series.candidate_id is None else Task.candidate_id == series.candidate_id
