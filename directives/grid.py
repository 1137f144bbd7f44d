"""A ruled table as a grid: merged cells opened, so that every place has its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from directives.model import Cell, Span, Table
from directives.passages import Passage

_NOTHING = Passage("", ())


@dataclass
class Grid:
    """A table with its merged cells opened: every place has its cell."""

    text: str
    table: Table
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    said: dict[Span, Passage] = field(default_factory=dict)  # the words of a cell, read once

    @classmethod
    def of(cls, text: str, table: Table) -> Grid:
        """The grid of a table; `text` is the text that its spans index."""
        grid = cls(text, table)
        for r, row in enumerate(table.rows):
            for cell in row.cells:
                for down in range(cell.rows):
                    for right in range(cell.columns):
                        grid.cells.setdefault((r + down, cell.column + right), cell)
        return grid

    def words(self, row: int, column: int) -> Passage:
        """The words of a cell as one line; an empty passage where there is none."""
        cell = self.cells.get((row, column))
        return self._said(cell) if cell else _NOTHING

    def _said(self, cell: Cell) -> Passage:
        words = self.said.get(cell.span)
        if words is None:
            words = self.said[cell.span] = Passage.of(self.text, [cell.span])
        return words

    def lines(self, row: int, column: int) -> list[Passage]:
        """The lines of a cell, each as a passage."""
        cell = self.cells.get((row, column))
        return list(_cell_lines(self.text, cell.span)) if cell else []

    def distinct(self, row: int) -> list[Passage]:
        """The words of the cells that stand in a row, a merged one once, empty ones left out."""
        cells = {cell.span: cell for column in range(self.table.columns) if (cell := self.cells.get((row, column))) is not None}
        return [words for cell in cells.values() if (words := self._said(cell)).text]


def _cell_lines(text: str, span: Span) -> Iterator[Passage]:
    start = span.start
    for line in text[span.start : span.end].splitlines(keepends=True):
        passage = Passage.of(text, [Span(start, start + len(line))])
        if passage.text:
            yield passage
        start += len(line)
