"""Calendar addresses: secret, one per purpose, revocable. Only the digest of the secret is kept; it is shown once."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, aliased

from directives.vietnamese import normalise
from workflow import history
from workflow.access import Viewer, viewer_of
from workflow.acting import Actor
from workflow.model import Agency, Feed, User
from workflow.refusals import Invalid, NotAllowed, NotFound
from workflow.sign_in import digest

#: An address that nobody renews ends
GOOD_FOR = timedelta(days=400)
#: Feeds that one person may have at a time
MOST = 20
#: How often "last used" is written
USED_EVERY = timedelta(minutes=10)


def create(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    viewer: Viewer | None = None,
    user_id: int | None = None,
    agency_id: int | None = None,
    label: str = "",
    minimal: bool = False,
) -> tuple[Feed, str]:
    """A new calendar address of a person or of an agency; gives its secret, which is never shown again.

    With a `viewer`, only one's own address, or that of an agency that one may see. Raises Invalid, NotAllowed, NotFound.
    """
    if (user_id is None) == (agency_id is None):
        raise Invalid("feed", "Hãy chọn lịch của một người hoặc của một cơ quan.")
    if viewer is not None:
        _require_own(viewer, user_id, agency_id)
    maker = actor.user_id or user_id
    if maker is None:
        raise Invalid("feed", "Lịch của cơ quan cần một người chịu trách nhiệm giữ địa chỉ.")
    if agency_id is not None and session.get(Agency, agency_id) is None:
        raise NotFound("Không có cơ quan này.")
    alive = select(Feed.id).where(Feed.created_by_id == maker, Feed.revoked_at.is_(None), Feed.expires_at > now)
    if len(session.scalars(alive).all()) >= MOST:
        raise Invalid("feed", "Đã có {most} địa chỉ lịch. Hãy thu hồi địa chỉ không dùng nữa.", most=MOST)
    secret = secrets.token_urlsafe(32)
    feed = Feed(
        user_id=user_id,
        agency_id=agency_id,
        created_by_id=maker,
        label=" ".join(normalise(label).split())[:200],
        token_hash=digest(secret),
        minimal=minimal,
        created_at=now,
        expires_at=now + GOOD_FOR,
    )
    session.add(feed)
    session.flush()
    new = {"user_id": user_id, "agency_id": agency_id, "label": feed.label, "minimal": minimal}
    history.record(session, actor=actor, now=now, action="feed.created", subject="feed", subject_id=feed.id, new=new)
    return feed, secret


def find(session: Session, secret: str, now: datetime) -> Feed | None:
    """The feed of a secret; None when it is unknown, revoked or expired, or its people may not have it any more. Only reads."""
    maker = aliased(User)
    feed = session.scalar(
        select(Feed)
        .join(maker, maker.id == Feed.created_by_id)
        .outerjoin(User, User.id == Feed.user_id)
        .where(
            Feed.token_hash == digest(secret),
            Feed.revoked_at.is_(None),
            Feed.expires_at > now,
            maker.active.is_(True),
            or_(Feed.user_id.is_(None), User.active.is_(True)),
        )
    )
    return feed if feed is not None and _still_allowed(session, feed) else None


def note_use(session: Session, feed_id: int, now: datetime) -> None:
    """Writes that an address was used, at most every ten minutes: a stolen one shows by it."""
    stale = or_(Feed.last_used_at.is_(None), Feed.last_used_at < now - USED_EVERY)
    session.execute(update(Feed).where(Feed.id == feed_id, stale).values(last_used_at=now))


def used_long_ago(feed: Feed, now: datetime) -> bool:
    """Whether "last used" is due to be written."""
    return feed.last_used_at is None or feed.last_used_at < now - USED_EVERY


def revoke(session: Session, feed: Feed, *, actor: Actor, now: datetime, viewer: Viewer | None = None) -> None:
    """Ends an address at once. With a `viewer`, only one's own, or any for the administrator. Raises NotFound."""
    if viewer is not None and not viewer.admin and feed.created_by_id != viewer.user_id and feed.user_id != viewer.user_id:
        raise NotFound("Không có địa chỉ lịch này.")
    if feed.revoked_at is None:
        feed.revoked_at = now
        session.flush()
        history.record(session, actor=actor, now=now, action="feed.revoked", subject="feed", subject_id=feed.id)


def revoke_all(session: Session, user_id: int, *, now: datetime) -> None:
    """Ends every address that is a person's or was made by them."""
    theirs = or_(Feed.user_id == user_id, Feed.created_by_id == user_id)
    session.execute(update(Feed).where(theirs, Feed.revoked_at.is_(None)).values(revoked_at=now))


def list_for(session: Session, viewer: Viewer, now: datetime | None = None) -> list[Feed]:
    """One's own addresses that are in force, and those that one made for agencies; the newest first."""
    theirs = or_(Feed.user_id == viewer.user_id, Feed.created_by_id == viewer.user_id)
    query = select(Feed).where(theirs, Feed.revoked_at.is_(None)).order_by(Feed.id.desc())
    return list(session.scalars(query if now is None else query.where(Feed.expires_at > now)))


def _require_own(viewer: Viewer, user_id: int | None, agency_id: int | None) -> None:
    if user_id is not None and user_id != viewer.user_id:
        raise NotAllowed("Mỗi người tự tạo địa chỉ lịch của mình.")
    if agency_id is not None and agency_id not in viewer.agency_ids and not viewer.may_see_all:
        raise NotFound("Không có cơ quan này, hoặc anh/chị không thuộc cơ quan này.")


def _still_allowed(session: Session, feed: Feed) -> bool:
    """An agency's calendar ends for who made it and belongs to it no more."""
    if feed.agency_id is None:
        return True
    maker = viewer_of(session, session.get_one(User, feed.created_by_id))
    return maker.may_see_all or feed.agency_id in maker.agency_ids
