"""Text files, Markdown and pages become one text with paragraphs and tables where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives import Limits, SourceText, UnreadableDocument, read
from directives.model import Paragraph, Table
from directives.readers.assembly import FoundCell, FoundParagraph, FoundRow, FoundTable, assemble

WRAPPED = """Để triển khai công tác phòng, chống thiên tai trên địa bàn tỉnh Sơn Hà năm nay được kịp
thời và hiệu quả, Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành, Ủy ban nhân dân các xã,
phường chủ động rà soát, cập nhật phương án ứng phó với các tình huống có thể xảy ra trên
từng địa bàn, báo cáo kết quả về Sở Nông nghiệp và Môi trường trước ngày 30/6/2026 để tổng
hợp chung.
1. Sở Tài chính cân đối, bố trí kinh phí dự phòng cho công tác khắc phục hậu quả do mưa lũ
gây ra theo đúng quy định.
"""


def texts(source: SourceText) -> list[str]:
    return [source.text[slice(*block.span)] for block in source.blocks]


def check_spans(source: SourceText) -> None:
    """Spans lie inside the text, in order, none over another, cells inside their table."""
    end = 0
    for block in source.blocks:
        assert end <= block.span.start <= block.span.end <= len(source.text)
        end = block.span.end
        if isinstance(block, Table):
            inside = block.span.start
            for cell in (cell for row in block.rows for cell in row.cells if cell.span.end > cell.span.start):
                assert inside <= cell.span.start < cell.span.end <= block.span.end
                inside = cell.span.end
        else:
            assert "\n" not in source.text[slice(*block.span)]


PARAGRAPHS = st.builds(FoundParagraph, st.text(max_size=40))
TABLES = st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=4), min_size=1, max_size=4).map(
    lambda rows: FoundTable([FoundRow([FoundCell(text, i) for i, text in enumerate(row)]) for row in rows])
)


@given(st.lists(st.one_of(PARAGRAPHS, TABLES), max_size=8))
def test_every_span_points_to_its_words_whatever_was_found(found):
    try:
        source = assemble(found, "test", limits=Limits())
    except UnreadableDocument as refusal:
        assert refusal.code == "empty"
        return
    check_spans(source)
    shown = [source.text[slice(*b.span)] for b in source.blocks if isinstance(b, Paragraph)]
    assert all(text.strip() == text != "" for text in shown)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_with_a_reason(data):
    try:
        check_spans(read(b"a" + data, "tệp.txt"))  # what begins like a program's form goes to that program
    except UnreadableDocument as refusal:
        assert refusal.reason
        assert refusal.code


@pytest.mark.parametrize("data", [b"", b" ", b"\n\n\t ", b"\xef\xbb\xbf", b"\x00\x00\x00", b"________\n------\n"])
def test_an_empty_file_is_refused_with_a_reason(data):
    with pytest.raises(UnreadableDocument, match="rỗng") as refusal:
        read(data, "trong.txt")
    assert refusal.value.code == "empty"


def test_lines_that_a_program_broke_become_paragraphs_again():
    source = read(WRAPPED.encode(), "vb.txt")
    first, second = texts(source)
    assert first.endswith("để tổng hợp chung.")
    assert second.startswith("1. Sở Tài chính cân đối")
    assert "năm nay được kịp thời" in first
    check_spans(source)


def test_a_list_set_far_to_the_right_does_not_run_into_the_paragraph_below_it():
    text = (
        "                              Kính gửi:\n"
        "                                          - Các sở, ban, ngành;\n"
        "                                          - Ủy ban nhân dân các xã, phường.\n"
        "      Thực hiện Kế hoạch số 12/KH-UBND ngày 05/01/2026 về an toàn bến đò ngang, Ủy\n"
        "ban nhân dân tỉnh giao các đơn vị kiểm tra phao cứu sinh trên tất cả phương tiện.\n"
    )
    assert texts(read(text.encode(), "vb.txt"))[-2:] == [
        "- Ủy ban nhân dân các xã, phường.",
        "Thực hiện Kế hoạch số 12/KH-UBND ngày 05/01/2026 về an toàn bến đò ngang, Ủy ban nhân dân tỉnh giao các đơn vị"
        " kiểm tra phao cứu sinh trên tất cả phương tiện.",
    ]


def test_a_sentence_that_a_page_and_a_footnote_cut_is_mended():
    text = "Các đơn vị nghiên cứu, bố trí các\n\n¹ Công văn số 12/STC-NS ngày 01/02/2026.\n\nnguồn vốn hợp pháp để thực hiện.\n"
    source = read(text.encode(), "vb.txt")
    assert texts(source) == [
        "Các đơn vị nghiên cứu, bố trí các nguồn vốn hợp pháp để thực hiện.",
        "¹ Công văn số 12/STC-NS ngày 01/02/2026.",
    ]
    assert [block.footnote for block in source.blocks] == [False, True]


def test_a_year_range_cut_at_its_hyphen_is_closed():
    text = "Kế hoạch giai đoạn 2021-\n\n2025 của tỉnh được triển khai thực hiện; Kế hoạch của\n\nngành theo Công văn số\n\n12/STC-NS."
    assert texts(read(text.encode(), "vb.txt"))[-1].endswith("theo Công văn số 12/STC-NS.")


def test_page_breaks_give_pages_and_page_numbers_are_dropped():
    source = read("Trang một.\n\n--- PAGE BREAK ---\n\n2\n\nTrang hai.\f3\nTrang ba.".encode(), "vb.md")
    assert texts(source) == ["Trang một.", "Trang hai.", "Trang ba."]
    assert [block.page for block in source.blocks] == [1, 2, 3]


def test_a_letterhead_in_two_columns_is_read_column_by_column():
    text = "UBND TỈNH SƠN HÀ\t\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 12/KH-UBND          Sơn Hà, ngày 01 tháng 02 năm 2026\n"
    assert texts(read(text.encode(), "vb.txt")) == [
        "UBND TỈNH SƠN HÀ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 12/KH-UBND",
        "Sơn Hà, ngày 01 tháng 02 năm 2026",
    ]


def test_markdown_is_undressed_and_its_tables_are_tables():
    text = (
        "---\ntitle: x\n---\n# KẾ HOẠCH\n\n**KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC**\n\nSố: *03* /KH-UBND, xem [trang này](http://sonha.example/)\n\n"
        "| TT | Nhiệm vụ | Chủ trì |\n|---|:---:|---|\n| 1 | Rà soát<br>Báo cáo | Sở Y tế |\n| 2 | Tổng hợp | Sở Nội vụ |\n"
    )
    source = read(text.encode(), "vb.md")
    assert texts(source)[:4] == ["KẾ HOẠCH", "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Số: 03 /KH-UBND, xem trang này"]
    assert source.blocks[0].bold
    assert source.blocks[1].bold
    table = source.blocks[4]
    assert isinstance(table, Table)
    assert [[source.text[slice(*cell.span)] for cell in row.cells] for row in table.rows] == [
        ["TT", "Nhiệm vụ", "Chủ trì"],
        ["1", "Rà soát\nBáo cáo", "Sở Y tế"],
        ["2", "Tổng hợp", "Sở Nội vụ"],
    ]
    check_spans(source)


def test_a_letterhead_and_a_signature_between_bars_are_paragraphs_column_by_column():
    text = (
        "| SỞ CÔNG THƯƠNG | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\n|---|---|\n| Số: 18/KH-SCT | Độc lập - Tự do - Hạnh phúc |\n\n"
        "**KẾ HOẠCH**\n\n| TT | Việc | Thời gian |\n|---|---|---|\n| 1 | Rà soát | 30/6 |\n\n"
        "| ***Nơi nhận:*** | **GIÁM ĐỐC** |\n|---|---|\n| - Như trên; | |\n| - Lưu: VT. | Lò Văn An |\n"
    )
    source = read(text.encode())
    kinds = [(type(b).__name__, source.text[b.span.start : b.span.end].split("\n")[0]) for b in source.blocks]
    assert kinds[:4] == [
        ("Paragraph", "SỞ CÔNG THƯƠNG"),
        ("Paragraph", "Số: 18/KH-SCT"),
        ("Paragraph", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Paragraph", "Độc lập - Tự do - Hạnh phúc"),
    ]
    assert [name for name, _ in kinds].count("Table") == 1
    assert kinds[-2:] == [("Paragraph", "GIÁM ĐỐC"), ("Paragraph", "Lò Văn An")]


def test_recipients_and_a_signature_with_a_bar_between_them_are_two_lines():
    text = "Các đơn vị triển khai thực hiện./.\n\nNơi nhận: - Như trên; - Lưu: VT. | KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC Lò Văn An\n"
    assert texts(read(text.encode(), "vb.txt"))[1:] == ["Nơi nhận: - Như trên; - Lưu: VT.", "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC Lò Văn An"]


def test_a_signature_in_one_row_between_bars_is_read_line_by_line():
    source = read("KẾ HOẠCH\n\n| **Nơi nhận:**<br>- Như Điều 3;<br>- Lưu: VT. | **GIÁM ĐỐC**<br><br>Lò Văn An |\n|---|---|\n".encode())
    lines = [source.text[b.span.start : b.span.end] for b in source.blocks]
    assert lines == ["KẾ HOẠCH", "Nơi nhận:", "- Như Điều 3;", "- Lưu: VT.", "GIÁM ĐỐC", "Lò Văn An"]


def test_a_page_of_a_portal_gives_only_its_document():
    page = """<!doctype html><html><head><title>Cổng</title></head><body><nav>Trang chủ</nav><div>Văn bản mới</div>
    <div><table><tr><td><b>UBND TỈNH SƠN HÀ</b></td><td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</td></tr></table>
    <p align="center"><b>KẾ HOẠCH</b></p><p>1. Sở Y tế rà soát&nbsp;báo cáo.</p><script>alert(1)</script><p hidden>ẩn</p>
    <table border="1"><tr><th>TT</th><th>Việc</th></tr><tr><td rowspan="2">1</td><td>Rà soát</td></tr><tr><td>Báo cáo</td></tr></table>
    <p>Nơi nhận:</p></div><footer>Bản quyền</footer></body></html>"""
    source = read(page.encode(), "vb.html")
    assert texts(source)[:5] == [
        "UBND TỈNH SƠN HÀ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "KẾ HOẠCH",
        "1. Sở Y tế rà soát báo cáo.",
    ]
    assert "alert" not in source.text
    assert "ẩn" not in source.text
    assert "Bản quyền" not in source.text
    (table,) = [block for block in source.blocks if isinstance(block, Table)]
    assert (table.rows[1].cells[0].rows, table.rows[2].cells[0].column) == (2, 1)


def test_legacy_encodings_are_read_with_a_warning():
    source = read("Sè: 12/KH-UBND. Uû ban nh©n d©n tØnh yªu cÇu c¸c së, ban, ngµnh thùc hiÖn nghiªm tóc.".encode("cp1252"), "cu.txt")
    assert source.text == "Số: 12/KH-UBND. Uỷ ban nhân dân tỉnh yêu cầu các sở, ban, ngành thực hiện nghiêm túc."
    assert "TCVN3" in source.warnings[0]


@pytest.mark.parametrize(
    "unit", ["ngày ", "Điều 1.1.1.1.", "1234567890", "| a ", "*a **b ", "(((([[[", "Nơi nhận:\n", "abc def\n", "số 1/A-B-C/E và ", "-----"]
)
def test_a_hostile_text_is_read_in_time_that_grows_with_its_length(unit):
    data = (unit * (60_000 // len(unit))).encode()
    try:
        check_spans(read(data, "x.txt"))
    except UnreadableDocument as refusal:
        assert refusal.code == "empty"


def test_a_page_number_inside_a_sentence_is_left_out():
    text = "Sở Xây dựng kiểm tra các bến khách ngang\n2\nsông không phép.\nSố hộ nghèo:\n12\nSố xã: 3."
    assert texts(read(text.encode(), "vb.txt")) == [
        "Sở Xây dựng kiểm tra các bến khách ngang sông không phép.",
        "Số hộ nghèo:",
        "12",
        "Số xã: 3.",
    ]


def test_lines_whose_cells_are_parted_by_tabs_are_a_table() -> None:
    rows = [
        "TT\tNội dung\tChủ trì\tThời gian",
        "A\tTUYÊN TRUYỀN",
        "1\tMở chuyên mục\tSở Y tế\tQuý II",
        "2\tPhát tờ rơi\tSở Tư pháp\tTháng 8",
    ]
    source = read(("PHỤ LỤC\n" + "\n".join(rows) + "\nHết").encode(), "ke-hoach.txt")
    (table,) = (block for block in source.blocks if isinstance(block, Table))
    assert [len(row.cells) for row in table.rows] == [4, 2, 4, 4]


def test_a_letterhead_with_a_tab_in_each_line_is_no_table() -> None:
    lines = [
        "UBND TỈNH SƠN HÀ\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "SỞ Y TẾ\tĐộc lập - Tự do - Hạnh phúc",
        "Số: 12/KH-SYT\tSơn Hà, ngày 02 tháng 3 năm 2026",
    ]
    source = read("\n".join(lines).encode(), "ke-hoach.txt")
    assert not any(isinstance(block, Table) for block in source.blocks)


RECOGNISED = (
    "KẾ HOẠCH\nPhòng, chống hạn mặn năm 2026\nI. MỤC ĐÍCH\nBảo đảm nước sinh hoạt cho nhân dân, giảm thiểu thiêt hại.\n"
    "IH. NHIỆM VỤ\nl. Kiểm tra hồ chứa\n- Rà soát các công trình câp nước.\n» Lập phương án trữ nước ngọt.\n"
    "- Báo cáo kêt quả trong tháng 3 năm 2026.\n2. Tuyên truyền\nIII. TỔ CHỨC THỰC HIỆN\n"
    "Giao Sở Xây dựng theo dõi tai các xã | ven biển."
)


def test_a_text_that_a_program_recognised_is_known_and_its_proved_slips_are_mended():
    source = read(RECOGNISED.encode())
    assert source.ocr
    assert source.weak_words == ()
    lines = source.text.split("\n")
    assert lines[4:6] == ["II. NHIỆM VỤ", "1. Kiểm tra hồ chứa"]
    assert "- Lập phương án trữ nước ngọt." in lines
    assert lines[-1].endswith("các xã ven biển.")
    assert any("nhận dạng" in warning for warning in source.warnings)


@pytest.mark.parametrize(
    "text",
    [
        RECOGNISED.replace("thiêt", "thiệt").replace("câp", "cấp").replace("kêt", "kết"),
        # words of English, abbreviations, addresses and capitals
        "Dùng chatbot, web, hot-line, hop thu@sonha.gov.vn, net.sonha.vn, TTCP, chip, set, top, pop, it nhat/ap " * 5,
        "Công ty Cổ phần Tap hoa, các ông Phuc, Bac, Dat, Tuc, Hop họp. " * 5,
        # one slip of a typist in a long text
        "Các sở, ban, ngành khẩn trương thực hiện các nhiệm vụ được giao, bảo đảm chât lượng. "
        + "Các sở, ban, ngành báo cáo kết quả trước ngày 20 hằng tháng. " * 40,
    ],
)
def test_a_typed_text_is_not_taken_for_a_recognised_one(text):
    source = read(text.encode())
    assert not source.ocr
    assert source.text.split() == text.split()
