"""Speed of the tracking: `python -m tests.benchmark tracking [--tasks 100000] [--database sqlite|postgresql|ADDRESS]`.

Makes an office of fifteen years (150 agencies, 2.2 assignments a task, 8 % open, 3 % overdue), then measures inside the process what its
pages, acts and reminders cost, and prints how the database finds the rows of each page. Fails when a page walks a whole table.
"""

from __future__ import annotations

import gc
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Engine, Table, event, func, select, text
from sqlalchemy.orm import Session

from notifier import outbox
from tests.conftest import as_plain_user, free_port, postgresql_program
from workflow import agencies, db, queries, tallies, tracking
from workflow.access import Viewer
from workflow.acting import MACHINE, Actor
from workflow.duedates import WorkingCalendar
from workflow.history import GENESIS
from workflow.lifecycle import WORKING
from workflow.model import (
    Agency,
    Assignment,
    Directive,
    DirectiveSource,
    Event,
    Extension,
    ExtensionState,
    Membership,
    Milestone,
    Part,
    Post,
    Report,
    State,
    Task,
    TaskNature,
    TimeClass,
    User,
)
from workflow.settings import Database, Settings
from workflow.task_filter import TaskFilter

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)
YEARS, AGENCIES, OFFICERS, SOON = 15, 150, 200, 7
OPEN_STATES = (State.NEW, State.RECEIVED, State.IN_PROGRESS, State.IN_PROGRESS, State.REDO, State.SUBMITTED)
#: tables that grow with the years: no page may walk one of them from end to end
GROWING = frozenset({"task", "assignment", "milestone", "report", "extension", "event", "directive", "candidate", "urging", "message"})
#: partial indexes that hold the few rows that wait for somebody
FEW = ("ix_extension_asked",)
#: `SCAN assignment`, `SCAN e USING INDEX …` in a plan of SQLite; a covering index is walked whole too
SQLITE_SCAN = re.compile(r"^SCAN (\w+)")
#: `Seq Scan on assignment`, `Parallel Seq Scan on event e` in one of PostgreSQL
POSTGRESQL_SCAN = re.compile(r"Seq Scan on (\w+)")
MADE = (Directive, Task, Assignment, Milestone, Report, Extension, Event)
#: moments as both databases take them
MOMENT = f"{NOW:%Y-%m-%d %H:%M:%S}.000000"
WORDS = "Rà soát, tổng hợp, báo cáo kết quả thực hiện nhiệm vụ được giao, đề xuất giải pháp tháo gỡ khó khăn, vướng mắc. "


# --- the office ----------------------------------------------------------------------------------------------------


@dataclass
class Office:
    """Who is in the generated office, and what is asked about."""

    agency_ids: list[int] = field(default_factory=list)
    coordinator: Viewer = field(default_factory=lambda: Viewer(0, "", frozenset()))
    officer: Viewer = field(default_factory=lambda: Viewer(0, "", frozenset()))
    #: number of the last event
    events: int = 0


def generate(engine: Engine, tasks: int) -> Office:
    """Fills an empty database with plain rows, indexes and kept counters made once at the end."""
    rng, office = random.Random(4), Office()
    with db.transaction(engine) as session:
        _people(session, office)
    indexes = sorted((index for table in MADE for index in table.__table__.indexes), key=lambda index: str(index.name))
    with engine.begin() as connection, tallies.counted_once(connection):
        _in_haste(connection)
        for index in indexes:
            index.drop(connection)
        for first in range(1, tasks + 1, 10_000):
            last = min(tasks, first + 9_999)
            for table, rows in _rows(rng, office, first, last, tasks).items():
                _put(connection, table.__table__, rows)
        for index in indexes:
            index.create(connection)
    if engine.dialect.name == "postgresql":
        _numbers_go_on(engine)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    return office


def _in_haste(connection: Connection) -> None:
    """PostgreSQL looks at no reference while so many rows come, SQLite keeps more of the file in memory."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        connection.execute(text("PRAGMA cache_size = -400000"))


def _put(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Rows of plain values into a table, past SQLAlchemy: of ten million each microsecond counts."""
    usual = {one.name: _usual(one) for one in table.columns}
    names = [f'"{name}"' for name in usual]
    cursor = connection.connection.cursor()
    values = (tuple((usual | row).values()) for row in rows)
    if connection.dialect.name == "sqlite":
        cursor.executemany(f'INSERT INTO "{table.name}" ({", ".join(names)}) VALUES ({", ".join("?" * len(names))})', values)
        return
    with cursor.copy(f'COPY "{table.name}" ({", ".join(names)}) FROM STDIN') as target:
        for row in values:
            target.write_row(row)


def _usual(column: Column[Any]) -> Any:
    """What a column holds of which nothing is said."""
    default: Any = column.default
    if default is None:
        return None
    value = default.arg if default.is_scalar else json.dumps(default.arg(None))
    return value.value if isinstance(value, Enum) else value


def _people(session: Session, office: Office) -> None:
    agencies.seed(session, now=NOW, province="Sơn Hà")
    found = [agency.id for agency in agencies.all(session, TODAY, groups=False, tracked_only=True)][:AGENCIES]
    for number in range(AGENCIES - len(found)):
        made = agencies.create(session, actor=MACHINE, now=NOW, name=f"UBND xã Số {number}", kind="ubnd_xa", level="xa")
        found.append(made.id)
    office.agency_ids = found
    own = session.scalars(select(Agency).where(Agency.is_office)).one()
    office.events = session.scalar(select(func.max(Event.id))) or 0
    for number in range(OFFICERS + 1):
        user = User(email=f"nguoi{number}@sonha.example", name=f"Người {number}", created_at=NOW)
        session.add(user)
        session.flush()
        post, agency_id = (Post.OFFICER, found[number % len(found)]) if number else (Post.COORDINATOR, own.id)
        session.add(Membership(user_id=user.id, agency_id=agency_id, post=post))
        viewer = Viewer(user.id, user.name, frozenset({(post, agency_id)}))
        if number == 0:
            office.coordinator = viewer
        if number == 1:
            office.officer = viewer


def _rows(rng: random.Random, office: Office, first: int, last: int, tasks: int) -> dict[Any, list[dict[str, Any]]]:
    """The rows of so many tasks, by table in the order in which they may be inserted."""
    rows: dict[Any, list[dict[str, Any]]] = {table: [] for table in MADE}
    for number in range(first, last + 1):
        given = TODAY - timedelta(days=int((tasks - number) * 365.25 * YEARS / tasks))
        if number % 20 == 1 or not rows[Directive]:
            rows[Directive].append(_directive(number // 20 + 1, given))
        chance = rng.random()
        state = State.DONE if chance >= 0.08 else rng.choice(OPEN_STATES)
        late = TODAY - timedelta(days=rng.randint(1, 200))
        due_on = late if chance < 0.03 else TODAY + timedelta(days=rng.randint(0, 200)) if chance < 0.08 else given + timedelta(days=30)
        rows[Task].append(_task(number, given))
        office.events = _events(rows, office.events, number, None, "task.accepted")
        parts = 2 if rng.random() < 0.8 else 3
        for place, agency_id in enumerate(rng.sample(office.agency_ids, parts)):
            id_ = number * 3 + place
            _assignment(rows, id_, number, agency_id, place, state, due_on)
            done = ["assignment.submitted", "assignment.confirmed"] * (state is State.DONE)
            acts = ["assignment.assigned", "assignment.received", *done] if place == 0 else ["assignment.assigned"]
            office.events = _events(rows, office.events, number, id_, *acts)
        if number % 10 == 0:
            rows[Extension].append(_extension(number // 10, number * 3, due_on))
    return rows


def _directive(id_: int, day: date) -> dict[str, Any]:
    number = f"{id_}/KH-UBND"
    return {
        "id": id_,
        "source": DirectiveSource.FILE.value,
        "number": number,
        "kind": "Kế hoạch",
        "issuer": "UBND tỉnh Sơn Hà",
        "issued_on": day.isoformat(),
        "subject": "Phát triển hạ tầng số",
        "identity": str(id_),
        "number_key": number,
        "folded": f"{id_}/kh-ubnd ke hoach",
        "created_at": MOMENT,
        "version": 1,
    }


def _task(id_: int, day: date) -> dict[str, Any]:
    return {
        "id": id_,
        "code": f"NV-{day.year}-{id_:07}",
        "directive_id": (id_ - 1) // 20 + 1,
        "title": f"Việc số {id_}",
        "text": WORDS * 3,
        "folded": f"viec so {id_} ra soat tong hop bao cao",
        "nature": (TaskNature.REGULAR if id_ % 50 == 0 else TaskNature.SPECIFIC).value,
        "created_at": f"{day} 01:00:00.000000",
        "assigned_on": day.isoformat(),
        "version": 1,
    }


def _assignment(rows: Any, id_: int, task_id: int, agency_id: int, place: int, state: State, due_on: date) -> None:
    done = due_on + timedelta(days=id_ % 5 - 3) if state in (State.DONE, State.SUBMITTED) else None
    due, ended = due_on.isoformat(), min(done, TODAY).isoformat() if done else None
    rows[Assignment].append(
        {
            "id": id_,
            "task_id": task_id,
            "agency_id": agency_id,
            "part": (Part.COORDINATE if place else Part.LEAD).value,
            "state": state.value,
            "due_on": due,
            "original_due_on": due,
            "completed_on": ended,
            "regular": task_id % 50 == 0,
            "changed_at": MOMENT,
        }
    )
    rows[Milestone].append({"id": id_, "assignment_id": id_, "due_on": due, "original_due_on": due, "met_on": ended})
    if place == 0:
        rows[Report].append({"id": task_id, "assignment_id": id_, "at": MOMENT, "text": "Đã làm được một phần.", "progress": 40})


def _extension(id_: int, assignment_id: int, due_on: date) -> dict[str, Any]:
    """One task in ten was given more time, one of those in twenty only asks for it."""
    granted = id_ % 20 != 0
    return {
        "id": id_,
        "assignment_id": assignment_id,
        "state": (ExtensionState.GRANTED if granted else ExtensionState.ASKED).value,
        "due_on_before": due_on.isoformat(),
        "wanted_on": due_on.isoformat(),
        "reason": "Chờ số liệu cấp xã",
        "asked_at": MOMENT,
        "decided_at": f"{min(TODAY, due_on) - timedelta(days=5)} 01:00:00.000000" if granted else None,
    }


def _events(rows: Any, last: int, task_id: int, assignment_id: int | None, *actions: str) -> int:
    """Events of a task; gives the number of the last."""
    for number, action in enumerate(actions, last + 1):
        rows[Event].append(
            {
                "id": number,
                "at": MOMENT,
                "via": "import",
                "action": action,
                "subject": "assignment" if assignment_id else "task",
                "subject_id": assignment_id or task_id,
                "task_id": task_id,
                "assignment_id": assignment_id,
                "new": '{"due_on": "2026-11-20"}',
                "previous_hash": GENESIS,
                "hash": f"{number:064}",
            }
        )
    return last + len(actions)


def _numbers_go_on(engine: Engine) -> None:
    """The rows came with numbers of their own: the next one must not take one of them."""
    with engine.begin() as connection:
        for name in ("directive", "task", "assignment", "milestone", "report", "extension", "event"):
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"))


# --- measuring -----------------------------------------------------------------------------------------------------


#: milliseconds that the project wishes for, median and p99, at 100,000 and at 1,000,000 tasks
Wish = tuple[tuple[float, float], tuple[float, float]]
PAGE: Wish = ((3.0, 10.0), (5.0, 20.0))
BOARD: Wish = ((10.0, 30.0), (25.0, 70.0))
DAY: Wish = ((1000.0, 1000.0), (1000.0, 1000.0))
TIMES = 200


class Bench:
    """One database under measure: prints a line for each thing, and remembers which pages walk a table."""

    def __init__(self, engine: Engine, office: Office, tasks: int) -> None:
        self.engine, self.office, self.tasks = engine, office, tasks
        self.walks: list[str] = []

    def reads(self, name: str, wish: Wish, ask: Callable[[Session, int], Any]) -> None:
        """A page, asked over and over, each time by a session of its own that has seen nothing yet."""
        for number in range(5):
            with db.reading(self.engine) as session:
                ask(session, number)
        took = []
        for number in range(TIMES):
            with db.reading(self.engine) as session:
                session.connection()
                started = time.perf_counter()
                ask(session, number)
                took.append(time.perf_counter() - started)
        self.say(name, took, wish)
        self.plan(name, ask)

    def say(self, name: str, took: list[float], wish: Wish) -> None:
        """The median and the p99 of all that was measured, beside what is wished for."""
        median, p99 = statistics.median(took) * 1e3, sorted(took)[int(len(took) * 0.99) - 1] * 1e3
        wanted = wish[0] if self.tasks <= 100_000 else wish[1]
        verdict = "đạt" if median <= wanted[0] and p99 <= wanted[1] else "CHƯA ĐẠT"
        print(f"{name:44} {median:8.2f} ms  p99 {p99:8.2f} ms  (mong {wanted[0]:g}/{wanted[1]:g}) {verdict}", flush=True)

    def plan(self, name: str, ask: Callable[[Session, int], Any]) -> None:
        """How the database finds the rows of every statement of a page."""
        seen: dict[str, Any] = {}

        def keep(_conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
            seen.setdefault(statement, parameters)

        event.listen(self.engine, "before_cursor_execute", keep)
        try:
            with db.reading(self.engine) as session:
                ask(session, 1)
        finally:
            event.remove(self.engine, "before_cursor_execute", keep)
        print(f"    {len(seen) - sum(s.startswith(('BEGIN', 'PRAGMA')) for s in seen)} câu hỏi")
        for statement, parameters in seen.items():
            if statement.lstrip().startswith("SELECT"):
                self._explain(name, statement, parameters)

    def empty(self) -> set[str]:
        """Tables in which this office has nothing: there is nothing to walk."""
        with self.engine.connect() as connection:
            return {name for name in GROWING if connection.execute(text(f'SELECT 1 FROM "{name}" LIMIT 1')).first() is None}

    def _explain(self, name: str, statement: str, parameters: Any) -> None:
        sqlite = self.engine.dialect.name == "sqlite"
        with self.engine.connect() as connection:
            said = connection.exec_driver_sql(("EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN ") + statement, parameters).all()
        lines = [str(row[3] if sqlite else row[0]).strip() for row in said]
        named = dict(re.findall(r"(?:FROM|JOIN) (\w+) AS (\w+)", statement))
        tables = {alias: table for table, alias in named.items()}
        grown = GROWING - self.empty()
        for line in lines:
            found = (SQLITE_SCAN if sqlite else POSTGRESQL_SCAN).search(line)
            walked = tables.get(found[1], found[1]) if found else ""
            if walked in grown and not any(index in line for index in FEW):
                self.walks.append(f"{name}: {line}")
            if not sqlite and not re.search(r"Scan|->", line):
                continue
            print(f"      {line}")


# --- what is measured ----------------------------------------------------------------------------------------------


def measure(engine: Engine, office: Office, tasks: int) -> list[str]:
    """Prints every figure; gives the pages that walk a table."""
    bench = Bench(engine, office, tasks)
    late = TaskFilter(time_class=frozenset({TimeClass.LATE}), per_page=25)
    for who, viewer in (("Văn phòng", office.coordinator), ("cán bộ", office.officer)):
        bench.reads(f"danh sách quá hạn, trang đầu ({who})", PAGE, lambda s, _, v=viewer: queries.task_rows(s, v, late, TODAY, SOON))
    step = max(1, tasks // 250)
    bench.reads("một nhiệm vụ với lịch sử", PAGE, lambda s, n: queries.task_view(s, office.coordinator, 1 + n * step, TODAY, SOON))
    transitions(bench)
    view = office.agency_ids
    bench.reads("bảng của một cơ quan", BOARD, lambda s, n: queries.agency_view(s, office.coordinator, view[n % 150], TODAY, SOON))
    bench.reads("đếm theo cơ quan × tình trạng hạn", BOARD, lambda s, _: queries.agency_rows(s, office.coordinator, TODAY, SOON))
    bench.reads("các con số của trang đầu", BOARD, lambda s, _: queries.home_counts(s, office.coordinator, TODAY, SOON))
    reminders(bench)
    return bench.walks


def transitions(bench: Bench) -> None:
    """An agency reports, and the transaction is committed; each time another assignment."""
    engine, office = bench.engine, bench.office
    with db.reading(engine) as session:
        query = select(Assignment.id, Assignment.version).where(
            Assignment.agency_id.in_(office.officer.agency_ids), Assignment.state.in_((State.NEW, State.RECEIVED, State.IN_PROGRESS))
        )
        found = session.execute(query.limit(210)).all()
    actor = Actor(office.officer.user_id, "web", "10.0.0.7")
    took = []
    for number, (id_, version) in enumerate(found):
        gc.collect() if number == 10 else None
        started = time.perf_counter()
        with db.transaction(engine) as session:
            said = {"progress": number % 100, "text": "Đang làm"}
            tracking.report(session, id_, actor=actor, viewer=office.officer, now=NOW, today=TODAY, version=version, **said)
        took.append(time.perf_counter() - started)
    bench.say("một lần chuyển trạng thái (báo cáo, ghi xong)", took[10:], PAGE)


def reminders(bench: Bench) -> None:
    """Deciding the day: the first 10,000 due assignments; the rest are paused meanwhile, in a transaction that is undone."""
    settings, engine = Settings(), bench.engine
    horizon = TODAY + timedelta(days=max(settings.reminders.days_before) + 14)
    due = select(Assignment.id).where(Assignment.due_on <= horizon, Assignment.state.in_(WORKING), ~Assignment.regular)
    took: list[float] = []
    said = ""
    with Session(engine) as session:
        ids = session.scalars(due.order_by(Assignment.id)).all()
        for id_ in ids[10_000:]:
            session.execute(text("UPDATE assignment SET state = 'tam_dung' WHERE id = :id"), {"id": id_})
        for _ in range(5):
            session.expunge_all()
            started = time.perf_counter()
            report = outbox.preview(session, settings=settings, today=TODAY, now=NOW, calendar=WorkingCalendar.load(session))
            took.append(time.perf_counter() - started)
            said = f"{min(len(ids), 10_000)} việc, {len(report.entries)} người, {sum(len(e.lines) for e in report.entries)} dòng"
        session.rollback()
    bench.say(f"quyết định lời nhắc trong ngày ({said})", took, DAY)


# --- databases -----------------------------------------------------------------------------------------------------


@contextmanager
def database(kind: str) -> Iterator[str]:
    """Address of an empty database that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="dondoc-do-") as name:
        folder = Path(name)
        if kind == "sqlite":
            yield f"sqlite:///{folder / 'do.db'}"
            return
        folder.chmod(0o777)
        port, data, control = free_port(), folder / "data", str(postgresql_program("pg_ctl"))
        words = [str(postgresql_program("initdb")), "-D", str(data), "-U", "dondoc", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8"]
        options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c shared_buffers=512MB"
        subprocess.run(as_plain_user(*words), check=True, cwd="/", stdout=subprocess.DEVNULL)
        start = as_plain_user(control, "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        subprocess.run(start, check=True, cwd="/", stdout=subprocess.DEVNULL)
        try:
            yield f"postgresql+psycopg://dondoc@127.0.0.1:{port}/postgres"
        finally:
            stop = as_plain_user(control, "-D", str(data), "-m", "immediate", "-w", "stop")
            subprocess.run(stop, check=True, cwd="/", stdout=subprocess.DEVNULL)


def run(tasks: int, kind: str) -> int:
    """Generate, measure, print; 1 when a page walks a whole table."""
    with database(kind) as address:
        engine = db.engine(Database(url=address))
        db.upgrade(engine)
        started = time.perf_counter()
        office = generate(engine, tasks)
        took = time.perf_counter() - started
        print(f"{tasks:,} nhiệm vụ, {engine.dialect.name}, tạo trong {took:.0f} s; tải của máy {os.getloadavg()[0]:.1f}")
        walks = measure(engine, office, tasks)
        engine.dispose()
    print(f"tải của máy {os.getloadavg()[0]:.1f}")
    print(*[f"ĐI HẾT CẢ BẢNG: {walk}" for walk in walks], sep="\n", file=sys.stderr)
    return 1 if walks else 0
