"""Embeddings, models and the tutor over the app."""

from __future__ import annotations

import base64
import json
import struct

import pytest

from fynq.domain.doubt import DoubtStatus
from tests.http.test_openai_chat import CHAT, TOOL, chunks_of
from tests.http.test_openai_errors import error_of

EMBED = "/v1/embeddings"


@pytest.fixture
async def key(house):
    return (await house.key(house.demo))[1]


async def test_embeddings_have_openais_shape(client, key):
    asked = {"model": "test/vectors", "input": ["a", "bcd"]}
    reply = await client.post(EMBED, json=asked, headers=key)
    assert reply.json() == {
        "object": "list",
        "data": [
            {"object": "embedding", "index": 0, "embedding": [0.5, -1.25, 1.0]},
            {"object": "embedding", "index": 1, "embedding": [0.5, -1.25, 3.0]},
        ],
        "model": "test/vectors",
        "usage": {"prompt_tokens": 5, "total_tokens": 5},
    }
    assert reply.headers["x-fynq-provider"] == "test"


async def test_base64_holds_the_same_numbers(client, key):
    asked = {"model": "test/vectors", "input": "ab", "encoding_format": "base64"}
    packed = (await client.post(EMBED, json=asked, headers=key)).json()["data"][0]["embedding"]
    assert struct.unpack("<3f", base64.b64decode(packed)) == (0.5, -1.25, 2.0)


async def test_dimensions_and_payer_reach_the_model(house, client, key):
    asked = {"model": "test/vectors", "input": "ab", "dimensions": 3, "user": "x"}
    await client.post(EMBED, json=asked, headers=key)
    request = house.models.requests[-1]
    assert (request.dimensions, request.texts) == (3, ("ab",))
    assert request.payer.tenant == house.demo.tenant


async def test_the_built_in_embedder_is_a_model(client, key):
    texts = [f"text {n}" for n in range(70)]
    reply = await client.post(EMBED, json={"model": "fynq/minilm", "input": texts}, headers=key)
    found = reply.json()
    assert found["model"] == "fynq/minilm"
    assert [each["index"] for each in found["data"]] == list(range(70))
    assert {len(each["embedding"]) for each in found["data"]} == {384}
    assert found["usage"]["prompt_tokens"] >= 70
    short = {"model": "fynq/minilm", "input": "x", "dimensions": 64}
    assert error_of(await client.post(EMBED, json=short, headers=key))["param"] == "dimensions"


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"input": None}, "input"),
        ({"input": ""}, "input"),
        ({"input": []}, "input"),
        ({"input": [""]}, "input[0]"),
        ({"input": ["a", 3]}, "input[1]"),
        ({"input": [1, 2, 3]}, "input"),
        ({"input": [[1, 2]]}, "input"),
        ({"input": {"a": 1}}, "input"),
        ({"input": ["a"] * 2_049}, "input"),
        ({"encoding_format": "hex"}, "encoding_format"),
        ({"dimensions": 0}, "dimensions"),
        ({"dimensions": "3"}, "dimensions"),
        ({"model": None}, "model"),
        ({"model": "fynq/tutor"}, "model"),
        ({"user": 3}, "user"),
        ({"truncate": True}, "truncate"),
    ],
)
async def test_a_field_of_embeddings_at_fault_is_named(client, key, change, param):
    asked = {"model": "test/vectors", "input": "a", **change}
    reply = await client.post(EMBED, json=asked, headers=key)
    assert reply.status_code == 400, reply.text
    assert error_of(reply)["param"] == param


async def test_models_are_listed_and_read(client, key):
    listed = (await client.get("/v1/models", headers=key)).json()
    assert listed["object"] == "list"
    names = [each["id"] for each in listed["data"]]
    assert names == ["fynq/tutor", "fynq/minilm", "test/ok", "test/vectors", "cheap"]
    for each in listed["data"]:
        assert each["object"] == "model"
        assert isinstance(each["created"], int)
        assert each["owned_by"]
        for path in (each["id"], each["id"].replace("/", "%2F")):
            assert (await client.get(f"/v1/models/{path}", headers=key)).json() == each
    missing = await client.get("/v1/models/test/nothing", headers=key)
    assert missing.status_code == 404
    assert error_of(missing)["code"] == "model_not_found"


async def test_a_key_sees_and_uses_only_its_models(house, client):
    _, headers = await house.key(house.demo, models=("test", "fynq/tutor"))
    listed = (await client.get("/v1/models", headers=headers)).json()["data"]
    assert [each["id"] for each in listed] == ["fynq/tutor", "test/ok", "test/vectors"]
    for path, asked in (
        (CHAT, {"model": "cheap", "messages": [{"role": "user", "content": "x"}]}),
        (EMBED, {"model": "fynq/minilm", "input": "x"}),
    ):
        reply = await client.post(path, json=asked, headers=headers)
        assert reply.status_code == 403
        assert error_of(reply)["code"] == "model_not_allowed"


def doubt(question="Solve 2x + 3 = 11", **fields):
    messages = [{"role": "user", "content": question}]
    return {"model": "fynq/tutor", "messages": messages, **fields}


async def test_the_tutor_answers_a_doubt(house, client, key):
    reply = await client.post(CHAT, json=doubt(), headers=key)
    found = reply.json()
    choice = found["choices"][0]
    assert choice["message"]["content"] == "So $x = 4$."
    assert choice["finish_reason"] == "stop"
    assert found["model"] == "builtin/solver"
    assert reply.headers["x-fynq-provider"] == "builtin"
    extra = found["fynq"]
    assert extra["status"] == "verified"
    assert extra["final"] == "x = 4"
    assert extra["steps"] == [
        {"index": 1, "title": "Subtract 3", "text": "$2x = 8$", "checked": True}
    ]
    assert extra["citations"][0]["title"] == "Linear equations"
    assert extra["doubt"] == reply.headers["x-fynq-doubt"]
    assert [row.status for row in house.doubts.rows.values()] == [DoubtStatus.ANSWERED]


@pytest.mark.parametrize("buffered", [True, False])
async def test_the_tutor_streams(client, key, buffered):
    headers = key | {"x-fynq-delivery": "buffered" if buffered else "live"}
    asked = doubt(stream=True, stream_options={"include_usage": True})
    chunks, last = chunks_of((await client.post(CHAT, json=asked, headers=headers)).text)
    assert last == "[DONE]"
    texts = [c["choices"][0]["delta"].get("content", "") for c in chunks if c["choices"]]
    assert "".join(texts) == "So $x = 4$."
    assert chunks[-1]["fynq"]["status"] == "verified"
    assert chunks[-1]["usage"]["completion_tokens"] == 2


async def test_a_refused_doubt_says_so(client, key):
    found = (await client.post(CHAT, json=doubt("refuse"), headers=key)).json()
    choice = found["choices"][0]
    assert choice["finish_reason"] == "stop"
    assert choice["message"]["content"] == "Too little is known. Give the triangle's sides."
    assert found["fynq"]["status"] == "refused"
    streamed = await client.post(CHAT, json=doubt("refuse", stream=True), headers=key)
    chunks, last = chunks_of(streamed.text)
    assert last == "[DONE]"
    assert chunks[-1]["fynq"]["status"] == "refused"


@pytest.mark.parametrize("stream", [True, False])
async def test_a_failed_doubt_is_an_error(client, key, stream):
    reply = await client.post(CHAT, json=doubt("break", stream=stream), headers=key)
    assert reply.status_code == 500
    assert error_of(reply)["type"] == "server_error"


async def test_former_turns_go_with_the_doubt(house, client, key):
    asked = doubt()
    asked["messages"] = [
        {"role": "system", "content": "Be nice."},
        {"role": "user", "content": "What is a line?"},
        {"role": "assistant", "content": "Straight."},
        {"role": "user", "content": [{"type": "text", "text": "And its slope?"}]},
    ]
    found = (await client.post(CHAT, json={**asked, "temperature": 0.1}, headers=key)).json()
    assert found["fynq"]["ignored"] == ["messages[0]", "temperature"]
    row = next(iter(house.doubts.rows.values()))
    assert row.doubt.question == "And its slope?"
    assert [(turn.question, turn.answer) for turn in row.doubt.turns] == [
        ("What is a line?", "Straight.")
    ]


@pytest.mark.parametrize(
    ("asked", "param"),
    [
        (doubt(tools=[TOOL]), "tools"),
        (doubt(stop="x"), "stop"),
        (doubt(n=2), "n"),
        (doubt(response_format={"type": "json_object"}), "response_format"),
        (doubt("  "), "messages[0].content"),
        (doubt("x" * 8_001), "messages[0].content"),
        (
            doubt([{"type": "image_url", "image_url": {"url": "http://x/a.png"}}]),
            "messages[0].content",
        ),
        (
            {"model": "fynq/tutor", "messages": [{"role": "assistant", "content": "x"}]},
            "messages[0].role",
        ),
        ({**doubt(), "model": "fynq/minilm"}, "model"),
    ],
)
async def test_the_tutor_refuses_what_it_cannot_do(house, client, key, asked, param):
    reply = await client.post(CHAT, json=asked, headers=key)
    assert reply.status_code == 400, reply.text
    assert error_of(reply)["param"] == param
    assert house.doubts.rows == {}


async def test_the_tutors_failure_after_text_is_an_error_event(house, client, key, monkeypatch):
    from fynq.domain.doubt import AnswerFailed, AnswerText

    async def fails(tenant, asked):
        yield AnswerText("So ")
        yield AnswerFailed("model_overloaded", "Overloaded.", True)

    object.__setattr__(house.parts, "answer", fails)
    reply = await client.post(CHAT, json=doubt(stream=True), headers=key)
    assert reply.status_code == 200
    chunks, last = chunks_of(reply.text)
    assert json.loads(last)["error"]["code"] == "overloaded"
    assert all(chunk["choices"][0]["finish_reason"] is None for chunk in chunks)
