from __future__ import annotations

import pytest

from fynq.reasoning.topics import topics


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Find the derivative of x^x", "derivatives"),
        (r"$\int x e^x dx$", "integrals"),
        ("What is the probability of two heads?", "probability"),
        ("A shirt costs $40 and is 25% off. What does it cost?", "percentages"),
        ("What is 17 * 3?", "arithmetic"),
        ("Why does ice float?", ""),
    ],
)
def test_words_tell_the_skill(question: str, first: str) -> None:
    assert (topics(question) or ("",))[0] == first


def test_a_told_problem_is_a_word_problem_and_the_list_is_short() -> None:
    told = "Ann has 3 times as many apples as Bob, who has 4. How many apples do they have in all?"
    assert "word-problems" in topics(told)
    assert len(topics("probability integral derivative limit matrix 5 vectors mean")) == 3
    assert topics("a" * 100_000 + "!" * 100_000) == ()
