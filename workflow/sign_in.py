"""Entering: the password, and the log-in session that is kept on the server, so that it can be ended there."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from directives.vietnamese import normalise
from workflow import history, limits, passwords
from workflow.acting import Actor
from workflow.addresses import clean_email
from workflow.model import LoginSession, User
from workflow.refusals import Invalid, Refused
from workflow.settings import Settings

#: Wrong passwords in this time … (OWASP ASVS 5.0, 6.3.1)
WITHIN = timedelta(minutes=5)
#: … for one person from one address, …
PER_PERSON_AND_ADDRESS = 10
#: … for one person from anywhere: more, so that a stranger cannot keep the person out with a few tries, …
PER_PERSON = 60
#: … from one address: a whole building may stand behind it, …
PER_ADDRESS = 60
#: … and in all.
IN_ALL = 1000
#: How often "last seen" is written
SEEN_EVERY = timedelta(minutes=1)
WRONG = "Địa chỉ thư hoặc mật khẩu không đúng."


class LoginRefused(Refused):
    """No entry. `wait_seconds` is 0 for a wrong password, more when too many were tried."""

    def __init__(self, sentence: str, wait_seconds: int = 0, /, **words: object) -> None:
        super().__init__(sentence, **words)
        self.wait_seconds = wait_seconds


def digest(secret: str) -> str:
    """What is kept of a secret that somebody carries: its SHA-256. It is random enough to need no salt."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def log_in_name(email: str) -> str:
    """An address as the log-in compares it: NFC, lower case, without blanks around it."""
    return normalise(email).strip().lower()


@dataclass(frozen=True)
class Tried:
    """A log-in that was counted and is not decided yet."""

    #: the address as it is looked up
    name: str
    ip: str
    #: whose address it is, None for nobody's
    user_id: int | None
    auth_epoch: int
    #: what is kept of the password, None for who may not enter
    kept: str | None = field(repr=False)


@dataclass(frozen=True)
class Verdict:
    """Whether the password of an attempt was right."""

    tried: Tried
    right: bool
    #: the password kept with today's cost, where that has risen
    renewed: passwords.Kept | None = field(repr=False, default=None)


def begin_log_in(session: Session, email: str, *, now: datetime, ip: str) -> Tried:
    """Counts an attempt to log in before it is known whether it is right: many at once cannot pass the limits together.

    The caller commits, then asks `weigh`, then `conclude_log_in` in a unit of its own. Raises LoginRefused with the time to wait.
    """
    history.serialise(session)
    name = log_in_name(email)[:254]
    keys = _keys(name, ip)
    wait = max(limits.seconds_to_wait(session, key, limit=limit, within=WITHIN, now=now) for key, limit in keys.items())
    if wait:
        raise LoginRefused("Đã thử sai quá nhiều lần. Hãy chờ {minutes} phút rồi thử lại.", wait, minutes=-(-wait // 60))
    for key in keys:
        limits.note(session, key, now=now)
    user = session.scalar(select(User).where(User.email == name))
    if user is None:
        return Tried(name, ip, None, 0, None)
    return Tried(name, ip, user.id, user.auth_epoch, user.password_hash if user.active else None)


def weigh(tried: Tried, password: str) -> Verdict:
    """Whether the password is right. Slow on purpose, the same for nobody's address: it needs no session, and must not hold one."""
    right = passwords.verify(password, tried.kept)
    outdated = right and tried.kept is not None and passwords.is_outdated(tried.kept)
    return Verdict(tried, right, passwords.hash_password(password) if outdated else None)


def conclude_log_in(session: Session, verdict: Verdict, *, now: datetime) -> User | None:
    """The person who entered, None when the password was wrong, or they were disabled or changed it while it was weighed.

    The caller commits in either case (both are on record), and then says WRONG: the same for an unknown address as for a wrong password.
    """
    tried = verdict.tried
    found = select(User).where(User.id == tried.user_id).with_for_update().execution_options(populate_existing=True)
    user = None if tried.user_id is None else session.scalar(found)
    if user is None or not (verdict.right and user.active and user.auth_epoch == tried.auth_epoch):
        by, new = Actor(None, "web", tried.ip), _typed_name(tried.name)
        history.record(session, actor=by, now=now, action="login.refused", subject="user", subject_id=tried.user_id, new=new)
        return None
    if verdict.renewed is not None:
        user.password_hash = verdict.renewed
    user.last_login_at = now
    for key in list(_keys(tried.name, tried.ip))[:2]:
        limits.forget(session, key)
    history.record(session, actor=Actor(user.id, "web", tried.ip), now=now, action="login.accepted", subject="user", subject_id=user.id)
    return user


def _typed_name(name: str) -> dict[str, str | int]:
    """What the history keeps for ever of a typed address: of anything else, which may be a password in the wrong field, only its length."""
    try:
        return {"email": clean_email(name) or ""}
    except Invalid:
        return {"length": len(name)}


def _keys(name: str, ip: str) -> dict[str, int]:
    """The counters of an attempt and their limits; the first two are the person's own. What was typed stands in them as a digest."""
    who = digest(name)
    return {
        f"login:both:{ip[:45]}:{who}": PER_PERSON_AND_ADDRESS,
        f"login:user:{who}": PER_PERSON,
        f"login:ip:{ip[:45]}": PER_ADDRESS,
        "login:all": IN_ALL,
    }


def open_session(session: Session, user: User, *, now: datetime, ip: str, user_agent: str, settings: Settings) -> str:
    """A new log-in session; gives the secret for the cookie, of which only the digest is kept."""
    secret = secrets.token_urlsafe(32)
    session.execute(delete(LoginSession).where(LoginSession.user_id == user.id, LoginSession.expires_at <= now))
    session.add(
        LoginSession(
            user_id=user.id,
            token_hash=digest(secret),
            auth_epoch=user.auth_epoch,
            created_at=now,
            last_seen_at=now,
            expires_at=now + timedelta(hours=settings.web.session_hours),
            ip=ip[:64],
            user_agent=normalise(user_agent)[:300],
        )
    )
    session.flush()
    return secret


def find_session(session: Session, secret: str, *, now: datetime, settings: Settings) -> LoginSession | None:
    """The session of a cookie, None when it ended, idled too long, or its person was disabled or changed the password. Only reads."""
    return session.scalar(
        select(LoginSession)
        .join(User, User.id == LoginSession.user_id)
        .where(
            LoginSession.token_hash == digest(secret),
            LoginSession.expires_at > now,
            LoginSession.last_seen_at > now - timedelta(minutes=settings.web.idle_minutes),
            LoginSession.auth_epoch == User.auth_epoch,
            User.active.is_(True),
        )
    )


def seen_long_ago(found: LoginSession, now: datetime) -> bool:
    """Whether "last seen" is due to be written."""
    return now - found.last_seen_at >= SEEN_EVERY


def touch_session(session: Session, session_id: int, now: datetime) -> None:
    """Writes that a session was used now; one that ended meanwhile stays ended."""
    found = session.get(LoginSession, session_id)
    if found is not None and found.last_seen_at < now:
        found.last_seen_at = now
        session.flush()


def sessions_of(session: Session, user_id: int, *, now: datetime) -> list[LoginSession]:
    """A person's sessions that have not expired, the last used first."""
    query = select(LoginSession).join(User, User.id == LoginSession.user_id)
    alive = query.where(LoginSession.user_id == user_id, LoginSession.expires_at > now, LoginSession.auth_epoch == User.auth_epoch)
    return list(session.scalars(alive.order_by(LoginSession.last_seen_at.desc(), LoginSession.id)))


def end_session(session: Session, session_id: int) -> None:
    """Ends one session; a copied cookie is worth nothing from now on."""
    session.execute(delete(LoginSession).where(LoginSession.id == session_id))


def end_all_sessions(session: Session, user_id: int | None = None) -> int:
    """Ends all sessions of a person, or of everybody; gives how many."""
    query = delete(LoginSession) if user_id is None else delete(LoginSession).where(LoginSession.user_id == user_id)
    return int(getattr(session.execute(query), "rowcount", 0))
