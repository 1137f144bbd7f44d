"""What kind of document the bytes are: their content decides, never their name."""

from __future__ import annotations

import re
import zipfile
from enum import StrEnum
from io import BytesIO

from directives.readers.limits import UnreadableDocument, broken, encrypted


class Kind(StrEnum):
    """Forms of documents that are read."""

    PLAIN = "plain"
    HTML = "html"
    WORD = "word"
    LEGACY = "legacy"  # doc, rtf, odt: through LibreOffice
    PDF = "pdf"
    IMAGE = "image"
    MAIL = "mail"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
WORD_STREAM = "WordDocument".encode("utf-16-le")
IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM")
#: Beginnings of files that are no documents, with the name by which people know them
OTHERS = {
    b"Rar!": "tệp nén RAR", b"7z\xbc\xaf": "tệp nén 7z", b"\x1f\x8b": "tệp nén gzip", b"MZ": "chương trình Windows",
    b"\x7fELF": "chương trình", b"GIF8": "ảnh GIF", b"\x00\x00\x00\x18ftyp": "phim", b"\x00\x00\x00\x20ftyp": "phim", b"ID3": "âm thanh",
    b"SQLite format 3": "cơ sở dữ liệu",
}  # fmt: skip
ACCEPTED = "Hãy tải lên tệp .docx, .doc, .pdf, .odt, .rtf, .txt, .html, .eml hoặc ảnh quét (.png, .jpg, .tif)."
#: Names of the lines at the head of a message (RFC 5322 3.6, RFC 2045); a message begins with one and has two of the last
MAIL_BEGINS = re.compile(
    rb"(?:From |(?:Return-Path|Received|Delivered-To|X-[\w-]{1,60}|DKIM-Signature|ARC-[\w-]{1,40}|Authentication-Results|From|To|Cc|Date"
    rb"|Subject|Message-ID|MIME-Version|Content-[\w-]{1,40}|Reply-To|Sender|Thread-[\w-]{1,20}|Importance|Priority|References|In-Reply-To):)",
    re.IGNORECASE,
)
MAIL_LINE = re.compile(rb"^(From|To|Date|Subject|Message-ID|MIME-Version):", re.IGNORECASE | re.MULTILINE)
#: Outlook's own form of messages, an OLE file whose streams are named so
OUTLOOK_STREAM = "__substg1.0_".encode("utf-16-le")
#: The beginning of a page: `<!doctype html`, `<html`, a fragment as portals give it (`<div`, `<p>`, `<table`)
HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,500}-->\s*)?<(?:!doctype html|html|head|body|div|p|table|span|article|section|meta)\b",
    re.IGNORECASE,
)


def kind_of(data: bytes) -> Kind:
    """The kind of a document. Raises `UnreadableDocument` for encrypted files and for what is no document."""
    start = data[:2048].lstrip(b"\xef\xbb\xbf")
    if data.startswith(OLE):
        return _kind_of_ole(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _kind_of_zip(data)
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if start.startswith(b"{\\rtf"):
        return Kind.LEGACY
    if (data.startswith(IMAGES) and data[:2] != b"BM") or _is_bitmap(data):
        return Kind.IMAGE
    for beginning, name in OTHERS.items():
        if data.startswith(beginning):
            raise UnreadableDocument(f"Đây là {name}, không phải văn bản. {ACCEPTED}", "unknown-kind")
    if _is_mail(data):
        return Kind.MAIL
    return Kind.HTML if HTML.match(start) else Kind.PLAIN


def _is_mail(data: bytes) -> bool:
    """Whether the bytes begin with the headers of a message, two of those that every message has among them."""
    start = data[:20_000].lstrip(b"\xef\xbb\xbf\r\n")
    if not MAIL_BEGINS.match(start):
        return False
    headers = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    return len({name.lower() for name in MAIL_LINE.findall(headers)}) >= 2


def _is_bitmap(data: bytes) -> bool:
    return data.startswith(b"BM") and len(data) > 26 and data[6:10] == b"\x00\x00\x00\x00"


def _kind_of_ole(data: bytes) -> Kind:
    """An old Office file: Word's is read; its encryption is told by a flag of its header ([MS-DOC] 2.5.2, fEncrypted)."""
    if ENCRYPTED_PACKAGE in data:
        raise encrypted()
    if WORD_STREAM not in data and OUTLOOK_STREAM in data:
        raise UnreadableDocument("Đây là thư Outlook (.msg). Hãy mở thư, lưu dạng .eml hoặc tải lên văn bản đính kèm.", "unknown-kind")
    if WORD_STREAM not in data:
        raise UnreadableDocument(f"Tệp Office này không phải văn bản Word (có thể là Excel hoặc PowerPoint). {ACCEPTED}", "unknown-kind")
    header = data[512:1024] if data[512:514] == b"\xec\xa5" else b""
    if len(header) > 12 and header[11] & 1:
        raise encrypted()
    return Kind.LEGACY


def _kind_of_zip(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise broken("nén (zip) hoặc Word (.docx)") from error
    if "word/document.xml" in names:
        return Kind.WORD
    if "content.xml" in names and "mimetype" in names:
        return Kind.LEGACY
    if any(name.startswith(("xl/", "ppt/")) for name in names):
        raise UnreadableDocument(f"Đây là bảng tính hoặc trình chiếu, không phải văn bản. {ACCEPTED}", "unknown-kind")
    raise UnreadableDocument(f"Đây là tệp nén, không phải văn bản. Hãy giải nén rồi tải lên từng văn bản. {ACCEPTED}", "unknown-kind")
