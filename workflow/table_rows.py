"""Whole tables as rows that read the same from SQLite and from PostgreSQL: for backups, and for copies from one database to the other."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from enum import Enum
from itertools import islice
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    LargeBinary,
    RowMapping,
    String,
    Table,
    TableClause,
    bindparam,
    column,
    inspect,
    select,
    text,
    update,
)

from workflow import tallies
from workflow.model import Base

#: rows that are in memory at a time, and of tables that hold files or mails
BATCH, BATCH_OF_BYTES = 200, 8


def kept_tables() -> list[Table]:
    """Every table in an order in which rows may be inserted; not those that say nothing that the others do not."""
    return [table for table in Base.metadata.sorted_tables if not table.info.get("derived")]


def rows_of(connection: Connection, table: Table) -> Iterator[RowMapping]:
    """All rows in the order of their key, the same on any database, never all in memory."""
    postgresql = connection.dialect.name == "postgresql"
    keys = [key.collate("C") if postgresql and isinstance(key.type, String) else key for key in table.primary_key.columns]
    yield from connection.execute(select(table).order_by(*keys), execution_options={"yield_per": _batch(table)}).mappings()


def _batch(table: Table) -> int:
    return BATCH_OF_BYTES if any(isinstance(one.type, LargeBinary) for one in table.columns) else BATCH


def line_of(row: RowMapping) -> bytes:
    """A row as one line of JSON: of equal rows the same bytes."""
    return json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False).encode() + b"\n"


def _plain(value: Any) -> Any:
    """A column's value as JSON can hold it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value


@contextmanager
def filling(connection: Connection) -> Iterator[None]:
    """Many rows come into a schema of today: what is derived from them is made once, when all are there."""
    with tallies.counted_once(connection):
        yield


def fill(connection: Connection, table: Table, rows: Iterable[Mapping[Any, Any]]) -> None:
    """The rows into their empty table as its schema has it now, which may be an older one. A row may refer to a later one of its table.

    The next number that PostgreSQL gives is one after all that came. Raises SQLAlchemyError.
    """
    present = {one["name"] for one in inspect(connection).get_columns(table.name)}
    then = TableClause(table.name, *(column(one.name, one.type) for one in table.columns if one.name in present))
    own = [one.name for one in table.columns if one.name in present and _refers_within(one)]
    later: list[dict[str, Any]] = []
    source = iter(rows)
    while batch := [dict(row) for row in islice(source, _batch(table))]:
        if own and connection.dialect.name == "postgresql":  # it looks at each reference at once
            later += [{"row": row["id"], **{name: row[name] for name in own}} for row in batch if any(row.get(name) for name in own)]
            batch = [row | dict.fromkeys(own) for row in batch]
        connection.execute(then.insert(), batch)
    if later:
        connection.execute(update(then).where(then.c.id == bindparam("row")).values({name: bindparam(name) for name in own}), later)
    if connection.dialect.name == "postgresql" and "id" in table.primary_key.columns:
        sequence = f"pg_get_serial_sequence('\"{table.name}\"', 'id')"
        connection.execute(text(f'SELECT setval({sequence}, GREATEST((SELECT MAX(id) FROM "{table.name}"), 1))'))  # noqa: S608


def _refers_within(one: Column[Any]) -> bool:
    """Whether a column refers to rows of its own table."""
    return any(key.column.table is one.table for key in one.foreign_keys)
