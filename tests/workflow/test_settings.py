"""Settings: what a file may say, and how faults are said."""

from pathlib import Path

import pytest

from workflow.settings import Settings, SettingsError, load, secret


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_sample_configuration_is_valid_and_changes_no_default_but_the_files():
    settings = load(Path(__file__).parents[2] / "config.toml")
    assert settings.reminders == Settings().reminders
    assert settings.dates == Settings().dates
    assert settings.mail == Settings().mail


def test_every_key_of_the_settings_stands_in_the_sample():
    sample = (Path(__file__).parents[2] / "config.toml").read_text("utf-8")
    sections = [(name, field.annotation) for name, field in Settings.model_fields.items()]
    for section, annotation in sections:
        keys = getattr(annotation, "model_fields", {})
        deeper = {key: field.annotation for key, field in keys.items() if hasattr(field.annotation, "model_fields")}
        missing = [key for key in keys if f"{key} = " not in sample and key not in deeper]
        missing += [f"[{section}.{key}]" for key in deeper if f"[{section}.{key}]" not in sample]
        assert not missing, f"[{section}] lacks {missing}"
        sections += [(f"{section}.{key}", inner) for key, inner in deeper.items()]


def test_an_empty_file_gives_the_defaults(tmp_path):
    assert load(written(tmp_path, "")).web.port == 8080


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[web]\nprot = 80", "không có khóa web.prot; có phải port?"),
        ("[remiders]\n", "không có khóa remiders; có phải reminders?"),
        ("[web]\nport = 'tám mươi'", "web.port: phải là số nguyên"),
        ("[web]\nport = 70000", "web.port: phải từ 65535 trở xuống"),
        ("[reminders]\nat = '25:99'", 'reminders.at: phải là giờ, như "07:30"'),
        ("[reminders]\ndays_before = [100]", "mỗi mốc nhắc từ 0 đến 90 ngày"),
        ("[office]\ntime_zone = 'Hà Nội'", "múi giờ 'Hà Nội' không có"),
        ("[mail]\nhost = 'mail.vn'", "địa chỉ người gửi hợp lệ"),
        ("[mail]\nsecurity = 'none'\nuser = 'a'", "không gửi mật khẩu qua kết nối không mã hóa"),
        ("[web]\nbase_url = 'nhiemvu.vn'", "phải bắt đầu bằng http:// hoặc https://"),
        ("demo = true\n[mail]\nhost = 'mail.vn'\nsender = 'a@mail.vn'", "chỉ được gửi thư trong máy này"),
        ("[mail]\ntimeout_seconds = 61", "mail.timeout_seconds: phải từ 60 trở xuống"),
        ("[mail]\nsecurity = 'ssl'", "mail.security: chỉ nhận một trong: 'starttls', 'tls', 'none'"),
        ("[web", "viết sai cú pháp TOML"),
    ],
)
def test_a_fault_is_said_in_vietnamese_with_its_key(tmp_path, text, said):
    with pytest.raises(SettingsError, match=r"^Tệp cấu hình") as fault:
        load(written(tmp_path, text))
    assert said in str(fault.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://dondoc:rat-bi-mat@may/dondoc",
        "postgresql+psycopg://:rat-bi-mat@/dondoc",
        "postgresql+psycopg://dondoc@may/dondoc?sslmode=require&password=rat-bi-mat",
        "postgres//dondoc?password=rat-bi-mat",
    ],
)
def test_a_password_in_the_address_of_the_database_is_refused_and_not_repeated(tmp_path, url):
    with pytest.raises(SettingsError, match="password_file") as fault:
        load(written(tmp_path, f"[database]\nurl = '{url}'"))
    assert "rat-bi-mat" not in str(fault.value)


@pytest.mark.parametrize("url", ["postgresql+psycopg://dondoc@may:5432/dondoc", "sqlite:///C:/dữ liệu/a@b.db", "sqlite://"])
def test_an_address_without_a_password_is_taken(tmp_path, url):
    assert load(written(tmp_path, f"[database]\nurl = '{url}'")).database.url.startswith(url[:7])


def test_all_faults_are_named_at_once(tmp_path):
    with pytest.raises(SettingsError) as fault:
        load(written(tmp_path, "[web]\nport = 'x'\nprot = 1\n[mial]\n"))
    assert "có 3 chỗ sai" in str(fault.value)


def test_a_missing_file_says_how_to_make_one(tmp_path):
    with pytest.raises(SettingsError, match="dondoc init"):
        load(tmp_path / "config.toml")


def test_relative_files_are_taken_from_the_folder_of_the_configuration(tmp_path):
    settings = load(written(tmp_path, "[database]\nurl = 'sqlite:///a.db'\n[web]\nsecret_key_file = 'key'"))
    assert settings.database.url == f"sqlite:///{tmp_path}/a.db"
    assert settings.web.secret_key_file == tmp_path / "key"


def test_a_secret_comes_from_its_file_without_the_line_end(tmp_path):
    path = tmp_path / "mật khẩu"
    path.write_text("bí mật\n", "utf-8")
    assert secret(path, "mật khẩu") == "bí mật"
    assert secret(None, "mật khẩu") is None


@pytest.mark.parametrize("content", [None, "", "  \n"])
def test_a_missing_or_empty_secret_is_said(tmp_path, content):
    path = tmp_path / "mat-khau"
    if content is not None:
        path.write_text(content)
    with pytest.raises(SettingsError, match="mật khẩu"):
        secret(path, "mật khẩu")
