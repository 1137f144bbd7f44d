"""Work in a forked process that may crash, hang or be killed, while this process watches it and cleans up after it."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import NoReturn

from pydantic import BaseModel

from directives import confinement

#: How long work that was told to stop may take to end the programs it has started (seconds)
GRACE_SECONDS = 3
#: The same when this process is told to stop, and somebody waits for that
HURRIED_SECONDS = 0.2


class Ended(BaseModel):
    """How the work ended."""

    code: int  # the exit code; of a signal, its number with a minus
    late: bool = False  # it was ended because its time was over


def in_a_fork(work: Callable[[], None], seconds: float) -> Ended:
    """Does the work in a process of its own, for so many seconds at most. What it has left running is ended."""
    confinement.adopt_orphans()
    pid = os.fork()
    if not pid:
        _work(work)
    ended = None
    try:
        with _alarm(seconds):
            ended = Ended(code=_waited(pid))
    except TimeoutError:
        ended = Ended(code=0, late=True)
    finally:  # also when this process is told to stop
        if ended is None or ended.late:
            _end(pid, GRACE_SECONDS if ended else HURRIED_SECONDS)
        confinement.end_orphans()
    return ended


def _work(work: Callable[[], None]) -> NoReturn:
    """Never comes back: what the work raises is written to the error output."""
    code = 1
    try:
        confinement.die_with_parent()
        work()
        code = 0
    except SystemExit:
        code = 128 + signal.SIGTERM
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)


def _waited(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raises TimeoutError inside, when so many seconds are over."""

    def late(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _end(pid: int, grace: float) -> None:
    """Ends the work, first kindly, so that it ends the programs that it has started."""
    with contextlib.suppress(ChildProcessError):  # the alarm came when it was waited for already, and before that was known
        for number in (signal.SIGTERM, signal.SIGKILL):
            if os.waitpid(pid, os.WNOHANG)[0]:
                return
            os.kill(pid, number)
            with contextlib.suppress(TimeoutError), _alarm(grace):
                _waited(pid)
                return
