"""What a resolved doubt teaches about the student."""

from __future__ import annotations

from datetime import UTC, datetime

from fynq.domain.doubt import AnswerFailed, AnswerReady, AnswerRefused, Doubt
from fynq.domain.findings import findings
from fynq.domain.identifiers import new_id
from fynq.domain.learner import EventKind, LearningEvent


def events_of(
    doubt: Doubt, outcome: AnswerReady | AnswerRefused | AnswerFailed
) -> tuple[LearningEvent, ...]:
    """One DOUBT_ASKED event on the answer's skills, with what the student's own work showed;
    nothing when neither is known. A slip in steps that a hint is asked for counts once, not again with
    each rung."""
    if not isinstance(outcome, AnswerReady):
        return ()
    answer = outcome.answer
    seen = findings(answer.work)
    found = seen.found or (() if doubt.turns else answer.showed)
    if not answer.skills and not found:
        return ()
    return (
        LearningEvent(
            id=new_id(),
            student=doubt.student,
            kind=EventKind.DOUBT_ASKED,
            skills=answer.skills,
            outcome=None if seen.right is None else float(seen.right),
            at=datetime.now(UTC),
            doubt=doubt.id,
            misconceptions=found,
            tested=seen.tested,
        ),
    )
