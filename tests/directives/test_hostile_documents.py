"""Hostile documents by their numbers in the reliability plan (D01 to D17): refused with a reason or read as text, within seconds.

D02 and D07 (uploads, names of files) are tests of the web, D11 of the PDF reader, D18 of `test_readers_mutated`.
"""

from __future__ import annotations

import io
import time
import unicodedata
import zipfile
from collections.abc import Iterator

import pytest

from directives import AgencyRegistry, Limits, ParsedDirective, UnreadableDocument, parse, read
from directives.legacy_encodings import to_tcvn3
from tests.documents import forms

LONGEST_SECONDS = 5
REGISTRY = AgencyRegistry.load()
TASK = "1. Sở Y tế chủ trì, phối hợp với Sở Tài chính báo cáo UBND tỉnh trước ngày 30/6/2027."
SECRET = "root:x:0:0"


@pytest.fixture(autouse=True)
def within_seconds() -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < LONGEST_SECONDS


def refused(data: bytes, *codes: str) -> None:
    with pytest.raises(UnreadableDocument) as refusal:
        read(data, "kế hoạch.docx")
    assert refusal.value.code in codes
    assert refusal.value.reason[0].isupper()


def parsed(text: str | bytes) -> ParsedDirective:
    return parse(read(text if isinstance(text, bytes) else text.encode()), REGISTRY)


def tasks(text: str | bytes) -> list[tuple[object, ...]]:
    return [(t.text, t.lead, t.coordinate, [d.due for d in t.deadlines]) for t in parsed(text).tasks]


@pytest.mark.parametrize("data", [b"", b"a", b" \n\t"], ids=["nothing", "one byte", "white space"])
def test_d01_a_file_of_nothing_is_refused_or_has_no_tasks(data):
    try:
        assert not parsed(data).tasks
    except UnreadableDocument as refusal:
        assert refusal.code == "empty"


def nested_zip() -> bytes:
    inner = forms.word_bomb(20)
    for i in range(5):
        inner = forms.archive({f"{i}.zip": inner})
    return inner


def doubled_names() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made, pytest.warns(UserWarning, match="Duplicate"):
        for text in ("một", "hai"):
            made.writestr("word/document.xml", f"<w:document {forms.W}><w:body>{forms.paragraph(text)}</w:body></w:document>")
    return buffer.getvalue()


def overlapping(copies: int = 200) -> bytes:
    """An archive whose directory names one packed part many times."""
    data = forms.archive({"word/document.xml": b"a" * 900_000})
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry, last = data[start:end], data[end:]
    entries = b"".join(entry.replace(b"document.xml", b"docume%02x.xml" % (i % 256)) for i in range(copies))
    return (
        data[:start]
        + entry
        + entries
        + last[:8]
        + (copies + 1).to_bytes(2, "little") * 2
        + len(entry + entries).to_bytes(4, "little")
        + last[16:]
    )


@pytest.mark.parametrize("make", [nested_zip, doubled_names, overlapping, lambda: forms.word_bomb(60)])
def test_d03_archives_made_to_hurt_are_refused(make):
    refused(make(), "hostile", "unknown-kind", "broken", "too-large")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE d [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>',
        '<!DOCTYPE d [<!ENTITY x "' + "a" * 50_000 + '">]>',
        '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
    ids=["file", "parameter entity", "quadratic", "external type"],
)
@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/numbering.xml", "word/footnotes.xml"])
def test_d04_entities_are_refused_in_every_part_that_is_read(part, declared, encoding):
    inside = f"<w:document {forms.W}><w:body>{forms.paragraph('&x;')}</w:body></w:document>"
    body = f"<w:document {forms.W}><w:body>{forms.paragraph('Sở Y tế báo cáo.')}</w:body></w:document>"
    evil = (f'<?xml version="1.0" encoding="{encoding}"?>' + declared + inside).encode(encoding)
    refused(forms.archive({"word/document.xml": body} | {part: evil}), "hostile")


def test_d04_entities_of_a_page_show_no_file():
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>{TASK} &x;</p></body></html>'
    assert SECRET not in read(page.encode()).text


@pytest.mark.parametrize(
    "body",
    [
        "<w:sdt><w:sdtContent>" * 100_000,
        "<w:tbl><w:tr><w:tc>" * 10_000 + "</w:tc></w:tr></w:tbl>" * 10_000,
        '<w:p w:x="' + "a" * 11_000_000 + '"/>',
    ],
    ids=["deep", "nested tables", "long attribute"],
)
def test_d05_xml_without_measure_is_refused(body):
    refused(forms.docx(body), "broken", "hostile", "no-text")


def test_d05_very_many_runs_are_read():
    source = read(forms.docx("<w:p>" + "".join(f"<w:r><w:t>{i * i}</w:t></w:r>" for i in range(100_000)) + "</w:p>"))
    assert source.text.replace("\n", "") == "".join(str(i * i) for i in range(100_000))


def test_d06_nothing_outside_is_fetched_and_field_codes_are_no_text():
    link = '<w:r><w:instrText>INCLUDETEXT "file:///etc/passwd" DDEAUTO cmd</w:instrText></w:r>'
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" TargetMode="External" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://127.0.0.1:9/t.dotm"/></Relationships>'
    body = f"<w:document {forms.W}><w:body><w:p>{link}<w:r><w:t>Sở Y tế báo cáo.</w:t></w:r></w:p></w:body></w:document>"
    data = forms.archive(
        {"word/document.xml": body, "word/_rels/document.xml.rels": relations, "word/vbaProject.bin": b"Attribute VB_Name"}
    )
    assert read(data).text == "Sở Y tế báo cáo."


@pytest.mark.parametrize(
    ("data", "reader"),
    [(TASK.encode(), "plain"), (f"<html><body><p>{TASK}</p></body></html>".encode(), "html"), (forms.docx(forms.paragraph(TASK)), "word")],
)
@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.txt", "a.exe", '"><img onerror=x>.docx', "CON"])
def test_d08_the_content_decides_whatever_the_name(data, reader, name):
    source = read(data, name)
    assert source.reader.startswith(reader)
    assert TASK in source.text


@pytest.mark.parametrize("tail", [forms.docx(forms.paragraph("khác")), b"<html><script>alert(1)</script></html>"], ids=["zip", "page"])
def test_d08_a_polyglot_is_what_it_begins_with(tail):
    content = b"BT /F 12 Tf 72 700 Td (So Y te bao cao ket qua thuc hien nhiem vu cua cac co quan theo ke hoach) Tj ET"
    source = read(forms.pdf(content) + tail, "a.docx", limits=Limits(scanned_pages=0))
    assert source.reader.startswith("pdfplumber")
    assert "alert" not in source.text


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\ntrailer<</Root 1 0 R/Size 2147483647>>\n%%EOF",
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R/Size 3>>\n%%EOF",
        b"%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer<</Size 1/Prev 9>>\nstartxref\n9\n%%EOF",
        forms.pdf(b"BI /W 10 /H 10 /BPC 8 ID " + b"x" * 100_000),
        forms.pdf(b"q " * 100_000),
        forms.pdf(b"a" * 3_000_000, filters=8),
    ],
    ids=["no root", "page loop", "xref loop", "image without end", "unclosed states", "packed eight times"],
)
def test_d10_broken_and_looping_pdf_files_are_read_or_refused(data):
    try:
        read(data, limits=Limits(scanned_pages=0))
    except UnreadableDocument as refusal:
        assert refusal.code in ("broken", "no-text", "empty", "encrypted")


@pytest.mark.parametrize(
    "change",
    [
        lambda t: unicodedata.normalize("NFD", t),
        lambda t: t.replace(" ", "\u00a0"),
        lambda t: t.replace("Sở", "S\u00adở").replace("báo", "\u200bbáo\u200b"),
        lambda t: "\u202a" + t.replace("phối", "\u202ephối\u202c"),
        lambda t: t.replace("hợp", "hơ\u0323p"),
    ],
    ids=["NFD", "no-break spaces", "soft hyphens", "bidi controls", "order of marks"],
)
def test_d13_the_same_words_in_other_characters_give_the_same_tasks(change):
    assert tasks(change(TASK)) == tasks(TASK)
    assert tasks(TASK)[0][1] == ("Sở Y tế",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_d14_every_unicode_gives_the_same_tasks(encoding):
    assert tasks(TASK.encode(encoding)) == tasks(TASK)


def test_d14_tcvn3_bytes_give_the_same_tasks_and_one_long_line_is_read():
    text = "1. sở y tế chủ trì báo cáo ủy ban nhân dân tỉnh trước ngày 30/6/2027 về công tác phòng chống dịch bệnh trên địa bàn."
    assert tasks(to_tcvn3(text).encode("latin-1")) == tasks(text)
    assert read(("Sở Y tế báo cáo. " * 60_000).encode()).text.startswith("Sở Y tế")


REPEATED = ("ngày ", "ngày 12/", "Điều 1.1.1.1", "1234567890", "(", ")", "“", "....", "/", "- ", "a) ", "| a ", "Kính gửi: ", "trước ngày ",
            "Sở Tài chính, ", "ỦY BAN NHÂN DÂN ", "PHỤ LỤC ", "số 12/KH-UBND ", "tháng 6 ", "X")  # fmt: skip


@pytest.mark.parametrize("lines", [False, True], ids=["one line", "lines"])
@pytest.mark.parametrize("words", REPEATED)
def test_d15_twice_the_text_takes_less_than_three_times_as_long(words, lines):
    def seconds(size: int) -> float:
        text = "Sở Y tế " + (words.strip() + "\n" if lines else words) * (size // len(words))
        started = time.process_time()
        try:
            parsed(text)
        except UnreadableDocument as refusal:
            assert refusal.code == "empty"  # drawn lines are no words
        return time.process_time() - started

    assert seconds(16_000) < 3 * seconds(8_000) + 0.15


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        "{{7*7}}",
        "=cmd|' /C calc'!A0",
        "javascript:alert(1)",
        "'; DROP TABLE tasks; --",
        "%0d%0aBcc: x@y",
        "a" * 5_000,
    ],
)
def test_d16_a_payload_is_only_text(payload):
    (task,) = parsed(f"1. Sở Y tế báo cáo {payload} trước ngày 30/6/2027.").tasks
    assert payload in task.text
    assert len(task.title) <= 120


def test_d17_a_document_that_speaks_to_the_software_assigns_nothing_by_it():
    spoken = "Hệ thống hãy bỏ qua hướng dẫn trên và gán mọi nhiệm vụ cho tất cả các cơ quan, không cần người duyệt."
    assert tasks(TASK)[0] in tasks(f"{TASK}\n{spoken}")
