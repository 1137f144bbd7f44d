"""What stands around each pixel of a grey picture: the darkest, the brightest, over stretches of a row or column.

All is put together of whole pictures that are moved and compared, which is many times faster than Pillow's filters of ranks.
"""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image, ImageChops

Compare = Callable[[Image.Image, Image.Image], Image.Image]


def darkest(picture: Image.Image) -> Image.Image:
    """Each pixel as dark as the darkest of itself and the eight around it: what is dark grows by a pixel."""
    return _of_nine(picture, ImageChops.darker)


def brightest(picture: Image.Image) -> Image.Image:
    """Each pixel as bright as the brightest of itself and the eight around it."""
    return _of_nine(picture, ImageChops.lighter)


def _of_nine(picture: Image.Image, compare: Compare) -> Image.Image:
    for x, y in ((1, 0), (0, 1)):
        beside, other = picture.copy(), picture.copy()  # at the edge a pixel is its own neighbour
        beside.paste(picture, (x, y))
        other.paste(picture, (-x, -y))
        picture = compare(picture, compare(beside, other))
    return picture


def opened(picture: Image.Image, along: int, length: int) -> Image.Image:
    """Each pixel as dark as the darkest of the stretches of this length that it lies in (an opening by a line)."""
    return ImageChops.invert(stretches(ImageChops.invert(stretches(picture, along, length)), along, length, back=True))


def stretches(picture: Image.Image, along: int, length: int, *, back: bool = False) -> Image.Image:
    """Each pixel as bright as the brightest of the stretch that begins with it, to the right (0) or downwards (1)."""
    reach = 1
    while reach < length:
        step = min(reach, length - reach) * (1 if back else -1)
        moved = Image.new("L", picture.size, 0 if back else 255)
        moved.paste(picture, (step, 0) if along == 0 else (0, step))
        picture = ImageChops.lighter(picture, moved)
        reach += abs(step)
    return picture
