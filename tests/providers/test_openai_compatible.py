import asyncio
from collections.abc import AsyncIterator

import pytest
from openai import AsyncOpenAI

from fynq.domain import errors
from fynq.domain.chat import ChatChunk, ChatMessage, ChatRequest, ChatRole, StopReason, TextPart
from fynq.providers.openai_compatible import OpenAICompatible
from tests.wire.openai_server import Seen, openai_server

QUESTION = (ChatMessage(ChatRole.USER, (TextPart("2 + 2?"),)),)


@pytest.fixture
async def server() -> AsyncIterator[Seen]:
    async with openai_server() as seen:
        yield seen


def model(server: Seen, name: str) -> OpenAICompatible:
    client = AsyncOpenAI(base_url=server.base_url, api_key="k1", max_retries=0)
    return OpenAICompatible(client, "wire", name)


async def collect(chat: OpenAICompatible, seconds: float = 5.0) -> list[ChatChunk]:
    return [c async for c in chat.stream(ChatRequest(QUESTION, seconds=seconds))]


async def test_streams_text_and_ends_with_stop_usage_and_model(server: Seen) -> None:
    chunks = await collect(model(server, "ok"))
    assert "".join(c.text for c in chunks) == "The answer is 4."
    last = chunks[-1]
    assert (last.stop, last.model) == (StopReason.END, "wire/ok")
    assert last.usage is not None
    assert (last.usage.input_tokens, last.usage.output_tokens) == (10, 4)
    assert (last.usage.cached_tokens, last.usage.reasoning_tokens) == (3, 1)
    assert server.keys == ["bearer k1"]


async def test_a_truncated_answer_says_so(server: Seen) -> None:
    assert (await collect(model(server, "long")))[-1].stop is StopReason.LENGTH


@pytest.mark.parametrize(
    ("fault", "expected", "wait"),
    [
        ("status-401", errors.ModelAuthentication, None),
        ("status-400", errors.ModelRequestInvalid, None),
        ("status-429", errors.ModelRateLimited, 2.0),
        ("status-500", errors.ModelUnavailable, None),
        ("status-503", errors.ModelOverloaded, 2.0),
        ("status-504", errors.ModelTimeout, None),
        ("context_length_exceeded", errors.ModelContextTooLong, None),
        ("content_filter", errors.ModelRefused, None),
        ("insufficient_quota", errors.ModelQuotaGone, None),
        ("reset", errors.ModelUnavailable, None),
        ("cut", errors.ModelStreamCut, None),
        ("late-cut", errors.ModelStreamCut, None),
        ("bad-json", errors.ModelStreamCut, None),
        ("error-event", errors.ModelUnavailable, None),
    ],
)
async def test_each_failure_becomes_its_error(
    server: Seen, fault: str, expected: type[errors.ModelError], wait: float | None
) -> None:
    with pytest.raises(expected) as caught:
        await collect(model(server, fault))
    assert type(caught.value) is expected
    assert caught.value.retry_after == wait
    assert (caught.value.provider, caught.value.model) == ("wire", fault)
    assert len(server.requests) == 1


async def test_silence_becomes_a_timeout_and_the_call_is_closed(server: Seen) -> None:
    with pytest.raises(errors.ModelTimeout):
        await collect(model(server, "silent"), seconds=0.2)
    async with asyncio.timeout(5):
        while not server.left_early:
            await asyncio.sleep(0.01)


async def test_nobody_listening_is_unavailable() -> None:
    client = AsyncOpenAI(base_url="http://127.0.0.1:9/v1", api_key="k", max_retries=0)
    with pytest.raises(errors.ModelUnavailable):
        await collect(OpenAICompatible(client, "wire", "ok"))
