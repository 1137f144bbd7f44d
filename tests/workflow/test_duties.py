"""Recurring duties are paused, ended and changed from a day on; what was given before stays as it was given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.workflow.test_series import CALENDAR, MONTHLY, ahead, begin, days
from tests.workflow.world import NOW, TODAY, World, a_world
from workflow import db, duties, history, tracking
from workflow.acting import Actor
from workflow.duties import Change
from workflow.model import Assignment, Event, Part, Series, State, Task
from workflow.refusals import Invalid, NotAllowed, NotFound, Refused, WrongState
from workflow.settings import Database, Settings


@pytest.fixture
def world(shared_session: Session) -> World:
    return a_world(shared_session)


def by(world: World, who: str = "hang", today: date = TODAY) -> dict[str, Any]:
    return {
        "actor": Actor(world.people[who].id, "web"),
        "viewer": world.viewer(who),
        "now": NOW,
        "today": today,
        "reason": "Có quy chế mới",
    }


def end(world: World, duty: Series, from_on: date | None, *, withdraw: bool = True, **fields: Any) -> Series:
    return duties.end(world.session, duty.id, from_on=from_on, withdraw=withdraw, **(by(world) | fields))


def change(world: World, duty: Series, from_on: date | None, *, withdraw: bool = True, who: str = "hang", **wanted: Any) -> Series:
    fixed = {"settings": Settings(), "calendar": CALENDAR} | by(world, who)
    return duties.change(world.session, duty.id, Change(**wanted), from_on=from_on, withdraw=withdraw, **fixed)


def states(world: World, duty: Series) -> dict[date | None, set[State]]:
    world.session.expire_all()
    tasks = world.session.scalars(select(Task).where(Task.series_id == duty.id).order_by(Task.occurrence_on))
    return {task.occurrence_on: {a.state for a in task.assignments} for task in tasks}


def part(world: World, duty: Series, day: date) -> Assignment:
    query = select(Assignment).join(Task).where(Task.series_id == duty.id, Task.occurrence_on == day, Assignment.part == Part.LEAD)
    return world.session.scalars(query.order_by(Assignment.id)).first()  # type: ignore[return-value]


NOVEMBER, DECEMBER = date(2026, 11, 30), date(2026, 12, 31)


def test_an_ended_series_makes_no_more_and_takes_back_what_nobody_touched(world: World) -> None:
    duty = begin(world, MONTHLY)
    end(world, duty, date(2026, 12, 1))
    assert states(world, duty) == {NOVEMBER: {State.NEW}, DECEMBER: {State.CANCELLED}}
    assert ahead(world, date(2027, 3, 1)) == []
    assert duty.ends_on == NOVEMBER
    told = world.session.scalars(select(Event).where(Event.action == "series.ended")).one()
    assert (told.new, told.note) == ({"ends_on": "2026-11-30"}, "Có quy chế mới")
    assert history.verify(world.session) is None


def test_what_somebody_has_touched_stays_when_the_series_ends(world: World) -> None:
    duty = begin(world, MONTHLY)
    target = part(world, duty, DECEMBER)
    tracking.receive(world.session, target.id, version=target.version, **{k: v for k, v in by(world, "anh").items() if k != "reason"})
    end(world, duty, TODAY)
    assert states(world, duty) == {NOVEMBER: {State.CANCELLED}, DECEMBER: {State.RECEIVED, State.NEW}}


def test_an_end_may_leave_what_is_given(world: World) -> None:
    duty = begin(world, MONTHLY)
    end(world, duty, date(2026, 12, 1), withdraw=False)
    assert states(world, duty) == {NOVEMBER: {State.NEW}, DECEMBER: {State.NEW}}
    assert ahead(world, date(2027, 3, 1)) == []


def test_a_groups_untouched_occurrence_is_taken_back_from_all_members(world: World) -> None:
    duty = begin(world, MONTHLY, "xa")
    end(world, duty, date(2026, 12, 1))
    assert states(world, duty)[DECEMBER] == {State.CANCELLED}


def test_a_new_rule_begins_on_its_day_and_the_old_occurrences_before_it_stay(world: World) -> None:
    duty = begin(world, MONTHLY)
    new = change(world, duty, date(2026, 12, 1), office_rrule="FREQ=MONTHLY;BYMONTHDAY=20", phrase="ngày 20 hằng tháng")
    assert states(world, duty) == {NOVEMBER: {State.NEW}, DECEMBER: {State.CANCELLED}}
    assert days(world, new) == [date(2026, 12, 20)]
    assert (new.follows_id, new.rrule, new.phrase, duty.office_rrule) == (duty.id, MONTHLY, "ngày 20 hằng tháng", MONTHLY)
    assert ahead(world, date(2026, 12, 25)) == [date(2027, 1, 20), date(2027, 2, 20)]


def test_a_new_rule_begins_after_an_occurrence_that_somebody_has_touched(world: World) -> None:
    duty = begin(world, MONTHLY)
    target = part(world, duty, DECEMBER)
    tracking.receive(world.session, target.id, version=target.version, **{k: v for k, v in by(world, "anh").items() if k != "reason"})
    new = change(world, duty, TODAY, office_rrule="FREQ=MONTHLY;BYMONTHDAY=20")
    assert new.starts_on == date(2027, 1, 1)
    assert days(world, new) == [date(2027, 1, 20)]


def test_other_words_and_agencies_hold_from_the_day_on_alone(world: World) -> None:
    duty = begin(world, MONTHLY)
    leads, title = [world.agencies["snv"].id], "Báo cáo cải cách hành chính"
    new = change(world, duty, date(2026, 12, 1), leads=leads, coordinators=[], title=title, text="Báo cáo theo mẫu mới.")
    ahead(world, date(2026, 12, 10))
    told = world.session.scalars(select(Task).where(Task.series_id == new.id).order_by(Task.occurrence_on)).all()
    assert [(t.occurrence_on, t.title, t.text, [a.agency.code for a in t.assignments]) for t in told] == [
        (day, title, "Báo cáo theo mẫu mới.", ["snv"]) for day in (DECEMBER, date(2027, 1, 31))
    ]
    old = world.session.scalars(select(Task).where(Task.series_id == duty.id, Task.occurrence_on == NOVEMBER)).one()
    assert (old.title, [a.agency.code for a in old.assignments]) == ("Báo cáo định kỳ", ["stp", "syt"])


def test_a_changed_series_can_be_changed_again_but_its_earlier_one_cannot(world: World) -> None:
    duty = begin(world, MONTHLY)
    second = change(world, duty, date(2026, 12, 1), office_rrule="FREQ=MONTHLY;BYMONTHDAY=20")
    with pytest.raises(WrongState, match="đã được đổi"):
        change(world, duty, date(2026, 12, 1), office_rrule=MONTHLY)
    third = change(world, second, date(2027, 1, 1), office_rrule="FREQ=WEEKLY;BYDAY=MO")
    assert days(world, third)[0] == date(2027, 1, 4)


def test_what_lay_in_a_pause_is_not_made_up(world: World) -> None:
    duty = begin(world, MONTHLY)
    duties.set_paused(world.session, duty.id, paused=True, **by(world))
    assert ahead(world, date(2027, 3, 10)) == []
    duties.set_paused(world.session, duty.id, paused=False, **by(world, today=date(2027, 7, 10)))
    assert ahead(world, date(2027, 7, 10)) == [date(2027, 7, 31), date(2027, 8, 31)]


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("from_on", None, "Chưa có ngày áp dụng"),
        ("from_on", TODAY - timedelta(days=1), "đã qua"),
        ("reason", " ", "lý do"),
    ],
)
def test_an_end_without_day_or_reason_or_in_the_past_is_refused(world: World, field: str, value: Any, fault: str) -> None:
    duty = begin(world, MONTHLY)
    said = {"from_on": date(2026, 12, 1), field: value}
    with pytest.raises(Invalid, match=fault):
        end(world, duty, **said)


@pytest.mark.parametrize(
    ("wanted", "fault"),
    [
        ({"office_rrule": "FREQ=HOURLY"}, "Chu kỳ"),
        ({"office_rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "Chu kỳ"),
        ({"office_rrule": "FREQ=DAILY;UNTIL=20261110"}, "không có kỳ nào"),
        ({"leads": []}, "chủ trì"),
        ({"leads": [10**9]}, "danh mục"),
        ({"title": " "}, "tên nhiệm vụ"),
    ],
)
def test_a_change_to_what_cannot_be_is_refused_and_leaves_all_as_it_was(world: World, wanted: dict[str, Any], fault: str) -> None:
    duty = begin(world, MONTHLY)
    with pytest.raises(Invalid, match=fault), world.session.begin_nested():
        change(world, duty, date(2026, 12, 1), **wanted)
    assert states(world, duty) == {NOVEMBER: {State.NEW}, DECEMBER: {State.NEW}}
    assert duty.ends_on is None


def test_only_the_office_changes_a_duty_and_only_one_that_runs(world: World) -> None:
    duty = begin(world, MONTHLY)
    with pytest.raises(NotAllowed):
        end(world, duty, TODAY, **by(world, "anh"))
    with pytest.raises(NotFound):
        duties.end(world.session, 10**9, from_on=TODAY, withdraw=True, **by(world))
    end(world, duty, TODAY)
    with pytest.raises(WrongState, match="đã kết thúc"):
        change(world, duty, TODAY, title="Khác")


RULES = st.sampled_from(["FREQ=WEEKLY;BYDAY=FR", MONTHLY, "FREQ=MONTHLY;BYMONTHDAY=15", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"])
STEPS = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 70)),
    st.tuples(st.just("receive"), st.integers(0, 5)),
    st.tuples(st.just("pause"), st.booleans()),
    st.tuples(st.just("end"), st.integers(0, 60), st.booleans()),
    st.tuples(st.just("change"), st.integers(0, 60), st.booleans(), RULES, st.sampled_from([None, "stp", "snv", "xa"])),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=RULES, steps=st.lists(STEPS, min_size=3, max_size=9))
def test_whatever_is_changed_the_past_is_not_rewritten(sqlite_url: str, rule: str, steps: list[tuple[Any, ...]]) -> None:
    engine = db.engine(Database(url=sqlite_url))
    with Session(engine, expire_on_commit=False) as session:  # nothing is committed: each example begins with an empty office
        _live_through(a_world(session), rule, steps)
    engine.dispose()


def _live_through(world: World, rule: str, steps: list[tuple[Any, ...]]) -> None:
    duty, today = begin(world, rule), TODAY
    for step in steps:
        before, seen = _as_given(world), _events(world)
        first = today
        if step[0] == "wait":
            today += timedelta(days=step[1])
            ahead(world, today)
        else:
            first = today + timedelta(days=step[1] if step[0] in ("end", "change") else 0)
            duty = _do(world, duty, step, first, today)
        _check(world, before, first)
        assert _events(world)[: len(seen)] == seen
    assert history.verify(world.session) is None


def _do(world: World, duty: Series, step: tuple[Any, ...], first: date, today: date) -> Series:
    said = by(world, today=today)
    acts: dict[str, Callable[[], Series | None]] = {
        "receive": lambda: _receive(world, step[1], today),
        "pause": lambda: duties.set_paused(world.session, duty.id, paused=step[1], **said),
        "end": lambda: duties.end(world.session, duty.id, from_on=first, withdraw=step[2], **said),
        "change": lambda: duties.change(
            world.session,
            duty.id,
            Change(office_rrule=step[3], leads=[world.agencies[step[4]].id] if step[4] else None),
            from_on=first,
            withdraw=step[2],
            settings=Settings(),
            calendar=CALENDAR,
            **said,
        ),
    }
    try:
        with world.session.begin_nested():
            return acts[step[0]]() or duty
    except Refused:
        return duty


def _receive(world: World, place: int, today: date) -> None:
    new = world.session.scalars(select(Assignment).where(Assignment.state == State.NEW, Assignment.counted).order_by(Assignment.id)).all()
    if place < len(new):
        said = {key: value for key, value in by(world, today=today).items() if key != "reason"}
        tracking.receive(world.session, new[place].id, version=new[place].version, **said)


Given = dict[int, tuple[Any, ...]]


def _as_given(world: World) -> Given:
    """Every assignment as it stands: its day and words, who has it, its dates; then whether it was touched, and its state."""
    world.session.expire_all()
    rows = world.session.scalars(select(Assignment).order_by(Assignment.id))
    return {
        a.id: (
            (a.task.occurrence_on, a.task.title, a.task.text, a.agency_id, a.part, a.due_on, a.original_due_on),
            a.received_at is not None,
            a.state,
        )
        for a in rows
    }


def _events(world: World) -> list[str]:
    return list(world.session.scalars(select(Event.hash).order_by(Event.id)))


def _check(world: World, before: Given, first: date) -> None:
    after = _as_given(world)
    for id_, (given_as, touched, state) in before.items():
        assert after[id_][0] == given_as
        if after[id_][2] is State.CANCELLED and state is not State.CANCELLED:
            assert given_as[0] >= first, "an occurrence before the day was taken back"
            assert not touched, "what somebody had taken up was taken back"
    living = [a[0] for a in after.values() if a[2] is not State.CANCELLED]
    assert len({(given_as[0], given_as[3]) for given_as in living}) == len(living), "an agency has two occurrences of one day"
