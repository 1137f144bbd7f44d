"""What a Word file would do when Word opens it: run macros, fetch what stands elsewhere. None of it happens here; people are told."""

from __future__ import annotations

import re

from directives.readers.archive import Archive, refuse_doctype
from directives.readers.limits import UnreadableDocument

#: Parts that say what belongs to what, and data that forms bring: not read for their text, but looked at for entities
LOOKED_AT = re.compile(r"\[Content_Types\]\.xml|.*\.rels|customXml/.*\.xml")
#: A relation to something outside the file: `Target="http://…" TargetMode="External"`; links that a reader clicks are none
RELATION = re.compile(rb"<(?:\w{1,20}:)?Relationship\b[^<>]{0,4000}>")
#: Where it stands on another machine: `http://…`, `\\\\server\\a.dotm`, `file://server/…`, `file:////server/…`; the path of the
#: writer's own Normal.dotm (`file:///C:\\Users\\…`), which half of all files have, is none
REMOTE = re.compile(rb"""\bTarget=["'](?:https?:|ftp:|mhtml:|ldap:|(?:file:)?(?:\\\\|//(?!/)|////))""", re.IGNORECASE)
#: A field that fetches or runs something as the document opens: `INCLUDETEXT "\\\\server\\a.docx"`, `DDEAUTO cmd`
FETCHING_FIELD = re.compile(rb"\b(?:INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|LINK) ")
INSTRUCTION = re.compile(rb"<w:instrText\b[^>]{0,200}>[^<]{0,2000}|w:instr=\"[^\"]{0,2000}")
#: An object of another program: `word/embeddings/oleObject1.bin`
FOREIGN_OBJECT = re.compile(r"word/(?:embeddings/oleObject\d*\.bin|activeX/.*)")

MACROS = "Tệp Word có macro: máy chỉ đọc phần chữ, không chạy macro. Hãy thận trọng khi mở tệp gốc."
OBJECTS = "Tệp Word có đối tượng nhúng của chương trình khác: máy chỉ đọc phần chữ. Hãy thận trọng khi mở tệp gốc."
OUTSIDE = "Tệp Word lấy một phần từ máy khác (liên kết ngoài): máy không tải gì về. Hãy thận trọng khi mở tệp gốc."
FIELDS = "Tệp Word có trường tự lấy dữ liệu bên ngoài (DDE, INCLUDETEXT): máy không chạy. Hãy thận trọng khi mở tệp gốc."


def active_content(archive: Archive) -> list[str]:
    """A warning for each kind of thing that is active in the file. Raises `UnreadableDocument` for XML with entities."""
    parts = {name: _bytes(archive, name) for name in archive.names if LOOKED_AT.fullmatch(name)}
    relations = [relation for name, data in parts.items() if name.endswith(".rels") for relation in RELATION.findall(data)]
    fields = INSTRUCTION.findall(_bytes(archive, "word/document.xml"))
    return [
        warning
        for warning, is_there in (
            (MACROS, any(name.endswith(("vbaProject.bin", "vbaData.xml")) for name in archive.names)),
            (OBJECTS, any(FOREIGN_OBJECT.fullmatch(name) for name in archive.names)),
            (OUTSIDE, any(map(_is_outside, relations))),
            (FIELDS, any(map(FETCHING_FIELD.search, fields))),
        )
        if is_there
    ]


def _is_outside(relation: bytes) -> bool:
    return b"External" in relation and b"/hyperlink" not in relation and REMOTE.search(relation) is not None


def _bytes(archive: Archive, name: str) -> bytes:
    """A part that is only looked at: a damaged one is no reason to refuse the document, one with entities is."""
    try:
        data = archive.read(name)
    except UnreadableDocument as refusal:
        if refusal.code in ("hostile", "too-large"):
            raise
        return b""
    if name != "word/document.xml":
        refuse_doctype(data)
    return data
