"""One HTTP exchange beneath a vendor's SDK: its time limits, its end, and its failures.

The SDKs of Anthropic, Gemini and Mistral all send through an httpx2 client that is passed in. So
one client, made here, gives them connect and read limits that two of them cannot express, and
lets us close the connection itself: an SDK whose streams are nested generators leaves that to the
garbage collector.
"""

from __future__ import annotations

from collections.abc import Awaitable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

import httpx2

from fynq.domain.chat import ChatRequest
from fynq.domain.errors import (
    ModelError,
    ModelFailure,
    ModelOverloaded,
    ModelRequestInvalid,
    ModelStreamCut,
    ModelTimeout,
    ModelUnavailable,
)
from fynq.providers.upstream_client import BrokenHeaders, UpstreamTransport
from fynq.routing.options import ProviderRow

T = TypeVar("T")


@dataclass
class Exchange:
    """response: from its headers on."""

    timeout: httpx2.Timeout
    response: httpx2.Response | None = None

    async def run(self, call: Awaitable[T]) -> T:
        """What `call` sends and receives belongs to this exchange."""
        token = _EXCHANGE.set(self)
        try:
            return await call
        finally:
            _EXCHANGE.reset(token)

    @property
    def is_error(self) -> bool:
        """Whether the status already told of a failure."""
        return self.response is not None and not self.response.is_success

    async def close(self) -> None:
        """Ends it; a connection with an unread rest is closed at once."""
        if self.response is not None:
            await self.response.aclose()


_EXCHANGE: ContextVar[Exchange | None] = ContextVar("exchange", default=None)


async def _limit(request: httpx2.Request) -> None:
    exchange = _EXCHANGE.get()
    if exchange is not None:
        request.extensions["timeout"] = exchange.timeout.as_dict()


async def _note(response: httpx2.Response) -> None:
    exchange = _EXCHANGE.get()
    if exchange is not None:
        exchange.response = response


def open_client(row: ProviderRow) -> httpx2.AsyncClient:
    """A redirect is an error: it would carry the key to another host."""
    return httpx2.AsyncClient(
        timeout=_timeout(row, row.silence_seconds),
        transport=UpstreamTransport(),
        trust_env=False,
        event_hooks={"request": [_limit], "response": [_note]},
    )


def streamed(row: ProviderRow, request: ChatRequest) -> Exchange:
    return Exchange(_timeout(row, min(row.silence_seconds, request.seconds)))


def whole(row: ProviderRow, seconds: float) -> Exchange:
    """A whole answer is silent for as long as the model writes, so only the total counts."""
    return Exchange(_timeout(row, min(row.total_seconds, seconds)))


def _timeout(row: ProviderRow, silence: float) -> httpx2.Timeout:
    connect = row.connect_seconds
    return httpx2.Timeout(connect=connect, read=silence, write=silence, pool=connect)


def without_version(base_url: str) -> str:
    """The SDKs write the path from the API's version on; ops may have written it too."""
    plain = base_url.rstrip("/")
    head, _, last = plain.rpartition("/")
    return head if last in ("v1", "v1beta") else plain


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """An error in our own words, without the provider's name."""

    kind: type[ModelError]
    detail: str
    failure: ModelFailure | None = None
    retry_after: float | None = None
    field: str | None = None


GARBLED = Diagnosis(ModelStreamCut, "The model's answer was not readable.", ModelFailure.GARBLED)
UNREACHABLE = Diagnosis(ModelUnavailable, "The model cannot be reached.", ModelFailure.UNREACHABLE)


def within_success(found: Diagnosis) -> Diagnosis:
    """Of an error within a 200 only the kinds that say whom to ask next are kept."""
    if found.kind in (ModelUnavailable, ModelRequestInvalid):
        return Diagnosis(
            ModelUnavailable,
            "The model reported an error within the answer.",
            ModelFailure.ERROR_IN_STREAM,
        )
    return found


def unread(exchange: Exchange) -> Diagnosis:
    """What the SDK could not read; before there is an answer, that was the request."""
    if exchange.response is not None:
        return GARBLED
    return Diagnosis(ModelRequestInvalid, "This request cannot be put to the model.")


def transport_failure(error: httpx2.HTTPError, exchange: Exchange) -> Diagnosis:
    """What broke below the vendor's own protocol, before or after the headers."""
    answered = exchange.response is not None
    if isinstance(error, httpx2.PoolTimeout):
        return Diagnosis(ModelOverloaded, "No connection to the model is free.")
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.ProxyError):
        return UNREACHABLE
    if isinstance(error, httpx2.UnsupportedProtocol | httpx2.TooManyRedirects):
        return UNREACHABLE
    if isinstance(error, httpx2.TimeoutException):
        silent = ModelFailure.SILENT_BETWEEN_CHUNKS if answered else None
        return Diagnosis(ModelTimeout, "The model did not answer in time.", silent)
    if isinstance(error, httpx2.DecodingError):
        return GARBLED
    if isinstance(error, BrokenHeaders):
        return Diagnosis(ModelUnavailable, "The connection broke.", ModelFailure.RESET_IN_HEADERS)
    if answered:
        return Diagnosis(ModelStreamCut, "The connection broke within the answer.")
    return Diagnosis(ModelUnavailable, "The connection broke.", ModelFailure.RESET_BEFORE_HEADERS)
