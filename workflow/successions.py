"""Who answers now for an agency that is no more: successions followed from day to day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.agency_names import is_valid
from workflow.model import Agency, Succession

#: shares of a succession: who takes over what is not said to go elsewhere, and who takes some of it
MAIN, PART = "main", "part"
#: a note that begins with it says that a person decides task by task
ASK = "ask:"
#: no chain of successions is longer: old sở → sở of 2025 → sở of the merged province …
LONGEST_CHAIN = 12


def asks(row: Succession) -> bool:
    """Whether a person must say, task by task, what goes over."""
    return row.note.startswith(ASK)


def of_agencies(session: Session, agency_ids: Iterable[int]) -> dict[int, list[Succession]]:
    """Where the work of agencies went or will go, the main heir first; nothing for those that only ended."""
    query = select(Succession).where(Succession.old_id.in_(set(agency_ids)))
    found: dict[int, list[Succession]] = {}
    for row in session.scalars(query.order_by(Succession.effective_on, Succession.share, Succession.id)):
        found.setdefault(row.old_id, []).append(row)
    return found


def heirs(session: Session, agencies: Iterable[Agency], today: date, *, unasked_only: bool = True) -> dict[int, Agency]:
    """The agency that answers today for each of those that are no more, by the main row of each step; only those that have one.

    `unasked_only`: without a person's word, so not past a row that asks.
    """
    ended = [agency for agency in agencies if not is_valid(agency, today)]
    if not ended:
        return {}
    followed = {agency.id: agency.id for agency in ended}
    known = {agency.id: agency for agency in ended}
    for _ in range(LONGEST_CHAIN):
        last = {id_ for id_ in followed.values() if not is_valid(known[id_], today)}
        steps = {old: step for old, rows in of_agencies(session, last).items() if (step := _step(rows, today, unasked_only))}
        if not steps:
            break
        known |= {agency.id: agency for agency in session.scalars(select(Agency).where(Agency.id.in_(steps.values())))}
        followed = {first: steps.get(now, now) for first, now in followed.items()}
    return {first: known[now] for first, now in followed.items() if now != first and is_valid(known[now], today)}


def _step(rows: list[Succession], today: date, unasked_only: bool) -> int | None:
    main = next((row for row in rows if row.share == MAIN and row.effective_on <= today), None)
    return None if main is None or (unasked_only and asks(main)) else main.new_id


def inherited_by(session: Session, agency_ids: Iterable[int]) -> frozenset[int]:
    """The agencies whose closed work these read on: all whose main heir they became when work was carried over, by any steps."""
    found: set[int] = set()
    new = set(agency_ids)
    while new:
        query = select(Succession.old_id).where(
            Succession.new_id.in_(new), Succession.share == MAIN, Succession.reorganisation_id.is_not(None)
        )
        new = set(session.scalars(query)) - found
        found |= new
    return frozenset(found)
