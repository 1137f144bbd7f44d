"""`dondoc agency`: what becomes of agencies, from the shell."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from webui.cli import main

ADMIN = "quantri@sonha.example"
MERGE = ("agency", "reorganise", "merge", "--old", "Sở Tư pháp", "--new", "Sở Nội vụ", "--on", "16/11/2026")


def dondoc(*words: str, ends: int = 0) -> Result:
    result = CliRunner().invoke(main, list(words))
    assert result.exit_code == ends, f"{result.output}\n{result.stderr}\n{result.exception!r}"
    return result


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with an administrator, an officer of Sở Tư pháp and its calendar, made once."""
    folder = tmp_path_factory.mktemp("office")
    config = ("--config", str(folder / "config.toml"))
    dondoc(*config, "init", "--province", "Sơn Hà", "--admin", ADMIN)
    officer = ("anh@sonha.example", "--name", "Đỗ Thị Ánh", "--agency", "Sở Tư pháp", "--post", "officer")
    dondoc(*config, "user", "add", *officer)
    dondoc(*config, "feed", "create", "--agency", "Sở Tư pháp", "--by", "anh@sonha.example", "--label", "phòng họp")
    return folder


@pytest.fixture
def office(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DONDOC_CONFIG", raising=False)
    return tmp_path


def people(_office: Path) -> str:
    return dondoc("user", "list").stdout


def test_without_apply_it_only_says_what_it_would_do(office: Path) -> None:
    said = dondoc(*MERGE)
    assert said.stdout.splitlines() == [
        "Sở Tư pháp → Sở Nội vụ, từ 16/11/2026",
        "người  anh@sonha.example: Sở Tư pháp → Sở Nội vụ",
        "lịch  phòng họp: Sở Tư pháp → Sở Nội vụ",
    ]
    assert "Thử, chưa ghi gì" in said.stderr
    assert "anh@sonha.example  Đỗ Thị Ánh (chưa kích hoạt)  Cán bộ đầu mối – Sở Tư pháp" in people(office)


def test_with_apply_it_is_done_and_undo_takes_it_back(office: Path) -> None:
    assert "Đã ghi đợt sắp xếp số 1" in dondoc(*MERGE, "--apply", "--by", ADMIN).stderr
    assert "Cán bộ đầu mối – Sở Nội vụ" in people(office)
    assert dondoc("agency", "waiting").stdout == "Đợt 1: sáp nhập, hợp nhất, từ 16/11/2026: Sở Tư pháp → Sở Nội vụ\n"
    assert "chưa ghi gì" in dondoc("agency", "undo", "1").stderr
    assert "Đã hoàn tác" in dondoc("agency", "undo", "1", "--apply", "--by", ADMIN).stderr
    assert "Cán bộ đầu mối – Sở Tư pháp" in people(office)
    assert "đã được hoàn tác" in dondoc("agency", "undo", "1", ends=1).stderr
    assert "Không thấy chỗ nào bị sửa" in dondoc("audit", "verify").stderr


def test_who_ended_before_is_carried_over_by_the_table(office: Path) -> None:
    officer = ("dung@sonha.example", "--name", "Lý Văn Dũng", "--agency", "Sở Kế hoạch và Đầu tư", "--post", "officer")
    dondoc("user", "add", *officer)
    assert "Sở Kế hoạch và Đầu tư → Sở Tài chính: 0 việc, 1 người, 0 lịch" in dondoc("agency", "waiting").stdout
    assert "Sở Kế hoạch và Đầu tư → Sở Tài chính, từ 01/03/2025" in dondoc("agency", "reorganise", "known").stdout
    dondoc("agency", "reorganise", "known", "--apply", "--by", ADMIN)
    assert "Cán bộ đầu mối – Sở Tài chính" in people(office)
    assert "Không có cơ quan nào chờ" in dondoc("agency", "reorganise", "known", ends=1).stderr


def test_of_a_split_each_person_is_said(office: Path) -> None:
    split = ("split", "--old", "Sở Tư pháp", "--new", "Sở Nội vụ", "--new", "Sở Trợ giúp pháp lý", "--on", "16/11/2026")
    assert "người  anh@sonha.example: Sở Tư pháp → ở lại" in dondoc("agency", "reorganise", *split).stdout
    dondoc("agency", "reorganise", *split, "--person", "anh@sonha.example=Sở Trợ giúp pháp lý", "--apply", "--by", ADMIN)
    assert "Cán bộ đầu mối – Sở Trợ giúp pháp lý" in people(office)


@pytest.mark.parametrize(
    ("words", "ends", "sentence"),
    [
        (("reorganise", "merge", "--old", "Sở Tư pháp", "--new", "Sở Nội vụ"), 2, "Cần --old TÊN và --on NGÀY."),
        ((*MERGE[1:], "--apply"), 2, "Làm thật thì cần --by EMAIL"),
        ((*MERGE[1:], "--apply", "--by", "anh@sonha.example"), 1, "Chỉ người quản trị hệ thống"),
        ((*MERGE[1:], "--task", "NV-2026-00001=Sở Y tế"), 1, "không có việc đang mở nào mã NV-2026-00001"),
        ((*MERGE[1:], "--rest", "Sở Không Có"), 1, "“Sở Không Có” không nhận việc được"),
        ((*MERGE[1:], "--person", "ai@sonha.example=Sở Nội vụ"), 1, "không có người nào là ai@sonha.example"),
        (("reorganise", "merge", "--old", "Sở Không Có", "--on", "16/11/2026"), 1, "Không có cơ quan Sở Không Có"),
        (("undo", "7"), 1, "Không có đợt sắp xếp này."),
        (("undo", "7", "--apply"), 2, "Làm thật thì cần --by EMAIL"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(office: Path, words: tuple[str, ...], ends: int, sentence: str) -> None:
    assert sentence in dondoc("agency", *words, ends=ends).stderr
