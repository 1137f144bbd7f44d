"""Files are read in a child process whose death, delay or greed is a sentence for the clerk."""

import os
import re
import signal
from pathlib import Path

import pytest

import webui.demo
from directives import AgencyRegistry, Limits, UnreadableDocument, parse, read
from directives.explain import as_text, explained
from tests.documents import forms
from webui.ingest import IngestLimits, parse_again, read_and_explain, read_and_parse
from webui.reading_process import ReadingProcess

TEXT = """UBND TỈNH SƠN HÀ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 12/KH-UBND
Sơn Hà, ngày 05 tháng 02 năm 2026
KẾ HOẠCH
Phát triển kinh tế tập thể năm 2026
I. TỔ CHỨC THỰC HIỆN
1. Sở Tài chính chủ trì, phối hợp với Sở Nội vụ rà soát, báo cáo UBND tỉnh trước ngày 30/6/2026.
"""
NO_PICTURES = IngestLimits(reading=Limits(scanned_pages=0))
LONG = "Sở Y tế báo cáo kết quả. " * 80_000


def test_a_child_gives_what_reading_here_gives():
    there = read_and_parse(TEXT.encode(), "kế hoạch.txt")
    assert there == parse(read(TEXT.encode(), "kế hoạch.txt"), AgencyRegistry.load())
    assert there.directive.number == "12/KH-UBND"


def test_a_child_gives_the_outline_that_is_made_here():
    with ReadingProcess() as process:
        there = read_and_explain(TEXT.encode(), "kế hoạch.txt", process=process)
    assert there.outline == as_text(explained(there.parsed.source, AgencyRegistry.load()))
    assert "→ nhiệm vụ [" in there.outline


def test_the_readers_refusal_comes_through():
    with pytest.raises(UnreadableDocument, match="rỗng") as refusal:
        read_and_parse(b"  ", "trong.txt")
    assert refusal.value.code == "empty"


def test_a_file_over_the_limit_starts_no_child():
    with pytest.raises(UnreadableDocument, match="quá lớn"):
        read_and_parse(b"a" * 100, "to.txt", limits=IngestLimits(reading=Limits(file_bytes=10)))


def test_a_child_that_takes_too_long_is_ended():
    with pytest.raises(UnreadableDocument, match=r"quá 0\.2 giây") as refusal:
        read_and_parse(LONG.encode(), "cham.txt", limits=IngestLimits(seconds=0.2))
    assert refusal.value.code == "time"


def test_a_child_that_wants_too_much_memory_dies_alone():
    with pytest.raises(UnreadableDocument) as refusal:
        read_and_parse(LONG.encode(), "lon.txt", limits=IngestLimits(memory_bytes=110_000_000))
    assert refusal.value.code in ("died", "memory")


def heavy(lines: int, pages: int) -> bytes:
    """A PDF of many pages with much on each."""
    line = b"BT /F 12 Tf 72 %d Td (So Y te bao cao ket qua thuc hien nhiem vu cua cac co quan) Tj ET "
    return forms.pdf(b"".join(line % (800 - 18 * (i % 42)) for i in range(lines)), pages=pages)


def test_of_a_document_that_takes_too_long_the_pages_read_so_far_are_kept():
    parsed = read_and_parse(heavy(40, 400), "nang.pdf", limits=IngestLimits(cpu_seconds=5, reading=Limits(scanned_pages=0)))
    assert any(re.search(r"Chỉ đọc \d+/400 trang", warning) for warning in parsed.source.warnings)
    assert "So Y te bao cao" in parsed.source.text


def uneven(light: int, total: int) -> bytes:
    """A PDF of light pages, and then one with more on it than there is time for."""
    page = b"/Type /Page /Parent"
    before, *pages = heavy(40, total).split(page)
    pages[light] = pages[light].replace(b"/Contents 3 0 R", b"/Contents [" + b"3 0 R " * 600 + b"]", 1)
    return before + page + page.join(pages)


def reading_process(process: ReadingProcess) -> int:
    """The fork that reads at the moment."""
    assert process.running is not None
    pid = process.running.pid
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()[0])


def test_a_child_killed_in_the_middle_leaves_the_pages_that_it_had_read():
    def kill(read: int, of: int) -> None:
        if read == 3:
            os.kill(reading_process(process), signal.SIGKILL)

    with ReadingProcess() as process:
        parsed = read_and_parse(heavy(40, 300), "nang.pdf", limits=NO_PICTURES, process=process, heard=kill)
        (warning,) = [text for text in parsed.source.warnings if text.startswith("Chỉ đọc")]
        read = int(re.findall(r"\d+", warning)[0])
        assert 3 <= read < 300
        assert f"Chỉ đọc {read}/300 trang của tệp; chưa đọc trang {read + 1}–300." in warning
        assert parsed.source.pages == 300
        assert parsed.source.text.count("So Y te") >= 40 * read / 2
        assert process.running is not None  # the process that stays lives on, for the next file
        assert read_and_parse(TEXT.encode(), "sau.txt", process=process).directive.number == "12/KH-UBND"


@pytest.mark.parametrize(
    "limits",
    [
        IngestLimits(cpu_seconds=3, reading=Limits(scanned_pages=0)),
        IngestLimits(seconds=3, reading=Limits(scanned_pages=0)),
        IngestLimits(memory_bytes=300_000_000, reading=Limits(scanned_pages=0)),
    ],
    ids=["processor time", "wall time", "memory"],
)
def test_of_a_document_one_page_of_which_is_without_end_the_pages_before_are_kept(limits):
    parsed = read_and_parse(uneven(2, 4), "nang.pdf", limits=limits)
    assert any("Chỉ đọc 2/4 trang" in warning for warning in parsed.source.warnings)


def test_when_the_process_that_stays_is_killed_the_pages_are_kept_and_the_next_file_is_read():
    def kill(read: int, of: int) -> None:
        if read == 3 and process.running is not None:
            process.running.kill()

    with ReadingProcess() as process:
        parsed = read_and_parse(heavy(40, 300), "nang.pdf", limits=NO_PICTURES, process=process, heard=kill)
        assert "So Y te" in parsed.source.text
        assert any("/300 trang" in warning for warning in parsed.source.warnings)
        assert read_and_parse(TEXT.encode(), "sau.txt", process=process).directive.number == "12/KH-UBND"


@pytest.mark.program
def test_scans_and_old_files_are_read_by_their_programs_inside_the_bounds():
    scan = Path(webui.demo.__file__).parent / "files" / "12-CD-UBND ban-quet.pdf"
    assert "tesseract" in read_and_parse(scan.read_bytes(), "quet.pdf").source.reader
    old = forms.converted(forms.docx("".join(map(forms.paragraph, TEXT.splitlines()))), ".docx", "doc:MS Word 97")
    assert read_and_parse(old, "cu.doc").directive.number == "12/KH-UBND"


def test_one_process_reads_many_files_one_after_the_other():
    with ReadingProcess(many=True) as process:
        first = read_and_parse(TEXT.encode(), "một.txt", process=process)
        server = process.running
        with pytest.raises(UnreadableDocument, match="rỗng"):
            read_and_parse(b" ", "hai.txt", process=process)
        assert read_and_parse(TEXT.encode(), "ba.txt", process=process, learned={"đơn vị X": "Sở Y tế"}) == first
        assert process.running is server


def test_a_text_that_was_read_before_is_parsed_again():
    before = read_and_parse(TEXT.encode(), "kế hoạch.txt")
    assert parse_again(before.source) == before


def test_a_process_that_reads_reaches_no_network_and_no_file_of_the_server(monkeypatch, tmp_path):
    monkeypatch.setenv("DONDOC_CONFIG", "bí mật")
    with ReadingProcess() as process:
        read_and_parse(TEXT.encode(), "một.txt", process=process)
        assert process.running is not None
        surroundings = Path(f"/proc/{process.running.pid}/environ").read_bytes()
        assert b"DONDOC_CONFIG" not in surroundings


def test_a_child_that_burns_its_processor_time_dies_alone():
    many = heavy(40_000, 1)
    with pytest.raises(UnreadableDocument) as refusal:
        read_and_parse(many, "nang.pdf", limits=IngestLimits(cpu_seconds=2))
    assert refusal.value.code == "died"
    assert "dừng giữa chừng" in str(refusal.value)


def test_a_file_name_is_never_more_than_a_name():
    assert read_and_parse(TEXT.encode(), '"><img src=x onerror=alert(1)>;$(touch x)\n.docx').directive.kind == "Kế hoạch"


def test_a_process_that_is_interrupted_while_it_starts_is_ended(monkeypatch):
    with ReadingProcess() as process:
        start = process._program

        def started_late():
            begun = start()
            process.interrupt()  # from another thread, before `running` is known
            return begun

        monkeypatch.setattr(process, "_program", started_late)
        with pytest.raises(UnreadableDocument, match="tín hiệu 9"):
            read_and_parse(TEXT.encode(), "a.txt", process=process)
