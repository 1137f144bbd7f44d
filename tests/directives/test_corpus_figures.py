"""The comparison with the baseline: gains and losses unit by unit, and nothing of a document's words in it."""

from __future__ import annotations

import json
import re

import pytest

from tests.corpus_figures import BASELINE, differences
from tests.corpus_judge import Outcome


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (["1 aa ++-++"], ["1 aa +++++"], ["+ ct 1 aa ++-++ → +++++"]),
        (["1 aa +++++"], ["1 aa missed"], ["- ct 1 aa +++++ → missed"]),
        (["1 aa +-+++"], ["1 aa ++-++"], ["~ ct 1 aa +-+++ → ++-++"]),
        ([], ["7 bb extra"], ["- ct 0 bb none → extra"]),
        (["7 bb extra"], [], ["+ ct 0 bb extra → none"]),
        (["7 bb extra"], ["9 bb extra"], []),
        (["1 aa +++++", "2 cc +++++"], ["1 aa +++++", "2 cc +++++"], []),
    ],
)
def test_gains_and_losses_are_told_apart(before: list[str], now: list[str], said: list[str]) -> None:
    assert differences({"ct": before}, {"ct": now}) == said


def test_a_document_that_only_one_of_them_has_is_not_compared() -> None:
    assert differences({"cu": ["1 aa +++++"]}, {"moi": ["1 bb missed"]}) == []


def test_an_outcome_says_which_fields_are_right() -> None:
    right = {"text": True, "lead": True, "coordinate": False, "report_to": True, "deadlines": True}
    assert Outcome("found", 1, "aa", right, 0).mark == "++-++"
    assert Outcome("missed", 1, "aa", {}, None).mark == "missed"


def test_the_committed_baseline_holds_hashes_and_no_words() -> None:
    units = json.loads(BASELINE.read_text("utf-8"))["units"]
    lines = [line for lines in units.values() for line in lines]
    assert lines
    assert [line for line in lines if not re.fullmatch(r"\d+ [0-9a-f]{10} (?:[+-]{5}|missed|extra)", line)] == []
