"""Chooses a route for each request and fails over, unseen, until the first content."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass

import structlog

from fynq.domain.chat import (
    ChatChunk,
    ChatReply,
    ChatRequest,
    EmbeddingReply,
    EmbeddingRequest,
    Listed,
)
from fynq.domain.collected import collected
from fynq.domain.errors import (
    ModelError,
    ModelRefused,
    ModelRequestInvalid,
    ModelStreamCut,
    ModelTimeout,
    ModelUnavailable,
)
from fynq.domain.streams import closing
from fynq.routing.cooldown import Cooldowns
from fynq.routing.route import Route

log = structlog.get_logger()


@dataclass(frozen=True)
class Router:
    """A ChatModel over routes, in order of preference.

    Until the first content any ModelError moves on to the next route, up to max_attempts; a
    refusal does not, and neither does a request that pins one route. After the first content a
    failure is raised: the caller has seen text that another route would contradict.
    """

    routes: Sequence[Route]
    cooldowns: Cooldowns
    max_attempts: int = 3

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
        deadline = asyncio.get_running_loop().time() + request.seconds
        failure: ModelError | None = None
        for route in self._candidates(request.model)[: self.max_attempts]:
            begun = False
            try:
                async with closing(_attempt(route, request, deadline)) as chunks:
                    async for chunk in chunks:
                        begun = True
                        yield chunk
                self.cooldowns.succeeded(route.name)
                return
            except ModelError as error:
                log.warning("model_failed", route=route.name, code=error.code, begun=begun)
                if not isinstance(error, ModelRefused | ModelRequestInvalid):
                    self.cooldowns.failed(route.name, error)
                if begun or isinstance(error, ModelRefused):
                    raise
                failure = error
            if asyncio.get_running_loop().time() >= deadline:
                break
        raise failure or ModelUnavailable("No model is configured for this request.")

    async def complete(self, request: ChatRequest) -> ChatReply:
        return await collected(self.stream(request))

    async def embed(self, request: EmbeddingRequest) -> EmbeddingReply:
        route = next((r for r in self.routes if r.name == request.model and r.model.embeds), None)
        if route is None:
            raise ModelRequestInvalid("There is no such model.", field="model")
        return await route.embedders[0].embed(request)

    async def catalog(self) -> Sequence[Listed]:
        return [
            Listed(route.name, route.model.embeds, route.model.context) for route in self.routes
        ]

    def _candidates(self, wanted: str) -> list[Route]:
        """Routes that may serve the request; resting ones last, the soonest back first."""
        if wanted and not any(wanted in (r.name, r.provider) for r in self.routes):
            raise ModelRequestInvalid("There is no such model.", field="model")
        fitting = [r for r in self.routes if not wanted or wanted in (r.name, r.provider)]
        return sorted(fitting, key=lambda r: self.cooldowns.rests(r.name))


async def _attempt(
    route: Route, request: ChatRequest, deadline: float
) -> AsyncGenerator[ChatChunk, None]:
    """One try at one route. Start-up chunks are held until the first content.

    Raises ModelTimeout past the budgets and ModelStreamCut when the stream ends without `stop`.
    """
    loop = asyncio.get_running_loop()
    end = min(deadline, loop.time() + route.row.total_seconds)
    limit = min(end, loop.time() + route.row.first_token_seconds)
    stopped = False
    async with closing(route.chats[0].stream(request)) as chunks:
        while True:
            try:
                async with asyncio.timeout_at(limit):
                    chunk = await anext(chunks)
            except StopAsyncIteration:
                break
            except TimeoutError:
                raise ModelTimeout(
                    "The model was silent for too long.",
                    provider=route.provider,
                    model=route.model.name,
                ) from None
            if chunk.text or chunk.stop:
                limit = end
                stopped = stopped or chunk.stop is not None
                yield chunk
        if not stopped:
            raise ModelStreamCut(
                "The model's answer was cut off.", provider=route.provider, model=route.model.name
            )
