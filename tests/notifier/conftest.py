"""Mail servers, and the small province."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.notifier.postoffice import Authority, PostOffice, make_authority, open_office
from tests.notifier.world import World


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A certificate authority that signed for `localhost`."""
    return make_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def post() -> Iterator[Callable[..., PostOffice]]:
    """Opens mail servers, and closes them all at the end."""
    opened: list[PostOffice] = []

    def open_one(*words: Any, **more: Any) -> PostOffice:
        opened.append(open_office(*words, **more))
        return opened[-1]

    yield open_one
    for office in opened:
        office.controller.stop()


@pytest.fixture
def world(session: Session) -> World:
    """A province to be filled, on each database."""
    return World(session)
