"""Secrecy stamps in files that are attached later (annexes, results): a file with one is refused like a directive with one.

Only what a reader can read is looked at, its first pages, in the bounded process that reads directives. What could not be looked at (a
sheet, a damaged file, one for which the time was over) is taken, and named: the sender is told, and the history keeps it.
"""

from __future__ import annotations

import threading
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from io import BytesIO
from pathlib import PurePath
from types import TracebackType
from typing import NamedTuple, Self

from flask_babel import gettext as _
from flask_babel import ngettext

from directives import Limits, UnreadableDocument
from directives.model import Block, Table
from webui.ingest import IngestLimits, read_and_parse
from webui.reading_process import ReadingProcess
from webui.security import note
from workflow import intake

#: endings of pictures of pages, in which no words means that there is no stamp either
PICTURES = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff")
#: endings of files that have words which a reader can read
READABLE = (*PICTURES, ".docx", ".doc", ".rtf", ".odt", ".txt", ".html", ".htm", ".eml")
#: a stamp stands on the first page (Thông tư 24/2020/TT-BCA); behind a covering letter on the page after it
LOOKING = Limits(pages=3, scanned_pages=2, program_seconds=40)
#: all files of one form together, on the wall clock; a request holds a thread of the server so long at most
FORM_SECONDS = 60.0
#: less time than this is not worth beginning a file
LEAST_SECONDS = 1.0
#: forms whose files are read at the same time, of all threads of the server; how long another one waits for its turn
AT_ONCE = threading.BoundedSemaphore(2)
TURN_SECONDS = 5.0
#: of an archive, so many files are looked into, of so many bytes together
MEMBERS, MEMBER_BYTES = 20, 50_000_000
#: how files in an archive are packed by what offices use; rarer ways are not unpacked here
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
#: so many files that could not be looked at are named, by so much of their names
NAMED, NAME_WIDTH = 5, 100


class Busy(Exception):
    """The files of other forms are being looked at."""


class Part(NamedTuple):
    """A file, or one in an archive; without bytes when it cannot be looked at."""

    name: str
    words: bytes | None


class Search:
    """The search in the files of one form: one process, one deadline. Close it, or use it as a context."""

    def __init__(self) -> None:
        self.end = time.monotonic() + FORM_SECONDS
        self.held = ExitStack()
        self.process: ReadingProcess | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.held.close()

    def refuse_secret(self, name: str, data: bytes) -> list[str]:
        """Names of what could not be looked at: the file itself, or files in the archive when they are few; none when all was.

        Raises `SecretDocument` when one carries a stamp MẬT, TỐI MẬT or TUYỆT MẬT on its first pages, `Busy` when there is no
        turn for this form.
        """
        left_out = [part.name for part in parts(name, data) if not self._looked_at(part)]
        return left_out if len(left_out) <= NAMED else [name]

    def _looked_at(self, part: Part) -> bool:
        left = self.end - time.monotonic()
        if part.words is None or left < LEAST_SECONDS:
            return False
        process = self._reader()
        limits = IngestLimits(seconds=left, cpu_seconds=int(FORM_SECONDS), reading=LOOKING)
        try:
            parsed = read_and_parse(part.words, PurePath(part.name).name, limits=limits, process=process)
        except UnreadableDocument as unread:
            note(f"tệp đính kèm {part.name!r} không dò được dấu mật: {unread}")
            return unread.code == "no-text" and part.name.lower().endswith(PICTURES)
        intake.refuse_secret(parsed)
        return first_page_read(parsed.source.blocks)

    def _reader(self) -> ReadingProcess:
        """The process, begun with the first file, when it is this form's turn."""
        if self.process is None:
            if not AT_ONCE.acquire(timeout=TURN_SECONDS):
                raise Busy
            self.held.callback(AT_ONCE.release)
            self.process = self.held.enter_context(ReadingProcess())
        return self.process


def warned(names: Sequence[str]) -> str:
    """What is told of files that could not be looked at."""
    shown = ", ".join(f"“{name}”" for name in names[:NAMED])
    if len(names) > NAMED:
        more = len(names) - NAMED
        shown = ngettext("%(shown)s và %(num)d tệp khác", "%(shown)s và %(num)d tệp khác", more, shown=shown)
    return _("Chưa dò được dấu mật trong tệp %(names)s; người gửi tự chịu trách nhiệm kiểm tra.", names=shown)


def first_page_read(blocks: Sequence[Block]) -> bool:
    """Whether the page where a stamp stands is among those that were read; a form without pages is read whole."""
    pages = [page for block in blocks for page in _pages_of(block) if page is not None]
    return not pages or min(pages) == 1


def _pages_of(block: Block) -> list[int | None]:
    return [row.page for row in block.rows] if isinstance(block, Table) else [block.page]


def parts(name: str, data: bytes) -> Iterator[Part]:
    """What is to be looked at of a file: itself, or the files in the archive."""
    ending = PurePath(name).suffix.lower()
    if ending == ".zip":
        yield from _members(name, data)
    else:
        yield Part(name, data if ending in READABLE else None)


def _members(name: str, data: bytes) -> Iterator[Part]:
    """The files of an archive: the first readable ones with their bytes, as long as they stay small; archives within it are not opened.

    A damaged archive makes zipfile raise nearly anything: zlib.error, IndexError, OverflowError, RuntimeError where it is locked.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            looked, left = 0, MEMBER_BYTES
            for entry in archive.infolist():
                if entry.is_dir():
                    continue
                words = _unpacked(archive, entry, left) if looked < MEMBERS and left > 0 else None
                if words is not None:
                    looked, left = looked + 1, left - len(words)
                yield Part(f"{name}/{_plain(PurePath(entry.filename).name)}", words)
    except Exception as fault:
        note(f"tệp nén {name!r} không mở được để dò dấu mật: {fault}")
        yield Part(name, None)


def _plain(name: str) -> str:
    return "".join(sign for sign in name if sign.isprintable())[-NAME_WIDTH:]


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes | None:
    """A file of an archive, None when it cannot be looked at."""
    if PurePath(entry.filename).suffix.lower() not in READABLE or entry.compress_type not in PACKED:
        return None
    try:
        with archive.open(entry) as member:
            words = member.read(most + 1)
    except Exception as fault:
        note(f"tệp {entry.filename!r} trong tệp nén không mở được để dò dấu mật: {fault}")
        return None
    return words if len(words) <= most else None
