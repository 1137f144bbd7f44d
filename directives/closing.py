"""Paragraphs that stand below no number: the closing of a directive, or the body of a short letter. Which of their sentences are units."""

from __future__ import annotations

import re

from directives.contexts import names_issuer
from directives.passages import Passage
from directives.roles import Subject, find_subject
from directives.setting import Named, Setting
from directives.units import is_past, is_responsibility, starts_with_verb
from directives.wording import wording

# the formula that closes a directive
_CLOSES = re.compile(r"trên đây là (?:kế hoạch|chương trình|nội dung|một số|báo cáo|ý kiến|kết luận|hướng dẫn)\b")
# `theo dõi, đôn đốc việc thực hiện Công điện này`
_FOLLOWS_UP = re.compile(r"\b(?:theo dõi|đôn đốc|kiểm tra|giám sát|tổng hợp)\b")
# `Các sở, ban, ngành`, `UBND các xã`: everybody, who is given a report by a date or nothing
_EVERYBODY = re.compile(r"(?!các đồng chí)(?:các|ubnd các|ủy ban nhân dân các|hội đồng nhân dân các)\b", re.IGNORECASE)


def duty_passages(setting: Setting, paragraph: Passage, *, closing: bool) -> list[Passage]:
    """The units of a paragraph: of a closing formula the instructing sentences alone, otherwise the whole paragraph or nothing.

    In the closing of a directive a sentence is a unit when it gives a named body a duty, or everybody a report by a date.
    """
    sentences = [paragraph.part(a, b) for a, b in paragraph.sentences()]
    told = [s for s in sentences if _gives_duty(setting, s, closing=closing)]
    if not told or len(told) == len(sentences):
        return [paragraph] if told else []
    formula = closing and any(wording()[name].find(paragraph) for name in ("closing.formula", "closing.contingency"))
    return told if formula else [paragraph]


def closes(paragraph: Passage) -> bool:
    """Whether a paragraph begins as those do that close a directive (`Trên đây là …`, `Trong quá trình thực hiện …`)."""
    return wording()["closing.openers"].end_at(paragraph, 0) is not None


def without_closing(passage: Passage) -> Passage:
    """A unit without the closing formula that a reader joined to it: `… theo quy định. Trên đây là Kế hoạch …`."""
    later = [start for start, _ in passage.sentences() if start > 0 and _CLOSES.match(passage.folded, start)]
    return passage.part(0, later[0]) if later else passage


def _gives_duty(setting: Setting, sentence: Passage, *, closing: bool) -> bool:
    if is_responsibility(sentence) or is_past(sentence) or wording()["closing.formula"].find(sentence, 0, 40):
        return False
    dated = bool(setting.deadlines(sentence))
    subject = find_subject(setting, sentence)
    if wording()["closing.contingency"].find(sentence) and not dated and not _follows_up(sentence, subject):
        return False  # `nếu có vướng mắc, đề nghị các đơn vị báo cáo …`
    if subject is None:
        return starts_with_verb(sentence)
    if subject.names[0].rule == "chủ ngữ" and names_issuer(setting, subject):
        return False  # `Bộ A gửi kèm đề cương để …`
    return dated or not closing or not all(_is_everybody(n) for n in subject.names)


def _follows_up(sentence: Passage, subject: Subject | None) -> bool:
    """`Giao Văn phòng UBND tỉnh theo dõi, đôn đốc …, báo cáo những vấn đề phát sinh.`: one body's duty, trouble or not."""
    return subject is not None and not all(_is_everybody(n) for n in subject.names) and _FOLLOWS_UP.search(sentence.folded) is not None


def _is_everybody(named: Named) -> bool:
    return named.vague or _EVERYBODY.match(named.name) is not None
