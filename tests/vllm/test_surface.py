"""The whole path: the official SDK, an API key, fynq's edge and gateway, its router, vLLM."""

from __future__ import annotations

import httpx
import pytest
from openai import AsyncOpenAI, NotFoundError

from tests.graph.instance import Instance
from tests.vllm.llm_cluster import LlmCluster
from tests.vllm.stages import Stages
from tests.vllm.surface import ask_surface

pytestmark = pytest.mark.vllm


async def test_the_model_is_listed(sdk: AsyncOpenAI) -> None:
    assert "llm/small" in [each.id async for each in sdk.models.list()]


async def test_a_chat(sdk: AsyncOpenAI, stages: Stages) -> None:
    with stages.timed("surface: first chat"):
        said = await ask_surface(sdk, "llm/small", 1)
    assert said.model == "llm/small"
    assert said.text.strip()


async def test_a_stream_with_its_usage(sdk: AsyncOpenAI, stages: Stages) -> None:
    pieces: list[str] = []
    usage = None
    with stages.timed("surface: stream of 48"):
        stream = await sdk.chat.completions.create(
            model="llm/small",
            messages=[{"role": "user", "content": "What is a derivative?"}],
            max_tokens=48,
            temperature=0,
            stream=True,
            stream_options={"include_usage": True},
        )
        async for chunk in stream:
            pieces += [c.delta.content for c in chunk.choices if c.delta.content]
            usage = chunk.usage or usage
    assert len(pieces) > 1
    assert "".join(pieces).strip()
    assert usage is not None
    assert usage.completion_tokens == 48


async def test_an_unknown_model_is_not_found(sdk: AsyncOpenAI) -> None:
    with pytest.raises(NotFoundError):
        await ask_surface(sdk, "llm/unheard-of", 1)


async def test_nobody_goes_past_the_keys(fynq: Instance, cluster: LlmCluster) -> None:
    async with httpx.AsyncClient(base_url=fynq.url, trust_env=False, timeout=30) as client:
        assert (await client.get("/llm/v1/models")).status_code == 404
        body = {"model": "llm/small", "messages": [{"role": "user", "content": "hello"}]}
        assert (await client.post("/v1/chat/completions", json=body)).status_code == 401
