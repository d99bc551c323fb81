"""What the nightly calibration is made of."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from uuid import UUID

import pytest

from fynq.domain.identifiers import new_id
from fynq.domain.learner import EventKind, LearningEvent
from fynq.personalization.beliefs import Difficulty
from fynq.personalization.blend import usual
from fynq.personalization.foresight import Calibration
from fynq.personalization.forgetting import USUAL, Memory, recall, review
from fynq.personalization.knowledge_tracing import Tracing
from fynq.personalization.learner_model import apply, things, unmet
from fynq.personalization.memory_fit import fitted, looks_of, loss, weights_of
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.ports import Edition
from fynq.personalization.recalibration import (
    answer_of,
    foreseen,
    half_of,
    held_out,
    inputs,
    learned,
)
from fynq.personalization.refit import Answer

DAY = 86_400.0
AT = datetime(2026, 3, 1, tzinfo=UTC)


def answered(**changes) -> LearningEvent:
    fields = {
        "id": new_id(),
        "student": UUID(int=1),
        "kind": EventKind.ITEM_ANSWERED,
        "skills": ("a",),
        "outcome": 1.0,
        "at": AT,
        "item": "i",
    }
    return LearningEvent(**{**fields, **changes})


def test_students_are_split_for_good_and_evenly() -> None:
    names = [str(UUID(int=Random(seed).getrandbits(128))) for seed in range(2_000)]
    held = [name for name in names if held_out(name)]
    assert 330 < len(held) < 470
    assert 900 < sum(map(half_of, names)) < 1_100
    assert [name for name in names if held_out(name)] == held


def test_what_says_nothing_of_a_student_is_no_answer() -> None:
    assert answer_of(answered()) == Answer(str(UUID(int=1)), "i", ("a",), 1.0, AT.timestamp())
    assert answer_of(answered(kind=EventKind.DOUBT_ASKED)) is None
    assert answer_of(answered(outcome=None)) is None
    assert answer_of(answered(skills=())) is None
    assert answer_of(answered(item=None)) is None
    assert answer_of(answered(solution_seen=True)) is None
    wrong = answer_of(answered(solution_seen=True, outcome=0.0))
    assert wrong is not None
    assert wrong.looked


def study(students: int, each: int, seed: int = 1) -> list[list[Answer]]:
    r = Random(seed)
    hard = {f"i{n}": r.gauss(0, 1.2) for n in range(30)}
    found = []
    for number in range(students):
        able = r.gauss(0.3, 1.0)
        own = []
        for at in range(each):
            item = r.choice(list(hard))
            chance = 1 / (1 + 2.718 ** -(able - hard[item]))
            own.append(Answer(f"s{number}", item, ("a",), float(r.random() < chance), at * 60.0))
        found.append(own)
    return found


def test_known_difficulties_foresee_better_and_stay_as_they_are() -> None:
    students = study(120, 25)
    fresh = learned(students[:90], {}, {}).calibration
    before = {name: (d.mean, d.variance) for name, d in fresh.items.items()}

    def cost(known: Calibration) -> float:
        told = [pair for own in students[90:] for pair in foreseen(own, known, {}, usual())]
        return sum((chance - outcome) ** 2 for chance, outcome in told) / len(told)

    assert cost(fresh) < cost(Calibration()) - 0.01
    assert {name: (d.mean, d.variance) for name, d in fresh.items.items()} == before


def test_help_is_learned_from_and_not_foreseen() -> None:
    own = study(1, 10)[0]
    helped = [*own[:4], Answer("s0", "i1", ("a",), 1.0, 400.0, hints=2), *own[5:]]
    assert len(list(inputs(helped, Calibration(), {}))) == 9
    found = learned([helped], {"i1": Difficulty(0.4, 0.2)}, {})
    assert found.counts["skill", "a"].answers == 10
    assert found.named() == {}


def forgetful(courses: int, factor: float, seed: int) -> list[list[Answer]]:
    """Students whose first memory lasts `factor` times as long as usual."""
    r = Random(seed)
    weights = weights_of((factor, 0.0, 0.0))
    students = []
    for number in range(courses):
        memory: Memory | None = None
        now, own = 0.0, []
        for at in range(8):
            gap = 0.0 if memory is None else r.choice((1.5, 3.0, 9.0))
            now += gap * DAY
            right = memory is None or r.random() < recall(memory, gap)
            own.append(Answer(f"s{number}", f"i{at}", ("a",), float(right), now))
            memory = review(memory, 3 if right else 1, gap, weights)
        students.append(own)
    return students


@pytest.mark.parametrize("factor", [-1.0, 0.8])
def test_how_long_a_schools_memories_last_is_found(factor: float) -> None:
    way = {"a": Tracing(0.999, 0.5, 0.001, 0.001)}
    courses = [c for own in forgetful(150, factor, 3) for c in looks_of(own, way)]
    held = [c for own in forgetful(60, factor, 4) for c in looks_of(own, way)]
    weights = fitted(courses)
    assert loss(held, weights)[0] < loss(held, USUAL)[0]
    assert (weights[2] > USUAL[2]) == (factor > 0)
    assert weights[20] == USUAL[20]


def test_little_leaves_the_usual_memory() -> None:
    assert fitted([]) == USUAL
    assert looks_of([Answer("s", "i", ("a",), 1.0, 0.0)], {}) == []
    many = [Answer("s", "i", ("a", "b"), 1.0, at * 3 * DAY) for at in range(5)]
    assert looks_of(many, {}) == [], "an item of two skills says of neither that it was forgotten"


def test_a_schools_memory_is_the_learners() -> None:
    event = answered()
    difficulties = {thing: unmet(thing) for thing in things(event)}
    update = PersonalizationOptions()
    longer = Edition(1, memory=weights_of((1.0, 0.0, 0.0)))
    learner, _ = apply(update, _nobody(), event, dict(difficulties), Edition())
    other, _ = apply(update, _nobody(), event, dict(difficulties), longer)
    assert other.skills["a"].stability > 2 * learner.skills["a"].stability


def _nobody():
    from fynq.domain.learner import Learner

    return Learner()
