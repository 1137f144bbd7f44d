"""Who writes a state: the table of acts and the few places where work begins or is put back. A new place fails this test by its name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from workflow.model import Assignment

ROOT = Path(__file__).parent.parent.parent
#: module → functions that may write `state` or `resumes_to` of an assignment, and why
WRITERS = {
    # the table itself, and what a sheet says of work that began elsewhere
    "workflow/lifecycle.py": {"apply", "take_over"},
    # a group's own is counted from its members
    "workflow/assignments.py": {"count_group"},
    # an act of reorganisation is taken back whole, the state with it
    "workflow/reorganisation_undo.py": {"_columns_back"},
    # how it stood on a past day, which is in no table
    "workflow/replay.py": {"count_groups"},
    "workflow/past.py": {"_as_if_known"},
}
#: what else has a state of its own, as it is called where that is written
OTHERS = frozenset({"candidate", "request", "message", "update(Message)"})
WRITTEN = frozenset({"state", "resumes_to"})


def modules() -> Iterator[Path]:
    for top in ("workflow", "notifier", "webui"):
        yield from sorted(path for path in (ROOT / top).rglob("*.py") if "migrations" not in path.parts)


def writers(path: Path) -> Iterator[tuple[str, str, int]]:
    """Function, what it writes and the line, for every write of a state: `x.state = …`, `values(state=…)`, `setattr(x, "state", …)`."""
    for function in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                for target in targets(node):
                    yield function.name, target, node.lineno  # type: ignore[attr-defined]


def targets(node: ast.AST) -> Iterator[str]:
    """What a node writes a state of, as it is called there."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        found = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in found:
            parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
            yield from (ast.unparse(one.value) for one in parts if isinstance(one, ast.Attribute) and one.attr in WRITTEN)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "values":
        yield from (ast.unparse(node.func.value)[:60] for keyword in node.keywords if keyword.arg in WRITTEN)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "setattr" and len(node.args) > 1:
        name = node.args[1]
        yield from [ast.unparse(node.args[0])] if isinstance(name, ast.Constant) and name.value in WRITTEN else []


@pytest.mark.parametrize("path", list(modules()), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_state_of_an_assignment_is_written_by_the_table_alone(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    wrong = [
        f"{name}:{line} {function} writes the state of {what}"
        for function, what, line in writers(path)
        if function not in WRITERS.get(name, ()) and what.split(".where")[0] not in OTHERS
    ]
    assert wrong == []


def test_the_writers_that_are_named_are_there() -> None:
    for name, functions in WRITERS.items():
        assert functions <= {function for function, _, _ in writers(ROOT / name)}, name


def test_new_work_begins_as_new() -> None:
    """Wherever an assignment is made, its state is `State.NEW` or left to be so."""
    wrong = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == Assignment.__name__:
                said = [ast.unparse(keyword.value) for keyword in node.keywords if keyword.arg in WRITTEN]
                wrong += [f"{path}:{node.lineno} {value}" for value in said if value != "State.NEW"]
    assert wrong == []
