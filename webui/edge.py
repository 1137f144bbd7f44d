"""What every page needs of its surroundings: units of work, the clock, who looks, who acts. The only module that asks Flask for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from flask import abort, current_app, g, request, url_for
from flask_login import current_user
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from notifier import outbox
from webui.underway import Underway
from workflow import db
from workflow.access import Viewer
from workflow.acting import Actor
from workflow.duedates import WorkingCalendar
from workflow.model import Event
from workflow.settings import Settings

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

View = TypeVar("View", bound="Callable[..., ResponseReturnValue]")


@dataclass(frozen=True)
class Surroundings:
    """What `create_app` was given, and every view needs."""

    settings: Settings
    engine: Engine
    #: gives the present instant, aware, UTC
    clock: Callable[[], datetime]
    #: how far the files are that are being read
    reading: Underway = field(default_factory=Underway)


def surroundings() -> Surroundings:
    """What the running application was made with."""
    found: Surroundings = current_app.extensions["dondoc"]
    return found


def settings() -> Settings:
    """The settings of the running application."""
    return surroundings().settings


def now() -> datetime:
    """The instant of this request, aware, UTC: the same for everything that one request does."""
    if "now" not in g:
        g.now = surroundings().clock()
    moment: datetime = g.now
    return moment


def today() -> date:
    """The office's civil date."""
    return now().astimezone(settings().zone).date()


@contextmanager
def reading() -> Iterator[Session]:
    """A unit of work that only reads."""
    with db.reading(surroundings().engine) as session:
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """A unit of work that writes: all or nothing. What its events make known by mail is queued in the same transaction."""
    with db.transaction(surroundings().engine) as session:
        written: list[Event] = []
        event.listen(session, "after_flush", lambda flushed, _context: written.extend(e for e in flushed.new if isinstance(e, Event)))
        yield session
        session.flush()
        queue_mails(session, list(written))


def queue_mails(session: Session, events: list[Event]) -> None:
    """Queue the mails that these events call for at once: an assignment, a return, an answer to a request for more time."""
    if events:
        outbox.queue_for_events(session, events, settings=settings(), now=now(), today=today())


def address(endpoint: str, **values: Any) -> str:
    """The full address of a page for mails: from the settings, never from the request (whose Host anybody can set)."""
    return settings().web.base_url + url_for(endpoint, **values)


def calendar(session: Session) -> WorkingCalendar:
    """The office's working calendar."""
    return WorkingCalendar.load(session)


def current_viewer() -> Viewer:
    """Who looks, with the posts held at the beginning of this request; without a log-in the request ends with 401."""
    if not current_user.is_authenticated:
        abort(401)
    viewer: Viewer = current_user.viewer
    return viewer


def actor() -> Actor:
    """Who acts, and from where."""
    viewer = current_viewer()
    return Actor(viewer.user_id, "web", request.remote_addr or "", viewer.own_posts if viewer.lent else frozenset(), viewer.lent)


def public(view: View) -> View:
    """Mark a view that needs no log-in; every other one needs one."""
    marked: Any = view
    marked.is_public = True
    return view


def is_public(endpoint: str | None) -> bool:
    """Whether the view of an endpoint needs no log-in."""
    return bool(getattr(current_app.view_functions.get(endpoint or ""), "is_public", False))
