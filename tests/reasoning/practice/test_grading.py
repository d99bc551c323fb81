"""Answers to practice items: right in any form, lacking something, wrong, or not read."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fynq.domain.knowledge import PracticeItem
from fynq.domain.practice import Lack, Verdict
from fynq.reasoning.practice.grade import chosen, folded, grade
from fynq.reasoning.practice.item_help import gives_away
from fynq.reasoning.practice.sound import fault_of


def item(question: str, answer: str, kind: str, choices=(), tolerance=0.0) -> PracticeItem:
    return PracticeItem(UUID(int=0), "i", question, answer, kind, ("a",), 2, choices, tolerance=tolerance)  # fmt: skip


SPEED = item("A car travels at 72 km/h. What is its speed in metres per second?", "20 m/s", "number")  # fmt: skip
ROOTS = item("Solve $x^2 - 5x + 6 = 0$.", "{2, 3}", "set")
SURDS = item("Solve $x^2 + 6x + 2 = 0$.", "{-3 - \\sqrt{7}, -3 + \\sqrt{7}}", "set")
PRIMITIVE = item("Find $\\int 2x\\,dx$.", "x^2 + C", "expression")
LIKE_TERMS = item("Simplify $2x+3x$.", "5x", "expression")
FACTORS = item("Factor $x^2-9$.", "(x-3)(x+3)", "expression")
BRACKETS = item("Expand $2(x+3)$.", "2x+6", "expression")
SUM = item("Calculate $348+275+52$.", "675", "number")
PART = item("Simplify $\\frac{6}{8}$.", "3/4", "number")
THIRDS = item("Share 2 litres among 3 people.", "2/3", "number")
PERCENT = item("What percent of 80 is 20?", "25%", "number")
ROUNDED = item("Round $\\pi$ to 2 decimal places.", "3.14", "number")
FORMULA = item("Rearrange $2y=4x+2$ for $y$.", "y = 2x + 1", "equation")
HALF_LINE = item("Solve $-2x<6$.", "x > -3", "expression")
NOWHERE = item("Solve $x^2 = -1$ in the real numbers.", "no solution", "set")
VERTEX = item("Find the vertex of $y = (x-3)^2 - 4$.", "(3, -4)", "set")
COLOUR = item("Which colour is bent most?", "violet", "text")
POWER = item("What is the SI unit of power?", "watt | joule per second", "text")
GRAVITY = item("Measure g.", "9.81 m/s^2", "number", tolerance=0.05)
WATER = item("Balance hydrogen and oxygen.", "2H_2 + O_2 \\rightarrow 2H_2O", "equation")
RATIO = item("Simplify the ratio 4 : 6.", "2:3", "number")

RIGHT = [
    (SPEED, "20 m/s", "20.0 m/s", "twenty m/s", "v = 20 m/s", "20 m s^-1"),
    (ROOTS, "2,3", "x = 3 or x = 2", "3 and 2", "{3, 2}", "x=2 x=3", "x=2; x=3", "\\{2, 3\\}"),
    (SURDS, "-3 ± √7", "x = -3 \\pm \\sqrt{7}", "x=-3-\\sqrt7 or x=\\sqrt7-3"),
    (PRIMITIVE, "x^2+C", "x²+c", "C + x^2"),
    (LIKE_TERMS, "5*x", "5x.", "$5x$"),
    (FACTORS, "(x+3)(x-3)", "(x + 3)·(x - 3)"),
    (SUM, "675", "six hundred and seventy-five", "= 675", "675.0"),
    (PART, "3/4", "0.75", "\\frac34", "three quarters"),
    (PERCENT, "25%", "25", "25 percent"),
    (ROUNDED, "3.14"),
    (FORMULA, "y=2x+1", "2x+1", "y = 1 + 2x"),
    (HALF_LINE, "x>-3", "-3<x", "(-3, \\infty)", "x ∈ (-3, ∞)"),
    (NOWHERE, "none", "No solution", "∅", "no real solutions"),
    (VERTEX, "(3,-4)", "x = 3, y = -4"),
    (COLOUR, "Violet", "it is violet.", "ＶＩＯＬＥＴ", "The violet"),
    (POWER, "W", "Watts", "joule per second"),
    (GRAVITY, "9.8 m/s^2", "9.85 m/s^2", "981 cm/s^2"),
    (RATIO, "2:3", "2 to 3"),
]
LACKING = [
    (SPEED, "20", Lack.UNIT, 0.5),
    (SPEED, "72 km/h", Lack.OTHER_UNIT, None),
    (ROOTS, "x = 2", Lack.SOLUTIONS, 0.5),
    (PRIMITIVE, "x^2", Lack.CONSTANT, 0.5),
    (LIKE_TERMS, "2x + 3x", Lack.SIMPLIFIED, None),
    (FACTORS, "x^2 - 9", Lack.FACTORED, None),
    (BRACKETS, "2(x+3)", Lack.EXPANDED, None),
    (SUM, "52 + 348 + 275", Lack.WORKED_OUT, None),
    (RATIO, "4:6", Lack.SIMPLIFIED, None),
    (SUM, "1350/2", Lack.WORKED_OUT, None),
    (PART, "12/16", Lack.LOWEST_TERMS, None),
    (THIRDS, "0.67", Lack.PRECISION, 0.5),
    (PERCENT, "0.25", Lack.PERCENT, 0.5),
    (ROUNDED, "3.1", Lack.ROUNDED, 0.5),
    (FORMULA, "y - 2x = 1", Lack.SOLVED_FOR, None),
]
WRONG = [
    (SPEED, "19 m/s", "20 km/h", "-20 m/s"),
    (ROOTS, "2,3,4", "1", "-2,-3", "no solution"),
    (PRIMITIVE, "2x", "x^3 + C"),
    (SUM, "676", "-675", "67.5"),
    (HALF_LINE, "x < -3", "x ≥ -3"),
    (VERTEX, "(-4, 3)", "(3, 4)"),
    (COLOUR, "red", "red or violet", "violets are red"),
    (POWER, "joule", "V"),
    (GRAVITY, "9.9 m/s^2"),
    (RATIO, "3:2"),
]
UNREAD = [
    (SUM, "", " ", "?", "...", "lol", "675 apples", "I don't know", "idk", "((", "9^9^9^9", "x"),
    (ROOTS, "x + y", "banana", "2, , ("),
    (LIKE_TERMS, "5y", "five of x"),
    (COLOUR, "...", "!"),
]


@pytest.mark.parametrize("case", RIGHT, ids=lambda case: case[0].answer)
def test_what_is_equal_is_right(case):
    for said in case[1:]:
        assert grade(case[0], said).verdict is Verdict.RIGHT, said
    assert fault_of(case[0]) == ("", "")


@pytest.mark.parametrize(("posed", "said", "lack", "credit"), LACKING)
def test_what_is_missing_is_named(posed, said, lack, credit):
    graded = grade(posed, said)
    assert (graded.verdict, graded.lack, graded.credit) == (Verdict.PARTLY, lack, credit)
    assert graded.message


def test_what_is_wrong_is_wrong():
    for posed, *answers in WRONG:
        for said in answers:
            graded = grade(posed, said)
            assert (graded.verdict, graded.credit) == (Verdict.WRONG, 0.0), said
    assert "sign" in grade(SPEED, "-20 m/s").message
    assert "unit" in grade(SPEED, "20 km/h").message


def test_what_cannot_be_read_is_not_wrong():
    for posed, *answers in UNREAD:
        for said in answers:
            graded = grade(posed, said)
            assert (graded.verdict, graded.credit) == (Verdict.UNREAD, None), said
            assert graded.message


def test_choices_by_words_letter_and_value():
    choices = ("$x^2$", "$2x$", "none of these", "-3", "3")
    posed = item("Which?", "-3", "choice", choices)
    for said in ("-3", "D", "d)", "(d)", "option D", "-6/2"):
        assert grade(posed, said).verdict is Verdict.RIGHT, said
    for said in ("3", "E", "none of these", "A"):
        assert grade(posed, said).verdict is Verdict.WRONG, said
    for said in ("F", "4", "which", "", "a or d"):
        assert grade(posed, said).verdict is Verdict.UNREAD, said
    assert chosen(("a", "b", "c"), "b") == 1
    assert chosen(("b", "a", "c"), "b") == 0
    assert folded("-3") != folded("3")


def test_items_that_cannot_be_graded_are_found():
    assert fault_of(item("?", "((", "expression"))[0] == "answer"
    assert fault_of(item("?", "four", "number"))[0] == "answer"
    assert fault_of(item("?", "x", "number"))[0] == "answer"
    assert fault_of(item("?", "5", "choice", ("3", "4")))[0] == "answer"
    assert fault_of(item("?", "left", "choice", ("Left", "left ")))[0] == "choices"
    assert fault_of(item("?", "!", "text"))[0] == "answer"
    assert fault_of(item("?", "-3", "choice", ("-3", "3"))) == ("", "")


@settings(max_examples=60, deadline=None)
@given(st.integers(-999, 999), st.integers(-999, 999))
def test_whole_numbers_are_right_only_when_equal(gold, said):
    graded = grade(item("How many?", str(gold), "number"), str(said))
    assert (graded.verdict is Verdict.RIGHT) is (gold == said)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60))
def test_nothing_that_is_said_breaks_it(said):
    for posed in (SUM, ROOTS, COLOUR, item("Which?", "3", "choice", ("3", "4"))):
        graded = grade(posed, said)
        assert (graded.credit is None) is (graded.verdict is Verdict.UNREAD) or graded.lack


def test_a_hint_that_says_the_answer_is_found():
    assert gives_away(COLOUR, "It is violet, of course.")
    assert not gives_away(COLOUR, "Short waves are bent most.")
    assert gives_away(POWER, "One joule per second.")
    assert gives_away(SUM, "You get 675.")
    assert not gives_away(SUM, "Add the hundreds first.")
    either = item("Is it a new moon or a full moon?", "new moon", "text")
    assert not gives_away(either, "Think of where the new moon stands.")
    choice = item("Which?", "none of these", "choice", ("$x$", "none of these"))
    assert gives_away(choice, "None of these fits.")
