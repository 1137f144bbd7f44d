"""RULES: the table of time phrases, each with its name, its pattern and what it says.

Order is meaning: an earlier rule takes its stretch of text, a later one sees only what is left. A rule that says nothing
(`[]`) takes its stretch too: so cited documents, the past, horizons and rates are kept from being read as deadlines.
Sources: the forms in `tests/tables/deadlines_examples.csv`; RFC 5545 section 3.3.10 for rules of repetition.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from directives.model import DeadlineKind
from directives.time_words import (
    ALONE,
    BEFORE,
    CLOCK,
    DATE,
    DAY_OF_YEAR,
    DM,
    DMY,
    EVERY,
    HALF,
    MONTHS,
    OF_YEAR,
    QUARTER,
    TO,
    YEARS,
    N,
    Place,
    Q,
    Y,
    _,
    add_months,
    clock_time,
    last_month,
    last_quarter,
    last_year,
    month_end,
    number,
    possible_date,
    stated_date,
    week_end,
)


class Anchor(NamedTuple):
    """What a phrase is read against."""

    issued_on: date | None
    plan_year: int | None
    place: Place
    text: str  # as `readable` gives it
    words: str  # the same stretch as it stands


class Reading(NamedTuple):
    """What one phrase says; `span` is a part of the rule's match, None for all of it."""

    kind: DeadlineKind
    due: date | None = None
    rrule: str | None = None
    time: str | None = None
    doubt: str | None = None
    span: tuple[int, int] | None = None


Meaning = Callable[[re.Match[str], Anchor], "list[Reading] | None"]


class Rule(NamedTuple):
    """One kind of phrase. A meaning of None: it is not this phrase after all; []: it is, and no deadline."""

    name: str
    pattern: re.Pattern[str]
    meaning: Meaning
    places: frozenset[str]


UNIT = frozenset({"unit", "cell", "before_cell", "label"})
CELL = frozenset({"cell", "before_cell", "label"})
PROSE = frozenset({"unit"})
ANYWHERE = UNIT | {"title"}

NO_YEAR = "Không rõ năm: văn bản chưa có ngày ban hành"
PAST = "Thời hạn sớm hơn ngày ban hành văn bản"
NEXT_YEAR = "Không ghi năm; ngày này đã qua khi ban hành nên hiểu là năm sau"
IMPOSSIBLE = "Ngày ghi trong văn bản không có trong lịch"

# --- reading points of time ----------------------------------------------------------------------------------------


def dated(due: date | None, at: Anchor, *, time: str | None = None, doubt: str | None = None) -> Reading:
    """A fixed last day, with a doubt when it lies before the issue."""
    if due and at.issued_on and due < at.issued_on:
        doubt = doubt or PAST
    return Reading(DeadlineKind.DATE, due=due, time=time, doubt=doubt)


def in_stated_year(at: Anchor, year: int | None, end_of: Callable[[int], date | None]) -> tuple[date | None, str | None]:
    """The last day in the year said, else in the plan's year, else in the year of the issue or, once passed, the next."""
    if year:
        due = end_of(year)
        return due, None if due else IMPOSSIBLE
    if at.plan_year:
        return end_of(at.plan_year), None
    if at.issued_on is None:
        return None, NO_YEAR
    due = end_of(at.issued_on.year)
    if due and due >= at.issued_on:
        return due, None
    return end_of(at.issued_on.year + 1), NEXT_YEAR


def day_before(end_of: Callable[[int], date | None], first_of: Callable[[int], date]) -> Callable[[int], date | None]:
    """`trước tháng 9`: the day before that month begins."""
    return lambda year: first_of(year) - timedelta(days=1)


def says(pattern: str, text: str) -> bool:
    return re.search(pattern, text) is not None


def left_of(m: re.Match[str], at: Anchor, length: int = 40) -> str:
    """The words before a match, in the same sentence."""
    return re.split(r"[.;\n]", at.text[max(0, m.start() - length) : m.start()])[-1]


def right_of(m: re.Match[str], at: Anchor, length: int = 60) -> str:
    """The words behind a match, in the same sentence."""
    return re.split(r"[.;\n] ", at.text[m.end() : m.end() + length])[0]


def hour_in(m: re.Match[str]) -> str | None:
    found = m.groupdict().get("clock")
    return clock_time(found) if found else None


# --- meanings: fixed dates -----------------------------------------------------------------------------------------

#: Words behind which a time is a bound of the work
BOUND_WORDS = (
    r"(?:hoan thanh|ket thuc|xong|cham nh[a]t|muon nhat|khong qua|truoc|den|het|trong|vao|la|han cuoi(?: cung)?|han chot"
    r"|thoi han(?: \w{2,5} \w{2,5})?|thoi gian(?: \w{2,5} \w{2,5})?|tien do|lo trinh|han|tu nay|du kien|ca)"
)
#: One bound word or several: `hoàn thành xong trước`, `chậm nhất là`, `thời hạn:`, `từ nay đến hết`
BOUND = rf"(?P<bound>(?:(?<!\w){BOUND_WORDS}(?:{_}[,:])?{_}(?<!\w(?=\w)))+)"
#: Bounds that cannot be said of the past or of a measure
HARD = r"truoc|cham nh|muon nhat|khong qua|han |han:|thoi han|hoan thanh|xong|ket thuc|tu nay|thoi gian"


def bounded_date(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trước ngày 15/6/2023`, `xong trước 31/12/2023`, `chậm nhất là 17 giờ ngày 20/02`, `đến hết ngày 30/9`."""
    stated = stated_date(m["date"])
    if stated is None or not stated.month or not stated.day:
        return None
    bound, month, day = m["bound"], stated.month, stated.day
    bare_fraction = not m["day"] and not stated.year and "/" in m["date"]
    if (bare_fraction and not says(r"truoc|nhat|han", bound)) or not 1 <= month <= 12 or not 1 <= day <= 31:
        return None  # `hoàn thành 8/11 tiêu chí`
    if says(r"^den\b", bound) and says(r"tinh $|ke tu|\bda\b", left_of(m, at)):
        return []
    due, doubt = in_stated_year(at, stated.year, lambda year: possible_date(year, month, day))
    if due and at.issued_on and due < at.issued_on and not says(HARD, bound):
        return []
    return [dated(due, at, time=hour_in(m), doubt=doubt)]


def cell_date(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`05/01/2024`, `30/9`, `01/3 - 15/3/2023` in a column of times."""
    stated = stated_date(m["date"])
    if stated is None or not stated.month or not stated.day or not 1 <= stated.month <= 12:
        return None
    month, day = stated.month, stated.day
    due, doubt = in_stated_year(at, stated.year, lambda year: possible_date(year, month, day))
    return [dated(due, at, time=hour_in(m), doubt=doubt)] if due or doubt else None


def month_span(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trong tháng 6/2023`, `đến hết tháng 11`, `từ tháng 3 đến tháng 5/2023`, `trước tháng 12/2023` (the day before it)."""
    month = last_month(m["month"])
    if month is None:
        return None
    bound = m.groupdict().get("bound") or ""
    if says(r"truoc", bound) and not says(r"trong|het", bound):
        due, doubt = in_stated_year(at, last_year(m[0]), lambda year: date(year, month, 1) - timedelta(days=1))
    else:
        due, doubt = in_stated_year(at, last_year(m[0]), lambda year: month_end(year, month))
    return [] if is_past_work(m, at, due) else [dated(due, at, doubt=doubt)]


def stated_month(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`Tháng 3-5/2023: …` at the head of a unit, where no bound is needed but the year."""
    return month_span(m, at) if last_year(m[0]) else None


def quarter_span(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trong quý III/2023`, `Quý II-III`, `trước quý IV/2023` (the day before it)."""
    quarter = last_quarter(m["quarter"])
    if quarter is None:
        return None
    bound, year = m.groupdict().get("bound") or "", last_year(m[0])
    if (
        at.place == "unit"
        and not bound
        and (not year or says(r"(?:ket qua|so voi|cung ky|bao cao|tu|tinh hinh|so lieu)\s*$", left_of(m, at)))
    ):
        return []
    if says(r"truoc", bound):
        due, doubt = in_stated_year(at, year, lambda y: date(y, quarter * 3 - 2, 1) - timedelta(days=1))
    else:
        due, doubt = in_stated_year(at, year, lambda y: month_end(y, quarter * 3))
    return [] if is_past_work(m, at, due) else [dated(due, at, doubt=doubt)]


def half_year(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trong 6 tháng đầu năm 2023`, `9 tháng đầu năm`, `6 tháng cuối năm 2023`; not the report that bears this name."""
    bound, year = m.groupdict().get("bound") or "", last_year(m[0])
    named = says(r"(?:bao cao|ket qua|tinh hinh|cong tac|so ket|thuc hien|nhiem vu|so voi|cung ky)[^,;.]{0,25}$", left_of(m, at))
    if at.place == "unit" and not bound and (not year or named):
        return []
    half = m["half"]
    month = 12 if "cuoi" in half else number(re.sub(r"\D", "", half.split("thang")[0]) or "6")
    due, doubt = in_stated_year(at, year, lambda y: month_end(y, month))
    return [] if is_past_work(m, at, due) else [dated(due, at, doubt=doubt)]


def whole_year(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trong năm 2023`, `đến hết năm 2024`, `trước năm 2025`, `từ năm 2023 đến năm 2025`; `đến năm 2030` is a horizon."""
    year, bound = last_year(m[0]), m.groupdict().get("bound") or ""
    if year is None:
        return None
    if is_horizon(m, at, bound):
        return []
    due = date(year - 1, 12, 31) if "truoc" in bound else date(year, 12, 31)
    if is_past_work(m, at, due) or (at.place == "unit" and at.issued_on and year < at.issued_on.year):
        return []
    return [dated(due, at)]


def is_horizon(m: re.Match[str], at: Anchor, bound: str) -> bool:
    """`đến năm 2030`, `phấn đấu đến hết năm 2025 có 70% …`: the time of a target, not of the work."""
    if at.place != "unit":
        return False
    if says(r"^den $", bound) and not says(r"tu nam [12]\d{3} $|hoan thanh\W+$", left_of(m, at)):
        return True
    aims = says(r"(?:phan ~~~|phan dau|muc tieu|tam nhin|dinh huong|chi tieu)[^;.]{0,30}$", left_of(m, at, 60))
    measures = says(r"^\W*(?:co |dat |tang |giam |tren |it nhat |toi thieu )?(?:\w+ ){0,4}\d[\d.,]*\s?%", right_of(m, at))
    return "den" in bound and (aims or measures)


def is_past_work(m: re.Match[str], at: Anchor, due: date | None) -> bool:
    """`trong năm 2022 đã thành lập …`: what was done."""
    if at.place != "unit" or due is None or at.issued_on is None or due >= at.issued_on:
        return False
    return says(r"^\W*(?:\w+ ){0,4}da\b", right_of(m, at)) or says(r"\bda\b[^,;.]{0,40}$", left_of(m, at))


def end_of_year(m: re.Match[str], at: Anchor) -> list[Reading]:
    """`từ nay đến cuối năm`, `đến hết năm`, `trong năm nay`."""
    due, doubt = in_stated_year(at, None, lambda year: date(year, 12, 31))
    return [dated(due, at, doubt=doubt)]


def first_days(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trong 10 ngày đầu tháng 3/2023`: the tenth."""
    month, day = last_month(m["month"]), number(m["n"])
    if month is None:
        return None
    due, doubt = in_stated_year(at, last_year(m[0]), lambda year: possible_date(year, month, day))
    return [dated(due, at, doubt=doubt)]


# --- meanings: recurring -------------------------------------------------------------------------------------------

WEEKDAYS = {
    "hai": "MO",
    "ba": "TU",
    "tu": "WE",
    "nam": "TH",
    "sau": "FR",
    "bay": "SA",
    "2": "MO",
    "3": "TU",
    "4": "WE",
    "5": "TH",
    "6": "FR",
    "7": "SA",
}
FREQUENCIES = {
    "ngay": "FREQ=DAILY",
    "tuan": "FREQ=WEEKLY",
    "thang": "FREQ=MONTHLY",
    "quy": "FREQ=MONTHLY;INTERVAL=3",
    "qui": "FREQ=MONTHLY;INTERVAL=3",
    "nam": "FREQ=YEARLY",
}
UNITS = r"(?:ngay|tuan|thang|quy|qui|nam)"


def recurring(rrule: str, *, time: str | None = None, span: tuple[int, int] | None = None) -> Reading:
    return Reading(DeadlineKind.RECURRING, rrule=rrule, time=time, span=span)


def every(n: int, unit: str) -> str:
    """The rule of `hằng quý`, `02 tháng/lần`, `5 năm một lần`; `9 tháng` is the report of September."""
    if unit == "thang" and n == 9:
        return "FREQ=YEARLY;BYMONTH=9"
    if unit == "thang" and n == 12:
        return "FREQ=YEARLY"
    if unit in ("quy", "qui"):
        return f"FREQ=MONTHLY;INTERVAL={3 * n}"
    return FREQUENCIES[unit] + (f";INTERVAL={n}" if n > 1 else "")


def yearly_day(text: str) -> str | None:
    """`15/6`, `06 tháng 06` → the rule of that day each year."""
    stated = stated_date(text)
    if (
        stated is None
        or not stated.month
        or not stated.day
        or not possible_date(2024, min(stated.month, 99), stated.day)
        or stated.month > 12
    ):
        return None
    return f"FREQ=YEARLY;BYMONTH={stated.month};BYMONTHDAY={stated.day}"


def day_of_month(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trước ngày 25 hằng tháng`, `ngày 20 của tháng báo cáo`, `ngày 05 tháng sau`."""
    day = number(m["d"])
    return [recurring(f"FREQ=MONTHLY;BYMONTHDAY={day}", time=hour_in(m))] if 1 <= day <= 31 else None


def day_of_quarter(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`ngày 20 của tháng cuối quý`, `trước ngày 05 của tháng đầu quý sau`."""
    day = number(m["d"])
    if not 1 <= day <= 31 or says(r"qu[yi] ?[(:]\s?$", left_of(m, at)):
        return None  # `báo cáo quý (trước ngày 15 tháng cuối quý), 6 tháng`: an item of a list
    months = "3,6,9,12" if m["which"] == "cuoi" else "1,4,7,10"
    return [recurring(f"FREQ=YEARLY;BYMONTH={months};BYMONTHDAY={day}", time=hour_in(m))]


def days_of_year(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trước ngày 20/6 và ngày 20/12 hàng năm`: one rule for each day."""
    found = []
    days = list(re.finditer(DAY_OF_YEAR, m["days"]))
    for i, day in enumerate(days):
        rrule = yearly_day(day[0])
        if rrule is None:
            return None
        start = m.start("days") + day.start() if i else m.start()
        end = m.start("days") + day.end() if i < len(days) - 1 else m.end()
        found.append(recurring(rrule, span=(start, end), time=hour_in(m)))
    return found


def month_of_year(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`tháng 10 hằng năm`, `trong quý IV hằng năm` (its last month)."""
    quarter = last_quarter(m["quarter"]) if m["quarter"] else None
    month = quarter * 3 if quarter else last_month(m["month"] or "")
    return [recurring(f"FREQ=YEARLY;BYMONTH={month}")] if month else None


def weekday(m: re.Match[str], at: Anchor) -> list[Reading]:
    """`trước 16h00 thứ Năm hằng tuần`, `vào sáng thứ Hai hằng tuần`."""
    return [recurring(f"FREQ=WEEKLY;BYDAY={WEEKDAYS[m['weekday']]}", time=hour_in(m))]


def last_weekday(m: re.Match[str], at: Anchor) -> list[Reading]:
    """`ngày thứ Sáu tuần cuối cùng của tháng`."""
    return [recurring(f"FREQ=MONTHLY;BYDAY=-1{WEEKDAYS[m['weekday']]}")]


def times_in(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`02 tháng/lần`, `quý/lần`, `hai năm một lần`, `định kỳ 3 tháng/lần`."""
    n = number(m["n"]) if m["n"] else 1
    return [recurring(every(n, m["u"]))] if 0 < n < 100 else None


def times_per(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`01 lần/tháng`, `mỗi năm 01 lần`, `02 lần/năm` (each six months)."""
    n, unit = number(m["n"]), m["u"]
    months = {"thang": 1, "quy": 3, "qui": 3, "nam": 12}.get(unit, 0)
    if n == 1:
        return [recurring(every(1, unit))]
    if n and months and months % n == 0:
        return [recurring(every(months // n, "thang") if months // n != 3 else every(1, "quy"))]
    return None


#: One item of a list of rhythms: hằng năm, 6 tháng, quý
RHYTHM = rf"(?:(?P<every>{EVERY}){_}(?P<eu>{UNITS})|(?P<n>0?[1-9]|1[0-2]){_}(?P<nu>thang|nam)|(?P<u>thang|quy|qui|nam|tuan))(?!\w)"
#: What makes `6 tháng` or `năm` something else: 6 tháng đầu năm, 6 tháng tuổi, năm 2023, năm học, tháng 5, quý III
NO_RHYTHM = rf"(?!{_}(?:dau|cuoi|giua|tuoi|hoc|nay|qua|toi|gan|tiep|ke|mot lan|/{_}(?:0?1{_})?lan|\d|{Q}(?!\w)))"
#: The day of a rhythm: (trước ngày 15/6), : ngày 06 tháng 06, trước ngày 15 tháng cuối quý, trước ngày 25, … năm sau
ITS_DAY = (
    rf"(?:{_}[(:,]?{_}(?:(?:gui|bao cao|xong|truoc|cham nhat|muon nhat|vao|la){_}){{0,3}}ngay{_}"
    rf"(?:(?P<day>{DAY_OF_YEAR})(?:{_}(?:cua )?nam sau)?|(?P<qd>{N}){_}(?:cua )?thang cuoi (?:cua )?qu[yi]|(?P<md>{N})(?![\w/.\-]|{_}thang)){_}\)?)?"
)
RHYTHM_ITEM = re.compile(RHYTHM + NO_RHYTHM + ITS_DAY)
_ITEM = re.sub(r"\?P<\w+>", "?:", RHYTHM + NO_RHYTHM + ITS_DAY)
LIST_COMMA = rf"{_}(?:[,;/&]{_}(?:va )?|va |hoac ){_}"


def rhythms(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`hằng năm`, `định kỳ 6 tháng`, `6 tháng, hằng năm`, `báo cáo quý (trước ngày 15 tháng cuối quý), 6 tháng và năm`."""
    items = list(RHYTHM_ITEM.finditer(at.text, m.start("items"), m.end("items")))
    head = m["head"] or ""
    if not any(item["every"] for item in items) and not _is_rhythm_head(head, items):
        return None
    if len(items) == 1 and items[0]["every"] and is_measure(m, at):
        return []
    found = []
    for i, item in enumerate(items):
        start = m.start() if i == 0 else item.start()
        found.append(recurring(_rhythm(item), span=(start, item.end())))
    return found


def _is_rhythm_head(head: str, items: list[re.Match[str]]) -> bool:
    """Whether nouns alone (`tháng, quý, năm`) are a rhythm: behind `định kỳ`, or several behind `báo cáo`."""
    if says(r"dinh ky|so ket|chu ky", head) or (len(items) > 1 and all(item["day"] for item in items)):
        return True
    return bool(head) and (len(items) > 1 or bool(items[0]["day"] or items[0]["qd"]))


def _rhythm(item: re.Match[str]) -> str:
    unit = item["eu"] or item["nu"] or item["u"]
    n = number(item["n"]) if item["n"] else 1
    if item["day"] and (unit == "nam" or n > 1):
        return yearly_day(item["day"]) or every(n, unit)
    if item["qd"]:
        return f"FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY={number(item['qd'])}"
    if item["md"] and unit == "thang" and n == 1:
        return f"FREQ=MONTHLY;BYMONTHDAY={number(item['md'])}"
    return every(n, unit)


def is_measure(m: re.Match[str], at: Anchor) -> bool:
    """`tăng bình quân hằng năm 7%`, `Giải thưởng hằng năm "…"`, `dự toán ngân sách hằng năm`: no rhythm of the work."""
    before, behind = left_of(m, at), right_of(m, at)
    named = says(
        r"(?:binh quan|trung binh|toc do[^,]{0,30}|nang suat[^,]{0,20}|tang truong|danh hieu[^,]{0,20}|giai thuong|giai|le hoi)\s*$", before
    )
    budget = says(r"(?:ngan sach|du toan)(?: [\w~]+){0,3} $", before)
    share = says(r"kinh phi $", before) and says(r"^ (?:danh|cua|cho|duoc)\b", behind)
    rate = says(r"^\W*(?:dat|tang|giam|tren|khoang|toi thieu|it nhat| )*\s?\d[\d.,]*\s?%", behind)
    return named or budget or share or rate


def phase(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trong giai đoạn 2021-2025`, `hằng năm, giai đoạn 2023-2025`: as the time of the work its last day; in a title nothing."""
    year = last_year(m[0])
    work = says(r"(?:trong|thuc hien|trong ca)\s*$", left_of(m, at)) or says(rf"{EVERY} nam\s*,?\s*(?:\(|trong )?$", left_of(m, at))
    if year is None or not (at.place != "unit" or work):
        return []
    return [dated(date(year, 12, 31), at)]


# --- meanings: relative, conditional, vague, continuous ------------------------------------------------------------


def relative(due: date | None = None) -> list[Reading]:
    return [Reading(DeadlineKind.RELATIVE, due=due)]


#: The event is the issue of this very directive: kể từ ngày ký, ngày ban hành Kế hoạch này, khi Kế hoạch này được ban hành
OWN_ISSUE = re.compile(
    r"(?:ky(?! (?:hop dong|ket))|ban hanh(?! nghi dinh| thong tu)|(?:ke hoach|chi thi|quyet dinh|cong van|van ban|thong bao|nghi quyet|chuong trinh)"
    r"(?: nay)? (?:duoc )?(?:ban hanh|ky))"
)


def counted(m: re.Match[str], at: Anchor) -> list[Reading]:
    """`trong thời hạn 15 ngày kể từ ngày ký`: computed when it counts from the issue in days, weeks, months or years."""
    if at.issued_on is None or not OWN_ISSUE.match(m["anchor"]):
        return relative()
    n = int(m["n"].translate(str.maketrans("olsi", "0151")))
    match m["u"]:
        case "ngay":
            return relative(at.issued_on + timedelta(days=n))
        case "tuan":
            return relative(at.issued_on + timedelta(weeks=n))
        case "thang":
            return relative(add_months(at.issued_on, n))
        case "nam":
            return relative(add_months(at.issued_on, 12 * n))
    return relative()


def uncounted(m: re.Match[str], at: Anchor) -> list[Reading]:
    """`trong thời gian không quá 02 ngày làm việc`; not the processing time of a procedure."""
    return [] if says(r"(?:giai quyet|rut ngan|xu ly ho so|thu tuc)[^,;.]{0,20}$", left_of(m, at)) else relative()


def event(m: re.Match[str], at: Anchor) -> list[Reading]:
    """Counts from another event: its words are all that is known."""
    return relative()


def this_or_next(m: re.Match[str], at: Anchor) -> list[Reading]:
    """`trong tháng này`, `trong quý này`, `vào tuần sau`, `tháng tới`: counted from the issue."""
    if at.issued_on is None:
        return relative()
    later = 0 if m["which"] == "nay" else 1
    match m["u"]:
        case "tuan":
            return relative(week_end(at.issued_on, later))
        case "thang":
            day = add_months(at.issued_on.replace(day=1), later)
            return relative(month_end(day.year, day.month))
        case "nam":
            return relative(date(at.issued_on.year + later, 12, 31))
    day = add_months(at.issued_on.replace(day=1), 3 * later)
    return relative(month_end(day.year, (day.month + 2) // 3 * 3))


def month_after_issue(m: re.Match[str], at: Anchor) -> list[Reading]:
    """`trong tháng sau khi Kế hoạch được ban hành`: the end of the following month."""
    if at.issued_on is None:
        return relative()
    following = add_months(at.issued_on.replace(day=1), 1)
    return relative(month_end(following.year, following.month))


def next_year(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trước ngày 15/01 năm sau`, `trước ngày 10 tháng 01 của năm liền kề sau năm đánh giá`."""
    stated = stated_date(m["date"])
    if stated is None or not stated.month or not stated.day or stated.month > 12:
        return None
    return relative(possible_date(at.issued_on.year + 1, stated.month, stated.day) if at.issued_on else None)


def conditional(m: re.Match[str], at: Anchor) -> list[Reading]:
    return [Reading(DeadlineKind.CONDITIONAL)]


def awaited(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`sau khi Trung ương ban hành hướng dẫn`: a named body or law must do something first."""
    subject = at.words[m.start("subject") : m.end("subject")].strip()
    named = subject[:1].isupper() or says(r"^(?:co (?:chu truong|huong dan|van ban)|trung uong|cap)", m["subject"])
    return [Reading(DeadlineKind.CONDITIONAL)] if named or at.place != "unit" else None


def vague(m: re.Match[str], at: Anchor) -> list[Reading]:
    return [Reading(DeadlineKind.VAGUE)]


def continuous(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`Thường xuyên` in a column of times, unless it says a rhythm or a date too."""
    return None if says(rf"{EVERY} {UNITS}|\d", at.text) else [Reading(DeadlineKind.CONTINUOUS)]


def nothing(m: re.Match[str], at: Anchor) -> list[Reading]:
    return []


def citation(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """The number of a document has capital letters: 20-NQ/TW, 562/STTTT-TTBCXB."""
    code = at.words[m.start("code") : m.end("code")]
    return [] if any(c.isupper() for c in code) else None


# --- the table -----------------------------------------------------------------------------------------------------


def _rule(name: str, pattern: str, meaning: Meaning, places: frozenset[str] = UNIT) -> Rule:
    return Rule(name, re.compile(pattern), meaning, places)


#: How many, before a unit of time: 15, l5, 10 (mười)
COUNT = rf"(?P<n>\d{{1,3}}|{N}){_}(?:\([^)]{{0,20}}\){_})?"
SPAN_WORDS = rf"(?:(?:cham nh[a]t|muon nhat)(?: la)?|trong(?: thoi (?:han|gian)| vong)?|thoi (?:han|gian)|sau|khong qua){_}"
KIND_OF_DAY = r"(?P<u>gio|ngay lam viec|ngay|tuan|thang|nam)"
TO_STOP = r"[^.,;:\n)]{0,60}"

RULES: tuple[Rule, ...] = (
    # counted from an event -------------------------------------------------------------------------------------
    # trong thời hạn 15 ngày kể từ ngày ký; chậm nhất sau 05 ngày kể từ khi kết thúc hội nghị
    _rule(
        "đếm từ mốc",
        rf"(?<!\w)(?:{SPAN_WORDS}){{1,3}}{COUNT}{KIND_OF_DAY}{_},?{_}(?:ke{_})?tu{_}(?:ngay|khi|luc){_}(?P<anchor>{TO_STOP})",
        counted,
    ),
    # trong thời gian không quá 02 ngày làm việc
    _rule("không quá số ngày", rf"trong{_}(?:thoi (?:gian|han)|vong){_}(?:khong qua{_})?{COUNT}{KIND_OF_DAY}(?!\w)", uncounted),
    # sau 06 tháng triển khai thí điểm
    _rule(
        "sau khoảng thời gian", rf"(?<!\w)sau{_}{COUNT}{KIND_OF_DAY}{_}(?:trien khai|thuc hien|hoat dong|van hanh|thi diem){TO_STOP}", event
    ),
    # 05 ngày trước khi tổ chức hội nghị
    _rule("trước sự kiện số ngày", rf"{BEFORE}{COUNT}{KIND_OF_DAY}{_}truoc{_}(?:khi|ngay)(?!{_}\d)(?!\w){TO_STOP}", event),
    # trước ngày khai mạc kỳ họp ít nhất 15 ngày; trước ngày khai giảng năm học mới
    _rule("trước ngày sự kiện", rf"(?<!\w)truoc{_}(?:ngay|le){_}(?:khai mac|khai giang|dien ra|to chuc|bau cu|bat dau){TO_STOP}", event),
    # trong tháng sau khi Kế hoạch được ban hành
    _rule(
        "tháng sau khi ban hành",
        rf"trong{_}thang{_}sau khi{_}(?:ke hoach|chi thi|quyet dinh|cong van|van ban){TO_STOP}ban hanh",
        month_after_issue,
    ),
    # ngay sau khi Kế hoạch được ban hành, ngay sau khi nhận được văn bản này
    _rule(
        "ngay sau khi ban hành",
        rf"(?<!\w)(?:ngay{_})?sau khi{_}(?:(?:ke hoach|chi thi|quyet dinh|cong van|van ban|chuong trinh)(?: nay)? (?:duoc )?(?:ban hanh|phe duyet)"
        rf"|nhan duoc (?:van ban|cong van|ke hoach|chi thi)(?: nay)?|ket thuc {TO_STOP})",
        event,
    ),
    # sau khi Luật … có hiệu lực; khi Chính phủ ban hành Nghị định thay thế; sau khi có chủ trương của cấp có thẩm quyền
    _rule(
        "chờ văn bản",
        rf"(?<!\w)(?:(?:ngay{_})?sau{_})?khi{_}(?P<subject>co chu truong|[^.,;:\n)]{{2,60}}?{_}(?:co hieu luc|ban hanh|co (?:van ban )?huong dan|thong qua))(?!\w)"
        rf"(?:{_}(?:thi hanh|huong dan|nghi dinh|thong tu|thay the|cua cap co tham quyen)(?!\w)){{0,3}}",
        awaited,
    ),
    # trước khi trình UBND tỉnh
    _rule("trước một việc", rf"(?<!\w)truoc khi{_}(?:trinh|nghi|ket thuc|khai mac|to chuc){TO_STOP}", event),
    # trước Tết Nguyên đán Giáp Thìn
    _rule(
        "trước Tết",
        rf"(?<!\w)truoc{_}(?:dip{_}|ky nghi{_})?tet(?!\w)(?:{_}nguyen dan)?(?:{_}[a-z]{{2,5}}{_}(?:ty|suu|dan|mao|thin|ngo|mui|than|dau|tuat|hoi)(?!\w))?",
        event,
    ),
    # tại kỳ họp cuối năm, trước kỳ họp HĐND tỉnh giữa năm
    _rule(
        "kỳ họp", rf"(?<!\w)(?:tai|truoc|trong){_}(?:ky|phien){_}hop(?: [\w~.]+){{0,8}}? (?:giua nam|cuoi nam|gan nhat|tiep theo)", event
    ),
    # Cùng thời điểm lập dự toán, Cùng với thời điểm thẩm định văn bản
    _rule("cùng thời điểm", rf"(?<!\w)cung{_}(?:voi{_})?thoi diem{_}{TO_STOP}", event, CELL),
    # ngay trong ngày
    _rule("ngay trong ngày", rf"(?<!\w)ngay{_}trong{_}ngay(?!{_}\d)", event),
    # trong tháng này, trong tuần sau, vào tuần tới
    _rule(
        "kỳ này, kỳ sau",
        rf"(?<!\w)(?:(?:ngay )?trong|vao|den het){_}(?P<u>tuan|thang|quy|nam){_}(?P<which>nay|sau|toi)(?!\w)(?! khi)",
        this_or_next,
    ),
    # Theo yêu cầu, Khi có yêu cầu, Đột xuất, Sau khi đề án được phê duyệt (cells)
    _rule("theo sự việc", rf"^\W{{0,3}}(?:theo yeu cau|khi co|dot xuat|(?:ngay )?(?:sau )?khi ){TO_STOP}", conditional, CELL),
    # what is no deadline ---------------------------------------------------------------------------------------
    # Nghị quyết số 20-NQ/TW ngày 16/6/2022; Chương trình hành động số 71-CTr/TU, ngày 09/3/2023; 2540/STTTT-VP
    _rule(
        "văn bản viện dẫn",
        rf"(?<![\w/])\d{{0,6}}[a-z]?{_}(?:/{_}\d{{4}}{_})?[-/](?P<code>[a-z][\w&.]{{0,15}}(?:{_}[-/]{_}[\w&.]{{1,15}}){{0,5}})(?:{_},?{_}(?:ban hanh )?ngay{_}{DATE})?",
        citation,
        ANYWHERE,
    ),
    # ngày 16/6/2022 của Chính phủ
    _rule(
        "ngày của văn bản",
        rf"(?<!truoc )(?<!het )(?<!nhat )(?<!den )(?<!vao )(?<!trong )ngay{_}{DMY}(?={_}(?:cua|ve)(?!\w))",
        nothing,
        ANYWHERE,
    ),
    # Luật … năm 2015, sửa đổi, bổ sung năm 2019
    _rule(
        "năm của luật",
        rf"(?<!\w)(?:luat|phap lenh|hien phap|sua doi, bo sung)(?: (?!trong|truoc|den|het|vao)[\w~,\-]+){{0,10}} nam{_}{Y}",
        nothing,
        ANYWHERE,
    ),
    # cùng kỳ năm 2021, so với năm 2020, nhiệm kỳ 2020-2025
    _rule(
        "so sánh",
        rf"(?<!\w)(?:cung ky|so voi|nhiem ky|khoa){_}(?:(?:cuoi )?nam{_})?(?:thang{_}{N}{_}(?:/|nam)?{_})?{Y}(?:{TO}{Y})?",
        nothing,
        ANYWHERE,
    ),
    # ngân sách nhà nước năm 2021, dự toán năm 2023, kinh phí năm 2023
    _rule(
        "năm ngân sách", rf"(?<!\w)(?:ngan sach|du toan|kinh phi)(?: (?!trong|truoc|het|xong)[\w~]+){{0,6}} nam{_}{Y}", nothing, ANYWHERE
    ),
    # tính đến ngày 31/12/2022, tính đến hết tháng 6/2023
    _rule("số liệu tính đến", rf"(?<!\w)tinh den(?: [a-z]+){{0,2}}{_}(?:{DATE}|{MONTHS}|{YEARS})", nothing, ANYWHERE),
    # kể từ tháng 3/2023, bắt đầu từ tháng 9/2023, từ ngày 01/7/2025 (no end behind it)
    _rule(
        "thời điểm bắt đầu",
        rf"(?<!\w)(?:ke{_})?tu{_}(?:(?:ngay{_})?{DATE}|thang{_}{N}(?!\d){OF_YEAR}?|{QUARTER}|nam{_}{Y})(?!{TO}|{_}(?:den|[-–]|[/.]{_}\d))",
        nothing,
    ),
    # năm học 2023-2024 (cells: a vague time; sentences: a name)
    _rule("năm học", rf"(?<!\w)nam{_}hoc{_}{Y}{_}[-–]{_}{Y}", nothing, PROSE),
    _rule("năm học", rf"(?<!\w)nam{_}hoc{_}{Y}{_}[-–]{_}{Y}", vague, CELL),
    # recurring, day said -----------------------------------------------------------------------------------------
    # hằng quý, trước ngày 15 tháng cuối quý; trước ngày 05 của tháng đầu quý sau
    _rule(
        "ngày trong quý",
        rf"(?<!\w)(?:(?:dinh ky )?{EVERY} qu[yi]{_}[,(]?{_})?(?:{BOUND})?(?:{CLOCK}{_},?{_})?ngay{_}(?P<d>{N}){_}(?:cua )?thang (?P<which>cuoi|dau)(?: cua)? qu[yi](?: (?:sau|tiep theo))?",
        day_of_quarter,
        ANYWHERE,
    ),
    # trước ngày 25 hằng tháng
    _rule(
        "ngày trong tháng",
        rf"(?:{BOUND})?(?:{CLOCK}{_},?{_})?(?<!\w)(?:ngay{_})?{BEFORE}(?P<d>{N}){_}(?:cua )?{EVERY} thang(?!\w)",
        day_of_month,
        ANYWHERE,
    ),
    # hằng tháng, trước ngày 25 của tháng; chậm nhất vào ngày 20 của tháng báo cáo; trước ngày 05 tháng sau
    _rule(
        "ngày của tháng báo cáo",
        rf"(?:{BOUND})?(?:{CLOCK}{_},?{_})?(?<!\w)ngay{_}(?P<d>{N}){_}(?:cua )?thang (?:bao cao|sau|tiep theo|ke tiep|lien ke)(?!\w)",
        day_of_month,
    ),
    # trong 10 ngày đầu hằng tháng
    _rule("những ngày đầu tháng", rf"(?:trong )?{BEFORE}(?P<d>{N}){_}ngay dau(?: cua)? {EVERY} thang", day_of_month),
    # ngày làm việc cuối cùng của tháng
    _rule(
        "ngày làm việc cuối tháng",
        rf"ngay lam viec cuoi(?: cung)?(?: cua)?(?: {EVERY})? thang(?!{_}\d)",
        lambda m, at: [recurring("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1")],
    ),
    # ngày thứ Sáu tuần cuối cùng của tháng
    _rule(
        "thứ trong tuần cuối",
        rf"(?:ngay )?thu{_}(?P<weekday>hai|ba|tu|~~~|nam|sau|bay|[2-7]){_}(?:cua )?tuan cuoi(?: cung)?(?: cua)?(?: {EVERY})? thang",
        last_weekday,
    ),
    # ngày cuối cùng hằng tháng
    _rule(
        "ngày cuối tháng",
        rf"ngay cuoi(?: cung)?(?: cua)? (?:{EVERY} )?thang(?!{_}\d)",
        lambda m, at: [recurring("FREQ=MONTHLY;BYMONTHDAY=-1")],
    ),
    # trước 16h00 thứ Năm hằng tuần
    _rule(
        "thứ trong tuần",
        rf"(?:{BOUND})?(?:{CLOCK}{_},?{_})?(?:(?:sang|chieu|ngay) )?(?:ngay )?thu{_}(?P<weekday>hai|ba|tu|nam|sau|bay|[2-7]){_}(?:{EVERY} tuan)",
        weekday,
        ANYWHERE,
    ),
    # trước ngày 20/6 và ngày 20/12 hàng năm
    _rule(
        "ngày trong năm",
        rf"(?:{BOUND})?(?:{CLOCK}{_},?{_})?(?P<days>(?:ngay{_})?{BEFORE}{DAY_OF_YEAR}(?:{LIST_COMMA}(?:(?:truoc|cham nhat) )?(?:ngay{_})?{DAY_OF_YEAR}){{0,3}}){_},?{_}(?:cua )?{EVERY} nam(?!\w)",
        days_of_year,
        ANYWHERE,
    ),
    # tháng 10 hằng năm, vào quý I hằng năm, hằng năm vào tháng 10
    _rule(
        "tháng, quý trong năm",
        rf"(?:{BOUND})?(?:(?P<month>thang{_}{N})|(?P<quarter>qu[yi]{_}{Q})){_},?{_}{EVERY} nam(?!\w)",
        month_of_year,
    ),
    _rule(
        "hằng năm vào tháng, quý",
        rf"{EVERY} nam{_},?{_}(?:vao|trong){_}(?:(?P<month>thang{_}{N})|(?P<quarter>qu[yi]{_}{Q}))(?!\w|{OF_YEAR}|{_}[/\-]{_}\d)",
        month_of_year,
    ),
    # recurring, no day said --------------------------------------------------------------------------------------
    # 02 tháng/lần, quý/lần, hai năm một lần, định kỳ 3 tháng/lần
    _rule(
        "số kỳ một lần",
        rf"(?<!\w)(?:dinh ky )?(?:{EVERY} )?(?:(?P<n>\d{{1,2}}){_})?(?P<u>{UNITS}){_}(?:/{_}(?:0?1{_})?|mot |0?1 )lan(?!\w)",
        times_in,
    ),
    # 01 lần/tháng, mỗi năm 01 lần
    _rule("số lần mỗi kỳ", rf"{BEFORE}(?P<n>\d{{1,2}}){_}lan{_}(?:/{_}|{EVERY} |trong )(?P<u>{UNITS})(?!\w)", times_per),
    _rule("mỗi kỳ số lần", rf"(?<!\w){EVERY} (?P<u>{UNITS}){_}(?:it nhat )?(?P<n>\d{{1,2}}){_}lan(?!\w)", times_per),
    # định kỳ 6 tháng; 6 tháng, hằng năm; báo cáo định kỳ tháng, quý, năm; hằng năm, trước ngày 15/01 năm sau
    _rule(
        "định kỳ",
        rf"(?<!\w)(?P<head>(?:bao cao dinh ky|bao cao|dinh ky|so ket|tong ket|so tong ket|theo chu ky){_}[:(]?{_})?(?P<items>{_ITEM}(?:{LIST_COMMA}{_ITEM}){{0,5}})",
        rhythms,
    ),
    # fixed dates -------------------------------------------------------------------------------------------------
    # trước ngày 15/01 năm sau; trước ngày 10 tháng 01 của năm liền kề sau năm đánh giá
    _rule(
        "ngày năm sau",
        rf"(?:{BOUND})(?:ngay{_})?{BEFORE}(?P<date>{DAY_OF_YEAR}){_}(?:cua )?nam (?:sau|tiep theo|ke tiep|lien ke|lien sau)(?: sau nam [\w~]+ [\w~]+)?",
        next_year,
    ),
    # trong 10 ngày đầu tháng 3/2023
    _rule("những ngày đầu của tháng", rf"(?:trong )?{BEFORE}(?P<n>{N}){_}ngay dau (?P<month>{MONTHS})", first_days),
    # từ 01 đến 31/5/2023; từ ngày 01/3 đến ngày 15/3/2023; trong 02 ngày, 15 và 16/3/2023
    _rule(
        "từ ngày đến ngày",
        rf"(?P<bound>(?:tu|trong){_})(?:{N} )?(?P<day>ngay{_})?,?{_}{N}(?:{_}[/.]{_}{N}(?:{_}[/.]{_}{Y})?|{_}thang{_}{N}(?: nam {Y})?)?(?:{TO}|{_}va{_})(?:ngay{_})?(?P<date>{DATE})",
        cell_date,
    ),
    # trước ngày 15/6/2023, xong trước 31/12/2023, trước 16 giờ 00 ngày 12/01/2023
    _rule("trước ngày", rf"{BOUND}(?:{CLOCK}{_},?{_})?(?P<day>ngay{_})?{BEFORE}(?P<date>{DATE})", bounded_date, ANYWHERE),
    # trong 6 tháng đầu năm 2023
    _rule("nửa năm", rf"(?:{BOUND})?(?<![\w])(?P<half>{HALF})(?!\w)", half_year),
    # vague -------------------------------------------------------------------------------------------------------
    # đầu tháng 3/2023, giữa quý III/2023, đầu năm 2024, sớm trong quý II/2023
    _rule("đầu, giữa kỳ", rf"(?<!\w)(?:(?:vao|trong|khoang) )?(?:dau|giua|som trong) (?:{MONTHS}|{QUARTER}|nam{_}{Y})", vague),
    # tuần đầu tháng 3, tuần 1 tháng 3/2023
    _rule("tuần trong tháng", rf"(?<!\w)tuan (?:dau|cuoi|thu \w+|\d)(?: cua)? {MONTHS}", vague),
    # Khoảng tháng 9/2023
    _rule("khoảng tháng", rf"(?<!\w)khoang {MONTHS}", vague),
    # trước mùa mưa bão, trong vụ Đông Xuân 2023-2024
    _rule(
        "mùa, vụ",
        rf"(?<!\w)(?:truoc|trong) (?:mua|vu) (?:mua bao|mua lu|mua|bao|kho|dong xuan|he thu|mua|thu dong)(?:{_}{Y}(?:{TO}{Y})?)?",
        vague,
    ),
    # months, quarters, halves, years -----------------------------------------------------------------------------
    # hoàn thành trong quý III/2023, cuối quý II/2023
    _rule("quý", rf"(?:{BOUND})?(?:cuoi )?(?P<quarter>{QUARTER})", quarter_span),
    # cuối tháng 3/2023
    _rule("cuối tháng", rf"(?:{BOUND})?(?:cuoi )(?P<month>{MONTHS})", month_span),
    # từ tháng 3 đến tháng 5/2023, Từ tháng 3 - 6
    _rule("từ tháng đến tháng", rf"(?<!\w)tu (?P<month>{MONTHS})", month_span),
    # trong tháng 6/2023, trước tháng 9/2023, Thời hạn: tháng 5/2023
    _rule("tháng", rf"{BOUND}(?P<month>{MONTHS})", month_span),
    # Tháng 3-5/2023 at the head of a unit
    _rule("tháng đầu câu", rf"^\W{{0,3}}(?P<month>{MONTHS})", stated_month),
    # từ năm 2023 đến năm 2025
    _rule("từ năm đến năm", rf"(?<!\w)tu (?:nam )?{Y}{TO}(?:nam )?{Y}", whole_year),
    # trong giai đoạn 2021-2025
    _rule("giai đoạn", rf"(?<!\w)(?:trong )?giai doan{_}{Y}{TO}{Y}", phase),
    # trong năm 2023, đến hết năm 2024, trước năm 2025, từ nay đến hết năm 2025
    _rule("năm", rf"{BOUND}(?:cuoi )?(?<!\w){YEARS}(?!\w)", whole_year),
    # cuối năm 2023, cả năm 2023
    _rule("năm", rf"(?<!\w)(?:cuoi|het|ca) {YEARS}(?!\w)", whole_year),
    # từ nay đến cuối năm
    _rule("cuối năm nay", r"(?<!\w)tu nay den (?:het|cuoi) nam(?: nay)?(?!\w)", end_of_year),
    # cells -------------------------------------------------------------------------------------------------------
    # 05/01/2024, 30/9, 01/3 - 15/3/2023
    _rule("ngày trong ô", rf"(?:ngay{_})?{BEFORE}(?P<date>(?:{DMY}|{DM}){ALONE})", cell_date, CELL),
    # ngày 15 tháng 6 năm 2023
    _rule("ngày trong ô", rf"(?:ngay{_})?{BEFORE}(?P<date>{DATE})", cell_date, CELL),
    # 12/2023, 6/2023 - 8/2023
    _rule("tháng trong ô", rf"{BEFORE}(?P<month>(?:{N}(?:{_}[/.]{_}{Y})?{TO})?{N}{_}[/.\-–]{_}{Y}){ALONE}", month_span, CELL),
    # Tháng 01 - tháng 12, T10/2024, Tháng 4, 5/2023
    _rule("tháng trong ô", rf"(?P<month>{MONTHS})", month_span, CELL),
    # 2023, 2023-2025, Năm 2023
    _rule("năm trong ô", rf"{BEFORE}(?:nam{_})?{Y}(?:{TO}(?:nam{_})?{Y})?{ALONE}", whole_year, CELL),
    # Thường xuyên, liên tục
    _rule(
        "thường xuyên",
        rf"(?:thuc hien )?(?:thuong xuyen|lien tuc)(?:{_},?{_}(?:thuong xuyen|lien tuc)|{_}(?:khi|trong|suot){TO_STOP})?",
        continuous,
        CELL,
    ),
)
