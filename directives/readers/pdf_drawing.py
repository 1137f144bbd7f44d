"""Annotations of a PDF drawn into its pages by pdfium, so that what people see is in the text layer.

Offices sign with programs that put the number and the day of a document into signature fields, and a stamp with the
signer's certificate beside them. The first belong to the text, the second does not.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from directives.readers.limits import broken, encrypted

#: Annotations that carry words of their own ([ISO 32000-1] 12.5.6): free text, stamp, widget
WORDED = {pdfium_c.FPDF_ANNOT_FREETEXT, pdfium_c.FPDF_ANNOT_STAMP, pdfium_c.FPDF_ANNOT_WIDGET}
#: Fields higher or wider than this (points) are stamps of certificates, not a number or a day
STAMP_HEIGHT, STAMP_WIDTH = 32, 140
#: pdfium looks at the annotations of so many pages; numbers and days stand on the first
PAGES_LOOKED_AT = 3
Box = tuple[float, float, float, float]


@dataclass
class Drawing:
    """A PDF with its annotations drawn in, and where they are: x0, top, x1, bottom in points from the top left."""

    data: bytes
    pages: int
    fields: dict[int, list[Box]] = field(default_factory=dict)

    def field_at(self, page: int, x: float, y: float) -> int | None:
        """Which field of a page (from 0) holds a point."""
        for i, (x0, top, x1, bottom) in enumerate(self.fields.get(page, ())):
            if x0 - 2 <= x <= x1 + 2 and top - 2 <= y <= bottom + 2:
                return i
        return None

    def is_stamp(self, page: int, index: int) -> bool:
        x0, top, x1, bottom = self.fields[page][index]
        return bottom - top > STAMP_HEIGHT or x1 - x0 > STAMP_WIDTH


def open_pdf(data: bytes) -> pdfium.PdfDocument:
    """The document. Raises `UnreadableDocument` when it is encrypted with a password, or broken."""
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise encrypted() from error
        raise broken("PDF") from error


def draw_annotations(data: bytes) -> Drawing:
    """The PDF with the annotations of its first pages drawn in; the same bytes when there are none."""
    document = open_pdf(data)
    try:
        fields: dict[int, list[Box]] = {}
        for index in range(min(len(document), PAGES_LOOKED_AT)):
            boxes = _draw(document, index)
            if boxes:
                fields[index] = boxes
        if not fields:
            return Drawing(data, len(document))
        buffer = io.BytesIO()
        document.save(buffer)
        return Drawing(buffer.getvalue(), len(document), fields)
    except pdfium.PdfiumError as error:
        raise broken("PDF") from error
    finally:
        document.close()


def _draw(document: pdfium.PdfDocument, index: int) -> list[Box]:
    page = document[index]
    try:
        boxes = _boxes(page)
        if boxes and pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY) != pdfium_c.FLATTEN_SUCCESS:
            return []
        return boxes
    finally:
        page.close()


def _boxes(page: pdfium.PdfPage) -> list[Box]:
    height = page.get_height()
    boxes: list[Box] = []
    for number in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), 200)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, number)
        rectangle = pdfium_c.FS_RECTF()
        if pdfium_c.FPDFAnnot_GetSubtype(annotation) in WORDED and pdfium_c.FPDFAnnot_GetRect(annotation, rectangle):
            boxes.append((rectangle.left, height - rectangle.top, rectangle.right, height - rectangle.bottom))
        pdfium_c.FPDFPage_CloseAnnot(annotation)
    return [box for box in boxes if box[2] > box[0] and box[3] > box[1]]
