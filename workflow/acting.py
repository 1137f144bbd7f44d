"""Who acts: what every event of the history says about its author."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """The person (None: the machine), the way in (web, cli, worker, import) and the address that the act came from."""

    user_id: int | None
    via: str
    ip: str = ""


MACHINE = Actor(None, "worker")
