from __future__ import annotations

import pytest

from fynq.reasoning.verification.equivalence import equivalent

SAME = [
    ("1/2", "0.5", ""),
    ("\\frac{1}{2}", "1/2", ""),
    ("3/2", "1 1/2", ""),
    ("x=3", "3", ""),
    ("3", "x = 3", ""),
    ("x = 1 or x = 2", "2, 1", ""),
    ("\\{1, 2\\}", "{2,1}", ""),
    ("(1,2)", "(1, 2)", ""),
    ("[1, 2)", "[1,2)", ""),
    ("(-\\infty, 3)", "(-∞, 3)", ""),
    ("x^2+2x+1", "1+2x+x^2", ""),
    ("(x-2)(x-3)", "(x-3)(x-2)", "Factor x^2-5x+6"),
    ("2\\sqrt{3}", "\\sqrt{12}", ""),
    ("y = 2x + 1", "2x + 1 = y", ""),
    ("2x + 3y = 6", "4x + 6y = 12", ""),
    ("2.33", "7/3", "Compute 7/3 to 2 decimal places"),
    ("7/3", "2.33", "Compute 7/3 to 2 decimal places"),
    ("50%", "50", "What percent of 10 is 5?"),
    ("1,000", "1000", ""),
    ("5 cm", "5 cm", ""),
    ("5", "5 cm", ""),
    ("no solution", "No solution", ""),
    ("x < 3", "3 > x", ""),
    ("f(x) = 2(x-1.5)^2", "f(x) = 2(x - \\frac{3}{2})^2", ""),
    ("f(x) = x^2", "y = x^2", ""),
    ("$$12.5$$", "12.5", ""),
    ("2 \\pm \\sqrt{3}", "2-\\sqrt{3}, 2+\\sqrt{3}", ""),
    ("\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}", "[[1,2],[3,4]]", ""),
]

DIFFERENT = [
    ("f(x) = x^2", "g(x) = x^2", ""),
    ("12.5", "125", ""),
    ("1/3", "0.33", ""),
    ("3", "-3", ""),
    ("x = 3", "x = -3", ""),
    ("(1,2)", "(2,1)", ""),
    ("[1, 2)", "(1, 2]", ""),
    ("1, 2", "1", ""),
    ("1, 2", "1, 2, 3", ""),
    ("x^2+1", "x^2-1", ""),
    ("(x-2)(x-3)", "x^2-5x+6", "Factor x^2-5x+6"),
    ("x^2-5x+6", "(x-2)(x-3)", "Expand (x-2)(x-3)"),
    ("1/2", "2/4", "Simplify 2/4"),
    ("5 cm", "5 m", ""),
    ("5 cm", "5", ""),
    ("x < 3", "x > 3", ""),
    ("x < 3", "x \\le 3", ""),
    ("0", "no solution", ""),
    ("2x+1", "2y+1", ""),
    ("4", "", ""),
    ("4", "four apples", ""),
    ("4", "__import__('os')", ""),
    ("\\infty", "-\\infty", ""),
    ("x = 3", "y = x + 3", ""),
]


@pytest.mark.parametrize(("gold", "answer", "question"), SAME)
def test_accepts(gold: str, answer: str, question: str) -> None:
    assert equivalent(gold, answer, question)


@pytest.mark.parametrize(("gold", "answer", "question"), DIFFERENT)
def test_rejects(gold: str, answer: str, question: str) -> None:
    assert not equivalent(gold, answer, question)


def test_a_variable_named_like_a_unit_is_no_unit() -> None:
    assert equivalent("-4m^2+n^2", "n^2 - 4m^2", "Simplify")
    assert not equivalent("-4m^2+n^2", "n^2 + 4m^2", "Simplify")


@pytest.mark.parametrize(
    ("gold", "answer", "question", "same"),
    [
        ("10(x+4)^2", "10(k+4)^2", "Factor 10k^2+80k+160", True),
        ("10(x+4)^2", "10(k-4)^2", "Factor 10k^2+80k+160", False),
        ("y = 15-8X", "y = 15 - 8x", "Solve 8x + y = 15 for y", True),
        ("10(x+4)^2", "10(k+4)^2", "Factor 10x^2+80x+160", False),
        ("10(x+4)^2", "10(k+4)^2", "Factor 10k^2+80x", False),
        ("10(x+4)^2", "10(k+4)^2", "", False),
        ("(c+2)^2=9", "c = -5 or c = 1", "Solve by completing the square: c^2+4c=5", True),
        ("(c+2)^2=9", "c = -5", "Solve by completing the square: c^2+4c=5", False),
        ("(c+2)^2=9", "c = 5 or c = -1", "Solve by completing the square: c^2+4c=5", False),
        ("(c+2)^2=9", "c = -5 or c = 1", "Complete the square of c^2+4c=5", False),
        ("c = 1", "(c+2)^2=9", "Solve c^2+4c=5", False),
    ],
)
def test_a_slip_of_the_source_does_not_make_a_right_answer_wrong(gold, answer, question, same):
    assert equivalent(gold, answer, question) is same
