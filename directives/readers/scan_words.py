"""tesseract: a picture goes in, lines of words with its trust in each come out."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

from lxml import etree
from PIL import Image

from directives.readers.legacy import run
from directives.readers.limits import Limits, crashed, program_missing
from directives.readers.pdf_words import Word
from directives.vietnamese import normalise

#: Words that tesseract trusts less (percent) and that have no letter or figure are stains
STAIN = 35
#: Lines that it trusts less on the average are stamps and signatures
UNSURE = 30
#: Within the cells of a table only lines that it hardly trusts at all: a word alone on its line has little to be judged by
UNSURE_IN_CELLS = 10
#: What is on a picture ([tesseract] --psm): a whole page, one block of text, words here and there
PAGE, BLOCK, SCATTERED = "3", "6", "11"
LINE_CLASSES = ("ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat")
WHY = "Nhận dạng chữ trong ảnh quét"
#: `bbox 120 340 980 380`, `x_wconf 91` in hOCR
BOX = re.compile(r"bbox (\d+) (\d+) (\d+) (\d+)")
TRUST = re.compile(r"x_wconf (\d+)")
#: `tesseract 5.3.0`
VERSION = re.compile(r"tesseract v?(\d[\w.-]*)")


def words_in(picture: Image.Image, dpi: float, layout: str, limits: Limits) -> list[list[Word]]:
    """The words of each line, in points from the top left of the picture.

    Raises `UnreadableDocument` when tesseract or its Vietnamese data is missing, when it crashes or takes too long.
    """
    program = shutil.which("tesseract")
    if program is None:
        raise program_missing("tesseract", "tesseract-ocr tesseract-ocr-vie", WHY)
    with tempfile.TemporaryDirectory(prefix="dondoc-") as folder:
        file = Path(folder, "page.tif")  # which is read by lines; from a pipe, or as ppm, it would be read byte by byte
        picture.save(file, "TIFF")
        command = [program, str(file), "stdout", "-l", "vie", "--dpi", str(round(dpi)), "--psm", layout, "hocr"]
        hocr = run(command, limits.program_seconds, home=folder)
    if b"ocr_page" not in hocr:
        raise crashed("tesseract") if knows_vietnamese(program) else no_vietnamese()
    return lines_of(hocr, 72 / dpi, UNSURE_IN_CELLS if layout == BLOCK else UNSURE)


def no_vietnamese() -> Exception:
    return program_missing("tesseract với dữ liệu tiếng Việt", "tesseract-ocr-vie", WHY)


def knows_vietnamese(program: str) -> bool:
    """Whether tesseract has its Vietnamese data."""
    return b"vie" in _said(program, "--list-langs").split()


def reader_name() -> str:
    """The program that recognises, with its version: `tesseract 5.3.0 (vie)`."""
    program = shutil.which("tesseract")
    found = VERSION.search(_said(program, "--version").decode("utf-8", "replace")) if program else None
    return f"tesseract {found[1]} (vie)" if found else "tesseract (vie)"


@lru_cache(maxsize=8)
def _said(program: str, question: str) -> bytes:
    """What a program says of itself; nothing when it cannot."""
    try:
        done = subprocess.run([program, question], stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout + b"\n" + done.stderr


def lines_of(hocr: bytes, unit: float, unsure: int = UNSURE) -> list[list[Word]]:
    """The words of each line of tesseract's hOCR, in points; a pixel is `unit` points wide. Lines trusted less than `unsure` are none."""
    root = etree.fromstring(hocr, etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False))
    lines: list[list[Word]] = []
    for element in root.iter("{*}span"):
        if element.get("class") in LINE_CLASSES:
            words = [word for span in element.iter("{*}span") if (word := _word(span, unit)) is not None]
            if words and sum(word["trust"] for word in words) >= unsure * len(words):
                lines.append(words)
    return lines


def _word(span: etree._Element, unit: float) -> Word | None:
    """One recognised word with tesseract's trust in it, None for stains and strokes of tables."""
    title = span.get("title", "")
    box, trust = BOX.search(title), TRUST.search(title)
    text = normalise(str(span.xpath("string()"))).strip("|_")  # strokes beside a word
    if span.get("class") != "ocrx_word" or box is None or trust is None or not text.strip("—"):
        return None
    if int(trust[1]) < STAIN and not any(c.isalnum() for c in text):
        return None
    x0, top, x1, bottom = (int(value) * unit for value in box.groups())
    # a size of nothing: words that touch are still two words
    return {"text": text, "x0": x0, "top": top, "x1": x1, "bottom": bottom, "size": 0.0, "trust": int(trust[1])}
