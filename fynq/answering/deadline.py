"""A time budget over a stream."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import TypeVar

from fynq.domain.errors import DeadlineExceeded

T = TypeVar("T")


async def within(seconds: float, items: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
    """Yields items until `seconds` of waiting for them are spent, then raises DeadlineExceeded.

    The time that the consumer holds an item does count: the budget is the caller's patience.
    """
    deadline = asyncio.get_running_loop().time() + seconds
    try:
        while True:
            try:
                async with asyncio.timeout_at(deadline):
                    item = await anext(items)
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise DeadlineExceeded("The time budget of this doubt is spent.") from None
            yield item
    finally:
        await items.aclose()
