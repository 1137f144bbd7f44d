"""A directive that replaces, amends, repeals or corrects an earlier one: a person says so, and what becomes of its tasks."""

from __future__ import annotations

from datetime import date
from typing import Literal, cast

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from webui import edge, sayings
from webui.documents_base import blueprint
from webui.forms import Entered
from webui.security import back
from webui.typed import clean_words
from workflow import relations
from workflow.access import require_office
from workflow.model import Directive, RelationKind
from workflow.refusals import Invalid, NotFound, Refused

ACTS: tuple[Literal["keep", "move", "end"], ...] = ("keep", "move", "end")


@blueprint.get("/van-ban/<int:directive_id>/thay-the")
def find_earlier(directive_id: int) -> ResponseReturnValue:
    """From a typed number to the page of the two directives."""
    require_office(edge.current_viewer())
    number = clean_words(request.args.get("so", ""))[:80]
    with edge.reading() as session:
        directive = _directive(session, directive_id)
        try:
            other = relations.find(session, directive, number)
        except Invalid as refusal:
            flash(sayings.said(refusal), "error")
            return back("documents.show", directive_id=directive_id)
        return back("documents.relate", directive_id=directive_id, other_id=other.id)


@blueprint.get("/van-ban/<int:directive_id>/thay-the/<int:other_id>")
def relate(directive_id: int, other_id: int) -> ResponseReturnValue:
    """What the later directive does to the earlier one, and each open task of that."""
    require_office(edge.current_viewer())
    with edge.reading() as session:
        return _page(session, directive_id, other_id, Entered(request.args))


@blueprint.post("/van-ban/<int:directive_id>/thay-the/<int:other_id>")
def confirm_relation(directive_id: int, other_id: int) -> ResponseReturnValue:
    """Confirm it: all or nothing."""
    viewer = edge.current_viewer()
    require_office(viewer)
    typed = Entered(request.form)
    kind = typed.choice("kind", tuple(RelationKind), required=_("Chọn văn bản này làm gì với văn bản trước."))
    choices = {task_id: _choice(typed, task_id) for task_id in typed.numbers("task")}
    status = 400
    if not typed.faults:
        try:
            with edge.writing() as session:
                relations.relate(
                    session,
                    directive_id,
                    other_id,
                    actor=edge.actor(),
                    viewer=viewer,
                    now=edge.now(),
                    today=edge.today(),
                    kind=RelationKind(kind),
                    choices=choices,
                    phrase=clean_words(typed.text("phrase", limit=300)),
                )
        except NotFound:
            raise
        except Invalid as refusal:
            typed.fail(refusal.field, sayings.said(refusal))
        except Refused as refusal:
            typed.fail("kind", sayings.said(refusal))
            status = 409
        else:
            flash(_("Đã ghi. Các việc còn mở của văn bản trước được xử lý như đã chọn, kèm văn bản này trong lịch sử."))
            return back("documents.show", directive_id=directive_id)
    with edge.reading() as session:
        return _page(session, directive_id, other_id, typed), status


def _choice(typed: Entered, task_id: int) -> relations.Choice:
    act = typed.choice(f"act-{task_id}", ACTS) or "keep"
    due_on: date | None = typed.day(f"due_on-{task_id}", today=edge.today()) if act == "move" else None
    pairs = (value.split(":") for value in typed.values.getlist(f"seen-{task_id}"))
    seen = {int(pair[0]): int(pair[1]) for pair in pairs if len(pair) == 2 and all(one.isascii() and one.isdigit() for one in pair)}
    return relations.Choice(cast(Literal["keep", "move", "end"], act), due_on, seen)


def _page(session: Session, directive_id: int, other_id: int, typed: Entered) -> str:
    viewer = edge.current_viewer()
    directive, other = _directive(session, directive_id), _directive(session, other_id)
    said = next((one for one in relations.proposals(session, viewer, directive) if one.other.id == other_id), None)
    return render_template(
        "documents/relate.html",
        directive=directive,
        other=other,
        said=said,
        kinds=list(RelationKind),
        tasks=[(task, relations.open_parts(task)) for task in relations.open_tasks(session, other_id)],
        typed=typed,
    )


def _directive(session: Session, directive_id: int) -> Directive:
    directive = session.get(Directive, directive_id)
    if directive is None:
        raise NotFound("Không có văn bản này.")
    return directive
