"""`docs/state.md` tells no tales: every demand has its line, every test that it names exists, what is not whole says what is missing."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DEMANDS = [f"Q{number}" for number in range(1, 29)] + [f"U{number}" for number in range(1, 26)]
WHOLE, PARTLY, NOT_YET = "đủ", "một phần", "chưa"
#: `tests/workflow/test_series.py::test_a_series_ends_with_its_last_day`
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def lines() -> list[list[str]]:
    """The cells of every row of the tables, the heads left out."""
    rows = [line.strip().strip("|").split("|") for line in (ROOT / "docs" / "state.md").read_text("utf-8").splitlines() if line[:1] == "|"]
    return [[cell.strip() for cell in row] for row in rows if row[0].strip() != "Mã" and set(row[0]) - set("- ")]


@lru_cache
def functions_of(path: Path) -> frozenset[str]:
    """Names of the test functions of a module, read without running it."""
    body = ast.parse(path.read_text("utf-8")).body
    return frozenset(node.name for node in body if isinstance(node, ast.FunctionDef))


def test_every_demand_has_exactly_one_line_in_order() -> None:
    assert [row[0] for row in lines() if row[0] in DEMANDS] == DEMANDS


@pytest.mark.parametrize("row", lines(), ids=lambda row: row[0])
def test_a_line_names_tests_that_exist_or_says_what_is_missing(row: list[str]) -> None:
    _, demand, stand, proof, missing = row
    named = NAMED.findall(proof)
    assert demand and stand in (WHOLE, PARTLY, NOT_YET)
    assert (stand == NOT_YET) == (not named), "a proof for what stands, none for what does not"
    assert (stand == WHOLE) == (not missing), "only what is whole misses nothing"
    assert NAMED.sub("", proof).strip(", ") == "", "nothing but names of tests, as `tests/…py::test_…`"
    for module, test in named:
        assert (ROOT / module).is_file(), module
        assert test in functions_of(ROOT / module), f"{module}::{test}"
