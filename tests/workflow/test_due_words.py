"""A date that names no day keeps its words in lists and mails."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests.workflow.world import NOW, TODAY, a_world
from workflow import tracking
from workflow.acting import Actor
from workflow.assignments import refresh_due
from workflow.due_words import LONGEST, due_words
from workflow.model import Milestone
from workflow.task_filter import TaskFilter
from workflow.task_queries import task_rows


@pytest.mark.parametrize(
    "phrase",
    [
        "trong quý III/2026",
        "Q.III/2026",
        "Quý II-III",
        "trong tháng 02 năm 2026",
        "tháng 11/2026",
        "12/2026",
        "T10/2026",
        "Tháng 3-5/2026",
        "Tháng 01 - tháng 12",
        "trong 6 tháng đầu năm 2026",
        "trước tháng 12/2026",
        "hết năm 2026",
        "từ nay đến hết quý I/2027",
        "Giai đoạn 2026 – 2030",
        "trong 10 ngày đầu tháng 3/2026",
    ],
)
def test_a_month_a_quarter_and_a_year_keep_their_words(phrase: str) -> None:
    assert due_words(phrase, "date") == phrase


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "trước ngày 15/6/2026",
        "trước 30/8/2026",
        "30/9",
        "muộn nhất ngày 05.12.2026",
        "không quá ngày 10-11-2026",
        "kết thúc trước 20-12-2026",
        "từ 01 đến 31/5/2026",
        "trước ngày 15 tháng 6 năm 2026",
        "hoàn thành trước 30 tháng 4 năm 2026",
        "báo cáo 6 tháng đầu năm gửi trước ngày 20/6/2026",
        "trước ngày l5/6/2026",
        "truớc ngày 3O/9/2026",
        "trước 17h00’ ngày 12/01/2026 (thứ Hai)",
    ],
)
def test_a_day_that_is_named_needs_no_words_beside_it(phrase: str) -> None:
    assert due_words(phrase, "date") == ""


def test_only_dates_and_vague_words_have_words_and_long_ones_are_cut() -> None:
    assert due_words("đầu tháng 3/2026", "vague") == "đầu tháng 3/2026"
    assert due_words("hằng quý", "recurring") == ""
    assert due_words("trong 10 ngày kể từ ngày ký", "relative") == ""
    assert len(due_words("trong quý III năm 2026 " + "và các năm tiếp theo " * 9, "date")) <= LONGEST


def test_a_list_shows_them_until_the_date_is_moved(shared_session: Session) -> None:
    world = a_world(shared_session)
    one = world.assign(world.task(world.directive()), "stp")
    day = date(2026, 12, 31)
    one.milestones = [Milestone(phrase="trong quý IV/2026", kind="date", due_on=day, original_due_on=day)]
    refresh_due(one)
    world.session.flush()

    def words() -> list[str]:
        return [row.due_words for row in task_rows(world.session, world.viewer("hang"), TaskFilter(), TODAY, 7).rows]

    assert words() == ["trong quý IV/2026"]
    by = {"actor": Actor(world.people["hang"].id, "web"), "viewer": world.viewer("hang"), "now": NOW, "today": TODAY}
    tracking.change_due(world.session, one.id, version=one.version, due_on=date(2027, 1, 15), reason="Gia hạn", **by)  # type: ignore[arg-type]
    assert words() == [""]
