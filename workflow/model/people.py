"""Agencies in time, people, their posts, and how they enter."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.model.base import Base, Moment, choice
from workflow.model.terms import Post


class Agency(Base):
    """A body that can be given work, or a group that opens into such bodies."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: stable ASCII key: the id of directives/data/agencies.csv where it has one, else made from the name
    code: Mapped[str] = mapped_column(String(80), unique=True)
    #: full official name, as FORMAT prints it: `Sở Nội vụ`, `UBND xã Nà Ngần`
    name: Mapped[str] = mapped_column(String(300))
    #: official short name for tables, empty where it has none
    short_name: Mapped[str] = mapped_column(String(80), default="")
    #: name folded for search: lower case, no accents, đ → d
    folded: Mapped[str] = mapped_column(String(300), index=True)
    #: kind of body: so, ban, van_phong, ubnd, ubnd_xa, hoi, nhom …, as in agencies.csv
    kind: Mapped[str] = mapped_column(String(40), default="")
    #: level of government: tw, tinh, huyen, xa
    level: Mapped[str] = mapped_column(String(20), default="tinh")
    #: a group (`UBND các xã, phường, đặc khu`) opens into its members when work is assigned
    is_group: Mapped[bool] = mapped_column(default=False)
    #: the office that runs this installation (Văn phòng UBND tỉnh)
    is_office: Mapped[bool] = mapped_column(default=False)
    #: kept in directives, never tracked (ministries, other provinces)
    tracked: Mapped[bool] = mapped_column(default=True)
    #: the agency's own address beside its people's; None where it has none
    email: Mapped[str | None] = mapped_column(String(254))
    #: first day of existence; None = before any directive here
    valid_from: Mapped[date | None]
    #: last day of existence; None = exists
    valid_until: Mapped[date | None]
    #: order of protocol, in which reports list agencies
    protocol_order: Mapped[int] = mapped_column(default=1000)
    #: optimistic lock
    version: Mapped[int] = mapped_column(default=1)

    aliases: Mapped[list[AgencyAlias]] = relationship(back_populates="agency", cascade="all, delete-orphan")

    @property
    def is_us(self) -> bool:
        """Whether it is the office that runs this installation, or the government whose office that is."""
        return self.is_office or (self.kind == "ubnd" and self.level == "tinh" and self.tracked and not self.is_group)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class AgencyAlias(Base):
    """Another way in which directives write an agency's name."""

    __tablename__ = "agency_alias"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id", ondelete="CASCADE"), index=True)
    #: as written
    alias: Mapped[str] = mapped_column(String(300))
    #: folded; two agencies may share one when their days differ
    folded: Mapped[str] = mapped_column(String(300), index=True)
    #: who taught it at review; None = shipped
    learned_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    learned_at: Mapped[datetime | None] = mapped_column(Moment)

    agency: Mapped[Agency] = relationship(back_populates="aliases")


class GroupMember(Base):
    """An agency's membership of a group, in time."""

    __tablename__ = "group_member"
    __table_args__ = (UniqueConstraint("group_id", "member_id", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    #: first day of membership; None = from the beginning
    valid_from: Mapped[date | None]
    #: last day of membership; None = still
    valid_until: Mapped[date | None]


class Succession(Base):
    """Work of one agency went to another on a day; many to many."""

    __tablename__ = "succession"
    __table_args__ = (UniqueConstraint("old_id", "new_id", "effective_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    old_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    new_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    #: first day on which the new agency answers
    effective_on: Mapped[date]
    #: `main` or `part`
    share: Mapped[str] = mapped_column(String(10))
    #: what went over; begins with `ask:` where a person decides task by task
    note: Mapped[str] = mapped_column(Text, default="")
    #: the reorganisation that carried the work over; None = known from the table, nothing was carried over yet
    reorganisation_id: Mapped[int | None] = mapped_column(ForeignKey("reorganisation.id"), index=True)


class User(Base):
    """A person who logs in or is urged."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: log-in name and mail address, NFC, lower case
    email: Mapped[str] = mapped_column(String(254), unique=True)
    #: as people write it: `Nguyễn Thu Hằng`
    name: Mapped[str] = mapped_column(String(200))
    #: position in words, shown beside the name
    title: Mapped[str] = mapped_column(String(200), default="")
    #: telephone, optional
    phone: Mapped[str] = mapped_column(String(40), default="")
    #: `scrypt$…`; None until the invitation is taken up
    password_hash: Mapped[str | None] = mapped_column(String(300))
    #: a disabled person's sessions, feeds and links end at once
    active: Mapped[bool] = mapped_column(default=True)
    #: language of pages and mails: vi, en
    locale: Mapped[str] = mapped_column(String(5), default="vi")
    #: raised when the password changes: sessions of an older epoch end
    auth_epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_login_at: Mapped[datetime | None] = mapped_column(Moment)
    #: optimistic lock
    version: Mapped[int] = mapped_column(default=1)

    memberships: Mapped[list[Membership]] = relationship(back_populates="user", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Membership(Base):
    """A person's post in an agency. One may hold several, in several agencies."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("user_id", "agency_id", "post"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    post: Mapped[Post] = mapped_column(choice(Post))

    user: Mapped[User] = relationship(back_populates="memberships")
    agency: Mapped[Agency] = relationship()


class Delegation(Base):
    """Somebody is away, and another reads and acts with their posts on these days."""

    __tablename__ = "delegation"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: who is away
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    #: who stands in
    delegate_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    starts_on: Mapped[date]
    #: last day, that day included
    ends_on: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    #: when it was taken back before its last day; None = not
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)

    user: Mapped[User] = relationship(foreign_keys=user_id)
    delegate: Mapped[User] = relationship(foreign_keys=delegate_id)


class LoginSession(Base):
    """One log-in on one device, kept on the server so that it can be ended."""

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    #: SHA-256 of the cookie's secret
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    #: the person's epoch at log-in
    auth_epoch: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)
    #: end whatever happens
    expires_at: Mapped[datetime] = mapped_column(Moment)
    ip: Mapped[str] = mapped_column(String(64), default="")
    user_agent: Mapped[str] = mapped_column(String(300), default="")


class OneTimeLink(Base):
    """An invitation or a password reset, good once."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    #: `invitation` or `password`
    purpose: Mapped[str] = mapped_column(String(20))
    #: SHA-256 of the secret in the link
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class Attempt(Base):
    """A counted attempt (log-in, reset, upload), for limits that hold across processes."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: `login:ip:10.0.0.1`, `login:user:…` with the digest of what was typed …
    key: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Moment)


class Feed(Base):
    """A secret, revocable calendar address of a person or an agency."""

    __tablename__ = "feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: whose tasks: exactly one of the two is set
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    #: who made it, and may revoke it
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    #: what the holder calls it
    label: Mapped[str] = mapped_column(String(200), default="")
    #: SHA-256 of the secret in the address
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    #: only code and date, no words of the task
    minimal: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    last_used_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
