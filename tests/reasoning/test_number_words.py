from __future__ import annotations

import time

import pytest

from fynq.reasoning.reading.number_words import in_digits
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.spoken_arithmetic import in_notation


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("one hundred and five", "105"),
        ("Two thousand three hundred and four", "2304"),
        ("forty-two", "42"),
        ("forty two", "42"),
        ("minus seven", "-7"),
        ("negative two thirds", "-2/3"),
        ("three-fourths", "3/4"),
        ("two and a half", "5/2"),
        ("three point one four", "3.14"),
        ("a quarter", "1/4"),
        ("six twenty-fifths", "6/25"),
        ("one two three", "1 2 3"),
        ("between five and seven", "between 5 and 7"),
        ("half of the work", "half of the work"),
        ("the second time", "the second time"),
        ("someone attends", "someone attends"),
        ("and", "and"),
        ("a hundred", "100"),
    ],
)
def test_numbers_in_words(said: str, written: str) -> None:
    assert in_digits(said) == written


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("add 5 and 7", 12),
        ("subtract 5 from 7", 2),
        ("6 less than 20", 14),
        ("7 times 6", 42),
        ("divide 24 by 3", 8),
        ("half of 10", 5),
        ("double 8", 16),
        ("the square of 4", 16),
        ("2 to the power of 5", 32),
        ("half of the sum of 3 and 5", 4),
        ("the difference between 4 and 9", 5),
        ("20% of 50", 10),
        ("the opposite of 7", -7),
    ],
)
def test_operations_in_words(said: str, value: int) -> None:
    assert exact(parse(in_notation(said))) == value


def test_other_words_stay() -> None:
    for text in ("Subtract 3 from both sides.", "multiply by 3", "add the terms", "x - 3 = 4"):
        assert in_notation(text) == text


@pytest.mark.parametrize("text", ["one hundred and " * 2000, "the sum of " * 180, "(" * 2000, "2 of 3 " * 280])  # fmt: skip
def test_hostile_texts_end(text: str) -> None:
    began = time.perf_counter()
    in_notation(in_digits(text))
    assert time.perf_counter() - began < 2
