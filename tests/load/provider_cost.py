"""What one call of the openai SDK costs, in µs of CPU, in the ways that it can be made.

`python -m tests.load.provider_cost` starts the fault server in a process of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx2
from openai import AsyncOpenAI, AsyncStream, DefaultAioHttpClient

from fynq.domain.chat import ChatMessage, ChatRequest, ChatRole, TextPart
from fynq.providers import openai_compatible
from fynq.routing.options import ModelRow, ProviderRow

Call = Callable[[], Awaitable[None]]
BODY: dict[str, Any] = {
    "model": "ok",
    "messages": [
        {"role": "system", "content": "You are a tutor."},
        {"role": "user", "content": "What is 2 + 2?"},
    ],
    "max_tokens": 100,
    "temperature": 0.0,
}
STREAMED = {**BODY, "stream": True, "stream_options": {"include_usage": True}}


def sdk_calls(client: AsyncOpenAI, name: str) -> dict[str, Call]:
    create: Any = client.chat.completions.create

    async def typed() -> None:
        await create(**BODY)

    async def typed_stream() -> None:
        async for _ in await create(**STREAMED):
            pass

    async def raw() -> None:
        response = await client.post("/chat/completions", body=BODY, cast_to=httpx2.Response)
        json.loads(response.content)

    async def raw_stream() -> None:
        response: Any = await client.post(
            "/chat/completions",
            body=STREAMED,
            cast_to=httpx2.Response,
            stream=True,
            stream_cls=AsyncStream[Any],
        )
        async for piece in response.aiter_bytes():
            for line in piece.split(b"\n"):
                if line.startswith(b"data: {"):
                    json.loads(line[6:])

    return {
        f"{name}, create": typed,
        f"{name}, create, streamed": typed_stream,
        f"{name}, post": raw,
        f"{name}, post, streamed": raw_stream,
    }


def own_calls(base_url: str) -> dict[str, Call]:
    service = openai_compatible.connect(ProviderRow("own", base_url=base_url), "k")
    said = (
        ChatMessage(ChatRole.SYSTEM, (TextPart("You are a tutor."),)),
        ChatMessage(ChatRole.USER, (TextPart("What is 2 + 2?"),)),
    )
    asked = ChatRequest(said, max_tokens=100)
    found: dict[str, Call] = {}
    for model in ("ok", "ok@100"):
        chat = service.chat(ModelRow(model))

        async def whole(chat: Any = chat) -> None:
            await chat.complete(asked)

        async def streamed(chat: Any = chat) -> None:
            async for _ in chat.stream(asked):
                pass

        found[f"fynq, {model}"] = whole
        found[f"fynq, {model}, streamed"] = streamed
    return found


async def measured(calls: Mapping[str, Call], count: int) -> dict[str, int]:
    """The least of three rounds: other work on the machine only adds."""
    found = {}
    for name, call in calls.items():
        for _ in range(50):
            await call()
        rounds = []
        for _ in range(3):
            start = time.process_time()
            for _ in range(count):
                await call()
            rounds.append((time.process_time() - start) / count)
        found[name] = round(min(rounds) * 1e6)
    return found


async def run(base_url: str, count: int) -> dict[str, int]:
    plain = AsyncOpenAI(base_url=base_url, api_key="k", max_retries=0)
    aio = AsyncOpenAI(
        base_url=base_url, api_key="k", max_retries=0, http_client=DefaultAioHttpClient()
    )
    calls = {**sdk_calls(plain, "httpx2"), **sdk_calls(aio, "aiohttp"), **own_calls(base_url)}
    return await measured(calls, count)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    options = parser.parse_args()
    command = [sys.executable, "-m", "tests.wire.fault_server", "--port", "0", "--forget"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        port = json.loads(server.stdout.readline())["port"]
        found = asyncio.run(run(f"http://127.0.0.1:{port}/v1", options.count))
        server.terminate()
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
