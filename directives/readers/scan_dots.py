"""Rules of a table that are dotted or dashed, on a scanned page: where they are, and the page without them.

Dots and dashes of a rule are alike, stand at one pitch, and have nothing close above and below. So have the leaders of a table of
contents and the blanks of a form; but a rule of a table ends at other rules on both sides, which those do not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from PIL import Image, ImageChops, ImageOps

from directives.readers.pdf_tables import Edge, line_edge

#: The longest dash and the widest gap (points); so many make a rule for sure, and on its page so few at the same pitch, more or less
DASH, GAP, SURE, FEWEST, SAME = 5.0, 4.3, 20, 6, 0.15
#: A dash may stand off its place by so much of the pitch; so many of ten at least stand where they should
LOOSE, RIGHT_OF_TEN = 0.25, 8
#: The shortest rule along a row and along a column (points): a column of numbers is narrow
SHORTEST = (18, 36)
#: Above and below a rule (points) there is paper, but for so much of it: letters that touch it
CLEAR, TOUCHED = 2.3, 0.25
#: Letters that touch a rule hide so much of it (points); parts of one rule lie so much higher or lower
HIDDEN, SLANT = 30.0, 1.6
#: A rule ends at another one, give or take so much (points)
REACH = 8.0
#: What is darker is ink
DARK = 150
DOT = re.compile(rb"\x01+")


class Stretch(NamedTuple):
    """Dots at one pitch along a row of pixels: which row, from where, to where, how far from one to the next, how long (pixels)."""

    place: int
    start: int
    end: int
    pitch: float
    dash: float

    def is_like(self, pitch: float, dash: float) -> bool:
        return abs(self.pitch - pitch) <= SAME * pitch and abs(self.dash - dash) <= max(1.0, SAME * dash)


@dataclass
class Rule:
    """A dotted rule: the stretches of it that were seen, from where to where, and between which rows of pixels."""

    stretches: list[Stretch]
    start: int
    end: int
    lowest: int
    highest: int

    def add(self, stretch: Stretch) -> None:
        place, _, end, *_ = stretch
        self.stretches.append(stretch)
        self.end = max(self.end, end)
        self.lowest, self.highest = min(self.lowest, place), max(self.highest, place)

    @property
    def place(self) -> float:
        return median(stretch.place for stretch in self.stretches)


def dotted_rules(picture: Image.Image, unit: float, solid: list[Edge]) -> tuple[list[Edge], list[tuple[int, int, int, int]]]:
    """The dotted rules of the tables of a level picture, as edges in points, and the boxes in pixels that they cover.

    A pixel is `unit` points wide; `solid` are the drawn lines of the page, at which rules may end too.
    """
    dark = ImageOps.autocontrast(picture).point(_is_ink)
    ways = [_thickened(dark), _thickened(dark.transpose(Image.Transpose.TRANSPOSE))]
    sure = [stretch for way in ways for stretch in _stretches(way, unit, SURE, every=3)]
    if not sure:
        return [], []
    pitch, dash = median(stretch.pitch for stretch in sure), median(stretch.dash for stretch in sure)
    alike = [[stretch for stretch in _stretches(way, unit, FEWEST) if stretch.is_like(pitch, dash)] for way in ways]
    seen = [
        [rule for rule in _joined(stretches, unit) if rule.end - rule.start >= shortest / unit]
        for stretches, shortest in zip(alike, SHORTEST, strict=True)
    ]
    edges: list[Edge] = []
    covered: list[tuple[int, int, int, int]] = []
    for along in (0, 1):
        across = sorted([edge["x0" if along == 0 else "top"] for edge in solid if edge["orientation"] == "vh"[along]])
        across = sorted([*across, *(rule.place * unit for rule in seen[1 - along])])
        for rule in seen[along]:
            ends = _nearest(across, rule.start * unit), _nearest(across, rule.end * unit)
            if ends[0] is None or ends[1] is None or ends[0] == ends[1]:
                continue
            here = rule.place * unit
            edges += line_edge(ends[0], here, ends[1], here) if along == 0 else line_edge(here, ends[0], here, ends[1])
            covered += [_box(stretch, along) for stretch in rule.stretches]
    return edges, covered


def _thickened(dark: Image.Image) -> Image.Image:
    """The picture with each dark pixel dark above and below too, for rules that are not quite level."""
    return ImageChops.lighter(dark, ImageChops.lighter(ImageChops.offset(dark, 0, 1), ImageChops.offset(dark, 0, -1)))


def _is_ink(value: int) -> int:
    return int(value < DARK)


def _box(stretch: Stretch, along: int) -> tuple[int, int, int, int]:
    place, start, end, *_ = stretch
    return (start - 1, place, end + 1, place + 1) if along == 0 else (place, start - 1, place + 1, end + 1)


def _nearest(places: list[float], wanted: float) -> float | None:
    """The place nearest to the one wanted, None when none is near."""
    i = bisect_left(places, wanted)
    near = [place for place in places[max(i - 1, 0) : i + 1] if abs(place - wanted) <= REACH]
    return min(near, key=lambda place: abs(place - wanted), default=None)


def _stretches(dark: Image.Image, unit: float, fewest: int, *, every: int = 1) -> list[Stretch]:
    """Where so many dots at least stand at one pitch along a row of pixels; not each row needs to be looked at."""
    dash, gap = max(2, round(DASH / unit)), max(2, round(GAP / unit))
    begin = rb"\x00" if every > 1 else b""  # quicker, but for dots that touch another rule
    dot = rb"(?:\x01{1,%d}\x00{1,%d})" % (dash, gap)
    first = rb"\x01\x01{0,%d}\x00{1,%d}" % (dash - 1, gap)  # with a fixed beginning, which is found quickly
    # dots that are too few are passed over together, since from each of them on there are still fewer
    dots = re.compile(begin + first + rb"(?:%b{%d,}\x01{1,%d}()|%b*)" % (dot, fewest - 2, dash, dot))
    width, pixels, clear = dark.width, dark.tobytes(), round(CLEAR / unit)
    found = []
    for row in range(clear, dark.height - clear, every):
        begin_of_row, end_of_row = row * width, (row + 1) * width
        if pixels.count(b"\x00\x01", begin_of_row, end_of_row) < fewest - 1:
            continue
        for match in dots.finditer(pixels, begin_of_row, end_of_row):
            if match[1] is None:
                continue
            start, end = match.start() + len(begin), match.end()
            inner = start + dash, end - dash  # without the rules at which it ends
            most = TOUCHED * (inner[1] - inner[0])
            if any(pixels.count(1, inner[0] + side, inner[1] + side) > most for side in (-clear * width, clear * width)):
                continue
            measures = _measures(pixels[start:end])
            if measures is not None:
                found.append(Stretch(row, start - begin_of_row, end - begin_of_row, *measures))
    return found


def _measures(run: bytes) -> tuple[float, float] | None:
    """From one dot to the next and how long a dot is (pixels); None when they are not of one length at one pitch, but for a few."""
    dots = [match.span() for match in DOT.finditer(run)]
    dots = dots[1:-1] if len(dots) > FEWEST + 1 else dots  # the rules at which it ends
    steps, lengths = [b[0] - a[0] for a, b in pairwise(dots)], [end - start for start, end in dots]
    return (sum(steps) / len(steps), median(lengths)) if _are_alike(steps) and _are_alike(lengths) else None


def _are_alike(lengths: list[int]) -> bool:
    usual = median(lengths)
    loose = max(1.0, LOOSE * usual)
    return sum(abs(length - usual) <= loose for length in lengths) * 10 >= RIGHT_OF_TEN * len(lengths)


def _joined(stretches: list[Stretch], unit: float) -> list[Rule]:
    """The rules that the stretches are parts of."""
    slant, hidden = SLANT / unit, HIDDEN / unit
    rules: list[Rule] = []
    for stretch in sorted(stretches, key=lambda s: s.start):
        place, start, end, *_ = stretch
        for rule in reversed(rules):
            if start <= rule.end + hidden and rule.lowest - slant <= place <= rule.highest + slant:
                rule.add(stretch)
                break
        else:
            rules.append(Rule([stretch], start, end, place, place))
    return rules
