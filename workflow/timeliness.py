"""Lateness: the one function of state, due date, completion and today, in Python and as SQL. Never stored.

The classes are those of the offices' reports: done in time or late; open in time, due soon, due today, overdue, or without a date.
What waits for confirmation is judged by the date of its result document: the agency does not answer for the days that the office takes.
Paused, cancelled and returned work is nobody's delay, and regular work has no delay at all. What is done and cannot be judged (no date, or
no day of completion, as sheets of earlier years have it) stands apart: neither in time nor late.

Each judges by the due date that stands; by the first one that was said (`first_due`) the same function counts what extensions cover.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import ColumnElement, String, and_, case, func, literal, literal_column, or_
from sqlalchemy.sql.elements import SQLCoreOperations

from workflow.model import Assignment, State, TaskNature, TimeClass
from workflow.model.tasks import IS_OPEN

#: states in which nobody works on it, so that no time runs
RESTING = frozenset({State.PAUSED, State.CANCELLED, State.RETURNED})
#: classes of what is open and has a date that decides
DATED = frozenset({TimeClass.LATE, TimeClass.TODAY, TimeClass.SOON})
FINISHED = frozenset({TimeClass.DONE_IN_TIME, TimeClass.DONE_LATE, TimeClass.DONE_UNJUDGED})


def time_class(
    state: State,
    due_on: date | None,
    completed_on: date | None,
    today: date,
    *,
    nature: TaskNature = TaskNature.SPECIFIC,
    soon_days: int,
) -> TimeClass:
    """The class of one assignment on a civil day of the office. A due day is in time to its end; `soon_days` counts calendar days."""
    if state is State.DONE:
        return _done_class(due_on, completed_on, nature)
    if due_on is None:
        return TimeClass.NO_DATE
    if state in RESTING or nature is TaskNature.REGULAR:
        return TimeClass.IN_TIME
    if state is State.SUBMITTED and completed_on is not None:
        return TimeClass.LATE if min(completed_on, today) > due_on else TimeClass.IN_TIME
    return _open_class(due_on, today, soon_days)


def _done_class(due_on: date | None, completed_on: date | None, nature: TaskNature) -> TimeClass:
    if due_on is None or completed_on is None or nature is TaskNature.REGULAR:
        return TimeClass.DONE_UNJUDGED
    return TimeClass.DONE_LATE if completed_on > due_on else TimeClass.DONE_IN_TIME


def first_due(due_on: date | None, original_due_on: date | None) -> date | None:
    """The date that was said first, by which reports count too; where none is kept apart, the one that stands."""
    return original_due_on or due_on


def _open_class(due_on: date, today: date, soon_days: int) -> TimeClass:
    if due_on < today:
        return TimeClass.LATE
    if due_on == today:
        return TimeClass.TODAY
    return TimeClass.SOON if due_on <= today + timedelta(days=soon_days) else TimeClass.IN_TIME


def sql_due(*, original: bool = False) -> ColumnElement[date | None]:
    """The due date that stands, or with `original` the `first_due`."""
    return func.coalesce(Assignment.original_due_on, Assignment.due_on) if original else Assignment.due_on.expression


def sql_time_class(today: date, soon_days: int, *, original: bool = False) -> ColumnElement[str]:
    """`time_class` as an expression over Assignment; gives the value of a TimeClass. `original`: by the date that was said first."""
    due_on, completed_on, regular = sql_due(original=original), Assignment.completed_on, Assignment.regular
    done = Assignment.state == State.DONE
    proposed = and_(Assignment.state == State.SUBMITTED, completed_on.is_not(None))
    return case(
        (and_(done, or_(due_on.is_(None), completed_on.is_(None), regular)), _say(TimeClass.DONE_UNJUDGED)),
        (and_(done, completed_on > due_on), _say(TimeClass.DONE_LATE)),
        (done, _say(TimeClass.DONE_IN_TIME)),
        (due_on.is_(None), _say(TimeClass.NO_DATE)),
        (Assignment.state.in_(sorted(RESTING)), _say(TimeClass.IN_TIME)),
        (regular, _say(TimeClass.IN_TIME)),
        (and_(proposed, completed_on > due_on, due_on < today), _say(TimeClass.LATE)),
        (proposed, _say(TimeClass.IN_TIME)),
        (due_on < today, _say(TimeClass.LATE)),
        (due_on == today, _say(TimeClass.TODAY)),
        (due_on <= today + timedelta(days=soon_days), _say(TimeClass.SOON)),
        else_=_say(TimeClass.IN_TIME),
    )


def sql_is_open() -> ColumnElement[bool]:
    """What is not at an end (`lifecycle.OPEN`), in the words of the partial indexes."""
    return in_these_words(f"assignment.{IS_OPEN}")


def in_these_words(condition: str) -> ColumnElement[bool]:
    """A condition as the database is to read it. As a Boolean, SQLAlchemy would add `= 1` for SQLite, and no partial index is found."""
    return literal_column(condition)


def sql_in_class(classes: Collection[TimeClass], today: date, soon_days: int, *, original: bool = False) -> ColumnElement[bool]:
    """Whether an assignment is of one of the classes: `sql_time_class`, with bounds before it by which an index finds the rows."""
    of_class = sql_time_class(today, soon_days, original=original).in_(sorted(value.value for value in classes))
    return and_(*_bounds(frozenset(classes), today, soon_days, sql_due(original=original)), of_class)


def _bounds(classes: frozenset[TimeClass], today: date, soon_days: int, due_on: ColumnElement[date | None]) -> list[ColumnElement[bool]]:
    """What all rows of these classes have in common."""
    if classes <= DATED:
        first = today if TimeClass.TODAY in classes else today + timedelta(days=1)
        last = {TimeClass.LATE: today - timedelta(days=1), TimeClass.TODAY: today, TimeClass.SOON: today + timedelta(days=soon_days)}
        since = [] if TimeClass.LATE in classes else [due_on >= first]
        return [sql_is_open(), *since, due_on <= max(last[one] for one in classes)]
    if classes <= FINISHED:
        return [Assignment.state == State.DONE]
    return [due_on.is_(None)] if classes == {TimeClass.NO_DATE} else []


def _say(value: TimeClass) -> SQLCoreOperations[str]:
    return literal(value.value, String(32))


def days_late(due_on: date | None, completed_on: date | None, today: date) -> int:
    """Calendar days after the due day, counted to completion or else to today; 0 when in time or without a date."""
    if due_on is None:
        return 0
    return max(0, ((completed_on or today) - due_on).days)


def distance_words(of_class: TimeClass, due_on: date | None, completed_on: date | None, today: date) -> str:
    """The class with its distance, as people say it: `Quá hạn 12 ngày`, `Còn 7 ngày`, `Xong đúng hạn`."""
    late = days_late(due_on, completed_on, today)
    if of_class is TimeClass.DONE_LATE:
        return f"Xong quá hạn {late} ngày"
    if of_class is TimeClass.DONE_IN_TIME:
        return "Xong đúng hạn"
    if of_class is TimeClass.DONE_UNJUDGED:
        return "Đã xong"
    if of_class is TimeClass.LATE:
        return f"Quá hạn {late} ngày"
    if of_class is TimeClass.TODAY:
        return "Hạn hôm nay"
    if due_on is None:
        return "Chưa có hạn"
    left = (due_on - today).days
    return f"Còn {left} ngày" if left > 0 else "Trong hạn"
