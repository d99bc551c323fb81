"""Statistics that are read from the words of a problem."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
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


BULBS = "The lifetime of a lamp is exponentially distributed with a mean of 8 years. "
CALLS = "Calls come in at an average rate of 6 calls per hour. The time between calls is exponentially distributed. "
TRAM = "The wait for a tram is uniformly distributed between 0 and 12 minutes. "
PAGES = "The daily number of pages has a mean of 40 and a standard deviation of 12. "
RAIN = "The mean rainfall is 30 mm. The median is 28 mm. The standard deviation is 8 mm. The first quartile is 20 mm. The third quartile is 37 mm. "


@pytest.mark.parametrize(
    ("question", "final"),
    [
        (HEIGHTS + "What is the probability that a person is taller than 178 cm given that the person is taller than 170 cm? Round to four decimal places.", "0.3173"),
        (HEIGHTS + "What is the probability that a randomly selected person is within 8 cm of the mean? Round to four decimal places.", "0.6827"),
        (HEIGHTS + "What is the probability that a person is more than 1.5 standard deviations above the mean? Round to four decimal places.", "0.0668"),
        (HEIGHTS + "What height has a z-score of -1.5?", "158"),
        (HEIGHTS + "About what percent of people are within two standard deviations of the mean?", "95"),
        (HEIGHTS + "The tallest person of a group has a z-score of 2.5. How tall is this person?", "190"),
        (HEIGHTS + "Suppose that x = 182. The z-score when x = 182 is ___. Fill in the blank.", "1.5"),
        (HEIGHTS + "The z-score when x = 158 is z = -1.5.\nThis tells you that x = 158 is ___ standard deviations from the mean. Fill in the blank.", "1.5"),
        ("If the area to the left of x is 0.3, what is the area to the right of x?", "0.7"),
        (BULBS + "What is the decay parameter?", "0.125"),
        (BULBS + "Half of all lamps last at most how long? Round to two decimal places.", "5.55"),
        (BULBS + "What is the probability that a lamp lasts at least 4 more years given that it has already lasted 3 years? Round to four decimal places.", "0.6065"),
        (BULBS + "On average, how long do three lamps last if they are used one after another?", "24"),
        (CALLS + "On average, how many minutes elapse between two successive calls?", "10"),
        (CALLS + "Find the probability that the next call comes within the next 5 minutes. Round to four decimal places.", "0.3935"),
        (TRAM + "What is the probability that the wait is more than 9 minutes given that it is more than 6 minutes?", r"\frac{1}{2}"),
        (TRAM + "Ninety percent of waits are less than how many minutes?", "10.8"),
        (TRAM + "What is f(x)?", r"\frac{1}{12}"),
        (PAGES + "A sample of 36 days is taken. What is the standard deviation of the sample mean?", "2"),
        (PAGES + "A sample of 36 days is taken. Find the probability that the sum of the 36 values is more than 1,500. Round to four decimal places.", "0.2023"),
        (PAGES + "What is the sample size if the standard deviation of the sums is 60?", "25"),
        ("The data are 3; 5; 6; 6; 7; 8; 9; 30. Determine the potential outlier.", "30"),
        ("The data are 3; 5; 6; 6; 7; 8; 9; 30. What is the upper limit for outliers?", "13"),
        ("The data are 3; 5; 6; 6; 7; 8; 9; 12. Find the percentile of 7.", "56"),
        ("Red: 2, 4, 4, 6\nBlue: 1, 5, 7, 9\nCalculate the mean for Blue.", "5.5"),
        ("Thirty people were asked how many trips they make. Five people make one trip; ten make two trips; nine make three trips; six make four trips. Find the median.", "2.5"),
        (RAIN + "What percent of the days had from 20 mm to 37 mm?", "50"),
        (RAIN + "How many standard deviations from the mean is the median?", "0.25"),
    ],
)  # fmt: skip
def test_what_a_variable_or_its_data_tell(question: str, final: str) -> None:
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
        BULBS + "What is the probability that no lamp fails within 5 years?",
        CALLS + "Find the probability that exactly five calls occur within a minute.",
        CALLS + "Seventy percent of the calls come at most how long after the one before?",
        HEIGHTS + "Find the probability that two randomly selected people are both taller than 178 cm.",
        HEIGHTS + "What is the probability that a person is less than 1.5 standard deviations above the mean?",
        "Red: 2, 4, 4, 6\nBlue: 1, 5, 7, 9\nCalculate the mean of all.",
        "The data are 2; 4; 4; 7; 9; 40; 50. Determine the potential outlier.",
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


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(-50, 50), min_size=4, max_size=20))
def test_the_mean_of_any_list_of_whole_numbers_is_confirmed(data: list[int]) -> None:
    listed = "; ".join(str(x) for x in data)
    assert answer(f"The data are {listed}. Find the mean. Round to six decimal places.") == (
        f"{sum(data) / len(data):.6f}".replace("-0.000000", "0.000000")
    )
