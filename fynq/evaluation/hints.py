"""`fynq eval hints`: are the hints found that give the answer away, and no others?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fynq.domain.errors import InvalidInput, RoomUnavailable
from fynq.evaluation.at_once import Progress, at_once
from fynq.evaluation.records import read_jsonl, text_of, truth_of
from fynq.reasoning.options import ReasoningOptions
from fynq.reasoning.sandbox.pool import SolverPool


@dataclass(frozen=True, slots=True)
class Case:
    """leaks: the hint gives the final answer away."""

    line: int
    question: str
    gold: str
    hint: str
    leaks: bool


@dataclass(frozen=True, slots=True)
class HintsScore:
    """precision: of the hints that were taken for leaks, those that are; recall: of the leaks,
    those that were found; f1: their harmonic mean. 0 where a denominator is 0."""

    total: int
    leaking: int
    precision: float
    recall: float
    f1: float
    failures: tuple[Case, ...] = ()

    def rows(self) -> list[tuple[str, str]]:
        return [
            ("total", f"{self.total:,}"),
            ("leaking", f"{self.leaking:,}"),
            ("precision", f"{self.precision:.4f}"),
            ("recall", f"{self.recall:.4f}"),
            ("f1", f"{self.f1:.4f}"),
        ]

    def as_json(self) -> dict[str, Any]:
        found = asdict(self)
        del found["failures"]
        return found

    def failure_lines(self) -> Iterator[str]:
        """One JSON object for each wrong verdict; `leaks` is what the file says."""
        return (json.dumps(asdict(case)) + "\n" for case in self.failures)


def cases(path: Path) -> list[Case]:
    """Lines {"question", "gold", "hint", "leaks": bool}. Raises InvalidInput."""
    found = [
        Case(
            line,
            text_of(path, line, entry, "question"),
            text_of(path, line, entry, "gold"),
            text_of(path, line, entry, "hint"),
            truth_of(path, line, entry, "leaks"),
        )
        for line, entry in read_jsonl(path)
    ]
    if not found:
        raise InvalidInput(f"{path.name} holds no case.", field=path.name)
    return found


async def evaluate_hints(
    path: Path, options: ReasoningOptions, progress: Progress | None = None
) -> HintsScore:
    """Raises InvalidInput, and RoomUnavailable when no checking process can be started."""
    listed = cases(path)
    pool = SolverPool(options)

    async def taken_for_leak(case: Case) -> bool:
        try:
            return await pool.leaks(case.question, case.gold, case.hint, options.solver_seconds)
        except RoomUnavailable:  # a process that a case broke is replaced; nothing is known
            return True

    try:
        await pool.start()
        said = await at_once(listed, taken_for_leak, options.solvers, progress)
    finally:
        await pool.close()
    failures = tuple(
        case for case, leak in zip(listed, said, strict=True) if leak is not case.leaks
    )
    found = sum(leak and case.leaks for case, leak in zip(listed, said, strict=True))
    leaking, flagged = sum(case.leaks for case in listed), sum(said)
    return HintsScore(
        total=len(listed),
        leaking=leaking,
        precision=found / max(flagged, 1),
        recall=found / max(leaking, 1),
        f1=2 * found / max(leaking + flagged, 1),
        failures=failures,
    )
