"""Review: the text beside what the machine read in it. Nothing becomes a task before a person accepts it here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from directives.model import Span
from webui import edge, evidence, reviewing, sayings
from webui.corrections import Days, Draft, echo, understand
from webui.forms import Entered
from webui.review_acts import ACTS, STAYING, Work, days_of, seen_versions
from webui.reviewing import SHOWN
from webui.sayings import told
from webui.security import back
from webui.typed import clean_words
from workflow import agencies, bodies, citations, parting, review
from workflow.access import Viewer, require_office
from workflow.directive_queries import files_of
from workflow.model import Candidate, CandidateState, Directive, Task, TaskSource
from workflow.refusals import Invalid, NotFound, Refused, Stale

blueprint = Blueprint("review", __name__)


@blueprint.get("/van-ban/<int:directive_id>/duyet")
def show(directive_id: int) -> ResponseReturnValue:
    """The text beside the candidates."""
    require_office(edge.current_viewer())
    with edge.reading() as session:
        return _page(session, directive_id, request.args.get("viec", type=int))


@blueprint.get("/van-ban/<int:directive_id>/duyet/thoi-han")
def understood(directive_id: int) -> ResponseReturnValue:
    """What a typed deadline is understood as, for the echo beside its field."""
    require_office(edge.current_viewer())
    typed = clean_words(request.args.get("go", ""))[:300]
    with edge.reading() as session:
        days = days_of(session, _directive(session, directive_id))
        meant = understand(typed, None, days) if typed else None
    words = echo(meant, days.today) if meant else (_("Không hiểu. Gõ như 15/12/2026, cuối tháng 12, hằng quý.") if typed else "")
    return jsonify(echo=words, understood=meant is not None or not typed)


@blueprint.post(f"/van-ban/<int:directive_id>/duyet/<int:candidate_id>/<any({', '.join(map(repr, ACTS))}):act>")
def decide(directive_id: int, candidate_id: int, act: str) -> ResponseReturnValue:
    """One act on the candidate that is looked at."""
    viewer = edge.current_viewer()
    require_office(viewer)
    entered = Entered(request.form)
    try:
        with edge.writing() as session:
            candidate = _candidate(session, directive_id, candidate_id)
            after = candidate_id if act in STAYING else reviewing.following(candidate, _which())
            work = Work(session, candidate, entered, viewer)
            said = ACTS[act](work)
            after = _alive(session, directive_id, after, work)
    except Refused as refusal:
        if isinstance(refusal, NotFound):
            raise
        return _again(directive_id, candidate_id, entered, refusal)
    flash(said)
    return _onward(directive_id, after, candidate_id if act == "loai" else None)


@blueprint.post("/van-ban/<int:directive_id>/duyet/nhieu")
def many(directive_id: int) -> ResponseReturnValue:
    """Several candidates at once: those picked, all that are sure, the regular work."""
    viewer = edge.current_viewer()
    require_office(viewer)
    entered = Entered(request.form)
    act = entered.choice("act", ("sure", "regular", "picked", "picked-regular", "beyond", "merge", "reject"))
    try:
        with edge.writing() as session:
            directive = _directive(session, directive_id)
            said = _many(session, directive, act, entered.numbers("id"), viewer, seen_versions(entered))
    except NotFound:
        raise
    except Refused as refusal:
        flash(sayings.said(refusal), "error")
        return _onward(directive_id, None)
    for category, sentence in said:
        flash(sentence, category)
    return _onward(directive_id, None)


@blueprint.post("/van-ban/<int:directive_id>/duyet/them")
def add(directive_id: int) -> ResponseReturnValue:
    """A candidate of a person's own, from words of the text."""
    viewer = edge.current_viewer()
    require_office(viewer)
    entered = Entered(request.form)
    try:
        with edge.writing() as session:
            directive = _directive(session, directive_id)
            span = _marked(directive, entered)
            made = review.add_from_selection(
                session, directive_id, start=span.start, end=span.end, actor=edge.actor(), viewer=viewer, now=edge.now()
            )
            chosen = made.id
    except NotFound:
        raise
    except Refused as refusal:
        flash(sayings.said(refusal), "error")
        with edge.reading() as session:
            return _page(session, directive_id, request.form.get("viec", type=int), words=entered["words"]), 400
    flash(_("Đã thêm một việc từ văn bản. Điền cơ quan chủ trì và thời hạn rồi chấp nhận."))
    return _onward(directive_id, chosen)


# --- steps ----------------------------------------------------------------------------------------------------------


def _which() -> str:
    """Which candidates are listed: kept in the address and in every form."""
    which = request.values.get("loc", "")
    return which if which in SHOWN else SHOWN[0]


def _directive(session: Session, directive_id: int) -> Directive:
    directive = session.get(Directive, directive_id)
    if directive is None or directive.reading is None:
        raise NotFound("Không có văn bản này, hoặc văn bản không có nội dung để duyệt.")
    return directive


def _candidate(session: Session, directive_id: int, candidate_id: int) -> Candidate:
    candidate = session.get(Candidate, candidate_id)
    if candidate is None or candidate.directive_id != directive_id:
        raise NotFound("Không có việc này trong văn bản. Mở lại trang duyệt để xem danh sách mới nhất.")
    return candidate


def _many(
    session: Session, directive: Directive, act: str, ids: list[int], viewer: Viewer, seen: Mapping[int, int]
) -> list[tuple[str, str]]:
    """Do it, and tell what came of it: (category, sentence). `seen`: versions as the page showed them; what it did not show is left."""
    own = {candidate.id for candidate in directive.candidates}
    ids = [one for one in ids if one in own]
    by: dict[str, Any] = {"actor": edge.actor(), "viewer": viewer, "now": edge.now()}
    if act in ("sure", "regular"):
        ids = reviewing.sure_ids(directive) if act == "sure" else reviewing.regular_ids(directive)
    if act == "beyond":
        ids = [one.id for one in reviewing.beyond(session, directive, edge.today())]
    if not ids:
        raise Refused(_("Chưa chọn việc nào. Đánh dấu các việc ở danh sách rồi bấm lại."))
    if act == "merge":
        review.merge(session, ids, **by, versions=[seen.get(one, review.UNSEEN) for one in ids])
        return [("message", ngettext("Đã gộp %(num)d việc thành một.", "Đã gộp %(num)d việc thành một.", len(ids)))]
    if act == "beyond":
        for one in ids:
            review.keep(session, one, **by, today=edge.today(), settings=edge.settings(), version=seen.get(one, review.UNSEEN))
        return [("message", ngettext("Đã ghi nhận %(num)d việc, không theo dõi.", "Đã ghi nhận %(num)d việc, không theo dõi.", len(ids)))]
    if act == "reject":
        for one in ids:
            review.reject(session, one, reason="", **by, version=seen.get(one, review.UNSEEN))
        return [("message", ngettext("Đã loại %(num)d việc.", "Đã loại %(num)d việc.", len(ids)))]
    result = review.accept_many(
        session,
        directive.id,
        ids=ids,
        versions=seen,
        sure_only=act == "sure",
        as_regular=act in ("regular", "picked-regular"),
        **by,
        today=edge.today(),
        settings=edge.settings(),
        calendar=edge.calendar(session),
    )
    return _told(result)


def _told(result: review.AcceptResult) -> list[tuple[str, str]]:
    said = [
        (
            "message",
            ngettext("Đã giao %(num)d việc; cơ quan nhận thư báo.", "Đã giao %(num)d việc; cơ quan nhận thư báo.", len(result.tasks)),
        )
    ]
    said += [("warn", told(remark)) for remark in bodies.remarks(result.tasks)]
    return said + [("error", _("Chưa nhận một việc: %(why)s", why=sayings.said(why))) for _id, why in result.skipped]


def _marked(directive: Directive, entered: Entered) -> Span:
    """The stretch of the text that was selected, or in which the copied words stand."""
    assert directive.reading is not None
    text = directive.reading.text
    words = entered.text("words")
    if "-" in entered["from"]:
        return _stretch(entered["from"], len(text))
    start, end = (entered.number(name, low=0, high=len(text)) for name in ("start", "end"))
    if start is not None and end is not None and start < end and (not words or evidence.locate(text[start:end], words)):
        return Span(start, end)
    if not words:
        raise Invalid("words", _("Bôi đen một câu trong văn bản, hoặc dán câu đó vào ô rồi bấm Thêm việc."))
    place = evidence.locate(text, words)
    if place is None:
        raise Invalid("words", _("Không thấy câu này trong văn bản. Chép nguyên văn một đoạn liền nhau rồi thử lại."))
    return place


def _stretch(value: str, length: int) -> Span:
    """`120-180`, as the buttons beside unused sentences send it."""
    parts = value.split("-")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        raise Invalid("words", _("Không rõ câu nào được chọn. Tải lại trang rồi thử lại."))
    start, end = int(parts[0]), int(parts[1])
    if not start < end <= length:
        raise Invalid("words", _("Không rõ câu nào được chọn. Tải lại trang rồi thử lại."))
    return Span(start, end)


def _alive(session: Session, directive_id: int, wanted: int | None, work: Work) -> int | None:
    """The candidate to show next: the wanted one, or what it became."""
    session.flush()
    candidate = session.get(Candidate, wanted) if wanted else None
    if candidate is not None and candidate.state is CandidateState.REPLACED:
        return work.candidate.id if work.candidate.id != wanted else None
    return wanted


def _onward(directive_id: int, chosen: int | None, rejected: int | None = None) -> ResponseReturnValue:
    """On to a candidate; the one just rejected goes along, so that one key brings it back."""
    which = _which()
    return back(
        "review.show",
        directive_id=directive_id,
        viec=chosen,
        loc=which if which != SHOWN[0] else None,
        vua=rejected,
        _anchor="now" if chosen else None,
    )


# --- showing --------------------------------------------------------------------------------------------------------


def _page(session: Session, directive_id: int, chosen: int | None, **more: Any) -> str:
    page = reviewing.page(
        session, session.get(Directive, directive_id), chosen=chosen, which=_which(), draft=more.get("draft"), today=edge.today()
    )
    days = days_of(session, page.directive)
    of = page.current.candidate.id if page.current else None
    joined = select(TaskSource.task_id).where(TaskSource.candidate_id == of)
    made = select(Task).where(or_(Task.candidate_id == of, Task.id.in_(joined))).order_by(Task.id)
    return render_template(
        "review/show.html",
        page=page,
        directive=page.directive,
        cited=citations.cited_in(session, edge.current_viewer(), page.directive),
        same_file=parting.same_file(session, edge.current_viewer(), directive_id),
        original=next(iter(files_of(session, directive_id)), None),
        task=session.scalar(made.limit(1)),
        undoable=_undoable(page),
        agency_names=[agency.name for agency in agencies.all(session, page.directive.issued_on or edge.today())],
        echoes=_echoes(page, days),
        faults=more.get("faults", {}),
        conflict=more.get("conflict"),
        words_typed=more.get("words", ""),
    )


def _undoable(page: reviewing.ReviewPage) -> Candidate | None:
    """The candidate that was rejected a moment ago."""
    just_now = request.args.get("vua", type=int)
    rows = (row.candidate for row in page.rows if row.candidate.id == just_now)
    return next((candidate for candidate in rows if candidate.state is CandidateState.REJECTED), None)


def _echoes(page: reviewing.ReviewPage, days: Days) -> list[str]:
    """Beside each deadline field: what its words are understood as."""
    if page.current is None or page.draft is None:
        return []
    stored = page.current.candidate.deadlines
    said = []
    for place, typed in enumerate(page.draft.deadlines):
        meant = understand(typed, stored[place] if place < len(stored) else None, days) if typed else None
        said.append(echo(meant, days.today) if meant else "")
    return said


def _again(directive_id: int, candidate_id: int, entered: Entered, refusal: Refused) -> ResponseReturnValue:
    """The same page with what was typed, and what is wrong with it. After a conflict it shows both versions."""
    draft = Draft.typed(entered) if "text" in entered.values else None
    faults = dict(entered.faults)
    if isinstance(refusal, Invalid):
        faults.setdefault(refusal.field, sayings.said(refusal))
    if not faults:
        faults[""] = sayings.said(refusal)
    stale = isinstance(refusal, Stale)
    with edge.reading() as session:
        candidate = session.get(Candidate, candidate_id)
        conflict = Draft.of(candidate) if stale and candidate else None
        if draft and candidate and stale:
            draft = Draft(candidate.version, draft.title, draft.text, draft.lead, draft.coordinate, draft.deadlines, draft.nature)
        page = _page(session, directive_id, candidate_id, draft=draft, faults=faults, conflict=conflict)
    return page, 409 if stale else 400
