"""Measures of predicted probabilities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def auc(labels: Floats, predicted: Floats) -> float:
    """Area under the ROC curve by the rank sum, ties counted half; nan with one class only."""
    positives = int(labels.sum())
    negatives = len(labels) - positives
    if not positives or not negatives:
        return float("nan")
    _, places, counts = np.unique(predicted, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    wins = ranks[labels == 1].sum() - positives * (positives + 1) / 2
    return float(wins / (positives * negatives))


def log_loss(labels: Floats, predicted: Floats) -> float:
    """Mean, natural logarithm; probabilities are kept within 1e-6 of the ends."""
    inside = np.clip(predicted, 1e-6, 1 - 1e-6)
    return float(-np.mean(labels * np.log(inside) + (1 - labels) * np.log(1 - inside)))


def rmse(labels: Floats, predicted: Floats) -> float:
    return float(np.sqrt(np.mean((labels - predicted) ** 2)))


def calibration_error(labels: Floats, predicted: Floats, bins: int = 10) -> float:
    """Expected calibration error over bins of equal width (Naeini et al., AAAI 2015)."""
    places = np.minimum((predicted * bins).astype(int), bins - 1)
    sizes = np.bincount(places, minlength=bins)
    gaps = np.bincount(places, labels - predicted, minlength=bins)
    return float(np.abs(gaps).sum() / max(sizes.sum(), 1))
