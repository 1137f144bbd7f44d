"""The signs by which each field of a unit is judged: the rule that found it first, then what makes such a finding less sure.

They are the keys of `data/reliability.csv`: how often fields with the same signs were right is counted by `python -m tests.calibration`.
"""

from __future__ import annotations

import re

from directives.drafts import Draft
from directives.passages import Passage
from directives.setting import Due, Named

FIELDS = ("text", "lead", "coordinate", "report_to", "deadlines")
Signs = tuple[str, ...]

# `phối hợp`, `cùng với`: somebody helps, found or not
# (here and below each with what must not stand before it behind its first letter: a search then skips quickly to these letters)
_HELPS = re.compile(r"p(?<!\w.)hối hợp\b|c(?<!\w.)ùng với\b|v(?<!\w.)ới sự tham gia\b")
# `báo cáo`, `gửi`, `trình` as verbs: somebody receives, found or not; no `chương trình`, `các báo cáo`, `trình độ`
_RECEIVES = re.compile(
    r"b(?<!\w.)(?<!các .)(?<!chế độ .)(?<!theo .)(?<!nội dung .)(?<!xây dựng .)áo cáo\b(?! viên| chuyên đề)|g(?<!\w.)ửi\b(?! kèm)"
    r"|t(?<!\w.)(?<!chương .)(?<!quá .)(?<!lộ .)(?<!quy .)(?<!tiến .)(?<!giáo .)(?<!công .)(?<!hành .)(?<!tờ .)(?<!truyền .)rình\b"
    r"(?! độ| tự| diễn| duyệt)|c(?<!\w.)ung cấp\b(?=[^.;]{0,80}\bcho\b)"
)
# `trước khi`, `tháng 6`, `quý II`, `năm 2026`: a time, whether it is a deadline or not; not `trước mắt`, `trước pháp luật`, `tuần tra`
_TIME = re.compile(
    r"\b(?:trước (?:ngày|khi|tháng|năm|mùa|kỳ|thời điểm|tết|\d)|chậm nhất|sau khi|trong vòng|h[ằà]ng (?:năm|quý|tháng|tuần|ngày)|thời hạn"
    r"|\d giờ|nhiệm kỳ|giai đoạn|quý [ivx\d]|tháng \d|tuần(?! tra| hoàn)|năm 20\d\d)"
)
# the end of a sentence or an item
_ENDED = re.compile(r"[.;:!?…/][”\"')]*\s*$")
# less is seldom a whole unit
_SHORT, _LONG = 40, 600
# names that stand further from the start of the unit are told less plainly: leaders, others
_FAR_LEAD, _FAR_OTHER = 20, 160


def signs_of(draft: Draft, *, ocr: bool) -> dict[str, Signs]:
    """Field → its signs, the weightiest first; `ocr` when the text was recognised from pictures."""
    scanned = ("ảnh",) if ocr else ()
    return {
        "text": (*_text_signs(draft), *scanned),
        "lead": (*_lead_signs(draft), *scanned),
        "coordinate": (*_names_signs(draft, draft.coordinate, _HELPS), *scanned),
        "report_to": (*_names_signs(draft, draft.report_to, _RECEIVES), *scanned),
        "deadlines": (*_deadline_signs(draft), *scanned),
    }


def _text_signs(draft: Draft) -> Signs:
    words = draft.text.text
    length = "ngắn" if len(words) < _SHORT else "dài" if len(words) > _LONG else ""
    open_end = "" if draft.is_row or _ENDED.search(words) else "không dấu kết"
    return _said(draft.rule, open_end, length)


def _lead_signs(draft: Draft) -> Signs:
    if not draft.lead:
        return ("không nêu",)
    rules = sorted({n.rule for n in draft.lead})
    other = "có tên khác đầu câu" if draft.other_name_first else ""
    far = _within(draft.text, draft.lead[0]) and _offset(draft.text, draft.lead[0]) > _FAR_LEAD
    return _said("+".join(rules), other, "xa đầu câu" if far else "", *_name_flags(draft.lead))


def _names_signs(draft: Draft, names: tuple[Named, ...], cue: re.Pattern[str]) -> Signs:
    if not names:
        return _said("không nêu", "có từ chỉ vai" if cue.search(draft.text.folded) else "")
    inside = all(_within(draft.text, n) for n in names)
    column = {n.rule for n in names} <= {"cột", "nhãn"}
    place = "cột, nhãn" if column else "trong câu" if inside else "từ trên"
    far = place == "trong câu" and _offset(draft.text, names[0]) > _FAR_OTHER
    loosely = any(n.rule == "cùng với" for n in names)
    return _said(place, "cùng với" if loosely else "", "xa đầu câu" if far else "", *_name_flags(names))


def _deadline_signs(draft: Draft) -> Signs:
    if not draft.deadlines:
        return _said("không nêu", "có chữ thời gian" if _TIME.search(draft.text.folded) else "")
    inside = all(_within(draft.text, d) for d in draft.deadlines)
    kinds = sorted({d.found.deadline.kind.value for d in draft.deadlines})
    doubt = "ngờ" if any(d.found.doubt for d in draft.deadlines) else ""
    return _said("trong câu" if inside else "từ cột, nhãn, tiêu đề", "+".join(kinds), doubt, "nhiều" if len(draft.deadlines) > 1 else "")


def _name_flags(names: tuple[Named, ...]) -> Signs:
    unknown = "chưa biết tên" if not all(n.known for n in names) else ""
    doubt = "ngờ" if any(n.doubt for n in names) else ""
    return _said("chung chung" if any(n.vague for n in names) else "", unknown, doubt, "nhiều" if len(names) > 2 else "")


def _offset(words: Passage, found: Named) -> int:
    return found.span.start - words.span().start


def _within(words: Passage, found: Named | Due) -> bool:
    whole = words.span()
    return whole.start <= found.span.start and found.span.end <= whole.end


def _said(*signs: str) -> Signs:
    return tuple(s for s in signs if s)
