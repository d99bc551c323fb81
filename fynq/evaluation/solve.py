"""`fynq eval solve`: how much is answered, and how much of that is right."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from fynq.domain.errors import CannotSolve, InvalidInput, RoomUnavailable
from fynq.evaluation.at_once import Progress, at_once
from fynq.evaluation.records import fault, read_jsonl, text_of
from fynq.reasoning.options import ReasoningOptions
from fynq.reasoning.sandbox.pool import SolverPool

_COMPARE_SECONDS = 5.0
_RESULT = "####"


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
    """coverage = answered / total; precision = right / answered, 0 when nothing was answered.

    p50_ms, p95_ms: of every question, refusals included, with the verification of its answer.
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
            ("p50 ms", f"{self.p50_ms:.1f}"),
            ("p95 ms", f"{self.p95_ms:.1f}"),
        ]

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


def questions(path: Path) -> list[Question]:
    """Plain {"id", "question", "answer"} or the OATutor layout. Raises InvalidInput naming the
    line, also when there is no question at all.

    Public sets in the plain form may call the question 'problem' and the id 'unique_id' (MATH), have
    the result after '####' (GSM8K), and name the unit of the result in 'unit' (SciBench), which the
    question is then said to ask for.
    """
    found: list[Question] = []
    for line, entry in read_jsonl(path):
        if "steps" in entry:
            found += _oatutor(path, line, entry)
        else:
            found.append(_plain(path, line, entry))
    if not found:
        raise InvalidInput(f"{path.name} holds no problem.", field=path.name)
    return found


def _plain(path: Path, line: int, entry: Mapping[str, Any]) -> Question:
    field = "problem" if "question" not in entry and "problem" in entry else "question"
    asked = text_of(path, line, entry, field)
    key = next((key for key in ("id", "unique_id") if key in entry), None)
    name = str(line) if key is None else text_of(path, line, entry, key).strip()
    answers = tuple(answer.rpartition(_RESULT)[2].strip() for answer in _answers(path, line, entry))
    if entry.get("unit") is not None:
        unit = text_of(path, line, entry, "unit").strip()
        asked = f"{asked} The unit of the answer is {unit}." if unit else asked
    return Question(name, asked, answers)


def _oatutor(path: Path, line: int, entry: Mapping[str, Any]) -> Iterator[Question]:
    """Steps with an arithmetic answer; the question is title, body and the earlier steps."""
    steps = entry["steps"]
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
        raise fault(path, line, "'steps' must be a list of objects")
    before = _told(path, line, entry)
    for at, step in enumerate(steps, 1):
        own = _told(path, line, step)
        if step.get("answer_type") == "arithmetic":
            name = text_of(path, line, step, "id") if "id" in step else f"{line}.{at}"
            asked = "\n".join(part for part in [*before, *own] if part.strip())
            yield Question(name, asked, _answers(path, line, step))
        before += own


def _told(path: Path, line: int, entry: Mapping[str, Any]) -> list[str]:
    return [
        text_of(path, line, entry, name)
        for name in ("title", "body")
        if entry.get(name) is not None
    ]


def _answers(path: Path, line: int, entry: Mapping[str, Any]) -> tuple[str, ...]:
    given = entry.get("answer")
    listed = given if isinstance(given, list) else [given]
    if not listed:
        raise fault(path, line, "'answer' is an empty list")
    return tuple(text_of(path, line, {"answer": item}, "answer") for item in listed)


async def evaluate_solve(
    path: Path,
    options: ReasoningOptions,
    progress: Progress | None = None,
    limit: int | None = None,
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
        return await score(listed, answers, pool, options.solvers, progress)
    finally:
        await pool.close()


async def score(
    listed: Sequence[Question],
    answers: Answers,
    pool: SolverPool,
    width: int,
    progress: Progress | None = None,
) -> SolveScore:
    """`width` questions at a time; times are of the answers alone."""

    async def one(question: Question) -> _Outcome:
        started = time.perf_counter()
        found = await answers(question.text)
        spent = time.perf_counter() - started
        right = found is not None and await agrees(pool, question, found[0])
        return _Outcome(question, found, right, spent)

    outcomes = await at_once(listed, one, width, progress)
    failures = tuple(
        Failure(
            outcome.question.id,
            outcome.question.text,
            " | ".join(outcome.question.answers),
            *outcome.answer,
        )
        for outcome in outcomes
        if outcome.answer is not None and not outcome.right
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
        failures=failures,
    )


async def agrees(pool: SolverPool, question: Question, answer: str) -> bool:
    for gold in question.answers:
        try:
            if await pool.equivalent(gold, answer, question.text, _COMPARE_SECONDS):
                return True
        except RoomUnavailable:
            continue
    return False
