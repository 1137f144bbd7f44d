"""Names of agencies as directives write them, and which agency a name means on a day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from directives.vietnamese import bare, fold
from workflow.model import Agency, AgencyAlias

#: What two spellings of one name differ in: `Sở KH&ĐT`, `Sở KH và ĐT`, `Sở KH-ĐT`
NOT_IN_KEY = re.compile(r"(?<!\w)và(?!\w)|[&,.\-—/() ]")
#: `Sở Công Thương (cơ quan thường trực)`: what stands in a bracket is no part of the name
BRACKET = re.compile(r"\([^()]{0,200}\)")
#: `Sở Nội vụ tỉnh`, `Công an của thành phố`: the level at the end, which the table may leave out
LEVEL_AT_END = re.compile(r" (?:của )?(?:tỉnh|thành phố)$")
#: The office's own level first, then those below, then above (domain rule: which row a name means)
LEVELS = ("tinh", "khu_vuc", "xa", "huyen", "tw")


def alias_key(name: str) -> str:
    """What all spellings of one name share; tone marks stay, for `Sở Nội vụ` is not `Sở Ngoại vụ`."""
    folded = fold(name).replace("ủy ban nhân dân", "ubnd").replace("hội đồng nhân dân", "hđnd")
    return NOT_IN_KEY.sub("", folded)


def resolve(session: Session, name: str, on: date | None) -> Agency | None:
    """The agency that a name means on a day: one valid then if there is one, on the province's own level if there are several."""
    return resolve_many(session, [name], on)[name]


def resolve_many(session: Session, names: Iterable[str], on: date | None) -> dict[str, Agency | None]:
    """As `resolve`, for many names in two queries."""
    wanted = {name: _keys(name) for name in names}
    keys = {key for several in wanted.values() for key in several}
    found: dict[str, list[Agency]] = {}
    rows = session.execute(select(AgencyAlias.folded, Agency).join(Agency).where(AgencyAlias.folded.in_(keys)))
    for key, agency in rows:
        found.setdefault(key, []).append(agency)
    answers = {name: _best([found[key] for key in several if key in found], on) for name, several in wanted.items()}
    missing = {name: bare(name) for name, agency in answers.items() if agency is None and name.strip()}
    return answers | _without_accents(session, missing, on)


def _keys(name: str) -> list[str]:
    """Keys to try, the most exact first."""
    plain = fold(BRACKET.sub(" ", name))
    forms = [name, plain, LEVEL_AT_END.sub("", plain)]
    return list(dict.fromkeys(key for form in forms if (key := alias_key(form))))


def _best(choices: list[list[Agency]], on: date | None) -> Agency | None:
    """One agency: of the first key that has one valid on the day, else of the first key at all."""
    for agencies in choices:
        valid = [agency for agency in agencies if is_valid(agency, on)]
        if valid:
            return min(valid, key=_rank)
    return min(choices[0], key=_rank) if choices else None


def _rank(agency: Agency) -> tuple[int, bool, int]:
    level = LEVELS.index(agency.level) if agency.level in LEVELS else len(LEVELS)
    return level, agency.valid_until is not None, agency.id


def _without_accents(session: Session, missing: Mapping[str, str], on: date | None) -> dict[str, Agency | None]:
    """For who typed `so tu phap`: the one agency of that name without accents, if only one is valid."""
    if not missing:
        return {}
    by_name: dict[str, list[Agency]] = {}
    for agency in session.scalars(select(Agency).where(Agency.folded.in_(set(missing.values())))):
        if is_valid(agency, on):
            by_name.setdefault(agency.folded, []).append(agency)
    return {name: by_name[key][0] if len(by_name.get(key, ())) == 1 else None for name, key in missing.items()}


def is_valid(agency: Agency, on: date | None) -> bool:
    """Whether an agency exists on a day; with no day, whether it exists still."""
    if on is None:
        return agency.valid_until is None
    return (agency.valid_from is None or agency.valid_from <= on) and (agency.valid_until is None or agency.valid_until >= on)


def valid_on(on: date) -> ColumnElement[bool]:
    """The same as a condition of SQL."""
    return and_(or_(Agency.valid_from.is_(None), Agency.valid_from <= on), or_(Agency.valid_until.is_(None), Agency.valid_until >= on))


def make_alias(alias: str, learned_by: int | None = None, learned_at: datetime | None = None) -> AgencyAlias:
    return AgencyAlias(alias=alias[:300], folded=alias_key(alias)[:300], learned_by_id=learned_by, learned_at=learned_at)


def ensure_alias(agency: Agency, alias: str, learned_by: int | None = None, learned_at: datetime | None = None) -> bool:
    if any(known.folded == alias_key(alias) for known in agency.aliases):
        return False
    agency.aliases.append(make_alias(alias, learned_by, learned_at))
    return True


def distinct(names: Iterable[str]) -> list[str]:
    """The names without those that share a key with one before, or have none."""
    seen: dict[str, str] = {}
    for name in names:
        if key := alias_key(name):
            seen.setdefault(key, name)
    return list(seen.values())
