"""Figures that the recognising program trusts little, where a wrong one does harm: in times, in the number and day of a directive."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from directives.model import Confidence, SourceText, Span, TaskCandidate, WeakWord
from directives.vietnamese import bare

#: Lines of a letterhead that tell the number and the day: `Số: 12/CĐ-UBND`, `Sơn Hà, ngày 12 tháng 3 năm 2026`
HEAD_LINE = re.compile(r"so ?[:.]|.{0,60}\bngay\b.{0,20}\bthang\b.{0,20}\bnam\b")
#: Among so many lines at the beginning
HEAD_LINES = 15
#: So many numbers are named in a sentence
MOST_NAMED = 6


def doubted(task: TaskCandidate, source: SourceText) -> TaskCandidate:
    """The candidate, its deadlines held for a person where a figure of theirs was hardly recognised."""
    weak = [word for span in task.evidence.deadlines for word in weak_numbers(source, span)]
    if not weak:
        return task
    doubt = f"Máy nhận dạng chưa chắc số {_named(weak, source)} ở thời hạn: so với bản gốc."
    return task.model_copy(
        update={
            "trust": task.trust | {"deadlines": Confidence.MUST_LOOK},
            "confidence": Confidence.MUST_LOOK,
            "doubts": (*task.doubts, doubt),
        }
    )


def with_head_told(source: SourceText) -> SourceText:
    """The source, with a warning where the number or the day of the directive was hardly recognised."""
    weak = [word for line in _head_lines(source) for word in weak_numbers(source, line)]
    if not weak:
        return source
    warning = f"Máy nhận dạng chưa chắc số {_named(weak, source)} ở phần đầu: so số, ngày của văn bản với bản gốc."
    return source.model_copy(update={"warnings": tuple(dict.fromkeys((*source.warnings, warning)))})  # once, also when it is parsed again


def weak_numbers(source: SourceText, span: Span) -> list[WeakWord]:
    """The hardly recognised words with a figure that lie in a span or reach into it."""
    first = bisect_left(source.weak_words, span.start, key=lambda word: word.span.end)
    found = []
    for word in source.weak_words[first:]:
        if word.span.start >= span.end:
            break
        if word.span.end > span.start and any(c.isdigit() for c in source.text[word.span.start : word.span.end]):
            found.append(word)
    return found


def _head_lines(source: SourceText) -> Iterator[Span]:
    start = 0
    for line in source.text.split("\n", HEAD_LINES)[:HEAD_LINES]:
        if HEAD_LINE.match(bare(line)):
            yield Span(start, start + len(line))
        start += len(line) + 1


def _named(weak: Iterable[WeakWord], source: SourceText) -> str:
    """`“05/12/2026” (tin 41%)`, each once."""
    said = (f"“{source.text[word.span.start : word.span.end].strip(' .,;:()')}” (tin {word.trust}%)" for word in weak)
    return ", ".join(list(dict.fromkeys(said))[:MOST_NAMED])
