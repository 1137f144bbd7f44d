"""What stands around every page: headers, hosts, forgery tokens, log-in by default, errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from notifier import links
from tests.webui.site import Site
from webui.app import create_app
from webui.security import safe_target
from workflow.model import TimeClass
from workflow.settings import Settings, SettingsError, Web

PAGES = ["/dang-nhap", "/quen-mat-khau", "/khong-co-trang-nay", "/static/look.css", "/"]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_guarding_headers(anonymous: FlaskClient, path: str) -> None:
    with anonymous.get(path) as answer:
        headers = answer.headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Access-Control-Allow-Origin" not in headers


def test_pages_are_not_kept_by_browsers_and_assets_are(coordinator: FlaskClient) -> None:
    page = coordinator.get("/")
    assert page.headers["Cache-Control"] == "no-store"
    sheet = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    with coordinator.get(sheet.replace("&amp;", "&")) as asset:
        assert "immutable" in asset.headers["Cache-Control"]


def test_no_page_holds_inline_script_or_style(coordinator: FlaskClient, site: Site) -> None:
    for path in ("/", "/nhiem-vu", "/qua-han", "/thu", "/tai-khoan", f"/nhiem-vu/{site.ids['late_task']}"):
        page = coordinator.get(path).text
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page
        assert page.count("<script") == page.count("<script src=")


def test_another_host_is_refused(anonymous: FlaskClient) -> None:
    assert anonymous.get("/dang-nhap", headers={"Host": "ke-xau.example"}).status_code == 400


def test_forwarded_headers_are_not_believed_without_a_proxy(site: Site) -> None:
    refused = site.app.test_client().get("/dang-nhap", headers={"X-Forwarded-Host": "ke-xau.example"})
    assert refused.status_code == 200
    assert "ke-xau" not in refused.text


def test_a_page_asks_for_log_in_and_leads_back(anonymous: FlaskClient) -> None:
    answer = anonymous.get("/nhiem-vu?q=h%E1%BB%99+t%E1%BB%8Bch")
    assert answer.status_code == 302
    assert answer.location.startswith("/dang-nhap?next=/nhiem-vu?q")


def test_an_unknown_page_is_told_in_vietnamese(anonymous: FlaskClient) -> None:
    answer = anonymous.get("/khong-co-trang-nay")
    assert answer.status_code == 404
    assert "Không tìm thấy" in answer.text


def test_a_form_without_its_token_is_refused_and_what_was_typed_is_kept(officer: FlaskClient, site: Site) -> None:
    words = "Đã rà soát 14 xã, còn 3 xã chờ đường truyền chính thức."
    answer = officer.post(f"/phan-cong/{site.ids['late']}/bao-cao", data={"text": words, "progress": "60", "version": "1"})
    assert answer.status_code == 400
    assert words in answer.text
    assert "Gửi lại" in answer.text


def test_a_form_sent_by_another_site_gets_no_button_to_send_it_again(officer: FlaskClient, site: Site) -> None:
    answer = officer.post(
        f"/phan-cong/{site.ids['late']}/bao-cao", data={"text": "của kẻ khác " * 5}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 400
    assert "Gửi lại" not in answer.text


def test_a_form_after_the_session_ended_keeps_what_was_typed(anonymous: FlaskClient, site: Site) -> None:
    words = "Đã nghiệm thu ngày 19/11, còn hai việc nhỏ phải hoàn thiện."
    answer = anonymous.post(f"/phan-cong/{site.ids['late']}/bao-cao", data={"text": words})
    assert answer.status_code == 401
    assert words in answer.text
    assert "Đăng nhập ở thẻ mới" in answer.text


def test_a_password_is_never_shown_again(anonymous: FlaskClient) -> None:
    answer = anonymous.post("/dang-nhap", data={"email": "hang@sonha.example", "password": "bí mật của tôi đây"})
    assert answer.status_code == 400
    assert "bí mật" not in answer.text


def test_too_large_an_upload_is_told_with_the_limit(officer: FlaskClient, site: Site) -> None:
    site.app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = site.post(officer, f"/phan-cong/{site.ids['late']}/bao-cao", {"text": "x" * 3000})
    assert answer.status_code == 413
    assert "25 MB" in answer.text


def test_a_fault_of_ours_shows_a_number_and_nothing_inside(coordinator: FlaskClient, site: Site, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> str:
        raise RuntimeError("bí mật bên trong")

    site.app.view_functions["tasks.overdue"] = broken
    answer = coordinator.get("/qua-han")
    assert answer.status_code == 500
    assert "bí mật bên trong" not in answer.text
    incident = answer.text.split('<b class="nb">')[1].split("</b>")[0]
    assert incident in caplog.text


def test_a_database_that_is_gone_is_told_without_asking_it_who_looks(site: Site, coordinator: FlaskClient) -> None:
    with site.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE login_session RENAME TO gone")
    answer = coordinator.get("/")
    assert answer.status_code == 503
    assert "dondoc init" in answer.text


@pytest.mark.parametrize(
    "target",
    [
        "//ke-xau.example",
        "/\\ke-xau.example",
        "https://ke-xau.example",
        "javascript:alert(1)",
        "\\\\x",
        "/a\\b",
        "/\tx",
        "/a\nb",
        "",
        "x",
        None,
    ],
)
def test_only_our_own_paths_are_followed_after_log_in(target: str | None) -> None:
    assert safe_target(target) is None


def test_our_own_path_is_followed() -> None:
    assert safe_target("/nhiem-vu?mine=1") == "/nhiem-vu?mine=1"


@pytest.mark.parametrize(("key", "said"), [(None, "Thiếu khóa"), ("ngắn", "ít nhất 32")])
def test_the_site_does_not_start_without_a_good_signing_key(site_settings: Settings, tmp_path: Path, key: str | None, said: str) -> None:
    file = None
    if key is not None:
        file = tmp_path / "short"
        file.write_text(key)
    settings = site_settings.model_copy(update={"web": Web(secret_key_file=file)})
    with pytest.raises(SettingsError, match=said):
        create_app(settings)


def test_over_https_the_cookie_is_bound_to_the_host(site_settings: Settings) -> None:
    web = site_settings.web.model_copy(update={"base_url": "https://dondoc.sonha.example"})
    app = create_app(site_settings.model_copy(update={"web": web}))
    answer = app.test_client().get("/dang-nhap", base_url="https://dondoc.sonha.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-dondoc=")
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_the_demonstration_says_so_on_every_page(site_settings: Settings) -> None:
    app = create_app(site_settings.model_copy(update={"demo": True}))
    for path in ("/dang-nhap", "/quen-mat-khau", "/khong-co"):
        assert "Bản trình diễn" in app.test_client().get(path).text


def test_the_addresses_in_mails_are_pages_of_the_site(site: Site, officer: FlaskClient) -> None:
    settings = site.settings
    addresses = [
        links.task(settings.web.base_url, site.ids["late_task"]),
        links.of_classes(settings, {TimeClass.LATE, TimeClass.SOON}),
        links.newly_given(settings),
        links.home(settings),
    ]
    statuses = {address: officer.get(address.removeprefix(settings.web.base_url)).status_code for address in addresses}
    assert set(statuses.values()) == {200}, statuses
