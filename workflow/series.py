"""Recurring duties: each occurrence is a task of its own, made ahead within a horizon. Made again, nothing happens twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from dateutil.rrule import rrulestr
from sqlalchemy import ColumnElement, Select, case, exists, or_, select
from sqlalchemy.orm import Session

from workflow import passing
from workflow.acting import MACHINE, Actor
from workflow.giving import Work, give, work_like
from workflow.model import Assignment, Milestone, Series, State, Task
from workflow.reporting_periods import send_by
from workflow.settings import Settings
from workflow.workingdays import WorkingCalendar

#: a daily duty is made only a week ahead: sixty tasks of the same words help nobody
DAILY_HORIZON_DAYS = 7


def make_ahead(session: Session, *, today: date, settings: Settings, calendar: WorkingCalendar, now: datetime) -> list[Task]:
    """Makes the occurrences of all series that are due within the horizon and not there yet; at least the next one of each."""
    made: list[Task] = []
    for series in session.scalars(_to_make(today, settings)).all():
        pattern = latest(session, series)
        if pattern is None:
            continue
        for day in _days_to_make(session, series, today, settings, calendar):
            work = work_like(session, pattern, series, occurrence_milestone(series, day, calendar), day)
            if work.leads:
                made.append(give_occurrence(session, work, day, actor=MACHINE, now=now, today=today))
                passing.again(session, made[-1], pattern, actor=MACHINE, now=now, today=today)
    return made


def _to_make(today: date, settings: Settings) -> Select[Series]:
    """The series that may have occurrences to make: they run, and were not made as far as the horizon yet."""
    daily, other = (today + timedelta(days=_horizon(rule, settings)) for rule in ("FREQ=DAILY", ""))
    horizon = case((Series.office_rrule.contains("FREQ=DAILY"), daily), else_=other)
    behind = or_(Series.made_until.is_(None), Series.made_until < horizon)
    living = or_(Series.ends_on.is_(None), Series.made_until.is_(None), Series.made_until < Series.ends_on)
    return select(Series).where(Series.paused.is_(False), behind, living).order_by(Series.id)


def begin(
    session: Session, series: Series, work: Work, *, actor: Actor, now: datetime, today: date, settings: Settings, calendar: WorkingCalendar
) -> list[Task]:
    """The first occurrences of a series that a person has just accepted, from today on; none when it has already ended."""
    made = []
    for day in _days_to_make(session, series, today, settings, calendar):
        one = replace(work, milestones=[occurrence_milestone(series, day, calendar)], more={"series_id": series.id, "occurrence_on": day})
        made.append(give_occurrence(session, one, day, actor=actor, now=now, today=today))
    return made


def give_occurrence(session: Session, work: Work, day: date, *, actor: Actor, now: datetime, today: date) -> Task:
    """One occurrence as a task. It is given today, or on its own day when that has passed."""
    return give(session, work, action="task.recurred", actor=actor, now=now, today=today, assigned_on=min(today, day))


def occurrence_milestone(series: Series, day: date, calendar: WorkingCalendar) -> Milestone:
    """The deadline of one occurrence: its own day, or that by which the report whose figures are closed on it is sent."""
    due_on = day if series.send_days is None else send_by(day, series.send_days, calendar)
    default = series.rrule != series.office_rrule
    return Milestone(phrase=series.phrase, kind="recurring", due_on=due_on, original_due_on=due_on, office_default=default)


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
    first = max(series.made_until + timedelta(days=1), series.starts_on) if series.made_until else max(today, series.starts_on)
    last = today + timedelta(days=_horizon(series.office_rrule, settings))
    there = _days_there(session, series)
    days = [day for day in occurrences(series, first, last, calendar) if day not in there]
    if not days and not any(day >= max(today, series.starts_on) for day in there):
        days = _next_one(series, max(last, series.starts_on - timedelta(days=1)), calendar)
    series.made_until = max(last, series.made_until or last)
    return days


def _days_there(session: Session, series: Series) -> set[date]:
    """Days that have their task: of the series itself, or of another one of the unit, unless it was withdrawn for all."""
    living = exists().where(Assignment.task_id == Task.id, Assignment.state != State.CANCELLED)
    own = or_(Task.series_id == series.id, living)
    found = session.scalars(select(Task.occurrence_on).where(_same_unit(series), own, Task.occurrence_on.is_not(None)))
    return {day for day in found if day is not None}


def _horizon(rule: str, settings: Settings) -> int:
    days = settings.dates.series_horizon_days
    return min(days, DAILY_HORIZON_DAYS) if "FREQ=DAILY" in rule else days


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


def latest(session: Session, series: Series) -> Task | None:
    """The task that the next occurrence is like."""
    own_first = case((Task.series_id == series.id, 0), (Task.series_id == series.follows_id, 1), else_=2)
    newest = select(Task).where(_same_unit(series)).order_by(own_first, Task.occurrence_on.desc(), Task.id.desc())
    return session.scalar(newest.limit(1))
