from __future__ import annotations

import itertools
import math
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fynq.domain.belief import LEAST_VARIANCE, MAX_LOGIT, Belief, revise, sigmoid
from fynq.domain.identifiers import new_id
from fynq.domain.learner import EventKind, LearningEvent, SkillState
from fynq.personalization.learner_model import observe
from fynq.personalization.options import PersonalizationOptions

OPTIONS = PersonalizationOptions()
START = datetime(2026, 1, 1, tzinfo=UTC)
STUDENT = UUID(int=5)


def event(
    *skills: str,
    outcome: float | None = 1.0,
    kind: EventKind = EventKind.ITEM_ANSWERED,
    at: datetime = START,
) -> LearningEvent:
    return LearningEvent(new_id(), STUDENT, kind, skills, outcome, at)


def test_success_raises_failure_lowers_and_both_make_surer() -> None:
    good = observe({}, event("a"), OPTIONS)["a"]
    bad = observe({}, event("a", outcome=0.0), OPTIONS)["a"]
    assert good.ability == pytest.approx(-bad.ability)
    assert good.ability > 0
    assert good.variance == bad.variance < OPTIONS.initial_variance
    assert (good.attempts, good.updated_at) == (1, START)


def test_one_observation_by_hand() -> None:
    """p = 1/2, v = 1, V = 1: k = 1/1.25; θ = .8 · .5; v = 1 - .8 · .25."""
    state = observe({}, event("a"), OPTIONS)["a"]
    assert state.ability == pytest.approx(0.4)
    assert state.variance == pytest.approx(0.8)


def test_several_skills_share_the_evidence() -> None:
    alone = observe({}, event("a"), OPTIONS)["a"]
    states = observe({}, event("a", "b", "a"), OPTIONS)
    assert states["a"].ability == states["b"].ability
    assert 0 < states["a"].ability < alone.ability


def test_the_surer_skill_moves_less() -> None:
    sure = SkillState("a", 0.0, 0.05, 50, START)
    states = observe({"a": sure}, event("a", "b"), OPTIONS)
    assert states["a"].ability < states["b"].ability


def test_a_doubt_is_weak_evidence_of_failure_and_no_attempt() -> None:
    doubt = observe({}, event("a", outcome=None, kind=EventKind.DOUBT_ASKED), OPTIONS)["a"]
    failure = observe({}, event("a", outcome=0.0), OPTIONS)["a"]
    assert failure.ability < doubt.ability < 0
    assert failure.variance < doubt.variance < 1
    assert doubt.attempts == 0


@pytest.mark.parametrize(
    "silent",
    [
        event("a", kind=EventKind.RATING),
        event("a", outcome=None),
        event("a", outcome=math.nan),
        event(),
        event(""),
        event(*map(str, range(100))),
    ],
)
def test_what_says_nothing_changes_nothing(silent: LearningEvent) -> None:
    states = {"a": SkillState("a", 0.3, 0.5, 2, START)}
    assert observe(states, silent, OPTIONS) is states


def test_the_given_states_are_left_alone() -> None:
    states = {"a": SkillState("a", 0.3, 0.5, 2, START)}
    assert observe(states, event("a"), OPTIONS) is not states
    assert states["a"].ability == 0.3


def test_uncertainty_grows_with_time_up_to_the_initial_one() -> None:
    state = SkillState("a", 1.0, 0.1, 9, START)
    soon = observe({"a": state}, event("a", at=START), OPTIONS)["a"]
    later = observe({"a": state}, event("a", at=START + timedelta(days=30)), OPTIONS)["a"]
    never = observe({"a": state}, event("a", at=datetime.max.replace(tzinfo=UTC)), OPTIONS)["a"]
    assert soon.variance < later.variance < never.variance < OPTIONS.initial_variance


def test_late_and_naive_times_do_no_harm() -> None:
    state = SkillState("a", 1.0, 0.1, 9, START)
    late = observe({"a": state}, event("a", at=START - timedelta(days=400)), OPTIONS)["a"]
    assert late.updated_at == START
    assert late.variance < state.variance
    naive = observe({"a": state}, event("a", at=datetime(2026, 1, 2)), OPTIONS)["a"]
    assert naive.updated_at == START + timedelta(days=1)


finite = st.floats(allow_nan=True, allow_infinity=True)


@given(
    ability=finite,
    variance=finite,
    initial=finite,
    weight=finite,
    outcome=finite,
    kind=st.sampled_from(EventKind),
    days=st.integers(-700_000, 2_900_000),
)
@settings(max_examples=300, deadline=None)
def test_nothing_is_ever_not_a_number(
    ability: float,
    variance: float,
    initial: float,
    weight: float,
    outcome: float,
    kind: EventKind,
    days: int,
) -> None:
    options = PersonalizationOptions(initial_variance=initial, doubt_weight=weight)
    states = {"a": SkillState("a", ability, variance, 1, START)}
    happened = event("a", "b", outcome=outcome, kind=kind, at=START + timedelta(days=days))
    for _ in range(3):
        after = observe(states, happened, options)
        if after is states:
            return
        for state in after.values():
            assert -MAX_LOGIT <= state.ability <= MAX_LOGIT
            assert state.variance >= LEAST_VARIANCE
            assert math.isfinite(state.variance)
        states = dict(after)


def test_the_order_of_events_matters_little() -> None:
    outcomes = [1.0, 0.0, 1.0, 1.0, 0.0]
    found = []
    for order in itertools.permutations(outcomes):
        states: dict[str, SkillState] = {}
        for outcome in order:
            states = dict(observe(states, event("a", outcome=outcome), OPTIONS))
        found.append(states["a"].ability)
    assert max(found) - min(found) < 0.4


def test_abilities_of_simulated_students_are_recovered() -> None:
    rng = np.random.default_rng(3)
    true = rng.normal(0, 1.2, 300)
    found = []
    for ability in true:
        states: dict[str, SkillState] = {}
        for at in range(50):
            outcome = float(rng.random() < sigmoid(ability))
            moment = START + timedelta(hours=at)
            states = dict(observe(states, event("a", outcome=outcome, at=moment), OPTIONS))
        found.append(states["a"])
    estimates = np.array([state.ability for state in found])
    ranks = [np.argsort(np.argsort(values)) for values in (true, estimates)]
    assert np.corrcoef(*ranks)[0, 1] > 0.9
    spread = np.sqrt([state.variance for state in found])
    inside = np.abs(estimates - true) < 2 * spread
    assert inside.mean() > 0.9


def test_an_item_and_a_student_are_told_apart() -> None:
    rng = np.random.default_rng(4)
    students = [Belief(0.0, 1.0)] * 80
    items = [Belief(0.0, 1.0)] * 40
    abilities, difficulties = rng.normal(size=80), rng.normal(size=40)
    for _ in range(8000):
        who, what = int(rng.integers(80)), int(rng.integers(40))
        outcome = float(rng.random() < sigmoid(abilities[who] - difficulties[what]))
        students[who], items[what] = revise([students[who], items[what]], [1.0, -1.0], outcome)
    assert np.corrcoef([b.mean for b in students], abilities)[0, 1] > 0.9
    assert np.corrcoef([b.mean for b in items], difficulties)[0, 1] > 0.9
