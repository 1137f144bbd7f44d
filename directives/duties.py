"""Sentences that no candidate used: which of them speak like work that somebody must do, so that a person looks at these first.

No rule of the parser took them for a unit; these are only its signs, two of which are enough to look twice.
"""

from __future__ import annotations

import re

from directives.deadlines import find_deadlines
from directives.model import Span
from directives.passages import Passage
from directives.wording import wording

# `Sở Y tế`, `các sở, ban, ngành`, `UBND các xã`, `Công an tỉnh`, `các cơ quan, đơn vị`, accents lost in a scan
_BODIES = re.compile(
    r"\b(?:so [a-z]|cac so|ubnd|uy ban nhan dan|van phong|cong an|bo chi huy|thanh tra|co quan|don vi|dia phuong|ban quan ly|trung tam"
    r"|phong|chi cuc|cuc|hoi|lien minh|doan thanh nien|mat tran|to cong tac|ban chi dao|doanh nghiep|truong)\b"
)
# `phải`, `có trách nhiệm`, `chủ trì`, `báo cáo`: somebody is obliged
_OBLIGED = re.compile(
    r"\b(?:phải|cần|có trách nhiệm|chịu trách nhiệm|chủ trì|phối hợp|giao|yêu cầu|đề nghị|báo cáo|hoàn thành|trình|gửi về)\b"
)
# `Căn cứ …`, `Thực hiện Kế hoạch số …`, `Trên đây là …`, `Mục tiêu: …`: the ground, the end, the aim
_GROUND = re.compile(
    r"\W*(?:can cu|thuc hien (?:\w+ ){1,4}so \d|tren day|xet de nghi|theo de nghi|nham |de (?:\w+ ){0,3}muc tieu|muc tieu"
    r"|trong thoi gian qua)"
)
# `đã đạt`, `đã được`, `vừa qua`: what has been done
_DONE = re.compile(r"\b(?:đã|vừa qua|thời gian qua|năm qua)\b")
#: of a longer sentence, so much tells what it is
_READ = 1_500


def looks_like_duty(text: str, span: Span) -> bool:
    """Whether a sentence of a normalised text gives work, as far as two signs of it tell."""
    passage = Passage.of(text, [Span(span.start, min(span.end, span.start + _READ))])
    if _GROUND.match(passage.bare) or _DONE.search(passage.folded):
        return False
    return sum(_signs(passage)) >= 2


def _signs(passage: Passage) -> tuple[bool, bool, bool, bool]:
    words = wording()
    first = re.match(r"[\W\d]*", passage.text)
    begins = first.end() if first else 0
    return (
        any(words[name].end_at(passage, begins) is not None for name in ("task_verbs", "assign_openers")),
        bool(_BODIES.search(passage.bare)),
        bool(_OBLIGED.search(passage.folded)),
        bool(find_deadlines(passage.text, 0, len(passage.text), issued_on=None)),
    )
