"""From a stream of chunks to a whole reply."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from fynq.domain.chat import ChatChunk, ChatReply, Routed, StopReason, ToolCall, Usage
from fynq.domain.errors import ModelStreamCut
from fynq.domain.streams import closing


@dataclass
class Gathering:
    """Takes chunks in order; `reply` is there once one of them had `stop`."""

    texts: list[str] = field(default_factory=list)
    calls: dict[int, list[str]] = field(default_factory=dict)
    stop: StopReason | None = None
    usage: Usage = Usage()
    model: str = ""
    routed: Routed | None = None

    def add(self, chunk: ChatChunk) -> None:
        if chunk.restart:
            self.texts.clear()
            self.calls.clear()
        if chunk.text:
            self.texts.append(chunk.text)
        for piece in chunk.tool_calls:
            call = self.calls.setdefault(piece.index, ["", "", ""])
            call[0] = call[0] or piece.id
            call[1] = call[1] or piece.name
            call[2] += piece.arguments
        if chunk.stop is not None:
            self.stop = chunk.stop
            self.usage = chunk.usage or self.usage
            self.model = chunk.model
            self.routed = chunk.routed

    @property
    def reply(self) -> ChatReply:
        """Raises ModelStreamCut when no chunk had `stop`."""
        if self.stop is None:
            raise ModelStreamCut("The model's answer ended in the middle.")
        calls = tuple(ToolCall(*self.calls[index]) for index in sorted(self.calls))
        return ChatReply("".join(self.texts), self.stop, self.usage, self.model, calls, self.routed)


async def collected(chunks: AsyncIterator[ChatChunk]) -> ChatReply:
    """Raises ModelError, as the stream does."""
    gathering = Gathering()
    async with closing(chunks):
        async for chunk in chunks:
            gathering.add(chunk)
    return gathering.reply
