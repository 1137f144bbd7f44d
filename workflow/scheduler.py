"""The clock of the worker: fixed ticks in memory, one leader at a time. What is due is always a query, never a stored job.

APScheduler is used as a clock, not as a queue: two schedulers over one job store run jobs twice, and its default misfire grace of one
second drops runs silently; so there is no store, no grace limit, and missed ticks come together as one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import Engine, case, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from workflow import db
from workflow.model import Lease
from workflow.refusals import Refused

LEADER = "scheduler"
RENEWED_EVERY = timedelta(seconds=10)
TTL = timedelta(seconds=30)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """Something done again and again; `run` must be able to run at any time and twice without harm."""

    name: str
    every: timedelta
    run: Callable[[], None]
    #: only by the worker that leads; others may deliver beside it
    leader_only: bool = True


# --- the lease -----------------------------------------------------------------------------------------------------


def acquire(session: Session, name: str, owner: str, now: datetime, ttl: timedelta = TTL) -> int | None:
    """Takes or renews a lease; gives its fence, or None when somebody else holds it.

    The fence is raised at every change of owner: one who slept and comes back is told apart from the one who leads now.
    """
    mine = Lease.owner == owner
    taken = (
        update(Lease)
        .where(Lease.name == name, mine | (Lease.until <= now))
        .values(owner=owner, until=now + ttl, fence=case((mine, Lease.fence), else_=Lease.fence + 1))
        .execution_options(synchronize_session=False)
    )
    if getattr(session.execute(taken), "rowcount", 0) == 0 and not _found_it(session, name, owner, now + ttl):
        return None
    return session.scalar(select(Lease.fence).where(Lease.name == name))


def _found_it(session: Session, name: str, owner: str, until: datetime) -> bool:
    """Makes the lease when there is none yet; of two who try at once, one succeeds."""
    if session.scalar(select(Lease.name).where(Lease.name == name)) is not None:
        return False
    try:
        with session.begin_nested():
            session.add(Lease(name=name, owner=owner, fence=1, until=until))
    except IntegrityError:
        return False
    return True


def release(session: Session, name: str, owner: str, now: datetime) -> None:
    """Gives a lease up, so that another need not wait for its end."""
    held = update(Lease).where(Lease.name == name, Lease.owner == owner)
    session.execute(held.values(until=now).execution_options(synchronize_session=False))


# --- the clock -----------------------------------------------------------------------------------------------------


class Leadership:
    """Whether this worker leads, as of the last renewal. A renewal that fails, or comes late, ends it."""

    def __init__(self, engine: Engine, owner: str, now_fn: Callable[[], datetime]) -> None:
        self._engine, self._owner, self._now = engine, owner, now_fn
        self._until: datetime | None = None

    def renew(self) -> bool:
        """Takes or renews the lease; gives whether this worker leads."""
        now = self._now()
        try:
            with db.transaction(self._engine) as session:
                fence = acquire(session, LEADER, self._owner, now)
        except Refused as fault:
            log.warning("lease not renewed: %s", fault)
            return self.holds()
        self._until = None if fence is None else now + TTL
        return fence is not None

    def holds(self) -> bool:
        """Whether the lease that was taken is still good."""
        return self._until is not None and self._now() < self._until

    def give_up(self) -> None:
        """Lets another worker lead at once."""
        if self._until is not None:
            self._until = None
            with db.transaction(self._engine) as session:
                release(session, LEADER, self._owner, self._now())


def run(
    jobs: Iterable[Job],
    engine: Engine,
    owner: str,
    *,
    now_fn: Callable[[], datetime],
    stop_event: threading.Event,
    talk: Callable[[str], None] = log.info,
) -> None:
    """Runs the jobs at their ticks, each first at once, until `stop_event` is set; then waits for those that run and gives up the lease."""
    leadership = Leadership(engine, owner, now_fn)
    leadership.renew()
    scheduler = BackgroundScheduler(timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1})
    scheduler.add_job(leadership.renew, IntervalTrigger(seconds=RENEWED_EVERY.total_seconds(), timezone=UTC), id="lease")
    for job in jobs:
        trigger = IntervalTrigger(seconds=job.every.total_seconds(), timezone=UTC)
        scheduler.add_job(tick, args=[job, leadership, talk], id=f"{job.name} at once")
        scheduler.add_job(tick, trigger, args=[job, leadership, talk], id=job.name)
    scheduler.start()
    try:
        stop_event.wait()
    finally:
        scheduler.shutdown(wait=True)
        leadership.give_up()


def tick(job: Job, leadership: Leadership, talk: Callable[[str], None] = log.info) -> None:
    """One run of a job, if it is this worker's. A fault is told and ends this run only: the next tick tries again."""
    if job.leader_only and not leadership.holds():
        return
    try:
        job.run()
    except Refused as fault:
        talk(f"{job.name}: {fault}")
    except Exception:
        log.exception("job %s failed", job.name)
        talk(f"{job.name}: lỗi bất ngờ, xem nhật ký; sẽ thử lại ở nhịp sau.")
