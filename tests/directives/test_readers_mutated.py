"""D18: damaged documents of real layouts are read and parsed, or refused with a reason; never a crash, never a hang.

Thirteen texts in seven forms: 50 mutations of each form in `make test`, 1,700 in `make prove` (about six minutes on two cores).
They run in this process under a guard: a hang in Python is ended and told with its place, one in a library ends the run with a trace.
"""

from __future__ import annotations

import faulthandler
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

import webui.demo
from directives import AgencyRegistry, Limits, SourceText, UnreadableDocument, parse, read
from tests.directives.test_forms import as_page, as_plain, docx, letter
from tests.documents import forms, pdfs

LONGEST_SECONDS = 5
#: A library that does not come back is waited for so long
LONGEST_WAIT = 300
#: Pages that a damaged file shows as pictures are not recognised: that would try tesseract, not the reader
LIMITS = Limits(scanned_pages=0)
PDF = Path(webui.demo.__file__).parent / "files" / "09-CT-UBND ho-chua.pdf"
SAMPLES = sorted(Path(__file__).parents[1].joinpath("samples").glob("*.txt"))
TEXTS = [path.read_text("utf-8") for path in SAMPLES]


def word(text: str) -> bytes:
    return forms.docx("".join(forms.paragraph(escape(line)) for line in text.split("\n")))


def page(text: str) -> bytes:
    return f"<html><body>{''.join(f'<p>{escape(line)}</p>' for line in text.split(chr(10)))}</body></html>".encode()


#: Form → its documents, the first of which has a letterhead and an appendix in tables
FORMS: dict[str, Callable[[], list[bytes]]] = {
    "docx": lambda: [docx(), *map(word, TEXTS)],
    "docx unpacked": lambda: [forms.stored(docx()), *(forms.stored(word(text)) for text in TEXTS)],
    "pdf": lambda: [PDF.read_bytes()],
    "pdf unpacked": lambda: [pdfs.text_pdf(pdfs.paged(text)) for text in TEXTS],
    "txt": lambda: [as_plain(), *(text.encode() for text in TEXTS)],
    "html": lambda: [as_page(), *map(page, TEXTS)],
    "eml": lambda: [
        letter(("Kế hoạch.docx", docx()), text=as_plain().decode(), html=as_page().decode()),
        *(letter(("Văn bản.docx", word(text))) for text in TEXTS),
    ],
}
PLACE = st.floats(0, 1, exclude_max=True)
#: What happens to files on their way: bytes flipped, an end cut off, a part lost, doubled, moved or overwritten
MUTATION = st.one_of(
    st.tuples(st.just("flip"), PLACE, st.integers(1, 255)),
    st.tuples(st.just("cut"), PLACE, st.just(0)),
    st.tuples(st.just("lose"), PLACE, st.integers(1, 2_000)),
    st.tuples(st.just("double"), PLACE, st.integers(1, 2_000)),
    st.tuples(st.just("move"), PLACE, st.integers(1, 2_000)),
    st.tuples(st.just("fill"), PLACE, st.integers(0, 255)),
)


@cache
def registry() -> AgencyRegistry:
    return AgencyRegistry.load()


@cache
def originals(form: str) -> list[bytes]:
    return FORMS[form]()


def mutated(data: bytes, mutations: list[tuple[str, float, int]]) -> bytes:
    for kind, where, much in mutations:
        place = int(where * len(data))
        part = data[place : place + much]
        if kind == "flip" and data:
            data = data[:place] + bytes([data[place] ^ much]) + data[place + 1 :]
        elif kind == "cut":
            data = data[:place]
        elif kind == "lose":
            data = data[:place] + data[place + much :]
        elif kind == "double":
            data = data[:place] + part + data[place:]
        elif kind == "move":
            data = part + data[:place] + data[place + much :]
        elif kind == "fill":
            data = data[:place] + bytes([much]) * 64 + data[place + 64 :]
    return data


class Hang(BaseException):
    """No handler of faults takes this for a fault of the document."""


@contextmanager
def guarded() -> Iterator[None]:
    """Ends what takes more processor time than any document may."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Hang(f"more than {LONGEST_SECONDS} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, LONGEST_SECONDS)
    faulthandler.dump_traceback_later(LONGEST_WAIT, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@lru_cache(maxsize=100)
def check_parsed(source: SourceText) -> None:
    """Damage that changes no text changes nothing in what is parsed: each text is parsed once."""
    for task in parse(source, registry()).tasks:
        assert 0 <= task.evidence.text.start <= task.evidence.text.end <= len(source.text)
        assert task.text


@pytest.mark.parametrize("form", FORMS)
@given(data=st.data(), mutations=st.lists(MUTATION, min_size=1, max_size=5))
def test_a_damaged_document_is_parsed_or_refused(form, data, mutations):
    damaged = mutated(data.draw(st.sampled_from(originals(form))), mutations)
    with guarded():
        try:
            check_parsed(read(damaged, "vb", limits=LIMITS))
        except UnreadableDocument as refusal:
            assert refusal.reason[0].isupper()
            assert refusal.code


def test_the_guard_ends_what_does_not_end(monkeypatch):
    monkeypatch.setitem(globals(), "LONGEST_SECONDS", 0.05)
    with pytest.raises(Hang), guarded():
        while True:
            pass
