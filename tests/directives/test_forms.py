"""One directive in every form that offices have gives the same tasks."""

from __future__ import annotations

import io
from datetime import date
from email.message import EmailMessage
from functools import cache
from html import escape

import pypdfium2
import pytest
from docx import Document
from PIL import Image

from directives import AgencyRegistry, ParsedDirective, UnreadableDocument, parse, read
from directives.model import TaskCandidate
from directives.vietnamese import bare
from tests.documents import forms
from webui.demo.texts import PLAN_WITH_TABLE, SHORT_LETTER
from webui.demo.writing import NATION, as_docx, as_text, fill, place_line

TODAY, ISSUED = date(2026, 11, 20), date(2026, 9, 4)
PLAN, LETTER = fill(PLAN_WITH_TABLE, TODAY), fill(SHORT_LETTER, TODAY)
OFFICE_FORMS = {"pdf": "pdf", "doc": "doc:MS Word 97", "rtf": "rtf", "odt": "odt"}


@cache
def registry() -> AgencyRegistry:
    return AgencyRegistry.load()


@cache
def docx() -> bytes:
    return as_docx(PLAN, ISSUED)


@cache
def in_form(form: str) -> bytes:
    document = Document(io.BytesIO(docx()))
    document.add_paragraph()  # LibreOffice loses a table with which a .doc ends; Word always writes a paragraph after it
    ended = io.BytesIO()
    document.save(ended)
    return forms.converted(ended.getvalue(), ".docx", OFFICE_FORMS[form])


def as_plain() -> bytes:
    """The plan as text, its appendix as a table between bars, as converters write it."""
    rows = [f"| {' | '.join(row)} |" for row in PLAN.table]
    rule = "|" + "---|" * len(PLAN.table[0])
    return (as_text(PLAN, ISSUED) + "\n".join([PLAN.table_title, "", rows[0], rule, *rows[1:]])).encode()


def as_page() -> bytes:
    """The plan as a portal shows it: menus, a letterhead in a table, the appendix as a ruled table."""
    left = "".join(f"<p>{escape(line)}</p>" for line in (*PLAN.left, f"Số: {PLAN.number}"))
    right = "".join(f"<p>{escape(line)}</p>" for line in (*NATION, place_line(ISSUED)))
    title, appendix = (
        "".join(f'<p align="center"><b>{escape(line)}</b></p>' for line in lines) for lines in (PLAN.title, PLAN.table_title.split("\n"))
    )
    body = "".join(f"<p>{escape(line)}</p>" for line in PLAN.body.split("\n"))
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in PLAN.table)
    end = "".join(f"<p>{escape(line)}</p>" for line in ("Nơi nhận:", *PLAN.recipients, *PLAN.signature))
    return (
        "<!DOCTYPE html><html><head><title>Cổng thông tin</title></head><body><nav><ul><li>Trang chủ</li><li>Văn bản</li></ul></nav>"
        f"<div><table><tr><td>{left}</td><td>{right}</td></tr></table>{title}{body}{end}{appendix}<table border='1'>{rows}</table></div>"
        "<footer>Bản quyền thuộc Cổng thông tin điện tử tỉnh</footer></body></html>"
    ).encode()


def letter(*attachments: tuple[str, bytes], text: str = "Kính chuyển các đồng chí văn bản đính kèm.", html: str = "") -> bytes:
    """A message as a mail program saves it."""
    message = EmailMessage()
    message["From"], message["To"] = "Văn thư <vanthu@sonha.example>", "so-tai-chinh@sonha.example"
    message["Date"], message["Subject"] = "Fri, 20 Nov 2026 08:00:00 +0700", "Số: 99/KH-UBND trước ngày 01/01/2027"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def scan(form: str) -> bytes:
    """The pages of the plan as a scanner gives them."""
    document = pypdfium2.PdfDocument(in_form("pdf"))
    pictures = [page.render(scale=200 / 72).to_pil().convert("L").rotate(0.5, Image.Resampling.BICUBIC, fillcolor=255) for page in document]
    document.close()
    buffer = io.BytesIO()
    if form in ("pdf", "tiff"):
        pictures = pictures[: 2 if form == "tiff" else None]
        pictures[0].save(buffer, form.upper(), save_all=True, append_images=pictures[1:], resolution=200, dpi=(200, 200))
    else:
        pictures[0].save(buffer, form.upper(), dpi=(200, 200))
    return buffer.getvalue()


def parsed(data: bytes, name: str = "") -> ParsedDirective:
    return parse(read(data, name), registry())


@cache
def golden() -> ParsedDirective:
    return parsed(docx())


def meaning(task: TaskCandidate) -> tuple[object, ...]:
    return task.path, task.text, task.lead, task.coordinate, [(d.text, d.due, d.rrule) for d in task.deadlines]


def check_same(found: ParsedDirective) -> None:
    assert [meaning(task) for task in found.tasks] == [meaning(task) for task in golden().tasks]
    assert [target.text for target in found.targets] == [target.text for target in golden().targets]
    for name in ("number", "kind", "issuer", "place", "issued_on", "subject", "signer", "recipients"):
        assert getattr(found.directive, name) == getattr(golden().directive, name), name


def test_the_sample_itself_is_read_whole():
    rows = [row for row in PLAN.table[1:] if any(row[2:])]
    by_text = {task.text: task for task in golden().tasks}
    for row in rows:
        task = by_text[row[1]]
        assert [bare(name).replace(" -", ",") for name in task.lead] == [bare(row[2])]
        due = [f"{deadline.due:%d/%m/%Y}" if deadline.due else deadline.text for deadline in task.deadlines]
        assert due == [row[4]]
    assert golden().directive.number == "214/KH-UBND"


@pytest.mark.parametrize("form", [as_plain, as_page])
def test_text_and_page_give_the_same_tasks(form):
    check_same(parsed(form()))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_text_in_any_unicode_gives_the_same_tasks(encoding):
    check_same(parsed(as_plain().decode().encode(encoding)))


def test_a_message_gives_the_tasks_of_its_attachment_and_nothing_of_its_headers():
    found = parsed(letter(("Kế hoạch số hóa.docx", docx())))
    check_same(found)
    assert "99/KH-UBND" not in found.source.text
    assert found.source.reader == "mail + word"
    assert not found.source.warnings


def test_of_several_attachments_the_first_directive_is_read_and_the_others_are_named():
    notes = "Danh sách đại biểu\n1. Ông Nguyễn Văn A\n".encode()
    found = parsed(
        letter(
            ("danh-sach.txt", notes), ("so.xlsx", forms.archive({"xl/workbook.xml": "<a/>"})), ("214.docx", docx()), ("215.docx", docx())
        )
    )
    check_same(found)
    left, refused = found.source.warnings
    assert "đã đọc tệp «214.docx», chưa đọc: «danh-sach.txt», «215.docx»" in left
    assert "«so.xlsx»" in refused
    assert "bảng tính" in refused


@pytest.mark.parametrize("html", ["", as_page().decode()])
def test_a_directive_in_the_words_of_a_message_is_read(html):
    found = parsed(letter(text=as_plain().decode(), html=html))
    check_same(found)


def test_a_directive_attached_as_html_and_forwarded_is_read():
    inner = EmailMessage()
    inner["From"], inner["Date"], inner["Subject"] = "a@sonha.example", "Fri, 20 Nov 2026 08:00:00 +0700", "Chuyển"
    inner.set_content("Kính gửi.")
    inner.add_attachment(as_page(), maintype="text", subtype="html", filename="ke-hoach.html")
    outer = EmailMessage()
    outer["From"], outer["Date"], outer["Subject"] = "b@sonha.example", "Fri, 20 Nov 2026 09:00:00 +0700", "Fwd"
    outer.set_content("Chuyển tiếp.")
    outer.add_attachment(inner)
    check_same(parsed(outer.as_bytes()))


def test_a_message_whose_only_attachment_cannot_be_read_says_why():
    with pytest.raises(UnreadableDocument, match="giải nén"):
        read(letter(("tat-ca.zip", forms.archive({"a.txt": "x"}))))


def test_a_message_without_a_word_is_refused():
    with pytest.raises(UnreadableDocument):
        read(letter(text=""))


def test_a_message_of_outlook_says_how_to_save_it():
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "__substg1.0_0037001F".encode("utf-16-le")
    with pytest.raises(UnreadableDocument, match=r"\.eml"):
        read(data)


def test_a_text_that_begins_like_a_header_is_no_message():
    assert "From" in read("From: Văn phòng\nCác sở báo cáo trước ngày 01/12/2026.".encode()).text


@pytest.mark.program
@pytest.mark.parametrize("form", OFFICE_FORMS)
def test_every_office_form_gives_the_same_tasks(form):
    check_same(parsed(in_form(form)))


@pytest.mark.program
def test_a_letter_of_five_lines_is_the_same_as_text_and_as_pdf():
    text = parsed(as_text(LETTER, ISSUED).encode())
    pdf = parsed(forms.converted(as_docx(LETTER, ISSUED), ".docx", "pdf"))
    assert [meaning(task)[1:] for task in pdf.tasks] == [meaning(task)[1:] for task in text.tasks]
    assert pdf.directive.addressees == text.directive.addressees


def recognised(found: ParsedDirective) -> tuple[list[TaskCandidate], list[TaskCandidate]]:
    """The golden tasks, and those among them that a scan gave with the same agencies and days and nearly the same words."""

    def key(task: TaskCandidate) -> tuple[object, ...]:
        return task.lead, task.coordinate, [(d.due, d.rrule) for d in task.deadlines], bare(task.text)[:20]

    keys = [key(task) for task in found.tasks]
    return list(golden().tasks), [task for task in golden().tasks if key(task) in keys]


@pytest.mark.program
def test_a_scan_gives_nine_of_ten_tasks_exactly_and_the_head():
    found = parsed(scan("pdf"))
    wanted, same = recognised(found)
    assert len(same) * 10 >= len(wanted) * 9
    assert found.source.ocr
    head, right = found.directive, golden().directive
    assert (head.number, head.kind, head.issuer, head.issued_on) == (right.number, right.kind, right.issuer, right.issued_on)


@pytest.mark.program
@pytest.mark.parametrize(("form", "pages"), [("png", 1), ("jpeg", 1), ("tiff", 2)])
def test_a_picture_of_the_first_pages_gives_the_head(form, pages):
    found = parsed(scan(form))
    assert found.source.ocr
    assert found.source.pages == pages
    head, right = found.directive, golden().directive
    assert (head.number, head.kind, head.issuer, head.issued_on) == (right.number, right.kind, right.issuer, right.issued_on)
