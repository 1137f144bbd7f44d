"""From the names that a directive prints to the agencies that are given the work: our own, units inside them, those beyond this office."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from directives.vietnamese import normalise
from workflow import agencies
from workflow.acting import Actor
from workflow.beyond import is_central, is_of_another_province
from workflow.model import Agency, Assignment, Candidate, CandidateState, Directive, Part, Task

#: what a unit inside an agency begins with: `Phòng Quản lý ngân sách Sở Tài chính`, `Chi cục Kiểm lâm thuộc Sở …`
UNIT = re.compile(r"(?:phòng|chi cục|trung tâm|thanh tra|văn phòng|bộ phận|tổ|đội|trạm|hạt) \w", re.IGNORECASE)
#: between the unit and its agency: `… thuộc Sở Y tế`, `… của Sở Y tế`, `…, Sở Y tế`
JOINT = re.compile(r"(?:,| -|(?<!\w)(?:trực thuộc|thuộc|của))$", re.IGNORECASE)


@dataclass
class Bodies:
    """What the names of one field mean."""

    #: those that are followed here, each once
    agencies: list[Agency] = field(default_factory=list)
    #: id of an agency → its unit that is named
    units: dict[int, str] = field(default_factory=dict)
    #: names that no list has: they become agencies when the work is given
    unknown: list[str] = field(default_factory=list)
    #: names of ministries and other provinces, and of those whom the office does not follow
    untracked: list[str] = field(default_factory=list)

    def add(self, agency: Agency) -> None:
        """One more that is followed."""
        if agency.id not in {known.id for known in self.agencies}:
            self.agencies.append(agency)


def of_names(session: Session, names: Sequence[str], directive: Directive, today: date, province: str) -> Bodies:
    """What the names mean on the day of issue; changes nothing. `province`: the office's own, as in the settings."""
    on = directive.issued_on or today
    found = Bodies()
    above: bool | None = None
    for name, known in agencies.resolve_many(session, names, on).items():
        if known is not None:
            _take(session, found, name, known, on)
            continue
        unit = _inside(session, name, on)
        if unit is not None and unit[1].tracked:
            found.units.setdefault(unit[1].id, unit[0])
            found.add(unit[1])
            continue
        if unit is not None:
            found.untracked.append(name)
            continue
        above = _from_above(session, directive, on) if above is None else above
        beyond = is_of_another_province(name, province) or is_central(name, from_above=above)
        (found.untracked if beyond else found.unknown).append(name)
    return found


def made(
    session: Session, names: Sequence[str], directive: Directive, *, today: date, province: str, actor: Actor, now: datetime
) -> Bodies:
    """As `of_names`; a name that nobody knows becomes an agency."""
    found = of_names(session, names, directive, today, province)
    for name in found.unknown:
        found.add(agencies.create(session, actor=actor, now=now, name=name))
    found.unknown = []
    return found


def not_followed(session: Session, candidates: Iterable[Candidate], directive: Directive, today: date, province: str) -> list[Candidate]:
    """Those of a directive's open candidates that are led only by ministries, other provinces and whom the office does not follow."""
    waiting = [one for one in candidates if one.state is CandidateState.PROPOSED and one.lead]
    names = list(dict.fromkeys(name for one in waiting for name in one.lead))
    beyond = set(of_names(session, names, directive, today, province).untracked)
    return [one for one in waiting if beyond.issuperset(one.lead)]


def untracked_of(lead: Bodies, coordinate: Bodies) -> dict[str, list[str]]:
    """Who is given the work too and is not followed here, for `Task.untracked`."""
    named = {"lead": list(lead.untracked), "coordinate": [name for name in coordinate.untracked if name not in lead.untracked]}
    return {part: names for part, names in named.items() if names}


def remarks(tasks: Iterable[Task]) -> list[str]:
    """What a person should know of tasks just given, a Vietnamese sentence each: nothing here holds up the work."""
    return [remark for task in tasks for remark in _remarks(task)]


def _remarks(task: Task) -> Iterable[str]:
    own = [a for a in task.assignments if a.parent_id is None]
    leads = [a for a in own if a.part is Part.LEAD]
    if len(leads) > 1:
        yield f"{task.code} có {len(leads)} cơ quan chủ trì ({_names(leads)}): mỗi cơ quan chịu trách nhiệm phần của mình."
    for a in own:
        if a.given_to is not None:
            yield f"{task.code}: {a.given_to.name} nay là {a.agency.name}; việc giao cho cơ quan này."
    parents = {a.parent_id for a in task.assignments}
    for group in (a.agency for a in own if a.agency.is_group and a.id not in parents):
        yield f"{task.code}: “{group.name}” chưa có đơn vị thành viên nào, nên việc giao chung cho cả nhóm."
    if beside := [name for names in task.untracked.values() for name in names]:
        yield f"{task.code}: ghi nhận, không theo dõi {'; '.join(beside)}."


def _names(assignments: Iterable[Assignment]) -> str:
    return "; ".join(a.agency.name for a in assignments)


def _take(session: Session, found: Bodies, name: str, known: Agency, on: date) -> None:
    """A known agency; the group of all provinces is ourselves."""
    if not known.tracked:
        found.untracked.append(name)
        return
    own = agencies.ourselves(session) if known.is_group else None
    if own is not None and [member.id for member in agencies.members(session, known, on)] == [own.id]:
        known = own
    found.add(known)


def _inside(session: Session, name: str, on: date) -> tuple[str, Agency] | None:
    """The unit and the agency that it is inside, when a name is both: `Phòng Quản lý ngân sách Sở Tài chính`."""
    words = normalise(name).split()
    if len(words) < 4 or not UNIT.match(" ".join(words)):
        return None
    ends = {place: " ".join(words[place:]) for place in range(2, len(words) - 1) if words[place][:1].isupper()}
    known = agencies.resolve_many(session, ends.values(), on)
    for place, end in ends.items():
        agency = known[end]
        if agency is not None and not agency.is_group:
            return JOINT.sub("", " ".join(words[:place])).strip(" ,-"), agency
    return None


def _from_above(session: Session, directive: Directive, on: date) -> bool:
    """Whether a central body issued it."""
    if not directive.issuer:
        return False
    issuer = agencies.resolve(session, directive.issuer, on)
    return issuer.level == "tw" if issuer is not None else is_central(directive.issuer)
