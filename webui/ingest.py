"""A file becomes a parsed directive in another process, which a bad document may bring down without hurting the server.

That process is bounded in memory, processor time and file size, has no database and, where the kernel allows, no network
(`python -m directives`). Pages that it read before it died or was ended are kept; when there are none, its death or delay is an
`UnreadableDocument` with a sentence for the clerk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from pydantic import ValidationError

import directives
from directives import Limits, ParsedDirective, SourceText, UnreadableDocument
from webui.reading_process import Answers, Heard, ReadingProcess, unheard


@dataclass(frozen=True)
class IngestLimits:
    """What reading one document may cost."""

    seconds: float = 300  # on the wall clock; recognising a scanned page takes two to five
    cpu_seconds: int = 240
    memory_bytes: int = 2_000_000_000  # of address space; LibreOffice reserves much more than it uses
    output_bytes: int = 300_000_000
    reading: Limits = field(default_factory=Limits)


DEFAULT_LIMITS = IngestLimits()


class Explained(NamedTuple):
    """What the machine read in a file, and why it took each item for what it did."""

    parsed: ParsedDirective
    outline: str  # lines for a terminal (`directives.explain.as_text`); empty where it was not asked for


def read_and_parse(
    data: bytes,
    filename: str,
    *,
    limits: IngestLimits = DEFAULT_LIMITS,
    learned: Mapping[str, str] | None = None,
    process: ReadingProcess | None = None,
    heard: Heard = unheard,
) -> ParsedDirective:
    """What the machine reads in a file, by the process given, else by one for this file alone.

    `learned` maps wordings that the office taught to names of agencies; `heard` is told how many pages are read, of how many. When
    the process dies or takes too long, the pages that it had read are the document, with a warning that names the others. Raises
    `UnreadableDocument` with a Vietnamese sentence when the file cannot be read, or when reading it took too much time or memory.
    """
    if process is None:
        with ReadingProcess() as own:
            return read_and_parse(data, filename, limits=limits, learned=learned, process=own, heard=heard)
    return _read(data, _order(limits, learned, filename), limits, process, heard).parsed


def read_and_explain(data: bytes, filename: str, *, process: ReadingProcess, limits: IngestLimits = DEFAULT_LIMITS) -> Explained:
    """As `read_and_parse`, with the outline and its decisions, which are made within the same bounds."""
    return _read(data, _order(limits, None, filename) | {"explain": True}, limits, process, unheard)


def _read(data: bytes, order: dict[str, Any], limits: IngestLimits, process: ReadingProcess, heard: Heard) -> Explained:
    if len(data) > limits.reading.file_bytes:
        directives.read(data, order["filename"], limits=limits.reading)  # raises: too large, before it is sent
    answers = process.ask(order, data, heard=heard)
    try:
        return _accepted(answers, limits)
    except UnreadableDocument:
        if answers.result is not None or not answers.pages:
            raise
        rescued = process.ask(order | {"payload": "pages"}, b"".join(answers.pages))
        if not rescued.result or "parsed" not in rescued.result:
            raise
        return _accepted(rescued, limits)


def parse_again(source: SourceText, *, limits: IngestLimits = DEFAULT_LIMITS, learned: Mapping[str, str] | None = None) -> ParsedDirective:
    """What the machine reads in a text that a reader made before. Raises `UnreadableDocument` as `read_and_parse` does."""
    with ReadingProcess() as process:
        order = _order(limits, learned) | {"payload": "source"}
        return _accepted(process.ask(order, source.model_dump_json().encode()), limits).parsed


def _order(limits: IngestLimits, learned: Mapping[str, str] | None, filename: str = "") -> dict[str, Any]:
    return {
        "filename": filename,
        "limits": {field.name: value for field in fields(Limits) if isinstance(value := getattr(limits.reading, field.name), int)},
        "learned": dict(learned or {}),
        "seconds": limits.seconds,
        "memory_bytes": limits.memory_bytes,
        "cpu_seconds": limits.cpu_seconds,
        "output_bytes": limits.output_bytes,
    }


def _accepted(answers: Answers, limits: IngestLimits) -> Explained:
    if answers.result is None:
        raise _too_slow(limits) if answers.late else _died(answers.why)
    if "unreadable" in answers.result:
        raise UnreadableDocument(str(answers.result["unreadable"]["reason"]), str(answers.result["unreadable"]["code"]))
    try:
        return Explained(ParsedDirective.model_validate(answers.result["parsed"]), str(answers.result["outline"]))
    except (KeyError, ValidationError) as error:
        raise _died("đọc dở dang") from error


def _too_slow(limits: IngestLimits) -> UnreadableDocument:
    return UnreadableDocument(
        f"Đọc văn bản quá {limits.seconds} giây nên đã dừng. Hãy chia nhỏ tệp, hoặc lưu sang .docx rồi tải lên lại.", "time"
    )


def _died(why: str) -> UnreadableDocument:
    advice = "Tệp có thể bị hỏng; hãy mở tệp, lưu lại dạng .docx rồi tải lên lần nữa."
    return UnreadableDocument(f"Chương trình đọc văn bản đã dừng giữa chừng ({why}). {advice}", "died")
