"""The verbs on assignments: what agencies and the office do with work that was given.

Each takes the session, the assignment's id, who acts (`actor`, `viewer`), when (`now`, aware UTC; `today`, the office's civil date) and
the `version` that the person saw; each flushes, records one event and gives the assignment back. Each raises NotFound, Stale, NotAllowed,
WrongState, or Invalid for a field.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import lifecycle, words
from workflow.access import Viewer
from workflow.acting import Actor
from workflow.assignments import (
    dated_open,
    drop_request,
    facts,
    has_members,
    members_of,
    milestone_of,
    settle,
    take,
)
from workflow.extensions import ask_extension, change_due, decide_extension, withdraw_extension
from workflow.hands import set_leader, set_officer, set_watcher, transfer
from workflow.lifecycle import Act
from workflow.model import Assignment, Directive, Event, Report, ReportFile, State, StoredFile
from workflow.refusals import Invalid, WrongState
from workflow.settings import USUAL, Settings
from workflow.workingdays import WorkingCalendar

__all__ = [
    "ask_extension",
    "cancel",
    "change_due",
    "confirm",
    "decide_extension",
    "pause",
    "receive",
    "reopen",
    "report",
    "resume",
    "return_not_ours",
    "send_back",
    "set_leader",
    "set_officer",
    "set_watcher",
    "start",
    "submit",
    "transfer",
    "withdraw_extension",
]


def receive(session: Session, assignment_id: int, *, actor: Actor, viewer: Viewer, now: datetime, today: date, version: int) -> Assignment:
    """The agency has seen it and takes it up."""
    return _move(session, assignment_id, Act.RECEIVE, "assignment.received", actor=actor, viewer=viewer, now=now, version=version)


def start(session: Session, assignment_id: int, *, actor: Actor, viewer: Viewer, now: datetime, today: date, version: int) -> Assignment:
    """Work on it begins."""
    return _move(session, assignment_id, Act.START, "assignment.started", actor=actor, viewer=viewer, now=now, version=version)


def report(
    session: Session,
    assignment_id: int,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    version: int,
    progress: int | None = None,
    text: str = "",
    obstacles: str = "",
    files: Sequence[StoredFile] = (),
    unchecked: Sequence[str] = (),
) -> Assignment:
    """The agency tells how far it is (`progress` in per cent) and what stands in its way.

    `unchecked` are the names of files that could not be searched for a secrecy stamp: the history keeps them.
    """
    assignment, row = take(session, assignment_id, Act.REPORT, viewer=viewer, version=version)
    if progress is not None and not 0 <= progress <= 100:
        raise Invalid("progress", "Tiến độ là số từ 0 đến 100 (phần trăm). Hãy sửa rồi gửi lại.")
    said = Report(
        user_id=actor.user_id,
        at=now,
        progress=progress,
        text=words.optional("text", text, "Tình hình thực hiện"),
        obstacles=words.optional("obstacles", obstacles, "Khó khăn, vướng mắc"),
        files=[ReportFile(file=file) for file in files],
    )
    if progress is None and not (said.text or said.obstacles or files):
        raise Invalid("text", "Báo cáo chưa có nội dung. Hãy ghi tình hình thực hiện hoặc tiến độ.")
    before = facts(assignment)
    said.assignment = assignment  # not its list, which the database would be asked for
    session.add(said)
    _agency_spoke(assignment, now)
    assignment.progress = progress if progress is not None else assignment.progress
    lifecycle.apply(row, assignment)
    also = _unchecked(unchecked)
    return settle(session, assignment, "assignment.reported", before=before, actor=actor, now=now, also=also, note=said.text)


def submit(
    session: Session,
    assignment_id: int,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    version: int,
    result_number: str = "",
    result_date: date | None,
    text: str = "",
    files: Sequence[StoredFile] = (),
    unchecked: Sequence[str] = (),
    milestone_id: int | None = None,
    whole: bool = False,
) -> Assignment:
    """The agency proposes completion of a milestone (without `milestone_id` the earliest open one), or of the whole work.

    The day of completion is the date of the result document. It may be neither in the future nor before the work was given.
    `unchecked` as in `report`.
    """
    assignment, row = take(session, assignment_id, Act.SUBMIT, viewer=viewer, version=version)
    milestone = None if whole else milestone_of(assignment, milestone_id)
    said = Report(
        user_id=actor.user_id,
        at=now,
        final=True,
        text=words.optional("text", text, "Kết quả thực hiện"),
        result_number=words.optional("result_number", result_number, "Số, ký hiệu văn bản kết quả", 80),
        result_date=_result_date(result_date, assignment.task.assigned_on, today),
        milestone_id=milestone.id if milestone else None,
        files=[ReportFile(file=file) for file in files],
    )
    if not (said.result_number or said.text):
        raise Invalid(
            "result_number", "Chưa có kết quả. Hãy ghi số, ký hiệu văn bản kết quả; nếu không có văn bản, hãy ghi kết quả bằng lời."
        )
    before = facts(assignment)
    said.assignment = assignment  # not its list, which the database would be asked for
    session.add(said)
    _agency_spoke(assignment, now)
    assignment.completed_on, assignment.result_number = said.result_date, said.result_number
    lifecycle.apply(row, assignment)
    also = ({"milestone_id": milestone.id, "milestone_due_on": milestone.due_on} if milestone else {}) | _unchecked(unchecked)
    return settle(session, assignment, "assignment.submitted", before=before, actor=actor, now=now, also=also, note=said.text)


def _unchecked(names: Sequence[str]) -> dict[str, Any]:
    return {"unchecked": list(names)} if names else {}


def confirm(
    session: Session, assignment_id: int, *, actor: Actor, viewer: Viewer, now: datetime, today: date, version: int, note: str = ""
) -> Assignment:
    """The office confirms what was proposed: done, or one milestone met and the next one open."""
    assignment, row = take(session, assignment_id, Act.CONFIRM, viewer=viewer, version=version)
    remark = words.optional("note", note, "Ý kiến")
    before = facts(assignment)
    proposed = next((r.milestone_id for r in reversed(assignment.reports) if r.final), None)
    waiting = [m for m in assignment.milestones if m.met_on is None]
    for milestone in waiting:
        if proposed in (None, milestone.id):
            milestone.met_on = assignment.completed_on or today
    more = bool(dated_open(assignment))
    lifecycle.apply(row, assignment, more=more)
    if more:
        assignment.completed_on, assignment.result_number = None, ""
    else:
        _finish(assignment, now, today)
    also = {"milestones": [m.id for m in waiting if m.met_on]} if waiting else {}
    action = "milestone.confirmed" if more else "assignment.confirmed"
    return settle(session, assignment, action, before=before, actor=actor, now=now, also=also, note=remark)


def send_back(
    session: Session, assignment_id: int, *, actor: Actor, viewer: Viewer, now: datetime, today: date, version: int, reason: str
) -> Assignment:
    """The office does not accept the result: the agency goes on working, the clock has never stopped."""
    assignment, row = take(session, assignment_id, Act.SEND_BACK, viewer=viewer, version=version)
    why = words.required("reason", reason, "Lý do yêu cầu làm tiếp")
    before = facts(assignment)
    assignment.completed_on, assignment.result_number = None, ""
    lifecycle.apply(row, assignment)
    return settle(session, assignment, "assignment.sent_back", before=before, actor=actor, now=now, note=why)


def return_not_ours(
    session: Session,
    assignment_id: int,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    version: int,
    reason: str,
    settings: Settings = USUAL,
) -> Assignment:
    """The agency says, within the settings' days, that the work is not its own; the office transfers it or insists (reopens)."""
    assignment, row = take(session, assignment_id, Act.RETURN_NOT_OURS, viewer=viewer, version=version)
    why = words.required("reason", reason, "Lý do trả lại")
    if not viewer.office:
        _check_return(session, assignment, today, settings)
    before = facts(assignment)
    assignment.reported_at = now
    drop_request(assignment, now)
    lifecycle.apply(row, assignment)
    return settle(session, assignment, "assignment.returned", before=before, actor=actor, now=now, note=why)


def pause(
    session: Session, assignment_id: int, *, actor: Actor, viewer: Viewer, now: datetime, today: date, version: int, reason: str
) -> Assignment:
    """The office stops the clock."""
    why = words.required("reason", reason, "Lý do tạm dừng")
    return _move(session, assignment_id, Act.PAUSE, "assignment.paused", actor=actor, viewer=viewer, now=now, version=version, note=why)


def resume(session: Session, assignment_id: int, *, actor: Actor, viewer: Viewer, now: datetime, today: date, version: int) -> Assignment:
    """It goes on in the state before the pause."""
    return _move(session, assignment_id, Act.RESUME, "assignment.resumed", actor=actor, viewer=viewer, now=now, version=version)


def cancel(
    session: Session,
    assignment_id: int,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    version: int,
    reason: str,
    by_directive_id: int | None = None,
    agreed_by: str = "",
) -> Assignment:
    """Withdrawn or replaced, by the directive `by_directive_id` if one says so; `agreed_by`: who agreed to go on without a result.

    A group's cancellation reaches every member that is not at an end.
    """
    assignment, _ = take(session, assignment_id, Act.CANCEL, viewer=viewer, version=version)
    why = words.required("reason", reason, "Lý do hủy")
    ending = _Ending(_other_directive(session, assignment, by_directive_id), words.optional("agreed_by", agreed_by, "Người đồng ý", 200))
    if not has_members(session, assignment):
        return _cancel_one(session, assignment, actor, now, why, ending)
    before = facts(assignment)
    for member in members_of(session, assignment):
        if lifecycle.transition(Act.CANCEL, member.state):
            _cancel_one(session, member, actor, now, why, ending)
    ending.mark(assignment)
    return settle(session, assignment, "assignment.cancelled", before=before, actor=actor, now=now, also=ending.told(), note=why)


def reopen(
    session: Session, assignment_id: int, *, actor: Actor, viewer: Viewer, now: datetime, today: date, version: int, reason: str
) -> Assignment:
    """Takes back an end: what was done must be done again, what was returned or cancelled is given anew."""
    assignment, row = take(session, assignment_id, Act.REOPEN, viewer=viewer, version=version)
    why = words.required("reason", reason, "Lý do mở lại")
    before = facts(assignment)
    met_last = _confirmed_last(session, assignment)
    for milestone in assignment.milestones:
        if milestone.id in met_last:
            milestone.met_on = None
    assignment.completed_on, assignment.confirmed_at, assignment.result_number = None, None, ""
    assignment.ended_by_id, assignment.ended_with = None, ""
    lifecycle.apply(row, assignment)
    assignment.excused = False
    if assignment.state is State.NEW:
        assignment.received_at = None
    return settle(session, assignment, "assignment.reopened", before=before, actor=actor, now=now, note=why)


def _confirmed_last(session: Session, assignment: Assignment) -> set[int]:
    """The milestones that the confirmation which ended the work met; those met by earlier ones stay met when it is reopened."""
    query = (
        select(Event.new)
        .where(Event.assignment_id == assignment.id, Event.action.in_(("assignment.confirmed", "assignment.agreed_by_silence")))
        .order_by(Event.id.desc())
        .limit(1)
    )
    return set((session.scalar(query) or {}).get("milestones", ()))


def _move(
    session: Session,
    assignment_id: int,
    act: Act,
    action: str,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    version: int,
    note: str = "",
) -> Assignment:
    """An act that only moves the state."""
    assignment, row = take(session, assignment_id, act, viewer=viewer, version=version)
    before = facts(assignment)
    lifecycle.apply(row, assignment)
    if act in (Act.RECEIVE, Act.START):
        assignment.received_at = assignment.received_at or now
    return settle(session, assignment, action, before=before, actor=actor, now=now, note=note)


def _agency_spoke(assignment: Assignment, now: datetime) -> None:
    assignment.reported_at = now
    assignment.received_at = assignment.received_at or now


def _finish(assignment: Assignment, now: datetime, today: date) -> None:
    assignment.completed_on = assignment.completed_on or today
    assignment.confirmed_at = now
    assignment.progress = 100
    drop_request(assignment, now)
    for milestone in assignment.milestones:
        milestone.met_on = milestone.met_on or assignment.completed_on


@dataclass(frozen=True)
class _Ending:
    """By what, and with whose agreement, work ends without a result."""

    directive: Directive | None
    agreed_by: str

    def mark(self, assignment: Assignment) -> None:
        assignment.ended_by_id, assignment.ended_with = self.directive.id if self.directive else None, self.agreed_by

    def told(self) -> dict[str, Any]:
        by = {"ended_by_id": self.directive.id, "ended_by": self.directive.number} if self.directive else {}
        return by | ({"ended_with": self.agreed_by} if self.agreed_by else {})


def _other_directive(session: Session, assignment: Assignment, directive_id: int | None) -> Directive | None:
    """The directive that ends the work: another one than that which gave it."""
    if directive_id is None:
        return None
    found = session.get(Directive, directive_id)
    if found is None:
        raise Invalid("by_directive", "Không có văn bản này trong hệ thống. Hãy nhận văn bản đó trước, hoặc để trống và ghi vào lý do.")
    if found.id == assignment.task.directive_id:
        raise Invalid("by_directive", "Đây chính là văn bản giao việc. Hãy ghi văn bản hủy bỏ hoặc thay thế nó.")
    return found


def _check_return(session: Session, assignment: Assignment, today: date, settings: Settings) -> None:
    """Raises WrongState when the days for returning it are over."""
    days = settings.returns.within_working_days
    if not days:
        return
    given = _given_day(session, assignment, settings)
    last = WorkingCalendar.load(session).add_working_days(given, days)
    if today > last:
        raise WrongState(
            "Chỉ được trả lại trong {days} ngày làm việc từ ngày giao {given}, đến hết {last}. Hãy liên hệ chuyên viên theo dõi.",
            days=days,
            given=words.day(given),
            last=words.day(last),
        )


def _given_day(session: Session, assignment: Assignment, settings: Settings) -> date:
    """The office's day on which the agency was given the work, or given it again."""
    acts = ("assignment.assigned", "assignment.reopened", "assignment.succeeded")
    last = select(Event.at).where(Event.assignment_id == assignment.id, Event.action.in_(acts)).order_by(Event.id.desc()).limit(1)
    return (session.scalar(last) or assignment.task.created_at).astimezone(settings.zone).date()


NO_ENDING = _Ending(None, "")


def _cancel_one(session: Session, assignment: Assignment, actor: Actor, now: datetime, why: str, ending: _Ending = NO_ENDING) -> Assignment:
    before = facts(assignment)
    row = lifecycle.transition(Act.CANCEL, assignment.state)
    assert row is not None  # the caller has asked
    drop_request(assignment, now)
    assignment.completed_on, assignment.result_number = None, ""
    ending.mark(assignment)
    lifecycle.apply(row, assignment)
    return settle(session, assignment, "assignment.cancelled", before=before, actor=actor, now=now, also=ending.told(), note=why)


def _result_date(value: date | None, assigned_on: date, today: date) -> date:
    if value is None:
        raise Invalid("result_date", "Chưa có ngày văn bản kết quả. Hãy ghi ngày ban hành văn bản, hoặc ngày xong việc.")
    if value > today:
        raise Invalid("result_date", "Ngày kết quả {day} ở tương lai. Hãy ghi ngày đã ban hành văn bản kết quả.", day=words.day(value))
    if value < assigned_on:
        raise Invalid(
            "result_date",
            "Ngày kết quả {day} trước ngày giao việc {assigned_on}. Hãy kiểm tra lại ngày văn bản.",
            day=words.day(value),
            assigned_on=words.day(assigned_on),
        )
    return value
