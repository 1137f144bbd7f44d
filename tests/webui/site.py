"""The site that the tests of the pages visit."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.workflow.world import NOW, TODAY, World, a_world
from webui.app import create_app
from workflow import db, passwords, people
from workflow.model import Assignment, Milestone, Part, Post, Series, State, Task, User
from workflow.settings import Settings

PASSWORD = "nắng sớm trên đồi chè 47"
#: `<input type="hidden" name="csrf_token" value="…">` of any form
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@cache
def password_hash() -> str:
    """The hash of PASSWORD, made once: hashing is slow on purpose."""
    return passwords.hash_password(PASSWORD)


@dataclass
class Site:
    """The application, and ways to be somebody in it."""

    app: Flask
    engine: Engine
    settings: Settings
    #: ids of people, agencies, tasks and assignments by short names
    ids: dict[str, int] = field(default_factory=dict)
    now: datetime = NOW

    def client(self, who: str) -> FlaskClient:
        """A browser in which this person is logged in."""
        with db.transaction(self.engine) as session:
            user = session.get_one(User, self.ids[who])
            secret = people.open_session(session, user, now=self.now, ip="127.0.0.1", user_agent="tests", settings=self.settings)
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = secret
            cookie["_fresh"] = True
        return client

    def post(self, client: FlaskClient, path: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """A form sent with the token of this browser."""
        return client.post(path, data={"csrf_token": token_of(client)} | (data or {}), **more)

    def version(self, assignment: str) -> int:
        with db.reading(self.engine) as session:
            return session.get_one(Assignment, self.ids[assignment]).version

    def read(self, what: type[Any], key: str) -> Any:
        """A row as the database has it now."""
        with db.reading(self.engine) as session:
            row = session.get_one(what, self.ids[key])
            session.expunge(row)
            return row


def token_of(client: FlaskClient) -> str:
    """The forgery token of this browser."""
    page = client.get("/tai-khoan", follow_redirects=True).text
    found = TOKEN.search(page)
    assert found, "no form on the page"
    return found[1]


def a_site(settings: Settings, engine: Engine) -> Site:
    """The office with tasks: one late, one proposed as done, one new, one of another agency, one of a group."""
    site = Site(app=None, engine=engine, settings=settings)  # type: ignore[arg-type]
    with db.transaction(engine) as session:
        world = a_world(session)
        world.agency("sct", "Sở Công Thương", kind="so")
        world.person("thuong", "Bùi Văn Thương", "sct", Post.OFFICER)
        world.person("loan", "Vũ Thị Loan", "vp", Post.HEAD_OF_OFFICE)
        world.person("lam", "Hoàng Văn Lâm", "stp", Post.AGENCY_HEAD)
        world.person("nghi", "Trịnh Văn Nghỉ", "stp", Post.OFFICER).active = False
        for user in world.people.values():
            user.password_hash = password_hash()
        _fill(session, world, site)
        site.ids |= {key: row.id for key, row in (*world.people.items(), *world.agencies.items())}
    site.app = create_app(settings, engine, now=lambda: site.now)
    site.app.testing = False
    return site


def _fill(session: Session, world: World, site: Site) -> None:
    plan = world.directive("12/KH-UBND", watcher_id=world.people["hang"].id, leader_id=world.people["chu"].id)
    late = world.task(plan, "Số hóa sổ hộ tịch của xã")
    site.ids["plan"] = plan.id
    rule = "FREQ=MONTHLY;BYMONTHDAY=8"
    monthly = Series(phrase="trước ngày 08 hằng tháng", rrule=rule, office_rrule=rule, starts_on=TODAY, paused=False)
    session.add(monthly)
    session.flush()
    late.series_id, late.occurrence_on = monthly.id, TODAY - timedelta(days=12)
    site.ids["monthly"] = monthly.id
    _give(session, world, site, "late", late, "stp", -12, State.IN_PROGRESS, received_at=NOW - timedelta(days=20))
    _give(session, world, site, "late_helper", late, "syt", 7, State.RECEIVED, part=Part.COORDINATE)
    proposed = world.task(plan, "Đưa vào khai thác kho dữ liệu hộ tịch")
    _give(session, world, site, "proposed", proposed, "stp", 7, State.SUBMITTED, completed_on=TODAY, result_number="142/BC-STP")
    fresh = world.task(plan, "Bố trí kinh phí trực gác cháy rừng")
    _give(session, world, site, "fresh", fresh, "stp", 3, State.NEW)
    foreign = world.task(plan, "Kết nối dữ liệu khám, chữa bệnh")
    _give(session, world, site, "foreign", foreign, "snv", -3, State.IN_PROGRESS)
    undated = world.task(plan, "Hướng dẫn hồ sơ công nhận làng nghề")
    waits = _give(session, world, site, "undated", undated, "stp", None, State.RECEIVED)
    waits.milestones = [Milestone(kind="conditional", phrase="sau khi Bộ ban hành hướng dẫn")]
    session.flush()
    site.ids["waiting"] = waits.milestones[0].id
    many = world.task(plan, "Rà soát nhà ở hộ nghèo")
    group = _give(session, world, site, "group", many, "xa", 5, State.NEW)
    _give(session, world, site, "member", many, "nn", 5, State.IN_PROGRESS, parent_id=group.id)
    _give(session, world, site, "other_member", many, "tl", 5, State.NEW, parent_id=group.id)


def _give(
    session: Session, world: World, site: Site, name: str, task: Task, agency: str, due_in: int | None, state: State, **fields: Any
) -> Assignment:
    due_on = TODAY + timedelta(days=due_in) if due_in is not None else None
    given = world.assign(task, agency, due_on, state, **fields)
    given.milestones = [Milestone(kind="date", phrase="", due_on=due_on, original_due_on=due_on)] if due_on else []
    session.flush()
    site.ids[name] = given.id
    site.ids[f"{name}_task"] = task.id
    return given
