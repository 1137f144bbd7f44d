"""What the parser gives, as the JSON object that `dondoc parse --json` prints and that gold annotations have."""

from __future__ import annotations

from typing import Any

from directives.model import Deadline, DirectiveHead, Evidence, ParsedDirective, Span, Target, TaskCandidate


def as_json(parsed: ParsedDirective, file: str | None = None) -> dict[str, Any]:
    """The directive as plain JSON values; with `file` when several files are printed one object a line."""
    found: dict[str, Any] = {"file": file} if file is not None else {}
    found["directive"] = _head(parsed.directive)
    found["tasks"] = [_task(t) for t in parsed.tasks]
    found["targets"] = [_target(t) for t in parsed.targets]
    found["unused"] = [list(s) for s in parsed.unused]
    found["source"] = {
        "text": parsed.source.text,
        "reader": parsed.source.reader,
        "pages": parsed.source.pages,
        "ocr": parsed.source.ocr,
        "warnings": list(parsed.source.warnings),
    }
    return found


def _head(head: DirectiveHead) -> dict[str, Any]:
    found = head.model_dump(mode="json")
    for reference in found["references"]:
        reference.pop("span")
    return found


def _task(task: TaskCandidate) -> dict[str, Any]:
    return {
        "path": task.path,
        "text": task.text,
        "lead": list(task.lead),
        "coordinate": list(task.coordinate),
        "report_to": list(task.report_to),
        "deadlines": [_deadline(d) for d in task.deadlines],
        "title": task.title,
        "nature": task.nature.value,
        "confidence": task.confidence.value,
        "trust": {field: word.value for field, word in task.trust.items()},
        "doubts": list(task.doubts),
        "rules": task.rules,
        "evidence": _evidence(task.evidence),
    }


def _deadline(deadline: Deadline) -> dict[str, Any]:
    found: dict[str, Any] = {
        "text": deadline.text,
        "kind": deadline.kind.value,
        "due": deadline.due.isoformat() if deadline.due else None,
        "rrule": deadline.rrule,
    }
    if deadline.time:
        found["time"] = deadline.time
    return found


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "text": list(evidence.text),
        "lead": _spans(evidence.lead),
        "coordinate": _spans(evidence.coordinate),
        "report_to": _spans(evidence.report_to),
        "deadlines": _spans(evidence.deadlines),
    }


def _spans(spans: tuple[Span, ...]) -> list[list[int]]:
    return [list(s) for s in spans]


def _target(target: Target) -> dict[str, Any]:
    return {"text": target.text, "by": target.by.isoformat() if target.by else None, "evidence": {"text": list(target.span)}}
