"""What a directive from above gives to us is given on to our own agencies, each with its own state and date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.workflow.world import NOW, TODAY, World, a_world
from workflow import audit_tables, hands, passing, replay, series, tracking
from workflow.acting import Actor
from workflow.giving import Work, give
from workflow.model import Assignment, Event, Milestone, Part, Series, State, Task
from workflow.queries import task_view
from workflow.refusals import Invalid, NotAllowed, Stale, WrongState
from workflow.settings import Settings
from workflow.workingdays import WorkingCalendar

DUE = TODAY + timedelta(days=30)


@pytest.fixture
def world(shared_session: Session) -> World:
    return a_world(shared_session)


def by(world: World, who: str = "hang") -> dict[str, Any]:
    return {"actor": Actor(world.people[who].id, "web"), "viewer": world.viewer(who), "now": NOW, "today": TODAY}


def ours(world: World) -> Assignment:
    """The province's own part of a resolution of the Government."""
    due = Milestone(phrase="", kind="date", due_on=DUE, original_due_on=DUE, office_default=False)
    work = Work(world.directive("50/NQ-CP", issuer="Chính phủ"), "Rà soát", "Rà soát.", [world.agencies["ubnd"]], milestones=[due])
    task = give(world.session, work, action="task.accepted", actor=Actor(None, "cli"), now=NOW, today=TODAY, assigned_on=TODAY)
    return task.assignments[0]


def pass_on(world: World, whole: Assignment, *agencies: str, **said: Any) -> list[Assignment]:
    ids = [world.agencies[key].id for key in agencies]
    passing.pass_on(world.session, whole.id, **({"version": whole.version} | by(world) | {"agency_ids": ids} | said))
    world.session.expire_all()
    return passing.passed_on(world.session, whole)


def test_each_agency_has_its_own_part_with_its_own_date_and_the_office_goes_on(world: World) -> None:
    part = ours(world)
    first, second = pass_on(world, part, "stp", "syt", due_on=TODAY + timedelta(days=10), text="Gửi số liệu về Văn phòng.")
    assert (part.state, part.due_on) == (State.IN_PROGRESS, DUE)
    assert {(a.agency.name, a.part, a.state) for a in (first, second)} == {
        ("Sở Tư pháp", Part.LEAD, State.NEW),
        ("Sở Y tế", Part.LEAD, State.NEW),
    }
    assert first.due_on == first.original_due_on == TODAY + timedelta(days=10)
    actions = world.session.scalars(select(Event.action).order_by(Event.id.desc()).limit(3)).all()
    assert actions == ["assignment.assigned", "assignment.assigned", "assignment.passed_on"]
    told = world.session.scalars(select(Event).where(Event.assignment_id == first.id)).one()
    assert told.new is not None
    assert (told.new["passed_from_id"], told.note) == (part.id, "Gửi số liệu về Văn phòng.")


def test_without_a_date_theirs_is_that_of_the_office(world: World) -> None:
    (given,) = pass_on(world, ours(world), "snv", part=Part.COORDINATE)
    assert (given.due_on, given.part) == (DUE, Part.COORDINATE)


def test_a_date_after_the_offices_own_is_let_through_and_told(world: World) -> None:
    part = ours(world)
    (given,) = pass_on(world, part, "stp", due_on=DUE + timedelta(days=1))
    assert given.due_on == DUE + timedelta(days=1)
    assert passing.later_than_ours(part, given.due_on)
    assert not passing.later_than_ours(part, DUE)


def test_what_was_given_on_closes_nothing_above_it(world: World) -> None:
    part = ours(world)
    for given in pass_on(world, part, "stp", "syt"):
        act = {"version": given.version} | by(world)
        tracking.submit(world.session, given.id, **act, result_date=TODAY, text="Xong.")
        tracking.confirm(world.session, given.id, **(act | {"version": given.version}))
        assert given.state is State.DONE
    assert part.state is State.IN_PROGRESS
    answered = tracking.submit(world.session, part.id, **by(world), version=part.version, result_date=TODAY, result_number="9/BC-UBND")
    assert answered.state is State.SUBMITTED


def test_a_group_opens_into_members_who_have_no_part_yet(world: World) -> None:
    part = ours(world)
    pass_on(world, part, "nn")
    pass_on(world, part, "xa", due_on=TODAY + timedelta(days=5))
    group = next(a for a in part.task.assignments if a.agency.is_group)
    members = [a for a in part.task.assignments if a.parent_id == group.id]
    assert [a.agency.name for a in members] == ["UBND phường Tân Lập"]
    assert group.passed_from_id == part.id


def test_whoever_lost_it_can_be_given_it_again(world: World) -> None:
    part = ours(world)
    (given,) = pass_on(world, part, "stp")
    tracking.cancel(world.session, given.id, **by(world), version=given.version, reason="Giao nhầm.")
    (again,) = pass_on(world, part, "stp", due_on=TODAY + timedelta(days=3))
    assert (again.id, again.state, again.due_on) == (given.id, State.NEW, TODAY + timedelta(days=3))


@pytest.mark.parametrize(
    ("agencies", "said", "field"),
    [
        ((), {}, "agency_ids"),
        (("ubnd",), {}, "agency_ids"),
        (("vp",), {}, "agency_ids"),
        (("stp",), {"due_on": TODAY - timedelta(days=1)}, "due_on"),
        (("stp",), {"text": "x" * 10_001}, "text"),
    ],
)
def test_what_cannot_be_given_on_is_refused_by_field(world: World, agencies: tuple[str, ...], said: dict[str, Any], field: str) -> None:
    part = ours(world)
    with pytest.raises(Invalid) as refusal:
        pass_on(world, part, *agencies, **said)
    assert refusal.value.field == field
    assert passing.passed_on(world.session, part) == []


def test_an_agency_is_given_it_once(world: World) -> None:
    part = ours(world)
    pass_on(world, part, "stp")
    with pytest.raises(Invalid, match="đã có phần"):
        pass_on(world, part, "stp", part=Part.COORDINATE)


def test_only_the_office_gives_on_and_only_its_own_work(world: World) -> None:
    part = ours(world)
    (given,) = pass_on(world, part, "stp")
    with pytest.raises(WrongState, match="chính tỉnh"):
        pass_on(world, given, "syt")
    with pytest.raises(NotAllowed):
        pass_on(world, part, "syt", **by(world, "anh"))
    with pytest.raises(Stale):
        pass_on(world, part, "syt", version=0)


def test_transferred_work_is_still_what_was_given_on(world: World) -> None:
    part = ours(world)
    (given,) = pass_on(world, part, "stp")
    moved = hands.transfer(
        world.session, given.id, **by(world), version=given.version, agency_id=world.agencies["snv"].id, reason="Đúng chức năng."
    )
    assert moved.passed_from_id == part.id


def test_the_past_and_the_tables_know_what_was_given_on(world: World) -> None:
    part = ours(world)
    (given,) = pass_on(world, part, "stp")
    standing = replay.standings(world.session, [part.task_id])[given.id]
    assert (standing.passed_from_id, standing.due_on) == (part.id, DUE)
    assert [line for line in audit_tables.differences(world.session) if part.task.code in line] == []


def test_both_see_the_task(world: World) -> None:
    part = ours(world)
    pass_on(world, part, "stp")
    view = task_view(world.session, world.viewer("anh"), part.task_id, TODAY, 3)
    assert [a.assignment.agency.name for a in view.assignments] == ["UBND tỉnh", "Sở Tư pháp"]


def test_the_next_occurrence_is_given_on_alike(world: World) -> None:
    rule = "FREQ=MONTHLY;BYMONTHDAY=25"
    duty = Series(phrase="trước ngày 25 hằng tháng", starts_on=date(2026, 11, 1), paused=False, rrule=rule, office_rrule=rule)
    world.session.add(duty)
    world.session.flush()
    work = Work(world.directive("50/NQ-CP"), "Báo cáo tháng", "Báo cáo tháng.", [world.agencies["ubnd"]])
    common: dict[str, Any] = {"now": NOW, "settings": Settings(), "calendar": WorkingCalendar()}
    tasks = series.begin(world.session, duty, work, actor=Actor(None, "cli"), today=TODAY, **common)
    last = max(tasks, key=lambda task: task.occurrence_on or date.min)
    part = last.assignments[0]
    assert part.due_on is not None
    pass_on(world, part, "stp", due_on=part.due_on - timedelta(days=5))
    (*_, newest) = series.make_ahead(world.session, today=TODAY + timedelta(days=100), **common)
    world.session.expire_all()
    task = world.session.get_one(Task, newest.id)
    own, given = sorted(task.assignments, key=lambda a: a.id)
    assert (own.agency.name, given.agency.name, given.passed_from_id) == ("UBND tỉnh", "Sở Tư pháp", own.id)
    assert own.due_on is not None and given.due_on == own.due_on - timedelta(days=5)
