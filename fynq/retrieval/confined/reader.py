"""The confined readers as a caller sees them: a file in, its text or a reason out."""

from __future__ import annotations

import atexit
import base64
import contextlib
import functools
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog

import fynq
from fynq.domain.errors import RejectedDocument, Rejection, RoomUnavailable
from fynq.retrieval.confined.recognition import engine, recognized
from fynq.retrieval.confined.walls import Limits, Standing
from fynq.retrieval.formats.parsed import ParsedText, rejected

log = structlog.get_logger()

MAX_BYTES = 100 << 20
"""Of an uploaded file."""
_MAX_REPLY = 90 << 20
_PICTURES = 5
"""Times as long as a file may take, when its words have to be read from pictures."""
_STATUS = 4
_START_SECONDS = 60.0
_GRACE = 2.0
_PACKET = 4_096
_PIECE = 1 << 20
_OVERRUN = {-signal.SIGALRM, -signal.SIGXCPU, -signal.SIGKILL}


class DocumentReader:
    """Each file is read in a process of its own, forked from one that is warm. For many threads.

    Nothing is started before the first file. An asyncio caller uses a thread.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._slots = threading.BoundedSemaphore(self._limits.width)
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._owner = os.getpid()
        self.standing = Standing()

    def read(self, raw: bytes, source: str = "", media_type: str = "") -> ParsedText:
        """source: the file's name or URL. media_type: what the sender says; b'' decides nothing.

        Raises RejectedDocument, or RoomUnavailable when no process can be started.
        """
        if len(raw) > MAX_BYTES:
            reason = f"The file is larger than {MAX_BYTES >> 20} MB."
            raise rejected(Rejection.TOO_LARGE, reason)
        request = {"source": source[-300:], "media_type": media_type[:200]}
        try:
            reply = self._asked(request, raw)
        except RejectedDocument as error:
            program = engine() if error.why is Rejection.NEEDS_OCR else ""
            if not program:
                raise
            return self._recognized(program, request, raw)
        try:
            return ParsedText.from_json(reply["read"])
        except (ValueError, KeyError, TypeError):
            raise _unusable() from None

    def _recognized(self, program: str, request: Mapping[str, Any], raw: bytes) -> ParsedText:
        def picture(number: int) -> tuple[bytes, int]:
            reply = self._asked({**request, "page": number}, raw)
            try:
                return base64.b64decode(reply["picture"], validate=True), int(reply["count"])
            except (ValueError, KeyError, TypeError):
                raise _unusable() from None

        media_type = "application/pdf" if raw[:1024].find(b"%PDF-") >= 0 else "image/*"
        return recognized(program, picture, media_type, _PICTURES * self._limits.seconds)

    def _asked(self, request: Mapping[str, Any], raw: bytes) -> Mapping[str, Any]:
        with self._slots:
            return _understood(*self._run(json.dumps(request).encode(), raw))

    def start(self) -> None:
        """Starts and warms the process now. Raises RoomUnavailable."""
        with self._lock:
            self._started()

    def close(self) -> None:
        with self._lock:
            self._end()

    def _run(self, request: bytes, raw: bytes) -> tuple[bytes, int | None]:
        number = next(self._numbers)
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                self._order(
                    {
                        "run": number,
                        "seconds": self._limits.seconds,
                        "memory_mb": self._limits.memory_mb,
                    },
                    theirs,
                )
            deadline = time.monotonic() + self._limits.seconds + _GRACE
            try:
                head = len(request).to_bytes(4, "big") + request + len(raw).to_bytes(8, "big")
                _send(ours, head, deadline)
                _send(ours, raw, deadline)
            except TimeoutError:
                self._kill(number)
                return b"", -signal.SIGKILL
            except OSError:  # it ended before it had read the file; how, it says below
                pass
            try:
                return _heard(ours, deadline)
            except (TimeoutError, OSError):
                return b"", -signal.SIGKILL
            finally:
                self._kill(number)

    def _order(self, message: dict[str, object], *along: socket.socket) -> None:
        data = json.dumps(message).encode()
        with self._lock:
            for attempt in (1, 2):
                control = self._started()
                try:
                    socket.send_fds(control, [data], [each.fileno() for each in along])
                    return
                except OSError:
                    self._end()
                    if attempt == 2:
                        raise RoomUnavailable("The readers of documents do not answer.") from None

    def _kill(self, number: int) -> None:
        """Of no effect on a cell that has ended."""
        with self._lock, contextlib.suppress(OSError):
            if self._control is not None and self._owner == os.getpid():
                self._control.send(json.dumps({"kill": number}).encode())

    def _started(self) -> socket.socket:
        if self._owner != os.getpid():  # a fork of the process that had started it
            self._process, self._control, self._owner = None, None, os.getpid()
        if self._control is not None and self._process and self._process.poll() is None:
            return self._control
        self._end()
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                self._process = _spawn(theirs)
            control.settimeout(_START_SECONDS)
            self.standing = Standing(**json.loads(control.recv(_PACKET)))
        except (OSError, ValueError, TypeError):
            control.close()
            self._end()
            raise RoomUnavailable("The readers of documents cannot be started.") from None
        control.settimeout(None)
        self._control = control
        if not (self.standing.seccomp and self.standing.namespaces and self.standing.empty_root):
            log.warning(
                "document_readers_without_walls",
                seccomp=self.standing.seccomp,
                namespaces=self.standing.namespaces,
                empty_root=self.standing.empty_root,
            )
        return control

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@functools.cache
def shared_reader() -> DocumentReader:
    """The one of this process, for callers that do not hold their own."""
    reader = DocumentReader()
    atexit.register(reader.close)
    return reader


def _spawn(control: socket.socket) -> subprocess.Popen[bytes]:
    root = str(Path(fynq.__file__).resolve().parent.parent)
    return subprocess.Popen(
        [sys.executable, "-m", "fynq.retrieval.confined.zygote", str(control.fileno())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={
            "PYTHONPATH": root,
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "LANG": "C.UTF-8",
        },
        pass_fds=(control.fileno(),),
        start_new_session=True,
    )


def _send(talk: socket.socket, data: bytes, deadline: float) -> None:
    talk.settimeout(max(deadline - time.monotonic(), 0.001))
    talk.sendall(data)


def _heard(talk: socket.socket, deadline: float) -> tuple[bytes, int | None]:
    """What the cell wrote, and how it ended."""
    pieces: list[bytes] = []
    size = 0
    while True:
        talk.settimeout(max(deadline - time.monotonic(), 0.001))
        piece = talk.recv(_PIECE)
        if not piece:
            break
        pieces.append(piece)
        size += len(piece)
        if size > _MAX_REPLY:
            reason = f"The file holds more than {_MAX_REPLY >> 20} MB of text."
            raise rejected(Rejection.TOO_LARGE, reason)
    data = b"".join(pieces)
    if len(data) < _STATUS:
        return b"", None
    return data[:-_STATUS], int.from_bytes(data[-_STATUS:], "big", signed=True)


def _understood(reply: bytes, ended: int | None) -> Mapping[str, Any]:
    if ended in _OVERRUN:
        raise rejected(Rejection.TOO_SLOW, "Reading the file takes longer than a document may.")
    if ended:
        reason = "The file is damaged, or takes more memory than a document may: reading it failed."
        raise rejected(Rejection.BROKEN, reason)
    try:
        message: dict[str, Any] = json.loads(reply)
        if "rejected" in message:
            raise RejectedDocument(str(message["reason"]), why=Rejection(message["rejected"]))
        return message
    except (ValueError, KeyError, TypeError):
        raise _unusable() from None


def _unusable() -> RoomUnavailable:
    return RoomUnavailable("The readers of documents gave no usable answer.")
