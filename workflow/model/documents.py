"""Directives as they came in, the files behind them, what the machine read, and what it proposes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from workflow.model.base import Base, Moment, choice
from workflow.model.people import User
from workflow.model.terms import CandidateState, DirectiveSource, RelationKind, TaskNature, Urgency


class StoredFile(Base):
    """A file, with its bytes: in the database, so that upload, backup and restore are all or nothing."""

    __tablename__ = "stored_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of the bytes, hexadecimal
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    #: name that the sender gave it, for people only
    name: Mapped[str] = mapped_column(String(300))
    media_type: Mapped[str] = mapped_column(String(100))
    #: bytes
    size: Mapped[int]
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Directive(Base):
    """A document, or words spoken, that gives work."""

    __tablename__ = "directive"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[DirectiveSource] = mapped_column(choice(DirectiveSource))
    #: số, ký hiệu: `03/KH-UBND`; empty where there is none
    number: Mapped[str] = mapped_column(String(80), default="")
    #: Kế hoạch, Chỉ thị …; for spoken ones: Ý kiến chỉ đạo, Bút phê, Cuộc họp, Điện thoại
    kind: Mapped[str] = mapped_column(String(80), default="")
    #: issuing body in full; for spoken ones who gave it
    issuer: Mapped[str] = mapped_column(String(300), default="")
    #: day of issue; None when unknown
    issued_on: Mapped[date | None] = mapped_column(index=True)
    #: trích yếu
    subject: Mapped[str] = mapped_column(Text, default="")
    signer: Mapped[str] = mapped_column(String(200), default="")
    urgency: Mapped[Urgency] = mapped_column(choice(Urgency), default=Urgency.NORMAL)
    #: the same number, issuer and year again is noticed by this key
    identity: Mapped[str] = mapped_column(String(300), default="", index=True)
    #: its number as citations are compared with it: no accents, spaces, leading zeros
    number_key: Mapped[str] = mapped_column(String(80), default="", index=True)
    #: number, kind, issuer and subject folded for search
    folded: Mapped[str] = mapped_column(Text, default="")
    #: day on which the office received it; relative terms may count from it
    received_on: Mapped[date | None]
    #: the coordinator who follows it
    watcher_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    #: the provincial leader in charge
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    #: a coordinating agency that says nothing within so many working days is taken to agree; None = the rule is not used
    silence_days: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    #: optimistic lock
    version: Mapped[int] = mapped_column(default=1)

    watcher: Mapped[User | None] = relationship(foreign_keys=watcher_id)
    leader: Mapped[User | None] = relationship(foreign_keys=leader_id)
    candidates: Mapped[list[Candidate]] = relationship(back_populates="directive", order_by="Candidate.ordinal, Candidate.id")
    reading: Mapped[Reading | None] = relationship(back_populates="directive", uselist=False)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class DirectiveFile(Base):
    """A file of a directive: the original, an attachment."""

    __tablename__ = "directive_file"
    __table_args__ = (UniqueConstraint("directive_id", "file_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)

    file: Mapped[StoredFile] = relationship()


class Reading(Base):
    """What the machine read, kept whole, so that every span can be shown again."""

    __tablename__ = "reading"

    id: Mapped[int] = mapped_column(primary_key=True)
    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"), unique=True)
    #: the one normalised text
    text: Mapped[str] = mapped_column(Text)
    #: reader and its version
    reader: Mapped[str] = mapped_column(String(200))
    #: the whole ParsedDirective
    parsed: Mapped[dict[str, Any]] = deferred(mapped_column(JSON))
    created_at: Mapped[datetime] = mapped_column(Moment)
    #: objects of `directives.model.FurtherDocument`: what else the text holds, as long as nobody has said whether to split it
    further: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    directive: Mapped[Directive] = relationship(back_populates="reading")


class Citation(Base):
    """Another document that a directive cites by number; which directive here it is follows when it is shown."""

    __tablename__ = "citation"
    __table_args__ = (UniqueConstraint("directive_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: the directive that cites
    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"))
    #: place among the citations of the directive
    ordinal: Mapped[int]
    #: as said or as its symbol tells: Kế hoạch, Công văn …; empty when unknown
    kind: Mapped[str] = mapped_column(String(80), default="")
    #: as printed
    number: Mapped[str] = mapped_column(String(80))
    #: as `Directive.number_key`
    number_key: Mapped[str] = mapped_column(String(80), index=True)
    #: ISO date of issue as cited, or its year alone; empty when not said
    dated: Mapped[str] = mapped_column(String(10), default="")


class Candidate(Base):
    """One unit of work that the machine proposes, or a person marked; no task until accepted."""

    __tablename__ = "candidate"
    __table_args__ = (Index("ix_candidate_directive_id_state", "directive_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"))
    #: place in the directive
    ordinal: Mapped[int]
    state: Mapped[CandidateState] = mapped_column(choice(CandidateState), default=CandidateState.PROPOSED)
    #: outline address: `IV.1`
    path: Mapped[str] = mapped_column(String(120), default="")
    title: Mapped[str] = mapped_column(String(300), default="")
    #: the unit's own words
    text: Mapped[str] = mapped_column(Text)
    nature: Mapped[TaskNature] = mapped_column(choice(TaskNature), default=TaskNature.SPECIFIC)
    #: chắc, nên xem, phải xem
    confidence: Mapped[str] = mapped_column(String(20), default="nên xem")
    #: agency names as printed in full
    lead: Mapped[list[str]] = mapped_column(JSON, default=list)
    coordinate: Mapped[list[str]] = mapped_column(JSON, default=list)
    report_to: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: objects of `directives.model.Deadline`, plus `due_on`: the date that the office makes of it
    deadlines: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    #: object of `directives.model.Evidence`
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: why a person should look, in Vietnamese
    doubts: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: what the machine said before anybody corrected it; None when a person made the candidate
    proposed: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    #: why it was rejected
    reason: Mapped[str] = mapped_column(Text, default="")
    #: ids of tasks that look alike and that a person said are other work
    apart: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")
    #: optimistic lock
    version: Mapped[int] = mapped_column(default=1)

    directive: Mapped[Directive] = relationship(back_populates="candidates")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class DirectiveRelation(Base):
    """A directive that replaces, amends, repeals or corrects an earlier one, as a person confirmed."""

    __tablename__ = "directive_relation"
    __table_args__ = (UniqueConstraint("directive_id", "other_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: the later directive, which does it
    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"))
    #: the earlier one, to which it is done
    other_id: Mapped[int] = mapped_column(ForeignKey("directive.id"), index=True)
    kind: Mapped[RelationKind] = mapped_column(choice(RelationKind))
    #: the words that say so; empty when a person entered it
    phrase: Mapped[str] = mapped_column(String(300), default="")
    confirmed_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    directive: Mapped[Directive] = relationship(foreign_keys=directive_id)
    other: Mapped[Directive] = relationship(foreign_keys=other_id)
