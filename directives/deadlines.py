"""The times that a directive gives for its work: found by the table RULES, resolved against the day of issue.

`find_deadlines` gives what is said and no more; what an office makes of it (the last day of a month, the next working
day) is a setting of the office and stands elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple, get_args

from directives.deadline_readings import Anchor, Reading, Rule
from directives.deadline_rules import RULES
from directives.deadline_weeks import weekly_on
from directives.model import Deadline, DeadlineKind, Span
from directives.time_words import Place, last_year, readable

__all__ = ["FoundDeadline", "Place", "find_deadlines"]


#: All words without which some rule cannot match, each with a binary digit of its own: it is looked for once in a text
NEEDED = {word: 1 << place for place, word in enumerate(sorted({word for rule in RULES for group in rule.needs for word in group}))}

_NEEDED_DIGITS = tuple(NEEDED.items())


class _Table(NamedTuple):
    """The rules for one place, and which of them cannot match in a text."""

    rules: tuple[Rule, ...]
    shut: tuple[tuple[int, int], ...]  # words of a group, by their digits → the rules, by theirs, that need one of them

    @classmethod
    def of(cls, place: str) -> _Table:
        rules = tuple(rule for rule in RULES if place in rule.places)
        shut: dict[int, int] = {}
        for digit, rule in enumerate(rules):
            for group in rule.needs:
                words = sum(NEEDED[word] for word in set(group))
                shut[words] = shut.get(words, 0) | 1 << digit
        return cls(rules, tuple(shut.items()))

    def that_may_match(self, text: str) -> Iterator[Rule]:
        """The rules whose words the text has, in order."""
        has = 0
        for word, digit in _NEEDED_DIGITS:
            if word in text:
                has |= digit
        left = (1 << len(self.rules)) - 1
        for words, rules in self.shut:
            if not has & words:
                left &= ~rules
        while left:
            lowest = left & -left
            left ^= lowest
            rule = self.rules[lowest.bit_length() - 1]
            if rule.has_core(text):
                yield rule


TABLES = {place: _Table.of(place) for place in get_args(Place)}
#: Rules whose day, without a year, is that of a rhythm before it
DAY_RULES = frozenset({"trước ngày", "trước các ngày"})


class FoundDeadline(NamedTuple):
    """One time, where it stands, which rule found it, and why a person should look at it."""

    deadline: Deadline
    span: Span
    rule: str
    doubt: str | None


class _Claim(NamedTuple):
    start: int
    end: int
    rule: str
    reading: Reading


#: Between two bounds of one duty, and with what the second begins: `xong trong quý I, muộn nhất tháng 4/2023`
BETWEEN_BOUNDS = re.compile(r"\s?[,(]\s?")
LATER_BOUND = re.compile(r"(?:muon|cham) nhat")
#: Where a rhythm counts no longer
SENTENCE_ENDS = re.compile(r";|\.\s")
#: A text without any of these says no time: a figure, hằng, mỗi, định kỳ, trước, sau, khi, tháng, thường xuyên …
HINT = re.compile(
    r"\d|hang |moi |ky|truoc|sau |khi |thang|thuong xuyen|lien tuc|trong|lan|dau |giua |cung|yeu cau|dot xuat|\bqu?[yi]? ?[ivl]"
    r"|theo qu[yi]|nam|mua "
)


def find_deadlines(
    text: str,
    start: int,
    end: int,
    *,
    issued_on: date | None,
    plan_year: int | None = None,
    place: Place = "unit",
) -> list[FoundDeadline]:
    """All deadlines said in `text[start:end]` of a normalised text, in order, with offsets in `text`.

    `issued_on` is the day of issue (None: times that need it stay without a date), `plan_year` the year N of a plan
    for N. `place` says how to read: `unit` a sentence, `cell` a column of times, `before_cell` a column headed
    `trước ngày, tháng`, `label` behind `Thời gian hoàn thành:`, `title` a title, where only a bound (`trước ngày …`) counts.
    The same normal form twice is given once.
    """
    words = text[start:end]
    plain = readable(words)
    if not HINT.search(plain):
        return []
    at = Anchor(issued_on, plan_year, place, plain, words)
    claims = _drop_measure_reported(_drop_earlier_bound(_claims(at), plain), plain)
    claims = _drop_said_twice(_join_rhythms(claims, plain))
    return [_found(claim, words, start) for claim in claims]


def _claims(at: Anchor) -> list[_Claim]:
    """What the rules say, each stretch by the first rule that knows it, in order of the text."""
    taken = bytearray(len(at.text))
    claims: list[_Claim] = []
    for rule in TABLES[at.place].that_may_match(at.text):
        for m in rule.pattern.finditer(at.text):
            if taken.find(1, m.start(), m.end()) >= 0:
                continue
            readings = rule.meaning(m, at)
            if readings is None:
                continue
            taken[m.start() : m.end()] = b"\1" * (m.end() - m.start())
            claims.extend(_Claim(*(r.span or m.span()), rule.name, r) for r in readings)
    return sorted(claims, key=lambda claim: claim.start)


def _drop_earlier_bound(claims: list[_Claim], plain: str) -> list[_Claim]:
    """`xong trong quý I, muộn nhất tháng 4/2023`: of two bounds of one duty the later is the last day allowed."""
    kept: list[_Claim] = []
    for claim in claims:
        if kept and BETWEEN_BOUNDS.fullmatch(plain, kept[-1].end, claim.start) and LATER_BOUND.match(plain, claim.start):
            kept.pop()
        kept.append(claim)
    return kept


#: What follows a time when the words before it are what is reported: `…, báo cáo Thủ tướng `, `…; trình UBND tỉnh xem xét `
REPORTED = re.compile(r"[^.;]{0,120}[,;]? (?:bao cao|trinh) (?!ket qua)[^.;,\d]{0,80}")


def _drop_measure_reported(claims: list[_Claim], plain: str) -> list[_Claim]:
    """`miễn phí cho khách đến hết năm 2020, báo cáo Thủ tướng trong tháng 3 năm 2020`: how long a measure holds is no deadline.

    Only a year's end before an earlier day by which it is to be presented, not where the work itself ends then (`hoàn thành trong năm`).
    """
    if len(claims) != 2 or claims[0].rule != "năm":
        return claims
    first, last = claims
    earlier = first.reading.due is not None and last.reading.due is not None and last.reading.due < first.reading.due
    ends = re.search(r"hoan thanh|xong|ket thuc|cham nhat|truoc", plain[max(0, first.start - 40) : first.end])
    return [last] if earlier and not ends and REPORTED.fullmatch(plain[first.end : last.start]) else claims


def _join_rhythms(claims: list[_Claim], plain: str) -> list[_Claim]:
    """`Hằng năm …, trình UBND tỉnh trước ngày 15 tháng 12`: a day without a year is the day of the rhythm in its sentence."""
    rhythms: list[_Claim] = []
    joined: list[_Claim] = []
    met: list[_Claim] = []
    weekly: _Claim | None = None
    place = 0
    for claim in claims:
        if SENTENCE_ENDS.search(plain, place, claim.start):
            rhythms, met, weekly = [], [], None
        place = claim.start
        reading = claim.reading
        if weekly and claim.rule == "thứ sắp tới" and (rrule := weekly_on(plain[claim.start : claim.end])):
            # `Hằng tuần … vào thứ Sáu`: the day of the rhythm, no single day
            joined.remove(weekly)
            weekly = None
            claim = claim._replace(reading=Reading(DeadlineKind.RECURRING, rrule=rrule, time=reading.time))
        if reading.rrule in ("FREQ=YEARLY", "FREQ=MONTHLY;INTERVAL=6"):
            rhythms.append(claim)
        yearly = any(r.reading.rrule == "FREQ=YEARLY" for r in rhythms)
        if yearly and claim.rule in DAY_RULES and reading.due and last_year(plain[claim.start : claim.end]) is None:
            rrule = f"FREQ=YEARLY;BYMONTH={reading.due.month};BYMONTHDAY={reading.due.day}"
            claim = claim._replace(reading=Reading(DeadlineKind.RECURRING, rrule=rrule, time=reading.time))
            met.append(claim)
            replaced = rhythms if len(met) > 1 else [r for r in rhythms if r.reading.rrule == "FREQ=YEARLY"]
            joined = [c for c in joined if c not in replaced]
        weekly = claim if reading.rrule == "FREQ=WEEKLY" else weekly
        joined.append(claim)
    return joined


def _drop_said_twice(claims: list[_Claim]) -> list[_Claim]:
    """One of each normal form; a bare rhythm goes when the same rhythm stands there with its day; a condition beside a date."""
    rules: set[str | None] = {claim.reading.rrule for claim in claims if claim.reading.rrule}
    dated = any(claim.reading.due or claim.reading.rrule for claim in claims)
    seen: set[object] = set()
    kept = []
    for claim in claims:
        reading = claim.reading
        form = (reading.kind, reading.due, reading.rrule, _place_of(claim) if not (reading.due or reading.rrule) else None)
        waits = reading.kind in (DeadlineKind.CONDITIONAL,) and dated
        if form in seen or waits or _is_bare_of(reading.rrule, rules):
            continue
        seen.add(form)
        kept.append(claim)
    return kept


def _place_of(claim: _Claim) -> tuple[int, int]:
    """What tells two open terms apart: their places."""
    return claim.start, claim.end


def _is_bare_of(rrule: str | None, rules: set[str | None]) -> bool:
    """`hằng tháng` beside `trước ngày 25 hằng tháng`; `hằng quý` beside `ngày 15 tháng cuối quý`."""
    if rrule == "FREQ=MONTHLY":
        return any(r and r.startswith("FREQ=MONTHLY;BY") for r in rules)
    if rrule == "FREQ=MONTHLY;INTERVAL=3":
        return any(r and ("BYMONTH=3,6,9,12;" in r or "BYMONTH=1,4,7,10;" in r or "INTERVAL=3;BY" in r) for r in rules)
    if rrule == "FREQ=WEEKLY":
        return any(r and r.startswith("FREQ=WEEKLY;BY") for r in rules)
    return False


def _found(claim: _Claim, words: str, offset: int) -> FoundDeadline:
    start, end = claim.start, claim.end
    phrase = words[start:end]
    start += len(phrase) - len(phrase.lstrip(" \n(,:;"))
    end -= len(phrase) - len(phrase.rstrip(" \n,:;"))
    if words[start:end].count("(") < words[start:end].count(")"):
        end -= 1
    reading = claim.reading
    deadline = Deadline(text=words[start:end], kind=reading.kind, due=reading.due, rrule=reading.rrule, time=reading.time)
    return FoundDeadline(deadline, Span(offset + start, offset + end), claim.rule, reading.doubt)
