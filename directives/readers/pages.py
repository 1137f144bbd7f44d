"""Pages on their way out of the process that reads: each as soon as it is read, so that they outlive it."""

from __future__ import annotations

from pydantic import BaseModel

from directives.readers.flow import Page


class ReadPage(BaseModel):
    """One page that was read, of so many of the document."""

    page: Page
    pages: int
