"""The outline of a directive: Phần/Chương/Mục/Điều/I/1/a/-/+ as a tree, with page breaks and footnotes mended.

Levels are those of NĐ 30/2020 Phụ lục I mục II.5 and what offices write beside them (`1.1.`, `1)`, `I-`, `*`, `•`).
Numbers are hints, not keys: repeated, missing and misread ones keep their place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

from .model import Paragraph, SourceText, Span, Table
from .passages import Passage
from .wording import wording


class Level(IntEnum):
    """Kinds of marks, outermost first."""

    ROOT = 0
    PART = 1  # Phần thứ nhất
    CHAPTER = 2  # Chương I
    SECTION = 3  # Mục 1
    ARTICLE = 4  # Điều 1.
    LETTER = 5  # A.
    ROMAN = 6  # I.
    NUMBER = 7  # 1.
    DOTTED = 8  # 1.1.
    BRACKET = 9  # (1) or 1)
    POINT = 10  # a)
    INTRO = 11  # a line without a mark that ends in a colon: `Đến năm 2030:`
    DASH = 12  # -
    PLUS = 13  # +
    TEXT = 14  # no mark

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
    bold: bool = False
    page: int | None = None  # of its first word
    last_page: int | None = None  # of its last word

    @property
    def is_numbered(self) -> bool:
        """Whether it has a number or a letter, so that unmarked paragraphs below belong to it."""
        return Level.ROOT < self.level <= Level.POINT

    def walk(self) -> Iterable[Item]:
        """Itself and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


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
    # `IV.`, `II-`, `I)`, with the OCR's `lI.`
    (Level.ROMAN, re.compile(r"(?P<label>[IVXl]{1,6})\s*[.\-–)/]\s*(?=\S)")),
    # `A.`, `B -`
    (Level.LETTER, re.compile(r"(?P<label>[A-HĐ])\s*[.\-–)]\s+(?=\S)")),
    # `2.1.`, `1.2.3`
    (Level.DOTTED, re.compile(r"(?P<label>\d{1,2}(?:\.\d{1,2}){1,3})\s*[.)]?\s*(?![\d/%])(?=[^\W\d_]|[“\"(])")),
    # `1.`, `12-`, the scan's `5, Nâng cao`; not a date (`1/3`) nor a thousand (`1.000`)
    (Level.NUMBER, re.compile(r"(?P<label>\d{1,2})\s*(?:[.\-–](?!\d)\s*(?=\S)|,\s+(?=[A-ZĐÀ-Ỹ]))")),
    # `. Để …`: the scan lost the number
    (Level.NUMBER, re.compile(r"(?P<label>)(?:-\s+)?\.\s+(?=[A-ZĐÀ-Ỹ])")),
    # `1)`, `(2)`
    (Level.BRACKET, re.compile(r"\(?(?P<label>\d{1,2})\)\s*(?=\S)")),
    # `a)`, `đ.`; point letters run a b c d đ e g h
    (Level.POINT, re.compile(r"\(?(?P<label>[a-zđ])\s*(?:\)|\.(?=\s))\s*(?=\S)")),
    # `+`
    (Level.PLUS, re.compile(r"[+*](?P<label>)\s*(?=\S)")),
    # `-`, `–`, `•` and what OCR makes of a dash
    (Level.DASH, re.compile(r"(?:[-–—−•▪◦·●○➢✓§]|[_~]+(?=\s))(?P<label>)\s*(?:[-–]\s+)?(?=\S)")),
)
# a mark whose text stands on the next line
_BARE_MARK = re.compile(r"(?:[-–—+•*]|\d{1,2}[.)]|[a-zđ]\))")
# only a page number, a rule or dots
_NOISE = re.compile(r"[\s\d_\-–—.*|=~]*")
# the number of a page that was read as part of the line: `4 trang, nước rửa tay`
_PAGE_NUMBER = re.compile(r"\d{1,3}\s+(?=[^\W\d_])")
# the end of a sentence, an item or a heading
_CLOSED = re.compile(r"[.;:!?…][”\"')]*\s*$|/\.*\s*$")
# ends in a word or sign after which a line cannot end (`và`, `của`, `,`)
_OPEN_END = re.compile(r"(?:[,\-–(]|\b(?:và|của|với|các|cho|về|theo|tại|trong|từ|đến|là|do|để|hoặc|thuộc|những))\s*$", re.IGNORECASE)
# `Ủy ban nhân dân tỉnh yêu cầu …`, `Văn phòng … thông báo để …` as a closing paragraph
_ISSUER_SPEAKS = re.compile(
    r"(?:[^,;.:]{3,60}?\s)??(?:ủy ban nhân dân|ubnd|văn phòng|tổng cục|cục|sở|bộ|ban|thủ tướng|chủ tịch|chính phủ|trung tâm)\b[^,;.:]{0,80}?"
    r"\s(?:yêu cầu|đề nghị|thông báo|giao|trân trọng|mong)\b"
)
# `Phụ lục`, `PHỤ LỤC II`, `DANH MỤC nhiệm vụ`
_APPENDIX = re.compile(
    r"(?P<kind>PHỤ\s+LỤC|Phụ\s+lục|DANH\s+MỤC)(?:\s+(?:(?:số|SỐ)\s+)?(?P<label>[IVX]{1,5}|\d{1,2}))?\s*[.:]?\s*(?=$|[A-ZĐ(])"
)
# `(Ban hành kèm theo Quyết định số …)`: what follows is a document of its own
_ATTACHED = re.compile(r"\(?\s*(?:Ban hành )?kèm theo\b", re.IGNORECASE)


# appendices without a number of their own
_BARE_APPENDIX = ("Phụ lục", "Danh mục")


def read_outline(source: SourceText, parts: Sequence[Span]) -> list[Item]:
    """One tree of items for each part of the document (body, then appendices).

    Takes the stretches to read; paragraphs and tables outside them are left out. An appendix `Phụ lục II` gives its label to all
    paths below it; a plan that stands behind a decision starts its paths anew.
    """
    return [_tree(_mended(source, part)) for part in parts]


def _mended(source: SourceText, part: Span) -> list[Item]:
    """The lines of a part, each with its mark taken off, joined where a page break or a footnote cut them."""
    lines: list[Item] = []
    for block in source.blocks:
        if block.span.end <= part.start or block.span.start >= part.end:
            continue
        if isinstance(block, Table):
            lines.append(Item(Level.TEXT, "", Passage.of(source.text, [block.span]), table=block))
        elif not block.footnote:
            _add_line(lines, source, block, part)
    return lines


def _add_line(lines: list[Item], source: SourceText, block: Paragraph, part: Span) -> None:
    span = Span(max(block.span.start, part.start), min(block.span.end, part.end))
    passage = Passage.of(source.text, [span])
    if not passage.text or _NOISE.fullmatch(passage.text):
        return
    line = marked_item(passage)
    line.bold, line.page, line.last_page = block.bold, block.page, block.page
    previous = lines[-1] if lines else None
    if previous is not None and previous.table is None and _continues(previous, line):
        lines[-1] = _joined(previous, line)
    else:
        lines.append(line)


def marked_item(passage: Passage) -> Item:
    """A line as an item: the level of the mark at its start, its label, and its words without the mark."""
    for level, pattern in _MARKS:
        match = pattern.match(passage.text)
        if match and _is_mark(level, match, passage.text):
            words = passage.part(match.end())
            label = match["label"].replace("l", "I") if level is Level.ROMAN else match["label"]
            return Item(level, label, words, passage, capitals=_is_capitals(words.text))
    return Item(Level.TEXT, "", passage, passage, capitals=_is_capitals(passage.text))


def _is_mark(level: Level, match: re.Match[str], text: str) -> bool:
    rest = text[match.end() :]
    if level is Level.ROMAN:
        return match["label"] != "l" and (match[0].rstrip() != match["label"]) and not rest[:1].islower()
    if level is Level.NUMBER:  # `10 - 15 hợp tác xã` is an amount
        return not (("-" in match[0] or "–" in match[0]) and rest[:1].isdigit())
    if level is Level.DASH:  # `--- ` is a rule, `-5 độ` an amount
        return not rest[:1].isdigit() or match[0].endswith(" ")
    return bool(rest) or level <= Level.ARTICLE


def _is_capitals(text: str) -> bool:
    letters = [c for c in text.split("(")[0] if c.isalpha()]
    return len(letters) > 3 and sum(c.isupper() for c in letters) > 0.8 * len(letters)


def _continues(previous: Item, line: Item) -> bool:
    """Whether the line is the rest of the one before it, cut by a page break or a wrapped line."""
    if line.level is not Level.TEXT:
        return False
    if _BARE_MARK.fullmatch(previous.passage.text) or _lacks_title(previous, line):
        return True
    first = line.passage.text[:1]
    if _cut_by_page(previous, line):
        return True
    if _CLOSED.search(previous.passage.text):
        return False
    if first.islower() or first in ",;)":
        return True
    return bool(_OPEN_END.search(previous.passage.text)) and not previous.capitals and not line.capitals


def _cut_by_page(previous: Item, line: Item) -> bool:
    """A long sentence without an end at the foot of a page goes on at the head of the next, with a capital letter too."""
    turned = line.page is not None and previous.last_page is not None and line.page > previous.last_page
    text = previous.passage.text
    return turned and len(text) > 60 and not _CLOSED.search(text) and not previous.capitals and not line.capitals


def _lacks_title(previous: Item, line: Item) -> bool:
    """`Phần I`, its title on the next line."""
    return Level.ROOT < previous.level < Level.ARTICLE and not previous.passage.text and line.capitals


def _joined(previous: Item, line: Item) -> Item:
    page_number = _PAGE_NUMBER.match(line.passage.text) if _cut_by_page(previous, line) else None
    if page_number:
        line = replace(line, passage=line.passage.part(page_number.end()))
    marked = (previous.marked or previous.passage).followed_by(line.passage)
    if _BARE_MARK.fullmatch(previous.passage.text):
        return marked_item(marked)
    words = previous.passage.followed_by(line.passage) if previous.passage.text else line.passage
    return replace(previous, passage=words, marked=marked, last_page=line.last_page)


def _tree(lines: Sequence[Item]) -> Item:
    """The lines hung below each other by their marks."""
    lines = _promoted(lines)
    closing = _closing_from(lines)
    root = Item(Level.ROOT, "", Passage("", ()))
    stack = [root]
    for place, line in enumerate(lines):
        if place >= closing:
            stack = [root]
        appendix = _appendix_heading(line, root.path)
        if appendix:
            kind = " ".join(appendix["kind"].split()).capitalize()
            root.path = f"{kind} {appendix['label']}" if appendix["label"] else kind
            stack = [root]
            continue
        if line.level is Level.TEXT and line.table is None and line.passage.text.endswith(":"):
            line.level = Level.INTRO
        stack = _parents(stack, line)
        _hang(stack, line)
    return root


def _appendix_heading(line: Item, path: str) -> re.Match[str] | None:
    """The heading of an appendix; a `DANH MỤC` below `PHỤ LỤC 1` is its title."""
    if line.level is not Level.TEXT or line.table is not None or len(line.passage.text) > (300 if line.capitals else 90):
        return None
    match = _APPENDIX.match(line.passage.text)
    return None if match and path and "MỤC" in match["kind"] else match


def _closing_from(lines: Sequence[Item]) -> int:
    """Where the closing paragraphs begin: unmarked, behind the last mark, opened by a formula (`Trên đây là`, `Giao Sở A theo dõi`)."""
    marked = [i for i, line in enumerate(lines) if line.level is not Level.TEXT]
    last = marked[-1] if marked else -1
    for place in range(last + 1, len(lines)):
        line = lines[place]
        if line.table is not None or last < 0 or (place == last + 1 and not _CLOSED.search(lines[last].passage.text.rstrip(" :"))):
            continue
        if wording()["closing.openers"].end_at(line.passage, 0) is not None or _ISSUER_SPEAKS.match(line.passage.folded):
            return place
    return len(lines)


def _parents(stack: list[Item], line: Item) -> list[Item]:
    """The items under which a line stands, root first."""
    if line.level in (Level.TEXT, Level.INTRO):
        return [i for i in stack if i.level < Level.INTRO]
    levels = [i.level for i in stack]
    if line.level in levels:
        return stack[: levels.index(line.level)]
    rank = line.level
    if rank is Level.LETTER and Level.ROMAN in levels:  # `A.` below `I.`
        return stack[: levels.index(Level.ROMAN) + 1]
    if rank is Level.ROMAN and Level.ARTICLE in levels:  # a plan behind the articles starts anew
        return stack[:1]
    return [i for i in stack if i.level < rank]


def _hang(stack: list[Item], line: Item) -> None:
    parent = stack[-1]
    line.path = _path(stack, line)
    parent.children.append(line)
    if line.level is not Level.TEXT:
        stack.append(line)


def _path(stack: list[Item], line: Item) -> str:
    parent = stack[-1]
    if not line.label:
        return parent.path
    if line.level is Level.ARTICLE:
        return f"Điều {line.label}"
    if line.level in (Level.PART, Level.CHAPTER, Level.SECTION):
        return below(parent.path, f"{line.level.name_in_path} {line.label}")
    if line.level is Level.DOTTED:  # `2.1` repeats the number above it
        above = next((i for i in reversed(stack) if i.level < Level.NUMBER), stack[0])
        return below(above.path, line.label)
    return below(parent.path, line.label)


def below(path: str, label: str) -> str:
    """The path of a label below another path: `IV.1`, `Phụ lục II` below an appendix without a number."""
    if not path or not label:
        return path or label
    return f"{path} {label}" if path in _BARE_APPENDIX and label[0] in "IVX" else f"{path}.{label}"


def _promoted(lines: Sequence[Item]) -> list[Item]:
    """Misread marks put right: `1.` in capitals before `II.` is `I.`, a lost number follows the last one, a second `đ)` stands for `d)`."""
    found = list(lines)
    _lower_misread_romans(found)
    _number_the_lost(found)
    romans = [i for i, line in enumerate(found) if line.level is Level.ROMAN]
    if romans and found[romans[0]].label == "II":
        for i in range(romans[0]):
            if found[i].level is Level.NUMBER and found[i].label == "1" and found[i].capitals:
                found[i] = replace(found[i], level=Level.ROMAN, label="I")
                break
    return found


def _lower_misread_romans(lines: list[Item]) -> None:
    """`I.` that no capitals and a `2.` follow, below another Roman number, is a misread `1.`."""
    marked = [(i, line) for i, line in enumerate(lines) if line.level in (Level.ROMAN, Level.NUMBER)]
    seen = False
    for (i, line), (_, after) in zip(marked, marked[1:], strict=False):
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
            if {line.label, expected} == {"d", "đ"}:
                lines[i] = replace(line, label=expected)
            point = points.find(lines[i].label) + 1
        elif line.level < Level.NUMBER:
            number = point = 0
