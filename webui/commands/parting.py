"""`dondoc review split` and `keep`: a file that seems to hold several documents becomes directives of their own, or stays one."""

from __future__ import annotations

import click

from directives import UnreadableDocument
from directives.model import SourceText
from webui.commands.intake import directive_name, find_directive, review_command
from webui.console import Console, fail, pass_console, say
from webui.ingest import parse_again
from webui.taught import taught_names
from workflow import parting
from workflow.model import Directive


def asked(directive: Directive) -> list[str]:
    """What is asked about the file of a directive that came in, a line each, with the commands that answer; none for one document."""
    reading = directive.reading
    if reading is None or not reading.further:
        return []
    lines = [f"  Tệp có vẻ chứa {len(reading.further) + 1} văn bản:"]
    for place, head in enumerate(parting.further_of(reading), 2):
        name = " ".join(word for word in (head.kind, head.number) if word) or "chưa rõ số"
        opening = " ".join(reading.text[head.start : head.start + 200].split())[:80]
        lines.append(f"    văn bản thứ {place}: {name}{f', {head.subject}' if head.subject else ''}; bắt đầu từ “{opening}…”")
    lines.append(f"  Tách ra: dondoc review split {directive.id} --by EMAIL. Giữ là một: dondoc review keep {directive.id} --by EMAIL.")
    return lines


@review_command.command("split")
@click.argument("document")
@click.option(
    "--at", "wanted", type=click.IntRange(min=2), multiple=True, metavar="THỨ", help="Chỉ tách văn bản thứ mấy (mặc định: tất cả)."
)
@click.option("--again", is_flag=True, help="Tách dù số, cơ quan và năm của một phần đã có.")
@click.option("--by", "email", required=True, metavar="EMAIL", help="Người quyết định tách.")
@pass_console
def split(console: Console, document: str, wanted: tuple[int, ...], again: bool, email: str) -> None:
    """Tách một tệp có nhiều văn bản: mỗi phần thành văn bản riêng, duyệt riêng, cùng tệp gốc.

    DOCUMENT là mã số trong danh sách (12) hoặc số, ký hiệu (268/KH-UBND).

    \b
    Ví dụ:
      dondoc review split 12 --by hang@sonha.example.vn
      dondoc review split 12 --at 3 --by hang@sonha.example.vn
    """
    with console.reading() as session:
        directive = find_directive(session, document)
        cut, directive_id, version = _cut(directive, wanted), directive.id, directive.version
        learned = taught_names(session)
    try:
        parts = [parse_again(part, learned=learned) for part in cut]
    except UnreadableDocument as fault:
        fail(str(fault))
    with console.writing() as session:
        actor, viewer = console.actor_for(session, email)
        how = parting.Split(parts, console.settings, console.calendar(session), again=again)
        for made in parting.split(session, directive_id, how, actor=actor, viewer=viewer, now=console.now(), version=version):
            waiting = sum(candidate.state.value == "proposed" for candidate in made.candidates)
            click.echo(f"{directive_name(made)}, {waiting} việc chờ duyệt")
    say(f"Đã tách thành {len(parts)} văn bản.")


@review_command.command("keep")
@click.argument("document")
@click.option("--by", "email", required=True, metavar="EMAIL", help="Người quyết định giữ.")
@pass_console
def keep(console: Console, document: str, email: str) -> None:
    """Giữ một tệp có nhiều văn bản là một văn bản, và không hỏi nữa.

    DOCUMENT là mã số trong danh sách (12) hoặc số, ký hiệu (268/KH-UBND).
    """
    with console.writing() as session:
        actor, viewer = console.actor_for(session, email)
        directive = find_directive(session, document)
        kept = parting.keep_whole(session, directive.id, actor=actor, viewer=viewer, now=console.now(), version=directive.version)
        say(f"Đã giữ là một: {directive_name(kept)}.")


def _cut(directive: Directive, wanted: tuple[int, ...]) -> list[SourceText]:
    """The texts of the parts. Ends the command when the file has no such documents."""
    starts = parting.starts_of(directive.reading) if directive.reading else []
    if not starts or directive.reading is None:
        fail(f"{directive_name(directive)}: tệp chỉ có một văn bản, hoặc đã chọn tách hay giữ rồi.")
    beyond = [place for place in wanted if place > len(starts) + 1]
    if beyond:
        fail(f"Tệp này có {len(starts) + 1} văn bản, không có văn bản thứ {beyond[0]}.")
    return parting.texts_of(directive.reading, [start for place, start in enumerate(starts, 2) if not wanted or place in wanted])
