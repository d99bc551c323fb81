"""The walls around a process that reads a stranger's file.

Each stands without the others: limits everywhere; on Linux a filter of system calls; as root, or
where the kernel lets an ordinary user make them, namespaces without network and an empty root.
Numbers of system calls: Linux's asm/unistd_64.h (x86_64) and asm-generic/unistd.h (aarch64); the
filter is classic BPF as in Linux's Documentation/userspace-api/seccomp_filter.rst.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import signal
import struct
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

_SET_PDEATHSIG, _SET_DUMPABLE, _SET_SECCOMP, _NO_NEW_PRIVS = 1, 4, 22, 38
_NEWNS, _NEWUTS, _NEWIPC, _NEWUSER, _NEWNET = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x40000000
_NOBODY = 65534
_CAPABILITY_VERSION_3 = 0x20080522
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF_0000, 0x0005_0000 | 13
_X32 = 0x4000_0000
_AUDIT = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}
_REFUSED = {
    # open, openat, creat, openat2, socket, connect, bind, listen, accept, accept4, sendto, fork, vfork,
    # clone, clone3, execve, execveat, kill, tkill, tgkill, ptrace, process_vm_readv, process_vm_writev,
    # mount, umount2, pivot_root, chroot, unshare, setns, bpf, perf_event_open, userfaultfd, keyctl,
    # add_key, request_key, io_uring_setup, memfd_create, pidfd_open, shmget, shmat, mq_open
    "x86_64": (2, 257, 85, 437, 41, 42, 49, 50, 43, 288, 44, 57, 58, 56, 435, 59, 322, 62, 200, 234, 101, 310, 311, 165, 166, 155, 161, 272, 308, 321, 298, 323, 250, 248, 249, 425, 319, 434, 29, 30, 240),
    "aarch64": (56, 437, 198, 203, 200, 201, 202, 242, 206, 220, 435, 221, 281, 129, 130, 131, 117, 270, 271, 40, 39, 41, 51, 97, 268, 280, 241, 282, 219, 217, 218, 425, 279, 434, 194, 196, 180),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """seconds: wall time. memory_mb: beyond what the warm process takes. width: files at once."""

    seconds: float = 120.0
    memory_mb: int = 1024
    width: int = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """Which walls stand on this machine."""

    seccomp: bool = False
    namespaces: bool = False
    empty_root: bool = False


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def shut_in(libc: ctypes.CDLL) -> tuple[bool, bool]:
    """Environment, network and files out of reach: (namespaces, empty root). Needs one thread."""
    os.environ.clear()
    folder = tempfile.mkdtemp(prefix="fynq-read-")
    os.chdir(folder)
    Path(folder).rmdir()
    if sys.platform != "linux":
        return False, False
    spaces = _NEWNET | _NEWNS | _NEWIPC | _NEWUTS
    root = os.geteuid() == 0
    apart = libc.unshare(spaces | (0 if root else _NEWUSER)) == 0
    empty = False
    with contextlib.suppress(OSError):
        os.chroot(".")
        empty = True
    if root:
        with contextlib.suppress(OSError):
            os.setgroups([])
            os.setresgid(_NOBODY, _NOBODY, _NOBODY)
            os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    libc.capset((ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)())
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    return apart, empty


def address_space() -> int:
    """Bytes that this process has mapped; 0 where that cannot be told."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * resource.getpagesize()


def enclose(libc: ctypes.CDLL, limits: Limits, mapped: int) -> bool:
    """The last walls of a process that is about to read a file; whether the filter stands.

    mapped: address_space() of the warm process. The kernel's own timer ends the process.
    """
    if sys.platform == "linux":
        libc.prctl(_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0)
    for signum in (signal.SIGALRM, signal.SIGXCPU, signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    bounds = [
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CPU, int(limits.seconds) + 1),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 0),
    ]
    if mapped:
        bounds.append((resource.RLIMIT_AS, mapped + (limits.memory_mb << 20)))
    for what, bound in bounds:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (bound, bound))
    return _filter(libc)


def _filter(libc: ctypes.CDLL) -> bool:
    machine = platform.machine()
    if sys.platform != "linux" or machine not in _AUDIT:
        return False
    steps = [(_LOAD, 4, 0, 0), (_EQUAL, _AUDIT[machine], 1, 0), (_RETURN, _REFUSE, 0, 0)]
    steps += [(_LOAD, 0, 0, 0), (_AT_LEAST, _X32, 0, 1), (_RETURN, _REFUSE, 0, 0)]
    for number in _REFUSED[machine]:
        steps += [(_EQUAL, number, 0, 1), (_RETURN, _REFUSE, 0, 0)]
    steps.append((_RETURN, _ALLOW, 0, 0))
    code = b"".join(struct.pack("=HBBI", what, yes, no, value) for what, value, yes, no in steps)
    program = _Program(len(steps), code)
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    found: int = libc.prctl(_SET_SECCOMP, 2, ctypes.byref(program), 0, 0)
    return found == 0
