"""Work that no document gives: words of a leader, a note in the margin, a meeting, a telephone call."""

from __future__ import annotations

from datetime import date

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as later

from webui import edge, sayings
from webui.agency_fields import agency_ids
from webui.documents_base import blueprint, follow, past_day
from webui.forms import Entered
from webui.sayings import told
from webui.security import back
from webui.typed import clean_words, understand_date
from workflow import agencies, bodies, queries, review
from workflow.access import Viewer, require_office
from workflow.model import Post
from workflow.refusals import Invalid, Refused

#: how work is given without a document: what is kept, as the kind of the directive → how it is shown
WAYS = {
    "Ý kiến chỉ đạo": later("Ý kiến chỉ đạo"),
    "Bút phê": later("Bút phê"),
    "Cuộc họp": later("Cuộc họp"),
    "Điện thoại": later("Điện thoại"),
}


@blueprint.route("/van-ban/khong-van-ban", methods=["GET", "POST"])
def spoken() -> ResponseReturnValue:
    """Enter a task that no document gives: who gave it, when, to whom, by when."""
    viewer = edge.current_viewer()
    require_office(viewer)
    entered = Entered(request.form)
    if request.method == "POST":
        task_id = _enter_spoken(viewer, entered)
        if task_id is not None:
            return back("tasks.show", task_id=task_id)
    with edge.reading() as session:
        page = render_template(
            "documents/spoken.html",
            form=entered,
            faults=entered.faults,
            ways=WAYS,
            agency_names=[agency.name for agency in agencies.all(session, edge.today(), tracked_only=True)],
            leaders=queries.holders(session, Post.PROVINCIAL_LEADER),
        )
    return page, 400 if entered.faults else 200


def _enter_spoken(viewer: Viewer, entered: Entered) -> int | None:
    """The id of the task that was made; None when the form has faults, which then stand in it."""
    today = edge.today()
    given_by = clean_words(entered.text("given_by", required=_("Ghi ai giao việc này."), limit=300))
    given_on = past_day(entered, "given_on")
    if not entered["given_on"].strip():
        entered.fail("given_on", _("Ghi ngày giao việc."))
    elif given_on and given_on > today:
        entered.fail("given_on", _("Ngày giao không thể sau hôm nay."))
    kind = entered.choice("kind", WAYS, required=_("Chọn cách giao việc."))
    title = clean_words(entered.text("title", required=_("Ghi việc phải làm."), limit=300))
    text = entered.text("text")
    due_on = _due(entered)
    with edge.reading() as session:
        calendar = edge.calendar(session)
        lead, helpers = (agency_ids(session, entered, name, today) for name in ("lead", "coordinate"))
    if not lead:
        entered.fail("lead", _("Chọn ít nhất một cơ quan chủ trì."))
    if entered.faults:
        return None
    try:
        with edge.writing() as session:
            task = review.add_spoken(
                session,
                actor=edge.actor(),
                viewer=viewer,
                now=edge.now(),
                today=today,
                settings=edge.settings(),
                calendar=calendar,
                given_by=given_by,
                given_on=given_on,
                kind=kind,
                title=title,
                text=text or title,
                lead=lead,
                coordinate=[one for one in helpers if one not in lead],
                due_on=due_on,
            )
            follow(session, task.directive, viewer)
            flash(_("Đã giao %(code)s. Cơ quan chủ trì nhận thư báo.", code=task.code))
            for remark in bodies.remarks([task]):
                flash(told(remark), "warn")
            return task.id
    except Invalid as refusal:
        entered.fail(refusal.field, sayings.said(refusal))
    except Refused as refusal:
        entered.fail("title", sayings.said(refusal))
    return None


def _due(entered: Entered) -> date | None:
    typed = entered.text("due_on", limit=100)
    if not typed:
        return None
    with edge.reading() as session:
        found = understand_date(typed, edge.today(), calendar=edge.calendar(session))
    if found is None:
        entered.fail("due_on", _("Không hiểu ngày “%(typed)s”. Gõ như 27/11/2026.", typed=typed))
    return found
