"""Where a newcomer stands, with a few questions."""

from __future__ import annotations

from collections.abc import Sequence

from fynq.domain.learner import Learner
from fynq.personalization.next_item import choose
from fynq.personalization.suggestion import Candidate, Reason, Situation, Suggestion, suggested


def placement(
    learner: Learner,
    candidates: Sequence[Candidate],
    asked: Sequence[str],
    situation: Situation,
    seed: int | str,
) -> Suggestion | None:
    """The next question of a newcomer's placement. asked: items of this placement so far. None when
    enough is known, when MOST_ASKED were asked or nothing is left to ask."""
    if len(asked) >= MOST_ASKED:
        return None
    left = [c for c in candidates if c.item.slug not in asked and c.seen is None]
    found = choose(learner, left, situation, seed)
    if found is None:
        return None
    return suggested(found.item, Reason.PLACEMENT, found.expected, found.skill, situation.graph)


def newcomer(learner: Learner) -> bool:
    """Too little was answered to say where to begin."""
    return learner.successes + learner.failures < MOST_ASKED


MOST_ASKED = 8
"""Questions of a placement."""
