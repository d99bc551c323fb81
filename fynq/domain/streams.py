"""Streams that are closed at once, however deep they are nested."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

T = TypeVar("T")


@asynccontextmanager
async def closing(items: AsyncIterator[T]) -> AsyncGenerator[AsyncIterator[T], None]:
    """Closes an async generator on the way out; passes over what has no `aclose`.

    Without it the inner generator of a closed outer one lives until the garbage collector comes,
    and with it the upstream call that a leaving client should have ended.
    """
    try:
        yield items
    finally:
        close = getattr(items, "aclose", None)
        if close is not None:
            await close()
