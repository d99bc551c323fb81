"""`fynq eval solve`: how much is answered, and how much of that is right."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from fynq.domain.errors import CannotSolve, RoomUnavailable
from fynq.evaluation.at_once import Progress, at_once
from fynq.evaluation.judged import RIGHT, Judged
from fynq.evaluation.problems import Question, questions
from fynq.reasoning.options import ReasoningOptions
from fynq.reasoning.sandbox.pool import SolverPool

_COMPARE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Failure:
    """An answer that disagrees with the source. verified: fynq's own witness had agreed. judged: the
    verdict of whoever judged this very answer, or ''."""

    id: str
    question: str
    gold: str
    answer: str
    verified: bool
    topic: str = ""
    judged: str = ""


@dataclass(frozen=True, slots=True)
class TopicScore:
    total: int
    answered: int
    right: int


@dataclass(frozen=True, slots=True)
class SolveScore:
    """coverage = answered / total; precision = right / answered, 0 when nothing was answered.

    p50_ms, p95_ms: of every question, refusals included, with the verification of its answer.
    judged_precision: with those disagreements taken for right in which a judge found the source
    wrong, or both right; None without judgements. by_topic: under the file's own names.
    """

    total: int
    answered: int
    right: int
    wrong: int
    verified: int
    verified_wrong: int
    coverage: float
    precision: float
    p50_ms: float
    p95_ms: float
    failures: tuple[Failure, ...] = ()
    judged_precision: float | None = None
    by_topic: Mapping[str, TopicScore] = field(default_factory=dict)

    def rows(self) -> list[tuple[str, str]]:
        return [
            ("total", f"{self.total:,}"),
            ("answered", f"{self.answered:,}"),
            ("right", f"{self.right:,}"),
            ("wrong", f"{self.wrong:,}"),
            ("verified", f"{self.verified:,}"),
            ("verified but wrong", f"{self.verified_wrong:,}"),
            ("coverage", f"{self.coverage:.4f}"),
            ("precision", f"{self.precision:.4f}"),
            *self._judged_rows(),
            ("p50 ms", f"{self.p50_ms:.1f}"),
            ("p95 ms", f"{self.p95_ms:.1f}"),
            *(
                (f"  {name}", f"{own.right:,} right of {own.answered:,} answered of {own.total:,}")
                for name, own in self.by_topic.items()
            ),
        ]

    def _judged_rows(self) -> list[tuple[str, str]]:
        if self.judged_precision is None:
            return []
        return [("precision, judged", f"{self.judged_precision:.4f}")]

    def as_json(self) -> dict[str, Any]:
        found = asdict(self)
        del found["failures"]
        return found

    def failure_lines(self) -> Iterator[str]:
        """One JSON object for each wrong answer."""
        return (json.dumps(asdict(item)) + "\n" for item in self.failures)


class Answers(Protocol):
    async def __call__(self, question: str) -> tuple[str, bool] | None:
        """The final answer and whether it was verified; None for a refusal."""
        ...


@dataclass(frozen=True, slots=True)
class _Outcome:
    question: Question
    answer: tuple[str, bool] | None
    right: bool
    seconds: float


async def evaluate_solve(
    path: Path,
    options: ReasoningOptions,
    progress: Progress | None = None,
    limit: int | None = None,
    judged: Mapping[str, Judged] | None = None,
) -> SolveScore:
    """Runs the built-in solver over a file, in `options.solvers` killable processes.

    Raises InvalidInput, and RoomUnavailable when no solver process can be started.
    """
    listed = questions(path)[:limit]
    pool = SolverPool(options)
    seconds = options.solver_seconds

    async def answers(question: str) -> tuple[str, bool] | None:
        try:
            solved = await pool.solve(question, seconds)
            report = await pool.verify(question, solved, seconds)
        except (CannotSolve, RoomUnavailable):  # a process that a problem broke is replaced
            return None
        return None if report.contradicted else (solved.final, report.agreed)

    try:
        await pool.start()
        return await score(listed, answers, pool, options.solvers, progress, judged)
    finally:
        await pool.close()


async def score(
    listed: Sequence[Question],
    answers: Answers,
    pool: SolverPool,
    width: int,
    progress: Progress | None = None,
    judged: Mapping[str, Judged] | None = None,
) -> SolveScore:
    """`width` questions at a time; times are of the answers alone."""

    async def one(question: Question) -> _Outcome:
        started = time.perf_counter()
        found = await answers(question.text)
        spent = time.perf_counter() - started
        right = found is not None and await agrees(pool, question, found[0])
        return _Outcome(question, found, right, spent)

    outcomes = await at_once(listed, one, width, progress)
    failures = []
    for outcome in outcomes:
        if outcome.answer is None or outcome.right:
            continue
        asked, (answer, verified) = outcome.question, outcome.answer
        judgement = await verdict(pool, asked, answer, (judged or {}).get(asked.id))
        gold = " | ".join(asked.answers)
        failures.append(
            Failure(asked.id, asked.text, gold, answer, verified, asked.topic, judgement)
        )
    right = sum(outcome.right for outcome in outcomes)
    answered = right + len(failures)
    ordered = sorted(outcome.seconds for outcome in outcomes) or [0.0]
    return SolveScore(
        total=len(outcomes),
        answered=answered,
        right=right,
        wrong=len(failures),
        verified=sum(outcome.answer[1] for outcome in outcomes if outcome.answer),
        verified_wrong=sum(failure.verified for failure in failures),
        coverage=answered / len(outcomes) if outcomes else 0.0,
        precision=right / answered if answered else 0.0,
        p50_ms=ordered[len(ordered) // 2] * 1000,
        p95_ms=ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1000,
        failures=tuple(failures),
        judged_precision=None
        if judged is None or not answered
        else (right + sum(failure.judged in RIGHT for failure in failures)) / answered,
        by_topic=_by_topic(outcomes),
    )


def _by_topic(outcomes: Sequence[_Outcome]) -> dict[str, TopicScore]:
    """Empty where the file has no topics, or one."""
    grouped: dict[str, list[_Outcome]] = defaultdict(list)
    for outcome in outcomes:
        grouped[outcome.question.topic].append(outcome)
    if len(grouped) < 2:
        return {}
    return {
        name or "other": TopicScore(
            len(own), sum(each.answer is not None for each in own), sum(each.right for each in own)
        )
        for name, own in sorted(grouped.items())
    }


async def verdict(pool: SolverPool, asked: Question, answer: str, judged: Judged | None) -> str:
    """'' when this answer was not judged."""
    if judged is None:
        return ""
    same = answer == judged.answer or await agrees(
        pool, replace(asked, answers=(judged.answer,)), answer
    )
    return judged.verdict if same else ""


async def agrees(pool: SolverPool, question: Question, answer: str) -> bool:
    for gold in question.answers:
        try:
            if await pool.equivalent(gold, answer, question.text, _COMPARE_SECONDS):
                return True
        except RoomUnavailable:
            continue
    return False
