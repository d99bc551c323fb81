"""From the bytes of OpenAI's chat completions to chunks.

The SDK's models are passed by: to build them is more than half of what a call costs (see
`tests.load.provider_cost`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from fynq.domain.chat import ChatChunk, StopReason, ToolCallDelta, Usage

STOPS = {
    "stop": StopReason.END,
    "length": StopReason.LENGTH,
    "content_filter": StopReason.REFUSAL,
    "tool_calls": StopReason.TOOL_CALLS,
    "function_call": StopReason.TOOL_CALLS,
}
DONE = b"[DONE]"


class ErrorWithin(ValueError):
    """A 200 that says it failed. body: the error as it came."""

    def __init__(self, body: Any) -> None:
        super().__init__("an error within the answer")
        self.body = body


class Events:
    """Takes the pieces of a stream and gives the data of each server-sent event in them.

    Lines end with LF or CRLF; a line may be spread over pieces, a character too.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._data = b""

    def of(self, piece: bytes) -> list[bytes]:
        lines = (self._rest + piece).split(b"\n")
        self._rest = lines.pop()
        found = []
        for line in lines:
            if line.startswith(b"data:"):
                data = line[5:].strip()
                self._data = self._data + b"\n" + data if self._data else data
            elif self._data and line in (b"", b"\r"):
                found.append(self._data)
                self._data = b""
        return found

    def last(self) -> list[bytes]:
        """Of an event whose empty line never came."""
        return [data for data in (*self.of(b"\n"), *self.of(b"\n")) if data]


@dataclass
class Reading:
    """What is known of one answer so far. refused: it has words of a refusal."""

    stop: StopReason | None = None
    usage: Usage | None = None
    refused: bool = False

    def event(self, data: bytes) -> Iterator[ChatChunk]:
        """Raises ErrorWithin, or ValueError for what is no event of this API."""
        body = _body(data)
        for choice in body.get("choices") or ():
            if choice.get("index", 0) == 0:
                yield from self._chosen(choice, choice.get("delta") or {})
        self._counted(body)

    def whole(self, data: bytes) -> list[ChatChunk]:
        """Raises as `event` does."""
        body = _body(data)
        self._counted(body)
        choices = body.get("choices")
        if not choices:
            raise ValueError("an answer without a choice")
        return list(self._chosen(choices[0], choices[0]["message"]))

    def _chosen(self, choice: Mapping[str, Any], message: Mapping[str, Any]) -> Iterator[ChatChunk]:
        thought = message.get("reasoning_content") or message.get("reasoning")
        if thought and isinstance(thought, str):
            yield ChatChunk(reasoning=thought)
        text = message.get("content")
        if text:
            yield ChatChunk(text=_text(text))
        self.refused = self.refused or bool(message.get("refusal"))
        calls = message.get("tool_calls")
        if calls:
            yield ChatChunk(tool_calls=tuple(_call(call, n) for n, call in enumerate(calls)))
        finish = choice.get("finish_reason")
        if finish == "error":
            raise ErrorWithin(choice.get("error") or {})
        if finish:
            self.stop = STOPS.get(finish, StopReason.END)

    def _counted(self, body: Mapping[str, Any]) -> None:
        """Some services tell the usage so far in every event; the last word counts."""
        told = body.get("usage")
        if not told or not (told.get("prompt_tokens") or told.get("completion_tokens")):
            return
        read = told.get("prompt_tokens_details") or {}
        written = told.get("completion_tokens_details") or {}
        cached = read.get("cached_tokens") or told.get("prompt_cache_hit_tokens") or 0
        self.usage = Usage(
            input_tokens=int(told.get("prompt_tokens") or 0),
            output_tokens=int(told.get("completion_tokens") or 0),
            cached_tokens=int(cached),
            reasoning_tokens=int(written.get("reasoning_tokens") or 0),
        )


def _body(data: bytes) -> dict[str, Any]:
    body = from_json(data)
    if not isinstance(body, dict):
        raise ValueError("not an object")
    if body.get("error"):
        raise ErrorWithin(body["error"])
    if body.get("object") == "error":
        raise ErrorWithin(body)
    return body


def _text(content: Any) -> str:
    """Some services answer in parts."""
    if isinstance(content, str):
        return content
    return "".join(part.get("text") or "" for part in content)


def _call(call: Mapping[str, Any], position: int) -> ToolCallDelta:
    function = call.get("function") or {}
    return ToolCallDelta(
        index=call.get("index", position),
        id=call.get("id") or "",
        name=function.get("name") or "",
        arguments=function.get("arguments") or "",
    )
