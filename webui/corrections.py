"""What the reviewer typed over a candidate, and what it means: names, words, times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from dateutil.rrule import rrulestr
from flask_babel import gettext as _
from flask_babel import ngettext

from directives.deadlines import find_deadlines
from directives.model import DeadlineKind
from webui.forms import Entered
from webui.presentation import weekday_day
from webui.typed import clean_words, understand_date
from workflow.duedates import office_rule
from workflow.model import Candidate, Directive, TaskNature
from workflow.proposals import deadline_rows
from workflow.settings import Dates
from workflow.workingdays import WorkingCalendar

TITLE_LIMIT = 300


@dataclass(frozen=True)
class Days:
    """What a typed time counts from."""

    today: date
    issued_on: date | None
    received_on: date | None
    calendar: WorkingCalendar
    rules: Dates

    @classmethod
    def of(cls, directive: Directive, today: date, calendar: WorkingCalendar, rules: Dates) -> Days:
        return cls(today, directive.issued_on, directive.received_on, calendar, rules)


@dataclass(frozen=True)
class Draft:
    """The fields of a candidate as the page shows them: each as text."""

    version: int
    title: str
    text: str
    lead: list[str]
    coordinate: list[str]
    deadlines: list[str]
    nature: str

    @classmethod
    def of(cls, candidate: Candidate) -> Draft:
        return cls(
            candidate.version,
            candidate.title,
            candidate.text,
            list(candidate.lead),
            list(candidate.coordinate),
            [shown(deadline) for deadline in candidate.deadlines],
            candidate.nature.value,
        )

    @classmethod
    def typed(cls, entered: Entered) -> Draft:
        """What the form says, before it is judged. Raises nothing; faults are noted on the form."""
        version = entered.number("version", low=0, high=10**9, required=_("Biểu mẫu thiếu phiên bản: tải lại trang."))
        return cls(
            version if version is not None else -1,
            clean_words(entered.text("title", limit=TITLE_LIMIT)),
            entered.text("text", required=_("Nội dung việc không được để trống.")),
            _names(entered, "lead"),
            _names(entered, "coordinate"),
            [clean_words(value)[:300] for value in entered.values.getlist("deadline")],
            entered.choice("nature", [nature.value for nature in TaskNature]) or TaskNature.SPECIFIC.value,
        )

    def differs(self, candidate: Candidate) -> bool:
        """Whether saving would change anything."""
        old = Draft.of(candidate)
        return (self.title, self.text, self.lead, self.coordinate, [d for d in self.deadlines if d], self.nature) != (
            old.title,
            old.text,
            old.lead,
            old.coordinate,
            old.deadlines,
            old.nature,
        )

    def changes(self, candidate: Candidate, days: Days, entered: Entered) -> dict[str, Any]:
        """The arguments for `workflow.review.edit`, only what changed. A time that nobody understands is a fault of the form."""
        old = Draft.of(candidate)
        changed: dict[str, Any] = {
            name: getattr(self, name) for name in ("title", "text", "lead", "coordinate") if getattr(self, name) != getattr(old, name)
        }
        if self.nature != old.nature:
            changed["nature"] = TaskNature(self.nature)
        if [typed for typed in self.deadlines if typed] != old.deadlines:
            changed["deadlines"] = self._deadlines(candidate, days, entered)
        return changed

    def _deadlines(self, candidate: Candidate, days: Days, entered: Entered) -> list[dict[str, Any]]:
        understood = []
        for place, typed in enumerate(self.deadlines):
            if not typed:
                continue
            before = candidate.deadlines[place] if place < len(candidate.deadlines) else None
            meant = understand(typed, before, days, candidate.text)
            if meant is None:
                entered.fail(
                    f"deadline-{place}",
                    _("Không hiểu thời hạn “%(typed)s”. Gõ như 15/12/2026, cuối tháng 12, 10 ngày nữa, hằng quý.", typed=typed),
                )
            else:
                understood.append(meant)
        return understood


def _names(entered: Entered, name: str) -> list[str]:
    """Agency names of a repeated field, each once, in order."""
    typed = [clean_words(value)[:300] for value in entered.values.getlist(name)]
    return list(dict.fromkeys(value for value in typed if value))


def shown(deadline: dict[str, Any]) -> str:
    """A deadline as the field shows it: its date where it has one, else its words."""
    due = deadline.get("due_on")
    if due and deadline.get("kind") != DeadlineKind.RECURRING.value:
        return date.fromisoformat(due).strftime("%d/%m/%Y")
    return clean_words(deadline.get("text", ""))


def understand(typed: str, before: dict[str, Any] | None, days: Days, text: str = "") -> dict[str, Any] | None:
    """The deadline that a typed text means; None when it means none.

    `before` is the deadline that stood in the field: text left as it was keeps it whole, a corrected date keeps its phrase. `text`: the
    words of the unit, which tell a report's rhythm.
    """
    if before is not None and typed == shown(before):
        return before
    day = understand_date(typed, days.today, calendar=days.calendar)
    if day is not None:
        phrase = before["text"] if before else typed
        return {"text": phrase, "kind": DeadlineKind.DATE.value, "due": day.isoformat(), "due_on": day.isoformat()}
    found = find_deadlines(typed, 0, len(typed), issued_on=days.issued_on or days.today, place="cell")
    if not found or (found[0].deadline.kind is DeadlineKind.DATE and found[0].deadline.due is None):
        return None  # nothing, or a day that no calendar has: 31/2
    said = [found[0].deadline]
    given = {"issued_on": days.issued_on, "received_on": days.received_on}
    return deadline_rows(said, **given, calendar=days.calendar, dates=days.rules, text=text)[0]


def echo(meant: dict[str, Any], today: date) -> str:
    """What was understood of a deadline: `Thứ Ba 15/12/2026 · còn 25 ngày`."""
    due = date.fromisoformat(meant["due_on"]) if meant.get("due_on") else None
    if meant["kind"] == DeadlineKind.RECURRING.value:
        coming = [weekday_day(day) for day in _next_days(meant, today)]
        return _("lặp lại; các kỳ tới: %(days)s", days=", ".join(coming)) if coming else _("lặp lại theo kỳ")
    if due is None:
        return _("giữ nguyên chữ, chưa có ngày cụ thể")
    return f"{weekday_day(due)} · {_distance((due - today).days)}"


def _next_days(meant: dict[str, Any], today: date) -> list[date]:
    """The next two days of a rhythm, so that a misread one is seen."""
    rule = meant.get("office_rrule") or (office_rule(meant["rrule"]) if meant.get("rrule") else "")
    if not rule:
        return []
    moments = rrulestr(rule, dtstart=datetime.combine(today, time()))
    return [moment.date() for moment in islice(moments, 2)]


def _distance(days: int) -> str:
    if days == 0:
        return _("hôm nay")
    if days < 0:
        return ngettext("đã qua %(num)d ngày", "đã qua %(num)d ngày", -days)
    return ngettext("còn %(num)d ngày", "còn %(num)d ngày", days)
