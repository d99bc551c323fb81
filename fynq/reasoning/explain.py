"""A worked solution as the student reads it: brief, normal or detailed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fynq.domain.doubt import Answer, Hint, Step, Verification
from fynq.domain.knowledge import Citation
from fynq.domain.learner import LearnerContext
from fynq.reasoning.confidence import Kind
from fynq.reasoning.reminders import reminder
from fynq.reasoning.solved import Report, SolvedProblem, kind_of_task

_STATUS = {
    Verification.VERIFIED: "Checked",
    Verification.LIKELY: "Partly checked",
    Verification.UNVERIFIED: "Not checked",
}
_SIMPLE = {
    "Collect the terms": "Put the unknown on one side and the numbers on the other",
    "Expand both sides": "Multiply the brackets out",
    "Clear the denominators": "Get rid of the fractions",
}
TASKS = {
    "solve": "Solve",
    "system": "Solve the system",
    "inequality": "Solve",
    "evaluate": "Find the value of",
    "simplify": "Simplify",
    "expand": "Expand",
    "factor": "Factor",
    "prime_factors": "Write as a product of primes:",
    "divisor": "Find the greatest common divisor of",
    "multiple": "Find the least common multiple of",
    "determinant": "Find the determinant of",
    "inverse": "Find the inverse of",
    "transpose": "Find the transpose of",
    "eigenvalues": "Find the eigenvalues of",
    "rank": "Find the rank of",
}


def status_of(report: Report) -> Verification:
    """VERIFIED only when the witness confirmed the whole answer."""
    if report.agreed and report.witnesses:
        return Verification.VERIFIED
    if report.witnesses and not report.contradicted:
        return Verification.LIKELY
    return Verification.UNVERIFIED


def said_of(report: Report) -> str:
    """The word for how far it was checked."""
    return _STATUS[status_of(report)]


def kind_of(solved: SolvedProblem, report: Report) -> Kind:
    """What the confidence in the built-in solver's answer depends on."""
    kinds = tuple(sorted({witness.kind for witness in report.witnesses}))
    return Kind("solver", status_of(report).value, kinds, solved.task)


def kind_of_model(report: Report, topics: Sequence[str]) -> Kind:
    """The same for a language model's answer; topics: the most particular first."""
    kinds = tuple(sorted({witness.kind for witness in report.witnesses}))
    return Kind("model", status_of(report).value, kinds, topics[0] if topics else "")


def steps_of(solved: SolvedProblem, report: Report, learner: LearnerContext) -> tuple[Step, ...]:
    steps = []
    for index, item in enumerate(solved.steps, 1):
        title = _SIMPLE.get(item.title, item.title) if learner.level == "primary" else item.title
        checked = index <= len(report.checked) and report.checked[index - 1]
        steps.append(Step(index, title, item.text, checked))
    return tuple(steps)


def full_text(
    solved: SolvedProblem, report: Report, steps: Sequence[Step], learner: LearnerContext
) -> Iterator[str]:
    """Pieces of the answer in order. brief: no steps; detailed: the idea first."""
    yield f"{restated(solved)}\n\n"
    if learner.detail != "brief":
        if learner.detail == "detailed" or learner.level in ("primary", "middle"):
            yield f"The idea: {solved.concept}\n\n"
        for step in steps:
            yield f"**{step.index}. {step.title}**\n\n{step.text}\n\n"
    yield f"**Answer:** ${solved.final}$\n"
    for note in solved.notes:
        yield f"\n{note}\n"
    if report.witnesses:
        yield f"\n**{said_of(report)}:** " + " ".join(item.detail for item in report.witnesses) + "\n"  # fmt: skip
    if not report.agreed:
        yield f"\n{report.objection} Please check the result yourself.\n"
    if watch := reminder(learner.misconceptions):
        yield f"\n{watch}\n"


def restated(solved: SolvedProblem) -> str:
    """How fynq read the question, so that a misreading shows."""
    verb = TASKS.get(kind_of_task(solved.task), "Work out")
    return f"{verb} ${solved.asked}$."


def answer(
    solved: SolvedProblem,
    report: Report,
    steps: tuple[Step, ...],
    text: str,
    citations: tuple[Citation, ...],
    *,
    confidence: float | None = None,
    hint: Hint | None = None,
) -> Answer:
    return Answer(
        text=text,
        final=solved.final,
        status=status_of(report),
        model="builtin/solver",
        steps=steps,
        witnesses=report.witnesses,
        citations=citations,
        subject=solved.subject,
        skills=solved.skills,
        confidence=confidence,
        hint=hint,
    )
