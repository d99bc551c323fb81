"""Textbook exercises: an instruction, a formula below it, and what must not be answered."""

from __future__ import annotations

import pytest

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters import exercises, number_forms
from fynq.reasoning.chapters.english_phrases import phrase
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import names_in
from fynq.reasoning.verification.equivalence import equivalent


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Solving Equations\nIn the following exercises, solve each equation.\n$$4x-7=9$$", "4"),
        ("Find the value of the variable.\n$$\\frac{x}{6}=\\frac{5}{3}$$", "10"),
        (
            "Solve for $$r$$. Please write the answer as $$variable=answer$$.\n$$d=rt$$",
            "r=\\frac{d}{t}",
        ),
        ("Simplify the following expression.\n$$3a^2 b 5a b^4$$", "15a^3b^5"),
        ("Evaluate $$2y-9$$, when:\n$$y=3$$\n$$y=6$$", "3"),
        ("Find:\nThe opposite of $$-12$$.", "12"),
        ("Translate and simplify:\nThe sum of $$4$$ and $$-9$$, increased by $$2$$", "-3"),
        ("Translate and solve.\nSeven more than $$x$$ is equal to $$30$$.", "23"),
        ("When is the expression undefined?\n$$\\frac{x}{2x-6}$$", "3"),
        ("Lines\nWhat is the x-value for the x-intercept to the equation $$3x-2y=12$$?", "4"),
    ],
)
def test_an_exercise_is_solved_and_confirmed(question: str, answer: str) -> None:
    solved = exercises.solve(question)
    assert equivalent(answer, solved.final, question)
    assert exercises.check(question, solved).agreed


@pytest.mark.parametrize(
    "question",
    [
        "Solve the system.\n$$x+y=5$$\n$$x-y=1$$",
        "Solve the following.\n$$x+y=5$$\n$$x=2$$",
        "Simplify the following expression, leaving out the last term.\n$$3x+4x+5$$",
        "Describe the graph.\n$$y=3x$$",
        "Simplify.\n$$3x=4$$",
        "Translate to an equation.\nSeven more than $$x$$ is equal to $$30$$.",
        "Use the figure.\nSimplify\n$$2x+3x$$\n##figure1.gif##",
    ],
)
def test_a_condition_or_a_system_is_left_alone(question: str) -> None:
    with pytest.raises(CannotSolve):
        exercises.solve(question)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Write the number in scientific notation.\n$$52,300$$", "5.23 \\times 10^4"),
        ("Write the decimal in scientific notation.\n$$0.00041$$", "4.1 \\times 10^{-4}"),
        ("Round 4,651 to the nearest hundred", "4700"),
        ("Determine the degree of each polynomial.\n$$3x^2 y-7x$$", "3"),
        ("Find the greatest common factor.\n$$12a^3 b$$, $$18a b^2$$", "6ab"),
    ],
)
def test_a_number_form_is_found_and_confirmed(question: str, answer: str) -> None:
    solved = number_forms.solve(question)
    assert equivalent(answer, solved.final, question)
    assert number_forms.check(question, solved).agreed


def test_terms_that_may_cancel_have_no_degree_yet() -> None:
    with pytest.raises(NotUnderstood):
        number_forms.solve("Determine the degree of each polynomial.\n$$x^3-x^3+x$$")


@pytest.mark.parametrize(
    ("words", "formulas", "meant"),
    [
        ("five less than twice □", ["x"], "2x-5"),
        ("the difference of □ and □", ["9", "y"], "9-y"),
        ("three times the sum of □ and □", ["a", "b"], "3(a+b)"),
        ("two-thirds of □", ["y"], "2/3 y"),
        ("the quotient of □ and the square of □", ["x", "y"], "x/y^2"),
    ],
)
def test_a_phrase_becomes_a_formula(words: str, formulas: list[str], meant: str) -> None:
    from fynq.reasoning.verification.points import agree

    tree = phrase(words, [parse(item) for item in formulas])
    assert agree(tree, parse(meant), names_in(tree), words) is True


@pytest.mark.parametrize(
    "words", ["twice □ increased by □", "the sum of □ and □ times five", "several of □ and □"]
)
def test_a_phrase_with_two_meanings_or_none_is_refused(words: str) -> None:
    with pytest.raises(NotUnderstood):
        phrase(words, [parse("x"), parse("y")])


def test_an_exponent_after_braces_belongs_to_the_last_letter() -> None:
    assert parse("{xy}^2") == parse("xy^2")
    assert parse("(xy)^2") != parse("xy^2")


def test_d_over_something_is_a_derivative_only_above_a_differential() -> None:
    from fynq.reasoning.reading.tree import Derivative

    assert parse("\\frac{d}{t}") == parse("d/t")
    assert isinstance(parse("\\frac{d^{2}}{dx^2} x^3"), Derivative)
    assert isinstance(parse("\\frac{d}{dx} x^3"), Derivative)
