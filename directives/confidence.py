"""How far each field of a candidate may be trusted, and why a person should look, in the words that people see.

A field's word comes from how often fields with the same signs were right (`reliability.py`), and is held down where a person has to
decide whatever the counts say: nobody is named, a name is vague or unknown, the text was recognised from a picture.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from directives.drafts import Draft
from directives.model import Confidence
from directives.reliability import Reliability, reliability
from directives.setting import Named
from directives.signs import signs_of

_ORDER = (Confidence.MUST_LOOK, Confidence.LOOK, Confidence.SURE)
# where the leader was found → the sentence for the reviewer
_LEAD_DOUBTS = {
    "chủ trì": "Cơ quan chủ trì được nêu giữa câu.",
    "chỉ đạo chủ trì": "Hai cơ quan cùng được nêu: một chỉ đạo, một chủ trì.",
    "câu mở đầu": "Cơ quan chủ trì lấy từ câu mở đầu của danh mục.",
    "kính gửi": "Cơ quan chủ trì lấy từ mục Kính gửi.",
    "cơ quan ban hành": "Không nêu cơ quan: lấy cơ quan ban hành văn bản.",
}
# what is said of a field that is not sure where nothing nearer is known
_USUAL_DOUBTS = {
    "text": "Xem câu này có phải là một nhiệm vụ trọn vẹn không.",
    "lead": "Xem lại cơ quan chủ trì.",
    "coordinate": "Xem lại cơ quan phối hợp.",
    "report_to": "Xem lại nơi nhận báo cáo.",
    "deadlines": "Xem lại thời hạn.",
}
# and of one that says nothing
_EMPTY_DOUBTS = {
    "coordinate": "Có nêu phối hợp nhưng không nhận ra cơ quan nào.",
    "report_to": "Có nêu báo cáo, gửi hoặc trình nhưng không nhận ra nơi nhận.",
    "deadlines": "Có nói thời gian nhưng không coi là thời hạn.",
}
_OTHER_FIRST = "Câu bắt đầu bằng tên một cơ quan khác: xem lại ai chủ trì."
_NO_LEAD = "Không nêu cơ quan chủ trì."
_SCANNED = "Văn bản được nhận dạng từ ảnh: đối chiếu với bản gốc."


# `xong trước …`, `chậm nhất …`, `hạn chót …`: words before a bound
_SOUNDS_DUE = re.compile(r"\b(?:xong|hoàn thành|kết thúc|bàn giao) trước\b|\b(?:chậm|muộn) nhất\b(?! là về)|\bhạn (?:chót|cuối)\b")


class Judged(NamedTuple):
    """What is said of a candidate's trustworthiness."""

    confidence: Confidence  # the lowest of its fields
    trust: dict[str, Confidence]  # field → how far it may be trusted
    doubts: tuple[str, ...]  # each said once


def judged(draft: Draft, *, ocr: bool, counts: Reliability | None = None) -> Judged:
    """The trust in each field and all doubts.

    Takes whether the text was recognised from pictures (then nothing is sure), and the counts to judge by (those of the data file).
    """
    counts = counts or reliability()
    trust: dict[str, Confidence] = {}
    doubts = list(draft.doubts)
    told = _told(draft)
    for field, signs in signs_of(draft, ocr=ocr).items():
        counted = counts.trust(field, signs)
        trust[field] = _lowest(counted, _most(draft, field, told), Confidence.LOOK if ocr else Confidence.SURE)
        said = told.get(field, [])
        if counted is not Confidence.SURE and not said and not ocr and not (field == "coordinate" and draft.doubts):
            said = [_usual_doubt(draft, field)]
        doubts.extend(said)
    doubts.extend([draft.elsewhere] if draft.elsewhere else [])
    if ocr:
        doubts.append(_SCANNED)
    return Judged(_lowest(*trust.values()), trust, tuple(dict.fromkeys(doubts)))


def _usual_doubt(draft: Draft, field: str) -> str:
    empty = field in _EMPTY_DOUBTS and not getattr(draft, field)
    return _EMPTY_DOUBTS[field] if empty else _USUAL_DOUBTS[field]


def _lowest(*levels: Confidence) -> Confidence:
    return next(level for level in _ORDER if level in levels)


def _most(draft: Draft, field: str, told: Mapping[str, list[str]]) -> Confidence:
    """How far a field may be trusted at most, whatever was counted."""
    if field == "lead" and draft.elsewhere:
        return Confidence.MUST_LOOK
    if field == "lead" and (not draft.lead or any(n.vague for n in draft.lead)):
        return Confidence.MUST_LOOK
    doubted = told.get(field) or (field == "coordinate" and draft.doubts)
    return Confidence.LOOK if doubted else Confidence.SURE


def _told(draft: Draft) -> dict[str, list[str]]:
    """Field → what its own rules doubt."""
    vague = [f"Cơ quan nêu chung chung: “{n.name}”." for n in draft.lead if n.vague]
    places = [_LEAD_DOUBTS[n.rule] for n in draft.lead if n.rule in _LEAD_DOUBTS and not n.vague]
    return {
        "lead": ([] if draft.lead else [_NO_LEAD])
        + vague
        + places
        + _doubts(draft.lead)
        + ([_OTHER_FIRST] if draft.other_name_first and draft.lead else []),
        "coordinate": _doubts(draft.coordinate),
        "report_to": _doubts(draft.report_to),
        "deadlines": [d.found.doubt for d in draft.deadlines if d.found.doubt] + _unread_time(draft),
    }


def _unread_time(draft: Draft) -> list[str]:
    """What sounds like a bound of the work (`xong trước kỳ nghỉ`) where no time was read."""
    said = None if draft.deadlines else _SOUNDS_DUE.search(draft.text.folded)
    return [f"Có thể còn thời hạn chưa đọc được: “{draft.text.text[said.start() : said.end() + 30].strip()}…”."] if said else []


def _doubts(names: tuple[Named, ...]) -> list[str]:
    return [n.doubt for n in names if n.doubt]
