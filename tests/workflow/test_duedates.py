"""Office dates by the shared table, and the working calendar against the notices of the Government."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr
from sqlalchemy import select
from sqlalchemy.orm import Session

from directives.model import Deadline, DeadlineKind
from workflow import calendar_days
from workflow.acting import Actor
from workflow.duedates import OfficeDate, office_date, office_dates
from workflow.model import DayOverride, Event
from workflow.refusals import Invalid
from workflow.settings import Dates
from workflow.workingdays import OwnDay, WorkingCalendar

TABLE = Path(__file__).parent.parent / "tables" / "deadlines_examples.csv"
CALENDAR = WorkingCalendar()
ISSUED = date(2023, 1, 10)


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["kind"] != "none"]


def deadline(text: str, kind: str, due: str = "", rrule: str = "") -> Deadline:
    return Deadline(text=text, kind=DeadlineKind(kind), due=date.fromisoformat(due) if due else None, rrule=rrule or None)


def office(
    one: Deadline, issued_on: date | None = ISSUED, received_on: date | None = None, calendar: WorkingCalendar = CALENDAR, **dates: bool
) -> OfficeDate:
    return office_date(one, issued_on=issued_on, received_on=received_on, calendar=calendar, dates=Dates(**dates))


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['phrase']} [{row['kind']}]")
def test_the_office_makes_of_each_phrase_what_the_table_says(row: dict[str, str]) -> None:
    said = [deadline(row["phrase"], row["kind"], row["due"], row["rrule"])]
    if row["note"].startswith("also 2025-12-31"):
        said.append(deadline(row["phrase"], "date", "2025-12-31"))
    issued_on = date.fromisoformat(row["issued_on"])
    made = office_dates(said, issued_on=issued_on, received_on=None, calendar=CALENDAR, dates=Dates())[0]
    assert (made.rrule or (made.due_on.isoformat() if made.due_on else "")) == row["office_default"]
    if made.rrule:
        rrulestr(made.rrule)


def test_what_the_directive_says_is_not_called_the_offices() -> None:
    assert office(deadline("trước ngày 15/6/2023", "date", "2023-06-15")) == OfficeDate(date(2023, 6, 15))
    assert not office(deadline("trước ngày 25 hằng tháng", "recurring", rrule="FREQ=MONTHLY;BYMONTHDAY=25")).default


def test_a_fixed_date_on_a_day_off_stays_and_the_day_before_is_advised() -> None:
    made = office(deadline("trước ngày 31/12/2023", "date", "2023-12-31"))
    assert made.due_on == date(2023, 12, 31)
    assert not made.default
    assert "29/12/2023" in made.note


def test_terms_do_not_roll_when_the_office_says_so() -> None:
    term = deadline("trong thời hạn 15 ngày kể từ ngày ký", "relative", "2023-01-25")
    assert office(term).due_on == date(2023, 1, 27)
    assert office(term).default
    assert office(term, roll_relative=False).due_on == date(2023, 1, 25)


@pytest.mark.parametrize(
    ("phrase", "due", "expected"),
    [
        ("trước ngày 15/6/2023", "2023-06-15", date(2023, 6, 14)),
        ("trước 30/8/2026", "2026-08-30", date(2026, 8, 29)),
        ("trước 17h00’ ngày 12/01/2023 (thứ Năm)", "2023-01-12", date(2023, 1, 11)),
        ("chậm nhất ngày 15/6/2023", "2023-06-15", date(2023, 6, 15)),
        ("trước tháng 12/2023", "2023-11-30", date(2023, 11, 30)),
        ("trong quý III/2023", "2023-09-30", date(2023, 9, 30)),
    ],
)
def test_before_a_day_can_mean_the_day_before(phrase: str, due: str, expected: date) -> None:
    assert office(deadline(phrase, "date", due), before_is_inclusive=False).due_on == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("sau 05 ngày làm việc kể từ ngày nhận được văn bản này", date(2023, 3, 8)),
        ("trong 10 ngày kể từ ngày nhận được Công văn này", date(2023, 3, 13)),  # 11/3 is a Saturday
        ("trong 02 tuần kể từ khi nhận được văn bản", date(2023, 3, 15)),
        ("trong 01 tháng kể từ ngày nhận được Kế hoạch", date(2023, 4, 3)),  # 1/4 is a Saturday
        ("ngay trong ngày", date(2023, 3, 1)),
        ("trong 07 ngày làm việc kể từ ngày ký", date(2023, 1, 19)),
        ("trong 10 ngày kể từ ngày nhận đủ hồ sơ", None),
        ("trong 10 ngày kể từ khi Bộ Tài chính ban hành hướng dẫn", None),
    ],
)
def test_terms_count_from_receipt_when_the_directive_says_so(phrase: str, expected: date | None) -> None:
    assert office(deadline(phrase, "relative"), received_on=date(2023, 3, 1)).due_on == expected


def test_without_a_day_of_issue_no_date_is_invented() -> None:
    made = office(deadline("trong 07 ngày làm việc kể từ ngày ký", "relative"), issued_on=None)
    assert made.due_on is None
    assert "Chưa biết ngày ban hành" in made.note


def test_what_depends_on_an_event_says_so() -> None:
    made = office(deadline("chậm nhất sau 05 ngày kể từ khi kết thúc hội nghị", "relative"))
    assert made.due_on is None
    assert "việc khác" in made.note


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),  # Saturday
        (date(2026, 11, 24), False),  # Ngày Văn hóa Việt Nam, Nghị quyết 28/2026/QH16
        (date(2026, 1, 2), False),  # swapped
        (date(2026, 1, 10), True),  # the Saturday for it
        (date(2026, 8, 22), True),
        (date(2026, 8, 31), False),
        (date(2025, 4, 26), True),
        (date(2025, 5, 2), False),
        (date(2024, 5, 4), True),
        (date(2024, 4, 29), False),
        (date(2026, 2, 16), False),
        (date(2026, 2, 23), True),
        (date(2026, 4, 27), False),  # Giỗ Tổ on a Sunday
    ],
)
def test_days_worked_are_those_of_the_notices(day: date, working: bool) -> None:
    assert CALENDAR.is_working(day) is working


def test_the_offices_own_table_stands_above_everything(shared_session: Session) -> None:
    shared_session.add_all(
        [
            DayOverride(day=date(2026, 11, 23), working=False, note="Nghỉ bù"),
            DayOverride(day=date(2026, 11, 28), working=True, note="Làm bù"),
            DayOverride(day=date(2026, 11, 24), working=True, note=""),
        ]
    )
    shared_session.flush()
    calendar = WorkingCalendar.load(shared_session)
    assert not calendar.is_working(date(2026, 11, 23))
    assert calendar.is_working(date(2026, 11, 28))
    assert calendar.is_working(date(2026, 11, 24))
    assert calendar.note_of(date(2026, 11, 23)) == "Nghỉ bù"


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 20), 2, date(2026, 11, 25)),  # over 24/11
        (date(2026, 2, 13), 1, date(2026, 2, 23)),  # over Tết
        (date(2026, 1, 9), 1, date(2026, 1, 10)),  # a worked Saturday
        (date(2026, 11, 25), -1, date(2026, 11, 23)),
    ],
)
def test_working_days_are_counted_over_days_off(start: date, count: int, expected: date) -> None:
    assert CALENDAR.add_working_days(start, count) == expected


def test_next_and_previous_working_day() -> None:
    tet = date(2026, 2, 17)
    assert CALENDAR.next_working(tet) == date(2026, 2, 23)
    assert CALENDAR.previous_working(tet) == date(2026, 2, 13)
    assert CALENDAR.next_working(date(2026, 11, 20)) == date(2026, 11, 20)


@pytest.mark.parametrize(("day", "years"), [(date(2026, 5, 1), []), (date(2026, 11, 1), [2027]), (date(2027, 3, 1), [2027])])
def test_a_missing_official_calendar_is_asked_for(day: date, years: list[int]) -> None:
    warnings = CALENDAR.warnings(day)
    assert len(warnings) == len(years)
    assert all(str(year) in warning for year, warning in zip(years, warnings, strict=True))


TET = {date(2027, 2, 4): OwnDay(False, "Tết Nguyên đán")}
NATIONAL_DAY = {date(2027, 9, 3): OwnDay(False, "Quốc khánh")}


@pytest.mark.parametrize(
    ("own", "complete", "warned"),
    [
        ({}, (), True),
        ({date(2027, 1, 4): OwnDay(False, "Nghỉ bù")}, (), True),
        (TET, (), True),
        (NATIONAL_DAY, (), True),
        (TET | {date(2027, 9, 4): OwnDay(True, "Làm bù")}, (), True),
        (TET | NATIONAL_DAY, (), False),
        ({}, (2027,), False),
        ({}, (2028,), True),
    ],
)
def test_the_warning_ends_when_the_feasts_are_entered_or_the_year_is_marked(
    own: dict[date, OwnDay], complete: tuple[int, ...], warned: bool
) -> None:
    assert bool(WorkingCalendar(own, complete).warnings(date(2026, 12, 1))) is warned


def test_a_year_is_marked_as_entered_and_unmarked_again(shared_session: Session) -> None:
    by = {"actor": Actor(None, "cli"), "now": datetime(2026, 12, 1, 1, tzinfo=UTC)}
    for complete in (True, True, False, True):
        calendar_days.mark_year(shared_session, 2027, complete=complete, **by)  # type: ignore[arg-type]
        assert WorkingCalendar.load(shared_session).knows(2027) is complete
    told = shared_session.scalars(select(Event).where(Event.action == "calendar.year_marked").order_by(Event.id)).all()
    assert [e.new["complete"] for e in told if e.new] == [True, False, True]
    with pytest.raises(Invalid):
        calendar_days.mark_year(shared_session, 3027, complete=True, **by)  # type: ignore[arg-type]
