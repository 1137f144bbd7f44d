"""What a daily run did, or would do: who gets what, and why; and who could not be reached."""

from __future__ import annotations

from dataclasses import dataclass, field

from workflow.model import Rung


@dataclass(frozen=True)
class Line:
    """One urging of a digest."""

    assignment_id: int
    code: str
    title: str
    agency: str
    rung: Rung
    #: `Quá hạn 12 ngày`
    reason: str


@dataclass(frozen=True)
class Entry:
    """One digest: its recipient and its urgings."""

    #: `user:12` or `agency:7`
    key: str
    name: str
    address: str
    lines: tuple[Line, ...]


@dataclass
class RunReport:
    """Digests in the order of recipients, and remarks in Vietnamese on what a person should look at."""

    entries: list[Entry] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    #: recipients whose digest could not be written
    failed: list[str] = field(default_factory=list)
    #: there are others to write, left for the next transaction
    more: bool = False
