"""Waiting events into a learner, those that were ruled out passed over."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from fynq.domain.learner import Learner, LearningEvent
from fynq.personalization.ports import Difficulties, Edition, Meeting, Update


def folded(
    learner: Learner,
    pending: Sequence[LearningEvent],
    void: Collection[UUID],
    update: Update,
    difficulties: Difficulties,
    edition: Edition,
) -> tuple[Learner, list[tuple[LearningEvent, Meeting]]]:
    """The learner, and what each event met. An event that a correction ruled out before it came
    moves the difficulties like one that is ruled out afterwards, and its student not at all."""
    met = []
    for event in pending:
        after, meeting = update(learner, event, difficulties, edition)
        met.append((event, meeting))
        learner = replace(learner, turn=after.turn) if event.id in void else after
    return learner, met
