"""Agencies, people and working days as the administrator and the office change them."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.webui.site import Site
from workflow import agencies, db
from workflow.model import (
    Agency,
    Assignment,
    DayOverride,
    Event,
    GroupMember,
    Membership,
    Message,
    MessageKind,
    OneTimeLink,
    Post,
    Series,
    User,
)
from workflow.workingdays import WorkingCalendar


@pytest.fixture
def administrator(site: Site) -> FlaskClient:
    return site.client("quang")


def one(site: Site, query: Any) -> Any:
    """The first row of a query, free of its session."""
    with db.reading(site.engine) as session:
        found = session.scalars(query).first()
        if found is not None:
            session.expunge(found)
    return found


def version(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', client.get(path).text)
    assert found
    return found[1]


# --- agencies -------------------------------------------------------------------------------------------------------


def test_the_list_counts_and_links_to_the_same_rows(site: Site, coordinator: FlaskClient) -> None:
    page = coordinator.get("/co-quan").text
    assert f'href="/nhiem-vu?agency_id={site.ids["stp"]}&amp;time_class=qua_han&amp;part=lead"' in page


def test_an_officer_sees_the_own_agency_only(site: Site, officer: FlaskClient) -> None:
    page = officer.get("/co-quan").text
    assert "Sở Tư pháp" in page and "Sở Y tế" not in page
    assert officer.get(f"/co-quan/{site.ids['syt']}").status_code == 404


AGENCY = {"name": "Ban Quản lý Công viên địa chất Sơn Hà", "kind": "ban", "level": "tinh", "tracked": "1"}


def test_an_agency_is_added_with_its_other_names(site: Site, coordinator: FlaskClient) -> None:
    sent = AGENCY | {"email": "bqlcv@sonha.example", "aliases": "BQL Công viên địa chất\r\nBan Quản lý CVĐC"}
    assert site.post(coordinator, "/co-quan/moi", sent).status_code == 303
    with db.reading(site.engine) as session:
        found = agencies.resolve(session, "BQL công viên địa chất", None)
        assert found is not None
        assert (found.name, found.email) == ("Ban Quản lý Công viên địa chất Sơn Hà", "bqlcv@sonha.example")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Tên cơ quan không được để trống"),
        ("name", "Sở Tư pháp", "Đã có cơ quan “Sở Tư pháp”"),
        ("email", "khong phai thu", "thư"),
        ("valid_from", "31/2/2026", "Không hiểu ngày"),
        ("kind", "bịa", "Chọn một giá trị trong danh sách"),
    ],
)
def test_a_wrong_field_of_an_agency_is_named(site: Site, coordinator: FlaskClient, field: str, value: str, sentence: str) -> None:
    answer = site.post(coordinator, "/co-quan/moi", AGENCY | {field: value})
    assert answer.status_code == 400
    assert sentence in html.unescape(answer.text)
    assert f'id="f-{field}"' in answer.text


def test_an_agency_is_changed_and_a_stale_form_is_refused(site: Site, coordinator: FlaskClient) -> None:
    path = f"/co-quan/{site.ids['stp']}"
    sent = {"name": "Sở Tư pháp", "short_name": "STP", "kind": "so", "level": "tinh", "tracked": "1", "version": version(coordinator, path)}
    assert site.post(coordinator, f"{path}/sua", sent).status_code == 303
    assert site.read(Agency, "stp").short_name == "STP"
    answer = site.post(coordinator, f"{path}/sua", sent | {"short_name": "Sở TP"})
    assert answer.status_code == 409
    assert "Người khác vừa thay đổi" in html.unescape(answer.text)
    assert 'value="Sở TP"' in answer.text


def test_another_name_is_taught_and_forgotten(site: Site, coordinator: FlaskClient) -> None:
    path = f"/co-quan/{site.ids['stp']}"
    site.post(coordinator, f"{path}/ten-khac", {"alias": "Cơ quan tư pháp tỉnh"})
    page = coordinator.get(path).text
    assert "Cơ quan tư pháp tỉnh" in page
    found = re.search(r'action="(/co-quan/\d+/ten-khac/\d+/bo)"', page)
    assert found
    site.post(coordinator, found[1])
    assert "Cơ quan tư pháp tỉnh" not in coordinator.get(path).text


def test_a_group_gains_and_loses_members_in_time(site: Site, coordinator: FlaskClient) -> None:
    path = f"/co-quan/{site.ids['xa']}"
    site.post(coordinator, f"{path}/thanh-vien", {"member": site.ids["snv"], "since": "hôm nay"})
    assert "Sở Nội vụ" in coordinator.get(path).text.split("Thêm cơ quan vào nhóm")[0]
    site.post(coordinator, f"{path}/thanh-vien/{site.ids['nn']}/bo")
    left = one(site, select(GroupMember).where(GroupMember.member_id == site.ids["nn"]))
    assert left.valid_until == date(2026, 11, 20), "what was given while it was in the group stays with it"


# --- people ---------------------------------------------------------------------------------------------------------

PERSON = {"name": "Lò Văn Mới", "email": "moi@sonha.example", "title": "Chuyên viên", "phone": ""}


def test_an_invited_person_gets_an_account_and_a_mail_with_the_link(site: Site, administrator: FlaskClient) -> None:
    answer = site.post(administrator, "/nguoi-dung/moi", PERSON | {"post": ["officer", ""], "agency": [site.ids["syt"], ""]})
    assert answer.status_code == 303
    user = one(site, select(User).where(User.email == "moi@sonha.example"))
    assert user.password_hash is None
    held = one(site, select(Membership).where(Membership.user_id == user.id))
    assert (held.post, held.agency_id) == (Post.OFFICER, site.ids["syt"])
    with db.reading(site.engine) as session:
        mail = session.scalars(select(Message).where(Message.user_id == user.id)).one()
        assert mail.kind is MessageKind.INVITATION
        assert mail.address == "moi@sonha.example"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Ghi họ và tên"),
        ({"email": "khong-phai-thu"}, "thư"),
        ({"email": "anh@sonha.example"}, "Đã có người dùng với địa chỉ anh@sonha.example"),
        ({"post": ["", ""]}, "Mỗi dòng chức trách phải chọn đủ"),
        ({"post": ["vua", ""]}, "Mỗi dòng chức trách phải chọn đủ"),
        ({"agency": ["", ""]}, "Mỗi dòng chức trách phải chọn đủ"),
    ],
)
def test_a_wrong_invitation_is_told_and_makes_nobody(
    site: Site, administrator: FlaskClient, changed: dict[str, Any], sentence: str
) -> None:
    answer = site.post(administrator, "/nguoi-dung/moi", PERSON | {"post": ["officer", ""], "agency": [site.ids["syt"], ""]} | changed)
    assert answer.status_code == 400
    assert sentence in html.unescape(answer.text)
    assert one(site, select(User).where(User.email == "moi@sonha.example")) is None


def test_posts_are_set_exactly(site: Site, administrator: FlaskClient) -> None:
    path = f"/nguoi-dung/{site.ids['anh']}"
    sent = {"post": ["agency_head", "officer"], "agency": [site.ids["stp"], site.ids["syt"]], "version": version(administrator, path)}
    assert site.post(administrator, f"{path}/chuc-trach", sent).status_code == 303
    with db.reading(site.engine) as session:
        held = session.execute(select(Membership.post, Membership.agency_id).where(Membership.user_id == site.ids["anh"])).all()
    assert {(post, agency) for post, agency in held} == {(Post.AGENCY_HEAD, site.ids["stp"]), (Post.OFFICER, site.ids["syt"])}


def test_posts_that_somebody_else_set_meanwhile_are_not_overwritten(site: Site, administrator: FlaskClient) -> None:
    path = f"/nguoi-dung/{site.ids['anh']}"
    seen = version(administrator, path)
    sent = {"post": ["agency_head"], "agency": [site.ids["stp"]]}
    assert site.post(administrator, f"{path}/chuc-trach", sent).status_code == 400, "a form without its version"
    assert site.post(administrator, f"{path}/chuc-trach", sent | {"version": seen}).status_code == 303
    answer = site.post(administrator, f"{path}/chuc-trach", {"post": ["officer"], "agency": [site.ids["syt"]], "version": seen})
    assert answer.status_code == 409
    assert "Người khác vừa thay đổi" in html.unescape(answer.text)
    held = one(site, select(Membership).where(Membership.user_id == site.ids["anh"]))
    assert (held.post, held.agency_id) == (Post.AGENCY_HEAD, site.ids["stp"])


def test_the_administrator_cannot_lock_out_themselves(site: Site, administrator: FlaskClient) -> None:
    mine = site.ids["quang"]
    taken = site.post(administrator, f"/nguoi-dung/{mine}/chuc-trach", {"post": ["officer"], "agency": [site.ids["stp"]], "version": "1"})
    assert taken.status_code == 400
    assert site.post(administrator, f"/nguoi-dung/{mine}/khoa").status_code == 400
    assert administrator.get("/nguoi-dung").status_code == 200


def test_a_disabled_person_is_out_at_once_and_may_come_back(site: Site, administrator: FlaskClient, officer: FlaskClient) -> None:
    assert officer.get("/nhiem-vu").status_code == 200
    site.post(administrator, f"/nguoi-dung/{site.ids['anh']}/khoa")
    assert officer.get("/nhiem-vu").status_code == 302
    site.post(administrator, f"/nguoi-dung/{site.ids['anh']}/mo-khoa")
    assert site.read(User, "anh").active


def test_a_new_invitation_ends_the_one_before(site: Site, administrator: FlaskClient) -> None:
    path = f"/nguoi-dung/{site.ids['yen']}/moi-lai"
    site.post(administrator, path)
    first = one(site, select(OneTimeLink).where(OneTimeLink.user_id == site.ids["yen"]))
    site.now += timedelta(minutes=1)
    site.post(administrator, path)
    with db.reading(site.engine) as session:
        left = session.scalars(select(OneTimeLink).where(OneTimeLink.user_id == site.ids["yen"])).all()
        assert [link.token_hash for link in left] != [first.token_hash]
        assert len(left) == 1


def test_two_invitations_at_one_instant_are_two_letters(site: Site, administrator: FlaskClient) -> None:
    path = f"/nguoi-dung/{site.ids['yen']}/moi-lai"
    assert [site.post(administrator, path).status_code for _ in range(2)] == [303, 303]
    with db.reading(site.engine) as session:
        assert len(session.scalars(select(Message).where(Message.kind == MessageKind.INVITATION)).all()) == 2


def test_a_person_is_corrected(site: Site, administrator: FlaskClient) -> None:
    path = f"/nguoi-dung/{site.ids['anh']}"
    sent = PERSON | {"email": "anh@sonha.example", "name": "Đỗ Thị Ngọc Ánh", "version": version(administrator, path)}
    assert site.post(administrator, f"{path}/sua", sent).status_code == 303
    assert site.read(User, "anh").name == "Đỗ Thị Ngọc Ánh"


# --- working days ---------------------------------------------------------------------------------------------------


def test_days_off_are_entered_and_counted(site: Site, administrator: FlaskClient) -> None:
    site.post(administrator, "/ngay-lam-viec", {"first": "30/12", "last": "31/12/2026", "working": "no", "note": "Nghỉ bù"})
    with db.reading(site.engine) as session:
        calendar = WorkingCalendar.load(session)
        assert not calendar.is_working(date(2026, 12, 31))
        assert session.scalars(select(Event.action).order_by(Event.id.desc())).first() == "calendar.day_set"
    page = administrator.get("/ngay-lam-viec").text
    assert "Thứ Năm 31/12/2026" in page and "Nghỉ bù" in page


def test_an_entered_day_is_taken_back(site: Site, administrator: FlaskClient) -> None:
    site.post(administrator, "/ngay-lam-viec", {"first": "28/11/2026", "working": "yes", "note": "Làm bù"})
    site.post(administrator, "/ngay-lam-viec/2026-11-28/bo")
    assert one(site, select(DayOverride)) is None


@pytest.mark.parametrize(
    "sent",
    [
        {"first": "", "working": "no"},
        {"first": "hôm nào", "working": "no"},
        {"first": "1/12", "last": "1/3/2027", "working": "no"},
        {"first": "5/12/2026", "last": "1/12/2026", "working": "no"},
        {"first": "5/12/2026", "working": ""},
    ],
)
def test_an_impossible_entry_is_told_and_kept_out(site: Site, administrator: FlaskClient, sent: dict[str, str]) -> None:
    assert site.post(administrator, "/ngay-lam-viec", sent).status_code == 400
    assert one(site, select(DayOverride)) is None


def test_a_malformed_day_in_the_address_is_404(site: Site, administrator: FlaskClient) -> None:
    assert site.post(administrator, "/ngay-lam-viec/hom-nay/bo").status_code == 404
    assert site.post(administrator, "/ngay-lam-viec/2026-01-01/bo").status_code == 404


def test_a_year_is_marked_as_entered_and_then_nobody_is_warned(site: Site, administrator: FlaskClient) -> None:
    page = administrator.get("/ngay-lam-viec").text
    assert "Chưa có lịch nghỉ chính thức năm 2027" in page
    assert "Đánh dấu đã nhập xong" in page
    told = site.post(administrator, "/ngay-lam-viec/nam/2027", {"complete": "1"}, follow_redirects=True).text
    assert "Đã đánh dấu lịch năm 2027 nhập xong." in told
    assert "Chưa có lịch nghỉ chính thức năm 2027" not in told
    site.post(administrator, "/ngay-lam-viec/nam/2027", {})
    assert "Chưa có lịch nghỉ chính thức năm 2027" in administrator.get("/ngay-lam-viec").text
    assert site.post(administrator, "/ngay-lam-viec/nam/9027", {"complete": "1"}).status_code == 400


def test_dates_that_the_calendar_moves_are_offered_and_moved(site: Site, administrator: FlaskClient) -> None:
    with db.transaction(site.engine) as session:
        late = session.get_one(Assignment, site.ids["fresh"])
        duty = session.get_one(Series, site.ids["monthly"])
        duty.report_period, duty.send_days = "month", 1
        late.task.series_id, late.task.occurrence_on = duty.id, date(2026, 12, 14)
        day = date(2026, 12, 15)
        (due,) = late.milestones
        due.kind, due.phrase, due.due_on, due.original_due_on = "recurring", "báo cáo hằng tháng", day, day
    assert "báo cáo hằng tháng" not in administrator.get("/ngay-lam-viec").text
    site.post(administrator, "/ngay-lam-viec", {"first": "15/12/2026", "working": "no", "note": "Nghỉ"})
    page = administrator.get("/ngay-lam-viec").text
    assert "“báo cáo hằng tháng”" in page
    assert "Thứ Tư 16/12/2026" in page
    key = re.search(r'name="id" value="(\d+)"', page)
    assert key is not None
    told = site.post(administrator, "/ngay-lam-viec/han", {"id": key[1]}, follow_redirects=True).text
    assert "Đã đổi 1 thời hạn theo lịch hiện nay." in told
    assert site.read(Assignment, "fresh").due_on == date(2026, 12, 16)
