"""Excel files: reading any office's list as a head and rows, writing ours with real dates and no formulas."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from directives.vietnamese import bare, normalise
from workflow.refusals import Invalid

#: Bounds of what is read: more is no list that a person keeps
MOST_BYTES, MOST_UNPACKED, MOST_ROWS, MOST_COLUMNS = 25 * 2**20, 300 * 2**20, 20_000, 80
#: The head stands in one of the first rows, below titles
HEAD_WITHIN = 30
#: `(1)`, `3`, `A`: the row of numbers that official tables put under their head
COUNTER = re.compile(r"\(?(?:\d{1,2}|[A-Z])\)?")
#: Beginnings of the old Excel form and of an encrypted file
OLE = b"\xd0\xcf\x11\xe0"
#: Characters that XML 1.0 cannot hold
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST_CELL = 32_767


@dataclass(frozen=True)
class SheetRow:
    """A row with its number in the file, counted from 1 as Excel does."""

    number: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """A table: the names of its columns, and the rows below them."""

    title: str
    columns: tuple[str, ...]
    rows: list[SheetRow] = field(default_factory=list)


@dataclass(frozen=True)
class Column:
    """A column that is written: its head, its width in characters, and whether text wraps in it."""

    head: str
    width: int
    wraps: bool = False


def read_table(data: bytes, heads: Iterable[str]) -> Sheet:
    """The table of an xlsx file: its sheet and head row are those that know most of `heads` (bare words). Raises Invalid."""
    book = _open(data)
    known = set(heads)
    best: tuple[int, Worksheet, int] | None = None
    for sheet in book.worksheets:
        for number, cells in enumerate(sheet.iter_rows(min_row=1, max_row=HEAD_WITHIN, max_col=MOST_COLUMNS, values_only=True), start=1):
            score = len({_bare_head(cell) for cell in cells} & known)
            if score and (best is None or score > best[0]):
                best = (score, sheet, number)
    if best is None:
        raise Invalid("sheet", "Không thấy dòng tiêu đề nào có các cột như “Nội dung nhiệm vụ”, “Cơ quan chủ trì”, “Thời hạn”.")
    return _table(best[1], best[2])


def _open(data: bytes) -> Workbook:
    if len(data) > MOST_BYTES:
        raise Invalid("sheet", "Bảng lớn quá {most} MB. Hãy tách thành nhiều tệp nhỏ hơn.", most=MOST_BYTES // 2**20)
    if data.startswith(OLE):
        raise Invalid("sheet", "Tệp là dạng .xls cũ hoặc có mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu và lưu lại thành .xlsx.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise Invalid("sheet", "Bảng quá lớn sau khi giải nén. Hãy xóa các trang tính và định dạng thừa rồi lưu lại.")
        return load_workbook(io.BytesIO(data), data_only=True)
    except Invalid:
        raise
    except Exception as fault:  # openpyxl raises almost anything at a broken file
        raise Invalid("sheet", "Không đọc được tệp này như một bảng Excel (.xlsx). Hãy mở bằng Excel và lưu lại rồi thử lại.") from fault


def _bare_head(value: Any) -> str:
    return " ".join(re.sub(r"[^a-z0-9 ]", " ", bare(str(value or ""))).split())  # `Số, ký hiệu VB` → `so ky hieu vb`


def _table(sheet: Worksheet, head: int) -> Sheet:
    if sheet.max_row > MOST_ROWS + HEAD_WITHIN:
        raise Invalid("sheet", "Bảng có hơn {most} dòng. Hãy tách thành nhiều tệp.", most=MOST_ROWS)
    merged = _merged_values(sheet, head)
    heads, *bodies = sheet.iter_rows(min_row=head, max_col=min(sheet.max_column, MOST_COLUMNS), values_only=True)
    columns = _columns(list(heads))
    rows = []
    for number, cells in enumerate(bodies, start=head + 1):
        values = {name: plain(merged.get((number, place + 1), cells[place])) for place, name in columns.items()}
        if any(value not in ("", None) for value in values.values()) and not _is_counter(values):
            rows.append(SheetRow(number, values))
    return Sheet(sheet.title, tuple(columns.values()), rows)


def _merged_values(sheet: Worksheet, head: int) -> dict[tuple[int, int], Any]:
    """A value merged over several rows stands for each of them: one directive beside its many tasks."""
    values: dict[tuple[int, int], Any] = {}
    for area in sheet.merged_cells.ranges:
        if area.min_row > head and area.min_col == area.max_col and area.max_row - area.min_row < MOST_ROWS:
            value = sheet.cell(area.min_row, area.min_col).value
            values |= {(row, area.min_col): value for row in range(area.min_row, area.max_row + 1)}
    return values


def _columns(heads: list[Any]) -> dict[int, str]:
    """Place and name of each column that has a head; of two with one name the second is numbered."""
    columns: dict[int, str] = {}
    for place, value in enumerate(heads):
        name = " ".join(normalise(str(value or "")).split())
        if name:
            same = sum(other.split(" (cột ")[0] == name for other in columns.values())
            columns[place] = f"{name} (cột {place + 1})" if same else name
    return columns


def _is_counter(values: dict[str, Any]) -> bool:
    """Whether the row only counts the columns."""
    filled = [str(value) for value in values.values() if value not in ("", None)]
    return len(filled) > 2 and all(COUNTER.fullmatch(value) for value in filled)


def plain(value: Any) -> Any:
    """A cell's value: a date, or text in the one normal form; whole numbers without a decimal point."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or value is None:
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return normalise(str(value)).strip()


# --- writing -------------------------------------------------------------------------------------------------------

THIN = Side(style="thin", color="999999")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def write_table(title: str, stamp: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> bytes:
    """An xlsx file: title, stamp, a frozen head with filters, and the rows. Text is text even where it begins with `=`."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", title)[:31]  # characters that Excel refuses in a sheet's name
    _put(sheet.cell(1, 1), title).font = Font(bold=True, size=14)
    _put(sheet.cell(2, 1), stamp).font = Font(italic=True)
    head = 4
    for place, column in enumerate(columns, start=1):
        cell: Any = _put(sheet.cell(head, place), column.head)
        cell.font, cell.border = Font(bold=True), BORDER
        cell.fill = PatternFill("solid", fgColor="E8EEF4")
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    last = head
    for last, row in enumerate(rows, start=head + 1):
        for place, (column, value) in enumerate(zip(columns, row, strict=True), start=1):
            put: Any = _put(sheet.cell(last, place), value)
            put.border, put.alignment = BORDER, Alignment(wrap_text=column.wraps, vertical="top")
    sheet.freeze_panes = f"A{head + 1}"
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(columns))}{last}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{head}:{head}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _put(cell: Any, value: Any) -> Any:
    """Writes a value; text never becomes a formula (CSV and formula injection)."""
    if isinstance(value, str):
        cell.value = NOT_IN_XML.sub("", value)[:LONGEST_CELL]
        cell.data_type = "s"
    elif isinstance(value, date):
        cell.value = value
        cell.number_format = "dd/mm/yyyy"
    else:
        cell.value = value
    return cell
