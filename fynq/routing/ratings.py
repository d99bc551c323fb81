"""Models rated like students: from right and wrong answers to an ability for each skill.

A model has an overall ability θ and, for each skill that it met, an offset δ from it, all in logits
on the students' scale. An outcome on the skills s₁…sₙ of an item of difficulty b has the probability
σ(θ + (δ₁ + … + δₙ)/n - b); one step of `fynq.domain.belief` moves them together, so an outcome is
split among its skills and also tells about those that it did not touch. Variances shrink with
every outcome, down to a floor that keeps a model learning which changes behind its name.

What is stored starts from θ = 0, so it depends on nothing but the outcomes. What ops say of a model
beforehand (`ModelRow.quality`) is brought in when a rating is read: it counts as much as the share
of the first uncertainty that the outcomes have left.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from statistics import NormalDist

from fynq.domain.belief import Belief, bounded, revise, sigmoid
from fynq.routing.ports import Rating

OVERALL = ""
"""The name under which the overall ability stands among the skills."""
OVERALL_VARIANCE = 1.0
SKILL_VARIANCE = 0.5
MAX_SKILLS = 16
"""A question that names more skills says nothing particular about any of them."""
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Standing:
    """The overall ability, or a skill's offset from it, with the number of outcomes behind it."""

    ability: float
    variance: float
    outcomes: int


@dataclass(frozen=True, slots=True)
class ModelOutcome:
    """One answer of a model, as a verifier or a student's next item found it. number: 1, 2, … for
    each model of a school. difficulty in logits, 0 when unknown. amount: how much it counts, in
    [0, 1]; 0 where it has become void."""

    number: int
    skills: tuple[str, ...]
    right: bool
    difficulty: float = 0.0
    amount: float = 1.0


Standings = Mapping[str, Standing]
"""Of one model, by skill, with OVERALL; a skill without outcomes is not there."""


def named(skills: Iterable[str]) -> tuple[str, ...]:
    """The skills that an outcome tells about; none when they are too many."""
    listed = tuple(dict.fromkeys(skill for skill in skills if skill))
    return listed if len(listed) <= MAX_SKILLS else ()


def learned(standings: Standings, outcome: ModelOutcome) -> dict[str, Standing]:
    """The standings that one outcome changes, in constant time: the overall one and its skills'."""
    skills = named(outcome.skills)
    touched = (OVERALL, *skills)
    former = [_standing(standings, skill) for skill in touched]
    beliefs = [Belief(each.ability, each.variance) for each in former]
    difficulty = outcome.difficulty if math.isfinite(outcome.difficulty) else 0.0
    revised = revise(
        [*beliefs, Belief(bounded(difficulty), 0.0)],
        [*_weights(len(skills)), -1.0],
        1.0 if outcome.right else 0.0,
        min(max(outcome.amount, 0.0), 1.0),
    )
    return {
        skill: Standing(belief.mean, belief.variance, before.outcomes + 1)
        for skill, belief, before in zip(touched, revised, former, strict=False)
    }


def folded(outcomes: Iterable[ModelOutcome], standings: Standings | None = None) -> dict[str, Standing]:  # fmt: skip
    """The standings after outcomes in the order of their numbers."""
    now = dict(standings or {})
    for outcome in outcomes:
        now.update(learned(now, outcome))
    return now


def rating(standings: Standings, skills: Sequence[str], quality: float | None = None) -> Rating:
    """For a question about these skills; () for any. quality: what is believed beforehand.

    A skill without outcomes counts as the overall ability, less surely; without any outcome that
    is `quality`.
    """
    listed = named(skills)
    overall = _standing(standings, OVERALL)
    weights = _weights(len(listed))
    parts = [overall, *(_standing(standings, skill) for skill in listed)]
    ability = sum(weight * part.ability for weight, part in zip(weights, parts, strict=True))
    variance = sum(weight**2 * part.variance for weight, part in zip(weights, parts, strict=True))
    if not listed:
        variance += SKILL_VARIANCE
    prior = quality if quality is not None and math.isfinite(quality) else 0.0
    ability += bounded(prior) * min(overall.variance / OVERALL_VARIANCE, 1.0)
    return Rating(bounded(ability), math.sqrt(variance))


def probability(rating: Rating, difficulty: float = 0.0) -> float:
    """Of a right answer to an item of this difficulty, in logits."""
    return sigmoid(rating.ability - difficulty)


def explored(rating: Rating, seed: str) -> Rating:
    """One draw from what is believed (Thompson sampling): a model that little is known of is now
    and then trusted more than its mean, and so gets the outcomes that settle it. The same seed
    gives the same draw.
    """
    place = int.from_bytes(blake2b(seed.encode(errors="replace"), digest_size=8).digest())
    draw = _NORMAL.inv_cdf((place + 0.5) / 2**64)
    return Rating(bounded(rating.ability + draw * rating.deviation), rating.deviation)


def _standing(standings: Standings, skill: str) -> Standing:
    known = standings.get(skill)
    if known is not None:
        return known
    return Standing(0.0, OVERALL_VARIANCE if skill == OVERALL else SKILL_VARIANCE, 0)


def _weights(skills: int) -> list[float]:
    return [1.0, *([1.0 / skills] * skills if skills else [])]
