from __future__ import annotations

from dataclasses import replace

import pytest

from fynq.domain.errors import CannotSolve
from fynq.domain.policy import Help
from fynq.reasoning.hints import wording
from fynq.reasoning.hints.hinted import PLAINEST
from fynq.reasoning.hints.neighbour import neighbours, varied
from fynq.reasoning.solved import SolvedStep
from fynq.reasoning.verification.equivalence import equivalent
from fynq.reasoning.verification.leak import leaks
from fynq.reasoning.verification.points import generator
from tests.reasoning.hints.hinting import checked_now, ladder, solved_now

RUNGS = [Help.RESTATE, Help.CONCEPT, Help.NEXT_STEP, Help.NEIGHBOUR]
QUESTIONS = [
    "Solve 5x - 7 = 28",
    "Solve 3(x + 4) = 2x + 19",
    "Factor x^2 + 3x - 28",
    "Solve x^2 - 3x - 40 = 0",
    "Expand (2x - 5)(x + 6)",
    "Evaluate 3 + 4 * (9 - 2)",
    "Differentiate x^3 + 8x",
    "Solve the system 2x + y = 19, x - y = 2",
    "Find the determinant of [[3, 8], [2, 9]]",
    "Simplify y^{-7}/y^{-12}",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_rung_is_reached_and_none_gives_the_answer_away(question: str) -> None:
    steps = ladder(question)
    for wanted in RUNGS:
        found = steps.hint(wanted)
        assert found.rung is wanted
        assert not leaks(question, steps.solved.final, found.text)


def test_the_next_step_does_not_show_what_comes_of_it() -> None:
    text = ladder("Solve 5x - 7 = 28").hint(Help.NEXT_STEP).text
    assert "Add $7$ on both sides." in text
    assert "35" not in text


def test_what_the_student_has_done_is_skipped() -> None:
    text = ladder("Solve 5x - 7 = 28", "5x = 35").hint(Help.NEXT_STEP).text
    assert "Divide both sides by $5$." in text and "Add $7$" not in text


def test_a_neighbour_is_of_the_same_kind_and_has_another_answer() -> None:
    question = "Solve x^2 - 3x - 40 = 0"
    solved = solved_now(question)
    near = next(neighbours(question, solved, solved_now, checked_now))
    assert not equivalent(solved.final, near.solved.final)
    assert [step.title for step in near.solved.steps] == [step.title for step in solved.steps]
    again = next(neighbours(question, solved, solved_now, checked_now))
    assert again.question == near.question


def test_labels_and_exponents_keep_their_numbers() -> None:
    text = varied("Question 7: find x^{3} + 5x^2 for 25 people in step 2", generator("seed"))
    assert text is not None
    assert "Question 7" in text and "x^{3}" in text and "x^2" in text and "step 2" in text
    assert "25 people" not in text
    assert varied("Find x + y.", generator("seed")) is None


def test_a_hint_that_gives_the_answer_away_is_replaced_by_a_lower_one() -> None:
    steps = ladder("Solve 5x - 7 = 28")
    telling = replace(steps.solved, steps=(SolvedStep("Write x = 7", "So x = 7."),))

    def refusing(question: str) -> None:
        raise CannotSolve("never")

    found = replace(steps, solved=telling, solve=refusing).hint(Help.NEIGHBOUR)  # type: ignore[arg-type]
    assert found.rung is Help.CONCEPT
    assert found.text.endswith(wording.NO_FURTHER)
    assert "x = 7" not in found.text


def test_the_plainest_hint_is_the_last_resort() -> None:
    steps = ladder("Solve 5x - 7 = 28")
    telling = replace(
        steps.solved, asked="x = 7", concept="The answer is seven.", skills=(), steps=()
    )
    assert replace(steps, solved=telling).hint(Help.NEXT_STEP) == PLAINEST


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Add $7$ on both sides: $$5x = 35$$", "Add $7$ on both sides."),
        ("Move the point 4 places to the left: $3.7$. The power makes up for it.", "Move the point 4 places to the left. The power makes up for it."),
        ("$$(x - 3)(x + 3) = 0$$ A product is zero exactly when one of its factors is: $$x = 3$$", ""),
        ("Together the logarithms say: $$x = 3$$", ""),
        ("$-24$: 0.", ""),
        ("$$5x = 35$$", ""),
    ],
)  # fmt: skip
def test_an_instruction_does_not_show_its_result(text: str, said: str) -> None:
    assert wording.instruction(SolvedStep("Step", text)) == said
