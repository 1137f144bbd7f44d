"""What waits to be carried over, and what was: for the pages and the commands of the administrator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from workflow.agency_names import alias_key, is_valid, resolve
from workflow.lifecycle import OPEN
from workflow.model import Agency, Assignment, Feed, Membership, Part, Reorganisation, ReorganisationKind, State, Succession, Task, User
from workflow.reorganisation_plan import Declaration, Heir, Line, Target, known_line, own_heir
from workflow.successions import MAIN, heirs
from workflow.visible import counted


@dataclass(frozen=True)
class Waiting:
    """An agency that is no more and still has open work, people or calendars."""

    agency: Agency
    line: Line
    work: int
    people: int
    feeds: int

    @property
    def asks(self) -> bool:
        """Whether a person must say who takes the work, or that nobody does."""
        return bool(self.work) and own_heir(self.line, self.agency) is None


def waiting_of(session: Session, agency: Agency, today: date) -> Waiting | None:
    """What one agency still holds; None for one that has not ended, or holds nothing."""
    if agency.valid_until is None or agency.valid_until >= today:
        return None
    return next((one for one in waiting(session, today) if one.agency.id == agency.id), None)


def waiting(session: Session, today: date) -> list[Waiting]:
    """Agencies that ended before today and still hold something, by order of protocol."""
    ended = select(Agency.id).where(Agency.valid_until < today)
    work = _numbers(
        session,
        select(Assignment.agency_id, func.count(Assignment.id))
        .where(Assignment.agency_id.in_(ended), Assignment.state.in_(sorted(OPEN)), counted())
        .group_by(Assignment.agency_id),
    )
    people = _numbers(
        session,
        select(Membership.agency_id, func.count(Membership.user_id.distinct()))
        .join(User, User.id == Membership.user_id)
        .where(Membership.agency_id.in_(ended), User.active.is_(True))
        .group_by(Membership.agency_id),
    )
    feeds = _numbers(
        session,
        select(Feed.agency_id, func.count(Feed.id)).where(Feed.agency_id.in_(ended), Feed.revoked_at.is_(None)).group_by(Feed.agency_id),
    )
    query = select(Agency).where(Agency.id.in_({*work, *people, *feeds})).order_by(Agency.protocol_order, Agency.name, Agency.id)
    found = []
    for agency in session.scalars(query):
        line = known_line(session, agency, today)
        if line is not None and (line.heirs or work.get(agency.id)):
            found.append(Waiting(agency, line, work.get(agency.id, 0), people.get(agency.id, 0), feeds.get(agency.id, 0)))
    return found


def _numbers(session: Session, query: Any) -> dict[int, int]:
    return {row[0]: row[1] for row in session.execute(query)}


def known_declaration(session: Session, agency_ids: list[int], today: date, basis: str = "") -> Declaration:
    """What the table of successions knows of these agencies, as one act."""
    olds = {one.id: one for one in session.scalars(select(Agency).where(Agency.id.in_(agency_ids)))}
    lines = tuple(line for id_ in agency_ids if id_ in olds and (line := known_line(session, olds[id_], today)) is not None)
    return Declaration(_kind(lines), lines, basis)


def _kind(lines: tuple[Line, ...]) -> ReorganisationKind:
    if any(not line.ends for line in lines):
        return ReorganisationKind.PART
    if all(not line.heirs for line in lines):
        return ReorganisationKind.ABOLISH
    splits = any(len(line.heirs) > 1 or any(heir.asks for heir in line.heirs) for line in lines)
    return ReorganisationKind.SPLIT if splits and len(lines) == 1 else ReorganisationKind.MERGE


def declared(
    kind: ReorganisationKind, olds: list[Agency], targets: list[Target], effective_on: date, basis: str = "", *, rest_to_first: bool = False
) -> Declaration:
    """An act as a person declares it. Of a split each task is asked about; with `rest_to_first` the first takes what nobody decides.

    Who takes in others and goes on under its name stands among both; it does not end.
    """
    if kind is ReorganisationKind.MERGE:
        olds = [old for old in olds if old.id not in {target.agency_id for target in targets}]
    groups = bool(olds) and all(old.is_group for old in olds)
    parts = kind in (ReorganisationKind.SPLIT, ReorganisationKind.PART) or len(targets) > 1
    heirs_ = tuple(
        Heir(target, index == 0 and (not parts or rest_to_first), parts and not (rest_to_first and index == 0), is_group=groups)
        for index, target in enumerate(targets)
    )
    ends = kind is not ReorganisationKind.PART
    return Declaration(kind, tuple(Line(old.id, heirs_, effective_on, ends) for old in olds), basis)


def target_named(session: Session, name: str, today: date) -> Target:
    """Who takes over under a name: the agency that has it, or one that the act makes; an alias of one that is no more names nobody."""
    agency = resolve(session, name, today)
    named = agency is not None and (is_valid(agency, today) or alias_key(agency.name) == alias_key(name))
    return Target(agency.id, agency.name) if agency is not None and named else Target(None, name)


def taker_named(session: Session, name: str, declaration: Declaration, today: date) -> Target | None:
    """Who takes one task under a name: an heir, made or not, or any agency that exists and is followed up; None for nobody.

    A group takes, and opens into its members, only where the work of a group goes.
    """
    of_groups = select(Agency.id).where(Agency.id.in_([line.old_id for line in declaration.lines]), Agency.is_group.is_(True)).limit(1)
    groups = session.scalar(of_groups) is not None
    heirs_ = {alias_key(heir.target.name): heir.target for line in declaration.lines for heir in line.heirs if groups or not heir.is_group}
    if (heir := heirs_.get(alias_key(name))) is not None:
        return heir
    agency = resolve(session, name, today)
    fits = agency is not None and not agency.is_group and agency.tracked and is_valid(agency, today)
    return Target(agency.id, agency.name) if agency is not None and fits else None


def acts(session: Session) -> list[Reorganisation]:
    """All acts, the newest first."""
    return list(session.scalars(select(Reorganisation).order_by(Reorganisation.id.desc())))


def names_of(session: Session, ids: set[int]) -> dict[int, str]:
    """Agencies' names by id; one that an undone act had made is no more."""
    return {row.id: row.name for row in session.execute(select(Agency.id, Agency.name).where(Agency.id.in_(ids)))}


@dataclass(frozen=True)
class Predecessor:
    """An agency whose work another took over, with the closed work that keeps its name."""

    agency: Agency
    until: date
    done: int


def predecessors(session: Session, agency_id: int) -> list[Predecessor]:
    """Whose main heir an agency is, by what was carried over; with the leading work that they closed."""
    query = (
        select(Agency, Succession.effective_on)
        .join(Succession, Succession.old_id == Agency.id)
        .where(Succession.new_id == agency_id, Succession.share == MAIN, Succession.reorganisation_id.is_not(None))
        .order_by(Succession.effective_on, Agency.protocol_order)
    )
    rows = session.execute(query).all()
    done = done_by(session, {agency.id for agency, _ in rows})
    return [Predecessor(agency, day - timedelta(days=1), done.get(agency.id, 0)) for agency, day in rows]


def done_by(session: Session, agency_ids: set[int]) -> dict[int, int]:
    """How much leading work agencies brought to its end."""
    query = (
        select(Assignment.agency_id, func.count(Assignment.id))
        .where(Assignment.agency_id.in_(agency_ids), Assignment.state == State.DONE, Assignment.part == Part.LEAD, counted())
        .group_by(Assignment.agency_id)
    )
    return _numbers(session, query) if agency_ids else {}


def done_before(session: Session, agency_ids: set[int]) -> dict[int, int]:
    """Per agency the leading work that those before it closed under their own names."""
    pairs = session.execute(
        select(Succession.old_id, Succession.new_id)
        .where(Succession.new_id.in_(agency_ids), Succession.share == MAIN, Succession.reorganisation_id.is_not(None))
        .distinct()
    ).all()
    done = done_by(session, {old for old, _ in pairs})
    totals: dict[int, int] = {}
    for old, new in pairs:
        totals[new] = totals.get(new, 0) + done.get(old, 0)
    return totals


def called_now(session: Session, agencies: list[Agency], today: date) -> Mapping[int, Agency]:
    """For agencies that are no more, the one that people say `nay là` of: the main heir of today, asked or not."""
    return heirs(session, agencies, today, unasked_only=False)


@dataclass(frozen=True)
class CarriedWork:
    """One assignment that an act changed: from whom to whom, whether it ended in another, and why it stayed when the act was undone."""

    assignment: Assignment
    old: str
    new: str
    ended: bool
    made: bool
    stayed: str


def carried_work(session: Session, act: Reorganisation) -> list[CarriedWork]:
    """The assignments of an act by code of their task."""
    rows = {change.subject_id: change for change in act.changes if change.subject == "assignment"}
    query = (
        select(Assignment)
        .join(Task, Task.id == Assignment.task_id)
        .where(Assignment.id.in_(rows))
        .options(contains_eager(Assignment.task), joinedload(Assignment.agency))
        .order_by(Task.code, Assignment.id)
    )
    found = list(session.scalars(query))
    columns = [values for change in rows.values() for values in (change.old, change.new) if values]
    names = names_of(session, {values["agency_id"] for values in columns})
    carried = []
    for one in found:
        change = rows[one.id]
        old, new = change.old or {}, change.new or {}
        ended = bool(old) and old["state"] != new["state"]
        first = names.get(old.get("agency_id", 0), "")
        carried.append(CarriedWork(one, first, names.get(new["agency_id"], ""), ended, not old, change.stayed))
    return carried


def numbers(act: Reorganisation) -> dict[str, int]:
    """How many rows of each sort an act changed."""
    found: dict[str, int] = {}
    for change in act.changes:
        found[change.subject] = found.get(change.subject, 0) + 1
    return found
