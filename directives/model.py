"""What the reader and the parser give: frozen values, no behaviour but what follows from them.

Every offset is a count of characters in the one normalised text, `SourceText.text`.
The JSON of `ParsedDirective` is the contract that `dondoc parse --json` prints.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field


class Span(NamedTuple):
    """Half-open stretch `[start, end)` of the normalised text, in characters."""

    start: int
    end: int


class Frozen(BaseModel):
    """Base of all values here: immutable, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# --- what a reader gives -------------------------------------------------------------------------------------------


class Paragraph(Frozen):
    """One paragraph of the normalised text, without its line break; automatic numbers of Word are part of its text."""

    span: Span
    page: int | None = None  # counted from 1, None where the form has no pages
    bold: bool = False  # the whole paragraph is bold
    italic: bool = False  # the whole paragraph is italic
    centered: bool = False
    level: int | None = None  # depth of an automatic list in Word, 0 outermost
    footnote: bool = False  # text of a footnote, taken out of the sentence that it cut


class Cell(Frozen):
    """One table cell. A cell merged over rows or columns stands once, where it begins."""

    span: Span  # an empty cell has an empty span
    column: int  # counted from 0
    columns: int = 1  # columns that it covers
    rows: int = 1  # rows that it covers


class Row(Frozen):
    cells: tuple[Cell, ...]
    page: int | None = None


class Table(Frozen):
    """A ruled table; rows that a page break cut are joined and repeated heads dropped."""

    span: Span
    rows: tuple[Row, ...]
    columns: int


Block = Paragraph | Table


class WeakWord(Frozen):
    """A recognised word that a person should compare with the page."""

    span: Span
    trust: int  # of the recognising program, percent


class SourceText(Frozen):
    """The one normalised text of a document, with what its form says about paragraphs and tables."""

    text: str
    blocks: tuple[Block, ...]  # in order; their spans do not overlap
    reader: str  # which reader made it, with the version of the program behind it, if any
    pages: int | None = None
    ocr: bool = False  # the text was recognised from pictures
    warnings: tuple[str, ...] = ()  # what a person should know, in Vietnamese
    weak_words: tuple[WeakWord, ...] = ()  # of recognised text, in its order


# --- what the parser gives -----------------------------------------------------------------------------------------


class DeadlineKind(StrEnum):
    DATE = "date"
    RECURRING = "recurring"
    RELATIVE = "relative"
    CONDITIONAL = "conditional"
    VAGUE = "vague"
    CONTINUOUS = "continuous"


class Deadline(Frozen):
    """A time by which, or at which, work is due: what is said, never what an office makes of it."""

    text: str  # the phrase, verbatim
    kind: DeadlineKind
    due: date | None = None  # the last day allowed
    rrule: str | None = None  # RFC 5545, only what is said
    time: str | None = None  # `16:00` when an hour is said


class Confidence(StrEnum):
    """How far a field may be trusted, in the three words that people see."""

    SURE = "chắc"
    LOOK = "nên xem"
    MUST_LOOK = "phải xem"


class Nature(StrEnum):
    SPECIFIC = "specific"  # has a product or a date
    REGULAR = "regular"  # tiếp tục, tăng cường, thường xuyên … without either


class Evidence(Frozen):
    """Where the text says so; the spans stand in the order of the field's items."""

    text: Span
    lead: tuple[Span, ...] = ()
    coordinate: tuple[Span, ...] = ()
    report_to: tuple[Span, ...] = ()
    deadlines: tuple[Span, ...] = ()


class TaskCandidate(Frozen):
    """One unit of work that the machine proposes. It is no task until a person accepts it."""

    path: str  # outline address: `IV.1`, `Điều 2.1`, `Phụ lục I.3`, `` for a closing paragraph
    text: str  # the unit's own words
    lead: tuple[str, ...] = ()
    coordinate: tuple[str, ...] = ()
    report_to: tuple[str, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    title: str = ""  # the work in at most 120 characters
    nature: Nature = Nature.SPECIFIC
    confidence: Confidence = Confidence.LOOK  # the lowest of its fields
    trust: dict[str, Confidence] = Field(default_factory=dict)  # field → how far it may be trusted
    doubts: tuple[str, ...] = ()  # why a person should look, in Vietnamese
    rules: dict[str, str] = Field(default_factory=dict)  # field → name of the rule that found it
    evidence: Evidence


class Target(Frozen):
    text: str
    by: date | None = None
    span: Span


class Signer(Frozen):
    name: str
    title: str | None = None  # in words: `Phó Chủ tịch`
    capacity: str | None = None  # as printed above the title: `KT. CHỦ TỊCH`


class Reference(Frozen):
    """Another document, cited by number."""

    kind: str | None
    number: str
    date: str | None = None  # ISO
    span: Span


class DirectiveHead(Frozen):
    """Metadata of a directive, as far as its text gives it."""

    number: str | None = None
    kind: str | None = None
    issuer: str | None = None
    place: str | None = None
    issued_on: str | None = None  # ISO date; `2023-07` or `2021` when parts are blank
    subject: str | None = None
    signer: Signer | None = None
    urgency: str | None = None
    secrecy: str | None = None
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()


class FurtherDocument(Frozen):
    """Another document in the same file, as far as its letterhead tells; a person says whether it is a directive of its own."""

    start: int  # where it begins in the text: the first character of its letterhead
    number: str | None = None
    kind: str | None = None
    issuer: str | None = None
    issued_on: str | None = None  # as that of a head
    subject: str | None = None
    secrecy: str | None = None


class ParsedDirective(Frozen):
    """All that the machine read in one document."""

    directive: DirectiveHead
    tasks: tuple[TaskCandidate, ...]
    targets: tuple[Target, ...]
    source: SourceText
    unused: tuple[Span, ...] = ()  # sentences of the body that no candidate, target or head used
    further: tuple[FurtherDocument, ...] = ()  # what else the file holds, in order; a person is asked
