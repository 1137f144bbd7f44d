"""What every command shares: where the configuration is, the database behind it, the clock, and how faults are said.

Data goes to stdout, talk to stderr. Exit codes: 0 done, 1 it could not be done (said in a sentence), 2 the call was wrong.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, wraps
from pathlib import Path
from typing import Any, Concatenate, NoReturn, ParamSpec, TypeVar

import click
from alembic.util import CommandError
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from workflow import access, db
from workflow.acting import Actor
from workflow.duedates import WorkingCalendar
from workflow.model import Post, User
from workflow.os_faults import reason
from workflow.refusals import Refused
from workflow.settings import Settings, SettingsError, load

#: the administrator at the shell, who sees everything and is nobody in particular
SHELL = access.Viewer(0, "dòng lệnh", frozenset({(Post.ADMINISTRATOR, 0)}))
PLACES = (Path("config.toml"), Path("/etc/dondoc/config.toml"))


def say(sentence: str) -> None:
    """Talk, on stderr."""
    click.echo(sentence, err=True)


def fail(sentence: str) -> NoReturn:
    """End the command with exit code 1 and the reason."""
    raise click.ClickException(sentence)


def parse_day(value: str) -> date:
    """A civil date written `27/11/2026` or `2026-11-27`. Raises ValueError."""
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(value, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise ValueError(f"{value!r} không phải là một ngày; viết như 27/11/2026 hoặc 2026-11-27")


class Day(click.ParamType[date]):
    """A date on the command line."""

    name = "NGÀY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return parse_day(value)
        except ValueError as fault:
            self.fail(str(fault), param, ctx)


@dataclass
class Console:
    """One run of the command line."""

    config: Path | None

    @cached_property
    def path(self) -> Path:
        """The configuration: --config, then DONDOC_CONFIG, then ./config.toml, then /etc/dondoc/config.toml."""
        if self.config is not None:
            return self.config
        if named := os.environ.get("DONDOC_CONFIG"):
            return Path(named)
        return next((place for place in PLACES if place.exists()), PLACES[0])

    @cached_property
    def settings(self) -> Settings:
        try:
            return load(self.path)
        except SettingsError as fault:
            fail(str(fault))

    @cached_property
    def engine(self) -> Engine:
        return db.engine(self.settings.database)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self, day: date | None = None) -> date:
        """The office's civil date, or the day given."""
        return day or self.now().astimezone(self.settings.zone).date()

    @property
    def actor(self) -> Actor:
        return Actor(None, "cli")

    def actor_for(self, session: Session, email: str) -> tuple[Actor, access.Viewer]:
        """The person in whose name a command acts. Ends the command when there is none."""
        user = session.scalar(select(User).where(User.email == email.strip().lower(), User.active))
        if user is None:
            fail(f"Không có người dùng {email} đang hoạt động. Xem danh sách: dondoc user list")
        viewer = access.viewer_of(session, user, self.today())
        return Actor(user.id, "cli", "", viewer.own_posts if viewer.lent else frozenset(), viewer.lent), viewer

    def calendar(self, session: Session) -> WorkingCalendar:
        return WorkingCalendar.load(session)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One writing unit of work; refusals and database faults end the command with their sentence."""
        with faults(), db.transaction(self._ready()) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with faults(), db.reading(self._ready()) as session:
            yield session

    def _ready(self) -> Engine:
        with faults():
            db.check_version(self.engine)
        return self.engine


@contextmanager
def faults() -> Iterator[None]:
    """Refusals, faults of the database and of files end the command with their sentence, exit code 1."""
    try:
        yield
    except Refused as fault:
        fail(str(fault))
    except SettingsError as fault:
        fail(str(fault))
    except SQLAlchemyError as fault:
        words = str(getattr(fault, "orig", None) or fault).splitlines()[0]
        fail(f"Cơ sở dữ liệu báo lỗi: {words}. Chưa có gì thay đổi; xem thêm bằng lệnh: dondoc doctor")
    except CommandError as fault:
        fail(f"Không đổi được phiên bản cơ sở dữ liệu: {fault}. Chưa có gì thay đổi; xem thêm bằng lệnh: dondoc doctor")
    except BrokenPipeError:  # whoever read our output went away: click ends quietly
        raise
    except OSError as fault:
        fail(f"{fault.filename or 'Hệ điều hành'}: {reason(fault)}.")


P = ParamSpec("P")
R = TypeVar("R")


def pass_console(command: Callable[Concatenate[Console, P], R]) -> Callable[P, R]:
    """Decorator: the command's first argument is the Console of this run, made from the --config of the call; faults are said in words."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with faults():
            return command(Console(click.get_current_context().find_root().obj), *args, **kwargs)

    return run
