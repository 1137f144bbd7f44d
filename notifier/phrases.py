"""What mails say in the reader's language that templates cannot: days, distances, counts. Vietnamese first, English beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from workflow.model import Part, TimeClass
from workflow.timeliness import days_late, distance_words

WEEKDAYS = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
PARTS = {"vi": {Part.LEAD: "chủ trì", Part.COORDINATE: "phối hợp"}, "en": {Part.LEAD: "lead", Part.COORDINATE: "coordinating"}}
SILENCE = {
    "vi": "không trả lời trong {} ngày làm việc coi như đồng ý",
    "en": "no answer within {} working days is taken as agreement",
}
SECTIONS = {
    "vi": {"late": "Quá hạn", "today": "Đến hạn hôm nay", "soon": "Sắp đến hạn", "work": "Nhiệm vụ"},
    "en": {"late": "Overdue", "today": "Due today", "soon": "Due soon", "work": "Tasks"},
}
COUNTS = {
    "vi": {"late": "{} việc quá hạn", "today": "{} việc đến hạn hôm nay", "soon": "{} việc sắp đến hạn", "work": "{} nhiệm vụ"},
    "en": {"late": "{} overdue", "today": "{} due today", "soon": "{} due soon", "work": "{} task(s)"},
}


def language(locale: str) -> str:
    """The language of mails for a person's locale; Vietnamese for all that we do not speak."""
    return "en" if locale.startswith("en") else "vi"


def day(value: date) -> str:
    """`20/11/2026`."""
    return f"{value:%d/%m/%Y}"


def weekday_day(value: date, language: str) -> str:
    """`Thứ Sáu 20/11/2026`."""
    return f"{WEEKDAYS[language][value.weekday()]} {day(value)}"


def moment(value: datetime, language: str) -> str:
    """`07:30, Thứ Sáu 20/11/2026`; the datetime is the office's local time."""
    return f"{value:%H:%M}, {weekday_day(value.date(), language)}"


def distance(of_class: TimeClass, due_on: date | None, today: date, language: str) -> str:
    """`Quá hạn 12 ngày`, `Còn 3 ngày`, as on every page."""
    if language == "vi":
        return distance_words(of_class, due_on, None, today)
    if due_on is None:
        return "No date yet"
    if of_class is TimeClass.LATE:
        return f"{_days(days_late(due_on, None, today))} overdue"
    return "Due today" if due_on == today else f"{_days((due_on - today).days)} left"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def details(
    *,
    due_on: date | None,
    due_time: str,
    part: Part,
    agency: str,
    code: str,
    source: str,
    urged: int,
    language: str,
    due_words: str = "",
    silence_days: int | None = None,
) -> str:
    """The line under a title: `hạn Thứ Sáu 16/10/2026 · chủ trì · Sở Xây dựng · NV-2026-00012, 03/KH-UBND · đã đôn đốc 5 lần`."""
    english = language == "en"
    when = f"{'due' if english else 'hạn'} {weekday_day(due_on, language)}" if due_on else ""
    hour = f"{when}, {due_time}" if when and due_time else when
    said = f"{hour} (“{due_words}”)" if hour and due_words else hour
    again = (f"reminded {urged}×" if english else f"đã đôn đốc {urged} lần") if urged else ""
    agree = SILENCE[language].format(silence_days) if silence_days else ""
    parts = (said, PARTS[language][part], agency, ", ".join(filter(None, (code, source))), again, agree)
    return " · ".join(filter(None, parts))


def counted(sections: Sequence[tuple[str, int]], language: str) -> str:
    """`2 việc quá hạn, 3 việc sắp đến hạn`."""
    return ", ".join(COUNTS[language][key].format(number) for key, number in sections)
