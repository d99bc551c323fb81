from __future__ import annotations

import pytest

from fynq.reasoning.verification.leak import leaks

QUESTION = "Solve 2x + 3 = 11"


@pytest.mark.parametrize(
    "hint",
    ["The answer is 4.", "So x = 4", "Then $x = 8/2$.", "You get $x = \\frac{8}{2}$", "Compute 8/2 at the end", "the result is 4,"],
)  # fmt: skip
def test_finds_a_leak(hint: str) -> None:
    assert leaks(QUESTION, "x = 4", hint)


@pytest.mark.parametrize(
    "hint",
    ["Subtract 3 from both sides.", "Divide both sides by 2.", "Undo the addition first.",
     "After that you have $2x = 8$.", "What operation undoes + 3?", ""],
)  # fmt: skip
def test_leaves_a_clean_hint_alone(hint: str) -> None:
    assert not leaks(QUESTION, "x = 4", hint)


def test_a_number_of_the_question_is_no_leak() -> None:
    assert not leaks("Solve x + 3 = 6", "x = 3", "Subtract 3 on both sides.")
    assert leaks("Solve x + 3 = 6", "x = 3", "The answer is 3.")
