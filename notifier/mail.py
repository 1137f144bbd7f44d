"""Mail leaves here: one connection, one attempt, one recipient, certificates verified. The only module that knows yagmail.

What stock yagmail does and we must not (its finished `send`: unverified TLS, a body that names a file is attached as that file, one
Message-ID for all mails of a subject, three silent attempts and then `False`) is left out by handing a finished message to the
connection below it. Errors of smtplib are OSErrors; those that carry an answer of the server have `smtp_code`.
"""

from __future__ import annotations

import re
import ssl
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Protocol

import yagmail

from workflow import settings
from workflow.os_faults import reason


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

    def __init__(self, mail: settings.Mail) -> None:
        """Raises settings.SettingsError when the password is asked for and cannot be read, or the authority file is unusable."""
        self._connection = _Connection(mail, _password(mail), _context(mail))

    def send(self, mime: bytes, sender: str, recipient: str) -> Outcome:
        """One attempt. Never raises for what a server or a network does."""
        if not recipient.isascii() or not PLAIN_ADDRESS.fullmatch(recipient):
            return Outcome(Fate.REFUSED, f"Địa chỉ {recipient!r} không dùng được cho thư điện tử.")
        connection = self._connection
        try:
            connection.ready()
        except OSError as fault:
            connection.drop()
            return connection.failure(fault)
        try:
            return connection.transmit(mime, sender, recipient)
        except OSError as fault:
            connection.drop()
            return _lost(fault, connection.under_way)

    def check(self) -> Outcome:
        """Whether the server lets us in: connects, verifies, logs in, sends nothing."""
        try:
            self._connection.ready()
        except OSError as fault:
            self._connection.drop()
            return self._connection.failure(fault)
        return Outcome(Fate.ACCEPTED, f"Máy chủ thư {self._connection.host}:{self._connection.port} trả lời và cho đăng nhập.")

    def close(self) -> None:
        """Says goodbye to the server."""
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
        code, answer = self.smtp.mail(sender)
        if code != 250:
            return self._refused(code, answer, Fate.STOP)
        code, answer = self.smtp.rcpt(recipient)
        if code not in (250, 251):
            return self._refused(code, answer, Fate.REFUSED)
        self.under_way = True
        code, answer = self.smtp.data(mime)
        self.under_way = False
        if code != 250:
            return self._refused(code, answer, Fate.REFUSED)
        return Outcome(Fate.ACCEPTED, _say(code, answer))

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
        if isinstance(fault, ssl.SSLError):
            return Outcome(Fate.STOP, f"Không xác thực được chứng thư của máy chủ thư {where}: {_reason(fault)}")
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
