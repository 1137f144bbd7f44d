"""Mails that do not wait for the morning: work given, results sent back, extensions answered, a person's own urging, account mails."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from notifier import compose, links
from notifier.letters import Letter
from notifier.mail import Mailer
from notifier.outbox import valve
from notifier.outbox.writing import SECRET, Desk, envelope_address, new_message, put, write
from notifier.recipients import Recipient
from workflow import access, db, history
from workflow.access import Viewer
from workflow.acting import Actor
from workflow.assignments import has_members
from workflow.lifecycle import WORKING
from workflow.model import Assignment, Event, Message, MessageKind, MessageState, ReorganisationChange, Rung, State, Urging, User
from workflow.refusals import NotFound, Refused, WrongState
from workflow.settings import Settings
from workflow.sign_in import digest
from workflow.timeliness import days_late

log = logging.getLogger(__name__)

#: what an event makes known at once: the kind of mail, and the rung of the urging
TOLD_AT_ONCE: dict[str, tuple[MessageKind, Rung]] = {
    "assignment.assigned": (MessageKind.ASSIGNED, Rung.ASSIGNED),
    "assignment.succeeded": (MessageKind.ASSIGNED, Rung.ASSIGNED),
    "assignment.officer_set": (MessageKind.ASSIGNED, Rung.ASSIGNED),
    "assignment.sent_back": (MessageKind.RETURNED, Rung.RETURNED),
    "assignment.reopened": (MessageKind.RETURNED, Rung.RETURNED),
    "extension.granted": (MessageKind.EXTENSION, Rung.EXTENSION),
    "extension.refused": (MessageKind.EXTENSION, Rung.EXTENSION),
}


def queue_for_events(session: Session, events: Iterable[Event], *, settings: Settings, now: datetime, today: date) -> list[Message]:
    """The mails that these events call for, in the caller's transaction: what was given together goes to each recipient in one mail.

    Nobody is told what they did themselves. What an old list brought in is left to the daily digest: three hundred rows would mail
    everybody at once. The same events again add nothing.
    """
    told = [event for event in events if event.action in TOLD_AT_ONCE and event.assignment_id is not None and event.via != "import"]
    if not told:
        return []
    desk = Desk(session, settings, now)
    messages = [_tell(desk, key, kind, batch, today) for (key, kind, _), batch in _batches(desk, told).items()]
    return [message for message in messages if message is not None]


def queue_for_new_events(session: Session, *, settings: Settings, now: datetime, today: date) -> list[Message]:
    """`queue_for_events` for all events that this session's transaction has appended so far.

    The chain of events has one writer at a time, so these are the ones after the last that others can see.
    """
    session.flush()
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    with db.reading(engine) as others:
        committed = others.scalar(select(func.max(Event.id))) or 0
    events = session.scalars(select(Event).where(Event.id > committed).order_by(Event.id))
    return queue_for_events(session, list(events), settings=settings, now=now, today=today)


def _kind(event: Event) -> tuple[MessageKind, Rung]:
    """What an event is told as; what was returned or cancelled and is opened again is given anew."""
    if event.action == "assignment.reopened" and (event.new or {}).get("state") == State.NEW:
        return TOLD_AT_ONCE["assignment.assigned"]
    return TOLD_AT_ONCE[event.action]


#: recipient, kind, and the event where each has a mail of its own
Batch = tuple[str, MessageKind, int | None]


def _batches(desk: Desk, events: list[Event]) -> dict[Batch, list[Event]]:
    """Events by the mail that tells them: assignments together, each answer in a mail of its own."""
    batches: dict[Batch, list[Event]] = {}
    for event in sorted(events, key=lambda event: event.id):
        kind, _ = _kind(event)
        for key in _told(desk, event):
            batches.setdefault((key, kind, None if kind is MessageKind.ASSIGNED else event.id), []).append(event)
    return batches


def _told(desk: Desk, event: Event) -> tuple[str, ...]:
    """Who hears of an event: those who do the work, but for the one who acted. A group's own assignment is nobody's."""
    assignment = desk.session.get(Assignment, event.assignment_id)
    if assignment is None or has_members(desk.session, assignment):
        return ()
    if event.action == "assignment.officer_set" and assignment.officer_id is None:
        return ()
    knowing = {f"user:{event.actor_id}"} | (_came_along(desk.session, event) if event.action == "assignment.succeeded" else set())
    return tuple(key for key in desk.directory.workers(assignment) if key not in knowing)


def _came_along(session: Session, event: Event) -> set[str]:
    """Who went over from the old agency together with its work: they know it already."""
    old, new = event.old or {}, event.new or {}
    went = select(ReorganisationChange.old).where(
        ReorganisationChange.reorganisation_id == new.get("reorganisation_id"), ReorganisationChange.subject == "membership"
    )
    posts = [row for row in session.scalars(went) if row and row["agency_id"] == old.get("agency_id")]
    return {f"user:{row['user_id']}" for row in posts}


def _tell(desk: Desk, key: str, kind: MessageKind, events: list[Event], today: date) -> Message | None:
    to = desk.directory.find(key)
    assert to is not None  # the directory itself named it
    _, rung = _kind(events[0])
    assignment_ids = dict.fromkeys(event.assignment_id for event in events if event.assignment_id is not None)
    urgings = [
        Urging(assignment_id=assignment_id, recipient=key, rung=rung, slot=today, reason=kind.label, decided_at=desk.now)
        for assignment_id in assignment_ids
        if not _urged(desk.session, assignment_id, key, rung, today)
    ]
    if not urgings and kind is MessageKind.ASSIGNED:
        return None
    try:
        # sent back twice on one day is told twice, though the urging is one: the letter then takes its row from the event
        return put(desk, to, kind, f"event:{events[0].id}", urgings)
    except Exception:  # a mail that cannot be written must not undo the act that it tells of
        log.exception("Không soạn được thư %s cho %s", kind.value, key)
        return None


def _urged(session: Session, assignment_id: int, key: str, rung: Rung, slot: date) -> bool:
    known = select(Urging.id).where(
        Urging.assignment_id == assignment_id, Urging.recipient == key, Urging.rung == rung, Urging.slot == slot
    )
    return session.scalar(known) is not None


def urge_by_hand(
    session: Session,
    assignment_id: int,
    *,
    actor: Actor,
    viewer: Viewer,
    settings: Settings,
    now: datetime,
    today: date,
    note: str = "",
) -> list[Message]:
    """A person of the office urges now, with a remark; once overdue the agency's heads hear it too.

    Raises NotAllowed, NotFound, WrongState, or Refused when it was done today already or nobody can be reached.
    """
    access.require_office(viewer)
    assignment = _urgeable(session, assignment_id, today)
    desk = Desk(session, settings, now)
    keys = list(desk.directory.workers(assignment))
    if days_late(assignment.due_on, None, today):
        keys += desk.directory.heads(assignment)
    if not keys:
        raise Refused(
            "{agency} chưa có người đầu mối hay hộp thư, nên chưa đôn đốc qua thư được. "
            "Hãy thêm người hoặc địa chỉ thư ở trang Cơ quan, hoặc gọi điện.",
            agency=assignment.agency.name,
        )
    event = history.record(
        session, actor=actor, now=now, action="assignment.urged", subject="assignment", subject_id=assignment.id,
        assignment=assignment, new={"recipients": list(dict.fromkeys(keys))}, note=note.strip(),
    )  # fmt: skip
    reason = f"{Rung.BY_HAND.label}: {viewer.name}"[:300]
    messages = [_urge(desk, key, assignment.id, event.id, today, reason) for key in dict.fromkeys(keys)]
    return [message for message in messages if message is not None]


def _urgeable(session: Session, assignment_id: int, today: date) -> Assignment:
    assignment = session.get(Assignment, assignment_id)
    if assignment is None:
        raise NotFound("Không có nhiệm vụ này.")
    if has_members(session, assignment):
        raise WrongState("Việc giao cho nhóm được đôn đốc ở dòng của từng cơ quan thành viên.")
    if assignment.state not in WORKING:
        raise WrongState("Nhiệm vụ đang ở trạng thái “{state}”, không cần đôn đốc cơ quan thực hiện.", state=assignment.state)
    if urged_on(session, assignment_id, today):
        raise Refused("Hôm nay đã đôn đốc việc này rồi. Hãy chờ trả lời, hoặc gọi điện cho cơ quan thực hiện.")
    return assignment


def urged_on(session: Session, assignment_id: int, day: date) -> bool:
    """Whether somebody of the office urged about it on a civil day: once a day is enough."""
    known = select(Urging.id).where(Urging.assignment_id == assignment_id, Urging.rung == Rung.BY_HAND, Urging.slot == day)
    return session.scalar(known.limit(1)) is not None


def _urge(desk: Desk, key: str, assignment_id: int, event_id: int, today: date, reason: str) -> Message | None:
    to = desk.directory.find(key)
    assert to is not None
    urging = Urging(assignment_id=assignment_id, recipient=key, rung=Rung.BY_HAND, slot=today, reason=reason, decided_at=desk.now)
    return put(desk, to, MessageKind.URGED, f"event:{event_id}", [urging])


def queue_account_mail(session: Session, user: User, kind: MessageKind, link: str, *, settings: Settings, now: datetime) -> Message:
    """An invitation or a password reset with its secret link. Written once: it is never rendered again, and emptied once delivered."""
    assert kind in SECRET
    desk = Desk(session, settings, now)
    to = desk.directory.find(f"user:{user.id}")
    if to is None:
        raise Refused("Người này đã bị ngừng quyền dùng, nên không gửi thư được. Hãy mở lại tài khoản trước.")
    message = new_message(desk, to, kind, f"link:{digest(link)[:40]}")
    write(desk, message, to, [], url=link)
    message.state = MessageState.HELD if valve.hold_reason(session) else MessageState.PENDING
    session.add(message)
    session.flush()
    return message


@dataclass(frozen=True)
class SendResult:
    """What became of a test mail."""

    accepted: bool
    #: Vietnamese
    sentence: str


def send_test(settings: Settings, address: str, *, now: datetime) -> SendResult:
    """Sends a test mail at once, past the outbox: the answer is what the person wants to see. `now`: aware. Raises SettingsError."""
    if not settings.mail.host:
        return SendResult(False, "Chưa cấu hình máy chủ thư: thêm khóa host vào mục [mail] của tệp cấu hình.")
    to = Recipient("test", None, None, address, address)
    local = now.astimezone(settings.zone)
    letter = Letter(MessageKind.TEST, to, settings.office.name, local, url=links.home(settings))
    words = compose.words_of(letter, brand=settings.mail.sender_name)
    message_id = compose.new_message_id(settings.mail.sender)
    goes_to = envelope_address(settings, to)
    mime = compose.mime_of(words, letter, mail=settings.mail, address=goes_to, message_id=message_id, now=local)
    mailer = Mailer(settings.mail)
    try:
        outcome = mailer.send(mime, settings.mail.sender, goes_to)
    finally:
        mailer.close()
    if outcome.accepted:
        return SendResult(True, f"Máy chủ thư đã nhận thư thử gửi {goes_to} ({outcome.words}). Hãy xem hộp thư.")
    return SendResult(False, f"Không gửi được thư thử cho {goes_to}: {outcome.words}")
