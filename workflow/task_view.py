"""One task whole: its assignments with their dates and words, its history, who was urged and what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from workflow.access import Viewer, require_see_task
from workflow.lifecycle import Act, allowed_acts
from workflow.model import (
    Assignment,
    Cause,
    Directive,
    Event,
    Extension,
    ExtensionState,
    Message,
    Milestone,
    Report,
    ReportFile,
    StoredFile,
    Task,
    TimeClass,
    Urging,
)
from workflow.refusals import NotFound
from workflow.task_rows import late_days
from workflow.timeliness import distance_words, first_due, time_class
from workflow.visible import SECRET_MAILS, seen_within_task

#: Events that a task's page shows at most
EVENTS_SHOWN = 500

# Put together once: that takes longer than the database needs to answer
OF_TASK = (joinedload(Task.directive).options(joinedload(Directive.watcher), joinedload(Directive.leader)),)
ASSIGNMENTS = (
    select(Assignment)
    .where(Assignment.task_id == bindparam("task_id"))
    .options(joinedload(Assignment.agency), joinedload(Assignment.officer))
    .order_by(Assignment.part.desc(), Assignment.id)
)
THESE: BindParameter[list[int]] = bindparam("ids", expanding=True)
#: what hangs on assignments, by its attribute; in its relationship's order
HANGING: dict[str, Select[Any]] = {
    "milestones": select(Milestone).where(Milestone.assignment_id.in_(THESE)).order_by(Milestone.due_on, Milestone.id),
    "extensions": select(Extension).where(Extension.assignment_id.in_(THESE)).order_by(Extension.id),
    "causes": select(Cause).where(Cause.assignment_id.in_(THESE)).order_by(Cause.id),
    "reports": select(Report).where(Report.assignment_id.in_(THESE)).order_by(Report.id).options(joinedload(Report.user)),
}
FILES = select(ReportFile).where(ReportFile.report_id.in_(THESE)).order_by(ReportFile.id).options(joinedload(ReportFile.file))
EVENTS = (
    select(Event)
    .where(Event.task_id == bindparam("task_id"), Event.assignment_id.is_(None) | Event.assignment_id.in_(THESE))
    .options(joinedload(Event.actor))
    .order_by(Event.id.desc())
    .limit(EVENTS_SHOWN)
)
URGINGS = (
    select(Urging).where(Urging.assignment_id.in_(THESE)).options(joinedload(Urging.message)).order_by(Urging.id.desc()).limit(EVENTS_SHOWN)
)


@dataclass(frozen=True)
class AssignmentView:
    """One agency's part, with all that happened to it."""

    assignment: Assignment
    time_class: TimeClass
    distance: str
    days_late: int
    #: days late by the date that was said first
    original_days_late: int
    #: what this viewer may do with it now
    acts: list[Act]
    milestones: list[Milestone]
    #: newest first
    reports: list[Report]
    extensions: list[Extension]
    #: of a group, those that the viewer may see
    members: list[AssignmentView] = field(default_factory=list)

    @property
    def open_extension(self) -> Extension | None:
        """The request that waits for an answer."""
        return next((extension for extension in self.extensions if extension.state is ExtensionState.ASKED), None)

    @property
    def members_late(self) -> int:
        return sum(member.time_class is TimeClass.LATE for member in self.members)


@dataclass(frozen=True)
class TaskView:
    """A task; `assignments` holds leads first, then coordinators, each group with its members."""

    task: Task
    directive: Directive
    assignments: list[AssignmentView]
    #: newest first, those on assignments that the viewer sees and on the task itself
    events: list[Event]
    urgings: list[Urging]
    messages: list[Message]


def task_view(session: Session, viewer: Viewer, task_id: int, today: date, soon_days: int) -> TaskView:
    """One task. Raises NotFound, also for one that the viewer may not see."""
    task = session.get(Task, task_id, options=OF_TASK)
    task = require_see_task(session, viewer, task)
    shown = _assignments(session, viewer, task_id)
    ids = [assignment.id for assignment in shown]
    urgings = _urgings(session, ids) if viewer.may_see_all else []
    return TaskView(
        task=task,
        directive=task.directive,
        assignments=_nested(shown, viewer, task, today, soon_days),
        events=_events(session, task_id, ids),
        urgings=urgings,
        messages=_messages(urgings),
    )


def report_file(session: Session, viewer: Viewer, report_id: int, file_id: int) -> StoredFile:
    """A file of a report with its bytes, for one who may see the report. Raises NotFound."""
    missing = NotFound("Không có tệp này, hoặc tệp không thuộc nhiệm vụ của cơ quan anh/chị.")
    report = session.get(Report, report_id, options=[joinedload(Report.assignment)])
    if report is None:
        raise missing
    task_id = report.assignment.task_id
    if report.assignment_id not in {assignment.id for assignment in _assignments(session, viewer, task_id)}:
        raise missing
    require_see_task(session, viewer, session.get(Task, task_id))
    query = select(StoredFile).join(ReportFile, ReportFile.file_id == StoredFile.id)
    file = session.scalar(query.where(ReportFile.report_id == report_id, StoredFile.id == file_id))
    if file is None:
        raise missing
    return file


def _assignments(session: Session, viewer: Viewer, task_id: int) -> list[Assignment]:
    """The assignments of a task that a person may see, with all that hangs on them."""
    everyone = session.scalars(ASSIGNMENTS, {"task_id": task_id})
    shown = [assignment for assignment in everyone if seen_within_task(viewer, assignment)]
    for attribute, query in HANGING.items():
        _hang(session, shown, attribute, query, "assignment_id")
    _hang(session, [report for assignment in shown for report in assignment.reports], "files", FILES, "report_id")
    return shown


def _hang(session: Session, parents: Sequence[Assignment] | Sequence[Report], attribute: str, query: Select[Any], key: str) -> None:
    """What `selectinload` does, in a third of its time."""
    found: dict[int, list[Any]] = {parent.id: [] for parent in parents}
    for row in session.scalars(query, {"ids": list(found)}) if found else ():
        found[getattr(row, key)].append(row)
    for parent in parents:
        set_committed_value(parent, attribute, found[parent.id])


def _nested(shown: list[Assignment], viewer: Viewer, task: Task, today: date, soon_days: int) -> list[AssignmentView]:
    members: dict[int, list[Assignment]] = {}
    for assignment in shown:
        if assignment.parent_id is not None:
            members.setdefault(assignment.parent_id, []).append(assignment)

    def view(assignment: Assignment) -> AssignmentView:
        of_class = time_class(assignment.state, assignment.due_on, assignment.completed_on, today, nature=task.nature, soon_days=soon_days)
        first = first_due(assignment.due_on, assignment.original_due_on)
        by_first = time_class(assignment.state, first, assignment.completed_on, today, nature=task.nature, soon_days=soon_days)
        asked = any(extension.state is ExtensionState.ASKED for extension in assignment.extensions)
        return AssignmentView(
            assignment=assignment,
            time_class=of_class,
            distance=distance_words(of_class, assignment.due_on, assignment.completed_on, today),
            days_late=late_days(of_class, assignment.due_on, assignment.completed_on, today),
            original_days_late=late_days(by_first, first, assignment.completed_on, today),
            acts=allowed_acts(assignment, viewer, has_members=assignment.id in members, asked=asked),
            milestones=list(assignment.milestones),
            reports=list(reversed(assignment.reports)),
            extensions=list(reversed(assignment.extensions)),
            members=[view(member) for member in members.get(assignment.id, [])],
        )

    return [view(assignment) for assignment in shown if assignment.parent_id is None]


def _events(session: Session, task_id: int, assignment_ids: list[int]) -> list[Event]:
    return list(session.scalars(EVENTS, {"task_id": task_id, "ids": assignment_ids}))


def _urgings(session: Session, assignment_ids: list[int]) -> list[Urging]:
    return list(session.scalars(URGINGS, {"ids": assignment_ids}))


def _messages(urgings: list[Urging]) -> list[Message]:
    """The mails that carried the urgings, each once."""
    sent = {urging.message.id: urging.message for urging in urgings if urging.message and urging.message.kind not in SECRET_MAILS}
    return list(sent.values())
