"""All that one database holds into another one, SQLite or PostgreSQL, and the proof that the two are equal.

One moment's state is read while people may work. The target fills in one transaction: either it ends as an equal of the source, each table
with as many rows and the same digest over every value, the history with the same head, the counters as a count gives them, or it stays
as empty as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, RowMapping, Table, inspect, select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from workflow import audit, backup, db, table_rows, tallies
from workflow.model import Tally
from workflow.refusals import Refused


class NotEqual(Refused):
    """What came out is not what went in; the target was left empty."""


@dataclass(frozen=True)
class Proof:
    """One table on both sides."""

    table: str
    rows: int
    #: SHA-256 over all its rows in the order of their key
    sha256: str


@dataclass(frozen=True)
class Copied:
    """What was moved, and by what it is proven."""

    proofs: tuple[Proof, ...]
    #: of the history on both sides; None where the source's own is not whole
    head: audit.Head | None

    @property
    def rows(self) -> int:
        return sum(proof.rows for proof in self.proofs)


def copy(source: Engine, target: Engine, now: datetime, *, as_it_was: bool = False) -> Copied:
    """Copies everything into a database that holds nothing yet; its mail is held afterwards unless `as_it_was`.

    Raises DatabaseNotReady (the source is none of ours, or of another version), Refused (the target holds something), NotEqual.
    """
    db.check_version(source)
    db.protect(target)
    _require_empty(target)
    with db.reading(source) as session, db.rebuilding(target) as connection:
        db.upgrade_on(connection)
        proofs = tuple(_move(session.connection(), connection))
        _require_equal(connection, proofs)
        copied = Copied(proofs, _same_head(session, connection, now))
        if not as_it_was:
            backup.hold_mail(connection, f"Vừa chép từ cơ sở dữ liệu khác lúc {now:%d/%m/%Y %H:%M} UTC.", now)
    return copied


def _require_empty(target: Engine) -> None:
    """A schema of ours without a row is empty too; tables of somebody else are not ours to fill."""
    with db.said_in_words(), target.connect() as connection:
        present = set(inspect(connection).get_table_names())
        foreign = present - {table.name for table in Tally.metadata.sorted_tables} - {"alembic_version"}
        if foreign or any(connection.execute(select(table).limit(1)).first() for table in _of(present)):
            raise Refused("Cơ sở dữ liệu đích đã có dữ liệu nên không chép vào. Hãy tạo một cơ sở dữ liệu trống rồi chạy lại.")


def _of(present: set[str]) -> Iterator[Table]:
    return (table for table in table_rows.kept_tables() if table.name in present)


def _move(source: Connection, target: Connection) -> Iterator[Proof]:
    """Table by table, row by row; each proof is of what was read."""
    with table_rows.filling(target):
        for table in table_rows.kept_tables():
            digest = Digest()
            try:
                table_rows.fill(target, table, digest.of(table_rows.rows_of(source, table)))
            except (DataError, IntegrityError) as fault:
                raise NotEqual(
                    "Bảng {table} có dòng mà cơ sở dữ liệu đích không nhận ({why}). Không có gì được ghi vào đích.",
                    table=table.name,
                    why=str(fault.orig).splitlines()[0],
                ) from fault
            yield digest.proof(table)


def _require_equal(target: Connection, proofs: Iterable[Proof]) -> None:
    """Reads everything back. Raises NotEqual."""
    for table, read in zip(table_rows.kept_tables(), proofs, strict=True):
        digest = Digest()
        for _ in digest.of(table_rows.rows_of(target, table)):
            pass
        written = digest.proof(table)
        if written != read:
            raise NotEqual(
                "Bảng {table}: nguồn có {wanted} dòng, đích nhận {found} dòng và nội dung không giống hệt. Không có gì được ghi vào đích.",
                table=table.name,
                wanted=read.rows,
                found=written.rows,
            )
    if target.dialect.name == "sqlite" and (lost := target.exec_driver_sql("PRAGMA foreign_key_check").first()):
        raise NotEqual("Một dòng của bảng {table} trỏ tới dòng không có. Không có gì được ghi vào đích.", table=lost[0])
    if tallies.kept(target) != tallies.counted(target):
        raise NotEqual("Các số đếm sẵn của đích không khớp với số đếm lại. Không có gì được ghi vào đích.")


def _same_head(source: Session, target: Connection, now: datetime) -> audit.Head | None:
    """The head of both histories. Raises NotEqual."""
    of_source = audit.verify(source, now=now).head
    with Session(target) as session:
        of_target = audit.verify(session, now=now).head
    if of_source != of_target:
        raise NotEqual("Chuỗi lịch sử của đích không khớp với nguồn. Không có gì được ghi vào đích.")
    return of_target


class Digest:
    """Counts rows and digests them while they pass."""

    def __init__(self) -> None:
        self.rows, self.digest = 0, hashlib.sha256()

    def of(self, rows: Iterable[RowMapping]) -> Iterator[RowMapping]:
        for row in rows:
            self.rows += 1
            self.digest.update(table_rows.line_of(row))
            yield row

    def proof(self, table: Table) -> Proof:
        return Proof(table.name, self.rows, self.digest.hexdigest())
