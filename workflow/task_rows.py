"""One row of a list of tasks: an assignment with all that a list, a mail or a sheet shows of it, in few queries for any number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from workflow.model import Agency, Assignment, Directive, Extension, ExtensionState, Part, State, Task, TaskNature, TimeClass, User
from workflow.model.terms import Urgency
from workflow.timeliness import days_late, distance_words, first_due, sql_in_class, time_class
from workflow.visible import counted

#: Rows whose other tables are asked for at once
AT_ONCE = 2000


@dataclass(frozen=True)
class TaskRow:
    """One assignment in a list, with its task, directive and the others who have a part."""

    assignment_id: int
    task_id: int
    version: int
    code: str
    title: str
    text: str
    path: str
    nature: TaskNature
    urgency: Urgency
    directive_id: int
    directive_number: str
    directive_kind: str
    directive_issuer: str
    issued_on: date | None
    watcher_id: int | None
    watcher_name: str
    leader_name: str
    agency_id: int
    agency_name: str
    agency_short: str
    part: Part
    officer_name: str
    state: State
    time_class: TimeClass
    #: `Quá hạn 12 ngày`, `Còn 7 ngày`
    distance: str
    due_on: date | None
    due_time: str | None
    original_due_on: date | None
    days_late: int
    #: the same by the date that was said first
    original_class: TimeClass
    original_days_late: int
    #: granted ones
    extension_count: int
    #: one is asked and not answered
    extension_open: bool
    progress: int | None
    reported_at: datetime | None
    changed_at: datetime
    completed_on: date | None
    result_number: str
    lead: tuple[str, ...] = ()
    coordinators: tuple[str, ...] = ()
    #: coordinators that reported or finished, of all
    coordinators_answered: int = 0
    coordinators_total: int = 0
    #: members of a group; 0 for what is no group
    group_total: int = 0
    group_done: int = 0
    group_late: int = 0
    #: the words of a date that names no day: `trong quý III/2026`
    due_words: str = ""

    @property
    def late_by_first(self) -> bool:
        """Whether the date that was said first is further back than the delay shows: an extension covers some or all of it."""
        return self.original_days_late > self.days_late

    @property
    def is_group(self) -> bool:
        return self.group_total > 0

    @property
    def directive_label(self) -> str:
        """How people call the directive: `Kế hoạch 03/KH-UBND`."""
        return f"{self.directive_kind} {self.directive_number}".strip() or "Không có văn bản"


Watcher = aliased(User, name="watcher")
Leader = aliased(User, name="leader")
Officer = aliased(User, name="officer")

OF_IT = Extension.assignment_id == Assignment.id
GRANTED = select(func.count(Extension.id)).where(OF_IT, Extension.state == ExtensionState.GRANTED).scalar_subquery()
ASKED = exists().where(OF_IT, Extension.state == ExtensionState.ASKED)

#: what a row shows of its own tables
COLUMNS = (
    Assignment.id,
    Assignment.task_id,
    Assignment.version,
    Assignment.agency_id,
    Assignment.part,
    Assignment.counted,
    Assignment.state,
    Assignment.due_on,
    Assignment.due_time,
    Assignment.due_words,
    Assignment.original_due_on,
    Assignment.progress,
    Assignment.reported_at,
    Assignment.changed_at,
    Assignment.completed_on,
    Assignment.result_number,
    Task.code,
    Task.title,
    Task.text,
    Task.path,
    Task.nature,
    Task.urgency,
    Task.directive_id,
    Directive.number.label("directive_number"),
    Directive.kind.label("directive_kind"),
    Directive.issuer.label("directive_issuer"),
    Directive.issued_on,
    Directive.watcher_id,
    Watcher.name.label("watcher_name"),
    Leader.name.label("leader_name"),
    Agency.name.label("agency_name"),
    Agency.short_name.label("agency_short"),
    Officer.name.label("officer_name"),
    GRANTED.label("extension_count"),
    ASKED.label("extension_open"),
)


#: has reported or finished
SAID = or_(Assignment.reported_at.is_not(None), Assignment.state.in_([State.DONE, State.SUBMITTED]))
#: who has a part in some tasks, groups by their own name
OTHERS = (
    select(Assignment.id, Assignment.task_id, Assignment.part, Assignment.counted, SAID.label("said"), Agency.name)
    .join(Agency, Agency.id == Assignment.agency_id)
    .where(Assignment.task_id.in_(bindparam("task_ids", expanding=True)), Assignment.parent_id.is_(None))
)


@cache
def rows_query() -> Select[Any]:
    """What `task_rows` makes rows of; the caller says of which assignments and in which order."""
    return (
        select(*COLUMNS)
        .select_from(Assignment)
        .join(Task, Task.id == Assignment.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .join(Agency, Agency.id == Assignment.agency_id)
        .outerjoin(Watcher, Watcher.id == Directive.watcher_id)
        .outerjoin(Leader, Leader.id == Directive.leader_id)
        .outerjoin(Officer, Officer.id == Assignment.officer_id)
    )


def rows_of_query(session: Session, query: Select[Any], today: date, soon_days: int) -> list[TaskRow]:
    """The rows of a `rows_query`, with what stands in other tables: who else has a part, counts of groups."""
    found = session.execute(query).all()
    made: list[TaskRow] = []
    for start in range(0, len(found), AT_ONCE):
        some = found[start : start + AT_ONCE]
        others = _others(session, {told.task_id for told in some})
        groups = _groups(session, [told.id for told in some if not told.counted], today, soon_days)
        made += [_row(told, today, soon_days, others[told.task_id] | groups.get(told.id, {})) for told in some]
    return made


def _row(told: Row[Any], today: date, soon_days: int, more: dict[str, Any]) -> TaskRow:
    due_on, completed_on = told.due_on, told.completed_on
    of_class = time_class(told.state, due_on, completed_on, today, nature=told.nature, soon_days=soon_days)
    first = first_due(due_on, told.original_due_on)
    by_first = time_class(told.state, first, completed_on, today, nature=told.nature, soon_days=soon_days)
    return TaskRow(
        assignment_id=told.id,
        task_id=told.task_id,
        version=told.version,
        code=told.code,
        title=told.title,
        text=told.text,
        path=told.path,
        nature=told.nature,
        urgency=told.urgency,
        directive_id=told.directive_id,
        directive_number=told.directive_number,
        directive_kind=told.directive_kind,
        directive_issuer=told.directive_issuer,
        issued_on=told.issued_on,
        watcher_id=told.watcher_id,
        watcher_name=told.watcher_name or "",
        leader_name=told.leader_name or "",
        agency_id=told.agency_id,
        agency_name=told.agency_name,
        agency_short=told.agency_short or told.agency_name,
        part=told.part,
        officer_name=told.officer_name or "",
        state=told.state,
        time_class=of_class,
        distance=distance_words(of_class, due_on, completed_on, today),
        due_on=due_on,
        due_time=told.due_time,
        due_words=told.due_words,
        original_due_on=told.original_due_on,
        days_late=late_days(of_class, due_on, completed_on, today),
        original_class=by_first,
        original_days_late=late_days(by_first, first, completed_on, today),
        extension_count=told.extension_count,
        extension_open=bool(told.extension_open),
        progress=told.progress,
        reported_at=told.reported_at,
        changed_at=told.changed_at,
        completed_on=completed_on,
        result_number=told.result_number,
        **more,
    )


def late_days(of_class: TimeClass, due_on: date | None, completed_on: date | None, today: date) -> int:
    """Days late of what is late, 0 of anything else."""
    return days_late(due_on, completed_on, today) if of_class in (TimeClass.LATE, TimeClass.DONE_LATE) else 0


def _others(session: Session, task_ids: set[int]) -> dict[int, dict[str, Any]]:
    """Per task the names of those who lead and who help, groups by their own name, and how many helpers have reported or finished."""
    others: dict[int, dict[str, Any]] = {
        id_: {"lead": (), "coordinators": (), "coordinators_total": 0, "coordinators_answered": 0} for id_ in task_ids
    }
    helping_groups: set[int] = set()
    for _, task_id, part, answers, answered, name in sorted(session.execute(OTHERS, {"task_ids": list(task_ids)})):
        of_task = others[task_id]
        if part is Part.LEAD:
            of_task["lead"] += (name,)
            continue
        of_task["coordinators"] += (name,)
        if answers:
            of_task["coordinators_total"] += 1
            of_task["coordinators_answered"] += bool(answered)
        else:
            helping_groups.add(task_id)
    for task_id, total, finished in _helping_members(session, helping_groups):
        others[task_id]["coordinators_total"] += total
        others[task_id]["coordinators_answered"] += finished
    return others


def _helping_members(session: Session, task_ids: set[int]) -> Sequence[tuple[int, int, int]]:
    """Of the tasks that groups help with, how many members there are, and how many have reported or finished."""
    if not task_ids:
        return []
    answered: ColumnElement[int] = func.sum(case((SAID, 1), else_=0))
    members = and_(Assignment.task_id.in_(task_ids), Assignment.part == Part.COORDINATE, Assignment.parent_id.is_not(None), counted())
    query = select(Assignment.task_id, func.count(), answered).where(members).group_by(Assignment.task_id)
    return [(task_id, number, int(said_so)) for task_id, number, said_so in session.execute(query)]


def _groups(session: Session, group_ids: Sequence[int], today: date, soon_days: int) -> dict[int, dict[str, Any]]:
    """Per group's assignment how many members there are, how many are done and how many late."""
    if not group_ids:
        return {}
    done: ColumnElement[int] = func.sum(case((Assignment.state == State.DONE, 1), else_=0))
    late: ColumnElement[int] = func.sum(case((sql_in_class({TimeClass.LATE}, today, soon_days), 1), else_=0))
    query = select(Assignment.parent_id, func.count(), done, late).where(Assignment.parent_id.in_(group_ids)).group_by(Assignment.parent_id)
    return {
        parent_id: {"group_total": number, "group_done": int(finished), "group_late": int(overdue)}
        for parent_id, number, finished, overdue in session.execute(query)
        if parent_id is not None
    }
