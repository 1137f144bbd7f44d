"""The pages that mails and calendars point to, in one place. A test holds them together with the addresses of the web."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from workflow.model import State, TimeClass
from workflow.settings import Settings


def task(base_url: str, task_id: int) -> str:
    """Page of a task."""
    return f"{base_url}/nhiem-vu/{task_id}"


def of_classes(settings: Settings, classes: Iterable[TimeClass]) -> str:
    """The list of the reader's tasks of these time classes."""
    return f"{settings.web.base_url}/nhiem-vu?{urlencode([('time_class', one.value) for one in sorted(set(classes))])}"


def newly_given(settings: Settings) -> str:
    """The list of the reader's tasks that nobody has received yet."""
    return f"{settings.web.base_url}/nhiem-vu?{urlencode({'state': State.NEW.value})}"


def home(settings: Settings) -> str:
    """The first page."""
    return f"{settings.web.base_url}/"
