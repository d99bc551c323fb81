from __future__ import annotations

import asyncio

import pytest

from fynq.domain.errors import StorageUnavailable
from fynq.retrieval.shared_reads import SharedReads


async def test_nobody_gets_what_was_read_before_the_question() -> None:
    value, reads = 0, 0

    async def read(_: str) -> int:
        nonlocal reads
        reads += 1
        seen = value
        await asyncio.sleep(0.001)
        return seen

    shared = SharedReads(read)

    async def ask() -> None:
        nonlocal value
        value += 1
        known = value
        assert await shared("a") >= known

    for _ in range(20):
        await asyncio.gather(*(ask() for _ in range(20)), shared("b"))
    assert reads <= 20 * 4
    assert shared._running == shared._next == {}


async def test_who_leaves_takes_the_read_from_nobody() -> None:
    begun = asyncio.Event()

    async def read(_: str) -> str:
        begun.set()
        await asyncio.sleep(0.01)
        return "read"

    shared = SharedReads(read)
    first = asyncio.create_task(shared("a"))
    await begun.wait()
    second, third = asyncio.create_task(shared("a")), asyncio.create_task(shared("a"))
    await asyncio.sleep(0)
    first.cancel()
    second.cancel()
    assert await third == "read"


async def test_a_failed_read_fails_for_those_who_waited_only() -> None:
    fails = True

    async def read(_: str) -> str:
        await asyncio.sleep(0)
        if fails:
            raise StorageUnavailable("gone")
        return "read"

    shared = SharedReads(read)
    found = await asyncio.gather(*(shared("a") for _ in range(3)), return_exceptions=True)
    assert all(isinstance(each, StorageUnavailable) for each in found)
    fails = False
    with pytest.raises(TypeError):
        await shared([])  # type: ignore[arg-type]
    assert await shared("a") == "read"
