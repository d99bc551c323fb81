from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace

import pytest

from fynq.answering.books import Replay
from fynq.domain.errors import Conflict
from fynq.domain.identifiers import PUBLIC, Tenant, new_id

REPLAY = Replay(201, {"content-type": "application/json"}, b"\x00sealed\xff")
OF_A_DOUBT = replace(REPLAY, doubt=new_id())


async def test_the_first_request_goes_ahead_and_the_next_gets_its_reply(stores, school):
    book, key = stores.idempotency, new_id().bytes
    for tenant in (school.tenant, PUBLIC):
        assert await book.begin(tenant, b"scope", key, b"request", 60.0) is None
        with pytest.raises(Conflict) as caught:
            await book.begin(tenant, b"scope", key, b"request", 60.0)
        assert caught.value.field == "Idempotency-Key"
        assert caught.value.retry_after is not None
        await book.finish(tenant, b"scope", key, OF_A_DOUBT, 60.0)
        assert await book.begin(tenant, b"scope", key, b"request", 60.0) == OF_A_DOUBT
        with pytest.raises(Conflict) as caught:
            await book.begin(tenant, b"scope", key, b"another", 60.0)
        assert caught.value.retry_after is None
        assert await book.begin(tenant, b"other scope", key, b"another", 60.0) is None


async def test_an_abandoned_or_expired_key_is_free(stores, school):
    book, key = stores.idempotency, new_id().bytes
    assert await book.begin(school.tenant, b"s", key, b"r", 60.0) is None
    await book.abandon(school.tenant, b"s", key)
    assert await book.begin(school.tenant, b"s", key, b"another", 0.0) is None
    assert await book.begin(school.tenant, b"s", key, b"third", 60.0) is None
    await book.finish(school.tenant, b"s", key, REPLAY, 60.0)
    await book.abandon(school.tenant, b"s", key)
    assert await book.begin(school.tenant, b"s", key, b"third", 60.0) == REPLAY


async def test_of_many_equal_requests_one_goes_ahead(stores, school):
    key = new_id().bytes
    begun = await asyncio.gather(
        *(stores.idempotency.begin(school.tenant, b"s", key, b"r", 60.0) for _ in range(8)),
        return_exceptions=True,
    )
    assert sum(outcome is None for outcome in begun) == 1
    assert sum(isinstance(outcome, Conflict) for outcome in begun) == 7


async def test_limits_count_per_tenant_and_key(stores):
    tenant, other, limits = Tenant(new_id()), Tenant(new_id()), stores.limits
    assert [await limits.allow(tenant, "a\ud800", 2, 60) for _ in range(2)] == [None, None]
    wait = await limits.allow(tenant, "a\ud800", 2, 60)
    assert 0 < wait <= 60
    assert await limits.allow(tenant, "b", 2, 60) is None
    assert await limits.allow(other, "a\ud800", 2, 60) is None


async def test_a_limit_ends_with_its_window(stores):
    tenant = Tenant(new_id())
    while (wait := await stores.limits.allow(tenant, "k", 1, 1)) is None:
        pass
    assert wait <= 1
    async with asyncio.timeout(10):
        while await stores.limits.allow(tenant, "k", 1, 1) is not None:
            await asyncio.sleep(0.05)


async def test_a_cancellation_is_heard(stores):
    tenant, doubt = Tenant(new_id()), new_id()

    async def listen() -> None:
        async with aclosing(stores.cancellations.heard()) as heard:
            async for cancelled in heard:
                if cancelled == (tenant, doubt):
                    return

    listening = asyncio.create_task(listen())
    async with asyncio.timeout(10):
        while not listening.done():
            await stores.cancellations.announce(tenant, doubt)
            await asyncio.sleep(0.02)
    await listening


async def test_probes_tell_what_answers(stores):
    assert [probe.name for probe in stores.probes] == ["postgresql", "redis"]
    for probe in stores.probes:
        assert (await probe.check())["version"]
