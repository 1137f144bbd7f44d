"""Delivery on both databases through real mail servers: retried, refused, held, cut off, killed; each mail once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine

from notifier import outbox
from notifier.mail import Fate, Mailer, Outcome
from notifier.outbox.delivery import LEASE, RETRY_MINUTES, delay, waiting
from tests.notifier.postoffice import PASSWORD, USER, Authority, PostOffice
from tests.notifier.world import TODAY, World, at, later, make_settings, messages
from workflow import db
from workflow.access import viewer_of
from workflow.acting import Actor
from workflow.model import Agency, Assignment, Message, MessageKind, MessageState, State, User
from workflow.refusals import WrongState
from workflow.settings import Settings

Opens = Callable[..., PostOffice]


class Recorder:
    """Stands for a mail server where only the order of things matters."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes, self.sent, self.closed = list(outcomes), [], 0
        self.during: Callable[[], None] = lambda: None

    def send(self, mime: bytes, sender: str, recipient: str) -> Outcome:
        self.during()
        self.sent.append((recipient, mime))
        return self.outcomes.pop(0) if self.outcomes else Outcome(Fate.ACCEPTED, "250 OK")

    def close(self) -> None:
        self.closed += 1


def fill(engine: Engine, people: int = 1, settings: Settings | None = None) -> None:
    """So many people, each with a digest waiting."""
    with db.transaction(engine) as session:
        world = World(session, settings or make_settings())
        for number in range(people):
            agency = world.agency(f"Sở số {number}")
            world.person(f"Người số {number}", agency)
            world.work(agency, TODAY)
        outbox.decide_and_queue(session, settings=world.settings, today=TODAY, now=at(), calendar=world.calendar)


def deliver(
    engine: Engine, mailer: object, now: datetime | None = None, settings: Settings | None = None, **more: object
) -> outbox.DeliveryReport:
    words = {"owner": "máy-1:100", **more}
    return outbox.deliver_pending(engine, settings or make_settings(), mailer=mailer, now_fn=lambda: now or at(), **words)  # type: ignore[arg-type]


def to_office(office: PostOffice, **more: object) -> Settings:
    return make_settings(mail={"port": office.port, **more})


def test_a_digest_arrives_and_the_servers_answer_is_kept(engine: Engine, post: Opens) -> None:
    office = post()
    fill(engine, 3)
    settings = to_office(office)
    report = deliver(engine, Mailer(settings.mail), settings=settings)
    assert (report.accepted, report.stopped) == (3, "")
    assert [m.state for m in messages(engine)] == [MessageState.ACCEPTED] * 3
    assert [(m.address, m.mime) for m in messages(engine)] == office.taken
    assert {m.outcome for m in messages(engine)} == {"250 2.0.0 queued"}
    assert office.connections == 1
    assert {letter["From"] for letter in office.letters()} == {"Đôn Đốc <dondoc@sonha.example>"}


def test_through_starttls_and_log_in_from_settings_to_mailbox(engine: Engine, post: Opens, authority: Authority, tmp_path: Path) -> None:
    office = post(authority, login=True)
    secret = tmp_path / "mail-password"
    secret.write_text(f"{PASSWORD}\n", "utf-8")
    more = {"host": "localhost", "security": "starttls", "user": USER, "password_file": secret, "ca_file": authority.ca}
    settings = to_office(office, **more)
    fill(engine, 1, settings)
    assert deliver(engine, Mailer(settings.mail), settings=settings).accepted == 1
    (letter,) = office.letters()
    assert "Quá hạn" not in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Đến hạn hôm nay: 1" in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_what_was_sent_is_not_sent_again(engine: Engine) -> None:
    fill(engine)
    mailer = Recorder()
    deliver(engine, mailer)
    deliver(engine, mailer, later(60))
    assert len(mailer.sent) == 1


def test_without_a_mail_server_everything_waits_visibly(engine: Engine) -> None:
    fill(engine)
    assert deliver(engine, None).stopped == "Chưa cấu hình máy chủ thư; thư nằm chờ."
    assert [(m.state, m.attempts) for m in messages(engine)] == [(MessageState.PENDING, 0)]


def test_no_transaction_is_open_while_the_network_is(engine: Engine) -> None:
    fill(engine)
    mailer, seen = Recorder(), []

    def look() -> None:
        with db.transaction(engine) as session:  # would wait for ever on SQLite if the worker held the writer
            seen.append(session.query(Message).one().state)

    mailer.during = look
    deliver(engine, mailer)
    assert seen == [MessageState.SENDING]


# --- tried again -------------------------------------------------------------------------------------------------------


def test_the_waits_follow_the_table_give_or_take_a_fifth() -> None:
    for attempts, minutes in enumerate(RETRY_MINUTES, start=1):
        for message_id in range(1, 50):
            wait = delay(message_id, attempts)
            assert wait is not None
            assert 0.8 * minutes <= wait / timedelta(minutes=1) <= 1.2 * minutes
    assert delay(1, len(RETRY_MINUTES) + 1) is None
    assert 26 * 60 <= sum(RETRY_MINUTES) <= 30 * 60
    assert len({delay(message_id, 5) for message_id in range(50)}) > 40


def test_a_greylisted_mail_is_tried_again_when_its_time_has_come(engine: Engine, post: Opens) -> None:
    office = post()
    office.rcpt.append("451 4.7.1 greylisted, come back later")
    fill(engine)
    settings = to_office(office)
    assert deliver(engine, Mailer(settings.mail), settings=settings).later == 1
    (message,) = messages(engine)
    assert (message.state, message.attempts, message.outcome) == (MessageState.PENDING, 1, "451 4.7.1 greylisted, come back later")
    assert not message.maybe_twice
    assert deliver(engine, Mailer(settings.mail), later(0.5), settings).accepted == 0
    assert deliver(engine, Mailer(settings.mail), later(2), settings).accepted == 1
    assert len(office.taken) == 1


def test_after_the_last_wait_a_mail_has_failed_and_can_be_sent_by_hand(engine: Engine) -> None:
    fill(engine)
    mailer, now = Recorder(*[Outcome(Fate.LATER, "450 later")] * 11), at()
    for _ in range(11):
        deliver(engine, mailer, now)
        now = later(15 * 60, now)
    (message,) = messages(engine)
    assert (message.state, message.attempts) == (MessageState.FAILED, 11)
    assert message.outcome == "Đã thử 11 lần. 450 later"
    with db.transaction(engine) as session:
        user, actor, viewer = World(session, numbers=count(500)).coordinator()
        outbox.retry_failed(session, message.id, actor=actor, viewer=viewer, now=now)
    deliver(engine, mailer, now)
    assert messages(engine)[0].state is MessageState.ACCEPTED
    assert len({mime for _, mime in mailer.sent}) == 1
    with db.transaction(engine) as session, pytest.raises(WrongState):
        viewer = viewer_of(session, session.get_one(User, user.id))
        outbox.retry_failed(session, message.id, actor=actor, viewer=viewer, now=now)


def test_a_refused_recipient_fails_at_once_and_the_others_get_theirs(engine: Engine, post: Opens) -> None:
    office = post()
    office.rcpt.extend(["250 OK", "550 5.1.1 no such person", "250 OK"])
    fill(engine, 3)
    settings = to_office(office)
    report = deliver(engine, Mailer(settings.mail), settings=settings)
    assert (report.accepted, report.failed) == (2, 1)
    assert [m.state for m in messages(engine)] == [MessageState.ACCEPTED, MessageState.FAILED, MessageState.ACCEPTED]
    assert messages(engine)[1].outcome == "550 5.1.1 no such person"


def test_a_server_that_is_down_costs_one_attempt_not_one_for_each_mail(engine: Engine) -> None:
    fill(engine, 5)
    down = Outcome(Fate.LATER, "Không kết nối được máy chủ thư", reached=False)
    mailer = Recorder(down)
    report = deliver(engine, mailer)
    assert (report.later, report.stopped, len(mailer.sent)) == (1, "Không kết nối được máy chủ thư", 1)
    assert deliver(engine, mailer, later(3)).accepted == 5


# --- possibly twice ----------------------------------------------------------------------------------------------------


def test_a_connection_lost_after_the_dot_is_repeated_byte_for_byte_and_marked(engine: Engine, post: Opens) -> None:
    office = post(drops=1)
    fill(engine)
    settings = to_office(office)
    deliver(engine, Mailer(settings.mail), settings=settings)
    assert [(m.state, m.maybe_twice) for m in messages(engine)] == [(MessageState.PENDING, True)]
    deliver(engine, Mailer(settings.mail), later(3), settings)
    assert [(m.state, m.maybe_twice) for m in messages(engine)] == [(MessageState.ACCEPTED, True)]
    first, second = office.taken
    assert first == second


def test_a_worker_that_died_leaves_its_mail_to_the_next_when_the_lease_runs_out(engine: Engine) -> None:
    fill(engine)
    killed = Recorder()

    def die() -> None:
        raise KeyboardInterrupt

    killed.during = die
    with pytest.raises(KeyboardInterrupt):
        deliver(engine, killed)
    mailer = Recorder()
    assert deliver(engine, mailer, later(5), owner="máy-2:7").accepted == 0
    assert deliver(engine, mailer, at() + LEASE + timedelta(seconds=1), owner="máy-2:7").accepted == 1
    (message,) = messages(engine)
    assert (message.maybe_twice, message.attempts) == (True, 2)


def test_a_worker_that_slept_past_its_lease_writes_nothing(engine: Engine) -> None:
    fill(engine)
    slow, quick = Recorder(Outcome(Fate.REFUSED, "554 no")), Recorder()
    awake = at() + LEASE + timedelta(minutes=1)
    slow.during = lambda: deliver(engine, quick, awake, owner="máy-2:7")  # type: ignore[assignment,return-value]
    deliver(engine, slow)
    assert [(m.state, m.outcome) for m in messages(engine)] == [(MessageState.ACCEPTED, "250 OK")]


@pytest.mark.parametrize("workers", [2, 4])
def test_workers_at_the_same_time_send_each_mail_once(engine: Engine, workers: int) -> None:
    fill(engine, 24)
    mailers = [Recorder() for _ in range(workers)]
    ready = threading.Barrier(workers)
    reports: list[outbox.DeliveryReport] = []

    def work(number: int) -> None:
        ready.wait()
        reports.append(deliver(engine, mailers[number], owner=f"máy-{number}:1"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = [address for mailer in mailers for address, _ in mailer.sent]
    assert sorted(sent) == sorted({m.address for m in messages(engine)})
    assert sum(report.accepted for report in reports) == 24


# --- stopped -----------------------------------------------------------------------------------------------------------


def test_a_wrong_password_stops_everything_after_one_attempt_and_loses_nothing(
    engine: Engine, post: Opens, authority: Authority, tmp_path: Path
) -> None:
    office = post(authority, login=True, password="changed yesterday")
    secret = tmp_path / "mail-password"
    secret.write_text(PASSWORD, "utf-8")
    more = {"host": "localhost", "security": "starttls", "user": USER, "password_file": secret, "ca_file": authority.ca}
    settings = to_office(office, **more)
    fill(engine, 4, settings)
    for minute in range(3):
        report = deliver(engine, Mailer(settings.mail), later(minute), settings)
        assert "535" in report.stopped
    assert office.logins == 2  # smtplib tries the password by both ways that the server offers; then never again
    assert [(m.state, m.attempts) for m in messages(engine)] == [(MessageState.PENDING, 0)] * 4
    with db.reading(engine) as session:
        assert "không nhận đăng nhập" in (outbox.alarm(session) or "")
    secret.write_text("changed yesterday", "utf-8")
    with db.transaction(engine) as session:
        outbox.clear_alarm(session)
    assert deliver(engine, Mailer(settings.mail), later(5), settings).accepted == 4


def test_a_held_server_sends_nothing_until_it_is_released(engine: Engine) -> None:
    fill(engine, 2)
    with db.transaction(engine) as session:
        outbox.hold(session, reason="bản phục hồi", actor=Actor(None, "cli"), now=at())
    mailer = Recorder()
    assert deliver(engine, mailer).stopped == "Hàng thư đang bị giữ: bản phục hồi"
    assert mailer.sent == []
    with db.transaction(engine) as session:
        assert waiting(session) == 2
        outbox.release_hold(session, actor=Actor(None, "cli"), now=at())
    assert deliver(engine, mailer).accepted == 2


def test_a_hold_that_only_the_restore_has_marked_holds_too(engine: Engine) -> None:
    """The restore sets the mark alone; what was pending in the backup stays pending, and stays."""
    fill(engine)
    with db.transaction(engine) as session:
        outbox.valve.raise_alarm(session, "", at())
        outbox.valve._set(session, "mail_hold", "vừa phục hồi", at())
        outbox.clear_alarm(session)
    mailer = Recorder()
    deliver(engine, mailer)
    assert mailer.sent == []


def test_a_worker_that_is_told_to_stop_stops_between_two_mails(engine: Engine) -> None:
    fill(engine, 3)
    mailer = Recorder()
    deliver(engine, mailer, stopping=lambda: len(mailer.sent) == 1)
    assert [m.state for m in messages(engine)].count(MessageState.PENDING) == 2
    assert mailer.closed == 1


# --- no longer true ----------------------------------------------------------------------------------------------------


def change(engine: Engine, how: Callable[[World, Assignment], None]) -> None:
    with db.transaction(engine) as session:
        how(World(session), session.query(Assignment).order_by(Assignment.id).first())  # type: ignore[arg-type]


def finish(world: World, work: Assignment) -> None:
    work.state = State.DONE


def extend(world: World, work: Assignment) -> None:
    work.due_on = TODAY + timedelta(days=40)


def disable(world: World, work: Assignment) -> None:
    world.session.query(User).one().active = False


@pytest.mark.parametrize("how", [finish, extend, disable])
def test_what_is_no_longer_true_is_cancelled_with_a_reason(engine: Engine, how: Callable[[World, Assignment], None]) -> None:
    fill(engine)
    change(engine, how)
    mailer = Recorder()
    assert deliver(engine, mailer).cancelled == 1
    assert mailer.sent == []
    (message,) = messages(engine)
    assert message.state is MessageState.CANCELLED
    assert message.outcome.startswith("Không gửi: ")


def test_a_digest_drops_the_work_that_was_finished_meanwhile(engine: Engine) -> None:
    with db.transaction(engine) as session:
        world = World(session)
        agency = world.agency()
        world.person("Vũ Đình Toàn", agency)
        world.work(agency, TODAY, "Việc đã xong")
        world.work(agency, TODAY, "Việc còn lại")
        outbox.decide_and_queue(session, settings=world.settings, today=TODAY, now=at(), calendar=world.calendar)
    change(engine, finish)
    mailer = Recorder()
    assert deliver(engine, mailer).accepted == 1
    (message,) = messages(engine)
    assert message.subject.startswith("[Đôn Đốc] 1 việc đến hạn hôm nay")
    assert len(message.urgings) == 1


def test_a_digest_that_waited_for_days_says_what_is_true_when_it_leaves(engine: Engine) -> None:
    with db.transaction(engine) as session:
        world = World(session)
        agency = world.agency()
        world.person("Vũ Đình Toàn", agency)
        world.work(agency, TODAY - timedelta(days=3))
        outbox.decide_and_queue(session, settings=world.settings, today=TODAY, now=at(), calendar=world.calendar)
    monday = at("08:00", TODAY + timedelta(days=3))
    deliver(engine, Recorder(), monday)
    assert messages(engine)[0].subject == "[Đôn Đốc] 1 việc quá hạn, Thứ Hai 23/11/2026"


def test_a_new_address_is_used_while_the_mail_was_never_tried_and_never_after(engine: Engine) -> None:
    fill(engine)

    def move(number: int) -> None:
        with db.transaction(engine) as session:
            session.query(User).one().email = f"moi{number}@sonha.example"

    move(1)
    mailer = Recorder(Outcome(Fate.LATER, "450 later"))
    deliver(engine, mailer)
    move(2)
    deliver(engine, mailer, later(5))
    assert [address for address, _ in mailer.sent] == ["moi1@sonha.example"] * 2
    assert len({mime for _, mime in mailer.sent}) == 1


def test_switching_test_mode_on_lets_nothing_out_to_real_people(engine: Engine) -> None:
    fill(engine, 2)
    mailer = Recorder(Outcome(Fate.LATER, "450 later", reached=False))
    deliver(engine, mailer)
    trial = make_settings(mail={"redirect_all_to": "thu@sonha.example"})
    deliver(engine, mailer, later(5), trial)
    assert [address for address, _ in mailer.sent[1:]] == ["thu@sonha.example"]
    assert sorted(m.state for m in messages(engine)) == sorted([MessageState.HELD, MessageState.ACCEPTED])


# --- mails with a secret -------------------------------------------------------------------------------------------------


def invite(engine: Engine) -> int:
    with db.transaction(engine) as session:
        world = World(session)
        user = world.person("Vũ Đình Toàn", world.agency())
        link = "https://dondoc.sonha.example/loi-moi/bi-mat"
        outbox.queue_account_mail(session, user, MessageKind.INVITATION, link, settings=world.settings, now=at())
        return user.id


def test_an_invitation_is_emptied_once_it_was_delivered(engine: Engine) -> None:
    invite(engine)
    mailer = Recorder()
    deliver(engine, mailer)
    assert len(mailer.sent[0][1]) > 1000
    assert [(m.state, m.mime) for m in messages(engine)] == [(MessageState.ACCEPTED, b"")]


def test_an_invitation_to_an_address_that_changed_is_cancelled_and_emptied(engine: Engine) -> None:
    user_id = invite(engine)
    with db.transaction(engine) as session:
        session.get_one(User, user_id).email = "khac@sonha.example"
    mailer = Recorder()
    deliver(engine, mailer)
    assert mailer.sent == []
    assert [(m.state, m.mime) for m in messages(engine)] == [(MessageState.CANCELLED, b"")]


def test_an_invitation_that_failed_is_emptied_and_cannot_be_sent_again(engine: Engine) -> None:
    invite(engine)
    deliver(engine, Recorder(Outcome(Fate.REFUSED, "550 no such person")))
    (message,) = messages(engine)
    assert (message.state, message.mime) == (MessageState.FAILED, b"")
    with db.transaction(engine) as session, pytest.raises(WrongState, match="gửi thư mới"):
        _, actor, viewer = World(session, numbers=count(500)).coordinator()
        outbox.retry_failed(session, message.id, actor=actor, viewer=viewer, now=at())


def test_invitations_that_are_dropped_when_mail_flows_again_are_emptied_and_digests_are_not(engine: Engine) -> None:
    fill(engine)
    with db.transaction(engine) as session:
        world = World(session, numbers=count(500))
        user = world.person("Lê Thị Mai", world.agency("Sở Tư pháp"))
        link = "https://dondoc.sonha.example/loi-moi/bi-mat"
        outbox.queue_account_mail(session, user, MessageKind.INVITATION, link, settings=world.settings, now=at())
        outbox.release_hold(session, actor=Actor(None, "cli"), now=at(), send_waiting=False)
    digest, invitation = messages(engine)
    assert (digest.state, invitation.state) == (MessageState.CANCELLED, MessageState.CANCELLED)
    assert len(digest.mime) > 1000
    assert invitation.mime == b""


def test_an_agencys_mailbox_is_told_where_it_has_no_people(engine: Engine) -> None:
    with db.transaction(engine) as session:
        world = World(session)
        agency = world.agency("UBND xã Nà Ngần", email="nangan@sonha.example")
        world.work(agency, TODAY)
        outbox.decide_and_queue(session, settings=world.settings, today=TODAY, now=at(), calendar=world.calendar)
    mailer = Recorder()
    deliver(engine, mailer)
    (message,) = messages(engine)
    assert (message.recipient, mailer.sent[0][0]) == (f"agency:{agency.id}", "nangan@sonha.example")
    with db.transaction(engine) as session:
        session.get_one(Agency, agency.id).email = None
