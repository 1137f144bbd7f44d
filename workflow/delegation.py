"""Absence: somebody is away from a day to a day, and another reads, acts and is written to in their place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from workflow import history, words
from workflow.access import Viewer
from workflow.acting import Actor
from workflow.model import Agency, Delegation, Membership, Post, User
from workflow.refusals import Invalid, NotAllowed, NotFound

#: nobody is away longer: then the post is another's
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Absence:
    """One delegation with the names of both."""

    delegation: Delegation
    away: str
    stand_in: str

    def in_force(self, today: date) -> bool:
        """Whether it holds on a day."""
        return self.delegation.revoked_at is None and self.delegation.starts_on <= today <= self.delegation.ends_on


def begin(
    session: Session,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    user_id: int,
    delegate_id: int,
    starts_on: date | None,
    ends_on: date | None,
) -> Delegation:
    """Names who acts in somebody's place on these days, both included: for oneself, for one's agency as its head, for all as administrator.

    Raises NotAllowed, and Invalid by field: the other must belong to the same agency, and nobody is stood in for twice at a time.
    """
    away = _person(session, "user_id", user_id)
    _require_may_name(session, viewer, away)
    other = _person(session, "delegate_id", delegate_id)
    if other.id == away.id or other.id not in {one.id for one in stand_ins(session, away.id)}:
        raise Invalid("delegate_id", "Người làm thay phải là người khác, đang hoạt động và cùng cơ quan. Hãy chọn người khác.")
    first, last = _days(starts_on, ends_on, today)
    again = select(Delegation).where(Delegation.user_id == away.id, Delegation.revoked_at.is_(None))
    if (there := session.scalar(again.where(Delegation.starts_on <= last, Delegation.ends_on >= first).limit(1))) is not None:
        raise Invalid(
            "starts_on",
            "{name} đã có người làm thay từ {first} đến {last}. Hãy bỏ lần đó hoặc chọn ngày khác.",
            name=away.name,
            first=words.day(there.starts_on),
            last=words.day(there.ends_on),
        )
    made = Delegation(user_id=away.id, delegate_id=other.id, starts_on=first, ends_on=last, created_at=now, created_by_id=actor.user_id)
    session.add(made)
    session.flush()
    _record(session, made, "user.delegated", actor, now, new={"delegate": other.name, "starts_on": first, "ends_on": last})
    return made


def end(session: Session, delegation_id: int, *, actor: Actor, viewer: Viewer, now: datetime) -> Delegation:
    """Takes a delegation back at once; one that is over or taken back stays as it is. Raises NotAllowed, NotFound."""
    delegation = session.get(Delegation, delegation_id)
    if delegation is None or not _may_see(session, viewer, delegation):
        raise NotFound("Không có lần vắng mặt này.")
    if delegation.revoked_at is None:
        delegation.revoked_at = now
        _record(session, delegation, "user.delegation_ended", actor, now, old={"ends_on": delegation.ends_on})
    return delegation


def absences(session: Session, viewer: Viewer, today: date) -> list[Absence]:
    """Those of today and later that concern a person or that they may name, soonest first."""
    away, other = aliased(User), aliased(User)
    query = (
        select(Delegation, away.name, other.name)
        .join(away, away.id == Delegation.user_id)
        .join(other, other.id == Delegation.delegate_id)
        .where(Delegation.revoked_at.is_(None), Delegation.ends_on >= today)
        .order_by(Delegation.starts_on, Delegation.id)
    )
    if not viewer.admin:
        whose = [viewer.user_id, *(user.id for user in _headed(session, viewer))]
        query = query.where(or_(Delegation.delegate_id == viewer.user_id, Delegation.user_id.in_(whose)))
    return [Absence(*row) for row in session.execute(query)]


def nameable(session: Session, viewer: Viewer) -> list[User]:
    """For whom a person may name somebody: themselves, the people of the agencies that they head, an administrator everybody."""
    if viewer.admin:
        return list(session.scalars(select(User).where(User.active).order_by(User.name, User.id)))
    own = session.get(User, viewer.user_id)
    headed = [user for user in _headed(session, viewer) if user.id != viewer.user_id]
    return [*([own] if own is not None else []), *headed]


def stand_ins(session: Session, user_id: int) -> list[User]:
    """Who may stand in for a person: the others of their agencies; for our own government and its office the people of both."""
    agencies = set(session.scalars(select(Membership.agency_id).where(Membership.user_id == user_id)))
    ours = {agency.id for agency in session.scalars(select(Agency).where(Agency.tracked)) if agency.is_us}
    if agencies & ours:
        agencies |= ours
    query = select(User).join(Membership).where(Membership.agency_id.in_(agencies), User.active, User.id != user_id)
    return list(session.scalars(query.distinct().order_by(User.name, User.id)))


def _headed(session: Session, viewer: Viewer) -> list[User]:
    """The people of the agencies that a person heads in their own right."""
    agencies = [agency_id for post, agency_id in viewer.own_posts if post in (Post.AGENCY_HEAD, Post.HEAD_OF_OFFICE)]
    query = select(User).join(Membership).where(Membership.agency_id.in_(agencies), User.active)
    return list(session.scalars(query.distinct().order_by(User.name, User.id)))


def _require_may_name(session: Session, viewer: Viewer, away: User) -> None:
    if away.id not in {user.id for user in nameable(session, viewer)}:
        raise NotAllowed("Chỉ chính người đó, thủ trưởng cơ quan hoặc quản trị hệ thống cử được người làm thay.")


def _may_see(session: Session, viewer: Viewer, delegation: Delegation) -> bool:
    mine = {delegation.user_id, delegation.delegate_id}
    return viewer.user_id in mine or delegation.user_id in {user.id for user in nameable(session, viewer)}


def _person(session: Session, field: str, user_id: int) -> User:
    user = session.get(User, user_id)
    if user is None or not user.active:
        raise Invalid(field, "Không có người này, hoặc tài khoản đã khóa. Hãy chọn người khác.")
    return user


def _days(starts_on: date | None, ends_on: date | None, today: date) -> tuple[date, date]:
    if starts_on is None or ends_on is None:
        raise Invalid("starts_on" if starts_on is None else "ends_on", "Chưa có ngày. Hãy ghi ngày đầu và ngày cuối vắng mặt.")
    if ends_on < starts_on or ends_on < today:
        raise Invalid("ends_on", "Ngày cuối phải từ ngày đầu và từ hôm nay trở đi. Hãy kiểm tra lại ngày.")
    if ends_on - starts_on > LONGEST:
        raise Invalid("ends_on", "Vắng mặt lâu hơn một năm thì đổi người giữ vai trò. Hãy chọn ngày sớm hơn.")
    return starts_on, ends_on


def _record(session: Session, delegation: Delegation, action: str, actor: Actor, now: datetime, **values: object) -> None:
    history.record(session, actor=actor, now=now, action=action, subject="user", subject_id=delegation.user_id, **values)
