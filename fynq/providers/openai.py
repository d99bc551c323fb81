"""OpenAI itself: reasoning models, strict schemas, its own name for the limit of tokens."""

from __future__ import annotations

import re
from typing import Any

from fynq.domain.chat import ChatRequest
from fynq.providers.openai_compatible import Dialect, Service, service
from fynq.providers.openai_prompt import asked, limit
from fynq.providers.strict_schema import strict
from fynq.routing.options import ModelRow, ProviderRow

BASE_URL = "https://api.openai.com/v1"
_REASONS = re.compile(r"(ft:)?(o\d|gpt-[5-9](?!.*chat))")
_FIRST_REASONERS = re.compile(r"(ft:)?o\d")


def connect(row: ProviderRow, key: str) -> Service:
    return service(row, key, Dialect(body), BASE_URL)


def body(request: ChatRequest, model: ModelRow) -> dict[str, Any]:
    """Reasoning models refuse a request with a temperature, and the o models one with `stop` or
    `parallel_tool_calls`; the answer is as good without them."""
    found = asked(request, model)
    most = limit(request, model)
    if most:
        found["max_completion_tokens"] = most
    name = model.upstream or model.name
    if _REASONS.match(name):
        found.pop("temperature", None)
        found.pop("top_p", None)
    if _FIRST_REASONERS.match(name):
        found.pop("stop", None)
        found.pop("parallel_tool_calls", None)
    if request.json_schema is not None:
        schema = strict(request.json_schema)
        asked_for = found["response_format"]["json_schema"]
        asked_for["strict"] = schema is not None
        asked_for["schema"] = schema or asked_for["schema"]
    return found
