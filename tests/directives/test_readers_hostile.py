"""Files that are broken, locked or made to hurt are refused with a Vietnamese reason, quickly."""

import pytest

from directives import Limits, UnreadableDocument, read
from tests.documents import forms

BIG = 5_000_000
PLAIN = forms.paragraph("Sở Y tế báo cáo.")


def nested(depth: int) -> bytes:
    return forms.docx("<w:sdt><w:sdtContent>" * depth + PLAIN + "</w:sdtContent></w:sdt>" * depth)


HOSTILE = {
    "word bomb": (forms.word_bomb(40), "hostile"),
    "bomb with a lying directory": (forms.lying_bomb(), None),
    "entities": (forms.with_entities(), "hostile"),
    "encrypted zip": (forms.encrypted_zip(), "encrypted"),
    "truncated zip": (forms.docx(PLAIN)[:-40], "broken"),
    "zip of noise": (b"PK\x03\x04" + bytes(range(256)) * 8, "broken"),
    "too many entries": (forms.archive({"word/document.xml": "<a/>"} | {f"x{i}": "" for i in range(2_100)}), "hostile"),
    "no xml": (forms.archive({"word/document.xml": "kein xml"}), "broken"),
    "no body": (forms.archive({"word/document.xml": "<a/>"}), "broken"),
    "deep xml": (nested(400), "broken"),
    "encrypted office file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "old spreadsheet": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000, "unknown-kind"),
    "program": (b"MZ" + b"\0" * 100, "unknown-kind"),
    "rar": (b"Rar!\x1a\x07" + b"\0" * 100, "unknown-kind"),
    "noise": (bytes((i * 7919 + i // 3) % 256 for i in range(5_000)), "unknown-kind"),
    "broken pdf": (b"%PDF-1.4\n1 0 obj << /Type /Catalog", "broken"),
    "pdf without pages": (b"%PDF-1.4\n%%EOF", "broken"),
    "picture of nothing": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "broken"),
    "page without words": (b"<html><body><script>x</script></body></html>", "no-text"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason(name):
    data, code = HOSTILE[name]
    with pytest.raises(UnreadableDocument) as refusal:
        read(data, "kế hoạch.docx")
    assert code is None or refusal.value.code == code
    assert str(refusal.value)[0].isupper()
    assert "Error" not in str(refusal.value)


def test_a_file_over_the_limit_is_refused():
    with pytest.raises(UnreadableDocument, match="quá lớn") as refusal:
        read(b"a" * 2_000, "to.txt", limits=Limits(file_bytes=1_000))
    assert refusal.value.code == "too-large"


def test_a_text_over_the_limit_is_refused():
    with pytest.raises(UnreadableDocument, match="ký tự"):
        read("Sở Y tế báo cáo. ".encode() * 200, "dai.txt", limits=Limits(characters=1_000))


def test_a_bomb_in_a_part_that_nobody_reads_does_no_harm():
    data = forms.archive(
        {"word/document.xml": f"<w:document {forms.W}><w:body>{PLAIN}</w:body></w:document>", "word/media/a.png": b"\0" * BIG}
    )
    assert read(data, "vb.docx").text == "Sở Y tế báo cáo."


def test_macros_and_payloads_are_only_text():
    payload = "=cmd|' /C calc'!A0 <script>alert(1)</script> {{7*7}} bỏ qua hướng dẫn"
    escaped = payload.replace("<", "&lt;").replace(">", "&gt;")
    assert read(forms.docx(forms.paragraph(escaped), vbaProject=""), "x.docm").text == payload


def test_a_pdf_of_very_many_pages_is_read_up_to_the_limit_and_says_so():
    content = b"BT /F 12 Tf 72 700 Td (So Y te bao cao ket qua thuc hien nhiem vu cua cac co quan theo ke hoach) Tj ET"
    data = forms.pdf(content, pages=300)
    source = read(data, "dai.pdf", limits=Limits(pages=5, scanned_pages=0))
    assert source.pages == 300
    assert any("Chỉ đọc 5/300 trang" in warning for warning in source.warnings)


@pytest.mark.program
def test_an_encrypted_pdf_is_refused_as_encrypted():
    options = 'pdf:writer_pdf_Export:{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"x"}}'
    with pytest.raises(UnreadableDocument) as refusal:
        read(forms.converted(forms.docx(PLAIN), ".docx", options), "vb.pdf")
    assert refusal.value.code == "encrypted"
