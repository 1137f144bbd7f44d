"""What nobody needs any more goes: log-in sessions and links that ended, attempts that no limit counts. The history stays whole."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from workflow import limits
from workflow.model import LoginSession, OneTimeLink

#: Ended sessions and links are kept so long, to answer questions about them; they hold addresses of people's computers
KEPT = timedelta(days=7)


def sweep(session: Session, *, now: datetime) -> dict[str, int]:
    """Deletes what ended long ago; gives how many rows of each table."""
    ended = now - KEPT
    sessions = delete(LoginSession).where(LoginSession.expires_at < ended)
    links = delete(OneTimeLink).where(or_(OneTimeLink.expires_at < ended, OneTimeLink.used_at < ended))
    return {
        "attempt": limits.sweep(session, now=now),
        "login_session": int(getattr(session.execute(sessions), "rowcount", 0)),
        "one_time_link": int(getattr(session.execute(links), "rowcount", 0)),
    }
