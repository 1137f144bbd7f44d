"""Rules of recurrence (RFC 5545, 3.3.10) as people say them: `FREQ=MONTHLY;BYMONTHDAY=25` is `ngày 25 hằng tháng`."""

from __future__ import annotations

from collections.abc import Mapping

EACH = {"DAILY": "hằng ngày", "WEEKLY": "hằng tuần", "MONTHLY": "hằng tháng", "YEARLY": "hằng năm"}
UNITS = {"DAILY": "ngày", "WEEKLY": "tuần", "MONTHLY": "tháng", "YEARLY": "năm"}
WEEKDAYS = {"MO": "thứ Hai", "TU": "thứ Ba", "WE": "thứ Tư", "TH": "thứ Năm", "FR": "thứ Sáu", "SA": "thứ Bảy", "SU": "Chủ nhật"}
PLACES = {"1": "đầu tiên", "2": "thứ hai", "3": "thứ ba", "4": "thứ tư", "-1": "cuối cùng"}
WORKING_DAYS = "MO,TU,WE,TH,FR"
#: Months that end and that begin a quarter
ENDS, BEGINS = "3,6,9,12", "1,4,7,10"
#: What the words below can say; a rule with more is only called a recurring one
KNOWN = {"FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "UNTIL"}
UNSAID = "lặp lại theo kỳ"


def rule_in_words(rrule: str) -> str:
    """What a rule of recurrence says, in Vietnamese; one that cannot be told is `lặp lại theo kỳ`."""
    parts = dict(part.partition("=")[::2] for part in rrule.removeprefix("RRULE:").split(";") if part)
    try:
        if set(parts) - KNOWN:
            return UNSAID
        days = _days(parts)
        said = f"{days} {_often(parts)}".strip() if "BYMONTH" not in parts else _in_months(days, parts)
        return said + _until(parts.get("UNTIL", ""))
    except (KeyError, ValueError):
        return UNSAID


def _often(parts: Mapping[str, str]) -> str:
    """`hằng tháng`, `hằng quý`, `2 tuần một lần`."""
    freq, n = parts["FREQ"], int(parts.get("INTERVAL", "1"))
    if freq == "MONTHLY" and n == 3:
        return "hằng quý"
    return EACH[freq] if n == 1 else f"{n} {UNITS[freq]} một lần"


def _days(parts: Mapping[str, str]) -> str:
    """`ngày 5`, `ngày cuối tháng`, `thứ Sáu cuối cùng`, `ngày làm việc cuối cùng`, `` when no day is said."""
    if "BYDAY" not in parts:
        if "BYSETPOS" in parts:
            raise ValueError("BYSETPOS")
        return _days_of_month(parts.get("BYMONTHDAY", ""))
    if "BYMONTHDAY" in parts:
        raise ValueError("BYDAY and BYMONTHDAY")
    if parts["BYDAY"] == WORKING_DAYS:
        return f"ngày làm việc {PLACES[parts['BYSETPOS']]}" if "BYSETPOS" in parts else "các ngày làm việc"
    if "BYSETPOS" in parts:
        raise ValueError("BYSETPOS")
    return _joined([_weekday(day) for day in parts["BYDAY"].split(",")])


def _weekday(day: str) -> str:
    place = day[:-2].removeprefix("+")
    return WEEKDAYS[day[-2:]] + (f" {PLACES[place]}" if place else "")


def _days_of_month(days: str) -> str:
    if not days:
        return ""
    numbers = [int(day) for day in days.split(",")]
    if min(numbers) < -1 or not all(numbers):
        raise ValueError(days)
    return _joined(["ngày cuối tháng" if n == -1 else f"ngày {n}" for n in numbers])


def _in_months(days: str, parts: Mapping[str, str]) -> str:
    """`ngày 20 tháng cuối quý`, `ngày 15 tháng 6 hằng năm`, `tháng 10 hằng năm`."""
    months, often = parts["BYMONTH"], _often(parts)
    day = days.removesuffix(" tháng")  # `ngày cuối tháng 6`
    if often == "hằng năm" and months in (ENDS, BEGINS):
        return f"{day} tháng {'cuối' if months == ENDS else 'đầu'} quý, hằng quý".strip()
    named = _joined([str(int(month)) for month in months.split(",")])
    return f"{day} {'các ' if ',' in months else ''}tháng {named} {often}".strip()


def _until(day: str) -> str:
    """The end, given as `20251231` or `20251231T000000Z`."""
    return f", đến hết {int(day[6:8]):02d}/{int(day[4:6]):02d}/{int(day[:4])}" if day else ""


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} và {words[-1]}"
