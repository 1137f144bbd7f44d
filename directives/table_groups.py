"""The groups of a table: rows that only name what stands below them (`I. Thể chế`, `PHÒNG NỘI VỤ`), and the numbers of its rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from directives.grid import Grid
from directives.headings import agency_heading
from directives.marks import Level, marked_item
from directives.passages import Passage
from directives.setting import Due, Named, Setting, named_by
from directives.table_heads import NUMBER, Columns

# `I`, `A`: the number of a group
_GROUP_NUMBER = re.compile(r"[IVX]+|[A-HĐ]")
# `Sở A chủ trì`, `do Sở A chủ trì soạn thảo`
_LED_BY = re.compile(r"\bchủ trì(?: (?:soạn thảo|thực hiện|xây dựng|tham mưu|triển khai))?\W*$")
# more characters has no number that a scan misread
_LONGEST_NUMBER = 4
# a title in a row of its own says no more than this
_LONGEST_TITLE = 160


@dataclass(frozen=True)
class Place:
    """Under which groups a row of a table stands."""

    outer: str = ""  # `A` above `I`
    group: str = ""  # `I`
    inner: str = ""  # `1` or `1.2`, the last Arabic number
    lead: tuple[Named, ...] = ()  # the agency that a group row names

    def path(self, letter: str) -> str:
        """The address in the table; a letter (`a`) stands below the number before it, a dash has its address."""
        return ".".join(p for p in (self.outer, self.group, self.inner, letter) if p)


NO_PLACE = Place()


@dataclass
class Groups:
    """Goes down a table and knows under which groups a row stands."""

    setting: Setting
    grid: Grid
    columns: Columns
    place: Place
    due: tuple[Due, ...] = ()  # what the title of the group says

    @cached_property
    def numbers(self) -> dict[int, str]:
        """The number of each row that has one, `01` as `1`; one that a scan misread is told by its neighbours."""
        unnumbered = self.columns.fields.get(0) not in (None, "deadline") or 0 in self.columns.months
        column = next(iter(self.columns.of("number")), None if unnumbered else 0)
        rows = range(self.columns.first_row, len(self.grid.table.rows))
        said = {row: self.grid.words(row, column).text for row in rows} if column is not None else {}
        found = {row: _plain(match[1]) for row, text in said.items() if (match := NUMBER.fullmatch(text))}
        for row, text in said.items():
            before, behind = found.get(row - 1, ""), found.get(row + 1, "")
            between = before.isdecimal() and behind.isdecimal() and int(behind) - int(before) == 2
            if between and text and len(text) <= _LONGEST_NUMBER:
                found[row] = str(int(before) + 1)
        return found

    def opens(self, row: int, work: Passage) -> bool:
        """Whether a row names a group; then the place is below it."""
        if not self._is_group(row, work):
            return False
        self.open(row, work)
        return True

    def open(self, row: int, work: Passage) -> None:
        """Go below the group that a row names."""
        title = marked_item(work)
        number, words = self.numbers.get(row, ""), work
        if not number and title.label:
            number, words = _plain(title.label), title.passage
        nested = number[:1].isdecimal()
        self.enter(number)
        lead = self._named(_as_written(words))
        self.place = replace(self.place, inner=number if nested else "", lead=lead or (self.place.lead if nested else ()))
        self.due = self.setting.deadlines(work, "title") or (self.due if nested else ())

    def _named(self, title: Passage) -> tuple[Named, ...]:
        """The agency that a title names: `Phòng Nội vụ`, `Các văn bản do Sở A chủ trì`."""
        heading = agency_heading(self.setting, title)
        if heading and heading.rest is None:
            return named_by(heading.names, "hàng nhóm")
        return self.setting.all_named(title, "hàng nhóm") if _LED_BY.search(title.folded) else ()

    def titled(self, row: int) -> Passage | None:
        """The title in a row that says nothing else, wherever it stands (`| | SỞ XÂY DỰNG | | |`); None for any other row."""
        said = [p for p in self.grid.distinct(row) if not NUMBER.fullmatch(p.text)]
        return said[0] if len(said) == 1 and len(said[0].text) <= _LONGEST_TITLE else None

    def enter(self, number: str) -> str:
        """Go to the row with this number (`` for a dash); gives its address in the table."""
        if re.fullmatch(r"[A-HĐ]", number):
            self.place = Place(outer=number, lead=self.place.lead)
        elif re.fullmatch(r"[IVX]+", number):
            self.place = replace(self.place, group=number, inner="")
        elif number[:1].isdecimal():
            self.place = replace(self.place, inner=number)
        return self.place.path(number if number.islower() else "")

    def _is_group(self, row: int, work: Passage) -> bool:
        """A row whose only words are a number and a title."""
        others = [p.text for p in self.grid.distinct(row) if p.text != work.text and not NUMBER.fullmatch(p.text) and p.text.strip("-–…. ")]
        if others:
            return False
        if self.grid.cells[(row, self.columns.of("work")[0])].columns > 1:
            return True
        number, following = self.numbers.get(row, ""), self.numbers.get(row + 1, "")
        if not number:
            return bool(following) and self._is_title(work)
        if self.columns.fields.get(0) == "deadline":  # a number where the times stand
            return True
        has_parts = following.startswith(number + ".") or (number.isdecimal() and (following == "a" or self._begins_with_dash(row + 1)))
        return has_parts or _GROUP_NUMBER.fullmatch(number) is not None

    def _is_title(self, work: Passage) -> bool:
        """Whether a row without a number, where most have one, is but a title: `Lĩnh vực y tế`."""
        rows = len(self.grid.table.rows) - self.columns.first_row
        unmarked = marked_item(work).level is Level.TEXT and work.text[0].isupper()
        short = len(work.text) <= _LONGEST_TITLE and not work.text.endswith((".", ";"))
        return unmarked and short and len(self.numbers) * 2 >= rows

    def _begins_with_dash(self, row: int) -> bool:
        """Whether a row has no number of its own and its work begins with a dash: a part of the row above."""
        if row >= len(self.grid.table.rows) or row in self.numbers:
            return False
        return marked_item(self.grid.words(row, self.columns.of("work")[0])).level in (Level.DASH, Level.PLUS)


def _plain(number: str) -> str:
    """`01` and `1.02` without their noughts."""
    return ".".join(part.lstrip("0") or part for part in number.split("."))


def _as_written(words: Passage) -> Passage:
    """A title in capitals as it would stand in a sentence: `PHÒNG NỘI VỤ` names the same as `Phòng Nội vụ`."""
    return Passage(words.text.capitalize(), words.pieces) if words.text.isupper() else words
