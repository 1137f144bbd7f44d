"""Watches every transaction of a route or a command: whatever it writes of the office's work, it writes with its event."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask import has_request_context, request
from sqlalchemy import Connection, Engine, event

#: `INSERT INTO "user" (`, `UPDATE assignment SET`, `DELETE FROM feed`
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?', re.IGNORECASE)
#: the machine's own state, of which no history is kept: who is logged in, what was tried, what waits to be sent, who runs, marks
UNTOLD = frozenset({"login_session", "attempt", "message", "urging", "lease", "mark", "one_time_link"})
#: written without an event of their own, and why
EXEMPT = {"feeds.calendar": "a calendar remembers when it was last asked for"}
#: a new version of the schema fills what it adds
SCHEMA = "alembic_version"


class Watch:
    """Tables that a transaction wrote, by connection; what was committed without an event."""

    def __init__(self) -> None:
        self.silent: list[str] = []
        self.writes = 0

    def begin(self, connection: Connection) -> None:
        connection.info["written"] = set()

    def note(self, connection: Connection, _cursor: Any, statement: str, _values: Any, _context: Any, _many: bool) -> None:
        if found := WRITES.match(statement):
            connection.info.setdefault("written", set()).add(found[1])

    def commit(self, connection: Connection) -> None:
        written = connection.info.pop("written", set())
        who = _who()
        if who is None or SCHEMA in written or not written - UNTOLD:
            return
        self.writes += 1
        if "event" not in written and who not in EXEMPT:
            self.silent.append(f"{who}: {', '.join(sorted(written - UNTOLD))}")

    @contextmanager
    def watching(self) -> Iterator[Watch]:
        """Over every engine of this process."""
        heard = {"begin": self.begin, "before_cursor_execute": self.note, "commit": self.commit}
        for name, hear in heard.items():
            event.listen(Engine, name, hear)
        try:
            yield self
        finally:
            for name, hear in heard.items():
                event.remove(Engine, name, hear)


def _who() -> str | None:
    """The route or the command that is at work; None for a test itself."""
    if has_request_context():
        return request.endpoint or request.path
    command = click.get_current_context(silent=True)
    return command.command_path if command else None
