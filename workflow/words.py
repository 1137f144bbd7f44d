"""What people type into the fields of an act: brought to the one form of text, or refused with the name of the field."""

from __future__ import annotations

from datetime import date

from directives.vietnamese import normalise
from workflow.refusals import Invalid, Term

#: longest remark, in characters; more belongs into a file
LONGEST = 10_000


def optional(field: str, value: str | None, label: str, limit: int = LONGEST) -> str:
    """The words without stray blanks and invisible characters. Raises Invalid when they are longer than `limit` characters."""
    words = normalise(value or "").strip()
    if len(words) > limit:
        raise Invalid(
            field,
            "{label} dài {length} ký tự, nhiều nhất {limit}. Hãy rút ngắn hoặc gửi kèm tệp.",
            label=Term(label),
            length=len(words),
            limit=limit,
        )
    return words


def required(field: str, value: str | None, label: str, limit: int = LONGEST) -> str:
    """The same, for words that must be there. Raises Invalid."""
    words = optional(field, value, label, limit)
    if not words:
        raise Invalid(field, "Chưa có {label}. Hãy ghi rồi gửi lại.", label=Term(label.lower()))
    return words


def day(value: date) -> str:
    """A day as people here write it: `05/09/2026`."""
    return f"{value:%d/%m/%Y}"
