"""The archive for a server without internet: installed for real, without an index, started, upgraded, rolled back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.conftest import free_port
from workflow import db

pytestmark = pytest.mark.program

DIST = Path(__file__).parents[2] / "dist"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    """The archive that `make bundle` wrote, unpacked."""
    found = sorted(DIST.glob("dondoc-*.tar.gz"))
    if not found:
        pytest.fail("no archive in dist/: run make bundle", pytrace=False)
    folder = tmp_path_factory.mktemp("bundle")
    with tarfile.open(found[-1]) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.iterdir())


def install(unpacked: Path, prefix: Path, *, ends: int = 0) -> subprocess.CompletedProcess[str]:
    """install.sh as an administrator runs it, with every way to a package index closed."""
    closed = {
        "PIP_NO_INDEX": "1",
        "PIP_NO_COMPILE": "1",  # what runs is compiled as it runs: three times less to wait
        "PIP_INDEX_URL": "http://127.0.0.1:1/",
        "PATH": os.environ["PATH"],
        "HOME": str(prefix.parent),
        "LANG": "C.UTF-8",
    }
    done = subprocess.run(
        ["bash", str(unpacked / "install.sh"), "--prefix", str(prefix), "--no-systemd", "--python", sys.executable],
        capture_output=True,
        text=True,
        env=closed,
        timeout=300,
    )
    assert done.returncode == ends, done.stdout + done.stderr
    return done


def dondoc(prefix: Path, *words: str) -> str:
    return subprocess.run(
        [str(prefix / "current/bin/dondoc"), "--config", str(prefix / "etc/config.toml"), *words],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout


def test_the_archive_installs_without_a_network_starts_upgrades_and_rolls_back(unpacked, tmp_path):
    prefix = tmp_path / "opt"
    install(unpacked, prefix)
    database = f"sqlite:///{prefix}/state/dondoc.db"
    dondoc(prefix, "init", "--province", "Sơn Hà", "--admin", "quantri@sonha.example", "--database", database)
    config = prefix / "etc/config.toml"
    port = free_port()
    config.write_text(config.read_text("utf-8").replace("[web]\n", f"[web]\nport = {port}\n"), "utf-8")
    assert answers(prefix, port)

    # the same command again upgrades: a backup first, the data kept
    first = (prefix / "current").resolve()
    install(unpacked, prefix)
    second = (prefix / "current").resolve()
    assert second != first
    assert list((prefix / "state/backups").glob("*.zip"))
    assert "quantri@sonha.example" in dondoc(prefix, "user", "list")

    # a new version that moves the schema on and is not well then leaves the old one, with the old data and the mail held as it was
    dondoc(prefix, "mail", "hold", "--reason", "Quản trị giữ thư")
    said = install(newer_but_ill(unpacked, tmp_path / "ill"), prefix, ends=1)
    assert "bản mới không khỏe" in said.stdout
    assert "Đã trở về bản cũ với dữ liệu cũ" in said.stderr
    assert (prefix / "current").resolve() == second
    assert "quantri@sonha.example" in dondoc(prefix, "user", "list")
    assert "Thư đang bị giữ: Quản trị giữ thư" in dondoc(prefix, "doctor", "--offline")
    assert answers(prefix, port)


#: a step that the old version does not know, with a table that refers to one of its own
NEWER = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "newer", "{head}", None, None


def upgrade():
    op.create_table(
        "newer",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
    )
    op.execute("INSERT INTO newer SELECT id, id FROM agency")
"""


def newer_but_ill(unpacked: Path, folder: Path) -> Path:
    """The archive of a later version: its wheel has one migration more, and its doctor finds a fault."""
    shutil.copytree(unpacked, folder)
    wheel = next(folder.glob("dondoc-*.whl"))
    good = wheel.rename(folder / "good.zip")
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(wheel, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "webui/commands/doctor.py":
                data = data.replace(b"yield from _programs()\n", 'yield Finding(False, "bản mới không khỏe")\n'.encode())
            target.writestr(name, data)
        target.writestr("workflow/migrations/versions/newer.py", NEWER.format(head=db.head_revision()))
    good.unlink()
    return folder


def answers(prefix: Path, port: int) -> bool:
    """Whether the installed web server comes up and shows its log-in page."""
    script = prefix / "current/bin/python"
    code = (
        "import subprocess, sys, time, urllib.request\n"
        f"server = subprocess.Popen([{str(prefix / 'current/bin/dondoc')!r}, '--config', {str(prefix / 'etc/config.toml')!r}, 'serve'])\n"
        "try:\n"
        "    for _ in range(300):\n"
        "        try:\n"
        f"            page = urllib.request.urlopen('http://127.0.0.1:{port}/dang-nhap').read().decode()\n"
        "            sys.exit(0 if 'Đăng nhập' in page else 1)\n"
        "        except OSError:\n"
        "            time.sleep(0.1)\n"
        "    sys.exit(1)\n"
        "finally:\n"
        "    server.terminate()\n"
        "    server.wait(40)\n"
    )
    return subprocess.run([str(script), "-c", code], timeout=90).returncode == 0
