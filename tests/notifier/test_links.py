"""The pages that mails and calendars point to are pages of the web, and mean there what the mail says."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.routing import MapAdapter

from notifier import links
from tests.notifier.world import make_settings
from webui.app import create_app
from workflow import db
from workflow.model import State, TimeClass
from workflow.settings import Database, Settings
from workflow.task_filter import TaskFilter

SETTINGS = make_settings()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> MapAdapter:
    folder = tmp_path_factory.mktemp("web")
    (folder / "secret").write_text("x" * 64, "ascii")
    settings = make_settings(web={"secret_key_file": folder / "secret"}, database={"url": f"sqlite:///{folder / 'dondoc.db'}"})
    engine = db.engine(Database(url=settings.database.url))
    db.upgrade(engine)
    app = create_app(settings, engine)
    engine.dispose()
    return app.url_map.bind("dondoc.sonha.example")


@pytest.mark.parametrize(
    ("link", "endpoint"),
    [
        (lambda s: links.task(s.web.base_url, 77), "tasks.show"),
        (lambda s: links.of_classes(s, [TimeClass.LATE]), "tasks.index"),
        (links.newly_given, "tasks.index"),
        (links.home, "home.index"),
    ],
)
def test_a_link_leads_to_its_page(pages: MapAdapter, link: Callable[[Settings], str], endpoint: str) -> None:
    found, _ = pages.match(urlsplit(link(SETTINGS)).path)
    assert found == endpoint


def test_the_lists_filter_what_the_mail_is_about() -> None:
    late = TaskFilter.from_args(parse_qs(urlsplit(links.of_classes(SETTINGS, [TimeClass.LATE, TimeClass.SOON, TimeClass.LATE])).query))
    assert late == TaskFilter(time_class=frozenset({TimeClass.LATE, TimeClass.SOON}))
    new = TaskFilter.from_args(parse_qs(urlsplit(links.newly_given(SETTINGS)).query))
    assert new == TaskFilter(state=frozenset({State.NEW}))
