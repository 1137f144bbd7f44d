"""More time: asked by the agency, decided by the office or a leader; and dates that the office itself moves.

The first date is kept for ever (`original_due_on`): reports count against both. An open request does not stop the clock, a granted
one moves it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from workflow import causes, lifecycle, words
from workflow.access import Viewer
from workflow.acting import Actor
from workflow.assignments import dated_open, facts, has_members, members_of, milestone_of, open_request, settle, take
from workflow.lifecycle import Act
from workflow.model import Assignment, Extension, ExtensionState, Milestone
from workflow.refusals import Invalid, NotFound, WrongState
from workflow.settings import USUAL, Extensions, Settings
from workflow.workingdays import WorkingCalendar

#: a date further away than this is a slip of the pen
LONGEST_YEARS = 30


def ask_extension(
    session: Session,
    assignment_id: int,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    version: int,
    wanted_on: date | None,
    reason: str,
    objective: bool = False,
    document: str = "",
    settings: Settings = USUAL,
) -> Assignment:
    """The agency asks for a later date, within the limits of the settings.

    One request at a time; `objective` claims a cause beyond its control (NĐ 335/2025).
    """
    assignment, _ = take(session, assignment_id, Act.ASK_EXTENSION, viewer=viewer, version=version)
    why = words.required("reason", reason, "Lý do gia hạn")
    if assignment.due_on is None:
        raise WrongState("Nhiệm vụ này chưa có thời hạn nên không cần gia hạn. Nếu cần thời hạn, hãy liên hệ Văn phòng.")
    if open_request(assignment) is not None:
        raise WrongState("Đã có một đề nghị gia hạn đang chờ trả lời. Hãy chờ, hoặc rút đề nghị cũ trước khi gửi đề nghị mới.")
    if not viewer.office:
        _check_limits(session, assignment, assignment.due_on, today, settings.extensions)
    wanted = _later_date("wanted_on", wanted_on, assignment.due_on, today)
    before = facts(assignment)
    request = Extension(
        due_on_before=assignment.due_on,
        wanted_on=wanted,
        reason=why,
        objective=objective,
        document=words.optional("document", document, "Số văn bản đề nghị", 200),
        asked_by_id=actor.user_id,
        asked_at=now,
        state=ExtensionState.ASKED,
    )
    assignment.extensions.append(request)
    assignment.reported_at = now
    session.flush()
    also = {"extension_id": request.id, "wanted_on": wanted, "objective": objective}
    return settle(session, assignment, "extension.asked", before=before, actor=actor, now=now, also=also, note=why)


def withdraw_extension(
    session: Session, extension_id: int, *, actor: Actor, viewer: Viewer, now: datetime, today: date, version: int
) -> Assignment:
    """The agency takes its request back. `version` is the assignment's."""
    request, assignment = _request(session, extension_id, Act.WITHDRAW_EXTENSION, viewer=viewer, version=version)
    before = facts(assignment)
    request.state, request.decided_at, request.decided_by_id = ExtensionState.WITHDRAWN, now, actor.user_id
    also = {"extension_id": request.id}
    return settle(session, assignment, "extension.withdrawn", before=before, actor=actor, now=now, also=also)


def decide_extension(
    session: Session,
    extension_id: int,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    version: int,
    granted: bool,
    granted_on: date | None = None,
    reason: str = "",
    document: str = "",
    cause: bool | None = None,
    confirmed_by: str = "",
) -> Assignment:
    """Grants the date asked for, or another one (`granted_on`), or refuses with a reason. `version` is the assignment's.

    `document`: number of the letter that answers. `cause`: whether the cause is confirmed as objective, by `confirmed_by` (else by the
    person who decides); None leaves it open.
    """
    request, assignment = _request(session, extension_id, Act.DECIDE_EXTENSION, viewer=viewer, version=version)
    label = "Lý do không đồng ý"
    why = words.optional("reason", reason, "Ý kiến") if granted else words.required("reason", reason, label)
    before = facts(assignment)
    if granted:
        _grant(request, assignment, granted_on or request.wanted_on, today)
    request.state = ExtensionState.GRANTED if granted else ExtensionState.REFUSED
    request.decided_by_id, request.decided_at, request.decision_reason = actor.user_id, now, why
    request.decision_document = words.optional("document", document, "Số văn bản trả lời", 200)
    action = "extension.granted" if granted else "extension.refused"
    also: dict[str, Any] = {"extension_id": request.id} | ({"granted_on": request.granted_on} if granted else {})
    also |= {"decision_document": request.decision_document} if request.decision_document else {}
    if cause is not None:
        also |= _judged(session, request, assignment, cause, confirmed_by, actor, now)
    return settle(session, assignment, action, before=before, actor=actor, now=now, also=also, note=why)


def change_due(
    session: Session,
    assignment_id: int,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    version: int,
    due_on: date | None,
    reason: str,
    milestone_id: int | None = None,
    correction: bool = False,
) -> Assignment:
    """The office sets or moves a date (None: no date). A group's reaches its members that are still at work.

    `correction`: the date was entered wrongly, so the original is corrected too. Otherwise the original date stays.
    """
    assignment, _ = take(session, assignment_id, Act.CHANGE_DUE, viewer=viewer, version=version)
    why = words.required("reason", reason, "Lý do điều chỉnh thời hạn")
    _check_due(due_on, assignment, today)
    before = facts(assignment)
    chosen = milestone_of(assignment, milestone_id)
    place = assignment.milestones.index(chosen) if chosen else None
    also = {"correction": True} if correction else {}
    if has_members(session, assignment):
        for member in members_of(session, assignment):
            if lifecycle.transition(Act.CHANGE_DUE, member.state):
                member_before = facts(member)
                _set_due(member, _at(member, place), due_on, correction)
                settle(session, member, "assignment.due_changed", before=member_before, actor=actor, now=now, also=also, note=why)
    _set_due(assignment, chosen, due_on, correction)
    return settle(session, assignment, "assignment.due_changed", before=before, actor=actor, now=now, also=also, note=why)


def _judged(
    session: Session, request: Extension, assignment: Assignment, objective: bool, confirmed_by: str, actor: Actor, now: datetime
) -> dict[str, Any]:
    """Records with the answer whether the cause was objective; gives what the event tells of it."""
    cause = causes.made(
        session,
        assignment,
        objective=objective,
        confirmed_by=confirmed_by,
        reason=request.decision_reason or request.reason,
        document=request.decision_document,
        actor=actor,
        now=now,
        extension_id=request.id,
    )
    return causes.told(cause)


def _check_limits(session: Session, assignment: Assignment, due_on: date, today: date, limits: Extensions) -> None:
    """Raises WrongState when the settings allow no request now."""
    granted = sum(e.state is ExtensionState.GRANTED for e in assignment.extensions)
    if limits.most and granted >= limits.most:
        raise WrongState(
            "Việc này đã được gia hạn {granted} lần, quy định của cơ quan cho nhiều nhất {most} lần. Hãy liên hệ chuyên viên theo dõi.",
            granted=granted,
            most=limits.most,
        )
    if not limits.ask_days_before:
        return
    last = WorkingCalendar.load(session).add_working_days(due_on, -limits.ask_days_before)
    if today > last:
        raise WrongState(
            "Phải xin gia hạn trước hạn {days} ngày làm việc, chậm nhất {last}. Hãy liên hệ chuyên viên theo dõi của Văn phòng.",
            days=limits.ask_days_before,
            last=words.day(last),
        )


def _request(session: Session, extension_id: int, act: Act, *, viewer: Viewer, version: int) -> tuple[Extension, Assignment]:
    request = session.get(Extension, extension_id)
    if request is None:
        raise NotFound("Không có đề nghị gia hạn này, hoặc đề nghị không thuộc cơ quan của anh/chị.")
    assignment, _ = take(session, request.assignment_id, act, viewer=viewer, version=version)
    if request.state is not ExtensionState.ASKED:
        raise WrongState("Đề nghị gia hạn này đã xong (“{state}”). Hãy tải lại trang để xem kết quả.", state=request.state)
    return request, assignment


def _grant(request: Extension, assignment: Assignment, day: date, today: date) -> None:
    """Moves the milestone that the request was about: the earliest one not met."""
    milestone = next(iter(dated_open(assignment)), None)
    if milestone is None:
        raise WrongState("Nhiệm vụ không còn mốc thời hạn nào đang mở nên không gia hạn được.")
    milestone.due_on = request.granted_on = _later_date("granted_on", day, milestone.due_on, today)


def _later_date(field: str, value: date | None, due_on: date | None, today: date) -> date:
    if value is None:
        raise Invalid(field, "Chưa có thời hạn mới. Hãy ghi ngày, tháng, năm.")
    if due_on is not None and value <= due_on:
        raise Invalid(
            field,
            "Thời hạn mới {day} phải sau thời hạn hiện nay {due_on}. Hãy ghi ngày muộn hơn.",
            day=words.day(value),
            due_on=words.day(due_on),
        )
    if value < today:
        raise Invalid(field, "Thời hạn mới {day} đã qua. Hãy ghi từ hôm nay {today} trở đi.", day=words.day(value), today=words.day(today))
    if value.year > today.year + LONGEST_YEARS:
        raise Invalid(field, "Thời hạn mới {day} xa quá {years} năm. Hãy kiểm tra lại năm.", day=words.day(value), years=LONGEST_YEARS)
    return value


def _check_due(due_on: date | None, assignment: Assignment, today: date) -> None:
    if due_on is None:
        return
    if due_on < assignment.task.assigned_on:
        given = words.day(assignment.task.assigned_on)
        raise Invalid(
            "due_on", "Thời hạn {due_on} trước ngày giao việc {given}. Hãy kiểm tra lại ngày.", due_on=words.day(due_on), given=given
        )
    if due_on.year > today.year + LONGEST_YEARS:
        raise Invalid(
            "due_on", "Thời hạn {due_on} xa quá {years} năm. Hãy kiểm tra lại năm.", due_on=words.day(due_on), years=LONGEST_YEARS
        )


def _at(member: Assignment, place: int | None) -> Milestone | None:
    """A member's milestone in the place that the group's has: they were made alike."""
    if place is not None and place < len(member.milestones) and member.milestones[place].met_on is None:
        return member.milestones[place]
    return next(iter(dated_open(member)), None)


def _set_due(assignment: Assignment, milestone: Milestone | None, due_on: date | None, correction: bool) -> None:
    """Dates a milestone: the given one, else the first that nobody had made a date of, else a new one."""
    if milestone is None:
        milestone = next((m for m in assignment.milestones if m.met_on is None and m.dropped_on is None), None)
    if milestone is None:
        milestone = Milestone(phrase="", kind="date")
        assignment.milestones.append(milestone)
    if correction or milestone.original_due_on is None:
        milestone.original_due_on = due_on
    milestone.due_on, milestone.office_default = due_on, False
