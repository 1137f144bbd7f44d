"""`dondoc serve` and `dondoc worker`: the two processes of an installation."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, NoReturn

import click
import waitress
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

from notifier import worker
from webui.app import create_app
from webui.console import Console, pass_console, say
from webui.security import MEGABYTE
from workflow import db
from workflow.os_faults import reason
from workflow.settings import Web

#: how long requests under way may take to end when the server stops
LAST_ANSWERS_SECONDS = 20
#: a connection on which nothing comes or goes for so long is closed
QUIET_SECONDS = 60
TOO_LARGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Tệp quá lớn</title>
<h1>Tệp gửi lên quá lớn</h1><p>Tối đa {limit} MB. Hãy nén lại hoặc tách phụ lục rồi gửi lại. Chưa có gì được ghi.</p></html>
"""


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
    server = open_server(app, settings.web)
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


def open_server(app: Any, web: Web) -> Any:
    """A waitress server that listens already, and takes in no more than the largest upload. Ends the command when the port is taken."""
    listening: dict[int, Any] = {}
    try:
        server = waitress.create_server(
            app,
            map=listening,
            host=web.host,
            port=web.port,
            threads=web.threads,
            ident=None,
            clear_untrusted_proxy_headers=False,
            max_request_body_size=(web.upload_limit_mb + 1) * MEGABYTE,  # waitress keeps a body before anybody looks at it
            channel_timeout=QUIET_SECONDS,
        )
    except OSError as fault:
        sentence = f"Không mở được cổng {web.port} trên {web.host}: {reason(fault)}."
        advice = "Đổi khóa web.port trong tệp cấu hình, hoặc dừng chương trình đang giữ cổng."
        raise click.ClickException(f"{sentence} {advice}") from fault
    for socket in listening.values():
        socket.channel_class = _Channel
    return server


class _Refusal(ErrorTask):
    """What waitress refuses before any page of ours is asked."""

    def execute(self) -> None:
        if self.request.error.code != HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            super().execute()
            return
        limit = self.channel.adj.max_request_body_size // MEGABYTE - 1
        body = TOO_LARGE.format(limit=limit).encode()
        self.status = "413 Request Entity Too Large"
        self.response_headers.append(("Content-Type", "text/html; charset=utf-8"))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):
    error_task_class = _Refusal


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


def stop_on_signals(last_word: Callable[[int], NoReturn] = os._exit) -> threading.Event:
    """An event that SIGTERM and SIGINT set; a second signal says `last_word` with the exit code: at once, whatever is under way."""
    stop = threading.Event()

    def ask(number: int, frame: Any) -> None:
        if stop.is_set():
            last_word(128 + number)
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return stop
