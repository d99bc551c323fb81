"""A pasted problem with parts a), b), …: each is solved and checked by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import prod

from fynq.domain.doubt import (
    Answer,
    AnswerEvent,
    AnswerReady,
    AnswerText,
    Progress,
    Step,
    StepFound,
    Verification,
    Witness,
)
from fynq.domain.errors import CannotSolve
from fynq.domain.learner import LearnerContext
from fynq.reasoning import explain
from fynq.reasoning.confidence import Kind
from fynq.reasoning.ports import Solve, Verify
from fynq.reasoning.solved import Report, SolvedProblem

NOT_SOLVED = "I cannot solve this part reliably yet."
_OPEN = r"\text{not solved}"
_ORDER = (Verification.UNVERIFIED, Verification.LIKELY, Verification.VERIFIED)


@dataclass(frozen=True, slots=True)
class Part:
    """mark: 'a', 'b', … solved: None for a part that was not solved, or whose check failed."""

    mark: str
    solved: SolvedProblem | None = None
    report: Report | None = None
    confidence: float | None = None


async def solve_parts(
    texts: Sequence[str],
    solve: Solve,
    verify: Verify,
    seconds: float,
    confidence: Callable[[Kind], float | None],
    least: float,
) -> list[Part]:
    """texts: each part with what stands above all. least: the confidence below which a part is not
    answered. Raises RoomUnavailable."""
    found = []
    for at, text in enumerate(texts):
        mark = chr(ord("a") + at)
        try:
            solved = await solve(text, seconds)
        except CannotSolve:
            found.append(Part(mark))
            continue
        report = await verify(text, solved, seconds)
        sure = confidence(explain.kind_of(solved, report))
        if report.contradicted or (sure or 0.0) < least:
            found.append(Part(mark))
            continue
        found.append(Part(mark, solved, report, sure))
    return found


def steps_of(parts: Sequence[Part], learner: LearnerContext) -> tuple[Step, ...]:
    """Numbered through, each title begins with its part's mark."""
    steps: list[Step] = []
    for part in parts:
        if part.solved is None or part.report is None:
            continue
        for step in explain.steps_of(part.solved, part.report, learner):
            title = f"{part.mark}) {step.title}"
            steps.append(replace(step, index=len(steps) + 1, title=title))
    return tuple(steps)


async def told(parts: Sequence[Part], learner: LearnerContext) -> AsyncIterator[AnswerEvent]:
    yield Progress("explaining")
    steps = steps_of(parts, learner)
    for step in steps:
        yield StepFound(step)
    text = ""
    for piece in text_of(parts, steps, learner):
        text += piece
        yield AnswerText(piece)
    yield AnswerReady(answer_of(parts, steps, text))


def text_of(parts: Sequence[Part], steps: Sequence[Step], learner: LearnerContext) -> Iterator[str]:
    """steps: those of all parts, so that the text repeats them as they are shown."""
    waiting = iter(steps)
    for part in parts:
        yield f"### {part.mark})\n\n"
        if part.solved is None or part.report is None:
            yield f"{NOT_SOLVED}\n\n"
            continue
        count = len(explain.steps_of(part.solved, part.report, learner))
        own = tuple(islice(waiting, count))
        yield from explain.full_text(part.solved, part.report, own, learner)
        yield "\n"
        learner = replace(learner, misconceptions=())


def answer_of(parts: Sequence[Part], steps: tuple[Step, ...], text: str) -> Answer:
    """Its status is that of the weakest part; a part that was not solved leaves `likely` at most."""
    done = [(part, part.solved, part.report) for part in parts if part.solved and part.report]
    statuses = [explain.status_of(report) for _, _, report in done]
    if len(done) < len(parts):
        statuses.append(Verification.LIKELY)
    witnesses = tuple(
        Witness(item.kind, f"{part.mark}) {item.detail}")
        for part, _, report in done
        for item in report.witnesses
    )
    finals = [
        rf"\text{{{part.mark}) }} {part.solved.final if part.solved else _OPEN}" for part in parts
    ]
    sure = [part.confidence for part, _, _ in done if part.confidence is not None]
    skills = dict.fromkeys(skill for _, solved, _ in done for skill in solved.skills)
    return Answer(
        text=text,
        final=r",\quad ".join(finals),
        status=min(statuses, key=_ORDER.index),
        model="builtin/solver",
        steps=steps,
        witnesses=witnesses,
        subject=done[0][1].subject,
        skills=tuple(skills),
        confidence=prod(sure) if len(sure) == len(done) else None,
    )
