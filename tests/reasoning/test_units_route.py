"""A model's answer whose units are wrong is repaired, or not given."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from fynq.domain.chat import ChatChunk, ChatRequest, StopReason, Usage
from fynq.domain.doubt import AnswerEvent, AnswerReady, AnswerRefused, Verification
from fynq.domain.errors import RoomUnavailable
from fynq.domain.learner import LearnerContext
from fynq.reasoning.reasoner import CONTRADICTED, Reasoner
from fynq.reasoning.verification.dimensions import check_units
from fynq.reasoning.verification.units_checked import Units
from tests.reasoning.test_escalating import reply
from tests.reasoning.test_reasoner import TENANT, doubt, solving, verifying

SPEED = "A courier's van covers 400 m of road in 20 s. What is its speed in km/h, please?"
RIGHT = reply(
    "v = 400 m / 20 s = 20 m/s", "In the unit asked for: 20 m/s × 3.6 = 72 km/h", final="72 km/h"
)
SLIP = reply(
    "v = 400 m / 20 s = 20 m/s", "In the unit asked for: 20 m/s = 5.56 km/h", final="5.56 km/h"
)
UNCONVERTED = reply("v = 400 m / 20 s = 20 m/s", final=r"20\ \text{m/s}")
ENERGY = reply("v = 400 m / 20 s = 20 J", final="20 J")


@dataclass
class Script:
    """One model that says one text after the other."""

    texts: list[str]
    seen: list[ChatRequest] = field(default_factory=list)

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
        self.seen.append(request)
        yield ChatChunk(text=self.texts[min(len(self.seen), len(self.texts)) - 1])
        yield ChatChunk(stop=StopReason.END, usage=Usage(10, 5, 0, 0, 7), model="p/model")


async def checking(question: str, steps: Sequence[str], final: str, seconds: float) -> Units:
    return check_units(question, steps, final)


async def told(question: str, *texts: str) -> tuple[AnswerEvent, list[ChatRequest]]:
    model = Script(list(texts))
    reasoner = Reasoner(solving, verifying, model, check_units=checking)
    found = [e async for e in reasoner.reason(TENANT, doubt(question), LearnerContext(), ())]
    return found[-1], model.seen


async def test_units_that_carry_through_support_an_answer_and_no_more() -> None:
    last, seen = await told(SPEED, RIGHT)
    assert isinstance(last, AnswerReady)
    assert last.answer.final == "72 km/h"
    assert last.answer.status is Verification.LIKELY
    assert [each.kind for each in last.answer.witnesses] == ["units"]
    assert "2 lines" in last.answer.witnesses[0].detail
    assert all(step.checked for step in last.answer.steps)
    assert len(seen) == 1


async def test_a_slip_of_conversion_is_repaired_from_its_step() -> None:
    last, seen = await told(SPEED, SLIP, RIGHT)
    assert isinstance(last, AnswerReady) and last.answer.final == "72 km/h"
    prompt = seen[1].messages[-1].text
    assert "Step 2: 20 m/s = 5.56 km/h is wrong" in prompt and "12.96" in prompt
    assert "1. v = 400 m / 20 s = 20 m/s" in prompt and "2. In the unit" not in prompt


async def test_a_result_in_another_unit_is_converted() -> None:
    last, seen = await told(SPEED, UNCONVERTED, RIGHT)
    assert isinstance(last, AnswerReady) and last.answer.final == "72 km/h"
    prompt = seen[1].messages[-1].text
    assert "asks for the result in km/h, so convert it" in prompt
    assert "1. v = 400 m / 20 s = 20 m/s" in prompt


async def test_a_wrong_dimension_is_not_given() -> None:
    last, seen = await told(SPEED, ENERGY, ENERGY)
    assert isinstance(last, AnswerRefused)
    assert last.reason == CONTRADICTED
    assert "Step 1" in last.advice
    prompt = seen[1].messages[-1].text
    assert "the left side is a speed, the right side an energy" in prompt


async def test_money() -> None:
    asked = "Nora saves $15 a week for 8 weeks to buy a bike. How much money does she save?"
    good = reply("$15/week × 8 weeks = $120", final="\\$120")
    wrong = reply("She saves $15 in each of 8 weeks.", final="120 weeks")
    last, seen = await told(asked, wrong, good)
    assert isinstance(last, AnswerReady) and last.answer.final == "\\$120"
    assert "an amount of money" in seen[1].messages[-1].text


async def test_an_answer_without_units_is_left_alone() -> None:
    asked = "A farmer plants trees in rows, each row with as many trees as rows. How many, please?"
    last, seen = await told(asked, reply("There are twelve.", final="12"))
    assert isinstance(last, AnswerReady) and last.answer.witnesses == ()
    assert len(seen) == 1


async def test_without_a_solver_process_nothing_is_said_of_the_units() -> None:
    async def away(question: str, steps: Sequence[str], final: str, seconds: float) -> Units:
        raise RoomUnavailable("All solvers are busy.")

    reasoner = Reasoner(solving, verifying, Script([ENERGY]), check_units=away)
    found = [e async for e in reasoner.reason(TENANT, doubt(SPEED), LearnerContext(), ())]
    assert isinstance(found[-1], AnswerReady)
