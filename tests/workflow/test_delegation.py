"""Absence: within its days another reads, acts and is written to; the history names both; outside them nothing is lent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.recipients import Directory
from tests.workflow.world import NOW, TODAY, World, a_world
from workflow import delegation, extensions, tracking
from workflow.access import Viewer, may_see_task, viewer_of
from workflow.acting import Actor
from workflow.model import Assignment, Event, ExtensionState, Milestone, Post
from workflow.refusals import Invalid, NotAllowed, NotFound

NEXT_WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def world(shared_session: Session) -> World:
    world = a_world(shared_session)
    world.person("lam", "Hoàng Văn Lâm", "stp", Post.AGENCY_HEAD)
    world.person("binh", "Đỗ Quang Bình", "syt", Post.AGENCY_HEAD)
    world.person("loan", "Vũ Thị Loan", "vp", Post.HEAD_OF_OFFICE)
    return world


def viewer(world: World, who: str, today: date = TODAY) -> Viewer:
    return viewer_of(world.session, world.people[who], today)


def acting(world: World, who: str, today: date = TODAY) -> dict[str, Any]:
    seen = viewer(world, who, today)
    return {"actor": Actor(seen.user_id, "web", "", seen.own_posts, seen.lent), "viewer": seen, "now": NOW, "today": today}


def away(world: World, who: str, stand_in: str, first: date = TODAY, last: date = NEXT_WEEK, by: str | None = None) -> int:
    ids: dict[str, Any] = {"user_id": world.people[who].id, "delegate_id": world.people[stand_in].id}
    return delegation.begin(world.session, **acting(world, by or who), **ids, starts_on=first, ends_on=last).id


def given(world: World, agency: str = "stp", **fields: Any) -> Assignment:
    part = world.assign(world.task(world.directive()), agency, TODAY + timedelta(days=3), **fields)
    part.milestones = [Milestone(kind="date", due_on=part.due_on, original_due_on=part.due_on)]
    world.session.flush()
    return part


def test_a_stand_in_acts_in_a_part_that_is_not_their_own_and_the_history_names_both(world: World) -> None:
    part = given(world, "vp")
    world.person("thu", "Lê Thị Thu", "ubnd", Post.OFFICER)
    assert not may_see_task(world.session, viewer(world, "thu"), part.task_id)
    away(world, "hang", "thu")
    assert may_see_task(world.session, viewer(world, "thu"), part.task_id)
    tracking.receive(world.session, part.id, **acting(world, "thu"), version=part.version)
    event = world.session.scalars(select(Event).where(Event.assignment_id == part.id)).one()
    assert event.new is not None
    assert (event.actor_id, event.new["for"], event.new["state"]) == (world.people["thu"].id, ["Nguyễn Thu Hằng"], "da_tiep_nhan")


def test_whose_own_post_reaches_acts_for_nobody(world: World) -> None:
    part = given(world, "stp")
    away(world, "anh", "lam")
    tracking.receive(world.session, part.id, **acting(world, "lam"), version=part.version)
    event = world.session.scalars(select(Event).where(Event.assignment_id == part.id)).one()
    assert "for" not in (event.new or {})


def test_a_leaders_post_is_lent(world: World) -> None:
    part = given(world, "stp")
    extensions.ask_extension(
        world.session, part.id, **acting(world, "anh"), version=part.version, wanted_on=NEXT_WEEK, reason="Chờ số liệu.", objective=True
    )
    world.person("hai", "Trần Hải", "ubnd", Post.OFFICER)
    request = part.extensions[0]
    with pytest.raises((NotAllowed, NotFound)):
        extensions.decide_extension(world.session, request.id, **acting(world, "hai"), version=part.version, granted=True)
    away(world, "chu", "hai")
    extensions.decide_extension(world.session, request.id, **acting(world, "hai"), version=part.version, granted=True)
    assert request.state is ExtensionState.GRANTED
    event = world.session.scalars(select(Event).where(Event.action == "extension.granted")).one()
    assert event.actor_id == world.people["hai"].id
    assert event.new is not None
    assert (event.new["for"], event.new["for_ids"]) == (["Phạm Văn Chủ"], [world.people["chu"].id])


@pytest.mark.parametrize(("day", "lent"), [(-1, False), (0, True), (7, True), (8, False)])
def test_nothing_is_lent_outside_the_days(world: World, day: int, lent: bool) -> None:
    world.person("hai", "Trần Hải", "ubnd", Post.OFFICER)
    away(world, "chu", "hai")
    assert viewer(world, "hai", TODAY + timedelta(days=day)).may_see_all is lent


def test_without_a_day_nothing_is_lent(world: World) -> None:
    world.person("hai", "Trần Hải", "ubnd", Post.OFFICER)
    away(world, "chu", "hai")
    assert not viewer_of(world.session, world.people["hai"]).may_see_all


def test_what_was_taken_back_or_belongs_to_a_disabled_person_is_not_lent(world: World) -> None:
    world.person("hai", "Trần Hải", "ubnd", Post.OFFICER)
    id_ = away(world, "chu", "hai")
    world.people["chu"].active = False
    world.session.flush()
    assert not viewer(world, "hai").may_see_all
    world.people["chu"].active = True
    world.session.flush()
    delegation.end(world.session, id_, **{k: v for k, v in acting(world, "chu").items() if k != "today"})
    assert not viewer(world, "hai").may_see_all


def test_an_administrators_post_is_never_lent_and_no_post_is_lent_on(world: World) -> None:
    away(world, "quang", "loan")
    assert not viewer(world, "loan").admin
    world.person("hai", "Trần Hải", "ubnd", Post.OFFICER)
    world.person("ba", "Ngô Ba", "ubnd", Post.OFFICER)
    away(world, "chu", "hai")
    away(world, "hai", "ba")
    assert not viewer(world, "ba").leader


def test_mails_go_to_the_stand_in_and_not_to_whoever_is_away(world: World) -> None:
    part = given(world, "stp", officer_id=world.people["anh"].id)
    away(world, "anh", "lam")
    lam, anh = (f"user:{world.people[who].id}" for who in ("lam", "anh"))
    assert Directory(world.session, TODAY).workers(part) == (lam,)
    assert Directory(world.session, NEXT_WEEK + timedelta(days=1)).workers(part) == (anh,)
    part.officer_id = None
    assert Directory(world.session, TODAY).workers(part) == (lam,)
    assert Directory(world.session, TODAY).heads(part) == (lam,)


def test_work_of_the_province_itself_is_told_to_who_follows_the_directive(world: World) -> None:
    part = given(world, "ubnd")
    hang, loan = (f"user:{world.people[who].id}" for who in ("hang", "loan"))
    assert Directory(world.session, TODAY).workers(part) == (hang,)
    part.task.directive.watcher_id = world.people["loan"].id
    assert Directory(world.session, TODAY).workers(part) == (loan,)
    away(world, "loan", "hang")
    assert Directory(world.session, TODAY).workers(part) == (hang,)


@pytest.mark.parametrize(
    ("stand_in", "first", "last", "field"),
    [
        ("anh", TODAY, NEXT_WEEK, "delegate_id"),
        ("yen", TODAY, NEXT_WEEK, "delegate_id"),
        ("lam", NEXT_WEEK, TODAY, "ends_on"),
        ("lam", TODAY - timedelta(days=9), TODAY - timedelta(days=1), "ends_on"),
        ("lam", TODAY, TODAY + timedelta(days=367), "ends_on"),
        ("lam", None, TODAY, "starts_on"),
        ("lam", TODAY, None, "ends_on"),
    ],
)
def test_what_cannot_be_is_refused_by_field(world: World, stand_in: str, first: date | None, last: date | None, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        away(world, "anh", stand_in, first, last)  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_nobody_is_stood_in_for_twice_at_a_time(world: World) -> None:
    away(world, "anh", "lam")
    with pytest.raises(Invalid, match="đã có người làm thay"):
        away(world, "anh", "lam", NEXT_WEEK, NEXT_WEEK + timedelta(days=2))
    away(world, "anh", "lam", NEXT_WEEK + timedelta(days=1), NEXT_WEEK + timedelta(days=2))


def test_who_may_name_a_stand_in(world: World) -> None:
    away(world, "anh", "lam", by="lam")
    away(world, "yen", "binh", by="quang")
    with pytest.raises(NotAllowed):
        away(world, "anh", "lam", NEXT_WEEK + timedelta(days=1), NEXT_WEEK + timedelta(days=1), by="yen")
    assert [one.away for one in delegation.absences(world.session, viewer(world, "anh"), TODAY)] == ["Đỗ Thị Ánh"]
    assert [one.stand_in for one in delegation.absences(world.session, viewer(world, "binh"), TODAY)] == ["Đỗ Quang Bình"]
    assert len(delegation.absences(world.session, viewer(world, "quang"), TODAY)) == 2
    assert delegation.absences(world.session, viewer(world, "na"), TODAY) == []


def test_only_those_concerned_take_it_back(world: World) -> None:
    id_ = away(world, "anh", "lam")
    for who in ("yen", "na", "hang"):
        with pytest.raises(NotFound):
            delegation.end(world.session, id_, **{k: v for k, v in acting(world, who).items() if k != "today"})
    delegation.end(world.session, id_, **{k: v for k, v in acting(world, "lam").items() if k != "today"})
    actions = world.session.scalars(select(Event.action).order_by(Event.id)).all()
    assert actions == ["user.delegated", "user.delegation_ended"]
