"""Silence as agreement: only where a directive says so, only of coordinating agencies, only after its working days, and never for good."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.workflow.world import NOW, TODAY, World, a_world
from workflow import audit_tables, replay, silence, tracking
from workflow.acting import Actor
from workflow.giving import Work, give
from workflow.model import Assignment, Event, Milestone, State, TimeClass
from workflow.refusals import Invalid, NotAllowed, Stale
from workflow.timeliness import time_class
from workflow.workingdays import WorkingCalendar

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CALENDAR = WorkingCalendar()
#: five working days after Friday 20/11/2026: Tuesday 24/11 is the Day of Culture, a day off
LAST = date(2026, 11, 30)


@pytest.fixture
def world(shared_session: Session) -> World:
    return a_world(shared_session)


def by(world: World, who: str = "hang", now: datetime = NOW) -> dict[str, Any]:
    return {"actor": Actor(world.people[who].id, "web"), "viewer": world.viewer(who), "now": now, "today": now.astimezone(ZONE).date()}


def given(
    world: World, days: int | None = 5, helpers: tuple[str, ...] = ("syt", "snv"), assigned_on: date = TODAY
) -> dict[str, Assignment]:
    directive = world.directive(silence_days=days)
    due = Milestone(phrase="", kind="date", due_on=date(2026, 12, 4), original_due_on=date(2026, 12, 4), office_default=False)
    work = Work(directive, "Góp ý", "Góp ý.", [world.agencies["stp"]], [world.agencies[key] for key in helpers], [due])
    task = give(world.session, work, action="task.accepted", actor=Actor(None, "cli"), now=NOW, today=TODAY, assigned_on=assigned_on)
    codes = {agency.id: key for key, agency in world.agencies.items()}
    world.session.expire_all()
    return {codes[a.agency_id]: a for a in task.assignments}


def on(world: World, day: date) -> list[str]:
    now = NOW + timedelta(days=(day - TODAY).days)
    return [a.agency.name for a in silence.agree(world.session, today=day, now=now, calendar=CALENDAR, zone=ZONE)]


def test_whoever_says_nothing_agrees_on_the_day_after_the_last(world: World) -> None:
    parts = given(world)
    assert on(world, LAST) == []
    assert on(world, LAST + timedelta(days=1)) == ["Sở Y tế", "Sở Nội vụ"]
    part = parts["syt"]
    assert (part.state, part.completed_on, part.milestones[0].met_on) == (State.DONE, LAST, LAST)
    assert time_class(part.state, part.due_on, part.completed_on, TODAY, soon_days=3) is TimeClass.DONE_IN_TIME
    assert parts["stp"].state is State.NEW, "the lead never agrees by silence"
    assert on(world, LAST + timedelta(days=2)) == []


def test_the_machine_says_so_in_the_history(world: World) -> None:
    part = given(world)["syt"]
    on(world, LAST + timedelta(days=1))
    event = world.session.scalars(select(Event).where(Event.assignment_id == part.id).order_by(Event.id.desc())).first()
    assert event is not None and event.new is not None
    assert (event.action, event.actor_id, event.via) == ("assignment.agreed_by_silence", None, "worker")
    assert (event.new["state"], event.new["completed_on"], event.new["silence_days"]) == ("hoan_thanh", "2026-11-30", 5)
    assert replay.standings(world.session, [part.task_id])[part.id].completed_on == LAST
    assert [line for line in audit_tables.differences(world.session, files=False) if part.task.code in line] == []


def test_whoever_reported_or_returned_or_has_no_rule_is_left_alone(world: World) -> None:
    parts = given(world)
    tracking.report(world.session, parts["syt"].id, **by(world, "yen"), version=parts["syt"].version, text="Đang lấy ý kiến.")
    snv = parts["snv"]
    tracking.return_not_ours(world.session, snv.id, **by(world), version=snv.version, reason="Không thuộc chức năng.")
    given(world, days=None)
    assert on(world, LAST + timedelta(days=30)) == []


def test_taking_it_up_is_no_answer(world: World) -> None:
    part = given(world, helpers=("syt",))["syt"]
    tracking.receive(world.session, part.id, **by(world, "yen"), version=part.version)
    assert on(world, LAST + timedelta(days=1)) == ["Sở Y tế"]


def test_days_count_from_what_the_agency_could_know(world: World) -> None:
    """Given on paper in October, entered today; the rule set three days later."""
    part = given(world, days=None, assigned_on=date(2026, 10, 1))["syt"]
    directive = part.task.directive
    later = NOW + timedelta(days=3)
    common = by(world, now=later)
    del common["today"]
    silence.set_days(world.session, directive.id, **common, version=directive.version, days=5)
    assert silence.last_day(world.session, part, CALENDAR, ZONE) == date(2026, 12, 1)
    assert silence.last_days(world.session, part.task_id, CALENDAR, ZONE)[part.id] == date(2026, 12, 1)
    assert on(world, date(2026, 12, 1)) == []


def test_reopening_takes_it_back_for_good(world: World) -> None:
    part = given(world, helpers=("syt",))["syt"]
    on(world, LAST + timedelta(days=1))
    tracking.reopen(world.session, part.id, **by(world), version=part.version, reason="Cần ý kiến bằng văn bản.")
    assert (part.state, part.completed_on, part.milestones[0].met_on) == (State.REDO, None, None)
    assert on(world, LAST + timedelta(days=60)) == []


def test_members_of_a_group_agree_each_for_itself_and_the_group_is_counted(world: World) -> None:
    parts = given(world, helpers=("xa",))
    member = parts["nn"]
    tracking.report(world.session, member.id, **by(world, "na"), version=member.version, text="Có ý kiến khác.")
    assert on(world, LAST + timedelta(days=1)) == ["UBND phường Tân Lập"]
    world.session.expire_all()
    assert parts["xa"].state is State.IN_PROGRESS


@pytest.mark.parametrize("days", [0, -1, 61])
def test_an_impossible_number_of_days_is_refused(world: World, days: int) -> None:
    directive = world.directive()
    common = by(world)
    del common["today"]
    with pytest.raises(Invalid):
        silence.set_days(world.session, directive.id, **common, version=directive.version, days=days)


def test_only_the_office_sets_the_rule_as_it_saw_the_directive(world: World) -> None:
    directive = world.directive()
    common = by(world, "anh")
    del common["today"]
    with pytest.raises(NotAllowed):
        silence.set_days(world.session, directive.id, **common, version=directive.version, days=5)
    with pytest.raises(Stale):
        silence.set_days(world.session, directive.id, **(common | {"viewer": world.viewer("hang")}), version=99, days=5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Gửi ý kiến trước ngày 10/12. Quá thời hạn trên, cơ quan nào không có ý kiến thì coi như đồng ý. Yêu cầu thực hiện.",
            "Quá thời hạn trên, cơ quan nào không có ý kiến thì coi như đồng ý",
        ),
        ("Nếu không trả lời, xem như đã thống nhất", "Nếu không trả lời, xem như đã thống nhất"),
        ("Các sở đồng ý với dự thảo.", ""),
        ("", ""),
    ],
)
def test_the_sentence_that_says_so_is_found(text: str, said: str) -> None:
    assert silence.sentence_in(text) == said
