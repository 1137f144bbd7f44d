"""What a reorganisation of agencies would carry over, read from the database; the act does exactly what the plan says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from workflow import successions, words
from workflow.agency_names import alias_key, is_valid
from workflow.lifecycle import OPEN
from workflow.model import Agency, Assignment, Feed, Membership, Part, ReorganisationKind, State, Succession, Task
from workflow.refusals import Invalid
from workflow.visible import counted

#: work in these states can take in the same work of another agency
LIVING = OPEN - {State.RETURNED}
#: a group of rows is asked for by so many ids at a time
AT_ONCE = 2000
#: why work does not go to an agency that has finished the same; a person reads it
HAS_PART = "{agency} đã có phần {part} trong nhiệm vụ này ({state})."


@dataclass(frozen=True)
class Target:
    """Who takes over; without an id an agency that the act makes, with this name."""

    agency_id: int | None
    name: str

    @property
    def key(self) -> int | str:
        return self.agency_id if self.agency_id is not None else self.name


@dataclass(frozen=True)
class Heir:
    """One successor of an agency. `asks`: what goes to it a person says task by task."""

    target: Target
    main: bool = True
    asks: bool = False
    #: what goes over, in words
    note: str = ""
    #: a group opens into its members; it takes over only the work of a group
    is_group: bool = False


@dataclass(frozen=True)
class Line:
    """One agency whose work goes. `ends`: from the day on it is no more."""

    old_id: int
    heirs: tuple[Heir, ...]
    effective_on: date
    ends: bool = True


@dataclass(frozen=True)
class Declaration:
    """What happened to agencies."""

    kind: ReorganisationKind
    lines: tuple[Line, ...]
    #: the document that orders it
    basis: str = ""


@dataclass(frozen=True)
class Choices:
    """What a person said where it cannot be known: who takes each assignment (by id), all others that ask, and whom a person goes with."""

    work: Mapping[int, tuple[Target, ...]] = field(default_factory=dict)
    rest: tuple[Target, ...] = ()
    #: membership id → where it goes; None = stays
    people: Mapping[int, Target | None] = field(default_factory=dict)


NO_CHOICES = Choices()


@dataclass(frozen=True)
class PlannedWork:
    """One open assignment and what becomes of it."""

    assignment: Assignment
    old: Agency
    line: Line
    #: who has it afterwards; None = it stays, or joins what another has
    passes_to: Target | None = None
    #: who is given the same work beside
    also: tuple[Target, ...] = ()
    #: the assignment that the work goes on in: this one ends
    joins: Assignment | None = None
    #: assignments that end because their agency leads the task now
    closes: tuple[Assignment, ...] = ()
    #: why it cannot go where it was meant to
    blocked: str = ""

    @property
    def asks(self) -> bool:
        """Whether a person must say who takes it."""
        return own_heir(self.line, self.old) is None

    @property
    def undecided(self) -> bool:
        return self.passes_to is None and self.joins is None


@dataclass(frozen=True)
class PlannedPerson:
    """A person's post in an agency that goes, and with whom it goes; None = it stays."""

    membership: Membership
    old: Agency
    target: Target | None


@dataclass(frozen=True)
class PlannedFeed:
    """A calendar address of an agency, and whose it will be."""

    feed: Feed
    old: Agency
    target: Target | None


@dataclass(frozen=True)
class PlannedAgency:
    """One agency that goes: how much of its work is closed and keeps its name."""

    line: Line
    old: Agency
    closed: int


@dataclass(frozen=True)
class Plan:
    """Everything that the act would do."""

    declaration: Declaration
    agencies: tuple[PlannedAgency, ...]
    work: tuple[PlannedWork, ...]
    people: tuple[PlannedPerson, ...]
    feeds: tuple[PlannedFeed, ...]
    #: False for a day to come: only the days of existence are written now
    due: bool
    #: changes when anything changes that the plan was made from, but not with a person's choices
    fingerprint: str

    @property
    def passing(self) -> tuple[PlannedWork, ...]:
        return tuple(one for one in self.work if not one.undecided)

    @property
    def undecided(self) -> tuple[PlannedWork, ...]:
        return tuple(one for one in self.work if one.undecided)

    @property
    def asking(self) -> tuple[PlannedWork, ...]:
        """Work about which a person is asked, decided or not."""
        return tuple(one for one in self.work if one.asks or one.blocked)


def own_heir(line: Line, old: Agency) -> Heir | None:
    """Who takes what nobody was asked about: the main heir, unless its row asks."""
    return next((h for h in line.heirs if h.main and not h.asks and h.is_group == old.is_group), None)


def make_plan(session: Session, declaration: Declaration, today: date, choices: Choices = NO_CHOICES) -> Plan:
    """What the act would do. Raises Invalid, by field, for what cannot be."""
    olds = _olds(session, declaration)
    _check(session, declaration, olds)
    due = all(line.effective_on <= today for line in declaration.lines)
    lines = {line.old_id: line for line in declaration.lines}
    open_ones = _open_work(session, set(olds)) if due else []
    beside = _beside(session, {one.task_id for one in open_ones})
    people = _people(session, olds, lines, choices) if due else ()
    return Plan(
        declaration=declaration,
        agencies=tuple(PlannedAgency(lines[id_], old, _closed(session, id_)) for id_, old in olds.items()),
        work=_planned(open_ones, olds, lines, choices, beside),
        people=people,
        feeds=_feeds(session, olds, lines, people) if due else (),
        due=due,
        fingerprint=_fingerprint(declaration, olds, beside.values(), people),
    )


def known_line(session: Session, old: Agency, today: date) -> Line | None:
    """What the table of successions knows of an agency, up to today; None for one that neither ended nor gave anything away."""
    rows = [row for row in successions.of_agencies(session, [old.id]).get(old.id, []) if row.effective_on <= today]
    if not rows and is_valid(old, today):
        return None
    direct = {agency.id: agency for agency in session.scalars(select(Agency).where(Agency.id.in_({row.new_id for row in rows})))}
    surely = successions.heirs(session, direct.values(), today)
    likely = successions.heirs(session, direct.values(), today, unasked_only=False)
    ended_on = date.fromordinal(old.valid_until.toordinal() + 1) if old.valid_until else None
    effective_on = max((row.effective_on for row in rows), default=ended_on or today)
    heirs: dict[int, Heir] = {}
    for row in rows:
        now = surely.get(row.new_id) or likely.get(row.new_id) or direct[row.new_id]
        asked = row.new_id in likely and row.new_id not in surely
        heirs.setdefault(now.id, _heir(row, now, asked))
    return Line(old.id, tuple(heirs.values()), effective_on, ends=not is_valid(old, today))


def _heir(row: Succession, agency: Agency, asked: bool) -> Heir:
    """The one who answers today; where a later step asks, so does the whole."""
    asked = asked or successions.asks(row)
    note = row.note.removeprefix(successions.ASK).strip()
    return Heir(Target(agency.id, agency.name), row.share == successions.MAIN, asked, note, agency.is_group)


# --- what cannot be --------------------------------------------------------------------------------------------------


def _olds(session: Session, declaration: Declaration) -> dict[int, Agency]:
    ids = [line.old_id for line in declaration.lines]
    found = {agency.id: agency for agency in session.scalars(select(Agency).where(Agency.id.in_(ids)))}
    if not ids or any(id_ not in found for id_ in ids):
        raise Invalid("old", "Chưa chọn cơ quan cũ. Hãy chọn ít nhất một cơ quan.")
    return {id_: found[id_] for id_ in dict.fromkeys(ids)}


def _check(session: Session, declaration: Declaration, olds: Mapping[int, Agency]) -> None:
    if len(declaration.basis) > 300:
        raise Invalid("basis", "Dài quá {limit} ký tự.", limit=300)
    ids = {heir.target.agency_id for line in declaration.lines for heir in line.heirs if heir.target.agency_id is not None}
    known = {agency.id: agency for agency in session.scalars(select(Agency).where(Agency.id.in_(ids)))}
    for line in declaration.lines:
        old = olds[line.old_id]
        if not line.heirs and declaration.kind is not ReorganisationKind.ABOLISH and old.valid_until is None:
            raise Invalid("new", "Chưa ghi cơ quan nhận việc của {agency}.", agency=old.name)
        for heir in line.heirs:
            _check_heir(heir, old, known.get(heir.target.agency_id or 0), line)


def _check_heir(heir: Heir, old: Agency, agency: Agency | None, line: Line) -> None:
    if agency is None:
        if heir.target.agency_id is not None or not alias_key(heir.target.name) or len(heir.target.name) > 300:
            raise Invalid("new", "Chưa ghi đúng tên cơ quan nhận việc của {agency}.", agency=old.name)
        return
    if agency.id == old.id:
        raise Invalid("new", "{agency} không thể nhận việc của chính mình. Hãy ghi cơ quan khác.", agency=agency.name)
    if agency.valid_until is not None and agency.valid_until < line.effective_on:
        raise Invalid(
            "new",
            "{agency} đã thôi hoạt động sau ngày {day}, không nhận việc được. Hãy ghi cơ quan đang hoạt động.",
            agency=agency.name,
            day=words.day(agency.valid_until),
        )


# --- what there is ---------------------------------------------------------------------------------------------------


def _open_work(session: Session, old_ids: set[int]) -> list[Assignment]:
    """Open assignments that somebody answers for, the leading ones first."""
    query = (
        select(Assignment)
        .join(Task, Task.id == Assignment.task_id)
        .where(Assignment.agency_id.in_(old_ids), Assignment.state.in_(sorted(OPEN)), counted())
        .options(contains_eager(Assignment.task).joinedload(Task.directive), joinedload(Assignment.agency))
        .order_by(Assignment.part.desc(), Task.code, Assignment.id)
    )
    return list(session.scalars(query))


def _beside(session: Session, task_ids: set[int]) -> dict[int, Assignment]:
    """All assignments of these tasks by id."""
    found: dict[int, Assignment] = {}
    ids = sorted(task_ids)
    for start in range(0, len(ids), AT_ONCE):
        query = select(Assignment).where(Assignment.task_id.in_(ids[start : start + AT_ONCE])).options(joinedload(Assignment.agency))
        found |= {one.id: one for one in session.scalars(query.order_by(Assignment.id))}
    return found


def _closed(session: Session, agency_id: int) -> int:
    done = Assignment.state.in_([State.DONE, State.CANCELLED])
    return session.scalar(select(func.count(Assignment.id)).where(Assignment.agency_id == agency_id, done, counted())) or 0


def _people(session: Session, olds: Mapping[int, Agency], lines: Mapping[int, Line], choices: Choices) -> tuple[PlannedPerson, ...]:
    query = select(Membership).where(Membership.agency_id.in_(olds)).options(joinedload(Membership.user)).order_by(Membership.id)
    return tuple(
        PlannedPerson(row, olds[row.agency_id], choices.people.get(row.id, main_target(lines[row.agency_id])))
        for row in session.scalars(query)
    )


def main_target(line: Line) -> Target | None:
    """Where people and calendars go unless a person says otherwise: the main heir."""
    return next((heir.target for heir in line.heirs if heir.main and not heir.is_group), None)


def _feeds(
    session: Session, olds: Mapping[int, Agency], lines: Mapping[int, Line], people: Sequence[PlannedPerson]
) -> tuple[PlannedFeed, ...]:
    """Calendars in force go with who made them, those of others with the main heir."""
    goes_with = {(one.membership.user_id, one.old.id): one.target for one in people}
    query = select(Feed).where(Feed.agency_id.in_(olds), Feed.revoked_at.is_(None)).order_by(Feed.id)
    planned = []
    for feed in session.scalars(query):
        old = olds[feed.agency_id or 0]
        planned.append(PlannedFeed(feed, old, goes_with.get((feed.created_by_id, old.id), main_target(lines[old.id]))))
    return tuple(planned)


# --- what becomes of each assignment ---------------------------------------------------------------------------------


@dataclass
class Present:
    """Who has which part in the tasks, as the plan goes on."""

    by_place: dict[tuple[int, int | str, Part], Assignment]
    ended: set[int] = field(default_factory=set)

    def living(self, task_id: int, key: int | str, part: Part) -> Assignment | None:
        found = self.by_place.get((task_id, key, part))
        return found if found is not None and found.id not in self.ended and found.state in LIVING else None

    def there(self, task_id: int, key: int | str, part: Part) -> Assignment | None:
        return self.by_place.get((task_id, key, part))


def _planned(
    open_ones: Sequence[Assignment],
    olds: Mapping[int, Agency],
    lines: Mapping[int, Line],
    choices: Choices,
    beside: Mapping[int, Assignment],
) -> tuple[PlannedWork, ...]:
    present = Present({(one.task_id, one.agency_id, one.part): one for one in beside.values()})
    planned = []
    for assignment in open_ones:
        old = olds[assignment.agency_id]
        line = lines[old.id]
        planned.append(_fate(PlannedWork(assignment, old, line), _wanted(assignment, line, old, choices), present))
    return tuple(planned)


def _wanted(assignment: Assignment, line: Line, old: Agency, choices: Choices) -> tuple[Target, ...]:
    """Who is to take it: as a person said, else the heir that needs no asking, else what was said of all the others."""
    own = own_heir(line, old)
    said = choices.work.get(assignment.id) or ((own.target,) if own else choices.rest)
    return tuple(target for target in dict.fromkeys(said) if target.agency_id != old.id)


def _fate(work: PlannedWork, wanted: Sequence[Target], present: Present) -> PlannedWork:
    """The first who has no part in the task yet takes it, the others are given it too; where all have one, it joins the first's."""
    task_id, part = work.assignment.task_id, work.assignment.part
    free = [one for one in wanted if not _has_place(task_id, one, part, present)]
    if not free:
        return _joined(work, wanted, present)
    closes = [present.living(task_id, one.key, Part.COORDINATE) for one in free] if part is Part.LEAD else []
    ending = tuple(one for one in closes if one is not None)
    present.ended |= {one.id for one in ending}
    for one in free:
        present.by_place[task_id, one.key, part] = work.assignment
    present.by_place.pop((task_id, work.old.id, part), None)
    return replace(work, passes_to=free[0], also=tuple(free[1:]), closes=ending)


def _has_place(task_id: int, target: Target, part: Part, present: Present) -> bool:
    """Whether it has the same part already, or leads what it would help with."""
    leads = part is Part.COORDINATE and present.living(task_id, target.key, Part.LEAD) is not None
    return leads or present.there(task_id, target.key, part) is not None


def _joined(work: PlannedWork, wanted: Sequence[Target], present: Present) -> PlannedWork:
    task_id, part = work.assignment.task_id, work.assignment.part
    for target in wanted:
        for other in (part, Part.LEAD):
            if (found := present.living(task_id, target.key, other)) is not None:
                present.ended.add(work.assignment.id)
                return replace(work, joins=found)
    for target in wanted:
        if (found := present.there(task_id, target.key, part)) is not None:
            said = {"agency": target.name, "part": part.label.lower(), "state": found.state.label.lower()}
            return replace(work, blocked=HAS_PART.format(**said))
    return work


def _fingerprint(
    declaration: Declaration, olds: Mapping[int, Agency], beside: Iterable[Assignment], people: Sequence[PlannedPerson]
) -> str:
    told = [
        repr(sorted((line.old_id, line.effective_on, tuple(h.target for h in line.heirs)) for line in declaration.lines)),
        repr(sorted((old.id, old.version) for old in olds.values())),
        repr(sorted((one.id, one.version, one.agency_id) for one in beside)),
        repr(sorted((one.membership.id, one.membership.agency_id, one.membership.user.version) for one in people)),
    ]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]
