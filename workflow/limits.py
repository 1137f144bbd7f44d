"""Limits on attempts, counted in the database, so that they hold across processes and machines."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from workflow import history
from workflow.model import Attempt

#: Attempts older than any limit are forgotten
KEPT = timedelta(days=2)


def allow(session: Session, key: str, *, limit: int, within: timedelta, now: datetime) -> int:
    """Notes an attempt and gives 0, or, when `limit` were made `within` the time, notes nothing and gives the seconds to wait."""
    history.serialise(session)  # who counts at the same moment waits: two cannot both be the last that is allowed
    wait = seconds_to_wait(session, key, limit=limit, within=within, now=now)
    if wait == 0:
        note(session, key, now=now)
    return wait


def seconds_to_wait(session: Session, key: str, *, limit: int, within: timedelta, now: datetime) -> int:
    """Whole seconds until another attempt is allowed, 0 for now. Notes nothing."""
    newest = select(Attempt.at).where(Attempt.key == key[:200], Attempt.at > now - within).order_by(Attempt.at.desc()).limit(limit)
    times = session.scalars(newest).all()
    if len(times) < limit:
        return 0
    return max(1, math.ceil((times[-1] + within - now).total_seconds()))


def note(session: Session, key: str, *, now: datetime) -> None:
    """Counts an attempt."""
    session.add(Attempt(key=key[:200], at=now))
    session.flush()


def forget(session: Session, key: str) -> None:
    """Forgets the attempts of a key: it went well."""
    session.execute(delete(Attempt).where(Attempt.key == key[:200]))


def sweep(session: Session, *, now: datetime) -> int:
    """Deletes attempts that no limit asks for any more; gives how many."""
    old = session.scalar(select(func.count(Attempt.id)).where(Attempt.at < now - KEPT)) or 0
    session.execute(delete(Attempt).where(Attempt.at < now - KEPT))
    return old
