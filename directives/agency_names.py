"""Names that no list knows: a kind of unit (`Phòng`, `Trung tâm`, `Cục` …) and the words up to the first verb.

About half of all names in a stranger's directive are of this kind (see the notes on unit_heads.csv).
"""

from __future__ import annotations

import re

from directives.agency_heads import head_pattern
from directives.agency_short_forms import SHORT_FORMS
from directives.agency_table import LOWER, UPPER
from directives.agency_words import (
    CLAUSES,
    CLOSED,
    DANGLING,
    DUTIES,
    FIELDS_BEHIND_AND,
    LEVEL_SAID,
    MORE_VERBS,
    NAMED_BY_VERB,
    NAMED_BY_WORK,
    NEXT,
    NO_VERB,
    NOUN_BEFORE,
    NOUNS_TOO,
    OF_MANY,
    OF_PREMISES,
    OF_PROJECTS,
    PAIRED,
    PLANS,
    PROJECT_WORK,
    SCHOOLS,
    SLIPPED_VERBS,
    STANDING,
    STOP_PHRASES,
    STOPS,
    VERBS_FIRST,
    WANT_OBJECT,
)
from directives.vietnamese import bare_same_length
from directives.wording import wording

#: Two syllables of one word, whose second begins a verb elsewhere: thường trực, (Phòng) Đào tạo lập danh sách
_ONE_WORD = (("thường ", "trực "), ("đào ", "tạo "))


def is_verb_at(folded: str, place: int) -> int:
    """Length of the verb that stands at a place, 0 when none does."""
    if NO_VERB.match(folded, place) or any(folded.startswith(verb, place) and folded.endswith(noun, 0, place) for noun, verb in _ONE_WORD):
        return 0
    lists = wording()
    found = [m for name in ("task_verbs", "subject_follows") if (m := lists[name].exact.match(folded, place))]
    found += [m for m in (MORE_VERBS.match(folded, place),) if m]
    length = max((m.end() - place for m in found), default=0)
    one_syllable = " " not in folded[place : place + length]
    return 0 if length and one_syllable and NOUN_BEFORE.search(folded, max(0, place - 7), place) else length


def name_end(text: str, folded: str, start: int, end: int, *, words: int = 20, group: bool = False) -> int:
    """Where the name ends whose kind ends at `start`: before the first verb, separator or word that no name has.

    A `group` (`các đơn vị …`) is not named by a verb: `các đơn vị kiểm tra` is a group that inspects.
    """
    place = _work_end(folded, start) if group else start
    for _ in range(words):
        clause = CLAUSES.match(folded, place, end) or _paired(text, folded, start, place, end)
        if clause:
            place = clause.end()
            continue
        following = NEXT.match(text, place, end)
        if following is None or not _belongs(text, folded, following, start, end, group=group):
            break
        place = following.start("word") + 2 if following["word"] == "và" else following.end()
    dangling = DANGLING.search(folded, start, place)
    return dangling.start() if dangling else place


def _paired(text: str, folded: str, start: int, place: int, end: int) -> re.Match[str] | None:
    """`Ban Chỉ huy Phòng, chống thiên tai`: two verbs of one field, directly behind the kind or with a capital."""
    pair = PAIRED.match(folded, place, end)
    return (
        pair
        if pair
        and (
            place == start
            or text[place + 1].isupper()
            or folded.endswith((" và", " về", " chỉ huy", " chỉ đạo"), start, place)
            or pair[0].endswith("pháp luật")
        )
        else None
    )


#: `Phòng Pháp chế - Thanh tra`: a field of the same unit; `Thanh tra Sở` is another
_INSPECTION = re.compile(r"thanh tra(?! (?:bộ|sở|tỉnh|huyện|cục|tổng cục|chính phủ|thành phố))(?!\w)")


def _belongs(text: str, folded: str, following: re.Match[str], start: int, end: int, *, group: bool) -> bool:
    """Whether the next word is part of the name."""
    begin, word = following.start("word"), following["word"]
    if "," in following["gap"]:
        if word in SHORT_FORMS and " về " in folded[start:begin]:
            return True  # `các đơn vị chuyên trách về CNTT, ATTT`
        return (
            _goes_on_after_comma(text, folded, start, begin)
            or _another_field(folded, start, begin)
            or _another_school(folded, start, begin)
        )
    if (
        re.fullmatch(r"\s[-–—]\s", following["gap"])
        and word[0].isupper()
        and (head_pattern().match(folded, begin) or _begins_known(folded, begin))
        and not _INSPECTION.match(folded, begin)
    ):
        return False  # `Cục Kế hoạch - Văn phòng Bộ` are two
    if re.fullmatch(r"\s[-–—]\s", following["gap"]) and folded.startswith(("cơ quan ", "đơn vị "), begin):
        return False  # `Vụ Pháp chế - cơ quan thường trực Hội đồng`: what it is
    if _of_project(folded, start, begin):
        return True
    if word == "và":
        return _goes_on_after_and(text, folded, begin + 3)
    if word == "các" and re.search(r"(?:quản lý|dự án|khai thác|điều hành|qlda|đtxd) $", folded[max(0, begin - 12) : begin]):
        return OF_MANY.match(folded, following.start()) is None
    if word == "các":
        return following.start() == start and OF_MANY.match(folded, following.start()) is None
    if not word[0].islower():
        sentence = text[begin - 2 : begin - 1].islower() and not _after_capital(text, begin) and is_verb_at(folded, begin) > 0
        owned = re.search(r"(?:thuộc|của|giúp việc) $", folded[max(0, begin - 10) : begin]) is not None
        return not (group and (sentence or (_begins_known(folded, begin) and not owned)))
    first = following.start() == start
    if first and (group or NAMED_BY_VERB.search(folded, max(0, start - 14), start)):
        return not _ends_group(folded, begin) if group else not (_is_stop(folded, begin) or _is_duty(folded, start, begin))
    if (LEVEL_SAID.search(folded, start, begin) and not folded.startswith(("ủy", "đoàn", "hội", "viên"), begin)) or (
        is_verb_at(folded, begin) and CLOSED.search(text, start, begin)
    ):
        return False
    if not is_verb_at(folded, begin) and _is_slipped_verb(text, folded, begin):
        return False
    if (
        folded.endswith((" lĩnh vực ", " ngành ", " quỹ ", " hoạt động ", " vật liệu ", " công trình "), start, begin)
        and folded[begin : begin + is_verb_at(folded, begin)] in NOUNS_TOO
    ):
        return True  # `hoạt động trong lĩnh vực thông tin`: its noun
    if folded.endswith(" và ", start, begin) and is_verb_at(folded, begin):
        return True  # `_goes_on_after_and` looked at it
    if is_verb_at(folded, begin) and PLANS.search(folded, start, begin) and NAMED_BY_VERB.search(folded, max(0, start - 14), start):
        return True
    return _is_object(text, folded, start, begin) or not _ends_name(folded, begin, end, group=group)


def _of_project(folded: str, start: int, place: int) -> bool:
    """`Ban Quản lý dự án đầu tư xây dựng và phát triển quỹ đất`: the work by which projects are named."""
    before = OF_PROJECTS.search(folded, max(0, start - 20), start + 80)
    if before is None or before.end() > place:
        return False
    work = PROJECT_WORK.match(folded, before.end())
    return work is not None and place < work.end()


def _is_duty(folded: str, start: int, place: int) -> bool:
    """`Ban Chỉ đạo rà soát`: what a standing body does, no part of its name."""
    return STANDING.search(folded, max(0, start - 14), start) is not None and DUTIES.match(folded, place) is not None


def _is_object(text: str, folded: str, start: int, place: int) -> bool:
    """`Cục Kiểm tra văn bản và Quản lý xử lý vi phạm`: the object of the verb with which a part of the name begins."""
    before = re.search(rf"[{UPPER}][{LOWER}]+ [{LOWER}]+ $", text[max(start, place - 20) : place])
    length = is_verb_at(folded, place)
    if before is None or length == 0 or folded[place - len(before[0]) : place - 1] not in WANT_OBJECT:
        return False
    verb = folded[place : place + length]
    another = verb == "tổ chức" and is_verb_at(folded, place + length + 1)
    return not another and (verb in NOUNS_TOO or verb == "đầu tư")


def _goes_on_after_comma(text: str, folded: str, start: int, place: int) -> bool:
    """`Phòng Kinh tế, Hạ tầng và Đô thị`: a capital that begins no unit, and an `và` with a capital soon behind it."""
    if head_pattern().match(folded, place) or _begins_known(folded, place):
        return False
    if text[place].isupper():
        return re.match(rf"(?:[^\W\d_]+,? ){{1,5}}và [{UPPER}]", text[place : place + 60]) is not None
    return _more_fields(text, folded, start, place)


def _more_fields(text: str, folded: str, start: int, place: int) -> bool:
    """`Phòng Quản lý vận tải, phương tiện và người lái`, `Phòng Quản lý, bảo trì kết cấu hạ tầng`: further fields in small letters."""
    length = is_verb_at(folded, place)
    if length:
        return (folded[place : place + length] in NOUNS_TOO or folded.startswith("sửa chữa", place)) and folded[: place - 2].endswith(
            "quản lý"
        )
    if _is_stop(folded, place) or folded.startswith(_NO_FIELD, place) or not text[start + 1].isupper():
        return False
    more = re.compile(r"(?:[^\W\d_]+ ){1,4}và ").match(text, place)
    if more is None or is_verb_at(folded, more.end()) or folded.startswith(_NO_FIELD, more.end()):
        return False
    words = [m.start() for m in re.finditer(r"[^\W\d_]+", folded[place : more.end() - 3])]
    verb_inside = any(is_verb_at(folded, place + w) or head_pattern().match(folded, place + w) for w in words)
    return not verb_inside and head_pattern().match(folded, more.end()) is None and not _begins_known(folded, more.end())


#: Words behind a comma that go on with the list or the sentence, not with a name
_NO_FIELD = (
    "các ", "những ", "cấp ", "chính quyền", "đơn vị", "cơ quan", "tổ chức", "doanh nghiệp", "địa phương", "ngành", "sở", "ban ", "trong",
    "đồng thời", "bao gồm", "gồm", "từng", "mỗi", "huyện", "xã", "phường", "thành phố", "thị xã", "tỉnh", "đoàn thể", "hội ", "người dân",
    "cán bộ", "công chức", "nhân dân", "đảm bảo", "một số", "toàn ", "cá nhân", "hợp tác xã", "ubnd", "hệ thống", "thôn", "nhà ",
)  # fmt: skip


def _another_field(folded: str, start: int, place: int) -> bool:
    """`các doanh nghiệp hoạt động trong lĩnh vực bưu chính, viễn thông`: a further noun of the field."""
    if "lĩnh vực" not in folded[start:place] or _begins_known(folded, place) or folded.startswith("các ", place):
        return False
    return head_pattern().match(folded, place) is None and not is_verb_at(folded, place) and not _is_stop(folded, place)


def _another_school(folded: str, start: int, place: int) -> bool:
    """`các trường đại học, cao đẳng, trung cấp`: a further kind of school."""
    return SCHOOLS.match(folded, place) is not None and SCHOOLS.search(folded, start, place) is not None


def _goes_on_after_and(text: str, folded: str, place: int) -> bool:
    """`Phòng Văn hóa và Thông tin`: neither another unit nor a verb behind `và`."""
    if PAIRED.match(folded, place - 1) or folded.startswith(("tìm kiếm cứu nạn", "phát triển nông thôn"), place):
        return True
    if place >= len(text) or _begins_known(folded, place) or folded.startswith("các ", place):
        return False
    if text[place].isupper():
        return head_pattern().match(folded, place) is None
    if head_pattern().match(folded, place):
        return False
    length = is_verb_at(folded, place)
    return not length or (folded[place : place + length] in FIELDS_BEHIND_AND and not is_verb_at(folded, place + length + 1))


def _begins_known(folded: str, place: int) -> bool:
    """Whether a body begins here that the grammar of units does not know: UBND, Công an, Hội đồng nhân dân …"""
    return (
        re.match(
            r"(?:ubnd|ủy ban|hđnd|hội đồng|công an|bhxh|kbnn|vnpt|tỉnh ủy|tỉnh đoàn|mttq|lđlđ|bưu điện"
            r"|liên minh|lãnh đạo|giám đốc|thủ trưởng|chủ tịch|trưởng|chánh)(?!\w)",
            folded[place : place + 20],
        )
        is not None
    )


def _after_capital(text: str, place: int) -> bool:
    """Whether the word before a place begins with a capital: `Bộ Thông tin`, unlike `viễn thông Chủ động`."""
    before = re.search(r"(?<![^\W_])[^\W_]+ $", text[max(0, place - 20) : place])
    return before is not None and (before[0][0].isupper() or before[0] == "và ")


def _is_stop(folded: str, place: int) -> bool:
    return (STOPS.match(folded, place) or STOP_PHRASES.match(folded, place)) is not None


def _ends_group(folded: str, place: int) -> bool:
    """Directly behind `các đơn vị`: any verb, but one that another body owns or a colon ends (`các cơ quan thẩm tra của Quốc hội`)."""
    if _is_stop(folded, place):
        return True
    length = is_verb_at(folded, place)
    return length > 0 and not folded.startswith((" của ", ":"), place + length)


#: Behind the work that tells which body: its end, whose it is, another verb or duty of it
_BEHIND_WORK = re.compile(
    r"$|[;:.)]| (?:thuộc|trên địa bàn|tại|có|cần|phải|sẽ|kịp thời|chủ động|khẩn trương|nghiêm túc|liên quan|nhà nước|công lập|khác)(?!\w)"
)


def _work_end(folded: str, start: int) -> int:
    """Behind the work that tells which body of a group (`các cơ quan truyền thông`, `các cơ sở giáo dục và đào tạo`), else the start."""
    if folded.endswith("cơ sở", 0, start) and (works := OF_PREMISES.match(folded, start)):
        return works.end()
    length = is_verb_at(folded, start + 1)
    stop = start + 1 + length
    if folded[start + 1 : stop] not in NAMED_BY_WORK:
        return start
    if folded.startswith(" và ", stop) and (more := _work_end(folded, stop + 3)) > stop + 3:
        return more
    listed = re.compile(r"(?:,| và) ").match(folded, stop)
    if listed:
        return stop if not is_verb_at(folded, listed.end()) or folded.startswith("các ", listed.end()) else start
    another = folded.startswith(" ", stop) and is_verb_at(folded, stop + 1) > 0
    return stop if another or _BEHIND_WORK.match(folded, stop) else start


def _is_slipped_verb(text: str, folded: str, place: int) -> bool:
    """`Văn phòng Sở tông hợp`: a frequent verb in small letters whose accents a scan changed."""
    verb = SLIPPED_VERBS.match(bare_same_length(folded[place : place + 16]))
    return verb is not None and text[place : place + verb.end()].islower()


def _ends_name(folded: str, place: int, end: int, *, group: bool) -> bool:
    if _is_stop(folded, place):
        return True
    length = is_verb_at(folded, place)
    if not length:
        return False
    verb = folded[place : place + length]
    if verb == "xúc tiến" and not group:
        return False  # `Trung tâm Thông tin xúc tiến du lịch`
    return verb not in NOUNS_TOO or not _verb_is_noun_here(folded, place + length, end, group=group or verb in VERBS_FIRST)


def _verb_is_noun_here(folded: str, place: int, end: int, *, group: bool) -> bool:
    """`Trung tâm Xúc tiến đầu tư` + end, separator, `tỉnh` or another verb: there the verb was a part of the name."""
    rest = folded[place:end]
    listed = re.match(r", ", rest)
    if listed and is_verb_at(folded, place + 2):
        return False  # `các hiệp hội xây dựng, thực hiện …`
    if group and (is_verb_at(folded, place + 1) or (rest.startswith(" và ") and is_verb_at(folded, place + 4))):
        return False  # `các doanh nghiệp tổ chức triển khai …`, `… xây dựng và triển khai …`
    if not rest.strip() or re.match(
        r"\W*$|\s*[,;.:()]| và | (?:tỉnh|huyện|thành phố|xã|quốc gia|việt nam|khu vực|trung ương|cấp|các cấp|của|thuộc)(?!\w)", rest
    ):
        return True
    following = re.match(r" ", rest)
    return following is not None and is_verb_at(folded, place + 1) > 0
