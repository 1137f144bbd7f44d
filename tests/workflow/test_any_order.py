"""Whatever people do, in whatever order: what must hold of an assignment and its history holds after every act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings, target
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.workflow.world import NOW, TODAY, World, a_world
from workflow import db, history, tracking
from workflow.acting import Actor
from workflow.assignments import open_request
from workflow.model import Assignment, Event, ExtensionState, Milestone, Post, State
from workflow.refusals import Refused
from workflow.settings import Database

DAYS = st.dates(TODAY - timedelta(days=60), TODAY + timedelta(days=60))
WORDS = st.sampled_from(["", "Có lý do"])
PEOPLE = st.sampled_from(["hang", "quang", "anh", "dung", "yen", "chu"])

#: verbs with what a person may type, good and bad
VERBS: dict[str, tuple[Callable[..., Any], dict[str, st.SearchStrategy[Any]]]] = {
    "receive": (tracking.receive, {}),
    "start": (tracking.start, {}),
    "report": (tracking.report, {"progress": st.none() | st.integers(-1, 101), "text": WORDS}),
    "submit": (tracking.submit, {"result_number": WORDS, "result_date": st.none() | DAYS, "whole": st.booleans()}),
    "confirm": (tracking.confirm, {}),
    "send_back": (tracking.send_back, {"reason": WORDS}),
    "return_not_ours": (tracking.return_not_ours, {"reason": WORDS}),
    "pause": (tracking.pause, {"reason": WORDS}),
    "resume": (tracking.resume, {}),
    "cancel": (tracking.cancel, {"reason": WORDS}),
    "reopen": (tracking.reopen, {"reason": WORDS}),
    "ask": (tracking.ask_extension, {"wanted_on": st.none() | DAYS, "reason": WORDS}),
    "decide": (tracking.decide_extension, {"granted": st.booleans(), "granted_on": st.none() | DAYS, "reason": WORDS}),
    "change_due": (tracking.change_due, {"due_on": st.none() | DAYS, "reason": WORDS, "correction": st.booleans()}),
}


@st.composite
def an_act(draw: st.DrawFn) -> tuple[str, str, dict[str, Any]]:
    name = draw(st.sampled_from(sorted(VERBS)))
    return name, draw(PEOPLE), {key: draw(value) for key, value in VERBS[name][1].items()}


def do(world: World, assignment: Assignment, name: str, who: str, said: dict[str, Any]) -> bool:
    """Does it as the edge does: all or nothing. Gives whether it was let through."""
    target = assignment.id
    if name == "decide":
        request = open_request(assignment)
        if request is None:
            return False
        target = request.id
    actor = Actor(world.people[who].id, "web")
    try:
        with world.session.begin_nested():
            verb = VERBS[name][0]
            viewer = world.viewer(who)
            verb(world.session, target, actor=actor, viewer=viewer, now=NOW, today=TODAY, version=assignment.version, **said)
    except Refused as refusal:
        assert refusal.sentence.endswith("."), refusal.sentence
        return False
    return True


def check(assignment: Assignment) -> None:
    open_days: list[date] = sorted(m.due_on for m in assignment.milestones if m.due_on and m.met_on is None)
    if open_days:
        assert assignment.due_on == open_days[0]
    done = assignment.state is State.DONE
    assert done == (assignment.confirmed_at is not None)
    if done:
        assert not open_days and assignment.completed_on is not None and assignment.completed_on <= TODAY
        assert open_request(assignment) is None
    if assignment.state not in (State.DONE, State.SUBMITTED):
        assert assignment.completed_on is None and assignment.result_number == ""
    assert (assignment.resumes_to is not None) == (assignment.state is State.PAUSED)
    assert sum(e.state is ExtensionState.ASKED for e in assignment.extensions) <= 1


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(an_act(), min_size=5, max_size=25), second_date=st.booleans())
def test_what_must_hold_holds_after_every_act(sqlite_url: str, acts: list[tuple[str, str, dict[str, Any]]], second_date: bool) -> None:
    engine = db.engine(Database(url=sqlite_url))
    with Session(engine, expire_on_commit=False) as session:  # nothing is committed: each example begins with an empty office
        walk(a_world(session), acts, second_date)
    engine.dispose()


def walk(world: World, acts: list[tuple[str, str, dict[str, Any]]], second_date: bool) -> None:
    session = world.session
    world.person("dung", "Vũ Dũng", "stp", Post.AGENCY_HEAD)
    assignment = world.assign(world.task(world.directive()), "stp", TODAY + timedelta(days=3))
    if second_date:
        for days in (3, 30):
            due_on = TODAY + timedelta(days=days)
            assignment.milestones.append(Milestone(phrase="", kind="date", due_on=due_on, original_due_on=due_on))
    session.flush()
    let_through = 0
    for name, who, said in acts:
        let_through += do(world, assignment, name, who, said)
        check(assignment)
    target(let_through)  # look for orders in which much happens
    assert session.scalar(select(func.count()).select_from(Event)) == let_through
    assert history.verify(session) is None
