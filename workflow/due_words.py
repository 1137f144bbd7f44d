"""The words of a date that names no day: `trong quý III/2026` beside 30/9/2026, so that nobody takes the day for the directive's."""

from __future__ import annotations

import re

from directives.vietnamese import bare

#: kinds whose dates may come from a month, a quarter or a year
PERIODS = frozenset({"date", "vague"})
#: characters that are kept
LONGEST = 80
#: a day that is named: `ngày 15/6`, `trước 30/9`, `20-12-2023`, `20 tháng 3 năm 2023`; also as scans garble it: `ngày l5/6`, `ngày 3O/9`
NAMES_A_DAY = re.compile(r"\bngay \w?\d|(?<!\d)\d{1,2} ?/ ?\d{1,2}(?!\d)|(?<!\d)\d{1,2}[.-]\d{1,2}[.-]\d{2,4}|(?<!\d)\d{1,2} thang \w?\d")


def due_words(phrase: str, kind: str) -> str:
    """The phrase, where its date is that of the end of a period; empty where it names the day itself, or is no date of its own."""
    if kind not in PERIODS or not phrase.strip() or NAMES_A_DAY.search(bare(phrase)):
        return ""
    words = " ".join(phrase.split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
