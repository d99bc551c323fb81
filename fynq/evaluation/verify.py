"""`fynq eval verify`: does the equivalence checker accept what it should, and nothing else?"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fynq.domain.errors import InvalidInput, RoomUnavailable
from fynq.evaluation.at_once import Progress, at_once
from fynq.evaluation.records import read_jsonl, text_of, truth_of
from fynq.reasoning.options import ReasoningOptions
from fynq.reasoning.sandbox.pool import SolverPool


@dataclass(frozen=True, slots=True)
class VerifyScore:
    """false_accept: share of the wrong answers that were accepted; false_reject: share of the right
    ones that were not. failures: the line numbers of both, from 1."""

    total: int
    accuracy: float
    false_accept: float
    false_reject: float
    failures: tuple[int, ...] = ()

    def rows(self) -> list[tuple[str, str]]:
        return [
            ("total", f"{self.total:,}"),
            ("accuracy", f"{self.accuracy:.4f}"),
            ("false accept", f"{self.false_accept:.4f}"),
            ("false reject", f"{self.false_reject:.4f}"),
        ]

    def as_json(self) -> dict[str, Any]:
        found = asdict(self)
        del found["failures"]
        return found


@dataclass(frozen=True, slots=True)
class Case:
    line: int
    gold: str
    answer: str
    question: str
    accept: bool


def cases(path: Path) -> list[Case]:
    """Lines {"question"?, "gold", "answer", "accept": bool}. Raises InvalidInput."""
    found = [
        Case(
            line,
            text_of(path, line, entry, "gold"),
            text_of(path, line, entry, "answer"),
            "" if entry.get("question") is None else text_of(path, line, entry, "question"),
            truth_of(path, line, entry, "accept"),
        )
        for line, entry in read_jsonl(path)
    ]
    if not found:
        raise InvalidInput(f"{path.name} holds no case.", field=path.name)
    return found


async def evaluate_verify(
    path: Path, options: ReasoningOptions, progress: Progress | None = None
) -> VerifyScore:
    """Raises InvalidInput, and RoomUnavailable when no checking process can be started."""
    listed = cases(path)
    pool = SolverPool(options)

    async def accepted(case: Case) -> bool:
        try:
            return await pool.equivalent(
                case.gold, case.answer, case.question, options.solver_seconds
            )
        except RoomUnavailable:  # a process that a case broke is replaced
            return False

    try:
        await pool.start()
        said = await at_once(listed, accepted, options.solvers, progress)
    finally:
        await pool.close()
    failed = [case for case, answer in zip(listed, said, strict=True) if answer is not case.accept]
    right = sum(case.accept for case in listed)
    rejected = sum(case.accept for case in failed)
    return VerifyScore(
        total=len(listed),
        accuracy=1 - len(failed) / len(listed),
        false_accept=(len(failed) - rejected) / max(len(listed) - right, 1),
        false_reject=rejected / max(right, 1),
        failures=tuple(case.line for case in failed),
    )
