"""Dates as people type them, as a table. Today is Friday 20 November 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from webui.typed import clean_words, understand_date

TODAY = date(2026, 11, 20)

TYPED = [
    ("15/12/2026", "2026-12-15"),
    ("15-12-2026", "2026-12-15"),
    ("15.12.2026", "2026-12-15"),
    ("15/12/26", "2026-12-15"),
    ("15/12", "2026-12-15"),
    (" 15 / 12 ", "2026-12-15"),
    ("20/11", "2026-11-20"),
    ("19/11", "2027-11-19"),
    ("29/2", "2028-02-29"),
    ("ngày 5 tháng 6 năm 2027", "2027-06-05"),
    ("Thứ Ba 15/12/2026", "2026-12-15"),
    ("trước ngày 15/12/2026", "2026-12-15"),
    ("2026-12-15", "2026-12-15"),
    ("hôm nay", "2026-11-20"),
    ("mai", "2026-11-21"),
    ("Ngày mai", "2026-11-21"),
    ("ngày kia", "2026-11-22"),
    ("thứ sáu", "2026-11-27"),
    ("thứ hai", "2026-11-23"),
    ("Thứ 6 tuần sau", "2026-11-27"),
    ("thứ tư tuần tới", "2026-11-25"),
    ("T5", "2026-11-26"),
    ("chủ nhật", "2026-11-22"),
    ("10 ngày nữa", "2026-11-30"),
    ("sau 2 tuần", "2026-12-04"),
    ("trong 1 tháng", "2026-12-20"),
    ("cuối tuần", "2026-11-22"),
    ("cuối tuần sau", "2026-11-29"),
    ("cuối tháng", "2026-11-30"),
    ("cuối tháng sau", "2026-12-31"),
    ("hết tháng 12", "2026-12-31"),
    ("tháng 2/2027", "2027-02-28"),
    ("tháng 3 năm 2027", "2027-03-31"),
    ("cuối tháng 1", "2027-01-31"),
    ("giữa tháng 12", "2026-12-15"),
    ("quý IV/2026", "2026-12-31"),
    ("quý I năm 2027", "2027-03-31"),
    ("cuối quý", "2026-12-31"),
    ("cuối năm", "2026-12-31"),
    ("hết năm 2027", "2027-12-31"),
    ("cuối năm sau", "2027-12-31"),
]


@pytest.mark.parametrize(("typed", "expected"), TYPED)
def test_a_typed_date_is_understood(typed: str, expected: str) -> None:
    assert understand_date(typed, TODAY) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    "typed", ["", "  ", "abc", "31/2/2026", "15/13/2026", "0/5", "1/1/3036", "tháng 13", "sớm nhất", "15/12/2026 15/12/2027"]
)
def test_what_means_no_day_gives_none(typed: str) -> None:
    assert understand_date(typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "expected"), [("15/12", "2025-12-15"), ("19/11", "2026-11-19"), ("thứ hai", "2026-11-16"), ("hôm qua", "2026-11-19")]
)
def test_a_day_in_the_past_is_the_last_such_day(typed: str, expected: str) -> None:
    assert understand_date(typed, TODAY, past=True) == date.fromisoformat(expected)


def test_working_days_are_counted_by_the_office_calendar() -> None:
    class Plain:
        def add_working_days(self, day: date, n: int) -> date:
            while n:
                day += timedelta(days=1)
                n -= day.weekday() < 5
            return day

    assert understand_date("10 ngày làm việc", TODAY, calendar=Plain()) == date(2026, 12, 4)
    assert understand_date("10 ngày làm việc", TODAY) is None


def test_a_pasted_line_becomes_one_line_in_nfc() -> None:
    assert clean_words("  Sở  Ta\u0300i\nchính ") == "Sở Tài chính"
