"""The other end of `python -m directives`: a process that reads documents for us, started when needed and again after it died."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import IO, Any, Self

#: How long the process may take to start, and to end what it has started, beyond the time for a document (seconds)
ALLOWANCE_SECONDS = 20
GRACE_SECONDS = 5
#: The most that one document's answers may hold
MOST_ANSWERED = 400_000_000
#: Of what a reading writes to its error output, so much is looked at
LOGGED_BYTES = 4_000
PAGE = b'{"page":'

#: Called with the number of pages read so far
Heard = Callable[[int], None]


def unheard(read: int) -> None:
    """Nobody waits for single pages."""


@dataclass
class Answers:
    """What the process said about one order."""

    pages: list[bytes] = field(default_factory=list)  # each a line of JSON
    result: dict[str, Any] | None = None  # `{"parsed": …}` or `{"unreadable": …}`
    late: bool = False
    why: str = ""  # it ended without a result


class ReadingProcess:
    """One process that reads documents one after the other, each in a fork of its own. Close it, or use it as a context."""

    def __init__(self, *, many: bool = False) -> None:
        self.many = many
        self.folder = tempfile.TemporaryDirectory(prefix="dondoc-", ignore_cleanup_errors=True)
        self.complaints = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by `close`
        self.running: subprocess.Popen[bytes] | None = None
        self.interrupted = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def ask(self, order: dict[str, Any], payload: bytes, *, heard: Heard = unheard) -> Answers:
        """What the process says about an order (`directives.__main__.Order`, but for the length)."""
        if self.interrupted:
            return Answers(why="đã dừng theo yêu cầu")
        process = self._started()
        start = self.complaints.seek(0, os.SEEK_END)
        overdue = threading.Event()
        watch = threading.Timer(order["seconds"] + ALLOWANCE_SECONDS, _kill, (process, overdue))
        watch.start()
        answers = Answers()
        try:
            _write(process.stdin, json.dumps(order | {"length": len(payload)}).encode() + b"\n" + payload)
            ended = _listen(process.stdout, answers, heard)
        finally:
            watch.cancel()
        if ended is None or not hasattr(os, "fork"):
            self.stop()
        if answers.result is None:
            code = ended["code"] if ended else process.returncode
            answers.late = bool(ended and ended["late"]) or overdue.is_set()
            self.complaints.seek(start)
            answers.why = _reason(code, self.complaints.read(LOGGED_BYTES))
        return answers

    def _started(self) -> subprocess.Popen[bytes]:
        if self.running is None or self.running.poll() is not None:
            self.stop()
            self.running = subprocess.Popen(
                [sys.executable, "-m", "directives", *(["--many"] if self.many else [])],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.complaints,
                env=_environment(self.folder.name),
                start_new_session=True,
            )
        return self.running

    def stop(self) -> None:
        """Ends the process, first kindly, so that it ends what it has started."""
        process, self.running = self.running, None
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()

    def interrupt(self) -> None:
        """Ends the process from another thread: whoever waits for its answers is told that it died."""
        self.interrupted = True
        if self.running is not None:
            self.running.kill()

    def close(self) -> None:
        """Ends the process and takes away its temporary files."""
        self.stop()
        self.complaints.close()
        self.folder.cleanup()


def _kill(process: subprocess.Popen[bytes], overdue: threading.Event) -> None:
    overdue.set()
    process.kill()


def _write(stdin: IO[bytes] | None, data: bytes) -> None:
    """Sends an order; a process that is gone is noticed when it answers nothing."""
    try:
        if stdin is not None:
            stdin.write(data)
            stdin.flush()
    except (BrokenPipeError, ConnectionResetError):
        return


def _listen(stdout: IO[bytes] | None, answers: Answers, heard: Heard) -> dict[str, Any] | None:
    """Takes the answers until the process says how the reading ended; None when it ends itself."""
    left = MOST_ANSWERED
    while stdout is not None and left > 0 and (line := stdout.readline(left)):
        left -= len(line)
        if line.startswith(PAGE):
            if line.endswith(b"}\n"):
                answers.pages.append(line)
                heard(len(answers.pages))
            continue
        try:
            said = json.loads(line)
        except ValueError:
            continue  # cut by death
        if "ended" in said:
            return dict(said["ended"])
        answers.result = said
    return None


def _environment(folder: str) -> dict[str, str]:
    """The process's surroundings: where programs and our packages are, a folder for temporary files, and nothing else of ours."""
    kept = {name: os.environ[name] for name in ("PATH", "TESSDATA_PREFIX", "SYSTEMROOT") if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "TMPDIR": folder, "HOME": folder, "LANG": "C.UTF-8"}


def _reason(code: int | None, complaints: bytes) -> str:
    if b"MemoryError" in complaints or b"Cannot allocate" in complaints:
        return "hết bộ nhớ cho phép"
    if code is None:
        return "không rõ lý do"
    return f"tín hiệu {-code}" if code < 0 else f"mã {code}"
