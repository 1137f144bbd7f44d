"""The demonstration's mailbox: a real server on loopback that keeps mails and passes nothing on."""

from __future__ import annotations

import socket

import pytest

from notifier import outbox
from notifier.mailbox import start_mailbox
from tests.notifier.world import at, make_settings


def test_a_mail_arrives_in_the_local_mailbox() -> None:
    mailbox = start_mailbox()
    try:
        settings = make_settings(mail={"port": mailbox.port})
        result = outbox.send_test(settings, "toan@sonha.example", now=at())
        assert result.accepted, result.sentence
        (received,) = mailbox.received
        assert received.recipients == ("toan@sonha.example",)
        assert received.read()["Subject"] == "[Đôn Đốc] Thư thử"
        assert mailbox.host == "127.0.0.1"
    finally:
        mailbox.stop()


def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError):
        start_mailbox(taken.getsockname()[1])


def test_a_test_mail_without_a_server_says_what_to_do() -> None:
    result = outbox.send_test(make_settings(mail={"host": ""}), "toan@sonha.example", now=at())
    assert (result.accepted, result.sentence) == (False, "Chưa cấu hình máy chủ thư: thêm khóa host vào mục [mail] của tệp cấu hình.")


def test_a_test_mail_that_fails_says_why() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings = make_settings(mail={"port": probe.getsockname()[1], "timeout_seconds": 2})
        result = outbox.send_test(settings, "toan@sonha.example", now=at())
    assert not result.accepted
    assert result.sentence.startswith("Không gửi được thư thử cho toan@sonha.example: Không kết nối được máy chủ thư")
