"""Anthropic's Messages API, through the official SDK.

The version of the API that the SDK speaks (2026-10-21) has no temperature, top_p or seed: newer
models answer 400 to them, so they are left out. It has no JSON mode without a schema either: for
`json_object` the system prompt asks for it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import anthropic
import httpx2
from anthropic import AsyncAnthropic

from fynq.domain.chat import (
    ChatChunk,
    ChatModel,
    ChatReply,
    ChatRequest,
    ContentPart,
    EmbeddingModel,
    ImagePart,
    SourcePart,
    StopReason,
    TextPart,
    ToolCall,
    ToolCallDelta,
    ToolMode,
    ToolResult,
    Usage,
)
from fynq.domain.errors import ConfigurationError
from fynq.providers.answer import Answer
from fynq.providers.anthropic_failures import diagnosed, reported
from fynq.providers.exchange import Exchange, open_client, streamed, whole, without_version
from fynq.providers.prompt_text import (
    JSON_ONLY,
    Unusable,
    numbered,
    system_text,
    turns,
    with_bytes,
)
from fynq.routing.options import ModelRow, ProviderRow

BASE_URL = "https://api.anthropic.com"
LEAST_OF_ALL = 8192
"""Output tokens that every Claude model since 3.5 can write, for a model that no row describes:
the API demands a number."""

STOPS = {
    "end_turn": StopReason.END,
    "stop_sequence": StopReason.END,
    "max_tokens": StopReason.LENGTH,
    "model_context_window_exceeded": StopReason.LENGTH,
    "tool_use": StopReason.TOOL_CALLS,
    "refusal": StopReason.REFUSAL,
}
_CACHED = {"type": "ephemeral"}
_FOREIGN = (
    anthropic.AnthropicError,
    httpx2.HTTPError,
    httpx2.StreamError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
)
"""What the SDK raises; it does not check the shape of what it reads, so reading it may fail."""


@dataclass(frozen=True)
class Service:
    """A Vendor."""

    client: AsyncAnthropic
    row: ProviderRow

    def chat(self, model: ModelRow) -> ChatModel:
        return AnthropicChat(self.client, self.row, model)

    def embedder(self, model: ModelRow) -> EmbeddingModel:
        raise ConfigurationError(
            "FYNQ_ROUTING__PROVIDERS",
            f"the model {self.row.name}/{model.name} embeds, but Anthropic has no embeddings",
            "Remove the row, or name another provider's model.",
        )

    async def close(self) -> None:
        await self.client.close()


def connect(row: ProviderRow, key: str) -> Service:
    base_url = without_version(row.base_url) if row.base_url else BASE_URL
    client = AsyncAnthropic(
        api_key=key, base_url=base_url, max_retries=0, http_client=open_client(row)
    )
    return Service(client, row)


@dataclass
class _Reading:
    """tokens: the last that was told of each kind; a stream tells them bit by bit."""

    stop: StopReason | None = None
    ended: bool = False
    calls: dict[int, int] = field(default_factory=dict)
    tokens: dict[str, int] = field(default_factory=dict)

    def event(self, event: Any) -> Iterator[ChatChunk]:
        if event.type == "message_start":
            self.count(event.message.usage)
        elif event.type == "content_block_start":
            yield from self.begun(event.index, event.content_block)
        elif event.type == "content_block_delta":
            yield from self.piece(event.index, event.delta)
        elif event.type == "message_delta":
            self.stopped(event.delta.stop_reason)
            self.count(event.usage)
        elif event.type == "message_stop":
            self.ended = True

    def begun(self, index: int, block: Any) -> Iterator[ChatChunk]:
        if block.type == "tool_use":
            self.calls[index] = len(self.calls)
            call = ToolCallDelta(self.calls[index], block.id, block.name)
            yield ChatChunk(tool_calls=(call,))
        elif block.type == "text" and block.text:
            yield ChatChunk(text=block.text)

    def piece(self, index: int, delta: Any) -> Iterator[ChatChunk]:
        if delta.type == "text_delta":
            yield ChatChunk(text=delta.text)
        elif delta.type == "thinking_delta":
            yield ChatChunk(reasoning=delta.thinking)
        elif delta.type == "input_json_delta" and delta.partial_json:
            call = ToolCallDelta(self.calls[index], arguments=delta.partial_json)
            yield ChatChunk(tool_calls=(call,))

    def message(self, message: Any) -> Iterator[ChatChunk]:
        self.count(message.usage)
        self.stopped(message.stop_reason)
        for index, block in enumerate(message.content):
            if block.type == "thinking":
                yield ChatChunk(reasoning=block.thinking)
            else:
                yield from self.begun(index, block)
            if block.type == "tool_use":
                call = ToolCallDelta(self.calls[index], arguments=json.dumps(block.input))
                yield ChatChunk(tool_calls=(call,))

    def stopped(self, reason: str | None) -> None:
        """A reason that is newer than this file is taken for an answer that is not whole: so were
        all that the API has added."""
        if reason:
            self.stop = STOPS.get(reason, StopReason.LENGTH)

    def count(self, usage: Any) -> None:
        for name in (
            "input_tokens",
            "cache_creation_input_tokens",
            "cache_read_input_tokens",
            "output_tokens",
        ):
            told = getattr(usage, name, None)
            if told is not None:
                self.tokens[name] = told
        details = getattr(usage, "output_tokens_details", None)
        told = getattr(details, "thinking_tokens", None)
        if told is not None:
            self.tokens["thinking_tokens"] = told

    @property
    def usage(self) -> Usage | None:
        """input_tokens of the wire are those that neither came from the cache nor went into it."""
        if not {"input_tokens", "output_tokens"} <= self.tokens.keys():
            return None
        cached = self.tokens.get("cache_read_input_tokens", 0)
        written = self.tokens.get("cache_creation_input_tokens", 0)
        return Usage(
            input_tokens=self.tokens["input_tokens"] + cached + written,
            output_tokens=self.tokens["output_tokens"],
            cached_tokens=cached,
            reasoning_tokens=self.tokens.get("thinking_tokens", 0),
        )


@dataclass(frozen=True)
class AnthropicChat:
    """A ChatModel over one model. The client is injected; it must not retry by itself."""

    client: AsyncAnthropic
    row: ProviderRow
    model: ModelRow

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
        answer = Answer(self.row.name, self._name, request)
        exchange, reading = streamed(self.row, request), _Reading()
        try:
            events = await exchange.run(self._create(request, exchange, True))
            async for event in events:
                for chunk in reading.event(event):
                    yield answer.take(chunk)
        except _FOREIGN as error:
            raise answer.error(diagnosed(error, exchange)) from error
        finally:
            await exchange.close()
        yield answer.end(reading.stop if reading.ended else None, reading.usage)

    async def complete(self, request: ChatRequest) -> ChatReply:
        answer = Answer(self.row.name, self._name, request)
        exchange, reading = whole(self.row, request.seconds), _Reading()
        try:
            message = await exchange.run(self._create(request, exchange, False))
            if message.type == "error":
                raise answer.error(reported(message.error))
            chunks = list(reading.message(message))
        except _FOREIGN as error:
            raise answer.error(diagnosed(error, exchange)) from error
        finally:
            await exchange.close()
        return answer.whole(chunks, reading.stop, reading.usage)

    @property
    def _name(self) -> str:
        return self.model.upstream or self.model.name

    async def _create(self, request: ChatRequest, exchange: Exchange, stream: bool) -> Any:
        limit = self.model.max_output or LEAST_OF_ALL
        options: dict[str, Any] = {
            "model": self._name,
            "max_tokens": request.max_tokens or limit,
            "messages": _messages(request),
            **_prefix(request),
        }
        if self.model.max_output:
            options["max_tokens"] = min(options["max_tokens"], self.model.max_output)
        if request.stop:
            options["stop_sequences"] = list(request.stop)
        if request.json_schema is not None:
            form = {"type": "json_schema", "schema": _schema(request.json_schema)}
            options["output_config"] = {"format": form}
        create: Any = self.client.messages.create
        return await create(**options, stream=stream, timeout=exchange.timeout)


def _prefix(request: ChatRequest) -> dict[str, Any]:
    """Tools, then the system prompt, in the order in which the vendor caches them; the last block
    is marked, so that everything up to it is read from the cache next time."""
    found: dict[str, Any] = {}
    system = system_text(request)
    if request.json_object and request.json_schema is None:
        system = f"{system}\n\n{JSON_ONLY}" if system else JSON_ONLY
    if request.tools:
        found["tools"] = [
            {
                "name": tool.name,
                "description": tool.description,
                "input_schema": {"type": "object", **tool.parameters},
                **({"strict": True} if tool.strict else {}),
            }
            for tool in request.tools
        ]
        found["tool_choice"] = _choice(request)
        if not system:
            found["tools"][-1]["cache_control"] = _CACHED
    if system:
        found["system"] = [{"type": "text", "text": system, "cache_control": _CACHED}]
    return found


def _schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """As the API takes it: closed objects, and of the other limits only those that it knows; the
    SDK writes the rest into descriptions. Raises Unusable."""
    try:
        return anthropic.transform_schema(_one_type_each(schema))
    except (ValueError, TypeError, AttributeError, AssertionError, RecursionError):
        raise Unusable("This model cannot be held to this schema.", "json_schema") from None


def _one_type_each(schema: Any) -> Any:
    """A list of types becomes alternatives, the only form that the SDK knows."""
    if isinstance(schema, list):
        return [_one_type_each(item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    found = {name: _one_type_each(value) for name, value in schema.items()}
    types = found.get("type")
    if not isinstance(types, list):
        return found
    return {"anyOf": [{**found, "type": one} for one in types]}


def _choice(request: ChatRequest) -> dict[str, Any]:
    mode = request.tool_choice.mode
    if mode is ToolMode.NONE:
        return {"type": "none"}
    kinds = {ToolMode.REQUIRED: "any", ToolMode.NAMED: "tool"}
    found: dict[str, Any] = {"type": kinds.get(mode, "auto")}
    if mode is ToolMode.NAMED:
        found["name"] = request.tool_choice.name
    if request.parallel_tools is False:
        found["disable_parallel_tool_use"] = True
    return found


def _messages(request: ChatRequest) -> list[dict[str, Any]]:
    """Raises Unusable."""
    found = [
        {"role": "assistant" if model else "user", "content": _blocks(parts)}
        for model, parts in turns(request)
    ]
    return [message for message in found if message["content"]]


def _blocks(parts: Sequence[ContentPart]) -> list[dict[str, Any]]:
    """Results of tools first, as the API demands; it refuses empty text."""
    results = [_result(part) for part in parts if isinstance(part, ToolResult)]
    sources = numbered(part.read for part in parts if isinstance(part, SourcePart))
    shown: list[dict[str, Any]] = [{"type": "text", "text": sources}] if sources else []
    for part in parts:
        if isinstance(part, TextPart) and part.text:
            shown.append({"type": "text", "text": part.text})
        elif isinstance(part, ImagePart):
            shown.append({"type": "image", "source": _source(with_bytes(part))})
        elif isinstance(part, ToolCall):
            shown.append(
                {"type": "tool_use", "id": part.id, "name": part.name, "input": _input(part)}
            )
    return results + shown


def _result(part: ToolResult) -> dict[str, Any]:
    content = {"content": part.text} if part.text else {}
    return {"type": "tool_result", "tool_use_id": part.call_id, **content}


def _source(image: ImagePart) -> dict[str, Any]:
    if image.url:
        return {"type": "url", "url": image.url}
    data = base64.b64encode(image.data).decode()
    return {"type": "base64", "media_type": image.media_type, "data": data}


def _input(call: ToolCall) -> dict[str, Any]:
    try:
        found = json.loads(call.arguments or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Unusable("The arguments of a tool call are no JSON object.", "messages.tool_calls")
    return found
