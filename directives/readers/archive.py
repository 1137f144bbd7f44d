"""Parts of zip archives (docx, odt), unpacked within limits; XML parsed without entities, document types or network."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from lxml import etree

from directives.readers.limits import Limits, broken, encrypted, hostile, too_large

CHUNK = 1 << 16
#: A document type or an entity of its own, in UTF-8 or UTF-16: no office program writes one
DOCTYPE = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E|E\x00?N\x00?T\x00?I\x00?T\x00?Y)", re.IGNORECASE)
ARCHIVE_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class Archive:
    """A zip archive whose parts are read one by one; what is read is counted, whatever its directory claims."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.limits = limits
        self.unpacked = 0
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
        except ARCHIVE_ERRORS as error:
            raise broken("nén (zip)") from error
        self.names = {entry.filename: entry for entry in self.zip.infolist()}
        if len(self.zip.infolist()) > limits.entries:
            raise hostile(f"trong tệp nén có hơn {limits.entries} tệp con")
        if len(self.names) < len(self.zip.infolist()):
            raise hostile("trong tệp nén có hai tệp con trùng tên")

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        """The bytes of one part. Raises `UnreadableDocument` for encrypted, broken or exploding ones."""
        entry = self.names[name]
        if entry.flag_bits & 1:
            raise encrypted()
        parts = []
        size = 0
        try:
            with self.zip.open(entry) as stream:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    self._count(len(chunk), size, entry.compress_size)
                    parts.append(chunk)
        except ARCHIVE_ERRORS as error:
            if type(error).__name__ == "UnreadableDocument":
                raise
            raise broken("nén (zip)") from error
        return b"".join(parts)

    def _count(self, chunk: int, size: int, packed: int) -> None:
        self.unpacked += chunk
        if self.unpacked > self.limits.expanded_bytes:
            raise too_large("nội dung sau khi giải nén", f"{self.limits.expanded_bytes // 1_000_000} MB")
        if size > 1_000_000 and size > self.limits.ratio * max(packed, 1):
            raise hostile("nội dung nén giãn ra quá nhiều lần (bom nén)")

    def check_all(self) -> None:
        """Unpacks every part within the limits and keeps none; before the archive is given to another program."""
        for name in self.names:
            if not name.endswith("/"):
                data = self.read(name)
                if name.endswith((".xml", ".rels")):
                    refuse_doctype(data)

    def xml(self, name: str) -> etree._Element:
        """The root element of one part. Raises `UnreadableDocument` when it is no plain XML."""
        return parse_xml(self.read(name))


def refuse_doctype(data: bytes) -> None:
    """Raises `UnreadableDocument` for XML with a document type, through which entities explode or files are read."""
    if DOCTYPE.search(data):
        raise hostile("có khai báo DOCTYPE trong XML")


def parse_xml(data: bytes) -> etree._Element:
    """The root of an XML document that brings no entities; nothing is loaded, depth is bounded by libxml2 (256)."""
    refuse_doctype(data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise broken("XML") from error
