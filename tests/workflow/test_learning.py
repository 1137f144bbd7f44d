"""Corrections of names at review teach aliases, where it is plain that the same body is meant; a person takes them back."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.workflow.world import NOW, TODAY, World, a_world
from workflow import agencies, history, learning, review
from workflow.acting import Actor
from workflow.model import AgencyAlias, Candidate, Event, Task
from workflow.settings import Settings
from workflow.workingdays import WorkingCalendar


@pytest.fixture
def world(session: Session) -> World:
    world = a_world(session)
    world.agency("vhttdl", "Sở Văn hóa, Thể thao và Du lịch", kind="so")
    world.agency("bql", "Ban Quản lý các khu công nghiệp tỉnh", kind="ban")
    return world


def read(world: World, lead: list[str], coordinate: tuple[str, ...] = ()) -> Candidate:
    """What the machine proposes."""
    said: dict[str, Any] = {"lead": lead, "coordinate": list(coordinate)}
    directive = world.directive()
    candidate = Candidate(directive=directive, ordinal=1, text="Rà soát.", title="Rà soát", evidence={}, confidence="chắc", **said)
    candidate.proposed = dict(said)
    candidate.deadlines, candidate.doubts, candidate.report_to = [], [], []
    world.session.add(candidate)
    world.session.flush()
    return candidate


def accept(world: World, candidate: Candidate, **fields: Any) -> Task:
    """A person corrects it and makes it a task."""
    by: dict[str, Any] = {"actor": Actor(world.people["hang"].id, "web"), "viewer": world.viewer("hang"), "now": NOW}
    if fields:
        review.edit(world.session, candidate.id, version=candidate.version, **fields, **by)
    return review.accept(world.session, candidate.id, today=TODAY, settings=Settings(), calendar=WorkingCalendar(), **by)


def learned(world: World) -> list[tuple[str, str]]:
    query = select(AgencyAlias).where(AgencyAlias.learned_at.is_not(None)).order_by(AgencyAlias.id)
    return [(row.alias, row.agency.name) for row in world.session.scalars(query)]


@pytest.mark.parametrize(
    ("wording", "name"),
    [
        ("Sở Tư pháo", "Sở Tư pháp"),
        ("Sở VHTTDL", "Sở Văn hóa, Thể thao và Du lịch"),
        ("BQL KCN", "Ban Quản lý các khu công nghiệp tỉnh"),
        ("Sở Văn hóa, Thể thao", "Sở Văn hóa, Thể thao và Du lịch"),
        ("UBND xã Nà Ngâm", "UBND xã Nà Ngần"),
    ],
)
def test_a_corrected_wording_is_another_name_from_then_on(world: World, wording: str, name: str) -> None:
    accept(world, read(world, [wording]), lead=[name])
    found = agencies.resolve(world.session, wording, TODAY)
    assert found is not None
    assert found.name == name
    assert learned(world) == [(wording, name)]


def test_a_wording_that_is_understood_anyway_needs_no_alias(world: World) -> None:
    accept(world, read(world, ["Sở Tư phap"]), lead=["Sở Tư pháp"])
    assert learned(world) == []


def test_the_next_document_with_the_same_wording_needs_no_correction(world: World) -> None:
    accept(world, read(world, ["Sở VHTTDL"]), lead=["Sở Văn hóa, Thể thao và Du lịch"])
    task = accept(world, read(world, ["Sở VHTTDL"]))
    assert [one.agency.code for one in task.assignments] == ["vhttdl"]
    assert learned(world) == [("Sở VHTTDL", "Sở Văn hóa, Thể thao và Du lịch")]


def test_who_taught_what_is_on_record_and_the_person_is_told(world: World) -> None:
    candidate = read(world, ["Sở VHTTDL"])
    accept(world, candidate, lead=["Sở Văn hóa, Thể thao và Du lịch"])
    event = world.session.scalars(select(Event).where(Event.action == "agency.alias_learned")).one()
    assert (event.actor_id, event.new) == (world.people["hang"].id, {"alias": "Sở VHTTDL", "candidate_id": candidate.id})
    told = learning.learned_at(world.session, world.people["hang"].id, NOW)
    assert [(alias, agency.code) for alias, agency in told] == [("Sở VHTTDL", "vhttdl")]
    assert history.verify(world.session) is None


def test_what_was_learned_is_taken_back_on_the_agencys_page(world: World) -> None:
    accept(world, read(world, ["Sở VHTTDL"]), lead=["Sở Văn hóa, Thể thao và Du lịch"])
    agency = world.agencies["vhttdl"]
    alias = next(one for one in agency.aliases if one.alias == "Sở VHTTDL")
    agencies.remove_alias(world.session, agency, alias.id, actor=Actor(world.people["hang"].id, "web"), now=NOW)
    assert agencies.resolve(world.session, "Sở VHTTDL", TODAY) is None


@pytest.mark.parametrize(
    ("lead", "corrected"),
    [
        (["Các đơn vị liên quan"], ["Sở Y tế"]),
        (["Thủ trưởng các cơ quan"], ["Sở Y tế"]),
        (["Sở Nội vụ"], ["Sở Y tế"]),
        (["Trung tâm Bảo trợ"], ["Sở Y tế"]),
        (["UBND xã Nà Sơn"], ["UBND xã Nà Ngần"]),
        (["Phòng Nội vụ"], ["Sở Nội vụ"]),
        (["Sở Y tê", "Sở Tư phap"], ["Sở Nội vụ"]),
        (["Sở VHTTDL"], ["Sở VHTTDL"]),
        (["x" * 200], ["Sở Y tế"]),
    ],
)
def test_what_is_no_spelling_of_a_name_teaches_nothing(world: World, lead: list[str], corrected: list[str]) -> None:
    accept(world, read(world, lead), lead=corrected)
    assert learned(world) == []


def test_names_that_only_change_their_part_teach_nothing(world: World) -> None:
    accept(world, read(world, ["Sở VHTTDL"], ("Sở Y tế",)), lead=["Sở Y tế"], coordinate=["Sở VHTTDL"])
    assert learned(world) == []


def test_each_of_several_names_teaches_by_its_place(world: World) -> None:
    fields = {"lead": ["Sở Văn hóa, Thể thao và Du lịch"], "coordinate": ["Sở Y tế", "Ban Quản lý các khu công nghiệp tỉnh"]}
    accept(world, read(world, ["Sở VHTTDL"], ("Sở Y tế", "BQL KCN")), **fields)
    assert [wording for wording, _ in learned(world)] == ["Sở VHTTDL", "BQL KCN"]
