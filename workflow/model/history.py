"""What happened, whom it concerned, what was sent: append-only events, urgings, messages; and the little state of the machine."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from workflow.model.base import Base, Moment, choice
from workflow.model.people import User
from workflow.model.tasks import Assignment
from workflow.model.terms import MessageKind, MessageState, Rung


class Event(Base):
    """One act. Rows are never changed or deleted: triggers refuse it, and each row carries the hash of the one before."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_subject_subject_id", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    #: who did it; None = the machine
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    #: web, cli, worker, import
    via: Mapped[str] = mapped_column(String(20))
    #: address that it came from, empty for the machine
    ip: Mapped[str] = mapped_column(String(64), default="")
    #: what was done: `task.accepted`, `assignment.received`, `extension.granted`, `user.invited` …
    action: Mapped[str] = mapped_column(String(60), index=True)
    #: what it was done to: task, directive, candidate, user, agency, feed, message, settings
    subject: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int | None]
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"), index=True)
    directive_id: Mapped[int | None] = mapped_column(ForeignKey("directive.id"), index=True)
    #: values before and after, only what changed
    old: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    new: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    #: reason or remark in the person's words
    note: Mapped[str] = mapped_column(Text, default="")
    #: hash of the event before, and of this one with it (SHA-256, hexadecimal)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)

    actor: Mapped[User | None] = relationship()


class Message(Base):
    """A mail to one recipient, rendered in the transaction that decides. After its first attempt it never changes."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("recipient", "kind", "slot"),
        Index("ix_message_state_next_try_at", "state", "next_try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: whom it is for: `user:12` or `agency:7`
    recipient: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    kind: Mapped[MessageKind] = mapped_column(choice(MessageKind))
    #: what makes it the same message: the day of a digest, `event:91` of an immediate one
    slot: Mapped[str] = mapped_column(String(60))
    #: address that it goes to
    address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(500))
    #: finished MIME message, byte for byte what is sent
    mime: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    #: Message-ID of our own, the same on every attempt (RFC 5322 3.6.4)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    state: Mapped[MessageState] = mapped_column(choice(MessageState), default=MessageState.PENDING)
    created_at: Mapped[datetime] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    first_attempt_at: Mapped[datetime | None] = mapped_column(Moment)
    #: not to be tried before
    next_try_at: Mapped[datetime] = mapped_column(Moment)
    #: worker that holds it, and until when
    lease_owner: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    #: last answer of the mail server, or why it was cancelled or failed, in words
    outcome: Mapped[str] = mapped_column(Text, default="")
    #: connection lost after the final dot: the server may have taken it (RFC 1047)
    maybe_twice: Mapped[bool] = mapped_column(default=False)

    urgings: Mapped[list[Urging]] = relationship(back_populates="message", order_by="Urging.id")


class Urging(Base):
    """Somebody is to be urged about an assignment, and why. The key is unique for ever, so the same urging cannot happen twice."""

    __tablename__ = "urging"
    __table_args__ = (UniqueConstraint("assignment_id", "recipient", "rung", "slot"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    #: `user:12` or `agency:7`
    recipient: Mapped[str] = mapped_column(String(40))
    rung: Mapped[Rung] = mapped_column(choice(Rung))
    #: civil date that makes the rung unique: after an extension the same rung has another slot
    slot: Mapped[date] = mapped_column(index=True)
    #: why, in Vietnamese: `còn 3 ngày`, `quá hạn 12 ngày`
    reason: Mapped[str] = mapped_column(String(300))
    decided_at: Mapped[datetime] = mapped_column(Moment)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)

    assignment: Mapped[Assignment] = relationship()
    message: Mapped[Message | None] = relationship(back_populates="urgings")


class DayOverride(Base):
    """A day that differs from the week and from the public holidays: nghỉ bù, làm bù."""

    __tablename__ = "day_override"

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    note: Mapped[str] = mapped_column(String(300), default="")


class CalendarYear(Base):
    """A year whose days off and days worked in exchange are all entered, as a person said."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    marked_at: Mapped[datetime] = mapped_column(Moment)
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Lease(Base):
    """Who leads, and until when: one scheduler on any number of machines."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    owner: Mapped[str] = mapped_column(String(80))
    #: raised at every change of owner, so that a leader who slept is refused
    fence: Mapped[int] = mapped_column(default=0)
    until: Mapped[datetime] = mapped_column(Moment)


class Mark(Base):
    """Small facts of the installation: `mail_hold`, `last_daily_run`, `demo`, `restored_at`."""

    __tablename__ = "mark"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime] = mapped_column(Moment)
