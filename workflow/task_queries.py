"""Lists of tasks: one row per assignment, with all that a list, a mail or a sheet shows of it, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager

from directives.vietnamese import bare
from workflow.access import Viewer
from workflow.lifecycle import OPEN
from workflow.model import Agency, Assignment, Directive, Extension, ExtensionState, Part, Report, State, Task, TaskNature, TimeClass, User
from workflow.model.terms import Urgency
from workflow.task_filter import Sort, TaskFilter
from workflow.timeliness import days_late, distance_words, sql_time_class
from workflow.visible import counted, matches, visible_assignments

T = TypeVar("T")

#: Sections of the home page: what each shows
SECTIONS: Mapping[str, TaskFilter] = {
    "overdue": TaskFilter(time_class=frozenset({TimeClass.LATE})),
    "today": TaskFilter(time_class=frozenset({TimeClass.TODAY})),
    "soon": TaskFilter(time_class=frozenset({TimeClass.SOON})),
    "submitted": TaskFilter(state=frozenset({State.SUBMITTED})),
    "new": TaskFilter(state=frozenset({State.NEW})),
    "no_date": TaskFilter(time_class=frozenset({TimeClass.NO_DATE}), nature=TaskNature.SPECIFIC),
    "returned": TaskFilter(state=frozenset({State.RETURNED})),
    "extensions": TaskFilter(extension_asked=True),
}
#: Rows whose other tables are asked for at once
AT_ONCE = 2000
DONE_CLASSES = frozenset({TimeClass.DONE_IN_TIME, TimeClass.DONE_LATE})


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list. `number` counts from 1."""

    rows: list[T]
    total: int
    number: int = 1
    per_page: int = 50

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))


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

    @property
    def is_group(self) -> bool:
        return self.group_total > 0

    @property
    def directive_label(self) -> str:
        """How people call the directive: `Kế hoạch 03/KH-UBND`."""
        return f"{self.directive_kind} {self.directive_number}".strip() or "Không có văn bản"


@dataclass(frozen=True)
class AgencyOverdue:
    """What one agency is late with, the latest first."""

    agency_id: int
    agency_name: str
    rows: list[TaskRow]

    @property
    def worst(self) -> int:
        """Days of the longest delay."""
        return max(row.days_late for row in self.rows)


# --- lists ---------------------------------------------------------------------------------------------------------


def task_rows(session: Session, viewer: Viewer, filter: TaskFilter, today: date, soon_days: int, *, paged: bool = True) -> Page[TaskRow]:
    """The assignments that a filter asks for, of those that the viewer may see; all of them where `paged` is false (sheets).

    Who sees everything gets the leading agencies unless the filter names an agency or a part. A group shows as one row with its counts;
    a filter by time class, state or agency shows its members instead, for they are who is late.
    """
    conditions = _conditions(viewer, filter, today, soon_days)
    total = session.scalar(_from_all(select(func.count(Assignment.id))).where(*conditions)) or 0
    query = _rows_query(today, soon_days).where(*conditions).order_by(*_order(filter.sort))
    number = min(filter.page, max(1, -(-total // filter.per_page))) if paged else 1
    if paged:
        query = query.limit(filter.per_page).offset((number - 1) * filter.per_page)
    rows = _filled(session, _rows(session, query, today), today, soon_days)
    return Page(rows, total, number, filter.per_page if paged else max(1, total))


def rows_of(session: Session, viewer: Viewer, assignment_ids: Iterable[int], today: date, soon_days: int) -> list[TaskRow]:
    """The rows of given assignments that the viewer may see, by due date."""
    wanted = Assignment.id.in_(list(assignment_ids))
    query = _rows_query(today, soon_days).where(visible_assignments(viewer), wanted).order_by(*_order(Sort.DUE))
    return _filled(session, _rows(session, query, today), today, soon_days)


def home_counts(session: Session, viewer: Viewer, today: date, soon_days: int) -> dict[str, int]:
    """How many rows each section of the home page has, in one query; the same numbers as `task_rows` of SECTIONS."""
    scope = and_(visible_assignments(viewer), *_part(viewer, TaskFilter()), counted(), Assignment.state.in_(sorted(OPEN)))
    columns = [
        func.count(Assignment.id).filter(*_wanted(viewer, section, today, soon_days)).label(name) for name, section in SECTIONS.items()
    ]
    row = session.execute(_from_all(select(*columns)).where(scope)).one()
    return {name: int(count or 0) for name, count in zip(SECTIONS, row, strict=True)}


def home_rows(session: Session, viewer: Viewer, section: str, today: date, soon_days: int, limit: int = 10) -> list[TaskRow]:
    """The first rows of a section of the home page."""
    return task_rows(session, viewer, SECTIONS[section].but(per_page=max(5, limit)), today, soon_days).rows[:limit]


def overdue_by_agency(
    session: Session, viewer: Viewer, today: date, soon_days: int, filter: TaskFilter | None = None
) -> list[AgencyOverdue]:
    """What is late, by agency in order of protocol; a group's members each under their own name."""
    late = (filter or TaskFilter()).but(time_class=frozenset({TimeClass.LATE}), sort=Sort.AGENCY)
    by_agency: dict[int, AgencyOverdue] = {}
    for row in task_rows(session, viewer, late, today, soon_days, paged=False).rows:
        by_agency.setdefault(row.agency_id, AgencyOverdue(row.agency_id, row.agency_name, [])).rows.append(row)
    return list(by_agency.values())


def obstacles_of(session: Session, assignment_ids: Iterable[int]) -> dict[int, str]:
    """What stands in the way of each assignment, in the words of its last report that says any; the caller's list is what may be seen."""
    said: dict[int, str] = {}
    ids = list(assignment_ids)
    for start in range(0, len(ids), AT_ONCE):
        some = Report.assignment_id.in_(ids[start : start + AT_ONCE])
        rows = select(Report.assignment_id, Report.obstacles).where(some, Report.obstacles != "").order_by(Report.id)
        said |= {row.assignment_id: row.obstacles for row in session.execute(rows)}
    return said


# --- conditions ----------------------------------------------------------------------------------------------------


def _conditions(viewer: Viewer, filter: TaskFilter, today: date, soon_days: int) -> list[ColumnElement[bool]]:
    rules = [visible_assignments(viewer), *_part(viewer, filter), *_wanted(viewer, filter, today, soon_days)]
    if filter.open_only and not filter.state and not filter.time_class & DONE_CLASSES:
        rules.append(Assignment.state.in_(sorted(OPEN)))
    if _shows_members(viewer, filter):
        rules.append(counted())
    else:
        rules.append(Assignment.parent_id.is_(None))
    return rules


def _shows_members(viewer: Viewer, filter: TaskFilter) -> bool:
    by_agency = filter.agency_id is not None or not viewer.may_see_all
    return bool(filter.time_class or filter.state or by_agency or filter.extension_asked or filter.mine)


def _part(viewer: Viewer, filter: TaskFilter) -> list[ColumnElement[bool]]:
    """The office's lists and numbers are those of the leading agencies, an agency's are all that it has a part in."""
    if filter.part is not None:
        return [Assignment.part == filter.part]
    return [Assignment.part == Part.LEAD] if viewer.may_see_all and filter.agency_id is None else []


def _wanted(viewer: Viewer, filter: TaskFilter, today: date, soon_days: int) -> list[ColumnElement[bool]]:
    """What the fields of the filter ask for."""
    rules: list[ColumnElement[bool]] = []
    plain = {
        Assignment.agency_id: filter.agency_id,
        Task.directive_id: filter.directive_id,
        Directive.watcher_id: filter.watcher_id,
        Directive.leader_id: filter.leader_id,
        Task.nature: filter.nature,
    }
    rules += [column == value for column, value in plain.items() if value is not None]
    if filter.q:
        rules.append(matches(bare(filter.q)))
    if filter.time_class:
        rules.append(sql_time_class(today, soon_days).in_(sorted(value.value for value in filter.time_class)))
    if filter.state:
        rules.append(Assignment.state.in_(sorted(filter.state)))
    if filter.due_from:
        rules.append(Assignment.due_on >= filter.due_from)
    if filter.due_to:
        rules.append(Assignment.due_on <= filter.due_to)
    if filter.extension_asked:
        rules.append(exists().where(Extension.assignment_id == Assignment.id, Extension.state == ExtensionState.ASKED))
    if filter.mine:
        me = viewer.user_id
        rules.append(or_(Directive.watcher_id == me, Directive.leader_id == me, Assignment.officer_id == me))
    return rules


def _order(sort: Sort) -> tuple[ColumnElement[Any], ...]:
    due = (Assignment.due_on.is_(None).asc(), Assignment.due_on.asc(), Assignment.id.asc())
    orders: dict[Sort, tuple[ColumnElement[Any], ...]] = {
        Sort.DUE: due,
        Sort.DUE_LAST: (Assignment.due_on.is_(None).asc(), Assignment.due_on.desc(), Assignment.id.asc()),
        Sort.CODE: (Task.code.asc(), Assignment.id.asc()),
        Sort.CODE_LAST: (Task.code.desc(), Assignment.id.asc()),
        Sort.AGENCY: (Agency.protocol_order.asc(), Agency.name.asc(), Agency.id.asc(), *due),
        Sort.CHANGED: (Assignment.changed_at.desc(), Assignment.id.desc()),
        Sort.DIRECTIVE: (Directive.issued_on.desc(), Directive.id.desc(), *due),
    }
    return orders[sort]


# --- rows ----------------------------------------------------------------------------------------------------------

Watcher = aliased(User, name="watcher")
Leader = aliased(User, name="leader")
Officer = aliased(User, name="officer")


RowsQuery = Select[Assignment, str, str | None, str | None, str | None]


def _from_all(query: Any) -> Any:
    return (
        query.select_from(Assignment)
        .join(Task, Task.id == Assignment.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .join(Agency, Agency.id == Assignment.agency_id)
    )


def _rows_query(today: date, soon_days: int) -> RowsQuery:
    of_class = sql_time_class(today, soon_days).label("time_class")
    query = _from_all(select(Assignment, of_class, Watcher.name, Leader.name, Officer.name))
    query = query.outerjoin(Watcher, Watcher.id == Directive.watcher_id).outerjoin(Leader, Leader.id == Directive.leader_id)
    query = query.outerjoin(Officer, Officer.id == Assignment.officer_id)
    whole: RowsQuery = query.options(contains_eager(Assignment.task).contains_eager(Task.directive), contains_eager(Assignment.agency))
    return whole


def _rows(session: Session, query: RowsQuery, today: date) -> list[TaskRow]:
    return [_row(*found, today=today) for found in session.execute(query)]


def _row(assignment: Assignment, of_class: str, watcher: str | None, leader: str | None, officer: str | None, *, today: date) -> TaskRow:
    task, agency = assignment.task, assignment.agency
    time_class = TimeClass(of_class)
    completed_on = assignment.completed_on
    return TaskRow(
        assignment_id=assignment.id,
        task_id=task.id,
        version=assignment.version,
        code=task.code,
        title=task.title,
        text=task.text,
        path=task.path,
        nature=task.nature,
        urgency=task.urgency,
        directive_id=task.directive.id,
        directive_number=task.directive.number,
        directive_kind=task.directive.kind,
        directive_issuer=task.directive.issuer,
        issued_on=task.directive.issued_on,
        watcher_id=task.directive.watcher_id,
        watcher_name=watcher or "",
        leader_name=leader or "",
        agency_id=agency.id,
        agency_name=agency.name,
        agency_short=agency.short_name or agency.name,
        part=assignment.part,
        officer_name=officer or "",
        state=assignment.state,
        time_class=time_class,
        distance=distance_words(time_class, assignment.due_on, completed_on, today),
        due_on=assignment.due_on,
        due_time=assignment.due_time,
        original_due_on=assignment.original_due_on,
        days_late=late_days(time_class, assignment.due_on, completed_on, today),
        extension_count=0,
        extension_open=False,
        progress=assignment.progress,
        reported_at=assignment.reported_at,
        changed_at=assignment.changed_at,
        completed_on=completed_on,
        result_number=assignment.result_number,
    )


def late_days(of_class: TimeClass, due_on: date | None, completed_on: date | None, today: date) -> int:
    """Days late of what is late, 0 of anything else."""
    return days_late(due_on, completed_on, today) if of_class in (TimeClass.LATE, TimeClass.DONE_LATE) else 0


def _filled(session: Session, rows: list[TaskRow], today: date, soon_days: int) -> list[TaskRow]:
    """The rows with what stands in other tables: who else has a part, extensions, counts of groups."""
    filled: list[TaskRow] = []
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        ids = [row.assignment_id for row in some]
        more = (_extensions(session, ids), _groups(session, ids, today, soon_days))
        names, helpers = _names(session, {row.task_id for row in some}), _helpers(session, {row.task_id for row in some})
        for row in some:
            of_task = names.get(row.task_id, {}) | helpers.get(row.task_id, {})
            filled.append(replace(row, **of_task, **more[0].get(row.assignment_id, {}), **more[1].get(row.assignment_id, {})))
    return filled


def _names(session: Session, task_ids: set[int]) -> dict[int, dict[str, Any]]:
    """Per task the names of those who lead and who help, groups by their own name."""
    query = (
        select(Assignment.task_id, Assignment.part, Agency.name)
        .join(Agency, Agency.id == Assignment.agency_id)
        .where(Assignment.task_id.in_(task_ids), Assignment.parent_id.is_(None))
        .order_by(Assignment.id)
    )
    names: dict[int, dict[str, Any]] = {}
    for task_id, part, name in session.execute(query):
        key = "lead" if part is Part.LEAD else "coordinators"
        of_task = names.setdefault(task_id, {"lead": (), "coordinators": ()})
        of_task[key] = (*of_task[key], name)
    return names


def _helpers(session: Session, task_ids: set[int]) -> dict[int, dict[str, Any]]:
    """Per task how many coordinators there are, and how many have reported or finished."""
    said = or_(Assignment.reported_at.is_not(None), Assignment.state.in_([State.DONE, State.SUBMITTED]))
    query = (
        select(Assignment.task_id, func.count(Assignment.id), func.count(Assignment.id).filter(said))
        .where(Assignment.task_id.in_(task_ids), Assignment.part == Part.COORDINATE, counted())
        .group_by(Assignment.task_id)
    )
    return {
        task_id: {"coordinators_total": total, "coordinators_answered": answered} for task_id, total, answered in session.execute(query)
    }


def _extensions(session: Session, assignment_ids: list[int]) -> dict[int, dict[str, Any]]:
    granted = func.count(Extension.id).filter(Extension.state == ExtensionState.GRANTED)
    asked = func.count(Extension.id).filter(Extension.state == ExtensionState.ASKED)
    query = (
        select(Extension.assignment_id, granted, asked).where(Extension.assignment_id.in_(assignment_ids)).group_by(Extension.assignment_id)
    )
    return {id_: {"extension_count": count, "extension_open": bool(open_)} for id_, count, open_ in session.execute(query)}


def _groups(session: Session, assignment_ids: list[int], today: date, soon_days: int) -> dict[int, dict[str, Any]]:
    done = func.count(Assignment.id).filter(Assignment.state == State.DONE)
    late = func.count(Assignment.id).filter(sql_time_class(today, soon_days) == TimeClass.LATE.value)
    query = (
        select(Assignment.parent_id, func.count(Assignment.id), done, late)
        .join(Task, Task.id == Assignment.task_id)
        .where(Assignment.parent_id.in_(assignment_ids))
        .group_by(Assignment.parent_id)
    )
    return {
        parent_id: {"group_total": total, "group_done": finished, "group_late": overdue}
        for parent_id, total, finished, overdue in session.execute(query)
        if parent_id is not None
    }
