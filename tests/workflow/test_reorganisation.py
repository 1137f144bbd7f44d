"""Agencies renamed, merged, split and abolished: what goes over, what keeps the old name, what is asked, and how it is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from notifier import feeds
from notifier.recipients import Directory
from tests.workflow.world import NOW, TODAY, World, a_world, opened_world
from workflow import agencies, agency_queries, db, feed_tokens, history, queries, tracking
from workflow import reorganisation as acts
from workflow import reorganisation_queries as known
from workflow import reorganisation_undo as undoing
from workflow.access import may_see_task
from workflow.acting import Actor
from workflow.model import (
    Agency,
    Assignment,
    Event,
    Extension,
    ExtensionState,
    Feed,
    GroupMember,
    Membership,
    Milestone,
    Part,
    Post,
    Reorganisation,
    ReorganisationChange,
    ReorganisationKind,
    State,
    Succession,
    Task,
    User,
)
from workflow.refusals import Invalid, NotAllowed, NotFound, Stale, WrongState
from workflow.reorganisation_plan import Choices, Declaration, Plan, Target, make_plan
from workflow.task_filter import TaskFilter

DAY = date(2026, 11, 16)
DUE = date(2026, 12, 1)
RENAME, MERGE, SPLIT = ReorganisationKind.RENAME, ReorganisationKind.MERGE, ReorganisationKind.SPLIT
ABOLISH, PART = ReorganisationKind.ABOLISH, ReorganisationKind.PART


@pytest.fixture
def world(session: Session) -> World:
    world = a_world(session)
    world.agency("sct", "Sở Công Thương", kind="so")
    return world


def target(world: World, key: str) -> Target:
    agency = world.agencies[key]
    return Target(agency.id, agency.name)


def declare(world: World, kind: ReorganisationKind, olds: str, *news: str, on: date = DAY, first: bool = False) -> Declaration:
    """News are keys of the world, or names of agencies that are to be made."""
    targets = [target(world, new) if new in world.agencies else Target(None, new) for new in news]
    return known.declared(kind, [world.agencies[key] for key in olds.split()], targets, on, "Nghị quyết 12/NQ-HĐND", rest_to_first=first)


def plan(world: World, declaration: Declaration, **choices: object) -> Plan:
    return make_plan(world.session, declaration, TODAY, Choices(**choices))  # type: ignore[arg-type]


def carry(world: World, declaration: Declaration, *, seen: str | None = None, who: str = "quang", **choices: object) -> Reorganisation:
    return acts.carry(
        world.session,
        declaration,
        actor=Actor(world.people[who].id, "web"),
        viewer=world.viewer(who),
        now=NOW,
        today=TODAY,
        choices=Choices(**choices),  # type: ignore[arg-type]
        seen=seen,
    )


def undo(world: World, act: Reorganisation, **more: bool) -> list[undoing.Returning]:
    actor = Actor(world.people["quang"].id, "web")
    return undoing.undo(world.session, act.id, actor=actor, viewer=world.viewer("quang"), now=NOW, **more)


def work(world: World, agency: str, title: str = "Lập quy hoạch", state: State = State.IN_PROGRESS, **fields: object) -> Assignment:
    task = world.task(world.directive(), title)
    given = world.assign(task, agency, DUE, state, **fields)  # type: ignore[arg-type]
    given.milestones = [Milestone(kind="date", phrase="trước 01/12", due_on=DUE, original_due_on=DUE)]
    world.session.flush()
    return given


def actions(world: World) -> list[str]:
    return list(world.session.scalars(select(Event.action).order_by(Event.id)))


def everything(session: Session) -> dict[str, Any]:
    """What the act may change, but versions and calendars' sequences, which only rise."""
    session.expire_all()
    return {
        "agency": [
            (a.id, a.name, a.valid_until, a.email, a.is_office, a.tracked) for a in session.scalars(select(Agency).order_by(Agency.id))
        ],
        "work": [
            (a.id, a.agency_id, a.given_to_id, a.part, a.state, a.resumes_to, a.due_on, a.officer_id, a.parent_id)
            for a in session.scalars(select(Assignment).order_by(Assignment.id))
        ],
        "extension": [(e.id, e.state) for e in session.scalars(select(Extension).order_by(Extension.id))],
        "posts": sorted((m.user_id, m.agency_id, m.post) for m in session.scalars(select(Membership))),
        "feed": [(f.id, f.agency_id) for f in session.scalars(select(Feed).order_by(Feed.id))],
        "group": sorted((g.group_id, g.member_id, str(g.valid_until)) for g in session.scalars(select(GroupMember))),
        "succession": [(s.id, s.reorganisation_id) for s in session.scalars(select(Succession).order_by(Succession.id))],
    }


# --- what goes over --------------------------------------------------------------------------------------------------


def test_a_rename_makes_the_new_agency_and_carries_open_work_people_and_calendars(world: World) -> None:
    given = work(world, "stp")
    feed, secret = feed_tokens.create(
        world.session,
        actor=Actor(world.people["anh"].id, "web"),
        viewer=world.viewer("anh"),
        agency_id=world.agencies["stp"].id,
        now=NOW,
    )
    world.agencies["stp"].email = "vanthu@stp.example"
    carry(world, declare(world, RENAME, "stp", "Sở Tư pháp và Hộ tịch"))
    new = agencies.resolve(world.session, "Sở Tư pháp và Hộ tịch", TODAY)
    assert new is not None
    assert (new.kind, new.valid_from, new.email) == ("so", DAY, "vanthu@stp.example")
    assert world.agencies["stp"].valid_until == DAY - timedelta(days=1)
    assert (given.agency_id, given.given_to_id, given.state, given.due_on) == (new.id, world.agencies["stp"].id, State.IN_PROGRESS, DUE)
    assert world.viewer("anh").holds(Post.OFFICER, new.id)
    assert feed.agency_id == new.id
    assert feed_tokens.find(world.session, secret, NOW) is feed
    assert [item.agency for item in feeds.feed_items(world.session, feed, TODAY)] == ["Sở Tư pháp và Hộ tịch"]


def test_closed_work_keeps_the_agency_that_closed_it_and_is_read_on_by_the_heir(world: World) -> None:
    done = work(world, "stp", state=State.DONE)
    cancelled = work(world, "stp", state=State.CANCELLED)
    carry(world, declare(world, MERGE, "stp", "snv"))
    assert {done.agency_id, cancelled.agency_id} == {world.agencies["stp"].id}
    assert may_see_task(world.session, world.viewer("anh"), done.task_id)
    assert not may_see_task(world.session, world.viewer("yen"), done.task_id)


def test_reminders_lists_and_numbers_go_to_the_heir(world: World) -> None:
    given = work(world, "stp", officer_id=world.people["anh"].id)
    carry(world, declare(world, MERGE, "stp", "snv"))
    assert Directory(world.session).workers(given) == (f"user:{world.people['anh'].id}",)
    rows = queries.task_rows(world.session, world.viewer("anh"), TaskFilter(agency_id=world.agencies["snv"].id), TODAY, 7).rows
    assert [(row.assignment_id, row.agency_name) for row in rows] == [(given.id, "Sở Nội vụ")]
    numbers = {row.agency.code: row.open for row in agency_queries.agency_rows(world.session, world.viewer("hang"), TODAY, 7, past=True)}
    assert (numbers["snv"], numbers["stp"]) == (1, 0)


def test_the_history_tells_of_each_task_who_had_it_and_who_has_it(world: World) -> None:
    given = work(world, "stp")
    carry(world, declare(world, MERGE, "stp", "snv"))
    told = history.events_of_task(world.session, given.task_id)[0]
    assert told.action == "assignment.succeeded"
    assert told.old == {"agency_id": world.agencies["stp"].id, "agency": "Sở Tư pháp", "given_to_id": None}
    assert told.new is not None
    assert (told.new["agency"], told.new["effective_on"]) == ("Sở Nội vụ", "2026-11-16")
    assert told.note == "Nghị quyết 12/NQ-HĐND"
    assert "agency.carried_over" in actions(world)
    assert history.verify(world.session) is None


def test_an_officer_who_stays_behind_is_no_longer_the_one_who_does_it(world: World) -> None:
    given = work(world, "stp", officer_id=world.people["anh"].id)
    membership = world.session.scalars(select(Membership).where(Membership.user_id == world.people["anh"].id)).one()
    carry(world, declare(world, MERGE, "stp", "snv"), people={membership.id: target(world, "sct")})
    assert given.officer_id is None
    assert world.viewer("anh").holds(Post.OFFICER, world.agencies["sct"].id)


def test_who_holds_the_same_post_in_the_heir_already_only_leaves_the_old_agency(world: World) -> None:
    world.session.add(Membership(user_id=world.people["anh"].id, agency_id=world.agencies["snv"].id, post=Post.OFFICER))
    world.session.flush()
    world.session.expire_all()
    before = everything(world.session)
    act = carry(world, declare(world, MERGE, "stp", "snv"))
    assert world.viewer("anh").posts == {(Post.OFFICER, world.agencies["snv"].id)}
    assert undo(world, act) == []
    assert everything(world.session) == before


def test_an_heir_of_the_same_kind_stands_in_the_groups_of_the_old_agency(world: World) -> None:
    group = world.agency("nhom", "Các sở, ban, ngành", is_group=True, kind="nhom")
    world.session.add(GroupMember(group_id=group.id, member_id=world.agencies["stp"].id))
    world.session.flush()
    carry(world, declare(world, MERGE, "stp", "snv"))
    assert [a.code for a in agencies.members(world.session, group, DAY - timedelta(days=1))] == ["stp"]
    assert [a.code for a in agencies.members(world.session, group, DAY)] == ["snv"]


def test_the_office_may_be_renamed_and_stays_the_office(world: World) -> None:
    act = carry(world, declare(world, RENAME, "vp", "Văn phòng HĐND và UBND tỉnh"))
    office = agencies.office(world.session)
    assert office is not None
    assert office.name == "Văn phòng HĐND và UBND tỉnh"
    assert world.viewer("hang").office
    undo(world, act)
    assert agencies.office(world.session) is world.agencies["vp"]
    assert world.viewer("hang").office


def test_who_takes_in_another_under_its_own_name_goes_on(world: World) -> None:
    mine, other = work(world, "snv"), work(world, "stp")
    carry(world, declare(world, MERGE, "snv stp", "snv"))
    assert (mine.agency.code, other.agency.code, world.agencies["snv"].valid_until) == ("snv", "snv", None)


# --- who has a part already ------------------------------------------------------------------------------------------


def both(
    world: World, first: tuple[str, Part], second: tuple[str, Part], state: State = State.IN_PROGRESS
) -> tuple[Assignment, Assignment]:
    given = work(world, first[0], part=first[1])
    return given, world.assign(given.task, second[0], DUE, state, second[1])


def test_two_leads_that_become_one_agency_lead_once(world: World) -> None:
    own, other = both(world, ("snv", Part.LEAD), ("stp", Part.LEAD))
    carry(world, declare(world, MERGE, "stp", "snv"))
    assert (own.state, other.state, other.agency_id) == (State.IN_PROGRESS, State.CANCELLED, world.agencies["stp"].id)
    assert "assignment.absorbed" in actions(world)


def test_who_leads_does_not_help_itself(world: World) -> None:
    lead, helper = both(world, ("stp", Part.LEAD), ("snv", Part.COORDINATE))
    lead2, helper2 = both(world, ("snv", Part.LEAD), ("stp", Part.COORDINATE))
    carry(world, declare(world, MERGE, "stp", "snv"))
    assert (lead.agency_id, helper.state) == (world.agencies["snv"].id, State.CANCELLED)
    assert (lead2.state, helper2.state) == (State.IN_PROGRESS, State.CANCELLED)


def test_two_old_agencies_in_one_task_become_one_part(world: World) -> None:
    lead, helper = both(world, ("stp", Part.LEAD), ("syt", Part.COORDINATE))
    again, same = both(world, ("stp", Part.LEAD), ("syt", Part.LEAD))
    act = carry(world, declare(world, MERGE, "stp syt", "Sở Tư pháp và Y tế"))
    new = world.session.get_one(Agency, act.new_ids[0])
    assert (lead.agency_id, helper.state, again.agency_id, same.state) == (new.id, State.CANCELLED, new.id, State.CANCELLED)


def test_what_the_heir_has_finished_does_not_swallow_what_is_open(world: World) -> None:
    _, other = both(world, ("snv", Part.LEAD), ("stp", Part.LEAD))
    own = world.session.scalars(select(Assignment).where(Assignment.task_id == other.task_id, Assignment.id != other.id)).one()
    own.state, own.completed_on = State.DONE, TODAY
    world.session.flush()
    shown = plan(world, declare(world, MERGE, "stp", "snv"))
    assert shown.work[0].blocked == "Sở Nội vụ đã có phần chủ trì trong nhiệm vụ này (hoàn thành)."
    carry(world, declare(world, MERGE, "stp", "snv"))
    assert (other.agency_id, other.state) == (world.agencies["stp"].id, State.IN_PROGRESS)
    assert [one.agency.code for one in known.waiting(world.session, TODAY)] == ["stp"]


def test_an_open_request_for_more_time_ends_with_its_part_and_comes_back_with_it(world: World) -> None:
    _, other = both(world, ("snv", Part.LEAD), ("stp", Part.LEAD))
    other.extensions.append(Extension(wanted_on=DUE, reason="Chờ hướng dẫn", asked_at=NOW, state=ExtensionState.ASKED))
    world.session.flush()
    before = everything(world.session)
    act = carry(world, declare(world, MERGE, "stp", "snv"))
    assert other.extensions[0].state is ExtensionState.WITHDRAWN
    assert undo(world, act) == []
    assert everything(world.session) == before


# --- what is asked ---------------------------------------------------------------------------------------------------


def test_a_split_asks_about_each_task_and_leaves_what_nobody_decided(world: World) -> None:
    first, second, third = (work(world, "stp", title) for title in ("Hộ tịch", "Cán bộ", "Trợ giúp"))
    declaration = declare(world, SPLIT, "stp", "snv", "sct")
    shown = plan(world, declaration)
    assert [one.asks for one in shown.work] == [True] * 3
    assert len(shown.undecided) == 3
    carry(world, declaration, work={first.id: (target(world, "snv"),), second.id: (target(world, "sct"),)})
    assert [a.agency_id for a in (first, second, third)] == [world.agencies[key].id for key in ("snv", "sct", "stp")]
    assert [(one.agency.code, one.work, one.asks) for one in known.waiting(world.session, TODAY)] == [("stp", 1, True)]


def test_what_was_left_is_decided_by_a_later_act(world: World) -> None:
    given = work(world, "stp")
    carry(world, declare(world, SPLIT, "stp", "snv", "sct"))
    declaration = known.known_declaration(world.session, [world.agencies["stp"].id], TODAY)
    carry(world, declaration, rest=(target(world, "sct"),))
    assert given.agency_id == world.agencies["sct"].id
    assert {one.agency.code for one in known.waiting(world.session, TODAY) if one.work} == set()


def test_one_answer_may_serve_for_all_that_are_not_answered_each(world: World) -> None:
    first, second = work(world, "stp"), work(world, "stp")
    carry(world, declare(world, SPLIT, "stp", "snv", "sct"), work={first.id: (target(world, "sct"),)}, rest=(target(world, "snv"),))
    assert [first.agency_id, second.agency_id] == [world.agencies["sct"].id, world.agencies["snv"].id]


def test_the_work_of_a_district_goes_to_several_communes_and_each_answers_for_its_own(world: World) -> None:
    world.agency("huyen", "UBND huyện Nà Sơn", kind="ubnd_huyen", level="huyen")
    world.agency("nhom_huyen", "UBND các huyện, thành phố", is_group=True, kind="nhom", level="huyen")
    group = work(world, "nhom_huyen", "Rà soát nhà ở hộ nghèo")
    member = world.assign(group.task, "huyen", DUE, State.IN_PROGRESS, parent_id=group.id)
    member.milestones = [Milestone(kind="date", phrase="", due_on=DUE, original_due_on=DUE)]
    world.session.flush()
    act = carry(world, declare(world, ABOLISH, "huyen", "nn", "tl"), rest=(target(world, "nn"), target(world, "tl")))
    parts = world.session.scalars(select(Assignment).where(Assignment.parent_id == group.id).order_by(Assignment.id)).all()
    assert [(a.agency.code, a.given_to_id, a.due_on) for a in parts] == [
        ("nn", world.agencies["huyen"].id, DUE),
        ("tl", world.agencies["huyen"].id, DUE),
    ]
    assert (parts[0].id, parts[0].state, parts[1].state) == (member.id, State.IN_PROGRESS, State.NEW)
    assert group.agency.name == "UBND các huyện, thành phố"
    assert undo(world, act) == []
    assert (member.agency.code, parts[1].state) == ("huyen", State.CANCELLED)


def test_work_may_go_to_the_office_of_the_field_though_it_is_no_heir(world: World) -> None:
    world.agency("huyen", "UBND huyện Nà Sơn", kind="ubnd_huyen", level="huyen")
    given = work(world, "huyen")
    carry(world, declare(world, ABOLISH, "huyen", "nn", "tl"), work={given.id: (target(world, "syt"),)})
    assert given.agency.code == "syt"


def test_only_some_of_the_work_goes_when_the_old_agency_goes_on(world: World) -> None:
    first, second = work(world, "snv", "Tôn giáo"), work(world, "snv", "Cán bộ")
    carry(world, declare(world, PART, "snv", "Sở Dân tộc và Tôn giáo"), work={first.id: (Target(None, "Sở Dân tộc và Tôn giáo"),)})
    assert (first.agency.name, second.agency.name) == ("Sở Dân tộc và Tôn giáo", "Sở Nội vụ")
    assert world.agencies["snv"].valid_until is None
    assert known.waiting(world.session, TODAY) == []


def test_an_agency_may_end_without_an_heir_and_its_open_work_waits(world: World) -> None:
    work(world, "stp")
    carry(world, declare(world, ABOLISH, "stp"))
    assert world.agencies["stp"].valid_until == DAY - timedelta(days=1)
    assert [(one.agency.code, one.work, one.asks) for one in known.waiting(world.session, TODAY)] == [("stp", 1, True)]


def test_a_day_to_come_is_written_down_and_the_work_goes_when_it_has_come(world: World) -> None:
    given = work(world, "stp")
    later = date(2027, 1, 1)
    act = carry(world, declare(world, MERGE, "stp", "snv", on=later))
    assert world.agencies["stp"].valid_until == date(2026, 12, 31)
    assert (given.agency.code, act.effective_on) == ("stp", later)
    assert known.waiting(world.session, TODAY) == []
    assert [one.agency.code for one in known.waiting(world.session, later)] == ["stp"]
    assert undo(world, act) == []
    assert world.agencies["stp"].valid_until is None


def test_the_work_of_a_group_that_is_no_more_may_go_to_the_next_group_and_opens_into_its_members(world: World) -> None:
    old = world.agency("cu", "UBND các huyện, thành phố", is_group=True, kind="nhom", level="huyen", valid_until=date(2025, 6, 30))
    new = world.agencies["xa"]
    world.session.add(Succession(old_id=old.id, new_id=new.id, effective_on=date(2025, 7, 1), share="main", note="ask: từng việc."))
    given = work(world, "cu")
    declaration = known.known_declaration(world.session, [old.id], TODAY)
    taker = known.taker_named(world.session, new.name, declaration, TODAY)
    assert taker is not None
    act = carry(world, declaration, work={given.id: (taker,)})
    assert (given.agency.code, given.given_to) == ("xa", old)
    parts = world.session.scalars(select(Assignment).where(Assignment.parent_id == given.id)).all()
    assert sorted(a.agency.code for a in parts) == ["nn", "tl"]
    assert undo(world, act) == []
    assert given.agency is old
    merging = known.declared(MERGE, [world.agencies["stp"]], [target(world, "snv")], DAY)
    assert known.taker_named(world.session, new.name, merging, TODAY) is None


def test_a_group_may_be_renamed_and_keeps_its_members(world: World) -> None:
    given = work(world, "xa")
    before = everything(world.session)
    act = carry(world, declare(world, RENAME, "xa", "UBND các đơn vị hành chính cấp xã"))
    assert (given.agency.name, given.agency.is_group) == ("UBND các đơn vị hành chính cấp xã", True)
    assert sorted(a.code for a in agencies.members(world.session, given.agency, DAY)) == ["nn", "tl"]
    assert sorted(a.code for a in agencies.members(world.session, world.agencies["xa"], DAY - timedelta(days=1))) == ["nn", "tl"]
    assert len(world.session.scalars(select(Assignment).where(Assignment.parent_id == given.id)).all()) == 2
    undo(world, act)
    assert everything(world.session)["group"] == before["group"]


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["hang", "anh", "chu"])
def test_only_who_runs_the_system_reorganises_and_takes_back(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        carry(world, declare(world, MERGE, "stp", "snv"), who=who)
    act = carry(world, declare(world, MERGE, "stp", "snv"))
    with pytest.raises(NotAllowed):
        undoing.undo(world.session, act.id, actor=Actor(None, "web"), viewer=world.viewer(who), now=NOW)


def test_what_cannot_be_is_refused_by_field(world: World) -> None:
    world.agencies["syt"].valid_until = date(2025, 2, 28)
    cases = [
        (declare(world, RENAME, "stp", "stp"), "new"),
        (declare(world, MERGE, "stp", "stp"), "old"),
        (declare(world, MERGE, "stp", "syt"), "new"),
        (declare(world, MERGE, "stp"), "new"),
        (declare(world, RENAME, "stp", "  "), "new"),
        (Declaration(MERGE, ()), "old"),
        (replace(declare(world, MERGE, "stp", "snv"), basis="x" * 301), "basis"),
    ]
    for declaration, field in cases:
        with pytest.raises(Invalid) as refused:
            plan(world, declaration)
        assert refused.value.field == field


def test_work_goes_to_no_group_and_to_nobody_who_is_not_followed_up(world: World) -> None:
    given = work(world, "stp")
    for key in ("xa", "ubnd"):
        world.agencies["ubnd"].tracked = False
        with pytest.raises(Invalid) as refused:
            carry(world, declare(world, SPLIT, "stp", "snv", "sct"), work={given.id: (target(world, key),)})
        assert refused.value.field == "work"


def test_a_plan_that_is_no_longer_true_is_refused_and_shown_again(world: World) -> None:
    given = work(world, "stp")
    declaration = declare(world, MERGE, "stp", "snv")
    seen = plan(world, declaration).fingerprint
    assert plan(world, declaration, work={given.id: (target(world, "sct"),)}).fingerprint == seen
    tracking.report(
        world.session, given.id, actor=Actor(world.people["anh"].id, "web"), viewer=world.viewer("anh"), now=NOW, today=TODAY,
        version=given.version, text="Đã làm một nửa",
    )  # fmt: skip
    with pytest.raises(Stale, match="xem trước"):
        carry(world, declaration, seen=seen)
    assert given.agency.code == "stp"
    carry(world, declaration, seen=plan(world, declaration).fingerprint)
    assert given.agency.code == "snv"


# --- taking back -----------------------------------------------------------------------------------------------------


def full(world: World) -> None:
    """Something of everything that an act may touch."""
    group = world.agency("nhom", "Các sở, ban, ngành", is_group=True, kind="nhom")
    world.session.add_all(GroupMember(group_id=group.id, member_id=world.agencies[key].id) for key in ("stp", "syt"))
    both(world, ("stp", Part.LEAD), ("syt", Part.COORDINATE))
    both(world, ("stp", Part.LEAD), ("snv", Part.COORDINATE), State.PAUSED)
    work(world, "syt", officer_id=world.people["yen"].id)
    whole = work(world, "nhom", state=State.SUBMITTED)
    world.assign(whole.task, "stp", DUE, State.SUBMITTED, parent_id=whole.id)
    work(world, "stp", state=State.DONE)
    for who, agency in (("anh", "stp"), ("yen", "syt")):
        feed_tokens.create(world.session, actor=Actor(world.people[who].id, "web"), agency_id=world.agencies[agency].id, now=NOW)
    world.agencies["stp"].email = "vanthu@stp.example"
    world.session.flush()


@pytest.mark.parametrize(
    ("kind", "news"), [(MERGE, ("snv",)), (MERGE, ("Sở Tư pháp và Y tế",)), (SPLIT, ("snv", "sct")), (SPLIT, ("Sở Mới", "sct"))]
)
def test_what_nobody_has_touched_returns_as_it_was(world: World, kind: ReorganisationKind, news: tuple[str, ...]) -> None:
    full(world)
    before = everything(world.session)
    act = carry(world, declare(world, kind, "stp syt", *news, first=True))
    changed = everything(world.session)
    assert changed["work"] != before["work"]
    assert changed["posts"] != before["posts"]
    assert undo(world, act) == []
    assert everything(world.session) == before
    assert history.verify(world.session) is None


def test_work_that_the_heir_has_written_about_stays_and_is_named_unless_it_is_wanted_back(world: World) -> None:
    given, other = work(world, "stp"), work(world, "stp")
    act = carry(world, declare(world, MERGE, "stp", "snv"))
    tracking.report(
        world.session, given.id, actor=Actor(world.people["anh"].id, "web"), viewer=world.viewer("anh"), now=NOW, today=TODAY,
        version=given.version, text="Đã làm một nửa",
    )  # fmt: skip
    looked = [one for one in undoing.what_returns(world.session, act) if one.stays]
    assert [(one.stays, one.changed) for one in looked] == [("Sở Nội vụ đã có cập nhật sau khi nhận.", True)]
    with world.session.begin_nested() as trial:
        undo(world, act, also_changed=True)
        assert (given.agency.code, given.reports[0].text) == ("stp", "Đã làm một nửa")
        trial.rollback()
    world.session.expire_all()
    stayed = undo(world, world.session.get_one(Reorganisation, act.id))
    assert [one.assignment for one in stayed] == [given]
    assert (given.agency.code, other.agency.code) == ("snv", "stp")
    kept = world.session.scalars(select(ReorganisationChange.stayed).where(ReorganisationChange.stayed != "")).all()
    assert kept == ["Sở Nội vụ đã có cập nhật sau khi nhận."]


def test_work_that_came_to_an_end_or_went_on_stays_whatever_is_wanted(world: World) -> None:
    done, gone = work(world, "stp", "Xong"), work(world, "stp", "Đi tiếp")
    act = carry(world, declare(world, MERGE, "stp", "snv"))
    done.state, done.completed_on = State.DONE, TODAY
    gone.agency = world.agencies["sct"]
    world.session.flush()
    stayed = {one.assignment: one.stays for one in undo(world, act, also_changed=True)}
    assert stayed == {done: "Đã kết thúc ở Sở Nội vụ.", gone: "Đã chuyển tiếp cho Sở Công Thương."}
    assert done.agency.code == "snv"


def test_an_agency_that_the_act_made_stays_as_long_as_it_holds_something(world: World) -> None:
    given = work(world, "stp")
    act = carry(world, declare(world, RENAME, "stp", "Sở Tư pháp và Hộ tịch"))
    given.state, given.completed_on = State.DONE, TODAY
    world.session.flush()
    assert {one.stays for one in undo(world, act)} == {"Đã kết thúc ở Sở Tư pháp và Hộ tịch.", undoing.STILL_USED}
    assert world.session.get(Agency, act.new_ids[0]) is not None
    assert world.viewer("anh").holds(Post.OFFICER, world.agencies["stp"].id)


def test_what_somebody_corrected_since_is_not_overwritten(world: World) -> None:
    act = carry(world, declare(world, MERGE, "stp", "snv"))
    stp = world.agencies["stp"]
    agencies.update(world.session, stp, actor=Actor(None, "cli"), now=NOW, version=stp.version, valid_until=date(2026, 10, 31))
    assert [one.stays for one in undo(world, act)] == [undoing.CORRECTED]
    assert stp.valid_until == date(2026, 10, 31)


def test_an_act_is_taken_back_once_and_not_under_a_later_one(world: World) -> None:
    given = work(world, "stp")
    first = carry(world, declare(world, MERGE, "stp", "snv"))
    second = carry(world, declare(world, MERGE, "snv", "sct", on=TODAY))
    assert given.agency.code == "sct"
    with pytest.raises(WrongState, match=rf"đợt số {second.id}"):
        undo(world, first)
    undo(world, second)
    undo(world, first)
    assert (given.agency.code, given.given_to_id) == ("stp", None)
    with pytest.raises(WrongState, match="đã được hoàn tác"):
        undo(world, first)
    with pytest.raises(NotFound):
        undoing.get(world.session, 99999)


def test_work_that_passes_twice_is_remembered_by_the_first_name(world: World) -> None:
    given = work(world, "stp")
    carry(world, declare(world, MERGE, "stp", "snv"))
    carry(world, declare(world, MERGE, "snv", "sct", on=TODAY))
    assert given.given_to is world.agencies["stp"]
    assert may_see_task(world.session, world.viewer("anh"), given.task_id)
    assert world.viewer("anh").inherited == {world.agencies["stp"].id, world.agencies["snv"].id}


def test_two_who_confirm_at_once_the_second_is_shown_what_is_new(engine: Engine) -> None:
    with db.transaction(engine) as session:
        world = a_world(session)
        work(world, "stp")
    with db.transaction(engine) as session:
        world = opened_world(session)
        declaration = declare(world, MERGE, "stp", "snv")
        seen = plan(world, declaration).fingerprint
    with db.transaction(engine) as session:
        carry(opened_world(session), declaration, seen=seen)
    with pytest.raises(Stale), db.transaction(engine) as session:
        carry(opened_world(session), declaration, seen=seen)
    with db.reading(engine) as session:
        assert session.scalars(select(Reorganisation)).one().undone_at is None
        assert session.scalars(select(Task)).one().assignments[0].agency.code == "snv"
        assert history.verify(session) is None
        assert session.scalars(select(User).where(User.name == "Đỗ Thị Ánh")).one().memberships[0].agency.code == "snv"
