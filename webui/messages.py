"""Sent and waiting mail: the list, one mail's words, what the next run would send, holding back and releasing."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import default

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from notifier import outbox
from webui import edge
from webui.forms import Entered
from webui.sayings import told
from webui.security import back
from webui.typed import clean_words
from workflow.access import require_admin, require_office
from workflow.model import MessageKind, MessageState
from workflow.queries import message_counts, message_view, messages_page

#: `250 2.0.0 Ok: queued as 4F2`, `Đã thử 5 lần. 550 5.1.1 User unknown`: the answer begins with its code of three digits (RFC 5321 4.2)
ANSWER = re.compile(r"(?:Đã thử (?P<tries>\d+) lần\. )?(?P<answer>[2-5]\d\d [^\n]*)")

blueprint = Blueprint("messages", __name__)


@blueprint.get("/thu")
def index() -> ResponseReturnValue:
    """Mails, newest first: all for the office, one's own for others."""
    viewer = edge.current_viewer()
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    words, number = clean_words(request.args.get("q", ""))[:200], max(1, request.args.get("page", 1, type=int) or 1)
    wanted = MessageState(state) if state in list(MessageState) else None
    of_kind = MessageKind(kind) if kind in list(MessageKind) else None
    with edge.reading() as unit:
        page = messages_page(unit, viewer, state=wanted, kind=of_kind, q=words, page=min(number, 10**6))
        return render_template(
            "messages/list.html",
            page=page,
            counts=message_counts(unit, viewer),
            state=wanted,
            kind=of_kind,
            q=words,
            kinds=[(member.value, _(member.label)) for member in MessageKind],
            states=list(MessageState),
            hold=outbox.hold_reason(unit),
            alarm=outbox.alarm(unit),
            server=edge.settings().mail.host,
            redirected=edge.settings().mail.redirect_all_to,
            address=lambda n: url_for("messages.index", state=state or None, kind=kind or None, q=words or None, page=n),
        )


@blueprint.get("/thu/<int:message_id>")
def show(message_id: int) -> ResponseReturnValue:
    """One mail: to whom, what became of it, what it says."""
    with edge.reading() as unit:
        view = message_view(unit, edge.current_viewer(), message_id)
        return render_template(
            "messages/message.html", view=view, outcome=outcome_said(view.row.outcome), text=text_of(view.mime) if view.mime else None
        )


def outcome_said(outcome: str) -> str:
    """What became of a mail: our own sentences in the language of the page, the server's own words as its answer."""
    found = ANSWER.fullmatch(outcome)
    if found is None:
        return told(outcome)
    said = _("Máy chủ thư trả lời: “%(answer)s”", answer=found["answer"])
    return f"{_('Đã thử %(num)s lần.', num=found['tries'])} {said}" if found["tries"] else said


def text_of(mime: bytes) -> str:
    """The plain text of a mail, as its reader sees it."""
    body = message_from_bytes(mime, policy=default).get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


@blueprint.get("/thu/lan-toi")
def preview() -> ResponseReturnValue:
    """Who would get what if the daily run were now, and why. Writes nothing."""
    require_office(edge.current_viewer())
    with edge.reading() as unit:
        report = outbox.preview(unit, settings=edge.settings(), today=edge.today(), now=edge.now(), calendar=edge.calendar(unit))
        working = edge.calendar(unit).is_working(edge.today())
    return render_template("messages/preview.html", report=report, working=working, at=edge.settings().reminders.at)


@blueprint.post("/thu/giu")
def hold() -> ResponseReturnValue:
    """Nothing leaves until it is released."""
    require_admin(edge.current_viewer())
    reason = Entered(request.form).text("reason", limit=500) or _("quản trị tạm giữ")
    with edge.writing() as unit:
        outbox.hold(unit, reason=reason, actor=edge.actor(), now=edge.now())
    flash(_("Đã giữ thư lại. Thư vẫn được soạn và nằm chờ; bấm Thả để gửi tiếp."))
    return back("messages.index")


@blueprint.post("/thu/tha")
def release() -> ResponseReturnValue:
    """Let mail flow again; what waited is sent, or dropped when so chosen."""
    require_admin(edge.current_viewer())
    send = request.form.get("waiting", "send") == "send"
    with edge.writing() as unit:
        count = outbox.release_hold(unit, actor=edge.actor(), now=edge.now(), send_waiting=send)
    said = (
        ngettext("Đã thả. %(num)d thư chờ được gửi tiếp.", "Đã thả. %(num)d thư chờ được gửi tiếp.", count)
        if send
        else ngettext("Đã thả và bỏ %(num)d thư chờ.", "Đã thả và bỏ %(num)d thư chờ.", count)
    )
    flash(said)
    return back("messages.index")


@blueprint.post("/thu/<int:message_id>/gui-lai")
def retry(message_id: int) -> ResponseReturnValue:
    """Try a failed mail once more."""
    with edge.writing() as unit:
        outbox.retry_failed(unit, message_id, actor=edge.actor(), viewer=edge.current_viewer(), now=edge.now())
    flash(_("Thư sẽ được gửi lại trong ít phút."))
    return back("messages.show", message_id=message_id)


@blueprint.post("/thu/thong-lai")
def clear_alarm() -> ResponseReturnValue:
    """The mail server's settings were mended: sending may be tried again."""
    require_admin(edge.current_viewer())
    with edge.writing() as unit:
        outbox.clear_alarm(unit)
    flash(_("Sẽ thử gửi lại trong ít phút."))
    return back("messages.index")
