"""Drafts become candidates: title, nature, confidence, the rule behind each field and the place that says it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate

from directives.confidence import judged
from directives.drafts import Draft
from directives.likeness import Bag, Likeness, bag_of
from directives.marks import Item
from directives.model import Evidence, Span, Target, TaskCandidate
from directives.setting import Named
from directives.titles import nature_of, short_title
from directives.vietnamese import bare

# several spaces in a line, or what is read as one
_SPACES = re.compile(r"\s{2,}|[^\S ]")
# the mark of a footnote behind a word (`Bưu điện tỉnh¹`), no power (`km²`)
_NOTE_MARK = re.compile(r"[¹²³⁴-⁹⁰](?<=[^\W\d_]{3}.)[¹²³⁴-⁹⁰]*")
# fewer words than this may be said of different work
_FEW_WORDS = 5
# how much of the words a row shares with what it tells again, and how many pairs are looked at for it
_LOOSELY_ALIKE, _MOST_PAIRS = 0.5, 40_000
# how many of the words of a short row its long form has, in a table that lists the body's work again
_WITHIN = 0.9


def candidate(draft: Draft, *, ocr: bool) -> TaskCandidate:
    """The candidate that a person will see; `ocr` when the text was recognised from pictures."""
    confidence, trust, doubts = judged(draft, ocr=ocr)
    return TaskCandidate(
        path=draft.path,
        text=_SPACES.sub(" ", _NOTE_MARK.sub("", draft.text.text)).strip(),
        lead=_names(draft.lead),
        coordinate=_names(draft.coordinate),
        report_to=_names(draft.report_to),
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


def _names(named: Iterable[Named]) -> tuple[str, ...]:
    return tuple(_NOTE_MARK.sub("", n.name) for n in named)


def _rules(draft: Draft) -> dict[str, str]:
    found = {"text": draft.rule}
    for field, names in (("lead", draft.lead), ("coordinate", draft.coordinate), ("report_to", draft.report_to)):
        if names:
            found[field] = ", ".join(dict.fromkeys(n.rule for n in names))
    if draft.deadlines:
        found["deadlines"] = ", ".join(dict.fromkeys(d.found.rule for d in draft.deadlines))
    return found


def without_repeats(drafts: Sequence[Draft]) -> list[Draft]:
    """Each piece of work once: where the body and an appendix table give the same, the row stays.

    A few common words (`Thực hiện hợp đồng.`) are the same work only where the same bodies lead it. Where most rows have their like in
    the body, the table lists the body's work again, and words that are less alike are taken for the same too.
    """
    if not any(d.is_row for d in drafts):
        return list(drafts)
    bags = [bag_of(d.text.bare) for d in drafts]
    rows = Likeness(bags)
    for draft, bag in zip(drafts, bags, strict=True):
        if draft.is_row:
            rows.add(bag)
    led = {(bag, _leaders(d)) for d, bag in zip(drafts, bags, strict=True) if d.is_row}
    again = _listed_again(drafts, bags)
    return [
        d
        for place, (d, bag) in enumerate(zip(drafts, bags, strict=True))
        if d.is_row or (place not in again and (not rows.has_like(bag) or (len(bag) <= _FEW_WORDS and (bag, _leaders(d)) not in led)))
    ]


def _listed_again(drafts: Sequence[Draft], bags: Sequence[Bag]) -> set[int]:
    """The units of the body that a table tells again in other words, one for a row, where it does so with most of its rows."""
    rows = [place for place, draft in enumerate(drafts) if draft.is_row]
    body = [place for place, draft in enumerate(drafts) if not draft.is_row and draft.lead]
    if len(rows) * len(body) > _MOST_PAIRS:
        return set()
    leaders = [_leaders(draft) for draft in drafts]
    again, beside = set(), set()
    for row in rows:
        known = any(name.known for name in drafts[row].lead)
        same = [place for place in body if not known or leaders[place] & leaders[row]]
        best = max(same, key=lambda place: _shared(bags[row], bags[place]), default=None)
        if best is not None and _shared(bags[row], bags[best]) >= _LOOSELY_ALIKE:
            again.add(best)
        elif best is not None and len(bags[row] & bags[best]) >= _WITHIN * min(len(bags[row]), len(bags[best])) > _FEW_WORDS:
            beside.add(best)  # the row tells it in fewer words
    return again | beside if len(again) * 2 > len(rows) else set()


def _shared(one: Bag, other: Bag) -> float:
    """How much of all their words two texts share; nothing where one is short."""
    return len(one & other) / len(one | other) if min(len(one), len(other)) > _FEW_WORDS else 0.0


def _leaders(draft: Draft) -> frozenset[str]:
    return frozenset(name.name for name in draft.lead)


def distinct_targets(targets: Sequence[Target]) -> tuple[Target, ...]:
    """Each target once: an appendix table that says who follows an indicator repeats the body."""
    bags = [bag_of(bare(target.text)) for target in targets]
    kept, found = Likeness(bags), []
    for target, bag in zip(targets, bags, strict=True):
        if not kept.has_like(bag):
            kept.add(bag)
            found.append(target)
    return tuple(found)


def unused_sentences(items: Iterable[Item], tasks: Sequence[TaskCandidate], targets: Sequence[Target]) -> tuple[Span, ...]:
    """The sentences of the outline that no candidate and no target used: the reviewer may find a task among them."""
    used = sorted([t.evidence.text for t in tasks] + [t.span for t in targets])
    starts = [span.start for span in used]
    reach = list(accumulate((span.end for span in used), max))  # the furthest end up to each
    found: list[Span] = []
    for item in items:
        if item.table is None and len(item.passage.text) > 60:
            for span in (item.passage.span(a, b) for a, b in item.passage.sentences()):
                before = bisect_left(starts, span.end)
                if before == 0 or reach[before - 1] <= span.start:
                    found.append(span)
    return tuple(found)
