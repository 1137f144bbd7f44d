"""Pictures of pages, by tesseract with its Vietnamese data; the pages of a PDF are drawn by pdfium first.

tesseract runs on one thread; pages are straightened before: at 3° of skew more than half of the characters are lost.
"""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

import pypdfium2 as pdfium
from lxml import etree
from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageSequence, UnidentifiedImageError

from directives.model import SourceText
from directives.readers.assembly import assemble
from directives.readers.flow import Line, Page, flow
from directives.readers.legacy import run
from directives.readers.limits import Limits, UnreadableDocument, broken, no_words, pages_missed, program_missing, too_large
from directives.readers.pdf_drawing import open_pdf
from directives.readers.pdf_tables import Edge, line_edge, tables_of
from directives.readers.pdf_words import Word
from directives.vietnamese import normalise

DPI = 250
#: Words that tesseract trusts less (percent) and that have no letter or figure are stains
STAIN = 35
#: Lines that it trusts less on the average are stamps and signatures
UNSURE = 30
#: Words further apart (points) stand in different columns; justified lines have gaps of up to 14
COLUMN_GAP = 20.0
#: tesseract does not tell sizes that can be compared; recognised lines have the size of body text
TEXT_SIZE = 13.0
#: Drawn lines are looked for at this resolution, as stretches of so many pixels none of which is brighter than this
LINE_DPI, STRETCH, DARK = 100, 32, 185
#: The shortest horizontal and vertical line of a table (points); what is shorter is an underline, a letter or dirt
SHORTEST = (45, 26)
LINE_CLASSES = ("ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat")
WHY = "Nhận dạng chữ trong ảnh quét"
#: `bbox 120 340 980 380`, `x_wconf 91` in hOCR
BOX = re.compile(r"bbox (\d+) (\d+) (\d+) (\d+)")
TRUST = re.compile(r"x_wconf (\d+)")


def read_image(data: bytes, limits: Limits) -> SourceText:
    """Reads a scanned page (png, jpg, bmp) or pages (tif). Raises `UnreadableDocument`."""
    reading = _Recognising(limits)
    count = 0
    for count, picture in enumerate(_pictures(data, limits), 1):
        if count <= limits.scanned_pages:
            reading.add(partial(recognise, picture, count, _dpi(picture), limits), count)
    return assembled_pictures(reading.finished(), count, limits)


def assembled_pictures(pages: list[Page], of: int, limits: Limits) -> SourceText:
    """The text of the recognised pages. Raises `UnreadableDocument` when there is none."""
    missed = set(range(1, of + 1)) - {page.number for page in pages}
    found = flow(pages)
    if not found:
        raise no_words()
    warnings = [pages_missed(len(pages), of, missed)] if missed else []
    return assemble(found, "tesseract", limits=limits, pages=of, ocr=True, warnings=warnings)


class _Recognising:
    """Pages as they are recognised; one at which tesseract crashes or takes too long is left out."""

    def __init__(self, limits: Limits, of: int = 0) -> None:
        self.limits = limits
        self.of = of
        self.pages: list[Page] = []
        self.refusals: list[UnreadableDocument] = []

    def add(self, work: Callable[[], Page], number: int) -> None:
        """One more page, unless the time for all of them is over."""
        if self.pages and self.limits.enough():
            return
        try:
            self.pages.append(work())
        except UnreadableDocument as refusal:
            if refusal.code not in ("died", "time"):
                raise
            self.refusals.append(refusal)
        else:
            self.limits.finished(self.pages[-1], max(self.of, number))

    def finished(self) -> list[Page]:
        """The pages. Raises `UnreadableDocument` when tesseract could not read a single one."""
        if self.refusals and not self.pages:
            raise self.refusals[0]
        return self.pages


def _pictures(data: bytes, limits: Limits) -> Iterator[Image.Image]:
    try:
        with Image.open(io.BytesIO(data)) as image:
            for frame in ImageSequence.Iterator(image):
                if frame.width * frame.height > limits.pixels:
                    raise too_large("kích thước ảnh", f"{limits.pixels // 1_000_000} triệu điểm ảnh")
                dpi = frame.info.get("dpi")
                picture = ImageOps.exif_transpose(frame).convert("L")
                picture.info["dpi"] = dpi
                yield picture
    except UnreadableDocument:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise broken("ảnh") from error


def _dpi(picture: Image.Image) -> float:
    """The resolution of a picture; where it says none, that of an A4 page as wide as it."""
    said = picture.info.get("dpi")
    value = float(said[0]) if isinstance(said, tuple) and said and said[0] else 0.0
    return value if 100 <= value <= 1200 else max(picture.width, picture.height) / 11.69


def recognise_pages(data: bytes, numbers: Sequence[int], limits: Limits, *, of: int) -> list[Page]:
    """Pages (counted from 1) of a PDF of so many, drawn and recognised, as many as there is time for, one at least."""
    document = open_pdf(data)
    reading = _Recognising(limits, of)
    try:
        for number in numbers:
            reading.add(partial(_drawn, document, number, limits), number)
        return reading.finished()
    except pdfium.PdfiumError as error:
        raise broken("PDF") from error
    finally:
        document.close()


def _drawn(document: pdfium.PdfDocument, number: int, limits: Limits) -> Page:
    return recognise(_draw(document, number, limits), number, DPI, limits)


def _draw(document: pdfium.PdfDocument, number: int, limits: Limits) -> Image.Image:
    page = document[number - 1]
    try:
        scale = DPI / 72
        pixels = page.get_width() * page.get_height() * scale * scale
        if pixels > limits.pixels:
            scale *= (limits.pixels / pixels) ** 0.5
        picture: Image.Image = page.render(scale=scale, grayscale=True, may_draw_forms=True).to_pil()
        return picture.convert("L")
    finally:
        page.close()


# --- straightening -------------------------------------------------------------------------------------------------


def straighten(picture: Image.Image) -> Image.Image:
    """The picture turned so that its lines are level, when they are off by 0.3° to 6°."""
    angle = skew(picture)
    return picture.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255) if abs(angle) >= 0.3 else picture


def skew(picture: Image.Image) -> float:
    """The angle in degrees by which to turn a picture so that the rows of its pixels differ most: dark lines, light gaps."""
    small = ImageOps.autocontrast(picture.resize((800, max(1, picture.height * 800 // max(picture.width, 1))), Image.Resampling.BOX))
    best = max((step / 2 for step in range(-12, 13)), key=lambda angle: _contrast(small, angle))
    return max((best + step / 10 for step in range(-4, 5)), key=lambda angle: _contrast(small, angle))


def _contrast(picture: Image.Image, angle: float) -> float:
    """How much the mean brightness of neighbouring rows differs; a little less for a larger angle, so that 0 wins ties."""
    turned = picture.rotate(angle, fillcolor=255) if angle else picture
    rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
    return sum((a - b) ** 2 for a, b in pairwise(rows)) * (1 - abs(angle) * 0.004)


# --- recognising ---------------------------------------------------------------------------------------------------


def recognise(picture: Image.Image, number: int, dpi: float, limits: Limits) -> Page:
    """The lines and ruled tables of one picture. Raises `UnreadableDocument` when tesseract or its Vietnamese data is missing."""
    program = shutil.which("tesseract")
    if program is None:
        raise program_missing("tesseract", "tesseract-ocr-vie", WHY)
    level = straighten(picture)
    buffer = io.BytesIO()
    level.save(buffer, "PNG", compress_level=1)
    with tempfile.TemporaryDirectory(prefix="dondoc-") as folder:
        command = [program, "stdin", "stdout", "-l", "vie", "--dpi", str(round(dpi)), "--psm", "3", "hocr"]
        hocr = run(command, limits.program_seconds, home=folder, stdin=buffer.getvalue())
    if b"ocr_page" not in hocr:
        raise program_missing("tesseract với dữ liệu tiếng Việt", "tesseract-ocr-vie", WHY)
    unit = 72 / dpi
    page = Page(number, picture.width * unit, picture.height * unit, recognised=True)
    lines = lines_of(hocr, unit)
    page.tables, outside = tables_of(drawn_lines(level, unit), [word for line in lines for word in line], number)
    kept = {id(word) for word in outside}
    parts = [part for line in lines for part in _parts([word for word in line if id(word) in kept])]
    page.rows = rows_of([part for part in parts if sum(c.isalnum() for c in part.text) > 1])
    return page


def drawn_lines(picture: Image.Image, unit: float) -> list[Edge]:
    """The long dark strokes of a level picture, in points.

    Strokes are first made a little thicker, for hairlines that a scanner blurred; then only what is dark over a whole stretch
    of a row or column stays dark, which no letter is.
    """
    scale = LINE_DPI * unit / 72
    thick = ImageOps.autocontrast(picture).filter(ImageFilter.MinFilter(3))
    small = thick.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))), Image.Resampling.BOX)
    point = 72 / LINE_DPI
    edges: list[Edge] = []
    for along in (0, 1):
        dark = [pixel < DARK for pixel in _stretches(small, along).tobytes()]
        for place in range(small.size[1 - along]):
            line = dark[place * small.width : (place + 1) * small.width] if along == 0 else dark[place :: small.width]
            here = (place + 0.5) * point
            for start, end in _runs(line):
                if (end - start + STRETCH) * point >= SHORTEST[along]:
                    ends = start * point, (end + STRETCH) * point
                    edges += line_edge(ends[0], here, ends[1], here) if along == 0 else line_edge(here, ends[0], here, ends[1])
    return edges


def _stretches(picture: Image.Image, along: int) -> Image.Image:
    """Each pixel as bright as the brightest of the stretch that begins with it, to the right (0) or downwards (1)."""
    reach = 1
    while reach < STRETCH:
        moved = Image.new("L", picture.size, 255)
        moved.paste(picture, (-reach, 0) if along == 0 else (0, -reach))
        picture = ImageChops.lighter(picture, moved)
        reach *= 2
    return picture


def _runs(dark: list[bool]) -> Iterator[tuple[int, int]]:
    """The stretches of True, start and end; a gap of one is bridged, one alone is none."""
    start: int | None = None
    last = 0
    for i, is_dark in enumerate([*dark, False, False]):
        if is_dark:
            start = i if start is None else start
            last = i
        elif start is not None and i - last > 1:
            if last > start:
                yield start, last + 1
            start = None


def lines_of(hocr: bytes, unit: float) -> list[list[Word]]:
    """The words of each line of tesseract's hOCR, in points."""
    root = etree.fromstring(hocr, etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False))
    lines: list[list[Word]] = []
    for element in root.iter("{*}span"):
        if element.get("class") in LINE_CLASSES:
            words = [word for span in element.iter("{*}span") if (word := _word(span, unit)) is not None]
            if words and sum(word["trust"] for word in words) >= UNSURE * len(words):
                lines.append(words)
    return lines


def _word(span: etree._Element, unit: float) -> Word | None:
    """One recognised word with tesseract's trust in it, None for stains and strokes of tables."""
    title = span.get("title", "")
    box, trust = BOX.search(title), TRUST.search(title)
    text = normalise(str(span.xpath("string()")))
    if span.get("class") != "ocrx_word" or box is None or trust is None or not text.strip("|_—"):
        return None
    if int(trust[1]) < STAIN and not any(c.isalnum() for c in text):
        return None
    x0, top, x1, bottom = (int(value) * unit for value in box.groups())
    # a size of nothing: words that touch are still two words
    return {"text": text, "x0": x0, "top": top, "x1": x1, "bottom": bottom, "size": 0.0, "trust": int(trust[1])}


def _parts(words: list[Word]) -> list[Line]:
    """The line of words, parted where columns stand side by side."""
    parts: list[list[Word]] = []
    for word in words:
        if parts and word["x0"] - parts[-1][-1]["x1"] < COLUMN_GAP:
            parts[-1].append(word)
        else:
            parts.append([word])
    return [_line(part) for part in parts]


def _line(words: list[Word]) -> Line:
    top, bottom = min(word["top"] for word in words), max(word["bottom"] for word in words)
    return Line(" ".join(word["text"] for word in words), words[0]["x0"], words[-1]["x1"], top, bottom, TEXT_SIZE)


def rows_of(lines: list[Line]) -> list[list[Line]]:
    """Lines of different columns that stand at one height, together."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda item: (item.top + item.bottom) / 2):
        middle = (line.top + line.bottom) / 2
        if rows and all(other.top < middle < other.bottom and (line.x0 >= other.x1 - 5 or line.x1 <= other.x0 + 5) for other in rows[-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda item: item.x0) for row in rows]
