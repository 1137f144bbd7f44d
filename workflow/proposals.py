"""Deadlines as a candidate carries them: what the directive says, and the date or rule that the office makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dateutil.rrule import rrulestr
from pydantic import ValidationError
from sqlalchemy.orm import Session

from directives.model import Deadline, DeadlineKind
from workflow import words
from workflow.duedates import OfficeDate, office_dates, office_rule
from workflow.model import Candidate, CandidateState
from workflow.refusals import Invalid, NotFound, Stale, Term, WrongState
from workflow.settings import Dates
from workflow.workingdays import WorkingCalendar

#: parts of an RRULE that office work can mean; no hours and seconds
RULE_PARTS = frozenset({"FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "UNTIL", "COUNT"})
#: greatest numbers of its parts; negative ones count from the end
GREATEST = {"INTERVAL": 120, "BYMONTH": 12, "BYMONTHDAY": 31, "BYSETPOS": 366, "COUNT": 1000}
FROM_THE_END = frozenset({"BYMONTHDAY", "BYSETPOS"})
LONGEST_RULE = 150
LONGEST_MONTH = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})


class ProposedDeadline(Deadline):
    """One deadline of a candidate."""

    #: date that the office works with
    due_on: date | None = None
    #: rule that the office works with, of a recurring one
    office_rrule: str | None = None
    #: the date or the rule's day is the office's default, not the directive's
    default: bool = False
    #: why, in Vietnamese
    note: str = ""
    #: of a periodic report by Nghị định 09/2019/NĐ-CP (`reporting_periods.Period`): the rule then names the days of the cut-off
    report_period: str | None = None
    #: working days after the cut-off by which it is sent
    send_days: int | None = None

    @property
    def recurring(self) -> bool:
        """Whether a series can be made of it."""
        return self.kind is DeadlineKind.RECURRING and bool(self.office_rrule) and not rule_fault(self.office_rrule or "")


def deadline_rows(
    deadlines: Sequence[Deadline],
    *,
    issued_on: date | None,
    received_on: date | None,
    calendar: WorkingCalendar,
    dates: Dates,
    text: str = "",
) -> list[dict[str, Any]]:
    """The rows of `Candidate.deadlines` for what the parser found in one unit; `text`: its words."""
    made = office_dates(deadlines, issued_on=issued_on, received_on=received_on, calendar=calendar, dates=dates, text=text)
    return [_with_office(deadline, office).model_dump(mode="json") for deadline, office in zip(deadlines, made, strict=True)]


def deadlines_of(candidate: Candidate) -> list[ProposedDeadline]:
    """The candidate's deadlines as values; a rhythm always with the office's rule."""
    return [_ruled(ProposedDeadline.model_validate(row)) for row in candidate.deadlines]


def _ruled(deadline: ProposedDeadline) -> ProposedDeadline:
    if deadline.office_rrule or not deadline.rrule:
        return deadline
    return deadline.model_copy(
        update={"office_rrule": office_rule(deadline.rrule), "default": office_rule(deadline.rrule) != deadline.rrule}
    )


def typed_deadlines(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows for `Candidate.deadlines` from what a person typed: `due_on` or `rrule`, with `text` and `time` if any. Raises Invalid."""
    return [_typed(row).model_dump(mode="json") for row in rows]


def rule_fault(rule: str) -> str:
    """Why a rule cannot be used, in Vietnamese; empty when it can. RFC 5545 3.3.10, days and longer only."""
    parts = [part.split("=", 1) for part in rule.split(";")]
    if (
        len(rule) > LONGEST_RULE
        or any(len(part) != 2 or part[0] not in RULE_PARTS for part in parts)
        or dict(parts).get("FREQ") not in FREQUENCIES
    ):
        return "Chu kỳ chỉ nhận hằng ngày, tuần, tháng, năm và ngày trong kỳ."
    try:
        possible = _possible(dict(parts))
        rrulestr(rule)
    except (ValueError, KeyError, TypeError):
        possible = False
    return "" if possible else f"Chu kỳ “{rule}” không hợp lệ."


def _possible(parts: Mapping[str, str]) -> bool:
    """Whether its numbers can be, and its day comes in one of its months: a rule without any day is searched for ages."""
    numbers = {name: [int(number) for number in parts[name].split(",")] for name in GREATEST if name in parts}
    for name, values in numbers.items():
        least = -GREATEST[name] if name in FROM_THE_END else 1
        if any(not least <= value <= GREATEST[name] or value == 0 for value in values):
            return False
    longest = max((LONGEST_MONTH.get(month, 31) for month in numbers.get("BYMONTH", [])), default=31)
    return min(map(abs, numbers.get("BYMONTHDAY", [1]))) <= longest


def _with_office(deadline: Deadline, office: OfficeDate) -> ProposedDeadline:
    return ProposedDeadline(
        **deadline.model_dump(),
        due_on=office.due_on,
        office_rrule=office.rrule,
        default=office.default,
        note=office.note,
        report_period=office.report_period,
        send_days=office.send_days,
    )


def _typed(row: Mapping[str, Any]) -> ProposedDeadline:
    known = {key: value for key, value in row.items() if key in ProposedDeadline.model_fields and value not in ("", None)}
    known["text"] = words.optional("deadlines", known.get("text", ""), "Câu chữ về thời hạn", 300)
    rule = str(known.get("office_rrule") or known.get("rrule") or "")
    if rule:
        if fault := rule_fault(rule):
            raise Invalid("deadlines", "{fault} Hãy sửa thời hạn rồi lưu lại.", fault=Term(fault))
        known |= {"kind": DeadlineKind.RECURRING, "office_rrule": office_rule(rule)}
    known.setdefault("kind", DeadlineKind.DATE)
    try:
        typed = ProposedDeadline.model_validate(known)
    except ValidationError:
        raise Invalid("deadlines", "Thời hạn ghi không đúng. Hãy ghi ngày, tháng, năm như 30/9/2026.") from None
    if typed.kind is DeadlineKind.DATE and typed.due_on is None:
        typed = typed.model_copy(update={"due_on": typed.due})
    if typed.kind is DeadlineKind.DATE and typed.due_on is None:
        raise Invalid("deadlines", "Thời hạn chưa có ngày. Hãy ghi ngày, tháng, năm như 30/9/2026, hoặc xóa dòng thời hạn.")
    return typed


def proposed(session: Session, candidate_id: int, version: int | None) -> Candidate:
    """A candidate that waits for a decision. Raises NotFound, Stale, WrongState."""
    candidate = session.get(Candidate, candidate_id)
    if candidate is None:
        raise NotFound("Không có đề xuất này. Hãy tải lại trang duyệt.")
    if version is not None and candidate.version != version:
        raise Stale()
    if candidate.state is not CandidateState.PROPOSED:
        raise WrongState("Đề xuất này đã xử lý (“{state}”). Hãy tải lại trang để xem hiện trạng.", state=candidate.state)
    return candidate
