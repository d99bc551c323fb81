"""Sums of letters that are also units, definitions of functions, matrices with a factor."""

from __future__ import annotations

import pytest

from fynq.reasoning.verification.equivalence import equivalent


@pytest.mark.parametrize(
    ("gold", "answer", "same"),
    [
        ("12+6h+h^2", "h^2+6h+12", True),
        ("-5m^2+s^2", "s^2-5m^2", True),
        ("-5m^2+s^2", "s^2+5m^2", False),
        ("6 m^2", "6", False),
        ("6", "6 m^2", True),
        ("f(x)=(x-1.5)^2-0.75", r"f(x)=\left(x-\frac{3}{2}\right)^2-\frac{3}{4}", True),
        ("f(x)=(x-1.5)^2-0.75", r"f(x)=\left(x-\frac{3}{2}\right)^2+\frac{3}{4}", False),
        (r"\begin{bmatrix}2&4\\-1&3\end{bmatrix}/10", r"\begin{pmatrix}\frac15&\frac25\\-\frac{1}{10}&\frac{3}{10}\end{pmatrix}", True),
        (r"(-1/2)*\begin{bmatrix}2&4\\-1&3\end{bmatrix}", r"\begin{pmatrix}-1&-2\\\frac12&-\frac32\end{pmatrix}", True),
        (r"-\begin{bmatrix}2&4\\-1&3\end{bmatrix}", r"\begin{pmatrix}2&4\\-1&3\end{pmatrix}", False),
    ],
)  # fmt: skip
def test_the_same_in_another_notation(gold: str, answer: str, same: bool) -> None:
    assert equivalent(gold, answer) is same
