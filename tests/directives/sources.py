"""Texts of our own as the reader gives them: one paragraph a line, tables row by row."""

from __future__ import annotations

from collections.abc import Sequence

from directives.model import Cell, Paragraph, Row, SourceText, Span, Table


def source_of(text: str, *, footnotes: Sequence[str] = ()) -> SourceText:
    """A plain text as the reader gives it; lines that begin with one of `footnotes` are footnotes."""
    blocks, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            footnote = any(line.startswith(f) for f in footnotes)
            blocks.append(Paragraph(span=Span(start, start + len(line)), footnote=footnote))
        start += len(line) + 1
    return SourceText(text=text, blocks=tuple(blocks), reader="test")


def whole(source: SourceText) -> list[Span]:
    """The whole text as the one part to read."""
    return [Span(0, len(source.text))]


def table_source(rows: Sequence[Sequence[str | tuple[str, int, int]]], before: str = "", after: str = "") -> SourceText:
    """A table between two texts; a cell is its words, or (words, rows, columns) when merged; covered cells are left out."""
    text = before + "\n" if before else ""
    blocks: list[Paragraph | Table] = list(source_of(before).blocks) if before else []
    start = len(text)
    made: list[Row] = []
    covered: set[tuple[int, int]] = set()
    width = 0
    for r, row in enumerate(rows):
        cells, column = [], 0
        for cell in row:
            words, down, right = (cell, 1, 1) if isinstance(cell, str) else cell
            while (r, column) in covered:
                column += 1
            cells.append(Cell(span=Span(len(text), len(text) + len(words)), column=column, rows=down, columns=right))
            text += words + "\t"
            covered.update((r + i, column + j) for i in range(down) for j in range(right))
            column += right
            width = max(width, column)
        text = text[:-1] + "\n"
        made.append(Row(cells=tuple(cells)))
    blocks.append(Table(span=Span(start, len(text) - 1), rows=tuple(made), columns=width))
    offset = len(text)
    blocks += [Paragraph(span=Span(b.span.start + offset, b.span.end + offset)) for b in source_of(after).blocks] if after else []
    return SourceText(text=text + after, blocks=tuple(blocks), reader="test")
