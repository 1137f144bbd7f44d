"""Names and small look-ups of WordprocessingML (ECMA-376 Part 1)."""

from __future__ import annotations

from functools import cache

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@cache
def w(name: str) -> str:
    """A name in Word's namespace, as lxml writes it."""
    return f"{{{W}}}{name}"


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along a path of Word names, None when a step is missing."""
    for name in path:
        if element is None:
            return None
        element = next(element.iterchildren(w(name)), None)
    return element


def value(element: etree._Element | None, *path: str) -> str | None:
    """The `w:val` of the element along a path, None when the element or the attribute is missing."""
    found = child(element, *path)
    return None if found is None else found.get(w("val"))


def switch(element: etree._Element | None, name: str) -> bool | None:
    """An on/off property: True when present and not switched off, False when off, None when absent."""
    found = child(element, name)
    if found is None:
        return None
    return found.get(w("val"), "1") not in ("0", "false", "off", "none")
