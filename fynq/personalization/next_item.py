"""What a student should practise next, and why.

A skill is worth practising by what one more item is expected to leave in memory at a horizon, the exam or a
month ahead: what may be learned of it where its foundations hold, and what a review keeps from being
forgotten. Within the skill the item is taken whose foreseen success is nearest three in four. Everything is a
function of what is believed now; the same seed gives the same choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from fynq.domain.learner import Learner
from fynq.personalization.outlook import Outlook, rated
from fynq.personalization.presumption import Presumptions
from fynq.personalization.readiness import DUE
from fynq.personalization.suggestion import (
    TARGET,
    Candidate,
    Reason,
    Situation,
    Suggestion,
    suggested,
)


def choose(
    learner: Learner, candidates: Sequence[Candidate], situation: Situation, seed: int | str
) -> Suggestion | None:
    """None when there is nothing to suggest."""
    r = Random(seed)  # noqa: S311
    outlook = Outlook(learner, situation.general, situation.edition, situation.now)
    presumed = Presumptions(learner, situation.graph, situation.edition, situation.now)
    recent = {one.item for one in situation.lately}
    groups: dict[tuple[str, ...], list[Candidate]] = {}
    for candidate in candidates:
        if candidate.item.slug not in situation.excluded:
            groups.setdefault(candidate.item.skills, []).append(candidate)
    best: tuple[float, tuple[str, ...], str, Reason] | None = None
    for skills in groups:
        for skill in skills:
            standing = presumed.of(skill)
            foundation, _ = presumed.foundation(skill)
            why = Reason.CONTINUE if standing.met else Reason.LEARN
            worth = foundation * (1.0 - standing.ready)
            if standing.met and standing.known >= 0.95:
                why = Reason.REVIEW if standing.recall < DUE else Reason.STRENGTHEN
            ranked = (worth + 0.01 * r.random(), skills, skill, why)
            if best is None or ranked > best:
                best = ranked
    if best is None:
        return None
    _, skills, skill, why = best
    prospect = outlook.of(skills)
    scored = []
    for candidate in groups[skills]:
        seen = candidate.seen.outcome if candidate.seen else None
        chance = prospect.chance(rated(candidate.difficulty, candidate.item.difficulty), seen)
        again = (candidate.item.slug in recent, candidate.seen.times if candidate.seen else 0)
        scored.append((*again, abs(chance - TARGET), r.random(), chance, candidate))
    found = min(scored, key=lambda one: one[:4])
    return suggested(found[5].item, why, found[4], skill, situation.graph)
