"""Roots of monomials, odd roots in equations, sums of fractions."""

from __future__ import annotations

import pytest

from fynq.reasoning.reading.parse import parse
from fynq.reasoning.solver.radical_monomials import with_one_root
from fynq.reasoning.solver.solve import solve
from fynq.reasoning.understand import understand
from fynq.reasoning.verification.verify import verify


@pytest.mark.parametrize(
    ("tree", "written"),
    [
        (r"\sqrt{50x^7}", r"5x^{3} \sqrt{2x}"),
        (r"\sqrt{x^6}", "|x^{3}|"),
        (r"\sqrt[3]{-16a^4b^6}", r"-2a b^{2} \sqrt[3]{2a}"),
        (r"\frac{\sqrt{12x^5}}{\sqrt{27x}}", r"\frac{2x^{2}}{3}"),
        (r"\frac{\sqrt{ab^3}}{\sqrt{a^3b}}", r"\frac{b}{a}"),
        (r"\frac{6}{\sqrt{2y}}", r"\frac{3 \sqrt{2y}}{y}"),
        (r"\frac{y^{5/3}y}{y^{-1/3}}", "y^{3}"),
        (r"z^{1/2}z^{1/4}", r"z^{\frac{3}{4}}"),
        (r"\sqrt{x+1}", None),
        (r"(x^2)^{1/2}", None),
        (r"\sqrt{-4x^2}", None),
    ],
)
def test_one_root(tree: str, written: str | None) -> None:
    assert with_one_root(parse(tree)) == written


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (r"Solve $4-\sqrt[3]{2x-1}=7$", "x = -13"),
        (r"Solve $\sqrt[3]{x^2+2}=3$", r"x = -5 \text{ or } x = 5"),
        (r"Solve $x^{\frac{2}{3}}=16$", r"x = -64 \text{ or } x = 64"),
        (r"Solve $x^{\frac{2}{3}}-x^{\frac{1}{3}}-2=0$", r"x = -1 \text{ or } x = 8"),
        (r"Solve $\sqrt[3]{x+1}=\sqrt[3]{3-x}$", "x = 1"),
        (r"Evaluate $(-27)^{\frac{2}{3}}$", "9"),
        (r"Simplify $\frac{\sqrt{x}}{\sqrt{x}-3}$", r"\frac{3 \sqrt{x} + x}{x - 9}"),
        (r"Solve $A=\pi r h$ for $h$", r"h = \frac{A}{\pi r}"),
        (r"Simplify $\frac{2x}{9}-\frac{1}{6}$", r"\frac{4x - 3}{18}"),
        (r"Find the inverse of [[1,2],[3,5]]", r"\begin{pmatrix}-5 & 2\\3 & -1\end{pmatrix}"),
    ],
)
def test_answers_are_confirmed(question: str, answer: str) -> None:
    problem = understand(question)
    solved = solve(problem)
    assert solved.final == answer
    assert verify(problem, solved, question).agreed
