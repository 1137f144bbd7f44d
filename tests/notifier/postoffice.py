"""Real mail servers on loopback for the tests: STARTTLS with an authority of their own, log-in, and answers as the test scripts them."""

from __future__ import annotations

import ssl
import subprocess
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "dondoc@sonha.example", "a rather long password"


@dataclass(frozen=True)
class Authority:
    """A certificate authority, and certificates that it signed for a host."""

    ca: Path
    certificate: Path
    key: Path


def make_authority(folder: Path, host: str = "localhost") -> Authority:
    """A new authority and a certificate of it for `host`, by the openssl program."""
    folder.mkdir(parents=True, exist_ok=True)
    ca, ca_key, key, request, certificate = (folder / name for name in ("ca.pem", "ca.key", "key.pem", "request.pem", "cert.pem"))
    extension = folder / "extension.cnf"
    extension.write_text(f"subjectAltName=DNS:{host}\n", "ascii")
    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    _openssl("req", "-x509", *new_key, "-keyout", ca_key, "-out", ca, "-days", "2", "-subj", "/CN=Son Ha test authority")
    _openssl("req", *new_key, "-keyout", key, "-out", request, "-subj", f"/CN={host}")
    signed_by = ["-CA", ca, "-CAkey", ca_key, "-CAcreateserial", "-days", "1", "-extfile", extension]
    _openssl("x509", "-req", "-in", request, "-out", certificate, *signed_by)
    return Authority(ca, certificate, key)


def _openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


@dataclass
class PostOffice:
    """A running server: what it took, how often it was called, and how it is to answer next."""

    #: answers to the next RCPT or DATA commands, then 250
    rcpt: deque[str] = field(default_factory=deque)
    data: deque[str] = field(default_factory=deque)
    #: answer to every MAIL command
    mail: str = ""
    #: take the next so many messages, but drop the connection before answering
    drops: int = 0
    #: drop the connection before RCPT is answered, so many times
    early_drops: int = 0
    user: str = USER
    password: str = PASSWORD
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    connections: int = 0
    logins: int = 0
    #: called when a message arrives, before it is answered
    on_data: Callable[[], None] = lambda: None
    controller: Any = None

    @property
    def port(self) -> int:
        return int(self.controller.port)

    def letters(self) -> list[EmailMessage]:
        """What was taken, read."""
        return [message_from_bytes(content, policy=policy.default) for _, content in self.taken]

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        self.logins += 1
        return AuthResult(success=(data.login, data.password) == (self.user.encode(), self.password.encode()), handled=False)

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, host: str, responses: list[str]) -> list[str]:
        session.host_name = host
        if session.ssl is None:
            self.connections += 1
        return responses

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if self.mail:
            return self.mail
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if self.early_drops:
            self.early_drops -= 1
            server.transport.abort()
            return "250 OK"
        answer = self.rcpt.popleft() if self.rcpt else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.on_data()
        answer = self.data.popleft() if self.data else "250 2.0.0 queued"
        if answer.startswith("250"):
            self.taken.append((envelope.rcpt_tos[0], bytes(envelope.original_content or b"")))
        if self.drops:
            self.drops -= 1
            server.transport.abort()
        return answer


def open_office(authority: Authority | None = None, *, login: bool = False, direct: bool = False, **more: Any) -> PostOffice:
    """A server on loopback. With an authority it speaks STARTTLS (or TLS from the start when `direct`); with `login` it asks for one."""
    office = PostOffice(**more)
    context = None
    if authority is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(authority.certificate, authority.key)
    words: dict[str, Any] = {"auth_required": login, "auth_require_tls": authority is not None and not direct}
    if login:
        words["authenticator"] = office.authenticate
    if context is not None:
        words["ssl_context" if direct else "tls_context"] = context
    office.controller = _OnAnyPort(office, hostname="127.0.0.1", port=0, **words)
    office.controller.start()
    return office


class _OnAnyPort(Controller):
    """Listens on the port that the system gives it."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
