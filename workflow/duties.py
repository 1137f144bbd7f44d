"""Recurring duties in the office's hands: paused, ended, changed from a day on. What was given before that day stays as it was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import history, series, tracking, words
from workflow.access import Viewer, require_office
from workflow.acting import Actor
from workflow.giving import Work
from workflow.model import Agency, Assignment, Part, Series, State, Task
from workflow.proposals import rule_fault
from workflow.refusals import Invalid, NotFound, Term, WrongState
from workflow.settings import Settings
from workflow.workingdays import WorkingCalendar

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Change:
    """How a duty goes on. What is None stays as it is."""

    #: RRULE that the office works with
    office_rrule: str | None = None
    #: the words of it, as a person typed them
    phrase: str | None = None
    #: `reporting_periods.Period` and the working days after its cut-off; they belong to the rule
    report_period: str | None = None
    send_days: int | None = None
    title: str | None = None
    text: str | None = None
    #: ids of agencies
    leads: Sequence[int] | None = None
    coordinators: Sequence[int] | None = None


def set_paused(
    session: Session, series_id: int, *, paused: bool, reason: str, actor: Actor, viewer: Viewer, now: datetime, today: date
) -> Series:
    """Stops a series from making further tasks, or lets it go on from today; tasks that are there stay.

    The days that passed meanwhile are not made up. Raises NotAllowed, NotFound, Invalid, WrongState.
    """
    duty = _live(session, series_id, viewer, today)
    why = words.required("reason", reason, "Lý do")
    old, duty.paused = duty.paused, paused
    if old and not paused and duty.made_until is not None:
        duty.made_until = max(duty.made_until, today - ONE_DAY)
    action = "series.paused" if paused else "series.resumed"
    _record(session, duty, action, actor, now, old={"paused": old}, new={"paused": paused}, note=why)
    return duty


def end(
    session: Session,
    series_id: int,
    *,
    from_on: date | None,
    withdraw: bool,
    reason: str,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
) -> Series:
    """From that day on the duty is no more. `withdraw`: occurrences from then on that nobody has touched are cancelled too.

    Raises NotAllowed, NotFound, Invalid, WrongState.
    """
    duty = _live(session, series_id, viewer, today)
    why = words.required("reason", reason, "Lý do")
    first = _from_day(from_on, today)
    old, duty.ends_on = duty.ends_on, _earlier(duty.ends_on, first - ONE_DAY)
    _record(session, duty, "series.ended", actor, now, old={"ends_on": old}, new={"ends_on": duty.ends_on}, note=why)
    if withdraw:
        _withdraw(session, duty, first, actor=actor, viewer=viewer, now=now, today=today, reason=why)
    return duty


def change(
    session: Session,
    series_id: int,
    wanted: Change,
    *,
    from_on: date | None,
    withdraw: bool,
    reason: str,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    settings: Settings,
    calendar: WorkingCalendar,
) -> Series:
    """From that day on the duty has another rule, other words or other agencies: the old series ends, a new one follows it.

    Occurrences that somebody has touched stay, and the new rule begins after them; the others from that day on are cancelled
    (`withdraw`) or stay too. Raises NotAllowed, NotFound, Invalid, WrongState; gives back the new series.
    """
    old = _live(session, series_id, viewer, today)
    why = words.required("reason", reason, "Lý do")
    first = _from_day(from_on, today)
    pattern = series.latest(session, old)
    if pattern is None:
        raise WrongState("Việc định kỳ này chưa có kỳ nào nên chưa có gì để đổi. Hãy sửa ở trang duyệt văn bản.")
    work = _work(session, pattern, wanted)
    new = _follower(old, wanted)
    if withdraw:
        _withdraw(session, old, first, actor=actor, viewer=viewer, now=now, today=today, reason=why)
    new.starts_on = max([first, *(day + ONE_DAY for day in _kept(session, old, first))])
    ended_before, old.ends_on = old.ends_on, _earlier(old.ends_on, first - ONE_DAY)
    session.add(new)
    session.flush()
    made = series.begin(session, new, work, actor=actor, now=now, today=today, settings=settings, calendar=calendar)
    if not made:
        raise Invalid("rule", "Chu kỳ mới không có kỳ nào từ ngày {day}. Hãy xem lại chu kỳ.", day=words.day(new.starts_on))
    _record(
        session,
        old,
        "series.changed",
        actor,
        now,
        old={"ends_on": ended_before, "rule": old.office_rrule},
        new={"ends_on": old.ends_on, "rule": new.office_rrule, "starts_on": new.starts_on, "series_id": new.id},
        note=why,
    )
    return new


def follower(session: Session, duty: Series) -> Series | None:
    """The series that goes on from this one."""
    return session.scalar(select(Series).where(Series.follows_id == duty.id).order_by(Series.id.desc()).limit(1))


def _live(session: Session, series_id: int, viewer: Viewer, today: date) -> Series:
    require_office(viewer)
    duty = session.get(Series, series_id)
    if duty is None:
        raise NotFound("Không có việc định kỳ này.")
    if follower(session, duty) is not None:
        raise WrongState("Việc định kỳ này đã được đổi. Hãy mở một kỳ mới của nó để xem và sửa tiếp.")
    if duty.ends_on is not None and duty.ends_on < today:
        raise WrongState("Việc định kỳ này đã kết thúc ngày {day}.", day=words.day(duty.ends_on))
    return duty


def _from_day(from_on: date | None, today: date) -> date:
    if from_on is None:
        raise Invalid("from_on", "Chưa có ngày áp dụng. Hãy ghi ngày, tháng, năm.")
    if from_on < today:
        raise Invalid(
            "from_on",
            "Ngày áp dụng {day} đã qua: các kỳ đã giao giữ nguyên. Hãy ghi từ hôm nay {today} trở đi.",
            day=words.day(from_on),
            today=words.day(today),
        )
    return from_on


def _earlier(one: date | None, other: date) -> date:
    return other if one is None else min(one, other)


def _work(session: Session, pattern: Task, wanted: Change) -> Work:
    """What further occurrences give: as the pattern, but for what is to change."""
    given = [a for a in pattern.assignments if a.parent_id is None and a.state is not State.CANCELLED]
    leads = _chosen(session, "leads", wanted.leads, [a.agency for a in given if a.part is Part.LEAD])
    if not leads:
        raise Invalid("leads", "Chưa chọn cơ quan chủ trì. Hãy chọn ít nhất một cơ quan.")
    return Work(
        directive=pattern.directive,
        title=pattern.title if wanted.title is None else words.required("title", wanted.title, "Tên nhiệm vụ", 300),
        text=pattern.text if wanted.text is None else words.required("text", wanted.text, "Nội dung"),
        leads=leads,
        coordinators=_chosen(session, "coordinators", wanted.coordinators, [a.agency for a in given if a.part is Part.COORDINATE]),
        nature=pattern.nature,
        path=pattern.path,
        report_to=pattern.report_to,
        candidate_id=pattern.candidate_id,
    )


def _chosen(session: Session, field: str, ids: Sequence[int] | None, otherwise: list[Agency]) -> list[Agency]:
    if ids is None:
        return otherwise
    chosen = [session.get(Agency, agency_id) for agency_id in dict.fromkeys(ids)]
    if any(agency is None or not agency.tracked for agency in chosen):
        raise Invalid(field, "Có cơ quan không còn trong danh mục theo dõi. Hãy chọn lại cơ quan.")
    return [agency for agency in chosen if agency is not None]


def _follower(old: Series, wanted: Change) -> Series:
    rule = wanted.office_rrule or old.office_rrule
    if fault := rule_fault(rule):
        raise Invalid("rule", "{fault} Hãy sửa chu kỳ.", fault=Term(fault))
    own_rule = wanted.office_rrule is None
    return Series(
        candidate_id=old.candidate_id,
        rrule=old.rrule,
        office_rrule=rule,
        phrase=(wanted.phrase or old.phrase)[:300],
        ends_on=old.ends_on,
        paused=False,
        follows_id=old.id,
        report_period=old.report_period if own_rule else wanted.report_period,
        send_days=old.send_days if own_rule else wanted.send_days,
    )


def _occurrences(session: Session, duty: Series, first: date) -> list[Task]:
    query = select(Task).where(Task.series_id == duty.id, Task.occurrence_on >= first)
    return list(session.scalars(query.order_by(Task.occurrence_on)))


def untouched(session: Session, duty: Series, first: date) -> list[Task]:
    """Its occurrences from a day on that nobody has taken up, reported on, finished or asked more time for."""
    return [task for task in _occurrences(session, duty, first) if all(_new(one) for one in task.assignments)]


def _new(assignment: Assignment) -> bool:
    fresh = assignment.state in (State.NEW, State.CANCELLED)
    return fresh and assignment.received_at is None and not assignment.reports and not assignment.extensions


def _kept(session: Session, duty: Series, first: date) -> list[date]:
    """Days of its occurrences from a day on that stand."""
    tasks = _occurrences(session, duty, first)
    return [t.occurrence_on for t in tasks if t.occurrence_on and any(a.state is not State.CANCELLED for a in t.assignments)]


def _withdraw(
    session: Session, duty: Series, first: date, *, actor: Actor, viewer: Viewer, now: datetime, today: date, reason: str
) -> None:
    for task in untouched(session, duty, first):
        for one in task.assignments:
            if one.parent_id is None and one.state is not State.CANCELLED:
                given: dict[str, Any] = {"actor": actor, "viewer": viewer, "now": now, "today": today}
                tracking.cancel(session, one.id, version=one.version, reason=reason, **given)


def _record(session: Session, duty: Series, action: str, actor: Actor, now: datetime, **said: Any) -> None:
    task = series.latest(session, duty)
    history.record(session, actor=actor, now=now, action=action, subject="series", subject_id=duty.id, task=task, **said)
