"""The history against somebody who may write to the database, drop its triggers and compute every hash anew, but cannot touch the head."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import Connection, Engine, insert, text, update
from sqlalchemy.orm import Session

from tests.workflow.test_intake import receive
from tests.workflow.years import Office, a_while, an_office
from workflow import audit, audit_tables, backup, db, history, tracking
from workflow.acting import MACHINE
from workflow.audit import Head
from workflow.model import (
    Assignment,
    Event,
    Extension,
    ExtensionState,
    Membership,
    Milestone,
    Part,
    Post,
    Report,
    State,
    StoredFile,
    Task,
    User,
)
from workflow.refusals import Refused

NOW = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
#: tamperings of which every single one must be found: 100 in `make test`, 1,000 in `make prove`
TAMPERINGS = min(1_000, 2 * settings.default.max_examples)
EVENT = Event.__table__


# --- an office with a past -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kept(shared_engine: Engine) -> Head:
    """The head of some weeks' history, kept elsewhere; work went on after it."""
    with Session(shared_engine, expire_on_commit=False) as session:
        office = an_office(session, random.Random(20260302))
        a_while(office, days=6, acts_a_day=4)
        _report_and_ask(office)
        head = audit.export(session, now=NOW)
        office.give()
        session.commit()
    return head


def _report_and_ask(office: Office) -> None:
    """One part has a report and an open request for more time, whatever chance made of the others."""
    while not (new := [one for one in office.give().assignments if one.due_on and one.agency.code in ("stp", "syt", "snv")]):
        pass
    asked = {"wanted_on": office.day + timedelta(days=60), "reason": "Bão"}
    for verb, said in ((tracking.report, {"text": "Đã làm một nửa"}), (tracking.ask_extension, asked)):
        office.tick += 1
        verb(office.session, new[0].id, **office.by("hang"), version=new[0].version, **said)


@pytest.fixture
def connection(shared_engine: Engine, kept: Head) -> Iterator[Connection]:
    with shared_engine.connect() as opened:
        yield opened
        opened.rollback()


def found(connection: Connection, heads: list[Head]) -> list[str]:
    with Session(connection) as session:
        return [finding.sentence for finding in audit.verify(session, heads, now=NOW).findings]


# --- tampering with the chain ----------------------------------------------------------------------------------------

Rows = list[dict[str, Any]]


def events(connection: Connection) -> Rows:
    return [dict(row._mapping) for row in connection.execute(EVENT.select().order_by(EVENT.c.id))]


def fresh(rows: Rows) -> Rows:
    """Rows of one's own: a tampering puts other values into them and changes none in place."""
    return [dict(row) for row in rows]


def rechain(rows: Rows) -> Rows:
    """Every hash computed anew, as the program itself would."""
    previous = history.GENESIS
    for row in rows:
        row["previous_hash"] = previous
        row["hash"] = previous = history.hash_of(SimpleNamespace(**row))
    return rows


def put_back(connection: Connection, rows: Rows, guards: bool) -> None:
    """Instead of the history that is there, these rows; the triggers are asleep meanwhile, and afterwards unless `guards`."""
    sqlite = connection.dialect.name == "sqlite"
    triggers = []
    if sqlite:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        triggers = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'")).all()
        for name, _ in triggers:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    else:
        connection.exec_driver_sql("ALTER TABLE event DISABLE TRIGGER ALL")
    connection.execute(EVENT.delete())
    if rows:
        connection.execute(insert(EVENT), rows)
    if guards and sqlite:
        for _, sql in triggers:
            connection.exec_driver_sql(sql)
    elif guards:
        connection.exec_driver_sql("ALTER TABLE event ENABLE TRIGGER ALL")


Tampering = Callable[[Rows, int, random.Random], Rows]


def edit(rows: Rows, proven: int, rng: random.Random) -> Rows:
    """One field of one event."""
    row = rows[rng.randrange(proven)]
    name = rng.choice([name for name in row if name not in ("id", "previous_hash")])
    row[name] = other(name, row[name], rng)
    if name != "hash" and rng.random() < 0.5:
        row["hash"] = history.hash_of(SimpleNamespace(**row))
    return rows


def other(name: str, value: Any, rng: random.Random) -> Any:
    """Another value of the same sort."""
    if isinstance(value, datetime):
        return value + timedelta(days=rng.choice([-30, -1, 1]))
    if name in ("old", "new"):
        return {**(value or {}), "due_on": "2026-12-31"} if value is None or rng.random() < 0.5 else None
    if name.endswith("_id"):
        return (value or 0) + 1
    return f"{value}x"[-60:]


def delete_middle(rows: Rows, proven: int, rng: random.Random) -> Rows:
    first = rng.randrange(proven - 1)
    return rows[:first] + rows[rng.randint(first + 1, proven - 1) :]


def delete_tail(rows: Rows, proven: int, rng: random.Random) -> Rows:
    return rows[: rng.randrange(proven)]


def delete_all(rows: Rows, proven: int, rng: random.Random) -> Rows:
    return []


def swap(rows: Rows, proven: int, rng: random.Random) -> Rows:
    one, two = rng.sample(range(proven), 2)
    ids = rows[one]["id"], rows[two]["id"]
    rows[one], rows[two] = rows[two], rows[one]
    rows[one]["id"], rows[two]["id"] = ids
    return rows


def insert_one(rows: Rows, proven: int, rng: random.Random) -> Rows:
    """An act that never was, before the first, or between two of which the later ones move up."""
    place = rng.randrange(proven)
    new = {**rows[place], "note": "chưa từng có", "hash": f"{rng.getrandbits(256):064x}"}
    if place == 0:
        return [{**new, "id": rows[0]["id"] - rng.choice([1, 5])}, *rows]
    later = [{**row, "id": row["id"] + 1} for row in rows[place:]]
    return [*rows[:place], new, *later]


def copy_one(rows: Rows, proven: int, rng: random.Random) -> Rows:
    """An act of the middle done once more at the end, while as many are dropped there."""
    again = {**rows[rng.randrange(proven - 1)], "id": rows[proven - 1]["id"], "hash": f"{rng.getrandbits(256):064x}"}
    return [*rows[: proven - 1], again, *rows[proven:]]


def renumber(rows: Rows, proven: int, rng: random.Random) -> Rows:
    """Nothing but numbers, in the same order."""
    place = rng.randrange(proven)
    return [*rows[:place], *({**row, "id": row["id"] + 7} for row in rows[place:])]


def change_last(rows: Rows, proven: int, rng: random.Random) -> Rows:
    """The one on which the next one builds."""
    last = rows[proven - 1]
    last["hash"] = f"{rng.getrandbits(256):064x}"
    if proven < len(rows) and rng.random() < 0.5:
        rows[proven]["previous_hash"] = last["hash"]
    return rows


def write_all_anew(rows: Rows, proven: int, rng: random.Random) -> Rows:
    """As many events, other ones."""
    return [{**row, "note": f"khác {row['id']}"} for row in rows]


CHAIN: tuple[Tampering, ...] = (
    edit, edit, edit, delete_middle, delete_tail, delete_all, swap, insert_one, copy_one, renumber, change_last, write_all_anew,
)  # fmt: skip


def test_of_very_many_tamperings_all_are_found(connection: Connection, kept: Head) -> None:
    """By one who drops the triggers, computes most hashes anew and puts the triggers back; or forgets to."""
    rng, there = random.Random(7), events(connection)
    missed, tried = Counter[str](), Counter[str]()
    for number in range(TAMPERINGS):
        tampering = CHAIN[number % len(CHAIN)]
        rows = tampering(fresh(there), kept.events, rng)
        if rng.random() < 0.8 and (anew := rechain(fresh(rows))) != there:
            rows = anew
        with connection.begin_nested() as step:
            put_back(connection, rows, guards=True)
            tried[tampering.__name__] += 1
            missed[tampering.__name__] += not found(connection, [kept])
            step.rollback()
    assert sum(tried.values()) == TAMPERINGS
    assert not +missed
    assert found(connection, [kept]) == []


def test_without_a_head_nothing_is_proven_and_with_one_only_what_came_before_it(connection: Connection, kept: Head) -> None:
    with Session(connection) as session:
        alone, held = audit.verify(session, now=NOW), audit.verify(session, [kept], now=NOW)
    assert alone.whole and (alone.proven, alone.proven_by) == (0, None)
    assert held.whole and (held.proven, held.proven_by) == (kept.events, NOW)
    assert held.unproven == held.events - kept.events > 0


def test_what_lies_after_the_head_can_be_forged_and_is_said_to_be_unproven(connection: Connection, kept: Head) -> None:
    rows = events(connection)
    rows[-1]["note"] = "viết lại"
    put_back(connection, rechain(rows), guards=True)
    with Session(connection) as session:
        verdict = audit.verify(session, [kept], now=NOW)
    assert verdict.whole and verdict.proven == kept.events and verdict.unproven > 0


def test_a_chain_with_no_head_still_shows_what_was_not_computed_anew(connection: Connection, kept: Head) -> None:
    rows = events(connection)
    rows[3]["note"] = "sửa"
    put_back(connection, rows, guards=True)
    with Session(connection) as session:
        verdict = audit.verify(session, now=NOW)
    assert [finding.event_id for finding in verdict.findings] == [rows[3]["id"]]
    assert verdict.head is None


def test_triggers_that_are_gone_are_missed(connection: Connection, kept: Head) -> None:
    put_back(connection, events(connection), guards=False)
    assert any("Khóa chống sửa" in sentence for sentence in found(connection, [kept]))


@pytest.mark.parametrize(("column", "value"), [("new", "không phải JSON"), ("at", "hôm qua"), ("note", b"\xff\x00"), ("hash", b"abc")])
def test_values_that_cannot_be_read_are_found_and_do_not_stop_the_walk(sqlite_url: str, column: str, value: object) -> None:
    engine = db.engine(db.Database(url=sqlite_url))
    with Session(engine) as session:
        for number in range(4):
            history.record(
                session, actor=MACHINE, now=NOW, action="settings.changed", subject="settings", subject_id=None, note=str(number)
            )
        session.commit()
        session.execute(text("DROP TRIGGER event_no_UPDATE"))
        session.execute(text(f"UPDATE event SET {column} = :value WHERE id = 2"), {"value": value})
        verdict = audit.verify(session, now=NOW)
        assert verdict.events == 4
        assert verdict.findings[0].event_id == 2
    engine.dispose()


# --- tampering with the tables that events describe --------------------------------------------------------------------


def one(connection: Connection, rng: random.Random, table: Any, where: Any = None) -> int:
    query = table.__table__.select().order_by(table.__table__.c.id)
    return int(rng.choice(connection.execute(query if where is None else query.where(where)).all()).id)


def change(table: Any, **values: Any) -> Callable[[Connection, random.Random], None]:
    """Another value in one row of a table; what the row has already is left out."""

    def go(connection: Connection, rng: random.Random) -> None:
        differs = [table.__table__.c[name].is_distinct_from(value) for name, value in values.items()]
        id_ = one(connection, rng, table, differs[0])
        connection.execute(update(table).where(table.id == id_).values(**values))

    return go


def drop_report(connection: Connection, rng: random.Random) -> None:
    connection.execute(Report.__table__.delete().where(Report.id == one(connection, rng, Report)))


def add_assignment(connection: Connection, rng: random.Random) -> None:
    own = {"part": Part.COORDINATE, "state": State.NEW, "changed_at": NOW, "result_number": "", "sequence": 0, "version": 1}
    values = {"task_id": one(connection, rng, Task), "agency_id": 1} | own
    connection.execute(insert(Assignment).values(**values))


def add_post(connection: Connection, rng: random.Random) -> None:
    connection.execute(insert(Membership).values(user_id=one(connection, rng, User), agency_id=1, post=Post.HEAD_OF_OFFICE))


TABLES: dict[str, Callable[[Connection, random.Random], None]] = {
    "state": change(Assignment, state=State.DONE),
    "due date": change(Assignment, due_on=date(2026, 12, 31)),
    "first date": change(Assignment, original_due_on=date(2026, 12, 31)),
    "agency": change(Assignment, agency_id=2),
    "completion": change(Assignment, completed_on=date(2026, 1, 2)),
    "result": change(Assignment, result_number="1/GIẢ"),
    "officer": change(Assignment, officer_id=6),
    "progress": change(Assignment, progress=99),
    "heard of": change(Assignment, reported_at=NOW),
    "milestone": change(Milestone, due_on=date(2026, 12, 31)),
    "extension": change(Extension, state=ExtensionState.GRANTED),
    "title": change(Task, title="Việc khác"),
    "words": change(Task, text="Lời khác."),
    "given on": change(Task, assigned_on=date(2025, 1, 1)),
    "report": change(Report, text="Đã xong hết"),
    "report gone": drop_report,
    "assignment added": add_assignment,
    "administrator": change(Membership, post=Post.ADMINISTRATOR),
    "post added": add_post,
    "shut out": change(User, active=False),
}


def test_of_very_many_changes_to_tables_all_are_found(connection: Connection, kept: Head) -> None:
    """By one who leaves the history alone and writes straight into what lies beside it."""
    rng = random.Random(11)
    missed: Counter[str] = Counter()
    for number in range(TAMPERINGS // 2):
        name = sorted(TABLES)[number % len(TABLES)]
        with connection.begin_nested() as step:
            TABLES[name](connection, rng)
            with Session(connection) as session:
                missed[name] += not list(islice(audit_tables.differences(session), 1))
            step.rollback()
    assert not +missed


@pytest.mark.parametrize("tampering", sorted(TABLES))
def test_a_table_that_is_not_as_the_history_tells_is_found(connection: Connection, kept: Head, tampering: str) -> None:
    TABLES[tampering](connection, random.Random(tampering))
    with Session(connection) as session:
        assert audit.verify(session, [kept], now=NOW).whole
        assert list(audit_tables.differences(session))


def test_a_task_that_is_gone_with_all_that_hangs_on_it_is_found(sqlite_url: str) -> None:
    engine = db.engine(db.Database(url=sqlite_url))
    with Session(engine, expire_on_commit=False) as session:
        office = an_office(session, random.Random(3))
        code = office.give().code
        session.commit()
        assert list(audit_tables.differences(session)) == []
        session.rollback()
    with db.rebuilding(engine) as connection:
        for table in ("milestone", "assignment", "task"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    with Session(engine) as session:
        assert [sentence for sentence in audit_tables.differences(session) if code in sentence]
    engine.dispose()


def test_a_file_whose_bytes_are_others_is_found(session: Session) -> None:
    directive = receive(session).directive
    assert list(audit_tables.differences(session)) == []
    session.execute(update(StoredFile).values(content=b"khac"))
    assert [sentence for sentence in audit_tables.differences(session) if str(directive.id) in sentence]


def test_whatever_an_office_does_raises_no_false_alarm(session: Session) -> None:
    office = an_office(session, random.Random(11))
    heads: list[Head] = []
    for _ in range(min(40, settings.default.max_examples // 5)):
        a_while(office, days=1, acts_a_day=8)
        verdict = audit.verify(session, heads, now=office.now)
        assert verdict.findings == []
        assert list(audit_tables.differences(session)) == []
        if office.rng.random() < 0.3 and verdict.head is not None:
            heads.append(verdict.head)
        session.expire_all()
    assert len(office.done) > 20 and heads


# --- heads as files ----------------------------------------------------------------------------------------------------


def test_a_head_comes_back_from_its_file_and_from_a_backup(engine: Engine, tmp_path: Path) -> None:
    with db.transaction(engine) as session:
        a_while(an_office(session, random.Random(5)), days=2, acts_a_day=3)
        head = audit.export(session, now=NOW)
    audit.write(head, tmp_path / "dau-moi.json")
    summary = backup.backup(engine, tmp_path / "backup.zip", NOW)
    assert summary.proves
    assert audit.read(tmp_path / "dau-moi.json") == audit.read(tmp_path / "backup.zip") == [head]


def test_a_file_that_is_no_head_is_refused(tmp_path: Path) -> None:
    for name, content in (("a.json", "{}"), ("b.json", "xin chào"), ("c.json", json.dumps({"format": "khác"})), ("d.json", " " * 20_000)):
        (tmp_path / name).write_text(content, "utf-8")
        with pytest.raises(audit.BadHead):
            audit.read(tmp_path / name)
    with pytest.raises(audit.BadHead, match="Không có tệp"):
        audit.read(tmp_path / "không-có.json")


def test_a_history_that_does_not_hold_gives_no_head(connection: Connection, kept: Head, tmp_path: Path) -> None:
    rows = events(connection)
    rows[2]["note"] = "sửa"
    put_back(connection, rechain(rows), guards=True)
    with Session(connection) as session:
        with pytest.raises(audit.BrokenHistory, match="dondoc audit verify"):
            audit.export(session, now=NOW, heads=[kept])
        audit.write(kept, tmp_path / audit.DAYS_HEAD.format(day=date(2026, 3, 31)))
        with pytest.raises(audit.BrokenHistory):
            audit.export_daily(session, tmp_path, today=date(2026, 4, 1), now=NOW)
    assert len(list(tmp_path.glob("*.json"))) == 1


def test_each_day_has_one_head_that_goes_on_from_the_last(engine: Engine, tmp_path: Path) -> None:
    with Session(engine, expire_on_commit=False) as session:
        office = an_office(session, random.Random(8))
        for day in (date(2026, 4, 1), date(2026, 4, 2)):
            a_while(office, days=1, acts_a_day=3)
            session.commit()
            made = audit.export_daily(session, tmp_path, today=day, now=NOW)
            assert made is not None
            assert audit.export_daily(session, tmp_path, today=day, now=NOW) is None
            assert made == audit.verify(session, now=NOW).head
        assert len(audit.read(tmp_path)) == 2
        verdict = audit.verify(session, audit.read(tmp_path), now=NOW)
        assert verdict.whole and verdict.unproven == 0


def test_a_folder_that_is_not_there_is_said(session: Session, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"audit\.heads_folder"):
        audit.export_daily(session, tmp_path / "không-có", today=date(2026, 4, 1), now=NOW)


def test_a_history_restored_from_before_the_head_is_said_to_be_short(engine: Engine, tmp_path: Path) -> None:
    with Session(engine, expire_on_commit=False) as session:
        office: Office = an_office(session, random.Random(9))
        office.give()
        session.commit()
        backup.backup(engine, tmp_path / "backup.zip", NOW)
        office.give()
        head = audit.export(session, now=NOW)
        session.commit()
    backup.restore(engine, tmp_path / "backup.zip", NOW, replace=True)
    with Session(engine) as session:
        verdict = audit.verify(session, [*audit.read(tmp_path / "backup.zip"), head], now=NOW)
    assert ["phục hồi từ một bản sao lưu cũ hơn" in finding.sentence for finding in verdict.findings] == [True]
    assert verdict.proven == verdict.events
