"""Planted wrong solutions are never confirmed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fynq.reasoning.claimed import claimed
from fynq.reasoning.solved import (
    Claim,
    Result,
    report_from_json,
    report_to_json,
    solved_from_json,
    solved_to_json,
)
from fynq.reasoning.solver.solve import solve
from fynq.reasoning.understand import understand
from fynq.reasoning.verification.shown import shown
from fynq.reasoning.verification.verify import verify

WRONG = [
    ("Solve 2x + 3 = 11", ["5", "-4", "4.0001", "11"]),
    ("Solve x^2 = 16", ["4", "-4", "4 or -4 or 0", "16"]),
    ("Solve x^2 - 2x + 1 = 0", ["-1", "1 or 0"]),
    ("Solve 1/(x-1) = 1/(x-1)^2", ["1", "1 or 2"]),
    ("Solve sqrt(x+1) = x-1", ["0", "0 or 3"]),
    ("Solve |x-3| = 5", ["8", "-8"]),
    ("Solve x^2 + 1 = 0 over the complex numbers", ["i", "1"]),
    ("Differentiate x^2 sin x", ["2x cos x", "2x sin x", "x^2 cos x + 2x sin x + 0.001"]),
    ("Differentiate x^3", ["3x", "x^4/4", "3x^2+1"]),
    ("Integrate x^2", ["x^3", "x^2/2", "2x"]),
    ("Integrate x^2 from 0 to 1", ["1/2", "0.33", "1/3 + 0.0001"]),
    ("limit of sin(x)/x as x approaches 0", ["0", "2", "0.99"]),
    ("Simplify (x^2-1)/(x-1)", ["x-1", "(x^2-1)/(x-1)", "x"]),
    ("Expand (x+1)^2", ["x^2+1", "(x+1)^2", "x^2+x+x+1"]),
    ("Factor x^2 - 5x + 6", ["(x-1)(x-6)", "x^2-5x+6", "(x+2)(x+3)"]),
    ("Factor x^4 - 1", ["(x^2-1)(x^2+1)"]),
    ("Factor 12x^2 - 18x", ["x(12x-18)", "2x(6x-9)"]),
    ("1/2 + 1/3", ["2/5", "10/12", "1/2 + 1/3", "0.83"]),
    ("Compute 7/3 to 2 decimal places", ["2.34", "2.3", "7/3"]),
    ("determinant of [[1,2],[3,4]]", ["2", "10"]),
    ("rank of [[1,2],[2,4]]", ["2"]),
    ("gcd of 12 and 18", ["3", "36"]),
    ("Find the prime factorization of 360", ["2^3*45", "2^3*3^2*7"]),
]


@pytest.mark.parametrize(("question", "finals"), WRONG)
def test_wrong_answer_is_not_confirmed(question: str, finals: list[str]) -> None:
    for final in finals:
        assert not verify(understand(question), claimed(question, final), question).agreed, final


@pytest.mark.parametrize(
    ("question", "final"),
    [("Solve x^2 = 16", "x = 4 or x = -4"), ("Differentiate x^3", "3x^2"),
     ("Integrate x^2", "x^3/3 + C"), ("Factor x^2-5x+6", "(x-2)(x-3)"), ("1/2 + 1/3", "5/6")],
)  # fmt: skip
def test_right_answer_of_another_is_confirmed(question: str, final: str) -> None:
    assert verify(understand(question), claimed(question, final), question).agreed


def test_shown_line_must_be_the_result() -> None:
    question = "Solve 2x + 3 = 11"
    problem = understand(question)
    assert not verify(problem, replace(solve(problem), final="x = 5"), question).agreed


def test_false_step_is_not_confirmed() -> None:
    question = "Solve 2x + 3 = 11"
    problem = understand(question)
    solved = solve(problem)
    bad = replace(solved.steps[0], claims=(Claim("equation", "2x = 9"),))
    report = verify(problem, replace(solved, steps=(bad, *solved.steps[1:])), question)
    assert not report.agreed
    assert report.checked[0] is False


@pytest.mark.parametrize(
    "result",
    [Result("none"), Result("all"), Result("roots", (), ("x",)), Result("roots", (("",),), ("x",)),
     Result("roots", (("\\frac{1}{0}",),), ("x",)), Result("nonsense", (("4",),))],
)  # fmt: skip
def test_strange_results_are_not_confirmed(result: Result) -> None:
    question = "Solve 2x + 3 = 11"
    problem = understand(question)
    solved = solve(problem)
    try:
        final = shown(problem, result)
    except IndexError:
        final = ""
    assert not verify(
        problem, replace(solved, result=result, final=final, steps=()), question
    ).agreed


def test_the_same_question_is_tested_alike_and_crosses_a_pipe() -> None:
    question = "Differentiate x^2 sin x"
    problem = understand(question)
    solved = solve(problem)
    report = verify(problem, solved, question)
    assert report == verify(problem, solved, question)
    assert solved_from_json(solved_to_json(solved)) == solved
    assert report_from_json(report_to_json(report)) == report
