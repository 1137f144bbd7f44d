"""Documents of our own in the forms that offices send, made in memory: Word files from their XML, odd and hostile files."""

from __future__ import annotations

import io
import struct
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    "</Types>"
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def docx(body: str, **parts: str) -> bytes:
    """A Word file with this body; `numbering`, `styles`, `footnotes` are the insides of the parts of those names."""
    files = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELATIONS,
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    files |= {f"word/{name}.xml": f"<w:{name} {W}>{inside}</w:{name}>" for name, inside in parts.items()}
    return archive(files)


def archive(files: Mapping[str, str | bytes]) -> bytes:
    """A zip archive with these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, inside in files.items():
            made.writestr(name, inside)
    return buffer.getvalue()


def paragraph(text: str, *, style: str = "", number: tuple[int, int] | None = None, bold: bool = False, center: bool = False) -> str:
    """A paragraph; `number` is a list and a level of it."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    properties += '<w:jc w:val="center"/>' if center else ""
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def table(rows: list[list[str]], *, ruled: bool = True) -> str:
    """A table whose cells are made by `cell` or are plain words."""
    borders = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    properties = f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr>" if ruled else "<w:tblPr/>"
    made = "".join("<w:tr>" + "".join(c if c.startswith("<w:tc>") else cell(c) for c in row) + "</w:tr>" for row in rows)
    grid = "<w:tblGrid>" + '<w:gridCol w:w="2400"/>' * max(map(len, rows)) + "</w:tblGrid>"
    return f"<w:tbl>{properties}{grid}{made}</w:tbl>"


def cell(*paragraphs: str, columns: int = 1, merge: str = "") -> str:
    """A cell of paragraphs; `merge` is `restart` or `continue` for cells merged downwards."""
    properties = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    properties += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>" + "".join(map(paragraph, paragraphs)) + "</w:tc>"


def stored(data: bytes) -> bytes:
    """A Word file with its text alone, not packed, so that a flipped byte reaches the XML."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as made:
        for name in ("[Content_Types].xml", "_rels/.rels", "word/document.xml"):
            made.writestr(name, packed.read(name))
    return buffer.getvalue()


def converted(data: bytes, suffix: str, target: str) -> bytes:
    """A document in another form, by LibreOffice: `doc`, `odt`, `rtf`, `pdf`."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"sample{suffix}")
        source.write_bytes(data)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--norestore", "--convert-to", target, "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return Path(folder, "sample." + target.partition(":")[0]).read_bytes()


# --- hostile -------------------------------------------------------------------------------------------------------


def word_bomb(megabytes: int) -> bytes:
    """A Word file whose text expands to so many megabytes of one letter."""
    filler = "a" * 1_000_000
    body = "".join(f"<w:p><w:r><w:t>{filler}</w:t></w:r></w:p>" for _ in range(megabytes))
    return docx(body)


def lying_bomb() -> bytes:
    """An archive whose directory claims that a large part is small."""
    data = bytearray(word_bomb(30))
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        size = made.getinfo("word/document.xml").file_size
    claimed, true = struct.pack("<I", 1_000), struct.pack("<I", size)
    return bytes(data.replace(true, claimed))


def with_entities() -> bytes:
    """A Word file whose XML declares entities that explode."""
    levels = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "ha"}">' for i in range(9))
    document = (
        f'<?xml version="1.0"?><!DOCTYPE d [{levels}]><w:document {W}><w:body><w:p><w:r><w:t>&e8;</w:t></w:r></w:p></w:body></w:document>'
    )
    return archive({"[Content_Types].xml": CONTENT_TYPES, "_rels/.rels": RELATIONS, "word/document.xml": document})


def encrypted_zip() -> bytes:
    """A Word file whose directory says that its parts are encrypted."""
    data = bytearray(docx(paragraph("Bí mật")))
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        data[place + 8] |= 1
        place = data.find(b"PK\x01\x02", place + 4)
    place = data.find(b"PK\x03\x04")
    while place >= 0:
        data[place + 6] |= 1
        place = data.find(b"PK\x03\x04", place + 4)
    return bytes(data)


def pdf(content: bytes, *, pages: int = 1, filters: int = 1) -> bytes:
    """A PDF whose pages all show one content stream, packed `filters` times."""
    for _ in range(filters):
        content = zlib.compress(content)
    names = b"[" + b"/FlateDecode " * filters + b"]"
    kids = b" ".join(b"%d 0 R" % (5 + i) for i in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % pages,
        b"<< /Length %d /Filter %s >>\nstream\n" % (len(content), names) + content + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *[b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources << /Font << /F 4 0 R >> >> >>"] * pages,
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, inside in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, inside)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)
