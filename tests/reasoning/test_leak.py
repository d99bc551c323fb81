from __future__ import annotations

import pytest

from fynq.reasoning.verification.leak import leaks, suspects, told_in_words

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


CASES = [
    ("Solve 2x + 3 = 11", "4", "The answer is 4.", True),
    ("Solve 2x + 3 = 11", "x = 4", "So $x = 4$.", True),
    ("Solve 2x + 3 = 11", "4", "You get x = 8/2.", True),
    ("Solve 2x + 3 = 11", "4", "The answer is four.", True),
    ("Solve 2x + 3 = 11", "4", "Subtract 3 from both sides, then divide by 2.", False),
    ("Solve 2x + 3 = 11", "4", "What is left of 2x = 8?", False),
    ("Differentiate x^2", "2x", "Power rule: $2x^{2-1}$", True),
    ("Differentiate x^2", "2x", "Use the power rule on x^2.", False),
    ("Add 1/2 and 1/3", "5/6", "It is 3/6 + 2/6.", True),
    ("Add 1/2 and 1/3", "5/6", "Write both over 6.", False),
    ("Factor x^2-5x+6", "(x-2)(x-3)", "You want x^2-5x+6 as a product.", False),
    ("Factor x^2-5x+6", "(x-2)(x-3)", "That is (x-3)(x-2).", True),
    ("Solve x+1=x", "no solution", "It has no solution!", True),
    ("Solve x+1=x", "no solution", "Can both sides ever be equal?", False),
    ("How long?", "4 cm", "It is 4 cm long.", True),
    ("", "4", "", False),
]


@pytest.mark.parametrize(("question", "gold", "hint", "expected"), CASES)
def test_hints(question: str, gold: str, hint: str, expected: bool) -> None:
    assert leaks(question, gold, hint) is expected


@pytest.mark.parametrize(
    "text",
    ["$" * 5000, "1+" * 5000, "\\(" * 3000, "a b " * 3000, "=" * 5000, "`" * 5001, "\ud800 4"],
)
def test_hostile_texts_end(text: str) -> None:
    assert len(suspects(text, text[::-1])) <= 40
    assert told_in_words(text, text, text) in {True, False}
