"""The schema goes up and down on both databases, with rows in it, and is what the model says."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from tests.workflow.world import a_world
from tests.workflow.years import a_while, an_office
from workflow import db, history, tallies
from workflow.model import Base, Event, Mark, User
from workflow.settings import Database

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def an_event(**fields: object) -> Event:
    values = {"at": NOW, "via": "cli", "action": "user.created", "subject": "user", "previous_hash": "0" * 64, "hash": "1" * 64}
    return Event(**(values | fields))


def test_the_migrations_make_exactly_the_tables_of_the_model(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_schema_goes_down_to_nothing_and_up_again_with_rows_in_it(engine: Engine) -> None:
    with db.transaction(engine) as session:
        world = a_world(session)
        group = world.assign(world.task(world.directive()), "xa")
        world.assign(group.task, "nn", parent_id=group.id)
        session.add(an_event(task_id=group.task_id, assignment_id=group.id, actor_id=world.people["anh"].id))
    db.downgrade(engine)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    with pytest.raises(db.DatabaseNotReady):
        db.check_version(engine)
    db.upgrade(engine)
    db.check_version(engine)
    with db.reading(engine) as session:
        assert session.query(User).count() == 0


def test_each_step_goes_down_and_up_again_and_keeps_every_row_that_it_can(engine: Engine) -> None:
    """From the first version on: whatever table the version before knows keeps its rows, whole in every column that it knows."""
    with db.transaction(engine) as session:
        office = an_office(session, random.Random(7))
        a_while(office, days=4, acts_a_day=6)
    revisions = sorted(db.known_revisions())
    with engine.connect() as connection:
        assert tallies.kept(connection)
    for below, above in reversed(list(pairwise(revisions))):
        whole = rows_of(engine)
        db.downgrade(engine, below)
        kept = rows_of(engine)
        assert kept["assignment"] and kept["event"] == whole["event"]
        for table, rows in kept.items():
            columns = rows[0].keys() if rows else ()
            assert rows == [{name: row[name] for name in columns} for row in whole[table]], f"{table} at {below}"
        db.upgrade(engine, above)
        again = rows_of(engine)
        assert again.keys() == whole.keys()
        for table, rows in kept.items():
            assert [{name: row[name] for name in old} for row, old in zip(again[table], rows, strict=True)] == rows, f"{table} at {above}"
        db.downgrade(engine, below)
    assert db.current_revision(engine) == revisions[0]
    db.upgrade(engine)
    db.check_version(engine)
    with engine.connect() as connection:
        assert tallies.kept(connection) == tallies.counted(connection)
    with db.reading(engine) as session:
        assert history.verify(session) is None


def rows_of(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Every table as it stands in the database, without what is derived from others."""
    found: dict[str, list[dict[str, Any]]] = {}
    with engine.connect() as connection:
        schema = inspect(connection)
        for name in sorted(set(schema.get_table_names()) - {"alembic_version", "assignment_tally"}):
            keys = ", ".join(schema.get_pk_constraint(name)["constrained_columns"])
            rows = connection.execute(text(f'SELECT * FROM "{name}" ORDER BY {keys}')).mappings()
            found[name] = [dict(row) for row in rows]
    return found


def test_going_up_when_there_already_keeps_every_row(engine: Engine) -> None:
    with db.transaction(engine) as session:
        session.add(Mark(name="demo", value="1", set_at=NOW))
    db.upgrade(engine)
    with db.reading(engine) as session:
        assert session.get(Mark, "demo") is not None


@pytest.mark.parametrize(
    "statement",
    ["UPDATE event SET note = 'khác'", "DELETE FROM event", "INSERT OR REPLACE INTO event SELECT * FROM event", "TRUNCATE event CASCADE"],
)
def test_history_cannot_be_changed_or_deleted(engine: Engine, statement: str) -> None:
    with db.transaction(engine) as session:
        session.add(an_event())
    with pytest.raises(DatabaseError), engine.begin() as connection:
        connection.execute(text(statement))
    with Session(engine) as session:
        assert session.query(Event).one().note == ""


def test_a_database_of_a_later_program_is_refused_with_what_to_do(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(db.DatabaseNotReady, match="mới hơn chương trình"):
        db.check_version(engine)


def test_a_database_without_tables_is_refused_with_what_to_do(tmp_path: Path) -> None:
    made = db.engine(Database(url=f"sqlite:///{tmp_path / 'empty.db'}"))
    with pytest.raises(db.DatabaseNotReady, match="dondoc init"):
        db.check_version(made)
    made.dispose()


def test_a_new_sqlite_file_is_readable_to_its_owner_alone(tmp_path: Path) -> None:
    made = db.engine(Database(url=f"sqlite:///{tmp_path / 'new.db'}"))
    db.upgrade(made)
    made.dispose()
    assert (tmp_path / "new.db").stat().st_mode & 0o077 == 0
