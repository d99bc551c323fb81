"""Simulated students learn and forget as theories say, and learn more with the recommender."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from fynq.evaluation.command import app
from fynq.evaluation.practice import estimated, run, succeeded
from fynq.evaluation.practice_arms import ARMS, OURS, Plan
from fynq.evaluation.practice_simulation import simulated
from fynq.evaluation.practice_worlds import MINDS, Course, Mind, course
from fynq.evaluation.simulated_students import Item

WORLDS = sorted(MINDS)
STUDENTS = 40


def taught() -> Course:
    """Two skills, the second on the first; both take practice."""
    items = [[Item(f"i{skill}", (skill,), 0.0, 0.0)] for skill in range(2)]
    return Course([(), (0,)], [0.0, 0.0], [1.0, 1.0], [(0.1, 0.2)] * 2, items)


def minds(world: str) -> list[Mind]:
    return [MINDS[world](Random(number), taught()) for number in range(STUDENTS)]


def practised(
    some: list[Mind], skill: int, days: list[float], difficulty: float = 0.0
) -> list[Mind]:
    item = Item("any", (skill,), difficulty, 0.0)
    r = Random(7)
    for mind in some:
        for day in days:
            mind.practise(item, r.random() < mind.chance(item, day), day)
    return some


def level(some: list[Mind], skill: int, day: float) -> float:
    return sum(mind.mastery(skill, day) for mind in some) / len(some)


DAILY = [float(day) for day in range(10)]


@pytest.mark.parametrize("world", WORLDS)
def test_practice_teaches_and_rest_forgets(world: str) -> None:
    some = practised(minds(world), 0, DAILY)
    assert level(some, 0, 9.1) > level(minds(world), 0, 9.1) + 0.1
    assert level(some, 0, 9.1) > level(some, 0, 40.0) > level(some, 0, 200.0)


@pytest.mark.parametrize("world", WORLDS)
def test_without_what_a_skill_builds_on_little_is_learned(world: str) -> None:
    alone = practised(minds(world), 1, [day + 20.0 for day in DAILY])
    first = practised(minds(world), 0, [float(day) for day in range(20)])
    both = practised(first, 1, [day + 20.0 for day in DAILY])
    assert level(both, 1, 30.0) > level(alone, 1, 30.0)


@pytest.mark.parametrize("world", WORLDS)
def test_far_too_hard_or_too_easy_teaches_little(world: str) -> None:
    at = level(practised(minds(world), 0, DAILY), 0, 9.1)
    assert at > level(practised(minds(world), 0, DAILY, 9.0), 0, 9.1)
    assert at > level(practised(minds(world), 0, DAILY, -9.0), 0, 9.1)


@pytest.mark.parametrize("world", WORLDS)
def test_spaced_practice_lasts(world: str) -> None:
    crammed = practised(minds(world), 0, [21.0 + turn / 700.0 for turn in range(8)])
    spaced = practised(minds(world), 0, [3.0 * turn for turn in range(8)])
    assert level(spaced, 0, 60.0) > level(crammed, 0, 60.0)


def test_a_course_teaches_each_skill_after_what_it_needs() -> None:
    made = course(3, 30)
    assert made == course(3, 30) != course(4, 30)
    assert all(need < skill for skill, needs in enumerate(made.needs) for need in needs)
    assert all(item.skills[0] == skill for skill, items in enumerate(made.items) for item in items)


@pytest.mark.parametrize("world", WORLDS)
def test_the_recommender_teaches_more_than_other_orders(world: str) -> None:
    plan = Plan(students=10, days=30, items=6, skills=16, seed=5)
    ours = simulated(world, OURS, plan)
    assert ours.items.min() > 60
    for arm in ("random", "lowest mastery", "fixed sequence"):
        other = simulated(world, arm, plan)
        assert np.array_equal(other.before, ours.before)
        assert np.array_equal(other.items, ours.items)
        assert ours.gained.mean() > other.gained.mean(), arm
        assert ours.kept.mean() > other.kept.mean(), arm


def share(success: dict[str, Any], column: int) -> float:
    total = sum(each[0] for each in success["bins"])
    return float(sum(each[0] * each[column] for each in success["bins"]) / total)


def test_success_is_told_with_what_was_foreseen() -> None:
    aims = np.array([(0.62, 0.7, 1.0), (0.66, 0.8, 0.0), (0.95, 0.95, 1.0), (1.0, 0.9, 1.0)])
    found = succeeded(aims)
    assert (found.foreseen, found.nearest, found.realized) == pytest.approx((0.8075, 0.8375, 0.75))
    assert [each[0] for each in found.bins] == [2, 2]
    assert found.error == pytest.approx((2 * 0.14 + 2 * 0.025) / 4)


def test_the_command_prints_every_arm_and_is_repeatable() -> None:
    asked = ["practice", "--students", "3", "--days", "4", "--items", "3", "--skills", "5"]
    asked += ["--world", "irt", "--processes", "1", "--json"]
    first, second = CliRunner().invoke(app, asked), CliRunner().invoke(app, asked)
    assert first.exit_code == 0, first.output
    assert first.stdout == second.stdout
    found = json.loads(first.stdout)
    assert set(found["irt"]) == set(ARMS)
    for name, arm in found["irt"].items():
        assert arm["gained"][1] <= arm["gained"][0] <= arm["gained"][2]
        for ahead in ("ahead_gained", "ahead_kept"):
            assert (ahead in arm) == (name != OURS)
            if name != OURS:
                assert arm[ahead][1] <= arm[ahead][0] <= arm[ahead][2]
        success = arm.get("success")
        assert (success is None) == (name in ("random", "lowest mastery", "fixed sequence", "mastery gate"))  # fmt: skip
        if success is not None:
            assert success["realized"] == pytest.approx(share(success, 2))
            assert success["foreseen"] == pytest.approx(share(success, 1))
    unknown = CliRunner().invoke(app, ["practice", "--world", "moon"])
    assert unknown.exit_code == 2


def test_the_table_has_a_line_for_each_comparison() -> None:
    score = run(Plan(students=2, days=4, items=6, skills=3), ("bkt",))
    names = [name for name, _ in score.rows()]
    assert len(names) == len(set(names)) == 4 * len(ARMS) - 2 + 4


def test_an_interval_holds_the_mean() -> None:
    values = np.random.default_rng(1).normal(2.0, 1.0, 400)
    found = estimated(values)
    assert found.low < found.mean < found.high
    assert found.high - found.low == pytest.approx(4 / 20, rel=0.15)
