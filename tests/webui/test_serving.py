"""The web server in front of the pages: what it takes in, and how long it waits."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

from webui.commands.serving import QUIET_SECONDS, open_server, serve_until
from workflow.settings import Web

MEGABYTE = 1_000_000


def page(environ, start):
    """Says how much came."""
    size = len(environ["wsgi.input"].read())
    start("200 OK", [("Content-Type", "text/plain")])
    return [str(size).encode()]


@pytest.fixture
def port() -> Iterator[int]:
    """A running server that takes uploads of one megabyte."""
    server, stop = open_server(page, Web(port=0, upload_limit_mb=1, threads=1)), threading.Event()
    serving = threading.Thread(target=serve_until, args=(server, stop))
    serving.start()
    yield server.effective_port
    stop.set()
    serving.join()


def answer(port: int, head: str, body: bytes = b"") -> str:
    with closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as client:
        client.sendall(f"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{head}\r\n\r\n".encode() + body)
        said = b""
        with suppress(ConnectionResetError):  # the answer first, then the end: what we sent too much is not read
            while block := client.recv(65536):
                said += block
        return said.decode()


def test_an_upload_of_the_largest_size_is_taken(port):
    assert answer(port, f"Content-Length: {MEGABYTE}", b"x" * MEGABYTE).endswith(str(MEGABYTE))


def test_a_larger_body_is_refused_in_words_before_a_byte_of_it_is_kept(port):
    said = answer(port, "Content-Length: 900000000")
    assert said.startswith("HTTP/1.1 413 ")
    assert "Tối đa 1 MB" in said


def test_a_body_that_does_not_say_its_size_is_cut_off(port):
    chunk = b"186a0\r\n" + b"x" * 100_000 + b"\r\n"
    assert "Tối đa 1 MB" in answer(port, "Transfer-Encoding: chunked", chunk * 21)


def test_other_refusals_keep_their_own_answer(port):
    assert answer(port, "Content-Length: nhieu").startswith("HTTP/1.1 400 ")


def test_a_connection_on_which_nothing_comes_is_given_up_soon():
    server = open_server(page, Web(port=0))
    assert server.adj.channel_timeout == QUIET_SECONDS <= 60
    server.close()
