"""A fork that reads is asked by several threads: the one that waits, the watch over its time, and whoever interrupts it."""

from __future__ import annotations

import subprocess
import sys

import pytest

#: A process of one thread, as `dondoc parse` is: a fork is only begun where no other thread runs
BEGINNING = """
import subprocess, sys, threading
from webui.reading_process import Fork, ReadingProcess

place = ReadingProcess()
wrong = []
threading.excepthook = lambda fault: wrong.append(repr(fault.exc_value))
sys.setswitchinterval(1e-6)  # threads take turns in the middle of a line


def together(*works):
    threads = [threading.Thread(target=work, daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        if thread.is_alive():
            wrong.append("a thread still waits")


def left_alone(fork):
    fork.stdin.close()  # no order comes any more, so it ends by itself


def polled(fork):
    while fork.poll() is None:
        pass
"""
ENDING = "place.close()\nprint(*(wrong or codes))"


def said(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", BEGINNING + code + ENDING], capture_output=True, text=True, check=False, timeout=120)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("works", "code"),
    [
        ("lambda: polled(fork), lambda: polled(fork), lambda: left_alone(fork)", "0"),
        ("fork.wait, lambda: polled(fork), fork.kill, fork.kill", "-9"),
    ],
    ids=["ends by itself", "is killed"],
)
def test_a_fork_that_two_threads_watch_ends_once_for_both(works, code):
    loop = f"codes = set()\nfor _ in range(150):\n    fork = Fork(place)\n    together({works})\n    codes.add(fork.returncode)\n"
    assert said(loop + "    fork.stdin.close(), fork.stdout.close()\n") == [code]


def test_what_has_ended_is_sent_nothing():
    assert said(
        "fork = Fork(place)\nleft_alone(fork)\nfork.wait()\nfork.pid = -1\nfork.kill(), fork.terminate()\ncodes = [fork.returncode]\n"
    ) == ["0"]


def test_a_fork_whose_end_somebody_else_noted_has_ended():
    taken = "import os\nfork = Fork(place)\nleft_alone(fork)\nos.waitpid(fork.pid, 0)\nfork.kill()\ncodes = [fork.wait(1)]\n"
    assert said(taken) == ["0"]


@pytest.mark.parametrize("seconds", [0, 0.01])
def test_waiting_for_no_longer_than_said(seconds):
    late = f"fork = Fork(place)\ntry:\n    fork.wait({seconds})\nexcept subprocess.TimeoutExpired as late:\n    codes = [late.timeout]\n"
    assert said(late + "fork.kill()\ncodes.append(fork.wait())\n") == [str(seconds), "-9"]
