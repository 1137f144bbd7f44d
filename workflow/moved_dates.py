"""Dates that the office computed and that would come out otherwise today: a day off was entered since, Tết was only estimated then.

They are listed and offered; a person decides. Only what stands as it was computed is: a date that was granted, moved or corrected by hand
is that person's.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from directives.model import Deadline
from workflow.access import Viewer, require_office
from workflow.acting import Actor
from workflow.assignments import facts, settle
from workflow.duedates import office_date, term_from
from workflow.model import Assignment, Candidate, Directive, Milestone, Series, Task
from workflow.reporting_periods import send_by
from workflow.settings import Settings
from workflow.timeliness import sql_is_open
from workflow.workingdays import WorkingCalendar

#: kinds whose dates follow the calendar
RELATIVE, RECURRING = "relative", "recurring"
WHY = "Tính lại theo lịch làm việc hiện nay."


@dataclass(frozen=True)
class Moved:
    """A deadline of a task with the date that stands and the one that it would have today."""

    #: its milestones, one for each agency
    milestone_ids: tuple[int, ...]
    task_id: int
    code: str
    title: str
    phrase: str
    due_on: date
    wanted_on: date

    @property
    def key(self) -> int:
        """Names it in a form."""
        return self.milestone_ids[0]


def moved(session: Session, *, today: date, settings: Settings, calendar: WorkingCalendar) -> list[Moved]:
    """All of them that are not past, earliest first."""
    together: dict[tuple[int, str, date, date], list[Milestone]] = {}
    for milestone, directive, candidate, duty in session.execute(_computed(today)):
        wanted = _today(milestone, directive, candidate, duty, settings, calendar)
        if wanted is not None and milestone.due_on is not None and wanted != milestone.due_on:
            key = (milestone.assignment.task_id, milestone.phrase, milestone.due_on, wanted)
            together.setdefault(key, []).append(milestone)
    made = [_moved(milestones, due_on, wanted) for (_, _, due_on, wanted), milestones in together.items()]
    return sorted(made, key=lambda one: (one.due_on, one.task_id))


def move(
    session: Session,
    keys: Collection[int],
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    settings: Settings,
    calendar: WorkingCalendar,
) -> int:
    """Gives those that a person chose the date that they have today, as a correction; gives how many. Raises NotAllowed."""
    require_office(viewer)
    chosen = [one for one in moved(session, today=today, settings=settings, calendar=calendar) if one.key in keys]
    for one in chosen:
        for milestone in session.scalars(select(Milestone).where(Milestone.id.in_(one.milestone_ids)).order_by(Milestone.id)):
            before = facts(milestone.assignment)
            milestone.due_on = milestone.original_due_on = one.wanted_on
            milestone.office_default = True
            told: dict[str, Any] = {"also": {"correction": True, "calendar": True}, "note": WHY}
            settle(session, milestone.assignment, "assignment.due_changed", before=before, actor=actor, now=now, **told)
    return len(chosen)


def _computed(today: date) -> Any:
    """Open dated milestones that nobody has moved and whose date follows the calendar, with what it was computed from."""
    return (
        select(Milestone, Directive, Candidate, Series)
        .join(Assignment, Milestone.assignment_id == Assignment.id)
        .join(Task, Assignment.task_id == Task.id)
        .join(Directive, Task.directive_id == Directive.id)
        .outerjoin(Candidate, Task.candidate_id == Candidate.id)
        .outerjoin(Series, Task.series_id == Series.id)
        .where(
            sql_is_open(),
            Milestone.kind.in_((RELATIVE, RECURRING)),
            Milestone.met_on.is_(None),
            Milestone.due_on >= today,
            Milestone.due_on == Milestone.original_due_on,
        )
        .options(joinedload(Milestone.assignment).joinedload(Assignment.task))
        .order_by(Milestone.id)
    )


def _today(
    milestone: Milestone,
    directive: Directive,
    candidate: Candidate | None,
    duty: Series | None,
    settings: Settings,
    calendar: WorkingCalendar,
) -> date | None:
    """The date that the office would make of it today; None where it was not computed."""
    if milestone.kind == RECURRING:
        day = milestone.assignment.task.occurrence_on
        if duty is None or duty.send_days is None or day is None:
            return None
        return send_by(day, duty.send_days, calendar)
    if milestone.anchor_on is not None:
        return term_from(milestone.phrase, milestone.anchor_on, calendar, settings.dates) if milestone.office_default else None
    said = _said(milestone, candidate)
    if said is None:
        return None
    given: dict[str, Any] = {"issued_on": directive.issued_on, "received_on": directive.received_on}
    return office_date(said, **given, calendar=calendar, dates=settings.dates).due_on


def _said(milestone: Milestone, candidate: Candidate | None) -> Deadline | None:
    """The deadline as the directive says it, where the date is still the one that was accepted or a later correction of this kind."""
    for row in candidate.deadlines if candidate else []:
        if row.get("kind") != milestone.kind or str(row.get("text", ""))[:300] != milestone.phrase:
            continue
        accepted = row.get("due_on") == (milestone.due_on.isoformat() if milestone.due_on else None)
        if accepted or milestone.office_default:
            return Deadline(**{name: row.get(name) for name in ("text", "kind", "due", "rrule", "time")})
    return None


def _moved(milestones: list[Milestone], due_on: date, wanted: date) -> Moved:
    task = milestones[0].assignment.task
    return Moved(tuple(m.id for m in milestones), task.id, task.code, task.title, milestones[0].phrase, due_on, wanted)
