"""The server itself, by the SDKs as they come."""

import asyncio
from collections.abc import AsyncIterator

import openai
import pytest

from tests.wire.fault_server import FaultServer, fault_server
from tests.wire.faults import Fault

QUESTION = [{"role": "user", "content": "What is 2 + 2?"}]


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with fault_server() as running:
        yield running


@pytest.fixture
async def client(server: FaultServer) -> AsyncIterator[openai.AsyncOpenAI]:
    opened = openai.AsyncOpenAI(base_url=server.url(), api_key="k1", max_retries=0, timeout=5)
    yield opened
    await opened.close()


async def said(client: openai.AsyncOpenAI, model: str) -> str | None:
    reply = await client.chat.completions.create(model=model, messages=QUESTION)
    return reply.choices[0].message.content


async def test_a_plan_breaks_the_next_requests_of_a_model_or_a_key_and_then_all_is_well(
    server: FaultServer, client: openai.AsyncOpenAI
) -> None:
    server.plan("m", [Fault.SERVER_ERROR, "rate-limit@7"])
    server.plan("k1", [Fault.BAD_KEY])
    with pytest.raises(openai.InternalServerError):
        await said(client, "m")
    with pytest.raises(openai.RateLimitError) as limited:
        await said(client, "m")
    assert limited.value.response.headers["retry-after"] == "7"
    with pytest.raises(openai.AuthenticationError):
        await said(client, "m")
    assert await said(client, "m") == "The answer is 4."
    assert [a.fault for a in server.seen.of("m")] == [
        Fault.SERVER_ERROR,
        Fault.RATE_LIMIT,
        Fault.BAD_KEY,
        Fault.OK,
    ]
    assert server.seen.keys == ["k1"] * 4


async def test_the_log_says_when_the_client_left_and_what_was_written_until_then(
    server: FaultServer, client: openai.AsyncOpenAI
) -> None:
    events = await client.chat.completions.create(model="slow@0.2", messages=QUESTION, stream=True)
    async for event in events:
        if event.choices[0].delta.content:
            break
    await events.close()
    async with asyncio.timeout(5):
        while server.seen.running:
            await asyncio.sleep(0.005)
    (attempt,) = server.seen.attempts
    assert attempt.left is not None
    assert attempt.done is None
    assert 1 <= attempt.tokens.output < 4
    assert attempt.tokens.input > 0


async def test_the_bill_is_the_sum_of_what_the_answers_told(
    server: FaultServer, client: openai.AsyncOpenAI
) -> None:
    told = []
    for model in ("ok", "truncated", "ok@50"):
        reply = await client.chat.completions.create(model=model, messages=QUESTION)
        assert reply.usage is not None
        told.append((reply.usage.prompt_tokens, reply.usage.completion_tokens))
    with pytest.raises(openai.APIError):
        await said(client, "server-error")
    await said(client, "no-usage")
    billed = server.seen.billed(told=True)
    assert (billed.input, billed.output) == (sum(i for i, _ in told), sum(o for _, o in told))
    assert server.seen.billed(told=False).output > 0


async def test_a_kept_connection_serves_many_requests_until_the_server_drops_it(
    server: FaultServer, client: openai.AsyncOpenAI
) -> None:
    for _ in range(3):
        await said(client, "ok")
    assert server.open_connections == 1
    server.drop_idle()
    async with asyncio.timeout(5):
        while server.open_connections:
            await asyncio.sleep(0.005)
    assert await said(client, "ok") == "The answer is 4."


async def test_nobody_listens_at_the_refused_address(server: FaultServer) -> None:
    client = openai.AsyncOpenAI(base_url=server.refused_url(), api_key="k", max_retries=0)
    with pytest.raises(openai.APIConnectionError):
        await said(client, "ok")
    assert server.seen.attempts == []
