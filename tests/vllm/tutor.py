"""fynq's side: a router whose rows point at the cluster, changed live as Serve changes it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from ray import serve

from fynq.deployments.router import RemoteRouter, RouterReplica
from fynq.domain.chat import ChatMessage, ChatRequest, ChatRole, TextPart
from tests.vllm.llm_cluster import LlmCluster
from tests.vllm.load import Said


def rows(cluster: LlmCluster, *applications: str) -> dict[str, Any]:
    """Routing options, the first application preferred; its model has its name, or is `small`."""
    return {
        "providers": [
            {
                "name": name,
                "kind": "vllm",
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


async def ask_router(tutor: Tutor, model: str, number: int) -> Said:
    reply = await tutor.model.complete(question(number, model))
    return Said(reply.model, reply.text)
