"""Several documents in one file: a decision with its plan attached is one directive, two letters are two, and a person is asked.

A further document shows by a national title (quốc hiệu, NĐ 30/2020 Phụ lục I mục II.1) with a number of its own near it. What is
attached (`Kèm theo Quyết định số …`) and forms to fill in (their number is blank) belong to the directive before them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from directives.drafts import Draft
from directives.model import (
    Block,
    Cell,
    DirectiveHead,
    Evidence,
    FurtherDocument,
    Paragraph,
    ParsedDirective,
    SourceText,
    Span,
    Table,
    Target,
    TaskCandidate,
)
from directives.vietnamese import bare_same_length

# `CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM`, `ĐẢNG CỘNG SẢN VIỆT NAM`, accents lost in a scan
_TITLE = re.compile(r"cong hoa xa hoi chu nghia viet nam|dang cong san viet nam")
# `Số: 15/UBND-VX`, `Số 12-CV/TU`: a number that was filled in
_NUMBER = re.compile(r"\bso(?P<colon> ?:)?\s*(?P<number>\d{1,5} ?[/-] ?[a-z][a-z0-9&/\-]{1,30})")
# `(Kèm theo Quyết định số …)`, `Mẫu số 01`: it belongs to the directive before it
_ATTACHED = re.compile(r"kem theo|ban hanh theo|\bmau so\b|\bbieu mau\b")
# `Ban hành kèm theo Quyết định này Kế hoạch …`: a plan follows, which belongs to it whatever its letterhead says
_ATTACHES = re.compile(r"kem theo (?:quyet dinh|cong van|chi thi|thong bao|nghi quyet|to trinh|van ban) nay")
# `16/KH-UBND`, `12-CTr/TU`: kinds that a decision brings with it
_ATTACHABLE = re.compile(r"[/-](?:kh|ctr|qc|pa|da|hd|bc)[/-]")
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
    text = bare_same_length(source.text)
    # in capitals: a sentence that names the state has small letters
    places = [m.start() for m in _TITLE.finditer(text) if source.text[m.start() : m.end()].isupper()]
    seen = {found[0] for place in places[:1] if (found := _number_near(source.text, text, place))}
    brings = [m.span() for m in _ATTACHES.finditer(text)] if seen and len(places) > 1 else []
    further: list[int] = []
    begun = 0
    for place in places[1:]:
        number, at = _number_near(source.text, text, place) or ("", place)
        if not number or number in seen or not seen or len(further) == _MOST:
            continue
        nearest = bisect_left(brings, (begun, 0))
        brought = _ATTACHABLE.search(number) and nearest < len(brings) and brings[nearest][1] <= place
        if not brought and not _ATTACHED.search(text, max(0, place - _BEFORE), place + _BEHIND):
            seen.add(number)
            begun = _letterhead_start(source, min(place, at))
            further.append(begun)
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


def _number_near(text: str, bared: str, place: int) -> tuple[str, int] | None:
    """The number of the letterhead around a national title, the nearest one, and its place."""
    found = [m for m in _NUMBER.finditer(bared, max(0, place - _BEFORE), place + _BEHIND) if m["colon"] or _begins_line(text, m.start())]
    nearest = min(found, key=lambda m: abs(m.start() - place), default=None)
    return (nearest["number"].replace(" ", ""), nearest.start()) if nearest else None


def _begins_line(text: str, place: int) -> bool:
    """Whether no word stands before on the line: `Chỉ thị số 12-CT/TW` is cited."""
    before = text[max(0, place - 20) : place].rpartition("\n")
    return bool(before[1] or place <= 20) and not any(c.isalnum() for c in before[2])


_HEAD = tuple(name for name in FurtherDocument.model_fields if name != "start")


def parts_at(source: SourceText, places: Sequence[int]) -> list[SourceText]:
    """The text cut before each place: texts of their own, which keep the pages of the file."""
    if not places:
        return [source]
    return [part_of(source, Span(start, end)) for start, end in pairwise([0, *places, len(source.text)])]


def part_of(source: SourceText, part: Span) -> SourceText:
    """A stretch of the text as a text of its own, from a block's first character on; its spans count from there."""
    first, last = (bisect_left(source.blocks, place, key=lambda block: block.span.start) for place in part)
    blocks = tuple(_moved(block, -part.start) for block in source.blocks[first:last])
    end = blocks[-1].span.end if blocks else part.end - part.start
    warnings = tuple(warning for warning in source.warnings if not asks(warning))
    weak = tuple(
        word.model_copy(update={"span": _shifted(word.span, -part.start)})
        for word in source.weak_words
        if part.start <= word.span.start < part.end
    )
    text = source.text[part.start : part.end][:end]
    return source.model_copy(update={"text": text, "blocks": blocks, "warnings": warnings, "weak_words": weak})


def _moved(block: Block, by: int) -> Block:
    if isinstance(block, Paragraph):
        return block.model_copy(update={"span": _shifted(block.span, by)})
    rows = tuple(row.model_copy(update={"cells": tuple(_moved_cell(cell, by) for cell in row.cells)}) for row in block.rows)
    return Table(span=_shifted(block.span, by), rows=rows, columns=block.columns)


def _moved_cell(cell: Cell, by: int) -> Cell:
    return cell.model_copy(update={"span": _shifted(cell.span, by)})


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def joined(source: SourceText, places: Sequence[int], parts: Sequence[ParsedDirective]) -> ParsedDirective:
    """What was read in each part as one directive, the first: its head, the work of all, and what a person is asked."""
    if not places:
        return parts[0]
    starts = [0, *places]
    return ParsedDirective(
        directive=_with_citations(parts, starts),
        tasks=tuple(_moved_task(task, by) for part, by in zip(parts, starts, strict=True) for task in part.tasks),
        targets=tuple(_moved_target(target, by) for part, by in zip(parts, starts, strict=True) for target in part.targets),
        source=_asked_about(source, len(starts)),
        unused=tuple(_shifted(span, by) for part, by in zip(parts, starts, strict=True) for span in part.unused),
        further=tuple(_further(part.directive, start) for part, start in zip(parts[1:], places, strict=True)),
    )


def _with_citations(parts: Sequence[ParsedDirective], starts: Sequence[int]) -> DirectiveHead:
    """The head of the first document, with what all of them cite beside themselves, each once."""
    numbers = {part.directive.number for part in parts}
    cited = (
        reference.model_copy(update={"span": _shifted(reference.span, by)})
        for part, by in zip(parts, starts, strict=True)
        for reference in part.directive.references
    )
    found = {reference.number: reference for reference in reversed([one for one in cited if one.number not in numbers])}
    return parts[0].directive.model_copy(update={"references": tuple(sorted(found.values(), key=lambda one: one.span))})


def _further(head: DirectiveHead, start: int) -> FurtherDocument:
    return FurtherDocument(start=start, **{name: getattr(head, name) for name in _HEAD})


def _moved_task(task: TaskCandidate, by: int) -> TaskCandidate:
    found = task.evidence
    spans = {name: tuple(_shifted(span, by) for span in getattr(found, name)) for name in ("lead", "coordinate", "report_to", "deadlines")}
    return task.model_copy(update={"evidence": Evidence(text=_shifted(found.text, by), **spans)})


def _moved_target(target: Target, by: int) -> Target:
    return target.model_copy(update={"span": _shifted(target.span, by)})


def asks(warning: str) -> bool:
    """Whether a warning of a text is the one about further documents, which is answered on the review page."""
    return warning.startswith(_ASKED)


def _asked_about(source: SourceText, count: int) -> SourceText:
    """The text with a warning that asks a person."""
    warning = f"Tệp có vẻ chứa {count} văn bản: hãy chọn tách ra hay giữ là một văn bản; các việc sau văn bản thứ nhất cần xem kỹ."
    return source.model_copy(update={"warnings": (*source.warnings, warning)})


def doubt_all(drafts: Sequence[Draft]) -> None:
    """Doubt each unit: it stands in a further document."""
    for draft in drafts:
        draft.elsewhere = _DOUBT
