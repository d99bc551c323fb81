"""The unmodified `openai` SDK for Python over a real socket."""

from __future__ import annotations

import asyncio
import base64
import json

import openai
import pytest
from pydantic import BaseModel

from tests.http.house import House
from tests.http.serving import serving
from tests.http.test_openai_chat import HELLO, TOOL


class Sum(BaseModel):
    answer: int


@pytest.fixture
async def house():
    return House()


@pytest.fixture
async def port(house):
    async with serving(house) as port:
        yield port


@pytest.fixture
async def client(house, port):
    _, headers = await house.key(house.demo)
    key = headers["Authorization"].removeprefix("Bearer ")
    url = f"http://127.0.0.1:{port}/v1"
    async with openai.AsyncOpenAI(api_key=key, base_url=url, max_retries=0) as client:
        yield client


async def test_models(client):
    names = [model.id async for model in client.models.list()]
    assert names == ["fynq/tutor", "fynq/minilm", "test/ok", "test/vectors", "cheap"]
    assert (await client.models.retrieve("test/ok")).owned_by == "test"
    assert (await client.models.retrieve("fynq/tutor")).id == "fynq/tutor"
    with pytest.raises(openai.NotFoundError):
        await client.models.retrieve("test/nothing")


async def test_chat(client):
    raw = await client.chat.completions.with_raw_response.create(
        model="test/ok", messages=HELLO, n=2
    )
    assert raw.headers["x-fynq-provider"] == "test"
    reply = raw.parse()
    assert [choice.message.content for choice in reply.choices] == ["The answer is 4."] * 2
    assert reply.model == "test/ok-1"
    assert reply.choices[0].finish_reason == "stop"
    assert reply.usage.prompt_tokens_details.cached_tokens == 6


@pytest.mark.parametrize("delivery", ["live", "buffered"])
async def test_stream(client, delivery):
    stream = await client.chat.completions.create(
        model="test/ok",
        messages=HELLO,
        stream=True,
        stream_options={"include_usage": True},
        extra_headers={"x-fynq-delivery": delivery},
    )
    chunks = [chunk async for chunk in stream]
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert text == "The answer is 4."
    assert chunks[-1].choices == []
    assert chunks[-1].usage.total_tokens == 14


async def test_the_sdks_own_gathering_of_a_stream(client):
    async with client.chat.completions.stream(
        model="test/ok", messages=HELLO, tools=[TOOL]
    ) as stream:
        async for _ in stream:
            pass
        final = await stream.get_final_completion()
    calls = final.choices[0].message.tool_calls
    assert [(c.id, c.function.name, c.function.arguments) for c in calls] == [
        ("call_1", "weather", '{"city":"Oslo"}'),
        ("call_2", "weather", '{"city":"Rome"}'),
    ]
    assert final.choices[0].finish_reason == "tool_calls"


async def test_tools_there_and_back(house, client):
    first = await client.chat.completions.create(model="test/ok", messages=HELLO, tools=[TOOL])
    message = first.choices[0].message
    assert first.choices[0].finish_reason == "tool_calls"
    results = [
        {"role": "tool", "tool_call_id": call.id, "content": "sunny"} for call in message.tool_calls
    ]
    # The SDK's own object goes back as it came, as its documentation shows.
    second = await client.chat.completions.create(
        model="test/plain", messages=[*HELLO, message, *results], tools=[TOOL]
    )
    assert second.choices[0].message.content == "The answer is 4."
    assert house.models.requests[-1].messages[2].parts[0].text == "sunny"


async def test_structured_output(client):
    reply = await client.chat.completions.parse(
        model="test/ok", messages=HELLO, response_format=Sum
    )
    assert reply.choices[0].message.parsed == Sum(answer=4)


async def test_images(house, client):
    data = base64.b64encode(b"\x89PNG" * 100_000).decode()
    content = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}},
    ]
    await client.chat.completions.create(
        model="test/ok", messages=[{"role": "user", "content": content}]
    )
    assert len(house.models.requests[-1].messages[0].parts[1].data) == 400_000


@pytest.mark.parametrize("form", ["float", "base64", None])
async def test_embeddings(client, form):
    options = {"encoding_format": form} if form else {}
    reply = await client.embeddings.create(model="test/vectors", input=["a", "bcd"], **options)
    if form == "base64":
        assert [type(each.embedding) for each in reply.data] == [str, str]
    else:
        assert [list(each.embedding) for each in reply.data] == [[0.5, -1.25, 1], [0.5, -1.25, 3]]
    own = await client.embeddings.create(model="fynq/minilm", input="ice")
    assert len(own.data[0].embedding) == 384


async def test_the_tutor(client):
    reply = await client.chat.completions.create(
        model="fynq/tutor", messages=[{"role": "user", "content": "Solve 2x + 3 = 11"}]
    )
    assert reply.choices[0].message.content == "So $x = 4$."
    assert reply.model_extra["fynq"]["status"] == "verified"


@pytest.mark.parametrize(
    ("model", "kind"),
    [
        ("nobody/nothing", openai.NotFoundError),
        ("test/rate-limited", openai.RateLimitError),
        ("test/quota-gone", openai.RateLimitError),
        ("test/limit", openai.RateLimitError),
        ("test/invalid", openai.BadRequestError),
        ("test/too-long", openai.BadRequestError),
        ("test/refused", openai.BadRequestError),
        ("test/overloaded", openai.InternalServerError),
        ("test/unavailable", openai.InternalServerError),
        ("test/timeout", openai.InternalServerError),
        ("test/bad-key", openai.InternalServerError),
        ("test/bug", openai.InternalServerError),
    ],
)
@pytest.mark.parametrize("stream", [True, False])
async def test_each_failure_is_its_class(client, model, kind, stream):
    with pytest.raises(openai.APIStatusError) as caught:
        await client.chat.completions.create(model=model, messages=HELLO, stream=stream)
    assert type(caught.value) is kind
    assert caught.value.type
    assert caught.value.code


async def test_wrong_fields_keys_and_roles_are_their_classes(house, client):
    with pytest.raises(openai.BadRequestError) as caught:
        await client.chat.completions.create(model="test/ok", messages=HELLO, temperature=9)
    assert caught.value.param == "temperature"
    wrong = client.with_options(api_key="fynq-wrong")
    with pytest.raises(openai.AuthenticationError) as refused:
        await wrong.chat.completions.create(model="test/ok", messages=HELLO)
    assert refused.value.code == "invalid_api_key"
    _, headers = await house.key(house.demo, models=("test/vectors",))
    narrow = client.with_options(api_key=headers["Authorization"].removeprefix("Bearer "))
    with pytest.raises(openai.PermissionDeniedError):
        await narrow.chat.completions.create(model="test/ok", messages=HELLO)


async def test_a_cut_within_a_stream_is_an_api_error_and_never_an_end(client):
    stream = await client.chat.completions.create(model="test/cut", messages=HELLO, stream=True)
    seen = []
    with pytest.raises(openai.APIError) as caught:
        async for chunk in stream:
            seen.append(chunk)
    assert caught.value.code == "model_stream_cut"
    assert "".join(c.choices[0].delta.content or "" for c in seen) == "The answer "
    assert all(chunk.choices[0].finish_reason is None for chunk in seen)


async def test_a_server_that_is_gone_is_a_connection_error(client):
    with pytest.raises(openai.APIConnectionError):
        await client.with_options(base_url="http://127.0.0.1:9/v1").models.list()


async def test_a_server_that_is_silent_is_a_timeout_and_the_call_upstream_ends(house, client):
    with pytest.raises(openai.APITimeoutError):
        await client.with_options(timeout=0.5).chat.completions.create(
            model="test/hang", messages=HELLO
        )
    async with asyncio.timeout(10):
        while not house.models.cancelled:
            await asyncio.sleep(0.005)


async def test_closing_a_stream_ends_the_call_upstream(house, client):
    stream = await client.chat.completions.create(model="test/stall", messages=HELLO, stream=True)
    async for chunk in stream:
        if chunk.choices[0].delta.content:
            break
    await stream.close()
    async with asyncio.timeout(10):
        while not house.models.cancelled:
            await asyncio.sleep(0.005)


async def test_the_sdk_does_not_ask_again_where_that_cannot_help(house, client):
    with pytest.raises(openai.RateLimitError):
        await client.with_options(max_retries=2).chat.completions.create(
            model="test/quota-gone", messages=HELLO
        )
    assert len(house.models.requests) == 1


async def test_json_mode_and_metadata(house, client):
    reply = await client.chat.completions.create(
        model="test/ok",
        messages=HELLO,
        response_format={"type": "json_object"},
        metadata={"lesson": "2"},
        user="pupil",
    )
    assert json.dumps(reply.choices[0].message.content)
    assert house.models.requests[-1].json_object
