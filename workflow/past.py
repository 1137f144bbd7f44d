"""Lists of tasks as they stood at the end of a past day, with what was entered later about that day told beside them as corrections.

A row that nothing has happened to since stands in the table as it stood then; the others are rebuilt from their events (`workflow.replay`).
So a list costs one query for the rows that may belong to it and one for the events of those that changed since, and never replays a task
that was not asked for. Titles and words of tasks never change; names of agencies and heads of directives are taken back to that day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select
from sqlalchemy.orm import Session

from directives.vietnamese import bare
from workflow import words
from workflow.access import Viewer
from workflow.later_entries import About, Correction, corrections
from workflow.lifecycle import OPEN
from workflow.model import Assignment, Directive, Extension, ExtensionState, Part, State, Task, TimeClass, User
from workflow.model.terms import TaskNature
from workflow.past_names import Labels, labels_of
from workflow.queries import Page, Sort, TaskFilter, TaskRow, rows_of
from workflow.refusals import Invalid
from workflow.replay import FACTS, Standing, Told, count_groups, standings, told_of
from workflow.task_rows import late_days
from workflow.timeliness import FINISHED, distance_words, first_due, sql_due, time_class
from workflow.visible import counted, matches, visible_assignments

#: of what was entered after the day so many are listed; all are counted
LATER_SHOWN = 50
#: tasks whose other parts are asked for at once
AT_ONCE = 500
#: nobody kept work in this program before
FIRST_DAY = date(1990, 1, 1)
#: columns that a standing has
COLUMNS = sorted(name for name in FACTS if hasattr(Assignment, name))
#: fields of a row that a standing has as they are
AS_TOLD = {field.name for field in fields(TaskRow)} & (FACTS | {"changed_at"}) - {"part", "extension_open", "extension_count"}


@dataclass(frozen=True)
class PastDay:
    """A civil day of the office that is over, and the first instant after it."""

    day: date
    until: datetime

    @classmethod
    def of(cls, day: date, zone: tzinfo, *, today: date | None = None) -> PastDay:
        """The day in the office's time zone; its end is in UTC. Raises Invalid for one that is not over (`today` given)."""
        if today is not None and day >= today:
            raise Invalid("as_of", "Ngày {day} chưa qua. Chọn một ngày trước hôm nay để xem lại.", day=words.day(day))
        if day < FIRST_DAY:
            raise Invalid("as_of", "Ngày {day} xa quá. Chọn một ngày từ {first} trở đi.", day=words.day(day), first=words.day(FIRST_DAY))
        return cls(day, datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC))


@dataclass(frozen=True)
class PastRow(TaskRow):
    """A row as it stood, and what is known better now."""

    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True)
class PastList:
    """A list of a past day."""

    page: Page[PastRow]
    #: given on that day or before, entered after it; so not in the list of that day
    later: list[PastRow]
    later_total: int


@dataclass(frozen=True)
class Known:
    """What a row needs beside its standing."""

    standing: Standing
    code: str
    nature: TaskNature
    directive_id: int
    issued_on: date | None
    watcher_id: int | None
    leader_id: int | None
    created_at: datetime
    assigned_on: date


def task_rows(session: Session, viewer: Viewer, filter: TaskFilter, past: PastDay, soon_days: int, *, paged: bool = True) -> PastList:
    """What `queries.task_rows` gave at the end of a past day: state, who has it, dates, lateness, and the same filter over all of it."""
    labels = labels_of(session, past.until)
    found = [_with_head(one, labels) for one in _standing_then(session, viewer, filter, past)]
    asked = _asked_now(session) if filter.extension_asked else frozenset()
    wanted = [one for one in found if _wanted(one, viewer, filter, past.day, soon_days, asked)]
    ordered = _sorted(wanted, filter.sort, labels)
    number = min(filter.page, max(1, -(-len(ordered) // filter.per_page))) if paged else 1
    shown = ordered[(number - 1) * filter.per_page : number * filter.per_page] if paged else ordered
    rows = _rows(session, viewer, shown, past, soon_days, labels)
    later = _entered_later(session, viewer, filter, past, soon_days, labels)
    return PastList(
        Page(rows, len(ordered), number, filter.per_page if paged else max(1, len(ordered))),
        _later_rows(session, viewer, later[:LATER_SHOWN], past, soon_days),
        len(later),
    )


def remarks(rows: Iterable[TaskRow], zone: tzinfo) -> dict[int, str]:
    """What was entered later about each row, in sentences, by assignment; rows of which nothing was are left out."""
    said = {row.assignment_id: " ".join(one.sentence(zone) for one in row.corrections) for row in rows if isinstance(row, PastRow)}
    return {assignment_id: sentences for assignment_id, sentences in said.items() if sentences}


def stamp(found: PastList, past: PastDay) -> str:
    """What a list of a past day says of itself."""
    of_day = f"Như ở cuối ngày {past.day:%d/%m/%Y}"
    return f"{of_day}; ngoài ra {found.later_total} dòng đã giao khi ấy nhưng nhập sau" if found.later_total else of_day


# --- how it stood ----------------------------------------------------------------------------------------------------


def query_of(*more: Any) -> Any:
    columns = [getattr(Assignment, name) for name in COLUMNS]
    of_task = (Task.code, Task.nature, Task.directive_id, Task.created_at, Task.assigned_on)
    query = select(Assignment.id, Assignment.task_id, Assignment.changed_at, *columns, *of_task, *more)
    heads = (Directive.issued_on, Directive.watcher_id, Directive.leader_id)
    return query.add_columns(*heads).join(Task, Task.id == Assignment.task_id).join(Directive, Directive.id == Task.directive_id)


def _standing(row: Row[Any]) -> Standing:
    """The row of the table as a standing."""
    return Standing(id=row.id, task_id=row.task_id, changed_at=row.changed_at, **{name: getattr(row, name) for name in COLUMNS})


def known(row: Row[Any], standing: Standing) -> Known:
    return Known(
        standing, row.code, row.nature, row.directive_id, row.issued_on, row.watcher_id, row.leader_id, row.created_at, row.assigned_on
    )


def _standing_then(session: Session, viewer: Viewer, filter: TaskFilter, past: PastDay) -> list[Known]:
    """The assignments that a list of the day may have, each as it stood; those that were not there yet are left out."""
    touched = Assignment.changed_at >= past.until
    query = query_of().where(*_lasting(viewer, filter), Task.created_at < past.until, or_(touched, and_(*_untouched(filter, past.day))))
    rows = session.execute(query).all()
    changed = list(dict.fromkeys(row.task_id for row in rows if row.changed_at >= past.until))
    then = standings(session, changed, past.until)
    return [
        known(row, _standing(row) if row.changed_at < past.until else then[row.id])
        for row in rows
        if row.changed_at < past.until or row.id in then
    ]


def _lasting(viewer: Viewer, filter: TaskFilter) -> list[ColumnElement[bool]]:
    """Conditions on what never changes."""
    rules = [visible_assignments(viewer)]
    if filter.part is not None:
        rules.append(Assignment.part == filter.part)
    elif viewer.may_see_all and filter.agency_id is None:
        rules.append(Assignment.part == Part.LEAD)
    plain = {Task.directive_id: filter.directive_id, Task.nature: filter.nature}
    rules += [column == value for column, value in plain.items() if value is not None]
    if filter.q:
        rules.append(matches(bare(filter.q)))
    members = filter.time_class or filter.state or filter.agency_id or filter.extension_asked or filter.mine or not viewer.may_see_all
    rules.append(counted() if members else Assignment.parent_id.is_(None))
    return rules


def _untouched(filter: TaskFilter, day: date) -> list[ColumnElement[bool]]:
    """What a row that nothing happened to since must be to belong to the list: bounds that spare reading fifteen years of finished work."""
    rules: list[ColumnElement[bool]] = []
    states = filter.state or ({State.DONE} if filter.time_class and filter.time_class <= FINISHED else frozenset())
    if not states and filter.open_only and not filter.time_class & FINISHED:
        states = OPEN
    if states:
        rules.append(Assignment.state.in_(sorted(states)))
    if filter.time_class == {TimeClass.LATE}:
        rules.append(sql_due(original=filter.by_original) < day)
    if filter.agency_id is not None:
        rules.append(Assignment.agency_id == filter.agency_id)
    return rules or [Assignment.id.is_not(None)]


def _asked_now(session: Session) -> frozenset[int]:
    return frozenset(session.scalars(select(Extension.assignment_id).where(Extension.state == ExtensionState.ASKED)))


def _wanted(one: Known, viewer: Viewer, filter: TaskFilter, day: date, soon_days: int, asked: frozenset[int]) -> bool:
    """The filter over how it stood; the same rules as the conditions of `queries.task_rows`."""
    then = one.standing
    of_class = class_of(one, day, soon_days, original=filter.by_original)
    me = viewer.user_id
    checks = (
        filter.agency_id is None or then.agency_id == filter.agency_id,
        filter.watcher_id is None or one.watcher_id == filter.watcher_id,
        filter.leader_id is None or one.leader_id == filter.leader_id,
        not filter.time_class or of_class in filter.time_class,
        not filter.state or then.state in filter.state,
        filter.due_from is None or (then.due_on is not None and then.due_on >= filter.due_from),
        filter.due_to is None or (then.due_on is not None and then.due_on <= filter.due_to),
        not filter.extension_asked or then.extension_open is not None or (not then.told and then.id in asked),
        not filter.mine or me in (one.watcher_id, one.leader_id, then.officer_id),
        bool(filter.state or filter.time_class & FINISHED) or not filter.open_only or then.state in OPEN,
    )
    return all(checks)


def class_of(one: Known, day: date, soon_days: int, *, original: bool = False) -> TimeClass:
    then = one.standing
    due_on = first_due(then.due_on, then.original_due_on) if original else then.due_on
    return time_class(then.state, due_on, then.completed_on, day, nature=one.nature, soon_days=soon_days)


def _lateness(one: Known, day: date, soon_days: int) -> dict[str, Any]:
    """What a row says of time."""
    then, of_class, by_first = one.standing, class_of(one, day, soon_days), class_of(one, day, soon_days, original=True)
    first = first_due(then.due_on, then.original_due_on)
    return {
        "time_class": of_class,
        "distance": distance_words(of_class, then.due_on, then.completed_on, day),
        "days_late": late_days(of_class, then.due_on, then.completed_on, day),
        "original_class": by_first,
        "original_days_late": late_days(by_first, first, then.completed_on, day),
    }


Key = Callable[[Known], Any]


def _sorted(found: list[Known], sort: Sort, labels: Labels) -> list[Known]:
    """In the order of `queries`; what has no date comes last."""
    keys: dict[Sort, Key] = {
        Sort.DUE: _due,
        Sort.DUE_LAST: lambda one: _due(one, -1),
        Sort.CODE: lambda one: (one.code, one.standing.id),
        Sort.AGENCY: lambda one: (*labels.place(one.standing.agency_id), one.standing.agency_id, *_due(one)),
        Sort.CHANGED: lambda one: (-one.standing.changed_at.timestamp(), -one.standing.id),
        Sort.DIRECTIVE: lambda one: (*_first(one.issued_on, -1), -one.directive_id, *_due(one)),
    }
    if sort is Sort.CODE_LAST:
        by_id = sorted(found, key=lambda one: one.standing.id)
        return sorted(by_id, key=lambda one: one.code, reverse=True)
    return sorted(found, key=keys[sort])


def _due(one: Known, way: int = 1) -> tuple[bool, int, int]:
    return (*_first(one.standing.due_on, way), one.standing.id)


def _first(day: date | None, way: int) -> tuple[bool, int]:
    return (day is None, way * day.toordinal() if day else 0)


def _with_head(one: Known, labels: Labels) -> Known:
    was = labels.directives.get(one.directive_id)
    return replace(one, **{name: was[name] for name in ("issued_on", "watcher_id", "leader_id") if name in was}) if was else one


# --- rows ------------------------------------------------------------------------------------------------------------


def _rows(session: Session, viewer: Viewer, shown: Sequence[Known], past: PastDay, soon_days: int, labels: Labels) -> list[PastRow]:
    """What is shown of each, so many tasks at a time."""
    rows: list[PastRow] = []
    for start in range(0, len(shown), AT_ONCE):
        some = shown[start : start + AT_ONCE]
        task_ids = list({one.standing.task_id for one in some})
        now = {row.assignment_id: row for row in rows_of(session, viewer, [one.standing.id for one in some], past.day, soon_days)}
        whole = _whole(session, task_ids, past)
        later = _by_assignment(told_of(session, task_ids, since=past.until))
        people = _people(session, some, labels)
        for one in some:
            row = _row(now[one.standing.id], one, past.day, soon_days, labels, people)
            beside = _beside(one, whole.get(one.standing.task_id, []), past.day, soon_days, labels)
            noted = corrections(one.standing, one.nature, later.get(one.standing.id, []), past.day, soon_days)
            rows.append(replace(row, **beside, corrections=tuple(noted)))
    return rows


def _row(now: TaskRow, one: Known, day: date, soon_days: int, labels: Labels, people: Mapping[int, str]) -> PastRow:
    then = one.standing
    head = labels.directives.get(one.directive_id, {})
    told = bool(then.told)
    as_now = {field.name: getattr(now, field.name) for field in fields(TaskRow)}
    as_then = {
        "directive_number": head.get("number", now.directive_number),
        "directive_kind": head.get("kind", now.directive_kind),
        "directive_issuer": head.get("issuer", now.directive_issuer),
        "issued_on": one.issued_on,
        "watcher_id": one.watcher_id,
        "watcher_name": people.get(one.watcher_id or 0, ""),
        "leader_name": people.get(one.leader_id or 0, ""),
        "officer_name": people.get(then.officer_id or 0, ""),
        "agency_id": then.agency_id,
        "agency_name": labels.name(then.agency_id),
        "agency_short": labels.short(then.agency_id),
        **_lateness(one, day, soon_days),
        "extension_count": then.extension_count if told else now.extension_count,
        "extension_open": then.extension_open is not None if told else now.extension_open,
    }
    return PastRow(**as_now | as_then | {name: getattr(then, name) for name in AS_TOLD})


def _people(session: Session, some: Sequence[Known], labels: Labels) -> dict[int, str]:
    """Names of those who followed, led and did it then."""
    ids = {id_ for one in some for id_ in (one.watcher_id, one.leader_id, one.standing.officer_id) if id_ is not None}
    return {row.id: row.name for row in session.execute(select(User.id, User.name).where(User.id.in_(ids)))}


def _whole(session: Session, task_ids: Sequence[int], past: PastDay) -> dict[int, list[Standing]]:
    """Every assignment of these tasks as it stood, by task."""
    rows = session.execute(query_of().where(Assignment.task_id.in_(task_ids)).order_by(Assignment.id)).all()
    changed = list({row.task_id for row in rows if row.changed_at >= past.until})
    then = standings(session, changed, past.until)
    found: dict[int, list[Standing]] = {}
    for row in rows:
        standing = _standing(row) if row.changed_at < past.until else then.get(row.id)
        if standing is not None:
            found.setdefault(row.task_id, []).append(standing)
    for parts in found.values():
        count_groups(parts)
    return found


def _beside(one: Known, parts: Sequence[Standing], day: date, soon_days: int, labels: Labels) -> dict[str, Any]:
    """Who else had a part, and how far a group was."""
    parents = {part.parent_id for part in parts}
    first = [part for part in parts if part.parent_id is None]
    helpers = [part for part in parts if part.part == Part.COORDINATE and part.id not in parents]
    members = [part for part in parts if part.parent_id == one.standing.id]
    classes = [time_class(part.state, part.due_on, part.completed_on, day, nature=one.nature, soon_days=soon_days) for part in members]
    return {
        "lead": tuple(labels.name(part.agency_id) for part in first if part.part == Part.LEAD),
        "coordinators": tuple(labels.name(part.agency_id) for part in first if part.part == Part.COORDINATE),
        "coordinators_total": len(helpers),
        "coordinators_answered": sum(part.reported_at is not None or part.state in (State.DONE, State.SUBMITTED) for part in helpers),
        "group_total": len(members),
        "group_done": sum(part.state is State.DONE for part in members),
        "group_late": classes.count(TimeClass.LATE),
    }


# --- what was entered later --------------------------------------------------------------------------------------------


def _by_assignment(events: Iterable[Told]) -> dict[int, list[Told]]:
    found: dict[int, list[Told]] = {}
    for event in events:
        found.setdefault(event.assignment_id, []).append(event)
    return found


def _entered_later(session: Session, viewer: Viewer, filter: TaskFilter, past: PastDay, soon_days: int, labels: Labels) -> list[Known]:
    """Work given by the end of the day and entered after it, that would have been in the list as far as is known now."""
    query = query_of().where(*_lasting(viewer, filter), Task.created_at >= past.until, Task.assigned_on <= past.day)
    found = [_with_head(_as_if_known(row, past.day), labels) for row in session.execute(query)]
    wanted = [one for one in found if _wanted(one, viewer, filter, past.day, soon_days, frozenset())]
    return _sorted(wanted, filter.sort, labels)


def _as_if_known(row: Row[Any], day: date) -> Known:
    """How it stood on the day by what is known now: done when its result is of that day or before, else new."""
    standing = _standing(row)
    done = standing.state is State.DONE and standing.completed_on is not None and standing.completed_on <= day
    standing.state = State.DONE if done else State.NEW
    standing.completed_on = standing.completed_on if done else None
    return known(row, standing)


def _later_rows(session: Session, viewer: Viewer, later: Sequence[Known], past: PastDay, soon_days: int) -> list[PastRow]:
    now = {row.assignment_id: row for row in rows_of(session, viewer, [one.standing.id for one in later], past.day, soon_days)}
    rows = []
    for one in later:
        of_class = class_of(one, past.day, soon_days)
        row, then = now[one.standing.id], one.standing
        entered = Correction(About.GIVEN, one.assigned_on, one.created_at, time_class=of_class)
        as_then = {
            "state": then.state,
            "completed_on": then.completed_on,
            **_lateness(one, past.day, soon_days),
            "corrections": (entered,),
        }
        rows.append(PastRow(**{field.name: getattr(row, field.name) for field in fields(TaskRow)} | as_then))
    return rows
