"""Pages of whose work it is: noted and not followed, excused, given on, several sources."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from tests.webui.site import Site
from tests.webui.test_acts import send, state_of
from tests.webui.test_review import Desk, desk, tasks, value_of  # noqa: F401
from tests.workflow.world import TODAY, opened_world
from workflow import db
from workflow.model import CandidateState, Post, State


def test_work_of_a_ministry_alone_is_noted_with_one_press_and_undone(desk: Desk) -> None:  # noqa: F811
    candidate = desk.all()[0]
    desk.do(candidate, "luu", lead=["Bộ Không Có"])
    candidate = desk.all()[0]
    page = desk.client.get(f"{desk.address}?viec={candidate.id}").text
    assert "“Bộ Không Có” không thuộc diện theo dõi ở đây" in page
    assert f"/{candidate.id}/ghi-nhan" in page and f"/{candidate.id}/chap-nhan" not in page
    assert desk.do(candidate, "ghi-nhan", lead=["Bộ Không Có"]).status_code == 303
    assert desk.all()[0].state is CandidateState.KEPT
    decided = desk.client.get(f"{desk.address}?viec={candidate.id}&loc=da-xu-ly").text
    assert "Ghi nhận, không theo dõi" in decided
    desk.site.post(desk.client, f"{desk.address}/{candidate.id}/hoan-tac", {"version": desk.all()[0].version})
    assert desk.all()[0].state is CandidateState.PROPOSED


def test_all_that_nobody_here_follows_is_noted_at_once(desk: Desk) -> None:  # noqa: F811
    for candidate in desk.all()[:2]:
        desk.do(candidate, "luu", lead=["Bộ Không Có"])
    assert "Ghi nhận 2 việc" in desk.client.get(desk.address).text
    answer = desk.many("beyond")
    assert "Đã ghi nhận 2 việc, không theo dõi." in desk.client.get(answer.location).text
    assert [one.state for one in desk.all()[:2]] == [CandidateState.KEPT] * 2
    assert "Chưa chọn việc nào" in desk.client.get(desk.many("beyond").location).text


def test_several_leads_warn_before_and_after_and_stop_nobody(desk: Desk) -> None:  # noqa: F811
    candidate = desk.all()[0]
    leads = ["Sở Tư pháp", "Sở Nội vụ", "Bộ Không Có"]
    desk.do(candidate, "luu", lead=leads)
    page = desk.client.get(f"{desk.address}?viec={candidate.id}").text
    assert "Có 3 cơ quan chủ trì" in page
    answer = desk.do(desk.all()[0], "chap-nhan", lead=leads)
    said = desk.client.get(answer.location).text
    assert "có 2 cơ quan chủ trì (Sở Tư pháp; Sở Nội vụ)" in said
    assert "ghi nhận, không theo dõi Bộ Không Có" in said
    task = desk.client.get(f"/nhiem-vu/{tasks(desk.site)[0].id}").text
    assert "Cùng được giao, không theo dõi ở đây" in task and "Bộ Không Có" in task


def test_several_picked_tell_their_remarks(desk: Desk) -> None:  # noqa: F811
    first = desk.all()[0]
    desk.do(first, "luu", lead=["Sở Tư pháp", "Sở Nội vụ"])
    answer = desk.many("picked", desk.all()[0])
    assert "có 2 cơ quan chủ trì" in desk.client.get(answer.location).text


def test_a_unit_of_an_agency_is_told_apart_at_review_and_on_the_task(desk: Desk) -> None:  # noqa: F811
    candidate = desk.all()[0]
    lead = ["Phòng Công chứng thuộc Sở Tư pháp"]
    desk.do(candidate, "luu", lead=lead)
    page = desk.client.get(f"{desk.address}?viec={candidate.id}").text
    assert "“Phòng Công chứng” là đơn vị trong Sở Tư pháp: giao cho Sở Tư pháp." in page
    desk.do(desk.all()[0], "chap-nhan", lead=lead)
    assert "Phòng Công chứng" in desk.client.get(f"/nhiem-vu/{tasks(desk.site)[0].id}").text.split("<blockquote")[0]


def test_a_member_is_excused_and_counted_apart(site: Site, coordinator: FlaskClient) -> None:
    assert "miễn" not in coordinator.get(f"/phan-cong/{site.ids['group']}/huy").text
    assert coordinator.get(f"/phan-cong/{site.ids['group']}/mien").status_code == 409
    assert send(site, coordinator, "other_member", "mien", {"reason": ""}).status_code == 400
    answer = send(site, coordinator, "other_member", "mien", {"reason": "Phường không có nhà ở hộ nghèo."})
    assert answer.status_code == 303
    assert state_of(site, "other_member") is State.CANCELLED
    page = coordinator.get(f"/nhiem-vu/{site.ids['group_task']}").text
    assert "1 đơn vị: 0 xong, 1 còn lại; 1 đơn vị được miễn hoặc hủy" in page
    assert "Phường không có nhà ở hộ nghèo." in page
    assert send(site, coordinator, "other_member", "mo-lai", {"reason": "Có việc."}).status_code == 303
    assert state_of(site, "other_member") is State.NEW


def test_the_provinces_own_work_is_given_on_from_its_page(site: Site, coordinator: FlaskClient, officer: FlaskClient) -> None:
    with db.transaction(site.engine) as session:
        world = opened_world(session)
        task = world.task(world.directive("50/NQ-CP", issuer="Chính phủ"), "Rà soát quy hoạch theo Nghị quyết")
        own = world.assign(task, "ubnd", TODAY + timedelta(days=20))
        session.flush()
        site.ids |= {"own": own.id, "own_task": task.id}
    page = coordinator.get(f"/phan-cong/{site.ids['own']}/giao-tiep").text
    assert "Sở Tư pháp" in page and "UBND các xã, phường, đặc khu" in page
    assert f'value="{site.ids["ubnd"]}"' not in page
    assert coordinator.get(f"/phan-cong/{site.ids['late']}/giao-tiep").status_code == 409
    assert send(site, coordinator, "own", "giao-tiep", {"due_on": ""}).status_code == 400
    again = send(site, coordinator, "own", "giao-tiep", {"agency_ids": [site.ids["stp"]], "due_on": "1/1/2020", "text": "Gửi số liệu."})
    assert again.status_code == 400 and f'value="{site.ids["stp"]}" checked' in again.text and "Gửi số liệu." in again.text
    said = {"agency_ids": [site.ids["stp"], site.ids["syt"]], "due_on": "25/12/2026", "text": "Gửi số liệu về Văn phòng."}
    answer = send(site, coordinator, "own", "giao-tiep", said)
    assert answer.status_code == 303
    page = coordinator.get(answer.location).text
    assert "Hạn giao tiếp 25/12/2026 sau hạn 10/12/2026" in page
    assert "2 cơ quan: 0 xong, 0 quá hạn; phần của tỉnh không tự đóng theo" in page
    assert "Gửi số liệu về Văn phòng." in page
    mine = officer.get(f"/nhiem-vu/{site.ids['own_task']}").text
    assert "Rà soát quy hoạch theo Nghị quyết" in mine and "25/12/2026" in mine


def test_silence_as_agreement_is_set_for_a_directive_and_told_on_the_task(site: Site, coordinator: FlaskClient) -> None:
    address = f"/van-ban/{site.ids['plan']}"

    def put(days: str) -> str:
        version = value_of(coordinator.get(address).text, "version")
        return site.post(coordinator, f"{address}/im-lang", {"version": version, "silence_days": days}, follow_redirects=True).text

    assert "Nhập số từ 1 đến 60." in put("99")
    page = put("5")
    assert "Đã ghi: cơ quan phối hợp không trả lời trong 5 ngày làm việc thì coi như đồng ý." in page
    task = coordinator.get(f"/nhiem-vu/{site.ids['late_task']}").text
    assert "không trả lời đến hết 30/11/2026 coi như đồng ý" in task
    assert "Đã bỏ quy tắc" in put("")
    assert "coi như đồng ý" not in coordinator.get(f"/nhiem-vu/{site.ids['late_task']}").text


def test_whoever_stands_in_sees_acts_and_is_named_beside_the_absent(site: Site) -> None:
    with db.transaction(site.engine) as session:
        world = opened_world(session)
        world.person("hai", "Trần Hải", "ubnd", Post.OFFICER)
        site.ids["hai"] = world.people["hai"].id
    leader, stand_in = site.client("chu"), site.client("hai")
    assert stand_in.get(f"/nhiem-vu/{site.ids['late_task']}").status_code == 404
    assert site.post(leader, "/vang-mat", {"delegate_id": "", "starts_on": "hôm nay", "ends_on": ""}).status_code == 400
    said = {"delegate_id": site.ids["hai"], "starts_on": "20/11/2026", "ends_on": "27/11/2026"}
    page = site.post(leader, "/vang-mat", said, follow_redirects=True).text
    assert "Trần Hải" in page and "đang vắng" in page
    task = stand_in.get(f"/nhiem-vu/{site.ids['late_task']}").text
    assert "Đang làm thay: Phạm Văn Chủ" in task
    send(site, site.client("anh"), "late", "xin-gia-han", {"wanted_on": "31/12/2026", "reason": "Chờ số liệu.", "objective": "no"})
    assert send(site, stand_in, "late", "tra-loi-gia-han", {"granted": "yes", "reason": ""}).status_code == 303
    assert "Trần Hải, làm thay Phạm Văn Chủ" in leader.get(f"/nhiem-vu/{site.ids['late_task']}").text
    absence = re.search(r"/vang-mat/(\d+)/bo", stand_in.get("/vang-mat").text)
    assert absence
    site.post(stand_in, absence[0])
    assert stand_in.get(f"/nhiem-vu/{site.ids['late_task']}").status_code == 404


def test_a_likely_repeat_is_joined_or_kept_apart_at_review(desk: Desk) -> None:  # noqa: F811
    first = desk.all()[0]
    lead = ["Sở Tư pháp"]
    desk.do(first, "luu", lead=lead)
    with db.transaction(desk.site.engine) as session:
        world = opened_world(session)
        for number in ("50/NQ-HĐND", "51/NQ-HĐND"):
            task = world.task(world.directive(number, kind="Nghị quyết"), first.title)
            task.text = first.text
            world.assign(task, "stp", TODAY + timedelta(days=20))
        codes = [task.code, f"NV-2026-{int(task.code[-5:]) - 1:05}"]
        last = task.id
    address = f"{desk.address}?viec={first.id}"
    page = desk.client.get(address).text
    assert "Có vẻ đã có nhiệm vụ giao việc này" in page and all(code in page for code in codes)
    assert desk.do(desk.all()[0], "cung-viec", lead=lead).status_code == 400
    desk.do(desk.all()[0], "khac-viec", lead=lead, task_id=last - 1)
    page = desk.client.get(address).text
    assert codes[0] in page and codes[1] not in page
    answer = desk.do(desk.all()[0], "cung-viec", lead=lead, task_id=last)
    assert f"Đã gộp vào {codes[0]}" in desk.client.get(answer.location).text
    task_page = desk.client.get(f"/nhiem-vu/{last}").text
    assert "Cũng được giao ở 1 văn bản khác" in task_page and f"/van-ban/{desk.directive_id}" in task_page
    assert "Việc đã có nhiệm vụ từ văn bản khác" in desk.client.get(f"/van-ban/{desk.directive_id}").text
    assert tasks(desk.site) == []
    desk.site.post(desk.client, f"{desk.address}/{first.id}/hoan-tac", {"version": desk.all()[0].version})
    assert desk.all()[0].state is CandidateState.PROPOSED
    assert "Cũng được giao" not in desk.client.get(f"/nhiem-vu/{last}").text


def test_an_earlier_directive_is_replaced_and_each_open_task_decided(site: Site, coordinator: FlaskClient) -> None:
    with db.transaction(site.engine) as session:
        world = opened_world(session)
        later = world.directive("90/KH-UBND", issued_on=TODAY)
        session.flush()
        new_id = later.id
    page = coordinator.get(f"/van-ban/{new_id}/thay-the?so=12/KH-UBND", follow_redirects=True).text
    assert "Kế hoạch 90/KH-UBND làm gì với Kế hoạch 12/KH-UBND?" in page
    assert "Chưa có văn bản số 1/XX" in coordinator.get(f"/van-ban/{new_id}/thay-the?so=1/XX", follow_redirects=True).text
    ids = {name: site.ids[f"{name}_task"] for name in ("late", "fresh", "foreign")}
    said: dict[str, Any] = {f"seen-{task}": re.findall(rf'name="seen-{task}" value="([^"]*)"', page) for task in ids.values()}
    said |= {"task": list(ids.values()), "kind": "thay_the", f"act-{ids['late']}": "end", f"act-{ids['fresh']}": "move"}
    address = f"/van-ban/{new_id}/thay-the/{site.ids['plan']}"
    assert site.post(coordinator, address, said | {"kind": ""}).status_code == 400
    again = site.post(coordinator, address, said)
    assert again.status_code == 400 and "chưa có thời hạn mới" in again.text
    assert state_of(site, "late") is State.IN_PROGRESS, "all or nothing"
    answer = site.post(coordinator, address, said | {f"due_on-{ids['fresh']}": "31/12/2026"})
    assert answer.status_code == 303
    assert "Thay thế" in coordinator.get(answer.location).text
    assert state_of(site, "late") is State.CANCELLED
    assert "31/12/2026" in coordinator.get(f"/nhiem-vu/{ids['fresh']}").text
    assert "Cũng được giao ở 1 văn bản khác" in coordinator.get(f"/nhiem-vu/{ids['foreign']}").text
    assert "Được thay thế bởi" in coordinator.get(f"/van-ban/{site.ids['plan']}").text


def test_the_agency_names_the_unit_that_does_it(site: Site, officer: FlaskClient) -> None:
    assert send(site, officer, "late", "phan-cong", {"unit": "Phòng Hộ tịch", "officer_id": ""}).status_code == 303
    page = officer.get(f"/nhiem-vu/{site.ids['late_task']}").text
    assert "Phòng, đơn vị: Phòng Hộ tịch" in page
    assert 'value="Phòng Hộ tịch"' in officer.get(f"/phan-cong/{site.ids['late']}/phan-cong").text
