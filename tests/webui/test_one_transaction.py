"""An act and its event are one: when the event cannot be written, nothing of the act stays.

That every write of every other test here has its event in its transaction watches `every_write_has_its_event` (conftest).
"""

from __future__ import annotations

from typing import Any, NoReturn

import pytest
from sqlalchemy import text

from tests.webui.matrix import ACTS, COMPLETE, MATRIX, PRINCIPALS, YES, Row
from tests.webui.museum import Museum
from tests.webui.writes import UNTOLD, Watch
from workflow import db, history

POSTS = sorted(endpoint for endpoint, method in MATRIX if method == "POST")


class NoEvent(Exception):
    """The history cannot be written."""


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """From here on no event can be written; the list tells which were tried."""
    tried: list[str] = []

    def refuse(_session: Any, entries: Any, **_said: Any) -> NoReturn:
        tried.extend(entry.action for entry in entries)
        raise NoEvent

    monkeypatch.setattr(history, "record_many", refuse)
    return tried


def ask(museum: Museum, row: Row) -> None:
    """A form sent by somebody who may do what it asks for."""
    who = next(PRINCIPALS[sort] for sort in ("administrator", "coordinator", "officer", "anonymous") if row.answers[sort] == YES)
    try:
        museum.ask(museum.visitor(who), "POST", row)
    except NoEvent:
        museum.touched = True


@pytest.mark.parametrize("endpoint", POSTS)
def test_a_form_whose_event_cannot_be_written_changes_nothing(museum: Museum, refused: list[str], endpoint: str) -> None:
    museum.visitor(None)
    before = museum.contents(*UNTOLD)
    ask(museum, MATRIX[endpoint, "POST"])
    assert museum.contents(*UNTOLD) == before


def test_an_act_whose_event_cannot_be_written_is_not_done(museum: Museum, refused: list[str]) -> None:
    museum.visitor(None)
    before = museum.contents(*UNTOLD)
    for slug in sorted(ACTS):
        ask(museum, Row(f"/phan-cong/{{late}}/{slug}", ACTS[slug], COMPLETE | {"version": "{late_version}"}))
        assert museum.contents(*UNTOLD) == before, slug
    assert len(set(refused)) >= 8, refused


def test_a_write_without_its_event_is_seen(museum: Museum, watch: Watch) -> None:
    with museum.site.app.test_request_context("/nhiem-vu"), db.transaction(museum.site.engine) as session:
        session.execute(text("UPDATE assignment SET progress = 50"))
    museum.touched = True
    assert watch.silent == ["tasks.index: assignment"]
    watch.silent.clear()
