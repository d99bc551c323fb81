"""POST /v1/chat/completions"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from starlette.types import Receive, Scope, Send

from fynq.answering.ports import ModelGateway
from fynq.domain.chat import ChatReply, ChatRequest, Delivery
from fynq.domain.errors import DeadlineExceeded
from fynq.http.edge.visit import visit_of
from fynq.http.openai.asking import EMBEDDER, TUTOR, asker_of, delivery_of, seconds_of
from fynq.http.openai.chat_in import Asked, read_chat
from fynq.http.openai.chat_live import GRACE_SECONDS, LiveChat
from fynq.http.openai.chat_out import DONE, Chunks, account_of, answered_by, whole
from fynq.http.openai.fields import refuse
from fynq.http.openai.leaving import ended_by_departure
from fynq.http.openai.replying import EVENTS, send_json, send_whole
from fynq.http.openai.tutoring import tutor
from fynq.http.options import HttpOptions
from fynq.http.parts import GetParts


class CompleteChat:
    """An ASGI app: FastAPI's layers around a handler would cost as much as the work in it."""

    def __init__(self, get_parts: GetParts, options: HttpOptions) -> None:
        self._get_parts = get_parts
        self._options = options

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        came = time.perf_counter()
        parts, options = self._get_parts(), self._options
        asker = await asker_of(parts, scope)
        asked = read_chat(visit_of(scope).json)
        asker.demand(asked.model)
        if asked.model == EMBEDDER:
            refuse("model", "This model embeds; it does not chat.")
        delivery = delivery_of(scope, asker, asked.model, options)
        live = asked.stream and delivery is Delivery.LIVE
        async with ended_by_departure(receive):
            if asked.model == TUTOR:
                await tutor(parts, options, asker, asked, live, scope, send)
                return
            request = replace(
                asked.request,
                seconds=seconds_of(scope, options),
                payer=asker.payer,
                delivery=Delivery.LIVE if live else Delivery.BUFFERED,
                sticky=asked.user or asker.key or str(asker.principal.user),
            )
            if live:
                await LiveChat(parts.models, request, asked, came).send(scope, send)
            else:
                await _complete(parts.models, request, asked, came, send)


async def _complete(
    models: ModelGateway, request: ChatRequest, asked: Asked, came: float, send: Send
) -> None:
    called = time.perf_counter()
    try:
        async with asyncio.timeout(request.seconds + GRACE_SECONDS):
            replies = await _replies(models, request, asked.choices)
    except TimeoutError:
        raise DeadlineExceeded("The model took too long.") from None
    own = (called - came) * 1000
    parts = [(reply.routed, reply.usage, reply.model) for reply in replies]
    account = account_of(parts, asked.model, own)
    if asked.stream:
        body = _as_stream(replies, asked, account.shown())
        await send_whole(send, body, [*EVENTS, *account.headers()])
    else:
        await send_json(send, whole(replies, asked.model, account), account.headers())


async def _replies(models: ModelGateway, request: ChatRequest, choices: int) -> list[ChatReply]:
    """One call for each choice; the first failure ends the others."""
    if choices == 1:
        return [await models.complete(request)]
    loop = asyncio.get_running_loop()
    calls = [loop.create_task(models.complete(request)) for _ in range(choices)]
    try:
        return list(await asyncio.gather(*calls))
    finally:
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)


def _as_stream(replies: list[ChatReply], asked: Asked, extra: dict[str, object]) -> bytes:
    first, last = replies[0], len(replies) - 1
    chunks = Chunks(answered_by(first.routed, first.model, asked.model), asked.include_usage)
    body = b"".join(
        chunks.reply(index, reply, extra if index == last and not asked.include_usage else None)
        for index, reply in enumerate(replies)
    )
    if asked.include_usage:
        body += chunks.usage([reply.usage for reply in replies], extra)
    return body + DONE
