"""Who asks later is never answered by a question that was put before."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from uuid import UUID

import pytest

from fynq.domain.errors import StorageUnavailable
from fynq.domain.identifiers import Tenant
from fynq.personalization.freshness import Freshness
from fynq.personalization.ports import Stamp

ONE, TWO = Tenant(UUID(int=1)), Tenant(UUID(int=2))


class Slow:
    """Reads the version when it is asked, and answers later."""

    def __init__(self) -> None:
        self.version = 0
        self.asked: list[tuple[Tenant, int]] = []
        self.gate = asyncio.Event()
        self.down = False

    async def stamps(self, tenant: Tenant, students: Collection[UUID]) -> Mapping[UUID, Stamp]:
        self.asked.append((tenant, len(students)))
        version = self.version
        await self.gate.wait()
        if self.down:
            raise StorageUnavailable("gone")
        return dict.fromkeys(students, version)


async def spin() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_each_sees_what_was_written_before_it_asked():
    store = Slow()
    freshness = Freshness(store)
    asking = []
    for version in range(8):
        store.version = version
        asking.append((version, asyncio.create_task(freshness.stamp(ONE, UUID(int=version % 3)))))
        await spin()
    store.gate.set()
    for version, task in asking:
        assert await task >= version
    assert len(store.asked) <= 4, "two on their way, the others together"


async def test_schools_are_asked_for_apart():
    store = Slow()
    store.gate.set()
    freshness = Freshness(store)
    await asyncio.gather(*(freshness.stamp(t, UUID(int=3)) for t in (ONE, TWO, ONE)))
    assert sorted(store.asked) == [(ONE, 1), (TWO, 1)]


async def test_an_outage_reaches_everybody_who_asked_and_nobody_else():
    store = Slow()
    freshness = Freshness(store)
    tasks = [asyncio.create_task(freshness.stamp(ONE, UUID(int=at))) for at in range(3)]
    await spin()
    tasks[0].cancel()
    store.down = True
    store.gate.set()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(outcomes[0], asyncio.CancelledError)
    assert all(isinstance(each, StorageUnavailable) for each in outcomes[1:])
    store.down = False
    assert await freshness.stamp(ONE, UUID(int=1)) == 0


async def test_one_who_leaves_does_not_disturb_the_others():
    store = Slow()
    freshness = Freshness(store)
    first = asyncio.create_task(freshness.stamp(ONE, UUID(int=1)))
    second = asyncio.create_task(freshness.stamp(ONE, UUID(int=2)))
    await spin()
    first.cancel()
    await spin()
    store.gate.set()
    assert await second == 0
    with pytest.raises(asyncio.CancelledError):
        await first
