"""The lines of a text, each with its mark taken off, joined where a page break, a footnote or the width of the page cut them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from directives.marks import Item, Level, marked_item, marked_item_of_scan
from directives.model import Block, Paragraph, SourceText, Span, Table
from directives.passages import Passage
from directives.wording import wording

# a mark whose text stands on the next line
_BARE_MARK = re.compile(r"(?:[-–—+•*]|\d{1,2}[./)]|[a-zđ][/)])")
# only a page number, a rule or dots
_NOISE = re.compile(r"[\s\d_\-–—.*|=~]*")
# the number of a page that was read as part of the line: `4 trang, nước rửa tay`
_PAGE_NUMBER = re.compile(r"\d{1,3}\s+(?=[^\W\d_])")
# what a number follows: `ít nhất`, `khoảng`, `tháng`
_AMOUNT_NEXT = re.compile(
    r"\b(?:ít nhất|tối thiểu|tối đa|khoảng|trên|dưới|hơn|có|là|gồm|từ|đến|mỗi|đạt|với|tháng|ngày|năm|quý|số|điều|khoản|mục|và|còn)\s*$"
)
#: The end of a sentence, an item or a heading
CLOSED = re.compile(r"[.;:!?…][”\"')]*\s*$|/\.*\s*$")
# ends in a word or sign after which a line cannot end (`và`, `của`, `,`)
_OPEN_END = re.compile(
    r"(?:[,\-–(]|\b(?:và|của|với|các|cho|về|theo|tại|trong|từ|đến|là|do|để|hoặc|(?<!trực )thuộc|những))\s*$", re.IGNORECASE
)
# ends in a kind of body whose name the next line has: `…, Phòng` / `Thương mại và Công nghiệp`
_NAME_NEXT = re.compile(
    r"(?:[,;(]|\b(?:và|với|của|giao|đề nghị))\s(?:Sở|Bộ|Phòng|Ban|Cục|Vụ|Hội|Viện|Đài|Trung tâm|Chi cục|Tổng cục|Công ty|Liên minh"
    r"|Liên đoàn|Hiệp hội|Ngân hàng)\s*$"
)
#: `Phụ lục`, `PHỤ LỤC II`, `DANH MỤC nhiệm vụ`
APPENDIX = re.compile(
    r"(?P<kind>PHỤ\s+LỤC|Phụ\s+lục|DANH\s+MỤC)(?:\s+(?:(?:số|SỐ)\s+)?(?P<label>[IVX]{1,5}|\d{1,2}))?\s*[.:]?\s*(?=$|[A-ZĐ(])"
)
# words that a dash joins, cut before it: `giai đoạn 2016` / `- 2025`, `kinh tế` / `- xã hội`
_PAIRS = (
    (re.compile(r"\b(?:19|20)\d\d$"), re.compile(r"(?:19|20)\d\d\b")),
    (re.compile(r"\b(?:kinh tế|văn hóa|chính trị|thương binh)$"), re.compile(r"(?:và )?xã hội\b")),
    (re.compile(r"\bthể dục$"), re.compile(r"thể thao\b")),
    (re.compile(r"\bphát thanh$"), re.compile(r"truyền hình\b")),
    (re.compile(r"\bkế hoạch$"), re.compile(r"tài chính\b")),
    (re.compile(r"\btài chính$"), re.compile(r"kế hoạch\b")),
)
#: A line that wraps is no shorter
LONG_LINE = 60
# words that a number follows: `thời gian: Quý` before a Roman one, `quy định tại Điều` before an Arabic one; not `danh mục`
_BEFORE_NUMBER = r"(?:\b(?:tại|theo|trong|vào|từ|đến|và|của|thuộc|nêu|trước|gian|hạn)|[:,(])\s*"
_ROMAN_NEXT = re.compile(rf"{_BEFORE_NUMBER}(?:quý|mục|chương|phần|phụ lục)\s*$")
# the rest of a time that a line break cut: `Quý` / `III/2026`
_REST_OF_TIME = re.compile(r"(?:[IVX]{1,4}|\d{1,2})\s*/\s*(?:\d{1,2}\s*/\s*)?(?:19|20)\d\d\b")
_TIME_NEXT = re.compile(r"\b(?:quý|tháng|ngày)\s*$")
_ARABIC_NEXT = re.compile(rf"{_BEFORE_NUMBER}(?:điều|khoản|mục|phụ lục)\s*$")
# no sentence is cut more often; joining further would take ever longer
_MOST_PIECES, _LONGEST = 60, 10_000


def mended_lines(source: SourceText, part: Span, blocks: Sequence[Block]) -> list[Item]:
    """The lines of a part, each with its mark taken off, joined where a page break or a footnote cut them."""
    lines: list[Item] = []
    for block in blocks:
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
    line = marked_item_of_scan(passage) if source.ocr else marked_item(passage)
    line.page = line.last_page = block.page
    previous = lines[-1] if lines else None
    if previous is not None and previous.table is None and _continues(previous, line):
        lines[-1] = _joined(previous, line)
    else:
        lines.append(line)


def _continues(previous: Item, line: Item) -> bool:
    """Whether the line is the rest of the one before it, cut by a page break or a wrapped line."""
    if len(previous.passage.pieces) >= _MOST_PIECES or len(previous.passage.text) > _LONGEST:
        return False
    if _wrapped_at_dash(previous, line) or _wants_number(previous, line):
        return True
    if line.level is not Level.TEXT:
        return False
    if _BARE_MARK.fullmatch(previous.passage.text) or _lacks_title(previous, line):
        return True
    first = line.passage.text[:1]
    if previous.capitals and line.capitals and previous.is_numbered and not CLOSED.search(previous.passage.text):
        return True  # `II. TỔ CHỨC` / `THỰC HIỆN`
    if _cut_by_page(previous, line) or _behind_page_number(previous, line):
        return True
    if CLOSED.search(previous.passage.text) or APPENDIX.fullmatch(previous.passage.text):
        return False
    if first.islower() or first in ",;)" or (first == "(" and len(previous.passage.text) > LONG_LINE and not previous.capitals):
        return True
    if _NAME_NEXT.search(previous.passage.text) and not (previous.capitals or line.capitals):
        return True
    return bool(_OPEN_END.search(previous.passage.text)) and not previous.capitals and not line.capitals


def _wrapped_at_dash(previous: Item, line: Item) -> bool:
    """`… các lĩnh vực chính trị, văn hóa` / `- xã hội, quốc phòng …`: the dash joins words of a wrapped line, it opens no item."""
    text = previous.passage.text
    if line.level is Level.DASH and any(end.search(previous.passage.folded) and start.match(line.passage.folded) for end, start in _PAIRS):
        return True
    if line.level is not Level.DASH or not line.passage.text[:1].islower() or previous.capitals or len(text) <= LONG_LINE:
        return False
    listed = previous.level is Level.DASH and text[:1].islower()  # items that begin with small letters
    return not listed and not CLOSED.search(text) and wording()["task_verbs"].end_at(line.passage, 0) is None


def _wants_number(previous: Item, line: Item) -> bool:
    """`… thời gian: Quý` / `III/2022.`, `… quy định tại Điều` / `5. Quy chế …`: the number belongs to the word before it."""
    if line.level is Level.TEXT:
        return _REST_OF_TIME.match(line.passage.text) is not None and _TIME_NEXT.search(previous.passage.folded) is not None
    if previous.capitals or line.level not in (Level.ROMAN, Level.NUMBER, Level.DOTTED):
        return False
    wanted = _ROMAN_NEXT if line.level is Level.ROMAN else _ARABIC_NEXT
    return wanted.search(previous.passage.folded) is not None


def _cut_by_page(previous: Item, line: Item) -> bool:
    """A long sentence without an end at the foot of a page goes on at the head of the next, with a capital letter too."""
    turned = line.page is not None and previous.last_page is not None and line.page > previous.last_page
    text = previous.passage.text
    return turned and len(text) > 60 and not CLOSED.search(text) and not previous.capitals and not line.capitals


def _behind_page_number(previous: Item, line: Item) -> bool:
    """`… bến khách ngang` / `2 sông không phép`: the number of the page between the halves of a sentence; not `ít nhất` / `2 cán bộ`."""
    text = previous.passage.text
    number = _PAGE_NUMBER.match(line.passage.text)
    goes_on = number is not None and line.passage.text[number.end()].islower()
    return goes_on and len(text) > 40 and not CLOSED.search(text) and not _AMOUNT_NEXT.search(previous.passage.folded)


def _lacks_title(previous: Item, line: Item) -> bool:
    """`Phần I`, its title on the next line."""
    return Level.ROOT < previous.level < Level.ARTICLE and not previous.passage.text and line.capitals


def _joined(previous: Item, line: Item) -> Item:
    cut = _cut_by_page(previous, line) or _behind_page_number(previous, line)
    page_number = _PAGE_NUMBER.match(line.passage.text) if cut else None
    if page_number:
        line = replace(line, passage=line.passage.part(page_number.end()))
    if line.level is not Level.TEXT and line.marked is not None:
        line = replace(line, passage=line.marked)  # its mark is a part of the sentence
    marked = (previous.marked or previous.passage).followed_by(line.passage)
    if _BARE_MARK.fullmatch(previous.passage.text):
        return marked_item(marked)
    words = previous.passage.followed_by(line.passage) if previous.passage.text else line.passage
    return replace(previous, passage=words, marked=marked, last_page=line.last_page)
