"""Automatic numbers of Word lists, resolved as Word shows them (ECMA-376 Part 1, 17.9).

`numbering.xml` has abstract lists of nine levels and numbered instances of them; paragraphs point to an instance and a level,
themselves or through their style. The number shown is the level's pattern (`%1.%2.`) filled with the counters.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from directives.readers.ooxml import child, value, w
from directives.vietnamese import write_roman

LEVELS = 9


@dataclass
class Level:
    """One level of a list."""

    form: str = "decimal"
    pattern: str = ""
    start: int = 1
    follows: str = "tab"  # what stands between number and text: tab, space or nothing
    style: str | None = None
    legal: bool = False  # all counters in Arabic figures


@dataclass
class Numbering:
    """All lists of a document, and their counters as the paragraphs are met in order."""

    abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    instances: dict[str, str] = field(default_factory=dict)  # instance → abstract list
    overrides: dict[tuple[str, int], Level] = field(default_factory=dict)
    restarts: dict[tuple[str, int], int] = field(default_factory=dict)
    counters: dict[str, list[int | None]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def level(self, instance: str, depth: int) -> Level | None:
        """The level of an instance, None when the document does not define it."""
        return self.overrides.get((instance, depth)) or self.abstract.get(self.instances.get(instance, ""), {}).get(depth)

    def next(self, instance: str, depth: int) -> str | None:
        """Counts one more paragraph and gives its number with the space that follows, None when the list is unknown."""
        level = self.level(instance, depth)
        if level is None:
            return None
        counters = self.counters.setdefault(self.instances[instance], [None] * LEVELS)
        if (instance, depth) in self.restarts and (instance, depth) not in self.begun:
            self.begun.add((instance, depth))
            counters[depth] = None
            first = self.restarts[instance, depth]
        else:
            first = level.start
        current = counters[depth]
        counters[depth] = first if current is None else current + 1
        counters[depth + 1 :] = [None] * (LEVELS - depth - 1)
        return self._written(instance, level, counters)

    def _written(self, instance: str, level: Level, counters: list[int | None]) -> str:
        if level.form == "none":
            return ""
        if level.form == "bullet":
            return bullet(level.pattern) + " "
        text = level.pattern
        for i in range(LEVELS):
            if f"%{i + 1}" in text:
                other = self.level(instance, i) or Level()
                count = counters[i]
                text = text.replace(
                    f"%{i + 1}", write_number(other.start if count is None else count, "decimal" if level.legal else other.form)
                )
        return text + ("" if not text or level.follows == "nothing" else " ")


def bullet(pattern: str) -> str:
    """A bullet as a character that is text: dashes and plus signs stay, any sign of a symbol font is `•`."""
    sign = pattern.strip()[:1].translate({0xF02D: "-", 0xF02B: "+", 0x2212: "-", 0x2011: "-"})
    return sign if sign in ("-", "–", "—", "+", "*", "•") else "•"


def write_number(number: int, form: str) -> str:
    """A counter in the form of its level; forms that Vietnamese documents do not use are written in figures."""
    match form:
        case "upperRoman":
            return write_roman(number)
        case "lowerRoman":
            return write_roman(number).lower()
        case "lowerLetter" | "upperLetter":
            letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letter.upper() if form == "upperLetter" else letter
        case "decimalZero":
            return f"{number:02}"
        case "none":
            return ""
    return str(number)


def read_numbering(root: etree._Element | None) -> Numbering:
    """The lists of `numbering.xml`; an empty set of lists for a document without it."""
    lists = Numbering()
    if root is None:
        return lists
    linked: dict[str, str] = {}
    for abstract in root.iterchildren(w("abstractNum")):
        key = abstract.get(w("abstractNumId"), "")
        lists.abstract[key] = {_depth(item): _level(item) for item in abstract.iterchildren(w("lvl"))}
        if (own := value(abstract, "styleLink")) is not None:
            linked[own] = key
    for abstract in root.iterchildren(w("abstractNum")):
        if (other := value(abstract, "numStyleLink")) in linked:
            lists.abstract[abstract.get(w("abstractNumId"), "")] = lists.abstract[linked[other or ""]]
    for instance in root.iterchildren(w("num")):
        _read_instance(lists, instance)
    return lists


def _read_instance(lists: Numbering, instance: etree._Element) -> None:
    key = instance.get(w("numId"), "")
    lists.instances[key] = value(instance, "abstractNumId") or ""
    for override in instance.iterchildren(w("lvlOverride")):
        depth = _depth(override)
        if (start := value(override, "startOverride")) is not None:
            lists.restarts[key, depth] = _number(start, 1)
        if (own := child(override, "lvl")) is not None:
            lists.overrides[key, depth] = _level(own)


def _depth(element: etree._Element) -> int:
    return min(max(_number(element.get(w("ilvl")), 0), 0), LEVELS - 1)


def _level(element: etree._Element) -> Level:
    return Level(
        form=value(element, "numFmt") or "decimal",
        pattern=(value(element, "lvlText") or "")[:60],
        start=_number(value(element, "start"), 1),
        follows=value(element, "suff") or "tab",
        style=value(element, "pStyle"),
        legal=child(element, "isLgl") is not None,
    )


def _number(text: str | None, otherwise: int) -> int:
    try:
        return min(max(int(text or ""), 0), 399)
    except ValueError:
        return otherwise
