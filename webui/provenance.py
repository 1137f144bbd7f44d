"""Where what is shown comes from, in words: which program read a document, which rule found a field."""

from __future__ import annotations

import re

from flask_babel import gettext as _

#: `tesseract 5.3.0 (vie)`, `plain (utf-8)`: a program or way of reading, its version, in brackets its language or encoding
STEP = re.compile(r"(?P<name>\w+)(?: (?P<version>\d[\w.]*))?(?: \((?P<with>[^)]*)\))?")


def read_by(reader: str) -> str:
    """How the text of a document was got: `tesseract 5.3.0, tiếng Việt`; several steps are joined by a plus sign."""
    return " + ".join(_step(step) for step in reader.split(" + ") if step)


def _step(step: str) -> str:
    found = STEP.fullmatch(step.strip())
    if found is None:
        return step
    name, version, detail = found["name"], found["version"], found["with"]
    known = {
        "word": _("đọc thẳng tệp Word"),
        "html": _("đọc thẳng trang HTML"),
        "plain": _("đọc thẳng tệp văn bản"),
        "mail": _("tệp trong thư điện tử"),
    }
    words = " ".join(filter(None, (known.get(name, name), version)))
    detail = _("tiếng Việt") if detail == "vie" else detail
    return ", ".join(filter(None, (words, detail)))
