from __future__ import annotations

from dataclasses import replace

import pytest

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters import power_laws


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Write in exponential form.\n$$3 \\cdot 3 \\cdot 3 \\cdot 3$$", "3^{4}"),
        ("Use the product property for exponents to simplify.\n$$7^4 \\cdot 7^5$$", "7^{9}"),
        ("Simplify using the properties of exponents.\n$$2^{3n} 2^{4n}$$", "2^{7n}"),
        ("Write with a single base. Do not simplify further.\n$$\\frac{(-5)^9}{(-5)^3}$$", "\\left(-5\\right)^{6}"),
        ("Write with a single base. Write answers with positive exponents.\n$$m^{-9} m^4$$", "\\frac{1}{m^{5}}"),
        ("Write each product with a single base. Do not simplify further.\n$$((3k)^2)^4$$", "\\left(3k\\right)^{8}"),
    ],
)  # fmt: skip
def test_one_power(question: str, answer: str) -> None:
    solved = power_laws.solve(question)
    assert solved.final == answer
    assert power_laws.check(question, solved).agreed
    assert power_laws.check(question, replace(solved, final=f"{answer} + 1")).contradicted


@pytest.mark.parametrize(
    "question",
    [
        "Simplify.\n$$4^{-2}$$",
        "Use the product property for exponents to simplify.\n$$7^4 \\cdot 3^5$$",
        "Use the product property for exponents to simplify.\n$$x^4 x^5$$",
        "Write with a single base, an even number.\n$$2^4 2^5$$",
    ],
)
def test_other_powers_are_left_alone(question: str) -> None:
    with pytest.raises(CannotSolve):
        power_laws.solve(question)
