import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from fynq.domain import errors
from fynq.domain.chat import (
    ChatChunk,
    ChatMessage,
    ChatReply,
    ChatRequest,
    ChatRole,
    StopReason,
    TextPart,
)
from fynq.domain.collected import collected
from fynq.routing.cooldown import Cooldowns
from fynq.routing.options import ModelRow, ProviderRow
from fynq.routing.route import Route
from fynq.routing.router import Router

END = ChatChunk(stop=StopReason.END, model="fake/m")


@dataclass
class Scripted:
    """Yields the chunks and raises the errors of its script; an int is a silence in seconds."""

    script: list[ChatChunk | Exception | int]
    calls: int = 0
    closed: int = 0
    seen: list[ChatRequest] = field(default_factory=list)

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
        self.calls += 1
        self.seen.append(request)
        try:
            for item in self.script:
                if isinstance(item, Exception):
                    raise item
                if isinstance(item, int):
                    await asyncio.sleep(item)
                else:
                    yield item
        finally:
            self.closed += 1

    async def complete(self, request: ChatRequest) -> ChatReply:
        return await collected(self.stream(request))


def router(*models: Scripted, now: Callable[[], float] = lambda: 0.0, attempts: int = 3) -> Router:
    routes = [
        Route(ProviderRow(f"p{n}", first_token_seconds=0.1, total_seconds=0.5), ModelRow("m"), (m,))
        for n, m in enumerate(models)
    ]
    return Router(routes, Cooldowns(15.0, now), attempts)


async def ask(chat: Router, model: str = "", seconds: float = 5.0) -> str:
    request = ChatRequest(
        (ChatMessage(ChatRole.USER, (TextPart("?"),)),), model=model, seconds=seconds
    )
    return "".join([c.text async for c in chat.stream(request)])


GOOD = [ChatChunk(text="yes"), END]


@pytest.mark.parametrize(
    "failure",
    [
        [errors.ModelUnavailable("x")],
        [errors.ModelRateLimited("x", retry_after=3)],
        [errors.ModelAuthentication("x")],
        [errors.ModelContextTooLong("x")],
        [errors.ModelRequestInvalid("x")],
        [ChatChunk()],
        [],
        [10],
    ],
)
async def test_failure_before_content_is_unseen(failure: list[ChatChunk | Exception | int]) -> None:
    bad, good = Scripted(failure), Scripted(GOOD)
    assert await ask(router(bad, good)) == "yes"
    assert (bad.calls, bad.closed, good.calls) == (1, 1, 1)


async def test_failure_after_content_is_raised_and_nothing_else_is_tried() -> None:
    bad, good = Scripted([ChatChunk(text="half")]), Scripted(GOOD)
    with pytest.raises(errors.ModelStreamCut):
        await ask(router(bad, good))
    assert good.calls == 0


async def test_a_refusal_is_not_shopped_around() -> None:
    bad, good = Scripted([errors.ModelRefused("no")]), Scripted(GOOD)
    with pytest.raises(errors.ModelRefused):
        await ask(router(bad, good))
    assert good.calls == 0


async def test_a_failed_route_rests_as_long_as_it_asked() -> None:
    clock = [0.0]
    bad = Scripted([errors.ModelRateLimited("x", retry_after=30)])
    good = Scripted(GOOD)
    chat = router(bad, good, now=lambda: clock[0])
    for _ in range(3):
        assert await ask(chat) == "yes"
    assert bad.calls == 1
    clock[0] = 31.0
    assert await ask(chat) == "yes"
    assert bad.calls == 2


async def test_at_most_max_attempts_then_the_last_error() -> None:
    models = [Scripted([errors.ModelOverloaded(str(n))]) for n in range(5)]
    with pytest.raises(errors.ModelOverloaded) as caught:
        await ask(router(*models))
    assert caught.value.detail == "2"
    assert [m.calls for m in models] == [1, 1, 1, 0, 0]


async def test_a_pinned_model_is_never_replaced() -> None:
    bad, good = Scripted([errors.ModelUnavailable("x")]), Scripted(GOOD)
    with pytest.raises(errors.ModelUnavailable):
        await ask(router(bad, good), model="p0/m")
    assert good.calls == 0
    with pytest.raises(errors.ModelRequestInvalid):
        await ask(router(good), model="nobody/x")


async def test_the_budget_is_handed_down_not_stacked() -> None:
    slow = [Scripted([10]), Scripted([10]), Scripted([10])]
    with pytest.raises(errors.ModelTimeout):
        await ask(router(*slow), seconds=0.05)
    assert [m.calls for m in slow] == [1, 0, 0]


async def test_leaving_closes_the_upstream_and_tries_no_other() -> None:
    first, second = Scripted([ChatChunk(text="a"), 10]), Scripted(GOOD)
    stream = router(first, second).stream(ChatRequest(()))
    async for _ in stream:
        break
    await stream.aclose()  # type: ignore[attr-defined]
    assert (first.closed, second.calls) == (1, 0)
