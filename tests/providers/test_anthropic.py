import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from fynq.domain.chat import (
    ChatMessage,
    ChatRequest,
    ChatRole,
    ImagePart,
    StopReason,
    TextPart,
    ToolCall,
    ToolChoice,
    ToolMode,
)
from fynq.domain.errors import (
    ConfigurationError,
    ModelFailure,
    ModelQuotaGone,
    ModelRequestInvalid,
)
from fynq.providers import anthropic as provider
from fynq.routing.options import ModelRow, ProviderRow
from tests.providers.asking import (
    ADD,
    CALLED,
    QUESTION,
    RESULTS,
    SCHEMA,
    SEEN,
    SOURCE,
    SUBTRACT,
    SYSTEM,
    Asking,
    asking,
)
from tests.wire.fault_server import fault_server

CACHED = {"type": "ephemeral"}


@pytest.fixture
async def ask() -> AsyncIterator[Asking]:
    async with fault_server() as server:
        row = ProviderRow("claude", kind="anthropic", base_url=server.url("anthropic"))
        async with asking(server, provider.connect(row, "k1")) as found:
            yield found


async def test_a_conversation_becomes_turns_with_results_first_and_sources_as_text(
    ask: Asking,
) -> None:
    body = await ask.body(
        ChatRequest(
            (SYSTEM, QUESTION, CALLED, *RESULTS, SEEN),
            temperature=0.0,
            top_p=0.5,
            seed=7,
            stop=("END",),
            max_tokens=50,
        )
    )
    assert body["system"] == [{"type": "text", "text": "Be kind.", "cache_control": CACHED}]
    first, called, answered = body["messages"]
    assert first == {"role": "user", "content": [{"type": "text", "text": "What is 2 + 2?"}]}
    assert called["role"] == "assistant"
    assert called["content"][0] == {"type": "text", "text": "I add."}
    assert called["content"][1] == {
        "type": "tool_use",
        "id": "call_1",
        "name": "add",
        "input": {"a": 1},
    }
    assert called["content"][2]["input"] == {}
    assert [block["type"] for block in answered["content"]] == [
        "tool_result",
        "tool_result",
        "text",
        "text",
        "image",
    ]
    assert answered["content"][0] == {
        "type": "tool_result",
        "tool_use_id": "call_1",
        "content": "3",
    }
    assert answered["content"][2]["text"] == SOURCE
    assert answered["content"][4]["source"] == {
        "type": "base64",
        "media_type": "image/png",
        "data": "iVBORw==",
    }
    assert body["stop_sequences"] == ["END"]
    assert body["max_tokens"] == 50
    assert not {"temperature", "top_p", "seed"} & body.keys()
    assert ask.server.seen.keys == ["k1", "k1"]


async def test_the_number_of_tokens_that_the_api_demands_is_the_models_own_or_a_safe_one(
    ask: Asking,
) -> None:
    unlimited = ChatRequest((QUESTION,), max_tokens=0)
    assert (await ask.body(unlimited))["max_tokens"] == 8192
    assert (await ask.body(unlimited, max_output=999))["max_tokens"] == 999
    much = ChatRequest((QUESTION,), max_tokens=5000)
    assert (await ask.body(much, max_output=999))["max_tokens"] == 999


async def test_the_cache_mark_is_on_the_last_block_that_stays_the_same(ask: Asking) -> None:
    tools = ChatRequest((QUESTION,), tools=(ADD, SUBTRACT))
    first, last = (await ask.body(tools))["tools"]
    assert "cache_control" not in first
    assert last["cache_control"] == CACHED
    both = await ask.body(ChatRequest((SYSTEM, QUESTION), tools=(ADD,)))
    assert "cache_control" not in both["tools"][0]
    assert both["system"][0]["cache_control"] == CACHED


@pytest.mark.parametrize(
    ("choice", "parallel", "sent"),
    [
        (ToolChoice(), None, {"type": "auto"}),
        (ToolChoice(), False, {"type": "auto", "disable_parallel_tool_use": True}),
        (ToolChoice(ToolMode.NONE), None, {"type": "none"}),
        (ToolChoice(ToolMode.REQUIRED), None, {"type": "any"}),
        (ToolChoice(ToolMode.NAMED, "add"), None, {"type": "tool", "name": "add"}),
    ],
)
async def test_the_choice_of_tools(
    ask: Asking, choice: ToolChoice, parallel: bool | None, sent: dict[str, object]
) -> None:
    request = ChatRequest(
        (QUESTION,), tools=(ADD, SUBTRACT), tool_choice=choice, parallel_tools=parallel
    )
    assert (await ask.body(request))["tool_choice"] == sent


async def test_calls_of_tools_come_whole_from_a_call_and_a_stream(ask: Asking) -> None:
    request = ChatRequest((QUESTION,), tools=(ADD, SUBTRACT))
    for reply in (await ask.reply(request), await ask.streamed(request)):
        assert reply.stop is StopReason.TOOL_CALLS
        assert [(call.id, call.name) for call in reply.tool_calls] == [
            ("call_0", "add"),
            ("call_1", "subtract"),
        ]
        assert json.loads(reply.tool_calls[0].arguments) == {"a": 4}
        assert json.loads(reply.tool_calls[1].arguments) == {}


async def test_a_schema_is_the_vendors_own_structured_output(ask: Asking) -> None:
    request = ChatRequest((QUESTION,), json_schema=SCHEMA)
    sent = (await ask.body(request))["output_config"]["format"]
    assert sent["type"] == "json_schema"
    assert sent["schema"]["additionalProperties"] is False
    assert json.loads((await ask.streamed(request)).text) == {"answer": 4}


async def test_a_schema_with_alternative_types_is_kept_and_a_senseless_one_refused(
    ask: Asking,
) -> None:
    nullable = {"type": "object", "properties": {"a": {"type": ["string", "null"]}}}
    sent = await ask.body(ChatRequest((QUESTION,), json_schema=nullable))
    assert sent["output_config"]["format"]["schema"]["properties"]["a"] == {
        "anyOf": [{"type": "string"}, {"type": "null"}]
    }
    before = ask.server.seen.count
    for schema in ({}, {"type": "nothing"}, {"type": "object", "properties": 3}):
        with pytest.raises(ModelRequestInvalid) as refused:
            await ask.streamed(ChatRequest((QUESTION,), json_schema=schema))
        assert refused.value.field == "json_schema"
    assert ask.server.seen.count == before


async def test_a_json_object_is_asked_for_in_the_system_prompt(ask: Asking) -> None:
    body = await ask.body(ChatRequest((SYSTEM, QUESTION), json_object=True))
    assert body["system"][0]["text"].startswith("Be kind.\n\nAnswer with one JSON object")


async def test_an_image_by_address_is_left_to_the_vendor(ask: Asking) -> None:
    image = ChatMessage(ChatRole.USER, (ImagePart(url="https://example.org/a.png"),))
    (message,) = (await ask.body(ChatRequest((image,))))["messages"]
    assert message["content"][0]["source"] == {"type": "url", "url": "https://example.org/a.png"}


@pytest.mark.parametrize(
    ("part", "field"),
    [
        (ToolCall("call_1", "add", "[1]"), "messages.tool_calls"),
        (ImagePart(url="data:image/png;base64,???"), "messages.image_url"),
    ],
)
async def test_what_cannot_be_sent_is_refused_by_name_and_never_sent(
    ask: Asking, part: ToolCall | ImagePart, field: str
) -> None:
    request = ChatRequest((QUESTION, ChatMessage(ChatRole.ASSISTANT, (part,))))
    for asked in (ask.reply(request), ask.streamed(request)):
        with pytest.raises(ModelRequestInvalid) as refused:
            await asked
        assert refused.value.field == field
    assert ask.server.seen.count == 0


async def test_usage_has_the_cache_within_the_input(ask: Asking) -> None:
    request = ChatRequest((ChatMessage(ChatRole.USER, (TextPart("x" * 400),)),))
    for reply in (await ask.reply(request), await ask.streamed(request)):
        assert (reply.usage.input_tokens, reply.usage.cached_tokens) == (100, 3)
        assert not reply.usage.estimated


async def test_thinking_is_no_part_of_the_answer_and_the_account_is_told_by_code() -> None:
    """Events and errors as the API's documentation shows them."""
    events = [
        ("message_start", {"message": {"usage": {"input_tokens": 5, "output_tokens": 1}}}),
        (
            "content_block_start",
            {"index": 0, "content_block": {"type": "thinking", "thinking": ""}},
        ),
        (
            "content_block_delta",
            {"index": 0, "delta": {"type": "thinking_delta", "thinking": "Hm."}},
        ),
        (
            "content_block_delta",
            {"index": 0, "delta": {"type": "signature_delta", "signature": "s"}},
        ),
        ("content_block_start", {"index": 1, "content_block": {"type": "text", "text": ""}}),
        ("content_block_delta", {"index": 1, "delta": {"type": "text_delta", "text": "4"}}),
        (
            "message_delta",
            {
                "delta": {"stop_reason": "end_turn"},
                "usage": {
                    "output_tokens": 9,
                    "cache_creation_input_tokens": 7,
                    "output_tokens_details": {"thinking_tokens": 6},
                },
            },
        ),
        ("message_stop", {}),
    ]
    told = "".join(
        f"event: {name}\ndata: {json.dumps({'type': name, **data})}\n\n" for name, data in events
    )
    limit = {
        "type": "invalid_request_error",
        "details": {"error_code": "enforced_spend_limit_reached"},
    }
    bodies = [
        ("200 OK", "text/event-stream", told),
        ("403 Forbidden", "application/json", json.dumps({"type": "error", "error": limit})),
    ]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        status, media, body = bodies.pop(0)
        head = f"HTTP/1.1 {status}\r\ncontent-type: {media}\r\ncontent-length: {len(body)}\r\n"
        writer.write(f"{head}connection: close\r\n\r\n{body}".encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    vendor = provider.connect(ProviderRow("claude", base_url=f"http://127.0.0.1:{port}"), "k")
    chat = vendor.chat(ModelRow("m"))
    chunks = [chunk async for chunk in chat.stream(ChatRequest((QUESTION,)))]
    assert "".join(chunk.text for chunk in chunks) == "4"
    assert "".join(chunk.reasoning for chunk in chunks) == "Hm."
    usage = chunks[-1].usage
    assert usage is not None
    assert (usage.input_tokens, usage.output_tokens, usage.reasoning_tokens) == (12, 9, 6)
    with pytest.raises(ModelQuotaGone) as gone:
        await chat.complete(ChatRequest((QUESTION,)))
    assert gone.value.failure is ModelFailure.QUOTA_GONE
    await vendor.close()
    server.close()


async def test_a_closed_or_cancelled_stream_ends_its_connection_at_once(ask: Asking) -> None:
    assert await ask.left_after_content()
    assert await ask.left_after_closing()


def test_a_row_that_embeds_ends_the_start() -> None:
    vendor = provider.connect(ProviderRow("claude", kind="anthropic"), "k")
    with pytest.raises(ConfigurationError, match="claude/vectors"):
        vendor.embedder(ModelRow("vectors", embeds=True))
