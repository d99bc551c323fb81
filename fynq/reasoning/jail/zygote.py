"""A small process that has everything loaded and forks one cell for each program.

Control messages are JSON in packets of a socket, with the cell's own socket along: {"run": id,
"seconds", "cpu", "memory_mb"} and {"kill": id}. When a cell has ended, four bytes are added to what
it wrote: its wait status, by which the owner tells an answer from a death.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import select
import signal
import socket
import sys
import unicodedata  # noqa: F401  (the parser loads it for letters beyond ASCII, too late inside)
from dataclasses import asdict, dataclass
from typing import Any

from fynq.reasoning.jail import seccomp
from fynq.reasoning.jail.cell import DESCRIPTOR, live
from fynq.reasoning.jail.language import compiled
from fynq.reasoning.jail.vocabulary import Vocabulary
from fynq.reasoning.jail.walls import Limits, Standing, die_with, enclose, library, shut_in

STATUS = 4
_PACKET = 4_096
_WARMING = "import math\nx = [Fraction(1, 3) for i in range(3)] if False else [2**k for k in range(3)]\nanswer = f'{sum(x):.2f}'\n"  # fmt: skip


@dataclass
class Zygote:
    control: socket.socket
    libc: ctypes.CDLL
    filtered: bytes
    cells: dict[int, tuple[int, socket.socket]]
    """By process id: the owner's number for the run, and the cell's socket."""

    def serve(self) -> None:
        """Until the owner closes the control socket."""
        awake, waking = socket.socketpair()
        for end in (awake, waking):
            end.setblocking(False)
        signal.set_wakeup_fd(waking.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        poll.register(awake, select.POLLIN)
        while True:
            for descriptor, _ in poll.poll():
                if descriptor == awake.fileno():
                    awake.recv(_PACKET)
                    self._reap()
                elif not self._command():
                    for pid in self.cells:
                        os.kill(pid, signal.SIGKILL)
                    return

    def _command(self) -> bool:
        data, descriptors, _, _ = socket.recv_fds(self.control, _PACKET, 1)
        if not data:
            return False
        message = json.loads(data)
        if "kill" in message:
            for pid, (number, _) in self.cells.items():
                if number == message["kill"]:
                    os.kill(pid, signal.SIGKILL)
        else:
            self._run(message, socket.socket(fileno=descriptors[0]))
        return True

    def _run(self, message: dict[str, Any], talk: socket.socket) -> None:
        limits = Limits(message["seconds"], message["cpu"], message["memory_mb"])
        owner = os.getpid()
        try:
            pid = os.fork()
        except OSError:
            talk.close()
            return
        if pid == 0:
            live(talk, owner, self.libc, limits, self.filtered)
        self.cells[pid] = (message["run"], talk)

    def _reap(self) -> None:
        while self.cells:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            _, talk = self.cells.pop(pid)
            talk.setblocking(False)
            with contextlib.suppress(OSError):
                talk.send(os.waitstatus_to_exitcode(status).to_bytes(STATUS, "big", signed=True))
            talk.close()


def _filter_works(libc: ctypes.CDLL, filtered: bytes) -> bool:
    """A cell that makes a forbidden call is killed by the kernel."""
    pid = os.fork()
    if pid == 0:
        try:
            enclose(libc, Limits(), filtered)
            os.getppid()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGSYS


def main() -> None:
    """Arguments: the owner's process id, the control socket, which walls to leave out (for tests)."""
    libc = library()
    owner, descriptor = int(sys.argv[1]), int(sys.argv[2])
    without = sys.argv[3].split(",")
    exec(compiled(_WARMING), Vocabulary().names())  # noqa: S102
    shut = (False, False, False) if "shut_in" in without else shut_in(libc)
    die_with(owner, libc)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    filtered = b""
    if seccomp.supported() and "seccomp" not in without:
        filtered = seccomp.build(DESCRIPTOR)
        if not _filter_works(libc, filtered):
            filtered = b""
    control = socket.socket(fileno=descriptor)
    gc.collect()
    gc.freeze()
    control.send(json.dumps(asdict(Standing(bool(filtered), *shut))).encode())
    Zygote(control, libc, filtered, {}).serve()


if __name__ == "__main__":
    main()
