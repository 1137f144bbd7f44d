"""Speed of the parser, on texts of our own: `python -m tests.benchmark parse [FILE.pdf …]`.

Prints figures in processor time, with the memory at its peak; judges nothing. The figures of a machine stand in docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import io
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from docx import Document

from directives import AgencyRegistry, Limits, UnreadableDocument, parse, read
from webui.demo.texts import PLAN_BY_AGENCY
from webui.demo.writing import as_text, fill

TODAY, ISSUED = date(2026, 11, 20), date(2026, 11, 16)
#: Texts that no office writes, made to be slow
ADVERSARIAL = {
    "ngày ngày …": "ngày ",
    "Điều 1.1.1.1…": "Điều 1.1.1.1",
    "chữ số": "1234567890",
    "ngoặc": "(",
    "dấu chấm": "....",
    "giao việc nối nhau": "Giao Sở Y tế báo cáo trước ngày 30/6/2026; ",
    "dòng gạch đầu dòng": "- Sở Y tế báo cáo\n",
}


def main() -> int:
    """Print all figures of one part of the system."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("part", choices=["parse"])
    arguments.add_argument("files", nargs="*", type=Path, help="PDF files with a text layer, for seconds a page")
    given = arguments.parse_args()
    print(f"{platform.machine()}, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}")
    registry = AgencyRegistry.load()
    seconds(lambda: parse(read(plan(1)), registry))  # tables are built with the first document
    start_up()
    ordinary(registry)
    adversarial(registry)
    pages(given.files, registry)
    word(registry)
    return 0


def seconds(work: Callable[[], object]) -> float:
    """The processor time that a piece of work takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def plan(size: int) -> bytes:
    """A plan of so many bytes at least: the sections of a sample over and over."""
    text = as_text(fill(PLAN_BY_AGENCY, TODAY), ISSUED)
    start, end = text.index("\nI. "), text.index("\nNơi nhận:")
    body = text[start:end]
    times = max(1, size // len(body.encode()))
    return (text[:start] + body * times + text[end:]).encode()


def start_up() -> None:
    """Wall time of `dondoc parse` on a short text, the best of five."""
    command = [sys.executable, "-m", "webui.cli", "parse", "--json", "/dev/stdin"]
    times = []
    for _ in range(5):
        started = time.monotonic()
        subprocess.run(command, input=plan(1), stdout=subprocess.DEVNULL, check=True)
        times.append(time.monotonic() - started)
    print(f"dondoc parse, khởi động và đọc một văn bản ngắn: {min(times):.2f} s")


def ordinary(registry: AgencyRegistry) -> None:
    for size in (50_000, 200_000, 400_000):
        data = plan(size)
        took = seconds(lambda data=data: parse(read(data), registry))  # type: ignore[misc]
        print(f"kế hoạch {len(data) / 1e3:.0f} KB: {took:.2f} s, {len(data) / took / 1e3:.0f} KB/s")


def adversarial(registry: AgencyRegistry) -> None:
    for name, words in ADVERSARIAL.items():
        times = []
        for size in (100_000, 200_000):
            data = ("Sở Y tế " + words * (size // len(words.encode()))).encode()
            times.append(seconds(lambda data=data: tried(data, registry)))  # type: ignore[misc]
        print(f"{name}: {times[1] / 0.2:.1f} s/MB, gấp đôi chữ thì {times[1] / max(times[0], 1e-3):.2f} lần thời gian")


def tried(data: bytes, registry: AgencyRegistry) -> None:
    try:
        parse(read(data), registry)
    except UnreadableDocument as refusal:
        print(f"  {refusal}")


def pages(files: list[Path], registry: AgencyRegistry) -> None:
    rates = []
    for path in files:
        source = read(path.read_bytes(), limits=Limits(scanned_pages=0))
        took = seconds(lambda path=path: parse(read(path.read_bytes(), limits=Limits(scanned_pages=0)), registry))  # type: ignore[misc]
        rates.append(took / (source.pages or 1))
        print(f"{path.name}: {source.pages} trang, {rates[-1]:.2f} s/trang")
    if rates:
        print(f"PDF, trung vị: {statistics.median(rates):.2f} s/trang")


def word(registry: AgencyRegistry) -> None:
    """A Word file of about 300 pages: 40 lines a page."""
    document = Document()
    for line in plan(1_100_000).decode().split("\n"):
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    code = "import sys; from directives import *; parse(read(sys.stdin.buffer.read()), AgencyRegistry.load())"
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run([sys.executable, "-c", code], input=out.getvalue(), check=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    note = "" if used.ru_maxrss > before else " (không quá)"
    print(f"docx khoảng 300 trang: {used.ru_utime - started:.1f} s, bộ nhớ cao nhất {used.ru_maxrss / 1e3:.0f} MB{note}")


if __name__ == "__main__":
    sys.exit(main())
