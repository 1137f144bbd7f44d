"""Who leads, who helps, who receives: read from the grammar of one sentence or one unit.

The cues are the lists of `data/wording.toml`; what each role means is said in docs and in the contract of `dondoc parse --json`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from directives.agency_names import is_verb_at
from directives.headings import label_field
from directives.passages import Passage
from directives.setting import Named, Setting, named_by
from directives.wording import wording

# `(cơ quan thường trực)`: a note between the agency and its verb
_NOTE = re.compile(r"\s*\([^()]{0,200}\)")
# the word right behind an agency
_WORD_BEHIND = re.compile(r" (?P<word>[a-zà-ỹđ]+)")
# … that goes on with the name or tells what was or is, no work
_NO_VERB = re.compile(
    r"(?:của|và|hoặc|thuộc|tại|ở|trên|trong|là|về|cho|cùng|với|có liên quan|liên quan|khác|đã|được|còn|có|gồm|như|do|đang|ngày|số)\b"
)
# `chủ trì` and what means the same, right behind the agency
_LEADS = re.compile(
    r"[\s,]*(?:là\s+)?(?:đồng\s+)?"
    r"(?:chủ trì|chịu trách nhiệm|có trách nhiệm|làm đầu mối|là đầu mối|là cơ quan đầu mối|là cơ quan chủ trì)\b"
)
# `Riêng UBND huyện A khẩn trương …`, `Trước mắt Sở B …`: words before a subject that need no comma
_ALONE = re.compile(r"(?:riêng(?: đối với)?|trước mắt|ngoài ra|đồng thời|trước hết|đặc biệt(?: là)?)\s+")
# `UBND xã A, là địa bàn có nhiều ca mắc, phải …`: what the agency is, between it and its verb
_BEING = re.compile(r",?\s*(?:là|gồm|nhất là|đặc biệt là|trong đó có)\s[^,;.:]{3,100},\s*")
# `Thực hiện Công điện số 05/CĐ-TTg …, UBND tỉnh giao Sở A …`: what the work is given on
_ON_BASIS = re.compile(
    r"(?:thực hiện|triển khai|xét|tiếp theo|phúc đáp|theo đề nghị của) (?:ý kiến |nội dung |tinh thần )?(?:chỉ đạo |kết luận )?"
    r"(?:của [^,;.]{3,80} )?(?:tại |về )?"
    r"(?:kế hoạch|chỉ thị|công điện|công văn|quyết định|nghị quyết|thông báo|văn bản|chương trình|kết luận|nghị định|thông tư"
    r"|tờ trình|báo cáo|luật)\b"
)
# what tells that a subject ended before it
_ROLE_CUE = re.compile(
    r",? (?:chủ trì|đồng chủ trì|có trách nhiệm|chịu trách nhiệm|phối hợp|làm đầu mối|là đầu mối|tham mưu|khẩn trương|tiếp tục"
    r"|chủ động|căn cứ|theo chức năng|trên cơ sở|tăng cường|triển khai|xây dựng kế hoạch|rà soát|báo cáo|hướng dẫn)\b"
)
# `… chủ trì, Sở B và Sở C phối hợp mở …`: who helps stands before the word
_LEADS_AND_HELPS = re.compile(r"\bchủ trì[,;] (?P<who>[^,.;:()]{3,80}(?:, [^,.;:()]{3,80}){0,4}?) (?:cùng )?phối hợp\b(?! (?:với|cùng))")
# names are looked for so far
_LONGEST_NAMES = 200
# the same anywhere in a sentence; no sentence has more of them
_LEADS_INSIDE = re.compile(r"\b(?:chủ trì|làm đầu mối|là cơ quan đầu mối)\b")
_MOST_LEADERS = 12
# behind a comma; behind any mark inside a leading clause
_COMMA, _CLAUSE_MARK = re.compile(r",\s+"), re.compile(r"[,;:]\s+")
# no sentence that leads up to a subject has more of them, but for a list of bodies
_MANY_COMMAS = 60
# times that stand before a subject without a comma: `Định kỳ hằng năm ban chỉ đạo …`
_TIMES = re.compile(r"(?:định kỳ\s+)?(?:h[ằà]ng (?:năm|quý|tháng|tuần)|định kỳ)(?:,?\s+định kỳ)?\s+", re.IGNORECASE)
# `Thanh tra chuyên ngành: Sở A …`: a topic before the subject
_TOPIC = re.compile(r"[^:;.,]{3,90}:\s+")
# `Hằng năm,`, `Trước ngày 15/12,`, `Trong quý II,`: a time before the verb
_WHEN = re.compile(r"(?:h[ằà]ng|định kỳ|trước|đến|chậm nhất|mỗi|trong (?:tháng|quý|năm|thời gian))\b")
# `Trường hợp …, thì Sở A …`: the subject stands behind the condition
_WAITS = re.compile(r"(?:trong |đối với )?(?:trường hợp|quá trình|nếu|khi|sau khi)\b")
# `cần`, `phải`, `sẽ` before the verb, accents lost in a scan
_BARE_MODAL = re.compile(r"(?:can|phai|se|deu|cung)\s+")
# `chủ trì,`, `có trách nhiệm` before the work itself
_ROLE_WORDS = re.compile(r"[\s,;:]*(?:chủ trì|có trách nhiệm|chịu trách nhiệm|là (?:cơ quan )?đầu mối|làm đầu mối|cần|phải)[\s,]+")
# which of a group: `các tỉnh vùng đồng bằng`, `đóng trên địa bàn`
_WHERE = re.compile(r"(?:vùng|trong vùng|trên địa bàn|đóng trên địa bàn|trong tỉnh|trong toàn tỉnh|trong cả nước|hoạt động trên địa bàn)\b")
# `1 Đề nghị …`: what a scan left of a mark
_STRAY = re.compile(r"[\d\W_]{1,3}\s+(?=[A-ZĐÀ-Ỹ])")
# a list that goes on behind the last agency that was read
_GOES_ON = re.compile(r"\s*(?:,|và)\s+")
# `Quý Ủy ban`, `quý cơ quan`: those to whom the letter goes
_QUY = re.compile(r"quý\s+(?:ủy ban|cơ quan|đơn vị|sở|bộ|ban|công ty|doanh nghiệp|vị)\b")


@dataclass(frozen=True)
class Subject:
    """The agencies that a sentence names as those who do the work."""

    names: tuple[Named, ...]
    start: int
    end: int


def find_subject(setting: Setting, passage: Passage, start: int = 0, end: int | None = None) -> Subject | None:
    """The subject of the sentence `[start, end)`: `Giao A …`, `A chủ trì …`, `A có trách nhiệm …`, also behind a leading clause."""
    end = len(passage.text) if end is None else end
    asked = ("subject", start, end)
    known = passage.read.get(asked)
    if known is None or known[0] is not setting:
        known = passage.read[asked] = (setting, _find_subject(setting, passage, start, end))
    subject: Subject | None = known[1]
    return subject


def _find_subject(setting: Setting, passage: Passage, start: int, end: int) -> Subject | None:
    if ":" in passage.text[start:end] and label_field(passage.part(start, end)):
        return None  # `Cơ quan phối hợp: Sở A` is a label
    for place in _places(setting, passage, start, end):
        subject = _subject_at(setting, passage, place, end)
        if subject and (_is_told(passage, subject) or not _goes_on_a_list(setting, passage, start, place)):
            return subject
        if place > start and _WHEN.match(passage.folded, start) and wording()["task_verbs"].end_at(passage, place) is not None:
            break  # `Hằng năm, làm việc với Sở A, Sở B tham mưu …`: the verb comes before any subject
    return _leader_inside(setting, passage, start, end)


def named_first(setting: Setting, passage: Passage, start: int = 0) -> Subject | None:
    """Known agencies at the start of a sentence before a small-letter word that is no known verb (`Sở A bắn pháo hiệu …`)."""
    if setting.is_party and passage.folded.startswith("lãnh đạo ", start):
        return None
    names, stop = setting.enumeration(passage, start, "tên đầu câu")
    if not names or any(n.vague or not n.known for n in names):
        return None
    follows = _WORD_BEHIND.match(passage.text, stop)
    return Subject(names, start, stop) if follows and not _NO_VERB.match(passage.folded, follows.start("word")) else None


def _places(setting: Setting, passage: Passage, start: int, end: int) -> Iterator[int]:
    """Where the subject of a sentence may begin: at its start, behind a topic or a time, behind the commas of a leading clause."""
    yield start
    alone = _ALONE.match(passage.folded, start, end)
    if alone:
        yield alone.end()
    topic = _TOPIC.match(passage.text, start, end) or _STRAY.match(passage.text, start, end)
    if topic:
        yield topic.end()
    time = _TIMES.match(passage.folded, start)
    if time and time.end() < end:
        yield time.end()
    waits = _WAITS.match(passage.folded, start)
    then = re.search(r"\bthì\s+", passage.folded[start:end]) if waits else None
    if then:
        yield start + then.end()
    elif _is_leading(passage, start):
        yield from _behind_marks(setting, passage, _CLAUSE_MARK, start, end)


def _behind_marks(setting: Setting, passage: Passage, mark: re.Pattern[str], start: int, end: int) -> Iterator[int]:
    """Where a subject may begin behind a mark; where there are very many, not inside a list of bodies, which is read once to its end."""
    places = [start + m.end() for m in mark.finditer(passage.text[start:end])]
    behind = start
    for place in places:
        if place >= behind:
            yield place
            behind = setting.enumeration(passage, place, "chủ ngữ")[1] if len(places) > _MANY_COMMAS else start


def _is_leading(passage: Passage, start: int) -> bool:
    """Whether a clause that leads up to the subject begins here; `Theo dõi` is no `Theo`."""
    if _ON_BASIS.match(passage.folded, start):
        return True
    return wording()["leading_clauses"].end_at(passage, start) is not None and not passage.folded.startswith("theo dõi", start)


def _is_told(passage: Passage, subject: Subject) -> bool:
    """Whether the words themselves give the work: `…, UBND tỉnh yêu cầu Sở A …`, `…, Sở A chủ trì …`."""
    return subject.names[0].rule == "giao" or _LEADS.match(passage.folded, subject.end) is not None


def _goes_on_a_list(setting: Setting, passage: Passage, start: int, place: int) -> bool:
    """Whether an agency stands right before a place: `báo cáo Chính phủ, Thủ tướng Chính phủ xem xét` has no subject there."""
    if place == start or passage.text[place - 2 : place - 1] != ",":
        return False
    before = setting.agencies.mentions(passage.text, max(start, place - 120), place, setting.context)
    return bool(before) and before[-1].span.end >= place - 2


def _subject_at(setting: Setting, passage: Passage, place: int, end: int) -> Subject | None:
    if setting.is_party and passage.folded.startswith("lãnh đạo ", place):
        return None  # a committee leads (`Lãnh đạo Ủy ban nhân dân tỉnh cụ thể hóa …`), elsewhere the words are a post
    opened = wording()["assign_openers"].end_at(passage, place)
    if opened is not None:
        names, stop = _given(setting, passage, opened)
        if names and not names[-1].known and not _is_verb_at(passage, _behind_notes(passage, stop)):
            longer = _long_named(setting, passage, opened, stop, end)
            names, stop = (named_by(longer.names, "giao"), longer.end) if longer else (names, stop)
        return (
            _with_directed(setting, passage, Subject(names, place, stop), _behind_notes(passage, stop)) if names and stop <= end else None
        )
    names, stop = setting.enumeration(passage, place, "chủ ngữ")
    if not names or stop > end or (not names[0].known and _is_work(passage, place, stop)):
        return None
    after = _behind_place(passage, _behind_notes(passage, stop))
    opened = wording()["assign_openers"].end_at(passage, after)
    if opened is not None:  # `UBND tỉnh giao Sở A …`
        given, given_stop = _given(setting, passage, opened)
        if given:
            return _with_directed(setting, passage, Subject(given, place, given_stop), _behind_notes(passage, given_stop))
    if _is_verb_at(passage, after):
        return _with_directed(setting, passage, Subject(names, place, stop), after)
    return _long_named(setting, passage, place, stop, end)


def _is_work(passage: Passage, place: int, stop: int) -> bool:
    """Whether the words of a name are a verb: `Tổ chức …` is no Tổ; `Thanh tra Sở …` is one of the Sở."""
    verb = wording()["task_verbs"].end_at(passage, place) if is_verb_at(passage.folded, place) else None
    return verb is not None and not (verb < stop and passage.text[verb : verb + 2].strip()[:1].isupper())


def _long_named(setting: Setting, passage: Passage, place: int, stop: int, end: int) -> Subject | None:
    """The subject before `chủ trì`, `có trách nhiệm` … whose names hold commas: `Cục Xuất bản, in và phát hành có trách nhiệm …`."""
    cue = _ROLE_CUE.search(passage.folded, stop, min(end, stop + _LONGEST_NAMES))
    names = setting.bounded(passage, place, cue.start(), "chủ ngữ") if cue else ()
    return Subject(names, place, cue.start()) if cue and names else None


def last_given(setting: Setting, passage: Passage) -> Subject | None:
    """Those to whom the sentence that opens a list gives the work, wherever it says so: `Để …, Chính phủ yêu cầu các Bộ …:`."""
    for start, opened in reversed(wording()["assign_openers"].find_all(passage)):
        names, stop = _given(setting, passage, opened)
        if names:
            return Subject(names, start, stop)
    return None


def told_behind_commas(setting: Setting, passage: Passage) -> Subject | None:
    """The subject of the sentence that opens a list where no clause is known to lead up to it: `…, thời gian tới, các bộ cần …:`."""
    for place in reversed(list(_behind_marks(setting, passage, _COMMA, 0, len(passage.text)))):
        subject = _subject_at(setting, passage, place, len(passage.text))
        if subject and not _goes_on_a_list(setting, passage, 0, place):
            return subject
    return None


def _given(setting: Setting, passage: Passage, start: int) -> tuple[tuple[Named, ...], int]:
    """Those to whom the work is given; `Quý Ủy ban` are the addressees."""
    honoured = _QUY.match(passage.folded, start + 1) if setting.addressees else None
    if honoured:
        return setting.addressees, honoured.end()
    return setting.enumeration(passage, start, "giao")


def _behind_notes(passage: Passage, stop: int) -> int:
    while (note := _NOTE.match(passage.text, stop) or _BEING.match(passage.folded, stop)) is not None:
        stop = note.end()
    while stop < len(passage.text) and passage.text[stop] in " ,":
        stop += 1
    return stop


def _is_verb_at(passage: Passage, place: int) -> bool:
    lists = wording()
    modal = _BARE_MODAL.match(passage.bare, place)
    places = [place, modal.end()] if modal else [place]
    return any(lists[name].end_at(passage, p) is not None for p in places for name in ("task_verbs", "subject_follows"))


def _behind_place(passage: Passage, stop: int) -> int:
    """Behind `vùng đồng bằng`, `trên địa bàn tỉnh`, that tell which of a group: where the verb stands, `stop` when none follows."""
    where = _WHERE.match(passage.folded, stop)
    if where is None:
        return stop
    for word in re.finditer(r"\s+", passage.text[where.end() : where.end() + 70]):
        place = where.end() + word.end()
        if wording()["task_verbs"].end_at(passage, place) is not None or wording()["subject_follows"].end_at(passage, place) is not None:
            return place
    return stop


def _with_directed(setting: Setting, passage: Passage, subject: Subject, after: int) -> Subject:
    """`A chỉ đạo B chủ trì …` is led by both."""
    directs = re.compile(r"chỉ đạo\s+").match(passage.folded, after)
    if directs:
        names, stop = setting.enumeration(passage, directs.end(), "chỉ đạo chủ trì")
        if names and _LEADS.match(passage.folded, stop):
            return Subject(_merged(subject.names, names), subject.start, stop)
    return subject


def _leader_inside(setting: Setting, passage: Passage, start: int, end: int) -> Subject | None:
    """`…, Sở A chủ trì …` inside a sentence that begins with something else."""
    for cue in islice(_LEADS_INSIDE.finditer(passage.folded[start:end]), _MOST_LEADERS):
        before = setting.agencies.mentions(passage.text, start, start + cue.start(), setting.context)
        for mention in before:
            names, stop = setting.enumeration(passage, mention.span.start, "chủ trì")
            if names and _LEADS.match(passage.folded, stop) and abs(stop - (start + cue.start())) < 20:
                return Subject(names, mention.span.start, stop)
    return None


def find_coordinators(setting: Setting, passage: Passage, leads: tuple[Named, ...]) -> tuple[Named, ...]:
    """Those who must help, after `phối hợp với`, `cùng với`; a leader is none, a vague remainder is left out."""
    found: tuple[Named, ...] = ()
    for start, stop in wording()["coordinate_cues"].find_all(passage):
        rule = "phối hợp với" if passage.folded.startswith("phối hợp", start) else "cùng với"
        names, _ = setting.enumeration(passage, stop, rule)
        found = _merged(found, names)
    lead_names = {n.name for n in leads}
    found = _merged(found, _helping(setting, passage))
    return tuple(n for n in found if not n.vague and n.name not in lead_names)


def _helping(setting: Setting, passage: Passage) -> tuple[Named, ...]:
    """Those before `phối hợp`: `Sở A chủ trì, Sở B và Sở C phối hợp mở chuyên trang`."""
    found: tuple[Named, ...] = ()
    for cue in _LEADS_AND_HELPS.finditer(passage.folded):
        found = _merged(found, setting.bounded(passage, cue.start("who"), cue.end("who"), "phối hợp"))
    return found


def coordinator_doubts(setting: Setting, passage: Passage) -> list[str]:
    """Why a person should look at the helpers: `phối hợp với` before no agency, or a list that goes on with words unknown."""
    for _, stop in wording()["coordinate_cues"].find_all(passage):
        if not passage.folded[:stop].endswith(("với", "cùng")):
            continue
        names, end = setting.enumeration(passage, stop, "phối hợp với")
        if not names:
            return ["Có nêu phối hợp nhưng không nhận ra cơ quan nào."]
        goes_on = _GOES_ON.match(passage.folded, end)
        if goes_on and not _is_verb_at(passage, goes_on.end()):
            return ["Danh sách cơ quan phối hợp có thể chưa đủ."]
    return []


def behind_roles(setting: Setting, passage: Passage, subject: Subject | None) -> int:
    """Where the words about the work itself begin: behind `Sở A chủ trì, phối hợp với Sở B và các đơn vị liên quan`."""
    place = subject.end if subject and _opens(passage, subject) else 0
    while True:
        role = _ROLE_WORDS.match(passage.folded, place)
        start = role.end() if role else place
        cue = wording()["coordinate_cues"].end_at(passage, start)
        names, stop = setting.enumeration(passage, cue, "phối hợp với") if cue is not None else ((), start)
        if not names and not (role and _is_verb_at(passage, start)):
            return place  # `chịu trách nhiệm trước …` is the work itself
        place = _behind_notes(passage, stop) if names else start


def _opens(passage: Passage, subject: Subject) -> bool:
    """Whether only a time, a topic or a leading clause stands before the subject, no work (`…, Sở A chủ trì`)."""
    clause = _is_leading(passage, 0) and subject.names[0].rule != "chủ trì"
    return subject.start < 40 or (clause and subject.end < len(passage.text) - 20)


def _merged(first: tuple[Named, ...], second: tuple[Named, ...]) -> tuple[Named, ...]:
    known = {n.name for n in first}
    return first + tuple(n for n in second if n.name not in known)
