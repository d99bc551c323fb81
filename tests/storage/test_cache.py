from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime

import pytest

from fynq.domain.doubt import Answer, Doubt, Verification
from fynq.domain.errors import CacheUnavailable, ConfigurationError
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.learner import LearnerContext
from fynq.operations.data_folder import lock_data_folder
from fynq.operations.embedded_redis import EmbeddedRedis
from fynq.storage.alike import Alike
from fynq.storage.answer_shelf import RedisShelf
from fynq.storage.cache import Cache, check_cache
from fynq.storage.cancellations import RedisCancellations
from fynq.storage.known_answers import ShelvedAnswers
from fynq.storage.limits import RedisLimits
from fynq.storage.memory.contents import Contents
from fynq.storage.memory.knowledge import MemoryGenerations, MemoryRevisions
from fynq.storage.probes import RedisProbe

TENANT = Tenant(new_id())
VECTOR = b"\x00<" * 384


def answers_in(cache):
    contents, shelf = Contents(), RedisShelf(cache)
    revisions = MemoryRevisions(contents)
    return ShelvedAnswers(shelf, Alike(shelf), MemoryGenerations(contents), revisions)


@pytest.fixture
async def redis(tmp_path):
    folder = lock_data_folder(tmp_path / "data")
    server = EmbeddedRedis(folder)
    await server.start()
    yield server
    await server.stop()
    folder.release()


async def test_without_redis_everything_goes_on(redis):
    cache = Cache(redis.url, rest_seconds=0.05)
    known = answers_in(cache)
    limits, cancellations = RedisLimits(cache), RedisCancellations(cache)
    doubt = Doubt(id_ := new_id(), new_id(), "q", id_, datetime.now(UTC))
    answer = Answer("t", "f", Verification.VERIFIED, "m")
    await known.keep(TENANT, doubt, LearnerContext(), answer)
    assert await known.find(TENANT, doubt, LearnerContext()) == answer
    assert await limits.allow(TENANT, "k", 1, 60) is None
    await redis.stop()
    for _ in range(3):
        assert await known.find(TENANT, doubt, LearnerContext()) is None
        assert await known.find_alike(TENANT, doubt, LearnerContext(), VECTOR) is None
        await known.keep(TENANT, doubt, LearnerContext(), answer, VECTOR)
        with pytest.raises(CacheUnavailable):
            await known.forget(TENANT, id_)
        assert await limits.allow(TENANT, "k", 1, 60) is None
        await cancellations.announce(TENANT, id_)
        with pytest.raises(CacheUnavailable):
            await RedisProbe(cache).check()
    await redis.start()
    async with asyncio.timeout(10):
        while await known.find(TENANT, doubt, LearnerContext()) is None:
            await asyncio.sleep(0.02)
    assert await limits.allow(TENANT, "k", 1, 60) is not None
    await cache.close()


async def test_cancellations_are_heard_again_after_a_restart(redis):
    cache = Cache(redis.url, rest_seconds=0.05)
    cancellations = RedisCancellations(cache, longest_pause=0.1)
    heard: asyncio.Queue[tuple[Tenant, object]] = asyncio.Queue()

    async def listen() -> None:
        async with aclosing(cancellations.heard()) as events:
            async for event in events:
                heard.put_nowait(event)

    async def announce_until_heard() -> None:
        doubt = new_id()
        async with asyncio.timeout(20):
            while heard.empty():
                await cancellations.announce(TENANT, doubt)
                await asyncio.sleep(0.02)
        assert await heard.get() == (TENANT, doubt)
        while not heard.empty():
            heard.get_nowait()

    listening = asyncio.create_task(listen())
    await announce_until_heard()
    await redis.stop()
    await redis.start()
    await announce_until_heard()
    await cache.run(lambda client: client.publish("fynq:cancelled", "not a cancellation"))
    await announce_until_heard()
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    await cache.close()


async def test_a_broken_entry_is_no_answer(redis):
    cache = Cache(redis.url)
    known = answers_in(cache)
    doubt = Doubt(id_ := new_id(), new_id(), "q", id_, datetime.now(UTC))
    await known.keep(TENANT, doubt, LearnerContext(), Answer("t", "f", Verification.VERIFIED, "m"))
    (name,) = await cache.run(lambda client: client.keys(f"{TENANT}:answer:*"))
    for broken in (
        b"",
        b"{}",
        b"[]",
        b"null",
        b'{"status": "verified"}',
        b"\xff",
        b"@",
        b"@\xff",
        b"@x",
    ):
        await cache.run(lambda client, value=broken: client.set(name, value))
        assert await known.find(TENANT, doubt, LearnerContext()) is None
    await cache.close()


async def test_a_surrogate_in_a_question_is_simply_not_known(redis):
    cache = Cache(redis.url)
    known = answers_in(cache)
    doubt = Doubt(id_ := new_id(), new_id(), "\ud800", id_, datetime.now(UTC))
    assert await known.find(TENANT, doubt, LearnerContext()) is None
    await cache.close()


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "http://nothing", "", "unix:///nowhere"])
async def test_a_redis_that_cannot_be_used_ends_the_start(url):
    with pytest.raises(ConfigurationError) as caught:
        await check_cache(url)
    assert caught.value.variable == "FYNQ_REDIS_URL"
