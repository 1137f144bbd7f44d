"""Backup and restore: every table, files and history included, in one zip that reads the same from SQLite and from PostgreSQL.

Inside: `manifest.json` (format, schema revision, when, rows and SHA-256 by table), `<table>.jsonl`, one row a line, and the head of the
history (`workflow.audit`) when that is whole. A backup is one moment's state, taken while people work. A restore checks the whole file
first, happens in one transaction, and holds the mail: whatever was sent since the backup would else be sent again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import (
    Column,
    Connection,
    Date,
    Engine,
    LargeBinary,
    Table,
    delete,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy import Enum as Choice
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from workflow import audit, db, table_rows
from workflow.model import Mark
from workflow.model.base import Moment
from workflow.os_faults import reason
from workflow.refusals import Refused
from workflow.settings import Database

FORMAT = "dondoc-backup-1"
MANIFEST = "manifest.json"
#: mark that holds all mail until a person releases it
HOLD = "mail_hold"


class BadBackup(Refused):
    """The file is not a backup of ours, or is damaged, or does not fit; the database was not touched."""


class Part(BaseModel):
    """One table in the manifest."""

    model_config = ConfigDict(extra="forbid")
    rows: int
    sha256: str


class Manifest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    format: str
    revision: str
    made_at: datetime
    tables: dict[str, Part]


@dataclass(frozen=True)
class Summary:
    """What a backup held or a restore brought back."""

    rows: int
    tables: int
    made_at: datetime
    #: the history was whole, and its head lies in the backup (`dondoc audit verify --head`)
    proves: bool = False


def backup(engine: Engine, path: Path, now: datetime) -> Summary:
    """Write all that the database holds at this moment into `path`; an older file there is replaced only when the new one is whole.

    Raises Refused when the file cannot be written.
    """
    half = path.with_name(f"{path.name}.dang-ghi")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                manifest = _write(engine, archive, now)
                proves = audit.IN_BACKUP in archive.namelist()
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except OSError as fault:
        raise Refused(
            "Không ghi được tệp sao lưu {path}: {why}. Kiểm tra thư mục và dung lượng đĩa.", path=path, why=reason(fault)
        ) from fault
    finally:
        half.unlink(missing_ok=True)
    return _summary(manifest, proves)


def restore(engine: Engine, path: Path, now: datetime, *, replace: bool = False, as_it_was: bool = False) -> Summary:
    """Bring a backup back into an empty database, or with `replace` instead of what is there, whichever program made that.

    Mail is held afterwards; with `as_it_was` it flows or is held as in the backup (an upgrade that failed, nothing was sent since).
    A damaged SQLite file is set aside and never deleted. Raises BadBackup (file missing, foreign, damaged, of a newer program), Refused
    (data would be lost without `replace`).
    """
    manifest = check(path)
    marks = {} if as_it_was else _hold(manifest)
    db.protect(engine)
    if _is_damaged(engine):
        if not replace:
            raise Refused("Tệp cơ sở dữ liệu đang có bị hỏng. Hãy chạy lại với --replace: tệp hỏng được giữ lại bên cạnh, tên *.hong-….")
        return _restore_beside(engine, path, manifest, marks, now)
    if not replace and _holds_data(engine):
        raise Refused("Cơ sở dữ liệu đang có dữ liệu. Hãy sao lưu nó rồi chạy lại với --replace để thay toàn bộ.")
    _restore_into(engine, path, manifest, marks, now)
    return _summary(manifest)


def _restore_into(engine: Engine, path: Path, manifest: Manifest, marks: dict[str, str], now: datetime) -> None:
    """The backup instead of what the database holds, or nothing changed at all."""
    with zipfile.ZipFile(path) as archive, db.rebuilding(engine) as connection:
        db.drop_everything(connection)
        db.upgrade_on(connection, manifest.revision)
        tables = [table for table in table_rows.kept_tables() if table.name in manifest.tables]
        with table_rows.filling(connection) if manifest.revision == db.head_revision() else nullcontext():
            _fill(connection, archive, tables)
        db.upgrade_on(connection, "head")
        _prove(connection, manifest)
        _mark(connection, marks, now)


def _restore_beside(engine: Engine, path: Path, manifest: Manifest, marks: dict[str, str], now: datetime) -> Summary:
    """A new SQLite file, whole and proven, takes the place of the damaged one, which stays as `<name>.hong-<when>`."""
    damaged = Path(str(engine.url.database))
    fresh = damaged.with_name(f"{damaged.name}.dang-phuc-hoi")
    _remove(fresh)
    made = db.engine(Database(url=engine.url.set(database=str(fresh)).render_as_string(hide_password=False)))
    try:
        db.protect(made)
        _restore_into(made, path, manifest, marks, now)
        made.dispose()  # the last connection puts the write-ahead log into the file
        engine.dispose()
        for part in ("", "-wal", "-shm"):
            if (old := Path(f"{damaged}{part}")).exists():
                old.rename(f"{damaged}.hong-{now:%Y%m%d%H%M%S}{part}")
        fresh.rename(damaged)
    except OSError as fault:
        raise Refused(
            "Không thay được tệp cơ sở dữ liệu {path}: {why}. Tệp cũ còn nguyên ở cùng thư mục.", path=damaged, why=reason(fault)
        ) from fault
    finally:
        made.dispose()
        _remove(fresh)
    return _summary(manifest)


def _remove(database: Path) -> None:
    """A half-made SQLite file, with its log."""
    for part in ("", "-wal", "-shm"):
        Path(f"{database}{part}").unlink(missing_ok=True)


def check(path: Path) -> Manifest:
    """The manifest of a backup whose every byte was looked at. Raises BadBackup."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = Manifest.model_validate_json(archive.read(MANIFEST))
            for name, part in manifest.tables.items():
                if _digest(archive, f"{name}.jsonl") != part.sha256:
                    raise BadBackup(
                        "Tệp sao lưu {path} bị hỏng ở bảng {name}. Hãy dùng bản sao lưu khác; dữ liệu đang có còn nguyên.",
                        path=path,
                        name=name,
                    )
    except FileNotFoundError:
        raise BadBackup("Không có tệp {path}.", path=path) from None
    except (zipfile.BadZipFile, zlib.error, KeyError, ValidationError, EOFError, NotImplementedError):
        raise BadBackup("{path} không phải tệp sao lưu của Đôn Đốc, hoặc bị hỏng. Dữ liệu đang có còn nguyên.", path=path) from None
    except OSError as fault:
        raise BadBackup("Không đọc được {path}: {why}.", path=path, why=reason(fault)) from fault
    if manifest.format != FORMAT or manifest.revision not in db.known_revisions():
        raise BadBackup("Tệp sao lưu {path} thuộc một bản Đôn Đốc mới hơn. Hãy cài bản mới rồi phục hồi.", path=path)
    unknown = set(manifest.tables) - {table.name for table in table_rows.kept_tables()}
    if unknown:
        raise BadBackup("Tệp sao lưu {path} có bảng lạ: {tables}.", path=path, tables=", ".join(sorted(unknown)))
    return manifest


def _summary(manifest: Manifest, proves: bool = False) -> Summary:
    return Summary(sum(part.rows for part in manifest.tables.values()), len(manifest.tables), manifest.made_at, proves)


# --- writing -------------------------------------------------------------------------------------------------------


def _write(engine: Engine, archive: zipfile.ZipFile, now: datetime) -> Manifest:
    with db.reading(engine) as session:
        connection = session.connection()
        tables = {table.name: _dump(connection, table, archive) for table in table_rows.kept_tables()}
        verdict = audit.verify(session, now=now)
    if verdict.head is not None:
        archive.writestr(audit.IN_BACKUP, verdict.head.model_dump_json(indent=1))
    manifest = Manifest(format=FORMAT, revision=db.head_revision(), made_at=now, tables=tables)
    archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))
    return manifest


def _dump(connection: Connection, table: Table, archive: zipfile.ZipFile) -> Part:
    """One table into the archive, row by row, never all in memory."""
    digest, rows = hashlib.sha256(), 0
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as target:
        for row in table_rows.rows_of(connection, table):
            line = table_rows.line_of(row)
            digest.update(line)
            target.write(line)
            rows += 1
    return Part(rows=rows, sha256=digest.hexdigest())


# --- reading back --------------------------------------------------------------------------------------------------


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as source:
        while block := source.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _rows(archive: zipfile.ZipFile, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table as its columns want them. Raises BadBackup."""
    with archive.open(f"{table.name}.jsonl") as source:
        for line in source:
            try:
                yield {name: _typed(table.columns[name], value) for name, value in json.loads(line).items()}
            except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as fault:
                raise BadBackup("Tệp sao lưu có một dòng không hiểu được ở bảng {table}.", table=table.name) from fault


def _typed(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, Moment):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value, validate=True)
    if isinstance(column.type, Choice) and column.type.enum_class is not None:
        return column.type.enum_class(value)
    return value


def _fill(connection: Connection, archive: zipfile.ZipFile, tables: Iterable[Table]) -> None:
    """The rows into their tables as the backup's version has them: what later versions added is filled when they are reached."""
    for table in tables:
        try:
            table_rows.fill(connection, table, _rows(archive, table))
        except SQLAlchemyError as fault:
            raise BadBackup(
                "Dữ liệu của bảng {table} trong tệp sao lưu không hợp lệ. Dữ liệu đang có còn nguyên.", table=table.name
            ) from fault


def _prove(connection: Connection, manifest: Manifest) -> None:
    """Raises BadBackup, and with it undoes everything, unless every row came back; tables of later versions have rows of their own."""
    for table in (one for one in table_rows.kept_tables() if one.name in manifest.tables):
        wanted = manifest.tables[table.name].rows
        found = connection.scalar(select(func.count()).select_from(table))
        if found != wanted:
            raise BadBackup(
                "Bảng {table} phải có {wanted} dòng, phục hồi được {found}. Dữ liệu đang có còn nguyên.",
                table=table.name,
                wanted=wanted,
                found=found,
            )
    if connection.dialect.name == "sqlite" and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
        raise BadBackup("Một dòng của bảng {table} trong tệp sao lưu trỏ tới dòng không có. Dữ liệu đang có còn nguyên.", table=lost[0])


def _hold(manifest: Manifest) -> dict[str, str]:
    """The marks of a database that came back."""
    made = f"{manifest.made_at:%d/%m/%Y %H:%M} UTC"
    return {HOLD: f"Vừa phục hồi từ bản sao lưu lúc {made}.", "restored_at": made}


def hold_mail(connection: Connection, words: str, now: datetime) -> None:
    """From here on mail waits until a person releases it; `words` say why."""
    _mark(connection, {HOLD: words}, now)


def _mark(connection: Connection, marks: dict[str, str], now: datetime) -> None:
    for name, value in marks.items():
        connection.execute(delete(Mark).where(Mark.name == name))
        connection.execute(insert(Mark).values(name=name, value=value, set_at=now))


def _is_damaged(engine: Engine) -> bool:
    """Whether a SQLite file is none, or not whole any more. PostgreSQL looks after its own."""
    if engine.dialect.name != "sqlite":
        return False
    try:
        with engine.connect() as connection:
            return bool(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok")
    except DatabaseError as fault:
        if db.is_damaged(fault):
            return True
        with db.said_in_words():
            raise


def _holds_data(engine: Engine) -> bool:
    """Whether anybody used the database: a freshly made schema may be replaced silently."""
    with db.said_in_words(), engine.connect() as connection:
        present = set(inspect(connection).get_table_names())
        return any(
            connection.scalar(select(func.count()).select_from(table)) for table in table_rows.kept_tables() if table.name in present
        )
