"""The messages of a chat completion, one small function per part."""

from __future__ import annotations

import binascii
import re
from typing import Any

from fynq.domain.chat import (
    ChatMessage,
    ChatRole,
    ContentPart,
    ImagePart,
    TextPart,
    ToolCall,
    ToolResult,
)
from fynq.http.openai.fields import a_list, a_string, an_object, known_only, one_of, refuse

_MOST_MESSAGES = 4_096
_MOST_PARTS = 1_024
_MOST_CALLS = 128
_LONGEST_URL = 8_192
_LONGEST_NAME = 64
_ROLES = {
    "system": ChatRole.SYSTEM,
    "developer": ChatRole.SYSTEM,
    "user": ChatRole.USER,
    "assistant": ChatRole.ASSISTANT,
    "tool": ChatRole.TOOL,
}
_FIELDS = frozenset({"role", "content", "name"})
_TOOL_FIELDS = _FIELDS | {"tool_call_id"}
_DATA = re.compile(r"data:(image/(?:png|jpeg|jpg|gif|webp));base64,", re.IGNORECASE)
_DETAILS = frozenset({"auto", "low", "high", "original"})


def read_messages(value: Any) -> tuple[ChatMessage, ...]:
    """Raises InvalidInput with a field such as 'messages[2].content[0].image_url.url'."""
    if value is None:
        refuse("messages", "This is missing.")
    given = a_list(value, "messages", most=_MOST_MESSAGES, least=1)
    called: set[str] = set()
    return tuple(_message(each, f"messages[{i}]", called) for i, each in enumerate(given))


def _message(value: Any, at: str, called: set[str]) -> ChatMessage:
    message = an_object(value, at)
    name = message.get("role")
    role = _ROLES.get(name) if isinstance(name, str) else None
    if role is None:
        refuse(f"{at}.role", "This must be system, developer, user, assistant or tool.")
    content = message.get("content")
    if role is ChatRole.USER:
        known_only(message, _FIELDS, f"{at}.")
        parts = _parts(content, f"{at}.content", images=True)
    elif role is ChatRole.ASSISTANT:
        parts = _assistant(message, content, at, called)
    elif role is ChatRole.TOOL:
        known_only(message, _TOOL_FIELDS, f"{at}.")
        call = a_string(message.get("tool_call_id"), f"{at}.tool_call_id", most=256)
        if call not in called:
            refuse(f"{at}.tool_call_id", "No assistant message before this one made this call.")
        texts = _parts(content, f"{at}.content", images=False)
        parts = (ToolResult(call, "".join(p.text for p in texts if isinstance(p, TextPart))),)
    else:
        known_only(message, _FIELDS, f"{at}.")
        parts = _parts(content, f"{at}.content", images=False)
    if message.get("name") is not None:
        a_string(message["name"], f"{at}.name", most=_LONGEST_NAME)
    return ChatMessage(role, parts)


def _assistant(
    message: dict[str, Any], content: Any, at: str, called: set[str]
) -> tuple[ContentPart, ...]:
    """Fields that it does not know are passed over: the SDKs send back what they were given, with
    additions of their own."""
    for unsupported in ("audio", "function_call"):
        if message.get(unsupported) is not None:
            refuse(f"{at}.{unsupported}", "This is not supported.")
    parts: list[ContentPart] = []
    if content is not None:
        parts.extend(_parts(content, f"{at}.content", images=False))
    elif message.get("refusal") is not None:
        parts.append(TextPart(a_string(message["refusal"], f"{at}.refusal")))
    calls = message.get("tool_calls")
    if calls is not None:
        given = a_list(calls, f"{at}.tool_calls", most=_MOST_CALLS)
        for index, each in enumerate(given):
            call = _call(each, f"{at}.tool_calls[{index}]")
            called.add(call.id)
            parts.append(call)
    if not parts and content is None:
        refuse(f"{at}.content", "This is missing, and so are tool_calls.")
    return tuple(parts)


def _call(value: Any, at: str) -> ToolCall:
    call = an_object(value, at)
    if call.get("type", "function") != "function":
        refuse(f"{at}.type", "Only functions are supported.")
    function = an_object(call.get("function"), f"{at}.function")
    return ToolCall(
        a_string(call.get("id"), f"{at}.id", most=256, least=1),
        a_string(function.get("name"), f"{at}.function.name", most=_LONGEST_NAME, least=1),
        a_string(function.get("arguments"), f"{at}.function.arguments"),
    )


def _parts(content: Any, at: str, *, images: bool) -> tuple[ContentPart, ...]:
    if isinstance(content, str):
        return (TextPart(content),)
    if content is None:
        refuse(at, "This is missing.")
    if not isinstance(content, list):
        refuse(at, "This must be a string or a list of parts.")
    given = a_list(content, at, most=_MOST_PARTS, least=1)
    return tuple(_part(each, f"{at}[{i}]", images) for i, each in enumerate(given))


def _part(value: Any, at: str, images: bool) -> ContentPart:
    part = an_object(value, at)
    kind = part.get("type")
    if kind == "text":
        known_only(part, ("type", "text"), f"{at}.")
        return TextPart(a_string(part.get("text"), f"{at}.text"))
    if kind == "refusal":
        return TextPart(a_string(part.get("refusal"), f"{at}.refusal"))
    if kind == "image_url" and images:
        known_only(part, ("type", "image_url"), f"{at}.")
        return _image(part.get("image_url"), f"{at}.image_url")
    supported = "text and image_url" if images else "text"
    return refuse(f"{at}.type", f"Parts of this message must be {supported}.")


def _image(value: Any, at: str) -> ImagePart:
    image = an_object(value, at)
    known_only(image, ("url", "detail"), f"{at}.")
    detail = image.get("detail")
    if detail is None:
        detail = "auto"
    one_of(detail, f"{at}.detail", _DETAILS)
    url = a_string(image.get("url"), f"{at}.url", least=1)
    if url[:5].lower() == "data:":
        return _data_image(url, detail, f"{at}.url")
    if url[:8].lower().startswith(("https://", "http://")):
        if len(url) > _LONGEST_URL or not url.isprintable() or " " in url:
            refuse(f"{at}.url", "This is not an address that can be fetched.")
        return ImagePart(url=url, detail=detail)
    return refuse(f"{at}.url", "This must begin with data:, http:// or https://.")


def _data_image(url: str, detail: str, at: str) -> ImagePart:
    match = _DATA.match(url)
    if match is None:
        refuse(at, "A data URL must be of image/png, jpeg, gif or webp, in base64.")
    try:
        data = binascii.a2b_base64(url[match.end() :], strict_mode=True)
    except (binascii.Error, ValueError):
        refuse(at, "The image is not sound base64.")
    if not data:
        refuse(at, "The image is empty.")
    return ImagePart(match[1].lower().replace("jpg", "jpeg"), data, detail=detail)
