"""Who may see what, from the posts that people hold."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.workflow.world import a_world
from workflow import access
from workflow.model import Membership, Part, Post
from workflow.refusals import NotAllowed, NotFound


@pytest.mark.parametrize(
    ("name", "office", "leader", "admin", "sees_all"),
    [
        ("hang", True, False, False, True),
        ("quang", True, False, True, True),
        ("chu", False, True, False, True),
        ("anh", False, False, False, False),
    ],
)
def test_posts_make_the_viewer(shared_session: Session, name: str, office: bool, leader: bool, admin: bool, sees_all: bool) -> None:
    viewer = a_world(shared_session).viewer(name)
    assert (viewer.office, viewer.leader, viewer.admin, viewer.may_see_all) == (office, leader, admin, sees_all)


def test_a_coordinators_post_outside_the_office_gives_no_rights(shared_session: Session) -> None:
    world = a_world(shared_session)
    world.person("gia", "Giả Danh", "stp", Post.COORDINATOR)
    viewer = world.viewer("gia")
    assert not viewer.office
    assert not viewer.posts


def test_a_disabled_person_is_nobody(shared_session: Session) -> None:
    world = a_world(shared_session)
    world.people["hang"].active = False
    assert not world.viewer("hang").may_see_all


def test_a_person_of_two_agencies_sees_the_work_of_both(shared_session: Session) -> None:
    world = a_world(shared_session)
    shared_session.add(Membership(user_id=world.people["anh"].id, agency_id=world.agencies["snv"].id, post=Post.AGENCY_HEAD))
    shared_session.flush()
    task = world.task(world.directive())
    world.assign(task, "snv")
    assert access.may_see_task(shared_session, world.viewer("anh"), task.id)


def test_a_hidden_task_is_not_found_in_the_same_words_as_a_missing_one(shared_session: Session) -> None:
    world = a_world(shared_session)
    task = world.task(world.directive())
    world.assign(task, "stp")
    assert access.require_see_task(shared_session, world.viewer("anh"), task) is task
    with pytest.raises(NotFound) as hidden:
        access.require_see_task(shared_session, world.viewer("yen"), task)
    with pytest.raises(NotFound) as missing:
        access.require_see_task(shared_session, world.viewer("yen"), None)
    assert str(hidden.value) == str(missing.value)


def test_coordinating_agencies_see_the_task(shared_session: Session) -> None:
    world = a_world(shared_session)
    task = world.task(world.directive())
    world.assign(task, "stp")
    world.assign(task, "syt", part=Part.COORDINATE)
    assert access.may_see_task(shared_session, world.viewer("yen"), task.id)


@pytest.mark.parametrize(("guard", "allowed"), [(access.require_office, {"hang", "quang"}), (access.require_admin, {"quang"})])
def test_guards_let_only_their_people_through(shared_session: Session, guard: object, allowed: set[str]) -> None:
    world = a_world(shared_session)
    for name in world.people:
        if name in allowed:
            guard(world.viewer(name))  # type: ignore[operator]
        else:
            with pytest.raises(NotAllowed, match=r"[Hh]ãy liên hệ"):
                guard(world.viewer(name))  # type: ignore[operator]
