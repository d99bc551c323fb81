"""The reasoner looks at a student's own work before anything else."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from fynq.domain.doubt import AnswerEvent, AnswerReady, AnswerText, Doubt, Turn, Verification
from fynq.domain.identifiers import Tenant
from fynq.domain.learner import LearnerContext
from fynq.domain.policy import Help, SchoolPolicy
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reasoner import Reasoner
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.work.check import check_work
from fynq.reasoning.work.checked import CheckedWork

TENANT = Tenant(UUID(int=7))


async def never_solved(question: str, seconds: float) -> SolvedProblem:
    raise NotUnderstood("not read")


async def never_verified(question: str, solved: SolvedProblem, seconds: float) -> Report:
    raise AssertionError


async def checking(question: str, former: str, seconds: float) -> CheckedWork:
    return check_work(question, former)


async def events(
    question: str, *turns: Turn, learner: LearnerContext | None = None
) -> list[AnswerEvent]:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    doubt = Doubt(UUID(int=1), UUID(int=2), question, UUID(int=1), at, turns=turns)
    reasoner = Reasoner(never_solved, never_verified, check_work=checking)
    found = reasoner.reason(TENANT, doubt, learner or LearnerContext(), ())
    return [event async for event in found]


async def test_the_first_wrong_line_is_the_answer() -> None:
    found = await events("Where did I go wrong?\n2x + 5 = 11\n2x = 16\nx = 8")
    ready = found[-1]
    assert isinstance(ready, AnswerReady) and ready.answer.work is not None
    assert ready.answer.work.first_wrong == 1
    assert ready.answer.work.misconception == "moved_without_sign"
    assert ready.answer.status is Verification.VERIFIED
    told = "".join(event.text for event in found if isinstance(event, AnswerText))
    assert told == ready.answer.text and "2x = 11 - 5" in told


async def test_hints_only_where_the_school_or_the_student_wants_them() -> None:
    question = "Check my work: solve x^2 = 9\nx = 3"
    school = LearnerContext(policy=SchoolPolicy(Help.NEXT_STEP))
    for asked, learner in ((question, school), (f"Without giving the answer: {question}", None)):
        ready = (await events(asked, learner=learner))[-1]
        assert isinstance(ready, AnswerReady) and "-3" not in ready.answer.text
    ready = (await events(question))[-1]
    assert isinstance(ready, AnswerReady) and "-3" in ready.answer.text


async def test_work_on_the_former_question() -> None:
    former = Turn("Solve 2x + 5 = 11", "…")
    ready = (await events("I got 2x = 16, x = 8. Is this right?", former))[-1]
    assert isinstance(ready, AnswerReady) and ready.answer.work is not None
    assert ready.answer.work.first_wrong == 1


async def test_without_steps_the_doubt_goes_its_usual_way() -> None:
    found = await events("Is this right?")
    assert not any(isinstance(event, AnswerReady) for event in found)
