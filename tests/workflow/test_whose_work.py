"""Whose work it is: our own agencies, units inside them, ourselves in a directive from above; ministries and other provinces are noted."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.workflow.test_review import CALENDAR, Table, rhythm, table  # noqa: F401
from tests.workflow.world import NOW, TODAY
from workflow import bodies, excusing, hands, review, series, tracking
from workflow.beyond import is_central, is_of_another_province
from workflow.model import Agency, Assignment, Candidate, CandidateState, Event, GroupMember, Part, State, Task
from workflow.refusals import Invalid, NotAllowed, WrongState
from workflow.settings import Office, Settings

SON_HA = Settings(office=Office(province="Sơn Hà"))


def given(table: Table, lead: list[str], coordinate: list[str] | None = None, text: str = "Rà soát quy hoạch.") -> Task:  # noqa: F811
    return table.accept(table.candidate(text, lead, coordinate=coordinate or []), settings=SON_HA)


def names(task: Task, part: Part = Part.LEAD) -> list[str]:
    return [a.agency.name for a in task.assignments if a.part is part]


# --- beyond this office ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "own", "another"),
    [
        ("UBND thành phố Hà Nội", "Sơn Hà", True),
        ("UBND TP. Hồ Chí Minh", "Sơn Hà", True),
        ("UBND TP.HCM", "Sơn Hà", True),
        ("UBND tỉnh Quảng Ninh", "Sơn Hà", True),
        ("Sở Tài chính tỉnh Bắc Giang", "Sơn Hà", True),
        ("Sở Tài chính (tỉnh Bắc Giang)", "Sơn Hà", False),
        ("Sở Tài chính tỉnh Bắc Giang", "Bắc Ninh", False),  # merged into it
        ("UBND thành phố Bắc Giang", "Bắc Ninh", False),
        ("UBND tỉnh Sơn Hà", "Sơn Hà", False),
        ("UBND tỉnh", "Sơn Hà", False),
        ("UBND xã Bình Dương", "Sơn Hà", False),
        ("UBND thành phố Vinh", "Sơn Hà", False),  # a city of the province, for all that is known
        ("UBND tỉnh Quảng Ninh", "", False),
    ],
)
def test_a_body_of_another_province_is_known_by_its_place(name: str, own: str, another: bool) -> None:
    assert is_of_another_province(name, own) is another


@pytest.mark.parametrize(
    ("name", "central", "from_above"),
    [
        ("Bộ Không Có", True, True),
        ("Tổng cục Đường thủy", True, True),
        ("Vụ Pháp chế", True, True),
        ("Văn phòng Chính phủ", True, True),
        ("Ban Tổ chức Trung ương", True, True),
        ("Bộ Chỉ huy quân sự tỉnh", False, False),
        ("Bộ phận Một cửa", False, False),
        ("Cục Đường thủy nội địa", False, True),
        ("Cục Thống kê tỉnh", False, False),
        ("Hội Luật gia Việt Nam", False, True),
        ("Trung tâm Giống cây trồng", False, False),
    ],
)
def test_a_central_body_is_known_by_its_name(name: str, central: bool, from_above: bool) -> None:
    assert is_central(name) is central
    assert is_central(name, from_above=True) is from_above


def test_what_is_given_to_ministries_and_other_provinces_too_stands_on_the_task(table: Table) -> None:  # noqa: F811
    table.world.agency("btc", "Bộ Tài chính", level="tw", tracked=False)
    before = table.session.scalars(select(Agency.id)).all()
    task = given(table, ["Bộ Tài chính", "Sở Tư pháp", "UBND thành phố Hà Nội"], ["Bộ Không Có", "Bộ Tài chính"])
    assert names(task) == ["Sở Tư pháp"]
    assert names(task, Part.COORDINATE) == []
    assert task.untracked == {"lead": ["Bộ Tài chính", "UBND thành phố Hà Nội"], "coordinate": ["Bộ Không Có"]}
    assert table.session.scalars(select(Agency.id)).all() == before, "nobody beyond becomes an agency that is followed"
    assert bodies.remarks([task]) == [f"{task.code}: ghi nhận, không theo dõi Bộ Tài chính; UBND thành phố Hà Nội; Bộ Không Có."]


def test_work_of_a_ministry_alone_is_noted_and_can_come_back(table: Table) -> None:  # noqa: F811
    candidate = table.candidate("Bộ Không Có ban hành thông tư.", ["Bộ Không Có"])
    with pytest.raises(Invalid, match="Ghi nhận, không theo dõi"):
        table.accept(candidate, settings=SON_HA)
    kept = review.keep(table.session, candidate.id, **table.common(), today=TODAY, settings=SON_HA, version=candidate.version)
    assert (kept.state, kept.decided_by_id) == (CandidateState.KEPT, table.world.people["hang"].id)
    assert table.session.scalars(select(Event.action)).all() == ["candidate.kept"]
    review.undo_reject(table.session, candidate.id, **table.common())
    assert candidate.state is CandidateState.PROPOSED


@pytest.mark.parametrize(
    ("lead", "message"), [(["Sở Tư pháp"], "thuộc diện theo dõi"), (["Hội Mới"], "thuộc diện theo dõi"), ([], "Chưa có")]
)
def test_work_of_our_own_is_not_only_noted(table: Table, lead: list[str], message: str) -> None:  # noqa: F811
    candidate = table.candidate("Rà soát.", lead)
    with pytest.raises(Invalid, match=message):
        review.keep(table.session, candidate.id, **table.common(), today=TODAY, settings=SON_HA)
    with pytest.raises(NotAllowed):
        review.keep(table.session, candidate.id, **table.common("anh"), today=TODAY, settings=SON_HA)


# --- ourselves, units, groups ----------------------------------------------------------------------------------------


def test_all_provinces_in_a_directive_from_above_are_ourselves(table: Table) -> None:  # noqa: F811
    everywhere = table.world.agency("tinh", "UBND các tỉnh, thành phố", is_group=True, kind="nhom")
    table.session.add(GroupMember(group_id=everywhere.id, member_id=table.world.agencies["ubnd"].id))
    table.session.flush()
    task = given(table, ["Bộ Không Có", "UBND các tỉnh, thành phố"])
    assert [(a.agency.name, a.parent_id) for a in task.assignments] == [("UBND tỉnh", None)]
    assert task.untracked == {"lead": ["Bộ Không Có"]}


@pytest.mark.parametrize(
    ("name", "agency", "unit"),
    [
        ("Phòng Quản lý ngân sách Sở Tư pháp", "Sở Tư pháp", "Phòng Quản lý ngân sách"),
        ("Chi cục Dân số thuộc Sở Y tế", "Sở Y tế", "Chi cục Dân số"),
        ("Thanh tra Sở Nội vụ", "Sở Nội vụ", "Thanh tra"),
        ("Văn phòng UBND tỉnh", "Văn phòng UBND tỉnh", ""),
        ("Trung tâm Giống cây trồng", "Trung tâm Giống cây trồng", ""),
    ],
)
def test_a_unit_inside_an_agency_is_no_agency_of_its_own(table: Table, name: str, agency: str, unit: str) -> None:  # noqa: F811
    task = given(table, [name])
    assert [(a.agency.name, a.unit) for a in task.assignments] == [(agency, unit)]
    told = table.session.scalars(select(Event.new).where(Event.action == "assignment.assigned")).one()
    assert told.get("unit", "") == unit


def test_several_leads_are_remarked_and_hold_up_nothing(table: Table) -> None:  # noqa: F811
    task = given(table, ["Sở Tư pháp", "Sở Nội vụ"])
    assert names(task) == ["Sở Tư pháp", "Sở Nội vụ"]
    (remark,) = bodies.remarks([task])
    assert "2 cơ quan chủ trì (Sở Tư pháp; Sở Nội vụ)" in remark


def test_a_group_without_members_is_remarked(table: Table) -> None:  # noqa: F811
    table.world.agency("htx", "Các hợp tác xã", is_group=True, kind="nhom")
    task = given(table, ["Các hợp tác xã"])
    assert names(task) == ["Các hợp tác xã"]
    (remark,) = bodies.remarks([task])
    assert "chưa có đơn vị thành viên" in remark


def test_work_given_plainly_needs_no_remark(table: Table) -> None:  # noqa: F811
    assert bodies.remarks([given(table, ["Sở Tư pháp"]), table.accept(table.regular)]) == []


# --- excused members -------------------------------------------------------------------------------------------------


def monthly(table: Table) -> Candidate:  # noqa: F811
    return table.candidate("Báo cáo hằng tháng.", ["UBND các xã, phường, đặc khu"], [rhythm("hằng tháng", "FREQ=MONTHLY;BYMONTHDAY=-1")])


def part_of(table: Table, task: Task, agency: str) -> Assignment:  # noqa: F811
    return next(a for a in task.assignments if a.agency_id == table.world.agencies[agency].id)


def occurrences(table: Table) -> list[Task]:  # noqa: F811
    return list(table.session.scalars(select(Task).where(Task.series_id.is_not(None)).order_by(Task.occurrence_on)))


def test_an_excused_member_is_excused_from_all_later_occurrences(table: Table) -> None:  # noqa: F811
    first = table.accept(monthly(table))
    mine = part_of(table, first, "nn")
    excusing.excuse(table.session, mine.id, **table.common(), today=TODAY, version=mine.version, reason="Xã không có việc này.")
    assert (mine.state, mine.excused) == (State.CANCELLED, True)
    assert {part_of(table, task, "nn").state for task in occurrences(table)} == {State.CANCELLED}
    assert part_of(table, first, "xa").state is State.NEW, "the group is counted from the others"
    made = series.make_ahead(table.session, today=date(2027, 3, 1), settings=Settings(), calendar=CALENDAR, now=NOW)
    assert len(made) > 1
    assert {a.agency.name for task in made for a in task.assignments} == {"UBND các xã, phường, đặc khu", "UBND phường Tân Lập"}


def test_whoever_is_taken_back_is_in_the_next_occurrence_again(table: Table) -> None:  # noqa: F811
    table.accept(monthly(table))
    last = part_of(table, occurrences(table)[-1], "nn")
    excusing.excuse(table.session, last.id, **table.common(), today=TODAY, version=last.version, reason="Nhầm.")
    tracking.reopen(table.session, last.id, **table.common(), today=TODAY, version=last.version, reason="Xã có việc này.")
    assert (last.state, last.excused) == (State.NEW, False)
    made = series.make_ahead(table.session, today=date(2027, 3, 1), settings=Settings(), calendar=CALENDAR, now=NOW)
    assert all(part_of(table, task, "nn").state is State.NEW for task in made)


def test_a_cancelled_member_does_not_come_back_in_the_next_occurrence(table: Table) -> None:  # noqa: F811
    table.accept(monthly(table))
    last = part_of(table, occurrences(table)[-1], "nn")
    tracking.cancel(table.session, last.id, **table.common(), today=TODAY, version=last.version, reason="Thôi giao.")
    (made, *_) = series.make_ahead(table.session, today=date(2027, 3, 1), settings=Settings(), calendar=CALENDAR, now=NOW)
    assert "UBND xã Nà Ngần" not in names(made)


def test_only_the_office_excuses_only_a_member_and_says_why(table: Table) -> None:  # noqa: F811
    task = table.accept(table.regular)
    whole, member = part_of(table, task, "xa"), part_of(table, task, "nn")
    alone = given(table, ["Sở Tư pháp"]).assignments[0]
    by = table.common() | {"today": TODAY, "reason": "Không có việc."}
    for assignment in (whole, alone):
        with pytest.raises(WrongState):
            excusing.excuse(table.session, assignment.id, **by, version=assignment.version)
    with pytest.raises(NotAllowed):
        excusing.excuse(table.session, member.id, **(by | table.common("na")), version=member.version)
    with pytest.raises(Invalid) as refusal:
        excusing.excuse(table.session, member.id, **(by | {"reason": " "}), version=member.version)
    assert refusal.value.field == "reason"


def test_work_that_nobody_here_follows_is_told_apart_at_once(table: Table) -> None:  # noqa: F811
    table.world.agency("btc", "Bộ Tài chính", level="tw", tracked=False)
    names = ("Bộ Tài chính", "UBND tỉnh Quảng Ninh", "Trung tâm Dữ liệu thuộc Bộ Tài chính")
    beyond = [table.candidate("Ban hành.", [name]) for name in names]
    table.candidate("Cả hai.", ["Bộ Tài chính", "Sở Tư pháp"])
    table.candidate("Chưa rõ.", [])
    found = bodies.not_followed(table.session, table.directive.candidates, table.directive, TODAY, "Sơn Hà")
    assert {one.id for one in found} == {one.id for one in beyond}


def test_the_agency_names_its_unit_and_takes_it_away(table: Table) -> None:  # noqa: F811
    part = given(table, ["Sở Tư pháp"]).assignments[0]
    by = table.common("anh") | {"today": TODAY}
    hands.set_officer(table.session, part.id, **by, version=part.version, officer_id=None, unit=" Phòng Hộ tịch ")
    assert part.unit == "Phòng Hộ tịch"
    hands.set_officer(table.session, part.id, **by, version=part.version, officer_id=table.world.people["anh"].id)
    assert part.unit == "Phòng Hộ tịch", "not said: it stays"
    hands.set_officer(table.session, part.id, **by, version=part.version, officer_id=None, unit="")
    told = table.session.scalars(select(Event.new).where(Event.action == "assignment.officer_set").order_by(Event.id)).all()
    assert [new["unit"] for new in told if new and "unit" in new] == ["Phòng Hộ tịch", ""]
    with pytest.raises(Invalid) as refusal:
        hands.set_officer(table.session, part.id, **by, version=part.version, officer_id=None, unit="x" * 201)
    assert refusal.value.field == "unit"
