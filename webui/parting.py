"""A file that seems to hold several documents: the review page asks, a person keeps it as one directive or splits it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from directives import ParsedDirective, UnreadableDocument
from directives.model import FurtherDocument, SourceText
from webui import edge, ingest, sayings
from webui.forms import Entered
from webui.security import back
from webui.taught import taught_names
from workflow import parting
from workflow.access import Viewer, require_office
from workflow.heads import find_all, identity_of
from workflow.model import Directive
from workflow.refusals import NotFound, Refused

blueprint = Blueprint("parting", __name__)

#: so many lines, and characters of each, tell people where a document begins
OPENING_LINES, OPENING_WIDTH = 5, 90


@dataclass(frozen=True)
class Asked:
    """One further document of a file, as the page asks about it."""

    #: its number among the documents of the file, from 2
    place: int
    start: int
    page: int | None
    head: FurtherDocument
    #: its first lines
    opening: list[str]
    #: the directive that is here already under its number, issuer and year
    known: Directive | None

    @property
    def issued_on(self) -> date | None:
        """Its day, when its letterhead gives it whole."""
        said = self.head.issued_on or ""
        return date.fromisoformat(said) if len(said) == 10 else None


def asked(session: Session, directive: Directive, source: SourceText) -> list[Asked]:
    """What a person is asked about the file of a directive; nothing once it is answered."""
    if directive.reading is None or not directive.reading.further:
        return []
    heads = parting.further_of(directive.reading)
    known = find_all(session, map(identity_of, heads))
    return [
        Asked(place, head.start, _page_of(source, head.start), head, _opening(source.text, head.start), known.get(identity_of(head)))
        for place, head in enumerate(heads, 2)
    ]


def _page_of(source: SourceText, start: int) -> int | None:
    for block in source.blocks:
        if block.span.end >= start:
            return getattr(block, "page", None) or next((row.page for row in getattr(block, "rows", ())), None)
    return None


def _opening(text: str, start: int) -> list[str]:
    lines = (" ".join(line.split()) for line in text[start : start + 1_000].split("\n"))
    return [line[:OPENING_WIDTH] for line in lines if line][:OPENING_LINES]


@blueprint.post("/van-ban/<int:directive_id>/tep-nhieu-van-ban")
def answer(directive_id: int) -> ResponseReturnValue:
    """Keep the file as one directive, or split it where the person ticked."""
    viewer = edge.current_viewer()
    require_office(viewer)
    entered = Entered(request.form)
    act = entered.choice("act", ("keep", "split"))
    version = entered.number("version", low=0, high=10**9) or 0
    try:
        said = _keep(directive_id, version, viewer) if act == "keep" else _split(directive_id, version, viewer, entered)
    except NotFound:
        raise
    except UnreadableDocument as refusal:
        flash(sayings.told(str(refusal)), "error")
    except Refused as refusal:
        flash(sayings.said(refusal), "error")
    else:
        flash(said)
    return back("review.show", directive_id=directive_id)


def _keep(directive_id: int, version: int, viewer: Viewer) -> str:
    with edge.writing() as session:
        parting.keep_whole(session, directive_id, actor=edge.actor(), viewer=viewer, now=edge.now(), version=version)
    return _("Đã giữ là một văn bản. Các việc của cả tệp nằm trong danh sách này.")


def _split(directive_id: int, version: int, viewer: Viewer, entered: Entered) -> str:
    places = entered.numbers("at")
    if not places:
        raise Refused(_("Chưa đánh dấu văn bản nào để tách. Muốn để nguyên thì bấm Giữ là một văn bản."))
    with edge.reading() as session:
        cut, learned = _cut(session, directive_id, places), taught_names(session)
    parts = [ingest.parse_again(part, learned=learned) for part in cut]
    with edge.writing() as session:
        made = _made(session, directive_id, parts, version, viewer, again=entered.flag("again"))
        names = ", ".join(one.number or one.subject[:80] or _("(không số)") for one in made)
    count = len(parts)
    return ngettext("Đã tách thành %(num)d văn bản: %(names)s.", "Đã tách thành %(num)d văn bản: %(names)s.", count, names=names)


def _made(
    session: Session, directive_id: int, parts: list[ParsedDirective], version: int, viewer: Viewer, *, again: bool
) -> list[Directive]:
    wanted = parting.Split(parts, edge.settings(), edge.calendar(session), again=again)
    by: dict[str, Any] = {"actor": edge.actor(), "viewer": viewer, "now": edge.now()}
    return parting.split(session, directive_id, wanted, **by, version=version)


def _cut(session: Session, directive_id: int, places: list[int]) -> list[SourceText]:
    """The texts of the parts. Reading them anew happens outside of any transaction, in the child process."""
    directive = session.get(Directive, directive_id)
    if directive is None or directive.reading is None:
        raise NotFound("Không có văn bản này, hoặc văn bản không có nội dung để duyệt.")
    return parting.texts_of(directive.reading, places)
