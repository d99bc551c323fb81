"""Vendors and vLLM reuse the computation of an equal beginning of a prompt."""

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from fynq.domain.chat import ChatChunk, ChatRequest, ChatRole, SourcePart, StopReason
from fynq.domain.doubt import Turn
from fynq.domain.knowledge import Passage
from fynq.domain.learner import LearnerContext
from fynq.domain.policy import Help, SchoolPolicy
from fynq.reasoning.model_route import Explained, explain, propose

ICE = Passage(UUID(int=9), UUID(int=2), 1, "Ice", "", 0, 30, "Ice floats because it is less dense.", 0.9)  # fmt: skip
WATER = Passage(UUID(int=8), UUID(int=1), 1, "Water", "", 50, 80, "Water is densest at 4 degrees.", 0.8)  # fmt: skip
LATER = Passage(UUID(int=7), UUID(int=2), 1, "Ice", "", 40, 70, "Ice has an open lattice of bonds.", 0.7)  # fmt: skip


@dataclass
class Listening:
    """Quotes the first source and remembers what it was asked."""

    heard: list[ChatRequest] = field(default_factory=list)
    reply: str = "> Water is densest at 4 degrees. [1]\n"

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
        self.heard.append(request)
        yield ChatChunk(self.reply)
        yield ChatChunk(stop=StopReason.END, model="m")


async def asked(learner: LearnerContext, question: str, passages: list[Passage]) -> ChatRequest:
    model, outcome = Listening(), Explained()
    turns = [Turn("q", "a")]
    async for _ in explain(model, question, turns, learner, passages, 1.0, outcome):  # type: ignore[arg-type]
        pass
    assert [citation.title for citation in outcome.citations] == ["Water"]
    return model.heard[0]


def system(request: ChatRequest) -> str:
    assert [m.role for m in request.messages].count(ChatRole.SYSTEM) == 1
    assert request.messages[0].role is ChatRole.SYSTEM
    return request.messages[0].text


def beginning(texts: list[str]) -> str:
    """What all begin with."""
    columns = zip(*texts, strict=False)
    return "".join(c[0] for c in itertools.takewhile(lambda c: len(set(c)) == 1, columns))


POLICIES = {"full": SchoolPolicy(), "hints": SchoolPolicy(Help.CONCEPT)}
LEARNERS = [
    LearnerContext(),
    LearnerContext(level="primary", language="de"),
    LearnerContext(level="college", language="fr"),
]


@pytest.mark.parametrize("reveal", ["full", "hints"])
async def test_the_instructions_are_the_same_bytes_for_every_student(reveal):
    prompts = []
    for learner in LEARNERS:
        student = LearnerContext(
            level=learner.level, language=learner.language, policy=POLICIES[reveal]
        )
        prompts.append(system(await asked(student, "Why?", [ICE, WATER])))
    shared = beginning(prompts)
    for prompt, learner in zip(prompts, LEARNERS, strict=True):
        rest = prompt[len(shared) :]
        assert len(rest) < 60
        assert learner.language in prompt[-20:]
    assert ("full answer" in shared) == (reveal == "hints")
    assert "CANNOT ANSWER" in shared


async def test_the_instructions_for_mathematics_are_too():
    prompts = []
    for learner in LEARNERS:
        model = Listening()
        await propose(model, "Solve x = 1", learner, 1.0)  # type: ignore[arg-type]
        prompts.append(system(model.heard[0]))
    assert '"final"' in beginning(prompts)


async def test_sources_come_before_the_question_in_an_order_of_their_own():
    first = await asked(LEARNERS[0], "Why?", [ICE, WATER, LATER])
    second = await asked(LEARNERS[0], "How?", [LATER, WATER, ICE])
    assert first.messages[:-1] == second.messages[:-1]
    *sources, question = first.messages[-1].parts
    assert sources == [SourcePart(WATER), SourcePart(ICE), SourcePart(LATER)]
    assert (*sources,) == second.messages[-1].parts[:-1]
    assert question != second.messages[-1].parts[-1]
