"""No verb goes on when its event cannot be written, so the transaction around it leaves nothing."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest

from tests.workflow.test_every_act import CASES, Desk, desk, worked
from workflow import history

__all__ = ["desk", "worked"]


class NoEvent(Exception):
    """The history cannot be written."""


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_verb_ends_where_its_event_cannot_be_written(desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def refuse(*_args: Any, **_said: Any) -> NoReturn:
        raise NoEvent

    monkeypatch.setattr(history, "record_many", refuse)
    monkeypatch.setattr(history, "record", refuse)
    with pytest.raises(NoEvent):
        CASES[name](desk)
