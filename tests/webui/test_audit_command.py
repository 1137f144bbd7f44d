"""`dondoc audit` and what the worker, the doctor and a backup do for it, on a real installation."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from webui.cli import main


def dondoc(*words: str, ends: int = 0) -> Result:
    result = CliRunner().invoke(main, list(words))
    assert result.exit_code == ends, f"{result.output}\n{result.stderr}\n{result.exception!r}"
    return result


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with one coordinator and a task, made once."""
    folder = tmp_path_factory.mktemp("office")
    config = ("--config", str(folder / "config.toml"))
    dondoc(*config, "init", "--province", "Sơn Hà", "--admin", "quantri@sonha.example")
    person = ("hang@sonha.example", "--name", "Nguyễn Thu Hằng", "--agency", "Văn phòng UBND tỉnh", "--post", "coordinator")
    dondoc(*config, "user", "add", *person)
    return folder


@pytest.fixture
def office(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DONDOC_CONFIG", raising=False)
    return tmp_path


def write_straight(office: Path, *statements: str) -> None:
    """What somebody does who has the file."""
    with sqlite3.connect(office / "dondoc.db") as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_an_exported_head_proves_what_came_before_it(office: Path) -> None:
    assert "chưa được chứng minh" in dondoc("audit", "export", "dau-moi.json").stderr
    assert json.loads((office / "dau-moi.json").read_text("utf-8"))["format"] == "dondoc-history-head-1"
    said = dondoc("audit", "verify", "--head", "dau-moi.json").stderr
    assert "Không thấy chỗ nào bị sửa" in said
    assert "Chứng minh được" in said
    assert "ghi sau đó" not in said
    dondoc("user", "add", "yen@sonha.example", "--name", "Lê Hải Yến", "--agency", "Sở Y tế", "--post", "officer")
    assert "sự kiện ghi sau đó chưa được chứng minh" in dondoc("audit", "verify", "--head", "dau-moi.json").stderr


def test_without_a_head_nothing_is_called_proven(office: Path) -> None:
    assert "Chưa được chứng minh" in dondoc("audit", "verify").stderr


def test_events_that_were_deleted_at_the_end_are_missed(office: Path) -> None:
    dondoc("audit", "export", "dau-moi.json")
    write_straight(office, "DROP TRIGGER event_no_DELETE", "DELETE FROM event WHERE id = (SELECT max(id) FROM event)")
    result = dondoc("audit", "verify", "--chain-only", "--head", "dau-moi.json", ends=1)
    assert "phần cuối đã bị cắt" in result.stdout
    assert "Khóa chống sửa" in result.stdout
    assert "KHÔNG còn nguyên" in result.stderr
    assert "dondoc audit verify" in dondoc("audit", "export", "moi.json", "--head", "dau-moi.json", ends=1).stderr
    assert not (office / "moi.json").exists()


def test_rights_that_somebody_gave_himself_in_the_table_are_named(office: Path) -> None:
    write_straight(office, "UPDATE membership SET post = 'administrator'")
    result = dondoc("audit", "verify", ends=1)
    assert "Người dùng hang@sonha.example: chức trách khác lịch sử." in result.stdout
    assert "bảng dữ liệu đã bị sửa thẳng" in result.stderr


def test_a_backup_takes_a_head_along(office: Path) -> None:
    said = dondoc("backup", "sao-luu.zip").stderr
    assert "dondoc audit verify --head sao-luu.zip" in said
    assert "Chứng minh được" in dondoc("audit", "verify", "--head", "sao-luu.zip").stderr


def test_a_file_that_is_no_head_is_said(office: Path) -> None:
    assert "không phải tệp đầu mối" in dondoc("audit", "verify", "--head", "config.toml", ends=1).stderr
    assert "Không có tệp" in dondoc("audit", "verify", "--head", "khong-co.json", ends=1).stderr


def test_the_worker_keeps_a_head_a_day_where_the_settings_say_and_the_doctor_looks_there(office: Path) -> None:
    assert "chưa đặt audit.heads_folder" in dondoc("doctor", "--offline").stdout
    with (office / "config.toml").open("a", encoding="utf-8") as config:
        config.write('\n[audit]\nheads_folder = "dau-moi"\n')
    assert "audit.heads_folder" in dondoc("worker", "--once", ends=1).stderr
    (office / "dau-moi").mkdir()
    assert "Đã ghi đầu mối lịch sử" in dondoc("worker", "--once").stderr
    assert len(list((office / "dau-moi").glob("dondoc-lich-su-*.json"))) == 1
    assert "Đã ghi đầu mối lịch sử" not in dondoc("worker", "--once").stderr
    assert "sự kiện có đầu mối chứng minh" in dondoc("doctor", "--offline").stdout
    assert "Chứng minh được" in dondoc("audit", "verify").stderr
