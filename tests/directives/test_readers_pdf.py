"""PDF files and scans: paragraphs over pages, ruled tables joined, page numbers dropped, pictures recognised."""

import io
from functools import cache

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from directives import Limits, UnreadableDocument, read
from directives.model import Table
from directives.readers.assembly import FoundCell, FoundRow, FoundTable, share_of_garbage
from directives.readers.flow import Line, Page, continue_table, flow
from directives.readers.pdf_tables import grid
from directives.readers.scan_picture import skew
from tests.directives.test_readers_plain import check_spans, texts
from tests.documents import forms

SENTENCE = "Sở Tài chính chủ trì, phối hợp với các sở, ban, ngành, Ủy ban nhân dân các xã, phường rà soát, tổng hợp kết quả thực hiện. "
ROWS = [
    ["TT", "Nhiệm vụ", "Cơ quan chủ trì"],
    *[[str(i), f"Rà soát, báo cáo lần thứ {i} về kết quả thực hiện", "Sở Nội vụ"] for i in range(1, 45)],
]


@cache
def sample() -> bytes:
    body = forms.paragraph("KẾ HOẠCH", bold=True, center=True) + "".join(forms.paragraph(f"{i}. " + SENTENCE * 5) for i in range(1, 9))
    return forms.converted(forms.docx(body + forms.table(ROWS)), ".docx", "pdf")


def scanned(page: int, angle: float = 0.0) -> bytes:
    """A page of the sample as a picture, turned by some degrees."""
    document = pypdfium2.PdfDocument(sample())
    picture = document[page].render(scale=200 / 72).to_pil().convert("L").rotate(angle, fillcolor=255, expand=False)
    document.close()
    buffer = io.BytesIO()
    picture.save(buffer, "PDF" if not angle else "PNG", resolution=200)
    return buffer.getvalue()


@pytest.mark.program
def test_paragraphs_go_on_over_lines_and_pages():
    source = read(sample(), "vb.pdf")
    check_spans(source)
    paragraphs = texts(source)[:9]
    assert paragraphs[0] == "KẾ HOẠCH"
    assert paragraphs[1:] == [f"{i}. " + (SENTENCE * 5).strip() for i in range(1, 9)]
    assert source.pages is not None
    assert source.pages > 1
    assert not source.ocr


@pytest.mark.program
def test_a_ruled_table_is_one_over_its_pages():
    source = read(sample(), "vb.pdf")
    (table,) = [block for block in source.blocks if isinstance(block, Table)]
    assert [[source.text[slice(*c.span)] for c in row.cells] for row in table.rows] == ROWS
    assert len({row.page for row in table.rows}) > 1


@pytest.mark.program
def test_a_scan_is_recognised_and_says_so():
    source = read(scanned(0), "quet.pdf")
    assert source.ocr
    assert "tesseract" in source.reader
    assert "Ủy ban nhân dân các xã" in source.text
    check_spans(source)


@pytest.mark.program
def test_a_crooked_picture_is_straightened_first():
    source = read(scanned(0, 3.0), "anh.png")
    assert source.text.count("rà soát, tổng hợp kết quả") >= 15


def test_a_scan_without_tesseract_names_the_package(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(UnreadableDocument, match="tesseract-ocr-vie") as refusal:
        read(forms.pdf(b"0 0 10 10 re f"), "quet.pdf")
    assert refusal.value.code == "program-missing"


@pytest.mark.program
def test_a_page_without_words_is_named_and_the_others_are_read_when_tesseract_is_missing(monkeypatch):
    letter = forms.converted(
        forms.docx(forms.paragraph("Các sở, ban, ngành rà soát hồ chứa, báo cáo trước ngày 30/6/2026.")), ".docx", "pdf"
    )
    document = pypdfium2.PdfDocument(letter)
    document.new_page(595, 842, 0)
    buffer = io.BytesIO()
    document.save(buffer)
    monkeypatch.setenv("PATH", "/nowhere")
    source = read(buffer.getvalue(), "kemtrangtrang.pdf")
    assert "rà soát hồ chứa" in source.text
    assert not source.ocr
    (warning,) = source.warnings
    assert "trang 1:" in warning
    assert "tesseract-ocr-vie" in warning


def test_the_skew_of_a_level_picture_is_none():
    picture = Image.new("L", (800, 1000), 255)
    for y in range(50, 950, 30):
        ImageDraw.Draw(picture).rectangle((80, y, 720, y + 10), fill=0)
    assert abs(skew(picture)) < 0.2
    assert abs(skew(picture.rotate(-2, fillcolor=255)) - 2) < 0.3


def line(text: str, top: float, x0: float = 85, x1: float = 540, size: float = 14) -> list[Line]:
    return [Line(text, x0, x1, top, top + size, size)]


def test_page_numbers_running_heads_and_footnotes_are_taken_out():
    pages = [
        Page(
            1,
            595,
            842,
            [line("Công báo tỉnh", 30), line("Các sở tổ chức thực hiện nghiêm các", 100), line("1 Công văn số 1/STC.", 780, size=10)],
        ),
        Page(2, 595, 842, [line("Công báo tỉnh", 30), line("2", 60, 290, 300), line("nhiệm vụ được giao.", 100, x1=250)]),
        Page(3, 595, 842, [line("Công báo tỉnh", 30), line("Hết.", 100, 120, 160)]),
    ]
    assert [(found.text, found.footnote) for found in flow(pages)] == [
        ("Các sở tổ chức thực hiện nghiêm các nhiệm vụ được giao.", False),
        ("1 Công văn số 1/STC.", True),
        ("Hết.", False),
    ]


@pytest.mark.parametrize(
    "below",
    [
        [[("6", 0, 1), ("Diễn tập", 1, 1)], [("7", 0, 1), ("Họp dân", 1, 1), ("Sở Y tế", 2, 1)]],  # the merged cell has no upper line
        [[("6", 0, 1), ("Diễn tập", 1, 1), ("", 2, 2)], [("7", 0, 1), ("Họp dân", 1, 1)]],
    ],
)
def test_a_merged_cell_that_a_page_break_cut_goes_on_below(below):
    above = FoundTable([FoundRow([FoundCell("5", 0), FoundCell("Rà soát", 1), FoundCell("Sở Nội vụ", 2)])])
    rest = FoundTable([FoundRow([FoundCell(text, column, rows=rows) for text, column, rows in row]) for row in below])
    continue_table(above, rest)
    owner = above.rows[0].cells[2]
    assert owner.rows == (2 if len(below[0]) == 2 else 3)
    assert [cell.text for cell in above.rows[1].cells] == ["6", "Diễn tập"]


@pytest.mark.program
def test_the_words_of_a_merged_cell_hold_for_its_rows_on_every_page():
    head = [forms.cell("TT"), forms.cell("Nhiệm vụ"), forms.cell("Cơ quan chủ trì")]
    rows = [
        [
            forms.cell(str(i)),
            forms.cell(f"Việc {i}. " + SENTENCE * 4),
            forms.cell("Sở Nội vụ" if i == 1 else "", merge="restart" if i == 1 else "continue"),
        ]
        for i in range(1, 11)
    ]
    source = read(forms.converted(forms.docx(forms.table([head, *rows])), ".docx", "pdf"))
    (table,) = [block for block in source.blocks if isinstance(block, Table)]
    assert len({row.page for row in table.rows}) > 1
    (lead,) = [cell for row in table.rows[1:] for cell in row.cells if cell.column == 2]
    assert lead.rows == 10


@pytest.mark.program
def test_a_letterhead_of_two_columns_is_read_one_column_after_the_other():
    left, right = (
        ["UBND TỈNH SƠN HÀ", "SỞ XÂY DỰNG", "Số: 12/KH-SXD"],
        ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
    )
    head = forms.table([[forms.cell(*left), forms.cell(*right)]], ruled=False).replace("2400", "4700")
    source = read(forms.converted(forms.docx(head + forms.paragraph("KẾ HOẠCH", center=True) + forms.paragraph(SENTENCE)), ".docx", "pdf"))
    assert texts(source)[:6] == [*left, *right, "KẾ HOẠCH"]


def test_a_year_range_and_a_symbol_cut_at_their_hyphen_are_closed():
    lines = [
        line("Sở Y tế rà soát giai đoạn 2021-", 100),
        line("2025 theo Kế hoạch số 12/KH-", 120, x1=530),
        line("UBND của tỉnh.", 140, x1=200),
    ]
    (found,) = flow([Page(1, 595, 842, lines)])
    assert found.text == "Sở Y tế rà soát giai đoạn 2021-2025 theo Kế hoạch số 12/KH-UBND của tỉnh."


def test_a_dash_within_a_pair_of_words_opens_no_item_and_one_of_a_list_does():
    pair = [
        line("Các sở phát triển kinh tế, văn hóa", 100),
        line("- xã hội của tỉnh theo kế hoạch đã", 120),
        line("được phê duyệt.", 140, x1=200),
    ]
    listed = [
        line("Các sở thực hiện những việc sau đây:", 200, x1=400),
        line("- rà soát hồ chứa;", 220, 110, 300),
        line("- họp dân.", 240, 110, 200),
    ]
    assert [found.text for found in flow([Page(1, 595, 842, pair + listed)])] == [
        "Các sở phát triển kinh tế, văn hóa - xã hội của tỉnh theo kế hoạch đã được phê duyệt.",
        "Các sở thực hiện những việc sau đây:",
        "- rà soát hồ chứa;",
        "- họp dân.",
    ]


@pytest.mark.program
def test_a_bad_text_layer_is_told_and_its_pages_recognised_instead():
    words = " ".join(["So Tai chinh chu tri phoi hop voi cac so ban nganh"] * 2)
    content = b"".join(b"BT /F 12 Tf 60 %d Td (%s) Tj ET " % (760 - 20 * i, words[:70].encode()) for i in range(12))
    source = read(forms.pdf(content))
    assert source.ocr
    assert any("Lớp chữ" in warning and "nhận dạng lại" in warning for warning in source.warnings)


def test_merged_cells_of_a_grid_cover_their_rows_and_columns():
    boxes = [(0, 0, 50, 40), (50, 0, 150, 20), (50, 20, 100, 40), (100, 20, 150, 40)]
    table, edges = grid(boxes, [], 1)
    assert edges == (0, 50, 100, 150)
    assert [[(c.column, c.columns, c.rows) for c in row.cells] for row in table.rows] == [[(0, 1, 2), (1, 2, 1)], [(1, 1, 1), (2, 1, 1)]]


@pytest.mark.parametrize(
    ("text", "garbage"),
    [
        (SENTENCE * 3, False),
        ("So Tai chinh chu tri, phoi hop voi cac so, ban, nganh ra soat, tong hop ket qua thuc hien nhiem vu", True),
        ("�" * 60 + SENTENCE, True),
        ("(cid:12)(cid:44)(cid:9) " * 30 + SENTENCE, True),
    ],
)
def test_a_text_layer_that_is_no_vietnamese_is_told(text, garbage):
    assert (share_of_garbage(text) > 0.25) == garbage


def test_scanned_pages_over_the_limit_are_left_out_and_counted():
    content = b"BT /F 12 Tf 72 700 Td (So Y te) Tj ET"
    with pytest.raises(UnreadableDocument):
        read(forms.pdf(b"0 0 10 10 re f", pages=3), "quet.pdf", limits=Limits(scanned_pages=0))
    source = read(forms.pdf(content, pages=3), "quet.pdf", limits=Limits(scanned_pages=0))
    assert any("0/3" in warning for warning in source.warnings)
