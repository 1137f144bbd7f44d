"""Short names that a directive gives to bodies for its own use: `Tổng cục Thủy lợi (TCTL)`, `(sau đây gọi tắt là Ban Chỉ đạo)`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .agencies import AgencyRegistry, Context

# `(TCTL)`, `(sau đây gọi tắt là Tổ công tác)`, `(viết tắt là BST)` behind a name
_DEFINITION = re.compile(
    r"\(\s*(?:(?:sau đây\s+)?(?:được\s+)?(?:gọi|viết)\s+(?:tắt|chung)\s+là:?\s+[“\"]?(?P<short>[^()\n”\"]{2,60}?)[”\"]?"
    r"|(?P<code>[A-ZĐ][A-ZĐ&\-]{1,9}))\s*\)"
)
# how far before the bracket the name may begin
_REACH = 200


def defined_names(text: str, agencies: AgencyRegistry, context: Context) -> Mapping[str, str]:
    """Short name → full name for every body that the text itself abbreviates.

    A code that the table of agencies knows for another body keeps the meaning that the text gives it.
    """
    found: dict[str, str] = {}
    for match in _DEFINITION.finditer(text):
        short = (match["short"] or match["code"]).strip()
        start = max(text.rfind("\n", 0, match.start()) + 1, match.start() - _REACH)
        before = agencies.mentions(text, start, match.start(), context)
        if before and len(before[-1].names) == 1 and not text[before[-1].span.end : match.start()].strip():
            found.setdefault(short, before[-1].names[0])
        elif spelt := _spelt_out(text[start : match.start()], match["code"]):
            found.setdefault(short, spelt)
    return found


def _spelt_out(before: str, code: str | None) -> str | None:
    """The last words whose initials are the code: `Ban soạn thảo (BST)`."""
    letters = [c for c in (code or "") if c.isalpha()]
    words = before.split()[-len(letters) :] if letters else []
    if words and len(words) == len(letters) and words[0][0].isupper() and [w[0].upper() for w in words] == letters:
        return " ".join(words)
    return None
