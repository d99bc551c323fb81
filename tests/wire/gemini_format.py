"""Gemini's wire: /v1/models/NAME:generateContent, :streamGenerateContent?alt=sse, :embedContent,
:batchEmbedContents; the same under /v1beta."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.wire import answers
from tests.wire.answers import NOTHING, Answer, Asked, AskedTool, Refusal, Script, event, plain
from tests.wire.faults import Chosen, Fault

FINISH = {"stop": "STOP", "tool_calls": "STOP", "length": "MAX_TOKENS", "refused": "SAFETY"}
_MODES = {"AUTO": "auto", "ANY": "required", "NONE": "none", "VALIDATED": "auto"}


def key(headers: Mapping[str, str]) -> str:
    return headers.get("x-goog-api-key", "")


def _of(found: Mapping[str, Any], name: str) -> Any:
    """Gemini reads both spellings of a field, and its SDK mixes them."""
    if name in found:
        return found[name]
    return found.get("".join("_" + c.lower() if c.isupper() else c for c in name))


def asked(body: Mapping[str, Any], model: str, stream: bool) -> Asked:
    contents = list(body.get("contents", ()))
    system = _of(body, "systemInstruction")
    parts = [part for c in [*contents, *([system] if system else [])] for part in c["parts"]]
    images = []
    for part in parts:
        inline = _of(part, "inlineData")
        if inline or _of(part, "fileData"):
            images.append(_of(inline, "mimeType") if inline else "url")
    options = _of(body, "generationConfig") or {}
    calling = _of(_of(body, "toolConfig") or {}, "functionCallingConfig") or {}
    mode = _MODES.get(calling.get("mode", "AUTO"), "auto")
    allowed = _of(calling, "allowedFunctionNames") or [""]
    declared = [
        tool for group in body.get("tools") or () for tool in _of(group, "functionDeclarations")
    ]
    schema = _of(options, "responseJsonSchema") or _of(options, "responseSchema")
    return Asked(
        model=model,
        stream=stream,
        letters=sum(len(part.get("text", "")) for part in parts),
        images=tuple(images),
        tools=tuple(
            AskedTool(t["name"], _of(t, "parametersJsonSchema") or t.get("parameters") or NOTHING)
            for t in declared
        ),
        tool_mode="named" if mode == "required" and allowed[0] else mode,
        tool=allowed[0],
        answered=bool(contents)
        and any(_of(part, "functionResponse") for part in contents[-1]["parts"]),
        schema=schema,
        json_object=_of(options, "responseMimeType") == "application/json",
    )


def usage(answer: Answer, written: int) -> dict[str, Any]:
    tokens = answer.tokens
    return {
        "promptTokenCount": tokens.input,
        "candidatesTokenCount": written,
        "thoughtsTokenCount": tokens.reasoning,
        "cachedContentTokenCount": tokens.cached,
        "totalTokenCount": tokens.input + written + tokens.reasoning,
    }


def _body(
    asked: Asked, answer: Answer, parts: Sequence[Any], finish: str | None, written: int
) -> dict[str, Any]:
    candidate: dict[str, Any] = {"index": 0}
    if parts:
        candidate["content"] = {"parts": parts, "role": "model"}
    if finish:
        candidate["finishReason"] = finish
    body: dict[str, Any] = {
        "candidates": [candidate],
        "modelVersion": asked.model,
        "responseId": "r1",
    }
    if answer.told:
        body["usageMetadata"] = usage(answer, written)
    return body


def _calls(answer: Answer) -> list[dict[str, Any]]:
    return [
        {"functionCall": {"id": c.id, "name": c.name, "args": json.loads(c.arguments)}}
        for c in answer.calls
    ]


def _blocked(asked: Asked, answer: Answer) -> dict[str, Any] | None:
    """A refused question has no candidate at all; a refused answer has the finish SAFETY."""
    if not answer.refusal:
        return None
    body = {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "modelVersion": asked.model}
    return {**body, **({"usageMetadata": usage(answer, 0)} if answer.told else {})}


def whole(asked: Asked, answer: Answer) -> bytes:
    blocked = _blocked(asked, answer)
    if blocked is not None:
        return plain(blocked)
    parts = [{"text": answer.text}] if answer.pieces else []
    written = answer.tokens.output - answer.tokens.reasoning
    found = _body(asked, answer, parts + _calls(answer), FINISH[answer.finish], written)
    return plain(found)


def script(asked: Asked, answer: Answer) -> Script:
    """Gemini has no start-up event, and its finish comes with the last piece or after it."""
    blocked = _blocked(asked, answer)
    if blocked is not None:
        return Script([], [], [event(blocked)])
    content = [
        event(_body(asked, answer, [{"text": piece}], None, n))
        for n, piece in enumerate(answer.pieces, start=1)
    ]
    calls = _calls(answer)
    if calls:
        content.append(event(_body(asked, answer, calls, None, 4 * len(calls))))
    written = answer.tokens.output - answer.tokens.reasoning
    tail = [{"text": ""}] if answer.finish != "refused" else []
    return Script([], content, [event(_body(asked, answer, tail, FINISH[answer.finish], written))])


_DETAIL = "type.googleapis.com/google.rpc."
_ERRORS: dict[Fault, tuple[int, str, str]] = {
    Fault.RATE_LIMIT: (
        429,
        "RESOURCE_EXHAUSTED",
        "Resource has been exhausted (e.g. check quota).",
    ),
    Fault.OVERLOADED: (503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
    Fault.QUOTA_GONE: (
        429,
        "RESOURCE_EXHAUSTED",
        "You exceeded your current quota, please check your plan and billing details.",
    ),
    Fault.BAD_KEY: (
        400,
        "INVALID_ARGUMENT",
        "API key not valid. Please pass a valid API key.",
    ),
    Fault.FORBIDDEN: (403, "PERMISSION_DENIED", "The caller does not have permission."),
    Fault.WRONG_REQUEST: (400, "INVALID_ARGUMENT", "Request contains an invalid argument."),
    Fault.NO_MODEL: (404, "NOT_FOUND", "The model is not found for API version v1beta."),
    Fault.CONTEXT_TOO_LONG: (
        400,
        "INVALID_ARGUMENT",
        "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
    ),
    Fault.SERVER_ERROR: (500, "INTERNAL", "An internal error has occurred."),
    Fault.GATEWAY_TIMEOUT: (504, "DEADLINE_EXCEEDED", "The service timed out."),
}


def error(fault: Fault, chosen: Chosen) -> Refusal:
    status, name, message = _ERRORS[fault]
    details: list[Any] = []
    if fault is Fault.RATE_LIMIT:
        quota = "GenerateRequestsPerMinutePerProjectPerModel"
        details.append({"@type": _DETAIL + "QuotaFailure", "violations": [{"quotaId": quota}]})
        if chosen.fault is Fault.RATE_LIMIT:
            details.append({"@type": _DETAIL + "RetryInfo", "retryDelay": f"{chosen.seconds:g}s"})
    if fault is Fault.QUOTA_GONE:
        quota = "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
        details.append({"@type": _DETAIL + "QuotaFailure", "violations": [{"quotaId": quota}]})
    if fault is Fault.BAD_KEY:
        reason = {"reason": "API_KEY_INVALID", "domain": "googleapis.com"}
        details.append({"@type": _DETAIL + "ErrorInfo", **reason})
    body: dict[str, Any] = {"code": status, "message": message, "status": name}
    if details:
        body["details"] = details
    return Refusal(status, plain({"error": body}))


def error_event() -> bytes:
    body = {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}
    return event({"error": body})


def embeddings(body: Mapping[str, Any], model: str) -> Asked:
    each = body.get("requests") or [body]
    texts = tuple("".join(p.get("text", "") for p in one["content"]["parts"]) for one in each)
    return Asked(
        model,
        letters=sum(map(len, texts)),
        texts=texts,
        dimensions=int(_of(each[0], "outputDimensionality") or 0),
    )


def vectors(asked: Asked, answer: Answer, batch: bool) -> bytes:
    found = [{"values": answers.vector(text, asked.dimensions)} for text in asked.texts]
    body: dict[str, Any] = {"embeddings": found} if batch else {"embedding": found[0]}
    if answer.told:
        body["usageMetadata"] = {"promptTokenCount": answer.tokens.input}
    return plain(body)


def models(names: Sequence[str]) -> bytes:
    return plain({"models": [{"name": f"models/{n}", "displayName": n} for n in names]})
