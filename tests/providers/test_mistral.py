import json
from collections.abc import AsyncIterator

import pytest
from mistralai.client import models

from fynq.domain.chat import (
    ChatMessage,
    ChatRequest,
    ChatRole,
    EmbeddingRequest,
    ImagePart,
    StopReason,
    Tool,
    ToolChoice,
    ToolMode,
)
from fynq.domain.errors import ModelAuthentication, ModelRequestInvalid, ModelUnavailable
from fynq.providers import mistral as provider
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


@pytest.fixture
async def ask() -> AsyncIterator[Asking]:
    async with fault_server() as server:
        row = ProviderRow("mistral", kind="mistral", base_url=server.url("mistral") + "/v1")
        async with asking(server, provider.connect(row, "k1")) as found:
            yield found


async def test_a_conversation_becomes_messages_with_ids_that_mistral_takes(ask: Asking) -> None:
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
    system, first, called, three, five, seen = body["messages"]
    assert (system["role"], system["content"]) == ("system", "Be kind.")
    assert (first["role"], first["content"]) == ("user", "What is 2 + 2?")
    assert called["content"] == "I add."
    ids = [call["id"] for call in called["tool_calls"]]
    assert all(len(identity) == 9 and identity.isalnum() for identity in ids)
    assert [three["tool_call_id"], five["tool_call_id"]] == ids
    assert called["tool_calls"][0]["function"] == {"name": "add", "arguments": '{"a": 1}'}
    assert called["tool_calls"][1]["function"]["arguments"] == "{}"
    assert (three["content"], five["content"]) == ("3", "5")
    assert seen["content"][0]["text"] == SOURCE
    assert seen["content"][2]["image_url"]["url"] == "data:image/png;base64,iVBORw=="
    assert (body["temperature"], body["top_p"], body["random_seed"]) == (0.0, 0.5, 7)
    assert (body["stop"], body["max_tokens"]) == (["END"], 50)
    assert ask.server.seen.keys == ["k1", "k1"]


async def test_what_is_left_to_the_model_is_not_sent(ask: Asking) -> None:
    body = await ask.body(ChatRequest((QUESTION,), max_tokens=0, temperature=None))
    assert not {"temperature", "top_p", "random_seed", "max_tokens", "stop"} & body.keys()
    limited = await ask.body(ChatRequest((QUESTION,), max_tokens=5000), max_output=999)
    assert limited["max_tokens"] == 999


@pytest.mark.parametrize(
    ("choice", "sent"),
    [
        (ToolChoice(), "auto"),
        (ToolChoice(ToolMode.NONE), "none"),
        (ToolChoice(ToolMode.REQUIRED), "required"),
        (
            ToolChoice(ToolMode.NAMED, "add"),
            {"type": "function", "function": {"name": "add"}},
        ),
    ],
)
async def test_the_choice_of_tools(ask: Asking, choice: ToolChoice, sent: object) -> None:
    body = await ask.body(
        ChatRequest((QUESTION,), tools=(ADD, SUBTRACT), tool_choice=choice, parallel_tools=False)
    )
    assert body["tool_choice"] == sent
    assert body["parallel_tool_calls"] is False
    assert body["tools"][0]["function"]["parameters"] == ADD.parameters


async def test_calls_of_tools_come_whole_from_a_call_and_a_stream(ask: Asking) -> None:
    request = ChatRequest((QUESTION,), tools=(ADD, SUBTRACT))
    for reply in (await ask.reply(request), await ask.streamed(request)):
        assert reply.stop is StopReason.TOOL_CALLS
        assert [(call.id, call.name) for call in reply.tool_calls] == [
            ("call_0", "add"),
            ("call_1", "subtract"),
        ]
        assert json.loads(reply.tool_calls[0].arguments) == {"a": 4}


def test_calls_without_numbers_are_told_apart_by_their_ids() -> None:
    reading = provider._Reading()

    def called(*calls: tuple[str | None, str, str]) -> list[tuple[int, str, str, str]]:
        listed = [
            models.ToolCall.model_validate(
                {
                    **({"id": identity} if identity else {}),
                    "function": {"name": name, "arguments": arguments},
                }
            )
            for identity, name, arguments in calls
        ]
        pieces = [delta for chunk in reading.called(listed) for delta in chunk.tool_calls]
        return [(p.index, p.id, p.name, p.arguments) for p in pieces]

    assert called(("aaaaaaaaa", "add", "{"), ("bbbbbbbbb", "subtract", "{}")) == [
        (0, "aaaaaaaaa", "add", "{"),
        (1, "bbbbbbbbb", "subtract", "{}"),
    ]
    assert called(("aaaaaaaaa", "add", "}")) == [(0, "", "", "}")]
    assert called((None, "subtract", " ")) == [(1, "", "", " ")]


async def test_a_schema_and_a_json_object_are_the_vendors_own(ask: Asking) -> None:
    request = ChatRequest((QUESTION,), json_schema=SCHEMA, schema_name="sum")
    sent = (await ask.body(request))["response_format"]
    assert sent["type"] == "json_schema"
    assert sent["json_schema"]["name"] == "sum"
    assert sent["json_schema"]["schema"] == SCHEMA
    assert json.loads((await ask.streamed(request)).text) == {"answer": 4}
    plain = await ask.body(ChatRequest((QUESTION,), json_object=True))
    assert plain["response_format"] == {"type": "json_object"}


async def test_an_image_by_address_is_left_to_the_vendor(ask: Asking) -> None:
    image = ChatMessage(ChatRole.USER, (ImagePart(url="https://example.org/a"),))
    (message,) = (await ask.body(ChatRequest((image,))))["messages"]
    assert message["content"][0]["image_url"]["url"] == "https://example.org/a"


def test_thinking_is_no_part_of_the_answer() -> None:
    reading = provider._Reading()
    event = models.CompletionChunk.model_validate(
        {
            "id": "1",
            "model": "m",
            "choices": [
                {
                    "index": 0,
                    "delta": {
                        "content": [
                            {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]},
                            {"type": "text", "text": "4"},
                            {"type": "something_newer"},
                        ]
                    },
                    "finish_reason": "stop",
                }
            ],
            "usage": {
                "prompt_tokens": 10,
                "completion_tokens": 5,
                "prompt_tokens_details": {"cached_tokens": 8},
                "completion_tokens_details": {"reasoning_tokens": 2},
            },
        }
    )
    chunks = list(reading.body(event, streamed=True))
    assert [(chunk.reasoning, chunk.text) for chunk in chunks] == [("Hm.", ""), ("", "4")]
    assert reading.usage is not None
    assert (reading.usage.cached_tokens, reading.usage.reasoning_tokens) == (8, 2)


async def test_a_failed_request_is_sent_once(ask: Asking) -> None:
    for fault, kind in (("server-error", ModelUnavailable), ("bad-key", ModelAuthentication)):
        for asked in (ask.reply, ask.streamed):
            before = ask.server.seen.count
            with pytest.raises(kind):
                await asked(ChatRequest((QUESTION,)), fault)
            assert ask.server.seen.count == before + 1


async def test_what_the_sdk_cannot_send_is_the_callers_fault(ask: Asking) -> None:
    broken = Tool(3, "", {})  # type: ignore[arg-type]
    for asked in (ask.reply, ask.streamed):
        with pytest.raises(ModelRequestInvalid):
            await asked(ChatRequest((QUESTION,), tools=(broken,)))
    assert ask.server.seen.count == 0


async def test_a_closed_or_cancelled_stream_ends_its_connection_at_once(ask: Asking) -> None:
    assert await ask.left_after_content()
    assert await ask.left_after_closing()


async def test_texts_become_vectors_in_order(ask: Asking) -> None:
    embedder = ask.vendor.embedder(ModelRow("ok", embeds=True))
    reply = await embedder.embed(EmbeddingRequest(("one", "two"), dimensions=4))
    assert [len(vector) for vector in reply.vectors] == [4, 4]
    assert reply.vectors[0] != reply.vectors[1]
    assert reply.model == "mistral/ok"
    assert not reply.usage.estimated
    with pytest.raises(ModelUnavailable):
        await ask.vendor.embedder(ModelRow("reset")).embed(EmbeddingRequest(("one",)))
