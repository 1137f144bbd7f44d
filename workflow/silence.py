"""Silence as agreement: where a directive says so, a coordinating agency that says nothing within N working days is taken to agree.

The days count from the one after that on which the agency was given the work, or the rule was set, whichever is later; nobody agrees by a
silence that they could not know of. A machine's act, with its event; reopening takes it back, and then the rule leaves that part alone.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from workflow import history, lifecycle
from workflow.access import Viewer, require_office
from workflow.acting import MACHINE, Actor
from workflow.assignments import drop_request, facts, settle
from workflow.lifecycle import Act
from workflow.model import Assignment, Directive, Event, Part, Task
from workflow.refusals import Invalid, NotFound, Stale
from workflow.workingdays import WorkingCalendar

#: more working days than this are no term for an answer
LONGEST = 60
#: events from which an agency knows of its part
GIVEN = ("assignment.assigned", "assignment.reopened", "assignment.succeeded")
SET = "directive.silence_set"
#: `quá thời hạn trên không có ý kiến thì coi như đồng ý`, `xem như đã thống nhất`
SAID = re.compile(r"(?:coi|xem) (?:như|là) (?:đã )?(?:đồng ý|thống nhất|nhất trí)", re.IGNORECASE)
SENTENCE_ENDS = re.compile(r"[.;\n]")


def set_days(
    session: Session, directive_id: int, *, actor: Actor, viewer: Viewer, now: datetime, version: int, days: int | None
) -> Directive:
    """Sets the rule for a directive, None takes it away. Raises NotAllowed, NotFound, Stale, Invalid."""
    require_office(viewer)
    directive = session.get(Directive, directive_id)
    if directive is None:
        raise NotFound("Không có văn bản này.")
    if directive.version != version:
        raise Stale()
    if days is not None and not 1 <= days <= LONGEST:
        raise Invalid("silence_days", "Số ngày làm việc để trả lời là từ 1 đến {most}. Hãy sửa rồi ghi lại.", most=LONGEST)
    old, directive.silence_days = directive.silence_days, days
    history.record(
        session,
        actor=actor,
        now=now,
        action=SET,
        subject="directive",
        subject_id=directive.id,
        directive=directive,
        old={"silence_days": old},
        new={"silence_days": days},
    )
    return directive


def agree(session: Session, *, today: date, now: datetime, calendar: WorkingCalendar, zone: ZoneInfo) -> list[Assignment]:
    """Ends the parts of coordinating agencies whose days to answer have passed without a word; gives these parts."""
    ended = []
    for assignment in _silent(session):
        last = last_day(session, assignment, calendar, zone)
        if last is not None and last < today:
            ended.append(_agree_one(session, assignment, last, now))
    return ended


def last_day(session: Session, assignment: Assignment, calendar: WorkingCalendar, zone: ZoneInfo) -> date | None:
    """The last day on which an answer still counts; None where the rule does not reach."""
    days = assignment.task.directive.silence_days
    known = _known_at(session, assignment)
    if days is None or known is None or assignment.part is not Part.COORDINATE:
        return None
    start = max(known.astimezone(zone).date(), assignment.task.assigned_on)
    return calendar.add_working_days(start, days)


def last_days(session: Session, task_id: int, calendar: WorkingCalendar, zone: ZoneInfo) -> dict[int, date]:
    """Of a task: id of each part that a silence would end → the last day on which an answer counts."""
    days = {a.id: last_day(session, a, calendar, zone) for a in _silent(session, task_id)}
    return {id_: day for id_, day in days.items() if day is not None}


def sentence_in(text: str) -> str:
    """The sentence of a directive that says that silence is agreement, empty where none does: for the person who sets the rule."""
    found = SAID.search(text)
    if found is None:
        return ""
    before = [end.end() for end in SENTENCE_ENDS.finditer(text, max(0, found.start() - 400), found.start())]
    after = SENTENCE_ENDS.search(text, found.end(), found.end() + 200)
    start = before[-1] if before else max(0, found.start() - 400)
    return " ".join(text[start : after.start() if after else found.end()].split())


def _silent(session: Session, task_id: int | None = None) -> list[Assignment]:
    """Parts of coordinating agencies under the rule that have heard nothing from them; a group's own part has nothing to say."""
    member = aliased(Assignment)
    row = lifecycle.transitions(Act.AGREE_BY_SILENCE)[0]
    query = (
        select(Assignment)
        .join(Task)
        .join(Directive, Directive.id == Task.directive_id)
        .where(
            Directive.silence_days.is_not(None),
            Assignment.part == Part.COORDINATE,
            Assignment.state.in_(sorted(row.states)),
            Assignment.reported_at.is_(None),
            ~exists().where(member.parent_id == Assignment.id),
        )
    )
    if task_id is not None:
        query = query.where(Assignment.task_id == task_id)
    return list(session.scalars(query.order_by(Assignment.id)))


def _known_at(session: Session, assignment: Assignment) -> datetime | None:
    of_part = (Event.assignment_id == assignment.id) & Event.action.in_(GIVEN)
    of_rule = (Event.directive_id == assignment.task.directive_id) & (Event.action == SET)
    return session.scalar(select(func.max(Event.at)).where(or_(of_part, of_rule)))


def _agree_one(session: Session, assignment: Assignment, last: date, now: datetime) -> Assignment:
    row = lifecycle.transition(Act.AGREE_BY_SILENCE, assignment.state)
    assert row is not None  # the query asked for its states
    before = facts(assignment)
    waiting = [m for m in assignment.milestones if m.met_on is None]
    for milestone in waiting:
        milestone.met_on = last
    drop_request(assignment, now)
    assignment.completed_on, assignment.confirmed_at, assignment.progress = last, now, 100
    lifecycle.apply(row, assignment)
    days = assignment.task.directive.silence_days
    also = {"milestones": [m.id for m in waiting], "silence_days": days}
    return settle(session, assignment, "assignment.agreed_by_silence", before=before, actor=MACHINE, now=now, also=also)
