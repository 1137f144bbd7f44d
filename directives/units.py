"""What of a directive is a unit of work, and what is context, history, purpose, money or formula."""

from __future__ import annotations

import re
from typing import NamedTuple

from directives.marks import Item, Level
from directives.passages import Passage
from directives.roles import find_subject, named_first
from directives.setting import Setting
from directives.wording import wording

# sections in which work is given
_GIVING = frozenset({"work", "organisation", "asked"})
# sections whose items give nobody work
SILENT = frozenset({"past", "purpose", "principles", "funding", "other", "targets"})
# `đã ban hành`: told, not asked, right behind the subject or the verb
_PAST = re.compile(r"\b(?:đã|vừa)\s+(?!được\s+(?:giao|phân công|phê duyệt))")
# a cue of duty that makes even a sentence with `đã` an instruction
_DUTY = re.compile(r"(?<!\w)(?:cần|phải|yêu cầu|đề nghị|giao|có trách nhiệm|khẩn trương|không được)(?!\w)")
# so far behind a subject, or in words without one, the past is told: not `Ban A đẩy nhanh thủ tục … khối lượng đã nghiệm thu`
_RIGHT_BEHIND, _FIRST_WORDS = 40, 160
# `Hồ sơ phải …`, `không được …`: a duty whoever has it
_MUST = re.compile(r"(?<!\w)(?:phải|cần|không được|nghiêm cấm|bắt buộc|có trách nhiệm)(?!\w)")
# `Việc xử lý văn bản cần …`, `Trường hợp hồ sơ chưa rõ thì phải …`: a paragraph that says how work is done
_GIVES_RULE = re.compile(r"(?:việc|trường hợp|nếu|khi|hồ sơ|văn bản|mọi|tất cả)\b")
# `Hằng năm,`, `Định kỳ 6 tháng`: a time before the verb
_LEADING = re.compile(r"[^,;.:]{0,200}[,:]\s+")
# so few words without an end name a topic: `1. Tuyên truyền`
_TITLE_WORDS = 3
# the word before a verb (`cần tiếp tục`, `phải rà soát`)
_MODAL = re.compile(r"(?:cần|phải|nên|sẽ|tự|đồng thời|không ngừng|hết sức)\s+")
# a sentence stands at the end of an item
_SENTENCE = re.compile(r"[.;…][”\"')]*\s*$")
# what the issuer does by the article itself: `Ban hành kèm theo …`, `Phê duyệt …`, `Quyết định này có hiệu lực …`
_ENACTS = re.compile(
    r"(?:ban hành|phê duyệt|thành lập|bãi bỏ|sửa đổi|hủy bỏ|thay thế|kiện toàn|công bố|giao chỉ tiêu|điều chỉnh|cho phép"
    r"|(?:quyết định|nghị quyết|quy chế|chỉ thị)(?: này)? có hiệu lực|quyết định này|nghị quyết này|quy chế này)\b"
)
# `Chỉ thị này có hiệu lực kể từ ngày ký.`
_EFFECT = re.compile(
    r"(?:quyết định|nghị quyết|quy chế|quy định|chỉ thị|kế hoạch|công điện|công văn|hướng dẫn|chương trình|thông báo)(?: này)?"
    r" có hiệu lực\b"
)
# `a) Đối với lĩnh vực bưu chính: việc niêm yết giá cước; …`: what an inspection looks at
_LISTS_WORK = re.compile(r"(?:đối với|về) [^:.;]{3,80}: ?việc\b")
# `Đánh giá cao sự nỗ lực …`, `Hoan nghênh các bộ đã …`: praise at the head of conclusions
_PRAISE = re.compile(
    r"(?:đánh giá cao|hoan nghênh|ghi nhận (?:sự|và|những|kết quả)|biểu dương (?:sự|tinh thần|kết quả))\b(?![^.]*\bgiao\b)"
)
# `Đồng ý đề xuất của Sở A về …`: leave that the chair gives, no work unless the sentence goes on to give some
_AGREES = re.compile(
    r"(?:(?:đối với|về)\b[^:.;]{3,80}:\s*)?"
    r"(?:(?:chính phủ|thủ tướng chính phủ|hội nghị|cuộc họp"
    r"|(?:ủy ban nhân dân|ubnd|chủ tịch|phó chủ tịch|ban thường vụ)[^,.;:]{0,30}?)\s+)?"
    r"(?:cơ bản |về nguyên tắc,? )?(?:thống nhất (?:đánh giá|nhận định|chủ trương|với|về|nội dung|đề xuất)|(?:đồng ý|nhất trí)(?! giao))\b"
)
# `Phân công nhiệm vụ chi tiết tại Phụ lục kèm theo Kế hoạch này.`: where the tasks stand
_REFERS = re.compile(
    r"(?:việc )?(?:phân công|nội dung|nhiệm vụ|các nhiệm vụ|danh mục|chi tiết|tiến độ)\b[^.;]{0,100}"
    r"\b(?:tại|theo|ở) (?:các )?phụ lục[^.;]{0,60}[.;]?$"
)
# `Thị trường … được coi là công cụ …`, `Đất đai là nguồn lực …`, `Tuy nhiên, đây là vấn đề mới …`: what something is
_STATES = re.compile(
    r"(?P<judged>tuy nhiên,? (?:đây là|vẫn còn|còn|một số|việc)\b)"
    r"|[^.;:,]{3,80}? (?:được coi là|được xác định là"
    r"|là (?:tiền đề|điều kiện tiên quyết|nguồn lực|động lực|nền tảng|vấn đề|nhân tố|yếu tố|một trong những))\b"
)
# an order or a time in a sentence that begins as a judgement: `…, giao Sở A rà soát`, `…: Sở A khoan giếng trong tháng 6`
_ORDERS = re.compile(
    r"[,;:] (?:giao|yêu cầu|đề nghị|chủ trì|phối hợp|tổng hợp|ủy ban|ubnd|sở|bộ|các)\b"
    r"|(?:trước|trong|đến|chậm nhất|hằng|hàng) (?:ngày|tháng|quý|tuần|năm)\b"
)
# `Chủ đầu tư không tuân thủ … sẽ bị xử lý nghiêm theo quy định …`: what the law threatens
_SANCTION = re.compile(r"\b(?:sẽ|đều) bị (?:xử lý|xử phạt|xem xét|truy cứu)\b")
# `… chịu trách nhiệm thi hành Quyết định này./.`
_RESPONSIBILITY = re.compile(
    r"chịu trách nhiệm (?:tổ chức )?thi hành (?:quyết định|nghị quyết|chỉ thị|kế hoạch|chương trình|quy chế) này[\s./]*$"
)
# `Kinh phí thực hiện được bảo đảm từ ngân sách …`: a statement on money
_MONEY = re.compile(r"(?:quản lý và sử dụng |nguồn )?kinh phí\b[^.;]{0,160}?\b(?:được|do|từ|theo)\b")


class Verdict(NamedTuple):
    """Whether a piece of text is a unit of work, and the rule that said so, in Vietnamese."""

    is_task: bool
    rule: str


def starts_with_verb(passage: Passage) -> bool:
    """Whether the words begin with a verb of instruction, a modal or a leading clause before it allowed."""
    verbs = wording()["task_verbs"]
    start = 0
    modal = _MODAL.match(passage.folded)
    if modal:
        start = modal.end()
    if verbs.end_at(passage, start) is not None:
        return True
    if wording()["leading_clauses"].end_at(passage, 0) is None:
        return False
    limit = 0
    while (clause := _LEADING.match(passage.text, limit)) is not None:
        limit = clause.end()
        modal = _MODAL.match(passage.folded, limit)
        if verbs.end_at(passage, modal.end() if modal else limit) is not None:
            return True
    first = wording()["leading_clauses"].end_at(passage, 0) or 0
    return verbs.end_at(passage, first + 1) is not None


def is_responsibility(passage: Passage) -> bool:
    """Whether it is the line of responsibility (`… chịu trách nhiệm thi hành Quyết định này`), which is nobody's task."""
    return _RESPONSIBILITY.search(passage.folded) is not None


def is_agreement(passage: Passage) -> bool:
    """Whether the words are leave that is given (`Đồng ý đề xuất của Sở A …`) and give nobody work."""
    return _AGREES.match(passage.folded) is not None and _DUTY.search(passage.folded) is None


def is_past(passage: Passage, start: int = 0) -> bool:
    """Whether the first words tell what was done (`Sở A đã ban hành …`) and ask nothing; `start` is where the subject ends."""
    if starts_with_verb(passage):
        return False  # `Sử dụng các ứng dụng đã triển khai` asks
    first = next(passage.sentences(), (0, len(passage.text)))
    near = _RIGHT_BEHIND if start > first[0] else _FIRST_WORDS
    head = passage.folded[max(first[0], start) : min(first[1], max(first[0], start) + near)]
    return bool(_PAST.search(head)) and not _DUTY.search(passage.folded)


def is_instruction(setting: Setting, passage: Passage, *, headed: bool, section: str, level: Level) -> Verdict:
    """Whether a piece of text tells somebody to do something, and the rule that says so.

    Takes whether it stands below the heading of an agency, in which kind of section, and how it is marked.
    """
    silent = _says_nothing(passage, headed=headed, level=level)
    if silent:
        return Verdict(False, silent)
    if not headed and len(passage.text.split()) <= _TITLE_WORDS and not _SENTENCE.search(passage.text):
        return Verdict(False, "chỉ là tên đề mục")
    if starts_with_verb(passage):
        return Verdict(True, "động từ")
    subject = find_subject(setting, passage, *next(passage.sentences(), (0, len(passage.text))))
    if subject:
        return Verdict(False, "kể việc đã làm") if is_past(passage, subject.end) else Verdict(True, "chủ ngữ")
    if is_past(passage):
        return Verdict(False, "kể việc đã làm")
    if section in _GIVING and named_first(setting, passage):
        return Verdict(True, "tên cơ quan đầu câu")
    if headed:
        return Verdict(True, "dưới tiêu đề cơ quan")
    if (level is not Level.TEXT or _GIVES_RULE.match(passage.folded)) and _MUST.search(passage.folded, 0, 400):
        return Verdict(True, "từ bắt buộc")
    if section not in _GIVING or level is Level.TEXT:
        return Verdict(False, "không có động từ, không có chủ ngữ")
    enough = len(passage.text) > 60 or (section == "organisation" and wording()["task_verbs"].find(passage) is not None)
    whole = enough and bool(_SENTENCE.search(passage.text))
    return Verdict(whole, "câu trong phần giao việc" if whole else "không thành câu")


def _says_nothing(passage: Passage, *, headed: bool, level: Level) -> str:
    """Why a piece of text gives nobody work whatever its words are; `` when it may."""
    if len(passage.text) < 8 or passage.text.isupper():
        return "quá ngắn, hoặc là tiêu đề viết hoa"
    if _PRAISE.match(passage.folded):
        return "lời khen"
    if is_agreement(passage):
        return "ý kiến đồng ý"
    if _only_states(passage, headed=headed):
        return "lời nhận định"
    last = passage.part(list(passage.sentences())[-1][0]) if level is Level.TEXT else passage
    if _REFERS.match(last.folded):
        return "dẫn đến phụ lục"
    if _SANCTION.search(passage.folded) and not _DUTY.search(passage.folded) and not starts_with_verb(passage):
        return "chế tài"
    if is_responsibility(passage):
        return "câu chịu trách nhiệm thi hành"
    if (_EFFECT if level is not Level.ARTICLE else _ENACTS).match(passage.folded):
        return "nội dung của chính điều khoản"
    if _LISTS_WORK.match(passage.folded) and not _MUST.search(passage.folded):
        return "liệt kê nội dung"
    return "nói về kinh phí" if _MONEY.match(passage.folded) and (not headed or level is Level.TEXT) else ""


def _only_states(passage: Passage, *, headed: bool) -> bool:
    """Whether it says what something is and tells nobody to do anything: one sentence, without an order, a body that acts or a time."""
    states = _STATES.match(passage.folded)
    if states is None or len(list(passage.sentences())) > 1 or _ORDERS.search(passage.folded):
        return False
    return states["judged"] is not None or not (headed or _DUTY.search(passage.folded) or starts_with_verb(passage))


def is_title(item: Item) -> bool:
    """Whether an item only names what stands below it: no sentence, or one with a colon at its end."""
    text = item.passage.text.rstrip()
    sentences = list(item.passage.sentences())
    if len(sentences) > 1 and sentences[0][1] - sentences[0][0] > 60 and not item.capitals:
        return False  # an instruction of its own, and a list behind it
    return text.endswith(":") or not _SENTENCE.search(text) or item.capitals or _numbers_below(item)


def _numbers_below(item: Item) -> bool:
    """Whether its one sentence, which names no agency before its verb, is a title that ends in a full stop: numbers stand below it."""
    return item.is_numbered and bool(item.children) and all(c.is_numbered for c in item.children) and starts_with_verb(item.passage)
