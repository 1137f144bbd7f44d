"""Sentences of any pieces of the genre: names stand where they are said, nobody has two parts, units cover their text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives.contexts import context_scope, opening_time, timed_scope
from directives.drafting import draft_units
from directives.drafts import Draft, Scope
from directives.headings import agency_heading, assumed_heading, label_field, section_kind
from directives.labels import inline_labels, labels_after, labels_among, labels_of_group
from directives.marks import Item, Level
from directives.model import Span, Target
from directives.outline import read_outline
from directives.passages import Passage
from directives.receivers import find_receivers
from directives.roles import behind_roles, coordinator_doubts, find_coordinators, find_subject, last_given, named_first
from directives.setting import Due, Named, Setting
from directives.targets import horizon, is_measurable, target_inside, targets_below
from directives.vietnamese import bare, normalise
from tests.directives.pieces import AGENCIES, FEWER, LABELS, TEXTS, sentences
from tests.directives.sources import source_of, whole
from tests.directives.test_assignments import setting, words

#: A province's plan, a letter to two bodies, a plan of an agency for itself, the centre, a commune
WHERE = {
    "tỉnh": setting(),
    "thư": setting(addressees=("Sở Y tế", "UBND các xã, phường, đặc khu")),
    "sở": setting(own="Sở Y tế tỉnh Sơn Hà"),
    "trung ương": setting(level="tw", own="Bộ Tư pháp"),
    "xã": setting(level="xa"),
}
SETTINGS = st.sampled_from(sorted(WHERE)).map(lambda name: WHERE[name])
SENTENCES = sentences().map(normalise).map(words)
SECTIONS = st.sampled_from(["", "work", "organisation", "past", "asked"])


def scopes(names: Iterable[str]) -> Scope:
    """A scope whose heading names these."""
    return Scope().below(tuple(Named(name, Span(0, 1), "tiêu đề") for name in names))


SCOPES = st.one_of(
    st.just(Scope()), st.lists(st.sampled_from(["Sở Y tế", "Công an tỉnh", "Phòng Nước sạch"]), max_size=2, unique=True).map(scopes)
)


def spelt(text: str) -> list[str]:
    """The words of a text without accents, `UBND` spelt out."""
    return re.findall(r"\w+", re.sub(r"\bubnd\b", "uy ban nhan dan", bare(text)))


def check_named(passage: Passage, names: Iterable[Named], where: Setting) -> None:
    """Each name is clean and stands inside the passage; a known one is what its words alone mean.

    Any other is made of words of the passage, of the printed names of known bodies in it and of what its abbreviations begin,
    which leave out `và`.
    """
    for named in names:
        assert named.name == named.name.strip()
        assert re.search(r"\w", named.name)
        assert "\n" not in named.name
        assert 0 <= named.span.start < named.span.end <= len(passage.text)
        meant = where.agencies.canonical(passage.text[slice(*named.span)], where.context) if named.known else None
        if named.vague or (meant is not None and named.name in meant.names):
            continue
        inside = where.agencies.mentions(passage.text, *named.span, where.context)
        printed = [word for mention in inside for name in mention.names for word in spelt(name)]
        said, begun = {*spelt(passage.text), *printed, "va"}, bare("".join(re.findall(r"\b[A-ZĐ]{2,}\b", passage.text)))
        assert [word for word in spelt(named.name) if word not in said and word[0] not in begun] == []


def check_due(passage: Passage, deadlines: Iterable[Due]) -> None:
    for due in deadlines:
        assert passage.text[slice(*due.span)] == due.found.deadline.text


def own(passage: Passage, names: Iterable[Named], handed: Iterable[Named]) -> list[Named]:
    """The names that the passage itself says."""
    above = {id(n) for n in handed}
    return [n for n in names if id(n) not in above]


def check_drafts(drafts: list[Draft], passage: Passage, scope: Scope, where: Setting) -> None:
    handed = (*scope.lead, *scope.coordinate, *scope.report_to, *where.addressees, *([where.issuer] if where.issuer else []))
    for draft in drafts:
        leads, helpers = [n.name for n in draft.lead], [n.name for n in draft.coordinate]
        assert not set(leads) & set(helpers)
        assert len(leads) == len(set(leads))
        assert len(helpers) == len(set(helpers))
        for names in (draft.lead, draft.coordinate, draft.report_to):
            check_named(passage, own(passage, names, handed), where)
        check_due(passage, draft.deadlines)
        assert 0 <= draft.title_from <= len(draft.text.text)


@given(SENTENCES, SETTINGS, SCOPES)
def test_units_cover_their_sentence_and_nobody_leads_and_helps(passage: Passage, where: Setting, scope: Scope) -> None:
    drafts, target = draft_units(where, passage, "I.1", scope)
    spans = [draft.text.span() for draft in drafts]
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert "".join("".join(draft.text.text.split()) for draft in drafts) == "".join(passage.text.split())
    check_drafts(drafts, passage, scope, where)
    if target is not None:
        assert not any(target.span.start <= due.span.start < target.span.end for draft in drafts for due in draft.deadlines)


@given(SENTENCES, SETTINGS)
def test_a_subject_stands_in_its_sentence_and_is_found_again(passage: Passage, where: Setting) -> None:
    for start, end in passage.sentences():
        subject = find_subject(where, passage, start, end)
        assert subject == find_subject(where, words(passage.text), start, end)
        if subject is not None:
            assert start <= subject.start < subject.end <= end
            assert subject.names
            check_named(passage, own(passage, subject.names, where.addressees), where)
    for found in (named_first(where, passage), last_given(where, passage)):
        check_named(passage, own(passage, found.names, where.addressees) if found else (), where)


@given(SENTENCES, SETTINGS)
def test_helpers_and_receivers_stand_in_the_sentence_once(passage: Passage, where: Setting) -> None:
    subject = find_subject(where, passage)
    leads = subject.names if subject else ()
    helpers, receivers = find_coordinators(where, passage, leads), find_receivers(where, passage)
    assert not {n.name for n in helpers} & {n.name for n in leads}
    assert len({n.name for n in receivers}) == len(receivers)
    check_named(passage, helpers, where)
    check_named(passage, own(passage, receivers, (*where.addressees, *([where.issuer] if where.issuer else []))), where)
    assert 0 <= behind_roles(where, passage, subject) <= len(passage.text)
    assert all(doubt[0].isupper() and doubt.endswith(".") for doubt in coordinator_doubts(where, passage))


@given(SENTENCES, SETTINGS)
def test_a_heading_names_whom_it_says_and_leaves_the_words_behind_its_colon(passage: Passage, where: Setting) -> None:
    loud = Passage(passage.text.upper(), passage.pieces)
    for words_, item in ((p, Item(Level.NUMBER, "1", p, p, children=[Item(Level.DASH, "", p, p)])) for p in (passage, loud)):
        for found in (agency_heading(where, words_), assumed_heading(where, item)):
            if found is None:
                continue
            assert found.names
            check_named(passage, found.names, where)
            if found.rest is not None:
                assert words_.text.endswith(found.rest.text)
                assert ":" in words_.text[: len(words_.text) - len(found.rest.text)]
        assert section_kind(item, "") == section_kind(item, "")


@given(st.builds("{}{}".format, LABELS, st.one_of(AGENCIES, sentences(5))).map(normalise), SETTINGS)
def test_a_label_leaves_the_words_behind_its_colon(text: str, where: Setting) -> None:
    passage = words(text)
    found = label_field(passage)
    assert found is None or (found[0] and text.endswith(found[1].text) and ":" not in text[: len(text) - len(found[1].text)].rstrip(": "))
    for field, said in inline_labels(words(f"Rà soát bến đò ({text})")):
        assert field in {"lead", "coordinate", "deadline", "receiver"}
        assert said.text in f"Rà soát bến đò ({text})"


@given(SENTENCES, SETTINGS, SCOPES, SECTIONS, st.booleans())
def test_a_context_hands_down_what_it_says(passage: Passage, where: Setting, scope: Scope, section: str, preamble: bool) -> None:
    opened = words(passage.text + ":")
    found = context_scope(where, opened, scope, preamble=preamble)
    handed = (*scope.lead, *where.addressees, *([where.issuer] if where.issuer else []))
    for names in (found.lead, found.coordinate, found.report_to):
        check_named(opened, own(opened, names, handed), where)
    assert not {n.name for n in found.lead} & {n.name for n in found.coordinate}
    for due in (*found.deadlines, *timed_scope(where, opened, scope).deadlines, *opening_time(where, opened)):
        assert opened.text[slice(*due.span)] == due.found.deadline.text


@FEWER
@given(TEXTS, SETTINGS)
def test_labels_of_a_list_are_items_of_it(text: str, where: Setting) -> None:
    source = source_of(text)
    (root,) = read_outline(source, whole(source))
    for item in root.walk():
        for labels in (labels_among(item.children) if item.children else [], labels_after(item.children), labels_of_group(item.children)):
            assert all(any(label is child for child in item.children) for label in labels)
        behind, before = labels_after(item.children), labels_of_group(item.children)
        assert not (behind and before) or behind == before == []


def check_target(target: Target, text: str) -> None:
    assert 0 <= target.span.start < target.span.end <= len(text)
    assert " ".join(text[slice(*target.span)].split()) == target.text


@given(SENTENCES)
def test_a_target_is_said_by_its_sentence(passage: Passage) -> None:
    target = target_inside(passage)
    if target is not None:
        check_target(target, passage.text)
        assert is_measurable(passage) or any(c.isdigit() for c in target.text)
    by = horizon(passage)
    assert by is None or str(by.year) in passage.text


@given(TEXTS)
def test_targets_of_a_list_are_its_items_each_once(text: str) -> None:
    source = source_of(text)
    (root,) = read_outline(source, whole(source))
    found = [target for child in root.children for target in targets_below(child, None)]
    spans = [target.span for target in found]
    assert len(set(spans)) == len(spans)
    for target in found:
        assert 0 <= target.span.start < target.span.end <= len(source.text)
        assert all(word in source.text for word in target.text.split())


@pytest.mark.parametrize("where", WHERE)
def test_nothing_is_found_in_no_words(where: str) -> None:
    nothing = words("")
    assert draft_units(WHERE[where], nothing, "", Scope()) == ([], None)
    assert agency_heading(WHERE[where], nothing) is None
    assert label_field(nothing) is None
    assert target_inside(nothing) is None
    assert find_receivers(WHERE[where], nothing) == ()
