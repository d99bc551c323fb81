"""HTTP/1.1 as bytes: only what the SDKs need, so that every way to break it stays open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 429: "Too Many"}
STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
    b"cache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n"
)
LAST_CHUNK = b"0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


def parse(buffer: bytearray) -> tuple[Request, int] | None:
    """The first request and its length in bytes; None while it is incomplete. Bodies need a
    content-length, which every SDK sends."""
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return None
    lines = bytes(buffer[:end]).decode("latin-1").split("\r\n")
    method, target, _ = lines[0].split(" ", 2)
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    length = int(headers.get("content-length", 0))
    start = end + 4
    if len(buffer) < start + length:
        return None
    path, _, query = target.partition("?")
    body = bytes(buffer[start : start + length])
    return Request(method, path, query, headers, body), start + length


def head(status: int, length: int, media: str, more: Mapping[str, str]) -> bytes:
    extra = "".join(f"{name}: {value}\r\n" for name, value in more.items())
    return (
        f"HTTP/1.1 {status} {REASONS.get(status, 'Error')}\r\ncontent-type: {media}\r\n"
        f"content-length: {length}\r\n{extra}\r\n"
    ).encode()


def response(
    body: bytes,
    status: int = 200,
    media: str = "application/json",
    more: Mapping[str, str] | None = None,
) -> bytes:
    return head(status, len(body), media, more or {}) + body


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def chunks(pieces: Iterable[bytes]) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)


def within_characters(data: bytes) -> list[bytes]:
    """Pieces that all, but the last, end in the middle of a UTF-8 character."""
    pieces, start = [], 0
    for at, byte in enumerate(data):
        if byte & 0xC0 == 0x80 and at > start:
            pieces.append(data[start:at])
            start = at
    return [*pieces, data[start:]]
