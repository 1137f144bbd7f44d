"""Agencies: the shipped tables, names in sentences and lists, groups by level and day, unknown units, and properties of any text."""

import csv
import re
from collections import Counter
from datetime import date
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directives.agencies import AgencyRegistry, Context, Mention
from directives.agency_table import is_city, key, read_table, rows
from directives.vietnamese import normalise
from tests.directives.work import calls

REGISTRY = AgencyRegistry.load()
PROVINCE = Context(date(2023, 1, 10), "tinh", "Thái Nguyên", False, "Ủy ban nhân dân tỉnh Thái Nguyên", False)
AFTER_MERGER = PROVINCE._replace(issued_on=date(2025, 9, 15))
CENTRE = Context(date(2023, 1, 10), "tw", None, False, "Thủ tướng Chính phủ", False)
CITY = Context(date(2025, 9, 15), "tinh", "Cần Thơ", True, "Ủy ban nhân dân thành phố Cần Thơ", False)
COMMUNE = Context(date(2025, 3, 24), "xa", None, False, "Ủy ban nhân dân xã Sơn Hà", False)


def _names(mentions: list[Mention] | tuple[Mention, ...]) -> list[str]:
    return [name for mention in mentions for name in mention.names]


def _listed(text: str, context: Context = PROVINCE, *, bare_codes: bool = False) -> tuple[list[str], str]:
    """The names of the list that begins the text, and what is left behind it."""
    found = REGISTRY.enumeration(text, 0, len(text), context, bare_codes=bare_codes)
    return _names(found.mentions), text[found.end :].strip()


# --- the tables ----------------------------------------------------------------------------------------------------


def test_every_agency_has_one_id_and_a_printed_name() -> None:
    ids = Counter(row.id for row in rows())
    assert max(ids.values()) == 1
    assert all(row.format_name or row.type == "vague" for row in rows())


def test_every_succession_leads_from_a_known_body_to_a_known_body() -> None:
    known = {row.id: row for row in rows()}
    for succession in read_table("successions"):
        assert {succession["old_id"], succession["new_id"]} <= known.keys()
        assert date.fromisoformat(succession["effective_on"])
        assert succession["share"] in ("main", "part")


def test_an_ended_body_has_one_main_successor() -> None:
    mains = Counter(s["old_id"] for s in read_table("successions") if s["share"] == "main")
    ended = {row.id for row in rows() if row.effective_until and row.type not in ("vague", "cum_tu")}
    assert ended == set(mains)
    assert set(mains.values()) == {1}


def test_two_rows_share_a_wording_only_on_other_days_or_levels() -> None:
    seen: dict[str, list[object]] = {}
    for row in rows():
        for wording in {key(w) for w in (row.name, *row.aliases)}:
            for other in seen.setdefault(wording, []):
                assert other.level != row.level or not _overlap(other, row), (wording, other.id, row.id)  # type: ignore[attr-defined]
            seen[wording].append(row)


def _overlap(a, b) -> bool:  # type: ignore[no-untyped-def]
    first, last = date.min, date.max
    return max(a.effective_from or first, b.effective_from or first) <= min(a.effective_until or last, b.effective_until or last)


def test_there_are_63_old_provinces_and_34_new_ones() -> None:
    table = read_table("provinces")
    assert len({p["id"] for p in table}) == 63
    assert len({p["successor_id"] for p in table}) == 34


@pytest.mark.parametrize("name", ["agencies", "successions", "unit_heads", "provinces"])
def test_a_table_is_clean_csv(name: str) -> None:
    text = (resources.files("directives") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        for value in row.values():
            assert value is not None and value == value.strip() and value == normalise(value)


# --- one name ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", [r for r in rows() if "{" not in r.format_name and r.type not in ("cum_tu", "vague")], ids=lambda r: r.id)
def test_a_printed_name_reads_as_itself(row) -> None:  # type: ignore[no-untyped-def]
    level = "tw" if row.level == "tw" else "xa" if row.level == "xa" else "huyen" if row.level == "huyen" else "tinh"
    day = row.effective_until or row.effective_from or date(2023, 1, 10)
    mention = REGISTRY.canonical(row.format_name, Context(day, level, None, False, None, False))
    assert mention is not None
    assert mention.names == (row.format_name,)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Sở KHĐT", "Sở Kế hoạch và Đầu tư"),
        ("Sở KH&ĐT", "Sở Kế hoạch và Đầu tư"),
        ("Sở Kế hoạch đầu tư", "Sở Kế hoạch và Đầu tư"),
        ("Sở Nông nghiệp & PTNT", "Sở Nông nghiệp và Phát triển nông thôn"),
        ("Sở Lao động, Thương binh và Xã hội", "Sở Lao động - Thương binh và Xã hội"),
        ("Giám đốc Sở Y tế", "Sở Y tế"),
        ("Chánh Văn phòng UBND tỉnh", "Văn phòng UBND tỉnh"),
        ("Chủ tịch Ủy ban nhân dân tỉnh", "UBND tỉnh"),
        ("Sở Y tế tỉnh Thái Nguyên", "Sở Y tế"),
        ("Sở Y tế tỉnh Bắc Kạn", "Sở Y tế tỉnh Bắc Kạn"),
        ("Liên minh HTX", "Liên minh Hợp tác xã tỉnh"),
        ("Báo Thái Nguyên", "Báo Thái Nguyên"),
        ("Ngân hàng Nhà nước Việt Nam chi nhánh Thái Nguyên", "Ngân hàng Nhà nước Việt Nam chi nhánh Thái Nguyên"),
        ("UBND huyện Đồng Hỷ", "UBND huyện Đồng Hỷ"),
        ("Ủy ban nhân dân thị xã Phổ Yên", "UBND thị xã Phổ Yên"),
        ("VNPT Thái Nguyên", "Viễn thông Thái Nguyên"),
        ("Viettel Thái Nguyên", "Viettel Thái Nguyên"),
        ("Phòng VHTT cấp huyện", "Phòng Văn hóa và Thông tin cấp huyện"),
        ("Trung tâm Kiểm soát bệnh tật tỉnh", "Trung tâm Kiểm soát bệnh tật tỉnh"),
        ("Ban soạn thảo Nghị định", "Ban soạn thảo Nghị định"),
        ("Các đơn vị thuộc Sở KHĐT", "Các đơn vị thuộc Sở Kế hoạch và Đầu tư"),
        ("các hợp tác xã", "Các hợp tác xã"),
        ("doanh nghiệp viễn thông", "Các doanh nghiệp viễn thông"),
        # scans
        ("Sờ Kế hoạch và Đâu tư", "Sở Kế hoạch và Đầu tư"),
        ("Sở Thông tín và Truyền thông", "Sở Thông tin và Truyền thông"),
        ("Ủy ban nhân các huyện, thành phố", "UBND các huyện, thành phố"),
        ("Liên mình Hợp tác xã tỉnh", "Liên minh Hợp tác xã tỉnh"),
        ("Sở Giao thông vân tải", "Sở Giao thông vận tải"),
        ("Sở Thông tin và Truyền", "Sở Thông tin và Truyền thông"),
        ("Sở Lao động", "Sở Lao động - Thương binh và Xã hội"),
        ("Sở Văn hóa", "Sở Văn hóa"),
    ],
)
def test_a_name_is_printed_in_full(written: str, printed: str) -> None:
    mention = REGISTRY.canonical(written, PROVINCE)
    assert mention is not None
    assert mention.names == (printed,)


@pytest.mark.parametrize("words", ["các nội dung trên", "nông thôn mới", "Kế hoạch này", "Chính quyền số", "hệ thống quản lý văn bản", ""])
def test_what_is_no_agency_has_no_name(words: str) -> None:
    assert REGISTRY.canonical(words, PROVINCE) is None


def test_tone_marks_tell_two_agencies_apart() -> None:
    assert _names([m for n in ("Sở Nội vụ", "Sở Ngoại vụ") if (m := REGISTRY.canonical(n, PROVINCE))]) == ["Sở Nội vụ", "Sở Ngoại vụ"]


def test_two_real_names_that_differ_by_one_letter_are_not_confused() -> None:
    mention = REGISTRY.canonical("Trung tâm Khuyến công tỉnh", PROVINCE)
    assert mention is not None
    assert mention.names == ("Trung tâm Khuyến công tỉnh",)


def test_a_name_outside_its_days_is_a_doubt() -> None:
    mention = REGISTRY.canonical("Sở Nông nghiệp và Môi trường", PROVINCE)
    assert mention is not None
    assert mention.ids == ("so_nn_mt",)
    assert mention.doubt is not None


def test_a_wording_that_the_office_taught_is_known() -> None:
    taught = AgencyRegistry.load({"Tổ 06": "Công an tỉnh"})
    mention = taught.canonical("Tổ 06", PROVINCE)
    assert mention is not None
    assert mention.names == ("Công an tỉnh",)
    assert mention.ids == ("cong_an_tinh",)


def test_a_short_name_of_a_document_counts_in_its_capitals_only() -> None:
    taught = REGISTRY.taught({"TCTL": "Tổng cục Thủy lợi", "STC": "Sở Tài chính"})
    text = "TCTL, STC chủ trì; tctl không phải"
    assert _names(taught.mentions(text, 0, len(text), CENTRE)) == ["Tổng cục Thủy lợi", "Sở Tài chính"]
    assert "Tổng cục Thủy lợi" not in _names(REGISTRY.mentions(text, 0, len(text), CENTRE))


# --- level, day and city -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "context", "printed"),
    [
        ("các địa phương", PROVINCE, ["UBND các huyện, thành phố"]),
        ("các địa phương", AFTER_MERGER, ["UBND các xã, phường, đặc khu"]),
        ("các địa phương", CENTRE, ["UBND các tỉnh, thành phố"]),
        ("UBND cấp xã", PROVINCE, ["UBND các xã, phường, thị trấn"]),
        ("UBND cấp xã", AFTER_MERGER, ["UBND các xã, phường, đặc khu"]),
        ("UBND các xã", AFTER_MERGER, ["UBND các xã, phường, đặc khu"]),
        ("Các xã, phường, thị trấn", AFTER_MERGER, ["UBND các xã, phường, đặc khu"]),
        ("các ngành, địa phương", CENTRE, ["Các bộ, ngành", "UBND các tỉnh, thành phố"]),
        ("các ngành và địa phương", PROVINCE, ["Các sở, ban, ngành", "UBND các huyện, thành phố"]),
        ("Cục Thuế", PROVINCE, ["Cục Thuế tỉnh"]),
        ("BHXH", PROVINCE, ["Bảo hiểm xã hội tỉnh"]),
        ("BHXH", CENTRE, ["Bảo hiểm xã hội Việt Nam"]),
        ("UBND thành phố", CITY, ["UBND thành phố"]),
        ("Thanh tra thành phố", CITY, ["Thanh tra thành phố"]),
        ("Thành ủy", CITY, ["Thành ủy"]),
        ("UBND thành phố", COMMUNE, ["UBND thành phố"]),
        ("UBND tỉnh Quảng Ninh", CENTRE, ["UBND tỉnh Quảng Ninh"]),
        ("Công an", PROVINCE, ["Công an tỉnh"]),
    ],
)
def test_level_day_and_city_decide_which_body_is_meant(words: str, context: Context, printed: list[str]) -> None:
    mention = REGISTRY.canonical(words, context)
    assert mention is not None
    assert list(mention.names) == printed


def test_the_city_of_a_city_directive_is_the_provincial_level() -> None:
    mention = REGISTRY.canonical("UBND thành phố", CITY)
    assert mention is not None
    assert mention.ids == ("ubnd_tinh",)


@pytest.mark.parametrize(
    ("province", "on", "city"),
    [
        ("Cần Thơ", date(2015, 1, 1), True),
        ("Hồ Chí Minh", date(2026, 11, 20), True),
        ("Huế", date(2025, 1, 1), True),
        ("Huế", date(2024, 12, 31), False),
        ("Quảng Ninh", date(2026, 8, 31), False),
        ("Quảng Ninh", date(2026, 9, 1), True),
        ("Thái Nguyên", date(2026, 11, 20), False),
        (None, None, False),
    ],
)
def test_a_province_is_a_city_from_a_day_on(province: str | None, on: date | None, city: bool) -> None:
    assert is_city(province, on) is city


# --- lists ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names", "rest"),
    [
        ("Sở Tài chính, Sở Y tế và UBND các huyện, thành phố rà soát", ["Sở Tài chính", "Sở Y tế", "UBND các huyện, thành phố"], "rà soát"),
        ("Sở Văn hóa, Thể thao và Du lịch; Sở Y tế chủ trì", ["Sở Văn hóa, Thể thao và Du lịch", "Sở Y tế"], "chủ trì"),
        ("Thủ trưởng các sở, ban, ngành; Chủ tịch UBND các huyện, thị xã căn cứ", ["Các sở, ban, ngành", "UBND các huyện, thành phố"], "căn cứ"),
        ("các Sở: KHĐT, TTTT, NNPTNT, TC", [
            "Sở Kế hoạch và Đầu tư", "Sở Thông tin và Truyền thông", "Sở Nông nghiệp và Phát triển nông thôn", "Sở Tài chính",
        ], ""),
        ("các Bộ: Công an, Văn hóa, Thể thao và Du lịch và UBND tỉnh theo dõi", [
            "Bộ Công an", "Bộ Văn hóa, Thể thao và Du lịch", "UBND tỉnh",
        ], "theo dõi"),
        ("Sở KHĐT (nay là Sở Tài chính), Sở Y tế tham mưu", ["Sở Kế hoạch và Đầu tư", "Sở Y tế"], "tham mưu"),
        ("các sở, ngành có liên quan và các huyện, thành phố xây dựng", ["UBND các huyện, thành phố"], "xây dựng"),
        ("các sở, ban, ngành, đoàn thể tỉnh phối hợp", ["Các sở, ban, ngành", "Các tổ chức chính trị - xã hội"], "phối hợp"),
        ("các cơ quan, đơn vị, địa phương báo cáo", ["Các sở, ban, ngành", "UBND các huyện, thành phố"], "báo cáo"),
        ("các sở, ban, ngành, UBND cấp huyện trong thực hiện", ["Các sở, ban, ngành", "UBND các huyện, thành phố"], "trong thực hiện"),
        ("UBND huyện Đồng Hỷ, thị xã Phổ Yên triển khai", ["UBND huyện Đồng Hỷ", "UBND thị xã Phổ Yên"], "triển khai"),
        ("UBND, Ban Chỉ đạo xây dựng nông thôn mới các huyện, thành phố chỉ đạo", [
            "UBND các huyện, thành phố", "Ban Chỉ đạo xây dựng nông thôn mới các huyện, thành phố",
        ], "chỉ đạo"),
        ("UBND tỉnh và Bộ Y tế trước ngày 15/9", ["UBND tỉnh", "Bộ Y tế"], "trước ngày 15/9"),
        ("Sở Y tế – cơ quan thường trực Ban Chỉ đạo chuyển đổi số tỉnh chủ trì", ["Sở Y tế"], "chủ trì"),
        ("Phòng Kinh tế, Hạ tầng và Đô thị; Trung tâm Khuyến công tỉnh tham mưu", [
            "Phòng Kinh tế, Hạ tầng và Đô thị", "Trung tâm Khuyến công tỉnh",
        ], "tham mưu"),
        ("các doanh nghiệp hoạt động trong lĩnh vực bưu chính, viễn thông thực hiện", [
            "Các doanh nghiệp hoạt động trong lĩnh vực bưu chính, viễn thông",
        ], "thực hiện"),
        ("các cơ quan tuyên truyền: Báo, Đài Phát thanh và Truyền hình tỉnh tổ chức", [
            "Báo Thái Nguyên", "Đài Phát thanh và Truyền hình tỉnh",
        ], "tổ chức"),
        ("các Tổng cục: Thuế, Hải quan rà soát", ["Tổng cục Thuế", "Tổng cục Hải quan"], "rà soát"),
        ("Cục Tin học - Văn phòng Bộ chủ trì", ["Cục Tin học", "Văn phòng Bộ"], "chủ trì"),
        ("các huyện Đồng Hỷ, Phú Bình và Sở Y tế rà soát", ["UBND huyện Đồng Hỷ", "UBND huyện Phú Bình", "Sở Y tế"], "rà soát"),
        ("các hiệp hội nghề nghiệp về du lịch xây dựng và triển khai", ["Các hiệp hội nghề nghiệp về du lịch"], "xây dựng và triển khai"),
        ("Các cấp ủy, tổ chức đảng quán triệt", ["Các cấp ủy", "Các tổ chức đảng"], "quán triệt"),
        ("các nội dung, nhiệm vụ được giao", [], "các nội dung, nhiệm vụ được giao"),
    ],
)  # fmt: skip
def test_a_list_ends_at_the_first_word_that_is_no_agency(text: str, names: list[str], rest: str) -> None:
    assert _listed(text) == (names, rest)


def test_bare_codes_are_read_where_the_caller_says_so() -> None:
    assert _listed("KHĐT, TTTT, TC", bare_codes=True)[0] == ["Sở Kế hoạch và Đầu tư", "Sở Thông tin và Truyền thông", "Sở Tài chính"]
    assert _listed("TC, NV")[0] == []
    assert _names(REGISTRY.mentions("gửi KHĐT và TC", 0, 14, PROVINCE, bare_codes=True)) == ["Sở Kế hoạch và Đầu tư", "Sở Tài chính"]


@pytest.mark.parametrize(
    "words",
    [
        "các đơn vị có liên quan",
        "các sở, ngành liên quan",
        "các cấp, các ngành",
        "các cơ quan, đơn vị",
        "các bộ phận, ngành, đoàn thể có liên quan",
    ],
)
def test_a_vague_remainder_is_recognised_and_has_no_name(words: str) -> None:
    (mention,) = REGISTRY.enumeration(words, 0, len(words), PROVINCE).mentions
    assert mention.kind == "vague"
    assert mention.names == ()


def test_a_named_person_keeps_his_words() -> None:
    (mention,) = REGISTRY.enumeration("đồng chí Trần Văn Bình theo dõi", 0, 31, PROVINCE).mentions
    assert mention.kind == "person"
    assert mention.names == ("đồng chí Trần Văn Bình",)


# --- free text -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Giao Sở Y tế chủ trì, phối hợp với Công an tỉnh, báo cáo UBND tỉnh trước 30/6.", ["Sở Y tế", "Công an tỉnh", "UBND tỉnh"]),
        ("Tổng kết ngành Ngân hàng năm 2022", []),
        ("phát triển hợp tác xã, nhà hàng, khách sạn; số 12/KH-UBND", []),
        ("xây dựng kế hoạch và đầu tư hạ tầng", []),
    ],
)
def test_mentions_in_a_sentence_are_the_agencies_and_nothing_else(text: str, names: list[str]) -> None:
    assert _names(REGISTRY.mentions(text, 0, len(text), PROVINCE)) == names


PIECES = st.sampled_from(
    [
        "Sở",
        "KHĐT",
        "Kế hoạch và Đầu tư",
        "Tài chính",
        "các",
        "sở, ban, ngành",
        "UBND",
        "huyện",
        "tỉnh",
        "Thái Nguyên",
        ",",
        ";",
        "và",
        "(",
        ")",
        ":",
        "có liên quan",
        "Giám đốc",
        "đồng chí",
        "chủ trì",
        "Phòng",
        "Trung tâm",
        "cấp xã",
        "các Bộ:",
        "Công an",
        "–",
        "cơ quan thường trực",
        "doanh nghiệp",
        "\n",
        "Ban Chỉ đạo",
        "thuộc",
        "của",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    text=st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=25).map(" ".join).map(normalise),
    context=st.sampled_from([PROVINCE, AFTER_MERGER, CENTRE, CITY, COMMUNE, PROVINCE._replace(issued_on=None)]),
)
def test_any_text_gives_ordered_disjoint_mentions_inside_it(text: str, context: Context) -> None:
    start, end = min(1, len(text)), len(text)
    found = REGISTRY.mentions(text, start, end, context)
    last = start
    for mention in found:
        assert last <= mention.span.start < mention.span.end <= end
        assert len(mention.ids) == len(mention.names)
        last = mention.span.end
    listed = REGISTRY.enumeration(text, start, end, context)
    assert start <= listed.end <= end
    assert all(start <= m.span.start < m.span.end <= listed.end for m in listed.mentions)


@given(name=st.text(max_size=40).map(normalise))
def test_any_name_is_one_mention_or_none(name: str) -> None:
    mention = REGISTRY.canonical(name, PROVINCE)
    assert mention is None or mention.span.end <= len(name)


@pytest.mark.parametrize(
    "piece",
    [
        "các ",
        "các sở, ",
        "Sở ",
        "Phòng và ",
        "UBND ",
        "đồng chí ",
        "các huyện A, ",
        "các Bộ: ",
        "các cơ quan tuyên truyền: Báo, ",
        "Sở Y tế – cơ quan thường trực ",
        "Sở Kế ",
        "Sở Xyz, ",
    ],
)
def test_long_repetitions_end_soon_and_break_nothing(piece: str) -> None:
    text = normalise(piece * 1500)
    REGISTRY.mentions(text, 0, len(text), PROVINCE)
    assert REGISTRY.enumeration(text, 0, len(text), PROVINCE).end <= len(text)


def test_twice_the_text_takes_about_twice_the_work() -> None:
    sentence = "Giao Sở Y tế chủ trì, phối hợp với các sở, ban, ngành và UBND các huyện rà soát, báo cáo UBND tỉnh trước ngày 30/6/2023. "

    def work(times: int) -> int:
        text = sentence * times
        return calls(lambda: REGISTRY.mentions(text, 0, len(text), PROVINCE))

    work(1)  # what is built with the first text counts for none
    assert work(200) < 2.2 * work(100)


def test_the_printed_names_are_spelt_once() -> None:
    printed = {re.sub(r"\W", "", r.format_name.casefold()): r.format_name for r in rows() if r.type not in ("lanh_dao", "cum_tu", "vague")}
    assert all(name == name.strip() for name in printed.values())
