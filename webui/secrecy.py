"""Secrecy stamps in files that are attached later (annexes, results): a file with one is refused like a directive with one.

Only what a reader can read is looked at, its first pages, in the bounded process that reads directives; a file that cannot be read in
that time, or not at all (a sheet, a presentation, a damaged file), is taken as it comes: whoever sends it answers for it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath

from directives import Limits, UnreadableDocument
from webui.ingest import IngestLimits, read_and_parse
from webui.reading_process import ReadingProcess
from webui.security import note
from workflow import intake

#: endings of files that have words which a reader can read
READABLE = (".pdf", ".docx", ".doc", ".rtf", ".odt", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".txt", ".html", ".htm", ".eml")
#: a stamp stands on the first page (Thông tư 24/2020/TT-BCA); behind a covering letter on the page after it
LOOKING = IngestLimits(seconds=60, cpu_seconds=60, reading=Limits(pages=3, scanned_pages=2, program_seconds=40))
#: of an archive, so many files are looked into, of so many bytes together
MEMBERS, MEMBER_BYTES = 20, 50_000_000


def refuse_secret(name: str, data: bytes) -> None:
    """Raises `SecretDocument` when the file, or one in the archive, carries a stamp MẬT, TỐI MẬT or TUYỆT MẬT on its first pages."""
    with ReadingProcess() as process:
        for called, words in _documents(name, data):
            try:
                intake.refuse_secret(read_and_parse(words, called, limits=LOOKING, process=process))
            except UnreadableDocument as unread:
                note(f"tệp đính kèm {called!r} không dò được dấu mật: {unread}")


def _documents(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    ending = PurePath(name).suffix.lower()
    if ending == ".zip":
        yield from _members(data)
    elif ending in READABLE:
        yield name, data


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The first readable files of an archive, as long as they stay small; archives within it are not opened."""
    left = MEMBER_BYTES
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for entry in [one for one in archive.infolist() if PurePath(one.filename).suffix.lower() in READABLE][:MEMBERS]:
                with archive.open(entry) as member:
                    words = member.read(left + 1)
                left -= len(words)
                if left < 0:
                    return
                yield PurePath(entry.filename).name, words
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError) as fault:
        note(f"tệp nén không mở được để dò dấu mật: {fault}")
