"""Directives: the list with what has become of each, and one directive whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from directives.vietnamese import bare
from workflow.access import Viewer
from workflow.citations import number_key
from workflow.model import (
    Assignment,
    Candidate,
    CandidateState,
    Directive,
    DirectiveFile,
    DirectiveSource,
    Event,
    Part,
    Reading,
    State,
    StoredFile,
    Task,
    TaskSource,
    TimeClass,
    User,
)
from workflow.model.terms import Urgency
from workflow.refusals import NotFound
from workflow.task_filter import TaskFilter
from workflow.task_queries import Page, task_rows
from workflow.task_rows import TaskRow
from workflow.timeliness import sql_time_class
from workflow.visible import counted, visible_assignments, visible_directives

#: States of a directive that a list can be narrowed to
TO_REVIEW, WITH_TASKS, WITHOUT_TASKS = "review", "tasks", "none"
STATES = {TO_REVIEW: "Còn phải duyệt", WITH_TASKS: "Đã giao nhiệm vụ", WITHOUT_TASKS: "Chưa giao nhiệm vụ"}

Watcher = aliased(User, name="watcher")
Leader = aliased(User, name="leader")


@dataclass(frozen=True)
class DirectiveRow:
    """One directive in a list, with what has become of it."""

    id: int
    source: DirectiveSource
    number: str
    kind: str
    issuer: str
    issued_on: date | None
    received_on: date | None
    subject: str
    urgency: Urgency
    watcher_id: int | None
    watcher_name: str
    leader_name: str
    created_at: datetime
    #: proposed candidates that nobody has decided, of all
    candidates_open: int = 0
    candidates_total: int = 0
    #: assignments that somebody answers for (leads), finished, late
    tasks_total: int = 0
    tasks_done: int = 0
    tasks_late: int = 0

    @property
    def label(self) -> str:
        """How people call it: `Kế hoạch 03/KH-UBND`."""
        return f"{self.kind} {self.number}".strip() or self.source.label


@dataclass(frozen=True)
class FileRow:
    """A file, without its bytes."""

    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    created_at: datetime


@dataclass(frozen=True)
class DirectiveView:
    """One directive whole. Candidates and reading are the office's; others see None and an empty list."""

    directive: Directive
    row: DirectiveRow
    files: list[FileRow]
    reading: Reading | None
    candidates: list[Candidate]
    tasks: list[TaskRow]
    #: newest first
    events: list[Event]


def directive_rows(
    session: Session,
    viewer: Viewer,
    *,
    today: date,
    q: str = "",
    state: str = "",
    watcher_id: int | None = None,
    page: int = 1,
    per_page: int = 50,
) -> Page[DirectiveRow]:
    """Directives that the viewer may see, the newest first. `state` is a key of STATES or empty."""
    conditions = [visible_directives(viewer), *_words(q), *_of_state(state)]
    if watcher_id is not None:
        conditions.append(Directive.watcher_id == watcher_id)
    total = session.scalar(select(func.count(Directive.id)).where(*conditions)) or 0
    number = min(max(1, page), max(1, -(-total // per_page)))
    query = (
        select(Directive, Watcher.name, Leader.name)
        .outerjoin(Watcher, Watcher.id == Directive.watcher_id)
        .outerjoin(Leader, Leader.id == Directive.leader_id)
        .where(*conditions)
        .order_by(Directive.id.desc())
        .limit(per_page)
        .offset((number - 1) * per_page)
    )
    found = [(directive, watcher, leader) for directive, watcher, leader in session.execute(query)]
    counts = _counts(session, viewer, [directive.id for directive, _, _ in found], today)
    return Page([_row(d, watcher, leader, counts) for d, watcher, leader in found], total, number, per_page)


def directive_view(session: Session, viewer: Viewer, directive_id: int, today: date, soon_days: int) -> DirectiveView:
    """One directive with files, candidates, tasks and history. Raises NotFound, also for one that the viewer may not see."""
    directive = require_see_directive(session, viewer, directive_id)
    counts = _counts(session, viewer, [directive_id], today)
    watcher, leader = (person.name if person else None for person in (directive.watcher, directive.leader))
    everything = TaskFilter(directive_id=directive_id, open_only=False)
    candidates = list(directive.candidates) if viewer.office else []
    events = select(Event).where(Event.directive_id == directive_id).options(joinedload(Event.actor)).order_by(Event.id.desc()).limit(200)
    return DirectiveView(
        directive=directive,
        row=_row(directive, watcher, leader, counts),
        files=files_of(session, directive_id),
        reading=directive.reading if viewer.office else None,
        candidates=candidates,
        tasks=task_rows(session, viewer, everything, today, soon_days, paged=False).rows,
        events=list(session.scalars(events)) if viewer.may_see_all else [],
    )


def require_see_directive(session: Session, viewer: Viewer, directive_id: int) -> Directive:
    """The directive, for one who may see it. Raises NotFound, the same for one that is not there as for one that is hidden."""
    query = select(Directive).where(Directive.id == directive_id, visible_directives(viewer))
    directive = session.scalar(query.options(joinedload(Directive.watcher), joinedload(Directive.leader)))
    if directive is None:
        raise NotFound("Không có văn bản này, hoặc văn bản không giao việc cho cơ quan của anh/chị.")
    return directive


def files_of(session: Session, directive_id: int) -> list[FileRow]:
    """The files of a directive in the order in which they came."""
    columns = (StoredFile.id, StoredFile.name, StoredFile.media_type, StoredFile.size, StoredFile.sha256, StoredFile.created_at)
    query = select(*columns).join(DirectiveFile, DirectiveFile.file_id == StoredFile.id).where(DirectiveFile.directive_id == directive_id)
    return [FileRow(*row) for row in session.execute(query.order_by(DirectiveFile.id))]


def directive_file(session: Session, viewer: Viewer, directive_id: int, file_id: int) -> StoredFile:
    """A file of a directive with its bytes, for one who may see the directive. Raises NotFound."""
    require_see_directive(session, viewer, directive_id)
    query = select(StoredFile).join(DirectiveFile, DirectiveFile.file_id == StoredFile.id)
    file = session.scalar(query.where(DirectiveFile.directive_id == directive_id, StoredFile.id == file_id))
    if file is None:
        raise NotFound("Văn bản này không có tệp đó.")
    return file


def _words(q: str) -> list[ColumnElement[bool]]:
    return [Directive.folded.contains(word, autoescape=True) for word in bare(q).split()]


def _of_state(state: str) -> list[ColumnElement[bool]]:
    waiting = exists().where(Candidate.directive_id == Directive.id, Candidate.state == CandidateState.PROPOSED)
    given = or_(exists().where(Task.directive_id == Directive.id), exists().where(TaskSource.directive_id == Directive.id))
    rules: dict[str, ColumnElement[bool]] = {TO_REVIEW: waiting, WITH_TASKS: given, WITHOUT_TASKS: ~given}
    return [rules[state]] if state in rules else []


def _counts(session: Session, viewer: Viewer, directive_ids: Iterable[int], today: date) -> dict[int, dict[str, Any]]:
    ids = list(directive_ids)
    counts: dict[int, dict[str, Any]] = {id_: {} for id_ in ids}
    is_open = func.sum(case((Candidate.state == CandidateState.PROPOSED, 1), else_=0))
    alive = or_(Candidate.state == CandidateState.PROPOSED, Candidate.state == CandidateState.ACCEPTED)
    if viewer.office:
        query = select(Candidate.directive_id, is_open, func.count(Candidate.id)).where(Candidate.directive_id.in_(ids), alive)
        for id_, waiting, total in session.execute(query.group_by(Candidate.directive_id)):
            counts[id_] |= {"candidates_open": int(waiting or 0), "candidates_total": total}
    done = func.sum(case((Assignment.state == State.DONE, 1), else_=0))
    late = func.sum(case((sql_time_class(today, 1) == TimeClass.LATE.value, 1), else_=0))
    query_tasks = (
        select(Task.directive_id, func.count(Assignment.id), done, late)
        .select_from(Assignment)
        .join(Task, Task.id == Assignment.task_id)
        .where(Task.directive_id.in_(ids), visible_assignments(viewer), counted(), Assignment.state != State.CANCELLED)
        .group_by(Task.directive_id)
    )
    if viewer.may_see_all:
        query_tasks = query_tasks.where(Assignment.part == Part.LEAD)
    for id_, total, finished, overdue in session.execute(query_tasks):
        counts[id_] |= {"tasks_total": total, "tasks_done": int(finished or 0), "tasks_late": int(overdue or 0)}
    return counts


def _row(directive: Directive, watcher: str | None, leader: str | None, counts: dict[int, dict[str, Any]]) -> DirectiveRow:
    return DirectiveRow(
        id=directive.id,
        source=directive.source,
        number=directive.number,
        kind=directive.kind,
        issuer=directive.issuer,
        issued_on=directive.issued_on,
        received_on=directive.received_on,
        subject=directive.subject,
        urgency=directive.urgency,
        watcher_id=directive.watcher_id,
        watcher_name=watcher or "",
        leader_name=leader or "",
        created_at=directive.created_at,
        **counts.get(directive.id, {}),
    )


def newest_of_number(session: Session, number: str) -> Directive | None:
    """The directive of a number as people type it; of several the one issued last."""
    same = select(Directive).where(Directive.number_key == number_key(number), Directive.number_key != "")
    return session.scalar(same.order_by(Directive.issued_on.desc(), Directive.id.desc()).limit(1))
