"""Waiting events into a learner, those that were ruled out passed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from fynq.domain.learner import Learner, LearningEvent
from fynq.personalization.claims import Void
from fynq.personalization.ports import Difficulties, Edition, Meeting, Update
from fynq.personalization.ruled_out import heard, passed_over


class See(Protocol):
    def __call__(
        self, event: LearningEvent, before: Learner, after: Learner, *, counts: bool
    ) -> None: ...


def folded(
    learner: Learner,
    pending: Sequence[LearningEvent],
    void: Mapping[UUID, Void],
    update: Update,
    difficulties: Difficulties,
    edition: Edition,
    see: See | None = None,
) -> tuple[Learner, list[tuple[LearningEvent, Meeting]]]:
    """The learner, and what each event met. An event that a correction ruled out before it came
    moves the difficulties like one that is ruled out afterwards, and of its student nothing but what
    it takes to mastery (`ruled_out`). see: is shown each event with the learner before and after
    it."""
    met = []
    for event in pending:
        before = learner
        after, meeting = update(before, event, difficulties, edition)
        met.append((event, meeting))
        out = void.get(event.id)
        if out is None:
            learner = heard(after, event, meeting, edition)
        else:
            learner = passed_over(before, event, meeting, edition, out)
        if see is not None:
            see(event, before, learner, counts=out is None)
    return learner, met
