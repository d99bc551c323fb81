"""Which foundations of a skill are likely missing."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from fynq.domain.knowledge import Skill
from fynq.domain.learner import SkillState

_SURE = 0.6
"""A prerequisite is weak when its ability is below that of an even chance with this probability."""
_FARTHEST = 200
"""Ancestors looked at."""


def ancestors(skills: Iterable[str], graph: Mapping[str, Skill]) -> list[str]:
    """Prerequisites of `skills` and theirs, nearest first. Cycles do no harm.

    One of several `skills` is listed when another of them needs it; a single one never is.
    """
    queue = deque(dict.fromkeys(skills))
    seen = set(queue) if len(queue) == 1 else set()
    found: list[str] = []
    while queue and len(found) < _FARTHEST:
        skill = graph.get(queue.popleft())
        for slug in skill.prerequisites if skill else ():
            if slug not in seen:
                seen.add(slug)
                found.append(slug)
                queue.append(slug)
    return found


def weak(candidates: Iterable[str], states: Mapping[str, SkillState], limit: int) -> Sequence[str]:
    """The candidates that evidence speaks against, weakest first. No evidence is no weakness."""
    known = [states[slug] for slug in candidates if slug in states]
    doubtful = [state for state in known if below_even(state) > _SURE]
    doubtful.sort(key=lambda state: (state.ability, state.skill))
    return tuple(state.skill for state in doubtful[:limit])


def below_even(state: SkillState) -> float:
    """P(ability < 0) of a normal distribution."""
    deviation = math.sqrt(max(state.variance, 1e-9))
    return 0.5 * (1.0 + math.erf(-state.ability / (deviation * math.sqrt(2.0))))
