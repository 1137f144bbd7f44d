"""One duty in several directives is one task with several sources: proposed, never joined by the machine."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directives.model import Deadline, DeadlineKind
from tests.workflow.world import NOW, TODAY, World, a_world
from workflow import repeats, review
from workflow.acting import Actor
from workflow.model import Candidate, CandidateState, Citation, Directive, Event, Milestone, Series, State, Task, TaskSource
from workflow.queries import directive_rows
from workflow.refusals import Invalid, NotAllowed, NotFound, Stale, WrongState
from workflow.settings import Dates, Settings
from workflow.visible import visible_directives
from workflow.workingdays import WorkingCalendar

CALENDAR = WorkingCalendar()
DUE = date(2026, 12, 15)
PLAN = "Sở Tư pháp chủ trì số hóa toàn bộ sổ hộ tịch của các xã giai đoạn 1975 - 2015, hoàn thành trước ngày 15/12/2026."
#: the same duty as a conclusion of a meeting says it
SHORT = "Giao Sở Tư pháp khẩn trương hoàn thành số hóa sổ hộ tịch các xã."
OTHER = "Sở Tư pháp chủ trì tập huấn nghiệp vụ công chứng cho các tổ chức hành nghề, hoàn thành trước ngày 15/12/2026."


@pytest.fixture
def world(shared_session: Session) -> World:
    return a_world(shared_session)


def by(world: World, who: str = "hang") -> dict[str, Any]:
    return {"actor": Actor(world.people[who].id, "web"), "viewer": world.viewer(who), "now": NOW}


def there(world: World, text: str = PLAN, agency: str = "stp", state: State = State.IN_PROGRESS, due: date = DUE) -> Task:
    task = world.task(world.directive("12/KH-UBND"), text.split(" chủ trì ")[-1].capitalize())
    task.text = text
    part = world.assign(task, agency, due, state)
    part.milestones = [Milestone(kind="date", due_on=due, original_due_on=due)]
    world.session.flush()
    return task


def candidate(
    world: World, text: str = PLAN, lead: str = "Sở Tư pháp", due: date | None = DUE, directive: Directive | None = None
) -> Candidate:
    deadlines = [Deadline(text="hạn", kind=DeadlineKind.DATE, due=due)] if due else []
    rows = review.deadline_rows(deadlines, issued_on=TODAY, received_on=None, calendar=CALENDAR, dates=Dates())
    made = Candidate(
        directive=directive or world.directive("30/TB-UBND", kind="Thông báo"),
        ordinal=1,
        path="2",
        title=text[:90],
        text=text,
        lead=[lead],
        deadlines=rows,
        confidence="chắc",
        evidence={"text": [0, 0]},
    )
    world.session.add(made)
    world.session.flush()
    return made


def proposed(world: World, one: Candidate) -> list[int]:
    return [found.task.id for found in repeats.likely(world.session, one, today=TODAY)]


def test_the_same_words_to_the_same_lead_are_proposed(world: World) -> None:
    task = there(world)
    (found,) = repeats.likely(world.session, candidate(world), today=TODAY)
    assert (found.task.id, found.same_date, found.agencies, found.due_on) == (task.id, True, ("Sở Tư pháp",), DUE)
    assert found.alike > 0.9


def test_other_words_need_the_date_or_a_citation(world: World) -> None:
    task = there(world)
    assert proposed(world, candidate(world, SHORT, due=None)) == []
    assert proposed(world, candidate(world, SHORT)) == [task.id]
    citing = candidate(world, SHORT, due=None)
    world.session.add(Citation(directive_id=citing.directive_id, ordinal=0, number="12/KH-UBND", number_key=task.directive.number_key))
    world.session.flush()
    (found,) = repeats.likely(world.session, citing, today=TODAY)
    assert found.cited and found.task.id == task.id


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": OTHER}, {}),
        ({"agency": "syt"}, {}),
        ({"state": State.DONE}, {}),
        ({"state": State.CANCELLED}, {}),
        ({}, {"lead": "Sở Không Có"}),
        ({}, {"text": "Sở Tư pháp báo cáo."}),
    ],
)
def test_other_work_is_not_proposed(world: World, given: dict[str, Any], said: dict[str, Any]) -> None:
    there(world, **given)
    assert proposed(world, candidate(world, **said)) == []


def test_work_of_the_same_directive_is_not_proposed(world: World) -> None:
    task = there(world)
    assert proposed(world, candidate(world, directive=task.directive)) == []
    with pytest.raises(Invalid, match="chính văn bản này"):
        repeats.join(world.session, candidate(world, directive=task.directive).id, task.id, **by(world))


def test_a_person_joins_and_the_directive_is_one_source_more(world: World) -> None:
    task, one = there(world), candidate(world)
    repeats.join(world.session, one.id, task.id, **by(world), version=one.version)
    assert (one.state, one.decided_by_id) == (CandidateState.JOINED, world.people["hang"].id)
    (source,) = world.session.scalars(select(TaskSource)).all()
    assert (source.task_id, source.directive_id, source.path, source.text) == (task.id, one.directive_id, "2", PLAN)
    assert world.session.scalars(select(Task.id)).all() == [task.id], "nothing is given a second time"
    event = world.session.scalars(select(Event).where(Event.action == "task.source_added")).one()
    assert event.new is not None and event.new["directive"] == "Thông báo 30/TB-UBND"
    with pytest.raises(WrongState, match="Gộp vào nhiệm vụ đã có"):
        repeats.join(world.session, one.id, task.id, **by(world))
    assert [s.task_id for s in repeats.joined_to(world.session, one.directive_id)] == [task.id]


def test_a_third_directive_is_compared_with_every_source(world: World) -> None:
    task, one = there(world), candidate(world, SHORT)
    repeats.join(world.session, one.id, task.id, **by(world))
    assert proposed(world, candidate(world, SHORT, due=None, directive=world.directive("31/TB-UBND"))) == [task.id]


def test_joining_is_taken_back(world: World) -> None:
    task, one = there(world), candidate(world)
    repeats.join(world.session, one.id, task.id, **by(world))
    repeats.part_again(world.session, one.id, **by(world), version=one.version)
    world.session.expire_all()
    assert (one.state, one.decided_by_id, task.sources) == (CandidateState.PROPOSED, None, [])
    assert proposed(world, one) == [task.id]
    with pytest.raises(WrongState):
        repeats.part_again(world.session, one.id, **by(world))


def test_what_was_kept_apart_is_not_proposed_again(world: World) -> None:
    task, one = there(world), candidate(world)
    repeats.keep_apart(world.session, one.id, task.id, **by(world), version=one.version)
    repeats.keep_apart(world.session, one.id, task.id, **by(world))
    assert (one.apart, proposed(world, one)) == ([task.id], [])
    assert world.session.scalars(select(Event.action)).all() == ["candidate.kept_apart"]


def test_what_is_accepted_unseen_leaves_likely_repeats_to_a_person(world: World) -> None:
    task, one = there(world), candidate(world)
    again: dict[str, Any] = {"today": TODAY, "settings": Settings(), "calendar": CALENDAR}
    result = review.accept_many(world.session, one.directive_id, **by(world), **again, sure_only=True)
    assert result.tasks == []
    assert task.code in str(result.skipped[0][1])
    repeats.keep_apart(world.session, one.id, task.id, **by(world))
    assert len(review.accept_many(world.session, one.directive_id, **by(world), **again, sure_only=True).tasks) == 1


def test_only_the_office_says_what_is_the_same_and_as_it_saw_it(world: World) -> None:
    task, one = there(world), candidate(world)
    for verb in (repeats.join, repeats.keep_apart):
        with pytest.raises(NotAllowed):
            verb(world.session, one.id, task.id, **by(world, "anh"))
        with pytest.raises(Stale):
            verb(world.session, one.id, task.id, **by(world), version=99)
        with pytest.raises(NotFound):
            verb(world.session, one.id, 9_999, **by(world))
    with pytest.raises(NotAllowed):
        repeats.part_again(world.session, one.id, **by(world, "anh"))


def test_whoever_has_a_part_sees_every_source(world: World) -> None:
    task, one = there(world), candidate(world)
    seen = select(Directive.id).order_by(Directive.id)
    assert world.session.scalars(seen.where(visible_directives(world.viewer("anh")))).all() == [task.directive_id]
    repeats.join(world.session, one.id, task.id, **by(world))
    assert world.session.scalars(seen.where(visible_directives(world.viewer("anh")))).all() == [task.directive_id, one.directive_id]
    assert world.session.scalars(seen.where(visible_directives(world.viewer("yen")))).all() == []
    rows = directive_rows(world.session, world.viewer("hang"), today=TODAY, state="co-viec").rows
    assert {row.id for row in rows} >= {task.directive_id}


def test_hundreds_of_open_tasks_are_compared_at_once(world: World) -> None:
    for number in range(120):
        there(world, f"Sở Tư pháp chủ trì rà soát văn bản quy phạm lĩnh vực thứ {number} do địa phương ban hành, đề xuất xử lý.")
    task, one = there(world), candidate(world)
    world.session.expunge_all()
    one = world.session.get_one(Candidate, one.id)
    start = time.perf_counter()
    assert proposed(world, one) == [task.id]
    assert time.perf_counter() - start < 2


def test_of_a_series_only_one_occurrence_is_proposed(world: World) -> None:
    tasks = [there(world, due=DUE + timedelta(days=30 * n)) for n in range(3)]
    rule = "FREQ=MONTHLY;BYMONTHDAY=15"
    duty = Series(phrase="hằng tháng", rrule=rule, office_rrule=rule, starts_on=TODAY, paused=False)
    world.session.add(duty)
    world.session.flush()
    for n, task in enumerate(tasks):
        task.series_id, task.occurrence_on = duty.id, DUE + timedelta(days=30 * n)
    world.session.flush()
    assert proposed(world, candidate(world)) == [tasks[0].id]
