"""Which passwords are refused, which are not, and what it costs to try one."""

from __future__ import annotations

import time

import pytest

from workflow import passwords
from workflow.refusals import Invalid

ABOUT = ["Nguyễn Thu Hằng", "hang.nt@sonha.example.vn", "0912345678", "Văn phòng UBND tỉnh"]


@pytest.mark.parametrize(
    "password",
    [
        "", "ngắn", "mười một ch", "a" * 129, "matkhau@2026!", "MatKhau123456", "Mật khẩu 2026", "password1234", "123456789012",
        "qwertyuiop12",
        "aaaaaaaaaaaa", "NguyenThuHang1", "nguyễn thu hằng 1985", "hang.nt@sonha", "dondoc2026!!", "ĐônĐốc123456", "UBND@2026sonha",
        "vanphongubndtinh", "0912345678910", "abcdefghijklmn", "1q2w3e4r5t6y7u", "admin@admin1", "anhyeuem123456", "1qaz2wsx3edc",
        "abababababab",
    ],
)  # fmt: skip
def test_what_is_easily_guessed_is_refused_in_words(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        passwords.check_rules(password, about=ABOUT)
    assert refused.value.field == "password"
    assert refused.value.sentence.startswith("Mật khẩu")


@pytest.mark.parametrize(
    "password",
    [
        "Trời xanh trên đỉnh Phja Oắc",
        "chợ phiên Rằm!",
        "xK7#pqLm92vR",
        "Hằng thích phở bò sáng sớm",
        "日本語のパスワードです七",
        "a" * 60 + "bcxyzqw e",
    ],
)
def test_a_sentence_of_ones_own_is_taken(password: str) -> None:
    passwords.check_rules(password, about=ABOUT)


def test_trying_a_password_costs_something_and_for_nobody_as_much(capsys: pytest.CaptureFixture[str]) -> None:
    kept = passwords.hash_password("Trời xanh trên đỉnh")
    times = {}
    for name, target in (("somebody", kept), ("nobody", None)):
        before = time.process_time()
        assert not passwords.verify("sai", target)
        times[name] = time.process_time() - before
    assert all(0.03 < spent < 2 for spent in times.values()), times
    assert passwords.verify("Trời xanh trên đỉnh", kept)


def test_two_who_choose_the_same_password_are_kept_differently() -> None:
    assert passwords.hash_password("Trời xanh") != passwords.hash_password("Trời xanh")


def test_a_password_of_a_megabyte_costs_nothing_extra() -> None:
    assert not passwords.verify("a" * 2**20, passwords.hash_password("Trời xanh"))
