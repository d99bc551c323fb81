"""Hints out of the reasoner: no event of the stream carries the answer."""

from __future__ import annotations

import json
from dataclasses import asdict
from uuid import UUID

import pytest

from fynq.domain.doubt import (
    AnswerEvent,
    AnswerReady,
    AnswerRefused,
    AnswerText,
    StepFound,
    Turn,
    Verification,
    Wanted,
)
from fynq.domain.knowledge import Passage
from fynq.domain.learner import LearnerContext
from fynq.domain.policy import Help, SchoolPolicy
from fynq.reasoning import hinting
from fynq.reasoning.hinting import NO_HINTS
from fynq.reasoning.reasoner import Reasoner
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.verification.leak import leaks
from tests.reasoning.hints.hinting import HintsHere
from tests.reasoning.hints.test_request import doubt
from tests.reasoning.test_reasoner import TENANT, Saying, solving, verifying

QUESTION = "Solve 5x - 7 = 28"
TEXT = "# Equations\n\nSolving equations: for 5x - 7 = 28 the solution of the equation is x = 7."


async def unsure(question: str, solved: SolvedProblem, seconds: float) -> Report:
    return Report(False, objection="Nothing can be told.")


async def told(
    said: str,
    *turns: Turn,
    policy: SchoolPolicy = SchoolPolicy(),  # noqa: B008
    wanted: Wanted | None = None,
    model: Saying | None = None,
    hints: HintsHere | None = HintsHere(),  # noqa: B008
) -> tuple[list[AnswerEvent], AnswerReady | AnswerRefused]:
    reasoner = Reasoner(solving, verifying if model is None else unsure, model, hints=hints)
    passage = Passage(UUID(int=1), UUID(int=2), 3, "Equations", "Solving", 0, len(TEXT), TEXT, 0.9)
    asked = doubt(said, *turns, wanted=wanted)
    context = LearnerContext(policy=policy)
    found = [e async for e in reasoner.reason(TENANT, asked, context, (passage,))]
    last = found[-1]
    assert isinstance(last, AnswerReady | AnswerRefused)
    if isinstance(last, AnswerReady):
        assert "".join(e.text for e in found if isinstance(e, AnswerText)) == last.answer.text
    return found, last


@pytest.mark.parametrize("rung", [Help.RESTATE, Help.CONCEPT, Help.NEXT_STEP, Help.NEIGHBOUR])
async def test_no_event_of_a_hint_carries_the_answer(rung: Help) -> None:
    turns = [Turn(QUESTION, "…", Help.RESTATE)] + [Turn("hint", "…", Help.CONCEPT)] * (rung.rung - 2)  # fmt: skip
    said, before = (QUESTION, ()) if rung is Help.RESTATE else ("Another hint", tuple(turns))
    found, last = await told(said, *before, wanted=Wanted.HINT)
    assert isinstance(last, AnswerReady)
    answer = last.answer
    assert answer.hint is not None and answer.hint.rung is rung and answer.hint.more
    assert (answer.final, answer.steps, answer.citations) == ("", (), ())
    assert answer.status is Verification.VERIFIED
    assert [witness.detail for witness in answer.witnesses] == [hinting.CHECKED]
    assert not [event for event in found if isinstance(event, StepFound)]
    for event in found:
        assert not leaks(QUESTION, "x = 7", json.dumps(asdict(event), default=str))


async def test_the_fifth_rung_is_the_solution() -> None:
    turns = [Turn(QUESTION, "…", Help.RESTATE)] + [Turn("hint", "…", Help.CONCEPT)] * 3
    _, last = await told("Another hint", *turns, wanted=Wanted.HINT)
    assert isinstance(last, AnswerReady)
    assert last.answer.final == "x = 7" and last.answer.steps
    assert last.answer.hint is not None
    assert (last.answer.hint.rung, last.answer.hint.more) == (Help.SOLUTION, False)


async def test_the_end_is_said() -> None:
    policy = SchoolPolicy(Help.CONCEPT)
    turns = [Turn(QUESTION, "…", Help.RESTATE)]
    _, last = await told("Tell me the answer", *turns, policy=policy)
    assert isinstance(last, AnswerReady) and last.answer.hint is not None
    assert not last.answer.hint.more
    assert hinting.LAST in last.answer.text
    _, again = await told("hint", *turns, Turn("hint", "…", Help.CONCEPT), policy=policy)
    assert isinstance(again, AnswerReady)
    assert again.answer.text.startswith(hinting.SPENT)


async def test_a_question_about_a_step_after_a_hint_shows_no_step() -> None:
    turns = (Turn(QUESTION, "…", Help.NEXT_STEP),)
    _, last = await told("Why did you divide by 5?", *turns)
    assert isinstance(last, AnswerReady)
    assert last.answer.hint is not None
    assert not leaks(QUESTION, "x = 7", last.answer.text)
    assert last.answer.steps == ()


async def test_hints_from_a_solution_that_a_model_wrote() -> None:
    steps = [("Count the legs of the insects", "Each has six, so $6 \\cdot 9 = 54$."), ("Write 78", "So it is 78.")]  # fmt: skip
    written = {"final": "78", "steps": [{"title": title, "text": text} for title, text in steps]}
    said = "A jar holds 9 insects and 3 spiders. How many legs do they have?"
    turns: tuple[Turn, ...] = ()
    for rung in (Help.RESTATE, Help.CONCEPT, Help.NEXT_STEP):
        question = "Another hint" if turns else said
        found, last = await told(
            question, *turns, wanted=Wanted.HINT, model=Saying(json.dumps(written))
        )
        assert isinstance(last, AnswerReady) and last.answer.hint is not None
        assert last.answer.hint.rung.rung <= rung.rung
        assert last.answer.model == "vendor/model"
        for event in found:
            assert "78" not in json.dumps(asdict(event), default=str)
        turns = (*turns, Turn(question, "…", rung))
    assert "Count the legs of the insects" in last.answer.text


async def test_without_a_checker_there_are_no_hints() -> None:
    _, last = await told(QUESTION, wanted=Wanted.HINT, hints=None)
    assert isinstance(last, AnswerRefused) and last.reason == NO_HINTS
