"""`dondoc parse`: what the machine reads in a document. No configuration, no database."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from directives import Limits, ParsedDirective, UnreadableDocument, as_json
from directives.explain import deadline_in_words
from webui.commands.annotated import annotated
from webui.ingest import Explained, IngestLimits, read_and_explain, read_and_parse
from webui.reading_process import ReadingProcess
from workflow.os_faults import reason

#: on a terminal: back to the beginning of the line of the progress bar, and nothing left of it
CLEAR_LINE = "\r\x1b[K"
#: Of so many files, what every reading needs is loaded once for all
MANY = 3
#: What reading one file may cost, as on the page that takes files in
LIMITS = IngestLimits()


@click.command("parse")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="TỆP…")
@click.option("--json", "as_objects", is_flag=True, help="In mỗi văn bản thành một đối tượng JSON trên một dòng.")
@click.option("--explain", is_flag=True, help="In dàn ý văn bản: mỗi mục được hiểu là gì, theo quy tắc nào.")
@click.option("--annotate", type=click.Path(dir_okay=False, path_type=Path), metavar="TRANG.html", help="Ghi trang tô màu của một văn bản.")
def parse_command(files: tuple[Path, ...], as_objects: bool, explain: bool, annotate: Path | None) -> None:
    """Đọc văn bản và in những gì máy nhận ra: số, ký hiệu, nhiệm vụ, chủ trì, phối hợp, thời hạn.

    Mỗi tệp được đọc trong một tiến trình riêng, có giới hạn bộ nhớ và thời gian, không nối mạng.

    \b
    Ví dụ:
      dondoc parse chi-thi.docx
      dondoc parse *.pdf --json > ket-qua.jsonl
      dondoc parse ke-hoach.docx --explain
      dondoc parse ke-hoach.docx --annotate ke-hoach.html
    """
    if explain and as_objects:
        raise click.UsageError("Chọn một trong hai: --json hoặc --explain.")
    if annotate and len(files) > 1:
        raise click.UsageError("--annotate ghi trang của một văn bản: chỉ đưa một tệp.")
    failures = 0
    shown = len(files) > 1 and sys.stderr.isatty()
    with (
        ReadingProcess(many=len(files) >= MANY, forked=True) as process,
        click.progressbar(files, label="Đang đọc", file=sys.stderr, hidden=not shown) as bar,
    ):
        for path in bar:
            read = _read(path, process, CLEAR_LINE if shown else "", explain=explain)
            if read is None:
                failures += 1
                continue
            parsed = read.parsed
            if annotate:
                failures += not _written(annotate, annotated(parsed, path.name))
            if explain:
                click.echo(read.outline)
            elif as_objects:
                click.echo(json.dumps(as_json(parsed, file=str(path) if len(files) > 1 else None), ensure_ascii=False))
            elif not annotate:
                click.echo(as_table(parsed, path.name))
    sys.exit(1 if failures else 0)


#: Said like the refusal of `workflow.intake`, which would load the database's library for a command that needs none
STAMPED = "Văn bản đóng dấu độ mật “{stamp}” nên không được đọc ở đây. Hãy xử lý theo quy định về bảo vệ bí mật nhà nước."


def _read(path: Path, process: ReadingProcess, before: str, *, explain: bool) -> Explained | None:
    """What is read in a file, None with the reason said. `before` goes to the terminal first."""
    try:
        data = file_bytes(path)
        if explain:
            read = read_and_explain(data, path.name, limits=LIMITS, process=process)
        else:
            read = Explained(read_and_parse(data, path.name, limits=LIMITS, process=process), "")
    except UnreadableDocument as fault:
        click.echo(f"{before}{path}: {fault}", err=True)
        return None
    click.echo(before, nl=False, err=True)
    stamps = [read.parsed.directive.secrecy, *(other.secrecy for other in read.parsed.further)]
    if stamp := next(filter(None, stamps), None):
        click.echo(f"{path}: {STAMPED.format(stamp=stamp)}", err=True)
        return None
    for warning in read.parsed.source.warnings:
        click.echo(f"{path}: {warning}", err=True)
    return read


def _written(path: Path, page: str) -> bool:
    """Whether the page could be written; the reason is said where not."""
    try:
        path.write_text(page, "utf-8")
    except OSError as fault:
        click.echo(f"{path}: Không ghi được trang: {reason(fault)}.", err=True)
        return False
    click.echo(f"Đã ghi {path}: mở bằng trình duyệt.", err=True)
    return True


def file_bytes(path: Path) -> bytes:
    """The file's bytes. Raises UnreadableDocument with the reason in words."""
    try:
        with path.open("rb") as file:
            return file.read(Limits().file_bytes + 1)  # one more than is read tells that it is too large
    except FileNotFoundError:
        raise UnreadableDocument("Không có tệp này. Kiểm tra lại tên và thư mục.", "missing") from None
    except IsADirectoryError:
        raise UnreadableDocument("Đây là thư mục, không phải tệp.", "directory") from None
    except OSError as fault:
        raise UnreadableDocument(f"Không mở được tệp: {reason(fault)}.", "io") from fault


def as_table(parsed: ParsedDirective, name: str) -> str:
    """The reading for people: the directive in three lines, then each task as a small block."""
    head = parsed.directive
    title = " ".join(word for word in (head.kind, head.number) if word) or "(chưa rõ số, ký hiệu)"
    lines = [f"{name}: {title}, ngày {_day(head.issued_on)}", f"  {head.issuer or '(chưa rõ cơ quan ban hành)'}"]
    if head.subject:
        lines.append(f"  {head.subject}")
    if head.urgency:
        lines.append(f"  Mức độ khẩn: {head.urgency}")
    for index, task in enumerate(parsed.tasks, 1):
        lines.append("")
        lines.append(f"{index:>4}. [{task.path or '–'}] {task.title or task.text}   ({task.confidence.value})")
        lines.append(f"      Chủ trì:  {'; '.join(task.lead) or '(chưa rõ, người duyệt chọn)'}")
        if task.coordinate:
            lines.append(f"      Phối hợp: {'; '.join(task.coordinate)}")
        if task.report_to:
            lines.append(f"      Báo cáo:  {'; '.join(task.report_to)}")
        for deadline in task.deadlines:
            lines.append(f"      Thời hạn: {deadline_in_words(deadline)}")
        lines.extend(f"      Lưu ý:    {doubt}" for doubt in task.doubts)
    lines.append("")
    lines.append(f"{len(parsed.tasks)} nhiệm vụ, {len(parsed.targets)} chỉ tiêu, {len(head.references)} văn bản viện dẫn.")
    if parsed.unused:
        lines.append(f"{len(parsed.unused)} câu chưa gắn việc: xem bằng --annotate TRANG.html.")
    return "\n".join(line.rstrip() for line in lines)


def _day(value: str | None) -> str:
    """`2023-01-10` as `10/01/2023`, `2023-07` as `…/07/2023`."""
    if not value:
        return "(chưa rõ)"
    parts = value.split("-")
    return "/".join(["…"] * (3 - len(parts)) + list(reversed(parts)))
