"""Hints begin where the student is: at the first step that is not done, or at the one that is wrong."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from fynq.domain.doubt import AnswerReady, Turn, Wanted
from fynq.domain.policy import Help, SchoolPolicy
from fynq.reasoning.hints.own_work import own_work
from fynq.reasoning.hints.shown_work import own_work_from_json, own_work_to_json
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.verification.leak import leaks
from tests.reasoning.hints.hinting import solved_now
from tests.reasoning.hints.test_hinting import told

LINEAR = "Solve 5x - 7 = 28"
QUADRATIC = "Solve x^2 - 5x + 6 = 0"
FRACTIONS = "Calculate 1/2 + 1/3"
PRODUCT = "Differentiate x^2 sin x"


def after(question: str, rung: Help) -> tuple[Turn, ...]:
    """Hints of a problem up to a rung."""
    turns = [Turn(question, "…", Help.RESTATE)]
    return (*turns, *(Turn("hint", "…", list(Help)[at]) for at in range(1, rung.rung)))


async def hint(said: str, *turns: Turn) -> str:
    """Its text; no event may hold the answer of the first problem."""
    found, last = await told(said, *turns, wanted=Wanted.HINT)
    assert isinstance(last, AnswerReady), last
    assert (last.answer.final, last.answer.steps) == ("", ())
    problem = (turns[0].question if turns else said).partition("\n")[0].partition(". I ")[0]
    final = solved_now(problem).final
    for event in found:
        text = json.dumps(asdict(event), default=str)
        assert not leaks(f"{problem}\n{said}\n{turns}", final, text), text
    return last.answer.text


@pytest.mark.parametrize(
    ("problem", "work", "step", "not_said"),
    [
        (LINEAR, "5x = 35", "Divide both sides by $5$", "Add $7$"),
        (LINEAR, "5x = 28 + 7", "Divide both sides by $5$", "Add $7$"),
        ("Solve 3(x - 2) = 2x + 5", "3x - 6 = 2x + 5", "Add $6$ and subtract $2x$", "bracket"),
        (QUADRATIC, "(x - 2)(x - 3) = 0", "A product is zero", "Expand"),
        (FRACTIONS, "= 3/6 + 2/6", r"Work on $\frac{3}{6} + \frac{2}{6}$", "common denominator"),
        ("Expand (x + 2)(x - 3)", "= x^2 - 3x + 2x - 6", "collect like terms", "complete"),
    ],
)
async def test_the_next_step_is_the_first_that_is_not_done(
    problem: str, work: str, step: str, not_said: str
) -> None:
    """In one message with the problem, and in a later one."""
    earlier = await hint("hint", *after(f"{problem}\n{work}", Help.CONCEPT))
    later = await hint(
        f"I have {work.strip('= ')} so far. A hint, please", *after(problem, Help.CONCEPT)
    )
    for text in (earlier, later):
        assert "So far so good" in text
        assert step in text and not_said not in text


@pytest.mark.parametrize(
    ("problem", "work", "number", "named"),
    [
        (LINEAR, "5x = 21", 1, "Term moved without changing its sign"),
        (LINEAR, "5x = 35\nx = 35 - 5", 2, ""),
        (FRACTIONS, "2/5", 1, "Numerators and denominators added"),
        (PRODUCT, "2x cos x", 1, "Derivative of a product"),
        ("Solve 7 - 2x <= 13", "-2x <= 6\nx <= -3", 2, "Inequality sign the wrong way"),
    ],
)
async def test_a_wrong_line_is_what_the_hint_is_about(
    problem: str, work: str, number: int, named: str
) -> None:
    for turns in (after(f"{problem}\n{work}", Help.CONCEPT), (*after(problem, Help.CONCEPT), Turn(f"I got {work}", "…", Help.CONCEPT))):  # fmt: skip
        text = await hint("Another hint", *turns)
        assert f"Line {number} is the first one that is wrong" in text
        assert named in text and "Next step" not in text


async def test_each_rung_says_more_of_a_wrong_line() -> None:
    said = f"{LINEAR}\n5x = 21"
    first = await hint(said)
    second = await hint("hint", *after(said, Help.RESTATE))
    assert "You wrote $5x = 21$" in first and "What happened" not in first
    assert "What happened" in second and "See for yourself" not in second
    fourth = await hint("hint", *after(said, Help.NEXT_STEP))
    assert "Line 1 is the first one" in fourth and "Here is a problem of the same kind" in fourth


async def test_a_worked_neighbour_is_of_what_is_left() -> None:
    said = "Solve 3(x - 2) = 2x + 5\n3x - 6 = 2x + 5"
    text = await hint("hint", *after(said, Help.NEXT_STEP))
    assert "Here is a problem of the same kind" in text
    assert "Expand" not in text and "(x" not in text.partition("Problem:")[2]


async def test_work_that_is_done_is_said_to_be_done() -> None:
    _, last = await told("hint", *after(f"{LINEAR}\n5x = 35\nx = 7", Help.RESTATE), wanted=Wanted.HINT)  # fmt: skip
    assert isinstance(last, AnswerReady)
    assert "Your work is right, and its last line answers the problem." in last.answer.text
    assert last.answer.final == ""


async def test_hints_go_on_climbing_when_steps_are_shown_in_between() -> None:
    turns = after(LINEAR, Help.RESTATE)
    _, last = await told("I got 5x = 35. Hint?", *turns, wanted=Wanted.HINT)
    assert isinstance(last, AnswerReady) and last.answer.hint is not None
    assert last.answer.hint.rung is Help.CONCEPT
    turns = (*turns, Turn("I got 5x = 35. Hint?", "…", Help.CONCEPT))
    _, last = await told("hint", *turns, wanted=Wanted.HINT)
    assert isinstance(last, AnswerReady) and last.answer.hint is not None
    assert last.answer.hint.rung is Help.NEXT_STEP


async def test_a_school_of_hints_only_begins_at_the_students_line_too() -> None:
    _, last = await told(f"{LINEAR}\n5x = 35", policy=SchoolPolicy(Help.CONCEPT))
    assert isinstance(last, AnswerReady) and "So far so good" in last.answer.text


async def test_words_about_steps_without_a_formula_keep_the_problem() -> None:
    text = await hint("I moved the 7 over. Hint?", *after(LINEAR, Help.CONCEPT))
    assert "Add $7$ on both sides" in text and "So far" not in text


@pytest.mark.parametrize(
    "texts",
    [
        [LINEAR],
        ["Solve 2x + y = 7\nx - y = 2"],
        ["Solve x^2 = 9\nx > 0"],
        ["Simplify (x^2 - 1)/(x - 1) for x = 3"],
        ["Solve 3x = 12", LINEAR],
        ["Why does ice float?"],
    ],
)
def test_a_problem_is_not_taken_for_work(texts: list[str]) -> None:
    with pytest.raises(NotUnderstood):
        own_work(texts)


def test_it_crosses_a_process() -> None:
    found = own_work(["I got 5x = 21", LINEAR])
    assert (found.started, found.right_lines, found.checked.work.first_wrong) == (1, (), 1)
    assert own_work_from_json(json.loads(json.dumps(own_work_to_json(found)))) == found
