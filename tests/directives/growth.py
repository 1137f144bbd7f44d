"""How the time of a regular expression grows with the text, told from the expression alone: no text is run, no clock is read.

The parsed expression becomes an automaton of its single characters (Glushkov 1961). Time grows faster than the text where one text can be
read in many ways: two repeats that can pass the same words from one to the other, a repeat that can read the same words in two ways, or a
search whose every start runs through the same repeat (Weber and Seidl 1991: polynomial and exponential ambiguity). An expression that
succeeds whenever it stops is let off, because the first way is then the last.

Repeats with an end (`{0,80}`) take a constant time for each place, so they are no loops here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from tests.directives.automaton import ALL, FREE, SPACES, Automaton, Between


class Growth(NamedTuple):
    """Why the time of an expression grows faster than the text."""

    kind: str
    first: int
    second: int


#: Before the first character of an expression that is looked for: every character of a text may pass here
START = -1


def _within_loops(edges: dict[int, set[int]]) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """The edges onwards and back, without the places that no loop can hold: those that lead nowhere or that nothing leads to."""
    while True:
        back: defaultdict[int, set[int]] = defaultdict(set)
        for place, others in edges.items():
            for other in others:
                back[other].add(place)
        left = {place: others & edges.keys() for place, others in edges.items() if place in back and others & edges.keys()}
        if left == edges:
            return edges, back
        edges = left


def _reached(place: int, edges: Mapping[int, set[int]]) -> set[int]:
    """All that follow a place, itself only where it comes again."""
    found: set[int] = set()
    work = [place]
    while work:
        new = edges.get(work.pop(), set()) - found
        found |= new
        work += new
    return found


class Finder:
    """The ambiguities of one automaton; `single_spaced` texts never have two spaces on end."""

    def __init__(self, automaton: Automaton, *, single_spaced: bool) -> None:
        self.a = automaton
        self.single = single_spaced
        self.loops = self._loops()

    def _loops(self) -> dict[int, int]:
        """Each character that can come again behind itself → the number of its loop; of spaces a normalised text has only one."""
        onwards, back = _within_loops({place: {other for _, other in edges} for place, edges in self.a.follow.items()})
        found: dict[int, int] = {}
        for place in onwards:
            if place not in found:
                loop = _reached(place, onwards) & _reached(place, back)
                if loop != {place} or not self.single or self.a.masks[place] & ~SPACES:
                    found.update(dict.fromkeys(loop, place))
        return found

    def step(self, seen: int, edges: tuple[tuple[Between, int], ...]) -> int:
        """The characters that all edges can read at once behind one of `seen`, none when they cannot."""
        allowed = ALL
        for between, place in edges:
            seen &= between.before
            allowed &= between.behind
            if place != START:
                allowed &= self.a.masks[place]
        if self.single and not seen & ~SPACES:
            allowed &= ~SPACES
        return allowed if seen else 0

    def moves(self, place: int) -> list[tuple[Between, int]]:
        return [(FREE, START), *self.a.first] if place == START else self.a.follow.get(place, [])

    def paths(self, begin: tuple[int, int, int], goal: tuple[int, int, int]) -> bool:
        """Whether three readers can go from `begin` to `goal` on the same words, the first and the third within their loops."""
        one, _, three = begin
        seen = {(begin, self.a.masks[three])}
        work = list(seen)
        while work:
            (a, b, c), read = work.pop()
            for ea in self.moves(a):
                if not (ea[1] == START if a == START else self.loops.get(ea[1]) == self.loops[one]):
                    continue
                for ec in self.moves(c):
                    if self.loops.get(ec[1]) != self.loops[three] or not (pair := self.step(read, (ea, ec))):
                        continue
                    for eb in self.moves(b):
                        now = self.step(read, (ea, eb, ec)) if pair else 0
                        if not now:
                            continue
                        state = ((ea[1], eb[1], ec[1]), now)
                        if state[0] == goal:
                            return True
                        if state not in seen:
                            seen.add(state)
                            work.append(state)
        return False

    def doubled(self, place: int) -> bool:
        """Whether a loop can read the same words in two ways and come back to the same character."""
        loop = self.loops[place]
        begin = (place, place, False)
        seen = {(begin, self.a.masks[place])}
        work = list(seen)
        while work:
            (a, b, apart), read = work.pop()
            inside = [[e for e in self.moves(x) if self.loops.get(e[1]) == loop] for x in (a, b)]
            for i, ea in enumerate(inside[0]):
                for j, eb in enumerate(inside[1]):
                    now = self.step(read, (ea, eb))
                    if not now:
                        continue
                    differs = apart or ea[1] != eb[1] or (a == b and i != j)
                    state = ((ea[1], eb[1], differs), now)
                    if state[0] == (place, place, True):
                        return True
                    if state not in seen:
                        seen.add(state)
                        work.append(state)
        return False

    def may_fail(self, first: int, second: int) -> bool:
        """Whether what begins at one loop and is in the other can still fail, and all its ways be tried."""
        inner = self.a.scopes[second]
        if first == START:
            return bool(self.a.looks.intersection(inner)) or second not in self.a.ends
        outer = self.a.scopes[first]
        common = [scope for scope in outer if scope in inner]
        if [scope for scope in outer if scope not in common]:
            return False  # what an atomic group has read is never given back
        if not common:
            return second not in self.a.ends
        return second not in self.a.ends_of[common[-1]]

    def find(self, *, searched: bool) -> Growth | None:
        """The first ambiguity. What holds for one character of a loop holds for the others, with the words turned round."""
        members: defaultdict[int, list[int]] = defaultdict(list)
        for place, loop in self.loops.items():
            members[loop].append(place)
        for loop, places in members.items():
            if any(self.may_fail(place, place) for place in places) and self.doubled(loop):
                return Growth("exponential", loop, loop)
            if searched and any(self.may_fail(START, place) for place in places) and self.paths((START, START, loop), (START, loop, loop)):
                return Growth("every start runs through the same repeat", START, loop)
            for first in members.keys() - {loop}:
                for second in places:
                    if self.may_fail(first, second) and self.paths((first, first, second), (first, second, second)):
                        return Growth("two repeats pass the same words", first, second)
        return None


def growth(expression: re.Pattern[str] | re.Pattern[bytes], *, searched: bool, single_spaced: bool) -> Growth | None:
    """Why an expression can take more than linear time, None when it cannot.

    `searched`: it is looked for at every place, not only matched at one. `single_spaced`: its texts are normalised, and never have two
    spaces on end.
    """
    return Finder(Automaton(expression), single_spaced=single_spaced).find(searched=searched)
