"""Families of doubts as students type them: read rightly or refused, never misread."""

from __future__ import annotations

import itertools
import random

import pytest

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.build import build
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.slips import one_slip
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.solve import solve
from fynq.reasoning.understand import understand
from fynq.reasoning.verification.verify import verify


def worked(question: str) -> tuple[SolvedProblem, Report]:
    problem = understand(question)
    solved = solve(problem)
    return solved, verify(problem, solved, question)


def _lines() -> list[tuple[str, int]]:
    rng = random.Random(7)
    frames = (
        "Solve {}", "{}", "{}, x=?", "{} x=?", "find x if {}", "sovle {}", "pls slove {}", "{}\nfind x",
        "Hey, can u help me solve this equation: {} thanks!", "Determine the value of x: {}",
        "\\({}\\) solve", "how do i solve {} ??", "solve for x: {}", "rearrange {} for x",
    )  # fmt: skip
    found = []
    for frame in frames:
        a, x, b = rng.randint(2, 9), rng.randint(-9, 9), rng.randint(1, 20)
        found.append((frame.format(f"{a}x + {b} = {a * x + b}"), x))
    return found


@pytest.mark.parametrize(("question", "root"), _lines())
def test_one_equation_in_many_phrasings(question: str, root: int) -> None:
    solved, report = worked(question)
    assert solved.final == f"x = {root}"
    assert report.agreed


def _pairs() -> list[tuple[str, str]]:
    rng = random.Random(11)
    frames = (
        "{}, {}", "Solve simultaneously: {}, {}", "(1) {} (2) {}", "I) {}\nII) {}", "a) {}\nb) {}",
        "{} and {}, find x and y", "solve for x and y: {}, {}", "{}\n{}",
    )  # fmt: skip
    found = []
    for frame in frames:
        x, y, a = rng.randint(-5, 5), rng.randint(-5, 5), rng.randint(2, 5)
        found.append((frame.format(f"{a}x + y = {a * x + y}", f"x - y = {x - y}"), f"x = {x},\\; y = {y}"))  # fmt: skip
    return found


@pytest.mark.parametrize(("question", "final"), _pairs())
def test_systems_with_and_without_labels(question: str, final: str) -> None:
    assert worked(question)[0].final == final


_SAID = [
    ("Calculate 2 + 3 x 4", "14"), ("2 plus 3 times 4", "14"), ("two plus three times four?", "14"),
    ("2+3*4 pls", "14"), ("$1\\frac{1}{2}+1\\frac34$", "\\frac{13}{4}"), ("3/4 as a decimal", "0.75"),
    ("write 0.75 as a fraction", "\\frac{3}{4}"), ("0.35 as a percentage", "35\\%"), ("5 factorial", "120"),
    ("log base 2 of 8", "3"), ("sine of 30 degrees", "\\frac{1}{2}"), ("2 to the power of 10", "1024"),
    ("2.5e4 * 2e3", "50000000"), ("the sum of 1/2 and 1/3", "\\frac{5}{6}"), ("subtract 3 from 10", "7"),
    ("rationalise 1/sqrt(3)", "\\frac{\\sqrt{3}}{3}"), ("lcm(36,48)", "144"),
    ("determinant of the matrix [1 2; 3 4]", "-2"), ("f(x) = x^3, find f'(2)", "12"),
    ("if f(x)=2x+3 what is f(4)?", "11"), ("if 3a - 4 = 17 what is a", "a = 7"),
    ("find the real solutions of x^2 + 2x + 5 = 0", "\\text{no solution}"),
    ("[[1,2,3],[4,5,6]]*[[1],[2],[3]]", "\\begin{pmatrix}14\\\\32\\end{pmatrix}"),
    ("solve x/(x-1) = 1/(x-1)", "\\text{no solution}"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "final"), _SAID)
def test_notation_in_words(question: str, final: str) -> None:
    assert worked(question)[0].final == final


@pytest.mark.parametrize("word", ["abc", "gps", "dna", "lol", "omg", "ffs", "idk", "nb"])
@pytest.mark.parametrize("frame", ["2+3*4 {}", "{} 2x+3=11 {}", "what is {}", "how does {} work"])
def test_letters_that_no_sign_ties_to_a_formula_are_never_factors(frame: str, word: str) -> None:
    with pytest.raises(CannotSolve):
        understand(frame.format(*[word.upper() if "what" in frame else word] * 2))


@pytest.mark.parametrize("question", ["3,5 + 8", "1,5x = 3,75", "what is 0,5 * 2", "1.000,5 + 2"])
def test_decimal_commas_are_refused_with_advice(question: str) -> None:
    with pytest.raises(CannotSolve) as refusal:
        understand(question)
    assert "point" in refusal.value.detail


@pytest.mark.parametrize("word", ["solve", "factor", "integrate", "differentiate"])
def test_one_slip_and_no_more(word: str) -> None:
    for place in range(len(word) - 1):
        swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        assert swapped == word or one_slip(swapped, word)
        assert one_slip(word[:place] + word[place + 1 :], word)
        assert one_slip(word[:place] + "q" + word[place:], word)
    assert not one_slip(word, word) and not one_slip(word + "qq", word)


_FUNCTIONS = ["sin x", "cos(2x)", "e^x", "ln x", "x^3", "(2x+1)", "sqrt(x)", "x"]


@pytest.mark.parametrize(("left", "right"), list(itertools.combinations(_FUNCTIONS, 2)))
def test_products_are_differentiated_and_written_pleasantly(left: str, right: str) -> None:
    solved, report = worked(f"differentiate ({left})*({right})")
    assert report.agreed, report.objection
    assert all(mark not in solved.final for mark in ("{\\left", "\\right)}", "2 x"))
    build(parse(solved.final))
