"""Several documents in one file: a decision with its plan attached is one directive, two letters are two, and a person is asked.

A further document shows by a national title (quốc hiệu, NĐ 30/2020 Phụ lục I mục II.1) with a number of its own near it. What is
attached (`Kèm theo Quyết định số …`) and forms to fill in (their number is blank) belong to the directive before them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from directives.drafts import Draft
from directives.header import read_head
from directives.model import Block, Cell, FurtherDocument, Paragraph, SourceText, Span, Table
from directives.vietnamese import bare_same_length

# `CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM`, `ĐẢNG CỘNG SẢN VIỆT NAM`, accents lost in a scan
_TITLE = re.compile(r"cong hoa xa hoi chu nghia viet nam|dang cong san viet nam")
# `Số: 15/UBND-VX`, `Số 12-CV/TU`: a number that was filled in
_NUMBER = re.compile(r"\bso\s*:?\s*(?P<number>\d{1,5} ?[/-] ?[a-z][a-z0-9&/\-]{1,30})")
# `(Kèm theo Quyết định số …)`, `Mẫu số 01`: it belongs to the directive before it
_ATTACHED = re.compile(r"kem theo|ban hanh theo|\bmau so\b|\bbieu mau\b")
# how far before and behind the national title the number and the note stand, in characters
_BEFORE, _BEHIND = 160, 700
# so many further documents are asked about: a file with more of them is no file that an office sends
_MOST = 50
# lines of a letterhead above its national title: `ỦY BAN NHÂN DÂN`, `TỈNH SƠN HÀ`, a stroke below them
_LETTERHEAD_LINES = 5
_LINE_LENGTH = 90
_STROKES = frozenset("-–—_=*~. ")
# how the warning about them begins
_ASKED = "Tệp có vẻ chứa "
_DOUBT = "Việc này nằm trong một văn bản khác của cùng tệp: xem lại số, ngày và cơ quan ban hành."


def further_documents(source: SourceText) -> list[int]:
    """Where further documents begin in the text, in order; none where the file holds one directive with what is attached to it."""
    text = bare_same_length(source.text.lower())
    places = [m.start() for m in _TITLE.finditer(text)]
    seen = {found[0] for place in places[:1] if (found := _number_near(text, place))}
    further: list[int] = []
    for place in places[1:]:
        number, at = _number_near(text, place) or ("", place)
        attached = _ATTACHED.search(text, max(0, place - _BEFORE), place + _BEHIND)
        if seen and number and number not in seen and not attached and len(further) < _MOST:
            seen.add(number)
            further.append(_letterhead_start(source, min(place, at)))
    return [place for place in dict.fromkeys(further) if place > 0]


def _letterhead_start(source: SourceText, place: int) -> int:
    """Where the letterhead around a place begins: its block, with the issuer's lines above it on the same page."""
    index = bisect_right(source.blocks, place, key=lambda block: block.span.start) - 1
    if index < 0:
        return place
    first = index
    while index > 0 and first - index < _LETTERHEAD_LINES and _is_letterhead_line(source, source.blocks[index], source.blocks[index - 1]):
        index -= 1
    return source.blocks[index].span.start


def _is_letterhead_line(source: SourceText, block: Block, above: Block) -> bool:
    """Whether the block above is a line of capitals or a stroke: the name of the signer before it is neither."""
    if not isinstance(above, Paragraph) or (isinstance(block, Paragraph) and block.page != above.page):
        return False
    words = source.text[above.span.start : above.span.end].strip()
    return len(words) <= _LINE_LENGTH and (words.isupper() or (bool(words) and set(words) <= _STROKES))


def _number_near(text: str, place: int) -> tuple[str, int] | None:
    """The number of the letterhead around a national title, the nearest one, and its place."""
    found = list(_NUMBER.finditer(text, max(0, place - _BEFORE), place + _BEHIND))
    nearest = min(found, key=lambda m: abs(m.start() - place), default=None)
    return (nearest["number"].replace(" ", ""), nearest.start()) if nearest else None


def heads_of(source: SourceText, places: Sequence[int]) -> tuple[FurtherDocument, ...]:
    """What the letterhead of each further document says, for the person who is asked about it."""
    found = []
    for start, end in pairwise([*places, len(source.text)]):
        head = read_head(part_of(source, Span(start, end))).head
        found.append(FurtherDocument(start=start, **{name: getattr(head, name) for name in _HEAD}))
    return tuple(found)


_HEAD = tuple(name for name in FurtherDocument.model_fields if name != "start")


def parts_at(source: SourceText, places: Sequence[int]) -> list[SourceText]:
    """The text cut before each place: texts of their own, which keep the pages of the file."""
    return [part_of(source, Span(start, end)) for start, end in pairwise([0, *places, len(source.text)])]


def part_of(source: SourceText, part: Span) -> SourceText:
    """A stretch of the text as a text of its own, from a block's first character on; its spans count from there."""
    blocks = tuple(_moved(block, -part.start) for block in source.blocks if part.start <= block.span.start < part.end)
    end = max((block.span.end for block in source.blocks if part.start <= block.span.start < part.end), default=part.end)
    warnings = tuple(warning for warning in source.warnings if not warning.startswith(_ASKED))
    return source.model_copy(update={"text": source.text[part.start : end], "blocks": blocks, "warnings": warnings})


def _moved(block: Block, by: int) -> Block:
    if isinstance(block, Paragraph):
        return block.model_copy(update={"span": _shifted(block.span, by)})
    rows = tuple(row.model_copy(update={"cells": tuple(_moved_cell(cell, by) for cell in row.cells)}) for row in block.rows)
    return Table(span=_shifted(block.span, by), rows=rows, columns=block.columns)


def _moved_cell(cell: Cell, by: int) -> Cell:
    return cell.model_copy(update={"span": _shifted(cell.span, by)})


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def asked_about(source: SourceText, places: Sequence[int]) -> SourceText:
    """The text with a warning that asks a person when it holds further documents."""
    if not places:
        return source
    count = len(places) + 1
    warning = f"Tệp có vẻ chứa {count} văn bản: hãy chọn tách ra hay giữ là một văn bản; các việc sau văn bản thứ nhất cần xem kỹ."
    return source.model_copy(update={"warnings": (*source.warnings, warning)})


def doubt_others(drafts: Sequence[Draft], places: Sequence[int]) -> None:
    """Doubt each unit that stands in a further document."""
    for draft in drafts:
        if places and draft.text.span().start >= places[0]:
            draft.elsewhere = _DOUBT
