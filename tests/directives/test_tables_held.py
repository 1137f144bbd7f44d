"""Small tables of any heads and cells: read without a crash, no more units than rows and dashes, merged cells count for their rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from directives.assignments import Assignments
from directives.drafts import Draft
from directives.grid import Grid
from directives.model import SourceText, Span, Table
from directives.outline import read_outline
from directives.passages import Passage
from directives.table_groups import NO_PLACE, Groups
from directives.table_heads import read_columns
from tests.directives.pieces import FEWER, TIMES, WORK
from tests.directives.pieces_tables import TABLES, grids, tables_source
from tests.directives.sources import table_source, whole
from tests.directives.test_assignments import setting

HEAD = {"work": "Nội dung nhiệm vụ", "lead": "Cơ quan chủ trì", "coordinate": "Cơ quan phối hợp", "deadline": "Thời gian hoàn thành"}
FIELDS = {"number", "work", "lead", "coordinate", "deadline", "receiver", "document", "tick", "measure", "indicator", "note", "product", ""}
BODIES = st.sampled_from(["Sở Y tế", "Sở Tài chính", "Công an tỉnh", "Sở Nội vụ", "UBND các xã, phường", "Phòng Nước sạch"])


def read(source: SourceText) -> Assignments:
    reader = Assignments(setting(), source.text)
    for root in read_outline(source, whole(source)):
        reader.read(root)
    return reader


def grid_of(source: SourceText) -> Grid:
    (table,) = [block for block in source.blocks if isinstance(block, Table)]
    return Grid.of(source.text, table)


def brief(draft: Draft) -> tuple[object, ...]:
    """What a unit says, without where."""
    deadlines = [(d.found.deadline.text, d.found.deadline.due, d.found.deadline.rrule) for d in draft.deadlines]
    return draft.path, draft.text.text, [n.name for n in draft.lead], [n.name for n in draft.coordinate], deadlines


@given(TABLES)
def test_any_tables_are_read_and_a_row_gives_no_more_units_than_it_has_dashes(parts: list) -> None:
    source = tables_source(parts)
    reader = read(source)
    tables = [block for block in source.blocks if isinstance(block, Table)]
    rows = [draft for draft in reader.drafts if draft.is_row]
    for table in tables:
        inside = [draft for draft in rows if table.span.start <= draft.text.span().start < table.span.end]
        for row in table.rows:
            if not row.cells:
                continue
            begun, ended = min(c.span.start for c in row.cells), max(c.span.end for c in row.cells)
            here = {draft.text.span().start for draft in inside if begun <= draft.text.span().start < ended}
            dashes = max(source.text.count("- ", *cell.span) for cell in row.cells)
            assert len(here) <= max(1, dashes)


@given(TABLES)
def test_what_a_table_gives_stands_in_it_and_is_clean(parts: list) -> None:
    source = tables_source(parts)
    for draft in read(source).drafts:
        assert draft.text.text.strip()
        leads, helpers = [n.name for n in draft.lead], [n.name for n in draft.coordinate]
        assert not set(leads) & set(helpers)
        for named in (*draft.lead, *draft.coordinate, *draft.report_to):
            assert named.name == named.name.strip() != ""
            assert 0 <= named.span.start < named.span.end <= len(source.text)
        for due in draft.deadlines:
            assert 0 <= due.span.start < due.span.end <= len(source.text)
        assert not draft.path.startswith(".")
        assert ".." not in draft.path


@given(grids())
def test_a_grid_has_the_words_of_its_table_and_heads_name_columns_that_there_are(rows: list) -> None:
    source = table_source(rows)
    grid = grid_of(source)
    for r, row in enumerate(grid.table.rows):
        for cell in row.cells:
            covered = [(r + i, cell.column + j) for i in range(cell.rows) for j in range(cell.columns)]
            assert all(grid.words(*place).text == " ".join(source.text[slice(*cell.span)].split("\n")).strip() for place in covered)
            assert (
                "".join(line.text for line in grid.lines(r, cell.column)).split()
                == "".join(source.text[slice(*cell.span)].splitlines()).split()
            )
    assert grid.words(len(rows) + 5, 0).text == ""
    columns = read_columns(grid)
    if columns is not None:
        assert set(columns.fields) <= set(range(grid.table.columns))
        assert 0 < columns.first_row <= len(rows)
        assert columns.kinds & {"work", "indicator"}
        if columns.of("work"):
            numbers = Groups(setting(), grid, columns, NO_PLACE).numbers
            assert all(columns.first_row <= row < len(rows) and number for row, number in numbers.items())


LINES = st.lists(
    st.fixed_dictionaries(
        {"work": WORK, "lead": BODIES, "coordinate": st.one_of(BODIES, st.just("")), "deadline": st.one_of(TIMES, st.just(""))}
    ),
    min_size=1,
    max_size=4,
)


@FEWER
@given(LINES, st.permutations(sorted(HEAD)))
def test_columns_in_any_order_say_the_same(lines: list[dict[str, str]], order: list[str]) -> None:
    def table(kinds: list[str]) -> SourceText:
        return table_source([["STT", *(HEAD[k] for k in kinds)], *([str(i), *(line[k] for k in kinds)] for i, line in enumerate(lines, 1))])

    assert list(map(brief, read(table(order)).drafts)) == list(map(brief, read(table(sorted(HEAD))).drafts))


@FEWER
@given(LINES, st.sampled_from(["lead", "coordinate", "deadline"]), st.data())
def test_a_merged_cell_counts_for_all_its_rows(lines: list[dict[str, str]], merged: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(lines) - 1))
    down = data.draw(st.integers(1, len(lines) - first))
    for line in lines[first : first + down]:
        line[merged] = lines[first][merged]
    said = [[str(i), *(line[k] for k in HEAD)] for i, line in enumerate(lines, 1)]
    column = 1 + list(HEAD).index(merged)
    once: list[list[str | tuple[str, int, int]]] = [list(row) for row in said]
    once[first][column] = (said[first][column], down, 1)
    for row in once[first + 1 : first + down]:
        del row[column]
    head = ["STT", *HEAD.values()]
    assert list(map(brief, read(table_source([head, *once])).drafts)) == list(map(brief, read(table_source([head, *said])).drafts))


@FEWER
@given(LINES)
def test_a_plain_row_gives_what_its_cells_say(lines: list[dict[str, str]]) -> None:
    head = ["STT", *HEAD.values()]
    drafts = read(table_source([head, *([str(i), *(line[k] for k in HEAD)] for i, line in enumerate(lines, 1))])).drafts
    assert [draft.text.text for draft in drafts] == [line["work"] for line in lines]
    for draft, line in zip(drafts, lines, strict=True):
        assert [n.name for n in draft.lead] == [
            n.name for n in setting().all_named(Passage.of(line["lead"], [Span(0, len(line["lead"]))]), "cột")
        ]


@FEWER
@given(LINES, LINES, st.booleans())
def test_a_table_that_a_page_break_cuts_says_the_same(lines: list[dict[str, str]], more: list[dict[str, str]], head_again: bool) -> None:
    head = ["STT", *HEAD.values()]
    said = [[str(i), *(line[k] for k in HEAD)] for i, line in enumerate([*lines, *more], 1)]
    cut = tables_source([("", [head, *said[: len(lines)]]), ("", [*([head] if head_again else []), *said[len(lines) :]])])
    assert list(map(brief, read(cut).drafts)) == list(map(brief, read(table_source([head, *said])).drafts))
