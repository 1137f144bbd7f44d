"""Names corrected at review are learned: what the machine read and a person put right is another way of writing that agency's name.

Only where it is plain that the same body is meant: the wording was unknown, stood in the same place, and is like the agency's name or an
abbreviation of it. `Các đơn vị liên quan` put right to `Sở Y tế` says who is meant this once, and teaches nothing. What was learned stands
on the agency's page, where a person takes it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from difflib import SequenceMatcher

from sqlalchemy import select
from sqlalchemy.orm import Session

from directives.vietnamese import bare
from workflow import history
from workflow.acting import Actor
from workflow.agency_names import alias_key, ensure_alias, resolve
from workflow.model import Agency, AgencyAlias, Candidate, User

#: fields of a candidate that name agencies
NAMING = ("lead", "coordinate")
#: a wording is no longer than this: more is a clause that the machine took for a name
LONGEST = 120
#: how like two words are at least, from 0 to 1, for one to be the other misread
LIKE_ENOUGH = 0.6
#: so many words of a name's beginning tell whose it is
LONG_ENOUGH = 4
#: `Các đơn vị liên quan`, `Thủ trưởng các cơ quan`: says each time somebody else
NOBODY = re.compile(r"^(?:cac|moi|nhung|co quan|don vi|thu truong|nguoi dung dau|chu dau tu|bo phan)(?: |$)|lien quan$")
WORD = re.compile(r"\w+")


def learn(session: Session, candidate: Candidate, on: date, *, actor: Actor, now: datetime) -> list[AgencyAlias]:
    """Keeps what a person's corrections of names teach, each with an event; `on`: the day on which the names are meant."""
    learned = []
    for wording, agency in taught(session, candidate, on):
        if not ensure_alias(agency, wording, actor.user_id, now):
            continue
        session.flush()
        learned.append(agency.aliases[-1])
        new = {"alias": wording, "candidate_id": candidate.id}
        history.record(session, actor=actor, now=now, action="agency.alias_learned", subject="agency", subject_id=agency.id, new=new)
    return learned


def taught(session: Session, candidate: Candidate, on: date) -> Iterator[tuple[str, Agency]]:
    """The wordings of the machine that a person put right, each with the agency that they mean by it."""
    for wording, name in corrections(candidate):
        if len(wording) > LONGEST or NOBODY.search(bare(wording)) or resolve(session, wording, on) is not None:
            continue
        agency = resolve(session, name, on)
        if agency is not None and any(is_like(wording, known) for known in _names(agency)):
            yield wording, agency


def corrections(candidate: Candidate) -> Iterator[tuple[str, str]]:
    """What the machine read and what a person wrote in its place, name by name."""
    machine = candidate.proposed or {}
    written = {name for field in NAMING for name in getattr(candidate, field)}
    read = {name for field in NAMING for name in machine.get(field) or ()}
    for field in NAMING:
        before, after = list(machine.get(field) or ()), list(getattr(candidate, field))
        for old, new in _pairs(before, after):
            if old not in written and new not in read:
                yield old, new


def _pairs(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """By place where nothing came or went, else the one that went with the one that came."""
    if len(before) == len(after):
        yield from ((old, new) for old, new in zip(before, after, strict=True) if old != new)
        return
    gone, came = [name for name in before if name not in after], [name for name in after if name not in before]
    if len(gone) == len(came) == 1:
        yield gone[0], came[0]


def is_like(wording: str, name: str) -> bool:
    """Whether a wording may stand for a name: misread letters, words left out at its end, or initials (`BQL KCN`)."""
    ours, theirs = _words(wording), _words(name)
    if len(ours) > 1 and len(ours) == len(theirs):
        return all(one == other or _is_misread(one, other) for one, other in zip(ours, theirs, strict=True))
    begins = len(ours) >= LONG_ENOUGH and theirs[: len(ours)] == ours
    return begins or _is_short_for(WORD.findall(wording), WORD.findall(name))


def _words(name: str) -> list[str]:
    """Without accents, and without the level that names end in or leave out."""
    words = bare(name).replace(",", " ").split()
    return words[:-1] if words[-1:] == ["tinh"] else words


def _is_misread(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= LIKE_ENOUGH


def _is_short_for(short: Sequence[str], full: Sequence[str]) -> bool:
    """`Sở VHTTDL` for `Sở Văn hóa, Thể thao và Du lịch`: each word stands in the name, or its capitals are initials of words in turn."""
    at = 0
    initials = [bare(word)[0] for word in full]
    folded = [bare(word) for word in full]
    for word in short:
        if bare(word) in folded[at:]:
            at = folded.index(bare(word), at) + 1
            continue
        if not word.isupper() or len(word) < 2:
            return False
        for letter in bare(word):
            if letter not in initials[at:]:
                return False
            at = initials.index(letter, at) + 1
    return at == len(full) or bool(short and short[-1].isupper() and at >= len(full) - 1)


def _names(agency: Agency) -> list[str]:
    return [agency.name, agency.short_name, *(alias.alias for alias in agency.aliases)]


def learned_at(session: Session, user_id: int | None, now: datetime) -> list[tuple[str, Agency]]:
    """What a person taught at a moment, to tell them of it."""
    query = select(AgencyAlias.alias, Agency).join(Agency, Agency.id == AgencyAlias.agency_id)
    rows = session.execute(query.where(AgencyAlias.learned_by_id == user_id, AgencyAlias.learned_at == now).order_by(AgencyAlias.id))
    return [(alias, agency) for alias, agency in rows if alias_key(alias) != alias_key(agency.name)]


def teachers(session: Session, aliases: Sequence[AgencyAlias]) -> dict[int, str]:
    """Names of those who taught aliases, by their id."""
    ids = {alias.learned_by_id for alias in aliases if alias.learned_by_id is not None}
    return {row.id: row.name for row in session.execute(select(User.id, User.name).where(User.id.in_(ids)))}
