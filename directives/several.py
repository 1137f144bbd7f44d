"""Several documents in one file: a decision with its plan attached is one directive, two letters are two, and a person is asked.

A further document shows by a national title (quốc hiệu, NĐ 30/2020 Phụ lục I mục II.1) with a number of its own near it. What is
attached (`Kèm theo Quyết định số …`) and forms to fill in (their number is blank) belong to the directive before them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from directives.drafts import Draft
from directives.model import SourceText
from directives.vietnamese import bare_same_length

# `CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM`, `ĐẢNG CỘNG SẢN VIỆT NAM`, accents lost in a scan
_TITLE = re.compile(r"cong hoa xa hoi chu nghia viet nam|dang cong san viet nam")
# `Số: 15/UBND-VX`, `Số 12-CV/TU`: a number that was filled in
_NUMBER = re.compile(r"\bso\s*:?\s*(?P<number>\d{1,5} ?[/-] ?[a-z][a-z0-9&/\-]{1,30})")
# `(Kèm theo Quyết định số …)`, `Mẫu số 01`: it belongs to the directive before it
_ATTACHED = re.compile(r"kem theo|ban hanh theo|\bmau so\b|\bbieu mau\b")
# how far before and behind the national title the number and the note stand, in characters
_BEFORE, _BEHIND = 160, 700
_DOUBT = "Việc này nằm trong một văn bản khác của cùng tệp: xem lại số, ngày và cơ quan ban hành."


def further_documents(source: SourceText) -> list[int]:
    """Where further documents begin in the text, in order; none where the file holds one directive with what is attached to it."""
    text = bare_same_length(source.text.lower())
    places = [m.start() for m in _TITLE.finditer(text)]
    seen = {found[0] for place in places[:1] if (found := _number_near(text, place))}
    further = []
    for place in places[1:]:
        number, at = _number_near(text, place) or ("", place)
        attached = _ATTACHED.search(text, max(0, place - _BEFORE), place + _BEHIND)
        if seen and number and number not in seen and not attached:
            seen.add(number)
            further.append(min(place, at))
    return further


def _number_near(text: str, place: int) -> tuple[str, int] | None:
    """The number of the letterhead around a national title, the nearest one, and its place."""
    found = list(_NUMBER.finditer(text, max(0, place - _BEFORE), place + _BEHIND))
    nearest = min(found, key=lambda m: abs(m.start() - place), default=None)
    return (nearest["number"].replace(" ", ""), nearest.start()) if nearest else None


def asked_about(source: SourceText, places: Sequence[int]) -> SourceText:
    """The text with a warning that asks a person when it holds further documents."""
    if not places:
        return source
    warning = f"Tệp có vẻ chứa {len(places) + 1} văn bản: tách thành từng tệp rồi nhận lại, hoặc xem kỹ các việc sau văn bản thứ nhất."
    return source.model_copy(update={"warnings": (*source.warnings, warning)})


def doubt_others(drafts: Sequence[Draft], places: Sequence[int]) -> None:
    """Doubt each unit that stands in a further document."""
    for draft in drafts:
        if places and draft.text.span().start >= places[0]:
            draft.elsewhere = _DOUBT
