"""Away, and who acts in one's place: one page for oneself, for the people of one's agency, for all as administrator."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from webui import edge, sayings
from webui.forms import Entered
from webui.security import back
from workflow import delegation
from workflow.refusals import Invalid

blueprint = Blueprint("absence", __name__)


@blueprint.get("/vang-mat")
def show() -> ResponseReturnValue:
    """Who is away and who stands in, and the form to name somebody."""
    with edge.reading() as session:
        return _page(session, Entered(request.args))


@blueprint.post("/vang-mat")
def begin() -> ResponseReturnValue:
    """Name who acts in somebody's place."""
    viewer, typed = edge.current_viewer(), Entered(request.form)
    user_id = typed.number("user_id", low=1, high=10**12) or viewer.user_id
    delegate_id = typed.number("delegate_id", low=1, high=10**12, required=_("Chọn người làm thay."))
    first = typed.day("starts_on", today=edge.today(), required=_("Ghi ngày đầu vắng mặt."))
    last = typed.day("ends_on", today=edge.today(), required=_("Ghi ngày cuối vắng mặt."))
    if not typed.faults:
        try:
            with edge.writing() as session:
                delegation.begin(
                    session,
                    actor=edge.actor(),
                    viewer=viewer,
                    now=edge.now(),
                    today=edge.today(),
                    user_id=user_id,
                    delegate_id=delegate_id or 0,
                    starts_on=first,
                    ends_on=last,
                )
        except Invalid as refusal:
            typed.fail(refusal.field, sayings.said(refusal))
        else:
            flash(_("Đã ghi. Trong những ngày đó người làm thay xem, làm và nhận thư thay; lịch sử ghi tên cả hai."))
            return back("absence.show")
    with edge.reading() as session:
        return _page(session, typed), 400


@blueprint.post("/vang-mat/<int:delegation_id>/bo")
def end(delegation_id: int) -> ResponseReturnValue:
    """Take it back at once."""
    with edge.writing() as session:
        delegation.end(session, delegation_id, actor=edge.actor(), viewer=edge.current_viewer(), now=edge.now())
    flash(_("Đã bỏ. Người làm thay không còn quyền làm thay."))
    return back("absence.show")


def _page(session: Session, typed: Entered) -> str:
    viewer = edge.current_viewer()
    people = delegation.nameable(session, viewer)
    others = {one.id: one.name for one in (*delegation.stand_ins(session, viewer.user_id), *(people if len(people) > 1 else ()))}
    return render_template(
        "auth/absence.html",
        absences=delegation.absences(session, viewer, edge.today()),
        people=[(person.id, person.name) for person in people],
        others=sorted(others.items(), key=lambda pair: pair[1]),
        typed=typed,
    )
