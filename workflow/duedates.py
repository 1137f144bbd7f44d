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
from workflow.reporting_periods import Period, period_of, rule_of, speaks_of_a_report
from workflow.settings import Dates, day_month
from workflow.workingdays import WorkingCalendar

__all__ = ["OfficeDate", "WorkingCalendar", "office_date", "office_dates", "office_rule"]


#: where nobody changed a setting
USUAL = Dates()


@dataclass(frozen=True)
class OfficeDate:
    """The date or the rule that the office works with. `default`: it is the office's, not the directive's. `note`: why, in Vietnamese.

    Of a periodic report by Nghị định 09/2019/NĐ-CP the rule names the days of the cut-off; `report_period` and `send_days` say the rest.
    """

    due_on: date | None = None
    rrule: str | None = None
    default: bool = False
    note: str = ""
    report_period: Period | None = None
    send_days: int | None = None


@dataclass(frozen=True)
class Anchors:
    """What terms count from."""

    issued_on: date | None
    received_on: date | None
    calendar: WorkingCalendar
    dates: Dates

    @property
    def start(self) -> date | None:
        """The recorded day of receipt, else the day of issue."""
        return self.received_on or self.issued_on


Found = tuple[date | None, str]
Rule = Callable[[re.Match[str], Anchors], Found]


def office_date(
    deadline: Deadline,
    *,
    issued_on: date | None,
    received_on: date | None,
    calendar: WorkingCalendar,
    dates: Dates,
    text: str = "",
) -> OfficeDate:
    """What the office makes of one deadline. `text`: the words of the unit, which tell whether a rhythm is that of a report."""
    if deadline.kind is DeadlineKind.RECURRING:
        return _rhythm(deadline, dates, text)
    phrase = bare(deadline.text)
    if deadline.due is not None:
        return _said_date(deadline.due, deadline.kind, phrase, calendar, dates)
    anchors = Anchors(issued_on, received_on, calendar, dates)
    rules = {DeadlineKind.RELATIVE: RELATIVE, DeadlineKind.VAGUE: VAGUE}.get(deadline.kind, ())
    due_on, note = _first(rules, phrase, anchors)
    if due_on is None:
        return OfficeDate(note=note)
    if dates.roll_relative and deadline.kind is DeadlineKind.RELATIVE:
        due_on = calendar.next_working(due_on) if "Tết" not in note else due_on
    return OfficeDate(due_on=due_on, default=True, note=note)


def office_dates(
    deadlines: Sequence[Deadline],
    *,
    issued_on: date | None,
    received_on: date | None,
    calendar: WorkingCalendar,
    dates: Dates,
    text: str = "",
) -> list[OfficeDate]:
    """What the office makes of all deadlines of one task: a phase said beside a rhythm ends the rhythm."""
    given = {"issued_on": issued_on, "received_on": received_on}
    made = [office_date(d, **given, calendar=calendar, dates=dates, text=text) for d in deadlines]
    ends = [d.due for d in deadlines if d.kind is DeadlineKind.DATE and d.due and PHASE.search(bare(d.text))]
    if not ends:
        return made
    until = f";UNTIL={max(ends):%Y%m%d}"
    return [replace(m, rrule=m.rrule + until, default=True) if m.rrule and "UNTIL" not in m.rrule else m for m in made]


#: `giai đoạn 2023-2025`, `thời kỳ 2026-2030` as the time of a rhythm
PHASE = re.compile(r"\b(?:giai doan|thoi ky)\b")


# --- rhythms ---------------------------------------------------------------------------------------------------------


def _rhythm(deadline: Deadline, dates: Dates, text: str) -> OfficeDate:
    """The rule of a rhythm: of a periodic report by the decree where the office follows it, else with the office's usual day."""
    said = deadline.rrule or ""
    period = period_of(said, deadline.text) if dates.periods.profile == "nd09" and speaks_of_a_report(deadline.text, text) else None
    if period is None:
        rule = office_rule(said, dates)
        return OfficeDate(rrule=rule, default=rule != said, note="Ngày mặc định của cơ quan cho việc định kỳ." if rule != said else "")
    rule, wait = rule_of(period, dates.periods)
    day, send_day = dates.periods.cut_off_day, dates.periods.send_day
    note = f"Báo cáo định kỳ theo Nghị định 09/2019/NĐ-CP: chốt số liệu ngày {day}, gửi trong {wait} ngày làm việc sau đó."
    if send_day:
        note = f"Báo cáo định kỳ theo Nghị định 09/2019/NĐ-CP: chốt số liệu ngày {day}, gửi trước ngày {send_day}."
    return OfficeDate(rrule=rule, default=True, note=note, report_period=period, send_days=wait)


def office_rule(rule: str, dates: Dates = USUAL) -> str:
    """An RRULE (RFC 5545 3.3.10) with the office's usual day, where it names none: Friday, or the last day of the period."""
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    if any(name in parts for name in ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYSETPOS")):
        return rule
    frequency, interval, day = parts.get("FREQ"), parts.get("INTERVAL", "1"), dates.period_day
    if frequency == "WEEKLY":
        return f"{rule};BYDAY={dates.weekly_day}"
    if frequency == "MONTHLY" and interval == "3":
        return f"FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY={day}"
    if frequency == "MONTHLY" and interval == "6":
        return f"FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY={day}"
    if frequency == "MONTHLY":
        return f"{rule};BYMONTHDAY={day}"
    if frequency == "YEARLY":
        return f"{rule};BYMONTHDAY={day}" if "BYMONTH" in parts else f"{rule};BYMONTH=12;BYMONTHDAY={day}"
    return rule


# --- dates that the directive itself gives ---------------------------------------------------------------------------

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKDAY_WORDS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
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
        place = WEEKDAYS.index(dates.weekly_day)
        weekday = WEEKDAY_WORDS[place]
        return OfficeDate(due - timedelta(days=6 - place), default=True, note=f"Hết tuần làm việc: ngày {weekday}.")
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


#: `trong 07 ngày làm việc kể từ ngày ký`, `không quá 02 ngày làm việc`, `trong nửa tháng kể từ ngày nhận`, `trong một năm kể từ ngày ký`
TERM = re.compile(
    r"\b(?:trong|vong|thoi han|thoi gian|qua|sau|toi da|cham nhat)(?: la)? "
    r"(\d{1,3}|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi|(?=nua ))(?: \([^()]{0,40}\))? ?"
    r"(ngay lam viec|ngay|tuan|nua thang|thang|quy|nua nam|nam|gio)\b(.*)$"
)


def term_from(phrase: str, start: date, calendar: WorkingCalendar, dates: Dates) -> date | None:
    """Last day of the term that a phrase says, counted from the day of its event; None when it says none."""
    found = TERM.search(bare(phrase))
    if found is None:
        return None
    last = count_term(start, NUMBERS.get(found[1]) or int(found[1]), found[2], calendar)
    return calendar.next_working(last) if dates.roll_relative else last


def counts_from_receipt(phrase: str) -> bool:
    """Whether a term counts from the receipt of the directive."""
    found = TERM.search(bare(phrase))
    return found is not None and FROM_RECEIPT.match(found[3].strip(" .;")) is not None


def _term(match: re.Match[str], anchors: Anchors) -> Found:
    """So many hours, days, weeks, months or years from the issue or receipt; from any other event there is no date."""
    count, unit, rest = NUMBERS.get(match[1]) or int(match[1]), match[2], match[3].strip(" .;")
    if FROM_ISSUE.match(rest):
        start, from_words = anchors.issued_on, "ngày ban hành"
    elif FROM_RECEIPT.match(rest) or not rest:
        start, from_words = anchors.start, "ngày nhận" if anchors.received_on else "ngày ban hành"
    else:
        return None, "Thời hạn tính từ một việc khác; hãy đặt ngày khi việc đó xảy ra."
    if start is None:
        return None, "Chưa biết ngày ban hành và ngày nhận văn bản nên chưa tính được thời hạn."
    due_on = count_term(start, count, unit, anchors.calendar)
    return due_on, f"Tính {count} {UNIT_WORDS[unit]} từ {from_words} {start:%d/%m/%Y}."


UNIT_WORDS = {
    "ngay lam viec": "ngày làm việc",
    "ngay": "ngày",
    "tuan": "tuần",
    "nua thang": "lần nửa tháng",
    "thang": "tháng",
    "quy": "quý",
    "nua nam": "lần nửa năm",
    "nam": "năm",
    "gio": "giờ",
}
NUMBERS = dict(zip(["mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi"], range(1, 11), strict=True)) | {"": 1}
MONTHS_OF = {"thang": 1, "quy": 3, "nua nam": 6, "nam": 12}
DAYS_OF = {"ngay": 1, "tuan": 7, "nua thang": 15}


def count_term(start: date, count: int, unit: str, calendar: WorkingCalendar) -> date:
    """Last day of a term (Bộ luật Dân sự 2015): the day of the event is not counted (Điều 147), half a month is fifteen days (Điều 146),
    a term in months or years ends on the matching day, else on the month's last (Điều 148). Hours run on, and count as whole days: the hour
    of the event is not known. Whether it rolls from a day off is the caller's."""
    if unit == "ngay lam viec":
        return calendar.add_working_days(start, count)
    if unit in MONTHS_OF:
        return start + relativedelta(months=count * MONTHS_OF[unit])
    return start + timedelta(days=count // 24 if unit == "gio" else count * DAYS_OF[unit])


def _same_day(_match: re.Match[str], anchors: Anchors) -> Found:
    return anchors.start, "Trong ngày nhận văn bản; không có ngày nhận thì ngày ban hành."


def _soon_after_issue(_match: re.Match[str], anchors: Anchors) -> Found:
    if anchors.issued_on is None:
        return None, ""
    days = anchors.dates.soon_after_days
    return anchors.issued_on + timedelta(days=days), f"“Ngay sau khi ban hành”: cơ quan lấy {days} ngày; cần xem lại."


def _council(match: re.Match[str], anchors: Anchors) -> Found:
    dates = anchors.dates
    on, which = (dates.mid_year_session, "giữa năm") if match[1] == "giua" else (dates.year_end_session, "cuối năm")
    return _next(*day_month(on), anchors.issued_on), f"Kỳ họp HĐND {which}: hồ sơ gửi trước ngày {on}; cần xem lại."


def _lunar_new_year(_match: re.Match[str], anchors: Anchors) -> Found:
    first = anchors.calendar.new_year_after(anchors.issued_on) if anchors.issued_on else None
    return (anchors.calendar.previous_working(first) if first else None), "Ngày làm việc cuối cùng trước kỳ nghỉ Tết."


def _school_opens(_match: re.Match[str], anchors: Anchors) -> Found:
    on = anchors.dates.school_opens
    return _next(*day_month(on), anchors.issued_on), f"Ngày khai giảng lấy theo lệ thường {on}; cần xem lại."


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
    (TERM, _term),
)


# --- words without an edge -------------------------------------------------------------------------------------------

YEAR = r"(?: ?[/-] ?| nam | )?(20\d\d)?"


def _year_part(match: re.Match[str], anchors: Anchors) -> Found:
    on = anchors.dates.early_year if match[1] == "dau" else anchors.dates.mid_year
    return _in_year(match[2], *day_month(on), anchors), f"“{VAGUE_WORDS[match[1]]} năm”: {on}; cần xem lại."


def _month_part(match: re.Match[str], anchors: Anchors) -> Found:
    day = anchors.dates.early_month if match[1] == "dau" else anchors.dates.mid_month
    return _in_year(match[3], int(match[2]), day, anchors), f"“{VAGUE_WORDS[match[1]]} tháng”: ngày {day}; cần xem lại."


def _quarter_part(match: re.Match[str], anchors: Anchors) -> Found:
    first = 3 * QUARTERS[match[2]] - 2
    month = first - 1 + (anchors.dates.mid_quarter if match[1] == "giua" else anchors.dates.early_quarter)
    return _in_year(match[3], month, None, anchors), f"“{VAGUE_WORDS[match[1]]} quý”: hết tháng {month}; cần xem lại."


def _week_of_month(match: re.Match[str], anchors: Anchors) -> Found:
    week = 1 if match[1] == "dau" else int(match[1])
    return _in_year(match[3], int(match[2]), 7 * week, anchors), f"Tuần {week} của tháng: đến ngày {7 * week}; cần xem lại."


def _about_month(match: re.Match[str], anchors: Anchors) -> Found:
    return _in_year(match[2], int(match[1]), None, anchors), "“Khoảng tháng”: ngày cuối tháng; cần xem lại."


def _rains(_match: re.Match[str], anchors: Anchors) -> Found:
    on = anchors.dates.rains
    return _next(*day_month(on), anchors.issued_on), f"Trước mùa mưa bão lấy ngày {on}; cần xem lại."


def _school_year(match: re.Match[str], anchors: Anchors) -> Found:
    on = anchors.dates.school_ends
    return date(int(match[1]), *day_month(on)), f"Năm học kết thúc lấy ngày {on}; cần xem lại."


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
