"""Letters of points that recognition misread where the letters beside them prove it: `C)` behind `b)`, `a:` and `b..` among `c.`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from directives.readers.assembly import Found, FoundParagraph

#: `a)`, `b.`, and what they are read as: `a:`, `b..`, `C)`
LETTER = re.compile(r"(?P<letter>[a-zđC])(?P<sign>\.\.|[.)]|[:;,]) ?(?=[^\W\d_a-z]\w)")
#: A number or a Roman number begins another list of letters
OTHER_LIST = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,5})[.)]? ")
POINTS = "abcdđeghiklmnopqrstuvxy"


def mend_letters(blocks: list[Found]) -> None:
    """Points of recognised paragraphs with the letter that those beside them leave and the sign that most of their list have.

    `C` is a small letter before a bracket; before a point (`C. TỔ CHỨC`) only between `b.` and `d.`.
    """
    for series in _series(blocks):
        signs = [mark["sign"] for _, mark in series if mark["sign"] in (".", ")")]
        sign = max(set(signs), key=signs.count, default="")
        for place, (at, mark) in enumerate(series):
            beside = sum(_follows(mark, series[i][1], i - place) for i in (place - 1, place + 1) if 0 <= i < len(series))
            block = blocks[at]
            assert isinstance(block, FoundParagraph)
            if sign and beside and block.words and _is_misread(mark) and (mark["letter"] != "C" or sign == ")" or beside == 2):
                blocks[at] = replace(block, text=f"{mark['letter'].lower()}{sign} {block.text[mark.end() :]}")


def _series(blocks: Sequence[Found]) -> Iterator[list[tuple[int, re.Match[str]]]]:
    """The lettered paragraphs, those of one list together."""
    series: list[tuple[int, re.Match[str]]] = []
    for i, block in enumerate(blocks):
        text = block.text if isinstance(block, FoundParagraph) else ""
        if OTHER_LIST.match(text):
            yield series
            series = []
        elif mark := LETTER.match(text):
            series.append((i, mark))
    yield series


def _follows(mark: re.Match[str], near: re.Match[str], step: int) -> bool:
    """Whether the letter of `near` is the one before (-1) or behind (1) in the alphabet; `d` is often read for `đ`."""
    wanted = POINTS.find(mark["letter"].lower()) + step
    found = POINTS.find(near["letter"].lower())
    return found >= 0 and (found == wanted or (near["letter"] in "dđ" and POINTS[wanted : wanted + 1] in ("d", "đ")))


def _is_misread(mark: re.Match[str]) -> bool:
    return mark["letter"] == "C" or mark["sign"] not in (".", ")")
