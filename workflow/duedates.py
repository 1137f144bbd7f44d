"""What the office makes of what directives say: due dates of terms and vague words, the usual day of a rhythm.

What is said is the parser's (`Deadline.due`, `.rrule`); what stands here is a default of the office, marked so, and a person may change it.
Phrases are compared without accents, as scans lose them.
"""

from __future__ import annotations

import calendar as months
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from directives.model import Deadline, DeadlineKind
from directives.vietnamese import bare
from workflow.settings import Dates
from workflow.workingdays import WorkingCalendar

__all__ = ["OfficeDate", "WorkingCalendar", "office_date", "office_dates", "office_rule"]


@dataclass(frozen=True)
class OfficeDate:
    """The date or the rule that the office works with. `default`: it is the office's, not the directive's. `note`: why, in Vietnamese."""

    due_on: date | None = None
    rrule: str | None = None
    default: bool = False
    note: str = ""


@dataclass(frozen=True)
class Anchors:
    """What terms count from."""

    issued_on: date | None
    received_on: date | None
    calendar: WorkingCalendar

    @property
    def start(self) -> date | None:
        """The recorded day of receipt, else the day of issue."""
        return self.received_on or self.issued_on


Found = tuple[date | None, str]
Rule = Callable[[re.Match[str], Anchors], Found]


def office_date(
    deadline: Deadline, *, issued_on: date | None, received_on: date | None, calendar: WorkingCalendar, dates: Dates
) -> OfficeDate:
    """What the office makes of one deadline."""
    if deadline.kind is DeadlineKind.RECURRING:
        rule = office_rule(deadline.rrule or "")
        changed = rule != deadline.rrule
        return OfficeDate(rrule=rule, default=changed, note="Ngày mặc định của cơ quan cho việc định kỳ." if changed else "")
    phrase = bare(deadline.text)
    if deadline.due is not None:
        return _said_date(deadline.due, deadline.kind, phrase, calendar, dates)
    anchors = Anchors(issued_on, received_on, calendar)
    rules = {DeadlineKind.RELATIVE: RELATIVE, DeadlineKind.VAGUE: VAGUE}.get(deadline.kind, ())
    due_on, note = _first(rules, phrase, anchors)
    if due_on is None:
        return OfficeDate(note=note)
    if dates.roll_relative and deadline.kind is DeadlineKind.RELATIVE:
        due_on = calendar.next_working(due_on) if "Tết" not in note else due_on
    return OfficeDate(due_on=due_on, default=True, note=note)


def office_dates(
    deadlines: Sequence[Deadline], *, issued_on: date | None, received_on: date | None, calendar: WorkingCalendar, dates: Dates
) -> list[OfficeDate]:
    """What the office makes of all deadlines of one task: a phase said beside a rhythm ends the rhythm."""
    made = [office_date(d, issued_on=issued_on, received_on=received_on, calendar=calendar, dates=dates) for d in deadlines]
    ends = [d.due for d in deadlines if d.kind is DeadlineKind.DATE and d.due and PHASE.search(bare(d.text))]
    if not ends:
        return made
    until = f";UNTIL={max(ends):%Y%m%d}"
    return [replace(m, rrule=m.rrule + until, default=True) if m.rrule and "UNTIL" not in m.rrule else m for m in made]


#: `giai đoạn 2023-2025`, `thời kỳ 2026-2030` as the time of a rhythm
PHASE = re.compile(r"\b(?:giai doan|thoi ky)\b")


# --- rhythms ---------------------------------------------------------------------------------------------------------


def office_rule(rule: str) -> str:
    """An RRULE (RFC 5545 3.3.10) with the office's usual day, where it names none: Friday, or the last day of the period."""
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    if any(name in parts for name in ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYSETPOS")):
        return rule
    frequency, interval = parts.get("FREQ"), parts.get("INTERVAL", "1")
    if frequency == "WEEKLY":
        return f"{rule};BYDAY=FR"
    if frequency == "MONTHLY" and interval == "3":
        return "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"
    if frequency == "MONTHLY" and interval == "6":
        return "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1"
    if frequency == "MONTHLY":
        return f"{rule};BYMONTHDAY=-1"
    if frequency == "YEARLY":
        return f"{rule};BYMONTHDAY=-1" if "BYMONTH" in parts else f"{rule};BYMONTH=12;BYMONTHDAY=-1"
    return rule


# --- dates that the directive itself gives ---------------------------------------------------------------------------

#: `trong tuần này`, `trong tuần sau`: the parser says Sunday
WEEK = re.compile(r"\btuan (?:nay|sau|toi)\b")
#: `trước ngày 15/6/2023`, `trước 30/8/2026`, `trước 17h00’ ngày 12/01/2023`
BEFORE_DAY = re.compile(r"\btruoc (?:\d{1,2} ?(?:gio|h|g|:)[^ ]{0,6} (?:\d{2} (?:phut )?)?)?(?:ngay \d|\d{1,2} ?[/.-] ?\d)")


def _said_date(due: date, kind: DeadlineKind, phrase: str, calendar: WorkingCalendar, dates: Dates) -> OfficeDate:
    if not dates.before_is_inclusive and BEFORE_DAY.search(phrase):
        return OfficeDate(
            due - timedelta(days=1), default=True, note="“Trước ngày” được hiểu là hết ngày liền trước (thiết lập của cơ quan)."
        )
    if kind is DeadlineKind.RELATIVE:
        return _said_term(due, phrase, calendar, dates)
    if calendar.is_working(due):
        return OfficeDate(due)
    earlier = calendar.previous_working(due)
    return OfficeDate(due, note=f"Thời hạn rơi vào ngày nghỉ; nên xong trước, vào ngày {earlier:%d/%m/%Y}.")


def _said_term(due: date, phrase: str, calendar: WorkingCalendar, dates: Dates) -> OfficeDate:
    if WEEK.search(phrase):
        return OfficeDate(due - timedelta(days=2), default=True, note="Hết tuần làm việc: ngày thứ Sáu.")
    rolled = calendar.next_working(due) if dates.roll_relative else due
    note = "Ngày cuối của thời hạn rơi vào ngày nghỉ, chuyển sang ngày làm việc kế tiếp (Điều 148 Bộ luật Dân sự)." if rolled != due else ""
    return OfficeDate(rolled, default=rolled != due, note=note)


# --- terms whose date only the office can give -----------------------------------------------------------------------

#: `kể từ ngày ký`, `kể từ ngày ký ban hành`, `từ khi Kế hoạch này được ban hành`
FROM_ISSUE = re.compile(
    r"^,? ?(?:ke |tinh )?tu (?:ngay|khi) "
    r"(?:(?:ke hoach|chi thi|quyet dinh|thong bao|cong van|van ban) (?:nay )?(?:duoc )?)?(?:ky|ban hanh)\b"
)
#: `kể từ ngày nhận được văn bản này`, `từ khi nhận Công văn`
FROM_RECEIPT = re.compile(
    r"^,? ?(?:ke |tinh )?tu (?:ngay|khi) nhan (?:duoc )?(?:van ban|cong van|ke hoach|chi thi|quyet dinh|thong bao|cong dien)\b"
)


def _term(match: re.Match[str], anchors: Anchors) -> Found:
    """So many days, weeks or months from the issue or receipt; from any other event there is no date."""
    count, unit, rest = int(match[1]), match[2], match[3].strip(" .;")
    if FROM_ISSUE.match(rest):
        start, from_words = anchors.issued_on, "ngày ban hành"
    elif FROM_RECEIPT.match(rest) or not rest:
        start, from_words = anchors.start, "ngày nhận" if anchors.received_on else "ngày ban hành"
    else:
        return None, "Thời hạn tính từ một việc khác; hãy đặt ngày khi việc đó xảy ra."
    if start is None:
        return None, "Chưa biết ngày ban hành và ngày nhận văn bản nên chưa tính được thời hạn."
    return _count(start, count, unit, anchors.calendar), f"Tính {count} {UNIT_WORDS[unit]} từ {from_words} {start:%d/%m/%Y}."


UNIT_WORDS = {"ngay lam viec": "ngày làm việc", "ngay": "ngày", "tuan": "tuần", "thang": "tháng"}


def _count(start: date, count: int, unit: str, calendar: WorkingCalendar) -> date:
    if unit == "ngay lam viec":
        return calendar.add_working_days(start, count)
    if unit == "thang":
        return start + relativedelta(months=count)
    return start + timedelta(days=count * (7 if unit == "tuan" else 1))


def _same_day(_match: re.Match[str], anchors: Anchors) -> Found:
    return anchors.start, "Trong ngày nhận văn bản; không có ngày nhận thì ngày ban hành."


def _soon_after_issue(_match: re.Match[str], anchors: Anchors) -> Found:
    if anchors.issued_on is None:
        return None, ""
    return anchors.issued_on + timedelta(days=10), "“Ngay sau khi ban hành”: cơ quan lấy 10 ngày; cần xem lại."


def _council(match: re.Match[str], anchors: Anchors) -> Found:
    month, which = (6, "giữa năm") if match[1] == "giua" else (11, "cuối năm")
    return _next(month, 15, anchors.issued_on), f"Kỳ họp HĐND {which}: hồ sơ gửi trước ngày 15/{month}; cần xem lại."


def _lunar_new_year(_match: re.Match[str], anchors: Anchors) -> Found:
    first = anchors.calendar.new_year_after(anchors.issued_on) if anchors.issued_on else None
    return (anchors.calendar.previous_working(first) if first else None), "Ngày làm việc cuối cùng trước kỳ nghỉ Tết."


def _school_opens(_match: re.Match[str], anchors: Anchors) -> Found:
    return _next(9, 5, anchors.issued_on), "Ngày khai giảng lấy theo lệ thường 05/9; cần xem lại."


RELATIVE: tuple[tuple[re.Pattern[str], Rule], ...] = (
    # `ngay trong ngày`
    (re.compile(r"\bngay trong ngay\b"), _same_day),
    # `ngay sau khi Kế hoạch được ban hành`
    (re.compile(r"\bngay sau khi [^,;]{0,80}ban hanh\b"), _soon_after_issue),
    # `trước kỳ họp HĐND tỉnh giữa năm`, `tại kỳ họp cuối năm`
    (re.compile(r"\bky hop [^,;]{0,60}?\b(giua|cuoi) nam\b"), _council),
    # `trước Tết`, `trước khi nghỉ Tết Nguyên đán`; not the other feasts called Tết
    (re.compile(r"\btruoc (?:khi nghi |dip )?tet\b(?! (?:duong lich|trung thu|doc lap|thieu nhi))"), _lunar_new_year),
    # `trước ngày khai giảng năm học mới`
    (re.compile(r"\btruoc (?:ngay |le )?khai giang\b"), _school_opens),
    # `trong 07 ngày làm việc kể từ ngày ký`, `không quá 02 ngày làm việc`
    (
        re.compile(
            r"\b(?:trong|vong|thoi han|thoi gian|qua|sau|toi da|cham nhat)(?: la)? "
            r"(\d{1,3})(?: \([^()]{0,40}\))? (ngay lam viec|ngay|tuan|thang)\b(.*)$"
        ),
        _term,
    ),
)


# --- words without an edge -------------------------------------------------------------------------------------------

YEAR = r"(?: ?[/-] ?| nam | )?(20\d\d)?"


def _year_part(match: re.Match[str], anchors: Anchors) -> Found:
    month, day = (1, 31) if match[1] == "dau" else (6, 30)
    return _in_year(match[2], month, day, anchors), f"“{VAGUE_WORDS[match[1]]} năm”: {day:02}/{month}; cần xem lại."


def _month_part(match: re.Match[str], anchors: Anchors) -> Found:
    day = 10 if match[1] == "dau" else 20
    return _in_year(match[3], int(match[2]), day, anchors), f"“{VAGUE_WORDS[match[1]]} tháng”: ngày {day}; cần xem lại."


def _quarter_part(match: re.Match[str], anchors: Anchors) -> Found:
    first = 3 * QUARTERS[match[2]] - 2
    month = first + (1 if match[1] == "giua" else 0)
    return _in_year(match[3], month, None, anchors), f"“{VAGUE_WORDS[match[1]]} quý”: hết tháng {month}; cần xem lại."


def _week_of_month(match: re.Match[str], anchors: Anchors) -> Found:
    week = 1 if match[1] == "dau" else int(match[1])
    return _in_year(match[3], int(match[2]), 7 * week, anchors), f"Tuần {week} của tháng: đến ngày {7 * week}; cần xem lại."


def _about_month(match: re.Match[str], anchors: Anchors) -> Found:
    return _in_year(match[2], int(match[1]), None, anchors), "“Khoảng tháng”: ngày cuối tháng; cần xem lại."


def _rains(_match: re.Match[str], anchors: Anchors) -> Found:
    return _next(5, 15, anchors.issued_on), "Trước mùa mưa bão lấy ngày 15/5; cần xem lại."


def _school_year(match: re.Match[str], _anchors: Anchors) -> Found:
    return date(int(match[1]), 5, 31), "Năm học kết thúc lấy ngày 31/5; cần xem lại."


VAGUE_WORDS = {"dau": "Đầu", "giua": "Giữa", "som trong": "Sớm trong"}
QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
MONTH = r"(0?[1-9]|1[0-2])\b"

VAGUE: tuple[tuple[re.Pattern[str], Rule], ...] = (
    # `Năm học 2023-2024`
    (re.compile(r"\bnam hoc 20\d\d ?- ?(20\d\d)\b"), _school_year),
    # `đầu quý II/2023`, `sớm trong quý II/2023`
    (re.compile(rf"\b(dau|giua|som trong) quy (iv|iii|ii|i|[1-4])\b{YEAR}"), _quarter_part),
    # `tuần 1 tháng 3/2023`, `tuần đầu tháng 3`
    (re.compile(rf"\btuan (?:thu )?(dau|[1-4])(?: cua)? thang {MONTH}{YEAR}"), _week_of_month),
    # `đầu tháng 3/2023`, `giữa tháng 3`
    (re.compile(rf"\b(dau|giua) thang {MONTH}{YEAR}"), _month_part),
    # `Khoảng tháng 9/2023`
    (re.compile(rf"\bkhoang thang {MONTH}{YEAR}"), _about_month),
    # `đầu năm 2024`, `giữa năm 2024`
    (re.compile(r"\b(dau|giua) nam ?(20\d\d)?\b"), _year_part),
    # `trước mùa mưa bão`
    (re.compile(r"\bmua mua(?: bao| lu)?\b"), _rains),
)


def _first(rules: Sequence[tuple[re.Pattern[str], Rule]], phrase: str, anchors: Anchors) -> Found:
    for pattern, rule in rules:
        match = pattern.search(phrase)
        if match:
            return rule(match, anchors)
    return None, ""


def _in_year(year: str | None, month: int, day: int | None, anchors: Anchors) -> date | None:
    """A day (None: the month's last) of the year said, else of the year of issue, the next one when it has passed."""
    if year is None:
        return _next(month, day, anchors.issued_on)
    return _day(int(year), month, day)


def _next(month: int, day: int | None, after: date | None) -> date | None:
    if after is None:
        return None
    this_year = _day(after.year, month, day)
    return this_year if this_year >= after else _day(after.year + 1, month, day)


def _day(year: int, month: int, day: int | None) -> date:
    return date(year, month, day or months.monthrange(year, month)[1])
