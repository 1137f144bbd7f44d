"""Work given today in the name of an agency that is no more: its heir answers, the name that the directive prints stays on record."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests.workflow.world import NOW, TODAY, World, a_world
from workflow import bodies, history
from workflow.acting import MACHINE
from workflow.giving import Work, give
from workflow.model import Agency, Assignment, GroupMember, Milestone, Part, Succession, Task

LAST = date(2025, 2, 28)
FIRST = date(2025, 3, 1)
ISSUED = date(2023, 5, 10)


@pytest.fixture
def world(session: Session) -> World:
    world = a_world(session)
    world.agency("khdt", "Sở Kế hoạch và Đầu tư", kind="so", valid_until=LAST)
    world.agency("stc", "Sở Tài chính", kind="so")
    world.agency("huyen", "UBND huyện Nà Sơn", kind="ubnd_huyen", level="huyen", valid_until=date(2025, 6, 30))
    world.agency("cu", "UBND các xã, phường, thị trấn", kind="nhom", level="xa", is_group=True, valid_until=date(2025, 6, 30))
    succeed(world, "khdt", "stc")
    succeed(world, "huyen", "nn", "ask: nhiều xã trên địa bàn cũ.")
    succeed(world, "cu", "xa")
    return world


def succeed(world: World, old: str, new: str, note: str = "") -> None:
    row = Succession(old_id=world.agencies[old].id, new_id=world.agencies[new].id, effective_on=FIRST, share="main", note=note)
    world.session.add(row)
    world.session.flush()


def given(world: World, *leads: str, helpers: tuple[str, ...] = (), **fields: object) -> Task:
    due = Milestone(kind="date", phrase="", due_on=date(2026, 12, 1), original_due_on=date(2026, 12, 1))
    of = {part: [world.agencies[key] for key in keys] for part, keys in (("leads", leads), ("coordinators", helpers))}
    work = Work(world.directive(), "Rà soát", "Rà soát.", milestones=[due], **of, **fields)  # type: ignore[arg-type]
    task = give(world.session, work, action="task.accepted", actor=MACHINE, now=NOW, today=TODAY, assigned_on=ISSUED)
    world.session.flush()
    return task


def parts(task: Task) -> list[tuple[str, str | None, Part]]:
    def named(agency: Agency | None) -> str | None:
        return agency.code if agency else None

    return [(one.agency.code, named(one.given_to), one.part) for one in sorted(task.assignments, key=lambda one: one.id)]


def test_the_sure_heir_is_given_the_work_and_the_directives_name_stays(world: World) -> None:
    task = given(world, "khdt", helpers=("syt",))
    assert parts(task) == [("stc", "khdt", Part.LEAD), ("syt", None, Part.COORDINATE)]
    told = history.events_of_task(world.session, task.id)
    assert [event.new["given_to_id"] for event in told if event.new and "given_to_id" in event.new] == [world.agencies["khdt"].id]
    assert bodies.remarks([task]) == [f"{task.code}: Sở Kế hoạch và Đầu tư nay là Sở Tài chính; việc giao cho cơ quan này."]


def test_where_a_person_must_say_who_the_old_one_has_it_until_then(world: World) -> None:
    assert parts(given(world, "huyen")) == [("huyen", None, Part.LEAD)]


def test_an_agency_that_is_named_under_both_names_has_one_part(world: World) -> None:
    assert parts(given(world, "stc", helpers=("khdt",))) == [("stc", None, Part.LEAD)]
    assert parts(given(world, "khdt", "stc")) == [("stc", "khdt", Part.LEAD)]


def test_a_group_that_is_no_more_opens_as_the_one_after_it(world: World) -> None:
    task = given(world, "cu")
    assert sorted(agency for agency, _, _ in parts(task)) == ["nn", "tl", "xa"]
    group = next(one for one in task.assignments if one.agency.code == "xa")
    assert group.given_to is world.agencies["cu"]
    assert {one.parent_id for one in task.assignments if one is not group} == {group.id}


def test_members_of_a_group_are_followed_each_by_its_heir(world: World) -> None:
    group = world.agency("nhom", "Các sở, ban, ngành", is_group=True, kind="nhom")
    for key in ("khdt", "stc", "syt"):
        world.session.add(GroupMember(group_id=group.id, member_id=world.agencies[key].id))
    world.session.flush()
    members = [one for one in given(world, "nhom").assignments if one.parent_id]
    assert sorted(one.agency.code for one in members) == ["stc", "syt"]


def test_a_unit_that_is_named_goes_with_the_work(world: World) -> None:
    task = given(world, "khdt", units={world.agencies["khdt"].id: "Phòng Tổng hợp"})
    assert [(one.agency.code, one.unit) for one in task.assignments] == [("stc", "Phòng Tổng hợp")]


def test_what_is_over_keeps_the_name_of_its_day(world: World) -> None:
    assert parts(given(world, "khdt", as_named=True)) == [("khdt", None, Part.LEAD)]


def test_nobody_is_followed_by_an_heir_who_is_no_more_either(world: World) -> None:
    world.agencies["stc"].valid_until = date(2026, 1, 31)
    world.session.flush()
    assert [one.agency.code for one in given(world, "khdt").assignments] == ["khdt"]
    succeed(world, "stc", "snv")
    found: list[Assignment] = list(given(world, "khdt").assignments)
    assert [(one.agency.code, one.given_to_id) for one in found] == [("snv", world.agencies["khdt"].id)]
