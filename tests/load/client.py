"""A lean HTTP/1.1 client for load: keep-alive connections, answers read but not decoded."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass


@dataclass(slots=True)
class Reply:
    """Times in seconds of a monotonic clock. first_event: when the first body bytes came."""

    status: int
    body: bytes
    first_event: float


class Connection(asyncio.Protocol):
    """One request at a time. The reply's future fails with ConnectionError when the peer leaves."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.closed = False
        self._buffer = bytearray()
        self._waiter: asyncio.Future[Reply] | None = None
        self._clear()

    def _clear(self) -> None:
        self._head: bytes | None = None
        self._length = -1
        self._chunked = False
        self._first = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(ConnectionError("the server closed the connection"))

    def send(self, request: bytes) -> asyncio.Future[Reply]:
        self._clear()
        self._buffer.clear()
        self._waiter = asyncio.get_running_loop().create_future()
        assert self.transport is not None
        self.transport.write(request)
        return self._waiter

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._head is None and not self._read_head():
            return
        if not self._first and self._buffer:
            self._first = time.monotonic()
        if self._chunked:
            if self._buffer.endswith(b"0\r\n\r\n"):
                self._finish(bytes(self._buffer))
        elif len(self._buffer) >= self._length >= 0:
            self._finish(bytes(self._buffer[: self._length]))

    def _read_head(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        self._head = bytes(self._buffer[:end]).lower()
        del self._buffer[: end + 4]
        self._chunked = b"transfer-encoding: chunked" in self._head
        at = self._head.find(b"content-length: ")
        if at >= 0:
            self._length = int(self._head[at + 16 :].split(b"\r\n", 1)[0])
        elif not self._chunked:
            self._length = 0
        return True

    def _finish(self, body: bytes) -> None:
        assert self._head is not None
        status = int(self._head.split(b" ", 2)[1])
        if b"connection: close" in self._head and self.transport is not None:
            self.closed = True
            self.transport.close()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(Reply(status, body, self._first or time.monotonic()))


class Client:
    """A pool of connections to one address; opens another whenever none is idle, up to `limit`."""

    def __init__(self, host: str, port: int, limit: int = 256) -> None:
        self.host = host
        self.port = port
        self._idle: deque[Connection] = deque()
        self._slots = asyncio.Semaphore(limit)

    def encode(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        token: str = "",
        accept: str = "application/json",
        content_type: str = "application/json",
    ) -> bytes:
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nAccept: {accept}\r\n"
        if token:
            head += f"Authorization: Bearer {token}\r\n"
        if body:
            head += f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n"
        elif method != "GET":
            head += "Content-Length: 0\r\n"
        return head.encode() + b"\r\n" + body

    async def request(self, encoded: bytes, seconds: float = 30.0) -> Reply:
        """Raises ConnectionError or TimeoutError."""
        async with self._slots:
            connection = await self._connection()
            try:
                async with asyncio.timeout(seconds):
                    reply = await connection.send(encoded)
            except BaseException:
                if connection.transport is not None:
                    connection.transport.abort()
                raise
            if not connection.closed:
                self._idle.append(connection)
            return reply

    async def _connection(self) -> Connection:
        while self._idle:
            connection = self._idle.pop()
            if not connection.closed:
                return connection
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(Connection, self.host, self.port)
        return connection

    def close(self) -> None:
        for connection in self._idle:
            if connection.transport is not None:
                connection.transport.close()
        self._idle.clear()
