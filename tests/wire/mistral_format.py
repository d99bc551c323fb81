"""Mistral's wire: OpenAI's shape with its own finish, usage and errors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.wire import openai_format
from tests.wire.answers import Answer, Asked, Refusal, Script, event, plain
from tests.wire.faults import Chosen, Fault

key = openai_format.key
models = openai_format.models

FINISH = {"refused": "error"}
"""Mistral has no stop reason for refused content; its guardrails answer 403."""


def asked(body: Mapping[str, Any]) -> Asked:
    """Its streams always tell the usage."""
    found = dict(body)
    if found.get("stream"):
        found["stream_options"] = {"include_usage": True}
    return openai_format.asked(found)


def usage(answer: Answer) -> dict[str, Any]:
    tokens = answer.tokens
    return {
        "prompt_tokens": tokens.input,
        "completion_tokens": tokens.output,
        "total_tokens": tokens.input + tokens.output,
        "prompt_tokens_details": {"cached_tokens": tokens.cached},
        "num_cached_tokens": tokens.cached,
    }


def embeddings(body: Mapping[str, Any]) -> Asked:
    return openai_format.embeddings({**body, "dimensions": body.get("output_dimension")})


def vectors(asked: Asked, answer: Answer) -> bytes:
    return plain({"id": "1", **json.loads(openai_format.vectors(asked, answer))})


def _calls(answer: Answer) -> list[dict[str, Any]]:
    return [
        {
            "id": call.id,
            "index": index,
            "type": "function",
            "function": {"name": call.name, "arguments": call.arguments},
        }
        for index, call in enumerate(answer.calls)
    ]


def whole(asked: Asked, answer: Answer) -> bytes:
    message: dict[str, Any] = {
        "role": "assistant",
        "content": answer.refusal or answer.text,
        "tool_calls": _calls(answer) or None,
    }
    finish = FINISH.get(answer.finish, answer.finish)
    body: dict[str, Any] = {
        "id": "1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": asked.model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": usage(answer) if answer.told else {},
    }
    return plain(body)


def script(asked: Asked, answer: Answer) -> Script:
    def chunk(delta: Mapping[str, Any], finish: str | None = None, **more: Any) -> bytes:
        return event(
            {
                "id": "1",
                "object": "chat.completion.chunk",
                "created": 1_700_000_000,
                "model": asked.model,
                "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
                **more,
            }
        )

    content = [chunk({"content": piece}) for piece in answer.pieces]
    if answer.refusal:
        content = [chunk({"content": answer.refusal})]
    told = {"usage": usage(answer)} if answer.told else {}
    finish = FINISH.get(answer.finish, answer.finish)
    last: dict[str, Any] = {"content": ""}
    if answer.calls:
        content.append(chunk({"content": "", "tool_calls": _calls(answer)}, finish, **told))
        end = [openai_format.DONE]
    else:
        end = [chunk(last, finish, **told), openai_format.DONE]
    return Script([chunk({"role": "assistant", "content": ""})], content, end)


_LONG = (
    "Prompt contains 9000 tokens and 0 draft tokens, too large for model with 8192 maximum"
    " context length"
)
_ERRORS: dict[Fault, tuple[int, Any, str, str | None]] = {
    Fault.RATE_LIMIT: (429, "Rate limit exceeded", "rate_limited", "1300"),
    Fault.OVERLOADED: (503, "Service unavailable.", "service_unavailable", "3100"),
    Fault.QUOTA_GONE: (402, "Usage limit reached, check your billing.", "payment_required", None),
    Fault.WRONG_REQUEST: (400, "Invalid request.", "invalid_request_error", "3000"),
    Fault.NO_MODEL: (400, "Invalid model.", "invalid_model", "1500"),
    Fault.CONTEXT_TOO_LONG: (400, _LONG, "invalid_request_prompt", "3051"),
    Fault.REFUSED_REQUEST: (403, "Blocked by guardrail: moderation.", "guardrail_blocked", "4030"),
    Fault.SERVER_ERROR: (500, "Service unavailable.", "internal_server_error", "3700"),
    Fault.GATEWAY_TIMEOUT: (504, "Timed out.", "timeout", None),
}


def error(fault: Fault, chosen: Chosen) -> Refusal:
    if fault is Fault.BAD_KEY:
        return Refusal(401, plain({"detail": "Unauthorized"}))
    if fault is Fault.FORBIDDEN:
        return Refusal(403, plain({"detail": "Forbidden"}))
    status, message, kind, code = _ERRORS[fault]
    body = {"object": "error", "message": message, "type": kind, "param": None, "code": code}
    return Refusal(status, plain({**body, "raw_status_code": status}))


def error_event() -> bytes:
    body = {"object": "error", "message": "Service unavailable.", "type": "internal_server_error"}
    return event({**body, "param": None, "code": "3700"})
