"""Pictures of pages made ready: black on white without red ink, upright and level."""

from __future__ import annotations

from itertools import accumulate, pairwise
from math import radians, tan

from PIL import Image, ImageChops, ImageOps

from directives.readers.scan_pixels import brightest, opened

#: A pixel whose red is so much above its green and blue is red ink: a seal, a stamp
RED = 50
#: A pixel whose blue is so much above its red is blue ink: a signature, a number written by hand; printed black differs by 20 at most
BLUE = 28
#: Red ink over black letters is darker
BRIGHT = 140
#: The share of red pixels below which nothing is stamped
FEW_RED = 0.0004
#: So much of a page is ink at least; where the darkest of it is brighter than this, the page has faded, unless it is nearly blank
INK_SHARE, FADED, LEAST_CONTRAST = 0.01, 60, 60
#: A page whose columns of pixels differ so many times more than its rows lies on its side
SIDEWAYS = 1.6
#: A line of a table on the small picture on which that is measured: so many pixels long, less than so many thick, no brighter than this
LONG, THICK, FAINT = 60, 5, 185
#: The angle of lines is measured on a picture whose columns are made into so many strips, each as bright as its pixels are on the average
STRIPS = 100
#: The width of the picture on which the skew is measured; a row of it is a row of the strips
SKEW_WIDTH = 800


def ink(picture: Image.Image, *, head: bool = False) -> Image.Image:
    """The grey picture of what is printed: red ink, which seals are made in, and blue, which names are signed in, are left out.

    With `head` blue ink stays in the upper fifth, where the number and the day may be written by hand.
    """
    if picture.mode != "RGB" or not _is_coloured(picture):
        return picture.convert("L")
    grey = picture.getchannel("R")  # in which red is nearly white
    grey.paste(255, mask=ImageChops.darker(_redness(picture).point(_mask), grey.point(_is_bright)))
    blue = _blue_ink(picture)
    if head:
        blue.paste(0, (0, 0, blue.width, blue.height // 5))
    grey.paste(255, mask=blue)
    return grey


def blackened(grey: Image.Image) -> Image.Image:
    """A faded page with its ink black and its paper white, as all that measures darkness takes them; a page that is so stays as it is."""
    counts = grey.histogram()
    few, paper = sum(counts) * INK_SHARE, max(range(128, 256), key=counts.__getitem__)
    black = next(value for value, below in enumerate(accumulate(counts)) if below >= few)
    if black <= FADED or paper - black < LEAST_CONTRAST:
        return grey
    white = paper - (paper - black) // 8  # paper is not all of one shade
    return grey.point([max(0, min(255, (value - black) * 255 // (white - black))) for value in range(256)])


def stamps(picture: Image.Image) -> Image.Image | None:
    """The grey picture of what is stamped in red; None when nothing is."""
    if picture.mode != "RGB" or not _is_coloured(picture):
        return None
    red = _redness(picture).point(_mask)
    if sum(red.histogram()[1:]) < FEW_RED * red.width * red.height:
        return None
    return ImageChops.invert(red)


def _is_coloured(picture: Image.Image) -> bool:
    """Whether anything on a picture is in colour, looked for on a small one."""
    red, _, blue = picture.reduce(4).split()
    extremes = ImageChops.difference(red, blue).getextrema()
    return max(extremes[0], extremes[1]) > BLUE  # type: ignore[operator]


def _redness(picture: Image.Image) -> Image.Image:
    red, green, blue = picture.split()
    return ImageChops.subtract(red, ImageChops.lighter(green, blue))


def _blue_ink(picture: Image.Image) -> Image.Image:
    """A mask of what is written in blue, with the pixels around it."""
    red, _, blue = picture.split()
    return brightest(ImageChops.subtract(blue, red).point(_is_blue))


def _is_blue(value: int) -> int:
    return 255 if value > BLUE else 0


def _mask(value: int) -> int:
    return 255 if value > RED else 0


def _is_bright(value: int) -> int:
    return 255 if value > BRIGHT else 0


def is_sideways(picture: Image.Image) -> bool:
    """Whether the lines of a page run from top to bottom, straight or a little crooked."""
    small = ImageOps.autocontrast(picture.resize((600, 600), Image.Resampling.BOX))
    for along in (0, 1):  # rules of tables say nothing, whichever way they run
        long, thick = opened(small, along, LONG).point(_is_rule), opened(small, 1 - along, THICK).point(_is_rule)
        small.paste(255, mask=ImageChops.subtract(long, thick))
    lying, standing = (
        max(_contrast(strips, small.width, angle) for angle in range(-6, 7))
        for strips in (_strips(small), _strips(small.transpose(Image.Transpose.ROTATE_90)))
    )
    return standing > SIDEWAYS * lying


def _is_rule(value: int) -> int:
    return 255 if value < FAINT else 0


def skew(picture: Image.Image) -> float:
    """The angle in degrees by which to turn a picture so that the rows of its pixels differ most: dark lines, light gaps."""
    rows = max(1, picture.height * SKEW_WIDTH // max(picture.width, 1))
    strips = ImageOps.autocontrast(_strips(picture, rows))
    best = max((step / 2 for step in range(-12, 13)), key=lambda angle: _contrast(strips, SKEW_WIDTH, angle))
    return max((best + step / 10 for step in range(-4, 5)), key=lambda angle: _contrast(strips, SKEW_WIDTH, angle))


def turned(picture: Image.Image, angle: float) -> Image.Image:
    """The picture turned by an angle in degrees; by a small one it stays as it is."""
    if abs(angle) < 0.3:
        return picture
    return picture.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255 if picture.mode == "L" else (255, 255, 255))


def _strips(picture: Image.Image, rows: int = 0) -> Image.Image:
    """The picture with its columns made into a few strips."""
    return picture.resize((STRIPS, rows or picture.height), Image.Resampling.BOX)


def _contrast(strips: Image.Image, width: int, angle: float) -> float:
    """How much the mean brightness of neighbouring rows differs when a picture of this width is turned by an angle.

    A turn by a small angle is a move of each strip up or down. A little less for a larger angle, so that 0 wins ties.
    """
    rise = width / STRIPS * tan(radians(angle))
    moves = (1, 0, 0, rise, 1, -rise * STRIPS / 2)  # what stands at x, y is taken from x, y + rise (x - middle)
    level = strips.transform(strips.size, Image.Transform.AFFINE, moves, fillcolor=255) if angle else strips
    rows = level.resize((1, level.height), Image.Resampling.BOX).tobytes()
    return sum((a - b) ** 2 for a, b in pairwise(rows)) * (1 - abs(angle) * 0.004)
