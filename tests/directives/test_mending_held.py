"""Recognised and broken lines of any kind: mending joins and mends, it neither loses words nor touches what nobody recognised."""

from __future__ import annotations

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from directives.readers.assembly import Found, FoundCell, FoundParagraph, FoundRow, FoundTable
from directives.readers.mending import glue, goes_on, mend, split_columns
from directives.readers.slips import mended_words, without_slips
from tests.directives.pieces import lines, sentences
from tests.directives.pieces_heads import HEAD_LINES, SLIPPED, SLIPS

LINES = st.one_of(
    lines(), HEAD_LINES, st.builds("{}{}".format, SLIPS, sentences(3)), SLIPPED, st.builds("{} {}".format, sentences(2), SLIPPED)
)


@st.composite
def paragraphs(draw: st.DrawFn, recognised: bool | None = None) -> FoundParagraph:
    """A line as a reader finds it, recognised (with its words and the trust in each) or not."""
    text = draw(LINES)
    read = draw(st.booleans()) if recognised is None else recognised
    words = [(word, draw(st.integers(0, 100))) for word in text.split()] if read else []
    return FoundParagraph(text, page=draw(st.integers(1, 3)), footnote=draw(st.integers(0, 7)) == 0, words=words)


TABLES = st.lists(
    st.tuples(st.sampled_from(["1", "2", "3", "7", "01", "l", "S", "", "IV", "x."]), LINES, st.booleans()), min_size=1, max_size=5
).map(
    lambda rows: FoundTable(
        [
            FoundRow(
                [
                    FoundCell(number, 0, words=[(number, 50)] if read and number else []),
                    FoundCell(text, 1, words=[(text, 90)] if read else []),
                ]
            )
            for number, text, read in rows
        ]
    )
)
BLOCKS = st.lists(st.one_of(paragraphs(), paragraphs(), TABLES), max_size=10)


def letters(text: str) -> list[str]:
    return [c for c in text if c.isalnum()]


def all_words(blocks: list[Found], *, footnotes: bool) -> str:
    """The letters of all paragraphs, the footnotes or the others."""
    return "".join("".join(letters(b.text)) for b in blocks if isinstance(b, FoundParagraph) and b.footnote is footnotes)


@given(BLOCKS)
def test_joining_loses_no_letter_and_keeps_their_order(blocks: list[Found]) -> None:
    mended = mend(deepcopy(blocks))
    assert len(mended) <= len(blocks)
    for footnotes in (False, True):
        assert all_words(mended, footnotes=footnotes) == all_words(blocks, footnotes=footnotes)
    assert [b for b in mended if isinstance(b, FoundTable)] == [b for b in blocks if isinstance(b, FoundTable)]
    said = [word for b in mended if isinstance(b, FoundParagraph) and not b.footnote for word in b.words]
    assert said == [word for b in blocks if isinstance(b, FoundParagraph) and not b.footnote for word in b.words]


@given(BLOCKS)
def test_what_was_joined_is_joined_once_and_for_all(blocks: list[Found]) -> None:
    mended = mend(deepcopy(blocks))
    assert mend(deepcopy(mended)) == mended


@given(LINES, LINES)
def test_two_lines_glued_have_the_letters_of_both(before: str, after: str) -> None:
    assert letters(glue(before, after)) == letters(before) + letters(after)
    assert goes_on(before, after) <= goes_on(before, after, across=True)
    assert not goes_on("", after)


@given(LINES, st.sampled_from(["\t", "      ", " ", "\t\t"]), st.one_of(HEAD_LINES, LINES))
def test_a_line_set_in_columns_keeps_its_letters(left: str, gap: str, right: str) -> None:
    parts = split_columns(left + gap + right)
    assert 1 <= len(parts) <= 2
    assert letters("".join(parts)) == letters(left + right)


@given(BLOCKS)
def test_slips_are_mended_in_place(blocks: list[Found]) -> None:
    before = deepcopy(blocks)
    mended = without_slips(blocks)
    assert len(mended) == len(before)
    for old, new in zip(before, mended, strict=True):
        assert type(old) is type(new)
        if isinstance(old, FoundParagraph) and isinstance(new, FoundParagraph):
            assert (new.page, new.footnote, new.words) == (old.page, old.footnote, old.words)
            # a mark and a few slips inside may change, the words behind them stay
            assert len(letters(new.text)) >= len(letters(old.text)) - 4
            assert old.text.split()[-1:] == new.text.split()[-1:] or old.words
        elif isinstance(old, FoundTable) and isinstance(new, FoundTable):
            assert [len(row.cells) for row in new.rows] == [len(row.cells) for row in old.rows]


@given(st.lists(paragraphs(recognised=False), max_size=10))
def test_nothing_that_was_not_recognised_is_touched(blocks: list[FoundParagraph]) -> None:
    assert without_slips(deepcopy(blocks)) == blocks


@given(BLOCKS)
def test_what_was_mended_needs_no_mending(blocks: list[Found]) -> None:
    once = deepcopy(without_slips(blocks))
    assert without_slips(deepcopy(once)) == once


@given(st.one_of(LINES, st.text(max_size=40)))
def test_words_are_mended_once_and_for_all(text: str) -> None:
    assert mended_words(mended_words(text)) == mended_words(text)
