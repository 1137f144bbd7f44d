"""A regular expression as the automaton of its single characters (Glushkov 1961): which can follow which, and what must stand between.

Repeats with an end (`{0,80}`) are written out a few times: they are no loops. What a look back sees of more than one character is not
known, so that too much is taken for possible, never too little.
"""

from __future__ import annotations

import re
import re._constants as sre
import re._parser as parser
import string
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

_ACCENTS = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_VOWELS = [vowel + hat for vowel, hats in {"a": ("", "\u0302", "\u0306"), "e": ("", "\u0302"), "i": ("",), "o": ("", "\u0302", "\u031b"),
           "u": ("", "\u031b"), "y": ("",)}.items() for hat in hats]  # fmt: skip
_LETTERS = "".join(unicodedata.normalize("NFC", vowel + accent) for vowel in _VOWELS for accent in _ACCENTS) + "đ"
#: Every character that a text of ours is likely to have, and some that it has not
UNIVERSE = "".join(dict.fromkeys(string.printable + _LETTERS + _LETTERS.upper() + "…–—•“”‘’«»°²¹ˆ´¬·©®½\u00a0\u00ad\u2028\uf0b7€§×"))
ALL = (1 << len(UNIVERSE)) - 1
#: More copies of a short repeat tell nothing new
COPIES = 3
#: A repeat that may go on so often has no end for us
ENDLESS = 2_000


def mask(characters: str) -> int:
    """The set of some characters of the universe, one bit for each."""
    return sum(1 << UNIVERSE.index(c) for c in set(characters))


SPACES = mask("".join(c for c in UNIVERSE if c.isspace()))
WORD = mask("".join(c for c in UNIVERSE if re.match(r"\w", c)))
CATEGORIES = {
    sre.CATEGORY_SPACE: SPACES,
    sre.CATEGORY_NOT_SPACE: ALL & ~SPACES,
    sre.CATEGORY_WORD: WORD,
    sre.CATEGORY_NOT_WORD: ALL & ~WORD,
    sre.CATEGORY_DIGIT: mask(string.digits),
    sre.CATEGORY_NOT_DIGIT: ALL & ~mask(string.digits),
}


class Between(NamedTuple):
    """What must stand on both sides of a place between two characters."""

    before: int = ALL
    behind: int = ALL

    def and_(self, other: Between) -> Between:
        return Between(self.before & other.before, self.behind & other.behind)

    @property
    def is_free(self) -> bool:
        return self == FREE


FREE = Between()
Ends = list[tuple[Between, int]]


@dataclass
class Part:
    """A part of an expression: how it can be empty, where it begins and ends."""

    empty: list[Between]
    first: Ends = field(default_factory=list)
    last: Ends = field(default_factory=list)


NOTHING = Part([FREE])


class Automaton:
    """The single characters of an expression and which can follow which."""

    def __init__(self, expression: re.Pattern[str] | re.Pattern[bytes]) -> None:
        written = expression.pattern if isinstance(expression.pattern, str) else expression.pattern.decode("latin-1")
        self.flags = expression.flags
        self.masks: list[int] = []
        self.scopes: list[tuple[int, ...]] = []  # atomic groups and looks ahead around each character
        self.follow: defaultdict[int, list[tuple[Between, int]]] = defaultdict(list)
        self.ends_of: dict[int, set[int]] = {}  # of each scope, the characters at which it may end freely
        self.looks: set[int] = set()
        self._open: list[int] = []
        self._scopes = 0
        whole = self.sequence(
            parser.parse(written, expression.flags & ~re.DEBUG & ~(0 if isinstance(expression.pattern, str) else re.UNICODE)), self.flags
        )
        self.first = whole.first
        self.ends = {place for between, place in whole.last if between.is_free}

    # --- building ---

    def character(self, allowed: int) -> Part:
        self.masks.append(allowed)
        self.scopes.append(tuple(self._open))
        place = len(self.masks) - 1
        return Part([], [(FREE, place)], [(FREE, place)])

    def then(self, one: Part, other: Part) -> Part:
        """One part behind the other."""
        self._link(one.last, other.first)
        return Part(
            _few(a.and_(b) for a in one.empty for b in other.empty),
            one.first + [(e.and_(b), place) for e in one.empty for b, place in other.first],
            other.last + [(e.and_(b), place) for e in other.empty for b, place in one.last],
        )

    def _link(self, last: Ends, first: Ends) -> None:
        for before, place in last:
            for behind, other in first:
                both = before.and_(behind)
                if both.before & self.masks[place] and both.behind & self.masks[other]:
                    self.follow[place].append((both, other))

    def sequence(self, items: Any, flags: int) -> Part:
        part = NOTHING
        for operator, argument in items:
            part = self.then(part, self.item(operator, argument, flags))
        return part

    def item(self, operator: Any, argument: Any, flags: int) -> Part:
        if operator in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY):
            return self.character(_allowed(operator, argument, flags))
        if operator is sre.BRANCH:
            return _either([self.sequence(branch, flags) for branch in argument[1]])
        if operator is sre.SUBPATTERN:
            _, added, removed, inner = argument
            return self.sequence(inner, (flags | added) & ~removed)
        if operator in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            return self.repeat(argument[0], argument[1], argument[2], flags)
        if operator is sre.POSSESSIVE_REPEAT:
            return self.scope(lambda: self.repeat(argument[0], argument[1], argument[2], flags))[0]
        if operator is sre.ATOMIC_GROUP:
            return self.scope(lambda: self.sequence(argument, flags))[0]
        if operator in (sre.ASSERT, sre.ASSERT_NOT):
            return self.look(operator is sre.ASSERT, argument[0], argument[1], flags)
        if operator is sre.AT:
            return _at(argument, flags)
        if operator is sre.GROUPREF:
            return NOTHING
        raise TypeError(f"{operator} is read by no expression here")

    def scope(self, build: Any) -> tuple[Part, int]:
        self._scopes += 1
        number = self._scopes
        self._open.append(number)
        part: Part = build()
        self._open.pop()
        self.ends_of[number] = {place for between, place in part.last if between.is_free}
        return part, number

    def repeat(self, least: int, most: Any, inner: Any, flags: int) -> Part:
        endless = most is sre.MAXREPEAT or most >= ENDLESS
        copies = min(COPIES, max(least, 1) if endless else most)
        tail = NOTHING
        for copy in reversed(range(copies)):
            one = self.sequence(inner, flags)
            if endless and copy == copies - 1:
                self._link(one.last, one.first)
            part = self.then(one, tail)
            tail = part if copy < least else Part([FREE, *part.empty], part.first, part.last)
        return tail

    def look(self, wanted: bool, direction: int, inner: Any, flags: int) -> Part:
        """A look ahead or back: its own characters lead nowhere; one that sees a single character tells what stands there."""
        seen = _single(inner, flags)
        if direction < 0:
            edge = _single(inner[-1:], flags) if wanted else seen
            return Part([FREE if edge is None else Between(before=edge if wanted else ALL & ~edge)])
        part, number = self.scope(lambda: self.sequence(inner, flags))
        self.looks.add(number)
        if wanted:
            begins = 0
            for between, place in part.first:
                begins |= self.masks[place] & between.behind
            empty = [Between(behind=ALL if part.empty else begins)]
        else:
            empty = [FREE if seen is None else Between(behind=ALL & ~seen)]
        return Part(empty, part.first, [])


def _few(betweens: Iterator[Between]) -> list[Between]:
    return list(dict.fromkeys(b for b in betweens if b.before and b.behind))


def _either(parts: list[Part]) -> Part:
    return Part(_few(e for p in parts for e in p.empty), [f for p in parts for f in p.first], [e for p in parts for e in p.last])


def _at(where: Any, flags: int) -> Part:
    if where is sre.AT_BOUNDARY:
        return Part([Between(WORD, ALL & ~WORD), Between(ALL & ~WORD, WORD)])
    if where is sre.AT_NON_BOUNDARY:
        return Part([Between(WORD, WORD), Between(ALL & ~WORD, ALL & ~WORD)])
    lines = mask("\n") if flags & re.MULTILINE else 0
    if where in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING):
        return Part([Between(before=lines if where is sre.AT_BEGINNING else 0)])
    return Part([Between(behind=mask("\n") if where is sre.AT_END else 0)])


def _single(items: Any, flags: int) -> int | None:
    """The set of characters of what matches one character only."""
    if len(items) != 1:
        return None
    operator, argument = items[0]
    if operator in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY):
        return _allowed(operator, argument, flags)
    if operator is sre.SUBPATTERN:
        return _single(argument[3], flags)
    if operator is sre.BRANCH:
        sets = [_single(branch, flags) for branch in argument[1]]
        if any(one is None for one in sets):
            return None
        both = 0
        for one in sets:
            both |= one or 0
        return both
    return None


def _allowed(operator: Any, argument: Any, flags: int) -> int:
    if operator is sre.ANY:
        return ALL if flags & re.DOTALL else ALL & ~mask("\n")
    if operator is sre.LITERAL:
        return _codes(argument, argument, bool(flags & re.IGNORECASE))
    if operator is sre.NOT_LITERAL:
        return ALL & ~_codes(argument, argument, bool(flags & re.IGNORECASE))
    found, negated = 0, False
    for kind, value in argument:
        if kind is sre.NEGATE:
            negated = True
        elif kind is sre.CATEGORY:
            found |= CATEGORIES[value]
        else:
            low, high = (value, value) if kind is sre.LITERAL else value
            found |= _codes(low, high, bool(flags & re.IGNORECASE))
    return ALL & ~found if negated else found


@cache
def _codes(low: int, high: int, ignore_case: bool) -> int:
    found = 0
    for place, c in enumerate(UNIVERSE):
        written = {c, c.lower(), c.upper()} if ignore_case else {c}
        if any(len(w) == 1 and low <= ord(w) <= high for w in written):
            found |= 1 << place
    return found
