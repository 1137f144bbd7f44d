"""The administrator's pages for agencies that were renamed, merged, split or abolished: look, do, look again, take back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.webui.site import Site
from workflow import db
from workflow.model import Agency, Assignment, Message, Reorganisation

#: `<input type="hidden" name="seen" value="…">`
HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"')
MERGE = {"kieu": "merge", "cu": "Sở Tư pháp", "moi": "Sở Nội vụ", "ngay": "16/11/2026"}
SPLIT = MERGE | {"kieu": "split", "moi": ["Sở Nội vụ", "Sở Trợ giúp pháp lý"]}


@pytest.fixture
def administrator(site: Site) -> FlaskClient:
    return site.client("quang")


def shown(client: FlaskClient, said: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The preview, and what its form would send."""
    page = client.get("/co-quan/sap-xep/xem-truoc", query_string=said)
    assert page.status_code == 200
    form: dict[str, Any] = {}
    for name, value in HIDDEN.findall(page.text):
        form.setdefault(name, []).append(value)
    return page.text, form


def agency_of(site: Site, key: str) -> str:
    with db.reading(site.engine) as session:
        return session.get_one(Assignment, site.ids[key]).agency.name


def test_what_is_shown_is_done_and_the_heir_is_told(site: Site, administrator: FlaskClient) -> None:
    page, form = shown(administrator, MERGE)
    assert "<b>Sở Tư pháp</b> → <b>Sở Nội vụ</b>" in page
    assert "4 việc chuyển ngay" in page
    assert agency_of(site, "late") == "Sở Tư pháp"
    done = site.post(administrator, "/co-quan/sap-xep", form | {"act": "carry"}, follow_redirects=True)
    assert "Đã ghi đợt sắp xếp số 1." in done.text
    assert {agency_of(site, key) for key in ("late", "proposed", "fresh", "undated")} == {"Sở Nội vụ"}
    assert "Sở Tư pháp → Sở Nội vụ" in site.client("hang").get(f"/nhiem-vu/{site.ids['late_task']}").text
    assert "văn bản giao Sở Tư pháp" in site.client("anh").get(f"/nhiem-vu/{site.ids['late_task']}").text
    with db.reading(site.engine) as session:
        told = session.scalars(select(Message.recipient)).all()
    assert f"user:{site.ids['anh']}" not in told


def test_each_task_of_a_split_is_asked_about_and_looked_at_again(site: Site, administrator: FlaskClient) -> None:
    page, form = shown(administrator, SPLIT)
    assert "sẽ thêm vào danh mục" in page
    assert page.count("ở lại, quyết sau") == 4
    chosen = form | {f"viec-{site.ids['late']}": "Sở Trợ giúp pháp lý", f"viec-{site.ids['fresh']}": "Sở Y tế"}
    again = site.post(administrator, "/co-quan/sap-xep", chosen | {"act": "preview"})
    assert again.text.count("ở lại, quyết sau") == 2
    site.post(administrator, "/co-quan/sap-xep", chosen | {"act": "carry"})
    assert [agency_of(site, key) for key in ("late", "fresh", "undated")] == ["Sở Trợ giúp pháp lý", "Sở Y tế", "Sở Tư pháp"]
    overview = administrator.get("/co-quan/sap-xep").text
    assert "Chờ chuyển giao" in overview
    assert "cần quyết từng việc" in overview
    assert "còn 2 việc đang mở" in administrator.get(f"/co-quan/{site.ids['stp']}").text


def test_a_name_that_cannot_take_work_is_a_fault_beside_its_field(site: Site, administrator: FlaskClient) -> None:
    _, form = shown(administrator, SPLIT)
    wrong = site.post(administrator, "/co-quan/sap-xep", form | {f"viec-{site.ids['late']}": "Sở Không Có", "act": "carry"})
    assert "“Sở Không Có” không nhận việc được" in wrong.text
    assert agency_of(site, "late") == "Sở Tư pháp"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"cu": ""}, "Chọn cơ quan cũ."),
        ({"cu": "Sở Không Có"}, "Danh mục không có cơ quan “Sở Không Có”"),
        ({"ngay": ""}, "Ghi ngày có hiệu lực."),
        ({"ngay": "hôm kia kìa"}, "ngày"),
        ({"moi": "Sở Tư pháp"}, "Chưa chọn cơ quan cũ"),
        ({"moi": ""}, "Chưa ghi cơ quan nhận việc của Sở Tư pháp."),
        ({"kieu": "khác"}, ""),
        ({"cu": "99999999"}, "Danh mục không có cơ quan"),
    ],
)
def test_what_cannot_be_declared_shows_the_form_again(administrator: FlaskClient, said: dict[str, str], sentence: str) -> None:
    page = administrator.get("/co-quan/sap-xep/xem-truoc", query_string=MERGE | said)
    assert page.status_code in (200, 400)
    assert sentence in page.text
    assert "Khai báo đợt sắp xếp mới" in page.text


def test_what_changed_since_it_was_shown_is_marked_and_nothing_is_done(site: Site, administrator: FlaskClient) -> None:
    _, form = shown(administrator, MERGE)
    officer = site.client("anh")
    path = f"/phan-cong/{site.ids['fresh']}/tiep-nhan"
    assert site.post(officer, path, {"version": site.version("fresh")}).status_code == 303
    late = site.post(administrator, "/co-quan/sap-xep", form | {"act": "carry"})
    assert late.status_code == 409
    assert "mới thay đổi" in late.text
    assert agency_of(site, "fresh") == "Sở Tư pháp"
    form |= dict(HIDDEN.findall(late.text))
    assert site.post(administrator, "/co-quan/sap-xep", form | {"act": "carry"}).status_code == 303
    assert agency_of(site, "fresh") == "Sở Nội vụ"


def test_an_act_is_taken_back_from_its_page(site: Site, administrator: FlaskClient) -> None:
    _, form = shown(administrator, MERGE)
    site.post(administrator, "/co-quan/sap-xep", form | {"act": "carry"})
    page = administrator.get("/co-quan/sap-xep/1").text
    assert "Hoàn tác đợt này" in page
    undone = site.post(administrator, "/co-quan/sap-xep/1/hoan-tac", dict(HIDDEN.findall(page)), follow_redirects=True)
    assert "Đã hoàn tác đợt sắp xếp số 1." in undone.text
    assert agency_of(site, "late") == "Sở Tư pháp"
    again = site.post(administrator, "/co-quan/sap-xep/1/hoan-tac", {"version": "99"})
    assert again.status_code == 409
    with db.reading(site.engine) as session:
        assert session.get_one(Reorganisation, 1).undone_by_id == site.ids["quang"]


def test_who_ended_long_ago_and_holds_work_waits_by_the_table(site: Site, administrator: FlaskClient) -> None:
    with db.transaction(site.engine) as session:
        from_table = session.get_one(Agency, site.ids["stp"])
        from_table.valid_until = site.now.date().replace(day=1)
    page, form = shown(administrator, {"theo_danh_muc": "1", "cu": str(site.ids["stp"])})
    assert "không có cơ quan nhận" in page
    site.post(administrator, "/co-quan/sap-xep", form | {"con-lai-cho": "Sở Y tế", "act": "carry"})
    assert agency_of(site, "late") == "Sở Y tế"


def test_the_history_names_the_agency_of_the_day(site: Site, administrator: FlaskClient) -> None:
    """What was reported before the act was reported by the old agency, what came after by its heir."""
    task = f"/nhiem-vu/{site.ids['late_task']}"
    report = f"/phan-cong/{site.ids['late']}/bao-cao"
    officer = site.client("anh")
    site.post(officer, report, {"version": site.version("late"), "text": "Đã làm một nửa"})
    site.now += timedelta(minutes=5)
    _, form = shown(administrator, MERGE)
    site.post(administrator, "/co-quan/sap-xep", form | {"act": "carry"})
    site.now += timedelta(minutes=5)
    site.post(officer, report, {"version": site.version("late"), "text": "Đã làm xong"})
    told = re.sub(r"<[^>]+>", " ", administrator.get(task).text)
    lines = re.findall(r"Báo cáo tiến độ\s+·\s+(Sở [^·]+?)\s+·", told)
    assert lines == ["Sở Nội vụ", "Sở Tư pháp"]
