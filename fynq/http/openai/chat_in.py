"""The body of POST /v1/chat/completions, as a ChatRequest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fynq.domain.chat import ChatRequest, Tool, ToolChoice, ToolMode
from fynq.http.openai.fields import (
    a_flag,
    a_list,
    a_number,
    a_string,
    a_whole,
    an_object,
    known_only,
    one_of,
    refuse,
)
from fynq.http.openai.messages_in import read_messages

MOST_CHOICES = 8
_MOST_TOKENS = 10_000_000
_MOST_TOOLS = 128
_MOST_STOPS = 4
_MOST_METADATA = 16
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_INT64 = 2**63
_NO_TOOLS: tuple[Tool, ...] = ()

_READ = frozenset(
    {
        *("model", "messages", "stream", "stream_options", "n", "max_tokens", "temperature"),
        *("max_completion_tokens", "top_p", "stop", "seed", "user", "metadata", "tools"),
        *("tool_choice", "parallel_tool_calls", "response_format"),
    }
)
_HARMLESS = frozenset(
    {
        *("store", "service_tier", "reasoning_effort", "verbosity", "prediction"),
        *("prompt_cache_key", "prompt_cache_retention", "safety_identifier"),
    }
)
"""Hints and bookkeeping: without them the answer is of the same kind."""
_EMPTY: Mapping[str, tuple[Any, ...]] = {
    "logprobs": (False,),
    "top_logprobs": (0,),
    "logit_bias": ({},),
    "frequency_penalty": (0, 0.0),
    "presence_penalty": (0, 0.0),
    "modalities": (["text"],),
    "audio": (),
    "functions": (),
    "function_call": (),
    "web_search_options": (),
    "moderation": (),
}
"""Fields of OpenAI's that would change the answer, with the values that do not."""
_KNOWN = _READ | _HARMLESS | frozenset(_EMPTY)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a body asks for. request lacks what the caller's key decides: payer, delivery, sticky.

    given: the fields that were set.
    """

    model: str
    request: ChatRequest
    choices: int
    stream: bool
    include_usage: bool
    user: str
    given: frozenset[str]


def read_chat(body: Any) -> Asked:
    """Raises InvalidInput naming the first field at fault."""
    given = an_object(body, "body")
    known_only(given, _KNOWN, "")
    for name, values in _EMPTY.items():
        value = given.get(name)
        if value is not None and not any(value == each for each in values):
            refuse(name, "This is not supported.")
    get = given.get
    model = a_string(get("model"), "model", most=256, least=1)
    messages = read_messages(get("messages"))
    stream = _flag(given, "stream")
    tools = _tools(get("tools"))
    schema, schema_name, json_object = _response_format(get("response_format"))
    choices, user = get("n"), get("user")
    request = ChatRequest(
        messages=messages,
        model=model,
        max_tokens=_max_tokens(given),
        temperature=_number(given, "temperature", 2.0),
        json_schema=schema,
        metadata=_metadata(get("metadata")),
        top_p=_number(given, "top_p", 1.0),
        stop=_stop(get("stop")),
        seed=None if get("seed") is None else a_whole(get("seed"), "seed", -_INT64, _INT64 - 1),
        schema_name=schema_name,
        json_object=json_object,
        tools=tools,
        tool_choice=_tool_choice(get("tool_choice"), tools),
        parallel_tools=_parallel(get("parallel_tool_calls"), tools),
    )
    return Asked(
        model=model,
        request=request,
        choices=1 if choices is None else a_whole(choices, "n", 1, MOST_CHOICES),
        stream=stream,
        include_usage=_stream_options(get("stream_options"), stream),
        user="" if user is None else a_string(user, "user", most=512),
        given=frozenset(name for name, value in given.items() if value is not None),
    )


def _flag(given: Mapping[str, Any], name: str) -> bool:
    value = given.get(name)
    return False if value is None else a_flag(value, name)


def _number(given: Mapping[str, Any], name: str, most: float) -> float | None:
    value = given.get(name)
    return None if value is None else a_number(value, name, 0.0, most)


def _max_tokens(given: Mapping[str, Any]) -> int:
    """0 for the model's own limit; the newer name wins."""
    found = 0
    for name in ("max_tokens", "max_completion_tokens"):
        value = given.get(name)
        if value is not None:
            found = a_whole(value, name, 1, _MOST_TOKENS)
    return found


def _stream_options(value: Any, stream: bool) -> bool:
    if value is None:
        return False
    options = an_object(value, "stream_options")
    if not stream:
        refuse("stream_options", "This goes with stream: true only.")
    known_only(options, ("include_usage", "include_obfuscation"), "stream_options.")
    for name, flag in options.items():
        if flag is not None:
            a_flag(flag, f"stream_options.{name}")
    return bool(options.get("include_usage"))


def _stop(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return (a_string(value, "stop", least=1, most=1_024),)
    given = a_list(value, "stop", most=_MOST_STOPS)
    return tuple(
        a_string(each, f"stop[{index}]", least=1, most=1_024) for index, each in enumerate(given)
    )


def _metadata(value: Any) -> Mapping[str, str]:
    if value is None:
        return {}
    given = an_object(value, "metadata")
    if len(given) > _MOST_METADATA:
        refuse("metadata", f"This has at most {_MOST_METADATA} entries.")
    for key, text in given.items():
        if len(key) > 64:
            refuse("metadata", "A key has at most 64 characters.")
        a_string(text, "metadata", most=512)
    return given


def _tools(value: Any) -> tuple[Tool, ...]:
    if value is None:
        return _NO_TOOLS
    given = a_list(value, "tools", most=_MOST_TOOLS)
    tools = tuple(_tool(each, f"tools[{index}]") for index, each in enumerate(given))
    if len({tool.name for tool in tools}) != len(tools):
        refuse("tools", "Two functions have the same name.")
    return tools


def _tool(value: Any, at: str) -> Tool:
    tool = an_object(value, at)
    known_only(tool, ("type", "function"), f"{at}.")
    if tool.get("type") != "function":
        refuse(f"{at}.type", "Only functions are supported.")
    function = an_object(tool.get("function"), f"{at}.function")
    at = f"{at}.function"
    known_only(function, ("name", "description", "parameters", "strict"), f"{at}.")
    description, parameters = function.get("description"), function.get("parameters")
    return Tool(
        name=_name(function.get("name"), f"{at}.name"),
        description="" if description is None else a_string(description, f"{at}.description"),
        parameters={} if parameters is None else an_object(parameters, f"{at}.parameters"),
        strict=function.get("strict") is not None and a_flag(function["strict"], f"{at}.strict"),
    )


def _name(value: Any, at: str) -> str:
    name = a_string(value, at)
    if not _NAME.fullmatch(name):
        refuse(at, "A name has 1 to 64 of the characters a-z, A-Z, 0-9, _ and -.")
    return name


def _tool_choice(value: Any, tools: tuple[Tool, ...]) -> ToolChoice:
    if value is None:
        return ToolChoice()
    if isinstance(value, str):
        mode = ToolMode(one_of(value, "tool_choice", ("auto", "none", "required")))
        if mode is ToolMode.REQUIRED and not tools:
            refuse("tool_choice", "There are no tools to choose from.")
        return ToolChoice(mode)
    chosen = an_object(value, "tool_choice")
    known_only(chosen, ("type", "function"), "tool_choice.")
    if chosen.get("type") != "function":
        refuse("tool_choice.type", "Only functions are supported.")
    function = an_object(chosen.get("function"), "tool_choice.function")
    known_only(function, ("name",), "tool_choice.function.")
    name = a_string(function.get("name"), "tool_choice.function.name")
    if not any(tool.name == name for tool in tools):
        refuse("tool_choice.function.name", "There is no tool of this name.")
    return ToolChoice(ToolMode.NAMED, name)


def _parallel(value: Any, tools: tuple[Tool, ...]) -> bool | None:
    if value is None:
        return None
    allowed = a_flag(value, "parallel_tool_calls")
    return allowed if tools else None


def _response_format(value: Any) -> tuple[Mapping[str, Any] | None, str, bool]:
    """Schema, its name, and whether any JSON object will do."""
    if value is None:
        return None, "answer", False
    wanted = an_object(value, "response_format")
    kind = one_of(
        wanted.get("type"), "response_format.type", ("text", "json_object", "json_schema")
    )
    if kind != "json_schema":
        known_only(wanted, ("type",), "response_format.")
        return None, "answer", kind == "json_object"
    known_only(wanted, ("type", "json_schema"), "response_format.")
    at = "response_format.json_schema"
    named = an_object(wanted.get("json_schema"), at)
    known_only(named, ("name", "schema", "description", "strict"), f"{at}.")
    if named.get("strict") is not None:
        a_flag(named["strict"], f"{at}.strict")
    if named.get("description") is not None:
        a_string(named["description"], f"{at}.description")
    schema = an_object(named.get("schema"), f"{at}.schema")
    return schema, _name(named.get("name"), f"{at}.name"), False
