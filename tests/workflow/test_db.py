"""Units of work: what is committed, what is not, and what people are told when the database fails."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from workflow import db
from workflow.model import Agency, AgencyAlias, Mark
from workflow.refusals import Stale
from workflow.settings import Database, SettingsError

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def test_a_unit_of_work_commits_all_or_nothing(engine: Engine) -> None:
    with db.transaction(engine) as session:
        session.add(Mark(name="kept", value="1", set_at=NOW))
    with pytest.raises(RuntimeError), db.transaction(engine) as session:
        session.add(Mark(name="lost", value="1", set_at=NOW))
        session.flush()
        raise RuntimeError
    with db.reading(engine) as session:
        assert [mark.name for mark in session.query(Mark)] == ["kept"]
        assert session.query(Mark).one().set_at == NOW


def test_a_reading_unit_cannot_write_and_the_next_writing_one_can(engine: Engine) -> None:
    with pytest.raises((DatabaseError, db.DatabaseNotReady)), db.reading(engine) as session:
        session.add(Mark(name="lost", value="1", set_at=NOW))
        session.flush()
    with db.transaction(engine) as session:
        session.add(Mark(name="kept", value="1", set_at=NOW))
    with db.reading(engine) as session:
        assert session.query(Mark).count() == 1


def test_two_who_change_the_same_row_are_told_so(engine: Engine) -> None:
    with db.transaction(engine) as session:
        session.add(Agency(code="so_y_te", name="Sở Y tế", folded="so y te"))
    with Session(engine, expire_on_commit=False) as early:
        agency = early.query(Agency).one()
    with db.transaction(engine) as session:
        session.query(Agency).one().short_name = "SYT"
    with pytest.raises(Stale), db.transaction(engine) as session:
        agency.short_name = "Sở YT"
        session.add(agency)


def test_two_who_write_the_same_at_once_are_told_so(engine: Engine) -> None:
    with db.transaction(engine) as session:
        session.add(Agency(code="so_y_te", name="Sở Y tế", folded="so y te"))
    with pytest.raises(Stale, match="cùng nội dung"), db.transaction(engine) as session:
        session.add(Agency(code="so_y_te", name="Sở Y tế", folded="so y te"))


def test_a_row_that_points_nowhere_is_a_fault_of_ours_and_not_hidden(engine: Engine) -> None:
    with pytest.raises(IntegrityError), db.transaction(engine) as session:
        session.add(AgencyAlias(agency_id=4711, alias="x", folded="x"))


def test_a_locked_sqlite_file_is_said_in_words(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "BUSY_SECONDS", 0)
    made = db.engine(Database(url=sqlite_url))
    with db.transaction(made) as first:
        first.add(Mark(name="first", value="1", set_at=NOW))
        first.flush()
        with pytest.raises(db.DatabaseBusy, match="đang bận"), db.transaction(made) as second:
            second.get(Mark, "first")
    made.dispose()


def test_writers_on_many_threads_wait_for_each_other(engine: Engine) -> None:
    with db.transaction(engine) as session:
        session.add(Mark(name="count", value="0", set_at=NOW))

    def add_one() -> None:
        with db.transaction(engine) as session:
            mark = session.get(Mark, "count", with_for_update=True)
            assert mark is not None
            mark.value = str(int(mark.value) + 1)

    threads = [threading.Thread(target=add_one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with db.reading(engine) as session:
        assert session.get_one(Mark, "count").value == "12"


@pytest.mark.parametrize("url", ["sqlite//x", "", "mysql://a@b/c", "postgres://a@b/c", "oracle://x/y"])
def test_an_address_that_is_none_is_refused_in_words(url: str) -> None:
    with pytest.raises(SettingsError, match=r"sqlite:///"):
        db.engine(Database(url=url))


def test_the_password_is_taken_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("mật khẩu\n", "utf-8")
    made = db.engine(Database(url="postgresql+psycopg://dondoc@/dondoc", password_file=tmp_path / "secret"))
    assert made.url.password == "mật khẩu"
    made.dispose()


def test_a_server_that_is_not_there_is_said_in_words() -> None:
    made = db.engine(Database(url="postgresql+psycopg://dondoc@127.0.0.1:1/dondoc"))
    with pytest.raises(db.DatabaseNotReady, match="Không dùng được"):
        db.check_version(made)
    made.dispose()
