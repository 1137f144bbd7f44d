"""Deadlines that wait for an event: the page that asks whether it has happened, and takes the answer."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webui import edge
from webui.admin_base import any_day, done
from webui.forms import Entered
from webui.presentation import weekday_day
from webui.security import safe_target
from workflow import conditions
from workflow.access import Viewer, require_office

blueprint = Blueprint("waiting", __name__)

#: the answers
YES, NOT_YET, NO_MORE = "co", "chua", "khong-con"


@blueprint.get("/moc/<int:milestone_id>")
def ask(milestone_id: int) -> ResponseReturnValue:
    """The question about one deadline, with its three answers."""
    return _page(milestone_id, edge.current_viewer(), Entered(request.form))


@blueprint.post("/moc/<int:milestone_id>")
def answer(milestone_id: int) -> ResponseReturnValue:
    """It has happened (on a day), not yet, or it will not come any more."""
    viewer, typed = edge.current_viewer(), Entered(request.form)
    require_office(viewer)
    with edge.reading() as unit:
        task_id = conditions.question(unit, viewer, milestone_id).task_id
    said = typed.choice("answer", (YES, NOT_YET, NO_MORE), required=_("Chọn một câu trả lời."))
    told = {YES: _happened, NOT_YET: _not_yet, NO_MORE: _dropped}[said](milestone_id, viewer, typed) if said else ""
    if typed.faults:
        return _page(milestone_id, viewer, typed)
    flash(told)
    return redirect(safe_target(request.form.get("next")) or url_for("tasks.show", task_id=task_id), 303)


def _happened(milestone_id: int, viewer: Viewer, typed: Entered) -> str:
    on = any_day(typed, "on", required=_("Ghi ngày xảy ra."))
    due_on = any_day(typed, "due_on")
    with edge.reading() as unit:
        calendar = edge.calendar(unit)
    found = []
    done(
        typed,
        lambda unit: found.append(
            conditions.happened(
                unit,
                milestone_id,
                on=on,
                due_on=due_on,
                actor=edge.actor(),
                viewer=viewer,
                now=edge.now(),
                today=edge.today(),
                settings=edge.settings(),
                calendar=calendar,
            )
        ),
    )
    return _("Đã ghi. Thời hạn là %(day)s.", day=weekday_day(found[0])) if found else ""


def _not_yet(milestone_id: int, viewer: Viewer, typed: Entered) -> str:
    by = {"actor": edge.actor(), "viewer": viewer, "now": edge.now(), "today": edge.today()}
    done(typed, lambda unit: conditions.not_yet(unit, milestone_id, **by))  # type: ignore[arg-type]
    return _("Đã ghi. Sẽ hỏi lại sau %(days)s ngày.", days=edge.settings().dates.ask_every_days)


def _dropped(milestone_id: int, viewer: Viewer, typed: Entered) -> str:
    reason = typed.text("reason", required=_("Ghi lý do."), limit=500)
    by = {"actor": edge.actor(), "viewer": viewer, "now": edge.now(), "today": edge.today()}
    done(typed, lambda unit: conditions.drop(unit, milestone_id, reason=reason, **by))  # type: ignore[arg-type]
    return _("Đã bỏ mốc này. Nhiệm vụ vẫn còn; cần thời hạn khác thì dùng “Điều chỉnh thời hạn”.")


def _page(milestone_id: int, viewer: Viewer, typed: Entered) -> ResponseReturnValue:
    require_office(viewer)
    with edge.reading() as unit:
        question = conditions.question(unit, viewer, milestone_id)
    counts = conditions.says_how_long(question.phrase)
    page = render_template("tasks/waiting.html", question=question, counts=counts, form=typed, faults=typed.faults)
    return page, typed.status if typed.faults else 200
