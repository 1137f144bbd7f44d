"""The valve of the outbox: a hold that a person puts on and takes off, and the alarm that stops sending until settings are mended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CursorResult, case, update
from sqlalchemy.orm import Session

from workflow import history
from workflow.acting import Actor
from workflow.model import Mark, Message, MessageState
from workflow.visible import SECRET_MAILS

HOLD = "mail_hold"
ALARM = "mail_alarm"


def hold_reason(session: Session) -> str | None:
    """Why nothing is sent, in words; None while mail flows."""
    return _value(session, HOLD)


def hold(session: Session, *, reason: str, actor: Actor, now: datetime) -> None:
    """From now on nothing leaves; what is decided is written and waits."""
    _set(session, HOLD, reason, now)
    _move(session, MessageState.PENDING, MessageState.HELD)
    history.record(session, actor=actor, now=now, action="mail.held", subject="settings", subject_id=None, note=reason)


def release_hold(session: Session, *, actor: Actor, now: datetime, send_waiting: bool = True) -> int:
    """Mail flows again; gives the number of messages that waited.

    `send_waiting` False cancels them instead: after a restore they may have left the server that was backed up.
    """
    if (mark := session.get(Mark, HOLD)) is not None:
        session.delete(mark)
    if send_waiting:
        waited = _move(session, MessageState.HELD, MessageState.PENDING)
    else:
        waited = sum(_cancel(session, state, now) for state in (MessageState.HELD, MessageState.PENDING))
    told = {"waiting": waited, "sent": send_waiting}
    history.record(session, actor=actor, now=now, action="mail.released", subject="settings", subject_id=None, new=told)
    return waited


def alarm(session: Session) -> str | None:
    """Why the mail server cannot be used, in words; None when all is well."""
    return _value(session, ALARM)


def raise_alarm(session: Session, words: str, now: datetime) -> None:
    """Stops all sending until `clear_alarm`: a wrong password tried again and again locks the account."""
    _set(session, ALARM, words, now)


def clear_alarm(session: Session) -> None:
    """Sending may be tried again: the settings were mended, or the worker was started anew."""
    if (mark := session.get(Mark, ALARM)) is not None:
        session.delete(mark)
        session.flush()


def _value(session: Session, name: str) -> str | None:
    mark = session.get(Mark, name)
    return mark.value if mark is not None else None


def _set(session: Session, name: str, value: str, now: datetime) -> None:
    session.merge(Mark(name=name, value=value, set_at=now))
    session.flush()


def _move(session: Session, before: MessageState, after: MessageState) -> int:
    return _rows(session.execute(update(Message).where(Message.state == before).values(state=after)))


def _cancel(session: Session, state: MessageState, now: datetime) -> int:
    change: dict[str, object] = {
        "state": MessageState.CANCELLED,
        "finished_at": now,
        "outcome": "Không gửi: quản trị bỏ thư chờ khi thả hàng thư.",
        "mime": case((Message.kind.in_(SECRET_MAILS), b""), else_=Message.mime),
    }
    return _rows(session.execute(update(Message).where(Message.state == state).values(change)))


def _rows(result: object) -> int:
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
