"""Databases under the site of the tests: SQLite, or PostgreSQL where `DONDOC_TEST_DATABASE=postgresql` says so (`make both`)."""

from __future__ import annotations

import os
import shutil
from itertools import count
from pathlib import Path
from typing import Protocol

import pytest

from tests.conftest import command

#: the database under tests that do not choose one
KIND = os.environ.get("DONDOC_TEST_DATABASE", "sqlite")
#: for tests that hold the database file itself in their hands
ON_SQLITE = pytest.mark.parametrize("site_database", ["sqlite"], indirect=True)
#: for tests that run on both with every `make test`
ON_BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.program))
NUMBERS = count(1)


class Shelf(Protocol):
    """One database that can be put back as it was."""

    url: str

    def keep(self) -> None:
        """This is how it shall be. Nobody may be connected, here and below."""

    def put_back(self) -> None:
        """As it was when it was kept."""


class SqliteShelf:
    def __init__(self, folder: Path, template: Path) -> None:
        self.file, self.kept = folder / "museum.db", folder / "kept.db"
        shutil.copy(template, self.file)
        self.url = f"sqlite:///{self.file}"

    def keep(self) -> None:
        shutil.copy(self.file, self.kept)

    def put_back(self) -> None:
        for beside in (f"{self.file}-wal", f"{self.file}-shm"):
            Path(beside).unlink(missing_ok=True)
        shutil.copy(self.kept, self.file)


class PostgresqlShelf:
    def __init__(self, server: str, template: str) -> None:
        self.server, self.name = server, f"museum_{os.getpid()}_{next(NUMBERS)}"
        self._copy(template, self.name)
        self.url = f"postgresql+psycopg://{server}/{self.name}"

    def keep(self) -> None:
        self._drop(f"{self.name}_kept")
        self._copy(self.name, f"{self.name}_kept")

    def put_back(self) -> None:
        self._drop(self.name)
        self._copy(f"{self.name}_kept", self.name)

    def _copy(self, source: str, target: str) -> None:
        command(self.server, f"CREATE DATABASE {target} TEMPLATE {source}")

    def _drop(self, name: str) -> None:
        command(self.server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def a_shelf(request: pytest.FixtureRequest, kind: str = KIND) -> Shelf:
    """A database of its own with all tables and no rows, for longer than one test."""
    if kind == "postgresql":
        return PostgresqlShelf(request.getfixturevalue("postgresql_server"), request.getfixturevalue("postgresql_template"))
    folder = request.getfixturevalue("tmp_path_factory").mktemp("shelf")
    return SqliteShelf(folder, request.getfixturevalue("sqlite_template"))
