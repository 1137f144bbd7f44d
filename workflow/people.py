"""People: their accounts and posts, invitations and password resets. Entering itself is in `sign_in`."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from directives.vietnamese import normalise
from workflow import feed_tokens, history, limits
from workflow.acting import Actor
from workflow.addresses import clean_email
from workflow.model import Agency, Membership, OneTimeLink, Post, User
from workflow.passwords import Kept
from workflow.refusals import Invalid, NotFound, Stale
from workflow.sign_in import (
    WRONG,
    LoginRefused,
    Verdict,
    begin_log_in,
    conclude_log_in,
    digest,
    end_all_sessions,
    end_session,
    find_session,
    log_in_name,
    open_session,
    seen_long_ago,
    sessions_of,
    touch_session,
    weigh,
)

__all__ = [
    "WRONG",
    "LoginRefused",
    "Verdict",
    "about",
    "begin_log_in",
    "change_password",
    "conclude_log_in",
    "create_user",
    "disable_user",
    "enable_user",
    "end_all_sessions",
    "end_session",
    "find_session",
    "invite",
    "link_holder",
    "open_session",
    "request_reset",
    "seen_long_ago",
    "sessions_of",
    "set_locale",
    "set_posts",
    "touch_session",
    "update_user",
    "use_link",
    "weigh",
]

INVITATION, PASSWORD = "invitation", "password"
#: How long a link is good
GOOD_FOR = {INVITATION: timedelta(hours=72), PASSWORD: timedelta(minutes=30)}
LOCALES = ("vi", "en")
#: Reset links that one address may ask for in an hour
RESETS_AN_HOUR = 3
LINK_GONE = "Liên kết này đã dùng, đã hết hạn hoặc bị chép thiếu. Hãy xin liên kết mới."

Posts = Iterable[tuple[Post, int]]


# --- accounts ------------------------------------------------------------------------------------------------------


def create_user(
    session: Session,
    *,
    email: str,
    name: str,
    posts: Posts,
    actor: Actor,
    now: datetime,
    title: str = "",
    phone: str = "",
    locale: str = "vi",
) -> User:
    """A new person with their posts, who cannot enter before an invitation is taken up. Raises Invalid."""
    address = _free_address(session, email)
    user = User(email=address, name=_one_line("name", name, 200), created_at=now, locale=_known_locale(locale))
    if not user.name:
        raise Invalid("name", "Chưa có họ và tên.")
    user.title, user.phone = _one_line("title", title, 200), _one_line("phone", phone, 40)
    session.add(user)
    session.flush()
    user.memberships = _memberships(session, posts)
    session.flush()
    _record(session, user, actor, now, "user.created", new={"email": user.email, "name": user.name, "posts": _told(user)})
    return user


def update_user(session: Session, user: User, *, actor: Actor, now: datetime, version: int | None = None, **changes: str) -> User:
    """Changes email, name, title or phone. Raises Stale, Invalid."""
    if version is not None and user.version != version:
        raise Stale()
    limits_of = {"name": 200, "title": 200, "phone": 40}
    new = {field: _one_line(field, value, limits_of[field]) for field, value in changes.items() if field != "email"}
    if "email" in changes and log_in_name(changes["email"]) != user.email:
        new["email"] = _free_address(session, changes["email"])
    if new.get("name") == "":
        raise Invalid("name", "Chưa có họ và tên.")
    old = {field: getattr(user, field) for field in new}
    for field, value in new.items():
        setattr(user, field, value)
    if "email" in new:
        _leave_everywhere(session, user)
    session.flush()
    if old != new:
        _record(session, user, actor, now, "user.changed", old=old, new=new)
    return user


def set_posts(session: Session, user: User, posts: Posts, *, actor: Actor, now: datetime, version: int | None = None) -> User:
    """Gives a person exactly these posts. Sessions go on: rights are looked up at each request. Raises Stale, Invalid."""
    if version is not None and user.version != version:
        raise Stale()
    wanted = {(row.post, row.agency_id): row for row in _memberships(session, posts)}
    before = _told(user)
    kept = {(row.post, row.agency_id): row for row in user.memberships}
    user.memberships = [kept.get(key, row) for key, row in wanted.items()]
    if set(wanted) != set(kept):
        flag_modified(user, "auth_epoch")  # posts are rows of their own: without this the person's version would stay
    _require_administrator(session)
    if set(wanted) != set(kept):
        _record(session, user, actor, now, "user.posts_set", old={"posts": before}, new={"posts": _told(user)})
    return user


def disable_user(session: Session, user: User, *, actor: Actor, now: datetime) -> User:
    """Ends a person's access at once: sessions, calendar addresses and links. What they did stays on record."""
    if user.id == actor.user_id:
        raise Invalid("user", "Anh/chị không thể tự khóa tài khoản của chính mình.")
    if user.active:
        user.active = False
        _require_administrator(session)
        _leave_everywhere(session, user)
        feed_tokens.revoke_all(session, user.id, now=now)
        _record(session, user, actor, now, "user.disabled")
    return user


def _require_administrator(session: Session) -> None:
    """Somebody must be left who can let the others in."""
    session.flush()
    query = select(User.id).join(Membership).where(Membership.post == Post.ADMINISTRATOR, User.active.is_(True)).limit(1)
    if session.scalar(query) is None:
        raise Invalid("user", "Hệ thống phải còn ít nhất một người quản trị đang hoạt động.")


def enable_user(session: Session, user: User, *, actor: Actor, now: datetime) -> User:
    """Lets a disabled person in again, with the password they had."""
    if not user.active:
        user.active = True
        _record(session, user, actor, now, "user.enabled")
    return user


def set_locale(session: Session, user: User, locale: str, *, actor: Actor, now: datetime) -> User:
    """The language of pages and mails, vi or en."""
    if user.locale != _known_locale(locale):
        old, user.locale = user.locale, locale
        _record(session, user, actor, now, "user.changed", old={"locale": old}, new={"locale": locale})
    return user


# --- links ---------------------------------------------------------------------------------------------------------


def invite(session: Session, user: User, *, actor: Actor, now: datetime) -> str:
    """A new invitation, good once within 72 hours; gives its secret. Earlier ones end. Raises Invalid for a disabled person."""
    if not user.active:
        raise Invalid("user", "{name} đang bị khóa. Hãy mở khóa trước khi mời.", name=user.name)
    token = _new_link(session, user, INVITATION, now)
    _record(session, user, actor, now, "user.invited")
    return token


def request_reset(
    session: Session, email: str, now: datetime, *, tell: Callable[[User, str], object] = lambda user, token: None
) -> tuple[User, str] | None:
    """A reset link for the person of an address, good once within 30 minutes; `tell` queues the letter that carries it.

    None for an address that is not known, is disabled, or asked too often: the page says the same in each case, and as soon. Where there is
    nobody to write to, the same work is done for somebody else and taken back, so that the time tells no more than the words
    (OWASP, Forgot Password Cheat Sheet).
    """
    name = log_in_name(email)
    if limits.allow(session, f"reset:{digest(name)}", limit=RESETS_AN_HOUR, within=timedelta(hours=1), now=now):
        return None
    user = session.scalar(select(User).where(User.active.is_(True)).order_by((User.email == name).desc(), User.id).limit(1))
    if user is None:
        return None
    known = user.email == name
    trial = session.begin_nested()
    token = _new_link(session, user, PASSWORD, now)
    _record(session, user, Actor(None, "web"), now, "user.reset_asked")
    tell(user, token)
    if not known:
        trial.rollback()
        return None
    trial.commit()
    return user, token


def link_holder(session: Session, token: str, purpose: str, *, now: datetime) -> User | None:
    """Whom an unused link of a purpose (`invitation`, `password`) is for; None when it is good no more. Only reads."""
    found = _link(session, token, purpose, now)
    return None if found is None else session.get(User, found.user_id)


def use_link(session: Session, token: str, purpose: str, kept: Kept, now: datetime) -> User:
    """Sets the password that an invited or forgetful person chose (`passwords.chosen`) and uses the link up.

    Every session ends, nobody is logged in by it. Raises NotFound.
    """
    link = _link(session, token, purpose, now)
    user = session.get(User, link.user_id) if link else None
    if link is None or user is None:
        raise NotFound(LINK_GONE)
    link.used_at = now
    session.flush()
    _set_password(session, user, kept)
    _record(session, user, Actor(user.id, "web"), now, "user.joined" if purpose == INVITATION else "user.password_reset")
    return user


def change_password(session: Session, user: User, kept: Kept, *, actor: Actor, now: datetime) -> User:
    """Sets the password that a person chose (`passwords.chosen`) and ends every session. The caller has checked the old one."""
    _set_password(session, user, kept)
    _record(session, user, actor, now, "user.password_changed")
    return user


def _set_password(session: Session, user: User, kept: Kept) -> None:
    user.password_hash = kept
    _leave_everywhere(session, user)
    session.flush()


def about(user: User) -> list[str]:
    """What a guesser knows of a person, and a password must not be made of: name, address, telephone, agencies."""
    return [user.name, user.email, user.phone, *(row.agency.name for row in user.memberships)]


def _leave_everywhere(session: Session, user: User) -> None:
    """Every session and every unused link of a person ends."""
    user.auth_epoch += 1
    end_all_sessions(session, user.id)
    session.execute(delete(OneTimeLink).where(OneTimeLink.user_id == user.id, OneTimeLink.used_at.is_(None)))
    session.flush()


def _new_link(session: Session, user: User, purpose: str, now: datetime) -> str:
    unused = OneTimeLink.used_at.is_(None)
    session.execute(delete(OneTimeLink).where(OneTimeLink.user_id == user.id, OneTimeLink.purpose == purpose, unused))
    token = secrets.token_urlsafe(32)
    session.add(OneTimeLink(user_id=user.id, purpose=purpose, token_hash=digest(token), created_at=now, expires_at=now + GOOD_FOR[purpose]))
    session.flush()
    return token


def _link(session: Session, token: str, purpose: str, now: datetime) -> OneTimeLink | None:
    return session.scalar(
        select(OneTimeLink)
        .join(User, User.id == OneTimeLink.user_id)
        .where(
            OneTimeLink.token_hash == digest(token),
            OneTimeLink.purpose == purpose,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now,
            User.active.is_(True),
        )
    )


# --- fields --------------------------------------------------------------------------------------------------------


def _free_address(session: Session, email: str) -> str:
    address = clean_email(email)
    if address is None:
        raise Invalid("email", "Chưa có địa chỉ thư.")
    if session.scalar(select(User.id).where(User.email == address)) is not None:
        raise Invalid("email", "Đã có người dùng với địa chỉ {address}.", address=address)
    return address


def _one_line(field: str, value: str, limit: int) -> str:
    """Words on one line: a line break in a name would be one in a mail's header too."""
    words = " ".join(normalise(value).split())
    if len(words) > limit:
        raise Invalid(field, "Dài quá {limit} ký tự.", limit=limit)
    return words


def _known_locale(locale: str) -> str:
    if locale not in LOCALES:
        raise Invalid("locale", "Không có ngôn ngữ {locale}.", locale=locale[:20])
    return locale


def _memberships(session: Session, posts: Posts) -> list[Membership]:
    wanted = list(dict.fromkeys(posts))
    if not wanted:
        raise Invalid("posts", "Chưa chọn cơ quan và chức trách.")
    agencies = {agency.id: agency for agency in session.scalars(select(Agency).where(Agency.id.in_({id_ for _, id_ in wanted})))}
    for _, agency_id in wanted:
        if agency_id not in agencies or agencies[agency_id].is_group:
            raise Invalid("posts", "Không có cơ quan này, hoặc đó là một nhóm cơ quan.")
    return [Membership(post=post, agency_id=agency_id, agency=agencies[agency_id]) for post, agency_id in wanted]


def _told(user: User) -> list[str]:
    """The posts as the history keeps them: `officer@Sở Tư pháp`."""
    return sorted(f"{row.post.value}@{row.agency.name}" for row in user.memberships)


def _record(session: Session, user: User, actor: Actor, now: datetime, action: str, **values: Any) -> None:
    history.record(session, actor=actor, now=now, action=action, subject="user", subject_id=user.id, **values)
