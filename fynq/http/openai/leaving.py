"""Ends the work for a client that leaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import Receive

from fynq.domain.errors import Cancelled


@asynccontextmanager
async def ended_by_departure(receive: Receive) -> AsyncIterator[None]:
    """Cancels the block when the connection closes, and raises Cancelled; the body must have been
    read. A cancellation from elsewhere passes through."""
    work = asyncio.current_task()
    assert work is not None
    left = False

    async def listen() -> None:
        nonlocal left
        while (await receive())["type"] != "http.disconnect":
            continue
        left = True
        work.cancel()

    listening = asyncio.get_running_loop().create_task(listen())
    try:
        yield
    except asyncio.CancelledError:
        if not left or work.uncancel():
            raise
        raise Cancelled from None
    finally:
        listening.cancel()
