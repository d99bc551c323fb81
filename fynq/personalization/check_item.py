"""The one item that ends a resolved doubt. Its outcome is fynq's measure of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from fynq.domain.learner import Learner
from fynq.personalization.next_item import fit, fresh
from fynq.personalization.outlook import Outlook, rated
from fynq.personalization.suggestion import Candidate, Reason, Situation, Suggestion, suggested

_NOTHING: Mapping[str, float] = {}
_CHANCE = 0.02
"""Items whose scores are nearer than this are as good."""


def check_item(
    learner: Learner,
    candidates: Sequence[Candidate],
    skills: Sequence[str],
    situation: Situation,
    seed: int | str,
    near: Mapping[str, float] = _NOTHING,
) -> Suggestion | None:
    """The item that shares most skills with the doubt and has the fewest others, that the student has
    not seen, or not lately, and is foreseen to solve three times in four. None when no candidate
    practises any of `skills`.

    near: how like the doubt's question an item's is, in [0, 1], by slug; what is not named is 0.
    """
    r = Random(seed)  # noqa: S311
    outlook = Outlook(learner, situation.general, situation.edition, situation.now)
    about = frozenset(skills)
    recent = frozenset(one.item for one in situation.lately)
    best: tuple[float, float, Candidate] | None = None
    for candidate in candidates:
        item = candidate.item
        shared = about.intersection(item.skills)
        if not shared or item.slug in situation.excluded:
            continue
        seen = candidate.seen.outcome if candidate.seen else None
        hard = rated(candidate.difficulty, item.difficulty)
        chance = outlook.of(item.skills).chance(hard, seen)
        score = len(shared) / len(about.union(item.skills)) * fit(chance)
        score *= (1.0 + near.get(item.slug, 0.0)) * fresh(candidate, recent)
        score += _CHANCE * r.random()
        if best is None or score > best[0]:
            best = (score, chance, candidate)
    if best is None:
        return None
    _, chance, found = best
    named = next(skill for skill in skills if skill in found.item.skills)
    return suggested(found.item, Reason.CHECK, chance, named, situation.graph, {})
