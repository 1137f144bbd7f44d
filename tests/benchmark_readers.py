"""Speed of the readers: `python -m tests.benchmark readers [FILE.pdf …]`: seconds a page of PDF files, on one core and on all; scans; memory."""

from __future__ import annotations

import io
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pypdfium2
from docx import Document
from PIL import Image

from directives import Limits, read
from tests.documents import forms

SENTENCE = "Sở Tài chính chủ trì, phối hợp với các sở, ban, ngành, Ủy ban nhân dân các xã, phường rà soát, tổng hợp, báo cáo kết quả. "
#: Of a page of a Word file, lines
PAGE_LINES = 40
SCANNED_PAGES = 4


def run(files: list[Path]) -> int:
    """Print the figures of all readers; 0."""
    warm = own_pdf(2)
    read(warm)
    text_pages(files)
    long_text()
    scanned_pages(files)
    long_word()
    return 0


def own_pdf(pages: int) -> bytes:
    """A PDF with a text layer, of running text and a ruled table on every fourth page."""
    rows = [[str(i), SENTENCE, "Sở Nội vụ"] for i in range(1, 9)]
    body = ""
    for page in range(pages):
        body += forms.table(rows) if page % 4 == 3 else "".join(forms.paragraph(f"{i}. {SENTENCE * 2}") for i in range(1, 12))
        body += '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    return forms.converted(forms.docx(body), ".docx", "pdf")


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Processor time, programs that were run included, and wall time of a piece of work."""
    before, started = _processor(), time.monotonic()
    work()
    return _processor() - before, time.monotonic() - started


def _processor() -> float:
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def text_pages(files: list[Path]) -> None:
    """Seconds a page of those files that have a text layer."""
    rates = []
    for path in files:
        data = path.read_bytes()
        if is_scan(data):
            continue
        source = read(data)
        took, _ = timed(lambda data=data: read(data))  # type: ignore[misc]
        rates.append(took / (source.pages or 1))
        print(f"{path.name}: {source.pages} trang có lớp chữ, {rates[-1]:.2f} s/trang")
    if rates:
        print(f"PDF có lớp chữ, trung vị: {statistics.median(rates):.2f} s/trang (một nhân)")


def is_scan(data: bytes) -> bool:
    """Whether the first page of a PDF has hardly any text."""
    document = pypdfium2.PdfDocument(data)
    try:
        return len(document[0].get_textpage().get_text_range()) < 100
    finally:
        document.close()


def long_text() -> None:
    data = own_pdf(30)
    pages = read(data).pages or 1
    took, wall = timed(lambda: read(data))
    print(f"PDF {pages} trang tự tạo: {took:.1f} s bộ xử lý, {wall:.1f} s đồng hồ; tính cho 30 trang: {took / pages * 30:.1f} s")


def scanned_pages(files: list[Path]) -> None:
    """Seconds a page of scans, one page at a time and as many at once as there are cores; of all pages, the usual and the slow ones."""
    document = pypdfium2.PdfDocument(own_pdf(SCANNED_PAGES))
    pictures = [page.render(scale=200 / 72).to_pil().convert("L") for page in document]
    document.close()
    scans = {"bản quét tự tạo": _as_scan(pictures[:SCANNED_PAGES])} | {f.name: f.read_bytes() for f in files if is_scan(f.read_bytes())}
    each: list[float] = []
    for name, data in scans.items():
        moments: list[tuple[float, bool]] = []  # a page is told twice: without words, then recognised
        told = Limits(workers=1, finished=lambda page, of, moments=moments: moments.append((_processor(), page.recognised)))  # type: ignore[misc]
        took, wall = timed(lambda data=data, limits=told: read(data, limits=limits))  # type: ignore[misc]
        each += [after - before for (before, _), (after, recognised) in pairwise(moments) if recognised]
        pages = sum(recognised for _, recognised in moments) or 1
        _, at_once = timed(lambda data=data: read(data))  # type: ignore[misc]
        cores = len(os.sched_getaffinity(0))
        figures = f"{took / pages:.2f} s bộ xử lý/trang, {wall / pages:.2f} s đồng hồ/trang; {cores} nhân: {at_once / pages:.2f} s/trang"
        print(f"{name}: {pages} trang, {figures}")
    each.sort()
    slow = each[int(0.9 * (len(each) - 1))]
    print(f"{len(each)} trang quét: trung vị {statistics.median(each):.2f} s bộ xử lý, 9/10 số trang không quá {slow:.2f} s")


def _as_scan(pictures: list[Image.Image]) -> bytes:
    buffer = io.BytesIO()
    pictures[0].save(buffer, "PDF", save_all=True, append_images=pictures[1:], resolution=200)
    return buffer.getvalue()


def long_word() -> None:
    """Memory at its peak while a Word file of 300 pages is read, with tables, in a process of its own."""
    document = Document()
    for page in range(300):
        if page % 10 == 9:
            table = document.add_table(rows=12, cols=4, style="Table Grid")
            for row in table.rows:
                for cell in row.cells:
                    cell.text = SENTENCE[:60]
        else:
            for i in range(PAGE_LINES // 4):
                document.add_paragraph(f"{i}. {SENTENCE * 3}")
    out = io.BytesIO()
    document.save(out)
    code = (
        "import sys; from directives import read; print(len(read(sys.stdin.buffer.read()).text)); print(open('/proc/self/status').read())"
    )
    started = _processor()
    done = subprocess.run([sys.executable, "-c", code], input=out.getvalue(), capture_output=True, check=True)
    took = _processor() - started
    said = done.stdout.decode().split()
    peak = int(said[said.index("VmHWM:") + 1])  # that of getrusage would be the parent's, where it is higher
    print(f"docx 300 trang ({int(said[0]) / 1e3:.0f} nghìn chữ): {took:.1f} s, bộ nhớ cao nhất {peak / 1e3:.0f} MB")
