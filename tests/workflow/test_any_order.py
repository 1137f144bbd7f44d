"""Whatever nine kinds of people do, in whatever order, while days go by: the rules of the office hold after every act.

One task has two leads, a group, a coordinator, two dates; another recurs every month; a third is given by word of mouth now and then.
Agencies are renamed and merged, and that is taken back. What is refused changes nothing; what is let through tells it all in its event.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, selectinload

from tests.webui.matrix import PRINCIPALS
from tests.workflow.years import an_office
from workflow import (
    accepting,
    audit,
    audit_tables,
    causes,
    duties,
    excusing,
    giving,
    history,
    lifecycle,
    passing,
    past,
    people,
    queries,
    reorganisation,
    reorganisation_undo,
    series,
    tallies,
    tracking,
)
from workflow import reorganisation_queries as known
from workflow.access import Viewer, viewer_of
from workflow.acting import MACHINE, Actor
from workflow.assignments import TOLD, open_request
from workflow.duedates import WorkingCalendar
from workflow.history import in_words
from workflow.lifecycle import Act
from workflow.model import (
    Agency,
    Assignment,
    Event,
    ExtensionState,
    Milestone,
    Post,
    Reorganisation,
    ReorganisationKind,
    Series,
    State,
    Task,
)
from workflow.past import PastDay
from workflow.queries import Sort, TaskFilter
from workflow.refusals import NotFound, Refused
from workflow.reorganisation_plan import Choices, Target
from workflow.settings import Settings
from workflow.timeliness import first_due, sql_time_class, time_class

#: Monday; no holiday is near
FIRST = date(2026, 8, 3)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SOON = 7
EVERYTHING = TaskFilter(open_only=False, sort=Sort.CODE, per_page=500)
LISTS = (TaskFilter(), queries.SECTIONS["overdue"], EVERYTHING)
OFFSETS = st.integers(-10, 60) | st.none()
WORDS = st.sampled_from(["Có lý do", "Chờ hướng dẫn", "Bão", "Thiếu số liệu", ""])
GIVEN = st.sampled_from(["stp", "syt", "snv", "sct", "xa", "nn"])
#: so many tasks are enough for a walk
MOST_TASKS = 6

Typed = dict[str, st.SearchStrategy[Any]]
#: verbs with what a person may type, good and bad; days are counted from today
VERBS: dict[Act, tuple[Callable[..., Any], Typed]] = {
    Act.RECEIVE: (tracking.receive, {}),
    Act.START: (tracking.start, {}),
    Act.REPORT: (tracking.report, {"progress": st.none() | st.integers(-1, 101), "text": WORDS}),
    Act.SUBMIT: (tracking.submit, {"result_number": WORDS, "result_date": st.integers(-6, 1), "whole": st.booleans()}),
    Act.CONFIRM: (tracking.confirm, {}),
    Act.SEND_BACK: (tracking.send_back, {"reason": WORDS}),
    Act.RETURN_NOT_OURS: (tracking.return_not_ours, {"reason": WORDS}),
    Act.PAUSE: (tracking.pause, {"reason": WORDS}),
    Act.RESUME: (tracking.resume, {}),
    Act.CANCEL: (tracking.cancel, {"reason": WORDS}),
    Act.REOPEN: (tracking.reopen, {"reason": WORDS}),
    Act.ASK_EXTENSION: (
        tracking.ask_extension,
        {"wanted_on": st.integers(-2, 60), "reason": WORDS, "objective": st.booleans()},
    ),
    Act.WITHDRAW_EXTENSION: (tracking.withdraw_extension, {}),
    Act.DECIDE_EXTENSION: (tracking.decide_extension, {"granted": st.booleans(), "granted_on": OFFSETS, "reason": WORDS}),
    Act.CHANGE_DUE: (tracking.change_due, {"due_on": OFFSETS, "reason": WORDS, "correction": st.booleans()}),
    Act.CONFIRM_CAUSE: (causes.record_cause, {"objective": st.booleans() | st.none(), "confirmed_by": WORDS, "reason": WORDS}),
    Act.TRANSFER: (tracking.transfer, {"agency_id": GIVEN, "reason": WORDS}),
    Act.SET_OFFICER: (tracking.set_officer, {"officer_id": st.sampled_from([None, "anh", "yen", "thuong"])}),
    Act.EXCUSE: (excusing.excuse, {"reason": WORDS}),
    Act.PASS_ON: (passing.pass_on, {"agency_ids": st.lists(GIVEN, max_size=2), "due_on": OFFSETS, "text": WORDS}),
}
DAYS = frozenset({"result_date", "wanted_on", "granted_on", "due_on"})
#: acts that answer a request for more time and take its id
ABOUT_A_REQUEST = frozenset({Act.WITHDRAW_EXTENSION, Act.DECIDE_EXTENSION})
#: acts by which an original date may change: a wrong one is put right, or the work is given anew
NEW_ORIGINAL = frozenset({Act.PASS_ON, Act.TRANSFER})
PEOPLE = st.sampled_from(sorted(PRINCIPALS))
#: who acts: the ones that may do most come most
ACTORS = st.sampled_from(["coordinator", "officer", "head_of_office", "agency_head", "administrator", "officer", *sorted(PRINCIPALS)])
NOBODY = Viewer(0, "", frozenset())


class TheOffice(RuleBasedStateMachine):
    """The office, its agencies and its clock. Nothing is committed: each walk begins with an empty office."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.session = Session(engine, expire_on_commit=False)
        self.day, self.tick = FIRST, 0
        self.world = an_office(self.session, random.Random(1)).world
        self._people()
        #: what the lists were at the end of each day
        self.lists: dict[date, list[Any]] = {}
        self.originals: dict[int, date | None] = {}
        self.head: audit.Head | None = None
        self.corrects = False
        #: acts that were let through, by verb
        self.done: Counter[str] = Counter()
        self._work()

    def _people(self) -> None:
        world = self.world
        world.agency("sct", "Sở Công Thương", kind="so")
        world.agencies["ubnd"].kind = "ubnd"
        more = (
            ("thuong", "Bùi Văn Thương", "sct", Post.OFFICER),
            ("loan", "Vũ Thị Loan", "vp", Post.HEAD_OF_OFFICE),
            ("lam", "Hoàng Văn Lâm", "stp", Post.AGENCY_HEAD),
            ("nghi", "Trịnh Văn Nghỉ", "stp", Post.OFFICER),
        )
        said = {"actor": Actor(None, "cli"), "now": self.now}
        for key, name, agency, post in more:
            posts = [(post, world.agencies[agency].id)]
            world.people[key] = people.create_user(self.session, email=f"{key}@sonha.example", name=name, posts=posts, **said)
        people.disable_user(self.session, world.people["nghi"], **said)
        self.session.flush()

    def _work(self) -> None:
        """A task of many parts with two dates, and one of every month."""
        agencies = self.world.agencies
        directive = self.world.directive(watcher_id=self.world.people["hang"].id)
        dates = [self.day + timedelta(days=days) for days in (4, 40)]
        words = ("", "trong tháng 9/2026")
        said = zip(words, dates, strict=True)
        both = [Milestone(phrase=phrase, kind="date", due_on=day, original_due_on=day, office_default=False) for phrase, day in said]
        many = giving.Work(
            directive, "Kiểm tra hồ chứa", "Kiểm tra hồ chứa.", [agencies[key] for key in ("stp", "ubnd", "xa")], [agencies["snv"]], both
        )
        self._give(many, "task.accepted")
        rule = "FREQ=MONTHLY;BYMONTHDAY=20"
        monthly = Series(phrase="trước ngày 20 hằng tháng", rrule=rule, office_rrule=rule, starts_on=self.day, paused=False)
        self.session.add(monthly)
        self.session.flush()
        work = giving.Work(directive, "Báo cáo tháng", "Báo cáo tháng.", [agencies["stp"], agencies["xa"]], [agencies["syt"]])
        said = {"actor": MACHINE, "now": self.now, "today": self.day, "settings": Settings(), "calendar": self.calendar}
        series.begin(self.session, monthly, work, **said)
        self.session.expire_all()

    def _give(self, work: giving.Work, action: str) -> Task:
        return giving.give(self.session, work, action=action, actor=MACHINE, now=self.now, today=self.day, assigned_on=self.day)

    # --- who, when ---------------------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        self.tick += 1
        return datetime.combine(self.day, datetime.min.time(), UTC) + timedelta(hours=2, seconds=self.tick)

    @property
    def calendar(self) -> WorkingCalendar:
        return WorkingCalendar.load(self.session)

    def viewer(self, kind: str) -> Viewer:
        name = PRINCIPALS[kind]
        return viewer_of(self.session, self.world.people[name]) if name else NOBODY

    def by(self, kind: str) -> dict[str, Any]:
        viewer = self.viewer(kind)
        return {"actor": Actor(viewer.user_id or None, "web", "10.0.0.7"), "viewer": viewer, "now": self.now, "today": self.day}

    def attempt(self, act: Callable[[], Any]) -> bool:
        """As the edge does it: all or nothing. Gives whether it was let through; a refusal changes nothing."""
        before = self.snapshot()
        last = self.last_event()
        try:
            with self.session.begin_nested():
                act()
        except Refused as refusal:
            assert refusal.sentence.endswith("."), refusal.sentence
            self.session.expire_all()
            assert self.snapshot() == before and self.last_event() == last, "what is refused leaves no trace"
            return False
        self.session.expire_all()
        self.told(before, last)
        return True

    # --- what happens ------------------------------------------------------------------------------------------------

    @rule(acts=st.lists(st.tuples(ACTORS, st.integers(0, 40), st.integers(0, 1_000)), min_size=4, max_size=8), data=st.data())
    def people_act(self, acts: list[tuple[str, int, int]], data: st.DataObject) -> None:
        for kind, which, pick in acts:
            self.somebody_acts(kind, which, pick, data)
            self.the_rules_hold()

    def somebody_acts(self, kind: str, which: int, pick: int, data: st.DataObject) -> None:
        """Mostly what this person may do with the part, at times anything at all."""
        ids = list(self.session.scalars(select(Assignment.id).order_by(Assignment.id)))
        assignment = self.session.get_one(Assignment, ids[which % len(ids)])
        viewer, version, group = self.viewer(kind), assignment.version, bool(self.members(assignment))
        asked = open_request(assignment) is not None
        allowed = [act for act in lifecycle.allowed_acts(assignment, viewer, has_members=group, asked=asked) if act in VERBS]
        name = allowed[pick % len(allowed)] if allowed and pick % 6 < 5 else sorted(VERBS)[pick % len(VERBS)]
        target = assignment.id
        if name in ABOUT_A_REQUEST:
            request = open_request(assignment)
            if request is None:
                return
            target = request.id
        verb, typed = VERBS[name]
        said = {key: self.meant(key, data.draw(value, key)) for key, value in typed.items()}
        self.corrects = bool(said.get("correction")) or name in NEW_ORIGINAL
        may_know = self.sees(viewer, assignment)
        through = self.attempt(lambda: verb(self.session, target, **self.by(kind), version=version, **said))
        if through:
            self.done[name] += 1
            assert may_know, f"{kind} did {name} to what is hidden from them"
            assert viewer.office or viewer.leader or assignment.agency_id in viewer.agency_ids
            assert not group or name in lifecycle.GROUP_ACTS

    def meant(self, key: str, value: Any) -> Any:
        """What is typed of days, agencies and people, as the verbs take it."""
        if key in DAYS:
            return None if value is None else self.day + timedelta(days=value)
        if key == "agency_id":
            return self.world.agencies[value].id
        if key == "agency_ids":
            return [self.world.agencies[one].id for one in value]
        return self.world.people[value].id if key == "officer_id" and value else value

    @rule(days=st.integers(1, 25))
    def days_go_by(self, days: int) -> None:
        """The day ends; the next one begins with what the machine makes ahead."""
        self.lists[self.day] = self.lists_now()
        self.day, self.tick = self.day + timedelta(days=days), 0
        self.session.expire_all()
        series.make_ahead(self.session, today=self.day, settings=Settings(), calendar=self.calendar, now=self.now)
        self.session.expire_all()

    @precondition(lambda self: self.number_of_tasks() < MOST_TASKS)
    @rule(kind=ACTORS, leads=st.lists(GIVEN, max_size=2), due_in=st.none() | st.integers(0, 30), ago=st.integers(0, 9))
    def somebody_gives_by_word_of_mouth(self, kind: str, leads: list[str], due_in: int | None, ago: int) -> None:
        given_on = self.day - timedelta(days=ago)
        said = {"given_by": "Chủ tịch UBND tỉnh", "given_on": given_on, "kind": "Ý kiến chỉ đạo", "title": "Kiểm tra bến đò"}
        said |= {"lead": [self.world.agencies[key].id for key in leads], "coordinate": [], "settings": Settings()}
        due_on = None if due_in is None else given_on + timedelta(days=due_in)
        through = self.attempt(lambda: accepting.add_spoken(self.session, **self.by(kind), **said, calendar=self.calendar, due_on=due_on))
        assert not through or self.viewer(kind).office

    @rule(kind=ACTORS, paused=st.booleans(), reason=WORDS)
    def somebody_stops_the_duty(self, kind: str, paused: bool, reason: str) -> None:
        duty = self.session.scalars(select(Series).order_by(Series.id)).first()
        assert duty is not None
        through = self.attempt(lambda: duties.set_paused(self.session, duty.id, paused=paused, reason=reason, **self.by(kind)))
        assert not through or self.viewer(kind).office

    @rule(kind=st.sampled_from(["administrator", "administrator", "coordinator"]), merge=st.booleans(), old=st.sampled_from(["syt", "snv"]))
    def agencies_are_reorganised(self, kind: str, merge: bool, old: str) -> None:
        agency = self.session.get_one(Agency, self.world.agencies[old].id)
        heir = self.session.get_one(Agency, self.world.agencies["sct"].id)
        to = Target(heir.id, heir.name) if merge else Target(None, f"{agency.name} và Dân số {self.day:%d%m}")
        kinds = ReorganisationKind.MERGE if merge else ReorganisationKind.RENAME
        declaration = known.declared(kinds, [agency], [to], self.day, "Nghị quyết 12/NQ-HĐND", rest_to_first=False)
        self.corrects = True  # what is given on to an heir is given anew
        self.attempt(lambda: reorganisation.carry(self.session, declaration, choices=Choices(), **self.by(kind)))

    @precondition(lambda self: self.newest_reorganisation() is not None)
    @rule()
    def a_reorganisation_is_taken_back(self) -> None:
        newest = self.newest_reorganisation()
        assert newest is not None
        said = {key: value for key, value in self.by("administrator").items() if key != "today"}
        self.corrects = True
        self.attempt(lambda: reorganisation_undo.undo(self.session, newest, **said))

    # --- what there is -----------------------------------------------------------------------------------------------

    def number_of_tasks(self) -> int:
        return self.session.scalar(select(func.count(Task.id))) or 0

    def newest_reorganisation(self) -> int | None:
        standing = select(Reorganisation.id).where(Reorganisation.undone_at.is_(None))
        return self.session.scalar(standing.order_by(Reorganisation.id.desc()).limit(1))

    def last_event(self) -> int:
        return self.session.scalar(select(func.max(Event.id))) or 0

    def assignments(self) -> list[Assignment]:
        """All of them with their dates and requests, in three queries."""
        whole = select(Assignment).options(selectinload(Assignment.milestones), selectinload(Assignment.extensions))
        return list(self.session.scalars(whole.order_by(Assignment.id)))

    def members(self, group: Assignment) -> list[Assignment]:
        return [one for one in self.assignments() if one.parent_id == group.id]

    def snapshot(self) -> dict[int, dict[str, Any]]:
        """Every assignment as its row stands, in the words of events."""
        self.session.flush()
        query = select(Assignment.id, *(getattr(Assignment, name) for name in TOLD))
        return {row.id: in_words({name: getattr(row, name) for name in TOLD}) for row in self.session.execute(query)}

    def lists_now(self) -> list[Any]:
        viewer = self.viewer("coordinator")
        return [self.shown(queries.task_rows(self.session, viewer, asked, self.day, SOON)) for asked in LISTS]

    def lists_of(self, day: date) -> list[Any]:
        viewer, ended = self.viewer("coordinator"), PastDay.of(day, ZONE)
        return [self.shown(past.task_rows(self.session, viewer, asked, ended, SOON).page) for asked in LISTS]

    @staticmethod
    def shown(page: Any) -> list[Any]:
        return [
            (row.assignment_id, row.agency_name, row.state, row.time_class, row.original_class, row.due_on, row.completed_on,
             row.extension_count, row.extension_open, row.group_done, row.group_total, row.group_late, row.lead, row.coordinators_answered, row.due_words)
            for row in page.rows
        ]  # fmt: skip

    def sees(self, viewer: Viewer, assignment: Assignment) -> bool:
        """Whether somebody may know of an assignment, said once more by itself."""
        if viewer.office or viewer.leader:
            return True
        own = {one.agency_id for one in assignment.task.assignments} & viewer.agency_ids
        return bool(own) and (assignment.parent_id is None or assignment.agency_id in viewer.agency_ids)

    # --- what an act tells -------------------------------------------------------------------------------------------

    def told(self, before: dict[int, dict[str, Any]], last: int) -> None:
        """An act that was let through is told whole: for each part that changed one event, with what was and what is."""
        after = self.snapshot()
        events = self.session.scalars(select(Event).where(Event.id > last).order_by(Event.id)).all()
        assert events, "no act without its event"
        about: dict[int, list[Event]] = defaultdict(list)
        for event in events:
            if event.assignment_id is not None and event.subject == "assignment":
                about[event.assignment_id].append(event)
        counted = {row["parent_id"] for row in after.values()}
        for id_, now in after.items():
            changed = {
                name: now[name] for name in now if before.get(id_, {}).get(name) != now[name] and name not in derived(id_ in counted)
            }
            if id_ not in before:
                assert [event.action for event in about[id_]][:1] == ["assignment.assigned"], id_
                continue
            assert not changed or about[id_], f"part {id_} changed without an event: {changed}"
            said: dict[str, Any] = {}
            for event in about[id_]:
                said |= event.new or {}
                for name, was in (event.old or {}).items():
                    assert name not in before[id_] or len(about[id_]) > 1 or was == before[id_][name], (event.action, name)
            assert {name: said.get(name) for name in changed} == changed, (id_, [event.action for event in about[id_]])

    # --- what must hold ----------------------------------------------------------------------------------------------

    @invariant()
    def the_rules_hold(self) -> None:
        self.every_part_is_as_the_rules_say()
        self.a_first_date_never_changes_but_by_a_correction()
        self.lateness_is_the_same_in_python_and_in_the_database()
        self.kept_counters_are_the_count()
        self.the_chain_is_whole_and_goes_on()
        self.nobody_sees_what_is_not_theirs()

    def every_part_is_as_the_rules_say(self) -> None:
        parts = self.assignments()
        members: dict[int, list[Assignment]] = defaultdict(list)
        for one in parts:
            if one.parent_id is not None:
                members[one.parent_id].append(one)
        self.dates_follow_the_milestones(parts)
        self.what_is_done_is_dated_and_closed([one for one in parts if one.id not in members])
        self.a_group_is_counted_from_its_members([(one, members[one.id]) for one in parts if one.id in members])
        living = [(one.task_id, one.agency_id) for one in parts if one.state not in (State.CANCELLED, State.RETURNED)]
        assert len(living) == len(set(living)), "an agency has one living part in a task"

    def dates_follow_the_milestones(self, parts: list[Assignment]) -> None:
        for one in parts:
            waiting = sorted(m.due_on for m in one.milestones if m.due_on and m.met_on is None)
            dated = sorted(m.due_on for m in one.milestones if m.due_on)
            assert one.due_on == (waiting[0] if waiting else dated[-1] if dated else None), one.id

    def a_first_date_never_changes_but_by_a_correction(self) -> None:
        now = {m.id: m.original_due_on for m in self.session.scalars(select(Milestone))}
        if not self.corrects:
            kept = {id_: day for id_, day in self.originals.items() if day is not None and id_ in now}
            assert {id_: now[id_] for id_ in kept} == kept
        self.originals, self.corrects = now, False

    def what_is_done_is_dated_and_closed(self, parts: list[Assignment]) -> None:
        for one in parts:
            done = one.state is State.DONE
            assert done == (one.confirmed_at is not None), one.id
            if done:
                assert one.completed_on is not None and one.completed_on <= self.day
                assert all(m.met_on is not None for m in one.milestones)
                assert open_request(one) is None
            if one.state is State.SUBMITTED:
                assert one.completed_on is not None
            elif not done:
                assert (one.completed_on, one.result_number) == (None, "")
            assert (one.resumes_to is not None) == (one.state is State.PAUSED)
            assert sum(e.state is ExtensionState.ASKED for e in one.extensions) <= 1
            assert not one.excused or one.state is State.CANCELLED

    def a_group_is_counted_from_its_members(self, groups: list[tuple[Assignment, list[Assignment]]]) -> None:
        for group, members in groups:
            assert group.state is lifecycle.state_of_many(member.state for member in members)
            days = [member.completed_on for member in members if member.completed_on]
            assert group.completed_on == (max(days) if group.state is State.DONE and days else None)

    def lateness_is_the_same_in_python_and_in_the_database(self) -> None:
        by_both = [sql_time_class(self.day, SOON), sql_time_class(self.day, SOON, original=True)]
        for one, nature, *said in self.session.execute(select(Assignment, Task.nature, *by_both).join(Task)):
            for place, due_on in enumerate((one.due_on, first_due(one.due_on, one.original_due_on))):
                assert said[place] == time_class(one.state, due_on, one.completed_on, self.day, nature=nature, soon_days=SOON).value

    def kept_counters_are_the_count(self) -> None:
        connection = self.session.connection()
        assert tallies.kept(connection) == tallies.counted(connection)

    def the_chain_is_whole_and_goes_on(self) -> None:
        verdict = audit.verify(self.session, now=self.now, after=self.head)
        assert verdict.whole and verdict.head is not None, verdict.findings
        self.head = verdict.head

    def nobody_sees_what_is_not_theirs(self) -> None:
        """One of them after each act, in turn."""
        viewer = self.viewer(sorted(PRINCIPALS)[self.last_event() % len(PRINCIPALS)])
        listed = queries.task_rows(self.session, viewer, EVERYTHING, self.day, SOON)
        assert listed.total == len(listed.rows)
        assert viewer.may_see_all or {row.agency_id for row in listed.rows} <= viewer.agency_ids

    @rule(kind=PEOPLE)
    def somebody_opens_every_task(self, kind: str) -> None:
        viewer = self.viewer(kind)
        for task in self.session.scalars(select(Task)):
            mine = {one.id for one in task.assignments if self.sees(viewer, one)}
            try:
                view = queries.task_view(self.session, viewer, task.id, self.day, SOON)
            except NotFound:
                assert not mine
                continue
            assert {one.assignment.id for part in view.assignments for one in (part, *part.members)} == mine
            assert all(event.assignment_id is None or event.assignment_id in mine for event in view.events)

    @rule()
    def somebody_looks_back(self) -> None:
        """Today as a past day is today; every day that is over comes out as it was; the tables are what the history tells."""
        assert self.lists_of(self.day) == self.lists_now()
        for day, was in self.lists.items():
            assert self.lists_of(day) == was, day
        assert list(audit_tables.differences(self.session)) == []

    def teardown(self) -> None:
        try:
            self.somebody_looks_back()
            assert history.verify(self.session) is None
        finally:
            self.session.rollback()
            self.session.close()


def derived(is_group: bool) -> frozenset[str]:
    """What is counted from members has no event of its own."""
    return frozenset({"state", "completed_on"}) if is_group else frozenset()


def test_every_act_of_the_table_is_walked() -> None:
    assert {row.act for row in lifecycle.TRANSITIONS if row.who} == set(VERBS)


def test_the_rules_hold_whatever_nine_kinds_of_people_do(shared_engine: Engine) -> None:
    """3 walks of 12 steps on each database in `make test`, 100 of 30 in `make prove`; a step is one rule, of acts four to eight."""
    walks = settings(
        max_examples=max(3, settings.default.max_examples // 17),
        stateful_step_count=min(30, settings.default.max_examples // 4),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: TheOffice(shared_engine), settings=walks)
