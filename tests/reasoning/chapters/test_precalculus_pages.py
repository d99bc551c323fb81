"""Chapters that read a page: answers in the form asked, checks that notice, and refusals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.chapter import check_by_chapter, solve_by_chapter
from fynq.reasoning.chapters.precalculus import models
from fynq.reasoning.problem import NotUnderstood

_A = r"$$A=\begin{bmatrix} 1 & 2 \\ 0 & 5 \end{bmatrix}$$"
_B = r"$$B=\begin{bmatrix} 3 & -1 \\ 4 & 2 \end{bmatrix}$$"

_SOLVED: list[tuple[str, str]] = [
    ("Decompose into partial fractions: $$\\frac{7x+1}{x^2-x-2}$$", "\\frac{5}{x - 2} + \\frac{2}{x + 1}"),
    ("Find the partial fraction decomposition of the expression.\n$$\\frac{x+5}{(x+1)^2}$$", "\\frac{1}{x + 1} + \\frac{4}{\\left(x + 1\\right)^{2}}"),
    (f"Given {_A} and {_B}, find $$2A-B$$.", "\\begin{bmatrix} -1 & 5 \\\\ -4 & 8 \\end{bmatrix}"),
    (f"Find the product of B and A.\n{_A} and {_B}", "\\begin{bmatrix} 3 & 1 \\\\ 4 & 18 \\end{bmatrix}"),
    (f"Use the matrices below.\n{_A}, $$C=\\begin{{bmatrix}} 1 & 2 & 3 \\end{{bmatrix}}$$\n$$A+C$$", "\\text{undefined}"),
    (f"What is the entry $$a_{{12}}$$ of the matrix {_A}?", "2"),
    ("Name the conic\n$$r=\\frac{10}{2-5\\sin\\theta}$$\nFind the eccentricity.", "\\frac{5}{2}"),
    ("Name the conic\n$$r=\\frac{10}{2-5\\sin\\theta}$$\nFind the eccentricity.\nFind the directrix.", "y = -2"),
    ("Write the polar equation of the conic with a focus at the origin, $$e=2$$ and directrix $$x=3$$.", "r = \\frac{6}{1 + 2\\cos\\theta}"),
    ("Convert $$r=\\frac{4}{1+\\sin\\theta}$$ to rectangular form.", "y + \\sqrt{x^2 + y^2} = 4"),
    ("Find the foci of the ellipse $$\\frac{x^2}{169}+\\frac{y^2}{25}=1$$.", "(-12, 0), (12, 0)"),
    ("Find the equation of the hyperbola with vertices at $$(0,3)$$ and $$(0,-3)$$ and one focus at $$(0,5)$$.", "\\frac{y^2}{9} - \\frac{x^2}{16} = 1"),
    ("Write the equation of the parabola in standard form.\n$$y^2-6y-8x+1=0$$", "(y - 3)^2 = 8\\left(x + 1\\right)"),
    ("Determine the angle that will eliminate the xy term when the axes are rotated (in degrees).\n$$3x^2-2xy+3y^2=8$$", "45"),
    ("Rotation of Axes\n$$xy=3$$, $$\\theta=45°$$\nFind the new equation after rotating through the angle.", "{x'}^2 - {y'}^2 - 6 = 0"),
    ("Expand the logarithm as much as possible.\n$$\\ln\\left(\\frac{x^3}{5y}\\right)$$", "3 \\ln x - \\ln 5 - \\ln y"),
    ("Condense to a single logarithm. $$3\\log(x)-\\frac{1}{2}\\log(y)$$", "\\log\\left(\\frac{x^3}{\\sqrt{y}}\\right)"),
    ("Rewrite in exponential form: $$\\log_7(x)=k$$", "7^k = x"),
    ("Rewrite the equation in logarithmic form.\n$$6^2=36$$", "\\log_{6}(36) = 2"),
    ("Use the change-of-base formula to evaluate $$\\log_3(20)$$ to four decimal places.\nUse natural logs.", "2.7268"),
    ("Solve $$\\ln(x^2)=\\ln(x+6)$$ for the negative solution.", "x = -2"),
    ("A herd of bison is modeled by $$P(t)=\\frac{800}{1+7e^{-0.3t}}$$, where $$t$$ is in years. How many years until there are 400 bison? Round to the nearest tenth.", "6.5"),
    ("An account holds $2,000 and earns 6% interest compounded monthly. What will the account be worth in 5 years?", "2697.70"),
    ("How much should be deposited now in an account with 4% interest compounded quarterly, so that it is worth $9,000 in 6 years?", "7088.10"),
    ("A relic contains 35% of its original carbon-14. To the nearest year, how old is the relic?", "8679"),
    ("Soup at 90°C is placed in a 20°C room. After 10 minutes it has cooled to 70°C. To the nearest degree, what will the temperature be after 30 minutes?", "46"),
    ("Bacteria double every 3 hours. A culture starts with 200 bacteria. How many bacteria are there after 12 hours?", "3200"),
    ("Find the exponential function that passes through the points $$(0,5)$$ and $$(2,45)$$.", "f(x) = 5\\left(3\\right)^x"),
    ("What is the vertical asymptote of $$f(x)=\\ln(2x-6)$$?", "x = 3"),
    ("Shift the graph of $$f(x)=3^x$$ 2 units to the left and 7 units down. What is the new function?", "3^{x + 2} - 7"),
    ("Write the first term of the sequence $$a_n=3n-7$$\nWrite the second term of the sequence $$a_n=3n-7$$", "-1"),
    ("Find the first four terms of the sequence with $$a_1=4$$ and $$a_n=2a_{n-1}-3$$.", "4, 5, 7, 11"),
    ("Find a general term for the sequence $$-2, 4, -8, 16, ...$$", "a_n = (-1)^{n} \\cdot 2^{n}"),
    ("Find the sum of the first 12 terms of the arithmetic sequence $$5, 9, 13, ...$$", "324"),
    ("Find the sum of the infinite geometric series $$9+3+1+\\frac{1}{3}+...$$", "\\frac{27}{2}"),
    ("Evaluate $$\\sum_{k=2}^{5} (k^2-1)$$", "50"),
    ("In how many ways can 7 runners finish in first, second and third place?", "210"),
    ("How many ways are there to choose a committee of 4 people from 9 people?", "126"),
    ("Find the fourth term of the binomial expansion of $$(x-2y)^6$$.", "-160x^3 y^3"),
    ("Six coins are tossed. Find the probability of tossing exactly 2 tails.", "\\frac{15}{64}"),
    ("Find the exact value of $$\\sin\\left(\\frac{7\\pi}{12}\\right)$$.", "\\frac{\\sqrt{2} + \\sqrt{6}}{4}"),
    ("Find the reference angle for $$310°$$.", "50^\\circ"),
    ("If $$\\cos x=-\\frac{5}{13}$$ and x is in quadrant III, find $$\\tan(x)$$.", "\\frac{12}{5}"),
    ("If $$\\sin t=\\frac{3}{5}$$ and $$0 < t < \\frac{\\pi}{2}$$, find $$\\sin(2t)$$.", "\\frac{24}{25}"),
    ("What is the period of $$y=4\\cos(6x)-1$$?", "\\frac{\\pi}{3}"),
    ("In a triangle $$a=7$$, $$b=9$$ and $$\\gamma=60°$$. Find the missing side to the nearest tenth.", "8.2"),
    ("Given initial point $$P=(4,-1)$$ and terminal point $$Q=(1,5)$$, write the vector v in terms of i and j.", "-3 i + 6 j"),
    ("Find the direction angle of the vector $$v=-2i-2j$$.", "225^\\circ"),
    ("Eliminate the parameter $$t$$ from $$x(t)=3\\cos t$$, $$y(t)=2\\sin t$$.", "\\frac{x^2}{9} + \\frac{y^2}{4} = 1"),
    ("Solve the system of equations by elimination. $$3x+2y=7$$, $$x-y=-1$$. What is the y value?", "y = 2"),
    ("If $$\\lim_{x\\to 3}f(x)=5$$ and $$\\lim_{x\\to 3}g(x)=-2$$, evaluate $$\\lim_{x\\to 3}[f(x)-4g(x)]$$.", "13"),
    ("Find the equation of the tangent line to $$f(x)=x^3-x$$ at $$x=2$$.", "y = 11x - 16"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer"), _SOLVED)
def test_a_page_is_answered_in_the_form_asked_and_confirmed(question: str, answer: str) -> None:
    solved = solve_by_chapter(question)
    assert solved.task.startswith("chapter/precalculus.")
    assert solved.final == answer
    assert check_by_chapter(question, solved).agreed
    assert solved.steps


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("Decompose into partial fractions: $$\\frac{7x+1}{x^2-x-2}$$", "\\frac{2}{x - 2} + \\frac{5}{x + 1}"),
        ("Find the foci of the ellipse $$\\frac{x^2}{169}+\\frac{y^2}{25}=1$$.", "(-13, 0), (13, 0)"),
        ("Name the conic\n$$r=\\frac{10}{2-5\\sin\\theta}$$\nFind the directrix.", "y = 2"),
        ("Condense to a single logarithm. $$\\log(x)+\\log(y)$$", "\\log\\left(x+y\\right)"),
        ("An account holds $2,000 and earns 6% interest compounded monthly. What will the account be worth in 5 years?", "2676.45"),
        ("Find the sum of the first 12 terms of the arithmetic sequence $$5, 9, 13, ...$$", "312"),
        ("Find the fourth term of the binomial expansion of $$(x-2y)^6$$.", "160x^3 y^3"),
        ("If $$\\cos x=-\\frac{5}{13}$$ and x is in quadrant III, find $$\\tan(x)$$.", "-\\frac{12}{5}"),
        ("Find the equation of the tangent line to $$f(x)=x^3-x$$ at $$x=2$$.", "y = 11x - 15"),
        ("What is the period of $$y=4\\cos(6x)-1$$?", "\\frac{2 \\pi}{3}"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_contradicted(question: str, wrong: str) -> None:
    solved = replace(solve_by_chapter(question), final=wrong)
    assert not check_by_chapter(question, solved).agreed


@pytest.mark.parametrize(
    "question",
    [
        "Maria deposits $100 each month in an account with 5% interest compounded monthly. How much will she have after 10 years?",
        "Find the term of the sequence $$a_n=3n-7$$ that is the largest below 100.",
        "How many ways can 7 people sit in a row if two of them must sit together?",
        "In a triangle $$a=5$$, $$b=8$$ and $$\\alpha=30°$$. Find the missing side to the nearest tenth.",
        "If $$\\sin t=\\frac{3}{5}$$, find $$\\cos t$$.",
        "Given the graph, find the foci of the ellipse $$\\frac{x^2}{169}+\\frac{y^2}{25}=1$$ that lie above the x-axis.",
        "Find the sum of the infinite geometric series $$1+2+4+8+...$$",
        "Find a general term for the sequence $$2, 3, 5, 7, 11, ...$$",
        "If the radius, in inches, grows with time in minutes by $$r(t)=25\\sqrt{t+2}$$, find the area of the ripple at $$t=2$$.",
        "Find the determinant of the inverse of the matrix $$A=\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}$$.",
        "Write the log without its coefficient but keep the base: $$3\\log(x)$$",
        "A population grows by 3% per year except in leap years. It is 500 now. What will it be in 8 years?",
    ],
)
def test_a_condition_that_is_not_understood_is_refused(question: str) -> None:
    with pytest.raises(CannotSolve):
        solve_by_chapter(question)


def test_a_comparison_is_not_a_value_of_the_model() -> None:
    question = "The number of cells is $$N(t)=200(2)^{t/3}$$, with t in hours. How many more cells are there after 6 hours than at the start?"
    with pytest.raises(NotUnderstood):
        models.solve(question)


@pytest.mark.parametrize(
    ("question", "final"),
    [
        ("How many 2-letter words can be formed from P, Q, R without repetition?", "6"),
        ("How many 2-letter words can be formed from P, Q, R if letters may be repeated?", "9"),
        ("How many 3-digit numbers can be formed from the digits 0, 2, 5, 7 without repetition?", "18"),
        ("How many 4-letter words can be formed from the word PLANET without repetition?", "360"),
        ("Find the first three terms of a_n = 3^n n.", "3, 18, 81"),
    ],
)  # fmt: skip
def test_all_signs_and_factors_are_read(question: str, final: str) -> None:
    solved = solve_by_chapter(question)
    assert solved.final == final
    assert check_by_chapter(question, solved).agreed


@pytest.mark.parametrize(
    "question",
    [
        r"If $\lim_{x\to 3} f(x) = 5$, find $\lim_{x\to 3} f(2x)$.",
        "How many 4-letter codes can be made if no letter is repeated and the first letter is a vowel?",
        "How many 3-digit codes can be formed if digits cannot be repeated and the code must be odd?",
        "How many different arrangements of 3 letters from the word CRANE are possible?",
        "In how many ways can 5 different keys be arranged on a key ring?",
        "A menu has 3 soups, 4 mains and 2 desserts. How many meals consist of a main and either a soup or a dessert?",
    ],
)  # fmt: skip
def test_counts_with_conditions_that_are_not_read_are_refused(question: str) -> None:
    with pytest.raises(CannotSolve):
        solve_by_chapter(question)
