"""Taking directives in: files, one or many, and pasted text; each with its own result."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import flash, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from directives import ParsedDirective, UnreadableDocument
from directives.several import asks
from webui import edge, ingest, sayings
from webui.attachments import safe_name
from webui.documents_base import blueprint, follow
from webui.forms import Entered
from webui.presentation import day
from webui.reading_process import Heard, unheard
from webui.security import MEGABYTE, back, note
from webui.taught import taught_names
from webui.underway import LONGEST_KEY
from workflow import intake, limits
from workflow.access import Viewer, require_office
from workflow.model import Directive, DirectiveFile, StoredFile
from workflow.refusals import Refused

#: endings that the readers know, and what a browser may call them
ACCEPT = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".doc": "application/msword",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".rtf": "application/rtf",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".bmp": "image/bmp",
    ".eml": "message/rfc822",
}
#: files that one person may send in an hour
UPLOADS_AN_HOUR = 240
MOST_FILES = 30


@dataclass(frozen=True)
class Outcome:
    """What became of one file: `new`, `known`, `refused`."""

    name: str
    kind: str
    sentence: str
    #: the directive that was made, or that was here before
    directive_id: int | None = None
    address: str = ""
    #: number of candidates to review
    count: int = 0
    #: the number is here already under another file: it may be taken in all the same
    again: bool = False


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
    with edge.surroundings().reading.following(viewer.user_id, entered.text("key", limit=LONGEST_KEY)) as heard:
        outcomes = [_take(viewer, safe_name(file.filename or ""), file.read(), again, heard=heard) for file in files]
    if request.accept_mimetypes.best == "application/json":
        return jsonify([outcome.__dict__ for outcome in outcomes])
    if len(outcomes) == 1 and outcomes[0].kind == "new":
        flash(outcomes[0].sentence)
        return back("review.show", directive_id=outcomes[0].directive_id)
    return _upload_page(outcomes, status=200 if any(outcome.kind != "refused" for outcome in outcomes) else 400)


@blueprint.get("/van-ban/them/tien-do")
def progress() -> ResponseReturnValue:
    """How many pages are read of the file that the page sent with this key; nothing when that is not known."""
    viewer = edge.current_viewer()
    require_office(viewer)
    pages = edge.surroundings().reading.pages(viewer.user_id, request.args.get("khoa", ""))
    under_way = pages is not None and pages[0] < pages[1]  # all are read: their words are parsed, or, of a scan, still to be recognised
    return jsonify(dict(zip(("read", "of"), pages or (), strict=False)) if under_way else {})


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
        return back("review.show", directive_id=outcome.directive_id)
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


def _take(viewer: Viewer, name: str, data: bytes, again: bool, pasted: str | None = None, heard: Heard = unheard) -> Outcome:
    """One document, read and stored, or why not. Reading happens outside the transaction: it may take a minute."""
    refused = _size_refused(name, data)
    if refused:
        return refused
    with edge.writing() as session:
        wait = limits.allow(session, f"upload:{viewer.user_id}", limit=UPLOADS_AN_HOUR, within=timedelta(hours=1), now=edge.now())
        learned = taught_names(session)
        known = _with_same_bytes(session, data)
        if known is not None and not wait:
            return _told_known(name, known, by_number=False)
    if wait:
        minutes = wait // 60 + 1
        said = ngettext("Gửi quá nhiều tệp. Chờ %(num)d phút rồi gửi tiếp.", "Gửi quá nhiều tệp. Chờ %(num)d phút rồi gửi tiếp.", minutes)
        return Outcome(name, "refused", said)
    try:
        parsed = ingest.read_and_parse(data, name, learned=learned, heard=heard)
        with edge.writing() as session:
            received = _store(session, name, data, parsed, again, pasted)
            if received.duplicate_of is None:
                follow(session, received.directive, viewer)
            return _told(name, received, parsed)
    except UnreadableDocument as refusal:
        return _refused(name, str(refusal), sayings.told(str(refusal)))
    except Refused as refusal:
        return _refused(name, refusal.sentence, sayings.said(refusal))


def _refused(name: str, sentence: str, told: str = "") -> Outcome:
    """Not taken: the log has the Vietnamese sentence, the person reads it in their language."""
    note(f"tệp {name!r}: {sentence}")
    return Outcome(name, "refused", told or sentence)


def _with_same_bytes(session: Session, data: bytes) -> Directive | None:
    """The directive that this very file made: seen before it is read, for reading a scan takes minutes."""
    same = StoredFile.sha256 == hashlib.sha256(data).hexdigest()
    files = select(DirectiveFile.directive_id).join(StoredFile, StoredFile.id == DirectiveFile.file_id).where(same)
    return session.scalar(select(Directive).where(Directive.id.in_(files)).order_by(Directive.id).limit(1))


def _size_refused(name: str, data: bytes) -> Outcome | None:
    limit = edge.settings().web.upload_limit_mb
    if not data:
        return _refused(name, _("Tệp rỗng (0 byte). Kiểm tra lại tệp rồi gửi lại."))
    if len(data) > limit * MEGABYTE:
        return _refused(name, _("Tệp lớn quá %(limit)s MB. Nén lại hoặc tách phụ lục rồi gửi.", limit=limit))
    return None


def _store(session: Session, name: str, data: bytes, parsed: ParsedDirective, again: bool, pasted: str | None) -> intake.Received:
    given: dict[str, Any] = {
        "parsed": parsed,
        "actor": edge.actor(),
        "now": edge.now(),
        "today": edge.today(),
        "settings": edge.settings(),
        "again": again,
    }
    if pasted is not None:
        return intake.receive_text(session, text=pasted, **given)
    return intake.receive(session, data=data, filename=name, media_type=_media_type(name), **given)


def _media_type(name: str) -> str:
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    return ACCEPT.get(ending, "application/octet-stream")


def _told(name: str, received: intake.Received, parsed: ParsedDirective) -> Outcome:
    if received.duplicate_of is not None:
        return _told_known(name, received.duplicate_of, by_number=received.kind_of_duplicate == "number")
    directive = received.directive
    count = len(directive.candidates)
    said = ngettext("Đọc được %(num)d việc, chờ duyệt.", "Đọc được %(num)d việc, chờ duyệt.", count)
    if not count:
        said = _("Không thấy việc nào được giao. Xem văn bản và thêm việc từ câu, nếu có.")
    further = len(directive.reading.further) if directive.reading else 0
    if further:
        more = _("Tệp có vẻ chứa %(documents)s văn bản: mở trang duyệt để chọn tách ra hay giữ là một.", documents=further + 1)
        said = f"{said} {more}"
    warnings = [sayings.told(warning) for warning in parsed.source.warnings if not (further and asks(warning))]
    said = " ".join([said, *warnings])
    return Outcome(name, "new", said, directive.id, url_for("review.show", directive_id=directive.id), count)


def _told_known(name: str, known: Directive, *, by_number: bool) -> Outcome:
    number, issued = known.number or _("(không số)"), day(known.issued_on) or "?"
    said = _("Đã có: văn bản số %(number)s ngày %(day)s.", number=number, day=issued)
    return Outcome(name, "known", said, known.id, url_for("documents.show", directive_id=known.id), again=by_number)
