"""Documents become text: one `read` for all forms, one `SourceText` out of it."""

from __future__ import annotations

from collections.abc import Callable

from directives.model import SourceText
from directives.readers.html import read_html
from directives.readers.kinds import Kind, kind_of
from directives.readers.legacy import read_legacy
from directives.readers.limits import Limits, UnreadableDocument, empty, too_large
from directives.readers.pdf import read_pdf
from directives.readers.plain import read_plain
from directives.readers.scan import read_image
from directives.readers.word import read_word

__all__ = ["Limits", "UnreadableDocument", "read"]

READERS: dict[Kind, Callable[[bytes, Limits], SourceText]] = {
    Kind.PLAIN: read_plain,
    Kind.WORD: read_word,
    Kind.LEGACY: read_legacy,
    Kind.PDF: read_pdf,
    Kind.HTML: read_html,
    Kind.IMAGE: read_image,
}
DEFAULT_LIMITS = Limits()


def read(data: bytes, filename: str = "", *, limits: Limits = DEFAULT_LIMITS) -> SourceText:
    """The one normalised text of a document, whatever its form; its content decides, the name is only for people.

    Raises `UnreadableDocument` with a Vietnamese reason for files that are empty, too large, encrypted, broken,
    unsafe or no documents, and when a program that this form needs is not installed.
    """
    if len(data) > limits.file_bytes:
        raise too_large("dung lượng", f"{limits.file_bytes // 1_000_000} MB")
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise empty()
    return READERS[kind_of(data)](data, limits)
