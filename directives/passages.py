"""A stretch of the directive as one line of words that knows where each of them stands in the source.

A sentence may be cut by a page break or a footnote, and a table cell may hold line breaks. Rules want to read it as one line;
the evidence must point into `SourceText.text`. A `Passage` is both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

from directives.model import Span
from directives.vietnamese import fold_same_length, without_accents

# a line break, a tab or a no-break space inside a paragraph: read as a space
_WHITE = re.compile(r"[^\S ]")
# `(nay là Sở Xây dựng)`
_BRACKETS = re.compile(r"\([^()]*\)")
# a place between two letters of a word
_INSIDE_WORD = re.compile(r"(?<=\w)(?=\w)")
# the end of a sentence: a full stop (not of `TP.` or `1.`), `?`, `!` or `…` before a capital letter
# (it begins with the set of signs, not with what must not stand before them, because a search skips quickly to the letters of a set)
_SENTENCE_END = re.compile(
    r"[.?!…](?:(?<![A-ZĐ0-9].)(?<!\bTP.)(?<!\btp.)[.?!…]{0,2}[”\"')]?\s+(?=[“\"'(]?[A-ZĐÀ-Ỹ])"
    r"|(?<=\d\.)\s+(?=[A-ZĐÀ-Ỹ][^.\s]*\s))"
)


class Piece(NamedTuple):
    """`length` characters of the passage from `start` on stand in the source from `source` on."""

    start: int
    source: int
    length: int


@dataclass(frozen=True)
class Passage:
    """One line of words; `span()` says where a part of it stands in the source."""

    text: str
    pieces: tuple[Piece, ...]

    @cached_property
    def folded(self) -> str:
        """The text for comparing, of the same length: lower case, one placement of tone marks."""
        return fold_same_length(self.text)

    @cached_property
    def bare(self) -> str:
        """The folded text without accents, of the same length."""
        return without_accents(self.folded)

    @cached_property
    def read(self) -> dict[object, Any]:
        """What rules have read in this passage before, by rule and place: several ask the same."""
        return {}

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Where the characters `[start, end)` of the passage stand in the source; from first to last where something cuts them."""
        end = len(self.text) if end is None else end
        return Span(self._at(start), self._at(max(end - 1, start)) + (1 if end > start else 0))

    def _at(self, offset: int) -> int:
        if len(self.pieces) == 1:  # nothing cuts the words: by far the most
            piece = self.pieces[0]
            return piece.source + min(max(offset - piece.start, 0), piece.length)
        for piece in self.pieces:
            if offset < piece.start + piece.length:
                return piece.source + max(offset - piece.start, 0)
        last = self.pieces[-1]
        return last.source + last.length

    def part(self, start: int, end: int | None = None) -> Passage:
        """The characters `[start, end)` as a passage of its own, white space at its ends left out."""
        end = len(self.text) if end is None else end
        while start < end and self.text[start] == " ":
            start += 1
        while end > start and self.text[end - 1] == " ":
            end -= 1
        if start == 0 and end == len(self.text) and all(p.length for p in self.pieces):
            return self
        cut = Passage(self.text[start:end], self._pieces_of(start, end) or (Piece(0, self._at(start), 0),))
        if self._is_cut_between_words(start) and self._is_cut_between_words(end) and "Σ" not in self.text:
            # folded once for a passage and all its parts; only within a word, and for the Greek Σ, does a letter depend on its neighbours
            cut.__dict__["folded"] = self.folded[start:end]
            if "bare" in self.__dict__:
                cut.__dict__["bare"] = self.bare[start:end]
        return cut

    def _pieces_of(self, start: int, end: int) -> tuple[Piece, ...]:
        if len(self.pieces) == 1:  # nothing cuts the words: by far the most
            piece = self.pieces[0]
            first, last = max(piece.start, start), min(piece.start + piece.length, end)
            overlaps = piece.start < end and piece.start + piece.length > start
            return (Piece(first - start, piece.source + first - piece.start, last - first),) if overlaps else ()
        return tuple(
            Piece(max(p.start, start) - start, p.source + max(start - p.start, 0), min(p.start + p.length, end) - max(p.start, start))
            for p in self.pieces
            if p.start < end and p.start + p.length > start
        )

    def _is_cut_between_words(self, place: int) -> bool:
        return _INSIDE_WORD.match(self.text, place) is None

    def without_brackets(self) -> Passage:
        """The same passage with blanks for what stands in brackets: notes beside the names of a cell."""
        return Passage(_BRACKETS.sub(lambda m: " " * len(m[0]), self.text), self.pieces)

    def sentences(self) -> Iterator[tuple[int, int]]:
        """First and last offset of each sentence, in order."""
        return iter(self._sentences)

    @cached_property
    def _sentences(self) -> tuple[tuple[int, int], ...]:
        cuts = [0, *(m.end() for m in _SENTENCE_END.finditer(self.text)), len(self.text)]
        return tuple((a, b) for a, b in pairwise(cuts) if self.text[a:b].strip())

    @classmethod
    def of(cls, text: str, spans: Iterable[Span]) -> Passage:
        """The stretches of the source joined by single spaces into one passage."""
        words: list[str] = []
        pieces: list[Piece] = []
        length = 0
        for start, end in spans:
            while start < end and text[start].isspace():
                start += 1
            while end > start and text[end - 1].isspace():
                end -= 1
            if words and end > start:
                words.append(" ")
                length += 1
            words.append(_WHITE.sub(" ", text[start:end]))
            pieces.append(Piece(length, start, end - start))
            length += end - start
        return cls("".join(words), tuple(pieces) or (Piece(0, 0, 0),))

    def followed_by(self, other: Passage) -> Passage:
        """Both as one passage, a space between them."""
        offset = len(self.text) + 1
        moved = tuple(Piece(p.start + offset, p.source, p.length) for p in other.pieces)
        return Passage(f"{self.text} {other.text}", self.pieces + moved)
