"""A directive comes in: its file is kept, what the machine read becomes candidates, and a second coming is noticed."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from directives.model import DirectiveHead, ParsedDirective, TaskCandidate
from workflow import citations, history
from workflow.acting import Actor
from workflow.citations import number_key
from workflow.duedates import WorkingCalendar
from workflow.heads import correct_head, find_same, folded_words, identity_of, urgency_of, with_dates
from workflow.model import Candidate, Directive, DirectiveFile, DirectiveSource, Reading, StoredFile, TaskNature
from workflow.refusals import Invalid, Refused
from workflow.settings import Settings

__all__ = ["Received", "SecretDocument", "attach", "correct_head", "receive", "receive_text", "refuse_secret", "store_file"]

#: Characters that no file name needs: controls, path separators, quotes of headers
NOT_IN_FILE_NAMES = re.compile(r"[\x00-\x1f\x7f/\\\"<>:|?*]")


@dataclass(frozen=True)
class Received:
    """The directive, and whether it was here before: then nothing was stored."""

    directive: Directive
    duplicate_of: Directive | None = None
    kind_of_duplicate: Literal["file", "number"] | None = None


class SecretDocument(Refused):
    """The document carries a secrecy stamp; nothing of it is kept."""


def receive(
    session: Session,
    *,
    data: bytes,
    filename: str,
    media_type: str,
    parsed: ParsedDirective,
    actor: Actor,
    now: datetime,
    today: date,
    settings: Settings,
    calendar: WorkingCalendar | None = None,
    source: DirectiveSource = DirectiveSource.FILE,
    again: bool = False,
) -> Received:
    """Takes a document in, with what the machine read of it as candidates for review.

    The same bytes give the directive that is here. So does the same number, issuer and year, unless `again` says that it is another one.
    Raises SecretDocument for one with a secrecy stamp.
    """
    refuse_secret(parsed)
    history.serialise(session)  # of two who send the same file at once, the second is told
    before = _with_same_file(session, data)
    if before is not None:
        return Received(before, before, "file")
    before = None if again else find_same(session, identity_of(parsed.directive))
    if before is not None:
        return Received(before, before, "number")
    file = store_file(session, data, name=filename, media_type=media_type, actor=actor, now=now)
    calendar = calendar or WorkingCalendar.load(session)
    return Received(
        admit(session, parsed, file=file, source=source, actor=actor, now=now, received_on=today, settings=settings, calendar=calendar)
    )


def admit(
    session: Session,
    parsed: ParsedDirective,
    *,
    file: StoredFile,
    source: DirectiveSource,
    actor: Actor,
    now: datetime,
    received_on: date | None,
    settings: Settings,
    calendar: WorkingCalendar,
) -> Directive:
    """A directive of what the machine read in a file that is kept: its head, its citations, its candidates for review."""
    head = parsed.directive
    directive = Directive(source=source, received_on=received_on, created_at=now, created_by_id=actor.user_id, **head_fields(head))
    directive.identity, directive.number_key = identity_of(head), number_key(directive.number)
    directive.folded = folded_words(directive.number, directive.kind, directive.issuer, directive.subject)
    directive.reading = reading_of(parsed, now)
    session.add(directive)
    session.flush()
    session.add(DirectiveFile(directive_id=directive.id, file_id=file.id))
    citations.keep(session, directive, head.references)
    directive.candidates = candidates_of(parsed, directive, calendar, settings)
    session.flush()
    _record_receipt(session, directive, file, actor, now)
    return directive


def receive_text(session: Session, *, text: str, parsed: ParsedDirective, **others: Any) -> Received:
    """As `receive`, for pasted words: they are kept as a text file of their own."""
    if not text.strip():
        raise Invalid("text", "Chưa có nội dung nào được dán vào.")
    name = "Nội dung dán.txt"
    data = text.encode("utf-8")
    return receive(session, data=data, filename=name, media_type="text/plain", parsed=parsed, source=DirectiveSource.PASTE, **others)


def refuse_secret(parsed: ParsedDirective) -> None:
    """Raises SecretDocument for a file in which a document has the stamp MẬT, TỐI MẬT or TUYỆT MẬT (Luật Bảo vệ bí mật nhà nước)."""
    secrecy = next(filter(None, (parsed.directive.secrecy, *(other.secrecy for other in parsed.further))), None)
    if secrecy:
        raise SecretDocument(
            "Văn bản đóng dấu độ mật “{secrecy}” nên không được đưa vào hệ thống này; chưa có gì được lưu lại. "
            "Hãy xử lý theo quy định về bảo vệ bí mật nhà nước.",
            secrecy=secrecy,
        )


def store_file(session: Session, data: bytes, *, name: str, media_type: str, actor: Actor, now: datetime) -> StoredFile:
    """Keeps the bytes of a file. Raises Invalid for an empty one."""
    if not data:
        raise Invalid("file", "Tệp “{name}” rỗng.", name=name[:80])
    file = StoredFile(
        sha256=hashlib.sha256(data).hexdigest(),
        name=clean_file_name(name),
        media_type=media_type[:100],
        size=len(data),
        content=data,
        created_at=now,
        created_by_id=actor.user_id,
    )
    session.add(file)
    session.flush()
    return file


def attach(
    session: Session,
    directive: Directive,
    *,
    data: bytes,
    filename: str,
    media_type: str,
    actor: Actor,
    now: datetime,
    unchecked: Sequence[str] = (),
) -> StoredFile:
    """Adds another file to a directive: an annex, the signed scan.

    `unchecked` names what of it could not be searched for a secrecy stamp: the history keeps it.
    """
    file = store_file(session, data, name=filename, media_type=media_type, actor=actor, now=now)
    session.add(DirectiveFile(directive_id=directive.id, file_id=file.id))
    said = {"file": file.name, "sha256": file.sha256} | ({"unchecked": list(unchecked)} if unchecked else {})
    _record(session, directive, actor, now, "directive.file_added", said)
    return file


def clean_file_name(name: str) -> str:
    """A name that is safe to show and to offer for download, its ending kept."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    plain = " ".join(NOT_IN_FILE_NAMES.sub(" ", last).split()).lstrip("-.")
    stem, dot, ending = plain.rpartition(".")
    if len(plain) > 200 and dot and len(ending) <= 10:
        plain = f"{stem[:180]}.{ending}"
    return plain[:200] or "tep-khong-ten"


def _with_same_file(session: Session, data: bytes) -> Directive | None:
    return session.scalar(
        select(Directive)
        .join(DirectiveFile, DirectiveFile.directive_id == Directive.id)
        .join(StoredFile, StoredFile.id == DirectiveFile.file_id)
        .where(StoredFile.sha256 == hashlib.sha256(data).hexdigest())
        .order_by(Directive.id)
        .limit(1)
    )


# --- what was read, as rows ----------------------------------------------------------------------------------------


def head_fields(head: DirectiveHead) -> dict[str, Any]:
    """What the machine read of a head, as the columns of a directive that a person may correct."""
    return {
        "number": (head.number or "")[:80],
        "kind": (head.kind or "")[:80],
        "issuer": (head.issuer or "")[:300],
        "issued_on": _whole_day(head.issued_on),
        "subject": head.subject or "",
        "signer": _signer(head)[:200],
        "urgency": urgency_of(head.urgency),
    }


def reading_of(parsed: ParsedDirective, now: datetime) -> Reading:
    """What the machine read, whole, with what is to be asked about it."""
    further = [other.model_dump(mode="json") for other in parsed.further]
    return Reading(
        text=parsed.source.text,
        reader=parsed.source.reader[:200],
        parsed=parsed.model_dump(mode="json"),
        further=further,
        created_at=now,
    )


def candidates_of(parsed: ParsedDirective, directive: Directive, calendar: WorkingCalendar, settings: Settings) -> list[Candidate]:
    """A candidate of each unit of work that the machine proposes."""
    return [_candidate(task, ordinal, directive, calendar, settings) for ordinal, task in enumerate(parsed.tasks)]


def _whole_day(issued_on: str | None) -> date | None:
    """The day, None when the document leaves it or the month blank."""
    return date.fromisoformat(issued_on) if issued_on and len(issued_on) == 10 else None


def _signer(head: DirectiveHead) -> str:
    if head.signer is None:
        return ""
    return ", ".join(part for part in (head.signer.name, head.signer.title) if part)


def _candidate(task: TaskCandidate, ordinal: int, directive: Directive, calendar: WorkingCalendar, settings: Settings) -> Candidate:
    said = {
        "path": task.path[:120],
        "title": task.title[:300],
        "text": task.text,
        "nature": TaskNature(task.nature.value),
        "lead": list(task.lead),
        "coordinate": list(task.coordinate),
        "report_to": list(task.report_to),
        "deadlines": with_dates(task.deadlines, directive, calendar, settings, task.text),
    }
    return Candidate(
        directive_id=directive.id,
        ordinal=ordinal,
        confidence=task.confidence.value,
        evidence=task.evidence.model_dump(mode="json"),
        doubts=list(task.doubts),
        proposed=said | _told_of(task),
        **said,
    )


def _told_of(task: TaskCandidate) -> dict[str, Any]:
    """Which rule found each field of a candidate, and how far each may be trusted; plain values, for they are kept as JSON."""
    trust = {name: word.value for name, word in task.trust.items()}
    return {"nature": task.nature.value, "confidence": task.confidence.value, "rules": dict(task.rules), "trust": trust}


def _record_receipt(session: Session, directive: Directive, file: StoredFile, actor: Actor, now: datetime) -> None:
    new = {
        "number": directive.number,
        "subject": directive.subject[:300],
        "file": file.name,
        "sha256": file.sha256,
        "candidates": len(directive.candidates),
    }
    _record(session, directive, actor, now, "directive.received", new)


def _record(session: Session, directive: Directive, actor: Actor, now: datetime, action: str, new: dict[str, Any]) -> None:
    history.record(
        session,
        actor=actor,
        now=now,
        action=action,
        subject="directive",
        subject_id=directive.id,
        directive=directive,
        new=new,
    )
