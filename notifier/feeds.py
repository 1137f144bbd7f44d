"""Calendars: assignments as all-day events (RFC 5545), the same event under the same UID for ever. The only module that knows icalendar.

An all-day VEVENT is what Outlook and Google show on the right day; a VTODO is shown by few. What is done stays with a tick, what is
cancelled stays as cancelled for a while, so that it leaves people's calendars instead of lingering there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event, vDuration, vText
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from notifier import links
from workflow.access import Viewer, viewer_of
from workflow.lifecycle import WORKING
from workflow.model import Assignment, Directive, Feed, Part, State, Task, TaskNature, User
from workflow.visible import counted, visible_assignments

#: done and cancelled work stays so long (security row 72)
KEPT = timedelta(days=90)
#: how often clients should ask again
REFRESH = timedelta(minutes=30)
#: before midnight of the due day, or after it: 8:30 three days before, one day before, and on the day
ALARMS = (timedelta(days=-3, hours=8, minutes=30), timedelta(days=-1, hours=8, minutes=30), timedelta(hours=8, minutes=30))
STATUS = {State.CANCELLED: "CANCELLED", State.PAUSED: "TENTATIVE", State.RETURNED: "TENTATIVE"}


@dataclass(frozen=True)
class FeedItem:
    """One day in a calendar: an assignment on its due date, or one of its later dates."""

    #: part of the UID, the same for ever
    key: str
    task_id: int
    code: str
    title: str
    text: str
    source: str
    agency: str
    part: Part
    state: State
    due_on: date
    #: hour said beside the date, `16:00`
    due_time: str
    sequence: int
    created_at: datetime
    changed_at: datetime


def etag(items: Sequence[FeedItem], *, name: str, base_url: str, minimal: bool) -> str:
    """A strong entity tag (RFC 9110 8.8.3), quoted: the same as long as `calendar` gives the same bytes, and cheap to make."""
    digest = hashlib.sha256(repr((FORM, name, base_url, minimal)).encode())
    for item in items:
        digest.update(repr(item).encode())
    return f'"{digest.hexdigest()[:32]}"'


#: raised when events come to look different, so that clients fetch again
FORM = 1


def calendar(items: Iterable[FeedItem], *, name: str, now: datetime, base_url: str, minimal: bool) -> bytes:
    """The calendar as a file. `minimal`: codes and dates only, no words of the tasks. `now` is when it is asked for; it leaves no mark,
    so that the same tasks give the same bytes."""
    frame = bytes(_frame(name).to_ical())
    end = frame.rindex(b"END:VCALENDAR")
    return frame[:end] + b"".join(_event(item, base_url, minimal) for item in items) + frame[end:]


def _frame(name: str) -> Calendar:
    frame = Calendar()
    frame.add("prodid", "-//Đôn Đốc//dondoc//VI")
    frame.add("version", "2.0")
    frame.add("calscale", "GREGORIAN")
    frame.add("method", "PUBLISH")
    frame.add("name", name)  # RFC 7986 5.1
    frame.add("x-wr-calname", name)
    frame.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    frame.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})  # RFC 7986 5.7
    frame.add("x-published-ttl", vDuration(REFRESH))  # Outlook's word for the same
    return frame


@lru_cache(maxsize=20_000)
def _event(item: FeedItem, base_url: str, minimal: bool) -> bytes:
    """One event, kept as bytes: making ten thousand anew takes seconds."""
    event = Event()
    event.add("uid", f"{item.key}@{urlsplit(base_url).hostname or 'dondoc'}")
    event.add("dtstamp", item.changed_at)  # without METHOD:REQUEST it says when the event was last revised (RFC 5545 3.8.7.2)
    event.add("created", item.created_at)
    event.add("last-modified", item.changed_at)
    event.add("sequence", item.sequence)
    event.add("dtstart", item.due_on)
    event.add("dtend", item.due_on + timedelta(days=1))
    event.add("status", STATUS.get(item.state, "CONFIRMED"))
    event.add("transp", "TRANSPARENT")  # a deadline does not make anybody busy
    event.add("class", "PRIVATE")
    event.add("url", links.task(base_url, item.task_id))
    event.add("summary", _summary(item, minimal))
    event.add("description", _description(item, base_url, minimal))
    for before in ALARMS if item.state in WORKING else ():
        event.add_component(_alarm(before, _summary(item, minimal)))
    return bytes(event.to_ical())


def _summary(item: FeedItem, minimal: bool) -> str:
    marks = {State.DONE: "✓ Đã xong: ", State.SUBMITTED: "Chờ xác nhận: ", State.PAUSED: "Tạm dừng: ", State.CANCELLED: "Đã hủy: "}
    hour = f"{item.due_time} " if item.due_time else ""
    what = item.code if minimal else f"{item.title} ({item.agency}, {item.part.label.lower()})"
    return f"{marks.get(item.state, 'Hạn ' if minimal else '')}{hour}{what}"


def _description(item: FeedItem, base_url: str, minimal: bool) -> str:
    link = links.task(base_url, item.task_id)
    if minimal:
        return link
    return "\n".join([item.text, "", f"{item.code}, {item.source}. {item.agency}: {item.part.label.lower()}. {item.state.label}.", link])


def _alarm(before: timedelta, words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", before)
    alarm.add("description", vText(words))
    return alarm


# --- whose tasks -------------------------------------------------------------------------------------------------------


def feed_items(session: Session, feed: Feed, today: date) -> list[FeedItem]:
    """What a feed shows now, by date; nothing for a person who was disabled. The one visibility filter holds here too.

    A person's feed has the work of their agencies; of a person who follows or leads directives, the work of those directives.
    """
    wanted = _of_agency(feed.agency_id) if feed.agency_id is not None else _of_user(session, feed.user_id)
    if wanted is None:
        return []
    rows = session.scalars(
        select(Assignment)
        .join(Task, Task.id == Assignment.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .where(wanted, counted(), Task.nature != TaskNature.REGULAR, Assignment.due_on.is_not(None), _recent(today))
        .options(contains_eager(Assignment.task).contains_eager(Task.directive), joinedload(Assignment.agency))
        .options(joinedload(Assignment.milestones))
        .order_by(Assignment.due_on, Assignment.id)
    )
    return [item for assignment in rows.unique() for item in _items(assignment)]


def _of_agency(agency_id: int) -> ColumnElement[bool]:
    return Assignment.agency_id == agency_id


def _of_user(session: Session, user_id: int | None) -> ColumnElement[bool] | None:
    user = session.get(User, user_id) if user_id is not None else None
    if user is None or not user.active:
        return None
    viewer = viewer_of(session, user)
    return visible_assignments(viewer) & _own(viewer)


def _own(viewer: Viewer) -> ColumnElement[bool]:
    """Of what a person may see, what is theirs to do or to follow; it is often very much less."""
    follows = or_(Directive.watcher_id == viewer.user_id, Directive.leader_id == viewer.user_id)
    return or_(Assignment.agency_id.in_(viewer.agency_ids), follows)


def _recent(today: date) -> ColumnElement[bool]:
    """Open work whenever due; what came to an end for a while after it changed last."""
    since = datetime(today.year, today.month, today.day, tzinfo=UTC) - KEPT
    ended = (State.DONE, State.CANCELLED)
    return or_(Assignment.state.not_in(ended), Assignment.changed_at >= since)


def _items(assignment: Assignment) -> list[FeedItem]:
    """The assignment on its due date, and each of its later dates that is still open."""
    assert assignment.due_on is not None
    main = _item(assignment, f"assignment-{assignment.id}", assignment.due_on, assignment.due_time)
    later = [
        _item(assignment, f"assignment-{assignment.id}-{milestone.id}", milestone.due_on, milestone.due_time)
        for milestone in assignment.milestones
        if milestone.due_on is not None and milestone.met_on is None and milestone.due_on > assignment.due_on
    ]
    return [main, *later]


def _item(assignment: Assignment, key: str, due_on: date, due_time: str | None) -> FeedItem:
    task = assignment.task
    return FeedItem(
        key=key,
        task_id=task.id,
        code=task.code,
        title=task.title,
        text=task.text,
        source=task.directive.number or task.directive.kind,
        agency=assignment.agency.short_name or assignment.agency.name,
        part=assignment.part,
        state=assignment.state,
        due_on=due_on,
        due_time=due_time or "",
        sequence=assignment.sequence,
        created_at=task.created_at.replace(microsecond=0),
        changed_at=assignment.changed_at.replace(microsecond=0),
    )
