"""Backup and restore on both databases, and from one to the other."""

import hashlib
import json
import shutil
import zipfile
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from tests.workflow.world import a_world
from workflow import backup, db, history
from workflow.acting import MACHINE
from workflow.model import Agency, Base, Citation, Event, Mark, Membership, Post, Reading, StoredFile, User
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
            if table.name not in ("mark", "assignment_tally")
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


def test_a_rollback_leaves_mail_as_it_was(engine, kept, tmp_path):
    backup.restore(engine, kept, NOW, replace=True, as_it_was=True)
    with db.transaction(engine) as session:
        assert session.get(Mark, "mail_hold") is None
        session.add(Mark(name="mail_hold", value="Quản trị giữ thư", set_at=NOW))
    held = tmp_path / "giữ.zip"
    backup.backup(engine, held, NOW)
    backup.restore(engine, held, NOW, replace=True, as_it_was=True)
    with db.reading(engine) as session:
        assert session.get(Mark, "mail_hold").value == "Quản trị giữ thư"


def of_a_newer_program(engine):
    """The schema moved on: a revision that nobody here knows, a table that refers to ours, and on PostgreSQL a function of its own."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text('CREATE TABLE newer (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES "user" (id))'))
        connection.execute(text('INSERT INTO newer SELECT id, id FROM "user"'))
        connection.execute(text("ALTER TABLE agency ADD COLUMN newer_id INTEGER REFERENCES newer (id)"))
        if connection.dialect.name == "postgresql":
            connection.execute(text("CREATE FUNCTION newer_check() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"))


def test_a_schema_of_a_newer_program_is_replaced_whole(engine, kept):
    before = contents(engine)
    of_a_newer_program(engine)
    backup.restore(engine, kept, NOW, replace=True)
    assert contents(engine) == before
    db.check_version(engine)
    assert "newer" not in inspect(engine).get_table_names()
    with pytest.raises(Exception, match=r"append-only|event"), db.transaction(engine) as session:
        session.execute(Event.__table__.delete())
    with pytest.raises(IntegrityError), db.transaction(engine) as session:  # references are watched again
        session.add(Membership(user_id=987654, agency_id=987654, post=Post.OFFICER))


def test_a_restore_that_fails_leaves_the_newer_schema(engine, kept, tmp_path):
    of_a_newer_program(engine)
    bad = tmp_path / "lạc.zip"
    put_row(kept, bad, "membership", lambda row: row | {"user_id": 987654})
    with pytest.raises(backup.BadBackup, match="membership"):
        backup.restore(engine, bad, NOW, replace=True)
    assert db.current_revision(engine) == "9999"
    assert "newer" in inspect(engine).get_table_names()


def put_row(good, bad, table, change):
    """A copy of a good backup whose first row of a table is another, its digest right."""
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        manifest = json.loads(source.read("manifest.json"))
        for name in source.namelist():
            if name not in ("manifest.json", f"{table}.jsonl"):
                target.writestr(name, source.read(name))
        first, *others = source.read(f"{table}.jsonl").splitlines(keepends=True)
        data = b"".join([json.dumps(change(json.loads(first))).encode() + b"\n", *others])
        manifest["tables"][table]["sha256"] = backup.hashlib.sha256(data).hexdigest()
        target.writestr(f"{table}.jsonl", data)
        target.writestr("manifest.json", json.dumps(manifest))


@pytest.mark.parametrize("damage", ["not a database", "broken inside", "cut short"])
def test_a_damaged_file_is_set_aside_and_a_whole_one_takes_its_place(sqlite_url, tmp_path, damage):
    engine = db.engine(Database(url=sqlite_url))
    with db.transaction(engine) as session:
        a_world(session)
    kept = tmp_path / "luu.zip"
    backup.backup(engine, kept, NOW)
    before, file = contents(engine), tmp_path / "dondoc.db"
    engine.dispose()
    spoiled = spoil_database(file, damage)
    with pytest.raises(Refused, match="--replace"):
        backup.restore(engine, kept, NOW)
    assert file.read_bytes() == spoiled
    backup.restore(engine, kept, NOW, replace=True)
    assert contents(engine) == before
    assert [path.read_bytes() for path in tmp_path.glob("dondoc.db.hong-*")] == [spoiled]
    assert file.stat().st_mode & 0o077 == 0
    assert not list(tmp_path.glob("*dang-phuc-hoi*"))
    engine.dispose()


def test_a_backup_that_does_not_fit_leaves_the_damaged_file(sqlite_url, tmp_path):
    engine = db.engine(Database(url=sqlite_url))
    with db.transaction(engine) as session:
        a_world(session)
    good, bad, file = tmp_path / "luu.zip", tmp_path / "lạc.zip", tmp_path / "dondoc.db"
    backup.backup(engine, good, NOW)
    put_row(good, bad, "membership", lambda row: row | {"user_id": 987654})
    engine.dispose()
    spoiled = spoil_database(file, "not a database")
    with pytest.raises(backup.BadBackup, match="membership"):
        backup.restore(engine, bad, NOW, replace=True)
    assert file.read_bytes() == spoiled
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dondoc.db", "luu.zip", "lạc.zip"]


def spoil_database(file, damage):
    """Damages a SQLite file that nobody has open; gives its bytes."""
    whole = file.read_bytes()
    if damage == "not a database":
        spoiled = b"khong phai co so du lieu" * 400
    elif damage == "broken inside":
        spoiled = whole[:4096] + b"\x55" * 8192 + whole[12288:]
    else:
        spoiled = whole[: len(whole) // 2]
    file.write_bytes(spoiled)
    return spoiled


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


def as_of_the_first_version(good, old):
    """A copy of a backup as the first program wrote it: without the columns and the tables that came after."""
    first = db.engine(Database(url=f"sqlite:///{old}.db"))
    db.upgrade(first, "0001")
    tables = inspect(first)
    known = {name: {column["name"] for column in tables.get_columns(name)} for name in tables.get_table_names()}
    first.dispose()
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(old, "w") as target:
        manifest = json.loads(source.read("manifest.json"))
        manifest["revision"] = "0001"
        manifest["tables"] = {name: part for name, part in manifest["tables"].items() if name in known}
        for name in manifest["tables"]:
            lines = [json.loads(line) for line in source.read(f"{name}.jsonl").splitlines()]
            lines = [{key: value for key, value in line.items() if key in known[name]} for line in lines]
            data = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
            manifest["tables"][name]["sha256"] = hashlib.sha256(data).hexdigest()
            target.writestr(f"{name}.jsonl", data)
        target.writestr("manifest.json", json.dumps(manifest))


def test_a_backup_of_the_first_version_comes_back_whole_and_learns_what_came_after(engine, tmp_path):
    cited = {"directive": {"references": [{"kind": "Kế hoạch", "number": "012/KH-UBND", "date": "2026-10-01"}]}}
    with db.transaction(engine) as session:
        directive = a_world(session).directive("30/CT-UBND", kind="Chỉ thị")
        directive.reading = Reading(text="Sở Y tế", reader="word", parsed=cited, created_at=NOW)
        session.flush()
        session.add(
            Citation(
                directive_id=directive.id, ordinal=0, kind="Kế hoạch", number="012/KH-UBND", number_key="12/kh-ubnd", dated="2026-10-01"
            )
        )
    backup.backup(engine, tmp_path / "moi.zip", NOW)
    as_of_the_first_version(tmp_path / "moi.zip", tmp_path / "cu.zip")
    other = empty(tmp_path)
    backup.restore(other, tmp_path / "cu.zip", NOW)
    assert contents(other) == contents(engine)
    backup.restore(engine, tmp_path / "cu.zip", NOW, replace=True)
    assert contents(other) == contents(engine)
