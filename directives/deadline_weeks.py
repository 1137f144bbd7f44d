"""Days of the week: `thứ Năm hằng tuần`, `thứ Hai tuần đầu hằng tháng`, `vào thứ Ba tuần sau`, `chiều thứ Năm`."""

from __future__ import annotations

import re
from datetime import timedelta

from directives.deadline_readings import ANYWHERE, BOUND, PROSE, Anchor, Reading, hour_in, relative, rule
from directives.deadline_rhythms import recurring
from directives.time_words import CLOCK, EVERY, PART_OF_DAY, WEEKDAY, WEEKDAYS_SAID, _, week_end

WEEKDAYS = {
    "chu nhat": "SU",
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
WEEKDAY_NUMBERS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5, "nhat": 6, **{str(n): n - 2 for n in range(2, 8)}}


def weekday_to_come(m: re.Match[str], at: Anchor) -> list[Reading]:
    """`chiều thứ Năm`, `vào thứ Ba tuần sau`: the next such day after the issue, or that of the week said."""
    if at.issued_on is None:
        return relative()
    day = WEEKDAY_NUMBERS[m["weekday"].removeprefix("thu").split()[-1]]
    which = m.groupdict().get("which")
    if which:
        monday = week_end(at.issued_on, 0 if which == "nay" else 1) - timedelta(days=6)
        return relative(monday + timedelta(days=day))
    return relative(at.issued_on + timedelta(days=(day - at.issued_on.weekday()) % 7))


def weekday(m: re.Match[str], at: Anchor) -> list[Reading]:
    """`trước 16h00 thứ Năm hằng tuần`, `vào sáng thứ Hai hằng tuần`, `thứ Ba, thứ Năm hằng tuần` (both days)."""
    others = re.findall(rf"{_}(?:thu{_})?(hai|ba|tu|nam|sau|bay|[2-7]|chu{_}nhat){_}(?:,|va|-)", m.groupdict().get("others") or "")
    days = [WEEKDAYS[re.sub(r"\s+", " ", day)] for day in others]
    return [recurring(f"FREQ=WEEKLY;BYDAY={','.join([*days, _weekday(m)])}", time=hour_in(m))]


def weekday_of_weeks(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`02 tuần một lần vào thứ Sáu`."""
    n = int(m["n"])
    return [recurring(f"FREQ=WEEKLY;{f'INTERVAL={n};' if n > 1 else ''}BYDAY={_weekday(m)}")] if n else None


def _weekday(m: re.Match[str]) -> str:
    return WEEKDAYS[re.sub(r"\s+", " ", m["weekday"])]


def weekly_on(words: str) -> str | None:
    """The rule of a week for the day that readable words name (`vào thứ Sáu` behind `Hằng tuần báo cáo`), None where they name none."""
    named = re.search(WEEKDAY, words)
    return f"FREQ=WEEKLY;BYDAY={WEEKDAYS[named[0].removeprefix('thu ')]}" if named else None


def last_weekday(m: re.Match[str], at: Anchor) -> list[Reading]:
    """`ngày thứ Sáu tuần cuối cùng của tháng`."""
    return [recurring(f"FREQ=MONTHLY;BYDAY=-1{_weekday(m)}")]


def first_weekday(m: re.Match[str], at: Anchor) -> list[Reading]:
    """`thứ Hai tuần đầu hằng tháng`, `thứ Năm tuần thứ hai hằng tháng`."""
    place = {"thu hai": 2, "thu ba": 3}.get(m["which"], 1)
    return [recurring(f"FREQ=MONTHLY;BYDAY={place}{_weekday(m)}")]


# --- the rules

WEEK_RULES = (
    # ngày thứ Sáu tuần cuối cùng của tháng
    rule(
        "thứ trong tuần cuối",
        rf"(?:vao )?(?:ngay )?(?:thu{_}(?=hai|ba|tu|nam|sau|bay|[2-7])|(?=chu{_}nhat))(?P<weekday>hai|ba|tu|nam|sau|bay|[2-7]|chu{_}nhat)"
        rf"{_}(?:cua )?tuan cuoi(?: cung)?(?: cua)?(?: {EVERY})? thang",
        last_weekday,
        needs="tuan cuoi",
    ),
    # thứ Hai tuần đầu hằng tháng
    rule(
        "thứ trong tuần đầu",
        rf"(?:vao )?(?:sang |chieu )?(?:ngay )?(?:thu{_}(?=hai|ba|tu|nam|sau|bay|[2-7])|(?=chu{_}nhat))"
        rf"(?P<weekday>hai|ba|tu|nam|sau|bay|[2-7]|chu{_}nhat){_}(?:cua )?tuan (?P<which>dau|thu nhat|thu hai|thu ba)(?: tien)?(?: cua)?"
        rf" {EVERY} thang",
        first_weekday,
        needs="tuan dau|tuan thu & hang|moi",
    ),
    # trước 16h00 thứ Năm hằng tuần
    rule(
        "thứ trong tuần",
        rf"(?:{BOUND})?(?:{CLOCK}{_},?{_})?(?:(?:sang|chieu|ngay) )?(?:ngay )?"
        rf"(?P<others>(?:(?:thu{_}(?:hai|ba|tu|nam|sau|bay|[2-7])|chu{_}nhat){_}(?:,|va){_}){{1,4}})?"
        rf"(?:thu{_}(?=hai|ba|tu|nam|sau|bay|[2-7])|(?=chu{_}nhat))(?P<weekday>hai|ba|tu|nam|sau|bay|[2-7]|chu{_}nhat){_}(?:{EVERY} tuan)",
        weekday,
        ANYWHERE,
        needs="thu|chu & tuan & hang|moi",
    ),
    # Hằng tuần, vào thứ Sáu
    rule(
        "hằng tuần vào thứ",
        rf"{EVERY} tuan{_},?{_}(?:(?:vao|truoc){_})?(?:{CLOCK}{_},?{_})?(?:(?:sang|chieu|ngay) )?(?:thu{_}(?=hai|ba|tu|nam|sau|bay|[2-7])"
        rf"|(?=chu{_}nhat))(?P<weekday>hai|ba|tu|nam|sau|bay|[2-7]|chu{_}nhat)(?!\w)",
        weekday,
        needs="tuan & thu|chu & hang|moi",
    ),
    # 02 tuần một lần vào thứ Sáu
    rule(
        "mấy tuần một lần vào thứ",
        rf"(?<!\w)(?P<n>\d{{1,2}}){_}tuan{_}(?:/|mot |0?1 ){_}lan{_},?{_}(?:vao{_})?(?:ngay{_})?(?:thu{_}(?=hai|ba|tu|nam|sau|bay|[2-7])"
        rf"|(?=chu{_}nhat))(?P<weekday>hai|ba|tu|nam|sau|bay|[2-7]|chu{_}nhat)(?!\w)",
        weekday_of_weeks,
        needs="tuan & lan & thu|chu",
    ),
    # vào thứ Ba tuần sau, trước 16h thứ Sáu tuần này
    rule(
        "thứ của tuần này, tuần sau",
        rf"(?:{BOUND})?(?:{CLOCK}{_},?{_})?(?:{PART_OF_DAY}{_})?(?P<weekday>{WEEKDAY}){_},?{_}tuan{_}(?P<which>nay|sau|toi)(?!\w)",
        weekday_to_come,
        needs="tuan & " + WEEKDAYS_SAID,
    ),
    # làm việc với UBND huyện chiều thứ Năm; trước thứ Sáu
    rule(
        "thứ sắp tới",
        rf"(?<!\w)(?:truoc|vao|chieu|sang)(?:{_}{CLOCK})?(?:{_}{PART_OF_DAY})?{_}(?:ngay{_})?(?P<weekday>{WEEKDAY})"
        rf"(?!{_}[,(]?{_}(?:ngay|\d|tuan|thu|cua|{EVERY}))",
        weekday_to_come,
        PROSE,
        needs=WEEKDAYS_SAID,
    ),
)
