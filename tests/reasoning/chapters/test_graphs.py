"""Lines, curves and functions read from the words of an exercise, and what must not be answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.chapter import check_by_chapter, solve_by_chapter
from fynq.reasoning.verification.equivalence import equivalent

ANSWERED = [
    ("What is the slope of the line?\n$$5x-2y=10$$", "\\frac{5}{2}"),
    ("Find the slope of a line perpendicular to $$y=4x-1$$", "-\\frac{1}{4}"),
    ("Write the equation of the line with slope $$m=-2$$ that passes through the point $$(3,1)$$ in slope-intercept form.", "y=-2x+7"),
    ("Find the equation of the line parallel to $$x+y=3$$ that passes through (2,5).", "y=-x+7"),
    ("Write the point-slope form of the equation of the line through (1,2) and (3,8), using the point (3,8).", "y-8=3(x-3)"),
    ("Write the equation in standard form: $$y=\\frac{3}{4}x-2$$", "3x-4y=8"),
    ("Find a linear function that satisfies f(1)=3 and f(2)=7", "y=4x-1"),
    ("Intercepts\nFind the $$x$$-intercept and $$y$$-intercept.\nFind the y-intercept of $$f(x)=2|x-3|+1$$", "7"),
    ("What is the x-value for the x-intercept of the line $$3x+5y=12$$?", "4"),
    ("Find the negative x-coordinate of the two x-intercepts of the function.\n$$f(x)=x^2-x-6$$", "-2"),
    ("Find the x-intercepts as ordered pairs.\n$$y=x^2-9$$", "(-3,0),(3,0)"),
    ("Find the zeros of the function.\n$$f(x)=x^2-7x+12$$", "3,4"),
    ("Find the vertex.\n$$y=2x^2-8x+3$$", "(2,-5)"),
    ("What is the axis of symmetry of the parabola $$x=y^2-6y+1$$?", "y=3"),
    ("Find the x-value of the maximum.\n$$f(x)=-x^2+10x$$", "5"),
    ("Rewrite the equation into standard form.\n$$x=2y^2+8y+5$$", "2(y+2)^2-3"),
    ("Find the domain of the function in interval notation.\n$$g(t)=\\frac{\\sqrt{t+4}}{t-1}$$", "[-4,1)\\cup(1,\\infty)"),
    ("State the range of $$f(x)=-3(x-1)^2+8$$", "(-\\infty,8]"),
    ("Find the range of the relation {(1,4),(2,4),(3,9)}", "{4,9}"),
    ("Find the vertical asymptote of $$f(x)=\\frac{x-2}{x^2-4}$$", "x=-2"),
    ("Find the slant asymptote.\n$$f(x)=\\frac{2x^2+1}{x-3}$$", "y=2x+6"),
    ("In which quadrant does the point $$(4,-7)$$ lie?", "IV"),
    ("Find the inverse of the function.\n$$f(x)=5-x^3$$", "\\sqrt[3]{5-x}"),
    ("Find the inverse of $$f(x)=(x+2)^2-1$$ on the domain $$(-\\infty,-2]$$", "-2-\\sqrt{x+1}"),
    ("Write a formula for the function obtained when the graph of $$f(x)=|x|$$ is reflected over the x-axis, then shifted left 2 units and up 5 units.", "-|x+2|+5"),
]  # fmt: skip

REFUSED = [
    "Find the slope and y-intercept of the line $$y=2x+1$$",
    "Find the slope of the line through (1,2), (3,4) and (5,9).",
    "Find the x-intercept of the function $$f(x)=x^2-4$$ that is even.",
    "Find the maximum value of $$f(x)=x^2+1$$",
    "Find the inverse of $$f(x)=x^2$$",
    "Find the inverse of $$f(x)=(x-1)^2$$ on the domain $$[0,\\infty)$$",
    "Find the domain of the function in the figure.\n##figure1.gif##",
    "Find the vertex of the triangle.\n$$y=x^2$$",
    "Write the equation of the line with slope 2.",
    "Find a second degree polynomial with real coefficients that has zeros of $$4$$, $$1$$ and $$2$$.",
    "A ball's height is modeled by $$h(t)=-16t^2+64t+80$$.\nWhen does the ball pass the window?",
    "Write a formula for the function obtained when the graph of $$f(x)=x^2$$ is shifted left and up 5 units.",
]

ZEROS_AND_MODELS = [
    ("Find a third degree polynomial with real coefficients that has zeros of $$4$$ and i such that $$f(0)=8$$.", "f(x)=-2x^3+8x^2-2x+8"),
    ("What is the minimum number of real zeros of a polynomial of degree $$7$$?", "1"),
    ("A ball's height in feet is modeled by the equation $$h(t)=-16t^2+64t+80$$.\nWhen does the ball hit the ground?", "5"),
    ("A ball's height in feet is modeled by the equation $$h(t)=-16t^2+64t+80$$.\nWhat is the maximum height of the ball?", "144"),
    ("The profit of a stand is $$P(x)=-2x^2+40x-50$$ dollars, where $$x$$ is the price. What price will maximize the profit?", "10"),
]  # fmt: skip

VALUES = [
    ("For $f(x)=x^2-1$ and $g(x)=2x+3$, find $(f \\circ g)(-1)$", "0"),
    ("Evaluate $$f(x)=x^2-5x$$ at the following values of x:\n$$3$$\n$$a+1$$", "a^2-3a-4"),
    ("Find the difference quotient of $$f(x)=2x^2+x$$ and simplify.", "4x+2h+1"),
    ("If $$f(5)=2$$, find g(5) if $$g(x)=3f(x)+1$$", "7"),
    ("Given the function $$k(t)=\\sqrt{t+5}$$, solve $$k(t)=4$$. What is $$t$$?", "11"),
    ("Evaluate at $$h{\\left(n^2\\right)}$$\n$$h(x)=4x-7$$", "4n^2-7"),
    ("$$y$$ varies inversely as the square of $$x$$. If $$y=5$$ when $$x=2$$, find $$y$$ when $$x=10$$.", "\\frac{1}{5}"),
    ("Write an equation: $$y$$ varies jointly as $$x$$ and the cube of $$z$$, and when $$x=2$$, $$z=1$$, $$y=6$$.", "y=3xz^3"),
    ("$$y=\\frac{x}{3}-4$$\nIf $$x=6$$, what is $$y$$?", "-2"),
    ("Complete the ordered pair (3, _) so that it satisfies the equation $$2x-y=1$$", "5"),
    ("Express $$3n-4p=8$$ as a function $$p=f(n)$$.", "p=\\frac{3n-8}{4}"),
    ("Convert the number to standard notation.\n$$4.05\\times{10}^{-3}$$", "0.00405"),
    ("Perform the operations and write the answer in scientific notation.\n$$(3\\times10^4)(5\\times10^3)$$", "1.5\\times10^8"),
    ("$$\\begin{bmatrix}1&2&3\\\\4&5&6\\\\7&8&10\\end{bmatrix}$$\nFind minor $$b_2$$", "-11"),
    ("Find the greatest common factor.\n$$18x^3y-12x^2y^2$$", "6x^2y"),
]  # fmt: skip

VALUES_REFUSED = [
    "For $f(x)=x+1$ and $g(x)=x$, find $(f+k)(x)$",
    "Evaluate $$f(x)=x^2-5x$$ at the following even values of x:\n$$3$$",
    "If $$f(5)=2$$, find g(4) if $$g(x)=3f(x)+1$$",
    "$$y$$ varies with $$x$$. If $$y=5$$ when $$x=2$$, find $$y$$ when $$x=10$$.",
    "$$y$$ varies directly as $$x$$. Find $$y$$ when $$x=10$$.",
]


@pytest.mark.parametrize(("question", "answer"), [*ANSWERED, *ZEROS_AND_MODELS, *VALUES])
def test_it_is_answered_and_confirmed(question: str, answer: str) -> None:
    solved = solve_by_chapter(question)
    assert equivalent(answer, solved.final, question), solved.final
    assert solved.steps
    assert check_by_chapter(question, solved).agreed


@pytest.mark.parametrize("question", [*REFUSED, *VALUES_REFUSED])
def test_what_is_not_accounted_for_is_refused(question: str) -> None:
    with pytest.raises(CannotSolve):
        solve_by_chapter(question)


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("What is the slope of the line?\n$$5x-2y=10$$", "-\\frac{5}{2}"),
        ("Find the vertex.\n$$y=2x^2-8x+3$$", "(2, 5)"),
        ("Find the domain of the function.\n$$f(x)=\\sqrt{x-3}$$", "(3, \\infty)"),
        ("Find the inverse of the function.\n$$f(x)=5-x^3$$", "\\sqrt[3]{x - 5}"),
        ("Find the vertical asymptote of $$f(x)=\\frac{x-2}{x^2-4}$$", "x = 2"),
        ("Write a formula for the function obtained when the graph of $$f(x)=|x|$$ is shifted left 2 units.", "y = |x - 2|"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_contradicted(question: str, wrong: str) -> None:
    solved = replace(solve_by_chapter(question), final=wrong)
    assert check_by_chapter(question, solved).contradicted
