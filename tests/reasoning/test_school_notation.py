from __future__ import annotations

import pytest

from fynq.domain.doubt import AnswerReady
from fynq.domain.learner import LearnerContext
from fynq.domain.policy import SchoolPolicy
from fynq.reasoning.school_notation import read_in, written
from tests.reasoning.test_reasoner import checked_shape, events

COMMA, CROSS = SchoolPolicy(decimal_comma=True), SchoolPolicy(times="cross")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Solve 0,5x = 2,5", "Solve 0.5x = 2.5"),
        ("Solve x + 1.250,75 = 2.000", "Solve x + 1250.75 = 2000"),
        ("The point (3; 4,5)", "The point (3, 4.5)"),
        ("x = 1, y = 2", "x = 1, y = 2"),
        ("Round 3.14159", "Round 3.14159"),
    ],
)
def test_what_is_read(said: str, read: str) -> None:
    assert read_in(said, COMMA) == read
    assert read_in(said, SchoolPolicy()) == said


def test_what_is_written() -> None:
    text = r"So 2.5 is $\frac{0.5}{0.2} = 2.5$, at $(1.5, 2)$; $2 \cdot 3$ and $x \cdots$."
    assert written(text, SchoolPolicy()) == text
    comma = r"So 2,5 is $\frac{0{,}5}{0{,}2} = 2{,}5$, at $(1{,}5; 2)$; $2 \cdot 3$ and $x \cdots$."
    assert written(text, COMMA) == comma
    assert written(r"$2 \cdot 3 = 6$ and \cdot", CROSS) == r"$2 \times 3 = 6$ and \cdot"


async def test_a_doubt_with_commas_gets_an_answer_with_commas() -> None:
    found = await events("Solve 0,5x = 1,25", learner=LearnerContext(policy=COMMA))
    last = checked_shape(found)
    assert isinstance(last, AnswerReady)
    assert last.answer.final == "x = 2{,}5"
    assert "." not in "".join(part for part in last.answer.text.split("$")[1::2])
