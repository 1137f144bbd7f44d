"""One leader at a time, ticks that go on after a fault, and an orderly end."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.workflow.world import NOW
from workflow import db
from workflow.refusals import Refused
from workflow.scheduler import LEADER, TTL, Job, Leadership, acquire, release, run, tick


def test_a_lease_is_one_owners_until_it_ends(session: Session) -> None:
    def take(owner: str, seconds: int) -> int | None:
        return acquire(session, LEADER, owner, NOW + timedelta(seconds=seconds))

    assert [take("a", 0), take("b", 10), take("a", 20), take("b", 49)] == [1, None, 1, None]
    assert [take("b", 50), take("a", 51), take("b", 60)] == [2, None, 2]


def test_a_lease_that_is_given_up_is_free_at_once(session: Session) -> None:
    assert acquire(session, LEADER, "a", NOW) == 1
    release(session, LEADER, "b", NOW)
    assert acquire(session, LEADER, "b", NOW) is None
    release(session, LEADER, "a", NOW)
    assert acquire(session, LEADER, "b", NOW) == 2


def test_of_many_workers_that_start_at_once_one_leads(engine: Engine) -> None:
    ready = threading.Barrier(8)
    leaders = []

    def start(number: int) -> None:
        leadership = Leadership(engine, f"worker-{number}", lambda: NOW)
        ready.wait()
        if leadership.renew():
            leaders.append(number)

    threads = [threading.Thread(target=start, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(leaders) == 1


def test_a_leader_that_slept_past_its_lease_does_nothing(engine: Engine) -> None:
    clock = [NOW]
    leadership = Leadership(engine, "a", lambda: clock[0])
    assert leadership.renew()
    done: list[datetime] = []
    job = Job("decide", timedelta(seconds=1), lambda: done.append(clock[0]))
    tick(job, leadership)
    clock[0] = NOW + TTL
    tick(job, leadership)
    tick(Job("deliver", timedelta(seconds=1), lambda: done.append(clock[0]), leader_only=False), leadership)
    assert done == [NOW, NOW + TTL]


@pytest.mark.parametrize(
    ("fault", "said"), [(Refused("Máy chủ thư không trả lời."), "thư: Máy chủ thư không trả lời."), (RuntimeError("x"), "lỗi bất ngờ")]
)
def test_a_fault_of_a_job_is_told_and_ends_only_that_run(sqlite_url: str, fault: Exception, said: str) -> None:
    told: list[str] = []

    def fail() -> None:
        raise fault

    made = db.engine(db.Database(url=sqlite_url))
    tick(Job("thư", timedelta(seconds=1), fail, leader_only=False), Leadership(made, "a", lambda: NOW), told.append)
    made.dispose()
    assert said in told[0]


def test_jobs_run_at_their_ticks_until_stopped_and_the_lease_is_free_then(engine: Engine) -> None:
    stop, runs = threading.Event(), []

    def count() -> None:
        runs.append(1)
        if len(runs) >= 3:
            stop.set()

    def now() -> datetime:
        return datetime.now(UTC)

    run([Job("count", timedelta(milliseconds=20), count)], engine, "a", now_fn=now, stop_event=stop)
    assert len(runs) >= 3
    with db.transaction(engine) as session:
        assert acquire(session, LEADER, "b", now()) == 2
