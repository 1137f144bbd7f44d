"""Reading directives: a document becomes text, the text candidates of tasks, each with the place that says so.

Pure: no database, clock, network or settings.
"""

from directives.readers import Limits, UnreadableDocument, read

__all__ = ["Limits", "UnreadableDocument", "read"]
