"""A student's own work, from the words of a doubt to the first wrong line."""

from __future__ import annotations

import json

import pytest

from fynq.domain.doubt import LineVerdict, Verification
from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.work import telling
from fynq.reasoning.work.check import check_work
from fynq.reasoning.work.checked import work_from_json, work_to_json

RIGHT = [
    "Check my work: solve 2(3x-1) = 4x + 8\n6x - 2 = 4x + 8\n2x = 10\nx = 5",
    "Is this right? 3x + 5 = 20 => 3x = 15 => x = 5",
    "I solved x^2-5x+6=0 like this: (x-2)(x-3)=0 so x=2 or x=3. Is it correct?",
    "Check my work: x^2 + 6x + 5 = 0\n(x+3)^2 = 4\nx+3 = ±2\nx = -1 or x = -5",
    "Check my steps: 4x - 7 = 2x + 9; 4x - 2x = 9 + 7; 2x = 16; x = 8.",
    "Check my work: solve (x-2)(x+3)=0\nx-2=0\nx=2\nx+3=0\nx=-3",
    "Check my work: solve |x + 2| < 3\n-3 < x + 2 < 3\n-5 < x < 1",
    "Check my work: solve |x-3|<5\nx-3<5\nx<8\nx-3>-5\nx>-2\n-2<x<8",
    "Check my work: solve sqrt(2x+3) = x\n2x + 3 = x^2\n(x-3)(x+1) = 0\nx = 3, -1\nx = 3",
    "Check my work: solve x^4 - 5x^2 + 4 = 0\nlet u = x^2\nu^2 - 5u + 4 = 0\n"
    "u = 1 or u = 4\nx^2 = 1 or x^2 = 4\nx = 1, x = -1, x = 2, x = -2",
    "Check my work: solve the system 2x + y = 7, x - y = 2\n3x = 9\nx = 3\ny = 7 - 6\ny = 1",
    "Check my work: solve 2x + 3 = 2x + 5\n3 = 5\nno solution",
    "Check my work: solve 2(x+1) = 2x + 2\n2x + 2 = 2x + 2\n0 = 0\nall real numbers",
    "Check my work: solve 3x=14\nx=14/3=4.67",
    "Check my work: solve 1/2x + 3 = 5\n1/2x = 2\nx = 4",
    "Check my work: solve sin x = 1/2\nx = 30",
    "Check my work: solve for r: A = pi r^2\nr^2 = A/pi\nr = sqrt(A/pi)",
    "check my work: simplify 1/x + 1/(x+1)\n(x+1)/(x(x+1)) + x/(x(x+1))\n(2x+1)/(x(x+1))",
    "Check my work: simplify 2(x+3) - x = 2x + 6 - x = x + 6",
    "Check my work: factor 2x^2 + 7x + 3\n2x^2 + 6x + x + 3\n2x(x+3) + 1(x+3)\n(2x+1)(x+3)",
    "Check my work: differentiate x^2 e^x\nf'(x) = 2x e^x + x^2 e^x\n= x e^x (x+2)",
    "Check my work: integrate x e^x\n= x e^x - ∫ e^x dx\n= x e^x - e^x + C",
    "Check my work: evaluate ∫_1^3 2x dx\n= [x^2]_1^3\n= 9 - 1\n= 8",
    "Check my work: 3/4 + 5/6\n= 9/12 + 10/12\n= 19/12\n= 1 7/12",
    "I started with 5x - 3 = 12, added 3 to both sides to get 5x = 15, then divided by 5 and got "
    "x = 3. Did I do it right?",
    "Check my work\n\\begin{align}\n3(x-2) &= 12 \\\\\n x - 2 &= 4 \\\\\nx &= 6\n\\end{align}",
    "check my steps: $2x+5=11 \\Rightarrow 2x=6 \\Rightarrow x=3$",
]  # fmt: skip


@pytest.mark.parametrize("question", RIGHT)
def test_right_work_is_never_called_wrong_and_known_to_be_complete(question: str) -> None:
    checked = check_work(question)
    assert checked.work.first_wrong is None
    assert checked.work.complete, checked.unfinished
    assert telling.status_of(checked) is Verification.VERIFIED


WRONG = [
    ("Check my work: solve 3(x-2)=12\n3x-2=12\n3x=14\nx=14/3", 1, "factor_on_first_term"),
    ("Where did I go wrong? Solve 2x+5=11. 2x=16, x=8", 1, "moved_without_sign"),
    ("Is this right? (x+3)^2 = x^2+9", 1, "square_of_sum"),
    ("Check my work: 1/2 + 1/3 = 2/5", 1, "tops_and_bottoms_added"),
    ("Check my work: 7 - 2(x+1) > 9\n7 - 2x + 2 > 9\n-2x > 0\nx < 0", 1, "minus_on_first_term"),
    ("Verify my solution: -2x < 6 ⇒ x < -3", 1, "inequality_not_flipped"),
    ("Check my work: solve x^2=9\nx=3", 1, "forgotten_minus_root"),
    ("Check my work: solve x^2 = 3x\nx = 3", 1, "lost_root"),
    ("Check my work: solve sqrt(x+6)=x\nx+6=x^2\n(x-3)(x+2)=0\nx=3 or x=-2", 3, "extraneous_solution_kept"),
    ("Check my work: solve (x-2)(x+3)=0\nx-2=0\nx=2\nx+3=0\nx=3", 4, "moved_without_sign"),
    ("check my work: evaluate 2x^2-3 for x=-2\n2(-2)^2 - 3\n-8-3\n-11", 2, "minus_squared"),
    ("Check my work: differentiate x^3 sin x\nf'(x) = 3x^2 cos x", 1, "derivative_of_product"),
    ("where's my mistake: ∫ 2x+3 dx = x^2 + 3 + C", 1, "integral_of_constant"),
    ("check my work: integrate x^2+3\nx^3/3+3x", 1, "constant_of_integration"),
    ("check my work: solve 2x+3y=6 for y\n3y = 6-2x\ny = 2-2x", 2, "divided_one_term"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "line", "slug"), WRONG)
def test_the_first_wrong_line_and_its_misconception(question: str, line: int, slug: str) -> None:
    checked = check_work(question)
    assert (checked.work.first_wrong, checked.work.misconception) == (line, slug)
    assert all(
        each.verdict is LineVerdict.RIGHT for each in checked.work.lines if each.number < line
    )


def test_later_lines_that_follow_from_the_wrong_one_are_carried() -> None:
    checked = check_work("Check my work: solve 3(x-2)=12\n3x-2=12\n3x=14\nx=14/3")
    assert [line.verdict.value for line in checked.work.lines] == ["wrong", "carried", "carried"]
    assert "14}{3" in checked.evidence and not checked.tells


def test_what_is_not_finished_or_not_read_is_said() -> None:
    open_ended = check_work("Check my work: solve 3x+2=12\n3x = 10")
    assert open_ended.work.first_wrong is None and not open_ended.work.complete
    unread = check_work("Check my work: solve 3x+2=11\n3x = 9\n@@ = 3\nx = 3")
    assert [line.verdict.value for line in unread.work.lines] == ["right", "unread", "right"]
    assert telling.status_of(unread) is Verification.LIKELY
    assert "could not read line 2" in "".join(telling.told(unread, hints=False))


def test_of_a_word_problem_the_calculations_are_checked_and_no_more_is_claimed() -> None:
    question = "Tom has 3 boxes of 12 pens and gives away 7 pens. How many are left? My work: {} Is this right?"
    right = check_work(question.format("3 * 12 = 36 and 36 - 7 = 29."))
    assert right.work.first_wrong is None and not right.work.complete
    wrong = check_work(question.format("3 * 12 = 36 and 36 - 7 = 27."))
    assert wrong.work.first_wrong == 2


def test_work_on_the_problem_before_it_in_the_thread() -> None:
    checked = check_work("Is this right? 2x = 6\nx = 3", "Solve 2x + 5 = 11")
    assert checked.problem == "2x + 5 = 11" and checked.work.complete


@pytest.mark.parametrize(
    "question",
    ["Check if 17 is prime", "Why does ice float? Is that right?", "check my work", "Is it correct?"],
)  # fmt: skip
def test_no_steps_no_check(question: str) -> None:
    with pytest.raises((NotUnderstood, CannotSolve)):
        check_work(question)


def test_hints_show_neither_the_right_line_nor_a_solution() -> None:
    checked = check_work("Check my work: solve x^2=9\nx=3")
    told = "".join(telling.told(checked, hints=True))
    assert "-3" not in told and "What follows" not in told and "Hint" in told
    checked = check_work("Check my work: 2+3*4 = 5*4 = 20")
    assert "14" not in "".join(telling.told(checked, hints=True))
    assert "14" in "".join(telling.told(checked, hints=False))


def test_what_crosses_from_the_solver_process_comes_back_the_same() -> None:
    for question, _, _ in WRONG[:3]:
        checked = check_work(question)
        assert work_from_json(json.loads(json.dumps(work_to_json(checked)))) == checked
    with pytest.raises(TypeError):
        work_from_json({**work_to_json(checked), "title": 3})
