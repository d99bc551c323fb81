"""A worked solution as the student reads it: brief, normal or detailed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fynq.domain.doubt import Answer, Hint, Step, Verification
from fynq.domain.knowledge import Citation
from fynq.domain.learner import LearnerContext
from fynq.domain.manner import Goal, Order, StepSize, Tone
from fynq.reasoning.confidence import Kind
from fynq.reasoning.followup import reason_for
from fynq.reasoning.plain_words import explained
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
_ENCOURAGED = (
    "Every step here is one that you can take yourself. Try the next one of this kind on your own."
)
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
    """As large as the student wants them."""
    steps = []
    given = ""
    for index, item in enumerate(solved.steps, 1):
        title = _SIMPLE.get(item.title, item.title) if learner.reading == "primary" else item.title
        checked = index <= len(report.checked) and report.checked[index - 1]
        reason = reason_for(item) if learner.steps is StepSize.SMALL else ""
        text = f"{item.text}\n\nWhy: {reason}" if reason and reason != given else item.text
        given = reason or given
        steps.append(Step(index, title, text, checked))
    return _in_pairs(steps) if learner.steps is StepSize.LARGE else tuple(steps)


def _in_pairs(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Two in one; the first of an odd number stays alone."""
    first, rest = steps[: len(steps) % 2], steps[len(steps) % 2 :]
    pairs = zip(rest[::2], rest[1::2], strict=True)
    joined = [
        Step(
            0,
            f"{one.title}; {_lower(two.title)}",
            f"{one.text}\n\n{two.text}",
            one.checked and two.checked,
        )
        for one, two in pairs
    ]
    return tuple(replace(step, index=at) for at, step in enumerate([*first, *joined], 1))


def _lower(title: str) -> str:
    """For the middle of a sentence; names and formulas keep their first letter."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def full_text(
    solved: SolvedProblem,
    report: Report,
    steps: Sequence[Step],
    learner: LearnerContext,
    example: str = "",
) -> Iterator[str]:
    """Pieces of the answer in order. brief: no steps; detailed: the idea first. example: a problem of
    the same kind, worked out, for who wants to see one first."""
    if example:
        yield f"**An example first**\n\n{example}\n\n**Your problem**\n\n"
    yield f"{restated(solved)}\n\n"
    result = f"**Answer:** ${solved.final}$\n"
    if learner.order is Order.ANSWER:
        yield f"{result}\n"
    if _tells_idea(learner):
        yield f"The idea: {solved.concept}\n\n"
    if learner.detail != "brief":
        words = explained(
            [solved.concept, *(f"{s.title}. {s.text}" for s in steps)], learner.reading
        )
        if words:
            yield f"Words: {words}.\n\n"
        for step in steps:
            yield f"**{step.index}. {step.title}**\n\n{step.text}\n\n"
    if learner.order is not Order.ANSWER:
        yield result
    for note in solved.notes:
        yield f"\n{note}\n"
    if report.witnesses:
        yield f"\n**{said_of(report)}:** " + " ".join(item.detail for item in report.witnesses) + "\n"  # fmt: skip
    if not report.agreed:
        yield f"\n{report.objection} Please check the result yourself.\n"
    if watch := reminder(learner.misconceptions):
        yield f"\n{watch}\n"
    if learner.tone is Tone.ENCOURAGING:
        yield f"\n{_ENCOURAGED}\n"


def _tells_idea(learner: LearnerContext) -> bool:
    if learner.order is Order.IDEA or learner.detail == "detailed":
        return True
    if learner.detail == "brief" or learner.goal is Goal.EXAM_PRACTICE:
        return False
    return bool({learner.level, learner.reading} & {"primary", "middle"})


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
