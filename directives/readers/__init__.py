"""Documents become text: one `read` for all forms, one `SourceText` out of it."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import cast

from directives.model import SourceText
from directives.readers.kinds import Kind, kind_of
from directives.readers.limits import Limits, UnreadableDocument, empty, too_large

__all__ = ["Limits", "UnreadableDocument", "read", "reader_of"]

Reader = Callable[[bytes, Limits], SourceText]
#: The module and the function that read each form; a module is loaded with the first document that needs it, so that a
#: text file does not wait for the libraries of PDF files and pictures
READERS = {
    Kind.PLAIN: ("directives.readers.plain", "read_plain"),
    Kind.WORD: ("directives.readers.word", "read_word"),
    Kind.LEGACY: ("directives.readers.legacy", "read_legacy"),
    Kind.PDF: ("directives.readers.pdf", "read_pdf"),
    Kind.HTML: ("directives.readers.html", "read_html"),
    Kind.IMAGE: ("directives.readers.scan", "read_image"),
    Kind.MAIL: ("directives.readers.mail", "read_mail"),
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
    return reader_of(kind_of(data))(data, limits)


def reader_of(kind: Kind) -> Reader:
    """The function that reads a form of documents, its module loaded."""
    module, name = READERS[kind]
    return cast(Reader, getattr(importlib.import_module(module), name))
