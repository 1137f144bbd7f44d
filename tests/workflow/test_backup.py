"""Backup and restore on both databases, and from one to the other."""

import json
import shutil
import zipfile
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from tests.workflow.world import a_world
from workflow import backup, db, history
from workflow.acting import MACHINE
from workflow.model import Agency, Base, Event, Mark, StoredFile, User
from workflow.refusals import Refused
from workflow.settings import Database

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def kept(engine, tmp_path):
    """A world with a file of bytes, backed up."""
    with db.transaction(engine) as session:
        a_world(session)
        session.add(StoredFile(sha256="0" * 64, name="kế hoạch.docx", media_type="x/y", size=4, content=b"\x00\xff\xfeK", created_at=NOW))
        history.record(session, actor=MACHINE, now=NOW, action="agency.created", subject="agency", subject_id=1, new={"tên": "Sở Y tế"})
    path = tmp_path / "sao lưu.zip"
    backup.backup(engine, path, NOW)
    return path


def contents(engine):
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in Base.metadata.sorted_tables
            if table.name != "mark"
        }


def empty(tmp_path):
    made = db.engine(Database(url=f"sqlite:///{tmp_path}/khac.db"))
    db.upgrade(made)
    return made


def test_everything_comes_back_equal_into_an_empty_database(engine, kept, tmp_path):
    other = empty(tmp_path)
    summary = backup.restore(other, kept, NOW)
    assert summary.rows > 10
    assert contents(other) == contents(engine)
    with db.reading(other) as session:
        assert session.scalar(select(StoredFile.content)) == b"\x00\xff\xfeK"
        assert history.verify(session) is None


def test_a_backup_replaces_what_is_there_only_when_told_to(engine, kept):
    before = contents(engine)
    with db.transaction(engine) as session:
        session.add(User(email="moi@x.vn", name="Người mới", created_at=NOW))
    with pytest.raises(Refused, match="--replace"):
        backup.restore(engine, kept, NOW)
    backup.restore(engine, kept, NOW, replace=True)
    assert contents(engine) == before


def test_new_rows_after_a_restore_take_new_numbers(engine, kept):
    backup.restore(engine, kept, NOW, replace=True)
    with db.transaction(engine) as session:
        highest = session.scalar(select(func.max(User.id)))
        user = User(email="moi@x.vn", name="Người mới", created_at=NOW)
        session.add(user)
        session.flush()
        assert user.id > highest


def test_a_restored_server_holds_its_mail(engine, kept):
    backup.restore(engine, kept, NOW, replace=True)
    with db.reading(engine) as session:
        assert "Vừa phục hồi" in session.get(Mark, "mail_hold").value


def test_history_stays_append_only_after_a_restore(engine, kept):
    backup.restore(engine, kept, NOW, replace=True)
    with pytest.raises(Exception, match=r"append-only|event"), db.transaction(engine) as session:
        session.execute(Event.__table__.delete())


@pytest.mark.parametrize(
    "damage",
    ["empty", "not a zip", "cut", "a byte of a table", "no manifest", "newer", "foreign table"],
)
def test_a_wrong_or_damaged_file_is_refused_and_nothing_is_touched(engine, kept, tmp_path, damage):
    before = contents(engine)
    bad = tmp_path / "hong.zip"
    spoil(kept, bad, damage)
    with pytest.raises(backup.BadBackup, match=r"hong\.zip"):
        backup.restore(engine, bad, NOW, replace=True)
    assert contents(engine) == before


def spoil(good, bad, damage):
    """A copy of a good backup, damaged in one way."""
    if damage == "empty":
        bad.write_bytes(b"")
    elif damage == "not a zip":
        bad.write_bytes(b"xin chao " * 50)
    elif damage == "cut":
        bad.write_bytes(good.read_bytes()[:-200])
    else:
        with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
            for name in source.namelist():
                data = source.read(name)
                if name == "manifest.json":
                    manifest = json.loads(data)
                    if damage == "no manifest":
                        continue
                    if damage == "newer":
                        manifest["revision"] = "9999"
                    if damage == "foreign table":
                        manifest["tables"]["khac"] = manifest["tables"]["user"]
                        target.writestr("khac.jsonl", source.read("user.jsonl"))
                    data = json.dumps(manifest).encode()
                elif damage == "a byte of a table" and name == "agency.jsonl":
                    data = data.replace(b"S", b"T", 1)
                target.writestr(name, data)


def test_a_missing_file_is_said(engine, tmp_path):
    with pytest.raises(backup.BadBackup, match="Không có tệp"):
        backup.restore(engine, tmp_path / "khong-co.zip", NOW)


def test_a_backup_that_cannot_be_written_leaves_the_older_one(engine, kept):
    older = kept.read_bytes()
    with pytest.raises(Refused, match="Không ghi được"):
        backup.backup(engine, kept.parent / "khong-co" / "a.zip", NOW)
    assert kept.read_bytes() == older


def test_a_row_that_breaks_a_rule_undoes_the_whole_restore(engine, kept, tmp_path):
    before = contents(engine)
    bad = tmp_path / "trung.zip"
    shutil.copy(kept, bad)
    with zipfile.ZipFile(kept) as source, zipfile.ZipFile(bad, "w") as target:
        manifest = json.loads(source.read("manifest.json"))
        for name in source.namelist():
            if name not in ("manifest.json", "agency.jsonl"):
                target.writestr(name, source.read(name))
        with target.open("agency.jsonl", "w") as table:
            lines = source.read("agency.jsonl").splitlines(keepends=True)
            table.write(b"".join([*lines, lines[0]]))
        data = b"".join([*lines, lines[0]])
        manifest["tables"]["agency"] = {"rows": len(lines) + 1, "sha256": backup.hashlib.sha256(data).hexdigest()}
        target.writestr("manifest.json", json.dumps(manifest))
    with pytest.raises(backup.BadBackup, match="agency"):
        backup.restore(engine, bad, NOW, replace=True)
    assert contents(engine) == before


def test_agencies_come_back_with_their_words(engine, kept, tmp_path):
    other = empty(tmp_path)
    backup.restore(other, kept, NOW)
    with db.reading(engine) as here, db.reading(other) as there:
        query = select(Agency.name).order_by(Agency.id)
        assert list(here.scalars(query)) == list(there.scalars(query))
