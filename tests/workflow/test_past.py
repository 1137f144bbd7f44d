"""Past days: rebuilt from events they are what they were, and what was entered later stands beside them as a correction."""

from __future__ import annotations

import random
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from tests.workflow.years import FIRST, Office, a_while, an_office
from workflow import past, past_numbers, queries, replay, tallies, tracking
from workflow.access import viewer_of
from workflow.later_entries import About
from workflow.model import Assignment, Part, State, Task, TaskNature, TimeClass
from workflow.past import PastDay
from workflow.queries import Sort, TaskFilter

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SOON = 7
LATE = TaskFilter(time_class=frozenset({TimeClass.LATE}), open_only=True)
#: lists that people ask for, each with the one who asks
ASKED: tuple[tuple[str, TaskFilter], ...] = (
    ("hang", TaskFilter()),
    ("hang", LATE),
    ("hang", TaskFilter(open_only=False, sort=Sort.CHANGED)),
    ("hang", TaskFilter(time_class=frozenset({TimeClass.DONE_IN_TIME, TimeClass.DONE_LATE}), sort=Sort.CODE_LAST)),
    ("hang", TaskFilter(state=frozenset({State.SUBMITTED, State.PAUSED}), sort=Sort.DUE_LAST)),
    ("hang", TaskFilter(extension_asked=True)),
    ("hang", TaskFilter(time_class=frozenset({TimeClass.LATE, TimeClass.DONE_LATE}), by_original=True)),
    ("hang", TaskFilter(mine=True, sort=Sort.AGENCY)),
    ("hang", TaskFilter(part=Part.COORDINATE, due_from=FIRST + timedelta(days=5), due_to=FIRST + timedelta(days=15))),
    ("chu", TaskFilter(nature=TaskNature.SPECIFIC, q="viec", per_page=5, page=2)),
    ("anh", TaskFilter(open_only=False)),
    ("na", LATE),
)
#: of a row what may differ from that day: the lock, and what later days know of it
NOT_THEN = {"version", "corrections"}


def shown(rows: list[Any]) -> list[dict[str, Any]]:
    return [{name: value for name, value in asdict(row).items() if name not in NOT_THEN} for row in rows]


def lists_today(office: Office) -> list[tuple[int, list[dict[str, Any]]]]:
    """Every list as the site shows it on the office's day."""
    pages = [queries.task_rows(office.session, viewer(office, who), wanted, office.day, SOON) for who, wanted in ASKED]
    return [(page.total, shown(page.rows)) for page in pages]


def lists_of(office: Office, day: date) -> list[tuple[int, list[dict[str, Any]]]]:
    """The same, asked for later."""
    ended = PastDay.of(day, ZONE)
    pages = [past.task_rows(office.session, viewer(office, who), wanted, ended, SOON).page for who, wanted in ASKED]
    return [(page.total, shown(page.rows)) for page in pages]


def viewer(office: Office, who: str) -> Any:
    return viewer_of(office.session, office.world.people[who])


def tables(session: Session) -> dict[int, dict[str, Any]]:
    """Every assignment as its row stands."""
    session.flush()
    columns = [getattr(Assignment, name) for name in past.COLUMNS]
    return {row.id: {name: getattr(row, name) for name in past.COLUMNS} for row in session.execute(select(Assignment.id, *columns))}


def rebuilt(session: Session, until: datetime) -> dict[int, dict[str, Any]]:
    """Every assignment as its events tell."""
    standings = replay.standings(session, list(session.scalars(select(Task.id))), until)
    return {id_: {name: getattr(standing, name) for name in past.COLUMNS} for id_, standing in standings.items()}


@settings(max_examples=1 + settings.default.max_examples // 30, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), days=st.integers(2, 9))
@example(seed=1, days=8)
def test_every_past_day_comes_out_as_it_was(shared_engine: Engine, seed: int, days: int) -> None:
    with Session(shared_engine, expire_on_commit=False) as session:  # nothing is committed: each example begins with an empty office
        office = an_office(session, random.Random(seed))
        then: dict[date, Any] = {}
        rows: dict[date, Any] = {}
        numbers: dict[date, Any] = {}
        for _ in range(days):
            day = office.day
            a_while(office, days=1, acts_a_day=6)
            office.day = day  # before midnight
            if office.rng.random() < 0.4:
                office.rename()
            session.flush()
            session.expire_all()
            then[day], rows[day] = lists_today(office), tables(session)
            numbers[day] = sorted(one for one in tallies.agency_numbers(session, day, SOON) if any(one[2:]))
            office.next_day(office.rng.choice([1, 1, 4]))
        session.expire_all()
        for day, wanted in then.items():
            assert rebuilt(session, PastDay.of(day, ZONE).until) == rows[day], day
            assert past_numbers.agency_numbers(session, PastDay.of(day, ZONE), SOON) == numbers[day], day
            for (who, asked), found, was in zip(ASKED, lists_of(office, day), wanted, strict=True):
                assert unlike(found, was) == [], (day, who, asked)
        session.rollback()


def unlike(found: tuple[int, list[dict[str, Any]]], was: tuple[int, list[dict[str, Any]]]) -> list[Any]:
    """Where two lists differ, short enough to be read."""
    if [row["assignment_id"] for row in found[1]] != [row["assignment_id"] for row in was[1]] or found[0] != was[0]:
        return [(total, [row["assignment_id"] for row in rows]) for total, rows in (found, was)]
    pairs = zip(found[1], was[1], strict=True)
    return [(one["assignment_id"], name, one[name], two[name]) for one, two in pairs for name in one if one[name] != two[name]]


# --- what was entered later --------------------------------------------------------------------------------------------


@pytest.fixture
def office(session: Session) -> Office:
    return an_office(session, random.Random(2))


def one_task(office: Office, *, due_in: int | None, lead: str = "stp") -> Assignment:
    """A task that one agency leads, given on the office's day."""
    while True:
        task = office.give()
        leads = [a for a in task.assignments if a.part is Part.LEAD]
        if len(leads) == 1 and leads[0].agency.code == lead and not [a for a in task.assignments if a.part is Part.COORDINATE]:
            break
        office.session.expire_all()
    due_on = office.day + timedelta(days=due_in) if due_in is not None else None
    office.tick += 1
    tracking.change_due(
        office.session, leads[0].id, **office.by("hang"), version=leads[0].version, due_on=due_on, reason="Đặt", correction=True
    )
    return leads[0]


def row_of(office: Office, assignment: Assignment, day: date) -> past.PastRow:
    found = past.task_rows(office.session, viewer(office, "hang"), TaskFilter(open_only=False, per_page=500), PastDay.of(day, ZONE), SOON)
    return next(row for row in found.page.rows if row.assignment_id == assignment.id)


def do(office: Office, verb: Any, assignment: Assignment, who: str = "hang", **said: Any) -> None:
    office.tick += 1
    verb(office.session, assignment.id, **office.by(who), version=assignment.version, **said)


def test_a_result_dated_before_the_day_and_recorded_after_it_is_a_correction(office: Office) -> None:
    assignment = one_task(office, due_in=5)
    office.next_day(8)
    day = office.day
    office.next_day(2)
    do(office, tracking.submit, assignment, "anh", result_number="142/BC-STP", result_date=FIRST + timedelta(days=4))
    row = row_of(office, assignment, day)
    assert (row.state, row.time_class, row.days_late) == (State.NEW, TimeClass.LATE, 3)
    (correction,) = row.corrections
    assert (correction.about, correction.day, correction.number) == (About.COMPLETED, FIRST + timedelta(days=4), "142/BC-STP")
    assert (correction.confirmed, correction.time_class, correction.recorded_at) == (False, TimeClass.DONE_IN_TIME, office.now)
    do(office, tracking.confirm, assignment)
    assert [found.confirmed for found in row_of(office, assignment, day).corrections] == [True]


def test_a_result_that_was_sent_back_corrects_nothing(office: Office) -> None:
    assignment = one_task(office, due_in=5)
    office.next_day(8)
    day = office.day
    office.next_day()
    do(office, tracking.submit, assignment, "anh", result_number="142/BC-STP", result_date=FIRST + timedelta(days=4))
    do(office, tracking.send_back, assignment, reason="Chưa đủ")
    assert row_of(office, assignment, day).corrections == ()


def test_what_was_done_after_the_day_is_no_correction(office: Office) -> None:
    assignment = one_task(office, due_in=5)
    day = office.day
    office.next_day(3)
    do(office, tracking.submit, assignment, "anh", result_number="142/BC-STP", result_date=office.day)
    do(office, tracking.ask_extension, one_task(office, due_in=9), "anh", wanted_on=office.day + timedelta(days=20), reason="Bão")
    assert row_of(office, assignment, day).corrections == ()


def test_a_due_date_that_had_been_entered_wrongly_is_a_correction_and_one_that_was_moved_is_not(office: Office) -> None:
    wrong, moved = one_task(office, due_in=20), one_task(office, due_in=20)
    office.next_day(10)
    day = office.day
    office.next_day()
    right = FIRST + timedelta(days=6)
    do(office, tracking.change_due, wrong, due_on=right, reason="Ghi nhầm", correction=True)
    do(office, tracking.change_due, moved, due_on=right, reason="Cần sớm hơn")
    row = row_of(office, wrong, day)
    assert (row.due_on, row.time_class) == (FIRST + timedelta(days=20), TimeClass.IN_TIME)
    assert [(c.about, c.day, c.time_class) for c in row.corrections] == [(About.DUE, right, TimeClass.LATE)]
    assert row_of(office, moved, day).corrections == ()


def test_work_given_by_the_day_and_entered_later_is_told_apart(office: Office) -> None:
    one_task(office, due_in=5)
    office.next_day(3)
    day = office.day
    office.next_day(2)
    task = office.give(since=4)
    leads = {assignment.id for assignment in task.assignments if assignment.part is Part.LEAD and assignment.parent_id is None}
    found = past.task_rows(office.session, viewer(office, "hang"), TaskFilter(), PastDay.of(day, ZONE), SOON)
    assert found.later_total == len(found.later) == len(leads)
    assert {row.assignment_id for row in found.later} == leads
    assert not leads & {row.assignment_id for row in found.page.rows}
    for row in found.later:
        assert [(c.about, c.day, c.recorded_at.date()) for c in row.corrections] == [(About.GIVEN, day - timedelta(days=2), office.day)]


def test_the_day_ends_at_midnight_of_the_office(office: Office) -> None:
    before = one_task(office, due_in=5)
    at = {"evening": datetime(2026, 3, 3, 16, 59, 59, tzinfo=UTC), "night": datetime(2026, 3, 3, 17, 0, tzinfo=UTC)}
    said = {key: value for key, value in office.by("anh").items() if key != "now"} | {"today": date(2026, 3, 3)}
    tracking.receive(office.session, before.id, **said, now=at["evening"], version=before.version)
    tracking.start(office.session, before.id, **said, now=at["night"], version=before.version)
    assert row_of(office, before, date(2026, 3, 2)).state is State.NEW
    assert row_of(office, before, date(2026, 3, 3)).state is State.RECEIVED
    assert row_of(office, before, date(2026, 3, 4)).state is State.IN_PROGRESS


def test_what_was_late_then_is_told_by_agency(office: Office) -> None:
    one_task(office, due_in=2)
    office.next_day(5)
    day = office.day
    office.next_day(30)
    late = LATE.but(sort=Sort.AGENCY)
    found = past.task_rows(office.session, viewer(office, "hang"), late, PastDay.of(day, ZONE), SOON, paged=False)
    assert queries.late_by_agency(found.page.rows)[0].worst == 3


def test_only_what_is_asked_for_is_replayed_in_a_fixed_number_of_queries(engine: Engine) -> None:
    with Session(engine, expire_on_commit=False) as session:
        office = an_office(session, random.Random(4))
        counts = []
        for _ in range(2):
            a_while(office, days=6, acts_a_day=5)
            day = PastDay.of(office.day - timedelta(days=3), ZONE)
            session.commit()
            session.expire_all()
            statements: list[str] = []
            listen = lambda _c, _cursor, statement, *_: statements.append(statement)  # noqa: B023, E731
            hang = viewer(office, "hang")
            event.listen(engine, "before_cursor_execute", listen)
            past.task_rows(session, hang, LATE, day, SOON)
            event.remove(engine, "before_cursor_execute", listen)
            counts.append(len(statements))
        assert counts[0] == counts[1] <= 16
        read: list[list[int]] = []
        session.info["unused"] = read
        far = PastDay.of(office.day + timedelta(days=1), ZONE)
        statements.clear()
        event.listen(engine, "before_cursor_execute", listen)
        past.task_rows(session, hang, LATE, far, SOON)
        event.remove(engine, "before_cursor_execute", listen)
        assert not [one for one in statements if "event.assignment_id" in one and "event.at <" in one]
