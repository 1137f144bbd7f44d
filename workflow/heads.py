"""Heads of directives: what makes two of them the same, and what a person corrects of what the machine read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directives.model import Deadline, DirectiveHead, FurtherDocument
from directives.vietnamese import bare, fold, normalise
from workflow import history
from workflow.acting import Actor
from workflow.agency_names import alias_key
from workflow.citations import number_key
from workflow.duedates import WorkingCalendar
from workflow.model import CandidateState, Directive, Urgency
from workflow.proposals import deadline_rows
from workflow.refusals import Invalid, NotFound, Stale, Term
from workflow.settings import Settings

#: Fields of a head that a person may correct, with the most characters
HEAD = {"number": 80, "kind": 80, "issuer": 300, "subject": 2000, "signer": 200, "urgency": 0, "issued_on": 0, "received_on": 0}


def identity_of(head: DirectiveHead | FurtherDocument) -> str:
    """What makes two documents the same directive: number, issuer and year; empty where there is no number."""
    return identity(head.number or "", head.issuer or "", (head.issued_on or "")[:4])


def identity(number: str, issuer: str, year: str) -> str:
    """As `identity_of`, from its three parts as people write them."""
    number = fold(number).replace(" ", "").lstrip("0")
    return f"{number}|{alias_key(issuer)}|{year}"[:300] if number else ""


def find_same(session: Session, identity: str) -> Directive | None:
    """The directive that is here under an identity already."""
    return find_all(session, [identity]).get(identity)


def find_all(session: Session, identities: Iterable[str]) -> dict[str, Directive]:
    """The directives that are here under these identities already; of several under one, the first that came."""
    wanted = {identity for identity in identities if identity}
    if not wanted:
        return {}
    found = session.scalars(select(Directive).where(Directive.identity.in_(wanted)).order_by(Directive.id.desc()))
    return {directive.identity: directive for directive in found}


def folded_words(*parts: str) -> str:
    """Words as search compares them: no accents, lower case."""
    return bare(" ".join(part for part in parts if part))


def urgency_of(stamp: str | None) -> Urgency:
    """The degree that a stamp says: `HỎA TỐC HẸN GIỜ` is Hỏa tốc."""
    words = fold(stamp or "")
    ranked = (Urgency.EXPRESS, Urgency.VERY_URGENT, Urgency.URGENT)
    return next((urgency for urgency in ranked if fold(urgency.label) in words), Urgency.NORMAL)


def with_dates(
    deadlines: Iterable[Deadline], directive: Directive, calendar: WorkingCalendar, settings: Settings, text: str
) -> list[dict[str, Any]]:
    """The deadlines of a unit of these words as said, each with the date that the office makes of it."""
    given = {"issued_on": directive.issued_on, "received_on": directive.received_on}
    return deadline_rows(list(deadlines), **given, calendar=calendar, dates=settings.dates, text=text)


def correct_head(
    session: Session,
    directive_id: int,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    settings: Settings | None = None,
    again: bool = False,
    **changes: Any,
) -> Directive:
    """Corrects what the machine read of a head: the fields of HEAD.

    With `settings`, terms of candidates that nobody has touched are counted anew from the corrected dates. The identity follows; one that
    another directive has is refused, unless `again` says that they are two. Raises NotFound, Stale, Invalid.
    """
    directive = session.get(Directive, directive_id)
    if directive is None:
        raise NotFound("Không có văn bản này.")
    if directive.version != version:
        raise Stale()
    new = {field: _cleaned(field, value) for field, value in changes.items() if getattr(directive, field) != _cleaned(field, value)}
    if not new:
        return directive
    old = {field: getattr(directive, field) for field in new}
    for field, value in new.items():
        setattr(directive, field, value)
    _follow_head(session, directive, again)
    if settings is not None and new.keys() & {"issued_on", "received_on"}:
        _count_anew(session, directive, settings)
    session.flush()
    history.record(
        session,
        actor=actor,
        now=now,
        action="directive.changed",
        subject="directive",
        subject_id=directive.id,
        directive=directive,
        old=old,
        new=new,
    )
    return directive


def _cleaned(field: str, value: Any) -> Any:
    """One field as it is kept. Raises Invalid."""
    if field not in HEAD:
        raise TypeError(f"not a field of a head: {field}")
    if not isinstance(value, str) or isinstance(value, Urgency):
        return value
    words = " ".join(normalise(value).split())
    limit = HEAD[field]
    if limit and len(words) > limit:
        raise Invalid(field, "Dài quá {limit} ký tự.", limit=limit)
    return words


def _follow_head(session: Session, directive: Directive, again: bool) -> None:
    """Identity and search words follow the head."""
    year = str(directive.issued_on.year) if directive.issued_on else ""
    directive.identity = identity(directive.number, directive.issuer, year)
    directive.number_key = number_key(directive.number)
    directive.folded = folded_words(directive.number, directive.kind, directive.issuer, directive.subject)
    with session.no_autoflush:
        other = None if again else find_same(session, directive.identity)
    if other is not None and other.id != directive.id:
        raise Invalid(
            "number",
            "Đã có {kind} số {number} của {issuer} trong năm {year}.",
            kind=Term(other.kind.lower() or "văn bản"),
            number=other.number,
            issuer=other.issuer,
            year=year,
        )


def _count_anew(session: Session, directive: Directive, settings: Settings) -> None:
    calendar = WorkingCalendar.load(session)
    for candidate in directive.candidates:
        machine = candidate.proposed or {}
        if candidate.state is not CandidateState.PROPOSED or candidate.deadlines != machine.get("deadlines"):
            continue
        said = [
            Deadline.model_validate({key: value for key, value in row.items() if key in Deadline.model_fields})
            for row in candidate.deadlines
        ]
        candidate.deadlines = with_dates(said, directive, calendar, settings, candidate.text)
        candidate.proposed = machine | {"deadlines": candidate.deadlines}
