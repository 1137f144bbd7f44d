"""Reads one document in a process of its own: `python -m directives`, bytes on stdin, one JSON object on stdout.

The object is `{"parsed": …}` or `{"unreadable": {"reason": …, "code": …}}`. Whoever starts it may kill it at any time.
The first line of stdin is a JSON object with the file's name, its length and the bounds; see `Order`.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

from pydantic import BaseModel, Field

from directives import AgencyRegistry, Limits, UnreadableDocument, parse, read

#: unshare(2): a user namespace and in it a network namespace without any interface
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
#: Of the time for a document, so much may go into reading its pages
READING_SHARE = 0.6
WHY_MEMORY = "Văn bản cần quá nhiều bộ nhớ nên đã dừng đọc. Hãy chia nhỏ tệp, hoặc lưu sang .docx rồi tải lên lại."


class Order(BaseModel):
    """What is to be read, and what it may cost."""

    filename: str
    length: int
    limits: dict[str, int] = Field(default_factory=dict)  # those of `Limits` that are not the usual ones
    learned: dict[str, str] = Field(default_factory=dict)  # wordings that an office taught → names of agencies
    memory_bytes: int
    seconds: float  # on the wall clock, after which whoever started this process ends it
    cpu_seconds: int
    output_bytes: int  # of any file that a program behind the reader writes


def confine(order: Order) -> None:
    """Bounds memory, processor time and file size of this process and those it starts; takes the network away.

    Where the system has no such bound (Windows), or the kernel allows no namespace, that bound is left out.
    """
    try:
        import resource  # noqa: PLC0415 -- does not exist on Windows
    except ImportError:
        return
    for kind, value in (
        (resource.RLIMIT_AS, order.memory_bytes),
        (resource.RLIMIT_CPU, order.cpu_seconds),
        (resource.RLIMIT_FSIZE, order.output_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (bound, bound))
    leave_network()


def leave_network() -> None:
    """Moves this process into a network namespace of its own, where the kernel allows it to anybody."""
    try:
        unshare = ctypes.CDLL(None, use_errno=True).unshare
    except (OSError, AttributeError, TypeError):
        return
    unshare(NEW_USER | NEW_NETWORK)


def answer(order: Order, data: bytes) -> str:
    """The JSON of what the machine reads in the document, or of why it cannot."""
    try:
        source = read(data, order.filename, limits=Limits(**order.limits, enough=_time_for_pages(order)))
        parsed = parse(source, AgencyRegistry.load(order.learned))
    except UnreadableDocument as refusal:
        return json.dumps({"unreadable": {"reason": refusal.reason, "code": refusal.code}})
    except (MemoryError, RecursionError):
        return json.dumps({"unreadable": {"reason": WHY_MEMORY, "code": "memory"}})
    return f'{{"parsed": {parsed.model_dump_json()}}}'


def _time_for_pages(order: Order) -> Callable[[], bool]:
    """Whether the time for reading pages is over: what is left is for the page at hand and for parsing what was read."""
    end = time.monotonic() + order.seconds * READING_SHARE
    return lambda: time.monotonic() > end or time.process_time() > order.cpu_seconds * READING_SHARE


def _stop(number: int, frame: FrameType | None) -> None:
    """Ends this process by an exception, so that programs it has started are ended too."""
    raise SystemExit(128 + number)


def main() -> None:
    """Reads the order and the document from stdin, writes the answer to stdout."""
    signal.signal(signal.SIGTERM, _stop)
    order = Order.model_validate_json(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read(order.length)
    confine(order)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints is no answer
    out.write(answer(order, data))
    out.close()


if __name__ == "__main__":
    main()
