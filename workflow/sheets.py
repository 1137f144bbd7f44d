"""The list as an Excel sheet, and the way in from the sheet that an office keeps today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from directives.vietnamese import bare
from workflow.sheet_files import Column, Sheet, SheetRow, read_table, write_table
from workflow.sheet_import import ImportPlan, PlannedTask, apply_import, plan_import
from workflow.task_rows import TaskRow

__all__ = [
    "FIELDS",
    "ImportPlan",
    "PlannedTask",
    "Sheet",
    "SheetRow",
    "apply_import",
    "plan_import",
    "read_sheet",
    "recognise_columns",
    "write_overdue",
    "write_tasks",
    "write_template",
]

#: What a column can be, with the heads that offices write over it, the most usual first
FIELDS: Mapping[str, tuple[str, ...]] = {
    "text": (
        "Nội dung nhiệm vụ", "Nhiệm vụ", "Nội dung công việc", "Nội dung chỉ đạo", "Tên nhiệm vụ", "Nhiệm vụ được giao", "Nội dung giao",
        "Nội dung", "Công việc", "Nhiệm vụ giao", "Ý kiến chỉ đạo", "Nội dung thực hiện",
    ),
    "lead": (
        "Cơ quan chủ trì", "Đơn vị chủ trì", "Chủ trì", "Cơ quan thực hiện", "Đơn vị thực hiện", "Cơ quan, đơn vị chủ trì",
        "Cơ quan, đơn vị", "Đơn vị được giao", "Cơ quan được giao", "Cơ quan chủ trì thực hiện",
        "Đơn vị chủ trì thực hiện", "Đơn vị", "Cơ quan",
    ),
    "coordinate": ("Cơ quan phối hợp", "Đơn vị phối hợp", "Phối hợp", "Cơ quan, đơn vị phối hợp", "Phối hợp thực hiện"),
    "due": (
        "Thời hạn", "Thời hạn hoàn thành", "Hạn hoàn thành", "Hạn xử lý", "Thời gian hoàn thành", "Thời hạn thực hiện", "Hạn",
        "Hạn báo cáo", "Thời gian thực hiện", "Ngày hết hạn", "Hạn thực hiện", "Thời gian",
    ),
    "number": (
        "Số, ký hiệu", "Số, ký hiệu văn bản", "Số ký hiệu văn bản giao", "Số văn bản", "Văn bản giao", "Văn bản chỉ đạo", "Số VB",
        "Văn bản", "Số, ký hiệu VB", "Văn bản giao nhiệm vụ", "Số văn bản giao",
    ),
    "issued_on": ("Ngày văn bản", "Ngày ban hành", "Ngày VB", "Ngày tháng văn bản", "Ngày, tháng", "Ngày, tháng, năm", "Ngày ký"),
    "kind": ("Loại văn bản", "Hình thức văn bản", "Tên loại"),
    "issuer": ("Cơ quan ban hành", "Người giao", "Lãnh đạo giao", "Lãnh đạo chỉ đạo", "Người chỉ đạo", "Cơ quan giao"),
    "subject": ("Trích yếu", "Trích yếu văn bản", "Trích yếu nội dung"),
    "given_on": ("Ngày giao", "Ngày giao nhiệm vụ", "Ngày giao việc"),
    "state": ("Trạng thái", "Tình hình thực hiện", "Kết quả thực hiện", "Đánh giá", "Tình trạng", "Tiến độ"),
    "completed_on": ("Ngày hoàn thành", "Ngày báo cáo", "Ngày văn bản kết quả", "Ngày trả lời"),
    "result_number": ("Số văn bản kết quả", "Văn bản kết quả", "Số báo cáo", "Số văn bản trả lời", "Sản phẩm"),
    "code": ("Mã nhiệm vụ", "Mã", "Mã NV"),
}  # fmt: skip

TASK_COLUMNS: tuple[Column, ...] = (
    Column("TT", 5),
    Column("Mã nhiệm vụ", 15),
    Column("Loại văn bản", 14),
    Column("Số, ký hiệu văn bản", 18),
    Column("Ngày văn bản", 12),
    Column("Mục", 9),
    Column("Nội dung nhiệm vụ", 60, wraps=True),
    Column("Cơ quan chủ trì", 28, wraps=True),
    Column("Cơ quan phối hợp", 28, wraps=True),
    Column("Cơ quan", 26, wraps=True),
    Column("Vai trò", 11),
    Column("Thời hạn", 12),
    Column("Thời hạn ban đầu", 12),
    Column("Số lần gia hạn", 9),
    Column("Trạng thái", 16),
    Column("Tình trạng", 20),
    Column("Số ngày quá hạn", 9),
    Column("Số ngày quá hạn gốc", 9),
    Column("Ngày hoàn thành", 12),
    Column("Số văn bản kết quả", 18),
    Column("Chuyên viên theo dõi", 22),
)


#: what the sheet of what is late has beside them
OVERDUE_COLUMNS: tuple[Column, ...] = (
    *TASK_COLUMNS,
    Column("Tiến độ (%)", 9),
    Column("Khó khăn, vướng mắc", 40, wraps=True),
    Column("Lãnh đạo phụ trách", 22),
)
#: what the sheet of a past day has at its end
ENTERED_LATER = Column("Ghi sau ngày này", 40, wraps=True)


def _key(head: str) -> str:
    return " ".join("".join(c if c.isascii() and c.isalnum() else " " for c in bare(head)).split())


HEADS: dict[str, tuple[str, int]] = {
    _key(head): (field, place) for field, heads in reversed(list(FIELDS.items())) for place, head in reversed(list(enumerate(heads)))
}


def read_sheet(data: bytes) -> Sheet:
    """The table of an xlsx file, its head recognised. Raises Invalid with what is wrong with the file and what to do."""
    return read_table(data, HEADS)


def recognise_columns(sheet: Sheet) -> dict[str, str]:
    """Which column of the sheet is which of FIELDS; of several that could be, the one with the most usual head."""
    found: dict[str, tuple[int, str]] = {}
    for column in sheet.columns:
        field, place = HEADS.get(_key(column), ("", 0))
        if field and (field not in found or place < found[field][0]):
            found[field] = (place, column)
    return {field: found[field][1] for field in FIELDS if field in found}


def write_tasks(rows: Sequence[TaskRow], stamp: str, remarks: Mapping[int, str] | None = None) -> bytes:
    """The rows of a list as an xlsx file; `stamp` says what moment they are of.

    `remarks`: of a past day, what was entered later about it, by assignment; a column of its own.
    """
    cells = (_cells(number, row) for number, row in enumerate(rows, start=1))
    return write_table("Danh sách nhiệm vụ", stamp, *_with_remarks(TASK_COLUMNS, cells, rows, remarks))


def write_overdue(rows: Sequence[TaskRow], obstacles: Mapping[int, str], stamp: str, remarks: Mapping[int, str] | None = None) -> bytes:
    """What is late as an xlsx file, with how far each is, what stands in its way (by assignment), and the leader in charge.

    `remarks` as in `write_tasks`.
    """
    cells = ([*_cells(n, row), row.progress, obstacles.get(row.assignment_id, ""), row.leader_name] for n, row in enumerate(rows, start=1))
    return write_table("Danh sách nhiệm vụ quá hạn", stamp, *_with_remarks(OVERDUE_COLUMNS, cells, rows, remarks))


def _with_remarks(
    columns: tuple[Column, ...], cells: Iterable[list[object]], rows: Sequence[TaskRow], remarks: Mapping[int, str] | None
) -> tuple[tuple[Column, ...], Iterable[list[object]]]:
    if remarks is None:
        return columns, cells
    return (*columns, ENTERED_LATER), ([*own, remarks.get(row.assignment_id, "")] for own, row in zip(cells, rows, strict=True))


def write_template() -> bytes:
    """An empty sheet with the heads that `recognise_columns` knows best, to be filled and imported."""
    columns = [Column(heads[0], 60 if field == "text" else 22, wraps=True) for field, heads in FIELDS.items() if field != "code"]
    return write_table(
        "Nhập nhiệm vụ", "Mỗi dòng một nhiệm vụ. Ngày ghi ngày/tháng/năm. Nhiều cơ quan cách nhau bằng dấu chấm phẩy.", columns, []
    )


def _cells(number: int, row: TaskRow) -> list[object]:
    return [
        number,
        row.code,
        row.directive_kind,
        row.directive_number,
        row.issued_on,
        row.path,
        row.text,
        "; ".join(row.lead),
        "; ".join(row.coordinators),
        row.agency_name,
        row.part.label,
        row.due_on,
        row.original_due_on,
        row.extension_count,
        row.state.label,
        row.distance,
        row.days_late or None,
        row.original_days_late or None,
        row.completed_on,
        row.result_number,
        row.watcher_name,
    ]
