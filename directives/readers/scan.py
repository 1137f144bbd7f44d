"""Pictures of pages, by tesseract with its Vietnamese data; the pages of a PDF are drawn by pdfium first.

tesseract runs on one thread, for several pages at once. Pages are straightened before: at 3° of skew more than half of the characters
are lost. Tables are found by their drawn lines and read cell by cell.
"""

from __future__ import annotations

import io
import os
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from statistics import median

import pypdfium2 as pdfium
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from directives.model import SourceText
from directives.readers.assembly import assemble
from directives.readers.flow import Line, Page, flow
from directives.readers.limits import Limits, UnreadableDocument, broken, no_words, pages_missed, too_large
from directives.readers.mending import RIGHT_COLUMN
from directives.readers.pdf_drawing import open_pdf
from directives.readers.pdf_tables import Edge, box_around, cells_of, tables_of
from directives.readers.pdf_words import Word
from directives.readers.scan_cells import blanked, cut_out, inked, moved, put_back
from directives.readers.scan_dots import dotted_rules
from directives.readers.scan_lines import drawn_lines, whitened, without_lines
from directives.readers.scan_picture import blackened, ink, is_sideways, skew, stamps, turned
from directives.readers.scan_words import BLOCK, PAGE, SCATTERED, reader_name, words_in
from directives.readers.slips import without_slips
from directives.vietnamese import bare

#: tesseract reads no better at more, and slower
DPI = 200
#: Words further apart (points) stand in different columns; justified lines have gaps of up to 14
COLUMN_GAP = 20.0
#: What the right column of a letterhead begins with stands at least so far (points) from the left one
NARROW_GAP = 7.0
#: tesseract does not tell sizes that can be compared; recognised lines have the size of body text
TEXT_SIZE = 13.0
#: Lines of up to three words that tesseract trusts less are signatures and seals
SCRAWL = 35
#: `Số: 22 /KH-SYT`
SYMBOL = re.compile(r"S[ốôó6]|/ ?[A-ZĐ]{2}")
#: A page whose words tesseract trusts less (percent, on the average) may stand on its head
HEADLESS = 65
#: So many pages are recognised at once at most: each takes up to 100 MB
MOST_AT_ONCE = 4
#: Stamps that are text of the document, by their letters: `KHẨN`, `HỎA TỐC`, `TỐI MẬT`; they stand on its first page
STAMP = re.compile(r"(?:thuong |toi |tuyet )?(?:khan|mat)|hoa toc")


def read_image(data: bytes, limits: Limits) -> SourceText:
    """Reads a scanned page (png, jpg, bmp) or pages (tif). Raises `UnreadableDocument`."""
    count = 0
    with _Recognising(limits) as reading:
        for count, picture in enumerate(_pictures(data, limits), 1):
            if count <= limits.scanned_pages:
                reading.add(count, partial(_with_resolution, picture))
        return assembled_pictures(reading.finished(), count, limits)


def assembled_pictures(pages: list[Page], of: int, limits: Limits) -> SourceText:
    """The text of the recognised pages. Raises `UnreadableDocument` when there is none."""
    missed = set(range(1, of + 1)) - {page.number for page in pages}
    found = without_slips(flow(pages))
    if not found:
        raise no_words()
    warnings = [pages_missed(len(pages), of, missed)] if missed else []
    return assemble(found, reader_name(), limits=limits, pages=of, ocr=True, warnings=warnings)


Drawn = tuple[Image.Image, float]  # a picture and its dots per inch


class _Recognising:
    """Pages as they are recognised, some at once, given in order; one at which tesseract crashes or takes too long is left out."""

    def __init__(self, limits: Limits, of: int = 0) -> None:
        self.limits = limits
        self.of = of
        self.pages: list[Page] = []
        self.refusals: list[UnreadableDocument] = []
        self.at_once = min(limits.workers or _cores(), MOST_AT_ONCE)
        self.pool = ThreadPoolExecutor(self.at_once)
        self.waiting: deque[tuple[int, Future[Page]]] = deque()

    def __enter__(self) -> _Recognising:
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.shutdown(cancel_futures=True)

    def add(self, number: int, draw: Callable[[], Drawn]) -> None:
        """One more page, unless the time for all of them is over; it is drawn here, since pdfium takes one caller at a time."""
        while len(self.waiting) >= self.at_once:
            self._take()
        if (self.pages or self.waiting) and self.limits.enough():
            return
        picture, dpi = draw()
        self.waiting.append((number, self.pool.submit(recognise, picture, number, dpi, self.limits)))

    def _take(self) -> None:
        number, future = self.waiting.popleft()
        try:
            self.pages.append(future.result())
        except UnreadableDocument as refusal:
            if refusal.code not in ("died", "time"):
                raise
            self.refusals.append(refusal)
        else:
            self.limits.finished(self.pages[-1], max(self.of, number))

    def finished(self) -> list[Page]:
        """The pages. Raises `UnreadableDocument` when tesseract could not read a single one."""
        while self.waiting:
            self._take()
        if self.refusals and not self.pages:
            raise self.refusals[0]
        return self.pages


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _pictures(data: bytes, limits: Limits) -> Iterator[Image.Image]:
    try:
        with Image.open(io.BytesIO(data)) as image:
            for frame in ImageSequence.Iterator(image):
                if frame.width * frame.height > limits.pixels:
                    raise too_large("kích thước ảnh", f"{limits.pixels // 1_000_000} triệu điểm ảnh")
                dpi = frame.info.get("dpi")
                picture = ImageOps.exif_transpose(frame).convert("L" if frame.mode in ("1", "L", "I", "I;16", "LA") else "RGB")
                picture.info["dpi"] = dpi
                yield picture
    except UnreadableDocument:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise broken("ảnh") from error


def _with_resolution(picture: Image.Image) -> Drawn:
    """A picture with its resolution; where it says none, that of an A4 page as long as it. One much finer is made smaller."""
    said = picture.info.get("dpi")
    value = float(said[0]) if isinstance(said, tuple) and said and said[0] else 0.0
    dpi = value if 100 <= value <= 1200 else max(picture.width, picture.height) / 11.69
    if dpi < 1.4 * DPI:
        return picture, dpi
    smaller = max(1, round(picture.width * DPI / dpi)), max(1, round(picture.height * DPI / dpi))
    return picture.resize(smaller, Image.Resampling.BOX), DPI


def recognise_pages(data: bytes, numbers: Sequence[int], limits: Limits, *, of: int) -> list[Page]:
    """Pages (counted from 1) of a PDF of so many, drawn and recognised, as many as there is time for, one at least."""
    document = open_pdf(data)
    try:
        with _Recognising(limits, of) as reading:
            for number in numbers:
                reading.add(number, partial(_draw, document, number, limits))
            return reading.finished()
    except pdfium.PdfiumError as error:
        raise broken("PDF") from error
    finally:
        document.close()


def _draw(document: pdfium.PdfDocument, number: int, limits: Limits) -> Drawn:
    page = document[number - 1]
    try:
        scale = DPI / 72
        pixels = page.get_width() * page.get_height() * scale * scale
        if pixels > limits.pixels:
            scale *= (limits.pixels / pixels) ** 0.5
        picture: Image.Image = page.render(scale=scale, may_draw_forms=True, rev_byteorder=True).to_pil()
        return picture.convert("RGB"), 72 * scale
    finally:
        page.close()


# --- one page ------------------------------------------------------------------------------------------------------


def recognise(picture: Image.Image, number: int, dpi: float, limits: Limits) -> Page:
    """The lines and ruled tables of one picture. Raises `UnreadableDocument` when tesseract or its Vietnamese data is missing."""
    if is_sideways(picture.convert("L")):  # tesseract reads such a page too, but its lines in disorder
        picture = picture.transpose(Image.Transpose.ROTATE_90)
    page, trust = _read(picture, number, dpi, limits)
    if 0 < trust < HEADLESS:
        other, more = _read(picture.transpose(Image.Transpose.ROTATE_180), number, dpi, limits)
        page = other if more > trust + 10 else page
    return page


def _read(picture: Image.Image, number: int, dpi: float, limits: Limits) -> tuple[Page, float]:
    """What stands on a picture as it lies, and how much tesseract trusts its words on the average (0 when there are few)."""
    unit = 72 / dpi
    written = blackened(ink(picture, head=number == 1))
    angle = skew(written)
    level = turned(written, angle)
    edges = drawn_lines(level, unit)
    dotted, covered = dotted_rules(level, unit, edges)
    edges += dotted
    clean = whitened(without_lines(level, unit, edges), covered) if edges else level
    lines = _lines(clean, edges, dpi, limits)
    page = Page(number, picture.width * unit, picture.height * unit, recognised=True)
    page.tables, outside = tables_of(edges, [word for line in lines for word in line], number)
    kept = {id(word) for word in outside}
    parts = [part for line in lines for part in _parts([word for word in line if id(word) in kept])]
    page.rows = rows_of([part for part in parts if not _is_stain(part)])
    if number == 1:
        page.rows = [*_stamped(picture, angle, dpi, limits), *page.rows]
    trusts = [word["trust"] for line in lines for word in line]
    return page, sum(trusts) / len(trusts) if len(trusts) >= 20 else 0.0


def _lines(clean: Image.Image, edges: list[Edge], dpi: float, limits: Limits) -> list[list[Word]]:
    """The lines of words of a page without drawn lines: those of its tables cell by cell, then those around them."""
    unit = 72 / dpi
    tables = cells_of(edges)
    strip = cut_out(clean, [cell for table in tables for cell in table], unit)
    if strip is None:
        return words_in(clean, dpi, PAGE, limits)
    in_cells = put_back(strip, words_in(strip.picture, dpi, BLOCK, limits), unit)
    return in_cells + _words_around(blanked(clean, [box_around(table) for table in tables], unit), dpi, PAGE, limits)


def _words_around(picture: Image.Image, dpi: float, layout: str, limits: Limits) -> list[list[Word]]:
    """The lines of words of a picture that is mostly white: only the part with something on it is read."""
    unit = 72 / dpi
    written = inked(picture, unit)
    if written is None:
        return []
    return moved(words_in(picture.crop(written), dpi, layout, limits), written[0] * unit, written[1] * unit)


def _stamped(picture: Image.Image, angle: float, dpi: float, limits: Limits) -> list[list[Line]]:
    """The red stamps that belong to the text, on a picture to be turned by an angle: how urgent and how secret it is."""
    red = stamps(picture)
    if red is None:
        return []
    red, unit = turned(red, angle), 72 / dpi
    found = _words_around(without_lines(red, unit, drawn_lines(red, unit)), dpi, SCATTERED, limits)  # without the frame
    worded = [[word for word in line if any(c.isalpha() for c in word["text"])] for line in found]
    lines = [_line(words) for words in worded if words]
    return [[line] for line in lines if STAMP.fullmatch(bare(line.text))]


def _parts(words: list[Word]) -> list[Line]:
    """The line of words, parted where columns stand side by side."""
    parts: list[list[Word]] = []
    for i, word in enumerate(words):
        gap = word["x0"] - parts[-1][-1]["x1"] if parts else COLUMN_GAP
        if gap >= COLUMN_GAP or (gap > NARROW_GAP and RIGHT_COLUMN.match(" ".join(w["text"] for w in words[i : i + 8]))):
            parts.append([word])
        else:
            parts[-1].append(word)
    return [_line(part) for part in parts]


def _is_stain(line: Line) -> bool:
    """Whether a short line is a stroke of a signature or seal; a number of a directive is written by hand and hardly trusted either."""
    trust = sum(trust for _, trust in line.words) / len(line.words)
    return sum(c.isalnum() for c in line.text) < 2 or (trust < SCRAWL and len(line.words) <= 3 and not SYMBOL.search(line.text))


def _line(words: list[Word]) -> Line:
    top, bottom = (median(word[side] for word in words) for side in ("top", "bottom"))  # a speck makes single words higher
    text = " ".join(word["text"] for word in words)
    trusts = tuple((word["text"], word["trust"]) for word in words)
    return Line(text, words[0]["x0"], words[-1]["x1"], top, bottom, TEXT_SIZE, words=trusts)


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
