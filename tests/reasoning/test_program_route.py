"""A program beside a model's answer, and a second try from the first bad step."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from fynq.domain.chat import ChatChunk, ChatRequest, Routed, StopReason, Usage
from fynq.domain.doubt import AnswerEvent, AnswerReady, AnswerRefused, Verification
from fynq.domain.errors import ModelUnavailable, RoomUnavailable
from fynq.domain.learner import LearnerContext
from fynq.reasoning.jail.jail import Jail, Ran
from fynq.reasoning.program_route import PROGRAM, same_result
from fynq.reasoning.reasoner import Reasoner
from fynq.reasoning.solved import Report, SolvedProblem
from tests.reasoning.test_escalating import GOOD, PROBLEM, SLIP, reply
from tests.reasoning.test_reasoner import TENANT, doubt, solving, verifying

RIGHT = "```python\nanswer = 48 + 48 // 2\n```"
OTHER = "```python\nanswer = 48 + 24 + 1\n```"
BARE = reply("She sells them all.", final="72")


@dataclass
class Scripted:
    """Solutions in order, then no model; programs by `program`."""

    solutions: list[str]
    program: str = RIGHT
    seen: list[ChatRequest] = field(default_factory=list)

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
        self.seen.append(request)
        if request.metadata["route"] == PROGRAM:
            text = self.program
        elif self.solutions:
            text = self.solutions.pop(0)
        else:
            raise ModelUnavailable("none is left")
        if not text:
            raise ModelUnavailable("down")
        yield ChatChunk(text=text)
        routed = Routed("p", f"model-{len(request.escalation.models) if request.escalation else 0}")
        yield ChatChunk(stop=StopReason.END, usage=Usage(10, 5, 0, 0, 7), model="x", routed=routed)


@pytest.fixture
async def jail() -> AsyncIterator[Jail]:
    made = Jail()
    yield made
    await made.close()


async def told(model: Scripted, run: object = None) -> AnswerEvent:
    reasoner = Reasoner(solving, verifying, model, program=run)  # type: ignore[arg-type]
    return [e async for e in reasoner.reason(TENANT, doubt(PROBLEM), LearnerContext(), ())][-1]


async def test_a_program_that_agrees_is_a_witness_and_never_makes_it_verified(jail: Jail) -> None:
    last = await told(Scripted([BARE]), jail.run)
    assert isinstance(last, AnswerReady)
    assert last.answer.status is Verification.LIKELY
    assert [each.kind for each in last.answer.witnesses] == ["program"]
    assert last.answer.usage.cost_micros == 14


async def test_a_program_that_differs_sends_the_question_to_another_model(jail: Jail) -> None:
    model = Scripted([BARE, GOOD], OTHER)
    assert isinstance(await told(model, jail.run), AnswerRefused)
    escalation = model.seen[2].escalation
    assert escalation is not None
    assert "computes 73" in escalation.objections[0]


@pytest.mark.parametrize(
    "program", ["CANNOT ANSWER", "", "```python\nimport os\n```", "```python\nanswer = 1/0\n```"]
)
async def test_a_bad_program_is_not_the_students_problem(jail: Jail, program: str) -> None:
    last = await told(Scripted([GOOD], program), jail.run)
    assert isinstance(last, AnswerReady)
    assert [each.kind for each in last.answer.witnesses] == ["recomputation"]


async def test_a_jail_that_is_down_is_not_the_students_problem() -> None:
    async def down(source: str, seconds: float | None = None) -> Ran:
        raise RoomUnavailable("down")

    assert isinstance(await told(Scripted([GOOD]), down), AnswerReady)


async def test_the_same_model_is_shown_its_first_bad_step() -> None:
    model = Scripted([SLIP, GOOD])
    last = await told(model)
    assert isinstance(last, AnswerReady)
    assert last.answer.final == "72"
    again = model.seen[1]
    assert again.model == "p/model-0" and again.escalation is None
    assert "48 / 2 = 25 is wrong" in again.messages[-1].text


async def test_what_fails_says_what_holds_and_asks_for_a_teacher() -> None:
    late = reply("In May: 48 / 2 = 24.", "Together: 48 + 24 = 73.", final="73")
    last = await told(Scripted([late, late]))
    assert isinstance(last, AnswerRefused)
    assert last.needs_teacher
    assert "Step 1 holds." in last.advice and "Step 2 (Step) does not hold." in last.advice
    assert "72" not in last.advice


@pytest.mark.parametrize(
    ("final", "answer", "same"),
    [
        ("72", "72", True),
        ("x = 1/2", "0.5", True),
        ("0.33", "1/3", True),
        ("0.34", "1/3", False),
        ("73", "72", False),
        ("72.5", "72", False),
        ("x + 1", "2", None),
        ("72", "yes", None),
        ("72", "1/0", None),
    ],
)
def test_one_number_or_not(final: str, answer: str, same: bool | None) -> None:
    assert same_result(final, answer) is same


async def test_an_exam_that_the_school_blocks_is_refused() -> None:
    asked = doubt("Question 3 of 20 (5 points): solve 2x = 8")
    for phrases, kind in ((("spring final",), AnswerRefused), ((), AnswerReady)):
        reasoner = Reasoner(asked_of_four, nothing_to_check, exam_phrases=phrases)
        last = [e async for e in reasoner.reason(TENANT, asked, LearnerContext(), ())][-1]
        assert isinstance(last, kind)


async def asked_of_four(question: str, seconds: float) -> SolvedProblem:
    return await solving("solve 2x = 8", seconds)


async def nothing_to_check(question: str, solved: SolvedProblem, seconds: float) -> Report:
    return Report(False)
