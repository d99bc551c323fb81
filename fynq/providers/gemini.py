"""Google's Gemini API, through the official SDK (google-genai).

The SDK may retry, call functions and continue long answers by itself: all three are off, so that
one attempt is one request. It opens aiohttp sessions of its own, and repeats requests on them,
unless an httpx2 client is passed in: ours is, and a stream's connection is closed at once. The
API has no switch for parallel calls of tools.
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2
from google import genai
from google.genai import errors, types
from pydantic import ValidationError

from fynq.domain.chat import (
    ChatChunk,
    ChatModel,
    ChatReply,
    ChatRequest,
    ContentPart,
    EmbeddingModel,
    EmbeddingReply,
    EmbeddingRequest,
    ImagePart,
    SourcePart,
    StopReason,
    TextPart,
    ToolCall,
    ToolCallDelta,
    ToolChoice,
    ToolMode,
    ToolResult,
    Usage,
)
from fynq.domain.errors import ModelAuthentication, ModelFailure, ModelUnavailable
from fynq.providers.answer import Answer, Embedded
from fynq.providers.exchange import Diagnosis, open_client, streamed, whole, without_version
from fynq.providers.gemini_failures import diagnosed, reported
from fynq.providers.prompt_text import Unusable, numbered, system_text, turns, with_bytes
from fynq.routing.options import ModelRow, ProviderRow

BASE_URL = "https://generativelanguage.googleapis.com"
API_VERSION = "v1"
"""What the SDK uses by itself; named here because an environment variable can change it."""
NO_SIGNATURE = b"skip_thought_signature_validator"
"""What the vendor documents for calls that another model, or an earlier session, has made:
Gemini 3 refuses calls without the signature of the thought that led to them."""

_STOPS = {
    "STOP": StopReason.END,
    "MAX_TOKENS": StopReason.LENGTH,
    "CONTINUATION": StopReason.LENGTH,
}
_REFUSALS = frozenset(
    {
        "SAFETY",
        "RECITATION",
        "LANGUAGE",
        "BLOCKLIST",
        "PROHIBITED_CONTENT",
        "SPII",
        "IMAGE_SAFETY",
        "IMAGE_PROHIBITED_CONTENT",
        "IMAGE_RECITATION",
        "ESCALATION",
        "MODEL_ARMOR",
    }
)
_FOREIGN = (
    errors.APIError,
    httpx2.HTTPError,
    httpx2.StreamError,
    ValidationError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
)


@dataclass(frozen=True)
class Service:
    """A Vendor. http: the client beneath, which the SDK leaves to us to close."""

    client: genai.Client
    row: ProviderRow
    http: httpx2.AsyncClient

    def chat(self, model: ModelRow) -> ChatModel:
        return GeminiChat(self.client, self.row, model)

    def embedder(self, model: ModelRow) -> EmbeddingModel:
        return GeminiEmbedder(self.client, self.row, model)

    async def close(self) -> None:
        await self.client.aio.aclose()
        self.client.close()
        await self.http.aclose()


def connect(row: ProviderRow, key: str) -> Service:
    base_url = without_version(row.base_url) if row.base_url else BASE_URL
    version = "v1beta" if row.base_url.rstrip("/").endswith("/v1beta") else API_VERSION
    http = open_client(row)
    options = types.HttpOptions(
        base_url=base_url, api_version=version, httpx_async_client=http, retry_options=None
    )
    return Service(genai.Client(vertexai=False, api_key=key, http_options=options), row, http)


@dataclass
class _Reading:
    stop: StopReason | None = None
    calls: int = 0
    usage: Usage | None = None
    failed: Diagnosis | None = None

    def response(self, response: types.GenerateContentResponse) -> Iterator[ChatChunk]:
        if response.usage_metadata is not None:
            self.usage = _usage(response.usage_metadata) or self.usage
        feedback = response.prompt_feedback
        if feedback is not None and feedback.block_reason is not None:
            self.stop = StopReason.REFUSAL
        for candidate in (response.candidates or [])[:1]:
            for part in (candidate.content and candidate.content.parts) or []:
                yield from self.part(part)
            if candidate.finish_reason is not None:
                self.finished(candidate.finish_reason.value)

    def part(self, part: types.Part) -> Iterator[ChatChunk]:
        if part.text:
            yield ChatChunk(reasoning=part.text) if part.thought else ChatChunk(text=part.text)
        if part.function_call is not None:
            call = part.function_call
            delta = ToolCallDelta(
                self.calls,
                call.id or f"call_{uuid4().hex}",
                call.name or "",
                json.dumps(call.args or {}),
            )
            self.calls += 1
            yield ChatChunk(tool_calls=(delta,))

    def finished(self, reason: str) -> None:
        """Reasons other than these mean that the answer is broken off or cannot be used."""
        if reason in _STOPS:
            self.stop = _STOPS[reason]
            if self.stop is StopReason.END and self.calls:
                self.stop = StopReason.TOOL_CALLS
        elif reason in _REFUSALS:
            self.stop = StopReason.REFUSAL
        elif reason == "PUP_LIMITED_DISABLED":
            self.failed = Diagnosis(ModelAuthentication, "The provider's account is limited.")
        else:
            self.failed = Diagnosis(
                ModelUnavailable, "The model gave up its answer.", ModelFailure.ERROR_IN_STREAM
            )


def _usage(told: types.GenerateContentResponseUsageMetadata) -> Usage | None:
    """Thoughts come apart from the answer's tokens, and what tools read apart from the prompt."""
    if told.prompt_token_count is None:
        return None
    thoughts = told.thoughts_token_count or 0
    return Usage(
        input_tokens=told.prompt_token_count + (told.tool_use_prompt_token_count or 0),
        output_tokens=(told.candidates_token_count or 0) + thoughts,
        cached_tokens=told.cached_content_token_count or 0,
        reasoning_tokens=thoughts,
    )


@dataclass(frozen=True)
class GeminiChat:
    """A ChatModel over one model. The client is injected; it must not retry by itself."""

    client: genai.Client
    row: ProviderRow
    model: ModelRow

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
        answer = Answer(self.row.name, self._name, request)
        exchange, reading = streamed(self.row, request), _Reading()
        try:
            events: Any = await self.client.aio.models.generate_content_stream(
                model=self._name, contents=_contents(request), config=self._config(request)
            )
            # The SDK sends the request when the first response is asked for.
            first = await exchange.run(anext(events, None))
            if first is not None:
                for chunk in reading.response(first):
                    yield answer.take(chunk)
            async for response in events:
                for chunk in reading.response(response):
                    yield answer.take(chunk)
        except _FOREIGN as error:
            raise answer.error(diagnosed(error, exchange)) from error
        finally:
            await exchange.close()
        if reading.failed is not None:
            raise answer.error(reading.failed)
        yield answer.end(reading.stop, reading.usage)

    async def complete(self, request: ChatRequest) -> ChatReply:
        answer = Answer(self.row.name, self._name, request)
        exchange, reading = whole(self.row, request.seconds), _Reading()
        try:
            response = await exchange.run(
                self.client.aio.models.generate_content(
                    model=self._name, contents=_contents(request), config=self._config(request)
                )
            )
            if not response.candidates and response.prompt_feedback is None:
                raise answer.error(reported(exchange))
            chunks = list(reading.response(response))
        except _FOREIGN as error:
            raise answer.error(diagnosed(error, exchange)) from error
        finally:
            await exchange.close()
        if reading.failed is not None:
            raise answer.error(reading.failed)
        return answer.whole(chunks, reading.stop, reading.usage)

    @property
    def _name(self) -> str:
        return self.model.upstream or self.model.name

    def _config(self, request: ChatRequest) -> types.GenerateContentConfig:
        limit = request.max_tokens
        if limit and self.model.max_output:
            limit = min(limit, self.model.max_output)
        return types.GenerateContentConfig(
            system_instruction=system_text(request) or None,
            temperature=request.temperature,
            top_p=request.top_p,
            seed=request.seed,
            max_output_tokens=limit or None,
            stop_sequences=list(request.stop) or None,
            response_mime_type=(
                "application/json"
                if request.json_object or request.json_schema is not None
                else None
            ),
            response_json_schema=(
                dict(request.json_schema) if request.json_schema is not None else None
            ),
            tools=_tools(request),
            tool_config=_calling(request.tool_choice) if request.tools else None,
            automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
            automatic_continuation=False,
        )


def _tools(request: ChatRequest) -> list[Any] | None:
    if not request.tools:
        return None
    declared = [
        types.FunctionDeclaration(
            name=tool.name,
            description=tool.description or None,
            parameters_json_schema=dict(tool.parameters) or None,
        )
        for tool in request.tools
    ]
    return [types.Tool(function_declarations=declared)]


def _calling(choice: ToolChoice) -> types.ToolConfig:
    modes = {
        ToolMode.AUTO: types.FunctionCallingConfigMode.AUTO,
        ToolMode.NONE: types.FunctionCallingConfigMode.NONE,
        ToolMode.REQUIRED: types.FunctionCallingConfigMode.ANY,
        ToolMode.NAMED: types.FunctionCallingConfigMode.ANY,
    }
    allowed = [choice.name] if choice.mode is ToolMode.NAMED else None
    return types.ToolConfig(
        function_calling_config=types.FunctionCallingConfig(
            mode=modes[choice.mode], allowed_function_names=allowed
        )
    )


def _contents(request: ChatRequest) -> list[Any]:
    """Raises Unusable."""
    names = {
        part.id: part.name
        for message in request.messages
        for part in message.parts
        if isinstance(part, ToolCall)
    }
    found = [
        types.Content(role="model" if model else "user", parts=_parts(parts, names))
        for model, parts in turns(request)
    ]
    return [content for content in found if content.parts]


def _parts(parts: Sequence[ContentPart], names: dict[str, str]) -> list[types.Part]:
    """Results of tools first: they answer the turn before."""
    found = [_result(part, names) for part in parts if isinstance(part, ToolResult)]
    sources = numbered(part.read for part in parts if isinstance(part, SourcePart))
    if sources:
        found.append(types.Part(text=sources))
    calls = 0
    for part in parts:
        if isinstance(part, TextPart) and part.text:
            found.append(types.Part(text=part.text))
        elif isinstance(part, ImagePart):
            found.append(_image(with_bytes(part)))
        elif isinstance(part, ToolCall):
            call = types.FunctionCall(id=part.id or None, name=part.name, args=_arguments(part))
            # Only the first call of a turn carries a signature.
            signature = None if calls else NO_SIGNATURE
            found.append(types.Part(function_call=call, thought_signature=signature))
            calls += 1
    return found


def _result(part: ToolResult, names: dict[str, str]) -> types.Part:
    if part.call_id not in names:
        raise Unusable("A tool's result answers no call.", "messages.tool_call_id")
    return types.Part(
        function_response=types.FunctionResponse(
            id=part.call_id, name=names[part.call_id], response={"output": part.text}
        )
    )


def _image(image: ImagePart) -> types.Part:
    """The API fetches public addresses itself, but has to be told the type of what is there."""
    if not image.url:
        return types.Part(inline_data=types.Blob(data=image.data, mime_type=image.media_type))
    kind = image.media_type or mimetypes.guess_type(image.url.partition("?")[0])[0]
    if kind is None:
        raise Unusable(
            "This model needs the bytes of an image, or an address that ends in its type.",
            "messages.image_url",
        )
    return types.Part(file_data=types.FileData(file_uri=image.url, mime_type=kind))


def _arguments(call: ToolCall) -> dict[str, Any]:
    try:
        found = json.loads(call.arguments or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Unusable("The arguments of a tool call are no JSON object.", "messages.tool_calls")
    return found


@dataclass(frozen=True)
class GeminiEmbedder:
    """An EmbeddingModel. The API tells no count of tokens, unless a newer model does."""

    client: genai.Client
    row: ProviderRow
    model: ModelRow

    async def embed(self, request: EmbeddingRequest) -> EmbeddingReply:
        name = self.model.upstream or self.model.name
        exchange = whole(self.row, request.seconds)
        contents: list[Any] = [types.Content(parts=[types.Part(text=t)]) for t in request.texts]
        try:
            response = await exchange.run(
                self.client.aio.models.embed_content(
                    model=name,
                    contents=contents,
                    config=types.EmbedContentConfig(
                        output_dimensionality=request.dimensions or None
                    ),
                )
            )
            vectors = [tuple(one.values or ()) for one in response.embeddings or []]
            told = response.usage_metadata
            count = told.prompt_token_count if told is not None else None
        except _FOREIGN as error:
            raise Embedded(self.row.name, name).error(diagnosed(error, exchange)) from error
        finally:
            await exchange.close()
        return Embedded(self.row.name, name).reply(request, vectors, count)
