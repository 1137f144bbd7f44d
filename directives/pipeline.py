"""From the text of a directive to its candidates: the one flow of the parser."""

from __future__ import annotations

from directives.agencies import AgencyRegistry
from directives.assignments import Assignments
from directives.candidates import candidate, distinct_targets, unused_sentences, without_repeats
from directives.contract import as_json
from directives.header import read_head
from directives.marks import Item
from directives.model import DirectiveHead, ParsedDirective, SourceText
from directives.occasion import setting_of
from directives.outline import read_outline
from directives.several import asked_about, doubt_others, further_documents, heads_of

__all__ = ["as_json", "parse"]


def parse(source: SourceText, agencies: AgencyRegistry) -> ParsedDirective:
    """What the machine reads in one document: head, candidates with evidence, targets, and the sentences that nothing used.

    Pure: the same text and registry give the same answer. Takes any text; one without a directive's form gives empty fields.
    """
    head, roots, found = assigned(source, agencies)
    places = further_documents(source)
    source = asked_about(source, places)
    tasks = tuple(candidate(d, ocr=source.ocr) for d in without_repeats(found.drafts))
    targets = distinct_targets(found.targets)
    unused = unused_sentences((i for root in roots for i in root.walk()), tasks, targets)
    return ParsedDirective(directive=head, tasks=tasks, targets=targets, source=source, unused=unused, further=heads_of(source, places))


def assigned(source: SourceText, agencies: AgencyRegistry) -> tuple[DirectiveHead, list[Item], Assignments]:
    """The head, the outline and what the walk over it found and decided: what `parse` and `explain` share."""
    reading = read_head(source)
    roots = read_outline(source, [reading.body, *reading.appendices])
    setting = setting_of(reading.head, source, roots, agencies, reading.addressee_spans)
    found = Assignments(setting, source.text)
    for root in roots:
        found.read(root)
    doubt_others(found.drafts, further_documents(source))
    return reading.head, roots, found
