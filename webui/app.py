"""The composition root of the pages: `create_app` puts settings, database, clock and the parts of the site together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import Engine
from werkzeug.routing import IntegerConverter, Map

from webui import (
    absence,
    acts,
    admin,
    auth,
    documents,
    feeds,
    find,
    home,
    language,
    messages,
    parting,
    presentation,
    recurring,
    review,
    security,
    tasks,
    waiting,
)
from webui.edge import Surroundings
from workflow import db
from workflow.settings import Settings

#: every part of the site
PARTS = (auth, absence, home, find, tasks, acts, recurring, waiting, documents, review, parting, admin, feeds, messages)


class Id(IntegerConverter):
    """The number of a row in an address. Larger ones are in no table, and the database could not even look for them."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=2**31 - 1)


def present() -> datetime:
    """The clock of a running server."""
    return datetime.now(UTC)


def create_app(settings: Settings, engine: Engine | None = None, *, now: Callable[[], datetime] = present) -> Flask:
    """The web application over these settings.

    Makes an engine of its own when none is given; `now` is the clock (aware, UTC). Raises SettingsError when the key that signs cookies
    is missing.
    """
    app = Flask(__name__, static_url_path="/static")
    app.url_map.converters["int"] = Id
    app.extensions["dondoc"] = Surroundings(settings, engine if engine is not None else db.engine(settings.database), now)
    security.install(app, settings)
    language.install(app)
    presentation.install(app)
    auth.install(app)
    for part in PARTS:
        app.register_blueprint(part.blueprint)
    return app
