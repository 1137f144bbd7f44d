"""The worker on both databases: the daily run at its hour and late, once a day however often it is asked, and delivery beside it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import Engine, select

from notifier import compose, outbox, worker
from notifier.letters import Letter
from tests.notifier.postoffice import PostOffice
from tests.notifier.world import TODAY, World, at, make_settings, messages
from workflow import db, history
from workflow.acting import MACHINE, Actor
from workflow.model import Assignment, LoginSession, MessageKind, MessageState, Part, Series, State
from workflow.settings import Settings

Opens = Callable[..., PostOffice]


class Clock:
    """The time, as the test sets it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def fill(engine: Engine, people: int = 1) -> None:
    with db.transaction(engine) as session:
        world = World(session)
        for number in range(people):
            agency = world.agency(f"Sở số {number}")
            world.person(f"Người số {number}", agency)
            world.work(agency, TODAY)


def text_of(mime: bytes) -> str:
    body = message_from_bytes(mime, policy=policy.default).get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


def a_worker(engine: Engine, clock: Clock, settings: Settings | None = None) -> tuple[worker.Worker, list[str]]:
    said: list[str] = []
    return worker.Worker(engine, settings or make_settings(mail={"host": ""}), clock, threading.Event(), said.append), said


def test_the_daily_run_waits_for_its_hour_and_is_done_once(engine: Engine) -> None:
    fill(engine)
    clock = Clock(at("07:29"))
    one, said = a_worker(engine, clock)
    one.decide()
    assert (said, messages(engine)) == ([], [])
    clock.now = at("07:30")
    one.decide()
    assert said[0] == "Ngày 20/11/2026: đã soạn 1 thư nhắc, 1 lượt việc."
    clock.now = at("07:31")
    one.decide()
    assert len(messages(engine)) == 1
    assert len([line for line in said if line.startswith("Ngày")]) == 1


def test_a_run_that_was_missed_is_made_up_for_the_same_day(engine: Engine) -> None:
    fill(engine)
    one, _ = a_worker(engine, Clock(at("15:10")))
    one.decide()
    assert [m.slot for m in messages(engine)] == ["2026-11-20"]


def test_a_clock_that_once_stood_in_2038_does_not_end_the_runs(engine: Engine) -> None:
    fill(engine)
    clock = Clock(at("08:00", date(2038, 1, 19)))
    one, _ = a_worker(engine, clock)
    one.decide()
    clock.now = at("08:00")
    one.decide()
    assert "2026-11-20" in [m.slot for m in messages(engine)]


def test_work_that_comes_round_again_is_told_to_those_who_do_it(engine: Engine) -> None:
    with db.transaction(engine) as session:
        world = World(session)
        agency = world.agency()
        person = world.person("Vũ Đình Toàn", agency)
        rule = "FREQ=MONTHLY;BYMONTHDAY=-1"
        duty = Series(phrase="hằng tháng", rrule=rule, office_rrule=rule, starts_on=date(2026, 10, 1), paused=False)
        world.add(duty)
        world.work(agency, date(2026, 10, 31), state=State.DONE, series_id=duty.id, occurrence_on=date(2026, 10, 31))
        key = f"user:{person.id}"
    one, said = a_worker(engine, Clock(at()))
    one.make_series()
    one.make_series()
    assert said == ["Đã tạo 2 nhiệm vụ định kỳ sắp tới."]
    assert [(m.recipient, m.kind, len(m.urgings)) for m in messages(engine)] == [(key, MessageKind.ASSIGNED, 2)]


def test_a_coordinating_agency_that_stays_silent_agrees_and_its_mail_said_so(engine: Engine) -> None:
    with db.transaction(engine) as session:
        world = World(session)
        directive = world.directive()
        directive.silence_days = 3
        agency = world.agency("Sở Nội vụ")
        world.person("Lê Nội", agency)
        part = world.work(agency, TODAY, part=Part.COORDINATE, directive=directive, state=State.NEW)
        history.record(
            session, actor=MACHINE, now=at("07:00"), action="assignment.assigned", subject="assignment", subject_id=part.id, assignment=part
        )
        id_ = part.id
    clock = Clock(at("07:30"))
    one, said = a_worker(engine, clock)
    one.decide()
    assert "không trả lời trong 3 ngày làm việc coi như đồng ý" in text_of(messages(engine)[0].mime)
    one.take_silence()
    clock.now = at("07:30", TODAY + timedelta(days=7))
    one.take_silence()
    one.take_silence()
    with db.reading(engine) as session:
        assert session.get_one(Assignment, id_).state is State.DONE
    assert said[-1] == "1 phần phối hợp không có trả lời đúng hạn, coi như đồng ý."
    assert len([line for line in said if "coi như đồng ý" in line]) == 1


def test_on_a_day_off_nothing_is_decided_and_on_the_next_day_it_is(engine: Engine) -> None:
    with db.transaction(engine) as session:
        world = World(session)
        agency = world.agency()
        world.person("Vũ Đình Toàn", agency)
        world.work(agency, TODAY)
    clock = Clock(at("09:00", TODAY + timedelta(days=1)))  # a Saturday
    one, said = a_worker(engine, clock)
    one.decide()
    assert said == []
    clock.now = at("09:00", TODAY + timedelta(days=3))
    one.decide()
    assert [m.subject for m in messages(engine)] == ["[Đôn Đốc] 1 việc quá hạn, Thứ Hai 23/11/2026"]


def test_two_workers_that_decide_at_the_same_time_write_each_digest_once(engine: Engine) -> None:
    fill(engine, 6)
    clock, ready = Clock(at()), threading.Barrier(2)
    workers = [a_worker(engine, clock)[0] for _ in range(2)]

    def decide(one: worker.Worker) -> None:
        ready.wait()
        one.decide_now()

    threads = [threading.Thread(target=decide, args=(one,)) for one in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(m.recipient for m in messages(engine)) == sorted({m.recipient for m in messages(engine)})
    assert sum(len(m.urgings) for m in messages(engine)) == 6


def test_once_decides_and_sends_whatever_the_hour(engine: Engine, post: Opens) -> None:
    fill(engine, 2)
    office = post()
    said: list[str] = []
    worker.run_worker(
        engine,
        make_settings(mail={"port": office.port}),
        once=True,
        now_fn=Clock(at("05:00")),
        stop_event=threading.Event(),
        talk=said.append,
    )
    assert said == ["Ngày 20/11/2026: đã soạn 2 thư nhắc, 2 lượt việc.", "Thư: 2 đã gửi."]
    assert len(office.taken) == 2


def test_the_worker_runs_until_it_is_stopped(engine: Engine, post: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "DELIVER_EVERY", timedelta(seconds=0.3))
    fill(engine)
    arrived, stop = threading.Event(), threading.Event()
    office = post(on_data=arrived.set)
    words = {"once": False, "now_fn": Clock(at()), "stop_event": stop, "talk": lambda words: None}
    running = threading.Thread(target=worker.run_worker, args=(engine, make_settings(mail={"port": office.port})), kwargs=words)
    running.start()
    assert arrived.wait(20)
    stop.set()
    running.join(20)
    assert not running.is_alive()
    assert [m.state for m in messages(engine)] == [MessageState.ACCEPTED]


def test_a_long_run_is_written_in_parts_and_each_digest_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "IN_ONE_TRANSACTION", 2)
    fill(engine, 5)
    one, said = a_worker(engine, Clock(at()))
    one.decide()
    assert said[0] == "Ngày 20/11/2026: đã soạn 5 thư nhắc, 5 lượt việc."
    assert len({m.recipient for m in messages(engine)}) == len(messages(engine)) == 5


def test_digests_that_cannot_be_written_do_not_keep_the_run_from_ending(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "IN_ONE_TRANSACTION", 1)
    fill(engine, 3)
    real = compose.words_of

    def break_first(letter: Letter, *, brand: str) -> compose.Words:
        if letter.to.name == "Người số 0":
            raise ValueError("mẫu thư hỏng")
        return real(letter, brand=brand)

    monkeypatch.setattr(compose, "words_of", break_first)
    one, said = a_worker(engine, Clock(at()))
    one.decide()
    assert said[0] == "Ngày 20/11/2026: đã soạn 2 thư nhắc, 2 lượt việc."
    assert any("Không soạn được thư nhắc cho Người số 0" in line for line in said)


def test_a_stop_is_told_once_and_not_at_every_tick(engine: Engine) -> None:
    fill(engine)
    one, said = a_worker(engine, Clock(at()))
    one.decide()
    said.clear()
    for _ in range(3):
        one.deliver()
    assert said == ["Chưa cấu hình máy chủ thư; thư nằm chờ."]


def test_a_password_that_cannot_be_read_is_told_and_mails_wait(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> None:
    fill(engine)
    missing = tmp_path_factory.mktemp("empty") / "mail-password"
    settings = make_settings(mail={"security": "starttls", "user": "dondoc@sonha.example", "password_file": missing})
    one, said = a_worker(engine, Clock(at()), settings)
    one.decide()
    one.deliver()
    assert said[-1].startswith("Không đọc được tệp mật khẩu thư")
    assert [m.attempts for m in messages(engine)] == [0]


def test_starting_the_worker_ends_an_alarm_but_not_a_hold(engine: Engine) -> None:
    with db.transaction(engine) as session:
        outbox.valve.raise_alarm(session, "535", at())
        outbox.hold(session, reason="phục hồi", actor=Actor(None, "cli"), now=at())
    words = {"once": True, "now_fn": Clock(at()), "stop_event": threading.Event(), "talk": lambda words: None}
    worker.run_worker(engine, make_settings(mail={"host": ""}), **words)  # type: ignore[arg-type]
    with db.reading(engine) as session:
        assert (outbox.alarm(session), outbox.hold_reason(session)) == (None, "phục hồi")


def test_work_done_between_deciding_and_sending_is_not_urged(engine: Engine, post: Opens) -> None:
    fill(engine)
    office = post()
    one, said = a_worker(engine, Clock(at()), make_settings(mail={"port": office.port}))
    one.decide()
    with db.transaction(engine) as session:
        session.query(Assignment).one().due_on = TODAY + timedelta(days=60)
    one.deliver()
    assert office.taken == []
    assert said[-1] == "Thư: 1 không còn cần gửi."


def test_sessions_that_ended_long_ago_are_swept_away_and_living_ones_stay(engine: Engine) -> None:
    now = at("08:00")
    with db.transaction(engine) as session:
        world = World(session)
        person = world.person("Lê Thị Mai", world.agency("Sở Tư pháp"))
        for number, expires in enumerate((now - timedelta(days=30), now + timedelta(hours=1))):
            common = {"user_id": person.id, "auth_epoch": 0, "created_at": now, "last_seen_at": now}
            session.add(LoginSession(token_hash=str(number) * 64, expires_at=expires, **common))
    a_worker(engine, Clock(now))[0].sweep()
    with db.reading(engine) as session:
        assert list(session.scalars(select(LoginSession.token_hash))) == ["1" * 64]
