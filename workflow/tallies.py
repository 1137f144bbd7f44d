"""Counts of assignments by how they stand, from the kept counters: the same numbers as counting the rows, without walking them.

The counters (`model.tallies.Tally`) know the month of each date. All of a month before today's is late, if its state lets it be; what is
due between the first of today's month and the end of `soon_days` is counted from the index, row by row; the rest has time. Which class
that is says `timeliness.time_class` and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, and_, case, delete, func, insert, literal, select, text, true, union_all
from sqlalchemy.orm import Session

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


@dataclass(frozen=True)
class Pile:
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
    scope = Scope(agency_ids, by_agency, part, tuple(sorted(states)), late_only)
    query = union_all(_counters(scope, today), _window(scope, today, soon_days))
    return list(_piles(session.execute(query), today, soon_days))


def counted_anew() -> Select[Any]:
    """What the counters must be: every assignment counted, for its agency and for all together. The key's columns, then the number."""
    due_on, completed_on = Assignment.due_on, Assignment.completed_on
    finished = case((completed_on.is_(None), 0), (and_(due_on.is_not(None), completed_on > due_on), 2), else_=1)
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
    states: tuple[State, ...]
    late_only: bool

    def of(self, part: Any, state: Any) -> list[ColumnElement[bool]]:
        """Conditions on the columns of a table."""
        rules = [] if self.part is None else [part == self.part]
        return [*rules, state.in_(self.states)] if self.states else rules


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
    finished = case((completed_on.is_(None), 0), (completed_on > due_on, 2), else_=1)
    slot = case((due_on < today, PAST), (due_on == today, TODAY), else_=SOON)
    agency: Any = Assignment.agency_id if scope.by_agency else literal(EVERYBODY)
    own = Assignment.parent_id.is_(None)
    keys = (agency, Assignment.part, Assignment.counted, own, Assignment.regular, Assignment.state, finished, slot)
    last = today - timedelta(days=1) if scope.late_only else today + timedelta(days=soon_days)
    parts = Assignment.part.in_(tuple(Part)) if scope.part is None else Assignment.part == scope.part  # so that an index begins with it
    rules = [*scope.of(Assignment.part, Assignment.state), sql_is_open(), due_on >= today.replace(day=1), due_on <= last]
    rules += [parts] if scope.agency_ids is None else [of_agencies(scope.agency_ids)]
    return _named(*keys, func.count()).where(*rules).group_by(*(key for key in keys if key is not agency or scope.by_agency))


def _named(agency: Any, part: Any, counted: Any, own: Any, regular: Any, state: Any, finished: Any, slot: Any, number: Any) -> Select[Any]:
    return select(
        agency.label("agency_id"),
        part.label("part"),
        counted.label("counted"),
        own.label("own"),
        regular.label("regular"),
        state.label("state"),
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

    for agency_id, part, counted, own, regular, state, finished, slot, number in rows:
        kind = (agency_id, part, bool(counted), bool(own), bool(regular), state)
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
