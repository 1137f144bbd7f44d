"""Many files read at once: a process on each core, the results in the order of the files."""

from __future__ import annotations

import hashlib
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from directives import Limits, ParsedDirective, UnreadableDocument
from webui.ingest import IngestLimits, read_and_parse
from webui.reading_process import ReadingProcess

#: endings of the forms that are read
ENDINGS = frozenset(
    ".docx .docm .dotx .doc .rtf .odt .pdf .txt .md .html .htm .eml .png .jpg .jpeg .tif .tiff .bmp".split()  # noqa: SIM905
)
#: So much may be read ahead of the file whose turn it is: files, bytes
MOST_AHEAD, BYTES_AHEAD = 64, 200_000_000
#: The cores are busy with other files: the pages of one are recognised one by one
LIMITS = IngestLimits(reading=Limits(workers=1))

#: Called in a thread of the pool with a file and how many of its pages are read; with 0 when the file is finished
PageRead = Callable[[Path, int], None]


@dataclass(frozen=True)
class FileRead:
    """What became of the reading of one file: a directive, why there is none, or that it is known by its bytes."""

    path: Path
    data: bytes = b""
    parsed: ParsedDirective | None = None
    fault: UnreadableDocument | None = None
    known: bool = False

    def directive(self) -> ParsedDirective:
        """What was read. Raises the `UnreadableDocument` that tells why nothing was."""
        if self.parsed is None:
            assert self.fault is not None
            raise self.fault
        return self.parsed

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know of the reading, in Vietnamese."""
        return self.parsed.source.warnings if self.parsed else ()


@dataclass
class Found:
    """The files below the places that were named."""

    files: list[Path] = field(default_factory=list)
    others: list[Path] = field(default_factory=list)  # in folders, with endings that are not read
    closed: list[tuple[Path, OSError]] = field(default_factory=list)  # folders that could not be opened


def files_in(places: Iterable[Path]) -> Found:
    """Each file that is named, and the documents below each folder, in the order of their names; none twice.

    Hidden files, and those that Word keeps beside an open document (`~$…`), are passed over; links to folders are not followed.
    """
    found = Found()
    for place in places:
        if place.is_dir():
            _walk(place, found)
        else:
            found.files.append(place)
    once: dict[str, Path] = {}
    for path in found.files:
        once.setdefault(os.path.realpath(path), path)
    found.files = list(once.values())
    return found


def _walk(folder: Path, found: Found) -> None:
    for place, folders, names in os.walk(folder, onerror=lambda fault: found.closed.append((Path(fault.filename), fault))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if not name.startswith((".", "~$")):
                (found.files if path.suffix.lower() in ENDINGS else found.others).append(path)


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Pool:
    """Processes that read at the same time, each for one thread. Close it, or use it as a context."""

    def __init__(self, workers: int, learned: Mapping[str, str], told: PageRead, limits: IngestLimits = LIMITS) -> None:
        self.learned = learned
        self.told = told
        self.limits = limits
        self.threads = ThreadPoolExecutor(workers, thread_name_prefix="reading", initializer=self._begin)
        self.mine = threading.local()
        self.processes: list[ReadingProcess] = []

    def _begin(self) -> None:
        self.mine.process = ReadingProcess(many=True)
        self.processes.append(self.mine.process)

    def submit(self, path: Path, data: bytes) -> Future[FileRead]:
        """The reading of a file, begun as soon as a process is free."""
        return self.threads.submit(self._read, path, data)

    def _read(self, path: Path, data: bytes) -> FileRead:
        try:
            parsed = read_and_parse(
                data,
                path.name,
                limits=self.limits,
                learned=self.learned,
                process=self.mine.process,
                heard=lambda pages, _of: self.told(path, pages),
            )
        except UnreadableDocument as fault:
            return FileRead(path, fault=fault)
        finally:
            self.told(path, 0)
        return FileRead(path, data, parsed)

    def close(self) -> None:
        """Ends all processes at once; what was not read yet is given up."""
        self.threads.shutdown(wait=False, cancel_futures=True)
        for process in self.processes:
            process.interrupt()
        self.threads.shutdown(wait=True)
        for process in self.processes:
            process.close()


def read_files(
    paths: Iterable[Path], pool: Pool, *, open_file: Callable[[Path], bytes], is_known: Callable[[str], bool]
) -> Iterator[FileRead]:
    """What is read in each file, in their order; `is_known` is asked with the SHA-256 of each before it is read."""
    waiting: deque[tuple[int, Future[FileRead]]] = deque()
    for path in paths:
        waiting.append(_begun(path, pool, open_file, is_known))
        while waiting and (waiting[0][1].done() or len(waiting) > MOST_AHEAD or sum(size for size, _ in waiting) > BYTES_AHEAD):
            yield waiting.popleft()[1].result()
    while waiting:
        yield waiting.popleft()[1].result()


def _begun(path: Path, pool: Pool, open_file: Callable[[Path], bytes], is_known: Callable[[str], bool]) -> tuple[int, Future[FileRead]]:
    """The size of a file and its reading; what is not to be read is finished at once."""
    done: Future[FileRead] = Future()
    try:
        data = open_file(path)
    except UnreadableDocument as fault:
        done.set_result(FileRead(path, fault=fault))
    else:
        if not is_known(hashlib.sha256(data).hexdigest()):
            return len(data), pool.submit(path, data)
        done.set_result(FileRead(path, data, known=True))
    pool.told(path, 0)
    return 0, done
