"""A short name of the work, for lists, mails and calendars; and whether the work has an edge."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .model import Nature
from .passages import Passage
from .wording import wording

LONGEST = 120
# where the name of the work may end: a comma, a semicolon, a purpose
_CUT = re.compile(r"[;:]|,\s|\.\s|\s(?=nhằm\b|để\b|góp phần\b|bảo đảm\b|đảm bảo\b|theo quy định\b|trong đó\b)")
# `Chủ trì, phối hợp với … ` before the work itself
_ROLE_START = re.compile(r"(?:chủ trì|phối hợp|làm đầu mối|là đầu mối|cùng)\b")
# a number, a date and the like is no name
_SHORTEST = 24


def short_title(passage: Passage, work_starts: int = 0) -> str:
    """The work in at most 120 characters: its first verb phrase, whole words.

    Takes the offset at which the words about who does it end (`Chủ trì, phối hợp với Sở A` is no name of a work).
    """
    text = passage.text[work_starts:].lstrip(" ,;:.-") or passage.text
    title = text
    for cut in _CUT.finditer(text):
        if cut.start() >= _SHORTEST:
            title = text[: cut.start()]
            break
    title = title.strip(" ,;:./")
    if len(title) > LONGEST:
        title = title[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return title[:1].upper() + title[1:]


def work_start(passage: Passage, ends: Sequence[int]) -> int:
    """Where the work begins when a unit opens with roles; `ends` are the offsets at which named agencies end."""
    start = 0
    role = _ROLE_START.match(passage.folded)
    for end in sorted(ends):
        if role and end <= start + 400 and len(passage.text) - end > _SHORTEST:
            start = end
    return start


def nature_of(passage: Passage, *, dated: bool) -> Nature:
    """`specific` with a date or a product; `regular` for work that goes on (`tiếp tục`, `tăng cường`)."""
    if dated:
        return Nature.SPECIFIC
    lists = wording()
    ongoing = lists["nature.regular"].find(passage, 0, min(len(passage.text), 60))
    product = lists["nature.products"].find(passage, 0, min(len(passage.text), 160))
    return Nature.REGULAR if ongoing and not product else Nature.SPECIFIC
