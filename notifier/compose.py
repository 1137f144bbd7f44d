"""A letter becomes a mail: text and HTML from templates, then MIME, byte for byte the same each time for the same letter.

`MIMEText` and `MIMEMultipart` with `Header` fold long Vietnamese subjects rightly; `EmailMessage` of Python 3.11 loses blanks there.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from notifier import phrases
from notifier.letters import Letter
from workflow.settings import Mail


@dataclass(frozen=True)
class Words:
    """What a letter says, in form."""

    subject: str
    text: str
    html: str


def new_message_id(sender: str) -> str:
    """A Message-ID of our own (RFC 5322 3.6.4), in the sender's domain, the same on every attempt."""
    domain = sender.rpartition("@")[2] or "dondoc.invalid"
    return f"<{secrets.token_hex(16)}@{domain}>"


def words_of(letter: Letter, *, brand: str) -> Words:
    """Subject, text and HTML of a letter in the reader's language. `brand`: the name under which the office's mails come."""
    folder = f"{letter.language}/{letter.kind.value}"
    context = {"letter": letter, "brand": brand, "language": letter.language}
    subject = " ".join(_templates().get_template(f"{folder}/subject.txt").render(context).split())
    text = _tidy(_templates().get_template(f"{folder}/body.txt").render(context))
    html = _templates().get_template(f"{folder}/body.html").render(context | {"subject": subject}).strip() + "\n"
    return Words(subject, text, html)


def _tidy(text: str) -> str:
    """At most one empty line in a row: what templates leave out leaves no hole."""
    return BLANK_LINES.sub("\n\n", text).strip() + "\n"


#: three or more line ends, blanks between them
BLANK_LINES = re.compile(r"\n[ \t]*\n\s*\n")


def mime_of(words: Words, letter: Letter, *, mail: Mail, address: str, message_id: str, now: datetime) -> bytes:
    """The finished message (RFC 5322, CRLF, ASCII) for one address. `now`: aware; the Date header shows its time zone."""
    message = MIMEMultipart("alternative", boundary="=_" + hashlib.sha256(message_id.encode()).hexdigest()[:32])
    message["Subject"] = Header(words.subject, "utf-8", header_name="Subject")  # type: ignore[assignment]
    message["From"] = _named(mail.sender_name, mail.sender)
    message["To"] = _named(letter.to.name, address)
    if reply_to := letter.reply_to or mail.reply_to:
        message["Reply-To"] = reply_to
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers to machines
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message["Content-Language"] = letter.language
    message.attach(MIMEText(words.text, "plain", "utf-8"))
    message.attach(MIMEText(words.html, "html", "utf-8"))
    return message.as_string(maxheaderlen=78).replace("\n", "\r\n").encode("ascii")


def _named(name: str, address: str) -> str:
    """`Name <address>`, the name encoded (RFC 2047). A line end in either would be a header of its own: blanks take their place."""
    plain = " ".join(name.split())
    return formataddr((plain, "".join(address.split())), charset="utf-8")


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("notifier"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"day": phrases.day, "weekday_day": phrases.weekday_day, "moment": phrases.moment}
    made.globals |= {"distance": phrases.distance, "SECTIONS": phrases.SECTIONS}
    return made
