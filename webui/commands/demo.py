"""`dondoc demo`: the whole program on this machine, with a made-up province. Nothing can leave the machine."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import click

from notifier.mailbox import start_mailbox
from webui.app import create_app
from webui.commands.serving import open_server, serve_until, stop_on_signals
from webui.console import Console, say
from webui.demo.building import build
from webui.demo.story import PASSWORD, PEOPLE

#: seconds in which the worker ends the mail that is under way
WORKER_ENDS_WITHIN = 20
FINISHED = "san-sang"  # written last: a demonstration without it was interrupted and is made anew


@click.command("demo")
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), default=Path("demo-data"), show_default=True, help="Nơi giữ dữ liệu."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="Cổng trang web; bận thì lấy cổng khác.")
@click.option("--fresh", is_flag=True, help="Dựng lại từ đầu, bỏ dữ liệu cũ.")
@click.option("--build-only", is_flag=True, help="Chỉ dựng dữ liệu, không chạy.")
def demo_command(folder: Path, port: int, fresh: bool, build_only: bool) -> None:
    """Chạy thử: tỉnh Sơn Hà (không có thật), trang web, tiến trình nhắc việc và hộp thư, tất cả trong máy này.

    Lần sau chạy lại trong vài giây và giữ nguyên dữ liệu.

    \b
    Ví dụ:
      dondoc demo
      dondoc demo --fresh --port 9000
    """
    if fresh and folder.exists():
        _remove(folder)
    mailbox = start_mailbox(0)
    try:
        config = _prepare(folder, _free_port(port), mailbox.port)
        console = Console(config)
        if not (folder / FINISHED).exists():
            for old in folder.glob("dondoc.db*"):
                old.unlink()
            build(console.engine, console.settings, now=console.now(), today=console.today(), talk=say)
            (folder / FINISHED).write_text("")
        if not build_only:
            _run(console)
    finally:
        mailbox.stop()


def _remove(folder: Path) -> None:
    """Only a folder that a demonstration made is removed."""
    if not (folder / "config.toml").exists() or "demo = true" not in (folder / "config.toml").read_text("utf-8"):
        raise click.ClickException(f"{folder} không phải thư mục của bản chạy thử nên không xóa. Chọn thư mục khác bằng --folder.")
    shutil.rmtree(folder)


def _free_port(wanted: int) -> int:
    """The wanted port if it is free on loopback, else one that is."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            if port != wanted:
                say(f"Cổng {wanted} đang bận, dùng cổng {probe.getsockname()[1]}.")
            return int(probe.getsockname()[1])
    raise click.ClickException("Không mở được cổng nào trên 127.0.0.1.")


def _prepare(folder: Path, port: int, mail_port: int) -> Path:
    """Write the demonstration's configuration for the ports of this run; gives its path."""
    folder.mkdir(parents=True, exist_ok=True)
    key = folder / "secret-key"
    if not key.exists():
        with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    config = folder / "config.toml"
    config.write_text(
        "# Bản chạy thử viết lại tệp này mỗi lần khởi động.\n"
        "demo = true\n\n"
        '[office]\nname = "Văn phòng UBND tỉnh Sơn Hà"\nprovince = "Sơn Hà"\nphone = "0200 555 0100"\n\n'
        '[database]\nurl = "sqlite:///dondoc.db"\n\n'
        f'[web]\nbase_url = {json.dumps(f"http://127.0.0.1:{port}")}\nport = {port}\nsecret_key_file = "secret-key"\n\n'
        f'[mail]\nhost = "127.0.0.1"\nport = {mail_port}\nsecurity = "none"\nsender = "dondoc@sonha.example.vn"\n',
        "utf-8",
    )
    return config


def _run(console: Console) -> None:
    """Serve until a signal comes; the worker is a process of its own, as in a real installation."""
    settings = console.settings
    server = open_server(create_app(settings, console.engine), settings.web)
    command = [sys.executable, "-m", "webui.cli", "--config", str(console.path), "worker"]
    worker = subprocess.Popen(command, start_new_session=True)  # Ctrl+C reaches us alone, and we end it once
    _greet(settings.web.base_url)
    try:
        serve_until(server, stop_on_signals(sys.exit))
    finally:
        worker.terminate()
        try:
            worker.wait(timeout=WORKER_ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            worker.kill()
        say("Đã dừng. Dữ liệu được giữ; chạy lại: make run")


def _greet(address: str) -> None:
    click.echo(f"\nĐôn Đốc (bản chạy thử) ở {address}\nMật khẩu chung của mọi người dùng thử: {PASSWORD}\n")
    for person in PEOPLE:
        click.echo(f"  {person.email:<32} {person.name}, {person.title} ({person.post.label})")
    click.echo("\nThư nhắc việc không rời máy này: xem ở trang Thư đã gửi. Dừng: Ctrl+C\n")
    sys.stdout.flush()
