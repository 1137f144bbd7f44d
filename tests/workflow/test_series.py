"""Recurring duties: made ahead once, by those who have the work now."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.workflow.world import NOW, TODAY, World, a_world
from workflow import duties, history, series, tracking
from workflow.acting import Actor
from workflow.giving import Work
from workflow.model import Assignment, Event, GroupMember, Part, Series, State, Task
from workflow.refusals import Invalid, NotAllowed
from workflow.settings import Dates, Settings
from workflow.workingdays import OwnDay, WorkingCalendar

CALENDAR = WorkingCalendar()


@pytest.fixture
def world(shared_session: Session) -> World:
    return a_world(shared_session)


def begin(world: World, rrule: str, *agencies: str, **fields: object) -> Series:
    values = {"phrase": "định kỳ", "starts_on": date(2026, 10, 1), "paused": False, "rrule": rrule, "office_rrule": rrule}
    duty = Series(**(values | fields))
    world.session.add(duty)
    world.session.flush()
    leads = [world.agencies[key] for key in agencies or ("stp",)]
    work = Work(world.directive(), "Báo cáo định kỳ", "Báo cáo định kỳ.", leads, [world.agencies["syt"]])
    actor = Actor(world.people["hang"].id, "web")
    series.begin(world.session, duty, work, actor=actor, now=NOW, today=TODAY, settings=Settings(), calendar=CALENDAR)
    return duty


def ahead(world: World, today: date = TODAY, calendar: WorkingCalendar = CALENDAR, horizon: int = 60) -> list[date | None]:
    settings = Settings(dates=Dates(series_horizon_days=horizon))
    made = series.make_ahead(world.session, today=today, settings=settings, calendar=calendar, now=NOW)
    return [task.occurrence_on for task in made]


def days(world: World, duty: Series) -> list[date | None]:
    return list(world.session.scalars(select(Task.occurrence_on).where(Task.series_id == duty.id).order_by(Task.occurrence_on)))


MONTHLY = "FREQ=MONTHLY;BYMONTHDAY=-1"


def test_occurrences_are_made_within_the_horizon_from_today_on(world: World) -> None:
    duty = begin(world, MONTHLY)
    assert days(world, duty) == [date(2026, 11, 30), date(2026, 12, 31)]
    assert duty.made_until == TODAY + timedelta(days=60)


def test_making_ahead_again_makes_nothing_twice(world: World) -> None:
    begin(world, MONTHLY)
    assert ahead(world) == []
    assert ahead(world, date(2026, 12, 10)) == [date(2027, 1, 31)]
    assert ahead(world, date(2026, 12, 10)) == []


def test_a_worker_that_slept_makes_up_for_it(world: World) -> None:
    begin(world, MONTHLY)
    assert ahead(world, date(2027, 5, 10)) == [date(2027, m, d) for m, d in ((1, 31), (2, 28), (3, 31), (4, 30), (5, 31), (6, 30))]


def test_the_next_one_is_made_however_far_it_is(world: World) -> None:
    duty = begin(world, "FREQ=YEARLY;INTERVAL=2;BYMONTH=6;BYMONTHDAY=30", starts_on=date(2026, 7, 1))
    assert days(world, duty) == [date(2028, 6, 30)]
    assert ahead(world) == []


def test_a_daily_duty_is_made_a_week_ahead_and_on_working_days(world: World) -> None:
    duty = begin(world, "FREQ=DAILY")
    assert days(world, duty) == [date(2026, 11, d) for d in (20, 23, 25, 26, 27)]  # 24/11 is a holiday


def test_a_series_ends_with_its_last_day(world: World) -> None:
    duty = begin(world, MONTHLY, ends_on=date(2026, 12, 1))
    assert days(world, duty) == [date(2026, 11, 30)]
    assert ahead(world, date(2027, 2, 1)) == []


def test_a_series_ends_with_its_phase(world: World) -> None:
    duty = begin(world, f"{MONTHLY};UNTIL=20261231")
    assert ahead(world, date(2027, 2, 1)) == []
    assert days(world, duty) == [date(2026, 11, 30), date(2026, 12, 31)]


def test_each_occurrence_is_a_task_with_leads_coordinators_and_its_own_date(world: World) -> None:
    duty = begin(world, MONTHLY)
    ahead(world, date(2026, 12, 10))
    task = world.session.scalars(select(Task).where(Task.series_id == duty.id).order_by(Task.occurrence_on.desc())).first()
    assert task is not None
    given = [(a.agency.code, a.part, a.state, a.due_on) for a in task.assignments]
    assert given == [("stp", Part.LEAD, State.NEW, date(2027, 1, 31)), ("syt", Part.COORDINATE, State.NEW, date(2027, 1, 31))]
    assert task.assigned_on == date(2026, 12, 10)
    events = history.events_of_task(world.session, task.id)
    assert [(e.action, e.actor_id, e.via) for e in events][-1] == ("task.recurred", None, "worker")


def lead_of(world: World, duty: Series, day: date) -> Assignment:
    query = select(Assignment).join(Task).where(Task.series_id == duty.id, Task.occurrence_on == day, Assignment.part == Part.LEAD)
    return world.session.scalars(query.order_by(Assignment.id)).one()


def act(world: World, verb: object, target: Assignment, **fields: object) -> Assignment:
    actor, viewer = Actor(world.people["hang"].id, "web"), world.viewer("hang")
    given = {"actor": actor, "viewer": viewer, "now": NOW, "today": TODAY, "version": target.version, "reason": "Theo thực tế"}
    return verb(world.session, target.id, **(given | fields))  # type: ignore[operator, no-any-return]


def test_who_took_the_last_one_over_gets_the_next_ones(world: World) -> None:
    duty = begin(world, MONTHLY)
    act(world, tracking.transfer, lead_of(world, duty, date(2026, 12, 31)), agency_id=world.agencies["snv"].id)
    world.session.expire_all()
    ahead(world, date(2026, 12, 10))
    assert lead_of(world, duty, date(2027, 1, 31)).agency.code == "snv"


def test_a_duty_whose_last_one_was_cancelled_makes_no_more(world: World) -> None:
    duty = begin(world, MONTHLY)
    act(world, tracking.cancel, lead_of(world, duty, date(2026, 12, 31)))
    world.session.expire_all()
    assert ahead(world, date(2026, 12, 10)) == []


def test_a_group_is_opened_anew_for_every_occurrence(world: World) -> None:
    duty = begin(world, MONTHLY, "xa")
    new = world.agency("moi", "UBND xã Mới", kind="ubnd_xa", level="xa")
    world.session.add(GroupMember(group_id=world.agencies["xa"].id, member_id=new.id, valid_from=date(2026, 12, 1)))
    world.session.flush()
    ahead(world, date(2026, 12, 10))
    task = world.session.scalars(select(Task).where(Task.series_id == duty.id, Task.occurrence_on == date(2027, 1, 31))).one()
    assert {a.agency.code for a in task.assignments if a.parent_id} == {"nn", "tl", "moi"}


def test_the_offices_days_off_are_left_out_of_a_daily_duty(world: World) -> None:
    begin(world, "FREQ=DAILY")
    calendar = WorkingCalendar({date(2026, 11, 30): OwnDay(False, "Nghỉ bù")})
    assert ahead(world, date(2026, 11, 27), calendar) == [date(2026, 12, d) for d in (1, 2, 3, 4)]


def test_a_paused_series_makes_nothing_until_it_goes_on(world: World) -> None:
    duty = begin(world, MONTHLY)
    given = {"actor": Actor(world.people["hang"].id, "web"), "viewer": world.viewer("hang"), "now": NOW, "today": TODAY}
    duties.set_paused(world.session, duty.id, paused=True, reason="Chờ quy chế mới", **given)
    assert ahead(world, date(2026, 12, 10)) == []
    duties.set_paused(world.session, duty.id, paused=False, reason="Đã có quy chế", **given)
    assert ahead(world, date(2026, 12, 10)) == [date(2027, 1, 31)]
    assert world.session.scalars(select(Event.action).where(Event.subject == "series").order_by(Event.id)).all() == [
        "series.paused",
        "series.resumed",
    ]
    with pytest.raises(Invalid, match="lý do"):
        duties.set_paused(world.session, duty.id, paused=True, reason="", **given)
    with pytest.raises(NotAllowed):
        duties.set_paused(world.session, duty.id, paused=True, reason="x", **(given | {"viewer": world.viewer("anh")}))
