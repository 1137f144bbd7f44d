"""Text files: UTF-8, UTF-16, Windows-1258, TCVN3, VNI; plain, with Markdown left in, or recognised by another program."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

from directives.legacy_encodings import decode
from directives.model import SourceText
from directives.readers.assembly import (
    DRAWN_LINE,
    Found,
    FoundCell,
    FoundParagraph,
    FoundRow,
    FoundTable,
    assemble,
    refuse_binary,
    refuse_too_long,
)
from directives.readers.layout import is_layout
from directives.readers.limits import Limits
from directives.readers.mending import (
    CLOSED,
    FOOTNOTE,
    LONGEST_PARAGRAPH,
    MARK,
    OWN_LINE,
    PAGE_NUMBER,
    glue,
    goes_on,
    is_heading,
    mend,
    split_columns,
)
from directives.readers.recognised_text import as_recognised, is_recognised
from directives.readers.slips import without_slips
from directives.vietnamese import normalise

#: So many lines of three cells and more, parted by tabs, are a table
_TABLE_LINES = 3
#: Data about the file in front of a Markdown text: `---` / `title: …` / `---`
FRONT_MATTER = re.compile(r"\A\s*---\n(?:[\w-]+:[^\n]*\n)+---\n")
#: Where the recognising program saw the next page: a form feed, `--- PAGE BREAK ---`, `<!-- page 2 -->`
PAGE_BREAK = re.compile(r"(?:-+ ?PAGE BREAK ?-+|<!-- ?[Pp]age[^>\n]{0,20}-->|\f)$")
#: `[sttt.sonha.gov.vn](#)` is shown as its words
LINK = re.compile(r"\[([^\]\n]{1,300})\]\([^)\s]{0,500}\)")
#: `**KT. GIÁM ĐỐC**`, `*03*`, `***`: emphasis around words of one line; a lone `*` is a bullet
EMPHASIS = re.compile(r"(\*{1,3})(?=[^\s*])([^*\n]{1,2000}?)(?<=[^\s*])\1")
#: Emphasis over several lines: `**KT. GIÁM ĐỐC` and on the next line `PHÓ GIÁM ĐỐC**`
OPEN_EMPHASIS = re.compile(r"^\*\*(?=[^\s*])|(?<=[^\s*])\*\*$")
#: `# KẾ HOẠCH`
TITLE = re.compile(r"#{1,6} +")
#: A letterhead or a signature stands in so many columns at most
_PLACED_COLUMNS = 3
#: Entities and escapes that converters leave: `\-`, `\.`
ESCAPE = re.compile(r"\\([-.*_#()\[\]+|>])")
#: The first line of a paragraph stands no deeper than this many blanks to the right of the others; a list of addressees does
DEEPEST_FIRST_LINE = 12
RECOGNISED = "Tệp chữ này do phần mềm nhận dạng tạo ra từ ảnh quét, có thể sai dấu. Hãy xem lại từng mục."


def read_plain(data: bytes, limits: Limits) -> SourceText:
    """Reads a text file. Raises `UnreadableDocument` when it is empty or no text."""
    text, encoding = decode(data)
    refuse_binary(text)
    refuse_too_long(len(text), limits)
    warnings = (
        [f"Tệp dùng bảng mã cũ ({encoding}), đã chuyển sang Unicode. Hãy xem lại dấu."] if encoding in ("TCVN3", "VNI", "cp1258") else []
    )
    found, recognised = read_lines(text), is_recognised(text)
    if recognised:
        found = without_slips(as_recognised(found))
        warnings.append(RECOGNISED)
    return assemble(found, f"plain ({encoding})", limits=limits, ocr=recognised, warnings=warnings)


def read_text(text: str, reader: str, limits: Limits) -> SourceText:
    """The text of a message. Raises `UnreadableDocument` when it is empty or no text."""
    refuse_binary(text)
    refuse_too_long(len(text), limits)
    return assemble(read_lines(text), reader, limits=limits)


def read_lines(text: str) -> list[Found]:
    """The paragraphs and `|` tables of a text, lines that belong together joined."""
    text = FRONT_MATTER.sub("", text.replace("\r\n", "\n").lstrip("\ufeff"))
    raws = [(raw, line) for raw in barred(text.replace("\f", "\n\f\n").split("\n")) for line in _clean_lines(raw)]
    lines = [line for _, line in raws]
    return mend(_blocks(lines, [_indent(raw) for raw, _ in raws], wrapped_width(lines)))


def _indent(raw: str) -> int:
    """How far from the margin a line begins (characters)."""
    return len(raw) - len(raw.lstrip())


def barred(lines: list[str]) -> Iterator[str]:
    """The lines, those of a table whose cells are parted by tabs or by bars without outer ones with all bars.

    A letterhead of two columns has one tab or bar a line, and is none.
    """
    for sign, group in groupby(lines, key=_cell_sign):
        run = list(group)
        table = sum(line.strip().count(sign) > 1 for line in run) >= _TABLE_LINES if sign else False
        if table and sign == "\t":
            yield from (f"| {line.strip().replace('|', ' ').replace(sign, ' | ')} |" for line in run)
        elif table and 2 * sum(line.startswith("|") for line in run) < len(run):
            yield from (f"| {line} |" for line in run)
        else:
            yield from run


def _cell_sign(line: str) -> str:
    """What parts the cells of a line: a tab, or a bar between words (`01/2026 | Lập đề án |  | Sở Y tế`); `` when it has none."""
    return "\t" if "\t" in line.strip() else "|" if " | " in line else ""


def _clean_lines(raw: str) -> list[str]:
    return [raw] if PAGE_BREAK.match(raw) else [normalise(part) for part in split_columns(raw)]


def wrapped_width(lines: list[str]) -> int | None:
    """The width at which a program has broken the lines, None when each line is a paragraph.

    Broken lines are of like length and go on in lower case on the next line.
    """
    pairs = [(len(a), b) for a, b in pairwise(lines) if 50 <= len(a) <= 140 and b]
    broken = sorted(length for length, after in pairs if after[0].islower() and not MARK.match(after))
    long_lines = sum(len(line) > 160 for line in lines)
    if len(broken) < 4 or len(broken) * 5 < len(pairs) or long_lines * 10 > len(lines):
        return None
    return broken[len(broken) * 9 // 10]


def _blocks(lines: list[str], indents: list[int], width: int | None) -> Iterator[Found]:
    """The blocks of lines that begin so far from the margin; `width` is where a program broke them."""
    page: int | None = 1 if any(PAGE_BREAK.match(line) for line in lines) else None
    open_block: FoundParagraph | FoundTable | None = None
    previous, margin = "", 0
    after_break = False
    for line, following, indent in zip(lines, [*lines[1:], ""], indents, strict=True):
        if PAGE_BREAK.match(line):
            page = (page or 1) + 1
            after_break = True
            continue
        if line and PAGE_NUMBER.match(line) and (after_break or _is_page_number(open_block, line, following)):
            continue
        if not line or DRAWN_LINE.fullmatch(line):
            yield from _close(open_block)
            open_block = None
            continue
        after_break = False
        if is_table_row(line):
            if not isinstance(open_block, FoundTable):
                yield from _close(open_block)
                open_block = FoundTable()
            if not is_table_rule(line):
                open_block.rows.append(_row(line, page))
        elif (
            width
            and isinstance(open_block, FoundParagraph)
            and len(open_block.text) < LONGEST_PARAGRAPH
            and _wrapped(previous, line, width, margin)
            and not ((indent > margin or indent < margin - DEEPEST_FIRST_LINE) and CLOSED.search(previous[-20:]))
        ):
            open_block.text = glue(open_block.text, undress(line))
        else:
            yield from _close(open_block)
            open_block = _paragraph(line, page)
        previous, margin = line, indent
    yield from _close(open_block)


def _close(block: FoundParagraph | FoundTable | None) -> Iterator[Found]:
    """The finished block; a table of one column or one row is its words."""
    if isinstance(block, FoundTable) and (block.columns < 2 or len(block.rows) < 2):
        yield from _lines_of((cell, row.page) for row in block.rows for cell in row.cells)
    elif isinstance(block, FoundTable) and _places_words(block):
        columns = range(block.columns)
        yield from _lines_of((cell, row.page) for column in columns for row in block.rows for cell in row.cells if cell.column == column)
    elif block is not None:
        yield block


def _lines_of(cells: Iterable[tuple[FoundCell, int | None]]) -> Iterator[FoundParagraph]:
    """The lines of cells, each as a paragraph."""
    yield from (FoundParagraph(line, page=page) for cell, page in cells for line in cell.text.split("\n") if line.strip())


def _places_words(table: FoundTable) -> bool:
    """Whether a `|` table of two or three columns only places a letterhead or a signature, told by its first rows."""
    return table.columns <= _PLACED_COLUMNS and is_layout(FoundTable(table.rows[:3]), ruled=True)


def _is_page_number(block: FoundParagraph | FoundTable | None, line: str, following: str) -> bool:
    """Whether a figure alone on its line stands between the halves of a sentence that a page break cut."""
    return isinstance(block, FoundParagraph) and line.isdigit() and goes_on(block.text[-200:], following, across=True)


def _wrapped(previous: str, line: str, width: int, margin: int) -> bool:
    """Whether a program broke the paragraph between these two lines: the first, which begins at `margin`, is full, the second unmarked."""
    if MARK.match(line) or OWN_LINE.match(line) or FOOTNOTE.match(line) or is_heading(previous) != is_heading(line):
        return False
    if OWN_LINE.match(previous) and not line[0].islower():
        return False
    return margin + len(previous) >= 0.8 * width or line[0].islower()


def _paragraph(line: str, page: int | None) -> FoundParagraph:
    title = TITLE.match(line)
    body = line[title.end() :] if title else line
    bold = bool(title) or (body.startswith("**") and body.endswith("**")) or OPEN_EMPHASIS.match(body) is not None
    words = undress(body)
    return FoundParagraph(words, page=page, bold=bold, footnote=bool(FOOTNOTE.match(words)))


def undress(line: str) -> str:
    """The words of a line of Markdown: without emphasis, link targets and escapes, line breaks in HTML as spaces."""
    line = re.sub(r"<br ?/?>", " ", line)
    line = LINK.sub(r"\1", line)
    line = EMPHASIS.sub(r"\2", EMPHASIS.sub(r"\2", line))
    return ESCAPE.sub(r"\1", OPEN_EMPHASIS.sub("", line))


def is_table_row(line: str) -> bool:
    """Whether a line is a row between bars: `| 1 | Sở Tài chính | 30/6/2023 |`, the rule of a Markdown table included."""
    return line.startswith("|") and line.count("|") >= 3


def is_table_rule(line: str) -> bool:
    """Whether a line only parts the head of a Markdown table from its rows: `|---|:---:|`."""
    return "--" in line and set(line) <= set("|:- ")


def _row(line: str, page: int | None) -> FoundRow:
    inner = line.strip().removeprefix("|").removesuffix("|")
    cells = [undress(re.sub(r"<br ?/?>", "\n", part.strip())) for part in re.split(r"(?<!\\)\|", inner)]
    return FoundRow([FoundCell(text, column) for column, text in enumerate(cells)], page=page)
