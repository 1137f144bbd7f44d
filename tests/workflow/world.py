"""A small office for tests: agencies of every sort, a person of every post, and tasks as a test asks for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directives.vietnamese import bare
from workflow.access import Viewer, viewer_of
from workflow.agency_names import make_alias
from workflow.citations import number_key
from workflow.model import (
    Agency,
    Assignment,
    Directive,
    DirectiveSource,
    GroupMember,
    Membership,
    Part,
    Post,
    State,
    Task,
    TaskNature,
    User,
)

#: Friday, in the office's and in UTC's reckoning
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


@dataclass
class World:
    """The office of tỉnh Sơn Hà; `agencies` and `people` by short names."""

    session: Session
    agencies: dict[str, Agency] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: count(1))

    def viewer(self, name: str) -> Viewer:
        return viewer_of(self.session, self.people[name])

    def agency(self, key: str, name: str, **fields: Any) -> Agency:
        agency = Agency(code=key, name=name, folded=bare(name), protocol_order=len(self.agencies), **fields)
        agency.aliases = [make_alias(name)]
        self.session.add(agency)
        self.session.flush()
        self.agencies[key] = agency
        return agency

    def person(self, key: str, name: str, agency: str, post: Post) -> User:
        user = User(email=f"{key}@sonha.example", name=name, created_at=NOW)
        self.session.add(user)
        self.session.flush()
        self.session.add(Membership(user_id=user.id, agency_id=self.agencies[agency].id, post=post))
        self.session.flush()
        self.people[key] = user
        return user

    def directive(self, number: str = "12/KH-UBND", **fields: Any) -> Directive:
        values = {"kind": "Kế hoạch", "issuer": "UBND tỉnh Sơn Hà", "subject": "Phát triển hạ tầng số", "issued_on": date(2026, 10, 1)}
        values |= {"source": DirectiveSource.FILE, "created_at": NOW, "folded": bare(f"{number} Kế hoạch Phát triển hạ tầng số")}
        values["number_key"] = number_key(number)
        directive = Directive(number=number, **(values | fields))
        self.session.add(directive)
        self.session.flush()
        return directive

    def task(self, directive: Directive, title: str = "Báo cáo kết quả", nature: TaskNature = TaskNature.SPECIFIC) -> Task:
        number = next(self.numbers)
        task = Task(
            code=f"NV-2026-{number:05}",
            directive_id=directive.id,
            title=title[:300],
            text=f"{title}.",
            folded=bare(f"{title} {directive.number}"),
            nature=nature,
            created_at=NOW,
            assigned_on=date(2026, 10, 2),
        )
        self.session.add(task)
        self.session.flush()
        return task

    def assign(
        self, task: Task, agency: str, due_on: date | None = None, state: State = State.NEW, part: Part = Part.LEAD, **fields: Any
    ) -> Assignment:
        assignment = Assignment(
            task_id=task.id,
            agency_id=self.agencies[agency].id,
            part=part,
            state=state,
            due_on=due_on,
            original_due_on=due_on,
            changed_at=NOW,
            **fields,
        )
        self.session.add(assignment)
        self.session.flush()
        return assignment


def a_world(session: Session) -> World:
    """The office, three sở, a group of two communes, and one person of every post."""
    world = World(session)
    world.agency("vp", "Văn phòng UBND tỉnh", is_office=True)
    world.agency("ubnd", "UBND tỉnh", kind="ubnd")
    world.agency("stp", "Sở Tư pháp", short_name="Sở TP", kind="so")
    world.agency("syt", "Sở Y tế", kind="so")
    world.agency("snv", "Sở Nội vụ", kind="so")
    world.agency("xa", "UBND các xã, phường, đặc khu", is_group=True, kind="nhom", level="xa")
    for key, name in (("nn", "UBND xã Nà Ngần"), ("tl", "UBND phường Tân Lập")):
        world.agency(key, name, kind="ubnd_xa", level="xa")
        session.add(GroupMember(group_id=world.agencies["xa"].id, member_id=world.agencies[key].id))
    world.person("hang", "Nguyễn Thu Hằng", "vp", Post.COORDINATOR)
    world.person("quang", "Trần Quang", "vp", Post.ADMINISTRATOR)
    world.person("anh", "Đỗ Thị Ánh", "stp", Post.OFFICER)
    world.person("yen", "Lê Hải Yến", "syt", Post.OFFICER)
    world.person("na", "Hoàng Văn Nà", "nn", Post.OFFICER)
    world.person("chu", "Phạm Văn Chủ", "ubnd", Post.PROVINCIAL_LEADER)
    session.flush()
    return world


def opened_world(session: Session) -> World:
    """The world that another session made and committed, as this session sees it."""
    world = World(session)
    world.agencies = {agency.code: agency for agency in session.scalars(select(Agency).order_by(Agency.id))}
    world.people = {user.email.split("@")[0]: user for user in session.scalars(select(User).order_by(User.id))}
    world.numbers = count((session.scalar(select(func.count(Task.id))) or 0) + 1)
    return world
