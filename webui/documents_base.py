"""What the pages of directives share: their blueprint, a day that has passed as people type it, who follows what comes in."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from webui import edge
from webui.forms import Entered
from webui.typed import understand_date
from workflow import tracking
from workflow.access import Viewer
from workflow.model import Directive, Post

blueprint = Blueprint("documents", __name__)


def past_day(entered: Entered, name: str) -> date | None:
    """The day of a field, the last such day where no year is typed; what nobody understands is a fault."""
    typed = entered.text(name, limit=100)
    found = understand_date(typed, edge.today(), past=True) if typed else None
    if typed and found is None:
        entered.fail(name, _("Không hiểu ngày “%(typed)s”. Gõ như 27/11/2026.", typed=typed))
    return found


def follow(session: Session, directive: Directive, viewer: Viewer) -> None:
    """Who brings a directive in follows it, if following is their work; the page of the directive changes that."""
    if viewer.holds(Post.COORDINATOR) and directive.watcher_id is None:
        by: dict[str, Any] = {"actor": edge.actor(), "viewer": viewer, "now": edge.now()}
        tracking.set_watcher(session, directive.id, **by, version=directive.version, user_id=viewer.user_id)
