"""Who receives the result of a unit: after báo cáo, gửi, trình, cung cấp … cho, and the channel `(qua Sở A)`."""

from __future__ import annotations

import re
from dataclasses import replace

from directives.passages import Passage
from directives.setting import Named, Setting
from directives.vietnamese import fold

# how far from `báo cáo`, `gửi` the receiver may stand
_REACH = 160
# `về Sở A`, `cho UBND tỉnh`: what leads to the receiver
_TOWARDS = re.compile(r"\b(?:về|cho|đến|tới|lên|(?<!đối )với|qua)\s+")
# `trình`, `báo cáo`, `gửi`: to the receiver straight; `cung cấp … cho`, `chuyển … cho`, `chia sẻ … cho`
_REPORT = re.compile(
    r"(?<!\w)(?:báo\s+cáo|gửi|trình|nộp(?= (?:báo cáo|hồ sơ|sản phẩm|kết quả))|cung\s+cấp"
    r"|chuyển(?= (?:hồ sơ|toàn bộ|tài liệu|danh sách|kết quả))"
    r"|chia\s+sẻ"
    r"|bàn\s+giao(?= (?:dữ liệu|hồ sơ|tài liệu|kết quả|số liệu|danh sách))"
    r"|thông báo(?= (?:kết quả|tình hình|bằng văn bản)))(?!\w)"
)
# those that give something, whose receiver stands behind `cho` only
_GIVES = frozenset({"cung cấp", "chuyển", "chia sẻ", "bàn giao", "thông báo"})
# `cấp có thẩm quyền` as scans spell it (`thấm quyền`), whoever it may be
_AUTHORITY = re.compile(r"\s*(?P<name>(?P<who>cap|nguoi|co quan) co tham quyen)(?!\w)")
# `báo cáo cấp có thẩm quyền xem xét`, `… xử lý khó khăn`, `… theo quy định`: a set phrase that names nobody
_BEYOND_ONES_POWERS = re.compile(r",? (?:de )?(?:xem xet|xu ly|doi voi|theo (?:quy dinh|tham quyen)|nhung|cac|cho y kien)(?!\w)")
_AUTHORITIES = {"cap": "Cấp có thẩm quyền", "nguoi": "Người có thẩm quyền", "co quan": "Cơ quan có thẩm quyền"}
# no body of its own: left out beside one
_WHOEVER = re.compile(r"(?:Cấp|Người|Cơ quan(?: nhà nước)?) có thẩm quyền", re.IGNORECASE)
# `… để Sở A tổng hợp`
_COMPILES = re.compile(r"\s+(?:tổng hợp|theo dõi|thẩm định|thẩm tra|cho ý kiến|tham mưu|báo cáo|xử lý|xem xét|xây dựng)\b")
# `(qua Sở A)`, `(thông qua Sở A tổng hợp)`, `, thông qua Sở A`
_CHANNEL = re.compile(r"[\s,]*\(?\s*(?:đồng gửi|đồng thời gửi|thông qua|gửi qua|qua|gửi)\s+(?=[A-ZĐa-zđ])")
# `báo cáo Thủ tướng hoặc Phó Thủ tướng phụ trách`
_OR = re.compile(r"\s+hoặc\s+")
# `đã trình`, `chưa trình`, `được báo cáo`, `theo báo cáo`: past, passive, a noun
_NO_REPORT_BEFORE = re.compile(
    r"(?:đã|chưa|được|không|(?:trước|sau) khi|sao|các|theo|chế độ|nội dung|hình thức|mẫu|quá trình|thời hạn|thời điểm|tiến độ"
    r"|chương|lập|viết|quy|lịch|hành|công|giáo|lộ|giải|tường|tiến|tờ)\s+$"
)
# `báo cáo Sở trước ngày`, `cho Sở tổng hợp`: a kind of body without its name
_KIND_ALONE = re.compile(
    r"(?:báo cáo|gửi|trình|về|cho|đến|lên) (?:lãnh đạo |giám đốc )?(?P<kind>sở|bộ|cục|chi cục|ban|trung tâm)"
    r"(?=[.,;)]|$| (?:trước|để|trong|theo|tổng hợp|xem xét|biết|phê duyệt|ban hành|ký|chậm nhất|hằng|hàng|định kỳ|và)\b)"
)
# where a clause ends
_CLAUSE_END = re.compile(r"[;]|\.\s|\.$")
# what may stand between `báo cáo`, `trình` and the receiver: `báo cáo kết quả UBND tỉnh`, `báo cáo xin ý kiến của UBND tỉnh`,
# `trình kỳ họp HĐND tỉnh`
_BETWEEN = re.compile(
    r"\s*(?:(?:(?:để )?(?:xin|lấy) ý kiến(?: chỉ đạo| tham gia| góp ý)?(?: của)?|(?:tại )?(?:các )?(?:kỳ|phiên) họp"
    r"|kết quả(?: thực hiện)?|định kỳ|ngay|kịp thời"
    r"|bằng văn bản|trực tiếp|thường xuyên|đầy đủ|lãnh đạo|cấp trên là)\s+)+"
)


def find_receivers(setting: Setting, passage: Passage, near: tuple[Named, ...] = ()) -> tuple[Named, ...]:
    """Those who receive the result, after báo cáo, gửi, trình, cung cấp … cho, and the channel `(qua Sở A)`.

    `near` are the agencies of the heading: `báo cáo Sở` below `2. Sở Y tế` is said of Sở Y tế.
    """
    found: tuple[Named, ...] = ()
    for cue in _REPORT.finditer(passage.folded):
        if _NO_REPORT_BEFORE.search(passage.folded[max(0, cue.start() - 14) : cue.start()]):
            continue
        names, stop = _receivers_behind(setting, passage, cue)
        while names and (channel := _CHANNEL.match(passage.text, stop) or _OR.match(passage.text, stop)):
            more, more_stop = setting.enumeration(passage, channel.end(), "qua")
            if not more:
                break
            names, stop = _merged(names, more), more_stop
        found = _merged(found, names)
    named = tuple(n for n in found if not n.vague and not _WHOEVER.fullmatch(n.name))
    return named or tuple(n for n in found if not n.vague) or _meant_by_kind(passage, near)


def _meant_by_kind(passage: Passage, near: tuple[Named, ...]) -> tuple[Named, ...]:
    """The one agency of a heading that `Sở`, `Bộ`, `Cục` alone stands for as a receiver."""
    said = _KIND_ALONE.search(passage.folded) if near else None
    if said is None or not _REPORT.search(passage.folded, 0, said.start("kind")):
        return ()
    meant = [n for n in near if fold(n.name).startswith(said["kind"] + " ")]
    return (replace(meant[0], span=passage.span(*said.span("kind")), rule="gọi tắt"),) if len(meant) == 1 else ()


def _receivers_behind(setting: Setting, passage: Passage, cue: re.Match[str]) -> tuple[tuple[Named, ...], int]:
    """The agencies right behind the verb, or behind the first `về`, `cho` in its clause that leads to one."""
    verb = re.sub(r"\s+", " ", cue[0])
    if verb not in _GIVES:
        between = _BETWEEN.match(passage.folded, cue.end())
        for start in [cue.end(), between.end()] if between else [cue.end()]:
            names, stop = setting.enumeration(passage, start, verb)
            whoever = bool(names) and all(_WHOEVER.fullmatch(n.name) for n in names)
            if whoever and (verb == "trình" or _BEYOND_ONES_POWERS.match(passage.bare, stop)):
                return (), stop
            if names:
                return names, stop
        if verb != "trình" and (authority := _AUTHORITY.match(passage.bare, cue.end())):  # `trình cấp có thẩm quyền`: whoever it is
            if _BEYOND_ONES_POWERS.match(passage.bare, authority.end()):
                return (), authority.end()
            name = _AUTHORITIES[authority["who"]]
            return (Named(name, passage.span(*authority.span("name")), verb, known=False),), authority.end()
    if verb == "trình":
        return (), cue.end()
    limit = min(len(passage.text), cue.end() + _REACH * (4 if verb == "cung cấp" else 1))
    clause = _CLAUSE_END.search(passage.text, cue.end(), limit) if verb != "cung cấp" else None
    if (verb in _GIVES or verb == "gửi") and (compiled := _compiled_by(setting, passage, cue.end(), clause.start() if clause else limit)):
        return compiled
    for towards in _TOWARDS.finditer(passage.folded, cue.end(), clause.start() if clause else limit):
        if verb in _GIVES and not towards[0].startswith(("cho", "đến", "tới")):
            continue
        if verb not in _GIVES and not towards[0].startswith(("về", "lên")) and "," in passage.text[cue.end() : towards.start()]:
            continue  # `chuẩn bị báo cáo, sau đó làm việc với Sở A`
        names, stop = setting.enumeration(passage, towards.end(), f"{verb} {towards[0].strip()}")
        if names and (names[0].known or names[0].vague or passage.text[towards.end()].isupper()):
            return names, stop
    return (), cue.end()


def _compiled_by(setting: Setting, passage: Passage, start: int, end: int) -> tuple[tuple[Named, ...], int] | None:
    """`cung cấp số liệu để Sở A tổng hợp`: who makes something of what is given; None when nobody is named so."""
    for purpose in re.finditer(r"\bđể\s+", passage.folded[start:end]):
        names, stop = setting.enumeration(passage, start + purpose.end(), "cung cấp để")
        if names and (names[0].known or passage.text[start + purpose.end()].isupper()) and _COMPILES.match(passage.folded, stop):
            return names, stop
    return None


def _merged(first: tuple[Named, ...], second: tuple[Named, ...]) -> tuple[Named, ...]:
    known = {n.name for n in first}
    return first + tuple(n for n in second if n.name not in known)
