"""Files are read in a child process whose death, delay or greed is a sentence for the clerk."""

import re

import pytest

from directives import AgencyRegistry, Limits, UnreadableDocument, parse, read
from tests.documents import forms
from webui.ingest import IngestLimits, read_and_parse

TEXT = """UBND TỈNH SƠN HÀ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 12/KH-UBND
Sơn Hà, ngày 05 tháng 02 năm 2026
KẾ HOẠCH
Phát triển kinh tế tập thể năm 2026
I. TỔ CHỨC THỰC HIỆN
1. Sở Tài chính chủ trì, phối hợp với Sở Nội vụ rà soát, báo cáo UBND tỉnh trước ngày 30/6/2026.
"""


def test_a_child_gives_what_reading_here_gives():
    there = read_and_parse(TEXT.encode(), "kế hoạch.txt")
    assert there == parse(read(TEXT.encode(), "kế hoạch.txt"), AgencyRegistry.load())
    assert there.directive.number == "12/KH-UBND"


def test_the_readers_refusal_comes_through():
    with pytest.raises(UnreadableDocument, match="rỗng") as refusal:
        read_and_parse(b"  ", "trong.txt")
    assert refusal.value.code == "empty"


def test_a_file_over_the_limit_starts_no_child():
    with pytest.raises(UnreadableDocument, match="quá lớn"):
        read_and_parse(b"a" * 100, "to.txt", limits=IngestLimits(reading=Limits(file_bytes=10)))


def test_a_child_that_takes_too_long_is_ended():
    with pytest.raises(UnreadableDocument, match=r"quá 0\.2 giây") as refusal:
        read_and_parse(TEXT.encode(), "cham.txt", limits=IngestLimits(seconds=0.2))
    assert refusal.value.code == "time"


def test_a_child_that_wants_too_much_memory_dies_alone():
    with pytest.raises(UnreadableDocument) as refusal:
        read_and_parse(("Sở Y tế báo cáo kết quả. " * 80_000).encode(), "lon.txt", limits=IngestLimits(memory_bytes=110_000_000))
    assert refusal.value.code in ("died", "memory")


def heavy(lines: int, pages: int) -> bytes:
    """A PDF of many pages with much on each."""
    line = b"BT /F 12 Tf 72 %d Td (So Y te bao cao ket qua thuc hien nhiem vu cua cac co quan) Tj ET "
    return forms.pdf(b"".join(line % (800 - 18 * (i % 42)) for i in range(lines)), pages=pages)


def test_of_a_document_that_takes_too_long_the_pages_read_so_far_are_kept():
    parsed = read_and_parse(heavy(40, 400), "nang.pdf", limits=IngestLimits(cpu_seconds=5, reading=Limits(scanned_pages=0)))
    assert any(re.search(r"Chỉ đọc \d+/400 trang", warning) for warning in parsed.source.warnings)
    assert "So Y te bao cao" in parsed.source.text


def test_a_child_that_burns_its_processor_time_dies_alone():
    many = heavy(40_000, 1)
    with pytest.raises(UnreadableDocument) as refusal:
        read_and_parse(many, "nang.pdf", limits=IngestLimits(cpu_seconds=2))
    assert refusal.value.code == "died"
    assert "dừng giữa chừng" in str(refusal.value)


def test_a_file_name_is_never_more_than_a_name():
    assert read_and_parse(TEXT.encode(), '"><img src=x onerror=alert(1)>;$(touch x)\n.docx').directive.kind == "Kế hoạch"
