"""How often fields with the same signs were right in documents whose answers are known: counts, no words of any document.

`data/reliability.csv` is written by `python -m tests.calibration CORPUS_DIR --keep` from the annotated corpus and the open samples of
our own. A combination of signs that was seen seldom is judged by what it has in common with others.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import NamedTuple

from directives.model import Confidence
from directives.signs import Signs

# from these estimates on a field is `chắc`, `nên xem`
SURE_FROM, LOOK_FROM = 0.97, 0.80
# what is expected where nothing was ever seen: strangers' documents are less kind than those that were learned from
_UNSEEN = 0.88
# so many documents' worth of a wider class are mixed into a narrower one
_WEIGHT = 4.0
_JOIN = "; "


class Counted(NamedTuple):
    """Fields of one kind with the same signs: how many were right of those seen."""

    field: str
    signs: Signs
    right: int
    seen: int


@dataclass(frozen=True)
class Reliability:
    """The counts, for asking how far a field with given signs may be trusted."""

    exact: Mapping[tuple[str, Signs], tuple[int, int]]
    wider: Mapping[tuple[str, Signs], tuple[int, int]] = field(default_factory=dict)  # by the first signs only

    @classmethod
    def of(cls, counted: Iterable[Counted]) -> Reliability:
        """The table of some counts."""
        exact: Counter[tuple[str, Signs, bool]] = Counter()
        wider: Counter[tuple[str, Signs, bool]] = Counter()
        for name, signs, right, seen in counted:
            for well, many in ((True, right), (False, seen - right)):
                exact[name, signs, well] += many
                for length in range(len(signs) + 1):
                    wider[name, signs[:length], well] += many
        return cls(_paired(exact), _paired(wider))

    def estimate(self, name: str, signs: Signs) -> float:
        """The part of such fields that is right, 0 to 1: the narrowest class mixed with the wider ones that hold it."""
        found = _UNSEEN
        for length in range(len(signs) + 1):
            found = _mixed(self.wider.get((name, signs[:length]), (0, 0)), found)
        return _mixed(self.exact.get((name, signs), (0, 0)), found)

    def trust(self, name: str, signs: Signs) -> Confidence:
        """The word for a field with such signs."""
        if (name, signs) not in self._words:  # there are some hundreds of combinations
            self._words[name, signs] = self._word(self.estimate(name, signs))
        return self._words[name, signs]

    @cached_property
    def _words(self) -> dict[tuple[str, Signs], Confidence]:
        return {}

    @staticmethod
    def _word(estimate: float) -> Confidence:
        return Confidence.SURE if estimate >= SURE_FROM else Confidence.LOOK if estimate >= LOOK_FROM else Confidence.MUST_LOOK


def _mixed(counts: tuple[int, int], wider: float) -> float:
    right, seen = counts
    return (right + _WEIGHT * wider) / (seen + _WEIGHT)


def _paired(counts: Counter[tuple[str, Signs, bool]]) -> dict[tuple[str, Signs], tuple[int, int]]:
    keys = {(name, signs) for name, signs, _ in counts}
    return {(name, signs): (counts[name, signs, True], counts[name, signs, True] + counts[name, signs, False]) for name, signs in keys}


@cache
def reliability() -> Reliability:
    """The counts of the data file, read once."""
    with files(__package__).joinpath("data/reliability.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return Reliability.of(Counted(r["field"], tuple(filter(None, r["signs"].split(_JOIN))), int(r["right"]), int(r["seen"])) for r in rows)


def as_csv(counted: Iterable[Counted]) -> str:
    """The counts as the data file, sorted."""
    lines = ["field,signs,right,seen"]
    lines += [f'{c.field},"{_JOIN.join(c.signs)}",{c.right},{c.seen}' for c in sorted(counted)]
    return "\n".join(lines) + "\n"
