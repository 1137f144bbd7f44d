"""Outlines of any lines of the genre: nothing is lost or read twice, paths are well formed, levels nest, the same gives the same."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from directives.lines import mended_lines
from directives.marks import Item, Level, marked_item, marked_item_of_scan, put_right
from directives.model import Paragraph, SourceText, Span
from directives.outline import read_outline
from directives.passages import Passage
from directives.vietnamese import normalise
from tests.directives.pieces import FEWER, TEXTS, lines, paged_sources
from tests.directives.pieces_tables import TABLES, tables_source
from tests.directives.sources import source_of, whole

#: What a line may be that is no item: a page number, a rule, dots
NOISE = re.compile(r"[\s\d_\-–—.*|=~]*")
#: One address in an outline: labels with dots between them, words of levels and appendices allowed
PATH = re.compile(r"(?:(?:Phụ lục|Danh mục|Phần|Chương|Mục|Điều)(?: (?:thứ )?\w+)?|\w+)(?:\.(?:(?:Phần|Chương|Mục) (?:thứ )?\w+|\w+))*")


def words(text: str) -> Passage:
    return Passage.of(text, [Span(0, len(text))])


def places(passage: Passage) -> list[int]:
    """Where the characters of a passage stand in the source."""
    return [piece.source + i for piece in passage.pieces for i in range(piece.length)]


def printed(source: SourceText) -> set[int]:
    """The places of all words that are no noise and no footnote."""
    kept = [
        b.span for b in source.blocks if not (isinstance(b, Paragraph) and (b.footnote or NOISE.fullmatch(source.text[slice(*b.span)])))
    ]
    return {place for span in kept for place in range(*span) if source.text[place].isalnum()}


def drawn(items: Iterable[Item]) -> list[tuple[int, str, str, str]]:
    """What can be seen of items: level, label, path, words."""
    return [(i.level, i.label, i.path, i.passage.text) for root in items for i in root.walk()]


@given(paged_sources())
def test_every_letter_is_in_one_line_and_in_its_order(source: SourceText) -> None:
    found = put_right(mended_lines(source, Span(0, len(source.text)), source.blocks))
    taken = [place for item in found for place in places(item.marked or item.passage)]
    assert taken == sorted(set(taken))
    left = "".join(source.text[place] for place in sorted(printed(source) - set(taken)))
    # the number of a page between the halves of a sentence; a scan's letters before a capital (`z Rà soát`) are dust
    assert left.strip("0123456789" + ("zwjfìíị" if source.ocr else "")) == ""


@given(paged_sources())
def test_the_words_of_an_item_are_those_of_the_source_behind_its_mark(source: SourceText) -> None:
    for item in mended_lines(source, Span(0, len(source.text)), source.blocks):
        assert item.marked is not None
        assert item.marked.text.endswith(item.passage.text)
        for piece in (*item.passage.pieces, *item.marked.pieces):
            assert 0 <= piece.source <= piece.source + piece.length <= len(source.text)
        said = [source.text[place] for place in places(item.passage)]
        assert "".join(said).split() == item.passage.text.split() or len(item.passage.pieces) > 1
        assert [c for c in said if not c.isspace()] == [c for c in item.passage.text if not c.isspace()]


@given(paged_sources())
def test_a_tree_holds_its_lines_once_in_order_with_nested_levels_and_well_formed_paths(source: SourceText) -> None:
    (root,) = read_outline(source, whole(source))
    starts = [item.passage.span().start for item in root.walk() if item is not root]
    assert starts == sorted(starts)
    assert len(starts) == len({id(item) for item in root.walk()}) - 1
    for item in root.walk():
        assert item.path == "" or PATH.fullmatch(item.path)
        for child in item.children:
            assert child.level > item.level or (child.level, item.level) == (Level.LETTER, Level.ROMAN)
            if not child.label:
                assert child.path == item.path or item is root  # an appendix may begin behind it


@given(paged_sources())
def test_what_a_tree_leaves_out_are_headings_of_appendices_and_titles_of_plans(source: SourceText) -> None:
    (root,) = read_outline(source, whole(source))
    kept = {item.passage.span() for item in root.walk() if item is not root}
    found = mended_lines(source, Span(0, len(source.text)), source.blocks)
    for item in found:
        if item.passage.span() not in kept:
            assert item.level is Level.TEXT


@given(TEXTS)
def test_the_same_text_gives_the_same_tree(text: str) -> None:
    source = source_of(text)
    assert drawn(read_outline(source, whole(source))) == drawn(read_outline(source_of(text), whole(source)))


@given(paged_sources(), st.data())
def test_parts_of_a_text_are_read_within_their_bounds(source: SourceText, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(source.text)), min_size=1, max_size=2)))
    parts = [Span(a, b) for a, b in zip([0, *cuts], [*cuts, len(source.text)], strict=True)]
    for root, part in zip(read_outline(source, parts), parts, strict=True):
        for item in root.walk():
            assert item is root or all(part.start <= place < part.end for place in places(item.passage))


@FEWER
@given(TABLES)
def test_each_table_is_one_item_without_a_label(parts: list) -> None:
    source = tables_source(parts)
    (root,) = read_outline(source, whole(source))
    tables = [item for item in root.walk() if item.table is not None]
    worded = [block for block in source.blocks if not isinstance(block, Paragraph) and source.text[slice(*block.span)].strip()]
    assert [item.table for item in tables] == worded
    assert all(item.label == "" and item.level is Level.TEXT and not item.children for item in tables)


@given(st.one_of(lines(), st.text(max_size=60)))
def test_a_mark_and_the_words_behind_it_make_up_the_line(text: str) -> None:
    text = " ".join(normalise(text).split())
    for item in (marked_item(words(text)), marked_item_of_scan(words(text))):
        assert text.endswith(item.passage.text)
        assert item.label == item.label.strip()
        assert item.level is Level.TEXT or item.passage.text != text
        assert item.level is not Level.TEXT or item.label == ""
