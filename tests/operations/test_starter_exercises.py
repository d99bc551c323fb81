"""The starter's practice items: all can be graded, and the exercises' answers are the solver's."""

from __future__ import annotations

from collections import Counter

import pytest

from fynq.domain.knowledge import PracticeItem
from fynq.domain.practice import Verdict
from fynq.operations.starter import read_starter
from fynq.reasoning.practice.grade import grade
from fynq.reasoning.practice.sound import fault_of
from fynq.reasoning.sandbox.worker import _solve_now

ITEMS = read_starter().items
EXERCISES = [item for item in ITEMS if item.slug.startswith("ex-")]


def test_every_item_can_be_graded():
    faults = [(item.slug, fault_of(item)) for item in ITEMS if fault_of(item)[0]]
    assert faults == []


def test_there_are_enough_to_practise_with():
    assert len(EXERCISES) >= 200
    practised = Counter(skill for item in ITEMS for skill in item.skills)
    assert sum(count >= 3 for count in practised.values()) >= 100
    assert len({item.question for item in ITEMS}) == len(ITEMS)
    assert {item.difficulty for item in EXERCISES} >= {1, 2, 3, 4}


@pytest.mark.parametrize("skill", sorted({item.skills[0] for item in EXERCISES}))
def test_the_solver_finds_the_same_answers(skill: str):
    def right(item: PracticeItem) -> bool:
        return grade(item, _solve_now(item.question).final).verdict is Verdict.RIGHT

    assert [item.slug for item in EXERCISES if item.skills[0] == skill and not right(item)] == []
