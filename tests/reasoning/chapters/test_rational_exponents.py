from __future__ import annotations

from dataclasses import replace

import pytest

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters import rational_exponents


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Write as a radical expression.\n$$w^{\\frac{3}{4}}$$", "\\sqrt[4]{w^3}"),
        ("Write in radical form.\n$$(2y)^{-\\frac{1}{2}}$$", "\\frac{1}{\\sqrt{2y}}"),
        ("Write with a rational exponent.\n$$\\sqrt[3]{n^5}$$", "n^{\\frac{5}{3}}"),
        ("Write the radical as an expression with an exponent.\n$$6\\sqrt[4]{x}$$", "6x^{\\frac{1}{4}}"),
        ("Write in exponential form.\n$$(\\sqrt[7]{2k})^3$$", "(2k)^{\\frac{3}{7}}"),
    ],
)  # fmt: skip
def test_in_the_other_notation(question: str, answer: str) -> None:
    solved = rational_exponents.solve(question)
    assert solved.final == answer
    assert rational_exponents.check(question, solved).agreed
    assert rational_exponents.check(question, replace(solved, final="2")).contradicted


@pytest.mark.parametrize(
    "question",
    [
        "Write with a rational exponent.\n$$\\sqrt[4]{x^4}$$",
        "Write with a rational exponent, then evaluate at 3.\n$$\\sqrt{x}$$",
        "Write as a radical expression.\n$$x^3$$",
        "Write the equation in exponential form.\n$$\\log_2 8 = 3$$",
    ],
)
def test_what_is_not_understood_is_refused(question: str) -> None:
    with pytest.raises(CannotSolve):
        rational_exponents.solve(question)
