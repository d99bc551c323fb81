"""Statistics that are read from the words of a problem."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.chapter import check_by_chapter, solve_by_chapter


def answer(question: str) -> str:
    solved = solve_by_chapter(question)
    assert check_by_chapter(question, solved).agreed
    return solved.final


HEIGHTS = (
    "Heights are normally distributed with a mean of 170 cm and a standard deviation of 8 cm. "
)


@pytest.mark.parametrize(
    ("question", "final"),
    [
        (HEIGHTS + "Find the probability that a randomly selected person is taller than 178 cm. Round to four decimal places.", "0.1587"),
        (HEIGHTS + "Find the 90th percentile. Round to one decimal place.", "180.3"),
        (HEIGHTS + "A sample of 16 people is taken. Find the probability that the sample mean is between 168 and 172 cm. Round to four decimal places.", "0.6827"),
        (HEIGHTS + "What is the z-score of x = 162?", "-1"),
        ("X ~ U(2, 10). What is P(3 < x < 5)?", r"\frac{1}{4}"),
        ("Waiting times are exponentially distributed with a mean of 10 minutes. What is the probability that a wait is longer than 5 minutes? Round to 4 decimal places.", "0.6065"),
        ("The data are 2; 4; 4; 7; 9; 10. Find the median.", "5.5"),
        ("The data are 2; 4; 4; 7; 9; 10. Find the mode.", "4"),
        ("The following is a sample: 2, 4, 4, 4, 5, 5, 7, 9. Find the sample variance. Round to two decimal places.", "4.57"),
        ("Suppose P(A) = 0.5, P(B) = 0.4 and P(A AND B) = 0.2. What is P(A OR B)?", "0.7"),
    ],
)  # fmt: skip
def test_a_problem_in_words_is_solved_and_confirmed_by_other_means(
    question: str, final: str
) -> None:
    assert answer(question) == final


@pytest.mark.parametrize(
    "question",
    [
        "Heights have a mean of 170 and a standard deviation of 8. Find the probability that a randomly selected person is taller than 178 cm.",
        HEIGHTS + "The mean of another group is 165 cm. Find the probability that a randomly selected person is taller than 178 cm.",
        HEIGHTS + "There were 37 doors. Find the probability that a randomly selected person is taller than 178 cm.",
        HEIGHTS + "Find the probability that a randomly selected person is not taller than 178 cm.",
        "The mean is 10 and the standard deviation is 2. Take a sample of 9. Find the probability that the sample mean is more than 11.",
        "The data are 2; 4; 4; 7; 9; 10. Find the mean after the outlier is removed.",
        "The data are 2; 4; 4; 7; 9; 10. Find the standard deviation.",
        "The data are 2; 4; 6; 7; 9; 10. Find the mode.",
        "There are 8 data: 2; 4; 4; 7; 9; 10. Find the mean.",
        "Suppose P(A) = 0.5 and P(B) = 0.4. What is P(A OR B)?",
        "Suppose P(A) = 0.9, P(B) = 0.8 and P(A AND B) = 0.1. What is P(A OR B)?",
    ],
)  # fmt: skip
def test_a_problem_with_an_unread_condition_or_too_little_told_is_refused(question: str) -> None:
    with pytest.raises(CannotSolve):
        solve_by_chapter(question)


def test_a_changed_answer_is_contradicted() -> None:
    question = "The data are 2; 4; 4; 7; 9; 10. Find the median."
    solved = replace(solve_by_chapter(question), final="6")
    assert check_by_chapter(question, solved).contradicted


@given(st.lists(st.integers(-50, 50), min_size=4, max_size=20))
def test_the_mean_of_any_list_of_whole_numbers_is_confirmed(data: list[int]) -> None:
    listed = "; ".join(str(x) for x in data)
    assert answer(f"The data are {listed}. Find the mean. Round to six decimal places.") == (
        f"{sum(data) / len(data):.6f}".replace("-0.000000", "0.000000")
    )
