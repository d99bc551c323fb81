from __future__ import annotations

import pytest

from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Constant, Negative
from fynq.reasoning.solver.solve import solve
from fynq.reasoning.understand import understand
from fynq.reasoning.verification.counter_example import another_solution, other_set
from fynq.reasoning.verification.verify import verify

UP, DOWN = Constant("oo"), Negative(Constant("oo"))


@pytest.mark.parametrize(
    ("relations", "names", "rows", "more"),
    [
        (["x^2+y^2=25", "x-y=1"], "xy", [["4", "3"], ["-3", "-4"]], False),
        (["x^2+y^2=25", "x-y=1"], "xy", [["4", "3"]], True),
        (["xy=6", "x+y=5", "x>y"], "xy", [["3", "2"]], False),
        (["x^2=2"], "x", [["sqrt(2)"], ["-sqrt(2)"]], False),
        (["sqrt(x+7)=x-5"], "x", [["9"]], False),
        (["sqrt(x+7)=x+1000"], "x", [], False),
        (["x^2+1=0"], "x", [], False),
        (["|x-2|=3"], "x", [["5"]], True),
        (["1/x=1/(2x)"], "x", [], False),
        (["sin x = 0"], "x", [["0"]], None),
        (["2^x = 8"], "x", [["3"]], None),
    ],
)
def test_whether_a_solution_is_missing(relations, names, rows, more) -> None:
    given = [[parse(value) for value in row] for row in rows]
    assert another_solution([parse(each) for each in relations], list(names), given) is more


@pytest.mark.parametrize(
    ("relation", "rows", "other"),
    [
        ("x^2-5x+6<=0", [("2", "3", True, True)], False),
        ("x^2-5x+6<=0", [("2", "3", True, False)], True),
        ("|2x-3|<5", [("-1", "4", False, False)], False),
        ("(x-1)/(x+2)>=0", [(None, "-2", False, False), ("1", None, True, False)], False),
        ("(x-1)/(x+2)>=0", [(None, "-2", False, True), ("1", None, True, False)], True),
        ("x^2<2", [("-sqrt(2)", "sqrt(2)", False, False)], False),
        ("x^2<2", [("-1.414", "1.414", False, False)], True),
        ("sqrt(x)<2", [("0", "4", True, False)], None),
        ("e^x>1", [("0", None, False, False)], None),
    ],
)
def test_whether_a_set_is_another(relation, rows, other) -> None:
    parsed = [
        (parse(low) if low else DOWN, parse(high) if high else UP, low_in, high_in)
        for low, high, low_in, high_in in rows
    ]
    assert other_set([parse(relation)], "x", parsed) is other


@pytest.mark.parametrize(
    "question",
    ["Solve the system x^2+y^2=25, x-y=1", "Solve x^2 < 2", "Solve (x-1)/(x+2) >= 0", "Solve sqrt(x+7) = x-5"],
)  # fmt: skip
def test_a_decision_is_a_witness(question: str) -> None:
    problem = understand(question)
    report = verify(problem, solve(problem), question)
    assert report.agreed
    assert "counter_example" in {witness.kind for witness in report.witnesses}
