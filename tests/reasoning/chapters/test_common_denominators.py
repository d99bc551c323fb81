from __future__ import annotations

from dataclasses import replace

import pytest

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters import common_denominators, exercises


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Find the LCD.\n$$\\frac{3}{x^2-9}, \\frac{2x}{x^2+5x+6}$$", "(x - 3)(x + 2)(x + 3)"),
        ("Find the least common denominator of $$\\frac{1}{10a^2}$$ and $$\\frac{b}{4ab}$$", "20a^2 b"),
        ("Find the LCM of $$6y^2$$ and $$9yz$$", "18y^2 z"),
    ],
)  # fmt: skip
def test_least_common_denominator(question: str, answer: str) -> None:
    solved = common_denominators.solve(question)
    assert solved.final == answer
    assert common_denominators.check(question, solved).agreed
    for wrong in (f"2({answer})", f"x({answer})", "1"):
        assert common_denominators.check(question, replace(solved, final=wrong)).contradicted


def test_numbers_are_left_to_whole_numbers() -> None:
    question = "Find the LCD.\n$$\\frac{5}{12}$$ and $$\\frac{7}{18}$$"
    with pytest.raises(CannotSolve):
        common_denominators.solve(question)
    assert exercises.solve(question).final == "36"
