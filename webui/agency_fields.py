"""Agencies typed by name in a field that takes several."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from webui.forms import Entered
from webui.typed import clean_words
from workflow import agencies


def agency_ids(session: Session, entered: Entered, name: str, on: date) -> list[int]:
    """The agencies that were typed by name; an unknown name is a fault, so that a slip of the finger makes no agency."""
    found = []
    for typed in entered.values.getlist(name):
        words = clean_words(typed)[:300]
        if not words:
            continue
        agency = agencies.resolve(session, words, on)
        if agency is None:
            entered.fail(name, _("Danh mục không có cơ quan “%(name)s”. Chọn tên trong danh sách gợi ý.", name=words))
        elif agency.id not in found:
            found.append(agency.id)
    return found
