"""Streams cross in batches, end once, and are cancelled with their consumer."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import Any

import pytest
from ray.exceptions import ActorDiedError

from fynq.deployments.streaming import Batch, gathered, scattered
from fynq.domain.errors import FynqError, ModelStreamCut, RoomUnavailable


class Response:
    """A DeploymentResponseGenerator without Ray: everything that crosses is pickled."""

    def __init__(self, batches: AsyncGenerator[Batch[Any], None]) -> None:
        self._batches = batches
        self.cancelled = False

    def __aiter__(self) -> Response:
        return self

    async def __anext__(self) -> Batch[Any]:
        batch: Batch[Any] = pickle.loads(pickle.dumps(await anext(self._batches)))
        return batch

    def cancel(self) -> None:
        self.cancelled = True


def calling(make: Callable[[], AsyncIterator[Any]], made: list[Response]) -> Callable[[], Response]:
    def call() -> Response:
        made.append(Response(gathered("room", make())))
        return made[-1]

    return call


async def numbers(count: int) -> AsyncGenerator[int, None]:
    for number in range(count):
        yield number


async def test_every_item_arrives_once_and_in_order() -> None:
    made: list[Response] = []
    items = [n async for n in scattered("room", calling(lambda: numbers(1000), made), 5.0)]
    assert items == list(range(1000))
    assert not made[0].cancelled


async def test_an_empty_batch_says_that_the_call_was_taken() -> None:
    gate = asyncio.Event()

    async def slow() -> AsyncGenerator[int, None]:
        await gate.wait()
        yield 1

    batches = gathered("room", slow())
    assert await anext(batches) == Batch()
    gate.set()
    rest = [batch async for batch in batches]
    assert rest[-1].ended
    assert sum((batch.items for batch in rest), ()) == (1,)


async def test_items_that_come_together_cross_together() -> None:
    batches = [batch async for batch in gathered("room", numbers(500))]
    assert len(batches) < 10
    assert batches[0].items


async def test_an_error_keeps_its_type_and_what_came_before() -> None:
    async def failing() -> AsyncGenerator[int, None]:
        yield 1
        raise ModelStreamCut("cut", provider="p", model="m", retry_after=4.0)

    seen: list[int] = []
    with pytest.raises(ModelStreamCut) as caught:
        async for item in scattered("room", calling(failing, []), 5.0):
            seen.append(item)
    assert seen == [1]
    assert caught.value.provider == "p"
    assert caught.value.retry_after == 4.0


async def test_a_bug_is_a_plain_error_without_its_words() -> None:
    async def failing() -> AsyncGenerator[int, None]:
        raise KeyError("secret input")
        yield 1

    with pytest.raises(FynqError) as caught:
        _ = [item async for item in scattered("room", calling(failing, []), 5.0)]
    assert type(caught.value) is FynqError
    assert "secret" not in str(caught.value)


async def test_leaving_cancels_the_innermost_generator() -> None:
    ended = asyncio.Event()

    async def endless() -> AsyncGenerator[int, None]:
        try:
            yield 1
            await asyncio.Event().wait()
        finally:
            ended.set()

    batches = gathered("room", endless())
    assert (await anext(batches)).items == (1,)
    await batches.aclose()
    assert ended.is_set()


async def test_leaving_cancels_the_remote_call() -> None:
    made: list[Response] = []
    stream = scattered("room", calling(lambda: numbers(1000), made), 5.0)
    assert await anext(stream) == 0
    await stream.aclose()
    assert made[0].cancelled


async def test_a_stream_without_its_end_is_an_error() -> None:
    async def cut() -> AsyncGenerator[Batch[int], None]:
        yield Batch()
        yield Batch((1,))

    with pytest.raises(RoomUnavailable):
        _ = [item async for item in scattered("room", lambda: Response(cut()), 5.0)]


async def test_a_death_before_the_first_item_is_not_seen() -> None:
    calls = 0

    def call() -> Response:
        nonlocal calls
        calls += 1
        return Response(dying() if calls == 1 else gathered("room", numbers(2)))

    async def dying() -> AsyncGenerator[Batch[int], None]:
        yield Batch()
        raise ActorDiedError()

    assert [item async for item in scattered("room", call, 5.0)] == [0, 1]


async def test_a_death_after_an_item_is_not_repeated() -> None:
    calls = 0

    def call() -> Response:
        nonlocal calls
        calls += 1
        return Response(dying())

    async def dying() -> AsyncGenerator[Batch[int], None]:
        yield Batch((1,))
        raise ActorDiedError()

    with pytest.raises(RoomUnavailable):
        _ = [item async for item in scattered("room", call, 5.0)]
    assert calls == 1


async def test_nobody_takes_the_call() -> None:
    async def silent() -> AsyncGenerator[Batch[int], None]:
        await asyncio.Event().wait()
        yield Batch()

    made: list[Response] = []

    def call() -> Response:
        made.append(Response(silent()))
        return made[-1]

    with pytest.raises(RoomUnavailable) as caught:
        _ = [item async for item in scattered("room", call, 0.02)]
    assert caught.value.retry_after == 2.0
    assert made[0].cancelled
