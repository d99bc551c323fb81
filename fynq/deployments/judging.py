"""Which of several ways to foresee is published, by what each foresaw of students held out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fynq.personalization.knowledge_tracing import Tracing

LAST = 0.2
"""Share of the answers of students held out, the newest, that judge what is chosen by the others."""


@dataclass(frozen=True)
class Candidate:
    """One way to foresee. name: what of it is new."""

    name: str
    known: str
    tracing: Mapping[str, Tracing]
    blend: Sequence[float]


def measures(rows: Mapping[str, Any]) -> dict[str, Any]:
    """AUC, log loss and calibration error of each candidate: of the first answers, by which one is
    chosen, and of the last fifth by time (`LAST`), which have no part in the choice. Each answer is
    foreseen from those before it."""
    outcomes = np.asarray(rows["outcome"], float)
    chances = np.stack(rows["chances"])
    order = np.argsort(np.asarray(rows["at"], float), kind="stable")
    cut = len(order) - max(round(LAST * len(order)), 1)
    first, last = order[:cut], order[cut:]
    return {
        "measures": np.array([_measured(outcomes[first], chances[first])]),
        "last": np.array([_measured(outcomes[last], chances[last])]),
        "answers": np.array([len(order)]),
        "last_answers": np.array([len(last)]),
    }


def _measured(outcomes: NDArray[np.float64], chances: NDArray[np.float64]) -> list[list[float]]:
    """Outcomes between the ends count for the nearer one in the AUC."""
    from fynq.evaluation.predictions import auc, calibration_error, log_loss

    nearer = (outcomes >= 0.5).astype(float)
    return [
        [auc(nearer, told), log_loss(outcomes, told), calibration_error(outcomes, told)]
        for told in chances.T
    ]


def best(candidates: Sequence[Candidate], losses: Sequence[float]) -> int:
    """The one with the least log loss, to the fifth place; of equals the one with the least that is new,
    so that the first, which is all as it is, stays where nothing is better."""
    return min(
        range(len(candidates)),
        key=lambda at: (round(losses[at], 5), len(candidates[at].name), at),
    )
