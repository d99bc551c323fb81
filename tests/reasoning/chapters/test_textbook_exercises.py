from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.chapter import check_by_chapter, solve_by_chapter
from fynq.reasoning.verification.equivalence import equivalent

ANSWERED = [
    ("Adding Things\nSimplify the following expressions.\na) $$2+3$$\nb) $$4x-x$$", "3x"),
    ("Multiply the following binomials\n$$(2x+5)(2x-5)$$", "4x^2-25"),
    ("Signs\nSimplify:\n$$9$$ * $$(-7)$$", "-63"),
    ("Find the least common multiple of the two numbers by listing their multiples.\n$15$ and $20$", "60"),
    ("For functions $f(x)=3x^2-5x+7$ and $g(x)=x^2-4x-3$, find:\n$(f+g)(x)$", "4x^2-9x+4"),
    ("Given $f(x)=x-5$ and $g(x)=x^2-3$, find $(f \\circ g)(2)$", "-4"),
    ("Find $y$ given the equation and the value of $x$.\n$x+2y=8$\nIf $x=4$, what is $y$?", "2"),
    ("Find the slope of the line through (2,3) and (5,-1)", "-4/3"),
    ("Find the distance between the points $(-1,4)$ and $(2,1)$", "3\\sqrt{2}"),
    ("Divide the polynomial by the binomial.\n$\\frac{x^2+11x+16}{x+8}$", "x+3-\\frac{8}{x+8}"),
    ("Find the degree of the following polynomial.\n$2y-8xy^3$", "4"),
    ("Find the greatest common factor of the two expressions.\n$12m^2 n^3$, $30m^5 n^3$", "6m^2n^3"),
    ("Write the augmented matrix for the given system of equations.\n$2x-5y=-3, 4x=3y-1$", "\\begin{bmatrix}2&-5&-3\\\\4&-3&-1\\end{bmatrix}"),
    ("Use the quotient property of logarithms to write as a difference.\n$\\log_{4}(\\frac{3}{4})$", "\\log_{4}(3)-1"),
]  # fmt: skip

REFUSED = [
    "Simplify the following, assuming that x is negative.\n$\\sqrt{x^2}$",
    "Simplify the following expressions.\n$x=3$\n$x+1$",
    "Signs\nSimplify:\n$2+3$ * $4-1$",
    "Find the slope of the line parallel to the line through (2,3) and (5,-1)",
    "Find the slope of the line through (2,3), (5,-1) and (4,4)",
    "Find $y$ given the equation, where $y$ is even.\n$x+2y=8$\nIf $x=4$, what is $y$?",
    "For functions $f(x)=x+1$ and $g(x)=x$, find $(f+h)(x)$",
    "Perform the row operations on the matrix $\\begin{bmatrix}1&2\\\\3&4\\end{bmatrix}$\nMultiply row $5$ by $2$.",
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer"), ANSWERED)
def test_an_exercise_is_answered_and_confirmed(question: str, answer: str) -> None:
    solved = solve_by_chapter(question)
    assert equivalent(answer, solved.final, question)
    assert solved.steps
    assert check_by_chapter(question, solved).agreed


@pytest.mark.parametrize("question", REFUSED)
def test_an_exercise_with_a_condition_that_is_not_read_is_refused(question: str) -> None:
    with pytest.raises(CannotSolve):
        solve_by_chapter(question)


POINTS = st.tuples(st.integers(-20, 20), st.integers(-20, 20))


@settings(max_examples=30, deadline=None)
@given(POINTS, POINTS)
def test_the_slope_is_rise_over_run_and_another_slope_is_contradicted(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    question = f"Find the slope of the line through {first} and {second}"
    if first == second:
        with pytest.raises(CannotSolve):
            solve_by_chapter(question)
        return
    solved = solve_by_chapter(question)
    assert check_by_chapter(question, solved).agreed
    if first[0] != second[0]:
        slope = Fraction(second[1] - first[1], second[0] - first[0])
        assert equivalent(f"{slope}", solved.final)
        wrong = replace(solved, final=f"{slope + 1}")
        assert check_by_chapter(question, wrong).contradicted


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-9, 9), min_size=3, max_size=5), st.integers(-6, 6))
def test_a_quotient_with_remainder_multiplies_back(coefficients: list[int], shift: int) -> None:
    above = " + ".join(f"({value})x^{at}" for at, value in enumerate([*coefficients, 1]))
    question = f"Divide the polynomial by the binomial.\n$\\frac{{{above}}}{{x + ({shift})}}$"
    if shift == 0:
        return
    solved = solve_by_chapter(question)
    assert check_by_chapter(question, solved).agreed
    wrong = replace(solved, final=solved.final + " + 1")
    assert check_by_chapter(question, wrong).contradicted
