"""Scans: tables cell by cell, ink of stamps and signatures, pages on their side, slips that the text proves, words to look at."""

import io
import shutil
from functools import cache

import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFilter

from directives import AgencyRegistry, Limits, parse, read
from directives.model import Table
from directives.readers.assembly import FoundCell, FoundParagraph, FoundRow, FoundTable
from directives.readers.pdf_tables import cells_of
from directives.readers.scan_cells import inked, moved
from directives.readers.scan_dots import dotted_rules
from directives.readers.scan_lines import drawn_lines, whitened, without_lines
from directives.readers.scan_picture import ink, is_sideways, stamps
from directives.readers.scan_pixels import brightest, darkest
from directives.readers.scan_words import UNSURE_IN_CELLS, lines_of, reader_name
from directives.readers.slips import mended_words, without_slips
from tests.directives.sources import source_of
from tests.directives.test_readers_plain import check_spans
from tests.documents import forms

HEAD = ["TT", "Nội dung thực hiện", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian"]
WORK = [
    "Rà soát, thống kê các hộ dân ở vùng có nguy cơ sạt lở, lập danh sách và phương án di dời trước mùa mưa bão",
    "Kiểm tra hồ chứa, đê điều, lập kế hoạch duy tu, sửa chữa những chỗ hư hỏng",
    "Tuyên truyền, hướng dẫn người dân kỹ năng phòng tránh thiên tai qua hệ thống truyền thanh cơ sở",
    "Diễn tập ứng phó với bão mạnh và tìm kiếm cứu nạn ở các xã ven biển",
]
ROWS = [
    [str(i), work, lead, "Các sở, ban, ngành và UBND các xã, phường", "2026-2027"]
    for i, (work, lead) in enumerate(zip(WORK * 5, ["Sở Xây dựng", "Sở Nông nghiệp và Môi trường"] * 10, strict=False), 1)
]


@cache
def drawn(body: str) -> list[Image.Image]:
    """The pages of a document as pictures, 200 dots an inch."""
    document = pypdfium2.PdfDocument(forms.converted(forms.docx(body), ".docx", "pdf"))
    pictures = [page.render(scale=200 / 72).to_pil().convert("RGB") for page in document]
    document.close()
    return pictures


def scan(pictures: list[Image.Image]) -> bytes:
    buffer = io.BytesIO()
    pictures[0].save(buffer, "PDF", save_all=True, append_images=pictures[1:], resolution=200)
    return buffer.getvalue()


def letter() -> str:
    lines = [
        "KẾ HOẠCH",
        "Về việc phòng, chống thiên tai năm 2026",
        *(f"{i}. {work} theo đúng quy định của tỉnh." for i, work in enumerate(WORK, 1)),
    ]
    return "".join(forms.paragraph(line) for line in lines)


@pytest.mark.program
def test_the_cells_of_a_scanned_table_are_read_one_by_one_and_its_rows_join_over_pages():
    source = read(scan(drawn(forms.paragraph("PHỤ LỤC") + forms.table([HEAD, *ROWS]))))
    check_spans(source)
    (table,) = [block for block in source.blocks if isinstance(block, Table)]
    assert len({row.page for row in table.rows}) > 1
    cells = [[source.text[slice(*cell.span)] for cell in row.cells] for row in table.rows]
    assert cells[0] == HEAD
    assert len(cells) == len(ROWS) + 1
    right = sum(got == want for row, wanted in zip(cells[1:], ROWS, strict=True) for got, want in zip(row, wanted, strict=True))
    assert right >= 0.9 * 5 * len(ROWS), [row for row, wanted in zip(cells[1:], ROWS, strict=True) if row != wanted]
    assert [row[0] for row in cells[1:]] == [row[0] for row in ROWS]


@pytest.mark.program
@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270])
def test_a_page_that_lies_on_its_side_or_its_head_is_turned(turn):
    source = read(scan([drawn(letter())[0].transpose(turn)]))
    assert "phương án di dời trước mùa mưa" in source.text


@pytest.mark.program
def test_a_red_stamp_and_a_blue_signature_are_no_words_but_its_urgency_is():
    page = drawn(letter())[0].copy()
    draw = ImageDraw.Draw(page)
    for y in range(1500, 1700, 8):
        draw.line((200, y, 1300, y + 20), fill=(200, 30, 40), width=3)
        draw.line((300, y, 1200, y - 30), fill=(50, 60, 150), width=2)
    stamp = drawn(forms.paragraph("HỎA TỐC", bold=True))[0].crop((200, 180, 700, 300)).convert("L")
    page.paste((205, 25, 40), (150, 40), stamp.point(lambda value: 255 - value))
    draw.rectangle((140, 50, 520, 165), outline=(205, 25, 40), width=5)
    source = read(scan([page]))
    assert "HỎA TỐC" in source.text
    assert all(work in source.text for work in WORK)


@pytest.mark.parametrize("turn", [1.5, -1.0])
def test_a_red_stamp_on_a_crooked_page_is_read_where_it_stands(turn):
    page = drawn(letter())[0].copy()
    stamp = drawn(forms.paragraph("HỎA TỐC", bold=True))[0].crop((200, 180, 700, 300)).convert("L")
    page.paste((205, 25, 40), (150, 40), stamp.point(lambda value: 255 - value))
    source = read(scan([page.rotate(turn, resample=Image.Resampling.BICUBIC, fillcolor="white")]))
    assert source.text.startswith("HỎA TỐC")


def test_only_the_written_part_of_a_page_is_read_and_specks_are_none():
    page = Image.new("L", (800, 1000), 255)
    draw = ImageDraw.Draw(page)
    draw.point((5, 990), 0)
    assert inked(page, 0.5) is None
    draw.rectangle((400, 600, 440, 620), fill=0)
    assert inked(page, 0.5) == (376, 576, 468, 648)
    word = {"text": "Sở", "x0": 2.0, "x1": 9.0, "top": 1.0, "bottom": 6.0, "size": 0.0, "trust": 90}
    assert moved([[word]], 188.0, 288.0) == [[word | {"x0": 190.0, "x1": 197.0, "top": 289.0, "bottom": 294.0}]]


def test_words_beside_a_scanned_table_stay_above_and_below_it():
    wanted = [HEAD[:4], *(row[:4] for row in ROWS)]
    source = read(scan(drawn(forms.paragraph("PHỤ LỤC") + forms.table(wanted) + forms.paragraph("Sở Nội vụ theo dõi việc thực hiện."))))
    above, table, below = source.blocks
    assert isinstance(table, Table)
    assert source.text[slice(*above.span)] == "PHỤ LỤC"
    assert source.text[slice(*below.span)] == "Sở Nội vụ theo dõi việc thực hiện."


def test_red_is_white_and_black_stays_black():
    picture = Image.new("RGB", (200, 200), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((20, 20, 90, 90), fill=(210, 40, 50))
    draw.rectangle((110, 110, 180, 180), fill=(20, 20, 25))
    draw.rectangle((110, 20, 180, 90), fill=(60, 70, 140))
    assert [ink(picture).getpixel(place) for place in ((50, 50), (150, 150), (150, 50))] == [255, 20, 255]
    red = stamps(picture)
    assert red is not None
    assert [red.getpixel(place) for place in ((50, 50), (150, 150))] == [0, 255]
    assert stamps(Image.new("RGB", (200, 200), "white")) is None


def test_lines_are_found_and_taken_out_and_letters_stay():
    picture = Image.new("L", (1000, 1000), 255)
    draw = ImageDraw.Draw(picture)
    draw.line((100, 500, 900, 500), fill=0, width=3)
    draw.line((500, 100, 500, 900), fill=0, width=3)
    draw.rectangle((200, 200, 240, 210), fill=0)  # a bar of a letter
    edges = drawn_lines(picture, 72 / 200)
    assert {edge["orientation"] for edge in edges} == {"h", "v"}
    clean = without_lines(picture, 72 / 200, edges)
    assert (clean.getpixel((300, 500)), clean.getpixel((500, 300)), clean.getpixel((220, 205))) == (255, 255, 0)


def test_without_a_line_where_one_was_found_nothing_is_taken_out():
    picture = Image.new("L", (600, 600), 255)
    ImageDraw.Draw(picture).line((100, 300, 500, 300), fill=0, width=3)
    edges = drawn_lines(picture, 72 / 200)
    assert without_lines(picture, 72 / 200, edges).getextrema() == (255, 255)
    assert without_lines(picture, 72 / 200, [edge for edge in edges if edge["orientation"] == "v"]).tobytes() == picture.tobytes()


@pytest.mark.parametrize("size", [(1, 1), (2, 9), (40, 33)])
def test_the_neighbours_of_a_pixel_are_those_that_the_filters_of_ranks_take(size):
    picture = Image.effect_noise(size, 90)
    assert darkest(picture).tobytes() == picture.filter(ImageFilter.MinFilter(3)).tobytes()
    assert brightest(picture).tobytes() == picture.filter(ImageFilter.MaxFilter(3)).tobytes()


def ruled(dash: int, gap: int, *, width: int = 3, frame: bool = True, turn: float = 0.0) -> Image.Image:
    """A table of three columns and six rows whose inner rules are dotted, with marks for words in its cells; 200 dots an inch."""
    picture = Image.new("L", (1600, 1500), 255)
    draw = ImageDraw.Draw(picture)
    xs, ys = (200, 300, 900, 1400), tuple(range(300, 1201, 150))
    for i, x in enumerate(xs):
        rule(draw, (x, ys[0], x, ys[-1]), dash, 0 if frame and i in (0, 3) else gap, width)
    for i, y in enumerate(ys):
        rule(draw, (xs[0], y, xs[-1], y), dash, 0 if frame and i in (0, 6) else gap, width)
    for y in ys[:-1]:
        words(draw, 220, y + 20, 240)
        words(draw, 330, y + 20, 850)
        words(draw, 940, y + 60, 1350)
    return picture.rotate(turn, resample=Image.Resampling.BICUBIC, fillcolor=255)


def rule(draw: ImageDraw.ImageDraw, ends: tuple[int, int, int, int], dash: int, gap: int, width: int) -> None:
    x0, y0, x1, y1 = ends
    if gap == 0:
        draw.line(ends, fill=0, width=width)
        return
    for step in range(0, max(x1 - x0, y1 - y0), dash + gap):
        x, y = (x0 + step, y0) if x1 > x0 else (x0, y0 + step)
        draw.rectangle((x, y, x + dash - 1, y + width - 1) if x1 > x0 else (x, y, x + width - 1, y + dash - 1), fill=0)


def words(draw: ImageDraw.ImageDraw, x: int, y: int, end: int) -> None:
    """Strokes of unlike height and distance, as letters have."""
    for i, step in enumerate((9, 14, 11, 24, 8, 13, 10, 31) * 20):
        if x >= end:
            return
        draw.rectangle((x, y + (5 if i % 3 else 0), x + 3 + i % 4, y + 25), fill=0)
        x += step


@pytest.mark.parametrize(("dash", "gap", "width"), [(6, 5, 3), (3, 3, 3), (4, 8, 2), (12, 9, 3), (3, 5, 2)])
@pytest.mark.parametrize("frame", [True, False])
@pytest.mark.parametrize("turn", [0.0, 0.2])
def test_dotted_rules_of_a_table_are_found_and_taken_out(dash, gap, width, frame, turn):
    picture = ruled(dash, gap, width=width, frame=frame, turn=turn)
    edges = drawn_lines(picture, 72 / 200)
    dotted, covered = dotted_rules(picture, 72 / 200, edges)
    (cells,) = cells_of(edges + dotted)
    assert len(cells) == 18
    clean = whitened(without_lines(picture, 72 / 200, edges), covered)
    row = clean.crop((310, 744, 890, 757)).tobytes()
    assert sum(value < 150 for value in row) < 0.01 * len(row)
    assert clean.crop((330, 770, 850, 800)).tobytes() == picture.crop((330, 770, 850, 800)).tobytes()


def test_leaders_blanks_and_underlines_are_no_rules_of_a_table():
    picture = Image.new("L", (1600, 1500), 255)
    draw = ImageDraw.Draw(picture)
    for i, y in enumerate(range(300, 1200, 60)):
        words(draw, 200, y, 500 + 20 * i)
        rule(draw, (520 + 20 * i, y + 22, 1380, y + 22), 3, 6, 3)  # leaders up to a number of a page, blanks of a form
        words(draw, 1390, y, 1410)
    rule(draw, (500, 200, 700, 200), 1, 0, 3)
    edges = drawn_lines(picture, 72 / 200)
    assert dotted_rules(picture, 72 / 200, edges) == ([], [])


def test_a_page_of_words_has_no_dotted_rules():
    for page in drawn(letter()):
        assert dotted_rules(page.convert("L"), 72 / 200, []) == ([], [])


@pytest.mark.program
def test_a_table_with_dotted_rules_is_read_cell_by_cell():
    wanted = [HEAD[:4], *(row[:4] for row in ROWS)]
    source = read(scan([dotted_copy(page) for page in drawn(forms.paragraph("PHỤ LỤC") + forms.table(wanted))]))
    (table,) = [block for block in source.blocks if isinstance(block, Table)]
    cells = [[source.text[slice(*cell.span)] for cell in row.cells] for row in table.rows]
    assert [len(row) for row in cells] == [4] * len(wanted)
    wrong = [(got, want) for row, wished in zip(cells, wanted, strict=True) for got, want in zip(row, wished, strict=True) if got != want]
    assert len(wrong) <= 0.15 * 4 * len(wanted), wrong


def dotted_copy(page: Image.Image) -> Image.Image:
    """The page, all lines of its table made of dashes."""
    grey = page.convert("L")
    edges = drawn_lines(grey, 72 / 200)
    (boxes,) = cells_of(edges)
    clean = without_lines(grey, 72 / 200, edges)
    draw = ImageDraw.Draw(clean)
    for box in boxes:
        x0, top, x1, bottom = (round(value * 200 / 72 / 5) * 5 for value in box)
        for ends in ((x0, top, x1, top), (x0, bottom, x1, bottom), (x0, top, x0, bottom), (x1, top, x1, bottom)):
            rule(draw, ends, 5, 5, 3)
    return clean.convert("RGB")


def test_a_page_of_a_ruled_table_is_not_taken_for_one_that_lies():
    picture = ruled(6, 4)
    draw = ImageDraw.Draw(picture)
    for x in range(200, 1400, 100):
        rule(draw, (x, 300, x, 1200), 6, 0, 3)
    assert not is_sideways(picture)


def test_lines_from_top_to_bottom_are_told_crooked_or_not():
    page = Image.new("L", (1000, 1400), 255)
    for y in range(100, 1300, 40):
        ImageDraw.Draw(page).rectangle((120, y, 880, y + 14), fill=0)
    for angle in (0, 2, -4):
        turned = page.rotate(angle, fillcolor=255)
        assert not is_sideways(turned)
        assert is_sideways(turned.transpose(Image.Transpose.ROTATE_90))


@pytest.mark.program
def test_words_that_recognition_hardly_trusts_are_named_where_they_stand():
    page = drawn(letter())[0].copy()
    page.paste(page.crop((200, 250, 1000, 500)).filter(ImageFilter.GaussianBlur(3.5)), (200, 250))
    source = read(scan([page]))
    assert source.weak_words
    spans = [word.span for word in source.weak_words]
    assert all(source.text[slice(*span)].strip() for span in spans)
    assert spans == sorted(spans)
    assert all(0 <= word.trust < 70 for word in source.weak_words)


@pytest.mark.program
def test_the_version_of_the_program_is_kept_and_pages_come_in_order():
    pages = drawn(forms.table([HEAD, *ROWS]))
    told: list[int] = []
    source = read(scan(pages), limits=Limits(workers=3, finished=lambda page, of: told.append(page.number)))
    assert reader_name() in source.reader
    assert any(c.isdigit() for c in reader_name())
    assert told[len(pages) :] == list(range(1, len(pages) + 1))
    assert shutil.which("tesseract")


def test_a_line_that_is_hardly_trusted_stays_where_a_cell_holds_it():
    word = "<span class='ocrx_word' title='bbox 10 10 60 30; x_wconf 18'>tiết)</span>"
    hocr = f"<html><span class='ocr_line' title='bbox 10 10 60 30'>{word}</span></html>".encode()
    assert lines_of(hocr, 0.36) == []
    ((kept,),) = lines_of(hocr, 0.36, UNSURE_IN_CELLS)
    assert kept["text"] == "tiết)"


# --- slips ---------------------------------------------------------------------------------------------------------


def recognised(*lines: str) -> list[str]:
    found = without_slips([FoundParagraph(line, words=[(word, 90) for word in line.split()]) for line in lines])
    return [block.text for block in found if isinstance(block, FoundParagraph)]


@pytest.mark.parametrize(
    ("read_as", "meant"),
    [
        # a number between its neighbours, and behind one where it cannot be another
        (["7. Kiểm tra", "S. Rà soát", "9. Báo cáo"], ["7. Kiểm tra", "8. Rà soát", "9. Báo cáo"]),
        (["7. Kiểm tra", "S. Rà soát"], ["7. Kiểm tra", "8. Rà soát"]),
        (["l. Kiểm tra", "2. Rà soát"], ["1. Kiểm tra", "2. Rà soát"]),
        (["2.5. Kiểm tra", "2.6. Rà soát", "2.1. Báo cáo"], ["2.5. Kiểm tra", "2.6. Rà soát", "2.7. Báo cáo"]),
        (["8. Các tổ chức:", "§.1. Doanh nghiệp", "8.2. Hội"], ["8. Các tổ chức:", "8.1. Doanh nghiệp", "8.2. Hội"]),
        # Roman numbers
        (["I. MỤC ĐÍCH", "IL MỤC TIÊU", "IH. NỘI DUNG", "IV. TỔ CHỨC"], ["I. MỤC ĐÍCH", "II. MỤC TIÊU", "III. NỘI DUNG", "IV. TỔ CHỨC"]),
        (["I. MỤC ĐÍCH", "IH. NỘI DUNG", "IV. TỔ CHỨC"], ["I. MỤC ĐÍCH", "III. NỘI DUNG", "IV. TỔ CHỨC"]),
        (["I. MỤC ĐÍCH", "IIL.MỤC TIÊU", "III. NỘI DUNG"], ["I. MỤC ĐÍCH", "II. MỤC TIÊU", "III. NỘI DUNG"]),
        (["II. NỘI DUNG", "II. KINH PHÍ", "IV. TỔ CHỨC"], ["II. NỘI DUNG", "III. KINH PHÍ", "IV. TỔ CHỨC"]),
        # points
        (["8) Kiểm tra", "b) Rà soát"], ["a) Kiểm tra", "b) Rà soát"]),
        (["c) Kiểm tra", "d) Rà soát", "d) Báo cáo", "e) Họp"], ["c) Kiểm tra", "d) Rà soát", "đ) Báo cáo", "e) Họp"]),
        # dashes and bullets
        (["- Kiểm tra hồ", "» Rà soát hộ dân", "- Họp dân"], ["- Kiểm tra hồ", "- Rà soát hộ dân", "- Họp dân"]),
        (["- Kiểm tra hồ", "e Rà soát hộ dân", "- Họp dân"], ["- Kiểm tra hồ", "- Rà soát hộ dân", "- Họp dân"]),
        (["--« Thời gian: 2026", "—= Kinh phí: tỉnh", "-_ Quản lý hồ"], ["- Thời gian: 2026", "- Kinh phí: tỉnh", "- Quản lý hồ"]),
        ([". 3.2. Ban hành quy chế"], ["3.2. Ban hành quy chế"]),
        ([".«--. “.„v. - Các sở, ban, ngành"], ["- Các sở, ban, ngành"]),
        (["- Sở Y tế;", "- Sở Nội vụ:", "- Sở Tư pháp;"], ["- Sở Y tế;", "- Sở Nội vụ;", "- Sở Tư pháp;"]),
        # what stays: signs of deeper levels, the line below an issuer's name, the sign behind a lost number
        (["- Kiểm tra hồ", "+ Rà soát hộ dân", "* Nội dung kiểm tra"], ["- Kiểm tra hồ", "+ Rà soát hộ dân", "* Nội dung kiểm tra"]),
        (["—— Độc lập - Tự do - Hạnh phúc"], ["Độc lập - Tự do - Hạnh phúc"]),
        ([". Đẩy mạnh kết nối"], [". Đẩy mạnh kết nối"]),
        # what stays: a new list, a heading over dashes, a vague look, quoted words
        (["1. Kiểm tra", "2. Rà soát", "1. Báo cáo", "2. Họp"], ["1. Kiểm tra", "2. Rà soát", "1. Báo cáo", "2. Họp"]),
        (["- Sở Nội vụ:", "- Rà soát hồ"], ["- Sở Nội vụ:", "- Rà soát hồ"]),
        (["e Rà soát hộ dân"], ["e Rà soát hộ dân"]),
        (["“Ngày thứ bảy tình nguyện”"], ["“Ngày thứ bảy tình nguyện”"]),
        (["1. Kiểm tra", "5. Rà soát"], ["1. Kiểm tra", "5. Rà soát"]),
    ],
)
def test_marks_are_mended_where_their_neighbours_prove_it(read_as, meant):
    assert recognised(*read_as) == meant


def test_a_text_that_was_not_recognised_is_left_alone():
    blocks = [FoundParagraph("7. Kiểm tra"), FoundParagraph("S. Rà soát"), FoundParagraph("--« Thời gian")]
    assert [b.text for b in without_slips(blocks) if isinstance(b, FoundParagraph)] == ["7. Kiểm tra", "S. Rà soát", "--« Thời gian"]


@pytest.mark.parametrize(
    ("read_as", "meant"),
    [
        ("ngày Ơ1 tháng II năm 2026", "ngày 01 tháng 11 năm 2026"),
        ("ngày l5 tháng 3 năm 2026", "ngày 15 tháng 3 năm 2026"),
        ("Nghị quyết 11⁄2026/NQ-HĐND", "Nghị quyết 11/2026/NQ-HĐND"),
        ("Sở TTTÌ, Sở TITT và Sở Tài chính", "Sở TTTT, Sở TTTT và Sở Tài chính"),
        ("các xã ˆ ven biển '", "các xã ven biển "),
        ("quý II năm 2026, Phần II", "quý II năm 2026, Phần II"),
    ],
)
def test_slips_within_a_text(read_as, meant):
    assert mended_words(read_as) == meant


def test_numbers_of_rows_that_were_lost_are_counted():
    numbers = ["TT", "1", "2", "", "§", "5", "", "9"]
    table = FoundTable([FoundRow([FoundCell(number, 0), FoundCell("Rà soát hồ", 1, words=[("Rà", 90)])]) for number in numbers])
    without_slips([table])
    assert [row.cells[0].text for row in table.rows] == ["TT", "1", "2", "3", "4", "5", "", "9"]


def test_a_damaged_title_is_not_joined_to_the_word_appendix():
    plan = "KẾ HOẠCH\nPhòng, chống thiên tai\nI. NHIỆM VỤ\n1. Rà soát hồ chứa.\n2. Báo cáo kết quả.\nPHỤ LỤC\nnhiệm vụ trọng tâm\n1. Kiểm tra đê điều."
    parsed = parse(source_of(plan), AgencyRegistry.load())
    assert [task.path for task in parsed.tasks] == ["I.1", "I.2", "Phụ lục.1"]
