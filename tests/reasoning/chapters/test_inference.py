"""Estimates, tests, chi-square, variances and regression, read from the words of a problem.

The expected numbers are worked out by hand or are those of printed tables.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.chapter import check_by_chapter, solve_by_chapter


def answer(question: str) -> str:
    solved = solve_by_chapter(question)
    report = check_by_chapter(question, solved)
    assert report.agreed, report.objection
    return solved.final


BREAD = "A bakery weighs a random sample of 36 loaves; the sample mean is 802 grams. The population standard deviation is 9 grams. "
VOTES = "Of the 400 residents surveyed, 240 said that they want a new park. "
RESIN = "A maker claims that the mean setting time is more than 30 minutes. A sample of 16 batches has a sample mean of 31 minutes and a sample standard deviation of 2 minutes. A hypothesis test is done at the 5% level. "
QUEUE = "The standard deviation of waiting times was 6 minutes. A random sample of 21 customers has a standard deviation of 9 minutes. Test the claim that the variance is now greater than before. "
ANOVA = "A one-way ANOVA compares 3 groups with 18 observations in all. SS_between = 40 and SS_within = 150. "


@pytest.mark.parametrize(
    ("question", "final"),
    [
        (BREAD + "Find a 95% confidence interval for the mean weight. Round to two decimal places.", "(799.06, 804.94)"),
        (BREAD + "What is the error bound at a 95% confidence level? Round to two decimal places.", "2.94"),
        (BREAD + "Find the critical value for a 95% confidence interval. Round to two decimal places.", "1.96"),
        (VOTES + "What is the point estimate of the proportion?", "0.6"),
        (VOTES + "Find the upper limit of a 95% confidence interval for the proportion. Round to three decimal places.", "0.648"),
        (VOTES + "Use the plus-four method to find the lower limit of a 95% confidence interval. Round to three decimal places.", "0.551"),
        ("A survey of 600 voters found that 40% know the mayor. Find a 95% confidence interval for the proportion. Round to three decimal places.", "(0.361, 0.439)"),
        ("Suppose a confidence interval for a mean is (12.4, 15.6). What is the error bound?", "1.6"),
        ("The population standard deviation is 8 hours. To be 95% confident that the sample mean is within 2 hours of the true mean, how many people must be surveyed?", "62"),
        ("A party wants to be 95% confident that its estimate of a proportion is within four percentage points of the true proportion. How many voters must be asked?", "601"),
    ],
)  # fmt: skip
def test_an_estimate(question: str, final: str) -> None:
    assert answer(question) == final


@pytest.mark.parametrize(
    ("question", "final"),
    [
        (RESIN + "What is the test statistic?", "2"),
        (RESIN + "What is the p-value? Round to four decimal places.", "0.0320"),
        (RESIN + "What is the level of significance?", "0.05"),
        ("H0: p = 0.5, Ha: p ≠ 0.5. In a sample of n = 100 there are x = 60 successes. Find the p-value. Round to four decimal places.", "0.0455"),
        ("In a hypothesis test the probability of a Type II error is 0.15. What is the power of the test?", "0.85"),
        ("Suppose the null hypothesis, H0, is: the fuse is not faulty. The probability that the fuse is not faulty, but the tester thinks it is, is 0.03. The probability that the fuse is faulty, but the tester thinks it is not, is 0.08. What is the probability of a Type II error?", "0.08"),
        (QUEUE + "What is the test statistic?", "45"),
        (QUEUE + "What are the degrees of freedom?", "20"),
        ("The first machine's fillings have a variance of 4.5. The second machine's fillings have a variance of 9. Each fills 10 bottles. What is the F statistic?", "0.5"),
        ("A sample standard deviation of 12 points is the same as a sample variance of ___ points.", "144"),
        (ANOVA + "What is the F ratio?", "2"),
        (ANOVA + "What are the degrees of freedom for the denominator?", "15"),
        ("A chi-square distribution has 8 degrees of freedom. What is the standard deviation?", "4"),
        ("A test of independence uses a table with 4 rows and 3 columns. What is the number of degrees of freedom?", "6"),
        ("In a test of independence the row total is 30, the column total is 20 and the grand total is 100. What is the expected count?", "6"),
    ],
)  # fmt: skip
def test_a_test(question: str, final: str) -> None:
    assert answer(question) == final


@pytest.mark.parametrize(
    ("question", "final"),
    [
        ("The regression line is ŷ = 12.5 - 0.75x. What is the slope?", "-0.75"),
        ("The regression line is ŷ = 12.5 - 0.75x. Predict the price for x = 6.", "8"),
        ("The regression line is ŷ = 12.5 - 0.75x. The observed value is 9.5 at x = 6. What is the residual?", "1.5"),
        ("The correlation coefficient is r = -0.6. What is the coefficient of determination?", "0.36"),
        ("Consider the points (0, 1), (1, 3), (2, 4), (3, 8). What is the slope of the least-squares line?", "2.2"),
    ],
)  # fmt: skip
def test_a_regression(question: str, final: str) -> None:
    assert answer(question) == final


@pytest.mark.parametrize(
    "question",
    [
        BREAD + "The oven is 14 years old. Find a 95% confidence interval for the mean weight.",
        BREAD + "Find a confidence interval for the mean weight.",
        BREAD + "Of these, 20 were dark. Find a 95% confidence interval for the proportion that is dark.",
        "A sample of 36 loaves has a mean of 802 grams with a standard deviation of 9 grams. Find a 95% confidence interval for the difference of two means.",
        "A maker claims that the mean setting time is 30 minutes. A sample of 16 batches has a sample mean of 31 minutes and a sample standard deviation of 2 minutes. What is the p-value?",
        "A maker claims that the mean setting time is at least 30 minutes. A buyer suspects that it is less than 30 minutes. A sample of 16 batches has a sample mean of 31 minutes and a sample standard deviation of 2 minutes. What is the p-value?",
        "H0: p = 0.5, Ha: p ≠ 0.5. In a sample of n = 8 there are x = 6 successes. Find the p-value.",
        "Two regression lines are ŷ = 2 + 3x and ŷ = 5 - x. What is the slope?",
        "The regression line is ŷ = 12.5 - 0.75x. Predict the price for the 3 houses of 6 rooms.",
        "A one-way ANOVA has SS_between = 40 and SS_within = 150. What is the F ratio?",
    ],
)  # fmt: skip
def test_what_is_not_told_or_not_read_is_refused(question: str) -> None:
    with pytest.raises(CannotSolve):
        solve_by_chapter(question)


def test_a_changed_limit_is_contradicted() -> None:
    question = BREAD + "Find the lower limit of a 95% confidence interval for the mean weight."
    solved = replace(solve_by_chapter(question), final="799.5")
    assert check_by_chapter(question, solved).contradicted
