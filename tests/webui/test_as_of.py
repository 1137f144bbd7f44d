"""Past days over the web and on the command line: the lists that were, and what was entered later beside them."""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from tests.webui.site import NOW, TODAY, Site
from tests.workflow.years import Office, a_while, an_office
from webui.cli import main
from webui.console import SHELL
from workflow import accepting, db, past, queries, tracking
from workflow.access import viewer_of
from workflow.acting import Actor
from workflow.duedates import WorkingCalendar
from workflow.model import Task, TimeClass, User
from workflow.queries import TaskFilter
from workflow.settings import Database, Settings

FUTURE = TODAY + timedelta(days=9)
BEFORE = TODAY + timedelta(days=6)


@dataclass
class Told:
    """A task given on TODAY and due three days later, that was said to be done on the day before its due date nine days later."""

    title: str
    task_id: int


def by(site: Site, session: Session, who: str, day: date) -> dict[str, Any]:
    user = session.get_one(User, site.ids[who])
    return {"actor": Actor(user.id, "web"), "viewer": viewer_of(session, user), "now": NOW + (day - TODAY), "today": day}


def give(site: Site, title: str, agency: str, *, on: date, entered: date, due_on: date | None = None) -> Task:
    """A task that a leader gave on one day and the office entered on another."""
    with db.transaction(site.engine) as session:
        given = {"given_by": "Chủ tịch UBND tỉnh", "given_on": on, "kind": "Ý kiến chỉ đạo", "title": title, "due_on": due_on}
        office = by(site, session, "hang", entered) | {"settings": Settings(), "calendar": WorkingCalendar.load(session)}
        return accepting.add_spoken(session, **office, **given, lead=[site.ids[agency]], coordinate=[])


@pytest.fixture
def told(site: Site) -> Told:
    """The site on FUTURE: what happened meanwhile is in its history."""

    task = give(site, "Kiểm tra bến đò Nà Ngần", "stp", on=TODAY, entered=TODAY, due_on=TODAY + timedelta(days=3))
    with db.transaction(site.engine) as session:
        (assignment,) = session.get_one(Task, task.id).assignments
        result = {"result_number": "91/BC-STP", "result_date": TODAY + timedelta(days=2)}
        tracking.submit(session, assignment.id, **by(site, session, "anh", FUTURE), version=assignment.version, **result)
    site.now = NOW + timedelta(days=9)
    return Told("Kiểm tra bến đò Nà Ngần", task.id)


def row_of(page: str, title: str) -> str:
    """The row of a task in a page's tables, tags left out."""
    rows = [row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if title in row]
    assert len(rows) == 1, len(rows)
    return " ".join(re.sub(r"<[^>]+>", " ", rows[0]).split())


def test_a_list_of_a_past_day_is_as_it_was_with_later_entries_beside_it(site: Site, told: Told, coordinator: FlaskClient) -> None:
    now = row_of(coordinator.get("/nhiem-vu?state=cho_xac_nhan&q=ben+do").text, told.title)
    assert "Trong hạn" in now and "Ghi ngày" not in now
    page = coordinator.get(f"/nhiem-vu?q=ben+do&ngay={BEFORE:%d/%m/%Y}").text
    then = row_of(page, told.title)
    assert "Quá hạn 3 ngày" in then and "Mới giao" in then
    assert (
        "Ghi ngày 29/11/2026: đã có kết quả 91/BC-STP ngày 22/11/2026 (Văn phòng chưa xác nhận); tính lại là hoàn thành đúng hạn." in then
    )
    assert "như ở cuối ngày Thứ Năm 26/11/2026" in page
    assert "đôn đốc" not in page[page.index("<table") :].lower(), "nothing can be done in the past"
    assert "Không có nhiệm vụ nào khớp" in coordinator.get(f"/nhiem-vu?q=ben+do&ngay={TODAY - timedelta(days=1)}").text


def test_what_was_late_on_a_past_day_is_told_by_agency(site: Site, told: Told, coordinator: FlaskClient) -> None:
    assert told.title not in coordinator.get("/qua-han").text
    page = coordinator.get(f"/qua-han?ngay={BEFORE}")
    assert "Quá hạn 3 ngày" in row_of(page.text, told.title)
    links = re.findall(r'href="(/nhiem-vu\?[^"]*agency_id=[^"]*)"', page.text)
    assert links and all(f"ngay={BEFORE}" in link for link in links), "the list behind an agency is of the same day"
    sheet = coordinator.get(f"/qua-han.xlsx?ngay={BEFORE}")
    cells = [str(cell) for row in load_workbook(io.BytesIO(sheet.data)).active.values for cell in row]
    assert "Như ở cuối ngày Thứ Năm 26/11/2026" in cells
    assert any("91/BC-STP" in cell for cell in cells)


def test_the_numbers_of_agencies_are_those_of_the_day(site: Site, told: Told, coordinator: FlaskClient) -> None:
    def late_of(page: str) -> str:
        row = next(row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if "Sở Tư pháp" in row)
        return re.sub(r"<[^>]+>", "", re.findall(r'<td class="num".*?</td>', row, re.DOTALL)[0]).strip()

    assert late_of(coordinator.get("/co-quan").text) == "2"
    page = coordinator.get(f"/co-quan?ngay={BEFORE}").text
    assert late_of(page) == "3", "what was said later to have been done in time was late on that day"
    links = [link for link in re.findall(r'href="(/nhiem-vu\?[^"]+)"', page) if "agency_id" in link]
    assert links and all(f"ngay={BEFORE}" in link for link in links)


def test_pages_and_sheets_of_a_past_day_link_to_the_same_day(site: Site, told: Told, coordinator: FlaskClient) -> None:
    page = coordinator.get(f"/nhiem-vu?ngay={BEFORE}&open_only=0").text
    links = [link for link in re.findall(r'href="(/nhiem-vu(?:\.xlsx)?\?[^"]+)"', page) if "ngay=" not in link]
    assert [link for link in links if "open_only=0" not in link] == [], "only the way back to today is without the day"
    assert coordinator.get(f"/nhiem-vu.xlsx?ngay={BEFORE}").headers["Content-Disposition"].endswith('"nhiem-vu-2026-11-26.xlsx"')


def test_work_that_was_given_by_then_and_entered_later_is_listed_apart(site: Site, told: Told, coordinator: FlaskClient) -> None:
    give(site, "Sửa cầu treo Tân Lập", "syt", on=BEFORE - timedelta(days=1), entered=FUTURE)
    page = coordinator.get(f"/nhiem-vu?ngay={BEFORE}").text
    assert "Đã giao khi ấy, nhập sau ngày này" in page
    assert "Nhập ngày 29/11/2026: việc đã giao từ ngày 25/11/2026" in row_of(page[page.index("h-later") :], "Sửa cầu treo Tân Lập")
    assert "Sửa cầu treo" not in page[: page.index("h-later")]


@pytest.mark.parametrize(("typed", "said"), [("30/02/2026", "Không hiểu ngày"), ("2026-12-24", "chưa qua"), ("bia", "Không hiểu ngày")])
@pytest.mark.parametrize("path", ["/nhiem-vu", "/qua-han", "/co-quan", "/nhiem-vu.xlsx", "/qua-han.xlsx"])
def test_a_day_that_is_none_or_to_come_is_told(coordinator: FlaskClient, path: str, typed: str, said: str) -> None:
    answer = coordinator.get(f"{path}?ngay={typed}")
    assert answer.status_code == 400
    assert said in answer.text


def test_today_is_the_plain_list(coordinator: FlaskClient) -> None:
    assert "tính đến" in coordinator.get(f"/nhiem-vu?ngay={TODAY}").text


def test_nobody_sees_more_in_the_past_than_now(site: Site, told: Told) -> None:
    for who in ("thuong", "yen"):
        assert told.title not in site.client(who).get(f"/nhiem-vu?ngay={BEFORE}&open_only=0").text
    assert told.title in site.client("anh").get(f"/nhiem-vu?ngay={BEFORE}&open_only=0").text


def test_a_past_day_reads_in_english(site: Site, told: Told) -> None:
    client = site.client("hang")
    site.post(client, "/ngon-ngu", {"language": "en", "next": "/"})
    then = row_of(client.get(f"/nhiem-vu?q=ben+do&ngay={BEFORE}").text, told.title)
    assert "Entered on 29/11/2026: result 91/BC-STP dated 22/11/2026 (not yet confirmed by the Office)" in then


# --- on the command line -------------------------------------------------------------------------------------------------


def dondoc(*words: str, ends: int = 0) -> Result:
    result = CliRunner().invoke(main, list(words))
    assert result.exit_code == ends, f"{result.output}\n{result.stderr}\n{result.exception!r}"
    return result


@pytest.fixture
def worked(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """An office that worked some days in March; the command runs months later."""
    engine = db.engine(Database(url=sqlite_url))
    (tmp_path / "config.toml").write_text(f'[office]\nprovince = "Sơn Hà"\n[database]\nurl = "{sqlite_url}"\n', "utf-8")
    monkeypatch.setenv("DONDOC_CONFIG", str(tmp_path / "config.toml"))
    with Session(engine, expire_on_commit=False) as session:
        office = an_office(session, random.Random(12))
        session.commit()
        yield office
    engine.dispose()


def test_the_command_lists_a_past_day_as_it_was(worked: Office) -> None:
    a_while(worked, days=4, acts_a_day=5)
    worked.day -= timedelta(days=1)
    day, wanted = worked.day, TaskFilter(open_only=False)
    worked.session.expire_all()
    then = [
        (row.code, row.agency_name, row.state.value, row.time_class.value, row.due_on.isoformat() if row.due_on else None)
        for row in queries.task_rows(worked.session, SHELL, wanted, day, Settings().reminders.soon_days, paged=False).rows
    ]
    worked.next_day(3)
    a_while(worked, days=3, acts_a_day=9)
    worked.session.commit()
    objects = [json.loads(line) for line in dondoc("tasks", "--all", "--as-of", f"{day:%d/%m/%Y}", "--json").stdout.splitlines()]
    given_later = [one for one in objects if any(correction["about"] == "given" for correction in one["corrections"])]
    told = [(o["code"], o["agency"], o["state"], o["time_class"], o["due_on"]) for o in objects if o not in given_later]
    assert told == then
    said = dondoc("tasks", "--all", "--as-of", day.isoformat())
    assert f"{len(then)} dòng. Như ở cuối ngày {day:%d/%m/%Y}" in said.stderr
    late = dondoc("tasks", "--overdue", "--as-of", day.isoformat()).stdout
    assert len([line for line in late.splitlines() if "quá hạn" in line and not line.startswith("    ")]) == sum(
        one[3] == TimeClass.LATE.value for one in then
    )


def test_the_command_refuses_a_day_to_come_and_two_days_at_once(worked: Office) -> None:
    assert "chưa qua" in dondoc("tasks", "--as-of", "01/01/2090", ends=1).stderr
    assert "Chọn một" in dondoc("tasks", "--as-of", "01/03/2026", "--today", "01/03/2026", ends=2).stderr


def test_a_sheet_of_a_past_day_has_a_column_for_what_came_later(worked: Office, tmp_path: Path) -> None:
    a_while(worked, days=2, acts_a_day=2)
    worked.session.commit()
    day = worked.day - timedelta(days=1)
    dondoc("tasks", "--as-of", day.isoformat(), "--xlsx", str(tmp_path / "viec.xlsx"))
    rows = list(load_workbook(tmp_path / "viec.xlsx").active.values)
    assert rows[1][0].startswith(f"Như ở cuối ngày {day:%d/%m/%Y}")
    assert rows[3][-1] == "Ghi sau ngày này"
    found = past.task_rows(worked.session, SHELL, TaskFilter(), past.PastDay.of(day, Settings().zone), 7, paged=False)
    assert len(rows) == 4 + len(found.page.rows)
