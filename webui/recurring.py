"""Recurring work: the page of a duty with its occurrences, and what the office does with it: pause, end, change from a day on."""

from __future__ import annotations

from datetime import datetime, time
from itertools import islice
from typing import Any

from dateutil.rrule import rrulestr
from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from webui import edge
from webui.admin_base import any_day, done
from webui.agency_fields import agency_ids
from webui.corrections import Days, understand
from webui.forms import Entered
from webui.security import back
from webui.typed import clean_words
from workflow import agencies, duties, reporting_periods, series
from workflow.access import Viewer, require_office
from workflow.duedates import office_rule
from workflow.duties import Change
from workflow.model import Assignment, Part, Series, State, Task
from workflow.refusals import NotFound
from workflow.reporting_periods import Period
from workflow.workingdays import WorkingCalendar

blueprint = Blueprint("recurring", __name__)

#: occurrences that the page lists
SHOWN = 24
#: coming days that tell of a rule whether it is the right one
COMING = 4
#: how a rule without a day of its own is read: as it stands, by the end of the period, by the decree on reports
KEEP, PLAIN, DECREE = "giu", "cuoi-ky", "nd09"


@blueprint.get("/nhiem-vu/<int:task_id>/viec-dinh-ky")
def show(task_id: int) -> ResponseReturnValue:
    """The duty that made this task: its rule, its occurrences, the forms that change it."""
    return _page(task_id, edge.current_viewer(), Entered(request.form))


@blueprint.post("/nhiem-vu/<int:task_id>/viec-dinh-ky")
def set_paused(task_id: int) -> ResponseReturnValue:
    """Stop or resume the recurring work that made this task; the task itself stays as it is."""
    viewer, typed = edge.current_viewer(), Entered(request.form)
    require_office(viewer)
    paused = typed.flag("paused")
    with edge.writing() as unit:
        reason = typed.text("reason", limit=500)
        duties.set_paused(unit, _series_of(unit, task_id).id, paused=paused, reason=reason, **_by(viewer))
    if paused:
        flash(_("Đã tạm dừng: không tạo kỳ mới. Các kỳ đã giao giữ nguyên."))
    else:
        flash(_("Các kỳ sau lại được tạo tự động."))
    return back("recurring.show", task_id=task_id)


@blueprint.post("/nhiem-vu/<int:task_id>/viec-dinh-ky/ket-thuc")
def end(task_id: int) -> ResponseReturnValue:
    """From a day on the duty is no more."""
    viewer, typed = edge.current_viewer(), Entered(request.form)
    require_office(viewer)
    with edge.reading() as unit:
        duty_id = _series_of(unit, task_id).id
    first, reason = _first_and_reason(typed)
    withdraw = typed.flag("withdraw")
    if not done(typed, lambda unit: duties.end(unit, duty_id, from_on=first, withdraw=withdraw, reason=reason, **_by(viewer))):
        return _page(task_id, viewer, typed)
    flash(_("Việc định kỳ kết thúc. Các kỳ trước ngày này giữ nguyên."))
    return back("recurring.show", task_id=task_id)


@blueprint.post("/nhiem-vu/<int:task_id>/viec-dinh-ky/doi")
def change(task_id: int) -> ResponseReturnValue:
    """From a day on the duty has another rule, other words or other agencies."""
    viewer, typed = edge.current_viewer(), Entered(request.form)
    require_office(viewer)
    first, reason = _first_and_reason(typed)
    withdraw = typed.flag("withdraw")
    with edge.reading() as unit:
        duty = _series_of(unit, task_id)
        calendar = edge.calendar(unit)
        wanted = _wanted(unit, typed, duty, calendar)
        duty_id = duty.id
    made: list[int] = []

    def act(unit: Session) -> None:
        given: dict[str, Any] = {"settings": edge.settings(), "calendar": calendar} | _by(viewer)
        new = duties.change(unit, duty_id, wanted, from_on=first, withdraw=withdraw, reason=reason, **given)
        made.extend(unit.scalars(select(Task.id).where(Task.series_id == new.id).order_by(Task.occurrence_on).limit(1)))

    if not done(typed, act):
        return _page(task_id, viewer, typed)
    flash(_("Đã đổi. Đây là kỳ đầu theo quy tắc mới; các kỳ trước giữ nguyên."))
    return back("recurring.show", task_id=made[0])


def _by(viewer: Viewer) -> dict[str, Any]:
    return {"actor": edge.actor(), "viewer": viewer, "now": edge.now(), "today": edge.today()}


def _series_of(unit: Session, task_id: int) -> Series:
    task = unit.get(Task, task_id)
    found = unit.get(Series, task.series_id) if task is not None and task.series_id is not None else None
    if found is None:
        raise NotFound("Không có việc định kỳ này.")
    return found


def _first_and_reason(typed: Entered) -> tuple[Any, str]:
    first = any_day(typed, "from_on", required=_("Ghi ngày bắt đầu áp dụng."))
    return first, typed.text("reason", required=_("Ghi lý do."), limit=500)


def _wanted(unit: Session, typed: Entered, duty: Series, calendar: WorkingCalendar) -> Change:
    """What is to change, as it was typed: what was left as it stood, or empty, stays."""
    leads = agency_ids(unit, typed, "leads", edge.today())
    if not leads:
        typed.fail("leads", _("Chọn ít nhất một cơ quan chủ trì."))
    return Change(
        title=clean_words(typed.text("title", required=_("Ghi việc phải làm."), limit=300)),
        text=typed.text("text", required=_("Ghi nội dung công việc.")),
        leads=leads,
        coordinators=[one for one in agency_ids(unit, typed, "coordinators", edge.today()) if one not in leads],
        **_rule(typed, duty, calendar),
    )


def _rule(typed: Entered, duty: Series, calendar: WorkingCalendar) -> dict[str, Any]:
    """The rule that was typed in words, by the reading that was chosen; nothing where both were left alone."""
    words = clean_words(typed.text("rule", limit=200))
    reading = typed.choice("reading", (KEEP, PLAIN, DECREE)) or KEEP
    dates = edge.settings().dates
    said = duty.rrule
    if words:
        meant = understand(words, None, Days(edge.today(), None, None, calendar, dates))
        if meant is None or not meant.get("rrule"):
            typed.fail("rule", _("Không hiểu chu kỳ “%(typed)s”. Gõ như: hằng quý; ngày 20 hằng tháng; thứ Sáu hằng tuần.", typed=words))
            return {}
        said = meant["rrule"]
    if reading == DECREE:
        period = reporting_periods.period_of(said, words or duty.phrase)
        if period is None:
            typed.fail("reading", _("Kỳ báo cáo theo Nghị định 09/2019/NĐ-CP chỉ có tháng, quý, 6 tháng, năm và không nêu ngày riêng."))
            return {}
        rule, send_days = reporting_periods.rule_of(period, dates.periods)
        return {"office_rrule": rule, "phrase": words or None, "report_period": period.value, "send_days": send_days}
    if words or reading == PLAIN:
        return {"office_rrule": office_rule(said, dates), "phrase": words or None}
    return {}


def _page(task_id: int, viewer: Viewer, typed: Entered) -> ResponseReturnValue:
    require_office(viewer)
    with edge.reading() as unit:
        duty = _series_of(unit, task_id)
        tasks = list(unit.scalars(select(Task).where(Task.series_id == duty.id).order_by(Task.occurrence_on.desc()).limit(SHOWN)))
        pattern = series.latest(unit, duty)
        page = render_template(
            "tasks/recurring.html",
            task=unit.get_one(Task, task_id),
            duty=duty,
            ended=duty.ends_on is not None and duty.ends_on < edge.today(),
            rows=[(task, _leading(task)) for task in tasks],
            follower=_first_task(unit, duties.follower(unit, duty)),
            earlier=_first_task(unit, unit.get(Series, duty.follows_id)) if duty.follows_id else None,
            coming=_coming(duty),
            periods={task.id: _period(duty, task) for task in tasks},
            pattern=pattern,
            leads=_names(pattern, Part.LEAD),
            coordinators=_names(pattern, Part.COORDINATE),
            agency_names=[agency.name for agency in agencies.all(unit, edge.today(), tracked_only=True)],
            form=typed,
            faults=typed.faults,
        )
    return page, typed.status if typed.faults else 200


def _leading(task: Task) -> list[Assignment]:
    return [one for one in task.assignments if one.part is Part.LEAD and one.parent_id is None]


def _names(pattern: Task | None, part: Part) -> list[str]:
    given = pattern.assignments if pattern else []
    return [a.agency.name for a in given if a.part is part and a.parent_id is None and a.state is not State.CANCELLED]


def _first_task(unit: Session, duty: Series | None) -> Task | None:
    if duty is None:
        return None
    return unit.scalar(select(Task).where(Task.series_id == duty.id).order_by(Task.occurrence_on.desc()).limit(1))


def _coming(duty: Series) -> list[Any]:
    """The next days of the rule."""
    start = max(duty.starts_on, edge.today())
    rule = rrulestr(duty.office_rrule, dtstart=datetime.combine(duty.starts_on, time()))
    moments = rule.xafter(datetime.combine(start, time()), count=COMING, inc=True)
    return [one.date() for one in islice(moments, COMING) if duty.ends_on is None or one.date() <= duty.ends_on]


def _period(duty: Series, task: Task) -> tuple[Any, Any] | None:
    """The days that the report of an occurrence covers."""
    if duty.report_period is None or task.occurrence_on is None:
        return None
    cut_off = reporting_periods.cut_off_of(task.occurrence_on, duty.send_days or 0, edge.settings().dates.periods)
    return reporting_periods.covers(Period(duty.report_period), cut_off)
