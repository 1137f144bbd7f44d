"""Orders to read documents: each is read in a forked process, which is bounded and may die alone.

An order is a line of JSON (`Order`) and so many bytes of payload. Its answers are lines of JSON: `{"page": …, "pages": …}` for each page
as soon as it is read, then `{"parsed": …, "outline": …}` or `{"unreadable": {"reason": …, "code": …}}` unless the reading died, and at
last `{"ended": …}`. Where the system cannot fork, one order is read by the process itself.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import time
from collections.abc import Callable
from functools import lru_cache
from types import FrameType
from typing import BinaryIO, Literal

from pydantic import BaseModel, Field

from directives import AgencyRegistry, Limits, UnreadableDocument, confinement, parse, read
from directives.explain import as_text, explained
from directives.forked import in_a_fork
from directives.model import SourceText
from directives.readers import READERS
from directives.readers.flow import Page
from directives.readers.pages import ReadPage

#: Of the time for a document, so much may go into reading its pages
READING_SHARE = 0.6
WHY_MEMORY = "Văn bản cần quá nhiều bộ nhớ nên đã dừng đọc. Hãy chia nhỏ tệp, hoặc lưu sang .docx rồi tải lên lại."
#: Read once before the first order, so that the tables of the parser are built when the process is forked
FIRST_WORDS = "KẾ HOẠCH\n1. Sở Y tế chủ trì, phối hợp với Sở Tài chính báo cáo UBND tỉnh trước ngày 30/6/2026"

Say = Callable[[bytes], object]


class Order(BaseModel):
    """What is to be read, and what it may cost."""

    payload: Literal["document", "pages", "source"] = "document"  # a file; lines of pages that were read; a `SourceText`
    filename: str = ""
    length: int  # of the payload, in bytes
    limits: dict[str, int] = Field(default_factory=dict)  # those of `Limits` that are not the usual ones
    learned: dict[str, str] = Field(default_factory=dict)  # wordings that an office taught → names of agencies
    explain: bool = False  # the outline with its decisions is wanted too
    memory_bytes: int
    seconds: float  # on the wall clock
    cpu_seconds: int
    output_bytes: int  # of any file that a program behind the reader writes


def answer(order: Order, payload: bytes, say: Say) -> None:
    """Says what the machine reads in the payload, or why it cannot."""
    said = _unreadable(WHY_MEMORY, "memory")  # made while there is memory, and said when what the reading held is given back
    with contextlib.suppress(MemoryError, RecursionError, SystemError):  # the last is how Python fails when it cannot even raise the first
        said = _result(order, payload, say)
    say(said)


def _result(order: Order, payload: bytes, say: Say) -> bytes:
    agencies = known_agencies(tuple(order.learned.items()))
    try:
        parsed = parse(_source(order, payload, say), agencies)
    except UnreadableDocument as refusal:
        return _unreadable(refusal.reason, refusal.code)
    outline = as_text(explained(parsed.source, agencies)) if order.explain else ""
    return b'{"parsed": %s, "outline": %s}' % (parsed.model_dump_json().encode(), json.dumps(outline).encode())


def _source(order: Order, payload: bytes, say: Say) -> SourceText:
    def finished(page: Page, pages: int) -> None:
        say(ReadPage(page=page, pages=pages).model_dump_json().encode())

    if order.payload == "source":
        return SourceText.model_validate_json(payload)
    limits = Limits(**order.limits, enough=_time_for_pages(order), finished=finished)
    if order.payload == "pages":
        lines = map(ReadPage.model_validate_json, payload.splitlines())
        source: SourceText = importlib.import_module("directives.readers.rescue").rescued(lines, limits)
        return source
    return read(payload, order.filename, limits=limits)


def _unreadable(reason: str, code: str) -> bytes:
    return json.dumps({"unreadable": {"reason": reason, "code": code}}).encode()


def _time_for_pages(order: Order) -> Callable[[], bool]:
    """Whether the time for reading pages is over: what is left is for the page at hand and for parsing what was read."""
    end = time.monotonic() + order.seconds * READING_SHARE
    return lambda: time.monotonic() > end or time.process_time() > order.cpu_seconds * READING_SHARE


@lru_cache(maxsize=1)
def known_agencies(learned: tuple[tuple[str, str], ...]) -> AgencyRegistry:
    """The agencies, with the wordings that an office taught."""
    return AgencyRegistry.load(dict(learned))


def confined(order: Order, payload: bytes, say: Say) -> None:
    """As `answer`, within the bounds of the order and without the network."""
    confinement.bound(memory_bytes=order.memory_bytes, cpu_seconds=order.cpu_seconds, file_bytes=order.output_bytes)
    confinement.leave_network()
    answer(order, payload, say)


def serve(orders: BinaryIO, say: Say) -> None:
    """Reads one order after the other, until there is none or this system cannot fork."""
    while line := orders.readline():
        order = Order.model_validate_json(line)
        payload = orders.read(order.length)
        if not hasattr(os, "fork"):
            confined(order, payload, say)
            say(b'{"ended": {"code": 0}}')
            return
        known_agencies(tuple(order.learned.items()))
        ended = in_a_fork(lambda order=order, payload=payload: confined(order, payload, say), order.seconds)  # type: ignore[misc]
        say(b"\n" + b'{"ended": %s}' % ended.model_dump_json().encode())  # a line that death cut ends here


def load_all() -> None:
    """Loads what every reading needs, to be shared by the forked processes."""
    for module, _ in READERS.values():
        importlib.import_module(module)
    parse(read(FIRST_WORDS.encode()), known_agencies(()))
    gc.freeze()


def follow(orders: BinaryIO, answers: int, *, many: bool) -> None:
    """Reads as ordered, and writes the answers to a file descriptor; with `many`, what every reading needs is loaded before.

    The process is ended by SIGTERM, or killed, at any time.
    """
    signal.signal(signal.SIGTERM, _stop)
    if many:
        load_all()

    def say(line: bytes) -> None:
        data = memoryview(line + b"\n")
        while data:
            data = data[os.write(answers, data) :]

    serve(orders, say)


def _stop(number: int, frame: FrameType | None) -> None:
    """Ends this process by an exception, so that programs it has started are ended too."""
    raise SystemExit(128 + number)
