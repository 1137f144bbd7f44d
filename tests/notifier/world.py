"""A small province for the tests of urging: one office, some agencies, people, and tasks with due dates."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from workflow import db
from workflow.access import Viewer, viewer_of
from workflow.acting import Actor
from workflow.duedates import WorkingCalendar
from workflow.model import (
    Agency,
    Assignment,
    Directive,
    DirectiveSource,
    Membership,
    Message,
    Milestone,
    Part,
    Post,
    State,
    Task,
    User,
)
from workflow.settings import Settings

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = date(2026, 11, 20)  # a Friday
LONG_AGO = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


def at(hour: str = "07:30", day: date = TODAY) -> datetime:
    """An instant by the office's clock."""
    return datetime.combine(day, time.fromisoformat(hour), ZONE).astimezone(UTC)


def make_settings(**sections: dict[str, object]) -> Settings:
    """Settings of the province of Sơn Hà with a mail server, changed as asked."""
    base: dict[str, dict[str, object]] = {
        "office": {"name": "Văn phòng UBND tỉnh Sơn Hà", "province": "Sơn Hà", "phone": "0200 555 0100"},
        "web": {"base_url": "https://dondoc.sonha.example"},
        "mail": {"host": "127.0.0.1", "sender": "dondoc@sonha.example", "security": "none", "timeout_seconds": 5},
    }
    merged = {name: {**base.get(name, {}), **sections.get(name, {})} for name in {*base, *sections}}
    return Settings.model_validate(merged)


@dataclass
class World:
    """Makes rows in one session; what it makes is flushed."""

    session: Session
    settings: Settings = field(default_factory=make_settings)
    numbers: count[int] = field(default_factory=lambda: count(1))
    calendar: WorkingCalendar = field(default_factory=WorkingCalendar)

    def add(self, row: object) -> None:
        self.session.add(row)
        self.session.flush()

    def agency(self, name: str = "Sở Xây dựng", *, email: str | None = None, office: bool = False, group: bool = False) -> Agency:
        made = Agency(code=f"a{next(self.numbers)}", name=name, folded=name.casefold(), email=email, is_office=office, is_group=group)
        self.add(made)
        return made

    def person(self, name: str, agency: Agency | None = None, post: Post = Post.OFFICER, *, locale: str = "vi", **more: object) -> User:
        number = next(self.numbers)
        made = User(email=f"u{number}@sonha.example", name=name, locale=locale, active=True, created_at=LONG_AGO, **more)
        if agency is not None:
            made.memberships.append(Membership(agency_id=agency.id, post=post))
        self.add(made)
        return made

    def directive(self, number: str = "03/KH-UBND", watcher: User | None = None) -> Directive:
        made = Directive(source=DirectiveSource.FILE, number=number, kind="Kế hoạch", watcher=watcher, created_at=LONG_AGO)
        self.add(made)
        return made

    def work(
        self,
        agency: Agency,
        due_on: date | None,
        title: str = "Báo cáo kết quả rà soát quy hoạch",
        *,
        state: State = State.IN_PROGRESS,
        part: Part = Part.LEAD,
        directive: Directive | None = None,
        officer: User | None = None,
        given: datetime = LONG_AGO,
        parent: Assignment | None = None,
        task: Task | None = None,
        **more: object,
    ) -> Assignment:
        """An assignment of a task of its own, or of `task`."""
        task = task or Task(
            code=f"NV-2026-{next(self.numbers):05d}",
            directive=directive or self.directive(),
            title=title,
            text=f"{title}.",
            created_at=given,
            assigned_on=given.astimezone(ZONE).date(),
            **more,
        )
        made = Assignment(
            task=task,
            agency=agency,
            part=part,
            state=state,
            due_on=due_on,
            original_due_on=due_on,
            officer=officer,
            changed_at=given,
            parent_id=parent.id if parent else None,
        )
        if due_on is not None:
            made.milestones.append(Milestone(due_on=due_on, original_due_on=due_on))
        self.add(made)
        return made

    def coordinator(self) -> tuple[User, Actor, Viewer]:
        """A coordinator of the office, as who acts and who looks."""
        office = self.agency("Văn phòng UBND tỉnh", office=True)
        user = self.person("Nguyễn Thu Hằng", office, Post.COORDINATOR, phone="0200 555 0116")
        return user, Actor(user.id, "web"), viewer_of(self.session, user)


def messages(engine: Engine) -> list[Message]:
    """All messages, oldest first, with everything they carry."""
    with db.reading(engine) as session:
        found = list(session.query(Message).order_by(Message.id))
        for message in found:
            _ = message.mime, [urging.reason for urging in message.urgings]
        session.expunge_all()
    return found


def later(minutes: float, start: datetime | None = None) -> datetime:
    """So many minutes after half past seven, or after `start`."""
    return (start or at()) + timedelta(minutes=minutes)


def golden(name: str) -> Path:
    """A golden file of these tests."""
    return Path(__file__).parent / "golden" / name
