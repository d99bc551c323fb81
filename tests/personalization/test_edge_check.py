"""What answers say of edges."""

from __future__ import annotations

import json
import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fynq.evaluation.edges import logged, measured, planted, student, world
from fynq.personalization.edge_check import (
    Tally,
    Verdict,
    both_ways,
    evidence,
    judged,
    pooled_odds,
)
from fynq.personalization.ports import Edition


def tally(a: float, b: float, c: float, d: float, *ends: int) -> Tally:
    students = round(a + b + c + d)
    return Tally({"00": [a, b, c, d]}, students, round(a + b), list(ends or (0, 0)))


def test_the_pooled_odds_ratio_of_one_table_is_its_odds_ratio_drawn_towards_one():
    odds, low, high = pooled_odds([(80, 20, 40, 60)])
    assert 5.0 < odds < 6.0 == pytest.approx(80 * 60 / (20 * 40))
    assert low < odds < high
    spread = math.sqrt(1 / 80 + 1 / 20 + 1 / 40 + 1 / 60)
    assert math.log(high / low) == pytest.approx(2 * 1.96 * spread, rel=0.05)


def test_strata_that_differ_are_not_confounded():
    able, weak = (90, 10, 9, 1), (1, 9, 10, 90)
    pooled, low, high = pooled_odds([able, weak])
    crude, _, _ = pooled_odds([tuple(map(sum, zip(able, weak, strict=True)))])
    assert low < 1.0 < high and pooled == pytest.approx(1.0, abs=0.1)
    assert crude > 15


@given(st.lists(st.tuples(*[st.floats(0, 500)] * 4), max_size=6))
def test_odds_are_finite_whatever_the_tables(tables):
    odds, low, high = pooled_odds(tables)
    assert 0 < low <= odds <= high < math.inf
    turned = pooled_odds([(c, d, a, b) for a, b, c, d in tables])
    assert turned[0] == pytest.approx(1 / odds)


def test_verdicts():
    related, unrelated, nothing = tally(80, 20, 40, 60), tally(300, 200, 305, 195), Tally()
    assert judged(related, nothing).verdict is Verdict.SUPPORTED
    assert judged(unrelated, nothing).verdict is Verdict.DOUBTFUL
    assert judged(nothing, unrelated).verdict is Verdict.DOUBTFUL
    assert judged(tally(8, 2, 4, 6), nothing).verdict is Verdict.TOO_LITTLE
    assert judged(tally(30, 20, 32, 18), nothing).verdict is Verdict.TOO_LITTLE
    skill_alone, prerequisite_alone = tally(2, 2, 2, 2, 40, 90), tally(80, 20, 40, 60, 40, 10)
    turned = judged(skill_alone, prerequisite_alone)
    assert turned.verdict is Verdict.REVERSED
    assert (turned.both, turned.skill_alone, turned.prerequisite_alone) == (40, 90, 10)
    straight = judged(tally(80, 20, 40, 60, 40, 10), tally(80, 20, 40, 60, 40, 90))
    assert straight.verdict is Verdict.SUPPORTED


def test_sums_of_students_add_up_and_survive_json():
    made = world(12, 1)
    r = Random(4)
    everybody = [student(made, r) for _ in range(12)]
    pairs = both_ways((s, n) for s, needs in made.needs.items() for n in needs)
    found = [evidence(history, {0: Edition()}, pairs) for history in logged(everybody)]
    whole: dict = {}
    halves: dict = {}
    for at, each in enumerate(found):
        for pair, one in each.items():
            assert one.students in (0, 1)
            if one.students:
                assert sum(map(sum, one.cells.values())) == pytest.approx(1.0)
            again = Tally.from_json(json.loads(json.dumps(one.to_json())))
            assert again == one
            whole.setdefault(pair, Tally()).add(one)
            halves.setdefault((at % 2, pair), Tally()).add(again)
    for pair, total in whole.items():
        joined = Tally()
        for half in (0, 1):
            joined.add(halves.get((half, pair), Tally()))
        assert joined.students == total.students and joined.ends == total.ends
        assert judged(joined, Tally()).odds == pytest.approx(judged(total, Tally()).odds)


def test_planted_edges_are_found_without_false_alarms():
    made = world(10, 3)
    r = Random(5)
    everybody = [student(made, r) for _ in range(350)]
    found = measured(everybody, planted(made.needs, 1.0, r))
    assert found["true_called_wrong"] == 0
    assert found["verdicts"]["true"]["supported"] >= found["true"] / 4
    assert found["wrong_found"] >= 1
