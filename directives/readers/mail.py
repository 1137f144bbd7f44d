"""E-mail (.eml): the directive that it brings, attached or in its own words; its headers are not read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from directives.header import read_head
from directives.model import SourceText
from directives.readers import reader_of
from directives.readers.html import decoded, read_page
from directives.readers.kinds import Kind, kind_of
from directives.readers.limits import Limits, UnreadableDocument, broken, no_words, unheard
from directives.readers.plain import read_text
from directives.vietnamese import normalise

#: More parts than this are no letter
MOST_PARTS = 200
#: Pictures smaller than this are logos of a signature
LOGO_BYTES = 30_000
LONGEST_NAME = 80
#: What the parser of messages raises on damaged ones, besides noting defects
FAULTS = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)


@dataclass(frozen=True)
class Attachment:
    """One file that a message brings."""

    name: str
    data: bytes


def read_mail(data: bytes, limits: Limits) -> SourceText:
    """The first directive among the attachments, else the message's own words when they are one, else the first readable attachment.

    What else was attached is named in a warning. Raises `UnreadableDocument` when nothing can be read.
    """
    message = _message(data)
    attachments = list(_attachments(message))
    tried: list[tuple[str, SourceText]] = []
    refusals: list[tuple[str, UnreadableDocument]] = []
    for attachment in attachments:
        try:
            source = _read(attachment, limits)
        except UnreadableDocument as refusal:
            refusals.append((attachment.name, refusal))
            continue
        if _is_directive(source):
            return _said(source, attachment.name, attachments, refusals)
        tried.append((attachment.name, source))
    own = _own_words(message, limits)
    if own is not None and (_is_directive(own) or not tried):
        if refusals and not _is_directive(own):
            raise refusals[0][1]
        return _said(own, None, attachments, refusals)
    if tried:
        return _said(tried[0][1], tried[0][0], attachments, refusals)
    raise refusals[0][1] if refusals else no_words()


def _message(data: bytes) -> EmailMessage:
    try:
        return BytesParser(policy=policy.default).parsebytes(data)
    except FAULTS as error:
        raise broken("thư (.eml)") from error


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that hold something, those of a forwarded message too. Raises `UnreadableDocument` when there are far too many."""
    count = 0
    try:
        for part in message.walk():
            count += 1
            if count > MOST_PARTS:
                raise broken("thư (.eml)")
            if not part.is_multipart():
                yield part
    except FAULTS as error:
        if isinstance(error, UnreadableDocument):
            raise
        raise broken("thư (.eml)") from error


def _attachments(message: EmailMessage) -> Iterator[Attachment]:
    """The attached files in order, pictures last: offices send a scan beside the file that it shows."""
    found: list[Attachment] = []
    for part in _leaves(message):
        name = _name(part)
        inside = _bytes(part)
        if inside and (name or part.get_content_maintype() != "text") and not _is_logo(part, inside):
            found.append(Attachment(name or f"tệp đính kèm {len(found) + 1}", inside))
    yield from sorted(found, key=lambda item: _kind(item.data) is Kind.IMAGE)


def _name(part: EmailMessage) -> str:
    try:
        return normalise(part.get_filename() or "").replace("\n", " ")[-LONGEST_NAME:]
    except FAULTS:
        return ""


def _bytes(part: EmailMessage) -> bytes:
    """The content of a part; one that cannot be decoded is empty."""
    try:
        inside = part.get_payload(decode=True)
    except FAULTS:
        return b""
    return inside if isinstance(inside, bytes) else b""


def _is_logo(part: EmailMessage, inside: bytes) -> bool:
    return part.get_content_maintype() == "image" and len(inside) < LOGO_BYTES


def _kind(data: bytes) -> Kind | None:
    try:
        return kind_of(data)
    except UnreadableDocument:
        return None


def _read(attachment: Attachment, limits: Limits) -> SourceText:
    """Reads one attachment. A message within a message is not opened: its own attachments were found before."""
    kind = kind_of(attachment.data)
    if kind is Kind.MAIL:
        raise UnreadableDocument("Thư đính kèm trong thư: hãy mở thư đó và tải lên văn bản đính kèm của nó.", "unknown-kind")
    return reader_of(kind)(attachment.data, replace(limits, finished=unheard))  # pages of several files would be mixed up


def _own_words(message: EmailMessage, limits: Limits) -> SourceText | None:
    """What the message itself says, None when nothing."""
    for part in _leaves(message):
        if _name(part) or part.get_content_maintype() != "text":
            continue
        try:
            text = _text(part)
            return read_page(text, limits) if part.get_content_subtype() == "html" else read_text(text, "thư", limits)
        except UnreadableDocument:
            continue
    return None


def _text(part: EmailMessage) -> str:
    """The words of a part by the encoding that it names, else as text files are decoded."""
    inside = _bytes(part)
    charset = part.get_content_charset()
    if charset and charset != "us-ascii":
        try:
            return inside.decode(charset)
        except (LookupError, UnicodeDecodeError):
            pass
    return decoded(inside)


def _is_directive(source: SourceText) -> bool:
    """Whether a text has the number or the kind that every directive has."""
    head = read_head(source).head
    return head.number is not None or (head.kind is not None and head.issued_on is not None)


def _said(
    source: SourceText, name: str | None, attachments: list[Attachment], refusals: list[tuple[str, UnreadableDocument]]
) -> SourceText:
    """The source with a warning that names what was read and what was not."""
    warnings = list(source.warnings)
    left = [a.name for a in attachments if a.name != name and a.name not in {refused for refused, _ in refusals}]
    if left:
        read = f"tệp «{name}»" if name else "nội dung thư"
        warnings.append(
            f"Thư có {len(attachments)} tệp đính kèm; đã đọc {read}, chưa đọc: {', '.join(f'«{n}»' for n in left)}. Hãy tải riêng."
        )
    warnings += [f"Không đọc được tệp đính kèm «{refused}»: {why.reason}" for refused, why in refusals]
    return source.model_copy(update={"reader": f"mail + {source.reader}", "warnings": tuple(warnings)})
