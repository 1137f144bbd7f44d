"""What the process that reads a document may not do: take the machine's memory and time, reach the network, leave programs behind.

Where the system has no such bound (Windows), or the kernel forbids it to us, that bound is left out.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import signal
from collections.abc import Mapping
from pathlib import Path

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

#: unshare(2): a user namespace and in it a network namespace without any interface
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
#: prctl(2)
SET_PARENT_DEATH_SIGNAL, SET_SECCOMP, SET_CHILD_SUBREAPER, SET_NO_NEW_PRIVILEGES = 1, 22, 36, 38
SECCOMP_FILTER = 2
#: machine → its number in seccomp(2) (linux/audit.h), its number of socket(2)
MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
#: io_uring_setup(2), on every machine; through it sockets are made without socket(2)
IO_URING_SETUP = 425
#: Of the x32 calls of x86_64, which have numbers of their own
X32_CALLS = 0x40000000
UNIX_SOCKETS = 1
#: What a filter says: go on, or fail with EACCES (linux/seccomp.h)
ALLOW, DENY = 0x7FFF0000, 0x00050000 | 13
#: Codes of classic BPF: load a word, jump if equal, jump if greater or equal, give back (linux/bpf_common.h)
LOAD, IF_EQUAL, IF_AT_LEAST, GIVE = 0x20, 0x15, 0x35, 0x06
#: Where the number of the call, the machine and the first argument stand in `struct seccomp_data`
CALL, MACHINE, FIRST_ARGUMENT = 0, 4, 16


class _Step(ctypes.Structure):
    """`struct sock_filter`."""

    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("value", ctypes.c_uint32))


class _Filter(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_uint16), ("steps", ctypes.POINTER(_Step)))


def bound(*, memory_bytes: int, cpu_seconds: int, file_bytes: int) -> None:
    """Bounds memory, processor time and the size of written files, of this process and each that it starts."""
    if resource is None:
        return
    bounds: Mapping[int, int] = {
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_FSIZE: file_bytes,
        resource.RLIMIT_CORE: 0,
    }
    for kind, value in bounds.items():
        _, hard = resource.getrlimit(kind)
        least = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (least, least))


def leave_network() -> tuple[bool, bool]:
    """Takes the network from this process and those it starts, in two ways: no interface, and no sockets but local ones.

    Gives which of the two the kernel allowed.
    """
    return leave_interfaces(), forbid_sockets()


def leave_interfaces() -> bool:
    """Moves this process into a network namespace of its own; whether the kernel allowed it."""
    try:
        unshare = ctypes.CDLL(None, use_errno=True).unshare
    except (OSError, AttributeError, TypeError):
        return False
    return bool(unshare(NEW_USER | NEW_NETWORK) == 0)


def forbid_sockets() -> bool:
    """Lets socket(2) make only local sockets, which LibreOffice needs; whether the kernel allowed it."""
    known = MACHINES.get(platform.machine())
    if known is None or not _control(SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    machine, socket_call = known
    steps = (
        _Step(LOAD, 0, 0, MACHINE),
        _Step(IF_EQUAL, 0, 6, machine),
        _Step(LOAD, 0, 0, CALL),
        _Step(IF_AT_LEAST, 4, 0, X32_CALLS),
        _Step(IF_EQUAL, 3, 0, IO_URING_SETUP),
        _Step(IF_EQUAL, 0, 3, socket_call),
        _Step(LOAD, 0, 0, FIRST_ARGUMENT),
        _Step(IF_EQUAL, 1, 0, UNIX_SOCKETS),
        _Step(GIVE, 0, 0, DENY),
        _Step(GIVE, 0, 0, ALLOW),
    )
    made = _Filter(len(steps), (_Step * len(steps))(*steps))
    return _control(SET_SECCOMP, SECCOMP_FILTER, ctypes.addressof(made), 0, 0)


def die_with_parent() -> None:
    """When the process that started this one is gone, this one is ended too."""
    _control(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0)


def adopt_orphans() -> None:
    """Programs whose starter died become children of this process, so that `end_orphans` finds them."""
    _control(SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_orphans() -> None:
    """Ends whatever the reading has left running, as long as the kernel names children (Linux)."""
    for _ in range(100):
        left = _children()
        if not left:
            return
        for pid in left:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def _children() -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()]
    except (OSError, ValueError):
        return []


def _control(option: int, *values: int) -> bool:
    """prctl(2); whether it worked."""
    try:
        prctl = ctypes.CDLL(None, use_errno=True).prctl
    except (OSError, AttributeError, TypeError):
        return False
    return bool(prctl(option, *(ctypes.c_ulong(value) for value in values)) == 0)
