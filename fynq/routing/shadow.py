"""Copies of requests to a model on trial. Nobody waits for them and no caller sees them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from fynq.domain.chat import ChatRequest
from fynq.domain.errors import FynqError, ModelError
from fynq.domain.identifiers import new_id
from fynq.routing.choice import Chosen
from fynq.routing.journey import Journey
from fynq.routing.ports import Estimate, Outcome, Purse, Reservation
from fynq.routing.route import Route
from fynq.routing.standing import Standing
from fynq.routing.upstream import Upstream

log = structlog.get_logger()

MOST_AT_ONCE = 8
SECONDS = 60.0


@dataclass(frozen=True)
class Shadows:
    """Shadows are booked in the ledger of the school whose request they copy, but count against no
    limit. What a shadow answers shows in its health, its latency and the log; a copy is dropped
    when MOST_AT_ONCE run."""

    routes: Sequence[Route]
    standing: Standing
    purse: Purse
    chance: random.Random = field(default_factory=random.Random)
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    def copy(self, request: ChatRequest, chosen: Chosen) -> None:
        for share in chosen.shadow:
            route = next((r for r in self.routes if r.name == share.model), None)
            if (
                route is None
                or len(self._running) >= MOST_AT_ONCE
                or self.chance.random() >= share.share
            ):
                continue
            task = asyncio.create_task(self._ask(route, request))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _ask(self, route: Route, request: ChatRequest) -> None:
        journey = Journey(self.standing, [route], self.standing.now() + SECONDS, max_attempts=1)
        try:
            upstream = Upstream(journey, await journey.next(), request)
            try:
                await upstream.first()
                async for chunk in upstream.rest(rate=False):
                    if chunk.stop is not None:
                        self.standing.succeeded(route, upstream.tried.key, upstream.first_seconds)
                        log.info("shadow_answered", route=route.name, stop=chunk.stop)
            finally:
                await upstream.close(Outcome.SHADOW)
        except ModelError as error:
            log.info("shadow_failed", route=route.name, failure=error.failure)
        reservation = Reservation(new_id(), request.payer, Estimate(0, 0))
        try:
            await self.purse.settle(reservation, journey.attempts)
        except FynqError as error:
            log.warning("shadow_not_booked", code=error.code)

    async def close(self) -> None:
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
