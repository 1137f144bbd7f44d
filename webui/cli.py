"""`dondoc`: the command line. Each command's module is loaded when it is called, so that `dondoc parse` starts fast."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import click

COMMANDS = {
    "parse": "webui.commands.parse",
    "init": "webui.commands.install",
    "import": "webui.commands.intake",
    "review": "webui.commands.intake",
    "tasks": "webui.commands.tasks",
    "remind": "webui.commands.mail",
    "mail": "webui.commands.mail",
    "worker": "webui.commands.serving",
    "serve": "webui.commands.serving",
    "demo": "webui.commands.demo",
    "user": "webui.commands.people",
    "agency": "webui.commands.people",
    "feed": "webui.commands.people",
    "upgrade": "webui.commands.install",
    "backup": "webui.commands.install",
    "restore": "webui.commands.install",
    "doctor": "webui.commands.doctor",
}


class Commands(click.Group):
    """The table above as a group. A command's function is named as the command, `import` and `init` with `_command` behind."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name])
        command = getattr(module, f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command


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
    main()
