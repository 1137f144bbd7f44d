"""No regular expression of the parser takes more than linear time: told from the expressions themselves, of which none is left out."""

from __future__ import annotations

import re

import pytest

from tests.directives.expressions import expressions
from tests.directives.growth import growth

#: Expression → whether it grows when matched at one place, when looked for, when looked for in a normalised text
GROWS: dict[str, tuple[bool, bool, bool]] = {
    r"a+": (False, False, False),
    r"a+b": (False, True, True),
    r"\ba+b": (False, False, False),
    r"(?<![a-z])a+b": (False, False, False),
    r"\d{1,200}a": (False, False, False),
    r"(?:một|hai)*ba": (False, True, True),
    r"a[^.]*b": (False, True, True),
    r"a(?=[^.]*b)": (False, True, True),
    r"a(?![^.]*b)": (False, True, True),
    r"^\s*a": (False, False, False),
    r"\s+a": (False, True, False),
    r"(?:, )+a": (False, True, True),
    r"\s*,?\s*a": (True, True, False),
    r"[\s,]*\(?\s*a": (True, True, True),
    r"[\s,]*\(?[\s,]*a": (True, True, True),
    r"(?>[\s,]*)\(?[\s,]*a": (False, True, True),
    r"(?<![\s,])(?>[\s,]*)\(?[\s,]*a": (False, False, False),
    r"[^\w]*(?:[^A-Z\s]{1,4}[\s/.,]+){1,5}-": (True, True, True),
    r"(a+)+b": (True, True, True),
    r"(?:a|aa)*b": (True, True, True),
    r"(?:khám|khám bệnh| bệnh)*b": (True, True, True),
    r"(?: khám| bệnh)*b": (False, True, True),
}


@pytest.mark.parametrize("words", GROWS)
def test_an_expression_whose_time_grows_faster_than_the_text_is_known(words: str) -> None:
    matched, searched, normalised = GROWS[words]
    compiled = re.compile(words)
    assert (growth(compiled, searched=False, single_spaced=False) is not None) == matched
    assert (growth(compiled, searched=True, single_spaced=False) is not None) == searched
    assert (growth(compiled, searched=True, single_spaced=True) is not None) == normalised


def test_all_expressions_are_looked_at() -> None:
    found = {one.name: one for one in expressions()}
    assert len(expressions()) > 700
    assert found["directives.readers.slips.DIRTY_DASH"].reads_files
    assert not found["directives.receivers._CHANNEL"].searched
    assert found["directives.receivers._REPORT"].searched
    assert {"wording task_verbs", "directives.deadline_dates.DATE_RULES", "directives.signature._spelt", "made when first asked"} <= set(
        found
    )


def test_every_expression_of_the_parser_is_linear_in_what_it_reads() -> None:
    slow = {
        one.name: why.kind
        for one in expressions()
        if (why := growth(one.compiled, searched=one.searched, single_spaced=not one.reads_files)) is not None
    }
    assert slow == {}
