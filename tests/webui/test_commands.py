"""The command line: what it prints where, how it ends, and that nothing is half-done."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import click
import pytest
from alembic.util import CommandError
from click.testing import CliRunner, Result

from webui.cli import COMMANDS, main
from webui.console import faults
from webui.demo.texts import SHORT_LETTER, TELEGRAM
from webui.demo.writing import as_bytes, as_text
from webui.ingest import IngestLimits

TODAY = date(2026, 11, 20)


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A folder to stand in, without any configuration of the machine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DONDOC_CONFIG", raising=False)
    return tmp_path


def dondoc(*words: str, ends: int = 0) -> Result:
    result = CliRunner().invoke(main, list(words))
    assert result.exit_code == ends, f"{result.output}\n{result.stderr}\n{result.exception!r}"
    return result


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """An installation with one coordinator, made once."""
    folder = tmp_path_factory.mktemp("office")
    config = ("--config", str(folder / "config.toml"))
    dondoc(*config, "init", "--province", "Sơn Hà", "--admin", "quantri@sonha.example")
    person = ("hang@sonha.example", "--name", "Nguyễn Thu Hằng", "--agency", "Văn phòng UBND tỉnh", "--post", "coordinator")
    dondoc(*config, "user", "add", *person)
    return folder


@pytest.fixture
def office(made, home) -> Path:
    """A copy of that installation, to stand in."""
    shutil.copytree(made, home, dirs_exist_ok=True)
    return home


@pytest.fixture
def letter(home) -> Path:
    path = home / "cong-van.txt"
    path.write_bytes(as_bytes(SHORT_LETTER, TODAY, date(2026, 11, 11)))
    return path


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_command_explains_itself_in_vietnamese(home, command):
    said = dondoc(command, "--help").stdout
    assert f"Cách dùng: main {command}" in said
    assert any(letter in said for letter in "ăâđêôơưạảấầẩậắ")


def test_a_mistyped_command_is_an_error_of_the_call(home):
    assert "tasks" in dondoc("taks", ends=2).stderr


def test_parse_prints_a_readable_table_and_needs_no_configuration(letter):
    said = dondoc("parse", str(letter)).stdout
    assert "4871/UBND-NC" in said
    assert "Sở Nội vụ" in said
    assert "24/11/2026" in said


def test_parse_json_prints_exactly_one_object_for_one_file(letter):
    parsed = json.loads(dondoc("parse", str(letter), "--json").stdout)
    assert set(parsed) >= {"directive", "tasks", "targets", "source"}
    assert "file" not in parsed
    text = parsed["source"]["text"]
    for task in parsed["tasks"]:
        start, end = task["evidence"]["text"]
        assert text[start:end]


def test_parse_json_prints_one_object_a_line_with_its_file_for_several(letter):
    lines = dondoc("parse", str(letter), str(letter), "--json").stdout.splitlines()
    assert [json.loads(line)["file"] for line in lines] == [str(letter)] * 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("khong-co.docx", None, "Không có tệp"), ("rong.docx", b"", "rỗng"), ("x.exe", b"MZ\x90\x00" * 100, "")],
)
def test_a_file_that_cannot_be_read_is_said_and_the_others_are_read(home, letter, name, content, said):
    path = home / name
    if content is not None:
        path.write_bytes(content)
    result = dondoc("parse", str(path), str(letter), ends=1)
    assert name in result.stderr
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert "4871/UBND-NC" in result.stdout


def test_parse_does_not_load_the_web_or_the_database():
    code = "import sys; import webui.commands.parse; print([m for m in ('flask', 'sqlalchemy', 'apscheduler') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("limits", "said"),
    [(IngestLimits(seconds=0.2), "Đọc văn bản quá 0.2 giây nên đã dừng."), (IngestLimits(memory_bytes=110_000_000), "bộ nhớ")],
    ids=["time", "memory"],
)
def test_a_file_that_takes_too_much_is_said_and_the_next_is_read(home, letter, monkeypatch, limits, said):
    heavy = home / "nang.txt"
    heavy.write_text("Sở Y tế báo cáo kết quả. " * 80_000, "utf-8")
    monkeypatch.setattr("webui.commands.parse.LIMITS", limits)
    result = dondoc("parse", str(heavy), ends=1)
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    monkeypatch.undo()
    assert "4871/UBND-NC" in dondoc("parse", str(letter)).stdout


def test_parse_reads_in_a_fork_and_starts_no_other_python(letter):
    code = (
        "import sys, webui.commands.parse as command\n"
        "with command.ReadingProcess(forked=True) as process:\n"
        f"    print(command._read(command.Path({str(letter)!r}), process, '', explain=False).parsed.directive.number)\n"
        "    print(type(process.running).__name__, process.running.poll())\n"
        "    running = process.running\n"
        "print(running.returncode)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["4871/UBND-NC", "Fork", "None", "143"]
    assert done.stderr == ""


def under(pid: int) -> list[int]:
    """The processes that a process has begun."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


def test_ctrl_c_ends_parse_at_once_and_what_it_has_begun(home):
    long = home / "dai.txt"
    long.write_text("Sở Y tế báo cáo kết quả. " * 150_000, "utf-8")
    pid, terminal = pty.fork()
    if not pid:
        os.execv(sys.executable, [sys.executable, "-m", "webui.cli", "parse", str(long)])
    end = time.monotonic() + 60
    while not (begun := [(one, two) for one in under(pid) for two in under(one)]):  # the fork, and in it the one that reads
        assert time.monotonic() < end
    start = time.monotonic()
    os.write(terminal, b"\x03")
    said = b""
    with contextlib.suppress(OSError):  # the end of a terminal
        while words := os.read(terminal, 10_000):
            said += words
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 130
    assert time.monotonic() - start < 10  # the file takes longer; usually it is a tenth of a second
    assert said.decode().split() == ["^C", "Đã", "dừng", "theo", "yêu", "cầu."]
    while [one for pair in begun for one in pair if Path(f"/proc/{one}").exists()]:  # the system takes a killed one away in its own time
        assert time.monotonic() < end


def test_a_command_without_configuration_says_how_to_begin(home):
    assert "dondoc init" in dondoc("tasks", ends=1).stderr


def test_a_mistyped_key_stops_every_command_with_its_name(home):
    (home / "config.toml").write_text("[web]\nprot = 1\n")
    assert "có phải port?" in dondoc("tasks", ends=1).stderr


def test_init_twice_keeps_everything(office):
    before = (office / "config.toml").read_text(), (office / "secret-key").read_text()
    dondoc("init", "--province", "Khác", "--admin", "khac@sonha.example")
    assert ((office / "config.toml").read_text(), (office / "secret-key").read_text()) == before
    assert "khac@sonha.example" not in dondoc("user", "list").stdout


def test_the_signing_key_and_the_database_are_for_their_owner_only(office):
    assert (office / "secret-key").stat().st_mode & 0o077 == 0
    assert (office / "dondoc.db").stat().st_mode & 0o077 == 0


def test_an_imported_document_waits_in_review_and_is_noticed_the_second_time(office, letter):
    assert "chờ duyệt" in dondoc("import", str(letter)).stdout
    assert "đã có" in dondoc("import", str(letter)).stdout
    assert dondoc("tasks", "--json").stdout == ""


def test_the_very_same_file_is_never_taken_in_twice(office, letter):
    dondoc("import", str(letter))
    said = dondoc("import", "--again", str(letter)).stdout
    assert "đã có đúng tệp này: văn bản 1" in said
    assert "đã nhập" not in said


def test_only_the_office_imports_and_its_coordinator_follows(office, letter):
    person = ("an@sonha.example", "--name", "Lê Văn An", "--agency", "Sở Nội vụ", "--post", "officer")
    dondoc("user", "add", *person)
    result = dondoc("import", str(letter), "--by", "an@sonha.example", ends=1)
    assert "Văn phòng" in result.stderr
    assert dondoc("review", "list").stdout == ""
    dondoc("import", str(letter), "--by", "hang@sonha.example")
    with contextlib.closing(sqlite3.connect(office / "dondoc.db")) as connection:
        watchers = connection.execute("SELECT email FROM directive JOIN user ON user.id = watcher_id").fetchall()
    assert watchers == [("hang@sonha.example",)]


def test_several_files_on_a_terminal_show_how_far_the_reading_is(letter):
    talk, words = pty.openpty()
    read = [sys.executable, "-m", "webui.cli", "parse", str(letter), str(letter), "--json"]
    done = subprocess.run(read, stdout=subprocess.PIPE, stderr=words, text=True, check=True, timeout=60)
    os.close(words)
    said = os.read(talk, 10_000).decode()
    os.close(talk)
    assert "Đang đọc" in said and "100%" in said
    assert [json.loads(line)["file"] for line in done.stdout.splitlines()] == [str(letter)] * 2


def test_the_same_number_issuer_and_year_again_is_noticed(office, letter):
    dondoc("import", str(letter))
    second = office / "ban-khac.txt"
    second.write_text(as_text(SHORT_LETTER, date(2026, 11, 11)).replace("{d[4]}", "30/11/2026"), "utf-8")
    assert "đã có" in dondoc("import", str(second)).stdout


def test_accepting_gives_tasks_that_the_list_shows(office, letter):
    dondoc("import", str(letter))
    said = dondoc("review", "accept", "4871/UBND-NC", "--all", "--by", "hang@sonha.example").stdout
    assert said.startswith("NV-")
    rows = [json.loads(line) for line in dondoc("tasks", "--json", "--today", "2026-11-20").stdout.splitlines()]
    assert {row["agency"] for row in rows} == {"Sở Nội vụ", "Sở Xây dựng", "Sở Nông nghiệp và Môi trường"}
    assert {row["due_on"] for row in rows} == {"2026-11-24"}
    late = [json.loads(line) for line in dondoc("tasks", "--overdue", "--json", "--today", "27/11/2026").stdout.splitlines()]
    assert {row["days_late"] for row in late} == {3}
    only = dondoc("tasks", "--agency", "Sở Xây dựng", "--today", "2026-11-20").stdout
    assert "Sở Nội vụ" not in only


def test_accepting_in_the_name_of_nobody_is_refused(office, letter):
    dondoc("import", str(letter))
    assert "Không có người dùng" in dondoc("review", "accept", "1", "--all", "--by", "la@sonha.example", ends=1).stderr
    assert dondoc("tasks", "--json").stdout == ""


def test_the_task_list_goes_to_excel(office, letter, home):
    dondoc("import", str(letter))
    dondoc("review", "accept", "1", "--all", "--by", "hang@sonha.example")
    dondoc("tasks", "--xlsx", "viec.xlsx")
    assert (home / "viec.xlsx").read_bytes().startswith(b"PK")


def test_remind_shows_who_would_get_what_and_why_and_sends_nothing(office, letter):
    dondoc("import", str(letter))
    dondoc("review", "accept", "1", "--all", "--by", "hang@sonha.example")
    before = (office / "dondoc.db").read_bytes()
    dondoc("remind", "--dry-run", "--today", "2026-11-23")
    assert (office / "dondoc.db").read_bytes() == before


def test_an_impossible_date_is_an_error_of_the_call(office):
    assert "31/02/2026" in dondoc("tasks", "--today", "31/02/2026", ends=2).stderr


def test_doctor_names_what_is_missing_and_what_is_well(office):
    result = CliRunner().invoke(main, ["doctor"])
    assert "Cơ sở dữ liệu sqlite đúng phiên bản" in result.stdout
    assert "Chưa có máy chủ thư" in result.stdout


def test_doctor_names_a_mail_server_that_is_down(office):
    config = office / "config.toml"
    config.write_text(
        config.read_text("utf-8") + '\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"\nsender = "a@sonha.example"\n', "utf-8"
    )
    assert "LỖI" in dondoc("doctor", ends=1).stdout


def test_backup_and_restore_from_the_shell(office, letter):
    dondoc("import", str(letter))
    dondoc("backup", "luu.zip")
    assert "--replace" in dondoc("restore", "luu.zip", ends=1).stderr
    assert "mail release" in dondoc("restore", "luu.zip", "--replace").stderr
    assert "đã có" in dondoc("import", str(letter)).stdout


def test_everything_moves_to_another_database_from_the_shell(office, letter):
    dondoc("import", str(letter))
    moved = dondoc("db", "copy", "dondoc.db", "sqlite:///moi.db")
    assert "giống hệt" in moved.stderr
    assert "mail release" in moved.stderr
    directives = [line.split("\t") for line in moved.stdout.splitlines() if line.startswith("directive\t")]
    assert [(name, rows, len(digest)) for name, rows, digest in directives] == [("directive", "1", 64)]
    assert "đã có dữ liệu" in dondoc("db", "copy", "dondoc.db", "moi.db", ends=1).stderr
    config = office / "config.toml"
    config.write_text(config.read_text("utf-8").replace("sqlite:///dondoc.db", "sqlite:///moi.db"), "utf-8")
    assert "đã có" in dondoc("import", str(letter)).stdout


@pytest.mark.parametrize(
    ("source", "said"), [("khong-co.db", "cơ sở dữ liệu"), ("mysql://a@b/c", "không dùng được"), ("rac.db", "cơ sở dữ liệu")]
)
def test_an_address_that_cannot_be_copied_from_is_said(office, source, said):
    (office / "rac.db").write_bytes(b"rac" * 999)
    assert said in dondoc("db", "copy", source, "moi.db", ends=1).stderr


def test_a_locked_database_is_said_and_nothing_is_lost(office, letter, monkeypatch):
    monkeypatch.setattr("workflow.db.BUSY_SECONDS", 0)
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sqlite3, sys; c = sqlite3.connect('dondoc.db', isolation_level=None); c.execute('BEGIN IMMEDIATE');"
            "print('ok', flush=True); sys.stdin.read()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout.readline() == b"ok\n"
        assert "đang bận" in dondoc("import", str(letter), ends=1).stderr
    finally:
        holder.communicate()
    assert "đã nhập" in dondoc("import", str(letter)).stdout


def test_a_secret_document_is_refused_with_the_reason(office):
    path = office / "mat.txt"
    path.write_text("MẬT\n" + as_text(TELEGRAM, TODAY), "utf-8")
    result = CliRunner().invoke(main, ["import", str(path)])
    assert result.exit_code == 1
    assert "mật" in result.stderr.lower()
    assert dondoc("review", "list").stdout == ""


@pytest.mark.parametrize("form", ["--json", "--explain", ""])
def test_no_word_of_a_secret_document_is_printed(office, form):
    path = office / "mat.txt"
    path.write_text("TỐI MẬT\n" + as_text(TELEGRAM, TODAY), "utf-8")
    result = CliRunner().invoke(main, ["parse", str(path), *([form] if form else [])])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "bí mật nhà nước" in result.stderr


def test_people_agencies_and_feeds_are_managed_from_the_shell(office):
    link = dondoc("user", "invite", "hang@sonha.example").stdout.strip()
    assert "/loi-moi/" in link
    assert "Sở Tài chính" in dondoc("agency", "list", "tai chinh").stdout
    dondoc("agency", "add", "Ban Quản lý Vườn quốc gia Sơn Hà", "--kind", "ban", "--email", "vqg@sonha.example")
    dondoc("agency", "alias", "Ban Quản lý Vườn quốc gia Sơn Hà", "BQL VQG")
    feed = dondoc("feed", "create", "--user", "hang@sonha.example").stdout.strip()
    assert feed.endswith(".ics")
    number = dondoc("feed", "list").stdout.split()[0]
    dondoc("feed", "revoke", number)
    assert dondoc("feed", "list").stdout == ""
    dondoc("user", "disable", "hang@sonha.example")
    assert "đã khóa" in dondoc("user", "list").stdout


def test_an_unknown_agency_gets_a_suggestion(office):
    said = dondoc("tasks", "--agency", "Sở Tài chín", ends=1).stderr
    assert "Sở Tài chính" in said


def test_held_mail_waits_until_it_is_released(office):
    dondoc("mail", "hold")
    assert "bị giữ" in CliRunner().invoke(main, ["doctor"]).stdout
    dondoc("mail", "release")
    assert "bị giữ" not in CliRunner().invoke(main, ["doctor"]).stdout


# --- bad input -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "ends", "said"),
    [
        (("tasks", "--xlsx", "khong/co/viec.xlsx"), 1, "không có tệp hoặc thư mục"),
        (("tasks", "--xlsx", "."), 2, "là thư mục"),
        (("tasks", "--xlsx"), 2, "cần một giá trị"),
        (("tasks", "import", "khong-co.xlsx"), 2, "không có tệp"),
        (("tasks", "import", "rac.bin"), 1, "bảng Excel"),
        (("tasks", "import", "rong.bin"), 1, "bảng Excel"),
        (("import", "."), 1, "quá lớn"),
        (("import", "khong-co.docx"), 1, "Không có tệp"),
        (("import", "rong.bin"), 1, "rỗng"),
        (("import", "rac.bin"), 1, "không phải là văn bản"),
        (("import", "khoa.docx"), 1, "mật khẩu"),
        (("import", "to.pdf"), 1, "quá lớn"),
        (("review", "accept", "99999999999999999999", "--by", "hang@sonha.example"), 1, "Không có văn bản"),
        (("user", "add", "a b@c", "--name", "A", "--agency", "Văn phòng UBND tỉnh", "--post", "officer"), 1, "không đúng"),
        (("user", "add", "a@sonha.example", "--name", "A", "--agency", "Văn phòng UBND tỉnh", "--post", "vua"), 2, "chọn một trong"),
        (("user", "add", "hang@sonha.example", "--name", "A", "--agency", "Văn phòng UBND tỉnh", "--post", "officer"), 1, "Đã có"),
        (("user", "invite", "la@sonha.example"), 1, "Không có người dùng"),
        (("agency", "add", "  "), 1, "không được để trống"),
        (("feed", "revoke", "99999999999999999999"), 2, "ngoài khoảng"),
        (("feed", "revoke", "mot"), 2, "không phải số nguyên"),
        (("feed", "create"), 2, "--user"),
        (("remind", "--dry-run", "--today", "hôm qua"), 2, "không phải là một ngày"),
        (("backup", "khong/co/luu.zip"), 1, "không có tệp hoặc thư mục"),
        (("restore", "rac.bin", "--replace"), 1, "còn nguyên"),
        (("restore", "khong-co.zip", "--replace"), 1, "Không có tệp"),
        (("mail", "test", "a@sonha.example"), 1, "máy chủ thư"),
        (("tasks", "thua", "thua"), 2, "Không có lệnh"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else "",
)
def test_a_wrong_call_ends_in_a_sentence_and_changes_nothing(office, words, ends, said):
    (office / "rac.bin").write_bytes(bytes(range(256)) * 8)
    (office / "rong.bin").write_bytes(b"")
    (office / "to.pdf").write_bytes(b"%PDF" + b"\0" * 27_000_000)
    (office / "khoa.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    result = dondoc(*words, ends=ends)
    assert said in result.stderr
    assert "Errno" not in result.stderr
    assert dondoc("review", "list").stdout == ""
    assert "hang@sonha.example" in dondoc("user", "list").stdout


def without_log(office: Path) -> Path:
    """The database's file alone: what its write-ahead log holds is in it."""
    sql(office, "PRAGMA wal_checkpoint(TRUNCATE)")
    for left in office.glob("dondoc.db-*"):
        left.unlink()
    return office / "dondoc.db"


def sql(office: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(office / "dondoc.db")) as connection, connection:
        connection.execute(statement)


#: what happened to the database → what every command says
BROKEN = {
    "missing": "Không thấy tệp cơ sở dữ liệu",
    "empty": "chưa được tạo",
    "foreign": "bị hỏng hoặc không phải của Đôn Đốc",
    "newer": "mới hơn chương trình",
}


@pytest.mark.parametrize(
    "command", [("serve",), ("worker", "--once"), ("tasks",), ("upgrade",), ("backup", "luu.zip")], ids=lambda words: words[0]
)
@pytest.mark.parametrize("kind", BROKEN)
def test_no_command_works_on_a_database_that_is_not_ours(office, kind, command):
    database = without_log(office)
    if kind == "newer":
        sql(office, "UPDATE alembic_version SET version_num = '9999'")
    elif kind == "missing":
        database.unlink()
    else:
        database.write_bytes(b"" if kind == "empty" else b"khong phai co so du lieu" * 400)
    result = dondoc(*command, ends=1)
    assert BROKEN[kind] in result.stderr
    assert database.exists() is (kind != "missing")
    assert not (office / "luu.zip").exists()


def test_init_leaves_a_newer_database_alone(office):
    sql(office, "UPDATE alembic_version SET version_num = '9999'")
    assert "mới hơn chương trình" in dondoc("init", "--province", "Sơn Hà", "--admin", "quantri@sonha.example", ends=1).stderr


def test_a_backup_brings_back_a_missing_database(office):
    dondoc("backup", "luu.zip")
    without_log(office).unlink()
    dondoc("restore", "luu.zip")
    assert "hang@sonha.example" in dondoc("user", "list").stdout


def test_a_damaged_database_comes_back_as_the_message_advises(office):
    dondoc("backup", "luu.zip")
    without_log(office).write_bytes(b"khong phai co so du lieu" * 400)
    assert "dondoc restore --replace" in dondoc("tasks", ends=1).stderr
    dondoc("restore", "--replace", "luu.zip")
    assert "hang@sonha.example" in dondoc("user", "list").stdout
    assert len(list(office.glob("dondoc.db.hong-*"))) == 1


def test_a_backup_replaces_the_database_of_a_newer_program(office):
    dondoc("mail", "hold", "--reason", "Quản trị giữ thư")
    dondoc("backup", "luu.zip")
    sql(office, "UPDATE alembic_version SET version_num = '9999'")
    sql(office, "CREATE TABLE newer (id INTEGER PRIMARY KEY)")
    dondoc("restore", "--replace", "--as-it-was", "luu.zip")
    assert "hang@sonha.example" in dondoc("user", "list").stdout
    assert "Thư đang bị giữ: Quản trị giữ thư" in dondoc("doctor", "--offline").stdout


def test_a_fault_of_the_schemas_versions_is_said_in_words(capsys):
    with pytest.raises(click.ClickException, match=r"Can't locate revision.*dondoc doctor"), faults():
        raise CommandError("Can't locate revision identified by '9999'")


def test_doctor_says_whether_the_history_is_whole(office):
    said = dondoc("doctor", "--offline").stdout
    assert "sự kiện nối đúng nhau" in said
    assert "audit.heads_folder" in said
    sql(office, "DROP TRIGGER event_no_update")
    sql(office, "UPDATE event SET note = 'ai đó đã sửa' WHERE id = 2")
    assert "LỖI    Lịch sử không khớp từ sự kiện số 2" in dondoc("doctor", "--offline", ends=1).stdout


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"[web]\nprot = 1\n", "có phải port?"),
        (b"[web\nport = 1\n", "dòng 1"),
        (b"[web]\nport = muoi\n", "dòng 2"),
        (b'[web]\nport = "muoi"\n', "phải là số nguyên"),
        (b"[web]\nport = 99999\n", "65535"),
        (b'[web]\nbase_url = "sonha.example"\n', "http://"),
        (b'[database]\nurl = "mysql://x"\n', "chỉ dùng sqlite"),
        (b'[database]\nurl = "dondoc.db"\n', "không đúng"),
        (b'[office]\ntime_zone = "Hanoi"\n', "múi giờ"),
        (b'[mail]\nhost = "x"\nsender = "khong"\n', "địa chỉ người gửi"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
    ids=lambda value: value[:24].decode("latin-1") if isinstance(value, bytes) else "",
)
@pytest.mark.parametrize("command", ["serve", "tasks"])
def test_a_wrong_configuration_stops_every_command_with_the_place(home, written, said, command):
    (home / "config.toml").write_bytes(written)
    assert said in dondoc(command, ends=1).stderr


def test_serve_without_its_signing_key_says_how_to_make_one(office):
    (office / "secret-key").unlink()
    assert "secret-key" in dondoc("serve", ends=1).stderr
    (office / "secret-key").write_bytes(b"\xff\xfe")
    assert "UTF-8" in dondoc("serve", ends=1).stderr
    (office / "secret-key").write_text("ngắn")
    assert "dondoc init" in dondoc("serve", ends=1).stderr


def test_serve_says_that_its_port_is_taken(office):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        config = office / "config.toml"
        config.write_text(config.read_text("utf-8").replace("[web]\n", f"[web]\nport = {other.getsockname()[1]}\n"), "utf-8")
        ended = subprocess.run([sys.executable, "-m", "webui.cli", "serve"], capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 1
    assert "chương trình khác đang dùng cổng này" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--admin", "khong-phai-thu", "không đúng"),
        ("--admin", " ", "Thiếu"),
        ("--base-url", "sonha", "http://"),
        ("--database", "x", "không đúng"),
    ],
)
def test_init_with_a_wrong_word_leaves_nothing_behind(home, option, value, said):
    words = {"--province": "Sơn Hà", "--admin": "quantri@sonha.example", option: value}
    result = dondoc("init", *(word for pair in words.items() for word in pair), ends=1)
    assert said in result.stderr
    assert list(home.iterdir()) == []


def test_a_mail_server_that_is_down_loses_no_mail(office, letter):
    config = office / "config.toml"
    config.write_text(
        config.read_text("utf-8") + '\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"\nsender = "a@sonha.example"\n', "utf-8"
    )
    dondoc("agency", "add", "Ban Quản lý Vườn quốc gia Sơn Hà", "--email", "vqg@sonha.example")
    dondoc("import", str(letter))
    dondoc("review", "accept", "1", "--all", "--by", "hang@sonha.example")
    with contextlib.closing(sqlite3.connect(office / "dondoc.db")) as connection:
        waiting = connection.execute("SELECT count(*) FROM message").fetchone()[0]
    result = dondoc("worker", "--once")
    assert "Traceback" not in result.stderr
    refused = dondoc("mail", "test", "a@sonha.example", ends=1).stderr
    assert "không có chương trình nào nghe ở cổng này" in refused
    with contextlib.closing(sqlite3.connect(office / "dondoc.db")) as connection:
        states = dict(connection.execute("SELECT state, count(*) FROM message GROUP BY state").fetchall())
    assert sum(states.values()) >= waiting
    assert "accepted" not in states


def test_parse_explains_the_outline(letter):
    said = dondoc("parse", str(letter), "--explain").stdout
    assert "→ nhiệm vụ [" in said
    assert "chủ trì: " in said
    assert max(map(len, said.splitlines())) <= 100, "a terminal's width"


def explaining(letter: Path, before: str) -> subprocess.CompletedProcess[str]:
    """`dondoc parse --explain` of two copies of a letter, in a process of its own, after some code."""
    words = ["dondoc", "parse", "--explain", str(letter), str(letter)]
    code = (
        "import os, sys\nimport directives.explain, directives.orders, directives.pipeline, webui.commands.parse as command\n"
        f"{before}\nsys.argv = {words!r}\ncommand.parse_command(sys.argv[2:], prog_name='dondoc')"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)


def test_the_outline_is_made_where_the_file_is_read_and_nothing_of_it_is_parsed_outside(letter):
    noting = (
        "own, assigned = os.getpid(), directives.pipeline.assigned\n"
        "def noted(*given):\n"
        "    open('noted', 'a').write('outside ' if os.getpid() == own else 'inside ')\n"
        "    return assigned(*given)\n"
        "directives.pipeline.assigned = directives.explain.assigned = noted"
    )
    done = explaining(letter, noting)
    assert (done.returncode, done.stdout.count("→ nhiệm vụ [") > 1) == (0, True), done.stderr
    assert set(Path("noted").read_text("ascii").split()) == {"inside"}


def test_an_outline_without_end_is_ended_and_said(letter):
    hanging = (
        "command.LIMITS = command.IngestLimits(seconds=1)\ndirectives.orders.explained = lambda *given: [line for line in iter(int, 1)]"
    )
    done = explaining(letter, hanging)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("Đọc văn bản quá 1 giây nên đã dừng.") == 2


@pytest.mark.parametrize("option", [(), ("--explain",), ("--annotate", "trang.html")])
def test_recurrence_is_said_in_words_wherever_people_read_it(home, letter, option):
    rhythm = "Sở Nội vụ tổng hợp, định kỳ báo cáo UBND tỉnh trước ngày 20 tháng cuối quý."
    letter.write_text(letter.read_text("utf-8").replace("Nơi nhận", f"9. {rhythm}\nNơi nhận"), "utf-8")
    said = dondoc("parse", str(letter), *option).stdout + ((home / "trang.html").read_text("utf-8") if "trang.html" in option else "")
    assert "→ ngày 20 tháng cuối quý, hằng quý" in said
    assert "FREQ=" not in said


def test_parse_writes_one_page_with_highlights_and_nothing_to_run(home, letter):
    page = home / "trang.html"
    done = dondoc("parse", str(letter), "--annotate", str(page))
    html = page.read_text("utf-8")
    assert (done.stdout, "trang.html" in done.stderr) == ("", True)
    assert '<mark class="lead"' in html
    assert 'href="#viec-1"' in html and 'id="viec-1"' in html
    assert re.search(r"<p>\d+ việc: \d+ chắc, \d+ nên xem, \d+ phải xem; \d+ câu chưa gắn việc\.</p>", html)
    assert "chữ máy nhận dạng chưa chắc" in html
    assert not re.search(r"<script|<link|src=|https?://|\bon\w+=", html)


def test_the_words_of_a_document_cannot_become_markup(home, letter):
    letter.write_text(letter.read_text("utf-8").replace("Sở Nội vụ", 'Sở Nội vụ <script>alert("1")</script><img src=x onerror=a>'), "utf-8")
    dondoc("parse", str(letter), "--annotate", "trang.html")
    html = (home / "trang.html").read_text("utf-8")
    assert "<script" not in html and "<img" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--annotate", "a.html", "cong-van.txt"), "chỉ đưa một tệp"),
        (("--json", "--explain"), "--json hoặc --explain"),
    ],
)
def test_options_of_parse_that_do_not_go_together_are_refused(letter, words, why):
    assert why in dondoc("parse", str(letter), *words, ends=2).stderr


def test_a_page_that_cannot_be_written_is_said_and_fails(home, letter):
    done = dondoc("parse", str(letter), "--annotate", str(home / "khong-co" / "a.html"), ends=1)
    assert "Không ghi được trang" in done.stderr
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_a_day_off_is_named_in_the_preview(office):
    assert "23/11/2026" in dondoc("remind", "--dry-run", "--today", "2026-11-22").stderr
