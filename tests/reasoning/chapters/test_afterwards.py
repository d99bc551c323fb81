from __future__ import annotations

import pytest

from fynq.reasoning.chapters.afterwards import is_turned


@pytest.mark.parametrize(
    "last",
    [
        "Calculate the mean. Then add 7 to your answer.",
        "What is the mean of $3$ and $5$? Double the result.",
        "Find the median. Only consider values greater than 5.",
        "Find P(x > 2). Give the square of the result.",
        "Find the slope. Ignore the first point.",
        "Use the value of the previous question instead.",
        "List the factors. How many of these are even?",
        "Multiply it by 3.",
    ],
)
def test_what_is_done_with_the_result_is_seen(last: str) -> None:
    assert is_turned(last)
    assert is_turned(f"A heading\n{last}")


@pytest.mark.parametrize(
    "question",
    [
        "Double the result.\nCalculate the mean.",
        "Multiply $(x+2)(x-3)$.",
        "Add or subtract, then simplify your answer.",
        "Find the reciprocal of $\\frac{2}{3}$.",
        "Use the quadratic formula. Round your answer to two decimal places.",
        "Find the square of $12$.",
        "Subtract $5$ from both sides.",
        "How many of the 30 students passed?",
        "Use a calculator. Write your answer as a decimal.",
    ],
)
def test_what_is_asked_is_not_taken_for_it(question: str) -> None:
    assert not is_turned(question)
