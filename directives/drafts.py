"""What is known of a unit while it is being read, and what the items above it hand down."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from directives.marks import Item
from directives.passages import Passage
from directives.setting import Due, Named


@dataclass(frozen=True)
class Scope:
    """What the headings and the context above a unit say about it."""

    section: str = ""  # kind of section: `work`, `organisation`, `past` …; `asked` below `yêu cầu:`
    lead: tuple[Named, ...] = ()
    coordinate: tuple[Named, ...] = ()
    report_to: tuple[Named, ...] = ()
    deadlines: tuple[Due, ...] = ()
    headed: bool = False  # the lead comes from a heading or a list's opening, not from the whole directive

    def below(self, names: tuple[Named, ...]) -> Scope:
        """The scope below a heading that names agencies."""
        return replace(self, lead=names, coordinate=(), report_to=(), headed=True)


@dataclass
class Draft:
    """One unit of work with all that was found for it."""

    path: str
    text: Passage
    lead: tuple[Named, ...] = ()
    coordinate: tuple[Named, ...] = ()
    report_to: tuple[Named, ...] = ()
    deadlines: tuple[Due, ...] = ()
    title_from: int = 0  # where the words about the work itself begin
    doubts: list[str] = field(default_factory=list)
    is_row: bool = False  # a row of an assignment table
    other_name_first: bool = False  # its words begin with an agency that is not among the leaders
    elsewhere: str = ""  # the doubt about a unit of another document in the same file
    rule: str = ""  # the rule that took it for a unit


@dataclass(frozen=True)
class Decision:
    """What an item of the outline was taken for, by which rule, and the units that it gave; for `dondoc parse --explain`."""

    item: Item
    taken: str  # `nhiệm vụ`, `tiêu đề cơ quan`, `bối cảnh` …
    rule: str
    drafts: tuple[Draft, ...] = ()


def spoken_for(names: tuple[Named, ...]) -> tuple[Named, ...]:
    """The agencies without vague remainders, unless there is nothing else."""
    return tuple(n for n in names if not n.vague) or names
