"""A seccomp filter of the kernel: the few system calls that pure computation needs, death for others.

Numbers of system calls: Linux's asm/unistd_64.h (x86_64) and asm-generic/unistd.h (aarch64). The
filter is classic BPF as in Linux's Documentation/userspace-api/seccomp_filter.rst.
"""

from __future__ import annotations

import ctypes
import platform
import struct
from collections.abc import Mapping

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_MODE_FILTER = 2

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL = 0x7FFF_0000, 0x8000_0000
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT = 0, 4, 16
_X32 = 0x4000_0000
_PROT_EXEC = 4

_AUDIT = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}
_PLAIN: Mapping[str, Mapping[str, int]] = {
    "x86_64": {
        "munmap": 11, "brk": 12, "rt_sigreturn": 15, "mremap": 25, "madvise": 28, "exit": 60,
        "gettimeofday": 96, "futex": 202, "restart_syscall": 219, "clock_gettime": 228,
        "exit_group": 231, "getrandom": 318,
    },
    "aarch64": {
        "munmap": 215, "brk": 214, "rt_sigreturn": 139, "mremap": 216, "madvise": 233, "exit": 93,
        "gettimeofday": 169, "futex": 98, "restart_syscall": 128, "clock_gettime": 113,
        "exit_group": 94, "getrandom": 278,
    },
}  # fmt: skip
_MAPPING = {"x86_64": (9, 10), "aarch64": (222, 226)}
"""mmap and mprotect, which are refused with PROT_EXEC."""
_WRITE = {"x86_64": 1, "aarch64": 64}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def supported() -> bool:
    return platform.system() == "Linux" and platform.machine() in _AUDIT


def build(descriptor: int, machine: str = "") -> bytes:
    """The filter as sock_filter records of eight bytes; writing is allowed to `descriptor` alone.

    Raises KeyError for a machine whose numbers are not known.
    """
    machine = machine or platform.machine()
    code = [_step(_LOAD, _ARCH_AT), _step(_EQUAL, _AUDIT[machine], 1, 0), _step(_RETURN, _KILL)]
    code += [_step(_LOAD, _NUMBER_AT), _step(_AT_LEAST, _X32, 0, 1), _step(_RETURN, _KILL)]
    for number in _PLAIN[machine].values():
        code += [_step(_EQUAL, number, 0, 1), _step(_RETURN, _ALLOW)]
    for number in _MAPPING[machine]:
        code += [
            _step(_EQUAL, number, 0, 4),
            _step(_LOAD, _ARGUMENTS_AT + 2 * 8),
            _step(_ANY_BIT, _PROT_EXEC, 0, 1),
            _step(_RETURN, _KILL),
            _step(_RETURN, _ALLOW),
        ]
    code += [
        _step(_EQUAL, _WRITE[machine], 0, 3),
        _step(_LOAD, _ARGUMENTS_AT),
        _step(_EQUAL, descriptor, 0, 1),
        _step(_RETURN, _ALLOW),
        _step(_RETURN, _KILL),
    ]
    return b"".join(code)


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def install(libc: ctypes.CDLL, code: bytes) -> bool:
    """For this process and for good; False where the kernel refuses."""
    program = _Program(len(code) // 8, code)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    found: int = libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0)
    return found == 0
