"""One conversation with everything that a request may hold, and how a vendor is asked it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fynq.domain.chat import (
    ChatMessage,
    ChatReply,
    ChatRequest,
    ChatRole,
    ImagePart,
    SourcePart,
    TextPart,
    Tool,
    ToolCall,
    ToolResult,
)
from fynq.domain.collected import collected
from fynq.domain.knowledge import Passage
from fynq.providers.prompt_text import numbered
from fynq.providers.vendor import Vendor
from fynq.routing.options import ModelRow
from tests.wire.fault_server import FaultServer

PASSAGE = Passage(UUID(int=1), UUID(int=2), 1, "Sums", "", 0, 9, "2+2 is 4.", 0.9)
ADD = Tool("add", "Adds", {"type": "object", "properties": {"a": {"type": "integer"}}})
SUBTRACT = Tool("subtract", "", {"type": "object", "properties": {}})
SCHEMA = {"type": "object", "properties": {"answer": {"type": "integer"}}}
QUESTION = ChatMessage(ChatRole.USER, (TextPart("What is 2 + 2?"),))
SYSTEM = ChatMessage(ChatRole.SYSTEM, (TextPart("Be kind."),))
SEEN = ChatMessage(
    ChatRole.USER,
    (SourcePart(PASSAGE), TextPart("And this?"), ImagePart("image/png", b"\x89PNG")),
)
CALLED = ChatMessage(
    ChatRole.ASSISTANT,
    (
        TextPart("I add."),
        ToolCall("call_1", "add", '{"a": 1}'),
        ToolCall("call_2", "subtract", ""),
    ),
)
RESULTS = (
    ChatMessage(ChatRole.TOOL, (ToolResult("call_1", "3"),)),
    ChatMessage(ChatRole.TOOL, (ToolResult("call_2", "5"),)),
)
SOURCE = numbered([PASSAGE])


@dataclass(frozen=True)
class Asking:
    server: FaultServer
    vendor: Vendor

    async def reply(self, request: ChatRequest, name: str = "ok") -> ChatReply:
        return await self.vendor.chat(ModelRow(name)).complete(request)

    async def streamed(self, request: ChatRequest, name: str = "ok") -> ChatReply:
        return await collected(self.vendor.chat(ModelRow(name)).stream(request))

    async def body(self, request: ChatRequest, **row: Any) -> Mapping[str, Any]:
        """What went over the wire; the same for a call and a stream, but for the stream itself."""
        chat = self.vendor.chat(ModelRow("ok", **row))
        await chat.complete(request)
        await collected(chat.stream(request))
        called, streamed = (attempt.body for attempt in self.server.seen.attempts[-2:])
        assert {k: v for k, v in called.items() if k != "stream"} == {
            k: v for k, v in streamed.items() if k != "stream"
        }
        return called

    async def left_after_closing(self) -> bool:
        """Whether the server saw the connection end when a stream was closed early."""
        stream = self.vendor.chat(ModelRow("slow@30")).stream(ChatRequest((QUESTION,)))
        reading = asyncio.ensure_future(anext(stream))
        async with asyncio.timeout(5):
            while not self.server.seen.running:
                await asyncio.sleep(0.001)
        reading.cancel()
        await asyncio.wait([reading])
        return await self._gone()

    async def left_after_content(self) -> bool:
        stream = self.vendor.chat(ModelRow("slow@0.3")).stream(ChatRequest((QUESTION,)))
        async for chunk in stream:
            if chunk.text:
                break
        await stream.aclose()  # type: ignore[attr-defined]
        return await self._gone()

    async def _gone(self) -> bool:
        async with asyncio.timeout(5):
            while self.server.seen.running:
                await asyncio.sleep(0.001)
        return self.server.seen.attempts[-1].left is not None


@asynccontextmanager
async def asking(server: FaultServer, vendor: Vendor) -> AsyncIterator[Asking]:
    try:
        yield Asking(server, vendor)
    finally:
        await vendor.close()
