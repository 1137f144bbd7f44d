"""PDF files under a password, as ISO 32000-2, 7.6 has it: RC4 with 128 bits (revision 3) and AES with 256 (revision 6).

Written here because no library of the project writes them; only for tests.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from functools import partial

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.documents.pdfs import numbered, stream

#: What passwords of revision 3 are filled up with (7.6.4.3.2)
FILLING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
#: All rights but those of the owner; the number of the file; a key and salts that need not be secret
RIGHTS, FILE, KEY = -3904, b"0123456789abcdef", bytes(range(32))
SALTS = b"saltsalt", b"pepperpe"
STRING = re.compile(rb"\((\w+)\)")
STREAM = re.compile(rb"<< /Length \d+ (.*?)>>\nstream\n(.*)\nendstream", re.DOTALL)


def locked_rc4(objects: Sequence[bytes], user: bytes, owner: bytes) -> bytes:
    """A file of these objects under passwords; an empty one of the user opens it for everybody."""
    seed = (owner or user)[:32]
    secret = _many_times(_filled(seed))
    hidden = _rc4_rounds(secret, _filled(user))
    key = _many_times(_filled(user) + hidden + RIGHTS.to_bytes(4, "little", signed=True) + FILE)
    check = _rc4_rounds(key, hashlib.md5(FILLING + FILE).digest()) + bytes(16)
    entry = b"/V 2 /R 3 /Length 128 /P %d /O <%s> /U <%s>" % (RIGHTS, hidden.hex().encode(), check.hex().encode())

    def lock(number: int, content: bytes) -> bytes:
        return _rc4(hashlib.md5(key + number.to_bytes(3, "little") + bytes(2)).digest(), content)

    return _locked(objects, entry, lock)


def locked_aes(objects: Sequence[bytes], user: bytes, owner: bytes) -> bytes:
    """As `locked_rc4`, with AES-256."""
    check = _hash(user, SALTS[0], b"") + b"".join(SALTS)
    hidden = _hash(owner, SALTS[0], check) + b"".join(SALTS)
    rights = RIGHTS.to_bytes(4, "little", signed=True) + b"\xff\xff\xff\xffTadbabcd"
    values = {
        b"U": check,
        b"UE": _aes(_hash(user, SALTS[1], b""), bytes(16), KEY),
        b"O": hidden,
        b"OE": _aes(_hash(owner, SALTS[1], check), bytes(16), KEY),
        b"Perms": _aes(KEY, None, rights),
    }
    entry = b"/V 5 /R 6 /Length 256 /P %d /StmF /StdCF /StrF /StdCF /CF << /StdCF << /CFM /AESV3 /Length 32 >> >> " % RIGHTS
    entry += b" ".join(b"/%s <%s>" % (name, value.hex().encode()) for name, value in values.items())

    def lock(number: int, content: bytes) -> bytes:
        rest = 16 - len(content) % 16
        return bytes(16) + _aes(KEY, bytes(16), content + bytes([rest]) * rest)

    return _locked(objects, entry, lock)


def _locked(objects: Sequence[bytes], entry: bytes, lock: Callable[[int, bytes], bytes]) -> bytes:
    hidden = []
    for number, inside in enumerate(objects, 1):
        found = STREAM.fullmatch(inside)
        hidden.append(stream(lock(number, found[2]), found[1]) if found else STRING.sub(partial(_hidden, lock, number), inside))
    name = FILE.hex().encode()
    return numbered(hidden, b"/ID [<%s> <%s>] /Encrypt << /Filter /Standard %s >>" % (name, name, entry))


def _hidden(lock: Callable[[int, bytes], bytes], number: int, found: re.Match[bytes]) -> bytes:
    return b"<%s>" % lock(number, found[1]).hex().encode()


def _filled(password: bytes) -> bytes:
    return (password + FILLING)[:32]


def _many_times(data: bytes) -> bytes:
    for _ in range(51):
        data = hashlib.md5(data).digest()
    return data


def _rc4_rounds(key: bytes, data: bytes) -> bytes:
    for turn in range(20):
        data = _rc4(bytes(byte ^ turn for byte in key), data)
    return data


def _rc4(key: bytes, data: bytes) -> bytes:
    box, at = list(range(256)), 0
    for i in range(256):
        at = (at + box[i] + key[i % len(key)]) % 256
        box[i], box[at] = box[at], box[i]
    out, i, at = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        at = (at + box[i]) % 256
        box[i], box[at] = box[at], box[i]
        out.append(byte ^ box[(box[i] + box[at]) % 256])
    return bytes(out)


def _aes(key: bytes, start: bytes | None, data: bytes) -> bytes:
    made = Cipher(algorithms.AES(key), modes.ECB() if start is None else modes.CBC(start)).encryptor()
    return made.update(data) + made.finalize()


def _hash(password: bytes, salt: bytes, check: bytes) -> bytes:
    """Algorithm 2.B of 7.6.4.3.4."""
    key = hashlib.sha256(password + salt + check).digest()
    turn = 0
    while True:
        mixed = _aes(key[:16], key[16:32], (password + key + check) * 64)
        key = (hashlib.sha256, hashlib.sha384, hashlib.sha512)[sum(mixed[:16]) % 3](mixed).digest()
        turn += 1
        if turn >= 64 and mixed[-1] <= turn - 32:
            return key[:32]
