"""What the pages of directives share: their blueprint, and a day that has passed as people type it."""

from __future__ import annotations

from datetime import date

from flask import Blueprint
from flask_babel import gettext as _

from webui import edge
from webui.forms import Entered
from webui.typed import understand_date

blueprint = Blueprint("documents", __name__)


def past_day(entered: Entered, name: str) -> date | None:
    """The day of a field, the last such day where no year is typed; what nobody understands is a fault."""
    typed = entered.text(name, limit=100)
    found = understand_date(typed, edge.today(), past=True) if typed else None
    if typed and found is None:
        entered.fail(name, _("Không hiểu ngày “%(typed)s”. Gõ như 27/11/2026.", typed=typed))
    return found
