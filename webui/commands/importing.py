"""`dondoc import`: documents, one or a folder full of them, into review."""

from __future__ import annotations

import hashlib
import mimetypes
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from directives import ParsedDirective, UnreadableDocument
from webui.bulk import LIMITS, FileRead, Found, Pool, cores, files_in, read_files
from webui.commands.intake import directive_name
from webui.commands.parse import file_bytes
from webui.commands.parting import asked
from webui.commands.progress import Progress, duration
from webui.console import Console, fail, pass_console, say
from webui.ingest import DEFAULT_LIMITS
from webui.taught import taught_names
from workflow import access, db, intake, tracking
from workflow.model import Directive, DirectiveFile, Post, StoredFile
from workflow.os_faults import reason
from workflow.refusals import Refused

#: So many names of files that were passed over are said
NAMED = 5


@click.command("import")
@click.argument("places", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="TỆP|THƯ_MỤC…")
@click.option("--by", "email", metavar="EMAIL", help="Người nhập (mặc định: quản trị dòng lệnh).")
@click.option("--again", is_flag=True, help="Nhập dù đã có văn bản cùng số, cơ quan và năm.")
@click.option("--cores", "workers", type=click.IntRange(1, 64), metavar="SỐ", help="Số tệp đọc cùng lúc (mặc định: mỗi nhân một tệp).")
@pass_console
def import_command(console: Console, places: tuple[Path, ...], email: str | None, again: bool, workers: int | None) -> None:
    """Nhập văn bản, từng tệp hoặc cả thư mục, vào hàng chờ duyệt.

    Tệp hoặc văn bản đã có thì được nhận ra, không nhập lần hai: dừng giữa chừng thì chạy lại cùng lệnh để nhập tiếp.
    Tệp không đọc được thì báo lý do rồi đọc tệp sau; khi đó mã kết thúc là 1.

    \b
    Ví dụ:
      dondoc import van-ban/*.docx
      dondoc import ke-hoach.pdf --by hang@sonha.example.vn
      dondoc import /srv/van-ban-den/2026 > da-nhap.txt
    """
    with console.reading() as session:
        if email:  # refused before anything is read, unless that person may bring documents in
            access.require_office(console.actor_for(session, email)[1])
        learned = taught_names(session)
    found = files_in(places)
    _say_left_out(found)
    if not found.files:
        fail("Không có văn bản nào để nhập trong thư mục này.")
    several = len(found.files) > 1
    progress = Progress(len(found.files))
    run = _Run(console, email, again, progress, Counter(failed=len(found.closed)))
    with closing(Pool(min(workers or cores(), len(found.files)), learned, progress.read, LIMITS if several else DEFAULT_LIMITS)) as pool:
        try:
            for read in read_files(found.files, pool, open_file=file_bytes, is_known=run.is_known):
                run.take(read)
        except BaseException:  # also Ctrl-C: what was taken in so far is whole, and said
            progress.clear()
            say(f"Đã dừng sau {run.summary()}. Văn bản đã nhập vẫn còn; chạy lại cùng lệnh để nhập tiếp.")
            raise
    progress.clear()
    if several:
        say(f"Xong {run.summary()}.")
    sys.exit(1 if run.counts["failed"] else 0)


def _say_left_out(found: Found) -> None:
    for folder, fault in found.closed:
        say(f"{folder}: Không mở được thư mục: {reason(fault)}.")
    if found.others:
        names = ", ".join(path.name for path in found.others[:NAMED])
        say(f"Bỏ qua {len(found.others)} tệp không phải dạng văn bản: {names}{', …' if len(found.others) > NAMED else '.'}")


class _Run:
    """One call of the command: each file is received in a unit of its own, and what became of it is said and counted."""

    def __init__(self, console: Console, email: str | None, again: bool, progress: Progress, counts: Counter[str]) -> None:
        self.console = console
        self.email = email
        self.again = again
        self.progress = progress
        self.counts = counts
        self.started = time.monotonic()

    def is_known(self, digest: str) -> bool:
        """Whether a file with these bytes brought a directive before."""
        with db.reading(self.console.engine) as session:
            return _directive_of(session, digest) is not None

    def take(self, read: FileRead) -> None:
        """Receives what was read in a file, or says why not."""
        try:
            said = self._known(read) if read.known else self._received(read, read.directive())
        except db.DatabaseNotReady:
            raise  # the other files would fare no better
        except (UnreadableDocument, Refused) as fault:
            self.counts["failed"] += 1
            self.progress.fail()
            self.progress.clear()
            say(f"{read.path}: {fault}")
        else:
            self.progress.clear()
            for warning in read.warnings:
                say(f"{read.path}: {warning}")
            click.echo(f"{read.path}: {said}")

    def _known(self, read: FileRead) -> str:
        with db.reading(self.console.engine) as session:
            before = _directive_of(session, hashlib.sha256(read.data).hexdigest())
            self.counts["known"] += 1
            return f"đã có đúng tệp này: {directive_name(before) if before else 'văn bản đã nhập'}. Không nhập lại."

    def _received(self, read: FileRead, parsed: ParsedDirective) -> str:
        console = self.console
        with db.transaction(console.engine) as session:
            actor, viewer = console.actor_for(session, self.email) if self.email else (console.actor, None)
            received = intake.receive(
                session,
                data=read.data,
                filename=read.path.name,
                media_type=mimetypes.guess_type(read.path.name)[0] or "application/octet-stream",
                parsed=parsed,
                actor=actor,
                now=console.now(),
                today=console.today(),
                settings=console.settings,
                again=self.again,
            )
            made = received.directive
            if received.kind_of_duplicate is not None:
                self.counts["known"] += 1
                if received.kind_of_duplicate == "file":
                    return f"đã có đúng tệp này: {directive_name(made)}. Không nhập lại."
                return f"đã có: {directive_name(made)}. Muốn nhập thêm bản này: --again"
            if viewer is not None and viewer.holds(Post.COORDINATOR):  # as on the page: who brings it in follows it
                who = viewer.user_id
                tracking.set_watcher(session, made.id, version=made.version, user_id=who, actor=actor, viewer=viewer, now=console.now())
            said = "\n".join([f"đã nhập {directive_name(made)}, {len(made.candidates)} việc chờ duyệt", *asked(made)])
        self.counts["new"] += 1
        return said

    def summary(self) -> str:
        """`500 tệp trong 1 phút 23 giây: nhập mới 470, đã có 20, không nhập được 10`."""
        new, known, failed = (self.counts[kind] for kind in ("new", "known", "failed"))
        took = duration(time.monotonic() - self.started)
        return f"{new + known + failed} tệp trong {took}: nhập mới {new}, đã có {known}, không nhập được {failed}"


def _directive_of(session: Session, digest: str) -> Directive | None:
    """The directive that a file with this SHA-256 brought."""
    files = select(DirectiveFile.directive_id).join(StoredFile, StoredFile.id == DirectiveFile.file_id)
    of_file = Directive.id.in_(files.where(StoredFile.sha256 == digest))
    return session.scalar(select(Directive).where(of_file).order_by(Directive.id).limit(1))
