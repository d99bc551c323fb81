"""A model is changed under load, and no request fails."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
from openai import AsyncOpenAI

from tests.vllm.llm_cluster import LlmCluster
from tests.vllm.load import Load
from tests.vllm.stages import Stages
from tests.vllm.surface import ask_surface
from tests.vllm.tutor import Tutor, ask_router, rows

pytestmark = pytest.mark.vllm


async def test_a_model_is_swapped_behind_its_name_under_load(
    sdk: AsyncOpenAI, cluster: LlmCluster, stages: Stages
) -> None:
    """One edit of the Serve config: the new replica starts before the old one ends. The callers are
    official SDKs that do not retry, in front of the whole of fynq."""
    cluster.make_model(2)
    async with Load(partial(ask_surface, sdk, "llm/small")) as load:
        before = {reply.text for reply in await load.more(21)}
        with stages.timed("swap: behind the same name"):
            await asyncio.to_thread(cluster.deploy, {"llm": 2})
            await asyncio.to_thread(cluster.until_running, "llm")
        await load.more(load.at_once)
        after = {reply.text for reply in await load.more(21)}
    stages.counts["swap: chats answered"] = len(load.replies)
    stages.counts["swap: chats failed"] = len(load.failures)
    assert load.failures == []
    assert {reply.model for reply in load.replies} == {"llm/small"}
    assert len(before) <= 7
    assert len(after) <= 7
    assert not before & after


async def test_another_model_takes_over_by_policy_under_load(
    tutor: Tutor, cluster: LlmCluster, stages: Stages
) -> None:
    """Add the new application, shift the router's policy, remove the old application."""
    async with Load(partial(ask_router, tutor, "")) as load:
        before = {reply.model for reply in await load.more(9)}
        with stages.timed("shift: the new application boots"):
            await asyncio.to_thread(cluster.deploy, {"llm": 2, "llm-next": 3})
            await asyncio.to_thread(cluster.until_running, "llm-next")
        during = {reply.model for reply in await load.more(3)}
        await tutor.take_over(rows(cluster, "llm-next", "llm"))
        await load.more(load.at_once)
        after = {reply.model for reply in await load.more(9)}
        await tutor.take_over(rows(cluster, "llm-next"))
        await load.more(load.at_once)
        with stages.timed("shift: the old application ends"):
            await asyncio.to_thread(cluster.deploy, {"llm-next": 3})
            await asyncio.to_thread(cluster.until_gone, "llm")
        last = {reply.model for reply in await load.more(9)}
    stages.counts["shift: chats answered"] = len(load.replies)
    stages.counts["shift: chats failed"] = len(load.failures)
    assert load.failures == []
    assert (before, during) == ({"llm/small"}, {"llm/small"})
    assert (after, last) == ({"llm-next/llm-next"}, {"llm-next/llm-next"})
