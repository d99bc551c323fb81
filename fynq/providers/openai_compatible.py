"""Any service that speaks OpenAI's chat completions and embeddings, through the official SDK.

Requests go through the SDK's client and its error classes, but neither its typed methods nor its
models: bodies are built and read here.
"""

from __future__ import annotations

import asyncio
import base64
import struct
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

import httpx2
import openai
from openai import AsyncOpenAI, AsyncStream
from pydantic_core import from_json

from fynq.domain.chat import (
    ChatChunk,
    ChatModel,
    ChatReply,
    ChatRequest,
    EmbeddingModel,
    EmbeddingReply,
    EmbeddingRequest,
    StopReason,
)
from fynq.domain.errors import ConfigurationError
from fynq.providers.answer import Answer, Embedded
from fynq.providers.exchange import Diagnosis, Exchange, streamed, whole
from fynq.providers.openai_failures import diagnosed
from fynq.providers.openai_prompt import asked, limit
from fynq.providers.openai_reading import DONE, ErrorWithin, Events, Reading
from fynq.providers.upstream_client import UpstreamClient
from fynq.routing.options import ModelRow, ProviderRow

_STREAM = AsyncStream[Any]
_REST_SECONDS = 0.05
"""How long the end of a stream may follow its last event, for the connection to be kept."""


@dataclass(frozen=True)
class Dialect:
    """What sets one service of the family apart. body: what it is asked; missing: what a 404
    means, None for a wrong request."""

    body: Callable[[ChatRequest, ModelRow], dict[str, Any]]
    missing: Diagnosis | None = None


_FOREIGN = (
    openai.OpenAIError,
    httpx2.HTTPError,
    httpx2.StreamError,
    httpx2.InvalidURL,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
)
"""The last four: a body that is not what the API promises."""


def connect(row: ProviderRow, key: str) -> Service:
    if not row.base_url:
        raise ConfigurationError(
            "FYNQ_ROUTING__PROVIDERS",
            f"the provider {row.name!r} has no base_url",
            "Give the address that ends before /chat/completions.",
        )
    return service(row, key, PLAIN)


def service(row: ProviderRow, key: str, dialect: Dialect, base_url: str = "") -> Service:
    client = _Client(
        base_url=row.base_url or base_url, api_key=key, max_retries=0, http_client=UpstreamClient()
    )
    if row.base_url:
        # From the environment, and nobody's business but OpenAI's.
        client.organization = client.project = None
    return Service(client, row, dialect)


def plain_body(request: ChatRequest, model: ModelRow) -> dict[str, Any]:
    """As most services know it: `max_tokens`, and a schema that is as strict as they can."""
    body = asked(request, model)
    most = limit(request, model)
    if most:
        body["max_tokens"] = most
    if request.json_schema is not None:
        body["response_format"]["json_schema"]["strict"] = True
    return body


PLAIN = Dialect(plain_body)


class _Client(AsyncOpenAI):
    """The SDK's client; the same two addresses are parsed once, and not for every call."""

    def _prepare_url(self, url: str) -> httpx2.URL:
        known: dict[str, httpx2.URL] = self.__dict__.setdefault("_prepared", {})
        if url not in known:
            known[url] = super()._prepare_url(url)
        return known[url]


@dataclass(frozen=True)
class Service:
    """A Vendor."""

    client: AsyncOpenAI
    row: ProviderRow
    dialect: Dialect

    def chat(self, model: ModelRow) -> ChatModel:
        return OpenAIChat(self.client, self.row, model, self.dialect)

    def embedder(self, model: ModelRow) -> EmbeddingModel:
        return OpenAIEmbedder(self.client, self.row, model, self.dialect)

    async def close(self) -> None:
        await self.client.close()


@dataclass(frozen=True)
class OpenAIChat:
    """A ChatModel over one model of one service.

    The client is injected; it must not retry by itself (max_retries=0): retries are the router's.
    """

    client: AsyncOpenAI
    row: ProviderRow
    model: ModelRow
    dialect: Dialect = PLAIN

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
        answer = Answer(self.row.name, self._name, request)
        exchange, reading = streamed(self.row, request), Reading()
        try:
            body = self.dialect.body(request, self.model)
            body["stream"] = True
            body["stream_options"] = {"include_usage": True}
            response = await _posted(self.client, "/chat/completions", body, exchange)
            async for data in _events(response):
                for chunk in reading.event(data):
                    yield answer.take(chunk)
        except _FOREIGN as error:
            raise answer.error(self._found(error, exchange)) from error
        finally:
            await exchange.close()
        yield answer.end(_stop(reading), reading.usage)

    async def complete(self, request: ChatRequest) -> ChatReply:
        answer = Answer(self.row.name, self._name, request)
        exchange, reading = whole(self.row, request.seconds), Reading()
        try:
            body = self.dialect.body(request, self.model)
            response = await _posted(self.client, "/chat/completions", body, exchange)
            chunks = reading.whole(await _body(response))
        except _FOREIGN as error:
            raise answer.error(self._found(error, exchange)) from error
        finally:
            await exchange.close()
        return answer.whole(chunks, _stop(reading), reading.usage)

    @property
    def _name(self) -> str:
        return self.model.upstream or self.model.name

    def _found(self, error: Exception, exchange: Exchange) -> Diagnosis:
        return _diagnosed(error, exchange, self.dialect)


@dataclass(frozen=True)
class OpenAIEmbedder:
    """An EmbeddingModel. Vectors travel as base64, a third of the length of decimals."""

    client: AsyncOpenAI
    row: ProviderRow
    model: ModelRow
    dialect: Dialect = PLAIN

    async def embed(self, request: EmbeddingRequest) -> EmbeddingReply:
        name = self.model.upstream or self.model.name
        ending, exchange = Embedded(self.row.name, name), whole(self.row, request.seconds)
        body: dict[str, Any] = {
            "model": name,
            "input": list(request.texts),
            "encoding_format": "base64",
        }
        if request.dimensions:
            body["dimensions"] = request.dimensions
        try:
            response = await _posted(self.client, "/embeddings", body, exchange)
            told = from_json(await _body(response))
            if told.get("error"):
                raise ErrorWithin(told["error"])
            rows = sorted(told["data"], key=lambda row: row["index"])
            vectors = [_vector(row["embedding"]) for row in rows]
            tokens = (told.get("usage") or {}).get("prompt_tokens")
        except (*_FOREIGN, struct.error) as error:
            raise ending.error(_diagnosed(error, exchange, self.dialect)) from error
        finally:
            await exchange.close()
        return ending.reply(request, vectors, tokens)


async def _posted(
    client: AsyncOpenAI, path: str, body: dict[str, Any], exchange: Exchange
) -> httpx2.Response:
    """At its headers; the SDK has raised for an error status."""
    # The SDK hands out the response itself, whatever stream_cls says, when that is asked for.
    response: Any = await client.post(
        path,
        body=body,
        cast_to=httpx2.Response,
        stream=True,
        stream_cls=_STREAM,
        # Without a key the SDK makes a random one for each call, and sends it to nobody.
        options={"timeout": exchange.timeout, "idempotency_key": ""},
    )
    exchange.response = response
    return cast(httpx2.Response, response)


async def _events(response: httpx2.Response) -> AsyncIterator[bytes]:
    """Up to [DONE]. The end of the body that follows is awaited for a moment: without it the
    connection could not be used again."""
    decoder, pieces = Events(), aiter(_pieces(response))
    async for piece in pieces:
        for data in decoder.of(piece):
            if data == DONE:
                await _drained(pieces)
                return
            yield data
    for data in decoder.last():
        if data != DONE:
            yield data


def _pieces(response: httpx2.Response) -> AsyncIterable[bytes]:
    """Past the response's own layers of decoding, unless they are needed."""
    if "content-encoding" in response.headers:
        return response.aiter_bytes()
    return cast(httpx2.AsyncByteStream, response.stream)


async def _body(response: httpx2.Response) -> bytes:
    return b"".join([piece async for piece in _pieces(response)])


async def _drained(pieces: AsyncIterator[bytes]) -> None:
    with suppress(TimeoutError, httpx2.HTTPError):
        async with asyncio.timeout(_REST_SECONDS):
            async for _ in pieces:
                pass


def _diagnosed(error: Exception, exchange: Exchange, dialect: Dialect) -> Diagnosis:
    if isinstance(error, openai.NotFoundError) and dialect.missing is not None:
        return dialect.missing
    return diagnosed(error, exchange)


def _stop(reading: Reading) -> StopReason | None:
    """Words of a refusal come with the finish of an answer."""
    if reading.stop is not None and reading.refused:
        return StopReason.REFUSAL
    return reading.stop


def _vector(told: Any) -> tuple[float, ...]:
    """Little-endian 32-bit floats in base64; a service that does not know that sends numbers."""
    if isinstance(told, str):
        data = base64.b64decode(told, validate=True)
        return struct.unpack(f"<{len(data) // 4}f", data)
    return tuple(float(number) for number in told)
