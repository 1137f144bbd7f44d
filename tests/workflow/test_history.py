"""The chain of events: every act leaves one, none can be altered unnoticed, writers wait for each other."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from tests.workflow.world import NOW, a_world
from workflow import db, history
from workflow.acting import MACHINE, Actor
from workflow.model import Event, State


def record(session: Session, **fields: object) -> Event:
    given = {"actor": MACHINE, "now": NOW, "action": "settings.changed", "subject": "settings", "subject_id": None}
    return history.record(session, **(given | fields))  # type: ignore[arg-type]


def test_each_event_carries_the_hash_of_the_one_before(session: Session) -> None:
    first, second = record(session), record(session, note="Lần hai")
    assert first.previous_hash == history.GENESIS
    assert second.previous_hash == first.hash
    assert first.hash != second.hash
    assert history.verify(session) is None


def test_an_event_reads_back_as_it_was_hashed(session: Session) -> None:
    record(session, old={"due_on": date(2026, 11, 20), "state": State.NEW}, new={"names": ("Sở Y tế",), "n": 1}, note="Ý kiến “khẩn”")
    session.commit()
    session.expire_all()
    event = session.scalars(select(Event)).one()
    assert event.old == {"due_on": "2026-11-20", "state": "moi_giao"}
    assert event.new == {"names": ["Sở Y tế"], "n": 1}
    assert history.hash_of(event) == event.hash


def test_the_hash_covers_every_field(session: Session) -> None:
    event = record(session, old={"a": 1}, new={"a": 2}, note="x")
    session.expunge(event)
    for column in Event.__mapper__.column_attrs.keys():  # noqa: SIM118
        if column in ("id", "hash"):
            continue
        before, value = getattr(event, column), event.hash
        setattr(event, column, {"at": NOW.replace(year=2025), "old": {"a": 9}, "new": None}.get(column, "khác"))
        assert history.hash_of(event) != value, column
        setattr(event, column, before)


@pytest.mark.program
def test_an_altered_event_is_found_by_its_id(postgresql_url: str) -> None:
    engine = db.engine(db.Database(url=postgresql_url))
    with Session(engine) as session:
        ids = [record(session, note=str(n)).id for n in range(4)]
        session.commit()
        session.execute(text("ALTER TABLE event DISABLE TRIGGER ALL"))
        session.execute(text("UPDATE event SET note = 'sửa' WHERE id = :id"), {"id": ids[2]})
        session.expire_all()
        assert history.verify(session) == ids[2]
    engine.dispose()


def test_a_removed_event_breaks_the_chain_at_the_next(sqlite_url: str) -> None:
    engine = db.engine(db.Database(url=sqlite_url))
    with Session(engine) as session:
        ids = [record(session, note=str(n)).id for n in range(4)]
        session.commit()
        for (name,) in session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'")).all():
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text("DELETE FROM event WHERE id = :id"), {"id": ids[1]})
        assert history.verify(session) == ids[2]
    engine.dispose()


def test_writers_at_the_same_time_make_one_chain_without_forks(engine: Engine) -> None:
    def write(name: str) -> None:
        for n in range(5):
            with db.transaction(engine) as session:
                record(session, note=f"{name} {n}")

    threads = [threading.Thread(target=write, args=(name,)) for name in ("một", "hai", "ba")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    with Session(engine) as session:
        assert len(session.scalars(select(Event)).all()) == 15
        assert history.verify(session) is None


def test_events_of_a_task_come_newest_first_and_know_its_directive(session: Session) -> None:
    world = a_world(session)
    directive = world.directive()
    task, other = world.task(directive), world.task(directive)
    assignment = world.assign(task, "stp")
    record(session, task=task, note="một")
    record(session, assignment=assignment, note="hai", actor=Actor(world.people["anh"].id, "web", "10.0.0.7"))
    record(session, task=other)
    events = history.events_of_task(session, task.id)
    assert [event.note for event in events] == ["hai", "một"]
    assert {event.directive_id for event in events} == {directive.id}
    assert events[0].actor is not None and events[0].actor.name == "Đỗ Thị Ánh"
    assert events[0].ip == "10.0.0.7"
