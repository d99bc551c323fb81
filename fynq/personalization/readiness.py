"""What a student has at hand now: known, and not forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from fynq.domain.learner import SkillState
from fynq.personalization.forgetting import Memory, recall

DUE = 0.9
"""A mastered skill is reviewed when its recall falls below this."""
_DAY = 86_400.0


def recall_of(state: SkillState, now: datetime) -> float | None:
    """P(recalled) at `now`; None before the first answer."""
    if state.answered_at is None:
        return None
    return recall(Memory(state.stability, state.hardness), days_since(state, now))


def days_since(state: SkillState, now: datetime) -> float:
    """Since the last answer; 0 before the first."""
    answered = state.answered_at
    if answered is None:
        return 0.0
    at = answered if answered.tzinfo else answered.replace(tzinfo=UTC)
    return max((now - at).total_seconds() / _DAY, 0.0)


def readiness(state: SkillState, now: datetime) -> float:
    """P(knows it and recalls it now)."""
    remembered = recall_of(state, now)
    return state.known if remembered is None else state.known * remembered


def due(states: Iterable[SkillState], now: datetime, limit: int) -> Sequence[str]:
    """Mastered skills whose review is due, the most forgotten first."""
    recalls = [
        (remembered, state.skill)
        for state in states
        if state.mastered and (remembered := recall_of(state, now)) is not None and remembered < DUE
    ]
    return tuple(skill for _, skill in sorted(recalls)[:limit])
