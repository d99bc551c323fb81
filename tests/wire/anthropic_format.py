"""Anthropic's wire: /v1/messages, /v1/models."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.wire.answers import NOTHING, Answer, Asked, AskedTool, Refusal, Script, event, plain
from tests.wire.faults import Chosen, Fault

STOPS = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool_calls": "tool_use",
    "refused": "refusal",
}
_MODES = {"any": "required", "tool": "named"}


def key(headers: Mapping[str, str]) -> str:
    return headers.get("x-api-key", "") or headers.get("authorization", "").removeprefix("Bearer ")


def asked(body: Mapping[str, Any]) -> Asked:
    messages = body.get("messages", ())
    letters, images, answered = 0, [], False
    system = body.get("system") or ""
    parts = [{"type": "text", "text": system}] if isinstance(system, str) else list(system)
    for message in messages:
        content = message["content"]
        answered = False
        if isinstance(content, str):
            parts.append({"type": "text", "text": content})
            continue
        parts.extend(content)
        answered = any(part.get("type") == "tool_result" for part in content)
    for part in parts:
        if part.get("type") == "text":
            letters += len(part["text"])
        elif part.get("type") == "image":
            source = part["source"]
            images.append("url" if source["type"] == "url" else source["media_type"])
    choice = body.get("tool_choice") or {}
    mode = str(choice.get("type", "auto"))
    form = (body.get("output_config") or {}).get("format") or body.get("output_format") or {}
    return Asked(
        model=str(body.get("model", "")),
        stream=bool(body.get("stream")),
        letters=letters,
        images=tuple(images),
        tools=tuple(
            AskedTool(t["name"], t.get("input_schema") or NOTHING) for t in body.get("tools") or ()
        ),
        tool_mode=_MODES.get(mode, mode),
        tool=str(choice.get("name", "")),
        parallel=not choice.get("disable_parallel_tool_use"),
        answered=answered,
        schema=form.get("schema"),
    )


def usage(answer: Answer, written: int) -> dict[str, Any]:
    """input_tokens are those that were not read from the cache."""
    return {
        "input_tokens": answer.tokens.input - answer.tokens.cached,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": answer.tokens.cached,
        "output_tokens": written,
        "service_tier": "standard",
    }


def _message(asked: Asked, content: Sequence[Any], stop: str | None) -> dict[str, Any]:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": asked.model,
        "content": content,
        "stop_reason": stop,
        "stop_sequence": None,
    }


def whole(asked: Asked, answer: Answer) -> bytes:
    words = answer.refusal or answer.text
    content: list[Any] = [{"type": "text", "text": words}] if words else []
    content += [
        {"type": "tool_use", "id": c.id, "name": c.name, "input": json.loads(c.arguments)}
        for c in answer.calls
    ]
    body = _message(asked, content, STOPS[answer.finish])
    if answer.told:
        body["usage"] = usage(answer, answer.tokens.output)
    return plain(body)


def _event(kind: str, **data: Any) -> bytes:
    return event({"type": kind, **data}, kind)


def script(asked: Asked, answer: Answer) -> Script:
    message = _message(asked, [], None)
    message["usage"] = usage(answer, 1) if answer.told else {}
    start = [_event("message_start", message=message), _event("ping")]
    content: list[bytes] = []
    block = 0
    pieces = (answer.refusal,) if answer.refusal else answer.pieces
    if pieces:
        begin = _event("content_block_start", index=0, content_block={"type": "text", "text": ""})
        start.append(begin)
        content += [
            _event("content_block_delta", index=0, delta={"type": "text_delta", "text": piece})
            for piece in pieces
        ]
        content[-1] += _event("content_block_stop", index=0)
        block = 1
    for index, call in enumerate(answer.calls, start=block):
        tool = {"type": "tool_use", "id": call.id, "name": call.name, "input": {}}
        half = len(call.arguments) // 2
        content.append(_event("content_block_start", index=index, content_block=tool))
        for part in (call.arguments[:half], call.arguments[half:]):
            delta = {"type": "input_json_delta", "partial_json": part}
            content.append(_event("content_block_delta", index=index, delta=delta))
        content[-1] += _event("content_block_stop", index=index)
    counted = {"usage": {"output_tokens": answer.tokens.output}} if answer.told else {"usage": {}}
    stop = {"stop_reason": STOPS[answer.finish], "stop_sequence": None}
    end = [_event("message_delta", delta=stop, **counted), _event("message_stop")]
    return Script(start, content, end)


_ERRORS: dict[Fault, tuple[int, str, str]] = {
    Fault.RATE_LIMIT: (429, "rate_limit_error", "This request would exceed your rate limit."),
    Fault.OVERLOADED: (529, "overloaded_error", "Overloaded"),
    Fault.QUOTA_GONE: (
        400,
        "invalid_request_error",
        "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing"
        " to upgrade or purchase credits.",
    ),
    Fault.BAD_KEY: (401, "authentication_error", "invalid x-api-key"),
    Fault.FORBIDDEN: (403, "permission_error", "Your key may not use this resource."),
    Fault.WRONG_REQUEST: (400, "invalid_request_error", "messages: a field is required"),
    Fault.NO_MODEL: (404, "not_found_error", "model: unknown"),
    Fault.CONTEXT_TOO_LONG: (
        400,
        "invalid_request_error",
        "prompt is too long: 200348 tokens > 200000 maximum",
    ),
    Fault.REFUSED_REQUEST: (
        400,
        "invalid_request_error",
        "Output blocked by content filtering policy",
    ),
    Fault.SERVER_ERROR: (500, "api_error", "Internal server error"),
    Fault.GATEWAY_TIMEOUT: (504, "timeout_error", "The request timed out."),
}


def error(fault: Fault, chosen: Chosen) -> Refusal:
    status, kind, message = _ERRORS[fault]
    body = {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_1"}
    return Refusal(status, plain(body))


def error_event() -> bytes:
    return _event("error", error={"type": "overloaded_error", "message": "Overloaded"})


def models(names: Sequence[str]) -> bytes:
    data = [
        {"type": "model", "id": n, "display_name": n, "created_at": "2025-01-01T00:00:00Z"}
        for n in names
    ]
    return plain({"data": data, "has_more": False, "first_id": None, "last_id": None})
