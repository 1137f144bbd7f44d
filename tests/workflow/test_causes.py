"""Objective causes and who confirmed them, limits of asking and returning, letters that answer, directives that end work."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.workflow.world import NOW, TODAY, World, a_world
from workflow import causes, history, tracking
from workflow.acting import Actor
from workflow.assignments import open_request
from workflow.causes import cause_of
from workflow.model import Assignment, Event, ExtensionState, State
from workflow.refusals import Invalid, NotAllowed, WrongState
from workflow.settings import Extensions, Returns, Settings

DUE = date(2026, 12, 4)  # a Friday


@pytest.fixture
def world(shared_session: Session) -> World:
    return a_world(shared_session)


@pytest.fixture
def work(world: World) -> Assignment:
    return world.assign(world.task(world.directive()), "stp", DUE, State.IN_PROGRESS)


def act(world: World, who: str, verb: Any, target: int, version: int, today: date = TODAY, **said: Any) -> Assignment:
    given = {"actor": Actor(world.people[who].id, "web"), "viewer": world.viewer(who), "now": NOW, "today": today, "version": version}
    found: Assignment = verb(world.session, target, **(given | said))
    return found


def ask(world: World, work: Assignment, who: str = "anh", today: date = TODAY, **said: Any) -> Assignment:
    wanted = {"wanted_on": DUE + timedelta(days=30), "reason": "Chờ số liệu của Bộ", "objective": True}
    return act(world, who, tracking.ask_extension, work.id, work.version, today, **(wanted | said))


def decide(world: World, work: Assignment, who: str = "hang", **said: Any) -> Assignment:
    request = open_request(work)
    assert request is not None
    return act(world, who, tracking.decide_extension, request.id, work.version, **said)


def told(world: World, action: str) -> Event:
    return world.session.scalars(select(Event).where(Event.action == action).order_by(Event.id.desc())).first()  # type: ignore[return-value]


# --- causes --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("cause", "granted"), [(True, True), (False, True), (True, False)])
def test_who_decides_a_request_confirms_its_cause_or_not(world: World, work: Assignment, cause: bool, granted: bool) -> None:
    ask(world, work)
    decide(world, work, granted=granted, reason="Đã xem", cause=cause, confirmed_by="PCT UBND tỉnh Trần Văn A", document="55/UBND-TH")
    request = work.extensions[0]
    found = cause_of(work, request.id)
    assert found is not None
    assert (found.objective, found.confirmed_by, found.document, found.recorded_by_id) == (
        cause,
        "PCT UBND tỉnh Trần Văn A",
        "55/UBND-TH",
        world.people["hang"].id,
    )
    assert request.objective, "the claim of the agency stays as it was"
    assert request.decision_document == "55/UBND-TH"
    event = told(world, "extension.granted" if granted else "extension.refused")
    assert event.new is not None
    assert (event.new["cause_objective"], event.new["cause_confirmed_by"]) == (cause, "PCT UBND tỉnh Trần Văn A")
    assert history.verify(world.session) is None


def test_a_decision_may_leave_the_cause_open(world: World, work: Assignment) -> None:
    ask(world, work)
    decide(world, work, granted=True)
    assert work.causes == []
    assert "cause_objective" not in (told(world, "extension.granted").new or {})


def test_without_a_name_the_person_who_decides_has_confirmed_it(world: World, work: Assignment) -> None:
    world.people["chu"].title = "Phó Chủ tịch UBND tỉnh"
    ask(world, work)
    decide(world, work, "chu", granted=True, cause=True)
    found = cause_of(work, work.extensions[0].id)
    assert found is not None
    assert (found.confirmed_by, found.reason) == ("Phó Chủ tịch UBND tỉnh Phạm Văn Chủ", "Chờ số liệu của Bộ")


def record(world: World, work: Assignment, who: str = "hang", **said: Any) -> Assignment:
    wanted = {"objective": True, "confirmed_by": "Chủ tịch UBND tỉnh", "reason": "Bão số 9", "document": "12/TB"}
    return act(world, who, causes.record_cause, work.id, work.version, **(wanted | said))


@pytest.mark.parametrize("state", [State.IN_PROGRESS, State.SUBMITTED, State.PAUSED, State.DONE])
def test_the_cause_of_a_delay_is_recorded_without_a_request_even_after_the_end(world: World, state: State) -> None:
    late = world.assign(world.task(world.directive()), "stp", TODAY - timedelta(days=9), state)
    record(world, late)
    found = cause_of(late)
    assert found is not None
    assert (found.objective, found.confirmed_by, found.reason, found.extension_id) == (True, "Chủ tịch UBND tỉnh", "Bão số 9", None)
    assert late.state is state


def test_a_later_record_stands_instead_and_the_earlier_one_is_kept(world: World, work: Assignment) -> None:
    record(world, work)
    record(world, work, objective=False, reason="Kiểm tra lại: không phải")
    found = cause_of(work)
    assert found is not None
    assert not found.objective
    assert [one.objective for one in work.causes] == [True, False]


def test_a_cause_needs_a_choice_and_a_reason(world: World, work: Assignment) -> None:
    with pytest.raises(Invalid) as refused:
        record(world, work, objective=None)
    assert refused.value.field == "cause"
    with pytest.raises(Invalid) as refused:
        record(world, work, reason=" ")
    assert refused.value.field == "reason"


def test_an_agency_does_not_confirm_its_own_cause(world: World, work: Assignment) -> None:
    with pytest.raises(NotAllowed):
        record(world, work, "anh")
    record(world, work, "chu")  # a leader does


# --- limits of asking ----------------------------------------------------------------------------------------------------


def limited(**limits: int) -> dict[str, Settings]:
    return {"settings": Settings(extensions=Extensions(**limits))}


@pytest.mark.parametrize(
    ("days", "today", "let_through"),
    [
        (0, date(2027, 1, 4), True),  # no limit: even when it is late
        (5, date(2026, 11, 27), True),
        (5, date(2026, 11, 28), False),  # Saturday: the fifth working day before was yesterday
        (5, date(2026, 11, 30), False),
        (1, date(2026, 12, 3), True),
        (1, date(2026, 12, 4), False),
    ],
)
def test_a_request_comes_so_many_working_days_before_the_deadline(
    world: World, work: Assignment, days: int, today: date, let_through: bool
) -> None:
    if let_through:
        ask(world, work, today=today, wanted_on=date(2027, 3, 1), **limited(ask_days_before=days))
        assert open_request(work) is not None
        return
    with pytest.raises(WrongState, match="trước hạn"):
        ask(world, work, today=today, wanted_on=date(2027, 3, 1), **limited(ask_days_before=days))
    ask(world, work, "hang", today=today, wanted_on=date(2027, 3, 1), **limited(ask_days_before=days))  # the office may


def test_more_time_is_granted_so_many_times_and_refused_requests_do_not_count(world: World, work: Assignment) -> None:
    ask(world, work, **limited(most=1))
    decide(world, work, granted=False, reason="Chưa đủ căn cứ")
    ask(world, work, **limited(most=1))
    decide(world, work, granted=True)
    wanted = {"wanted_on": date(2027, 3, 1)}
    with pytest.raises(WrongState, match="nhiều nhất 1 lần"):
        ask(world, work, **wanted, **limited(most=1))
    ask(world, work, **wanted, **limited(most=2))
    assert [one.state for one in work.extensions] == [ExtensionState.REFUSED, ExtensionState.GRANTED, ExtensionState.ASKED]


# --- the limit of returning ------------------------------------------------------------------------------------------------


def given_on(world: World, day: date) -> Assignment:
    one = world.assign(world.task(world.directive()), "stp", DUE)
    one.task.created_at = datetime.fromisoformat(f"{day}T08:00:00+07:00")
    world.session.flush()
    return one


def give_back(world: World, one: Assignment, who: str = "anh", today: date = TODAY, days: int = 2) -> Assignment:
    said = {"reason": "Việc của Sở Nội vụ", "settings": Settings(returns=Returns(within_working_days=days))}
    return act(world, who, tracking.return_not_ours, one.id, one.version, today, **said)


@pytest.mark.parametrize(
    ("given", "today", "days", "let_through"),
    [
        (date(2026, 11, 18), date(2026, 11, 20), 2, True),
        (date(2026, 11, 17), date(2026, 11, 20), 2, False),
        (date(2026, 11, 20), date(2026, 11, 25), 2, True),  # over a weekend and 24/11
        (date(2026, 11, 20), date(2026, 11, 26), 2, False),
        (date(2026, 11, 2), date(2026, 11, 20), 0, True),  # no limit
        (date(2026, 11, 2), date(2026, 11, 20), 20, True),
    ],
)
def test_work_is_returned_within_the_settings_days(world: World, given: date, today: date, days: int, let_through: bool) -> None:
    one = given_on(world, given)
    if let_through:
        assert give_back(world, one, today=today, days=days).state is State.RETURNED
        return
    with pytest.raises(WrongState, match="Chỉ được trả lại trong"):
        give_back(world, one, today=today, days=days)
    assert give_back(world, one, "hang", today=today, days=days).state is State.RETURNED  # the office may


def test_the_days_begin_anew_when_the_work_is_given_again(world: World) -> None:
    one = given_on(world, date(2026, 11, 19))
    give_back(world, one)
    act(world, "hang", tracking.reopen, one.id, one.version, reason="Đúng thẩm quyền")
    with pytest.raises(WrongState):
        give_back(world, one, today=date(2026, 11, 26))
    assert give_back(world, one, today=date(2026, 11, 25)).state is State.RETURNED


# --- what ends work ------------------------------------------------------------------------------------------------------


def cancel(world: World, one: Assignment, **said: Any) -> Assignment:
    return act(world, "hang", tracking.cancel, one.id, one.version, reason="Thay thế", **said)


def test_work_ends_by_another_directive_and_with_a_leaders_word(world: World, work: Assignment) -> None:
    other = world.directive("20/QĐ-UBND", issued_on=date(2026, 11, 18))
    cancel(world, work, by_directive_id=other.id, agreed_by="Phó Chủ tịch Trần Văn A")
    assert (work.state, work.ended_by, work.ended_with) == (State.CANCELLED, other, "Phó Chủ tịch Trần Văn A")
    event = told(world, "assignment.cancelled")
    assert event.new is not None
    assert (event.new["ended_by_id"], event.new["ended_by"], event.new["ended_with"]) == (other.id, "20/QĐ-UBND", "Phó Chủ tịch Trần Văn A")
    act(world, "hang", tracking.reopen, work.id, work.version, reason="Nhầm")
    assert (work.ended_by_id, work.ended_with) == (None, "")


def test_a_groups_members_end_by_the_same_directive(world: World) -> None:
    group = world.assign(world.task(world.directive()), "xa", DUE)
    members = [world.assign(group.task, key, DUE, parent_id=group.id) for key in ("nn", "tl")]
    other = world.directive("20/QĐ-UBND", issued_on=date(2026, 11, 18))
    cancel(world, group, by_directive_id=other.id)
    world.session.expire_all()
    assert {one.ended_by_id for one in (group, *members)} == {other.id}


def test_work_does_not_end_by_the_directive_that_gave_it_or_by_none(world: World, work: Assignment) -> None:
    for directive_id in (work.task.directive_id, 10**9):
        with pytest.raises(Invalid) as refused:
            cancel(world, work, by_directive_id=directive_id)
        assert refused.value.field == "by_directive"
