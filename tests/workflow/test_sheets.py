"""Excel out and in: what is written opens as text and dates; what is read is planned, faults by row, and made once."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.workflow.world import NOW, TODAY, World, a_world
from workflow import queries, sheets
from workflow.acting import Actor
from workflow.duedates import WorkingCalendar
from workflow.model import Assignment, Directive, Event, Part, State, Task, TaskNature, TimeClass
from workflow.queries import TaskFilter
from workflow.refusals import Invalid, NotAllowed
from workflow.settings import Settings

HEADS = ["TT", "Số, ký hiệu văn bản", "Ngày văn bản", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn", "Trạng thái"]


@pytest.fixture
def world(shared_session: Session) -> World:
    world = a_world(shared_session)
    world.agency("svh", "Sở Văn hóa, Thể thao và Du lịch", kind="so")
    world.agency("bo", "Bộ Y tế", level="tw", tracked=False)
    return world


def sheet(*rows: list[Any], heads: list[str] | None = None, above: int = 3) -> bytes:
    """A list as offices keep it: a title and blank rows above the head."""
    book = Workbook()
    page = book.active
    page.cell(1, 1).value = "BẢNG THEO DÕI NHIỆM VỤ NĂM 2026"
    for number, cells in enumerate([heads or HEADS, *rows], start=above + 1):
        for place, value in enumerate(cells, start=1):
            page.cell(number, place).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row(
    text: str = "Rà soát thủ tục", lead: str = "Sở Tư pháp", due: Any = date(2026, 12, 15), state: str = "", helpers: str = ""
) -> list[Any]:
    return [1, "12/KH-UBND", date(2026, 10, 1), text, lead, helpers, due, state]


def plan(world: World, data: bytes) -> sheets.ImportPlan:
    table = sheets.read_sheet(data)
    return sheets.plan_import(world.session, table, sheets.recognise_columns(table), today=TODAY)


def apply(world: World, planned: sheets.ImportPlan, who: str = "hang") -> list[Task]:
    viewer = world.viewer(who)
    calendar = WorkingCalendar.load(world.session)
    actor = Actor(viewer.user_id, "cli")
    return sheets.apply_import(
        world.session, planned, actor=actor, viewer=viewer, now=NOW, today=TODAY, settings=Settings(), calendar=calendar
    )


# --- in ------------------------------------------------------------------------------------------------------------


def test_columns_are_recognised_whatever_stands_above_them() -> None:
    heads = ["STT", "Số,  ký hiệu VB", "NỘI DUNG CÔNG VIỆC", "Đơn vị\nchủ trì", "Hạn xử lý", "Đơn vị"]
    found = sheets.recognise_columns(sheets.read_sheet(sheet(["1", "a", "b", "c", "d", "e"], heads=heads, above=7)))
    assert found == {"text": "NỘI DUNG CÔNG VIỆC", "lead": "Đơn vị chủ trì", "due": "Hạn xử lý", "number": "Số, ký hiệu VB"}


def test_a_planned_import_writes_nothing_and_an_applied_one_makes_tasks(world: World) -> None:
    planned = plan(world, sheet(row(helpers="Sở Y tế; Sở Nội vụ"), row("Báo cáo", lead="Sở Văn hóa, Thể thao và Du lịch, Sở Y tế")))
    assert (len(planned.new), planned.unchanged, planned.errors) == (2, [], [])
    assert world.session.scalars(select(Task)).all() == []
    first, second = apply(world, planned)
    parts = [(a.agency.name, a.part, a.due_on) for a in first.assignments]
    assert parts == [
        ("Sở Tư pháp", Part.LEAD, date(2026, 12, 15)),
        ("Sở Y tế", Part.COORDINATE, date(2026, 12, 15)),
        ("Sở Nội vụ", Part.COORDINATE, date(2026, 12, 15)),
    ]
    assert [a.agency.name for a in second.assignments] == ["Sở Văn hóa, Thể thao và Du lịch", "Sở Y tế"]
    directive = world.session.scalars(select(Directive)).one()
    assert (directive.number, directive.issued_on, directive.watcher_id) == ("12/KH-UBND", date(2026, 10, 1), world.people["hang"].id)
    assert first.assigned_on == date(2026, 10, 1)
    assert {event.via for event in world.session.scalars(select(Event))} == {"import"}


def test_the_same_sheet_again_makes_nothing_twice(world: World) -> None:
    data = sheet(row(), row(), row("Khác"))
    assert len(apply(world, plan(world, data))) == 3
    again = plan(world, data)
    assert (again.new, len(again.unchanged)) == ([], 3)
    more = plan(world, sheet(row(), row(), row("Khác"), row("Mới")))
    assert (len(more.new), len(more.unchanged)) == (1, 3)
    assert len(apply(world, more)) == 1


def test_a_plan_applied_twice_makes_nothing_twice(world: World) -> None:
    planned = plan(world, sheet(row()))
    assert len(apply(world, planned)) == 1
    assert apply(world, planned) == []


def test_a_directive_that_is_here_is_used_again(world: World) -> None:
    known = world.directive("12/KH-UBND", identity="12/kh-ubnd|ubndtỉnhsơnhà|2026")
    made = apply(world, plan(world, sheet(row())))
    assert made[0].directive_id == known.id


def test_a_group_opens_into_its_members_and_what_is_done_is_done(world: World) -> None:
    data = sheet([*row(lead="UBND các xã, phường, đặc khu", state="Đã hoàn thành"), "15/11/2026"], heads=[*HEADS, "Ngày hoàn thành"])
    task = apply(world, plan(world, data))[0]
    states = {(a.agency.name, a.state, a.completed_on) for a in task.assignments}
    day = date(2026, 11, 15)
    assert states == {(name, State.DONE, day) for name in ("UBND các xã, phường, đặc khu", "UBND xã Nà Ngần", "UBND phường Tân Lập")}
    found = queries.task_rows(world.session, world.viewer("hang"), TaskFilter(open_only=False), TODAY, 7)
    assert [(one.group_done, one.group_total) for one in found.rows] == [(2, 2)]


def test_what_is_done_on_no_known_day_is_told_and_counts_neither_as_in_time_nor_as_late(world: World) -> None:
    planned = plan(world, sheet(row(state="Đã hoàn thành")))
    assert len(planned.undated) == 1
    (assignment,) = apply(world, planned)[0].assignments
    assert (assignment.state, assignment.completed_on) == (State.DONE, None)
    found = queries.task_rows(world.session, world.viewer("hang"), TaskFilter(open_only=False), TODAY, 7)
    assert [one.time_class for one in found.rows] == [TimeClass.DONE_UNJUDGED]


def test_a_day_of_completion_before_the_work_was_given_is_refused(world: World) -> None:
    heads = [*HEADS, "Ngày hoàn thành", "Ngày giao"]
    found = plan(world, sheet([*row(state="Đã hoàn thành"), "15/11/2026", "16/11/2026"], heads=heads))
    assert not found.new
    assert [sentence for _, sentence in found.errors] == ["Ngày hoàn thành 15/11/2026 trước ngày giao 16/11/2026."]


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("", State.NEW),
        ("Chưa hoàn thành", State.NEW),
        ("Đang thực hiện", State.IN_PROGRESS),
        ("Hoàn thành 50%", State.IN_PROGRESS),
        ("HOÀN THÀNH", State.DONE),
        ("Đã báo cáo tại văn bản số 5/BC-STP", State.DONE),
        ("Mới giao", State.NEW),
        ("Hoàn thành 100%", State.DONE),
    ],
)
def test_words_of_progress(world: World, words: str, state: State) -> None:
    assert plan(world, sheet(row(state=words))).new[0].state is state


@pytest.mark.parametrize(
    ("said", "due_on", "nature"),
    [
        (date(2026, 12, 1), date(2026, 12, 1), TaskNature.SPECIFIC),
        (datetime(2026, 12, 1, 16, 0), date(2026, 12, 1), TaskNature.SPECIFIC),
        ("01/12/2026", date(2026, 12, 1), TaskNature.SPECIFIC),
        ("Trước ngày 1-12-2026", date(2026, 12, 1), TaskNature.SPECIFIC),
        ("ngày 01 tháng 12 năm 2026", date(2026, 12, 1), TaskNature.SPECIFIC),
        (46357, date(2026, 12, 1), TaskNature.SPECIFIC),
        ("30/6", date(2027, 6, 30), TaskNature.SPECIFIC),
        ("tháng 12/2026", date(2026, 12, 31), TaskNature.SPECIFIC),
        ("Tháng 2/2028", date(2028, 2, 29), TaskNature.SPECIFIC),
        ("Quý IV/2026", date(2026, 12, 31), TaskNature.SPECIFIC),
        ("quý 1 năm 2027", date(2027, 3, 31), TaskNature.SPECIFIC),
        ("Năm 2026", date(2026, 12, 31), TaskNature.SPECIFIC),
        ("Thường xuyên", None, TaskNature.REGULAR),
        ("Hằng quý", None, TaskNature.REGULAR),
        (None, None, TaskNature.SPECIFIC),
        ("-", None, TaskNature.SPECIFIC),
    ],
)
def test_due_dates_as_people_write_them(world: World, said: Any, due_on: date | None, nature: TaskNature) -> None:
    found = plan(world, sheet(row(due=said)))
    assert found.errors == []
    assert (found.new[0].due_on, found.new[0].nature) == (due_on, nature)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (row(text=""), "Thiếu “Nội dung nhiệm vụ”"),
        (row(lead=" "), "Thiếu “Cơ quan chủ trì”"),
        (row(lead="Sở Nuôi ong"), "không có cơ quan “Sở Nuôi ong”"),
        (row(helpers="Sở Y tế; Hội Nuôi ong"), "Cơ quan phối hợp: không có cơ quan “Hội Nuôi ong”"),
        (row(lead="Bộ Y tế"), "không thuộc diện theo dõi"),
        (row(due="sớm nhất có thể"), "Thời hạn “sớm nhất có thể” không hiểu được"),
        (row(due="31/02/2026"), "không hiểu được"),
        (row(due=date(2026, 9, 1)), "trước ngày giao"),
        ([1, "9/CT", "hôm nọ", "Việc", "Sở Y tế", "", None, ""], "Ngày văn bản “hôm nọ” không phải ngày"),
    ],
)
def test_faults_are_told_by_row_and_hold_up_no_other_row(world: World, cells: list[Any], said: str) -> None:
    found = plan(world, sheet(row(), cells, row("Việc cuối")))
    assert [number for number, _ in found.errors] == [6]
    assert said in found.errors[0][1]
    assert [one.row for one in found.new] == [5, 7]


def test_a_cell_with_kind_number_and_date_of_the_document_is_taken_apart(world: World) -> None:
    cells = [1, "Kế hoạch số 15/KH-UBND ngày 02/11/2026", None, "Việc", "Sở Y tế", "", None, ""]
    found = plan(world, sheet(cells)).new[0]
    assert (found.kind, found.number, found.issued_on) == ("Kế hoạch", "15/KH-UBND", date(2026, 11, 2))


def test_a_document_merged_over_its_rows_stands_for_each_and_counters_are_no_rows(world: World) -> None:
    book = load_workbook(io.BytesIO(sheet(["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"], row(), row("Hai"), row("Ba"))))
    page = book.active
    page.merge_cells("B6:B8")
    out = io.BytesIO()
    book.save(out)
    found = plan(world, out.getvalue())
    assert [(one.text, one.number) for one in found.new] == [("Rà soát thủ tục", "12/KH-UBND"), ("Hai", "12/KH-UBND"), ("Ba", "12/KH-UBND")]


def test_rows_without_a_document_stand_under_one_of_their_own(world: World) -> None:
    cells = [[1, "", None, text, "Sở Y tế", "", None, ""] for text in ("Một", "Hai")]
    made = apply(world, plan(world, sheet(*cells)))
    assert len({task.directive_id for task in made}) == 1
    assert world.session.scalars(select(Directive)).one().kind == "Bảng theo dõi"


def test_only_the_office_imports(world: World) -> None:
    with pytest.raises(NotAllowed):
        apply(world, plan(world, sheet(row())), who="anh")


def test_a_column_that_is_not_there_or_not_known_is_refused(world: World) -> None:
    table = sheets.read_sheet(sheet(row()))
    with pytest.raises(Invalid, match="không có cột “Hạn”"):
        sheets.plan_import(world.session, table, {"due": "Hạn"}, today=TODAY)
    with pytest.raises(Invalid, match="Chưa biết cột nào là “Cơ quan chủ trì”"):
        sheets.plan_import(world.session, table, {"text": "Nội dung nhiệm vụ"}, today=TODAY)


def zipped(name: str, size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, b"\0" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Không đọc được"),
        (b"%PDF-1.7", "Không đọc được"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, ".xls cũ hoặc có mật khẩu"),
        (zipped("xl/workbook.xml", 1000), "Không đọc được"),
        (zipped("xl/sheet.xml", 301 * 2**20), "quá lớn"),
        (b"x" * (25 * 2**20 + 1), "lớn quá 25 MB"),
        (sheet(["a"], heads=["Một", "Hai"]), "Không thấy dòng tiêu đề"),
    ],
    ids=["empty", "pdf", "old xls", "broken", "bomb", "large", "no head"],
)
def test_a_file_that_is_no_list_is_refused_with_what_to_do(data: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        sheets.read_sheet(data)


# --- out -----------------------------------------------------------------------------------------------------------


def written(world: World) -> bytes:
    found = queries.task_rows(world.session, world.viewer("hang"), TaskFilter(), TODAY, 7, paged=False)
    return sheets.write_tasks(found.rows, "Tính đến 08:00 ngày 20/11/2026")


def test_a_list_is_written_with_real_dates_a_frozen_head_and_filters(world: World) -> None:
    apply(world, plan(world, sheet(row(helpers="Sở Y tế"))))
    page = load_workbook(io.BytesIO(written(world))).active
    assert (page.cell(1, 1).value, page.cell(2, 1).value) == ("Danh sách nhiệm vụ", "Tính đến 08:00 ngày 20/11/2026")
    assert (page.freeze_panes, page.auto_filter.ref) == ("A5", "A4:U5")
    cells = {page.cell(4, place).value: page.cell(5, place) for place in range(1, 21)}
    assert cells["Thời hạn"].value == datetime(2026, 12, 15)
    assert cells["Thời hạn"].number_format == "dd/mm/yyyy"
    assert (cells["Cơ quan chủ trì"].value, cells["Cơ quan phối hợp"].value) == ("Sở Tư pháp", "Sở Y tế")


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\tx", "=cmd|' /C calc'!A0", "a\x1fb\x0c", "a" * 40_000])
def test_text_is_text_in_the_sheet_and_never_a_formula(world: World, text: str) -> None:
    world.assign(world.task(world.directive(), text), "stp")
    data = written(world)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")
    kept = load_workbook(io.BytesIO(data)).active.cell(5, 7).value
    assert kept[:2] == text.replace("\x1f", "")[:2]


def test_what_is_written_can_be_read_in_again(world: World) -> None:
    apply(world, plan(world, sheet(row(helpers="Sở Y tế"))))
    found = plan(world, written(world))
    assert (found.errors, len(found.unchanged), found.new) == ([], 1, [])


def test_the_template_is_recognised_whole(world: World) -> None:
    table = sheets.read_sheet(sheets.write_template())
    assert set(sheets.recognise_columns(table)) == set(sheets.FIELDS) - {"code"}
    assert table.rows == []


def test_five_hundred_rows_are_planned_in_a_moment(world: World) -> None:
    found = plan(world, sheet(*[row(f"Việc {number}", helpers="Sở Y tế; Sở Nội vụ") for number in range(500)]))
    assert len(found.new) == 500
    assert world.session.scalars(select(Assignment)).all() == []
