"""Context: a sentence or an item that only introduces others, and hands them its agencies, receivers and deadlines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from directives.drafts import Scope, spoken_for
from directives.labels import is_label
from directives.marks import Item, Level
from directives.passages import Passage
from directives.receivers import find_receivers
from directives.roles import Subject, find_coordinators, find_subject, last_given, told_behind_commas
from directives.setting import Due, Setting, named_by

# `…, bao gồm:`, `ưu tiên tại các khu vực:`: what follows are the parts of one work
_DETAILS = re.compile(
    r"\b(?:bao gồm|gồm|gồm có|gồm các nội dung|tại các khu vực|theo các tiêu chí|cho các đối tượng)(?: sau| như sau)?\s*:\s*$"
)
# `… có ý kiến chỉ đạo như sau:`, `… kết luận, chỉ đạo:`, `ban hành Kế hoạch … như sau:`
_SPEAKS = re.compile(
    r"\b(?:có ý kiến|kết luận|thông báo|ban hành|chỉ thị|quyết định|xây dựng kế hoạch|báo cáo)\b"
    r"[^.;]{0,400}\b(?:như sau|sau đây|sau)\s*:\s*$"
    r"|\b(?:kết luận|có ý kiến|có ý kiến chỉ đạo|chỉ thị|thông báo)(?:,? (?:chỉ đạo|kết luận|yêu cầu|giao nhiệm vụ)){0,6}\s*:\s*$"
)
# `… yêu cầu:`, `… thực hiện các nhiệm vụ sau:`: what follows is asked, of whomever
_ASKS = re.compile(r"\b(?:yêu cầu|đề nghị|nhiệm vụ|nội dung|công việc|ý kiến|chỉ đạo|kết luận)\b[^.;]{0,60}:\s*$")
# `2. Các nhiệm vụ, giải pháp trình Quốc hội:`: who receives all that stands below
_FOR_WHOM = re.compile(
    r"(?:các |những |một số )?(?:nhiệm vụ|công việc|nội dung|giải pháp|chính sách|vấn đề|đề án|văn bản|báo cáo)[^.;:]{0,60}"
    r" (?:trình|báo cáo)\s"
)
# all of a title but its time: `2.1. Quý I năm 2017`, `a) Trong tháng 6:`, `* Đợt 1 (tháng 3/2024):`
_ONLY_TIME = re.compile(r"(?:thời gian|thời hạn|giai đoạn|đợt|lần|bước|kỳ|trong|vào|từ|năm|[\divx]|\W)*")
# a title that is a time is no longer
_LONGEST_TIME = 60
# `… có trách nhiệm:`
_DUTY_AT_END = re.compile(r"(?:có trách nhiệm|chịu trách nhiệm|có nhiệm vụ|thực hiện)[^:;.]{0,60}:\s*$")


def lists_details(passage: Passage) -> bool:
    """Whether what follows are the parts of one work (`…, bao gồm:`), no tasks of their own."""
    return _DETAILS.search(passage.folded) is not None


def only_opens(passage: Passage) -> bool:
    """Whether a sentence says nothing but that a list of work follows (`Sở A chủ trì thực hiện các nhiệm vụ sau:`)."""
    return _ASKS.search(passage.folded) is not None or _DUTY_AT_END.search(passage.folded) is not None


def opens_siblings(item: Item, following: Sequence[Item]) -> bool:
    """Whether an item with a colon at its end opens a list of siblings: an unmarked line, or a dash before other dashes."""
    if item.children or item.table or not item.passage.text.endswith(":") or lists_details(item.passage):
        return False
    if item.level is Level.INTRO:
        return True
    after = following[0] if following else None
    return after is not None and after.level is item.level and not is_label(after) and not after.passage.text.endswith(":")


def context_scope(setting: Setting, passage: Passage, scope: Scope, *, preamble: bool = False) -> Scope:
    """The scope below a context (`Sở A chủ trì, phối hợp với B thực hiện:`); the same scope when it names nobody.

    In the preamble only known bodies count: `Sau khi nghe các đơn vị báo cáo, … kết luận như sau:` gives nobody work, nor does
    `Ủy ban nhân dân tỉnh ban hành kế hoạch như sau:`, which names the issuer.
    """
    if not scope.section and _ASKS.search(passage.folded):
        scope = replace(scope, section="asked")
    subject = _who(setting, passage)
    if subject is None and _FOR_WHOM.match(passage.folded):
        return replace(scope, report_to=find_receivers(setting, passage) or scope.report_to)
    if subject is not None and names_issuer(setting, subject) and passage.text.endswith(":"):
        # `Chính phủ trình Quốc hội xem xét các nội dung sau:`
        return replace(scope, report_to=find_receivers(setting, passage) or scope.report_to)
    if subject is None or names_issuer(setting, subject) or (passage.text.isupper() and not any(n.known for n in subject.names)):
        return scope
    if preamble and not _opens_for(setting, passage, subject):
        return scope
    names = named_by(spoken_for(subject.names), "câu mở đầu")
    deadlines = setting.deadlines(passage.part(subject.start)) if passage.text.endswith(":") else ()
    return replace(
        scope.below(names),
        coordinate=find_coordinators(setting, passage, names),
        report_to=find_receivers(setting, passage),
        deadlines=deadlines or scope.deadlines,
    )


def timed_scope(setting: Setting, passage: Passage, scope: Scope) -> Scope:
    """The scope below a title that is a time (`Quý I năm 2017`) or sets a bound (`… (xong trước ngày 30/6)`); the same for any other."""
    words = passage.part(0, len(passage.text.rstrip(" .:;…")))
    due = setting.deadlines(words, "cell") if len(words.text) <= _LONGEST_TIME else ()
    if not due or not _ONLY_TIME.fullmatch(_without(words.folded, due)):
        due = setting.deadlines(passage, "title")
    return replace(scope, deadlines=due) if due else scope


def _without(words: str, due: Sequence[Due]) -> str:
    """What is left of words behind the times that they say."""
    for found in reversed(due):
        words = words[: found.found.span.start] + words[found.found.span.end :]
    return words


def opening_time(setting: Setting, passage: Passage) -> tuple[Due, ...]:
    """The time with which the sentence that opens a list begins: `…. Trong tháng 02/2026, Ban Giám đốc Sở yêu cầu các phòng:`.

    Behind a comma it counts too; inside `Để hoàn thành … trong năm 2026,` it is what for.
    """
    if not passage.text.endswith(":"):
        return ()
    last = passage.part(*list(passage.sentences())[-1])
    due = setting.deadlines(last)
    return tuple(d for d in due if not (before := last.text[: d.found.span.start].rstrip()) or before.endswith((",", ";")))


def names_issuer(setting: Setting, subject: Subject) -> bool:
    """Whether the subject is the issuer alone."""
    return len(subject.names) == 1 and setting.is_issuer(subject.names[0].name)


def _opens_for(setting: Setting, passage: Passage, subject: Subject) -> bool:
    """Whether the opening of a whole directive gives its list to the subject; in a letter the addressees have it, all or those named."""
    if setting.addressees:
        return {n.name for n in subject.names} <= {n.name for n in setting.addressees}
    return any(n.known or n.rule == "giao" for n in subject.names) and not _speaks(passage, subject)


def _speaks(passage: Passage, subject: Subject) -> bool:
    """Whether the subject only says what follows (`Chủ tịch UBND tỉnh có ý kiến như sau:`)."""
    return subject.names[0].rule != "giao" and _SPEAKS.search(passage.folded, subject.end) is not None


def _who(setting: Setting, passage: Passage) -> Subject | None:
    for start, end in reversed(list(passage.sentences())):
        subject = find_subject(setting, passage, start, end)
        if subject:
            return subject
    found = _responsible(setting, passage)
    return found or ((last_given(setting, passage) or told_behind_commas(setting, passage)) if passage.text.endswith(":") else None)


def _responsible(setting: Setting, passage: Passage) -> Subject | None:
    """`Thủ trưởng các đơn vị trong phạm vi quản lý của mình có trách nhiệm:` with words between the agency and its duty."""
    if not _DUTY_AT_END.search(passage.folded):
        return None
    names, stop = setting.enumeration(passage, 0, "câu mở đầu")
    return Subject(names, 0, stop) if names else None
