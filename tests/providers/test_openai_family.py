"""What the services of OpenAI's family are asked, and what they may say, beyond the contract."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from fynq.domain import errors
from fynq.domain.chat import (
    ChatMessage,
    ChatRequest,
    ChatRole,
    EmbeddingRequest,
    ImagePart,
    StopReason,
    TextPart,
    Tool,
    ToolChoice,
    ToolMode,
)
from fynq.domain.errors import ConfigurationError, ModelFailure
from fynq.providers import openai, openai_compatible, vllm
from fynq.providers.openai_failures import told, within
from fynq.providers.openai_reading import ErrorWithin, Events, Reading
from fynq.providers.strict_schema import strict
from fynq.routing.options import ModelRow, ProviderRow
from tests.wire.fault_server import FaultServer, fault_server

QUESTION = (ChatMessage(ChatRole.USER, (TextPart("2 + 2?"),)),)
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}}


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with fault_server() as running:
        yield running


def asked(**options: Any) -> ChatRequest:
    return ChatRequest(QUESTION, **options)


async def body_of(module: Any, server: FaultServer, name: str, request: ChatRequest) -> Any:
    service = module.connect(ProviderRow("wire", base_url=server.url()), "k")
    try:
        await service.chat(ModelRow(name)).complete(request)
    finally:
        await service.close()
    return server.seen.attempts[-1].body


async def test_everything_asked_of_a_compatible_service_arrives(server: FaultServer) -> None:
    request = asked(
        max_tokens=100,
        temperature=0.5,
        top_p=0.9,
        stop=("END",),
        seed=7,
        json_schema=SCHEMA,
        schema_name="solution",
        tools=(Tool("add", "Adds.", SCHEMA, strict=True), Tool("bare")),
        tool_choice=ToolChoice(ToolMode.NAMED, "add"),
        parallel_tools=False,
    )
    body = await body_of(openai_compatible, server, "m", request)
    assert body == {
        "model": "m",
        "messages": [{"role": "user", "content": "2 + 2?"}],
        "max_tokens": 100,
        "temperature": 0.5,
        "top_p": 0.9,
        "stop": ["END"],
        "seed": 7,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "solution", "schema": SCHEMA, "strict": True},
        },
        "tools": [
            {
                "type": "function",
                "function": {
                    "name": "add",
                    "description": "Adds.",
                    "parameters": SCHEMA,
                    "strict": True,
                },
            },
            {"type": "function", "function": {"name": "bare"}},
        ],
        "tool_choice": {"type": "function", "function": {"name": "add"}},
        "parallel_tool_calls": False,
    }


async def test_what_is_not_asked_is_not_sent(server: FaultServer) -> None:
    body = await body_of(openai_compatible, server, "m", asked(max_tokens=0, temperature=None))
    assert body.keys() == {"model", "messages"}


async def test_an_images_detail_is_sent_when_it_is_not_the_default(server: FaultServer) -> None:
    parts = (ImagePart("image/png", b"x", detail="low"),)
    request = ChatRequest((ChatMessage(ChatRole.USER, parts),))
    body = await body_of(openai_compatible, server, "m", request)
    image = {"url": "data:image/png;base64,eA==", "detail": "low"}
    assert body["messages"][0]["content"] == [{"type": "image_url", "image_url": image}]


async def test_openai_has_its_own_name_for_the_limit_and_closes_the_schema(
    server: FaultServer,
) -> None:
    body = await body_of(openai, server, "gpt-4o", asked(json_schema=SCHEMA, max_tokens=9))
    assert body["max_completion_tokens"] == 9
    assert "max_tokens" not in body
    assert body["temperature"] == 0.0
    sent = body["response_format"]["json_schema"]
    assert sent["strict"] is True
    assert sent["schema"] == {**SCHEMA, "additionalProperties": False, "required": ["a", "b"]}


@pytest.mark.parametrize(
    ("name", "absent"),
    [
        ("o3-mini", {"temperature", "top_p", "stop", "parallel_tool_calls"}),
        ("gpt-5-mini", {"temperature", "top_p"}),
        ("gpt-5-chat-latest", set()),
        ("gpt-4.1", set()),
        ("omni-moderation-latest", set()),
    ],
)
async def test_reasoning_models_are_not_asked_what_they_refuse(
    server: FaultServer, name: str, absent: set[str]
) -> None:
    request = asked(top_p=0.5, stop=("x",), tools=(Tool("t"),), parallel_tools=True)
    body = await body_of(openai, server, name, request)
    optional = {"temperature", "top_p", "stop", "parallel_tool_calls"}
    assert optional - body.keys() == absent


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "items": {"type": "string"}},
        {"type": "object", "properties": {"a": {}}, "additionalProperties": True},
        {"type": "object"},
        {"type": "object", "properties": {"a": {"allOf": [{"type": "string"}]}}},
        {"type": "object", "properties": {"a": {"type": "object", "patternProperties": {}}}},
    ],
)
def test_a_schema_that_strict_mode_cannot_say_stays_as_it_is(schema: dict[str, Any]) -> None:
    assert strict(schema) is None


def test_every_object_of_a_strict_schema_is_closed_and_the_given_one_is_untouched() -> None:
    inner = {"type": "object", "properties": {"x": {"type": "string"}}}
    schema = {
        "type": "object",
        "properties": {"list": {"type": "array", "items": inner}, "ref": {"$ref": "#/$defs/d"}},
        "$defs": {"d": {"anyOf": [inner, {"type": "null"}]}},
    }
    before = json.dumps(schema)
    found = strict(schema)
    assert found is not None
    closed = {**inner, "additionalProperties": False, "required": ["x"]}
    assert found["properties"]["list"]["items"] == closed
    assert found["$defs"]["d"]["anyOf"][0] == closed
    assert found["required"] == ["list", "ref"]
    assert json.dumps(schema) == before


@pytest.mark.parametrize(
    ("status", "body", "failure"),
    [
        (400, {"error": {"message": "x", "code": "context_length_exceeded"}}, "context_too_long"),
        (400, {"message": "This model's maximum context length is 10"}, "context_too_long"),
        (422, {"error": "prompt exceeds the context window"}, "context_too_long"),
        (413, "too large", "context_too_long"),
        (500, {"message": "maximum context length"}, "server_error"),
        (400, {"error": {"code": "content_filter"}}, "refused"),
        (402, {"error": {"message": "Insufficient Balance"}}, "quota_gone"),
        (429, {"error": {"type": "insufficient_quota"}}, "quota_gone"),
        (429, {"error": {"type": "tokens", "code": "rate_limit_exceeded"}}, "rate_limited"),
        (429, {"error": {"code": "engine_overloaded"}}, "overloaded"),
        (429, None, "rate_limited"),
        (429, {"error": {"code": 429}}, "rate_limited"),
        (401, None, "bad_key"),
        (403, {"error": {"code": "unsupported_country"}}, "bad_key"),
        (404, {"error": {"code": "model_not_found"}}, "wrong_request"),
        (307, None, "server_error"),
        (408, None, "silent_before_headers"),
        (409, None, "server_error"),
        (529, None, "overloaded"),
        (599, ["odd"], "server_error"),
    ],
)
def test_an_error_is_told_by_its_code_then_by_its_status(
    status: int, body: Any, failure: str
) -> None:
    found = told(status, body, 3.0)
    assert (found.failure or found.kind.kind) == failure


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        ({"message": "x", "code": None, "type": "server_error"}, "error_in_stream"),
        ({"message": "x", "code": 500}, "error_in_stream"),
        ({"code": "rate_limit_exceeded"}, "rate_limited"),
        ({"code": "context_length_exceeded"}, "context_too_long"),
        ("words", "error_in_stream"),
    ],
)
def test_an_error_within_a_200_keeps_a_code_that_says_more(body: Any, failure: str) -> None:
    found = within(body)
    assert (found.failure or found.kind.kind) == failure


def test_events_are_read_whatever_the_pieces_and_line_ends() -> None:
    wire = 'data: {"a":"é"}\n\n: note\n\nevent: x\r\ndata:2\r\n\r\ndata: 3\ndata: 4\n\ndata: 5'.encode()
    for size in (1, 2, 3, 7, len(wire)):
        decoder, found = Events(), []
        for at in range(0, len(wire), size):
            found += decoder.of(wire[at : at + size])
        found += decoder.last()
        assert [data.decode() for data in found] == ['{"a":"é"}', "2", "3\n4", "5"], size


def test_reasoning_is_no_part_of_the_answer_and_other_choices_are_passed_over() -> None:
    reading = Reading()
    told = {
        "choices": [
            {"index": 1, "delta": {"content": "other"}},
            {"index": 0, "delta": {"reasoning_content": "hm", "content": "4"}},
        ]
    }
    chunks = list(reading.event(json.dumps(told).encode()))
    assert [(c.reasoning, c.text) for c in chunks] == [("hm", ""), ("", "4")]


@pytest.mark.parametrize(
    "data",
    [b"[1]", b"3", b"{", b'{"choices": 3}', b'{"choices": [{"delta": {"tool_calls": [4]}}]}'],
)
async def test_what_is_no_event_of_the_api_is_garbled(data: bytes) -> None:
    with pytest.raises((ValueError, TypeError, AttributeError)):
        list(Reading().event(data))


def test_a_finish_of_error_is_an_error_within() -> None:
    with pytest.raises(ErrorWithin):
        list(Reading().event(b'{"choices": [{"delta": {}, "finish_reason": "error"}]}'))


async def test_a_self_hosted_model_that_is_not_served_is_unreachable(server: FaultServer) -> None:
    service = vllm.connect(ProviderRow("own", "vllm", server.url("vllm")), "none")
    with pytest.raises(errors.ModelUnavailable) as caught:
        await service.chat(ModelRow("no-model")).complete(asked())
    assert caught.value.failure is ModelFailure.UNREACHABLE
    await service.close()


@pytest.mark.parametrize("module", [openai_compatible, vllm])
def test_a_row_without_an_address_ends_the_start(module: Any) -> None:
    with pytest.raises(ConfigurationError, match="base_url"):
        module.connect(ProviderRow("x"), "k")


async def test_an_organization_of_the_environment_goes_to_openai_only(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-secret")
    service = openai_compatible.connect(ProviderRow("x", base_url=server.url()), "k")
    assert "OpenAI-Organization" not in {
        name for name, value in service.client.default_headers.items() if value == "org-secret"
    }
    assert service.client.organization is None
    await service.close()


async def test_vectors_can_be_shorter_when_asked(server: FaultServer) -> None:
    service = openai.connect(ProviderRow("x", base_url=server.url()), "k")
    row = ModelRow("ok", embeds=True)
    reply = await service.embedder(row).embed(EmbeddingRequest(("a",), dimensions=4))
    assert len(reply.vectors[0]) == 4
    assert server.seen.attempts[0].body["encoding_format"] == "base64"
    await service.close()


async def test_a_redirect_is_not_followed_with_the_key(server: FaultServer) -> None:
    async def redirect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        target = f"{server.url()}/chat/completions"
        writer.write(f"HTTP/1.1 307 Go\r\nlocation: {target}\r\ncontent-length: 0\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    elsewhere = await asyncio.start_server(redirect, "127.0.0.1", 0)
    port = elsewhere.sockets[0].getsockname()[1]
    service = openai_compatible.connect(ProviderRow("x", base_url=f"http://127.0.0.1:{port}"), "k")
    with pytest.raises(errors.ModelUnavailable):
        await service.chat(ModelRow("ok")).complete(asked())
    assert server.seen.attempts == []
    await service.close()
    elsewhere.close()


async def test_a_connection_that_the_provider_dropped_while_idle_is_not_used_again(
    server: FaultServer,
) -> None:
    service = openai_compatible.connect(ProviderRow("x", base_url=server.url()), "k")
    chat = service.chat(ModelRow("ok"))
    await chat.complete(asked())
    server.drop_idle()
    async with asyncio.timeout(5):
        while server.open_connections:
            await asyncio.sleep(0.005)
    assert (await chat.complete(asked())).stop is StopReason.END
    await service.close()
