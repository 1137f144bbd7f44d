"""Periodic reports of state bodies: which days a report covers, when its figures are closed, by when it is sent.

Nghị định 09/2019/NĐ-CP, Điều 12: figures of a month are those from the 15th of the month before to the 14th; of a quarter, a half-year and
a year likewise, to the 14th of the last month. Điều 8 khoản 5: at least one working day lies between the closing and the sending. An office
that follows another day says so in its settings.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from directives.vietnamese import bare
from workflow.model.terms import Labelled
from workflow.settings import Periods
from workflow.workingdays import WorkingCalendar


class Period(Labelled):
    """What a periodic report covers."""

    MONTH = "month", "Báo cáo tháng"
    QUARTER = "quarter", "Báo cáo quý"
    HALF = "half", "Báo cáo 6 tháng"
    NINE = "nine", "Báo cáo 9 tháng"
    YEAR = "year", "Báo cáo năm"


MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF: 6, Period.NINE: 9, Period.YEAR: 12}
#: months in which its figures are closed; nine months by custom, the article does not name them
CLOSED_IN = {Period.QUARTER: "3,6,9,12", Period.HALF: "6,12", Period.NINE: "9", Period.YEAR: "12"}
#: the rhythms that directives say, each without a day of its own
RHYTHMS = {
    "FREQ=MONTHLY": Period.MONTH,
    "FREQ=MONTHLY;INTERVAL=3": Period.QUARTER,
    "FREQ=MONTHLY;INTERVAL=6": Period.HALF,
    "FREQ=YEARLY": Period.YEAR,
}
#: `9 tháng`, `09 tháng đầu năm`; not `tháng 9 hằng năm`
NINE_MONTHS = re.compile(r"\b0?9 thang\b")
#: `báo cáo`, `gửi báo cáo`, `tổng hợp báo cáo`
REPORT = re.compile(r"\bbao cao\b")
#: so many characters around the rhythm tell whether it is the report's: `định kỳ hằng quý báo cáo UBND tỉnh`
NEAR = 80


def period_of(rrule: str, phrase: str) -> Period | None:
    """The period of a rhythm as it is said; None for one that names its day, or that no report has."""
    if rrule == "FREQ=YEARLY;BYMONTH=9" and NINE_MONTHS.search(bare(phrase)):
        return Period.NINE
    return RHYTHMS.get(rrule)


def speaks_of_a_report(phrase: str, text: str) -> bool:
    """Whether the rhythm of a phrase is that of a report: the word stands in it, or near it in the text."""
    words, around = bare(phrase), bare(text)
    if REPORT.search(words):
        return True
    place = around.find(words)
    if place < 0:
        return False
    return REPORT.search(around[max(0, place - NEAR) : place + len(words) + NEAR]) is not None


def cut_off_rule(period: Period, day: int) -> str:
    """RRULE of the days on which its figures are closed, `day` of the month."""
    if period is Period.MONTH:
        return f"FREQ=MONTHLY;BYMONTHDAY={day}"
    return f"FREQ=YEARLY;BYMONTH={CLOSED_IN[period]};BYMONTHDAY={day}"


def rule_of(period: Period, periods: Periods) -> tuple[str, int]:
    """RRULE of its occurrences and the working days after them by which it is sent.

    They are the days of the cut-off, or, where the office sends on a day of its own, that day.
    """
    if periods.send_day:
        return cut_off_rule(period, periods.send_day), 0
    return cut_off_rule(period, periods.cut_off_day), periods.send_working_days


def cut_off_of(occurrence: date, send_days: int, periods: Periods) -> date:
    """The day on which the figures of an occurrence are closed: itself, or the one before the office's own day of sending."""
    return occurrence if send_days else occurrence.replace(day=min(periods.cut_off_day, occurrence.day))


def covers(period: Period, cut_off: date) -> tuple[date, date]:
    """First and last day that the report closed on a day covers: 14/3 → 15/12 to 14/3 for a quarter."""
    return cut_off - relativedelta(months=MONTHS[period]) + timedelta(days=1), cut_off


def send_by(cut_off: date, working_days: int, calendar: WorkingCalendar) -> date:
    """Last day for sending it: so many working days after its figures are closed."""
    return calendar.add_working_days(cut_off, working_days)
