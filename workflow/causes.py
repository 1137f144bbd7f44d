"""Whether a delay had an objective cause, and who confirmed it.

Nghị định 335/2025/NĐ-CP: a delay costs points for progress unless the competent person confirms an objective cause.

The agency only claims it with its request; the office or a leader records the confirmation, of a request or of the delay itself. What is
recorded is never changed: a later record of the same stands instead.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from workflow import words
from workflow.access import Viewer
from workflow.acting import Actor
from workflow.assignments import facts, settle, take
from workflow.lifecycle import Act
from workflow.model import Assignment, Cause, User
from workflow.refusals import Invalid


def record_cause(
    session: Session,
    assignment_id: int,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    version: int,
    objective: bool | None,
    confirmed_by: str,
    reason: str,
    document: str = "",
) -> Assignment:
    """Records whether the delay of this work had an objective cause: who confirmed it or found that it had none, why, by which letter."""
    assignment, _ = take(session, assignment_id, Act.CONFIRM_CAUSE, viewer=viewer, version=version)
    if objective is None:
        raise Invalid("cause", "Chưa chọn có hay không có nguyên nhân khách quan.")
    before = facts(assignment)
    cause = made(
        session, assignment, objective=objective, confirmed_by=confirmed_by, reason=reason, document=document, actor=actor, now=now
    )
    return settle(
        session, assignment, "assignment.cause_recorded", before=before, actor=actor, now=now, also=told(cause), note=cause.reason
    )


def made(
    session: Session,
    assignment: Assignment,
    *,
    objective: bool,
    confirmed_by: str,
    reason: str,
    document: str,
    actor: Actor,
    now: datetime,
    extension_id: int | None = None,
) -> Cause:
    """The record, of a request for more time or of the delay itself; without a name the person who records it has confirmed it."""
    cause = Cause(
        extension_id=extension_id,
        objective=objective,
        reason=words.required("reason", reason, "Lý do"),
        confirmed_by=words.required("confirmed_by", confirmed_by or _name(session, actor), "Người xác nhận nguyên nhân", 200),
        document=words.optional("document", document, "Số văn bản", 200),
        recorded_at=now,
        recorded_by_id=actor.user_id,
    )
    assignment.causes.append(cause)
    session.flush()
    return cause


def told(cause: Cause) -> dict[str, Any]:
    """What the event tells of it."""
    return {"cause_id": cause.id, "cause_objective": cause.objective, "cause_confirmed_by": cause.confirmed_by}


def cause_of(assignment: Assignment, extension_id: int | None = None) -> Cause | None:
    """What stands of a request, or of the delay itself: the latest record."""
    return next((one for one in reversed(assignment.causes) if one.extension_id == extension_id), None)


def _name(session: Session, actor: Actor) -> str:
    person = session.get(User, actor.user_id) if actor.user_id is not None else None
    return " ".join(part for part in (person.title, person.name) if part) if person else ""
