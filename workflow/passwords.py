"""Passwords: how they are kept (scrypt, RFC 7914) and which are refused. Any character may stand in one; none is demanded."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import unicodedata
from collections.abc import Iterable
from typing import NewType

from directives.vietnamese import bare
from workflow.refusals import Invalid

#: what is kept of a password
Kept = NewType("Kept", str)

SHORTEST, LONGEST = 12, 128
#: scrypt's cost: 32 MB and some 150 ms on a small server of 2026; raising it takes effect at the next log-in of each person
COST, BLOCK, PARALLEL = 2**15, 8, 2
#: What a guesser tries first, without accents; they count for nothing in a password
GUESSED = (
    "password", "passw0rd", "p@ssw0rd", "matkhau", "mat khau", "m@tkhau", "dondoc", "don doc", "admin", "administrator", "quantri",
    "quan tri", "welcome", "letmein", "iloveyou", "xinchao", "anhyeuem", "emyeuanh",
    "yeuem", "yeuanh", "vietnam", "viet nam", "hanoi", "saigon",
    "vanphong", "van phong", "ubnd", "uybannhandan", "uy ban nhan dan", "chuyenvien", "chuyen vien", "nhiemvu", "nhiem vu", "tinh", "thang",
    "nam", "ngay", "login", "dangnhap", "dang nhap", "secret", "bimat", "bi mat", "abcd1234", "test", "demo", "user", "office", "conyeume",
    "khongcho", "khong biet", "khongbiet", "football", "bongda", "dragon", "monkey", "master", "changeme", "default",
)  # fmt: skip
#: Rows of keyboard and alphabet; four in a row of one count for nothing
ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv", "1q2w3e4r5t6y7u8i9o0p")
RUN = 4
#: A year of a person's life: `1985`, `2026`
YEAR = re.compile(r"(?:19|20)\d\d")
#: The same character three times or more: `aaaa`, `1111`
REPEATED = re.compile(r"(.)\1{2,127}")
#: So many characters must be left when all that is easily guessed is taken away
LEFT = 5


def chosen(password: str, *, about: Iterable[str]) -> Kept:
    """What is kept of a password that somebody chose, after the rules. Slow on purpose: never inside a transaction. Raises Invalid."""
    check_rules(password, about=about)
    return hash_password(password)


def hash_password(password: str) -> Kept:
    """`scrypt$cost$block$parallel$salt$hash`, with a new salt. Typed NFC or NFD, a password is the same. Slow on purpose."""
    salt = os.urandom(16)
    made = _text(_scrypt(password, salt, COST, BLOCK, PARALLEL))
    return Kept("$".join(["scrypt", str(COST), str(BLOCK), str(PARALLEL), _text(salt), made]))


def verify(password: str, kept: str | None) -> bool:
    """Whether a password is the one that was kept. For nobody (None) it takes as long and is never right. Slow on purpose."""
    _, cost, block, parallel, salt, wanted = (kept or _nobody()).split("$")
    if len(password) > LONGEST * 4:
        password = ""
    made = _scrypt(password, base64.b64decode(salt), int(cost), int(block), int(parallel))
    return hmac.compare_digest(made, base64.b64decode(wanted)) and kept is not None


def is_outdated(kept: str) -> bool:
    """Whether it was kept with another cost than today's."""
    return kept.split("$")[1:4] != [str(COST), str(BLOCK), str(PARALLEL)]


def check_rules(password: str, *, about: Iterable[str]) -> None:
    """Refuses what is too short, too long or easily guessed; `about`: name, address and office of the person. Raises Invalid."""
    plain = unicodedata.normalize("NFC", password)
    if len(plain) < SHORTEST:
        raise Invalid(
            "password",
            "Mật khẩu cần ít nhất {shortest} ký tự; nên dùng một câu dễ nhớ với anh/chị mà người khác khó đoán.",
            shortest=SHORTEST,
        )
    if len(plain) > LONGEST:
        raise Invalid("password", "Mật khẩu dài quá {longest} ký tự.", longest=LONGEST)
    if len(_hard_to_guess(plain, about)) < LEFT:
        raise Invalid(
            "password",
            "Mật khẩu này dễ đoán: hầu như chỉ gồm tên, từ thông dụng, năm hoặc dãy phím liền nhau. Hãy dùng một câu khác.",
        )


def _hard_to_guess(password: str, about: Iterable[str]) -> set[str]:
    """The different characters that are left when names, common words, years, runs and repetitions are taken away."""
    rest = bare(password)
    words = {word for text in about for word in _words(bare(text))} | set(GUESSED)
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, " ")
    rest = REPEATED.sub(" ", YEAR.sub(" ", rest))
    for row in ROWS:
        rest = _without_runs(_without_runs(rest, row), row[::-1])
    return set(rest) - {" "}


def _words(text: str) -> list[str]:
    """`nguyen thu hang`: the whole, written together, and each word of three letters or more."""
    parts = [part for part in re.split(r"[^a-z0-9]{1,128}", text) if len(part) >= 3]  # words of names, labels of an address
    return [text, text.replace(" ", ""), *parts] if len(text) >= 3 else parts


def _without_runs(text: str, row: str) -> str:
    for length in range(len(row), RUN - 1, -1):
        for start in range(len(row) - length + 1):
            text = text.replace(row[start : start + length], " ")
    return text


def _scrypt(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    typed = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(typed, salt=salt, n=cost, r=block, p=parallel, maxmem=256 * 2**20, dklen=32)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _nobody() -> str:
    """For who is not known: as much work as for who is."""
    return "$".join(["scrypt", str(COST), str(BLOCK), str(PARALLEL), _text(bytes(16)), _text(bytes(32))])
