"""Who is meant, in tables: bodies of every level, names by grammar, lists, short forms, slips of recognition, the issuer's own."""

from datetime import date

import pytest

from directives.abbreviations import defined_names, standing_body
from directives.agencies import AgencyRegistry, Context
from directives.agency_short_forms import SHORT_FORMS, written_out
from directives.agency_spelling import is_misread, mended
from directives.drafts import Draft
from directives.model import Span
from directives.occasion import level_of
from directives.passages import Passage
from directives.pipeline import parse
from directives.same_names import spell_alike
from directives.setting import Named
from tests.directives.sources import source_of

REGISTRY = AgencyRegistry.load()
PROVINCE = Context(date(2023, 1, 10), "tinh", "Sơn Hà", False, "Ủy ban nhân dân tỉnh Sơn Hà", False)
OFFICE = Context(date(2023, 1, 10), "tinh", "Sơn Hà", False, "Sở Thông tin và Truyền thông tỉnh Sơn Hà", True)
CENTRE = Context(date(2023, 1, 10), "tw", None, False, "Bộ Công Thương", False)
DISTRICT = Context(date(2023, 1, 10), "huyen", None, False, "Ủy ban nhân dân huyện Bình Khê", False)
COMMUNE = Context(date(2026, 1, 12), "xa", None, False, "Ủy ban nhân dân xã Mường Lần", False)
WARD = COMMUNE._replace(issuer="Ủy ban nhân dân phường Bến Vàng")

LEVELS = [
    (COMMUNE, "Đoàn Thanh niên", ["Đoàn Thanh niên"]),
    (COMMUNE, "Hội LHPN xã, Hội Nông dân, Hội CCB xã", ["Hội Liên hiệp Phụ nữ xã", "Hội Nông dân", "Hội Cựu chiến binh xã"]),
    (COMMUNE, "Trung tâm Phục vụ hành chính công xã", ["Trung tâm Phục vụ hành chính công xã"]),
    (COMMUNE, "Ủy ban MTTQ Việt Nam và các đoàn thể", ["Ủy ban Mặt trận Tổ quốc Việt Nam xã", "Các tổ chức chính trị - xã hội"]),
    (WARD, "Ủy ban MTTQ Việt Nam", ["Ủy ban Mặt trận Tổ quốc Việt Nam phường"]),
    (COMMUNE, "Ban Chỉ huy Quân sự, Trạm Y tế", ["Ban Chỉ huy Quân sự xã", "Trạm Y tế xã"]),
    (COMMUNE, "UBND tỉnh, sở Nội vụ, sở y tế", ["UBND tỉnh", "Sở Nội vụ", "Sở Y tế"]),
    (
        DISTRICT,
        "BHXH huyện, Kho bạc Nhà nước huyện, LĐLĐ huyện",
        ["Bảo hiểm xã hội huyện", "Kho bạc Nhà nước huyện", "Liên đoàn Lao động huyện"],
    ),
    (DISTRICT, "Hội Nông dân, Huyện đoàn", ["Hội Nông dân", "Huyện đoàn"]),
    (DISTRICT, "Thường trực Thành ủy, Ban Dân vận Thành ủy", ["Thường trực Thành ủy", "Ban Dân vận Thành ủy"]),
    (PROVINCE, "Hội Nông dân huyện Đức Bình, Công an huyện Đức Bình", ["Hội Nông dân huyện Đức Bình", "Công an huyện Đức Bình"]),
    (PROVINCE, "Hội Nông dân, Hội LHPN, Tỉnh Đoàn", ["Hội Nông dân tỉnh", "Hội Liên hiệp Phụ nữ tỉnh", "Tỉnh đoàn"]),
    (PROVINCE, "UBMTTQ Việt Nam tỉnh và các đoàn thể", ["Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "Các tổ chức chính trị - xã hội"]),
    (PROVINCE, "Đoàn Thanh niên Công an tỉnh", ["Đoàn Thanh niên Công an tỉnh"]),
    (OFFICE, "UBND", ["UBND tỉnh"]),
    (OFFICE, "Đoàn Thanh niên", ["Đoàn Thanh niên"]),
    (CENTRE, "Hiệp hội doanh nghiệp", ["Hiệp hội doanh nghiệp"]),
    (CENTRE, "Bảo hiểm xã hội các tỉnh, thành phố", ["Bảo hiểm xã hội các tỉnh, thành phố"]),
    (CENTRE, "Bảo hiểm xã hội Bộ Quốc phòng", ["Bảo hiểm xã hội Bộ Quốc phòng"]),
    (CENTRE, "Các Sở Công Thương", ["Các Sở Công Thương"]),
    (CENTRE, "Các Tổng cục Thuế, Tổng cục Hải quan", ["Tổng cục Thuế", "Tổng cục Hải quan"]),
    (CENTRE, "Sở Công Thương Hà Nội, Đà Nẵng", ["Sở Công Thương Hà Nội", "Sở Công Thương Đà Nẵng"]),
    (CENTRE, "Hội đồng nhân dân cùng cấp", ["HĐND cùng cấp"]),
]


@pytest.mark.parametrize(("context", "text", "names"), LEVELS)
def test_a_body_that_every_level_has_is_the_one_that_is_meant(context: Context, text: str, names: list[str]) -> None:
    assert _named(text, context) == (names, "")


GRAMMAR = [
    (CENTRE, "Vụ Kế hoạch, Tài chính, Vụ Pháp chế", ["Vụ Kế hoạch, Tài chính", "Vụ Pháp chế"], ""),
    (CENTRE, "Cục Xuất bản, in và phát hành thẩm định hồ sơ", ["Cục Xuất bản, in và phát hành"], "thẩm định hồ sơ"),
    (CENTRE, "Cục Tin học và thống kê tài chính có trách nhiệm", ["Cục Tin học và thống kê tài chính"], "có trách nhiệm"),
    (CENTRE, "Phòng Quản lý vận tải, phương tiện và người lái rà soát", ["Phòng Quản lý vận tải, phương tiện và người lái"], "rà soát"),
    (CENTRE, "Phòng Quản lý, bảo trì kết cấu hạ tầng lập hồ sơ", ["Phòng Quản lý, bảo trì kết cấu hạ tầng"], "lập hồ sơ"),
    (CENTRE, "Phòng Pháp chế - Thanh tra, Văn phòng Cục", ["Phòng Pháp chế - Thanh tra", "Văn phòng Cục"], ""),
    (CENTRE, "Vụ Pháp chế - cơ quan thường trực Hội đồng tuyển dụng báo cáo", ["Vụ Pháp chế"], "báo cáo"),
    (CENTRE, "Vụ Thị trường trong nước, VP Bộ", ["Vụ Thị trường trong nước", "Văn phòng Bộ"], ""),
    (CENTRE, "Thời báo Kinh tế, báo Hải quan", ["Thời báo Kinh tế", "Báo Hải quan"], ""),
    (CENTRE, "Cục Đường thủy nội địa Việt Nam chậm nhất ngày 30/9", ["Cục Đường thủy nội địa Việt Nam"], "chậm nhất ngày 30/9"),
    (CENTRE, "Trường Đào tạo bồi dưỡng cán bộ Tài chính mở lớp", ["Trường Đào tạo bồi dưỡng cán bộ Tài chính"], "mở lớp"),
    (CENTRE, "Giám đốc các Sở Giao thông vận tải xây dựng kế hoạch", ["Các Sở Giao thông vận tải"], "xây dựng kế hoạch"),
    (CENTRE, "các Khu Quản lý đường bộ rà soát", ["Các Khu Quản lý đường bộ"], "rà soát"),
    (PROVINCE, "Công ty Cổ phần Quản lý, sửa chữa đường bộ 42 tập kết", ["Công ty Cổ phần Quản lý, sửa chữa đường bộ 42"], "tập kết"),
    (PROVINCE, "Tổ xây dựng kế hoạch lựa chọn nhà thầu", ["Tổ xây dựng kế hoạch lựa chọn nhà thầu"], ""),
    (PROVINCE, "Phòng Kế hoạch, đồng thời rà soát và báo cáo", ["Phòng Kế hoạch"], ", đồng thời rà soát và báo cáo"),
    (PROVINCE, "Đoàn số 2 kiểm tra", ["Đoàn số 2"], "kiểm tra"),
    (PROVINCE, "lực lượng cảnh sát đường thủy tuần tra", ["Lực lượng cảnh sát đường thủy"], "tuần tra"),
    (
        CENTRE,
        "Trung tâm Giám sát an toàn không gian mạng quốc gia rà soát",
        ["Trung tâm Giám sát an toàn không gian mạng quốc gia"],
        "rà soát",
    ),
    (
        CENTRE,
        "Hội Vật liệu xây dựng Việt Nam, Cục Quản lý hoạt động xây dựng",
        ["Hội Vật liệu xây dựng Việt Nam", "Cục Quản lý hoạt động xây dựng"],
        "",
    ),
    (DISTRICT, "Hội Nông dân và Huyện đoàn hướng dẫn", ["Hội Nông dân", "Huyện đoàn"], "hướng dẫn"),
    (PROVINCE, "Viện Nghiên cứu nuôi trồng Thủy sản III, Cảnh sát biển", ["Viện Nghiên cứu nuôi trồng Thủy sản III", "Cảnh sát biển"], ""),
    (PROVINCE, "Trung tâm Thông tin xúc tiến du lịch cung cấp", ["Trung tâm Thông tin xúc tiến du lịch"], "cung cấp"),
    (CENTRE, "Cục Khoáng sản Việt Nam thuộc Bộ có trách nhiệm", ["Cục Khoáng sản Việt Nam"], "có trách nhiệm"),
    (PROVINCE, "Ban Chỉ đạo Trung ương về phòng, chống thiên tai họp", ["Ban Chỉ đạo Trung ương về phòng, chống thiên tai"], "họp"),
    (PROVINCE, "Chi cục Kiểm lâm vùng I tuần tra", ["Chi cục Kiểm lâm vùng I"], "tuần tra"),
    (
        PROVINCE,
        "Ban Chỉ huy phòng, chống thiên tai và tìm kiếm cứu nạn tỉnh trực ban",
        ["Ban Chỉ huy phòng, chống thiên tai và tìm kiếm cứu nạn tỉnh"],
        "trực ban",
    ),
    (
        PROVINCE,
        "Trung tâm Xúc tiến đầu tư và Hỗ trợ doanh nghiệp tỉnh, Sở Y tế",
        ["Trung tâm Xúc tiến đầu tư và Hỗ trợ doanh nghiệp tỉnh", "Sở Y tế"],
        "",
    ),
    (PROVINCE, "các Sở, ban, ngành: Tài chính, Nội vụ, Thanh tra tỉnh", ["Sở Tài chính", "Sở Nội vụ", "Thanh tra tỉnh"], ""),
    (PROVINCE, "Văn phòng Thường trực Ban Chỉ huy PCTT tỉnh", ["Văn phòng Thường trực Ban Chỉ huy phòng, chống thiên tai tỉnh"], ""),
    (OFFICE, "Các đồng chí Phó Giám đốc Sở theo lĩnh vực", ["Các đồng chí Phó Giám đốc Sở"], "theo lĩnh vực"),
    (OFFICE, "Các phòng, Trung tâm CNTT&TT báo cáo", ["Các phòng", "Trung tâm Công nghệ thông tin và Truyền thông"], "báo cáo"),
    (OFFICE, "các phòng đơn vị thuộc Sở triển khai", ["Các phòng, đơn vị thuộc Sở"], "triển khai"),
    (COMMUNE, "Các ông (bà) Trưởng thôn họp", ["Các thôn"], "họp"),
    (COMMUNE, "Trưởng thôn, bản huy động", ["Các thôn, bản"], "huy động"),
    (COMMUNE, "Các Ban điều hành khu phố, Tổ dân phố", ["Các Ban điều hành khu phố", "Các tổ dân phố"], ""),
    (PROVINCE, "Chủ tịch, các Phó Chủ tịch UBND tỉnh chỉ đạo", ["UBND tỉnh"], "chỉ đạo"),
    (PROVINCE, "Phòng Kinh tế các huyện Đức Bình, Nghi Hà", ["Phòng Kinh tế huyện Đức Bình", "Phòng Kinh tế huyện Nghi Hà"], ""),
]


@pytest.mark.parametrize(("context", "text", "names", "rest"), GRAMMAR)
def test_a_name_of_no_list_ends_where_its_words_end(context: Context, text: str, names: list[str], rest: str) -> None:
    assert _named(text, context) == (names, rest)


GROUPS = [
    (CENTRE, "Các Tổng công ty, Tập đoàn Kinh tế, Ngân hàng", ["Các Tổng công ty", "Các tập đoàn Kinh tế", "Các ngân hàng"], ""),
    (PROVINCE, "Các bệnh viện, Trung tâm Y tế khu vực báo cáo", ["Các bệnh viện", "Các trung tâm Y tế khu vực"], "báo cáo"),
    (PROVINCE, "Các bệnh viện, Bệnh viện Đa khoa tỉnh", ["Các bệnh viện", "Bệnh viện Đa khoa tỉnh"], ""),
    (
        CENTRE,
        "các bộ, ngành, địa phương, tổ chức đoàn thể, hiệp hội và doanh nghiệp tăng cường",
        ["Các bộ, ngành", "Các tổ chức chính trị - xã hội", "UBND các tỉnh, thành phố", "Các hiệp hội", "Các doanh nghiệp"],
        "tăng cường",
    ),
    (
        PROVINCE,
        "các cấp ủy đảng, chính quyền, Mặt trận Tổ quốc và các đoàn thể chính trị - xã hội",
        ["Các cấp ủy đảng", "Chính quyền", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "Các tổ chức chính trị - xã hội"],
        "",
    ),
    (
        PROVINCE,
        "Ban Thường vụ các huyện ủy, thành ủy, đảng ủy trực thuộc Tỉnh ủy",
        ["Ban Thường vụ các huyện ủy, thành ủy", "Đảng ủy trực thuộc Tỉnh ủy"],
        "",
    ),
    (
        PROVINCE,
        "Sở KHĐT, TC, NNPTNT, UBND các huyện",
        ["Sở Kế hoạch và Đầu tư", "Sở Tài chính", "Sở Nông nghiệp và Phát triển nông thôn", "UBND các huyện, thành phố"],
        "",
    ),
    (
        OFFICE,
        "các Phòng: Kế hoạch - Tài chính, Bưu chính; Văn phòng Sở",
        ["Phòng Kế hoạch - Tài chính", "Phòng Bưu chính", "Văn phòng Sở"],
        "",
    ),
    (CENTRE, "Các địa phương có dự án cao tốc đi qua khẩn trương", ["UBND các tỉnh, thành phố"], "khẩn trương"),
    (PROVINCE, "các địa phương có trách nhiệm báo cáo", ["UBND các huyện, thành phố"], "có trách nhiệm báo cáo"),
    (PROVINCE, "UBND các huyện, thành phố có liên quan rà soát", ["UBND các huyện, thành phố"], "rà soát"),
    (PROVINCE, "các hội, hiệp hội vận động", ["Các hội", "Các hiệp hội"], "vận động"),
    (PROVINCE, "Chủ đầu tư, bên mời thầu đăng tải", ["Chủ đầu tư", "Bên mời thầu"], "đăng tải"),
    (PROVINCE, "các chủ đầu tư, nhà thầu", ["Các chủ đầu tư", "Các nhà thầu"], ""),
    (PROVINCE, "Các doanh nghiệp viễn thông hạ ngầm cáp", ["Các doanh nghiệp viễn thông"], "hạ ngầm cáp"),
    (PROVINCE, "Các doanh nghiệp viễn thông trên địa bàn chỉnh trang", ["Các doanh nghiệp viễn thông"], "chỉnh trang"),
    (PROVINCE, "các cơ quan truyền thông kịp thời đưa tin", ["Các cơ quan truyền thông"], "kịp thời đưa tin"),
    (PROVINCE, "các cơ quan báo chí tuyên truyền", ["Các cơ quan báo chí"], "tuyên truyền"),
    (PROVINCE, "Các cơ sở sản xuất, kinh doanh thực phẩm chấp hành", ["Các cơ sở sản xuất, kinh doanh thực phẩm"], "chấp hành"),
    (PROVINCE, "các cơ sở giáo dục và đào tạo", ["Các cơ sở giáo dục và đào tạo"], ""),
    (PROVINCE, "Các huyện, thành đoàn, đoàn trực thuộc", ["Các huyện, thành đoàn", "Các đoàn trực thuộc"], ""),
    (PROVINCE, "thủ trưởng các đơn vị thuộc Sở Y tế", ["Các đơn vị thuộc Sở Y tế"], ""),
    (PROVINCE, "cơ quan, đơn vị, địa phương", ["Các sở, ban, ngành", "UBND các huyện, thành phố"], ""),
    (PROVINCE, "các đoàn thể và Hội Chữ thập đỏ", ["Các tổ chức chính trị - xã hội", "Hội Chữ thập đỏ tỉnh"], ""),
    (CENTRE, "Các cơ quan, đơn vị quản lý công tác đấu thầu bảo đảm", ["Các cơ quan, đơn vị quản lý công tác đấu thầu"], "bảo đảm"),
]


@pytest.mark.parametrize(("context", "text", "names", "rest"), GROUPS)
def test_bodies_at_large_are_told_by_their_kind_and_their_work(context: Context, text: str, names: list[str], rest: str) -> None:
    assert _named(text, context) == (names, rest)


@pytest.mark.parametrize(
    "text",
    ["các cán bộ tài chính tỉnh", "cơ sở y tế tuyến huyện", "trụ sở xây dựng mới", "nội bộ công an"],
)
def test_half_of_another_word_is_no_office(text: str) -> None:
    found = REGISTRY.mentions(text, 0, len(text), PROVINCE)
    assert not [name for m in found for name in m.names if name.startswith(("Sở ", "Bộ "))]


def _named(text: str, context: Context) -> tuple[list[str], str]:
    found = REGISTRY.enumeration(text, 0, len(text), context)
    return [name for mention in found.mentions for name in mention.names], text[found.end :].strip()


# --- short forms ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "long"),
    [
        ("Ban QLDA ĐTXD khu vực Bình Khê", "Ban Quản lý dự án đầu tư xây dựng khu vực Bình Khê"),
        ("Trung tâm CNTT", "Trung tâm Công nghệ thông tin"),
        ("Các tổ chuyên trách về ATTT, CNTT", "Các tổ chuyên trách về an toàn thông tin, công nghệ thông tin"),
        ("Phòng Lao động - TB&XH", "Phòng Lao động - Thương binh và Xã hội"),
        ("Công ty ABC", "Công ty ABC"),
        ("Trường THPT Sơn Hà", "Trường THPT Sơn Hà"),
    ],
)
def test_short_forms_in_a_name_are_written_out(name: str, long: str) -> None:
    assert written_out(name) == long


def test_no_short_form_is_written_with_another() -> None:
    assert not [short for short, long in SHORT_FORMS.items() if written_out(long) != long]


def test_what_the_text_says_in_small_letters_spells_a_code_out() -> None:
    text = "Chương trình cung cấp dịch vụ viễn thông công ích do Quỹ dịch vụ VTCI chi trả."
    draft = _draft("Quỹ dịch vụ VTCI")
    spell_alike([draft], text)
    assert [n.name for n in draft.lead] == ["Quỹ dịch vụ viễn thông công ích"]


def test_one_body_has_one_spelling_in_a_document() -> None:
    drafts = [_draft("Cục Kế hoạch Tài chính"), _draft("Cục Kế hoạch - Tài chính")]
    spell_alike(drafts, "")
    assert {n.name for d in drafts for n in d.lead} == {"Cục Kế hoạch - Tài chính"}


def _draft(name: str) -> Draft:
    return Draft("1", Passage.of(name, [Span(0, len(name))]), lead=(Named(name, Span(0, len(name)), "chủ ngữ", known=False),))


@pytest.mark.parametrize(
    "text",
    [
        "Cơ quan thường trực (Sở Y tế) tổng hợp.",
        "Sở Y tế (cơ quan thường trực Ban Chỉ đạo) tổng hợp.",
        "Sở Y tế – cơ quan thường trực Ban Chỉ đạo, tổng hợp.",
        "Cơ quan thường trực (Sở Y tế) cấp kinh phí; ở huyện qua cơ quan thường trực (Phòng Y tế).",
    ],
)
def test_the_text_says_which_body_its_standing_office_is(text: str) -> None:
    assert standing_body(text, REGISTRY, PROVINCE) == "Sở Y tế"


def test_two_standing_offices_are_none() -> None:
    assert standing_body("Sở Y tế là cơ quan thường trực, Sở Nội vụ là cơ quan thường trực.", REGISTRY, PROVINCE) is None


def test_a_short_name_that_the_text_defines_keeps_its_meaning() -> None:
    text = "Ban Quản lý dự án đường ven sông (sau đây gọi tắt là Ban Quản lý) bàn giao."
    assert defined_names(text, REGISTRY, PROVINCE)["Ban Quản lý"] == "Ban Quản lý dự án đường ven sông"


# --- slips of recognition ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("misread", "right"),
    [
        ("Tổ thắm định", "Tổ thẩm định"),
        ("Cục Tân sô vô tuyên điện", "Cục Tần số vô tuyến điện"),
        ("Hội đồng đầu thầu", "Hội đồng đấu thầu"),
        ("Phòng kế hoach tài chính", "Phòng kế hoạch tài chính"),
        ("Ban Quản lý chợ Mường Lần", "Ban Quản lý chợ Mường Lần"),
        ("Văn phòng Thường trực", "Văn phòng Thường trực"),
        ("Thương vụ Việt Nam tại Lào", "Thương vụ Việt Nam tại Lào"),
        ("Cục Tin học và Thống kê", "Cục Tin học và Thống kê"),
        ("Phòng Hành chính cua Sở", "Phòng Hành chính của Sở"),
    ],
)
def test_word_pairs_of_the_genre_get_their_accents_back(misread: str, right: str) -> None:
    assert mended(misread) == right


def test_a_typed_text_is_not_taken_for_a_recognised_one() -> None:
    typed = "Sở Y tế chủ trì, phối hợp với Sở Tài chính thẩm định kế hoạch, tham mưu Ủy ban nhân dân tỉnh ban hành. " * 30
    assert not is_misread(typed)
    assert is_misread(
        "Tô chức thưc hiên kê hoach, thâm đinh dư toán, phôi hơp rà soat, tông hơp bao cao, đê xuât phương an, triên khai tuyên truyên, "
        "chỉ đao thưc hiên, xử ly vi pham, kiêm tra giam sat, xây dưng quy chê, huy đông nguôn lưc, hướng dân nghiêp vu, đôn đôc theo doi."
    )


@pytest.mark.parametrize(("slipped", "right"), [("Số Y tế", "Sở Y tế"), ("Sò Tài chính", "Sở Tài chính"), ("Bô Công an", "Bộ Công an")])
def test_a_head_with_another_mark_is_the_office_that_the_table_has(slipped: str, right: str) -> None:
    assert _named(slipped, PROVINCE) == ([right], "")


# --- whose office --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issuer", "letterhead", "level"),
    [
        ("Ủy ban nhân dân xã Mường Lần", "", "xa"),
        ("Ủy ban nhân dân thị xã Hồng Khê", "", "huyen"),
        ("Ủy ban nhân dân thành phố Sơn Hà", "", "huyen"),
        ("Ủy ban nhân dân thành phố Hải Phòng", "", "tinh"),
        ("Sở Lao động - Thương binh và Xã hội tỉnh Sơn Hà", "", "tinh"),
        ("Liên minh Hợp tác xã tỉnh Sơn Hà", "", "tinh"),
        ("Bảo hiểm xã hội Việt Nam", "BẢO HIỂM XÃ HỘI VIỆT NAM", "tw"),
        ("Ban Chỉ đạo Công nghệ thông tin", "UBND TỈNH SƠN HÀ\nBAN CHỈ ĐẠO CNTT", "tinh"),
        ("Chi cục Kiểm lâm", "SỞ NÔNG NGHIỆP VÀ PTNT\nCHI CỤC KIỂM LÂM", "tinh"),
        ("Cục Viễn thông", "BỘ THÔNG TIN VÀ TRUYỀN THÔNG\nCỤC VIỄN THÔNG", "tw"),
    ],
)
def test_the_level_of_an_issuer_is_read_from_its_name_or_its_letterhead(issuer: str, letterhead: str, level: str) -> None:
    assert level_of(issuer, letterhead) == level


def test_what_a_stamp_left_among_the_addressees_leads_nothing() -> None:
    text = (
        "SỞ Y TẾ\nSố: 12/SYT-VP\nV/v kiểm tra kho\nSơn Hà, ngày 05 tháng 3 năm 2024\nKính gửi:\n- Các Tổng công ty, Ngân hàng;\n"
        "- .⁄lb. 2 §.N ,,Z/ 4/20 2A;\n- Trung tâm CNTT tỉnh.\nSở Y tế yêu cầu thực hiện:\n1. Rà soát kho thuốc.\n2. Lập danh mục vật tư.\n"
    )
    found = parse(source_of(text), REGISTRY)
    assert {t.lead for t in found.tasks} == {("Các Tổng công ty", "Các ngân hàng", "Trung tâm Công nghệ thông tin tỉnh")}


def test_units_by_their_initials_are_those_that_the_text_names() -> None:
    text = "Tổng cục trưởng Tổng cục Đường bộ Việt Nam; Vụ Pháp chế, Vụ Thị trường trong nước.\nGiao Tổng cục ĐBVN, Vụ TTTN, Vụ PC rà soát."
    found = defined_names(text, REGISTRY, CENTRE)
    assert found["Tổng cục ĐBVN"] == "Tổng cục Đường bộ Việt Nam"
    assert found["Vụ TTTN"] == "Vụ Thị trường trong nước"
    assert found["Vụ PC"] == "Vụ Pháp chế"


def test_a_code_behind_a_longer_name_is_that_of_its_part() -> None:
    text = "Ban Thường vụ Liên đoàn Lao động (LĐLĐ) tỉnh yêu cầu LĐLĐ các huyện báo cáo."
    assert "LĐLĐ" not in defined_names(text, REGISTRY, PROVINCE)


def test_a_name_with_codes_in_brackets_is_the_name_before_it() -> None:
    text = "Ban Quản lý dự án đầu tư xây dựng các công trình nông nghiệp tỉnh (Ban QLDA NN) bàn giao. Sở Y tế (Phòng Nghiệp vụ) họp."
    found = defined_names(text, REGISTRY, PROVINCE)
    assert found == {"Ban QLDA NN": "Ban Quản lý dự án đầu tư xây dựng các công trình nông nghiệp tỉnh"}
