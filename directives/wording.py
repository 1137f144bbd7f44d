"""The wordings of directives, from `data/wording.toml`, as phrases that can be looked for in a passage.

A phrase of several words is found without its accents too, because scans lose them (`day manh`); a single word only as written,
because without accents it would be another (`giao`, `giáo`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from directives.passages import Passage
from directives.vietnamese import fold_same_length, without_accents

# a word, longer than any first word of a phrase
_WORD = re.compile(r"\w{1,30}")
# so few words are quicker looked for one by one than by a pattern
_FEW = 12


@dataclass(frozen=True)
class Phrases:
    """A list of phrases, longest first."""

    ordered: tuple[str, ...]  # the phrases folded
    several: tuple[str, ...]  # those of several words without accents
    whole: frozenset[str]
    whole_loose: frozenset[str]
    first_words: frozenset[str]  # of all of them, without accents

    @cached_property
    def exact(self) -> re.Pattern[str]:
        """The phrases as written, compiled when they are first looked for: a short text needs few of all lists."""
        return _any_of(self.ordered)

    @cached_property
    def loose(self) -> re.Pattern[str]:
        """Those of several words without accents."""
        return _any_of(self.several)

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Phrases:
        """The phrases compiled; an empty list matches nothing."""
        ordered = tuple(sorted({fold_same_length(p) for p in phrases}, key=len, reverse=True))
        bare = tuple(without_accents(p) for p in ordered)
        several = tuple(p for p in bare if " " in p)
        return cls(ordered, several, frozenset(ordered), frozenset(several), frozenset(map(first_word, bare)))

    def end_at(self, passage: Passage, start: int) -> int | None:
        """Where the longest phrase that begins at `start` ends, None when there is none."""
        if first_word(passage.bare, start) not in self.first_words:
            return None
        ends = [m.end() for m in (self.exact.match(passage.folded, start), self.loose.match(passage.bare, start)) if m]
        return max(ends, default=None)

    def find(self, passage: Passage, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
        """The first phrase between `start` and `end`, None when there is none."""
        end = len(passage.text) if end is None else end
        if not self._may_stand_in(passage):
            return None
        found = [m.span() for m in (self.exact.search(passage.folded, start, end), self.loose.search(passage.bare, start, end)) if m]
        return min(found, key=lambda s: (s[0], -s[1]), default=None)

    def find_all(self, passage: Passage, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
        """All phrases between `start` and `end`, none inside another."""
        end = len(passage.text) if end is None else end
        if not self._may_stand_in(passage):
            return []
        found: list[tuple[int, int]] = []
        exact, loose = self.exact.search(passage.folded, start, end), self.loose.search(passage.bare, start, end)
        while exact or loose:
            hit = min((m.span() for m in (exact, loose) if m), key=lambda s: (s[0], -s[1]))
            found.append(hit)
            start = hit[1]
            if exact and exact.start() < start:  # the next of each is looked for only behind it, so that all are found in one passing
                exact = self.exact.search(passage.folded, start, end)
            if loose and loose.start() < start:
                loose = self.loose.search(passage.bare, start, end)
        return found

    def _may_stand_in(self, passage: Passage) -> bool:
        """Whether the first word of a phrase stands anywhere in the passage: quicker than to look for the phrases, where they are few."""
        return len(self.first_words) > _FEW or any(word in passage.bare for word in self.first_words)

    def is_all_of(self, passage: Passage, start: int = 0, end: int | None = None) -> bool:
        """Whether one phrase is all that stands between `start` and `end`."""
        folded = _single_spaced(passage.folded[start:end])
        return folded in self.whole or without_accents(folded) in self.whole_loose


def first_word(bare: str, start: int = 0) -> str:
    """The letters and figures that stand at a place before any other sign; of a very long word the beginning."""
    word = _WORD.match(bare, start)
    return word[0] if word else ""


def _single_spaced(words: str) -> str:
    return " ".join(words.split())


def _any_of(phrases: Sequence[str]) -> re.Pattern[str]:
    if not phrases:
        return re.compile(r"(?!)")  # matches nothing
    # whole words only; the phrases are ours, longest first. By their first letters, each with what must not stand before it behind it:
    # a search then skips quickly to one of these letters
    by_letter: dict[str, list[str]] = {}
    for phrase in phrases:
        by_letter.setdefault(phrase[0], []).append(re.escape(phrase[1:]).replace(r"\ ", r"\s+"))
    words = "|".join(rf"{re.escape(letter)}(?<!\w.)(?:{'|'.join(rest)})" for letter, rest in by_letter.items())
    return re.compile(rf"(?:{words})(?!\w)")


@dataclass(frozen=True)
class Wording:
    """All lists of `data/wording.toml` by name."""

    lists: Mapping[str, Phrases]
    groups: Mapping[str, Mapping[str, Phrases]]  # the tables of the file: name → list → phrases

    def __getitem__(self, name: str) -> Phrases:
        return self.lists[name]

    def group(self, prefix: str) -> Mapping[str, Phrases]:
        """The lists of one table of the file, in its order."""
        return self.groups[prefix]

    @cached_property
    def _labels(self) -> tuple[dict[str, tuple[int, str]], dict[str, tuple[int, str]]]:
        """Each label folded, and those of several words without accents → the place and the name of the first list that has it."""
        exact: dict[str, tuple[int, str]] = {}
        loose: dict[str, tuple[int, str]] = {}
        for place, (name, phrases) in enumerate(self.groups["labels"].items()):
            exact = dict.fromkeys(phrases.whole, (place, name)) | exact
            loose = dict.fromkeys(phrases.whole_loose, (place, name)) | loose
        return exact, loose

    def label(self, folded: str) -> str | None:
        """The first list of labels in which the folded words are a whole phrase, None when none has them."""
        words = _single_spaced(folded)
        exact, loose = self._labels
        found = [hit for hit in (exact.get(words), loose.get(without_accents(words))) if hit]
        return min(found)[1] if found else None


@cache
def wording() -> Wording:
    """The phrases of the data file, read once."""
    data = tomllib.loads(files(__package__).joinpath("data/wording.toml").read_text("utf-8"))
    groups = {
        name: {inner: Phrases.of(phrases) for inner, phrases in table.items()} for name, table in data.items() if isinstance(table, dict)
    }
    lists = {name: Phrases.of(phrases) for name, phrases in data.items() if isinstance(phrases, list)}
    lists |= {f"{name}.{inner}": phrases for name, table in groups.items() for inner, phrases in table.items()}
    return Wording(lists, groups)
