"""fynq's side: a router whose rows point at the cluster, changed live as Serve changes it."""

from __future__ import annotations

import asyncio
import importlib.util
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from ray import serve

from fynq.deployments.router import RemoteRouter, RouterReplica
from fynq.domain.chat import ChatMessage, ChatReply, ChatRequest, ChatRole, TextPart
from fynq.domain.errors import FynqError
from tests.vllm.llm_cluster import LlmCluster

KIND = "vllm" if importlib.util.find_spec("fynq.providers.vllm") else "openai-compatible"


def rows(cluster: LlmCluster, *applications: str) -> dict[str, Any]:
    """Routing options, the first application preferred; its model has its name, or is `small`."""
    return {
        "providers": [
            {
                "name": name,
                "kind": KIND,
                "base_url": cluster.url(name),
                "models": ["small" if name == "llm" else name],
                "first_token_seconds": 60,
            }
            for name in applications
        ],
    }


@dataclass
class Tutor:
    """The router's actor in Serve's local mode: handles, batches and `user_config` are the true
    ones, processes are not."""

    model: RemoteRouter
    handle: Any

    @classmethod
    async def start(cls, cluster: LlmCluster, folder: Path) -> Tutor:
        path = folder / "models.yaml"
        path.write_text(yaml.safe_dump(rows(cluster, "llm")))
        overrides = {"routing": {"file": str(path)}}
        application = serve.deployment(RouterReplica, name="router").bind(overrides)
        handle = serve.run(application, name="router", route_prefix=None, _local_testing_mode=True)
        return cls(RemoteRouter(handle), handle)

    async def take_over(self, options: dict[str, Any]) -> None:
        """What a changed `user_config` of the router does."""
        await self.handle.reconfigure.remote(options)

    async def stop(self) -> None:
        await self.handle.__del__.remote()


def question(number: int, model: str = "", tokens: int = 12) -> ChatRequest:
    text = f"Why is the sky blue? {number % 7}"
    message = ChatMessage(ChatRole.USER, (TextPart(text),))
    return ChatRequest((message,), model=model, max_tokens=tokens, seconds=90.0)


@dataclass
class Load:
    """Short chats, `at_once` at any time, until stopped."""

    tutor: Tutor
    model: str = ""
    at_once: int = 3
    replies: list[ChatReply] = field(default_factory=list)
    failures: list[FynqError] = field(default_factory=list)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _stopping: bool = False

    async def __aenter__(self) -> Load:
        self._tasks = [asyncio.create_task(self._ask(n)) for n in range(self.at_once)]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopping = True
        await asyncio.gather(*self._tasks)

    async def _ask(self, number: int) -> None:
        while not self._stopping:
            try:
                self.replies.append(await self.tutor.model.complete(question(number, self.model)))
            except FynqError as error:
                self.failures.append(error)
            number += self.at_once

    async def more(self, count: int) -> list[ChatReply]:
        """The next `count` replies."""
        start = len(self.replies)
        async with asyncio.timeout(120):
            while len(self.replies) < start + count:
                await asyncio.sleep(0.05)
        return self.replies[start : start + count]
