"""The worker: once a day it decides whom to urge, every few seconds it sends what waits, now and then it makes recurring work ahead.

All of it may run at any time and twice: what is due is asked of the database, what was done is marked there in the same transaction.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, and_, or_, select
from sqlalchemy.orm import Session

from notifier import outbox
from notifier.mail import Mailer
from workflow import audit, conditions, db, housekeeping, scheduler, series, silence
from workflow.duedates import WorkingCalendar
from workflow.model import Mark, Message, MessageState
from workflow.settings import Settings, SettingsError

DECIDE_EVERY = timedelta(minutes=1)
DELIVER_EVERY = timedelta(seconds=5)
SERIES_EVERY = timedelta(hours=1)
SWEEP_EVERY = timedelta(hours=1)
HEAD_EVERY = timedelta(hours=1)
#: digests that are written before others may write to the database
IN_ONE_TRANSACTION = 20
#: the office's civil day of the last daily run
LAST_RUN = "last_daily_run"


@dataclass
class Worker:
    """One worker process: what it works on, and what it said last."""

    engine: Engine
    settings: Settings
    now_fn: Callable[[], datetime]
    stop_event: threading.Event
    talk: Callable[[str], None]
    #: names this process and no other, in leases
    owner: str = field(default_factory=lambda: f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}")
    said: str = ""

    def decide(self) -> None:
        """The daily run, when its hour has come on a working day and it was not done today; late, when the hour was missed."""
        now = self.now_fn()
        local = now.astimezone(self.settings.zone)
        if local.time() >= self.settings.reminders.at:
            self._decide(now, local.date())

    def decide_now(self) -> None:
        """The daily run at whatever hour, as often as asked: what was said already is not said again."""
        now = self.now_fn()
        self._decide(now, now.astimezone(self.settings.zone).date(), again=True)

    def _decide(self, now: datetime, today: date, *, again: bool = False) -> None:
        with db.reading(self.engine) as session:
            if not again and _done(session, today):
                return
        report = self._decide_in_parts(now, today)
        if report is None:
            return
        lines = sum(len(entry.lines) for entry in report.entries)
        self.talk(f"Ngày {today:%d/%m/%Y}: đã soạn {len(report.entries)} thư nhắc, {lines} lượt việc.")
        for note in report.notes:
            self.talk(note)

    def _decide_in_parts(self, now: datetime, today: date) -> outbox.RunReport | None:
        """The daily run in short transactions, so that pages can write in between; None on a day off."""
        whole = outbox.RunReport(more=True)
        while whole.more and not self.stop_event.is_set():
            with db.transaction(self.engine) as session:
                calendar = WorkingCalendar.load(session)
                if not calendar.is_working(today):
                    return None
                part = outbox.decide_and_queue(
                    session,
                    settings=self.settings,
                    today=today,
                    now=now,
                    calendar=calendar,
                    most=IN_ONE_TRANSACTION,
                    leave_out={*whole.failed, *(entry.key for entry in whole.entries)},
                )
                if not part.more:
                    session.merge(Mark(name=LAST_RUN, value=today.isoformat(), set_at=now))
            whole.entries += part.entries
            whole.failed += part.failed
            whole.notes = list(dict.fromkeys([*whole.notes, *part.notes]))
            whole.more = part.more
        return whole

    def make_series(self) -> None:
        """Occurrences of recurring work that come within the horizon."""
        now = self.now_fn()
        today = now.astimezone(self.settings.zone).date()
        with db.transaction(self.engine) as session:
            calendar = WorkingCalendar.load(session)
            made = series.make_ahead(session, today=today, settings=self.settings, calendar=calendar, now=now)
            count = len(made)
            if made:  # its agencies hear of it as of work that a person gives
                outbox.queue_for_new_events(session, settings=self.settings, now=now, today=today)
        if count:
            self.talk(f"Đã tạo {count} nhiệm vụ định kỳ sắp tới.")

    def ask(self) -> None:
        """Whether what deadlines wait for has happened."""
        now = self.now_fn()
        with db.transaction(self.engine) as session:
            count = conditions.ask(session, today=now.astimezone(self.settings.zone).date(), now=now, settings=self.settings)
        if count:
            self.talk(f"Đã đặt {count} câu hỏi “Đã xảy ra chưa?” cho việc chờ sự kiện.")

    def take_silence(self) -> None:
        """Coordinating agencies that said nothing within the days of their directive agree."""
        now = self.now_fn()
        with db.transaction(self.engine) as session:
            calendar, zone = WorkingCalendar.load(session), self.settings.zone
            count = len(silence.agree(session, today=now.astimezone(zone).date(), now=now, calendar=calendar, zone=zone))
        if count:
            self.talk(f"{count} phần phối hợp không có trả lời đúng hạn, coi như đồng ý.")

    def keep_head(self) -> None:
        """The day's head of the history, into the folder of the settings: what is in it nobody can change unnoticed."""
        folder = self.settings.audit.heads_folder
        if folder is None:
            return
        now = self.now_fn()
        with db.reading(self.engine) as session:
            head = audit.export_daily(session, folder, today=now.astimezone(self.settings.zone).date(), now=now)
        if head is not None:
            self.talk(f"Đã ghi đầu mối lịch sử: {head.events} sự kiện, vào {folder}.")

    def sweep(self) -> None:
        """Log-in sessions, links and counted attempts that ended long ago go."""
        with db.transaction(self.engine) as session:
            housekeeping.sweep(session, now=self.now_fn())

    def deliver(self) -> None:
        """Sends what is due. A fault of the settings or a stop is told once, not at every tick."""
        with db.reading(self.engine) as session:
            if not _something_due(session, self.now_fn()):
                return
        try:
            mailer = Mailer(self.settings.mail) if self.settings.mail.host else None
        except SettingsError as fault:
            self._say_once(str(fault))
            return
        report = outbox.deliver_pending(
            self.engine, self.settings, mailer=mailer, now_fn=self.now_fn, owner=self.owner, stopping=self.stop_event.is_set
        )
        self._tell(report)

    def _tell(self, report: outbox.DeliveryReport) -> None:
        counts = (
            (report.accepted, "đã gửi"),
            (report.later, "gửi lại sau"),
            (report.failed, "không gửi được"),
            (report.cancelled, "không còn cần gửi"),
        )
        if words := ", ".join(f"{number} {what}" for number, what in counts if number):
            self.talk(f"Thư: {words}.")
        self._say_once(report.stopped)

    def _say_once(self, words: str) -> None:
        if words and words != self.said:
            self.talk(words)
        self.said = words


def run_worker(
    engine: Engine,
    settings: Settings,
    *,
    once: bool,
    now_fn: Callable[[], datetime],
    stop_event: threading.Event,
    talk: Callable[[str], None],
) -> None:
    """Works until `stop_event` is set; with `once` decides and sends what is due now, whatever the hour, and returns.

    Any number may run beside each other: one leads (decides, makes series), all deliver. A mail alarm ends here: whoever starts the
    worker has mended the settings. `now_fn` gives aware datetimes; `talk` takes Vietnamese sentences.
    """
    worker = Worker(engine, settings, now_fn, stop_event, talk)
    with db.transaction(engine) as session:
        outbox.clear_alarm(session)
    if once:
        worker.sweep()
        worker.make_series()
        worker.ask()
        worker.take_silence()
        worker.decide_now()
        worker.deliver()
        worker.keep_head()
        return
    jobs = [
        scheduler.Job("Việc định kỳ", SERIES_EVERY, worker.make_series),
        scheduler.Job("Việc chờ sự kiện", SERIES_EVERY, worker.ask),
        scheduler.Job("Im lặng là đồng ý", SERIES_EVERY, worker.take_silence),
        scheduler.Job("Dọn phiên cũ", SWEEP_EVERY, worker.sweep),
        scheduler.Job("Đầu mối lịch sử", HEAD_EVERY, worker.keep_head),
        scheduler.Job("Nhắc việc", DECIDE_EVERY, worker.decide),
        scheduler.Job("Gửi thư", DELIVER_EVERY, worker.deliver, leader_only=False),
    ]
    scheduler.run(jobs, engine, worker.owner, now_fn=now_fn, stop_event=stop_event, talk=talk)


def _done(session: Session, today: date) -> bool:
    """Of that very day: after a clock that once stood in 2038 the runs go on."""
    mark = session.get(Mark, LAST_RUN)
    return mark is not None and mark.value == today.isoformat()


def _something_due(session: Session, now: datetime) -> bool:
    """A message to send, or one whose worker died; asked without taking the writer's place."""
    due = and_(Message.state == MessageState.PENDING, Message.next_try_at <= now)
    lost = and_(Message.state == MessageState.SENDING, Message.lease_until < now)
    return session.scalar(select(Message.id).where(or_(due, lost)).limit(1)) is not None
