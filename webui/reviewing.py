"""What the review page shows: the text with evidence, the candidates in order, the one that is looked at, what nobody used."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from directives.duties import looks_like_duty
from directives.model import Confidence, SourceText, Span
from directives.several import asks
from webui import edge, evidence
from webui.corrections import Draft
from webui.parting import Asked, asked
from webui.sayings import told
from webui.slots import TRUST, WORST_FIRST, Slot, page_of, slots_of, span_of, spans_of
from workflow import bodies
from workflow.model import Candidate, CandidateState, Directive, TaskNature
from workflow.refusals import NotFound
from workflow.repeats import Likely, likely

#: filters of the list of candidates: address → which
SHOWN = ("thap-truoc", "thu-tu", "thuong-xuyen", "da-xu-ly")
LIVE = (CandidateState.PROPOSED, CandidateState.ACCEPTED)


@dataclass(frozen=True)
class Row:
    """A candidate in the list."""

    candidate: Candidate
    #: number on the page, counted from 1 in the order of the text
    place: int

    @property
    def pending(self) -> bool:
        return self.candidate.state is CandidateState.PROPOSED

    @property
    def trust(self) -> str:
        return TRUST.get(self.candidate.confidence, "check")

    @property
    def regular(self) -> bool:
        return self.candidate.nature is TaskNature.REGULAR

    @property
    def sure(self) -> bool:
        """It may be accepted with others, unseen."""
        return self.pending and self.candidate.confidence == Confidence.SURE.value and bool(self.candidate.lead) and not self.regular


@dataclass
class Loose:
    """A sentence that no candidate uses."""

    span: Span
    words: str
    page: int | None
    #: it speaks like work that somebody must do
    likely: bool = False


@dataclass
class ReviewPage:
    directive: Directive
    rows: list[Row]
    listed: list[Row]
    current: Row | None
    draft: Draft | None
    slots: dict[str, Slot]
    drawing: list[Any]
    loose: list[Loose]
    #: which candidates are listed, one of SHOWN
    which: str
    pages: int | None
    #: open candidates that nobody here follows: of ministries, of other provinces
    beyond: list[Candidate]
    #: open tasks of other directives that are perhaps the work that is looked at
    likely: list[Likely]
    #: further documents of the file, about which nobody has decided yet
    asked: list[Asked]
    #: words that the recognising program trusts little
    weak: int
    #: what the reader noticed about the file; of several documents in it only where they are not asked about, as in readings from before
    #: version 0002 of the database
    warnings: list[str]

    @property
    def pending(self) -> list[Row]:
        return [row for row in self.rows if row.pending]

    @property
    def decided(self) -> int:
        return len(self.rows) - len(self.pending)

    @property
    def sure(self) -> list[Row]:
        return [row for row in self.pending if row.sure]

    @property
    def regular(self) -> list[Row]:
        return [row for row in self.pending if row.regular and row.candidate.lead]

    @property
    def apart(self) -> int:
        """Sure ones that are not accepted with the others: regular work, or nobody leads it."""
        return self.counts[Confidence.SURE.value] - len(self.sure)

    @property
    def counts(self) -> Counter[str]:
        """Confidence → number of candidates still open."""
        return Counter(row.candidate.confidence for row in self.pending)

    def neighbour(self, step: int) -> Row | None:
        """The candidate so many places further in the list shown, else in the text."""
        rows = self.listed if self.current in self.listed else self.rows
        if self.current is None or self.current not in rows:
            return None
        place = rows.index(self.current) + step
        return rows[place] if 0 <= place < len(rows) else None

    def beside(self, step: int) -> Row | None:
        """The open candidate before or after this one in the text, with which it may be merged."""
        if self.current is None or not self.current.pending:
            return None
        pending = self.pending
        place = pending.index(self.current) + step
        return pending[place] if 0 <= place < len(pending) else None


def page(session: Session, directive: Directive | None, *, chosen: int | None, which: str, draft: Draft | None, today: date) -> ReviewPage:
    """The review page of a directive. Raises NotFound when there is nothing to review in it."""
    if directive is None or directive.reading is None:
        raise NotFound("Không có văn bản này, hoặc văn bản không có nội dung để duyệt.")
    rows = _rows(directive)
    listed = _listed(rows, which)
    current = _current(rows, listed, chosen)
    parsed = directive.reading.parsed
    source = SourceText.model_validate(parsed["source"])
    slots = slots_of(session, current.candidate, source, directive.issued_on or today) if current else {}
    marks = [mark for row in rows if row.candidate.state in LIVE for mark in _marks(row, current, slots)]
    loose = _loose(parsed, rows, source)
    further = asked(session, directive, source)
    return ReviewPage(
        directive=directive,
        rows=rows,
        listed=listed,
        current=current,
        draft=draft or (Draft.of(current.candidate) if current else None),
        slots=slots,
        drawing=evidence.lay_out(
            source, marks, _units(rows, current), [one.span for one in loose], {one.start: one.place for one in further}
        ),
        loose=loose,
        which=which,
        beyond=beyond(session, directive, today),
        likely=likely(session, current.candidate, today=today) if current and current.pending else [],
        pages=source.pages,
        asked=further,
        weak=len(source.weak_words),
        warnings=[told(warning) for warning in source.warnings if not (asks(warning) and parsed.get("further"))],
    )


def _shown_candidates(directive: Directive) -> list[Candidate]:
    """In the order of the text; those that were split or merged away are gone."""
    alive = [candidate for candidate in directive.candidates if candidate.state is not CandidateState.REPLACED]
    return sorted(alive, key=lambda candidate: (span_of(candidate.evidence.get("text")).start, candidate.ordinal, candidate.id))


def _listed(rows: list[Row], which: str) -> list[Row]:
    if which == "da-xu-ly":
        return [row for row in rows if not row.pending]
    pending = [row for row in rows if row.pending]
    if which == "thuong-xuyen":
        return [row for row in pending if row.regular]
    return pending if which == "thu-tu" else sorted(pending, key=lambda row: WORST_FIRST.get(row.candidate.confidence, 1))


def _current(rows: list[Row], listed: list[Row], chosen: int | None) -> Row | None:
    return next((row for row in rows if row.candidate.id == chosen), None) or (listed[0] if listed else None)


def _marks(row: Row, current: Row | None, slots: dict[str, Slot]) -> list[evidence.Mark]:
    if row is not current:
        return [evidence.Mark(span, name, row.candidate.id) for name in evidence.FIELDS[1:] for span in spans_of(row.candidate, name)]
    return [
        evidence.Mark(span, name, row.candidate.id, number, slots[name].trust_class)
        for name in evidence.FIELDS
        for number, span in zip(slots[name].numbers, spans_of(row.candidate, name), strict=False)
    ]


def _units(rows: list[Row], current: Row | None) -> list[evidence.Unit]:
    return [
        evidence.Unit(row.candidate.id, row.place, span, row is current)
        for row in rows
        if row.candidate.state in LIVE
        for span in spans_of(row.candidate, "text")
    ]


def _loose(parsed: dict[str, Any], rows: list[Row], source: SourceText) -> list[Loose]:
    """Sentences that the parser used for nothing, and that nobody made a candidate of since; those that speak like work first."""
    used = [span for row in rows if row.candidate.state in LIVE for span in spans_of(row.candidate, "text")]
    unused = [span_of(one) for one in parsed.get("unused", ())]
    loose = [
        Loose(span, source.text[span.start : span.end], page_of(source, span), looks_like_duty(source.text, span))
        for span in unused
        if not any(evidence.overlaps(span, other) for other in used)
    ]
    return sorted(loose, key=lambda one: (not one.likely, one.span))


# --- neighbours, for the acts ---------------------------------------------------------------------------------------


def _rows(directive: Directive) -> list[Row]:
    return [Row(candidate, place) for place, candidate in enumerate(_shown_candidates(directive), 1)]


def following(candidate: Candidate, which: str) -> int | None:
    """The open candidate to look at after this one is decided, in the order of the list shown; None when it was the last."""
    listed = [row.candidate.id for row in _listed(_rows(candidate.directive), which if which != "da-xu-ly" else "thu-tu")]
    if candidate.id not in listed:
        return next(iter(listed), None)
    place = listed.index(candidate.id)
    rest = listed[place + 1 :] + listed[:place]
    return rest[0] if rest else None


def beside(candidate: Candidate, step: int) -> Candidate | None:
    """The open candidate before (-1) or after (1) this one in the text."""
    pending = [row.candidate for row in _rows(candidate.directive) if row.pending]
    if candidate not in pending:
        return None
    place = pending.index(candidate) + step
    return pending[place] if 0 <= place < len(pending) else None


def sure_ids(directive: Directive) -> list[int]:
    """The open candidates that need no second look: sure, with a lead, and no regular work."""
    return [row.candidate.id for row in _rows(directive) if row.sure]


def beyond(session: Session, directive: Directive, today: date) -> list[Candidate]:
    """The open candidates that are led only by those whom nobody here follows."""
    shown = [row.candidate for row in _rows(directive)]
    return bodies.not_followed(session, shown, directive, today, edge.settings().office.province)


def regular_ids(directive: Directive) -> list[int]:
    """The open candidates of regular work that have a lead."""
    return [row.candidate.id for row in _rows(directive) if row.pending and row.regular and row.candidate.lead]
