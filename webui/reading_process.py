"""The other end of `python -m directives`: a process that reads documents for us, started when needed and again after it died."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import IO, Any, NoReturn, Protocol, Self

from directives import confinement, orders

#: How long the process may take to start, and to end what it has started, beyond the time for a document (seconds)
ALLOWANCE_SECONDS = 20
GRACE_SECONDS = 5
#: The most that one document's answers may hold
MOST_ANSWERED = 400_000_000
#: Between two looks whether a fork has ended
POLL_SECONDS = 0.005
#: Of what a reading writes to its error output, so much is looked at
LOGGED_BYTES = 4_000
PAGE = b'{"page":'

#: `…,"pages":12}`: how many pages there are, at the end of the line of one
OF_PAGES = re.compile(rb'"pages":(\d{1,9})\}\n\Z')

#: Called with the number of pages read so far, and of all
Heard = Callable[[int, int], None]


def unheard(read: int, of: int) -> None:
    """Nobody waits for single pages."""


@dataclass
class Answers:
    """What the process said about one order."""

    pages: list[bytes] = field(default_factory=list)  # each a line of JSON
    result: dict[str, Any] | None = None  # `{"parsed": …, "outline": …}` or `{"unreadable": …}`
    late: bool = False
    why: str = ""  # it ended without a result


class Running(Protocol):
    """What is asked of the process: the manners of `subprocess.Popen`."""

    stdin: IO[bytes] | None
    stdout: IO[bytes] | None
    pid: int
    returncode: int | None

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...


class ReadingProcess:
    """One process that reads documents one after the other, each in a fork of its own. Close it, or use it as a context.

    With `forked` it begins as a fork of this one where that can be done, which spares it the loading of what is loaded here; else,
    and always in a process of several threads, as a program of its own.
    """

    def __init__(self, *, many: bool = False, forked: bool = False) -> None:
        self.many = many
        self.forked = forked
        self.folder = tempfile.TemporaryDirectory(prefix="dondoc-", ignore_cleanup_errors=True)
        self.complaints = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by `close`
        self.running: Running | None = None
        self.interrupted = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def ask(self, order: dict[str, Any], payload: bytes, *, heard: Heard = unheard) -> Answers:
        """What the process says about an order (`directives.orders.Order`, but for the length)."""
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
            watch.join()  # so that it ends no process that has answered since
        if ended is None or overdue.is_set() or not hasattr(os, "fork"):
            self.stop()
        if answers.result is None:
            code = ended["code"] if ended else process.returncode
            answers.late = bool(ended and ended["late"]) or overdue.is_set()
            self.complaints.seek(start)
            answers.why = _reason(code, self.complaints.read(LOGGED_BYTES))
        return answers

    def _started(self) -> Running:
        if self.running is None or self.running.poll() is not None:
            self.stop()
            alone = hasattr(os, "fork") and threading.active_count() == 1
            self.running = Fork(self) if self.forked and alone else self._program()
            if self.interrupted:  # meanwhile, so that `interrupt` may not have seen it
                self.running.kill()
        return self.running

    def _program(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "directives", *(["--many"] if self.many else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.complaints,
            env=_environment(self.folder.name),
            start_new_session=True,
        )

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
                with contextlib.suppress(BrokenPipeError):  # what it died before reading
                    pipe.close()

    def interrupt(self) -> None:
        """Ends the process from another thread: whoever waits for its answers is told that it died."""
        self.interrupted = True
        running = self.running  # looked at once: the other thread may take it away meanwhile
        if running is not None:
            running.kill()

    def close(self) -> None:
        """Ends the process and takes away its temporary files."""
        self.stop()
        self.complaints.close()
        self.folder.cleanup()


class Fork:
    """A fork of this process that reads as ordered, with the manners of `subprocess.Popen`: several threads may ask it."""

    def __init__(self, place: ReadingProcess) -> None:
        self.asked = threading.Lock()  # once its end is taken note of, its number may be another process's
        read_orders, write_orders = os.pipe()
        read_answers, write_answers = os.pipe()
        self.returncode: int | None = None
        self.pid = os.fork()
        if not self.pid:
            os.close(write_orders)
            os.close(read_answers)
            _follow(place, read_orders, write_answers)
        os.close(read_orders)
        os.close(write_answers)
        self.stdin: IO[bytes] | None = os.fdopen(write_orders, "wb")
        self.stdout: IO[bytes] | None = os.fdopen(read_answers, "rb")

    def poll(self) -> int | None:
        """How it ended, None while it runs."""
        with self.asked:
            return self._ended()

    def _ended(self) -> int | None:
        if self.returncode is None:
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:  # somebody else took note of its end; `subprocess` calls that 0 too
                pid, status = self.pid, 0
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Waits until it has ended, for so many seconds or for ever. Raises `subprocess.TimeoutExpired`."""
        begun = time.monotonic()
        while (code := self.poll()) is None:
            if timeout is not None and time.monotonic() - begun >= timeout:
                raise subprocess.TimeoutExpired("fork", timeout)
            time.sleep(POLL_SECONDS)
        return code

    def terminate(self) -> None:
        """Tells it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """Ends it."""
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        with self.asked, contextlib.suppress(ProcessLookupError):
            if self._ended() is None:
                os.kill(self.pid, number)


def _follow(place: ReadingProcess, read_orders: int, write_answers: int) -> NoReturn:
    """The life of the fork: never comes back."""
    code = 1
    try:
        os.setsid()  # Ctrl-C is for the process that waits for the answers
        confinement.die_with_parent()
        os.environ["TMPDIR"] = tempfile.tempdir = place.folder.name
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for printed in (1, 2):  # whatever a library prints is no answer
            os.dup2(place.complaints.fileno(), printed)
        orders.follow(os.fdopen(read_orders, "rb"), write_answers, many=place.many)
        code = 0
    except SystemExit:
        code = 128 + signal.SIGTERM
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


def _kill(process: Running, overdue: threading.Event) -> None:
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
                of = OF_PAGES.search(line[-40:])
                heard(len(answers.pages), int(of[1]) if of else 0)
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
