"""Texts that a recognising program wrote, told from texts that people typed.

Recognition loses marks above letters: `thuc hiên`, `câp bach`. In Vietnamese a syllable that ends in p, t, c or ch has always the tone
sắc or nặng, so one without it was damaged; typed texts of offices have next to none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from directives.readers.assembly import Found, FoundParagraph
from directives.vietnamese import normalise

#: `--- PAGE BREAK ---`, and `original_format: "pdf"` in front of a Markdown text: a program turned pages into text
MADE_BY_PROGRAM = re.compile(r"^(?:-+ ?PAGE BREAK ?-+|original_format: ?\"?(?:pdf|png|jpe?g|tiff?)\"?) *$", re.MULTILINE)
#: Words in small letters that stand alone, no part of an address or a symbol
WORD = re.compile(r"(?<![^\W_])(?<![./@_-])[a-zà-ỹ]{2,7}(?![^\W_])(?![/@_-]|\.[a-z])")
#: A syllable that ends in a stop, its marks of tone taken away: beginning, vowels, end
STOPPED = re.compile(
    r"(?:ngh?|gh|gi|kh|nh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?"
    r"(?:uyê|iê|yê|ươ|uô|oa|oă|oe|uâ|uê|uy|[aăâeêioôơuưy])(?:ch|[cpt])"
)
#: Words of English that directives write and that look like such syllables
ENGLISH = frozenset("bot cat chat chip cup dot hat hop hot kit lap map mac net pat pic pop rap set sup tap tip top".split())  # noqa: SIM905
SHARP, HEAVY = "\u0301", "\u0323"
TONES = {"\u0300", SHARP, "\u0303", "\u0309", HEAVY}
#: So many different damaged words, and so many among a thousand, tell that a text was recognised
FEWEST, SHARE = 3, 2.0
#: Where a program says that it made the text of pages, so many suffice
FEWEST_OF_PROGRAM, SHARE_OF_PROGRAM = 2, 0.5


def is_recognised(text: str) -> bool:
    """Whether a text is what a recognising program read on pictures of pages."""
    words = WORD.findall(normalise(text))
    damaged = [word for word in words if is_damaged(word)]
    by_program = MADE_BY_PROGRAM.search(text) is not None
    fewest, share = (FEWEST_OF_PROGRAM, SHARE_OF_PROGRAM) if by_program else (FEWEST, SHARE)
    return len(set(damaged)) >= fewest and len(damaged) * 1000 >= share * len(words)


def is_damaged(word: str) -> bool:
    """Whether a word in small letters ends in p, t, c or ch and has none of the two tones that such a syllable has."""
    letters = unicodedata.normalize("NFD", word)
    if SHARP in letters or HEAVY in letters:
        return False
    plain = unicodedata.normalize("NFC", "".join(c for c in letters if c not in TONES))
    return word not in ENGLISH and STOPPED.fullmatch(plain) is not None


def as_recognised(found: Iterable[Found]) -> list[Found]:
    """The blocks, known as recognised ones; how far each word can be trusted nobody says."""
    blocks = list(found)
    for block in blocks:
        if isinstance(block, FoundParagraph):
            block.words = block.words or [(block.text, 100)]
        else:
            for cell in (cell for row in block.rows for cell in row.cells):
                cell.words = cell.words or [(cell.text, 100)]
    return blocks
