"""A short name of the work, for lists, mails and calendars; and whether the work has an edge."""

from __future__ import annotations

import re

from directives.model import Nature
from directives.passages import Passage
from directives.wording import wording

LONGEST = 120
# where the name of the work may end: a comma (when enough is said), a semicolon, a purpose
_CUT = re.compile(r"[;:]|(?P<comma>,\s)|\.\s|\s(?=nhằm\b|để\b|góp phần\b|bảo đảm\b|đảm bảo\b|theo quy định\b|trong đó\b)")
# `(1) Hoàn thành …; (2) …`
_INNER_NUMBER = re.compile(r"^\(\d{1,2}\)\s*")
# less says too little: `Xây dựng`; before a comma: `Bộ A chỉ đạo cơ quan thuế`
_SHORTEST, _SHORTEST_LIST = 24, 36


def short_title(passage: Passage, work_starts: int = 0) -> str:
    """The work in at most 120 characters: its first verb phrase, whole words.

    Takes the offset at which the words about who does it end (`Chủ trì, phối hợp với Sở A` is no name of a work).
    """
    text = _INNER_NUMBER.sub("", passage.text[work_starts:].lstrip(" ,;:.-")) or passage.text
    title = text
    for cut in _CUT.finditer(text):
        if cut.start() >= (_SHORTEST_LIST if cut["comma"] else _SHORTEST):
            title = text[: cut.start()]
            break
    title = title.strip(" ,;:./")
    if len(title) > LONGEST:
        title = title[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return title[:1].upper() + title[1:]


def nature_of(passage: Passage, *, dated: bool) -> Nature:
    """`specific` with a date or a product; `regular` for work that goes on (`tiếp tục`, `tăng cường`)."""
    if dated:
        return Nature.SPECIFIC
    lists = wording()
    ongoing = lists["nature.regular"].find(passage, 0, min(len(passage.text), 60))
    product = lists["nature.products"].find(passage, 0, min(len(passage.text), 160))
    return Nature.REGULAR if ongoing and not product else Nature.SPECIFIC
