"""Receives an uploaded file: to disk while it arrives, whatever its size."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.types import Receive

from fynq.domain.errors import BodyTooLarge, Cancelled, InvalidInput, MalformedBody
from fynq.http.edge.strict_json import storable
from fynq.http.problem import Refused, field_name

FORM = b"multipart/form-data"
_IN_MEMORY = 1 << 20
_PIECE = 1 << 18
_MOST_FIELDS = 16
_MOST_FIELD_BYTES = 8_192
_MOST_HEADER_BYTES = 8_192
_FILE = "file"


@dataclass
class Received:
    """file: the bytes; name: what the client calls it; fields: what else the form says. digest:
    the same for the same file and fields, whatever separates them in the form."""

    file: IO[bytes]
    media_type: str
    name: str = ""
    size: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    digest: bytes = b""

    async def parts(self) -> AsyncIterator[bytes]:
        await asyncio.to_thread(self.file.seek, 0)
        while piece := await asyncio.to_thread(self.file.read, _PIECE):
            yield piece


async def receive_upload(
    receive: Receive, headers: Mapping[bytes, bytes], most: int, seconds: float
) -> Received:
    """The caller closes the file. Raises InvalidInput's family, Cancelled and Refused(408)."""
    kind, options = parse_options_header(headers.get(b"content-type", b""))
    spool = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  the caller closes it
    received = Received(spool, kind.decode("latin-1"))
    try:
        sink = _Form(received, options.get(b"boundary", b"")) if kind == FORM else _Whole(received)
        async with asyncio.timeout(seconds):
            async for part in _arriving(receive, most):
                sink.feed(part)
        sink.end()
    except TimeoutError:
        received.file.close()
        raise Refused(408, headers={"connection": "close"}) from None
    except BaseException:
        received.file.close()
        raise
    return received


async def _arriving(receive: Receive, most: int) -> AsyncIterator[bytes]:
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Cancelled()
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > most:
            raise BodyTooLarge(f"A file has at most {most} bytes.", field="file")
        if part:
            yield part
        if not message.get("more_body", False):
            return


class _Whole:
    """The body is the file."""

    def __init__(self, received: Received) -> None:
        self._received = received
        self._hash = hashlib.sha256()

    def feed(self, part: bytes) -> None:
        self._hash.update(part)
        self._received.file.write(part)
        self._received.size += len(part)

    def end(self) -> None:
        told = f"{self._received.media_type}\n".encode() + self._hash.digest()
        self._received.digest = hashlib.sha256(told).digest()


class _Form:
    """multipart/form-data (RFC 7578): one part named `file`, and small fields."""

    def __init__(self, received: Received, boundary: bytes) -> None:
        if not 1 <= len(boundary) <= 70:
            raise MalformedBody("The form names no boundary.", field="Content-Type")
        self._received = received
        self._hash = hashlib.sha256()
        self._headers: dict[bytes, bytes] = {}
        self._header = (bytearray(), bytearray())
        self._name = ""
        self._value = bytearray()
        self._seen = False
        self._ended = False
        self._size = 0
        callbacks: Any = {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, a, b: self._add_header(0, data[a:b]),
            "on_header_value": lambda data, a, b: self._add_header(1, data[a:b]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._open,
            "on_part_data": lambda data, a, b: self._take(data[a:b]),
            "on_part_end": self._close,
            "on_end": self._finish,
        }
        self._parser = MultipartParser(boundary, callbacks)

    def feed(self, part: bytes) -> None:
        try:
            self._parser.write(part)
        except MultipartParseError:
            raise MalformedBody("The form cannot be read.", field="body") from None

    def end(self) -> None:
        if not self._ended:
            raise MalformedBody("The form breaks off.", field="body")
        if not self._seen:
            raise InvalidInput("This field is missing.", field=_FILE)
        told = sorted(self._received.fields.items())
        whole = repr((told, self._received.name, self._received.media_type)).encode()
        self._received.digest = hashlib.sha256(whole + self._hash.digest()).digest()

    def _begin(self) -> None:
        self._headers = {}
        self._size = 0

    def _add_header(self, side: int, data: bytes) -> None:
        self._size += len(data)
        if self._size > _MOST_HEADER_BYTES:
            raise MalformedBody("A part of the form has too long headers.", field="body")
        self._header[side].extend(data)

    def _end_header(self) -> None:
        name, value = (bytes(side) for side in self._header)
        self._headers[name.strip().lower()] = value.strip()
        self._header = (bytearray(), bytearray())

    def _open(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._name = _text(options.get(b"name", b""), "body")
        self._value = bytearray()
        if self._name == _FILE:
            if self._seen:
                raise InvalidInput("One file at a time.", field=_FILE)
            self._seen = True
            self._received.name = _text(options.get(b"filename", b""), _FILE)
            kind, _ = parse_options_header(self._headers.get(b"content-type", b""))
            self._received.media_type = kind.decode("latin-1")
        elif not self._name or len(self._received.fields) >= _MOST_FIELDS:
            raise InvalidInput("The form has too many fields, or one without a name.", field="body")
        elif self._name in self._received.fields:
            raise InvalidInput("This field appears twice.", field=field_name([self._name]))

    def _take(self, data: bytes) -> None:
        if self._name == _FILE:
            self._hash.update(data)
            self._received.file.write(data)
            self._received.size += len(data)
            return
        self._value.extend(data)
        if len(self._value) > _MOST_FIELD_BYTES:
            raise InvalidInput("This is too long.", field=field_name([self._name]))

    def _close(self) -> None:
        if self._name != _FILE:
            self._received.fields[self._name] = _text(bytes(self._value), self._name)

    def _finish(self) -> None:
        self._ended = True


def _text(raw: bytes, name: str) -> str:
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise InvalidInput("This is not UTF-8.", field=field_name([name])) from None
    if not storable(text):
        raise InvalidInput(
            "This holds a character that cannot be stored.", field=field_name([name])
        )
    return text
