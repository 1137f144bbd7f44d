"""Giving work: a task with its assignments, one per lead and coordinator, groups opened into their members."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from directives.vietnamese import bare
from workflow import agencies, history, successions
from workflow.acting import Actor
from workflow.assignments import given_facts, refresh_due, same_milestone
from workflow.excusing import left_out
from workflow.model import Agency, Assignment, Directive, Milestone, Part, Series, State, Task, TaskNature

TITLE_LENGTH = 120
#: an agency, its part, and the members that it opens into
Named = tuple[Agency, Part, list[Agency]]


@dataclass(frozen=True)
class Work:
    """What is given: the words, who does it, by when."""

    directive: Directive
    title: str
    text: str
    leads: Sequence[Agency]
    coordinators: Sequence[Agency] = ()
    milestones: Sequence[Milestone] = ()
    nature: TaskNature = TaskNature.SPECIFIC
    path: str = ""
    report_to: str = ""
    candidate_id: int | None = None
    #: id of an agency → its unit that is named
    units: Mapping[int, str] = field(default_factory=dict)
    #: ids of members of groups that were excused from it
    excused: frozenset[int] = frozenset()
    #: who is given it too and is not followed here, as `Task.untracked`
    untracked: Mapping[str, list[str]] = field(default_factory=dict)
    #: it is over already: whoever is no more keeps it, instead of the heir who would answer now
    as_named: bool = False
    #: other columns of Task: series_id, occurrence_on, import_key
    more: dict[str, Any] = field(default_factory=dict)


def give(session: Session, work: Work, *, action: str, actor: Actor, now: datetime, today: date, assigned_on: date) -> Task:
    """Makes the task and its assignments, each with an event. Groups open into the members of the day `assigned_on`.

    Whoever is no more today is followed by its heir, where that needs no person's word; the assignment remembers whom the directive named.
    """
    history.serialise(session)
    task = Task(
        code=next_code(session, today.year),
        directive=work.directive,
        candidate_id=work.candidate_id,
        path=work.path,
        title=work.title[:300],
        text=work.text,
        folded=bare(f"{work.title} {work.text} {work.directive.number}"),
        nature=work.nature,
        urgency=work.directive.urgency,
        report_to=work.report_to,
        created_at=now,
        created_by_id=actor.user_id,
        assigned_on=assigned_on,
        untracked=dict(work.untracked),
        **work.more,
    )
    session.add(task)
    session.flush()
    history.record(session, actor=actor, now=now, action=action, subject="task", subject_id=task.id, task=task, new=task_facts(task))
    _assign(session, task, work, assigned_on, today, actor, now)
    return task


def task_facts(task: Task | Row[Any]) -> dict[str, Any]:
    """What the event of a task tells of it; of its words the SHA-256."""
    return {
        "code": task.code,
        "title": task.title,
        "text_sha256": hashlib.sha256(task.text.encode()).hexdigest(),
        "nature": task.nature,
        "assigned_on": task.assigned_on,
    }


def next_code(session: Session, year: int) -> str:
    """The next free code of a year: `NV-2026-00123`. The caller holds the chain's lock, so nobody takes it in between."""
    newest = session.scalar(
        select(Task.code).where(Task.code.startswith(f"NV-{year}-")).order_by(func.length(Task.code).desc(), Task.code.desc()).limit(1)
    )
    number = int(newest.rsplit("-", 1)[1]) + 1 if newest else 1
    return f"NV-{year}-{number:05}"


def short_title(text: str) -> str:
    """The beginning of the words, cut between two of them, for work that has no title."""
    line = " ".join(text.split())
    if len(line) <= TITLE_LENGTH:
        return line
    return line[: TITLE_LENGTH - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _assign(session: Session, task: Task, work: Work, on: date, today: date, actor: Actor, now: datetime) -> None:
    """One assignment for each agency: groups and single agencies first, then the groups' members, then an event for each."""
    named = _named_once(session, work, on)
    heirs = {} if work.as_named else successions.heirs(session, _everybody(named), today)
    named, instead = _answering(session, named, heirs, today) if heirs else (named, {})
    own = {agency.id: _assignment(task, agency, part, work.milestones, None, now) for agency, part, _ in named}
    for agency_id, unit in work.units.items():
        if (of_agency := own.get(heirs[agency_id].id if agency_id in heirs else agency_id)) is not None:
            of_agency.unit = unit[:200]
    session.add_all(own.values())
    session.flush()
    members = [_assignment(task, m, part, work.milestones, own[group.id], now) for group, part, opened in named for m in opened]
    for given in (*own.values(), *members):
        given.given_to_id = instead.get(given.agency_id)
    session.add_all(members)
    session.flush()
    history.record_many(session, [_assigned(a) for a in (*own.values(), *members)], actor=actor, now=now)


def _everybody(named: Sequence[Named]) -> list[Agency]:
    return [agency for group, _, members in named for agency in (group, *members)]


def _answering(session: Session, named: Sequence[Named], heirs: Mapping[int, Agency], today: date) -> tuple[list[Named], dict[int, int]]:
    """The same by those who answer today: the heir for who is no more, each once; a new group opens where the old one was empty.

    Gives beside it whom each of these heirs stands for, by their ids.
    """
    taken: set[int] = set()
    instead: dict[int, int] = {}
    answering: list[Named] = []
    for agency, part, members in named:
        now = heirs.get(agency.id, agency)
        if now.id in taken:
            continue
        opened = list(members)
        if not members and now is not agency and now.is_group:
            opened = agencies.members(session, now, today)
        followed: list[Agency] = []
        for one in (agency, *opened):
            heir = heirs.get(one.id, one)
            if heir.id not in taken:
                taken.add(heir.id)
                followed.append(heir)
                instead |= {heir.id: one.id} if heir is not one else {}
        answering.append((now, part, followed[1:]))
    return answering, instead


def _named_once(session: Session, work: Work, on: date) -> list[Named]:
    """Who is given the work, as what, and with which members; everybody once, the lead before the coordinator."""
    taken: set[int] = set()
    named: list[Named] = []
    for part, given in ((Part.LEAD, work.leads), (Part.COORDINATE, work.coordinators)):
        # groups first: a member that is named beside its group still counts in the group
        for agency in sorted(given, key=lambda a: not a.is_group):
            if agency.id in taken:
                continue
            opened = [m for m in _members(session, agency, work, on) if m.id not in taken] if agency.is_group else []
            taken |= {agency.id, *(member.id for member in opened)}
            named.append((agency, part, opened))
    return named


def _members(session: Session, group: Agency, work: Work, on: date) -> list[Agency]:
    return [member for member in agencies.members(session, group, on) if member.id not in work.excused]


def _assignment(
    task: Task, agency: Agency, part: Part, milestones: Sequence[Milestone], parent: Assignment | None, now: datetime
) -> Assignment:
    assignment = Assignment(
        task=task,
        agency=agency,
        part=part,
        state=State.NEW,
        parent_id=parent.id if parent else None,
        milestones=[same_milestone(m) for m in milestones],
        sequence=0,
        changed_at=now,
    )
    refresh_due(assignment)
    return assignment


def _assigned(assignment: Assignment) -> history.Entry:
    return history.Entry("assignment.assigned", "assignment", assignment.id, assignment=assignment, new=given_facts(assignment))


def work_like(session: Session, task: Task, series: Series, due: Milestone, day: date) -> Work:
    """The work of an earlier occurrence again, by those who have it now: who was cancelled is left out, who took over is in."""
    given = [a for a in task.assignments if a.parent_id is None and a.passed_from_id is None and a.state is not State.CANCELLED]
    return Work(
        directive=task.directive,
        title=task.title,
        text=task.text,
        leads=[a.agency for a in given if a.part is Part.LEAD],
        coordinators=[a.agency for a in given if a.part is Part.COORDINATE],
        milestones=[due],
        nature=task.nature,
        path=task.path,
        report_to=task.report_to,
        candidate_id=task.candidate_id,
        units={a.agency_id: a.unit for a in given if a.unit},
        excused=left_out(session, series),
        untracked=task.untracked,
        more={"series_id": series.id, "occurrence_on": day},
    )
