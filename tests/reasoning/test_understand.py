from __future__ import annotations

import pytest

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import Task
from fynq.reasoning.reading.show import show
from fynq.reasoning.understand import understand

UNDERSTOOD = [
    ("Solve 2x + 3 = 11", Task.SOLVE),
    ("Can you please help me solve 2x+3=11 for x?", Task.SOLVE),
    ("Solve for y: 3y - 6 = 12", Task.SOLVE),
    ("find x if 2x+3=11", Task.SOLVE),
    ("Find the roots of x^2-4", Task.SOLVE),
    ("and for x^2 = 16?", Task.SOLVE),
    ("Solve the system of equations:\n2x + y = 5\nx - y = 1", Task.SYSTEM),
    ("Solve 2x+1 < 7", Task.INEQUALITY),
    ("Differentiate x^2 sin x", Task.DIFFERENTIATE),
    ("what is the derivative of x^2 sin x", Task.DIFFERENTIATE),
    ("Find the second derivative of x^3 at x = 2", Task.DIFFERENTIATE),
    ("find dy/dx if y = x^3", Task.DIFFERENTIATE),
    ("d/dx x^3", Task.DIFFERENTIATE),
    ("∫ x e^x dx", Task.INTEGRATE),
    ("Integrate x^2 from 0 to 1", Task.INTEGRATE),
    ("lim x->0 sin(x)/x", Task.LIMIT),
    ("Find the limit of (x^2-1)/(x-1) as x approaches 1", Task.LIMIT),
    ("limit of 1/x as x approaches 0 from the right", Task.LIMIT),
    ("Factor x^2 - 5x + 6", Task.FACTOR),
    ("Expand (x+1)^3", Task.EXPAND),
    ("Simplify (x^2-1)/(x-1).", Task.SIMPLIFY),
    ("Simplify Radicals\nSimplify the following expression:\n$$\\sqrt{50}$$", Task.EVALUATE),
    ("gcd of 12 and 18", Task.DIVISOR),
    ("Find the least common multiple of 4, 6 and 10", Task.MULTIPLE),
    ("Find the prime factorization of 360", Task.PRIME_FACTORS),
    ("determinant of [[1,2],[3,4]]", Task.DETERMINANT),
    ("Find the eigenvalues of $\\begin{pmatrix}2&1\\\\1&2\\end{pmatrix}$", Task.EIGENVALUES),
    ("What is 15% of 80?", Task.EVALUATE),
    ("If f(x) = x^2 + 1, find f(3).", Task.EVALUATE),
]


@pytest.mark.parametrize(("question", "task"), UNDERSTOOD)
def test_task_is_recognised(question: str, task: Task) -> None:
    assert understand(question).task is task


REFUSED = [
    "Why does ice float on water?",
    "What is a derivative?",
    "A train travels 60 km in 2 hours. What is its speed?",
    "John has 5 apples and buys 2x more. How many are there if x = 3?",
    "Find the sum of the solutions of x^2 - 5x + 6 = 0",
    "Find the domain of 1/(x-1)",
    "Solve x^2 = 4 where x is negative",
    "Solve x + y = 3",
    "find the tangent line of x^2 at x = 1",
    "Do not solve 2x = 4",
    "Simplify sqrt(x^2) assuming x is negative",
    "Let x be negative\nSimplify sqrt(x^2)",
    "6x-17=5x+2\n21+18f=19f+14",
    "What is x?",
    "hello",
    "",
]


@pytest.mark.parametrize("question", REFUSED)
def test_a_condition_that_is_not_understood_is_never_skipped(question: str) -> None:
    with pytest.raises(CannotSolve):
        understand(question)


def test_percent_questions_are_told_apart() -> None:
    assert show(understand("20 is what percent of 80?").tree) == "\\frac{20}{80} \\cdot 100"
    assert show(understand("What is 20 percent of 80?").tree) == "20\\% \\cdot 80"
    assert show(understand("30 is 20% of what number?").tree) == "\\frac{30}{20\\%}"


def test_rounding_is_an_option_and_not_a_formula() -> None:
    assert understand("Compute 7/3 to 2 decimal places").places == 2
    assert understand("Compute 7/3. Round to the nearest hundredth.").places == 2
    assert understand("Compute 7/3 and round to the nearest whole number").places == 0
