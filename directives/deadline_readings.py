"""What a rule for time phrases is made of: what it reads against, what it gives, and the words around a match.

A rule's meaning answers None (it is not this phrase after all), [] (it is, and no deadline) or what is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from directives.model import DeadlineKind
from directives.time_words import Place, _, clock_time


class Anchor(NamedTuple):
    """What a phrase is read against."""

    issued_on: date | None
    plan_year: int | None
    place: Place
    text: str  # as `readable` gives it
    words: str  # the same stretch as it stands


class Reading(NamedTuple):
    """What one phrase says; `span` is a part of the rule's match, None for all of it."""

    kind: DeadlineKind
    due: date | None = None
    rrule: str | None = None
    time: str | None = None
    doubt: str | None = None
    span: tuple[int, int] | None = None


Meaning = Callable[[re.Match[str], Anchor], "list[Reading] | None"]


@dataclass(frozen=True)
class Rule:
    """One kind of phrase. A meaning of None: it is not this phrase after all; []: it is, and no deadline."""

    name: str
    phrase: str
    meaning: Meaning
    places: frozenset[str]
    needs: tuple[tuple[str, ...], ...]  # of each group one word is in every text that the pattern matches
    core: str = ""  # a piece of the phrase by itself, which is found or not far quicker than all of it

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The phrase compiled, when a text may first have it: all rules take a quarter of a second."""
        return re.compile(self.phrase)

    @cached_property
    def _core(self) -> re.Pattern[str]:
        return re.compile(self.core)

    def may_match(self, text: str) -> bool:
        """Whether the text has the words without which the pattern cannot match; far quicker than the pattern."""
        return all(any(word in text for word in group) for group in self.needs) and self.has_core(text)

    def has_core(self, text: str) -> bool:
        """Whether the text has the piece of the phrase by which the rule is quickly told from others."""
        return not self.core or self._core.search(text) is not None


UNIT = frozenset({"unit", "cell", "before_cell", "label"})
CELL = frozenset({"cell", "before_cell", "label"})
PROSE = frozenset({"unit"})
ANYWHERE = UNIT | {"title"}

NO_YEAR = "Không rõ năm: văn bản chưa có ngày ban hành"
PAST = "Thời hạn sớm hơn ngày ban hành văn bản"
EITHER_YEAR = "Không ghi năm: hiểu là năm của kế hoạch; nhưng khi ban hành, ngày này của năm ấy cũng chưa qua"
NEXT_YEAR = "Không ghi năm; ngày này đã qua khi ban hành nên hiểu là năm sau"
YEAR_OF_OTHERS = "Không ghi năm; hiểu theo năm nêu ở chỗ khác vì văn bản chưa có ngày ban hành"
IMPOSSIBLE = "Ngày ghi trong văn bản không có trong lịch"

# --- reading points of time ----------------------------------------------------------------------------------------


def dated(due: date | None, at: Anchor, *, time: str | None = None, doubt: str | None = None) -> Reading:
    """A fixed last day, with a doubt when it lies before the issue."""
    if due and at.issued_on and due < at.issued_on:
        doubt = doubt or PAST
    return Reading(DeadlineKind.DATE, due=due, time=time, doubt=doubt)


def in_stated_year(at: Anchor, year: int | None, end_of: Callable[[int], date | None]) -> tuple[date | None, str | None]:
    """The last day in the year said, else in the plan's year, else in the year of the issue or, once passed, the next."""
    if year:
        due = end_of(year)
        return due, None if due else IMPOSSIBLE
    if at.plan_year:
        return end_of(at.plan_year), _doubt_of_plan_year(at, end_of)
    if at.issued_on is None:
        return None, NO_YEAR
    due = end_of(at.issued_on.year)
    if due and due >= at.issued_on:
        return due, None
    return end_of(at.issued_on.year + 1), NEXT_YEAR


def _doubt_of_plan_year(at: Anchor, end_of: Callable[[int], date | None]) -> str | None:
    """Why the plan's year may not be meant: the day of issue is not known, or the same day of the year of issue is still to come."""
    if at.issued_on is None:
        return YEAR_OF_OTHERS
    sooner = end_of(at.issued_on.year) if at.plan_year and at.plan_year > at.issued_on.year else None
    return EITHER_YEAR if sooner and sooner >= at.issued_on else None


def says(pattern: str, text: str) -> bool:
    return re.search(pattern, text) is not None


def left_of(m: re.Match[str], at: Anchor, length: int = 40) -> str:
    """The words before a match, in the same sentence."""
    return re.split(r"[.;\n]", at.text[max(0, m.start() - length) : m.start()])[-1]


def right_of(m: re.Match[str], at: Anchor, length: int = 60) -> str:
    """The words behind a match, in the same sentence."""
    return re.split(r"[.;\n] ", at.text[m.end() : m.end() + length])[0]


def hour_in(m: re.Match[str]) -> str | None:
    found = m.groupdict().get("clock")
    return clock_time(found) if found else None


#: What no pattern of a number can be without
FIGURE = "|".join("0123456789")
#: Words behind which a time is a bound of the work
BOUND_WORDS = (
    r"(?:hoan thanh|ket thuc|xong|cham nh[a]t|muon nhat|khong qua|truoc(?!\s?[,;])|den|het|trong"
    r"|vao(?: luc| hoi)?|luc(?= \d)|la|han cuoi(?: cung)?|han chot"
    r"|thoi han(?: \w{2,5} \w{2,5})?|thoi gian(?: \w{2,5} \w{2,5})?"
    r"|tien do(?! (?:truoc|den|trong|cham|xong))|lo trinh|(?<!qua )han|tu nay|du kien|ca)"
)
#: One bound word or several: `hoàn thành xong trước`, `chậm nhất là`, `thời hạn:`, `từ nay đến hết`
BOUND = rf"(?P<bound>(?:(?<!\w){BOUND_WORDS}(?:{_}[,:])?{_}(?<!\w(?=\w))){{1,6}})"
#: Bounds that cannot be said of the past or of a measure
HARD = r"truoc|cham nh|muon nhat|khong qua|han |han:|thoi han|hoan thanh|xong|ket thuc|tu nay|thoi gian"


def relative(due: date | None = None) -> list[Reading]:
    """A term that counts from something; computed where the directive alone gives the day."""
    return [Reading(DeadlineKind.RELATIVE, due=due)]


def rule(name: str, pattern: str, meaning: Meaning, places: frozenset[str] = UNIT, *, needs: str = "", core: str = "") -> Rule:
    """A rule of the table; `needs` names what its phrases cannot be without: `thang & hang|moi`, `core` a piece that all of them have."""
    groups = tuple(tuple(group.split("|")) for group in needs.split(" & ")) if needs else ()
    return Rule(name, pattern, meaning, places, groups, core)
