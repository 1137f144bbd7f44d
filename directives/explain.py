"""Why the parser took each item of a directive for what it did: the outline with its decisions, for `dondoc parse --explain`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from textwrap import wrap

from directives.agencies import AgencyRegistry
from directives.candidates import candidate, without_repeats
from directives.drafts import Decision, Draft
from directives.marks import Item
from directives.model import Deadline, DeadlineKind, SourceText, TaskCandidate
from directives.pipeline import assigned
from directives.rhythm_words import rule_in_words
from directives.several import doubt_all, further_documents, parts_at
from directives.weak_numbers import doubted

# so much of an item's words is shown, in lines of so many columns
_SHOWN = _WIDTH = 100
_REPEATED = "trùng với một hàng của bảng: không lấy"


@dataclass(frozen=True)
class Explained:
    """One item of the outline with what it was taken for."""

    depth: int  # 0 for items at the root
    path: str
    words: str  # its first words, with the mark
    taken: str = ""  # `nhiệm vụ`, `tiêu đề cơ quan` …; `` where the item above decided for it
    rule: str = ""
    tasks: tuple[TaskCandidate, ...] = field(default=())
    repeated: int = 0  # units that a row of a table gives too


def explained(source: SourceText, agencies: AgencyRegistry) -> list[Explained]:
    """The items of the outline in order, each with the decision on it, of every document in the file; pure, like `parse`."""
    parts = parts_at(source, further_documents(source))
    return [line for place, part in enumerate(parts) for line in _of_document(part, agencies, further=place > 0)]


def _of_document(source: SourceText, agencies: AgencyRegistry, *, further: bool) -> list[Explained]:
    _, roots, found = assigned(source, agencies)
    if further:
        doubt_all(found.drafts)
    decided = {id(d.item): d for d in found.decisions}
    kept = {id(d) for d in without_repeats(found.drafts)}
    lines: list[Explained] = []
    for root in roots:
        for item, depth in _items(root):
            lines.append(_line(item, depth, decided.get(id(item)), kept, source))
    return lines


def _items(root: Item, depth: int = 0) -> Iterator[tuple[Item, int]]:
    for item in root.children:
        yield item, depth
        yield from _items(item, depth + 1)


def _line(item: Item, depth: int, decision: Decision | None, kept: set[int], source: SourceText) -> Explained:
    words = "(bảng)" if item.table else (item.marked or item.passage).text
    short = words if len(words) <= _SHOWN else words[: _SHOWN - 1].rsplit(" ", 1)[0] + "…"
    if decision is None:
        return Explained(depth, item.path, short)
    own = [d for d in decision.drafts if id(d) in kept]
    return Explained(
        depth, item.path, short, decision.taken, decision.rule, _candidates(own, source), repeated=len(decision.drafts) - len(own)
    )


def _candidates(drafts: list[Draft], source: SourceText) -> tuple[TaskCandidate, ...]:
    return tuple(doubted(candidate(d, ocr=source.ocr), source) for d in drafts)


def as_text(lines: list[Explained]) -> str:
    """The outline for a terminal: a line for each item, below it its decision and the fields of its tasks with their rules."""
    return "\n".join(piece for line in lines for text in _as_lines(line) for piece in _wrapped(text))


def _wrapped(text: str) -> list[str]:
    """A line of the outline in lines that a terminal holds, the further ones set in."""
    margin = " " * (len(text) - len(text.lstrip()) + 4)
    return wrap(text, _WIDTH, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False) or [""]


def _as_lines(line: Explained) -> Iterator[str]:
    indent = "  " * line.depth
    yield f"{indent}{line.words}"
    if line.taken:
        yield f"{indent}    → {line.taken} [{line.path or '–'}]: {line.rule}"
    for task in line.tasks:
        if len(line.tasks) > 1:
            yield f"{indent}      · {task.title}"
        yield f"{indent}      việc: {task.trust['text']}, {task.rules['text']}"
        for name, said in _fields(task):
            yield f"{indent}      {name}: {said}"
        for doubt in task.doubts:
            yield f"{indent}      lưu ý: {doubt}"
    if line.repeated:
        yield f"{indent}      {_REPEATED}"


def _fields(task: TaskCandidate) -> Iterator[tuple[str, str]]:
    said = {
        "lead": ("chủ trì", "; ".join(task.lead)),
        "coordinate": ("phối hợp", "; ".join(task.coordinate)),
        "report_to": ("báo cáo", "; ".join(task.report_to)),
        "deadlines": ("thời hạn", "; ".join(deadline_in_words(d) for d in task.deadlines)),
    }
    for field_name, (name, words) in said.items():
        if words:
            yield name, f"{words} ({task.trust[field_name]}, {task.rules[field_name]})"


#: What a time without a day of its own was taken for
UNDATED = {
    DeadlineKind.DATE: "chưa rõ ngày",
    DeadlineKind.RECURRING: "lặp lại, chưa rõ kỳ",
    DeadlineKind.RELATIVE: "tính từ một mốc khác",
    DeadlineKind.CONDITIONAL: "khi có điều kiện được nêu",
    DeadlineKind.VAGUE: "không nêu ngày cụ thể",
    DeadlineKind.CONTINUOUS: "thường xuyên",
}


def deadline_in_words(deadline: Deadline) -> str:
    """The words of a deadline and the day or the rhythm that they were taken for: `trước ngày 30/4/2026 → 30/04/2026`."""
    if deadline.due:
        meant = f"{deadline.due:%d/%m/%Y}"
    else:
        meant = rule_in_words(deadline.rrule) if deadline.rrule else f"({UNDATED[deadline.kind]})"
    return f"{deadline.text} → {meant}{f', {deadline.time}' if deadline.time else ''}"
