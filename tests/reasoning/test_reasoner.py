"""The reasoner with two small functions as its routes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from fynq.domain.chat import ChatChunk, ChatModel, ChatRequest, StopReason
from fynq.domain.doubt import (
    TERMINAL,
    AnswerEvent,
    AnswerReady,
    AnswerRefused,
    AnswerText,
    Doubt,
    Progress,
    StepFound,
    Turn,
    Verification,
    Witness,
)
from fynq.domain.errors import ModelUnavailable
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Passage, Sufficiency
from fynq.domain.learner import LearnerContext
from fynq.domain.policy import SchoolPolicy
from fynq.providers.builtin import NAME, BuiltinModel
from fynq.reasoning.confidence import Calibration
from fynq.reasoning.knowledge_route import NO_SOURCES
from fynq.reasoning.many_parts import NOT_SOLVED
from fynq.reasoning.reasoner import Reasoner
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.solve import solve
from fynq.reasoning.understand import understand
from fynq.reasoning.verification.verify import verify

TENANT = Tenant(UUID(int=7))
SEEN = Calibration({"solver": (96, 100), "solver/verified": (96, 100)})
ICE = """# Water and ice

Water has its greatest density at 4 °C. In ice, hydrogen bonds hold the molecules in an open
lattice with empty space between them. Because of this open lattice, ice is less dense than liquid
water, and so ice floats on water.

Lakes freeze from the top for the same reason. Fish survive below the ice.
"""


async def solving(question: str, seconds: float) -> SolvedProblem:
    return solve(understand(question))


async def verifying(question: str, solved: SolvedProblem, seconds: float) -> Report:
    return verify(understand(question), solved, question)


@dataclass
class Saying:
    """A model that says one thing."""

    text: str
    name: str = "vendor/model"
    stop: StopReason = StopReason.END
    seen: list[ChatRequest] = field(default_factory=list)

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
        self.seen.append(request)
        for place in range(0, len(self.text), 7):
            yield ChatChunk(text=self.text[place : place + 7])
        yield ChatChunk(stop=self.stop, model=self.name)


class Unreachable:
    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
        raise ModelUnavailable("down")
        yield ChatChunk()


def passage(text: str = ICE, score: float = 0.62) -> Passage:
    return Passage(UUID(int=1), UUID(int=2), 3, "Density", "Ice", 100, 100 + len(text), text, score)


def doubt(question: str, *turns: Turn) -> Doubt:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Doubt(UUID(int=1), UUID(int=2), question, UUID(int=1), at, turns=turns)


async def events(
    question: str,
    *turns: Turn,
    model: ChatModel | None = None,
    learner: LearnerContext | None = None,
    passages: Sequence[Passage] = (),
    calibration: Calibration | None = None,
    sufficiency: Sufficiency | None = None,
) -> list[AnswerEvent]:
    reasoner = Reasoner(solving, verifying, model, calibration=calibration)
    context = learner or LearnerContext()
    asked = doubt(question, *turns)
    return [e async for e in reasoner.reason(TENANT, asked, context, passages, sufficiency)]


def builtin() -> BuiltinModel:
    return BuiltinModel(solving, verifying)


def checked_shape(found: list[AnswerEvent]) -> AnswerEvent:
    assert [isinstance(event, TERMINAL) for event in found].count(True) == 1
    last = found[-1]
    assert isinstance(last, TERMINAL)
    if isinstance(last, AnswerReady):
        assert "".join(e.text for e in found if isinstance(e, AnswerText)) == last.answer.text
    return last


async def test_mathematics_step_by_step() -> None:
    found = await events("Solve 2x + 3 = 11", passages=[passage()])
    last = checked_shape(found)
    assert isinstance(last, AnswerReady)
    assert [e.stage for e in found if isinstance(e, Progress)] == [
        "solving",
        "verifying",
        "explaining",
    ]
    assert tuple(e.step for e in found if isinstance(e, StepFound)) == last.answer.steps
    assert last.answer.status is Verification.VERIFIED
    assert last.answer.final == "x = 4"
    assert last.answer.skills == ("linear-equations",)
    assert last.answer.model == NAME
    assert last.answer.confidence is None
    assert {witness.kind for witness in last.answer.witnesses} == {"substitution", "numeric"}
    assert last.answer.citations == ()


async def test_a_wrong_solution_is_refused() -> None:
    async def wrong(question: str, seconds: float) -> SolvedProblem:
        solved = solve(understand(question))
        result = replace(solved.result, values=(("5",),))
        return replace(solved, final="x = 5", result=result)

    reasoner = Reasoner(wrong, verifying)
    found = [
        e async for e in reasoner.reason(TENANT, doubt("Solve 2x + 3 = 11"), LearnerContext(), ())
    ]
    assert isinstance(checked_shape(found), AnswerRefused)


async def test_each_part_of_a_pasted_problem_is_answered() -> None:
    asked = "Homework 3\na) Solve 2x + 3 = 11\nb) Factor x^2 - 9\nc) Differentiate x^3"
    found = await events(asked, calibration=SEEN)
    last = checked_shape(found)
    assert isinstance(last, AnswerReady)
    assert last.answer.status is Verification.VERIFIED
    for part in ("x = 4", "(x - 3)(x + 3)", "3x^2"):
        assert part in last.answer.final
    assert [step.index for step in last.answer.steps] == list(range(1, len(last.answer.steps) + 1))
    assert {step.title[:2] for step in last.answer.steps} == {"a)", "b)", "c)"}
    assert {witness.detail[:2] for witness in last.answer.witnesses} == {"a)", "b)", "c)"}
    alone = checked_shape(await events("Solve 2x + 3 = 11", calibration=SEEN))
    assert isinstance(alone, AnswerReady) and alone.answer.confidence and last.answer.confidence
    assert last.answer.confidence == pytest.approx(alone.answer.confidence**3)


async def test_a_part_that_is_not_solved_is_said_to_be() -> None:
    asked = "a) Solve 2x + 3 = 11\nb) Find the number of zebras in x = 4."
    last = checked_shape(await events(asked))
    assert isinstance(last, AnswerReady)
    assert last.answer.status is Verification.LIKELY
    assert "not solved" in last.answer.final and "x = 4" in last.answer.final
    assert NOT_SOLVED in last.answer.text
    nothing = checked_shape(await events("a) Count the zebras.\nb) Count 3 more zebras."))
    assert isinstance(nothing, AnswerRefused)


async def test_what_cannot_be_checked_is_not_called_verified() -> None:
    async def unsure(question: str, solved: SolvedProblem, seconds: float) -> Report:
        fits = Witness("substitution", "The solutions fit.")
        return Report(False, (fits,), objection="One may be missing.")

    asked = doubt("Solve the system x^2+y^2=25, x-y=1")
    found = [e async for e in Reasoner(solving, unsure).reason(TENANT, asked, LearnerContext(), ())]
    last = checked_shape(found)
    assert isinstance(last, AnswerReady)
    assert last.answer.status is Verification.LIKELY
    sure = checked_shape(await events("Solve the system x^2+y^2=25, x-y=1"))
    assert isinstance(sure, AnswerReady)
    assert sure.answer.status is Verification.VERIFIED


async def test_an_answer_carries_how_sure_it_is() -> None:
    last = checked_shape(await events("Solve 2x + 3 = 11", calibration=SEEN))
    assert isinstance(last, AnswerReady)
    assert last.answer.confidence == pytest.approx(0.957, abs=0.005)


async def test_a_school_may_ask_for_more_than_fynq_is_sure_of() -> None:
    for least, answered in ((0.9, True), (0.97, False)):
        learner = LearnerContext(policy=SchoolPolicy(least_confidence=least))
        last = checked_shape(await events("Solve 2x + 3 = 11", learner=learner, calibration=SEEN))
        assert isinstance(last, AnswerReady) is answered
        if isinstance(last, AnswerRefused):
            assert last.needs_teacher
    last = checked_shape(await events("Solve 2x + 3 = 11", learner=learner))
    assert isinstance(last, AnswerRefused), "nothing was measured"


async def test_a_schools_own_exam_is_refused() -> None:
    learner = LearnerContext(policy=SchoolPolicy(exam_phrases=("spring midterm",)))
    asked = "Spring  Midterm: Solve 2x + 3 = 11"
    assert isinstance(checked_shape(await events(asked, learner=learner)), AnswerRefused)
    assert isinstance(
        checked_shape(await events("Solve 2x + 3 = 11", learner=learner)), AnswerReady
    )


async def test_brief_detail_leaves_the_steps_out_of_the_text() -> None:
    short = checked_shape(await events("Solve 2x + 3 = 11", learner=LearnerContext(detail="brief")))
    full = checked_shape(await events("Solve 2x + 3 = 11"))
    assert isinstance(short, AnswerReady) and isinstance(full, AnswerReady)
    assert len(short.answer.text) < len(full.answer.text)


async def test_mathematics_cites_what_is_near() -> None:
    text = "A linear equation has the form ax + b = 0. Linear equations have one solution when a is not 0."
    last = checked_shape(await events("Solve 2x + 3 = 11", passages=[passage(text)]))
    assert isinstance(last, AnswerReady)
    assert len(last.answer.citations) == 1


async def test_concepts_are_answered_by_quotation() -> None:
    last = checked_shape(
        await events("Why does ice float on water?", model=builtin(), passages=[passage()])
    )
    assert isinstance(last, AnswerReady)
    answer = last.answer
    assert answer.status is Verification.VERIFIED
    assert answer.model == NAME
    assert "less dense than liquid" in answer.text
    document = "." * 100 + ICE
    for citation in answer.citations:
        assert document[citation.start : citation.end] == citation.quote
        assert citation.revision == 3
    assert {witness.kind for witness in answer.witnesses} == {"quoted_source"}


@pytest.mark.parametrize("question", ["Why is the sky blue?", "Explain photosynthesis", "hello"])
async def test_sources_that_do_not_answer_are_not_quoted(question: str) -> None:
    last = checked_shape(await events(question, model=builtin(), passages=[passage()]))
    assert isinstance(last, AnswerRefused)
    assert last.advice


async def test_word_problems_are_refused_and_not_quoted() -> None:
    question = "A train travels 60 km in 2 hours. How far does it travel in 5 hours?"
    last = checked_shape(await events(question, model=builtin(), passages=[passage()]))
    assert isinstance(last, AnswerRefused)


QUOTE = "> In ice, hydrogen bonds hold the molecules in an open lattice with empty space between them. [1]\n"


async def test_a_vendor_with_true_quotations_is_likely() -> None:
    model = Saying(f"Ice is light.\n{QUOTE}")
    last = checked_shape(await events("Why does ice float?", model=model, passages=[passage()]))
    assert isinstance(last, AnswerReady)
    assert last.answer.status is Verification.LIKELY
    assert last.answer.citations[0].quote.startswith("In ice, hydrogen bonds")
    assert "\n" in last.answer.citations[0].quote


@pytest.mark.parametrize(
    "text",
    ["Ice is light.\n", f"{QUOTE}> Ice is made of cheese and dreams. [1]\n", "> Fish survive below the ice. [9]\nSo it is.\n"],
)  # fmt: skip
async def test_a_vendor_without_or_with_invented_quotations_is_unverified(text: str) -> None:
    last = checked_shape(
        await events("Why does ice float?", model=Saying(text), passages=[passage()])
    )
    assert isinstance(last, AnswerReady)
    assert last.answer.status is Verification.UNVERIFIED
    assert "cheese" not in last.answer.text


UNLIKELY, UNSURE, ENOUGH = (Sufficiency(score, "as judged") for score in (0.1, 0.3, 0.8))


async def test_no_model_is_asked_where_the_passages_hardly_speak_of_it() -> None:
    model = Saying(QUOTE)
    asking = {"model": model, "passages": [passage()], "sufficiency": UNLIKELY}
    last = checked_shape(await events("Why does ice float?", **asking))
    assert isinstance(last, AnswerRefused)
    assert last.reason == NO_SOURCES
    assert [each.document for each in last.citations] == [passage().document]
    assert model.seen == []
    former = Turn("Is ice light?", "It is.")
    for question, turns in (("And why?", (former,)), ("Warum schwimmt das Eis auf dem See?", ())):
        last = checked_shape(await events(question, *turns, **asking))
        assert isinstance(last, AnswerReady), question


@pytest.mark.parametrize(("text", "told"), [("Ice is light.\n", False), (QUOTE, True)])
async def test_unsure_passages_need_a_true_quotation(text: str, told: bool) -> None:
    asking = {"model": Saying(text), "passages": [passage()]}
    last = checked_shape(await events("Why does ice float?", **asking, sufficiency=UNSURE))
    assert isinstance(last, AnswerReady if told else AnswerRefused)
    last = checked_shape(await events("Why does ice float?", **asking, sufficiency=ENOUGH))
    assert isinstance(last, AnswerReady)


@pytest.mark.parametrize(
    ("judged", "status"), [(UNSURE, Verification.LIKELY), (ENOUGH, Verification.VERIFIED)]
)
async def test_quoting_truly_is_no_proof_where_the_passages_are_unsure(
    judged: Sufficiency, status: Verification
) -> None:
    asking = {"model": builtin(), "passages": [passage()], "sufficiency": judged}
    last = checked_shape(await events("Why does ice float on water?", **asking))
    assert isinstance(last, AnswerReady)
    assert last.answer.status is status


async def test_a_vendor_that_cannot_answer_refuses() -> None:
    last = checked_shape(
        await events("Why does ice float?", model=Saying("CANNOT ANSWER"), passages=[passage()])
    )
    assert isinstance(last, AnswerRefused)


@pytest.mark.parametrize(
    ("reply", "status"),
    [('```json\n{"steps": [{"title": "Guess", "text": "x"}], "final": "$x = 0.5671432904097838$"}\n```', Verification.UNVERIFIED),
     ('{"steps": [], "final": "42"}', None), ("no idea", None), ('{"final": ""}', None), ("{" * 5000, None)],
)  # fmt: skip
async def test_a_vendor_answer_to_mathematics_is_compared(
    reply: str, status: Verification | None
) -> None:
    last = checked_shape(await events("solve x = e^(-x)", model=Saying(reply)))
    if status is None:
        assert isinstance(last, AnswerRefused)
    else:
        assert isinstance(last, AnswerReady | AnswerRefused)


async def test_without_any_model_the_solver_still_answers_and_refuses() -> None:
    assert isinstance(
        checked_shape(await events("solve x = e^(-x)", model=Unreachable())), AnswerRefused
    )
    assert isinstance(checked_shape(await events("2+2", model=Unreachable())), AnswerReady)


async def test_follow_up_about_a_step() -> None:
    former = Turn("Solve 2x + 3 = 11", "…")
    last = checked_shape(await events("Why did you divide by 2?", former, model=builtin()))
    assert isinstance(last, AnswerReady)
    assert "same number that is not zero" in last.answer.text
    assert last.answer.status is Verification.VERIFIED


async def test_follow_up_with_a_new_problem() -> None:
    former = Turn("Solve x^2 = 9", "…")
    last = checked_shape(await events("and for x^2 = 16?", former))
    assert isinstance(last, AnswerReady)
    assert last.answer.final == "x = -4 \\text{ or } x = 4"


SPIDERS = "Spiders have eight legs. Insects have six of them."
COUNTING = "How many legs do spiders have?"


@pytest.mark.parametrize(
    ("question", "score", "answered"),
    [(COUNTING, 0.8, True), (COUNTING, 0.4, False), ("How many legs do 3 spiders have?", 0.8, False),
     ("How many wings do spiders have?", 0.8, False)],
)  # fmt: skip
async def test_a_number_that_no_calculation_gives_is_quoted(
    question: str, score: float, answered: bool
) -> None:
    passage = Passage(UUID(int=1), UUID(int=2), 1, "Zoo", "", 0, len(SPIDERS), SPIDERS, 0.7)
    reasoner = Reasoner(solving, verifying, builtin())
    route = reasoner.reason(TENANT, doubt(question), LearnerContext(), [passage], Sufficiency(score, ""))  # fmt: skip
    events = [event async for event in route]
    last = events[-1]
    assert [isinstance(event, TERMINAL) for event in events].count(True) == 1
    if answered:
        assert isinstance(last, AnswerReady)
        assert last.answer.status is Verification.VERIFIED
        assert last.answer.text.startswith("> Spiders have eight legs.")
    else:
        assert isinstance(last, AnswerRefused)


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("What happens during the A stage?", Verification.VERIFIED),
        ("What is the A stage good for in the world of today?", None),
        ("What is clay?", Verification.LIKELY),
    ],
)
async def test_a_quotation_that_does_not_say_what_was_asked_is_not_verified(
    question: str, status: Verification | None
) -> None:
    text = "During the A stage, the clay dries. Clay shrinks when it dries, so that pots may crack."
    passage = Passage(UUID(int=1), UUID(int=2), 1, "Clay", "", 0, len(text), text, 0.7)
    reasoner = Reasoner(solving, verifying, builtin())
    route = reasoner.reason(TENANT, doubt(question), LearnerContext(), [passage], Sufficiency(0.9, ""))  # fmt: skip
    last = [event async for event in route][-1]
    if status is None:
        assert isinstance(last, AnswerRefused)
    else:
        assert isinstance(last, AnswerReady) and last.answer.status is status
