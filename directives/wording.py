"""The wordings of directives, from `data/wording.toml`, as phrases that can be looked for in a passage.

A phrase of several words is found without its accents too, because scans lose them (`day manh`); a single word only as written,
because without accents it would be another (`giao`, `giáo`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from directives.passages import Passage
from directives.vietnamese import bare_same_length, fold_same_length


@dataclass(frozen=True)
class Phrases:
    """A list of phrases, longest first."""

    exact: re.Pattern[str]
    loose: re.Pattern[str]

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Phrases:
        """The phrases compiled; an empty list matches nothing."""
        ordered = sorted({fold_same_length(p) for p in phrases}, key=len, reverse=True)
        several = [bare_same_length(p) for p in ordered if " " in p]
        return cls(_any_of(ordered), _any_of(several))

    def end_at(self, passage: Passage, start: int) -> int | None:
        """Where the longest phrase that begins at `start` ends, None when there is none."""
        ends = [m.end() for m in (self.exact.match(passage.folded, start), self.loose.match(passage.bare, start)) if m]
        return max(ends, default=None)

    def find(self, passage: Passage, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
        """The first phrase between `start` and `end`, None when there is none."""
        end = len(passage.text) if end is None else end
        found = [m.span() for m in (self.exact.search(passage.folded, start, end), self.loose.search(passage.bare, start, end)) if m]
        return min(found, key=lambda s: (s[0], -s[1]), default=None)

    def find_all(self, passage: Passage, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
        """All phrases between `start` and `end`, none inside another."""
        found: list[tuple[int, int]] = []
        while (hit := self.find(passage, start, end)) is not None:
            found.append(hit)
            start = hit[1]
        return found

    def is_all_of(self, passage: Passage, start: int = 0, end: int | None = None) -> bool:
        """Whether one phrase is all that stands between `start` and `end`."""
        part = passage.part(start, end)
        return bool(self.exact.fullmatch(part.folded) or self.loose.fullmatch(part.bare))


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    if not phrases:
        return re.compile(r"(?!)")  # matches nothing
    # whole words only; the phrases are ours, longest first
    words = "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in phrases)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")


@dataclass(frozen=True)
class Wording:
    """All lists of `data/wording.toml` by name."""

    lists: Mapping[str, Phrases]

    def __getitem__(self, name: str) -> Phrases:
        return self.lists[name]

    def group(self, prefix: str) -> dict[str, Phrases]:
        """The lists of one table of the file, in its order."""
        return {name.removeprefix(prefix + "."): phrases for name, phrases in self.lists.items() if name.startswith(prefix + ".")}


@cache
def wording() -> Wording:
    """The phrases of the data file, read once."""
    data = tomllib.loads(files(__package__).joinpath("data/wording.toml").read_text("utf-8"))
    lists: dict[str, Phrases] = {}
    for name, value in data.items():
        if isinstance(value, list):
            lists[name] = Phrases.of(value)
        else:
            lists.update({f"{name}.{inner}": Phrases.of(phrases) for inner, phrases in value.items()})
    return Wording(lists)
