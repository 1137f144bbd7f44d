"""The reorganisation of 2025 as the shipped tables tell it: a plan of 2023 for sở and huyện that are no more, followed through to 2026."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directives import read
from directives.agencies import AgencyRegistry
from directives.model import ParsedDirective
from directives.pipeline import parse
from workflow import (
    agencies,
    agency_queries,
    audit_tables,
    feed_tokens,
    history,
    intake,
    past,
    people,
    queries,
    reorganisation,
    reorganisation_undo,
    review,
    series,
    tracking,
)
from workflow import reorganisation_queries as known
from workflow.access import Viewer, may_see_task, viewer_of
from workflow.acting import MACHINE, Actor
from workflow.model import Agency, Assignment, Candidate, Part, Post, Reorganisation, ReorganisationKind, State, Task, User
from workflow.past import PastDay
from workflow.queries import Sort, TaskFilter
from workflow.reorganisation_plan import Choices, Target
from workflow.settings import Office, Settings
from workflow.timeliness import TimeClass
from workflow.workingdays import WorkingCalendar

PLAN = """ỦY BAN NHÂN DÂN
TỈNH SƠN HÀ
Số: 45/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Sơn Hà, ngày 10 tháng 5 năm 2023

KẾ HOẠCH
Phát triển kinh tế tập thể vùng cao đến năm 2026

I. NHIỆM VỤ
1. Sở KHĐT chủ trì, phối hợp với Sở Nông nghiệp và Phát triển nông thôn xây dựng đề án hợp tác xã kiểu mẫu, trình Ủy ban nhân dân tỉnh trước ngày 30/10/2026.
2. Sở Lao động - Thương binh và Xã hội mở các lớp dạy nghề cho thành viên hợp tác xã, hoàn thành trước ngày 15/12/2026.
3. UBND các huyện, thành phố rà soát các hợp tác xã ngừng hoạt động trên địa bàn, hoàn thành trước ngày 31/12/2026.
4. Sở Kế hoạch và Đầu tư báo cáo Ủy ban nhân dân tỉnh kết quả thực hiện trước ngày 05/12 hằng năm.

Nơi nhận:
- Như trên;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Hữu Lộc
"""
ISSUED, MERGED, TWO_LEVELS, NOW_DAY = date(2023, 5, 10), date(2025, 3, 1), date(2025, 7, 1), date(2026, 11, 20)
SETTINGS = Settings(office=Office(name="Văn phòng UBND tỉnh Sơn Hà", province="Sơn Hà"))
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@cache
def as_read() -> ParsedDirective:
    return parse(read(PLAN.encode(), "45-KH-UBND.txt"), AgencyRegistry.load())


@dataclass
class Years:
    """The office over the years: its clock, its people, and the verbs that they use."""

    session: Session
    day: date = ISSUED
    people: dict[str, User] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return datetime.combine(self.day, time(2), UTC)

    def at(self, code: str) -> Agency:
        return self.session.scalars(select(Agency).where(Agency.code == code)).one()

    def named(self, name: str) -> Agency:
        found = agencies.resolve(self.session, name, self.day)
        assert found is not None, name
        return found

    def viewer(self, who: str) -> Viewer:
        return viewer_of(self.session, self.people[who])

    def by(self, who: str) -> dict[str, Any]:
        return {"actor": Actor(self.people[who].id, "web"), "viewer": self.viewer(who), "now": self.now}

    def person(self, key: str, agency: Agency, post: Post) -> None:
        self.people[key] = people.create_user(
            self.session, email=f"{key}@sonha.example", name=f"Người {key}", posts=[(post, agency.id)], actor=MACHINE, now=self.now
        )

    def carry(self, declaration: Any, **choices: Any) -> Reorganisation:
        by = self.by("quang")
        return reorganisation.carry(self.session, declaration, today=self.day, choices=Choices(**choices), **by)

    def undo(self, act: Reorganisation) -> list[reorganisation_undo.Returning]:
        return reorganisation_undo.undo(self.session, act.id, **self.by("quang"))

    def parts(self, title: str) -> list[Assignment]:
        query = select(Assignment).join(Task).where(Task.text.contains(title)).order_by(Task.id, Assignment.id)
        return list(self.session.scalars(query))

    def list(self, who: str, wanted: TaskFilter) -> list[dict[str, Any]]:
        rows = queries.task_rows(self.session, self.viewer(who), wanted, self.day, 7).rows
        return [{name: value for name, value in asdict(row).items() if name not in ("version", "corrections")} for row in rows]


EVERYTHING = TaskFilter(open_only=False, sort=Sort.CODE, per_page=100)


@pytest.fixture
def years(session: Session) -> Iterator[Years]:
    """10/5/2023: the plan is taken in and its work given, by the names of that day."""
    years = Years(session)
    agencies.seed(session, now=years.now, province="Sơn Hà")
    for name in ("UBND huyện Nà Sơn", "UBND huyện Tà Hốc"):
        agencies.create(session, actor=MACHINE, now=years.now, name=name, kind="ubnd_huyen", level="huyen")
    office = agencies.office(session)
    assert office is not None
    years.person("hang", office, Post.COORDINATOR)
    years.person("quang", office, Post.ADMINISTRATOR)
    for key, name in (
        ("dung", "Sở Kế hoạch và Đầu tư"),
        ("bich", "Sở Tài chính"),
        ("son", "UBND huyện Nà Sơn"),
        ("hoc", "UBND huyện Tà Hốc"),
    ):
        years.person(key, years.named(name), Post.OFFICER)
    parsed = as_read()
    intake.receive(
        session, data=PLAN.encode(), filename="45.txt", media_type="text/plain", parsed=parsed, actor=Actor(years.people["hang"].id, "web"),
        now=years.now, today=years.day, settings=SETTINGS,
    )  # fmt: skip
    for candidate in session.scalars(select(Candidate).order_by(Candidate.ordinal)).all():
        review.accept(session, candidate.id, today=years.day, settings=SETTINGS, calendar=WorkingCalendar.load(session), **years.by("hang"))
    yield years
    assert history.verify(session) is None
    assert list(audit_tables.differences(session)) == []


def work_until_2025(years: Years) -> None:
    """2024: one huyện finishes its part, the sở reports and has a calendar."""
    years.day = date(2024, 4, 2)
    own = next(a for a in years.parts("ngừng hoạt động") if a.agency.name == "UBND huyện Nà Sơn")
    tracking.submit(
        years.session, own.id, version=own.version, today=years.day, result_number="31/BC-UBND", result_date=date(2024, 4, 1), text="",
        **years.by("son"),
    )  # fmt: skip
    tracking.confirm(years.session, own.id, version=own.version, today=years.day, **years.by("hang"))
    lead = years.parts("kiểu mẫu")[0]
    tracking.report(years.session, lead.id, version=lead.version, today=years.day, text="Đã có dự thảo đề án.", **years.by("dung"))
    by = years.by("dung")
    feed_tokens.create(years.session, **by, agency_id=years.at("so_kh_dt").id, label="phòng họp")


def merge_in_march(years: Years) -> Reorganisation:
    """1/3/2025: all that waits by the shipped table in one act; the classes for members are said to be Sở Nội vụ's."""
    years.day = date(2025, 3, 3)
    waiting = known.waiting(years.session, years.day)
    assert [one.agency.code for one in waiting if one.asks] == ["so_ld_tb_xh"]
    declaration = known.known_declaration(years.session, [one.agency.id for one in waiting], years.day, "Nghị quyết 12/NQ-HĐND")
    classes = years.parts("dạy nghề")[0]
    return years.carry(declaration, work={classes.id: (Target(years.at("so_noi_vu").id, "Sở Nội vụ"),)})


def end_the_districts(years: Years) -> Reorganisation:
    """1/7/2025: no district is left; what the two had open goes to the communes on their ground."""
    years.day = TWO_LEVELS
    olds = [years.named(name) for name in ("UBND huyện Nà Sơn", "UBND huyện Tà Hốc")]
    targets = [known.target_named(years.session, name, years.day) for name in ("UBND xã Nà Ngần", "UBND xã Tân Lập")]
    declaration = known.declared(ReorganisationKind.ABOLISH, olds, targets, TWO_LEVELS, "Luật Tổ chức chính quyền địa phương 2025")
    return years.carry(declaration, rest=tuple(targets))


def test_in_2023_the_work_is_given_by_the_names_of_the_day(years: Years) -> None:
    assert [(a.agency.name, a.part) for a in years.parts("kiểu mẫu")] == [
        ("Sở Kế hoạch và Đầu tư", Part.LEAD),
        ("Sở Nông nghiệp và Phát triển nông thôn", Part.COORDINATE),
    ]
    group, *members = years.parts("ngừng hoạt động")
    assert group.agency.code == "nhom_ubnd_cap_huyen"
    assert sorted(a.agency.name for a in members) == ["UBND huyện Nà Sơn", "UBND huyện Tà Hốc"]


def test_in_2026_those_answer_who_are_there_and_the_closed_keeps_its_name(years: Years) -> None:
    work_until_2025(years)
    merge_in_march(years)
    end_the_districts(years)
    years.day = NOW_DAY
    assert [(a.agency.name, a.given_to.name if a.given_to else "") for a in years.parts("kiểu mẫu")] == [
        ("Sở Tài chính", "Sở Kế hoạch và Đầu tư"),
        ("Sở Nông nghiệp và Môi trường", "Sở Nông nghiệp và Phát triển nông thôn"),
    ]
    assert years.parts("dạy nghề")[0].agency.name == "Sở Nội vụ"
    group, *members = years.parts("ngừng hoạt động")
    assert sorted((a.agency.name, a.state) for a in members) == [
        ("UBND huyện Nà Sơn", State.DONE),
        ("UBND xã Nà Ngần", State.NEW),
        ("UBND xã Tân Lập", State.NEW),
    ]
    assert (group.agency.name, group.state) == ("UBND các huyện, thành phố", State.IN_PROGRESS)
    row = next(row for row in years.list("hang", EVERYTHING) if row["assignment_id"] == group.id)
    assert (row["group_done"], row["group_total"]) == (1, 3)
    communes = [years.named(name) for name in ("UBND xã Nà Ngần", "UBND xã Tân Lập")]
    assert {(one.kind, one.level, one.valid_from) for one in communes} == {("ubnd_xa", "xa", TWO_LEVELS)}
    assert {*communes} <= {*agencies.members(years.session, years.at("nhom_ubnd_cap_xa"), years.day)}
    waiting = known.waiting(years.session, years.day)
    assert {(one.agency.name, one.work, one.people) for one in waiting} == {("UBND huyện Nà Sơn", 0, 1), ("UBND huyện Tà Hốc", 0, 1)}
    late = years.list("bich", TaskFilter(time_class=frozenset({TimeClass.LATE})))
    assert [(row["agency_name"], row["due_on"]) for row in late] == [
        ("Sở Tài chính", date(2023, 12, 5)),
        ("Sở Tài chính", date(2026, 10, 30)),
    ]


def test_people_calendars_numbers_and_series_follow(years: Years) -> None:
    work_until_2025(years)
    merge_in_march(years)
    end_the_districts(years)
    years.day = NOW_DAY
    finance = years.at("so_tai_chinh")
    assert years.viewer("dung").holds(Post.OFFICER, finance.id)
    lead = years.parts("kiểu mẫu")[0]
    tracking.report(years.session, lead.id, version=lead.version, today=years.day, text="Đã trình.", **years.by("dung"))
    assert [feed.agency_id for feed in feed_tokens.list_for(years.session, years.viewer("dung"))] == [finance.id]
    counts = {row.agency.code: row for row in agency_queries.agency_rows(years.session, years.viewer("hang"), years.day, 7, past=True)}
    assert (counts["so_tai_chinh"].overdue, counts["so_kh_dt"].open) == (2, 0)
    assert counts["ubnd_huyen_na_son"].done == 1
    calendar = WorkingCalendar.load(years.session)
    made = series.make_ahead(years.session, today=years.day, settings=SETTINGS, calendar=calendar, now=years.now)
    newest = max(years.parts("hằng năm"), key=lambda a: (a.task.occurrence_on or ISSUED, a.id))
    assert made or newest.task.occurrence_on is not None
    assert newest.agency.code == "so_tai_chinh"


def test_a_past_day_is_told_with_the_names_of_that_day(years: Years) -> None:
    work_until_2025(years)
    years.day = date(2024, 12, 31)
    then = years.list("hang", EVERYTHING)
    merge_in_march(years)
    end_the_districts(years)
    years.day = NOW_DAY
    told = past.task_rows(years.session, years.viewer("hang"), EVERYTHING, PastDay.of(date(2024, 12, 31), ZONE), 7).page
    again = [{name: value for name, value in asdict(row).items() if name not in ("version", "corrections")} for row in told.rows]
    assert again == then
    assert {row["agency_name"] for row in again} >= {"Sở Kế hoạch và Đầu tư", "UBND các huyện, thành phố"}


def test_who_worked_for_the_old_agency_reads_on_and_its_neighbours_do_not(years: Years) -> None:
    work_until_2025(years)
    merge_in_march(years)
    classes, model = years.parts("dạy nghề")[0], years.parts("kiểu mẫu")[0]
    assert may_see_task(years.session, years.viewer("bich"), model.task_id)
    assert not may_see_task(years.session, years.viewer("bich"), classes.task_id)


def standing(years: Years) -> list[Any]:
    years.session.expire_all()
    work = [
        (a.id, a.agency_id, a.given_to_id, a.state, a.due_on) for a in years.session.scalars(select(Assignment).order_by(Assignment.id))
    ]
    bodies = [
        (a.id, a.name, a.valid_until) for a in years.session.scalars(select(Agency).where(Agency.kind != "ubnd_xa").order_by(Agency.id))
    ]
    posts = sorted((m.user_id, m.agency_id, m.post) for user in years.people.values() for m in user.memberships)
    return [[row for row in work if row[3] is not State.CANCELLED], bodies, posts]


@contextmanager
def unchanged(years: Years) -> Iterator[None]:
    before = standing(years)
    yield
    assert standing(years) == before


def test_both_reorganisations_are_taken_back_the_later_one_first(years: Years) -> None:
    work_until_2025(years)
    with unchanged(years):
        first = merge_in_march(years)
        between = standing(years)
        second = end_the_districts(years)
        assert [one.stays for one in years.undo(second)] == ["UBND xã Tân Lập còn trong danh mục: lịch sử nhiệm vụ nhắc đến cơ quan này."]
        assert standing(years) == between
        assert years.undo(first) == []


def test_the_same_plan_taken_in_only_in_2026_goes_to_the_heirs_and_asks_where_they_are_not_sure(years: Years) -> None:
    years.day = NOW_DAY
    text = PLAN.replace("45/KH-UBND", "46/KH-UBND")
    parsed = parse(read(text.encode(), "46.txt"), AgencyRegistry.load())
    intake.receive(
        years.session, data=text.encode(), filename="46.txt", media_type="text/plain", parsed=parsed,
        actor=Actor(years.people["hang"].id, "web"), now=years.now, today=years.day, settings=SETTINGS,
    )  # fmt: skip
    first, second, *_ = years.session.scalars(select(Candidate).where(Candidate.decided_at.is_(None)).order_by(Candidate.ordinal)).all()
    calendar = WorkingCalendar.load(years.session)
    model, classes = (
        review.accept(years.session, one.id, today=years.day, settings=SETTINGS, calendar=calendar, **years.by("hang"))
        for one in (first, second)
    )
    assert [a.agency.name for a in model.assignments] == ["Sở Tài chính", "Sở Nông nghiệp và Môi trường"]
    assert [a.agency.name for a in classes.assignments] == ["Sở Lao động - Thương binh và Xã hội"]
    assert "so_ld_tb_xh" in {one.agency.code for one in known.waiting(years.session, years.day) if one.asks}


@pytest.mark.parametrize(
    ("province", "city", "name", "code"),
    [
        ("Phú Thọ", False, "Sở Tài chính tỉnh Vĩnh Phúc", "so_tai_chinh"),
        ("Phú Thọ", False, "UBND tỉnh Hòa Bình", "ubnd_tinh"),
        ("Phú Thọ", False, "Sở Tài chính tỉnh Phú Thọ", "so_tai_chinh"),
        ("Hải Phòng", True, "Sở Nội vụ tỉnh Hải Dương", "so_noi_vu"),
        ("Hải Phòng", True, "Sở Nội vụ thành phố Hải Phòng", "so_noi_vu"),
        ("Hải Phòng", True, "UBND tỉnh Hải Dương", "ubnd_tinh"),
        ("Phú Thọ", False, "Sở Tài chính tỉnh Hải Dương", None),
        ("Vĩnh Phúc", False, "Sở Tài chính tỉnh Hòa Bình", None),
    ],
)
def test_bodies_of_provinces_that_were_merged_into_ours_are_ours(
    session: Session, province: str, city: bool, name: str, code: str | None
) -> None:
    agencies.seed(session, now=datetime(2026, 11, 20, 1, tzinfo=UTC), province=province, city=city)
    found = agencies.resolve(session, name, date(2023, 5, 10))
    assert (found.code if found else None) == code
