"""Which vendors there are, on which wire, and where one of them says a thing in its own way."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass

from fynq.domain.chat import ChatMessage, ChatModel, ChatReply, ChatRequest, ChatRole, TextPart
from fynq.domain.collected import Gathering
from fynq.domain.errors import ModelFailure
from fynq.domain.streams import closing
from fynq.providers.vendor import Vendor
from fynq.routing.options import ModelRow, ProviderKind, ProviderRow
from tests.wire.fault_server import FaultServer
from tests.wire.faults import Fault
from tests.wire.wire_formats import FormatName

F = ModelFailure
KEY = "k1"
WORDS = "The answer is 4."


@dataclass(frozen=True)
class Case:
    """One vendor. own: faults that it tells apart in another way than the rest."""

    kind: ProviderKind
    wire: FormatName
    own: Mapping[Fault, frozenset[ModelFailure]]
    embeds: bool = True
    cached: bool = True
    reasoning: bool = True
    json_object: bool = True

    def row(self, base_url: str, **options: float) -> ProviderRow:
        limits = {"connect_seconds": 1.0, "silence_seconds": 0.3, "total_seconds": 5.0, **options}
        return ProviderRow("wire", self.kind, base_url, **limits)

    def connect(self, base_url: str, **options: float) -> Vendor:
        module = importlib.import_module(f"fynq.providers.{self.kind.replace('-', '_')}")
        vendor: Vendor = module.connect(self.row(base_url, **options), KEY)
        return vendor

    def vendor(self, server: FaultServer) -> Vendor:
        return self.connect(server.url(self.wire))


_NO_STOP_REASON = frozenset({F.REFUSED, F.ERROR_IN_STREAM})
_BUSY = frozenset({F.OVERLOADED, F.ERROR_IN_STREAM})
CASES = [
    Case("openai", "openai", {}),
    Case("openai-compatible", "openai", {}),
    Case(
        "vllm",
        "vllm",
        {
            Fault.NO_MODEL: frozenset({F.UNREACHABLE}),
            # It has neither quotas nor a filter: what stands for them is told apart by its status.
            Fault.QUOTA_GONE: frozenset({F.RATE_LIMITED}),
            Fault.REFUSED_REQUEST: frozenset({F.WRONG_REQUEST}),
        },
    ),
    Case(
        "anthropic",
        "anthropic",
        {Fault.ERROR_EVENT: _BUSY, Fault.ERROR_EVENT_LATE: _BUSY},
        embeds=False,
        reasoning=False,
        json_object=False,
    ),
    Case("gemini", "gemini", {Fault.ERROR_EVENT: _BUSY, Fault.ERROR_EVENT_LATE: _BUSY}),
    Case(
        "mistral",
        "mistral",
        {Fault.REFUSED_ANSWER: _NO_STOP_REASON, Fault.REFUSED_WORDS: _NO_STOP_REASON},
        reasoning=False,
    ),
]

FAILURES: Mapping[Fault, frozenset[ModelFailure]] = {
    fault: frozenset(found if isinstance(found, tuple) else (found,))
    for fault, found in {
        Fault.RATE_LIMIT: F.RATE_LIMITED,
        Fault.RATE_LIMIT_DATE: F.RATE_LIMITED,
        Fault.RATE_LIMIT_MS: F.RATE_LIMITED,
        Fault.RATE_LIMIT_BARE: F.RATE_LIMITED,
        Fault.OVERLOADED: F.OVERLOADED,
        Fault.OVERLOADED_WAIT: F.OVERLOADED,
        Fault.QUOTA_GONE: F.QUOTA_GONE,
        Fault.BAD_KEY: F.BAD_KEY,
        Fault.FORBIDDEN: F.BAD_KEY,
        Fault.WRONG_REQUEST: F.WRONG_REQUEST,
        Fault.NO_MODEL: F.WRONG_REQUEST,
        Fault.CONTEXT_TOO_LONG: F.CONTEXT_TOO_LONG,
        Fault.REFUSED_REQUEST: F.REFUSED,
        Fault.SERVER_ERROR: F.SERVER_ERROR,
        Fault.BAD_GATEWAY: F.SERVER_ERROR,
        Fault.GATEWAY_TIMEOUT: F.SILENT_BEFORE_HEADERS,
        Fault.REFUSED_ANSWER: F.REFUSED,
        Fault.EMPTY: F.EMPTY,
        Fault.CLOSED: F.RESET_BEFORE_HEADERS,
        Fault.RESET: F.RESET_BEFORE_HEADERS,
        # A reset may overtake the bytes before it.
        Fault.RESET_IN_HEADERS: (F.RESET_BEFORE_HEADERS, F.RESET_IN_HEADERS),
        Fault.SILENT: F.SILENT_BEFORE_HEADERS,
        Fault.STALL: F.SILENT_BETWEEN_CHUNKS,
        Fault.STALL_LATE: F.SILENT_BETWEEN_CHUNKS,
        Fault.CUT: F.STREAM_CUT,
        Fault.CUT_LATE: F.STREAM_CUT,
        Fault.RESET_LATE: F.STREAM_CUT,
        Fault.BAD_JSON: F.GARBLED,
        Fault.BAD_JSON_LATE: F.GARBLED,
        Fault.ERROR_EVENT: F.ERROR_IN_STREAM,
        Fault.ERROR_EVENT_LATE: F.ERROR_IN_STREAM,
    }.items()
}
WAITS: Mapping[Fault, float] = {
    Fault.RATE_LIMIT: 2.0,
    Fault.RATE_LIMIT_DATE: 2.0,
    Fault.RATE_LIMIT_MS: 1.5,
    Fault.OVERLOADED_WAIT: 2.0,
}
"""Seconds that the provider asks for; nothing for all others."""


def request(*messages: ChatMessage, **options: object) -> ChatRequest:
    said = messages or (ChatMessage(ChatRole.USER, (TextPart("What is 2 + 2?"),)),)
    return ChatRequest(said, **{"seconds": 2.0, **options})  # type: ignore[arg-type]


async def answered(model: ChatModel, way: str, asked: ChatRequest, into: Gathering) -> ChatReply:
    """The reply, by `complete` or by `stream`; what a stream gave before it failed is in `into`."""
    if way == "complete":
        return await model.complete(asked)
    async with closing(model.stream(asked)) as chunks:
        async for chunk in chunks:
            into.add(chunk)
    return into.reply


def model_row(name: str, **options: object) -> ModelRow:
    return ModelRow(name, **options)  # type: ignore[arg-type]
