"""Chapters of college algebra and precalculus: answers in the form asked, and refusals."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.chapter import check_by_chapter, solve_by_chapter
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.verification.points import agree


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Find the third term of the sequence defined by the explicit formula $$a_n=2n^2-1$$", "17"),
        ("First terms\nWrite the second term of the sequence defined by the explicit formula $$a_n=5n$$\nWrite the third term of the sequence defined by the explicit formula $$a_n=5n$$", "15"),
        ("Find the average rate of change of the function $$f(x)=x^2$$ on the interval [2, 6]", "8"),
        ("Find the maximum value of the quadratic function. $$f(x)=-x^2+2x+5$$", "6"),
        ("Use synthetic division to divide $$x^3-8$$ by $$x-1$$", "x^2 + x + 1 - \\frac{7}{x - 1}"),
        ("Determine the degree of each polynomial.\n$$x+1$$\n$$2x^2y^3-7$$", "5"),
        ("Find the distance between the points $$(1,2)$$ and $$(4,6)$$.", "5"),
        ("One card is drawn at random from a standard 52-card deck. Find the probability of drawing a queen or a club.", "\\frac{4}{13}"),
        ("A six-sided number cube is rolled. Find the probability of rolling a number less than $$3$$.", "\\frac{1}{3}"),
        ("Simplify:\n$$|7|$$\n$$|-12|$$", "12"),
    ],
)  # fmt: skip
def test_the_item_asked_is_answered_and_confirmed(question: str, answer: str) -> None:
    solved = solve_by_chapter(question)
    assert solved.final == answer
    assert check_by_chapter(question, solved).agreed


@pytest.mark.parametrize(
    "question",
    [
        "Find the third term of the sequence defined by the explicit formula $$a_n=2n^2-1$$ for the second series",
        "Find the distance between the points $$(1,2)$$ and $$(4,6)$$ along the axes.",
        "Find the inverse of the function. $$f(x)=x^2$$",
        "Find the maximum value of the quadratic function. $$f(x)=x^2+2x+5$$",
        "One card is drawn at random from a standard 52-card deck. Find the probability of drawing a lucky card.",
        "The hypotenuse of a right triangle is $$3$$ m, and one leg is $$5$$ m. Find the length of the other leg.",
        "The hypotenuse of a right triangle is $$13$$ m, and one leg is $$5$$ m. Find the length of the other leg.\nUse the Pythagorean Theorem: $$a^2+a^2={10}^2$$. Solve for a.",
        "Find the slope in the figure.\n##figure1.gif",
    ],
)  # fmt: skip
def test_what_is_not_understood_or_not_possible_is_refused(question: str) -> None:
    with pytest.raises(CannotSolve):
        solve_by_chapter(question)


@settings(max_examples=25, deadline=None)
@given(st.integers(-9, 9), st.integers(-9, 9), st.integers(2, 12))
def test_a_wrong_term_is_contradicted(first: int, step: int, n: int) -> None:
    question = f"Find the specified term for the arithmetic sequence given the first term and common difference. First term is {first}, common difference is {step}, find the {n}th term."
    solved = solve_by_chapter(question)
    assert solved.final == str(first + (n - 1) * step)
    assert check_by_chapter(question, solved).agreed
    wrong = replace(solved, final=str(first + (n - 1) * step + 1))
    assert check_by_chapter(question, wrong).contradicted


def test_braces_that_cannot_be_seen_do_not_bind_a_power() -> None:
    assert agree(parse("12{ab}^2"), parse("12ab^2"), ("a", "b"), "braces") is True
    assert parse("{5(3)}^x") == parse("5(3)^x")
    assert parse("x^{ab}") != parse("x^ab")
