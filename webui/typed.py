"""Dates as people type them: `15/12`, `mai`, `thứ sáu tuần sau`, `cuối tháng 12`, `10 ngày nữa`.

The page always echoes the date that was understood, so a form that two people read differently is seen before it counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Protocol

from directives.time_words import add_months, month_end, possible_date, week_end
from directives.vietnamese import bare, normalise

WEEKDAYS = {"hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3, "sau": 4, "6": 4, "bay": 5, "7": 5}
NAMED_DAYS = {"hom nay": 0, "mai": 1, "ngay mai": 1, "ngay kia": 2, "mot": 2, "hom qua": -1, "hom kia": -2}
QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
#: A written date is taken this far from today at most: 3036 or 0206 is a slip of the finger
EARLIEST, LATEST = 1990, 2100
#: the year that no calendar has: `cuối năm 0000`
NO_YEAR = re.compile(r"(?<!\d)0000(?!\d)")


class Calendar(Protocol):
    """What counts working days (`workflow.duedates.WorkingCalendar`)."""

    def add_working_days(self, day: date, count: int, /) -> date: ...


def understand_date(text: str, today: date, *, past: bool = False, calendar: Calendar | None = None) -> date | None:
    """The day that a typed text means, None when it means none.

    Takes the office's civil date. A date without a year is the next such day, with `past` the last such day.
    """
    words = bare(text).removeprefix("truoc ").strip(" .,;")
    for pattern, meaning in FORMS:
        found = pattern.fullmatch(words)
        if found:
            day = None if NO_YEAR.search(words) else meaning(found, today, past)
            return day if day and EARLIEST <= day.year <= LATEST else None
    return _working_days(words, today, calendar)


def clean_words(text: str) -> str:
    """What somebody typed or pasted into a one-line field: normalised (NFC), on one line."""
    return " ".join(normalise(text).split())


def _working_days(words: str, today: date, calendar: Calendar | None) -> date | None:
    found = re.fullmatch(r"(?:sau |trong )?(\d{1,3}) ngay lam viec(?: nua)?", words)  # `10 ngày làm việc nữa`
    return calendar.add_working_days(today, int(found[1])) if found and calendar else None


Meaning = Callable[[re.Match[str], date, bool], date | None]


def _written(found: re.Match[str], today: date, past: bool) -> date | None:
    day, month, year = int(found["d"]), int(found["m"]), found["y"]
    if year:
        return possible_date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    return _nearest([possible_date(today.year + step, month, day) for step in (-1, 0, 1, 2, 3, 4)], today, past)


def _nearest(days: list[date | None], today: date, past: bool) -> date | None:
    real = [day for day in days if day]
    fitting = [day for day in real if (day <= today if past else day >= today)]
    return (max(fitting) if past else min(fitting)) if fitting else None


def _iso(found: re.Match[str], today: date, past: bool) -> date | None:
    return possible_date(int(found["y"]), int(found["m"]), int(found["d"]))


def _named(found: re.Match[str], today: date, past: bool) -> date | None:
    return today + timedelta(days=NAMED_DAYS[found[0]])


def _weekday(found: re.Match[str], today: date, past: bool) -> date | None:
    wanted = 6 if found["sunday"] else WEEKDAYS[found["name"]]
    monday = today - timedelta(days=today.weekday())
    if found["week"]:
        weeks = {"nay": 0, "sau": 1, "toi": 1, "truoc": -1}[found["week"]]
        return monday + timedelta(days=wanted, weeks=weeks)
    ahead = (wanted - today.weekday()) % 7 or 7
    return today + timedelta(days=ahead - 7 if past else ahead)


def _span(found: re.Match[str], today: date, past: bool) -> date | None:
    count = int(found["n"])
    if found["unit"] == "thang":
        return add_months(today, count)
    return today + timedelta(days=count * (7 if found["unit"] == "tuan" else 1))


def _end_of_week(found: re.Match[str], today: date, past: bool) -> date | None:
    return week_end(today, 1 if found["week"] in ("sau", "toi") else 0)


def _month(found: re.Match[str], today: date, past: bool) -> date | None:
    if found["rel"] or not found["m"]:
        return _in_month(add_months(today.replace(day=1), 1 if found["rel"] in ("sau", "toi") else 0), found["part"])
    month, year = int(found["m"]), found["y"]
    if not 1 <= month <= 12:
        return None
    if year:
        return _in_month(date(int(year), month, 1), found["part"])
    return _nearest([_in_month(date(today.year + step, month, 1), found["part"]) for step in (-1, 0, 1)], today, past)


def _in_month(first: date, part: str | None) -> date:
    if part and part.startswith("giua"):
        return first.replace(day=15)
    return first.replace(day=10) if part and part.startswith("dau") else month_end(first.year, first.month)


def _quarter(found: re.Match[str], today: date, past: bool) -> date | None:
    quarter = QUARTERS[found["q"]] if found["q"] else (today.month + 2) // 3
    if found["y"]:
        return month_end(int(found["y"]), quarter * 3)
    return _nearest([month_end(today.year + step, quarter * 3) for step in (-1, 0, 1)], today, past)


def _year(found: re.Match[str], today: date, past: bool) -> date | None:
    if found["y"]:
        return date(int(found["y"]), 12, 31)
    return date(today.year + (1 if found["rel"] in ("sau", "toi") else 0), 12, 31)


#: All patterns read text without accents, in lower case (`vietnamese.bare`). The first that fits the whole text counts.
FORMS: list[tuple[re.Pattern[str], Meaning]] = [
    # `15/12/2026`, `15-12-26`, `15.12`, `ngày 5 tháng 6 năm 2027`, with or without `thứ sáu` before it
    (
        re.compile(
            r"(?:thu \w{1,3},? |chu nhat,? )?(?:ngay )?(?P<d>\d{1,2})(?: ?[/.-] ?| thang )(?P<m>\d{1,2})"
            r"(?:(?: ?[/.-] ?| nam )(?P<y>\d{4}|\d{2}))?"
        ),
        _written,
    ),
    # `2026-12-15`, as date fields of browsers and sheets write it
    (re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"), _iso),
    # `mai`, `hôm nay`, `ngày kia`
    (re.compile("|".join(sorted(NAMED_DAYS, key=len, reverse=True))), _named),
    # `thứ sáu`, `thứ 6 tuần sau`, `chủ nhật tuần này`
    (
        re.compile(
            r"(?:(?:thu |t)(?P<name>hai|ba|tu|nam|sau|bay|[2-7])|(?P<sunday>chu nhat|cn))(?: (?:tuan )?(?P<week>nay|sau|toi|truoc))?"
        ),
        _weekday,
    ),
    # `10 ngày nữa`, `sau 2 tuần`, `trong 1 tháng`
    (re.compile(r"(?:sau |trong )?(?P<n>\d{1,3}) (?P<unit>ngay|tuan|thang)(?: nua)?"), _span),
    # `cuối tuần`, `cuối tuần sau`
    (re.compile(r"(?:cuoi|het|trong) tuan(?: (?P<week>nay|sau|toi))?"), _end_of_week),
    # `cuối tháng 12/2026`, `hết tháng này`, `tháng 3 năm 2027`, `giữa tháng 1`
    (
        re.compile(
            r"(?P<part>cuoi |het |trong |giua |dau )?thang(?: (?P<rel>nay|sau|toi)| (?P<m>\d{1,2})(?:(?: ?[/.-] ?| nam )(?P<y>\d{4}))?)?"
        ),
        _month,
    ),
    # `quý IV/2026`, `cuối quý này`, `hết quý I năm 2027`
    (re.compile(r"(?:cuoi |het |trong )?quy(?: nay| (?P<q>iv|i{1,3}|[1-4])(?:(?: ?[/.-] ?| nam )(?P<y>\d{4}))?)?"), _quarter),
    # `cuối năm`, `hết năm 2027`, `trong năm nay`
    (re.compile(r"(?:cuoi |het |trong )nam(?: (?P<rel>nay|sau|toi)| (?P<y>\d{4}))?"), _year),
]
