"""How far a candidate may be trusted, and why a person should look, in the words that people see."""

from __future__ import annotations

from directives.drafts import Draft
from directives.model import Confidence
from directives.setting import Named

# where the leader was found → how sure that is, with the sentence for the reviewer
_LEAD_RULES: dict[str, tuple[Confidence, str | None]] = {
    "chủ ngữ": (Confidence.SURE, None),  # `Sở A chủ trì …`
    "giao": (Confidence.SURE, None),  # `Giao Sở A …`
    "tiêu đề": (Confidence.SURE, None),  # the heading above
    "cột": (Confidence.SURE, None),  # the column of a table
    "nhãn": (Confidence.SURE, None),  # `Cơ quan chủ trì: …`
    "chủ trì": (Confidence.LOOK, "Cơ quan chủ trì được nêu giữa câu."),
    "chỉ đạo chủ trì": (Confidence.LOOK, "Hai cơ quan cùng được nêu: một chỉ đạo, một chủ trì."),
    "câu mở đầu": (Confidence.LOOK, "Cơ quan chủ trì lấy từ câu mở đầu của danh mục."),
    "kính gửi": (Confidence.LOOK, "Cơ quan chủ trì lấy từ mục Kính gửi."),
    "cơ quan ban hành": (Confidence.LOOK, "Không nêu cơ quan: lấy cơ quan ban hành văn bản."),
}
_NO_LEAD = "Không nêu cơ quan chủ trì."
_SCANNED = "Văn bản được nhận dạng từ ảnh: đối chiếu với bản gốc."


def judged(draft: Draft, *, ocr: bool) -> tuple[Confidence, tuple[str, ...]]:
    """The lowest confidence of the fields and all doubts, each said once.

    Takes whether the text was recognised from pictures: then nothing is sure.
    """
    levels = [Confidence.LOOK] if ocr else [Confidence.SURE]
    doubts = list(draft.doubts)
    if draft.doubts:
        levels.append(Confidence.LOOK)
    if not draft.lead:
        levels.append(Confidence.MUST_LOOK)
        doubts.append(_NO_LEAD)
    for named in draft.lead:
        level, doubt = _lead_level(named)
        levels.append(level)
        doubts.extend([doubt] if doubt else [])
    for said in [
        *_doubts(draft.lead),
        *_doubts(draft.coordinate),
        *_doubts(draft.report_to),
        *(d.found.doubt for d in draft.deadlines if d.found.doubt),
    ]:
        levels.append(Confidence.LOOK)
        doubts.append(said)
    if ocr:
        doubts.append(_SCANNED)
    order = [Confidence.MUST_LOOK, Confidence.LOOK, Confidence.SURE]
    return min(levels, key=order.index), tuple(dict.fromkeys(doubts))


def _lead_level(named: Named) -> tuple[Confidence, str | None]:
    if named.vague:
        return Confidence.MUST_LOOK, f"Cơ quan nêu chung chung: “{named.name}”."
    return _LEAD_RULES.get(named.rule, (Confidence.LOOK, None))


def _doubts(names: tuple[Named, ...]) -> list[str]:
    return [n.doubt for n in names if n.doubt]
