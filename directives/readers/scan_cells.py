"""Cells of a table on a scanned page, read one below the other.

On a whole page tesseract takes the marks above the letters of a narrow cell for a line of their own, and lines of neighbouring cells for
one. So the cells are cut out, put below each other on a strip of paper, and that is read as one block of text.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from PIL import Image

from directives.readers.pdf_tables import Box
from directives.readers.pdf_words import Word
from directives.readers.scan_pixels import darkest

#: Around a cell's words and between two cells on the strip (points)
MARGIN, GAP = 10, 12
#: What is brighter is paper
PAPER = 150
#: A square of so many pixels to the side that is brighter on the average is paper, with a speck at most
SQUARE, BRIGHT = 4, 225
#: Around what is written on a page (points)
SURROUND = 12


@dataclass
class Strip:
    """Cells below each other; `places` says for each where it begins on the strip and where it stands on the page, in pixels."""

    picture: Image.Image
    tops: list[int] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)  # x, y by which its words are moved


def cut_out(picture: Image.Image, cells: list[Box], unit: float) -> Strip | None:
    """The cells (in points) of a picture without lines, those with words; a pixel is `unit` points wide. None when all are empty."""
    margin, gap = round(MARGIN / unit), round(GAP / unit)
    pieces = []
    for box in cells:
        x0, top, x1, bottom = (round(value / unit) for value in box)
        piece = picture.crop((x0 + 2, top + 2, max(x1 - 1, x0 + 3), max(bottom - 1, top + 3)))
        written = darkest(piece.point(_is_ink)).getbbox()
        if written:
            left, up = max(written[0] - 6, 0), max(written[1] - 6, 0)
            pieces.append((piece.crop((left, up, written[2] + 6, written[3] + 6)), x0 + 2 + left, top + 2 + up))
    if not pieces:
        return None
    size = max(piece.width for piece, _, _ in pieces) + 2 * margin, sum(piece.height + gap for piece, _, _ in pieces) + 2 * margin
    strip = Strip(Image.new("L", size, 255))
    y = margin
    for piece, x0, top in pieces:
        strip.picture.paste(piece, (margin, y))
        strip.tops.append(y - gap // 2)
        strip.places.append((x0 - margin, top - y))
        y += piece.height + gap
    return strip


def _is_ink(value: int) -> int:
    return 255 if value < PAPER else 0


def put_back(strip: Strip, lines: list[list[Word]], unit: float) -> list[list[Word]]:
    """The lines that were read on the strip, where they stand on the page."""
    for line in lines:
        for word in line:
            cell = max(bisect_right(strip.tops, (word["top"] + word["bottom"]) / 2 / unit) - 1, 0)
            x, y = strip.places[cell]
            _move(word, x * unit, y * unit)
    return lines


def blanked(picture: Image.Image, tables: list[Box], unit: float) -> Image.Image:
    """The picture with its tables white."""
    rest = picture.copy()
    for table in tables:
        x0, top, x1, bottom = (round(value / unit) for value in table)
        rest.paste(255, (max(x0 - 2, 0), max(top - 2, 0), x1 + 3, bottom + 3))
    return rest


def inked(picture: Image.Image, unit: float) -> tuple[int, int, int, int] | None:
    """The part of a page, in pixels, where something is written, with paper around it; None where nothing is."""
    written = picture.reduce(SQUARE).point(_is_written).getbbox()
    if written is None:
        return None
    x0, top, x1, bottom = (value * SQUARE for value in written)
    room = round(SURROUND / unit)
    return max(x0 - room, 0), max(top - room, 0), min(x1 + room, picture.width), min(bottom + room, picture.height)


def _is_written(value: int) -> int:
    return 255 if value < BRIGHT else 0


def moved(lines: list[list[Word]], x: float, y: float) -> list[list[Word]]:
    """The lines with their words moved to the right and down (points)."""
    for line in lines:
        for word in line:
            _move(word, x, y)
    return lines


def _move(word: Word, x: float, y: float) -> None:
    word["x0"], word["x1"], word["top"], word["bottom"] = word["x0"] + x, word["x1"] + x, word["top"] + y, word["bottom"] + y
