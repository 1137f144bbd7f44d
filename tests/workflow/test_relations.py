"""A directive that replaces or amends another: proposed from its words, confirmed by a person, open tasks carried on or ended one by one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.workflow.world import NOW, TODAY, World, a_world
from workflow import relations
from workflow.acting import Actor
from workflow.citations import number_key
from workflow.model import Assignment, Citation, Directive, Event, Milestone, Reading, RelationKind, State, Task
from workflow.refusals import Invalid, NotAllowed, NotFound, Stale, WrongState
from workflow.relations import Choice

DUE = TODAY + timedelta(days=10)


@pytest.fixture
def world(shared_session: Session) -> World:
    return a_world(shared_session)


def by(world: World, who: str = "hang") -> dict[str, Any]:
    return {"actor": Actor(world.people[who].id, "web"), "viewer": world.viewer(who), "now": NOW, "today": TODAY}


def old(world: World) -> Directive:
    return world.directive("12/KH-UBND", issued_on=date(2026, 3, 2))


def new(world: World, text: str = "Kế hoạch này thay thế Kế hoạch số 12/KH-UBND ngày 02/3/2026 của UBND tỉnh.") -> Directive:
    made = world.directive("90/KH-UBND", issued_on=date(2026, 11, 2))
    world.session.add(Reading(directive=made, text=text, reader="thử", parsed={}, created_at=NOW))
    cited = Citation(directive_id=made.id, ordinal=0, kind="Kế hoạch", number="12/KH-UBND", number_key=number_key("12/KH-UBND"))
    world.session.add(cited)
    world.session.flush()
    return made


def given(world: World, directive: Directive, *agencies: str, state: State = State.IN_PROGRESS) -> Task:
    task = world.task(directive)
    for agency in agencies:
        part = world.assign(task, agency, DUE, state)
        part.milestones = [Milestone(kind="date", due_on=DUE, original_due_on=DUE)]
    world.session.flush()
    world.session.expire(task)
    return task


def relate(world: World, directive: Directive, other: Directive, choices: dict[int, Choice] | None = None, **more: Any) -> Any:
    said = by(world) | {"kind": RelationKind.REPLACES, "choices": choices or {}} | more
    made = relations.relate(world.session, directive.id, other.id, **said)
    world.session.expire_all()
    return made


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Kế hoạch này thay thế Kế hoạch số 12/KH-UBND ngày 02/3/2026.", RelationKind.REPLACES),
        ("Bãi bỏ Kế hoạch số 12/KH-UBND.", RelationKind.REPEALS),
        ("Hủy bỏ Kế hoạch số 12/KH-UBND.", RelationKind.REPEALS),
        ("Kế hoạch số 12/KH-UBND hết hiệu lực kể từ ngày ký.", RelationKind.REPEALS),
        ("Sửa đổi, bổ sung một số nội dung của Kế hoạch số 12/KH-UBND như sau:", RelationKind.AMENDS),
        ("Điều chỉnh thời hạn tại Kế hoạch số 12/KH-UBND.", RelationKind.AMENDS),
        ("Đính chính lỗi kỹ thuật tại Kế hoạch số 12/KH-UBND.", RelationKind.CORRECTS),
        ("Căn cứ Kế hoạch số 12/KH-UBND.", None),
        ("Luật được sửa đổi, bổ sung tại Kế hoạch số 12/KH-UBND.", None),
        ("Thay thế mẫu biểu cũ. Thực hiện Kế hoạch số 12/KH-UBND.", None),
        ("Bãi bỏ mẫu biểu cũ.\nThực hiện Kế hoạch số 12/KH-UBND.", None),
    ],
)
def test_what_the_words_say_is_proposed(world: World, text: str, kind: RelationKind | None) -> None:
    other, directive = old(world), new(world, text)
    found = relations.proposals(world.session, world.viewer("hang"), directive)
    assert [(one.other.id, one.kind) for one in found] == ([(other.id, kind)] if kind else [])
    if found:
        assert "12/KH-UBND" in found[0].phrase and found[0].phrase in " ".join(text.split())


def test_nothing_is_related_before_a_person_says_so(world: World) -> None:
    other, directive = old(world), new(world)
    relations.proposals(world.session, world.viewer("hang"), directive)
    assert relations.of(world.session, other.id) == []


def test_open_tasks_go_on_with_their_history_and_one_source_more(world: World) -> None:
    other, directive = old(world), new(world)
    task, done = given(world, other, "stp", "syt"), given(world, other, "snv", state=State.DONE)
    relate(world, directive, other, phrase="Kế hoạch này thay thế Kế hoạch số 12/KH-UBND")
    assert [part.state for part in task.assignments] == [State.IN_PROGRESS, State.IN_PROGRESS]
    assert [source.directive_id for source in task.sources] == [directive.id]
    assert done.sources == []
    assert relations.proposals(world.session, world.viewer("hang"), directive) == []
    assert [one.kind for one in relations.of(world.session, other.id)] == [RelationKind.REPLACES]
    told = world.session.scalars(select(Event).where(Event.action == "directive.related").order_by(Event.id)).all()
    assert [event.directive_id for event in told] == [directive.id, other.id]
    assert told[0].new is not None and told[0].new["keep"] == [task.code]


def test_each_task_is_kept_moved_or_ended_as_chosen(world: World) -> None:
    other, directive = old(world), new(world)
    kept, moved, ended = (given(world, other, agency) for agency in ("stp", "syt", "snv"))
    later = DUE + timedelta(days=30)
    relate(world, directive, other, {moved.id: Choice("move", later, {}), ended.id: Choice("end", None, {})})
    assert [(task.assignments[0].state, task.assignments[0].due_on) for task in (kept, moved, ended)] == [
        (State.IN_PROGRESS, DUE),
        (State.IN_PROGRESS, later),
        (State.CANCELLED, DUE),
    ]
    assert moved.assignments[0].original_due_on == DUE
    assert ended.assignments[0].ended_by_id == directive.id
    note = world.session.scalars(select(Event.note).where(Event.action == "assignment.cancelled")).one()
    assert note == "Kế hoạch 90/KH-UBND thay thế Kế hoạch 12/KH-UBND."


def test_a_group_is_ended_with_its_members(world: World) -> None:
    other, directive = old(world), new(world)
    task = given(world, other, "xa")
    member = world.assign(task, "nn", DUE, State.NEW, parent_id=task.assignments[0].id)
    world.session.expire(task)
    relate(world, directive, other, {task.id: Choice("end", None, {})})
    assert member.state is State.CANCELLED


def test_a_part_that_changed_meanwhile_stops_everything(world: World) -> None:
    other, directive = old(world), new(world)
    first, second = given(world, other, "stp"), given(world, other, "syt")
    part = second.assignments[0]
    with pytest.raises(Stale), world.session.begin_nested():
        relate(world, directive, other, {first.id: Choice("end", None, {}), second.id: Choice("end", None, {part.id: part.version + 1})})
    world.session.expire_all()
    assert {one.state for one in world.session.scalars(select(Assignment))} == {State.IN_PROGRESS}
    assert relations.of(world.session, other.id) == []


def test_a_new_date_must_be_given(world: World) -> None:
    other, directive = old(world), new(world)
    task = given(world, other, "stp")
    with pytest.raises(Invalid) as refusal:
        relate(world, directive, other, {task.id: Choice("move", None, {})})
    assert refusal.value.field == f"due_on-{task.id}"


def test_two_directives_are_related_once_and_in_the_order_of_time(world: World) -> None:
    other, directive = old(world), new(world)
    with pytest.raises(Invalid, match="không ban hành trước"):
        relate(world, other, directive)
    with pytest.raises(Invalid):
        relate(world, directive, directive)
    with pytest.raises(NotFound):
        relations.relate(world.session, directive.id, 9_999, **by(world), kind=RelationKind.AMENDS, choices={})
    with pytest.raises(NotAllowed):
        relate(world, directive, other, **by(world, "anh"))
    relate(world, directive, other)
    with pytest.raises(WrongState):
        relate(world, directive, other, kind=RelationKind.AMENDS)


def test_the_earlier_one_is_found_by_its_number(world: World) -> None:
    other, directive = old(world), new(world)
    assert relations.find(world.session, directive, " 12 / kh-ubnd ").id == other.id
    with pytest.raises(Invalid, match="Chưa có văn bản"):
        relations.find(world.session, directive, "77/KH-UBND")
    with pytest.raises(Invalid, match="Chưa có văn bản"):
        relations.find(world.session, directive, "")
    world.directive("12/KH-UBND", issued_on=date(2025, 3, 2))
    with pytest.raises(Invalid, match="Có 2 văn bản"):
        relations.find(world.session, directive, "12/KH-UBND")
