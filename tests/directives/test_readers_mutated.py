"""D18: damaged documents of real layouts are read and parsed, or refused with a reason; never a crash, never a hang.

Six forms, 50 mutations of each in `make test`, 1,700 of each in `make prove`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import webui.demo
from directives import AgencyRegistry, Limits, UnreadableDocument, parse, read
from tests.directives.test_forms import as_page, as_plain, docx, letter
from tests.documents import forms

LONGEST_SECONDS = 5
#: Pages that a damaged file shows as pictures are not recognised: that would try tesseract, not the reader
LIMITS = Limits(scanned_pages=0)
PDF = Path(webui.demo.__file__).parent / "files" / "09-CT-UBND ho-chua.pdf"
FORMS: dict[str, Callable[[], bytes]] = {
    "docx": docx,
    "docx unpacked": lambda: forms.stored(docx()),
    "pdf": PDF.read_bytes,
    "txt": as_plain,
    "html": as_page,
    "eml": lambda: letter(("Kế hoạch.docx", docx()), text=as_plain().decode(), html=as_page().decode()),
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
def original(form: str) -> bytes:
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


@pytest.mark.parametrize("form", FORMS)
@given(mutations=st.lists(MUTATION, min_size=1, max_size=5))
def test_a_damaged_document_is_parsed_or_refused(form, mutations):
    data = mutated(original(form), mutations)
    started = time.process_time()
    try:
        found = parse(read(data, "vb", limits=LIMITS), registry())
    except UnreadableDocument as refusal:
        assert refusal.reason[0].isupper()
        assert refusal.code
    else:
        text = found.source.text
        for task in found.tasks:
            assert 0 <= task.evidence.text.start <= task.evidence.text.end <= len(text)
            assert task.text
    assert time.process_time() - started < LONGEST_SECONDS
