"""Names that no list knows: a kind of unit (`Phòng`, `Trung tâm`, `Cục` …) and the words up to the first verb.

About half of all names in a stranger's directive are of this kind (see the notes on unit_heads.csv).
"""

from __future__ import annotations

import re

from directives.agency_heads import head_pattern
from directives.agency_table import LOWER, UPPER
from directives.vietnamese import bare_same_length
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
    r"|đồng(?! nhân dân)|này|nêu|kịp|căn|chưa|không|bị|nên|rồi|vẫn|còn|đang|cũng|đều|ký|năm)(?!\w)"
)
#: Phrases of two syllables at which a name ends
STOP_PHRASES = re.compile(r"(?:đối với|nhất là|cụ thể|chủ trì|khẩn trương|nói trên|nêu trên)(?!\w)")
#: Syllables that make a noun of a verb behind them: Chương trình, công trình, quy trình, trợ giúp
NOUN_BEFORE = re.compile(r"(?:chương|công|quy|quá|giáo|lộ|tiến|khẩn|trung|cao|sơ|thứ|trợ) $")
#: Verbs of one syllable that begin a noun: công trình giao thông, Công ty cấp nước, Phòng Quản lý xuất nhập cảnh
NO_VERB = re.compile(
    r"(?:giao (?:thông|dịch|lưu|thừa)|cấp (?:nước|thoát|cứu|ủy)|thu (?:nhập|ngân)|nhập (?:khẩu|cảnh)|"
    r"khám (?:chữa |và chữa )?bệnh|chuyển phát|thuê bao|trồng trọt|lập pháp|tăng trưởng|họp báo|mở cửa|giảm nghèo)(?!\w)"
)
#: Verbs that every directive has, as scans may leave them: tông hợp, triên khai
SLIPPED_VERBS = re.compile(
    r"(?:tong hop|thuc hien|trien khai|to chuc|chu tri|phoi hop|tham muu|huong dan|ra soat|chi dao|tiep tuc|tang cuong|khan truong)(?!\w)"
)
#: Kinds of schools, of which one name holds several
SCHOOLS = re.compile(r"(?:đại học|cao đẳng|trung cấp|trung học|tiểu học|mầm non|thpt|thcs|phổ thông|dạy nghề|học viện)(?!\w)")
#: Verbs that want an object: what stands behind them at the head of a part of a name is that object: Phòng Quản lý xây dựng
WANT_OBJECT = frozenset(
    {"quản lý", "tư vấn", "xúc tiến", "khai thác", "hỗ trợ", "phát triển", "điều hành", "kiểm soát", "ứng dụng", "vận hành", "cung ứng"}
)
#: Projects are named by their work: dự án đầu tư xây dựng các công trình, đầu tư xây dựng và phát triển quỹ đất
OF_PROJECTS = re.compile(
    r"(?:(?:dự án|qlda|bql|công trình) (?:đầu tư(?: và)? )?|đầu tư (?:xây dựng )?(?:và )?)(?=(?:đầu tư|xây dựng|phát triển)(?!\w))"
)
PROJECT_WORK = re.compile(
    r"(?:đầu tư|xây dựng|phát triển)(?: (?:và |cơ bản )?(?:xây dựng|phát triển))?(?: và phát triển)?"
    r"(?: các(?! nội dung| nhiệm vụ))?(?!\w)"
)
#: The level closes a name: Ban Chỉ huy … tỉnh | trực ban; not Hợp tác xã
LEVEL_SAID = re.compile(r"(?<!cấp)(?<!thuộc)(?<!trong) (?:tỉnh|huyện|(?<!tác )(?<!thị )xã) $")
#: What closes a name when a verb follows: tỉnh, huyện, số 3, địa bàn, a place of two capitals
CLOSED = re.compile(
    rf"(?:(?<!\w)(?:tỉnh|huyện|xã|phường|thành phố|quốc gia|trung ương|địa bàn|thị xã|cơ sở|số \d+|[IVX]+)"
    rf"|[{UPPER}][{LOWER}]+ [{UPPER}][{LOWER}]+) $"
)
#: A field of two verbs that one name holds: Ban Chỉ huy Phòng, chống thiên tai; Hội đồng phối hợp phổ biến, giáo dục pháp luật
PAIRED = re.compile(
    r" (?:phòng, chống(?= (?:thiên tai|tội phạm|tham nhũng|dịch|ma túy|tệ nạn|lụt|cháy|hạn|bạo lực|mua bán|hiv|khủng bố|tác hại|rửa tiền))"
    r"|(?:phối hợp )?(?:phổ biến, giáo dục|tuyên truyền, phổ biến, giáo dục|phổ biến giáo dục) pháp luật|thi đua, khen thưởng)(?!\w)"
)
#: A clause word that nothing followed: Tổ công tác của Thủ tướng Chính phủ về
DANGLING = re.compile(r"(?: (?:về|của|(?<!trực )thuộc))+$")
#: Clauses that belong to a name although they begin with a stop word or a verb
CLAUSES = re.compile(
    r" (?:có thẩm quyền|có chức năng(?: liên quan)?|có liên quan|có chung đường biên giới|hoạt động "
    r"(?:trong|trên) (?:lĩnh vực|địa bàn)|đóng (?:trên|tại) địa bàn|(?:ở|trên|tại) địa bàn"
    r"|trực thuộc|thuộc|được phân công chủ trì(?: trả lời)?|được giao chủ trì|chủ trì soạn thảo"
    r"|chủ trì thực hiện(?= các)|chủ trì(?= đề án)|tham gia mạng lưới|trong tỉnh|trong và ngoài tỉnh"
    r"|thông tin cơ sở|truyền thanh cơ sở|cấp trên|cấp dưới|quản lý trực tiếp|quản lý khoản thu"
    r"|quản lý nhà nước|nhà nước|chuyên trách về|phụ trách(?: các)? lĩnh vực|phụ trách|thành viên"
    r"|của|về)(?!\w)"
    r"|(?<=tổ chức) nghiên cứu và phát triển(?! (?:kinh tế|sản phẩm|các|ứng dụng|công nghệ)(?!\w))"
    r"|(?:(?<=đơn vị)|(?<=cơ quan)) chủ trì(?=$|[,;:.)]| (?:cần|phải|có trách nhiệm|chịu|thực hiện|gửi|tổng hợp|báo cáo)(?!\w))"
)
#: The next word of a name, and what stands before it
NEXT = re.compile(r"(?P<gap> ?[-–—] ?| ?& ?|, | )(?P<word>[^\W_]+(?:[&.][^\W_]+)*)")
#: Kinds of bodies for one job, named by a verb: Hội đồng đánh giá …, Tổ kiểm tra, Ban Chỉ đạo đổi mới …
NAMED_BY_VERB = re.compile(r"(?:hội đồng|tổ|đoàn|nhóm|ban chỉ đạo|ban chỉ huy|ban tổ chức|quỹ)$")
#: Of these, standing bodies, which also do things: Ban Chỉ đạo rà soát …
STANDING = re.compile(r"(?:ban chỉ đạo|ban chỉ huy|ban tổ chức|hội đồng)$")
#: What a body is never there for, and what it is there for when a programme follows: Ban Chỉ đạo thực hiện Chương trình X
DUTIES = re.compile(
    r"(?:báo cáo|tổng hợp|tham mưu|theo dõi|đôn đốc|hướng dẫn|rà soát|chủ trì|họp|xem xét|tiếp tục|tăng cường|phân công|thông báo|kiểm tra"
    r"|chỉ đạo|đề xuất|hoàn thành|chịu|thống nhất|kiện toàn|lập|gửi|yêu cầu|đề nghị|giao|cập nhật|bố trí|thành lập|ban hành"
    r"|(?:xây dựng|hoàn thiện) (?:kế hoạch|đề án|báo cáo|dự thảo|quy chế|phương án)"
    r"|(?:thực hiện|triển khai|tổ chức)(?! (?:triển khai )?(?:thực hiện )?"
    r"(?:chương trình|đề án|nghị quyết|kết luận|chiến lược|phong trào|cuộc|"
    r"chính sách|quy chế|dự án|cải cách|đổi mới|xây dựng|chỉ thị|kỳ|lễ|hội|đại hội|chuyển đổi))"
    r")(?!\w)"
)


def is_verb_at(folded: str, place: int) -> int:
    """Length of the verb that stands at a place, 0 when none does."""
    if NO_VERB.match(folded, place):
        return 0
    lists = wording()
    found = [m for name in ("task_verbs", "subject_follows") if (m := lists[name].exact.match(folded, place))]
    length = max((m.end() - place for m in found), default=0)
    one_syllable = " " not in folded[place : place + length]
    return 0 if length and one_syllable and NOUN_BEFORE.search(folded, max(0, place - 7), place) else length


def name_end(text: str, folded: str, start: int, end: int, *, words: int = 14, group: bool = False) -> int:
    """Where the name ends whose kind ends at `start`: before the first verb, separator or word that no name has.

    A `group` (`các đơn vị …`) is not named by a verb: `các đơn vị kiểm tra` is a group that inspects.
    """
    place = start
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
    return pair if pair and (place == start or text[place + 1].isupper() or pair[0].endswith("pháp luật")) else None


def _belongs(text: str, folded: str, following: re.Match[str], start: int, end: int, *, group: bool) -> bool:
    """Whether the next word is part of the name."""
    begin, word = following.start("word"), following["word"]
    if "," in following["gap"]:
        return _goes_on_after_comma(text, folded, begin) or _another_field(folded, start, begin) or _another_school(folded, start, begin)
    if (
        re.fullmatch(r"\s[-–—]\s", following["gap"])
        and word[0].isupper()
        and (head_pattern().match(folded, begin) or _begins_known(folded, begin))
    ):
        return False  # `Cục Kế hoạch - Văn phòng Bộ` are two
    if _of_project(folded, start, begin):
        return True
    if word == "và":
        return _goes_on_after_and(text, folded, begin + 3)
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


def _another_school(folded: str, start: int, place: int) -> bool:
    """`các trường đại học, cao đẳng, trung cấp`: a further kind of school."""
    return SCHOOLS.match(folded, place) is not None and SCHOOLS.search(folded, start, place) is not None


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
