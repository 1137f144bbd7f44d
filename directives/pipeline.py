"""From the text of a directive to its candidates: the one flow of the parser."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from directives.agencies import AgencyRegistry
from directives.assignments import Assignments
from directives.candidates import candidate, distinct_targets, unused_sentences, without_repeats
from directives.contract import as_json
from directives.header import read_head
from directives.marks import Item
from directives.model import DirectiveHead, ParsedDirective, SourceText
from directives.occasion import setting_of
from directives.outline import read_outline
from directives.same_names import spell_alike
from directives.several import doubt_all, further_documents, joined, parts_at
from directives.weak_numbers import doubted, with_head_told

__all__ = ["as_json", "parse"]


def parse(source: SourceText, agencies: AgencyRegistry) -> ParsedDirective:
    """What the machine reads in one document: head, candidates with evidence, targets, and the sentences that nothing used.

    Pure: the same text and registry give the same answer. Takes any text; one without a directive's form gives empty fields.
    """
    with _uncollected():
        places = further_documents(source)
        parts = [_document(part, agencies, further=place > 0) for place, part in enumerate(parts_at(source, places))]
        whole = joined(source, places, parts)
        return whole.model_copy(update={"source": with_head_told(whole.source)})


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without searching for cycles meanwhile: the search takes up to a tenth of the time, and the few that a text makes can wait."""
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()


def _document(source: SourceText, agencies: AgencyRegistry, *, further: bool) -> ParsedDirective:
    """What one document of the file says; the work of further ones is doubted until a person has said what they are."""
    head, roots, found = assigned(source, agencies)
    if further:
        doubt_all(found.drafts)
    tasks = tuple(doubted(candidate(d, ocr=source.ocr), source) for d in without_repeats(found.drafts))
    targets = distinct_targets(found.targets)
    unused = unused_sentences((i for root in roots for i in root.walk()), tasks, targets)
    return ParsedDirective(directive=head, tasks=tasks, targets=targets, source=source, unused=unused)


def assigned(source: SourceText, agencies: AgencyRegistry) -> tuple[DirectiveHead, list[Item], Assignments]:
    """The head, the outline and what the walk over it found and decided, of one document: what `parse` and `explain` share."""
    reading = read_head(source)
    roots = read_outline(source, [reading.body, *reading.appendices])
    setting = setting_of(reading, source, roots, agencies)
    found = Assignments(setting, source.text)
    for root in roots:
        found.read(root)
    spell_alike(found.drafts, source.text, ocr=source.ocr)
    return reading.head, roots, found
