"""Searching: accents and case do not matter, and nobody finds what they may not see."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.workflow.world import TODAY, World, a_world
from workflow import search
from workflow.model import State


@pytest.fixture
def world(shared_session: Session) -> World:
    world = a_world(shared_session)
    directive = world.directive("12/KH-UBND", subject="Phát triển hạ tầng số")
    world.assign(world.task(directive, "Đường truyền số liệu chuyên dùng 100%"), "stp")
    world.assign(world.task(directive, "Rà soát thủ tục"), "syt", state=State.DONE)
    return world


def found(world: World, q: str, who: str = "hang") -> search.Found:
    return search.everything(world.session, world.viewer(who), q, today=TODAY, soon_days=7)


@pytest.mark.parametrize(
    ("q", "tasks", "directives", "agencies", "people"),
    [
        ("duong truyen", 1, 0, 0, 0),
        ("ĐƯỜNG số", 1, 0, 0, 0),
        ("rà soát", 1, 0, 0, 0),
        ("12/kh", 2, 1, 0, 0),
        ("ha tang", 0, 1, 0, 0),
        ("so tu phap", 0, 0, 1, 0),
        ("Sở Tư-pháp", 0, 0, 1, 0),
        ("thu hang", 0, 0, 0, 1),
        ("100%", 1, 0, 0, 0),
        ("%", 1, 0, 0, 0),
        ("_", 0, 0, 0, 0),
        ("", 0, 0, 0, 0),
        ("  \x00 ", 0, 0, 0, 0),
        ("'; DROP TABLE task", 0, 0, 0, 0),
        ("a" * 5000, 0, 0, 0, 0),
    ],
)
def test_words_are_found_without_regard_to_accents(world: World, q: str, tasks: int, directives: int, agencies: int, people: int) -> None:
    hits = found(world, q)
    assert (hits.tasks_total, hits.directives_total, len(hits.agencies), len(hits.people)) == (tasks, directives, agencies, people)
    assert hits.nothing == (tasks + directives + agencies + people == 0)


def test_a_code_typed_whole_opens_its_task(world: World) -> None:
    assert found(world, "nv-2026-00002").task_id == found(world, "ra soat").tasks[0].task_id
    assert found(world, "nv-2026-00002", "anh").task_id is None


def test_nobody_finds_the_work_of_others(world: World) -> None:
    hits = found(world, "ra soat", "anh")
    assert hits.nothing
    assert found(world, "so y te", "anh").nothing
    assert [row.agency_name for row in found(world, "12/KH", "anh").tasks] == ["Sở Tư pháp"]
