"""Doing something to an assignment: one page for every act. What was typed is kept when it is refused; a stale form shows both versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from webui import attachments, edge, presentation, sayings, secrecy
from webui.act_forms import BY_ACT, BY_SLUG, ActForm
from webui.forms import Entered
from webui.security import back
from workflow import agencies, history, lifecycle
from workflow.assignments import has_members, open_request
from workflow.lifecycle import Act
from workflow.model import Agency, Assignment, Membership, State, User
from workflow.refusals import Invalid, NotFound, Stale
from workflow.visible import require_seen

blueprint = Blueprint("acts", __name__)


@dataclass(frozen=True)
class Offer:
    """An act that a person may do now: where its page is, and whether one press does it."""

    act: Act
    slug: str
    label: str
    #: nothing to ask: the button does it
    at_once: bool
    grave: bool


def offers(unit: Session, assignment: Assignment) -> list[Offer]:
    """What the person of this request may do to an assignment now."""
    members, asked = has_members(unit, assignment), open_request(assignment) is not None
    acts = lifecycle.allowed_acts(assignment, edge.current_viewer(), has_members=members, asked=asked)
    forms = [BY_ACT[act] for act in acts]
    return [Offer(form.act, form.slug, _(form.act.label), not form.fields, form.grave) for form in forms]


def assignment_seen(unit: Session, assignment_id: int) -> Assignment:
    """The assignment, for one who may read what is said in it. Raises NotFound."""
    return require_seen(unit, edge.current_viewer(), unit.get(Assignment, assignment_id))


def _form_of(slug: str) -> ActForm:
    if slug not in BY_SLUG:
        raise NotFound(_("Không có việc này. Mở lại trang nhiệm vụ."))
    return BY_SLUG[slug]


@blueprint.get("/phan-cong/<int:assignment_id>/<slug>")
def ask(assignment_id: int, slug: str) -> ResponseReturnValue:
    """The page of an act: what it asks, and who will be told."""
    form = _form_of(slug)
    with edge.reading() as unit:
        assignment = assignment_seen(unit, assignment_id)
        lifecycle.require(form.act, assignment, edge.current_viewer(), has_members=has_members(unit, assignment))
        return _page(unit, form, assignment, Entered(request.args))


@blueprint.post("/phan-cong/<int:assignment_id>/<slug>")
def do(assignment_id: int, slug: str) -> ResponseReturnValue:
    """Do it: all or nothing, with its event and its mails."""
    form, typed = _form_of(slug), Entered(request.form, request.files)
    with edge.reading() as unit:
        # every page that answers the form tells of the assignment: first ask whether this person may do it at all
        lifecycle.require_person(form.act, assignment_seen(unit, assignment_id), edge.current_viewer())
    version = typed.number("version", low=0, high=10**12, required=_("Biểu mẫu thiếu dữ liệu. Mở lại trang."))
    said = form.read(typed, edge.today())
    if typed.faults:
        return _again(form, assignment_id, typed, 400)
    try:
        with edge.writing() as unit:
            done = _act(unit, form, assignment_id, version or 0, said)
            task_id, warning = done.task_id, form.warned(done, said)
    except Stale:
        return _again(form, assignment_id, typed, 409)
    except Invalid as fault:
        typed.fail(fault.field, sayings.said(fault))
        return _again(form, assignment_id, typed, 400)
    flash(str(form.said))
    if warning:
        flash(warning, "warn")
    if names := attachments.unchecked(said.get("files", [])):
        flash(secrecy.warned(names), "warn")
    return back("tasks.show", task_id=task_id)


@blueprint.get("/ngay")
def understood_day() -> ResponseReturnValue:
    """What a typed date is understood as, for the line under its field."""
    typed = Entered(MultiDict({"day": request.args.get("go", "")[:100]}))
    found = typed.day("day", today=edge.today(), past=bool(request.args.get("qua")))
    if found is None:
        return {"said": typed.faults.get("day", "")}
    distance = (found - edge.today()).days
    near = {0: _("hôm nay"), 1: _("ngày mai"), -1: _("hôm qua")}.get(distance)
    words = near or (ngettext("còn %(num)d ngày", "còn %(num)d ngày", distance) if distance > 0 else _("đã qua"))
    return {"said": _("Hiểu là %(day)s, %(distance)s", day=presentation.weekday_day(found), distance=words)}


def _act(unit: Session, form: ActForm, assignment_id: int, version: int, said: dict[str, Any]) -> Assignment:
    """Call the verb; gives what it gives. Files are stored only when the person may do the act at all."""
    now, actor, viewer = edge.now(), edge.actor(), edge.current_viewer()
    assignment = assignment_seen(unit, assignment_id)
    if said.get("files"):
        lifecycle.require(form.act, assignment, viewer, has_members=has_members(unit, assignment))
        files = attachments.keep(unit, said["files"], now=now, user_id=actor.user_id)
        said = said | {"files": files, "unchecked": attachments.unchecked(said["files"])}
    said |= form.limits(edge.settings())
    return form.verb(unit, assignment_id, actor=actor, viewer=viewer, now=now, today=edge.today(), version=version, **said)


def _again(form: ActForm, assignment_id: int, typed: Entered, status: int) -> ResponseReturnValue:
    """The page once more, with what was typed; after a conflict also with what the others did."""
    with edge.reading() as unit:
        assignment = assignment_seen(unit, assignment_id)
        return _page(unit, form, assignment, typed, stale=status == 409), status


def _page(unit: Session, form: ActForm, assignment: Assignment, typed: Entered, *, stale: bool = False) -> str:
    events = [e for e in history.events_of_task(unit, assignment.task_id) if e.assignment_id == assignment.id][:3] if stale else []
    return render_template(
        "tasks/act.html",
        form=form,
        assignment=assignment,
        typed=typed,
        stale=stale,
        files_again=[file.filename for file in typed.uploads("files")],
        events=events,
        accept=attachments.ACCEPT,
        limit_mb=edge.settings().web.upload_limit_mb,
        request_open=open_request(assignment),
        milestones=[m for m in assignment.milestones if m.met_on is None],
        officers=_officers(unit, assignment) if "officer_id" in form.fields else [],
        agencies=[(a.id, a.name) for a in agencies.all(unit, edge.today(), groups=False, tracked_only=True)]
        if "agency_id" in form.fields
        else [],
        receivers=_receivers(unit, assignment) if "agency_ids" in form.fields else [],
        picked=typed.numbers("agency_ids"),
    )


def _receivers(unit: Session, assignment: Assignment) -> list[Agency]:
    """To whom the office's own work may be given on: agencies and groups of the day that have no part in it."""
    having = {a.agency_id for a in assignment.task.assignments if a.state is not State.CANCELLED}
    return [a for a in agencies.all(unit, edge.today(), tracked_only=True) if a.id not in having and not a.is_us]


def _officers(unit: Session, assignment: Assignment) -> list[tuple[int, str]]:
    rows = select(User.id, User.name).join(Membership).where(Membership.agency_id == assignment.agency_id, User.active)
    return [(user_id, name) for user_id, name in unit.execute(rows.distinct().order_by(User.name))]
