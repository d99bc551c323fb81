"""Streams that end in time and are closed at once, however deep they are nested."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from fynq.domain.errors import DeadlineExceeded

T = TypeVar("T")


@asynccontextmanager
async def closing(items: AsyncIterator[T]) -> AsyncGenerator[AsyncIterator[T], None]:
    """Closes an async generator on the way out.

    Without it the inner generator of a closed outer one lives until the garbage collector comes,
    and with it the upstream call that a leaving client should have ended.
    """
    try:
        yield items
    finally:
        close = getattr(items, "aclose", None)
        if close is not None:
            await close()


async def within(seconds: float, items: AsyncIterator[T]) -> AsyncGenerator[T, None]:
    """Yields items until `seconds` have passed, then raises DeadlineExceeded. Closes `items`."""
    deadline = asyncio.get_running_loop().time() + seconds
    async with closing(items):
        while True:
            try:
                async with asyncio.timeout_at(deadline):
                    item = await anext(items)
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise DeadlineExceeded("The time budget of this doubt is spent.") from None
            yield item
