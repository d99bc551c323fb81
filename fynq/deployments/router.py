"""The router: vendor clients and breakers in one place; its policy changes without a restart."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import structlog
from ray.serve.handle import DeploymentHandle

from fynq import wiring
from fynq.answering.ports import ModelGateway
from fynq.deployments.calls import one_call
from fynq.deployments.coalesce import outcome
from fynq.deployments.replica import Replica, settings_of
from fynq.deployments.streaming import Batch, gathered, scattered
from fynq.domain.chat import (
    ChatChunk,
    ChatReply,
    ChatRequest,
    EmbeddingReply,
    EmbeddingRequest,
    Listed,
)
from fynq.domain.errors import FynqError
from fynq.routing.registry import merged, with_file

log = structlog.get_logger()

ROOM = "router"
_DIRECT_BYTES = 1_048_576
"""A message between actors has at most 4 MiB; what is larger goes by reference, through the object
store, which costs more."""
_DIRECT_TEXTS = 32
"""With their vectors they stay below that limit too."""


class RouterReplica(Replica[ModelGateway]):
    async def __init__(self, overrides: Mapping[str, Any]) -> None:  # type: ignore[misc]
        self._settings = settings_of(overrides)
        self._built = await wiring.build_router(self._settings)
        self._calls: dict[int, int] = {}
        self._closing: set[asyncio.Task[None]] = set()

    async def reconfigure(self, policy: Mapping[str, Any] | None) -> None:
        """Takes over a new policy (fields of RoutingOptions): builds the new router, then swaps it.

        It wins over the file of options, which is read again. Calls that run keep the old router,
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
        if not self._calls.get(id(old)):
            await old.close()

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Batch[ChatChunk], None]:
        async with self._using() as router:
            async for batch in gathered(ROOM, router.stream(request)):
                yield batch

    async def complete(self, request: ChatRequest) -> ChatReply | FynqError:
        async with self._using() as router:
            return await outcome(ROOM, router.complete(request))

    async def embed(self, request: EmbeddingRequest) -> EmbeddingReply | FynqError:
        async with self._using() as router:
            return await outcome(ROOM, router.embed(request))

    async def catalog(self) -> Sequence[Listed] | FynqError:
        return await outcome(ROOM, self.room.catalog())

    @asynccontextmanager
    async def _using(self) -> AsyncIterator[ModelGateway]:
        """The present router, which is not closed before this call of it ends."""
        built = self._built
        key = id(built)
        self._calls[key] = self._calls.get(key, 0) + 1
        try:
            yield built.room
        finally:
            self._calls[key] -= 1
            if not self._calls[key]:
                del self._calls[key]
                if built is not self._built:
                    closing = asyncio.get_running_loop().create_task(_close(built))
                    self._closing.add(closing)
                    closing.add_done_callback(self._closing.discard)


def _is_large(request: ChatRequest | EmbeddingRequest) -> bool:
    return len(pickle.dumps(request)) > _DIRECT_BYTES


async def _close(built: wiring.Built[ModelGateway]) -> None:
    await built.close()


class RemoteRouter:
    """The port answering.ModelGateway over a handle.

    Calls are not gathered into common messages: one that takes a minute would hold up those that
    share its message, and could not be cancelled alone.
    """

    def __init__(self, handle: DeploymentHandle[Any], patience: float = 10.0) -> None:
        self._handle = handle
        self._large = handle.options(_by_reference=True)
        self._stream = handle.options(stream=True).stream
        self._large_stream = handle.options(stream=True, _by_reference=True).stream
        self._patience = patience

    def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
        stream = self._large_stream if _is_large(request) else self._stream
        return scattered(ROOM, lambda: stream.remote(request), self._patience)

    async def complete(self, request: ChatRequest) -> ChatReply:
        handle = self._large if _is_large(request) else self._handle
        reply: ChatReply = await self._once(
            lambda: handle.complete.remote(request), request.seconds
        )
        return reply

    async def embed(self, request: EmbeddingRequest) -> EmbeddingReply:
        large = len(request.texts) > _DIRECT_TEXTS or _is_large(request)
        handle = self._large if large else self._handle
        reply: EmbeddingReply = await self._once(
            lambda: handle.embed.remote(request), request.seconds
        )
        return reply

    async def catalog(self) -> Sequence[Listed]:
        listed: Sequence[Listed] = await self._once(self._handle.catalog.remote, self._patience)
        return listed

    async def _once(self, call: Callable[[], Any], seconds: float) -> Any:
        return await one_call(ROOM, call, seconds + self._patience)
