"""Times that wait for an event that may not come: `sau khi Luật … có hiệu lực`, `ngay sau khi Quốc hội cho phép …`, `khi có yêu cầu`."""

from __future__ import annotations

import re

from directives.deadline_events import TO_STOP
from directives.deadline_readings import CELL, Anchor, Reading, left_of, rule, says
from directives.model import DeadlineKind
from directives.time_words import _


def conditional(m: re.Match[str], at: Anchor) -> list[Reading]:
    return [Reading(DeadlineKind.CONDITIONAL)]


def awaited(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`sau khi Trung ương ban hành hướng dẫn`: a named body or law must do something first."""
    subject = at.words[m.start("subject") : m.end("subject")].strip()
    named = subject[:1].isupper() or says(r"^(?:co (?:chu truong|huong dan|van ban)|trung uong|cap)", m["subject"])
    return [Reading(DeadlineKind.CONDITIONAL)] if named or at.place != "unit" else None


def awaited_result(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`triển khai ngay sau khi Quốc hội cho phép …`, `ký hợp đồng sau khi có kết quả`: behind the work, not before it.

    `Sau khi hoàn thành, đề nghị …` only tells the order of steps; `quy hoạch … sau khi được phê duyệt` which plan is meant.
    """
    if at.place != "unit":
        return [Reading(DeadlineKind.CONDITIONAL)]
    before = left_of(m, at, 240)
    if not says(r"\w", before) or says(r"(?:\b(?:truoc|trong)(?: va|,)?|[,(]) ?$", before):
        return None
    subject = at.words[m.start("subject") : m.end("subject")]
    told = re.sub(r"^(?:được|đã được|có|đã)\s+", "", subject.strip())
    by_somebody = told[:1].isupper() or says(r"\bco quan|\bcap\b|\bhoi dong|\btrung uong", m["subject"])
    of_something = says(
        r"^\s*(?:du|du an|toan bo|\d|von|kinh phi|ket qua|y kien|quyet dinh|van ban|huong dan|chu truong|so lieu|ho so|de xuat"
        r"|bao cao|thong bao|yeu cau|don)",
        m["object"],
    )
    return [Reading(DeadlineKind.CONDITIONAL)] if by_somebody or of_something else None


# --- the rules

CONDITION_RULES = (
    # sau khi Luật … có hiệu lực; khi Chính phủ ban hành Nghị định thay thế; sau khi có chủ trương của cấp có thẩm quyền
    rule(
        "chờ văn bản",
        rf"(?<!\w)(?:(?:ngay{_})?sau{_})?khi{_}(?P<subject>co chu truong|[^.,;:\n)]{{2,60}}?{_}(?:co hieu luc"
        rf"|ban hanh|co (?:van ban )?huong dan|thong qua))(?!\w)"
        rf"(?:{_}(?:thi hanh|huong dan|nghi dinh|thong tu|thay the|cua cap co tham quyen)(?!\w)){{0,3}}",
        awaited,
        needs="khi",
    ),
    # triển khai ngay sau khi Quốc hội cho phép …; sau khi được Chính phủ phê duyệt; ký hợp đồng sau khi có kết quả lựa chọn nhà thầu
    rule(
        "chờ kết quả",
        rf"(?<!\w)(?:(?:ngay{_})?sau{_}khi|ngay{_}(?:sau{_})?khi){_}(?P<subject>[^.,;:\n)]{{0,90}}?)(?<!\w)(?:co hieu luc|ban hanh|sua doi"
        rf"|thay the|thong qua|cho phep|phe duyet|phan bo|chap thuan|cho y kien|dong y|cong bo|cong nhan|giao|bo tri|nhan duoc"
        rf"|co(?= (?:ket qua|y kien|quyet dinh|van ban|huong dan|chu truong|so lieu)))(?!\w)(?P<object>{TO_STOP})",
        awaited_result,
        needs="khi & ngay|sau",
        core=rf"(?:sau|ngay){_}khi",
    ),
    # Theo yêu cầu, Khi có yêu cầu, Đột xuất, Sau khi đề án được phê duyệt (cells)
    rule("theo sự việc", rf"^\W{{0,3}}(?:theo yeu cau|khi co|dot xuat|(?:ngay )?(?:sau )?khi ){TO_STOP}", conditional, CELL),
)
