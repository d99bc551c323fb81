from __future__ import annotations

from dataclasses import replace

import pytest

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters import quadratic_facts


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Complete the square to make a perfect square trinomial. Then write the result as a binomial squared.\n$$y^2-14y$$", "\\left(y - 7\\right)^2"),
        ("Complete the square and write it as a binomial squared. Round to two decimal places.\n$$t^2+3t$$", "\\left(t + 1.5\\right)^2"),
        ("Complete the square and write it as a binomial squared. Round to two decimal places.\n$$t^2-\\frac{t}{3}$$", "\\left(t - 0.17\\right)^2"),
        ("Find the sum of the solutions of the equation.\n$$6x^2=x+2$$", "\\frac{1}{6}"),
        ("Find the product of the solutions of $$x^2-4x+1=0$$", "1"),
        ("Find the larger solution by factoring.\n$$x^2-5x=14$$", "7"),
        ("What is the smaller root of $$x^2-2x-2=0$$?", "1 - \\sqrt{3}"),
        ("Use the discriminant to determine the number of real solutions.\n$$2x^2-x+4=0$$", "0"),
        ("Find the sum of the roots of x^2 - 3x - 10 = 0", "3"),
        ("Find the discriminant of the equation.\n$$3x^2=7x-5$$", "-11"),
    ],
)  # fmt: skip
def test_facts_about_a_quadratic(question: str, answer: str) -> None:
    solved = quadratic_facts.solve(question)
    assert solved.final == answer
    assert quadratic_facts.check(question, solved).agreed
    wrong = {"\\left(y - 7\\right)^2": "\\left(y + 7\\right)^2"}.get(answer, f"{answer} + 1")
    assert quadratic_facts.check(question, replace(solved, final=wrong)).contradicted


@pytest.mark.parametrize(
    "question",
    [
        "Find the sum of the solutions of $$x^2-4x+4=0$$",
        "Find the positive solution of $$x^2-5x+6=0$$",
        "Find the sum of the squares of the solutions of $$x^2-4x+1=0$$",
        "Complete the square.\n$$2x^2+6x$$",
        "Find the discriminant of $$x^3-1=0$$",
    ],
)
def test_what_is_not_settled_is_refused(question: str) -> None:
    with pytest.raises(CannotSolve):
        quadratic_facts.solve(question)
