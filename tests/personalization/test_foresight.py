"""Simulated students are recovered, and foreseen better than by simpler models."""

from __future__ import annotations

import numpy as np
import pytest

from fynq.evaluation.learner import foreseen
from fynq.evaluation.learner_baselines import BASELINES
from fynq.evaluation.predictions import auc, calibration_error
from fynq.evaluation.simulated_students import KINDS, Row, events, world
from fynq.personalization.blend import Blend, refit, usual
from fynq.personalization.foresight import FEATURES, Calibration, Foresight
from fynq.personalization.knowledge_tracing import Tracing, fitted
from fynq.personalization.refit import Answer, calibrated


def answers(rows: list[Row]) -> list[Answer]:
    found = [Answer(r.student, r.item, r.skills, float(r.correct), float(r.at)) for r in rows]
    return sorted(found, key=lambda answer: answer.at)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_of_student_is_foreseen_better_than_by_simpler_models(kind: str) -> None:
    known = answers(events(kind, 250, 1)[0])
    new = answers(events(kind, 80, 2)[0])
    labels = np.array([answer.outcome for answer in new])
    predicted, _ = foreseen(new, *calibrated(known))
    found = auc(labels, predicted)
    assert calibration_error(labels, predicted) < 0.03
    for name, model in BASELINES.items():
        assert found > auc(labels, np.array(model(known, new))), name


def test_abilities_are_recovered_after_fifty_answers() -> None:
    """Rank correlation with what the theory says, of the students with 50 answers or more."""
    made = world()
    known = answers(events("irt", 250, 1, made)[0])
    rows, truth = events("irt", 150, 3, made)
    sight = Foresight(calibrated(known)[0])
    for answer in answers(rows):
        sight.see(answer.student, answer.item, answer.skills, answer.outcome, answer.at)
    pairs = [
        (truth[name], pupil.mean + sum(t.mean for t in pupil.skills.values()) / len(pupil.skills))
        for name, pupil in sight.pupils.items()
        if pupil.successes + pupil.failures >= 50
    ]
    assert len(pairs) > 40
    ranks = np.argsort(np.argsort(np.array(pairs), axis=0), axis=0)
    assert np.corrcoef(ranks.T)[0, 1] >= 0.9


def test_knowledge_tracing_finds_its_own_parameters() -> None:
    truth = Tracing(known=0.3, learn=0.2, slip=0.08, guess=0.25)
    r = np.random.default_rng(5)
    sequences = []
    for _ in range(1500):
        known = r.random() < truth.known
        sequence = []
        for _ in range(8):
            sequence.append(float(r.random() < (1 - truth.slip if known else truth.guess)))
            known = known or r.random() < truth.learn
        sequences.append(sequence)
    found = fitted(sequences, rounds=60)
    for name in ("known", "learn", "slip", "guess"):
        assert getattr(found, name) == pytest.approx(getattr(truth, name), abs=0.05)


def test_knowledge_tracing_by_hand() -> None:
    """.4 known: a right answer gives .4·.9/(.4·.9 + .6·.2) = .75, then a tenth of the rest is learned."""
    usual_skill = Tracing()
    assert usual_skill.success(0.4) == pytest.approx(0.48)
    assert usual_skill.after(0.4, 1.0) == pytest.approx(0.75 + 0.25 * 0.1)
    assert usual_skill.after(0.4, 0.5) == pytest.approx(
        (usual_skill.after(0.4, 1.0) + usual_skill.after(0.4, 0.0)) / 2
    )


def test_an_answer_moves_what_took_part_and_nothing_else() -> None:
    sight = Foresight()
    sight.see("a", "i", ("x", "y"), 1.0, 10.0)
    before = sight.calibration.items["i"].mean
    sight.see("b", "j", ("z",), 0.0, 20.0)
    assert sight.calibration.items["i"].mean == before < 0
    assert sight.calibration.items["j"].mean > 0
    assert sight.pupils["a"].skills["x"].mean == sight.pupils["a"].skills["y"].mean > 0
    assert sight.pupils["b"].mean < 0


def test_items_without_skills_and_times_out_of_order_do_no_harm() -> None:
    sight = Foresight(Calibration())
    first = sight.see("a", "i", (), 1.0, 100.0)
    second = sight.see("a", "i", (), 0.0, 50.0)
    assert len(first) == len(second) == len(FEATURES)
    assert np.isfinite(first + second).all()


def test_a_refit_finds_the_blend_that_made_the_answers() -> None:
    r = np.random.default_rng(1)
    inputs = r.normal(size=(20_000, len(FEATURES)))
    inputs[:, 0] = 1.0
    weights = np.linspace(-1, 1, len(FEATURES))
    outcomes = (r.random(20_000) < 1 / (1 + np.exp(-inputs @ weights))).astype(float)
    found = refit(inputs, outcomes, Blend([0.0] * len(FEATURES), [1.0] * len(FEATURES)))
    assert np.allclose(found.weights, weights, atol=0.1)


def test_few_answers_leave_the_blend_as_it_was() -> None:
    _, blend = calibrated([Answer("a", "i", ("x",), 1.0)])
    assert blend.weights == usual().weights
