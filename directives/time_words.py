"""The small pieces of time phrases: patterns of numbers, dates, months, quarters, and the calendar arithmetic behind them.

All patterns are for text that `readable` has prepared: lower case, no accents, one character for each of the original.
Gaps between words are bounded (`_`), so that every pattern takes linear time.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Literal, NamedTuple

from directives.vietnamese import fold_same_length, without_accents

Place = Literal["unit", "cell", "before_cell", "month_cell", "label", "title"]

# --- text that the patterns read -----------------------------------------------------------------------------------

#: Syllables that lose their meaning with their accents, and the spellings (OCR slips included) in which they speak of time
TIME_SPELLINGS: dict[str, frozenset[str]] = {
    "nam": frozenset({"năm", "nãm", "nám", "nằm", "nam", "nâm", "nảm"}),
    "hang": frozenset({"hằng", "hàng", "hăng", "hẳng", "hang", "hâng"}),
    "quy": frozenset({"quý", "qúy", "quỷ", "quí"}),
    "qui": frozenset({"quí", "qúi"}),
    "moi": frozenset({"mỗi", "môi"}),
    "thang": frozenset({"tháng", "thang", "thảng", "thàng", "thắng", "thấng"}),
    "tuan": frozenset({"tuần", "tuân", "tuẩn"}),
    "trong": frozenset({"trong"}),
    "dau": frozenset({"đầu", "đâu", "đẩu"}),
    "tet": frozenset({"tết"}),
}
#: The syllable before `hàng` that makes it another word: `ngân hàng`, `khách hàng`, `nhà hàng`, `bán hàng`, `đơn hàng` …
OTHER_HANG = frozenset(
    [
        "ngân",
        "khách",
        "nhà",
        "bán",
        "cửa",
        "đơn",
        "mặt",
        "xếp",
        "giao",
        "mua",
        "đặt",
        "chuyển",
        "lô",
        "gian",
        "quầy",
        "ngành",
        "loạt",
        "đứng",
        "kho",
        "tiền",
        "tín",
    ]
)
#: The syllable before `nam` that makes it a name: Việt Nam, Hà Nam, Quảng Nam, miền Nam
OTHER_NAM = frozenset(["việt", "hà", "quảng", "miền", "phía", "đông", "tây", "hướng", "nước", "vn"])
#: Numbers in words before a unit of time: `sáu tháng`, `hai năm một lần`
#: (each with what must not stand before it behind it: a search then skips quickly to their first letters)
NUMBER_WORDS = re.compile(
    r"(?:hai(?<!\w...)|ba(?<!\w..)|bốn(?<!\w...)|sáu(?<!\w...)|chín(?<!\w....)|mười(?<!\w....))(?= (?:tháng|tuần|quý|năm|ngày)(?!\w))"
)
NUMBERS = {"hai": "2", "ba": "3", "bốn": "4", "sáu": "6", "chín": "9", "mười": "10"}
#: `Quy II/2024`: the quarter without its tone, told by the figure behind it (`quy định`, `quy mô` have none)
QUY_OF_SCANS = frozenset({"quy", "quỳ", "quỵ"})
QUARTER_BEHIND = re.compile(r" ?(?:[ivl1]{1,3}|[1-4])(?!\w)")
LETTER = re.compile(r"[^\W\d_]")
#: These syllables, perhaps at the end of another one, which the letter before tells
TIME_SYLLABLE = re.compile(rf"(?:{'|'.join(TIME_SPELLINGS)})(?![^\W\d_])")


def readable(text: str) -> str:
    """The text as the time patterns read it, character for character: without accents, false friends struck out.

    `Ngân hàng năm 2022` keeps no `hàng`, `nhiệm vụ trọng tâm` no `trong`, so that what is left can be matched
    however OCR set the tone marks.
    """
    folded = NUMBER_WORDS.sub(lambda m: NUMBERS[m[0]].ljust(len(m[0])), fold_same_length(text))
    plain = without_accents(folded)
    pieces: list[str] = []
    place = 0
    for syllable in TIME_SYLLABLE.finditer(plain):
        start, end = syllable.span()
        if not (start and LETTER.match(folded, start - 1)) and _is_false_friend(folded, start, end, syllable[0]):
            pieces += [plain[place:start], "~" * (end - start)]
            place = end
    return "".join([*pieces, plain[place:]]) if pieces else plain


def _is_false_friend(text: str, start: int, end: int, plain: str) -> bool:
    folded = text[start:end]
    if folded not in TIME_SPELLINGS[plain]:
        return not (plain == "quy" and folded in QUY_OF_SCANS and QUARTER_BEHIND.match(text, end))
    others = OTHER_HANG if plain == "hang" and folded != "hằng" else OTHER_NAM if folded == "nam" else ()
    return bool(others) and _syllable_before(text, start) in others


def _syllable_before(folded: str, place: int) -> str:
    """The syllable before a place, `` for the first."""
    while place > 0 and not LETTER.match(folded, place - 1):
        place -= 1
    end = place
    while place > 0 and LETTER.match(folded, place - 1):
        place -= 1
    return folded[place:end]


# --- pieces of patterns --------------------------------------------------------------------------------------------

#: A gap between two words, perhaps none
_ = r"\s{0,3}"
#: A number of one or two figures, some of which OCR may have read as letters: 15, 05, l5, 1S, O5, 3O
N = r"(?:\d[\dolsi]?|[oli]\d)"
#: A year: 2023, 2O22
Y = r"(?:[12][09o][\do]{2})(?!\d)"
#: What stands between the parts of a date
DOT = rf"{_}[/.\-–—]{_}"
#: A dash or a word of a span: 3-5, tháng 3 đến tháng 5
TO = rf"{_}(?:[-–—]{{1,2}}|den(?: het)?|toi){_}"
#: Nothing that would make the figures part of a longer number, a percentage or an abbreviation
ALONE = r"(?![\w%]|[.,/\-]\d| ?%)"
BEFORE = r"(?<![\w/.,\-])"
#: 15/6/2023, 05.12.2023, 10-11-2023
DMY = rf"{N}{DOT}{N}{DOT}{Y}"
#: 15 tháng 6 năm 2023, 15 tháng 6, 15 tháng 6/2023
DAY_IN_WORDS = rf"{N}{_}thang{_}{N}(?:{_},?{_}nam{_}{Y}|{_}/{_}{Y})?"
#: 15/6
DM = rf"{N}{_}/{_}{N}"
#: 15/6/23, a year of two figures
SHORT_DMY = rf"{N}{_}/{_}{N}{_}/{_}\d\d(?!\d)"
#: 15/6 or 15 tháng 6, both without a year
DAY_OF_YEAR = rf"(?:{DM}|{N}{_}thang{_}{N})(?!{_}[/\-]{_}\d|{_},?{_}nam{_}[12])"
DATE = rf"(?:{DMY}|{SHORT_DMY}|{DAY_IN_WORDS}|{DM}){ALONE}"
#: /2023, -2023, năm 2023, của năm 2023
OF_YEAR = rf"(?:{_}[/.\-–]{_}{Y}|{_},?{_}(?:cua )?nam{_}{Y})"
#: /23 behind a month
SHORT_OF_YEAR = rf"{_}/{_}\d\d(?![\d/])"
#: Between the months or days of a list: `,`, `và`, `+`, `&`, a dash
LISTED = rf"(?:{TO}|{_}(?:va|[,+&]){_})"
#: tháng 6/2023, tháng 02 và tháng 3 năm 2023, T6-T9/2023, tháng 3-5/2023, tháng 4, 5, 6/2023, tháng 4+5, T8/23
MONTHS = (
    rf"(?:thang{_}|\bth?\.?){N}(?:{OF_YEAR}|{SHORT_OF_YEAR})?"
    rf"(?:(?:{LISTED}{N}(?!\w)){{0,5}}{LISTED}(?:thang{_}|t\.?)?{N}{OF_YEAR}|{LISTED}(?:thang{_}|t\.?){N}|(?:{TO}|{_}[+&]{_}){N})?{ALONE}"
)
#: A quarter's number: III, 3, and what OCR makes of it: lII, 1V, [V
Q = r"(?:[ivl1\[]{1,3}|[1-4])"
#: One of these is in every text with a quarter
QUARTERS_SAID = "quy|qui|q.|q |qi|ql|qv|q[|q1|q2|q3|q4"
QUARTER_WORD = rf"(?:\bqu[yi]{_}|\bq\.?{_})"
#: quý III/2023
ONE_QUARTER = rf"{QUARTER_WORD}{Q}(?!\w){OF_YEAR}?{ALONE}"
#: quý III/2023, quý II - III/2023, Quý I và Quý II năm 2020, Q.III, QIII
QUARTER = rf"{QUARTER_WORD}{Q}(?!\w)(?:(?:{TO}|{_}va{_}|{_},{_}){QUARTER_WORD}?{Q}(?!\w))?{OF_YEAR}?{ALONE}"
#: năm 2023, năm 2023 - 2025
YEARS = rf"nam{_}{Y}(?:{TO}(?:nam{_})?{Y})?"
#: 6 tháng đầu năm 2023, 9 tháng đầu năm
HALF = rf"(?:0?[369]|s[a]u){_}thang{_}(?:dau|cuoi){_}nam(?:{_}{Y})?"
#: hằng, hàng, mỗi
EVERY = r"(?:hang|moi)"
#: units of a rhythm
UNITS = r"(?:ngay|tuan|thang|quy|qui|nam)"
#: 16 giờ 00, 17h00', 8h30, 14:00
CLOCK = rf"(?P<clock>{N}{_}(?:gio|h|g|:){_}(?:{N})?['’′]?(?:{_}phut)?)"

#: thứ Hai, thứ 5, Chủ nhật
WEEKDAY = r"(?<!\w)(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat)(?!\w)"
#: One of these is in every text with a day of the week
WEEKDAYS_SAID = "thu hai|thu ba|thu tu|thu nam|thu sau|thu bay|thu 2|thu 3|thu 4|thu 5|thu 6|thu 7|chu nhat"
#: sáng, chiều before a day of the week
PART_OF_DAY = r"(?:sang|trua|chieu|toi)"

# --- what the figures say ------------------------------------------------------------------------------------------

FIGURES = str.maketrans("olsi", "0151")
ROMAN_FIGURES = str.maketrans("l1[", "iii")
ROMAN_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def number(figures: str) -> int:
    """The number that one or two figures say, OCR letters read as figures (`l5` is 15)."""
    return int(figures.translate(FIGURES))


class Stated(NamedTuple):
    """A point of time as it is written; what is not said is None."""

    day: int | None = None
    month: int | None = None
    year: int | None = None


#: 2023; the 23 of 15/6/23, T6/23
YEAR_IN = re.compile(rf"(?<!\d){Y}|(?:(?<![\d/]){N}{_}/{_}|thang{_}|\bth?\.?){N}{_}/{_}(?P<short>\d\d)(?![\d/])")
MONTH_AND_YEAR = re.compile(rf"(?<![\d/]){N}(?={_}[/.\-–]{_}{Y})|(?:thang{_}|\bth?\.?|{LISTED})(?P<m>{N})(?!\d)")
DATE_PARTS = re.compile(
    rf"(?P<d>{N})(?:{DOT}|{_}thang{_})(?P<m>{N})(?!\d)(?:(?:{DOT}|{_},?{_}nam{_})(?P<y>{Y})|{_}/{_}(?P<short>\d\d)(?!\d))?"
)


def last_year(text: str) -> int | None:
    """The last year that a phrase names, None when it names none."""
    years = [2000 + int(m["short"]) if m["short"] else int(m[0].translate(FIGURES)) for m in YEAR_IN.finditer(text)]
    return years[-1] if years else None


def stated_date(text: str) -> Stated | None:
    """The last day that a phrase names in figures or in words (`15/6/2023`, `15 tháng 6`)."""
    parts = list(DATE_PARTS.finditer(text))
    if not parts:
        return None
    last = parts[-1]
    year = int(last["y"].translate(FIGURES)) if last["y"] else 2000 + int(last["short"]) if last["short"] else None
    return Stated(number(last["d"]), number(last["m"]), year)


def last_month(text: str) -> int | None:
    """The last month that a phrase names (`Tháng 3-5/2023` → 5, `T6-T9/2023` → 9, `10/2024` → 10)."""
    months = [number(re.sub(r"[^\dolsi]", "", m["m"] or m[0])) for m in MONTH_AND_YEAR.finditer(text)]
    months = [m for m in months if 1 <= m <= 12]
    return months[-1] if months else None


def last_quarter(text: str) -> int | None:
    """The last quarter that a phrase names (`quý II - III/2023` → 3, `quý lII` → 3)."""
    without_year = YEAR_IN.sub(" ", text)
    found = [
        ROMAN_QUARTERS.get(m[0] if m[0] in ROMAN_QUARTERS else m[0].translate(ROMAN_FIGURES))
        for m in re.finditer(r"(?:(?<![a-z])|(?<=q))(?:[ivl1\[]{1,3}|[1-4])(?!\w)", without_year)
    ]
    quarters = [q for q in found if q]
    return quarters[-1] if quarters else None


# --- calendar ------------------------------------------------------------------------------------------------------


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def add_months(day: date, months: int) -> date:
    """The same day so many months later, the last of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def week_end(day: date, weeks: int = 0) -> date:
    """The Sunday of the week so many weeks after that of the day."""
    return day + timedelta(days=6 - day.weekday() + 7 * weeks)


def possible_date(year: int, month: int, day: int) -> date | None:
    """The day, None where the calendar has none (31/02)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def clock_time(text: str) -> str | None:
    """`16:00` of `16 giờ 00`, `17h00’`, `8h30`, `15 giờ`; None when there is no such hour."""
    found = re.match(rf"({N}){_}(?:gio|h|g|:){_}({N})?", text)
    if not found:
        return None
    hour, minute = number(found[1]), number(found[2]) if found[2] else 0
    return f"{hour:02}:{minute:02}" if hour < 25 and minute < 60 else None
