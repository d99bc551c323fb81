"""What a request may use at most, before it is sent: cheap, and rather too much than too little."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from fynq.domain.chat import (
    ChatMessage,
    ChatRequest,
    EmbeddingRequest,
    ImagePart,
    SourcePart,
    TextPart,
    ToolCall,
    Usage,
)
from fynq.routing.ports import Estimate
from fynq.routing.route import Route

BYTES_PER_TOKEN = 3
"""Of UTF-8: English has about four characters a token, Chinese about one."""
MESSAGE_TOKENS = 8
"""For a message's role and borders, a tool's frame, or one text to embed."""
IMAGE_TOKENS = 1_600
"""The most that one image counts with Anthropic; OpenAI counts up to 1,445 at high detail."""
OUTPUT_TOKENS = 4_096
"""Where neither the request nor the model says how long an answer may be."""


def estimate_of(request: ChatRequest, routes: Sequence[Route]) -> Estimate:
    """For one attempt, at the dearest and the most talkative of the routes that may be used."""
    size = _messages(request.messages)
    if request.tools:
        for tool in request.tools:
            size += _size(tool.name) + _size(tool.description) + _json(tool.parameters)
            size += MESSAGE_TOKENS * BYTES_PER_TOKEN
    if request.json_schema is not None:
        size += _json(request.json_schema)
    if request.escalation is not None:
        size += _size(request.escalation.attempt)
        size += sum(_size(objection) for objection in request.escalation.objections)
    return _dearest(-(-size // BYTES_PER_TOKEN), request.max_tokens, True, routes)


def embedding_estimate_of(request: EmbeddingRequest, routes: Sequence[Route]) -> Estimate:
    size = sum(_size(text) for text in request.texts)
    tokens = -(-size // BYTES_PER_TOKEN) + MESSAGE_TOKENS * len(request.texts)
    return _dearest(tokens, 0, False, routes)


def _dearest(tokens: int, most: int, answers: bool, routes: Sequence[Route]) -> Estimate:
    largest, dearest = (0, 0) if routes else (tokens + _output(most, 0, answers), 0)
    for route in routes:
        output = _output(most, route.model.max_output, answers)
        largest = max(largest, tokens + output)
        cost = route.priced(Usage(input_tokens=tokens, output_tokens=output)).cost_micros
        dearest = max(dearest, cost)
    return Estimate(largest, dearest)


def _output(most: int, own: int, answers: bool) -> int:
    """most: the request's limit, own: the model's; 0 for none."""
    if not answers:
        return 0
    return min(most, own) if most and own else most or own or OUTPUT_TOKENS


def _messages(messages: Iterable[ChatMessage]) -> int:
    size = 0
    for message in messages:
        size += MESSAGE_TOKENS * BYTES_PER_TOKEN
        for part in message.parts:
            if isinstance(part, TextPart):
                size += _size(part.text)
            elif isinstance(part, ImagePart):
                size += IMAGE_TOKENS * BYTES_PER_TOKEN
            elif isinstance(part, SourcePart):
                size += _size(part.read.text) + _size(part.read.title)
            elif isinstance(part, ToolCall):
                size += _size(part.name) + _size(part.arguments)
            else:
                size += _size(part.text)
    return size


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _json(value: object) -> int:
    return len(json.dumps(value, ensure_ascii=False, default=str))
