"""`dondoc serve` and `dondoc worker`: the two processes of an installation."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

import click
import waitress

from notifier import worker
from webui.app import create_app
from webui.console import Console, pass_console, say
from workflow import db
from workflow.os_faults import reason

#: how long requests under way may take to end when the server stops
LAST_ANSWERS_SECONDS = 20


@click.command("serve")
@pass_console
def serve_command(console: Console) -> None:
    """Chạy trang web (waitress). Đặt sau nginx có TLS khi dùng thật.

    \b
    Ví dụ:
      dondoc --config /etc/dondoc/config.toml serve
    """
    settings = console.settings
    open_log()
    db.check_version(console.engine)
    app = create_app(settings, console.engine)
    server = open_server(app, settings.web.host, settings.web.port, settings.web.threads)
    say(f"Đôn Đốc chạy ở http://{settings.web.host}:{settings.web.port} (Ctrl+C để dừng)")
    serve_until(server, stop_on_signals())


def open_log() -> None:
    """The log goes to stderr, to be kept by systemd with its own time stamps: what is refused, what failed; of libraries only warnings."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("dondoc").setLevel(logging.INFO)


def serve_until(server: Any, stop: threading.Event) -> None:
    """Serve until the event is set; requests under way are answered, idle connections do not hold the process."""
    threading.Thread(target=server.run, daemon=True, name="web").start()
    stop.wait()
    server.close()
    server.task_dispatcher.shutdown(cancel_pending=True, timeout=LAST_ANSWERS_SECONDS)


def open_server(app: Any, host: str, port: int, threads: int) -> Any:
    """A waitress server that listens already. Ends the command in a sentence when the port is taken."""
    try:
        return waitress.create_server(app, host=host, port=port, threads=threads, ident=None, clear_untrusted_proxy_headers=False)
    except OSError as fault:
        raise click.ClickException(f"Không mở được cổng {port} trên {host}: {reason(fault)}. Đổi khóa web.port trong cấu hình.") from fault


@click.command("worker")
@click.option("--once", is_flag=True, help="Làm một lượt (quyết định, gửi những gì đang chờ) rồi thôi.")
@pass_console
def worker_command(console: Console, once: bool) -> None:
    """Tiến trình nhắc việc: quyết định ai cần nhắc và gửi thư. Chỉ một tiến trình cầm nhịp dù chạy nhiều.

    \b
    Ví dụ:
      dondoc worker            chạy thường trực
      dondoc worker --once     chạy một lượt, dùng với cron hoặc để thử
    """
    open_log()
    db.check_version(console.engine)
    stop = threading.Event() if once else stop_on_signals()
    worker.run_worker(console.engine, console.settings, once=once, now_fn=console.now, stop_event=stop, talk=say)


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set; a second signal ends the process at once."""
    stop = threading.Event()

    def ask(number: int, frame: Any) -> None:
        if stop.is_set():
            raise SystemExit(128 + number)
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return stop
