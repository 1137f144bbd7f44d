"""Speed of the parser, on texts of our own: `python -m tests.benchmark parse [--megabytes 5] [FILE.pdf …]`, `… import`,
`… tracking`.

Prints figures in processor time, with the memory at its peak; judges nothing. The figures of a machine stand in docs/benchmarks.md.
Texts that no office writes are read at half the size and at the whole size given: with 5 MB that takes some minutes.
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
from tests import benchmark_readers, benchmark_tracking
from tests.benchmark_import import importing
from webui.demo.texts import PLAN_BY_AGENCY
from webui.demo.writing import as_text, fill

SAMPLES = Path(__file__).with_name("samples")
TODAY, ISSUED = date(2026, 11, 20), date(2026, 11, 16)
#: Texts that no office writes, made to be slow: each over and over. Some fill one line, some are lines of a few letters
ADVERSARIAL = {
    "ngày ngày …": "ngày ",
    "trước ngày trước ngày …": "trước ngày ",
    "hằng năm trước ngày …": "hằng năm trước ngày 15/12 ",
    "Điều 1.1.1.1…": "Điều 1.1.1.1",
    "chữ số": "1234567890",
    "chữ số, gạch chéo": "1/2/3-4.5 ",
    "số hiệu văn bản": "12/QĐ-UBND ",
    "ngoặc": "(",
    "dấu chấm": "....",
    "một từ": "A",
    "giao Sở X giao Sở X …": "giao Sở X ",
    "giao việc nối nhau": "Giao Sở Y tế báo cáo trước ngày 30/6/2026; ",
    "phối hợp với …": "phối hợp với Sở Y tế ",
    "chủ trì, chủ trì, …": "chủ trì, ",
    "danh sách cơ quan": "Sở Y tế; Sở Nội vụ; ",
    "danh sách cơ quan, phẩy": "Sở Y tế, Sở Nội vụ, ",
    "danh sách sở theo ngành": "các sở quản lý ngành về y tế, ",
    "tên tắt": "Ban Soạn thảo (BST) ",
    "dòng chữ hoa": "CÁC SỞ BAN NGÀNH\n",
    "dòng gạch đầu dòng": "- Sở Y tế báo cáo\n",
    "dòng ngắn": "1. a\n",
    "dòng như tiêu đề": "I. Sở Y tế\n1. Mục\n",
    "dòng phụ lục": "Phụ lục I\n",
    "dòng nhãn": "1. Rà soát\nThời gian: quý I\nCơ quan chủ trì: Sở Y tế\n",
    "dòng chỉ tiêu": "1. Đến năm 2030, 90% xã đạt chuẩn.\n",
    "quốc hiệu": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 1/UBND-VX\n",
}
#: Lines of bodies above a number and a title, each over and over
LETTERHEADS = {"nhiều cơ quan ban hành": "SỞ Y TẾ - ", "nhiều cơ quan không có trong danh mục": "SỞ Y TẾ ABX - "}


def main() -> int:
    """Print all figures of one part of the system."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("part", choices=["parse", "readers", "import", "tracking"])
    arguments.add_argument("--megabytes", type=float, default=5, help="size of the texts that no office writes (5)")
    arguments.add_argument("--tasks", type=int, default=100_000, help="tracking: how many tasks the office has (100000)")
    arguments.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite", help="tracking: on which database")
    arguments.add_argument("files", nargs="*", type=Path, help="PDF files with a text layer, for seconds a page")
    given = arguments.parse_args()
    if given.part == "import":
        return importing()
    if given.part == "tracking":
        return benchmark_tracking.run(given.tasks, given.database)
    print(f"{platform.machine()}, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}")
    if given.part == "readers":
        return benchmark_readers.run(given.files)
    registry = AgencyRegistry.load()
    seconds(lambda: parse(read(plan(1)), registry))  # tables are built with the first document
    start_up()
    ordinary(registry)
    adversarial(registry, round(given.megabytes * 1e6))
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


def under_letterhead(line: str) -> str:
    """A short plan of two bodies under a line of any length."""
    return f"{line}\nSố: 12/KHPH-SYT-SCT\nSơn Hà, ngày 10 tháng 3 năm 2026\nKẾ HOẠCH PHỐI HỢP\nKiểm tra các chợ\n1. Sở Y tế rà soát.\n"


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
    """KB/s on texts as offices write them, the best of three: one plan dense with tasks, and all samples one behind the other."""
    for name, data in [("kế hoạch dày đặc nhiệm vụ", plan(size)) for size in (50_000, 400_000)] + [("nhiều kiểu văn bản", varied(400_000))]:
        took = min(seconds(lambda data=data: parse(read(data), registry)) for _ in range(3))  # type: ignore[misc]
        print(f"{name}, {len(data) / 1e3:.0f} KB: {took:.2f} s, {len(data) / took / 1e3:.0f} KB/s")


def varied(size: int) -> bytes:
    """A text of about so many bytes: the bodies of our samples of every genre, under the letterhead of the first."""
    texts = [path.read_text("utf-8") for path in sorted(SAMPLES.glob("*.txt"))]
    bodies = "\n".join(text[600:-400] for text in texts)
    return (texts[0][:600] + bodies * max(1, size // len(bodies.encode()))).encode()


def adversarial(registry: AgencyRegistry, size: int) -> None:
    """Seconds a megabyte, and how much longer the whole takes than its half, for each family."""
    worst = 0.0
    families = {name: (words, lambda line: f"Sở Y tế {line}") for name, words in ADVERSARIAL.items()}
    families |= {name: (words, under_letterhead) for name, words in LETTERHEADS.items()}
    for name, (words, text) in families.items():
        times = []
        for length in (size // 2, size):
            data = text(words * ((length - len(text("").encode())) // len(words.encode()))).encode()
            times.append(seconds(lambda data=data: tried(data, registry)))  # type: ignore[misc]
        growth = times[1] / max(times[0], 1e-3)
        worst = max(worst, growth)
        print(f"{name}: {times[1] / size * 1e6:.1f} s/MB, gấp đôi chữ thì {growth:.2f} lần thời gian", flush=True)
    print(f"gấp đôi chữ đến {size / 1e6:g} MB: nhiều nhất {worst:.2f} lần thời gian")


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
