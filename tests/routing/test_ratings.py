from __future__ import annotations

import math
from random import Random

import pytest

from fynq.domain.belief import LEAST_VARIANCE, sigmoid
from fynq.routing.ports import Rating
from fynq.routing.ratings import (
    OVERALL,
    ModelOutcome,
    explored,
    folded,
    learned,
    probability,
    rating,
)


def outcome(*skills: str, right: bool = True, difficulty: float = 0.0) -> ModelOutcome:
    return ModelOutcome(1, skills, right, difficulty)


def test_a_model_without_outcomes_has_its_prior_and_is_not_sure() -> None:
    assert rating({}, ("a",)).ability == 0.0
    assert rating({}, ("a",), 1.5).ability == 1.5
    assert rating({}, ("a",), math.nan).ability == 0.0
    assert rating({}, ("a",)).deviation > 1.0


def test_a_skill_without_outcomes_falls_back_to_the_overall_rating() -> None:
    known = folded(outcome("a") for _ in range(40))
    a, b, any_skill = (rating(known, skills) for skills in (("a",), ("b",), ()))
    assert 0 < b.ability < a.ability
    assert b.ability == any_skill.ability == known[OVERALL].ability
    assert b.deviation > a.deviation


def test_the_prior_gives_way_to_outcomes() -> None:
    known = folded(outcome(right=at % 2 > 0) for at in range(200))
    assert abs(rating(known, (), 3.0).ability - rating(known, ()).ability) < 0.1
    few = folded([outcome(right=False)])
    assert 1.5 < rating(few, (), 3.0).ability < 3.0


def test_an_outcome_is_split_among_its_skills() -> None:
    one, two = learned({}, outcome("a")), learned({}, outcome("a", "b"))
    assert set(two) == {OVERALL, "a", "b"}
    assert two["a"] == two["b"]
    assert 0 < two["a"].ability < one["a"].ability
    assert two["a"].variance > one["a"].variance
    assert [each.outcomes for each in two.values()] == [1, 1, 1]
    assert learned({}, outcome("a", "a", "")) == one
    assert set(learned({}, outcome(*"abcdefghijklmnopqrstuvwxyz"))) == {OVERALL}


def test_what_was_expected_teaches_less() -> None:
    easy = learned({}, outcome(difficulty=-3.0))[OVERALL]
    hard = learned({}, outcome(difficulty=3.0))[OVERALL]
    assert 0 < easy.ability < hard.ability
    assert learned({}, outcome(difficulty=math.inf)) == learned({}, outcome())


@pytest.mark.parametrize(("good", "bad"), [(2.0, -0.5), (0.5, -2.0)])
def test_abilities_by_skill_are_found(good: float, bad: float) -> None:
    random = Random(7)
    known: dict = {}
    for _ in range(3000):
        skill, ability = random.choice([("good", good), ("bad", bad)])
        known.update(learned(known, outcome(skill, right=random.random() < sigmoid(ability))))
    for skill, ability in (("good", good), ("bad", bad)):
        found = rating(known, (skill,))
        assert abs(found.ability - ability) < 0.6
        assert found.deviation < 0.4
        assert abs(probability(found) - sigmoid(ability)) < 0.1


def test_a_model_that_changes_is_learned_anew() -> None:
    known = folded(outcome("a") for _ in range(2000))
    assert known[OVERALL].variance >= LEAST_VARIANCE
    assert probability(rating(known, ("a",))) > 0.9
    known = folded([outcome("a", right=False) for _ in range(300)], known)
    assert probability(rating(known, ("a",))) < 0.3


def test_exploration_is_the_same_for_the_same_seed_and_wide_for_the_unknown() -> None:
    unknown, known = Rating(0.0, 1.2), Rating(0.0, 0.1)
    draws = [explored(unknown, str(at)).ability for at in range(500)]
    assert explored(unknown, "x") == explored(unknown, "x")
    assert abs(sum(draws) / 500) < 0.2
    assert 0.3 < sum(draw > 0.4 for draw in draws) / 500 < 0.45
    assert all(abs(explored(known, str(at)).ability) < 0.5 for at in range(500))
    assert explored(known, "\ud800").deviation == 0.1
