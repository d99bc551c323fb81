"""A language model's checked answer as the student reads it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fynq.domain.doubt import Answer, AnswerEvent, AnswerReady, AnswerText, Hint, Step, StepFound
from fynq.domain.knowledge import Citation
from fynq.reasoning import explain
from fynq.reasoning.attempt import Attempt
from fynq.reasoning.solved import Report


async def told(
    last: Attempt,
    report: Report,
    reading: tuple[Citation, ...],
    confidence: float | None,
    hint: Hint | None,
) -> AsyncIterator[AnswerEvent]:
    """The whole answer. report: with all witnesses of the attempt; reading: citations."""
    proposed = last.proposed
    steps = tuple(
        Step(at, title, text, last.checked(at - 1))
        for at, (title, text) in enumerate(proposed.steps, 1)
    )
    for step in steps:
        yield StepFound(step)
    pieces = [f"**{step.index}. {step.title}**\n\n{step.text}\n\n" for step in steps]
    pieces.append(f"**Answer:** ${proposed.final}$\n")
    for piece in pieces:
        yield AnswerText(piece)
    yield AnswerReady(
        Answer(
            text="".join(pieces),
            final=proposed.final,
            status=explain.status_of(report),
            model=proposed.model,
            steps=steps,
            witnesses=report.witnesses,
            citations=reading,
            subject="mathematics",
            usage=proposed.usage,
            confidence=confidence,
            hint=hint,
        )
    )
