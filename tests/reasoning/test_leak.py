from __future__ import annotations

import pytest

from fynq.reasoning.verification.hint_text import MOST, mentions
from fynq.reasoning.verification.leak import giveaway, leaks, told_in_words

QUESTION = "Solve 2x + 3 = 11"


@pytest.mark.parametrize(
    "hint",
    ["The answer is 4.", "So x = 4", "Then $x = 8/2$.", "You get $x = \\frac{8}{2}$", "Compute 8/2 at the end", "the result is 4,",
     "It comes to four.", "Half of eight it is.", "Take 6 away from 10.", "4 = x", "`x = 12 // 3`", "You need √16.", "Add 1 and 3.",
     "The answer is **4**.", "You get ４.", "x is\n\n4", "double 2", "t equals four", "$2^2$ is it", "12 ÷ 3", "the product of two and two"],
)  # fmt: skip
def test_finds_a_leak(hint: str) -> None:
    assert leaks(QUESTION, "x = 4", hint)


@pytest.mark.parametrize(
    "hint",
    ["Subtract 3 from both sides.", "Divide both sides by 2.", "Undo the addition first.",
     "After that you have $2x = 8$.", "What operation undoes + 3?", "", "There are 4 steps.", "Look at step 4.",
     "Move one term at a time.", "Half of the work is done once 2x stands alone."],
)  # fmt: skip
def test_leaves_a_clean_hint_alone(hint: str) -> None:
    assert giveaway(QUESTION, "x = 4", hint) is None


def test_a_number_of_the_question_is_no_leak() -> None:
    assert not leaks("Solve x + 3 = 6", "x = 3", "Subtract 3 on both sides.")
    assert leaks("Solve x + 3 = 6", "x = 3", "The answer is 3.")


CASES = [
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
    ("How long?", "4 cm", "That is 40 mm.", True),
    ("How many minutes is it?", "90", "It takes 1.5 hours.", True),
    ("", "4", "", False),
    ("Find 3/4 of 5.", "3.75", "Three and three quarters.", True),
    ("Find it.", "-0.5", "It is minus one half.", True),
    ("Find it.", "0.125", "One eighth.", True),
    ("Find it.", "105", "You get one hundred and five.", True),
    ("Find it.", "12500", "It is $1.25 \\times 10^4$.", True),
    ("Find it.", "12500", "It is 12 500.", True),
    ("Find it.", "42", "The digits are 4 2", True),
    ("Find it.", "3.14159", "It is about 3.14.", True),
    ("Solve x + y = 5, x - y = -1", "(2,3)", "x is 2 and y is 3.", True),
    ("Solve x + y = 5, x - y = -1", "(2,3)", "Add the equations to lose y.", False),
    ("Solve x^2 - x - 6 = 0", "x=3,x=-2", "Three and minus two.", True),
    ("Solve 3x <= 15", "(-inf, 5]", "x is at most five.", True),
    ("Solve 3x <= 15", "(-inf, 5]", "$x \\leq 5$", True),
    ("Solve 3x > 15", "(5,\\infty)", "All numbers greater than 5.", True),
    ("Solve 3x > 15", "(5,\\infty)", "Does the sign turn around?", False),
    ("Find the line.", "y=3x+7", "7 + 3x = y", True),
    ("Find the line.", "y=3x+7", "s = 3t + 7", True),
    ("Find the line.", "y=3x+7", "y equals three x plus seven", True),
    ("Find the line.", "y=3x+7", "Use y = mx + b.", False),
    ("Evaluate 8x - 3 when x = 2.", "13", "Put 2 in: $8 \\times 2 - 3$.", False),
    ("Evaluate 8x - 3 when x = 2.", "13", "Put 2 in: that is 16 - 3.", True),
    ("Find the slope through (2, -1) and (-5, 3).", "-4/7", "$m = \\frac{3-(-1)}{-5-2}$", False),
    ("Find the slope through (2, -1) and (-5, 3).", "-4/7", "$m = \\frac{4}{-7}$", True),
    ("Solve 2x + 3 = 11", "4", "So x = (11 - 3)/2.", True),
    ("What is the product of -2 and 14?", "-28", "What is $14(-2)$?", False),
    ("Simplify $\\sqrt{7}\\sqrt{14}$", "7\\sqrt{2}", "That is $\\sqrt{98}$.", False),
    ("Simplify $\\sqrt{7}\\sqrt{14}$", "7\\sqrt{2}", "That is $\\sqrt{2}\\cdot 7$.", True),
    ("Simplify $y^5 y^6$", "y^{11}", "Add the exponents: $y^{5+6}$", True),
    ("Simplify $y^5 y^6$", "y^{11}", "Keep the base y.", False),
    ("Solve 3x + 2y = 18 for y.", "y=\\frac{18-3x}{2}", "First $2y = 18 - 3x$.", False),
    ("Is it discrete or continuous?", "discrete", "A discrete variable takes single values.", False),
    ("Is it discrete or continuous?", "discrete", "So it is discrete.", True),
    ("Find the intercept of y = 2x.", "0", "Set $x = 0$ and see what is left.", False),
    ("Find the intercept of y = 2x.", "0", "The answer is zero.", True),
]  # fmt: skip


@pytest.mark.parametrize(("question", "gold", "hint", "expected"), CASES)
def test_hints(question: str, gold: str, hint: str, expected: bool) -> None:
    assert leaks(question, gold, hint) is expected


@pytest.mark.parametrize(
    "text",
    ["$" * 5000, "1+" * 5000, "\\(" * 3000, "a b " * 3000, "=" * 5000, "`" * 5001, "\ud800 4", "one " * 3000,
     "1, 2 and " * 2000, "the sum of " * 2000, "(" * 6000, "minus one hundred and " * 900, "1/2 of 3 " * 900],
)  # fmt: skip
def test_hostile_texts_end(text: str) -> None:
    assert len(mentions(text)) <= MOST
    assert leaks(text, text[:40], text[::-1]) in {True, False}
    assert told_in_words(text, text, text) in {None, " ".join(text.split()).strip(" .{}").lower()}
