"""Word documents (docx), from their XML: automatic numbers, merged cells, text boxes, tracked changes, footnotes.

python-docx shows none of these; the few elements that matter are read here (ECMA-376 Part 1, 17.2-17.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from directives.model import SourceText
from directives.readers.active_content import active_content
from directives.readers.archive import Archive
from directives.readers.assembly import Found, FoundCell, FoundParagraph, FoundRow, FoundTable, assemble
from directives.readers.layout import is_layout
from directives.readers.limits import Limits, broken, encrypted, no_words
from directives.readers.mending import MARK, goes_on, mend, split_columns
from directives.readers.numbering import LEVELS, Numbering, read_numbering
from directives.readers.ooxml import MC, STRICT, W, child, switch, value, w

#: What a tracked deletion, a moved-away passage or a field's code leaves in the file is no text
DROPPED = {
    w(n) for n in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "fldData", "annotationRef", "commentReference", "object")
}
TEXT_BOX = w("txbxContent")


@dataclass
class Style:
    """What a paragraph style says, its ancestors included."""

    numbering: tuple[str, int] | None = None
    bold: bool = False
    italic: bool = False
    centered: bool = False
    ruled: bool = False  # a table style with borders


@dataclass
class WordFile:
    """The parts of one document that say what is text."""

    numbering: Numbering
    styles: dict[str, Style]
    footnotes: dict[str, etree._Element]
    pending: list[etree._Element] = field(default_factory=list)  # footnotes met in the current paragraph
    boxes: list[etree._Element] = field(default_factory=list)  # text boxes met in the current paragraph


def read_word(data: bytes, limits: Limits) -> SourceText:
    """Reads a docx (docm, dotx too; macros are never touched). Raises `UnreadableDocument`."""
    archive = Archive(data, limits)
    warnings = active_content(archive)
    found = list(word_blocks(data, limits))
    if not found:
        raise no_words()
    return assemble(found, "word", limits=limits, warnings=warnings)


def word_blocks(data: bytes, limits: Limits) -> list[Found]:
    """The paragraphs and tables of a docx, in order, each footnote after the paragraph that names it."""
    archive = Archive(data, limits)
    if "word/document.xml" not in archive:
        if "EncryptedPackage" in archive:
            raise encrypted()
        raise broken("Word (.docx)")
    body = child(_part(archive, "word/document.xml"), "body")
    if body is None:
        raise broken("Word (.docx)")
    numbering = read_numbering(_part(archive, "word/numbering.xml"))
    file = WordFile(numbering, _read_styles(_part(archive, "word/styles.xml"), numbering), _read_footnotes(archive))
    return mend(_blocks(body, file))


def _part(archive: Archive, name: str) -> etree._Element | None:
    """A part's root in the usual namespace; files in strict OOXML say the same under another one."""
    if name not in archive:
        return None
    root = archive.xml(name)
    if root.nsmap.get(root.prefix) == STRICT:
        root = etree.fromstring(etree.tostring(root).replace(STRICT.encode(), W.encode()))
    return root


def _read_footnotes(archive: Archive) -> dict[str, etree._Element]:
    notes = {}
    for part, name in (("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote")):
        root = _part(archive, part)
        for note in () if root is None else root.iterchildren(w(name)):
            if note.get(w("type")) in (None, "normal"):
                notes[name + note.get(w("id"), "")] = note
    return notes


# --- styles --------------------------------------------------------------------------------------------------------


def _read_styles(root: etree._Element | None, numbering: Numbering) -> dict[str, Style]:
    if root is None:
        return {}
    elements = {e.get(w("styleId"), ""): e for e in root.iterchildren(w("style"))}
    by_level = {level.style: (key, depth) for key, abstract in numbering.instances.items()
                for depth, level in numbering.abstract.get(abstract, {}).items() if level.style}  # fmt: skip
    return {key: _style(key, elements, by_level) for key in elements}


def _style(key: str, elements: dict[str, etree._Element], by_level: dict[str, tuple[str, int]]) -> Style:
    """A style with what it takes from the styles it is based on (nearest first, at most twenty)."""
    style = Style()
    seen: set[str] = set()
    settled: set[str] = set()
    name: str | None = key
    while name in elements and name not in seen and len(seen) < 20:
        seen.add(name)
        element = elements[name]
        run = child(element, "rPr")
        for field_name, tag in (("bold", "b"), ("italic", "i")):
            if field_name not in settled and (on := switch(run, tag)) is not None:
                setattr(style, field_name, on)
                settled.add(field_name)
        if "centered" not in settled and (align := value(element, "pPr", "jc")) is not None:
            style.centered = align == "center"
            settled.add("centered")
        instance = value(element, "pPr", "numPr", "numId")
        if style.numbering is None and instance is not None:
            depth = value(element, "pPr", "numPr", "ilvl")
            style.numbering = by_level.get(name, (instance, int(depth) if depth and depth.isdigit() else 0))
        style.ruled = style.ruled or has_borders(child(element, "tblPr", "tblBorders"))
        name = value(element, "basedOn")
    return style


def has_borders(borders: etree._Element | None) -> bool:
    """Whether a set of borders draws lines on two sides at least."""
    drawn = [b for b in (() if borders is None else borders) if b.get(w("val")) not in (None, "nil", "none")]
    return len(drawn) >= 2


# --- blocks --------------------------------------------------------------------------------------------------------


def _blocks(parent: etree._Element, file: WordFile) -> Iterator[Found]:
    before: list[etree._Element] = []  # runs of paragraphs that go on in the next one
    for element in parent:
        if element.tag == w("p"):
            if _runs_on(element):
                before += _content(element)
            else:
                yield from _paragraphs(_begun_with(before, element), file)
                before = []
        elif element.tag == w("tbl"):
            yield from _table(element, file)
        elif element.tag == w("sdt"):
            content = child(element, "sdtContent")
            yield from () if content is None else _blocks(content, file)
        elif element.tag in (w("ins"), w("moveTo"), w("customXml"), w("smartTag")):
            yield from _blocks(element, file)


def _runs_on(element: etree._Element) -> bool:
    """Whether the end of a paragraph was deleted with changes tracked, so that Word puts it before the next one."""
    if child(element, "pPr", "rPr", "del") is None:
        return False
    after = element.getnext()
    return after is not None and after.tag == w("p")


def _begun_with(before: list[etree._Element], element: etree._Element) -> etree._Element:
    """A paragraph with the runs of those before it in front of its own."""
    if before:
        element.extend([*before, *_content(element)])  # what is there already moves to the end
    return element


def _content(element: etree._Element) -> list[etree._Element]:
    return [run for run in element if run.tag != w("pPr")]


def _paragraphs(element: etree._Element, file: WordFile) -> Iterator[Found]:
    """The paragraph, in parts where it has line breaks; then its text boxes and footnotes."""
    properties = child(element, "pPr")
    style = file.styles.get(value(properties, "pStyle") or "", Style())
    runs = list(_runs(element, file))
    boxes, file.boxes = file.boxes, []
    notes, file.pending = file.pending, []
    text = "".join(text for text, _ in runs)
    number, level = _number(properties, style, file, text)
    yield from _lines(number + text, level, runs, style, properties)
    for box in boxes:
        yield from _blocks(box, file)
    for note in notes:
        words = " ".join(found.text for found in _blocks(note, file) if isinstance(found, FoundParagraph))
        yield FoundParagraph(words, footnote=True)


def _lines(
    text: str, level: int | None, runs: list[tuple[str, etree._Element]], style: Style, properties: etree._Element | None
) -> Iterator[Found]:
    bold = _all_runs(runs, "b", style.bold)
    italic = _all_runs(runs, "i", style.italic)
    align = value(properties, "jc")
    centered = style.centered if align is None else align == "center"
    lines: list[str] = []
    for line in (part for whole in text.split("\n") for part in split_columns(whole)):
        if lines and goes_on(lines[-1].strip(), line.strip()) and not MARK.match(line.strip()):
            lines[-1] += " " + line
        else:
            lines.append(line)
    for i, line in enumerate(lines):
        if line.strip():
            yield FoundParagraph(line, bold=bold, italic=italic, centered=centered, level=level if i == 0 else None)


def _all_runs(runs: list[tuple[str, etree._Element]], tag: str, inherited: bool) -> bool:
    words = [run for text, run in runs if text.strip()]
    return bool(words) and all(inherited if (on := switch(child(run, "rPr"), tag)) is None else on for run in words)


def _number(properties: etree._Element | None, style: Style, file: WordFile, text: str) -> tuple[str, int | None]:
    """The automatic number of a paragraph and its depth; an empty paragraph has none, as in Word."""
    own = child(properties, "numPr")
    instance, depth = style.numbering or (None, 0)
    if own is not None:
        instance = value(own, "numId") or instance
        level = value(own, "ilvl")
        depth = int(level) if level and level.isdigit() else (depth if value(own, "numId") is None else 0)
    if instance is None or instance == "0" or not text.strip():
        return "", None
    written = file.numbering.next(instance, min(depth, LEVELS - 1))
    return (written or "", None if written is None else min(depth, LEVELS - 1))


def _runs(element: etree._Element, file: WordFile) -> Iterator[tuple[str, etree._Element]]:
    """The text of each run that shows, with the run."""
    for item in element:
        if item.tag in DROPPED:
            continue
        if item.tag == w("r"):
            if not switch(child(item, "rPr"), "vanish"):
                yield _run_text(item, file), item
        elif item.tag == f"{{{MC}}}AlternateContent":
            yield from _runs(_alternative(item), file)
        elif item.tag == TEXT_BOX:
            file.boxes.append(item)
        elif not isinstance(item.tag, str):
            continue
        elif item.tag.endswith("}t") and "math" in item.tag:
            yield item.text or "", item
        else:
            yield from _runs(item, file)


def _alternative(element: etree._Element) -> etree._Element:
    """One of the drawings that say the same in two ways."""
    return element[0] if len(element) else element


SIGNS = {
    w("tab"): "\t",
    w("ptab"): "\t",
    w("br"): "\n",
    w("cr"): "\n",
    w("noBreakHyphen"): "-",
}


def _run_text(run: etree._Element, file: WordFile) -> str:
    parts = []
    for item in run:
        if item.tag == w("t"):
            parts.append(item.text or "")
        elif item.tag in SIGNS:
            parts.append(SIGNS[item.tag])
        elif item.tag == w("sym"):
            code = item.get(w("char"), "")
            parts.append(chr(0xF000 | int(code, 16) & 0xFF) if len(code) == 4 and all(c in "0123456789abcdefABCDEF" for c in code) else "")
        elif item.tag in (w("footnoteReference"), w("endnoteReference")):
            note = file.footnotes.get(item.tag.rpartition("}")[2].removesuffix("Reference") + item.get(w("id"), ""))
            if note is not None:
                file.pending.append(note)
        elif item.tag in (w("drawing"), w("pict"), f"{{{MC}}}AlternateContent"):
            drawing = _alternative(item) if item.tag.endswith("AlternateContent") else item
            file.boxes.extend(drawing.iter(TEXT_BOX))
    return _superscript("".join(parts), run)


SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _superscript(text: str, run: etree._Element) -> str:
    """Raised figures as such, so that `văn bản¹` and `m²` do not become `văn bản1` and `m2`."""
    if text.strip().isdigit() and value(child(run, "rPr"), "vertAlign") == "superscript":
        return text.translate(SUPERSCRIPT)
    return text


# --- tables --------------------------------------------------------------------------------------------------------


def _table(element: etree._Element, file: WordFile) -> Iterator[Found]:
    """A ruled table as one; a table that only places things (letterhead, signature) as the paragraphs of its cells."""
    table, paragraphs = _read_rows(element, file)
    if is_layout(table, ruled=_is_ruled(element, file)):
        yield from paragraphs
    else:
        yield table
        yield from (block for block in paragraphs if isinstance(block, FoundParagraph) and block.footnote)


def _is_ruled(element: etree._Element, file: WordFile) -> bool:
    own = child(element, "tblPr", "tblBorders")
    if own is not None:
        if has_borders(own):
            return True
    else:
        name = value(element, "tblPr", "tblStyle")
        if name in file.styles and file.styles[name].ruled:
            return True
    cells = [child(cell, "tcPr", "tcBorders") for cell in element.iterfind(f"{w('tr')}/{w('tc')}")]
    return sum(map(has_borders, cells)) * 2 > len(cells)


def _read_rows(element: etree._Element, file: WordFile) -> tuple[FoundTable, list[Found]]:
    table, paragraphs = FoundTable(), []
    open_cells: dict[int, FoundCell] = {}  # cells that go on below, by column
    for row in _rows(element):
        column = _skipped(row)
        found = FoundRow([])
        for cell in _cells(row):
            width = _span(cell)
            content = list(_blocks(cell, file))
            paragraphs += content
            merge = child(cell, "tcPr", "vMerge")
            if merge is not None and merge.get(w("val")) != "restart" and column in open_cells:
                open_cells[column].rows += 1
            else:
                new = FoundCell(_cell_text(content), column, width)
                found.cells.append(new)
                open_cells.pop(column, None)
                if merge is not None:
                    open_cells[column] = new
            column += width
        table.rows.append(found)
    return table, paragraphs


def _rows(element: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, those in content controls included, those whose insertion was taken back left out."""
    for item in element:
        if item.tag == w("tr") and child(item, "trPr", "del") is None:
            yield item
        elif item.tag in (w("sdt"), w("sdtContent"), w("ins"), w("customXml")):
            yield from _rows(item)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for item in row:
        if item.tag == w("tc"):
            yield item
        elif item.tag in (w("sdt"), w("sdtContent"), w("customXml")):
            yield from _cells(item)


def _span(cell: etree._Element) -> int:
    span = value(cell, "tcPr", "gridSpan")
    return min(max(int(span), 1), 100) if span and span.isdigit() else 1


def _skipped(row: etree._Element) -> int:
    """Columns left out before the first cell of a row."""
    before = value(row, "trPr", "gridBefore")
    return min(int(before), 100) if before and before.isdigit() else 0


def _cell_text(content: list[Found]) -> str:
    """The paragraphs of a cell on lines of their own; a table within a cell gives its cells' words."""
    lines = []
    for block in content:
        if isinstance(block, FoundTable):
            lines += [cell.text for row in block.rows for cell in row.cells]
        elif not block.footnote:
            lines.append(block.text)
    return "\n".join(line.strip() for line in lines if line.strip())
