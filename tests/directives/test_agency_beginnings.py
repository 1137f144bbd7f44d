"""A list of agencies is looked for only where its first word may begin one: no pattern of the grammar begins with another word."""

from __future__ import annotations

import re
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from directives import agencies, agency_groups, agency_mentions, agency_patterns
from directives.agency_heads import head_pattern
from directives.agency_known import Scan
from directives.agency_table import WORD
from directives.vietnamese import fold_same_length

#: What is tried at the place where a list may begin
GRAMMAR = {
    name: pattern
    for module, names in (
        (agency_patterns, ("MANY", "POST", "VILLAGE_HEADS", "HEADED_BY", "PERSON", "PRESS", "SMALL_UNITS")),
        (agency_groups, ("GROUP", "BY_LEVEL", "RELATED")),
        (agency_mentions, ("_DEPUTIES",)),
        (agencies, ("_ALL_OF", "_UNITS_OF", "_NAMED_PLACES")),
    )
    for name in names
    for pattern in (getattr(module, name),)
} | {"heads of units": head_pattern()}
#: Stands for any letter; a figure for any figure
ANY = "\0"
#: `(?!\w)`: the word ends here
NO_LETTER = list(_parser.parse(r"\w"))
#: A first word that has ended, or of which no more is known
WHOLE = re.compile(rf"\w+[\W{ANY}]")


def beginnings(items: Any) -> set[str]:
    """The first letters of all that a pattern matches."""
    found = {""}
    for kind, value in items:
        if kind is op.ASSERT_NOT and list(value[1]) == NO_LETTER:
            found = {_first_word(words + " ") if words else words for words in found}
        if kind in (op.AT, op.ASSERT, op.ASSERT_NOT):
            continue
        open_ones = {words for words in found if not WHOLE.match(words)}
        if not open_ones:
            break
        more = pieces(kind, value)
        found = (found - open_ones) | {_first_word(words + letters) for words in open_ones for letters in more}
    return found


def _first_word(words: str) -> str:
    whole = WHOLE.match(words)
    return whole[0] if whole else words


def pieces(kind: Any, value: Any) -> set[str]:
    """What one part of a pattern begins with."""
    if kind is op.LITERAL:
        return {chr(value)}
    if kind is op.SUBPATTERN:
        return beginnings(value[3])
    if kind is op.BRANCH:
        return {words for branch in value[1] for words in beginnings(branch)}
    if kind is op.IN and all(name is op.LITERAL for name, _ in value):
        return {chr(letter) for _, letter in value}
    if kind is op.IN and value == [(op.CATEGORY, op.CATEGORY_DIGIT)]:
        return {"1"}
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        least, _, inner = value
        return beginnings(inner) | (set() if least else {""})
    return {ANY}


@pytest.mark.parametrize("name", GRAMMAR)
def test_all_that_the_grammar_reads_begins_with_a_word_that_is_looked_for(name: str, registry: agencies.AgencyRegistry) -> None:
    missed = set()
    for words in beginnings(_parser.parse(GRAMMAR[name].pattern)):
        if fold_same_length(words) != words:
            continue  # no folded text has it
        first = WORD.match(words)
        assert first, f"{name} may begin with what is no word: {words!r}"
        scan = Scan(words.replace(ANY, "a"), registry.table, {})
        if not agencies._by_grammar(scan, 0):
            missed.add(first[0])
    assert missed == set()


def test_the_first_words_of_the_table_are_looked_for(registry: agencies.AgencyRegistry) -> None:
    first_letters = {key[:4] for key in registry.table.entries}
    assert [letters for letters in first_letters if not Scan(letters, registry.table, {}).may_begin(0)] == []


@pytest.fixture(scope="module")
def registry() -> agencies.AgencyRegistry:
    return agencies.AgencyRegistry.load()
