from __future__ import annotations

import asyncio
import pickle
import threading
from collections.abc import AsyncIterator, Callable, Sequence

import numpy as np
import pytest

from fynq.domain.errors import ConfigurationError, RoomUnavailable
from fynq.retrieval.encoding import BULK_SLICE, EncodingThread
from fynq.retrieval.ports import Vectors


class Gate:
    """An encoder that waits until it is let through, and remembers its batches."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.entered = threading.Semaphore(0)
        self.allowed = threading.Semaphore(0)
        self.threads: set[int] = set()

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self.threads.add(threading.get_ident())
        self.batches.append(list(texts))
        self.entered.release()
        assert self.allowed.acquire(timeout=30)
        if "poison" in texts:
            raise ValueError("cannot read this")
        return np.array([[float(len(text)), float(ord(text[0]))] for text in texts], np.float32)

    async def next_batch(self) -> None:
        await asyncio.to_thread(self.entered.acquire)

    def open(self, times: int = 1000) -> None:
        self.allowed.release(times)


Make = Callable[..., EncodingThread]


@pytest.fixture
async def make() -> AsyncIterator[Make]:
    made: list[EncodingThread] = []

    def build(encode: Gate, window: float = 0.0, batch: int = 4) -> EncodingThread:
        made.append(EncodingThread(lambda: encode, window=window, batch=batch))
        return made[-1]

    yield build
    for thread in made:
        await thread.close()


async def test_a_lone_query_starts_at_once_and_the_rest_share_a_batch(make: Make) -> None:
    gate = Gate()
    thread = make(gate, window=0.0)
    first = asyncio.create_task(thread.embed(["a"]))
    await gate.next_batch()
    others = [asyncio.create_task(thread.embed([text])) for text in ("bb", "ccc", "dddd", "eeeee")]
    await asyncio.sleep(0)
    gate.open()
    results = await asyncio.gather(first, *others)
    assert gate.batches == [["a"], ["bb", "ccc", "dddd", "eeeee"]]
    assert [row[0, 0] for row in results] == [1, 2, 3, 4, 5]
    assert len(gate.threads) == 1
    assert threading.get_ident() not in gate.threads


async def test_a_lone_query_does_not_wait_for_the_window(make: Make) -> None:
    gate = Gate()
    gate.open()
    thread = make(gate, window=3600.0)
    assert (await asyncio.wait_for(thread.embed(["abc"]), 30))[0, 0] == 3


async def test_a_full_batch_does_not_wait_for_the_window(make: Make) -> None:
    gate = Gate()
    thread = make(gate, window=3600.0, batch=2)
    first = asyncio.create_task(thread.embed(["a"]))
    await gate.next_batch()
    others = [asyncio.create_task(thread.embed([text])) for text in ("b", "c")]
    await asyncio.sleep(0)
    gate.open()
    await asyncio.wait_for(asyncio.gather(first, *others), 30)
    assert gate.batches == [["a"], ["b", "c"]]


async def test_a_cancelled_query_is_not_encoded_and_harms_nobody(make: Make) -> None:
    gate = Gate()
    thread = make(gate)
    first = asyncio.create_task(thread.embed(["a"]))
    await gate.next_batch()
    gone = asyncio.create_task(thread.embed(["gone"]))
    stays = asyncio.create_task(thread.embed(["stays"]))
    await asyncio.sleep(0)
    gone.cancel()
    first.cancel()
    await asyncio.wait({gone, first})
    gate.open()
    assert (await stays)[0, 0] == 5
    assert gate.batches == [["a"], ["stays"]]


async def test_queries_overtake_a_bulk_job_which_keeps_its_order(make: Make) -> None:
    gate = Gate()
    thread = make(gate, batch=4)
    texts = ["x" * (1 + (at * 7) % 13) for at in range(3 * BULK_SLICE)]
    bulk = asyncio.create_task(thread.embed(texts))
    await gate.next_batch()
    query = asyncio.create_task(thread.embed(["query"]))
    await asyncio.sleep(0)
    gate.open()
    result = await bulk
    assert [row[0] for row in result] == [len(text) for text in texts]
    assert (await query).shape == (1, 2)
    assert gate.batches[1] == ["query"]
    lengths = [len(text) for batch in gate.batches if "query" not in batch for text in batch]
    assert lengths == sorted(lengths)


async def test_a_bulk_job_is_not_starved(make: Make) -> None:
    gate = Gate()
    thread = make(gate, batch=1)
    first = asyncio.create_task(thread.embed(["a"]))
    await gate.next_batch()
    bulk = asyncio.create_task(thread.embed(["xx", "xx"]))
    queries = [asyncio.create_task(thread.embed(["q"])) for _ in range(40)]
    await asyncio.sleep(0)
    gate.open()
    await asyncio.gather(first, bulk, *queries)
    assert gate.batches.index(["xx", "xx"]) < 30


async def test_a_cancelled_bulk_job_stops_between_slices(make: Make) -> None:
    gate = Gate()
    thread = make(gate, batch=2)
    bulk = asyncio.create_task(thread.embed(["b"] * 1000))
    await gate.next_batch()
    bulk.cancel()
    await asyncio.wait({bulk})
    gate.open(10_000)
    assert (await thread.embed(["after"])).shape == (1, 2)
    assert len(gate.batches) <= 4


async def test_a_text_that_cannot_be_encoded_fails_alone(make: Make) -> None:
    gate = Gate()
    thread = make(gate)
    first = asyncio.create_task(thread.embed(["a"]))
    await gate.next_batch()
    others = [asyncio.create_task(thread.embed([text])) for text in ("b", "poison", "c")]
    await asyncio.sleep(0)
    gate.open()
    results = await asyncio.gather(first, *others, return_exceptions=True)
    assert isinstance(results[2], RoomUnavailable)
    assert [isinstance(result, np.ndarray) for result in results] == [True, True, False, True]
    with pytest.raises(RoomUnavailable):
        await thread.embed(["poison"] * 20)
    assert (await thread.embed(["still alive"])).shape == (1, 2)


async def test_an_error_of_loading_is_every_answer() -> None:
    def load() -> Gate:
        raise ConfigurationError("embedder", "the weights are wrong", "Reinstall.")

    thread = EncodingThread(load, window=0.0, batch=4)
    for texts in (["a"], ["b"] * 9):
        with pytest.raises(ConfigurationError) as caught:
            await thread.embed(texts)
        assert pickle.loads(pickle.dumps(caught.value)).variable == "embedder"
    await thread.close()


async def test_after_close_and_while_waiting_the_answer_is_unavailable(make: Make) -> None:
    gate = Gate()
    thread = make(gate)
    first = asyncio.create_task(thread.embed(["a"]))
    await gate.next_batch()
    waiting = asyncio.create_task(thread.embed(["b"]))
    await asyncio.sleep(0)
    closing = asyncio.create_task(thread.close())
    with pytest.raises(RoomUnavailable):
        await waiting
    gate.open()
    await closing
    assert (await first).shape == (1, 2)
    with pytest.raises(RoomUnavailable):
        await thread.embed(["late"])
    await thread.close()


async def test_many_callers_with_random_cancellations(make: Make) -> None:
    gate = Gate()
    gate.open(100_000)
    thread = make(gate, window=0.001, batch=8)
    rng = np.random.default_rng(1)
    tasks = []
    for at in range(600):
        size = int(rng.choice([1, 1, 1, 3, 20]))
        texts = [chr(97 + at % 26) * (1 + at % 50)] * size
        tasks.append(asyncio.create_task(thread.embed(texts)))
        if at % 3 == 0:
            tasks[-1].cancel()
        if at % 10 == 0:
            await asyncio.sleep(0)
            tasks[-2 if at else -1].cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    for at, result in enumerate(results):
        if isinstance(result, np.ndarray):
            assert (result == [1 + at % 50, 97 + at % 26]).all()
        else:
            assert isinstance(result, asyncio.CancelledError)
