"""PDF files of our own, written object by object and not packed, so that Vietnamese words stand in them and every byte matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

#: Points between two lines; from the top of an A4 page to its foot there is room for so many
LEADING, LINES = 18, 40
A4 = b"[0 0 595 842]"


def numbered(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A file of these objects, the first of which is the catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, inside in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, inside)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start)
    return bytes(out)


def stream(content: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), extra, content)


def text_pdf(pages: Sequence[Sequence[str]], **others: Any) -> bytes:
    """A PDF of pages of lines, with what `text_objects` takes."""
    return numbered(text_objects(pages, **others))


def text_objects(
    pages: Sequence[Sequence[str]], *, mapped: bool = True, catalogue: bytes = b"", page: bytes = b"", more: Sequence[bytes] = ()
) -> list[bytes]:
    """The objects of a PDF of pages of lines. Letters are numbered as they come; without `mapped` no table tells which they are.

    `catalogue` and `page` are further entries of those dictionaries; `more` are objects whose numbers are `first_free(pages)` and on.
    """
    letters: dict[str, int] = {}
    contents = [_content(lines, letters) for lines in pages]
    kids = b" ".join(b"%d 0 R" % (7 + 2 * i) for i in range(len(pages)))
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /Sans /Encoding /Identity-H /DescendantFonts [4 0 R]"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        font + (b" /ToUnicode 6 0 R >>" if mapped else b" >>"),
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Sans /DW 500 /FontDescriptor 5 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        b"<< /Type /FontDescriptor /FontName /Sans /Flags 32 /FontBBox [0 -200 1000 900] /Ascent 800 /Descent -200 /ItalicAngle 0 >>",
        stream(_unicode_map(letters)),
    ]
    for i, content in enumerate(contents):
        entries = b"/Type /Page /Parent 2 0 R /MediaBox %s /Contents %d 0 R /Resources << /Font << /F 3 0 R >> >> %s"
        objects += [b"<< " + entries % (A4, 8 + 2 * i, page) + b" >>", stream(content)]
    return [*objects, *more]


def first_free(pages: Sequence[Sequence[str]]) -> int:
    """The number of the first of the objects `more`."""
    return 7 + 2 * len(pages)


def paged(text: str, width: int = 80) -> list[list[str]]:
    """A text as pages of lines that are not too wide."""
    lines = [part for line in text.split("\n") for part in _wrapped(line, width)]
    return [lines[i : i + LINES] for i in range(0, len(lines), LINES)]


def _wrapped(line: str, width: int) -> list[str]:
    rows = [""]
    for word in line.split():
        if len(rows[-1]) + len(word) > width:
            rows.append("")
        rows[-1] += word + " "
    return rows


def _content(lines: Sequence[str], letters: dict[str, int]) -> bytes:
    shown = b""
    for row, line in enumerate(lines):
        codes = b"".join(b"%04X" % letters.setdefault(letter, len(letters) + 1) for letter in line)
        shown += b"BT /F 11 Tf 60 %d Td <%s> Tj ET\n" % (800 - LEADING * row, codes)
    return shown


def _unicode_map(letters: Mapping[str, int]) -> bytes:
    pairs = [b"<%04X> <%s>\n" % (code, letter.encode("utf-16-be").hex().encode()) for letter, code in letters.items()]
    blocks = [pairs[i : i + 100] for i in range(0, len(pairs), 100)]
    mapping = b"".join(b"%d beginbfchar\n%sendbfchar\n" % (len(block), b"".join(block)) for block in blocks)
    return (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n" + mapping + b"endcmap end end"
    )
