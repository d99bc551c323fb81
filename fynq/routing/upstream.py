"""One request to one route: its limits in time, and what counts as a whole answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable
from dataclasses import replace
from typing import TypeVar

import structlog

from fynq.domain.chat import ChatChunk, ChatRequest, StopReason, Usage
from fynq.domain.errors import (
    FynqError,
    ModelError,
    ModelFailure,
    ModelRefused,
    ModelStreamCut,
    ModelTimeout,
    ModelUnavailable,
)
from fynq.routing.fitting import fitted
from fynq.routing.journey import Journey, Try
from fynq.routing.ports import Outcome

log = structlog.get_logger()
T = TypeVar("T")

CHARS_PER_TOKEN = 4
RATE_AFTER_SECONDS = 2.0


class Upstream:
    """A stream from one route. `first` reads until the first content, `rest` gives everything,
    `close` accounts for it.

    first and rest raise ModelError. Times are seconds of the loop's clock, which is monotonic.
    """

    def __init__(self, journey: Journey, tried: Try, request: ChatRequest) -> None:
        self.tried = tried
        self._journey = journey
        self._request = request
        self._loop = asyncio.get_running_loop()
        row = tried.route.row
        seconds = journey.seconds_left
        self.started = self._loop.time()
        self._end = self.started + min(seconds, row.total_seconds)
        self._limit = self.started + min(row.first_token_seconds, patience(journey, tried))
        self._held: list[ChatChunk] = []
        self._usage: Usage | None = None
        self._pieces = 0
        self._chars = 0
        self._closed = False
        self.first_at: float | None = None
        sent = replace(fitted(request, tried.route), model=tried.route.model.name, seconds=seconds)
        self._chunks: AsyncIterator[ChatChunk] = tried.route.chats[tried.key].stream(sent)

    async def first(self) -> None:
        """Holds the start-up events. A thinking model is alive: each thought gives it the time of a
        silence more."""
        while True:
            chunk = await self._next()
            if chunk.reasoning:
                silence = self._loop.time() + self.tried.route.row.silence_seconds
                self._limit = min(self._end, max(self._limit, silence))
            if not chunk.has_content and chunk.stop is None:
                continue
            self._held.append(chunk)
            self.first_at = self._loop.time()
            if not chunk.has_content:
                self._whole(chunk)
            return

    async def rest(self, *, rate: bool) -> AsyncGenerator[ChatChunk, None]:
        """rate: give up below the row's least rate."""
        row = self.tried.route.row
        for chunk in self._held:
            yield chunk
            if chunk.stop is not None:
                return
        while True:
            self._limit = min(self._end, self._loop.time() + row.silence_seconds)
            chunk = await self._next()
            if chunk.stop is not None:
                self._whole(chunk)
            yield chunk
            if chunk.stop is not None:
                return
            if rate and row.least_rate:
                self._check_rate(row.least_rate)

    async def close(self, outcome: Outcome) -> None:
        """Ends the upstream call if it still runs, and accounts for it, once."""
        close = getattr(self._chunks, "aclose", None)
        if close is not None:
            try:
                await close()
            except Exception as error:  # noqa: BLE001  its stream is given up in any case
                log.warning("model_close_failed", kind=type(error).__name__)
        if self._closed:
            return
        self._closed = True
        route = self.tried.route
        self._journey.standing.end(route, self.tried.key)
        self._journey.record(
            route,
            outcome,
            self._usage or self._counted(outcome),
            self._loop.time() - self.started,
        )

    @property
    def first_seconds(self) -> float:
        return (self.first_at or self._loop.time()) - self.started

    def _counted(self, outcome: Outcome) -> Usage:
        """Our own count where the provider did not come to say: what arrived was billed, and with
        it the question; a request that failed before is not billed anywhere."""
        if not self._pieces and outcome is Outcome.FAILED:
            return Usage()
        asked = sum(len(m.text) for m in self._request.messages)
        written = max(self._pieces, -(-self._chars // CHARS_PER_TOKEN))
        return Usage(-(-asked // CHARS_PER_TOKEN), written, estimated=True)

    async def _next(self) -> ChatChunk:
        try:
            async with asyncio.timeout_at(self._limit):
                chunk = await anext(self._chunks)
        except StopAsyncIteration:
            raise self._error(ModelStreamCut, "The model's answer was cut off.") from None
        except TimeoutError:
            kind = (
                ModelFailure.SILENT_BEFORE_HEADERS
                if self.first_at is None
                else ModelFailure.SILENT_BETWEEN_CHUNKS
            )
            raise self._error(ModelTimeout, "The model was silent for too long.", kind) from None
        except FynqError:
            raise
        except Exception as error:
            log.exception("model_client_broke", route=self.tried.route.name)
            raise self._error(
                ModelUnavailable, "The model's client broke.", ModelFailure.GARBLED
            ) from error
        if chunk.usage is not None:
            self._usage = chunk.usage
        if chunk.has_content or chunk.reasoning:
            self._pieces += 1
            self._chars += len(chunk.text) + len(chunk.reasoning)
            self._chars += sum(len(piece.arguments) for piece in chunk.tool_calls)
        return chunk

    def _whole(self, chunk: ChatChunk) -> None:
        """Raises ModelError when what has ended is no answer."""
        if self._held and self._held[0].has_content:
            return
        check_content(self.tried, chunk.stop, has_content=False)

    def _check_rate(self, least: float) -> None:
        spent = self._loop.time() - (self.first_at or self.started)
        if spent >= RATE_AFTER_SECONDS and self._chars / CHARS_PER_TOKEN < least * spent:
            raise self._error(ModelTimeout, "The model writes too slowly.", ModelFailure.TOO_SLOW)

    def _error(
        self, kind: type[ModelError], detail: str, failure: ModelFailure | None = None
    ) -> ModelError:
        route = self.tried.route
        return kind(detail, provider=route.provider, model=route.model.name, failure=failure)


def check_content(tried: Try, stop: StopReason | None, *, has_content: bool) -> None:
    """Raises ModelRefused for a refusal without a word, ModelUnavailable for an empty answer."""
    if has_content:
        return
    route = tried.route
    if stop is StopReason.REFUSAL:
        raise ModelRefused(
            "The model's provider refused the content.",
            provider=route.provider,
            model=route.model.name,
        )
    raise ModelUnavailable(
        "The model's answer was empty.",
        provider=route.provider,
        model=route.model.name,
        failure=ModelFailure.EMPTY,
    )


async def within(tried: Try, seconds: float, answer: Awaitable[T]) -> T:
    """A whole answer in one piece. Raises ModelTimeout."""
    route = tried.route
    try:
        async with asyncio.timeout(seconds):
            return await answer
    except TimeoutError:
        raise ModelTimeout(
            "The model was silent for too long.", provider=route.provider, model=route.model.name
        ) from None
    except FynqError:
        raise
    except Exception as error:
        log.exception("model_client_broke", route=route.name)
        raise ModelUnavailable(
            "The model's client broke.",
            provider=route.provider,
            model=route.model.name,
            failure=ModelFailure.GARBLED,
        ) from error


def patience(journey: Journey, tried: Try) -> float:
    """Seconds for a whole answer: while another route could still help, not all that is left."""
    left = min(journey.seconds_left, tried.route.row.total_seconds)
    if not journey.may_go_on:
        return left
    return min(left, max(tried.route.row.first_token_seconds, left * 0.6), left * 0.8)
