"""Whether the history is whole: the chain of events walked from end to end, held against heads that were kept elsewhere.

Triggers stop the program, not somebody with the database's password: who can drop them can also compute every hash anew. What stops that
is a *head*, a few lines that an administrator keeps where that person cannot write: how many events there were, the last one's id and
hash, and a digest over the ids and hashes of all of them. Up to a head every edit, deletion, insertion, reordering and truncation is
found; what lies after the last head is only known to be consistent, and is said to be unproven.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, TextIO

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from workflow.history import GENESIS, hash_of
from workflow.model import Event
from workflow.os_faults import reason
from workflow.refusals import Refused

#: name of the head inside a backup
IN_BACKUP = "audit-head.json"
#: name of a day's head in a folder
DAYS_HEAD = "dondoc-lich-su-{day:%Y-%m-%d}.json"
#: events read at a time
PAGE = 2_000
#: what a value raises that its column's type cannot hold
UNREADABLE = (ValueError, TypeError, AttributeError, OverflowError)
#: findings that are told one by one; of the rest the number
TOLD = 50
#: a head is some 300 bytes: what is larger is another file
LARGEST_HEAD = 10_000


class Head(BaseModel):
    """What the history was at one moment, small enough to be kept anywhere."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["dondoc-history-head-1"] = "dondoc-history-head-1"
    made_at: datetime
    #: how many events there were
    events: int = Field(ge=0)
    #: id and hash of the last one; 0 and GENESIS where there was none
    last_id: int
    last_hash: str = Field(pattern=r"^[0-9a-f]{64}$")
    #: SHA-256 over the digest before, the id and the hash of each event in turn
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")


class BadHead(Refused):
    """The file is no head of ours."""


class BrokenHistory(Refused):
    """The history does not hold, so no head of it is written."""


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was written."""

    sentence: str
    #: the event at which it shows
    event_id: int | None = None


@dataclass
class Verdict:
    """What a walk over the history found."""

    events: int = 0
    #: events up to the last head that fits: nobody changed them
    proven: int = 0
    #: when that head was made
    proven_by: datetime | None = None
    findings: list[Finding] = field(default_factory=list)
    #: findings that are not listed
    more: int = 0
    head: Head | None = None

    @property
    def whole(self) -> bool:
        return not self.findings

    @property
    def unproven(self) -> int:
        """Events after the last head that fits."""
        return self.events - self.proven

    def find(self, sentence: str, event_id: int | None = None) -> None:
        if len(self.findings) < TOLD:
            self.findings.append(Finding(sentence, event_id))
        else:
            self.more += 1


# --- the walk ------------------------------------------------------------------------------------------------------


def verify(session: Session, heads: Iterable[Head] = (), *, now: datetime, after: Head | None = None) -> Verdict:
    """Walks the chain, each event once, so many in memory at a time. `after`: a head that the walk begins behind.

    Gives the findings, how far heads prove it, and the head of what is there now.
    """
    verdict = Verdict(events=after.events if after else 0)
    waiting = sorted((head for head in heads if after is None or head.events > after.events), key=lambda head: head.events)
    previous, last_id = (after.last_hash, after.last_id) if after else (GENESIS, 0)
    digest = after.digest if after else GENESIS
    _past_heads(verdict, waiting, last_id, previous, digest)
    for event in _events(session, after.last_id if after else None):
        _check(verdict, event, previous)
        previous, last_id = str(event.hash), int(event.id)
        digest = hashlib.sha256(f"{digest}{last_id}:{previous}".encode()).hexdigest()
        verdict.events += 1
        _past_heads(verdict, waiting, last_id, previous, digest)
    for head in waiting:
        verdict.find(_missing(head, verdict.events), last_id)
    for sentence in _guards_gone(session):
        verdict.find(sentence)
    if verdict.whole:
        verdict.head = Head(made_at=now, events=verdict.events, last_id=last_id, last_hash=previous, digest=digest)
    return verdict


def _check(verdict: Verdict, event: Row[Any] | Unreadable, previous: str) -> None:
    if isinstance(event, Unreadable):
        verdict.find("không đọc được: giá trị trong bảng không còn đúng dạng.", event.id)
        return
    if event.previous_hash != previous:
        verdict.find("không nối vào sự kiện đứng trước: có sự kiện bị xóa, chèn vào hoặc đổi chỗ.", event.id)
    try:
        fits = event.hash == hash_of(event)
    except UNREADABLE:
        fits = False
    if not fits:
        verdict.find("nội dung không khớp mã băm của chính nó: đã bị sửa.", event.id)


def _past_heads(verdict: Verdict, waiting: list[Head], last_id: int, last_hash: str, digest: str) -> None:
    """Takes the heads off the list that were made when the history was as long as it is now, and says whether they fit."""
    while waiting and waiting[0].events == verdict.events:
        head = waiting.pop(0)
        if (head.last_id, head.last_hash, head.digest) == (last_id, last_hash, digest):
            if verdict.whole:
                verdict.proven, verdict.proven_by = head.events, head.made_at
            continue
        since = f"sau đầu mối {_moment(verdict.proven_by)}" if verdict.proven_by else "từ đầu"
        kept = f"đầu mối {_moment(head.made_at)} ({head.events} sự kiện, số cuối {head.last_id})"
        verdict.find(f"khác {kept}: lịch sử {since} đến đây đã bị viết lại.", last_id)


def _missing(head: Head, events: int) -> str:
    return (
        f"chỉ còn {events} sự kiện, đầu mối {_moment(head.made_at)} ghi {head.events}: phần cuối đã bị cắt, "
        "hoặc cơ sở dữ liệu vừa phục hồi từ một bản sao lưu cũ hơn đầu mối này."
    )


def _moment(at: datetime | None) -> str:
    return f"{at:%d/%m/%Y %H:%M} UTC" if at else ""


@dataclass(frozen=True)
class Unreadable:
    """An event whose columns do not hold what their types say."""

    id: int
    hash: str


def _events(session: Session, after: int | None) -> Iterator[Row[Any] | Unreadable]:
    """All events by id, also those before number 1, as the database has them and not as the session remembers them."""
    while page := _page(session, after, PAGE):
        yield from page
        after = int(page[-1].id)


def _page(session: Session, after: int | None, size: int) -> Sequence[Row[Any] | Unreadable]:
    columns = Event.__table__.columns
    query = select(*columns).order_by(Event.id).limit(size)
    if after is not None:
        query = query.where(Event.id > after)
    try:
        return session.execute(query).all()
    except UNREADABLE:
        return _unreadable(session, after) if size == 1 else _page(session, after, 1)


def _unreadable(session: Session, after: int | None) -> list[Unreadable]:
    query = select(Event.id, Event.hash).order_by(Event.id).limit(1)
    row = session.execute(query if after is None else query.where(Event.id > after)).one()
    return [Unreadable(int(row.id), str(row.hash))]


def _guards_gone(session: Session) -> Iterator[str]:
    """The triggers that keep the history append-only, as far as they are not there or sleep."""
    if session.get_bind().dialect.name == "sqlite":
        found = set(session.scalars(text("SELECT lower(name) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'")))
        wanted = {"event_no_update", "event_no_delete"}
    else:
        awake = "SELECT tgname FROM pg_trigger WHERE tgrelid = 'event'::regclass AND NOT tgisinternal AND tgenabled IN ('O', 'A')"
        found, wanted = set(session.scalars(text(awake))), {"event_no_change", "event_no_truncate"}
    if wanted - found:
        yield f"Khóa chống sửa của bảng event đã bị gỡ ({', '.join(sorted(wanted - found))}): lịch sử có thể đã bị sửa thẳng."


# --- heads as files ------------------------------------------------------------------------------------------------


def export(session: Session, *, now: datetime, heads: Iterable[Head] = (), after: Head | None = None) -> Head:
    """The head of a history that holds. Raises BrokenHistory: a head of one that does not would cover up what was done to it."""
    verdict = verify(session, heads, now=now, after=after)
    if verdict.head is None:
        first = verdict.findings[0]
        raise BrokenHistory(
            "Lịch sử không còn nguyên ({where}: {what}) nên không xuất đầu mối. Hãy chạy: dondoc audit verify",
            where=f"sự kiện số {first.event_id}" if first.event_id is not None else "bảng event",
            what=first.sentence,
        )
    return verdict.head


def write(head: Head, path: Path) -> None:
    """The head as a file, whole or not at all. Raises Refused."""
    half = path.with_name(f"{path.name}.dang-ghi")
    try:
        with half.open("w", encoding="utf-8") as file:
            put(head, file)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except OSError as fault:
        half.unlink(missing_ok=True)
        raise Refused("Không ghi được đầu mối {path}: {why}. Kiểm tra thư mục và quyền ghi.", path=path, why=reason(fault)) from fault


def put(head: Head, file: TextIO) -> None:
    """The head as the text of its file."""
    file.write(head.model_dump_json(indent=1) + "\n")


def read(path: Path) -> list[Head]:
    """The heads that a file, a backup, or a folder of either holds, the shortest history first. Raises BadHead."""
    try:
        if path.is_dir():
            return sorted((head for file in sorted(path.glob("*.json")) for head in read(file)), key=lambda head: head.events)
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                return [Head.model_validate_json(archive.read(IN_BACKUP))] if IN_BACKUP in archive.namelist() else []
        if path.stat().st_size > LARGEST_HEAD:
            raise BadHead("{path} không phải tệp đầu mối lịch sử của Đôn Đốc.", path=path)
        return [Head.model_validate_json(path.read_bytes())]
    except FileNotFoundError:
        raise BadHead("Không có tệp {path}.", path=path) from None
    except (ValidationError, zipfile.BadZipFile, json.JSONDecodeError):
        raise BadHead("{path} không phải tệp đầu mối lịch sử của Đôn Đốc, hoặc bị hỏng.", path=path) from None
    except OSError as fault:
        raise BadHead("Không đọc được {path}: {why}.", path=path, why=reason(fault)) from fault


def export_daily(session: Session, folder: Path, *, today: date, now: datetime) -> Head | None:
    """The day's head into the folder, walked on from the newest one there; None when the day has one already.

    Raises BrokenHistory, BadHead, Refused (folder missing, not writable).
    """
    path = folder / DAYS_HEAD.format(day=today)
    if path.exists():
        return None
    if not folder.is_dir():
        raise Refused("Không có thư mục {folder} (khóa audit.heads_folder). Hãy tạo thư mục hoặc sửa khóa này.", folder=folder)
    known = read(folder)
    newest = known[-1] if known else None
    if newest is not None and not _stands(session, newest):
        newest = None
    head = export(session, now=now, heads=known, after=newest)
    write(head, path)
    return head


def _stands(session: Session, head: Head) -> bool:
    """Whether as many events as the head says are there up to its last one, so that the walk may go on from it."""
    if session.scalar(select(func.count(Event.id)).where(Event.id <= head.last_id)) != head.events:
        return False
    return head.events == 0 or session.scalar(select(Event.hash).where(Event.id == head.last_id)) == head.last_hash
