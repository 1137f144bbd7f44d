"""The drawn lines of a scanned page: where they are, and the page without them.

A line of a table, an underline and a streak that a scanner left are dark over a longer stretch of a row or column than any letter is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from PIL import Image, ImageOps

from directives.readers.pdf_tables import Edge, line_edge
from directives.readers.scan_pixels import brightest, darkest, opened, stretches

#: Drawn lines are looked for at this resolution, as stretches of so many pixels none of which is brighter than this
LINE_DPI, STRETCH, DARK = 100, 32, 185
#: The shortest horizontal and vertical line of a table (points); what is shorter is a letter, the bars of `TTTT`, or dirt
SHORTEST = (45, 26)
#: So many pixels off the place where a line was found there may still be ink of it
NEAR = 6
#: A run of dark pixels, written as 1; a gap of one is bridged, one alone is none
RUN = re.compile(rb"\x01+(?:\x00\x01+)+|\x01{2,}")


def drawn_lines(picture: Image.Image, unit: float) -> list[Edge]:
    """The long dark strokes of a level picture, in points; a pixel is `unit` points wide.

    Strokes are first made a little thicker, for hairlines that a scanner blurred; then only what is dark over a whole stretch
    of a row or column stays dark, which no letter is.
    """
    scale = LINE_DPI * unit / 72
    thick = darkest(ImageOps.autocontrast(picture))
    small = thick.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))), Image.Resampling.BOX)
    point = 72 / LINE_DPI
    edges: list[Edge] = []
    for along in (0, 1):
        dark = stretches(small, along, STRETCH).point(_is_dark)
        for place, line in enumerate(_rows(dark if along == 0 else dark.transpose(Image.Transpose.TRANSPOSE))):
            here = (place + 0.5) * point
            for run in RUN.finditer(line, max(line.find(1), 0)) if 1 in line else ():
                start, end = run.start() * point, (run.end() + STRETCH) * point
                if end - start >= SHORTEST[along]:
                    edges += line_edge(start, here, end, here) if along == 0 else line_edge(here, start, here, end)
    return edges


def without_lines(picture: Image.Image, unit: float, edges: list[Edge]) -> Image.Image:
    """The picture with its drawn lines white, so that a letter beside a line is read as a letter; `edges` say where to look for them."""
    plain = ImageOps.autocontrast(picture)
    cleaned = picture.copy()
    for along, across in ((0, "top"), (1, "x0")):
        places = sorted(edge[across] / unit for edge in edges if edge["orientation"] == "hv"[along])
        for start, end in _bands(places, picture.height if along == 0 else picture.width):
            box = (0, start, picture.width, end) if along == 0 else (start, 0, end, picture.height)
            lines = opened(plain.crop(box), along, max(2, round(SHORTEST[along] / unit)))
            cleaned.paste(255, box, mask=brightest(lines.point(_is_line)))
    return cleaned


def _bands(places: list[float], size: int) -> list[tuple[int, int]]:
    """The rows or columns of pixels, of so many, that are near one of the places, in order: from, up to."""
    bands: list[tuple[int, int]] = []
    for place in places:
        start, end = max(0, round(place) - NEAR), min(size, round(place) + NEAR + 1)
        if bands and start <= bands[-1][1]:
            bands[-1] = bands[-1][0], end
        elif start < end:
            bands.append((start, end))
    return bands


def whitened(picture: Image.Image, boxes: list[tuple[int, int, int, int]]) -> Image.Image:
    """The picture, where the boxes (in pixels) stand white."""
    for box in boxes:
        picture.paste(255, box)
    return picture


def _is_dark(value: int) -> int:
    return int(value < DARK)


def _is_line(value: int) -> int:
    return 255 if value < DARK else 0


def _rows(picture: Image.Image) -> Iterator[bytes]:
    pixels = picture.tobytes()
    yield from (pixels[start : start + picture.width] for start in range(0, len(pixels), picture.width))
