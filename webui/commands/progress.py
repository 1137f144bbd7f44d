"""How far a long command is, on stderr: one line that changes on a terminal, else a line now and then."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import click

#: on a terminal: back to the beginning of the line, and nothing left of it
CLEAR_LINE = "\r\x1b[K"
#: How often the line changes on a terminal, and is written where there is none (seconds)
ON_TERMINAL, ELSEWHERE = 0.1, 15.0


@dataclass
class Progress:
    """Files read of so many. Its methods may be called from every thread."""

    total: int
    shown: bool = field(default_factory=lambda: sys.stderr.isatty())
    done: int = 0
    failed: int = 0
    started: float = field(default_factory=time.monotonic)
    said: float = field(default_factory=time.monotonic)
    pages: dict[Path, int] = field(default_factory=dict)  # of the files at hand
    lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, path: Path, pages: int) -> None:
        """So many pages of a file are read; 0 says that the file is finished."""
        with self.lock:
            self.pages.pop(path, None)
            if pages:
                self.pages[path] = pages
            else:
                self.done += 1
            if self.done < self.total and time.monotonic() - self.said > (ON_TERMINAL if self.shown else ELSEWHERE):
                self.said = time.monotonic()
                click.echo(f"{CLEAR_LINE}{self.line()}" if self.shown else self.line(), err=True, nl=not self.shown)

    def fail(self) -> None:
        """One more file could not be taken in."""
        with self.lock:
            self.failed += 1

    def clear(self) -> None:
        """Makes room for other words on the terminal."""
        with self.lock:
            if self.shown:
                click.echo(CLEAR_LINE, err=True, nl=False)

    def line(self) -> str:
        """`Đã đọc 123/500 tệp · 3 lỗi · 4,1 tệp/giây · còn khoảng 1 phút 32 giây · quet.pdf: trang 12`."""
        seconds = max(time.monotonic() - self.started, 0.001)
        parts = [f"Đã đọc {self.done}/{self.total} tệp"]
        if self.failed:
            parts.append(f"{self.failed} lỗi")
        if self.done:
            rate = self.done / seconds
            parts += [f"{rate:.1f} tệp/giây".replace(".", ","), f"còn khoảng {duration((self.total - self.done) / rate)}"]
        slow = max(self.pages, key=lambda path: self.pages[path], default=None)
        if slow is not None and self.pages[slow] > 1:
            parts.append(f"{slow.name}: trang {self.pages[slow]}")
        return " · ".join(parts)


def duration(seconds: float) -> str:
    """`8 giây`, `1 phút 32 giây`, `2 giờ 5 phút`."""
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    if hours:
        return f"{hours} giờ {minutes} phút"
    return f"{minutes} phút {rest} giây" if minutes else f"{rest} giây"
