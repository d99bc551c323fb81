"""Textbook exercises: an instruction, a formula below it, and what must not be answered."""

from __future__ import annotations

import pytest

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters import exercises, number_forms, polynomials
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
        ("Translate and simplify:\nThe sum of $$4$$ and $$-9$$, increased by $$2$$", "-3"),
        ("Translate and solve.\nSeven more than $$x$$ is equal to $$30$$.", "23"),
        ("When is the expression undefined?\n$$\\frac{x}{2x-6}$$", "3"),
        ("Evaluate $$a^2-3ab$$ when $$a=2$$, $$b=-1$$", "10"),
        ("When $$n=3$$, evaluate $$2^n+n$$?", "11"),
        ("Factors\nFactor the difference of squares\n$$x^2-49$$\nFactor completely: $$3x^2-27$$", "3(x-3)(x+3)"),
        ("Roots\nSimplify each of the following roots.\nWhat is $$\\sqrt{18}$$?\nWhat is $$\\sqrt[3]{54}$$?", "3\\sqrt[3]{2}"),
        ("How to Expand a Power?\nUse the Binomial Theorem to expand the following:\na) $$(x-2)^3$$", "x^3-6x^2+12x-8"),
        ("Evaluate the determinant of the matrix.\n$$\\begin{bmatrix} 4 & -1 \\\\ 2 & 3 \\end{bmatrix}$$", "14"),
        ("Solve Equations\nSolve.\n$$\\sqrt{3x+1}=5$$\nPlease enter your solution. If there is no solution, please enter \"None\"", "8"),
        ("Factor(Give your answer with the larger value first. eg. $$(x+2)(x+1)$$).\n$$z^2-16$$", "(z-4)(z+4)"),
        ("Solve $$\\sqrt{2x+1}=3$$ (Please input all answers as $$variable=answer$$, if defined)\nSolve $$\\sqrt{2x+1}=3$$", "4"),
        ("Simplify. If the result is not a real number, type \"Complex\"\n$$\\sqrt[3]{-64}$$", "-4"),
        ("Translate and Solve\nThe quotient of $$w$$ and $$-3$$ is $$7$$.", "-21"),
        ("Find the least common multiple (LCM) of the numbers.\n$$8$$ and $$20$$", "40"),
        ("Multiply $$1.7$$\nby $$10$$\nby $$1000$$", "1700"),
        ("Find the prime factorization of each number.\n$$90$$", "2 \\cdot 3^2 \\cdot 5"),
        ("Approximate each square root and round to two decimal places.\n$$\\sqrt{70}$$", "8.37"),
        ("Factor each trinomial of the form $$x^2+bx+c$$.\n$$x^2-3x-10$$", "(x-5)(x+2)"),
        ("Solve by using the quadratic formula. Round to one decimal place.\n$$x^2-4x+1=0$$", "x = 0.3 or x = 3.7"),
        ("Solve for $$p$$ in terms of $$q$$.\n$$pq=q+5$$", "p=\\frac{q+5}{q}"),
        ("Problem 4: Simplify and write your answer in simplest form. $$\\frac{18a^4}{27a}$$", "\\frac{2a^3}{3}"),
        ("Substitute $$x=-2$$ into $$x^2-3x$$ and simplify.", "10"),
        ("Solve each equation.\n1) $$4x-1=11$$\n2) $$3x+2=17$$", "5"),
        ("Lines\nWhat is the x-value for the x-intercept to the equation $$3x-2y=12$$?", "4"),
    ],
)  # fmt: skip
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
        "Binomials\nFind the third term.\n$$(2x-y)^4$$",
        "Numbers\nFind the complex conjugate.\n$$3-2i$$",
        "Evaluate $$a^2$$, where $$a$$ is the smaller root of $$a^2=4$$",
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
        ("Rounding\nRound to the nearest thousand: 28,500.", "29000"),
        ("Rounding\nRound 71,062 to the nearest ten\nRound 71,062 to the nearest ten thousand", "70000"),
        ("Write each number in scientific notation.\nCells in a body: 37,000,000,000,000", "3.7 \\times 10^{13}"),
        ("A wave\nIts length is $$6.5 \\times 10^{-7}$$ $$m$$.\nRewrite this length in standard notation.", "0.00000065"),
        ("Convert the number to standard notation.\n$$-4.07 \\times 10^{5}$$", "-407000"),
        ("Write as the ratio of two integers.\n$$-2.75$$", "\\frac{-275}{100}"),
        ("Find the additive inverse of each number.\n$$6$$\n$$\\frac{-9}{4}$$", "\\frac{9}{4}"),
        ("Find:\nThe opposite of $$-12$$.", "12"),
        ("Find the reciprocal of $$-\\frac{5}{8}$$", "-\\frac{8}{5}"),
        ("Convert the improper fraction to a mixed number.\n$$\\frac{-17}{5}$$", "-3\\frac{2}{5}"),
        ("Write the mixed number as an improper fraction.\n$$4\\frac{1}{6}$$", "\\frac{25}{6}"),
        ("Multiply and write your answer in decimal form.\n$$(3 \\times 10^{-2})(2 \\times 10^{-1})$$", "0.006"),
        ("Multiply. Write your answer in scientific notation.\n$$(4 \\times 10^3)(5 \\times 10^6)$$", "2 \\times 10^{10}"),
    ],
)  # fmt: skip
def test_a_number_form_is_found_and_confirmed(question: str, answer: str) -> None:
    solved = number_forms.solve(question)
    assert equivalent(answer, solved.final, question)
    assert number_forms.check(question, solved).agreed


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Determine the degree of each polynomial.\n$$3x^2 y-7x$$", "3"),
        ("Determine the degree of the polynomial.\n$$x^3-x^3+x$$", "1"),
        ("Find the greatest common factor.\n$$12a^3 b$$, $$18a b^2$$", "6ab"),
        ("What is the degree of 5a^3b - 7ab^6?", "7"),
        ("Find the GCF of 24y^3 and 60y", "12y"),
        ("Divide 2x^3 - x + 4 by x + 2", "2x^2-4x+7-\\frac{10}{x+2}"),
        ("Divide the polynomial by the monomial.\n$$\\frac{12a^3-8a+2}{4a^2}$$", "3a-\\frac{2}{a}+\\frac{1}{2a^2}"),
    ],
)  # fmt: skip
def test_of_a_polynomial(question: str, answer: str) -> None:
    solved = polynomials.solve(question)
    assert equivalent(answer, solved.final, question)
    assert polynomials.check(question, solved).agreed


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
