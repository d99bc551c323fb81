"""`fynq eval practice`: what simulated students learn of a number of items, and what is left of it.

Intervals are 95 % bootstrap intervals of the mean over students (Efron 1979); a difference to another
arm is taken student by student, as both arms teach the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import numpy as np

from fynq.evaluation.at_once import Progress
from fynq.evaluation.practice_arms import ARMS, OURS, Plan
from fynq.evaluation.practice_simulation import Outcome, simulated
from fynq.evaluation.practice_worlds import MINDS
from fynq.evaluation.predictions import Floats, calibration_error
from fynq.personalization.suggestion import TARGET

_RESAMPLES = 2_000
_BINS = 10


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean, and its 95 % interval."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.2f} [{self.low:.2f}, {self.high:.2f}]"

    def as_json(self) -> list[float]:
        return [self.mean, self.low, self.high]


@dataclass(frozen=True, slots=True)
class Success:
    """Of the items that were chosen for their success, the placement's left out; means. nearest: to the
    target, as foreseen, among the items of the same skills; foreseen: of the item that was chosen;
    realized: share of right answers; error: expected calibration error of what was foreseen, ten
    bins of equal width. bins: of each that has any, items, foreseen, realized."""

    nearest: float
    foreseen: float
    realized: float
    error: float
    bins: tuple[tuple[int, float, float], ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "target": TARGET,
            "nearest": self.nearest,
            "foreseen": self.foreseen,
            "realized": self.realized,
            "calibration_error": self.error,
            "bins": [list(each) for each in self.bins],
        }


@dataclass(frozen=True, slots=True)
class ArmScore:
    """gained, kept: skills for a hundred items, on the last day and after the rest. ahead_gained,
    ahead_kept: how far the recommender is ahead; None of itself. level: skills at the start, on the
    last day and after the rest. right: share of right answers. success: None where nobody aims at one."""

    gained: Estimate
    kept: Estimate
    ahead_gained: Estimate | None
    ahead_kept: Estimate | None
    level: tuple[float, float, float]
    right: float
    success: Success | None = None

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "gained": self.gained.as_json(),
            "kept": self.kept.as_json(),
            "level": list(self.level),
            "right": self.right,
        }
        if self.ahead_gained and self.ahead_kept:
            found["ahead_gained"] = self.ahead_gained.as_json()
            found["ahead_kept"] = self.ahead_kept.as_json()
        if self.success:
            found["success"] = self.success.as_json()
        return found


@dataclass(frozen=True)
class PracticeScore:
    plan: Plan
    worlds: dict[str, dict[str, ArmScore]]

    def as_json(self) -> dict[str, Any]:
        plan = self.plan
        found: dict[str, Any] = {
            "students": plan.students,
            "days": plan.days,
            "items": plan.items,
            "skills": plan.skills,
            "seed": plan.seed,
        }
        for world, arms in self.worlds.items():
            found[world] = {name: arm.as_json() for name, arm in arms.items()}
        return found

    def rows(self) -> list[tuple[str, str]]:
        rows = []
        for world, arms in self.worlds.items():
            for name, arm in arms.items():
                rows.append((f"{world}: {name}: gained per 100 items", str(arm.gained)))
                rows.append((f"{world}: {name}: kept per 100 items", str(arm.kept)))
                if arm.ahead_gained and arm.ahead_kept:
                    rows.append((f"{world}: ahead of {name}: gained", str(arm.ahead_gained)))
                    rows.append((f"{world}: ahead of {name}: kept", str(arm.ahead_kept)))
            rows += _success_rows(world, arms[OURS].success)
        return rows


def _success_rows(world: str, success: Success | None) -> list[tuple[str, str]]:
    if success is None:
        return []
    named = {
        f"success nearest to {TARGET}": success.nearest,
        "success foreseen": success.foreseen,
        "success realized": success.realized,
        "calibration error": success.error,
    }
    return [(f"{world}: {OURS}: {name}", f"{value:.3f}") for name, value in named.items()]


def run(
    plan: Plan,
    worlds: Sequence[str] = (),
    processes: int = 1,
    progress: Progress | None = None,
) -> PracticeScore:
    """worlds: of MINDS; () for all."""
    tasks = [(world, arm) for world in worlds or MINDS for arm in ARMS]
    outcomes = dict(_outcomes(plan, tasks, processes, progress))
    scores = {
        world: {arm: _score(outcomes[world, arm], outcomes[world, OURS], arm) for arm in ARMS}
        for world in worlds or MINDS
    }
    return PracticeScore(plan, scores)


def _outcomes(
    plan: Plan, tasks: Sequence[tuple[str, str]], processes: int, progress: Progress | None
) -> Iterable[tuple[tuple[str, str], Outcome]]:
    if processes <= 1:
        for done, task in enumerate(tasks, 1):
            yield task, simulated(*task, plan)
            if progress is not None:
                progress(done, len(tasks))
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        running = {pool.submit(simulated, *task, plan): task for task in tasks}
        for done, finished in enumerate(as_completed(running), 1):
            yield running[finished], finished.result()
            if progress is not None:
                progress(done, len(tasks))


def _score(outcome: Outcome, ours: Outcome, arm: str) -> ArmScore:
    other = arm != OURS
    return ArmScore(
        gained=estimated(outcome.gained),
        kept=estimated(outcome.kept),
        ahead_gained=estimated(ours.gained - outcome.gained) if other else None,
        ahead_kept=estimated(ours.kept - outcome.kept) if other else None,
        level=(
            float(outcome.before.mean()),
            float(outcome.after.mean()),
            float(outcome.rested.mean()),
        ),
        right=float(outcome.right.sum() / outcome.items.sum()),
        success=succeeded(outcome.aims) if len(outcome.aims) else None,
    )


def succeeded(aims: Floats) -> Success:
    """aims: as in Outcome, of one item at least."""
    foreseen, nearest, realized = aims.T
    places = np.minimum((foreseen * _BINS).astype(int), _BINS - 1)
    bins = [places == place for place in np.unique(places)]
    return Success(
        nearest=float(nearest.mean()),
        foreseen=float(foreseen.mean()),
        realized=float(realized.mean()),
        error=calibration_error(realized, foreseen, _BINS),
        bins=tuple(
            (int(inside.sum()), float(foreseen[inside].mean()), float(realized[inside].mean()))
            for inside in bins
        ),
    )


def estimated(values: Floats) -> Estimate:
    """The mean over students."""
    rng = np.random.default_rng(0)
    drawn = rng.integers(len(values), size=(_RESAMPLES, len(values)))
    low, high = np.quantile(values[drawn].mean(axis=1), (0.025, 0.975))
    return Estimate(float(values.mean()), float(low), float(high))
