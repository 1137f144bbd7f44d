"""A worker process killed by the system while the mail server had the message in hand: nothing lost, at most one copy more, the same bytes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from notifier import outbox
from notifier.mail import Mailer
from notifier.outbox.delivery import LEASE
from tests.notifier.postoffice import PostOffice
from tests.notifier.world import TODAY, World, at, make_settings, messages
from workflow import db
from workflow.model import MessageState

PROGRAM = """
import sys
from notifier import outbox
from notifier.mail import Mailer
from tests.notifier.world import at, make_settings
from workflow import db
from workflow.settings import Database

url, port = sys.argv[1:]
settings = make_settings(mail={"port": int(port)})
outbox.deliver_pending(db.engine(Database(url=url)), settings, mailer=Mailer(settings.mail), now_fn=at, owner="killed:1")
"""


@pytest.mark.parametrize("killed_at", [1, 3])
def test_a_killed_worker_loses_nothing_and_repeats_at_most_the_mail_in_hand(
    engine: Engine, database_url: str, post: Callable[..., PostOffice], killed_at: int
) -> None:
    with db.transaction(engine) as session:
        world = World(session)
        for number in range(4):
            agency = world.agency(f"Sở số {number}")
            world.person(f"Người số {number}", agency)
            world.work(agency, TODAY)
        outbox.decide_and_queue(session, settings=world.settings, today=TODAY, now=at(), calendar=world.calendar)
    office, seen = post(), []

    def kill() -> None:
        seen.append(True)
        if len(seen) == killed_at:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()

    office.on_data = kill
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, database_url, str(office.port)])
    assert process.wait(60) == -signal.SIGKILL

    settings = make_settings(mail={"port": office.port})
    after = at() + LEASE + timedelta(seconds=1)
    outbox.deliver_pending(engine, settings, mailer=Mailer(settings.mail), now_fn=lambda: after, owner="next:1")
    copies = {m.address: [mime for address, mime in office.taken if address == m.address] for m in messages(engine)}
    assert [m.state for m in messages(engine)] == [MessageState.ACCEPTED] * 4
    assert sorted(len(found) for found in copies.values()) == [1, 1, 1, 2]
    assert all(len(set(found)) == 1 for found in copies.values())
    assert [m.maybe_twice for m in messages(engine)].count(True) == 1
