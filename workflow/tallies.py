"""Counts of assignments by how they stand, from the kept counters: the same numbers as counting the rows, without walking them.

The counters (`model.tallies.Tally`) know the month of each date. All of a month before today's is late, if its state lets it be; what is
due between the first of today's month and the end of `soon_days` is counted from the index, row by row; the rest has time. Which class
that is says `timeliness.time_class` and nothing else.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    String,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session

from workflow.lifecycle import OPEN
from workflow.model import Assignment, Part, State, Tally, TaskNature, TimeClass
from workflow.timeliness import sql_is_open, time_class
from workflow.visible import of_agencies

#: stands in the counters for all agencies together
EVERYBODY = 0
#: where a date lies: in a month before today's, later than that, on a day of the window
EARLIER, LATER, PAST, TODAY, SOON = "earlier", "later", "past", "today", "soon"
WINDOW = frozenset({PAST, TODAY, SOON})
#: of the counters: no date, any date of what is at an end
NO_DATE, ANY_DATE = "", "-"


class Pile(NamedTuple):
    """So many assignments that stand alike; `agency_id` is 0 where agencies were not asked for one by one."""

    agency_id: int
    part: Part
    #: somebody answers for it: no group's own
    counted: bool
    #: no member of a group
    own: bool
    regular: bool
    state: State
    time_class: TimeClass
    number: int


def piles(
    session: Session,
    today: date,
    soon_days: int,
    *,
    agency_ids: frozenset[int] | None = None,
    by_agency: bool = False,
    part: Part | None = None,
    states: Iterable[State] = (),
    late_only: bool = False,
) -> list[Pile]:
    """All assignments in piles, of all agencies or some, of a part, in some states (none given: in any).

    `late_only`: only what can be late, which is quicker. A number may be negative: it corrects another pile of the same kind.
    """
    scope = Scope(agency_ids, by_agency, part, frozenset(states), late_only)
    return list(_piles(session.connection().execute(_query(scope, today, soon_days)), today, soon_days))


class Numbers(NamedTuple):
    """How the work of one agency stands in which it has one part; what a group's members answer for is with them."""

    agency_id: int
    part: Part
    open: int
    late: int
    #: due today or soon
    soon: int
    submitted: int
    done: int


def agency_numbers(session: Session, today: date, soon_days: int, *, agency_ids: frozenset[int] | None = None) -> list[Numbers]:
    """The numbers of all agencies or some, those that are nothing left out. The database adds them up: a row an agency and part."""
    rows = session.connection().execute(_numbers_query(agency_ids, today, soon_days))
    return [Numbers(agency_id, Part(part), *map(int, numbers)) for agency_id, part, *numbers in rows]


def counted_anew() -> Select[Any]:
    """What the counters must be: every assignment counted, for its agency and for all together. The key's columns, then the number."""
    due_on, completed_on = Assignment.due_on, Assignment.completed_on
    finished = _finished(due_on, completed_on)
    at_end = Assignment.state.in_((State.DONE, State.CANCELLED))
    month = case((due_on.is_(None), NO_DATE), (at_end, ANY_DATE), else_=func.substr(due_on.cast(String), 1, 7))
    whose = union_all(select(literal(1).label("own")), select(literal(0))).subquery("whose")
    agency = (Assignment.agency_id * whose.c.own).label("agency_id")
    own = Assignment.parent_id.is_(None).label("own")
    keys = (agency, Assignment.part, Assignment.counted, own, Assignment.regular, Assignment.state, finished, month)
    return select(*keys, func.count()).select_from(Assignment).join(whose, true()).group_by(*keys)


@contextmanager
def counted_once(connection: Connection) -> Iterator[None]:
    """Rows of `assignment` come in by the hundred thousand past its triggers, and are counted when all are there.

    Each row says itself whether it is `counted` and `regular`. An exception leaves the triggers away: the caller's transaction is undone.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE assignment DISABLE TRIGGER USER"))
        yield
        connection.execute(text("ALTER TABLE assignment ENABLE TRIGGER USER"))
    else:
        found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'assignment'")).all()
        for name, _ in found:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        yield
        for _, statement in found:
            connection.exec_driver_sql(statement)
    connection.execute(delete(Tally))
    connection.execute(insert(Tally).from_select([column.name for column in Tally.__table__.columns], counted_anew()))


def kept(connection: Connection) -> dict[tuple[Any, ...], int]:
    """The kept counters by their key, as text and numbers; those of nothing left out."""
    return _numbers(connection, select(Tally.__table__))


def counted(connection: Connection) -> dict[tuple[Any, ...], int]:
    """The same by counting all rows: what `kept` must give."""
    return _numbers(connection, counted_anew())


def _numbers(connection: Connection, query: Select[Any]) -> dict[tuple[Any, ...], int]:
    return {tuple(key): int(number) for *key, number in connection.execute(query) if number}


def total(found: Iterable[Pile], wanted: Callable[[Pile], bool]) -> int:
    """How many assignments are in the piles that are wanted."""
    return sum(pile.number for pile in found if wanted(pile))


@dataclass(frozen=True)
class Scope:
    """Which assignments are counted."""

    agency_ids: frozenset[int] | None
    by_agency: bool
    part: Part | None
    states: frozenset[State]
    late_only: bool

    def of(self, part: Any, state: Any) -> list[ColumnElement[bool]]:
        """Conditions on the columns of a table."""
        rules = [] if self.part is None else [part == self.part]
        return [*rules, state.in_(sorted(self.states))] if self.states else rules


@lru_cache(maxsize=256)  # to put the query together takes longer than the database needs for it
def _query(scope: Scope, today: date, soon_days: int) -> CompoundSelect[Any]:
    return union_all(_counters(scope, today), _window(scope, today, soon_days))


def _counters(scope: Scope, today: date) -> Select[Any]:
    month = f"{today:%Y-%m}"
    slot = case((Tally.month.in_((NO_DATE, ANY_DATE)), Tally.month), (Tally.month < month, EARLIER), else_=LATER)
    agency: Any = Tally.agency_id if scope.by_agency else literal(EVERYBODY)
    keys = (agency, Tally.part, Tally.counted, Tally.own, Tally.regular, Tally.state, Tally.finished, slot)
    rules = [*scope.of(Tally.part, Tally.state), Tally.number != 0]
    if scope.agency_ids is not None:
        rules.append(Tally.agency_id.in_(scope.agency_ids))
    else:
        rules.append(Tally.agency_id > EVERYBODY if scope.by_agency else Tally.agency_id == EVERYBODY)
    if scope.late_only:
        rules.append(and_(Tally.month > ANY_DATE, Tally.month < month))
    return _named(*keys, func.sum(Tally.number)).where(*rules).group_by(*(key for key in keys if key is not agency or scope.by_agency))


def _window(scope: Scope, today: date, soon_days: int) -> Select[Any]:
    """What is due from the first of today's month to the end of the days that are soon."""
    due_on, completed_on = Assignment.due_on, Assignment.completed_on
    finished = _finished(due_on, completed_on)
    slot = case((due_on < today, PAST), (due_on == today, TODAY), else_=SOON)
    agency: Any = Assignment.agency_id if scope.by_agency else literal(EVERYBODY)
    own = Assignment.parent_id.is_(None)
    keys = (agency, Assignment.part, Assignment.counted, own, Assignment.regular, Assignment.state, finished, slot)
    last = today - timedelta(days=1) if scope.late_only else today + timedelta(days=soon_days)
    parts = Assignment.part.in_(tuple(Part)) if scope.part is None else Assignment.part == scope.part  # so that an index begins with it
    rules = [*scope.of(Assignment.part, Assignment.state), sql_is_open(), due_on >= today.replace(day=1), due_on <= last]
    rules += [parts] if scope.agency_ids is None else [of_agencies(scope.agency_ids)]
    return _named(*keys, func.count()).where(*rules).group_by(*(key for key in keys if key is not agency or scope.by_agency))


@lru_cache(maxsize=256)
def _numbers_query(agency_ids: frozenset[int] | None, today: date, soon_days: int) -> Select[Any]:
    def these(table: Any, finished: Any, slot: str, *classes: TimeClass) -> ColumnElement[bool]:
        """Rows of a table that are of a class if their date lies where `slot` says."""
        kinds = itertools.product(OPEN, (0, 1, 2), (False, True))
        alike = [kind for kind in kinds if _class_of(kind[0], kind[1], slot, kind[2], today, soon_days) in classes]
        key: ColumnElement[str] = table.state.concat(finished.cast(String)).concat(case((table.regular, "r"), else_=""))
        return key.in_(sorted(f"{state}{number}{'r' * regular}" for state, number, regular in alike))

    due_on, finished = Assignment.due_on, _finished(Assignment.due_on, Assignment.completed_on)
    earlier = and_(Tally.month > ANY_DATE, Tally.month < f"{today:%Y-%m}")
    counters = _adding(
        Tally,
        Tally.number,
        open=Tally.state.in_(sorted(OPEN)),
        late=and_(earlier, these(Tally, Tally.finished, EARLIER, TimeClass.LATE)),
        submitted=Tally.state == State.SUBMITTED,
        done=Tally.state == State.DONE,
    ).where(Tally.number != 0, Tally.agency_id > EVERYBODY if agency_ids is None else Tally.agency_id.in_(agency_ids))
    window = _adding(
        Assignment,
        literal(1),
        late=and_(due_on < today, these(Assignment, finished, PAST, TimeClass.LATE)),
        soon=and_(due_on >= today, these(Assignment, finished, SOON, TimeClass.SOON, TimeClass.TODAY)),
    ).where(sql_is_open(), due_on >= today.replace(day=1), due_on <= today + timedelta(days=soon_days))
    window = window.where(Assignment.part.in_(tuple(Part)) if agency_ids is None else of_agencies(agency_ids))
    agency_id, part, *numbers = union_all(counters, window).subquery("both").c
    return select(agency_id, part, *(func.sum(number) for number in numbers)).group_by(agency_id, part)


def _adding(table: Any, number: Any, **wanted: ColumnElement[bool]) -> Select[Any]:
    """For each agency and part how many of what is wanted; nothing of what is not."""
    numbers = (func.sum(case((wanted[name], number), else_=0)) if name in wanted else literal(0) for name in Numbers._fields[2:])
    keys = (table.agency_id, type_coerce(table.part, String))
    return (
        select(*keys, *(one.label(name) for name, one in zip(Numbers._fields[2:], numbers, strict=True)))
        .where(table.counted.is_(True))
        .group_by(*keys)
    )


def _finished(due_on: Any, completed_on: Any) -> ColumnElement[int]:
    """`Tally.finished` of an assignment."""
    return case((completed_on.is_(None), 0), (and_(due_on.is_not(None), completed_on > due_on), 2), else_=1)


def _named(agency: Any, part: Any, counted: Any, own: Any, regular: Any, state: Any, finished: Any, slot: Any, number: Any) -> Select[Any]:
    return select(
        agency.label("agency_id"),
        type_coerce(part, String).label("part"),
        counted.label("counted"),
        own.label("own"),
        regular.label("regular"),
        type_coerce(state, String).label("state"),
        finished.label("finished"),
        slot.cast(String).label("slot"),
        number.label("number"),
    )


def _piles(rows: Iterable[Any], today: date, soon_days: int) -> Iterator[Pile]:
    classes: dict[tuple[Any, ...], TimeClass] = {}

    def of_class(state: State, finished: int, slot: str, regular: bool) -> TimeClass:
        key = (state, finished, slot, regular)
        if key not in classes:
            classes[key] = _class_of(state, finished, slot, regular, today, soon_days)
        return classes[key]

    parts, states = {value.value: value for value in Part}, {value.value: value for value in State}
    for agency_id, of_part, counted, own, regular, of_state, finished, slot, number in rows:
        state = states[of_state]
        kind = (agency_id, parts[of_part], bool(counted), bool(own), bool(regular), state)
        yield Pile(*kind, of_class(state, finished, slot, regular), int(number))
        if slot in WINDOW:  # the counters had put it with what comes later
            yield Pile(*kind, of_class(state, finished, LATER, regular), -int(number))


def _class_of(state: State, finished: int, slot: str, regular: bool, today: date, soon_days: int) -> TimeClass:
    """The class of all that stands like this, judged by one of them."""
    days = {
        NO_DATE: None,
        ANY_DATE: today,
        EARLIER: today.replace(day=1) - timedelta(days=1),
        PAST: today - timedelta(days=1),
        TODAY: today,
        SOON: today + timedelta(days=1),
        LATER: today + timedelta(days=soon_days + 1),
    }
    due_on = days[slot]
    completed_on = None if not finished else (due_on or today) + timedelta(days=finished - 1)
    nature = TaskNature.REGULAR if regular else TaskNature.SPECIFIC
    return time_class(state, due_on, completed_on, today, nature=nature, soon_days=soon_days)
