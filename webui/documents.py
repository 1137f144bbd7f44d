"""Directives: taking them in, their list, the page of one with its tasks, its files, and work given without a document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, flash, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from directives import UnreadableDocument
from webui import edge, ingest
from webui.attachments import handed_out, safe_name
from webui.forms import Entered
from webui.presentation import day, word
from webui.security import MEGABYTE, back
from webui.taught import taught_names
from webui.typed import clean_words, understand_date
from workflow import agencies, intake, limits, queries, review, tracking
from workflow.access import Viewer, require_office
from workflow.directive_queries import STATES
from workflow.model import Directive, Post, Urgency
from workflow.refusals import Invalid, NotFound, Refused
from workflow.task_queries import TaskRow

blueprint = Blueprint("documents", __name__)

#: endings that the readers know, and what a browser may call them
ACCEPT = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".doc": "application/msword",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".rtf": "application/rtf",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
}
#: files that one person may send in an hour
UPLOADS_AN_HOUR = 240
MOST_FILES = 30
#: how work is given without a document
WAYS = ("Ý kiến chỉ đạo", "Bút phê", "Cuộc họp", "Điện thoại")


@dataclass(frozen=True)
class Outcome:
    """What became of one file: `new`, `known`, `refused`."""

    name: str
    kind: str
    sentence: str
    address: str = ""
    #: number of candidates to review
    count: int = 0
    #: the number is here already under another file: it may be taken in all the same
    again: bool = False


# --- list -----------------------------------------------------------------------------------------------------------


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


# --- taking in ------------------------------------------------------------------------------------------------------


@blueprint.get("/van-ban/them")
def upload() -> ResponseReturnValue:
    """The form: files, pasted text, or words without a document."""
    require_office(edge.current_viewer())
    return _upload_page([])


@blueprint.post("/van-ban/them")
def take_files() -> ResponseReturnValue:
    """Take in every chosen file; one bad file stops none of the others."""
    viewer = edge.current_viewer()
    require_office(viewer)
    entered = Entered(request.form, request.files)
    files = entered.uploads("file")
    if not files:
        return _upload_page([], {"file": _("Chưa chọn tệp nào.")}, 400)
    if len(files) > MOST_FILES:
        return _upload_page([], {"file": _("Mỗi lần gửi tối đa %(most)s tệp.", most=MOST_FILES)}, 400)
    again = entered.flag("again")
    outcomes = [_take(viewer, safe_name(file.filename or ""), file.read(), again) for file in files]
    if request.accept_mimetypes.best == "application/json":
        return jsonify([outcome.__dict__ for outcome in outcomes])
    if len(outcomes) == 1 and outcomes[0].kind == "new":
        flash(outcomes[0].sentence)
        return back("review.show", directive_id=int(outcomes[0].address.split("/")[-2]))
    return _upload_page(outcomes, status=200 if any(outcome.kind != "refused" for outcome in outcomes) else 400)


@blueprint.post("/van-ban/dan")
def take_text() -> ResponseReturnValue:
    """Take in pasted text."""
    viewer = edge.current_viewer()
    require_office(viewer)
    entered = Entered(request.form)
    text = entered.text("text", required=_("Chưa dán nội dung nào."), limit=2_000_000)
    if entered.faults:
        return _upload_page([], entered.faults, 400, text)
    outcome = _take(viewer, "dan.txt", text.encode(), entered.flag("again"), pasted=text)
    if outcome.kind == "new":
        flash(outcome.sentence)
        return back("review.show", directive_id=int(outcome.address.split("/")[-2]))
    return _upload_page([outcome], status=400 if outcome.kind == "refused" else 200, text=text)


def _upload_page(outcomes: list[Outcome], faults: dict[str, str] | None = None, status: int = 200, text: str = "") -> ResponseReturnValue:
    page = render_template(
        "documents/upload.html",
        outcomes=outcomes,
        faults=faults or {},
        text=text,
        accept=",".join(ACCEPT),
        limit=edge.settings().web.upload_limit_mb,
        most=MOST_FILES,
    )
    return page, status


def _take(viewer: Viewer, name: str, data: bytes, again: bool, pasted: str | None = None) -> Outcome:
    """One document, read and stored, or why not. Reading happens outside the transaction: it may take a minute."""
    limit = edge.settings().web.upload_limit_mb
    if not data:
        return Outcome(name, "refused", _("Tệp rỗng (0 byte). Kiểm tra lại tệp rồi gửi lại."))
    if len(data) > limit * MEGABYTE:
        return Outcome(name, "refused", _("Tệp lớn quá %(limit)s MB. Nén lại hoặc tách phụ lục rồi gửi.", limit=limit))
    with edge.writing() as session:
        wait = limits.allow(session, f"upload:{viewer.user_id}", limit=UPLOADS_AN_HOUR, within=timedelta(hours=1), now=edge.now())
        learned = taught_names(session)
    if wait:
        minutes = wait // 60 + 1
        said = ngettext("Gửi quá nhiều tệp. Chờ %(num)d phút rồi gửi tiếp.", "Gửi quá nhiều tệp. Chờ %(num)d phút rồi gửi tiếp.", minutes)
        return Outcome(name, "refused", said)
    try:
        parsed = ingest.read_and_parse(data, name, learned=learned)
    except UnreadableDocument as refusal:
        return Outcome(name, "refused", _(str(refusal)))
    given = {"parsed": parsed, "actor": edge.actor(), "now": edge.now(), "today": edge.today(), "settings": edge.settings(), "again": again}
    try:
        with edge.writing() as session:
            if pasted is not None:
                received = intake.receive_text(session, text=pasted, **given)
            else:
                received = intake.receive(session, data=data, filename=name, media_type=_media_type(name), **given)
            return _told(name, received)
    except Refused as refusal:
        return Outcome(name, "refused", _(refusal.sentence))


def _media_type(name: str) -> str:
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    return ACCEPT.get(ending, "application/octet-stream")


def _told(name: str, received: intake.Received) -> Outcome:
    directive = received.directive
    if received.duplicate_of is not None:
        directive = received.duplicate_of
        number, issued = directive.number or _("(không số)"), day(directive.issued_on) or "?"
        sentence = _("Đã có: văn bản số %(number)s ngày %(day)s.", number=number, day=issued)
        return Outcome(
            name, "known", sentence, url_for("documents.show", directive_id=directive.id), again=received.kind_of_duplicate == "number"
        )
    count = len(directive.candidates)
    said = ngettext("Đọc được %(num)d việc, chờ duyệt.", "Đọc được %(num)d việc, chờ duyệt.", count)
    if not count:
        said = _("Không thấy việc nào được giao. Xem văn bản và thêm việc từ câu, nếu có.")
    return Outcome(name, "new", said, url_for("review.show", directive_id=directive.id), count)


# --- one directive --------------------------------------------------------------------------------------------------


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
        form=form,
        faults=form.faults if form else {},
        sentence=sentence,
        groups=_by_part(view.tasks),
        watchers=[(one.id, one.name) for one in queries.holders(session, Post.COORDINATOR, Post.HEAD_OF_OFFICE)] if viewer.office else [],
        leaders=[(one.id, one.name) for one in queries.holders(session, Post.PROVINCIAL_LEADER)] if viewer.office else [],
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
    values = {name: clean_words(entered.text(name, limit=limit)) for name, limit in HEAD_LIMITS.items()}
    days = {name: _past_day(entered, name) for name in ("issued_on", "received_on")}
    urgency = entered.choice("urgency", [one.value for one in Urgency]) or Urgency.NORMAL.value
    return _change(
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


def _past_day(entered: Entered, name: str):  # type: ignore[no-untyped-def]
    typed = entered.text(name, limit=100)
    found = understand_date(typed, edge.today(), past=True) if typed else None
    if typed and found is None:
        entered.fail(name, _("Không hiểu ngày “%(typed)s”. Gõ như 27/11/2026.", typed=typed))
    return found


def _change(directive_id: int, entered: Entered, act, said: str) -> ResponseReturnValue:  # type: ignore[no-untyped-def]
    """Do one change to a directive; what is refused shows the page again with what was typed."""
    sentence, status = "", 400
    if not entered.faults:
        try:
            with edge.writing() as session:
                act(session)
        except NotFound:
            raise
        except Invalid as refusal:
            entered.fail(refusal.field, _(refusal.sentence))
        except Refused as refusal:
            sentence, status = _(refusal.sentence), 409
        else:
            flash(said)
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
        by = {"actor": edge.actor(), "viewer": viewer, "now": edge.now()}
        if directive.watcher_id != wanted["watcher"]:
            tracking.set_watcher(session, directive_id, **by, version=version, user_id=wanted["watcher"])
            session.flush()
        if directive.leader_id != wanted["leader"]:
            kept = directive.version if directive.version != version and directive.watcher_id == wanted["watcher"] else version
            tracking.set_leader(session, directive_id, **by, version=kept, user_id=wanted["leader"])

    return _change(directive_id, entered, act, _("Đã ghi người theo dõi và lãnh đạo phụ trách."))


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


# --- without a document ---------------------------------------------------------------------------------------------


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
    given_on = _past_day(entered, "given_on")
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
        lead, helpers = (_agency_ids(session, entered, name) for name in ("lead", "coordinate"))
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
            flash(_("Đã giao %(code)s. Cơ quan chủ trì nhận thư báo.", code=task.code))
            return task.id
    except Invalid as refusal:
        entered.fail(refusal.field, _(refusal.sentence))
    except Refused as refusal:
        entered.fail("title", _(refusal.sentence))
    return None


def _due(entered: Entered):  # type: ignore[no-untyped-def]
    typed = entered.text("due_on", limit=100)
    if not typed:
        return None
    with edge.reading() as session:
        found = understand_date(typed, edge.today(), calendar=edge.calendar(session))
    if found is None:
        entered.fail("due_on", _("Không hiểu ngày “%(typed)s”. Gõ như 27/11/2026.", typed=typed))
    return found


def _agency_ids(session: Session, entered: Entered, name: str) -> list[int]:
    """The agencies that were typed by name; an unknown name is a fault, so that a slip of the finger makes no agency."""
    found = []
    for typed in entered.values.getlist(name):
        words = clean_words(typed)[:300]
        if not words:
            continue
        agency = agencies.resolve(session, words, edge.today())
        if agency is None:
            entered.fail(name, _("Danh mục không có cơ quan “%(name)s”. Chọn tên trong danh sách gợi ý.", name=words))
        elif agency.id not in found:
            found.append(agency.id)
    return found
