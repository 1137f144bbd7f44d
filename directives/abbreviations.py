"""Short names that a directive gives to bodies for its own use: `Tổng cục Thủy lợi (TCTL)`, `(sau đây gọi tắt là Ban Chỉ đạo)`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from directives.agencies import AgencyRegistry, Context

# `(TCTL)`, `(sau đây gọi tắt là Tổ công tác)`, `(viết tắt là BST)` behind a name
_DEFINITION = re.compile(
    r"\(\s*(?:(?:sau đây\s+)?(?:được\s+)?(?:gọi|viết)\s+(?:tắt|chung)\s+là:?\s+[“\"]?(?P<short>[^()\n”\"]{2,60}?)[”\"]?"
    r"|(?P<code>[A-ZĐ][A-ZĐ&\-]{1,9}))\s*\)"
)
# `phòng BCVT&CNTT`: a unit by its code
_UNIT_CODE = re.compile(
    r"(?<!\w)(?P<head>[Pp]hòng|[Bb]an|[Tt]rung tâm|[Cc]hi cục|[Tt]ổ|[Cc]ục|[Vv]ụ)\s+(?P<code>[A-ZĐ][A-ZĐ&\-]{2,14})(?!\w)"
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
    return found | _units_by_initials(text)


def _units_by_initials(text: str) -> dict[str, str]:
    """`phòng BCVT&CNTT` where the text also names a `Phòng Bưu chính - Viễn thông - Công nghệ thông tin`."""
    found: dict[str, str] = {}
    for match in {m[0]: m for m in _UNIT_CODE.finditer(text)}.values():
        letters = [c for c in match["code"] if c.isalpha()]
        for full in re.finditer(rf"(?m)(?<!\w){match['head']}\s+(?P<name>[A-ZĐ][^\n.;:(]{{5,120}})", text, re.IGNORECASE):
            spelt = _first_words(full["name"], letters)
            if spelt:
                found.setdefault(match[0], f"{match['head'].capitalize()} {spelt.capitalize() if spelt.isupper() else spelt}")
                break
    return found


def _first_words(text: str, letters: list[str]) -> str | None:
    """The words at the start of a text whose initials are the letters, dashes and `và` between them left out of the count."""
    left = list(letters)
    end = 0
    for word in re.finditer(r"[^\W\d_]+", text):
        if word[0] in ("và", "của"):
            continue
        if not left or word[0][0].upper() != left[0]:
            break
        left.pop(0)
        end = word.end()
    return text[:end] if not left else None


def _spelt_out(before: str, code: str | None) -> str | None:
    """The last words whose initials are the code: `Ban soạn thảo (BST)`."""
    letters = [c for c in (code or "") if c.isalpha()]
    words = before.split()[-len(letters) :] if letters else []
    if words and len(words) == len(letters) and words[0][0].isupper() and [w[0].upper() for w in words] == letters:
        return " ".join(words)
    return None
