"""One row of an office's sheet as values: days as people write them, how far the work is, which agencies are named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from directives.vietnamese import bare, roman_number, written_dates
from workflow import agencies
from workflow.model import Agency, State, TaskNature
from workflow.sheet_files import SheetRow

#: Without these no task can be made
REQUIRED = {"text": "Nội dung nhiệm vụ", "lead": "Cơ quan chủ trì"}
DAYS = {"issued_on": "Ngày văn bản", "given_on": "Ngày giao", "completed_on": "Ngày hoàn thành"}
#: `Kế hoạch số 12/KH-UBND ngày 02/11/2026`: kind and number in one cell
KIND_AND_NUMBER = re.compile(r"(?P<kind>[^\d/]{0,60}?)(?: ?số)? ?(?P<number>\d[^ ,;]{0,60}/[^ ,;]{1,60})(?:[ ,;].{0,200})?")
#: `30/6`, `15-11`: a day whose year the document says
DAY_AND_MONTH = re.compile(r"\D{0,30}(\d{1,2})[/.-](\d{1,2})\D{0,10}")
#: `tháng 6/2026`, `T6/2026`, `6/2026`: the last day of the month
MONTH = re.compile(r"\D{0,30}?(?:thang |t)?(\d{1,2})[/.-](\d{4})\D{0,10}")
#: `Quý II/2026`, `quý 2 năm 2026`: the last day of the quarter
QUARTER = re.compile(r"\D{0,30}?quy (?:([1-4])|([iv]{1,3}))(?: ?[/.-] ?| nam )(\d{4})\D{0,10}")
#: `Năm 2026`, `2026`, `trong năm 2026`: the last day of the year
YEAR = re.compile(r"\D{0,30}?(\d{4})\D{0,10}")
#: `Thường xuyên`, `hằng năm`, `liên tục`: regular work, without a date
REGULAR = re.compile(r"thuong xuyen|hang (?:nam|quy|thang|tuan)|lien tuc|dinh ky")
#: `Hoàn thành 50%`: a part of it
PART_OF_IT = re.compile(r"(?<!\d)\d{1,2} ?%")
#: `Đã hoàn thành`, `Đã báo cáo tại văn bản số …`, `Xong`
FINISHED = re.compile(r"hoan thanh|da (?:xong|bao cao|thuc hien|tra loi)|^xong")
#: Day 0 of Excel's own count of days
EXCEL_DAY_0 = date(1899, 12, 30)


class RowFault(Exception):
    """What is wrong with one row, in Vietnamese."""


def read_row(row: SheetRow, mapping: Mapping[str, str], today: date) -> dict[str, Any]:
    """The fields of a row in their own types. Raises RowFault."""
    values: dict[str, Any] = {name: row.values.get(column) for name, column in mapping.items()}
    said = {name: " ".join(_text(value).split()) for name, value in values.items()}
    for name, label in REQUIRED.items():
        if not said[name]:
            raise RowFault(f"Thiếu “{label}”.")
    days = {name: _day(values.get(name), label, today) for name, label in DAYS.items()}
    if days["issued_on"] is None:
        days["issued_on"] = _first_date(said.get("number", ""))
    anchor = days["issued_on"] or days["given_on"] or today
    due_on, nature = _due(values.get("due"), anchor)
    if due_on and due_on < (days["given_on"] or days["issued_on"] or due_on):
        raise RowFault(f"Thời hạn {due_on:%d/%m/%Y} trước ngày giao.")
    limits = {"number": 80, "kind": 80, "issuer": 300, "result_number": 80}
    short = {name: said.get(name, "")[:limit] for name, limit in limits.items()}
    number, kind = _number_and_kind(short["number"], short["kind"])
    names = {name: _pieces(_text(values.get(name))) for name in ("lead", "coordinate")}
    done = {"subject": said.get("subject", ""), "state": _state(said.get("state", "")), "text": _text(values["text"]).strip()}
    return {**short, **days, **names, **done, "number": number, "kind": kind, "due_on": due_on, "nature": nature}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _number_and_kind(number: str, kind: str) -> tuple[str, str]:
    match = KIND_AND_NUMBER.fullmatch(number)
    if match is None:
        return number, kind
    return match["number"], kind or match["kind"].strip(" ,.:")


def _day(value: Any, label: str, today: date) -> date | None:
    """A day of a cell; a cell with a document's number and date gives the date. Raises RowFault for words that are no date."""
    if value is None or isinstance(value, date):
        return value
    text = str(value).strip()
    if not text:
        return None
    found = _serial(text) or _first_date(text)
    if found is None:
        raise RowFault(f"{label} “{text[:40]}” không phải ngày; hãy ghi ngày/tháng/năm.")
    return found


def _first_date(text: str) -> date | None:
    return next((found.whole for found in written_dates(text) if found.whole), None)


def _serial(text: str) -> date | None:
    """A day that Excel shows as a bare number because the cell's format was lost: `46346`."""
    return EXCEL_DAY_0 + timedelta(days=int(text)) if text.isascii() and text.isdigit() and 36_000 < int(text) < 60_000 else None


def _due(value: Any, anchor: date) -> tuple[date | None, TaskNature]:
    """The due date that a cell says, and whether it says regular work. Raises RowFault for words that nobody can make a date of."""
    if value is None or isinstance(value, date):
        return value, TaskNature.SPECIFIC
    text = str(value).strip()
    words = bare(text)
    if not words or words in ("-", "khong", "khong co", "khong thoi han", "chua co"):
        return None, TaskNature.SPECIFIC
    found = _serial(text) or _first_date(text) or _period_end(words) or _day_of_year(words, anchor)
    if found is not None:
        return found, TaskNature.SPECIFIC
    if REGULAR.search(words):
        return None, TaskNature.REGULAR
    raise RowFault(f"Thời hạn “{text[:60]}” không hiểu được; hãy ghi ngày/tháng/năm, hoặc để trống.")


def _period_end(words: str) -> date | None:
    if match := QUARTER.fullmatch(words):
        quarter = int(match[1]) if match[1] else roman_number(match[2])
        return _month_end(int(match[3]), 3 * quarter) if quarter and quarter <= 4 else None
    if match := MONTH.fullmatch(words):
        return _month_end(int(match[2]), int(match[1]))
    if match := YEAR.fullmatch(words):
        return _month_end(int(match[1]), 12)
    return None


def _month_end(year: int, month: int) -> date | None:
    if not (1 <= month <= 12 and 2000 <= year <= 2100):
        return None
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _day_of_year(words: str, anchor: date) -> date | None:
    """`30/6` is the next such day from the anchor on."""
    match = DAY_AND_MONTH.fullmatch(words)
    for year in (anchor.year, anchor.year + 1):
        try:
            day = date(year, int(match[2]), int(match[1])) if match else None
        except ValueError:
            return None
        if day and day >= anchor:
            return day
    return None


def _state(words: str) -> State:
    """What the sheet says of progress: done, under way, or nothing."""
    said = bare(words)
    if "chua" in said or not said:
        return State.NEW
    if "dang" in said or PART_OF_IT.search(said):
        return State.IN_PROGRESS
    return State.DONE if FINISHED.search(said) else State.NEW


# --- agencies ------------------------------------------------------------------------------------------------------

Known = dict[tuple[str, date], Agency | None]


def _pieces(cell: str) -> list[list[str]]:
    """A cell's names: apart by `;` or a new line for sure, by a comma perhaps (`Sở Văn hóa, Thể thao và Du lịch`)."""
    sure = [piece.strip(" -+•*") for piece in re.split(r"[;\n]", cell)]  # signs of lists
    return [[part.strip() for part in piece.split(",") if part.strip()] for piece in sure if piece.strip(" ,.")]


def _joins(parts: list[str]) -> list[str]:
    """Every run of neighbouring parts, at most eight long."""
    return [", ".join(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, min(len(parts), i + 8) + 1)]


def day_of(values: Mapping[str, Any], today: date) -> date:
    """The day on which a row's names are meant: of its document, of its giving, or today."""
    on: date = values["issued_on"] or values["given_on"] or today
    return on


def agencies_of(session: Session, rows: Iterable[Mapping[str, Any]], today: date) -> Known:
    """Every name that the rows could mean, resolved on the row's day."""
    wanted: dict[date, set[str]] = {}
    for values in rows:
        pieces = [*values["lead"], *values["coordinate"]]
        wanted.setdefault(day_of(values, today), set()).update(name for parts in pieces for name in _joins(parts))
    known: Known = {}
    for on, names in wanted.items():
        known |= {(name, on): agency for name, agency in agencies.resolve_many(session, names, on).items()}
    return known


def agencies_named(pieces: Sequence[list[str]], known: Known, on: date, label: str) -> tuple[int, ...]:
    """The agencies of a cell, the longest names first. Raises RowFault for a name that nobody knows."""
    found: dict[int, None] = {}
    for parts in pieces:
        start = 0
        while start < len(parts):
            end, agency = _longest(parts, start, known, on)
            if agency is None:
                raise RowFault(
                    f"{label}: không có cơ quan “{parts[start]}” trong danh mục. Hãy thêm cơ quan hoặc tên gọi khác rồi nhập lại."
                )
            if not agency.tracked:
                raise RowFault(f"{label}: “{agency.name}” không thuộc diện theo dõi.")
            found[agency.id] = None
            start = end
    return tuple(found)


def _longest(parts: list[str], start: int, known: Known, on: date) -> tuple[int, Agency | None]:
    for end in range(min(len(parts), start + 8), start, -1):
        agency = known.get((", ".join(parts[start:end]), on))
        if agency is not None:
            return end, agency
    return start, None
