"""The fields of the candidate that is looked at: what proves each, by which rule, and how far it may be trusted, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from directives.model import Confidence, DeadlineKind, SourceText, Span, Table
from webui import edge, evidence
from webui.presentation import day
from webui.provenance import rule_said
from webui.sayings import told
from workflow import agencies, bodies, successions
from workflow.model import Agency, Candidate

#: words for how far something may be trusted → class of the look
TRUST = {Confidence.SURE.value: "", Confidence.LOOK.value: "check", Confidence.MUST_LOOK.value: "must"}
#: lowest confidence first
WORST_FIRST = {Confidence.MUST_LOOK.value: 0, Confidence.LOOK.value: 1, Confidence.SURE.value: 2}
#: so many characters of what proves a field tell which sentence it is
PROOF_LENGTH = 160


@dataclass(frozen=True)
class Proof:
    """The words of the text that prove a field."""

    words: str
    page: int | None


@dataclass
class Slot:
    """One field of the candidate that is looked at: its number, how far to trust it and why."""

    name: str
    numbers: list[int] = field(default_factory=list)
    trust: str = Confidence.SURE.value
    why: list[str] = field(default_factory=list)
    #: the words of the text that prove it, each with its page
    proofs: list[Proof] = field(default_factory=list)
    #: everybody it names is a ministry or another province: nobody here follows them
    beyond: bool = False
    #: which rules found it, in words; that a person wrote it
    rules: list[str] = field(default_factory=list)

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
        return bool(self.numbers or self.why or self.trust != Confidence.SURE.value)

    def doubt(self, trust: str, why: str) -> None:
        """Trust the field no further than this, and say why."""
        if WORST_FIRST[trust] < WORST_FIRST[self.trust]:
            self.trust = trust
        self.why.append(why)


def span_of(value: Any) -> Span:
    """A span as it is kept; an empty one for none."""
    return Span(int(value[0]), int(value[1])) if value else Span(0, 0)


def spans_of(candidate: Candidate, name: str) -> list[Span]:
    """The spans that prove a field."""
    value = candidate.evidence.get(name)
    if not value:
        return []
    return [span_of(value)] if name == "text" else [span_of(one) for one in value]


def slots_of(session: Session, candidate: Candidate, source: SourceText, on: date) -> dict[str, Slot]:
    """The fields of a candidate: what proves each, which rule found it, how far the machine trusts it, and what the office knows of it."""
    slots: dict[str, Slot] = {}
    number = 1
    for name in evidence.FIELDS:
        spans = spans_of(candidate, name)
        slots[name] = Slot(name, list(range(number, number + len(spans))), proofs=[_proof(span, source) for span in spans])
        number += len(spans)
        _as_the_machine_said(candidate, slots[name])
        _judge_words(spans, source, slots[name])
    if not candidate.lead:
        slots["lead"].doubt(Confidence.MUST_LOOK.value, _("Chưa có cơ quan chủ trì: chọn ít nhất một cơ quan trước khi chấp nhận."))
    for name in ("lead", "coordinate"):
        _judge_names(session, candidate, slots[name], on)
    if len(candidate.lead) > 1:
        several = _("Có %(num)s cơ quan chủ trì: xem văn bản có giao rõ một cơ quan chịu trách nhiệm chính không.", num=len(candidate.lead))
        slots["lead"].doubt(Confidence.LOOK.value, several)
    for deadline in candidate.deadlines:
        _judge_deadline(deadline, slots["deadlines"])
    return slots


def _proof(span: Span, source: SourceText) -> Proof:
    words = " ".join(source.text[span.start : span.end].split())
    shown = words if len(words) <= PROOF_LENGTH else f"{words[:PROOF_LENGTH].rsplit(' ', 1)[0]}…"
    return Proof(shown, page_of(source, span))


def _as_the_machine_said(candidate: Candidate, slot: Slot) -> None:
    """How far the machine trusts the field and by which rules; what a person wrote is theirs."""
    machine = candidate.proposed
    if machine is None or getattr(candidate, slot.name) != machine.get(slot.name):
        slot.rules = [_("Người duyệt đã ghi hoặc sửa.")]
        return
    slot.trust = machine.get("trust", {}).get(slot.name, slot.trust)
    slot.rules = [rule_said(slot.name, rule) for rule in machine.get("rules", {}).get(slot.name, "").split(", ") if rule]


def _judge_words(spans: list[Span], source: SourceText, slot: Slot) -> None:
    """Recognised words that are weak where the field is proved; in its own words they are underlined, but a name or a day must be right."""
    if slot.name == "text":
        return
    found = [word for span in spans for word in evidence.weak_in(source.weak_words, span)]
    weak = [f"{source.text[word.span.start : word.span.end]} ({word.trust}%)" for word in found]
    if weak:
        slot.doubt(Confidence.LOOK.value, _("Máy nhận dạng chưa chắc chữ “%(words)s”: so với bản gốc.", words=" ".join(weak[:6])))


def page_of(source: SourceText, span: Span) -> int | None:
    """The page on which a span begins, where the form has pages."""
    block = next((one for one in source.blocks if evidence.overlaps(one.span, span)), None)
    if isinstance(block, Table):
        return next((row.page for row in block.rows for cell in row.cells if evidence.overlaps(cell.span, span)), None)
    return block.page if block else None


def _judge_names(session: Session, candidate: Candidate, slot: Slot, on: date) -> None:
    """What the office knows of each name: who it is, that it is a group, that nobody here follows it."""
    names = getattr(candidate, slot.name)
    found = bodies.of_names(session, names, candidate.directive, on, edge.settings().office.province)
    slot.beyond = bool(found.untracked) and not found.agencies and not found.unknown
    for name in found.untracked:
        slot.why.append(_("“%(name)s” không thuộc diện theo dõi ở đây: ghi nhận, không giao.", name=name))
    for name in found.unknown:
        why = _("Danh mục chưa có “%(name)s”: chấp nhận thì cơ quan này được thêm vào danh mục.", name=name)
        slot.doubt(Confidence.MUST_LOOK.value, why)
    for agency in found.agencies:
        _judge_agency(session, agency, found.units.get(agency.id, ""), slot, names, on)


def _judge_agency(session: Session, agency: Agency, unit: str, slot: Slot, names: list[str], on: date) -> None:
    if not agencies.is_valid(agency, edge.today()):
        _judge_ended(session, agency, slot)
    if unit:
        slot.doubt(Confidence.LOOK.value, _("“%(unit)s” là đơn vị trong %(full)s: giao cho %(full)s.", unit=unit, full=agency.name))
    elif agency.is_group and not (count := len(agencies.members(session, agency, on))):
        why = _("“%(name)s” chưa có đơn vị thành viên nào: chấp nhận thì việc giao chung cho cả nhóm.", name=agency.name)
        slot.doubt(Confidence.MUST_LOOK.value, why)
    elif agency.is_group:
        opened = ngettext("“%(name)s” mở thành %(num)d đơn vị.", "“%(name)s” mở thành %(num)d đơn vị.", count, name=agency.name)
        slot.doubt(Confidence.LOOK.value, opened)
    elif agency.name not in names:
        said = next((name for name in names if agencies.resolve(session, name, on) is agency), None)
        slot.why.append(_("“%(name)s” là %(full)s.", name=said, full=agency.name) if said else _("Giao cho %(full)s.", full=agency.name))


def _judge_ended(session: Session, agency: Agency, slot: Slot) -> None:
    """An agency that is no more: who is given the work instead, or that a person must say so."""
    heir = successions.heirs(session, [agency], edge.today()).get(agency.id)
    if heir is not None:
        slot.why.append(_("%(old)s nay là %(new)s: việc giao cho %(new)s.", old=agency.name, new=heir.name))
    elif agency.valid_until is not None:
        why = _("%(old)s thôi hoạt động sau ngày %(day)s: chọn cơ quan làm việc này.", old=agency.name, day=day(agency.valid_until))
        slot.doubt(Confidence.MUST_LOOK.value, why)


UNDATED = {DeadlineKind.CONDITIONAL.value, DeadlineKind.VAGUE.value, DeadlineKind.RELATIVE.value}


def _judge_deadline(deadline: dict[str, Any], slot: Slot) -> None:
    if deadline.get("due_on"):
        if deadline.get("note"):
            slot.why.append(told(str(deadline["note"])))
    elif deadline.get("kind") in UNDATED:
        slot.doubt(Confidence.LOOK.value, _("“%(words)s” chưa ra ngày cụ thể: gõ ngày nếu biết.", words=deadline.get("text", "")))
