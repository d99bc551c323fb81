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


def builds_on(graph: Mapping[str, Skill]) -> Mapping[str, Sequence[str]]:
    """The skills that name each as a prerequisite."""
    found: dict[str, list[str]] = {}
    for slug, skill in graph.items():
        for prerequisite in skill.prerequisites:
            found.setdefault(prerequisite, []).append(slug)
    return found


def closure(place: Mapping[str, int], edges: Mapping[str, Sequence[str]]) -> Mapping[str, int]:
    """What can be reached from each skill by edges, as bits of an integer: skill s is bit place[s].
    Within a cycle some may be left out. A skill never reaches itself."""
    reached: dict[str, int] = {}
    for start in place:
        stack = [(start, False)]
        opened: set[str] = set()
        while stack:
            skill, followed = stack.pop()
            if followed:
                bits = 0
                for other in edges.get(skill, ()):
                    if other in place:
                        bits |= 1 << place[other] | reached.get(other, 0)
                reached[skill] = bits & ~(1 << place[skill])
            elif skill in place and skill not in reached and skill not in opened:
                opened.add(skill)
                stack.append((skill, True))
                stack.extend((other, False) for other in edges.get(skill, ()))
    return reached


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
