"""Directives as pages: taking in, duplicates, refusals, the list, the page of one, downloads, work without a document."""

from __future__ import annotations

import html
import re
from email.message import EmailMessage
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.webui.papers import PLAN, stored
from tests.webui.site import Site, token_of
from tests.workflow.world import NOW, TODAY
from webui import documents_intake
from workflow import db
from workflow.model import Agency, Assignment, Directive, DirectiveSource, StoredFile, Task

MB = 1024 * 1024


def send(site: Site, client: FlaskClient, *files: tuple[str, bytes], path: str = "/van-ban/them", **more: Any) -> TestResponse:
    """Chosen files sent as a browser sends them; encoded here, because the test client forgets to close its own large ones."""
    fields = {"csrf_token": token_of(client), "file": [FileStorage(BytesIO(data), name) for name, data in files]} | more.pop("data", {})
    boundary, body = encode_multipart(fields)
    return client.post(path, data=body, content_type=f'multipart/form-data; boundary="{boundary}"', **more)


def directives(site: Site) -> list[Directive]:
    """Those taken in by the test."""
    with db.reading(site.engine) as session:
        rows = list(session.scalars(select(Directive).where(Directive.id != site.ids["plan"]).order_by(Directive.id)))
        session.expunge_all()
    return rows


def plan(site: Site, text: str = PLAN) -> int:
    """The plan as it stands after upload."""
    with db.transaction(site.engine) as session:
        return stored(session, site.settings, user_id=site.ids["hang"], now=NOW, today=TODAY, text=text).id


# --- taking in ------------------------------------------------------------------------------------------------------


def test_an_uploaded_directive_goes_to_review(site: Site, coordinator: FlaskClient) -> None:
    answer = send(site, coordinator, ("kế hoạch 268.txt", PLAN.encode()))
    (made,) = directives(site)
    assert answer.status_code == 303
    assert answer.location == f"/van-ban/{made.id}/duyet"
    assert (made.number, made.kind, made.issued_on and made.issued_on.isoformat()) == ("268/KH-UBND", "Kế hoạch", "2026-11-16")
    assert made.watcher_id == site.ids["hang"], "who brings it in follows it"
    page = coordinator.get(answer.location)
    assert "Đọc được 4 việc, chờ duyệt." in html.unescape(page.text)


def test_what_was_not_read_of_a_file_is_told_at_once(site: Site, coordinator: FlaskClient) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "vt@sonha.example", "hang@sonha.example", "Hai kế hoạch"
    mail["Date"], mail["Message-ID"] = "Mon, 16 Nov 2026 08:00:00 +0700", "<1@sonha.example>"
    mail.set_content("Kính gửi hai kế hoạch.")
    for name in ("268.txt", "269.txt"):
        mail.add_attachment(PLAN.replace("268/", f"{name[:3]}/"), filename=name)
    answer = send(site, coordinator, ("thư.eml", mail.as_bytes()))
    page = html.unescape(coordinator.get(answer.location).text)
    assert "Đọc được 4 việc, chờ duyệt. Thư có 2 tệp đính kèm; đã đọc tệp «268.txt», chưa đọc: «269.txt». Hãy tải riêng." in page


def test_one_bad_file_stops_none_of_the_others(site: Site, coordinator: FlaskClient) -> None:
    answer = send(site, coordinator, ("rong.txt", b""), ("kế hoạch.txt", PLAN.encode()), ("ảnh.gif", b"GIF89a" + bytes(20)))
    assert answer.status_code == 200
    said = html.unescape(answer.text)
    assert "Tệp rỗng (0 byte)" in said
    assert "Ảnh dạng GIF không đọc được. Hãy mở ảnh, lưu lại thành .png" in said
    assert "Duyệt ngay" in said
    assert len(directives(site)) == 1


def test_the_same_file_again_leads_to_the_one_that_is_here(site: Site, coordinator: FlaskClient) -> None:
    send(site, coordinator, ("a.txt", PLAN.encode()))
    again = send(site, coordinator, ("tên khác.txt", PLAN.encode()))
    (only,) = directives(site)
    assert "Đã có: văn bản số 268/KH-UBND ngày 16/11/2026." in html.unescape(again.text)
    assert f'href="/van-ban/{only.id}"' in again.text


def test_the_same_number_again_is_noticed_and_taken_only_when_insisted(site: Site, coordinator: FlaskClient) -> None:
    plan(site)
    changed = PLAN.replace("12 bản tin", "24 bản tin").encode()
    noticed = send(site, coordinator, ("b.txt", changed))
    assert "Đã có: văn bản số 268/KH-UBND" in html.unescape(noticed.text)
    assert len(directives(site)) == 1
    insisted = send(site, coordinator, ("b.txt", changed), data={"again": "1"})
    assert insisted.status_code == 303
    assert len(directives(site)) == 2


def test_a_secret_document_is_refused_and_nothing_is_kept(site: Site, coordinator: FlaskClient) -> None:
    secret = PLAN.replace("Số: 268/KH-UBND", "TỐI MẬT\nSố: 268/KH-UBND").encode()
    answer = send(site, coordinator, ("mat.txt", secret))
    assert answer.status_code == 400
    assert "độ mật" in html.unescape(answer.text)
    assert directives(site) == []
    with db.reading(site.engine) as session:
        assert session.scalar(select(func.count(StoredFile.id))) == 0


def test_the_script_of_the_page_gets_each_result_as_json(site: Site, coordinator: FlaskClient) -> None:
    answer = send(site, coordinator, ("a.txt", PLAN.encode()), headers={"Accept": "application/json"})
    (told,) = answer.get_json()
    assert told["kind"] == "new" and told["count"] == 4
    assert told["address"] == f"/van-ban/{directives(site)[0].id}/duyet"


def test_a_file_over_the_limit_is_refused_with_the_limit_named(site: Site, coordinator: FlaskClient) -> None:
    limit = site.settings.web.upload_limit_mb
    with send(site, coordinator, ("to.pdf", b"%PDF-1.7" + bytes(limit * MB))) as answer:
        assert answer.status_code == 400
        assert f"{limit} MB" in html.unescape(answer.text)


def test_a_request_over_the_limit_is_refused_unread(site: Site, coordinator: FlaskClient) -> None:
    limit = site.settings.web.upload_limit_mb
    with send(site, coordinator, ("to.pdf", b"%PDF-1.7" + bytes((limit + 2) * MB))) as answer:
        assert answer.status_code == 413
        assert f"{limit} MB" in html.unescape(answer.text)


def test_nothing_chosen_is_told_at_the_field(site: Site, coordinator: FlaskClient) -> None:
    answer = site.post(coordinator, "/van-ban/them", {})
    assert answer.status_code == 400
    assert "Chưa chọn tệp nào" in answer.text


def test_uploads_are_limited_across_requests(site: Site, coordinator: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents_intake, "UPLOADS_AN_HOUR", 1)
    send(site, coordinator, ("a.txt", b"Ba ch\xe1\xbb\xaf th\xc3\xb4i"))
    answer = send(site, coordinator, ("b.txt", PLAN.encode()))
    assert "Gửi quá nhiều tệp" in html.unescape(answer.text)
    assert len(directives(site)) == 1


def test_pasted_text_is_read_like_a_file(site: Site, coordinator: FlaskClient) -> None:
    answer = site.post(coordinator, "/van-ban/dan", {"text": PLAN.replace("\n", "\r\n")})
    (made,) = directives(site)
    assert answer.location == f"/van-ban/{made.id}/duyet"
    assert made.source is DirectiveSource.PASTE


def test_an_empty_paste_is_told(site: Site, coordinator: FlaskClient) -> None:
    answer = site.post(coordinator, "/van-ban/dan", {"text": "  "})
    assert answer.status_code == 400
    assert "Chưa dán nội dung nào" in answer.text


# --- list and page --------------------------------------------------------------------------------------------------


def test_the_list_says_what_waits_for_review(site: Site, coordinator: FlaskClient) -> None:
    made = plan(site)
    page = coordinator.get("/van-ban")
    assert "Duyệt 4 việc" in page.text
    only = coordinator.get("/van-ban?loc=review").text
    assert f"/van-ban/{made}" in only and f'/van-ban/{site.ids["plan"]}"' not in only


@pytest.mark.parametrize(("words", "found"), [("truyen thanh", True), ("268/KH", True), ("không có chữ này", False)])
def test_the_list_is_searched_without_accents(site: Site, coordinator: FlaskClient, words: str, found: bool) -> None:
    made = plan(site)
    assert (f'href="/van-ban/{made}"' in coordinator.get("/van-ban", query_string={"q": words}).text) is found


def test_an_officer_sees_only_directives_that_give_their_agency_work(site: Site, officer: FlaskClient) -> None:
    made = plan(site)
    page = officer.get("/van-ban").text
    assert f'/van-ban/{site.ids["plan"]}"' in page and f'/van-ban/{made}"' not in page
    assert officer.get(f"/van-ban/{made}").status_code == 404


def test_the_page_shows_tasks_by_outline_with_progress(site: Site, coordinator: FlaskClient) -> None:
    page = coordinator.get(f"/van-ban/{site.ids['plan']}").text
    assert "Số hóa sổ hộ tịch của xã" in page
    assert "Quá hạn 12 ngày" in page
    assert "<progress" in page


def test_metadata_is_corrected(site: Site, coordinator: FlaskClient) -> None:
    made = plan(site)
    sent = {"version": version(coordinator, made), "number": "286/KH-UBND", "kind": "Kế hoạch", "issuer": "UBND tỉnh Sơn Hà"}
    sent |= {
        "issued_on": "17/11",
        "subject": "Nâng cấp truyền thanh",
        "signer": "Trần Hữu Lộc",
        "received_on": "hôm qua",
        "urgency": "khan",
    }
    assert site.post(coordinator, f"/van-ban/{made}/sua", sent).status_code == 303
    (now,) = directives(site)
    assert (now.number, str(now.issued_on), str(now.received_on), now.urgency.value) == ("286/KH-UBND", "2026-11-17", "2026-11-19", "khan")


def version(client: FlaskClient, directive_id: int) -> str:
    found = re.search(r'name="version" value="(\d+)"', client.get(f"/van-ban/{directive_id}").text)
    assert found
    return found[1]


def test_a_stale_correction_changes_nothing_and_keeps_what_was_typed(site: Site, coordinator: FlaskClient) -> None:
    made = plan(site)
    sent = {"version": version(coordinator, made), "number": "1/KH-UBND", "kind": "Kế hoạch", "issuer": "UBND", "issued_on": "16/11/2026"}
    site.post(coordinator, f"/van-ban/{made}/sua", sent)
    answer = site.post(coordinator, f"/van-ban/{made}/sua", sent | {"number": "2/KH-UBND"})
    assert answer.status_code == 409
    assert 'value="2/KH-UBND"' in answer.text
    assert directives(site)[0].number == "1/KH-UBND"


def test_an_impossible_date_is_named(site: Site, coordinator: FlaskClient) -> None:
    made = plan(site)
    answer = site.post(coordinator, f"/van-ban/{made}/sua", {"version": version(coordinator, made), "issued_on": "31/2/2026"})
    assert answer.status_code == 400
    assert "Không hiểu ngày “31/2/2026”" in html.unescape(answer.text)


def test_watcher_and_leader_are_put_in_charge(site: Site, coordinator: FlaskClient) -> None:
    made = plan(site)
    sent = {"version": version(coordinator, made), "watcher": site.ids["hang"], "leader": site.ids["chu"]}
    assert site.post(coordinator, f"/van-ban/{made}/phu-trach", sent).status_code == 303
    (now,) = directives(site)
    assert (now.watcher_id, now.leader_id) == (site.ids["hang"], site.ids["chu"])


# --- files ----------------------------------------------------------------------------------------------------------


def file_of(site: Site, directive_id: int) -> int:
    with db.reading(site.engine) as session:
        return session.scalars(select(StoredFile.id).order_by(StoredFile.id.desc())).first() or 0


def test_the_original_comes_back_byte_for_byte_and_cannot_run(site: Site, coordinator: FlaskClient) -> None:
    made = plan(site)
    answer = coordinator.get(f"/van-ban/{made}/tep/{file_of(site, made)}")
    assert answer.data == PLAN.encode()
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_vietnamese_file_name_is_offered_as_rfc_6266_says(site: Site, coordinator: FlaskClient) -> None:
    send(site, coordinator, ("Kế hoạch số 268.txt", PLAN.encode()))
    made = directives(site)[0].id
    header = coordinator.get(f"/van-ban/{made}/tep/{file_of(site, made)}").headers["Content-Disposition"]
    assert "filename*=UTF-8''K%E1%BA%BF%20ho%E1%BA%A1ch%20s%E1%BB%91%20268.txt" in header


def test_a_file_is_not_handed_to_who_may_not_see_its_directive(site: Site, coordinator: FlaskClient, officer: FlaskClient) -> None:
    made = plan(site)
    file_id = file_of(site, made)
    assert officer.get(f"/van-ban/{made}/tep/{file_id}").status_code == 404
    assert officer.get(f"/van-ban/{site.ids['plan']}/tep/{file_id}").status_code == 404


def test_files_are_added_to_a_directive(site: Site, coordinator: FlaskClient) -> None:
    path = f"/van-ban/{site.ids['plan']}/tep"
    assert send(site, coordinator, ("bản ký.pdf", b"%PDF-1.7 x"), ("bút phê.png", b"\x89PNG\r\n\x1a\n"), path=path).status_code == 303
    page = coordinator.get(f"/van-ban/{site.ids['plan']}").text
    assert "bản ký.pdf" in page and "bút phê.png" in page
    assert coordinator.get(f"{path}/{file_of(site, site.ids['plan'])}").data.startswith(b"\x89PNG")


@pytest.mark.parametrize("file", [("chạy.exe", b"MZ"), ("giả.pdf", b"MZ chuong trinh"), ("rỗng.pdf", b"")])
def test_an_unfit_file_is_not_added(site: Site, coordinator: FlaskClient, file: tuple[str, bytes]) -> None:
    answer = send(site, coordinator, ("tốt.pdf", b"%PDF-1.7 x"), file, path=f"/van-ban/{site.ids['plan']}/tep")
    assert answer.status_code == 400
    assert file[0] in html.unescape(answer.text)
    assert file_of(site, site.ids["plan"]) == 0


# --- without a document ---------------------------------------------------------------------------------------------

SPOKEN = {
    "given_by": "Phó Chủ tịch Lê Minh Đức",
    "given_on": "hôm qua",
    "kind": "Cuộc họp",
    "title": "Báo cáo tiến độ xóa nhà tạm",
    "text": "",
    "lead": ["so tu phap", ""],
    "coordinate": ["Sở Y tế", ""],
    "due_on": "cuối tháng",
}


def test_work_without_a_document_is_given_with_its_source(site: Site, coordinator: FlaskClient) -> None:
    answer = site.post(coordinator, "/van-ban/khong-van-ban", SPOKEN)
    assert answer.status_code == 303
    with db.reading(site.engine) as session:
        task = session.scalars(select(Task).order_by(Task.id.desc())).first()
        assert task is not None
        source = session.get_one(Directive, task.directive_id)
        assert (source.source, source.issuer, source.kind, str(source.issued_on)) == (
            DirectiveSource.SPOKEN,
            "Phó Chủ tịch Lê Minh Đức",
            "Cuộc họp",
            "2026-11-19",
        )
        parts = session.execute(
            select(Agency.name, Assignment.part, Assignment.due_on)
            .join(Assignment, Assignment.agency_id == Agency.id)
            .where(Assignment.task_id == task.id)
        )
        assert {(name, part.value, str(due)) for name, part, due in parts} == {
            ("Sở Tư pháp", "lead", "2026-11-30"),
            ("Sở Y tế", "coordinate", "2026-11-30"),
        }


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("given_by", "", "Ghi ai giao việc này."),
        ("given_on", "1/12/2027", "Ngày giao không thể sau hôm nay."),
        ("given_on", "", "Ghi ngày giao việc."),
        ("kind", "Tin đồn", "Chọn một giá trị trong danh sách."),
        ("title", "", "Ghi việc phải làm."),
        ("lead", [""], "Chọn ít nhất một cơ quan chủ trì."),
        ("lead", ["Sở Không Có Thật"], "Danh mục không có cơ quan “Sở Không Có Thật”"),
        ("due_on", "hôm nào đó", "Không hiểu ngày “hôm nào đó”"),
    ],
)
def test_each_wrong_field_is_named_and_the_rest_stays(
    site: Site, coordinator: FlaskClient, field: str, value: str | list[str], sentence: str
) -> None:
    answer = site.post(coordinator, "/van-ban/khong-van-ban", SPOKEN | {field: value})
    assert answer.status_code == 400
    assert sentence in html.unescape(answer.text)
    if field != "title":
        assert "Báo cáo tiến độ xóa nhà tạm" in answer.text


@pytest.mark.parametrize("path", ["/van-ban/them", "/van-ban/khong-van-ban"])
def test_only_the_office_takes_documents_in(site: Site, officer: FlaskClient, path: str) -> None:
    assert officer.get(path).status_code == 403
    assert site.post(officer, path, {}).status_code == 403


# --- how far a reading is ------------------------------------------------------------------------------------------------


def test_how_far_a_file_is_read_is_told_to_its_sender_alone_and_forgotten(site: Site, coordinator: FlaskClient) -> None:
    reading = site.app.extensions["dondoc"].reading
    address = "/van-ban/them/tien-do?khoa=k1"
    with reading.following(site.ids["hang"], "k1") as heard:
        assert coordinator.get(address).json == {}
        heard(3, 8)
        assert coordinator.get(address).json == {"read": 3, "of": 8}
        heard(11, 8)
        assert coordinator.get(address).json == {"read": 3, "of": 8}, "a scan's pages come twice: without words, then recognised"
        heard(16, 8)
        assert coordinator.get(address).json == {}, "all are read"
        assert coordinator.get(address.replace("k1", "k2")).json == {}
        assert site.client("quang").get(address).json in ({}, None)
    assert coordinator.get(address).json == {}


def test_a_reading_without_a_key_is_followed_by_nobody(site: Site) -> None:
    reading = site.app.extensions["dondoc"].reading
    with reading.following(site.ids["hang"], "") as heard:
        heard(1, 2)
        assert reading.pages(site.ids["hang"], "") is None
