"""One solver process and a conversation with it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import fynq
from fynq.domain.errors import CannotSolve, RoomUnavailable
from fynq.reasoning.sandbox.frames import HEADER, MAX_FRAME, decode, encode

_IDS = itertools.count(1)
WARM_SECONDS = 60.0


def package_root() -> str:
    """The folder that holds the package, which the process has to find without an environment."""
    return str(Path(fynq.__file__).resolve().parent.parent)


class Worker:
    """After any failure or cancellation it is dead: its pipe may hold an answer to nobody."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.alive = True

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def usable(self) -> bool:
        return self.alive and self._process.returncode is None

    @classmethod
    async def spawn(cls, memory_mb: int) -> Worker:
        """Raises RoomUnavailable when the process cannot be started."""
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "fynq.reasoning.sandbox.worker", str(os.getpid()), str(memory_mb),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                cwd="/",
                env={
                    "PYTHONPATH": package_root(),
                    "PYTHONHASHSEED": "0",
                    "PYTHONDONTWRITEBYTECODE": "1",
                    "LANG": "C.UTF-8",
                    "OMP_NUM_THREADS": "1",
                },
                start_new_session=True,
            )  # fmt: skip
        except OSError:
            raise RoomUnavailable("A solver process cannot be started.") from None
        return cls(process)

    async def ask(self, op: str, fields: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        """Raises CannotSolve (also when the time is spent) or RoomUnavailable (the process died).

        The worker is killed when the time is spent, when the caller is cancelled, and when what it
        says is not a reply to this request.
        """
        try:
            async with asyncio.timeout(seconds):
                reply = await self._exchange(op, fields, seconds)
        except TimeoutError:
            self.kill()
            raise CannotSolve("This takes longer than a solver may run.") from None
        except (OSError, asyncio.IncompleteReadError, ValueError, KeyError):
            self.kill()
            raise RoomUnavailable("A solver process ended while it worked.") from None
        except BaseException:
            self.kill()
            raise
        return _content(reply)

    async def _exchange(self, op: str, fields: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise ValueError("no pipes")
        number = next(_IDS)
        stdin.write(encode({"op": op, "id": number, "seconds": seconds, **fields}))
        await stdin.drain()
        length = int.from_bytes(await stdout.readexactly(HEADER), "big")
        if length > MAX_FRAME:
            raise ValueError("the reply is too long")
        reply = decode(await stdout.readexactly(length))
        if reply["id"] != number:
            raise ValueError("a reply to another request")
        return reply

    def kill(self) -> None:
        self.alive = False
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> None:
        """Kills, waits until the process is gone, and closes its pipes."""
        self.kill()
        await self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
            with contextlib.suppress(OSError):
                await self._process.stdin.wait_closed()
        if self._process.stdout is not None:
            with contextlib.suppress(OSError, ValueError, RuntimeError):
                await self._process.stdout.read()


def _content(reply: Mapping[str, Any]) -> dict[str, Any]:
    if "refused" in reply:
        if reply.get("kind") == "NotUnderstood":
            from fynq.reasoning.problem import NotUnderstood

            raise NotUnderstood(str(reply["refused"]))
        raise CannotSolve(str(reply["refused"]))
    content = reply.get("ok")
    if not isinstance(content, dict):
        raise CannotSolve("The solver met something that it does not know.")
    return content
