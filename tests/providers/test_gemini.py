import json
from collections.abc import AsyncIterator

import pytest
from google.genai import types

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
    ToolResult,
)
from fynq.domain.errors import ModelQuotaGone, ModelRequestInvalid, ModelUnavailable
from fynq.providers import gemini as provider
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
async def ask(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Asking]:
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    monkeypatch.setenv("GOOGLE_GENAI_API_VERSION", "v9")
    monkeypatch.setenv("GOOGLE_API_KEY", "another")
    async with fault_server() as server:
        row = ProviderRow("google", kind="gemini", base_url=server.url("gemini"))
        async with asking(server, provider.connect(row, "k1")) as found:
            yield found


async def test_a_conversation_becomes_contents_with_sources_as_text(ask: Asking) -> None:
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
    assert body["systemInstruction"]["parts"] == [{"text": "Be kind."}]
    first, called, answered = body["contents"]
    assert first == {"role": "user", "parts": [{"text": "What is 2 + 2?"}]}
    assert called["role"] == "model"
    assert called["parts"][0] == {"text": "I add."}
    assert called["parts"][1]["functionCall"] == {"id": "call_1", "name": "add", "args": {"a": 1}}
    assert called["parts"][1]["thoughtSignature"]
    assert "thoughtSignature" not in called["parts"][2]
    assert answered["parts"][0]["functionResponse"] == {
        "id": "call_1",
        "name": "add",
        "response": {"output": "3"},
    }
    assert answered["parts"][1]["functionResponse"]["name"] == "subtract"
    assert answered["parts"][2] == {"text": SOURCE}
    assert answered["parts"][4]["inlineData"] == {"mime_type": "image/png", "data": "iVBORw=="}
    options = body["generationConfig"]
    assert options["temperature"] == 0.0
    assert options["topP"] == 0.5
    assert options["seed"] == 7
    assert options["stopSequences"] == ["END"]
    assert options["maxOutputTokens"] == 50


async def test_what_is_left_to_the_model_is_not_sent(ask: Asking) -> None:
    body = await ask.body(ChatRequest((QUESTION,), max_tokens=0, temperature=None))
    assert body.get("generationConfig", {}) == {}
    limited = await ask.body(ChatRequest((QUESTION,), max_tokens=5000), max_output=999)
    assert limited["generationConfig"]["maxOutputTokens"] == 999


async def test_the_environment_changes_neither_key_nor_path(ask: Asking) -> None:
    await ask.body(ChatRequest((QUESTION,)))
    assert ask.server.seen.keys == ["k1", "k1"]
    assert [attempt.path for attempt in ask.server.seen.attempts] == [
        "/gemini/v1/models/ok:generateContent",
        "/gemini/v1/models/ok:streamGenerateContent",
    ]


async def test_a_version_in_the_base_url_is_the_one_that_is_asked() -> None:
    async with fault_server() as server:
        row = ProviderRow("google", kind="gemini", base_url=server.url("gemini") + "/v1beta/")
        async with asking(server, provider.connect(row, "k")) as ask:
            await ask.reply(ChatRequest((QUESTION,)))
        assert server.seen.attempts[0].path == "/gemini/v1beta/models/ok:generateContent"


@pytest.mark.parametrize(
    ("choice", "sent"),
    [
        (ToolChoice(), {"mode": "AUTO"}),
        (ToolChoice(ToolMode.NONE), {"mode": "NONE"}),
        (ToolChoice(ToolMode.REQUIRED), {"mode": "ANY"}),
        (ToolChoice(ToolMode.NAMED, "add"), {"mode": "ANY", "allowedFunctionNames": ["add"]}),
    ],
)
async def test_the_choice_of_tools(
    ask: Asking, choice: ToolChoice, sent: dict[str, object]
) -> None:
    body = await ask.body(ChatRequest((QUESTION,), tools=(ADD, SUBTRACT), tool_choice=choice))
    assert body["toolConfig"]["functionCallingConfig"] == sent
    (group,) = body["tools"]
    assert group["functionDeclarations"][0] == {
        "name": "add",
        "description": "Adds",
        "parameters_json_schema": ADD.parameters,
    }


async def test_calls_of_tools_come_whole_and_are_not_made_by_the_sdk(ask: Asking) -> None:
    request = ChatRequest((QUESTION,), tools=(ADD, SUBTRACT))
    for reply in (await ask.reply(request), await ask.streamed(request)):
        assert reply.stop is StopReason.TOOL_CALLS
        assert [(call.id, call.name) for call in reply.tool_calls] == [
            ("call_0", "add"),
            ("call_1", "subtract"),
        ]
        assert json.loads(reply.tool_calls[0].arguments) == {"a": 4}
    assert ask.server.seen.count == 2


async def test_a_schema_and_a_json_object_are_the_vendors_own(ask: Asking) -> None:
    request = ChatRequest((QUESTION,), json_schema=SCHEMA)
    options = (await ask.body(request))["generationConfig"]
    assert options["responseJsonSchema"] == SCHEMA
    assert options["responseMimeType"] == "application/json"
    assert json.loads((await ask.streamed(request)).text) == {"answer": 4}
    plain = await ask.body(ChatRequest((QUESTION,), json_object=True))
    assert plain["generationConfig"]["responseMimeType"] == "application/json"


async def test_an_image_by_address_needs_a_type(ask: Asking) -> None:
    image = ChatMessage(ChatRole.USER, (ImagePart(url="https://example.org/a.png?x=1"),))
    (content,) = (await ask.body(ChatRequest((image,))))["contents"]
    assert content["parts"][0]["fileData"] == {
        "file_uri": "https://example.org/a.png?x=1",
        "mime_type": "image/png",
    }
    before = ask.server.seen.count
    bare = ChatMessage(ChatRole.USER, (ImagePart(url="https://example.org/a"),))
    with pytest.raises(ModelRequestInvalid) as refused:
        await ask.streamed(ChatRequest((bare,)))
    assert refused.value.field == "messages.image_url"
    lost = ChatMessage(ChatRole.TOOL, (ToolResult("nobody", "3"),))
    with pytest.raises(ModelRequestInvalid) as refused:
        await ask.reply(ChatRequest((QUESTION, lost)))
    assert refused.value.field == "messages.tool_call_id"
    assert ask.server.seen.count == before


async def test_thoughts_count_as_output_and_are_no_part_of_the_answer(ask: Asking) -> None:
    request = ChatRequest((QUESTION,))
    for reply in (await ask.reply(request), await ask.streamed(request)):
        assert (reply.usage.output_tokens, reply.usage.reasoning_tokens) == (5, 1)
    reading = provider._Reading()
    thinking = types.GenerateContentResponse.model_validate(
        {
            "candidates": [
                {
                    "content": {"parts": [{"text": "Hm.", "thought": True}, {"text": "4"}]},
                    "finishReason": "STOP",
                }
            ]
        }
    )
    chunks = list(reading.response(thinking))
    assert [(chunk.reasoning, chunk.text) for chunk in chunks] == [("Hm.", ""), ("", "4")]


@pytest.mark.parametrize("reason", ["MALFORMED_FUNCTION_CALL", "OTHER", "A_NEWER_ONE"])
def test_a_finish_that_breaks_the_answer_off_is_a_failure(reason: str) -> None:
    reading = provider._Reading()
    reading.finished(reason)
    assert reading.failed is not None
    assert reading.failed.kind is ModelUnavailable


async def test_a_failed_request_is_sent_once_and_a_days_quota_is_gone(ask: Asking) -> None:
    for fault, kind in (("closed", ModelUnavailable), ("quota-gone", ModelQuotaGone)):
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
    assert reply.model == "google/ok"
    assert reply.usage.input_tokens > 0
    with pytest.raises(ModelUnavailable):
        await ask.vendor.embedder(ModelRow("reset")).embed(EmbeddingRequest(("one",)))
