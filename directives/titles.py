"""A short name of the work, for lists, mails and calendars; and whether the work has an edge."""

from __future__ import annotations

import re
from collections.abc import Sequence

from directives.model import Nature
from directives.passages import Passage
from directives.wording import wording

LONGEST = 120
# where the name of the work ends: a semicolon, a colon, a full stop, a purpose, a report on it
_END = re.compile(r"[;:]|\.\s|,\s(?:tổng hợp,? )?(?:báo cáo|gửi)\s|\s(?=nhằm\b|để\b|góp phần\b|theo quy định\b|trong đó\b)")
# words that only lead to the deadline behind them: `…, hoàn thành | trước ngày 30/6`, `xong`
_LEADS_TO_TIME = re.compile(r"(?:(?:và |phải |cơ bản )?(?:hoàn thành|kết thúc|thực hiện)(?: việc)?|xong|trong|vào|từ nay)$")
_LONGEST_LEAD = 40
# in a leading clause: what may stand before the first verb of the work
_VERB_MAY_FOLLOW = re.compile(r"(?:[,:]\s+(?:cần |phải |hãy )?|\s(?:cần|phải)\s)")
_LONGEST_CLAUSE = 300
# `(1) Hoàn thành …; (2) …`, `a) Rà soát …; b) …`
_INNER_NUMBER = re.compile(r"^\(?(?:\d{1,2}|[a-zđ])\)\s*")
# less says too little: `Xây dựng`; before a comma: `Bộ A chỉ đạo cơ quan thuế`
_SHORTEST, _SHORTEST_LIST = 24, 48


def short_title(passage: Passage, work_starts: int = 0, times: Sequence[str] = ()) -> str:
    """The work in at most 120 characters: its first clause with all its verbs, whole words.

    Takes the offset at which the words about who does it end (`Chủ trì, phối hợp với Sở A` is no name of a work), and the phrases
    of its deadlines, which are shown beside it.
    """
    text = _INNER_NUMBER.sub("", passage.text[_work_begins(passage, work_starts) :].lstrip(" ,;:.-")) or passage.text
    first = next((cut.start() for cut in _END.finditer(text) if cut.start() >= _SHORTEST), len(text))
    ends = [first, *(_before_time(text, time) for time in times)]
    title = text[: min((end for end in ends if end >= _SHORTEST), default=len(text))].strip(" ,;:./(")
    if len(title) > LONGEST:
        title = _shortened(title)
    return title[:1].upper() + title[1:]


def _work_begins(passage: Passage, start: int) -> int:
    """Behind a leading clause (`Căn cứ hướng dẫn của Bộ A, …`, `Trên cơ sở …, cần …`) where the first verb of the work stands."""
    verbs, clauses = wording()["task_verbs"], wording()["leading_clauses"]
    while start < len(passage.text) and passage.text[start] in " ,;:.-":
        start += 1
    if verbs.end_at(passage, start) is not None or clauses.end_at(passage, start) is None:
        return start
    cuts = _VERB_MAY_FOLLOW.finditer(passage.folded, start, min(len(passage.text), start + _LONGEST_CLAUSE))
    return next((cut.end() for cut in cuts if verbs.end_at(passage, cut.end()) is not None), start)


def _before_time(text: str, time: str) -> int:
    """Where the words before a deadline end, without those that only lead to it; -1 when it does not stand in the text."""
    place = text.find(time)
    if place < 0:
        return place
    before = text[:place].rstrip(" \n,(")
    lead = _LEADS_TO_TIME.search(before, max(0, len(before) - _LONGEST_LEAD))
    return len(before[: lead.start()].rstrip(" \n,")) if lead else len(before)


def _shortened(title: str) -> str:
    """A long name cut at its last comma in time, otherwise at a word with the sign that it goes on."""
    commas = [cut.start() for cut in re.finditer(r",\s", title[: LONGEST + 1]) if cut.start() >= _SHORTEST_LIST]
    if commas:
        return title[: commas[-1]]
    return title[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def nature_of(passage: Passage, *, dated: bool) -> Nature:
    """`specific` with a date or a product; `regular` for work that goes on (`tiếp tục`, `tăng cường`)."""
    if dated:
        return Nature.SPECIFIC
    lists = wording()
    ongoing = lists["nature.regular"].find(passage, 0, min(len(passage.text), 60))
    product = lists["nature.products"].find(passage, 0, min(len(passage.text), 160))
    return Nature.REGULAR if ongoing and not product else Nature.SPECIFIC
