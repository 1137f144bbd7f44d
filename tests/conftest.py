"""Databases that the tests run on: a SQLite file, and a real PostgreSQL that is started once per session."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from workflow import db
from workflow.settings import Database

NUMBERS = count(1)

#: `make test` tries a few examples of each property, the same at each run: what was green stays green until code changes;
#: `make prove` (HYPOTHESIS_PROFILE=prove) very many, new ones each time
settings.register_profile("default", max_examples=50, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("prove", max_examples=1_700, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def postgresql_program(name: str) -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if not found:
        pytest.fail(f"{name} is missing: apt-get install postgresql", pytrace=False)
    return found[-1]


def as_plain_user(*words: str) -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else list(words)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Address of a throwaway server on loopback, without the database's name."""
    folder = Path(tempfile.mkdtemp(prefix="dondoc-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, pwd.getpwnam("postgres").pw_uid)
    port = free_port()
    data, control = str(folder / "data"), str(postgresql_program("pg_ctl"))
    initdb = [str(postgresql_program("initdb")), "-D", data, "-U", "dondoc", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8", "--no-sync"]
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    quiet = {"check": True, "cwd": "/", "stdout": subprocess.DEVNULL}
    subprocess.run(as_plain_user(*initdb), **quiet)
    subprocess.run(as_plain_user(control, "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start"), **quiet)
    try:
        yield f"dondoc@127.0.0.1:{port}"
    finally:
        subprocess.run(as_plain_user(control, "-D", data, "-m", "immediate", "-w", "stop"), **quiet)
        shutil.rmtree(folder, ignore_errors=True)


def command(server: str, statement: str) -> None:
    with psycopg.connect(f"postgresql://{server}/postgres", autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """Name of a database with all tables, to be copied for each test."""
    command(postgresql_server, "CREATE DATABASE template_dondoc")
    made = db.engine(Database(url=f"postgresql+psycopg://{postgresql_server}/template_dondoc"))
    db.upgrade(made)
    made.dispose()
    return "template_dondoc"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, to be copied for each test."""
    path = tmp_path_factory.mktemp("template") / "dondoc.db"
    made = db.engine(Database(url=f"sqlite:///{path}"))
    db.upgrade(made)
    made.dispose()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Address of a SQLite database of this test's own, with all tables and no rows."""
    shutil.copy(sqlite_template, tmp_path / "dondoc.db")
    return f"sqlite:///{tmp_path / 'dondoc.db'}"


@pytest.fixture
def postgresql_url(postgresql_server: str, postgresql_template: str) -> Iterator[str]:
    """Address of a PostgreSQL database of this test's own, with all tables and no rows."""
    name = f"test_{next(NUMBERS)}"
    command(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {postgresql_template}")
    yield f"postgresql+psycopg://{postgresql_server}/{name}"
    command(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.program)])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Everything that asks for a database runs once on SQLite and once on PostgreSQL."""
    return str(request.param)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database_kind: str) -> str:
    """Address of a database of this test's own, with all tables and no rows."""
    return str(request.getfixturevalue(f"{database_kind}_url"))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = db.engine(Database(url=database_url))
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def common_engine(request: pytest.FixtureRequest, database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine on a database that all tests of a run share and leave empty."""
    yield from _a_database(request, database_kind, tmp_path_factory)


@pytest.fixture
def session(request: pytest.FixtureRequest, database_kind: str) -> Iterator[Session]:
    """A session whose every change, committed or not, is undone at the end.

    Making a database costs more than most tests, so they share one, inside a transaction that is rolled back. A test that asks for
    `engine` or `database_url` too has a database of its own, and there its commits are real.
    """
    if {"engine", "database_url"} & set(request.fixturenames):
        with Session(request.getfixturevalue("engine"), expire_on_commit=False) as opened:
            yield opened
        return
    with request.getfixturevalue("common_engine").connect() as connection:
        outer = connection.begin()
        with Session(bind=connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as opened:
            yield opened
        outer.rollback()


# --- one database for all tests of a module ------------------------------------------------------------------------
# Making a database costs more than most tests: those that need not commit share one and are rolled back.


@pytest.fixture(scope="module")
def shared_engine(request: pytest.FixtureRequest, database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine on a database of this module's own."""
    yield from _a_database(request, database_kind, tmp_path_factory)


@pytest.fixture
def shared_session(shared_engine: Engine) -> Iterator[Session]:
    """A session on the module's database, with the rows that the module put there; what the test does is rolled back."""
    with Session(shared_engine, expire_on_commit=False) as opened:
        yield opened
        opened.rollback()


def _a_database(request: pytest.FixtureRequest, kind: str, folders: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine on a new database with all tables."""
    number = next(NUMBERS)
    if kind == "sqlite":
        path = folders.mktemp("database") / "dondoc.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        made = db.engine(Database(url=f"sqlite:///{path}"))
        yield made
        made.dispose()
        return
    server, template = request.getfixturevalue("postgresql_server"), request.getfixturevalue("postgresql_template")
    command(server, f"CREATE DATABASE shared_{number} TEMPLATE {template}")
    made = db.engine(Database(url=f"postgresql+psycopg://{server}/shared_{number}"))
    yield made
    made.dispose()
    command(server, f"DROP DATABASE shared_{number} WITH (FORCE)")


#: without them Chromium looks up its maker's hosts at every start
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """The browser of this machine; without one the test fails and names the package."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.fail("chromium is missing: apt-get install chromium", pytrace=False)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all tests of a process."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=SWITCHES)
        yield running
        running.close()
