"""`dondoc`: the command line. Each command's module is loaded when it is called, so that `dondoc parse` starts fast."""

from __future__ import annotations

import difflib
import importlib
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

COMMANDS = {
    "parse": "webui.commands.parse",
    "init": "webui.commands.install",
    "import": "webui.commands.importing",
    "review": "webui.commands.parting",
    "tasks": "webui.commands.tasks",
    "remind": "webui.commands.mail",
    "mail": "webui.commands.mail",
    "worker": "webui.commands.serving",
    "serve": "webui.commands.serving",
    "demo": "webui.commands.demo",
    "user": "webui.commands.people",
    "agency": "webui.commands.agencies",
    "feed": "webui.commands.people",
    "upgrade": "webui.commands.install",
    "backup": "webui.commands.install",
    "restore": "webui.commands.install",
    "db": "webui.commands.database",
    "audit": "webui.commands.audit",
    "doctor": "webui.commands.doctor",
}
#: click's own words
WORDS = {
    "Options": "Tùy chọn",
    "Commands": "Lệnh",
    "Show this message and exit.": "Xem hướng dẫn này.",
    "Show the version and exit.": "Xem phiên bản.",
}


class Help(click.HelpFormatter):
    """Help pages with Vietnamese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or "Cách dùng: ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(WORDS.get(heading, heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(term, WORDS.get(text, text)) for term, text in rows], col_max, col_spacing)


class Commands(click.Group):
    """The table above as a group. A command's function is named as the command, with `_command` behind."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name])
        command = getattr(module, f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run, and say every fault in Vietnamese: exit code 2 for a wrong call, 1 for what could not be done."""
        click.Context.formatter_class = Help
        try:
            code = super().main(*args, **{**extra, "standalone_mode": False})
        except click.UsageError as fault:
            program = fault.ctx.command_path if fault.ctx else "dondoc"
            click.echo(f"{in_words(fault)}\nXem cách dùng: {program} --help", err=True)
            sys.exit(2)
        except click.ClickException as fault:
            click.echo(fault.format_message(), err=True)
            sys.exit(1)
        except (click.Abort, KeyboardInterrupt):
            click.echo("Đã dừng theo yêu cầu.", err=True)
            sys.exit(130)
        sys.exit(code if isinstance(code, int) else 0)


def in_words(fault: click.UsageError) -> str:
    """What is wrong with a call, with the likely word where one was mistyped."""
    if isinstance(fault, click.NoSuchOption):
        return f"Không có tùy chọn {fault.option_name}." + _likely(fault.possibilities or [])
    if isinstance(fault, click.MissingParameter):
        name = fault.param.get_error_hint(fault.ctx) if fault.param and fault.ctx else fault.param_hint
        return f"Thiếu {name}."
    if isinstance(fault, click.BadParameter):
        name = fault.param.get_error_hint(fault.ctx) if fault.param and fault.ctx else fault.param_hint
        return f"Giá trị của {name} không dùng được: {_translated(fault.message)}"
    if fault.message.startswith("No such command") and fault.ctx is not None:
        wrong = fault.message.split("'")[1]
        known = fault.ctx.command.list_commands(fault.ctx) if isinstance(fault.ctx.command, click.Group) else []
        return f"Không có lệnh {wrong}." + _likely(difflib.get_close_matches(wrong, known, n=3))
    return _translated(fault.message)


#: what click says of a value, by its English
SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = (
    # `'x' is not one of 'a', 'b'.`
    (re.compile(r"(.+) is not one of (.+)\."), r"\1 không có; chọn một trong \2"),
    # `'x' is not a valid integer.`
    (re.compile(r"(.+) is not a valid integer(?: range)?\."), r"\1 không phải số nguyên"),
    # `0 is not in the range 1<=x<=2147483647.`
    (re.compile(r"(.+) is not in the range (.+)\."), r"\1 nằm ngoài khoảng \2"),
    # `File 'x' does not exist.`
    (re.compile(r"(?:File|Path|Directory) (.+) does not exist\."), r"không có tệp \1"),
    # `File 'x' is a directory.`
    (re.compile(r"(?:File|Path) (.+) is a directory\."), r"\1 là thư mục, không phải tệp"),
    # `File 'x' is not readable.`
    (re.compile(r"(?:File|Path) (.+) is not (?:readable|writable)\."), r"không có quyền đọc hoặc ghi \1"),
    # `Got unexpected extra argument (x)`
    (re.compile(r"Got unexpected extra arguments? \((.+)\)"), r"Thừa: \1."),
    # `Option '--by' requires an argument.`
    (re.compile(r"Option (.+) requires an argument\."), r"Tùy chọn \1 cần một giá trị."),
    # `Option '--all' does not take a value.`
    (re.compile(r"Option (.+) does not take a value\."), r"Tùy chọn \1 không nhận giá trị."),
    (re.compile(r"Missing command\."), "Thiếu tên lệnh."),
)


def _translated(message: str) -> str:
    """A sentence of click in Vietnamese; one that the table does not know stays as it is."""
    for pattern, words in SENTENCES:
        if pattern.fullmatch(message):
            return pattern.sub(words, message)
    return message


def _likely(words: Sequence[str]) -> str:
    return f" Có phải: {', '.join(words)}?" if words else ""


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False), metavar="TỆP", help="Tệp cấu hình (mặc định ./config.toml).")
@click.version_option(package_name="dondoc", prog_name="dondoc")
@click.pass_context
def main(ctx: click.Context, config: Path | None) -> None:
    """Đôn Đốc: đọc văn bản chỉ đạo, giao, theo dõi và đôn đốc nhiệm vụ.

    \b
    Ví dụ:
      dondoc demo                         chạy thử với dữ liệu mẫu
      dondoc parse ke-hoach.docx          xem máy đọc được những nhiệm vụ nào
      dondoc import *.docx *.pdf          nhập văn bản vào hàng chờ duyệt
      dondoc tasks --overdue              danh sách nhiệm vụ quá hạn
      dondoc remind --dry-run             hôm nay ai sẽ được nhắc, vì sao
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    ctx.obj = config


if __name__ == "__main__":
    main(prog_name="dondoc")
