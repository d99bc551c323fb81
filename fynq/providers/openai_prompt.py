"""From a ChatRequest to the body of OpenAI's chat completions."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from fynq.domain.chat import (
    ChatMessage,
    ChatRequest,
    ChatRole,
    ImagePart,
    TextPart,
    Tool,
    ToolCall,
    ToolMode,
    ToolResult,
)
from fynq.providers.prompt_text import sources_of
from fynq.routing.options import ModelRow


def asked(request: ChatRequest, model: ModelRow) -> dict[str, Any]:
    """All but what the services of the family differ in: the limit of tokens, and strictness."""
    body: dict[str, Any] = {
        "model": model.upstream or model.name,
        "messages": [m for message in request.messages for m in _messages(message)],
    }
    if request.temperature is not None:
        body["temperature"] = request.temperature
    if request.top_p is not None:
        body["top_p"] = request.top_p
    if request.seed is not None:
        body["seed"] = request.seed
    if request.stop:
        body["stop"] = list(request.stop)
    if request.tools:
        body["tools"] = [_tool(tool) for tool in request.tools]
        body["tool_choice"] = _choice(request)
        if request.parallel_tools is not None:
            body["parallel_tool_calls"] = request.parallel_tools
    if request.json_schema is not None:
        schema = {"name": request.schema_name, "schema": dict(request.json_schema)}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif request.json_object:
        body["response_format"] = {"type": "json_object"}
    return body


def limit(request: ChatRequest, model: ModelRow) -> int:
    """Tokens of an answer; 0 for the model's own limit."""
    wanted, most = request.max_tokens, model.max_output
    return min(wanted, most) if wanted and most else wanted


def _tool(tool: Tool) -> dict[str, Any]:
    function: dict[str, Any] = {"name": tool.name}
    if tool.description:
        function["description"] = tool.description
    if tool.parameters:
        function["parameters"] = dict(tool.parameters)
    if tool.strict:
        function["strict"] = True
    return {"type": "function", "function": function}


def _choice(request: ChatRequest) -> str | dict[str, Any]:
    choice = request.tool_choice
    if choice.mode is ToolMode.NAMED:
        return {"type": "function", "function": {"name": choice.name}}
    return choice.mode.value


def _messages(message: ChatMessage) -> list[dict[str, Any]]:
    """One message, or one for each result of a tool. Sources become numbered text before the
    message's own words."""
    if message.role is ChatRole.TOOL:
        return [
            {"role": "tool", "tool_call_id": part.call_id, "content": part.text}
            for part in message.parts
            if isinstance(part, ToolResult)
        ]
    found: dict[str, Any] = {"role": message.role.value}
    shown = sources_of(message)
    if any(isinstance(part, ImagePart) for part in message.parts):
        found["content"] = _parts(message, shown)
        return [found]
    text = shown + message.text
    calls = [_call(part) for part in message.parts if isinstance(part, ToolCall)]
    if calls:
        found["tool_calls"] = calls
    found["content"] = text if text or not calls else None
    return [found]


def _parts(message: ChatMessage, shown: str) -> list[Mapping[str, Any]]:
    parts: list[Mapping[str, Any]] = [{"type": "text", "text": shown}] if shown else []
    for part in message.parts:
        if isinstance(part, TextPart) and part.text:
            parts.append({"type": "text", "text": part.text})
        elif isinstance(part, ImagePart):
            parts.append({"type": "image_url", "image_url": _image(part)})
    return parts


def _image(image: ImagePart) -> dict[str, str]:
    url = image.url
    if not url:
        url = f"data:{image.media_type};base64,{base64.b64encode(image.data).decode('ascii')}"
    return {"url": url} if image.detail in ("", "auto") else {"url": url, "detail": image.detail}


def _call(call: ToolCall) -> dict[str, Any]:
    function = {"name": call.name, "arguments": call.arguments}
    return {"id": call.id, "type": "function", "function": function}
