"""Word files: automatic numbers, tables, tracked changes, footnotes and text boxes become text as Word shows them."""

import re

import pytest

from directives import UnreadableDocument, read
from directives.model import Paragraph, Table
from directives.readers.numbering import bullet, write_number
from tests.directives.test_readers_plain import check_spans, texts
from tests.documents.forms import archive, cell, converted, docx, paragraph, table

NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>'
    '<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2.%4."/></w:lvl>'
    "</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Muc"/>'
    '<w:lvlText w:val="Điều %1."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="1"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num>'
)
STYLES = (
    '<w:style w:type="paragraph" w:styleId="Muc"><w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Con"><w:basedOn w:val="Muc"/><w:pPr><w:jc w:val="center"/></w:pPr></w:style>'
)


def test_automatic_numbers_are_part_of_the_text():
    body = "".join(
        [
            paragraph("MỤC ĐÍCH", number=(1, 0)),
            paragraph("Một", number=(1, 1)),
            paragraph("Hai", number=(1, 1)),
            paragraph("Ý nhỏ", number=(1, 2)),
            paragraph("Bậc bốn", number=(1, 3)),
            paragraph("NHIỆM VỤ", number=(1, 0)),
            paragraph("Lại một", number=(1, 1)),
            paragraph("Đầu dòng", number=(2, 0)),
            paragraph("", number=(1, 1)),
            paragraph("Hai nữa", number=(1, 1)),
            paragraph("Đếm lại", number=(3, 1)),
        ]
    )
    source = read(docx(body, numbering=NUMBERING), "vb.docx")
    assert texts(source) == [
        "I. MỤC ĐÍCH", "1. Một", "2. Hai", "a) Ý nhỏ", "1.2.1. Bậc bốn", "II. NHIỆM VỤ", "1. Lại một", "• Đầu dòng", "2. Hai nữa", "1. Đếm lại",
    ]  # fmt: skip
    assert [block.level for block in source.blocks] == [0, 1, 1, 2, 3, 0, 1, 0, 1, 1]


def test_numbers_and_looks_come_from_styles_too():
    source = read(
        docx(paragraph("Phạm vi", style="Muc") + paragraph("Đối tượng", style="Con"), numbering=NUMBERING, styles=STYLES), "vb.docx"
    )
    assert texts(source) == ["Điều 1. Phạm vi", "Điều 2. Đối tượng"]
    assert [(b.bold, b.centered) for b in source.blocks if isinstance(b, Paragraph)] == [(True, False), (True, True)]


@pytest.mark.parametrize(
    ("number", "form", "written"),
    [(4, "upperRoman", "IV"), (3, "lowerRoman", "iii"), (2, "upperLetter", "B"), (28, "lowerLetter", "bb"), (7, "x", "7")],
)
def test_counters_are_written_in_the_form_of_their_level(number, form, written):
    assert write_number(number, form) == written


@pytest.mark.parametrize(("sign", "shown"), [("\uf02d", "-"), ("-", "-"), ("–", "–"), ("+", "+"), ("\uf0d8", "•"), ("o", "•"), ("", "•")])
def test_bullets_become_signs_that_are_text(sign, shown):
    assert bullet(sign) == shown


def test_ruled_tables_stay_tables_with_their_merged_cells():
    rows = [
        ["TT", cell("Nhiệm vụ"), cell("Phân công", columns=2)],
        ["1", cell("Rà soát", "- báo cáo"), cell("Sở Y tế", merge="restart"), "30/6"],
        ["2", "Tổng hợp", cell("", merge="continue"), ""],
    ]
    source = read(docx(paragraph("Trước") + table(rows) + paragraph("Sau")), "vb.docx")
    check_spans(source)
    found = source.blocks[1]
    assert isinstance(found, Table)
    assert found.columns == 4
    assert [[source.text[slice(*c.span)] for c in row.cells] for row in found.rows] == [
        ["TT", "Nhiệm vụ", "Phân công"],
        ["1", "Rà soát\n- báo cáo", "Sở Y tế", "30/6"],
        ["2", "Tổng hợp", ""],
    ]
    assert (found.rows[0].cells[2].columns, found.rows[1].cells[2].rows, found.rows[2].cells[2].column) == (2, 2, 3)


def test_a_table_that_only_places_the_letterhead_is_read_as_paragraphs():
    letterhead = table([[cell("UBND TỈNH SƠN HÀ", "Số: 12/KH-UBND"), cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")]], ruled=False)
    source = read(docx(letterhead + table([["Nơi nhận:", "KT. CHỦ TỊCH"], ["- Lưu: VT.", "Trần An"]])), "vb.docx")
    assert not any(isinstance(block, Table) for block in source.blocks)
    assert texts(source)[:3] == ["UBND TỈNH SƠN HÀ", "Số: 12/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]


def test_insertions_are_taken_deletions_and_hidden_words_are_not():
    body = (
        "<w:p><w:r><w:t>Sở </w:t></w:r><w:ins><w:r><w:t>Y tế</w:t></w:r></w:ins><w:del><w:r><w:delText>Nội vụ</w:delText></w:r></w:del>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t> ẩn</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:noBreakHyphen/></w:r>"
        '<w:r><w:t>báo cáo</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r></w:p>'
    )
    assert texts(read(docx(body), "vb.docx")) == ["Sở Y tế-báo cáo²"]


def test_footnotes_are_taken_out_of_the_sentence_and_follow_it():
    body = (
        '<w:p><w:r><w:t>Theo văn bản</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t> đã ban hành.</w:t></w:r></w:p>'
        + paragraph("Sau")
    )
    note = (
        '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote><w:footnote w:id="2">'
        + paragraph("Công văn số 1/STC-NS.")
        + "</w:footnote>"
    )
    source = read(docx(body, footnotes=note), "vb.docx")
    assert texts(source) == ["Theo văn bản đã ban hành.", "Công văn số 1/STC-NS.", "Sau"]
    assert source.blocks[1].footnote


def test_text_boxes_and_line_breaks_are_read():
    body = (
        f"<w:p><w:r><w:t>Dòng một</w:t><w:br/><w:t>Dòng hai, còn</w:t><w:br/><w:t>tiếp theo</w:t></w:r>"
        f"<w:r><w:pict><w:txbxContent>{paragraph('Trong khung')}</w:txbxContent></w:pict></w:r></w:p>"
    )
    assert texts(read(docx(body), "vb.docx")) == ["Dòng một", "Dòng hai, còn tiếp theo", "Trong khung"]


def test_a_word_file_without_words_is_refused():
    with pytest.raises(UnreadableDocument, match="không có chữ") as refusal:
        read(docx("<w:p/>"), "trong.docx")
    assert refusal.value.code == "no-text"


@pytest.mark.parametrize("name", ["xl/workbook.xml", "ppt/presentation.xml", "khac.txt"])
def test_other_archives_are_refused_by_their_content_not_their_name(name):
    with pytest.raises(UnreadableDocument) as refusal:
        read(archive({name: "x"}), "kế hoạch.docx")
    assert refusal.value.code == "unknown-kind"


@pytest.mark.program
@pytest.mark.parametrize("form", ["doc", "odt", "rtf"])
def test_older_forms_give_the_same_paragraphs_as_word(form):
    body = (
        paragraph("KẾ HOẠCH")
        + paragraph("Sở Y tế chủ trì, báo cáo trước ngày 30/6/2026.")
        + table([["TT", "Việc"], ["1", "Rà soát"]])
        + paragraph("Hết.")
    )
    data = docx(body)
    source = read(converted(data, ".docx", form), f"vb.{form}")
    assert source.text == read(data, "vb.docx").text
    assert re.fullmatch(r"LibreOffice \d[\d.]+", source.reader)


def test_a_missing_program_is_named_with_its_package(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(UnreadableDocument, match="apt-get install libreoffice-writer") as refusal:
        read(rb"{\rtf1 Xin ch\u224\'e0o}", "vb.rtf")
    assert refusal.value.code == "program-missing"


def test_a_table_of_assignments_without_lines_is_a_table_by_its_head():
    rows = [
        ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"],
        ["1", "Rà soát hồ chứa", "Sở Xây dựng", "Quý I/2026"],
        ["2", "Diễn tập", "Sở Y tế", ""],
    ]
    source = read(docx(table(rows, ruled=False) + table([["Hà", "Lan"], ["Mai", "Cúc"], ["Đào", "Lê"]], ruled=False)), "vb.docx")
    (found,) = [block for block in source.blocks if isinstance(block, Table)]
    assert [[source.text[slice(*c.span)] for c in row.cells] for row in found.rows] == rows
    assert texts(source)[-6:] == ["Hà", "Lan", "Mai", "Cúc", "Đào", "Lê"]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next():
    cut = '<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">Sở Y tế chủ trì, </w:t></w:r></w:p>'
    assert texts(read(docx(cut * 2 + paragraph("Sở Tư pháp phối hợp.", bold=True) + paragraph("Hết.")), "vb.docx")) == [
        "Sở Y tế chủ trì, Sở Y tế chủ trì, Sở Tư pháp phối hợp.",
        "Hết.",
    ]


def test_a_footnote_in_a_cell_follows_the_table():
    work = (
        '<w:tc><w:tcPr/><w:p><w:r><w:t>Rà soát</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t> hồ.</w:t></w:r></w:p></w:tc>'
    )
    note = '<w:footnote w:id="2">' + paragraph("Công văn số 1/SXD.") + "</w:footnote>"
    source = read(docx(table([["TT", "Việc"], ["1", work]]) + paragraph("Hết."), footnotes=note), "vb.docx")
    assert [source.text[slice(*c.span)] for row in source.blocks[0].rows for c in row.cells] == ["TT", "Việc", "1", "Rà soát hồ."]
    assert [(source.text[slice(*b.span)], b.footnote) for b in source.blocks[1:]] == [("Công văn số 1/SXD.", True), ("Hết.", False)]
