"""The jail as an asyncio caller sees it: a program in, what came of it out."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import signal
import socket
import sys
from dataclasses import dataclass

import structlog

from fynq.domain.errors import RoomUnavailable
from fynq.reasoning.jail.walls import Limits, Standing
from fynq.reasoning.sandbox.frames import HEADER, MAX_FRAME, decode, encode
from fynq.reasoning.sandbox.process import package_root

log = structlog.get_logger()

_STATUS = 4
_START_SECONDS = 30.0
_GRACE = 1.0
_PACKET = 4_096
_PIECE = 65_536
_FATES = {signal.SIGSYS: "forbidden", signal.SIGALRM: "time", signal.SIGXCPU: "time", signal.SIGKILL: "time"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ran:
    """answer: None when there is none; then `why` says it: 'refused' (not in the language),
    'raised', 'exceeded' (memory, steps, sizes), 'time', 'forbidden' (a system call), 'output' or
    'ended'. detail: the refusal's words, or the exception's name."""

    answer: str | None = None
    why: str = ""
    detail: str = ""
    output: str = ""


class Jail:
    """Each program runs in a process of its own, forked from a zygote that is warm.

    width: how many run at once. without: walls to leave out, for tests of the others.
    """

    def __init__(
        self, limits: Limits | None = None, width: int = 2, without: tuple[str, ...] = ()
    ) -> None:
        self._limits = limits or Limits()
        self._without = without
        self._slots = asyncio.Semaphore(width)
        self._starting = asyncio.Lock()
        self._numbers = itertools.count(1)
        self._process: asyncio.subprocess.Process | None = None
        self._control: socket.socket | None = None
        self._closed = False
        self.standing = Standing()

    async def start(self) -> None:
        """Starts the zygote, and says in the log which walls this machine does not have. Raises
        RoomUnavailable."""
        async with self._starting:
            if self._closed:
                raise RoomUnavailable("The jail is shut.")
            if self._process is not None and self._process.returncode is None:
                return
            await self._end()
            control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            control.setblocking(False)
            try:
                with theirs:
                    self._process = await _spawn(theirs, self._without)
                self._control = control
                async with asyncio.timeout(_START_SECONDS):
                    said = await asyncio.get_running_loop().sock_recv(control, _PACKET)
                self.standing = Standing(**json.loads(said))
            except (OSError, ValueError, TypeError, TimeoutError):
                control.close()
                raise RoomUnavailable("The jail cannot be started.") from None
        standing = self.standing
        if not (standing.seccomp and standing.namespaces and standing.empty_root):
            log.warning(
                "jail_without_walls",
                seccomp=standing.seccomp,
                namespaces=standing.namespaces,
                empty_root=standing.empty_root,
            )

    async def run(self, source: str, seconds: float | None = None) -> Ran:
        """Raises RoomUnavailable when the jail itself does not work; a program never raises."""
        return await self._run(source, seconds, language=True)

    async def close(self) -> None:
        self._closed = True
        async with self._starting:
            await self._end()

    async def _run(self, source: str, seconds: float | None, *, language: bool) -> Ran:
        try:
            program = encode({"source": source, "language": language})
        except ValueError:
            return Ran(why="refused", detail="The program is too long.")
        async with self._slots:
            await self.start()
            number = next(self._numbers)
            limit = min(self._limits.seconds, seconds or self._limits.seconds)
            ours, theirs = socket.socketpair()
            with ours:
                ours.setblocking(False)
                loop = asyncio.get_running_loop()
                with theirs:
                    await loop.sock_sendall(ours, program)
                    self._order(
                        {
                            "run": number,
                            "seconds": limit,
                            "cpu": self._limits.cpu,
                            "memory_mb": self._limits.memory_mb,
                        },
                        theirs,
                    )
                try:
                    async with asyncio.timeout(limit + _GRACE):
                        return await _heard(ours)
                except TimeoutError:
                    return Ran(why="time")
                finally:
                    self._kill(number)

    def _order(self, message: dict[str, object], *along: socket.socket) -> None:
        if self._control is None:
            raise RoomUnavailable("The jail is shut.")
        try:
            socket.send_fds(
                self._control, [json.dumps(message).encode()], [each.fileno() for each in along]
            )
        except OSError:
            raise RoomUnavailable("The jail does not answer.", retry_after=1.0) from None

    def _kill(self, number: int) -> None:
        """Of no effect on a cell that has ended: the zygote knows its living cells."""
        with contextlib.suppress(RoomUnavailable):
            self._order({"kill": number})

    async def _end(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
            self._process = None


async def _spawn(control: socket.socket, without: tuple[str, ...]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-S", "-m", "fynq.reasoning.jail.zygote",
        str(os.getpid()), str(control.fileno()), ",".join(without),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        cwd="/",
        env={"PYTHONPATH": package_root(), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"},
        pass_fds=(control.fileno(),),
        start_new_session=True,
    )  # fmt: skip


async def _heard(talk: socket.socket) -> Ran:
    """What the cell wrote and, in the last four bytes, how it ended."""
    loop = asyncio.get_running_loop()
    data = b""
    while True:
        piece = await loop.sock_recv(talk, _PIECE)
        if not piece:
            break
        data += piece
        if len(data) > MAX_FRAME:
            return Ran(why="output")
    if len(data) < _STATUS:
        return Ran(why="ended")
    status = int.from_bytes(data[-_STATUS:], "big", signed=True)
    if status:
        return Ran(why=_FATES.get(signal.Signals(-status), "ended") if -status in set(signal.Signals) else "ended")  # fmt: skip
    return _told(data[:-_STATUS])


def _told(frame: bytes) -> Ran:
    try:
        if int.from_bytes(frame[:HEADER], "big") != len(frame) - HEADER:
            return Ran(why="ended")
        reply = decode(frame[HEADER:])
    except (ValueError, RecursionError):
        return Ran(why="ended")
    output = str(reply.get("output", ""))
    for why in ("refused", "exceeded", "raised"):
        if why in reply:
            return Ran(why=why, detail=str(reply[why]), output=output)
    answer = reply.get("answer")
    return Ran(answer, output=output) if isinstance(answer, str) else Ran(why="ended")
