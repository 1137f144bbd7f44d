"""Kept counters: how many assignments stand how, so that a page need not count them."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from workflow.model.base import Base, choice
from workflow.model.terms import Part, State


class Tally(Base):
    """How many assignments have the same agency, part, place, state and month of their date.

    Triggers of `assignment` keep it, in the transaction of whatever changes a row: nobody writes it. It says nothing that the
    assignments do not, so backups leave it out. Lateness is no part of it: that depends on the day on which one asks (`tallies`).
    """

    __tablename__ = "assignment_tally"
    __table_args__ = {"info": {"derived": True}, "sqlite_with_rowid": False}  # noqa: RUF012

    #: 0 = all agencies together
    agency_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    part: Mapped[Part] = mapped_column(choice(Part), primary_key=True)
    #: as in `assignment`
    counted: Mapped[bool] = mapped_column(primary_key=True)
    #: no member of a group
    own: Mapped[bool] = mapped_column(primary_key=True)
    regular: Mapped[bool] = mapped_column(primary_key=True)
    state: Mapped[State] = mapped_column(choice(State), primary_key=True)
    #: of the day of completion: 0 = none, 1 = not after the due date or no due date, 2 = after it
    finished: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: month of the due date, `2026-11`; `-` for any of what is at an end; empty = no date
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    #: how many; 0 is the same as no row
    number: Mapped[int]
