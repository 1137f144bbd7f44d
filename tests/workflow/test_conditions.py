"""Deadlines that wait for an event are asked about, once for a task and its words; the answer gives the date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.workflow.world import NOW, TODAY, World, a_world
from workflow import conditions, history, tracking
from workflow.acting import Actor
from workflow.model import Assignment, Event, Milestone, State
from workflow.refusals import Invalid, NotAllowed, NotFound, WrongState
from workflow.settings import Dates, Settings
from workflow.workingdays import WorkingCalendar

CALENDAR = WorkingCalendar()
GUIDED = "sau khi Trung ương ban hành hướng dẫn"
FROM_MEETING = "trong 10 ngày kể từ khi kết thúc hội nghị"


@pytest.fixture
def world(shared_session: Session) -> World:
    return a_world(shared_session)


def waiting(
    world: World, phrase: str, kind: str = "conditional", agencies: tuple[str, ...] = ("stp",), **directive: Any
) -> list[Assignment]:
    """Work given on 2/10/2026 that waits."""
    task = world.task(world.directive(**directive))
    given = [world.assign(task, agency) for agency in agencies]
    for one in given:
        one.milestones = [Milestone(phrase=phrase, kind=kind)]
    world.session.flush()
    return given


def ask(world: World, today: date = TODAY, **dates: Any) -> int:
    asked = conditions.ask(world.session, today=today, now=NOW, settings=Settings(dates=Dates(**dates)))
    world.session.expire_all()
    return asked


def by(world: World, who: str = "hang", today: date = TODAY) -> dict[str, Any]:
    return {"actor": Actor(world.people[who].id, "web"), "viewer": world.viewer(who), "now": NOW, "today": today}


def happened(world: World, one: Assignment, on: date | None, due_on: date | None = None, who: str = "hang") -> date:
    rest = {"settings": Settings(), "calendar": CALENDAR}
    return conditions.happened(world.session, one.milestones[0].id, on=on, due_on=due_on, **rest, **by(world, who))


def asked_now(world: World, **wanted: Any) -> list[str]:
    return [one.phrase for one in conditions.questions(world.session, world.viewer("hang"), **wanted)]


def test_a_condition_is_asked_about_a_month_after_it_was_given_and_a_term_at_once(world: World) -> None:
    waiting(world, GUIDED)
    waiting(world, FROM_MEETING, "relative", number="13/KH-UBND")
    assert ask(world, date(2026, 10, 20)) == 1
    assert asked_now(world) == [FROM_MEETING]
    assert ask(world, date(2026, 10, 31)) == 0
    assert ask(world, date(2026, 11, 1)) == 1
    assert asked_now(world) == [FROM_MEETING, GUIDED]
    assert ask(world, date(2026, 11, 1)) == 0


def test_one_question_is_asked_of_a_task_whoever_does_it(world: World) -> None:
    waiting(world, GUIDED, agencies=("stp", "syt", "snv"))
    assert ask(world) == 1
    (question,) = conditions.questions(world.session, world.viewer("hang"))
    assert question.agencies == ("Sở Tư pháp", "Sở Y tế", "Sở Nội vụ")
    told = world.session.scalars(select(Event).where(Event.action == "milestone.asked")).one()
    assert (told.actor_id, told.via, told.new, told.task_id) == (None, "worker", {"phrase": GUIDED}, question.task_id)


def test_not_yet_is_asked_again_after_the_settings_days(world: World) -> None:
    (one,) = waiting(world, GUIDED)
    ask(world)
    conditions.not_yet(world.session, one.milestones[0].id, **by(world))
    assert asked_now(world) == []
    assert ask(world, TODAY + timedelta(days=29)) == 0
    assert ask(world, TODAY + timedelta(days=30)) == 1
    assert asked_now(world) == [GUIDED]
    assert history.verify(world.session) is None


def test_the_interval_is_a_setting(world: World) -> None:
    (one,) = waiting(world, GUIDED)
    ask(world)
    conditions.not_yet(world.session, one.milestones[0].id, **by(world))
    assert ask(world, TODAY + timedelta(days=8), ask_every_days=7) == 1


def test_the_day_of_the_event_dates_the_work_of_all(world: World) -> None:
    given = waiting(world, FROM_MEETING, "relative", agencies=("stp", "syt"))
    ask(world)
    assert happened(world, given[0], date(2026, 11, 18)) == date(2026, 11, 30)  # 28/11 is a Saturday
    world.session.expire_all()
    for one in given:
        (milestone,) = one.milestones
        assert (one.due_on, one.original_due_on, milestone.anchor_on) == (date(2026, 11, 30), date(2026, 11, 30), date(2026, 11, 18))
        assert milestone.office_default
    assert asked_now(world) == []
    told = world.session.scalars(select(Event).where(Event.action == "milestone.happened")).all()
    assert [(e.assignment_id, e.new["due_on"], e.new["anchor_on"]) for e in told if e.new] == [
        (one.id, "2026-11-30", "2026-11-18") for one in given
    ]


def test_a_condition_without_a_term_needs_the_date_from_the_person(world: World) -> None:
    (one,) = waiting(world, GUIDED)
    with pytest.raises(Invalid, match="bao nhiêu ngày"):
        happened(world, one, date(2026, 11, 18))
    happened(world, one, date(2026, 11, 18), date(2026, 12, 18))
    assert (one.due_on, one.milestones[0].office_default) == (date(2026, 12, 18), False)


def test_a_condition_that_will_not_come_leaves_the_work_without_that_date(world: World) -> None:
    (one,) = waiting(world, GUIDED)
    ask(world)
    conditions.drop(world.session, one.milestones[0].id, reason="Trung ương không ban hành nữa", **by(world))
    assert (one.due_on, one.state, one.milestones[0].dropped_on) == (None, State.NEW, TODAY)
    assert asked_now(world) == []
    assert ask(world, TODAY + timedelta(days=90)) == 0
    with pytest.raises(WrongState):
        happened(world, one, TODAY)
    given = {"version": one.version, "reason": "Cần có hạn", "due_on": date(2026, 12, 1)}
    tracking.change_due(world.session, one.id, **given, **by(world))
    assert [(m.due_on, m.dropped_on) for m in one.milestones] == [(None, TODAY), (date(2026, 12, 1), None)]


def test_a_term_from_an_unknown_receipt_is_counted_anew_from_the_day_that_is_said(world: World) -> None:
    phrase = "trong 10 ngày kể từ ngày nhận được Kế hoạch này"
    (one,) = waiting(world, phrase, "relative", received_on=None)
    one.milestones[0].due_on = one.milestones[0].original_due_on = one.due_on = date(2026, 10, 12)
    one.milestones[0].office_default = True
    world.session.flush()
    assert [q.phrase for q in conditions.waiting_in(world.session, [one.id])] == [phrase]
    assert happened(world, one, date(2026, 10, 8)) == date(2026, 10, 19)  # 18/10 is a Sunday
    assert (one.due_on, one.original_due_on) == (date(2026, 10, 19), date(2026, 10, 19))
    assert conditions.waiting_in(world.session, [one.id]) == []


def test_a_date_that_was_granted_since_stays_when_the_receipt_is_said(world: World) -> None:
    (one,) = waiting(world, "trong 10 ngày kể từ ngày nhận được Kế hoạch này", "relative", received_on=None)
    milestone = one.milestones[0]
    milestone.due_on, milestone.original_due_on, milestone.office_default = date(2026, 12, 1), date(2026, 10, 12), True
    world.session.flush()
    happened(world, one, date(2026, 10, 8))
    assert (one.due_on, one.original_due_on) == (date(2026, 12, 1), date(2026, 10, 19))


@pytest.mark.parametrize("on", [None, TODAY + timedelta(days=1), date(2001, 1, 1)])
def test_an_event_without_a_day_or_in_the_future_is_refused(world: World, on: date | None) -> None:
    (one,) = waiting(world, FROM_MEETING, "relative")
    with pytest.raises(Invalid) as refused:
        happened(world, one, on)
    assert refused.value.field == "on"


def test_a_deadline_before_its_event_is_refused(world: World) -> None:
    (one,) = waiting(world, GUIDED)
    with pytest.raises(Invalid, match="trước ngày xảy ra"):
        happened(world, one, date(2026, 11, 18), date(2026, 11, 1))


def test_only_the_office_answers_and_only_of_work_that_waits(world: World) -> None:
    (one,) = waiting(world, GUIDED)
    ask(world)
    with pytest.raises(NotAllowed):
        happened(world, one, TODAY, TODAY, who="anh")
    assert conditions.questions(world.session, world.viewer("anh")) == []
    with pytest.raises(NotFound):
        conditions.not_yet(world.session, 10**9, **by(world))
    tracking.cancel(world.session, one.id, version=one.version, reason="Thôi", **by(world))
    assert asked_now(world) == []
    with pytest.raises(WrongState):
        conditions.not_yet(world.session, one.milestones[0].id, **by(world))


def test_a_watcher_is_shown_the_questions_of_their_own_directives(world: World) -> None:
    waiting(world, GUIDED, watcher_id=world.people["hang"].id)
    waiting(world, FROM_MEETING, "relative", number="13/KH-UBND", watcher_id=world.people["quang"].id)
    ask(world)
    assert asked_now(world, mine=True) == [GUIDED]
    assert len(asked_now(world)) == 2


@pytest.mark.parametrize("state", [State.SUBMITTED, State.RETURNED, State.DONE])
def test_work_that_is_not_in_hand_is_not_asked_about(world: World, state: State) -> None:
    (one,) = waiting(world, GUIDED)
    one.state = state
    world.session.flush()
    assert ask(world) == 0
    one.state = State.IN_PROGRESS
    world.session.flush()
    assert ask(world) == 1
