"""Notices that the client has left."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import Receive

from fynq.http.retold import Retold
from fynq.http.watch import Watch


@contextmanager
def noticing_departure(receive: Receive, watch: Watch | Retold) -> Iterator[None]:
    """Tells `watch` when the connection closes while the block runs; the body must have been read."""

    async def listen() -> None:
        while (await receive())["type"] != "http.disconnect":
            continue
        watch.client_left()

    listening = asyncio.get_running_loop().create_task(listen())
    try:
        yield
    finally:
        listening.cancel()
        watch.leave()
