"""The text beside the candidates: cut at every span, nothing lost, numbers once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives.model import Cell, Paragraph, Row, SourceText, Span, Table
from webui.evidence import Grid, Line, Mark, Sheet, Unit, lay_out, locate, pieces

TEXT = "1. Sở Tài chính chủ trì, phối hợp Sở Tư pháp rà soát, xong trước ngày 15/12/2026."


def span_of(words: str, text: str = TEXT) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def mark(words: str, field: str, number: int = 0, candidate: int = 1) -> Mark:
    return Mark(span_of(words), field, candidate, number)


def test_each_mark_becomes_one_run_and_the_text_stays_whole() -> None:
    marks = [mark("Sở Tài chính", "lead", 2), mark("Sở Tư pháp", "coordinate", 3), mark("trước ngày 15/12/2026", "deadlines", 4)]
    runs = list(pieces(TEXT, Span(0, len(TEXT)), marks))
    assert "".join(run.text for run in runs) == TEXT
    assert [(run.text, run.mark.number, run.first, run.last) for run in runs if run.mark] == [
        ("Sở Tài chính", 2, True, True),
        ("Sở Tư pháp", 3, True, True),
        ("trước ngày 15/12/2026", 4, True, True),
    ]


def test_a_mark_around_others_has_its_number_once_at_its_end() -> None:
    marks = [Mark(Span(3, len(TEXT)), "text", 1, 1), mark("Sở Tư pháp", "coordinate", 3)]
    runs = list(pieces(TEXT, Span(0, len(TEXT)), marks))
    whole = [run for run in runs if run.mark and run.mark.field == "text"]
    assert [run.first for run in whole] == [True, False]
    assert [run.last for run in whole] == [False, True]


def test_the_candidate_looked_at_lies_above_the_others() -> None:
    runs = list(pieces(TEXT, Span(0, len(TEXT)), [mark("Sở Tài chính", "lead", 0, 7), mark("Sở Tài chính chủ trì", "text", 1, 8)]))
    assert [run.mark.candidate_id for run in runs if run.mark] == [8]


spans = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: Span(min(pair), max(pair)))


@given(text=st.text(min_size=0, max_size=60), places=st.lists(spans, max_size=6))
def test_whatever_the_spans_no_character_is_lost(text: str, places: list[Span]) -> None:
    marks = [Mark(place, "lead", n, n % 2) for n, place in enumerate(places)]
    runs = list(pieces(text, Span(0, len(text)), marks))
    assert "".join(run.text for run in runs) == text
    assert all(text[run.start :].startswith(run.text) for run in runs)


def source(text: str, *blocks: Paragraph | Table) -> SourceText:
    return SourceText(text=text, blocks=blocks, reader="test")


def test_pages_paragraphs_and_tables_are_laid_out_in_order() -> None:
    text = "I. VIỆC\nSở A làm.\nViệc một\nSở B"
    table = Table(
        span=Span(18, len(text)),
        rows=(Row(cells=(Cell(span=span_of("Việc một", text), column=0), Cell(span=span_of("Sở B", text), column=1, columns=2)), page=2),),
        columns=3,
    )
    shown = lay_out(
        source(
            text, Paragraph(span=span_of("I. VIỆC", text), page=1, bold=True), Paragraph(span=span_of("Sở A làm.", text), page=1), table
        ),
        [Mark(span_of("Sở B", text), "lead", 2, 2)],
        [Unit(1, 1, span_of("Sở A làm.", text)), Unit(2, 2, span_of("Việc một", text), current=True)],
        [span_of("I. VIỆC", text)],
    )
    assert [type(part) for part in shown] == [Sheet, Line, Line, Sheet, Grid]
    heading, sentence, grid = shown[1], shown[2], shown[4]
    assert isinstance(heading, Line) and heading.bold and heading.loose == Span(0, 7)
    assert isinstance(sentence, Line) and [unit.place for unit in sentence.units] == [1] and not sentence.now
    assert isinstance(grid, Grid) and grid.rows[0][0].lines[0].now and grid.rows[0][1].columns == 2
    assert grid.rows[0][1].lines[0].pieces[0].mark is not None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Sở Tư pháp rà soát", "Sở Tư pháp rà soát"),
        ("Sở Tư\r\n  pháp rà soát", "Sở Tư pháp rà soát"),
        ("không có câu này", None),
        ("   ", None),
    ],
)
def test_a_copied_sentence_is_found_however_its_lines_fell(words: str, found: str | None) -> None:
    assert locate(TEXT, words) == (span_of(found) if found else None)
