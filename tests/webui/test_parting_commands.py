"""On the command line too a file of several documents is asked about, and the answer is one command."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.workflow.test_parting import FIRST, SECOND, THIRD
from webui.cli import main

HANG = ("--by", "hang@sonha.example")


def dondoc(*words: str, ends: int = 0) -> Result:
    result = CliRunner().invoke(main, list(words))
    assert result.exit_code == ends, f"{result.output}\n{result.stderr}\n{result.exception!r}"
    return result


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with one coordinator, made once."""
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
    (tmp_path / "ba.txt").write_text(FIRST + SECOND + THIRD, "utf-8")
    return tmp_path


def imported() -> str:
    """The number of the directive that the import made."""
    said = dondoc("import", "ba.txt").stdout
    assert "Tệp có vẻ chứa 3 văn bản:" in said
    assert "văn bản thứ 2: Công văn 16/UBND-KT, V/v kiểm tra kho xăng; bắt đầu từ “ỦY BAN NHÂN DÂN TỈNH SƠN HÀ Số: 16/UBND-KT" in said
    found = re.search(r"dondoc review split (\d+) --by EMAIL", said)
    assert found
    assert f"dondoc review keep {found[1]} --by EMAIL" in said
    return found[1]


def test_import_asks_and_split_makes_a_directive_of_each(office: Path) -> None:
    said = dondoc("review", "split", imported(), *HANG).stdout
    assert re.findall(r"(\d+/UBND-\w+) ngày \S+, (\d+) việc chờ duyệt", said) == [
        ("15/UBND-VX", "2"),
        ("16/UBND-KT", "2"),
        ("17/UBND-NC", "2"),
    ]
    assert len(dondoc("review", "list").stdout.splitlines()) == 3


def test_some_may_be_left_together(office: Path) -> None:
    said = dondoc("review", "split", imported(), "--at", "3", *HANG).stdout
    assert re.findall(r"(\d+/UBND-\w+) ngày \S+, (\d+) việc chờ duyệt", said) == [("15/UBND-VX", "4"), ("17/UBND-NC", "2")]


def test_kept_it_is_not_asked_again(office: Path) -> None:
    number = imported()
    assert "Đã giữ là một" in dondoc("review", "keep", number, *HANG).stderr
    assert "đã chọn tách hay giữ" in dondoc("review", "split", number, *HANG, ends=1).stderr
    assert "6 việc chờ duyệt" in dondoc("review", "list").stdout


def test_a_document_that_the_file_has_not_is_refused(office: Path) -> None:
    assert "không có văn bản thứ 9" in dondoc("review", "split", imported(), "--at", "9", *HANG, ends=1).stderr
    assert len(dondoc("review", "list").stdout.splitlines()) == 1


def test_one_document_is_not_asked_about(office: Path) -> None:
    (office / "mot.txt").write_text(FIRST.replace("15/", "25/"), "utf-8")
    assert "có vẻ chứa" not in dondoc("import", "mot.txt").stdout
    assert "chỉ có một văn bản" in dondoc("review", "split", "25/UBND-VX", *HANG, ends=1).stderr
