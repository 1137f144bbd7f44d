"""Terms by Bộ luật Dân sự Điều 146–148 over month ends, leap years, Tết and days worked in exchange; the office's own values; whole way from words."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from directives.deadlines import find_deadlines
from directives.model import Deadline, DeadlineKind
from workflow.duedates import count_term, office_date, office_dates, office_rule
from workflow.settings import Dates, Periods
from workflow.workingdays import WorkingCalendar

TABLE = Path(__file__).parent.parent / "tables" / "deadlines_examples.csv"
CALENDAR = WorkingCalendar()
ISSUED = date(2023, 1, 10)

#: start, count, unit, last day before any rolling
TERMS = [
    # the day of the event is not counted (Điều 147 khoản 2)
    ("2026-11-02", 1, "ngay", "2026-11-03"),
    ("2026-11-02", 30, "ngay", "2026-12-02"),
    ("2026-12-31", 1, "ngay", "2027-01-01"),
    ("2024-02-28", 1, "ngay", "2024-02-29"),
    ("2023-02-28", 1, "ngay", "2023-03-01"),
    ("2026-11-02", 2, "tuan", "2026-11-16"),
    ("2026-12-28", 1, "tuan", "2027-01-04"),
    # half a month is fifteen days (Điều 146 khoản 1)
    ("2026-11-02", 1, "nua thang", "2026-11-17"),
    ("2026-12-20", 1, "nua thang", "2027-01-04"),
    ("2024-02-20", 1, "nua thang", "2024-03-06"),
    ("2026-11-02", 2, "nua thang", "2026-12-02"),
    # the matching day of the last month, else its last day (Điều 148 khoản 3)
    ("2026-03-15", 1, "thang", "2026-04-15"),
    ("2023-01-31", 1, "thang", "2023-02-28"),
    ("2024-01-31", 1, "thang", "2024-02-29"),
    ("2024-01-30", 1, "thang", "2024-02-29"),
    ("2026-08-31", 1, "thang", "2026-09-30"),
    ("2026-10-31", 4, "thang", "2027-02-28"),
    ("2026-12-31", 2, "thang", "2027-02-28"),
    ("2026-02-28", 1, "thang", "2026-03-28"),
    ("2024-02-29", 12, "thang", "2025-02-28"),
    ("2026-11-30", 1, "quy", "2027-02-28"),
    ("2026-08-31", 1, "nua nam", "2027-02-28"),
    # the matching day and month of the last year (Điều 148 khoản 4)
    ("2026-11-20", 1, "nam", "2027-11-20"),
    ("2024-02-29", 1, "nam", "2025-02-28"),
    ("2024-02-29", 4, "nam", "2028-02-29"),
    ("2023-02-28", 1, "nam", "2024-02-28"),
    # hours run on (Điều 147 khoản 1); the hour of the event is not known
    ("2026-11-20", 4, "gio", "2026-11-20"),
    ("2026-11-20", 24, "gio", "2026-11-21"),
    ("2026-11-20", 36, "gio", "2026-11-21"),
    ("2026-11-20", 48, "gio", "2026-11-22"),
    # working days: over a weekend, 24/11, the new year, Tết, a Saturday worked in exchange
    ("2026-11-20", 1, "ngay lam viec", "2026-11-23"),
    ("2026-11-20", 3, "ngay lam viec", "2026-11-26"),
    ("2025-12-30", 3, "ngay lam viec", "2026-01-06"),
    ("2026-02-12", 2, "ngay lam viec", "2026-02-23"),
    ("2026-08-20", 5, "ngay lam viec", "2026-08-26"),
    ("2024-02-28", 2, "ngay lam viec", "2024-03-01"),
]


@pytest.mark.parametrize(("start", "count", "unit", "expected"), TERMS)
def test_a_term_ends_where_the_civil_code_says(start: str, count: int, unit: str, expected: str) -> None:
    assert count_term(date.fromisoformat(start), count, unit, CALENDAR) == date.fromisoformat(expected)


def relative(phrase: str, received_on: str, **dates: Any) -> date | None:
    deadline = Deadline(text=phrase, kind=DeadlineKind.RELATIVE)
    given = {"issued_on": None, "received_on": date.fromisoformat(received_on), "calendar": CALENDAR}
    return office_date(deadline, dates=Dates(**dates), **given).due_on  # type: ignore[arg-type]


#: phrase, day of receipt, last day with rolling (Điều 148 khoản 5), and without
ROLLED = [
    ("trong 10 ngày kể từ ngày nhận được văn bản", "2026-02-10", "2026-02-23", "2026-02-20"),  # into Tết
    ("trong 10 ngày kể từ ngày nhận được văn bản", "2026-08-12", "2026-08-22", "2026-08-22"),  # a Saturday that is worked
    ("trong 10 ngày kể từ ngày nhận được văn bản", "2025-12-31", "2026-01-10", "2026-01-10"),  # likewise
    ("trong 10 ngày kể từ ngày nhận được văn bản", "2026-08-21", "2026-09-03", "2026-08-31"),  # a Monday off, then Quốc khánh
    ("trong 10 ngày kể từ ngày nhận được văn bản", "2025-12-23", "2026-01-05", "2026-01-02"),  # a Friday off, over the year's end
    ("trong 4 ngày kể từ ngày nhận được văn bản", "2026-11-20", "2026-11-25", "2026-11-24"),  # Ngày Văn hóa Việt Nam
    ("trong 01 tháng kể từ ngày nhận được văn bản", "2024-01-31", "2024-02-29", "2024-02-29"),
    ("trong 01 tháng kể từ ngày nhận được văn bản", "2026-01-31", "2026-03-02", "2026-02-28"),  # a Saturday at the month's end
    ("trong một tháng kể từ ngày nhận được văn bản", "2026-10-31", "2026-11-30", "2026-11-30"),
    ("trong 01 năm kể từ ngày nhận được văn bản này", "2024-02-29", "2025-02-28", "2025-02-28"),
    ("trong 02 năm kể từ ngày nhận được văn bản này", "2026-11-20", "2028-11-20", "2028-11-20"),
    ("trong nửa tháng kể từ ngày nhận được công văn", "2026-11-05", "2026-11-20", "2026-11-20"),
    ("trong nửa năm kể từ ngày nhận được công văn", "2026-08-31", "2027-03-01", "2027-02-28"),
    ("trong 01 quý kể từ ngày nhận được công văn", "2026-11-30", "2027-03-01", "2027-02-28"),
    ("trong vòng 24 giờ kể từ khi nhận được công văn", "2026-11-20", "2026-11-23", "2026-11-21"),
    ("trong 48 giờ kể từ khi nhận văn bản", "2026-11-16", "2026-11-18", "2026-11-18"),
    ("trong 04 giờ kể từ khi nhận văn bản", "2026-11-16", "2026-11-16", "2026-11-16"),
    ("trong 05 ngày làm việc kể từ ngày nhận được văn bản", "2026-08-20", "2026-08-26", "2026-08-26"),
]


@pytest.mark.parametrize(("phrase", "received_on", "rolled", "plain"), ROLLED)
def test_a_term_that_ends_on_a_day_off_runs_to_the_next_working_day(phrase: str, received_on: str, rolled: str, plain: str) -> None:
    assert relative(phrase, received_on) == date.fromisoformat(rolled)
    assert relative(phrase, received_on, roll_relative=False) == date.fromisoformat(plain)


# --- the office's own values -------------------------------------------------------------------------------------------

#: setting, its value, phrase, kind, what the office makes of it then
OWN = [
    ("soon_after_days", 5, "ngay sau khi Kế hoạch được ban hành", "relative", date(2023, 1, 16)),  # 15/1 is a Sunday
    ("mid_year_session", "1/6", "trước kỳ họp HĐND tỉnh giữa năm", "relative", date(2023, 6, 1)),
    ("year_end_session", "20/11", "trước kỳ họp HĐND tỉnh cuối năm", "relative", date(2023, 11, 20)),
    ("school_opens", "7/9", "trước ngày khai giảng năm học mới", "relative", date(2023, 9, 7)),
    ("rains", "30/4", "trước mùa mưa bão", "vague", date(2023, 4, 30)),
    ("school_ends", "15/6", "Năm học 2023-2024", "vague", date(2024, 6, 15)),
    ("early_year", "28/2", "đầu năm 2024", "vague", date(2024, 2, 28)),
    ("mid_year", "15/7", "giữa năm 2024", "vague", date(2024, 7, 15)),
    ("early_month", 5, "đầu tháng 3/2023", "vague", date(2023, 3, 5)),
    ("mid_month", 15, "giữa tháng 3/2023", "vague", date(2023, 3, 15)),
    ("early_quarter", 2, "đầu quý II/2023", "vague", date(2023, 5, 31)),
    ("mid_quarter", 3, "giữa quý II/2023", "vague", date(2023, 6, 30)),
]


@pytest.mark.parametrize(("name", "value", "phrase", "kind", "expected"), OWN)
def test_every_default_of_the_office_can_be_another(name: str, value: Any, phrase: str, kind: str, expected: date) -> None:
    deadline = Deadline(text=phrase, kind=DeadlineKind(kind))
    given: dict[str, Any] = {"issued_on": ISSUED, "received_on": None, "calendar": CALENDAR}
    made = office_date(deadline, dates=Dates(**{name: value}), **given)
    assert made.due_on == expected != office_date(deadline, dates=Dates(), **given).due_on
    assert made.default


def test_the_day_of_the_week_and_of_the_period_can_be_others() -> None:
    own = Dates(weekly_day="TH", period_day=25)
    assert office_rule("FREQ=WEEKLY", own) == "FREQ=WEEKLY;BYDAY=TH"
    assert office_rule("FREQ=MONTHLY", own) == "FREQ=MONTHLY;BYMONTHDAY=25"
    assert office_rule("FREQ=MONTHLY;INTERVAL=3", own) == "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=25"
    assert office_rule("FREQ=MONTHLY;BYMONTHDAY=10", own) == "FREQ=MONTHLY;BYMONTHDAY=10"
    week = Deadline(text="trong tuần này", kind=DeadlineKind.RELATIVE, due=date(2023, 1, 15))
    made = office_date(week, issued_on=ISSUED, received_on=None, calendar=CALENDAR, dates=own)
    assert (made.due_on, made.note) == (date(2023, 1, 12), "Hết tuần làm việc: ngày thứ Năm.")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rains", "31/2"),
        ("rains", "29/2"),
        ("rains", "mùa hè"),
        ("rains", "5-9"),
        ("period_day", 0),
        ("period_day", 31),
        ("weekly_day", "XX"),
    ],
)
def test_a_day_that_no_year_has_is_refused(name: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        Dates(**{name: value})


# --- periodic reports by Nghị định 09/2019/NĐ-CP -------------------------------------------------------------------------

DECREE = Dates(periods=Periods(profile="nd09"))


def rhythm(phrase: str, rrule: str, dates: Dates, text: str = "") -> tuple[str | None, str | None, int | None]:
    deadline = Deadline(text=phrase, kind=DeadlineKind.RECURRING, rrule=rrule)
    made = office_date(deadline, issued_on=ISSUED, received_on=None, calendar=CALENDAR, dates=dates, text=text)
    return made.rrule, made.report_period, made.send_days


@pytest.mark.parametrize(
    ("phrase", "rrule", "text", "expected"),
    [
        ("báo cáo hằng tháng", "FREQ=MONTHLY", "", ("FREQ=MONTHLY;BYMONTHDAY=14", "month", 1)),
        (
            "hằng quý",
            "FREQ=MONTHLY;INTERVAL=3",
            "Định kỳ hằng quý báo cáo UBND tỉnh.",
            ("FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=14", "quarter", 1),
        ),
        ("định kỳ 6 tháng", "FREQ=MONTHLY;INTERVAL=6", "Báo cáo định kỳ 6 tháng.", ("FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=14", "half", 1)),
        ("hằng năm", "FREQ=YEARLY", "Tổng hợp, báo cáo kết quả hằng năm.", ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=14", "year", 1)),
        (
            "9 tháng",
            "FREQ=YEARLY;BYMONTH=9",
            "Báo cáo định kỳ 6 tháng, 9 tháng, năm.",
            ("FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=14", "nine", 1),
        ),
        # no report, or one with a day of its own
        (
            "tháng 9 hằng năm",
            "FREQ=YEARLY;BYMONTH=9",
            "Báo cáo tháng 9 hằng năm.",
            ("FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=-1", None, None),
        ),
        ("hằng tháng", "FREQ=MONTHLY", "Hằng tháng tổ chức tiếp công dân.", ("FREQ=MONTHLY;BYMONTHDAY=-1", None, None)),
        (
            "trước ngày 25 hằng tháng",
            "FREQ=MONTHLY;BYMONTHDAY=25",
            "Báo cáo trước ngày 25 hằng tháng.",
            ("FREQ=MONTHLY;BYMONTHDAY=25", None, None),
        ),
        ("hằng tuần", "FREQ=WEEKLY", "Báo cáo hằng tuần.", ("FREQ=WEEKLY;BYDAY=FR", None, None)),
    ],
)
def test_a_periodic_report_follows_the_decree_where_the_office_does(phrase: str, rrule: str, text: str, expected: tuple[Any, ...]) -> None:
    assert rhythm(phrase, rrule, DECREE, text) == expected
    assert rhythm(phrase, rrule, Dates(), text) == (office_rule(rrule), None, None)


def test_an_office_closes_its_figures_on_another_day() -> None:
    own = Dates(periods=Periods(profile="nd09", cut_off_day=10, send_working_days=2))
    assert rhythm("báo cáo hằng tháng", "FREQ=MONTHLY", own) == ("FREQ=MONTHLY;BYMONTHDAY=10", "month", 2)


def test_an_office_sends_its_reports_on_a_day_of_its_own() -> None:
    own = Dates(periods=Periods(profile="nd09", send_day=20))
    assert rhythm("báo cáo hằng quý", "FREQ=MONTHLY;INTERVAL=3", own) == ("FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=20", "quarter", 0)
    with pytest.raises(ValidationError, match="phải sau ngày chốt"):
        Periods(send_day=14)


# --- the whole way: words, what is said, what the office makes of it -----------------------------------------------------


def examples() -> list[tuple[str, str, str, list[str]]]:
    """Each phrase of the shared table as it is read (unit, cell, title), with what the office makes of all its deadlines."""
    wanted: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = wanted[row["phrase"], row["issued_on"], _place(row["note"])]
            if row["kind"] != "none":
                found.append(row["office_default"])
    return [(*key, sorted(set(found))) for key, found in wanted.items()]


def _place(note: str) -> str:
    if note.startswith("cell"):
        return "before_cell" if "'Trước ngày, tháng'" in note else "cell"
    return "title" if note.startswith("title") else "unit"


@pytest.mark.parametrize(("phrase", "issued_on", "place", "wanted"), examples())
def test_from_the_words_to_the_offices_date_each_phrase_comes_out_as_the_table_says(
    phrase: str, issued_on: str, place: Any, wanted: list[str]
) -> None:
    issued = date.fromisoformat(issued_on)
    said = [found.deadline for found in find_deadlines(phrase, 0, len(phrase), issued_on=issued, place=place)]
    made = office_dates(said, issued_on=issued, received_on=None, calendar=CALENDAR, dates=Dates(), text=phrase)
    assert sorted({one.rrule or (one.due_on.isoformat() if one.due_on else "") for one in made}) == wanted
