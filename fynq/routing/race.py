"""From a request to the first content of some route, with a second one beside it when that pays."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass

import structlog

from fynq.domain.chat import ChatRequest
from fynq.domain.errors import ModelError
from fynq.routing.hedging import HedgeBudget
from fynq.routing.journey import Journey
from fynq.routing.ports import Outcome
from fynq.routing.upstream import Upstream

log = structlog.get_logger()


@dataclass(frozen=True)
class Race:
    """Every upstream that it opens is either returned or closed and accounted for."""

    journey: Journey
    hedges: HedgeBudget
    request: ChatRequest

    async def first_content(self) -> Upstream:
        """Raises the last ModelError when no route has content."""
        while True:
            first = Upstream(self.journey, await self.journey.next(), self.request)
            delay = self.hedges.delay(self.journey.standing.latency(first.tried.route).p95)
            if delay is None or self.journey.spare() is None:
                winner = await self._alone(first)
            else:
                winner = await self._hedged(first, delay)
            if winner is not None:
                return winner

    async def _alone(self, upstream: Upstream) -> Upstream | None:
        try:
            await upstream.first()
        except ModelError as error:
            await self._lost(upstream, error)
            return None
        except BaseException:
            await upstream.close(Outcome.ABORTED)
            raise
        return upstream

    async def _hedged(self, first: Upstream, delay: float) -> Upstream | None:
        running = {asyncio.create_task(first.first()): first}
        outcome = Outcome.ABORTED
        try:
            done, _ = await asyncio.wait(running, timeout=delay)
            if not done:
                self._join(running)
            while running:
                done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                task = next(iter(done))
                upstream = running.pop(task)
                failure = task.exception()
                if failure is None:
                    outcome = Outcome.HEDGED
                    return upstream
                if not isinstance(failure, ModelError):
                    await upstream.close(Outcome.ABORTED)
                    raise failure
                await self._lost(upstream, failure)
            return None
        finally:
            for task, loser in running.items():
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, ModelError):
                    await task
                await loser.close(outcome)

    def _join(self, running: dict[asyncio.Task[None], Upstream]) -> None:
        route = self.journey.spare()
        if route is not None and self.hedges.take(self.journey.standing.now()):
            second = Upstream(self.journey, self.journey.begin_spare(route), self.request)
            running[asyncio.create_task(second.first())] = second

    async def _lost(self, upstream: Upstream, error: ModelError) -> None:
        """Raises the error when nothing else may be tried."""
        await upstream.close(Outcome.FAILED)
        self.hedges.outcome(False, self.journey.standing.now())
        self.journey.failed(upstream.tried, error)
