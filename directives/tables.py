"""Assignment tables: each row as a unit of work.

A row is a unit whose words are the cell of the work; the other columns give agencies and deadline. A merged cell counts for all its
rows, an empty cell with borders of its own says nothing, a row that only names a group of work is context.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import pairwise

from directives.drafting import draft_unit
from directives.drafts import Draft, Scope
from directives.grid import Grid
from directives.labels import fill
from directives.marks import Item, Level, marked_item
from directives.model import Target
from directives.outline import below
from directives.passages import Passage
from directives.receivers import find_receivers
from directives.roles import Subject, find_subject
from directives.setting import Named, Setting
from directives.table_groups import NO_PLACE, Groups, Place
from directives.table_heads import NUMBER, Columns, is_ticked, names_bodies, read_columns
from directives.targets import horizon, is_measurable
from directives.time_words import Place as Times
from directives.vietnamese import fold
from directives.wording import wording

# `nt`, `- nt -`, `như trên`, `"`, `//`: the cell above again
_SAME = re.compile(r"[-–]?\s*(?:n\.?t|như trên|như mục trên|nêu trên)\s*[-–]?\.?|[\"”“″〃]|''|//", re.IGNORECASE)
# `…; - Sở Y tế …`: the next dash on the same line
_NEXT_DASH = re.compile(r"[;.]\s+(?=[-+•–]\s)")
# `Số 183/TB ngày 09/7/2014`: the day of the document that gave the work
_DAY = re.compile(r"(?<![\d/.])(\d{1,2})[/.\-](\d{1,2})[/.\-]((?:19|20)\d\d)(?!\d)")
# `Tổng cộng:`, a row of figures alone
_SUM = re.compile(r"(?:tổng cộng|tổng số|tổng|cộng)[\W\d]*|[\W\d]+")
# `5`, `05`, `5-6`: nothing but months in figures
_FIGURE = re.compile(r"\d{1,2}(?:\s?[-–,]\s?\d{1,2})?\.?")
# marks that number the work where no column does
_NUMBERED = (Level.NUMBER, Level.DOTTED, Level.BRACKET, Level.POINT)
_DASHES = (Level.DASH, Level.PLUS)


@dataclass(frozen=True)
class OpenTable:
    """The table before, in case that the next one goes on with it behind a page break."""

    head: tuple[str, ...]  # the words of its head
    columns: Columns
    width: int  # how many columns it has
    place: Place  # where its last row stood
    last: Draft | None  # its last unit, which the page break may have cut


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
    head = tuple(p.folded for p in grid.distinct(columns.first_row - 1)) if columns else ()
    if columns is None and before is not None and _goes_on(grid, before):
        columns, head = replace(before.columns, first_row=0), before.head
    if columns is None:
        return TableReading([], [], before)
    if not columns.of("work"):
        return TableReading([], _indicator_targets(grid, columns), before)
    again = before if before is not None and before.head == head else None
    groups = Groups(setting, grid, columns, again.place if again else NO_PLACE)
    rows = _Rows(setting, grid, columns, scope, item.path, groups)
    rows.read(again.last if again else None)
    last = rows.drafts[-1] if rows.drafts else again.last if again else None
    return TableReading(rows.drafts, [], OpenTable(head, columns, grid.table.columns, groups.place, last))


def _goes_on(grid: Grid, before: OpenTable) -> bool:
    """Whether a table without a head is the rest of the one before: as many columns, and numbers or bodies where that one had them."""
    if grid.table.columns != before.width:
        return False
    column = next(iter(before.columns.of("number")), 0)
    numbered = sum(NUMBER.fullmatch(grid.words(row, column).text) is not None for row in range(len(grid.table.rows)))
    lead = before.columns.of("lead")
    return numbered * 2 >= len(grid.table.rows) or (bool(lead) and names_bodies(grid, 0, lead[0]))


@dataclass
class _Rows:
    """Reads the rows of one table in order."""

    setting: Setting
    grid: Grid
    columns: Columns
    scope: Scope
    path: str
    groups: Groups
    drafts: list[Draft] = field(default_factory=list)
    above: dict[str, Passage] = field(default_factory=dict)  # field → the cell above, for `nt`

    @cached_property
    def work_column(self) -> int:
        """The column of the work."""
        return self.columns.of("work")[0]

    def read(self, cut: Draft | None) -> None:
        """Read all rows; `cut` is the last unit on the page before, which the first row may go on with."""
        head = self.grid.words(self.columns.first_row - 1, self.work_column).folded if self.columns.first_row else None
        for row in range(self.columns.first_row, len(self.grid.table.rows)):
            work = self._work(row)
            again = work.folded == head  # the head again, on a new page
            lower = wording().label(work.folded) is not None  # a lower row of the head
            if cut is not None and row == self.columns.first_row and self._is_rest(row, work):
                self._go_on(row, work, cut)
            elif not work.text and (title := self.groups.titled(row)) is not None:
                self.groups.open(row, title)
            elif _SUM.fullmatch(work.folded):
                continue
            elif work.text and not again and not lower:
                if self.groups.opens(row, work):
                    self.above.pop("deadline", None)
                else:
                    self._read_row(row, work)

    def _work(self, row: int) -> Passage:
        words = self.grid.words(row, self.work_column)
        return words if words.text or self.columns.coarse is None else self.grid.words(row, self.columns.coarse)

    def _is_rest(self, row: int, work: Passage) -> bool:
        """Whether the row is the rest of one that a page break cut: no number, and words that begin in the middle of a sentence."""
        others = [w for name in ("lead", "deadline") if (w := self._cell(row, name).text)]
        return row not in self.groups.numbers and (work.text[0].islower() if work.text else not others)

    def _go_on(self, row: int, work: Passage, cut: Draft) -> None:
        if work.text:
            cut.text = cut.text.followed_by(work)
        helpers = self.setting.all_named(self._cell(row, "coordinate"), "cột", bare_codes=True)
        cut.coordinate += tuple(n for n in helpers if not n.vague and n.name not in {m.name for m in (*cut.lead, *cut.coordinate)})

    def _read_row(self, row: int, work: Passage) -> None:
        path = below(self.path, self.groups.enter(self.groups.numbers.get(row, "")))
        dashes = _dashes(self.grid.lines(row, self.work_column))
        if leads := self._dash_cells(row, dashes, "lead"):
            times: Sequence[Passage | None] = self._dash_cells(row, dashes, "deadline") or [None] * len(dashes)
            for dash, words, time in zip(dashes, leads, times, strict=True):
                self._add(row, dash, path, words, time=time)
        elif own := self._own_subjects(dashes):
            for dash, subject in zip(dashes, own, strict=True):
                self._add(row, dash, path, None, subject)
        else:
            self._add_one(row, work, path)

    def _add_one(self, row: int, work: Passage, path: str) -> None:
        """A row that is one unit; a mark before its words is none of them (`- Rà soát …`, `2. Lập …` where no column holds numbers)."""
        item = marked_item(work)
        if item.level in _DASHES:
            work = item.passage
        elif item.level in _NUMBERED and row not in self.groups.numbers:
            work, path = item.passage, below(self.path, self.groups.enter(item.label))
        self._add(row, work, path, None)

    def _own_subjects(self, dashes: list[Passage]) -> list[Subject]:
        """The subject of each dash when dashes name different units themselves (`- Công an tỉnh …; - Sở Y tế …`)."""
        subjects = [find_subject(self.setting, dash) for dash in dashes]
        named = [s for s in subjects if s is not None]
        different = len({tuple(n.name for n in s.names) for s in named}) > 1
        return named if different and len(named) == len(dashes) else []

    def _dash_cells(self, row: int, dashes: list[Passage], name: str) -> list[Passage]:
        """The line of a cell for each dash, when dashes are led by different units."""
        columns = self.columns.of(name)
        if len(dashes) < 2 or not columns:
            return []
        lines = self.grid.lines(row, columns[0])
        return [marked_item(line).passage for line in lines] if len(lines) == len(dashes) else []

    def _add(
        self, row: int, work: Passage, path: str, lead: Passage | None, subject: Subject | None = None, time: Passage | None = None
    ) -> None:
        setting = self._setting_of(row)
        said = {name: self._cell(row, name) for name in ("lead", "coordinate", "receiver", "deadline")}
        said |= {"lead": lead or said["lead"], "deadline": time or said["deadline"]}
        scope = replace(self.scope, coordinate=(), report_to=(), deadlines=self.groups.due or self.scope.deadlines)
        if subject is None and not said["lead"].text:
            subject = find_subject(setting, work, *next(work.sentences(), (0, len(work.text))))
            scope = replace(scope, lead=self.groups.place.lead or scope.lead)
        draft = draft_unit(setting, work, path, scope, subject)
        draft.is_row, draft.rule = True, "hàng của bảng"
        for name, words in said.items():
            if name != "lead" or subject is None:
                fill(setting, draft, name, words, "cột", times=self._times(words))
        if _abbreviates(said["lead"].text, self.groups.place.lead) and not any(n.known for n in draft.lead):
            draft.lead = self.groups.place.lead
        self._say_more(setting, row, draft, said["lead"])
        self.drafts.append(draft)

    def _times(self, words: Passage) -> Times:
        """How a cell of a time is read, as the head of its column says."""
        if self.columns.months and _FIGURE.fullmatch(words.text):
            return "month_cell"
        return "before_cell" if self.columns.before else "cell"

    def _say_more(self, setting: Setting, row: int, draft: Draft, lead: Passage) -> None:
        """What the cell of the leader says beside it, and the last time that an `x` marks."""
        if self.columns.both and not draft.coordinate and len(draft.lead) > 1:
            draft.lead, draft.coordinate = draft.lead[:1], draft.lead[1:]
        if lead.text and not draft.report_to:  # `Vụ A xây dựng phương án, trình Bộ`
            draft.report_to = find_receivers(setting, lead)
        ticked = [c for c in self.columns.of("tick") if is_ticked(self.grid.words(row, c))]
        if ticked and not draft.deadlines:
            draft.deadlines = setting.deadlines(self.grid.words(self.columns.first_row - 1, ticked[-1]), "cell")

    def _setting_of(self, row: int) -> Setting:
        """In a register the times of a row count from the day of the document that gave the work (`Số 183/TB ngày 09/7/2026`)."""
        days = [day for c in self.columns.of("document") for day in _DAY.findall(self.grid.words(row, c).text)]
        try:
            return replace(self.setting, issued_on=date(*map(int, reversed(days[-1])))) if days else self.setting
        except ValueError:  # no day of the calendar
            return self.setting

    def _cell(self, row: int, name: str) -> Passage:
        """The words of a field in a row; `nt` reads as the cell above, and so does an empty cell of a time that opens the rows."""
        columns = [c for c in self.columns.of(name) if self._is_own(row, c, name)]
        words = next((w for w in (self.grid.words(row, c) for c in reversed(columns)) if w.text), Passage("", ()))
        merged = name == "deadline" and self.columns.fields.get(0) == "deadline" and not words.text
        if merged or _SAME.fullmatch(words.folded):
            return self.above.get(name, words)
        self.above[name] = words
        return words

    def _is_own(self, row: int, column: int, name: str) -> bool:
        """Whether a cell begins in a column of the field: one that reaches over from another field is that one's."""
        cell = self.grid.cells.get((row, column))
        return cell is not None and self.columns.fields.get(cell.column) == name


def _abbreviates(short: str, names: Sequence[Named]) -> bool:
    """Whether a cell says the agency of its group in a shorter form: `BQL chợ SH` below `Ban Quản lý chợ Sơn Hà`."""
    if len(names) != 1 or not short:
        return False
    full, place = fold(names[0].name).split(), 0
    for word in short.split():
        code = fold(word)
        if full[place : place + 1] == [code]:
            place += 1
        elif word.isupper() and [w[0] for w in full[place : place + len(code)]] == list(code):
            place += len(code)
        else:
            return False
    return place == len(full)


def _dashes(lines: list[Passage]) -> list[Passage]:
    """The dashes of a cell, each without its mark; dashes on one line are told by the semicolon before them."""
    pieces: list[Passage] = []
    for line in lines:
        cuts = [0, *(m.end() for m in _NEXT_DASH.finditer(line.text)), len(line.text)]
        pieces.extend(line.part(a, b) for a, b in pairwise(cuts))
    marked = [marked_item(p) for p in pieces if p.text]
    return [m.passage for m in marked if m.level in _DASHES]


def _indicator_targets(grid: Grid, columns: Columns) -> list[Target]:
    column = columns.of("indicator")[0]
    found = []
    for row in range(columns.first_row, len(grid.table.rows)):
        words = grid.words(row, column)
        if words.text and is_measurable(words):  # a row without a figure names a group
            found.append(Target(text=words.text, by=horizon(words), span=words.span()))
    return found
