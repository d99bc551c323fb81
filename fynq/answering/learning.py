"""What a resolved doubt teaches about the student."""

from __future__ import annotations

from datetime import UTC, datetime

from fynq.domain.doubt import AnswerFailed, AnswerReady, AnswerRefused, Doubt
from fynq.domain.identifiers import new_id
from fynq.domain.learner import EventKind, LearningEvent


def events_of(
    doubt: Doubt, outcome: AnswerReady | AnswerRefused | AnswerFailed
) -> tuple[LearningEvent, ...]:
    """One DOUBT_ASKED event on the answer's skills; nothing when they are unknown."""
    if not isinstance(outcome, AnswerReady) or not outcome.answer.skills:
        return ()
    return (
        LearningEvent(
            id=new_id(),
            student=doubt.student,
            kind=EventKind.DOUBT_ASKED,
            skills=outcome.answer.skills,
            outcome=None,
            at=datetime.now(UTC),
            doubt=doubt.id,
        ),
    )
