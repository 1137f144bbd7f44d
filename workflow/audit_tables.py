"""Whether the tables are what the events say: somebody who leaves the history alone can still move a date in the table beside it.

Covered: every task (code, title, words, nature, day given) and that none came or went without an event; every assignment's agency, part,
parent, state, dates, officer, progress, completion and result, a group's count, its dates where it has several, its requests for more
time; the words of reports; people's posts and whether they may enter; the bytes of directives' files. Not covered, because their events
do not carry all of it: heads of directives, candidates, agencies and their names, settings of the calendar, mails, what is read again by
the machine, log-in sessions and passwords.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from workflow.giving import task_facts
from workflow.model import (
    Assignment,
    DirectiveFile,
    Event,
    Extension,
    ExtensionState,
    Membership,
    Milestone,
    Report,
    StoredFile,
    Task,
    User,
)
from workflow.replay import FACTS, Standing, Told, replay, told_of

#: tasks that are compared together
PAGE = 500
#: facts of a standing that are columns of the assignment
COLUMNS = sorted(name for name in FACTS if hasattr(Assignment, name))
TASKS: tuple[Any, ...] = (Task.id, Task.code, Task.title, Task.text, Task.nature, Task.assigned_on)
MILESTONES: tuple[Any, ...] = (Milestone.assignment_id, Milestone.due_on, Milestone.due_time, Milestone.original_due_on, Milestone.met_on)
REQUESTS: tuple[Any, ...] = (Extension.assignment_id, Extension.id, Extension.state)
MADE = ("task.accepted", "task.imported", "task.recurred")
SPOKE = frozenset({"assignment.reported", "assignment.submitted"})
BLOCK = 1 << 20


def differences(session: Session, *, files: bool = True) -> Iterator[str]:
    """What in the tables is not as the history tells, a Vietnamese sentence each. `files`: also read every file again."""
    yield from _tasks_gone(session)
    last = 0
    while page := session.execute(select(*TASKS).where(Task.id > last).order_by(Task.id).limit(PAGE)).all():
        last = page[-1].id
        yield from _of_tasks(session, page)
    yield from _people(session)
    if files:
        yield from _files(session)


def _tasks_gone(session: Session) -> Iterator[str]:
    made = select(Event.subject_id, Event.new).where(Event.action.in_(MADE), ~select(Task.id).where(Task.id == Event.subject_id).exists())
    for _, new in session.execute(made.order_by(Event.id)):
        yield f"Nhiệm vụ {(new or {}).get('code', '?')} có trong lịch sử nhưng không còn trong bảng."


def _of_tasks(session: Session, tasks: Sequence[Row[Any]]) -> Iterator[str]:
    ids = [task.id for task in tasks]
    yield from _tasks(session, tasks)
    told = list(told_of(session, ids))
    standings = replay(told)
    query = select(Assignment.id, Assignment.task_id, *(getattr(Assignment, name) for name in COLUMNS))
    rows = {row.id: row for row in session.execute(query.where(Assignment.task_id.in_(ids)))}
    codes = {task.id: task.code for task in tasks}
    for id_ in sorted(standings.keys() - rows.keys()):
        yield f"{codes[standings[id_].task_id]}: phần giao số {id_} có trong lịch sử nhưng không còn trong bảng."
    for id_ in sorted(rows.keys() - standings.keys()):
        yield f"{codes[rows[id_].task_id]}: phần giao số {id_} có trong bảng nhưng lịch sử không ghi."
    both = [(rows[id_], standings[id_]) for id_ in sorted(rows.keys() & standings.keys())]
    for row, standing in both:
        for name in _unlike(row, standing):
            have, said = getattr(row, name), getattr(standing, name)
            yield f"{codes[row.task_id]}: {name} của phần giao số {row.id} là {have!s}, lịch sử ghi {said!s}."
    yield from _beside(session, [standing for _, standing in both], codes)
    yield from _reports(session, told, codes)


def _tasks(session: Session, tasks: Sequence[Row[Any]]) -> Iterator[str]:
    query = select(Event.subject_id, Event.new).where(Event.task_id.in_([task.id for task in tasks]), Event.action.in_(MADE))
    told = {row.subject_id: row.new or {} for row in session.execute(query)}
    for task in tasks:
        if task.id not in told:
            yield f"{task.code}: nhiệm vụ có trong bảng nhưng lịch sử không ghi."
            continue
        for name, value in task_facts(task).items():
            plain = value.isoformat() if isinstance(value, date) else value
            if name in told[task.id] and told[task.id][name] != plain:
                yield f"{task.code}: {name} của nhiệm vụ khác lịch sử."


def _unlike(row: Row[Any], standing: Standing) -> Iterator[str]:
    """Columns in which the row is not what the events left; where an older program told less, those that were told."""
    for name in COLUMNS:
        if (standing.whole or name in standing.told) and _plain(getattr(row, name)) != _plain(getattr(standing, name)):
            yield name


def _plain(value: Any) -> Any:
    """Groups' counts are written without an event of their own, and an empty number is none."""
    return None if value == "" else value


def _beside(session: Session, standings: Iterable[Standing], codes: dict[int, str]) -> Iterator[str]:
    """Dates and requests for more time, which stand in tables of their own."""
    by_id = {standing.id: standing for standing in standings if standing.whole}
    task_ids = list({standing.task_id for standing in by_id.values()})
    dates = _grouped(session, select(*MILESTONES).join(Assignment).where(Assignment.task_id.in_(task_ids)).order_by(Milestone.id))
    requests = _grouped(session, select(*REQUESTS).join(Assignment).where(Assignment.task_id.in_(task_ids)).order_by(Extension.id))
    for id_, standing in by_id.items():
        if not _dates_fit(standing, dates.get(id_, [])):
            yield f"{codes[standing.task_id]}: các mốc thời hạn của phần giao số {id_} khác lịch sử."
        granted = sum(one.state is ExtensionState.GRANTED for one in requests.get(id_, []))
        asked = next((one.id for one in requests.get(id_, []) if one.state is ExtensionState.ASKED), None)
        if (granted, asked) != (standing.extension_count, standing.extension_open):
            yield f"{codes[standing.task_id]}: đề nghị gia hạn của phần giao số {id_} khác lịch sử."


def _grouped(session: Session, query: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in session.execute(query):
        found.setdefault(row.assignment_id, []).append(row)
    return found


def _dates_fit(standing: Standing, milestones: list[Any]) -> bool:
    if len(milestones) == 1:
        only = milestones[0]
        return (only.due_on, only.due_time, only.original_due_on) == (standing.due_on, standing.due_time, standing.original_due_on)
    days = [one.due_on.isoformat() if one.due_on else None for one in milestones] or None
    met = [one.met_on.isoformat() if one.met_on else None for one in milestones]
    return (days, met if any(met) else None) == (standing.milestone_dates, standing.milestone_met)


def _reports(session: Session, told: Sequence[Told], codes: dict[int, str]) -> Iterator[str]:
    said = Counter((event.assignment_id, event.at, event.note) for event in told if event.action in SPOKE)
    kept: Counter[tuple[int, datetime, str]] = Counter()
    of_assignment = {event.assignment_id: event.task_id for event in told}
    query = select(Report.assignment_id, Report.at, Report.text, Assignment.task_id).join(Assignment)
    for row in session.execute(query.where(Assignment.task_id.in_(list(codes)))):
        kept[row.assignment_id, row.at, row.text] += 1
        of_assignment[row.assignment_id] = row.task_id
    for id_ in sorted({key[0] for key in (said - kept) + (kept - said)}):
        yield f"{codes[of_assignment[id_]]}: báo cáo của phần giao số {id_} khác lịch sử."


def _people(session: Session) -> Iterator[str]:
    """Posts (which, not where: an agency's name may change) and whether the person may enter."""
    posts: dict[int, list[str]] = {}
    active: dict[int, bool] = {}
    query = select(Event.subject_id, Event.action, Event.new).where(Event.subject == "user", Event.action.startswith("user."))
    for row in session.execute(query.order_by(Event.id)):
        _follow_person(row, posts, active)
    now: dict[int, list[str]] = {}
    for user_id, post in session.execute(select(Membership.user_id, Membership.post)):
        now.setdefault(user_id, []).append(post.value)
    for user in session.execute(select(User.id, User.email, User.active).order_by(User.id)):
        if user.id not in active:
            yield f"Người dùng {user.email} có trong bảng nhưng lịch sử không ghi."
        elif user.active != active[user.id]:
            yield f"Người dùng {user.email}: việc khóa, mở tài khoản khác lịch sử."
        if sorted(now.get(user.id, [])) != sorted(posts.get(user.id, [])) and user.id in active:
            yield f"Người dùng {user.email}: chức trách khác lịch sử."


def _follow_person(event: Row[Any], posts: dict[int, list[str]], active: dict[int, bool]) -> None:
    if event.action in ("user.created", "user.posts_set"):
        posts[event.subject_id] = [post.split("@")[0] for post in (event.new or {}).get("posts", [])]
    if event.action in ("user.created", "user.enabled", "user.disabled"):
        active[event.subject_id] = event.action != "user.disabled"


def _files(session: Session) -> Iterator[str]:
    """Every directive's file against the digest that the event of its arrival carries; one file in memory at a time."""
    query = select(Event.directive_id, Event.new).where(Event.action.in_(("directive.received", "directive.file_added")))
    told = {(row.directive_id, (row.new or {}).get("sha256")) for row in session.execute(query)}
    pairs = select(DirectiveFile.directive_id, StoredFile.id, StoredFile.name, StoredFile.sha256).join(StoredFile).order_by(StoredFile.id)
    checked: dict[int, str] = {}
    for row in session.execute(pairs).all():
        if row.id not in checked:
            checked = {row.id: _digest(session, row.id)}
        if checked[row.id] != row.sha256 or (row.directive_id, row.sha256) not in told:
            yield f"Tệp “{row.name}” của văn bản số {row.directive_id} trong hệ thống khác lúc nhận."


def _digest(session: Session, file_id: int) -> str:
    """The SHA-256 of the bytes that are kept, a megabyte at a time."""
    digest, place = hashlib.sha256(), 1
    while block := session.scalar(select(func.substr(StoredFile.content, place, BLOCK)).where(StoredFile.id == file_id)):
        digest.update(bytes(block))
        place += BLOCK
    return digest.hexdigest()
