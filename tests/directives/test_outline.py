"""The outline: marks, paths, mended page breaks and footnotes, appendices, closing paragraphs."""

from __future__ import annotations

import pytest

from directives.marks import Item, Level, marked_item, marked_item_of_scan
from directives.outline import read_outline
from directives.passages import Passage
from tests.directives.sources import source_of, whole


def outline(text: str, footnotes: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Path and words of every item, in order."""
    source = source_of(text, footnotes=footnotes)
    (root,) = read_outline(source, whole(source))
    return [(i.path, i.passage.text) for i in root.walk() if i.level is not Level.ROOT]


def mark(line: str) -> tuple[Level, str, str]:
    source = source_of(line)
    item = marked_item(Passage.of(source.text, whole(source)))
    return item.level, item.label, item.passage.text


@pytest.mark.parametrize(
    ("line", "level", "label", "words"),
    [
        ("Phần thứ nhất", Level.PART, "thứ nhất", ""),
        ("Chương II. TỔ CHỨC", Level.CHAPTER, "II", "TỔ CHỨC"),
        ("Điều 2. Giao Sở Xây dựng", Level.ARTICLE, "2", "Giao Sở Xây dựng"),
        ("IV. TỔ CHỨC THỰC HIỆN", Level.ROMAN, "IV", "TỔ CHỨC THỰC HIỆN"),
        ("II- NHIỆM VỤ", Level.ROMAN, "II", "NHIỆM VỤ"),
        ("lI. MỤC TIÊU", Level.ROMAN, "II", "MỤC TIÊU"),
        ("A. Phần chung", Level.LETTER, "A", "Phần chung"),
        ("1. Sở Tài chính", Level.NUMBER, "1", "Sở Tài chính"),
        ("1- Các cấp ủy", Level.NUMBER, "1", "Các cấp ủy"),
        ("2.1. Về nội dung", Level.DOTTED, "2.1", "Về nội dung"),
        ("9.4 Nội dung", Level.DOTTED, "9.4", "Nội dung"),
        ("(3) Rà soát", Level.BRACKET, "3", "Rà soát"),
        ("đ) Bộ Công an", Level.POINT, "đ", "Bộ Công an"),
        ("- Rà soát", Level.DASH, "", "Rà soát"),
        ("– Rà soát", Level.DASH, "", "Rà soát"),
        ("-Rà soát", Level.DASH, "", "Rà soát"),
        ("• Rà soát", Level.DASH, "", "Rà soát"),
        ("_ Rà soát", Level.DASH, "", "Rà soát"),
        ("+ Rà soát", Level.PLUS, "", "Rà soát"),
        ("o Rà soát", Level.PLUS, "", "Rà soát"),
        ("→ Rà soát", Level.DASH, "", "Rà soát"),
        ("\uf0b7 Rà soát", Level.DASH, "", "Rà soát"),
        ("1.1- Rà soát", Level.DOTTED, "1.1", "Rà soát"),
        ("a.1) Rà soát", Level.SUBPOINT, "a.1", "Rà soát"),
        ("(ii) Rà soát", Level.SUBPOINT, "ii", "Rà soát"),
        ("Thứ hai, Sở Y tế rà soát", Level.BRACKET, "", "Sở Y tế rà soát"),
        ("Một là: rà soát", Level.BRACKET, "", "rà soát"),
        ("Nhiệm vụ 2: Rà soát", Level.BRACKET, "2", "Rà soát"),
        ("HI. TỔ CHỨC THỰC HIỆN", Level.ROMAN, "III", "TỔ CHỨC THỰC HIỆN"),
        ("1V. TỔ CHỨC THỰC HIỆN", Level.ROMAN, "IV", "TỔ CHỨC THỰC HIỆN"),
        ("II1. NHIỆM VỤ", Level.ROMAN, "III", "NHIỆM VỤ"),
        ("III/2026.", Level.TEXT, "", "III/2026."),
        ("Rà soát", Level.TEXT, "", "Rà soát"),
        ("1.000 hộ dân", Level.TEXT, "", "1.000 hộ dân"),
        ("1/3 số xã", Level.TEXT, "", "1/3 số xã"),
        ("10-15 hợp tác xã", Level.TEXT, "", "10-15 hợp tác xã"),
        ("100% số xã", Level.TEXT, "", "100% số xã"),
        ("Mục tiêu chung", Level.TEXT, "", "Mục tiêu chung"),
        ("Căn cứ Luật Đất đai", Level.TEXT, "", "Căn cứ Luật Đất đai"),
        ("Vì mục đích chung", Level.TEXT, "", "Vì mục đích chung"),
    ],
)
def test_a_mark_gives_its_level_and_label_and_leaves_the_words(line: str, level: Level, label: str, words: str) -> None:
    assert mark(line) == (level, label, words)


def test_dashes_and_paragraphs_have_the_path_of_the_number_above_them() -> None:
    found = outline("I. NHIỆM VỤ\n1. Sở Y tế\n- Rà soát cơ sở khám bệnh.\nTổ chức tập huấn.\na) Báo cáo.\nII. KINH PHÍ")
    assert [path for path, _ in found] == ["I", "I.1", "I.1", "I.1", "I.1.a", "II"]


def test_a_dotted_number_repeats_the_number_above_it() -> None:
    assert [path for path, _ in outline("II. NỘI DUNG\n2. Tập huấn\n2.1. Thời gian\n- Tháng 5")] == ["II", "II.2", "II.2.1", "II.2.1"]


def test_an_article_names_itself_and_a_clause_stands_below_it() -> None:
    assert [path for path, _ in outline("Điều 2. Trách nhiệm\n1. Sở Tư pháp thẩm định.\nĐiều 3. Hiệu lực")] == [
        "Điều 2",
        "Điều 2.1",
        "Điều 3",
    ]


def test_a_plan_behind_the_articles_starts_its_paths_anew() -> None:
    assert [path for path, _ in outline("Điều 1. Ban hành kế hoạch\nI. MỤC TIÊU\n1. Rà soát quỹ đất.")] == ["Điều 1", "I", "I.1"]


def test_an_appendix_gives_its_label_to_the_paths_below_it() -> None:
    assert [path for path, _ in outline("PHỤ LỤC II\n1. Rà soát quỹ đất.\n2. Lập danh mục.")] == ["Phụ lục II.1", "Phụ lục II.2"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("- Rà soát, bố trí các\nnguồn vốn của xã.", 1),  # next page begins in lower case
        ("- Báo cáo kết quả về\nSở Nội vụ trước ngày 05/12.", 1),  # ends in a preposition
        ("- Rà soát quỹ đất.\nnguồn vốn của xã.", 2),  # the sentence was finished
        ("- Rà soát quỹ đất\n- nguồn vốn của xã.", 2),  # a mark begins an item of its own
        ("-\nRà soát quỹ đất của xã.", 1),  # the mark stands alone on its line
    ],
)
def test_a_page_break_inside_a_sentence_is_mended(text: str, count: int) -> None:
    assert len(outline(text)) == count


def test_a_footnote_is_taken_out_of_the_sentence_that_it_cuts() -> None:
    text = "- Tuyên truyền để cán bộ, nhân\n¹ Nghị quyết số 05/NQ-HĐND.\ndân hiểu rõ chính sách."
    assert outline(text, footnotes=("¹",)) == [("", "Tuyên truyền để cán bộ, nhân dân hiểu rõ chính sách.")]


def test_a_page_number_is_no_line_of_its_own() -> None:
    assert outline("- Rà soát quỹ đất của các\n3\nxã biên giới.") == [("", "Rà soát quỹ đất của các xã biên giới.")]


def test_a_page_number_glued_to_the_rest_of_a_sentence_is_left_out() -> None:
    found = outline("- Rà soát, lập danh mục toàn bộ bến khách ngang\n12 sông không phép của các xã.")
    assert found == [("", "Rà soát, lập danh mục toàn bộ bến khách ngang sông không phép của các xã.")]


def test_an_amount_at_the_head_of_a_line_is_no_page_number() -> None:
    found = outline("- Trong đợt tập huấn này mỗi xã biên giới cử ít nhất\n2 cán bộ chuyên trách.")
    assert any("2 cán bộ" in words for _, words in found)


def test_the_evidence_of_a_mended_line_reaches_from_its_first_to_its_last_word() -> None:
    source = source_of("- Rà soát các\n7\nnguồn vốn.")
    (root,) = read_outline(source, whole(source))
    (item,) = root.children
    span = item.passage.span()
    assert source.text[span.start : span.end] == "Rà soát các\n7\nnguồn vốn."
    word = item.passage.text.index("vốn")
    inner = item.passage.span(word, word + 3)
    assert source.text[inner.start : inner.end] == "vốn"


def test_a_line_that_ends_in_a_colon_holds_the_dashes_below_it() -> None:
    source = source_of("2. Chỉ tiêu\nĐến năm 2030:\n- 90% số xã đạt chuẩn.\nĐến năm 2035:\n- 100% số xã đạt chuẩn.")
    (root,) = read_outline(source, whole(source))
    (number,) = root.children
    assert [(c.passage.text, len(c.children)) for c in number.children] == [("Đến năm 2030:", 1), ("Đến năm 2035:", 1)]


@pytest.mark.parametrize(
    "closing",
    [
        "Trên đây là Kế hoạch của tỉnh, yêu cầu các sở nghiêm túc thực hiện.",
        "Giao Sở Nội vụ theo dõi, đôn đốc, báo cáo Ủy ban nhân dân tỉnh.",
        "Trong quá trình thực hiện, nếu có vướng mắc, đề nghị các đơn vị báo cáo.",
        "Ủy ban nhân dân tỉnh yêu cầu Thủ trưởng các sở, ngành nghiêm túc thực hiện.",
        "Văn phòng UBND tỉnh thông báo để các cơ quan biết, thực hiện./.",
    ],
)
def test_a_closing_paragraph_belongs_to_no_number(closing: str) -> None:
    found = outline(f"III. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế\n- Tổ chức tập huấn.\n{closing}")
    assert found[-1] == ("", closing)


def test_a_paragraph_right_below_a_heading_is_no_closing() -> None:
    found = outline("III. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế\nGiao các phòng rà soát cơ sở khám bệnh.")
    assert found[-1][0] == "III.1"


def test_a_lost_number_follows_the_one_before_it() -> None:
    assert [path for path, _ in outline("1. Hoan nghênh các đơn vị.\n. Giao Sở Y tế rà soát.\n3. Giao Sở Nội vụ.")] == ["1", "2", "3"]


def test_a_second_đ_between_c_and_e_is_a_misread_d() -> None:
    assert [path for path, _ in outline("c) Sở A\nđ) Sở B\nđ) Sở C\ne) Sở D")] == ["c", "d", "đ", "e"]


def test_a_misread_roman_one_in_capitals_is_put_right() -> None:
    assert [path for path, _ in outline("1. TINH THẦN CHỈ ĐẠO\n1. Quán triệt sâu sắc.\nII. NHIỆM VỤ\n1. Rà soát.")] == [
        "I",
        "I.1",
        "II",
        "II.1",
    ]


def test_an_item_knows_its_level_and_children() -> None:
    source = source_of("1. Sở Y tế:\n- Rà soát.\n- Báo cáo.")
    (root,) = read_outline(source, whole(source))
    (number,) = root.children
    assert isinstance(number, Item)
    assert [c.level for c in number.children] == [Level.DASH, Level.DASH]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. Sở Y tế lập kế hoạch, thời gian: Quý\nIII/2026.", [("1", "Sở Y tế lập kế hoạch, thời gian: Quý III/2026.")]),
        ("1. Thực hiện quy định tại Điều\n5. Quy chế này", [("1", "Thực hiện quy định tại Điều 5. Quy chế này")]),
        ("1. Rà soát danh mục\n2. Lập hồ sơ", [("1", "Rà soát danh mục"), ("2", "Lập hồ sơ")]),
        ("1. Lập báo cáo 6 tháng\n2. Lập hồ sơ", [("1", "Lập báo cáo 6 tháng"), ("2", "Lập hồ sơ")]),
        ("- Lập kế hoạch phát triển kinh tế\n- xã hội của xã.", [("", "Lập kế hoạch phát triển kinh tế - xã hội của xã.")]),
        ("- Thực hiện đề án giai đoạn 2021\n- 2025 của tỉnh.", [("", "Thực hiện đề án giai đoạn 2021 - 2025 của tỉnh.")]),
        ("II. TỔ CHỨC\nTHỰC HIỆN", [("II", "TỔ CHỨC THỰC HIỆN")]),
    ],
)
def test_a_wrapped_line_that_looks_like_a_mark_belongs_to_its_sentence(text: str, expected: list[tuple[str, str]]) -> None:
    assert outline(text) == expected


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("a) Một\na.1) Hai\na.2) Ba\nb) Bốn", ["a", "a.1", "a.2", "b"]),
        ("3. Một\n(i) Hai\n(ii) Ba", ["3", "3.i", "3.ii"]),
        ("h) Một\ni) Hai\nk) Ba", ["h", "i", "k"]),
        ("a) Một\nm) Hai\nc) Ba", ["a", "b", "c"]),  # a misread letter
        ("I. Một\nII. Hai\nII. Ba\nIV. Bốn", ["I", "II", "III", "IV"]),  # a stroke lost
        ("1. Mục tiêu\nII. NHIỆM VỤ", ["I", "II"]),
        ("l. Một\n2. Hai", ["1", "2"]),  # a misread one
        ("k) Một\nl) Hai\n2. Ba", ["k", "l", "2"]),
        ("1. ĐỐI VỚI CÁC SỞ\n1. Rà soát\nII. ĐỐI VỚI CÁC XÃ", ["I", "I.1", "II"]),
        ("Điều 1. Phê duyệt\nI. MỤC TIÊU\n1. Một\nĐiều 2. Tổ chức", ["Điều 1", "Điều 1.I", "Điều 1.I.1", "Điều 2"]),
        ("Điều 1. Ban hành\nĐiều 2. Thi hành\nKẾ HOẠCH\nKiểm tra bến bãi\nI. NHIỆM VỤ\n1. Một", ["Điều 1", "Điều 2", "I", "I.1"]),
        ("1. Một\nSỞ TÀI CHÍNH\n1. Hai", ["1", "", "1"]),
    ],
)
def test_paths_follow_the_marks(text: str, paths: list[str]) -> None:
    assert [path for path, _ in outline(text)] == paths


def test_stars_above_dashes_head_them_and_stars_below_dashes_are_parts() -> None:
    above = outline_levels("1. Sở Y tế\n* Đợt 1\n- Kiểm tra\n* Đợt 2\n- Báo cáo")
    assert above == [Level.NUMBER, Level.SUBPOINT, Level.DASH, Level.SUBPOINT, Level.DASH]
    below = outline_levels("1. Sở Y tế\n- Kiểm tra:\n* Trạm\n* Chợ\n- Báo cáo")
    assert below == [Level.NUMBER, Level.DASH, Level.PLUS, Level.PLUS, Level.DASH]


def outline_levels(text: str) -> list[Level]:
    source = source_of(text)
    (root,) = read_outline(source, whole(source))
    return [i.level for i in root.walk() if i.level is not Level.ROOT]


@pytest.mark.parametrize(
    ("line", "level", "label", "words"),
    [
        (". đ) Rà soát", Level.POINT, "đ", "Rà soát"),
        (";.ˆ Thời gian: Quý I", Level.TEXT, "", "Thời gian: Quý I"),
        ("-« Rà soát", Level.DASH, "", "Rà soát"),
        (". Rà soát", Level.NUMBER, "", "Rà soát"),  # the number is lost
    ],
)
def test_specks_of_a_scan_are_left_out(line: str, level: Level, label: str, words: str) -> None:
    source = source_of(line)
    item = marked_item_of_scan(Passage.of(source.text, whole(source)))
    assert (item.level, item.label, item.passage.text) == (level, label, words)


def test_paragraphs_behind_a_dash_that_ends_in_a_colon_stand_below_it() -> None:
    source = source_of(
        "1. Thể chế\n- Sở Tư pháp chủ trì, phối hợp với các sở:\nRà soát văn bản.\nCông bố danh mục.\n- Sở Nội vụ kiểm tra.\nKết quả gửi về sở."
    )
    (root,) = read_outline(source, whole(source))
    (number,) = root.children
    dash, other, behind = number.children
    assert [c.passage.text for c in dash.children] == ["Rà soát văn bản.", "Công bố danh mục."]
    assert (other.children, behind.passage.text) == ([], "Kết quả gửi về sở.")


def test_the_word_that_enacts_is_no_title() -> None:
    assert (
        outline_levels("QUYẾT NGHỊ:\nNăm 2026 là năm bản lề của kế hoạch năm năm, tình hình còn nhiều khó khăn.\n1. Một")[0]
        is not Level.TITLE
    )
