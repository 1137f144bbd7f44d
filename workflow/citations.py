"""Which directives cite which: found when a page is shown, so that a document that comes in later is linked too.

A citation is that directive here which has its number, its kind and its day of issue, as far as both are known, and is not younger than
what cites it. Serials begin anew each year and in each office: the symbol and the day tell documents of one number apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import and_, delete, select
from sqlalchemy.orm import Session

from directives.model import Reference
from directives.vietnamese import bare
from workflow.access import Viewer
from workflow.model import Citation, Directive
from workflow.visible import visible_directives

#: columns of a directive that another one's page shows of it
SHOWN = (Directive.id, Directive.kind, Directive.number, Directive.issued_on, Directive.issuer, Directive.subject)


@dataclass(frozen=True)
class Linked:
    """A directive that is here, as the page of another one shows it."""

    id: int
    kind: str
    number: str
    issued_on: date | None
    issuer: str
    subject: str

    @property
    def label(self) -> str:
        """How people call it: `Kế hoạch 03/KH-UBND`."""
        return f"{self.kind} {self.number}".strip()


@dataclass(frozen=True)
class Cited:
    """A citation, with the directives here that it may mean: none, one, or several where it says no day."""

    kind: str
    number: str
    #: ISO date or year, empty when not said
    dated: str
    found: list[Linked] = field(default_factory=list)

    @property
    def issued_on(self) -> date | None:
        """Its day, when it says a whole one."""
        return date.fromisoformat(self.dated) if len(self.dated) == 10 else None


def number_key(number: str) -> str:
    """What of a number is compared: no accents (scans lose them), no spaces, no leading zeros, plain dashes."""
    return bare(number).replace(" ", "").lstrip("0")[:80]


def keep(session: Session, directive: Directive, references: Iterable[Reference]) -> None:
    """Writes down what a directive cites, instead of what was written down before."""
    session.execute(delete(Citation).where(Citation.directive_id == directive.id))
    session.add_all(
        Citation(
            directive_id=directive.id,
            ordinal=ordinal,
            kind=(reference.kind or "")[:80],
            number=reference.number[:80],
            number_key=number_key(reference.number),
            dated=(reference.date or "")[:10],
        )
        for ordinal, reference in enumerate(references)
    )
    session.flush()


def cited_in(session: Session, viewer: Viewer, directive: Directive) -> list[Cited]:
    """What a directive cites, in order, each linked to what is here and may be seen by the viewer."""
    same = and_(Directive.number_key == Citation.number_key, Directive.id != Citation.directive_id, visible_directives(viewer))
    columns = (Citation.ordinal, Citation.kind, Citation.number, Citation.dated, *SHOWN)
    query = select(*columns).outerjoin(Directive, same).where(Citation.directive_id == directive.id)
    found: dict[int, Cited] = {}
    for ordinal, kind, number, dated, *shown in session.execute(query.order_by(Citation.ordinal, Directive.issued_on, Directive.id)):
        cited = found.setdefault(ordinal, Cited(kind, number, dated))
        other = _linked(shown)
        if other is not None and _means(kind, dated, other, by=directive.issued_on):
            cited.found.append(other)
    return list(found.values())


def citing(session: Session, viewer: Viewer, directive: Directive) -> list[Linked]:
    """The directives here that cite this one and that the viewer may see, the newest first."""
    if not directive.number_key:
        return []
    query = select(Citation.kind, Citation.dated, *SHOWN).join(Directive, Directive.id == Citation.directive_id)
    query = query.where(Citation.number_key == directive.number_key, Directive.id != directive.id, visible_directives(viewer))
    this = Linked(directive.id, directive.kind, directive.number, directive.issued_on, directive.issuer, directive.subject)
    found: dict[int, Linked] = {}
    for kind, dated, *shown in session.execute(query.order_by(Directive.issued_on.desc(), Directive.id.desc())):
        other = _linked(shown)
        if other is not None and _means(kind, dated, this, by=other.issued_on):
            found[other.id] = other
    return list(found.values())


def _linked(columns: Sequence[Any]) -> Linked | None:
    """The columns of SHOWN; None where nothing was joined."""
    return Linked(*columns) if columns[0] is not None else None


def _means(kind: str, dated: str, directive: Linked, *, by: date | None) -> bool:
    """Whether a citation of the same number means this directive; `by`: the day of the document that cites."""
    if kind and directive.kind and bare(kind) != bare(directive.kind):
        return False
    if directive.issued_on is None:
        return True
    return directive.issued_on.isoformat().startswith(dated) and (by is None or directive.issued_on <= by)
