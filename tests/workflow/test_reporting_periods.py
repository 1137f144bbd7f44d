"""Periodic reports by Nghị định 09/2019/NĐ-CP: what they cover, when they are closed, by when they are sent."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.workflow.test_series import CALENDAR, ahead, begin
from tests.workflow.world import World, a_world
from workflow.model import Assignment, Task
from workflow.reporting_periods import Period, covers, cut_off_of, cut_off_rule, rule_of, send_by, speaks_of_a_report
from workflow.settings import Periods


@pytest.fixture
def world(shared_session: Session) -> World:
    return a_world(shared_session)


@pytest.mark.parametrize(
    ("period", "cut_off", "first"),
    [
        (Period.MONTH, "2026-11-14", "2026-10-15"),
        (Period.MONTH, "2026-01-14", "2025-12-15"),
        (Period.MONTH, "2024-03-14", "2024-02-15"),
        (Period.QUARTER, "2026-03-14", "2025-12-15"),
        (Period.QUARTER, "2026-06-14", "2026-03-15"),
        (Period.HALF, "2026-06-14", "2025-12-15"),
        (Period.HALF, "2026-12-14", "2026-06-15"),
        (Period.NINE, "2026-09-14", "2025-12-15"),
        (Period.YEAR, "2026-12-14", "2025-12-15"),
        (Period.MONTH, "2026-03-10", "2026-02-11"),
    ],
)
def test_a_report_covers_the_days_of_the_decree(period: Period, cut_off: str, first: str) -> None:
    assert covers(period, date.fromisoformat(cut_off)) == (date.fromisoformat(first), date.fromisoformat(cut_off))


@pytest.mark.parametrize(
    ("cut_off", "days", "expected"),
    [
        ("2026-12-14", 1, "2026-12-15"),
        ("2026-11-14", 1, "2026-11-16"),  # a Saturday
        ("2026-02-14", 1, "2026-02-23"),  # Tết
        ("2026-12-14", 2, "2026-12-16"),
        ("2026-08-21", 1, "2026-08-22"),  # a Saturday worked in exchange
    ],
)
def test_a_report_is_sent_working_days_after_its_figures_are_closed(cut_off: str, days: int, expected: str) -> None:
    assert send_by(date.fromisoformat(cut_off), days, CALENDAR) == date.fromisoformat(expected)


def test_a_report_is_given_by_its_cut_off_and_due_after_it(world: World) -> None:
    duty = begin(world, "FREQ=MONTHLY", office_rrule=cut_off_rule(Period.MONTH, 14), report_period="month", send_days=1)
    ahead(world, date(2027, 1, 5))
    query = (
        select(Task.occurrence_on, Assignment.due_on)
        .join(Assignment, Assignment.task_id == Task.id)
        .where(Task.series_id == duty.id)
        .distinct()
    )
    assert [tuple(row) for row in world.session.execute(query.order_by(Task.occurrence_on))] == [
        (date(2026, 12, 14), date(2026, 12, 15)),
        (date(2027, 1, 14), date(2027, 1, 15)),
        (date(2027, 2, 14), date(2027, 2, 15)),
    ]


def test_a_report_of_a_day_of_its_own_covers_the_decrees_days_too(world: World) -> None:
    periods = Periods(profile="nd09", send_day=20)
    rule, send_days = rule_of(Period.QUARTER, periods)
    duty = begin(world, "FREQ=MONTHLY;INTERVAL=3", office_rrule=rule, report_period="quarter", send_days=send_days)
    query = select(Task.occurrence_on, Assignment.due_on).join(Assignment, Assignment.task_id == Task.id).where(Task.series_id == duty.id)
    assert {tuple(row) for row in world.session.execute(query)} == {(date(2026, 12, 20), date(2026, 12, 20))}
    assert covers(Period.QUARTER, cut_off_of(date(2026, 12, 20), send_days, periods)) == (date(2026, 9, 15), date(2026, 12, 14))


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("báo cáo hằng quý", "", True),
        ("hằng quý", "Sở Tư pháp tổng hợp, hằng quý báo cáo UBND tỉnh.", True),
        ("Hằng quý", "Hằng quý rà soát, cập nhật danh mục.", False),
        ("hằng tháng", "Báo cáo " + "kết quả rà soát các nội dung đã nêu trong kế hoạch " * 4 + "hằng tháng tiếp công dân.", False),
        ("hằng tháng", "", False),
    ],
)
def test_a_rhythm_is_a_reports_where_the_word_is_near(phrase: str, text: str, expected: bool) -> None:
    assert speaks_of_a_report(phrase, text) is expected
