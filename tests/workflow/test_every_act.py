"""Every public verb that somebody acts with: its event says who, the tables stay what the history tells, and yesterday stays what it was.

A new verb (a public function of `workflow` that takes a session and an actor) has no case here and fails the first test by its name.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import workflow
from directives.model import ParsedDirective
from tests.workflow import test_intake, test_parting
from tests.workflow.years import Office, a_while, an_office
from workflow import (
    accepting,
    agencies,
    audit,
    audit_tables,
    calendar_days,
    causes,
    conditions,
    db,
    delegation,
    duties,
    excusing,
    extensions,
    feed_tokens,
    giving,
    hands,
    heads,
    intake,
    moved_dates,
    parting,
    passing,
    past,
    people,
    relations,
    reorganisation,
    reorganisation_undo,
    repeats,
    review,
    series,
    sheet_import,
    sheets,
    silence,
    tracking,
)
from workflow import reorganisation_queries as known
from workflow.acting import MACHINE, Actor
from workflow.assignments import open_request
from workflow.duedates import WorkingCalendar
from workflow.model import (
    Agency,
    Assignment,
    Candidate,
    Directive,
    Event,
    Feed,
    Milestone,
    Part,
    Post,
    RelationKind,
    ReorganisationKind,
    Series,
    Task,
    TimeClass,
    User,
)
from workflow.past import PastDay
from workflow.queries import Sort, TaskFilter
from workflow.relations import Choice
from workflow.reorganisation_plan import Choices, Target
from workflow.settings import Database, Settings

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SETTINGS = Settings()
#: what other verbs are made of, and do not act alone
PIECES = frozenset(
    {
        "assignments.settle", "bodies.made", "causes.made", "giving.give", "history.record", "history.record_many", "intake.admit", "intake.store_file",
        "learning.learn", "passing.again", "series.begin", "series.give_occurrence",
    }
)  # fmt: skip
LISTS = (
    TaskFilter(),
    TaskFilter(open_only=False, sort=Sort.CODE, per_page=500),
    TaskFilter(open_only=False, sort=Sort.CODE, part=Part.COORDINATE, per_page=500),
    TaskFilter(time_class=frozenset({TimeClass.LATE})),
    TaskFilter(extension_asked=True),
)


def verbs() -> dict[str, Callable[..., Any]]:
    """`module.function` → every public verb."""
    found: dict[str, Callable[..., Any]] = {}
    for module in pkgutil.walk_packages(workflow.__path__, "workflow."):
        if ".migrations" in module.name:
            continue
        for name, function in vars(importlib.import_module(module.name)).items():
            if inspect.isfunction(function) and function.__module__ == module.name and not name.startswith("_"):
                parameters = list(inspect.signature(function).parameters)
                if parameters[:1] == ["session"] and "actor" in parameters:
                    found[f"{module.name.removeprefix('workflow.')}.{name}"] = function
    return found


@dataclass
class Desk:
    """An office with a past, a directive under review, and work to act on."""

    office: Office
    directive: Directive
    parts: dict[str, int] = field(default_factory=dict)

    @property
    def session(self) -> Session:
        return self.office.session

    def agency(self, key: str) -> Agency:
        return self.session.get_one(Agency, self.office.world.agencies[key].id)

    def user(self, key: str) -> User:
        return self.session.get_one(User, self.office.world.people[key].id)

    def part(self, key: str = "stp") -> Assignment:
        return self.session.get_one(Assignment, self.parts[key])

    def candidates(self) -> list[Candidate]:
        query = select(Candidate).where(Candidate.directive_id == self.directive.id).order_by(Candidate.ordinal)
        return list(self.session.scalars(query))

    def call(self, verb: Callable[..., Any], *args: Any, who: str = "hang", **said: Any) -> Any:
        """The verb with what it takes of who, when and where."""
        self.office.tick += 1
        calendar = WorkingCalendar.load(self.session)
        usual = self.office.by(who) | {"settings": SETTINGS, "calendar": calendar}
        wanted = inspect.signature(verb).parameters
        made = verb(self.session, *args, **{name: value for name, value in usual.items() if name in wanted} | said)
        self.session.flush()
        return made

    def act(self, verb: Callable[..., Any], key: str = "stp", who: str = "hang", **said: Any) -> Any:
        return self.call(verb, self.parts[key], who=who, version=self.part(key).version, **said)


@pytest.fixture(scope="module")
def worked(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An office that worked for some days, made once."""
    path = tmp_path_factory.mktemp("office") / "dondoc.db"
    shutil.copy(sqlite_template, path)
    engine = db.engine(Database(url=f"sqlite:///{path}"))
    with Session(engine, expire_on_commit=False) as session:
        office = an_office(session, random.Random(6))
        office.world.agencies["ubnd"].kind = "ubnd"
        a_while(office, days=2, acts_a_day=5)
        posts = [(Post.OFFICER, office.world.agencies["stp"].id)]
        actor = Actor(None, "cli")
        binh = people.create_user(session, email="binh@sonha.example", name="Đào Văn Bình", posts=posts, actor=actor, now=office.now)
        office.world.people["binh"] = binh
        made = Desk(office, _received(office))
        _work(made)
        office.next_day(2)
        session.commit()
        yield made
    engine.dispose()


@pytest.fixture
def desk(worked: Desk) -> Iterator[Desk]:
    """The office as it was left; what the test does is undone."""
    worked.office.tick = 0
    worked.session.expire_all()
    yield worked
    worked.session.rollback()


def _received(office: Office) -> Directive:
    issued = test_intake.parsed(issued_on=office.day.isoformat(), number="31/KH-UBND")
    tasks = tuple(issued.tasks[0].model_copy(update={"path": path}) for path in ("I.1", "I.2", "I.3"))
    document: ParsedDirective = issued.model_copy(update={"tasks": tasks})
    said = {"parsed": document, "now": office.now, "today": office.day, "actor": office.by("hang")["actor"]}
    return test_intake.receive(office.session, **said).directive


def _work(desk: Desk) -> None:
    """One task of many parts, of which one waits for an event; one that recurs."""
    office, agency = desk.office, desk.agency
    office.tick += 1
    said = {"actor": MACHINE, "now": office.now, "today": office.day}
    due = Milestone(phrase="", kind="date", due_on=office.day + timedelta(days=9), original_due_on=office.day + timedelta(days=9))
    leads, helpers = [agency("stp"), agency("ubnd"), agency("xa")], [agency("snv")]
    work = giving.Work(desk.directive, "Kiểm tra hồ chứa", "Kiểm tra hồ chứa.", leads, helpers, [due])
    many = giving.give(office.session, work, action="task.accepted", assigned_on=office.day, **said)
    desk.parts = {one.agency.code: one.id for one in many.assignments}
    waits = giving.Work(
        desk.directive, "Báo cáo lũ", "Báo cáo lũ.", [agency("syt")], [], [Milestone(phrase="khi có lũ", kind="conditional")]
    )
    flood = giving.give(office.session, waits, action="task.accepted", assigned_on=office.day, **said)
    desk.parts["waits"] = flood.assignments[0].id
    rule = "FREQ=MONTHLY;BYMONTHDAY=20"
    monthly = Series(phrase="ngày 20 hằng tháng", rrule=rule, office_rrule=rule, starts_on=office.day, paused=False)
    office.session.add(monthly)
    office.session.flush()
    again = giving.Work(desk.directive, "Báo cáo tháng", "Báo cáo tháng.", [agency("stp")], [])
    calendar = WorkingCalendar.load(office.session)
    series.begin(office.session, monthly, again, settings=SETTINGS, calendar=calendar, **said)


# --- a case for each ------------------------------------------------------------------------------------------------------


def _submitted(desk: Desk) -> None:
    desk.act(tracking.submit, who="anh", result_number="7/BC-STP", result_date=desk.office.day)


def _asked(desk: Desk) -> int:
    desk.act(extensions.ask_extension, who="anh", wanted_on=desk.office.day + timedelta(days=30), reason="Bão")
    request = open_request(desk.part())
    assert request is not None
    return request.id


def _decide(desk: Desk) -> None:
    desk.call(extensions.decide_extension, _asked(desk), version=desk.part().version, granted=True)


def _withdraw(desk: Desk) -> None:
    desk.call(extensions.withdraw_extension, _asked(desk), version=desk.part().version, who="anh")


def _reopen(desk: Desk) -> None:
    _submitted(desk)
    desk.act(tracking.confirm)
    desk.act(tracking.reopen, reason="Thiếu phụ lục")


def _resume(desk: Desk) -> None:
    desk.act(tracking.pause, reason="Chờ")
    desk.act(tracking.resume)


def _confirm(desk: Desk) -> None:
    _submitted(desk)
    desk.act(tracking.confirm)


def _send_back(desk: Desk) -> None:
    _submitted(desk)
    desk.act(tracking.send_back, reason="Chưa đủ")


def _merge(desk: Desk) -> None:
    one, two = desk.candidates()[:2]
    desk.call(review.merge, [one.id, two.id], versions=[one.version, two.version])


def _split(desk: Desk) -> None:
    one = desk.candidates()[0]
    desk.call(review.split, one.id, at=one.text.index("hoàn thành"), version=one.version)


def _undo_reject(desk: Desk) -> None:
    desk.call(review.reject, desk.candidates()[0].id, reason="Trùng")
    desk.call(review.undo_reject, desk.candidates()[0].id)


def _edit(desk: Desk) -> None:
    one = desk.candidates()[0]
    desk.call(review.edit, one.id, version=one.version, title="Rà soát thủ tục", lead=["Sở Y tế"])


def _two_letters(desk: Desk) -> Directive:
    text = (test_parting.FIRST + test_parting.SECOND).encode()
    read = test_parting.machine(test_parting.read(text, "hai.txt"))
    said = {"data": text, "filename": "hai.txt", "media_type": "text/plain", "parsed": read}
    return desk.call(intake.receive, **said).directive


def _part(desk: Desk) -> None:
    directive = _two_letters(desk)
    wanted = parting.Split(test_parting.parts_of(directive), SETTINGS, WorkingCalendar.load(desk.session))
    desk.call(parting.split, directive.id, wanted, version=directive.version)


def _keep_whole(desk: Desk) -> None:
    directive = _two_letters(desk)
    desk.call(parting.keep_whole, directive.id, version=directive.version)


def _import(desk: Desk) -> None:
    from tests.workflow.test_sheets import row, sheet  # noqa: PLC0415  fixtures of that module are not ours

    table = sheets.read_sheet(sheet(row(due=date(2026, 12, 1), state="Đang thực hiện")))
    plan = sheets.plan_import(desk.session, table, sheets.recognise_columns(table), today=desk.office.day)
    plan.new[:] = plan.new or []
    assert plan.new, plan.errors
    desk.call(sheet_import.apply_import, plan)


def _feed(desk: Desk) -> Feed:
    made: tuple[Feed, str] = desk.call(feed_tokens.create, who="anh", user_id=desk.user("anh").id, label="Điện thoại")
    return made[0]


def _member(desk: Desk, verb: Callable[..., Any]) -> None:
    desk.call(agencies.add_member, desk.agency("xa").id, desk.agency("stp").id, since=None)
    if verb is agencies.remove_member:
        desk.call(verb, desk.agency("xa").id, desk.agency("tl").id, until=desk.office.day)


def _alias(desk: Desk, verb: Callable[..., Any]) -> None:
    agency = desk.call(agencies.add_alias, desk.agency("stp").id, "Sở Tư pháp tỉnh Sơn Hà")
    if verb is agencies.remove_alias:
        desk.call(verb, agency.id, agency.aliases[-1].id)


def _reorganise(desk: Desk) -> Any:
    old, heir = desk.agency("syt"), desk.agency("stp")
    merging = known.declared(
        ReorganisationKind.MERGE, [old], [Target(heir.id, heir.name)], desk.office.day, "Nghị quyết 12/NQ-HĐND", rest_to_first=False
    )
    return desk.call(reorganisation.carry, merging, choices=Choices(), who="quang")


def _undo(desk: Desk) -> None:
    desk.call(reorganisation_undo.undo, _reorganise(desk).id, who="quang")


def _moved(desk: Desk) -> None:
    """A term that was counted falls on a day that is off now."""
    task = desk.call(accepting.accept, desk.candidates()[0].id)
    due_on = task.assignments[0].due_on
    desk.call(calendar_days.set_day, due_on, working=False, note="Nghỉ bù", who="quang")
    keys = [
        one.key
        for one in moved_dates.moved(desk.session, today=desk.office.day, settings=SETTINGS, calendar=WorkingCalendar.load(desk.session))
    ]
    assert keys
    assert desk.call(moved_dates.move, keys) == 1


def _duty(desk: Desk, verb: Callable[..., Any], *more: Any, **said: Any) -> None:
    monthly = desk.session.scalars(select(Series.id)).first()
    desk.call(verb, monthly, *more, reason="Thay đổi", **said)


def _condition(desk: Desk, verb: Callable[..., Any], **said: Any) -> None:
    conditions.ask(desk.session, today=desk.office.day + timedelta(days=40), now=desk.office.now, settings=SETTINGS)
    desk.call(verb, desk.part("waits").milestones[0].id, **said)


def _delegate(desk: Desk) -> Any:
    days = {"starts_on": desk.office.day, "ends_on": desk.office.day + timedelta(days=3)}
    return desk.call(delegation.begin, who="anh", user_id=desk.user("anh").id, delegate_id=desk.user("binh").id, **days)


def _head(desk: Desk) -> None:
    desk.call(heads.correct_head, desk.directive.id, version=desk.directive.version, again=True, number="32/KH-UBND")


def _foreign(desk: Desk) -> Task:
    """A task of another directive."""
    found = desk.session.scalars(select(Task).where(Task.directive_id != desk.directive.id).order_by(Task.id)).first()
    assert found is not None
    return found


def _replaced(desk: Desk) -> None:
    """A later directive ends the task of an earlier one."""
    task = _foreign(desk)
    ended = Choice("end", None, {one.id: one.version for one in task.assignments})
    desk.call(relations.relate, desk.directive.id, task.directive_id, kind=RelationKind.REPLACES, choices={task.id: ended})


def _joined(desk: Desk) -> None:
    desk.call(repeats.join, desk.candidates()[0].id, _foreign(desk).id)


def _keep(desk: Desk) -> None:
    """What a ministry is to do is kept."""
    one = desk.candidates()[0]
    desk.call(review.edit, one.id, version=one.version, lead=["Bộ Tư pháp"])
    desk.call(accepting.keep, one.id)


Case = Callable[[Desk], Any]
CASES: dict[str, Case] = {
    "accepting.accept": lambda d: d.call(accepting.accept, d.candidates()[0].id),
    "accepting.accept_many": lambda d: d.call(accepting.accept_many, d.directive.id),
    "accepting.add_spoken": lambda d: d.call(
        accepting.add_spoken, given_by="Chủ tịch", given_on=d.office.day, kind="Ý kiến chỉ đạo", title="Kiểm tra", lead=[d.agency("stp").id]
    ),
    "accepting.keep": _keep,
    "agencies.add_alias": lambda d: _alias(d, agencies.add_alias),
    "agencies.add_member": lambda d: _member(d, agencies.add_member),
    "agencies.create": lambda d: d.call(agencies.create, name="Sở Công Thương", kind="so"),
    "agencies.remove_alias": lambda d: _alias(d, agencies.remove_alias),
    "agencies.remove_member": lambda d: _member(d, agencies.remove_member),
    "agencies.update": lambda d: d.call(agencies.update, d.agency("stp").id, version=d.agency("stp").version, name="Sở Tư pháp mới"),
    "calendar_days.clear_day": lambda d: [
        d.call(calendar_days.set_day, d.office.day, working=False, note="Nghỉ bù"), d.call(calendar_days.clear_day, d.office.day)
    ],
    "calendar_days.mark_year": lambda d: d.call(calendar_days.mark_year, 2027, complete=True),
    "calendar_days.set_day": lambda d: d.call(calendar_days.set_day, d.office.day, working=False, note="Nghỉ bù"),
    "conditions.drop": lambda d: _condition(d, conditions.drop, reason="Không còn lũ"),
    "conditions.happened": lambda d: _condition(d, conditions.happened, on=d.office.day, due_on=d.office.day + timedelta(days=4)),
    "conditions.not_yet": lambda d: _condition(d, conditions.not_yet),
    "causes.record_cause": lambda d: d.act(causes.record_cause, objective=True, confirmed_by="Chủ tịch UBND tỉnh", reason="Bão số 3"),
    "delegation.begin": _delegate,
    "delegation.end": lambda d: d.call(delegation.end, _delegate(d).id, who="anh"),
    "duties.change": lambda d: _duty(
        d, duties.change, duties.Change(office_rrule="FREQ=MONTHLY;BYMONTHDAY=5"), from_on=d.office.day + timedelta(days=1), withdraw=True
    ),
    "duties.end": lambda d: _duty(d, duties.end, from_on=d.office.day + timedelta(days=1), withdraw=True),
    "duties.set_paused": lambda d: _duty(d, duties.set_paused, paused=True),
    "excusing.excuse": lambda d: d.act(excusing.excuse, "nn", reason="Không có hồ"),
    "extensions.ask_extension": _asked,
    "extensions.change_due": lambda d: d.act(extensions.change_due, "xa", due_on=d.office.day + timedelta(days=3), reason="Gấp"),
    "extensions.decide_extension": _decide,
    "extensions.withdraw_extension": _withdraw,
    "feed_tokens.create": _feed,
    "feed_tokens.revoke": lambda d: d.call(feed_tokens.revoke, _feed(d), who="anh"),
    "hands.set_leader": lambda d: d.call(hands.set_leader, d.directive.id, version=d.directive.version, user_id=d.user("chu").id),
    "hands.set_officer": lambda d: d.act(hands.set_officer, officer_id=d.user("binh").id),
    "hands.set_watcher": lambda d: d.call(hands.set_watcher, d.directive.id, version=d.directive.version, user_id=d.user("hang").id),
    "hands.transfer": lambda d: d.act(hands.transfer, agency_id=d.agency("syt").id, reason="Đúng chức năng"),
    "heads.correct_head": _head,
    "intake.attach": lambda d: d.call(intake.attach, d.directive, data=b"PL", filename="pl.txt", media_type="text/plain"),
    "intake.receive": lambda d: d.call(
        intake.receive, data=b"khac", filename="b.pdf", media_type="application/pdf", parsed=test_intake.parsed(number="33/KH-UBND")
    ),
    "moved_dates.move": _moved,
    "parting.keep_whole": _keep_whole,
    "parting.split": _part,
    "passing.pass_on": lambda d: d.act(passing.pass_on, "ubnd", agency_ids=[d.agency("syt").id], due_on=d.office.day),
    "people.change_password": lambda d: d.call(people.change_password, d.user("anh"), people.Kept("$argon2id$x"), who="anh"),
    "people.create_user": lambda d: d.call(
        people.create_user, email="moi@sonha.example", name="Lý Mới", posts=[(Post.OFFICER, d.agency("syt").id)], who="quang"
    ),
    "people.disable_user": lambda d: d.call(people.disable_user, d.user("binh"), who="quang"),
    "people.enable_user": lambda d: [
        d.call(people.disable_user, d.user("binh"), who="quang"), d.call(people.enable_user, d.user("binh"), who="quang")
    ],
    "people.invite": lambda d: d.call(people.invite, d.user("binh"), who="quang"),
    "people.set_locale": lambda d: d.call(people.set_locale, d.user("anh"), "en", who="anh"),
    "people.set_posts": lambda d: d.call(people.set_posts, d.user("binh"), [(Post.AGENCY_HEAD, d.agency("stp").id)], who="quang"),
    "people.update_user": lambda d: d.call(people.update_user, d.user("binh"), name="Đào Thanh Bình", who="quang"),
    "relations.relate": _replaced,
    "reorganisation.carry": _reorganise,
    "reorganisation_undo.undo": _undo,
    "repeats.join": _joined,
    "repeats.keep_apart": lambda d: d.call(repeats.keep_apart, d.candidates()[0].id, _foreign(d).id),
    "repeats.part_again": lambda d: [_joined(d), d.call(repeats.part_again, d.candidates()[0].id)],
    "review.add_from_selection": lambda d: d.call(review.add_from_selection, d.directive.id, start=0, end=20),
    "review.edit": _edit,
    "review.merge": _merge,
    "review.reject": lambda d: d.call(review.reject, d.candidates()[0].id, reason="Trùng"),
    "review.split": _split,
    "review.undo_reject": _undo_reject,
    "sheet_import.apply_import": _import,
    "silence.set_days": lambda d: d.call(silence.set_days, d.directive.id, version=d.directive.version, days=5),
    "tracking.cancel": lambda d: d.act(tracking.cancel, "xa", reason="Thôi"),
    "tracking.confirm": _confirm,
    "tracking.pause": lambda d: d.act(tracking.pause, reason="Chờ"),
    "tracking.receive": lambda d: d.act(tracking.receive, who="anh"),
    "tracking.reopen": _reopen,
    "tracking.report": lambda d: d.act(tracking.report, "nn", who="na", progress=40, text="Đã làm"),
    "tracking.resume": _resume,
    "tracking.return_not_ours": lambda d: d.act(tracking.return_not_ours, who="anh", reason="Không đúng chức năng"),
    "tracking.send_back": _send_back,
    "tracking.start": lambda d: d.act(tracking.start, who="anh"),
    "tracking.submit": _submitted,
}  # fmt: skip


def test_every_verb_has_a_case() -> None:
    assert set(verbs()) - PIECES == set(CASES)


@pytest.mark.parametrize("name", sorted(CASES))
def test_an_act_is_told_whole_and_changes_no_day_that_is_over(desk: Desk, name: str) -> None:
    yesterday, last = lists_of_yesterday(desk), desk.session.scalars(select(Event.id).order_by(Event.id.desc())).first() or 0
    CASES[name](desk)
    desk.session.flush()
    desk.session.expire_all()
    told = desk.session.scalars(select(Event).where(Event.id > last).order_by(Event.id)).all()
    assert told, "no act without its event"
    assert {event.actor_id for event in told if event.via == "web"} <= {user.id for user in desk.session.scalars(select(User))}
    assert any(event.actor_id is not None for event in told), "the history says who"
    verdict = audit.verify(desk.session, now=desk.office.now)
    assert verdict.whole, verdict.findings
    assert list(audit_tables.differences(desk.session)) == []
    assert lists_of_yesterday(desk) == yesterday


def lists_of_yesterday(desk: Desk) -> list[Any]:
    ended = PastDay.of(desk.office.day - timedelta(days=1), ZONE)
    viewer = desk.office.by("hang")["viewer"]
    found = [past.task_rows(desk.session, viewer, asked, ended, 7).page for asked in LISTS]
    return [[{k: v for k, v in vars(row).items() if k not in ("version", "corrections")} for row in page.rows] for page in found]
