from __future__ import annotations

import json
from uuid import UUID

from fynq.domain.chat import (
    ChatChunk,
    ChatMessage,
    ChatRequest,
    ChatRole,
    SourcePart,
    StopReason,
    TextPart,
)
from fynq.domain.knowledge import Passage
from fynq.providers.builtin import NAME, BuiltinModel
from fynq.reasoning.model_route import SOLUTION_SCHEMA
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.solve import solve
from fynq.reasoning.understand import understand
from fynq.reasoning.verification.verify import verify

TEXT = "Speed is the distance travelled per unit of time. It is measured in metres per second."
PASSAGE = Passage(UUID(int=1), UUID(int=2), 1, "Speed", "", 0, len(TEXT), TEXT, 0.7)


async def solving(question: str, seconds: float) -> SolvedProblem:
    return solve(understand(question))


async def verifying(question: str, solved: SolvedProblem, seconds: float) -> Report:
    return verify(understand(question), solved, question)


MODEL = BuiltinModel(solving, verifying)


def asked(text: str, *sources: Passage, **fields: object) -> ChatRequest:
    parts = (*[SourcePart(source) for source in sources], TextPart(text))
    return ChatRequest(messages=(ChatMessage(ChatRole.USER, parts),), **fields)  # type: ignore[arg-type]


async def said(request: ChatRequest) -> tuple[str, ChatChunk]:
    chunks = [chunk async for chunk in MODEL.stream(request)]
    assert all(chunk.stop is None for chunk in chunks[:-1])
    return "".join(chunk.text for chunk in chunks), chunks[-1]


async def test_solves_mathematics() -> None:
    text, last = await said(asked("Solve 2x + 3 = 11"))
    assert "x = 4" in text
    assert last.stop is StopReason.END
    assert last.model == NAME
    assert last.usage is not None and last.usage.output_tokens == len(text.split())
    assert last.usage.cost_micros == 0


async def test_quotes_its_sources() -> None:
    text, last = await said(asked("What is speed?", PASSAGE))
    assert "> Speed is the distance travelled per unit of time. [1]" in text
    assert last.stop is StopReason.END


async def test_refuses_the_rest() -> None:
    for request in (asked("Who won the cup?"), asked("Why is the sky blue?", PASSAGE), asked("")):
        _, last = await said(request)
        assert last.stop is StopReason.REFUSAL


async def test_answers_in_the_schema() -> None:
    text, last = await said(asked("Solve 2x + 3 = 11", json_schema=SOLUTION_SCHEMA))
    assert json.loads(text)["final"] == "x = 4"
    text, last = await said(asked("Who won?", json_schema=SOLUTION_SCHEMA))
    assert json.loads(text) == {"steps": [], "final": ""}
    assert last.stop is StopReason.REFUSAL


async def test_is_deterministic_and_stops_at_max_tokens() -> None:
    assert await said(asked("Differentiate x^2")) == await said(asked("Differentiate x^2"))
    text, last = await said(asked("Differentiate x^2", max_tokens=5))
    assert last.stop is StopReason.LENGTH
    assert len(text.split()) <= 5
