"""Sent and waiting mails as a list and a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from directives.vietnamese import normalise
from workflow.access import Viewer
from workflow.model import Agency, Assignment, Message, MessageKind, MessageState, Urging, User
from workflow.refusals import NotFound
from workflow.task_queries import Page
from workflow.visible import SECRET_MAILS, visible_messages


@dataclass(frozen=True)
class MessageRow:
    """A mail in the list of sent mails, without its content."""

    id: int
    kind: MessageKind
    state: MessageState
    address: str
    recipient_name: str
    subject: str
    created_at: datetime
    next_try_at: datetime
    finished_at: datetime | None
    attempts: int
    outcome: str
    maybe_twice: bool
    urgings: int = 0


@dataclass(frozen=True)
class MessageView:
    """One mail with its content; `mime` is None where it holds a secret link."""

    message: Message
    row: MessageRow
    mime: bytes | None
    urgings: list[Urging]


def messages_page(
    session: Session,
    viewer: Viewer,
    *,
    state: MessageState | None = None,
    kind: MessageKind | None = None,
    q: str = "",
    user_id: int | None = None,
    agency_id: int | None = None,
    page: int = 1,
    per_page: int = 50,
) -> Page[MessageRow]:
    """Mails, the newest first: all for the office, else those to oneself. `q` is looked for in address and subject."""
    conditions = [visible_messages(viewer)]
    chosen = {Message.state: state, Message.kind: kind, Message.user_id: user_id, Message.agency_id: agency_id}
    conditions += [column == value for column, value in chosen.items() if value is not None]
    for word in normalise(q).split():
        conditions.append(or_(Message.address.icontains(word, autoescape=True), Message.subject.icontains(word, autoescape=True)))
    total = session.scalar(select(func.count(Message.id)).where(*conditions)) or 0
    number = min(max(1, page), max(1, -(-total // per_page)))
    query = select(Message).where(*conditions).order_by(Message.id.desc()).limit(per_page).offset((number - 1) * per_page)
    return Page(_message_rows(session, list(session.scalars(query))), total, number, per_page)


def message_view(session: Session, viewer: Viewer, message_id: int) -> MessageView:
    """One mail with what it says. Raises NotFound, also for one that the viewer may not see."""
    message = session.scalar(select(Message).where(Message.id == message_id, visible_messages(viewer)))
    if message is None:
        raise NotFound("Không có thư này, hoặc thư không gửi cho anh/chị.")
    query = select(Urging).where(Urging.message_id == message_id).order_by(Urging.id)
    urgings = query.options(joinedload(Urging.assignment).options(joinedload(Assignment.task), joinedload(Assignment.agency)))
    mime = None if message.kind in SECRET_MAILS else message.mime
    return MessageView(message, _message_rows(session, [message])[0], mime, list(session.scalars(urgings)))


def message_counts(session: Session, viewer: Viewer) -> dict[MessageState, int]:
    """How many mails are in each state."""
    query = select(Message.state, func.count(Message.id)).where(visible_messages(viewer)).group_by(Message.state)
    return dict(session.execute(query).all())


def _message_rows(session: Session, messages: list[Message]) -> list[MessageRow]:
    ids = [message.id for message in messages]
    carried = select(Urging.message_id, func.count(Urging.id)).where(Urging.message_id.in_(ids)).group_by(Urging.message_id)
    counts = dict(session.execute(carried).all())
    people = {user.id: user.name for user in session.scalars(select(User).where(User.id.in_({m.user_id for m in messages})))}
    bodies = {agency.id: agency.name for agency in session.scalars(select(Agency).where(Agency.id.in_({m.agency_id for m in messages})))}
    return [
        MessageRow(
            id=message.id,
            kind=message.kind,
            state=message.state,
            address=message.address,
            recipient_name=people.get(message.user_id or 0) or bodies.get(message.agency_id or 0) or "",
            subject=message.subject,
            created_at=message.created_at,
            next_try_at=message.next_try_at,
            finished_at=message.finished_at,
            attempts=message.attempts,
            outcome=message.outcome,
            maybe_twice=message.maybe_twice,
            urgings=counts.get(message.id, 0),
        )
        for message in messages
    ]
