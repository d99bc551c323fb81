"""Mistral's chat completions and embeddings, through the official SDK."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2
from mistralai.client import Mistral, models
from mistralai.client.errors import MistralError, NoResponseError, ResponseValidationError

from fynq.domain.chat import (
    ChatChunk,
    ChatMessage,
    ChatModel,
    ChatReply,
    ChatRequest,
    ChatRole,
    EmbeddingModel,
    EmbeddingReply,
    EmbeddingRequest,
    ImagePart,
    StopReason,
    TextPart,
    ToolCall,
    ToolCallDelta,
    ToolMode,
    ToolResult,
    Usage,
)
from fynq.providers.answer import Answer, Embedded
from fynq.providers.exchange import open_client, streamed, whole, without_version
from fynq.providers.mistral_failures import ERROR_WITHIN, diagnosed
from fynq.providers.prompt_text import sources_of
from fynq.routing.options import ModelRow, ProviderRow

BASE_URL = "https://api.mistral.ai"
STOPS = {
    "stop": StopReason.END,
    "length": StopReason.LENGTH,
    "model_length": StopReason.LENGTH,
    "tool_calls": StopReason.TOOL_CALLS,
    "content_filter": StopReason.REFUSAL,
}
_CALL_ID = re.compile(r"[a-zA-Z0-9]{9}")
_FOREIGN = (
    MistralError,
    NoResponseError,
    httpx2.HTTPError,
    httpx2.StreamError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
)


@dataclass(frozen=True)
class Service:
    """A Vendor. http: the client beneath, which the SDK leaves to us to close."""

    client: Mistral
    row: ProviderRow
    http: httpx2.AsyncClient

    def chat(self, model: ModelRow) -> ChatModel:
        return MistralChat(self.client, self.row, model)

    def embedder(self, model: ModelRow) -> EmbeddingModel:
        return MistralEmbedder(self.client, self.row, model)

    async def close(self) -> None:
        await self.http.aclose()
        self.client.__exit__(None, None, None)


def connect(row: ProviderRow, key: str) -> Service:
    base_url = without_version(row.base_url) if row.base_url else BASE_URL
    http = open_client(row)
    client = Mistral(api_key=key, server_url=base_url, async_client=http, retry_config=None)
    # The SDK imports these when they are first used, which would count against a request's time.
    _ = client.chat, client.embeddings
    return Service(client, row, http)


@dataclass
class _Reading:
    """calls: ids in the order in which they came."""

    stop: StopReason | None = None
    failed: bool = False
    calls: list[str] = field(default_factory=list)
    usage: Usage | None = None

    def body(self, body: Any, *, streamed: bool) -> Iterator[ChatChunk]:
        """Of a whole answer, or of one event."""
        self.usage = _usage(body.usage) or self.usage
        for choice in body.choices[:1]:
            message = choice.delta if streamed else choice.message
            if message is not None:
                yield from _spoken(message.content)
                yield from self.called(message.tool_calls or [])
            if choice.finish_reason == "error":
                self.failed = True
            elif choice.finish_reason:
                # A reason that is newer than this file is taken for an answer that is not whole.
                self.stop = STOPS.get(choice.finish_reason, StopReason.LENGTH)

    def called(self, calls: Sequence[Any]) -> Iterator[ChatChunk]:
        """A call without an id of its own goes on with the last one."""
        for call in calls:
            fresh = call.id not in (None, "", "null")
            if (fresh and call.id not in self.calls) or not self.calls:
                self.calls.append(call.id if fresh else f"call{len(self.calls):05d}")
                identity, name = self.calls[-1], call.function.name
            else:
                identity = name = ""
            index = self.calls.index(call.id) if call.id in self.calls else len(self.calls) - 1
            arguments = call.function.arguments
            text = arguments if isinstance(arguments, str) else json.dumps(arguments)
            yield ChatChunk(tool_calls=(ToolCallDelta(index, identity, name, text),))


def _spoken(content: Any) -> Iterator[ChatChunk]:
    """Text, or a list of chunks: of text, of thinking, of references."""
    if isinstance(content, str):
        if content:
            yield ChatChunk(text=content)
        return
    for chunk in content or []:
        if chunk.type == "text" and chunk.text:
            yield ChatChunk(text=chunk.text)
        elif chunk.type == "thinking":
            for thought in chunk.thinking:
                if getattr(thought, "text", ""):
                    yield ChatChunk(reasoning=thought.text)


def _usage(told: Any) -> Usage | None:
    """The SDK reads a missing count as 0, and no request has 0 tokens. The details are newer than
    its shapes."""
    if told is None or not (told.prompt_tokens or told.completion_tokens):
        return None
    more = told.additional_properties or {}
    read = more.get("prompt_tokens_details") or {}
    written = more.get("completion_tokens_details") or {}
    cached = read.get("cached_tokens") or more.get("num_cached_tokens") or 0
    return Usage(
        input_tokens=told.prompt_tokens or 0,
        output_tokens=told.completion_tokens or 0,
        cached_tokens=int(cached),
        reasoning_tokens=int(written.get("reasoning_tokens") or 0),
    )


@dataclass(frozen=True)
class MistralChat:
    """A ChatModel over one model. The client is injected; it must not retry by itself."""

    client: Mistral
    row: ProviderRow
    model: ModelRow

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
        answer = Answer(self.row.name, self._name, request)
        exchange, reading = streamed(self.row, request), _Reading()
        try:
            events = await exchange.run(self.client.chat.stream_async(**self._asked(request)))
            async for event in events:
                for chunk in reading.body(event.data, streamed=True):
                    yield answer.take(chunk)
        except _FOREIGN as error:
            raise answer.error(diagnosed(error, exchange)) from error
        finally:
            await exchange.close()
        if reading.failed:
            raise answer.error(ERROR_WITHIN)
        yield answer.end(reading.stop, reading.usage)

    async def complete(self, request: ChatRequest) -> ChatReply:
        answer = Answer(self.row.name, self._name, request)
        exchange, reading = whole(self.row, request.seconds), _Reading()
        try:
            body = await exchange.run(self._complete(request))
            chunks = list(reading.body(body, streamed=False))
        except _FOREIGN as error:
            raise answer.error(diagnosed(error, exchange)) from error
        finally:
            await exchange.close()
        if reading.failed:
            raise answer.error(ERROR_WITHIN)
        return answer.whole(chunks, reading.stop, reading.usage)

    @property
    def _name(self) -> str:
        return self.model.upstream or self.model.name

    async def _complete(self, request: ChatRequest) -> models.ChatCompletionResponse:
        """The SDK insists on a usage; an answer is good without one."""
        try:
            return await self.client.chat.complete_async(**self._asked(request))
        except ResponseValidationError as error:
            found = json.loads(error.body)
            if "choices" not in found or found.get("usage") is not None:
                raise
            return models.ChatCompletionResponse.model_validate({**found, "usage": {}})

    def _asked(self, request: ChatRequest) -> dict[str, Any]:
        limit = request.max_tokens
        if limit and self.model.max_output:
            limit = min(limit, self.model.max_output)
        found: dict[str, Any] = {
            "model": self._name,
            "messages": [m for message in request.messages for m in _messages(message)],
            "temperature": request.temperature,
            "top_p": request.top_p,
            "random_seed": request.seed,
            "max_tokens": limit or None,
            "stop": list(request.stop) or None,
            "response_format": _format(request),
        }
        if request.tools:
            found["tools"] = [_tool(tool) for tool in request.tools]
            found["tool_choice"] = _choice(request)
            found["parallel_tool_calls"] = request.parallel_tools
        return {name: value for name, value in found.items() if value is not None}


def _format(request: ChatRequest) -> Any:
    if request.json_schema is not None:
        schema = models.JSONSchema.model_validate(
            {"name": request.schema_name, "schema": dict(request.json_schema), "strict": True}
        )
        return models.ResponseFormat(type="json_schema", json_schema=schema)
    return models.ResponseFormat(type="json_object") if request.json_object else None


def _tool(tool: Any) -> dict[str, Any]:
    function = {
        "name": tool.name,
        "description": tool.description,
        "parameters": dict(tool.parameters),
        **({"strict": True} if tool.strict else {}),
    }
    return {"type": "function", "function": function}


def _choice(request: ChatRequest) -> Any:
    if request.tool_choice.mode is ToolMode.NAMED:
        return {"type": "function", "function": {"name": request.tool_choice.name}}
    return request.tool_choice.mode.value


def _messages(message: ChatMessage) -> list[dict[str, Any]]:
    """Results of tools are messages of their own."""
    if message.role is ChatRole.TOOL:
        return [
            {"role": "tool", "tool_call_id": _call_id(part.call_id), "content": part.text}
            for part in message.parts
            if isinstance(part, ToolResult)
        ]
    found: dict[str, Any] = {"role": message.role.value, "content": _content(message)}
    calls = [part for part in message.parts if isinstance(part, ToolCall)]
    if calls:
        found["tool_calls"] = [
            {
                "id": _call_id(call.id),
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments or "{}"},
            }
            for call in calls
        ]
    return [found]


def _content(message: ChatMessage) -> Any:
    sources = sources_of(message)
    if not any(isinstance(part, ImagePart) for part in message.parts):
        return sources + message.text
    shown: list[dict[str, Any]] = [{"type": "text", "text": sources}] if sources else []
    for part in message.parts:
        if isinstance(part, TextPart) and part.text:
            shown.append({"type": "text", "text": part.text})
        elif isinstance(part, ImagePart):
            shown.append({"type": "image_url", "image_url": {"url": _address(part)}})
    return shown


def _address(image: ImagePart) -> str:
    data = base64.b64encode(image.data).decode()
    return image.url or f"data:{image.media_type};base64,{data}"


def _call_id(identity: str) -> str:
    """Mistral takes only ids of nine letters and digits; a conversation may bring another
    vendor's."""
    if _CALL_ID.fullmatch(identity):
        return identity
    return hashlib.sha256(identity.encode()).hexdigest()[:9]


@dataclass(frozen=True)
class MistralEmbedder:
    """An EmbeddingModel."""

    client: Mistral
    row: ProviderRow
    model: ModelRow

    async def embed(self, request: EmbeddingRequest) -> EmbeddingReply:
        name = self.model.upstream or self.model.name
        exchange = whole(self.row, request.seconds)
        size = {"output_dimension": request.dimensions} if request.dimensions else {}
        try:
            response = await exchange.run(
                self.client.embeddings.create_async(model=name, inputs=list(request.texts), **size)
            )
            listed = sorted(response.data, key=lambda one: one.index or 0)
            vectors = [tuple(one.embedding or ()) for one in listed]
            usage = _usage(response.usage)
        except _FOREIGN as error:
            raise Embedded(self.row.name, name).error(diagnosed(error, exchange)) from error
        finally:
            await exchange.close()
        tokens = usage.input_tokens if usage else None
        return Embedded(self.row.name, name).reply(request, vectors, tokens)
