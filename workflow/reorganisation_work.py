"""What an act of reorganisation does to each open assignment: it goes on under the heir, ends in what the heir has, is given to others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import agencies, lifecycle
from workflow.acting import Actor
from workflow.assignments import drop_request, facts, given_facts, open_request, refresh_due, same_milestone
from workflow.history import Entry
from workflow.lifecycle import Act
from workflow.model import Agency, Assignment, Membership, Reorganisation, ReorganisationChange, State
from workflow.reorganisation_plan import PlannedWork, Target

#: columns of an assignment that the act may change
WORK_COLUMNS = ("agency_id", "given_to_id", "officer_id", "state", "resumes_to")


@dataclass
class Run:
    """One act under way: what it changed, and the events that tell it."""

    session: Session
    act: Reorganisation
    actor: Actor
    now: datetime
    today: date
    #: the agencies that took over, by the key of their target
    taking: dict[int | str, Agency] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    #: assignments with their columns before, None for those that the act made
    work: list[tuple[Assignment, dict[str, Any] | None]] = field(default_factory=list)

    def changed(self, subject: str, subject_id: int, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> None:
        row = ReorganisationChange(
            reorganisation_id=self.act.id, subject=subject, subject_id=subject_id, old=_plain(old), new=_plain(new), stayed=""
        )
        self.session.add(row)

    def agency_of(self, target: Target) -> Agency:
        return self.taking[target.key]


def work_goes(run: Run, work: PlannedWork) -> None:
    """Does what the plan says of one assignment."""
    if work.joins is not None:
        _end(run, work.assignment, "assignment.absorbed", work.joins)
    if work.passes_to is None:
        return
    for closing in work.closes:
        _end(run, closing, "assignment.absorbed", work.assignment)
    _give_on(run, work, [run.agency_of(target) for target in work.also])
    _pass(run, work.assignment, run.agency_of(work.passes_to), work)
    if work.assignment.agency.is_group:
        _open(run, work)


def columns_of(assignment: Assignment) -> dict[str, Any]:
    """What the act may change of an assignment, with its version and its open request."""
    asked = open_request(assignment)
    request = {"request_id": asked.id if asked else None, "version": assignment.version}
    return {name: getattr(assignment, name) for name in WORK_COLUMNS} | request


def _pass(run: Run, assignment: Assignment, agency: Agency, work: PlannedWork) -> None:
    """The assignment goes on with its state, dates and reports, under the new agency."""
    before, columns = facts(assignment), columns_of(assignment)
    first = assignment.given_to_id or assignment.agency_id
    assignment.agency = agency
    assignment.agency_id = agency.id
    assignment.given_to_id = None if first == agency.id else first
    if assignment.officer_id is not None and not _belongs(run.session, assignment.officer_id, agency.id):
        assignment.officer_id = None
    assignment.sequence += 1
    assignment.changed_at = run.now
    run.work.append((assignment, columns))
    more = {"agency": agency.name, "effective_on": work.line.effective_on}
    run.entries.append(_told(run, assignment, "assignment.succeeded", before, {"agency": work.old.name}, more))


def _end(run: Run, assignment: Assignment, action: str, other: Assignment) -> None:
    """It goes on in another assignment of the same agency, and ends here."""
    before, columns = facts(assignment), columns_of(assignment)
    row = lifecycle.transition(Act.CANCEL, assignment.state)
    assert row is not None  # the plan takes open ones only
    drop_request(assignment, run.now)
    lifecycle.apply(row, assignment)
    assignment.sequence += 1
    assignment.changed_at = run.now
    run.work.append((assignment, columns))
    run.entries.append(_told(run, assignment, action, before, {}, {"into_assignment_id": other.id}))


def _give_on(run: Run, work: PlannedWork, others: Sequence[Agency]) -> None:
    """The same work for others beside, each with its own state and the dates that stand."""
    old = work.assignment
    for agency in others:
        given = Assignment(
            task=old.task,
            agency=agency,
            given_to_id=old.given_to_id or old.agency_id,
            part=old.part,
            parent_id=old.parent_id,
            passed_from_id=old.passed_from_id,
            state=State.NEW,
            milestones=[same_milestone(m) for m in old.milestones if m.met_on is None],
            sequence=0,
            changed_at=run.now,
        )
        refresh_due(given)
        run.session.add(given)
        run.session.flush()
        run.work.append((given, None))
        new = given_facts(given) | {"from_agency_id": old.agency_id}
        run.entries.append(Entry("assignment.assigned", "assignment", given.id, assignment=given, new=new, note=run.act.basis))


def _open(run: Run, work: PlannedWork) -> None:
    """The work of a group that was given to nobody in particular is each member's of the group that took it over."""
    group = work.assignment
    taken = set(run.session.scalars(select(Assignment.agency_id).where(Assignment.task_id == group.task_id)))
    for member in agencies.members(run.session, group.agency, run.today):
        if member.id in taken:
            continue
        given = Assignment(
            task=group.task,
            agency=member,
            part=group.part,
            parent_id=group.id,
            state=State.NEW,
            milestones=[same_milestone(m) for m in group.milestones if m.met_on is None],
            sequence=0,
            changed_at=run.now,
        )
        refresh_due(given)
        run.session.add(given)
        run.session.flush()
        run.work.append((given, None))
        run.entries.append(Entry("assignment.assigned", "assignment", given.id, assignment=given, new=given_facts(given)))


def _belongs(session: Session, user_id: int, agency_id: int) -> bool:
    found = select(Membership.id).where(Membership.user_id == user_id, Membership.agency_id == agency_id)
    return session.scalar(found.limit(1)) is not None


def _told(
    run: Run, assignment: Assignment, action: str, before: Mapping[str, Any], old: Mapping[str, Any], new: Mapping[str, Any]
) -> Entry:
    run.session.flush()
    after = facts(assignment)
    changed = sorted(name for name in after if before[name] != after[name])
    return Entry(
        action,
        "assignment",
        assignment.id,
        assignment=assignment,
        old={name: before[name] for name in changed} | dict(old),
        new={name: after[name] for name in changed} | dict(new) | {"reorganisation_id": run.act.id},
        note=run.act.basis,
    )


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """As JSON keeps it: days as text, vocabularies as their value."""
    return None if values is None else {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
