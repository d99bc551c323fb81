"""A completion that is passed on as it comes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import structlog
from starlette.types import Scope, Send

from fynq.answering.ports import ModelGateway
from fynq.domain.chat import ChatChunk, ChatRequest, Routed, StopReason, Usage
from fynq.domain.errors import DeadlineExceeded, FynqError, ModelStreamCut
from fynq.domain.streams import closing
from fynq.http.edge.visit import visit_of
from fynq.http.openai.chat_in import Asked
from fynq.http.openai.chat_out import (
    DONE,
    Chunks,
    account_of,
    answered_by,
    error_event,
)
from fynq.http.openai.errors import fault_of
from fynq.http.openai.replying import EventReply

log = structlog.get_logger()

GRACE_SECONDS = 5.0
"""The router keeps the time budget; this is for a router that does not answer."""

Ended = tuple[Routed | None, Usage, str]


class LiveChat:
    """came: when the request came, on perf_counter's clock."""

    def __init__(
        self, models: ModelGateway, request: ChatRequest, asked: Asked, came: float
    ) -> None:
        self._models = models
        self._request = request
        self._asked = asked
        self._came = came
        self._chunks = Chunks(asked.model, asked.include_usage)
        self._ended: dict[int, Ended] = {}
        self._texts: set[int] = set()

    async def send(self, scope: Scope, send: Send) -> None:
        """Raises FynqError until the first content; later failures are an error event, after which
        nothing comes."""
        reply = EventReply(send)
        try:
            async with asyncio.timeout(self._request.seconds + GRACE_SECONDS):
                await self._pass_on(reply)
            return
        except FynqError as error:
            failure = error
        except TimeoutError:
            failure = DeadlineExceeded("The model took too long.")
        except Exception:
            if not reply.begun:
                raise
            log.exception("stream_broke")
            failure = FynqError()
        if not reply.begun:
            raise failure
        visit_of(scope).unkept = True
        log.warning("stream_failed", code=failure.code)
        await reply.end(error_event(fault_of(failure).body))

    async def _pass_on(self, reply: EventReply) -> None:
        own = (time.perf_counter() - self._came) * 1000
        async with closing(self._pieces()) as pieces:
            async for choice, chunk in pieces:
                if chunk.restart:
                    raise ModelStreamCut("The model's answer broke off.")
                if not chunk.has_content and chunk.stop is None:
                    continue
                if chunk.routed is not None or chunk.model:
                    self._chunks.model = answered_by(chunk.routed, chunk.model, self._asked.model)
                events = self._written(choice, chunk)
                if not reply.begun:
                    await reply.begin(self._known_headers(chunk))
                if chunk.stop is None:
                    await reply.more(events)
                    continue
                self._ended[choice] = (chunk.routed, chunk.usage or Usage(), chunk.model)
                if len(self._ended) < self._asked.choices:
                    await reply.more(events + self._chunks.finish(choice, chunk.stop))
                else:
                    await reply.end(events + self._last(choice, chunk.stop, own))
                    return
        raise ModelStreamCut("The model's answer ended in the middle.")

    def _written(self, choice: int, chunk: ChatChunk) -> bytes:
        events = b""
        if chunk.stop is StopReason.REFUSAL and choice not in self._texts:
            return self._chunks.refusal(choice, chunk.text or "The model refused.")
        if chunk.text:
            self._texts.add(choice)
            events += self._chunks.text(choice, chunk.text)
        if chunk.tool_calls:
            events += self._chunks.calls(choice, chunk.tool_calls)
        return events

    def _last(self, choice: int, stop: StopReason, own: float) -> bytes:
        ended = [self._ended[each] for each in sorted(self._ended)]
        usages = [usage for _, usage, _ in ended]
        extra: dict[str, Any] = account_of(ended, self._asked.model, own).shown()
        if any(usage.estimated for usage in usages):
            extra["usage_estimated"] = True
        if not self._asked.include_usage:
            return self._chunks.finish(choice, stop, extra) + DONE
        return self._chunks.finish(choice, stop) + self._chunks.usage(usages, extra) + DONE

    def _known_headers(self, first: ChatChunk) -> list[tuple[bytes, bytes]]:
        """What is known at the first content; the cost is not."""
        if first.routed is None:
            return []
        own = (time.perf_counter() - self._came) * 1000
        account = account_of([(first.routed, Usage(), first.model)], self._asked.model, own)
        unknown = (b"x-fynq-cost-micros", b"x-fynq-added-ms")
        return [pair for pair in account.headers() if pair[0] not in unknown]

    def _pieces(self) -> AsyncIterator[tuple[int, ChatChunk]]:
        if self._asked.choices == 1:
            return self._single()
        return self._merged()

    async def _single(self) -> AsyncGenerator[tuple[int, ChatChunk], None]:
        async with closing(self._models.stream(self._request)) as chunks:
            async for chunk in chunks:
                yield 0, chunk

    async def _merged(self) -> AsyncGenerator[tuple[int, ChatChunk], None]:
        """The chunks of every choice as they come; the first failure ends all."""
        queue: asyncio.Queue[tuple[int, ChatChunk | BaseException | None]] = asyncio.Queue(64)

        async def pump(choice: int) -> None:
            try:
                async with closing(self._models.stream(self._request)) as chunks:
                    async for chunk in chunks:
                        await queue.put((choice, chunk))
            except Exception as error:  # noqa: BLE001  raised again by the reader
                await queue.put((choice, error))
            else:
                await queue.put((choice, None))

        loop = asyncio.get_running_loop()
        pumps = [loop.create_task(pump(choice)) for choice in range(self._asked.choices)]
        try:
            open_ones = len(pumps)
            while open_ones:
                choice, piece = await queue.get()
                if piece is None:
                    open_ones -= 1
                elif isinstance(piece, BaseException):
                    raise piece
                else:
                    yield choice, piece
        finally:
            for each in pumps:
                each.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
