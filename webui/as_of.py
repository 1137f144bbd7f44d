"""Lists of a past day: which day the address asks for (`?ngay=30/9`), and the same lists as they stood then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from webui import edge, presentation
from webui.sayings import said, told
from webui.typed import understand_date
from workflow import past, past_numbers, queries
from workflow.past import PastDay, PastRow
from workflow.queries import Page, TaskFilter, TaskRow
from workflow.refusals import Invalid
from workflow.tallies import Numbers

#: name of the parameter
FIELD = "ngay"


@dataclass(frozen=True)
class Listed:
    """A list of now or of a past day."""

    page: Page[TaskRow]
    #: the day that it is of; None = now
    day: date | None = None
    #: of a past day: given by then, entered later
    later: Sequence[TaskRow] = ()
    later_total: int = 0


def asked_day() -> PastDay | None:
    """The past day that the address asks for; None = now. Raises Invalid for words that mean no day, or a day to come."""
    typed = request.args.get(FIELD, "").strip()
    if not typed:
        return None
    day = understand_date(typed, edge.today(), past=True)
    if day is None:
        raise Invalid(FIELD, _("Không hiểu ngày “%(typed)s”. Gõ như 27/11/2026.", typed=typed[:60]))
    return None if day == edge.today() else PastDay.of(day, edge.settings().zone, today=edge.today())


def asked_day_or_fault() -> tuple[PastDay | None, str]:
    """The past day of the address, or now with the sentence that says what is wrong with it."""
    try:
        return asked_day(), ""
    except Invalid as refusal:
        return None, said(refusal)


def listed(session: Session, wanted: TaskFilter, of: PastDay | None, *, paged: bool = True) -> Listed:
    """The list of a filter, now or as it stood, for the person of this request."""
    viewer, soon_days = edge.current_viewer(), edge.settings().reminders.soon_days
    if of is None:
        return Listed(queries.task_rows(session, viewer, wanted, edge.today(), soon_days, paged=paged))
    found = past.task_rows(session, viewer, wanted, of, soon_days, paged=paged)
    page = found.page
    return Listed(Page(list(page.rows), page.total, page.number, page.per_page), of.day, found.later, found.later_total)


def agency_numbers(session: Session, of: PastDay | None) -> list[Numbers] | None:
    """How the work of each agency stood on a past day; None = now."""
    return None if of is None else past_numbers.agency_numbers(session, of, edge.settings().reminders.soon_days)


def agency_names(session: Session, of: PastDay | None) -> dict[int, str]:
    """Names of agencies as they were; none for now."""
    return {} if of is None else past_numbers.agency_names(session, of)


def address_value(of: PastDay | None) -> dict[str, str]:
    """What an address carries of the day."""
    return {} if of is None else {FIELD: of.day.isoformat()}


def corrections(row: TaskRow) -> list[str]:
    """What was entered later about a row of a past day, a sentence each, in the language of the page."""
    if not isinstance(row, PastRow):
        return []
    return [told(one.sentence(edge.settings().zone)) for one in row.corrections]


def stamp(found: Listed) -> str:
    """What moment a sheet is of."""
    if found.day is None:
        return _("Tính đến %(moment)s", moment=presentation.moment(edge.now()))
    of_day = _("Như ở cuối ngày %(day)s", day=presentation.weekday_day(found.day))
    if not found.later_total:
        return of_day
    also = "ngoài ra %(num)d dòng đã giao khi ấy nhưng nhập sau"
    return f"{of_day}; {ngettext('ngoài ra %(num)d dòng đã giao khi ấy nhưng nhập sau', also, found.later_total)}"


def remarks(found: Listed) -> dict[int, str] | None:
    """For a sheet: what was entered later, by assignment; None for a list of now."""
    if found.day is None:
        return None
    noted = {row.assignment_id: " ".join(corrections(row)) for row in found.page.rows}
    return {assignment_id: sentences for assignment_id, sentences in noted.items() if sentences}
