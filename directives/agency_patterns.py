"""The words by which bodies are named without a list: posts, small-letter units, groups with `các`, tails of place and level, codes."""

from __future__ import annotations

import re
from functools import lru_cache

from directives.agency_table import LOWER, UPPER, provinces

#: Posts that stand for the body behind them: Giám đốc Sở X, Thủ trưởng các sở, Chánh Văn phòng UBND tỉnh, đồng chí Chủ tịch UBND tỉnh
POST = re.compile(
    r"(?:(?:các )?(?:đồng chí|đ/c|ông \(bà\)|ông, bà|ông/bà|ông|bà):? )?"
    r"(?:chủ tịch hội đồng (?:thành viên|quản trị),? (?:và )?(?:tổng )?giám đốc|(?:phó )?(?:tổng giám đốc"
    r"|giám đốc|thủ trưởng|chủ tịch|chủ nhiệm|tổng cục trưởng|cục trưởng|chi cục trưởng|trạm trưởng"
    r"|chỉ huy trưởng|hạt trưởng|đội trưởng|chính ủy|vụ trưởng|viện trưởng"
    r"|hiệu trưởng|tổng biên tập|bộ trưởng|trưởng|chánh|thống đốc|bí thư|tư lệnh)"
    r"|người đứng đầu|tập thể lãnh đạo|lãnh đạo|đồng chí|đại diện)"
    r"(?:(?:, | và )(?:các phó chủ tịch|các phó giám đốc|chủ nhiệm|thủ trưởng|phó giám đốc|phó chủ tịch|lãnh đạo))? "
)
#: Heads of many bodies: Trưởng các thôn, Hiệu trưởng các trường THPT
HEADED_BY = re.compile(
    r"(?:hiệu trưởng|thủ trưởng|lãnh đạo|trưởng|giám đốc) các "
    r"(?=(?:thôn|khu phố|tổ dân phố|trường|trung tâm|trạm|bệnh viện|phòng|ban|đơn vị)(?!\w))"
)
#: Heads of villages, of which a commune has many: Trưởng thôn, bản; các ông (bà) Trưởng ấp
VILLAGE_HEADS = re.compile(
    r"(?:các )?(?:(?:đồng chí|đ/c|ông \(bà\)|ông, bà|ông/bà|ông|bà):? )?"
    r"trưởng (?P<villages>(?:thôn|bản|ấp|khóm|khu phố|tổ dân phố|xóm|buôn|làng|khu dân cư)"
    r"(?:(?:, | và )(?:trưởng )?(?:các )?(?:thôn|bản|ấp|khóm|khu phố|tổ dân phố|xóm|buôn|làng|tổ trưởng tổ dân phố))*)(?! [A-ZĐ])(?!\w)"
)
#: A named person or a post without a body: đồng chí Nguyễn Văn A, đồng chí Tổ trưởng, các đồng chí Phó Giám đốc phụ trách
PERSON = re.compile(r"(?:các )?(?:đồng chí|đ/c|ông \(bà\)|ông, bà|ông/bà|ông|bà):? ")
#: A note behind a name: (cơ quan thường trực), (nay là Sở Tài chính)
BRACKET = re.compile(r"\s?\([^()]{0,160}\)")
#: Capitalised words of a place or person: Đức Thọ, Bà Rịa - Vũng Tàu, Phường 1
_CAPITALISED = rf"[{UPPER}][^\W\d_]*"
PLACE_NAME = re.compile(rf" (?:{_CAPITALISED}(?: {_CAPITALISED}){{0,4}}(?: ?- ?{_CAPITALISED}(?: {_CAPITALISED})?)?|\d{{1,2}})(?!\w)")
#: The person or the field behind a post: Phó Thủ tướng Nguyễn Văn A, Phó Thủ tướng phụ trách lĩnh vực
PERSON_BEHIND = re.compile(rf"{PLACE_NAME.pattern}| phụ trách(?: lĩnh vực)?(?!\w)")
#: Khu vực III, Khu vực 7
REGION_NUMBER = re.compile(r" (?P<n>[IVX]{1,5}|\d{1,2})(?!\w)")
#: Small-letter units that begin a list: hệ thống Đài Truyền thanh, cấp ủy, chính quyền, cơ quan thường trực, đơn vị chủ trì
SMALL_UNITS = re.compile(
    r"(?:cấp ủy|cấp có thẩm quyền|chính quyền(?! số| điện tử| mới)|cơ quan|đơn vị|hệ thống(?= đài"
    r"| thông tin| truyền thanh)|ban chỉ đạo|tổ biên tập|ban soạn thảo|ban biên tập|bộ phận|tổ công tác"
    r"|tổ giúp việc|hội đồng"
    r"|văn phòng|lãnh đạo|doanh nghiệp|hợp tác xã|tổ chức đảng|chủ đầu tư|nhà thầu|bên mời thầu|hộ kinh doanh|chủ rừng|chủ cơ sở"
    r"|đảng ủy(?= (?:trực thuộc|các|cơ sở))|chi bộ|đảng bộ|nhà trường|tổ dân phố|phòng|đầu mối đơn vị|công đoàn(?= (?:ngành|cơ sở|các|cấp))"
    r"|cộng đồng(?= doanh nghiệp| dân cư)|đoàn trực thuộc|người có thẩm quyền"
    r"|lực lượng(?= (?:cảnh sát|công an|quân đội|vũ trang|biên phòng|bộ đội|dân quân|kiểm lâm|quản lý thị trường|xung kích|thanh niên))"
    r"|công chức(?= (?:địa chính|văn hóa|tư pháp|tài chính|văn phòng))|chi hội"
    r"|ban nhân dân|ban công tác mặt trận|đại biểu hđnd|tổ đại biểu"
    r"|đảng đoàn|ban cán sự đảng|hội(?= quần chúng| đặc thù| doanh| nông| phụ"
    r"| cựu| chữ)|trung tâm|ban quản lý|công an|thanh tra)(?!\w)"
)
#: Of these, those that a directive means all: (các chủ rừng,) hộ kinh doanh → Các hộ kinh doanh
OF_THE_MANY = (
    "doanh nghiệp", "hợp tác xã", "tổ chức đảng", "hộ kinh doanh", "chủ rừng", "chủ cơ sở",
    "đảng ủy trực thuộc", "nhà trường", "tổ dân phố", "hội quần chúng", "hội đặc thù", "chi hội", "đại biểu hđnd", "tổ đại biểu",
    "đoàn trực thuộc", "công đoàn ngành", "công đoàn cơ sở",
)  # fmt: skip
#: What may stand behind `các` that is a body: các doanh nghiệp, các trường, các tổ chức tín dụng
MANY = re.compile(
    r"các (?P<noun>cơ quan (?:chuyên trách )?tham mưu, giúp việc"
    r"|(?:quận, )?huyện,? (?:thị, |thành, )?(?:thành|thị),? (?:ủy|đoàn)|đoàn(?= trực thuộc)"
    r"|nhà đầu tư|nhà cung cấp|nhà sản xuất|ban quản lý|hạt(?= kiểm lâm)|ban (?:xây dựng đảng|của đảng|đảng(?= tỉnh| của|,| và|$))"
    r"|phòng chuyên môn, nghiệp vụ"
    r"|thôn(?:, (?:bản|ấp|xóm|buôn|làng|khối|khu)){1,3}|bản(?:, (?:làng|buôn|thôn)){1,2}"
    r"|(?:phòng(?: chuyên môn)?|vụ|cục|bộ phận|chi cục|trung tâm)"
    r"(?:(?:, | và )(?:các )?(?:phòng|vụ"
    r"|cục|ban|ngành|đoàn thể|bộ phận|chi cục|trung tâm|đơn vị|văn phòng|thanh tra)(?!\w)){1,4}"
    r"|ban (?:điều hành|công tác mặt trận|quản lý|chỉ đạo|đại diện|nhân dân|giám sát)|bếp ăn tập thể|khách sạn|nhà hàng|siêu thị|cửa hàng"
    r"|công đoàn|cđcs|trang trại"
    r"|tổng cục, cục(?:, vụ)?|chi hội|chi đoàn|ban công tác mặt trận|(?:tổ )?đại biểu(?: hđnd| quốc hội| hội đồng nhân dân)"
    r"|doanh nghiệp|hợp tác xã|htx|tổ hợp tác|trường|hội|hiệp hội|tổ chức|cơ quan|đơn vị|phòng"
    r"|bộ phận|trung tâm|chi cục|cục|vụ|viện|học viện|tổng công ty|công ty|tập đoàn|ngân hàng"
    r"|nhà mạng|nhà máy|nhà thầu|bên mời thầu|chủ cơ sở|chủ nguồn thải"
    r"|chủ đầu tư|thành viên|cấp ủy|cấp|chi bộ|đảng bộ|đảng ủy|đồng chí|ủy viên"
    r"|tổ|đội|ban|báo|đài|bệnh viện|cơ sở(?! dữ liệu| pháp| hạ tầng| vật chất)|đoàn|liên hiệp"
    r"|liên đoàn|quỹ|nước|ca|đối tượng|lực lượng"
    r"|ngành|sở|bộ|huyện|xã|phường|tỉnh|địa phương|chuyên gia|chủ (?:rừng|thể|hồ chứa|hồ|phương tiện|tàu|trang trại)"
    r"|khoa|chi nhánh|văn phòng|khu(?= quản lý)"
    r"|hộ|làng|thôn|tổ dân phố|trạm|khu phố|đoàn thể|cán bộ|giám đốc|trưởng|tổng cục|nhà xuất bản|phóng viên|nhà khoa học)"
    r"(?!\w)"
)
#: Which of the localities, said of a group and left out of its name: các tỉnh vùng Đồng bằng sông Cửu Long, ven biển, miền Trung
WHICH = re.compile(
    r"(?: (?:vùng(?: kinh tế trọng điểm)?|ven biển|ven sông|khu vực|miền (?:núi|trung|bắc|nam)|biên giới|phía (?:bắc|nam)|tây nguyên"
    r"|đồng bằng sông (?:cửu long|hồng)|trung du(?: và)? miền núi|đông nam bộ|duyên hải|bắc trung bộ)(?!\w)(?:,| và)?){1,6}"
)
#: What the localities have that are meant, left out as above: các huyện có mỏ, các địa phương có dự án cao tốc đi qua
WITH_WHAT = re.compile(
    r" có (?:(?:dự án|đường|tuyến|sông|kênh|đê|hồ|rừng|mỏ|biển|cảng|công trình|khu công nghiệp|làng nghề)(?: [^\W\d_]+){0,4}?"
    r" (?:đi qua|chảy qua|giáp ranh)|(?:mỏ|rừng|biển|đê|cảng|làng nghề|khu công nghiệp|đường biên giới)"
    r"(?=$|[,;:.]| (?:và|chủ động|rà soát|tổ chức"
    r"|tăng cường|khẩn trương|kiểm tra|phối hợp|xây dựng|chỉ đạo|triển khai|tiếp tục|thực hiện|lập)(?!\w)))(?!\w)"
)
#: The merged press body of a province since 2025: Báo và Phát thanh, Truyền hình Sơn Hà; Báo và Đài PT-TH
PRESS = re.compile(r"báo và (?:đài )?(?:phát thanh(?:,| và| -|) truyền hình|pt ?[-&]? ?th)(?!\w)")
#: Bodies that are of the issuer's level when none is said
OF_THE_LEVEL = {
    "công an": {"tinh": "Công an tỉnh", "tw": "Bộ Công an"},
    "tòa án nhân dân": {"tinh": "Tòa án nhân dân tỉnh", "tw": "Tòa án nhân dân tối cao"},
    "viện kiểm sát nhân dân": {"tinh": "Viện kiểm sát nhân dân tỉnh", "tw": "Viện kiểm sát nhân dân tối cao"},
}
#: What makes a kind of unit a name outside of a list: a capital, or whose it is (Bảo tàng tỉnh, Văn phòng Sở)
NAMED = re.compile(rf" [{UPPER}]| (?:tỉnh|huyện|xã|phường|thành phố|quận|thị xã)(?!\w)| số \d")
#: Kinds that are no name alone or before small letters: Sở lộ, Tổ thẩm định
NEEDS_NAME = frozenset(
    {"sở", "bộ", "hội", "ban", "đoàn", "vụ", "viện", "khoa", "công chức", "hiệp hội", "tập đoàn", "báo", "đài", "trường"}
)
#: Kinds whose name begins with a capital; before small letters they stand alone: lãnh đạo Sở lộ trình, trình UBND xin ý kiến
WITH_A_CAPITAL = frozenset({"sở", "bộ", "tổng cục", "ubnd", "hđnd"})


#: Sở and Bộ with another mark: Số Y tế, Sò Tài chính, Bô Công an
SLIPPED_HEAD = re.compile(r"^(?:S[ốòờỡỏớô]|B[ôồ]) ")
#: Kinds of bodies that a list means all when it began with `các`: các tổng công ty, tập đoàn kinh tế, ngân hàng
OF_THE_KIND = re.compile(
    r"(?:tổng công ty|tập đoàn|công ty|ngân hàng|tổ chức|doanh nghiệp|hợp tác xã|bệnh viện|trung tâm y tế|trạm y tế"
    r"|phòng khám|trường|học viện|viện|hiệp hội|hội|liên hiệp hội|câu lạc bộ|nhà máy|nhà xuất bản|nhà mạng|báo|tạp chí|đài"
    r"|cơ sở|chủ đầu tư|nhà thầu|bếp ăn tập thể|khách sạn|nhà hàng|siêu thị|cửa hàng|trang trại|tổ dân phố)(?!\w)"
)
#: Words that only say which of a kind: kinh tế, khu vực, có giường bệnh
KIND_WORDS = re.compile(
    r"(?: doanh nghiệp|[ ,]*(?:và )?(?:kinh tế|nhà nước|tài chính|tín dụng|thương mại|cổ phần|đại học|cao đẳng"
    r"|trung cấp|trung học|phổ thông"
    r"|tiểu học|mầm non|nghề nghiệp|nghề|xã hội|chính trị|bưu chính|viễn thông|báo chí|bảo hiểm|chứng khoán|xây dựng|y tế|khu vực"
    r"|đa khoa|chuyên khoa|tư nhân|ngoài công lập|công lập|có giường bệnh|quần chúng|đặc thù|nhỏ và vừa|ngành hàng"
    r"|giáo dục|đào tạo|khoa học|công nghệ|kỹ thuật|nông nghiệp|lâm nghiệp|thủy sản|du lịch|vận tải|điện lực|dầu khí|hàng không"
    r"|trung ương|địa phương|thành viên|trực thuộc|trong tỉnh|trên địa bàn(?: tỉnh| thành phố)?"
    r"|cấp (?:tỉnh|huyện|xã)|(?:trực )?thuộc (?:bộ|sở|ngành|tỉnh)))*"
)
#: The two bodies that are printed short
SHORT_COMMITTEES = re.compile(r"(?:Ủy|Uỷ) ban nhân dân|Hội đồng nhân dân")
#: of which level, behind a group: các đoàn thể tỉnh
OF_A_LEVEL = re.compile(
    r" (?:của |cấp )?(?:tỉnh|huyện|thành phố|xã|phường|trung ương)(?! ủy| đoàn)(?!\w)"
    r"| trên địa bàn(?: toàn)?(?: tỉnh| thành phố| huyện| xã| phường)?(?!\w)"
)
#: of which locality, behind a body of districts or communes: Phòng Văn hóa - Xã hội xã, Phòng Kinh tế huyện Đức Thọ
OF_A_PLACE = re.compile(
    rf" (?P<kind>huyện|quận|thị xã|thành phố|xã|phường|thị trấn|đặc khu)(?! (?:ủy|hội))(?!\w)(?P<name>{PLACE_NAME.pattern})?"
)
#: Kinds of bodies that districts, communes and agencies have too: Hội Nông dân xã, Đài Truyền thanh, Công an huyện
AT_EVERY_LEVEL = frozenset(
    {
        "ctxh",
        "hoi",
        "hiep_hoi",
        "nganh_doc",
        "don_vi_su_nghiep",
        "doanh_nghiep",
        "luc_luong_vu_trang",
        "tu_phap",
        "van_phong",
        "ban_chi_dao",
        "ban",
    }
)
#: Of these, those that only a province has, or that are a branch there: Cục Thuế, Bộ Chỉ huy Quân sự, Liên minh Hợp tác xã
PROVINCE_ONLY = re.compile(
    r"(?:Ban Quản lý|Ban Dân tộc|Cục|Bộ Chỉ huy|Liên minh|Ban Chấp hành Liên minh|Trường Chính trị|Liên hiệp|Đoàn đại biểu|Văn phòng Đoàn) "
)
#: A name of its own in small-letter words: hợp tác xã Tân Lộc, unlike doanh nghiệp FDI
OWN_NAME = re.compile(rf" [{UPPER}][{LOWER}]+")
#: Where many are: Quản lý thị trường tại các huyện
IN_MANY = re.compile(r" (?:tại|ở)(?= các)")
#: A unit by its code: Phòng BCVTCNTT
CODE_OF_PHONG = re.compile(rf"(?P<kind>[Pp]hòng|[Vv]ụ) (?P<code>[{UPPER}&-]{{3,12}})")
#: (có) liên quan behind a name
RELATED_TAIL = re.compile(r",? (?:có )?liên quan(?: khác)?(?!\w)")


@lru_cache(maxsize=1)
def province_tail() -> re.Pattern[str]:
    """`tỉnh`, `tỉnh Lạng Sơn`, `thành phố`, `TP. Cần Thơ`, `Hải Dương` behind a name."""
    names = "|".join(re.escape(p) for p in provinces())
    kind = r"(?P<kind>[Tt]ỉnh|[Tt]hành phố|TP\.?)(?! ?(?:ủy|đoàn|trực thuộc))"
    return re.compile(rf" (?:của )?(?:{kind}(?: (?P<of_kind>{names}))?|(?P<alone>{names}))(?!\w)")


#: Two kinds of bodies without a comma: các phòng đơn vị thuộc Sở
LOST_COMMA = re.compile(r"(?<=^[Cc]ác )(phòng|vụ|cục|sở|ban)(?= đơn vị(?!\w))")
#: The number of a footnote behind a name
FOOTNOTE_MARK = re.compile("[¹²³⁰-⁹]+")


def as_written(words: str) -> str:
    """A name in the words of the text, on one line, with a capital letter at its start."""
    flat = LOST_COMMA.sub(r"\1,", " ".join(FOOTNOTE_MARK.sub("", words).split())).replace("uỷ", "ủy").replace("Uỷ", "Ủy")
    return flat[:1].upper() + flat[1:]
