"""Constants that make two sides the same for every x."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fynq.reasoning.chapters.undetermined import check, solve
from fynq.reasoning.problem import NotUnderstood


@pytest.mark.parametrize(
    ("question", "final"),
    [
        ("Find P and Q if (5x+1)/((x-1)(x+2)) = P/(x-1) + Q/(x+2).", "P = 2,\\; Q = 3"),
        ("Find the values of p and q if y^2 + py + q = (y+1)(y+4).", "p = 5,\\; q = 4"),
        ("Determine the constants a, b and c such that $2t^2 + 3 = a(t-1)^2 + bt + c$ for all real t.", "a = 2,\\; b = 4,\\; c = 1"),
    ],
)  # fmt: skip
def test_coefficients_are_compared(question: str, final: str) -> None:
    solved = solve(question)
    assert solved.final == final
    assert check(question, solved).agreed


def test_the_check_uses_values() -> None:
    question = "Find p and q if 4x + 7 = px + q."
    wrong = replace(solve(question), final="p = 4,\\; q = 8")
    assert check(question, wrong).contradicted


@pytest.mark.parametrize(
    "question", ["Find p if px = 3x", "Find p and q", "Find p and q if px + qy = 3x + y."]
)
def test_other_questions_are_not_read(question: str) -> None:
    with pytest.raises(NotUnderstood):
        solve(question)
