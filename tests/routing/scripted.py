"""Models that follow a script, and a router over them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from fynq.domain.chat import (
    ChatChunk,
    ChatMessage,
    ChatReply,
    ChatRequest,
    ChatRole,
    Delivery,
    StopReason,
    TextPart,
    Usage,
)
from fynq.domain.collected import collected
from fynq.routing.compose import compose
from fynq.routing.free import FreePurse, OwnRests
from fynq.routing.options import ModelRow, ProviderRow, RoutingOptions
from fynq.routing.route import Route
from fynq.routing.router import Router

Script = Sequence[ChatChunk | Exception | float]
END = ChatChunk(stop=StopReason.END, usage=Usage(10, 5), model="fake/m")
GOOD: Script = [ChatChunk(text="yes"), END]


@dataclass
class Scripted:
    """Yields the chunks and raises the errors of its script; a number is a silence in seconds.

    Several scripts are followed one after another, the last one for ever.
    """

    script: Script
    then: Sequence[Script] = ()
    calls: int = 0
    closed: int = 0
    seen: list[ChatRequest] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
        scripts = [self.script, *self.then]
        script = scripts[min(self.calls, len(scripts) - 1)]
        self.calls += 1
        self.seen.append(request)
        self.times.append(asyncio.get_running_loop().time())
        try:
            for item in script:
                if isinstance(item, Exception):
                    raise item
                if isinstance(item, int | float):
                    await asyncio.sleep(item)
                else:
                    yield item
        finally:
            self.closed += 1

    async def complete(self, request: ChatRequest) -> ChatReply:
        return await collected(self.stream(request))


def route(name: str, *chats: Any, model: ModelRow | None = None, **row: Any) -> Route:
    limits = {"first_token_seconds": 0.1, "silence_seconds": 0.1, "total_seconds": 0.5, **row}
    return Route(ProviderRow(name, **limits), model or ModelRow("m"), tuple(chats))


def router(*models: Any, **options: Any) -> Router:
    """models: a chat model each, or whole routes."""
    routes = [m if isinstance(m, Route) else route(f"p{n}", m) for n, m in enumerate(models)]
    purse = options.pop("purse", None) or FreePurse()
    now = options.pop("now", None)
    more = {"now": now} if now else {}
    return compose(
        RoutingOptions(**options), routes, purse, OwnRests(), chance=random.Random(7), **more
    )


def question(
    model: str = "", delivery: Delivery = Delivery.LIVE, seconds: float = 5.0, **more: Any
) -> ChatRequest:
    message = ChatMessage(ChatRole.USER, (TextPart("What is 2 + 2?"),))
    return ChatRequest((message,), model=model, delivery=delivery, seconds=seconds, **more)


async def ask(chat: Router, request: ChatRequest | None = None) -> str:
    """The text that a caller has at the end, after discarding what it was told to."""
    return (await collected(chat.stream(request or question()))).text
