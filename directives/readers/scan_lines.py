"""The drawn lines of a scanned page: where they are, and the page without them.

A line of a table, an underline and a streak that a scanner left are dark over a longer stretch of a row or column than any letter is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from PIL import Image, ImageChops, ImageFilter, ImageOps

from directives.readers.pdf_tables import Edge, line_edge

#: Drawn lines are looked for at this resolution, as stretches of so many pixels none of which is brighter than this
LINE_DPI, STRETCH, DARK = 100, 32, 185
#: The shortest horizontal and vertical line of a table (points); what is shorter is a letter, the bars of `TTTT`, or dirt
SHORTEST = (45, 26)
#: A run of dark pixels, written as 1; a gap of one is bridged, one alone is none
RUN = re.compile(rb"\x01+(?:\x00\x01+)+|\x01{2,}")


def drawn_lines(picture: Image.Image, unit: float) -> list[Edge]:
    """The long dark strokes of a level picture, in points; a pixel is `unit` points wide.

    Strokes are first made a little thicker, for hairlines that a scanner blurred; then only what is dark over a whole stretch
    of a row or column stays dark, which no letter is.
    """
    scale = LINE_DPI * unit / 72
    thick = ImageOps.autocontrast(picture).filter(ImageFilter.MinFilter(3))
    small = thick.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))), Image.Resampling.BOX)
    point = 72 / LINE_DPI
    edges: list[Edge] = []
    for along in (0, 1):
        dark = _stretches(small, along, STRETCH).point(_is_dark)
        for place, line in enumerate(_rows(dark if along == 0 else dark.transpose(Image.Transpose.TRANSPOSE))):
            here = (place + 0.5) * point
            for run in RUN.finditer(line):
                start, end = run.start() * point, (run.end() + STRETCH) * point
                if end - start >= SHORTEST[along]:
                    edges += line_edge(start, here, end, here) if along == 0 else line_edge(here, start, here, end)
    return edges


def without_lines(picture: Image.Image, unit: float) -> Image.Image:
    """The picture with its drawn lines white, so that a letter beside a line is read as a letter."""
    plain = ImageOps.autocontrast(picture)
    lines = ImageChops.darker(*(opened(plain, along, max(2, round(SHORTEST[along] / unit))) for along in (0, 1)))
    cleaned = picture.copy()
    cleaned.paste(255, mask=lines.point(_is_line).filter(ImageFilter.MaxFilter(3)))
    return cleaned


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


def opened(picture: Image.Image, along: int, length: int) -> Image.Image:
    """Each pixel as dark as the darkest of the stretches of this length that it lies in (an opening by a line)."""
    return ImageChops.invert(_stretches(ImageChops.invert(_stretches(picture, along, length)), along, length, back=True))


def _stretches(picture: Image.Image, along: int, length: int, *, back: bool = False) -> Image.Image:
    """Each pixel as bright as the brightest of the stretch that begins with it, to the right (0) or downwards (1)."""
    reach = 1
    while reach < length:
        step = min(reach, length - reach) * (1 if back else -1)
        moved = Image.new("L", picture.size, 0 if back else 255)
        moved.paste(picture, (step, 0) if along == 0 else (0, step))
        picture = ImageChops.lighter(picture, moved)
        reach += abs(step)
    return picture
