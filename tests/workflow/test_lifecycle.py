"""The state machine: every state, act and person; what the table does not list is refused."""

from __future__ import annotations

import pytest

from workflow import lifecycle
from workflow.access import Viewer
from workflow.lifecycle import Act
from workflow.model import Agency, Assignment, Post, State
from workflow.refusals import NotAllowed, WrongState

OURS, OTHERS, OFFICE_ITSELF = 7, 8, 1

#: a person of every post, in the assignment's agency, in another one, in two
PEOPLE = {
    "coordinator": {(Post.COORDINATOR, OFFICE_ITSELF)},
    "head_of_office": {(Post.HEAD_OF_OFFICE, OFFICE_ITSELF)},
    "administrator": {(Post.ADMINISTRATOR, OFFICE_ITSELF)},
    "leader": {(Post.PROVINCIAL_LEADER, 2)},
    "officer": {(Post.OFFICER, OURS)},
    "head": {(Post.AGENCY_HEAD, OURS)},
    "officer_of_another": {(Post.OFFICER, OTHERS)},
    "head_of_another": {(Post.AGENCY_HEAD, OTHERS)},
    "officer_of_two": {(Post.OFFICER, OTHERS), (Post.OFFICER, OURS)},
    "nobody": set(),
}
OFFICE = {"coordinator", "head_of_office", "administrator"}
AGENCY = OFFICE | {"officer", "head", "officer_of_two"}
LEADERS = OFFICE | {"leader"}

N, T, D, C, H = State.NEW, State.RECEIVED, State.IN_PROGRESS, State.SUBMITTED, State.DONE
R, L, P, X = State.RETURNED, State.REDO, State.PAUSED, State.CANCELLED

#: act → who, and state before → state after; written here a second time on purpose
EXPECTED: dict[Act, tuple[set[str], dict[State, State]]] = {
    Act.RECEIVE: (AGENCY, {N: T}),
    Act.START: (AGENCY, {N: D, T: D, L: D}),
    Act.REPORT: (AGENCY, {N: D, T: D, D: D, L: D}),
    Act.SUBMIT: (AGENCY, {N: C, T: C, D: C, L: C}),
    Act.CONFIRM: (OFFICE, {C: H}),
    Act.SEND_BACK: (OFFICE, {C: L}),
    Act.RETURN_NOT_OURS: (AGENCY, {N: R, T: R}),
    Act.PAUSE: (OFFICE, {N: P, T: P, D: P, L: P}),
    Act.RESUME: (OFFICE, {P: T}),
    Act.CANCEL: (OFFICE, {N: X, T: X, D: X, C: X, R: X, L: X, P: X}),
    Act.REOPEN: (OFFICE, {H: L, R: N, X: N}),
    Act.ASK_EXTENSION: (AGENCY, {N: N, T: T, D: D, L: L}),
    Act.WITHDRAW_EXTENSION: (AGENCY, {N: N, T: T, D: D, L: L, C: C, P: P}),
    Act.DECIDE_EXTENSION: (LEADERS, {N: N, T: T, D: D, L: L, C: C, P: P}),
    Act.CHANGE_DUE: (OFFICE, {N: N, T: T, D: D, L: L, P: P}),
    Act.TRANSFER: (OFFICE, {N: X, T: X, D: X, L: X, R: X, P: X}),
    Act.PASS_ON: (OFFICE, {N: D, T: D, D: D, L: D}),
    Act.AGREE_BY_SILENCE: (set(), {}),
    Act.EXCUSE: (OFFICE, {N: X, T: X, D: X, C: X, R: X, L: X, P: X}),
    Act.CONFIRM_CAUSE: (LEADERS, {N: N, T: T, D: D, C: C, H: H, R: R, L: L, P: P}),
    Act.SET_OFFICER: (AGENCY, {N: N, T: T, D: D, C: C, R: R, L: L, P: P}),
}


def viewer(name: str) -> Viewer:
    return Viewer(1, name, frozenset(PEOPLE[name]))


def assignment(state: State, parent_id: int | None = 5) -> Assignment:
    us = Agency(id=OURS, name="UBND tỉnh", kind="ubnd", level="tinh", tracked=True, is_office=False, is_group=False)
    return Assignment(agency_id=OURS, agency=us, state=state, parent_id=parent_id, resumes_to=T if state is P else None)


def test_every_act_is_in_the_table() -> None:
    assert set(EXPECTED) == set(Act)


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("state", State)
def test_every_state_act_and_person(state: State, act: Act, name: str) -> None:
    people, moves = EXPECTED[act]
    subject = assignment(state)
    if name not in people:
        with pytest.raises(NotAllowed, match="không có quyền"):
            lifecycle.require(act, subject, viewer(name))
    elif state not in moves:
        with pytest.raises(WrongState, match=state.label):
            lifecycle.require(act, subject, viewer(name))
    else:
        lifecycle.apply(lifecycle.require(act, subject, viewer(name)), subject)
        assert subject.state is moves[state]


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("state", State)
def test_the_acts_offered_are_those_that_are_let_through(state: State, name: str) -> None:
    subject = assignment(state)
    may = {act for act, (people, moves) in EXPECTED.items() if name in people and state in moves}
    offered = set(lifecycle.allowed_acts(subject, viewer(name)))
    assert offered == may - {Act.DECIDE_EXTENSION, Act.WITHDRAW_EXTENSION}
    offered = set(lifecycle.allowed_acts(subject, viewer(name), asked=True))
    assert offered == may - {Act.ASK_EXTENSION}


@pytest.mark.parametrize("act", Act)
def test_a_groups_own_row_takes_only_what_reaches_its_members(act: Act) -> None:
    subject = assignment(N)
    if act in (Act.CANCEL, Act.CHANGE_DUE):
        assert lifecycle.require(act, subject, viewer("coordinator"), has_members=True).act is act
    else:
        with pytest.raises((WrongState, NotAllowed)):
            lifecycle.require(act, subject, viewer("coordinator"), has_members=True)
    assert set(lifecycle.allowed_acts(subject, viewer("coordinator"), has_members=True)) == {Act.CANCEL, Act.CHANGE_DUE}


def test_only_a_member_of_a_group_is_excused() -> None:
    alone = assignment(N, parent_id=None)
    assert Act.EXCUSE not in lifecycle.allowed_acts(alone, viewer("coordinator"))
    with pytest.raises(WrongState, match="thành viên của một nhóm"):
        lifecycle.require(Act.EXCUSE, alone, viewer("coordinator"))


def test_only_the_offices_own_work_is_given_on() -> None:
    theirs = assignment(N)
    theirs.agency.kind = "so"
    assert Act.PASS_ON not in lifecycle.allowed_acts(theirs, viewer("coordinator"))
    with pytest.raises(WrongState, match="của chính tỉnh"):
        lifecycle.require(Act.PASS_ON, theirs, viewer("coordinator"))


def test_confirming_one_of_several_milestones_leaves_the_work_open() -> None:
    subject = assignment(C)
    lifecycle.apply(lifecycle.require(Act.CONFIRM, subject, viewer("coordinator")), subject, more=True)
    assert subject.state is D


@pytest.mark.parametrize("state", [N, T, D, L])
def test_a_pause_ends_in_the_state_before_it(state: State) -> None:
    subject = assignment(state)
    lifecycle.apply(lifecycle.require(Act.PAUSE, subject, viewer("coordinator")), subject)
    assert subject.state is P
    lifecycle.apply(lifecycle.require(Act.RESUME, subject, viewer("coordinator")), subject)
    assert subject.state is state
    assert subject.resumes_to is None


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        ([], N),
        ([H], H),
        ([H, H], H),
        ([H, X], H),
        ([X, X], X),
        ([N, N], N),
        ([N, H], D),
        ([C, C], C),
        ([C, H], D),
        ([T, N], D),
        ([R, R], R),
    ],
)
def test_a_whole_follows_from_its_parts(states: list[State], whole: State) -> None:
    assert lifecycle.state_of_many(states) is whole
