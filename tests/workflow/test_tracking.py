"""The verbs on assignments: what each changes, records and refuses."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.workflow.world import NOW, TODAY, World, a_world
from workflow import db, history, tracking
from workflow.acting import Actor
from workflow.model import (
    Assignment,
    Event,
    ExtensionState,
    Membership,
    Milestone,
    Part,
    Post,
    Report,
    State,
    StoredFile,
    Task,
    TimeClass,
    User,
)
from workflow.refusals import Invalid, NotAllowed, NotFound, Refused, Stale, WrongState
from workflow.timeliness import time_class

FIRST_DAY, LAST_DAY = date(2026, 11, 10), date(2026, 12, 15)


@dataclass
class Desk:
    """A task of Sở Tư pháp with one date, and everybody who may touch it."""

    session: Session
    world: World
    task: Task
    lead: Assignment

    def act(self, verb: Callable[..., Any], who: str, target: Assignment | None = None, **fields: Any) -> Assignment:
        subject = target or self.lead
        given = {"version": subject.version, "now": NOW, "today": TODAY} | fields
        return verb(self.session, subject.id, actor=self.actor(who), viewer=self.world.viewer(who), **given)

    def decide(self, who: str, **fields: Any) -> Assignment:
        request = self.lead.extensions[-1]
        given = {"version": self.lead.version, "now": NOW, "today": TODAY} | fields
        return tracking.decide_extension(self.session, request.id, actor=self.actor(who), viewer=self.world.viewer(who), **given)

    def actor(self, who: str) -> Actor:
        return Actor(self.world.people[who].id, "web", "10.0.0.7")

    def milestone(self, due_on: date | None, target: Assignment | None = None, **fields: Any) -> Milestone:
        subject = target or self.lead
        values = {"phrase": "", "kind": "date", "original_due_on": due_on, "office_default": False} | fields
        milestone = Milestone(due_on=due_on, **values)
        subject.milestones.append(milestone)
        self.session.flush()
        return milestone

    def submit(self, who: str = "anh", **fields: Any) -> Assignment:
        return self.act(tracking.submit, who, **({"result_number": "142/BC-STP", "result_date": TODAY} | fields))

    def last_event(self) -> Event:
        return self.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()


@pytest.fixture
def desk(shared_session: Session) -> Desk:
    session, world = shared_session, a_world(shared_session)
    world.person("dung", "Vũ Dũng", "stp", Post.AGENCY_HEAD)
    task = world.task(world.directive())
    return Desk(session, world, task, world.assign(task, "stp", LAST_DAY))


# --- the ordinary way ------------------------------------------------------------------------------------------------


def test_the_whole_way_from_receipt_to_confirmation(desk: Desk) -> None:
    desk.act(tracking.receive, "anh")
    assert (desk.lead.state, desk.lead.received_at) == (State.RECEIVED, NOW)
    desk.act(tracking.report, "anh", progress=40, text="Đã lấy ý kiến", obstacles="Thiếu số liệu cấp xã")
    assert (desk.lead.state, desk.lead.progress, desk.lead.reported_at) == (State.IN_PROGRESS, 40, NOW)
    desk.submit(text="Đã trình")
    assert (desk.lead.state, desk.lead.completed_on, desk.lead.result_number) == (State.SUBMITTED, TODAY, "142/BC-STP")
    desk.act(tracking.confirm, "hang")
    assert (desk.lead.state, desk.lead.confirmed_at, desk.lead.progress) == (State.DONE, NOW, 100)
    assert [event.action for event in history.events_of_task(desk.session, desk.task.id)] == [
        "assignment.confirmed",
        "assignment.submitted",
        "assignment.reported",
        "assignment.received",
    ]
    assert history.verify(desk.session) is None


def test_an_event_says_who_when_what_from_what_to_what(desk: Desk) -> None:
    desk.act(tracking.report, "anh", progress=40, text="Đã lấy ý kiến")
    event = desk.last_event()
    assert (event.actor_id, event.via, event.ip, event.at) == (desk.world.people["anh"].id, "web", "10.0.0.7", NOW)
    assert event.old == {"state": "moi_giao", "progress": None, "received_at": None, "reported_at": None}
    at = NOW.isoformat()
    assert event.new == {"state": "dang_thuc_hien", "progress": 40, "received_at": at, "reported_at": at}
    assert (event.task_id, event.assignment_id, event.directive_id) == (desk.task.id, desk.lead.id, desk.task.directive_id)
    assert event.note == "Đã lấy ý kiến"


def test_files_go_with_a_report(desk: Desk) -> None:
    file = StoredFile(sha256="0" * 64, name="bao-cao.pdf", media_type="application/pdf", size=3, content=b"abc", created_at=NOW)
    desk.submit(files=[file])
    report = desk.session.scalars(select(Report)).one()
    assert [kept.file.name for kept in report.files] == ["bao-cao.pdf"]
    assert report.final


def test_the_office_enters_what_an_agency_answers_on_paper(desk: Desk) -> None:
    desk.submit("hang")
    assert desk.lead.state is State.SUBMITTED
    assert desk.lead.reports[-1].user_id == desk.world.people["hang"].id


def test_a_returned_result_goes_on_and_the_clock_never_stopped(desk: Desk) -> None:
    desk.act(tracking.change_due, "hang", due_on=TODAY - timedelta(days=2), reason="Nhập nhầm", correction=True)
    desk.submit(result_date=TODAY - timedelta(days=3))
    assert time_class(desk.lead.state, desk.lead.due_on, desk.lead.completed_on, TODAY, soon_days=7) is TimeClass.IN_TIME
    desk.act(tracking.send_back, "hang", reason="Thiếu phụ lục số liệu")
    assert (desk.lead.state, desk.lead.completed_on, desk.lead.result_number) == (State.REDO, None, "")
    assert time_class(desk.lead.state, desk.lead.due_on, desk.lead.completed_on, TODAY, soon_days=7) is TimeClass.LATE
    assert desk.last_event().note == "Thiếu phụ lục số liệu"


def test_a_pause_and_its_end(desk: Desk) -> None:
    desk.act(tracking.receive, "anh")
    desk.act(tracking.pause, "hang", reason="Chờ Trung ương hướng dẫn")
    assert desk.lead.state is State.PAUSED
    desk.act(tracking.resume, "hang")
    assert desk.lead.state is State.RECEIVED


def test_reopening_takes_the_completion_back(desk: Desk) -> None:
    desk.submit()
    desk.act(tracking.confirm, "hang")
    desk.act(tracking.reopen, "hang", reason="Văn bản bị thu hồi")
    assert (desk.lead.state, desk.lead.completed_on, desk.lead.confirmed_at, desk.lead.due_on) == (State.REDO, None, None, LAST_DAY)
    assert desk.lead.milestones[0].met_on is None
    desk.submit()
    desk.act(tracking.confirm, "hang")
    assert desk.lead.state is State.DONE


# --- lead and coordinators ------------------------------------------------------------------------------------------


def test_the_leads_completion_does_not_close_the_coordinators(desk: Desk) -> None:
    helper = desk.world.assign(desk.task, "syt", LAST_DAY, part=Part.COORDINATE)
    desk.submit()
    desk.act(tracking.confirm, "hang")
    desk.session.refresh(helper)
    assert helper.state is State.NEW
    desk.act(tracking.receive, "yen", helper)
    assert (helper.state, desk.lead.state) == (State.RECEIVED, State.DONE)


def test_a_coordinator_of_the_task_cannot_act_for_the_lead(desk: Desk) -> None:
    desk.world.assign(desk.task, "syt", part=Part.COORDINATE)
    with pytest.raises(NotAllowed, match="không có quyền"):
        desk.act(tracking.receive, "yen")


# --- milestones -----------------------------------------------------------------------------------------------------


@pytest.fixture
def two_dates(desk: Desk) -> Desk:
    desk.milestone(FIRST_DAY)
    desk.milestone(LAST_DAY)
    desk.act(tracking.receive, "anh")
    return desk


def test_the_due_date_is_the_earliest_milestone_not_met(two_dates: Desk) -> None:
    assert two_dates.lead.due_on == FIRST_DAY
    assert time_class(two_dates.lead.state, two_dates.lead.due_on, None, TODAY, soon_days=7) is TimeClass.LATE


def test_each_milestone_is_met_in_its_turn(two_dates: Desk) -> None:
    two_dates.submit(result_date=FIRST_DAY)
    assert two_dates.lead.due_on == FIRST_DAY
    assert two_dates.lead.reports[-1].milestone_id == two_dates.lead.milestones[0].id
    two_dates.act(tracking.confirm, "hang")
    assert (two_dates.lead.state, two_dates.lead.due_on, two_dates.lead.completed_on) == (State.IN_PROGRESS, LAST_DAY, None)
    assert [m.met_on for m in two_dates.lead.milestones] == [FIRST_DAY, None]
    assert two_dates.last_event().action == "milestone.confirmed"
    two_dates.submit()
    two_dates.act(tracking.confirm, "hang")
    assert (two_dates.lead.state, two_dates.lead.due_on, two_dates.lead.completed_on) == (State.DONE, LAST_DAY, TODAY)
    assert [m.met_on for m in two_dates.lead.milestones] == [FIRST_DAY, TODAY]


def test_the_whole_work_can_be_proposed_at_once(two_dates: Desk) -> None:
    two_dates.submit(whole=True)
    two_dates.act(tracking.confirm, "hang")
    assert two_dates.lead.state is State.DONE
    assert [m.met_on for m in two_dates.lead.milestones] == [TODAY, TODAY]


def test_a_milestone_sent_back_stays_open(two_dates: Desk) -> None:
    two_dates.submit()
    two_dates.act(tracking.send_back, "hang", reason="Chưa đạt")
    assert [m.met_on for m in two_dates.lead.milestones] == [None, None]
    assert two_dates.lead.due_on == FIRST_DAY


def test_a_milestone_that_is_met_cannot_be_proposed_again(two_dates: Desk) -> None:
    two_dates.submit()
    two_dates.act(tracking.confirm, "hang")
    with pytest.raises(Invalid, match="Mốc thời hạn này không còn"):
        two_dates.submit(milestone_id=two_dates.lead.milestones[0].id)


def test_moving_a_later_milestone_is_told_with_old_and_new_dates_and_shown_in_calendars(two_dates: Desk) -> None:
    later, sequence = two_dates.lead.milestones[1], two_dates.lead.sequence
    moved = LAST_DAY + timedelta(days=30)
    two_dates.act(tracking.change_due, "hang", due_on=moved, reason="Lùi mốc sau", milestone_id=later.id)
    event = two_dates.last_event()
    assert event.old == {"milestone_dates": [FIRST_DAY.isoformat(), LAST_DAY.isoformat()]}
    assert event.new == {"milestone_dates": [FIRST_DAY.isoformat(), moved.isoformat()]}
    assert two_dates.lead.sequence == sequence + 1


def test_reopening_opens_only_what_the_last_confirmation_met_even_on_the_same_day(two_dates: Desk) -> None:
    for _ in range(2):
        two_dates.submit(result_date=TODAY)
        two_dates.act(tracking.confirm, "hang")
    two_dates.act(tracking.reopen, "hang", reason="Thiếu phụ lục")
    assert [m.met_on for m in two_dates.lead.milestones] == [TODAY, None]
    assert two_dates.lead.due_on == LAST_DAY


def test_an_undated_milestone_does_not_hold_up_the_end(desk: Desk) -> None:
    desk.milestone(LAST_DAY)
    desk.milestone(None, phrase="khi có yêu cầu", kind="conditional")
    desk.act(tracking.receive, "anh")
    desk.submit()
    desk.act(tracking.confirm, "hang")
    assert desk.lead.state is State.DONE


# --- more time ------------------------------------------------------------------------------------------------------


def ask(desk: Desk, **fields: Any) -> Assignment:
    given = {"wanted_on": date(2026, 12, 31), "reason": "Chờ số liệu các xã", "objective": True, "document": "15/STP-VP"}
    return desk.act(tracking.ask_extension, "anh", **(given | fields))


def test_an_open_request_does_not_stop_the_clock(desk: Desk) -> None:
    desk.act(tracking.change_due, "hang", due_on=TODAY - timedelta(days=1), reason="Sửa ngày", correction=True)
    ask(desk)
    assert desk.lead.due_on == TODAY - timedelta(days=1)
    assert time_class(desk.lead.state, desk.lead.due_on, None, TODAY, soon_days=7) is TimeClass.LATE


def test_an_extension_can_be_granted_to_another_date(desk: Desk) -> None:
    ask(desk)
    before = desk.lead.sequence
    desk.decide("chu", granted=True, granted_on=date(2026, 12, 20), reason="Đồng ý đến 20/12")
    request = desk.lead.extensions[0]
    assert (request.state, request.wanted_on, request.granted_on) == (ExtensionState.GRANTED, date(2026, 12, 31), date(2026, 12, 20))
    assert (request.due_on_before, request.decided_by_id) == (LAST_DAY, desk.world.people["chu"].id)
    assert (desk.lead.due_on, desk.lead.original_due_on) == (date(2026, 12, 20), LAST_DAY)
    assert desk.lead.sequence == before + 1
    event = desk.last_event()
    assert (event.action, event.old["due_on"], event.new["due_on"]) == ("extension.granted", "2026-12-15", "2026-12-20")


def test_the_date_asked_for_is_granted_when_no_other_is_said(desk: Desk) -> None:
    ask(desk)
    desk.decide("hang", granted=True)
    assert desk.lead.due_on == date(2026, 12, 31)


def test_extensions_are_counted_and_the_first_date_kept(desk: Desk) -> None:
    for wanted in (date(2026, 12, 20), date(2026, 12, 31)):
        ask(desk, wanted_on=wanted)
        desk.decide("hang", granted=True)
    assert [e.due_on_before for e in desk.lead.extensions] == [LAST_DAY, date(2026, 12, 20)]
    assert desk.lead.original_due_on == LAST_DAY


def test_a_refused_extension_leaves_the_date(desk: Desk) -> None:
    ask(desk)
    desk.decide("hang", granted=False, reason="Việc gấp")
    assert desk.lead.extensions[0].state is ExtensionState.REFUSED
    assert desk.lead.due_on == LAST_DAY


def test_a_request_can_be_taken_back(desk: Desk) -> None:
    ask(desk)
    request = desk.lead.extensions[0]
    viewer, actor = desk.world.viewer("anh"), desk.actor("anh")
    tracking.withdraw_extension(desk.session, request.id, actor=actor, viewer=viewer, now=NOW, today=TODAY, version=desk.lead.version)
    assert request.state is ExtensionState.WITHDRAWN
    ask(desk)
    assert len(desk.lead.extensions) == 2


@pytest.mark.parametrize("who", ["anh", "dung"])
def test_an_agency_cannot_decide_its_own_request(desk: Desk, who: str) -> None:
    ask(desk)
    with pytest.raises(NotAllowed):
        desk.decide(who, granted=True)


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"wanted_on": None}, "wanted_on", "Chưa có thời hạn mới"),
        ({"wanted_on": LAST_DAY}, "wanted_on", "phải sau thời hạn hiện nay 15/12/2026"),
        ({"wanted_on": date(2206, 1, 1)}, "wanted_on", "kiểm tra lại năm"),
        ({"reason": " \u200b "}, "reason", "Chưa có lý do gia hạn"),
    ],
)
def test_a_bad_request_for_time_is_refused_by_field(desk: Desk, fields: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(Invalid, match=words) as refusal:
        ask(desk, **fields)
    assert refusal.value.field == field


def test_one_request_at_a_time(desk: Desk) -> None:
    ask(desk)
    with pytest.raises(WrongState, match="đang chờ trả lời"):
        ask(desk)


def test_a_request_decided_once_is_not_decided_again(desk: Desk) -> None:
    ask(desk)
    desk.decide("hang", granted=True)
    with pytest.raises(WrongState, match="đã xong"):
        desk.decide("hang", granted=False, reason="Nghĩ lại")


def test_refusing_needs_a_reason(desk: Desk) -> None:
    ask(desk)
    with pytest.raises(Invalid, match="lý do không đồng ý"):
        desk.decide("hang", granted=False)


def test_without_a_date_there_is_nothing_to_extend(desk: Desk) -> None:
    helper = desk.world.assign(desk.task, "syt", part=Part.COORDINATE)
    with pytest.raises(WrongState, match="chưa có thời hạn"):
        desk.act(tracking.ask_extension, "yen", helper, wanted_on=LAST_DAY, reason="x")


def test_an_end_of_the_work_ends_the_open_request(desk: Desk) -> None:
    ask(desk)
    desk.submit()
    desk.act(tracking.confirm, "hang")
    assert desk.lead.extensions[0].state is ExtensionState.WITHDRAWN


def test_the_office_moves_a_date_and_the_original_stays(desk: Desk) -> None:
    desk.act(tracking.change_due, "hang", due_on=date(2026, 12, 1), reason="Họp sớm")
    assert (desk.lead.due_on, desk.lead.original_due_on) == (date(2026, 12, 1), LAST_DAY)
    desk.act(tracking.change_due, "hang", due_on=date(2026, 12, 2), reason="Đọc nhầm", correction=True)
    assert (desk.lead.due_on, desk.lead.original_due_on) == (date(2026, 12, 2), date(2026, 12, 2))


def test_work_without_a_date_gets_one(desk: Desk) -> None:
    helper = desk.world.assign(desk.task, "syt", part=Part.COORDINATE)
    desk.act(tracking.change_due, "hang", helper, due_on=LAST_DAY, reason="Thống nhất tại cuộc họp")
    assert (helper.due_on, helper.original_due_on) == (LAST_DAY, LAST_DAY)


def test_a_date_before_the_work_was_given_is_refused(desk: Desk) -> None:
    with pytest.raises(Invalid, match="trước ngày giao việc 02/10/2026"):
        desk.act(tracking.change_due, "hang", due_on=date(2026, 9, 1), reason="Nhầm")


# --- into other hands -----------------------------------------------------------------------------------------------


def test_a_returned_task_goes_to_another_agency_with_its_date(desk: Desk) -> None:
    desk.act(tracking.return_not_ours, "dung", reason="Thuộc chức năng Sở Y tế")
    assert desk.lead.state is State.RETURNED
    new = desk.act(tracking.transfer, "hang", agency_id=desk.world.agencies["syt"].id, reason="Đúng chức năng")
    assert (new.agency.name, new.state, new.due_on, new.part) == ("Sở Y tế", State.NEW, LAST_DAY, Part.LEAD)
    assert desk.lead.state is State.CANCELLED
    actions = [event.action for event in history.events_of_task(desk.session, desk.task.id)]
    assert actions == ["assignment.assigned", "assignment.transferred", "assignment.returned"]
    desk.act(tracking.receive, "yen", new)
    assert new.state is State.RECEIVED


def test_a_task_can_come_back_to_the_agency_that_had_it(desk: Desk) -> None:
    new = desk.act(tracking.transfer, "hang", agency_id=desk.world.agencies["syt"].id, reason="Thử")
    desk.act(tracking.change_due, "hang", new, due_on=date(2026, 12, 30), reason="Lùi")
    back = desk.act(tracking.transfer, "hang", new, agency_id=desk.world.agencies["stp"].id, reason="Trả về")
    assert back.id == desk.lead.id
    assert (back.state, back.due_on) == (State.NEW, date(2026, 12, 30))


def test_a_task_cannot_go_where_it_already_is(desk: Desk) -> None:
    desk.world.assign(desk.task, "syt", part=Part.LEAD)
    with pytest.raises(Refused, match="đã có phần"):
        desk.act(tracking.transfer, "hang", agency_id=desk.world.agencies["syt"].id, reason="x")
    with pytest.raises(Invalid, match="đang ở Sở Tư pháp"):
        desk.act(tracking.transfer, "hang", agency_id=desk.world.agencies["stp"].id, reason="x")


@pytest.mark.parametrize("key", ["xa", "tw", "cu"])
def test_work_goes_only_to_a_tracked_agency_that_exists(desk: Desk, key: str) -> None:
    desk.world.agency("tw", "Bộ Tư pháp", tracked=False, level="tw")
    desk.world.agency("cu", "Sở Thông tin và Truyền thông", valid_until=date(2025, 2, 28))
    with pytest.raises(Invalid, match="Hãy chọn"):
        desk.act(tracking.transfer, "hang", agency_id=desk.world.agencies[key].id, reason="x")


def test_one_part_does_not_go_to_an_agency_that_has_another(desk: Desk) -> None:
    """The agency that leads is not given what it would help itself with."""
    world = desk.world
    helping = world.assign(desk.lead.task, "snv", part=Part.COORDINATE)
    with pytest.raises(Refused, match="đã có phần “Chủ trì” trong nhiệm vụ này"):
        desk.act(tracking.transfer, "hang", helping, agency_id=desk.lead.agency_id, reason="x")
    assert helping.state is State.NEW


def test_an_officer_of_the_agency_is_named(desk: Desk) -> None:
    desk.act(tracking.set_officer, "dung", officer_id=desk.world.people["anh"].id)
    assert desk.lead.officer_id == desk.world.people["anh"].id
    with pytest.raises(Invalid, match="không thuộc cơ quan"):
        desk.act(tracking.set_officer, "dung", officer_id=desk.world.people["yen"].id)


def test_a_directive_has_its_watcher_and_its_leader(desk: Desk) -> None:
    directive, people = desk.task.directive, desk.world.people
    common = {"actor": desk.actor("hang"), "viewer": desk.world.viewer("hang"), "now": NOW}
    tracking.set_watcher(desk.session, directive.id, version=directive.version, user_id=people["hang"].id, **common)
    tracking.set_leader(desk.session, directive.id, version=directive.version, user_id=people["chu"].id, **common)
    assert (directive.watcher_id, directive.leader_id) == (people["hang"].id, people["chu"].id)
    assert desk.last_event().action == "directive.leader_set"
    with pytest.raises(Invalid, match="Lãnh đạo UBND tỉnh"):
        tracking.set_leader(desk.session, directive.id, version=directive.version, user_id=people["anh"].id, **common)
    with pytest.raises(NotAllowed):
        viewer = desk.world.viewer("anh")
        tracking.set_watcher(desk.session, directive.id, version=directive.version, user_id=None, **(common | {"viewer": viewer}))


# --- groups ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def group(desk: Desk) -> tuple[Desk, Assignment, list[Assignment]]:
    whole = desk.world.assign(desk.task, "xa", LAST_DAY)
    members = [desk.world.assign(desk.task, key, LAST_DAY, parent_id=whole.id) for key in ("nn", "tl")]
    return desk, whole, members


def finish(desk: Desk, member: Assignment, result_date: date = TODAY) -> None:
    desk.act(tracking.submit, "hang", member, result_number="3/BC-UBND", result_date=result_date)
    desk.act(tracking.confirm, "hang", member)


def test_a_group_is_counted_from_its_members(group: tuple[Desk, Assignment, list[Assignment]]) -> None:
    desk, whole, (first, second) = group
    finish(desk, first, FIRST_DAY)
    assert whole.state is State.IN_PROGRESS
    finish(desk, second)
    desk.session.refresh(whole)
    assert (whole.state, whole.completed_on) == (State.DONE, TODAY)


def test_each_member_answers_for_its_own(group: tuple[Desk, Assignment, list[Assignment]]) -> None:
    desk, _, (first, second) = group
    desk.act(tracking.receive, "na", first)
    assert (first.state, second.state) == (State.RECEIVED, State.NEW)
    with pytest.raises(NotFound):
        desk.act(tracking.receive, "na", second)


def test_who_may_not_do_it_learns_nothing_of_the_version(group: tuple[Desk, Assignment, list[Assignment]]) -> None:
    desk, whole, (_, second) = group
    with pytest.raises(NotFound):
        desk.act(tracking.receive, "na", second, version=0)
    with pytest.raises(NotAllowed):
        desk.act(tracking.cancel, "na", whole, version=0, reason="x")


def test_a_groups_own_row_is_not_reported_on(group: tuple[Desk, Assignment, list[Assignment]]) -> None:
    desk, whole, _ = group
    with pytest.raises(WrongState, match="từng cơ quan"):
        desk.act(tracking.receive, "hang", whole)


def test_a_groups_date_moves_for_all_its_members(group: tuple[Desk, Assignment, list[Assignment]]) -> None:
    desk, whole, members = group
    finish(desk, members[0])
    desk.act(tracking.change_due, "hang", whole, due_on=date(2026, 12, 25), reason="Lùi chung")
    assert (members[0].due_on, members[1].due_on, whole.due_on) == (LAST_DAY, date(2026, 12, 25), date(2026, 12, 25))


def test_cancelling_a_group_reaches_members_that_are_not_at_an_end(group: tuple[Desk, Assignment, list[Assignment]]) -> None:
    desk, whole, (first, second) = group
    finish(desk, first)
    desk.act(tracking.cancel, "hang", whole, reason="Văn bản bị thay thế")
    desk.session.refresh(whole)
    assert (first.state, second.state, whole.state) == (State.DONE, State.CANCELLED, State.DONE)


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"result_date": None}, "result_date", "Chưa có ngày văn bản kết quả"),
        ({"result_date": TODAY + timedelta(days=1)}, "result_date", "21/11/2026 ở tương lai"),
        ({"result_date": date(2026, 10, 1)}, "result_date", "trước ngày giao việc 02/10/2026"),
        ({"result_number": "  "}, "result_number", "Chưa có kết quả"),
        ({"result_number": "1" * 81}, "result_number", "nhiều nhất 80"),
        ({"text": "x" * 10_001}, "text", "Hãy rút ngắn"),
    ],
)
def test_a_bad_result_is_refused_by_field(desk: Desk, fields: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(Invalid, match=words) as refusal:
        desk.submit(**fields)
    assert refusal.value.field == field
    assert desk.lead.state is State.NEW


def test_a_result_without_a_document_is_told_in_words(desk: Desk) -> None:
    desk.submit(result_number="", text="Đã báo cáo miệng tại cuộc họp giao ban")
    assert desk.lead.state is State.SUBMITTED


@pytest.mark.parametrize("progress", [-1, 101])
def test_progress_is_a_percentage(desk: Desk, progress: int) -> None:
    with pytest.raises(Invalid, match="từ 0 đến 100"):
        desk.act(tracking.report, "anh", progress=progress)


def test_an_empty_report_is_refused(desk: Desk) -> None:
    with pytest.raises(Invalid, match="chưa có nội dung"):
        desk.act(tracking.report, "anh")


@pytest.mark.parametrize("verb", [tracking.pause, tracking.cancel, tracking.return_not_ours])
def test_acts_that_hurt_need_a_reason(desk: Desk, verb: Callable[..., Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        desk.act(verb, "hang", reason=" ")
    assert refusal.value.field == "reason"
    assert desk.lead.state is State.NEW


def test_what_somebody_changed_in_between_is_not_overwritten(desk: Desk) -> None:
    seen = desk.lead.version
    desk.act(tracking.receive, "anh")
    with pytest.raises(Stale, match="Người khác vừa thay đổi"):
        desk.act(tracking.report, "anh", version=seen, progress=10)


def test_a_task_of_another_agency_is_not_even_there(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.act(tracking.receive, "yen")


def test_a_leader_reads_but_does_not_move_work(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        desk.act(tracking.receive, "chu")


def test_two_at_the_same_time_make_one_change_and_one_refusal(engine: Engine) -> None:
    with db.transaction(engine) as session:
        world = a_world(session)
        assignment = world.assign(world.task(world.directive()), "stp", LAST_DAY)
        viewer, seen, target = world.viewer("anh"), assignment.version, assignment.id
    answers: list[str] = []
    both_ready = threading.Barrier(2)

    def receive() -> None:
        both_ready.wait(timeout=30)
        try:
            with db.transaction(engine) as session:
                actor = Actor(viewer.user_id, "web")
                tracking.receive(session, target, actor=actor, viewer=viewer, now=NOW, today=TODAY, version=seen)
            answers.append("done")
        except Refused as refusal:
            answers.append(type(refusal).__name__)

    threads = [threading.Thread(target=receive) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(answers) == ["Stale", "done"]
    with Session(engine) as session:
        assert session.scalars(select(Event.action)).all() == ["assignment.received"]


def test_members_who_report_at_the_same_time_do_not_hinder_each_other(engine: Engine) -> None:
    with db.transaction(engine) as session:
        world = a_world(session)
        task = world.task(world.directive())
        whole = world.assign(task, "xa", LAST_DAY)
        members = [world.assign(task, key, LAST_DAY, parent_id=whole.id) for key in ("nn", "tl")]
        viewer, seen = world.viewer("hang"), [(m.id, m.version) for m in members]
        parent = whole.id
    both_ready = threading.Barrier(2)

    def receive(target: int, version: int) -> None:
        both_ready.wait(timeout=30)
        with db.transaction(engine) as session:
            actor = Actor(viewer.user_id, "web")
            tracking.receive(session, target, actor=actor, viewer=viewer, now=NOW, today=TODAY, version=version)

    threads = [threading.Thread(target=receive, args=one) for one in seen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    with Session(engine) as session:
        found = session.get(Assignment, parent)
        assert found is not None and found.state is State.RECEIVED


def test_a_person_of_a_disabled_account_is_no_officer(desk: Desk) -> None:
    gone = User(email="cu@sonha.example", name="Người Cũ", active=False, created_at=NOW)
    desk.session.add(gone)
    desk.session.flush()
    desk.session.add(Membership(user_id=gone.id, agency_id=desk.lead.agency_id, post=Post.OFFICER))
    desk.session.flush()
    with pytest.raises(Invalid, match="ngừng hoạt động"):
        desk.act(tracking.set_officer, "dung", officer_id=gone.id)
