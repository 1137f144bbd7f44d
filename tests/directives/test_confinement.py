"""What the process that reads may not do: reach the network, take the machine's memory and time, leave programs behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

#: Asks for a connection, and says whether it came about and what the kernel said
CONNECT = """
import socket, sys
from directives import confinement
allowed = confinement.{way}()
socket.socket(socket.AF_UNIX).close()
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), 2)
except OSError as fault:
    print(allowed, type(fault).__name__, fault.errno)
else:
    print(allowed, "connected")
"""
#: As CONNECT, from a program that the confined process starts
CONNECT_FROM_PROGRAM = """
import subprocess, sys
from directives import confinement
confinement.leave_network()
code = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 2)"
print(subprocess.run([sys.executable, "-c", code, sys.argv[1]], stderr=subprocess.DEVNULL).returncode)
"""


@pytest.fixture
def port() -> Iterator[str]:
    """Where somebody listens on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield str(server.getsockname()[1])


def run(code: str, *words: str) -> str:
    return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True, timeout=30).stdout.strip()


@pytest.mark.parametrize("way", ["leave_interfaces", "forbid_sockets", "leave_network"])
def test_a_confined_process_reaches_nobody(port, way):
    said = run(CONNECT.format(way=way), port)
    if "True" not in said:  # this kernel forbids the one way (containers do); the two together must hold all the same
        assert way != "leave_network", "the kernel allows neither a network namespace nor a seccomp filter"
        return
    assert "connected" not in said
    assert "Error" in said


def test_a_program_that_a_confined_process_starts_reaches_nobody(port):
    assert run(CONNECT_FROM_PROGRAM, port) == "1"


def test_without_confinement_the_same_connection_comes_about(port):
    assert run(CONNECT.format(way="adopt_orphans"), port).endswith("connected")


def test_memory_time_and_size_of_files_are_bounded(tmp_path):
    code = """
import resource, sys
from directives import confinement
confinement.bound(memory_bytes=500_000_000, cpu_seconds=1, file_bytes=1_000)
try:
    bytearray(600_000_000)
except MemoryError:
    print("memory")
try:
    open(sys.argv[1], "wb", 0).write(b"a" * 2_000)
    open(sys.argv[1], "ab", 0).write(b"a")
except OSError:
    print("size")
print(flush=True)
while True:
    pass
"""
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "f")], stdout=subprocess.PIPE, text=True, timeout=30)
    assert done.stdout.split() == ["memory", "size"]
    assert done.returncode == -signal.SIGKILL
    assert (tmp_path / "f").stat().st_size == 1_000


# --- work in a fork ------------------------------------------------------------------------------------------------


def in_a_process(code: str) -> str:
    """Forks are made in a process without threads."""
    return run("import os, signal, subprocess, sys, time\nfrom directives.forked import in_a_fork\n" + code)


@pytest.mark.parametrize(
    ("work", "ended"),
    [
        ("None", "code=0 late=False"),
        ("sys.exit(3)", "code=143 late=False"),
        ("1 / 0", "code=1 late=False"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "code=-9 late=False"),
        ("os.abort()", "code=-6 late=False"),
        ("time.sleep(60)", "code=0 late=True"),
        ("(signal.signal(signal.SIGTERM, signal.SIG_IGN), time.sleep(60))", "code=0 late=True"),
    ],
)
def test_how_the_work_of_a_fork_ended_is_told(work, ended):
    assert in_a_process(f"import directives.forked as f; f.GRACE_SECONDS = 0.2; print(in_a_fork(lambda: {work}, 1))") == ended


def test_an_alarm_just_after_the_work_was_waited_for_ends_nothing_else():
    late = "def late(pid):\n    waited(pid)\n    raise TimeoutError\nforked._waited = late\n"
    code = f"import directives.forked as forked\nwaited = forked._waited\n{late}print(in_a_fork(lambda: None, 60))"
    assert in_a_process(code) == "code=0 late=True"


@pytest.mark.parametrize("dies", ["os.kill(os.getpid(), signal.SIGKILL)", "time.sleep(60)"], ids=["killed", "late"])
def test_programs_that_a_dead_reading_left_running_are_ended(dies):
    start = "subprocess.Popen(['sleep', '60'], start_new_session=True)"
    pid = int(
        in_a_process(
            f"r, w = os.pipe()\nin_a_fork(lambda: (os.write(w, str({start}.pid).encode()), {dies}), 1)\nprint(os.read(r, 20).decode())"
        )
    )
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
