"""The mailer against real servers: TLS, log-in, every kind of answer, and what stock yagmail does that we must not (Y1 to Y10)."""

from __future__ import annotations

import inspect
import re
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import yagmail.sender

from notifier import mail
from notifier.mail import Fate, Mailer
from notifier.outbox.delivery import LEASE
from tests.notifier.postoffice import PASSWORD, USER, Authority, PostOffice, make_authority
from workflow import settings

FROM, TO = "dondoc@sonha.example", "toan@sonha.example"
MIME = b"From: dondoc@sonha.example\r\nMessage-ID: <one@sonha.example>\r\nSubject: Thu\r\n\r\nChao\r\n.mot dong bat dau bang dau cham\r\n"
Opens = Callable[..., PostOffice]


def configured(office: PostOffice, tmp_path: Path, authority: Authority | None = None, **more: object) -> settings.Mail:
    """Settings for a server: STARTTLS and a log-in when it has an authority."""
    fields: dict[str, object] = {"host": "localhost", "port": office.port, "sender": FROM, "security": "none", "timeout_seconds": 5}
    if authority is not None:
        secret = tmp_path / "password"
        secret.write_text(PASSWORD + "\n", "utf-8")
        fields |= {"security": "starttls", "user": USER, "password_file": secret, "ca_file": authority.ca}
    return settings.Mail.model_validate(fields | more)


@pytest.fixture
def send_all() -> object:
    """Sends messages over one mailer that is closed afterwards."""

    def send(config: settings.Mail, *mimes: bytes, to: str = TO) -> list[mail.Outcome]:
        mailer = Mailer(config)
        try:
            return [mailer.send(mime, FROM, to) for mime in mimes]
        finally:
            mailer.close()

    return send


Sends = Callable[..., list[mail.Outcome]]


def test_a_mail_goes_through_starttls_and_log_in(post: Opens, authority: Authority, tmp_path: Path, send_all: Sends) -> None:
    office = post(authority, login=True)
    (outcome,) = send_all(configured(office, tmp_path, authority), MIME)
    assert outcome.fate is Fate.ACCEPTED
    assert outcome.words == "250 2.0.0 queued"
    assert office.taken == [(TO, MIME)]
    assert office.logins == 1


def test_a_mail_goes_through_tls_from_the_start(post: Opens, authority: Authority, tmp_path: Path, send_all: Sends) -> None:
    office = post(authority, direct=True)
    (outcome,) = send_all(configured(office, tmp_path, authority, security="tls", user="", password_file=None), MIME)
    assert outcome.accepted, outcome


def test_many_mails_share_one_connection_and_one_log_in(post: Opens, authority: Authority, tmp_path: Path, send_all: Sends) -> None:
    office = post(authority, login=True)
    outcomes = send_all(configured(office, tmp_path, authority), *[MIME] * 5)
    assert [o.fate for o in outcomes] == [Fate.ACCEPTED] * 5
    assert (office.connections, office.logins) == (1, 1)


def test_a_connection_that_the_server_closed_is_opened_again(post: Opens, tmp_path: Path) -> None:
    office = post()
    mailer = Mailer(configured(office, tmp_path))
    assert mailer.send(MIME, FROM, TO).accepted
    mailer._connection.smtp.sock.shutdown(socket.SHUT_RDWR)
    assert mailer.send(MIME, FROM, TO).accepted
    mailer.close()
    assert office.connections == 2


@pytest.mark.parametrize(
    ("where", "answer", "fate"),
    [
        ("rcpt", "550 5.1.1 no such person", Fate.REFUSED),
        ("rcpt", "450 4.2.0 greylisted", Fate.LATER),
        ("rcpt", "421 4.3.2 closing", Fate.LATER),
        ("data", "554 5.7.1 looks like spam", Fate.REFUSED),
        ("data", "452 4.3.1 disk full", Fate.LATER),
        ("data", "421 4.3.2 closing", Fate.LATER),
        ("mail", "530 5.7.0 log in first", Fate.STOP),
        ("mail", "451 4.3.0 not now", Fate.LATER),
    ],
)
def test_an_answer_decides_the_fate(post: Opens, tmp_path: Path, send_all: Sends, where: str, answer: str, fate: Fate) -> None:
    office = post()
    if where == "mail":
        office.mail = answer
    else:
        getattr(office, where).append(answer)
    (outcome,) = send_all(configured(office, tmp_path), MIME)
    assert outcome.fate is fate
    assert outcome.words == answer
    assert office.taken == []


def test_after_a_refusal_the_next_mail_goes_over_the_same_connection(post: Opens, tmp_path: Path, send_all: Sends) -> None:
    office = post()
    office.rcpt.append("550 5.1.1 no such person")
    first, second = send_all(configured(office, tmp_path), MIME, MIME)
    assert (first.fate, second.fate, office.connections) == (Fate.REFUSED, Fate.ACCEPTED, 1)


def test_a_connection_lost_after_the_final_dot_is_unknown_and_not_tried_again(post: Opens, tmp_path: Path, send_all: Sends) -> None:
    office = post(drops=1)
    (outcome,) = send_all(configured(office, tmp_path), MIME)
    assert outcome.fate is Fate.UNKNOWN
    assert "máy chủ có thể đã nhận" in outcome.words
    assert len(office.taken) == 1


def test_a_connection_lost_before_the_message_is_only_later(post: Opens, tmp_path: Path, send_all: Sends) -> None:
    office = post(early_drops=1)
    lost, sent = send_all(configured(office, tmp_path), MIME, MIME)
    assert (lost.fate, sent.fate) == (Fate.LATER, Fate.ACCEPTED)
    assert len(office.taken) == 1


def test_a_wrong_password_stops_everything_with_the_servers_words(
    post: Opens, authority: Authority, tmp_path: Path, send_all: Sends
) -> None:
    office = post(authority, login=True, password="another")
    (outcome,) = send_all(configured(office, tmp_path, authority), MIME)
    assert outcome.fate is Fate.STOP
    assert "không nhận đăng nhập của dondoc@sonha.example: 535" in outcome.words
    assert PASSWORD not in outcome.words


def test_a_server_without_log_in_stops_everything(post: Opens, authority: Authority, tmp_path: Path, send_all: Sends) -> None:
    office = post(authority)
    (outcome,) = send_all(configured(office, tmp_path, authority), MIME)
    assert outcome.fate is Fate.STOP


def test_a_certificate_that_nobody_signed_is_refused(post: Opens, authority: Authority, tmp_path: Path, send_all: Sends) -> None:
    office = post(make_authority(tmp_path / "other"), login=True)
    (outcome,) = send_all(configured(office, tmp_path, authority), MIME)
    assert outcome.fate is Fate.STOP
    assert "chứng thư" in outcome.words
    assert (office.logins, office.taken) == (0, [])


def test_a_certificate_of_another_host_is_refused(post: Opens, tmp_path: Path, send_all: Sends) -> None:
    stranger = make_authority(tmp_path / "stranger", "mail.elsewhere.example")
    office = post(stranger, login=True)
    (outcome,) = send_all(configured(office, tmp_path, stranger), MIME)
    assert outcome.fate is Fate.STOP
    assert office.logins == 0


def test_a_server_that_hides_starttls_never_sees_the_password(post: Opens, authority: Authority, tmp_path: Path, send_all: Sends) -> None:
    office = post(login=False)
    (outcome,) = send_all(configured(office, tmp_path, authority), MIME)
    assert outcome.fate is Fate.LATER
    assert "STARTTLS" in outcome.words
    assert (office.logins, office.taken) == (0, [])


def test_a_server_that_is_not_there_is_later_and_not_reached(tmp_path: Path, send_all: Sends) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = settings.Mail(host="127.0.0.1", port=port, sender=FROM, security="none", timeout_seconds=2)
    (outcome,) = send_all(config, MIME)
    assert (outcome.fate, outcome.reached) == (Fate.LATER, False)
    assert outcome.words.startswith(f"Không kết nối được máy chủ thư 127.0.0.1:{port}")


def test_a_server_that_says_nothing_is_given_up_in_time(tmp_path: Path, send_all: Sends) -> None:
    """Y8: stock yagmail has no time limit."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        config = settings.Mail(host="127.0.0.1", port=silent.getsockname()[1], sender=FROM, security="none", timeout_seconds=1)
        (outcome,) = send_all(config, MIME)
    assert (outcome.fate, outcome.reached) == (Fate.LATER, False)


class Tarpit:
    """A server that gives so many answers in time, and then lets a byte fall now and then: no single step ever takes too long."""

    def __init__(self, answers: int) -> None:
        self.answers, self.ended = answers, threading.Event()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listening.getsockname()[1])
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self) -> None:
        client, _ = self.listening.accept()
        with client, suppress(OSError):
            for number in range(self.answers):
                client.sendall(b"220 hello\r\n" if number == 0 else b"250 OK\r\n")
                client.recv(1000)
            while not self.ended.wait(0.05):
                client.sendall(b"2")

    def close(self) -> None:
        self.ended.set()
        self.thread.join()
        self.listening.close()


@pytest.mark.parametrize(
    ("answers", "fate"),
    [
        pytest.param(0, Fate.LATER, id="greeting"),
        pytest.param(1, Fate.LATER, id="EHLO"),
        pytest.param(2, Fate.LATER, id="MAIL"),
        pytest.param(3, Fate.LATER, id="RCPT"),
        pytest.param(4, Fate.UNKNOWN, id="DATA"),
    ],
)
def test_a_server_that_answers_byte_by_byte_is_left_in_time(answers: int, fate: Fate) -> None:
    pit = Tarpit(answers)
    mailer = Mailer(settings.Mail(host="127.0.0.1", port=pit.port, sender=FROM, security="none", timeout_seconds=5), within=1)
    begun = time.monotonic()
    outcome = mailer.send(MIME, FROM, TO)
    mailer.close()
    taken = time.monotonic() - begun
    pit.close()
    assert (outcome.fate, outcome.reached) == (fate, False)
    assert taken < 4


def test_all_attempts_end_long_before_their_lease() -> None:
    assert LEASE.total_seconds() > mail.ATTEMPT_SECONDS + 3 * 60
    with pytest.raises(ValueError, match="timeout_seconds"):
        settings.Mail(timeout_seconds=61)


def broken_handshake(answer: bytes) -> tuple[socket.socket, threading.Thread]:
    """A server that answers the beginning of TLS with these bytes and hangs up."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        client, _ = listening.accept()
        with client:
            client.recv(4000)
            client.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    return listening, thread


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        pytest.param(b"", Fate.LATER, id="hangs up: a restart, a balancer without a server behind it"),
        pytest.param(b"\x15\x03\x03\x00\x02\x02\x50", Fate.LATER, id="alert internal_error"),
        pytest.param(b"421 4.3.2 too busy\r\n", Fate.LATER, id="speaks plain text"),
        pytest.param(b"\x15\x03\x01\x00\x02\x02\x46", Fate.STOP, id="alert protocol_version"),
    ],
)
def test_only_what_waiting_cannot_mend_stops_all_mail(send_all: Sends, answer: bytes, fate: Fate) -> None:
    listening, thread = broken_handshake(answer)
    port = listening.getsockname()[1]
    (outcome,) = send_all(settings.Mail(host="127.0.0.1", port=port, sender=FROM, security="tls", timeout_seconds=5), MIME)
    thread.join()
    listening.close()
    assert outcome.fate is fate, outcome
    assert outcome.reached is (fate is Fate.STOP)


@pytest.mark.parametrize(
    "address", ["", "toan", "toan@", "a b@c.vn", "toan@x.vn\r\nRCPT TO:<evil@x.vn>", "đường@x.vn", "<toan@x.vn>", "a@b@c"]
)
def test_an_address_that_is_none_never_reaches_the_server(post: Opens, tmp_path: Path, send_all: Sends, address: str) -> None:
    office = post()
    (outcome,) = send_all(configured(office, tmp_path), MIME, to=address)
    assert outcome.fate is Fate.REFUSED
    assert office.connections == 0


def test_a_missing_password_is_said_and_nobody_is_asked_at_the_keyboard(post: Opens, authority: Authority, tmp_path: Path) -> None:
    config = configured(post(authority), tmp_path, authority, password_file=None)
    with pytest.raises(settings.SettingsError, match="password_file"):
        Mailer(config)


def test_an_authority_file_that_is_none_is_said(post: Opens, authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("đây không phải chứng thư", "utf-8")
    with pytest.raises(settings.SettingsError, match="ca_file"):
        Mailer(configured(post(authority), tmp_path, authority, ca_file=tmp_path / "ca.pem"))


def test_the_server_can_be_asked_without_sending(post: Opens, authority: Authority, tmp_path: Path) -> None:
    office = post(authority, login=True)
    assert "cho đăng nhập" in mail.check(configured(office, tmp_path, authority))
    assert office.taken == []
    office.password = "another"
    with pytest.raises(mail.MailFault, match="535"):
        mail.check(configured(office, tmp_path, authority))
    with pytest.raises(mail.MailFault, match="host"):
        mail.check(settings.Mail())


# --- what stock yagmail does: the behaviour is there (or the guard can go), and ours differs ------------------------------


def stock(office: PostOffice) -> yagmail.sender.Client:
    return yagmail.sender.Client(
        "a@sonha.example", host="127.0.0.1", port=office.port, smtp_ssl=False, smtp_starttls=False, smtp_skip_login=True
    )


def test_y1_every_mail_keeps_the_message_id_it_was_written_with(post: Opens, tmp_path: Path, send_all: Sends) -> None:
    office = post()
    ids = (b"<one@sonha.example>", b"<two@sonha.example>")
    send_all(configured(office, tmp_path), *[MIME.replace(b"<one@sonha.example>", i) for i in ids])
    assert [letter["Message-ID"].encode() for letter in office.letters()] == list(ids)
    with stock(office) as client:
        same = {re.search(r"(?im)^message-id: *(.*)", client.prepare_send(TO, "Nhắc việc", text)[1])[1] for text in ("một", "hai")}  # type: ignore[index]
        client.is_closed = True
    assert len(same) == 1


def test_y2_y3_a_drop_is_one_attempt_and_never_silent(post: Opens, tmp_path: Path, send_all: Sends) -> None:
    office = post(drops=3)
    (outcome,) = send_all(configured(office, tmp_path), MIME)
    assert not outcome.accepted
    assert (len(office.taken), office.connections) == (1, 1)


def test_y4_nothing_is_kept_in_memory_to_be_sent_later(post: Opens, tmp_path: Path) -> None:
    mailer = Mailer(configured(post(drops=1), tmp_path))
    mailer.send(MIME, FROM, TO)
    assert mailer._connection.unsent == []
    mailer.close()


def test_y5_a_refused_recipient_is_an_outcome_of_its_own(post: Opens, tmp_path: Path, send_all: Sends) -> None:
    office = post()
    office.rcpt.extend(["550 5.1.1 no", "250 OK"])
    assert [o.fate for o in send_all(configured(office, tmp_path), MIME, MIME)] == [Fate.REFUSED, Fate.ACCEPTED]


def test_y6_y7_y10_yagmails_own_way_of_making_messages_is_not_used() -> None:
    """A body that names a file (Y6), words put into HTML as they are (Y7), premailer (Y10): all live in its prepare_send."""
    source = inspect.getsource(mail)
    for name in ("prepare_send", "prepare_message", "_attempt_send", "send_unsent", "contents=", "import smtplib"):
        assert name not in source


def test_y8_y9_the_connection_has_a_time_limit_and_a_verifying_context(post: Opens, authority: Authority, tmp_path: Path) -> None:
    mailer = Mailer(configured(post(authority, login=True), tmp_path, authority))
    mailer._connection.ready()
    assert mailer._connection.smtp.timeout == 5
    context = mailer._connection.smtp.sock.context
    assert (context.check_hostname, context.verify_mode.name) == (True, "CERT_REQUIRED")
    mailer.close()


def test_the_mailer_leaves_no_thread_and_no_log_handler(
    post: Opens, tmp_path: Path, send_all: Sends, capsys: pytest.CaptureFixture[str]
) -> None:
    office, before = post(), threading.active_count()
    office.rcpt.append("550 5.1.1 no")
    send_all(configured(office, tmp_path), MIME)
    assert threading.active_count() == before
    assert capsys.readouterr() == ("", "")
