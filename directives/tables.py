"""Assignment tables: which column says what, and each row as a unit of work.

A row is a unit whose words are the cell of the work; the other columns give agencies and deadline. A merged cell counts for all its
rows, an empty cell with borders of its own says nothing, a row that only names a group of work is context.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from directives.drafting import draft_unit
from directives.drafts import Draft, Scope
from directives.grid import Grid
from directives.labels import fill
from directives.marks import Item, Level, marked_item
from directives.model import Target
from directives.outline import below
from directives.passages import Passage
from directives.roles import Subject, find_subject
from directives.setting import Setting
from directives.targets import horizon, is_measurable
from directives.wording import wording

# how many rows at the top of a table may be its head
_HEAD_ROWS = 3
# `nt`, `- nt -`, `như trên`, `"`, `//`: the cell above again
_SAME = re.compile(r"[-–]?\s*(?:n\.?t|như trên|như mục trên|nêu trên)\s*[-–]?\.?|[\"”“″〃]|''|//", re.IGNORECASE)
# `1`, `1.2.`, `IV`, `a)` in the column of numbers
_NUMBER = re.compile(r"\(?([IVX]{1,6}|\d{1,3}(?:\.\d{1,3})*|[A-HĐ]|[a-zđ])\s*[.)]?")
# `(1) (2) (3)`: the row that numbers the columns
_COLUMN_NUMBERS = re.compile(r"\(?\d{1,2}\)?")
# `Nội dung chỉ tiêu`, `Tên chỉ số`
_INDICATOR = re.compile(r"\b(?:chỉ tiêu|chỉ số)\b")
# a head that no list knows, by its words: `Đơn vị đồng phối hợp`, `Tên dự án/nhiệm vụ`
_HEAD_WORDS = (
    ("coordinate", re.compile(r"\bphối hợp\b")),
    ("lead", re.compile(r"\bchủ trì\b|\b(?:cơ quan|đơn vị)[^.]{0,20}\bthực hiện\b|\bđầu mối\b|\bchịu trách nhiệm\b")),
    ("deadline", re.compile(r"\b(?:thời gian|thời hạn|tiến độ|hoàn thành|thời điểm)\b")),
    ("work", re.compile(r"\b(?:nhiệm vụ|công việc|nội dung|hoạt động|dự án|đề án|giải pháp)\b|^tên\b")),
)
# `…; - Sở Y tế …`: the next dash on the same line
_NEXT_DASH = re.compile(r"[;.]\s+(?=[-+•–]\s)")
# what is to be done takes so many characters at least, on the average
_WORK_LENGTH = 25
# columns that tell the start, no deadline
_START = re.compile(r"(?:thời gian )?bắt đầu")
# `Thời gian trình trước ngày, tháng`: months in the column are bounds
_BEFORE = re.compile(r"trước (?:ngày|tháng)")


@dataclass
class Columns:
    """Which column holds which field."""

    fields: dict[int, str]  # column → `work`, `lead`, `coordinate`, `deadline`, `receiver`, `number` …
    before: bool = False  # the times of the deadline column are bounds
    first_row: int = 0  # the first row behind the head

    def of(self, name: str) -> list[int]:
        """The columns of a field, left to right."""
        return [c for c, f in sorted(self.fields.items()) if f == name]


@dataclass(frozen=True)
class OpenTable:
    """The table before, in case that the next one goes on with it behind a page break."""

    head: tuple[str, ...]  # the words of its head
    group: str
    outer: str


@dataclass(frozen=True)
class TableReading:
    """What one table gives."""

    drafts: list[Draft]
    targets: list[Target]
    open_table: OpenTable | None


def read_rows(setting: Setting, text: str, item: Item, scope: Scope, before: OpenTable | None = None) -> TableReading:
    """The units of an assignment table, or the targets of a table of indicators; a table of another kind gives nothing.

    Takes the text that the table's spans index, and the table before, which this one may go on with.
    """
    assert item.table is not None
    grid = Grid.of(text, item.table)
    columns = read_columns(grid)
    if columns is None:
        return TableReading([], [], before)
    if not columns.of("work"):
        return TableReading([], _indicator_targets(grid, columns), before)
    head = tuple(p.folded for p in grid.distinct(columns.first_row - 1))
    rows = _Rows(setting, grid, columns, scope, item.path)
    if before is not None and before.head == head:
        rows.group, rows.outer = before.group, before.outer
    rows.read()
    return TableReading(rows.drafts, [], OpenTable(head, rows.group, rows.outer))


def read_columns(grid: Grid) -> Columns | None:
    """Which column says what, from the head of the table; None when it is no table of assignments or indicators."""
    columns = Columns({})
    for row in range(min(_HEAD_ROWS, len(grid.table.rows))):
        if columns.fields and not _head_goes_on(grid, row):
            break
        named = {c: f for c in range(grid.table.columns) if (f := _header_field(grid.words(row, c)))}
        if not columns.fields and len(set(named.values())) < 2:
            continue
        if columns.fields and not named:
            break
        columns.fields.update(named)
        for c in range(grid.table.columns):
            if _START.match(grid.words(row, c).folded):
                columns.fields[c] = "note"
            columns.before |= columns.fields.get(c) == "deadline" and bool(_BEFORE.search(grid.words(row, c).folded))
        columns.first_row = row + 1
    _keep_best_work(grid, columns)
    _find_work(grid, columns)
    while columns.first_row < len(grid.table.rows) and all(_COLUMN_NUMBERS.fullmatch(p.text) for p in grid.distinct(columns.first_row)):
        columns.first_row += 1
    useful = set(columns.fields.values()) & {"lead", "deadline", "coordinate"}
    if not useful or not (set(columns.fields.values()) & {"work", "indicator"}):
        return None
    return columns


def _keep_best_work(grid: Grid, columns: Columns) -> None:
    """Of several columns that could hold the work, the one whose head says so best: a known label, then the words of one."""
    work = columns.of("work")
    if len(work) < 2:
        return
    labels = wording()["labels.work"]

    def rank(column: int) -> int:
        words = grid.words(columns.first_row - 1, column)
        return 2 if labels.is_all_of(words) else 1 if labels.end_at(words, 0) is not None else 0

    best = max(work, key=lambda c: (rank(c), -c))
    for column in work:
        if column != best:
            columns.fields[column] = "note"


def _find_work(grid: Grid, columns: Columns) -> None:
    """Where two columns say who and when, and no head names the work: the column without a name whose cells are the longest."""
    fields = set(columns.fields.values())
    if fields & {"work", "indicator"} or len(fields & {"lead", "coordinate", "deadline"}) < 2:
        return
    rows = range(columns.first_row, len(grid.table.rows))
    lengths = {c: sum(len(grid.words(row, c).text) for row in rows) / max(len(rows), 1) for c in range(grid.table.columns)}
    longest = max(lengths, key=lambda c: lengths[c], default=None)
    if longest is not None and longest not in columns.fields and lengths[longest] >= _WORK_LENGTH:
        columns.fields[longest] = "work"


def _head_goes_on(grid: Grid, row: int) -> bool:
    """Whether a row still belongs to the head: a cell of the row above reaches into it, or is divided by it."""
    above = grid.table.rows[row - 1].cells
    if _NUMBER.fullmatch(grid.words(row, 0).text):
        return False
    return len(grid.table.rows[row].cells) > 1 and any(c.rows > 1 or c.columns > 1 for c in above) and len(above) > 1


def _header_field(words: Passage) -> str | None:
    """The field that the head of a column names: the label that is all of it, or the longest at its start."""
    if not words.text or len(words.text) > 120:
        return None
    if _INDICATOR.search(words.folded):
        return "indicator"
    best: tuple[int, str] | None = None
    for name, phrases in wording().group("labels").items():
        if phrases.is_all_of(words):
            return name
        end = phrases.end_at(words, 0)
        if end is not None and (best is None or end > best[0]):
            best = (end, name)
    if best:
        return best[1]
    return next((name for name, pattern in _HEAD_WORDS if pattern.search(words.folded)), None)


@dataclass
class _Rows:
    """Reads the rows of one table in order, with the groups above them."""

    setting: Setting
    grid: Grid
    columns: Columns
    scope: Scope
    path: str
    group: str = ""  # `I`, the last group row's number
    outer: str = ""  # `A` above `I`
    drafts: list[Draft] = field(default_factory=list)
    above: dict[str, Passage] = field(default_factory=dict)  # field → the cell above, for `nt`

    def read(self) -> None:
        for row in range(self.columns.first_row, len(self.grid.table.rows)):
            self._read_row(row)

    def _read_row(self, row: int) -> None:
        work_column = self.columns.of("work")[0]
        work = self.grid.words(row, work_column)
        number = self._number(row)
        if not work.text or work.folded == self.grid.words(self.columns.first_row - 1, work_column).folded:
            return  # the head again, on a new page
        if any(phrases.is_all_of(work) for phrases in wording().group("labels").values()):
            return  # a lower row of the head
        if self._is_group(row, work):
            title = marked_item(work)
            self._open_group(number or title.label, work)
            return
        path = self._row_path(number)
        dashes = _dashes(self.grid.lines(row, work_column))
        leads = self._dash_leads(row, dashes)
        if leads:
            for dash, words in zip(dashes, leads, strict=True):
                self._add(row, dash, path, words)
        elif own := self._own_subjects(dashes):
            for dash, subject in zip(dashes, own, strict=True):
                self._add(row, dash, path, None, subject)
        else:
            self._add(row, work, path, None)

    def _own_subjects(self, dashes: list[Passage]) -> list[Subject]:
        """The subject of each dash when dashes name different units themselves (`- Công an tỉnh …; - Sở Y tế …`)."""
        subjects = [find_subject(self.setting, dash) for dash in dashes]
        named = [s for s in subjects if s is not None]
        different = len({tuple(n.name for n in s.names) for s in named}) > 1
        return named if different and len(named) == len(dashes) else []

    def _number(self, row: int) -> str:
        columns = self.columns.of("number") or ([0] if 0 not in self.columns.fields else [])
        match = _NUMBER.fullmatch(self.grid.words(row, columns[0]).text) if columns else None
        return match[1] if match else ""

    def _is_group(self, row: int, work: Passage) -> bool:
        """A row whose only words are a number and a title."""
        others = [p for p in self.grid.distinct(row) if p.text != work.text and not _NUMBER.fullmatch(p.text)]
        if others:
            return False
        cell = self.grid.cells[(row, self.columns.of("work")[0])]
        number = self._number(row)
        below = self._number(row + 1) if row + 1 < len(self.grid.table.rows) else ""
        return cell.columns > 1 or bool(re.fullmatch(r"[IVX]+|[A-HĐ]", number)) or below.startswith(number + ".")

    def _open_group(self, number: str, work: Passage) -> None:
        if re.fullmatch(r"[A-HĐ]", number):
            self.outer, self.group = number, ""
        elif re.fullmatch(r"[IVX]+", number):
            self.group = number
        deadlines = self.setting.deadlines(work, "title")
        self.scope = replace(self.scope, deadlines=deadlines)

    def _row_path(self, number: str) -> str:
        return below(self.path, ".".join(p for p in (self.outer, self.group, number) if p))

    def _dash_leads(self, row: int, dashes: list[Passage]) -> list[Passage]:
        """The line of the lead cell for each dash, when dashes are led by different units."""
        columns = self.columns.of("lead")
        if len(dashes) < 2 or not columns:
            return []
        lines = self.grid.lines(row, columns[0])
        return [marked_item(line).passage for line in lines] if len(lines) == len(dashes) else []

    def _add(self, row: int, work: Passage, path: str, lead: Passage | None, subject: Subject | None = None) -> None:
        draft = draft_unit(self.setting, work, path, replace(self.scope, coordinate=(), report_to=()), subject)
        draft.is_row, draft.rule = True, "hàng của bảng"
        for name in ("lead", "coordinate", "receiver", "deadline") if subject is None else ("coordinate", "receiver", "deadline"):
            words = lead if name == "lead" and lead else self._cell(row, name)
            fill(self.setting, draft, name, words, "cột", before=self.columns.before)
        self.drafts.append(draft)

    def _cell(self, row: int, name: str) -> Passage:
        """The words of a field in a row, `nt` read as the cell above."""
        columns = [c for c in self.columns.of(name) if self._is_own(row, c, name)]
        words = next((w for w in (self.grid.words(row, c) for c in reversed(columns)) if w.text), Passage("", ()))
        if _SAME.fullmatch(words.folded):
            return self.above.get(name, words)
        self.above[name] = words
        return words

    def _is_own(self, row: int, column: int, name: str) -> bool:
        """Whether a cell begins in a column of the field: one that reaches over from another field is that one's."""
        cell = self.grid.cells.get((row, column))
        return cell is not None and self.columns.fields.get(cell.column) == name


def _dashes(lines: list[Passage]) -> list[Passage]:
    """The dashes of a cell, each without its mark; dashes on one line are told by the semicolon before them."""
    pieces: list[Passage] = []
    for line in lines:
        cuts = [0, *(m.end() for m in _NEXT_DASH.finditer(line.text)), len(line.text)]
        pieces.extend(line.part(a, b) for a, b in pairwise(cuts))
    marked = [marked_item(p) for p in pieces if p.text]
    return [m.passage for m in marked if m.level in (Level.DASH, Level.PLUS)]


def _indicator_targets(grid: Grid, columns: Columns) -> list[Target]:
    column = columns.of("indicator")[0]
    found = []
    for row in range(columns.first_row, len(grid.table.rows)):
        words = grid.words(row, column)
        if words.text and is_measurable(words):  # a row without a figure names a group
            found.append(Target(text=words.text, by=horizon(words), span=words.span()))
    return found
