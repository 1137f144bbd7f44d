"""Lateness: by a table, and the same in Python and in both databases for any row."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.workflow.world import NOW, TODAY, a_world
from workflow.model import Assignment, Part, State, Task, TaskNature, TimeClass
from workflow.timeliness import days_late, distance_words, first_due, sql_in_class, sql_time_class, time_class

S, C, R = State, TimeClass, TaskNature.REGULAR


def day(offset: int | None) -> date | None:
    return None if offset is None else TODAY + timedelta(days=offset)


@pytest.mark.parametrize(
    ("state", "due", "completed", "nature", "expected", "words"),
    [
        (S.NEW, -12, None, None, C.LATE, "Quá hạn 12 ngày"),
        (S.IN_PROGRESS, -1, None, None, C.LATE, "Quá hạn 1 ngày"),
        (S.IN_PROGRESS, 0, None, None, C.TODAY, "Hạn hôm nay"),
        (S.RECEIVED, 1, None, None, C.SOON, "Còn 1 ngày"),
        (S.RECEIVED, 7, None, None, C.SOON, "Còn 7 ngày"),
        (S.RECEIVED, 8, None, None, C.IN_TIME, "Còn 8 ngày"),
        (S.NEW, None, None, None, C.NO_DATE, "Chưa có hạn"),
        (S.REDO, -3, None, None, C.LATE, "Quá hạn 3 ngày"),
        (S.DONE, -3, -3, None, C.DONE_IN_TIME, "Xong đúng hạn"),
        (S.DONE, -3, -2, None, C.DONE_LATE, "Xong quá hạn 1 ngày"),
        # nothing to judge by: neither in time nor late
        (S.DONE, None, -2, None, C.DONE_UNJUDGED, "Đã xong"),
        (S.DONE, -3, None, None, C.DONE_UNJUDGED, "Đã xong"),
        (S.DONE, None, None, None, C.DONE_UNJUDGED, "Đã xong"),
        # waiting for the office: judged by its result document, not by today
        (S.SUBMITTED, -5, -5, None, C.IN_TIME, "Trong hạn"),
        (S.SUBMITTED, -5, -2, None, C.LATE, "Quá hạn 3 ngày"),
        (S.SUBMITTED, -5, None, None, C.LATE, "Quá hạn 5 ngày"),
        # nobody's delay
        (S.PAUSED, -5, None, None, C.IN_TIME, "Trong hạn"),
        (S.CANCELLED, -5, None, None, C.IN_TIME, "Trong hạn"),
        (S.RETURNED, -5, None, None, C.IN_TIME, "Trong hạn"),
        (S.RETURNED, None, None, None, C.NO_DATE, "Chưa có hạn"),
        # regular work is never late
        (S.IN_PROGRESS, -40, None, R, C.IN_TIME, "Trong hạn"),
        (S.DONE, -40, -1, R, C.DONE_UNJUDGED, "Đã xong"),
        (S.SUBMITTED, -40, -1, R, C.IN_TIME, "Trong hạn"),
        (S.NEW, 0, None, R, C.IN_TIME, "Trong hạn"),
    ],
)
def test_class_and_words(
    state: State, due: int | None, completed: int | None, nature: TaskNature | None, expected: TimeClass, words: str
) -> None:
    kind = nature or TaskNature.SPECIFIC
    found = time_class(state, day(due), day(completed), TODAY, nature=kind, soon_days=7)
    assert found is expected
    assert distance_words(found, day(due), day(completed), TODAY) == words


@pytest.mark.parametrize(
    ("due", "completed", "late"), [(None, None, 0), (0, None, 0), (-4, None, 4), (-4, -1, 3), (-4, -5, 0), (5, None, 0)]
)
def test_days_late(due: int | None, completed: int | None, late: int) -> None:
    assert days_late(day(due), day(completed), TODAY) == late


DAYS = st.one_of(st.none(), st.dates(TODAY - timedelta(days=20), TODAY + timedelta(days=20)))
NATURES = st.sampled_from(list(TaskNature))
ROWS = st.lists(st.tuples(st.sampled_from(list(State)), DAYS, DAYS, DAYS, NATURES), min_size=10, max_size=30)
CLASSES = st.frozensets(st.sampled_from(list(TimeClass)), min_size=1)


@settings(max_examples=max(30, settings.default.max_examples * 10 // 17), deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=ROWS, soon_days=st.integers(1, 30), shift=st.integers(-10, 10), asked=CLASSES)
def test_the_database_says_the_same_as_python(
    shared_session: Session, rows: list[tuple], soon_days: int, shift: int, asked: frozenset[TimeClass]
) -> None:
    """At least 10,000 tasks on each database in `make prove`: the class of each by both dates, and the rows that each question finds."""
    shared_session.rollback()
    today = TODAY + timedelta(days=shift)
    world = a_world(shared_session)
    directive = world.directive()
    for state, due_on, original, completed_on, nature in rows:
        given = world.assign(world.task(directive, nature=nature), "stp", due_on, state, completed_on=completed_on)
        given.original_due_on = original
    shared_session.flush()
    by_both = [sql_time_class(today, soon_days), sql_time_class(today, soon_days, original=True)]
    found = shared_session.execute(select(Assignment, Task.nature, *by_both).join(Task).order_by(Assignment.id)).all()
    assert len(found) == len(rows)
    wanted: list[set[int]] = [set(), set()]
    for assignment, nature, *said in found:
        dates = (assignment.due_on, first_due(assignment.due_on, assignment.original_due_on))
        for place, due_on in enumerate(dates):
            of_class = time_class(assignment.state, due_on, assignment.completed_on, today, nature=nature, soon_days=soon_days)
            assert said[place] == of_class.value
            wanted[place] |= {assignment.id} if of_class in asked else set()
    for place, original in enumerate((False, True)):
        query = select(Assignment.id).where(sql_in_class(asked, today, soon_days, original=original))
        assert set(shared_session.scalars(query)) == wanted[place]


@pytest.mark.parametrize(
    ("state", "due", "original", "completed", "now", "by_first"),
    [
        # an extension makes it in time by the date that stands, and not by the one that was said first
        (S.IN_PROGRESS, 10, -5, None, C.IN_TIME, C.LATE),
        (S.DONE, 10, -5, 0, C.DONE_IN_TIME, C.DONE_LATE),
        (S.DONE, 10, -5, -5, C.DONE_IN_TIME, C.DONE_IN_TIME),
        (S.DONE, -1, -5, 0, C.DONE_LATE, C.DONE_LATE),
        # moved forward: late by the new date only
        (S.IN_PROGRESS, -1, 20, None, C.LATE, C.IN_TIME),
        # the date was taken away
        (S.IN_PROGRESS, None, -5, None, C.NO_DATE, C.LATE),
        # a date without a first one is its own first
        (S.IN_PROGRESS, -5, None, None, C.LATE, C.LATE),
    ],
)
def test_both_dates_are_judged_by_the_one_function(
    state: State, due: int, original: int | None, completed: int | None, now: TimeClass, by_first: TimeClass
) -> None:
    for due_on, wanted in ((day(due), now), (first_due(day(due), day(original)), by_first)):
        assert time_class(state, due_on, day(completed), TODAY, soon_days=7) is wanted


def test_a_class_can_be_asked_for_in_a_query(shared_session: Session) -> None:
    world = a_world(shared_session)
    task = world.task(world.directive())
    late = world.assign(task, "stp", day(-2))
    world.assign(task, "syt", day(30), part=Part.COORDINATE)
    query = select(Assignment.id).join(Task).where(sql_time_class(TODAY, 7) == TimeClass.LATE)
    assert shared_session.scalars(query).all() == [late.id]
    assert NOW.date() == TODAY
