"""`python -m fynq.evaluation.calibration FILE --out fynq/reasoning/confidence.json`: fits the
confidence on half of a file's problems and measures it on the other half, subject by subject."""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from fynq.domain.confidence import Sureness, band
from fynq.domain.errors import CannotSolve, RoomUnavailable
from fynq.evaluation.at_once import at_once, cores
from fynq.evaluation.problems import Question, questions
from fynq.evaluation.records import read_jsonl
from fynq.evaluation.solve import agrees
from fynq.reasoning.confidence import Calibration, Kind, fitted, to_json
from fynq.reasoning.explain import kind_of
from fynq.reasoning.options import ReasoningOptions
from fynq.reasoning.sandbox.pool import SolverPool


@dataclass(frozen=True, slots=True)
class Outcome:
    """subject: the course, where the file names one."""

    id: str
    subject: str
    kind: Kind
    right: bool


@dataclass(frozen=True, slots=True)
class Reliability:
    """ece: expected calibration error, ten bins of equal width."""

    subject: str
    total: int
    said: float
    was: float
    ece: float


def in_first_half(name: str) -> bool:
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0


async def outcomes(path: Path, options: ReasoningOptions) -> list[Outcome]:
    """Of the questions that the built-in solver answers. Raises InvalidInput."""
    subjects = _subjects(path)
    pool = SolverPool(options)
    seconds = options.solver_seconds

    async def one(question: Question) -> Outcome | None:
        try:
            solved = await pool.solve(question.text, seconds)
            report = await pool.verify(question.text, solved, seconds)
        except (CannotSolve, RoomUnavailable):
            return None
        if report.contradicted:
            return None
        right = await agrees(pool, question, solved.final)
        return Outcome(question.id, subjects.get(question.id, ""), kind_of(solved, report), right)

    try:
        await pool.start()
        found = await at_once(questions(path), one, options.solvers)
    finally:
        await pool.close()
    return [outcome for outcome in found if outcome is not None]


def _subjects(path: Path) -> dict[str, str]:
    """From a step to its course, in the OATutor layout."""
    return {
        str(step.get("id")): str(entry.get("course", ""))
        for _, entry in read_jsonl(path)
        for step in entry.get("steps", ())
        if isinstance(step, dict)
    }


def reliability(calibration: Calibration, listed: Sequence[Outcome], subject: str) -> Reliability:
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    said = [(calibration.probability(o.kind) or 0.0, o.right) for o in listed]
    for probability, right in said:
        bins[min(int(probability * 10), 9)].append((probability, right))
    total = max(len(said), 1)
    error = sum(abs(sum(p for p, _ in own) - sum(right for _, right in own)) for own in bins.values())  # fmt: skip
    return Reliability(
        subject,
        len(said),
        sum(p for p, _ in said) / total,
        sum(right for _, right in said) / total,
        error / total,
    )


def main(
    file: Annotated[Path, typer.Argument(show_default=False)],
    out: Annotated[Path, typer.Option(show_default=False)],
) -> None:
    found = asyncio.run(outcomes(file, ReasoningOptions(solvers=cores())))
    first = [o for o in found if in_first_half(o.id)]
    second = [o for o in found if not in_first_half(o.id)]
    date = datetime.now(UTC).date().isoformat()
    command = f"python -m fynq.evaluation.calibration {file.name} --out {out.name}"
    calibration = fitted(((o.kind, o.right) for o in first), date, command)
    out.write_text(to_json(calibration), encoding="utf-8")
    typer.echo(f"fitted on {len(first)}, tested on {len(second)}")
    for subject in ["", *sorted({o.subject for o in second} - {""})]:
        own = [o for o in second if subject in ("", o.subject)]
        row = reliability(calibration, own, subject or "all")
        typer.echo(f"{row.subject}: {row.total} said {row.said:.3f} was {row.was:.3f} ece {row.ece:.3f}")  # fmt: skip
    for name in Sureness:
        own = [o for o in second if band(calibration.probability(o.kind) or 0.0) is name]
        right = sum(o.right for o in own)
        typer.echo(f"{name}: {len(own)}, right {right} ({right / max(len(own), 1):.3f})")


if __name__ == "__main__":
    typer.run(main)
