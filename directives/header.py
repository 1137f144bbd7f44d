"""The head of a directive, and where its body, its signature and its appendices stand.

The contract is `DirectiveHead`: number, kind, issuer, place, date, subject, signer, stamps, addressees, recipients and the
documents that it cites. What the text does not say stays empty; nothing is guessed beyond what `issuers` says it infers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .head_words import head_words
from .issuers import issuer_of, partners_of
from .letterhead import Letterhead, read_letterhead
from .model import DirectiveHead, Reference, SourceText, Span
from .references import find_references, kind_of_symbol, tidy
from .signature import Ending, read_ending
from .spelling import Speller
from .vietnamese import bare


@dataclass(frozen=True)
class HeadReading:
    """The head, and the stretches of the text between which a directive is divided."""

    head: DirectiveHead
    body: Span  # from the first block after the head up to the signature block, empty when there is none
    signature: Span  # `Nơi nhận` and signature, empty when there is none
    appendices: tuple[Span, ...]  # what follows the signature, each from its heading on
    addressee_spans: tuple[Span, ...]  # of `head.addressees`, in order
    partners: tuple[str, ...]  # who issued it together with `head.issuer`


def read_head(source: SourceText) -> HeadReading:
    """The head of any text; one that has no form of a document gives empty fields and is all body."""
    letter = read_letterhead(source)
    first = max(letter.body, 0)
    ending = read_ending(source, first)
    number = _number(letter, source)
    head = DirectiveHead(
        number=number,
        kind=_kind(letter, number),
        issuer=issuer_of(letter.names, number, letter.place, ending.signer.title if ending.signer else None, source.text),
        place=_place(letter),
        issued_on=letter.issued_on or letter.signed_on,
        subject=_subject(letter, source),
        signer=ending.signer,
        urgency=letter.urgency,
        secrecy=letter.secrecy,
        addressees=tuple(name for name, _ in letter.addressees),
        recipients=tuple(ending.recipients),
        references=_references(source, number, first),
    )
    body, signature, appendices = _stretches(source, first, ending)
    partners = partners_of(letter.names, number, letter.place, head.issuer, source.text)
    return HeadReading(head, body, signature, appendices, tuple(span for _, span in letter.addressees), partners)


def _stretches(source: SourceText, first: int, ending: Ending) -> tuple[Span, Span, tuple[Span, ...]]:
    """Body, signature and appendices as spans of the text that do not overlap."""
    starts = [block.span.start for block in source.blocks] + [len(source.text)]
    parts = ending.appendices
    body_end = max(ending.body_end, first)
    signed = parts[0] if parts else len(source.blocks)
    ends = [*parts[1:], len(source.blocks)][: len(parts)]
    appendices = tuple(Span(starts[a], _trimmed(source, starts[a], starts[b])) for a, b in zip(parts, ends, strict=True))
    body = Span(starts[first], max(starts[first], _trimmed(source, starts[first], starts[body_end])))
    return body, Span(starts[body_end], max(starts[body_end], _trimmed(source, starts[body_end], starts[signed]))), appendices


def _trimmed(source: SourceText, start: int, end: int) -> int:
    """The end of a stretch without the line break behind it."""
    return end - 1 if end > start and source.text[end - 1] == "\n" else end


def _number(letter: Letterhead, source: SourceText) -> str | None:
    """The number as printed; a serial that a scan misread is taken from the appendix that repeats it, where one does."""
    if letter.number is None or "/" not in letter.number:
        return letter.number
    read = _without_doubled_letters(letter.number, letter.kind)
    if letter.serial_is_sure:
        return read
    symbol = read[read.index("/") :]
    for reference in find_references(source.text):
        attached = "kèm theo" in source.text[max(0, reference.span.start - 60) : reference.span.start]
        if reference.number.endswith(symbol) and (attached or reference.date == letter.issued_on):
            return reference.number
    return read


def _without_doubled_letters(number: str, kind: str | None) -> str:
    """A number whose symbol of the kind a scan wrote with a letter twice: `12/CĐĐ-UBND` of a Công điện is `12/CĐ-UBND`."""
    front, _, symbol = number.partition("/")
    written, dash, unit = symbol.partition("-")
    single = re.sub(r"(.)\1", r"\1", written)
    abbreviations = head_words().abbreviations
    known = written in abbreviations or abbreviations.get(single) != kind
    return number if known or kind is None else f"{front}/{single}{dash}{unit}"


def _kind(letter: Letterhead, number: str | None) -> str | None:
    """The kind of the title; a document without one has the kind of its symbol, a letter being a Công văn."""
    if letter.kind is not None:
        return letter.kind
    if number is not None:
        return kind_of_symbol(tidy(number))
    return "Công văn" if letter.addressees or (letter.subject and letter.is_letter) else None


def _place(letter: Letterhead) -> str | None:
    """The place of issue, a province spelt right even where a scan is not."""
    if letter.place is None:
        return None
    words = letter.place.strip().split()
    for count in range(1, len(words) + 1):
        if known := head_words().provinces.get(bare(" ".join(words[-count:]))):
            return known
    return " ".join(words[-4:])


def _subject(letter: Letterhead, source: SourceText) -> str | None:
    if not letter.subject:
        return None
    said = letter.subject.partition("___")[0].strip(" -–—_*.;")
    return Speller(source.text).sentence(said)


def _references(source: SourceText, number: str | None, first: int) -> tuple[Reference, ...]:
    """The documents cited; what a scan made of the own number above the body (block `first`) is none of them."""
    begins = source.blocks[first].span.start if first < len(source.blocks) else len(source.text)
    symbol = (number or "").partition("/")[2]
    return tuple(
        reference
        for reference in find_references(source.text, number)
        if not (symbol and reference.span.start < begins and reference.date is None and reference.number.partition("/")[2] == symbol)
    )
