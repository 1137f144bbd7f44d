"""Whom to urge today, and why: the ladder of reminders. Pure: items, rules and a day in, proposals out.

A rung stands on a civil day, its slot: the due day itself, some days before it, or every so many days after it. A rung on a day off is
told on the working day before. What is proposed is always the newest rung reached, and its key (assignment, recipient, rung, slot) is
unique for ever: so the same day asked twice tells nobody twice, a day missed is made up for with one reminder, and an extension, which
moves the slots, starts the ladder again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Protocol

from workflow.lifecycle import WORKING
from workflow.model import Part, Rung, State, TaskNature
from workflow.settings import Reminders
from workflow.timeliness import distance_words, time_class


class Calendar(Protocol):
    """What the ladder asks of the office's working calendar."""

    def is_working(self, day: date, /) -> bool: ...
    def previous_working(self, day: date, /) -> date: ...
    def next_working(self, day: date, /) -> date: ...


@dataclass(frozen=True)
class DueItem:
    """An assignment as the ladder sees it."""

    assignment_id: int
    part: Part
    state: State
    nature: TaskNature
    due_on: date | None
    #: civil day on which the agency learnt of this due date; a rung up to it would repeat what was just said
    known_on: date
    #: who does the work: `user:12`, or `agency:7` where it has no people here
    workers: tuple[str, ...]
    #: heads of the agency
    heads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposed:
    """Somebody is to be urged: the key of the urging, and the reason in words."""

    assignment_id: int
    recipient: str
    rung: Rung
    slot: date
    reason: str


@dataclass(frozen=True)
class Step:
    """A rung of one due date, and the working day on which it is told."""

    rung: Rung
    slot: date
    told_on: date


def decide_daily(items: Iterable[DueItem], rules: Reminders, today: date, calendar: Calendar) -> list[Proposed]:
    """Everything that the ladder wants said on a civil day of the office, in the order of the items; nothing on a day off.

    Regular work, and what is paused, submitted, returned, done or cancelled, urges nobody. Coordinating agencies are told every other
    rung, and half as often once overdue; heads only of work that their own agency leads, once it is `head_after_days` late.
    """
    if not calendar.is_working(today):
        return []

    @cache  # thousands of items have a few hundred dates between them
    def step_of(due_on: date, part: Part) -> Step | None:
        return current_step(due_on, today, steps=days_before(part, rules), every=every(part, rules), calendar=calendar)

    return [proposed for item in items for proposed in _of_item(item, rules, today, step_of)]


def _of_item(item: DueItem, rules: Reminders, today: date, step_of: Callable[[date, Part], Step | None]) -> Iterator[Proposed]:
    if item.due_on is None or item.nature is TaskNature.REGULAR or item.state not in WORKING:
        return
    step = step_of(item.due_on, item.part)
    if step is None or (step.rung is not Rung.OVERDUE and step.told_on <= item.known_on):
        return
    words = reason(item, rules, today)
    for recipient in _recipients(item, step, rules, today):
        yield Proposed(item.assignment_id, recipient, step.rung, step.slot, words)


def days_before(part: Part, rules: Reminders) -> tuple[int, ...]:
    """Days before the deadline that count for a part; those who only coordinate hear every other one (7, 3, 1, 0 → 3, 0)."""
    if part is Part.LEAD:
        return rules.days_before
    return rules.days_before[1::2] or rules.days_before


def every(part: Part, rules: Reminders) -> int:
    """Days between two reminders once overdue."""
    return rules.overdue_every_days * (1 if part is Part.LEAD else 2)


def current_step(due_on: date, today: date, *, steps: tuple[int, ...], every: int, calendar: Calendar) -> Step | None:
    """The newest rung of a due date that is reached on a day; None before the first. `steps` are days before it, falling."""
    if today > due_on and (late := _overdue_step(due_on, today, every, calendar)):
        return late
    reached = [step for days in steps if (step := _step_before(due_on, days, calendar)).told_on <= today]
    if today > due_on:  # not yet the first rung after it: only the due day itself can still be made up for
        reached = [step for step in reached if step.rung is Rung.TODAY]
    return reached[-1] if reached else None


def _step_before(due_on: date, days: int, calendar: Calendar) -> Step:
    slot = due_on - timedelta(days=days)
    return Step(Rung.BEFORE if days else Rung.TODAY, slot, _on_or_before(slot, calendar))


def _overdue_step(due_on: date, today: date, every: int, calendar: Calendar) -> Step | None:
    """The newest rung after the due day that is told by today.

    One that falls into a long holiday is told before it, but never before the work is late: then it is the first working day after.
    """
    for number in range((today - due_on).days // every + 1 + LONGEST_BREAK // every, 0, -1):
        slot = due_on + timedelta(days=number * every)
        told_on = _on_or_before(slot, calendar)
        if told_on <= due_on:
            told_on = _on_or_after(slot, calendar)
        if told_on <= today:
            return Step(Rung.OVERDUE, slot, told_on)
    return None


#: no run of days off is longer (Tết with its weekends is nine or ten)
LONGEST_BREAK = 14


def reason(item: DueItem, rules: Reminders, today: date) -> str:
    """Why, in the words of lists and mails: `Quá hạn 12 ngày`, `Còn 3 ngày`."""
    of_class = time_class(item.state, item.due_on, None, today, nature=item.nature, soon_days=rules.soon_days)
    return distance_words(of_class, item.due_on, None, today)


def _recipients(item: DueItem, step: Step, rules: Reminders, today: date) -> list[str]:
    assert item.due_on is not None
    told = list(item.workers)
    days_late = (today - item.due_on).days
    if step.rung is Rung.OVERDUE and item.part is Part.LEAD and days_late >= rules.head_after_days:
        told += item.heads
    return list(dict.fromkeys(told))


def still_true(
    rung: Rung, slot: date, *, part: Part, state: State, nature: TaskNature, due_on: date | None, today: date, rules: Reminders
) -> bool:
    """Whether an urging that was decided, but has not left, still says the truth about its assignment."""
    if rung is Rung.EXTENSION:
        return state is not State.CANCELLED
    if state not in WORKING:
        return False
    if rung in (Rung.RETURNED, Rung.BY_HAND, Rung.ASSIGNED):
        return True
    if due_on is None or nature is TaskNature.REGULAR:
        return False
    if rung is Rung.OVERDUE:
        return due_on < today and due_on < slot
    return (due_on - slot).days in days_before(part, rules)


def _on_or_before(day: date, calendar: Calendar) -> date:
    return day if calendar.is_working(day) else calendar.previous_working(day)


def _on_or_after(day: date, calendar: Calendar) -> date:
    return day if calendar.is_working(day) else calendar.next_working(day)
