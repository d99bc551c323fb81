"""What one more item of a skill is worth to a student.

The worth is what the item is expected to leave at a horizon, in skills known and recalled then:

- learned: (1 - known) · LEARNED, where its foundations hold (Gagné 1968, "Learning hierarchies",
  Educational Psychologist 6), and less right after the last item (Cepeda et al. 2006, "Distributed practice
  in verbal recall tasks", Psychological Bulletin 132);
- kept: known · (recall at the horizon with a review now - recall without one), by FSRS.

To take the largest gain first is near the best that any order can do where gains diminish (Hunziker et
al. 2019, "Teaching multiple concepts to a forgetful learner", NeurIPS).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp

from fynq.domain.learner import Learner, SkillState
from fynq.personalization.forgetting import AGAIN, GOOD, USUAL, Memory, recall, review
from fynq.personalization.prerequisites import ancestors
from fynq.personalization.presumption import Presumptions, Standing
from fynq.personalization.readiness import days_since
from fynq.personalization.suggestion import Situation

LEARNED = 0.2
"""Of what is not known yet, by one item."""
CROWDED, CROWDED_DAYS = 0.6, 0.5
"""What is lost of learning right after the last item, and how soon that passes."""
HORIZON, LEAST_HORIZON, MOST_HORIZON = 30.0, 1.0, 180.0
"""Days ahead: where no exam is named, and at least and at most where one is."""
PROBED, PROBED_EVERY = 0.25, 3
"""What it is worth to see whether a misconception is gone; and that this happens at most once in so
many items, for a success is to be mixed with others."""
TOLD = 0.02
"""What it is worth to learn whether a skill is known that may or may not be: times 4 p (1 - p)."""
ASIDE = 0.2
"""What learning counts that the goal does not need. Reviews count in full."""
HURRIED, ENOUGH_MINUTES = 0.3, 4.0
"""What a new skill counts when fewer minutes are left than it takes to get anywhere with one."""


@dataclass(frozen=True, slots=True)
class Worth:
    """Of one skill, in expected skills. weakest: the prerequisite that is least ready, "" where
    there is none, and foundation: how ready it is. wanted: the goal is about it or builds on it.
    otherwise: what `kept` would be without an exam."""

    learned: float
    kept: float
    told: float
    probed: float
    standing: Standing
    foundation: float
    weakest: str
    wanted: bool = True
    otherwise: float = 0.0

    @property
    def total(self) -> float:
        return self.learned + self.kept + self.told + self.probed

    @property
    def without_exam(self) -> float:
        return self.total - self.kept + self.otherwise


class Worths:
    """Of skills, for one student in one situation."""

    def __init__(self, learner: Learner, situation: Situation) -> None:
        self._learner, self._situation = learner, situation
        self._presumed = Presumptions(learner, situation.graph, situation.edition, situation.now)
        self._horizon = horizon(situation.now, situation.exam)
        self._memory = situation.edition.memory or USUAL
        goal = situation.goal
        self._wanted = frozenset(goal) | frozenset(ancestors(goal, situation.graph))
        self._probed = probed_skills(situation)
        self._short = situation.minutes is not None and situation.minutes < ENOUGH_MINUTES
        self._made: dict[str, Worth] = {}

    def of(self, skill: str) -> Worth:
        found = self._made.get(skill)
        if found is None:
            found = self._made[skill] = self._of(skill)
        return found

    def of_all(self, skills: Sequence[str]) -> float:
        """Of an item of these skills: the mean of theirs."""
        return sum(self.of(skill).total for skill in skills) / max(len(skills), 1)

    def of_all_without_exam(self, skills: Sequence[str]) -> float:
        return sum(self.of(skill).without_exam for skill in skills) / max(len(skills), 1)

    def _of(self, skill: str) -> Worth:
        standing = self._presumed.of(skill)
        foundation, weakest = self._presumed.foundation(skill)
        wanted = not self._wanted or skill in self._wanted
        learned, kept, otherwise = (1.0 - standing.known) * LEARNED * foundation, 0.0, 0.0
        if standing.met:
            state = self._learner.skills[skill]
            days = days_since(state, self._situation.now)
            learned *= 1.0 - CROWDED * exp(-days / CROWDED_DAYS)
            if state.answered_at is not None:
                kept, otherwise = self._kept(state, days, standing.known)
        elif self._short:
            learned *= HURRIED
        if not wanted:
            learned *= ASIDE
        told = TOLD * 4.0 * standing.known * (1.0 - standing.known) * foundation
        probed = PROBED if skill in self._probed else 0.0
        return Worth(learned, kept, told, probed, standing, foundation, weakest, wanted, otherwise)

    def _kept(self, state: SkillState, days: float, known: float) -> tuple[float, float]:
        """At the horizon, and at the one that would hold without an exam."""
        kept = known * saved(state, days, known, self._horizon, self._memory)
        if self._horizon == HORIZON:
            return kept, kept
        return kept, known * saved(state, days, known, HORIZON, self._memory)


def saved(
    state: SkillState,
    days: float,
    success: float,
    horizon: float,
    weights: Sequence[float] = USUAL,
) -> float:
    """How much likelier it is recalled `horizon` days from now if it is reviewed now, `days` after
    the last time. success: P(right answer). weights: of FSRS-6, the school's own where it has some. At
    least 0."""
    memory = Memory(state.stability, state.hardness)
    good = recall(review(memory, GOOD, days, weights), horizon)
    again = recall(review(memory, AGAIN, days, weights), horizon)
    return max(success * good + (1.0 - success) * again - recall(memory, days + horizon), 0.0)


def horizon(now: datetime, exam: datetime | None) -> float:
    """In days. An exam that is over is none."""
    if exam is None or exam <= now:
        return HORIZON
    return min(max((exam - now).total_seconds() / 86_400.0, LEAST_HORIZON), MOST_HORIZON)


def probed_skills(situation: Situation) -> frozenset[str]:
    """Where a misconception would show; nothing while one could show just now."""
    found = frozenset[str]().union(*(probe.skills for probe in situation.probes))
    just = situation.lately[: PROBED_EVERY - 1]
    return frozenset() if any(found.intersection(one.skills) for one in just) else found


def probing_items(situation: Situation) -> frozenset[str]:
    """Items, by slug, on which a misconception would show; nothing while one could show just now."""
    found = frozenset[str]().union(*(probe.items for probe in situation.probes))
    just = situation.lately[: PROBED_EVERY - 1]
    return frozenset() if any(one.item in found for one in just) else found
