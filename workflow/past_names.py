"""Names of agencies and heads of directives as they were: what events after an instant changed is taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.model import Agency, Event

HEAD = ("number", "kind", "issuer", "issued_on", "watcher_id", "leader_id")
NAMES = ("name", "short_name")
#: place in the order of protocol of an agency that is no more
GONE = 1_000


@dataclass(frozen=True)
class Labels:
    """Names as they were: heads of directives by id, only the fields that changed since; all agencies."""

    directives: Mapping[int, Mapping[str, Any]]
    #: order of protocol, name and short name of every agency then
    agencies: Mapping[int, tuple[int, str, str]]

    def name(self, agency_id: int | None) -> str:
        return self.agencies[agency_id or 0][1]

    def short(self, agency_id: int | None) -> str:
        """What a narrow column shows."""
        return self.agencies[agency_id or 0][2] or self.name(agency_id)

    def place(self, agency_id: int | None) -> tuple[int, str]:
        """Where it comes in a list by agencies."""
        return self.agencies[agency_id or 0][:2]


def labels_of(session: Session, until: datetime) -> Labels:
    """The names that all agencies had, and the heads of directives that changed since, before an instant."""
    changed = _undone(session, "agency", NAMES, until)
    columns = select(Agency.id, Agency.protocol_order, Agency.name, Agency.short_name)
    agencies = {
        row.id: (row.protocol_order, *(changed.get(row.id, {}).get(name, getattr(row, name)) or "" for name in NAMES))
        for row in session.execute(columns)
    }
    for id_, was in changed.items():  # made by a reorganisation that was taken back since
        agencies.setdefault(id_, (GONE, was.get("name") or "", was.get("short_name") or ""))
    return Labels(_undone(session, "directive", HEAD, until), agencies)


def _undone(session: Session, subject: str, names: Sequence[str], until: datetime) -> dict[int, dict[str, Any]]:
    """The fields that events after the day changed, with the values that they had before the first of these."""
    query = select(Event.subject_id, Event.old).where(Event.subject == subject, Event.at >= until)
    found: dict[int, dict[str, Any]] = {}
    for subject_id, old in session.execute(query.order_by(Event.id)):
        for name in old or {}:
            if name in names:
                found.setdefault(subject_id, {}).setdefault(name, as_day(old[name]) if name == "issued_on" else old[name])
    return found


def as_day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
