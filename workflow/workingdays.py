"""The working calendar: Monday to Friday, less public holidays, with the days off and days worked that are swapped every year.

Three layers, the later above the earlier: the package `holidays` (Bộ luật Lao động 2019, Điều 112), the shipped `data/holidays.toml`,
the office's own table (`DayOverride`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

import holidays
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.model import CalendarYear, DayOverride

ONE_DAY = timedelta(days=1)
SATURDAY = 5
#: from this month on the next year's calendar should stand
ASK_FROM_MONTH = 11
#: days entered off this near to a feast are its holidays
AROUND_A_FEAST = timedelta(days=7)
#: name that the package gives to the first day of the lunar year
NEW_YEAR = "Tết Nguyên Đán"


@dataclass(frozen=True)
class OwnDay:
    """A day of a table above the package's: worked or not, and why."""

    working: bool
    note: str = ""


class WorkingCalendar:
    """Which days are worked. Made once for a unit of work; asks no database afterwards."""

    def __init__(self, own: Mapping[date, OwnDay] | None = None, complete: Collection[int] = ()) -> None:
        """`own`: the office's table, above the shipped one; `complete`: years that it says are all entered."""
        self._own = dict(own or {})
        self._complete = frozenset(complete)
        self._days = {**_shipped_days(), **self._own}

    @classmethod
    def load(cls, session: Session) -> WorkingCalendar:
        """The calendar with the office's table as it is in the database."""
        rows = session.scalars(select(DayOverride))
        return cls({row.day: OwnDay(row.working, row.note) for row in rows}, session.scalars(select(CalendarYear.year)).all())

    def is_working(self, day: date) -> bool:
        """Whether the office works that day."""
        own = self._days.get(day)
        if own is not None:
            return own.working
        return day.weekday() < SATURDAY and day not in _public_holidays(day.year)

    def next_working(self, day: date) -> date:
        """The day itself when it is worked, else the first worked one after it (Bộ luật Dân sự 2015, Điều 148)."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def previous_working(self, day: date) -> date:
        """The day itself when it is worked, else the last worked one before it."""
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th worked day after a day, which is itself not counted (Điều 147); before it when negative."""
        step = ONE_DAY if count >= 0 else -ONE_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def note_of(self, day: date) -> str:
        """Why a day is not as its weekday says, in Vietnamese; empty when it is."""
        own = self._days.get(day)
        if own is not None:
            return own.note
        return _public_holidays(day.year).get(day, "")

    def new_year_after(self, day: date) -> date | None:
        """First day of the next lunar year after a day; None beyond the years that the package knows."""
        for year in (day.year, day.year + 1):
            for holiday, name in sorted(_public_holidays(year).items()):
                if name == NEW_YEAR and holiday > day:
                    return holiday
        return None

    def warnings(self, today: date) -> list[str]:
        """What the administrator should enter, in Vietnamese: years whose official calendar is not known here."""
        years = [today.year] + ([today.year + 1] if today.month >= ASK_FROM_MONTH else [])
        return [
            f"Chưa có lịch nghỉ chính thức năm {year}: ngày nghỉ Tết và Quốc khánh đang là ước tính. "
            "Hãy nhập các ngày nghỉ, nghỉ bù, làm bù theo thông báo của Bộ Nội vụ ở mục Ngày làm việc, rồi đánh dấu năm đó đã nhập xong."
            for year in years
            if not self.knows(year)
        ]

    def knows(self, year: int) -> bool:
        """Whether the official calendar of a year stands here: shipped, said to be complete, or its Tết and Quốc khánh are entered."""
        if year in _notices() or year in self._complete:
            return True
        off = [day for day, own in self._own.items() if not own.working]
        feasts = [*(day for day, name in _public_holidays(year).items() if name == NEW_YEAR), date(year, 9, 2)]
        return all(any(abs(day - feast) <= AROUND_A_FEAST for day in off) for feast in feasts)

    def marked(self, year: int) -> bool:
        """Whether a person said that the year is all entered."""
        return year in self._complete


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> dict[date, str]:
    """Public holidays of a year with their Vietnamese names."""
    return {day: str(name) for day, name in holidays.country_holidays("VN", years=year, language="vi").items()}


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Any]:
    return tomllib.loads(files("workflow").joinpath("data/holidays.toml").read_text("utf-8"))


def _shipped_days() -> dict[date, OwnDay]:
    return {row["day"]: OwnDay(row["working"], row["note"]) for row in _shipped()["day"]}


def _notices() -> set[int]:
    return {int(year) for year in _shipped()["notices"]}
