"""Every failure under the OpenAI-compatible paths, in OpenAI's form and with the right status."""

from __future__ import annotations

import base64

import pytest

from fynq.domain.errors import (
    BodyTooLarge,
    Conflict,
    DeadlineExceeded,
    FynqError,
    RoomUnavailable,
    StorageUnavailable,
)
from fynq.http.openai.errors import fault_of
from tests.http.test_openai_chat import CHAT, HELLO, TOOL, body

MARK = "zq7secret"


@pytest.fixture
async def key(house):
    return (await house.key(house.demo))[1]


def error_of(reply):
    assert reply.headers["content-type"] == "application/json"
    assert set(reply.json()) == {"error"}
    error = reply.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["message"]
    assert MARK not in reply.text
    return error


@pytest.mark.parametrize(
    ("model", "status", "kind", "code", "retry_after", "should"),
    [
        ("rate-limited", 429, "rate_limit_error", "rate_limit_exceeded", "7", "true"),
        ("limit", 429, "rate_limit_error", "rate_limit_exceeded", "3", "true"),
        ("quota-gone", 429, "insufficient_quota", "insufficient_quota", None, "false"),
        ("budget", 429, "insufficient_quota", "insufficient_quota", "60", "false"),
        ("overloaded", 503, "server_error", "overloaded", "2", "true"),
        ("bad-key", 502, "server_error", "model_authentication", None, "false"),
        ("invalid", 400, "invalid_request_error", "model_request_invalid", None, None),
        ("too-long", 400, "invalid_request_error", "context_length_exceeded", None, None),
        ("refused", 400, "invalid_request_error", "content_filter", None, None),
        ("timeout", 504, "server_error", "model_timeout", None, "true"),
        ("unavailable", 502, "server_error", "model_unavailable", None, "true"),
        ("bug", 500, "server_error", "internal_error", None, None),
    ],
)
@pytest.mark.parametrize("stream", [True, False])
async def test_a_models_failure_before_any_content(
    client, key, model, status, kind, code, retry_after, should, stream
):
    reply = await client.post(CHAT, json=body(f"test/{model}", stream=stream), headers=key)
    assert reply.status_code == status
    error = error_of(reply)
    assert (error["type"], error["code"]) == (kind, code)
    assert reply.headers.get("retry-after") == retry_after
    assert reply.headers.get("x-should-retry") == should


async def test_an_unknown_model_is_a_404(client, key):
    for path, asked in (
        (CHAT, body("nobody/has-this")),
        ("/v1/embeddings", {"model": "nobody/has-this", "input": "x"}),
    ):
        reply = await client.post(path, json=asked, headers=key)
        assert reply.status_code == 404
        error = error_of(reply)
        assert (error["code"], error["param"]) == ("model_not_found", "model")


async def test_without_a_good_key_it_is_a_401(client):
    for headers in (
        {},
        {"Authorization": "Bearer fynq-nothing"},
        {"Authorization": "Bearer fynq-" + "A" * 86},
        {"Authorization": f"Bearer {MARK}"},
        {"Authorization": "Basic eDp5"},
    ):
        for method, path in (
            ("POST", CHAT),
            ("POST", "/v1/embeddings"),
            ("GET", "/v1/models"),
            ("GET", "/v1/models/test/ok"),
        ):
            reply = await client.request(
                method, path, json=body() if method == "POST" else None, headers=headers
            )
            assert reply.status_code == 401, (path, headers)
            assert error_of(reply)["code"] == "invalid_api_key"
            assert reply.headers["www-authenticate"].startswith("Bearer")


async def test_paths_and_methods_that_are_not_there(client, key):
    for method, path, status in (
        ("GET", CHAT, 405),
        ("DELETE", "/v1/models", 405),
        ("POST", "/v1/completions", 404),
        ("POST", "/v1/responses", 404),
        ("POST", "/v1/audio/speech", 404),
        ("POST", "/v1/chat/nothing", 404),
        ("GET", "/v1/models/nothing", 404),
    ):
        reply = await client.request(
            method, path, json={} if method == "POST" else None, headers=key
        )
        assert reply.status_code == status, path
        assert error_of(reply)["type"] == "invalid_request_error"
    elsewhere = await client.get("/v1/nothing", headers=key)
    assert elsewhere.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b"", 400),
        (b'{"a": NaN}', 400),
        (b'{"model": "a", "model": "b"}', 400),
        (b'{"a": ' + b"[" * 200 + b"]" * 200 + b"}", 400),
        (b"\xff", 400),
    ],
)
async def test_a_body_that_cannot_be_read(client, key, content, status):
    reply = await client.post(
        CHAT, content=content, headers=key | {"content-type": "application/json"}
    )
    assert reply.status_code == status
    error_of(reply)


async def test_another_content_type_is_a_415(client, key):
    reply = await client.post(CHAT, content=b"x", headers=key | {"content-type": "text/plain"})
    assert reply.status_code == 415
    error_of(reply)


def with_message(**message):
    return {"model": "test/ok", "messages": [message]}


def with_part(part):
    return with_message(role="user", content=[part])


def with_image(url):
    return with_part({"type": "image_url", "image_url": {"url": url}})


def with_function(**function):
    return body(tools=[{"type": "function", "function": function}])


CALL = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
GOOD_PNG = base64.b64encode(b"x").decode()
FIELDS = [
    ({"messages": HELLO}, "model"),
    ({"model": "", "messages": HELLO}, "model"),
    ({"model": 3, "messages": HELLO}, "model"),
    ({"model": "m" * 300, "messages": HELLO}, "model"),
    ({"model": "test/ok"}, "messages"),
    ({"model": "test/ok", "messages": []}, "messages"),
    ({"model": "test/ok", "messages": "hi"}, "messages"),
    ({"model": "test/ok", "messages": ["hi"]}, "messages[0]"),
    (with_message(content="x"), "messages[0].role"),
    (with_message(role="function", content="x"), "messages[0].role"),
    (with_message(role=["user"], content="x"), "messages[0].role"),
    (with_message(role="user"), "messages[0].content"),
    (with_message(role="user", content=5), "messages[0].content"),
    (with_message(role="user", content=[]), "messages[0].content"),
    (with_message(role="user", content="x", name=3), "messages[0].name"),
    (with_message(role="user", content="x", mood="x"), "messages[0].mood"),
    (with_message(role="user", content="x", tool_calls=[]), "messages[0].tool_calls"),
    (with_message(role="assistant"), "messages[0].content"),
    (with_message(role="assistant", tool_calls={}), "messages[0].tool_calls"),
    (with_message(role="assistant", tool_calls=[{}]), "messages[0].tool_calls[0].function"),
    (
        with_message(role="assistant", tool_calls=[{**CALL, "id": 3}]),
        "messages[0].tool_calls[0].id",
    ),
    (
        with_message(role="assistant", tool_calls=[{**CALL, "type": "custom"}]),
        "messages[0].tool_calls[0].type",
    ),
    (
        with_message(role="assistant", tool_calls=[{**CALL, "function": {"name": "f"}}]),
        "messages[0].tool_calls[0].function.arguments",
    ),
    (with_message(role="assistant", content="x", audio={"id": "a"}), "messages[0].audio"),
    (
        with_message(role="assistant", function_call={"name": "f"}),
        "messages[0].function_call",
    ),
    (with_message(role="tool", content="x"), "messages[0].tool_call_id"),
    (with_message(role="tool", content="x", tool_call_id="c"), "messages[0].tool_call_id"),
    (with_part({}), "messages[0].content[0].type"),
    (with_part("x"), "messages[0].content[0]"),
    (with_part({"type": "text"}), "messages[0].content[0].text"),
    (with_part({"type": "input_audio", "input_audio": {}}), "messages[0].content[0].type"),
    (with_part({"type": "file", "file": {}}), "messages[0].content[0].type"),
    (with_part({"type": "image_url"}), "messages[0].content[0].image_url"),
    (
        with_part({"type": "image_url", "image_url": "http://x/y"}),
        "messages[0].content[0].image_url",
    ),
    (
        with_part({"type": "image_url", "image_url": {"url": "http://x", "detail": "x"}}),
        "messages[0].content[0].image_url.detail",
    ),
    (with_image(""), "messages[0].content[0].image_url.url"),
    (with_image("file:///etc/passwd"), "messages[0].content[0].image_url.url"),
    (with_image("http://a b"), "messages[0].content[0].image_url.url"),
    (with_image("data:image/png;base64,"), "messages[0].content[0].image_url.url"),
    (with_image("data:image/png;base64,%%%"), "messages[0].content[0].image_url.url"),
    (with_image(f"data:image/svg+xml;base64,{GOOD_PNG}"), "messages[0].content[0].image_url.url"),
    (with_image(f"data:image/png,{GOOD_PNG}"), "messages[0].content[0].image_url.url"),
    (
        with_message(
            role="system", content=[{"type": "image_url", "image_url": {"url": "http://x"}}]
        ),
        "messages[0].content[0].type",
    ),
    (body(stream="yes"), "stream"),
    (body(stream_options={"include_usage": True}), "stream_options"),
    (body(stream=True, stream_options=[]), "stream_options"),
    (
        body(stream=True, stream_options={"include_usage": 1}),
        "stream_options.include_usage",
    ),
    (body(stream=True, stream_options={"x": 1}), "stream_options.x"),
    (body(n=0), "n"),
    (body(n=9), "n"),
    (body(n=True), "n"),
    (body(n=1.5), "n"),
    (body(max_tokens=0), "max_tokens"),
    (body(max_tokens="9"), "max_tokens"),
    (body(max_completion_tokens=-1), "max_completion_tokens"),
    (body(temperature=-0.1), "temperature"),
    (body(temperature=2.1), "temperature"),
    (body(temperature="hot"), "temperature"),
    (body(temperature=True), "temperature"),
    (body(top_p=1.1), "top_p"),
    (body(seed="x"), "seed"),
    (body(seed=2**64), "seed"),
    (body(stop=3), "stop"),
    (body(stop=""), "stop"),
    (body(stop=["a"] * 5), "stop"),
    (body(stop=["a", 3]), "stop[1]"),
    (body(user=3), "user"),
    (body(metadata=[]), "metadata"),
    (body(metadata={"a": 3}), "metadata"),
    (body(metadata={str(n): "x" for n in range(17)}), "metadata"),
    (body(tools={}), "tools"),
    (body(tools=[3]), "tools[0]"),
    (body(tools=[{"type": "custom"}]), "tools[0].type"),
    (body(tools=[{"type": "function"}]), "tools[0].function"),
    (body(tools=[TOOL, TOOL]), "tools"),
    (with_function(), "tools[0].function.name"),
    (with_function(name="a b"), "tools[0].function.name"),
    (with_function(name="f", parameters=[]), "tools[0].function.parameters"),
    (with_function(name="f", strict="yes"), "tools[0].function.strict"),
    (with_function(name="f", description=3), "tools[0].function.description"),
    (with_function(name="f", x=3), "tools[0].function.x"),
    (body(tool_choice="required"), "tool_choice"),
    (body(tool_choice="maybe"), "tool_choice"),
    (body(tool_choice=3), "tool_choice"),
    (
        body(tools=[TOOL], tool_choice={"type": "function", "function": {"name": "x"}}),
        "tool_choice.function.name",
    ),
    (body(tools=[TOOL], tool_choice={"type": "allowed_tools"}), "tool_choice.type"),
    (body(parallel_tool_calls=1), "parallel_tool_calls"),
    (body(response_format="json"), "response_format"),
    (body(response_format={}), "response_format.type"),
    (body(response_format={"type": "grammar"}), "response_format.type"),
    (body(response_format={"type": "json_schema"}), "response_format.json_schema"),
    (
        body(response_format={"type": "json_schema", "json_schema": {"name": "x"}}),
        "response_format.json_schema.schema",
    ),
    (
        body(response_format={"type": "json_schema", "json_schema": {"schema": {}}}),
        "response_format.json_schema.name",
    ),
    (body(audio={"voice": "x"}), "audio"),
    (body(modalities=["audio"]), "modalities"),
    (body(logprobs=True), "logprobs"),
    (body(top_logprobs=2), "top_logprobs"),
    (body(logit_bias={"1": 2}), "logit_bias"),
    (body(frequency_penalty=0.5), "frequency_penalty"),
    (body(presence_penalty=0.5), "presence_penalty"),
    (body(functions=[]), "functions"),
    (body(function_call="auto"), "function_call"),
    (body(web_search_options={}), "web_search_options"),
    (body(top_k=3), "top_k"),
    (body(**{f"{MARK[:3]} <x>": 3}), "zq7??x?"),
]


@pytest.mark.parametrize(("asked", "param"), FIELDS, ids=[f"{n}" for n in range(len(FIELDS))])
async def test_a_field_at_fault_is_named(house, client, key, asked, param):
    reply = await client.post(CHAT, json=asked, headers=key)
    assert reply.status_code == 400, reply.text
    error = error_of(reply)
    assert error["param"] == param
    assert error["type"] == "invalid_request_error"
    assert house.models.requests == []


async def test_text_that_cannot_be_stored_is_named_by_its_place(client, key):
    raw = b'{"model": "test/ok", "messages": [{"role": "user", "content": "a\\u0000b"}]}'
    reply = await client.post(CHAT, content=raw, headers=key | {"content-type": "application/json"})
    assert reply.status_code == 400
    assert error_of(reply)["param"] == "messages[0].content"


async def test_harmless_fields_are_accepted(client, key):
    asked = body(
        store=True,
        service_tier="auto",
        reasoning_effort="low",
        verbosity="low",
        prompt_cache_key="a",
        safety_identifier="b",
        logprobs=False,
        logit_bias={},
        modalities=["text"],
        presence_penalty=0.0,
        response_format={"type": "text"},
        functions=None,
        max_tokens=4.0,
    )
    assert (await client.post(CHAT, json=asked, headers=key)).status_code == 200


async def test_a_delivery_that_does_not_exist_is_refused(client, key):
    for word in ("restart", MARK):
        reply = await client.post(CHAT, json=body(), headers=key | {"x-fynq-delivery": word})
        assert reply.status_code == 400
        assert error_of(reply)["param"] == "x-fynq-delivery"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StorageUnavailable(), 503),
        (RoomUnavailable("router is full."), 503),
        (DeadlineExceeded(), 504),
        (Conflict("in use", retry_after=1.0), 409),
        (BodyTooLarge(), 413),
        (FynqError(MARK), 500),
    ],
)
def test_errors_of_fynqs_own_have_a_status_too(error, status):
    fault = fault_of(error)
    assert fault.status == status
    assert fault.message and MARK not in fault.message
