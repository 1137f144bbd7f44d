"""An installation as an office has it: its own folder, database, processes; driven by the command line and a real browser."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

LONGEST_START = 30.0


@dataclass
class Office:
    """One installation."""

    folder: Path
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    def configure(self, mail: dict[str, object]) -> None:
        """Write the configuration; `mail` is its section of that name."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lines = [f"{key} = {json.dumps(str(value) if isinstance(value, Path) else value)}" for key, value in mail.items()]
        self.config.write_text(
            f'[office]\nname = "Văn phòng UBND tỉnh Sơn Hà"\nprovince = "Sơn Hà"\n[database]\nurl = "sqlite:///dondoc.db"\n'
            f'[web]\nbase_url = "{self.address}"\nport = {self.port}\nsecret_key_file = "secret-key"\n[mail]\n' + "\n".join(lines) + "\n",
            "utf-8",
        )

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """One `dondoc` command in this installation."""
        done = subprocess.run(
            [sys.executable, "-m", "webui.cli", "--config", str(self.config), *words],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        if check:
            assert done.returncode == 0, f"dondoc {' '.join(words)}: {done.stdout}{done.stderr}"
        return done

    @contextmanager
    def serving(self) -> Iterator[str]:
        """`dondoc serve` as a process of its own, while the block runs; gives its address."""
        log = (self.folder / "serve.log").open("w")
        process = subprocess.Popen([sys.executable, "-m", "webui.cli", "--config", str(self.config), "serve"], stdout=log, stderr=log)
        try:
            self._wait(process)
            yield self.address
        finally:
            process.terminate()
            process.wait(timeout=40)
            log.close()

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        """Until the log-in page answers."""
        end = time.monotonic() + LONGEST_START
        while time.monotonic() < end:
            assert process.poll() is None, (self.folder / "serve.log").read_text()
            try:
                urllib.request.urlopen(f"{self.address}/dang-nhap", timeout=2).close()
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        pytest.fail(f"dondoc serve did not answer within {LONGEST_START:.0f} s")
