"""Bodies that a server compressed although it was asked not to."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable, AsyncIterator

from fynq.domain.errors import InvalidInput

_PIECE = 1 << 16
_WINDOWS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


async def inflated(parts: AsyncIterable[bytes], coding: str) -> AsyncIterator[bytes]:
    """In pieces of at most 64 KiB, whatever the input asks for. Raises InvalidInput."""
    if coding in ("", "identity"):
        async for part in parts:
            yield part
        return
    if coding not in _WINDOWS:
        raise InvalidInput("The server sends an unknown compression.", field="url")
    machine = zlib.decompressobj(_WINDOWS[coding])
    try:
        async for part in parts:
            waiting = part
            while waiting:
                yield machine.decompress(waiting, _PIECE)
                waiting = machine.unconsumed_tail
        while not machine.eof and (rest := machine.decompress(b"", _PIECE)):
            yield rest
        if not machine.eof:
            raise InvalidInput("The server's answer breaks off.", field="url")
    except zlib.error:
        raise InvalidInput("The server's compression is broken.", field="url") from None
