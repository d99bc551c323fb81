"""Will this student answer this item? One answer, one constant-time update.

Every answer moves four kinds of beliefs together (`domain.belief`): the student overall, the student
on each skill of the item, the item, and each skill's difficulty; a skill of n takes part with the
weight 1/n. Beside them each skill keeps a trace of its own: successes and failures, how the last
ones went, knowledge tracing. What all of these say is weighed by a logistic blend (blend.py), which
foresees better than any one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log, log1p, sqrt

from fynq.domain.belief import LEAST_VARIANCE, MAX_LOGIT
from fynq.personalization.knowledge_tracing import Tracing

OVERALL_VARIANCE, SKILL_VARIANCE = 0.8, 0.6
"""Prior variances of what a student can do, in logits squared."""
ITEM_VARIANCE, DIFFICULTY_VARIANCE = 0.6, 0.6
LEAST_ITEM_VARIANCE = 0.005
RECENT, RECENT_SKILL = 0.15, 0.3
"""How much the newest answer counts in the running averages, overall and of a skill."""
_DAY = 86_400.0
_SPREAD = 0.35
"""3/π² of the logistic's variance: MacKay 1992, "The evidence framework applied to classification
networks", shrinks a logit z of variance V to z/√(1 + πV/8)."""

FEATURES = (
    "one", "logit", "shrunk", "difficulty", "overall", "skill", "successes", "failures", "recent",
    "skill_successes", "skill_failures", "skill_recent", "run", "days", "known", "all_known", "seen",
)  # fmt: skip


@dataclass(slots=True)
class Trace:
    """A student's way with one skill. run: successes in a row, or failures as a negative number.
    known: by knowledge tracing. at: of the last answer, in seconds; -1 before it."""

    mean: float = 0.0
    variance: float = SKILL_VARIANCE
    successes: float = 0.0
    failures: float = 0.0
    recent: float = 0.6
    run: int = 0
    known: float = 0.4
    at: float = -1.0


@dataclass(slots=True)
class Pupil:
    """A student overall. last: the outcome of each item when it was answered last."""

    mean: float = 0.0
    variance: float = OVERALL_VARIANCE
    successes: float = 0.0
    failures: float = 0.0
    recent: float = 0.6
    skills: dict[str, Trace] = field(default_factory=dict)
    last: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Difficulty:
    """Of an item or a skill, in logits; positive is harder."""

    mean: float = 0.0
    variance: float = ITEM_VARIANCE
    answers: int = 0


@dataclass
class Calibration:
    """What is known of items and skills, apart from any student."""

    items: dict[str, Difficulty] = field(default_factory=dict)
    skills: dict[str, Difficulty] = field(default_factory=dict)
    tracing: Mapping[str, Tracing] = field(default_factory=dict)


_USUAL = Tracing()


class Foresight:
    """Sees answers one by one. Beliefs about students and items are held in memory; the caller
    stores what it has to keep."""

    def __init__(self, calibration: Calibration | None = None) -> None:
        self.calibration = calibration or Calibration()
        self.pupils: dict[str, Pupil] = {}

    def see(
        self, student: str, item: str, skills: Sequence[str], outcome: float, at: float = 0.0
    ) -> list[float]:
        """What was to be said before the answer, one number for each of FEATURES; the beliefs
        afterwards hold the answer. outcome in [0, 1]; at: seconds."""
        calibration = self.calibration
        pupil = self.pupils.get(student)
        if pupil is None:
            pupil = self.pupils[student] = Pupil()
        difficulty = calibration.items.get(item)
        if difficulty is None:
            difficulty = calibration.items[item] = Difficulty()
        share = 1.0 / len(skills) if skills else 0.0
        traces: list[tuple[Trace, Difficulty, Tracing]] = []
        able = hard = spread = 0.0
        log_successes = log_failures = recent = run = days = known = 0.0
        together = 1.0
        for skill in skills:
            tracing = calibration.tracing.get(skill, _USUAL)
            trace = pupil.skills.get(skill)
            if trace is None:
                trace = pupil.skills[skill] = Trace(known=tracing.known)
            general = calibration.skills.get(skill)
            if general is None:
                general = calibration.skills[skill] = Difficulty(variance=DIFFICULTY_VARIANCE)
            traces.append((trace, general, tracing))
            able += trace.mean
            hard += general.mean
            spread += trace.variance + general.variance
            log_successes += log1p(trace.successes)
            log_failures += log1p(trace.failures)
            recent += _logit(trace.recent)
            run += trace.run if -5 < trace.run < 5 else (5 if trace.run > 0 else -5)
            if trace.at >= 0.0 and at > trace.at:
                days += log1p((at - trace.at) / _DAY)
            right = tracing.success(trace.known)
            known += _logit(right)
            together *= right
        able *= share
        hard *= share
        variance = pupil.variance + difficulty.variance + spread * share * share
        logit = pupil.mean + able - hard - difficulty.mean
        seen = pupil.last.get(item)
        features = [
            1.0,
            logit,
            logit / sqrt(1.0 + _SPREAD * variance),
            hard + difficulty.mean,
            pupil.mean,
            able,
            log1p(pupil.successes),
            log1p(pupil.failures),
            _logit(pupil.recent),
            log_successes * share,
            log_failures * share,
            recent * share,
            run * share,
            days * share,
            known * share,
            _logit(together) if skills else 0.0,
            0.0 if seen is None else 2.0 * seen - 1.0,
        ]
        self._learn(pupil, difficulty, traces, variance, logit, outcome, at)
        pupil.last[item] = outcome
        return features

    def _learn(
        self,
        pupil: Pupil,
        difficulty: Difficulty,
        traces: Sequence[tuple[Trace, Difficulty, Tracing]],
        variance: float,
        logit: float,
        outcome: float,
        at: float,
    ) -> None:
        """One Newton step for all beliefs together, as in `domain.belief.revise`."""
        share = 1.0 / len(traces) if traces else 0.0
        chance = 1.0 / (1.0 + exp(-logit)) if logit > -30.0 else 0.0
        slope = chance * (1.0 - chance)
        gain = 1.0 / (1.0 + slope * variance)
        step = gain * (outcome - chance)
        shrink = gain * slope
        failed = 1.0 - outcome
        pupil.mean = _within(pupil.mean + step * pupil.variance)
        pupil.variance = max(pupil.variance - shrink * pupil.variance**2, LEAST_VARIANCE)
        pupil.successes += outcome
        pupil.failures += failed
        pupil.recent += RECENT * (outcome - pupil.recent)
        for trace, general, tracing in traces:
            moved = share * trace.variance
            trace.mean = _within(trace.mean + step * moved)
            trace.variance = max(trace.variance - shrink * moved * moved, LEAST_VARIANCE)
            moved = share * general.variance
            general.mean -= step * moved
            general.variance = max(general.variance - shrink * moved * moved, LEAST_ITEM_VARIANCE)
            general.answers += 1
            trace.successes += outcome
            trace.failures += failed
            trace.recent += RECENT_SKILL * (outcome - trace.recent)
            if outcome >= 0.5:
                trace.run = trace.run + 1 if trace.run > 0 else 1
            else:
                trace.run = trace.run - 1 if trace.run < 0 else -1
            trace.known = tracing.after(trace.known, outcome)
            trace.at = at
        difficulty.mean -= step * difficulty.variance
        difficulty.variance = max(
            difficulty.variance - shrink * difficulty.variance**2, LEAST_ITEM_VARIANCE
        )
        difficulty.answers += 1


def _logit(share: float) -> float:
    if share < 1e-4:
        return -9.21
    return 9.21 if share > 0.9999 else log(share / (1.0 - share))


def _within(mean: float) -> float:
    return MAX_LOGIT if mean > MAX_LOGIT else max(mean, -MAX_LOGIT)
