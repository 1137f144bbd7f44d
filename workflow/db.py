"""The database: engine, units of work, and the schema's versions. SQLite by default, PostgreSQL the same.

A writing unit on SQLite begins with BEGIN IMMEDIATE: a deferred one that reads and then writes fails at once when
another writer was quicker, whatever the busy timeout says (https://www.sqlite.org/isolation.html).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, IntegrityError, InterfaceError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from workflow.os_faults import reason
from workflow.refusals import Refused, Stale, Term
from workflow.settings import Database, SettingsError, secret

BUSY_SECONDS = 10
#: what the administrator does about a database that does not answer
RESTORE = "Quản trị hệ thống hãy chạy: dondoc doctor; nếu hỏng thì phục hồi từ bản sao lưu: dondoc restore"
DAMAGED = (
    "Tệp cơ sở dữ liệu bị hỏng hoặc không phải của Đôn Đốc. "
    "Quản trị hệ thống hãy phục hồi từ bản sao lưu: dondoc restore --replace (tệp hỏng được giữ lại bên cạnh, tên *.hong-…)"
)
FILE_AWAY = (
    "Không thấy tệp cơ sở dữ liệu. Lần đầu thì chạy: dondoc init. "
    "Đã từng dùng thì kiểm tra ổ đĩa, khóa database.url, hoặc phục hồi từ bản sao lưu: dondoc restore"
)
SERVER_AWAY = (
    "Không dùng được cơ sở dữ liệu: không kết nối được máy chủ của nó. Chưa ghi được gì. "
    "Quản trị hệ thống kiểm tra PostgreSQL đang chạy và khóa database.url."
)
#: Execution option of a connection that only reads
READING = "dondoc_reading"
#: what PostgreSQL keeps of triggers when their tables are gone, but for what came with an extension
TRIGGER_FUNCTIONS = """
SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = current_schema() AND p.prorettype = 'trigger'::regtype
AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


class DatabaseNotReady(Refused):
    """The database cannot be reached, or its schema is not the program's.

    `sentence` is for everybody; `str()` also says what the database said (hosts, paths), for the shell and the log.
    """

    def __init__(self, sentence: str, detail: str = "", /, **words: object) -> None:
        super().__init__(sentence, **words)
        if detail:
            self.args = (f"{self.sentence} ({detail})",)


class DatabaseBusy(Refused):
    """Another process held the database longer than we wait."""


def engine(settings: Database) -> Engine:
    """An engine for the address in the settings; nothing is opened yet. Raises SettingsError for a malformed address."""
    url = _address(settings)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    return create_engine(
        url,
        pool_pre_ping=True,
        hide_parameters=True,  # what people typed, and digests of secrets, stay out of the log
        pool_size=10,
        max_overflow=20,
        connect_args={"connect_timeout": BUSY_SECONDS, "options": f"-c lock_timeout={BUSY_SECONDS}s -c timezone=UTC"},
    )


def _address(settings: Database) -> URL:
    try:
        url = make_url(settings.url)
        backend = url.get_backend_name()
        url.get_dialect()
    except (ArgumentError, NoSuchModuleError):
        raise SettingsError("Khóa database.url không đúng; ví dụ đúng: sqlite:///dondoc.db") from None
    if backend not in ("sqlite", "postgresql"):
        raise SettingsError(f"Cơ sở dữ liệu {backend} không dùng được; chỉ dùng sqlite:/// hoặc postgresql+psycopg://")
    password = secret(settings.password_file, "mật khẩu cơ sở dữ liệu")
    return url if password is None else url.set(password=password)


def _sqlite(url: URL) -> Engine:
    made = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    event.listen(made, "do_connect", _require_file)
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def _require_file(_dialect: Any, _record: Any, arguments: Any, _more: Any) -> None:
    """SQLite would make an empty database where the file is missing (a disk that is not mounted, a mistyped address)."""
    name = str(arguments[0])
    if name not in ("", ":memory:") and not Path(name).exists():
        raise DatabaseNotReady(FILE_AWAY, name)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA recursive_triggers = ON")  # so that INSERT OR REPLACE cannot pass the triggers of `event`
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reads = bool(connection.get_execution_options().get(READING))
    connection.exec_driver_sql(f"PRAGMA query_only = {int(reads)}")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """One writing unit of work: commits at its end, rolls back on any exception.

    Raises DatabaseBusy, DatabaseNotReady, or Stale when somebody else changed the same row in between.
    """
    with said_in_words(), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """One unit that only reads, all of it from one moment's state; an attempt to write fails."""
    options = {READING: True, "postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
    if engine.dialect.name == "sqlite":
        options = {READING: True}
    with said_in_words(), Session(engine.execution_options(**options), autoflush=False) as session, session.begin():
        yield session


@contextmanager
def said_in_words() -> Iterator[None]:
    """Faults of the database as sentences for people."""
    try:
        yield
    except OperationalError as fault:
        raise _in_words(fault) from fault
    except StaleDataError as fault:
        raise Stale() from fault
    except IntegrityError as fault:
        if not _is_twice(fault):
            raise
        raise Stale("Người khác vừa ghi cùng nội dung này trước. Hãy tải lại trang rồi xem lại.") from fault
    except DataError as fault:
        raise Refused("Có số quá lớn hoặc ký tự mà cơ sở dữ liệu không nhận. Chưa có gì được ghi; hãy sửa rồi gửi lại.") from fault
    except (DatabaseError, InterfaceError) as fault:
        if not is_damaged(fault):
            raise
        raise DatabaseNotReady(DAMAGED, str(fault.orig).strip()) from fault


def _is_twice(fault: IntegrityError) -> bool:
    """Whether two wrote the same at once: a check before writing cannot see the other's row (SQLSTATE 23505)."""
    return "UNIQUE constraint failed" in str(fault.orig) or getattr(fault.orig, "sqlstate", "") == "23505"


def is_damaged(fault: DatabaseError | InterfaceError) -> bool:
    """Whether SQLite says that its file is none, or not whole."""
    words = str(fault.orig)
    return "file is not a database" in words or "malformed" in words


def _in_words(fault: OperationalError) -> Refused:
    words = str(fault.orig).casefold()
    if "database is locked" in words or "lock timeout" in words or "deadlock" in words or "database table is locked" in words:
        return DatabaseBusy("Cơ sở dữ liệu đang bận, chưa ghi được gì. Hãy thử lại sau ít phút.")
    if "no such table" in words:
        return DatabaseNotReady("Cơ sở dữ liệu chưa được tạo. Hãy chạy: dondoc init")
    if "disk is full" in words or "no space left" in words:
        return DatabaseNotReady("Ổ đĩa đã đầy, chưa ghi được gì. Hãy giải phóng dung lượng rồi thử lại.")
    if any(said in words for said in ("connection failed", "failed to resolve", "server closed the connection", "terminating connection")):
        return DatabaseNotReady(SERVER_AWAY, str(fault.orig).strip())
    return DatabaseNotReady("Không dùng được cơ sở dữ liệu; chưa ghi được gì. {advice}", str(fault.orig).strip(), advice=Term(RESTORE))


# --- the schema's versions -----------------------------------------------------------------------------------------


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to a revision, all in one transaction. A database of nothing gets all tables.

    Raises DatabaseNotReady for one of a newer program.
    """
    protect(engine)
    if current_revision(engine) is not None:
        require_ours(engine)
    with said_in_words(), engine.begin() as connection:
        upgrade_on(connection, revision)


def upgrade_on(connection: Connection, revision: str = "head") -> None:
    """As `upgrade`, in the transaction of the connection."""
    command.upgrade(_alembic(connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Take the schema back to a revision; `base` drops every table with its rows."""
    with said_in_words(), engine.begin() as connection:
        command.downgrade(_alembic(connection), revision)


@contextmanager
def rebuilding(engine: Engine) -> Iterator[Connection]:
    """One transaction in which tables may go and come in any order; on SQLite the caller checks the references itself.

    SQLite hears `PRAGMA foreign_keys` only outside a transaction (https://www.sqlite.org/pragma.html#pragma_foreign_keys), and dropping a
    table deletes its rows first, which references from other tables would refuse.
    """
    with said_in_words(), engine.connect() as connection:
        _watch_references(connection, False)
        try:
            with connection.begin():
                yield connection
        finally:
            _watch_references(connection, True)


def _watch_references(connection: Connection, watch: bool) -> None:
    raw = connection.connection.driver_connection
    if connection.dialect.name == "sqlite" and raw is not None:
        raw.execute(f"PRAGMA foreign_keys = {int(watch)}")


def drop_everything(connection: Connection) -> None:
    """Leaves nothing of a schema of ours, of whatever revision, also one that this program does not know; nothing where there is none."""
    names = inspect(connection).get_table_names()
    if not {"alembic_version", "agency_alias"} & set(names):
        return
    quoted = connection.dialect.identifier_preparer.quote
    postgresql = connection.dialect.name == "postgresql"
    for name in names:
        connection.exec_driver_sql(f"DROP TABLE {quoted(name)}{' CASCADE' if postgresql else ''}")
    for function in connection.scalars(text(TRIGGER_FUNCTIONS)).all() if postgresql else ():
        connection.exec_driver_sql(f"DROP FUNCTION {function} CASCADE")


def check_version(engine: Engine) -> None:
    """Nothing, if the schema is exactly the program's; else raises DatabaseNotReady with what to do."""
    if require_ours(engine) != head_revision():
        raise DatabaseNotReady("Cơ sở dữ liệu thuộc phiên bản cũ hơn chương trình. Hãy sao lưu rồi chạy: dondoc upgrade")


def require_ours(engine: Engine) -> str:
    """The revision of a schema that this program made or can bring up to date. Raises DatabaseNotReady for an empty or a newer one."""
    have = current_revision(engine)
    if have is None:
        raise DatabaseNotReady("Cơ sở dữ liệu chưa được tạo. Hãy chạy: dondoc init")
    if have not in known_revisions():
        raise DatabaseNotReady("Cơ sở dữ liệu (phiên bản {version}) mới hơn chương trình. Hãy cài bản Đôn Đốc mới.", version=have)
    return have


def head_revision() -> str:
    """The schema revision that this program works with."""
    return str(ScriptDirectory.from_config(_alembic(None)).get_current_head())


def known_revisions() -> set[str]:
    """All schema revisions that this program can come from."""
    return {str(known.revision) for known in ScriptDirectory.from_config(_alembic(None)).walk_revisions()}


def current_revision(engine: Engine) -> str | None:
    """The schema revision of the database, None when it has none of ours."""
    with said_in_words(), engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _alembic(connection: Connection | None) -> Config:
    """Alembic's configuration, made here: there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", "workflow:migrations")
    config.attributes["connection"] = connection
    return config


def protect(engine: Engine) -> None:
    """Make a SQLite file that does not exist yet readable to its owner alone."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:":
        return
    try:
        os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return
    except OSError as fault:
        raise DatabaseNotReady("Không tạo được tệp cơ sở dữ liệu {name}: {why}", name=name, why=reason(fault)) from fault
