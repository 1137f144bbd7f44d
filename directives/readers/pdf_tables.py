"""Ruled tables of a PDF page: looked for only where lines are drawn, with the rows and columns that each cell covers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pdfplumber
from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from directives.readers.assembly import FoundCell, FoundRow, FoundTable
from directives.readers.flow import PlacedTable
from directives.readers.layout import is_layout
from directives.readers.mending import CLOSED, MARK, glue
from directives.readers.pdf_words import Word, text_of

#: A filled rectangle thinner than this (points) is a line; thicker ones are backgrounds of words
LINE_WIDTH = 2.5
#: Lines nearer than this are one
SNAP = 3.5
#: More lines than this are a drawing, not a table
MANY_LINES = 4_000
Edge = dict[str, Any]
Box = tuple[float, float, float, float]


def find_tables(page: pdfplumber.page.Page, words: list[Word], number: int) -> tuple[list[PlacedTable], list[Word]]:
    """The ruled tables of a page (counted from 1), and the words outside of them."""
    return tables_of(list(_edges(page)), words, number)


def tables_of(edges: list[Edge], words: list[Word], number: int) -> tuple[list[PlacedTable], list[Word]]:
    """The tables that drawn lines make, and the words outside of them."""
    placed: list[PlacedTable] = []
    for boxes in cells_of(edges):
        bounds = box_around(boxes)
        inside = [word for word in words if _holds(bounds, word)]
        table, columns = grid(boxes, inside, number)
        if not inside or is_layout(table, ruled=len(boxes) > 1):
            continue
        taken = {id(word) for word in inside}
        words = [word for word in words if id(word) not in taken]
        placed.append(PlacedTable(table, bounds[1], bounds[3], columns))
    return placed, words


def cells_of(edges: list[Edge]) -> list[list[Box]]:
    """The cells that drawn lines make, table by table."""
    if sum(e["orientation"] == "h" for e in edges) < 3 or sum(e["orientation"] == "v" for e in edges) < 3 or len(edges) > MANY_LINES:
        return []
    merged = merge_edges(edges, SNAP, SNAP, SNAP, SNAP)
    found: list[list[Box]] = cells_to_tables(intersections_to_cells(edges_to_intersections(merged, SNAP, SNAP)))
    return found


def box_around(boxes: list[Box]) -> Box:
    """The smallest box that holds them all."""
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _edges(page: pdfplumber.page.Page) -> Iterator[Edge]:
    """The drawn lines of a page: strokes, thin rectangles, borders of stroked rectangles; not the backgrounds of words."""
    for line in page.lines:
        yield from line_edge(line["x0"], line["top"], line["x1"], line["bottom"])
    for rect in page.rects:
        x0, top, x1, bottom = rect["x0"], rect["top"], rect["x1"], rect["bottom"]
        if min(x1 - x0, bottom - top) <= LINE_WIDTH:
            yield from line_edge(x0, top, x1, bottom)
        elif rect["stroke"]:
            for side in ((x0, top, x1, top), (x0, bottom, x1, bottom), (x0, top, x0, bottom), (x1, top, x1, bottom)):
                yield from line_edge(*side)


def line_edge(x0: float, top: float, x1: float, bottom: float) -> Iterator[Edge]:
    """A drawn stretch as an edge: along its longer side; slanted and very short ones are none."""
    width, height = x1 - x0, bottom - top
    if max(width, height) < 5 or min(width, height) > LINE_WIDTH:
        return
    if width >= height:
        middle = (top + bottom) / 2
        yield _edge("h", x0, middle, x1, middle)
    else:
        middle = (x0 + x1) / 2
        yield _edge("v", middle, top, middle, bottom)


def _edge(orientation: str, x0: float, top: float, x1: float, bottom: float) -> Edge:
    """An edge as pdfplumber's table functions take it."""
    sides = {"x0": x0, "top": top, "x1": x1, "bottom": bottom, "width": x1 - x0, "height": bottom - top}
    return {**sides, "orientation": orientation, "object_type": "line"}


def _holds(box: Box, word: Word) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def grid(boxes: list[Box], words: list[Word], page: int) -> tuple[FoundTable, tuple[float, ...]]:
    """The table of cell boxes with their words, and the x of its columns' borders."""
    xs = _borders([x for box in boxes for x in (box[0], box[2])])
    ys = _borders([y for box in boxes for y in (box[1], box[3])])
    rows = [FoundRow([], page=page) for _ in ys[:-1]]
    for box in sorted(boxes, key=lambda b: (b[1], b[0])):
        column, end = _index(xs, box[0]), _index(xs, box[2])
        row, below = _index(ys, box[1]), _index(ys, box[3])
        inside = _lines([word for word in words if _holds(box, word)])
        if row < len(rows):
            trusts = [(word["text"], word["trust"]) for line in inside for word in line if "trust" in word]
            rows[row].cells.append(FoundCell(cell_text(inside), column, max(end - column, 1), max(below - row, 1), trusts))
    return FoundTable([row for row in rows if row.cells]), tuple(xs)


def _borders(values: list[float]) -> list[float]:
    borders: list[float] = []
    for value in sorted(values):
        if not borders or value - borders[-1] > SNAP:
            borders.append(value)
    return borders


def _index(borders: list[float], value: float) -> int:
    return min(range(len(borders)), key=lambda i: abs(borders[i] - value))


def _lines(words: list[Word]) -> list[list[Word]]:
    """The words of a cell, line by line."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: ((w["top"] + w["bottom"]) / 2, w["x0"])):
        if lines and (word["top"] + word["bottom"]) / 2 < lines[-1][0]["bottom"]:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w["x0"]) for line in lines]


def cell_text(lines: list[list[Word]]) -> str:
    """The text of a cell, its paragraphs on lines of their own: a mark, or the end of a sentence in a short line, parts them."""
    text, right = "", max((word["x1"] for line in lines for word in line), default=0.0)
    end = 0.0
    for line in lines:
        piece = text_of(line)
        room = right - end > line[0]["x1"] - line[0]["x0"] + 6
        apart = MARK.match(piece) or (room and CLOSED.search(text))
        text = (f"{text}\n{piece}" if apart else glue(text, piece)) if text else piece
        end = line[-1]["x1"]
    return text
