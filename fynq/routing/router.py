"""Chooses a model for each request, and repairs unseen whatever fails before the answer is told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import structlog

from fynq.domain.chat import (
    ChatChunk,
    ChatReply,
    ChatRequest,
    Delivery,
    EmbeddingReply,
    EmbeddingRequest,
    Listed,
    Routed,
    StopReason,
    Usage,
)
from fynq.domain.errors import ModelError, ModelFailure, ModelRefused, ModelUnavailable
from fynq.domain.streams import closing
from fynq.routing.choice import DEFAULT, Choice, Chosen
from fynq.routing.estimates import embedding_estimate_of, estimate_of
from fynq.routing.fitting import fitted
from fynq.routing.hedging import HedgeBudget
from fynq.routing.journey import Journey, Try
from fynq.routing.options import RoutingOptions
from fynq.routing.ports import Outcome, Purse, Reservation
from fynq.routing.race import Race
from fynq.routing.route import Route
from fynq.routing.shadow import Shadows
from fynq.routing.standing import Standing
from fynq.routing.upstream import Upstream, check_content, patience, within

log = structlog.get_logger()
T = TypeVar("T", ChatReply, EmbeddingReply)


@dataclass(frozen=True)
class Router:
    """A ChatModel and an EmbeddingModel over all routes.

    A failure before the first content is repaired by another key, another try or another route, as
    the table in decide.py says; one after it as the request's delivery says. At most
    options.max_attempts requests go upstream for one, and none after the caller has left. Raises
    ModelError, and QuotaExceeded when the payer's limits have no room.
    """

    options: RoutingOptions
    choice: Choice
    standing: Standing
    hedges: HedgeBudget
    purse: Purse
    shadows: Shadows
    now: Callable[[], float] = time.monotonic

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ChatChunk, None]:
        begun = self.now()
        chosen = await self._chosen(request)
        reservation = await self.purse.reserve(request.payer, estimate_of(request, chosen.routes))
        journey = self._journey(chosen, request.seconds)
        try:
            async with closing(self._told(request, journey, begun)) as chunks:
                async for chunk in chunks:
                    yield chunk
        finally:
            await self._settle(reservation, journey)
        self.shadows.copy(request, chosen)

    async def complete(self, request: ChatRequest) -> ChatReply:
        begun = self.now()
        chosen = await self._chosen(request)
        reservation = await self.purse.reserve(request.payer, estimate_of(request, chosen.routes))
        journey = self._journey(chosen, request.seconds)

        def ask(tried: Try, seconds: float) -> Awaitable[ChatReply]:
            route = tried.route
            sent = replace(fitted(request, route), model=route.model.name, seconds=seconds)
            return route.chats[tried.key].complete(sent)

        def check(tried: Try, reply: ChatReply) -> None:
            whole = bool(reply.text or reply.tool_calls)
            check_content(tried, reply.stop, has_content=whole)
            _check_end(tried.route, request, reply.stop, reply.usage, journey)

        try:
            reply = await self._whole(journey, begun, ask, check)
        finally:
            await self._settle(reservation, journey)
        self.shadows.copy(request, chosen)
        return reply

    async def embed(self, request: EmbeddingRequest) -> EmbeddingReply:
        begun = self.now()
        self.standing.refresh()
        routes = self.choice.for_embedding(request.model)
        reservation = await self.purse.reserve(
            request.payer, embedding_estimate_of(request, routes)
        )
        journey = self._journey(Chosen(routes, DEFAULT), request.seconds)

        def ask(tried: Try, seconds: float) -> Awaitable[EmbeddingReply]:
            route = tried.route
            sent = replace(request, model=route.model.name, seconds=seconds)
            return route.embedders[tried.key].embed(sent)

        def check(tried: Try, reply: EmbeddingReply) -> None:
            if len(reply.vectors) != len(request.texts):
                raise ModelUnavailable(
                    "The model gave another number of vectors than texts.",
                    failure=ModelFailure.GARBLED,
                )

        try:
            return await self._whole(journey, begun, ask, check)
        finally:
            await self._settle(reservation, journey)

    async def catalog(self) -> Sequence[Listed]:
        """Every model and every policy that a request may name."""
        rows = [
            Listed(r.name, r.model.embeds, r.model.context, self.standing.state(r))
            for r in self.choice.routes
        ]
        return [*rows, *(Listed(policy.name) for policy in self.options.policies if policy.name)]

    async def _chosen(self, request: ChatRequest) -> Chosen:
        self.standing.refresh()
        self.hedges.request()
        return await self.choice.for_chat(request)

    def _journey(self, chosen: Chosen, seconds: float) -> Journey:
        return Journey(
            self.standing,
            chosen.routes,
            self.standing.now() + seconds,
            self.options.max_attempts,
            chosen.policy.elsewhere,
        )

    async def _told(
        self, request: ChatRequest, journey: Journey, begun: float
    ) -> AsyncGenerator[ChatChunk, None]:
        """What the caller is told. `said` is whether text is out that another route would
        contradict."""
        said = False
        race = Race(journey, self.hedges, request)
        while True:
            upstream = await race.first_content()
            outcome = Outcome.ABORTED
            waited = (self.now() - begun - upstream.first_seconds) * 1000
            try:
                if request.delivery is Delivery.BUFFERED:
                    chunks = await _all(upstream, request, journey)
                else:
                    chunks = _passed_on(upstream, request, journey)
                if said:
                    journey.restarted = True
                    said = False
                    yield ChatChunk(restart=True)
                async with closing(chunks):
                    async for chunk in chunks:
                        if chunk.stop is None:
                            yield chunk if said else _first(chunk, upstream, journey, waited)
                            said = True
                            continue
                        outcome = Outcome.ANSWERED
                        self._won(upstream)
                        yield _last(chunk, upstream.tried.route, journey, waited)
                return
            except ModelError as error:
                outcome = Outcome.FAILED
                self._lost(upstream.tried.route, error, said=said)
                journey.failed(upstream.tried, error, begun=True)
                if said and request.delivery is Delivery.LIVE:
                    raise
            finally:
                await upstream.close(outcome)

    async def _whole(
        self,
        journey: Journey,
        begun: float,
        ask: Callable[[Try, float], Awaitable[T]],
        check: Callable[[Try, T], None],
    ) -> T:
        """Asks for a whole answer until one holds. A request that was cancelled is not repeated."""
        while True:
            tried = await journey.next()
            route = tried.route
            outcome, usage = Outcome.ABORTED, Usage()
            try:
                reply = await within(
                    tried, patience(journey, tried), ask(tried, journey.seconds_left)
                )
                usage = reply.usage
                check(tried, reply)
            except ModelError as error:
                outcome = Outcome.FAILED
                self._lost(route, error, said=False)
                journey.failed(tried, error)
                continue
            else:
                outcome = Outcome.ANSWERED
                now = self.now()
                spent = now - tried.at
                self.standing.succeeded(route, tried.key, spent)
                self.hedges.outcome(True, now)
                routed = Routed(
                    route.provider, route.model.name, journey.made, (now - begun - spent) * 1000
                )
                return replace(reply, usage=route.priced(usage), model=route.name, routed=routed)
            finally:
                self.standing.end(route, tried.key)
                journey.record(route, outcome, usage, self.now() - tried.at)

    def _won(self, upstream: Upstream) -> None:
        self.standing.succeeded(upstream.tried.route, upstream.tried.key, upstream.first_seconds)
        self.hedges.outcome(True, self.now())

    def _lost(self, route: Route, error: ModelError, *, said: bool) -> None:
        log.warning(
            "model_failed", route=route.name, code=error.code, failure=error.failure, said=said
        )
        self.hedges.outcome(False, self.now())

    async def _settle(self, reservation: Reservation, journey: Journey) -> None:
        """Also when the caller left, so it may not be cancelled half-way."""
        await asyncio.shield(self.purse.settle(reservation, journey.attempts))


async def _passed_on(
    upstream: Upstream, request: ChatRequest, journey: Journey
) -> AsyncGenerator[ChatChunk, None]:
    repairable = request.delivery is not Delivery.LIVE
    async with closing(upstream.rest(rate=repairable)) as chunks:
        async for chunk in chunks:
            if repairable:
                _check_end(upstream.tried.route, request, chunk.stop, chunk.usage, journey)
            yield chunk


async def _all(
    upstream: Upstream, request: ChatRequest, journey: Journey
) -> AsyncIterator[ChatChunk]:
    found = []
    async with closing(upstream.rest(rate=True)) as chunks:
        async for chunk in chunks:
            _check_end(upstream.tried.route, request, chunk.stop, chunk.usage, journey)
            found.append(chunk)
    return _again(found)


async def _again(chunks: Sequence[ChatChunk]) -> AsyncGenerator[ChatChunk, None]:
    for chunk in chunks:
        yield chunk


def _check_end(
    route: Route,
    request: ChatRequest,
    stop: StopReason | None,
    usage: Usage | None,
    journey: Journey,
) -> None:
    """Raises ModelError for an end that another route may better: one by the model's own limit, not
    the caller's, and a refusal where the policy lets it be tried elsewhere."""
    if stop is None or not journey.may_go_on:
        return
    spent = usage.output_tokens if usage is not None else 0
    if stop is StopReason.LENGTH and not 0 < request.max_tokens <= spent:
        raise _cut_short(route)
    if stop is StopReason.REFUSAL and journey.elsewhere:
        raise ModelRefused(
            "The model refused to go on.", provider=route.provider, model=route.model.name
        )


def _cut_short(route: Route) -> ModelError:
    return ModelUnavailable(
        "The model's answer was cut off at its own limit.",
        provider=route.provider,
        model=route.model.name,
        failure=ModelFailure.TRUNCATED,
    )


def _first(chunk: ChatChunk, upstream: Upstream, journey: Journey, added_ms: float) -> ChatChunk:
    """Says at once who answers; its account comes with the last one."""
    route = upstream.tried.route
    return replace(chunk, model=route.name, routed=_routed(route, journey, added_ms))


def _last(chunk: ChatChunk, route: Route, journey: Journey, added_ms: float) -> ChatChunk:
    usage = route.priced(chunk.usage or Usage())
    return replace(chunk, usage=usage, model=route.name, routed=_routed(route, journey, added_ms))


def _routed(route: Route, journey: Journey, added_ms: float) -> Routed:
    return Routed(
        route.provider,
        route.model.name,
        journey.made,
        max(0.0, added_ms),
        journey.hedged,
        journey.restarted,
    )
