"""Deadlines that wait for an event: whether it has happened is asked at intervals, the answer gives the date, or ends the waiting.

`sau khi Trung ương ban hành hướng dẫn` is asked about a month after the work was given, and monthly then; a term whose event the directive
leaves open (`trong 10 ngày kể từ khi kết thúc hội nghị`) is asked about at once. One question for a task and its words, however many
agencies have them; one answer dates them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session

from directives.vietnamese import bare
from workflow import history, lifecycle, words
from workflow.access import Viewer, require_office
from workflow.acting import MACHINE, Actor
from workflow.assignments import facts, settle
from workflow.duedates import TERM, counts_from_receipt, term_from
from workflow.model import Agency, Assignment, Directive, Milestone, Part, State, Task
from workflow.model.tasks import IS_WAITING
from workflow.refusals import Invalid, NotFound, WrongState
from workflow.settings import Settings
from workflow.timeliness import sql_is_open
from workflow.workingdays import WorkingCalendar

#: what waits for an event (`directives.model.DeadlineKind`)
CONDITIONAL, RELATIVE = "conditional", "relative"
#: an event longer ago than this is a slip of the pen
LONGEST_AGO = timedelta(days=3660)
#: questions that a page shows at most
MOST = 50


@dataclass(frozen=True)
class Question:
    """One thing that a task waits for."""

    #: one of the milestones that wait for it; the answer reaches all of the task
    milestone_id: int
    task_id: int
    code: str
    title: str
    phrase: str
    asked_on: date | None
    #: day of the last “not yet”
    answered_on: date | None
    #: who leads the task
    agencies: tuple[str, ...]


def ask(session: Session, *, today: date, now: datetime, settings: Settings) -> int:
    """Puts the questions that are due, one for each task and its words, each with an event; gives how many."""
    again = today - timedelta(days=settings.dates.ask_every_days)
    due = or_(
        and_(Milestone.asked_on.is_(None), Milestone.kind == RELATIVE),
        and_(Milestone.asked_on.is_(None), Task.assigned_on <= again),
        and_(Milestone.answered_on >= Milestone.asked_on, Milestone.answered_on <= again),
    )
    found = session.scalars(_waiting().where(due).order_by(Milestone.id)).all()
    together: dict[tuple[int, str, str], list[Milestone]] = {}
    for milestone in found:
        together.setdefault((milestone.assignment.task_id, milestone.kind, milestone.phrase), []).append(milestone)
    entries = []
    for milestones in together.values():
        for milestone in milestones:
            milestone.asked_on = today
        first = milestones[0]
        entries.append(_told("milestone.asked", first, new={"phrase": first.phrase}))
    if entries:
        history.record_many(session, entries, actor=MACHINE, now=now)
    return len(entries)


def questions(session: Session, viewer: Viewer, *, mine: bool = False) -> list[Question]:
    """What was asked and not answered, oldest first, for the office; `mine`: of directives that this person watches."""
    if not viewer.office:
        return []
    open_ones = and_(Milestone.asked_on.is_not(None), or_(Milestone.answered_on.is_(None), Milestone.answered_on < Milestone.asked_on))
    whose = Directive.watcher_id == viewer.user_id if mine else None
    first = (
        select(func.min(Milestone.id))
        .join(Assignment, Milestone.assignment_id == Assignment.id)
        .join(Task, Assignment.task_id == Task.id)
        .join(Directive, Task.directive_id == Directive.id)
        .where(*_is_waiting(), open_ones, *([] if whose is None else [whose]))
        .group_by(Assignment.task_id, Milestone.kind, Milestone.phrase)
    )
    found = session.scalars(select(Milestone).where(Milestone.id.in_(first)).order_by(Milestone.asked_on, Milestone.id).limit(MOST))
    return [_question(session, milestone) for milestone in found]


def waiting_in(session: Session, assignment_ids: Sequence[int]) -> list[Question]:
    """What these parts of a task wait for, asked or not; and their terms from a receipt whose day nobody has said."""
    query = (
        select(Milestone)
        .join(Assignment)
        .join(Task)
        .join(Directive, Task.directive_id == Directive.id)
        .where(Assignment.id.in_(assignment_ids), sql_is_open())
    )
    waits = and_(literal_column(IS_WAITING_HERE), Milestone.kind.in_((CONDITIONAL, RELATIVE)))
    unsure = and_(Milestone.kind == RELATIVE, Milestone.office_default, Milestone.anchor_on.is_(None), Directive.received_on.is_(None))
    found: dict[tuple[str, str], Milestone] = {}
    for milestone in session.scalars(query.where(or_(waits, unsure), Milestone.met_on.is_(None)).order_by(Milestone.id)):
        if milestone.due_on is None or counts_from_receipt(milestone.phrase):
            found.setdefault((milestone.kind, milestone.phrase), milestone)
    return [_question(session, milestone) for milestone in found.values()]


def question(session: Session, viewer: Viewer, milestone_id: int) -> Question:
    """One of them, for the page that answers it. Raises NotAllowed, NotFound, WrongState."""
    require_office(viewer)
    return _question(session, _open_milestone(session, milestone_id))


def says_how_long(phrase: str) -> bool:
    """Whether the words say how long after the event the work is due."""
    return TERM.search(bare(phrase)) is not None


def happened(
    session: Session,
    milestone_id: int,
    *,
    on: date | None,
    due_on: date | None = None,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    settings: Settings,
    calendar: WorkingCalendar,
) -> date:
    """It has happened on that day (or the directive was received on it): the date is counted from it, or `due_on` is taken.

    Gives the due date. Raises NotAllowed, NotFound, WrongState, Invalid.
    """
    require_office(viewer)
    milestone = _open_milestone(session, milestone_id)
    anchor = _event_day(on, today)
    counted = term_from(milestone.phrase, anchor, calendar, settings.dates)
    due = due_on or counted
    if due is None:
        raise Invalid("due_on", "Câu chữ không nói bao nhiêu ngày sau việc đó. Hãy ghi thời hạn.")
    if due < anchor:
        raise Invalid(
            "due_on", "Thời hạn {due_on} trước ngày xảy ra {day}. Hãy kiểm tra lại ngày.", due_on=words.day(due), day=words.day(anchor)
        )
    for one in _sisters(session, milestone):
        before = facts(one.assignment)
        if one.original_due_on is None or one.due_on == one.original_due_on:
            one.due_on = one.original_due_on = due
        else:
            one.original_due_on = due  # moved since: the date that was granted stays
        one.anchor_on, one.office_default = anchor, due_on is None
        also = {"anchor_on": anchor, "phrase": one.phrase}
        settle(session, one.assignment, "milestone.happened", before=before, actor=actor, now=now, also=also)
    return due


def not_yet(session: Session, milestone_id: int, *, actor: Actor, viewer: Viewer, now: datetime, today: date) -> None:
    """Not yet: it is asked again after a while. Raises NotAllowed, NotFound, WrongState."""
    require_office(viewer)
    milestone = _open_milestone(session, milestone_id)
    for one in _sisters(session, milestone):
        one.answered_on = today
        one.asked_on = one.asked_on or today
    history.record_many(session, [_told("milestone.not_yet", milestone, new={"phrase": milestone.phrase})], actor=actor, now=now)


def drop(session: Session, milestone_id: int, *, reason: str, actor: Actor, viewer: Viewer, now: datetime, today: date) -> None:
    """It will not come any more: the deadline falls away, the work stays. Raises NotAllowed, NotFound, WrongState, Invalid."""
    require_office(viewer)
    milestone = _open_milestone(session, milestone_id)
    why = words.required("reason", reason, "Lý do")
    if milestone.due_on is not None:
        raise WrongState("Thời hạn này đã có ngày. Hãy dùng “Điều chỉnh thời hạn”.")
    for one in _sisters(session, milestone):
        before = facts(one.assignment)
        one.dropped_on = today
        also = {"phrase": one.phrase}
        settle(session, one.assignment, "milestone.dropped", before=before, actor=actor, now=now, also=also, note=why)


#: `IS_WAITING` beside other tables
IS_WAITING_HERE = " AND ".join(f"milestone.{part}" for part in IS_WAITING.split(" AND "))


#: states in which a date is of use: what was proposed as done or returned needs none
IN_HAND = lifecycle.WORKING | {State.PAUSED}


def _is_waiting() -> Sequence[ColumnElement[bool]]:
    waits: ColumnElement[bool] = literal_column(IS_WAITING_HERE)
    return waits, Milestone.kind.in_((CONDITIONAL, RELATIVE)), sql_is_open(), Assignment.state.in_(IN_HAND)


def _waiting() -> Select[Any]:
    """Milestones of open work that wait for an event."""
    return select(Milestone).join(Assignment).join(Task).where(*_is_waiting())


def _open_milestone(session: Session, milestone_id: int) -> Milestone:
    milestone = session.get(Milestone, milestone_id)
    if milestone is None:
        raise NotFound("Không có mốc thời hạn này.")
    closed = milestone.met_on is not None or milestone.dropped_on is not None
    if closed or milestone.assignment.state not in lifecycle.OPEN:
        raise WrongState("Mốc thời hạn này đã xong hoặc không còn. Hãy tải lại trang.")
    if milestone.kind not in (CONDITIONAL, RELATIVE) or milestone.anchor_on is not None or _said_otherwise(milestone):
        raise WrongState("Mốc thời hạn này đã có ngày. Hãy dùng “Điều chỉnh thời hạn”.")
    return milestone


def _said_otherwise(milestone: Milestone) -> bool:
    """Whether its date came from elsewhere than a guess at the day of receipt."""
    return milestone.due_on is not None and not (milestone.office_default and counts_from_receipt(milestone.phrase))


def _sisters(session: Session, milestone: Milestone) -> list[Milestone]:
    """The milestones of the task that wait for the same, with itself."""
    dated = Milestone.due_on.is_(None) if milestone.due_on is None else Milestone.office_default
    same = (
        select(Milestone)
        .join(Assignment)
        .where(
            Assignment.task_id == milestone.assignment.task_id,
            Milestone.kind == milestone.kind,
            Milestone.phrase == milestone.phrase,
            Milestone.met_on.is_(None),
            Milestone.dropped_on.is_(None),
            Milestone.anchor_on.is_(None),
            dated,
            sql_is_open(),
        )
    )
    return list(session.scalars(same.order_by(Milestone.id)))


def _event_day(on: date | None, today: date) -> date:
    if on is None:
        raise Invalid("on", "Chưa có ngày xảy ra. Hãy ghi ngày, tháng, năm.")
    if on > today:
        raise Invalid("on", "Ngày xảy ra {day} ở tương lai. Hãy ghi khi việc đó đã xảy ra.", day=words.day(on))
    if on < today - LONGEST_AGO:
        raise Invalid("on", "Ngày xảy ra {day} quá xa. Hãy kiểm tra lại năm.", day=words.day(on))
    return on


def _told(action: str, milestone: Milestone, **said: Any) -> history.Entry:
    return history.Entry(action, "milestone", milestone.id, task=milestone.assignment.task, **said)


def _question(session: Session, milestone: Milestone) -> Question:
    task = milestone.assignment.task
    leads = select(Agency.name).join(Assignment, Assignment.agency_id == Agency.id)
    leads = leads.where(Assignment.task_id == task.id, Assignment.part == Part.LEAD, Assignment.parent_id.is_(None))
    agencies = tuple(session.scalars(leads.order_by(Assignment.id)))
    return Question(milestone.id, task.id, task.code, task.title, milestone.phrase, milestone.asked_on, milestone.answered_on, agencies)
