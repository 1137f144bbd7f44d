"""Pages that were read are kept when the program behind the reader breaks off at another page, and the others are named."""

from __future__ import annotations

import io
import os
import shutil
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from directives import Limits, UnreadableDocument, read
from directives.readers.flow import Line, Page
from directives.readers.limits import page_numbers
from directives.readers.pages import ReadPage
from directives.readers.rescue import rescued

#: The words of each page of a scan
WORDS = ("Sở Y tế chủ trì báo cáo", "Sở Nội vụ chủ trì rà soát", "Sở Xây dựng chủ trì kiểm tra")


def scan(words: tuple[str, ...]) -> bytes:
    """Pictures of pages with a line of words on each, as one tif."""
    font = ImageFont.truetype("NotoSans-Regular.ttf", 40)
    pages = []
    for line in words:
        page = Image.new("L", (1000, 500), 255)
        ImageDraw.Draw(page).text((60, 200), line, font=font, fill=0)
        pages.append(page)
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], dpi=(150, 150))
    return out.getvalue()


def dying_tesseract(folder: Path, at: set[int]) -> None:
    """A tesseract that kills itself at these calls, and is the real one at the others."""
    real = shutil.which("tesseract")
    program = folder / "tesseract"
    dies = " ".join(map(str, sorted(at)))
    program.write_text(
        f"#!/bin/sh\necho >> {folder}/calls\nn=$(wc -l < {folder}/calls)\n"
        f'for d in {dies}; do [ "$n" -eq "$d" ] && kill -SEGV $$; done\nexec {real} "$@"\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


@pytest.mark.program
def test_a_page_at_which_tesseract_crashes_is_left_out_and_named(tmp_path, monkeypatch):
    dying_tesseract(tmp_path, {2})
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    told: list[int] = []
    source = read(scan(WORDS), limits=replace(Limits(), workers=1, finished=lambda page, pages: told.append(page.number)))
    assert "Sở Y tế" in source.text and "Sở Xây dựng" in source.text and "Nội vụ" not in source.text
    assert source.warnings == ("Chỉ đọc 2/3 trang của tệp; chưa đọc trang 2. Hãy tải lên riêng các trang đó.",)
    assert told == [1, 3]


@pytest.mark.program
def test_a_scan_at_every_page_of_which_tesseract_crashes_is_refused(tmp_path, monkeypatch):
    dying_tesseract(tmp_path, {1, 2})
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(UnreadableDocument, match="tesseract đã dừng đột ngột") as refusal:
        read(scan(WORDS[:2]))
    assert refusal.value.code == "died"


def test_an_office_program_that_crashes_is_named(tmp_path, monkeypatch):
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsh -c 'kill -SEGV $$'\n")  # as LibreOffice: a script waits for the program and ends with its code
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(UnreadableDocument, match="soffice đã dừng đột ngột") as refusal:
        read(b"{\\rtf1 So Y te}")
    assert refusal.value.code == "died"


def page(number: int, words: str, *, recognised: bool = False) -> Page:
    return Page(number, 595, 842, [[Line(words, 85, 540, 100, 113, 13)]], recognised=recognised)


GOOD = "Sở Y tế chủ trì, phối hợp với các cơ quan của tỉnh báo cáo kết quả thực hiện nhiệm vụ trong kế hoạch."
GARBLED = "So Y te chu tri bao cao ket qua lam viec voi nhung don vi lien quan den noi dung tren day."


@pytest.mark.parametrize(
    ("pages", "of", "kept", "missed"),
    [
        ([page(1, GOOD), page(2, GOOD)], 4, 2, "3–4"),
        ([page(1, GOOD), page(2, "")], 2, 1, "2"),
        ([page(1, GOOD), page(2, ""), page(2, GOOD, recognised=True)], 3, 2, "3"),
        ([page(1, GARBLED), page(2, GARBLED), page(3, GARBLED), page(1, GOOD, recognised=True)], 3, 1, "2–3"),
        ([page(1, GOOD, recognised=True), page(3, GOOD, recognised=True)], 3, 2, "2"),
    ],
    ids=["text", "a picture not yet recognised", "a picture recognised", "a bad font", "a scan"],
)
def test_of_what_was_read_a_document_is_made_and_the_rest_is_named(pages, of, kept, missed):
    lines = [ReadPage(page=read, pages=of).model_dump_json() for read in pages]
    source = rescued([ReadPage.model_validate_json(line) for line in lines], Limits())
    assert source.text.count("Sở Y tế") == kept
    assert "So Y te" not in source.text
    assert f"Chỉ đọc {kept}/{of} trang của tệp; chưa đọc trang {missed}." in source.warnings[0]


@pytest.mark.parametrize(("numbers", "written"), [([3], "3"), ([7, 8, 9, 3], "3, 7–9"), ([1, 3], "1, 3"), ([], "")])
def test_numbers_of_pages_are_written_in_stretches(numbers, written):
    assert page_numbers(numbers) == written
