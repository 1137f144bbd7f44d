"""A file becomes a parsed directive in a child process, which a bad document may bring down without hurting the server.

The child is bounded in memory, processor time and file size, has no database and, where the kernel allows, no network
(`python -m directives`). Its death or delay is an `UnreadableDocument` with a sentence for the clerk.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from pydantic import ValidationError

import directives
from directives import Limits, ParsedDirective, UnreadableDocument

#: How long a child that was told to stop may take to end what it started
GRACE_SECONDS = 3
#: Of what a child writes to its error output, so much is kept for the log
LOGGED_BYTES = 4_000


@dataclass(frozen=True)
class IngestLimits:
    """What reading one document may cost."""

    seconds: float = 300  # on the wall clock; recognising a scanned page takes two to five
    cpu_seconds: int = 240
    memory_bytes: int = 2_000_000_000  # of address space; LibreOffice reserves much more than it uses
    output_bytes: int = 300_000_000
    reading: Limits = field(default_factory=Limits)


DEFAULT_LIMITS = IngestLimits()


def read_and_parse(
    data: bytes, filename: str, *, limits: IngestLimits = DEFAULT_LIMITS, learned: Mapping[str, str] | None = None
) -> ParsedDirective:
    """What the machine reads in a file.

    `learned` maps wordings that the office taught to names of agencies. Raises `UnreadableDocument` with a Vietnamese
    sentence when the file cannot be read, or when reading it took too much time or memory.
    """
    if len(data) > limits.reading.file_bytes:
        directives.read(data, filename, limits=limits.reading)  # raises: too large, before a child is started for it
    answer = _answer(data, _order(data, filename, limits, learned or {}), limits)
    if "unreadable" in answer:
        raise UnreadableDocument(str(answer["unreadable"]["reason"]), str(answer["unreadable"]["code"]))
    try:
        return ParsedDirective.model_validate(answer["parsed"])
    except (KeyError, ValidationError) as error:
        raise _died("đọc dở dang") from error


def _order(data: bytes, filename: str, limits: IngestLimits, learned: Mapping[str, str]) -> bytes:
    order = {
        "filename": filename,
        "length": len(data),
        "limits": {field.name: value for field in fields(Limits) if isinstance(value := getattr(limits.reading, field.name), int)},
        "learned": dict(learned),
        "seconds": limits.seconds,
        "memory_bytes": limits.memory_bytes,
        "cpu_seconds": limits.cpu_seconds,
        "output_bytes": limits.output_bytes,
    }
    return json.dumps(order).encode() + b"\n"


def _answer(data: bytes, order: bytes, limits: IngestLimits) -> dict[str, dict[str, object]]:
    """What the child says. Raises `UnreadableDocument` when it says nothing."""
    with tempfile.TemporaryFile() as complaints, tempfile.TemporaryDirectory(prefix="dondoc-") as folder:
        child = subprocess.Popen(
            [sys.executable, "-m", "directives"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=_environment(folder),
            start_new_session=True,
        )
        try:
            written, _ = child.communicate(order + data, timeout=limits.seconds)
        except subprocess.TimeoutExpired as error:
            raise UnreadableDocument(
                f"Đọc văn bản quá {limits.seconds} giây nên đã dừng. Hãy chia nhỏ tệp, hoặc lưu sang .docx rồi tải lên lại.", "time"
            ) from error
        finally:
            _end(child)
        if child.returncode != 0 or not written:
            complaints.seek(0)
            raise _died(_reason(child.returncode, complaints.read(LOGGED_BYTES)))
    return dict(json.loads(written))


def _environment(folder: str) -> dict[str, str]:
    """The child's surroundings: where programs and our packages are, a folder for temporary files, and nothing else of ours."""
    kept = {name: os.environ[name] for name in ("PATH", "TESSDATA_PREFIX", "SYSTEMROOT") if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "TMPDIR": folder, "HOME": folder, "LANG": "C.UTF-8"}


def _end(child: subprocess.Popen[bytes]) -> None:
    """Ends the child, first kindly, so that it ends the programs that it has started."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()


def _reason(code: int, complaints: bytes) -> str:
    if b"MemoryError" in complaints or b"Cannot allocate" in complaints:
        return "hết bộ nhớ cho phép"
    return f"tín hiệu {-code}" if code < 0 else f"mã {code}"


def _died(why: str) -> UnreadableDocument:
    advice = "Tệp có thể bị hỏng; hãy mở tệp, lưu lại dạng .docx rồi tải lên lần nữa."
    return UnreadableDocument(f"Chương trình đọc văn bản đã dừng giữa chừng ({why}). {advice}", "died")
