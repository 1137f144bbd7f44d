"""Recurring duties: each occurrence is a task of its own, made ahead within a horizon. Made again, nothing happens twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from dateutil.rrule import rrulestr
from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import Session

from workflow import history, words
from workflow.access import Viewer, require_office
from workflow.acting import MACHINE, Actor
from workflow.giving import Work, give, work_like
from workflow.model import Milestone, Series, Task
from workflow.refusals import NotFound
from workflow.settings import Settings
from workflow.workingdays import WorkingCalendar

#: a daily duty is made only a week ahead: sixty tasks of the same words help nobody
DAILY_HORIZON_DAYS = 7


def make_ahead(session: Session, *, today: date, settings: Settings, calendar: WorkingCalendar, now: datetime) -> list[Task]:
    """Makes the occurrences of all series that are due within the horizon and not there yet; at least the next one of each."""
    made: list[Task] = []
    for series in session.scalars(select(Series).where(Series.paused.is_(False)).order_by(Series.id)).all():
        latest = _latest(session, series)
        if latest is None:
            continue
        for day in _days_to_make(session, series, today, settings, calendar):
            work = work_like(session, latest, series, occurrence_milestone(series, day))
            if work.leads:
                made.append(give_occurrence(session, work, day, actor=MACHINE, now=now, today=today))
    return made


def begin(
    session: Session, series: Series, work: Work, *, actor: Actor, now: datetime, today: date, settings: Settings, calendar: WorkingCalendar
) -> list[Task]:
    """The first occurrences of a series that a person has just accepted, from today on; none when it has already ended."""
    made = []
    for day in _days_to_make(session, series, today, settings, calendar):
        one = replace(work, milestones=[occurrence_milestone(series, day)], more={"series_id": series.id, "occurrence_on": day})
        made.append(give_occurrence(session, one, day, actor=actor, now=now, today=today))
    return made


def set_paused(session: Session, series_id: int, *, paused: bool, reason: str, actor: Actor, viewer: Viewer, now: datetime) -> Series:
    """Stops a series from making further tasks, or lets it go on; tasks that are there stay. Raises NotAllowed, NotFound, Invalid."""
    require_office(viewer)
    series = session.get(Series, series_id)
    if series is None:
        raise NotFound("Không có việc định kỳ này.")
    why = words.required("reason", reason, "Lý do")
    old, series.paused = series.paused, paused
    action = "series.paused" if paused else "series.resumed"
    task = _latest(session, series)
    history.record(
        session,
        actor=actor,
        now=now,
        action=action,
        subject="series",
        subject_id=series.id,
        task=task,
        old={"paused": old},
        new={"paused": paused},
        note=why,
    )
    return series


def give_occurrence(session: Session, work: Work, day: date, *, actor: Actor, now: datetime, today: date) -> Task:
    """One occurrence as a task. It is given today, or on its own day when that has passed."""
    return give(session, work, action="task.recurred", actor=actor, now=now, today=today, assigned_on=min(today, day))


def occurrence_milestone(series: Series, day: date) -> Milestone:
    """The deadline of one occurrence."""
    default = series.rrule != series.office_rrule
    return Milestone(phrase=series.phrase, kind="recurring", due_on=day, original_due_on=day, office_default=default)


def occurrences(series: Series, first: date, last: date, calendar: WorkingCalendar) -> list[date]:
    """Days of a series from first to last, both included; a daily one has none on days off."""
    rule = rrulestr(series.office_rrule, dtstart=datetime.combine(series.starts_on, datetime.min.time()))
    start, end = (datetime.combine(day, datetime.min.time()) for day in (first, last))
    days = [moment.date() for moment in rule.between(start, end, inc=True)]
    if "FREQ=DAILY" in series.office_rrule:
        days = [day for day in days if calendar.is_working(day)]
    return [day for day in days if series.ends_on is None or day <= series.ends_on]


def _days_to_make(session: Session, series: Series, today: date, settings: Settings, calendar: WorkingCalendar) -> list[date]:
    """Days not yet made up to the horizon, or the next one beyond it when none lies ahead; remembers how far it came."""
    first = series.made_until + timedelta(days=1) if series.made_until else max(today, series.starts_on)
    last = today + timedelta(days=_horizon(series, settings))
    there = set(session.scalars(select(Task.occurrence_on).where(_same_unit(series), Task.occurrence_on.is_not(None))))
    days = [day for day in occurrences(series, first, last, calendar) if day not in there]
    if not days and not any(day is not None and day >= today for day in there):
        days = _next_one(series, last, calendar)
    series.made_until = max(last, series.made_until or last)
    return days


def _horizon(series: Series, settings: Settings) -> int:
    days = settings.dates.series_horizon_days
    return min(days, DAILY_HORIZON_DAYS) if "FREQ=DAILY" in series.office_rrule else days


def _next_one(series: Series, after: date, calendar: WorkingCalendar) -> list[date]:
    rule = rrulestr(series.office_rrule, dtstart=datetime.combine(series.starts_on, datetime.min.time()))
    moment = rule.after(datetime.combine(after, datetime.min.time()))
    day = moment.date() if moment else None
    return [] if day is None or (series.ends_on and day > series.ends_on) else [day]


def _same_unit(series: Series) -> ColumnElement[bool]:
    """Tasks of the series, or of another series of the same unit: `6 tháng, hằng năm` give one task in December."""
    if series.candidate_id is None:
        return Task.series_id == series.id
    return Task.candidate_id == series.candidate_id


def _latest(session: Session, series: Series) -> Task | None:
    """The task that the next occurrence is like."""
    own_first = case((Task.series_id == series.id, 0), else_=1)
    newest = select(Task).where(_same_unit(series)).order_by(own_first, Task.occurrence_on.desc(), Task.id.desc())
    return session.scalar(newest.limit(1))
