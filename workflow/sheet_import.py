"""Tasks from an office's own sheet: planned first, with every fault by row; applied whole; the same sheet again makes nothing twice."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directives.vietnamese import fold
from workflow import history, lifecycle
from workflow.access import Viewer, require_office
from workflow.acting import Actor
from workflow.assignments import facts, settle
from workflow.citations import number_key
from workflow.duedates import WorkingCalendar
from workflow.giving import Work, give, short_title
from workflow.heads import folded_words, identity
from workflow.model import Agency, Assignment, Directive, DirectiveSource, Milestone, Part, State, Task, TaskNature
from workflow.refusals import Invalid, Term
from workflow.settings import Settings
from workflow.sheet_files import Sheet, SheetRow
from workflow.sheet_rows import REQUIRED, Known, RowFault, agencies_named, agencies_of, day_of, read_row

#: Directive of rows that name no document
OWN_LIST = "Bảng theo dõi"


@dataclass(frozen=True)
class PlannedTask:
    """One row that can be made a task."""

    row: int
    key: str
    text: str
    leads: tuple[int, ...]
    coordinators: tuple[int, ...]
    due_on: date | None
    nature: TaskNature
    number: str
    kind: str
    issuer: str
    subject: str
    issued_on: date | None
    given_on: date | None
    state: State
    completed_on: date | None
    result_number: str


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do: rows to make, rows that are here already, and what is wrong, each with the number of its row."""

    new: list[PlannedTask] = field(default_factory=list)
    unchanged: list[PlannedTask] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)

    @property
    def undated(self) -> list[PlannedTask]:
        """New ones that are done, nobody knows on which day: they count neither as in time nor as late."""
        return [planned for planned in self.new if planned.state is State.DONE and planned.completed_on is None]


def plan_import(session: Session, sheet: Sheet, mapping: Mapping[str, str], *, today: date) -> ImportPlan:
    """What would be made of a sheet, by a mapping of fields to column names. Writes nothing. Raises Invalid for the mapping."""
    _check_mapping(sheet, mapping)
    plan = ImportPlan()
    seen: dict[str, int] = {}
    read: list[tuple[SheetRow, dict[str, Any]]] = []
    for row in sheet.rows:
        try:
            read.append((row, read_row(row, mapping, today)))
        except RowFault as fault:
            plan.errors.append((row.number, str(fault)))
    known = agencies_of(session, (values for _, values in read), today)
    for row, values in read:
        try:
            planned = _planned(row.number, values, known, today)
        except RowFault as fault:
            plan.errors.append((row.number, str(fault)))
            continue
        seen[planned.key] = seen.get(planned.key, 0) + 1
        if seen[planned.key] > 1:
            planned = replace(planned, key=hashlib.sha256(f"{planned.key}#{seen[planned.key]}".encode()).hexdigest())
        plan.new.append(planned)
    here = set(session.scalars(select(Task.import_key).where(Task.import_key.is_not(None))))
    plan.unchanged[:] = [planned for planned in plan.new if planned.key in here]
    plan.new[:] = [planned for planned in plan.new if planned.key not in here]
    plan.errors.sort()
    return plan


def apply_import(
    session: Session,
    plan: ImportPlan,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    settings: Settings,
    calendar: WorkingCalendar,
) -> list[Task]:
    """Makes the tasks of a plan, all of them or, on any fault, none. What was made meanwhile is left out. Only the office may."""
    require_office(viewer)
    history.serialise(session)
    importer = replace(actor, via="import")
    here = set(session.scalars(select(Task.import_key).where(Task.import_key.is_not(None))))
    fresh = [planned for planned in plan.new if planned.key not in here]
    wanted = {id_ for planned in fresh for id_ in (*planned.leads, *planned.coordinators)}
    by_id = {agency.id: agency for agency in session.scalars(select(Agency).where(Agency.id.in_(wanted)))}
    directives: dict[str, Directive] = {}
    return [_make(session, planned, by_id, directives, importer, viewer, now, today) for planned in fresh]


def _check_mapping(sheet: Sheet, mapping: Mapping[str, str]) -> None:
    for name, column in mapping.items():
        if column not in sheet.columns:
            raise Invalid(name, "Bảng không có cột “{column}”. Các cột: {columns}.", column=column, columns="; ".join(sheet.columns))
    for name, label in REQUIRED.items():
        if name not in mapping:
            raise Invalid(name, "Chưa biết cột nào là “{label}”. Các cột: {columns}.", label=Term(label), columns="; ".join(sheet.columns))


def _planned(row: int, values: Mapping[str, Any], known: Known, today: date) -> PlannedTask:
    on = day_of(values, today)
    leads = agencies_named(values["lead"], known, on, "Cơ quan chủ trì")
    if not leads:
        raise RowFault("Thiếu “Cơ quan chủ trì”.")
    helpers = agencies_named(values["coordinate"], known, on, "Cơ quan phối hợp")
    if values["completed_on"] and values["completed_on"] > today:
        raise RowFault(f"Ngày hoàn thành {values['completed_on']:%d/%m/%Y} ở tương lai.")
    given_on = values["given_on"] or values["issued_on"]
    if values["completed_on"] and given_on and values["completed_on"] < given_on:
        raise RowFault(f"Ngày hoàn thành {values['completed_on']:%d/%m/%Y} trước ngày giao {given_on:%d/%m/%Y}.")
    key = "|".join([fold(values["number"]), fold(values["text"]), ",".join(str(id_) for id_ in sorted(leads))])
    done = values["state"] is State.DONE or values["completed_on"] is not None
    return PlannedTask(
        row=row,
        key=hashlib.sha256(key.encode()).hexdigest(),
        text=values["text"],
        leads=leads,
        coordinators=tuple(id_ for id_ in helpers if id_ not in leads),
        due_on=values["due_on"],
        nature=values["nature"],
        number=values["number"],
        kind=values["kind"],
        issuer=values["issuer"],
        subject=values["subject"],
        issued_on=values["issued_on"],
        given_on=values["given_on"],
        state=State.DONE if done else values["state"],
        completed_on=values["completed_on"],
        result_number=values["result_number"],
    )


# --- making --------------------------------------------------------------------------------------------------------


def _make(
    session: Session,
    planned: PlannedTask,
    by_id: Mapping[int, Agency],
    directives: dict[str, Directive],
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
) -> Task:
    directive = _directive(session, planned, directives, actor, viewer, now, today)
    due = planned.due_on
    work = Work(
        directive=directive,
        title=short_title(planned.text),
        text=planned.text,
        leads=[by_id[id_] for id_ in planned.leads],
        coordinators=[by_id[id_] for id_ in planned.coordinators],
        milestones=[Milestone(phrase="", kind="date", due_on=due, original_due_on=due, office_default=False)] if due else [],
        nature=planned.nature,
        as_named=planned.state is State.DONE,
        more={"import_key": planned.key},
    )
    given_on = planned.given_on or planned.issued_on or today
    task = give(session, work, action="task.imported", actor=actor, now=now, today=today, assigned_on=min(given_on, today))
    if planned.state is not State.NEW:
        for assignment in _answering(session, task):
            _settle(session, assignment, planned, actor, now, today)
    return task


def _directive(
    session: Session,
    planned: PlannedTask,
    directives: dict[str, Directive],
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
) -> Directive:
    """The directive of a row: the one that is here under its number and year, else a new one."""
    year = str(planned.issued_on.year) if planned.issued_on else ""
    key = f"{fold(planned.number)}|{year}" if planned.number else f"|{planned.issuer}|{planned.given_on}"
    if key not in directives:
        found = _same_number(session, planned) if planned.number else None
        directives[key] = found or _new_directive(session, planned, year, actor, viewer, now, today)
    return directives[key]


def _same_number(session: Session, planned: PlannedTask) -> Directive | None:
    query = select(Directive).where(Directive.identity.startswith(identity(planned.number, "", "").split("|")[0] + "|", autoescape=True))
    for directive in session.scalars(query.order_by(Directive.id)):
        same_issuer = not planned.issuer or not directive.issuer or fold(planned.issuer) == fold(directive.issuer)
        same_year = not planned.issued_on or not directive.issued_on or planned.issued_on.year == directive.issued_on.year
        if same_issuer and same_year:
            return directive
    return None


def _new_directive(
    session: Session, planned: PlannedTask, year: str, actor: Actor, viewer: Viewer, now: datetime, today: date
) -> Directive:
    directive = Directive(
        source=DirectiveSource.FILE if planned.number else DirectiveSource.SPOKEN,
        number=planned.number,
        kind=planned.kind or ("" if planned.number else OWN_LIST),
        issuer=planned.issuer,
        issued_on=planned.issued_on or (None if planned.number else planned.given_on),
        subject=planned.subject,
        identity=identity(planned.number, planned.issuer, year),
        number_key=number_key(planned.number),
        folded=folded_words(planned.number, planned.kind or OWN_LIST, planned.issuer, planned.subject),
        received_on=planned.given_on or today,
        watcher_id=viewer.user_id,
        created_at=now,
        created_by_id=actor.user_id,
    )
    session.add(directive)
    session.flush()
    history.record(
        session, actor=actor, now=now, action="directive.imported", subject="directive", subject_id=directive.id, directive=directive
    )
    return directive


def _answering(session: Session, task: Task) -> list[Assignment]:
    """The leads who answer for a task: a group's members, not the group."""
    leads = list(session.scalars(select(Assignment).where(Assignment.task_id == task.id, Assignment.part == Part.LEAD)))
    parents = {assignment.parent_id for assignment in leads}
    return [assignment for assignment in leads if assignment.id not in parents]


def _settle(session: Session, assignment: Assignment, planned: PlannedTask, actor: Actor, now: datetime, today: date) -> None:
    """Takes over how far the sheet says that it is. Done without a day stays without: it is neither in time nor late."""
    before = facts(assignment)
    lifecycle.take_over(assignment, planned.state)
    if planned.state is State.DONE:
        assignment.completed_on, assignment.result_number, assignment.confirmed_at = planned.completed_on, planned.result_number, now
        for milestone in assignment.milestones:
            milestone.met_on = planned.completed_on or today
    settle(session, assignment, "assignment.imported", before=before, actor=actor, now=now)
