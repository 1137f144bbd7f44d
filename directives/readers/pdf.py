"""PDF files with a text layer, by pdfplumber: it keeps Vietnamese accents right where others scramble them.

Numbers and dates that a clerk's signing program put in as annotations are first drawn into the page by pdfium.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pdfplumber
from pdfminer.pdfparser import PDFSyntaxError
from pdfminer.psexceptions import PSException
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from directives.model import SourceText
from directives.readers.assembly import assemble, share_of_garbage
from directives.readers.flow import Line, Page, flow
from directives.readers.limits import Limits, UnreadableDocument, broken, no_words, page_numbers, pages_left_out
from directives.readers.mending import RIGHT_COLUMN
from directives.readers.pdf_drawing import Drawing, draw_annotations
from directives.readers.pdf_tables import find_tables
from directives.readers.pdf_words import Word, line_of
from directives.readers.scan import recognise_pages
from directives.readers.scan_words import reader_name
from directives.readers.slips import without_slips
from directives.vietnamese import normalise

#: From this share of garbage on, a text layer is worse than recognising the pages anew
GARBAGE = 0.25
#: A page with fewer letters is a picture
FEW_LETTERS = 40
#: A page with so many letters is judged by itself too: annexes in an old font stand behind letters in a new one
MANY_LETTERS = 300
GARBLED = "Lớp chữ trong tệp PDF bị lỗi phông, đã nhận dạng lại từ hình ảnh trang. Hãy xem lại từng mục."
#: Parts of a line further apart than so many letter heights stand in columns
COLUMN_GAP = 2.2
#: What the right column of a letterhead begins with stands at least so many letter heights from the left one
NARROW_GAP = 0.5
BROKEN = (PdfminerException, MalformedPDFException, PDFSyntaxError, PSException, ValueError, KeyError, TypeError, IndexError,
          AttributeError, AssertionError, RecursionError, ArithmeticError, OSError, NotImplementedError)  # fmt: skip

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)


def read_pdf(data: bytes, limits: Limits) -> SourceText:
    """Reads a PDF; pages that are pictures, or whose text layer is no Vietnamese, are recognised.

    Raises `UnreadableDocument` when it is encrypted, broken or without a word.
    """
    drawing = draw_annotations(data)
    warnings = []
    pages = _text_pages(drawing, limits)
    if len(pages) < drawing.pages:
        warnings.append(pages_left_out(len(pages), drawing.pages))
    pictures, garbled = pictures_among(pages)
    if pictures:
        pages, missed = _with_recognised(data, pages, pictures, garbled, drawing.pages, limits)
        warnings += [GARBLED, *missed] if garbled and any(page.recognised for page in pages) else missed
    return assembled(pages, drawing.pages, warnings, limits, ocr=any(page.recognised for page in pages))


def assembled(pages: list[Page], of: int, warnings: list[str], limits: Limits, *, ocr: bool) -> SourceText:
    """The text of the pages that were read. Raises `UnreadableDocument` when there is none."""
    found = without_slips(flow(pages))
    if not found:
        raise no_words()
    reader = f"pdfplumber {pdfplumber.__version__}" + (f" + {reader_name()}" if ocr else "")
    return assemble(found, reader, limits=limits, pages=of, ocr=ocr, warnings=warnings)


def pictures_among(pages: list[Page]) -> tuple[list[int], bool]:
    """The numbers of the pages that have to be recognised, and whether a text layer is no Vietnamese: of all pages, or of some."""
    pictures = [page.number for page in pages if _letters(page) < FEW_LETTERS]
    if len(pictures) < len(pages) and share_of_garbage(_all_text(pages)) > GARBAGE:
        return [page.number for page in pages], True
    garbled = [page.number for page in pages if _letters(page) >= MANY_LETTERS and share_of_garbage(_all_text([page])) > GARBAGE]
    return sorted({*pictures, *garbled}), bool(garbled)


def _with_recognised(
    data: bytes, pages: list[Page], pictures: list[int], garbled: bool, of: int, limits: Limits
) -> tuple[list[Page], list[str]]:
    """The pages, those that are pictures recognised, as many as the limits allow.

    What a bad font made of a page is left out where any could be recognised.
    """
    wanted = pictures[: limits.scanned_pages]
    try:
        recognised = {page.number: page for page in recognise_pages(data, wanted, limits, of=of)}
    except UnreadableDocument as refusal:
        if refusal.code != "program-missing" or len(pictures) == len(pages):
            raise
        return _without_pictures(pages, pictures, garbled, refusal)
    left_out = [number for number in pictures if number not in recognised]
    counts = f"{len(recognised)}/{len(pictures)}"
    missed = [f"Chỉ nhận dạng {counts} trang ảnh; chưa đọc trang {page_numbers(left_out)}. Hãy tải lên riêng các trang đó."]
    unread = set(left_out) if garbled and recognised else set()
    kept = [recognised.get(page.number, page) for page in pages if page.number not in unread]
    return kept, missed if left_out else []


def _without_pictures(pages: list[Page], pictures: list[int], garbled: bool, refusal: UnreadableDocument) -> tuple[list[Page], list[str]]:
    """The pages with words, and the warning which others could not be recognised, and why; what a bad font made of a page is left out."""
    unread = set(pictures) if garbled else set()
    kept = [page for page in pages if page.number not in unread]
    return kept, [f"Chưa đọc trang {page_numbers(pictures)}: trang không có chữ hoặc chỉ là ảnh. {refusal.reason}"]


def _letters(page: Page) -> int:
    in_rows = sum(c.isalpha() for row in page.rows for line in row for c in line.text)
    return in_rows + sum(c.isalpha() for placed in page.tables for row in placed.table.rows for cell in row.cells for c in cell.text)


def _all_text(pages: list[Page]) -> str:
    return "\n".join(line.text for page in pages for row in page.rows for line in row)


def _text_pages(drawing: Drawing, limits: Limits) -> list[Page]:
    """The first pages, as many as there is time and memory for, one at least."""
    pages: list[Page] = []
    try:
        with pdfplumber.open(io.BytesIO(drawing.data)) as pdf:
            for index in range(min(drawing.pages, limits.pages, len(pdf.pages))):
                if pages and limits.enough():
                    break
                pages.append(_read_page(pdf, index, drawing))
                limits.finished(pages[-1], drawing.pages)
    except MemoryError:
        if not pages:
            raise
    except BROKEN as error:
        raise broken("PDF") from error
    return pages


def _read_page(pdf: PDF, index: int, drawing: Drawing) -> Page:
    """The lines and ruled tables of one page; its objects are let go afterwards, so that long files stay small."""
    page = pdf.pages[index]
    try:
        words = page.extract_words(x_tolerance_ratio=0.18, y_tolerance=2.5, extra_attrs=["fontname", "size"])
        words = list(_settle(words, drawing, index))
        tables, rest = find_tables(page, words, index + 1)
        return Page(index + 1, float(page.width), float(page.height), _rows(rest), tables)
    finally:
        page.close()


def _settle(words: list[Word], drawing: Drawing, index: int) -> Iterator[Word]:
    """The words without those of signature stamps; figures that a signing program set one by one become one word."""
    last: tuple[Word, int] | None = None
    for word in words:
        field = drawing.field_at(index, (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2)
        if field is None:
            last = None
            yield word
        elif not drawing.is_stamp(index, field):
            if last is not None and last[1] == field:
                last[0]["text"] += word["text"]
                last[0]["x1"] = word["x1"]
                continue
            word["set"] = True
            last = (word, field)
            yield word


# --- lines ---------------------------------------------------------------------------------------------------------


def _rows(words: list[Word]) -> list[list[Line]]:
    """Words on one height form a line; a wide gap parts it."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: ((w["top"] + w["bottom"]) / 2, w["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        row = rows[-1] if rows else None
        if row and any(w["top"] < middle < w["bottom"] or word["top"] < (w["top"] + w["bottom"]) / 2 < word["bottom"] for w in row[-6:]):
            row.append(word)
        else:
            rows.append([word])
    return [_parts(sorted(row, key=lambda w: w["x0"])) for row in rows]


def _parts(row: list[Word]) -> list[Line]:
    parts: list[list[Word]] = []
    for i, word in enumerate(row):
        gap = (word["x0"] - parts[-1][-1]["x1"]) / max(word["size"], 8) if parts else COLUMN_GAP
        if gap >= COLUMN_GAP or (gap > NARROW_GAP and RIGHT_COLUMN.match(normalise(" ".join(w["text"] for w in row[i : i + 8])))):
            parts.append([word])
        else:
            parts[-1].append(word)
    return [line_of(part) for part in parts]
