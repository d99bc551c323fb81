"""The walls around a process: what it has is taken away, and what it may use is limited.

Each wall stands without the others: as root the process becomes nobody, as an ordinary user it
enters namespaces of its own; where a kernel allows neither, the limits and seccomp remain.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fynq.reasoning.jail import seccomp

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_NEWNS, _NEWUTS, _NEWIPC, _NEWUSER, _NEWNET = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x40000000
_NOBODY = 65534
_CAPABILITY_VERSION_3 = 0x20080522


@dataclass(frozen=True, slots=True)
class Limits:
    """seconds: wall time; cpu: whole seconds of CPU; memory_mb: address space."""

    seconds: float = 4.0
    cpu: int = 3
    memory_mb: int = 384


@dataclass(frozen=True, slots=True)
class Standing:
    """Which walls of the zygote stand on this machine."""

    seccomp: bool = False
    namespaces: bool = False
    empty_root: bool = False
    nobody: bool = False


def library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def die_with(owner: int, libc: ctypes.CDLL) -> None:
    if sys.platform == "linux":
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != owner:
        os._exit(3)


def shut_in(libc: ctypes.CDLL) -> tuple[bool, bool, bool]:
    """Network, mounts and files out of reach: (namespaces, empty root, nobody). Needs one thread."""
    os.environ.clear()
    folder = tempfile.mkdtemp(prefix="fynq-jail-")
    os.chdir(folder)
    Path(folder).rmdir()  # nothing can be made in a folder that is gone
    if sys.platform != "linux":
        return False, False, False
    spaces = _NEWNET | _NEWNS | _NEWIPC | _NEWUTS
    root = os.geteuid() == 0
    apart = libc.unshare(spaces | (0 if root else _NEWUSER)) == 0
    empty = False
    with contextlib.suppress(OSError):
        os.chroot(".")
        empty = True
    nobody = False
    if root:
        with contextlib.suppress(OSError):
            os.setgroups([])
            os.setresgid(_NOBODY, _NOBODY, _NOBODY)
            os.setresuid(_NOBODY, _NOBODY, _NOBODY)
            nobody = True
        apart = apart or libc.unshare(spaces | _NEWUSER) == 0
    _drop_capabilities(libc)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return apart, empty, nobody


def _drop_capabilities(libc: ctypes.CDLL) -> None:
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    none = (ctypes.c_uint32 * 6)()
    libc.capset(header, none)


def enclose(libc: ctypes.CDLL, limits: Limits, filtered: bytes) -> None:
    """The last walls of a process that is about to run a program. filtered: b'' without seccomp.

    The kernel's own timer ends the process at the wall limit, whatever it does.
    """
    if sys.platform == "linux":
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    for signum in (signal.SIGALRM, signal.SIGXCPU, signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    memory = limits.memory_mb << 20
    for what, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(what, (value, value))
    if filtered and not seccomp.install(libc, filtered):
        os._exit(4)
