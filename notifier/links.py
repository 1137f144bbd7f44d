"""The pages that mails and calendars point to, in one place. The web serves the same paths (a test holds the two together)."""

from __future__ import annotations

from workflow.settings import Settings


def task(base_url: str, task_id: int) -> str:
    """Page of a task."""
    return f"{base_url}/nhiem-vu/{task_id}"


def my_tasks(settings: Settings) -> str:
    """The list of tasks that are the reader's own."""
    return f"{settings.web.base_url}/nhiem-vu?mine=1"


def account(settings: Settings) -> str:
    """The reader's account."""
    return f"{settings.web.base_url}/tai-khoan"


def feeds(settings: Settings) -> str:
    """Where calendar addresses are made and revoked."""
    return f"{settings.web.base_url}/lich"


def home(settings: Settings) -> str:
    """The first page."""
    return f"{settings.web.base_url}/"
