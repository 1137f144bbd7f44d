"""Marks at the start of a line: Phần/Chương/Mục/Điều/I/1/1.1/a)/-/+, each with its level, and misread ones put right.

Levels are those of NĐ 30/2020 Phụ lục I mục II.5 and what offices write beside them (`1.1.`, `1)`, `I-`, `*`, `•`).
Numbers are hints, not keys: repeated, missing and misread ones keep their place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from itertools import pairwise

from directives.model import Table
from directives.passages import Passage


class Level(IntEnum):
    """Kinds of marks, outermost first."""

    ROOT = 0
    PART = 1  # Phần thứ nhất
    CHAPTER = 2  # Chương I
    SECTION = 3  # Mục 1
    ARTICLE = 4  # Điều 1.
    LETTER = 5  # A.
    ROMAN = 6  # I.
    TITLE = 7  # a line in capitals without a number: `SỞ XÂY DỰNG`
    NUMBER = 8  # 1.
    DOTTED = 9  # 1.1.
    BRACKET = 10  # (1) or 1)
    POINT = 11  # a)
    SUBPOINT = 12  # a.1) or ii), a `*` above dashes
    INTRO = 13  # a line without a mark that ends in a colon: `Đến năm 2030:`
    DASH = 14  # -
    PLUS = 15  # +
    TEXT = 16  # no mark

    @property
    def name_in_path(self) -> str:
        """The word that stands before the label in a path: `Phần II`."""
        return {Level.PART: "Phần", Level.CHAPTER: "Chương", Level.SECTION: "Mục", Level.ARTICLE: "Điều"}.get(self, "")


@dataclass
class Item:
    """One marked piece of text (or an unmarked paragraph, or a table) with what hangs below it."""

    level: Level
    label: str  # `IV`, `1`, `a`; `` for dashes and paragraphs
    passage: Passage  # its words without the mark
    marked: Passage | None = None  # its words with the mark
    path: str = ""
    children: list[Item] = field(default_factory=list)
    table: Table | None = None
    capitals: bool = False  # printed in capitals
    page: int | None = None  # of its first word
    last_page: int | None = None  # of its last word
    told: str | None = None  # which field of a unit its label names, `` for none; None as long as nobody asked

    @property
    def is_numbered(self) -> bool:
        """Whether it has a number or a letter, so that unmarked paragraphs below belong to it."""
        return Level.ROOT < self.level <= Level.SUBPOINT

    def walk(self) -> Iterable[Item]:
        """Itself and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


# no list of points leaves out so many letters
_LONGEST_LEAP = 5
# Roman numbers as sections have them
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
# small letters that make up a third of any text in Vietnamese; a line in capitals has less than a fifth of small letters
_COMMON = "nhtcig"

# numbers in words, as items begin with them
_ORDINALS = "nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười"
_COUNTED = "[Mm]ột|[Hh]ai|[Bb]a|[Bb]ốn|[Nn]ăm|[Ss]áu|[Bb]ảy|[Tt]ám|[Cc]hín|[Mm]ười"

# `1/ Rà soát`, `a/Lập hồ sơ`: a stroke for a dot; not a date, a fraction, the number of a document (`5/KH-UBND`), nor `Đ/c Lò Văn An`,
# `b/c kết quả`
_STROKE = r"/(?=\s+[^\W\d_]|[A-ZĐÀ-Ỹ][a-zđà-ỹ])"
# what marks a level, tried in this order; group `label` is what stands in the path
_MARKS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    # `Phần thứ nhất`, `PHẦN I`
    (Level.PART, re.compile(r"(?:PHẦN|Phần)\s+(?P<label>(?:thứ|THỨ)\s+\w+|[IVX]{1,5}|\d{1,2})\b[.:)\-]?\s*")),
    # `Chương II`
    (Level.CHAPTER, re.compile(r"(?:CHƯƠNG|Chương)\s+(?P<label>[IVX]{1,6}|\d{1,2})\b[.:)\-]?\s*")),
    # `Mục 1.`
    (Level.SECTION, re.compile(r"(?:MỤC|Mục)\s+(?P<label>\d{1,2}|[IVX]{1,5})\b[.:)]\s*")),
    # `Điều 2.`, `Điều 3:`
    (Level.ARTICLE, re.compile(r"(?:ĐIỀU|Điều)\s+(?P<label>\d{1,3}[a-zđ]?)\s*[.:](?!\d)\s*")),
    # `IV.`, `II-`, `I)`, with the OCR's `lI.`, `HI.`, `1V.`; not the quarter of `III/2022`
    (
        Level.ROMAN,
        re.compile(r"(?P<label>[IVXl]{1,6}|[IVX]{1,4}1{1,2}|[VXlI1]{0,3}(?:[VXI]H|H[IVX]|1[VX])[IVX]{0,2})\s*(?:[.\-–)]|/(?!\d))\s*(?=\S)"),
    ),
    # `A.`, `B -`
    (Level.LETTER, re.compile(rf"(?P<label>[A-HĐ])\s*(?:[.\-–)]\s+|{_STROKE}\s*)(?=\S)")),
    # `2.1.`, `1.2.3`, `1.1-`
    (
        Level.DOTTED,
        re.compile(rf"(?P<label>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})\s*(?:[.)\-–]|{_STROKE})?\s*(?![\d/%])(?=[^\W\d_]|[“\"(])"),
    ),
    # `1.`, `12-`, the scan's `5, Nâng cao`; not a date (`1/3`) nor a thousand (`1.000`)
    (Level.NUMBER, re.compile(rf"(?P<label>\d{{1,2}})\s*(?:[.\-–](?!\d)\s*(?=\S)|,\s+(?=[A-ZĐÀ-Ỹ])|{_STROKE}\s*)")),
    # `. Để …`: the scan lost the number
    (Level.NUMBER, re.compile(r"(?P<label>)(?:-\s+)?\.\s+(?=[A-ZĐÀ-Ỹ])")),
    # `1)`, `(2)`
    (Level.BRACKET, re.compile(r"\(?(?P<label>\d{1,2})\)\s*(?=\S)")),
    # `Thứ nhất,`, `Hai là:`: numbers in words
    (Level.BRACKET, re.compile(rf"(?:[Tt]hứ (?:{_ORDINALS})|(?:{_COUNTED}) là)(?P<label>)\s*[,:]\s+(?=\S)")),
    # `Nhiệm vụ 1:`, `Bước 2.`
    (
        Level.BRACKET,
        re.compile(r"(?:Nhiệm vụ|Giải pháp|Hoạt động|Nội dung|Bước|Đợt)(?: số)? (?P<label>\d{1,2}|[IVX]{1,4})\s*[.:]\s*(?=\S)"),
    ),
    # `a.1)`, `b1.`, `a.2 Rà soát`
    (Level.SUBPOINT, re.compile(rf"\(?(?P<label>[a-zđ]\.?\d{{1,2}})(?:\s*(?:[.):]|{_STROKE})\s*|\s+(?=[A-ZĐ]))(?=\S)")),
    # `(ii)`, `iv)`
    (Level.SUBPOINT, re.compile(r"\(?(?P<label>ii|iii|iv|vi|vii|viii|ix)\)\s*(?=\S)")),
    # `a)`, `đ.`; point letters run a b c d đ e g h
    (Level.POINT, re.compile(rf"\(?(?P<label>[a-zđ])\s*(?:\)|\.(?=\s)|{_STROKE})\s*(?=\S)")),
    # `+`, Word's `o`
    (Level.PLUS, re.compile(r"(?:[+*]|o\s(?=\s*[A-ZĐÀ-Ỹ]))(?P<label>)\s*(?=\S)")),
    # `-`, `–`, `•`, arrows and Word's symbols, and what OCR makes of a dash
    (Level.DASH, re.compile(r"(?:[-–—−•▪◦·●○➢✓§→⇒➔➤►▶▸‣■□◆♦❖✦\uf020-\uf0ff]|[_~]+(?=\s))(?P<label>)\s*(?:[-–]\s+)?(?=\S)")),
)


# what a scan makes of dust before the first word
_SPECKS = re.compile(r"(?:(?:[;:.,ˆ^_`'‘’|~°¬«»]{1,3}\s*){1,2}|[zwjfìíị]\s+(?=[A-ZĐÀ-Ỹ]))(?=[\w\-–+(])")
# what a scan makes of the strokes of a Roman number: `lI`, `HI`, `1V`
_ROMAN_SLIPS = str.maketrans({"l": "I", "1": "I", "H": "II"})


def marked_item(passage: Passage) -> Item:
    """A line as an item: the level of the mark at its start, its label, and its words without the mark."""
    for level, pattern in _MARKS:
        match = pattern.match(passage.text)
        if match and _is_mark(level, match, passage.text):
            words = passage.part(match.end())
            label = match["label"].translate(_ROMAN_SLIPS) if level is Level.ROMAN else match["label"]
            return Item(level, label, words, passage, capitals=_is_capitals(words.text))
    return Item(Level.TEXT, "", passage, passage, capitals=_is_capitals(passage.text))


def marked_item_of_scan(passage: Passage) -> Item:
    """As `marked_item`, behind the specks that a scan has at the start of a line (`. đ) Thực hiện …`, `;.ˆ Thời gian: …`)."""
    item = marked_item(passage)
    if item.level in (Level.DASH, Level.PLUS) and (specks := _SPECKS.match(item.passage.text)):
        return replace(item, passage=item.passage.part(specks.end()))
    specks = _SPECKS.match(passage.text) if item.level is Level.TEXT or not item.label else None
    if specks is None:
        return item
    behind = marked_item(passage.part(specks.end()))
    return item if item.level is Level.NUMBER and not behind.label else behind


def _is_mark(level: Level, match: re.Match[str], text: str) -> bool:
    rest = text[match.end() :]
    if level is Level.ROMAN:
        return match["label"] != "l" and (match[0].rstrip() != match["label"]) and not rest[:1].islower()
    if level is Level.NUMBER and not match["label"] and rest[:1].islower():
        return False
    if level is Level.NUMBER:  # `10 - 15 hợp tác xã` is an amount
        return not (("-" in match[0] or "–" in match[0]) and rest[:1].isdigit())
    if level is Level.PLUS and match[0][0] == "o":
        return rest[:1].isupper()
    if level is Level.DASH:  # `--- ` is a rule, `-5 độ` an amount
        return not rest[:1].isdigit() or match[0].endswith(" ")
    return bool(rest) or level <= Level.ARTICLE


def _is_capitals(text: str) -> bool:
    said = text.partition("(")[0]
    if 5 * sum(map(said.count, _COMMON)) > len(said) + 1:
        return False  # told by counting a few letters, which is much quicker than to ask every letter
    letters = sum(map(str.isalpha, said))
    return letters > 3 and sum(map(str.isupper, filter(str.isalpha, said))) > 0.8 * letters


def put_right(lines: Sequence[Item]) -> list[Item]:
    """Misread marks put right: `1.` in capitals before `II.` is `I.`, a lost number follows the last one, a second `đ)` stands for `d)`."""
    found = list(lines)
    _mend_misread_ones(found)
    _tell_small_romans(found)
    _lower_misread_romans(found)
    _number_the_lost(found)
    _raise_stars(found)
    _raise_misread_first(found)
    _raise_doubled_first(found)
    _mend_repeated_romans(found)
    return found


def _raise_stars(lines: list[Item]) -> None:
    """`* Đợt 1` before dashes heads them: all stars of a numbered item whose first one stands before its dashes, right above one."""
    marked = [i for i, line in enumerate(lines) if line.level is not Level.TEXT and line.table is None]
    heads: bool | None = None
    dashes = False
    for place, i in enumerate(marked):
        line = lines[i]
        if line.is_numbered:
            heads, dashes = None, False
        elif line.level is Level.DASH:
            dashes = True
        elif line.marked is not None and line.marked.text.startswith("*"):
            if heads is None:
                heads = not dashes and place + 1 < len(marked) and lines[marked[place + 1]].level is Level.DASH
            if heads:
                lines[i] = replace(line, level=Level.SUBPOINT)


def _mend_misread_ones(lines: list[Item]) -> None:
    """`l. Sở Y tế`, with no `k)` before it and a `2.` behind it, is a misread `1.`."""
    marked = [i for i, line in enumerate(lines) if line.is_numbered]
    for place, i in enumerate(marked):
        if lines[i].level is Level.POINT and lines[i].label == "l" and not (place and lines[marked[place - 1]].label == "k"):
            numbers = (lines[j] for j in marked[place + 1 :] if lines[j].level is Level.NUMBER or lines[j].level < Level.TITLE)
            following = next(numbers, None)
            if following is not None and following.level is Level.NUMBER and following.label == "2":
                lines[i] = replace(lines[i], level=Level.NUMBER, label="1")


def _tell_small_romans(lines: list[Item]) -> None:
    """`i)` before `ii)` is a small Roman number, no letter; so is `v)` behind `iv)`."""
    points = [i for i, line in enumerate(lines) if line.level in (Level.POINT, Level.SUBPOINT) and line.label]
    for i, after in pairwise(points):
        if lines[i].level is Level.POINT and (lines[i].label, lines[after].label) == ("i", "ii"):
            lines[i] = replace(lines[i], level=Level.SUBPOINT)
        if lines[after].level is Level.POINT and (lines[i].label, lines[after].label) in (("iv", "v"), ("ix", "x")):
            lines[after] = replace(lines[after], level=Level.SUBPOINT)


def _raise_misread_first(lines: list[Item]) -> None:
    """`1.` before `II.`, in capitals or with no `2.` behind it, is `I.`."""
    romans = [i for i, line in enumerate(lines) if line.level is Level.ROMAN]
    if not romans or lines[romans[0]].label != "II":
        return
    numbers = [i for i in range(romans[0]) if lines[i].level is Level.NUMBER]
    for i in numbers:
        alone = len(numbers) == 1 and not lines[i].passage.text.endswith((".", ";"))
        if lines[i].label == "1" and (lines[i].capitals or alone):
            lines[i] = replace(lines[i], level=Level.ROMAN, label="I")
            break


def _raise_doubled_first(lines: list[Item]) -> None:
    """`1. ĐỐI VỚI CHỦ ĐẦU TƯ` in capitals right before another `1.` is `I.`, where Roman numbers follow."""
    marked = [i for i, line in enumerate(lines) if line.is_numbered]
    romans = [i for i in marked if lines[i].level is Level.ROMAN]
    for i, after in pairwise(marked):
        if romans and i < romans[0] and lines[i].capitals and (lines[i].level, lines[i].label) == (Level.NUMBER, "1"):
            if (lines[after].level, lines[after].label) == (Level.NUMBER, "1"):
                lines[i] = replace(lines[i], level=Level.ROMAN, label="I")
            break


def _mend_repeated_romans(lines: list[Item]) -> None:
    """`II.` behind another `II.` and before `IV.` is `III.`."""
    romans = [i for i, line in enumerate(lines) if line.level is Level.ROMAN and line.label in _ROMANS]
    for first, second, third in zip(romans, romans[1:], romans[2:], strict=False):
        value = _ROMANS.index(lines[first].label)
        if lines[second].label == lines[first].label and lines[third].label == "".join(_ROMANS[value + 2 : value + 3]):
            lines[second] = replace(lines[second], label=_ROMANS[value + 1])


def _lower_misread_romans(lines: list[Item]) -> None:
    """`I.` that no capitals and a `2.` follow, below another Roman number, is a misread `1.`."""
    marked = [(i, line) for i, line in enumerate(lines) if line.level in (Level.ROMAN, Level.NUMBER)]
    seen = False
    for (i, line), (_, after) in pairwise(marked):
        bracket = line.marked is not None and line.marked.text.startswith("I)")
        lonely = line.level is Level.ROMAN and line.label == "I" and not line.capitals and not bracket
        if seen and lonely and (after.level, after.label) == (Level.NUMBER, "2"):
            lines[i] = replace(line, level=Level.NUMBER, label="1")
        seen = seen or line.level is Level.ROMAN


def _number_the_lost(lines: list[Item]) -> None:
    number = point = 0
    points = "abcdđeghiklmnopq"
    for i, line in enumerate(lines):
        if line.level is Level.NUMBER:
            number = int(line.label) if line.label else number + 1
            point = 0
            lines[i] = replace(line, label=str(number))
        elif line.level is Level.POINT or (line.level is Level.ROMAN and line.label == "I" and point and points[point : point + 1] == "l"):
            expected = points[point] if point < len(points) else ""
            if line.level is Level.ROMAN:  # `I)` behind `k)`
                lines[i] = line = replace(line, level=Level.POINT, label="l")
            leap = point and expected and points.find(line.label) - point >= _LONGEST_LEAP
            if {line.label, expected} == {"d", "đ"} or leap:  # `m)` behind `a)` is a misread `b)`
                lines[i] = replace(line, label=expected)
            point = points.find(lines[i].label) + 1
        elif line.level < Level.NUMBER:
            number = point = 0
