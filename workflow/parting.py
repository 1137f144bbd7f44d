"""Several documents in one file: a person says whether they are one directive, or splits them into directives of their own.

Until then the file is one directive, with all that the machine read in it: nothing is lost whatever is chosen. Each part of a split
has its own text, candidates and review, and all share the one stored file.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directives.model import DirectiveHead, FurtherDocument, ParsedDirective, SourceText
from directives.several import parts_at
from workflow import citations, history
from workflow.access import Viewer, require_office
from workflow.acting import Actor
from workflow.citations import SHOWN, Linked, number_key
from workflow.duedates import WorkingCalendar
from workflow.heads import find_same, folded_words, identity, identity_of
from workflow.intake import admit, candidates_of, head_fields, reading_of, refuse_secret
from workflow.model import Candidate, CandidateState, Directive, DirectiveFile, Reading, StoredFile
from workflow.refusals import Invalid, NotFound, Refused, Stale, WrongState
from workflow.settings import Settings
from workflow.visible import visible_directives

#: fields of a candidate that show whether a person changed it
SAID = ("title", "text", "lead", "coordinate", "deadlines", "confidence")


@dataclass(frozen=True)
class Split:
    """What a split needs beside the directive: each part as the machine read it, and the office's ways to count days."""

    parts: Sequence[ParsedDirective]
    settings: Settings
    calendar: WorkingCalendar
    #: take a part in although its number, issuer and year are here already
    again: bool = False


def keep_whole(session: Session, directive_id: int, *, actor: Actor, viewer: Viewer, now: datetime, version: int) -> Directive:
    """What the file holds is one directive: it is not asked again. Raises NotFound, Stale, WrongState."""
    directive, reading = _asked(session, directive_id, viewer, version)
    kept = [other["number"] for other in reading.further]
    reading.further = []
    _record(session, directive, "directive.kept_whole", actor, now, new={"numbers": kept})
    return directive


def split(
    session: Session, directive_id: int, split: Split, *, actor: Actor, viewer: Viewer, now: datetime, version: int
) -> list[Directive]:
    """Makes directives of the parts of a file: the first stays what it is, with its own words alone; the others are new, for review.

    The parts are the directive's text cut at places where further documents begin, in order. Raises Invalid when one of them is here
    already, WrongState when work of a later part was accepted or corrected, Stale, NotFound.
    """
    directive, reading = _asked(session, directive_id, viewer, version)
    parts = [part.model_copy(update={"further": ()}) for part in split.parts]
    cut = _first_cut(reading, parts)
    for part in parts:
        refuse_secret(part)
    _refuse_touched(directive, cut)
    if not split.again:
        _refuse_known(session, directive, parts)
    file = _file_of(session, directive)
    _narrow(session, directive, reading, parts[0], cut, split, actor, now)
    taken: dict[str, Any] = {"file": file, "source": directive.source, "received_on": directive.received_on, "actor": actor, "now": now}
    made = [admit(session, part, **taken, settings=split.settings, calendar=split.calendar) for part in parts[1:]]
    for other in made:
        other.watcher_id, other.leader_id = directive.watcher_id, directive.leader_id
    session.flush()
    _record(session, directive, "directive.split", actor, now, new={"into": [directive.id, *(other.id for other in made)]})
    return [directive, *made]


def same_file(session: Session, viewer: Viewer, directive_id: int) -> list[Linked]:
    """The other directives that a file of this one was split into, as far as the viewer may see them."""
    files = select(DirectiveFile.file_id).where(DirectiveFile.directive_id == directive_id)
    others = select(DirectiveFile.directive_id).where(DirectiveFile.file_id.in_(files), DirectiveFile.directive_id != directive_id)
    query = select(*SHOWN).where(Directive.id.in_(others), visible_directives(viewer))
    return [Linked(*row) for row in session.execute(query.order_by(Directive.id))]


def starts_of(reading: Reading) -> list[int]:
    """Where in the text further documents begin, as long as nobody has said what they are."""
    return [int(other["start"]) for other in reading.further]


def further_of(reading: Reading) -> list[FurtherDocument]:
    """The further documents that the file seems to hold, as long as nobody has said what they are."""
    return [FurtherDocument.model_validate(other) for other in reading.further]


def texts_of(reading: Reading, chosen: Collection[int]) -> list[SourceText]:
    """The texts of the parts when the file is cut where the chosen ones of its further documents begin."""
    cuts = [start for start in starts_of(reading) if start in chosen]
    return parts_at(SourceText.model_validate(reading.parsed["source"]), cuts)


# --- what may be split -----------------------------------------------------------------------------------------------


def _asked(session: Session, directive_id: int, viewer: Viewer, version: int) -> tuple[Directive, Reading]:
    require_office(viewer)
    history.serialise(session)  # of two who answer at once, the second is told
    directive = session.get(Directive, directive_id)
    if directive is None or directive.reading is None:
        raise NotFound("Không có văn bản này, hoặc văn bản không có nội dung để duyệt.")
    if not directive.reading.further:
        raise WrongState("Tệp này đã được chọn tách hay giữ là một văn bản, hoặc chỉ có một văn bản. Hãy tải lại trang.")
    if directive.version != version:
        raise Stale()
    return directive, directive.reading


def _first_cut(reading: Reading, parts: Sequence[ParsedDirective]) -> int:
    """Where the second part begins. Raises Stale unless the parts are the text, cut where further documents begin."""
    place, begins = 0, []
    for part in parts:
        begins.append(place)
        end = place + len(part.source.text)
        if reading.text[place:end] != part.source.text:
            raise Stale()
        place = next((start for start in starts_of(reading) if start >= end), len(reading.text))
    if len(parts) < 2 or place != len(reading.text):
        raise Stale()
    return begins[1]


def _start(candidate: Candidate) -> int:
    return int((candidate.evidence.get("text") or (0, 0))[0])


def _touched(candidate: Candidate) -> bool:
    """Whether a person made, corrected or decided it."""
    if candidate.state is CandidateState.REPLACED:
        return False
    machine = candidate.proposed
    decided = candidate.state is not CandidateState.PROPOSED
    return machine is None or decided or any(getattr(candidate, name) != machine.get(name) for name in SAID)


def _refuse_touched(directive: Directive, cut: int) -> None:
    """Raises WrongState for work of a later part that somebody decided: its task stays with this directive."""
    touched = [candidate for candidate in directive.candidates if _start(candidate) >= cut and _touched(candidate)]
    if touched:
        raise WrongState(
            "Đã có {count} việc ở phần sau của tệp được duyệt hoặc sửa, nên không tách được nữa. "
            "Hãy chọn giữ là một văn bản, hoặc hoàn tác các việc đã loại rồi tách.",
            count=len(touched),
        )


def _refuse_known(session: Session, directive: Directive, parts: Sequence[ParsedDirective]) -> None:
    for part in parts:
        known = find_same(session, identity_of(part.directive))
        if known is not None and known.id != directive.id:
            raise Invalid(
                "again",
                "Văn bản số {number} trong tệp này đã có ở đây. Nếu đúng là hai văn bản, đánh dấu ô vẫn tách rồi bấm lại.",
                number=part.directive.number or "",
            )


def _file_of(session: Session, directive: Directive) -> StoredFile:
    query = select(StoredFile).join(DirectiveFile, DirectiveFile.file_id == StoredFile.id).where(DirectiveFile.directive_id == directive.id)
    file = session.scalar(query.order_by(DirectiveFile.id).limit(1))
    if file is None:
        raise Refused("Văn bản này không có tệp gốc, không tách được.")
    return file


# --- the first part --------------------------------------------------------------------------------------------------


def _narrow(
    session: Session, directive: Directive, reading: Reading, part: ParsedDirective, cut: int, split: Split, actor: Actor, now: datetime
) -> None:
    """Leaves the directive the words of its own part. What a person decided or corrected in them stays as it is."""
    own = [candidate for candidate in directive.candidates if _start(candidate) < cut]
    kept = own if any(_touched(candidate) for candidate in own) else []
    _correct_untouched(directive, DirectiveHead.model_validate(reading.parsed["directive"]), part.directive)
    new = reading_of(part, now)
    reading.text, reading.parsed, reading.further = new.text, new.parsed, []
    for candidate in directive.candidates:
        if candidate in kept:
            candidate.evidence = _within(candidate.evidence, len(part.source.text))
        elif candidate.state is CandidateState.PROPOSED:
            candidate.state, candidate.decided_by_id, candidate.decided_at = CandidateState.REPLACED, actor.user_id, now
    if not kept:
        session.add_all(candidates_of(part, directive, split.calendar, split.settings))
    citations.keep(session, directive, part.directive.references)
    session.flush()
    session.expire(directive, ["candidates"])


def _correct_untouched(directive: Directive, before: DirectiveHead, after: DirectiveHead) -> None:
    """The head as the part alone says it, but for what a person corrected."""
    new = head_fields(after)
    for name, value in head_fields(before).items():
        if getattr(directive, name) == value:
            setattr(directive, name, new[name])
    year = str(directive.issued_on.year) if directive.issued_on else (after.issued_on or "")[:4]
    directive.identity, directive.number_key = identity(directive.number, directive.issuer, year), number_key(directive.number)
    directive.folded = folded_words(directive.number, directive.kind, directive.issuer, directive.subject)


def _within(evidence: dict[str, Any], length: int) -> dict[str, Any]:
    """The evidence that stands in the part: a field that something behind it proved has none left."""
    kept = {name: value for name, value in evidence.items() if name == "text"}
    for name, spans in evidence.items():
        if name != "text":
            kept[name] = spans if all(span[1] <= length for span in spans or ()) else []
    return kept


def _record(session: Session, directive: Directive, action: str, actor: Actor, now: datetime, *, new: dict[str, Any]) -> None:
    session.flush()
    history.record(session, actor=actor, now=now, action=action, subject="directive", subject_id=directive.id, directive=directive, new=new)
