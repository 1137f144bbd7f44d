"""Small tables of any heads and cells, some of them merged or empty, to be read one behind another."""

from __future__ import annotations

from hypothesis import strategies as st

from directives.model import Block, Cell, Paragraph, Row, SourceText, Span, Table
from tests.directives.pieces import AGENCIES, TIMES, TITLES, WORK, sentences
from tests.directives.sources import table_source

HEADS = {
    "number": ["STT", "TT", "Số TT"],
    "work": ["Nội dung nhiệm vụ", "Nhiệm vụ", "Tên công việc"],
    "lead": ["Cơ quan chủ trì", "Đơn vị chủ trì", "Đơn vị thực hiện"],
    "coordinate": ["Cơ quan phối hợp", "Đơn vị phối hợp"],
    "deadline": ["Thời gian hoàn thành", "Thời hạn", "Tiến độ"],
    "product": ["Sản phẩm", "Kết quả đầu ra"],
    "tick": ["Quý I", "Tháng 6/2026"],
    "other": ["Ghi chú", "", "Nguồn vốn", "Chỉ tiêu", "Số, ngày văn bản", "(1)"],
}
NUMBERS = st.sampled_from(["1", "2", "3", "01", "I", "II", "A", "a", "1.1", "2.10", "", "", "x", "-", "b)", "14."])
WORK_CELLS = st.one_of(
    WORK,
    sentences(4),
    st.lists(st.builds("- {}".format, sentences(3)), min_size=2, max_size=3).map("\n".join),
    st.lists(st.builds("- {}".format, WORK), min_size=2, max_size=3).map("; ".join),
    TITLES,
    st.just(""),
)
WHO_CELLS = st.one_of(
    AGENCIES,
    st.lists(AGENCIES, min_size=1, max_size=3).map(", ".join),
    st.lists(AGENCIES, min_size=2, max_size=3).map("\n- ".join),
    st.sampled_from(["", "", "nt", "- nt -", '"', "x", "Sở Y tế - chủ trì; Sở Tài chính - phối hợp"]),
)
TIME_CELLS = st.one_of(TIMES, st.sampled_from(["", "nt", "Quý II/2026", "2026-2030", "6/2026", "15/6", "Tháng 13", "30/02/2026", "x"]))
CELLS = {
    **dict.fromkeys(("lead", "coordinate"), WHO_CELLS),
    **dict.fromkeys(
        ("product", "other"), st.one_of(WORK, st.sampled_from(["", "", "12.000", "Số 15/TB ngày 09/7/2026", "Số 7 ngày 31/02/2026"]))
    ),
    "number": NUMBERS,
    "work": WORK_CELLS,
    "deadline": TIME_CELLS,
    "tick": st.sampled_from(["", "x", "X"]),
}
CellWords = str | tuple[str, int, int]


@st.composite
def grids(draw: st.DrawFn) -> list[list[CellWords]]:
    """The rows of a small table: heads in any order, cells of any words, some empty, some merged over rows and columns."""
    kinds = draw(st.lists(st.sampled_from(sorted(HEADS)), min_size=1, max_size=6))
    height = draw(st.integers(1, 6))
    rows: list[list[CellWords]] = [[draw(st.sampled_from(HEADS[kind])) for kind in kinds]] if draw(st.integers(0, 9)) else []
    covered: set[tuple[int, int]] = set()
    for r in range(height):
        row: list[CellWords] = []
        for c, kind in enumerate(kinds):
            if (r, c) in covered:
                continue
            down, right = (draw(st.integers(1, 3)), draw(st.integers(1, 3))) if draw(st.integers(0, 5)) == 0 else (1, 1)
            down, right = min(down, height - r), min(right, len(kinds) - c)
            places = {(r + i, c + j) for i in range(down) for j in range(right)}
            if places & covered:
                down, right, places = 1, 1, {(r, c)}
            covered |= places
            words = draw(CELLS[kind])
            row.append(words if (down, right) == (1, 1) else (words, down, right))
        rows.append(row)
    return rows


TABLES = st.lists(st.tuples(st.sampled_from(["", "1. Việc của các sở", "PHỤ LỤC I"]), grids()), min_size=1, max_size=2)


def tables_source(parts: list[tuple[str, list[list[CellWords]]]]) -> SourceText:
    """Tables one behind another, each with the line before it."""
    text, blocks = "", []
    for before, rows in parts:
        made = table_source(rows, before)
        blocks += [_moved(block, len(text)) for block in made.blocks]
        text += made.text + ("" if made.text.endswith("\n") else "\n")
    return SourceText(text=text, blocks=tuple(blocks), reader="test")


def _moved(block: Block, by: int) -> Block:
    """A block so many characters further on."""
    span = Span(block.span.start + by, block.span.end + by)
    if isinstance(block, Paragraph):
        return block.model_copy(update={"span": span})
    rows = tuple(Row(cells=tuple(_moved_cell(cell, by) for cell in row.cells)) for row in block.rows)
    return Table(span=span, rows=rows, columns=block.columns)


def _moved_cell(cell: Cell, by: int) -> Cell:
    return cell.model_copy(update={"span": Span(cell.span.start + by, cell.span.end + by)})
