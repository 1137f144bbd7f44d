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
# so many texts are kept below one word: no directive has more that share one of their rarest words, and no text makes us compare all
_MOST_BELOW = 100


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
        self._below: defaultdict[str, list[tuple[Bag, int]]] = defaultdict(list)

    def add(self, bag: Bag) -> None:
        """Keep a bag to be found."""
        if bag not in self._bags:
            self._bags.add(bag)
            for rest, word in self._first(bag):
                if len(self._below[word]) < _MOST_BELOW:
                    self._below[word].append((bag, rest))

    def has_like(self, bag: Bag) -> bool:
        """Whether one that is alike was added."""
        if bag in self._bags:
            return True
        for rest, word in self._first(bag):
            for other, others in self._below.get(word, ()):
                common = rest if rest < others else others  # at most: all behind the first word that both have
                if _OF * common >= _SHARED * (len(bag) + len(other) - common) and alike(bag, other):
                    return True
        return False

    def _first(self, bag: Bag) -> list[tuple[int, str]]:
        """The rarest words, one more than may be missing in a bag that is alike; each behind the number of words from it on."""
        ordered = sorted(bag, key=self._rank.__getitem__)
        return [(len(bag) - place, word) for place, word in enumerate(ordered[: len(bag) * (_OF - _SHARED) // _OF + 1])]
