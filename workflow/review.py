"""Review: a person corrects what the machine proposes, splits, merges, rejects, adds; acceptance alone makes tasks.

Each verb is the office's, takes the candidate's `version` that the person saw, flushes, and records an event. Raises NotAllowed, NotFound,
Stale, WrongState, or Invalid for a field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directives.model import Confidence
from directives.vietnamese import fold, fold_same_length
from workflow import history, words
from workflow.accepting import UNSEEN, AcceptResult, accept, accept_many, add_spoken, keep
from workflow.access import Viewer, require_office
from workflow.acting import Actor
from workflow.giving import short_title
from workflow.model import Candidate, CandidateState, Directive, TaskNature
from workflow.proposals import deadline_rows, proposed, typed_deadlines
from workflow.refusals import Invalid, NotFound, Stale, WrongState

__all__ = [
    "UNSEEN",
    "AcceptResult",
    "accept",
    "accept_many",
    "add_from_selection",
    "add_spoken",
    "deadline_rows",
    "edit",
    "keep",
    "merge",
    "reject",
    "split",
    "undo_reject",
]

#: longest words of one unit, in characters
LONGEST_TEXT = 50_000
#: fields whose items have spans of evidence in the same order
EVIDENT = ("lead", "coordinate", "report_to", "deadlines")
#: so many characters of a title tell where in the words the work begins
TITLE_OPENING = 20
#: what joins the second work to the first, as a cut leaves it: `rà soát …, đồng thời báo cáo …`
JOINTS = ("đồng thời ", "và ")
#: what an event tells of a candidate
TOLD = ("title", "text", "lead", "coordinate", "deadlines", "nature")


def edit(
    session: Session,
    candidate_id: int,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    version: int,
    title: str | None = None,
    text: str | None = None,
    lead: Sequence[str] | None = None,
    coordinate: Sequence[str] | None = None,
    deadlines: Sequence[Mapping[str, Any]] | None = None,
    nature: TaskNature | None = None,
) -> Candidate:
    """Corrects the fields that are given. A person has looked at it now: it counts as sure, its doubts are gone."""
    require_office(viewer)
    candidate = proposed(session, candidate_id, version)
    new: dict[str, Any] = {
        "title": None if title is None else words.required("title", title, "Tên nhiệm vụ", 300),
        "text": None if text is None else words.required("text", text, "Nội dung nhiệm vụ", LONGEST_TEXT),
        "lead": None if lead is None else _names("lead", lead),
        "coordinate": None if coordinate is None else _names("coordinate", coordinate),
        "deadlines": None if deadlines is None else typed_deadlines(deadlines),
        "nature": nature,
    }
    old = {name: getattr(candidate, name) for name in TOLD}
    changed = {name: value for name, value in new.items() if value is not None and value != old[name]}
    candidate.evidence = _evidence_kept(candidate, changed)
    for name, value in changed.items():
        setattr(candidate, name, value)
    candidate.confidence, candidate.doubts = Confidence.SURE.value, []
    _record(session, candidate, "candidate.edited", actor, now, old={name: old[name] for name in changed}, new=changed)
    return candidate


def split(
    session: Session, candidate_id: int, *, at: int, actor: Actor, viewer: Viewer, now: datetime, version: int
) -> tuple[Candidate, Candidate]:
    """Makes two of one, cut before the character `at` of its words. What one half's words prove goes to that half, the rest to both."""
    require_office(viewer)
    candidate = proposed(session, candidate_id, version)
    halves = candidate.text[:at].strip(), candidate.text[at:].strip()
    if at <= 0 or not all(halves):
        raise Invalid("at", "Chỗ tách phải ở giữa nội dung, mỗi phần phải còn chữ. Hãy đặt lại chỗ tách.")
    cut = _cut_in_source(candidate, at)
    start, end = _span(candidate)
    first = _like(candidate, halves[0], (start, cut if cut is not None else end))
    second = _like(candidate, halves[1], (cut if cut is not None else start, end))
    first.title, second.title = (_title_of_half(half, candidate) for half in halves)
    if cut is not None:
        _keep_own(first, candidate, other=(cut, end))
        _keep_own(second, candidate, other=(start, cut))
    session.add_all([first, second])
    _replace(candidate, actor, now)
    session.flush()
    _record(session, candidate, "candidate.split", actor, now, new={"into": [first.id, second.id]})
    return first, second


def merge(
    session: Session, candidate_ids: Sequence[int], *, actor: Actor, viewer: Viewer, now: datetime, versions: Sequence[int] | None = None
) -> Candidate:
    """Makes one of several units of one directive, in its order: all their words, agencies and deadlines."""
    require_office(viewer)
    wanted = list(dict.fromkeys(candidate_ids))
    seen = dict(zip(candidate_ids, versions, strict=True)) if versions is not None else {}
    parts = sorted((proposed(session, one, seen.get(one)) for one in wanted), key=lambda c: (c.ordinal, c.id))
    if len(parts) < 2 or len({part.directive_id for part in parts}) != 1:
        raise Invalid("ids", "Hãy chọn ít nhất hai đề xuất của cùng một văn bản để gộp.")
    spans = [_span(part) for part in parts]
    whole = _like(parts[0], "\n".join(part.text for part in parts), (min(s for s, _ in spans), max(e for _, e in spans)))
    _gather(whole, parts)
    session.add(whole)
    for part in parts:
        _replace(part, actor, now)
    session.flush()
    _record(session, whole, "candidate.merged", actor, now, new={"from": [part.id for part in parts]})
    return whole


def reject(
    session: Session, candidate_id: int, *, reason: str, actor: Actor, viewer: Viewer, now: datetime, version: int | None = None
) -> Candidate:
    """It is no task; the reason teaches what the machine gets wrong."""
    require_office(viewer)
    candidate = proposed(session, candidate_id, version)
    candidate.reason = words.optional("reason", reason, "Lý do loại", 1000)
    candidate.state, candidate.decided_by_id, candidate.decided_at = CandidateState.REJECTED, actor.user_id, now
    _record(session, candidate, "candidate.rejected", actor, now, note=candidate.reason)
    return candidate


def undo_reject(
    session: Session, candidate_id: int, *, actor: Actor, viewer: Viewer, now: datetime, version: int | None = None
) -> Candidate:
    """A rejected one, or one only taken note of, waits for a decision again."""
    require_office(viewer)
    candidate = session.get(Candidate, candidate_id)
    if candidate is None:
        raise NotFound("Không có đề xuất này. Hãy tải lại trang duyệt.")
    if version is not None and candidate.version != version:
        raise Stale()
    if candidate.state not in (CandidateState.REJECTED, CandidateState.KEPT):
        raise WrongState("Chỉ khôi phục được đề xuất đã loại; đề xuất này “{state}”. Hãy tải lại trang.", state=candidate.state)
    candidate.state, candidate.reason = CandidateState.PROPOSED, ""
    candidate.decided_by_id = candidate.decided_at = None
    _record(session, candidate, "candidate.restored", actor, now)
    return candidate


def add_from_selection(
    session: Session, directive_id: int, *, start: int, end: int, actor: Actor, viewer: Viewer, now: datetime, title: str = ""
) -> Candidate:
    """A candidate of the words that a person marked: characters `[start, end)` of the directive's text."""
    require_office(viewer)
    directive = session.get(Directive, directive_id)
    if directive is None or directive.reading is None:
        raise NotFound("Văn bản này không có nội dung để chọn.")
    marked = directive.reading.text[max(start, 0) : end]
    if not 0 <= start < end <= len(directive.reading.text) or not marked.strip():
        raise Invalid("start", "Phần được chọn không có chữ. Hãy bôi đen một đoạn của văn bản rồi thêm lại.")
    start += len(marked) - len(marked.lstrip())
    text = marked.strip()
    candidate = Candidate(
        directive=directive,
        ordinal=_place(session, directive_id, start),
        text=text,
        title=words.optional("title", title, "Tên nhiệm vụ", 300) or short_title(text),
        lead=[],
        coordinate=[],
        report_to=[],
        deadlines=[],
        doubts=[],
        evidence={"text": [start, start + len(text)]} | {name: [] for name in EVIDENT},
        confidence=Confidence.LOOK.value,
    )
    session.add(candidate)
    session.flush()
    _record(session, candidate, "candidate.added", actor, now, new={"text": text})
    return candidate


def _names(field: str, names: Sequence[str]) -> list[str]:
    """Names without doubles, in order."""
    cleaned = [words.optional(field, name, "Tên cơ quan", 300) for name in names]
    return list({fold(name): name for name in reversed(cleaned) if name}.values())[::-1]


def _span(candidate: Candidate) -> tuple[int, int]:
    start, end = candidate.evidence.get("text") or (0, 0)
    return int(start), int(end)


def _spans(candidate: Candidate, field: str) -> list[list[int]]:
    return [list(span) for span in candidate.evidence.get(field) or []]


def _evidence_kept(candidate: Candidate, changed: Mapping[str, Any]) -> dict[str, Any]:
    """The spans of what is still there; what a person wrote has none."""
    evidence = dict(candidate.evidence)
    for field in EVIDENT:
        if field in changed:
            kept = [_identity(item) for item in changed[field]]
            pairs = zip(getattr(candidate, field), _spans(candidate, field), strict=False)
            evidence[field] = [span for item, span in pairs if _identity(item) in kept]
    return evidence


def _identity(item: Any) -> Any:
    """What makes a name or a deadline the same one."""
    return (item.get("text"), item.get("kind")) if isinstance(item, Mapping) else item


def _cut_in_source(candidate: Candidate, at: int) -> int | None:
    """Where the cut lies in the directive's text; None when the candidate's words are not those of its span any more."""
    start, end = _span(candidate)
    reading = candidate.directive.reading
    if reading is None or reading.text[start:end] != candidate.text:
        return None
    return start + at


def _like(candidate: Candidate, text: str, span: tuple[int, int]) -> Candidate:
    """A new candidate with the same agencies, deadlines and place, of other words."""
    return Candidate(
        directive_id=candidate.directive_id,
        ordinal=candidate.ordinal,
        path=candidate.path,
        title=short_title(text),
        text=text,
        nature=candidate.nature,
        confidence=Confidence.LOOK.value,
        lead=list(candidate.lead),
        coordinate=list(candidate.coordinate),
        report_to=list(candidate.report_to),
        deadlines=list(candidate.deadlines),
        evidence={"text": list(span)} | {name: _spans(candidate, name) for name in EVIDENT},
        doubts=["Đề xuất do người duyệt tách hoặc gộp; hãy kiểm tra cơ quan và thời hạn."],
    )


def _title_of_half(half: str, whole: Candidate) -> str:
    """The half's own words: from where the whole's title begins, without an agency before it, the joint or the cut's comma."""
    opening = fold_same_length(whole.title.rstrip("…"))[:TITLE_OPENING]
    place = fold_same_length(half).find(opening) if opening else -1
    named = next((name for name in whole.lead if fold_same_length(half).startswith(fold_same_length(name) + " ")), "")
    work = half[place if place > 0 else len(named) :].strip(" ,;:.")
    work = next((work.removeprefix(joint) for joint in JOINTS if work.startswith(joint)), work)
    return short_title(work[:1].upper() + work[1:])


def _keep_own(half: Candidate, whole: Candidate, *, other: tuple[int, int]) -> None:
    """Leaves out what is proved by the words of the other half alone."""
    for field in EVIDENT:
        items, spans = getattr(whole, field), _spans(whole, field)
        if len(items) != len(spans):
            continue
        kept = [(item, span) for item, span in zip(items, spans, strict=True) if not (other[0] <= span[0] and span[1] <= other[1])]
        setattr(half, field, [item for item, _ in kept])
        half.evidence = half.evidence | {field: [span for _, span in kept]}


def _gather(whole: Candidate, parts: Sequence[Candidate]) -> None:
    """All items of the parts, each once, with their spans."""
    for field in EVIDENT:
        items: list[Any] = []
        spans: list[list[int]] = []
        for part in parts:
            evident = _spans(part, field)
            for place, item in enumerate(getattr(part, field)):
                if _identity(item) not in [_identity(known) for known in items]:
                    items.append(item)
                    spans += evident[place : place + 1]
        setattr(whole, field, items)
        whole.evidence = whole.evidence | {field: spans}
    if any(part.nature is TaskNature.SPECIFIC for part in parts):
        whole.nature = TaskNature.SPECIFIC


def _replace(candidate: Candidate, actor: Actor, now: datetime) -> None:
    candidate.state, candidate.decided_by_id, candidate.decided_at = CandidateState.REPLACED, actor.user_id, now


def _place(session: Session, directive_id: int, start: int) -> int:
    """The ordinal of the last candidate that begins before."""
    rows = session.execute(select(Candidate.ordinal, Candidate.evidence).where(Candidate.directive_id == directive_id)).all()
    before = [row.ordinal for row in rows if (row.evidence.get("text") or [0])[0] <= start]
    least = session.scalar(select(func.min(Candidate.ordinal)).where(Candidate.directive_id == directive_id))
    return max(before, default=(least or 0) - 1)


def _record(session: Session, candidate: Candidate, action: str, actor: Actor, now: datetime, **values: Any) -> None:
    session.flush()
    history.record(
        session,
        actor=actor,
        now=now,
        action=action,
        subject="candidate",
        subject_id=candidate.id,
        directive=candidate.directive or session.get(Directive, candidate.directive_id),
        **values,
    )
