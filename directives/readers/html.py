"""Pages of portals and exported documents (HTML): the paragraphs and tables of the page, scripts and menus left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

from lxml import etree
from lxml import html as lxml_html

from directives.legacy_encodings import decode
from directives.model import SourceText
from directives.readers.assembly import Found, FoundCell, FoundParagraph, FoundRow, FoundTable, assemble
from directives.readers.layout import is_layout
from directives.readers.limits import Limits, broken, no_words
from directives.readers.mending import mend, split_columns


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


#: Elements that are no text of a document
DROPPED = _set(
    "script style noscript template head nav footer aside button select iframe object embed svg math canvas audio video textarea input menu"
)
#: Elements that begin and end a line
BLOCKS = _set(
    "html body p div section article main header center blockquote pre ul ol li dl dt dd h1 h2 h3 h4 h5 h6 hr address figure figcaption "
    "table caption thead tbody tr td th"
)
BOLD = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"})
#: `<meta charset="windows-1258">`, `content="text/html; charset=utf-8"`
CHARSET = re.compile(rb"charset=[\"']?\s{0,3}([\w-]{3,20})", re.IGNORECASE)
#: The motto of the State or the Party, with which the letterhead begins
MOTTO = re.compile(r"C[ỘO]NG\s+H[ÒO][AÀ]\s+X[ÃA]\s+H[ỘO]I|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM")
#: Depth of elements that is still read
DEEPEST = 250


def read_html(data: bytes, limits: Limits) -> SourceText:
    """Reads a page. Raises `UnreadableDocument` when it has no words."""
    return read_page(decoded(data), limits)


def read_page(text: str, limits: Limits) -> SourceText:
    """Reads a page that is text already. Raises `UnreadableDocument` when it has no words."""
    try:
        parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, recover=True)
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise broken("HTML") from error
    found = mend(_Page().blocks(_document(root)))
    if not found:
        raise no_words()
    return assemble(found, "html", limits=limits)


def decoded(data: bytes) -> str:
    """The page as text: by its own word when that is an encoding and fits, else as text files are decoded."""
    said = CHARSET.search(data[:4000])
    if said:
        try:
            return data.decode(said[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)[0]


def _document(root: Any) -> etree._Element:
    """The part of a page that is the document: around its motto, until it holds `Nơi nhận` too, or two fifths of the page's words."""
    for name in DROPPED - {"head"}:
        for element in list(root.iter(name)):
            element.drop_tree()
    total = len(root.text_content())
    for element in root.iter():
        if isinstance(element.tag, str) and MOTTO.search(element.text or ""):
            while element.getparent() is not None and len(words := element.text_content()) * 5 < total * 2 and "ơi nhận" not in words:
                element = element.getparent()
            return _cell_free(element)
    return cast(etree._Element, root)


def _cell_free(element: Any) -> etree._Element:
    """The element, or what the table is in of which it is only a part."""
    while element.tag in ("td", "th", "tr", "tbody", "thead", "table", "span", "b", "strong", "i", "p") and element.getparent() is not None:
        element = element.getparent()
    return cast(etree._Element, element)


class _Page:
    """Walks the elements of a page and keeps the line that is being written."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.bold_letters = self.letters = 0
        self.centered = False

    def blocks(self, root: etree._Element) -> Iterator[Found]:
        yield from self._walk(root, bold=False, centered=False, depth=0)
        yield from self._end_line()

    def _walk(self, element: etree._Element, *, bold: bool, centered: bool, depth: int) -> Iterator[Found]:
        if not isinstance(element.tag, str) or element.tag in DROPPED or depth > DEEPEST or _is_hidden(element):
            return
        bold = bold or element.tag in BOLD or "font-weight:bold" in _style(element)
        centered = centered or element.get("align") == "center" or element.tag == "center" or "text-align:center" in _style(element)
        if element.tag == "table":
            yield from self._end_line()
            yield from self._table(element, depth)
            return
        is_block = element.tag in BLOCKS
        if is_block or element.tag == "br":
            yield from self._end_line()
        self._write(element.text, bold=bold, centered=centered)
        for child in element:
            yield from self._walk(child, bold=bold, centered=centered, depth=depth + 1)
            self._write(child.tail, bold=bold, centered=centered)
        if is_block:
            yield from self._end_line()

    def _write(self, text: str | None, *, bold: bool, centered: bool) -> None:
        if text:
            self.words.append(text)
            letters = sum(c.isalnum() for c in text)
            self.letters += letters
            self.bold_letters += letters if bold else 0
            self.centered = centered

    def _end_line(self) -> Iterator[FoundParagraph]:
        text = re.sub(r"[\t\r\n ]+", " ", "".join(self.words)).strip()
        bold = bool(self.letters) and self.bold_letters == self.letters
        if text:
            yield from (FoundParagraph(part, bold=bold, centered=self.centered) for part in split_columns(text))
        self.words, self.letters, self.bold_letters = [], 0, 0

    def _table(self, element: etree._Element, depth: int) -> Iterator[Found]:
        table, paragraphs = FoundTable(), []
        covered: dict[tuple[int, int], bool] = {}
        for number, row in enumerate(_own_rows(element)):
            found, column = FoundRow([]), 0
            for cell in (c for c in row if c.tag in ("td", "th")):
                while (number, column) in covered:
                    column += 1
                width, height = _count(cell, "colspan"), _count(cell, "rowspan")
                content = list(_Page().cell(cell, depth))
                paragraphs += content
                found.cells.append(FoundCell(_words(content), column, width, height))
                covered |= {(number + y, column + x): True for y in range(height) for x in range(width)}
                column += width
            table.rows.append(found)
        yield from paragraphs if is_layout(table, ruled=_is_ruled(element)) else [table]

    def cell(self, cell: etree._Element, depth: int) -> Iterator[Found]:
        """The blocks of one cell."""
        yield from self._walk(cell, bold=False, centered=False, depth=depth + 3)
        yield from self._end_line()


def _own_rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _count(cell: etree._Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(max(int(value), 1), 60) if value.isascii() and value.isdigit() and len(value) < 4 else 1


def _is_ruled(table: etree._Element) -> bool:
    """Whether a table draws its borders, itself or in its cells."""
    if table.get("border", "0").strip() not in ("", "0"):
        return True
    styles = [_style(table), *(_style(cell) for cell in table.iter("td", "th"))]
    drawn = sum("border" in style and "border:none" not in style and "border:0" not in style for style in styles)
    return drawn * 2 > len(styles) or table.find(".//th") is not None


def _style(element: etree._Element) -> str:
    return (element.get("style") or "").lower().replace(" ", "")


def _is_hidden(element: etree._Element) -> bool:
    return "display:none" in _style(element) or element.get("hidden") is not None


def _words(content: list[Found]) -> str:
    lines: list[str] = []
    for block in content:
        lines += [cell.text for row in block.rows for cell in row.cells] if isinstance(block, FoundTable) else [block.text]
    return "\n".join(line for line in lines if line.strip())
