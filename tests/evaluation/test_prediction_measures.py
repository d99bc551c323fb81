from __future__ import annotations

import math

import numpy as np
import pytest

from fynq.evaluation.predictions import auc, calibration_error, log_loss, rmse

LABELS = np.array([0.0, 0.0, 1.0, 1.0])


def test_auc_by_hand() -> None:
    assert auc(LABELS, np.array([0.1, 0.4, 0.35, 0.8])) == 0.75
    assert auc(LABELS, np.full(4, 0.5)) == 0.5
    assert auc(LABELS, LABELS) == 1.0
    assert auc(LABELS, 1 - LABELS) == 0.0
    assert math.isnan(auc(np.ones(3), np.ones(3)))


def test_auc_counts_pairs() -> None:
    rng = np.random.default_rng(0)
    labels = (rng.random(60) < 0.4).astype(float)
    scores = rng.integers(0, 9, 60) / 9
    pairs = [(s > t) + 0.5 * (s == t) for s in scores[labels == 1] for t in scores[labels == 0]]
    assert auc(labels, scores) == pytest.approx(np.mean(pairs))


def test_losses_by_hand() -> None:
    predicted = np.array([0.5, 0.5, 0.5, 1.0])
    assert log_loss(LABELS, predicted) == pytest.approx(0.75 * math.log(2), abs=1e-5)
    assert rmse(LABELS, predicted) == pytest.approx(math.sqrt(0.75 / 4))
    assert calibration_error(LABELS, predicted) == pytest.approx((0.5 - 1 / 3) * 0.75)
    assert math.isfinite(log_loss(LABELS, 1 - LABELS))
