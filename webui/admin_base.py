"""What the pages of administration share: their blueprint, doing one change, reading a typed day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from webui import edge, sayings
from webui.forms import Entered
from webui.typed import understand_date
from workflow.refusals import Invalid, NotFound, Refused, Stale, WrongState

blueprint = Blueprint("admin", __name__)


def done(entered: Entered, act: Callable[[Session], Any]) -> bool:
    """Whether a change was made; what is refused stands in the form's faults."""
    if entered.faults:
        return False
    try:
        with edge.writing() as session:
            act(session)
    except NotFound:
        raise
    except Invalid as refusal:
        entered.fail(refusal.field, sayings.said(refusal))
    except Refused as refusal:
        entered.status = 409 if isinstance(refusal, Stale | WrongState) else 400
        entered.fail("", sayings.said(refusal))
    return not entered.faults


def any_day(entered: Entered, name: str, *, required: str = "") -> date | None:
    """A day as people type it, past or to come."""
    typed = entered.text(name, limit=100, required=required)
    found = understand_date(typed, edge.today()) if typed else None
    if typed and found is None:
        entered.fail(name, _("Không hiểu ngày “%(typed)s”. Gõ như 27/11/2026.", typed=typed))
    return found


def version_of(entered: Entered) -> int:
    """The version of the record that the person saw; a form without it is a fault."""
    return entered.number("version", low=0, high=10**9, required=_("Biểu mẫu thiếu phiên bản: tải lại trang.")) or 0
