"""The office's own days: off where the week would work, worked where it would rest. They stand above the shipped calendar."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from workflow import history, words
from workflow.acting import Actor
from workflow.model import CalendarYear, DayOverride
from workflow.refusals import Invalid, NotFound

#: Days further off than this are slips of the finger
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def set_day(session: Session, day: date, *, working: bool, note: str, actor: Actor, now: datetime) -> DayOverride:
    """Says whether the office works on a day, and why; a day that is there already is changed. Raises Invalid."""
    if not EARLIEST <= day <= LATEST:
        raise Invalid("first", "Ngày này quá xa. Hãy xem lại năm.")
    note = words.optional("note", note, "Lý do", 300)
    found = session.get(DayOverride, day)
    old = {"working": found.working, "note": found.note} if found else None
    if found is None:
        found = DayOverride(day=day, working=working, note=note)
        session.add(found)
    found.working, found.note = working, note
    session.flush()
    _record(session, "calendar.day_set", actor, now, old=old, new={"day": day.isoformat(), "working": working, "note": note})
    return found


def clear_day(session: Session, day: date, *, actor: Actor, now: datetime) -> None:
    """The day is again as the shipped calendar says. Raises NotFound."""
    found = session.get(DayOverride, day)
    if found is None:
        raise NotFound("Ngày này không có trong lịch của Văn phòng. Hãy tải lại trang.")
    old = {"day": day.isoformat(), "working": found.working, "note": found.note}
    session.delete(found)
    session.flush()
    _record(session, "calendar.day_cleared", actor, now, old=old)


def mark_year(session: Session, year: int, *, complete: bool, actor: Actor, now: datetime) -> None:
    """Says that the days off and worked of a year are all entered, or takes it back. Raises Invalid."""
    if not EARLIEST.year <= year <= LATEST.year:
        raise Invalid("year", "Năm này quá xa. Hãy xem lại năm.")
    found = session.get(CalendarYear, year)
    if complete is (found is not None):
        return
    if found is None:
        session.add(CalendarYear(year=year, marked_at=now, marked_by_id=actor.user_id))
    else:
        session.delete(found)
    session.flush()
    _record(session, "calendar.year_marked", actor, now, old={"complete": not complete}, new={"year": year, "complete": complete})


def _record(session: Session, action: str, actor: Actor, now: datetime, **values: dict[str, object] | None) -> None:
    history.record(session, actor=actor, now=now, action=action, subject="settings", subject_id=None, **values)
