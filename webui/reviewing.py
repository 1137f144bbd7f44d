"""What the review page shows: the text with evidence, the candidates in order, the one that is looked at, what nobody used."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from directives.model import Confidence, DeadlineKind, SourceText, Span
from directives.several import asks
from webui import evidence
from webui.corrections import Draft
from webui.parting import Asked, asked
from webui.sayings import told
from workflow import agencies
from workflow.model import Candidate, CandidateState, Directive, TaskNature
from workflow.refusals import NotFound

#: words for how far something may be trusted → class of the look
TRUST = {Confidence.SURE.value: "", Confidence.LOOK.value: "check", Confidence.MUST_LOOK.value: "must"}
#: lowest confidence first
WORST_FIRST = {Confidence.MUST_LOOK.value: 0, Confidence.LOOK.value: 1, Confidence.SURE.value: 2}
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
class Slot:
    """One field of the candidate that is looked at: its number, how far to trust it and why."""

    name: str
    numbers: list[int] = field(default_factory=list)
    trust: str = Confidence.SURE.value
    why: list[str] = field(default_factory=list)

    @property
    def trust_class(self) -> str:
        return TRUST[self.trust]

    @property
    def number_words(self) -> str:
        """`3`, or `3–6` for several."""
        if not self.numbers:
            return ""
        return str(self.numbers[0]) if len(self.numbers) == 1 else f"{self.numbers[0]}–{self.numbers[-1]}"

    @property
    def told(self) -> bool:
        """Whether there is anything to trust: an empty field needs no word."""
        return bool(self.numbers or self.why)

    def doubt(self, trust: str, why: str) -> None:
        """Trust the field no further than this, and say why."""
        if WORST_FIRST[trust] < WORST_FIRST[self.trust]:
            self.trust = trust
        self.why.append(why)


@dataclass
class Loose:
    """A sentence that no candidate uses."""

    span: Span
    words: str
    page: int | None


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
    #: further documents of the file, about which nobody has decided yet
    asked: list[Asked]
    #: words that the recognising program trusts little
    weak: int
    #: what the reader noticed about the file
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
    slots = _slots(session, current.candidate, directive.issued_on or today) if current else {}
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
        pages=source.pages,
        asked=further,
        weak=len(source.weak_words),
        warnings=[told(warning) for warning in source.warnings if not asks(warning)],
    )


def _shown_candidates(directive: Directive) -> list[Candidate]:
    """In the order of the text; those that were split or merged away are gone."""
    alive = [candidate for candidate in directive.candidates if candidate.state is not CandidateState.REPLACED]
    return sorted(alive, key=lambda candidate: (_span(candidate.evidence.get("text")).start, candidate.ordinal, candidate.id))


def _listed(rows: list[Row], which: str) -> list[Row]:
    if which == "da-xu-ly":
        return [row for row in rows if not row.pending]
    pending = [row for row in rows if row.pending]
    if which == "thuong-xuyen":
        return [row for row in pending if row.regular]
    return pending if which == "thu-tu" else sorted(pending, key=lambda row: WORST_FIRST.get(row.candidate.confidence, 1))


def _current(rows: list[Row], listed: list[Row], chosen: int | None) -> Row | None:
    return next((row for row in rows if row.candidate.id == chosen), None) or (listed[0] if listed else None)


def _span(value: Any) -> Span:
    return Span(int(value[0]), int(value[1])) if value else Span(0, 0)


def spans_of(candidate: Candidate, name: str) -> list[Span]:
    """The spans that prove a field."""
    value = candidate.evidence.get(name)
    if not value:
        return []
    return [_span(value)] if name == "text" else [_span(one) for one in value]


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
    """Sentences that the parser used for nothing, and that nobody made a candidate of since."""
    used = [span for row in rows if row.candidate.state in LIVE for span in spans_of(row.candidate, "text")]
    unused = [_span(one) for one in parsed.get("unused", ())]
    return [
        Loose(span, source.text[span.start : span.end], _page_of(source, span))
        for span in unused
        if not any(evidence.overlaps(span, other) for other in used)
    ]


def _page_of(source: SourceText, span: Span) -> int | None:
    return next((getattr(block, "page", None) for block in source.blocks if evidence.overlaps(block.span, span)), None)


# --- how far each field may be trusted ------------------------------------------------------------------------------


def _slots(session: Session, candidate: Candidate, on: date) -> dict[str, Slot]:
    slots: dict[str, Slot] = {}
    number = 1
    for name in evidence.FIELDS:
        count = len(spans_of(candidate, name))
        slots[name] = Slot(name, list(range(number, number + count)))
        number += count
    if not candidate.lead:
        slots["lead"].doubt(Confidence.MUST_LOOK.value, _("Chưa có cơ quan chủ trì: chọn ít nhất một cơ quan trước khi chấp nhận."))
    for name in ("lead", "coordinate"):
        _judge_names(session, getattr(candidate, name), slots[name], on)
    for deadline in candidate.deadlines:
        _judge_deadline(deadline, slots["deadlines"])
    return slots


def _judge_names(session: Session, names: list[str], slot: Slot, on: date) -> None:
    for name in names:
        agency = agencies.resolve(session, name, on)
        if agency is None:
            why = _("Danh mục chưa có “%(name)s”: chấp nhận thì cơ quan này được thêm vào danh mục.", name=name)
            slot.doubt(Confidence.MUST_LOOK.value, why)
        elif agency.is_group:
            count = len(agencies.members(session, agency, on))
            slot.doubt(
                Confidence.LOOK.value,
                ngettext("“%(name)s” mở thành %(num)d đơn vị.", "“%(name)s” mở thành %(num)d đơn vị.", count, name=name),
            )
        elif agency.name != name:
            slot.why.append(_("“%(name)s” là %(full)s.", name=name, full=agency.name))


UNDATED = {DeadlineKind.CONDITIONAL.value, DeadlineKind.VAGUE.value, DeadlineKind.RELATIVE.value}


def _judge_deadline(deadline: dict[str, Any], slot: Slot) -> None:
    if deadline.get("due_on"):
        if deadline.get("note"):
            slot.why.append(told(str(deadline["note"])))
    elif deadline.get("kind") in UNDATED:
        slot.doubt(Confidence.LOOK.value, _("“%(words)s” chưa ra ngày cụ thể: gõ ngày nếu biết.", words=deadline.get("text", "")))


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


def regular_ids(directive: Directive) -> list[int]:
    """The open candidates of regular work that have a lead."""
    return [row.candidate.id for row in _rows(directive) if row.pending and row.regular and row.candidate.lead]
