"""Dates that the office computed before the calendar was known are listed and offered; what a person set is left alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directives.model import Deadline, DeadlineKind
from tests.workflow.test_series import begin
from tests.workflow.world import NOW, TODAY, World, a_world
from workflow import history, moved_dates, tracking
from workflow.acting import Actor
from workflow.model import Assignment, Candidate, CandidateState, Event, Milestone
from workflow.moved_dates import Moved
from workflow.proposals import deadline_rows
from workflow.refusals import NotAllowed
from workflow.reporting_periods import Period, cut_off_rule
from workflow.settings import Settings
from workflow.workingdays import OwnDay, WorkingCalendar

BEFORE = WorkingCalendar()
#: a day off that nobody knew when the dates were computed: Friday 1/1/2027 goes on to Monday
AFTER = WorkingCalendar({date(2027, 1, 4): OwnDay(False, "Nghỉ bù"), date(2026, 12, 15): OwnDay(False, "Nghỉ")})
TEN_DAYS = "trong 10 ngày làm việc kể từ ngày ký"


@pytest.fixture
def world(shared_session: Session) -> World:
    return a_world(shared_session)


def accepted(world: World, phrase: str = TEN_DAYS, agencies: tuple[str, ...] = ("stp",), said: date | None = None) -> list[Assignment]:
    """Work whose candidate was accepted with the date that the calendar gave then."""
    directive = world.directive(issued_on=date(2026, 12, 21))
    deadline = Deadline(text=phrase, kind=DeadlineKind.RELATIVE, due=said)
    rows = deadline_rows([deadline], issued_on=directive.issued_on, received_on=None, calendar=BEFORE, dates=Settings().dates)
    candidate = Candidate(directive=directive, ordinal=1, text="Việc", state=CandidateState.ACCEPTED, deadlines=rows)
    world.session.add(candidate)
    task = world.task(directive)
    world.session.flush()
    task.candidate_id = candidate.id
    due_on = date.fromisoformat(rows[0]["due_on"])
    given = [world.assign(task, agency, due_on) for agency in agencies]
    for one in given:
        fields = {"office_default": rows[0]["default"], "due_on": due_on, "original_due_on": due_on}
        one.milestones = [Milestone(phrase=phrase, kind="relative", **fields)]
    world.session.flush()
    return given


def listed(world: World, calendar: WorkingCalendar = AFTER, today: date = TODAY) -> list[Moved]:
    return moved_dates.moved(world.session, today=today, settings=Settings(), calendar=calendar)


def by(world: World, who: str = "hang") -> dict[str, Any]:
    return {"actor": Actor(world.people[who].id, "web"), "viewer": world.viewer(who), "now": NOW, "today": TODAY}


def move(world: World, keys: set[int], who: str = "hang") -> int:
    return moved_dates.move(world.session, keys, settings=Settings(), calendar=AFTER, **by(world, who))


def test_a_term_over_a_day_off_entered_later_is_listed_once_for_a_task(world: World) -> None:
    given = accepted(world, agencies=("stp", "syt"))
    assert listed(world, BEFORE) == []
    (one,) = listed(world)
    assert (one.due_on, one.wanted_on, one.phrase) == (date(2027, 1, 5), date(2027, 1, 6), TEN_DAYS)
    assert len(one.milestone_ids) == len(given)


def test_a_term_that_would_roll_now_is_listed_too(world: World) -> None:
    accepted(world, "trong 14 ngày kể từ ngày ký", said=date(2027, 1, 4))
    assert [(one.due_on, one.wanted_on) for one in listed(world)] == [(date(2027, 1, 4), date(2027, 1, 5))]


def test_a_report_sent_after_its_cut_off_follows_the_calendar(world: World) -> None:
    begin(world, "FREQ=MONTHLY", office_rrule=cut_off_rule(Period.MONTH, 14), report_period="month", send_days=1)
    assert [(one.due_on, one.wanted_on) for one in listed(world)] == [(date(2026, 12, 15), date(2026, 12, 16))]


def test_what_is_chosen_moves_with_its_first_date_and_an_event(world: World) -> None:
    given = accepted(world, agencies=("stp", "syt"))
    (one,) = listed(world)
    assert move(world, {one.key}) == 1
    world.session.expire_all()
    assert [(a.due_on, a.original_due_on) for a in given] == [(date(2027, 1, 6), date(2027, 1, 6))] * 2
    assert listed(world) == []
    told = world.session.scalars(select(Event).where(Event.action == "assignment.due_changed")).all()
    assert [(e.new["due_on"], e.new["correction"], e.note) for e in told if e.new] == [("2027-01-06", True, moved_dates.WHY)] * 2
    assert history.verify(world.session) is None


def test_what_is_not_chosen_stays_and_is_offered_again(world: World) -> None:
    accepted(world)
    assert move(world, set()) == 0
    assert len(listed(world)) == 1


@pytest.mark.parametrize("correction", [True, False])
def test_a_date_that_a_person_set_is_not_offered(world: World, correction: bool) -> None:
    (one,) = accepted(world)
    said = {"due_on": date(2027, 1, 20), "reason": "Theo kết luận", "correction": correction, "version": one.version}
    tracking.change_due(world.session, one.id, **said, **by(world))
    assert listed(world) == []


def test_past_and_finished_work_is_left_alone(world: World) -> None:
    (one,) = accepted(world)
    assert listed(world, today=date(2027, 1, 6)) == []
    tracking.cancel(world.session, one.id, version=one.version, reason="Thôi", **by(world))
    assert listed(world) == []


def test_only_the_office_moves_dates(world: World) -> None:
    accepted(world)
    with pytest.raises(NotAllowed):
        move(world, {1}, "anh")
