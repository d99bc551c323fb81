"""`fynq eval solve`: how much is answered, and how much of that is right."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from fynq.domain.errors import CannotSolve, InvalidInput
from fynq.evaluation.lines import objects, text
from fynq.evaluation.table import table
from fynq.reasoning.options import ReasoningOptions
from fynq.reasoning.sandbox.pool import SolverPool


@dataclass(frozen=True, slots=True)
class Question:
    """answers: any one of them is right."""

    id: str
    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """An answer that disagrees with the source. verified: fynq's own witness had agreed."""

    id: str
    question: str
    gold: str
    answer: str
    verified: bool


@dataclass(frozen=True, slots=True)
class SolveScore:
    """coverage = answered / total; precision = right / answered, 0 when nothing was answered."""

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

    def table(self) -> str:
        return table([(name, value) for name, value in self.as_json().items()])

    def as_json(self) -> dict[str, Any]:
        found = asdict(self)
        del found["failures"]
        return found

    def write_failures(self, path: Path) -> None:
        lines = (json.dumps(asdict(item), ensure_ascii=False) for item in self.failures)
        path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")


class Answers(Protocol):
    async def __call__(self, question: str) -> tuple[str, bool] | None:
        """The final answer and whether it was verified; None for a refusal."""
        ...


def questions(path: Path) -> Iterator[Question]:
    """Plain {"id", "question", "answer"} or the OATutor layout. Raises InvalidInput."""
    for entry in objects(path):
        if isinstance(entry.get("steps"), list):
            yield from _oatutor(entry)
        else:
            asked, answer = text(entry, "question"), entry.get("answer", "")
            given = answer if isinstance(answer, list) else [answer]
            yield Question(text(entry, "id"), asked, tuple(str(item) for item in given))


def _oatutor(entry: dict[str, Any]) -> Iterator[Question]:
    """Steps with an arithmetic answer; the question is title, body and the earlier steps."""
    before = [text(entry, "title"), text(entry, "body")]
    for step in entry["steps"]:
        if not isinstance(step, dict):
            raise InvalidInput("A step is not an object.", field="steps")
        own = [text(step, "title"), text(step, "body")]
        answers = step.get("answer", [])
        if step.get("answer_type") == "arithmetic" and isinstance(answers, list):
            asked = "\n".join(part for part in [*before, *own] if part.strip())
            yield Question(text(step, "id"), asked, tuple(str(item) for item in answers))
        before += own


async def evaluate_solve(
    path: Path, options: ReasoningOptions | None = None, limit: int | None = None
) -> SolveScore:
    """Runs the built-in solver over a file. Raises InvalidInput."""
    chosen = options or ReasoningOptions()
    pool = SolverPool(chosen)
    try:
        await pool.start()

        async def answers(question: str) -> tuple[str, bool] | None:
            try:
                solved = await pool.solve(question, chosen.solver_seconds)
            except CannotSolve:
                return None
            report = await pool.verify(question, solved, chosen.solver_seconds)
            return None if report.contradicted else (solved.final, report.agreed)

        listed = list(questions(path))[:limit]
        return await score(listed, answers, pool, width=chosen.solvers)
    finally:
        await pool.close()


async def score(
    listed: Sequence[Question], answers: Answers, pool: SolverPool, width: int = 2
) -> SolveScore:
    """Questions in order, `width` at a time; times are of the answers alone."""
    seconds: list[float] = []
    outcomes: list[tuple[Question, tuple[str, bool] | None, bool]] = []
    async for question, found, spent in _run(listed, answers, width):
        seconds.append(spent)
        right = found is not None and await _agrees(pool, question, found[0])
        outcomes.append((question, found, right))
    given = [(question, found, right) for question, found, right in outcomes if found is not None]
    failures = tuple(
        Failure(question.id, question.text, " | ".join(question.answers), found[0], found[1])
        for question, found, right in given
        if not right
    )
    right_count = sum(right for _, _, right in given)
    ordered = sorted(seconds) or [0.0]
    return SolveScore(
        total=len(outcomes),
        answered=len(given),
        right=right_count,
        wrong=len(given) - right_count,
        verified=sum(found[1] for _, found, _ in given),
        verified_wrong=sum(item.verified for item in failures),
        coverage=len(given) / len(outcomes) if outcomes else 0.0,
        precision=right_count / len(given) if given else 0.0,
        p50_ms=ordered[len(ordered) // 2] * 1000,
        p95_ms=ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1000,
        failures=failures,
    )


async def _run(
    listed: Sequence[Question], answers: Answers, width: int
) -> AsyncIterator[tuple[Question, tuple[str, bool] | None, float]]:
    async def one(question: Question) -> tuple[Question, tuple[str, bool] | None, float]:
        started = time.perf_counter()
        found = await answers(question.text)
        return question, found, time.perf_counter() - started

    for start in range(0, len(listed), width):
        for outcome in await asyncio.gather(*map(one, listed[start : start + width])):
            yield outcome


async def _agrees(pool: SolverPool, question: Question, answer: str) -> bool:
    for gold in question.answers:
        if await pool.equivalent(gold, answer, question.text, 5.0):
            return True
    return False
