"""Working days: days off and days worked in exchange, above the shipped calendar. Only the administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from webui import edge
from webui.admin_base import any_day, blueprint, done
from webui.forms import Entered
from webui.presentation import weekday_day
from webui.security import back
from webui.typed import clean_words
from workflow import calendar_days, moved_dates
from workflow.access import require_admin
from workflow.model import DayOverride
from workflow.refusals import NotFound
from workflow.workingdays import WorkingCalendar

#: days that one entry may cover
LONGEST_ENTRY = 31
SATURDAY = 5


@dataclass(frozen=True)
class Day:
    """A day that is not as its weekday says."""

    day: date
    working: bool
    note: str
    #: entered by the office, and may be taken back
    own: bool


@blueprint.get("/ngay-lam-viec")
def days() -> ResponseReturnValue:
    """This year's and next year's days that differ, and the form for more."""
    require_admin(edge.current_viewer())
    return _days_page(Entered(request.form))


@blueprint.post("/ngay-lam-viec")
def set_days() -> ResponseReturnValue:
    """Enter a day, or a stretch of days, as off or worked."""
    require_admin(edge.current_viewer())
    entered = Entered(request.form)
    first = any_day(entered, "first", required=_("Ghi ngày."))
    last = any_day(entered, "last") or first
    working = entered.choice("working", ("yes", "no"), required=_("Chọn nghỉ hay làm việc.")) == "yes"
    note = clean_words(entered.text("note", limit=300))
    if first and last and not 0 <= (last - first).days < LONGEST_ENTRY:
        entered.fail("last", _("Ngày cuối phải từ ngày đầu trở đi, mỗi lần tối đa %(most)s ngày.", most=LONGEST_ENTRY))
    wanted = [first + timedelta(days=step) for step in range((last - first).days + 1)] if first and last and not entered.faults else []

    def act(session: Session) -> None:
        for day in wanted:
            calendar_days.set_day(session, day, working=working, note=note, actor=edge.actor(), now=edge.now())

    if done(entered, act):
        said = ngettext("Đã ghi %(num)d ngày vào lịch của Văn phòng.", "Đã ghi %(num)d ngày vào lịch của Văn phòng.", len(wanted))
        flash(said)
        return back("admin.days")
    return _days_page(entered, 400)


@blueprint.post("/ngay-lam-viec/nam/<int:year>")
def mark_year(year: int) -> ResponseReturnValue:
    """Say that a year's days are all entered, or take it back."""
    require_admin(edge.current_viewer())
    complete = Entered(request.form).flag("complete")
    with edge.writing() as session:
        calendar_days.mark_year(session, year, complete=complete, actor=edge.actor(), now=edge.now())
    if complete:
        flash(_("Đã đánh dấu lịch năm %(year)s nhập xong.", year=year))
    else:
        flash(_("Đã bỏ đánh dấu lịch năm %(year)s.", year=year))
    return back("admin.days")


@blueprint.post("/ngay-lam-viec/han")
def move_dates() -> ResponseReturnValue:
    """Give the ticked deadlines the date that the calendar gives today."""
    viewer = edge.current_viewer()
    require_admin(viewer)
    keys = set(Entered(request.form).numbers("id"))
    with edge.writing() as session:
        given: dict[str, Any] = {"settings": edge.settings(), "calendar": edge.calendar(session), "today": edge.today()}
        number = moved_dates.move(session, keys, actor=edge.actor(), viewer=viewer, now=edge.now(), **given)
    flash(ngettext("Đã đổi %(num)d thời hạn theo lịch hiện nay.", "Đã đổi %(num)d thời hạn theo lịch hiện nay.", number))
    return back("admin.days")


@blueprint.post("/ngay-lam-viec/<day>/bo")
def clear_day(day: str) -> ResponseReturnValue:
    """Take an entry back: the day is again as the shipped calendar says."""
    require_admin(edge.current_viewer())
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise NotFound("Không có ngày này.") from None
    with edge.writing() as session:
        calendar_days.clear_day(session, wanted, actor=edge.actor(), now=edge.now())
    flash(_("Đã bỏ %(day)s khỏi lịch riêng.", day=weekday_day(wanted)))
    return back("admin.days")


def _days_page(entered: Entered, status: int = 200) -> ResponseReturnValue:
    today = edge.today()
    with edge.reading() as session:
        calendar = edge.calendar(session)
        own = set(session.scalars(select(DayOverride.day)))
        years = {year: _differing(calendar, year, own) for year in (today.year, today.year + 1)}
        page = render_template(
            "admin/days.html",
            years=years,
            known={year: calendar.knows(year) for year in years},
            marked={year: calendar.marked(year) for year in years},
            moved=moved_dates.moved(session, today=today, settings=edge.settings(), calendar=calendar),
            warnings=calendar.warnings(today),
            form=entered,
            faults=entered.faults,
        )
    return page, status


def _differing(calendar: WorkingCalendar, year: int, own: set[date]) -> list[Day]:
    """The days of a year that are not as their weekday says, and all that the office entered."""
    found = []
    day = date(year, 1, 1)
    while day.year == year:
        working = calendar.is_working(day)
        if day in own or working != (day.weekday() < SATURDAY):
            found.append(Day(day, working, calendar.note_of(day), day in own))
        day += timedelta(days=1)
    return found
