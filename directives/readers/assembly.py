"""From what a reader found, in any spelling, to one `SourceText` whose spans are right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from directives.model import Block, Cell, Paragraph, Row, SourceText, Span, Table, WeakWord
from directives.readers.kinds import ACCEPTED
from directives.readers.limits import Limits, UnreadableDocument, empty, too_large
from directives.vietnamese import bare, normalise


@dataclass
class FoundParagraph:
    """A paragraph as a reader found it, not yet normalised."""

    text: str
    page: int | None = None
    bold: bool = False
    italic: bool = False
    centered: bool = False
    level: int | None = None
    footnote: bool = False
    words: list[tuple[str, int]] = field(default_factory=list)  # recognised words, each with the trust in it (percent)


@dataclass
class FoundCell:
    text: str
    column: int
    columns: int = 1
    rows: int = 1
    words: list[tuple[str, int]] = field(default_factory=list)  # as in a paragraph


@dataclass
class FoundRow:
    cells: list[FoundCell]
    page: int | None = None


@dataclass
class FoundTable:
    rows: list[FoundRow] = field(default_factory=list)

    @property
    def columns(self) -> int:
        return max((c.column + c.columns for row in self.rows for c in row.cells), default=0)


Found = FoundParagraph | FoundTable


#: A line that is only drawn: `______`, `-----`, `* * *`, `=====`
DRAWN_LINE = re.compile(r"[-_=~*.·—– ]{3,}")


#: Recognised words that are trusted less (percent) are named for a person to look at
WEAK = 70
#: A recognised word stands at most so many characters behind the one before it: mending leaves out or adds a few
NEAR = 40
#: No paragraph of a directive has so many characters
LONGEST_WRITTEN = 6_000


class _Writer:
    """Puts normalised pieces on lines of their own and knows where each stands."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.weak: list[WeakWord] = []

    def add(self, text: str) -> Span:
        """The span of the text, which begins a new line; an empty text stands at the end of what is there."""
        if not text:
            return Span(self.length, self.length)
        if self.pieces:
            self.pieces.append("\n")
            self.length += 1
        start = self.length
        self.pieces.append(text)
        self.length += len(text)
        return Span(start, self.length)

    def look_at(self, span: Span, text: str, words: Iterable[tuple[str, int]]) -> None:
        """Remembers where those of the words stand that are hardly trusted; `text` is what was written at the span."""
        place = 0
        for word, trust in words:
            found = text.find(word, place, place + len(word) + NEAR)
            if found >= 0:
                place = found + len(word)
                if trust < WEAK:
                    self.weak.append(WeakWord(span=Span(span.start + found, span.start + place), trust=trust))


def assemble(
    found: Iterable[Found],
    reader: str,
    *,
    limits: Limits,
    pages: int | None = None,
    ocr: bool = False,
    warnings: Sequence[str] = (),
) -> SourceText:
    """The `SourceText` of the found blocks: each paragraph, and each cell of a table row by row, on lines of their own.

    Raises `UnreadableDocument` when nothing is left, or more than the limits allow.
    """
    writer = _Writer()
    blocks: list[Block] = []
    for item in found:
        written = [_write_table(writer, item)] if isinstance(item, FoundTable) else _write_paragraph(writer, item)
        blocks += [block for block in written if block is not None]
        refuse_too_long(writer.length, limits)
    if not blocks:
        raise empty()
    return SourceText(
        text="".join(writer.pieces),
        blocks=tuple(blocks),
        reader=reader,
        pages=pages,
        ocr=ocr,
        warnings=tuple(warnings),
        weak_words=tuple(writer.weak),
    )


def refuse_too_long(length: int, limits: Limits) -> None:
    """Raises `UnreadableDocument` for more characters than any directive has."""
    if length > limits.characters:
        raise too_large("phần chữ", f"{limits.characters:,} ký tự".replace(",", "."))


def _write_paragraph(writer: _Writer, found: FoundParagraph) -> list[Paragraph]:
    """The paragraph; in parts where it is longer than any of a directive, so that no text makes the parser slow."""
    text = normalise(found.text).replace("\n", " ")
    if not text or DRAWN_LINE.fullmatch(text):
        return []
    written = [(part, _paragraph(found, writer.add(part))) for part in _parts(text) if part]
    if found.words and len(written) == 1:
        writer.look_at(written[0][1].span, text, found.words)
    return [paragraph for _, paragraph in written]


def _parts(text: str) -> Iterator[str]:
    """Stretches of a text no longer than a paragraph may be, cut behind a sentence, else a clause, else a word."""
    start = 0
    while len(text) - start > LONGEST_WRITTEN:
        end = start + LONGEST_WRITTEN
        cuts = (text.rfind(sign, start + LONGEST_WRITTEN // 2, end) for sign in (". ", "; ", " "))
        cut = next((place + 1 for place in cuts if place > 0), 0) or text.find(" ", end) + 1 or len(text)
        yield text[start:cut].strip()
        start = cut
    yield text[start:].strip()


def _paragraph(found: FoundParagraph, span: Span) -> Paragraph:
    return Paragraph(
        span=span,
        page=found.page,
        bold=found.bold,
        italic=found.italic,
        centered=found.centered,
        level=found.level,
        footnote=found.footnote,
    )


def _write_table(writer: _Writer, found: FoundTable) -> Table | None:
    rows = []
    for row in found.rows:
        cells = []
        for cell in row.cells:
            text = normalise(cell.text).replace("\n\n", "\n")
            span = writer.add(text)
            writer.look_at(span, text, cell.words)
            cells.append(Cell(span=span, column=cell.column, columns=cell.columns, rows=cell.rows))
        rows.append(Row(cells=tuple(cells), page=row.page))
    written = [c.span for row in rows for c in row.cells if c.span.end > c.span.start]
    if not written:
        return None
    return Table(span=Span(written[0].start, written[-1].end), rows=tuple(rows), columns=found.columns)


#: Words of every Vietnamese official text, without accents; a text with none of them was not read rightly
COMMON_WORDS = frozenset(
    "va cua cac trong cho voi ve theo thuc hien co nhiem vu quan ban ke hoach so ngay nam tinh dan nha nuoc cong".split()  # noqa: SIM905
)
#: Letters and signs of Western Europe that stand within words only where a text in TCVN3 or VNI was taken for one of ours
#: (`Së Y tÕ chñ tr×`, `Sôû Y teá chuû trì`); Vietnamese has none of them
FOREIGN_LETTERS = frozenset("ÄÅÆÇËÎÏÑÖ×ØÛÜÞßäåæçëîïñö÷øûüþÿµ¸¶·¹¨»¾¼½©®ª")

#: A letter with a mark that has no character, `ph(cid:17)ối`: its word is lost; bullets (`(cid:127) Sở A`) stand by themselves
LOST_IN_WORD = re.compile(r"(?<=\w)\(cid:\d")


def share_of_garbage(text: str) -> float:
    """How much of the text cannot be Vietnamese: unknown characters and words that have lost all accents, from 0 to 1.

    PDF files without a character map give `�` or `(cid:12)`, in the middle of words where only the marks have none; recognition with a
    foreign dictionary gives text without accents.
    """
    letters = sum(c.isalpha() for c in text)
    if letters < 40:
        return 0.0
    unknown = (
        text.count("�") + 4 * text.count("(cid:") + 12 * len(LOST_IN_WORD.findall(text)) + sum("\ue000" <= c <= "\uf8ff" for c in text)
    )
    marked = sum(c.isalpha() and c > "\x7f" for c in text)
    # real administrative text has 20-30 % letters with marks; under 8 % the accents were lost
    lost = max(0.0, 1 - marked / letters / 0.08)
    words = bare(text).split()
    known = sum(word in COMMON_WORDS for word in words) / max(len(words), 1)
    foreign = sum(c in FOREIGN_LETTERS for c in text)
    strange = 0.0 if known > 0.04 and foreign < 0.03 * letters else 0.5
    return min(1.0, unknown / letters + lost * 0.6 + strange)


def refuse_binary(text: str) -> None:
    """Raises `UnreadableDocument` when a text is noise: many control or unknown characters."""
    sample = text[:20_000]
    noise = sum(c == "�" or (c < " " and c not in "\t\n\r\f") for c in sample)
    if noise * 20 > len(sample):
        raise UnreadableDocument(f"Nội dung tệp không phải là văn bản. {ACCEPTED}", "unknown-kind")
