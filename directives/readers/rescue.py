"""A document out of those of its pages that were read before the process that read it was ended."""

from __future__ import annotations

from collections.abc import Iterable

from directives.model import SourceText
from directives.readers.flow import Page
from directives.readers.limits import Limits, pages_missed
from directives.readers.pages import ReadPage
from directives.readers.pdf import GARBLED, assembled, pictures_among
from directives.readers.scan import assembled_pictures


def rescued(read: Iterable[ReadPage], limits: Limits) -> SourceText:
    """The document of those pages that were read before the reading broke off, with a warning that names the others.

    Raises `UnreadableDocument` when there is no word in them.
    """
    texts: dict[int, Page] = {}
    recognised: dict[int, Page] = {}
    of = 0
    for item in read:
        (recognised if item.page.recognised else texts)[item.page.number] = item.page
        of = max(of, item.pages)
    if not texts:
        return assembled_pictures(list(recognised.values()), of, limits)
    pictures, garbled = pictures_among(list(texts.values()))
    unread = set(pictures) if recognised or not garbled else set()
    whole = {number: page for number, page in texts.items() if number not in unread} | recognised
    pages = [whole[number] for number in sorted(whole)]
    warnings = [pages_missed(len(pages), of, set(range(1, of + 1)) - set(whole)), *([GARBLED] if garbled else [])]
    return assembled(pages, of, warnings, limits, ocr=bool(recognised))
