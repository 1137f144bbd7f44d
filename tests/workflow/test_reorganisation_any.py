"""Any reorganisation after any work: nothing open is lost, nothing closed moves, the history tells all of it, and undo puts it back."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.workflow.years import Office, a_while, an_office
from workflow import audit_tables, history, past, reorganisation, reorganisation_undo, replay
from workflow import reorganisation_queries as known
from workflow.agency_names import is_valid
from workflow.lifecycle import OPEN
from workflow.model import Agency, Assignment, Membership, Part, Reorganisation, ReorganisationKind, State, Task
from workflow.refusals import Invalid
from workflow.reorganisation_plan import LIVING, Choices, Declaration, Plan, Target, make_plan

NEW_NAMES = ("Sở Tổng hợp", "Sở Tư pháp và Nội vụ", "UBND xã Tân Ngần")


def declaration(office: Office) -> Declaration:
    """Any act that a person may declare: some agencies that are there, some heirs that are there or are made."""
    rng = office.rng
    there = [one for one in office.session.scalars(select(Agency).order_by(Agency.id)) if is_valid(one, office.day) and not one.is_group]
    movable = [one for one in there if one.kind in ("so", "ubnd_xa")]
    olds = rng.sample(movable, min(len(movable), rng.choice([1, 1, 2])))
    others = [Target(one.id, one.name) for one in movable if one not in olds]
    news = rng.sample(others, min(len(others), rng.choice([0, 1, 1, 2])))
    if rng.random() < 0.4 or not news:
        news.append(known.target_named(office.session, rng.choice(NEW_NAMES), office.day))
    kind = rng.choice(list(ReorganisationKind))
    return known.declared(kind, olds, list(dict.fromkeys(news)), office.day, "Nghị quyết 12", rest_to_first=rng.random() < 0.3)


def choices(office: Office, plan: Plan) -> Choices:
    """Whom a person names: for some work one, for some several, for some nobody."""
    rng = office.rng
    heirs = [heir.target for line in plan.declaration.lines for heir in line.heirs]
    said = {one.assignment.id: tuple(rng.sample(heirs, rng.randint(1, len(heirs)))) for one in plan.asking if heirs and rng.random() < 0.7}
    people = {one.membership.id: rng.choice([*heirs, None]) for one in plan.people if heirs and rng.random() < 0.5}
    return Choices(said, tuple(heirs[:1]) if rng.random() < 0.3 else (), people)


def carried(office: Office) -> Reorganisation | None:
    """One act, as the page does it: looked at, chosen, done; None where it cannot be declared."""
    office.tick += 1
    try:
        said = declaration(office)
        first = make_plan(office.session, said, office.day)
        act = reorganisation.carry(office.session, said, **office.by("quang"), choices=choices(office, first), seen=first.fingerprint)
    except Invalid:
        return None
    office.session.flush()
    office.session.expire_all()
    return act


def standing(session: Session) -> dict[str, Any]:
    """What an act may change, without what the history keeps for ever: work that ended again, agencies that are only remembered."""
    session.expire_all()
    work = session.scalars(select(Assignment).order_by(Assignment.id))
    return {
        "work": {a.id: (a.agency_id, a.given_to_id, a.part, a.state, a.resumes_to, a.due_on, a.officer_id, a.parent_id) for a in work},
        "agency": {a.id: (a.name, a.valid_until, a.tracked, a.email) for a in session.scalars(select(Agency))},
        "posts": sorted((m.user_id, m.agency_id, m.post) for m in session.scalars(select(Membership))),
    }


def hold(office: Office) -> None:
    """What is true whatever was done."""
    session = office.session
    assert history.verify(session) is None
    assert list(audit_tables.differences(session)) == []
    tables = {
        row.id: {name: getattr(row, name) for name in past.COLUMNS}
        for row in session.execute(select(Assignment.id, *(getattr(Assignment, name) for name in past.COLUMNS)))
    }
    told = replay.standings(session, list(session.scalars(select(Task.id))), None)
    assert {id_: {name: getattr(one, name) for name in past.COLUMNS} for id_, one in told.items()} == tables
    living = [a for a in session.scalars(select(Assignment)) if a.state in LIVING]
    assert Counter((a.task_id, a.agency_id, a.part) for a in living).most_common(1)[0][1] == 1 if living else True


def kept(before: dict[str, Any], after: dict[str, Any], session: Session) -> None:
    """No task loses its open lead; what was closed is as it was."""
    for id_, was in before["work"].items():
        if was[3] not in OPEN:
            assert after["work"][id_][:2] == was[:2] or session.get_one(Assignment, id_).parent_id is None
    leads = {a.task_id for a in session.scalars(select(Assignment).where(Assignment.part == Part.LEAD)) if a.state in OPEN}
    for id_, was in before["work"].items():
        if was[2] is Part.LEAD and was[3] in OPEN:
            assert session.get_one(Assignment, id_).task_id in leads


@settings(max_examples=1 + settings.default.max_examples // 8, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), acts=st.integers(1, 3))
@example(seed=7, acts=3)
def test_acts_one_after_another_are_taken_back_one_after_another(shared_engine: Engine, seed: int, acts: int) -> None:
    with Session(shared_engine, expire_on_commit=False) as session:  # nothing is committed: each example begins with an empty office
        office = an_office(session, random.Random(seed))
        a_while(office, days=3, acts_a_day=5)
        done: list[tuple[Reorganisation, dict[str, Any]]] = []
        for _ in range(acts):
            before = standing(session)
            act = carried(office)
            if act is not None:
                hold(office)
                kept(before, standing(session), session)
                done.append((act, before))
        for act, before in reversed(done):
            office.tick += 1
            by = {name: value for name, value in office.by("quang").items() if name != "today"}
            stayed = reorganisation_undo.undo(session, act.id, **by)
            assert {one.change.subject for one in stayed} <= {"agency"}
            after = standing(session)
            assert after["posts"] == before["posts"]
            assert {id_: after["work"][id_] for id_ in before["work"]} == before["work"]
            assert {id_: after["agency"][id_] for id_ in before["agency"]} == before["agency"]
            assert {after["work"][id_][3] for id_ in set(after["work"]) - set(before["work"])} <= {State.CANCELLED}
            hold(office)
        session.rollback()


@settings(max_examples=1 + settings.default.max_examples // 8, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
@example(seed=3)
def test_whatever_happens_between_an_act_and_its_undo_is_not_lost(shared_engine: Engine, seed: int) -> None:
    with Session(shared_engine, expire_on_commit=False) as session:
        office = an_office(session, random.Random(seed))
        a_while(office, days=3, acts_a_day=5)
        act = carried(office)
        a_while(office, days=2, acts_a_day=5)
        hold(office)
        if act is not None:
            looked = {(one.change.id, one.stays) for one in reorganisation_undo.what_returns(session, act) if one.stays}
            reports = {a.id: len(a.reports) for a in session.scalars(select(Assignment))}
            by = {name: value for name, value in office.by("quang").items() if name != "today"}
            also = office.rng.random() < 0.5
            stayed = reorganisation_undo.undo(session, act.id, **by, also_changed=also)
            assert also or {(one.change.id, one.stays) for one in stayed} >= looked
            session.expire_all()
            assert {a.id: len(a.reports) for a in session.scalars(select(Assignment))} == reports
            hold(office)
        session.rollback()
