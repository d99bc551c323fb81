"""Chat completions in OpenAI's wire format, whole and in chunks."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fynq.domain.chat import ChatReply, Routed, StopReason, ToolCall, ToolCallDelta, Usage

DONE = b"data: [DONE]\n\n"
_PIECE = 256
"""Characters in a chunk of an answer that was held until it was whole."""
_FINISH = {
    StopReason.END: "stop",
    StopReason.LENGTH: "length",
    StopReason.TOOL_CALLS: "tool_calls",
    StopReason.REFUSAL: "content_filter",
}


def completion_id() -> str:
    return f"chatcmpl-{secrets.token_hex(14)}"


def finish_reason(stop: StopReason, called: bool) -> str:
    """Some providers say that they ended where they called tools."""
    return "tool_calls" if called and stop is StopReason.END else _FINISH[stop]


def answered_by(routed: Routed | None, model: str, wanted: str) -> str:
    """'provider/model', as far as it is known."""
    if routed is not None and routed.provider:
        return f"{routed.provider}/{routed.model}"
    return model or wanted


@dataclass(frozen=True, slots=True)
class Account:
    """What one request took, for the headers and the `fynq` object."""

    provider: str
    model: str
    attempts: int
    cost_micros: int
    added_ms: float

    def headers(self) -> list[tuple[bytes, bytes]]:
        return [
            (b"x-fynq-provider", _visible(self.provider)),
            (b"x-fynq-model", _visible(self.model)),
            (b"x-fynq-attempts", b"%d" % self.attempts),
            (b"x-fynq-cost-micros", b"%d" % self.cost_micros),
            (b"x-fynq-added-ms", b"%.2f" % self.added_ms),
        ]

    def shown(self) -> dict[str, Any]:
        return {
            "provider": self.provider,
            "model": self.model,
            "attempts": self.attempts,
            "cost_micros": self.cost_micros,
            "added_ms": round(self.added_ms, 2),
        }


def _visible(text: str) -> bytes:
    return "".join(char if "!" <= char <= "~" else "?" for char in text).encode()


def account_of(
    parts: Sequence[tuple[Routed | None, Usage, str]], wanted: str, own_ms: float
) -> Account:
    """Of one request with one or more choices. own_ms: spent here, outside the router."""
    routed, _, model = parts[0]
    name = answered_by(routed, model, wanted)
    provider, _, bare = name.partition("/")
    return Account(
        provider=provider if bare else "",
        model=bare or provider,
        attempts=sum(each.attempts if each is not None else 1 for each, _, _ in parts),
        cost_micros=sum(usage.cost_micros for _, usage, _ in parts),
        added_ms=own_ms + max(each.added_ms if each is not None else 0.0 for each, _, _ in parts),
    )


def usage_of(usages: Sequence[Usage]) -> dict[str, Any]:
    """Added up over the choices: each was a call of its own."""
    read = sum(usage.input_tokens for usage in usages)
    written = sum(usage.output_tokens for usage in usages)
    return {
        "prompt_tokens": read,
        "completion_tokens": written,
        "total_tokens": read + written,
        "prompt_tokens_details": {
            "cached_tokens": sum(usage.cached_tokens for usage in usages),
            "audio_tokens": 0,
        },
        "completion_tokens_details": {
            "reasoning_tokens": sum(usage.reasoning_tokens for usage in usages),
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def whole(replies: Sequence[ChatReply], wanted: str, account: Account) -> bytes:
    """The body of a completion that is not streamed."""
    first = replies[0]
    usages = [reply.usage for reply in replies]
    shown = account.shown()
    if any(usage.estimated for usage in usages):
        shown["usage_estimated"] = True
    return _json(
        {
            "id": completion_id(),
            "object": "chat.completion",
            "created": int(time.time()),
            "model": answered_by(first.routed, first.model, wanted),
            "choices": [_choice(index, reply) for index, reply in enumerate(replies)],
            "usage": usage_of(usages),
            "service_tier": "default",
            "system_fingerprint": None,
            "fynq": shown,
        }
    )


def _choice(index: int, reply: ChatReply) -> dict[str, Any]:
    refused = reply.stop is StopReason.REFUSAL
    message: dict[str, Any] = {
        "role": "assistant",
        "content": None if refused or (reply.tool_calls and not reply.text) else reply.text,
        "refusal": (reply.text or "The model refused.") if refused else None,
        "annotations": [],
    }
    if reply.tool_calls:
        message["tool_calls"] = [_call(call) for call in reply.tool_calls]
    return {
        "index": index,
        "message": message,
        "logprobs": None,
        "finish_reason": finish_reason(reply.stop, bool(reply.tool_calls)),
    }


def _call(call: ToolCall) -> dict[str, Any]:
    return {
        "id": call.id or call_id(),
        "type": "function",
        "function": {"name": call.name, "arguments": call.arguments or "{}"},
    }


def call_id() -> str:
    return f"call_{secrets.token_hex(12)}"


@dataclass
class Chunks:
    """Writes the chunks of one stream. Each choice begins with its role and ends with its
    finish_reason, in chunks of their own."""

    model: str
    include_usage: bool
    id: str = field(default_factory=completion_id)
    created: int = field(default_factory=lambda: int(time.time()))
    _begun: set[int] = field(default_factory=set)
    _calls: set[tuple[int, int]] = field(default_factory=set)

    def text(self, choice: int, text: str) -> bytes:
        return self._opened(choice) + self._chunk(choice, {"content": text})

    def refusal(self, choice: int, text: str) -> bytes:
        return self._opened(choice) + self._chunk(choice, {"refusal": text})

    def calls(self, choice: int, pieces: Sequence[ToolCallDelta]) -> bytes:
        shown = [self._call(choice, piece) for piece in pieces]
        return self._opened(choice) + self._chunk(choice, {"tool_calls": shown})

    def called(self, choice: int) -> bool:
        return any(each == choice for each, _ in self._calls)

    def finish(
        self, choice: int, stop: StopReason, extra: Mapping[str, Any] | None = None
    ) -> bytes:
        reason = finish_reason(stop, self.called(choice))
        return self._opened(choice) + self._chunk(choice, {}, reason, extra)

    def usage(self, usages: Sequence[Usage], extra: Mapping[str, Any]) -> bytes:
        return _event({**self._head(), "choices": [], "usage": usage_of(usages), "fynq": extra})

    def reply(self, choice: int, reply: ChatReply, extra: Mapping[str, Any] | None) -> bytes:
        """A whole answer at once."""
        if reply.stop is StopReason.REFUSAL:
            pieces = self.refusal(choice, reply.text or "The model refused.")
        else:
            pieces = b"".join(
                self.text(choice, reply.text[start : start + _PIECE])
                for start in range(0, len(reply.text), _PIECE)
            )
        if reply.tool_calls:
            pieces += self.calls(
                choice,
                [
                    ToolCallDelta(index, call.id, call.name, call.arguments or "{}")
                    for index, call in enumerate(reply.tool_calls)
                ],
            )
        return pieces + self.finish(choice, reply.stop, extra)

    def _opened(self, choice: int) -> bytes:
        if choice in self._begun:
            return b""
        self._begun.add(choice)
        return self._chunk(choice, {"role": "assistant", "content": "", "refusal": None})

    def _call(self, choice: int, piece: ToolCallDelta) -> dict[str, Any]:
        if (choice, piece.index) in self._calls:
            return {"index": piece.index, "function": {"arguments": piece.arguments}}
        self._calls.add((choice, piece.index))
        return {
            "index": piece.index,
            "id": piece.id or call_id(),
            "type": "function",
            "function": {"name": piece.name, "arguments": piece.arguments},
        }

    def _chunk(
        self,
        choice: int,
        delta: Mapping[str, Any],
        finish: str | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> bytes:
        written = self._head()
        written["choices"] = [
            {"index": choice, "delta": delta, "logprobs": None, "finish_reason": finish}
        ]
        if self.include_usage:
            written["usage"] = None
        if extra is not None:
            written["fynq"] = extra
        return _event(written)

    def _head(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": self.model,
            "service_tier": "default",
            "system_fingerprint": None,
        }


def error_event(body: Mapping[str, Any]) -> bytes:
    """The end of a stream that failed: no finish_reason and no [DONE] follow."""
    return _event(body)


def _event(data: Mapping[str, Any]) -> bytes:
    return b"data: " + _json(data) + b"\n\n"


def _json(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def tutored(text: str, model: str, usage: Usage, extra: Mapping[str, Any]) -> bytes:
    """The body of a completion by the tutor that is not streamed."""
    reply = ChatReply(text, StopReason.END, usage, model)
    return _json(
        {
            "id": completion_id(),
            "object": "chat.completion",
            "created": int(time.time()),
            "model": model,
            "choices": [_choice(0, reply)],
            "usage": usage_of([usage]),
            "service_tier": "default",
            "system_fingerprint": None,
            "fynq": dict(extra),
        }
    )
