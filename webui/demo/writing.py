"""Samples as files: Word and plain text, laid out as Nghị định 30/2020/NĐ-CP, Phụ lục I asks."""

from __future__ import annotations

import io
import re
from datetime import date

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from webui.demo.texts import Days, Sample

NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
SECTION = re.compile(r"(?:[IVX]+\. |Điều \d+\.|QUYẾT ĐỊNH:|CHỦ TỊCH)")  # `II. MỤC TIÊU`, `Điều 2. Tổ chức thực hiện`


def as_bytes(sample: Sample, today: date, issued: date) -> bytes:
    """The sample as the file that its name promises (docx or txt), its days counted from `today`."""
    filled = fill(sample, today)
    return as_docx(filled, issued) if sample.filename.endswith(".docx") else as_text(filled, issued).encode()


def fill(sample: Sample, today: date) -> Sample:
    """The sample with its `{d[n]}` put in."""
    days = Days(today)
    table = tuple(tuple(cell.format(d=days) for cell in row) for row in sample.table)
    return sample._replace(body=sample.body.format(d=days), table=table)


def place_line(issued: date) -> str:
    return f"Sơn Hà, ngày {issued.day:02d} tháng {issued.month:02d} năm {issued.year}"


def as_text(sample: Sample, issued: date) -> str:
    """The sample as plain text, as a clerk would paste it."""
    lines = [*sample.left, f"Số: {sample.number}", *NATION, place_line(issued), "", *sample.title, ""]
    if sample.to:
        lines += ["Kính gửi:", *sample.to, ""]
    lines += [*sample.body.split("\n"), "", "Nơi nhận:", *sample.recipients, "", *sample.signature]
    return "\n".join(lines) + "\n"


def as_docx(sample: Sample, issued: date) -> bytes:
    """The sample as a Word document."""
    document = Document()
    _page(document)
    _letterhead(document, sample, issued)
    if not _is_letter(sample):
        for line in sample.title:
            _line(document, line, bold=True, centered=True)
    for line in ("Kính gửi:", *sample.to) if sample.to else ():
        _line(document, line)
    for line in sample.body.split("\n"):
        _line(document, line, bold=bool(SECTION.match(line)), centered=line.isupper() and len(line) < 50 and not SECTION.match(line[:4]))
    _closing(document, sample)
    if sample.table:
        document.add_page_break()  # type: ignore[no-untyped-call]
        for line in sample.table_title.split("\n"):
            _line(document, line, bold=True, centered=True)
        _table(document, sample.table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _is_letter(sample: Sample) -> bool:
    """A công văn has no kind above its subject; the subject stands under the number."""
    return len(sample.title) == 1


def _page(document: Docx) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = Mm(30), Mm(18), Mm(20), Mm(20)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)


def _line(document: Docx, text: str, *, bold: bool = False, centered: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(6)
    if centered:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).bold = bold


def _letterhead(document: Docx, sample: Sample, issued: date) -> None:
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    subject = list(sample.title) if _is_letter(sample) else []
    for cell, lines in ((cells[0], [*sample.left, f"Số: {sample.number}", *subject]), (cells[1], [*NATION, place_line(issued)])):
        cell.text = lines[0]
        for line in lines[1:]:
            cell.add_paragraph(line)
        for paragraph in cell.paragraphs:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _closing(document: Docx, sample: Sample) -> None:
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    for cell, lines in ((cells[0], ["Nơi nhận:", *sample.recipients]), (cells[1], list(sample.signature))):
        cell.text = lines[0]
        for line in lines[1:]:
            cell.add_paragraph(line)


def _table(document: Docx, rows: tuple[tuple[str, ...], ...]) -> None:
    """The assignment table, ruled, its head repeated on every page; a group row is one merged cell."""
    table = document.add_table(rows=0, cols=len(rows[0]))
    table.style = "Table Grid"
    for row in rows:
        cells = table.add_row().cells
        if any(row[2:]):
            for cell, text in zip(cells, row, strict=True):
                cell.text = text
        else:
            cells[0].text = row[0]
            cells[1].merge(cells[-1]).text = row[1]
    head = table.rows[0]._tr.get_or_add_trPr()
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    head.append(repeat)
