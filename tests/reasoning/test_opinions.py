"""Other models are asked of what no check can judge."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from fynq.domain.chat import ChatChunk, ChatRequest, Routed, StopReason, Usage
from fynq.domain.doubt import AnswerReady, AnswerRefused, Verification
from fynq.domain.errors import ModelUnavailable
from fynq.domain.learner import LearnerContext
from fynq.reasoning.reasoner import Reasoner
from fynq.reasoning.vote import SURE_ENOUGH, majority
from tests.reasoning.test_reasoner import TENANT, doubt, solving, verifying

PROBLEM = (
    "Mia reads 7 pages a day and Leo reads 12. How many pages do they read together in 3 days?"
)


def reply(final: str, *steps: str) -> str:
    listed = [{"title": "Step", "text": step} for step in steps or ("They read every day.",)]
    return json.dumps({"steps": listed, "final": final})


@dataclass
class Panel:
    """first: what the chosen model says, one text for each time it is asked. other: what the model
    of another maker says; None when there is none. verdict: the judge's reply."""

    first: list[str]
    other: str | None = None
    verdict: str = ""
    seen: list[ChatRequest] = field(default_factory=list)

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
        self.seen.append(request)
        if request.metadata["route"] == "judge":
            text, who = self.verdict, "bee"
        elif request.unlike:
            if self.other is None or "q/bee" in request.unlike:
                raise ModelUnavailable("No model of another family may answer this.")
            text, who = self.other, "bee"
        elif request.escalation is not None:
            raise ModelUnavailable("No better model is left.")
        else:
            asked = sum(not r.unlike and r.metadata["route"] != "judge" for r in self.seen)
            text, who = self.first[min(asked, len(self.first)) - 1], "ant"
        routed = Routed("p" if who == "ant" else "q", who)
        yield ChatChunk(text=text)
        yield ChatChunk(stop=StopReason.END, usage=Usage(10, 5, 0, 0, 7), model="x", routed=routed)


async def same(gold: str, answer: str, question: str, seconds: float) -> bool:
    return gold == answer


async def told(panel: Panel) -> AnswerReady | AnswerRefused:
    reasoner = Reasoner(solving, verifying, panel, repairs=0, equivalent=same)
    events = [e async for e in reasoner.reason(TENANT, doubt(PROBLEM), LearnerContext(), ())]
    last = events[-1]
    assert isinstance(last, AnswerReady | AnswerRefused)
    return last


async def test_a_model_of_another_maker_with_the_same_result_is_a_witness() -> None:
    panel = Panel([reply("57")], reply("57"))
    last = await told(panel)
    assert isinstance(last, AnswerReady)
    assert last.answer.status is Verification.VERIFIED
    assert [witness.kind for witness in last.answer.witnesses] == ["second_model"]
    assert last.answer.usage.cost_micros == 14
    first, second = panel.seen
    assert second.unlike == ("p/ant",)
    assert "57" not in second.messages[-1].text, "it solves without seeing the answer"
    assert first.messages[-1].text == second.messages[-1].text


async def test_without_one_the_model_votes_and_that_is_never_verified() -> None:
    panel = Panel([reply("57")])
    last = await told(panel)
    assert isinstance(last, AnswerReady)
    assert last.answer.status is Verification.LIKELY
    assert [witness.kind for witness in last.answer.witnesses] == ["vote"]
    ballots = [r for r in panel.seen if r.model == "p/ant"]
    assert len(ballots) == 2, "three alike are clear"
    assert all(r.temperature and r.temperature > 0 for r in ballots)


async def test_a_split_vote_is_no_witness() -> None:
    last = await told(Panel([reply("57"), reply("19"), reply("57"), reply("21")]))
    assert isinstance(last, AnswerReady)
    assert last.answer.status is Verification.UNVERIFIED
    assert last.answer.witnesses == ()


@pytest.mark.parametrize(
    ("verdict", "given"),
    [
        ('{"why": "19 times 3 is 57.", "verdict": "holds"}', True),
        ('{"why": "It adds only one day.", "verdict": "fails"}', False),
        ('{"why": "", "verdict": "fails"}', False),
        ('{"why": "Hard to say.", "verdict": "unsure"}', False),
        ("no JSON", False),
    ],
)
async def test_where_two_models_differ_a_judge_decides(verdict: str, given: bool) -> None:
    panel = Panel([reply("57", "Both: $7 + 12 = 19$.", "Three days.")], reply("19"), verdict)
    last = await told(panel)
    assert isinstance(last, AnswerReady) is given
    judged = next(r for r in panel.seen if r.metadata["route"] == "judge")
    assert judged.unlike == ("p/ant",)
    assert "Judge step 2." in judged.messages[-1].text, "the calculation of step 1 holds"
    if isinstance(last, AnswerReady):
        assert last.answer.status is Verification.LIKELY
        assert [(w.kind, w.step) for w in last.answer.witnesses] == [("judge", 2)]
    else:
        assert last.needs_teacher


async def test_nobody_is_asked_where_a_check_could_judge() -> None:
    class Knows(Panel):
        pass

    panel = Knows([reply("x = 4")], reply("x = 4"))
    reasoner = Reasoner(refusing, verifying, panel, repairs=0, equivalent=same)
    asked = doubt("Solve 2x + 3 = 11")
    events = [e async for e in reasoner.reason(TENANT, asked, LearnerContext(), ())]
    assert isinstance(events[-1], AnswerReady)
    assert events[-1].answer.status is Verification.VERIFIED
    assert len(panel.seen) == 1


async def refusing(question: str, seconds: float) -> None:
    from fynq.domain.errors import CannotSolve

    raise CannotSolve("Not today.")


def test_when_a_vote_is_clear() -> None:
    clear: Callable[[int, int], bool] = lambda a, b: majority(a, b) >= SURE_ENOUGH  # noqa: E731
    assert [clear(1, 0), clear(2, 0), clear(3, 0), clear(3, 1), clear(4, 1)] == [
        False,
        False,
        True,
        False,
        True,
    ]
    assert majority(1, 0) == pytest.approx(0.75)
    assert majority(2, 2) == pytest.approx(0.5)
