"""Directives: their list, the page of one with its tasks, corrections, who is in charge, its files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from webui import edge, sayings
from webui.attachments import ACCEPT, handed_out, taken, unchecked
from webui.documents_base import blueprint, past_day
from webui.forms import Entered
from webui.presentation import word
from webui.provenance import read_by
from webui.secrecy import warned
from webui.security import back
from webui.typed import clean_words
from workflow import citations, intake, parting, queries, relations, repeats, silence, tracking
from workflow.access import may_see_task, require_office
from workflow.directive_queries import STATES
from workflow.model import Directive, Post, Urgency
from workflow.refusals import Invalid, NotFound, Refused
from workflow.task_rows import TaskRow


@blueprint.get("/van-ban")
def index() -> ResponseReturnValue:
    """All directives that this person may see, newest first."""
    viewer = edge.current_viewer()
    state = request.args.get("loc", "")
    wanted = state if state in STATES else ""
    words = clean_words(request.args.get("q", ""))[:200]
    mine = viewer.user_id if request.args.get("cua-toi") else None
    page = max(1, request.args.get("trang", 1, type=int))
    with edge.reading() as session:
        rows = queries.directive_rows(session, viewer, today=edge.today(), q=words, state=wanted, watcher_id=mine, page=page)
        return render_template("documents/index.html", rows=rows, q=words, state=wanted, mine=bool(mine), address=_page_address)


def _page_address(number: int) -> str:
    """The address of another page of the same list."""
    kept = {name: value for name, value in request.args.items() if name in ("q", "loc", "cua-toi")}
    return url_for("documents.index", **kept, trang=number)  # type: ignore[arg-type]


@blueprint.get("/van-ban/<int:directive_id>")
def show(directive_id: int) -> ResponseReturnValue:
    """A directive: what it is, who follows it, its tasks with progress, its files."""
    with edge.reading() as session:
        return _show(session, directive_id)


def _show(session: Session, directive_id: int, form: Entered | None = None, sentence: str = "", status: int = 200) -> ResponseReturnValue:
    viewer = edge.current_viewer()
    view = queries.directive_view(session, viewer, directive_id, edge.today(), edge.settings().reminders.soon_days)
    page = render_template(
        "documents/show.html",
        view=view,
        directive=view.directive,
        cited=citations.cited_in(session, viewer, view.directive),
        citing=citations.citing(session, viewer, view.directive),
        same_file=parting.same_file(session, viewer, directive_id),
        read_by=read_by(view.reading.reader) if view.reading else "",
        form=form,
        faults=form.faults if form else {},
        sentence=sentence,
        groups=_by_part(view.tasks),
        watchers=[(one.id, one.name) for one in queries.holders(session, Post.COORDINATOR, Post.HEAD_OF_OFFICE)] if viewer.office else [],
        leaders=[(one.id, one.name) for one in queries.holders(session, Post.PROVINCIAL_LEADER)] if viewer.office else [],
        accept=ACCEPT,
        related=relations.of(session, directive_id) if viewer.may_see_all else [],
        replacing=relations.proposals(session, viewer, view.directive) if viewer.office else [],
        joined=[source for source in repeats.joined_to(session, directive_id) if may_see_task(session, viewer, source.task_id)],
        silence_said=silence.sentence_in(view.reading.text) if view.reading else "",
        warned=warned,
        urgency_choices=[(urgency.value, word(urgency)) for urgency in Urgency],
    )
    return page, status


def _by_part(tasks: list[TaskRow]) -> list[tuple[str, list[TaskRow]]]:
    """Tasks under the top of their outline address, in the order of the document; one heading alone says nothing."""
    ordered = sorted(tasks, key=lambda row: row.task_id)
    groups: dict[str, list[TaskRow]] = {}
    for row in ordered:
        groups.setdefault(row.path.split(".")[0], []).append(row)
    return [("", ordered)] if len(groups) < 2 else [(_heading(part), rows) for part, rows in groups.items()]


def _heading(part: str) -> str:
    """`Mục IV`, `Điều 2`, `Phụ lục I`; tasks of closing paragraphs have no address."""
    if not part:
        return _("Phần khác")
    return part if " " in part else _("Mục %(part)s", part=part)


@blueprint.post("/van-ban/<int:directive_id>/sua")
def correct(directive_id: int) -> ResponseReturnValue:
    """Correct what was read of the head of a directive."""
    viewer = edge.current_viewer()
    require_office(viewer)
    entered = Entered(request.form)
    version = entered.number("version", low=0, high=10**9, required=_("Biểu mẫu thiếu phiên bản: tải lại trang."))
    values: dict[str, Any] = {name: clean_words(entered.text(name, limit=limit)) for name, limit in HEAD_LIMITS.items()}
    days: dict[str, Any] = {name: past_day(entered, name) for name in ("issued_on", "received_on")}
    urgency = entered.choice("urgency", [one.value for one in Urgency]) or Urgency.NORMAL.value
    return changed(
        directive_id,
        entered,
        lambda session: intake.correct_head(
            session,
            directive_id,
            actor=edge.actor(),
            now=edge.now(),
            version=version or 0,
            settings=edge.settings(),
            urgency=Urgency(urgency),
            **values,
            **days,
        ),
        _("Đã sửa thông tin văn bản."),
    )


HEAD_LIMITS = {"number": 80, "kind": 80, "issuer": 300, "subject": 2000, "signer": 200}


def changed(directive_id: int, entered: Entered, act: Callable[[Session], Any], said: str, warning: str = "") -> ResponseReturnValue:
    """Do one change to a directive; what is refused shows the page again with what was typed."""
    sentence, status = "", 400
    if not entered.faults:
        try:
            with edge.writing() as session:
                act(session)
        except NotFound:
            raise
        except Invalid as refusal:
            entered.fail(refusal.field, sayings.said(refusal))
        except Refused as refusal:
            sentence, status = sayings.said(refusal), 409
        else:
            flash(said)
            if warning:
                flash(warning, "warn")
            return back("documents.show", directive_id=directive_id)
    with edge.reading() as session:
        return _show(session, directive_id, entered, sentence, status)


@blueprint.post("/van-ban/<int:directive_id>/phu-trach")
def put_in_charge(directive_id: int) -> ResponseReturnValue:
    """Who follows the directive, and which leader is in charge."""
    viewer = edge.current_viewer()
    require_office(viewer)
    entered = Entered(request.form)
    version = entered.number("version", low=0, high=10**9, required=_("Biểu mẫu thiếu phiên bản: tải lại trang.")) or 0
    wanted = {name: entered.number(name, low=1, high=10**12) for name in ("watcher", "leader")}

    def act(session: Session) -> None:
        directive = _required(session, directive_id)
        by: dict[str, Any] = {"actor": edge.actor(), "viewer": viewer, "now": edge.now()}
        if directive.watcher_id != wanted["watcher"]:
            tracking.set_watcher(session, directive_id, **by, version=version, user_id=wanted["watcher"])
            session.flush()
        if directive.leader_id != wanted["leader"]:
            kept = directive.version if directive.version != version and directive.watcher_id == wanted["watcher"] else version
            tracking.set_leader(session, directive_id, **by, version=kept, user_id=wanted["leader"])

    return changed(directive_id, entered, act, _("Đã ghi người theo dõi và lãnh đạo phụ trách."))


def _required(session: Session, directive_id: int) -> Directive:
    directive = session.get(Directive, directive_id)
    if directive is None:
        raise NotFound("Không có văn bản này.")
    return directive


@blueprint.get("/van-ban/<int:directive_id>/tep/<int:file_id>")
def download(directive_id: int, file_id: int) -> ResponseReturnValue:
    """A file of a directive, for those who may see the directive."""
    viewer = edge.current_viewer()
    with edge.reading() as session:
        file = queries.directive_file(session, viewer, directive_id, file_id)
        return handed_out(file)


@blueprint.post("/van-ban/<int:directive_id>/tep")
def attach(directive_id: int) -> ResponseReturnValue:
    """Add files to a directive: an annex, the signed scan, a picture of the note in the margin."""
    require_office(edge.current_viewer())
    entered = Entered(request.form, request.files)
    files = taken(entered, "file")
    if not files:
        entered.fail("file", _("Chưa chọn tệp nào."))

    def act(session: Session) -> None:
        directive = _required(session, directive_id)
        for file in files:
            given: dict[str, Any] = {"data": file.data, "filename": file.name, "media_type": file.media_type, "unchecked": file.unchecked}
            intake.attach(session, directive, **given, actor=edge.actor(), now=edge.now())

    names = unchecked(files)
    return changed(
        directive_id,
        entered,
        act,
        ngettext("Đã thêm %(num)d tệp.", "Đã thêm %(num)d tệp.", len(files)),
        warned(names) if names else "",
    )
