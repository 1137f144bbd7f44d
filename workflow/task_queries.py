"""Lists of tasks: one row per assignment, in a fixed number of queries, and how many there are.

What a list asks of due dates and states it asks in words that an index understands (`timeliness.sql_in_class`), and how many rows it has
the kept counters tell wherever they can (`tallies`): at a million tasks no page walks a whole table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from directives.vietnamese import bare
from workflow.access import Viewer
from workflow.lifecycle import OPEN
from workflow.model import Agency, Assignment, Directive, Extension, ExtensionState, Part, Report, State, Task, TaskNature, TimeClass
from workflow.tallies import Pile, piles, total
from workflow.task_filter import Sort, TaskFilter
from workflow.task_rows import AT_ONCE, TaskRow, rows_of_query, rows_query
from workflow.timeliness import DATED, FINISHED, in_these_words, sql_in_class, sql_is_open
from workflow.visible import counted, matches, visible_assignments

T = TypeVar("T")
#: in the words of its partial index
IS_ASKED = in_these_words(f"extension.state = '{ExtensionState.ASKED.value}'")

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
#: tables besides Assignment that an order needs
SORTED_BY: Mapping[Sort, frozenset[type]] = {
    Sort.CODE: frozenset({Task}),
    Sort.CODE_LAST: frozenset({Task}),
    Sort.AGENCY: frozenset({Agency}),
    Sort.DIRECTIVE: frozenset({Task, Directive}),
}


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
    if not paged:
        rules = _conditions(viewer, filter, today, soon_days)
        rows = rows_of_query(session, rows_query().where(*rules).order_by(*_order(filter)), today, soon_days)
        return Page(rows, len(rows), 1, max(1, len(rows)))
    number_of_rows = _total(session, viewer, filter, today, soon_days)
    number = min(filter.page, max(1, -(-number_of_rows // filter.per_page)))
    if not number_of_rows:
        return Page([], 0, number, filter.per_page)
    query = _page_query(viewer, filter, number, today, soon_days)
    return Page(rows_of_query(session, query, today, soon_days), number_of_rows, number, filter.per_page)


@lru_cache(maxsize=256)  # to put a query together takes longer than the database needs for it
def _page_query(viewer: Viewer, filter: TaskFilter, number: int, today: date, soon_days: int) -> Select[Any]:
    """First which rows, from an index, then what they show."""
    rules, order = _conditions(viewer, filter, today, soon_days), _order(filter)
    ids = _joined(select(Assignment.id), _tables(filter) | SORTED_BY.get(filter.sort, frozenset())).where(*rules).order_by(*order)
    here = ids.limit(filter.per_page).offset((number - 1) * filter.per_page).subquery("here")
    return rows_query().join(here, here.c.id == Assignment.id).order_by(*order)


def rows_of(session: Session, viewer: Viewer, assignment_ids: Iterable[int], today: date, soon_days: int) -> list[TaskRow]:
    """The rows of given assignments that the viewer may see, by due date."""
    wanted = Assignment.id.in_(list(assignment_ids))
    query = rows_query().where(visible_assignments(viewer), wanted).order_by(*_order(TaskFilter()))
    return rows_of_query(session, query, today, soon_days)


def home_counts(session: Session, viewer: Viewer, today: date, soon_days: int) -> dict[str, int]:
    """How many rows each section of the home page has; the same numbers as `task_rows` of SECTIONS."""
    of_all = TaskFilter()
    agency_ids, part = _agencies_of(viewer, of_all), _part_of(viewer, of_all)
    found = piles(session, today, soon_days, agency_ids=agency_ids, part=part, states=OPEN)

    def count(section: TaskFilter) -> int:
        told = _told_by_counters(section)
        return total(found, _wanted_pile(viewer, section)) if told else _total(session, viewer, section, today, soon_days)

    return {name: count(section) for name, section in SECTIONS.items()}


def home_rows(session: Session, viewer: Viewer, section: str, today: date, soon_days: int, limit: int = 10) -> list[TaskRow]:
    """The first rows of a section of the home page."""
    return task_rows(session, viewer, SECTIONS[section].but(per_page=max(5, limit)), today, soon_days).rows[:limit]


def overdue_by_agency(
    session: Session, viewer: Viewer, today: date, soon_days: int, filter: TaskFilter | None = None
) -> list[AgencyOverdue]:
    """What is late, by agency in order of protocol; a group's members each under their own name."""
    late = (filter or TaskFilter()).but(time_class=frozenset({TimeClass.LATE}), sort=Sort.AGENCY)
    return late_by_agency(task_rows(session, viewer, late, today, soon_days, paged=False).rows)


def late_by_agency(rows: Iterable[TaskRow]) -> list[AgencyOverdue]:
    """Late rows by agency, in the order in which the agencies come."""
    by_agency: dict[int, AgencyOverdue] = {}
    for row in rows:
        by_agency.setdefault(row.agency_id, AgencyOverdue(row.agency_id, row.agency_name, [])).rows.append(row)
    return list(by_agency.values())


def obstacles_of(session: Session, assignment_ids: Iterable[int], until: datetime | None = None) -> dict[int, str]:
    """What stands in the way of each assignment, in the words of its last report (before `until`) that says any.

    The caller's list is what may be seen.
    """
    said: dict[int, str] = {}
    ids = list(assignment_ids)
    for start in range(0, len(ids), AT_ONCE):
        some = [Report.assignment_id.in_(ids[start : start + AT_ONCE]), *([] if until is None else [Report.at < until])]
        rows = select(Report.assignment_id, Report.obstacles).where(*some, Report.obstacles != "").order_by(Report.id)
        said |= {row.assignment_id: row.obstacles for row in session.execute(rows)}
    return said


# --- how many ------------------------------------------------------------------------------------------------------


def _total(session: Session, viewer: Viewer, filter: TaskFilter, today: date, soon_days: int) -> int:
    """How many rows a filter asks for: from the kept counters where they know all that it asks, else counted."""
    if not _told_by_counters(filter):
        return session.scalar(_count_query(viewer, filter, today, soon_days)) or 0
    late_only = filter.time_class == {TimeClass.LATE}
    agency_ids, part = _agencies_of(viewer, filter), _part_of(viewer, filter)
    found = piles(session, today, soon_days, agency_ids=agency_ids, part=part, states=_states_of(filter), late_only=late_only)
    return total(found, _wanted_pile(viewer, filter))


@lru_cache(maxsize=256)
def _count_query(viewer: Viewer, filter: TaskFilter, today: date, soon_days: int) -> Select[tuple[int]]:
    rules = _conditions(viewer, filter, today, soon_days)
    return _joined(select(func.count(Assignment.id)), _tables(filter)).where(*rules)


def _told_by_counters(filter: TaskFilter) -> bool:
    """Whether the kept counters know all that a filter asks."""
    others = (filter.directive_id, filter.watcher_id, filter.leader_id, filter.due_from, filter.due_to)
    return not (filter.q or filter.mine or filter.by_original or filter.extension_asked or any(value is not None for value in others))


def _wanted_pile(viewer: Viewer, filter: TaskFilter) -> Callable[[Pile], bool]:
    """`_conditions` for the counters: which piles a filter asks for, of the viewer's agencies and part."""
    members, states, classes = _shows_members(viewer, filter), _states_of(filter), filter.time_class

    def wanted(pile: Pile) -> bool:
        return (
            (pile.counted if members else pile.own)
            and (not states or pile.state in states)
            and (not classes or pile.time_class in classes)
            and (filter.nature is None or pile.regular == (filter.nature is TaskNature.REGULAR))
        )

    return wanted


def _agencies_of(viewer: Viewer, filter: TaskFilter) -> frozenset[int] | None:
    """Whose work a filter asks for, of what the viewer may see; None = everybody's."""
    if filter.agency_id is None:
        return None if viewer.may_see_all else viewer.agency_ids
    return frozenset({filter.agency_id} if viewer.may_see_all or filter.agency_id in viewer.agency_ids else ())


# --- conditions ----------------------------------------------------------------------------------------------------


def _conditions(viewer: Viewer, filter: TaskFilter, today: date, soon_days: int) -> list[ColumnElement[bool]]:
    rules = [visible_assignments(viewer), *_of_columns(viewer, filter), *_of_dates(filter, today, soon_days)]
    if filter.q:
        rules.append(matches(bare(filter.q)))
    if filter.extension_asked:
        rules.append(Assignment.id.in_(select(Extension.assignment_id).where(IS_ASKED)))
    if filter.mine:
        me = viewer.user_id
        rules.append(or_(Directive.watcher_id == me, Directive.leader_id == me, Assignment.officer_id == me))
    rules.append(counted() if _shows_members(viewer, filter) else Assignment.parent_id.is_(None))
    return rules


def _of_columns(viewer: Viewer, filter: TaskFilter) -> list[ColumnElement[bool]]:
    plain = {
        Assignment.part: _part_of(viewer, filter),
        Assignment.agency_id: filter.agency_id,
        Assignment.regular: None if filter.nature is None else filter.nature is TaskNature.REGULAR,
        Task.directive_id: filter.directive_id,
        Directive.watcher_id: filter.watcher_id,
        Directive.leader_id: filter.leader_id,
    }
    return [column == value for column, value in plain.items() if value is not None]


def _of_dates(filter: TaskFilter, today: date, soon_days: int) -> list[ColumnElement[bool]]:
    """What is asked of due dates and states."""
    rules: list[ColumnElement[bool]] = []
    states = _states_of(filter)
    if states == OPEN:
        rules.append(sql_is_open())
    elif states:
        rules.append(Assignment.state.in_(sorted(states)))
        rules += [sql_is_open()] if states <= OPEN else []
    if filter.time_class:
        rules.append(sql_in_class(filter.time_class, today, soon_days, original=filter.by_original))
    if filter.due_from:
        rules.append(Assignment.due_on >= filter.due_from)
    if filter.due_to:
        rules.append(Assignment.due_on <= filter.due_to)
    return rules


def _states_of(filter: TaskFilter) -> frozenset[State]:
    """The states that a filter asks for; empty = any."""
    if filter.state:
        return filter.state
    return OPEN if filter.open_only and not filter.time_class & FINISHED else frozenset()


def _shows_members(viewer: Viewer, filter: TaskFilter) -> bool:
    by_agency = filter.agency_id is not None or not viewer.may_see_all
    return bool(filter.time_class or filter.state or by_agency or filter.extension_asked or filter.mine)


def _part_of(viewer: Viewer, filter: TaskFilter) -> Part | None:
    """The office's lists and numbers are those of the leading agencies, an agency's are all that it has a part in."""
    if filter.part is not None:
        return filter.part
    return Part.LEAD if viewer.may_see_all and filter.agency_id is None else None


def _tables(filter: TaskFilter) -> frozenset[type]:
    """Tables besides Assignment that a filter's conditions need."""
    of_directive = filter.mine or filter.watcher_id is not None or filter.leader_id is not None
    if of_directive:
        return frozenset({Task, Directive})
    return frozenset({Task}) if filter.q or filter.directive_id is not None else frozenset()


def _joined(query: Select[Any], tables: frozenset[type]) -> Select[Any]:
    query = query.select_from(Assignment)
    if Task in tables:
        query = query.join(Task, Task.id == Assignment.task_id)
    if Directive in tables:
        query = query.join(Directive, Directive.id == Task.directive_id)
    return query.join(Agency, Agency.id == Assignment.agency_id) if Agency in tables else query


def _order(filter: TaskFilter) -> tuple[ColumnElement[Any], ...]:
    due: tuple[ColumnElement[Any], ...] = (Assignment.due_on.asc(), Assignment.id.asc())
    if filter.by_original or not (filter.time_class and filter.time_class <= DATED):  # what has no date comes last
        due = (Assignment.due_on.asc().nulls_last(), Assignment.id.asc())
    orders: dict[Sort, tuple[ColumnElement[Any], ...]] = {
        Sort.DUE: due,
        Sort.DUE_LAST: (Assignment.due_on.desc().nulls_last(), Assignment.id.asc()),
        Sort.CODE: (Task.code.asc(), Assignment.id.asc()),
        Sort.CODE_LAST: (Task.code.desc(), Assignment.id.asc()),
        Sort.AGENCY: (Agency.protocol_order.asc(), Agency.name.asc(), Agency.id.asc(), *due),
        Sort.CHANGED: (Assignment.changed_at.desc(), Assignment.id.desc()),
        Sort.DIRECTIVE: (Directive.issued_on.desc(), Directive.id.desc(), *due),
    }
    return orders[filter.sort]
