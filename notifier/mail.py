"""Mail leaves here: one connection, one attempt, one recipient, certificates verified. The only module that knows yagmail.

What stock yagmail does and we must not (its finished `send`: unverified TLS, a body that names a file is attached as that file, one
Message-ID for all mails of a subject, three silent attempts and then `False`) is left out by handing a finished message to the
connection below it. Errors of smtplib are OSErrors; those that carry an answer of the server have `smtp_code`.
"""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any, Protocol

import yagmail

from workflow import settings
from workflow.os_faults import reason

#: how long one attempt may take in all: a server that lets a byte fall now and then meets every limit of a single step
ATTEMPT_SECONDS = 60.0
#: what OpenSSL calls it when the two sides know no common version of TLS: no waiting mends that
NO_COMMON_PROTOCOL = frozenset(
    {"UNSUPPORTED_PROTOCOL", "NO_PROTOCOLS_AVAILABLE", "TLSV1_ALERT_PROTOCOL_VERSION", "WRONG_SSL_VERSION", "VERSION_TOO_LOW"}
)


class Fate(Enum):
    """What became of one attempt."""

    #: the server took the message (250 after the final dot)
    ACCEPTED = auto()
    #: not now: try again later
    LATER = auto()
    #: connection lost once the message was under way: the server may have it (RFC 1047); try again, byte for byte the same
    UNKNOWN = auto()
    #: this recipient or this message is refused for good
    REFUSED = auto()
    #: nothing can be sent before a person mends the settings: log-in, certificate, sender
    STOP = auto()


@dataclass(frozen=True)
class Outcome:
    """What became of one attempt, and the server's answer in words."""

    fate: Fate
    words: str
    #: the server was reached; when not, other messages need not try now
    reached: bool = True

    @property
    def accepted(self) -> bool:
        return self.fate is Fate.ACCEPTED


class Sender(Protocol):
    """What delivery needs of a mailer."""

    def send(self, mime: bytes, sender: str, recipient: str) -> Outcome: ...
    def close(self) -> None: ...


class Mailer:
    """Sends finished messages over one connection that it opens when needed and keeps while it answers."""

    def __init__(self, mail: settings.Mail, *, within: float = ATTEMPT_SECONDS) -> None:
        """`within`: seconds that one attempt may take.

        Raises settings.SettingsError when the password is asked for and cannot be read, or the authority file is unusable.
        """
        self._within = within
        self._connection = _Connection(mail, _password(mail), _context(mail))

    def send(self, mime: bytes, sender: str, recipient: str) -> Outcome:
        """One attempt. Never raises for what a server or a network does."""
        if not recipient.isascii() or not PLAIN_ADDRESS.fullmatch(recipient):
            return Outcome(Fate.REFUSED, f"Địa chỉ {recipient!r} không dùng được cho thư điện tử.")
        with self._connection.ended_after(self._within):
            return self._admitted() or self._transmitted(mime, sender, recipient)

    def _admitted(self) -> Outcome | None:
        """None when the server let us in, else why not."""
        try:
            self._connection.ready()
        except OSError as fault:
            self._connection.drop()
            return self._connection.failure(fault)
        return None

    def _transmitted(self, mime: bytes, sender: str, recipient: str) -> Outcome:
        try:
            return self._connection.transmit(mime, sender, recipient)
        except OSError as fault:
            self._connection.drop()
            if self._connection.late:  # what it had said so far is the beginning of an answer, and none
                return replace(_lost(TimeoutError(), self._connection.under_way), reached=False)
            return _lost(fault, self._connection.under_way)

    def check(self) -> Outcome:
        """Whether the server lets us in: connects, verifies, logs in, sends nothing."""
        with self._connection.ended_after(self._within):
            refused = self._admitted()
        if refused is not None:
            return refused
        return Outcome(Fate.ACCEPTED, f"Máy chủ thư {self._connection.host}:{self._connection.port} trả lời và cho đăng nhập.")

    def close(self) -> None:
        """Says goodbye to the server."""
        with self._connection.ended_after(self._within):
            self._connection.drop()


class MailFault(Exception):
    """The mail server cannot be used as configured; `str()` is a Vietnamese sentence."""


def check(mail: settings.Mail) -> str:
    """What the configured mail server answers to a log-in that sends nothing. Raises MailFault, SettingsError."""
    if not mail.host:
        raise MailFault("Chưa cấu hình máy chủ thư: thêm khóa host vào mục [mail]. Thư đang nằm chờ, chưa mất.")
    mailer = Mailer(mail)
    try:
        outcome = mailer.check()
    finally:
        mailer.close()
    if not outcome.accepted:
        raise MailFault(outcome.words)
    return outcome.words


#: an address as the protocol takes it, `toan.vu@xaydung.sonha.example`: no blanks, brackets or control characters
PLAIN_ADDRESS = re.compile(r"[^\s<>@\x00-\x1f\x7f]+@[^\s<>@\x00-\x1f\x7f]+")


class _Connection(yagmail.Client):  # type: ignore[misc,unused-ignore]
    """yagmail's connection: opened once, asked with NOOP before it is used again, log-in apart from connecting."""

    #: the open smtplib connection, None while there is none
    smtp: Any

    def __init__(self, mail: settings.Mail, password: str, context: ssl.SSLContext) -> None:
        direct = mail.security == "tls"
        super().__init__(
            user={mail.user or mail.sender: mail.sender_name},
            password=password,
            host=mail.host,
            port=mail.port,
            smtp_starttls={"context": context} if mail.security == "starttls" else False,
            smtp_ssl=direct,
            smtp_skip_login=True,
            soft_email_validation=False,
            timeout=mail.timeout_seconds,
            **({"context": context} if direct else {}),
        )
        self.set_logging(None)  # no handler of its own: we say what happened
        self.is_closed = True
        self.under_way = False
        self._mail, self._secret, self._logging_in = mail, password, False
        self.late = False

    @property
    def connection(self) -> Any:
        """What yagmail calls to connect: the same, but known here before the server's first word, so that it can be ended."""
        return self._connect

    def _connect(self, host: str, port: int, **more: Any) -> Any:
        self.smtp = super().connection(**more)
        self.smtp._host = host  # the name that a certificate is verified against
        code, answer = self.smtp.connect(host, port)
        if code != 220:
            self.smtp.close()
            raise ConnectionRefusedError(_say(code, answer))
        return self.smtp

    @contextmanager
    def ended_after(self, seconds: float) -> Iterator[None]:
        """Ends the connection under whatever is being done with it when that takes longer."""
        self.late, done = False, threading.Event()
        watch = threading.Thread(target=self._end_late, args=(time.monotonic() + seconds, done), daemon=True, name="mail")
        watch.start()
        try:
            yield
        finally:
            done.set()
            watch.join()

    def _end_late(self, deadline: float, done: threading.Event) -> None:
        """While TLS begins the connection cannot be ended from here (that has a limit of its own), hence again and again."""
        while not done.wait(max(0.1, deadline - time.monotonic())):
            self.late = True
            sock = getattr(self.smtp, "sock", None)
            if sock is not None:
                with suppress(OSError):
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def ready(self) -> None:
        """An open, logged-in connection. Raises OSError."""
        if self.smtp is not None and self._answers():
            return
        self.drop()
        self._logging_in = False
        self.login()
        self.smtp.ehlo_or_helo_if_needed()
        if self._mail.user:
            self._logging_in = True
            self.smtp.login(self._mail.user, self._secret)
        self._logging_in = False

    def _answers(self) -> bool:
        try:
            code, _ = self.smtp.noop()
        except OSError:
            return False
        return bool(code == 250)

    def transmit(self, mime: bytes, sender: str, recipient: str) -> Outcome:
        """One message to one recipient. Raises OSError when the connection breaks."""
        self.under_way = False
        code, answer = self._in_time(self.smtp.mail(sender))
        if code != 250:
            return self._refused(code, answer, Fate.STOP)
        code, answer = self._in_time(self.smtp.rcpt(recipient))
        if code not in (250, 251):
            return self._refused(code, answer, Fate.REFUSED)
        self.under_way = True
        code, answer = self._in_time(self.smtp.data(mime))
        self.under_way = False
        if code != 250:
            return self._refused(code, answer, Fate.REFUSED)
        return Outcome(Fate.ACCEPTED, _say(code, answer))

    def _in_time(self, answered: tuple[int, bytes]) -> tuple[int, bytes]:
        """The answer, unless it is the beginning of one that we cut. Raises TimeoutError."""
        if self.late:
            raise TimeoutError
        return answered

    def _refused(self, code: int, answer: bytes, for_good: Fate) -> Outcome:
        """An answer that is not yes: 5xx for good, all others for now. The connection is left clean for the next message."""
        if code == 421:  # the server is closing
            self.drop()
        else:
            with suppress(OSError):
                self.smtp.rset()
        return Outcome(for_good if 500 <= code <= 599 else Fate.LATER, _say(code, answer))

    def failure(self, fault: OSError) -> Outcome:
        """Why no connection came about."""
        code = getattr(fault, "smtp_code", None)
        where = f"{self._mail.host}:{self._mail.port}"
        if self.late:
            return Outcome(Fate.LATER, f"Máy chủ thư {where} trả lời quá chậm.", reached=False)
        if isinstance(fault, ssl.SSLCertVerificationError):
            return Outcome(Fate.STOP, f"Không xác thực được chứng thư của máy chủ thư {where}: {_reason(fault)}")
        if isinstance(fault, ssl.SSLError) and fault.reason in NO_COMMON_PROTOCOL:
            return Outcome(Fate.STOP, f"Máy chủ thư {where} chỉ có TLS đời cũ, không an toàn: {_reason(fault)}")
        if self._logging_in and (code >= 500 if isinstance(code, int) else "not supported" in str(fault)):
            return Outcome(Fate.STOP, f"Máy chủ thư {where} không nhận đăng nhập của {self._mail.user}: {_reason(fault)}")
        return Outcome(Fate.LATER, f"Không kết nối được máy chủ thư {where}: {_reason(fault)}", reached=False)

    def drop(self) -> None:
        """Ends the connection, in whatever state it is."""
        smtp, self.smtp, self.is_closed = self.smtp, None, True
        if smtp is None:
            return
        with suppress(OSError):
            smtp.quit()
        with suppress(OSError):
            smtp.close()


def _lost(fault: OSError, under_way: bool) -> Outcome:
    """A broken connection, or a refusal of the word DATA itself, which smtplib raises."""
    code: Any = getattr(fault, "smtp_code", None)
    if isinstance(code, int) and code > 0:
        return Outcome(Fate.REFUSED if 500 <= code <= 599 else Fate.LATER, _reason(fault))
    if under_way:
        return Outcome(Fate.UNKNOWN, f"Mất kết nối khi đang gửi, máy chủ có thể đã nhận: {_reason(fault)}")
    return Outcome(Fate.LATER, f"Mất kết nối với máy chủ thư: {_reason(fault)}")


def _reason(fault: OSError) -> str:
    code = getattr(fault, "smtp_code", None)
    if code is not None:
        return _say(int(code), getattr(fault, "smtp_error", b""))
    return reason(fault)


def _say(code: int, answer: bytes | str) -> str:
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return f"{code} {' '.join(words.split())}"[:500]


def _password(mail: settings.Mail) -> str:
    if not mail.user:
        return ""
    password = settings.secret(mail.password_file, "mật khẩu thư")
    if password is None:
        raise settings.SettingsError("Mục [mail] có user mà thiếu password_file: tệp chứa mật khẩu của tài khoản gửi thư.")
    return password


def _context(mail: settings.Mail) -> ssl.SSLContext:
    """Certificates are verified, with the office's own authority beside the system's."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if mail.ca_file is not None:
        try:
            context.load_verify_locations(cafile=mail.ca_file)
        except (OSError, ssl.SSLError) as fault:
            raise settings.SettingsError(f"Không đọc được chứng thư gốc {mail.ca_file} ở khóa mail.ca_file: {fault}") from fault
    return context
