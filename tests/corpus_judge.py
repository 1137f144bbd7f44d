"""What came of each unit of work in an annotated directive, by the corpus's own measure: found or not, and which of its fields are right.

`score.py` lies beside the corpus and is no part of the project; it is loaded from there, so that both judge alike.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from directives.model import SourceText
from directives.readers import UnreadableDocument, read

FIELDS = ("text", "lead", "coordinate", "report_to", "deadlines")
NEARLY_ALL = 0.9  # of the words, for a unit to be right


@dataclass(frozen=True)
class Outcome:
    """One wanted or given unit: its place among its kind, and what is right of it; a unit on which readers differ has no outcome."""

    kind: str  # `found`, `missed`, `extra`
    ordinal: int  # among the wanted units, from 1; among the given ones for an extra
    words: str  # hash of its words: no text of the documents is kept
    right: dict[str, bool]  # field → whether it is right; an extra has only `text`
    given: int | None  # its place in the prediction, from 0

    @property
    def mark(self) -> str:
        """`+++++` for a unit that is right in all fields, `-` where one is not; `missed`, `extra`."""
        return "".join("+" if self.right[f] else "-" for f in FIELDS) if self.kind == "found" else self.kind


def load_score(corpus: Path) -> Any:
    """The corpus's `score.py` as a module."""
    spec = importlib.util.spec_from_file_location("corpus_score", corpus / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_gold(path: Path) -> dict[str, Any]:
    """The answer of one directive."""
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def read_kept(path: Path, cache: Path | None) -> SourceText | None:
    """The text of a document, kept in `cache` for the next time when there is one; None when it cannot be read, which is said."""
    kept = cache / f"{path.stem}.json" if cache else None
    if kept and kept.exists():
        return SourceText.model_validate_json(kept.read_text("utf-8"))
    try:
        source = read(path.read_bytes(), path.name)
    except UnreadableDocument as error:
        print(f"{path.name}: {error}", file=sys.stderr)
        return None
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(source.model_dump_json(), "utf-8")
    return source


def outcomes(score: Any, gold: dict[str, Any], given: dict[str, Any]) -> Iterator[Outcome]:
    """What came of each unit, wanted ones in their order and then the extras."""
    wanted, predicted = gold["tasks"], given["tasks"]
    pairs = {i: (j, likeness) for i, j, likeness in score.pair(wanted, predicted)}
    for i, want in enumerate(wanted):
        if want.get("optional"):
            continue
        if i not in pairs:
            yield Outcome("missed", i + 1, _hash(want["text"]), {}, None)
            continue
        j, likeness = pairs[i]
        right = {"text": likeness >= NEARLY_ALL, **_fields(score, want, predicted[j])}
        yield Outcome("found", i + 1, _hash(want["text"]), right, j)
    paired = {j for j, _ in pairs.values()}
    for j, task in enumerate(predicted):
        if j not in paired:
            yield Outcome("extra", j + 1, _hash(task["text"]), {"text": False}, j)


def _fields(score: Any, want: dict[str, Any], got: dict[str, Any]) -> dict[str, bool]:
    found = {}
    for field in ("lead", "coordinate", "report_to"):
        left, right = score.agencies(want.get(field)), score.agencies(got.get(field))
        found[field] = len(left) == len(right) == score.same_agencies(left, right)
    left, right = score.deadlines(want.get("deadlines")), score.deadlines(got.get("deadlines"))
    found["deadlines"] = len(left) == len(right) == score.matching_deadlines(left, right)
    return found


def _hash(words: str) -> str:
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:10]
