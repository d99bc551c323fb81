from __future__ import annotations

from dataclasses import replace

import pytest

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters import positive_roots


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Simplify, assuming that all variables are positive.\n$$\\sqrt{12a^2 b^6}$$", "2ab^3 \\sqrt{3}"),
        ("Simplify. Assume all variables represent nonnegative numbers.\n$$\\sqrt[4]{y^4 z^5}$$", "yz \\sqrt[4]{z}"),
    ],
)  # fmt: skip
def test_no_bars_for_positive_letters(question: str, answer: str) -> None:
    solved = positive_roots.solve(question)
    assert solved.final == answer
    assert positive_roots.check(question, solved).agreed
    assert positive_roots.check(question, replace(solved, final="7")).contradicted


@pytest.mark.parametrize(
    "question",
    [
        "Simplify.\n$$\\sqrt{12a^2}$$",
        "Simplify, assuming that all variables are negative.\n$$\\sqrt{12a^2}$$",
        "Simplify, assuming that all variables are positive and even.\n$$\\sqrt{12a^2}$$",
    ],
)
def test_other_assumptions_are_refused(question: str) -> None:
    with pytest.raises(CannotSolve):
        positive_roots.solve(question)
