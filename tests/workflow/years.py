"""An office that works for a while: real people, real tasks, and any acts of any of them, day after day, through the real verbs."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.workflow.world import World
from workflow import accepting, agencies, intake, people, tracking
from workflow.access import viewer_of
from workflow.acting import Actor
from workflow.assignments import open_request
from workflow.duedates import WorkingCalendar
from workflow.model import Agency, Assignment, Directive, GroupMember, Post, Task, User
from workflow.refusals import Refused
from workflow.settings import Settings

#: Monday
FIRST = date(2026, 3, 2)
#: an hour of the day at which Hà Nội and London have the same date
HOUR = timedelta(hours=2)
#: the office may do most of it, so it acts most
WHO = ("hang", "hang", "hang", "anh", "yen", "na", "chu", "quang")
#: tries until somebody may do something
TRIES = 5
REASONS = ("Chờ hướng dẫn của Bộ", "Bão số 3 kéo dài", "Thiếu số liệu cấp xã")


@dataclass
class Office:
    """The office, its clock and what may happen in it."""

    session: Session
    rng: random.Random
    world: World
    day: date = FIRST
    tick: int = 0
    done: list[str] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """Minutes go by with every act, and never past the day."""
        return datetime.combine(self.day, datetime.min.time(), UTC) + HOUR + timedelta(seconds=self.tick)

    def next_day(self, days: int = 1) -> None:
        self.day, self.tick = self.day + timedelta(days=days), 0

    def by(self, who: str) -> dict[str, Any]:
        user = self.world.people[who]
        return {"actor": Actor(user.id, "web", "10.0.0.7"), "viewer": viewer_of(self.session, user), "now": self.now, "today": self.day}

    def give(self, *, since: int = 0) -> Task:
        """New work, said by a leader, perhaps some days ago: to one, to several, to a group; with a date or without."""
        known, rng = self.world.agencies, self.rng
        leads = rng.choice([["stp"], ["syt"], ["stp", "snv"], ["xa"]])
        helpers = rng.choice([[], ["snv"], ["syt", "xa"]])
        said_on = self.day - timedelta(days=since)
        due_on = said_on + timedelta(days=rng.randint(0, 25)) if rng.random() < 0.8 else None
        self.tick += 1
        return accepting.add_spoken(
            self.session,
            **self.by("hang"),
            settings=Settings(),
            calendar=WorkingCalendar.load(self.session),
            given_by="Chủ tịch UBND tỉnh",
            given_on=said_on,
            kind="Ý kiến chỉ đạo",
            title=f"Việc {self.day:%d/%m} số {rng.randint(1, 999)}",
            lead=[known[key].id for key in leads],
            coordinate=[known[key].id for key in helpers if key not in leads],
            due_on=due_on,
        )

    def rename(self) -> None:
        """What a list shows of others changes: an agency's name, a directive's head, who follows it."""
        self.tick += 1
        by = self.by("hang")
        if self.rng.random() < 0.5:
            agency = self.world.agencies[self.rng.choice(["stp", "syt", "tl"])]
            self.session.refresh(agency)
            new = {"name": f"Cơ quan {self.day:%d%m} {self.tick}", "short_name": self.rng.choice(["", "CQ"])}
            agencies.update(self.session, agency, actor=by["actor"], now=self.now, version=agency.version, **new)
            return
        directive = self.session.scalars(select(Directive).order_by(Directive.id)).first()
        if directive is None:
            return
        if self.rng.random() < 0.5:
            anybody = [None, self.world.people["hang"].id]
            by = {key: by[key] for key in ("actor", "viewer", "now")}
            tracking.set_watcher(self.session, directive.id, **by, version=directive.version, user_id=self.rng.choice(anybody))
            return
        head = {"number": f"{self.tick}/KH-UBND", "issued_on": self.some_day(-30, 0)}
        intake.correct_head(self.session, directive.id, actor=by["actor"], now=self.now, version=directive.version, again=True, **head)

    def act(self) -> bool:
        """Somebody does something, if anything that comes to mind in some tries may be done."""
        return any(self._try() for _ in range(TRIES))

    def _try(self) -> bool:
        """Somebody does something to some assignment, as the edge does it: all or nothing. Gives whether it was let through."""
        ids = self.session.scalars(select(Assignment.id).order_by(Assignment.id)).all()
        if not ids:
            return False
        assignment = self.session.get_one(Assignment, self.rng.choice(ids))
        name = self.rng.choice(sorted(VERBS))
        verb, typed = VERBS[name]
        target = assignment.id
        if name in ("decide", "withdraw"):
            request = open_request(assignment)
            if request is None:
                return False
            target = request.id
        self.tick += 1
        try:
            with self.session.begin_nested():
                verb(self.session, target, **self.by(self.rng.choice(WHO)), version=assignment.version, **typed(self))
        except Refused:
            self.session.expire_all()
            return False
        self.session.expire_all()
        self.done.append(name)
        return True

    # --- what people type ------------------------------------------------------------------------------------------

    def some_day(self, first: int, last: int) -> date:
        return self.day + timedelta(days=self.rng.randint(first, last))

    def why(self) -> str:
        return self.rng.choice(REASONS)


Typed = Callable[[Office], dict[str, Any]]
VERBS: dict[str, tuple[Callable[..., Any], Typed]] = {
    "receive": (tracking.receive, lambda o: {}),
    "start": (tracking.start, lambda o: {}),
    "report": (tracking.report, lambda o: {"progress": o.rng.choice([None, 10, 60]), "text": f"Đã làm {o.tick} phần"}),
    "submit": (tracking.submit, lambda o: {"result_number": "12/BC-SNV", "result_date": o.some_day(-9, 0)}),
    "submit again": (tracking.submit, lambda o: {"text": "Đã xong", "result_date": o.some_day(-3, 0), "whole": True}),
    "confirm": (tracking.confirm, lambda o: {}),
    "confirm too": (tracking.confirm, lambda o: {"note": "Tốt"}),
    "send_back": (tracking.send_back, lambda o: {"reason": o.why()}),
    "return": (tracking.return_not_ours, lambda o: {"reason": o.why()}),
    "pause": (tracking.pause, lambda o: {"reason": o.why()}),
    "resume": (tracking.resume, lambda o: {}),
    "cancel": (tracking.cancel, lambda o: {"reason": o.why()}),
    "reopen": (tracking.reopen, lambda o: {"reason": o.why()}),
    "ask": (tracking.ask_extension, lambda o: {"wanted_on": o.some_day(1, 40), "reason": o.why()}),
    "withdraw": (tracking.withdraw_extension, lambda o: {}),
    "decide": (tracking.decide_extension, lambda o: {"granted": o.rng.random() < 0.6, "reason": o.why()}),
    "change_due": (
        tracking.change_due,
        lambda o: {"due_on": o.rng.choice([None, o.some_day(-5, 20)]), "reason": o.why(), "correction": o.rng.random() < 0.3},
    ),
    "transfer": (
        tracking.transfer,
        lambda o: {"agency_id": o.world.agencies[o.rng.choice(["stp", "syt", "snv", "nn"])].id, "reason": o.why()},
    ),
    "set_officer": (tracking.set_officer, lambda o: {"officer_id": o.rng.choice([None, o.world.people["anh"].id])}),
}


def an_office(session: Session, rng: random.Random) -> Office:
    """The agencies of the small world, and its people made by the real verb."""
    world = World(session)
    world.agency("vp", "Văn phòng UBND tỉnh", is_office=True)
    world.agency("ubnd", "UBND tỉnh")
    for key, name in (("stp", "Sở Tư pháp"), ("syt", "Sở Y tế"), ("snv", "Sở Nội vụ")):
        world.agency(key, name, kind="so")
    world.agency("xa", "UBND các xã, phường, đặc khu", is_group=True, kind="nhom", level="xa")
    for key, name in (("nn", "UBND xã Nà Ngần"), ("tl", "UBND phường Tân Lập")):
        world.agency(key, name, kind="ubnd_xa", level="xa")
        session.add(GroupMember(group_id=world.agencies["xa"].id, member_id=world.agencies[key].id))
    office = Office(session, rng, world)
    for key, name, agency, post in PEOPLE:
        posts = [(post, world.agencies[agency].id)]
        actor = Actor(None, "cli")
        world.people[key] = people.create_user(session, email=f"{key}@sonha.example", name=name, posts=posts, actor=actor, now=office.now)
    session.flush()
    return office


PEOPLE = (
    ("hang", "Nguyễn Thu Hằng", "vp", Post.COORDINATOR),
    ("quang", "Trần Quang", "vp", Post.ADMINISTRATOR),
    ("anh", "Đỗ Thị Ánh", "stp", Post.OFFICER),
    ("yen", "Lê Hải Yến", "syt", Post.OFFICER),
    ("na", "Hoàng Văn Nà", "nn", Post.OFFICER),
    ("chu", "Phạm Văn Chủ", "ubnd", Post.PROVINCIAL_LEADER),
)


def reopened(session: Session, rng: random.Random, day: date) -> Office:
    """The office that another session made and committed, on a later day."""
    world = World(session)
    world.agencies = {agency.code: agency for agency in session.scalars(select(Agency).order_by(Agency.id))}
    world.people = {user.email.split("@")[0]: user for user in session.scalars(select(User).order_by(User.id))}
    return Office(session, rng, world, day)


def a_while(office: Office, *, days: int, acts_a_day: int) -> None:
    """Some days' work."""
    for _ in range(days):
        if office.rng.random() < 0.5 or not office.done:
            office.give(since=office.rng.choice([0, 0, 3]))
        for _ in range(acts_a_day):
            office.act()
        office.next_day()
