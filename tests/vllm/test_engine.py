"""fynq's router in front of the true vLLM engine."""

from __future__ import annotations

import asyncio
import json
import time

import pytest

from fynq.domain.chat import ChatChunk, StopReason
from fynq.domain.errors import ModelContextTooLong, ModelUnavailable
from tests.vllm.llm_cluster import LlmCluster
from tests.vllm.stages import Stages
from tests.vllm.tutor import Tutor, question, rows

pytestmark = pytest.mark.vllm


async def test_a_whole_answer(tutor: Tutor, stages: Stages) -> None:
    with stages.timed("chat: first"):
        reply = await tutor.model.complete(question(1, "llm/small", 16))
    assert reply.text.strip()
    assert reply.model == "llm/small"
    assert reply.stop is StopReason.LENGTH
    assert reply.usage.output_tokens == 16
    assert reply.usage.input_tokens > 4
    assert not reply.usage.estimated


async def test_a_stream_comes_in_pieces_and_says_the_same(tutor: Tutor, stages: Stages) -> None:
    asked = question(1, "llm/small", 64)
    started = time.monotonic()
    arrived: list[float] = []
    chunks: list[ChatChunk] = []
    async for chunk in tutor.model.stream(asked):
        if chunk.text:
            arrived.append(time.monotonic() - started)
        chunks.append(chunk)
    stages.seconds["stream: first token of 64"] = arrived[0]
    stages.seconds["stream: all 64"] = arrived[-1]
    assert len(arrived) > 3
    assert arrived[0] < arrived[-1]
    assert [c.stop for c in chunks if c.stop] == [StopReason.LENGTH]
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.output_tokens == 64
    whole = await tutor.model.complete(asked)
    assert "".join(chunk.text for chunk in chunks) == whole.text


async def test_a_repeated_prefix_is_read_from_the_cache(tutor: Tutor) -> None:
    asked = question(3, "llm/small", 4)
    long = type(asked)(asked.messages * 30, model=asked.model, max_tokens=4)
    first = await tutor.model.complete(long)
    again = await tutor.model.complete(long)
    assert again.text == first.text
    assert again.usage.cached_tokens > again.usage.input_tokens // 2


async def test_structured_output_obeys_its_schema(tutor: Tutor) -> None:
    asked = question(2, "llm/small", 64)
    schema = {
        "type": "object",
        "properties": {"sure": {"type": "boolean"}},
        "required": ["sure"],
        "additionalProperties": False,
    }
    held = type(asked)(asked.messages, model=asked.model, max_tokens=64, json_schema=schema)
    reply = await tutor.model.complete(held)
    assert reply.stop is StopReason.END
    assert isinstance(json.loads(reply.text)["sure"], bool)


async def test_faults_of_the_request_are_told_apart(tutor: Tutor, cluster: LlmCluster) -> None:
    asked = question(1, "llm/small")
    too_long = type(asked)(asked.messages * 300, model=asked.model)
    with pytest.raises(ModelContextTooLong):
        await tutor.model.complete(too_long)
    options = rows(cluster, "llm")
    options["providers"][0]["models"] = ["small", "unheard-of"]
    await tutor.take_over(options)
    with pytest.raises(ModelUnavailable):
        await tutor.model.complete(question(1, "llm/unheard-of"))


async def test_a_caller_who_leaves_frees_the_engine(tutor: Tutor) -> None:
    """The answer would run to 900 tokens; what comes after it is answered at once."""
    stream = tutor.model.stream(question(5, "llm/small", 900))
    assert await anext(aiter(stream)) is not None
    await stream.aclose()  # type: ignore[attr-defined]
    async with asyncio.timeout(60):
        assert (await tutor.model.complete(question(5, "llm/small", 4))).text
