"""`python -m fynq.evaluation.calibration FILES --out fynq/reasoning/confidence.json [--judged J]`: fits the
confidence on the outcomes of problems that nobody read, and tells by subject how honest it is."""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from fynq.domain.confidence import Sureness, band
from fynq.domain.errors import CannotSolve, RoomUnavailable
from fynq.evaluation.at_once import at_once, cores
from fynq.evaluation.judged import RIGHT, Judged, read_judged
from fynq.evaluation.planted_errors.drawing import planted, right
from fynq.evaluation.problems import Question, questions
from fynq.evaluation.solve import agrees, verdict
from fynq.reasoning.confidence import Kind, fitted, to_json
from fynq.reasoning.explain import kind_of
from fynq.reasoning.options import ReasoningOptions
from fynq.reasoning.sandbox.pool import SolverPool
from fynq.reasoning.work import telling
from fynq.reasoning.work.check import check_work


@dataclass(frozen=True, slots=True)
class Outcome:
    """problem: its id. subject: the course, where the file names one."""

    problem: str
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


def was_read(question: Question) -> bool:
    """Half of the problems with steps were read while the methods were built; what fynq answers of
    them says too much for it, so that nothing is fitted on them."""
    step = question.problem != question.id
    return step and hashlib.sha256(question.problem.encode()).digest()[0] % 2 == 0


def in_first_half(problem: str) -> bool:
    """Of those that were not read."""
    return hashlib.sha256(problem.encode()).digest()[1] % 2 == 0


async def outcomes(
    path: Path, options: ReasoningOptions, judged: Mapping[str, Judged]
) -> list[Outcome]:
    """Of the questions that the built-in solver answers and nobody read; where a disagreement was judged, the
    verdict counts and not the source. Raises InvalidInput."""
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
        well = await agrees(pool, question, solved.final)
        if not well:
            well = await verdict(pool, question, solved.final, judged.get(question.id)) in RIGHT
        return Outcome(question.problem, question.topic, kind_of(solved, report), well)

    unread = [question for question in questions(path) if not was_read(question)]
    try:
        await pool.start()
        found = await at_once(unread, one, options.solvers)
    finally:
        await pool.close()
    return [outcome for outcome in found if outcome is not None]


def outcomes_of_work(count: int) -> list[Outcome]:
    """Of worked solutions of the held-out families, two thirds of them with one planted mistake;
    right is who names the first wrong line, or none where there is none."""
    samples = [*planted("calibration", count, "held"), *right("calibration", count // 2, "held")]
    found = []
    for at, sample in enumerate(samples):
        with suppress(CannotSolve):
            said = check_work(sample.question)
            well = said.work.first_wrong == sample.wrong
            found.append(Outcome(f"work {at}", "own work", telling.kind_of(said), well))
    return found


def crossed(listed: Sequence[Outcome]) -> list[tuple[float, Outcome]]:
    """Each outcome with the probability that the other half's outcomes give it."""
    halves = [[o for o in listed if in_first_half(o.problem) is first] for first in (True, False)]
    found = []
    for own, others in (halves, halves[::-1]):
        fit = fitted(((o.kind, o.right) for o in others), "", "")
        found += [(fit.probability(o.kind) or 0.0, o) for o in own]
    return found


def reliability(listed: Sequence[tuple[float, Outcome]], subject: str) -> Reliability:
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    said = [(probability, outcome.right) for probability, outcome in listed]
    for probability, well in said:
        bins[min(int(probability * 10), 9)].append((probability, well))
    total = max(len(said), 1)
    error = sum(abs(sum(p for p, _ in own) - sum(right for _, right in own)) for own in bins.values())  # fmt: skip
    return Reliability(
        subject,
        len(said),
        sum(p for p, _ in said) / total,
        sum(right for _, right in said) / total,
        error / total,
    )


async def _all(files: Sequence[Path], judged: Mapping[str, Judged]) -> list[Outcome]:
    options = ReasoningOptions(solvers=cores())
    return [outcome for file in files for outcome in await outcomes(file, options, judged)]


def main(
    files: Annotated[list[Path], typer.Argument(show_default=False)],
    out: Annotated[Path, typer.Option(show_default=False)],
    judged: Annotated[Path | None, typer.Option(show_default=False)] = None,
    work: Annotated[int, typer.Option(help="Worked solutions with a planted mistake.")] = 400,
) -> None:
    verdicts = {} if judged is None else read_judged(judged)
    found = [*asyncio.run(_all(files, verdicts)), *outcomes_of_work(work)]
    names = " ".join(file.name for file in files)
    date = datetime.now(UTC).date().isoformat()
    command = f"python -m fynq.evaluation.calibration {names} --out {out.name}"
    command += f" --work {work}"
    command += "" if judged is None else f" --judged {judged.name}"
    whole = fitted(((o.kind, o.right) for o in found), date, command)
    out.write_text(to_json(whole), encoding="utf-8")
    tested = crossed(found)
    typer.echo(f"{len(tested)} answers, each half judged by what the other half says")
    for subject in ["", *sorted({o.subject for _, o in tested} - {""})]:
        row = reliability([each for each in tested if subject in ("", each[1].subject)], subject or "all")  # fmt: skip
        typer.echo(f"{row.subject}: {row.total} said {row.said:.3f} was {row.was:.3f} ece {row.ece:.3f}")  # fmt: skip
    for name in Sureness:
        own = [o for said, o in tested if band(said) is name]
        right = sum(o.right for o in own)
        typer.echo(f"{name}: {len(own)}, right {right} ({right / max(len(own), 1):.3f})")


if __name__ == "__main__":
    typer.run(main)
