"""The text of a directive cut for the review page: every stretch knows its place, the field that it proves, and whose it is.

Offsets are those of the reading's one normalised text; each piece shown carries its own, so that a selection on the page
leads back to the text.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from types import MappingProxyType

from directives.model import Paragraph, SourceText, Span, Table, WeakWord

#: fields of a candidate that carry spans, in the order in which the page numbers them
FIELDS = ("text", "lead", "coordinate", "report_to", "deadlines")

#: a file that holds one document
NONE: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True)
class Mark:
    """One span that proves one field of one candidate."""

    span: Span
    field: str
    candidate_id: int
    #: number that ties it to its field, 0 for candidates that are not being looked at
    number: int = 0
    #: ``, `check`, `must`
    trust: str = ""

    @property
    def current(self) -> bool:
        return self.number > 0


@dataclass(frozen=True)
class Unit:
    """A candidate's own words in the text."""

    candidate_id: int
    #: its number on the page, counted from 1
    place: int
    span: Span
    current: bool = False


@dataclass(frozen=True)
class Piece:
    """A run of text under at most one mark."""

    text: str
    start: int
    mark: Mark | None = None
    #: the mark begins, ends here: the first run carries its anchor, the last its number
    first: bool = False
    last: bool = False
    #: how far the recognising program trusts this word (percent), where that is little
    weak: int | None = None


@dataclass
class Line:
    """A paragraph, or the words of a table cell."""

    pieces: list[Piece]
    span: Span
    bold: bool = False
    centered: bool = False
    footnote: bool = False
    #: belongs to the candidate that is being looked at
    now: bool = False
    #: candidates whose words end here
    units: list[Unit] = field(default_factory=list)
    #: the sentence here that no candidate uses
    loose: Span | None = None

    @property
    def proves(self) -> bool:
        """Whether a field of the candidate that is looked at stands here."""
        return any(piece.mark is not None and piece.mark.current for piece in self.pieces)


@dataclass
class GridCell:
    lines: list[Line]
    columns: int
    rows: int

    @property
    def now(self) -> bool:
        """Whether the candidate that is looked at stands in it."""
        return any(line.now for line in self.lines)


@dataclass
class Grid:
    """A table."""

    rows: list[list[GridCell]]

    @property
    def now(self) -> bool:
        """Whether the candidate that is looked at stands in it."""
        return any(cell.now for row in self.rows for cell in row)


@dataclass(frozen=True)
class Sheet:
    """A page of the document begins."""

    page: int


@dataclass(frozen=True)
class Beginning:
    """Another document of the file begins."""

    #: its number among the documents of the file, from 2
    document: int


Shown = Sheet | Beginning | Line | Grid


def lay_out(
    source: SourceText, marks: Iterable[Mark], units: list[Unit], unused: list[Span], documents: Mapping[int, int] = NONE
) -> list[Shown]:
    """The text as a list of page heads, paragraphs and tables, ready to be shown. `documents`: where further documents begin → number."""
    drawing = _Drawing(source.text, _one_for_each_span(marks), units, unused, source.weak_words)
    shown: list[Shown] = []
    page = None
    for block in source.blocks:
        if block.span.start in documents:
            shown.append(Beginning(documents[block.span.start]))
        at = block.page if isinstance(block, Paragraph) else next((row.page for row in block.rows), None)
        if at is not None and at != page:
            page = at
            shown.append(Sheet(at))
        shown.append(drawing.line(block) if isinstance(block, Paragraph) else drawing.grid(block))
    return shown


def _one_for_each_span(marks: Iterable[Mark]) -> list[Mark]:
    """Marks in order of place. Candidates under one heading share its span: the one being looked at has it."""
    kept: dict[Span, Mark] = {}
    for mark in marks:
        if mark.span.end > mark.span.start and (mark.span not in kept or (mark.current and not kept[mark.span].current)):
            kept[mark.span] = mark
    return sorted(kept.values(), key=lambda mark: mark.span)


def overlaps(one: Span, other: Span) -> bool:
    """Whether two spans share a character."""
    return one.start < other.end and other.start < one.end


@dataclass
class _Drawing:
    text: str
    marks: list[Mark]
    units: list[Unit]
    unused: list[Span]
    weak: Sequence[WeakWord] = ()

    def line(self, block: Paragraph) -> Line:
        line = self._words(block.span)
        line.bold, line.centered, line.footnote = block.bold, block.centered, block.footnote
        return line

    def grid(self, table: Table) -> Grid:
        return Grid([[GridCell(self._cell(cell.span), cell.columns, cell.rows) for cell in row.cells] for row in table.rows])

    def _cell(self, span: Span) -> list[Line]:
        lines, start = [], span.start
        for words in self.text[span.start : span.end].split("\n"):
            lines.append(self._words(Span(start, start + len(words))))
            start += len(words) + 1
        return lines

    def _words(self, span: Span) -> Line:
        own = [unit for unit in self.units if overlaps(unit.span, span)]
        return Line(
            pieces=list(pieces(self.text, span, [mark for mark in self.marks if overlaps(mark.span, span)], weak_in(self.weak, span))),
            span=span,
            now=any(unit.current for unit in own),
            units=[unit for unit in own if span.start < unit.span.end <= span.end],
            loose=next((loose for loose in self.unused if overlaps(loose, span)), None),
        )


def weak_in(words: Sequence[WeakWord], span: Span) -> Sequence[WeakWord]:
    """Of weak words in the order of the text, those in a span."""
    first, last = (bisect_left(words, place, key=attrgetter("span.start")) for place in span)
    return words[first:last]


def pieces(text: str, span: Span, marks: list[Mark], weak: Sequence[WeakWord] = ()) -> Iterator[Piece]:
    """A span cut at the ends of its marks and weak words; where marks lie over each other the one looked at counts, then the shortest."""
    cuts = {span.start, span.end}
    for part in (*(mark.span for mark in marks), *(word.span for word in weak)):
        cuts |= {place for place in part if span.start < place < span.end}
    places = sorted(cuts)
    single = [(start, end, _on_top(start, end, marks), _trust(start, weak)) for start, end in itertools.pairwise(places)]
    grouped = [list(group) for _, group in itertools.groupby(single, key=lambda stretch: stretch[2:])]
    shown = [group[0][2] for group in grouped]
    for place, group in enumerate(grouped):
        (start, _, mark, trust), end = group[0], group[-1][1]
        begins = mark is not None and mark.span.start >= span.start and mark not in shown[:place]
        ends = mark is not None and mark.span.end <= span.end and mark not in shown[place + 1 :]
        yield Piece(text[start:end], start, mark, begins, ends, trust)


def _trust(start: int, weak: Sequence[WeakWord]) -> int | None:
    """How far the word at a place is trusted, where that is little."""
    return next((word.trust for word in weak if word.span.start <= start < word.span.end), None)


def _on_top(start: int, end: int, marks: list[Mark]) -> Mark | None:
    over = [mark for mark in marks if mark.span.start <= start and end <= mark.span.end]
    return min(over, key=lambda mark: (not mark.current, mark.span.end - mark.span.start), default=None)


def locate(text: str, words: str) -> Span | None:
    """Where copied words stand in the text, however lines and spaces fell while copying; None when nowhere."""
    wanted = words.split()
    if not wanted:
        return None
    place = text.find(words)
    if place >= 0:
        return Span(place, place + len(words))
    return _locate_loosely(text, wanted)


def _locate_loosely(text: str, wanted: list[str]) -> Span | None:
    """The place of a row of words, any white space between them."""
    starts: list[int] = []
    squeezed: list[str] = []
    for place, character in enumerate(text):
        if not character.isspace():
            starts.append(place)
            squeezed.append(character)
    needle = "".join(wanted)
    found = "".join(squeezed).find(needle)
    return None if found < 0 else Span(starts[found], starts[found + len(needle) - 1] + 1)
