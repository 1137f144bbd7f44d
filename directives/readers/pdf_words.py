"""Words of a PDF page put together to lines: fonts may change within a word, figures may be raised."""

from __future__ import annotations

from typing import Any

from directives.readers.flow import Line

#: A word as pdfplumber gives it; `set` is True when a signing program has set it
Word = dict[str, Any]
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def text_of(words: list[Word]) -> str:
    """The text of the words of one line."""
    size = max(word["size"] for word in words)
    text = ""
    for before, word in zip([None, *words], words, strict=False):
        raised = word["size"] < 0.8 * size and word["text"].isdigit() and word["bottom"] < words[0]["bottom"] - 0.12 * size
        piece = word["text"].translate(SUPERSCRIPT) if raised else word["text"]
        text += piece if before is None or raised or _touch(before, word) else " " + piece
    return text


def line_of(words: list[Word]) -> Line:
    """One line of words, raised figures written as such."""
    size = max(word["size"] for word in words)
    text = text_of(words)
    weight = sum(len(word["text"]) for word in words)
    bold, italic = (sum(len(w["text"]) for w in words if _has(w, *names)) * 10 > weight * 9 for names in (("Bold",), ("Italic", "Oblique")))
    return Line(
        text=text,
        x0=words[0]["x0"],
        x1=words[-1]["x1"],
        top=min(word["top"] for word in words),
        bottom=max(word["bottom"] for word in words),
        size=size,
        bold=bold,
        italic=italic,
    )


def _touch(before: Word, word: Word) -> bool:
    """Whether two words are one, only set in two fonts; what a signing program has set stands alone."""
    near = word["x0"] - before["x1"] < 0.12 * word["size"]
    return bool(near and not before.get("set") and not word.get("set"))


def _has(word: Word, *names: str) -> bool:
    return any(name in str(word["fontname"]) for name in names)
