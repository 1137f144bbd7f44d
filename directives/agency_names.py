"""Names that no list knows: a kind of unit (`Phòng`, `Trung tâm`, `Cục` …) and the words up to the first verb.

About half of all names in a stranger's directive are of this kind (see the notes on unit_heads.csv).
"""

from __future__ import annotations

import re
from functools import cache

from directives.agency_table import UPPER, heads
from directives.vietnamese import fold_same_length
from directives.wording import wording

#: of whom, behind a name: các huyện, thành phố; cấp huyện; cấp huyện, cấp xã
OF_MANY = re.compile(
    r"(?: (?:ở |tại |của )?(?:các cấp|cấp (?:tỉnh|huyện|xã|cơ sở)(?:(?:,| và)? cấp (?:huyện|xã))?"
    r"|(?:các )?(?:tỉnh|huyện|quận|thị xã|xã|phường)(?:, | và )(?:thị xã|thành phố|huyện|quận"
    r"|phường|thị trấn|đặc khu|xã)(?:(?:, | và )(?:thị xã|thành phố|thị trấn|đặc khu|xã|khu vực)){0,2}"
    r"(?: trực thuộc trung ương)?"
    r"|các (?:bộ, ngành, địa phương|bộ, ngành|tỉnh|huyện|quận|xã|phường|địa phương))(?!\w))"
)
#: of whom, behind a group: thuộc Sở, trực thuộc Bộ, của Quốc hội
OWNED = re.compile(r" (?:trực thuộc|thuộc|của)(?!\w)")
#: Verbs that are nouns too in names of units: Trung tâm Xúc tiến đầu tư, Ban Quản lý dự án, Phòng Quản lý xây dựng
NOUNS_TOO = frozenset(
    [
        "đầu tư",
        "xây dựng",
        "phát triển",
        "quản lý",
        "đào tạo",
        "bồi dưỡng",
        "bảo vệ",
        "hỗ trợ",
        "hợp tác",
        "thông tin",
        "truyền thông",
        "kiểm tra",
        "thanh tra",
        "điều phối",
        "tư vấn",
        "dự báo",
        "nghiên cứu",
        "ứng dụng",
        "giám sát",
        "cung ứng",
        "phục vụ",
        "thống kê",
        "tổ chức",
        "bảo tồn",
        "quy hoạch",
        "khai thác",
        "tuyên truyền",
        "giáo dục",
        "sản xuất",
        "vận hành",
        "thẩm định",
        "soạn thảo",
        "biên tập",
        "tiếp nhận",
        "chuyển giao",
        "chuyển đổi",
        "xúc tiến",
        "phòng chống",
        "kiểm định",
        "kiểm soát",
        "đăng ký",
        "lưu trữ",
        "thi đua",
        "khen thưởng",
        "ứng cứu",
        "đổi mới",
        "cải cách",
        "huấn luyện",
        "điều hành",
        "giải phóng",
        "đánh giá",
        "nghiệm thu",
        "thẩm tra",
        "xét duyệt",
        "phòng, chống",
        "xuất bản",
        "dự toán",
        "quyết toán",
        "kế hoạch",
        "vận động",
        "xử lý",
        "phòng ngừa",
        "thu hồi",
        "điều tra",
        "bảo trì",
        "liên kết",
    ]
)
#: Of these, those that are a verb when another verb follows: tổ chức thực hiện, xây dựng triển khai
VERBS_FIRST = frozenset(
    {"tổ chức", "xây dựng", "kiểm tra", "nghiên cứu", "thẩm định", "giám sát", "tuyên truyền", "xử lý", "đánh giá", "hỗ trợ"}
)
#: Words in small letters at which a name ends
STOPS = re.compile(
    r"(?:để|nhằm|theo|khi|nếu|đã|được|có|là|cùng|hoặc|bằng|từ|đến|trước|sau|như|do|mà|thì|cho|qua|phải|cần|sẽ|với|tự|luôn|trong|tại|vào"
    r"|đồng|này|nêu|kịp|căn|chưa|không|bị|nên|rồi|vẫn|còn|đang|cũng|đều|ký|năm)(?!\w)"
)
#: Phrases of two syllables at which a name ends
STOP_PHRASES = re.compile(r"(?:đối với|nhất là|cụ thể|chủ trì|khẩn trương|nói trên|nêu trên)(?!\w)")
#: Syllables that make a noun of a verb behind them: Chương trình, công trình, quy trình
NOUN_BEFORE = re.compile(r"(?:chương|công|quy|quá|giáo|lộ|tiến|khẩn|trung|cao|sơ|thứ) $")
#: A clause word that nothing followed: Tổ công tác của Thủ tướng Chính phủ về
DANGLING = re.compile(r"(?: (?:về|của|thuộc|trực thuộc))+$")
#: Clauses that belong to a name although they begin with a stop word or a verb
CLAUSES = re.compile(
    r" (?:có thẩm quyền|có chức năng(?: liên quan)?|có liên quan|có chung đường biên giới|hoạt động "
    r"(?:trong|trên) (?:lĩnh vực|địa bàn)|đóng (?:trên|tại) địa bàn|(?:ở|trên|tại) địa bàn"
    r"|trực thuộc|thuộc|được phân công chủ trì(?: trả lời)?|được giao chủ trì|chủ trì soạn thảo"
    r"|chủ trì thực hiện(?= các)|chủ trì(?= đề án)|tham gia mạng lưới|trong tỉnh|trong và ngoài tỉnh"
    r"|thông tin cơ sở|truyền thanh cơ sở|cấp trên|cấp dưới|quản lý trực tiếp|quản lý khoản thu"
    r"|quản lý nhà nước|nhà nước|chuyên trách về|phụ trách(?: các)? lĩnh vực|phụ trách|thành viên"
    r"|của|về)(?!\w)"
    r"|(?:(?<=đơn vị)|(?<=cơ quan)) chủ trì(?=$|[,;:.)]| (?:cần|phải|có trách nhiệm|chịu|thực hiện|gửi|tổng hợp|báo cáo)(?!\w))"
)
#: The next word of a name, and what stands before it
NEXT = re.compile(r"(?P<gap> ?[-–—] ?| ?& ?|, | )(?P<word>[^\W_]+(?:[&.][^\W_]+)*)")
#: Kinds of bodies for one job, named by a verb: Hội đồng đánh giá …, Tổ kiểm tra, Ban Chỉ đạo đổi mới …
NAMED_BY_VERB = re.compile(r"(?:hội đồng|tổ|đoàn|nhóm|ban chỉ đạo|ban tổ chức|quỹ)$")


#: `Sở` and `Bộ` as scans spell them: a name only when the table has it
SLIPPED_HEADS = ("sờ", "sỡ", "sỏ", "sớ", "sô", "bô", "bồ", "uý ban", "uy ban", "ùy ban", "ửy ban")


#: Kinds of units whose syllable also begins another word: Báo cáo, Ban hành, Tổ chức, Hội nghị, Bộ máy, Trường hợp
NOT_A_UNIT = {
    "báo": "cáo|chí|động|hiệu|giá",
    "ban": "hành|đầu|đêm",
    "bộ": "máy|tiêu chí|chỉ số|thủ tục|luật|dữ liệu|mã|nhận diện|tài liệu|công cụ|câu hỏi|quy tắc",
    "chính quyền": "số|điện tử|mới",
    "đoàn": "kết",
    "đội": "ngũ",
    "hội": "nghị|thảo|thi|chợ|diễn|họp|nhập|trường|viên|tụ",
    "phòng": "ngừa|chống|, chống|trừ|tránh|họp",
    "quỹ": "đất|nhà|thời gian",
    "thanh tra": "việc|công tác|chuyên ngành|đột xuất|, kiểm tra",
    "tổ": "chức",
    "trường": "hợp",
    "viện": "trợ|dẫn|phí",
    "vụ": "việc|án|mùa|đông|hè|thu",
}
#: Heads of unit_heads.csv that are units of one kind only
OF_ONE_KIND = {
    "hệ thống": "đài|thông tin cơ sở|truyền thanh",
    "cổng": "thông tin điện tử|dịch vụ công|tt",
    "nhà": "văn hóa|hát|xuất bản|thiếu nhi|máy|khách",
}
#: Heads that the table of units need not teach: short forms, bodies of whole levels, brands
MORE_HEADS = (
    "bql", "bcđ", "ban ql", "cty", "ctcp", "đảng bộ", "đảng ủy", "uỷ ban", "tiểu ban", "kho bạc", "quân khu", "binh đoàn", "sở", "bộ",
    "chủ đầu tư",
    "ubnd", "hđnd", "công an", "quản lý thị trường", "tòa án", "viện kiểm sát", "mặt trận tổ quốc", "huyện ủy", "thành ủy", "thị ủy",
    "thời báo", "mobifone", "vietnamobile", "vinaphone", "fpt", "agribank", "vietcombank", "bidv", "vietinbank", "viettel", "vnpt",
)  # fmt: skip


@cache
def head_pattern() -> re.Pattern[str]:
    """A kind of unit of unit_heads.csv at the place, in folded text."""
    shipped = [fold_same_length(h) for h in heads() if not h.startswith("Các")]
    words = sorted({*shipped, *MORE_HEADS, *SLIPPED_HEADS}, key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(_head(w) for w in words)})(?!\w)")


def _head(word: str) -> str:
    pattern = re.escape(word).replace(r"\ ", " ")
    if word in NOT_A_UNIT:
        return rf"{pattern}(?! (?:{NOT_A_UNIT[word]})(?!\w)|, (?:kiểm tra|chống))"
    if word in OF_ONE_KIND:
        return rf"{pattern}(?= (?:{OF_ONE_KIND[word]}))"
    return pattern


def is_verb_at(folded: str, place: int) -> int:
    """Length of the verb that stands at a place, 0 when none does."""
    if NOUN_BEFORE.search(folded, max(0, place - 7), place):
        return 0
    lists = wording()
    found = [m for name in ("task_verbs", "subject_follows") if (m := lists[name].exact.match(folded, place))]
    return max((m.end() - place for m in found), default=0)


def name_end(text: str, folded: str, start: int, end: int, *, words: int = 14, group: bool = False) -> int:
    """Where the name ends whose kind ends at `start`: before the first verb, separator or word that no name has.

    A `group` (`các đơn vị …`) is not named by a verb: `các đơn vị kiểm tra` is a group that inspects.
    """
    place = start
    for _ in range(words):
        clause = CLAUSES.match(folded, place, end)
        if clause:
            place = clause.end()
            continue
        following = NEXT.match(text, place, end)
        if following is None or not _belongs(text, folded, following, start, end, group=group):
            break
        place = following.start("word") + 2 if following["word"] == "và" else following.end()
    dangling = DANGLING.search(folded, start, place)
    return dangling.start() if dangling else place


def _belongs(text: str, folded: str, following: re.Match[str], start: int, end: int, *, group: bool) -> bool:
    """Whether the next word is part of the name."""
    begin, word = following.start("word"), following["word"]
    if "," in following["gap"]:
        return _goes_on_after_comma(text, folded, begin) or _another_field(folded, start, begin)
    if (
        re.fullmatch(r"\s[-–—]\s", following["gap"])
        and word[0].isupper()
        and (head_pattern().match(folded, begin) or _begins_known(folded, begin))
    ):
        return False  # `Cục Kế hoạch - Văn phòng Bộ` are two
    if word == "và":
        return _goes_on_after_and(text, folded, begin + 3)
    if word == "các":
        return following.start() == start and OF_MANY.match(folded, following.start()) is None
    if not word[0].islower():
        sentence = text[begin - 2 : begin - 1].islower() and not _after_capital(text, begin) and is_verb_at(folded, begin) > 0
        return not (group and (sentence or _begins_known(folded, begin)))
    first = following.start() == start
    if first and (group or NAMED_BY_VERB.search(folded[max(0, start - 14) : start])):
        return not _ends_group(folded, begin) if group else not _is_stop(folded, begin)
    return not _ends_name(folded, begin, end, group=group)


def _goes_on_after_comma(text: str, folded: str, place: int) -> bool:
    """`Phòng Kinh tế, Hạ tầng và Đô thị`: a capital that begins no unit, and an `và` with a capital soon behind it."""
    if not text[place].isupper() or head_pattern().match(folded, place) or _begins_known(folded, place):
        return False
    return re.match(rf"(?:[^\W\d_]+,? ){{1,5}}và [{UPPER}]", text[place : place + 60]) is not None


def _another_field(folded: str, start: int, place: int) -> bool:
    """`các doanh nghiệp hoạt động trong lĩnh vực bưu chính, viễn thông`: a further noun of the field."""
    if "lĩnh vực" not in folded[start:place] or _begins_known(folded, place) or folded.startswith("các ", place):
        return False
    return head_pattern().match(folded, place) is None and not is_verb_at(folded, place) and not _is_stop(folded, place)


def _goes_on_after_and(text: str, folded: str, place: int) -> bool:
    """`Phòng Văn hóa và Thông tin`: neither another unit nor a verb behind `và`."""
    if place >= len(text) or _begins_known(folded, place) or folded.startswith("các ", place):
        return False
    if text[place].isupper():
        return head_pattern().match(folded, place) is None
    return not head_pattern().match(folded, place) and not is_verb_at(folded, place)


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
    before = re.search(r"[^\W_]+ $", text[max(0, place - 20) : place])
    return before is not None and (before[0][0].isupper() or before[0] == "và ")


def _is_stop(folded: str, place: int) -> bool:
    return (STOPS.match(folded, place) or STOP_PHRASES.match(folded, place)) is not None


def _ends_group(folded: str, place: int) -> bool:
    """Directly behind `các đơn vị`: any verb, but one that another body owns or a colon ends (`các cơ quan thẩm tra của Quốc hội`)."""
    if _is_stop(folded, place):
        return True
    length = is_verb_at(folded, place)
    return length > 0 and not folded.startswith((" của ", ":"), place + length)


def _ends_name(folded: str, place: int, end: int, *, group: bool) -> bool:
    if _is_stop(folded, place):
        return True
    length = is_verb_at(folded, place)
    if not length:
        return False
    verb = folded[place : place + length]
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
        r"\W*$|\s*[,;.:()]| và | (?:tỉnh|huyện|thành phố|xã|quốc gia|khu vực|trung ương|cấp|các cấp|của|thuộc)(?!\w)", rest
    ):
        return True
    following = re.match(r" ", rest)
    return following is not None and is_verb_at(folded, place + 1) > 0
