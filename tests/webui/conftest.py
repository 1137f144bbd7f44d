"""A running site for tests: the small office of tests.workflow.world in a database file, the real application over it, people logged in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.webui.museum import Museum
from tests.webui.shelves import KIND, ON_BOTH, a_shelf
from tests.webui.site import Site, a_site
from tests.webui.writes import Watch
from workflow import db
from workflow.settings import Database, Mail, Office, Settings, Web

#: modules whose tests run on both databases with every `make test`
ON_BOTH_ALWAYS = frozenset({"test_acts"})


@pytest.fixture
def site_database(request: pytest.FixtureRequest) -> str:
    """Which database the site is on: `sqlite` or `postgresql`."""
    return str(getattr(request, "param", KIND))


@pytest.fixture
def site_settings(request: pytest.FixtureRequest, site_database: str, tmp_path: Path) -> Settings:
    """Settings over a database of this test's own, with all tables and no rows."""
    url = str(request.getfixturevalue(f"{site_database}_url"))
    key = tmp_path / "secret-key"
    key.write_text("0123456789abcdef" * 4)
    return Settings(
        office=Office(name="Văn phòng UBND tỉnh Sơn Hà", province="Sơn Hà", phone="0200 555 0100"),
        database=Database(url=url),
        web=Web(secret_key_file=key, base_url="http://localhost"),
        mail=Mail(sender="dondoc@sonha.example"),
    )


@pytest.fixture
def site_engine(site_settings: Settings) -> Iterator[Engine]:
    made = db.engine(site_settings.database)
    yield made
    made.dispose()


@pytest.fixture
def site(site_settings: Settings, site_engine: Engine) -> Site:
    """The site with its office, people of every post and a few tasks."""
    return a_site(site_settings, site_engine)


@pytest.fixture
def anonymous(site: Site) -> FlaskClient:
    return site.app.test_client()


@pytest.fixture
def coordinator(site: Site) -> FlaskClient:
    """Nguyễn Thu Hằng, who follows the tasks."""
    return site.client("hang")


@pytest.fixture
def officer(site: Site) -> FlaskClient:
    """Đỗ Thị Ánh of Sở Tư pháp."""
    return site.client("anh")


@pytest.fixture(scope="module")
def museum(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Museum]:
    """The site with one of everything, put back as it was before each visit."""
    made = Museum(tmp_path_factory.mktemp("museum"), a_shelf(request))
    yield made
    made.site.engine.dispose()


@pytest.fixture(scope="session")
def watch() -> Iterator[Watch]:
    with Watch().watching() as watching:
        yield watching


@pytest.fixture(autouse=True)
def every_write_has_its_event(watch: Watch) -> Iterator[None]:
    """Whatever test runs: no route and no command commits a change of the office's work without an event in the same transaction."""
    watch.silent.clear()
    yield
    assert not watch.silent


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What acts do to rows runs on both databases with every `make test`; the rest here on PostgreSQL with `make both`."""
    chosen = metafunc.module.__name__.rpartition(".")[2] in ON_BOTH_ALWAYS
    if KIND == "sqlite" and chosen and "site_database" in metafunc.fixturenames:
        metafunc.parametrize("site_database", ON_BOTH, indirect=True)
