"""Measurable targets (mục tiêu, chỉ tiêu) with the horizon that their text or their heading states."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

from directives.marks import Item
from directives.model import Target
from directives.passages import Passage
from directives.time_words import month_end

# `đến năm 2030`, `năm 2025`, `giai đoạn 2021 - 2025`, `đến hết năm 2026`: the last year counts
_HORIZON = re.compile(
    r"(?:đến(?:\s+hết|\s+cuối)?\s+(?:năm\s+)?|trong\s+năm\s+|năm\s+|giai đoạn\s+(?:20\d\d\s*[-–]\s*)?)(20\d\d)(?!\s*[-–/]\s*\d)"
)
# `trước ngày 30/6/2026`, `đến hết ngày 31 tháng 12 năm 2026`: a day
_DAY = re.compile(r"(?:trước|đến|hết)\s+(?:hết\s+)?(?:ngày\s+)?(\d{1,2})(?:\s?/\s?|\s+tháng\s+)(\d{1,2})(?:\s?/\s?|\s+năm\s+)(20\d\d)")
# `trong tháng 5/2026`, `đến hết tháng 6 năm 2026`: the end of a month
_MONTH = re.compile(r"(?:trong|đến|hết|vào)\s+(?:hết\s+|cuối\s+)?tháng\s+(\d{1,2})(?:\s?/\s?|\s+năm\s+)(20\d\d)")
# `đến nay mới đạt 38%`: where the work stands, no target
_SO_FAR = re.compile(r"\b(?:đến nay|mới đạt|đã đạt|ước đạt|tính đến|chỉ đạt)\b")
# `số liệu năm 2020`, `so với cuối năm 2022`: a base, no horizon
_BASE = re.compile(r"(?:so với(?: cuối| cùng kỳ)?|từ(?: đầu| cuối)?|(?<!pháp )luật[^,.;]{0,40}|số liệu)\s+(?:năm\s+)?$")
# a figure, or words that measure
_MEASURE = re.compile(r"\d|(?<!\w)(?:một nửa|gấp đôi|gấp ba|phấn đấu|toàn bộ|100%|tất cả các xã)(?!\w)")
# years, numbers of documents and of phases measure nothing
_YEARS = re.compile(r"(?:năm|giai đoạn|khóa|số)\s+[\d\-–/ ]+|20\d\d|\bthứ \d+|\d\.\d(?!\d)(?=[ ,.;])|\b\d+g\b")
# `bảo đảm 100% xã …`, `Bảo đảm Chỉ số … tăng ít nhất 5 bậc`: from the verb on
_SECURED = re.compile(
    r"\b(?:bảo đảm|đảm bảo)\s(?:trên |ít nhất |tối thiểu |từ )?"
    r"(?:\d[\d.,]*\s?%|[^;.,]{3,80}\b(?:tăng|giảm|đạt) (?:ít nhất|tối thiểu|trên) \d)[^;]*;?"
)
# `tỷ lệ … đạt trên 90%`, `tiến độ 100% các đề án`: the whole clause
_REACHED = re.compile(r"(?:\bđạt (?:trên |từ |ít nhất |tối thiểu )?|\btiến độ )\d[\d.,]*\s?%")
# what the outline left of a mark: `1.1. 100% hồ sơ`, `2- 100% xã`
_MARK = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}(?:[./)]|\s?-)\s+(?=\S)")
# `… đạt trên 90%, báo cáo UBND tỉnh trước ngày 20/12`: work behind the figure
_GOES_ON = re.compile(r",\s+(?:và\s+)?(?:tổng hợp,? )?(?:báo cáo|trình|gửi|nộp|hoàn thành trước|xong trước)\b")
# `phấn đấu …`, `Chỉ tiêu: …` up to the end of its clause
_AIM = re.compile(r"(?:\bphấn đấu\b|^\s*(?:chỉ tiêu|mục tiêu)\b)[^;]*;?")


def horizon(passage: Passage) -> date | None:
    """The day, or the last day of the first year, that a text aims at, None when it states none."""
    if day := _DAY.search(passage.folded):
        with suppress(ValueError):
            return date(int(day[3]), int(day[2]), int(day[1]))
    if (month := _MONTH.search(passage.folded)) and 1 <= int(month[1]) <= 12:
        return month_end(int(month[2]), int(month[1]))
    for match in _HORIZON.finditer(passage.folded):
        if not _BASE.search(passage.folded[: match.start()][-60:]):
            return date(int(match[1]), 12, 31)
    return None


def targets_below(item: Item, by: date | None) -> list[Target]:
    """The items of a list of targets, each as one target; a line that ends in a colon gives its horizon to what follows."""
    by = horizon(item.passage) or by
    if item.children:
        found: list[Target] = []
        for child in item.children:
            found.extend(targets_below(child, by))
        return [_target(item.passage, by), *found] if _says_figure(item) else found
    if item.table is not None or item.passage.text.endswith(":") or not is_measurable(item.passage):
        return []
    return [_target(item.passage, by)]


def is_measurable(passage: Passage) -> bool:
    """Whether a target says what can be measured: a figure beside years, a half, a doubling, `phấn đấu`."""
    return _MEASURE.search(_YEARS.sub("", passage.folded)) is not None


def target_inside(passage: Passage) -> Target | None:
    """The target that a task states (`…; phấn đấu đến năm 2030 có ít nhất 20 xã;`), None when it states none."""
    for start, end in passage.sentences():
        if _SO_FAR.search(passage.folded, start, end):
            continue
        aim = _AIM.search(passage.folded, start, end)
        if aim and re.search(r"\d", _YEARS.sub("", aim[0])):
            return _stated(passage, *aim.span())
        if secured := _SECURED.search(passage.folded, start, end):
            return _stated(passage, *secured.span())
        if reached := _REACHED.search(passage.folded, start, end):
            return _stated(passage, *_clause(passage, reached.start(), start, end))
    return None


def _stated(passage: Passage, start: int, end: int) -> Target:
    """The target of a clause, up to where the clause goes on to what is to be done with the result, which has a deadline of its own."""
    figure = re.compile(r"\d").search(passage.text, start, end)
    goes_on = _GOES_ON.search(passage.folded, figure.end() if figure else start, end)
    clause = passage.part(start, goes_on.start() + 1 if goes_on else end)
    return _target(clause, horizon(clause))


def _clause(passage: Passage, place: int, start: int, end: int) -> tuple[int, int]:
    """The clause between semicolons of the sentence `[start, end)` in which a place lies."""
    begins = passage.text.rfind(";", start, place) + 1 or start
    ends = passage.text.find(";", place, end)
    return begins + (passage.text[begins : begins + 1] == " "), end if ends < 0 else ends + 1


def _says_figure(item: Item) -> bool:
    return item.passage.text.rstrip().endswith((".", ";")) and len(item.passage.text) > 60 and is_measurable(item.passage)


def _target(passage: Passage, by: date | None) -> Target:
    if mark := _MARK.match(passage.text):
        passage = passage.part(mark.end())
    return Target(text=passage.text, by=by, span=passage.span())
