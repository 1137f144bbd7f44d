"""All regular expressions of the parser: those of the modules, those compiled when first asked for, those written where they are used.

Each with the functions that it is used with, as its name tells them throughout the package.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import directives
from directives.agency_heads import head_pattern
from directives.agency_patterns import province_tail
from directives.deadline_readings import Rule
from directives.wording import Phrases, wording

Compiled = re.Pattern[str] | re.Pattern[bytes]
#: Functions that look at one place only; all others go over a text
AT_ONE_PLACE = {"match", "fullmatch"}
METHODS = AT_ONE_PLACE | {"search", "finditer", "findall", "sub", "subn", "split"}


class Expression(NamedTuple):
    """One expression, where it stands, and whether it is looked for at every place of a text."""

    name: str
    compiled: Compiled
    searched: bool
    reads_files: bool  # what the readers find is not normalised yet


@cache
def modules() -> list[ModuleType]:
    found = [info.name for info in pkgutil.walk_packages(directives.__path__, "directives.") if not info.name.endswith("__main__")]
    return [importlib.import_module(name) for name in sorted(found)]


@cache
def expressions() -> tuple[Expression, ...]:
    """Each expression once, by its words and flags."""
    found: dict[tuple[str | bytes, int], Expression] = {}

    def keep(name: str, compiled: Compiled, functions: set[str], reads: bool) -> None:
        searched = not functions or not functions <= AT_ONE_PLACE
        key = (compiled.pattern, compiled.flags)
        if key not in found or (searched and not found[key].searched):
            found[key] = Expression(name, compiled, searched, reads)

    used = _functions()
    for module in modules():
        reads = module.__name__.startswith("directives.readers") or module.__name__.endswith(("vietnamese", "legacy_encodings"))
        for name, value in vars(module).items():
            for compiled in _patterns(value):
                keep(f"{module.__name__}.{name}", compiled, used.get(id(value), set()), reads)
        for name, compiled, function in _written(module):
            keep(f"{module.__name__}.{name}", compiled, {function}, reads)
    for made in (head_pattern(), province_tail()):
        keep("made when first asked", made, set(), False)
    for name, phrases in wording().lists.items():
        keep(f"wording {name}", phrases.exact, set(), False)
        keep(f"wording {name}", phrases.loose, set(), False)
    return tuple(found.values())


def _patterns(value: Any, depth: int = 0) -> Iterator[Compiled]:
    """The expressions in a value: itself, those of a list or a table, the one that a rule compiles when it is first needed."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Rule):
        yield value.pattern
    elif isinstance(value, Phrases):
        yield from (value.exact, value.loose)
    elif isinstance(value, Mapping) and depth < 3:
        for inner in value.values():
            yield from _patterns(inner, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset) and depth < 3:
        for inner in value:
            yield from _patterns(inner, depth + 1)


def _functions() -> Mapping[int, set[str]]:
    """The identity of each value of a module → what is done with it in any module: the functions called, `handed on` where nothing tells."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for module in modules():
        tree = _tree(module)
        loops: set[ast.AST] = set()
        for scope in ast.walk(tree):
            if isinstance(scope, ast.FunctionDef):
                for loop in ast.walk(scope):
                    if isinstance(loop, ast.For | ast.comprehension) and isinstance(loop.iter, ast.Name):
                        loops.add(loop.iter)
                        names = {node.id for node in ast.walk(loop.target) if isinstance(node, ast.Name)}
                        found[id(vars(module).get(loop.iter.id))] |= {node.attr for node in _done(scope) if node.value.id in names}  # type: ignore[attr-defined]
        done = {node.value: node.attr for node in _done(tree)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node not in loops and node.id in vars(module):
                found[id(vars(module)[node.id])].add(done.get(node, "handed on"))
    for functions in found.values():
        functions.discard("pattern")  # only builds a longer one
    return found


def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(Path(module.__file__ or "").read_text("utf-8"))


def _done(tree: ast.AST) -> Iterator[ast.Attribute]:
    """Each `NAME.function` of expressions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in METHODS | {"pattern"}:
            yield node


def _written(module: ModuleType) -> Iterator[tuple[str, Compiled, str]]:
    """The expressions written within functions, with what they are used for; what is put into them there stands as a word."""
    for scope in (node for node in ast.walk(_tree(module)) if isinstance(node, ast.FunctionDef)):
        used = {node.value: node.attr for node in ast.walk(scope) if isinstance(node, ast.Attribute)}  # `re.compile(…).match`
        for node in ast.walk(scope):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)):
                continue
            if node.func.value.id == "re" and node.func.attr in METHODS | {"compile"} and node.args:
                written = _value(node.args[0], module)
                if isinstance(written, str | bytes):
                    yield scope.name, re.compile(written), used.get(node, node.func.attr)


def _value(node: ast.expr, module: ModuleType) -> Any:
    try:
        return eval(compile(ast.Expression(node), "", "eval"), vars(module))
    except NameError:
        pass
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else _value(part.value, module) for part in node.values]  # type: ignore[attr-defined]
        return "".join("tên" if part is None else str(part) for part in parts)
    if isinstance(node, ast.BinOp):
        left, right = _value(node.left, module), _value(node.right, module)
        return left + right if left is not None and right is not None else None
    return None
