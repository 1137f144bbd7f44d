"""What a heading or a label says about the items below it: which agency, which kind of section, which field of a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from directives.agency_spelling import mended
from directives.marks import Item, Level
from directives.passages import Passage
from directives.setting import Named, Setting
from directives.wording import first_word, wording

# `(cơ quan thường trực)` behind the agency of a heading
_NOTE = re.compile(r"\s*\([^()]{0,250}\)")
# `Đối với Ủy viên Ban Chấp hành là các sở, ban, ngành`: the second names who it is
_WHO_IS = re.compile(r"\s+là\s+(?:lãnh đạo\s+)?")
# only the end of a heading: `:`, `.`, `;`
_END = re.compile(r"[\s.:;,…*]*$")
# `tổ chức chính trị - xã hội`: a body, no verb
_BODY = re.compile(r"tổ chức (?:chính trị|xã hội|hội|đoàn thể|đảng|thành viên|tôn giáo|tín dụng|kinh tế)")
# `Các Bộ, ngành khác:`
_OTHERS = re.compile(r"\s*(?:khác|còn lại|có liên quan|liên quan)(?=\s*(?:[:;,.(…]|và\b|$))")
# the list goes on behind it: `Các sở khác và UBND các xã`
_AND_MORE = re.compile(r"\s*(?:,|;|và)\s+")
# which of a group: `UBND các xã ven sông:`, `Các sở được giao nhiệm vụ:`
_WHICH = re.compile(
    r"\s+(?:ven|vùng|miền|có|trên|thuộc|trong|nơi|đóng|khu vực|giáp|nằm|được giao|được phân công|tham gia)\b[^:;.,()]{1,60}(?=:)"
)
# a list goes on behind a comma, a semicolon, `và` or a bracket
_LIST_GOES_ON = re.compile(r"[,;(]|và\b|-\s")
# lists whose words make a sentence of a title
_SENTENCE_WORDS = ("task_verbs", "subject_follows", "coordinate_cues")
# `1. Các nhiệm vụ, giải pháp thuộc thẩm quyền của Chính phủ:`: whose work the title tells
_WHOSE = re.compile(
    r"(?:các |những |một số )?(?:nhiệm vụ|công việc|nội dung|giải pháp|chính sách|vấn đề|phần việc)(?:, | và |[^\W\d_]| ){0,60}?"
    r" (?:thuộc (?:thẩm quyền|trách nhiệm|nhiệm vụ)(?: giải quyết)?(?: của)?|giao cho|giao|do)\s+"
)
# kinds of units whose word, in capitals, names nothing else: `Phòng Nước sạch`, `Thanh tra Sở`, `Công ty Đường sông`
_UNIT = re.compile(
    r"(?:Tổng cục|Cục|Chi cục|Vụ|Sở|Phòng|Ban|Văn phòng|Thanh tra|Trung tâm|Công ty|Tổng công ty|Tập đoàn|Trường|Học viện|Viện|Bệnh viện"
    r"|Hiệp hội|Hội|Liên hiệp|Liên đoàn|Liên minh|Đội|Hạt|Trạm|Tổ|Đoàn|Quỹ|Báo|Tạp chí|Đài|Công an|Kho bạc|Bảo hiểm|Ngân hàng|Thư viện"
    r"|Bảo tàng|Nhà xuất bản|UBND|HĐND|Ủy ban|Hội đồng|Đảng ủy|Chi bộ)\s+[^\W\d_]"
)
# `Các doanh nghiệp hoạt động trong Ngành`, `Các bệnh viện công lập`
_UNITS = re.compile(
    r"Các (?:cơ quan|đơn vị|doanh nghiệp|bệnh viện|trường|hội|hiệp hội|tổ chức|công ty|tập đoàn|tổng công ty|ngân hàng|sở|cục|vụ|phòng"
    r"|trung tâm|ban|viện|hợp tác xã|chi cục|trạm|hạt|đội|huyện|xã|phường|thành viên)\b",
    re.IGNORECASE,
)
# those whom a heading in capitals names by their part in the work: `CHỦ ĐẦU TƯ`, `ĐƠN VỊ THẨM ĐỊNH`, `NGƯỜI CÓ THẨM QUYỀN`
_ROLE = re.compile(r"(?:các )?(?:chủ|bên|đơn vị|cơ quan|người|nhà thầu|tổ chức|hộ|cán bộ|doanh nghiệp|tập thể|cá nhân|cấp ủy)\b")
_NEXT_ROLE = re.compile(rf"\s*(?:,|;|\bvà)\s+(?={_ROLE.pattern})")
# `3. Chuyên viên phụ trách lĩnh vực giám sát`, `4. Cán bộ phụ trách truyền thông`: who has a field inside an agency, named by it
_STAFF = re.compile(
    r"(?:các )?(?:cán bộ|công chức|chuyên viên|viên chức|nhân viên|bộ phận|giáo viên|kế toán) (?:được (?:giao|phân công) )?phụ trách\b"
)
# `4. Các cơ quan, doanh nghiệp được giao quản lý, khai thác công trình`: bodies at large, told by what they have to do with the matter
_DESCRIBED = re.compile(
    r"(?:các )?(?:cơ quan|đơn vị|tổ chức|cá nhân|doanh nghiệp|hộ gia đình)"
    r"(?:(?:,| và) (?:cơ quan|đơn vị|tổ chức|cá nhân|doanh nghiệp|hộ gia đình)){0,4}"
    r" (?:được (?:giao|phép|cấp|phân công|lựa chọn|hỗ trợ)|đang)\b"
)
# the names of a run-in heading are no longer
_LONGEST_NAMES = 300
# a heading of agencies says no more than this
_LONGEST_HEADING = 400
# `NHIỆM VỤ VÀ GIẢI PHÁP`: what may stand before the word that tells the kind of section
_SECTION_PREFIX = re.compile(r"(?:(?:về|công tác|một số|các|những|phần|việc)\s+)*")
# what a chapter's title may say anywhere: `CÁC NHÓM GIẢI PHÁP CHỦ YẾU`
_INSIDE_TITLE = (("organisation", re.compile(r"tổ chức thực hiện")), ("work", re.compile(r"giải pháp|nhiệm vụ|nội dung")))
# a run-in label ends at its colon
_LABEL = re.compile(r"^[^:]{2,60}?\s*:\s*")
# labels that no list has, by how they are made: who (`bộ phận`, `phòng, ban`) and what for (`tham mưu`, `phối hợp thực hiện`)
_WHO = r"(?:các )?(?:cơ quan|đơn vị|bộ phận|phòng|ban|ngành|cán bộ|công chức|cá nhân|người|lực lượng|địa phương)"
_WHO_LIST = rf"{_WHO}(?:(?:, | và |/){_WHO})*"
_DOES = r"chủ trì|tham mưu|thực hiện|đầu mối|phụ trách|chịu trách nhiệm|soạn thảo|tổ chức"
_DUE_WORDS = r"dự kiến|phải|hoàn thành|thực hiện|triển khai|kết thúc|trình|báo cáo|nộp|xong"
_LABEL_WORDS = (
    ("coordinate", re.compile(rf"(?:{_WHO_LIST} )?(?:cùng )?(?:phối hợp|tham gia)(?: (?:thực hiện|chính|tham mưu|tổ chức|triển khai))*")),
    ("lead", re.compile(rf"{_WHO_LIST} (?:được giao |được phân công )?(?:{_DOES})(?:,? (?:chính|triển khai|trình|{_DOES}))*")),
    ("deadline", re.compile(rf"(?:thời gian|thời hạn|thời điểm|tiến độ|hạn)(?: (?:{_DUE_WORDS}))+")),
)
# `Chính phủ yêu cầu các bộ tập trung …:`, below a title that sounds like assessment
_ASKED = re.compile(r"\b(?:yêu cầu|giao|đề nghị)\b(?! đặt ra)")
# `NỘI DUNG TUYÊN TRUYỀN`: what is told, not who does what; among it only what begins with a verb is work
_TOPIC = r"(?:tuyên truyền|phổ biến|truyền thông|tập huấn|đào tạo|bồi dưỡng|kiểm tra|thanh tra|giám sát)"
_TOPICS = re.compile(rf"(?:các )?nội dung {_TOPIC}(?:(?:, | và ){_TOPIC})*[\s:.]*$")
# a title says no more than this
_LONGEST_TITLE = 220


@dataclass(frozen=True)
class AgencyHeading:
    """A heading that names agencies: they lead what stands below it."""

    names: tuple[Named, ...]
    rest: Passage | None  # the task on the same line, behind the colon


def agency_heading(setting: Setting, passage: Passage) -> AgencyHeading | None:
    """The heading `Sở A`, `Đối với A và B:`, `Giao A:` or the run-in `Sở A: Tham mưu …`; None when it is no such heading."""
    opened = wording()["heading_openers"].end_at(passage, 0)
    whose = _WHOSE.match(passage.folded)
    if whose and (names := setting.bounded(passage, whose.end(), len(passage.text.rstrip(" :.")), "tiêu đề")):
        return AgencyHeading(names, None) if all(n.known for n in names) else None
    if opened is not None and passage.text.isupper() and (names := _in_capitals(setting, passage, opened)):
        return AgencyHeading(names, None)
    for start in [opened, 0] if opened is not None else [0]:
        found = _heading_from(setting, passage, start)
        if found:
            return found
    return None


def _in_capitals(setting: Setting, passage: Passage, start: int) -> tuple[Named, ...]:
    """Whom `ĐỐI VỚI CHỦ ĐẦU TƯ, BÊN MỜI THẦU` names, in running case and with the accents that recognition lost."""
    words = Passage(mended(passage.text.lower()), passage.pieces)
    if len(words.text) != len(passage.text):
        return ()
    start, end = start + len(words.text[start:]) - len(words.text[start:].lstrip()), len(words.text.rstrip(" :.;"))
    names = setting.bounded(words, start, end, "tiêu đề")
    if names or not _ROLE.match(words.folded, start):
        return names
    doubt = "Tên cơ quan chưa có trong danh mục: lấy nguyên văn tiêu đề."
    cuts = [start, *(m.end() for m in _NEXT_ROLE.finditer(words.folded, start, end)), end + 1]
    parts = [words.part(a, b - 1) for a, b in pairwise(cuts)]
    return tuple(Named(p.text.strip(" ,").capitalize(), p.span(), "tiêu đề", doubt, known=False) for p in parts)


def _heading_from(setting: Setting, passage: Passage, start: int) -> AgencyHeading | None:
    names, stop = setting.enumeration(passage, start, "tiêu đề")
    colon = passage.text.find(":")
    if names and passage.text.isupper() and not any(n.known for n in names):
        return None  # `CÁC NHÓM GIẢI PHÁP`
    if not names:
        return _capacity_heading(setting, passage, start, colon)
    stop = _behind_notes(passage.text, stop)
    names, stop = _with_more(setting, passage, names, stop)
    who_is = _WHO_IS.match(passage.text, stop)
    if who_is:
        named, named_stop = setting.enumeration(passage, who_is.end(), "tiêu đề")
        names, stop = (named, _behind_notes(passage.text, named_stop)) if named else (names, stop)
    if _END.match(passage.text, stop):
        return AgencyHeading(names, None) if stop <= _LONGEST_HEADING else None
    if names[0].known and (more := _loosely_listed(setting, passage, stop)) is not None:
        return AgencyHeading((*names, *(n for n in more if n.name not in {m.name for m in names})), None)
    if colon >= stop and (whole := _whole_names(setting, passage, start, stop, colon)):
        return AgencyHeading(whole, passage.part(colon + 1))
    which = _WHICH.match(passage.folded, stop) if names[0].known and colon > stop else None
    stop = which.end() if which else stop
    if colon >= stop and not passage.text[stop:colon].strip(" ,.…"):  # not the colon inside `các sở: Nội vụ, Tài chính`
        return AgencyHeading(names, passage.part(colon + 1))
    return None


def _whole_names(setting: Setting, passage: Passage, start: int, stop: int, colon: int) -> tuple[Named, ...]:
    """The names before a colon, some with commas or verbs inside that no list knows: `Cục Xuất bản, in và phát hành: Tập trung …`.

    Where nothing stands behind the colon only a comma or a noun goes on with a name: `Trung tâm Y tế xây dựng kế hoạch:` is a sentence.
    """
    work = passage.part(colon + 1)
    told = bool(work.text) and work.text[0].isupper() and wording()["task_verbs"].end_at(work, 0) is not None
    told = told or start > 0  # `Đối với các doanh nghiệp cung cấp dịch vụ viễn thông:`
    if colon - start > _LONGEST_NAMES or not (told or passage.text[stop : stop + 1] == ","):
        return ()
    return setting.bounded(passage, start, colon, "tiêu đề", verbs=told)


def _with_more(setting: Setting, passage: Passage, names: tuple[Named, ...], stop: int) -> tuple[tuple[Named, ...], int]:
    """The list behind `khác`, `liên quan`: `Các sở, ban, ngành khác và UBND các xã`."""
    others = _OTHERS.match(passage.folded, stop)
    if others is None:
        return names, stop
    goes_on = _AND_MORE.match(passage.folded, others.end())
    more, end = setting.enumeration(passage, goes_on.end(), "tiêu đề") if goes_on else ((), others.end())
    return (*names, *(n for n in more if n.name not in {m.name for m in names})), end if more else others.end()


def _loosely_listed(setting: Setting, passage: Passage, stop: int) -> tuple[Named, ...] | None:
    """The other agencies of a heading whose list has words that no rule knows; None when it says more than a list."""
    rest = passage.part(stop)
    if len(passage.text) > 260 or not _LIST_GOES_ON.match(rest.text) or ":" in rest.text[:-1] or rest.text.rstrip().endswith((".", ";")):
        return None
    found = setting.agencies.mentions(rest.text, 0, len(rest.text), setting.context)
    verbs = [
        hit for name in ("task_verbs", "subject_follows") for hit in wording()[name].find_all(rest) if not _BODY.match(rest.folded, hit[0])
    ]
    if any(not any(m.span.start <= start < m.span.end for m in found) for start, _ in verbs):
        return None  # a verb outside the names: a sentence
    return tuple(Named(name, rest.span(*m.span), "tiêu đề", m.doubt) for m in found for name in m.names)


def is_unit(name: str) -> bool:
    """Whether a name that no list knows is a unit's by its first word, in capitals: `Phòng Nước sạch`, `Chi cục Thú y`, `Văn phòng Sở`."""
    return _UNIT.match(name) is not None or _UNITS.match(name) is not None


def describes_bodies(passage: Passage) -> bool:
    """Whether the words tell bodies at large by what they have to do with the matter: `Các doanh nghiệp được giao quản lý công trình`."""
    return _DESCRIBED.match(passage.folded, wording()["heading_openers"].end_at(passage, 0) or 0) is not None


def assumed_heading(setting: Setting, item: Item) -> AgencyHeading | None:
    """A short numbered title in `Tổ chức thực hiện` that no rule knows: most likely a body (`2. Các thành viên Ban Chỉ đạo`)."""
    text = item.passage.text.rstrip(" :.")
    lists = wording()
    described = describes_bodies(item.passage)
    if not item.is_numbered or not item.children or not 4 < len(text) < (200 if described else 90):
        return None
    if ":" in text or item.passage.text.endswith((";", ".")):
        return None
    said = lists["topic_titles"].end_at(item.passage, 0) is not None or any(lists[name].find(item.passage) for name in _SENTENCE_WORDS)
    if said and not described and not _STAFF.match(item.passage.folded):
        return None
    opened = lists["heading_openers"].end_at(item.passage, 0) or 0
    text = text[opened:].strip()
    group = setting.agencies.canonical(f"các {text}", setting.context) if opened else None
    if group and group.names and any(group.ids):  # `Đối với địa phương`
        span = item.passage.span(opened, len(item.passage.text))
        return AgencyHeading(tuple(Named(name, span, "tiêu đề", group.doubt) for name in group.names), None)
    named = setting.all_named(item.passage, "tiêu đề")
    if any(n.known for n in named) and not described:
        return AgencyHeading(tuple(n for n in named if n.known), None)
    doubt = "Tên cơ quan chưa có trong danh mục: lấy nguyên văn tiêu đề."
    return AgencyHeading((Named(text, item.passage.span(opened, len(item.passage.text)), "tiêu đề", doubt, known=False),), None)


def _capacity_heading(setting: Setting, passage: Passage, start: int, colon: int) -> AgencyHeading | None:
    """`Đối với Ủy viên Ban Chấp hành là các sở:` where the capacity itself is no agency."""
    who_is = _WHO_IS.search(passage.text, start, colon if colon > 0 else len(passage.text))
    if start == 0 or who_is is None:
        return None
    names, stop = setting.enumeration(passage, who_is.end(), "tiêu đề")
    if not names:
        return None
    if _END.match(passage.text, stop):
        return AgencyHeading(names, None)
    return AgencyHeading(names, passage.part(colon + 1)) if colon >= stop else None


def _behind_notes(text: str, stop: int) -> int:
    while (note := _NOTE.match(text, stop)) is not None:
        stop = note.end()
    return stop


def label_field(passage: Passage) -> tuple[str, Passage] | None:
    """The field and the words of a label line (`Cơ quan chủ trì: …` → `lead`), None when the line has no known label."""
    label = _LABEL.match(passage.text)
    if label is None:
        return None
    colon = passage.text.index(":")
    said = passage.folded[:colon].strip()
    name = wording().label(said) or next((name for name, pattern in _LABEL_WORDS if pattern.fullmatch(said)), None)
    return (name, passage.part(label.end())) if name else None


def section_kind(item: Item, inherited: str) -> str:
    """The kind of section (`past`, `purpose`, `targets`, `funding`, `work` …) that a title opens; the inherited one otherwise.

    Inside the assigning part of a directive a title that sounds like assessment (`Đánh giá …`) is work.
    """
    if not item.is_numbered:
        return inherited
    title = item.passage.part(0, _title_end(item.passage.text))
    if len(title.text) > _LONGEST_TITLE or not title.text or (not item.children and len(title.text) > 70):
        return inherited
    if _TOPICS.match(title.folded):
        return "topics"
    start = _SECTION_PREFIX.match(title.folded)
    offset = start.end() if start else 0
    firsts = {first_word(title.bare), first_word(title.bare, offset)}
    for kind, phrases in wording().group("sections").items():
        if firsts.isdisjoint(phrases.first_words):
            continue
        places = [p for p in (phrases.end_at(title, 0), phrases.end_at(title, offset)) if p is not None]
        if places and _opens(kind, title, max(places), item, inherited):
            return kind
    if item.level <= Level.ROMAN and inherited != "past":
        return next((kind for kind, pattern in _INSIDE_TITLE if pattern.search(title.folded)), inherited)
    return inherited


def _title_end(text: str) -> int:
    colon = text.find(":")
    return colon if 0 < colon < 100 else len(text)


def _opens(kind: str, title: Passage, stop: int, item: Item, inherited: str) -> bool:
    if inherited == "past":
        return False
    whole = len(title.text[stop:].strip(" .:;,")) == 0
    if kind == "purpose":
        return whole or title.folded.startswith("mục đích")
    if kind == "past" and any(_asks(c) for c in item.children):
        return False  # `I. Về tình hình kinh tế - xã hội`, with `Chính phủ yêu cầu …:` below it
    if item.level <= Level.ROMAN:
        return True
    if kind == "past" and (title.folded.startswith("về ") or any(_gives_work(c) for c in item.children)):
        return False
    if kind in ("past", "principles", "other"):
        return inherited not in ("work", "organisation") or (whole and kind == "principles")
    if kind == "targets":
        return inherited not in ("work", "organisation") or whole or len(title.text) < 60
    if kind == "funding":
        return inherited not in ("organisation", "work") or (inherited == "work" and "kinh phí" in title.folded[:30])
    return bool(item.children)


def _asks(item: Item) -> bool:
    """Whether an item opens a list of what is asked (`Chính phủ yêu cầu các bộ, ngành … sau:`)."""
    return item.passage.text.rstrip().endswith(":") and _ASKED.search(item.passage.folded) is not None


def _gives_work(item: Item) -> bool:
    return wording()["assign_openers"].end_at(item.passage, 0) is not None
