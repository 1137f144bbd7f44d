"""Paragraphs out of lines with positions, as PDF files and recognised pictures give them.

Columns of a letterhead or signature block are read one after the other, page numbers and running heads are dropped,
footnotes are taken out, and a paragraph goes on over the end of a line or page where its words and its indent say so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from directives.readers.assembly import DRAWN_LINE, Found, FoundCell, FoundParagraph, FoundRow, FoundTable
from directives.readers.mending import (
    APPENDIX,
    CAPACITY,
    CLOSED,
    DATE_LINE,
    LETTERHEAD_LINE,
    MARK,
    NUMBER_LINE,
    OPEN_WORD,
    OPENING,
    OWN_LINE,
    PAGE_NUMBER,
    RIGHT_COLUMN,
    glue,
    is_cut_in_column,
    is_heading,
    mend,
)
from directives.vietnamese import bare, normalise

#: A line that wraps within `văn hóa - xã hội`: below a full line without end, at the margin, a dash and a small letter
DASHED_PAIR = re.compile(r"[-–—~] ?([^\W\d_])")
#: No paragraph of a directive has more lines
MOST_LINES = 300
#: The page of a book of scans lies so much (points) beside the one before at most
SHIFTED = 40
#: After the end of a sentence, lines so many times further apart than others begin a new paragraph
WIDE_GAP = 1.22


@dataclass
class Line:
    """One line, or one column's part of it; lengths in points, from the top left."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool = False
    italic: bool = False
    words: tuple[tuple[str, int], ...] = ()  # of a recognised line, each with tesseract's trust in it (percent)

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass
class PlacedTable:
    """A ruled table where it stands on its page."""

    table: FoundTable
    top: float
    bottom: float
    edges: tuple[float, ...]  # x of its columns' borders


@dataclass
class Page:
    """What was found on one page; each row of `rows` is the parts of one line, left to right."""

    number: int
    width: float
    height: float
    rows: list[list[Line]] = field(default_factory=list)
    tables: list[PlacedTable] = field(default_factory=list)
    recognised: bool = False  # from a picture


def flow(pages: Sequence[Page]) -> list[Found]:
    """The paragraphs and tables of all pages, in reading order."""
    drop_running_heads(pages)
    body_size = median([line.size for page in pages for row in page.rows for line in row] or [12.0])
    found: list[Found] = []
    builder = _Paragraphs(found)
    for page in pages:
        footnotes = take_footnotes(page, body_size)
        builder.begin_page(page)
        for item in _ordered(page):
            if isinstance(item, PlacedTable):
                builder.table(item)
            else:
                builder.line(item)
        builder.footnotes += footnotes
    builder.close()
    return mend(found)


# --- what is no text of the document -------------------------------------------------------------------------------


def drop_running_heads(pages: Sequence[Page]) -> None:
    """Takes away page numbers and lines that stand at the same place of several pages."""
    repeated = Counter(_key(row) for page in pages for row in page.rows[:1] + page.rows[-1:])
    for page in pages:
        for edge in (0, -1):
            while page.rows and (PAGE_NUMBER.fullmatch(_words(page.rows[edge])) or _is_repeated(page.rows[edge], repeated, page)):
                page.rows.pop(edge)


def _words(row: list[Line]) -> str:
    return normalise(" ".join(line.text for line in row))


def _key(row: list[Line]) -> str:
    return bare("".join(c for c in _words(row) if not c.isdigit()))


def _is_repeated(row: list[Line], repeated: Counter[str], page: Page) -> bool:
    near_edge = row[0].bottom < page.height * 0.1 or row[0].top > page.height * 0.9
    return near_edge and repeated[_key(row)] >= 3


def take_footnotes(page: Page, body_size: float) -> list[FoundParagraph]:
    """The footnotes of a page, taken from its foot: small lines, the first of which begins with a figure."""
    start = len(page.rows)
    while start and max(line.size for line in page.rows[start - 1]) < body_size * 0.88:
        start -= 1
    notes: list[FoundParagraph] = []
    for row in page.rows[start:] if start else []:
        text = _words(row)
        if text[:1].isdigit() or text[:1] in "¹²³⁴⁵⁶⁷⁸⁹*":
            notes.append(FoundParagraph(text, page=page.number, footnote=True))
        elif notes:
            notes[-1].text = glue(notes[-1].text, text)
        else:
            return []
    if notes:
        del page.rows[start:]
    return notes


# --- columns -------------------------------------------------------------------------------------------------------


def _ordered(page: Page) -> Iterator[Line | PlacedTable]:
    """Lines and tables from top to bottom; where lines stand in two columns, the left column first."""
    tables = sorted(page.tables, key=lambda t: t.top)
    rows = sorted(page.rows, key=lambda row: row[0].top)
    while rows or tables:
        if tables and (not rows or tables[0].top <= rows[0][0].top):
            yield tables.pop(0)
            continue
        limit = tables[0].top if tables else float("inf")
        count = _columns(rows, limit)
        if count == 1 and not RIGHT_COLUMN.match(normalise(rows[0][1].text)) and not CAPACITY.match(normalise(rows[0][1].text)):
            yield _one_line(rows[0])
        elif count:
            gap = _gap(rows[:count])
            lines = [line for row in rows[:count] for line in row]
            yield from (line for line in lines if line.middle < gap)
            yield from (line for line in lines if line.middle >= gap)
        else:
            count = 1
            yield from rows[0]
        del rows[:count]


def _columns(rows: list[list[Line]], limit: float) -> int:
    """How many rows from the first stand in two columns; 0 when the first does not."""
    if not rows or len(rows[0]) != 2:
        return 0
    count, left, right = 0, 0.0, float("inf")
    for row in rows:
        if count and OPENING.match(row[0].text):
            break
        if row[0].top >= limit or (count and row[0].top - rows[count - 1][0].bottom > 9 * row[0].size):
            break
        new_left, new_right = left, right
        for line in row:
            if line.middle < (rows[0][0].x1 + rows[0][1].x0) / 2:
                new_left = max(new_left, line.x1)
            else:
                new_right = min(new_right, line.x0)
        if new_left >= new_right - 2:
            break
        count, left, right = count + 1, new_left, new_right
    return count


def _one_line(row: list[Line]) -> Line:
    """The parts of a line that only a blank for a number or a date parted."""
    words = tuple(word for line in row for word in line.words)
    return replace(row[0], text=" ".join(line.text for line in row), x1=row[-1].x1, words=words)


def _gap(rows: list[list[Line]]) -> float:
    """The x between the two columns of rows."""
    return (rows[0][0].x1 + rows[0][1].x0) / 2


# --- paragraphs ----------------------------------------------------------------------------------------------------


class _Paragraphs:
    """Puts lines together to paragraphs, over page breaks too."""

    def __init__(self, found: list[Found]) -> None:
        self.found = found
        self.lines: list[Line] = []
        self.page_of_first = 1
        self.page = Page(1, 595, 842)
        self.left, self.right = 85.0, 540.0
        self.leading = 20.0
        self.by_indent = False  # paragraphs of the page begin with an indent and go on at the margin
        self.new_page = False
        self.last_table: PlacedTable | None = None
        self.footnotes: list[FoundParagraph] = []

    def begin_page(self, page: Page) -> None:
        if page.width != self.page.width:  # a page that lies: the text is as much wider
            self.left, self.right = self.left * page.width / self.page.width, self.right * page.width / self.page.width
        self.page = page
        self.new_page = True
        full = [row[0] for row in page.rows if len(row) == 1 and row[0].x1 - row[0].x0 > page.width * 0.55]
        if len(full) >= 3:
            self.left = sorted(line.x0 for line in full)[len(full) // 10]
            self.right = sorted(line.x1 for line in full)[len(full) * 9 // 10]
        self.by_indent = _begin_by_indent(full, self.left, self.right)
        steps = sorted(b.top - a.top for a, b in pairwise(full) if 0 < b.top - a.top < 4 * a.size)
        if steps:
            self.leading = steps[len(steps) // 4]  # of lines within a paragraph, which the greater steps part

    def line(self, line: Line) -> None:
        if DRAWN_LINE.fullmatch(normalise(line.text)):
            return
        if not self.lines or len(self.lines) > MOST_LINES or not self._goes_on(self.lines[-1], line):
            self.close()
            self.page_of_first = self.page.number
        self.lines.append(line)
        self.new_page = False
        self.last_table = None

    def table(self, placed: PlacedTable) -> None:
        self.close()
        last = self.last_table
        if last is not None and self.new_page and _same_columns(last, placed):
            continue_table(last.table, placed.table)
            self.last_table = PlacedTable(last.table, placed.top, placed.bottom, placed.edges)
        else:
            self.found.append(placed.table)
            self.last_table = placed
        self.new_page = False

    def close(self) -> None:
        if self.lines:
            text = ""
            for line in self.lines:
                text = glue(text, line.text) if text else line.text
            bold, italic = (all(getattr(line, look) for line in self.lines) for look in ("bold", "italic"))
            centered = all(self._is_centered(line) for line in self.lines)
            words = [word for line in self.lines for word in line.words]
            self.found.append(FoundParagraph(text, page=self.page_of_first, bold=bold, italic=italic, centered=centered, words=words))
            self.lines = []
        self.found += self.footnotes
        self.footnotes = []

    def _is_centered(self, line: Line) -> bool:
        if MARK.match(line.text):
            return False
        margin = min(line.x0 - self.left, self.right - line.x1)
        return margin > 20 and abs(line.middle - (self.left + self.right) / 2) < 0.05 * self.page.width

    def _goes_on(self, before: Line, line: Line) -> bool:
        """Whether a line goes on with the paragraph of the line before it."""
        if is_cut_in_column(normalise(before.text), normalise(line.text)):
            return True
        if (
            OWN_LINE.match(line.text)
            or NUMBER_LINE.fullmatch(before.text)
            or DATE_LINE.fullmatch(before.text)
            or (before.x0 > self.page.width * 0.4 and LETTERHEAD_LINE.match(line.text))
            or CAPACITY.match(before.text)
            or CAPACITY.match(line.text)
            or (before.bold != line.bold and (before.bold or is_heading(line.text)))
            or (self.new_page and is_heading(line.text) and not is_heading(before.text))
            or APPENDIX.fullmatch(normalise(before.text))
        ):
            return False
        centered = self._is_centered(before), self._is_centered(line)
        if centered[0] and (centered[1] or self._is_centered_block(before)):
            return centered[1] and is_heading(before.text) == is_heading(line.text) and not self.new_page
        if centered[0] and self._begins_paragraph(line):
            return False
        if not self.new_page and not -2 < line.top - before.top < 1.75 * self.leading:
            return False
        open_end = bool(OPEN_WORD.search(before.text)) or not CLOSED.search(before.text)
        within = line.text[:1].islower() and not MARK.match(line.text)
        if not self.new_page and not open_end and not within and line.top - before.top > WIDE_GAP * self.leading:
            return False
        indented = line.x0 > self.left + 8 and line.x0 > before.x0 + 8
        if self.by_indent and line.x0 > self.left + 14 and abs(line.x0 - before.x0) < 5 and not line.text[:1].islower():
            return False
        short = before.x1 < self.right - 0.14 * (self.right - self.left)
        pair = DASHED_PAIR.match(line.text)
        if pair and pair[1].islower() and open_end and not short and not indented:
            return True
        if MARK.match(line.text) and (indented or short or not open_end or self.new_page or before.x0 <= line.x0 + 2):
            return False
        if line.text[:1].islower() and open_end:
            return True
        return not indented and not short and (open_end or not self.new_page)

    def _begins_paragraph(self, line: Line) -> bool:
        """Whether a line is indented on the left and reaches the right margin: below centred lines, the body begins."""
        indent = line.x0 - self.left
        return 8 < indent < 0.15 * self.page.width and self.right - line.x1 < indent / 2

    def _is_centered_block(self, line: Line) -> bool:
        return is_heading(line.text)


def _begin_by_indent(full: Sequence[Line], left: float, right: float) -> bool:
    """Whether indented lines that reach the right margin go on at the left margin, nearly none below themselves."""
    firsts = [(a, b) for a, b in pairwise(full) if a.x0 > left + 14 and a.x1 > right - 10]
    back = sum(b.x0 < left + 6 for _, b in firsts)
    below = sum(abs(b.x0 - a.x0) < 5 for a, b in firsts)
    return back >= 3 and back > 3 * below


def _same_columns(one: PlacedTable, other: PlacedTable) -> bool:
    """Whether two tables on pages that follow have the same columns, give or take a hair; pages may lie differently on a scanner."""
    if len(one.edges) != len(other.edges):
        return False
    steps = [b - a for a, b in zip(one.edges, other.edges, strict=True)]
    shift = sum(steps) / len(steps)
    return abs(shift) < SHIFTED and all(abs(step - shift) < 6 for step in steps)


def continue_table(table: FoundTable, rest: FoundTable) -> None:
    """Adds the rows of the next page: a repeated head is dropped, a row that the page break cut is joined."""
    rows = list(rest.rows)
    heads = 0
    while heads < min(3, len(rows), len(table.rows)) and _row_key(rows[heads].cells) == _row_key(table.rows[heads].cells):
        heads += 1
    rows = rows[heads:]
    if rows and _is_rest(rows[0].cells, table, rows[1:]):
        for cell in rows.pop(0).cells:
            _extend(table, cell)
    _go_on_below(table, rows)
    table.rows += rows


def _go_on_below(table: FoundTable, rows: list[FoundRow]) -> None:
    """Makes merged cells that a page break cut cover their rows on the next page, where they have no words and mostly no upper line."""
    columns = table.columns if rows else 0
    for column in range(columns):
        first = next((cell for cell in rows[0].cells if cell.column <= column < cell.column + cell.columns), None)
        if first is None:
            covered = next(
                (i for i, row in enumerate(rows) if any(c.column <= column < c.column + c.columns for c in row.cells)), len(rows)
            )
        elif not first.text.strip() and first.rows > 1 and first.column == column:
            covered = first.rows
            rows[0].cells.remove(first)
        else:
            continue
        owner = next((cell for row in reversed(table.rows) for cell in row.cells if cell.column == column), None)
        if owner is not None:
            owner.rows += covered


def _row_key(cells: Iterable[FoundCell]) -> list[str]:
    return ["".join(c for c in bare(cell.text) if c.isalnum()) for cell in cells]


def _is_rest(cells: Sequence[FoundCell], table: FoundTable, following: Sequence[FoundRow]) -> bool:
    """Whether a row goes on with the row above: it has no number of its own where rows have one, or goes on in small letters."""
    first = cells[0].text.strip() if cells else ""
    if _lost_its_number(table, following):
        return False
    numbered = sum(bool(row.cells and row.cells[0].text.strip()) for row in table.rows)
    filled = [text for cell in cells if (text := cell.text.strip())]
    goes_on = all(text[0].islower() for text in filled)
    return not first and bool(filled) and (goes_on or numbered * 3 > 2 * len(table.rows))


def _lost_its_number(table: FoundTable, following: Sequence[FoundRow]) -> bool:
    """Whether the number between the last of a table and the first that follows is missing: `6` above, `8` below."""
    above = next((number for row in reversed(table.rows) if (number := _number_of(row)) is not None), None)
    below = next((number for row in following if (number := _number_of(row)) is not None), None)
    return above is not None and below == above + 2


def _number_of(row: FoundRow) -> int | None:
    words = row.cells[0].text.strip(" .)") if row.cells and row.cells[0].column == 0 else ""
    return int(words) if words.isascii() and words.isdecimal() and len(words) <= 3 else None


def _extend(table: FoundTable, rest: FoundCell) -> None:
    """Adds what a cell goes on with on the next page."""
    if not rest.text.strip():
        return
    for row in reversed(table.rows):
        for cell in row.cells:
            if cell.column <= rest.column < cell.column + cell.columns:
                cell.text = glue(cell.text, rest.text) if cell.text.strip() else rest.text
                cell.words = cell.words + rest.words
                return
