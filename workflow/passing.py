"""Giving on: work that a directive from above gives to this office's own government goes on to its agencies, each with a date of its own.

What was given on is a part of the same task. It is not counted into the part that it came from: when all of them are done the office has
still to answer above, and what is late there is late whoever it waits for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import agencies, history, lifecycle, words
from workflow.access import Viewer
from workflow.acting import Actor
from workflow.assignments import facts, given_facts, refresh_due, settle, take
from workflow.lifecycle import Act
from workflow.model import Agency, Assignment, Milestone, Part, State, Task
from workflow.refusals import Invalid


def pass_on(
    session: Session,
    assignment_id: int,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    version: int,
    agency_ids: Sequence[int],
    part: Part = Part.LEAD,
    due_on: date | None = None,
    text: str = "",
) -> Assignment:
    """Gives the office's own work on to agencies, each to answer for its own; gives back the office's part, which goes on.

    `due_on`: their date, without one that of the office; `text`: what they are to do. A date after the office's own is let through:
    `later_than_ours` tells of it. Raises as the verbs of `workflow.tracking`; WrongState for work of others.
    """
    assignment, row = take(session, assignment_id, Act.PASS_ON, viewer=viewer, version=version)
    said = words.optional("text", text, "Nội dung giao tiếp")
    receivers = _receivers(session, assignment, agency_ids, today)
    if due_on is not None and due_on < today:
        raise Invalid("due_on", "Thời hạn {due_on} đã qua. Hãy kiểm tra lại ngày.", due_on=words.day(due_on))
    before = facts(assignment)
    assignment.received_at = assignment.received_at or now
    lifecycle.apply(row, assignment)
    names = [agency.name for agency in receivers]
    settle(session, assignment, "assignment.passed_on", before=before, actor=actor, now=now, also={"to": names}, note=said)
    milestones = [_milestone(due_on)] if due_on is not None else [m for m in assignment.milestones if m.met_on is None]
    for agency in receivers:
        _give(session, assignment, agency, part, milestones, actor=actor, now=now, today=today, note=said)
    return assignment


def later_than_ours(assignment: Assignment, due_on: date | None) -> bool:
    """Whether a date to be given on is after the one by which the office itself must answer."""
    return due_on is not None and assignment.due_on is not None and due_on > assignment.due_on


def passed_on(session: Session, assignment: Assignment) -> list[Assignment]:
    """What was given on from a part of the office."""
    return list(session.scalars(select(Assignment).where(Assignment.passed_from_id == assignment.id).order_by(Assignment.id)))


def again(session: Session, task: Task, like: Task, *, actor: Actor, now: datetime, today: date) -> None:
    """Gives a new occurrence on as the one before was: to the same agencies, with dates as far from the office's own as they were."""
    ours = {a.agency_id: a for a in task.assignments if a.parent_id is None}
    theirs = {a.id: a for a in like.assignments}
    for child in [a for a in like.assignments if a.passed_from_id is not None and a.state is not State.CANCELLED]:
        before, own = theirs.get(child.passed_from_id or 0), ours.get(theirs[child.passed_from_id or 0].agency_id)
        if before is None or own is None or not agencies.is_valid(child.agency, today):
            continue
        earlier = before.due_on - child.due_on if before.due_on and child.due_on else timedelta()
        milestones = [_milestone(own.due_on - earlier)] if own.due_on else []
        _give(session, own, child.agency, child.part, milestones, actor=actor, now=now, today=today, note="")


def _receivers(session: Session, assignment: Assignment, agency_ids: Sequence[int], today: date) -> list[Agency]:
    chosen = [session.get(Agency, agency_id) for agency_id in dict.fromkeys(agency_ids)]
    found = [agency for agency in chosen if agency is not None and agency.tracked and not agency.is_us]
    if not found or len(found) < len(chosen):
        raise Invalid("agency_ids", "Hãy chọn ít nhất một cơ quan của tỉnh thuộc diện theo dõi, không phải chính Văn phòng.")
    for agency in found:
        if not agencies.is_valid(agency, today):
            raise Invalid("agency_ids", "{agency} không còn hoạt động. Hãy chọn cơ quan khác.", agency=agency.name)
    having = {a.agency_id for a in assignment.task.assignments if a.state is not State.CANCELLED}
    for agency in found:
        if agency.id in having:
            raise Invalid(
                "agency_ids",
                "{agency} đã có phần trong nhiệm vụ này. Hãy điều chỉnh phần đó, hoặc chọn cơ quan khác.",
                agency=agency.name,
            )
    return found


def _give(
    session: Session,
    ours: Assignment,
    agency: Agency,
    part: Part,
    milestones: Sequence[Milestone],
    *,
    actor: Actor,
    now: datetime,
    today: date,
    note: str,
) -> None:
    """The agency's part and, of a group, those of its members who have none yet; whoever had it and lost it has it again."""
    having = {a.agency_id for a in ours.task.assignments if a.state is not State.CANCELLED}
    given = _part(session, ours.task, agency, part, milestones, now, actor, note, passed_from=ours)
    opened = [m for m in agencies.members(session, agency, today) if m.id not in having] if agency.is_group else []
    for member in opened:
        _part(session, ours.task, member, part, milestones, now, actor, note, parent=given)


def _part(
    session: Session,
    task: Task,
    agency: Agency,
    part: Part,
    milestones: Sequence[Milestone],
    now: datetime,
    actor: Actor,
    note: str,
    *,
    passed_from: Assignment | None = None,
    parent: Assignment | None = None,
) -> Assignment:
    earlier = next((a for a in task.assignments if a.agency_id == agency.id and a.part is part), None)
    given = earlier or Assignment(task=task, agency=agency, part=part, state=State.NEW, sequence=0, changed_at=now)
    before = facts(given)
    if earlier is not None:
        row = lifecycle.transition(Act.REOPEN, earlier.state)
        assert row is not None  # it was cancelled
        lifecycle.apply(row, earlier)
        earlier.received_at, earlier.excused = None, False
        for old in [m for m in earlier.milestones if m.met_on is None]:
            session.delete(old)
            earlier.milestones.remove(old)
    given.passed_from_id = passed_from.id if passed_from else None
    given.parent_id = parent.id if parent else None
    given.milestones.extend(_same(m) for m in milestones)
    session.add(given)
    refresh_due(given)
    session.flush()
    if earlier is not None:
        return settle(session, given, "assignment.assigned", before=before, actor=actor, now=now, note=note)
    history.record(
        session,
        actor=actor,
        now=now,
        action="assignment.assigned",
        subject="assignment",
        subject_id=given.id,
        assignment=given,
        new=given_facts(given),
        note=note,
    )
    return given


def _milestone(day: date) -> Milestone:
    return Milestone(phrase="", kind="date", due_on=day, original_due_on=day, office_default=False)


def _same(milestone: Milestone) -> Milestone:
    """The date that stands now is the first one that this agency hears of."""
    return Milestone(
        phrase=milestone.phrase or "",
        kind=milestone.kind or "date",
        due_on=milestone.due_on,
        due_time=milestone.due_time,
        original_due_on=milestone.due_on,
        office_default=bool(milestone.office_default),
    )
