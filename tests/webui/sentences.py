"""The Vietnamese sentences in the source that pages show: what refuses, what the parser doubts, what the office notes to a date."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import directives
import notifier
import webui
import workflow

ROOT = Path(workflow.__file__).parents[1]
PACKAGES = tuple(Path(str(package.__file__)).parent.name for package in (directives, workflow, notifier, webui))
#: any letter that only Vietnamese has
VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE)
#: of the shell, or of the machine: no page shows what they say
SHELL = {"commands", "demo", "deploy", "migrations", "explain.py", "signs.py"}
#: makers of `UnreadableDocument` and what they are given
UNREADABLE = {"UnreadableDocument", "broken", "hostile", "too_large", "program_missing", "too_slow"}
#: modules beside the parser whose whole sentences are kept and shown later
KEEPING = (
    "workflow/duedates.py",
    "workflow/workingdays.py",
    "workflow/timeliness.py",
    "workflow/accepting.py",
    "workflow/bodies.py",
    "workflow/review.py",
    "webui/ingest.py",
)
OUTBOX = ("notifier/outbox/delivery.py", "notifier/outbox/daily.py", "notifier/outbox/valve.py", "notifier/mail.py")


@dataclass(frozen=True)
class Raised:
    """Where something is refused, and the node of its sentence."""

    where: str
    sentence: ast.expr
    #: string constants of the module by their names
    constants: dict[str, str]


@cache
def modules(*, under: tuple[str, ...] = PACKAGES) -> list[tuple[Path, ast.Module]]:
    """The modules whose words may come to a page."""
    files = [file for package in under for file in sorted((ROOT / package).rglob("*.py"))]
    return [(file, ast.parse(file.read_text("utf-8"))) for file in files if not SHELL & set(file.relative_to(ROOT).parts)]


@cache
def refusing() -> set[str]:
    """Names of `Refused` and of all its kinds."""
    known, kinds = {"Refused"}, [node for _, tree in modules() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    while more := {kind.name for kind in kinds if any(_name(base) in known for base in kind.bases)} - known:
        known |= more
    return known


def raised() -> list[Raised]:
    """Every place that refuses something with a sentence."""
    kinds = refusing()
    found = []
    for file, tree in modules():
        constants = _constants(tree)
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node.func) in kinds):
            given = call.args[1:] if _name(call.func) == "Invalid" else call.args
            if given:
                found.append(Raised(f"{file.relative_to(ROOT)}:{call.lineno}", given[0], constants))
    return found


def labels_of_fields() -> set[str]:
    """What `words.required` and `words.optional` call the fields, as it stands in their sentences."""
    found = set()
    for _, tree in modules(under=("workflow",)):
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node.func) in ("required", "optional")):
            label = call.args[2] if len(call.args) > 2 else None
            if isinstance(label, ast.Constant):
                found |= {label.value, label.value.lower()} if _name(call.func) == "required" else {label.value}
    return found


def kept() -> dict[str, str]:
    """Sentences that are kept as a whole and told later, each with a number in every place that is filled → where it is made."""
    found = {}
    for file, tree in modules():
        path = str(file.relative_to(ROOT))
        if path.startswith("directives/") or path in (*KEEPING, *OUTBOX):
            found |= {sentence: f"{path}:{line}" for sentence, line in _sentences(tree)}
    return found


def _sentences(tree: ast.Module) -> Iterator[tuple[str, int]]:
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    inner |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inner |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_aside(node) for part in ast.walk(node)}
    doubts = {id(part) for node in ast.walk(tree) for part in _told_by(node)}
    for node in ast.walk(tree):
        if id(node) in inner or not isinstance(node, ast.Constant | ast.JoinedStr):
            continue
        words = _filled(node)
        if VIETNAMESE.search(words) and (id(node) in doubts or _is_sentence(words)):
            yield words, node.lineno


def _is_sentence(words: str) -> bool:
    return words.endswith(".") and (words[0].isupper() or words[0] in "“0123456789") and " " in words


def _is_aside(call: ast.Call) -> bool:
    """For the log or a pattern, or a template that `raised` has."""
    return _name(call.func) in {"compile", "info", "warning", "error", "exception", *refusing(), "SettingsError", "Preview"}


def _told_by(node: ast.AST) -> Iterator[ast.AST]:
    """The words in the places that make doubts and refusals of the parser, where a sentence may lack its full stop."""
    if (isinstance(node, ast.keyword) and node.arg in ("doubt", "note")) or (
        isinstance(node, ast.Assign) and any(_name(target) in ("doubt", "note") for target in node.targets)
    ):
        yield from ast.walk(node.value)
    elif isinstance(node, ast.Call) and _name(node.func) in UNREADABLE:
        for given in node.args:
            yield from ast.walk(given)
    elif isinstance(node, ast.FunctionDef) and node.name == "distance_words":
        yield from ast.walk(node)


def _filled(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(str(part.value) if isinstance(part, ast.Constant) else str(7 + place) for place, part in enumerate(node.values))


def _constants(tree: ast.Module) -> dict[str, str]:
    assigned = [node for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)]
    return {_name(node.targets[0]): node.value.value for node in assigned if isinstance(node.value, ast.Constant)}  # type: ignore[misc]


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
