"""What was carried over when agencies were renamed, merged, split or abolished, row by row, so that it can be taken back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.model.base import Base, Moment, choice
from workflow.model.people import User
from workflow.model.terms import ReorganisationKind


class Reorganisation(Base):
    """One act: work, people and calendars of some agencies went to others."""

    __tablename__ = "reorganisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ReorganisationKind] = mapped_column(choice(ReorganisationKind))
    #: first day on which the new agencies answer; of several days the last
    effective_on: Mapped[date]
    #: the document that orders it: `Nghị quyết 12/NQ-HĐND ngày 20/02/2025`; empty where nobody wrote it
    basis: Mapped[str] = mapped_column(String(300), default="")
    #: ids of the agencies whose work went, and of those that took it, as they were then
    old_ids: Mapped[list[int]] = mapped_column(JSON)
    new_ids: Mapped[list[int]] = mapped_column(JSON)
    carried_at: Mapped[datetime] = mapped_column(Moment)
    #: None = from the shell
    carried_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    #: when it was taken back; None = in force
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    #: optimistic lock
    version: Mapped[int] = mapped_column(default=1)

    carried_by: Mapped[User | None] = relationship(foreign_keys=carried_by_id)
    undone_by: Mapped[User | None] = relationship(foreign_keys=undone_by_id)
    changes: Mapped[list[ReorganisationChange]] = relationship(order_by="ReorganisationChange.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ReorganisationChange(Base):
    """One row that the act changed."""

    __tablename__ = "reorganisation_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    reorganisation_id: Mapped[int] = mapped_column(ForeignKey("reorganisation.id"), index=True)
    #: table of the row: assignment, membership, feed, agency, group_member, succession
    subject: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    #: the columns before, None for a row that the act made
    old: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    #: the columns after, None for a row that it took away
    new: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    #: why it stayed when the rest was taken back, in Vietnamese; empty = taken back, or never asked
    stayed: Mapped[str] = mapped_column(String(300), default="")
