"""The kept counters are what a count gives, whatever happened to the rows, and lists and numbers from them are those of the rows."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, exists, insert, select, update
from sqlalchemy.orm import Session, aliased

from tests.workflow.world import NOW, TODAY, World, a_world
from tests.workflow.years import a_while, an_office
from workflow import access, db, queries, tallies
from workflow.access import Viewer
from workflow.lifecycle import OPEN
from workflow.model import Assignment, Part, Post, State, Task, TaskNature, TimeClass
from workflow.queries import SECTIONS, TaskFilter
from workflow.timeliness import time_class

SOON = 7
EVERYTHING = Viewer(0, "", frozenset({(Post.COORDINATOR, 0)}))
LISTS = (
    TaskFilter(),
    TaskFilter(open_only=False),
    TaskFilter(time_class=frozenset({TimeClass.LATE})),
    TaskFilter(time_class=frozenset({TimeClass.LATE}), part=Part.COORDINATE),
    TaskFilter(time_class=frozenset({TimeClass.SOON, TimeClass.TODAY})),
    TaskFilter(time_class=frozenset({TimeClass.DONE_LATE, TimeClass.LATE}), open_only=False),
    TaskFilter(time_class=frozenset({TimeClass.IN_TIME})),
    TaskFilter(state=frozenset({State.SUBMITTED, State.DONE})),
    TaskFilter(nature=TaskNature.REGULAR, open_only=False),
    *SECTIONS.values(),
)


def check(session: Session) -> None:
    """Counters, and the two facts beside each row."""
    session.flush()
    connection = session.connection()
    assert tallies.kept(connection) == tallies.counted(connection)
    member = aliased(Assignment)
    has_members = exists().where(member.parent_id == Assignment.id)
    query = select(Assignment.counted, Assignment.regular, has_members, Task.nature).join(Task)
    for counted, regular, is_group, nature in session.execute(query):
        assert counted is not bool(is_group)
        assert regular is (nature is TaskNature.REGULAR)


@settings(max_examples=max(2, settings.default.max_examples // 25), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_after_any_acts_the_counters_are_what_a_count_gives(common_engine: Engine, seed: int) -> None:
    with Session(common_engine, expire_on_commit=False) as session:  # nothing is committed: each example begins with an empty office
        office = an_office(session, random.Random(seed))
        for _ in range(3):
            a_while(office, days=2, acts_a_day=8)
            session.expire_all()
            check(session)
        session.rollback()


# --- rows that change in any way ---------------------------------------------------------------------------------------


class Rows:
    """Assignments that come, change and go by plain statements, many at a time."""

    def __init__(self, session: Session, rng: random.Random) -> None:
        self.session, self.rng, self.world = session, rng, a_world(session)
        directive = self.world.directive()
        natures = [TaskNature.SPECIFIC, TaskNature.SPECIFIC, TaskNature.REGULAR]
        self.tasks = [self.world.task(directive, nature=rng.choice(natures)).id for _ in range(6)]

    @property
    def connection(self) -> Connection:
        return self.session.connection()

    def some_day(self) -> date | None:
        return self.rng.choice([None, TODAY + timedelta(days=self.rng.randint(-70, 70))])

    def state(self) -> State:
        return self.rng.choice(list(State))

    def ids(self) -> list[int]:
        known = list(self.session.scalars(select(Assignment.id)))
        return self.rng.sample(known, self.rng.randint(0, len(known)))

    def add(self) -> None:
        free = [(task, agency.id, part) for task in self.tasks for agency in self.world.agencies.values() for part in Part]
        taken = {tuple(row) for row in self.session.execute(select(Assignment.task_id, Assignment.agency_id, Assignment.part))}
        chosen = self.rng.sample([key for key in free if key not in taken], 5)
        parents = [None, None, *self.session.scalars(select(Assignment.id).where(Assignment.parent_id.is_(None)))]
        rows = [
            {"task_id": task, "agency_id": agency, "part": part, "state": self.state(), "due_on": self.some_day()}
            | {"completed_on": self.some_day(), "parent_id": self.rng.choice(parents), "changed_at": NOW}
            for task, agency, part in chosen
        ]
        self.connection.execute(insert(Assignment), rows)

    def change(self) -> None:
        values: dict[str, Any] = {"state": self.state(), "due_on": self.some_day(), "completed_on": self.some_day()}
        some = {name: values[name] for name in self.rng.sample(sorted(values), self.rng.randint(1, 3))}
        self.connection.execute(update(Assignment).where(Assignment.id.in_(self.ids())).values(**some))

    def regroup(self) -> None:
        roots = list(self.session.scalars(select(Assignment.id).where(Assignment.parent_id.is_(None))))
        for id_ in self.ids()[:3]:
            if self.session.scalar(select(Assignment.id).where(Assignment.parent_id == id_).limit(1)) is None:
                parent = self.rng.choice([None, *(root for root in roots if root != id_)])
                self.connection.execute(update(Assignment).where(Assignment.id == id_).values(parent_id=parent))

    def give_nature(self) -> None:
        tasks = self.rng.sample(self.tasks, 2)
        self.connection.execute(update(Task).where(Task.id.in_(tasks)).values(nature=self.rng.choice([*TaskNature])))

    def remove(self) -> None:
        member = aliased(Assignment)
        alone = ~exists().where(member.parent_id == Assignment.id)
        ids = list(self.session.scalars(select(Assignment.id).where(alone, Assignment.id.in_(self.ids()))))
        self.connection.execute(delete(Assignment).where(Assignment.id.in_(ids[:4])))

    def undo(self) -> None:
        with self.session.begin_nested() as savepoint:
            self.add()
            self.change()
            savepoint.rollback()


@settings(max_examples=max(4, settings.default.max_examples // 10), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_whoever_writes_the_rows_the_triggers_keep_the_counters(common_engine: Engine, seed: int) -> None:
    with Session(common_engine) as session:
        rows = Rows(session, random.Random(seed))
        acts = [rows.add, rows.add, rows.change, rows.regroup, rows.give_nature, rows.remove, rows.undo]
        rows.add()
        for _ in range(8):
            rows.rng.choice(acts)()
            session.expire_all()
            check(session)
        numbers_are_those_of_the_rows(session, rows)
        session.rollback()


def numbers_are_those_of_the_rows(session: Session, rows: Rows) -> None:
    today, soon = TODAY + timedelta(days=rows.rng.randint(-40, 40)), rows.rng.choice([0, 7, 45])
    whose = rows.rng.choice([None, frozenset(), frozenset(agency.id for agency in list(rows.world.agencies.values())[2:6])])
    wanted: Counter[Any] = Counter()
    for row in session.scalars(select(Assignment)):
        nature = TaskNature.REGULAR if row.regular else TaskNature.SPECIFIC
        of_class = time_class(row.state, row.due_on, row.completed_on, today, nature=nature, soon_days=soon)
        if whose is None or row.agency_id in whose:
            wanted[row.agency_id, row.part, row.counted, row.parent_id is None, row.regular, row.state, of_class] += 1
    by_agency: Counter[Any] = Counter()
    for pile in tallies.piles(session, today, soon, agency_ids=whose, by_agency=True):
        key = (pile.agency_id, pile.part, pile.counted, pile.own, pile.regular, pile.state, pile.time_class)
        by_agency[key] += pile.number
    assert {key: number for key, number in by_agency.items() if number} == dict(wanted)
    together = tallies.total(tallies.piles(session, today, soon, agency_ids=whose, states=OPEN), lambda pile: pile.counted)
    assert together == sum(number for key, number in wanted.items() if key[2] and key[5] in OPEN)
    for numbers in tallies.agency_numbers(session, today, soon, agency_ids=whose):
        of_it = {key: number for key, number in wanted.items() if key[:3] == (numbers.agency_id, numbers.part, True)}

        def sum_of(test: Any, of_it: dict[Any, int] = of_it) -> int:
            return sum(number for key, number in of_it.items() if test(key[5], key[6]))

        assert numbers.open == sum_of(lambda state, _: state in OPEN)
        assert numbers.late == sum_of(lambda _, of_class: of_class is TimeClass.LATE)
        assert numbers.soon == sum_of(lambda _, of_class: of_class in (TimeClass.SOON, TimeClass.TODAY))
        assert numbers.submitted == sum_of(lambda state, _: state is State.SUBMITTED)
        assert numbers.done == sum_of(lambda state, _: state is State.DONE)
        for key in of_it:
            del wanted[key]
    assert not [key for key in wanted if key[2]]
    viewer = EVERYTHING if whose is None else Viewer(0, "", frozenset((Post.OFFICER, id_) for id_ in whose))
    lists_have_their_numbers(session, viewer, today, soon)


def lists_have_their_numbers(session: Session, viewer: Viewer, today: date, soon: int) -> None:
    for asked in LISTS:
        page = queries.task_rows(session, viewer, asked.but(per_page=5), today, soon)
        assert page.total == len(queries.task_rows(session, viewer, asked, today, soon, paged=False).rows), asked
        assert len(page.rows) == min(5, page.total)
    for name, number in queries.home_counts(session, viewer, today, soon).items():
        assert number == queries.task_rows(session, viewer, SECTIONS[name], today, soon).total, name


# --- several at once, and who sees what --------------------------------------------------------------------------------


def test_what_several_write_at_the_same_time_is_counted_once_each(engine: Engine) -> None:
    with db.transaction(engine) as session:
        world = a_world(session)
        directive = world.directive()
        tasks = [world.task(directive).id for _ in range(4)]
        agencies = [agency.id for agency in world.agencies.values()]

    def work(task_id: int) -> None:
        for agency_id in agencies:
            with db.transaction(engine) as session:
                session.add(Assignment(task_id=task_id, agency_id=agency_id, part=Part.LEAD, due_on=TODAY, changed_at=NOW))
            with db.transaction(engine) as session:
                mine = (Assignment.task_id == task_id, Assignment.agency_id == agency_id)
                session.execute(update(Assignment).where(*mine).values(state=State.RECEIVED))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, tasks))
    with db.reading(engine) as session:
        check(session)
        assert sum(pile.number for pile in tallies.piles(session, TODAY, SOON)) == len(tasks) * len(agencies)


@pytest.mark.parametrize("who", ["hang", "anh", "na", "chu"])
def test_each_person_counts_what_they_may_see(session: Session, who: str) -> None:
    world: World = a_world(session)
    directive = world.directive()
    late, ahead = TODAY - timedelta(days=50), TODAY + timedelta(days=3)
    for due_on in (late, ahead, None):
        task = world.task(directive)
        world.assign(task, "stp", due_on)
        group = world.assign(task, "xa", due_on, part=Part.COORDINATE)
        for member in ("nn", "tl"):
            world.assign(task, member, due_on, part=Part.COORDINATE, parent_id=group.id)
    session.expire_all()
    viewer = access.viewer_of(session, world.people[who])
    lists_have_their_numbers(session, viewer, TODAY, SOON)
    counts = queries.home_counts(session, viewer, TODAY, SOON)
    assert (counts["overdue"], counts["soon"], counts["no_date"]) == (1, 1, 1)
