"""A process that has every reader loaded, and forks one cell for each file.

Control messages are JSON in packets of a socket: {"run": number, "seconds", "memory_mb"} with the
cell's own socket along, and {"kill": number}. Over its socket a cell gets the length of a request
(4 bytes), the request as JSON (source, media_type, and page when a picture of it is wanted), the length of the file (8 bytes), the file; it writes a reply as
JSON. When it has ended, four bytes follow: its exit code, negative for a signal.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import encodings
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import sys
from dataclasses import asdict, dataclass, field
from typing import Any

from fynq.domain.errors import RejectedDocument
from fynq.retrieval.confined.walls import (
    Limits,
    Standing,
    address_space,
    enclose,
    library,
    shut_in,
)
from fynq.retrieval.formats.picture import picture_of
from fynq.retrieval.formats.read import read, warm

STATUS = 4
_PACKET = 4_096
_PIECE = 1 << 20
_DEPTH = 20_000


@dataclass
class Zygote:
    control: socket.socket
    libc: ctypes.CDLL
    mapped: int
    cells: dict[int, tuple[int, socket.socket]] = field(default_factory=dict)
    """By process id: the owner's number for the run, and the cell's socket."""

    def serve(self) -> None:
        """Until the owner closes the control socket, or is gone."""
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
            return True
        talk = socket.socket(fileno=descriptors[0])
        try:
            pid = os.fork()
        except OSError:
            talk.close()
            return True
        if pid == 0:
            self._live(talk, Limits(message["seconds"], message["memory_mb"]))
        self.cells[pid] = (message["run"], talk)
        return True

    def _live(self, talk: socket.socket, limits: Limits) -> None:
        """A cell's life; it never returns."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            keep = os.dup2(talk.fileno(), 0)
            os.closerange(1, 256)
            enclose(self.libc, limits, self.mapped)
            sys.setrecursionlimit(_DEPTH)
            _write(keep, json.dumps(_answer(keep)).encode("utf-8", "replace"))
            code = 0
        except MemoryError:
            code = 2
        finally:
            os._exit(code)

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


def _answer(descriptor: int) -> dict[str, Any]:
    request = json.loads(_exactly(descriptor, int.from_bytes(_exactly(descriptor, 4), "big")))
    raw = _exactly(descriptor, int.from_bytes(_exactly(descriptor, 8), "big"))
    try:
        if "page" in request:
            image, count = picture_of(
                raw, request["page"], request["source"], request["media_type"]
            )
            return {"picture": base64.b64encode(image).decode("ascii"), "count": count}
        return {"read": read(raw, request["source"], request["media_type"]).as_json()}
    except RejectedDocument as error:
        return {"rejected": error.why.value, "reason": error.detail}


def _exactly(descriptor: int, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        piece = os.read(descriptor, min(count - len(data), _PIECE))
        if not piece:
            raise EOFError
        data += piece
    return bytes(data)


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view[:_PIECE]) :]


def main() -> None:
    """Argument: the descriptor of the control socket."""
    control = socket.socket(fileno=int(sys.argv[1]))
    for module in pkgutil.iter_modules(encodings.__path__):
        if module.name not in ("mbcs", "oem"):
            importlib.import_module(f"encodings.{module.name}")
    warm()
    libc = library()
    mapped = address_space()
    namespaces, empty = shut_in(libc)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    filtered = _filter_stands(libc)
    gc.collect()
    gc.freeze()
    control.send(json.dumps(asdict(Standing(filtered, namespaces, empty))).encode())
    Zygote(control, libc, mapped).serve()


def _filter_stands(libc: ctypes.CDLL) -> bool:
    """Whether a process like a cell is refused a socket."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            enclose(libc, Limits(), 0)
            socket.socket(socket.AF_INET)
        except PermissionError:
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


if __name__ == "__main__":
    main()
