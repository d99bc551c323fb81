"""One contract for every vendor, called and streamed, on a real socket."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from fynq.domain.chat import (
    ChatMessage,
    ChatModel,
    ChatRole,
    EmbeddingRequest,
    ImagePart,
    SourcePart,
    StopReason,
    TextPart,
    Tool,
    ToolCall,
    ToolChoice,
    ToolMode,
    ToolResult,
)
from fynq.domain.collected import Gathering
from fynq.domain.errors import (
    ConfigurationError,
    ModelError,
    ModelFailure,
    ModelRefused,
    ModelUnavailable,
)
from fynq.domain.knowledge import Passage
from fynq.domain.streams import closing
from fynq.providers.builtin import BuiltinModel
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.solve import solve
from fynq.reasoning.understand import understand
from fynq.reasoning.verification.verify import verify
from tests.contracts.vendor_table import (
    CASES,
    FAILURES,
    KEY,
    WAITS,
    WORDS,
    Case,
    answered,
    model_row,
    request,
)
from tests.wire.answers import UNICODE
from tests.wire.fault_server import FaultServer, fault_server
from tests.wire.faults import Fault

WAYS = ("complete", "stream")
SUM = Tool(
    "add",
    "Adds two numbers.",
    {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
        "required": ["a", "b"],
        "additionalProperties": False,
    },
)
LOOK = Tool(
    "look_up", "Looks a word up.", {"type": "object", "properties": {"word": {"type": "string"}}}
)
SCHEMA = {
    "type": "object",
    "properties": {
        "steps": {"type": "array", "items": {"type": "string"}},
        "final": {"type": "string"},
    },
    "required": ["steps", "final"],
    "additionalProperties": False,
}


async def _solving(question: str, seconds: float) -> SolvedProblem:
    return solve(understand(question))


async def _verifying(question: str, solved: SolvedProblem, seconds: float) -> Report:
    return verify(understand(question), solved, question)


BUILTIN = BuiltinModel(_solving, _verifying)
PIXEL = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(params=CASES, ids=lambda case: case.kind)
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with fault_server() as running:
        yield running


@pytest.fixture
async def chat(case: Case, server: FaultServer) -> AsyncIterator[Chat]:
    vendor = case.vendor(server)
    yield lambda name="ok", **row: vendor.chat(model_row(name, **row))
    await vendor.close()


class Chat:
    """The type of the fixture: from a model's name to the model."""

    def __call__(self, name: str = "ok", **row: object) -> ChatModel: ...  # type: ignore[empty-body]


async def until_left(server: FaultServer) -> None:
    async with asyncio.timeout(2):
        while server.seen.running:
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("fault", FAILURES)
async def test_each_failure_is_the_right_error_and_is_not_tried_again(
    case: Case, server: FaultServer, chat: Chat, fault: Fault, way: str
) -> None:
    seen = Gathering()
    with pytest.raises(ModelError) as caught:
        await answered(chat(fault), way, request(seconds=0.4), seen)
    error = caught.value
    assert error.failure in case.own.get(fault, FAILURES[fault])
    assert (error.provider, error.model) == ("wire", fault)
    wait = WAITS.get(fault)
    assert error.retry_after == (wait if wait is None else pytest.approx(wait, abs=1.0))
    if fault is not Fault.RATE_LIMIT_DATE:
        assert error.retry_after == wait
    assert pickle.loads(pickle.dumps(error)).failure is error.failure
    assert len(server.seen.attempts) == 1
    text = "".join(seen.texts)
    assert WORDS.startswith(text)
    assert text != WORDS
    assert seen.stop is None
    if way == "stream" and fault.endswith("-late"):
        assert text


@pytest.mark.parametrize("way", WAYS)
async def test_nobody_listening_is_unreachable(case: Case, server: FaultServer, way: str) -> None:
    vendor = case.connect(server.refused_url(case.wire))
    with pytest.raises(ModelUnavailable) as caught:
        await answered(vendor.chat(model_row("ok")), way, request(), Gathering())
    assert caught.value.failure is ModelFailure.UNREACHABLE
    await vendor.close()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("fault", [Fault.OK, Fault.COMMENTS, Fault.CRLF, Fault.LATE])
async def test_text_comes_whole_with_its_stop_model_and_usage(
    case: Case, server: FaultServer, chat: Chat, fault: Fault, way: str
) -> None:
    name = "late@0.1" if fault is Fault.LATE else fault.value
    reply = await answered(chat(name), way, request(), Gathering())
    assert (reply.text, reply.stop, reply.model) == (WORDS, StopReason.END, f"wire/{name}")
    (attempt,) = server.seen.attempts
    assert attempt.key == KEY
    assert attempt.stream is (way == "stream")
    usage = reply.usage
    assert (usage.input_tokens, usage.output_tokens) == (
        attempt.tokens.input,
        attempt.tokens.output,
    )
    assert usage.cached_tokens == (attempt.tokens.cached if case.cached else 0)
    assert usage.reasoning_tokens == (attempt.tokens.reasoning if case.reasoning else 0)
    assert not usage.estimated


@pytest.mark.parametrize("way", WAYS)
async def test_without_a_count_the_usage_is_an_estimate_by_letters(chat: Chat, way: str) -> None:
    reply = await answered(chat("no-usage"), way, request(), Gathering())
    assert reply.usage.estimated
    assert reply.usage.input_tokens == 4  # 14 letters, four to a token, rounded up
    assert reply.usage.output_tokens == 4  # 16 letters


@pytest.mark.parametrize("way", WAYS)
async def test_a_character_split_between_two_writes_arrives_whole(chat: Chat, way: str) -> None:
    reply = await answered(chat("unicode"), way, request(), Gathering())
    assert reply.text == "".join(UNICODE)


@pytest.mark.parametrize("way", WAYS)
async def test_a_truncated_answer_says_so(chat: Chat, way: str) -> None:
    reply = await answered(chat("truncated"), way, request(), Gathering())
    assert reply.stop is StopReason.LENGTH
    assert reply.text == "The answer "


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("fault", [Fault.REFUSED_WORDS, Fault.REFUSED_LATE])
async def test_a_refusal_never_looks_like_an_answer(
    case: Case, chat: Chat, fault: Fault, way: str
) -> None:
    try:
        reply = await answered(chat(fault), way, request(), Gathering())
    except ModelError as error:
        refused = case.own.get(Fault.REFUSED_ANSWER, frozenset({ModelFailure.REFUSED}))
        assert error.failure in refused
        assert isinstance(error, ModelRefused) or case.kind == "mistral"
    else:
        assert reply.stop is StopReason.REFUSAL


@pytest.mark.parametrize("way", WAYS)
async def test_tools_are_called_and_their_results_go_back(
    server: FaultServer, chat: Chat, way: str
) -> None:
    question = ChatMessage(ChatRole.USER, (TextPart("What is 4 + 4?"),))
    reply = await answered(chat(), way, request(question, tools=(SUM, LOOK)), Gathering())
    assert reply.stop is StopReason.TOOL_CALLS
    assert [call.name for call in reply.tool_calls] == ["add", "look_up"]
    assert json.loads(reply.tool_calls[0].arguments) == {"a": 4, "b": 4}
    assert len({call.id for call in reply.tool_calls}) == 2
    results = tuple(
        ChatMessage(ChatRole.TOOL, (ToolResult(call.id, "8"),)) for call in reply.tool_calls
    )
    spoken = ChatMessage(ChatRole.ASSISTANT, (TextPart("I add."), *reply.tool_calls))
    again = request(question, spoken, *results, tools=(SUM, LOOK))
    assert (await answered(chat(), way, again, Gathering())).text == WORDS
    assert '"8"' in json.dumps(server.seen.attempts[-1].body)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("choice", "called"),
    [
        (ToolChoice(ToolMode.NONE), []),
        (ToolChoice(ToolMode.REQUIRED), ["add", "look_up"]),
        (ToolChoice(ToolMode.NAMED, "look_up"), ["look_up"]),
    ],
)
async def test_the_choice_of_a_tool_is_the_callers(
    chat: Chat, choice: ToolChoice, called: list[str], way: str
) -> None:
    asked = request(tools=(SUM, LOOK), tool_choice=choice)
    reply = await answered(chat(), way, asked, Gathering())
    assert [call.name for call in reply.tool_calls] == called


@pytest.mark.parametrize("way", WAYS)
async def test_a_schema_makes_the_text_one_json_value_of_it(chat: Chat, way: str) -> None:
    reply = await answered(chat(), way, request(json_schema=SCHEMA), Gathering())
    assert json.loads(reply.text).keys() == {"steps", "final"}
    assert reply.stop is StopReason.END


@pytest.mark.parametrize("way", WAYS)
async def test_a_json_object_can_be_asked_for_without_a_schema(
    case: Case, server: FaultServer, chat: Chat, way: str
) -> None:
    reply = await answered(chat(), way, request(json_object=True), Gathering())
    if case.json_object:
        assert json.loads(reply.text)
    else:
        assert "JSON" in json.dumps(server.seen.attempts[0].body)


@pytest.mark.parametrize("way", WAYS)
async def test_images_are_shown_and_sources_become_text(
    server: FaultServer, chat: Chat, way: str
) -> None:
    passage = Passage(uuid4(), uuid4(), 1, "Algebra", "Sums", 0, 20, "A sum is a total.", 0.9)
    parts = (
        SourcePart(passage),
        TextPart("What is on these pages?"),
        ImagePart("image/png", PIXEL),
        ImagePart(url="https://example.org/page.png", media_type="image/png"),
    )
    reply = await answered(chat(), way, request(ChatMessage(ChatRole.USER, parts)), Gathering())
    assert reply.text == "I see 2 images: image/png, url."
    body = json.dumps(server.seen.attempts[0].body)
    assert "A sum is a total." in body
    assert 'number=\\"1\\"' in body


async def test_closing_a_stream_early_ends_the_call_upstream_at_once(
    server: FaultServer, chat: Chat
) -> None:
    async with closing(chat("slow@0.15").stream(request())) as chunks:
        async for chunk in chunks:
            if chunk.has_content:
                break
    await until_left(server)
    (attempt,) = server.seen.attempts
    assert attempt.left is not None
    assert attempt.tokens.output < 4


@pytest.mark.parametrize("way", WAYS)
async def test_a_cancelled_call_ends_upstream_at_once(
    server: FaultServer, chat: Chat, way: str
) -> None:
    task = asyncio.create_task(answered(chat("silent"), way, request(), Gathering()))
    async with asyncio.timeout(2):
        while not server.seen.attempts:
            await asyncio.sleep(0.005)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until_left(server)
    assert server.seen.attempts[0].left is not None


async def test_a_silent_stream_is_given_up_after_the_rows_silence(
    case: Case, server: FaultServer
) -> None:
    vendor = case.connect(server.url(case.wire), silence_seconds=0.1)
    with pytest.raises(ModelError) as caught:
        await answered(
            vendor.chat(model_row("stall-late")), "stream", request(seconds=30.0), Gathering()
        )
    assert caught.value.failure is ModelFailure.SILENT_BETWEEN_CHUNKS
    await until_left(server)
    await vendor.close()


async def test_a_slow_whole_answer_is_not_taken_for_silence(
    case: Case, server: FaultServer
) -> None:
    vendor = case.connect(server.url(case.wire), silence_seconds=0.1)
    reply = await vendor.chat(model_row("late@0.4")).complete(request())
    assert reply.text == WORDS
    await vendor.close()


async def test_one_connection_serves_one_call_after_another(
    server: FaultServer, chat: Chat
) -> None:
    for way in ("complete", "stream", "complete", "stream"):
        await answered(chat(), way, request(), Gathering())
    assert server.open_connections == 1


async def test_the_models_own_limit_and_name_are_used(server: FaultServer, chat: Chat) -> None:
    row = chat("fast", upstream="ok", max_output=50)
    reply = await row.complete(request(max_tokens=4000))
    assert reply.model == "wire/ok"
    body = json.dumps(server.seen.attempts[0].body)
    assert ": 50" in body
    assert "4000" not in body


async def test_embeddings_are_one_vector_a_text_in_order(case: Case, server: FaultServer) -> None:
    vendor = case.vendor(server)
    row = model_row("ok", embeds=True)
    if not case.embeds:
        with pytest.raises(ConfigurationError):
            vendor.embedder(row)
        await vendor.close()
        return
    reply = await vendor.embedder(row).embed(EmbeddingRequest(("one", "another text")))
    assert [len(vector) for vector in reply.vectors] == [8, 8]
    assert reply.vectors[0] != reply.vectors[1]
    assert reply.usage.input_tokens > 0
    assert reply.model == "wire/ok"
    await vendor.close()


@pytest.mark.parametrize("fault", [Fault.RATE_LIMIT, Fault.BAD_KEY, Fault.BAD_JSON, Fault.RESET])
async def test_embeddings_fail_as_answers_do(case: Case, server: FaultServer, fault: Fault) -> None:
    if not case.embeds:
        return
    vendor = case.vendor(server)
    with pytest.raises(ModelError) as caught:
        await vendor.embedder(model_row(fault, embeds=True)).embed(EmbeddingRequest(("one",)))
    assert caught.value.failure in FAILURES[fault]
    assert caught.value.retry_after == WAITS.get(fault)
    assert len(server.seen.attempts) == 1
    await vendor.close()


async def test_calls_of_an_assistant_turn_without_words_are_told(
    server: FaultServer, chat: Chat
) -> None:
    call = ToolCall("call00001", "add", '{"a": 1, "b": 2}')
    spoken = ChatMessage(ChatRole.ASSISTANT, (call,))
    result = ChatMessage(ChatRole.TOOL, (ToolResult("call00001", "3"),))
    question = ChatMessage(ChatRole.USER, (TextPart("1 + 2?"),))
    reply = await chat().complete(request(question, spoken, result, tools=(SUM,)))
    assert reply.text == WORDS


@pytest.mark.parametrize("way", WAYS)
async def test_the_built_in_model_keeps_the_contract_for_what_it_can(way: str) -> None:
    question = ChatMessage(ChatRole.USER, (TextPart("Solve 2x + 3 = 11"),))
    seen = Gathering()
    reply = await answered(BUILTIN, way, request(question), seen)
    assert "x = 4" in reply.text
    assert (reply.stop, reply.model) == (StopReason.END, "builtin/solver")
    assert reply.usage.output_tokens == len(reply.text.split())
    as_json = await answered(BUILTIN, way, request(question, json_schema=SCHEMA), Gathering())
    assert json.loads(as_json.text).keys() == {"steps", "final"}
    short = await answered(BUILTIN, way, request(question, max_tokens=3), Gathering())
    assert short.stop is StopReason.LENGTH
    unsolvable = ChatMessage(ChatRole.USER, (TextPart("Who was Noether?"),))
    refused = await answered(BUILTIN, way, request(unsolvable), Gathering())
    assert refused.stop is StopReason.REFUSAL
