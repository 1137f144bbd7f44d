"""`dondoc import` of many files: on all cores, each failure told and passed, nothing twice, whole when it is stopped."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.exc import OperationalError

from tests.documents import forms
from webui.bulk import LIMITS, MOST_AHEAD, FileRead, Pool, cores, files_in, read_files
from webui.cli import main
from webui.commands.progress import Progress, duration
from webui.demo.texts import SHORT_LETTER
from webui.demo.writing import as_text
from workflow import intake

LETTER = as_text(SHORT_LETTER, date(2026, 11, 16)).replace("{d[4]}", "30/11/2026")
ADMIN = ("--admin", "quantri@sonha.example")


@pytest.fixture
def office(tmp_path, monkeypatch) -> Path:
    """An installation to stand in, with an empty folder of letters."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DONDOC_CONFIG", raising=False)
    dondoc("init", "--province", "Sơn Hà", *ADMIN)
    (tmp_path / "den").mkdir()
    return tmp_path


def dondoc(*words: str, ends: int = 0) -> Result:
    result = CliRunner().invoke(main, list(words))
    assert result.exit_code == ends, f"{result.output}\n{result.stderr}\n{result.exception!r}"
    return result


def letter(number: int) -> bytes:
    """A letter of its own number."""
    return re.sub(r"Số: *\d*", f"Số: {number}", LETTER, count=1).encode()


def write(folder: Path, count: int, start: int = 1) -> list[str]:
    names = [f"thu-{number:03}.txt" for number in range(start, start + count)]
    for number, name in enumerate(names, start):
        (folder / name).write_bytes(letter(number))
    return names


def directives(office: Path) -> list[str]:
    """The numbers of the documents in the database, as they came in."""
    with contextlib.closing(sqlite3.connect(office / "dondoc.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        whole = connection.execute("SELECT count(*) FROM directive WHERE id NOT IN (SELECT directive_id FROM directive_file)").fetchone()
        assert whole == (0,)
        return [number for (number,) in connection.execute("SELECT number FROM directive ORDER BY id")]


def test_a_folder_is_imported_in_the_order_of_names_with_a_summary(office):
    write(office / "den", 5)
    (office / "den" / "cu").mkdir()
    write(office / "den" / "cu", 2, start=50)
    done = dondoc("import", "den")
    numbers = [int(number.split("/")[0]) for number in directives(office)]
    assert numbers == [1, 2, 3, 4, 5, 50, 51]
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == [
        *(f"den/thu-{n:03}.txt" for n in range(1, 6)),
        "den/cu/thu-050.txt",
        "den/cu/thu-051.txt",
    ]
    assert re.search(r"Xong 7 tệp trong \d+ giây: nhập mới 7, đã có 0, không nhập được 0\.", done.stderr)


def test_every_failure_is_told_with_its_name_and_reason_and_the_rest_goes_on(office):
    write(office / "den", 3)
    (office / "den" / "a-rong.docx").write_bytes(b"")
    (office / "den" / "b-hong.pdf").write_bytes(b"%PDF-1.4\n1 0 obj")
    (office / "den" / "c-mat.txt").write_bytes("MẬT\n".encode() + letter(77))
    (office / "den" / "d-bom.docx").write_bytes(forms.word_bomb(40))
    (office / "den" / "bang.xlsx").write_bytes(b"PK")
    (office / "den" / "~$thu.docx").write_bytes(b"x")
    (office / "den" / ".an.txt").write_bytes(b"x")
    done = dondoc("import", "den", "khong-co.pdf", ends=1)
    assert len(directives(office)) == 3
    for name, why in (("a-rong.docx", "rỗng"), ("b-hong.pdf", "bị hỏng"), ("c-mat.txt", "độ mật"), ("d-bom.docx", "không an toàn")):
        assert re.search(rf"den/{name}: .*{why}", done.stderr), name
    assert "khong-co.pdf: Không có tệp này" in done.stderr
    assert "Bỏ qua 1 tệp không phải dạng văn bản: bang.xlsx." in done.stderr
    assert "nhập mới 3, đã có 0, không nhập được 5" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_run_takes_in_only_what_is_new(office):
    write(office / "den", 4)
    dondoc("import", "den")
    write(office / "den", 2, start=9)
    done = dondoc("import", "den")
    assert "nhập mới 2, đã có 4, không nhập được 0" in done.stderr
    assert done.stdout.count("đã có đúng tệp này") == 4
    assert len(directives(office)) == 6
    again = dondoc("import", "den", "--again")
    assert "nhập mới 0, đã có 6" in again.stderr
    assert len(directives(office)) == 6


def test_a_file_that_is_named_twice_or_stands_there_twice_comes_in_once(office):
    write(office / "den", 1)
    (office / "den" / "ban-sao.txt").write_bytes(letter(1))
    done = dondoc("import", "den", "den/thu-001.txt", "den/../den")
    assert "nhập mới 1, đã có 1" in done.stderr
    assert len(directives(office)) == 1


def test_a_folder_without_documents_is_said(office):
    assert "Không có văn bản nào" in dondoc("import", "den", ends=1).stderr


def running(office: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "webui.cli", "import", "den", *words]
    return subprocess.Popen(command, cwd=office, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_control_c_leaves_whole_documents_and_the_next_run_brings_the_rest(office):
    write(office / "den", 40)
    stopped = running(office)
    assert stopped.stdout is not None
    assert "đã nhập" in stopped.stdout.readline()
    stopped.send_signal(signal.SIGINT)
    _, said = stopped.communicate(timeout=60)
    assert stopped.returncode == 130
    assert "Traceback" not in said
    assert re.search(r"Đã dừng sau \d+ tệp .*chạy lại cùng lệnh để nhập tiếp", said)
    before = directives(office)
    assert 0 < len(before) < 40
    done = dondoc("import", "den")
    assert f"nhập mới {40 - len(before)}, đã có {len(before)}" in done.stderr
    assert len(set(directives(office))) == 40


def test_killed_at_once_it_leaves_whole_documents_too(office):
    write(office / "den", 20)
    killed = running(office)
    assert killed.stdout is not None
    assert "đã nhập" in killed.stdout.readline()
    killed.kill()
    killed.communicate(timeout=60)
    assert 0 < len(directives(office)) <= 20
    dondoc("import", "den")
    assert len(set(directives(office))) == 20


def test_on_a_terminal_the_line_of_progress_counts_and_estimates(office):
    write(office / "den", 30)
    talk, words = pty.openpty()
    command = [sys.executable, "-m", "webui.cli", "import", "den"]
    subprocess.run(command, cwd=office, stdout=subprocess.PIPE, stderr=words, check=True, timeout=120)
    os.close(words)
    said = os.read(talk, 100_000).decode()
    os.close(talk)
    assert re.search(r"Đã đọc \d+/30 tệp · \d+,\d tệp/giây · còn khoảng \d+ giây", said)
    assert "Xong 30 tệp" in said


def test_progress_counts_failures_and_names_the_file_that_takes_long(capsys):
    progress = Progress(10, shown=False)
    progress.read(Path("a.pdf"), 0)
    progress.fail()
    progress.read(Path("quet.pdf"), 12)
    assert re.fullmatch(r"Đã đọc 1/10 tệp · 1 lỗi · [\d,]+ tệp/giây · còn khoảng .* · quet.pdf: trang 12", progress.line())


@pytest.mark.parametrize(("seconds", "words"), [(8, "8 giây"), (92.4, "1 phút 32 giây"), (7_500, "2 giờ 5 phút"), (0, "0 giây")])
def test_durations_are_told_in_words(seconds, words):
    assert duration(seconds) == words


def test_files_are_found_in_folders_once_and_in_order(tmp_path):
    for name in ("b.PDF", "a.docx", "anh.svg", "~$a.docx", ".git/x.txt", "con/c.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    (tmp_path / "con" / "vong").symlink_to(tmp_path)
    found = files_in([tmp_path, tmp_path / "a.docx", Path("tên lạ")])
    assert [path.name for path in found.files] == ["a.docx", "b.PDF", "c.txt", "tên lạ"]
    assert [path.name for path in found.others] == ["anh.svg"]


def test_files_are_read_at_the_same_time_and_told_in_their_order(tmp_path):
    names = write(tmp_path, 12)
    (tmp_path / names[5]).write_bytes(b" ")
    told: list[Path] = []
    with contextlib.closing(Pool(2, {}, lambda path, pages: told.append(path))) as pool:
        paths = [tmp_path / name for name in names]
        found = list(read_files(paths, pool, open_file=Path.read_bytes, is_known=lambda digest: False))
        assert len(pool.processes) == 2
    assert [read.path for read in found] == paths
    assert [read.parsed is None for read in found] == [name == names[5] for name in names]
    assert sorted(told) == paths
    assert MOST_AHEAD > 2 and cores() >= 1


def test_a_file_that_brings_its_process_down_costs_no_other(tmp_path):
    write(tmp_path, 2)
    (tmp_path / "thu-001b.pdf").write_bytes(forms.pdf(b"BT /F 12 Tf (a) Tj ET " * 400_000))
    with contextlib.closing(Pool(1, {}, lambda path, pages: None, replace(LIMITS, cpu_seconds=2))) as pool:
        found = list(read_files(files_in([tmp_path]).files, pool, open_file=Path.read_bytes, is_known=lambda digest: False))
    assert [read.parsed is None for read in found] == [False, True, False]
    assert isinstance(found[1], FileRead) and "dừng giữa chừng" in str(found[1].fault)


def test_the_database_going_away_ends_the_import_with_its_sentence(office, monkeypatch):
    names = write(office / "den", 3)
    receive, seen = intake.receive, []

    def full(*args, **words):
        seen.append(words["filename"])
        if len(seen) == 2:
            raise OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))
        return receive(*args, **words)

    monkeypatch.setattr(intake, "receive", full)
    done = dondoc("import", "den", ends=1)
    assert seen == names[:2]
    assert "Đã dừng sau 1 tệp" in done.stderr
    assert "Ổ đĩa đã đầy" in done.stderr
    assert len(directives(office)) == 1
