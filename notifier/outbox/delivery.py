"""Delivery: claim one message, commit, send it, commit what became of it. No transaction is open while the network is.

Two workers never hold the same message: the claim locks the row (PostgreSQL: SKIP LOCKED, SQLite: BEGIN IMMEDIATE) and puts a lease on
it. A lease that ran out means that its worker died, perhaps after the server had taken the mail: it is sent again, byte for byte the
same, and marked as possibly sent twice (RFC 1047 explains why no design can do better).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import CursorResult, Engine, func, select, update
from sqlalchemy.orm import Session, joinedload

from notifier.mail import Fate, Outcome, Sender
from notifier.outbox import valve
from notifier.outbox.writing import SECRET, Desk, envelope_address, write
from notifier.policy import still_true
from notifier.recipients import Recipient, find
from workflow import access, db, history
from workflow.access import Viewer
from workflow.acting import Actor
from workflow.model import Assignment, Message, MessageState, Urging
from workflow.refusals import NotFound, WrongState
from workflow.settings import Settings

#: a worker that was silent for so long is taken for dead; far longer than all time limits of one attempt together
LEASE = timedelta(minutes=10)
#: minutes to wait after each attempt that may be repeated, about 28 hours in all: greylisting, and a server down over night
RETRY_MINUTES = (1, 2, 5, 10, 30, 60, 120, 240, 480, 720)
#: part by which a wait is made shorter or longer, so that a thousand messages do not come back in one second
JITTER = 0.2


@dataclass
class DeliveryReport:
    """What one round of delivery did."""

    accepted: int = 0
    later: int = 0
    failed: int = 0
    cancelled: int = 0
    #: why the round ended before the outbox was empty, in Vietnamese; empty when it did not
    stopped: str = ""


@dataclass(frozen=True)
class Claimed:
    """A message in this worker's hands."""

    id: int
    attempt: int
    address: str
    mime: bytes


def deliver_pending(
    engine: Engine,
    settings: Settings,
    *,
    mailer: Sender | None,
    now_fn: Callable[[], datetime],
    owner: str,
    limit: int = 500,
    stopping: Callable[[], bool] = lambda: False,
) -> DeliveryReport:
    """Sends what is due, at most `limit` messages, over one connection that is closed at the end.

    `mailer` None: no mail server is configured, everything waits. `owner` names this worker and no other. `stopping` is asked between
    two messages. Ends early when held, when the server cannot be reached, or when it must not be tried again before a person acts.
    """
    report = DeliveryReport()
    if mailer is None:
        report.stopped = "Chưa cấu hình máy chủ thư; thư nằm chờ."
        return report
    recover(engine, now=now_fn())
    try:
        for _ in range(limit):
            if stopping() or not _deliver_one(engine, settings, mailer, now_fn, owner, report):
                break
    finally:
        mailer.close()
    return report


def _deliver_one(
    engine: Engine, settings: Settings, mailer: Sender, now_fn: Callable[[], datetime], owner: str, report: DeliveryReport
) -> bool:
    """Whether to go on with the next message."""
    with db.transaction(engine) as session:
        report.stopped = _closed(session)
        if report.stopped:
            return False
        claimed = _claim(session, settings, now_fn(), owner, report)
    if claimed is None:
        return False
    outcome = mailer.send(claimed.mime, settings.mail.sender, claimed.address)
    with db.transaction(engine) as session:
        _settle(session, settings, claimed, outcome, now_fn(), owner, report)
    if outcome.fate is Fate.STOP or not outcome.reached:
        report.stopped = outcome.words
    return not report.stopped


def recover(engine: Engine, *, now: datetime) -> int:
    """Messages whose worker vanished wait again, marked as possibly sent; gives their number."""
    lost = (
        update(Message)
        .where(Message.state == MessageState.SENDING, Message.lease_until < now)
        .values(
            state=MessageState.PENDING,
            lease_owner=None,
            lease_until=None,
            next_try_at=now,
            maybe_twice=True,
            outcome="Tiến trình gửi thư dừng giữa chừng; gửi lại đúng thư đó.",
        )
    )
    with db.transaction(engine) as session:
        result = session.execute(lost)
        assert isinstance(result, CursorResult)
        return int(result.rowcount)


def _closed(session: Session) -> str:
    """Why nothing may be sent now."""
    if reason := valve.hold_reason(session):
        return f"Hàng thư đang bị giữ: {reason}"
    if words := valve.alarm(session):
        return f"Việc gửi thư đã dừng, chờ người quản trị: {words}"
    return ""


def _claim(session: Session, settings: Settings, now: datetime, owner: str, report: DeliveryReport) -> Claimed | None:
    """The next message that is due, leased to this worker; what is no longer true is cancelled on the way."""
    while (message := _next(session, now)) is not None:
        if not message.attempts:
            _check(session, settings, message, now)
        elif settings.mail.redirect_all_to not in ("", message.address):
            _end(message, MessageState.HELD, now, "Đang ở chế độ thử, mà thư này đã gửi dở cho người nhận thật; giữ lại.")
        if message.state is MessageState.PENDING:
            return _lease(session, message, now, owner)
        report.cancelled += message.state is MessageState.CANCELLED
        session.flush()
    return None


def _next(session: Session, now: datetime) -> Message | None:
    due = (
        select(Message)
        .where(Message.state == MessageState.PENDING, Message.next_try_at <= now)
        .order_by(Message.next_try_at, Message.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalar(due)


def _lease(session: Session, message: Message, now: datetime, owner: str) -> Claimed:
    message.state = MessageState.SENDING
    message.lease_owner, message.lease_until = owner, now + LEASE
    message.attempts += 1
    message.first_attempt_at = message.first_attempt_at or now
    session.flush()
    return Claimed(message.id, message.attempts, message.address, message.mime)


# --- before the first attempt: is it still true? --------------------------------------------------------------------


def _check(session: Session, settings: Settings, message: Message, now: datetime) -> None:
    """Cancels a message that is no longer true, writes it again where it changed. Called while it was never tried."""
    desk = Desk(session, settings, now)
    to = find(session, message.recipient)
    if to is None:
        _end(message, MessageState.CANCELLED, now, "Không gửi: người nhận đã ngừng hoạt động hoặc không còn địa chỉ thư.")
    elif message.kind in SECRET:
        if message.address != envelope_address(settings, to):
            _end(message, MessageState.CANCELLED, now, "Không gửi: địa chỉ đã đổi sau khi soạn thư. Hãy gửi lại thư mời.")
    elif message.urgings:
        _check_urgings(desk, message, to)
    elif message.address != envelope_address(settings, to):
        write(desk, message, to, [])


def _check_urgings(desk: Desk, message: Message, to: Recipient) -> None:
    with_work = joinedload(Urging.assignment).joinedload(Assignment.task)
    desk.session.scalars(select(Urging).where(Urging.message_id == message.id).options(with_work)).all()  # one query for all of them
    true = [urging for urging in message.urgings if _is_true(desk, urging)]
    if not true:
        _end(message, MessageState.CANCELLED, desk.now, "Không gửi: việc đã xong, đã đổi hạn hoặc không còn phải nhắc.")
        return
    changed = len(true) < len(message.urgings)
    for urging in message.urgings:
        if urging not in true:
            urging.reason = f"{urging.reason} (không gửi: không còn đúng)"
    message.urgings = true
    if changed or message.address != envelope_address(desk.settings, to) or _civil(desk, message.created_at) != desk.local.date():
        write(desk, message, to, true)


def _is_true(desk: Desk, urging: Urging) -> bool:
    work = urging.assignment
    return still_true(
        urging.rung,
        urging.slot,
        part=work.part,
        state=work.state,
        nature=work.task.nature,
        due_on=work.due_on,
        today=desk.local.date(),
        rules=desk.settings.reminders,
    )


def _civil(desk: Desk, moment: datetime) -> date:
    return moment.astimezone(desk.settings.zone).date()


# --- after an attempt ------------------------------------------------------------------------------------------------


def _settle(
    session: Session, settings: Settings, claimed: Claimed, outcome: Outcome, now: datetime, owner: str, report: DeliveryReport
) -> None:
    """Writes down what became of an attempt, unless the lease went to another worker meanwhile."""
    message = session.scalar(select(Message).where(Message.id == claimed.id).with_for_update())
    if message is None or message.lease_owner != owner or message.attempts != claimed.attempt:
        return
    message.lease_owner = message.lease_until = None
    if outcome.fate is Fate.ACCEPTED:
        _end(message, MessageState.ACCEPTED, now, outcome.words)
        if message.kind in SECRET and not settings.demo:
            message.mime = b""  # the link in it is a key: it is not to lie about in the database and its backups
        report.accepted += 1
    elif outcome.fate is Fate.REFUSED:
        _end(message, MessageState.FAILED, now, outcome.words)
        report.failed += 1
    elif outcome.fate is Fate.STOP:
        _undo(message, outcome)
        valve.raise_alarm(session, outcome.words, now)
    else:
        _again(message, outcome, now, report)


def _undo(message: Message, outcome: Outcome) -> None:
    """The message was never on its way: the attempt does not count."""
    message.state, message.outcome = MessageState.PENDING, outcome.words
    message.attempts -= 1
    message.first_attempt_at = message.first_attempt_at if message.attempts else None


def _again(message: Message, outcome: Outcome, now: datetime, report: DeliveryReport) -> None:
    message.maybe_twice = message.maybe_twice or outcome.fate is Fate.UNKNOWN
    wait = delay(message.id, message.attempts)
    if wait is None:
        _end(message, MessageState.FAILED, now, f"Đã thử {message.attempts} lần. {outcome.words}")
        report.failed += 1
        return
    message.state, message.outcome, message.next_try_at = MessageState.PENDING, outcome.words, now + wait
    report.later += 1


def delay(message_id: int, attempts: int) -> timedelta | None:
    """How long to wait after so many attempts, give or take a fifth; None when it is enough."""
    if attempts > len(RETRY_MINUTES):
        return None
    spread = zlib.crc32(f"{message_id}:{attempts}".encode()) / 0xFFFFFFFF  # 0 to 1, the same each time
    return timedelta(minutes=RETRY_MINUTES[attempts - 1] * (1 - JITTER + 2 * JITTER * spread))


def _end(message: Message, state: MessageState, now: datetime, words: str) -> None:
    message.state, message.outcome = state, words
    message.finished_at = now if state is not MessageState.HELD else None
    if message.kind in SECRET and state in (MessageState.FAILED, MessageState.CANCELLED):
        message.mime = b""  # nobody reads it any more; a new invitation has a new link


def retry_failed(session: Session, message_id: int, *, actor: Actor, viewer: Viewer, now: datetime) -> Message:
    """A person wants a message that failed tried once more, byte for byte the same. Raises NotAllowed, NotFound, WrongState."""
    access.require_office(viewer)
    message = session.get(Message, message_id)
    if message is None:
        raise NotFound("Không có thư này.")
    if message.state is not MessageState.FAILED:
        raise WrongState("Chỉ gửi lại được thư không gửi được; thư này đang ở trạng thái “{state}”.", state=message.state)
    if not message.mime:
        raise WrongState("Thư này mang liên kết riêng, đã bỏ khi không gửi được. Hãy gửi thư mới ở trang Người dùng.")
    message.state, message.next_try_at, message.finished_at = MessageState.PENDING, now, None
    history.record(session, actor=actor, now=now, action="message.retried", subject="message", subject_id=message.id)
    return message


def waiting(session: Session) -> int:
    """Messages that have not left yet."""
    states = (MessageState.PENDING, MessageState.HELD, MessageState.SENDING)
    return session.scalar(select(func.count(Message.id)).where(Message.state.in_(states))) or 0
