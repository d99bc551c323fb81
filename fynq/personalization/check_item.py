"""The one item that ends a resolved doubt. Its outcome is fynq's measure of itself."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from fynq.domain.learner import Learner
from fynq.personalization.outlook import Outlook, rated
from fynq.personalization.suggestion import (
    TARGET,
    Candidate,
    Reason,
    Situation,
    Suggestion,
    suggested,
)


def check_item(
    learner: Learner,
    candidates: Sequence[Candidate],
    skills: Sequence[str],
    situation: Situation,
    seed: int | str,
) -> Suggestion | None:
    """The one item that ends a resolved doubt about `skills`: it practises one of them, was not seen
    lately, and is foreseen nearest TARGET. None when no candidate practises any of them."""
    r = Random(seed)  # noqa: S311
    outlook = Outlook(learner, situation.general, situation.edition, situation.now)
    about = frozenset(skills)
    recent = {one.item for one in situation.lately}
    scored = []
    for candidate in candidates:
        item = candidate.item
        shared = about.intersection(item.skills)
        if not shared or item.slug in situation.excluded:
            continue
        seen = candidate.seen.outcome if candidate.seen else None
        chance = outlook.of(item.skills).chance(rated(candidate.difficulty, item.difficulty), seen)
        scored.append(
            (
                item.slug in recent,
                candidate.seen is not None,
                -len(shared) + len(item.skills),
                abs(chance - TARGET),
                r.random(),
                chance,
                candidate,
            )
        )
    if not scored:
        return None
    found = min(scored, key=lambda one: one[:5])
    item = found[6].item
    named = next(skill for skill in skills if skill in item.skills)
    return suggested(item, Reason.CHECK, found[5], named, situation.graph)
