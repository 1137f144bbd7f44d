"""Everything from one database into the other and back, and the proof that nothing was lost on the way."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from tests.conftest import NUMBERS, command
from tests.workflow.test_backup import contents
from tests.workflow.world import NOW, a_world
from tests.workflow.years import a_while, an_office
from workflow import audit, copying, db, history, table_rows, tallies
from workflow.model import Assignment, Event, Mark, StoredFile, User
from workflow.refusals import Refused
from workflow.settings import Database


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Engine]:
    """A SQLite database that does not exist yet."""
    made = db.engine(Database(url=f"sqlite:///{tmp_path / 'khac.db'}"))
    yield made
    made.dispose()


@pytest.fixture
def elsewhere(postgresql_server: str, postgresql_template: str) -> Iterator[Engine]:
    """A PostgreSQL database with all tables and no rows, another one than that of `engine`."""
    name = f"elsewhere_{next(NUMBERS)}"
    command(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {postgresql_template}")
    made = db.engine(Database(url=f"postgresql+psycopg://{postgresql_server}/{name}"))
    yield made
    made.dispose()
    command(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


def some_weeks(engine: Engine) -> None:
    """Work with groups, requests and results, a file of bytes, and a row that refers to a later one."""
    with db.transaction(engine) as session:
        office = an_office(session, random.Random(5))
        a_while(office, days=8, acts_a_day=8)
        session.add(StoredFile(sha256="0" * 64, name="kế hoạch.docx", media_type="x/y", size=4, content=b"\x00\xff\xfeK", created_at=NOW))
        first, *_, last = session.scalars(select(Assignment).order_by(Assignment.id))
        first.parent_id = last.id


def equal(left: Engine, right: Engine) -> bool:
    with left.connect() as here, right.connect() as there:
        same_counters = tallies.kept(here) == tallies.kept(there) == tallies.counted(there)
    return same_counters and contents(left) == contents(right)


@pytest.mark.program
def test_there_and_back_again_everything_is_equal(engine: Engine, other: Engine, elsewhere: Engine, tmp_path: Path) -> None:
    some_weeks(engine)
    there = copying.copy(engine, elsewhere, NOW, as_it_was=True)
    back = copying.copy(elsewhere, other, NOW, as_it_was=True)
    assert there == back
    assert there.rows > 100
    assert there.head is not None and there.head.events > 20
    assert equal(engine, other)
    assert (tmp_path / "khac.db").stat().st_mode & 0o077 == 0


@pytest.mark.program
def test_the_copy_is_at_work_at_once(engine: Engine, other: Engine, elsewhere: Engine) -> None:
    some_weeks(engine)
    for target in (other, elsewhere):
        copying.copy(engine, target, NOW)
        db.check_version(target)
        with db.transaction(target) as session:
            highest = session.scalar(select(func.max(User.id))) or 0
            session.add(user := User(email="moi@x.vn", name="Người mới", created_at=NOW))
            session.flush()
            assert user.id > highest
            assert "Vừa chép" in session.get_one(Mark, "mail_hold").value
            assert audit.verify(session, now=NOW).whole
            assert history.verify(session) is None
        with pytest.raises(Exception, match=r"append-only|event"), db.transaction(target) as session:
            session.execute(Event.__table__.delete())  # type: ignore[attr-defined]
        with db.transaction(target) as session:
            for row in session.scalars(select(Assignment)):
                row.due_on = None
            session.flush()
            assert tallies.kept(session.connection()) == tallies.counted(session.connection())


@pytest.mark.parametrize("there", ["a row", "a table of somebody else", "the same database"])
def test_a_database_that_holds_anything_is_refused_and_left_alone(engine: Engine, other: Engine, there: str) -> None:
    with db.transaction(engine) as session:
        a_world(session)
    db.upgrade(other)
    with other.begin() as connection:
        if there == "a row":
            connection.execute(text("INSERT INTO mark (name, value, set_at) VALUES ('demo', '1', '2026-11-20 01:00:00')"))
        else:
            connection.execute(text("CREATE TABLE ke_toan (id INTEGER PRIMARY KEY)"))
    target = engine if there == "the same database" else other
    before = contents(target)
    with pytest.raises(Refused, match="đã có dữ liệu"):
        copying.copy(engine, target, NOW)
    assert contents(target) == before


def test_a_fresh_schema_without_rows_is_empty(engine: Engine, other: Engine) -> None:
    with db.transaction(engine) as session:
        a_world(session)
    db.upgrade(other)
    assert copying.copy(engine, other, NOW).rows > 10


def test_a_source_that_is_none_of_ours_or_older_is_refused(engine: Engine, other: Engine) -> None:
    with pytest.raises(db.DatabaseNotReady):
        copying.copy(other, engine, NOW)
    db.upgrade(other, "0002")
    with pytest.raises(db.DatabaseNotReady, match="dondoc upgrade"):
        copying.copy(other, engine, NOW)


def test_a_value_that_came_out_changed_leaves_the_target_empty(engine: Engine, other: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A target that keeps one letter differently, as a database with another encoding does."""
    with db.transaction(engine) as session:
        a_world(session)
    fill = table_rows.fill

    def spoil(connection, table, rows):  # type: ignore[no-untyped-def]
        fill(connection, table, rows)
        if table.name == "agency":
            connection.execute(text("UPDATE agency SET name = replace(name, 'ế', 'ê')"))

    monkeypatch.setattr(table_rows, "fill", spoil)
    with pytest.raises(copying.NotEqual, match="Bảng agency"):
        copying.copy(engine, other, NOW)
    monkeypatch.undo()
    assert copying.copy(engine, other, NOW).rows > 10


@pytest.mark.program
def test_a_row_that_the_target_does_not_take_is_named(sqlite_url: str, postgresql_url: str) -> None:
    """SQLite keeps a longer text than its column says, PostgreSQL refuses it."""
    source, target = (db.engine(Database(url=url)) for url in (sqlite_url, postgresql_url))
    with db.transaction(source) as session:
        a_world(session).agencies["stp"].name = "Sở " * 400
    with pytest.raises(copying.NotEqual, match="Bảng agency"):
        copying.copy(source, target, NOW)
    with Session(target) as session:
        assert session.scalar(select(func.count()).select_from(User)) == 0
    source.dispose()
    target.dispose()
