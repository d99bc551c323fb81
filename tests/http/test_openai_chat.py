"""Chat completions over the app, against OpenAI's wire format."""

from __future__ import annotations

import asyncio
import base64
import json

import pytest

from fynq.domain.chat import (
    ChatRole,
    Delivery,
    ImagePart,
    TextPart,
    ToolCall,
    ToolChoice,
    ToolMode,
    ToolResult,
)
from fynq.domain.principal import Role
from fynq.http.options import HttpOptions
from tests.http.house import House

CHAT = "/v1/chat/completions"
HELLO = [{"role": "user", "content": "What is 2 + 2?"}]
TOOL = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "The weather.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
        "strict": True,
    },
}


@pytest.fixture
async def key(house):
    return (await house.key(house.demo))[1]


def body(model="test/ok", **fields):
    return {"model": model, "messages": HELLO, **fields}


def chunks_of(text):
    """The data of each event but the last, and the last event's data as it stands."""
    events = [block.removeprefix("data: ") for block in text.split("\n\n") if block]
    assert all(block.startswith("data: ") for block in text.split("\n\n") if block)
    return [json.loads(each) for each in events[:-1]], events[-1]


async def test_a_completion_has_openais_shape(house, client, key):
    reply = await client.post(CHAT, json=body(), headers=key)
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/json"
    found = reply.json()
    assert found["id"].startswith("chatcmpl-")
    assert found["object"] == "chat.completion"
    assert found["model"] == "test/ok-1"
    assert found["choices"] == [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": "The answer is 4.",
                "refusal": None,
                "annotations": [],
            },
            "logprobs": None,
            "finish_reason": "stop",
        }
    ]
    assert found["usage"]["prompt_tokens"] == 10
    assert found["usage"]["completion_tokens"] == 4
    assert found["usage"]["total_tokens"] == 14
    assert found["usage"]["prompt_tokens_details"]["cached_tokens"] == 3
    assert found["usage"]["completion_tokens_details"]["reasoning_tokens"] == 1


async def test_headers_say_who_answered_and_what_it_took(client, key):
    reply = await client.post(CHAT, json=body(), headers=key)
    assert reply.headers["x-fynq-provider"] == "test"
    assert reply.headers["x-fynq-model"] == "ok-1"
    assert reply.headers["x-fynq-attempts"] == "2"
    assert reply.headers["x-fynq-cost-micros"] == "25"
    assert float(reply.headers["x-fynq-added-ms"]) >= 1.25


async def test_a_stream_has_openais_chunks(client, key):
    reply = await client.post(CHAT, json=body(stream=True), headers=key)
    assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"
    chunks, last = chunks_of(reply.text)
    assert last == "[DONE]"
    assert len({chunk["id"] for chunk in chunks}) == 1
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks]
    assert deltas[0] == {"role": "assistant", "content": "", "refusal": None}
    assert [delta["content"] for delta in deltas[1:-1]] == ["The ", "answer ", "is ", "4."]
    assert deltas[-1] == {}
    reasons = [chunk["choices"][0]["finish_reason"] for chunk in chunks]
    assert reasons == [None] * (len(chunks) - 1) + ["stop"]
    assert all("usage" not in chunk for chunk in chunks)
    assert chunks[-1]["model"] == "test/ok-1"
    assert chunks[-1]["fynq"]["attempts"] == 2
    assert chunks[-1]["fynq"]["cost_micros"] == 25


async def test_usage_comes_in_a_chunk_without_choices(client, key):
    asked = body(stream=True, stream_options={"include_usage": True})
    chunks, last = chunks_of((await client.post(CHAT, json=asked, headers=key)).text)
    assert last == "[DONE]"
    assert all(chunk["usage"] is None for chunk in chunks[:-1])
    assert chunks[-1]["choices"] == []
    assert chunks[-1]["usage"]["total_tokens"] == 14
    assert chunks[-2]["choices"][0]["finish_reason"] == "stop"


async def test_a_live_stream_says_early_who_answers_when_that_is_known(client, key):
    reply = await client.post(CHAT, json=body("test/known", stream=True), headers=key)
    assert reply.headers["x-fynq-provider"] == "test"
    assert "x-fynq-cost-micros" not in reply.headers
    chunks, _ = chunks_of(reply.text)
    assert {chunk["model"] for chunk in chunks} == {"test/known-1"}


@pytest.mark.parametrize("buffered", [True, False])
async def test_tool_calls_in_a_stream_have_an_index_and_one_head_each(client, key, buffered):
    headers = key | ({"x-fynq-delivery": "buffered"} if buffered else {})
    reply = await client.post(CHAT, json=body(stream=True, tools=[TOOL]), headers=headers)
    chunks, last = chunks_of(reply.text)
    assert last == "[DONE]"
    calls = [
        call for chunk in chunks for call in chunk["choices"][0]["delta"].get("tool_calls", ())
    ]
    first = [call for call in calls if call["index"] == 0]
    assert first[0]["id"] == "call_1"
    assert first[0]["type"] == "function"
    assert first[0]["function"]["name"] == "weather"
    assert all("id" not in call and "type" not in call for call in first[1:])
    assert "".join(call["function"]["arguments"] for call in first) == '{"city":"Oslo"}'
    assert [call["id"] for call in calls if call["index"] == 1] == ["call_2"]
    assert chunks[-1]["choices"][0]["finish_reason"] == "tool_calls"


async def test_tool_calls_of_a_completion(client, key):
    reply = await client.post(CHAT, json=body(tools=[TOOL]), headers=key)
    choice = reply.json()["choices"][0]
    assert choice["finish_reason"] == "tool_calls"
    assert choice["message"]["content"] is None
    assert choice["message"]["tool_calls"][0] == {
        "id": "call_1",
        "type": "function",
        "function": {"name": "weather", "arguments": '{"city":"Oslo"}'},
    }


async def test_every_field_reaches_the_request(house, client, key):
    png = base64.b64encode(b"\x89PNG").decode()
    messages = [
        {"role": "developer", "content": "Be brief."},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What is this?"},
                {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{png}"}},
                {
                    "type": "image_url",
                    "image_url": {"url": "https://example.org/a.png", "detail": "low"},
                },
            ],
        },
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {
                    "id": "c1",
                    "type": "function",
                    "function": {"name": "weather", "arguments": "{}"},
                }
            ],
        },
        {"role": "tool", "tool_call_id": "c1", "content": "sunny"},
    ]
    schema = {"type": "object", "properties": {"answer": {"type": "integer"}}}
    asked = {
        "model": "test/plain",
        "messages": messages,
        "tools": [TOOL],
        "tool_choice": {"type": "function", "function": {"name": "weather"}},
        "parallel_tool_calls": False,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "sum", "schema": schema, "strict": True},
        },
        "stop": "END",
        "seed": 7,
        "temperature": 0.5,
        "top_p": 1,
        "max_tokens": 5,
        "max_completion_tokens": 9,
        "user": "pupil-3",
        "metadata": {"lesson": "2"},
        "store": False,
        "frequency_penalty": 0,
        "logprobs": None,
    }
    reply = await client.post(CHAT, json=asked, headers=key | {"x-stainless-read-timeout": "12.5"})
    assert reply.status_code == 200, reply.text
    request = house.models.requests[-1]
    system, user, assistant, tool = request.messages
    assert (system.role, system.parts) == (ChatRole.SYSTEM, (TextPart("Be brief."),))
    assert user.parts == (
        TextPart("What is this?"),
        ImagePart("image/png", b"\x89PNG", detail="auto"),
        ImagePart(url="https://example.org/a.png", detail="low"),
    )
    assert assistant.parts == (ToolCall("c1", "weather", "{}"),)
    assert tool.parts == (ToolResult("c1", "sunny"),)
    assert request.tools[0].name == "weather"
    assert request.tools[0].strict
    assert request.tool_choice == ToolChoice(ToolMode.NAMED, "weather")
    assert request.parallel_tools is False
    assert request.json_schema == schema
    assert request.schema_name == "sum"
    assert (request.stop, request.seed, request.temperature) == (("END",), 7, 0.5)
    assert (request.top_p, request.max_tokens, request.sticky) == (1.0, 9, "pupil-3")
    assert request.metadata == {"lesson": "2"}
    assert request.seconds == 12.5
    assert request.payer.tenant == house.demo.tenant
    assert request.payer.key


async def test_what_is_not_given_is_left_to_the_model(house, client, key):
    await client.post(CHAT, json=body(temperature=None, n=None, stop=None), headers=key)
    request = house.models.requests[-1]
    assert (request.temperature, request.top_p, request.seed) == (None, None, None)
    assert (request.max_tokens, request.stop, request.tools) == (0, (), ())
    assert request.sticky == request.payer.key


@pytest.mark.parametrize(
    ("stream", "header", "delivery"),
    [
        (True, None, Delivery.LIVE),
        (True, "live", Delivery.LIVE),
        (True, "buffered", Delivery.BUFFERED),
        (False, None, Delivery.BUFFERED),
    ],
)
async def test_the_request_says_how_it_is_delivered(house, client, key, stream, header, delivery):
    headers = key | ({"x-fynq-delivery": header} if header else {})
    reply = await client.post(CHAT, json=body(stream=stream), headers=headers)
    assert reply.status_code == 200
    assert house.models.requests[-1].delivery is delivery


async def test_a_key_a_school_and_a_model_may_be_buffered():
    house = House(HttpOptions(buffered_models=("test/known",), buffered_schools=("careful",)))
    careful = house.school("careful")
    own = (await house.key(house.demo, delivery="buffered"))[1]
    plain = (await house.key(house.demo))[1]
    there = (await house.key(careful))[1]
    contrary = (await house.key(careful, delivery="live"))[1]
    async with house.client() as client:
        for headers, model, delivery in (
            (own, "test/ok", Delivery.BUFFERED),
            (plain, "test/ok", Delivery.LIVE),
            (plain, "test/known", Delivery.BUFFERED),
            (there, "test/ok", Delivery.BUFFERED),
            (contrary, "test/ok", Delivery.LIVE),
            (own | {"x-fynq-delivery": "live"}, "test/ok", Delivery.LIVE),
        ):
            await client.post(CHAT, json=body(model, stream=True), headers=headers)
            assert house.models.requests[-1].delivery is delivery


async def test_a_buffered_stream_is_a_whole_stream_with_every_header(client, key):
    asked = body(stream=True, stream_options={"include_usage": True})
    reply = await client.post(CHAT, json=asked, headers=key | {"x-fynq-delivery": "buffered"})
    chunks, last = chunks_of(reply.text)
    assert last == "[DONE]"
    texts = [c["choices"][0]["delta"].get("content", "") for c in chunks if c["choices"]]
    assert "".join(texts) == "The answer is 4."
    assert chunks[0]["choices"][0]["delta"]["role"] == "assistant"
    assert chunks[-1]["usage"]["total_tokens"] == 14
    assert reply.headers["x-fynq-cost-micros"] == "25"


async def test_a_failure_within_a_stream_is_an_error_and_no_end(client, key):
    for model, kind in (
        ("test/cut", "server_error"),
        ("test/late-bug", "server_error"),
        ("test/endless", "server_error"),
    ):
        reply = await client.post(CHAT, json=body(model, stream=True), headers=key)
        assert reply.status_code == 200
        chunks, last = chunks_of(reply.text)
        assert all(chunk["choices"][0]["finish_reason"] is None for chunk in chunks)
        error = json.loads(last)["error"]
        assert error["type"] == kind
        assert set(error) == {"message", "type", "param", "code"}
        assert "[DONE]" not in reply.text
        assert "zq7secret" not in reply.text


@pytest.mark.parametrize("stream", [True, False])
async def test_a_failure_in_buffered_delivery_has_a_status(client, key, stream):
    headers = key | {"x-fynq-delivery": "buffered"}
    reply = await client.post(CHAT, json=body("test/cut", stream=stream), headers=headers)
    assert reply.status_code == 502
    assert reply.json()["error"]["code"] == "model_stream_cut"


async def test_a_refusal_is_a_content_filter(client, key):
    reply = (await client.post(CHAT, json=body("test/refusing"), headers=key)).json()
    choice = reply["choices"][0]
    assert choice["finish_reason"] == "content_filter"
    assert choice["message"]["content"] is None
    assert choice["message"]["refusal"] == "I will not."
    streamed = await client.post(CHAT, json=body("test/refusing", stream=True), headers=key)
    chunks, _ = chunks_of(streamed.text)
    assert chunks[-1]["choices"][0]["finish_reason"] == "content_filter"


async def test_a_truncated_answer_says_so(client, key):
    reply = (await client.post(CHAT, json=body("test/long"), headers=key)).json()
    assert reply["choices"][0]["finish_reason"] == "length"


@pytest.mark.parametrize("buffered", [True, False])
async def test_several_choices(house, client, key, buffered):
    headers = key | {"x-fynq-delivery": "buffered" if buffered else "live"}
    whole = (await client.post(CHAT, json=body(n=3), headers=headers)).json()
    assert [choice["index"] for choice in whole["choices"]] == [0, 1, 2]
    assert whole["usage"]["total_tokens"] == 42
    asked = body(n=3, stream=True, stream_options={"include_usage": True})
    chunks, last = chunks_of((await client.post(CHAT, json=asked, headers=headers)).text)
    assert last == "[DONE]"
    for index in range(3):
        own = [
            c["choices"][0] for c in chunks if c["choices"] and c["choices"][0]["index"] == index
        ]
        assert own[0]["delta"]["role"] == "assistant"
        assert "".join(c["delta"].get("content", "") for c in own) == "The answer is 4."
        assert own[-1]["finish_reason"] == "stop"
    assert chunks[-1]["usage"]["total_tokens"] == 42
    assert len(house.models.requests) == 6


async def test_one_failing_choice_of_several_ends_the_stream_with_an_error(client, key):
    reply = await client.post(CHAT, json=body("test/cut", n=2, stream=True), headers=key)
    _, last = chunks_of(reply.text)
    assert json.loads(last)["error"]["code"] == "model_stream_cut"


async def test_an_access_token_will_do_and_a_student_has_the_tutor_only(house, client, student):
    _, teacher = house.person(house.demo, Role.TEACHER)
    assert (await client.post(CHAT, json=body(), headers=teacher)).status_code == 200
    refused = await client.post(CHAT, json=body(), headers=student)
    assert refused.status_code == 403
    assert refused.json()["error"]["param"] == "model"
    assert (await client.post(CHAT, json=body("fynq/tutor"), headers=student)).status_code == 200
    listed = (await client.get("/v1/models", headers=student)).json()["data"]
    assert [each["id"] for each in listed] == ["fynq/tutor"]


async def test_the_second_request_of_an_idempotency_key_costs_nothing(house, client, key):
    headers = key | {"Idempotency-Key": "once"}
    for asked in (body(), body(stream=True)):
        headers["Idempotency-Key"] += "!"
        first = await client.post(CHAT, json=asked, headers=headers)
        again = await client.post(CHAT, json=asked, headers=headers)
        assert again.headers["idempotent-replayed"] == "true"
        assert again.text == first.text
    assert again.headers["content-type"] == first.headers["content-type"]
    assert len(house.models.requests) == 2


async def test_a_stream_that_failed_is_not_replayed(house, client, key):
    headers = key | {"Idempotency-Key": "cut"}
    for _ in range(2):
        reply = await client.post(CHAT, json=body("test/cut", stream=True), headers=headers)
        assert "idempotent-replayed" not in reply.headers
    assert len(house.models.requests) == 2


async def test_a_large_image_is_taken_and_other_routes_keep_their_limit(house, client, key):
    url = "data:image/png;base64," + base64.b64encode(b"x" * 3_000_000).decode()
    content = [{"type": "image_url", "image_url": {"url": url}}]
    asked = {"model": "test/ok", "messages": [{"role": "user", "content": content}]}
    assert (await client.post(CHAT, json=asked, headers=key)).status_code == 200
    assert len(house.models.requests[-1].messages[0].parts[0].data) == 3_000_000
    too_large = await client.post("/v1/keys", json={"name": url}, headers=key)
    assert too_large.status_code == 413
    asked["messages"][0]["content"][0]["image_url"]["url"] = url + "A" * 16_000_000
    refused = await client.post(CHAT, json=asked, headers=key)
    assert refused.status_code == 413
    assert refused.json()["error"]["code"] == "request_too_large"


async def test_schemas_may_hold_the_bounds_of_64_bits(house, client, key):
    tool = json.loads(json.dumps(TOOL))
    tool["function"]["parameters"]["properties"]["n"] = {"minimum": -(2**63), "maximum": 2**64 - 1}
    reply = await client.post(CHAT, json=body(tools=[tool]), headers=key)
    assert reply.status_code == 200, reply.text


@pytest.mark.parametrize("stream", [True, False])
async def test_leaving_ends_the_call_upstream(house, key, stream):
    async with house.client():
        gone = asyncio.Event()
        sent = []
        payload = json.dumps(body("test/stall" if stream else "test/hang", stream=stream)).encode()
        given = [{"type": "http.request", "body": payload, "more_body": False}]

        async def receive():
            if given:
                return given.pop()
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            sent.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": CHAT,
            "raw_path": CHAT.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [
                (b"content-type", b"application/json"),
                (b"authorization", key["Authorization"].encode()),
            ],
            "client": ("127.0.0.1", 1),
            "server": ("fynq.test", 80),
        }
        running = asyncio.create_task(house.app(scope, receive, send))
        await asyncio.wait_for(house.models.waiting.wait(), 10)
        gone.set()
        await asyncio.wait_for(running, 10)
        assert house.models.cancelled == 1
        assert all(b"[DONE]" not in message.get("body", b"") for message in sent)
