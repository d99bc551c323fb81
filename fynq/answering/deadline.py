"""Streams that end in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TypeVar

from fynq.domain.errors import DeadlineExceeded
from fynq.domain.streams import closing

T = TypeVar("T")


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
