"""A mailbox on this machine for the demonstration: a real mail server on loopback that keeps what it gets and passes nothing on."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

#: mails that are kept; the oldest leave first
KEPT = 2000


@dataclass(frozen=True)
class Received:
    """A mail as it came over the wire."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    def read(self) -> EmailMessage:
        """The mail, decoded."""
        return message_from_bytes(self.content, policy=policy.default)


@dataclass
class Mailbox:
    """A running mailbox: where it listens and what it got."""

    host: str = "127.0.0.1"
    port: int = 0
    received: list[Received] = field(default_factory=list)
    _controller: Any = None

    def stop(self) -> None:
        """Closes the server; what it got stays readable."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Takes a message, as aiosmtpd calls it."""
        content = envelope.content or b""
        self.received.append(Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), bytes(content)))  # type: ignore[arg-type,unused-ignore]
        del self.received[:-KEPT]
        return "250 kept in the local mailbox"


def start_mailbox(port: int = 0) -> Mailbox:
    """A mailbox on loopback; port 0 takes a free one, told in `.port`. Raises OSError when the port is taken."""
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname=mailbox.host, port=_free_port(port))
    controller.start()
    mailbox.port = controller.port
    mailbox._controller = controller
    return mailbox


def _free_port(port: int) -> int:
    """The port, or any free one for 0. Raises OSError when somebody listens there: aiosmtpd would say so only after a long wait."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        return int(probe.getsockname()[1])
