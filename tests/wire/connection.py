"""One connection to the fault server: reads requests, plays what follows, sees who leaves."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections.abc import Callable
from typing import cast

from tests.wire.http_wire import Request, parse
from tests.wire.playing import End, Play


class Connection(asyncio.Protocol):
    """busy: an answer is being played. Requests on one connection wait for each other."""

    def __init__(self, play: Callable[[Request], Play], all_of_them: set[Connection]) -> None:
        self._play = play
        self._all = all_of_them
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._task: asyncio.Task[None] | None = None
        self._playing: Play | None = None

    @property
    def busy(self) -> bool:
        return self._playing is not None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._all.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._all.discard(self)
        if self._task is not None:
            self._task.cancel()
        playing = self._playing
        if playing is not None and playing.attempt is not None and playing.attempt.done is None:
            playing.attempt.left = time.monotonic()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        self._next()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _next(self) -> None:
        transport = self._transport
        while transport is not None and self._playing is None:
            found = parse(self._buffer)
            if found is None:
                return
            request, length = found
            del self._buffer[:length]
            play = self._play(request)
            if play.at_once:
                transport.write(play.steps[0].data)
                self._over(play)
            else:
                self._playing = play
                self._task = asyncio.get_running_loop().create_task(self._steps(play, transport))

    async def _steps(self, play: Play, transport: asyncio.Transport) -> None:
        for step in play.steps:
            if step.seconds:
                await asyncio.sleep(step.seconds)
            transport.write(step.data)
            if play.attempt is not None and step.tokens is not None:
                play.attempt.tokens = step.tokens
        if play.end is End.SILENCE:
            await asyncio.get_running_loop().create_future()
        self._over(play)
        self._playing = None
        if play.end is End.RESET:
            _reset(transport)
        elif play.end is End.CLOSE:
            transport.close()
        else:
            self._next()

    @staticmethod
    def _over(play: Play) -> None:
        if play.attempt is not None:
            play.attempt.done = time.monotonic()


def _reset(transport: asyncio.Transport) -> None:
    """A RST in place of a FIN, and no wait for what is not yet sent."""
    sock = transport.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
