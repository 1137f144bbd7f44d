"""Agencies: names as directives write them, days on which they exist, groups that open, and changes on record."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.workflow.world import NOW, TODAY
from workflow import agencies, db
from workflow.acting import Actor
from workflow.model import Agency, Event, Succession
from workflow.refusals import Invalid, NotFound, Stale

ACTOR = Actor(None, "cli")
OLD = date(2023, 5, 1)


@pytest.fixture(scope="module")
def table(shared_engine: Engine) -> Engine:
    with db.transaction(shared_engine) as session:
        agencies.seed(session, now=NOW, province="Sơn Hà")
    return shared_engine


@pytest.fixture
def seeded(table: Engine, shared_session: Session) -> Session:
    return shared_session


NAMES = [
    ("Sở KH&ĐT", OLD, "so_kh_dt"),
    ("Sở KH và ĐT", OLD, "so_kh_dt"),
    ("sở kế hoạch  và đầu tư", OLD, "so_kh_dt"),
    ("Sở Kế hoạch và Đầu tư", TODAY, "so_kh_dt"),
    ("Sở Nội vụ", TODAY, "so_noi_vu"),
    ("Sở Ngoại vụ", TODAY, "so_ngoai_vu"),
    ("Sở Nội vụ tỉnh", TODAY, "so_noi_vu"),
    ("Sở Nội vụ tỉnh Sơn Hà", TODAY, "so_noi_vu"),
    ("Sở Công Thương (cơ quan thường trực)", TODAY, "so_cong_thuong"),
    ("Ủy ban nhân dân tỉnh", TODAY, "ubnd_tinh"),
    ("Uỷ ban nhân dân tỉnh Sơn Hà", TODAY, "ubnd_tinh"),
    ("Chủ tịch UBND tỉnh", TODAY, "ubnd_tinh"),
    ("UBND các xã, phường", OLD, "nhom_ubnd_cap_xa_cu"),
    ("UBND các xã, phường", TODAY, "nhom_ubnd_cap_xa"),
    ("UBND các huyện, thành phố", OLD, "nhom_ubnd_cap_huyen"),
    ("Các sở, ngành", TODAY, "nhom_so_ban_nganh"),
    ("Cục Thống kê", date(2024, 1, 1), "cuc_thong_ke_tinh"),
    ("Cục Thống kê", TODAY, "cuc_thong_ke"),
    ("Báo Sơn Hà", OLD, "bao_tinh"),
    ("Bộ Tài chính", TODAY, "bo_tai_chinh"),
    ("so tu phap", TODAY, "so_tu_phap"),
    ("Hội Nuôi ong", TODAY, None),
    ("", TODAY, None),
    ("   ", TODAY, None),
    ("()", TODAY, None),
]


@pytest.mark.parametrize(("name", "on", "code"), NAMES)
def test_a_name_means_the_agency_of_its_day(seeded: Session, name: str, on: date, code: str | None) -> None:
    found = agencies.resolve(seeded, name, on)
    assert (found.code if found else None) == code


def test_seeding_again_adds_nothing_and_keeps_what_people_made(session: Session) -> None:
    assert agencies.seed(session, now=NOW, province="Sơn Hà") > 200
    agency = session.scalars(select(Agency).where(Agency.code == "so_tu_phap")).one()
    agencies.update(session, agency.id, actor=ACTOR, now=NOW, version=agency.version, name="Sở Tư pháp tỉnh Sơn Hà")
    assert agencies.seed(session, now=NOW, province="Sơn Hà") == 0
    assert agency.name == "Sở Tư pháp tỉnh Sơn Hà"
    assert agencies.resolve(session, "Sở Tư pháp", TODAY) is agency


def test_the_table_has_one_office_and_ministries_are_not_tracked(seeded: Session) -> None:
    office = agencies.office(seeded)
    assert office is not None
    assert office.name == "Văn phòng UBND tỉnh"
    assert {agency.level for agency in agencies.all(seeded) if not agency.tracked} == {"tw"}
    assert len(seeded.scalars(select(Succession)).all()) > 40


def test_a_centrally_run_city_writes_its_own_names(session: Session) -> None:
    agencies.seed(session, now=NOW, province="Sơn Hà", city=True)
    names = {agency.name for agency in agencies.all(session, TODAY)}
    assert {"UBND thành phố", "Thanh tra thành phố", "Thành ủy", "Thành đoàn"} <= names
    assert not any(name.endswith(" tỉnh") and "Các" not in name for name in names)
    found = agencies.resolve(session, "UBND thành phố Sơn Hà", TODAY)
    assert found is not None
    assert found.code == "ubnd_tinh"


def test_the_group_of_offices_opens_into_those_of_the_day(seeded: Session) -> None:
    group = agencies.resolve(seeded, "Các sở, ban, ngành", TODAY)
    assert group is not None
    now, then = ({agency.name for agency in agencies.members(seeded, group, day)} for day in (TODAY, OLD))
    assert "Sở Nông nghiệp và Môi trường" in now - then
    assert "Sở Kế hoạch và Đầu tư" in then - now
    assert "Sở Tư pháp" in now & then
    assert not {"Sở Quy hoạch - Kiến trúc", "Sở An toàn thực phẩm"} & now


def test_a_new_commune_joins_the_group_of_communes_and_leaves_it(seeded: Session) -> None:
    commune = agencies.create(seeded, actor=ACTOR, now=NOW, name="UBND xã  Nà Ngần", kind="ubnd_xa", level="xa")
    group = agencies.resolve(seeded, "UBND các xã, phường, đặc khu", TODAY)
    assert group is not None
    assert commune.code == "ubnd_xa_na_ngan"
    assert agencies.members(seeded, group, TODAY) == [commune]
    assert agencies.resolve(seeded, "Ủy ban nhân dân xã Nà Ngần", TODAY) is commune
    agencies.remove_member(seeded, group.id, commune.id, actor=ACTOR, now=NOW, until=date(2026, 11, 19))
    assert agencies.members(seeded, group, TODAY) == []
    assert agencies.members(seeded, group, date(2026, 11, 19)) == [commune]
    agencies.add_member(seeded, group.id, commune.id, actor=ACTOR, now=NOW, since=date(2026, 12, 1))
    assert agencies.members(seeded, group, date(2026, 12, 1)) == [commune]
    assert [member.valid_from for member in agencies.memberships(seeded, group)] == [None, date(2026, 12, 1)]


def test_a_group_is_no_member_of_a_group(seeded: Session) -> None:
    first, second = (agencies.resolve(seeded, name, TODAY) for name in ("Các sở, ban, ngành", "Các cơ quan báo chí"))
    assert first is not None
    assert second is not None
    with pytest.raises(Invalid):
        agencies.add_member(seeded, first.id, second.id, actor=ACTOR, now=NOW, since=None)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "Sở Tư pháp"}, "name"),
        ({"name": "sở tư-pháp"}, "name"),
        ({"name": "A" * 301}, "name"),
        ({"name": "Hội Nuôi ong", "email": "x"}, "email"),
        ({"name": "Hội Nuôi ong", "valid_from": TODAY, "valid_until": OLD}, "valid_until"),
    ],
)
def test_a_wrong_agency_is_refused_with_its_field(seeded: Session, fields: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        agencies.create(seeded, actor=ACTOR, now=NOW, **fields)
    assert refused.value.field == field


def test_two_agencies_of_one_name_have_codes_of_their_own(seeded: Session) -> None:
    first = agencies.create(seeded, actor=ACTOR, now=NOW, name="Hội Nuôi ong", valid_until=OLD)
    second = agencies.create(seeded, actor=ACTOR, now=NOW, name="Hội Nuôi ong", valid_from=date(2024, 1, 1))
    assert (first.code, second.code) == ("hoi_nuoi_ong", "hoi_nuoi_ong_2")
    assert agencies.resolve(seeded, "Hội nuôi ong", TODAY) is second
    assert agencies.resolve(seeded, "Hội nuôi ong", OLD) is first


def test_a_taught_name_is_known_from_then_on_and_can_be_forgotten(seeded: Session) -> None:
    agency = agencies.resolve(seeded, "Sở Tư pháp", TODAY)
    assert agency is not None
    agencies.add_alias(seeded, agency, "Cơ quan tư pháp địa phương", actor=ACTOR, now=NOW)
    agencies.add_alias(seeded, agency, "cơ quan tư pháp địa-phương", actor=ACTOR, now=NOW)
    assert agencies.resolve(seeded, "Cơ quan Tư pháp địa phương", TODAY) is agency
    alias = next(alias for alias in agency.aliases if alias.alias == "Cơ quan tư pháp địa phương")
    agencies.remove_alias(seeded, agency, alias.id, actor=ACTOR, now=NOW)
    assert agencies.resolve(seeded, "Cơ quan Tư pháp địa phương", TODAY) is None
    actions = seeded.scalars(select(Event.action).where(Event.subject_id == agency.id)).all()
    assert actions == ["agency.alias_added", "agency.alias_removed"]


def test_an_official_name_is_not_forgotten(seeded: Session) -> None:
    agency = agencies.resolve(seeded, "Sở Tư pháp", TODAY)
    assert agency is not None
    own = next(alias for alias in agency.aliases if alias.alias == "Sở Tư pháp")
    with pytest.raises(Invalid):
        agencies.remove_alias(seeded, agency, own.id, actor=ACTOR, now=NOW)


def test_changes_need_the_version_that_stands(seeded: Session) -> None:
    agency = agencies.resolve(seeded, "Sở Tư pháp", TODAY)
    assert agency is not None
    changed = agencies.update(seeded, agency.id, actor=ACTOR, now=NOW, version=agency.version, email=" VanThu@STP.sonha.example ")
    assert changed.email == "vanthu@stp.sonha.example"
    with pytest.raises(Stale):
        agencies.update(seeded, agency.id, actor=ACTOR, now=NOW, version=1, email=None)
    with pytest.raises(NotFound):
        agencies.update(seeded, 4711, actor=ACTOR, now=NOW, version=1, email=None)


def test_many_names_are_resolved_at_once(seeded: Session) -> None:
    found = agencies.resolve_many(seeded, [name for name, _, _ in NAMES], TODAY)
    assert found["Sở Nội vụ tỉnh Sơn Hà"] is not None
    assert found["Hội Nuôi ong"] is None
    assert set(found) == {name for name, _, _ in NAMES}
