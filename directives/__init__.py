"""Reading directives: a document becomes text, the text candidates of tasks, each with the place that says so.

Pure: no database, clock, network or settings.
"""

from directives.agencies import AgencyRegistry
from directives.model import (
    Confidence,
    Deadline,
    DeadlineKind,
    DirectiveHead,
    Evidence,
    Nature,
    ParsedDirective,
    Reference,
    Signer,
    SourceText,
    Span,
    Target,
    TaskCandidate,
)
from directives.pipeline import as_json, parse
from directives.readers import Limits, UnreadableDocument, read

__all__ = [
    "AgencyRegistry",
    "Confidence",
    "Deadline",
    "DeadlineKind",
    "DirectiveHead",
    "Evidence",
    "Limits",
    "Nature",
    "ParsedDirective",
    "Reference",
    "Signer",
    "SourceText",
    "Span",
    "Target",
    "TaskCandidate",
    "UnreadableDocument",
    "as_json",
    "parse",
    "read",
]
