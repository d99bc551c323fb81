"""OpenAI's wire: /v1/chat/completions, /v1/embeddings, /v1/models; vLLM's errors under /vllm/v1."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from tests.wire import answers
from tests.wire.answers import NOTHING, Answer, Asked, AskedTool, Refusal, Script, event, plain
from tests.wire.faults import Chosen, Fault

FINISH = {"refused": "content_filter"}
DONE = b"data: [DONE]\n\n"


def key(headers: Mapping[str, str]) -> str:
    return headers.get("authorization", "").removeprefix("Bearer ")


def asked(body: Mapping[str, Any]) -> Asked:
    messages = body.get("messages", ())
    letters, images = measured(messages)
    choice = body.get("tool_choice")
    mode, tool = ("auto", "") if choice is None else (str(choice), "")
    if isinstance(choice, dict):
        mode, tool = "named", choice.get("function", {}).get("name", "")
    form = body.get("response_format") or {}
    stream = bool(body.get("stream"))
    return Asked(
        model=str(body.get("model", "")),
        stream=stream,
        letters=letters,
        images=images,
        tools=tuple(
            AskedTool(t["function"]["name"], t["function"].get("parameters") or NOTHING)
            for t in body.get("tools") or ()
        ),
        tool_mode="required" if mode == "any" else mode,
        tool=tool,
        parallel=body.get("parallel_tool_calls") is not False,
        answered=bool(messages) and messages[-1].get("role") == "tool",
        schema=(form.get("json_schema") or {}).get("schema"),
        json_object=form.get("type") == "json_object",
        usage=not stream or bool((body.get("stream_options") or {}).get("include_usage")),
    )


def measured(messages: Sequence[Mapping[str, Any]]) -> tuple[int, tuple[str, ...]]:
    """Letters of all texts, and the kind of each image."""
    letters, images = 0, []
    for message in messages:
        content = message.get("content")
        if isinstance(content, str):
            letters += len(content)
            continue
        for part in content or ():
            if part.get("type") == "text":
                letters += len(part["text"])
            elif part.get("type") == "image_url":
                image = part["image_url"]
                url = image["url"] if isinstance(image, dict) else image
                kind = url[5:].partition(";")[0] if url.startswith("data:") else "url"
                images.append(kind)
    return letters, tuple(images)


def whole(asked: Asked, answer: Answer) -> bytes:
    message: dict[str, Any] = {
        "role": "assistant",
        "content": answer.text if answer.pieces else None,
        "refusal": answer.refusal or None,
        "annotations": [],
    }
    if answer.calls:
        message["tool_calls"] = [_call(call) for call in answer.calls]
    finish = "stop" if answer.refusal else FINISH.get(answer.finish, answer.finish)
    body: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": asked.model,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": finish}],
    }
    if answer.told:
        body["usage"] = usage(answer)
    return plain(body)


def _call(call: answers.AnswerCall) -> dict[str, Any]:
    function = {"name": call.name, "arguments": call.arguments}
    return {"id": call.id, "type": "function", "function": function}


def usage(answer: Answer) -> dict[str, Any]:
    tokens = answer.tokens
    return {
        "prompt_tokens": tokens.input,
        "completion_tokens": tokens.output,
        "total_tokens": tokens.input + tokens.output,
        "prompt_tokens_details": {"cached_tokens": tokens.cached, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": tokens.reasoning, "audio_tokens": 0},
    }


def script(asked: Asked, answer: Answer) -> Script:
    def chunk(delta: Mapping[str, Any], finish: str | None = None, **more: Any) -> bytes:
        choices = [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]
        return event(_chunk(asked, choices, **more))

    content = [chunk({"content": piece}) for piece in answer.pieces]
    if answer.refusal:
        content = [chunk({"refusal": answer.refusal})]
    for index, call in enumerate(answer.calls):
        half = len(call.arguments) // 2
        first = {"index": index, **_call(call)}
        first["function"] = {"name": call.name, "arguments": ""}
        content.append(chunk({"tool_calls": [first]}))
        for part in (call.arguments[:half], call.arguments[half:]):
            piece = {"index": index, "function": {"arguments": part}}
            content.append(chunk({"tool_calls": [piece]}))
    finish = "stop" if answer.refusal else FINISH.get(answer.finish, answer.finish)
    end = [chunk({}, finish)]
    if answer.told:
        end.append(event(_chunk(asked, [], usage=usage(answer))))
    start = {"role": "assistant", "content": "", "refusal": None}
    return Script([chunk(start)], content, [*end, DONE])


def _chunk(asked: Asked, choices: Sequence[Any], **more: Any) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_700_000_000,
        "model": asked.model,
        "choices": choices,
        **more,
    }


_LONG = (
    "This model's maximum context length is 8192 tokens. However, your messages resulted in"
    " 9000 tokens. Please reduce the length of the messages."
)
_ERRORS: dict[Fault, tuple[int, str, str, str | None]] = {
    Fault.RATE_LIMIT: (429, "Rate limit reached.", "requests", "rate_limit_exceeded"),
    Fault.OVERLOADED: (503, "The engine is currently overloaded.", "server_error", None),
    Fault.QUOTA_GONE: (
        429,
        "You exceeded your current quota, please check your plan and billing details.",
        "insufficient_quota",
        "insufficient_quota",
    ),
    Fault.BAD_KEY: (401, "Incorrect API key.", "invalid_request_error", "invalid_api_key"),
    Fault.FORBIDDEN: (403, "You do not have access.", "invalid_request_error", "model_not_allowed"),
    Fault.WRONG_REQUEST: (400, "Unknown parameter.", "invalid_request_error", "unknown_parameter"),
    Fault.NO_MODEL: (404, "There is no model.", "invalid_request_error", "model_not_found"),
    Fault.CONTEXT_TOO_LONG: (400, _LONG, "invalid_request_error", "context_length_exceeded"),
    Fault.REFUSED_REQUEST: (
        400,
        "Your request was rejected by the safety system.",
        "invalid_request_error",
        "content_filter",
    ),
    Fault.SERVER_ERROR: (500, "The server had an error.", "server_error", None),
    Fault.GATEWAY_TIMEOUT: (504, "Gateway timeout.", "server_error", None),
}


def error(fault: Fault, chosen: Chosen) -> Refusal:
    status, message, kind, code = _ERRORS[fault]
    body = {"message": message, "type": kind, "param": None, "code": code}
    return Refusal(status, plain({"error": body}))


def error_event() -> bytes:
    body = {"message": "The server had an error.", "type": "server_error", "code": None}
    return event({"error": {**body, "param": None}})


def vllm_error(fault: Fault, chosen: Chosen) -> Refusal:
    """vLLM: code repeats the HTTP status, and a context that is too long says so in words only."""
    status, message, _, _ = _ERRORS[fault]
    kinds = {
        400: "BadRequestError",
        401: "Unauthorized",
        404: "NotFoundError",
        500: "InternalServerError",
    }
    if fault is Fault.BAD_KEY:
        return Refusal(401, plain({"error": "Unauthorized"}))
    kind = kinds.get(status, "InternalServerError")
    body = {"message": message, "type": kind, "param": None, "code": status}
    return Refusal(status, plain({"error": body}))


def embeddings(body: Mapping[str, Any]) -> Asked:
    given = body.get("input", "")
    texts = (given,) if isinstance(given, str) else tuple(given)
    return Asked(
        str(body.get("model", "")),
        letters=sum(map(len, texts)),
        texts=texts,
        dimensions=int(body.get("dimensions") or 0),
        base64=body.get("encoding_format") == "base64",
    )


def vectors(asked: Asked, answer: Answer) -> bytes:
    def shown(text: str) -> Any:
        found = answers.vector(text, asked.dimensions)
        if asked.base64:
            return base64.b64encode(struct.pack(f"<{len(found)}f", *found)).decode()
        return found

    data = [
        {"object": "embedding", "index": n, "embedding": shown(text)}
        for n, text in enumerate(asked.texts)
    ]
    body: dict[str, Any] = {"object": "list", "data": data, "model": asked.model}
    if answer.told:
        read = answer.tokens.input
        body["usage"] = {"prompt_tokens": read, "total_tokens": read}
    return plain(body)


def models(names: Sequence[str]) -> bytes:
    return json.dumps(
        {
            "object": "list",
            "data": [
                {"id": name, "object": "model", "created": 1_700_000_000, "owned_by": "faults"}
                for name in names
            ],
        }
    ).encode()
