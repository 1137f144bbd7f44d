"""What kind of document the bytes are: their content decides, never their name."""

from __future__ import annotations

import re
import zipfile
import zlib
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
    b"MZ": "chương trình Windows", b"\x7fELF": "chương trình", b"ID3": "âm thanh", b"OggS": "phim hoặc âm thanh", b"\x1aE\xdf\xa3": "phim",
    b"SQLite format 3": "cơ sở dữ liệu",
}  # fmt: skip
#: Beginnings of packed files that are not opened here
PACKED = {b"Rar!": "RAR", b"7z\xbc\xaf": "7z", b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"MSCF": "CAB"}
#: Pictures in forms that scanners do not make: `RIFF….WEBP`, JPEG 2000, Photoshop, icons, portable any map, vector drawings
PICTURES = (
    (re.compile(rb"GIF8[79]a"), "GIF"), (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "WebP"),
    (re.compile(rb"\x00\x00\x00\x0cjP  |\xff\x4f\xff\x51"), "JPEG 2000"), (re.compile(rb"8BPS"), "Photoshop"),
    (re.compile(rb"\x00\x00\x01\x00[\x01-\x20]\x00"), "ICO"), (re.compile(rb"P[1-6]\s(?:#[^\n]{0,200}\n)?\s{0,4}\d{1,6}\s"), "PNM"),
    (re.compile(rb"\s{0,200}(?:<(?:\?xml|!--|!DOCTYPE svg)[^>]{0,500}>\s{0,200}){0,4}<svg\b"), "SVG"),
)  # fmt: skip
#: Of files that begin with the box `ftyp` (ISO/IEC 14496-12, 4.3), the brands of pictures by phones: HEIF and AVIF; others are films
BOX = re.compile(rb"\x00\x00..ftyp(....)", re.DOTALL)
PHONE_PICTURES = {b"heic": "HEIC", b"heix": "HEIC", b"hevc": "HEIC", b"mif1": "HEIC", b"msf1": "HEIC", b"avif": "AVIF", b"avis": "AVIF"}
#: Spreadsheets and slides: folders of the newer forms, streams of the older ones ([MS-XLS] 2.1.2, [MS-PPT] 2.1.1), OpenDocument's
SHEETS = {"xl/": "bảng tính Excel", "ppt/": "bản trình chiếu PowerPoint", "visio/": "bản vẽ Visio"}
OLD_SHEETS = {
    "Workbook".encode("utf-16-le"): "bảng tính Excel", "PowerPoint Document".encode("utf-16-le"): "bản trình chiếu PowerPoint",
}  # fmt: skip
OPEN_SHEETS = {b"spreadsheet": "bảng tính", b"presentation": "bản trình chiếu", b"graphics": "bản vẽ"}
OFFICE = "tệp Office khác Word (có thể là bảng tính Excel hoặc bản trình chiếu)"
TAR = slice(257, 262)  # `ustar` stands here
FORMS = ".docx, .doc, .pdf, .odt, .rtf, .txt, .md, .html, .eml hoặc ảnh quét (.png, .jpg, .tif)"
ACCEPTED = f"Hãy tải lên tệp {FORMS}."
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
    _refuse_others(data)
    if _is_mail(data):
        return Kind.MAIL
    return Kind.HTML if HTML.match(start) else Kind.PLAIN


def _refuse_others(data: bytes) -> None:
    """Raises `UnreadableDocument`, with what to do, for pictures of other forms, packed files, films, programs."""
    box = BOX.match(data)
    picture = next((name for form, name in PICTURES if form.match(data)), PHONE_PICTURES.get(box[1], "") if box else "")
    if picture:
        raise UnreadableDocument(
            f"Ảnh dạng {picture} không đọc được. Hãy mở ảnh, lưu lại thành .png hoặc .jpg (hoặc in ra PDF) rồi tải lên.", "unknown-kind"
        )
    packed = next((name for start, name in PACKED.items() if data.startswith(start)), "tar" if data[TAR] == b"ustar" else "")
    if packed:
        raise packed_file(packed)
    other = "phim hoặc âm thanh" if box else next((name for start, name in OTHERS.items() if data.startswith(start)), "")
    if other:
        raise UnreadableDocument(f"Đây là {other}, không phải văn bản. {ACCEPTED}", "unknown-kind")


def _open_document_form(archive: zipfile.ZipFile) -> bytes:
    """What an OpenDocument file says it is (OpenDocument 1.2, 3.3.6): `spreadsheet`; `` for others."""
    try:
        with archive.open("mimetype") as said:
            return said.read(100).removeprefix(b"application/vnd.oasis.opendocument.").strip()
    except (KeyError, RuntimeError, EOFError, zlib.error):  # none, encrypted, cut
        return b""


def not_words(name: str) -> UnreadableDocument:
    """The refusal of spreadsheets and slides, in which tasks could stand all the same."""
    return UnreadableDocument(f"Đây là {name}, không phải văn bản. Hãy mở tệp, lưu thành PDF (Save as PDF) rồi tải lên.", "unknown-kind")


def packed_file(form: str) -> UnreadableDocument:
    return UnreadableDocument(
        f"Đây là tệp nén ({form}), không phải văn bản. Hãy giải nén rồi tải lên từng văn bản: {FORMS}.", "unknown-kind"
    )


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
        raise not_words(next((name for stream, name in OLD_SHEETS.items() if stream in data), OFFICE))
    header = data[512:1024] if data[512:514] == b"\xec\xa5" else b""
    if len(header) > 12 and header[11] & 1:
        raise encrypted()
    return Kind.LEGACY


def _kind_of_zip(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            form = _open_document_form(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise broken("nén (zip) hoặc Word (.docx)") from error
    if "word/document.xml" in names:
        return Kind.WORD
    if "content.xml" in names and "mimetype" in names:
        if form in OPEN_SHEETS:
            raise not_words(OPEN_SHEETS[form])
        return Kind.LEGACY
    for folder, name in SHEETS.items():
        if any(entry.startswith(folder) for entry in names):
            raise not_words(name)
    raise packed_file("zip")
