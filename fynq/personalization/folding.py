"""Waiting events into a learner, those that were ruled out passed over."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from uuid import UUID

from fynq.domain.learner import Learner, LearningEvent
from fynq.personalization.ports import Difficulties, Edition, Meeting, Update

See = Callable[[LearningEvent, Learner, Learner], None]


def folded(
    learner: Learner,
    pending: Sequence[LearningEvent],
    void: Collection[UUID],
    update: Update,
    difficulties: Difficulties,
    edition: Edition,
    see: See | None = None,
) -> tuple[Learner, list[tuple[LearningEvent, Meeting]]]:
    """The learner, and what each event met. An event that a correction ruled out before it came
    moves the difficulties like one that is ruled out afterwards, and its student not at all. see: is
    shown each event that counts, with the learner before and after it."""
    met = []
    for event in pending:
        before = learner
        after, meeting = update(before, event, difficulties, edition)
        met.append((event, meeting))
        if event.id in void:
            learner = replace(before, turn=after.turn)
            continue
        learner = after
        if see is not None:
            see(event, before, after)
    return learner, met
