"""Texts that say the same work in nearly the same words: found without comparing each with each.

Two bags of words are alike when they share four fifths of all their words. Of two such bags, each has at least one of the other's words
among its first few, in any fixed order of words; so a bag is looked for only below its first few words, the rarest first.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

Bag = frozenset[str]

# words of a text, for comparing two of them
_WORDS = re.compile(r"\w+")
# how much of the words must be shared for two texts to be the same work: four of five
_SHARED, _OF = 4, 5


def bag_of(bare: str) -> Bag:
    """The words of a text without accents."""
    return frozenset(_WORDS.findall(bare))


def alike(a: Bag, b: Bag) -> bool:
    """Whether two texts share so many words that they are the same work."""
    return _OF * len(a & b) >= _SHARED * len(a | b)


class Likeness:
    """Bags of words, to be asked whether one like another is among them; `bags` are all that will be added or asked for."""

    def __init__(self, bags: Iterable[Bag]) -> None:
        seen = Counter(word for bag in bags for word in bag)
        self._rank = {word: place for place, (word, _) in enumerate(sorted(seen.items(), key=lambda item: (item[1], item[0])))}
        self._bags: set[Bag] = set()
        self._below: defaultdict[str, list[Bag]] = defaultdict(list)

    def add(self, bag: Bag) -> None:
        """Keep a bag to be found."""
        if bag not in self._bags:
            self._bags.add(bag)
            for word in self._first(bag):
                self._below[word].append(bag)

    def has_like(self, bag: Bag) -> bool:
        """Whether one that is alike was added."""
        return bag in self._bags or any(alike(bag, other) for word in self._first(bag) for other in self._below[word])

    def _first(self, bag: Bag) -> list[str]:
        """The rarest words: one more than may be missing in a bag that is alike."""
        return sorted(bag, key=self._rank.__getitem__)[: len(bag) * (_OF - _SHARED) // _OF + 1]
