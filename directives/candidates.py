"""Drafts become candidates: title, nature, confidence, the rule behind each field and the place that says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from directives.confidence import judged
from directives.drafts import Draft
from directives.marks import Item
from directives.model import Evidence, Span, Target, TaskCandidate
from directives.passages import Passage
from directives.titles import nature_of, short_title
from directives.vietnamese import bare

# several spaces in a line
_SPACES = re.compile(r"\s+")
# words of a unit, for comparing two of them
_WORDS = re.compile(r"\w+")
# how much of the words must be shared for two units to be the same work
_SAME_WORK = 0.8


def candidate(draft: Draft, *, ocr: bool) -> TaskCandidate:
    """The candidate that a person will see; `ocr` when the text was recognised from pictures."""
    confidence, trust, doubts = judged(draft, ocr=ocr)
    return TaskCandidate(
        path=draft.path,
        text=_SPACES.sub(" ", draft.text.text).strip(),
        lead=tuple(n.name for n in draft.lead),
        coordinate=tuple(n.name for n in draft.coordinate),
        report_to=tuple(n.name for n in draft.report_to),
        deadlines=tuple(d.found.deadline for d in draft.deadlines),
        title=short_title(draft.text, draft.title_from, [d.found.deadline.text for d in draft.deadlines]),
        nature=nature_of(draft.text, dated=bool(draft.deadlines)),
        confidence=confidence,
        trust=trust,
        doubts=doubts,
        rules=_rules(draft),
        evidence=Evidence(
            text=draft.text.span(),
            lead=tuple(n.span for n in draft.lead),
            coordinate=tuple(n.span for n in draft.coordinate),
            report_to=tuple(n.span for n in draft.report_to),
            deadlines=tuple(d.span for d in draft.deadlines),
        ),
    )


def _rules(draft: Draft) -> dict[str, str]:
    found = {"text": draft.rule}
    for field, names in (("lead", draft.lead), ("coordinate", draft.coordinate), ("report_to", draft.report_to)):
        if names:
            found[field] = ", ".join(dict.fromkeys(n.rule for n in names))
    if draft.deadlines:
        found["deadlines"] = ", ".join(dict.fromkeys(d.found.rule for d in draft.deadlines))
    return found


def without_repeats(drafts: Sequence[Draft]) -> list[Draft]:
    """Each piece of work once: where the body and an appendix table give the same, the row stays."""
    rows = [_bag(d.text) for d in drafts if d.is_row]
    return [d for d in drafts if d.is_row or not any(_same(_bag(d.text), row) for row in rows)]


def distinct_targets(targets: Sequence[Target]) -> tuple[Target, ...]:
    """Each target once: an appendix table that says who follows an indicator repeats the body."""
    kept: list[tuple[Target, frozenset[str]]] = []
    for target in targets:
        bag = frozenset(_WORDS.findall(bare(target.text)))
        if not any(_same(bag, other) for _, other in kept):
            kept.append((target, bag))
    return tuple(t for t, _ in kept)


def _bag(passage: Passage) -> frozenset[str]:
    return frozenset(_WORDS.findall(passage.bare))


def _same(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) >= _SAME_WORK * len(a | b)


def unused_sentences(items: Iterable[Item], tasks: Sequence[TaskCandidate], targets: Sequence[Target]) -> tuple[Span, ...]:
    """The sentences of the outline that no candidate and no target used: the reviewer may find a task among them."""
    used = sorted([t.evidence.text for t in tasks] + [t.span for t in targets])
    found: list[Span] = []
    for item in items:
        if item.table is None and len(item.passage.text) > 60:
            spans = (item.passage.span(a, b) for a, b in item.passage.sentences())
            found.extend(s for s in spans if not any(u.start < s.end and s.start < u.end for u in used))
    return tuple(found)
