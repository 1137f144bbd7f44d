"""The ladder of reminders, over weekends, holidays and missed days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.policy import DueItem, Proposed, decide_daily, still_true
from workflow.duedates import WorkingCalendar
from workflow.model import Part, Rung, State, TaskNature
from workflow.settings import Reminders

CALENDAR = WorkingCalendar()
RULES = Reminders()
LONG_AGO = date(2020, 1, 1)


def day(text: str) -> date:
    """`20/11` of 2026."""
    number, month = text.split("/")
    return date(2026, int(month), int(number))


def item(due_on: date | None, **changes: object) -> DueItem:
    fields: dict[str, object] = {
        "assignment_id": 1,
        "part": Part.LEAD,
        "state": State.IN_PROGRESS,
        "nature": TaskNature.SPECIFIC,
        "due_on": due_on,
        "known_on": LONG_AGO,
        "workers": ("user:1",),
        "heads": ("user:9",),
    }
    return DueItem(**{**fields, **changes})  # type: ignore[arg-type]


def decide(one: DueItem, today: date, rules: Reminders = RULES) -> list[Proposed]:
    return decide_daily([one], rules, today, CALENDAR)


# November 2026: the 20th is a Friday, the 24th a Tuesday and a day off (Ngày Văn hóa Việt Nam). Tết 2026: 14 to 22 February.
@pytest.mark.parametrize(
    ("due", "today", "rung", "slot", "reason"),
    [
        ("27/11", "20/11", Rung.BEFORE, "20/11", "Còn 7 ngày"),
        ("27/11", "23/11", Rung.BEFORE, "24/11", "Còn 4 ngày"),  # three days before is a day off: told the day before
        ("27/11", "25/11", Rung.BEFORE, "24/11", "Còn 2 ngày"),  # missed on the 23rd: made up for
        ("27/11", "26/11", Rung.BEFORE, "26/11", "Còn 1 ngày"),
        ("27/11", "27/11", Rung.TODAY, "27/11", "Hạn hôm nay"),
        ("22/11", "20/11", Rung.TODAY, "22/11", "Còn 2 ngày"),  # due on a Sunday: the day itself is told on Friday
        ("23/11", "20/11", Rung.BEFORE, "22/11", "Còn 3 ngày"),  # 3 days and 1 day before meet on Friday: one reminder
        ("18/11", "19/11", Rung.TODAY, "18/11", "Quá hạn 1 ngày"),  # the due day was missed: made up for
        ("17/11", "20/11", Rung.OVERDUE, "20/11", "Quá hạn 3 ngày"),
        ("19/11", "20/11", Rung.OVERDUE, "22/11", "Quá hạn 1 ngày"),  # three days late is a Sunday: told on Friday
        ("16/10", "20/11", Rung.OVERDUE, "21/11", "Quá hạn 35 ngày"),
        ("13/2", "13/2", Rung.TODAY, "13/2", "Hạn hôm nay"),  # the last day before Tết
        ("13/2", "23/2", Rung.OVERDUE, "22/2", "Quá hạn 10 ngày"),  # three rungs fell into Tết: one reminder after it
        ("12/2", "13/2", Rung.OVERDUE, "21/2", "Quá hạn 1 ngày"),  # and all of them are told once before it, when late already
    ],
)
def test_the_ladder_reaches_this_rung(due: str, today: str, rung: Rung, slot: str, reason: str) -> None:
    (told, *_) = decide(item(day(due)), day(today))
    assert (told.recipient, told.rung, told.slot, told.reason) == ("user:1", rung, day(slot), reason)


@pytest.mark.parametrize(
    ("due", "today"),
    [
        ("30/11", "20/11"),  # nothing yet
        ("27/11", "21/11"),  # a Saturday
        ("24/11", "24/11"),  # a day off
        ("21/11", "22/11"),
    ],
)
def test_the_ladder_is_silent(due: str, today: str) -> None:
    assert decide(item(day(due)), day(today)) == []


@pytest.mark.parametrize("state", [State.SUBMITTED, State.DONE, State.RETURNED, State.PAUSED, State.CANCELLED])
def test_work_that_does_not_wait_for_the_agency_urges_nobody(state: State) -> None:
    assert decide(item(day("27/11"), state=state), day("20/11")) == []


@pytest.mark.parametrize("state", [State.NEW, State.RECEIVED, State.IN_PROGRESS, State.REDO])
def test_work_that_waits_for_the_agency_urges(state: State) -> None:
    assert len(decide(item(day("27/11"), state=state), day("20/11"))) == 1


def test_regular_work_and_work_without_a_date_urge_nobody() -> None:
    assert decide(item(day("1/11"), nature=TaskNature.REGULAR), day("20/11")) == []
    assert decide(item(None), day("20/11")) == []


def test_heads_hear_of_work_that_is_late_for_some_days() -> None:
    assert [p.recipient for p in decide(item(day("17/11")), day("20/11"))] == ["user:1", "user:9"]
    assert [p.recipient for p in decide(item(day("19/11")), day("20/11"))] == ["user:1"]
    assert [p.recipient for p in decide(item(day("27/11")), day("20/11"))] == ["user:1"]


def test_a_head_who_does_the_work_hears_once() -> None:
    assert [p.recipient for p in decide(item(day("17/11"), workers=("user:9",)), day("20/11"))] == ["user:9"]


@pytest.mark.parametrize(
    ("due", "today", "told"),
    [("27/11", "20/11", False), ("27/11", "23/11", True), ("27/11", "27/11", True), ("17/11", "20/11", False), ("14/11", "20/11", True)],
)
def test_coordinating_agencies_hear_every_other_rung_and_half_as_often_once_late(due: str, today: str, told: bool) -> None:
    heard = decide(item(day(due), part=Part.COORDINATE), day(today))
    # the due day itself is proposed until a later rung is reached; it was told on its day
    assert [p.recipient for p in heard if p.slot != day("17/11")] == (["user:1"] if told else [])


def test_what_was_just_assigned_is_not_told_again_by_a_rung_before_it() -> None:
    fresh = item(day("26/11"), known_on=day("19/11"))  # given on the day of its own first rung
    assert decide(fresh, day("20/11")) == []
    assert [p.slot for p in decide(fresh, day("23/11"))] == [day("23/11")]


def test_work_that_was_entered_when_late_already_is_told_the_next_morning() -> None:
    assert [p.rung for p in decide(item(day("1/10"), known_on=day("19/11")), day("20/11"))] == [Rung.OVERDUE] * 2


def test_an_extension_starts_the_ladder_again() -> None:
    before = decide(item(day("20/11")), day("20/11"))[0]
    after = decide(item(day("27/11"), known_on=day("19/11")), day("20/11"))[0]
    assert (before.rung, before.slot) != (after.rung, after.slot)


def test_what_moved_since_it_was_decided_is_no_longer_true() -> None:
    slot = day("20/11")

    def true(rung: Rung, due: str, state: State = State.NEW, nature: TaskNature = TaskNature.SPECIFIC) -> bool:
        words = {"part": Part.LEAD, "state": state, "nature": nature, "due_on": day(due), "today": slot, "rules": RULES}
        return still_true(rung, slot, **words)  # type: ignore[arg-type]

    assert [true(Rung.BEFORE, due) for due in ("27/11", "28/11")] == [True, False]
    assert [true(Rung.OVERDUE, due) for due in ("17/11", "30/11")] == [True, False]
    assert [true(Rung.TODAY, "20/11", state) for state in (State.REDO, State.SUBMITTED)] == [True, False]
    assert not true(Rung.TODAY, "20/11", nature=TaskNature.REGULAR)
    assert [true(Rung.EXTENSION, "20/11", state) for state in (State.DONE, State.CANCELLED)] == [True, False]
    assert [true(Rung.BY_HAND, "30/12", state) for state in (State.NEW, State.PAUSED)] == [True, False]


@settings(max_examples=60, deadline=None)
@given(
    due=st.dates(date(2025, 12, 1), date(2026, 12, 20)),
    known_before=st.integers(0, 40),
    asleep=st.sets(st.integers(0, 90), max_size=30),
    part=st.sampled_from(Part),
    every=st.integers(1, 15),
)
def test_over_three_months_nothing_is_told_twice_on_a_day_off_or_too_early(
    due: date, known_before: int, asleep: set[int], part: Part, every: int
) -> None:
    """Runs every day but those on which the server slept, and remembers keys as the database does."""
    rules, said, start = Reminders(overdue_every_days=every), set(), due - timedelta(days=40)
    one = item(due, part=part, known_on=due - timedelta(days=known_before))
    last_told, gap = due, timedelta(days=every * 2 + 16 + len(asleep))
    for number in range(90):
        today = start + timedelta(days=number)
        told = [] if number in asleep else decide(one, today, rules)
        keys = [(p.recipient, p.rung, p.slot) for p in told if (p.recipient, p.rung, p.slot) not in said]
        assert len({recipient for recipient, _, _ in keys}) == len(keys)
        assert not keys or CALENDAR.is_working(today)
        assert all(today > due for _, rung, _ in keys if rung is Rung.OVERDUE)
        said |= set(keys)
        last_told = today if keys else last_told
        assert today <= due or today - last_told <= gap
