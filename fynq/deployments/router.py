"""The router: vendor clients and breakers in one place; its policy changes without a restart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

from ray.serve.handle import DeploymentHandle

from fynq import wiring
from fynq.deployments.replica import Replica, settings_of
from fynq.deployments.streaming import Batch, gathered, scattered
from fynq.domain.chat import ChatChunk, ChatModel, ChatReply, ChatRequest
from fynq.domain.collected import collected
from fynq.routing.registry import merged, with_file

ROOM = "router"


class RouterReplica(Replica[ChatModel]):
    async def __init__(self, overrides: Mapping[str, Any]) -> None:  # type: ignore[misc]
        self._settings = settings_of(overrides)
        self._built = await wiring.build_router(self._settings)
        self._streams: dict[int, int] = {}
        self._closing: set[asyncio.Task[None]] = set()

    async def reconfigure(self, policy: Mapping[str, Any] | None) -> None:
        """Takes over a new policy (fields of RoutingOptions): builds the new router, then swaps it.

        It wins over the file of options, which is read again. Streams that run keep the old router,
        which is closed when the last of them ends.
        """
        if not policy:
            return
        routing = replace(with_file(self._settings.routing), file="")
        settings = self._settings.model_copy(
            update={"routing": merged(routing, policy, "user_config")}
        )
        new = await wiring.build_router(settings)
        old, self._built = self._built, new
        if not self._streams.get(id(old)):
            await old.close()

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Batch[ChatChunk], None]:
        built = self._built
        key = id(built)
        self._streams[key] = self._streams.get(key, 0) + 1
        try:
            async for batch in gathered(ROOM, built.room.stream(request)):
                yield batch
        finally:
            self._streams[key] -= 1
            if not self._streams[key]:
                del self._streams[key]
                if built is not self._built:
                    closing = asyncio.get_running_loop().create_task(_close(built))
                    self._closing.add(closing)
                    closing.add_done_callback(self._closing.discard)


async def _close(built: wiring.Built[ChatModel]) -> None:
    await built.close()


class RemoteRouter:
    """The port domain.ChatModel over a handle."""

    def __init__(self, handle: DeploymentHandle[Any], patience: float = 10.0) -> None:
        self._stream = handle.options(stream=True).stream
        self._patience = patience

    def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
        return scattered(ROOM, lambda: self._stream.remote(request), self._patience)

    async def complete(self, request: ChatRequest) -> ChatReply:
        return await collected(self.stream(request))
