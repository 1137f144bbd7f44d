"""Letterheads, ends and citations of any lines in any order: nothing crashes, what is found is printed where its span says."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from directives.agencies import AgencyRegistry
from directives.header import read_head
from directives.issuers import bodies_of, body_code, codes_of, issuer_of
from directives.letterhead import kind_in_title, read_letterhead
from directives.model import Paragraph, SourceText, Span
from directives.pipeline import parse
from directives.references import find_references, key_of, mend_symbol, tidy
from directives.several import further_documents, part_of, parts_at
from directives.signature import read_ending
from directives.spelling import Speller
from directives.vietnamese import bare, normalise
from tests.directives.pieces import FEWER, TITLES, lines, sentences
from tests.directives.pieces_heads import CITATIONS, DOCUMENT_NUMBERS, HEAD_LINES, documents
from tests.directives.sources import source_of

REGISTRY = AgencyRegistry.load()
#: `2026`, `2026-07`, `2026-07-09`
ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


def check_day(said: str | None) -> None:
    """A day of the calendar, or a month or a year where the rest is blank."""
    assert said is None or ISO.fullmatch(said)
    if said is not None and len(said) == 10:
        date.fromisoformat(said)


def letters(text: str) -> str:
    """The letters and figures of a text without accents, spaces and signs."""
    return "".join(c for c in bare(text) if c.isalnum())


@given(documents())
def test_lines_of_a_head_in_any_order_divide_the_text_into_stretches_that_do_not_overlap(source: SourceText) -> None:
    reading = read_head(source)
    spans = [reading.body, reading.signature, *reading.appendices]
    end = 0
    for span in spans:
        assert end <= span.start <= span.end <= len(source.text)
        end = span.end
    assert len(reading.addressee_spans) == len(reading.head.addressees)
    assert all(0 <= span.start < span.end <= len(source.text) for span in reading.addressee_spans)


@given(documents())
def test_the_number_is_printed_as_it_stands_and_the_days_are_of_the_calendar(source: SourceText) -> None:
    head = read_head(source).head
    if head.number is not None:
        assert letters(head.number) in letters(source.text)  # a symbol without accents gets them
    check_day(head.issued_on)
    if head.signer is not None:
        assert letters(head.signer.name) in letters(source.text)
    for said in (head.kind, head.issuer, head.place, head.subject, *head.addressees, *head.recipients):
        assert said is None or said == said.strip() != ""
    for name in head.recipients:
        assert letters(name) in letters(source.text)


@given(documents())
def test_blocks_of_the_end_follow_those_of_the_head(source: SourceText) -> None:
    letter = read_letterhead(source)
    first = max(letter.body, 0)
    assert first <= len(source.blocks)
    ending = read_ending(source, first)
    assert first <= ending.body_end <= len(source.blocks)
    assert ending.appendices == sorted(set(ending.appendices))
    assert all(ending.body_end <= place < len(source.blocks) for place in ending.appendices)
    for _, span in letter.addressees:
        assert source.text[slice(*span)].strip()


@given(documents())
def test_the_same_head_is_read_the_same(source: SourceText) -> None:
    assert read_head(source) == read_head(source.model_copy())


@given(
    st.lists(st.one_of(CITATIONS, sentences(3), lines()), max_size=10),
    st.sampled_from(["\n", " ", ", ", "; "]),
    st.none() | DOCUMENT_NUMBERS,
)
def test_every_number_found_stands_in_the_text_and_each_once(pieces: list[str], joint: str, own: str | None) -> None:
    text = normalise(joint.join(pieces))
    found = find_references(text, own)
    keys = [key_of(reference.number) for reference in found]
    assert len(keys) == len(set(keys))
    assert own is None or key_of(own) not in keys
    assert [r.span for r in found] == sorted(r.span for r in found)
    for reference in found:
        assert tidy(text[slice(*reference.span)]) == reference.number
        check_day(reference.date)
        assert tidy(reference.number) == reference.number
    assert find_references(text) == find_references(text)


@given(st.one_of(DOCUMENT_NUMBERS, st.text("0123456789/-–QDNĐHTTgs ", max_size=20)))
def test_a_number_is_mended_once_and_for_all(number: str) -> None:
    assert mend_symbol(mend_symbol(number)) == mend_symbol(number)
    assert tidy(tidy(number)) == tidy(number)
    assert key_of(key_of(number)) == key_of(number)
    code = body_code(number)
    assert code is None or (code and code in number)


@given(st.lists(HEAD_LINES, max_size=5), st.none() | DOCUMENT_NUMBERS, st.none() | st.sampled_from(["Sơn Hà", "Lào Cai", "Cần Thơ", ""]))
def test_an_issuer_is_a_name_that_begins_with_a_capital(names: list[str], number: str | None, place: str | None) -> None:
    issuer = issuer_of(names, number, place, None, "\n".join(names))
    assert issuer is None or (issuer.strip() == issuer and issuer[0].isupper())
    for body in bodies_of(names):
        assert letters(body) != ""
        assert "" not in codes_of(body)


@given(
    st.lists(st.one_of(HEAD_LINES, TITLES, sentences(2)), max_size=4),
    st.one_of(HEAD_LINES, TITLES, sentences(3).map(str.upper), st.text(max_size=30)),
)
def test_spelling_changes_capitals_and_accents_and_no_letter(known: list[str], said: str) -> None:
    speller = Speller(normalise("\n".join(known)))
    said = normalise(said)
    assert letters(speller.name(said)) == letters(said)
    assert letters(speller.sentence(said)) == letters(said)
    found = speller.in_text(bare(said)) if bare(said) else None
    assert found is None or letters(found) == letters(said)
    kind = kind_in_title(said)
    assert kind is None or (kind[0] and 0 < kind[1] <= len(said))


# --- several documents in one file ---------------------------------------------------------------------------------


@st.composite
def files(draw: st.DrawFn) -> SourceText:
    """One to three documents, whole or in pieces, one behind another."""
    return source_of("\n".join(draw(st.lists(documents(), min_size=1, max_size=3).map(lambda made: [source.text for source in made]))))


LETTERHEAD = "UBND TỈNH SƠN HÀ\nSố: {}\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nSơn Hà, ngày 05 tháng 3 năm 2026\n"
WHOLE_FILES = st.lists(
    st.builds("{}{}".format, DOCUMENT_NUMBERS.map(LETTERHEAD.format), st.lists(lines(), max_size=5).map("\n".join)), min_size=1, max_size=3
).map(lambda texts: source_of("\n".join(texts)))


@given(st.one_of(files(), WHOLE_FILES))
def test_parts_of_a_file_make_up_the_file(source: SourceText) -> None:
    places = further_documents(source)
    assert places == sorted(set(places))
    starts = {block.span.start for block in source.blocks}
    assert all(0 < place < len(source.text) and place in starts for place in places)
    parts = parts_at(source, places)
    assert "".join("".join(part.text.split()) for part in parts) == "".join(source.text.split())
    said = [part.text[slice(*block.span)] for part in parts for block in part.blocks]
    assert said == [source.text[slice(*block.span)] for block in source.blocks]


@given(documents(), st.data())
def test_a_part_between_blocks_has_their_words(source: SourceText, data: st.DataObject) -> None:
    starts = [block.span.start for block in source.blocks]
    start, end = sorted(data.draw(st.tuples(st.sampled_from(starts), st.sampled_from([*starts, len(source.text)]))))
    part = part_of(source, Span(start, end))
    assert all(block.span.end <= len(part.text) for block in part.blocks)
    assert [part.text[slice(*b.span)] for b in part.blocks] == [
        source.text[slice(*b.span)] for b in source.blocks if start <= b.span.start < end
    ]


@FEWER
@given(st.one_of(files(), WHOLE_FILES))
def test_what_is_read_in_a_file_of_several_stands_in_its_one_text(source: SourceText) -> None:
    found = parse(source, REGISTRY)
    assert all(isinstance(block, Paragraph) for block in found.source.blocks)
    for task in found.tasks:
        evidence = task.evidence
        assert 0 <= evidence.text.start < evidence.text.end <= len(source.text)
        said = source.text[slice(*evidence.text)]
        assert set(task.text.split()) <= set(said.split())
        for deadline, span in zip(task.deadlines, evidence.deadlines, strict=True):
            assert source.text[slice(*span)].split()[0] == deadline.text.split()[0]
    for target in found.targets:
        assert set(target.text.split()) <= set(source.text[slice(*target.span)].split())
    for reference in found.directive.references:
        assert tidy(source.text[slice(*reference.span)]) == reference.number
    assert len({reference.number for reference in found.directive.references}) == len(found.directive.references)
    assert all(0 <= span.start < span.end <= len(source.text) for span in found.unused)
